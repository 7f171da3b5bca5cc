//! Choosing a link for somebody.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Focus};
use super::sheet;
use super::theme::Role;
use crate::app::shelf::Sharing;
use crate::app::{Sizes, State, say};
use crate::domain::shelf::{Choice, Link};

/// Rows shown at most, with the line that is typed into.
const MOST: u16 = 14;

pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    body: Rect,
    state: &State,
    sharing: &Sharing,
    sizes: &mut Sizes,
) {
    let title = format!("Share with {}", say::whom(state, &sharing.with));
    let rows = state.shelf.links.len().saturating_add(1);
    let most = body.height.min(MOST).saturating_sub(1);
    let area = sheet(canvas, body, rows.min(most.into()), &title);
    canvas.text(area, (1, 0), 1, ("›", Role::Accent));
    canvas.input(area, (3, 0), area.width, &sharing.input, Focus::Here);
    if sharing.input.is_empty() {
        canvas.text(area, (3, 0), area.width, ("type to search", Role::Muted));
    }
    let list = Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    };
    sizes.layer = list.height.into();
    let Some(rows) = sharing.rows() else {
        canvas.text(list, (3, 0), list.width, ("looking…", Role::Muted));
        return;
    };
    if rows.len() == 0 {
        canvas.text(list, (3, 0), list.width, ("nothing like that", Role::Muted));
        return;
    }
    let height = usize::from(list.height).max(1);
    let at = sharing.at;
    let top = (at + 1).saturating_sub(height);
    for (y, (row, choice)) in (0..list.height).zip(rows.enumerate().skip(top)) {
        let link = state.shelf.links.iter().find(|link| link.id == choice.link);
        if let Some(link) = link {
            choice_row(canvas, list, y, state, sharing, (choice, link));
        }
        if row == at {
            canvas.select(list, y);
        }
    }
}

/// The link, and what speaks for it, or who has it.
fn choice_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    sharing: &Sharing,
    (choice, link): (&Choice, &Link),
) {
    let all_have_it = choice.got.len() == sharing.with.len();
    let title = match all_have_it {
        true => Role::Muted,
        false => Role::Plain,
    };
    let why = match choice.got.as_slice() {
        [] => choice.words.join(", "),
        got => say::has_already(state, got),
    };
    let half = match why.is_empty() {
        true => area.width,
        false => area.width / 2,
    };
    canvas.text(area, (3, y), half.saturating_sub(3), (&link.title, title));
    let x = half + 2;
    let room = area.width.saturating_sub(x);
    canvas.text(area, (x, y), room, (&why, Role::Muted));
}
