//! Everyone a record may be: those who are here and those whom earlier rows bring, to be
//! found by what tells people apart.

mod few;
mod find;

use std::collections::HashMap;
use std::ops::Deref;

use super::Person;
use super::facts::Facts;
use crate::domain::draft::SourceKind;
use crate::domain::matching::{phone_tail, phones_equal};
use few::Few;

/// A line that more people than this share belongs to a firm and tells nobody apart.
pub(in crate::domain) const SHARED_BY: usize = 8;

/// A record as it is looked for.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) kind: SourceKind,
    /// Its id, as the file gives it.
    pub(super) id: String,
    pub(super) facts: Facts,
    /// Whether its full name occurs once among the records of its file.
    pub(super) is_unique: bool,
}

/// What was found about one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Who it is, and by what.
    Same(usize, String),
    /// Who it may be, and why.
    Like(Vec<(usize, String)>),
    Nobody,
}

/// An address or a number, by its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Email(String),
    Phone(String),
}

/// Who alone has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alone {
    Nobody,
    One(Person),
    Several,
}

/// Everyone, by what tells them apart. People are named by their place in `all`; what they are
/// found by stays in their facts, which are there longer than this.
#[derive(Debug, Default)]
pub(super) struct People<'f> {
    all: Vec<Somebody<'f>>,
    by_source: HashMap<(SourceKind, &'f str), usize>,
    by_profile: HashMap<&'f str, Few<usize>>,
    by_account: HashMap<&'f str, Few<usize>>,
    by_email: HashMap<&'f str, Few<usize>>,
    by_phone: HashMap<&'f str, Few<(&'f str, usize)>>,
    by_name: HashMap<&'f str, Few<usize>>,
    by_loose_name: HashMap<&'f str, Few<usize>>,
}

#[derive(Debug)]
struct Somebody<'f> {
    person: Person,
    facts: Learned<'f>,
    is_deleted: bool,
}

/// What is known of somebody: what their first record says, or that with what others have added,
/// which is rare.
#[derive(Debug)]
enum Learned<'f> {
    First(&'f Facts),
    More(Box<Facts>),
}

impl Deref for Learned<'_> {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        match self {
            Learned::First(facts) => facts,
            Learned::More(facts) => facts,
        }
    }
}

impl<'f> People<'f> {
    /// Nobody yet, with room for so many.
    pub(super) fn with_room(people: usize) -> People<'f> {
        People {
            all: Vec::with_capacity(people),
            by_source: HashMap::with_capacity(people),
            by_email: HashMap::with_capacity(people),
            by_phone: HashMap::with_capacity(people),
            by_name: HashMap::with_capacity(people),
            by_loose_name: HashMap::with_capacity(people),
            ..People::default()
        }
    }

    /// Who is at this place.
    pub(super) fn person(&self, at: usize) -> Person {
        self.all[at].person
    }

    /// Adds somebody and gives their place.
    pub(super) fn add(&mut self, person: Person, facts: &'f Facts) -> usize {
        let at = self.all.len();
        self.all.push(Somebody {
            person,
            facts: Learned::First(facts),
            is_deleted: false,
        });
        self.find_by(at, facts);
        at
    }

    /// Adds somebody who was deleted, and whom their name alone does not find.
    pub(super) fn add_deleted(&mut self, person: Person, facts: &'f Facts) -> usize {
        let at = self.add(person, facts);
        self.all[at].is_deleted = true;
        at
    }

    /// Adds the record of a source that is about the person at this place.
    pub(super) fn add_source(&mut self, at: usize, kind: SourceKind, id: &'f str) {
        self.by_source.entry((kind.of_ids(), id)).or_insert(at);
    }

    /// Adds what another record says about the same person.
    pub(super) fn learn(&mut self, at: usize, facts: &'f Facts) {
        self.find_by(at, facts);
        let known = &mut self.all[at].facts;
        if known.words.is_empty() {
            *known = Learned::First(facts);
        } else {
            let mut more = Facts::clone(known);
            more.birthday = more.birthday.or(facts.birthday);
            more.middle = more.middle.or_else(|| facts.middle.clone());
            more.profiles.extend_from_slice(&facts.profiles);
            *known = Learned::More(Box::new(more));
        }
    }

    /// Has the person at this place found by these facts.
    fn find_by(&mut self, at: usize, facts: &'f Facts) {
        for profile in &facts.profiles {
            self.by_profile.entry(profile).or_default().push(at);
        }
        for account in &facts.accounts {
            self.by_account.entry(account).or_default().push(at);
        }
        for email in &facts.emails {
            self.by_email.entry(email).or_default().push(at);
        }
        for phone in &facts.phones {
            if let Some(tail) = phone_tail(phone) {
                self.by_phone.entry(tail).or_default().push((phone, at));
            }
        }
        let name = facts.full_name.as_deref().or_else(|| facts.only_word());
        if let Some(name) = name {
            self.by_name.entry(name).or_default().push(at);
        }
        if let Some(name) = &facts.loose_name {
            self.by_loose_name.entry(name).or_default().push(at);
        }
    }

    /// Whether so many people have this line that it tells nobody apart.
    pub(super) fn is_everybodys(&self, line: &Line) -> bool {
        let count = match line {
            Line::Email(email) => self.by_email.get(email.as_str()).map_or(0, Few::len),
            Line::Phone(phone) => self.with_phone(phone).count(),
        };
        count > SHARED_BY
    }

    fn with_phone(&self, phone: &str) -> impl Iterator<Item = usize> {
        let tail = phone_tail(phone).unwrap_or_default();
        let alike = self.by_phone.get(tail).into_iter().flat_map(Few::iter);
        alike
            .filter(move |(key, _)| phones_equal(key, phone))
            .map(|(_, at)| *at)
    }

    /// Who has this profile and was not deleted; of several the first.
    pub(super) fn with_profile(&self, profile: &str) -> Option<Person> {
        let with = self.by_profile.get(profile).into_iter().flat_map(Few::iter);
        let with = with.map(|at| &self.all[*at]);
        with.filter(|other| !other.is_deleted)
            .map(|other| other.person)
            .next()
    }

    /// Who has this profile; of several the first who was not deleted.
    pub(super) fn whose_page(&self, profile: &str) -> Option<Person> {
        let deleted = || {
            let at = self.by_profile.get(profile)?.first?;
            Some(self.all[at].person)
        };
        self.with_profile(profile).or_else(deleted)
    }

    /// Who alone has the name of these facts and was not deleted, where nothing else of them
    /// speaks against it.
    pub(super) fn named(&self, facts: &Facts) -> Alone {
        let name = facts.full_name.as_deref().or_else(|| facts.only_word());
        let named = name.and_then(|name| self.by_name.get(name));
        let named = named.into_iter().flat_map(Few::iter);
        let mut all = named
            .map(|at| &self.all[*at])
            .filter(|other| !other.is_deleted && facts.conflict(&other.facts).is_none());
        match (all.next(), all.next()) {
            (None, _) => Alone::Nobody,
            (Some(one), None) => Alone::One(one.person),
            (Some(_), Some(_)) => Alone::Several,
        }
    }
}
