//! The inbox: requests and newcomers that nobody has looked at.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use super::theme::Role;
use crate::app::{Sizes, State};

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, _state: &State, _sizes: &mut Sizes) {
    canvas.rule(area, &[("Inbox", Role::Heading)]);
}
