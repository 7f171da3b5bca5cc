//! The shelf: links, who may like the one under the cursor, and what is known of it.

use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;

use super::canvas::{Canvas, columns, wrap};
use super::lists::{NARROW, name_cell};
use super::theme::Role;
use super::{WIDE, below_rule, beside_card, card, one_above_the_other, parted, side_by_side};
use crate::app::shelf::Part;
use crate::app::{Sizes, State, hints};
use crate::command::{Action, Scope};
use crate::domain::contact::Contact;
use crate::domain::shelf::{self, Fit, Link};
use crate::domain::when;
use crate::text;

/// Columns of "22 Nov 2025" and of "22 Nov", with the gap after it.
const DAY: u16 = 13;
const DAY_OF_THIS_YEAR: u16 = 8;
/// Columns of "12 got it".
const GOT: u16 = 10;
/// Rows that are worth a rule over them.
const LEAST: u16 = 3;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let is_among_fits = state.shelf.focus == Part::Fits;
    match area.width {
        WIDE.. => {
            let left = match is_among_fits {
                true => beside_card(canvas, area, state, sizes),
                false => {
                    let (left, right) = side_by_side(canvas, area);
                    about(canvas, right, state);
                    left
                }
            };
            let [links, fits] = parted(left, link_rows(state, left.height / 2));
            draw_links(canvas, links, state, sizes);
            draw_fits(canvas, fits, state, sizes);
        }
        _ if is_among_fits => match one_above_the_other(area) {
            Some([fits, lower]) => {
                draw_fits(canvas, fits, state, sizes);
                card::draw(canvas, lower, state, sizes);
            }
            None => {
                let [told, fits] = parted(area, told_rows(state, area));
                about_under(canvas, told, told, state);
                draw_fits(canvas, fits, state, sizes);
            }
        },
        _ => {
            let [links, rest] = parted(area, link_rows(state, area.height / 2));
            draw_links(canvas, links, state, sizes);
            let told = state.shelf.link().map_or(0, |link| {
                1 + columns(about_lines(state, link, area.width.saturating_sub(2)).len())
            });
            let is_told = told + LEAST < rest.height;
            let [told, fits] = parted(rest, if is_told { told } else { 0 });
            if is_told {
                about_under(canvas, told, told, state);
            }
            if fits.height >= LEAST {
                draw_fits(canvas, fits, state, sizes);
            }
        }
    }
}

/// Rows for what is known of the link over those who may like it: what they leave, and half of
/// all at least.
fn told_rows(state: &State, area: Rect) -> u16 {
    let told = state.shelf.link().map_or(0, |link| {
        1 + columns(about_lines(state, link, area.width.saturating_sub(2)).len())
    });
    let fits = state.shelf.fits().map_or(0, <[Fit]>::len);
    let left = area
        .height
        .saturating_sub(columns(fits).saturating_add(1).max(LEAST));
    told.min(left.max(area.height / 2))
}

/// Rows for the links with their rule, of so many at most.
fn link_rows(state: &State, most: u16) -> u16 {
    let wanted = columns(state.shelf.links.len()).saturating_add(1);
    wanted.min(most.max(LEAST))
}

fn draw_links(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let shelf = &state.shelf;
    let role = match shelf.focus {
        Part::Links => Role::Focused,
        Part::Fits => Role::Heading,
    };
    let title = format!("Shelf {}", shelf.links.len());
    canvas.rule(area, &[(&title, role)]);
    let rows = below_rule(area);
    sizes.links = rows.height.into();
    let len = shelf.links.len();
    let key = |row: usize| shelf.links[row].id;
    let widths = widths(&shelf.links, state.today);
    for (y, row, is_on) in shelf.cursor.shown(len, rows.height, key) {
        link_row(canvas, (rows, y), widths, state.today, &shelf.links[row]);
        if is_on {
            match shelf.focus {
                Part::Links => canvas.select(rows, y),
                // Where the keys are about somebody, it is seen whose link theirs would be.
                Part::Fits => {
                    canvas.text(rows, (0, y), 1, ("›", Role::Accent));
                }
            }
        }
    }
}

/// Columns that the days of these links need, and how many got them.
fn widths(links: &[Link], today: NaiveDate) -> (u16, u16) {
    let is_of_this_year = |link: &Link| link.added.year() == today.year();
    let day = match links.iter().all(is_of_this_year) {
        true => DAY_OF_THIS_YEAR,
        false => DAY,
    };
    let got = match links.iter().all(|link| link.shared_with.is_empty()) {
        true => 0,
        false => GOT,
    };
    (day, got)
}

fn link_row(
    canvas: &mut Canvas<'_>,
    (area, y): (Rect, u16),
    (day_width, got): (u16, u16),
    today: NaiveDate,
    link: &Link,
) {
    let right = area.width.saturating_sub(got);
    if !link.shared_with.is_empty() {
        let words = format!("{} got it", link.shared_with.len());
        canvas.text(area, (right, y), got, (&words, Role::Muted));
    }
    if area.width < NARROW {
        let room = right.saturating_sub(2);
        canvas.text(area, (1, y), room, (&link.title, Role::Plain));
        return;
    }
    let day = right.saturating_sub(day_width);
    canvas.text(
        area,
        (day, y),
        day_width,
        (&added(link, today), Role::Muted),
    );
    let room = day.saturating_sub(2);
    let title = text::width(text::Shown::line(&link.title).as_str());
    // What topics do not need is the title's.
    let topics = link.topics.join(", ");
    let wanted = columns(text::width(text::Shown::line(&topics).as_str()));
    let room_for_title = room.saturating_sub(wanted + 2).max(room * 3 / 5);
    let room_for_title = match topics.is_empty() {
        true => room,
        false => room_for_title.min(columns(title).max(room * 3 / 5)),
    };
    canvas.text(area, (1, y), room_for_title, (&link.title, Role::Plain));
    let x = 1 + room_for_title + 2;
    let left = day.saturating_sub(x + 1);
    if day > x + 1 {
        canvas.text(area, (x, y), left, (&topics, Role::Muted));
    }
}

