//! The view: draws a state and changes nothing.

mod canvas;
mod card;
mod conflicts;
mod footer;
mod forms;
mod gather;
mod grid;
mod header;
mod importing;
mod inbox;
mod layers;
mod lists;
mod mark;
mod merging;
mod review;
mod sharing;
mod shelf;
mod theme;
mod welcome;

use ratatui::layout::Rect;

use crate::app::layer::Layer;
use crate::app::{Pane, Sizes, State};
use crate::command::Screen;
use crate::domain::discreet::Sight;
use canvas::Canvas;
pub use grid::Grid;
pub use mark::{Look, Mark, Names, is_measured_alike};
use theme::{Role, Theme};

/// From this width on, list and card are side by side.
const WIDE: u16 = 90;
/// From this width on, list and card are one above the other.
const MIDDLE: u16 = 60;
/// Below these columns or rows there is nothing sensible to draw.
const LEAST: (u16, u16) = (30, 8);

/// What comes of drawing beside the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    /// How many rows the panes had.
    pub sizes: Sizes,
    /// Where the terminal's cursor goes, if something is typed into.
    pub cursor: Option<(u16, u16)>,
}

/// Draws the state on an empty grid.
pub fn draw(grid: &mut Grid, state: &State) -> Drawn {
    match state.sight {
        Sight::Open => draw_shown(grid, state),
        Sight::Discreet => draw_shown(grid, &state.hidden()),
    }
}

fn draw_shown(grid: &mut Grid, state: &State) -> Drawn {
    let area = grid.area();
    let theme = Theme::new(state.look, &state.config.theme, grid);
    let mut canvas = Canvas::new(grid, theme);
    let sizes = screen(&mut canvas, area, state);
    Drawn {
        sizes,
        cursor: canvas.cursor,
    }
}

fn screen(canvas: &mut Canvas<'_>, area: Rect, state: &State) -> Sizes {
    if area.width < LEAST.0 || area.height < LEAST.1 {
        canvas.text(
            area,
            (0, 0),
            area.width,
            ("a bit more room, please", Role::Plain),
        );
        return Sizes::default();
    }
    let [top, body, bottom] = bands(area);
    header::draw(canvas, top, state);
    let mut sizes = Sizes {
        one_pane: area.width < MIDDLE,
        ..Sizes::default()
    };
    if state.welcomes() {
        welcome::draw(canvas, body, state);
    } else {
        match state.screen {
            Screen::Home => home(canvas, body, state, &mut sizes),
            Screen::Inbox => inbox::draw(canvas, body, state, &mut sizes),
            Screen::Shelf => shelf::draw(canvas, body, state, &mut sizes),
            Screen::Review => review::draw(canvas, body, state, &mut sizes),
        }
    }
    for layer in &state.layers {
        if !matches!(layer, Layer::FilterLine) {
            canvas.cursor = None;
        }
        over(canvas, body, state, layer, &mut sizes);
    }
    if !footer::draw_whole(canvas, body, state, &mut sizes) {
        footer::draw(canvas, bottom, state);
    }
    sizes
}

/// The header's row, what is between, and the footer's row.
fn bands(area: Rect) -> [Rect; 3] {
    let row = |y: u16, height: u16| Rect { y, height, ..area };
    [
        row(area.y, 1),
        row(area.y + 1, area.height - 2),
        row(area.y + area.height - 1, 1),
    ]
}

fn home(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) {
    if area.width >= WIDE {
        let left = beside_card(canvas, area, state, sizes);
        lists::draw(canvas, left, state, sizes);
        return;
    }
    if state.focus == Pane::Card {
        card::draw(canvas, area, state, sizes);
        return;
    }
    if let Some([upper, lower]) = one_above_the_other(area) {
        lists::draw(canvas, upper, state, sizes);
        card::draw(canvas, lower, state, sizes);
        return;
    }
    if area.width >= MIDDLE {
        lists::draw(canvas, area, state, sizes);
        return;
    }
    match state.focus {
        Pane::Due | Pane::Birthdays => lists::draw_due(canvas, area, state, sizes),
        Pane::People | Pane::Card => lists::draw_people(canvas, area, state, sizes),
    }
}

