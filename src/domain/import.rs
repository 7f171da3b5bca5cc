//! What an import would do: computed purely, shown, then applied as one action.

mod alike;
mod decide;
pub(super) mod facts;
pub(super) mod fields;
mod join;
pub(super) mod kept;
pub(super) mod merge;
mod naming;
mod news;
pub(super) mod paragraphs;
pub(super) mod people;
mod plan;
mod repeats;
mod requests;
mod told;

use std::hash::{DefaultHasher, Hasher};
use std::path::PathBuf;

pub use alike::{Alike, look_alikes};
pub use decide::decide;
pub use fields::{
    address_text, call_alike, called, day_text, draft_of, each_field, fields, is_list, of_card,
    read_occasion, same,
};
pub use join::follow;
pub(crate) use naming::name_plainly;
pub use plan::plan;
pub use requests::{Asking, Fate, Seen};
pub use told::{Becomes, Brought, CameBefore, Told};

use super::card::Card;
use super::draft::{Draft, DraftCatchUp, DraftStep, Skipped, SourceKind};
use super::id::ContactId;
use super::tie::Tie;

/// How an external id starts that a reader made up, because the source gives none.
pub const MADE_UP: &str = "name:";

/// One value that a record would change on a contact.
///
/// Fields with one value go from the old to the new one. Lists (`email`, `phone`, `tag` …)
/// name one of their values: only `to` adds it, only `from` removes it. What one of them is
/// called changes as `label:` its field and value (`label:email:ana@example.com`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name, as [`fields()`] gives it.
    pub field: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// Somebody who is here, or who an earlier row of the same plan brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Person {
    Known(ContactId),
    /// The contact that this row of the plan makes.
    Row(usize),
}

/// What becomes of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    New,
    /// The person an earlier row makes: these fields are added to that one.
    SameAs {
        row: usize,
        reason: String,
        changes: Vec<FieldChange>,
    },
    /// Already here: these fields change; what the user changed by hand is not among them.
    Merge {
        into: ContactId,
        reason: String,
        changes: Vec<FieldChange>,
    },
    /// Already here and nothing to change.
    Unchanged {
        into: ContactId,
    },
    /// Looks like somebody, for the reason given: comes in as new unless decided otherwise.
    Unsure {
        like: Vec<(Person, String)>,
    },
    /// Not to be taken.
    Skip,
}

/// One record with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which of the plan's files it is from.
    pub file: usize,
    pub draft: Draft,
    pub outcome: Outcome,
    /// Whom they share a line with, as people of one household do.
    pub household: Option<Person>,
    /// Kind and name of those relations of which the other one is this row of the plan.
    pub related: Vec<(String, String, usize)>,
    /// Whom a look-alike looks like and why, likeliest first, whatever was decided since.
    pub like: Vec<(Person, String)>,
    /// Whether what is kept of the source is to be renewed though nothing about the person
    /// changes: its card says something new that ties does not read, or something that a
    /// hand has changed here.
    pub renews: bool,
    pub trace: Trace,
}

impl Row {
    /// What its source says, with those of its values that stay when it no longer says them.
    pub fn said(&self) -> (&Draft, &[(String, String)]) {
        (&self.draft, &self.trace.kept)
    }
}

/// What is remembered of a record beside what it says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// Those of its values that stay when it no longer says them, as somebody here typed them.
    pub kept: Vec<(String, String)>,
    /// The id by which the source was known so far, where that was made up of what has changed.
    pub was: Option<String>,
    /// What is new about them since its source was last read: "new at Genelab".
    pub news: Option<String>,
}

/// Somebody who is already here, with what each source last said about them.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Without catch-ups and next steps, which matching does not need.
    pub card: Card,
    pub sources: Vec<KnownSource>,
    /// The uids of those who were merged into this one.
    pub former: Vec<String>,
}

/// Where a known contact came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSource {
    pub kind: SourceKind,
    pub external_id: String,
    /// Field names with the values this source last gave; lists repeat their field.
    pub fields: Vec<(String, String)>,
    /// Those of them that stay when the source no longer says them.
    pub kept: Vec<(String, String)>,
    /// Tells the card kept of this source from another; `None` if there is none.
    pub card: Option<CardMark>,
}

