//! Keys at a small dinner.

use std::sync::Arc;

use super::gather::Gather;
use super::input::Typed;
use super::layer::Layer;
use super::msg::Effect;
use super::state::State;
use super::{forms, say, verbs};
use crate::command::Action;
use crate::domain::gather::{self, Acquaintance, SIZES, Table, Wish};
use crate::domain::id::ContactId;
use crate::keys::Chord;

/// Begins a small dinner: first where.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let gather = Gather::at_one_of(gather::places(&state.network));
    state.layers.push(Layer::Gather(Box::new(gather)));
    vec![Effect::LoadAcquaintance]
}

/// Takes over who has what to do with whom.
pub(super) fn acquainted(state: &mut State, about: Acquaintance) {
    if let Some(gather) = gather_mut(state) {
        gather.about = Some(Arc::new(about));
        seat(state);
    }
}

/// Types a key into the place, if the key types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    let gather = gather_mut(state)?;
    match gather.input.key(chord) {
        Typed::Changed => gather.at = 0,
        Typed::Moved => {}
        Typed::NotMine => return None,
    }
    Some(Vec::new())
}

/// Puts pasted text into the place.
pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(gather) = gather_mut(state).filter(|gather| gather.typing) {
        gather.input.insert(text);
        gather.at = 0;
    }
}

/// What keys do besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(gather) = gather_mut(state) else {
        return Vec::new();
    };
    if gather.typing {
        let last = gather.rows().len().saturating_sub(1);
        match action {
            Action::Down => gather.at = (gather.at + 1).min(last),
            Action::Up => gather.at = gather.at.saturating_sub(1),
            Action::Accept => take_place(state),
            _ => {}
        }
        return Vec::new();
    }
    let tables = gather.tables.len();
    let seats = gather.guests().len().max(1);
    match action {
        Action::Down | Action::Up | Action::First | Action::Last => {
            gather.table = match action {
                Action::Down => gather.table + 1,
                Action::Up => gather.table.saturating_sub(1),
                Action::Last => tables,
                _ => 0,
            }
            .min(tables.saturating_sub(1));
            gather.seat = 0;
        }
        Action::StripNext => gather.seat = (gather.seat + 1) % seats,
        Action::StripPrevious => gather.seat = (gather.seat + seats - 1) % seats,
        Action::Larger | Action::Smaller => {
            let size = match action {
                Action::Larger => gather.size + 1,
                _ => gather.size - 1,
            };
            if SIZES.contains(&size) {
                gather.size = size;
                begin_anew(gather);
                seat(state);
            }
        }
        Action::Filter => {
            gather.typing = true;
            gather.input.clear();
            gather.at = 0;
        }
        Action::SomeoneElse => someone_else(state),
        Action::Accept if tables > 0 => {
            let guests = gather.guests().to_vec();
            return verbs::open(state, forms::dinner(guests));
        }
        _ => {}
    }
    Vec::new()
}

fn gather_mut(state: &mut State) -> Option<&mut Gather> {
    let mut layers = state.layers.iter_mut().rev();
    layers.find_map(|layer| match layer {
        Layer::Gather(gather) => Some(&mut **gather),
        _ => None,
    })
}

/// Takes the place under the cursor, and shows who could come.
fn take_place(state: &mut State) {
    let Some(gather) = gather_mut(state) else {
        return;
    };
    let Some(place) = gather.rows().get(gather.at).map(|place| place.cloned()) else {
        return;
    };
    gather.place = place;
    gather.typing = false;
    begin_anew(gather);
    seat(state);
}

/// Nobody's seat is kept and nobody is passed over any more.
fn begin_anew(gather: &mut Gather) {
    gather.with.clear();
    gather.without.clear();
}

/// Finds the best tables for what is wished.
fn seat(state: &mut State) {
    let tables = match gather_mut(state) {
        Some(gather) => gather.clone(),
        None => return,
    };
    let tables = tables_for(state, &tables);
    if let Some(gather) = gather_mut(state) {
        gather.tables = tables;
        gather.table = 0;
        gather.seat = 0;
    }
}

fn tables_for(state: &State, gather: &Gather) -> Vec<Table> {
    let (Some(about), false) = (&gather.about, gather.typing) else {
        return Vec::new();
    };
    let network = &state.network;
    let place = match &gather.place {
        None => None,
        // Whoever wrote meanwhile may have numbered the circles anew.
        Some(place) => match network.circles.find(place.kind, &place.name) {
            None => return Vec::new(),
            found => found,
        },
    };
    let wish = Wish {
        place,
        size: gather.size,
        with: gather.with.clone(),
        without: gather.without.clone(),
    };
    gather::tables(network, state.rules(), about, &wish, state.today)
}

/// Puts somebody else into the seat under the cursor; the others keep theirs.
fn someone_else(state: &mut State) {
    let Some(gather) = gather_mut(state) else {
        return;
    };
    let guests = gather.guests().to_vec();
    let Some(leaves) = guests.get(gather.seat).copied() else {
        return;
    };
    let mut wished = gather.clone();
    wished.with = guests.into_iter().filter(|id| *id != leaves).collect();
    wished.without.push(leaves);
    let tables = tables_for(state, &wished);
    if tables.is_empty() {
        let who = say::whom(state, &[leaves]);
        state.say_whole(format!("nobody else fits the seat of {who}"));
        return;
    }
    let is_new = |id: &ContactId| !wished.with.contains(id);
    wished.seat = tables[0].guests.iter().position(is_new).unwrap_or(0);
    wished.table = 0;
    wished.tables = tables;
    if let Some(gather) = gather_mut(state) {
        *gather = wished;
    }
}
