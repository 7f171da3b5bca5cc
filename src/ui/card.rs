//! Everything known about the person selected.

use chrono::Datelike;
use ratatui::layout::Rect;

use super::below_rule;
use super::canvas::{Canvas, wrap};
use super::theme::{self, Role};
use crate::app::{Pane, Sizes, State, hints, say};
use crate::command::{Action, Scope};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, MethodKind, OccasionDay, Related};
use crate::domain::catch_up::{CatchUp, Started};
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::standing::Standing;
use crate::domain::{due, naming, relation, when};
use crate::text::{self, Shown};

mod strip;

/// Columns before what a line of the timeline says: "2024 Nov 14  ".
const DAY: u16 = 13;
/// Lines of one note shown in the timeline before it is the cursor's.
const NOTE_LINES: usize = 3;

/// One line of the card.
struct Line {
    spans: Vec<(String, Role)>,
    indent: u16,
    /// A rule with the first span as its title.
    rule: bool,
    /// The stop that this line belongs to.
    stop: Option<usize>,
}

impl Line {
    fn plain(text: impl Into<String>, role: Role) -> Line {
        Line {
            spans: vec![(text.into(), role)],
            indent: 1,
            rule: false,
            stop: None,
        }
    }

    fn rule(title: &str) -> Line {
        Line {
            rule: true,
            ..Line::plain(title, Role::Heading)
        }
    }

    fn at(self, stop: usize) -> Line {
        Line {
            stop: Some(stop),
            ..self
        }
    }

    fn indented(self, indent: u16) -> Line {
        Line { indent, ..self }
    }
}

/// The card under a rule as wide as its area.
pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    draw_under(canvas, area, area, state, sizes);
}

/// The card beside the lists: its rule starts where its text does.
pub(super) fn draw_beside(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let rule = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    };
    draw_under(canvas, rule, area, state, sizes);
}

fn draw_under(canvas: &mut Canvas<'_>, rule: Rect, area: Rect, state: &State, sizes: &mut Sizes) {
    let body = below_rule(area);
    sizes.card = body.height.into();
    let (Some(card), Some(contact)) = (
        state.shown_card(),
        state.selected().and_then(|id| state.contact(id)),
    ) else {
        canvas.rule(rule, &[]);
        return;
    };
    let role = if state.focus == Pane::Card {
        Role::Focused
    } else {
        Role::Heading
    };
    let name = Shown::line(&card.name).fit(rule.width.saturating_sub(6).into());
    canvas.rule(rule, &[(&name, role)]);

    let on = (state.focus == Pane::Card)
        .then(|| state.stop())
        .flatten()
        .and_then(|stop| state.stops().iter().position(|s| *s == stop));
    let lines = lines(state, card, contact, body, on);
    sizes.card_lines = lines.len();
    let beyond = lines.len().saturating_sub(body.height.into());
    let top = (scroll(&lines, on, body.height.into()) + state.card_scroll).min(beyond);
    for (y, line) in (0..body.height).zip(lines.iter().skip(top)) {
        draw_line(canvas, body, rule.x - area.x, y, line);
        if on.is_some() && line.stop == on {
            canvas.select(body, y);
        }
    }
    if lines.len() > top + usize::from(body.height) {
        let last = body.height.saturating_sub(1);
        canvas.text(
            body,
            (body.width.saturating_sub(1), last),
            1,
            ("⋮", Role::Muted),
        );
    }
}

/// Draws a line; a rule starts `shift` columns into the area.
fn draw_line(canvas: &mut Canvas<'_>, area: Rect, shift: u16, y: u16, line: &Line) {
    if line.rule {
        let row = Rect {
            x: area.x + shift,
            y: area.y + y,
            width: area.width.saturating_sub(shift),
            height: 1,
        };
        let (title, role) = &line.spans[0];
        canvas.rule(row, &[(title, *role)]);
        return;
    }
    let mut x = line.indent;
    for (text, role) in &line.spans {
        x += canvas.text(area, (x, y), area.width.saturating_sub(x), (text, *role));
    }
}

