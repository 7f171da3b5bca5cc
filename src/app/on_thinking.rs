//! "Who have you been thinking about?"

use super::input::Typed;
use super::layer::{Layer, Thinking};
use super::msg::Effect;
use super::state::State;
use super::{on_form, say, verbs};
use crate::command::Action;
use crate::domain::change::Change;
use crate::domain::contact::{Contact, Kind};
use crate::domain::id::ContactId;
use crate::keys::Chord;

/// Matches shown while typing.
const MATCHES: usize = 5;
/// Suggestions kept to leaf through.
const SUGGESTIONS: usize = 200;

/// Asks who has been on the person's mind.
pub(super) fn open(state: &mut State) {
    let thinking = Thinking {
        suggestions: suggestions(state),
        ..Thinking::default()
    };
    state.layers.push(Layer::Thinking(thinking));
}

/// People worth suggesting: those known by both a number and a page, as when they are in
/// the phone and on LinkedIn, then those with a birthday or a nickname.
fn suggestions(state: &State) -> Vec<ContactId> {
    let rank = |contact: &Contact| {
        if contact.has.phone && contact.has.url {
            0
        } else if contact.birthday.is_some() || contact.nickname().is_some() {
            1
        } else {
            2
        }
    };
    let mut ranked: Vec<(u8, ContactId)> = state
        .network
        .contacts
        .iter()
        .filter(|c| c.kind == Kind::Person && c.mind().is_none() && c.standing.may_be_picked())
        .map(|contact| (rank(contact), contact.id))
        .collect();
    ranked.sort_unstable();
    ranked.truncate(SUGGESTIONS);
    ranked.into_iter().map(|(_, id)| id).collect()
}

/// Types a key into the line, if the key types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    let Some(Layer::Thinking(thinking)) = state.layers.last_mut() else {
        return None;
    };
    match thinking.input.key(chord) {
        Typed::Changed => typed(state),
        Typed::Moved => {}
        Typed::NotMine => return None,
    }
    Some(Vec::new())
}

/// Works out who the letters typed could mean.
pub(super) fn typed(state: &mut State) {
    let Some(Layer::Thinking(thinking)) = state.layers.last() else {
        return;
    };
    let mut matches = on_form::named(state, thinking.input.text());
    matches.truncate(MATCHES);
    if let Some(Layer::Thinking(thinking)) = state.layers.last_mut() {
        thinking.matches = matches;
    }
}

/// What keys do besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(Layer::Thinking(thinking)) = state.layers.last_mut() else {
        return Vec::new();
    };
    let rows = thinking.rows().len();
    match (action, thinking.at) {
        (Action::Down, None) if rows > 0 => {
            // Enter takes the first match, so the cursor goes on to the second.
            thinking.at = Some(if thinking.input.is_empty() {
                0
            } else {
                1.min(rows - 1)
            });
        }
        (Action::Down, Some(at)) => thinking.at = Some((at + 1).min(rows.saturating_sub(1))),
        (Action::Up, Some(0)) => thinking.at = None,
        (Action::Up, Some(at)) => thinking.at = Some(at - 1),
        (Action::OtherSuggestions, _) if thinking.input.is_empty() => {
            thinking.from += Thinking::SHOWN;
            if thinking.from >= thinking.suggestions.len() {
                thinking.from = 0;
            }
            thinking.at = thinking.at.map(|_| 0);
        }
        (Action::Accept, at) => {
            // Enter on an empty line is the way out that hands try.
            if thinking.input.is_empty() && at.is_none() {
                state.layers.pop();
                if !state.picks.is_empty() {
                    super::home::focus(state, super::state::Pane::Due);
                }
                return Vec::new();
            }
            let row = thinking.rows().get(at.unwrap_or(0)).copied();
            return row.map_or_else(Vec::new, |id| put_on(state, id));
        }
        (Action::Pick, Some(at)) => {
            let row = thinking.rows().get(at).copied();
            return row.map_or_else(Vec::new, |id| flag(state, id));
        }
        _ => {}
    }
    Vec::new()
}

/// Puts somebody on the mind; whoever was put there a moment ago stays.
fn put_on(state: &mut State, id: ContactId) -> Vec<Effect> {
    let who = say::whom(state, &[id]);
    match state.layers.last_mut() {
        Some(Layer::Thinking(thinking)) if thinking.flagged.contains(&id) => {
            make_ready(thinking);
            state.say(format!("{who}: already on your mind"));
            Vec::new()
        }
        _ => flag(state, id),
    }
}

fn flag(state: &State, id: ContactId) -> Vec<Effect> {
    let who = say::whom(state, &[id]);
    match state.layers.last() {
        Some(Layer::Thinking(thinking)) if thinking.flagged.contains(&id) => {
            let text = format!("{who}: no more on your mind");
            verbs::apply(Change::ClearMind(vec![id]), text)
        }
        _ => verbs::apply(Change::Mind(vec![id]), format!("{who}: on your mind")),
    }
}

/// Shows who was put on the mind, or taken off it, once that is written, and is ready for
/// another name.
pub(super) fn applied(state: &mut State, change: &Change) {
    let Some(Layer::Thinking(thinking)) = state.layers.last_mut() else {
        return;
    };
    match change {
        Change::Mind(ids) => {
            let new = ids.iter().filter(|id| !thinking.flagged.contains(id));
            let new: Vec<ContactId> = new.copied().collect();
            thinking.flagged.extend(new);
        }
        Change::ClearMind(ids) => thinking.flagged.retain(|id| !ids.contains(id)),
        _ => return,
    }
    make_ready(thinking);
}

/// Makes room for another name where one was typed.
fn make_ready(thinking: &mut Thinking) {
    if !thinking.input.is_empty() {
        thinking.input.clear();
        thinking.matches.clear();
        thinking.at = None;
    }
}
