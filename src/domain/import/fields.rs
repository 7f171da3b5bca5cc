//! What a person is made of, as pairs of field and value: the same for a draft, for a card
//! that is here, and for what a source last said.

use std::collections::HashMap;

use crate::domain::card::{Address, Card, MethodKind, OccasionDay, Related};
use crate::domain::contact::Kind;
use crate::domain::day::PartialDay;
use crate::domain::draft::{Draft, DraftMethod};
use crate::domain::id::ContactId;
use crate::domain::matching;
use crate::domain::relation::from_other_end;
use crate::domain::tie::Tie;
use crate::text;

/// Field and value pairs; a list repeats its field.
pub(in crate::domain) type Fields = Vec<(String, String)>;

/// What a source remembers of a draft: every value with its field's name; lists repeat it.
///
/// One value each: `kind name prefix given middle family suffix phonetic org unit title city
/// note met`, `met on`, `tie every birthday`. Lists: `nickname email phone url handle tag
/// interest address`, and `occasion:`, `detail:` and `relation:` with their own label; then
/// `labels`, what the methods and addresses are called.
pub fn fields(draft: &Draft) -> Vec<(String, String)> {
    let mut all = Vec::with_capacity(16);
    each_field(draft, |field, value| {
        all.push((field.to_owned(), value.to_owned()));
    });
    all
}

/// Hands every field and value of [`fields()`] to `take`, in that order.
pub fn each_field(draft: &Draft, mut take: impl FnMut(&str, &str)) {
    let mut one = |field: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            take(field, value);
        }
    };
    one("kind", draft.kind.map(Kind::word));
    one("name", Some(&draft.name));
    one("prefix", draft.parts.prefix.as_deref());
    one("given", draft.parts.given.as_deref());
    one("middle", draft.parts.middle.as_deref());
    one("family", draft.parts.family.as_deref());
    one("suffix", draft.parts.suffix.as_deref());
    one("phonetic", draft.phonetic.as_deref());
    one("org", draft.org.as_deref());
    one("unit", draft.unit.as_deref());
    one("title", draft.title.as_deref());
    one("city", draft.city.as_deref());
    one("note", draft.note.as_deref());
    one("met", draft.met.as_deref());
    let met_on = draft.met_on.map(|day| day.to_string());
    one("met on", met_on.as_deref());
    one("tie", draft.tie.map(Tie::word));
    let every = draft.own_cadence.map(|own| own.stored().to_string());
    one("every", every.as_deref());
    for nickname in &draft.nicknames {
        one("nickname", Some(nickname));
    }
    for method in &draft.methods {
        one(method.kind.word(), Some(&method.value));
    }
    for tag in &draft.tags {
        one("tag", Some(tag));
    }
    for interest in &draft.interests {
        one("interest", Some(interest));
    }
    for address in &draft.addresses {
        one("address", Some(&address_text(address)));
    }
    for occasion in &draft.occasions {
        let day = occasion_text(&occasion.day, occasion.yearly);
        match occasion.label.as_str() {
            "birthday" => one("birthday", Some(&day)),
            label => one(&occasion_field(label), Some(&day)),
        }
    }
    for (label, value) in &draft.details {
        one(&format!("detail:{label}"), Some(value));
    }
    for (kind, name) in &draft.relations {
        one(&format!("relation:{kind}"), Some(name));
    }
    let of_methods = draft.methods.iter().map(|method| &method.label);
    let of_addresses = draft.addresses.iter().map(|address| &address.label);
    let labels: Vec<&str> = of_methods
        .chain(of_addresses)
        .map(|label| label.as_deref().unwrap_or_default())
        .collect();
    one(LABELS, Some(labels.join("|").trim_end_matches('|')));
}

/// The field that holds what the ways to reach somebody and the addresses are called, in their
/// order: "home|work||mobile". By themselves they would be a third of all that is remembered.
const LABELS: &str = "labels";

