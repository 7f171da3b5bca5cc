//! The review: how it goes, and whether the list fits a week.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::theme::Role;
use crate::app::{Sizes, State};

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, _state: &State, _sizes: &mut Sizes) {
    canvas.rule(area, &[("Review", Role::Heading)]);
}
