//! Values that a card does not have yet, as properties of its version.

use super::super::record::Record;
use super::super::value::Version;
use super::super::write::own_label;
use super::line;
use super::several::label_of;
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Address, MethodKind};
use crate::domain::day::PartialDay;
use crate::domain::draft::Draft;
use crate::domain::import::{address_text, read_occasion};
use crate::domain::naming;

/// Heads and values, escaped, that say this value of a list; `None` where no property does.
/// Labels and the parts of addresses are as in `ours`; `item` is a group's number nobody has.
pub(super) fn lines(
    field: &str,
    value: &str,
    ours: &Draft,
    version: Version,
    item: usize,
) -> Option<Vec<(String, String)>> {
    if let Some(kind) = MethodKind::from_word(field) {
        let label = label_of(field, value, ours);
        return Some(way(kind, label.unwrap_or_default(), value, version, item));
    }
    let text = |name: &str| vec![(name.to_owned(), line::escaped(value, version))];
    Some(match field.split_once(':') {
        None => match field {
            "nickname" => vec![("NICKNAME".to_owned(), line::list_part(value, version))],
            "tag" => vec![("CATEGORIES".to_owned(), line::list_part(value, version))],
            "interest" => text("X-TIES-INTEREST"),
            "birthday" => vec![day("BDAY", value, version)?],
            "address" => {
                let mut all = ours.addresses.iter();
                let address = all.find(|address| address_text(address) == value)?;
                postal(address, version, item)
            }
            _ => return None,
        },
        Some(("occasion", label)) => {
            labelled(day("X-ABDATE", value, version)?, label, version, item)
        }
        _ => return None,
    })
}

/// A cadence as a card says it.
pub(super) fn cadence(stored: &str) -> String {
    match stored.parse().ok().and_then(OwnCadence::from_days) {
        Some(OwnCadence::Every(cadence)) => cadence.days().to_string(),
        _ => "never".to_owned(),
    }
}

/// The components of a name whose parts are not known, as they are guessed.
pub(super) fn guessed_parts(name: &str, version: Version) -> String {
    let (given, family) = naming::guessed(name).unwrap_or((name, ""));
    let part = |part: &str| line::component(part, version);
    format!("{};{};;;", part(family), part(given))
}

/// The line of a day that takes another's place: its name and its other parameters stay.
pub(super) fn day_line(
    head: &str,
    record: &Record<'_>,
    to: &str,
    version: Version,
) -> Option<String> {
    if record.is("X-ANDROID-CUSTOM") {
        return None;
    }
    let mut kept = line::bare(head);
    for word in ["X-APPLE-OMIT-YEAR", "VALUE", "X-TIES-ONCE"] {
        kept = without(&kept, word);
    }
    let (mut head, mut value) = day(&kept, to, version)?;
    let was = record.value.trim();
    let is_bare = |text: &str| !text.trim_start_matches('-').contains('-');
    if head.contains("X-APPLE-OMIT-YEAR") && was.starts_with("--") {
        head = without(&head, "X-APPLE-OMIT-YEAR");
        value = value.replacen("1604", "-", 1);
    }
    if is_bare(was) && !head.contains("VALUE=text") && !head.contains("X-APPLE-OMIT-YEAR") {
        value = without_dashes(&value);
    }
    if !is_bare(was)
        && let (Version::V4, Ok(day)) = (version, to.parse::<PartialDay>())
        && day.year().is_some()
    {
        value = day.to_string();
    }
    Some(format!("{head}:{value}"))
}

/// A day as vCard 4.0 writes it: `--0503`, `19900503`.
fn without_dashes(day: &str) -> String {
    match day.strip_prefix("--") {
        Some(rest) => format!("--{}", rest.replace('-', "")),
        None if day.len() == 10 => day.replace('-', ""),
        None => day.to_owned(),
    }
}

/// Head and value of a day: without a year as Apple writes it in 3.0.
fn day(head: &str, value: &str, version: Version) -> Option<(String, String)> {
    let (text, yearly) = read_occasion(value);
    let once = match yearly {
        true => "",
        false => ";X-TIES-ONCE=TRUE",
    };
    let head = format!("{head}{once}");
    Some(match (text.parse::<PartialDay>(), version) {
        (Ok(PartialDay::Yearless { month, day }), Version::V3) => (
            format!("{head};X-APPLE-OMIT-YEAR=1604"),
            format!("1604-{month:02}-{day:02}"),
        ),
        (Ok(day), Version::V4) => (head, without_dashes(&day.to_string())),
        (Ok(day), _) => (head, day.to_string()),
        (Err(_), _) => (format!("{head};VALUE=text"), line::escaped(text, version)),
    })
}

/// A head without the parameter of this name.
fn without(head: &str, name: &str) -> String {
    head.split(';')
        .filter(|part| {
            !part
                .split('=')
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case(name))
        })
        .collect::<Vec<_>>()
        .join(";")
}

fn way(
    kind: MethodKind,
    label: &str,
    value: &str,
    version: Version,
    item: usize,
) -> Vec<(String, String)> {
    let name = match (kind, version) {
        (MethodKind::Email, Version::V2) => "EMAIL;INTERNET",
        (MethodKind::Email, Version::V3) => "EMAIL;TYPE=INTERNET",
        (MethodKind::Email, Version::V4) => "EMAIL",
        (MethodKind::Phone, _) => "TEL",
        (MethodKind::Url, _) => "URL",
        (MethodKind::Handle, _) => {
            // A colon would be read as a scheme.
            let value = match value.contains(':') {
                true => format!("x-apple:{value}"),
                false => value.to_owned(),
            };
            let said = ("X-SOCIALPROFILE".to_owned(), line::escaped(&value, version));
            return labelled(said, label, version, item);
        }
    };
    typed(
        (name.to_owned(), line::escaped(value, version)),
        label,
        version,
        item,
    )
}

fn postal(address: &Address, version: Version, item: usize) -> Vec<(String, String)> {
    let parts = address.parts().map(|part| line::component(part, version));
    let value = format!(";;{}", parts.join(";"));
    let label = address.label.as_deref().unwrap_or_default();
    typed(("ADR".to_owned(), value), label, version, item)
}

/// With the label as a type where vCard has one, else beside it.
fn typed(
    (name, value): (String, String),
    label: &str,
    version: Version,
    item: usize,
) -> Vec<(String, String)> {
    let Some(word) = type_word(label) else {
        return labelled((name, value), label, version, item);
    };
    let head = match version {
        Version::V2 => format!("{name};{word}"),
        Version::V3 | Version::V4 => format!("{name};TYPE={word}"),
    };
    vec![(head, value)]
}

/// The type that vCard has for a label, if it has one.
pub(super) fn type_word(label: &str) -> Option<&'static str> {
    Some(match label {
        "home" => "HOME",
        "work" => "WORK",
        "fax" => "FAX",
        "pager" => "PAGER",
        "mobile" => "CELL",
        _ => return None,
    })
}

fn labelled(
    (name, value): (String, String),
    label: &str,
    version: Version,
    item: usize,
) -> Vec<(String, String)> {
    if label.is_empty() {
        return vec![(name, value)];
    }
    vec![
        (format!("item{item}.{name}"), value),
        (
            format!("item{item}.X-ABLabel"),
            line::escaped(&own_label(label), version),
        ),
    ]
}
