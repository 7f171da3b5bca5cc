//! Who may be here twice: who they are the same as, and two side by side.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Focus, columns};
use super::sheet;
use super::theme::Role;
use crate::app::merging::{Twice, Two};
use crate::app::{State, say};
use crate::domain::discreet::{HIDDEN, Sight};
use crate::domain::id::ContactId;
use crate::domain::merge::{Field, Line, List, Pair, Side};
use crate::domain::when;
use crate::text::Shown;

/// From this width on both are side by side, else one below the other.
const BESIDE: u16 = 56;
/// Columns of a label.
const LABEL: u16 = 14;

pub(super) fn draw(canvas: &mut Canvas<'_>, body: Rect, state: &State, twice: &Twice) {
    match &twice.two {
        Some(two) => draw_two(canvas, body, state, twice, two),
        None if twice.chooses() => draw_choice(canvas, body, state, twice),
        None => {
            let area = sheet(canvas, body, 2, "Here twice?");
            let words = match &twice.pairs {
                Some(pairs) if pairs.is_empty() => "Nobody looks like somebody else.",
                _ => "looking…",
            };
            canvas.text(area, (1, 0), area.width, (words, Role::Muted));
        }
    }
}

/// Who they are the same as.
fn draw_choice(canvas: &mut Canvas<'_>, body: Rect, state: &State, twice: &Twice) {
    let rows = twice.rows();
    let whom: Vec<ContactId> = twice.of.into_iter().collect();
    let title = format!("Who is {} the same as?", say::whom(state, &whom));
    let most = usize::from(body.height).saturating_sub(1);
    let area = sheet(canvas, body, (rows.len() + 1).clamp(2, most.max(2)), &title);
    canvas.text(area, (1, 0), 1, ("›", Role::Accent));
    canvas.input(area, (3, 0), area.width, &twice.input, Focus::Here);
    if twice.input.is_empty() {
        let words = "type a name, or choose";
        canvas.text(area, (3, 0), area.width, (words, Role::Muted));
    }
    if rows.is_empty() {
        let words = match (&twice.pairs, twice.input.is_empty()) {
            (None, true) => "looking…",
            (Some(_), true) => "nobody here looks like them",
            (_, false) => "nobody with these letters",
        };
        canvas.text(area, (3, 1), area.width, (words, Role::Muted));
        return;
    }
    let height = usize::from(area.height.saturating_sub(1)).max(1);
    let top = (twice.at + 1).saturating_sub(height);
    let name = (area.width / 2).clamp(14, 32);
    for (y, (row, id)) in (1..area.height).zip(rows.iter().enumerate().skip(top)) {
        let Some(contact) = state.contact(*id) else {
            continue;
        };
        canvas.text(area, (3, y), name, (contact.name(), Role::Plain));
        let place = contact.org().or(contact.city()).unwrap_or("");
        let why = twice.why(*id).unwrap_or_else(|| place.to_owned());
        canvas.text(area, (name + 5, y), area.width, (&why, Role::Muted));
        if row == twice.at {
            canvas.select(area, y);
        }
    }
}

/// A row of the two: of which line or list it is, and what stands in it.
struct Row {
    of: usize,
    label: &'static str,
    cells: Vec<(u16, String, Role)>,
}

fn draw_two(canvas: &mut Canvas<'_>, body: Rect, state: &State, twice: &Twice, two: &Two) {
    let title = match (&twice.pairs, twice.is_walk()) {
        (Some(pairs), true) => format!("Here twice? {} of {}", twice.at + 1, pairs.len()),
        _ => "One of two".to_owned(),
    };
    let rows = rows(state, two, body.width);
    let why = twice.pair().map(Pair::why);
    let above = u16::from(why.is_some());
    // The last row says what becomes of what does not stay.
    let wanted = rows.len() + usize::from(above) + 1;
    let area = sheet(canvas, body, wanted, &title);
    if let Some(why) = &why {
        canvas.text(area, (1, 0), area.width, (why, Role::Muted));
    }
    let height = usize::from(area.height.saturating_sub(above + 1)).max(1);
    let last = rows.iter().rposition(|row| row.of == two.at).unwrap_or(0);
    let top = (last + 1).saturating_sub(height);
    for (y, row) in (above..above + columns(height)).zip(rows.iter().skip(top)) {
        canvas.text(area, (1, y), LABEL, (row.label, Role::Muted));
        for (x, text, role) in &row.cells {
            let end = row
                .cells
                .iter()
                .map(|cell| cell.0)
                .filter(|start| start > x)
                .min();
            let room = end.unwrap_or(area.width + 1).saturating_sub(x + 1);
            canvas.text(area, (*x, y), room, (text, *role));
        }
        if row.of == two.at {
            canvas.select(area, y);
        }
    }
    let foot = area.height.saturating_sub(1);
    canvas.text(
        area,
        (1, foot),
        area.width,
        (&said(state, two), Role::Muted),
    );
}

