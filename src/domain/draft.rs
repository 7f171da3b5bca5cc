//! What a file says about one person, before anything is decided.

mod original;
mod source;

use chrono::NaiveDate;

use super::cadence::OwnCadence;
use super::card::{Address, MethodKind, NameParts, OccasionDay};
use super::catch_up::Started;
use super::channel::Channel;
use super::contact::Kind;
use super::request::Asked;
use super::standing::Standing;
use super::tie::Tie;

pub use original::{Original, Originals, Place};
pub use source::{NamedBy, SourceKind};

/// A way to reach somebody, as a file gives it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DraftMethod {
    pub kind: MethodKind,
    pub label: Option<String>,
    pub value: String,
}

/// A birthday (label `birthday`), an anniversary or another yearly day, as a file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftOccasion {
    pub label: String,
    pub day: OccasionDay,
    /// Whether it comes round, as nearly all do, rather than once.
    pub yearly: bool,
}

/// The other end of a relation: a record of the same file, by its external id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The relation's, as among the relations.
    pub kind: String,
    pub name: String,
    pub external_id: String,
}

impl End {
    /// Its kind and name.
    pub fn relation(&self) -> (String, String) {
        (self.kind.clone(), self.name.clone())
    }
}

/// What one record of a file says about one contact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The line of the file where the record starts, from 1.
    pub line: u64,
    pub kind: Option<Kind>,
    /// The name to show; never empty once a draft leaves `exchange`.
    pub name: String,
    pub parts: NameParts,
    pub nicknames: Vec<String>,
    pub phonetic: Option<String>,
    pub org: Option<String>,
    pub unit: Option<String>,
    pub title: Option<String>,
    pub city: Option<String>,
    pub methods: Vec<DraftMethod>,
    pub addresses: Vec<Address>,
    pub occasions: Vec<DraftOccasion>,
    /// Kind and name ("spouse", "Tom Okafor").
    pub relations: Vec<(String, String)>,
    /// Those of them of which the file says that the other one is a record of its own.
    pub ends: Vec<End>,
    pub details: Vec<(String, String)>,
    pub tags: Vec<String>,
    pub interests: Vec<String>,
    pub note: Option<String>,
    pub met: Option<String>,
    pub met_on: Option<NaiveDate>,
    pub tie: Option<Tie>,
    pub own_cadence: Option<OwnCadence>,
    /// How somebody new stands; whoever is here keeps their standing.
    pub standing: Option<Standing>,
    /// Until when somebody new is not asked about.
    pub later_until: Option<NaiveDate>,
    /// The source's own name for the record: a UID, a profile address …
    pub external_id: Option<String>,
    /// The record's original text, kept for a later patch.
    pub card: Option<Original>,
}

/// A record, or part of one, that was not taken, with the line where it starts and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub line: u64,
    pub why: String,
}

/// A connection request that a file tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The line of the file where it starts, from 1.
    pub line: u64,
    /// What tells it from others of its source.
    pub external_id: String,
    pub asked: Asked,
}

/// Whom something in a file is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Whom {
    /// The record at this index of the same file's drafts.
    Record(usize),
    /// Whoever has this profile address, if anybody has; else whoever alone has the name.
    /// They are never made by it.
    Page { url: String, name: String },
    /// Whoever alone has this name or nickname. They are never made by it.
    Named(String),
}

/// Something that a file tells happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCatchUp {
    /// The line of the file where it starts, from 1.
    pub line: u64,
    /// What tells it from others of its source, so that it is told once.
    pub external_id: String,
    pub on: NaiveDate,
    pub channel: Channel,
    pub started: Started,
    pub answered: bool,
    pub note: Option<String>,
    /// Never empty.
    pub with: Vec<Whom>,
}

impl DraftCatchUp {
    /// Whether an answer came, as it is kept: nobody waits for one to what others started.
    pub fn is_answered(&self) -> bool {
        self.answered || !self.started.is_mine()
    }

    /// Its note as it is kept.
    pub fn words(&self) -> Option<&str> {
        self.note
            .as_deref()
            .map(str::trim)
            .filter(|note| !note.is_empty())
    }

    /// Tells what is said here from whatever else a source may say of it.
    pub fn told(&self) -> i64 {
        let (channel, started) = (self.channel.as_str(), self.started.word());
        told(self.on, channel, started, self.is_answered(), self.words())
    }
}

/// Tells these words of something that happened from others, in 64 bits (FNV-1a): it is kept in
/// the file, and so the same for ever.
pub fn told(
    on: NaiveDate,
    channel: &str,
    started: &str,
    is_answered: bool,
    note: Option<&str>,
) -> i64 {
    let note = note.unwrap_or_default();
    let text = format!("{on}\n{channel}\n{started}\n{is_answered}\n{note}");
    let mark = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |mark, byte| {
        (mark ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mark.cast_signed()
}

/// Something that a file tells is to be asked or sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftStep {
    pub line: u64,
    pub text: String,
    /// `None` for "next time".
    pub on: Option<NaiveDate>,
    /// Never empty.
    pub with: Vec<Whom>,
}

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    pub kind: SourceKind,
    /// Records met, taken or not.
    pub read: usize,
    pub drafts: Vec<Draft>,
    /// Requests that came to the person whose file it is.
    pub invitations: Vec<Invitation>,
    /// What happened between that person and others.
    pub catch_ups: Vec<DraftCatchUp>,
    /// What that person means to ask or send.
    pub next_steps: Vec<DraftStep>,
    /// Records that were not taken.
    pub skipped: Vec<Skipped>,
    /// Lines or values that were not understood inside records that were taken.
    pub warnings: Vec<Skipped>,
    /// What is to be said of the file as a whole, a sentence each.
    pub remarks: Vec<String>,
}

impl Parsed {
    /// A file of this kind with nothing in it.
    pub const fn of(kind: SourceKind) -> Parsed {
        Parsed {
            kind,
            read: 0,
            drafts: Vec::new(),
            invitations: Vec::new(),
            catch_ups: Vec::new(),
            next_steps: Vec::new(),
            skipped: Vec::new(),
            warnings: Vec::new(),
            remarks: Vec::new(),
        }
    }
}
