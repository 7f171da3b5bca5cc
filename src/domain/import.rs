//! What an import would do: computed purely, shown, then applied as one action.

use std::path::PathBuf;

use super::card::Card;
use super::draft::{Draft, Skipped, SourceKind};
use super::id::ContactId;

/// One value that a record would change on a contact that is already here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The field's name, as in `source_field`.
    pub field: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

/// What becomes of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    New,
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
    /// Looks like somebody who is here, or like an earlier record of this plan.
    Unsure {
        like: Vec<(ContactId, String)>,
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
}

/// Somebody who is already here, with what each source last said about them.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Without catch-ups and next steps, which matching does not need.
    pub card: Card,
    pub sources: Vec<KnownSource>,
}

/// Where a known contact came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSource {
    pub kind: SourceKind,
    pub external_id: String,
    /// Field names with the values this source last gave.
    pub fields: Vec<(String, String)>,
}

/// One file of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub path: PathBuf,
    pub kind: SourceKind,
    pub read: usize,
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<Skipped>,
}

/// What an import of one or several files would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    pub files: Vec<File>,
    pub rows: Vec<Row>,
}
