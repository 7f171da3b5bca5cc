//! What was changed here and in a card: the questions, and both values of one side by side.

use ratatui::layout::Rect;

use super::canvas::{Canvas, columns, wrap};
use super::sheet;
use super::theme::Role;
use crate::app::State;
use crate::app::conflicts::Conflicts;
use crate::domain::folder::Conflict;
use crate::text::{Shown, width};

/// Rows of questions at most; the cursor's is among them.
const QUESTIONS: usize = 6;

/// From this width on both values stand side by side.
const WIDE: u16 = 50;

pub(super) fn draw(canvas: &mut Canvas<'_>, body: Rect, state: &State, conflicts: &Conflicts) {
    let title = "Changed here and in the card";
    let rows = conflicts.rows();
    let Some(chosen) = conflicts.row() else {
        let words = match conflicts.waiting {
            Some(_) => "nothing waits for an answer: both sides agree",
            None => "reading …",
        };
        let lines = wrap(words, body.width.saturating_sub(4));
        let area = sheet(canvas, body, lines.len(), title);
        for (y, line) in (0..area.height).zip(&lines) {
            canvas.text(area, (2, y), area.width, (line, Role::Muted));
        }
        return;
    };
    let inner = body.width.saturating_sub(4);
    let is_wide = body.width >= WIDE;
    let column = match is_wide {
        true => (inner.saturating_sub(3)) / 2,
        false => inner,
    };
    let [ours, theirs] = sides(state, chosen).map(|value| wrap(&value, column));
    let before = chosen.clash.before.as_deref();
    let before = before.map(|before| {
        let before = state_words(state, chosen, before);
        Shown::line(&format!("both said: {before}")).fit(inner.into())
    });
    let values = match is_wide {
        true => 1 + ours.len().max(theirs.len()),
        false => 2 + ours.len() + theirs.len(),
    };
    let shown = rows.len().min(QUESTIONS);
    let wanted = shown + 1 + values + usize::from(before.is_some());
    let area = sheet(canvas, body, wanted, title);
    // Where there is little room, what is asked goes before what else is.
    let room = usize::from(area.height);
    if !is_wide && room < 2 + values {
        return in_short(canvas, area, state, chosen);
    }
    let shown = shown.min(room.saturating_sub(1 + values).max(1));
    let top = (conflicts.at + 1).saturating_sub(shown);
    for (y, (at, one)) in (0..columns(shown)).zip(rows.iter().enumerate().skip(top)) {
        question(canvas, area, y, one);
        if at == conflicts.at {
            canvas.select(area, y);
        }
    }
    let mut y = columns(shown) + 1;
    if is_wide {
        let right = 2 + column + 3;
        canvas.text(area, (2, y), column, ("here", Role::Heading));
        canvas.text(area, (right, y), column, ("in the card", Role::Heading));
        for at in 0..ours.len().max(theirs.len()) {
            y += 1;
            for (x, lines) in [(2, &ours), (right, &theirs)] {
                if let Some(line) = lines.get(at) {
                    canvas.text(area, (x, y), column, (line, Role::Plain));
                }
            }
        }
        y += 1;
    } else {
        for (heading, lines) in [("here", &ours), ("in the card", &theirs)] {
            canvas.text(area, (2, y), column, (heading, Role::Heading));
            for line in lines {
                y += 1;
                canvas.text(area, (2, y), column, (line, Role::Plain));
            }
            y += 1;
        }
    }
    if let Some(before) = before {
        canvas.text(area, (2, y), inner, (&before, Role::Muted));
    }
}

/// The question under the cursor and both values, a line each.
fn in_short(canvas: &mut Canvas<'_>, area: Rect, state: &State, one: &Conflict) {
    question(canvas, area, 0, one);
    canvas.select(area, 0);
    let [ours, theirs] = sides(state, one);
    for (y, (heading, value)) in (1..).zip([("here", ours), ("card", theirs)]) {
        canvas.text(area, (2, y), 5, (heading, Role::Heading));
        let room = area.width.saturating_sub(8);
        canvas.text(area, (7, y), room, (&value, Role::Plain));
    }
}

/// Whose it is, and what.
fn question(canvas: &mut Canvas<'_>, area: Rect, y: u16, one: &Conflict) {
    let half = (area.width / 2).clamp(12, 32);
    let name = Shown::line(&one.name).fit(usize::from(half));
    canvas.text(area, (2, y), half, (&name, Role::Plain));
    let x = 2 + columns(width(&name)).max(half) + 2;
    let what = one.clash.called();
    canvas.text(
        area,
        (x, y),
        area.width.saturating_sub(x),
        (what, Role::Muted),
    );
}

/// What is here and what the card says, as far as it may be seen.
fn sides(state: &State, one: &Conflict) -> [String; 2] {
    [&one.clash.ours, &one.clash.theirs].map(|value| match value {
        Some(value) => state_words(state, one, value),
        None => "nothing".to_owned(),
    })
}

fn state_words(state: &State, one: &Conflict, value: &str) -> String {
    match one.clash.is_written_about_them() {
        true => state.sight.words(value).to_owned(),
        false => value.to_owned(),
    }
}
