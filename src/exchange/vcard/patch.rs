//! A card that somebody else wrote, with some of its values changed: every line that says
//! nothing of what has changed goes out as the bytes that came in.
//!
//! Offsets have to hold in the bytes whatever their encoding is, so the card is taken apart in
//! a mask of it, in which every byte above ASCII is one that stands for nothing: what parts
//! cards into lines, and lines into a name and a value, is ASCII in every encoding but UTF-16.
//! Each property is then decoded by itself. What comes out is read again before it is given
//! away: a card that would not say what it should is not written.

mod add;
mod line;

use std::ops::Range;

use super::super::decode;
use super::draft::{self, Sayings};
use super::labels::Labels;
use super::record::{Entry, Record, records};
use super::split::{Cards, End, RawCard, is_end};
use super::value::{self, Version};
use crate::domain::card::MethodKind;
use crate::domain::draft::Draft;
use crate::domain::folder;
use crate::domain::import::{FieldChange, fields, same};
use crate::exchange::lines::Lines;
use line::Style;

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
    let mut wanted = before;
    folder::carry_out(&mut wanted, changes);
    let is_renamed = changes.iter().any(|change| change.field == "name");
    let is_compared = |field: &str| match field {
        // What follows from others: a city from addresses, labels from their order, and where
        // a card has no name of its own, that too.
        "city" | "labels" | "kind" => false,
        "name" => is_renamed,
        _ => true,
    };
    match difference(&said(&patched)?, &wanted, is_compared) {
        None => Ok(patched),
        Some(field) => Err(Unpatched::Unsaid(field)),
    }
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

/// A card taken apart, with where everything stands in its bytes.
struct Original<'b> {
    bytes: &'b [u8],
    /// Each property: where it stands, and its text by itself.
    properties: Vec<(Range<usize>, String)>,
    /// Where new properties go: before the line of its END.
    end: usize,
    style: Style,
}

impl<'b> Original<'b> {
    fn of(bytes: &'b [u8]) -> Result<Original<'b>, Unpatched> {
        if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..] = bytes {
            return Err(Unpatched::Utf16);
        }
        let mask = mask(bytes);
        // A byte order mark would hide the BEGIN of its line.
        let mark = match bytes {
            [0xEF, 0xBB, 0xBF, ..] => 3,
            _ => 0,
        };
        let mut cards = Cards::numbered(&mask[mark..], 1);
        let (Some(card), None) = (cards.next(), cards.next()) else {
            return Err(Unpatched::NotOneCard);
        };
        let start = card.text.as_ptr() as usize - mask.as_ptr() as usize;
        let properties = records(card.text, 1)
            .filter_map(|entry| match entry {
                Entry::Record(record) => Some(start + record.at.start..start + record.at.end),
                Entry::NotUnderstood(..) => None,
            })
            .map(|at| {
                let text = decode::decode(bytes[at.clone()].to_vec());
                (at, text)
            })
            .collect();
        Ok(Original {
            bytes,
            properties,
            end: start + end_of(&card),
            style: Style::of(card.text),
        })
    }
}

/// The bytes with those above ASCII replaced, one for one, by one that stands for nothing.
fn mask(bytes: &[u8]) -> String {
    const NOTHING: char = '\u{1a}';
    let masked = bytes.iter().map(|byte| match byte.is_ascii() {
        true => char::from(*byte),
        false => NOTHING,
    });
    masked.collect()
}

