//! Who it is a good time to say hi to, whose birthday comes, and everybody.

use std::ops::Range;

use ratatui::layout::Rect;

use super::below_rule;
use super::canvas::{Canvas, Focus, Span, columns, wrap};
use super::theme::{self, Role};
use crate::app::layer::Layer;
use crate::app::people::Strip;
use crate::app::{Pane, Sizes, State, hints, say};
use crate::command::{Action, Scope};
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::network::CircleKind;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::week::Pick;
use crate::domain::{due, reason, when};
use crate::text;

/// Columns of "2 yr" and the like, with the gap after it.
const AGO: u16 = 7;
/// Columns of "cooling", with the gap after it.
const WARMTH: u16 = 9;
/// Below this width a list is a name and one column.
const NARROW: u16 = 48;

/// The three lists, one above the other.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let picks = columns(match state.arriving {
        true => state.week.budget.into(),
        false => state.picks.len(),
    });
    let picks = picks.max(1);
    let due = (picks + 1).min((area.height / 2).max(2));
    let coming = columns(state.upcoming.len());
    let spare = area.height.saturating_sub(due + 5);
    let birthdays = if coming == 0 || spare < 2 {
        0
    } else {
        (coming + 1).min(spare).min(4)
    };
    let people = area.height - due - birthdays;
    let part = |y: u16, height: u16| Rect {
        y: area.y + y,
        height,
        ..area
    };
    draw_picks(canvas, part(0, due), state, sizes);
    if birthdays > 0 {
        draw_birthdays(canvas, part(due, birthdays), state, sizes);
    }
    draw_people(canvas, part(due + birthdays, people), state, sizes);
}

/// The picks with the birthdays under them, for screens of one pane; where there is room
/// left, the first of the people under those.
pub(super) fn draw_due(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let coming = columns(state.upcoming.len());
    let birthdays = if coming == 0 {
        0
    } else {
        (coming + 1).min(area.height / 3)
    };
    let wanted = columns(state.picks.len().max(2)) + 1;
    let picks = Rect {
        height: wanted.min(area.height - birthdays),
        ..area
    };
    draw_picks(canvas, picks, state, sizes);
    let rest = Rect {
        y: area.y + picks.height,
        height: birthdays,
        ..area
    };
    if birthdays > 1 {
        draw_birthdays(canvas, rest, state, sizes);
    }
    let used = picks.height + birthdays;
    let people = Rect {
        y: area.y + used,
        height: area.height - used,
        ..area
    };
    if people.height > 2 {
        draw_people(canvas, people, state, sizes);
    }
}

fn title_role(state: &State, pane: Pane) -> Role {
    if state.focus == pane {
        Role::Focused
    } else {
        Role::Heading
    }
}

fn draw_picks(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    canvas.rule(
        area,
        &[("Good time to say hi", title_role(state, Pane::Due))],
    );
    let rows = below_rule(area);
    sizes.due = rows.height.into();
    if state.arriving {
        return;
    }
    if state.picks.is_empty() {
        let lines = wrap(&quiet_words(state), rows.width.saturating_sub(2));
        for (y, line) in (0u16..).zip(lines) {
            canvas.text(rows, (1, y), rows.width, (&line, Role::Muted));
        }
        return;
    }
    let key = |row: usize| state.picks[row].contact;
    let len = state.picks.len();
    let top = state.due_cursor.top(len, rows.height.into());
    let on = state.due_cursor.row(len, key);
    for (y, row) in (0..rows.height).zip(top..len) {
        pick_row(canvas, rows, y, state, &state.picks[row]);
        if on == Some(row) && state.list == Pane::Due && state.focus != Pane::Card {
            canvas.select(rows, y);
        }
    }
}

/// What the pane says when there is nobody to greet. Never pads.
fn quiet_words(state: &State) -> String {
    let next = say::next_week_starts(state);
    let anybody_close = || {
        let close = |contact: &Contact| contact.tie != Tie::Latent;
        state.network.contacts.iter().any(close)
    };
    match (state.week.budget, state.week.left) {
        (0, _) => format!("Resting week. See you {next}."),
        (_, 0) => format!("Enough for this week. See you {next}."),
        _ if anybody_close() => "All quiet. Nobody's time has come round.".to_owned(),
        _ => format!(
            "All quiet. {}: on your mind · {}: how close you are",
            hints::key(state, Scope::Home, Action::Mind),
            hints::prefix(state, Action::Tie(Tie::Weak)),
        ),
    }
}

