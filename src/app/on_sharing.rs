//! Choosing a link for somebody.

use super::input::Typed;
use super::layer::Layer;
use super::list::Step;
use super::msg::Effect;
use super::shelf::Sharing;
use super::state::State;
use super::{home, on_shelf};
use crate::command::Action;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::shelf;
use crate::keys::Chord;

/// Shows the links, those that fit these people first once that is known.
pub(super) fn open(state: &mut State, with: Vec<ContactId>) -> Vec<Effect> {
    state.layers.push(Layer::Sharing(Sharing::of(with.clone())));
    vec![Effect::FindLinks(with)]
}

/// The same with these words typed already.
pub(super) fn open_at(state: &mut State, with: Vec<ContactId>, words: &str) -> Vec<Effect> {
    let effects = open(state, with);
    if let Some(Layer::Sharing(sharing)) = state.layers.last_mut() {
        sharing.input.insert(words);
    }
    effects
}

/// Takes over which links fit, unless other people are asked about by now.
pub(super) fn fitting(state: &mut State, with: &[ContactId], fitting: &[(LinkId, Vec<String>)]) {
    let links = &state.shelf.links;
    for layer in &mut state.layers {
        if let Layer::Sharing(sharing) = layer
            && sharing.with == with
        {
            sharing.choices = Some(shelf::choices(links, fitting, with));
            sharing.narrow(links);
        }
    }
}

/// Offers the links that there are by now, the cursor on the row where it was.
pub(super) fn relist(state: &mut State) {
    let links = &state.shelf.links;
    for layer in &mut state.layers {
        if let Layer::Sharing(sharing) = layer
            && let Some(choices) = sharing.choices.take()
        {
            let fitting = choices
                .into_iter()
                .map(|choice| (choice.link, choice.words));
            let fitting: Vec<_> = fitting.collect();
            let at = sharing.at;
            sharing.choices = Some(shelf::choices(links, &fitting, &sharing.with));
            sharing.narrow(links);
            sharing.go_to(at);
        }
    }
}

/// Types a key into the line, if the key types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    let Some(Layer::Sharing(sharing)) = state.layers.last_mut() else {
        return None;
    };
    match sharing.input.key(chord) {
        Typed::Changed => sharing.narrow(&state.shelf.links),
        Typed::Moved => {}
        Typed::NotMine => return None,
    }
    Some(Vec::new())
}

/// Puts pasted text into the line; a link is one to be shared.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(Layer::Sharing(sharing)) = state.layers.last_mut() else {
        return Vec::new();
    };
    if !shelf::is_link(text) {
        sharing.input.insert(text);
        sharing.narrow(&state.shelf.links);
        return Vec::new();
    }
    let with = sharing.with.clone();
    state.layers.pop();
    on_shelf::add(state, with, Some(text.trim()))
}

/// What keys do besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let half = (state.sizes.layer / 2).max(1);
    let Some(Layer::Sharing(sharing)) = state.layers.last_mut() else {
        return Vec::new();
    };
    if let Some(step) = home::step_of(action) {
        let at = sharing.at;
        sharing.go_to(match step {
            Step::Down => at + 1,
            Step::Up => at.saturating_sub(1),
            Step::PageDown => at + half,
            Step::PageUp => at.saturating_sub(half),
            Step::First => 0,
            Step::Last => sharing.last(),
        });
        return Vec::new();
    }
    match action {
        Action::AddLink => {
            let with = sharing.with.clone();
            state.layers.pop();
            on_shelf::add(state, with, None)
        }
        Action::Accept => {
            let with = sharing.with.clone();
            let chosen = sharing.chosen().map(|choice| choice.link);
            let link = state
                .shelf
                .links
                .iter()
                .find(|link| Some(link.id) == chosen);
            match link.cloned() {
                Some(link) => on_shelf::share(state, &link, &with),
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