impl KnownSource {
    /// Whether it is this source.
    fn is(&self, kind: SourceKind, external_id: &str) -> bool {
        self.kind == kind && self.external_id == external_id
    }

    /// Whether it is the card of this UID in the folder that is kept in step.
    pub fn is_in_step(&self, uid: &str) -> bool {
        self.is(SourceKind::Vdir, uid)
    }
}

/// Tells one card's text from another without holding it. Two that are the same are taken
/// for the same text: in 64 bits that is wrong less often than disks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CardMark(u64);

impl CardMark {
    pub fn of(card: &[u8]) -> CardMark {
        let mut hasher = DefaultHasher::new();
        hasher.write(card);
        CardMark(hasher.finish())
    }
}

/// One file of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: PathBuf,
    pub kind: SourceKind,
    pub read: usize,
    pub skipped: Vec<Skipped>,
    /// What of the file is about nobody who is here, or lies ahead: a line for each reason.
    pub untold: Vec<Skipped>,
    pub warnings: Vec<Skipped>,
    /// What is to be said of it as a whole.
    pub remarks: Vec<String>,
}

impl File {
    /// All that is not taken.
    pub fn left_out(&self) -> impl Iterator<Item = &Skipped> {
        self.skipped.iter().chain(&self.untold)
    }
}

/// What an import of one or several files would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// In the order given.
    pub files: Vec<File>,
    /// Those of address books first; a row only ever joins one before it.
    pub rows: Vec<Row>,
    /// The requests that the files tell of.
    pub requests: Vec<Asking>,
    /// What the files tell happened.
    pub catch_ups: Vec<Told<DraftCatchUp>>,
    /// What the files tell is to be asked or sent.
    pub next_steps: Vec<Told<DraftStep>>,
    /// The tie of new contacts whose record brings none; `None` is latent.
    pub tie: Option<Tie>,
    /// The last of those who were known when it was made: who has come since was not looked at.
    pub newest: Option<ContactId>,
}

/// How many records of one file met which fate. Those of people and requests add up to `read`;
/// what it tells beside them is in [`Plan::brought`], and what of it is not taken is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub read: usize,
    pub new: usize,
    pub merged: usize,
    pub unchanged: usize,
    pub unsure: usize,
    pub skipped: usize,
}

impl Plan {
    /// What becomes of the records of the file at this index.
    pub fn counts(&self, file: usize) -> Counts {
        let mut counts = Counts::default();
        if let Some(file) = self.files.get(file) {
            counts.skipped = file.left_out().count();
        }
        for row in self.rows.iter().filter(|row| row.file == file) {
            match row.outcome {
                Outcome::New => counts.new += 1,
                Outcome::SameAs { .. } | Outcome::Merge { .. } => counts.merged += 1,
                Outcome::Unchanged { .. } => counts.unchanged += 1,
                Outcome::Unsure { .. } => counts.unsure += 1,
                Outcome::Skip => {}
            }
        }
        for row in self.requests.iter().filter(|row| row.file == file) {
            match (row.fate, row.from) {
                (Fate::New, None) => counts.new += 1,
                (Fate::New, Some(_)) | (Fate::Joins, _) => counts.merged += 1,
                (Fate::Seen | Fate::Connected, _) => counts.unchanged += 1,
            }
        }
        counts.read = self.files.get(file).map_or(0, |file| file.read);
        counts
    }

    /// Whether applying this plan would write anything, if only what is kept of a source.
    pub fn changes_anything(&self) -> bool {
        self.changes_anybody() || self.rows.iter().any(|row| row.renews)
    }

    /// Whether applying this plan would write anything about anybody.
    pub fn changes_anybody(&self) -> bool {
        if self.requests_in() > 0 || !self.brought().is_nothing() {
            return true;
        }
        self.rows
            .iter()
            .any(|row| !matches!(row.outcome, Outcome::Unchanged { .. } | Outcome::Skip))
    }
}

/// What to do with look-alikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnsureAs {
    #[default]
    New,
    Skip,
    Merge,
}

/// What a person decides about one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The same as this one of those it looks like, counted from 0.
    SameAs(usize),
    New,
    Skip,
}

/// What the person decided before the import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    pub unsure: UnsureAs,
    pub tie: Option<Tie>,
}
