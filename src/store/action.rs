//! What somebody did, and what came of doing it or taking it back.

use chrono::NaiveDate;

use crate::domain::id::{ActionId, ContactId};

/// What a change came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The action to undo; `None` where nothing changed.
    pub action: Option<ActionId>,
    /// What was done, in a few words.
    pub label: String,
    /// Whose card or list row may have changed, by id.
    pub touched: Vec<ContactId>,
    /// The id of the contact, catch-up, step, relation or occasion that was made.
    pub made: Option<i64>,
}

/// One thing somebody did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub id: ActionId,
    pub label: String,
    /// When, in milliseconds since 1970, UTC.
    pub at: i64,
    /// The civil day it was done on.
    pub day: NaiveDate,
    /// Names the process that did it.
    pub process: String,
    pub undone: bool,
    /// Whether this process did it.
    pub mine: bool,
}

/// What undo or redo did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The action, with `undone` as it is now.
    pub action: Action,
    /// Whose card or list row may have changed, by id.
    pub touched: Vec<ContactId>,
}
