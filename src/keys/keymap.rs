//! Which keys stand for which commands, as the table and the config say.

use std::fmt;

use super::{Chord, UnknownKey, parse_chords, print_chords};
use crate::command::{Action, COMMANDS, Command, Needs, Place, Scope};

/// Which keys stand for which commands: the table's, as the config changed them.
#[derive(Debug, Clone, PartialEq)]
pub struct Keymap {
    /// In the order of the table.
    bindings: Vec<Binding>,
    /// What the footer may show of them, ready to be shown.
    hints: Vec<Hint>,
}

/// A command with the key that the footer shows for it.
#[derive(Debug, Clone, PartialEq)]
struct Hint {
    command: &'static Command,
    key: String,
    word: &'static str,
}

/// Chords, pressed one after another, with their command.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    pub chords: Vec<Chord>,
    pub command: &'static Command,
}

/// What keys pressed so far stand for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Resolved {
    Command(&'static Command),
    /// Another key has to follow.
    Prefix,
    Nothing,
}

/// A `[keys]` entry that cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeymapError {
    UnknownCommand(String),
    Key {
        name: String,
        key: UnknownKey,
    },
    /// The command reads its last key as a number, and these end in none.
    NoDigit {
        name: String,
        keys: String,
    },
    /// Both commands could be meant by the same keys.
    Taken {
        name: String,
        keys: String,
        by: &'static str,
    },
}

impl fmt::Display for KeymapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeymapError::UnknownCommand(name) => {
                write!(
                    f,
                    "there is no command “{name}”; docs/keys.md lists their names"
                )
            }
            KeymapError::Key { name, key } => write!(f, "{name}: {key}"),
            KeymapError::NoDigit { name, keys } => write!(
                f,
                "{name}: “{keys}” says no number; its last key is a digit, as in \"b 0\", \"b 1\" to \"b 9\""
            ),
            KeymapError::Taken { name, keys, by } => write!(
                f,
                "{name}: “{keys}” already stands for {by}; give that one other keys, or none: {by} = []"
            ),
        }
    }
}

impl std::error::Error for KeymapError {}

impl Default for Keymap {
    fn default() -> Keymap {
        Keymap::new(&[]).unwrap_or(Keymap::of(Vec::new()))
    }
}

impl Keymap {
    /// The keys of the table, with those of the named commands replaced. Fails where a name
    /// or key is unknown, or where a key given here would stand for another command, too.
    pub fn new(overrides: &[(String, Vec<String>)]) -> Result<Keymap, KeymapError> {
        for (name, _) in overrides {
            if crate::command::named(name).is_none() {
                return Err(KeymapError::UnknownCommand(name.clone()));
            }
        }
        let mut bindings = Vec::new();
        for command in COMMANDS {
            let own = overrides.iter().rfind(|(name, _)| name == command.name);
            let keys: Vec<&str> = match own {
                Some((_, keys)) => keys.iter().map(String::as_str).collect(),
                None => command.keys.to_vec(),
            };
            for key in keys {
                let chords = parse_chords(key).map_err(|key| KeymapError::Key {
                    name: command.name.to_owned(),
                    key,
                })?;
                let binding = Binding { chords, command };
                if command.action == Action::Budget && binding.digit().is_none() {
                    return Err(KeymapError::NoDigit {
                        name: command.name.to_owned(),
                        keys: print_chords(&binding.chords),
                    });
                }
                bindings.push(binding);
            }
        }
        let keymap = Keymap::of(bindings);
        match keymap.collision() {
            Some(error) => Err(error),
            None => Ok(keymap),
        }
    }

    fn of(bindings: Vec<Binding>) -> Keymap {
        let is_first = |at: usize, command: &Command| {
            let mut before = bindings[..at].iter();
            before.all(|binding| binding.command.name != command.name)
        };
        let hints = bindings.iter().enumerate().filter_map(|(at, binding)| {
            let command = binding.command;
            (command.place == Place::Footer && is_first(at, command)).then(|| Hint {
                command,
                key: binding.chords[0].to_string(),
                word: command.group().map_or(command.title, |group| group.hint),
            })
        });
        Keymap {
            hints: hints.collect(),
            bindings,
        }
    }

