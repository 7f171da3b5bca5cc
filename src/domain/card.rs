//! Everything known about one contact.

use chrono::NaiveDate;

use super::cadence::OwnCadence;
use super::catch_up::CatchUp;
use super::contact::Kind;
use super::day::PartialDay;
use super::id::{ContactId, MethodId, OccasionId, RelationId};
use super::network::NextStep;
use super::standing::Standing;
use super::tie::Tie;

/// What kind of way to reach somebody a method is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MethodKind {
    Email,
    Phone,
    Url,
    /// A name on some service, with the service as its label.
    Handle,
}

impl MethodKind {
    pub const ALL: [MethodKind; 4] = [
        MethodKind::Email,
        MethodKind::Phone,
        MethodKind::Url,
        MethodKind::Handle,
    ];

    /// The word in the file.
    pub const fn word(self) -> &'static str {
        match self {
            MethodKind::Email => "email",
            MethodKind::Phone => "phone",
            MethodKind::Url => "url",
            MethodKind::Handle => "handle",
        }
    }

    pub fn from_word(word: &str) -> Option<MethodKind> {
        MethodKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Method {
    pub id: MethodId,
    pub kind: MethodKind,
    pub label: Option<String>,
    pub value: String,
}

/// A postal address; empty parts are `None`. `street` may hold several lines.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Address {
    pub label: Option<String>,
    pub street: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postcode: Option<String>,
    pub country: Option<String>,
}

impl Address {
    /// The address on one line, as letters have it, without its label; empty where no part
    /// of it is known.
    pub fn line(&self) -> String {
        let parts = [
            &self.street,
            &self.postcode,
            &self.city,
            &self.region,
            &self.country,
        ];
        let known: Vec<&str> = parts.into_iter().filter_map(Option::as_deref).collect();
        known.join(", ")
    }

    /// Street, city, region, postcode and country, empty where they are not known: the order
    /// in which a card has them.
    pub fn parts(&self) -> [&str; 5] {
        [
            &self.street,
            &self.city,
            &self.region,
            &self.postcode,
            &self.country,
        ]
        .map(|part| part.as_deref().unwrap_or_default())
    }
}

/// The parts of a name, where they are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameParts {
    pub prefix: Option<String>,
    pub given: Option<String>,
    pub middle: Option<String>,
    pub family: Option<String>,
    pub suffix: Option<String>,
}

/// An occasion's day as it is kept: a day, or the words a source gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OccasionDay {
    Day(PartialDay),
    Words(String),
}

/// A birthday, an anniversary or another day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardOccasion {
    pub id: OccasionId,
    pub label: String,
    pub day: OccasionDay,
    pub yearly: bool,
}

/// Whom a relation points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Related {
    Contact(ContactId),
    /// A name that is nobody's contact yet.
    Name(String),
}

/// A relation as seen from the contact whose card it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    pub id: RelationId,
    pub kind: String,
    pub to: Related,
    /// False where the other contact's row names this one ("parent" then reads "child", see
    /// [`relation`](super::relation)).
    pub outgoing: bool,
}

/// Everything known about one contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub id: ContactId,
    pub uid: String,
    pub kind: Kind,
    pub name: String,
    pub parts: NameParts,
    pub nicknames: Vec<String>,
    /// How the name is said, as a source spells it.
    pub phonetic: Option<String>,
    pub org: Option<String>,
    pub unit: Option<String>,
    pub title: Option<String>,
    pub city: Option<String>,
    pub met: Option<String>,
    pub met_on: Option<NaiveDate>,
    pub introduced_by: Option<ContactId>,
    pub tie: Tie,
    pub standing: Standing,
    pub own_cadence: Option<OwnCadence>,
    pub counting_from: Option<NaiveDate>,
    pub note: Option<String>,
    pub is_new: bool,
    pub added: NaiveDate,
    pub tags: Vec<String>,
    pub interests: Vec<String>,
    pub methods: Vec<Method>,
    pub addresses: Vec<Address>,
    pub occasions: Vec<CardOccasion>,
    pub details: Vec<(String, String)>,
    pub relations: Vec<Relation>,
    /// Open ones only.
    pub next_steps: Vec<NextStep>,
    /// Every catch-up, latest first, then by id, latest first.
    pub catch_ups: Vec<CatchUp>,
    /// How many unanswered catch-ups of yours in a row are the latest ones.
    pub unanswered_run: usize,
    /// How many times in a row "someone else" was said since the last catch-up.
    pub someone_else_run: usize,
    /// Where the contact came from: kinds of source, such as `vcard` or `linkedin`.
    pub sources: Vec<String>,
}

impl Card {
    /// The values of the methods of one kind, in order.
    pub fn values(&self, kind: MethodKind) -> impl Iterator<Item = &str> {
        self.methods
            .iter()
            .filter(move |method| method.kind == kind)
            .map(|method| method.value.as_str())
    }

    /// The birthday's day, where it is a day.
    pub fn birthday(&self) -> Option<PartialDay> {
        self.occasions.iter().find_map(|o| match o.day {
            OccasionDay::Day(day) if o.label == "birthday" => Some(day),
            _ => None,
        })
    }
}
