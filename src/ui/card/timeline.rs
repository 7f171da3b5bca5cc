//! A catch-up on the timeline.

use chrono::Datelike;

use super::Line;
use crate::app::{State, say};
use crate::domain::card::Card;
use crate::domain::catch_up::CatchUp;
use crate::domain::id::ContactId;
use crate::domain::when;
use crate::ui::canvas::wrap;
use crate::ui::theme::Role;

/// Columns before what a line of the timeline says: "2024 Nov 14  ".
const DAY: u16 = 13;

/// A catch-up with so many lines of its note at most.
pub(super) fn entry_lines(
    state: &State,
    card: &Card,
    entry: &CatchUp,
    width: u16,
    note_lines: usize,
) -> Vec<Line> {
    let on = entry.on;
    let month = when::month_name(on).get(..3).unwrap_or_default();
    let day = format!("{:04} {month} {:02}", on.year(), on.day());
    let (mut what, note) = entry.told();
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
    let Some(note) = note else {
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
