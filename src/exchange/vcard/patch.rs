//! A card that somebody else wrote, with some of its values changed: every line that says
//! nothing of what has changed goes out as the bytes that came in.
//!
//! Offsets have to hold in the bytes whatever their encoding is, so the card is taken apart in
//! a mask of it, in which every byte above ASCII is one that stands for nothing: what parts
//! cards into lines, and lines into a name and a value, is ASCII in every encoding but UTF-16.
//! Each property is then decoded by itself. What comes out is read again before it is given
//! away: a card that would not say what it should is not written.

mod add;
mod label;
mod line;
mod original;
mod several;
mod single;

use std::ops::Range;

use super::super::decode;
use super::draft::{self, Sayings};
use super::labels::Labels;
use super::record::{Entry, Record, records};
use super::split::Cards;
use super::value::{self, Version};
use crate::domain::draft::Draft;
use crate::domain::folder::{self, labelled};
use crate::domain::import::{FieldChange, called, fields, same};
use original::Original;

/// Why a card stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unpatched {
    /// The file holds no card, or several.
    NotOneCard,
    /// It is UTF-16, whose bytes are not looked into.
    Utf16,
    /// What this field is to say cannot be said in this card.
    Unsaid(String),
}

/// The bytes of a file with one card, in which these fields have changed; of `ours` the labels
/// and the parts of addresses are taken that are added. A value of a list with `from` and `to`
/// takes the other's place and keeps its label. Without changes these are the same bytes.
///
/// # Errors
/// Where the card cannot say it: nothing is half said.
pub fn patch(bytes: &[u8], changes: &[FieldChange], ours: &Draft) -> Result<Vec<u8>, Unpatched> {
    if changes.is_empty() {
        return Ok(bytes.to_vec());
    }
    let original = Original::of(bytes)?;
    let before = said(bytes)?;
    let mut patcher = Patcher::of(&original);
    for change in changes {
        patcher
            .carry_out(change, ours)
            .ok_or_else(|| Unpatched::Unsaid(change.field.clone()))?;
    }
    let patched = patcher.finish();
    let (renamed, changes): (Vec<_>, Vec<_>) = changes
        .iter()
        .cloned()
        .partition(|change| labelled(&change.field).is_some());
    let mut wanted = before;
    folder::carry_out(&mut wanted, &changes);
    let is_renamed = changes.iter().any(|change| change.field == "name");
    let is_compared = |field: &str| match field {
        // What follows from others: a city from addresses, labels from their order, and where
        // a card has no name of its own, that too.
        "city" | "labels" | "kind" => false,
        "name" => is_renamed,
        _ => true,
    };
    let said = said(&patched)?;
    let unsaid = difference(&said, &wanted, is_compared).or_else(|| {
        let mut renamed = renamed.into_iter();
        Some(renamed.find(|change| !is_called(&said, change))?.field)
    });
    match unsaid {
        None => Ok(patched),
        Some(field) => Err(Unpatched::Unsaid(field)),
    }
}

/// Whether what a change is about is called as it says.
fn is_called(said: &[(String, String)], change: &FieldChange) -> bool {
    let Some((field, value)) = labelled(&change.field) else {
        return false;
    };
    let mut called = called(said).into_iter();
    called.any(|(name, held, label)| {
        name == field && same(field, held, value) && label == change.to.as_deref()
    })
}

/// What the one card in these bytes says.
fn said(bytes: &[u8]) -> Result<Vec<(String, String)>, Unpatched> {
    let text = decode::decode(bytes.to_vec());
    let mut cards = Cards::numbered(&text, 1);
    match (cards.next(), cards.next()) {
        (Some(card), None) => match draft::read(card, &mut Vec::new()) {
            draft::Card::Contact(draft) => Ok(fields(&draft)),
            _ => Err(Unpatched::NotOneCard),
        },
        _ => Err(Unpatched::NotOneCard),
    }
}

/// The first field in which two readings differ, of those that are compared.
fn difference(
    a: &[(String, String)],
    b: &[(String, String)],
    is_compared: impl Fn(&str) -> bool,
) -> Option<String> {
    let lacks = |these: &[(String, String)], (field, value): &(String, String)| {
        !these
            .iter()
            .any(|(other, held)| other == field && same(field, held, value))
    };
    let missing = |from: &[(String, String)], of: &[(String, String)]| {
        of.iter()
            .find(|pair| is_compared(&pair.0) && lacks(from, pair))
            .map(|(field, _)| field.clone())
    };
    missing(a, b).or_else(|| missing(b, a))
}

/// What becomes of one property.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fate {
    Stays,
    Goes,
    /// This line stands in its place, without an end.
    Becomes(String),
}

/// A card while it is changed.
struct Patcher<'o> {
    original: &'o Original<'o>,
    version: Version,
    labels: Labels,
    properties: Vec<Property<'o>>,
    added: Vec<String>,
}

/// One property, what it says by itself, and what becomes of it.
struct Property<'o> {
    at: &'o Range<usize>,
    record: Record<'o>,
    raw: &'o str,
    says: Vec<(String, String)>,
    fate: Fate,
}

impl Property<'_> {
    /// Whether it says this value, in any spelling.
    fn says(&self, field: &str, value: &str) -> bool {
        self.says
            .iter()
            .any(|(name, held)| name == field && same(field, held, value))
    }

    fn is_there(&self) -> bool {
        self.fate != Fate::Goes
    }

    /// Whether it is that property and has a value.
    fn is_full(&self, name: &str) -> bool {
        self.is_there() && self.record.is(name) && !self.record.value.trim().is_empty()
    }
}

