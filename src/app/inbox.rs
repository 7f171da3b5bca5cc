//! The inbox: requests, and who came in small imports, that nobody has looked at.

use crate::domain::id::ContactId;
use crate::domain::request::Request;

/// What the inbox shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inbox {
    /// The oldest first.
    pub requests: Vec<Request>,
    /// By id.
    pub arrivals: Vec<ContactId>,
    /// Whether it has to be read anew.
    pub(super) stale: bool,
}

impl Inbox {
    /// How many there are to look at.
    pub fn len(&self) -> usize {
        let asks = |id: &&ContactId| self.requests.iter().any(|r| r.contact == Some(**id));
        let arrivals = self.arrivals.iter().filter(|id| !asks(id));
        self.requests.len() + arrivals.count()
    }

    pub fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.arrivals.is_empty()
    }
}
