//! The first row: where one is, and how the week stands.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Span, columns};
use super::theme::Role;
use crate::app::{State, hints, say};
use crate::command::{Action, Scope, Screen};
use crate::text;

/// Dots drawn at most; a larger budget is told in words only.
const DOTS: usize = 12;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State) {
    let mut left: Vec<Span<'_>> = vec![(" ties", Role::Heading)];
    if state.demo {
        left.push((" DEMO", Role::Cooling));
    }
    let tabs = match area.width {
        60.. => tabs(state),
        // On a narrow screen the body says where one is.
        _ => Vec::new(),
    };
    let tabs = tabs.iter().map(|(text, role)| (text.as_str(), *role));
    left.extend(tabs);
    let end = canvas.spans(area, (0, 0), &left);
    if state.is_first_run() || state.arriving {
        return;
    }
    let marked = match state.marks.len() {
        0 => String::new(),
        n => format!("✓ {n} marked   "),
    };
    let dots = dots(state);
    let room = say::room(state);
    let short = room.trim_end_matches(", any order");
    let week = if dots.is_empty() { "" } else { "this week " };
    let gap = if dots.is_empty() { "" } else { "  " };
    let unsynced = match &state.sharing.quietly {
        Some(words) => format!("{words}   "),
        None => String::new(),
    };
    let forms: [Vec<Span<'_>>; 6] = [
        vec![
            (&unsynced, Role::Muted),
            (&marked, Role::Accent),
            (week, Role::Muted),
            (&dots, Role::Accent),
            (gap, Role::Plain),
            (&room, Role::Plain),
        ],
        vec![
            (&unsynced, Role::Muted),
            (&marked, Role::Accent),
            (&dots, Role::Accent),
        ],
        vec![
            (&marked, Role::Accent),
            (week, Role::Muted),
            (&dots, Role::Accent),
            (gap, Role::Plain),
            (&room, Role::Plain),
        ],
        vec![
            (&marked, Role::Accent),
            (&dots, Role::Accent),
            (gap, Role::Plain),
            (short, Role::Plain),
        ],
        vec![
            (&dots, Role::Accent),
            (gap, Role::Plain),
            (short, Role::Plain),
        ],
        vec![(&dots, Role::Accent)],
    ];
    let first = match unsynced.is_empty() {
        true => 2,
        false => 0,
    };
    for form in forms.into_iter().skip(first) {
        let wide: usize = form.iter().map(|(part, _)| text::width(part)).sum();
        let wide = columns(wide + 1);
        if end + 2 + wide <= area.width {
            canvas.spans(area, (area.width - wide, 0), &form);
            return;
        }
    }
}

/// The tabs of the screens that there are, the shown one to be told from the others.
fn tabs(state: &State) -> Vec<(String, Role)> {
    state
        .screens()
        .map(|screen| {
            let key = hints::key(state, Scope::Home, Action::Go(screen));
            let count = match (screen, state.inbox.len()) {
                (Screen::Inbox, count @ 1..=9) => format!(" {count}"),
                _ => String::new(),
            };
            let role = match screen == state.screen {
                true => Role::Focused,
                false => Role::Plain,
            };
            (format!("  {key} {}{count}", screen.label()), role)
        })
        .collect()
}

/// A full dot for each time reached out this week, an open one for each that there is
/// still room for.
pub(super) fn dots(state: &State) -> String {
    let week = &state.week;
    let (reached, left) = (week.reached, week.left);
    if reached + left > DOTS {
        return String::new();
    }
    format!("{}{}", "●".repeat(reached), "○".repeat(left))
}
