//! Keys at somebody who may be here twice.

use super::input::Typed;
use super::layer::Layer;
use super::merging::{Twice, Two};
use super::msg::{Consent, Direction, Effect};
use super::state::State;
use super::{home, on_form, verbs};
use crate::command::{Action, Screen};
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::import::Known;
use crate::domain::merge::{Choices, Line, Merging, Pair, Side, merging};
use crate::keys::Chord;
use crate::text::Shown;

/// Matches shown while typing.
const MATCHES: usize = 8;

/// Goes through everybody who may be here twice.
pub(super) fn walk(state: &mut State) -> Vec<Effect> {
    state.layers.push(Layer::Twice(Box::new(Twice::of(None))));
    vec![Effect::FindLookAlikes]
}

/// Two who are marked side by side; of one asks who they are the same as.
pub(super) fn open(state: &mut State, ids: &[ContactId]) -> Vec<Effect> {
    match ids {
        [one] => {
            state
                .layers
                .push(Layer::Twice(Box::new(Twice::of(Some(*one)))));
            vec![Effect::FindLookAlikes]
        }
        [a, b] => {
            state.layers.push(Layer::Twice(Box::new(Twice::of(None))));
            side_by_side(state, *a, *b)
        }
        _ => {
            state.say("two at a time are merged; mark two, or one");
            Vec::new()
        }
    }
}

/// Asks for two, of whom the stronger tie is kept, else who was here first.
fn side_by_side(state: &State, a: ContactId, b: ContactId) -> Vec<Effect> {
    let tie = |id: ContactId| (state.contact(id).map(|contact| contact.tie), id);
    match tie(a) <= tie(b) {
        true => vec![Effect::LoadTwo(a, b)],
        false => vec![Effect::LoadTwo(b, a)],
    }
}

/// Takes over who look alike.
pub(super) fn found(state: &mut State, pairs: Vec<Pair>) -> Vec<Effect> {
    // Two that were marked are all that is looked at.
    let is_asked =
        |twice: &&mut Twice| twice.of.is_some() || twice.pairs.is_some() || twice.two.is_none();
    let Some(twice) = twice(state).filter(is_asked) else {
        return Vec::new();
    };
    let pairs = match twice.of {
        Some(of) => pairs.into_iter().filter(|pair| pair.has(of)).collect(),
        None => pairs,
    };
    // Somebody may be choosing already what stays of the two who are shown.
    let shown = twice.pair().filter(|_| twice.two.is_some());
    let still = shown.and_then(|shown| {
        let is_it = |pair: &Pair| (pair.keep, pair.other) == (shown.keep, shown.other);
        pairs.iter().position(is_it)
    });
    let last = pairs.len().saturating_sub(1);
    twice.at = still.unwrap_or(twice.at).min(last);
    twice.pairs = Some(pairs);
    match still {
        Some(_) => Vec::new(),
        None => show_pair(state),
    }
}

/// Asks for the two that the walk has come to.
fn show_pair(state: &mut State) -> Vec<Effect> {
    let Some(twice) = twice(state).filter(|twice| twice.is_walk()) else {
        return Vec::new();
    };
    twice.two = None;
    match twice.pair() {
        Some(pair) => vec![Effect::LoadTwo(pair.keep, pair.other)],
        None => Vec::new(),
    }
}

/// Takes over two to be shown side by side.
pub(super) fn read(state: &mut State, keep: Known, other: Known) {
    let choices = Choices::default();
    let merging = merged(state, &keep, &other, &choices);
    if let Some(twice) = twice(state) {
        let is_choice = |line: &Line| line.is_choice;
        let at = merging.lines.iter().position(is_choice);
        twice.two = Some(Box::new(Two {
            keep,
            other,
            choices,
            merging,
            at: at.unwrap_or(0),
        }));
    }
}

fn merged(state: &State, keep: &Known, other: &Known, choices: &Choices) -> Merging {
    let name_of = |id: ContactId| match state.contact(id) {
        Some(contact) => contact.name().to_owned(),
        None => "somebody gone".to_owned(),
    };
    merging(keep, other, choices, &name_of)
}

/// Types a key into the line, if the key types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    match twice(state)?.input.key(chord) {
        Typed::Changed => typed(state),
        Typed::Moved => {}
        Typed::NotMine => return None,
    }
    Some(Vec::new())
}

/// Puts pasted text into the line.
pub(super) fn paste(state: &mut State, text: &str) {
    if let Some(twice) = twice(state).filter(|twice| twice.chooses()) {
        twice.input.insert(text);
        typed(state);
    }
}

fn typed(state: &mut State) {
    let Some(now) = twice(state) else { return };
    let (of, letters) = (now.of, now.input.text().to_owned());
    let mut matches = on_form::anybody_named(state, &letters);
    matches.retain(|id| Some(*id) != of);
    matches.truncate(MATCHES);
    if let Some(twice) = twice(state) {
        twice.matches = matches;
        twice.at = 0;
    }
}

