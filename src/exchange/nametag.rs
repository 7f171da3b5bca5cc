//! Nametag's JSON export: people with all that a card holds, groups, relations, when somebody was
//! last spoken with, and a journal.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::json::{self, Part, Places, Record};
use super::knotter::own_cadence;
use super::{ReadError, Tally, day, tidy};
use crate::domain::card::{Address, MethodKind, OccasionDay};
use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::draft::{
    Draft, DraftCatchUp, DraftMethod, DraftOccasion, End, Parsed, Skipped, SourceKind, Whom,
};
use crate::json::{Json, Text};

/// What the people and the journal in `text` say.
pub(super) fn read(
    text: Text<'_>,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let json = json::read(text).map_err(damaged)?;
    let [version, people_in, entries] = json.members(["version", "people", "journalEntries"]);
    let version = version.map(Json::word).unwrap_or_default();
    if !version.starts_with("1.") {
        return Err(damaged(format!(
            "it is of Nametag's format {version}; ties reads format 1"
        )));
    }
    let mut parsed = Parsed::of(SourceKind::Nametag);
    let mut people = At::new();
    let places = Places::of(text);
    for person in json::needed(people_in, "people").map_err(damaged)? {
        let line = places.line(person);
        parsed.read += 1;
        tally.record()?;
        let record = Record::of(person);
        let draft = record.and_then(|record| {
            let last = record.part("lastContact").day();
            Ok((draft(line, &record, &mut parsed.warnings)?, last))
        });
        match draft {
            Ok((draft, last)) => {
                let at = parsed.drafts.len();
                let id = draft.external_id.clone().unwrap_or_default();
                parsed
                    .catch_ups
                    .extend(last.map(|on| last_contact(line, &id, on, at)));
                people.insert(id, at);
                parsed.drafts.push(draft);
            }
            Err(why) => parsed.skipped.push(Skipped { line, why }),
        }
    }
    let ids = parsed.catch_ups.iter().map(|told| told.external_id.clone());
    let told: At = ids.zip(0..).collect();
    for entry in entries.into_iter().flat_map(Json::items) {
        let line = places.line(entry);
        match Record::of(entry) {
            Ok(record) => journal(line, &record, (&people, &told), &mut parsed),
            Err(why) => parsed.skipped.push(Skipped { line, why }),
        }
    }
    Ok(parsed)
}

/// The external id of when somebody was last spoken with.
fn last_id(person: &str, on: NaiveDate) -> String {
    format!("last:{person}:{on}")
}

fn last_contact(line: u64, person: &str, on: NaiveDate, at: usize) -> DraftCatchUp {
    DraftCatchUp {
        line,
        external_id: last_id(person, on),
        on,
        channel: Channel::named("other"),
        started: Started::Both,
        answered: true,
        note: None,
        with: vec![Whom::Record(at)],
    }
}

/// Where in what has been read something stands, by its id.
type At = HashMap<String, usize>;

/// An entry of the journal belongs to the day somebody was last spoken with, if it is of that
/// day; else it is something noted about them, and no claim that they were in touch.
fn journal(line: u64, entry: &Record, (people, told): (&At, &At), parsed: &mut Parsed) {
    let words = [entry.part("title").text(), entry.part("body").text()];
    let words: Vec<String> = words.into_iter().flatten().collect();
    let (words, Some(on)) = (words.join("\n"), entry.part("date").day()) else {
        parsed.warnings.push(Skipped {
            line,
            why: "an entry of the journal without a day".to_owned(),
        });
        return;
    };
    let of = entry.part("peopleIds").items().filter_map(Part::text);
    let of: Vec<String> = of.collect();
    if of.iter().all(|id| !people.contains_key(id)) {
        parsed.warnings.push(Skipped {
            line,
            why: format!(
                "an entry of the journal about nobody: “{}”",
                tidy::excerpt(&words)
            ),
        });
        return;
    }
    for id in of {
        let Some(at) = people.get(&id) else {
            continue;
        };
        let catch_up = told.get(&last_id(&id, on));
        match catch_up.and_then(|at| parsed.catch_ups.get_mut(*at)) {
            Some(catch_up) => add(&mut catch_up.note, &words),
            None => {
                if let Some(draft) = parsed.drafts.get_mut(*at) {
                    add(&mut draft.note, &format!("{on}: {words}"));
                }
            }
        }
    }
}

/// Adds a paragraph to a note.
pub(super) fn add(note: &mut Option<String>, words: &str) {
    match note {
        Some(note) => {
            note.push_str("\n\n");
            note.push_str(words);
        }
        None => *note = Some(words.to_owned()),
    }
}

