//! Chords: what a key press is called, read, printed and resolved to.

use std::fmt;
use std::str::FromStr;

use crate::command::{Action, COMMANDS, Command, Place, Scope};

/// A key without its modifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A character as typed, so `C` is shift and c.
    Char(char),
    Enter,
    Esc,
    Tab,
    /// Shift and tab.
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// One key press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    pub key: Key,
    pub ctrl: bool,
    pub alt: bool,
}

impl Chord {
    /// This key alone.
    pub const fn plain(key: Key) -> Chord {
        Chord {
            key,
            ctrl: false,
            alt: false,
        }
    }

    /// This key with control held; letters in lower case.
    pub const fn ctrl(key: Key) -> Chord {
        Chord {
            key,
            ctrl: true,
            alt: false,
        }
    }

    /// The character that this press types into a line, if it types one.
    pub const fn typed(self) -> Option<char> {
        match self.key {
            Key::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

/// Names of keys that are not characters: as written in the config, as shown on screen.
const NAMED: [(Key, &str, &str); 17] = [
    (Key::Enter, "enter", "⏎"),
    (Key::Esc, "esc", "esc"),
    (Key::Tab, "tab", "tab"),
    (Key::BackTab, "backtab", "⇧tab"),
    (Key::Backspace, "backspace", "⌫"),
    (Key::Delete, "delete", "del"),
    (Key::Insert, "insert", "ins"),
    (Key::Up, "up", "↑"),
    (Key::Down, "down", "↓"),
    (Key::Left, "left", "←"),
    (Key::Right, "right", "→"),
    (Key::Home, "home", "home"),
    (Key::End, "end", "end"),
    (Key::PageUp, "pgup", "pgup"),
    (Key::PageDown, "pgdn", "pgdn"),
    (Key::Char(' '), "space", "space"),
    (Key::Char('+'), "plus", "+"),
];

impl fmt::Display for Chord {
    /// Writes the chord as hints show it: `^d`, `⏎`, `space`, `C`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.alt {
            f.write_str("alt-")?;
        }
        if self.ctrl {
            f.write_str("^")?;
        }
        if let Some((_, _, shown)) = NAMED.iter().find(|(key, ..)| *key == self.key) {
            return f.write_str(shown);
        }
        match self.key {
            Key::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            Key::Char(c) => write!(f, "{c}"),
            Key::F(n) => write!(f, "F{n}"),
            _ => Ok(()),
        }
    }
}

/// The text names no key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKey(pub String);

impl fmt::Display for UnknownKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "“{}” is no key; write a character, ctrl+d, enter, esc, tab, space, up, pgdn or f5",
            self.0
        )
    }
}

impl std::error::Error for UnknownKey {}

impl FromStr for Chord {
    type Err = UnknownKey;

    /// Reads `c`, `C`, `^d`, `ctrl+d`, `alt+x`, `space`, `enter`, `⏎`, `f5` …
    fn from_str(text: &str) -> Result<Chord, UnknownKey> {
        let unknown = || UnknownKey(text.to_owned());
        let mut chord = Chord::plain(Key::Esc);
        let mut rest = text;
        loop {
            let lower = rest.to_ascii_lowercase();
            if lower.starts_with("ctrl+") {
                chord.ctrl = true;
                rest = &rest[5..];
            } else if lower.starts_with("alt+") || lower.starts_with("alt-") {
                chord.alt = true;
                rest = &rest[4..];
            } else if rest.starts_with('^') && rest.chars().count() > 1 {
                chord.ctrl = true;
                rest = &rest[1..];
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        if let (Some(c), None) = (chars.next(), chars.as_str().chars().next()) {
            let named = NAMED.iter().find(|(_, _, shown)| *shown == rest);
            chord.key = match named {
                Some((key, ..)) => *key,
                None if chord.ctrl => Key::Char(c.to_ascii_lowercase()),
                None if c.is_control() => return Err(unknown()),
                None => Key::Char(c),
            };
            return Ok(chord);
        }
        let lower = rest.to_ascii_lowercase();
        if let Some((key, ..)) = NAMED
            .iter()
            .find(|(_, name, shown)| *name == lower || *shown == lower)
        {
            chord.key = *key;
            return Ok(chord);
        }
        let number = lower.strip_prefix('f').and_then(|n| n.parse().ok());
        match number {
            Some(n @ 1..=24) => {
                chord.key = Key::F(n);
                Ok(chord)
            }
            _ => Err(unknown()),
        }
    }
}

/// Reads chords separated by blanks, such as `t i`.
pub fn parse_chords(text: &str) -> Result<Vec<Chord>, UnknownKey> {
    let chords: Vec<Chord> = text
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    if chords.is_empty() {
        return Err(UnknownKey(text.to_owned()));
    }
    Ok(chords)
}

/// Writes chords as hints show them: `t i`.
pub fn print_chords(chords: &[Chord]) -> String {
    let shown: Vec<String> = chords.iter().map(Chord::to_string).collect();
    shown.join(" ")
}

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

/// docs/keys.md, made from the table.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Keys\n\nMade from the table in src/command.rs; a test compares. Every key can be \
         changed in the config file:\n\n```toml\n[keys]\ncaught-up = [\"space\", \"ctrl+k\"]\n\
         dormant = []            # by the list of all keys only\n```\n\nA key that begins others \
         (`t`, `z`, `b`, `o`, `y`, `A`) shows its choices at once.\n",
    );
    for (scope, heading) in Scope::ALL {
        page.push_str(&format!(
            "\n## {heading}\n\n| keys | what | name |\n|---|---|---|\n"
        ));
        for command in COMMANDS.iter().filter(|c| c.scope == scope) {
            let keys: Vec<String> = command
                .keys
                .iter()
                .filter_map(|key| parse_chords(key).ok())
                .map(|chords| format!("`{}`", print_chords(&chords)))
                .collect();
            page.push_str(&format!(
                "| {} | {} | {} |\n",
                keys.join(" "),
                command.help,
                command.name
            ));
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn the_page_of_keys_is_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, markdown()).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == markdown(),
            "run UPDATE_DOCS=1 cargo test the_page_of_keys"
        );
    }

    #[track_caller]
    fn check(text: &str, shown: &str) {
        let chords = parse_chords(text).unwrap();
        assert_eq!(print_chords(&chords), shown);
        assert_eq!(parse_chords(shown).unwrap(), chords, "{shown} reads back");
    }

    #[test]
    fn chords_read_back_as_they_are_shown() {
        check("c", "c");
        check("C", "C");
        check("ctrl+d", "^D");
        check("^D", "^D");
        check("^", "^");
        check("space", "space");
        check("enter", "⏎");
        check("t i", "t i");
        check("pgdn", "pgdn");
        check("f5", "F5");
        check("alt+x", "alt-x");
        check("#", "#");
        check("+", "+");
        check("é", "é");
    }

    #[test]
    fn what_is_no_key_is_named() {
        for text in ["", "  ", "ctrl+", "f99", "banana", "t banana"] {
            assert!(parse_chords(text).is_err(), "{text}");
        }
    }
}