fn pick_row(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, pick: &Pick) {
    let Some(contact) = state.contact(pick.contact) else {
        return;
    };
    let note = state.last_notes.iter().find(|(id, _)| *id == pick.contact);
    let note = note.map(|(_, note)| note.as_str());
    let why = reason::reason(&state.network, pick, note, state.today);
    let mut x = name_cell(canvas, area, y, state, contact);
    if area.width >= NARROW {
        let (glyph, label) = (glyph(contact.tie), state.tie_label(contact.tie));
        canvas.spans(
            clip(area, x, tie_width(state) + 1),
            (x, y),
            &[
                (glyph, Role::Accent),
                (" ", Role::Plain),
                (label, Role::Plain),
            ],
        );
        x += tie_width(state) + 2;
        let days = contact
            .since(state.today)
            .map(|day| (state.today - day).num_days().max(0));
        // Where nothing more human is known than how long it has been, once is enough.
        if let Some(days) = days
            && why != when::ago_long(days)
        {
            canvas.text(area, (x, y), AGO - 1, (&when::ago_short(days), Role::Muted));
        }
        x += AGO;
    }
    canvas.text(
        area,
        (x, y),
        area.width.saturating_sub(x),
        (&why, Role::Plain),
    );
}

fn draw_birthdays(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let all_birthdays = state.upcoming.iter().all(|u| u.label == "birthday");
    let title = if all_birthdays {
        "Birthdays"
    } else {
        "Birthdays and days"
    };
    canvas.rule(area, &[(title, title_role(state, Pane::Birthdays))]);
    let rows = below_rule(area);
    sizes.birthdays = rows.height.into();
    let len = state.upcoming.len();
    let key = |row: usize| state.upcoming[row].contact;
    let top = state.birthday_cursor.top(len, rows.height.into());
    let on = state.birthday_cursor.row(len, key);
    for (y, row) in (0..rows.height).zip(top..len) {
        let upcoming = &state.upcoming[row];
        let Some(contact) = state.contact(upcoming.contact) else {
            continue;
        };
        let x = name_cell(canvas, rows, y, state, contact);
        let day = match (upcoming.on - state.today).num_days() {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            _ => when::day_short(upcoming.on),
        };
        let label = if upcoming.label == "birthday" {
            ""
        } else {
            &upcoming.label
        };
        canvas.spans(
            rows,
            (x, y),
            &[
                (&day, Role::Plain),
                ("  ", Role::Plain),
                (label, Role::Muted),
            ],
        );
        if on == Some(row) && state.focus == Pane::Birthdays {
            canvas.select(rows, y);
        }
    }
}

pub(super) fn draw_people(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    people_rule(canvas, area, state);
    let mut rows = below_rule(area);
    if has_filter_line(state) {
        filter_line(canvas, rows, state);
        rows = below_rule(rows);
        if let Some(problem) = &state.people.filter.problem {
            for line in wrap(&problem.message, rows.width.saturating_sub(4)) {
                canvas.text(rows, (3, 0), rows.width, (&line, Role::Cooling));
                rows = below_rule(rows);
            }
        }
    }
    sizes.people = rows.height.into();
    if state.people.is_empty() {
        let filter = &state.people.filter;
        let words = match (&filter.problem, filter.input.is_empty()) {
            (Some(_), _) => String::new(),
            (None, true) => {
                let key = hints::prefix(state, Action::Tie(Tie::Weak));
                format!("Nobody here. {key} on somebody gives a tie.")
            }
            (None, false) if state.people.count(Strip::All) > 0 => {
                let others = state.people.count(Strip::All);
                let here = strip_word(state, state.people.strip);
                let (before, next) = (
                    hints::key(state, Scope::Lists, Action::StripPrevious),
                    hints::key(state, Scope::Lists, Action::StripNext),
                );
                let match_ = if others == 1 { "matches" } else { "match" };
                format!("{others} {match_}, not {here}. {before} {next} for the other ties.")
            }
            (None, false) => {
                let key = hints::key(state, Scope::Home, Action::Back);
                format!("Nobody matches. {key} clears the filter.")
            }
        };
        canvas.text(rows, (1, 0), rows.width, (&words, Role::Muted));
        return;
    }
    let len = state.people.len();
    let key = |row: usize| state.people.id(&state.network, row);
    let cursor = &state.people.cursor;
    let top = cursor.top(len, rows.height.into());
    let on = cursor.row(len, key);
    let tie_width = tie_width(state);
    for (y, row) in (0..rows.height).zip(top..len) {
        if let Some(contact) = state.people.contact(&state.network, row) {
            person_row(canvas, rows, y, state, contact, tie_width);
        }
        if on == Some(row) && state.list == Pane::People && state.focus != Pane::Card {
            canvas.select(rows, y);
        }
    }
}

