//! What an offer would change.

use ratatui::layout::Rect;

use super::below_rule;
use super::list::offer_row;
use crate::app::review::{Line, Part};
use crate::app::{Sizes, State};
use crate::domain::id::ContactId;
use crate::domain::offer::{Offer, Offered};
use crate::ui::canvas::Canvas;
use crate::ui::lists::name_cell;
use crate::ui::theme::Role;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let review = &state.review;
    let Some(offer) = review.offer() else {
        return;
    };
    let role = match review.part {
        Part::Preview => Role::Focused,
        Part::Overview | Part::List => Role::Heading,
    };
    canvas.rule(area, &[("What would change", role)]);
    let body = below_rule(area);
    sizes.preview = body.height.into();
    let lines = review.lines();
    let top = review.preview.top(lines.len(), body.height.into());
    for (y, line) in (0..body.height).zip(lines.iter().skip(top)) {
        match line {
            Line::Offer => offer_row(canvas, body, y, offer),
            Line::Person(id) => person_row(canvas, body, y, state, offer, *id),
        }
        if review.part == Part::Preview && review.line() == Some(*line) {
            canvas.select(body, y);
        }
    }
    if lines.len() > top + usize::from(body.height) {
        let corner = (body.width.saturating_sub(1), body.height.saturating_sub(1));
        canvas.text(body, corner, 1, ("⋮", Role::Muted));
    }
}

fn person_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    offer: &Offer,
    id: ContactId,
) {
    let Some(contact) = state.contact(id) else {
        return;
    };
    let x = name_cell(canvas, area, y, state, contact);
    let what = match &offer.what {
        Offered::Longer(longer) => longer
            .iter()
            .find(|one| one.contact == id)
            .map(|one| format!("{} → {} days", one.from.days(), one.to.days()))
            .unwrap_or_default(),
        Offered::Stand(_, to) => to.label().to_owned(),
    };
    let room = area.width.saturating_sub(x);
    canvas.text(area, (x, y), room, (&what, Role::Plain));
}