/// The first line shown, so that the cursor's lines are near the middle; from the top while
/// they would be seen anyway.
fn scroll(lines: &[Line], on: Option<usize>, height: usize) -> usize {
    let Some(on) = on else {
        return 0;
    };
    let first = lines
        .iter()
        .position(|line| line.stop == Some(on))
        .unwrap_or(0);
    let last = lines
        .iter()
        .rposition(|line| line.stop == Some(on))
        .unwrap_or(0);
    if last < height * 2 / 3 || lines.len() <= height {
        return 0;
    }
    first
        .saturating_sub(height / 2)
        .min(lines.len().saturating_sub(height))
}

/// All lines of the card, whose cursor is `on` a stop.
fn lines(
    state: &State,
    card: &Card,
    contact: &Contact,
    body: Rect,
    on: Option<usize>,
) -> Vec<Line> {
    let width = body.width;
    let inner = width.saturating_sub(2);
    let mut lines = Vec::new();
    let facts = |lines: &mut Vec<Line>, parts: Vec<String>, role: Role| {
        let parts = parts.into_iter().map(|part| (part, role)).collect();
        lines.extend(joined(parts, inner));
    };
    facts(&mut lines, who_they_are(state, card), Role::Plain);
    facts(&mut lines, how_you_know(state, card), Role::Plain);
    lines.extend(joined(standing(state, contact), inner));
    if !card.catch_ups.is_empty() {
        if body.height >= 16 {
            lines.push(Line::plain("", Role::Plain));
        }
        strip::year(state, card, inner, &mut lines);
        if body.height >= 16 {
            lines.push(Line::plain("", Role::Plain));
        }
    }
    facts(&mut lines, reachable(card), Role::Muted);
    facts(&mut lines, likes(card), Role::Muted);
    facts(&mut lines, people_between(state, card), Role::Muted);
    if let Some(words) = state.reach.words(&state.network, card.id) {
        lines.extend(
            wrap(&words, inner)
                .into_iter()
                .map(|line| Line::plain(line, Role::Muted)),
        );
    }
    lines.extend(offers(state, card, inner));

    // Their stops are numbered in this order, as in `State::stops`.
    let entries = card.next_steps.len();
    let notes = entries + card.catch_ups.len();
    if !card.next_steps.is_empty() {
        lines.push(Line::rule("Next"));
        for (stop, step) in card.next_steps.iter().enumerate() {
            let day = step
                .on
                .map_or_else(|| "next time".to_owned(), |on| say::day(state.today, on));
            let text = format!("{} · {day}", Shown::line(&step.text));
            lines.extend(
                wrap(&text, inner)
                    .into_iter()
                    .map(|l| Line::plain(l, Role::Plain).at(stop)),
            );
        }
    }
    lines.push(Line::rule("Before"));
    if card.catch_ups.is_empty() {
        lines.push(Line::plain("nothing yet", Role::Muted));
    }
    for (stop, entry) in (entries..).zip(&card.catch_ups) {
        let note_lines = match on {
            Some(on) if on == stop => usize::MAX,
            _ => NOTE_LINES,
        };
        let entry = entry_lines(state, card, entry, width, note_lines);
        lines.extend(entry.into_iter().map(|line| line.at(stop)));
    }
    if let Some(note) = &card.note {
        lines.push(Line::rule("Notes"));
        for (stop, paragraph) in (notes..).zip(note.lines()) {
            let mut wrapped = wrap(paragraph, inner);
            if wrapped.is_empty() {
                wrapped.push(String::new());
            }
            lines.extend(
                wrapped
                    .into_iter()
                    .map(|l| Line::plain(l, Role::Plain).at(stop)),
            );
        }
    }
    details(card, inner, &mut lines);
    lines
}

/// Parts with " · " between them, in lines of at most `width` columns.
fn joined(parts: Vec<(String, Role)>, width: u16) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut used = 0;
    for (part, role) in parts {
        let part = Shown::line(&part);
        match lines.last_mut() {
            Some(line) if used + 3 + part.width() <= width.into() => {
                line.spans.push((" · ".to_owned(), Role::Muted));
                line.spans.push((part.as_str().to_owned(), role));
                used += 3 + part.width();
            }
            _ => {
                let wrapped = wrap(part.as_str(), width);
                used = wrapped.last().map_or(0, |line| text::width(line));
                lines.extend(wrapped.into_iter().map(|line| Line::plain(line, role)));
            }
        }
    }
    lines
}

