//! What was changed here and in a card, and waits for an answer.

use crate::domain::folder::{Answer, Conflict, asked};
use crate::domain::id::ConflictId;

/// The questions, one row each; the parts of a name are one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflicts {
    /// `None` until they are read.
    pub waiting: Option<Vec<Conflict>>,
    /// Which of the rows the cursor is on.
    pub at: usize,
}

impl Conflicts {
    /// The rows, in the order in which they were found.
    pub fn rows(&self) -> Vec<&Conflict> {
        let waiting = self.waiting.as_deref().unwrap_or_default();
        let is_first = |one: &&Conflict| asked(waiting, one.id).first() == Some(&one.id);
        waiting.iter().filter(is_first).collect()
    }

    /// The question under the cursor.
    pub fn row(&self) -> Option<&Conflict> {
        self.rows().get(self.at).copied()
    }

    /// What is answered with the question under the cursor, it among them.
    pub fn together(&self) -> Vec<ConflictId> {
        let waiting = self.waiting.as_deref().unwrap_or_default();
        self.row()
            .map_or_else(Vec::new, |one| asked(waiting, one.id))
    }

    /// Whether this can be answered where the cursor is.
    pub fn can(&self, answer: Answer) -> bool {
        self.row()
            .is_some_and(|one| answer != Answer::Both || one.is_of_a_list())
    }

    /// Takes over what was read; the cursor stays where it was, or goes to what is back.
    pub(super) fn take(&mut self, waiting: Vec<Conflict>) {
        let before: Vec<ConflictId> = self.rows().iter().map(|one| one.id).collect();
        let was_read = self.waiting.replace(waiting).is_some();
        let rows: Vec<ConflictId> = self.rows().iter().map(|one| one.id).collect();
        if was_read && let Some(back) = rows.iter().position(|id| !before.contains(id)) {
            self.at = back;
        }
        self.at = self.at.min(rows.len().saturating_sub(1));
    }
}
