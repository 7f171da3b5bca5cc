//! Encrypted files: how one is told without its key, what opens it, and why one stays shut.
//!
//! An encrypted file of ties is one of SQLCipher, whose first sixteen bytes are the salt of its
//! key and otherwise random. ties begins the salt with a mark of its own and leaves the rest to
//! chance: so the file itself says what it is, and no second file has to be written, synchronised
//! or lost along with it.

#[cfg(feature = "encryption")]
mod ask;
mod cover;
#[cfg(feature = "encryption")]
mod held;
#[cfg(feature = "encryption")]
mod prompt;

use std::path::Path;

#[cfg(not(feature = "encryption"))]
use rusqlite::Connection;

#[cfg(not(feature = "encryption"))]
use super::Error;
use crate::paths;

#[cfg(feature = "encryption")]
pub(super) use ask::quietly;
#[cfg(feature = "encryption")]
pub use ask::{Asking, keys_from};
pub use cover::Cover;
#[cfg(feature = "encryption")]
pub(super) use held::{Held, Key, another, held, hold, new, read_salt, unlocked};
#[cfg(feature = "encryption")]
pub use held::{cover, forget_keys};
#[cfg(feature = "encryption")]
pub use prompt::leave_signals;

/// How the salt of an encrypted file begins; the 88 bits after it are random.
pub(super) const MARK: [u8; 5] = *b"ties\xe5";

/// The first bytes of an encrypted file.
pub(super) type Salt = [u8; 16];

/// How one gets a ties that can encrypt.
pub const BUILD: &str = "a ties built with `--features encryption` opens it";

/// Why an encrypted file stays shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoKey {
    /// This ties was built without encryption.
    NotBuilt,
    /// It does not open with what was given.
    Wrong(Given),
    /// There is no command, and nobody to ask.
    NobodyToAsk,
    /// Nothing was answered.
    NoAnswer,
    /// A new passphrase was not the same the second time.
    Differs,
    /// The command gave none, for this reason.
    Command(String),
}

/// By whom a passphrase or key was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    ByCommand,
    ByHand,
}

impl NoKey {
    /// What keeps the file at `path` shut, and what to do about it.
    pub fn words(&self, path: &Path) -> String {
        let (file, ties) = (path.display(), paths::command(path));
        match self {
            NoKey::NotBuilt => format!(
                "{file} is encrypted, and this ties was built without encryption; it was left as \
                 it is; {BUILD}"
            ),
            NoKey::Wrong(Given::ByHand) => format!(
                "{file} does not open with this passphrase, or its first page is damaged; it was \
                 left as it is; try again, or `{ties} restore` lists the backups"
            ),
            NoKey::Wrong(Given::ByCommand) => format!(
                "{file} does not open with what passphrase_command prints, or its first page is \
                 damaged; it was left as it is; mend the command in the config, or `{ties} \
                 restore` lists the backups"
            ),
            NoKey::NobodyToAsk => format!(
                "{file} needs a passphrase and there is no terminal to ask for it; it was left as \
                 it is; set passphrase_command in the config, or run ties on a terminal"
            ),
            NoKey::NoAnswer => format!(
                "no passphrase was given; {file} was left as it is; try again, or set \
                 passphrase_command in the config"
            ),
            NoKey::Differs => {
                format!("the two passphrases differ; {file} was left as it is; try again")
            }
            NoKey::Command(what) => format!(
                "passphrase_command {what}; {file} was left as it is; mend the command, or \
                 unlock what it reads from"
            ),
        }
    }
}

/// Whether a file that begins so is an encrypted one of ties.
pub(super) fn is_encrypted(head: &[u8]) -> bool {
    head.starts_with(&MARK)
}

/// Without encryption no file needs a key.
#[cfg(not(feature = "encryption"))]
pub(super) fn unlocked(
    _: &Path,
    _: Option<Salt>,
    connect: impl Fn() -> rusqlite::Result<Connection>,
) -> Result<Connection, Error> {
    Ok(connect()?)
}

/// Without encryption no file has a salt.
#[cfg(not(feature = "encryption"))]
pub(super) fn read_salt(_: &Path) -> Option<Salt> {
    None
}

/// Without encryption nobody is asked for anything.
#[cfg(not(feature = "encryption"))]
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// What hides things with the key of the data file at `path`: without encryption nothing does.
#[cfg(not(feature = "encryption"))]
pub fn cover(_: &Path) -> Option<Cover> {
    None
}
