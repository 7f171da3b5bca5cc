//! Who it is a good time to say hi to, whose birthday comes, and everybody.

mod greet;
mod people;

use ratatui::layout::Rect;

use super::canvas::{Canvas, columns};
use super::theme::Role;
use crate::app::{Pane, Sizes, State};
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::tie::Tie;
use crate::text;
use greet::{draw_birthdays, draw_picks};
pub(super) use people::draw_people;

/// Columns of "2 yr" and the like, with the gap after it.
const AGO: u16 = 7;
/// Below this width a list is a name and one column.
pub(super) const NARROW: u16 = 48;

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

/// Writes the name after the cursor's column, with a mark if somebody is marked; returns
/// the column of the next cell.
pub(super) fn name_cell(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    contact: &Contact,
) -> u16 {
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
