//! A person or company as lists and rules see them.

use chrono::NaiveDate;

use super::cadence::OwnCadence;
use super::day::PartialDay;
use super::id::ContactId;
use super::network::CircleId;
use super::standing::Standing;
use super::tie::Tie;

/// Whether a contact is a person or a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Person,
    Company,
}

impl Kind {
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Company => "company",
        }
    }
}

/// A span of days in which the clock stood still: from the first day on, and before the
/// last one, which is open while the pause goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// What `has:` can ask for and the list model does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    pub email: bool,
    pub phone: bool,
    pub url: bool,
    pub note: bool,
}

/// A contact in the read model: what lists, filters and the due rule need of everyone.
/// The rest of what is known about one contact is its [`Card`](super::card::Card).
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    pub id: ContactId,
    pub kind: Kind,
    pub name: Box<str>,
    /// The family name, to sort by.
    pub family: Option<Box<str>>,
    pub nickname: Option<Box<str>>,
    pub org: Option<Box<str>>,
    pub title: Option<Box<str>>,
    pub city: Option<Box<str>>,
    /// How you met.
    pub met: Option<Box<str>>,
    pub introduced_by: Option<ContactId>,
    pub tie: Tie,
    pub standing: Standing,
    pub own_cadence: Option<OwnCadence>,
    pub birthday: Option<PartialDay>,
    pub counting_from: Option<NaiveDate>,
    /// The latest day up to today of an answered catch-up.
    pub last: Option<NaiveDate>,
    /// The latest day up to today of an unanswered catch-up that you or both started, with
    /// no answered one on or after it.
    pub unanswered: Option<NaiveDate>,
    /// On my mind since this day.
    pub mind: Option<NaiveDate>,
    /// Hidden until this day.
    pub later: Option<NaiveDate>,
    /// "Someone else" was said on this day (the latest, not taken back).
    pub someone_else: Option<NaiveDate>,
    pub pauses: Box<[Pause]>,
    /// Organisation, city, tags and introducer, as circles.
    pub circles: Box<[CircleId]>,
    /// The latest news with its day ("new at Genelab").
    pub news: Option<(NaiveDate, Box<str>)>,
    /// The e-mail addresses, separated by blanks, for the filter's words.
    pub emails: Box<str>,
    pub has: Has,
    /// Imported and not yet touched.
    pub is_new: bool,
    pub added: NaiveDate,
}