/// What each of these fields is called; aligned with them.
pub(super) fn labels(fields: &[(String, String)]) -> Vec<Option<&str>> {
    let labels = fields.iter().find(|(field, _)| field == LABELS);
    let mut labels = labels.map_or("", |(_, all)| all.as_str()).split('|');
    let label = |(field, _): &(String, String)| {
        let label = is_labelled(field).then(|| labels.next()).flatten()?;
        Some(label).filter(|label| !label.is_empty())
    };
    fields.iter().map(label).collect()
}

/// What ways to reach somebody and addresses are called: field, value and label.
pub fn called(fields: &[(String, String)]) -> Vec<(&str, &str, Option<&str>)> {
    let all = fields.iter().zip(labels(fields));
    all.filter(|((field, _), _)| is_labelled(field))
        .map(|((field, value), label)| (field.as_str(), value.as_str(), label))
        .collect()
}

/// Calls values what those of `like` are called that are the same.
pub fn call_alike(fields: &mut Fields, like: &[(String, String)]) {
    let like = called(like);
    let label = |field: &str, value: &str| {
        let mut all = like.iter();
        let found = all.find(|(name, held, _)| *name == field && same(field, held, value));
        found.and_then(|(_, _, label)| *label).unwrap_or_default()
    };
    let all = fields.iter().filter(|(field, _)| is_labelled(field));
    let all: Vec<&str> = all.map(|(field, value)| label(field, value)).collect();
    let all = all.join("|").trim_end_matches('|').to_owned();
    forget_labels(fields);
    if !all.is_empty() {
        fields.push((LABELS.to_owned(), all));
    }
}

fn is_labelled(field: &str) -> bool {
    field == "address" || MethodKind::from_word(field).is_some()
}

/// Forgets what fields are called, before some of them come or go.
pub(super) fn forget_labels(fields: &mut Fields) {
    fields.retain(|(field, _)| field != LABELS);
}

/// The same of a card that is here, without relations to contacts, which have no name there.
pub fn of_card(card: &Card) -> Vec<(String, String)> {
    let mut all = fields(&draft_of(card));
    all.extend(
        card.occasions
            .iter()
            .map(|o| (occasion_field(&o.label), occasion_text(&o.day, o.yearly))),
    );
    all.extend(card.relations.iter().filter_map(|r| match &r.to {
        Related::Name(name) => Some((format!("relation:{}", r.kind), name.clone())),
        Related::Contact(_) => None,
    }));
    all
}

/// The same with relations to contacts, by the names that others have here.
pub(super) fn of_card_among<'n>(
    card: &Card,
    name: impl Fn(ContactId) -> Option<&'n str>,
) -> Fields {
    let mut all = of_card(card);
    all.extend(card.relations.iter().filter_map(|relation| {
        let Related::Contact(other) = relation.to else {
            return None;
        };
        let kind = match relation.outgoing {
            true => relation.kind.clone(),
            false => from_other_end(&relation.kind),
        };
        Some((format!("relation:{kind}"), name(other)?.to_owned()))
    }));
    all
}

/// What a file would say of somebody who is here, without their days and relations.
pub fn draft_of(card: &Card) -> Draft {
    Draft {
        kind: Some(card.kind),
        name: card.name.clone(),
        parts: card.parts.clone(),
        nicknames: card.nicknames.clone(),
        phonetic: card.phonetic.clone(),
        org: card.org.clone(),
        unit: card.unit.clone(),
        title: card.title.clone(),
        city: card.city.clone(),
        methods: card
            .methods
            .iter()
            .map(|method| DraftMethod {
                kind: method.kind,
                label: method.label.clone(),
                value: method.value.clone(),
            })
            .collect(),
        addresses: card.addresses.clone(),
        details: card.details.clone(),
        tags: card.tags.clone(),
        interests: card.interests.clone(),
        note: card.note.clone(),
        met: card.met.clone(),
        met_on: card.met_on,
        tie: Some(card.tie),
        own_cadence: card.own_cadence,
        ..Draft::default()
    }
}

