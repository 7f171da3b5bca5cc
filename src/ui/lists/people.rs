//! Everybody, as the filter and the tie strip choose them.

use std::ops::Range;

use ratatui::layout::Rect;

use super::{AGO, NARROW, name_cell, tie_width, title_role};
use crate::app::layer::Layer;
use crate::app::people::Strip;
use crate::app::{Pane, Sizes, State, hints};
use crate::command::{Action, Scope};
use crate::domain::contact::Contact;
use crate::domain::network::CircleKind;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::{due, when};
use crate::text;
use crate::ui::below_rule;
use crate::ui::canvas::{Canvas, Focus, Span, wrap};
use crate::ui::theme::{self, Role};

/// Columns of "cooling", with the gap after it.
const WARMTH: u16 = 9;

pub(in crate::ui) fn draw_people(
    canvas: &mut Canvas<'_>,
    area: Rect,
    state: &State,
    sizes: &mut Sizes,
) {
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
        for (y, line) in (0..).zip(wrap(&words, rows.width.saturating_sub(1))) {
            canvas.text(rows, (1, y), rows.width, (&line, Role::Muted));
        }
        return;
    }
    let len = state.people.len();
    let key = |row: usize| state.people.id(&state.network, row);
    let cursor = &state.people.cursor;
    let tie_width = tie_width(state);
    for (y, row, is_on) in cursor.shown(len, rows.height, key) {
        if let Some(contact) = state.people.contact(&state.network, row) {
            person_row(canvas, rows, y, state, contact, tie_width);
        }
        if is_on && state.list == Pane::People && state.focus != Pane::Card {
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
            (3, 0),
            area.width.saturating_sub(3),
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
    let known = contact.profile();
    match (known.org, known.city) {
        (Some(org), Some(city)) => [org, ", ", city].concat(),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => contact
            .circles()
            .filter_map(|circle| state.network.circles.get(circle))
            .find(|circle| circle.kind == CircleKind::Tag)
            .map_or_else(String::new, |circle| format!("#{}", circle.name)),
    }
}

fn ago(state: &State, contact: &Contact) -> String {
    let days = contact.last.map(|last| (state.today - last).num_days());
    days.map_or_else(String::new, when::ago_short)
}