/// What becomes of the value that does not stay in the line under the cursor.
fn said(state: &State, two: &Two) -> String {
    let line = two.merging.lines.get(two.at);
    match line.and_then(|line| Some((line, line.gone()?, line.beside?))) {
        Some((line, gone, beside)) => format!("{}: {beside}", value(state, line, gone)),
        None if line.is_some() => "nothing to choose here".to_owned(),
        None => "all of both stays".to_owned(),
    }
}

fn rows(state: &State, two: &Two, width: u16) -> Vec<Row> {
    let lines = two.merging.lines.iter();
    let lines = lines.map(|line| line_cells(state, line));
    let lists = two.merging.lists.iter();
    let lists = lists.map(|list| list_cells(state, list));
    let mut rows = Vec::new();
    for (of, (label, [left, right])) in lines.chain(lists).enumerate() {
        let middle = LABEL + 2 + (width.saturating_sub(LABEL + 2)) / 2;
        let cell = |x, cell: Option<(String, Role)>| cell.map(|(text, role)| (x, text, role));
        if width >= BESIDE || left.is_none() || right.is_none() {
            let x = if width >= BESIDE { middle } else { LABEL + 2 };
            let cells = [cell(LABEL + 2, left), cell(x, right)];
            rows.push(Row {
                of,
                label,
                cells: cells.into_iter().flatten().collect(),
            });
            continue;
        }
        for (label, side) in [(label, left), ("", right)] {
            rows.push(Row {
                of,
                label,
                cells: cell(LABEL + 2, side).into_iter().collect(),
            });
        }
    }
    rows
}

type Cells = (&'static str, [Option<(String, Role)>; 2]);

/// What both say, the one that stays in brackets where there is something to choose.
fn line_cells(state: &State, line: &Line) -> Cells {
    let cell = |side: Side| {
        let said = side.of(&line.keep, &line.other).as_ref()?;
        let said = value(state, line, said);
        Some(match (line.is_choice, line.stays == side) {
            (true, true) => (format!("‹{said}›"), Role::Accent),
            (true, false) => (said, Role::Muted),
            (false, _) => (said, Role::Plain),
        })
    };
    let [keep, other] = [cell(Side::Keep), cell(Side::Other)];
    let is_same = !line.is_choice && line.keep == line.other;
    (line.field.label(), [keep, other.filter(|_| !is_same)])
}

/// A value as it may be seen.
fn value(state: &State, line: &Line, said: &str) -> String {
    let in_words = match line.field {
        Field::Tie => said.parse().ok().map(|tie| {
            let label = state.tie_label(tie);
            state.sight.tie(label).to_owned()
        }),
        Field::Birthday => said.parse().ok().map(when::partial_long),
        Field::CountingFrom => said.parse().ok().map(when::day_long),
        _ => None,
    };
    in_words.unwrap_or_else(|| Shown::line(said).to_string())
}

fn list_cells(state: &State, list: &List) -> Cells {
    let is_hidden = state.sight == Sight::Discreet && list.is_written();
    let cell = |values: &[String]| {
        let text = match (values.len(), list.title) {
            (0, _) => return None,
            (many, "Catch-ups") => many.to_string(),
            _ if is_hidden => HIDDEN.to_owned(),
            _ => Shown::line(&values.join(" · ")).to_string(),
        };
        Some((text, Role::Plain))
    };
    let more = cell(&list.other).map(|(text, role)| (format!("+ {text}"), role));
    (list.title, [cell(&list.keep), more])
}