fn who_they_are(state: &State, card: &Card) -> Vec<String> {
    let work: Vec<&str> = [&card.title, &card.org]
        .into_iter()
        .filter_map(|part| part.as_deref())
        .collect();
    let mut parts = Vec::from_iter(naming::in_full(card));
    if !work.is_empty() {
        parts.push(work.join(", "));
    }
    parts.extend(card.city.clone());
    parts.push(state.tie_label(card.tie).to_owned());
    match (
        state.rules().cadence(card.tie, card.own_cadence),
        card.own_cadence,
    ) {
        (Some(cadence), Some(_)) => parts.push(format!("{cadence}, their own")),
        (Some(cadence), None) => parts.push(cadence.to_string()),
        (None, Some(OwnCadence::Never)) => parts.push("never due".to_owned()),
        (None, _) => {}
    }
    parts
}

fn how_you_know(state: &State, card: &Card) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(card.nicknames.iter().map(|name| format!("“{name}”")));
    parts.extend(card.met.as_ref().map(|met| format!("met {met}")));
    if let Some(by) = card.introduced_by.and_then(|id| state.contact(id)) {
        parts.push(format!("through {}", by.name()));
    }
    for occasion in &card.occasions {
        let day = match &occasion.day {
            OccasionDay::Day(day) => when::partial_short(*day),
            OccasionDay::Words(words) => words.clone(),
        };
        parts.push(format!("{} {day}", occasion.label));
    }
    parts
}

fn reachable(card: &Card) -> Vec<String> {
    let kinds = [
        MethodKind::Email,
        MethodKind::Phone,
        MethodKind::Url,
        MethodKind::Handle,
    ];
    let values = kinds.into_iter().flat_map(|kind| card.values(kind));
    values
        .map(|value| {
            value
                .trim_start_matches("https://www.")
                .trim_start_matches("https://")
                .to_owned()
        })
        .collect()
}

fn likes(card: &Card) -> Vec<String> {
    let tags = card.tags.iter().map(|tag| format!("#{tag}"));
    let mut parts: Vec<String> = vec![tags.collect::<Vec<_>>().join(" ")];
    parts.retain(|part| !part.is_empty());
    if !card.interests.is_empty() {
        parts.push(format!("likes {}", card.interests.join(", ")));
    }
    parts
}

fn people_between(state: &State, card: &Card) -> Vec<String> {
    card.relations
        .iter()
        .filter_map(|relation| {
            let name = match &relation.to {
                Related::Contact(id) => state.contact(*id)?.name().to_string(),
                Related::Name(name) => name.clone(),
            };
            Some(relation::on_card(&relation.kind, relation.outgoing, &name))
        })
        .collect()
}

/// How warm it is, and what hides or flags them.
fn standing(state: &State, contact: &Contact) -> Vec<(String, Role)> {
    let mut parts: Vec<(String, Role)> = Vec::new();
    let mut add = |text: String, role: Role| parts.push((text, role));
    match contact.standing {
        Standing::Active => {
            if let Some(warmth) = due::warmth(contact, state.rules(), state.today) {
                add(warmth.word().to_owned(), theme::of_warmth(warmth));
            }
        }
        other => add(other.label().to_owned(), Role::Cooling),
    }
    if let Some(last) = contact.last {
        let days = (state.today - last).num_days();
        add(
            match days {
                ..=0 => "caught up today".to_owned(),
                1 => "caught up yesterday".to_owned(),
                _ => format!("{} since you caught up", when::ago_long(days)),
            },
            Role::Plain,
        );
    } else if let Some(from) = contact.counting_from {
        add(
            format!("counting from {}", when::day_long(from)),
            Role::Muted,
        );
    }
    if contact.mind.is_some() {
        add("on your mind".to_owned(), Role::Accent);
    }
    if let Some(day) = contact.later.filter(|day| *day > state.today) {
        add(
            format!("later, from {}", say::day(state.today, day)),
            Role::Muted,
        );
    }
    if contact
        .someone_else
        .is_some_and(|day| state.rules().week_of(day) == state.week.from)
    {
        add("someone else this week".to_owned(), Role::Muted);
    }
    if let Some(day) = due::retry_on(contact).filter(|day| *day > state.today) {
        add(
            format!("no answer yet, again from {}", say::day(state.today, day)),
            Role::Muted,
        );
    }
    parts
}

