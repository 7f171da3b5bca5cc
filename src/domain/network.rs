//! The read model: everyone and what the rules need to know about them.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::catch_up::CatchUp;
use super::contact::Contact;
use super::day::PartialDay;
use super::id::{ContactId, NextStepId, OccasionId};
use super::naming::{self, in_a_row};
use crate::text;

/// A world someone belongs to, as an index into [`Circles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CircleId(pub u32);

/// What kind of circle this is; circles of different kinds differ though spelled alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CircleKind {
    Org,
    City,
    Tag,
    /// Introduced by the contact with this id.
    Via(ContactId),
}

/// One circle: its kind and the spelling first met.
#[derive(Debug, Clone, PartialEq)]
pub struct Circle {
    pub kind: CircleKind,
    /// As first spelled; empty for `Via`.
    pub name: Box<str>,
}

/// Every circle of a network, each once whatever its case and accents.
#[derive(Debug, Clone, Default)]
pub struct Circles {
    all: Vec<Circle>,
    by_key: HashMap<(CircleKind, Box<str>), CircleId>,
}

impl PartialEq for Circles {
    fn eq(&self, other: &Circles) -> bool {
        self.all == other.all
    }
}

impl Circles {
    /// The circle of this kind and name, made if it is new.
    pub fn intern(&mut self, kind: CircleKind, name: &str) -> CircleId {
        let key = (kind, text::fold(name).into_boxed_str());
        if let Some(id) = self.by_key.get(&key) {
            return *id;
        }
        let id = CircleId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(Circle {
            kind,
            name: name.into(),
        });
        self.by_key.insert(key, id);
        id
    }

    /// The circle of this kind and name, if anybody belongs to it.
    pub fn find(&self, kind: CircleKind, name: &str) -> Option<CircleId> {
        self.by_key
            .get(&(kind, text::fold(name).into_boxed_str()))
            .copied()
    }

    /// The circle with this id, if it is one of this network's.
    pub fn get(&self, id: CircleId) -> Option<&Circle> {
        self.all.get(id.0 as usize)
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (CircleId, &Circle)> {
        (0u32..).map(CircleId).zip(&self.all)
    }
}

/// What a next step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// Something to ask or send.
    Step,
    /// A table that was booked.
    Dinner,
}

impl StepKind {
    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            StepKind::Step => "step",
            StepKind::Dinner => "dinner",
        }
    }

    /// The kind with this word.
    pub fn from_word(word: &str) -> Option<StepKind> {
        let all = [StepKind::Step, StepKind::Dinner];
        all.into_iter().find(|kind| kind.word() == word)
    }
}

/// An open next step: something to ask or send, or a dinner that was booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    pub id: NextStepId,
    pub kind: StepKind,
    pub text: Box<str>,
    /// `None` is "next time".
    pub on: Option<NaiveDate>,
    /// Who it is about, first first; never empty.
    pub with: Vec<ContactId>,
}

impl NextStep {
    /// What there is to do, in words: of a dinner with whom, of anything else what was written.
    pub fn words(&self, network: &Network) -> String {
        let guests = self.with.iter().filter_map(|id| network.contact(*id));
        let guests: Vec<&str> = guests.map(naming::called).collect();
        match self.kind {
            StepKind::Dinner if !guests.is_empty() => {
                format!("{} with {}", self.text, in_a_row(&guests, "and"))
            }
            StepKind::Dinner | StepKind::Step => self.text.to_string(),
        }
    }
}

/// A day that comes round, or comes once, other than a birthday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion {
    pub id: OccasionId,
    pub contact: ContactId,
    pub label: Box<str>,
    pub day: PartialDay,
    pub yearly: bool,
}

/// How many times a week there is energy to reach out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Budgets {
    /// What the file says for every week; `None` leaves it to the config.
    pub always: Option<u8>,
    /// What was said for one week, by its first day.
    pub weeks: Vec<(NaiveDate, u8)>,
}

/// Everyone and everything the rules need, read from the file in one go.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// The day this was read for. Catch-ups after it are not in it; flags, next steps and
    /// occasions may lie ahead.
    pub today: NaiveDate,
    /// Everyone of every standing, by id, ascending.
    pub contacts: Vec<Contact>,
    pub circles: Circles,
    /// The catch-ups of this week and the three before, up to today, by day, then id, without their
    /// notes, which are on the cards.
    pub recent: Vec<CatchUp>,
    /// The open next steps, by id.
    pub next_steps: Vec<NextStep>,
    /// Occasions other than birthdays, by id.
    pub occasions: Vec<Occasion>,
    pub budgets: Budgets,
}

impl Network {
    /// The contact with this id.
    pub fn contact(&self, id: ContactId) -> Option<&Contact> {
        self.index_of(id).map(|index| &self.contacts[index])
    }

    /// Where in `contacts` the contact with this id is.
    pub fn index_of(&self, id: ContactId) -> Option<usize> {
        self.contacts.binary_search_by_key(&id, |c| c.id).ok()
    }
}
