//! Everyone a record may be: those who are here and those whom earlier rows bring, to be
//! found by what tells people apart.

use std::collections::HashMap;

use super::Person;
use super::facts::Facts;
use crate::domain::draft::SourceKind;
use crate::domain::matching::{phone_tail, phones_equal};

/// A line that more people than this share belongs to a firm and tells nobody apart.
const SHARED_BY: usize = 8;

/// A record as it is looked for.
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

/// Everyone, by what tells them apart. People are named by their place in `all`.
#[derive(Debug, Default)]
pub(super) struct People {
    all: Vec<(Person, Facts)>,
    by_source: HashMap<(SourceKind, String), usize>,
    by_profile: HashMap<String, usize>,
    by_email: HashMap<String, Vec<usize>>,
    by_phone: HashMap<String, Vec<(String, usize)>>,
    by_name: HashMap<String, Vec<usize>>,
    by_loose_name: HashMap<String, Vec<usize>>,
}

impl People {
    /// Who is at this place.
    pub(super) fn person(&self, at: usize) -> Person {
        self.all[at].0
    }

    /// Adds somebody and gives their place.
    pub(super) fn add(&mut self, person: Person, facts: Facts) -> usize {
        let at = self.all.len();
        self.all.push((person, Facts::default()));
        self.learn(at, facts);
        at
    }

    /// Adds the record of a source that is about the person at this place.
    pub(super) fn add_source(&mut self, at: usize, kind: SourceKind, id: String) {
        self.by_source.entry((kind, id)).or_insert(at);
    }

    /// Adds what another record says about the same person.
    pub(super) fn learn(&mut self, at: usize, facts: Facts) {
        for profile in &facts.profiles {
            self.by_profile.entry(profile.clone()).or_insert(at);
        }
        for email in &facts.emails {
            push(self.by_email.entry(email.clone()).or_default(), at);
        }
        for phone in &facts.phones {
            if let Some(tail) = phone_tail(phone) {
                push(
                    self.by_phone.entry(tail.to_owned()).or_default(),
                    (phone.clone(), at),
                );
            }
        }
        let names = facts.full_name.clone().or_else(|| facts.only_word());
        if let Some(name) = names {
            push(self.by_name.entry(name).or_default(), at);
        }
        if let Some(name) = facts.loose_name() {
            push(self.by_loose_name.entry(name).or_default(), at);
        }
        let known = &mut self.all[at].1;
        if known.words.is_empty() {
            *known = facts;
        } else {
            known.birthday = known.birthday.or(facts.birthday);
            known.middle = known.middle.take().or(facts.middle);
            known.profiles.extend(facts.profiles);
        }
    }

    /// Who this record is; also, with whom it shares a line without being them.
    pub(super) fn find(&self, record: &Record) -> (Found, Option<usize>) {
        let facts = &record.facts;
        let source = (record.kind, record.id.clone());
        if let Some(at) = self.by_source.get(&source) {
            return (Found::Same(*at, "the same record".to_owned()), None);
        }
        for profile in &facts.profiles {
            if let Some(at) = self.by_profile.get(profile) {
                return (Found::Same(*at, format!("same profile {profile}")), None);
            }
        }
        let mut strangers = Vec::new();
        let mut relatives = Vec::new();
        if let Some(same) = self.by_line(facts, &mut strangers, &mut relatives) {
            return (same, None);
        }
        let household = strangers
            .into_iter()
            .find(|at| !facts.is_company && !self.all[*at].1.is_company);
        (self.by_names(record, relatives), household)
    }

    /// Who has one of its addresses or numbers; those who are somebody else by their name
    /// join the `strangers`, or the `relatives` where the family is one.
    fn by_line(
        &self,
        facts: &Facts,
        strangers: &mut Vec<usize>,
        relatives: &mut Vec<(usize, String)>,
    ) -> Option<Found> {
        let mut best = None;
        for email in &facts.emails {
            for at in self.by_email.get(email).into_iter().flatten() {
                if facts.is_stranger_to(&self.all[*at].1) {
                    strangers.push(*at);
                } else {
                    self.prefer(&mut best, *at, facts, || format!("same e-mail {email}"));
                }
            }
        }
        if best.is_none() {
            for phone in &facts.phones {
                let tail = phone_tail(phone).unwrap_or_default();
                for (key, at) in self.by_phone.get(tail).into_iter().flatten() {
                    if !phones_equal(key, phone) {
                        continue;
                    }
                    let other = &self.all[*at].1;
                    if facts.is_stranger_to(other) {
                        strangers.push(*at);
                    } else if facts.has_other_given(other) {
                        relatives.push((*at, "same phone and family name".to_owned()));
                    } else {
                        self.prefer(&mut best, *at, facts, || "same phone".to_owned());
                    }
                }
            }
        }
        best.map(|(at, reason)| Found::Same(at, reason))
    }

    /// Of several with the same line, the one with the same name, else the first.
    fn prefer(
        &self,
        best: &mut Option<(usize, String)>,
        at: usize,
        facts: &Facts,
        reason: impl Fn() -> String,
    ) {
        let is_better = |held: &usize| {
            self.all[*held].1.full_name != facts.full_name
                && self.all[at].1.full_name == facts.full_name
        };
        match best {
            Some((held, _)) if !is_better(held) => {}
            _ => *best = Some((at, reason())),
        }
    }

    /// Who the names say it is, after those it may be by a line.
    fn by_names(&self, record: &Record, mut like: Vec<(usize, String)>) -> Found {
        let facts = &record.facts;
        let Some(name) = &facts.full_name else {
            let alike = facts.only_word().and_then(|word| self.by_name.get(&word));
            for at in alike.into_iter().flatten() {
                like.push((*at, "same name, of one word".to_owned()));
            }
            return likes(like);
        };
        let namesakes = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        if let [only] = namesakes
            && record.is_unique
            && facts.conflict(&self.all[*only].1).is_none()
        {
            return Found::Same(*only, "same name".to_owned());
        }
        for at in namesakes {
            let why = match facts.conflict(&self.all[*at].1) {
                Some(conflict) => format!("same name, but {conflict}"),
                None => "same name, which several have".to_owned(),
            };
            like.push((*at, why));
        }
        let alike = facts
            .loose_name()
            .and_then(|name| self.by_loose_name.get(&name));
        for at in alike.into_iter().flatten() {
            let other = &self.all[*at].1;
            if !facts.has_other_given(other)
                && other.full_name != facts.full_name
                && facts.conflict(other).is_none()
            {
                like.push((*at, "a name much like it".to_owned()));
            }
        }
        likes(like)
    }
}

/// The first three of these, each once.
fn likes(mut like: Vec<(usize, String)>) -> Found {
    let mut seen = Vec::new();
    like.retain(|(at, _)| {
        let is_first = !seen.contains(at);
        seen.push(*at);
        is_first
    });
    like.truncate(3);
    if like.is_empty() {
        Found::Nobody
    } else {
        Found::Like(like)
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < SHARED_BY && !list.contains(&value) {
        list.push(value);
    }
}
