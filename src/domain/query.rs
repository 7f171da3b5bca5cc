//! The filter language: one parser for the line under the list and for `ties list`.
//!
//! A query is terms divided by blanks, all of which must hold: words, `"two words"`,
//! `key:value`, `key:a,b` for either, and `due`. A leading `-`, or `not:`, turns a term
//! round. What a term needs of the calendar is worked out here, so that carrying the query
//! out (see [`search`](super::search)) compares days and nothing else.

mod read;

use std::fmt;
use std::ops::Range;

use chrono::NaiveDate;

pub use read::is_key;

use super::due::Warmth;
use super::standing::Standing;
use super::tie::Tie;

/// What to list, in what order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    /// By what to sort, first first; empty for the best match first.
    pub(super) sort: Vec<Sort>,
    notes: Vec<String>,
}

impl Query {
    /// The query that `text` says on `today`, or what about it is not understood, with the
    /// place in `text`.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Query, QueryError> {
        Query::parse_labelled(text, &[], today)
    }

    /// The same where ties have labels, in the order of [`Tie::ALL`], that `tie:` takes beside
    /// the words.
    pub fn parse_labelled(
        text: &str,
        labels: &[String],
        today: NaiveDate,
    ) -> Result<Query, QueryError> {
        read::query(text, labels, today)
    }

    /// What has to be looked up in the notes before the query can be carried out, as it was
    /// typed.
    pub fn note_words(&self) -> &[String] {
        &self.notes
    }

    /// Whether the query asks for nothing, so that everyone listed is found.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.sort.is_empty()
    }

    /// Whether contacts of this standing are found: those that are listed, and those that
    /// an `is:` asks for.
    pub(super) fn admits(&self, standing: Standing) -> bool {
        standing.is_listed()
            || self.terms.iter().any(|term| match &term.test {
                Test::Is(any) => !term.negated && any.contains(&Is::Standing(standing)),
                _ => false,
            })
    }
}

/// What is not understood in a query: where, in bytes of the text, and a sentence that says
/// what could stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    pub at: Range<usize>,
    pub message: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for QueryError {}

/// One condition of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub(super) negated: bool,
    pub(super) test: Test,
}

/// What a term asks of a contact; where there are several values, any will do.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// Somewhere in the text that words are looked for in.
    Text(Vec<Words>),
    /// In notes, as typed.
    Note(Vec<String>),
    Tie(Vec<Tie>),
    /// Folded.
    Tag(Vec<String>),
    /// Folded, and where to look.
    Field(Field, Vec<String>),
    Is(Vec<Is>),
    Warmth(Vec<Warmth>),
    Has(Vec<Having>),
    Last(Vec<LastIs>),
    Birthday(Vec<Around>),
    Due,
}

/// Folded words to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) text: String,
    /// Whether something similar may do when nobody has the words themselves; what stands
    /// in quotation marks is meant as it is.
    pub(super) loosely: bool,
}

/// A field that has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Org,
    Title,
    City,
}

/// What `is:` can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    Standing(Standing),
    New,
    Later,
    Mind,
    Company,
}

/// What `has:` can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Having {
    Email,
    Phone,
    Url,
    Birthday,
    Note,
    Next,
}

/// When the last answered catch-up was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastIs {
    Never,
    On(Around),
}

/// A day before or after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Before(NaiveDate),
    After(NaiveDate),
}

impl Around {
    pub(super) fn holds(self, day: NaiveDate) -> bool {
        match self {
            Around::Before(limit) => day < limit,
            Around::After(limit) => day > limit,
        }
    }
}

/// What a list can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// As names are written.
    Name,
    /// By family name.
    Family,
    /// The latest catch-up first, none last.
    Last,
    /// The due in their order, then the others.
    Due,
    /// The strongest first.
    Tie,
    /// The newest first.
    Added,
    /// The least reached circles first, unknown last.
    Bridge,
}

#[cfg(test)]
pub(super) mod tests;