/// Draws the card of whoever is selected on the right, for screens that are wide enough;
/// what is left is for the list.
fn beside_card(canvas: &mut Canvas<'_>, area: Rect, state: &State, sizes: &mut Sizes) -> Rect {
    let (left, card) = side_by_side(canvas, area);
    card::draw_beside(canvas, card, state, sizes);
    left
}

/// Parts a wide area by a rule; what is for the list, and what for the one under the cursor.
fn side_by_side(canvas: &mut Canvas<'_>, area: Rect) -> (Rect, Rect) {
    let right = (area.width * 2 / 5).clamp(38, 76);
    let left = area.width - right - 3;
    let line = Rect {
        x: area.x + left + 1,
        width: 1,
        ..area
    };
    canvas.divide(line);
    // The mark of a selected line goes between the two rules.
    let right = Rect {
        x: area.x + left + 2,
        width: right + 1,
        ..area
    };
    let left = Rect {
        width: left,
        ..area
    };
    (left, right)
}

/// Parts an area of middle width, the list above and the one under the cursor below it;
/// `None` where there is no room for both.
fn one_above_the_other(area: Rect) -> Option<[Rect; 2]> {
    let below = (area.height * 2 / 5).min(14);
    if area.width < MIDDLE || below < 5 {
        return None;
    }
    Some(parted(area, area.height - below))
}

fn over(canvas: &mut Canvas<'_>, body: Rect, state: &State, layer: &Layer, sizes: &mut Sizes) {
    match layer {
        Layer::FilterLine => {} // drawn with the list
        Layer::Prefix(pressed) => layers::prefix(canvas, body, state, pressed),
        Layer::Palette(palette) => layers::palette(canvas, body, state, palette, sizes),
        Layer::Form(form) => forms::draw(canvas, body, state, form),
        Layer::Files(files) => importing::files(canvas, body, state, files),
        Layer::HowTo { top } => importing::how_to(canvas, body, *top, sizes),
        Layer::Reading(reading) => importing::reading(canvas, body, reading),
        Layer::Columns(asked) => importing::columns(canvas, body, asked, sizes),
        Layer::Preview(preview) => importing::preview(canvas, body, state, preview, sizes),
        Layer::Thinking(thinking) => layers::thinking(canvas, body, state, thinking),
        Layer::Fold(fold) => inbox::fold(canvas, body, state, fold),
        Layer::Sharing(sharing) => sharing::draw(canvas, body, state, sharing, sizes),
        Layer::LastSpoke { who, .. } => layers::last_spoke(canvas, body, state, *who),
        Layer::UndoQuestion(past) => layers::undo_question(canvas, body, state, past),
        Layer::Gather(gather) => gather::draw(canvas, body, state, gather),
        Layer::Twice(twice) => merging::draw(canvas, body, state, twice),
        Layer::Conflicts(waiting) => conflicts::draw(canvas, body, state, waiting),
        Layer::DeleteQuestion(ids) => layers::delete_question(canvas, body, state, ids),
    }
}

/// A sheet that rises from the bottom of the body, `rows` high without its rule: emptied,
/// with a rule and title on top. Returns the area under the rule.
fn sheet(canvas: &mut Canvas<'_>, body: Rect, rows: usize, title: &str) -> Rect {
    let height = canvas::columns(rows + 1).min(body.height);
    let area = Rect {
        y: body.y + body.height - height,
        height,
        ..body
    };
    canvas.clear(area);
    canvas.rule(area, &[(title, Role::Heading)]);
    below_rule(area)
}

/// The first rows of an area, and the others.
fn parted(area: Rect, rows: u16) -> [Rect; 2] {
    let rows = rows.min(area.height);
    let upper = Rect {
        height: rows,
        ..area
    };
    let lower = Rect {
        y: area.y + rows,
        height: area.height - rows,
        ..area
    };
    [upper, lower]
}

/// What of an area is under its rule.
fn below_rule(area: Rect) -> Rect {
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}
