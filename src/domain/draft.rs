//! What a file says about one person, before anything is decided.

use chrono::NaiveDate;

use super::cadence::OwnCadence;
use super::card::{Address, MethodKind, NameParts, OccasionDay};
use super::contact::Kind;
use super::request::Asked;
use super::tie::Tie;

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
    pub details: Vec<(String, String)>,
    pub tags: Vec<String>,
    pub interests: Vec<String>,
    pub note: Option<String>,
    pub met: Option<String>,
    pub met_on: Option<NaiveDate>,
    pub tie: Option<Tie>,
    pub own_cadence: Option<OwnCadence>,
    /// The source's own name for the record: a UID, a profile address …
    pub external_id: Option<String>,
    /// The record's original text, kept for a later patch.
    pub card: Option<String>,
}

/// Where drafts come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SourceKind {
    Vcard,
    LinkedinConnections,
    LinkedinInvitations,
    GoogleCsv,
    /// ties' own complete JSON.
    Ties,
}

impl SourceKind {
    pub const ALL: [SourceKind; 5] = [
        SourceKind::Vcard,
        SourceKind::LinkedinConnections,
        SourceKind::LinkedinInvitations,
        SourceKind::GoogleCsv,
        SourceKind::Ties,
    ];

    /// The word in the file, after `--from` and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            SourceKind::Vcard => "vcard",
            SourceKind::LinkedinConnections => "linkedin",
            SourceKind::LinkedinInvitations => "linkedin-invitations",
            SourceKind::GoogleCsv => "google-csv",
            SourceKind::Ties => "ties",
        }
    }

    pub fn from_word(word: &str) -> Option<SourceKind> {
        SourceKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
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

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    pub kind: SourceKind,
    /// Records met, taken or not.
    pub read: usize,
    pub drafts: Vec<Draft>,
    /// Requests that came to the person whose file it is.
    pub invitations: Vec<Invitation>,
    /// Records that were not taken.
    pub skipped: Vec<Skipped>,
    /// Lines or values that were not understood inside records that were taken.
    pub warnings: Vec<Skipped>,
}
