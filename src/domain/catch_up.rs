//! Anything that happened between you and one or more contacts.

use chrono::NaiveDate;

use super::channel::Channel;
use super::id::{CatchUpId, ContactId};

/// Who started a catch-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Started {
    Me,
    Them,
    Both,
}

impl Started {
    pub const ALL: [Started; 3] = [Started::Me, Started::Them, Started::Both];

    /// The word in the file, on the command line and in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Started::Me => "me",
            Started::Them => "them",
            Started::Both => "both",
        }
    }

    pub fn from_word(word: &str) -> Option<Started> {
        Started::ALL.into_iter().find(|s| s.word() == word)
    }

    /// Whether you had a part in starting it, so that it can go unanswered and uses budget.
    pub const fn is_mine(self) -> bool {
        matches!(self, Started::Me | Started::Both)
    }
}

/// A catch-up as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatchUp {
    pub id: CatchUpId,
    pub on: NaiveDate,
    pub channel: Channel,
    pub started: Started,
    /// False only for what you or both started and nobody answered.
    pub answered: bool,
    pub note: Option<String>,
    /// Who took part, in the order they were named; never empty.
    pub with: With,
}

/// Who took part in a catch-up: mostly one, for whom no list is made.
#[derive(Clone, PartialEq, Eq)]
pub enum With {
    One([ContactId; 1]),
    Several(Box<[ContactId]>),
}

impl FromIterator<ContactId> for With {
    fn from_iter<I: IntoIterator<Item = ContactId>>(with: I) -> With {
        let mut with = with.into_iter();
        match (with.next(), with.next()) {
            (Some(one), None) => With::One([one]),
            (first, second) => With::Several(first.into_iter().chain(second).chain(with).collect()),
        }
    }
}

impl std::ops::Deref for With {
    type Target = [ContactId];

    fn deref(&self) -> &[ContactId] {
        match self {
            With::One(one) => one,
            With::Several(several) => several,
        }
    }
}

impl std::fmt::Debug for With {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}