/// Where the line of a card's END starts in its text; its length where it has none.
fn end_of(card: &RawCard<'_>) -> usize {
    let ends = Lines::numbered(card.text, 1).filter(|line| is_end(line.text));
    match card.end {
        End::Proper => ends.last().map_or(card.text.len(), |line| line.start),
        End::Missing => card.text.len(),
    }
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
            if record.is("VERSION") && record.value.trim() == "2.1" {
                version = Version::V2;
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
            field => self.value(field, change.from.as_deref(), to, ours),
        }
    }

    /// The full name, and with it the parts that were only guessed of the former one.
    fn name(&mut self, to: &str) -> Option<()> {
        self.text(&["FN"], Some(to))?;
        let guessed = self.properties.iter().position(|property| {
            property.is_full("N") && property.record.param("X-TIES-GUESS").is_some()
        });
        if let Some(at) = guessed {
            self.rewrite(at, &add::guessed_parts(to, self.version));
        }
        Some(())
    }

    /// A property with one text: the first of these names that has one. What follows it under
    /// the same name would take its place, so it goes with it.
    fn text(&mut self, names: &[&str], to: Option<&str>) -> Option<()> {
        let first = names.iter().find_map(|name| {
            let mut all = self.properties.iter();
            Some((all.position(|property| property.is_full(name))?, *name))
        });
        let Some((at, name)) = first else {
            if let (Some(to), Some(name)) = (to, names.first()) {
                let value = line::escaped(to, self.version);
                self.added.push(self.encoded(name, &value));
            }
            return Some(());
        };
        match to {
            Some(to) => self.rewrite(at, &line::escaped(to, self.version)),
            None => self.remove(at),
        }
        if to.is_none() || name == "NOTE" {
            for other in at + 1..self.properties.len() {
                if self.properties[other].is_full(name) {
                    self.remove(other);
                }
            }
        }
        Some(())
    }

    /// One component of a property that has several.
    fn component(&mut self, name: &str, place: usize, to: Option<&str>) -> Option<()> {
        // The last N holds, and the first ORG.
        let is_it = |property: &Property<'_>| {
            property.is_full(name) && property.record.param("X-TIES-GUESS").is_none()
        };
        let found = match name {
            "N" => self.properties.iter().rposition(is_it),
            _ => self.properties.iter().position(is_it),
        };
        let new = to.map_or_else(String::new, |to| line::component(to, self.version));
        let Some(at) = found else {
            if let Some(guess) = self.properties.iter().position(|p| p.is_full("N"))
                && name == "N"
            {
                self.remove(guess);
            }
            let mut parts = vec![String::new(); place];
            parts.push(new);
            if name == "N" {
                parts.resize(5, String::new());
            }
            let line = self.encoded(name, &parts.join(";"));
            self.added.push(line);
            return self.settle_added(name);
        };
        let mut parts = self.components_now(at);
        if parts.len() <= place {
            parts.resize(place + 1, String::new());
        }
        parts[place] = new;
        match parts.iter().all(String::is_empty) {
            true => self.remove(at),
            false => self.rewrite(at, &parts.join(";")),
        }
        Some(())
    }

    /// Units stand behind the organisation, and are read as one.
    fn unit(&mut self, to: Option<&str>) -> Option<()> {
        if let Some(at) = self.properties.iter().position(|p| p.is_full("ORG")) {
            let mut parts = self.components_now(at);
            parts.truncate(1);
            parts.resize(1, String::new());
            parts.extend(to.map(|to| line::component(to, self.version)));
            match parts.iter().all(String::is_empty) {
                true => self.remove(at),
                false => self.rewrite(at, &parts.join(";")),
            }
            return Some(());
        }
        self.component("ORG", 1, to)
    }

    /// Joins two lines of one property that were added for one component each.
    fn settle_added(&mut self, name: &str) -> Option<()> {
        let head = format!("{name}:");
        let of_it = |line: &String| line.starts_with(&head);
        let all: Vec<usize> = (0..self.added.len())
            .filter(|at| of_it(&self.added[*at]))
            .collect();
        let [first, second] = all[..] else {
            return Some(());
        };
        let second = self.added.remove(second);
        let before = line::parts(&self.added[first][head.len()..]);
        let after = line::parts(&second[head.len()..]);
        let long = before.len().max(after.len());
        let part = |parts: &[String], at: usize| parts.get(at).cloned().unwrap_or_default();
        let joined: Vec<String> = (0..long)
            .map(|at| {
                Some(part(&after, at))
                    .filter(|p| !p.is_empty())
                    .unwrap_or_else(|| part(&before, at))
            })
            .collect();
        self.added[first] = head + &joined.join(";");
        Some(())
    }

    /// One value of several: it comes, goes, or takes another's place.
    fn value(
        &mut self,
        field: &str,
        from: Option<&str>,
        to: Option<&str>,
        ours: &Draft,
    ) -> Option<()> {
        let mut to = to;
        if let Some(from) = from {
            for at in 0..self.properties.len() {
                if !self.properties[at].is_there() || !self.properties[at].says(field, from) {
                    continue;
                }
                let new = match to {
                    Some(new) => self.replaced(at, (field, from), new, ours),
                    None => None,
                };
                match new {
                    Some(line) => {
                        self.properties[at].fate = Fate::Becomes(line);
                        to = None; // the same value, said once more, goes
                    }
                    None => self.without(at, field, from),
                }
            }
        }
        if let Some(to) = to {
            let item = self.free_item();
            let lines = add::lines(field, to, ours, self.version, item)?;
            for (name, value) in lines {
                let line = self.encoded(&name, &value);
                self.added.push(line);
            }
        }
        Some(())
    }

    /// The line of a property in which one value is another; `None` where the new one is
    /// better said anew.
    fn replaced(
        &self,
        at: usize,
        (field, from): (&str, &str),
        to: &str,
        ours: &Draft,
    ) -> Option<String> {
        let property = &self.properties[at];
        let record = &property.record;
        if is_list(record) {
            let parts = self.list_with(at, |part| {
                same(field, part, from).then(|| line::list_part(to, self.version))
            })?;
            return Some(self.reworded(at, &parts.join(",")));
        }
        if field == "birthday" || field.starts_with("occasion:") {
            let head = line::head(property.raw);
            return add::day_line(&head, record, to, self.version);
        }
        if record.is("ADR") || record.is("X-ANDROID-CUSTOM") {
            return None;
        }
        let is_relabelled = |label: Option<&str>| {
            label.is_some_and(|label| self.labels.of(record).as_deref() != Some(label))
        };
        if is_relabelled(label_of(field, to, ours)) {
            return None;
        }
        let text = value::text(record, self.version);
        let (_, said) = property
            .says
            .iter()
            .find(|(name, held)| name == field && same(field, held, from))?;
        let scheme = text.strip_suffix(said.as_str())?;
        let is_number = scheme.eq_ignore_ascii_case("tel:");
        let to = match is_number {
            true => to.replace(' ', "-"),
            false => to.to_owned(),
        };
        let value = line::escaped(&format!("{scheme}{to}"), self.version);
        Some(self.reworded(at, &value))
    }

    /// Takes one value out of a property, and the property where it said nothing else.
    fn without(&mut self, at: usize, field: &str, value: &str) {
        let is_alone = !is_list(&self.properties[at].record);
        let left = match is_alone {
            true => None,
            false => self.list_with(at, |part| same(field, part, value).then(String::new)),
        };
        match left.map(|parts| {
            parts
                .into_iter()
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
        }) {
            Some(parts) if !parts.is_empty() => self.rewrite(at, &parts.join(",")),
            _ => self.remove(at),
        }
    }

    /// The values of a list as they are written, those that `change` knows changed; `None`
    /// where it knows none of them.
    fn list_with(&self, at: usize, change: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
        let mut is_changed = false;
        let parts = line::split(&self.value_now(at), ',')
            .into_iter()
            .map(|part| match change(&value::meant(&part, self.version)) {
                Some(new) => {
                    is_changed = true;
                    new
                }
                None => part,
            })
            .collect();
        is_changed.then_some(parts)
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

    fn components_now(&self, at: usize) -> Vec<String> {
        line::parts(&self.value_now(at))
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

/// What this value is called here, if it is one that is called something.
fn label_of<'d>(field: &str, value: &str, ours: &'d Draft) -> Option<&'d str> {
    let kind = MethodKind::from_word(field)?;
    let mut all = ours.methods.iter();
    let method = all.find(|method| method.kind == kind && method.value == value)?;
    method.label.as_deref()
}

/// Whether a property holds a list of values with commas between them.
fn is_list(record: &Record<'_>) -> bool {
    record.is("NICKNAME") || record.is("CATEGORIES")
}
