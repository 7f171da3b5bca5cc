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
    let unsynced = (state.sharing.quietly.as_ref()).map(|words| format!("{words}   "));
    let whole: Vec<Span<'_>> = vec![
        (&marked, Role::Accent),
        (week, Role::Muted),
        (&dots, Role::Accent),
        (gap, Role::Plain),
        (&room, Role::Plain),
    ];
    let counted: Vec<Span<'_>> = vec![(&marked, Role::Accent), (&dots, Role::Accent)];
    let mut forms: Vec<Vec<Span<'_>>> = Vec::new();
    // That it was not synced is said before how the week stands in words.
    if let Some(words) = &unsynced {
        for form in [&whole, &counted] {
            forms.push([&[(words.as_str(), Role::Muted)], form.as_slice()].concat());
        }
    }
    forms.extend([
        whole,
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
    ]);
    for form in forms {
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
