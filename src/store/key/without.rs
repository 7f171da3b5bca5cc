//! What stands for keys in a ties that was built without encryption.

use std::path::Path;

use rusqlite::Connection;

use super::{Cover, Salt};
use crate::store::Error;

/// How one gets a ties that can encrypt.
pub const BUILD: &str = "a ties built with `--features encryption` has it";

/// Why an encrypted file stays shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoKey {
    /// This ties was built without encryption.
    NotBuilt,
}

impl NoKey {
    /// What keeps the file at `path` shut, and what to do about it.
    pub fn words(&self, path: &Path) -> String {
        let file = path.display();
        match self {
            NoKey::NotBuilt => format!(
                "{file} is encrypted, and this ties was built without encryption; it was left as \
                 it is; {BUILD}"
            ),
        }
    }
}

/// Without encryption no file needs a key.
pub(in crate::store) fn unlocked(
    _: &Path,
    _: Option<Salt>,
    connect: impl Fn() -> rusqlite::Result<Connection>,
) -> Result<Connection, Error> {
    Ok(connect()?)
}

/// Without encryption no file has a salt.
pub(in crate::store) fn read_salt(_: &Path) -> Option<Salt> {
    None
}

/// Without encryption nobody is asked for anything.
pub(in crate::store) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    work()
}

/// What hides things with the key of the data file at `path`: without encryption nothing does.
pub fn cover(_: &Path) -> Option<Cover> {
    None
}
