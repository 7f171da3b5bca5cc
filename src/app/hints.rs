//! The keys that sentences on screen name, as the person's keymap has them.

use super::state::State;
use crate::command::{Action, COMMANDS, Command, Scope};
use crate::keys::{Chord, print_chords};

/// The keys that do this in a scope, as hints show them. What has lost its keys is found
/// among all keys, so then the key for those.
pub fn key(state: &State, scope: Scope, action: Action) -> String {
    keys_of(state, scope, action)
        .or_else(|| keys_of(state, Scope::Home, Action::Help))
        .map_or_else(|| "?".to_owned(), print_chords)
}

/// The keys that show the choices of which this action of Home is one: `t` of `t w`.
pub fn prefix(state: &State, action: Action) -> String {
    match keys_of(state, Scope::Home, action) {
        Some([first @ .., _]) if !first.is_empty() => print_chords(first),
        _ => key(state, Scope::Home, action),
    }
}

fn keys_of(state: &State, scope: Scope, action: Action) -> Option<&[Chord]> {
    let does = |command: &&Command| command.scope == scope && command.action == action;
    COMMANDS
        .iter()
        .filter(does)
        .find_map(|command| state.keymap.keys_of(command).next())
}
