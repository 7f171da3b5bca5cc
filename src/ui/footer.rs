//! The last row: what can be done here, in whole hints; or what was just done.

use ratatui::layout::Rect;

use super::canvas::{Canvas, columns, wrap};
use super::sheet;
use super::theme::Role;
use crate::app::layer::Layer;
use crate::app::{Length, Sizes, State, Toast};
use crate::command::{Action, Command, Scope};
use crate::text::{self, Shown};

/// Below so many columns a toast says too little to be shown before hints.
const LEAST: u16 = 12;

pub(super) fn draw(canvas: &mut Canvas<'_>, area: Rect, state: &State) {
    if let Some(why) = &state.waits {
        let room = area.width.saturating_sub(2);
        let text = shortened(why, room.into());
        canvas.text(area, (1, 0), room, (&text, Role::Heading));
        return;
    }
    let mut hints = hints(state);
    let last = hints.pop();
    let kept = last.as_ref().map_or(0, |hint| wide(hint) + 1);
    let mut x = 1;
    let room = room(state, area.width);
    let is_here = |toast: &&Toast| has_room(toast, room);
    let toast = state.toast.as_ref().filter(is_here);
    if let Some(toast) = toast {
        let text = shortened(&toast.text, room.into());
        x += canvas.text(area, (x, 0), room, (&text, Role::Heading)) + 2;
    }
    if toast.is_none() || !state.layers.is_empty() {
        for hint in &hints {
            if x + wide(hint) + 2 + kept > area.width {
                break;
            }
            x = one(canvas, area, x, hint);
        }
    }
    if let Some(hint) = &last
        && x + wide(hint) <= area.width
    {
        one(canvas, area, x, hint);
    }
}

/// Draws what is to be read whole and has no room on the last row over the rows before it;
/// true where that takes the last row too. Over what lies over Home it does not: that cannot
/// be used without its hints. Where it hides most of the screen, `sizes` say so, and a key
/// reads on.
pub(super) fn draw_whole(
    canvas: &mut Canvas<'_>,
    body: Rect,
    state: &State,
    sizes: &mut Sizes,
) -> bool {
    let is_whole = |toast: &&Toast| toast.length == Length::Whole;
    let Some(toast) = state.toast.as_ref().filter(is_whole) else {
        return false;
    };
    if has_room(toast, room(state, body.width)) {
        return false;
    }
    let takes_all = state.layers.is_empty();
    let over = Rect {
        height: body.height + u16::from(takes_all),
        ..body
    };
    let lines = wrap(&toast.text, body.width.saturating_sub(2));
    let area = sheet(canvas, over, lines.len(), "");
    let height = usize::from(area.height);
    let top = toast.top.min(lines.len().saturating_sub(height));
    for (y, line) in (0..area.height).zip(lines.iter().skip(top)) {
        canvas.text(area, (1, y), area.width, (line, Role::Heading));
    }
    if lines.len() > top + height {
        let corner = (area.width.saturating_sub(1), area.height.saturating_sub(1));
        canvas.text(area, corner, 1, ("⋮", Role::Muted));
    }
    if height * 2 > body.height.into() {
        sizes.said = height;
        sizes.said_lines = lines.len();
    }
    takes_all
}

/// The columns that the last row has for what was said.
fn room(state: &State, width: u16) -> u16 {
    if state.layers.is_empty() {
        return width.saturating_sub(2);
    }
    let hints: u16 = hints(state).iter().map(|hint| wide(hint) + 2).sum();
    width.saturating_sub(hints + 2)
}

/// Whether so many columns are enough for what was said: for all of it, if it is to be read
/// whole.
fn has_room(toast: &Toast, room: u16) -> bool {
    match toast.length {
        Length::Line => room >= LEAST,
        Length::Whole => text::width(Shown::line(&toast.text).as_str()) <= room.into(),
    }
}

/// The columns of a hint.
fn wide((key, word): &(&str, &str)) -> u16 {
    columns(text::width(key) + 1 + text::width(word))
}

fn one(canvas: &mut Canvas<'_>, area: Rect, x: u16, (key, word): &(&str, &str)) -> u16 {
    let spans = [
        (*key, Role::Accent),
        (" ", Role::Plain),
        (*word, Role::Plain),
    ];
    canvas.spans(area, (x, 0), &spans) + 2
}

/// What was said cut to its room so that what can be done about it ("· u undo") stays whole, for
/// which what else can be done goes first.
fn shortened(toast: &str, room: usize) -> String {
    match toast.rsplit_once(" · ") {
        Some((head, tail)) if text::width(toast) > room => {
            let kept = text::width(tail) + 3;
            let head = head.rsplit_once(" · ").map_or(head, |(head, _)| head);
            format!("{} · {tail}", text::fit(head, room.saturating_sub(kept)))
        }
        _ => text::fit(toast, room),
    }
}

/// Every hint that holds now, the most important first, the way out last.
fn hints(state: &State) -> Vec<(&str, &'static str)> {
    let scopes: Vec<Scope> = match state.layers.last() {
        Some(Layer::Prefix(_)) => vec![Scope::Layer],
        _ => state.scopes(),
    };
    // What types a character does nothing else meanwhile.
    let types = state.layers.last().is_some_and(Layer::takes_text);
    let is_typed = |command: &Command| {
        let first = state.keymap.keys_of(command).next();
        types && first.is_some_and(|chords| chords[0].typed().is_some())
    };
    // There it takes back nothing, but for somebody just deleted, which is said.
    let is_idle = |command: &Command| state.is_first_run() && command.action == Action::Undo;
    let hints = |command: &Command| state.fits(command) && !is_typed(command) && !is_idle(command);
    state.keymap.hints(&scopes, hints)
}