    /// What the keys `pressed` stand for in these scopes, the first of which wins, among the
    /// commands that `fit`.
    pub fn resolve(
        &self,
        pressed: &[Chord],
        scopes: &[Scope],
        fits: impl Fn(&Command) -> bool,
    ) -> Resolved {
        let mut prefix = false;
        for scope in scopes {
            for binding in self.in_scope(*scope).filter(|b| fits(b.command)) {
                if binding.chords == pressed {
                    return Resolved::Command(binding.command);
                }
                prefix |= binding.chords.starts_with(pressed);
            }
        }
        if prefix {
            Resolved::Prefix
        } else {
            Resolved::Nothing
        }
    }

    /// What may follow the keys `pressed`, in the order of the table.
    pub fn choices<'a>(
        &'a self,
        pressed: &'a [Chord],
        scopes: &'a [Scope],
    ) -> impl Iterator<Item = &'a Binding> {
        self.bindings.iter().filter(move |b| {
            scopes.contains(&b.command.scope)
                && b.chords.len() > pressed.len()
                && b.chords.starts_with(pressed)
        })
    }

    /// The keys of a command, the first of which hints show; there may be none.
    pub fn keys_of(&self, command: &Command) -> impl Iterator<Item = &[Chord]> {
        self.bindings
            .iter()
            .filter(move |b| b.command.name == command.name)
            .map(|b| b.chords.as_slice())
    }

    /// The footer's hints for these scopes among the commands that `fit`: the key and its
    /// word, commands with a common first key as one. `? all keys` is last wherever it holds.
    pub fn hints(
        &self,
        scopes: &[Scope],
        fits: impl Fn(&Command) -> bool,
    ) -> Vec<(&str, &'static str)> {
        let mut hints: Vec<(&str, &'static str)> = Vec::new();
        for Hint { command, key, word } in &self.hints {
            if !scopes.contains(&command.scope) || !fits(command) {
                continue;
            }
            if !hints.iter().any(|(k, w)| k == key || w == word) {
                hints.push((key, word));
            }
        }
        hints
    }

    /// Every binding, in the order of the table.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    fn in_scope(&self, scope: Scope) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |b| b.command.scope == scope)
    }

    /// Two commands that the same keys would stand for, or of which one's keys begin with
    /// the other's. The table's own keys may, where the first of two scopes or what the
    /// commands need tells them apart; what the config gives has to be one command's alone
    /// wherever both hold, as hints would name a key that does something else.
    fn collision(&self) -> Option<KeymapError> {
        for (at, binding) in self.bindings.iter().enumerate() {
            let other = self.bindings[..at]
                .iter()
                .find(|other| other.collides(binding));
            if let Some(other) = other {
                // The one that the config gave is the one to be mended.
                let (named, by) = match binding.is_the_tables() {
                    true => (other, binding),
                    false => (binding, other),
                };
                return Some(KeymapError::Taken {
                    name: named.command.name.to_owned(),
                    keys: print_chords(&named.chords),
                    by: by.command.name,
                });
            }
        }
        None
    }
}

impl Binding {
    /// The number that the last key is, if it is one.
    fn digit(&self) -> Option<u32> {
        self.chords.last()?.typed()?.to_digit(10)
    }

    /// Whether these are the keys that the command has in the table.
    fn is_the_tables(&self) -> bool {
        let mut keys = self.command.keys.iter();
        keys.any(|keys| parse_chords(keys).is_ok_and(|chords| chords == self.chords))
    }

    fn collides(&self, other: &Binding) -> bool {
        let (a, b) = (self.command, other.command);
        let meet = self.chords.starts_with(&other.chords) || other.chords.starts_with(&self.chords);
        if !meet || a.action == b.action || a.name == b.name {
            return false;
        }
        match self.is_the_tables() && other.is_the_tables() {
            true => a.scope == b.scope && a.needs == b.needs,
            false => hold_together(a.scope, b.scope) && fit_together(a, b),
        }
    }
}

/// Whether keys are ever looked up in both scopes at once.
fn hold_together(a: Scope, b: Scope) -> bool {
    let on_home = |scope| {
        matches!(
            scope,
            Scope::FirstRun
                | Scope::Lists
                | Scope::Card
                | Scope::Inbox
                | Scope::Shelf
                | Scope::Review
        )
    };
    let in_layer = |scope| !on_home(scope) && !matches!(scope, Scope::Home | Scope::Anywhere);
    match (a, b) {
        _ if a == b => true,
        (Scope::Anywhere, _) | (_, Scope::Anywhere) => true,
        (Scope::Home, other) | (other, Scope::Home) => on_home(other),
        (Scope::Layer, other) | (other, Scope::Layer) => in_layer(other),
        _ => false,
    }
}

