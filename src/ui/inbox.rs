//! The inbox: requests, what mail and calendars tell, and newcomers that nobody has looked at.

mod fold;
mod request;

use chrono::Datelike;
use ratatui::layout::Rect;

use super::canvas::{Canvas, columns};
use super::theme::Role;
use super::{WIDE, below_rule, card, one_above_the_other, side_by_side};
use crate::app::inbox::Inbox;
use crate::app::{Pane, Sizes, State, hints, say};
use crate::command::{Action, Scope};
use crate::domain::contact::Contact;
use crate::domain::heard::{Heard, What};
use crate::domain::inbox::Waiting;
use crate::domain::request::Request;
use crate::domain::when;
use crate::text;
pub(super) use fold::draw as fold;

/// Below this width a row is a name and one column.
const NARROW: u16 = 48;
/// Columns of "Thu 12 Nov 2026".
const DAY: u16 = 15;
/// From so many rows on, one says what is suggested under a list that stands alone.
const ROOMY: u16 = 6;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    if area.width >= WIDE {
        let (left, right) = side_by_side(canvas, area);
        draw_list(canvas, left, state, sizes);
        match state.request_at() {
            Some(request) => {
                let areas = (card::rule_beside(right), right);
                request::draw(canvas, areas, state, request, sizes);
            }
            None => card::draw_beside(canvas, right, state, sizes),
        }
        return;
    }
    if state.focus == Pane::Card {
        draw_one(canvas, area, state, sizes);
    } else if let Some([upper, lower]) = one_above_the_other(area) {
        draw_list(canvas, upper, state, sizes);
        draw_one(canvas, lower, state, sizes);
    } else {
        draw_alone(canvas, area, state, sizes);
    }
}

/// The whole of who is under the cursor.
fn draw_one(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    match state.request_at() {
        Some(request) => request::draw(canvas, (area, area), state, request, sizes),
        None => card::draw(canvas, area, state, sizes),
    }
}

/// The list, and under it what is suggested about the request under the cursor.
fn draw_alone(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let Some(request) = state.request_at().filter(|_| area.height >= ROOMY) else {
        draw_list(canvas, area, state, sizes);
        return;
    };
    let list = Rect {
        height: area.height - 1,
        ..area
    };
    draw_list(canvas, list, state, sizes);
    let advice = request::advice(state, request);
    let row = (1, area.height - 1);
    let words = state.sight.words(advice.suggestion.sentence());
    canvas.text(area, row, area.width, (words, Role::Accent));
}

fn draw_list(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let inbox = &state.inbox;
    let groups = groups(&state.inbox);
    let role = match state.focus == Pane::Card {
        true => Role::Heading,
        false => Role::Focused,
    };
    let counts = counts(&groups);
    let between = match counts.is_empty() {
        true => "",
        false => " ─ ",
    };
    canvas.rule(
        area,
        &[
            ("Inbox", role),
            (between, Role::Muted),
            (&counts, Role::Muted),
        ],
    );
    let body = below_rule(area);
    if inbox.is_empty() {
        let key = hints::key(state, Scope::Home, Action::AddRequest);
        let words = format!("Nobody waits to be looked at. {key} adds a request.");
        canvas.text(body, (1, 0), body.width, (&words, Role::Muted));
        return;
    }
    let headings = headings(&groups);
    let room = usize::from(body.height).saturating_sub(headings.len());
    sizes.inbox = room;
    let top = inbox.cursor.top(inbox.len(), room);
    let on = inbox.row();
    let mut y = 0;
    for (at, waiting) in inbox.rows.iter().enumerate().skip(top) {
        let heading = headings.iter().find(|(first, _)| *first == at);
        if let Some((_, heading)) = heading {
            let row = Rect {
                y: body.y + y,
                height: 1.min(body.height.saturating_sub(y)),
                ..body
            };
            canvas.rule(row, &[(heading, Role::Heading)]);
            y += 1;
        }
        if y >= body.height {
            break;
        }
        draw_row(canvas, body, y, state, *waiting);
        if on == Some(at) && state.focus != Pane::Card {
            canvas.select(body, y);
        }
        y += 1;
    }
}

/// Rows of one kind: how many, what stands over them, and what one of them and several are.
struct Group {
    rows: usize,
    heading: &'static str,
    one: &'static str,
    several: &'static str,
}

/// The kinds of rows in their order.
fn groups(inbox: &Inbox) -> [Group; 3] {
    let (asking, hearing) = (inbox.asking(), inbox.hearing());
    let group = |rows, heading, one, several| Group {
        rows,
        heading,
        one,
        several,
    };
    let newcomers = inbox.len().saturating_sub(asking + hearing);
    [
        group(asking, "Requests", "request", "requests"),
        group(hearing, "From mail and calendar", "heard", "heard"),
        group(newcomers, "New people", "new person", "new people"),
    ]
}

/// "3 requests, 2 new people".
fn counts(groups: &[Group]) -> String {
    let there = groups.iter().filter(|group| group.rows > 0);
    let counts: Vec<String> = there
        .map(|group| match group.rows {
            1 => format!("1 {}", group.one),
            many => format!("{many} {}", group.several),
        })
        .collect();
    counts.join(", ")
}