/// The day on which a link was put on the shelf: "22 Nov", with the year unless it is this
/// one.
fn added(link: &Link, today: NaiveDate) -> String {
    let on = link.added;
    let month = when::month_name(on).get(..3).unwrap_or_default();
    match on.year() == today.year() {
        true => format!("{} {month}", on.day()),
        false => format!("{} {month} {}", on.day(), on.year()),
    }
}

fn draw_fits(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    let shelf = &state.shelf;
    let role = match shelf.focus {
        Part::Fits => Role::Focused,
        Part::Links => Role::Heading,
    };
    let title = match (shelf.link(), shelf.focus) {
        (Some(link), Part::Fits) if area.width < WIDE && !sizes.one_pane => {
            format!("Who may like {}", link.title)
        }
        _ => "Who may like it".to_owned(),
    };
    canvas.rule(area, &[(&title, role)]);
    let rows = below_rule(area);
    sizes.fits = rows.height.into();
    let Some(fits) = shelf.fits() else {
        canvas.text(rows, (1, 0), rows.width, ("looking…", Role::Muted));
        return;
    };
    if fits.is_empty() {
        for (y, line) in (0u16..).zip(wrap(&nobody(state), rows.width.saturating_sub(2))) {
            canvas.text(rows, (1, y), rows.width, (&line, Role::Muted));
        }
        return;
    }
    let key = |row: usize| fits[row].contact;
    for (y, row, is_on) in shelf.fit_cursor.shown(fits.len(), rows.height, key) {
        fit_row(canvas, rows, y, state, &fits[row]);
        if is_on && shelf.focus == Part::Fits {
            canvas.select(rows, y);
        }
    }
}

/// What is said where no words speak for anybody.
fn nobody(state: &State) -> String {
    let (key, edit) = (
        hints::key(state, Scope::Shelf, Action::ShareWho),
        hints::key(state, Scope::Shelf, Action::EditLink),
    );
    let says_something = |link: &Link| {
        let words = shelf::words(&link.title, &link.topics, link.note.as_deref());
        !words.is_empty()
    };
    match state.shelf.link() {
        Some(link) if !says_something(link) => {
            format!("Nothing to go by yet: {edit} adds topics. Who came to mind? {key}: a name.")
        }
        link => {
            let is_shared = link.is_some_and(|link| !link.shared_with.is_empty());
            let more = if is_shared { " else" } else { "" };
            format!("Nobody{more} by these words. Who came to mind? {key}: a name.")
        }
    }
}

fn fit_row(canvas: &mut Canvas<'_>, area: Rect, y: u16, state: &State, fit: &Fit) {
    let Some(contact) = state.contact(fit.contact) else {
        return;
    };
    let x = name_cell(canvas, area, y, state, contact);
    let room = area.width.saturating_sub(x);
    canvas.text(area, (x, y), room, (&fit.words.join(", "), Role::Plain));
}

/// What is known of the link under the cursor, right of the lists: the rule starts where the
/// text does.
fn about(canvas: &mut Canvas<'_>, area: Rect, state: &State) {
    let rule = Rect {
        x: area.x + 1,
        width: area.width.saturating_sub(1),
        ..area
    };
    about_under(canvas, rule, area, state);
}

fn about_under(canvas: &mut Canvas<'_>, rule: Rect, area: Rect, state: &State) {
    let Some(link) = state.shelf.link() else {
        canvas.rule(rule, &[]);
        return;
    };
    let title = text::Shown::line(&link.title).fit(rule.width.saturating_sub(6).into());
    canvas.rule(rule, &[(&title, Role::Heading)]);
    let rows = below_rule(area);
    let lines = about_lines(state, link, rows.width.saturating_sub(2));
    let is_cut = lines.len() > rows.height.into();
    for (y, (line, role)) in (0..rows.height).zip(lines) {
        canvas.text(rows, (1, y), rows.width, (&line, role));
    }
    if is_cut {
        let corner = (rows.width.saturating_sub(1), rows.height.saturating_sub(1));
        canvas.text(rows, corner, 1, ("⋮", Role::Muted));
    }
}

fn about_lines(state: &State, link: &Link, width: u16) -> Vec<(String, Role)> {
    let mut lines = Vec::new();
    let mut add = |text: &str, role: Role| {
        lines.extend(wrap(text, width).into_iter().map(|line| (line, role)));
    };
    add(&link.url, Role::Muted);
    add(&link.topics.join(", "), Role::Plain);
    for line in link.note.iter().flat_map(|note| note.lines()) {
        add(line, Role::Plain);
    }
    let name = |id| state.contact(id).map(Contact::name);
    let got: Vec<&str> = link.shared_with.iter().copied().filter_map(name).collect();
    if !got.is_empty() {
        add(&format!("got it: {}", got.join(", ")), Role::Plain);
    }
    lines
}