/// Whether two commands ever both have something to do.
fn fit_together(a: &Command, b: &Command) -> bool {
    let somebody = |command: &Command| {
        matches!(
            command.needs,
            Needs::Anybody | Needs::Person | Needs::Entry | Needs::Step | Needs::Offer
        )
    };
    let nobody_is_there = |a: &Command, b: &Command| a.scope == Scope::FirstRun && somebody(b);
    let is_either_or = matches!(
        (a.needs, b.needs),
        (Needs::Entry, Needs::Step)
            | (Needs::Step, Needs::Entry)
            | (Needs::Weeks, Needs::Year)
            | (Needs::Year, Needs::Weeks)
            | (Needs::FileList, Needs::PathLine)
            | (Needs::PathLine, Needs::FileList)
    );
    !is_either_or && !nobody_is_there(a, b) && !nobody_is_there(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Key;

    #[test]
    fn the_tables_own_keys_hold() {
        Keymap::new(&[]).unwrap();
    }

    #[test]
    fn the_config_moves_keys_and_is_told_what_cannot_hold() {
        let set = |name: &str, keys: &[&str]| {
            let keys = keys.iter().map(|&k| k.to_owned()).collect();
            Keymap::new(&[(name.to_owned(), keys)])
        };
        let map = set("caught-up", &["Q"]).unwrap();
        let q = [Chord::plain(Key::Char('Q'))];
        let space = [Chord::plain(Key::Char(' '))];
        let word = |r: Resolved| match r {
            Resolved::Command(c) => c.name,
            Resolved::Prefix => "…",
            Resolved::Nothing => "",
        };
        assert_eq!(word(map.resolve(&q, &[Scope::Home], |_| true)), "caught-up");
        assert_eq!(word(map.resolve(&space, &[Scope::Home], |_| true)), "");
        let t = [Chord::plain(Key::Char('t'))];
        assert_eq!(word(map.resolve(&t, &[Scope::Home], |_| true)), "…");
        for (name, keys) in [
            ("dance", "d"),
            ("log", "banana"),
            ("log", "space"),
            ("log", "t"),
            ("budget", "B"),
        ] {
            assert!(set(name, &[keys]).is_err(), "{name} = {keys}");
        }
        assert!(set("dormant", &[]).is_ok());
    }

    #[test]
    fn a_key_that_the_config_gives_is_one_commands_alone_wherever_it_holds() {
        #[track_caller]
        fn check(config: &[(&str, &str)], expected: Option<(&str, &str)>) {
            let keys: Vec<_> = config
                .iter()
                .map(|(name, key)| {
                    let keys = if key.is_empty() {
                        vec![]
                    } else {
                        vec![(*key).to_owned()]
                    };
                    ((*name).to_owned(), keys)
                })
                .collect();
            let taken = match Keymap::new(&keys) {
                Ok(_) => None,
                Err(KeymapError::Taken { name, by, .. }) => Some((name, by)),
                Err(error) => panic!("{config:?}: {error}"),
            };
            let taken = taken.as_ref().map(|(name, by)| (name.as_str(), *by));
            assert_eq!(taken, expected, "{config:?}");
        }
        // Of one scope, whatever they need.
        check(&[("undo", "p")], Some(("undo", "pause")));
        check(&[("someone-else", "u")], Some(("someone-else", "undo")));
        check(&[("undo", "p"), ("pause", "")], None);
        check(&[("undo", "p"), ("pause", "u")], None);
        // Of two scopes that hold together.
        check(&[("log", "l")], Some(("log", "tie-next")));
        let x_is_undo = [("undo", "x"), ("someone-else", "")];
        check(&x_is_undo, Some(("undo", "not-now")));
        check(&[("edit-entry", "c")], Some(("edit-entry", "log")));
        check(&[("down", "p")], Some(("down", "pause")));
        check(&[("down", "n")], Some(("down", "note")));
        check(&[("yes", "q")], Some(("yes", "close")));
        check(&[("row-skip", "j")], Some(("row-skip", "down")));
        // Of two that never hold together.
        check(&[("row-skip", "x")], None);
        check(&[("step-done", "!")], None);
        check(&[("tie-next", "!")], None);
        // What the table says stays allowed where it is said again.
        check(&[("edit-entry", "e")], None);
        check(&[("edit", "e"), ("remove-step", "D")], None);
        check(&[("thinking-done", "^g"), ("close", "^g")], None);
    }
}
