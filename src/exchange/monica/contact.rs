//! One of Monica's contacts, with what happened and what is to be done.

use chrono::{Datelike, NaiveDate};

use super::super::json::{Part, Record};
use super::super::knotter::own_cadence;
use super::super::nametag::add;
use super::super::tidy;
use super::Reading;
use super::account::Account;
use super::happened::Told;
use crate::domain::card::{Address, MethodKind, OccasionDay};
use crate::domain::day::PartialDay;
use crate::domain::draft::{Draft, DraftMethod, DraftOccasion, End, Skipped, Whom};
use crate::domain::standing::Standing;

/// Whether it is only somebody's relation, and nobody by itself.
pub(super) fn is_partial(record: &Record) -> bool {
    record.part("properties").part("is_partial").is_true()
}

/// Takes a contact and all that it tells.
pub(super) fn take(line: u64, record: &Record, account: &Account<'_>, reading: &mut Reading) {
    let properties = record.part("properties");
    let id = record.part("uuid").text().unwrap_or_default();
    let mut draft = person(line, &id, properties, account, &mut reading.parsed.warnings);
    let mut told = Told {
        line,
        with: Whom::Record(reading.parsed.drafts.len()),
        catch_ups: Vec::new(),
        next_steps: Vec::new(),
        activities: Vec::new(),
    };
    for list in record.part("data").items() {
        let kind = list.part("type").text().unwrap_or_default();
        for value in list.part("values").items() {
            let said = value.part("properties");
            match kind.as_str() {
                "note" => note(&mut draft, value),
                "contact_field" => draft.methods.extend(method(said, account)),
                "address" => draft.addresses.push(address(said)),
                "pet" => draft.details.extend(pet(said)),
                "life_event" => draft.occasions.extend(life_event(said, account)),
                "call" => told.call(&id, value),
                "conversation" => told.conversation(&id, value),
                "activity" => told.activities.extend(value.text()),
                "task" if said.part("completed").is_true() => {
                    reading.left.add("finished task", line);
                }
                "task" => told.step(said.part("title").text(), None),
                "reminder" => match reminder(said) {
                    Reminder::Yearly(occasion) => draft.occasions.push(occasion),
                    Reminder::Once(text, on) => told.step(Some(text), Some(on)),
                    Reminder::Again => reading.left.add("repeated reminder", line),
                    Reminder::Nothing => {}
                },
                "gift" => reading.left.add("gift", line),
                "debt" => reading.left.add("debt", line),
                _ => {}
            }
        }
    }
    if let Some(on) = properties.part("last_talked_to").day() {
        told.last(&id, on);
    }
    let parsed = &mut reading.parsed;
    match tidy::finish(draft) {
        Ok(draft) => {
            parsed.drafts.push(draft);
            parsed.catch_ups.extend(told.catch_ups);
            parsed.next_steps.extend(told.next_steps);
            for id in told.activities {
                reading.with.entry(id).or_default().push(told.with.clone());
            }
        }
        Err(why) => parsed.skipped.push(Skipped { line, why }),
    }
}

fn person(
    line: u64,
    id: &str,
    properties: Part<'_>,
    account: &Account<'_>,
    warnings: &mut Vec<Skipped>,
) -> Draft {
    let text = |name: &str| properties.part(name).text();
    let frequency = properties.part("stay_in_touch_frequency").number();
    let mut draft = Draft {
        line,
        external_id: (!id.is_empty()).then(|| id.to_owned()),
        org: text("company"),
        title: text("job"),
        note: text("description"),
        own_cadence: own_cadence(frequency, line, warnings),
        relations: account.relations(id).iter().map(End::relation).collect(),
        ends: account.relations(id).to_vec(),
        ..Draft::default()
    };
    draft.parts.given = text("first_name");
    draft.parts.middle = text("middle_name");
    draft.parts.family = text("last_name");
    draft.nicknames.extend(text("nickname"));
    draft.tags = properties
        .part("tags")
        .items()
        .filter_map(Part::text)
        .collect();
    if properties.part("is_starred").is_true() {
        draft.tags.push("starred".to_owned());
    }
    let food = text("food_preferences");
    draft
        .details
        .extend(food.map(|food| ("food".to_owned(), food)));
    draft
        .occasions
        .extend(special("birthday", properties.part("birthdate")));
    if properties.part("is_dead").is_true() {
        draft.standing = Some(Standing::InMemory);
        let died = special("died", properties.part("deceased_date"));
        draft.occasions.extend(died.map(|died| DraftOccasion {
            yearly: false,
            ..died
        }));
    } else if properties.part("is_active").is_false() {
        draft.standing = Some(Standing::Archived);
    }
    let met = properties.part("first_met_date");
    if !met.part("is_year_unknown").is_true() && !met.part("is_age_based").is_true() {
        draft.met_on = met.part("date").day();
    }
    let through = text("first_met_through");
    let through = through.and_then(|id| account.name(&id).map(str::to_owned));
    draft.met = text("first_met_where").or_else(|| through.map(|name| format!("through {name}")));
    draft
}

