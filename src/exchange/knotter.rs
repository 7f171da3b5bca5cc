//! knotter's JSON backup: people with their own cadence, days, and what happened.

use super::json::{self, Part, Places, Record};
use super::{ReadError, Tally, tidy};
use crate::domain::cadence::{Cadence, OwnCadence};
use crate::domain::card::{MethodKind, OccasionDay};
use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::day::PartialDay;
use crate::domain::draft::{
    Draft, DraftCatchUp, DraftMethod, DraftOccasion, DraftStep, Parsed, Skipped, SourceKind, Whom,
};
use crate::domain::standing::Standing;
use crate::json::Text;

/// The greatest version of the format that is read.
const FORMAT: i64 = 1;

/// What the people in `text` say.
pub(super) fn read(
    text: Text<'_>,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let json = json::read(text).map_err(damaged)?;
    let [metadata, contacts] = json.members(["metadata", "contacts"]);
    let metadata = metadata.and_then(|metadata| Record::of(metadata).ok());
    let metadata = metadata.unwrap_or_default();
    let format = metadata.part("format_version").number().unwrap_or(FORMAT);
    if format > FORMAT {
        return Err(damaged(format!(
            "it is of knotter's format {format}; ties reads format {FORMAT}"
        )));
    }
    let mut parsed = Parsed::of(SourceKind::Knotter);
    let places = Places::of(text);
    for contact in json::needed(contacts, "contacts").map_err(damaged)? {
        let line = places.line(contact);
        parsed.read += 1;
        tally.record()?;
        let record = Record::of(contact);
        match record.and_then(|record| Ok((draft(line, &record, &mut parsed.warnings)?, record))) {
            Ok((draft, record)) => {
                let with = Whom::Record(parsed.drafts.len());
                parsed.drafts.push(draft);
                told(line, &record, &metadata, with, &mut parsed);
            }
            Err(why) => parsed.skipped.push(Skipped { line, why }),
        }
    }
    Ok(parsed)
}

fn draft(line: u64, record: &Record, warnings: &mut Vec<Skipped>) -> Result<Draft, String> {
    let mut draft = Draft {
        line,
        name: record.part("display_name").text().unwrap_or_default(),
        external_id: record.part("id").text(),
        own_cadence: own_cadence(record.part("cadence_days").number(), line, warnings),
        ..Draft::default()
    };
    let mut method = |kind, value: Option<String>| {
        let method = |value| DraftMethod {
            kind,
            label: None,
            value,
        };
        draft.methods.extend(value.map(method));
    };
    method(MethodKind::Email, record.part("email").text());
    for email in record.part("emails").items() {
        method(MethodKind::Email, email.text());
    }
    method(MethodKind::Phone, record.part("phone").text());
    method(MethodKind::Handle, record.part("handle").text());
    draft.tags = record.part("tags").items().filter_map(Part::text).collect();
    let timezone = record.part("timezone").text();
    draft
        .details
        .extend(timezone.map(|zone| ("timezone".to_owned(), zone)));
    draft.occasions = record.part("dates").items().filter_map(occasion).collect();
    if record.part("archived_at").number().is_some() {
        draft.standing = Some(Standing::Archived);
    }
    tidy::finish(draft)
}

/// An own cadence of so many days; one shorter than ties knows becomes the shortest, and is said.
pub(super) fn own_cadence(
    days: Option<i64>,
    line: u64,
    warnings: &mut Vec<Skipped>,
) -> Option<OwnCadence> {
    let own = nearest_cadence(days?)?;
    let (nearest, days) = (own.stored(), days?);
    if i64::from(nearest) != days {
        warnings.push(Skipped {
            line,
            why: format!("every {days} days becomes every {nearest}, the nearest that ties keeps"),
        });
    }
    Some(own)
}

/// The own cadence nearest to so many days; `None` for none.
pub(super) fn nearest_cadence(days: i64) -> Option<OwnCadence> {
    if days <= 0 {
        return None;
    }
    let (shortest, longest) = (Cadence::SHORTEST_OWN.into(), Cadence::LONGEST.into());
    let days = u16::try_from(days.clamp(shortest, longest));
    days.ok().and_then(OwnCadence::from_days)
}

fn occasion(date: Part<'_>) -> Option<DraftOccasion> {
    let part = |name| u32::try_from(date.part(name).number()?).ok();
    let (month, day) = (part("month")?, part("day")?);
    let year = date.part("year").number();
    let day = match year.and_then(|year| i32::try_from(year).ok()) {
        Some(year) => PartialDay::Full(chrono::NaiveDate::from_ymd_opt(year, month, day)?),
        None => PartialDay::yearless(month, day)?,
    };
    let kind = date.part("kind").text().unwrap_or_default();
    let label = match (kind.as_str(), date.part("label").text()) {
        ("birthday", None) => "birthday".to_owned(),
        (_, Some(label)) => label,
        ("name_day", None) => "name day".to_owned(),
        (_, None) => "day".to_owned(),
    };
    Some(DraftOccasion {
        label,
        day: OccasionDay::Day(day),
        yearly: true,
    })
}

/// What happened with somebody, and what is to be done.
fn told(line: u64, contact: &Record, metadata: &Record, with: Whom, parsed: &mut Parsed) {
    let exported = metadata.part("exported_at").day_of_seconds();
    let is_ahead = |day| exported.is_none_or(|exported| day > exported);
    let mut step = |text: String, on| {
        parsed.next_steps.push(DraftStep {
            line,
            text,
            on: Some(on),
            with: vec![with.clone()],
        });
    };
    // With a cadence the next day follows from the last.
    let next = contact.part("next_touchpoint_at").day_of_seconds();
    if contact.part("cadence_days").number().is_none()
        && let Some(on) = next.filter(|on| is_ahead(*on))
    {
        step("get in touch".to_owned(), on);
    }
    for interaction in contact.part("interactions").items() {
        let note = interaction.part("note").text();
        let follow_up = interaction.part("follow_up_at").day_of_seconds();
        if let Some(on) = follow_up.filter(|on| is_ahead(*on)) {
            let about = note.as_deref().and_then(|note| note.lines().next());
            step(
                match about {
                    Some(about) => format!("follow up: {about}"),
                    None => "follow up".to_owned(),
                },
                on,
            );
        }
        let on = interaction.part("occurred_at").day_of_seconds();
        let (Some(on), Some(external_id)) = (on, interaction.part("id").text()) else {
            parsed.warnings.push(Skipped {
                line,
                why: "something that happened without a time or an id".to_owned(),
            });
            continue;
        };
        parsed.catch_ups.push(DraftCatchUp {
            line,
            external_id,
            on,
            channel: channel(&interaction.part("kind").text().unwrap_or_default()),
            started: Started::Both,
            answered: true,
            note,
            with: vec![with.clone()],
        });
    }
}

fn channel(kind: &str) -> Channel {
    Channel::named(match kind {
        "call" => "call",
        "text" | "telegram" => "message",
        "email" => "mail",
        other => match other.strip_prefix("other:").map(str::trim) {
            Some(label) if !label.is_empty() => label,
            _ => "other",
        },
    })
}
