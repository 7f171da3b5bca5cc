//! All keys: type to search, Enter runs.

use super::input::Typed;
use super::layer::{Layer, Palette};
use super::msg::Effect;
use super::on_key;
use super::scopes::scopes_of;
use super::state::State;
use crate::command::{Action, COMMANDS, Command, Needs, Scope};
use crate::keys::{Chord, Resolved, print_chords};
use crate::text::fold;

/// The commands that the palette shows: those whose words or keys hold every word typed,
/// each action once, what can be done now first, else in the order of the table. Over a
/// layer they are that layer's, as far as they can be done, else all of Home.
pub fn rows(state: &State, palette: &Palette) -> Vec<&'static Command> {
    let typed = fold(palette.input.text());
    let exact = palette.input.text().trim();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let below = state.below_palette();
    let scopes = below.map_or_else(|| state.home_scopes(), scopes_of);
    let is_listed = |command: &&Command| match below {
        Some(_) => {
            let helps = command.action == Action::Help;
            scopes.contains(&command.scope) && state.fits(command) && !helps
        }
        None => {
            scopes.contains(&command.scope)
                || matches!(
                    command.scope,
                    Scope::Home | Scope::Lists | Scope::Card | Scope::Anywhere
                )
        }
    };
    let mut rows: Vec<&'static Command> = Vec::new();
    for command in COMMANDS.iter().filter(is_listed) {
        let text = fold(&format!(
            "{} {} {}",
            command.help, command.title, command.name
        ));
        let keys = || {
            state
                .keymap
                .keys_of(command)
                .any(|keys| print_chords(keys) == exact)
        };
        let found = words.iter().all(|word| text.contains(word)) || keys();
        if found {
            rows.push(command);
        }
    }
    let is_elsewhere = |command: &Command| !scopes.contains(&command.scope);
    // Of a layer its own first; on Home those about people come before those of one pane.
    let nearest = |command: &Command| match below {
        Some(_) => scopes.iter().position(|scope| *scope == command.scope),
        None => None,
    };
    rows.sort_by_key(|command| {
        (
            !state.fits(command),
            is_elsewhere(command),
            nearest(command),
        )
    });
    // What does the same stands there once, by its nearest words.
    let mut listed: Vec<&'static Command> = Vec::new();
    for command in rows {
        if listed.iter().all(|row| row.action != command.action) {
            listed.push(command);
        }
    }
    listed
}

/// The keys of a row of the palette: those that do it where it can be done, not those that
/// something nearer has now.
pub fn keys_of<'a>(state: &'a State, command: &Command) -> Vec<&'a [Chord]> {
    let below = state.below_palette();
    let scopes = below.map_or_else(|| state.home_scopes(), scopes_of);
    let is_here = scopes.contains(&command.scope) && state.fits(command);
    let is_taken = |keys: &&[Chord]| {
        let other = on_key::resolve(state, keys, &scopes);
        matches!(other, Resolved::Command(other) if other.action != command.action)
    };
    let keys = state.keymap.keys_of(command);
    keys.filter(|keys| !(is_here && is_taken(keys))).collect()
}

/// Types a key into the palette, if the key types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    let Some(Layer::Palette(palette)) = state.layers.last_mut() else {
        return None;
    };
    match palette.input.key(chord) {
        Typed::Changed => palette.at = 0,
        Typed::Moved => {}
        Typed::NotMine => return None,
    }
    Some(Vec::new())
}

/// What keys do in the palette besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(Layer::Palette(palette)) = state.layers.last() else {
        return Vec::new();
    };
    let rows = rows(state, palette);
    let at = palette.at.min(rows.len().saturating_sub(1));
    let half = (state.sizes.layer / 2).max(1);
    let to = match action {
        Action::Accept => {
            let Some(command) = rows.get(at) else {
                return Vec::new();
            };
            if !state.fits(command) {
                let first = match command.needs {
                    Needs::Entry => "go to a catch-up on the card first",
                    Needs::Offer => "go to an offer in the review first",
                    Needs::Step => "go to a next step on the card first",
                    Needs::Relation => "go to somebody they know on the card first",
                    Needs::Day => "go to a day on the card first",
                    Needs::Link => "go to the links first",
                    _ => "choose somebody first",
                };
                state.say(format!("{}: {first}", command.title));
                return Vec::new();
            }
            state.layers.pop();
            return match state.layers.is_empty() {
                true => on_key::run(state, command, &[]),
                false => on_key::layer_action(state, command),
            };
        }
        Action::Down => at + 1,
        Action::Up => at.saturating_sub(1),
        Action::PageDown => at + half,
        Action::PageUp => at.saturating_sub(half),
        Action::First => 0,
        Action::Last => rows.len(),
        _ => at,
    };
    if let Some(Layer::Palette(palette)) = state.layers.last_mut() {
        palette.at = to.min(rows.len().saturating_sub(1));
    }
    Vec::new()
}
