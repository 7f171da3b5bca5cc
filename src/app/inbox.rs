//! The inbox: requests, and who came in small imports, that nobody has looked at.

use super::list::Cursor;
use crate::domain::id::{ContactId, RequestId};
use crate::domain::import::Alike;
use crate::domain::inbox::Waiting;
use crate::domain::request::Request;

/// What the inbox shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inbox {
    /// The oldest first.
    pub requests: Vec<Request>,
    /// Who came in small imports, by id; not all of them wait.
    pub arrivals: Vec<ContactId>,
    /// Who waits to be looked at, as it is listed.
    pub rows: Vec<Waiting>,
    pub cursor: Cursor<Waiting>,
    /// The requests marked; people are marked wherever they are listed.
    pub marks: Vec<RequestId>,
    /// Whom the request under the cursor may be from.
    pub alike: Vec<Alike>,
    /// Whose look-alikes those are.
    pub(super) alike_of: Option<RequestId>,
    /// Whether the cursor stays with a newcomer whom a catch-up took out of the list.
    pub(super) lingers: bool,
    /// Whether it has to be read anew.
    pub(super) stale: bool,
    /// Whether that was asked for and has still to come.
    pub(super) comes: bool,
    /// Who waited before something was taken back or added, until the inbox is read anew: the
    /// cursor goes to who has come.
    pub(super) before: Option<Vec<Waiting>>,
    /// Whether the last thing done left nobody in it, which led Home.
    pub(super) emptied: bool,
}

impl Inbox {
    /// How many there are to look at.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many of them are requests, which are listed first.
    pub fn asking(&self) -> usize {
        self.requests.len()
    }

    /// The request with this id, if it is open.
    pub fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.iter().find(|request| request.id == id)
    }

    /// The row that the cursor is on, `None` between the rows.
    pub fn row(&self) -> Option<usize> {
        self.cursor.row(self.rows.len(), |row| self.rows[row])
    }

    /// The newcomers in the rows below and above the cursor.
    pub(super) fn neighbours(&self) -> Vec<ContactId> {
        let Some(row) = self.row() else {
            return Vec::new();
        };
        let rows = [Some(row + 1), row.checked_sub(1)].into_iter().flatten();
        let waiting = rows.filter_map(|row| self.rows.get(row));
        let newcomer = |waiting: &Waiting| match waiting {
            Waiting::Newcomer(id) => Some(*id),
            Waiting::Request(_) => None,
        };
        waiting.filter_map(newcomer).collect()
    }

    /// Whether somebody is marked.
    pub fn is_marked(&self, waiting: Waiting, people: &[ContactId]) -> bool {
        match waiting {
            Waiting::Request(id) => self.marks.contains(&id),
            Waiting::Newcomer(id) => people.contains(&id),
        }
    }
}
