//! Everyone a record may be: those who are here and those whom earlier rows bring, to be
//! found by what tells people apart.

use std::collections::HashMap;

use super::Person;
use crate::domain::card::OccasionDay;
use crate::domain::card::{Card, MethodKind, NameParts};
use crate::domain::contact::Kind;
use crate::domain::day::PartialDay;
use crate::domain::draft::{Draft, SourceKind};
use crate::domain::matching::{
    email_key, full_name_key, name_words, phone_key, phone_tail, phones_equal, profile_key,
    share_a_word,
};
use crate::text;

/// A line that more people than this share belongs to a firm and tells nobody apart.
const SHARED_BY: usize = 8;

/// What tells one person from another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Facts {
    pub(super) is_company: bool,
    /// The words of the name; none where an address stands in for one.
    pub(super) words: Vec<String>,
    pub(super) full_name: Option<String>,
    given: Option<String>,
    family: Option<String>,
    middle: Option<String>,
    generation: Option<String>,
    birthday: Option<PartialDay>,
    emails: Vec<String>,
    phones: Vec<String>,
    profiles: Vec<String>,
}

impl Facts {
    pub(super) fn of_draft(draft: &Draft) -> Facts {
        let birthday = draft.occasions.iter().find_map(|o| match o.day {
            OccasionDay::Day(day) if o.label == "birthday" => Some(day),
            _ => None,
        });
        let methods = draft
            .methods
            .iter()
            .map(|method| (method.kind, method.value.as_str()));
        Facts::of(&draft.name, &draft.parts, draft.kind, birthday, methods)
    }

    pub(super) fn of_card(card: &Card) -> Facts {
        let methods = card
            .methods
            .iter()
            .map(|method| (method.kind, method.value.as_str()));
        Facts::of(
            &card.name,
            &card.parts,
            Some(card.kind),
            card.birthday(),
            methods,
        )
    }

    fn of<'m>(
        name: &str,
        parts: &NameParts,
        kind: Option<Kind>,
        birthday: Option<PartialDay>,
        methods: impl Iterator<Item = (MethodKind, &'m str)>,
    ) -> Facts {
        let mut facts = Facts {
            is_company: kind == Some(Kind::Company),
            birthday,
            ..Facts::default()
        };
        let mut is_address = false;
        for (kind, value) in methods {
            is_address |= value == name;
            match kind {
                MethodKind::Email => facts.emails.push(email_key(value)),
                MethodKind::Phone => facts.phones.push(phone_key(value)),
                MethodKind::Url => facts.profiles.extend(profile_key(value)),
                MethodKind::Handle => {}
            }
        }
        if is_address {
            return facts;
        }
        facts.words = name_words(name);
        facts.full_name = if facts.is_company {
            (!facts.words.is_empty()).then(|| facts.words.join(" "))
        } else {
            full_name_key(name, parts)
        };
        let first = |part: &Option<String>| name_words(part.as_deref()?).into_iter().next();
        let spoken: Vec<String> = match (first(&parts.given), first(&parts.family)) {
            (Some(given), Some(family)) => vec![given, family],
            _ => facts.words.clone(),
        };
        if spoken.len() > 1 {
            facts.given = spoken.first().cloned();
            facts.family = spoken.last().cloned();
        }
        facts.middle = parts.middle.as_deref().map(text::fold);
        facts.generation = parts
            .suffix
            .as_deref()
            .map(text::fold)
            .map(|suffix| suffix.trim_end_matches('.').to_owned())
            .filter(|suffix| matches!(suffix.as_str(), "jr" | "sr" | "ii" | "iii" | "iv"));
        facts
    }

    /// Why these are two people though they share a name; `None` where nothing says so.
    pub(super) fn conflict(&self, other: &Facts) -> Option<&'static str> {
        let linkedin = |facts: &Facts| -> Option<String> {
            let mut all = facts.profiles.iter();
            all.find(|profile| profile.starts_with("linkedin.com/"))
                .cloned()
        };
        if self.is_company != other.is_company {
            return Some("one is a company");
        }
        if differ(&linkedin(self), &linkedin(other)) {
            return Some("another LinkedIn profile");
        }
        if let (Some(a), Some(b)) = (self.birthday, other.birthday) {
            let days = matches!((a.month_day(), b.month_day()), (Some(a), Some(b)) if a != b);
            let years = matches!((a.year(), b.year()), (Some(a), Some(b)) if a != b);
            if days || years {
                return Some("another birthday");
            }
        }
        if let (Some(a), Some(b)) = (&self.middle, &other.middle)
            && !a.starts_with(b.trim_end_matches('.'))
            && !b.starts_with(a.trim_end_matches('.'))
        {
            return Some("another middle name");
        }
        if differ(&self.generation, &other.generation) {
            return Some("one is the elder");
        }
        None
    }

    /// Whether both have names, without a word in common.
    pub(super) fn is_stranger_to(&self, other: &Facts) -> bool {
        !self.words.is_empty()
            && !other.words.is_empty()
            && !share_a_word(&self.words, &other.words)
    }

    /// Whether the given names are two: neither begins the other, as "Bea" does "Beatrice".
    fn has_other_given(&self, other: &Facts) -> bool {
        match (&self.given, &other.given) {
            (Some(a), Some(b)) => {
                !a.starts_with(b.as_str())
                    && !b.starts_with(a.as_str())
                    && !self.words.contains(b)
                    && !other.words.contains(a)
            }
            _ => false,
        }
    }

    /// Family name and the first letters of the given one.
    fn loose_name(&self) -> Option<String> {
        let given: String = self.given.as_ref()?.chars().take(3).collect();
        (!self.is_company)
            .then(|| format!("{} {given}", self.family.as_deref().unwrap_or_default()))
    }
}

/// What was found about one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
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
        let names = facts.full_name.clone().or_else(|| only_word(&facts));
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

    /// Who the record with these facts is. `is_unique` says whether its full name occurs
    /// once among the records of its file. Also: with whom it shares a line without being
    /// them.
    pub(super) fn find(
        &self,
        kind: SourceKind,
        id: &str,
        facts: &Facts,
        is_unique: bool,
    ) -> (Found, Option<usize>) {
        if let Some(at) = self.by_source.get(&(kind, id.to_owned())) {
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
        (self.by_names(facts, is_unique, relatives), household)
    }

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

    fn by_names(&self, facts: &Facts, is_unique: bool, mut like: Vec<(usize, String)>) -> Found {
        let Some(name) = &facts.full_name else {
            let alike = only_word(facts).and_then(|word| self.by_name.get(&word));
            for at in alike.into_iter().flatten() {
                like.push((*at, "same name, of one word".to_owned()));
            }
            return likes(like);
        };
        let namesakes = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        if let [only] = namesakes
            && is_unique
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

/// The name of somebody who has one word for it.
fn only_word(facts: &Facts) -> Option<String> {
    match facts.words.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, value: T) {
    if list.len() < SHARED_BY && !list.contains(&value) {
        list.push(value);
    }
}

fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}