/// `─ People 212 ─ all inner strong moderate ‹weak 98› latent ───`, or as much of the strip
/// as there is room for around the chosen place.
fn people_rule(canvas: &mut Canvas<'_>, area: Rect, state: &State) {
    let total = match state.arriving {
        true => "People".to_owned(),
        false => format!("People {}", state.people.count(Strip::All)),
    };
    let places: Vec<(String, Role)> = Strip::ALL
        .into_iter()
        .filter(|strip| is_worth_a_place(state, *strip))
        .map(|strip| strip_place(state, strip))
        .collect();
    let chosen = places.iter().position(|(_, role)| *role == Role::Accent);
    let room = usize::from(area.width).saturating_sub(text::width(&total) + 7);
    let shown = around(&places, chosen.unwrap_or(0), room);
    let title = (total.as_str(), title_role(state, Pane::People));
    let mut spans: Vec<Span<'_>> = vec![title, (" ─ ", Role::Muted)];
    if shown.start > 0 {
        spans.push(("… ", Role::Muted));
    }
    for at in shown.clone() {
        if at > shown.start {
            spans.push((" ", Role::Plain));
        }
        spans.push((&places[at].0, places[at].1));
    }
    if shown.end < places.len() {
        spans.push((" …", Role::Muted));
    }
    canvas.rule(area, &spans);
}

/// As many places around the chosen one as `room` columns hold, with a mark at each end
/// that is cut; the chosen one always.
fn around(places: &[(String, Role)], chosen: usize, room: usize) -> Range<usize> {
    let wide = |range: &Range<usize>| {
        let words: usize = places[range.clone()]
            .iter()
            .map(|(word, _)| text::width(word) + 1)
            .sum();
        let cut = usize::from(range.start > 0) + usize::from(range.end < places.len());
        words.saturating_sub(1) + 2 * cut
    };
    (1..=places.len())
        .rev()
        .flat_map(|many| (0..=places.len() - many).map(move |start| start..start + many))
        .filter(|range| range.contains(&chosen) && wide(range) <= room)
        // Of as many places each, the ones with the chosen one in their middle.
        .max_by_key(|range| {
            let off = (range.start + range.end - 1).abs_diff(2 * chosen);
            (range.len(), usize::MAX - off)
        })
        .unwrap_or(chosen..(chosen + 1).min(places.len()))
}

/// A place of the strip, the chosen one in brackets and with its count.
fn strip_place(state: &State, strip: Strip) -> (String, Role) {
    let word = strip_word(state, strip);
    if strip == state.people.strip {
        let text = match strip {
            Strip::All => format!("‹{word}›"),
            _ => format!("‹{word} {}›", state.people.count(strip)),
        };
        return (text, Role::Accent);
    }
    (word.to_owned(), Role::Muted)
}

/// Dormant is on the strip only if somebody is.
fn is_worth_a_place(state: &State, strip: Strip) -> bool {
    strip != Strip::Dormant || state.people.count(strip) > 0 || state.people.strip == strip
}

fn strip_word(state: &State, strip: Strip) -> &str {
    match strip {
        Strip::All => "all",
        Strip::Tie(tie) => state.tie_label(tie),
        Strip::Dormant => "dormant",
    }
}

fn is_filtering(state: &State) -> bool {
    matches!(state.layers.last(), Some(Layer::FilterLine))
}

fn has_filter_line(state: &State) -> bool {
    is_filtering(state) || !state.people.filter.input.is_empty()
}

