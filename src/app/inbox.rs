//! The inbox: requests, what mail and calendars tell, and who came in small imports, that
//! nobody has looked at.

use super::list::Cursor;
use crate::domain::heard::Heard;
use crate::domain::id::{ContactId, HeardId, RequestId};
use crate::domain::import::Alike;
use crate::domain::inbox::Waiting;
use crate::domain::request::Request;

/// What the inbox shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inbox {
    /// The oldest first.
    pub requests: Vec<Request>,
    /// What mail and calendars tell, by id; not all of it waits.
    pub heard: Vec<Heard>,
    /// Who came in small imports, by id; not all of them wait.
    pub arrivals: Vec<ContactId>,
    /// Who waits to be looked at, as it is listed.
    pub rows: Vec<Waiting>,
    pub cursor: Cursor<Waiting>,
    /// The rows marked but for newcomers; people are marked wherever they are listed.
    pub marks: Vec<Waiting>,
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

    /// How many tell what was heard, which are listed after those.
    pub fn hearing(&self) -> usize {
        let heard = |row: &&Waiting| matches!(row, Waiting::Heard(_));
        self.rows.iter().filter(heard).count()
    }

    /// The request with this id, if it is open.
    pub fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.iter().find(|request| request.id == id)
    }

    /// What was heard with this id, if it has no answer.
    pub fn heard(&self, id: HeardId) -> Option<&Heard> {
        self.heard.iter().find(|heard| heard.id == id)
    }

    /// The row that the cursor is on, `None` between the rows.
    pub fn row(&self) -> Option<usize> {
        self.cursor.row(self.rows.len(), |row| self.rows[row])
    }

    /// The people of the rows below and above the cursor, but for requests.
    pub(super) fn neighbours(&self) -> Vec<ContactId> {
        let Some(row) = self.row() else {
            return Vec::new();
        };
        let rows = [Some(row + 1), row.checked_sub(1)].into_iter().flatten();
        let waiting = rows.filter_map(|row| self.rows.get(row));
        waiting
            .filter_map(|waiting| self.person(*waiting))
            .collect()
    }

    /// Who it is that waits, if they are a contact: not whom a request is from.
    pub(super) fn person(&self, waiting: Waiting) -> Option<ContactId> {
        match waiting {
            Waiting::Request(_) => None,
            Waiting::Heard(id) => self.heard(id).map(|heard| heard.contact),
            Waiting::Newcomer(id) => Some(id),
        }
    }

    /// Whether somebody is marked.
    pub fn is_marked(&self, waiting: Waiting, people: &[ContactId]) -> bool {
        match waiting {
            Waiting::Request(_) | Waiting::Heard(_) => self.marks.contains(&waiting),
            Waiting::Newcomer(id) => people.contains(&id),
        }
    }
}
