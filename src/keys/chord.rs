//! One key press: read from text, printed, and what it types.

use std::fmt;
use std::str::FromStr;

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
        let (mut ctrl, mut alt, mut rest) = (false, false, text);
        loop {
            let lower = rest.to_ascii_lowercase();
            if lower.starts_with("ctrl+") {
                ctrl = true;
                rest = &rest[5..];
            } else if lower.starts_with("alt+") || lower.starts_with("alt-") {
                alt = true;
                rest = &rest[4..];
            } else if rest.starts_with('^') && rest.chars().count() > 1 {
                ctrl = true;
                rest = &rest[1..];
            } else {
                break;
            }
        }
        let key = match key_called(rest) {
            Some(Key::Char(c)) if ctrl => Key::Char(c.to_ascii_lowercase()),
            Some(key) => key,
            None => return Err(UnknownKey(text.to_owned())),
        };
        Ok(Chord { key, ctrl, alt })
    }
}

/// The key that a name or a character stands for: `enter`, `⏎`, `f5`, `c`.
fn key_called(name: &str) -> Option<Key> {
    let lower = name.to_ascii_lowercase();
    if let Some((key, ..)) = NAMED
        .iter()
        .find(|(_, config, shown)| *config == lower || *shown == lower)
    {
        return Some(*key);
    }
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control()).then_some(Key::Char(c));
    }
    let number = lower.strip_prefix('f')?.parse().ok()?;
    (1..=24).contains(&number).then_some(Key::F(number))
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

#[cfg(test)]
mod tests {
    use super::*;

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
