//! What keys do while somebody says what the columns of a table are.

use std::path::PathBuf;

use super::columns::{Columns, Step};
use super::input::Typed;
use super::layer::{Layer, Reading};
use super::list::viewport;
use super::msg::{Asks, Effect};
use super::on_import;
use super::state::State;
use crate::command::Action;
use crate::keys::{Chord, Key};

/// Asks about a table that was met while the files of an import are read.
pub(super) fn asked(state: &mut State, asks: Asks) {
    let reading = state.layers.iter().rev().find_map(|layer| match layer {
        Layer::Reading(Reading { files, said, .. }) => Some((files.clone(), said.clone())),
        _ => None,
    });
    let order = state.rules().date_order;
    if let (Some(reading), true) = (reading, on_import::end_reading(state)) {
        let columns = Columns::of(reading, asks.table, asks.columns, order);
        state.layers.push(Layer::Columns(Box::new(columns)));
    }
}

/// Types a key into the letters of a field, if it types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    let columns = columns_mut(state)?;
    let moves = [Key::Left, Key::Right, Key::Home, Key::End].map(Chord::plain);
    if moves.contains(&chord) || columns.typed.key(chord) != Typed::Changed {
        return None;
    }
    columns.find();
    Some(Vec::new())
}

/// Puts pasted text into the letters of a field.
pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(columns) = columns_mut(state) {
        columns.typed.insert(text);
        columns.find();
    }
}

/// What keys do besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let height = state.sizes.layer.max(1);
    let Some(columns) = columns_mut(state) else {
        return Vec::new();
    };
    let last = columns.columns.len().saturating_sub(1);
    let half = (height / 2).max(1);
    let to = match action {
        Action::Accept => return go_on(state),
        Action::StripNext | Action::StripPrevious => {
            columns.typed.clear();
            columns.step(match action {
                Action::StripNext => Step::Next,
                _ => Step::Before,
            });
            return Vec::new();
        }
        Action::Down => columns.at + 1,
        Action::Up => columns.at.saturating_sub(1),
        Action::PageDown => columns.at + half,
        Action::PageUp => columns.at.saturating_sub(half),
        Action::First => 0,
        Action::Last => last,
        _ => return Vec::new(),
    };
    columns.at = to.min(last);
    columns.typed.clear();
    columns.problem = None;
    columns.top = viewport(columns.top, columns.at, columns.columns.len(), height);
    Vec::new()
}

/// The same without the letters typed, which a step back forgets before it leaves.
pub(super) fn without_letters(mut columns: Box<Columns>) -> Box<Columns> {
    columns.typed.clear();
    columns.problem = None;
    columns
}

/// Reads the files again, now that it is said what the columns are.
fn go_on(state: &mut State) -> Vec<Effect> {
    let Some(columns) = columns_mut(state) else {
        return Vec::new();
    };
    let mapping = columns.mapping();
    if let Err(why) = mapping.check(&columns.columns) {
        columns.problem = Some(why);
        return Vec::new();
    }
    columns.typed.clear();
    let mut said = columns.said.clone();
    said.push((columns.table.clone(), mapping));
    let files: Vec<PathBuf> = columns.files.clone();
    on_import::read_files(state, files, said)
}

fn columns_mut(state: &mut State) -> Option<&mut Columns> {
    match state.layers.last_mut() {
        Some(Layer::Columns(columns)) => Some(&mut **columns),
        _ => None,
    }
}