/// Before which rows a heading stands: where rows of another kind come before those of a kind.
fn headings(groups: &[Group]) -> Vec<(usize, &'static str)> {
    let mut before = 0;
    let mut headings = Vec::new();
    for group in groups.iter().filter(|group| group.rows > 0) {
        if before > 0 {
            headings.push((before, group.heading));
        }
        before += group.rows;
    }
    headings
}

fn draw_row(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, waiting: Waiting) {
    let mut x = 1;
    if !state.marks.is_empty() || !state.inbox.marks.is_empty() {
        let mark = match state.inbox.is_marked(waiting, &state.marks) {
            true => "✓",
            false => " ",
        };
        canvas.text(area, (x, y), 1, (mark, Role::Accent));
        x += 2;
    }
    match waiting {
        Waiting::Request(id) => {
            if let Some(request) = state.inbox.request(id) {
                request_row(canvas, area, (x, y), state, request);
            }
        }
        Waiting::Heard(id) => {
            if let Some(heard) = state.inbox.heard(id) {
                heard_row(canvas, area, (x, y), state, heard);
            }
        }
        Waiting::Newcomer(id) => {
            if let Some(contact) = state.contact(id) {
                newcomer_row(canvas, area, (x, y), state, contact);
            }
        }
    }
}

/// Name, organisation, day and note; where it is narrow, name and organisation, or note.
fn request_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    (x, y): (u16, u16),
    state: &State,
    request: &Request,
) {
    let asked = &request.asked;
    let note = asked.note.as_deref().unwrap_or("");
    let org = asked.org.as_deref().unwrap_or("");
    let x = name(canvas, area, (x, y), &asked.name);
    if area.width < NARROW {
        let word = if org.is_empty() { note } else { org };
        canvas.text(area, (x, y), area.width, (word, Role::Muted));
        return;
    }
    let org_width = area.width / 5;
    canvas.text(area, (x, y), org_width, (org, Role::Plain));
    let x = x + org_width + 2;
    let day = asked.on.map(|on| say::day(state.today, on));
    let day = day.unwrap_or_default();
    canvas.text(area, (x, y), DAY, (&day, Role::Muted));
    let x = x + columns(text::width(&day)).max(10) + 2;
    canvas.text(area, (x, y), area.width, (note, Role::Muted));
}

/// Name, day, what it was and what the calendar calls it; where it is narrow, without that.
fn heard_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    (x, y): (u16, u16),
    state: &State,
    heard: &Heard,
) {
    let who = state.contact(heard.contact).map_or("", Contact::name);
    let x = name(canvas, area, (x, y), who);
    let day = match &heard.what {
        What::CatchUp { on, .. } => say::day(state.today, *on),
        What::Birthday(day) => when::partial_short(*day),
    };
    let words = heard.words();
    if area.width < NARROW {
        let first = words.split(',').next().unwrap_or_default();
        let words = format!("{first} {day}");
        canvas.text(area, (x, y), area.width, (&words, Role::Muted));
        return;
    }
    canvas.text(area, (x, y), DAY, (&day, Role::Muted));
    let x = x + day_width(state) + 2;
    canvas.text(area, (x, y), area.width, (&words, Role::Plain));
    if let Some(title) = heard.title() {
        let x = x + columns(text::width(&words));
        let title = format!(", {title}");
        canvas.text(area, (x, y), area.width, (&title, Role::Muted));
    }
}

/// How wide the days of what was heard are: with a year where one is of another.
fn day_width(state: &State) -> u16 {
    let is_of_another = |one: &Heard| one.on().is_some_and(|on| on.year() != state.today.year());
    match state.inbox.heard.iter().any(is_of_another) {
        true => DAY,
        false => 10,
    }
}

/// Name, and where they are.
fn newcomer_row(
    canvas: &mut Canvas<'_>,
    area: Rect,
    (x, y): (u16, u16),
    state: &State,
    contact: &Contact,
) {
    let x = name(canvas, area, (x, y), contact.name());
    let place = [contact.org(), contact.city()];
    let place: Vec<&str> = place.into_iter().flatten().collect();
    let place = place.join(", ");
    if area.width < NARROW {
        canvas.text(area, (x, y), area.width, (&place, Role::Muted));
        return;
    }
    let width = area.width / 5;
    canvas.text(area, (x, y), width, (&place, Role::Plain));
    let day = say::day(state.today, contact.added);
    canvas.text(area, (x + width + 2, y), DAY, (&day, Role::Muted));
}

/// Writes a name; the column of the next cell.
fn name(canvas: &mut Canvas<'_>, area: Rect, (x, y): (u16, u16), name: &str) -> u16 {
    let width = match area.width < NARROW {
        true => area.width / 2,
        false => (area.width * 3 / 10).clamp(15, 30),
    };
    canvas.text(area, (x, y), width, (name, Role::Plain));
    x + width + 2
}
