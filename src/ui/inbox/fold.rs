//! "Whose request is it?": who it may be from, and the two side by side.

use ratatui::layout::Rect;

use super::request::{added, side_by_side};
use crate::app::State;
use crate::app::layer::Fold;
use crate::domain::id::ContactId;
use crate::text::Shown;
use crate::ui::canvas::{Canvas, Focus, columns, wrap};
use crate::ui::card::draw_line;
use crate::ui::sheet;
use crate::ui::theme::Role;

/// Rows of people at most.
const PEOPLE: u16 = 4;

pub(in crate::ui) fn draw(canvas: &mut Canvas<'_>, body: Rect, state: &State, fold: &Fold) {
    let Some(request) = state.inbox.request(fold.request) else {
        return;
    };
    let inner = body.width.saturating_sub(2);
    let name = Shown::line(&request.asked.name).fit(usize::from(inner / 2));
    let contact = fold.chosen().and_then(|id| state.contact(id));
    let lines = contact.map(|contact| side_by_side(state, request, contact, inner));
    let lines = lines.unwrap_or_default();
    let words = contact.map(|contact| wrap(&added(state, request, contact), inner));
    let words = words.unwrap_or_default();

    let rows = fold.rows();
    let people = columns(rows.len()).clamp(1, PEOPLE);
    let wanted = 1 + usize::from(people) + lines.len() + words.len();
    let area = sheet(canvas, body, wanted, &format!("Who is {name}?"));
    canvas.text(area, (1, 0), 1, ("›", Role::Accent));
    canvas.input(area, (3, 0), area.width, &fold.input, Focus::Here);
    if fold.input.is_empty() {
        let words = "type a name, or choose";
        canvas.text(area, (3, 0), area.width, (words, Role::Muted));
    }
    // Where there is little room, who is chosen says more than who else there is.
    let people = people.min((area.height / 3).max(1));
    if rows.is_empty() {
        let words = match fold.input.is_empty() {
            true => "nobody here looks like them",
            false => "nobody with these letters",
        };
        canvas.text(area, (3, 1), area.width, (words, Role::Muted));
    }
    let top = (fold.at + 1).saturating_sub(people.into());
    for (y, (at, id)) in (1..=people).zip(rows.iter().enumerate().skip(top)) {
        draw_person(canvas, area, y, state, fold, *id);
        if at == fold.at {
            canvas.select(area, y);
        }
    }
    // What would be added has room before all of what they are.
    let mut y = 1 + people;
    let room = usize::from(area.height.saturating_sub(y)).saturating_sub(words.len());
    for line in lines.iter().take(room) {
        draw_line(canvas, area, 0, y, line);
        y += 1;
    }
    for line in &words {
        canvas.text(area, (1, y), area.width, (line, Role::Accent));
        y += 1;
    }
}

fn draw_person(
    canvas: &mut Canvas<'_>,
    area: Rect,
    y: u16,
    state: &State,
    fold: &Fold,
    id: ContactId,
) {
    let Some(contact) = state.contact(id) else {
        return;
    };
    let width = (area.width / 2).clamp(14, 32);
    canvas.text(area, (3, y), width, (contact.name(), Role::Plain));
    let why = fold.alike.iter().find(|alike| alike.id == id);
    let why = why.filter(|_| fold.input.is_empty()).map(|alike| alike.why);
    let place = contact.org().or(contact.city()).unwrap_or("");
    let x = 3 + width + 2;
    canvas.text(
        area,
        (x, y),
        area.width,
        (why.unwrap_or(place), Role::Muted),
    );
}
