//! By what those are found who may be one: an id, a page, an address, a number, a name.

use super::{Finding, Known, UNSURE, Weight, Why};
use crate::domain::day::PartialDay;
use crate::domain::import::MADE_UP;
use crate::domain::import::people::SHARED_BY;
use crate::domain::matching::{phone_tail, phones_equal};
use crate::text;

/// More people of one organisation than this with one word in their names are not compared
/// with one another.
const NAMESAKES: usize = 500;

const UID: Weight = 100;
const PROFILE: Weight = 95;
const EMAIL: Weight = 90;
const PHONE: Weight = 80;
const NAME: Weight = 60;
const BIRTHDAY: Weight = 58;
const ORGANISATION: Weight = 50;
const PAGE: Weight = 40;

impl Finding<'_> {
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

    pub(super) fn by_ids(&mut self) {
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

    pub(super) fn by_pages(&mut self) {
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

    pub(super) fn by_emails(&mut self) {
        let emails = self.keys(|known, take| known.facts.emails.iter().for_each(|e| take(e)));
        for (email, all) in shared(&emails, SHARED_BY) {
            for [a, b] in couples(&all) {
                self.by_line(a, b, EMAIL, &|| format!("same e-mail {email}"));
            }
        }
    }

    pub(super) fn by_phones(&mut self) {
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

    pub(super) fn by_names(&mut self) {
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

    pub(super) fn by_organisations(&mut self) {
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

    pub(super) fn by_birthdays(&mut self) {
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
