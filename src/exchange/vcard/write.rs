//! Cards to vCard text: version 3.0, which phones and address books read most widely, or 4.0.
//!
//! What vCard has no word for stands in `X-TIES-` properties, so that ties loses nothing of
//! its own; in 3.0 days without a year are written as Apple does. What a card that was read
//! holds and ties has no word for goes out again with the person.

mod out;

use std::collections::HashMap;

use super::kept;
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Address, Card, CardOccasion, Method, MethodKind, OccasionDay, Related};
use crate::domain::contact::Kind;
use crate::domain::day::PartialDay;
use crate::domain::folder::Also;
use crate::domain::id::ContactId;
use crate::domain::naming;
use crate::exchange::content_line::escaped;
use out::Out;

/// Which vCard is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    V3,
    V4,
}

/// The cards as one vCard 3.0 text, in order. Relations to contacts that are not among
/// them are left out.
pub fn write(cards: &[Card]) -> String {
    write_whole(cards, &HashMap::new(), Edition::V3)
}

/// The same as this edition has it, with what else stood in the cards that each of them came
/// with, which are `originals`.
pub fn write_whole(
    cards: &[Card],
    originals: &HashMap<ContactId, Vec<String>>,
    edition: Edition,
) -> String {
    let names: HashMap<ContactId, &str> = cards
        .iter()
        .map(|card| (card.id, card.name.as_str()))
        .collect();
    let mut out = Out {
        edition,
        text: String::new(),
        items: 0,
    };
    for card in cards {
        let originals = originals.get(&card.id).map_or(&[][..], Vec::as_slice);
        one(card, &names, originals, &mut out);
    }
    out.text
}

/// A card for a folder that others read too: of what only ties knows it holds what it is `also`
/// to say.
pub fn write_shared(card: &Card, also: &[Also]) -> String {
    let says = |what: Also| also.contains(&what);
    let mut card = Card {
        city: None,
        details: Vec::new(),
        relations: Vec::new(),
        ..card.clone()
    };
    if !says(Also::Notes) {
        card.note = None;
    }
    if !says(Also::Tags) {
        card.tags.clear();
    }
    if !says(Also::Interests) {
        card.interests.clear();
    }
    if !says(Also::Met) {
        (card.met, card.met_on) = (None, None);
    }
    if !says(Also::Cadences) {
        card.own_cadence = None;
    }
    let text = write(std::slice::from_ref(&card));
    match says(Also::Ties) {
        true => text,
        // As a line of its own: a note may say it, too.
        false => text.replace(&format!("\r\nX-TIES-TIE:{}\r\n", card.tie.word()), "\r\n"),
    }
}

fn one(card: &Card, names: &HashMap<ContactId, &str>, originals: &[String], out: &mut Out) {
    out.items = 0;
    out.line("BEGIN:VCARD");
    out.line(match out.edition {
        Edition::V3 => "VERSION:3.0",
        Edition::V4 => "VERSION:4.0",
    });
    out.line("PRODID:-//ties//ties//EN");
    match out.edition {
        Edition::V3 => out.property("UID", &card.uid),
        Edition::V4 => out.property("UID;VALUE=text", &card.uid),
    }
    out.property("FN", &card.name);
    let (name, parts) = parts(card);
    out.structured(name, &parts.each_ref().map(String::as_str));
    // Its parts are not known apart, and are read as one.
    out.some("X-PHONETIC-FIRST-NAME", card.phonetic.as_deref());
    out.list("NICKNAME", &card.nicknames);
    match (&card.org, card.kind) {
        (Some(org), _) => {
            out.structured("ORG", &[org, card.unit.as_deref().unwrap_or_default()]);
        }
        // A company is read back by its organisation.
        (None, Kind::Company) => out.structured("ORG", &[&card.name]),
        (None, Kind::Person) => {
            if let Some(unit) = &card.unit {
                out.structured("ORG", &["", unit]);
            }
        }
    }
    if card.kind == Kind::Company {
        out.line(match out.edition {
            Edition::V3 => "X-ABShowAs:COMPANY",
            Edition::V4 => "KIND:org",
        });
    }
    out.some("TITLE", card.title.as_deref());
    for method in &card.methods {
        way(method, out);
    }
    for address in &card.addresses {
        postal(address, out);
    }
    for (at, occasion) in card.occasions.iter().enumerate() {
        let is_first = |of: &CardOccasion| of.label == ANNIVERSARY;
        let anniversary = card.occasions.iter().position(is_first);
        match anniversary == Some(at) {
            true => anniversary_of(occasion, out),
            false => day(occasion, out),
        }
    }
    for relation in card.relations.iter().filter(|relation| relation.outgoing) {
        let name = match &relation.to {
            Related::Contact(id) => names.get(id).copied(),
            Related::Name(name) => Some(name.as_str()),
        };
        match (name, out.edition) {
            (Some(name), Edition::V4) if RELATED.contains(&relation.kind.as_str()) => {
                let kind = &relation.kind;
                out.property(&format!("RELATED;VALUE=text;TYPE={kind}"), name);
            }
            (Some(name), _) => out.labelled("X-ABRELATEDNAMES", &own_label(&relation.kind), name),
            (None, _) => {}
        }
    }
    out.some("NOTE", card.note.as_deref());
    out.list("CATEGORIES", &card.tags);
    for interest in &card.interests {
        out.property("X-TIES-INTEREST", interest);
    }
    let addressed = card.addresses.iter().find_map(|a| a.city.as_deref());
    if card.city.as_deref() != addressed {
        out.some("X-TIES-CITY", card.city.as_deref());
    }
    out.some("X-TIES-MET", card.met.as_deref());
    if let Some(day) = card.met_on {
        out.property("X-TIES-MET-ON", &day.to_string());
    }
    out.property("X-TIES-TIE", card.tie.word());
    match card.own_cadence {
        Some(OwnCadence::Every(cadence)) => {
            out.property("X-TIES-CADENCE", &cadence.days().to_string());
        }
        Some(OwnCadence::Never) => out.property("X-TIES-CADENCE", "never"),
        None => {}
    }
    for (label, value) in &card.details {
        out.labelled("X-TIES-DETAIL", label, value);
    }
    for line in kept::lines(originals, out.edition) {
        out.line(&line);
    }
    out.line("END:VCARD");
}