/// A day that Monica knows in full, without its year, or only by somebody's age.
fn special(label: &str, date: Part<'_>) -> Option<DraftOccasion> {
    let on = date.part("date").day()?;
    let day = if date.part("is_age_based").is_true() {
        OccasionDay::Words(format!("about {}", on.year()))
    } else if date.part("is_year_unknown").is_true() {
        OccasionDay::Day(PartialDay::yearless(on.month(), on.day())?)
    } else {
        OccasionDay::Day(PartialDay::Full(on))
    };
    Some(DraftOccasion {
        label: label.to_owned(),
        day,
        yearly: true,
    })
}

/// A note with the day it was written on.
fn note(draft: &mut Draft, note: Part<'_>) {
    if let Some(body) = note.part("properties").part("body").text() {
        let words = match note.part("created_at").day() {
            Some(on) => format!("{on}: {body}"),
            None => body,
        };
        add(&mut draft.note, &words);
    }
}

fn method(said: Part<'_>, account: &Account<'_>) -> Option<DraftMethod> {
    let value = said.part("data").text()?;
    let id = said.part("type").text().unwrap_or_default();
    let (kind, label) = account.field(&id).cloned().unwrap_or_else(|| {
        let kind = match value.contains('@') && !value.starts_with('@') {
            true => MethodKind::Email,
            false => MethodKind::Handle,
        };
        (kind, None)
    });
    let is_page = value.starts_with("http://") || value.starts_with("https://");
    let kind = match kind {
        MethodKind::Handle if is_page => MethodKind::Url,
        kind => kind,
    };
    Some(DraftMethod { kind, label, value })
}

fn address(said: Part<'_>) -> Address {
    let text = |name: &str| said.part(name).text();
    Address {
        label: text("name"),
        street: text("street"),
        city: text("city"),
        region: text("province"),
        postcode: text("postal_code"),
        country: text("country"),
    }
}

fn pet(said: Part<'_>) -> Option<(String, String)> {
    let (name, kind) = (said.part("name").text(), said.part("category").text());
    let pet = match (name, kind) {
        (Some(name), Some(kind)) => format!("{name} ({kind})"),
        (name, kind) => name.or(kind)?,
    };
    Some(("pet".to_owned(), pet))
}

/// Something that happened once in somebody's life.
fn life_event(said: Part<'_>, account: &Account<'_>) -> Option<DraftOccasion> {
    let kind = said.part("type").text();
    let kind = kind.and_then(|id| Some(account.kind(&id)?.replace('_', " ")));
    Some(DraftOccasion {
        label: said.part("name").text().or(kind)?,
        day: OccasionDay::Day(PartialDay::Full(said.part("happened_at").day()?)),
        yearly: false,
    })
}

enum Reminder {
    Yearly(DraftOccasion),
    Once(String, NaiveDate),
    /// Every few weeks or months.
    Again,
    /// Monica's own, of a birthday that is told beside it.
    Nothing,
}

fn reminder(said: Part<'_>) -> Reminder {
    let (title, on) = (said.part("title").text(), said.part("initial_date").day());
    let (Some(title), Some(on)) = (title, on) else {
        return Reminder::Nothing;
    };
    let is_off = said.part("inactive").is_true() || said.part("delible").is_false();
    match said.part("frequency_type").text().as_deref() {
        _ if is_off => Reminder::Nothing,
        Some("one_time") => Reminder::Once(title, on),
        Some("year") if said.part("frequency_number").number().unwrap_or(1) == 1 => {
            Reminder::Yearly(DraftOccasion {
                label: title,
                day: OccasionDay::Day(PartialDay::Full(on)),
                yearly: true,
            })
        }
        _ => Reminder::Again,
    }
}
