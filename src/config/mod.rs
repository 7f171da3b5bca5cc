//! What a person may set once and for all: a commented TOML file, read into plain values.
//!
//! Keys and theme are kept as the text that was written, once it is known to be right: the
//! screen makes chords and colours of them.

mod entry;
mod nearest;
mod read;
mod sync;
mod vdir;
mod write;

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::heard::Places;
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
use crate::paths;
use crate::text::machine_words;

pub use nearest::nearest;
pub use read::kind_word;
pub use sync::{Budgets, Sync, When};
pub use vdir::{NewCards, Vdir};
pub use write::write;

/// A config file larger than this, in bytes, is some other file.
const LARGEST: u64 = 1024 * 1024;

/// The settings in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub rules: Rules,
    /// What a catch-up is taken to be where nothing else is said.
    pub log: LogDefaults,
    /// The words for the ties on screen, in the order of [`Tie::ALL`].
    pub labels: [String; 5],
    /// Subjects that a new contact may touch, and links may be about.
    pub topics: Vec<String>,
    /// The command whose first line is the passphrase or key of the data file, word by word; empty
    /// for none.
    pub passphrase_command: Vec<String>,
    /// Where mail and calendars lie.
    pub heard: Places,
    /// The folder of cards that is kept in step with a phone.
    pub vdir: Vdir,
    /// How the history is shared with other machines.
    pub sync: Sync,
    /// An action's name with the chords that now run it; an empty list takes its keys away.
    pub keys: Vec<(String, Vec<String>)>,
    /// A role of [`ROLES`] with the colour it gets.
    pub theme: Vec<(String, String)>,
}

/// What `ties log` and the log form start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogDefaults {
    pub channel: Channel,
    pub started: Started,
}

/// What a theme can colour, with the colour it has unless another is set, and what it is.
pub const ROLES: [(&str, &str, &str); 7] = [
    ("accent", "cyan", "the picks and the key of a hint"),
    ("heading", "default", "the name in a rule"),
    ("muted", "default", "what matters less"),
    ("warm", "green", "the word warm"),
    ("cooling", "yellow", "the word cooling"),
    ("quiet", "blue", "the word quiet"),
    ("danger", "red", "deleting, and nothing else"),
];

impl Default for Config {
    fn default() -> Config {
        Config {
            rules: Rules::default(),
            log: LogDefaults {
                channel: Channel::named("message"),
                started: Started::Me,
            },
            labels: Tie::ALL.map(|tie| tie.word().to_owned()),
            topics: Vec::new(),
            passphrase_command: Vec::new(),
            heard: Places::default(),
            vdir: Vdir::default(),
            sync: Sync::default(),
            keys: Vec::new(),
            theme: Vec::new(),
        }
    }
}

impl Config {
    /// The word for a tie on screen.
    pub fn label(&self, tie: Tie) -> &str {
        &self.labels[tie as usize]
    }
}

/// What is wrong with a config file, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    pub file: PathBuf,
    /// Line and column, in characters, both from 1.
    pub at: Option<(usize, usize)>,
    /// What is wrong and what to do about it.
    pub what: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::error::Error for ConfigError {}

/// The settings of the file at `place`, or the defaults where no file is in the usual place.
///
/// # Errors
/// If the file cannot be read or says something that is not understood.
pub fn load(place: &paths::Config) -> Result<Config, ConfigError> {
    let path = place.path();
    match text_of(path) {
        Ok(text) => parse(&text, path),
        Err(Unread::Missing) if matches!(place, paths::Config::Usual(_)) => Ok(Config::default()),
        Err(unread) => Err(unread.about(path)),
    }
}

/// The settings that `text` gives; `file` names it in an error.
///
/// # Errors
/// At the first thing that is not understood, with its line and column.
pub fn parse(text: &str, file: &Path) -> Result<Config, ConfigError> {
    read::config(text).map_err(|(offset, what)| ConfigError {
        file: file.to_path_buf(),
        at: Some(line_and_column(text, offset)),
        what,
    })
}

enum Unread {
    Missing,
    NotAFile,
    TooLarge,
    NotUtf8((usize, usize)),
    Io(std::io::Error),
}

impl Unread {
    fn about(self, path: &Path) -> ConfigError {
        let mut at = None;
        let what = match self {
            Unread::Missing => {
                "there is no such file; `ties config` without --config prints one to begin with, \
                 or leave out --config and TIES_CONFIG"
                    .to_owned()
            }
            Unread::NotAFile => "this is not a file; name a TOML file".to_owned(),
            Unread::TooLarge => "this file is larger than 1 MiB, so it is no config file of \
                                 ties; name another"
                .to_owned(),
            Unread::NotUtf8(place) => {
                at = Some(place);
                "this is not UTF-8; save the file as UTF-8".to_owned()
            }
            Unread::Io(error) => format!(
                "cannot read this file: {}; mend or remove it",
                machine_words(&error)
            ),
        };
        ConfigError {
            file: path.to_path_buf(),
            at,
            what,
        }
    }
}

fn text_of(path: &Path) -> Result<String, Unread> {
    let about = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound if path.symlink_metadata().is_err() => Unread::Missing,
        _ => Unread::Io(error),
    })?;
    if !about.is_file() {
        return Err(Unread::NotAFile);
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(Unread::Io)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Unread::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let good = String::from_utf8_lossy(good);
        Unread::NotUtf8(line_and_column(&good, good.len()))
    })
}

/// Line and column of a byte offset, both from 1, the column in characters.
fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (
        before.matches('\n').count() + 1,
        before[start..].chars().count() + 1,
    )
}

#[cfg(test)]
mod tests;