impl<'o> Patcher<'o> {
    fn of(original: &'o Original<'o>) -> Patcher<'o> {
        let all: Vec<(&Range<usize>, Record<'o>, &'o str)> = original
            .properties
            .iter()
            .filter_map(|(at, text)| match records(text, 1).next() {
                Some(Entry::Record(record)) => Some((at, record, text.as_str())),
                _ => None,
            })
            .collect();
        let mut labels = Labels::default();
        let mut version = Version::V3;
        for (_, record, _) in &all {
            labels.take(record);
            if record.is("VERSION") {
                version = match record.value.trim() {
                    "2.1" => Version::V2,
                    "4.0" => Version::V4,
                    _ => version,
                };
            }
        }
        let mut sayings = Sayings::of(version, labels.clone());
        let properties = all
            .into_iter()
            .map(|(at, record, raw)| Property {
                at,
                says: fields(&sayings.of_record(&record)),
                record,
                raw,
                fate: Fate::Stays,
            })
            .collect();
        Patcher {
            original,
            version,
            labels,
            properties,
            added: Vec::new(),
        }
    }

    /// `None` where it cannot be done.
    fn carry_out(&mut self, change: &FieldChange, ours: &Draft) -> Option<()> {
        let to = change.to.as_deref();
        match change.field.as_str() {
            "name" => self.name(to?),
            "family" => self.component("N", 0, to),
            "given" => self.component("N", 1, to),
            "middle" => self.component("N", 2, to),
            "prefix" => self.component("N", 3, to),
            "suffix" => self.component("N", 4, to),
            "org" => self.component("ORG", 0, to),
            "unit" => self.unit(to),
            "title" => self.text(&["TITLE", "ROLE"], to),
            "note" => self.text(&["NOTE"], to),
            "met" => self.text(&["X-TIES-MET"], to),
            "met on" => self.text(&["X-TIES-MET-ON"], to),
            "tie" => self.text(&["X-TIES-TIE"], to),
            "every" => self.text(&["X-TIES-CADENCE"], to.map(add::cadence).as_deref()),
            field => match labelled(field) {
                Some(of) => self.relabel(of, to?),
                None => self.value(field, change.from.as_deref(), to, ours),
            },
        }
    }

    /// Lets a property say this value, which is escaped already.
    fn rewrite(&mut self, at: usize, value: &str) {
        self.properties[at].fate = Fate::Becomes(self.reworded(at, value));
    }

    fn reworded(&self, at: usize, value: &str) -> String {
        let head = line::head(self.properties[at].raw);
        line::encoded(&line::bare(&head), value, self.version)
    }

    fn encoded(&self, head: &str, value: &str) -> String {
        line::encoded(head, value, self.version)
    }

    /// What a property says by now, without its transfer encoding, escapes still in it.
    fn value_now(&self, at: usize) -> String {
        let property = &self.properties[at];
        match &property.fate {
            Fate::Becomes(line) => match records(line, 1).next() {
                Some(Entry::Record(record)) => value::unencoded(&record).into_owned(),
                _ => String::new(),
            },
            _ => value::unencoded(&property.record).into_owned(),
        }
    }

    /// Takes a property away, with the label that stands beside it alone.
    fn remove(&mut self, at: usize) {
        self.properties[at].fate = Fate::Goes;
        let Some(group) = self.properties[at].record.group.clone() else {
            return;
        };
        let is_of = |property: &Property<'_>| {
            property.is_there()
                && property
                    .record
                    .group
                    .as_deref()
                    .is_some_and(|other| other.eq_ignore_ascii_case(&group))
        };
        let is_beside = |property: &Property<'_>| {
            property.record.is("X-ABLABEL") || property.record.is("X-ABADR")
        };
        if self.properties.iter().any(|p| is_of(p) && !is_beside(p)) {
            return;
        }
        for property in &mut self.properties {
            if is_of(property) {
                property.fate = Fate::Goes;
            }
        }
    }

    /// The number of a group that nobody has.
    fn free_item(&self) -> usize {
        let number = |group: &str| -> Option<usize> {
            let digits = group
                .get(..4)
                .filter(|item| item.eq_ignore_ascii_case("item"))?;
            group[digits.len()..].parse().ok()
        };
        let of_card = self
            .properties
            .iter()
            .filter_map(|p| number(p.record.group.as_deref()?));
        let of_added = self
            .added
            .iter()
            .filter_map(|line| number(line.split_once('.')?.0));
        1 + of_card.chain(of_added).max().unwrap_or(0)
    }

    fn finish(self) -> Vec<u8> {
        let Original {
            bytes, end, style, ..
        } = self.original;
        let mut out = Vec::with_capacity(bytes.len() + 256);
        let mut at = 0;
        for property in &self.properties {
            let range = property.at;
            let new = match &property.fate {
                Fate::Stays => continue,
                Fate::Goes => None,
                Fate::Becomes(line) => Some(line),
            };
            out.extend_from_slice(&bytes[at..range.start]);
            if let Some(line) = new {
                style.push(&mut out, line);
            }
            at = range.end;
        }
        out.extend_from_slice(&bytes[at..*end]);
        if !self.added.is_empty() && !out.ends_with(b"\n") && !out.ends_with(b"\r") {
            style.end_line(&mut out);
        }
        for line in &self.added {
            style.push(&mut out, line);
        }
        out.extend_from_slice(&bytes[*end..]);
        out
    }
}
