//! A person or company as lists and rules see them.

mod packed;

pub use packed::{Packed, Packer};

use chrono::NaiveDate;

use super::cadence::OwnCadence;
use super::day::PartialDay;
use super::id::ContactId;
use super::network::CircleId;
use super::standing::Standing;
use super::tie::Tie;
use packed::filled;

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

/// What is known of a contact in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Profile<'a> {
    pub name: &'a str,
    /// The family name, to sort by.
    pub family: Option<&'a str>,
    /// The nicknames, each on a line of its own.
    pub nicknames: Option<&'a str>,
    pub org: Option<&'a str>,
    pub title: Option<&'a str>,
    pub city: Option<&'a str>,
    /// How you met.
    pub met: Option<&'a str>,
    /// The e-mail addresses, separated by blanks, for the filter's words.
    pub emails: &'a str,
    /// The name with what goes before, between and after it, where it says more than the name.
    pub full: Option<&'a str>,
}

/// What few contacts have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rare {
    /// The latest day up to today of an unanswered catch-up that you or both started, with
    /// no answered one on or after it.
    pub unanswered: Option<NaiveDate>,
    /// On my mind since this day.
    pub mind: Option<NaiveDate>,
    /// Hidden until this day.
    pub later: Option<NaiveDate>,
    /// "Someone else" was said on this day (the latest, not taken back).
    pub someone_else: Option<NaiveDate>,
    pub introduced_by: Option<ContactId>,
    pub pauses: Vec<Pause>,
    /// The latest news with its day ("new at Genelab").
    pub news: Option<(NaiveDate, Box<str>)>,
}

impl Rare {
    /// Ready for a contact, where there is anything.
    pub fn boxed(self) -> Option<Box<Rare>> {
        (self != Rare::default()).then(|| Box::new(self))
    }
}

/// A contact in the read model: what lists, filters and the due rule need of everyone, in
/// little space, since there may be a hundred thousand of them.
/// The rest of what is known about one contact is its [`Card`](super::card::Card).
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    pub id: ContactId,
    pub kind: Kind,
    /// What is known in words, and the circles.
    pub profile: Packed,
    pub tie: Tie,
    pub standing: Standing,
    pub own_cadence: Option<OwnCadence>,
    pub birthday: Option<PartialDay>,
    pub counting_from: Option<NaiveDate>,
    /// The latest day up to today of an answered catch-up.
    pub last: Option<NaiveDate>,
    pub rare: Option<Box<Rare>>,
    pub has: Has,
    /// Imported and not yet touched.
    pub is_new: bool,
    pub added: NaiveDate,
}

impl Contact {
    /// What is known in words.
    pub fn profile(&self) -> Profile<'_> {
        let [name, family, nicknames, org, title, city, met, emails, full] = self.profile.fields();
        Profile {
            name,
            family: filled(family),
            nicknames: filled(nicknames),
            org: filled(org),
            title: filled(title),
            city: filled(city),
            met: filled(met),
            emails,
            full: filled(full),
        }
    }

    pub fn name(&self) -> &str {
        self.profile.field(0)
    }

    /// The family name, to sort by.
    pub fn family(&self) -> Option<&str> {
        self.profile.filled(1)
    }

    /// The first nickname.
    pub fn nickname(&self) -> Option<&str> {
        self.nicknames().next()
    }

    pub fn nicknames(&self) -> impl Iterator<Item = &str> {
        self.profile.field(2).lines()
    }

    pub fn org(&self) -> Option<&str> {
        self.profile.filled(3)
    }

    pub fn title(&self) -> Option<&str> {
        self.profile.filled(4)
    }

    pub fn city(&self) -> Option<&str> {
        self.profile.filled(5)
    }

    /// How you met.
    pub fn met(&self) -> Option<&str> {
        self.profile.filled(6)
    }

    /// The e-mail addresses, separated by blanks.
    pub fn emails(&self) -> &str {
        self.profile.field(7)
    }

    /// The name with what goes before, between and after it, where it says more than the name.
    pub fn full(&self) -> Option<&str> {
        self.profile.filled(8)
    }

    /// Organisation, city, tags and introducer, as circles.
    pub fn circles(&self) -> impl Iterator<Item = CircleId> {
        self.profile.circles()
    }

    /// The latest day up to today of an unanswered catch-up that you or both started, with
    /// no answered one on or after it.
    pub fn unanswered(&self) -> Option<NaiveDate> {
        self.rare.as_ref()?.unanswered
    }

    /// On my mind since this day.
    pub fn mind(&self) -> Option<NaiveDate> {
        self.rare.as_ref()?.mind
    }

    /// Hidden until this day.
    pub fn later(&self) -> Option<NaiveDate> {
        self.rare.as_ref()?.later
    }

    /// "Someone else" was said on this day (the latest, not taken back).
    pub fn someone_else(&self) -> Option<NaiveDate> {
        self.rare.as_ref()?.someone_else
    }

    pub fn introduced_by(&self) -> Option<ContactId> {
        self.rare.as_ref()?.introduced_by
    }

    pub fn pauses(&self) -> &[Pause] {
        self.rare.as_ref().map_or(&[], |rare| &rare.pauses)
    }

    /// The latest news with its day.
    pub fn news(&self) -> Option<(NaiveDate, &str)> {
        let (on, news) = self.rare.as_ref()?.news.as_ref()?;
        Some((*on, news))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_takes_little_space() {
        assert!(size_of::<Contact>() <= 64, "{}", size_of::<Contact>());
    }
}
