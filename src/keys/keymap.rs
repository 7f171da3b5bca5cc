//! Which keys stand for which commands, as the table and the config say.

use std::fmt;

use super::{Chord, UnknownKey, parse_chords, print_chords};
use crate::command::{Action, COMMANDS, Command, Place, Scope};

/// Which keys stand for which commands: the table's, as the config changed them.
#[derive(Debug, Clone, PartialEq)]
pub struct Keymap {
    /// In the order of the table.
    bindings: Vec<Binding>,
}

/// Chords, pressed one after another, with their command.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    pub chords: Vec<Chord>,
    pub command: &'static Command,
}

impl Binding {
    /// The number that the last key is, if it is one.
    fn digit(&self) -> Option<u32> {
        self.chords.last()?.typed()?.to_digit(10)
    }
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
        Keymap::new(&[]).unwrap_or(Keymap {
            bindings: Vec::new(),
        })
    }
}

impl Keymap {
    /// The keys of the table, with those of the named commands replaced. Fails where a name
    /// or key is unknown, or where two commands of one scope would answer to the same keys.
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
        let keymap = Keymap { bindings };
        match keymap.collision() {
            Some(error) => Err(error),
            None => Ok(keymap),
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
            for binding in self.of(*scope).filter(|b| fits(b.command)) {
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
    ) -> Vec<(String, &'static str)> {
        let mut hints: Vec<(String, &'static str)> = Vec::new();
        for binding in &self.bindings {
            let command = binding.command;
            if command.place != Place::Footer || !scopes.contains(&command.scope) || !fits(command)
            {
                continue;
            }
            let key = binding.chords[0].to_string();
            let word = command.group().map_or(command.title, |group| group.hint);
            let is_second_key = self.keys_of(command).next() != Some(&binding.chords[..]);
            if is_second_key || hints.iter().any(|(k, w)| *k == key || *w == word) {
                continue;
            }
            hints.push((key, word));
        }
        hints
    }

    /// Every binding, in the order of the table.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    fn of(&self, scope: Scope) -> impl Iterator<Item = &Binding> {
        self.bindings
            .iter()
            .filter(move |b| b.command.scope == scope)
    }

    /// Two commands of one scope and the same needs that the same keys would stand for, or
    /// of which one's keys begin with the other's.
    fn collision(&self) -> Option<KeymapError> {
        for (at, binding) in self.bindings.iter().enumerate() {
            let other = self.bindings[..at].iter().find(|other| {
                other.command.name != binding.command.name
                    && other.command.scope == binding.command.scope
                    && other.command.needs == binding.command.needs
                    && (other.chords.starts_with(&binding.chords)
                        || binding.chords.starts_with(&other.chords))
            });
            if let Some(other) = other {
                return Some(KeymapError::Taken {
                    name: binding.command.name.to_owned(),
                    keys: print_chords(&binding.chords),
                    by: other.command.name,
                });
            }
        }
        None
    }
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
        let map = set("caught-up", &["d"]).unwrap();
        let d = [Chord::plain(Key::Char('d'))];
        let space = [Chord::plain(Key::Char(' '))];
        let word = |r: Resolved| match r {
            Resolved::Command(c) => c.name,
            Resolved::Prefix => "…",
            Resolved::Nothing => "",
        };
        assert_eq!(word(map.resolve(&d, &[Scope::Home], |_| true)), "caught-up");
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
}
