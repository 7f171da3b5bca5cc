//! Who may be here twice, among everyone.
//!
//! Nobody is compared with everybody: only those are who have an id, an address, a number, a
//! page or a name in common, or a word of their name and their organisation. What many share
//! tells nobody apart.

mod keys;

use std::collections::{HashMap, HashSet};

use super::names::Name;
use crate::domain::card::{Card, Related};
use crate::domain::id::ContactId;
use crate::domain::import::facts::Facts;
use crate::domain::standing::Standing;

/// Somebody who is here, and by which ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Somebody {
    /// Without catch-ups and next steps.
    pub card: Card,
    /// What sources call them, and the uids of those who were merged into them.
    pub ids: Vec<String>,
}

/// Who are two people, as somebody has said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TwoPeople(HashSet<(ContactId, ContactId)>);

impl TwoPeople {
    pub fn say(&mut self, a: ContactId, b: ContactId) {
        self.0.insert((a.min(b), a.max(b)));
    }

    pub fn has(&self, a: ContactId, b: ContactId) -> bool {
        self.0.contains(&(a.min(b), a.max(b)))
    }
}

/// Two who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Whom the other would be merged into: the stronger tie, else who was here first.
    pub keep: ContactId,
    pub other: ContactId,
    /// In words, the strongest first; never empty.
    pub reasons: Vec<String>,
}

impl Pair {
    /// All reasons in one line.
    pub fn why(&self) -> String {
        self.reasons.join(" · ")
    }

    /// The one beside this one, where it is one of the two.
    pub fn beside(&self, id: ContactId) -> Option<ContactId> {
        match (self.keep == id, self.other == id) {
            (true, _) => Some(self.other),
            (_, true) => Some(self.keep),
            _ => None,
        }
    }

    /// Whether this is one of the two.
    pub fn has(&self, id: ContactId) -> bool {
        self.keep == id || self.other == id
    }
}

/// Those who may be here twice, the likeliest first; never who was deleted, who are known to be
/// two people, or who know each other.
pub fn look_alikes(people: &[Somebody], two: &TwoPeople) -> Vec<Pair> {
    let here: Vec<Known<'_>> = people
        .iter()
        .filter(|somebody| somebody.card.standing != Standing::Deleted)
        .map(Known::of)
        .collect();
    let mut finding = Finding {
        related: related(&here),
        two,
        here: &here,
        found: HashMap::new(),
    };
    finding.by_ids();
    finding.by_pages();
    finding.by_emails();
    finding.by_phones();
    finding.by_names();
    finding.by_organisations();
    finding.by_birthdays();
    finding.into_pairs()
}

/// What makes a reason's words.
type Why<'w> = &'w dyn Fn() -> String;

/// How much a reason says, for the order alone.
type Weight = u8;

/// Something speaks against it, too.
const UNSURE: Weight = 20;

struct Known<'p> {
    card: &'p Card,
    ids: &'p [String],
    facts: Facts,
    name: Name,
}

impl<'p> Known<'p> {
    fn of(somebody: &'p Somebody) -> Known<'p> {
        let card = &somebody.card;
        let facts = Facts::of_card(card);
        // An address stands in for a name.
        let name = match facts.words.is_empty() {
            true => Name::default(),
            false => Name::of(card),
        };
        Known {
            card,
            ids: &somebody.ids,
            facts,
            name,
        }
    }
}

/// Who are known to have to do with each other: nobody does with themselves.
fn related(here: &[Known<'_>]) -> HashSet<(ContactId, ContactId)> {
    let mut related = HashSet::new();
    for Known { card, .. } in here {
        let to = card
            .relations
            .iter()
            .filter_map(|relation| match relation.to {
                Related::Contact(id) => Some(id),
                Related::Name(_) => None,
            });
        related.extend(
            to.chain(card.introduced_by)
                .map(|to| (card.id.min(to), card.id.max(to))),
        );
    }
    related
}

struct Finding<'f> {
    here: &'f [Known<'f>],
    two: &'f TwoPeople,
    related: HashSet<(ContactId, ContactId)>,
    /// By the places of the two, the first first.
    found: HashMap<(usize, usize), Vec<(Weight, String)>>,
}

impl<'f> Finding<'f> {
    /// Notes why these may be one, unless it is known that they are two.
    fn say(&mut self, a: usize, b: usize, weight: Weight, why: Why<'_>) {
        let (one, other) = (&self.here[a], &self.here[b]);
        let ids = (
            one.card.id.min(other.card.id),
            one.card.id.max(other.card.id),
        );
        if a == b || self.two.has(ids.0, ids.1) || self.related.contains(&ids) {
            return;
        }
        let (weight, why) = match one.facts.conflict(&other.facts) {
            // A firm's address is not its people's.
            Some(_) if one.facts.is_company != other.facts.is_company => return,
            Some(conflict) => (UNSURE, why() + ", but " + conflict),
            None => (weight, why()),
        };
        let reasons = self.found.entry((a.min(b), a.max(b))).or_default();
        if !reasons.iter().any(|(_, known)| *known == why) {
            reasons.push((weight, why));
        }
    }

    fn into_pairs(self) -> Vec<Pair> {
        let mut all: Vec<(u16, Pair)> = Vec::with_capacity(self.found.len());
        for ((a, b), mut reasons) in self.found {
            reasons.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            let strongest = reasons.first().map_or(0, |(weight, _)| u16::from(*weight));
            let more = u16::try_from(reasons.len()).unwrap_or(u16::MAX).min(9);
            let (keep, other) = first_of(self.here[a].card, self.here[b].card);
            let pair = Pair {
                keep,
                other,
                reasons: reasons.into_iter().map(|(_, why)| why).collect(),
            };
            all.push((strongest * 10 + more, pair));
        }
        all.sort_by_key(|(weight, pair)| (std::cmp::Reverse(*weight), pair.keep, pair.other));
        all.into_iter().map(|(_, pair)| pair).collect()
    }
}

/// Whom one keeps of two, and the other: the stronger tie, else who was here first.
fn first_of(a: &Card, b: &Card) -> (ContactId, ContactId) {
    match (a.tie, a.id) <= (b.tie, b.id) {
        true => (a.id, b.id),
        false => (b.id, a.id),
    }
}
