//! What the columns of a table are: each with what stands in it first, and what it is.

use ratatui::layout::Rect;

use super::file_name;
use crate::app::Sizes;
use crate::app::columns::{Columns, Found, LEFT_OUT};
use crate::app::list::viewport;
use crate::domain::columns::Field;
use crate::ui::canvas::{Canvas, Focus, columns as width_of, wrap};
use crate::ui::sheet;
use crate::ui::theme::Role;

/// Below this width, what stands in a column is shown under the list, for the one under the
/// cursor.
const NARROW: u16 = 60;

/// Draws the question over all of the body.
pub(in crate::ui) fn draw(canvas: &mut Canvas<'_>, body: Rect, asked: &Columns, sizes: &mut Sizes) {
    let title = format!("What are the columns of {}?", file_name(&asked.table));
    let title = crate::text::Shown::line(&title).fit(body.width.saturating_sub(6).into());
    let area = sheet(canvas, body, usize::from(body.height) - 1, &title);
    let below = below(asked, area.width);
    let rows = area.height.saturating_sub(width_of(below)).max(1);
    let list = Rect {
        height: rows,
        ..area
    };
    sizes.layer = rows.into();
    // The screen may be smaller than when the cursor was moved last.
    let top = viewport(asked.top, asked.at, asked.columns.len(), sizes.layer);
    let parts = Parts::of(area.width);
    for (y, at) in (0..rows).zip(top..asked.columns.len()) {
        row(canvas, list, y, asked, at, &parts);
        if at == asked.at {
            canvas.select(list, y);
        }
    }
    let more = asked.columns.len() > top + sizes.layer;
    if more {
        let corner = (list.width.saturating_sub(1), rows - 1);
        canvas.text(list, corner, 1, ("⋮", Role::Muted));
    }
    let foot = Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    };
    draw_below(canvas, foot, asked);
}

/// Where the parts of a row begin.
struct Parts {
    sample: Option<u16>,
    field: u16,
}

impl Parts {
    fn of(width: u16) -> Parts {
        match width < NARROW {
            true => Parts {
                sample: None,
                field: width / 2,
            },
            false => Parts {
                sample: Some(width * 3 / 10),
                field: width * 6 / 10,
            },
        }
    }
}

fn row(canvas: &mut Canvas<'_>, area: Rect, y: u16, asked: &Columns, at: usize, parts: &Parts) {
    let (Some(column), Some(field)) = (asked.columns.get(at), asked.fields.get(at)) else {
        return;
    };
    let name = parts.sample.unwrap_or(parts.field).saturating_sub(3);
    canvas.text(area, (1, y), name, (&column.name, Role::Plain));
    if let Some(x) = parts.sample {
        let width = parts.field.saturating_sub(x + 2);
        canvas.text(area, (x, y), width, (&column.sample, Role::Muted));
    }
    let what = what(*field);
    let role = match field {
        Some(_) => Role::Accent,
        None => Role::Muted,
    };
    match at == asked.at {
        true => {
            let text = format!("‹{what}›");
            canvas.text(area, (parts.field, y), area.width, (&text, role));
        }
        false => {
            canvas.text(area, (parts.field + 1, y), area.width, (what, role));
        }
    }
}

fn what(field: Option<Field>) -> &'static str {
    field
        .and_then(Field::choice)
        .map_or(LEFT_OUT, |choice| choice.what)
}

/// How many lines stand below the list.
fn below(asked: &Columns, width: u16) -> usize {
    let problem = asked.problem.as_deref().map_or(0, |problem| {
        wrap(problem, width.saturating_sub(2)).len().min(3)
    });
    let sample = usize::from(width < NARROW);
    1 + sample + problem
}

fn draw_below(canvas: &mut Canvas<'_>, area: Rect, asked: &Columns) {
    let mut y = 0;
    if area.width < NARROW {
        let sample = asked.columns.get(asked.at).map(|c| c.sample.as_str());
        let text = match sample.unwrap_or_default() {
            "" => "nothing stands in it".to_owned(),
            sample => format!("there: {sample}"),
        };
        canvas.text(area, (1, y), area.width, (&text, Role::Muted));
        y += 1;
    }
    canvas.text(area, (1, y), 5, ("Field", Role::Muted));
    let used = canvas.input(area, (7, y), area.width / 3, &asked.typed, Focus::Here);
    if asked.typed.is_empty() {
        let hint = "letters find it: em for e-mail, bi for birthday";
        canvas.text(area, (8, y), area.width, (hint, Role::Muted));
    } else {
        let found: Vec<&str> = asked.found().into_iter().map(Found::what).collect();
        let found = found.join(" · ");
        canvas.text(area, (7 + used + 2, y), area.width, (&found, Role::Muted));
    }
    if let Some(problem) = &asked.problem {
        for line in wrap(problem, area.width.saturating_sub(2)) {
            y += 1;
            canvas.text(area, (1, y), area.width, (&line, Role::Cooling));
        }
    }
}
