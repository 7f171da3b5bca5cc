//! Everything known about the person selected.

mod between;
mod facts;
mod strip;
mod timeline;

use ratatui::layout::Rect;

use super::below_rule;
use super::canvas::{Canvas, wrap};
use super::theme::Role;
use crate::app::{Pane, Sizes, State};
use crate::domain::card::Card;
use crate::domain::contact::Contact;
use crate::text::{self, Shown};
use facts::{details, how_you_know, likes, looks, offers, reachable, standing, who_they_are};
use timeline::entry_lines;

/// Lines of one note shown in the timeline before it is the cursor's.
const NOTE_LINES: usize = 3;

/// One line of what stands beside a list.
pub(super) struct Line {
    spans: Vec<(String, Role)>,
    indent: u16,
    /// A rule with the first span as its title.
    rule: bool,
    /// The stop that this line belongs to.
    stop: Option<usize>,
}

impl Line {
    pub(super) fn plain(text: impl Into<String>, role: Role) -> Line {
        Line {
            spans: vec![(text.into(), role)],
            indent: 1,
            rule: false,
            stop: None,
        }
    }

    /// Parts one after another.
    pub(super) fn of(spans: Vec<(String, Role)>) -> Line {
        Line {
            spans,
            ..Line::plain("", Role::Plain)
        }
    }

    pub(super) fn rule(title: &str) -> Line {
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
    draw_under(canvas, rule_beside(area), area, state, sizes);
}

/// Where the rule goes of what stands beside a list.
pub(super) fn rule_beside(area: Rect) -> Rect {
    Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    }
}

fn draw_under(canvas: &mut Canvas<'_>, rule: Rect, area: Rect, state: &State, sizes: &mut Sizes) {
    let body = below_rule(area);
    let (Some(card), Some(contact)) = (
        state.shown_card(),
        state.selected().and_then(|id| state.contact(id)),
    ) else {
        sizes.card = body.height.into();
        canvas.rule(rule, &[]);
        return;
    };
    let on = state.stop_at(&state.stops());
    let lines = lines(state, card, contact, body, on);
    draw_lines(canvas, (rule, area), state, &card.name, (&lines, on), sizes);
}

/// Draws these lines under a rule with a name in it, scrolled to the one that the cursor is
/// `on` and as far as somebody scrolled.
pub(super) fn draw_lines(
    canvas: &mut Canvas<'_>,
    (rule, area): (Rect, Rect),
    state: &State,
    name: &str,
    (lines, on): (&[Line], Option<usize>),
    sizes: &mut Sizes,
) {
    let body = below_rule(area);
    sizes.card = body.height.into();
    let role = if state.focus == Pane::Card {
        Role::Focused
    } else {
        Role::Heading
    };
    let name = Shown::line(name).fit(rule.width.saturating_sub(6).into());
    canvas.rule(rule, &[(&name, role)]);

    let beyond = lines.len().saturating_sub(body.height.into());
    let top = (scroll(lines, on, body.height.into()) + state.card_scroll).min(beyond);
    for (y, line) in (0..body.height).zip(lines.iter().skip(top)) {
        draw_line(canvas, body, rule.x - area.x, y, line);
        if on.is_some() && line.stop == on {
            canvas.select(body, y);
        }
    }
    let shown = lines.iter().skip(top).take(body.height.into());
    let stops = || shown.clone().filter_map(|line| line.stop);
    sizes.card_seen = stops().min().zip(stops().max());
    sizes.card_below = lines.len().saturating_sub(top + usize::from(body.height));
    if sizes.card_below > 0 {
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
pub(super) fn draw_line(canvas: &mut Canvas<'_>, area: Rect, shift: u16, y: u16, line: &Line) {
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
    if let Some(words) = state.reach.words(&state.network, card.id) {
        lines.extend(
            wrap(&words, inner)
                .into_iter()
                .map(|line| Line::plain(line, Role::Muted)),
        );
    }
    lines.extend(looks(state, card, inner));
    lines.extend(offers(state, card, inner));

    // Their stops are numbered in this order, as in `State::stops`.
    let mut stop = 0;
    let mut section = |title: &str, said: Vec<(String, String)>, lines: &mut Vec<Line>| {
        if !said.is_empty() {
            lines.push(Line::rule(title));
        }
        for (what, beside) in said {
            lines.extend(
                with_beside(&what, beside, inner)
                    .into_iter()
                    .map(|l| l.at(stop)),
            );
            stop += 1;
        }
    };
    section("Next", between::steps(state, card), &mut lines);
    section("People", between::people(state, card), &mut lines);
    section("Days", between::days(card), &mut lines);
    let entries = stop;
    let notes = entries + card.catch_ups.len();
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

/// Something with what is said beside it on its last line, or where that has no room on a
/// line of its own.
fn with_beside(what: &str, beside: String, width: u16) -> Vec<Line> {
    let mut wrapped = wrap(what, width);
    let own_line = match wrapped.last_mut() {
        _ if beside.is_empty() => None,
        Some(last) if text::width(last) + 3 + text::width(&beside) <= width.into() => {
            *last = format!("{last} · {beside}");
            None
        }
        _ => Some(Line::plain(beside, Role::Muted)),
    };
    let lines = wrapped.into_iter().map(|l| Line::plain(l, Role::Plain));
    lines.chain(own_line).collect()
}

/// Parts with " · " between them, in lines of at most `width` columns.
pub(super) fn joined(parts: Vec<(String, Role)>, width: u16) -> Vec<Line> {
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