/// What keys do besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(twice) = twice(state) else {
        return Vec::new();
    };
    if twice.chooses() {
        return choose(state, action);
    }
    let pairs = twice.pairs.as_ref().map_or(0, Vec::len);
    let Some(two) = &mut twice.two else {
        return undo(action);
    };
    let last = two.len().saturating_sub(1);
    match action {
        Action::Down => two.at = (two.at + 1).min(last),
        Action::Up => two.at = two.at.saturating_sub(1),
        Action::First => two.at = 0,
        Action::Last => two.at = last,
        Action::StripNext => flip(state, Side::Other),
        Action::StripPrevious => flip(state, Side::Keep),
        Action::NextPair if pairs > 0 => {
            twice.at = (twice.at + 1) % pairs;
            return show_pair(state);
        }
        Action::PreviousPair if pairs > 0 => {
            twice.at = (twice.at + pairs - 1) % pairs;
            return show_pair(state);
        }
        Action::Accept => {
            let [kept, gone] = shown_names(&two.merging);
            let change = Change::Merge {
                keep: two.merging.keep,
                other: two.merging.other,
                choices: two.choices.clone(),
            };
            return verbs::apply(change, format!("merged {gone} into {kept}"));
        }
        Action::TwoPeople => {
            let [a, b] = shown_names(&two.merging);
            let change = Change::TwoPeople(two.merging.keep, two.merging.other);
            return verbs::apply(change, format!("{a} and {b} are two people"));
        }
        action => return undo(action),
    }
    Vec::new()
}

fn undo(action: Action) -> Vec<Effect> {
    match action {
        Action::Undo => vec![Effect::Undo(Direction::Undo, Consent::AskFirst)],
        Action::Redo => vec![Effect::Undo(Direction::Redo, Consent::AskFirst)],
        _ => Vec::new(),
    }
}

fn shown_names(merging: &Merging) -> [String; 2] {
    merging.called().map(|name| Shown::line(name).fit(30))
}

fn choose(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(twice) = twice(state) else {
        return Vec::new();
    };
    let rows = twice.rows();
    let last = rows.len().saturating_sub(1);
    match action {
        Action::Down => twice.at = (twice.at + 1).min(last),
        Action::Up => twice.at = twice.at.saturating_sub(1),
        Action::Accept => {
            let (of, chosen) = (twice.of, rows.get(twice.at).copied());
            return match of.zip(chosen) {
                Some((of, chosen)) => side_by_side(state, of, chosen),
                None => {
                    state.say("type the name of who they are the same as");
                    Vec::new()
                }
            };
        }
        _ => {}
    }
    Vec::new()
}

/// Has this side's value stay in the line under the cursor, where there is something to choose.
fn flip(state: &mut State, side: Side) {
    let Some(Layer::Twice(twice)) = state.layers.last() else {
        return;
    };
    let Some(two) = &twice.two else { return };
    let line = two.merging.lines.get(two.at).filter(|line| line.is_choice);
    let Some(field) = line.map(|line| line.field) else {
        return; // both stay, as is said below
    };
    let mut now = Two::clone(two);
    now.choices.choose(field, side);
    now.merging = merged(state, &now.keep, &now.other, &now.choices);
    if let Some(Layer::Twice(twice)) = state.layers.last_mut() {
        twice.two = Some(Box::new(now));
    }
}

/// Goes on after a change: to the next pair, or to who was kept.
pub(super) fn applied(state: &mut State, change: &Change) -> Vec<Effect> {
    let (keep, other) = match change {
        Change::Merge { keep, other, .. } => (*keep, Some(*other)),
        Change::TwoPeople(a, _) => (*a, None),
        _ => return Vec::new(),
    };
    let Some(twice) = twice(state) else {
        return Vec::new();
    };
    if twice.is_walk() {
        // What was answered is out of the way, so that a key typed ahead is about the next two.
        let is_over = |pair: &Pair| match other {
            Some(other) => pair.has(other),
            None => matches!(*change, Change::TwoPeople(a, b) if pair.has(a) && pair.has(b)),
        };
        if let Some(pairs) = &mut twice.pairs {
            pairs.retain(|pair| !is_over(pair));
            twice.at = twice.at.min(pairs.len().saturating_sub(1));
        }
        let mut effects = show_pair(state);
        effects.push(Effect::FindLookAlikes);
        return effects;
    }
    state
        .layers
        .retain(|layer| !matches!(layer, Layer::Twice(_)));
    if state.screen == Screen::Home && other.is_some() {
        home::show_person(state, keep);
    }
    Vec::new()
}

/// Looks again once something was taken back or done again.
pub(super) fn renewed(state: &mut State) -> Vec<Effect> {
    match twice(state) {
        Some(twice) if twice.is_walk() => {
            twice.two = None;
            vec![Effect::FindLookAlikes]
        }
        _ => Vec::new(),
    }
}

fn twice(state: &mut State) -> Option<&mut Twice> {
    let mut layers = state.layers.iter_mut().rev();
    layers.find_map(|layer| match layer {
        Layer::Twice(twice) => Some(&mut **twice),
        _ => None,
    })
}