/// What the run of the latest catch-ups suggests.
fn offers(state: &State, card: &Card, width: u16) -> Vec<Line> {
    let mut offers = Vec::new();
    if card.unanswered_run >= 3 && card.standing == Standing::Active {
        offers.push(format!(
            "{} unanswered in a row · {} no answer for now",
            card.unanswered_run,
            hints::key(state, Scope::Home, Action::Stand(Standing::Unreachable))
        ));
    }
    if card.someone_else_run >= 3 {
        let key = hints::key(state, Scope::Home, Action::Cadence);
        offers.push(format!(
            "someone else, three times · {key} for a longer cadence"
        ));
    }
    let lines = offers.iter().flat_map(|offer| wrap(offer, width));
    lines.map(|line| Line::plain(line, Role::Cooling)).collect()
}

/// A catch-up with so many lines of its note at most.
fn entry_lines(
    state: &State,
    card: &Card,
    entry: &CatchUp,
    width: u16,
    note_lines: usize,
) -> Vec<Line> {
    let on = entry.on;
    let month = when::month_name(on).get(..3).unwrap_or_default();
    let day = format!("{:04} {month} {:02}", on.year(), on.day());
    let mut what = entry.channel.to_string();
    match entry.started {
        Started::Me => {}
        Started::Them => what.push_str(", they started"),
        Started::Both => what.push_str(", both"),
    }
    if !entry.answered {
        what.push_str(", no answer yet");
    }
    let others: Vec<ContactId> = entry
        .with
        .iter()
        .copied()
        .filter(|id| *id != card.id)
        .collect();
    if !others.is_empty() {
        what.push_str(&format!(", with {}", say::whom(state, &others)));
    }
    let room = width.saturating_sub(DAY + 2).max(8);
    let mut lines = Vec::new();
    for (number, text) in wrap(&what, room).into_iter().enumerate() {
        let line = if number == 0 {
            Line {
                spans: vec![(format!("{day}  "), Role::Muted), (text, Role::Plain)],
                ..Line::plain("", Role::Plain)
            }
        } else {
            Line::plain(text, Role::Plain).indented(DAY + 1)
        };
        lines.push(line);
    }
    let Some(note) = &entry.note else {
        return lines;
    };
    let all: Vec<String> = note.lines().flat_map(|line| wrap(line, room)).collect();
    let shown = all.len().min(note_lines);
    for (number, text) in all.iter().take(shown).enumerate() {
        let cut = number + 1 == shown && shown < all.len();
        let text = if cut {
            format!("{text} …")
        } else {
            text.clone()
        };
        lines.push(Line::plain(text, Role::Plain).indented(DAY + 1));
    }
    lines
}

fn details(card: &Card, width: u16, lines: &mut Vec<Line>) {
    let mut more: Vec<String> = card
        .details
        .iter()
        .map(|(label, value)| format!("{label}: {value}"))
        .collect();
    for address in &card.addresses {
        let parts = [
            &address.street,
            &address.postcode,
            &address.city,
            &address.region,
            &address.country,
        ];
        let parts: Vec<&str> = parts
            .into_iter()
            .filter_map(|part| part.as_deref())
            .collect();
        if !parts.is_empty() {
            more.push(parts.join(", "));
        }
    }
    if more.is_empty() {
        return;
    }
    lines.push(Line::rule("More"));
    for text in more {
        lines.extend(
            wrap(&text, width)
                .into_iter()
                .map(|line| Line::plain(line, Role::Muted)),
        );
    }
}
