//! Keys at what was changed here and in a card.

use super::conflicts::Conflicts;
use super::hints;
use super::layer::Layer;
use super::msg::{Consent, Direction, Effect, Synced};
use super::state::State;
use super::verbs::apply;
use crate::command::{Action, Scope};
use crate::domain::change::Change;
use crate::domain::folder::{Answer, Conflict};
use crate::text::Shown;

/// Shows what waits for an answer.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    state.layers.push(Layer::Conflicts(Conflicts::default()));
    vec![Effect::LoadConflicts]
}

/// Takes over what waits; where nothing does any more, it is said.
pub(super) fn read(state: &mut State, waiting: Vec<Conflict>) {
    if let Some(conflicts) = conflicts(state) {
        conflicts.take(waiting);
    }
}

/// Shows who is here by now, says what a sync did, and asks what both sides changed.
pub(super) fn synced(state: &mut State, synced: Synced) -> Vec<Effect> {
    let mut text = synced.text;
    let asks = synced.asks && state.layers.is_empty();
    if let Some(network) = synced.network {
        state.reload(network);
        state.all_stale();
        // What asks has a hint of its own for it.
        if !asks {
            let key = hints::key(state, Scope::Home, Action::Undo);
            text = format!("{text} · {key} undo");
        }
    }
    state.say(text);
    match asks {
        true => open(state),
        false => again(state),
    }
}

/// Has what waits read again, where it is shown.
pub(super) fn again(state: &mut State) -> Vec<Effect> {
    match conflicts(state) {
        Some(_) => vec![Effect::LoadConflicts],
        None => Vec::new(),
    }
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(conflicts) = conflicts(state) else {
        return Vec::new();
    };
    let last = conflicts.rows().len().saturating_sub(1);
    match action {
        Action::Down => conflicts.at = (conflicts.at + 1).min(last),
        Action::Up => conflicts.at = conflicts.at.saturating_sub(1),
        Action::First => conflicts.at = 0,
        Action::Last => conflicts.at = last,
        Action::Answer(answer) if conflicts.can(answer) => {
            let Some(one) = conflicts.row() else {
                return Vec::new();
            };
            let what = Shown::line(one.clash.called()).fit(24);
            let name = Shown::line(&one.name).fit(24);
            let together = conflicts.together();
            let text = match answer {
                Answer::Ours => format!("{name}: the {what} as it is here; a sync tells the card"),
                Answer::Theirs => format!("{name}: the {what} as the card says"),
                Answer::Both => format!("{name}: both stand; a sync tells the card"),
            };
            return apply(Change::Answer(together, answer), text);
        }
        Action::Undo => return vec![Effect::Undo(Direction::Undo, Consent::AskFirst)],
        _ => {}
    }
    Vec::new()
}

fn conflicts(state: &mut State) -> Option<&mut Conflicts> {
    state.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::Conflicts(conflicts) => Some(conflicts),
        _ => None,
    })
}
