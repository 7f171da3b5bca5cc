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
mod report;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::path::PathBuf;

pub use carry::carry_out;
pub use look::look;
pub use report::{Report, Told};

use crate::config::{NewCards, Vdir};
use crate::domain::card::Card;
use crate::domain::folder::{Also, Found, Step};
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
