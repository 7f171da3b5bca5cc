//! The review: how it goes, what is ahead, what could be loosened; and the year in names.

mod list;
mod overview;
mod preview;

use ratatui::layout::Rect;

use super::canvas::{Canvas, columns};
use super::{MIDDLE, WIDE, below_rule, beside_card, card, parted, side_by_side};
use crate::app::review::{Part, View};
use crate::app::{Sizes, State};
use overview::Room;

/// From so many rows on there is room for a list and a preview below it.
const TALL: u16 = 18;
/// Rows of a preview or card below a list, with its rule.
const BELOW: u16 = 7;
/// Rows that a list keeps beside an overview, if it has as many.
const KEPT: usize = 6;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let review = &state.review;
    let has_offer = review.offer().is_some();
    if area.width >= WIDE {
        let left = if has_offer {
            let (left, right) = side_by_side(canvas, area);
            preview::draw(canvas, right, state, sizes);
            left
        } else {
            beside_card(canvas, area, state, sizes)
        };
        column(canvas, left, state, sizes);
        return;
    }
    if area.width >= MIDDLE {
        stacked(canvas, area, state, sizes);
        return;
    }
    match (review.part, review.view) {
        (Part::Preview, _) => preview::draw(canvas, area, state, sizes),
        (Part::Overview, View::Weeks) => {
            overview::draw(canvas, area, Room::of(area), state, sizes);
        }
        (Part::Overview, View::Year) | (Part::List, _) => list::draw(canvas, area, state, sizes),
    }
}

/// The column with a preview or a card below it, where there is room for both.
fn stacked(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let has_offer = state.review.offer().is_some();
    let has_more = has_offer || state.selected().is_some();
    if area.height < TALL || !has_more {
        match state.review.part {
            Part::Preview => preview::draw(canvas, area, state, sizes),
            Part::Overview | Part::List => column(canvas, area, state, sizes),
        }
        return;
    }
    let [upper, lower] = parted(area, area.height - BELOW);
    column(canvas, upper, state, sizes);
    match has_offer {
        true => preview::draw(canvas, lower, state, sizes),
        false => card::draw(canvas, lower, state, sizes),
    }
}

/// The overview with the list below it; of the year there is the list only.
fn column(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    if state.review.view == View::Year {
        list::draw(canvas, area, state, sizes);
        return;
    }
    let kept = columns(list::len(state).min(KEPT));
    let room = Room::of(area);
    let wanted = columns(overview::len(state, area.width, room) + 1);
    let [upper, lower] = parted(area, wanted.min(area.height.saturating_sub(kept)));
    list::draw(canvas, lower, state, sizes);
    overview::draw(canvas, upper, room, state, sizes);
}
