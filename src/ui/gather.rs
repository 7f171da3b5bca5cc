//! A small dinner: where, how large, and the tables that come together.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Focus, columns, wrap};
use super::sheet;
use super::theme::Role;
use crate::app::gather::Gather;
use crate::app::{State, hints};
use crate::command::{Action, Scope};
use crate::domain::contact::Contact;
use crate::domain::gather::{NO_TABLE, Place, SIZES, Table};
use crate::text::{self, Shown};

/// Columns of a label with the gaps around it.
const LABEL: u16 = 8;
/// Columns before the names at a table.
const INDENT: u16 = 4;

/// A line of the tables: which table, and its parts.
struct Line {
    table: usize,
    x: u16,
    spans: Vec<(String, Role)>,
}

pub(super) fn draw(canvas: &mut Canvas<'_>, body: Rect, state: &State, gather: &Gather) {
    let rows = usize::from(body.height).saturating_sub(1);
    let area = sheet(canvas, body, rows, "A small dinner");
    place_line(canvas, area, gather);
    size_line(canvas, area, gather);
    let used = if area.height > 9 { 3 } else { 2 };
    let rest = Rect {
        y: area.y + used,
        height: area.height.saturating_sub(used),
        ..area
    };
    if gather.typing {
        draw_places(canvas, rest, gather);
    } else {
        draw_tables(canvas, rest, state, gather);
    }
}

fn place_line(canvas: &mut Canvas<'_>, area: Rect, gather: &Gather) {
    canvas.text(area, (1, 0), LABEL, ("Where", Role::Muted));
    if gather.typing {
        canvas.text(area, (0, 0), 1, ("▌", Role::Accent));
        canvas.input(area, (LABEL, 0), area.width, &gather.input, Focus::Here);
        if gather.input.is_empty() {
            let words = ("type a city, a tag or an organisation", Role::Muted);
            canvas.text(area, (LABEL, 0), area.width, words);
        }
        return;
    }
    let (name, role) = match &gather.place {
        Some(place) => (called(place), Role::Plain),
        None => ("anywhere".to_owned(), Role::Muted),
    };
    canvas.text(area, (LABEL, 0), area.width, (&name, role));
}

fn size_line(canvas: &mut Canvas<'_>, area: Rect, gather: &Gather) {
    canvas.text(area, (1, 1), LABEL, ("Size", Role::Muted));
    let mut x = LABEL;
    for size in SIZES {
        let (word, role) = match size == gather.size {
            true => (format!("‹{size}›"), Role::Accent),
            false => (size.to_string(), Role::Muted),
        };
        x += canvas.text(area, (x, 1), area.width, (&word, role)) + 1;
    }
    canvas.text(area, (x + 1, 1), area.width, ("with you", Role::Muted));
}

/// "Oslo", "#choir".
fn called(place: &Place) -> String {
    match place.word() {
        "tag" => format!("#{}", place.name),
        _ => place.name.clone(),
    }
}

fn draw_places(canvas: &mut Canvas<'_>, area: Rect, gather: &Gather) {
    let rows = gather.rows();
    if rows.is_empty() {
        let typed = Shown::line(gather.input.text()).fit(30);
        let words = format!("not enough people in “{typed}” for a table");
        canvas.text(area, (3, 0), area.width, (&words, Role::Muted));
        return;
    }
    let height = usize::from(area.height).max(1);
    let top = (gather.at + 1).saturating_sub(height);
    let name = (area.width / 2).clamp(12, 36);
    for (y, (row, place)) in (0..area.height).zip(rows.iter().enumerate().skip(top)) {
        let (label, what) = match place {
            None => ("anywhere".to_owned(), String::new()),
            Some(place) => (
                called(place),
                format!("{}, {} people", place.word(), place.people),
            ),
        };
        canvas.text(area, (3, y), name, (&label, Role::Plain));
        let room = area.width.saturating_sub(name + 5);
        canvas.text(area, (name + 5, y), room, (&what, Role::Muted));
        if row == gather.at {
            canvas.select(area, y);
        }
    }
}

fn draw_tables(canvas: &mut Canvas<'_>, area: Rect, state: &State, gather: &Gather) {
    if gather.about.is_none() {
        canvas.text(area, (1, 0), area.width, ("working it out…", Role::Muted));
        return;
    }
    if gather.tables.is_empty() {
        let mut letters = NO_TABLE.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        let key = hints::key(state, Scope::Home, Action::Relate);
        let words = format!(
            "{}{} {key} on one of them.",
            first.unwrap_or_default(),
            letters.as_str()
        );
        let lines = wrap(&words, area.width.saturating_sub(2));
        for (y, line) in (0..area.height).zip(lines) {
            canvas.text(area, (1, y), area.width, (&line, Role::Muted));
        }
        return;
    }
    let mut lines = Vec::new();
    for at in 0..gather.tables.len() {
        lines.extend(table_lines(state, gather, at, area.width));
    }
    let height = usize::from(area.height);
    let is_here = |line: &Line| line.table == gather.table;
    let last = lines.iter().rposition(is_here).unwrap_or(0);
    let first = lines.iter().position(is_here).unwrap_or(0);
    // All of the table, or as much from its first line on as there is room for.
    let top = (last + 1).saturating_sub(height).min(first);
    for (y, line) in (0..area.height).zip(&lines[top..]) {
        let mut x = line.x;
        for (text, role) in &line.spans {
            x += canvas.text(area, (x, y), area.width.saturating_sub(x), (text, *role));
        }
        if line.table == gather.table && line.x < INDENT {
            canvas.select(area, y);
        }
    }
    if lines.len() > top + height {
        let corner = (area.width.saturating_sub(1), area.height.saturating_sub(1));
        canvas.text(area, corner, 1, ("⋮", Role::Muted));
    }
}

/// "1  Ana Sousa · ‹Ben› · Fay", on as many lines as that takes, and the reasons below.
fn table_lines(state: &State, gather: &Gather, at: usize, width: u16) -> Vec<Line> {
    let table: &Table = &gather.tables[at];
    let mut lines: Vec<Line> = Vec::new();
    let room = usize::from(width.saturating_sub(INDENT + 1));
    let mut used = 0;
    for (seat, id) in table.guests.iter().enumerate() {
        let name = state.contact(*id).map_or("somebody gone", Contact::name);
        let name = Shown::line(name).fit(room.saturating_sub(2));
        let (name, role) = match at == gather.table && seat == gather.seat {
            true => (format!("‹{name}›"), Role::Accent),
            false => (name, Role::Plain),
        };
        let wide = text::width(&name);
        match lines.last_mut() {
            Some(line) if used + 3 + wide <= room => {
                line.spans.push((" · ".to_owned(), Role::Muted));
                line.spans.push((name, role));
                used += 3 + wide;
            }
            Some(_) => {
                lines.push(Line {
                    table: at,
                    x: INDENT,
                    spans: vec![(name, role)],
                });
                used = wide;
            }
            None => {
                let number = format!("{}  ", at + 1);
                lines.push(Line {
                    table: at,
                    x: INDENT - columns(number.len()),
                    spans: vec![(number, Role::Muted), (name, role)],
                });
                used = wide;
            }
        }
    }
    for reason in &table.reasons {
        let wrapped = wrap(reason, width.saturating_sub(INDENT + 1));
        lines.extend(wrapped.into_iter().map(|text| Line {
            table: at,
            x: INDENT,
            spans: vec![(text, Role::Muted)],
        }));
    }
    lines
}