fn draft(line: u64, record: &Record, warnings: &mut Vec<Skipped>) -> Result<Draft, String> {
    let text = |name: &str| record.part(name).text();
    let mut draft = Draft {
        line,
        name: text("displayNameOverride").unwrap_or_default(),
        external_id: text("id"),
        org: text("organization"),
        title: text("jobTitle"),
        note: text("notes"),
        own_cadence: own_cadence(every(record), line, warnings),
        ..Draft::default()
    };
    draft.parts.prefix = text("prefix");
    draft.parts.given = text("name");
    draft.parts.middle = text("middleName");
    let family = [text("surname"), text("secondLastName")];
    let family: Vec<String> = family.into_iter().flatten().collect();
    draft.parts.family = (!family.is_empty()).then(|| family.join(" "));
    draft.parts.suffix = text("suffix");
    draft.nicknames.extend(text("nickname"));
    for (list, kind, value) in [
        ("emails", MethodKind::Email, "email"),
        ("phoneNumbers", MethodKind::Phone, "number"),
        ("urls", MethodKind::Url, "url"),
        ("imHandles", MethodKind::Handle, "handle"),
    ] {
        for item in record.part(list).items() {
            let label = item
                .part("type")
                .text()
                .or_else(|| item.part("protocol").text());
            let method = |value| DraftMethod { kind, label, value };
            draft.methods.extend(item.part(value).text().map(method));
        }
    }
    for item in record.part("addresses").items() {
        let part = |name: &str| item.part(name).text();
        let street: Vec<String> = [part("streetLine1"), part("streetLine2")]
            .into_iter()
            .flatten()
            .collect();
        draft.addresses.push(Address {
            label: part("type"),
            street: (!street.is_empty()).then(|| street.join("\n")),
            city: part("locality"),
            region: part("region"),
            postcode: part("postalCode"),
            country: part("country"),
        });
    }
    for date in record.part("importantDates").items() {
        draft
            .occasions
            .extend(occasion(date.part("title"), date.part("date")));
    }
    let anniversary = record.part("anniversary");
    if let Some(day) = anniversary.text().and_then(|text| day::occasion_day(&text)) {
        draft.occasions.push(yearly("anniversary".to_owned(), day));
    }
    draft.tags = record
        .part("groups")
        .items()
        .filter_map(Part::text)
        .collect();
    for relation in record.part("relationships").items() {
        let of = relation.part("relationshipType");
        let kind = of.part("label").text().or_else(|| of.part("name").text());
        let kind = kind.map_or_else(|| "related".to_owned(), |kind| kind.to_lowercase());
        let name = relation.part("relatedPersonName").text();
        let Some(name) = name else {
            continue;
        };
        let id = relation.part("relatedPersonId").text();
        draft.ends.extend(id.map(|external_id| End {
            kind: kind.clone(),
            name: name.clone(),
            external_id,
        }));
        draft.relations.push((kind, name));
    }
    let to_me = record.part("relationshipToUser").part("label").text();
    draft
        .details
        .extend(to_me.map(|label| ("to you".to_owned(), label)));
    for (list, key) in [("customFields", "key"), ("customFieldValues", "slug")] {
        for field in record.part(list).items() {
            let pair = field.part(key).text().zip(field.part("value").text());
            draft.details.extend(pair);
        }
    }
    tidy::finish(draft)
}

fn occasion(title: Part<'_>, date: Part<'_>) -> Option<DraftOccasion> {
    let label = title.text().unwrap_or_else(|| "day".to_owned());
    let label = match label.eq_ignore_ascii_case("birthday") {
        true => "birthday".to_owned(),
        false => label,
    };
    Some(yearly(label, day::occasion_day(&date.text()?)?))
}

fn yearly(label: String, day: OccasionDay) -> DraftOccasion {
    DraftOccasion {
        label,
        day,
        yearly: true,
    }
}

/// Within how many days one wants to be in touch, where Nametag reminds of it.
fn every(record: &Record) -> Option<i64> {
    if !record.part("contactReminderEnabled").is_true() {
        return None;
    }
    let unit = record.part("contactReminderIntervalUnit").text();
    let days = match unit.unwrap_or_default().as_str() {
        "DAYS" => 1,
        "WEEKS" => 7,
        "YEARS" => 365,
        _ => 30,
    };
    let count = record.part("contactReminderInterval").number()?;
    count.checked_mul(days)
}
