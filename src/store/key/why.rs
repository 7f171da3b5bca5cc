//! Why an encrypted file stays shut, and what to do about it.

use std::path::Path;

use crate::paths;

/// Why an encrypted file stays shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoKey {
    /// It does not open with what was given.
    Wrong(Given),
    /// It is a backup, and does not open with what was given.
    OfThen,
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
            NoKey::Wrong(Given::ByHand) => format!(
                "{file} does not open with this passphrase, or its first page is damaged; it was \
                 left as it is; try again, or `{ties} restore` lists the backups"
            ),
            NoKey::Wrong(Given::ByCommand) => format!(
                "{file} does not open with what passphrase_command prints, or its first page is \
                 damaged; it was left as it is; mend the command in the config, or `{ties} \
                 restore` lists the backups"
            ),
            NoKey::OfThen => format!(
                "{file} does not open with this passphrase, or its first page is damaged; a backup \
                 keeps the one it was made with: restore it on a terminal, which asks for that; \
                 nothing was changed"
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