/// An address on one line, as `address` fields hold it.
pub fn address_text(address: &Address) -> String {
    [
        &address.street,
        &address.city,
        &address.region,
        &address.postcode,
        &address.country,
    ]
    .into_iter()
    .flatten()
    .map(|part| part.replace('\n', ", "))
    .collect::<Vec<_>>()
    .join(", ")
}

/// A day as fields and the file hold it.
pub fn day_text(day: &OccasionDay) -> String {
    match day {
        OccasionDay::Day(day) => day.to_string(),
        OccasionDay::Words(words) => words.clone(),
    }
}

/// What an occasion's field holds at its end where it comes once.
const ONCE: &str = " once";

/// An occasion's day as fields hold it: "2027-05-01 once" where it does not come round.
fn occasion_text(day: &OccasionDay, yearly: bool) -> String {
    match yearly {
        true => day_text(day),
        false => day_text(day) + ONCE,
    }
}

/// The day in an occasion's field, as the file holds it, and whether it comes round.
pub fn read_occasion(text: &str) -> (&str, bool) {
    match text.strip_suffix(ONCE) {
        Some(day) if day.parse::<PartialDay>().is_ok() => (day, false),
        _ => (text, true),
    }
}

fn occasion_field(label: &str) -> String {
    match label {
        "birthday" => "birthday".to_owned(),
        label => format!("occasion:{label}"),
    }
}

/// Whether a field holds one of several values.
pub fn is_list(field: &str) -> bool {
    field.contains(':')
        || matches!(
            field,
            "nickname" | "email" | "phone" | "url" | "handle" | "tag" | "interest" | "address"
        )
}

/// Whether two values of a field are the same in another spelling.
pub fn same(field: &str, a: &str, b: &str) -> bool {
    a == b
        || match MethodKind::from_word(field) {
            Some(MethodKind::Phone) => matching::phones_equal(&key(field, a), &key(field, b)),
            _ => key(field, a) == key(field, b),
        }
}

/// What the spellings of a value have in common; for phones see [`matching::phones_equal`].
fn key(field: &str, value: &str) -> String {
    match MethodKind::from_word(field) {
        Some(kind) => matching::method_key(kind, value),
        // A program that knows no "once" gives the day back without it.
        None if field.starts_with("occasion:") => text::fold(read_occasion(value).0),
        None => text::fold(value),
    }
}

/// Values by field, to be asked for in any spelling: a list of a thousand phones is compared
/// with another in a thousand steps.
#[derive(Debug, Default)]
pub(super) struct Values<'f>(HashMap<(&'f str, String), Vec<(String, usize)>>);

impl<'f> Values<'f> {
    pub(super) fn of(fields: &'f [(String, String)]) -> Values<'f> {
        let mut values = Values::default();
        for (at, (field, value)) in fields.iter().enumerate() {
            values.insert(field, value, at);
        }
        values
    }

    /// Adds a value, to be found at this place.
    pub(super) fn insert(&mut self, field: &'f str, value: &str, at: usize) {
        let key = key(field, value);
        let shared = shared(field, &key);
        self.0.entry((field, shared)).or_default().push((key, at));
    }

    pub(super) fn has(&self, field: &'f str, value: &str) -> bool {
        self.place(field, value).is_some()
    }

    /// Where this value was first.
    pub(super) fn place(&self, field: &'f str, value: &str) -> Option<usize> {
        let key = key(field, value);
        let mut alike = self.0.get(&(field, shared(field, &key)))?.iter();
        let found = match field {
            "phone" => alike.find(|(held, _)| matching::phones_equal(held, &key)),
            _ => alike.next(),
        };
        found.map(|(_, at)| *at)
    }
}

/// What the keys of equal values have in common.
fn shared(field: &str, key: &str) -> String {
    match field {
        "phone" => matching::phone_tail(key).unwrap_or(key).to_owned(),
        _ => key.to_owned(),
    }
}
