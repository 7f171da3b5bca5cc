//! What is offered and what is ahead; or who was in the year.

use chrono::NaiveDate;
use ratatui::layout::Rect;

use crate::app::review::{Part, Row, View};
use crate::app::{Sizes, State, say};
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::offer::Offer;
use crate::text;
use crate::ui::canvas::{Canvas, columns};
use crate::ui::lists::{NARROW, name_cell};
use crate::ui::theme::Role;

/// Columns of "Thu 26 Nov", with the gap after it.
const DAY: u16 = 12;
/// Columns of "26 Nov", where there is less room.
const SHORT_DAY: u16 = 9;

/// A line of the list.
enum Item<'s> {
    Rule(String),
    Words(&'static str),
    Offer(&'s Offer),
    /// Somebody, a day or nothing, and what there is to say.
    Person(ContactId, Option<NaiveDate>, String),
}

impl Item<'_> {
    fn is_row(&self) -> bool {
        matches!(self, Item::Offer(_) | Item::Person(..))
    }
}

/// How many lines there are to show, rules among them.
pub(super) fn len(state: &State) -> usize {
    items(state).len()
}

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let review = &state.review;
    let items = items(state);
    let rows = review.rows();
    let on = review.cursor.row(rows.len(), |row| rows[row]);
    // The line of the row under the cursor.
    let at = on.and_then(|on| {
        let mut lines = items.iter().enumerate().filter(|(_, item)| item.is_row());
        lines.nth(on).map(|(at, _)| at)
    });
    let height = usize::from(area.height);
    let beyond = items.len().saturating_sub(height);
    let top = at.map_or(0, |at| at.saturating_sub(height / 2)).min(beyond);
    if review.part != Part::Overview {
        sizes.review = height;
    }
    for (y, (line, item)) in (0..area.height).zip(items.iter().enumerate().skip(top)) {
        draw_item(canvas, area, y, state, item);
        if at == Some(line) && review.part == Part::List {
            canvas.select(area, y);
        }
    }
    if items.len() > top + height {
        let corner = (area.width.saturating_sub(1), area.height.saturating_sub(1));
        canvas.text(area, corner, 1, ("⋮", Role::Muted));
    }
}

fn draw_item(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, item: &Item<'_>) {
    match item {
        Item::Rule(title) => {
            let row = Rect {
                y: area.y + y,
                height: 1,
                ..area
            };
            let role = match state.review.part {
                Part::List => Role::Focused,
                Part::Overview | Part::Preview => Role::Heading,
            };
            canvas.rule(row, &[(title, role)]);
        }
        Item::Words(words) => {
            canvas.text(area, (1, y), area.width, (words, Role::Muted));
        }
        Item::Offer(offer) => offer_row(canvas, area, y, offer),
        Item::Person(id, day, what) => {
            let Some(contact) = state.contact(*id) else {
                return;
            };
            let mut x = name_cell(canvas, area, y, state, contact);
            if let Some(day) = day {
                let (text, wide) = match area.width < NARROW {
                    true => (short_day(state.today, *day), SHORT_DAY),
                    false => (say::soon(state.today, *day), DAY),
                };
                canvas.text(area, (x, y), wide - 1, (&text, Role::Plain));
                x += wide;
            }
            let room = area.width.saturating_sub(x);
            canvas.text(area, (x, y), room, (what, Role::Muted));
        }
    }
}

/// "today", "tomorrow", or the date without the day of the week.
fn short_day(today: NaiveDate, day: NaiveDate) -> String {
    match (day - today).num_days() {
        0 | 1 => say::soon(today, day),
        _ => day.format("%-d %b").to_string(),
    }
}

/// "Stretch everyone's cadence  96 people".
pub(super) fn offer_row(canvas: &mut Canvas<'_>, area: Rect, y: u16, offer: &Offer) {
    let people = say::people(offer.people().len());
    let room = area.width.saturating_sub(columns(text::width(&people)) + 4);
    let used = canvas.text(area, (1, y), room, (offer.kind.title(), Role::Plain));
    canvas.text(area, (used + 3, y), area.width, (&people, Role::Muted));
}

fn items(state: &State) -> Vec<Item<'_>> {
    match state.review.view {
        View::Weeks => of_page(state),
        View::Year => of_year(state),
    }
}

fn of_page(state: &State) -> Vec<Item<'_>> {
    let Some(page) = state.review.page.as_deref() else {
        return Vec::new();
    };
    let mut items = Vec::new();
    if !page.offers.is_empty() {
        items.push(Item::Rule("Offers".to_owned()));
        items.extend(page.offers.iter().map(Item::Offer));
    }
    items.push(Item::Rule("Ahead".to_owned()));
    if page.ahead.is_empty() {
        items.push(Item::Words("Nothing in the next two weeks."));
    }
    items.extend(
        page.ahead
            .iter()
            .map(|ahead| Item::Person(ahead.contact, Some(ahead.on), ahead.what.clone())),
    );
    items
}

fn of_year(state: &State) -> Vec<Item<'_>> {
    let review = &state.review;
    let title = match review.year.as_deref() {
        Some(year) => format!("Looking back on {}", year.to.format("%Y")),
        None => "Looking back".to_owned(),
    };
    let mut items = vec![Item::Rule(title)];
    let Some(year) = review.year.as_deref() else {
        items.push(Item::Words("working it out…"));
        return items;
    };
    if year.is_empty() {
        items.push(Item::Words("Nothing to look back on yet this year."));
    }
    let mut section = None;
    for row in review.rows() {
        let (title, what) = match row {
            Row::MetAgain(_) => ("Met again after more than a year", String::new()),
            Row::New(id) => ("New", through(state, id)),
            Row::WroteFirst(_) => ("Wrote first", String::new()),
            Row::Shared(link, _) => {
                let shared = year.shared.iter().find(|shared| shared.link == link);
                let title = shared.map_or_else(String::new, |shared| shared.title.clone());
                ("Links that found somebody", title)
            }
            Row::Offer(_) | Row::Ahead(..) => continue,
        };
        if section != Some(title) {
            section = Some(title);
            items.push(Item::Words(title));
        }
        if let Some(id) = row.person() {
            items.push(Item::Person(id, None, what));
        }
    }
    items
}

fn through(state: &State, id: ContactId) -> String {
    let by = state.contact(id).and_then(Contact::introduced_by);
    let by = by.and_then(|by| state.contact(by));
    by.map_or_else(String::new, |by| format!("through {}", by.name()))
}
