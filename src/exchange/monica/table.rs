//! The table of Monica's contacts, as it comes out of its database.

use chrono::NaiveDate;
use csv::StringRecord;

use super::super::knotter::own_cadence;
use super::super::table::Table;
use super::super::{ReadError, Tally, day, formula, tidy};
use crate::domain::card::MethodKind;
use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::draft::{
    Draft, DraftCatchUp, DraftMethod, DraftOccasion, Parsed, Skipped, SourceKind, Whom,
};
use crate::domain::standing::Standing;

/// Columns that only Monica's contacts have.
const OWN: [&str; 4] = [
    "stay_in_touch_frequency",
    "last_talked_to",
    "first_met_where",
    "food_preferences",
];

/// Whether these are the column names of Monica's contacts.
pub(in crate::exchange) fn is_header(columns: &[String]) -> bool {
    let has = |name: &str| columns.iter().any(|column| column == name);
    has("first_name") && has("last_name") && OWN.into_iter().any(has)
}

/// What the rows of `text` say.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let Some(table) = Table::find(text, is_header) else {
        return Err(damaged(
            "no row with first_name, last_name and a column of Monica's own was found".to_owned(),
        ));
    };
    let columns = table.columns.clone();
    let records = table.records(tally, |line, cells, warnings| {
        row(line, &columns, cells, warnings)
    })?;
    let mut parsed = Parsed {
        read: records.read,
        skipped: records.skipped,
        warnings: records.warnings,
        ..Parsed::of(SourceKind::Monica)
    };
    for (draft, last) in records.taken {
        let id = draft.external_id.clone().unwrap_or_default();
        let with = Whom::Record(parsed.drafts.len());
        parsed.catch_ups.extend(last.map(|on| DraftCatchUp {
            line: draft.line,
            external_id: format!("{}{id}:{on}", super::happened::LAST),
            on,
            channel: Channel::named("other"),
            started: Started::Both,
            answered: true,
            note: None,
            with: vec![with],
        }));
        parsed.drafts.push(draft);
    }
    Ok(parsed)
}

/// Somebody, and when they were last spoken with.
fn row(
    line: u64,
    columns: &[String],
    cells: &StringRecord,
    warnings: &mut Vec<Skipped>,
) -> Result<(Draft, Option<NaiveDate>), String> {
    let cell = |name: &str| -> Option<String> {
        let at = columns.iter().position(|column| column == name)?;
        let text = formula::restored(cells.get(at)?).trim();
        let is_null = text.is_empty() || text.eq_ignore_ascii_case("null") || text == "\\N";
        (!is_null).then(|| text.to_owned())
    };
    let is = |name: &str, value: &str| cell(name).is_some_and(|text| text == value);
    if is("is_partial", "1") {
        return Err("only a relation of somebody".to_owned());
    }
    let frequency = cell("stay_in_touch_frequency").and_then(|text| text.parse().ok());
    let mut draft = Draft {
        line,
        external_id: cell("uuid"),
        org: cell("company"),
        title: cell("job"),
        note: cell("description"),
        met: cell("first_met_where").or_else(|| cell("first_met_additional_info")),
        own_cadence: own_cadence(frequency, line, warnings),
        ..Draft::default()
    };
    draft.parts.given = cell("first_name");
    draft.parts.middle = cell("middle_name");
    draft.parts.family = cell("last_name");
    draft.nicknames.extend(cell("nickname"));
    let food = cell("food_preferences");
    draft
        .details
        .extend(food.map(|food| ("food".to_owned(), food)));
    if is("is_starred", "1") {
        draft.tags.push("starred".to_owned());
    }
    if is("is_dead", "1") {
        draft.standing = Some(Standing::InMemory);
    } else if is("is_active", "0") {
        draft.standing = Some(Standing::Archived);
    }
    for (name, kind) in [
        ("email", MethodKind::Email),
        ("phone", MethodKind::Phone),
        ("phone_number", MethodKind::Phone),
    ] {
        let method = |value| DraftMethod {
            kind,
            label: None,
            value,
        };
        draft.methods.extend(cell(name).map(method));
    }
    let birthday = cell("birthdate").or_else(|| cell("birthday"));
    let birthday = birthday.and_then(|text| day::occasion_day(&text));
    draft.occasions.extend(birthday.map(|day| DraftOccasion {
        label: "birthday".to_owned(),
        day,
        yearly: true,
    }));
    let last = cell("last_talked_to");
    let on = last.as_deref().and_then(day::full_day);
    if let (Some(last), None) = (&last, on) {
        warnings.push(Skipped {
            line,
            why: format!("no day: “{}”", tidy::excerpt(last)),
        });
    }
    Ok((tidy::finish(draft)?, on))
}
