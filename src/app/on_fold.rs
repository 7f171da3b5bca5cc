//! "Whose request is it?": folding a request into somebody who is here.

use super::input::Typed;
use super::layer::{Fold, Layer};
use super::msg::Effect;
use super::state::State;
use super::{on_form, on_inbox, say, verbs};
use crate::command::Action;
use crate::domain::change::Change;
use crate::domain::inbox::Waiting;
use crate::keys::Chord;

/// Matches shown while typing.
const MATCHES: usize = 4;

/// Types a key into the line, if the key types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    match fold(state)?.input.key(chord) {
        Typed::Changed => typed(state),
        Typed::Moved => {}
        Typed::NotMine => return None,
    }
    Some(Vec::new())
}

/// Works out who the letters typed could mean.
pub(super) fn typed(state: &mut State) {
    let Some(Layer::Fold(fold)) = state.layers.last() else {
        return;
    };
    let mut matches = on_form::anybody_named(state, fold.input.text());
    matches.truncate(MATCHES);
    if let Some(Layer::Fold(fold)) = state.layers.last_mut() {
        fold.matches = matches;
        fold.at = 0;
    }
}

/// What keys do besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(fold) = fold(state) else {
        return Vec::new();
    };
    let last = fold.rows().len().saturating_sub(1);
    match action {
        Action::Down => fold.at = (fold.at + 1).min(last),
        Action::Up => fold.at = fold.at.saturating_sub(1),
        Action::First => fold.at = 0,
        Action::Last => fold.at = last,
        Action::Accept => {
            let (request, chosen) = (fold.request, fold.chosen());
            let Some(into) = chosen else {
                state.say("type a name to fold it into");
                return Vec::new();
            };
            state.layers.pop();
            let request_of = on_inbox::called(state, Waiting::Request(request));
            let text = format!("{request_of} is folded into {}", say::whom(state, &[into]));
            return verbs::apply(Change::FoldRequest(request, into), text);
        }
        _ => {}
    }
    Vec::new()
}

fn fold(state: &mut State) -> Option<&mut Fold> {
    match state.layers.last_mut() {
        Some(Layer::Fold(fold)) => Some(fold),
        _ => None,
    }
}
