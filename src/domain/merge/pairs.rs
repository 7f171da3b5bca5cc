//! Who may be here twice, among everyone.
//!
//! Nobody is compared with everybody: only those are who have an id, an address, a number, a
//! page or a name in common, or a word of their name and their organisation. What many share
//! tells nobody apart.

use std::collections::{HashMap, HashSet};

use super::names::Name;
use crate::domain::card::{Card, Related};
use crate::domain::day::PartialDay;
use crate::domain::id::ContactId;
use crate::domain::import::MADE_UP;
use crate::domain::import::facts::Facts;
use crate::domain::import::people::SHARED_BY;
use crate::domain::matching::{phone_tail, phones_equal};
use crate::domain::standing::Standing;
use crate::text;

/// More people of one organisation than this with one word in their names are not compared
/// with one another.
const NAMESAKES: usize = 500;

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

const UID: Weight = 100;
const PROFILE: Weight = 95;
const EMAIL: Weight = 90;
const PHONE: Weight = 80;
const NAME: Weight = 60;
const BIRTHDAY: Weight = 58;
const ORGANISATION: Weight = 50;
const PAGE: Weight = 40;
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
    /// What `of` gives of everybody, in order, each with the place of whoever has it.
    fn keys(&self, of: impl Fn(&Known<'_>, &mut dyn FnMut(&str))) -> Vec<(String, usize)> {
        let mut keys = Vec::with_capacity(self.here.len());
        for (at, known) in self.here.iter().enumerate() {
            of(known, &mut |key| keys.push((key.to_owned(), at)));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn by_ids(&mut self) {
        let ids = self.keys(|known, take| {
            let told = known.ids.iter().filter(|id| !id.starts_with(MADE_UP));
            told.chain([&known.card.uid]).for_each(|id| take(id));
        });
        for (_, all) in shared(&ids, SHARED_BY) {
            for [a, b] in couples(&all) {
                self.say(a, b, UID, &|| "same uid".to_owned());
            }
        }
    }

    fn by_pages(&mut self) {
        let profiles = self.keys(|known, take| known.facts.profiles.iter().for_each(|p| take(p)));
        for (profile, all) in shared(&profiles, SHARED_BY) {
            for [a, b] in couples(&all) {
                let (weight, but) = match self.are_strangers(a, b) {
                    true => (UNSURE, ", but another name"),
                    false => (PROFILE, ""),
                };
                self.say(a, b, weight, &|| format!("same profile {profile}{but}"));
            }
        }
        let accounts = self.keys(|known, take| known.facts.accounts.iter().for_each(|a| take(a)));
        for (account, all) in shared(&accounts, SHARED_BY) {
            for [a, b] in couples(&all) {
                let weight = match self.have_one_name(a, b) {
                    true => PHONE,
                    false => PAGE,
                };
                if !self.are_strangers(a, b) {
                    self.say(a, b, weight, &|| format!("same page {account}"));
                }
            }
        }
    }

    fn by_emails(&mut self) {
        let emails = self.keys(|known, take| known.facts.emails.iter().for_each(|e| take(e)));
        for (email, all) in shared(&emails, SHARED_BY) {
            for [a, b] in couples(&all) {
                self.by_line(a, b, EMAIL, &|| format!("same e-mail {email}"));
            }
        }
    }

    fn by_phones(&mut self) {
        // Numbers with an equal end are compared one by one, each that many have as one alone.
        let here = self.here;
        let tails = self.keys(|known, take| {
            known
                .facts
                .phones
                .iter()
                .filter_map(|phone| phone_tail(phone))
                .for_each(take);
        });
        for (tail, all) in shared(&tails, NAMESAKES) {
            let phones = all.iter().flat_map(|at| {
                let of = here[*at].facts.phones.iter();
                of.filter(|phone| phone_tail(phone) == Some(tail))
                    .map(|phone| (phone.as_str(), *at))
            });
            let phones: Vec<(&str, usize)> = phones.collect();
            let is_everybodys = |phone: &str| {
                let with = phones
                    .iter()
                    .filter(|(other, _)| phones_equal(phone, other));
                with.take(SHARED_BY + 1).count() > SHARED_BY
            };
            let all_few = phones.len() <= SHARED_BY;
            let mut few = phones.clone();
            few.retain(|(phone, _)| all_few || !is_everybodys(phone));
            for (at, (phone, a)) in few.iter().enumerate() {
                for (_, b) in few[at + 1..]
                    .iter()
                    .filter(|(other, _)| phones_equal(phone, other))
                {
                    self.by_line(*a, *b, PHONE, &|| "same phone".to_owned());
                }
            }
        }
    }

    /// What it means that these have an address or a number in common: nothing where their
    /// names have no word in common, as in a household, and little where only the family is
    /// one, as couples share a landline.
    fn by_line(&mut self, a: usize, b: usize, weight: Weight, why: Why<'_>) {
        if self.are_strangers(a, b) {
            return;
        }
        let (one, other) = (&self.here[a], &self.here[b]);
        let has_other_given =
            one.facts.has_other_given(&other.facts) && !one.name.has_given_like(&other.name);
        match has_other_given {
            true => self.say(a, b, UNSURE, &|| why() + " and family name"),
            false => self.say(a, b, weight, why),
        }
    }

    fn by_names(&mut self) {
        let names = self.keys(|known, take| known.facts.full_name.iter().for_each(|n| take(n)));
        for (_, all) in shared(&names, SHARED_BY) {
            for [a, b] in couples(&all) {
                let (one, other) = (&self.here[a], &self.here[b]);
                if one.facts.conflict(&other.facts).is_some() {
                    continue;
                }
                match in_common(&one.card.org, &other.card.org) {
                    Some(org) => self.say(a, b, NAME + 5, &|| format!("same name at {org}")),
                    None => self.say(a, b, NAME, &|| "same name".to_owned()),
                }
            }
        }
    }

    fn by_organisations(&mut self) {
        let here = self.here;
        let words = self.keys(|known, take| {
            let org = known.card.org.as_deref().unwrap_or_default().trim();
            if !org.is_empty() && !known.facts.is_company {
                let org = text::fold(org);
                known
                    .name
                    .telling()
                    .for_each(|word| take(&format!("{org}\n{word}")));
            }
        });
        for (_, all) in shared(&words, NAMESAKES) {
            for [a, b] in couples(&all) {
                let org = here[a].card.org.as_deref().unwrap_or_default().trim();
                self.by_similar_names(a, b, ORGANISATION, &|| format!("similar names at {org}"));
            }
        }
    }

    fn by_birthdays(&mut self) {
        let days = self.keys(|known, take| {
            if let Some(day @ PartialDay::Full(_)) = known.facts.birthday {
                take(&day.to_string());
            }
        });
        for (_, all) in shared(&days, NAMESAKES) {
            for [a, b] in couples(&all) {
                let why = || "similar names and the same birthday".to_owned();
                self.by_similar_names(a, b, BIRTHDAY, &why);
            }
        }
    }

    fn by_similar_names(&mut self, a: usize, b: usize, weight: Weight, why: Why<'_>) {
        let (one, other) = (&self.here[a], &self.here[b]);
        let are_like = one.name.is_like(&other.name)
            && one.facts.conflict(&other.facts).is_none()
            && !self.have_one_name(a, b);
        if are_like {
            self.say(a, b, weight, why);
        }
    }

    fn have_one_name(&self, a: usize, b: usize) -> bool {
        let (one, other) = (&self.here[a].facts, &self.here[b].facts);
        one.full_name.is_some() && one.full_name == other.full_name
    }

    /// Whether their names have nothing in common, what they are called besides included.
    fn are_strangers(&self, a: usize, b: usize) -> bool {
        let (one, other) = (&self.here[a], &self.here[b]);
        one.facts.is_stranger_to(&other.facts) && !one.name.has_given_like(&other.name)
    }

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

/// What both say, but for case and accents.
fn in_common<'t>(a: &'t Option<String>, b: &Option<String>) -> Option<&'t str> {
    let (a, b) = (a.as_deref()?.trim(), b.as_deref()?.trim());
    (!a.is_empty() && text::fold(a) == text::fold(b)).then_some(a)
}

/// The keys that several have, and no more than `most`, with the places of those.
fn shared(keys: &[(String, usize)], most: usize) -> impl Iterator<Item = (&str, Vec<usize>)> {
    let groups = keys.chunk_by(|(a, _), (b, _)| a == b);
    let few = groups.filter(move |group| group.len() > 1 && group.len() <= most);
    few.map(|group| {
        (
            group[0].0.as_str(),
            group.iter().map(|(_, at)| *at).collect(),
        )
    })
}

/// Every two of these.
fn couples(all: &[usize]) -> impl Iterator<Item = [usize; 2]> {
    (0..all.len()).flat_map(move |a| all[a + 1..].iter().map(move |b| [all[a], *b]))
}
