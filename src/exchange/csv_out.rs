//! Cards to CSV in Google's layout, which Google, ties and most other programs read.
//!
//! What the layout has no column for goes into custom fields whose labels start with
//! `ties:`. Cells that a spreadsheet would run as a formula are made harmless.

use std::collections::HashMap;

use super::formula;
use super::google::{self, BETWEEN, ONCE};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, MethodKind, NameParts, OccasionDay, Related};
use crate::domain::contact::Kind;
use crate::domain::id::ContactId;
use crate::domain::naming;

const PLAIN: [&str; 16] = [
    "First Name",
    "Middle Name",
    "Last Name",
    "Name Prefix",
    "Name Suffix",
    "Nickname",
    "Organization Name",
    "Organization Title",
    "Organization Department",
    "Birthday",
    "Notes",
    "Labels",
    "Phonetic First Name",
    "Phonetic Middle Name",
    "Phonetic Last Name",
    "File As",
];

/// The cards as one table with a header, in order, lines ended by CR LF. Relations to
/// contacts that are not among them are left out.
pub fn write(cards: &[Card]) -> String {
    let names: HashMap<ContactId, &str> = cards
        .iter()
        .map(|card| (card.id, card.name.as_str()))
        .collect();
    let rows: Vec<Row> = cards.iter().map(|card| Row::of(card, &names)).collect();
    let most = |list: fn(&Row) -> usize| rows.iter().map(list).max().unwrap_or_default();
    let mut header: Vec<String> = PLAIN.iter().map(|name| (*name).to_owned()).collect();
    let widths = [
        most(|row| row.emails.len()),
        most(|row| row.phones.len()),
        most(|row| row.handles.len()),
        most(|row| row.relations.len()),
        most(|row| row.urls.len()),
        most(|row| row.events.len()),
        most(|row| row.custom.len()),
    ];
    let nouns = [
        "E-mail",
        "Phone",
        "IM",
        "Relation",
        "Website",
        "Event",
        "Custom Field",
    ];
    for (noun, width) in nouns.iter().zip(widths) {
        for number in 1..=width {
            header.push(format!("{noun} {number} - Label"));
            header.push(format!("{noun} {number} - Value"));
        }
    }
    let addresses = most(|row| row.addresses.len());
    for number in 1..=addresses {
        for part in [
            "Label",
            "Street",
            "City",
            "Region",
            "Postal Code",
            "Country",
        ] {
            header.push(format!("Address {number} - {part}"));
        }
    }
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory does not fail, and every row has as many cells as the header.
    let _ = writer.write_record(&header);
    for row in &rows {
        let mut cells = row.plain.clone();
        let lists = [
            &row.emails,
            &row.phones,
            &row.handles,
            &row.relations,
            &row.urls,
            &row.events,
            &row.custom,
        ];
        for (list, width) in lists.into_iter().zip(widths) {
            for at in 0..width {
                let (label, value) = list.get(at).cloned().unwrap_or_default();
                cells.extend([label, value]);
            }
        }
        for at in 0..addresses {
            cells.extend(row.addresses.get(at).cloned().unwrap_or_default());
        }
        let _ = writer.write_record(
            cells
                .iter()
                .map(|cell| formula::harmless(cell).into_owned()),
        );
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// One contact's cells; the lists hold label and value.
struct Row {
    plain: Vec<String>,
    emails: Vec<(String, String)>,
    phones: Vec<(String, String)>,
    handles: Vec<(String, String)>,
    relations: Vec<(String, String)>,
    urls: Vec<(String, String)>,
    events: Vec<(String, String)>,
    custom: Vec<(String, String)>,
    addresses: Vec<[String; 6]>,
}

impl Row {
    fn of(card: &Card, names: &HashMap<ContactId, &str>) -> Row {
        let methods = |kind: MethodKind| -> Vec<(String, String)> {
            card.methods
                .iter()
                .filter(|method| method.kind == kind)
                .map(|method| {
                    (
                        label(&method.label),
                        cell(std::slice::from_ref(&method.value)),
                    )
                })
                .collect()
        };
        let birthday = card.occasions.iter().find(|o| o.label == "birthday");
        let addresses = card
            .addresses
            .iter()
            .map(|a| {
                let [street, city, region, postcode, country] =
                    [&a.street, &a.city, &a.region, &a.postcode, &a.country].map(text);
                [label(&a.label), street, city, region, postcode, country]
            })
            .collect();
        let relations = card.relations.iter().filter(|relation| relation.outgoing);
        Row {
            plain: plain(card, birthday.map(|birthday| day(&birthday.day))),
            emails: methods(MethodKind::Email),
            phones: methods(MethodKind::Phone),
            handles: methods(MethodKind::Handle),
            urls: methods(MethodKind::Url),
            relations: relations
                .filter_map(|relation| {
                    let name = match &relation.to {
                        Related::Contact(id) => (*names.get(id)?).to_owned(),
                        Related::Name(name) => name.clone(),
                    };
                    Some((google::written_label(&relation.kind), name))
                })
                .collect(),
            events: card
                .occasions
                .iter()
                .filter(|occasion| occasion.label != "birthday")
                .map(|occasion| {
                    let once = if occasion.yearly { "" } else { ONCE };
                    let label = format!("{}{once}", occasion.label);
                    (google::written_label(&label), day(&occasion.day))
                })
                .collect(),
            custom: custom(card),
            addresses,
        }
    }
}

fn plain(card: &Card, birthday: Option<String>) -> Vec<String> {
    let parts = &card.parts;
    let tags: Vec<String> = card
        .tags
        .iter()
        .map(|tag| google::written_label(tag))
        .collect();
    let is_person = card.kind == Kind::Person;
    let has_parts = parts.given.is_some() || parts.family.is_some();
    let (given, family) = match guessed(card) {
        Some((given, family)) => (given.to_owned(), family.to_owned()),
        None if has_parts || !is_person => (text(&parts.given), text(&parts.family)),
        None => (card.name.clone(), String::new()),
    };
    let org = match (&card.org, is_person) {
        (None, false) => card.name.clone(),
        (org, _) => text(org),
    };
    vec![
        given,
        text(&parts.middle),
        family,
        text(&parts.prefix),
        text(&parts.suffix),
        cell(&card.nicknames),
        org,
        text(&card.title),
        text(&card.unit),
        birthday.unwrap_or_default(),
        text(&card.note),
        cell(&tags),
        // Its parts are not known apart, and are read as one.
        text(&card.phonetic),
        String::new(),
        String::new(),
        card.name.clone(),
    ]
}

/// Given and family name of somebody of whom no part of the name is known. A custom field
/// says that they are a guess, so that ties does not take its own for knowledge.
fn guessed(card: &Card) -> Option<(&str, &str)> {
    let unknown = card.kind == Kind::Person && card.parts == NameParts::default();
    naming::guessed(&card.name).filter(|_| unknown)
}

fn custom(card: &Card) -> Vec<(String, String)> {
    let mut fields = vec![
        ("ties: name".to_owned(), card.name.clone()),
        ("ties: tie".to_owned(), card.tie.word().to_owned()),
    ];
    let mut push = |label: &str, value: Option<String>| {
        fields.extend(value.map(|value| (label.to_owned(), value)));
    };
    push(
        "ties: kind",
        (card.kind == Kind::Company).then(|| card.kind.word().to_owned()),
    );
    push(
        "ties: every",
        card.own_cadence.map(|own| match own {
            OwnCadence::Every(cadence) => cadence.days().to_string(),
            OwnCadence::Never => "never".to_owned(),
        }),
    );
    push(
        "ties: name parts",
        guessed(card).map(|_| "guessed".to_owned()),
    );
    push("ties: met", card.met.clone());
    push("ties: met on", card.met_on.map(|day| day.to_string()));
    push("ties: city", card.city.clone());
    let interests = cell(&card.interests);
    push(
        "ties: interests",
        (!interests.is_empty()).then_some(interests),
    );
    let details = card.details.iter();
    fields.extend(details.map(|(label, value)| (google::written_label(label), value.clone())));
    fields
}

/// Values in one cell. What stands between them gets a backslash where it is in one.
fn cell(values: &[String]) -> String {
    let values: Vec<String> = values
        .iter()
        .map(|value| value.replace(":::", r"\:::"))
        .collect();
    values.join(BETWEEN)
}

fn day(day: &OccasionDay) -> String {
    match day {
        OccasionDay::Day(day) => day.to_string(),
        OccasionDay::Words(words) => words.clone(),
    }
}

fn label(label: &Option<String>) -> String {
    label
        .as_deref()
        .map(google::written_label)
        .unwrap_or_default()
}

fn text(value: &Option<String>) -> String {
    value.clone().unwrap_or_default()
}
