//! Keeps a folder of cards in step with the people here, for the command line and the screen
//! alike: looked at first, with nothing written, then carried out.
//!
//! ```text
//! look       folder ─ exchange::vdir ─► cards ─┐
//!            file ─ store ─► what both said ───┴─ domain::folder ─► what goes which way
//! carry_out  cards are patched (exchange), then what came is one action (store), then both
//!            are remembered as they are now
//! ```
//!
//! Cards are written first: whoever is stopped in between finds the next time that both sides
//! say the same, which is agreed. A card that changed between reading and writing is left.

mod carry;
mod look;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::PathBuf;

pub use carry::carry_out;
pub use look::look;

use crate::config::{NewCards, Vdir};
use crate::domain::card::Card;
use crate::domain::folder::{Also, Clash, Found, Step};
use crate::domain::id::{ContactId, SourceId};
use crate::domain::import::Plan;
use crate::exchange::vdir;
pub use crate::exchange::vdir::Remark;
use crate::store;
use crate::text::machine_words;

/// What a sync goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub folder: PathBuf,
    pub new: NewCards,
    pub also: Vec<Also>,
    pub trust: Trust,
}

impl Settings {
    /// What the config file says; `None` where it names no folder.
    pub fn of(vdir: &Vdir, home: Option<PathBuf>) -> Option<Settings> {
        Some(Settings {
            folder: vdir::folder(vdir.path.as_deref()?, home),
            new: vdir.new,
            also: vdir.also.clone(),
            trust: Trust::Usual,
        })
    }

    /// The folder as the readings of this machine name it.
    fn name(&self) -> String {
        self.folder
            .to_string_lossy()
            .trim_end_matches('/')
            .to_owned()
    }
}

/// Whether a folder is believed that has lost most of its cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// It is more likely not there.
    Usual,
    /// Somebody has said that they are gone.
    Really,
}

/// Why nothing was synced.
#[derive(Debug)]
pub enum Error {
    Missing(PathBuf),
    Folder {
        path: PathBuf,
        source: io::Error,
    },
    /// Most cards have gone at once.
    TooMuchGone {
        path: PathBuf,
        gone: usize,
        of: usize,
    },
    Store(store::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Missing(path) => write!(
                f,
                "{}: there is no such folder; is it mounted, and is path under [vdir] right? \
                 Nothing was synced",
                path.display()
            ),
            Error::Folder { path, source } => write!(
                f,
                "{}: cannot list this folder: {}; nothing was synced",
                path.display(),
                machine_words(source)
            ),
            Error::TooMuchGone { path, gone, of } => write!(
                f,
                "{}: {gone} of {of} cards are gone at once, as where a disk is not there; nothing \
                 was synced. If they are to be put away here, say ties vdir sync --really",
                path.display()
            ),
            Error::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Error {
        Error::Store(error)
    }
}

/// What a sync would do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Looked {
    /// Cards that are known and may have changed on either side, with their bytes.
    steps: Vec<(Step, Vec<u8>)>,
    /// Cards that are new there, and what becomes of them.
    met: Vec<Found>,
    plan: Plan,
    /// Cards that have gone, and whose they were.
    gone: Vec<Gone>,
    /// Who gets a card.
    unwritten: Vec<Card>,
    remarks: Vec<Remark>,
    /// How the files were that are in step, by name.
    stats: HashMap<String, String>,
    /// What was noted of them before.
    noted: HashMap<String, String>,
    /// The groups that name a card, by its UID.
    groups: HashMap<String, Vec<String>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Gone {
    source: SourceId,
    contact: ContactId,
    name: String,
    /// Whether they are put away now; who is already out of sight stays as they are.
    is_here: bool,
}

/// What a sync did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Who came in.
    pub new: Vec<String>,
    /// Who only looks like somebody who is here, and came in beside them.
    pub unsure: Vec<(String, String)>,
    /// Who changed here, and what.
    pub changed: Vec<Told>,
    pub put_away: Vec<String>,
    /// Whose card was written, and what in it; nothing where the card is new.
    pub written: Vec<Told>,
    /// What was changed on both sides.
    pub conflicts: Vec<(String, Clash)>,
    pub remarks: Vec<Remark>,
    /// Whether a card could not be written for want of permission.
    pub is_refused: bool,
}

/// Somebody, and which of their fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub name: String,
    pub fields: Vec<String>,
}

impl Report {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Report::default()
    }

    /// The report in one line: "2 new, 1 changed here, 3 cards written, 1 wants an answer".
    pub fn in_short(&self) -> String {
        let cards = |count: usize| match count {
            1 => "card written",
            _ => "cards written",
        };
        let answers = match self.conflicts.len() {
            1 => "wants an answer",
            _ => "want an answer",
        };
        let parts: Vec<String> = [
            (self.new.len(), "new"),
            (self.changed.len(), "changed here"),
            (self.put_away.len(), "put away"),
            (self.written.len(), cards(self.written.len())),
            (self.conflicts.len(), answers),
            (self.remarks.len(), "left alone"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
        match parts.is_empty() {
            true => "both sides say the same".to_owned(),
            false => parts.join(", "),
        }
    }
}
