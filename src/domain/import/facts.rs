//! What tells one person from another: their words, lines and days, and what of those speaks
//! against two being one.

use crate::domain::card::{Card, MethodKind, NameParts, OccasionDay};
use crate::domain::contact::Kind;
use crate::domain::day::PartialDay;
use crate::domain::draft::Draft;
use crate::domain::matching::{
    self, Page, email_key, full_name_key, name_words, phone_key, share_a_word,
};
use crate::text;

/// Why two may be one whose names are the same.
pub(in crate::domain) const SAME_NAME: &str = "the same name";
/// Why two may be one whose names differ by a little.
pub(in crate::domain) const MUCH_LIKE_IT: &str = "a name much like it";

/// What tells one person from another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::domain) struct Facts {
    pub(in crate::domain) is_company: bool,
    /// The words of the name; none where an address stands in for one.
    pub(in crate::domain) words: Vec<String>,
    pub(in crate::domain) full_name: Option<String>,
    pub(in crate::domain) given: Option<String>,
    /// Family name and the first letters of the given one.
    pub(in crate::domain) loose_name: Option<String>,
    pub(in crate::domain) middle: Option<String>,
    generation: Option<String>,
    pub(in crate::domain) birthday: Option<PartialDay>,
    pub(in crate::domain) emails: Vec<String>,
    pub(in crate::domain) phones: Vec<String>,
    pub(in crate::domain) profiles: Vec<String>,
    /// Pages that a firm may have as well, and its people give as theirs.
    pub(in crate::domain) accounts: Vec<String>,
}

impl Facts {
    /// What a record of a file says.
    pub(in crate::domain) fn of_draft(draft: &Draft) -> Facts {
        let birthday = draft.occasions.iter().find_map(|o| match o.day {
            OccasionDay::Day(day) if o.label == "birthday" => Some(day),
            _ => None,
        });
        let methods = draft.methods.iter();
        let methods = methods.map(|m| (m.kind, m.label.as_deref(), m.value.as_str()));
        Facts::of(&draft.name, &draft.parts, draft.kind, birthday, methods)
    }

    /// What is known of somebody who is here.
    pub(in crate::domain) fn of_card(card: &Card) -> Facts {
        let methods = card.methods.iter();
        let methods = methods.map(|m| (m.kind, m.label.as_deref(), m.value.as_str()));
        let kind = Some(card.kind);
        Facts::of(&card.name, &card.parts, kind, card.birthday(), methods)
    }

    /// What a person's name alone says.
    pub(in crate::domain) fn of_name(name: &str) -> Facts {
        let no_methods = std::iter::empty();
        Facts::of(name, &NameParts::default(), None, None, no_methods)
    }

    /// Why these may be one by their names; `None` where nothing says so.
    pub(in crate::domain) fn alike(&self, other: &Facts) -> Option<&'static str> {
        let full = self.full_name.is_some() && self.full_name == other.full_name;
        if full || (self.only_word().is_some() && self.only_word() == other.only_word()) {
            return Some(SAME_NAME);
        }
        let is_like = self.loose_name.is_some() && self.loose_name == other.loose_name;
        let is_like = is_like && !self.has_other_given(other);
        is_like.then_some(MUCH_LIKE_IT)
    }

    fn of<'m>(
        name: &str,
        parts: &NameParts,
        kind: Option<Kind>,
        birthday: Option<PartialDay>,
        methods: impl Iterator<Item = (MethodKind, Option<&'m str>, &'m str)>,
    ) -> Facts {
        let mut facts = Facts {
            is_company: kind == Some(Kind::Company),
            birthday,
            ..Facts::default()
        };
        let mut is_address = false;
        for (kind, label, value) in methods {
            is_address |= value == name;
            match kind {
                MethodKind::Email => facts.emails.push(email_key(value)),
                MethodKind::Phone => facts.phones.push(phone_key(value)),
                MethodKind::Url => match matching::page(value) {
                    Some(Page::Profile(key)) => facts.profiles.push(key),
                    Some(Page::Account(key)) => facts.accounts.push(key),
                    None => {}
                },
                MethodKind::Handle => facts.profiles.extend(matching::x_page(label, value)),
            }
        }
        if is_address {
            return facts;
        }
        facts.words = name_words(name);
        let given = parts.given.as_deref().map(name_words);
        let family = parts.family.as_deref().map(name_words);
        facts.full_name = if facts.is_company {
            (!facts.words.is_empty()).then(|| facts.words.join(" "))
        } else {
            full_name_key(&facts.words, given.as_deref(), family.as_deref())
        };
        let first = |words: Option<Vec<String>>| words?.into_iter().next();
        let spoken = match (first(given), first(family), facts.words.as_slice()) {
            (Some(given), Some(family), _) => Some((given, family)),
            (_, _, [first, .., last]) => Some((first.clone(), last.clone())),
            _ => None,
        };
        if let Some((given, family)) = spoken {
            facts.loose_name = (!facts.is_company).then(|| loose_name(&given, &family));
            facts.given = Some(given);
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
    pub(in crate::domain) fn conflict(&self, other: &Facts) -> Option<&'static str> {
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
    pub(in crate::domain) fn is_stranger_to(&self, other: &Facts) -> bool {
        !self.words.is_empty()
            && !other.words.is_empty()
            && !share_a_word(&self.words, &other.words)
    }

    /// Whether the given names are two: neither begins the other, as "Bea" does "Beatrice".
    pub(in crate::domain) fn has_other_given(&self, other: &Facts) -> bool {
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

    /// The name of somebody who has one word for it.
    pub(in crate::domain) fn only_word(&self) -> Option<&str> {
        match self.words.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}

fn loose_name(given: &str, family: &str) -> String {
    let letters = given
        .char_indices()
        .nth(3)
        .map_or(given.len(), |(at, _)| at);
    [family, " ", &given[..letters]].concat()
}

fn differ(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}