fn filter_line(canvas: &mut Canvas<'_>, area: Rect, state: &State) {
    canvas.text(area, (1, 0), 1, ("/", Role::Accent));
    let input = &state.people.filter.input;
    let focus = if is_filtering(state) {
        Focus::Here
    } else {
        Focus::Elsewhere
    };
    canvas.input(area, (3, 0), area.width, input, focus);
    if input.is_empty() {
        let hint = "name, tie:weak, tag:, city:, last:>90d, note:, due";
        canvas.text(
            area,
            (5, 0),
            area.width.saturating_sub(5),
            (hint, Role::Muted),
        );
    }
}

fn person_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    contact: &Contact,
    tie_width: u16,
) {
    let mut x = name_cell(canvas, area, y, state, contact);
    let state_word = state_word(state, contact);
    if area.width < NARROW {
        // One column says one thing: how it stands.
        let cell = match state_word.0 {
            "" => (state.tie_label(contact.tie), Role::Plain),
            _ => state_word,
        };
        canvas.text(area, (x, y), area.width.saturating_sub(x), cell);
        return;
    }
    canvas.text(area, (x, y), WARMTH - 1, state_word);
    x += WARMTH;
    canvas.text(
        area,
        (x, y),
        tie_width,
        (state.tie_label(contact.tie), Role::Plain),
    );
    x += tie_width + 1;
    canvas.text(area, (x, y), AGO - 1, (&ago(state, contact), Role::Muted));
    x += AGO;
    let place = place(state, contact);
    canvas.text(
        area,
        (x, y),
        area.width.saturating_sub(x),
        (&place, Role::Muted),
    );
}

/// How warm it is, or why no clock runs.
fn state_word<'s>(state: &State, contact: &Contact) -> Span<'s> {
    match contact.standing {
        Standing::Active => match due::warmth(contact, state.rules(), state.today) {
            Some(warmth) => (warmth.word(), theme::of_warmth(warmth)),
            None => ("", Role::Plain),
        },
        other => (other.word(), Role::Muted),
    }
}

/// Where they are in the world: organisation and city, or else a tag.
fn place(state: &State, contact: &Contact) -> String {
    match (contact.org(), contact.city()) {
        (Some(org), Some(city)) => format!("{org}, {city}"),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => contact
            .circles
            .iter()
            .filter_map(|circle| state.network.circles.get(*circle))
            .find(|circle| circle.kind == CircleKind::Tag)
            .map_or_else(String::new, |circle| format!("#{}", circle.name)),
    }
}

/// Writes the name after the cursor's column, with a mark if somebody is marked; returns
/// the column of the next cell.
fn name_cell(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, contact: &Contact) -> u16 {
    let mut x = 1;
    if !state.marks.is_empty() {
        let mark = if is_marked(state, contact.id) {
            "✓"
        } else {
            " "
        };
        canvas.text(area, (x, y), 1, (mark, Role::Accent));
        x += 2;
    }
    let width = name_width(area.width);
    canvas.text(area, (x, y), width, (contact.name(), Role::Plain));
    x + width + 2
}

fn is_marked(state: &State, id: ContactId) -> bool {
    state.marks.contains(&id)
}

fn name_width(width: u16) -> u16 {
    if width < NARROW {
        width * 9 / 20
    } else {
        (width * 3 / 10).clamp(15, 30)
    }
}

/// Columns of the longest word for a tie, with the gap after it.
fn tie_width(state: &State) -> u16 {
    let words = Tie::ALL.map(|tie| text::width(state.tie_label(tie)));
    columns(words.into_iter().max().unwrap_or(0)).min(12) + 1
}

fn ago(state: &State, contact: &Contact) -> String {
    let days = contact.last.map(|last| (state.today - last).num_days());
    days.map_or_else(String::new, when::ago_short)
}

/// A tie as one mark, fuller the stronger.
fn glyph(tie: Tie) -> &'static str {
    match tie {
        Tie::Inner => "◉",
        Tie::Strong => "●",
        Tie::Moderate => "◆",
        Tie::Weak => "∙",
        Tie::Latent => "◦",
    }
}

/// An area cut off some columns after `x`.
fn clip(area: Rect, x: u16, width: u16) -> Rect {
    Rect {
        width: area.width.min(x + width),
        ..area
    }
}
