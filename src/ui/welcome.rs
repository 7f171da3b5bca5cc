//! The first screen of all, while there is nobody yet.

use ratatui::layout::Rect;

use super::canvas::{Canvas, wrap};
use super::theme::Role;
use crate::app::{State, hints};
use crate::command::{Action, Scope};
use crate::text;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State) {
    let key = |action| hints::key(state, Scope::FirstRun, action);
    let (import, add, demo) = (key(Action::Import), key(Action::Add), key(Action::Demo));
    let stays = match state.encrypted {
        true => "All of it stays in one encrypted file on this machine.",
        false => {
            "All of it stays in one file on this machine, not encrypted, readable by you alone."
        }
    };
    let lines: [(&str, &str, Role); 9] = [
        (
            "",
            "ties keeps your network warm, a few people a week.",
            Role::Heading,
        ),
        ("", "", Role::Plain),
        (
            &import,
            "import your people: phone, LinkedIn, Google and others",
            Role::Plain,
        ),
        (&add, "add one person", Role::Plain),
        (&demo, "look round with made-up people", Role::Plain),
        ("", "", Role::Plain),
        (
            "",
            "Everybody arrives quietly: nobody is due until you say who matters to you.",
            Role::Muted,
        ),
        ("", "", Role::Plain),
        ("", stays, Role::Muted),
    ];
    let width = area.width.saturating_sub(4).min(62);
    let x = 2;
    let tall = lines.len() + 4;
    let mut y = if usize::from(area.height) > tall {
        (area.height - tall as u16) / 3
    } else {
        0
    };
    if state.demo {
        return;
    }
    for (key, text, role) in lines {
        if key.is_empty() {
            if text.is_empty() {
                y += 1;
            }
            for line in wrap(text, width) {
                canvas.text(area, (x, y), width, (&line, role));
                y += 1;
            }
        } else {
            canvas.text(area, (x + 1, y), 2, (key, Role::Accent));
            // What does not fit is examples.
            let short = text.split(':').next().unwrap_or(text);
            let fits = text::width(text) <= (width - 3).into();
            let text = if fits { text } else { short };
            canvas.text(area, (x + 4, y), width - 3, (text, role));
            y += 1;
        }
    }
}