/// The day for which 4.0 has a property, though for one of each card only.
const ANNIVERSARY: &str = "anniversary";

/// Relations for which 4.0 has a word.
const RELATED: [&str; 8] = [
    "friend",
    "colleague",
    "neighbor",
    "child",
    "parent",
    "sibling",
    "spouse",
    "kin",
];

/// Family, given, middle, prefix, suffix, after the property's name. Where they are not
/// known the last word is taken for the family name, since phones show these and not the
/// full name; it is marked, so that ties does not take its own guess for knowledge.
fn parts(card: &Card) -> (&'static str, [String; 5]) {
    let known = &card.parts;
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    let mut parts = [
        part(&known.family),
        part(&known.given),
        part(&known.middle),
        part(&known.prefix),
        part(&known.suffix),
    ];
    if card.kind == Kind::Person && parts.iter().all(String::is_empty) {
        match naming::guessed(&card.name) {
            Some((given, family)) => {
                parts[0] = family.to_owned();
                parts[1] = given.to_owned();
            }
            None => parts[1] = card.name.clone(),
        }
        return ("N;X-TIES-GUESS=TRUE", parts);
    }
    ("N", parts)
}

fn way(method: &Method, out: &mut Out) {
    let label = method.label.as_deref().unwrap_or_default();
    let value = method.value.as_str();
    match method.kind {
        MethodKind::Email => match out.edition {
            Edition::V3 => out.typed("EMAIL;TYPE=INTERNET", label, value),
            Edition::V4 => out.typed("EMAIL", label, value),
        },
        MethodKind::Phone => out.typed("TEL", label, value),
        MethodKind::Url => out.typed("URL", label, value),
        MethodKind::Handle => {
            // A colon would be read as a scheme.
            let value = match value.contains(':') {
                true => format!("x-apple:{value}"),
                false => value.to_owned(),
            };
            let is_word = !label.is_empty()
                && label
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            if is_word {
                out.property(&format!("X-SOCIALPROFILE;TYPE={label}"), &value);
            } else {
                out.labelled("X-SOCIALPROFILE", label, &value);
            }
        }
    }
}

fn postal(address: &Address, out: &mut Out) {
    // Before the street stand two parts that nobody has kept for a long time.
    let value = format!(";;{}", address.parts().map(escaped).join(";"));
    out.typed_raw("ADR", address.label.as_deref().unwrap_or_default(), &value);
}

fn anniversary_of(occasion: &CardOccasion, out: &mut Out) {
    if out.edition == Edition::V3 {
        return day(occasion, out);
    }
    let (params, value) = written_day(&occasion.day, out.edition);
    let once = once(occasion);
    out.property(&format!("ANNIVERSARY{params}{once}"), &value);
}

/// What marks a day that comes but once.
fn once(occasion: &CardOccasion) -> &'static str {
    match occasion.yearly {
        true => "",
        false => ";X-TIES-ONCE=TRUE",
    }
}

/// Parameters and value of a day: 4.0 has a form for days without a year, and writes whole ones
/// without dashes.
fn written_day(day: &OccasionDay, edition: Edition) -> (&'static str, String) {
    match (day, edition) {
        (OccasionDay::Day(PartialDay::Yearless { month, day }), Edition::V3) => (
            ";X-APPLE-OMIT-YEAR=1604",
            format!("1604-{month:02}-{day:02}"),
        ),
        (OccasionDay::Day(PartialDay::Yearless { month, day }), Edition::V4) => {
            ("", format!("--{month:02}{day:02}"))
        }
        (OccasionDay::Day(PartialDay::Full(day)), Edition::V4) => {
            ("", day.format("%Y%m%d").to_string())
        }
        (OccasionDay::Day(day), _) => ("", day.to_string()),
        (OccasionDay::Words(words), _) => (";VALUE=text", words.clone()),
    }
}

fn day(occasion: &CardOccasion, out: &mut Out) {
    let (params, value) = written_day(&occasion.day, out.edition);
    let label = occasion.label.as_str();
    let once = once(occasion);
    if label == "birthday" {
        out.property(&format!("BDAY{params}"), &value);
    } else {
        out.labelled(
            &format!("X-ABDATE{params}{once}"),
            &own_label(label),
            &value,
        );
    }
}

/// The label as Apple marks its own, where it is one of them.
pub(super) fn own_label(label: &str) -> String {
    const APPLES: [&str; 14] = [
        "Anniversary",
        "Spouse",
        "Partner",
        "Child",
        "Parent",
        "Mother",
        "Father",
        "Brother",
        "Sister",
        "Friend",
        "Manager",
        "Assistant",
        "Other",
        "Son",
    ];
    APPLES
        .iter()
        .find(|own| own.to_lowercase() == label)
        .map_or_else(|| label.to_owned(), |own| format!("_$!<{own}>!$_"))
}
