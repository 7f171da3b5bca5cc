//! JSON of other programs, read one record at a time: a file of 200 MB is not to become a tree
//! of gigabytes, and lists nested a hundred thousand deep are not to end the program.
//!
//! What is looked into is first only parted, which keeps nothing and goes as deep as the text;
//! a record becomes values once its turn has come.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{day, lines};
use chrono::NaiveDate;

/// A part of a text, of which it knows the place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Json<'t> {
    whole: &'t str,
    part: &'t str,
}

impl<'t> Json<'t> {
    /// All of a text.
    ///
    /// # Errors
    /// Why it is no JSON, with the line.
    pub(super) fn read(text: &'t str) -> Result<Json<'t>, String> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|error| not_json(&error))?;
        Ok(Json {
            whole: text,
            part: raw.get(),
        })
    }

    fn parted(self, raw: &'t RawValue) -> Json<'t> {
        Json {
            whole: self.whole,
            part: raw.get(),
        }
    }

    /// What an object holds by name; nothing of what is none.
    pub(super) fn members(self) -> BTreeMap<String, Json<'t>> {
        let members: BTreeMap<String, &'t RawValue> =
            serde_json::from_str(self.part).unwrap_or_default();
        let parted = |(name, raw)| (name, self.parted(raw));
        members.into_iter().map(parted).collect()
    }

    /// What an object holds under this name.
    pub(super) fn member(self, name: &str) -> Option<Json<'t>> {
        self.members().remove(name)
    }

    /// What a list holds, as far as a list is read; nothing of what is none.
    pub(super) fn items(self) -> Vec<Json<'t>> {
        let mut items = Vec::new();
        let mut list = serde_json::Deserializer::from_str(self.part);
        let held = list.deserialize_seq(Each(|raw| items.push(self.parted(raw))));
        held.map_or_else(|_| Vec::new(), |()| items)
    }

    /// What an object of this one holds as a list.
    pub(super) fn list(self, name: &str) -> Vec<Json<'t>> {
        self.member(name).map_or_else(Vec::new, Json::items)
    }

    /// What an object of this one holds as a list, without which it is not what it seems.
    ///
    /// # Errors
    /// That it holds no such list.
    pub(super) fn needed(self, name: &str) -> Result<Vec<Json<'t>>, String> {
        match self.member(name) {
            Some(list) if list.part.starts_with('[') => Ok(list.items()),
            _ => Err(format!("there is no list of {name} in it; export it again")),
        }
    }

    /// As it is written.
    pub(super) fn text(self) -> &'t str {
        self.part
    }

    /// The record as a value.
    ///
    /// # Errors
    /// Why it cannot be one: it is too long, or nested too deep.
    pub(super) fn record(self) -> Result<Record, String> {
        let value = serde_json::from_str(short(self.part)?);
        value
            .map(Record)
            .map_err(|_| "nested deeper than any record is".to_owned())
    }

    /// Where in the text it begins, in bytes.
    fn at(self) -> usize {
        let at = (self.part.as_ptr() as usize).saturating_sub(self.whole.as_ptr() as usize);
        at.min(self.whole.len())
    }
}

/// The longest record, in bytes: as values it takes many times the room.
const RECORD_LIMIT: usize = 4_000_000;

/// A record that is not too long for one.
fn short(text: &str) -> Result<&str, String> {
    match text.len() > RECORD_LIMIT {
        true => Err(format!(
            "a record of more than {} MB",
            RECORD_LIMIT / 1_000_000
        )),
        false => Ok(text),
    }
}

/// More than this of a list is not looked into: before that a file has more records than are
/// read of any.
const LIST_LIMIT: usize = 1_000_001;

/// Hands what a list holds to a function, one by one.
struct Each<F>(F);

impl<'t, F: FnMut(&'t RawValue)> Visitor<'t> for Each<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut list: A) -> Result<(), A::Error> {
        for _ in 0..LIST_LIMIT {
            match list.next_element()? {
                Some(raw) => (self.0)(raw),
                None => return Ok(()),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Counts lines up to parts of a text, which mostly follow one another.
#[derive(Debug, Default)]
pub(super) struct Places(Cell<(usize, u64)>);

impl Places {
    /// The line where this part begins, from 1.
    pub(super) fn line(&self, part: Json<'_>) -> u64 {
        let at = part.at();
        let (from, ends) = match self.0.get() {
            (from, ends) if from <= at => (from, ends),
            _ => (0, 0),
        };
        let passed = part.whole.get(from..at).unwrap_or_default();
        let ends = ends + lines::count_ends(passed);
        self.0.set((at, ends));
        ends + 1
    }
}

/// A record, or a part of one: what it does not hold is as if it were empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Record(Value);

impl Record {
    pub(super) fn of(line: &str) -> Result<Record, String> {
        let value = serde_json::from_str(short(line)?).map_err(|error| not_json(&error))?;
        Ok(Record(value))
    }

    pub(super) fn part(&self, name: &str) -> Part<'_> {
        Part(Some(&self.0)).part(name)
    }
}

/// A part of a record that may be there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'r>(Option<&'r Value>);

impl<'r> Part<'r> {
    pub(super) fn part(self, name: &str) -> Part<'r> {
        Part(self.0.and_then(|value| value.get(name)))
    }

    pub(super) fn items(self) -> impl Iterator<Item = Part<'r>> {
        let items = self.0.and_then(Value::as_array);
        items.into_iter().flatten().map(|item| Part(Some(item)))
    }

    /// Its text, trimmed, unless nothing is in it; a number as it is written.
    pub(super) fn text(self) -> Option<String> {
        let text = match self.0? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn number(self) -> Option<i64> {
        match self.0? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Whether it is true; some programs write 1.
    pub(super) fn is_true(self) -> bool {
        match self.0 {
            Some(Value::Bool(is_true)) => *is_true,
            Some(_) => self.number() == Some(1),
            None => false,
        }
    }

    /// Whether it is said to be false.
    pub(super) fn is_false(self) -> bool {
        matches!(self.0, Some(Value::Bool(false))) || self.number() == Some(0)
    }

    /// The civil day that it begins with, as its program wrote it: of a time with a zone the
    /// day there.
    pub(super) fn day(self) -> Option<NaiveDate> {
        day::full_day(&self.text()?)
    }

    /// The day in UTC of seconds since 1970.
    pub(super) fn day_of_seconds(self) -> Option<NaiveDate> {
        let at = chrono::DateTime::from_timestamp(self.number()?, 0)?;
        Some(at.date_naive())
    }
}

/// In words what a JSON reader says with its own.
fn not_json(error: &serde_json::Error) -> String {
    match error.is_eof() {
        true => format!(
            "it ends in the middle, in line {}; export it again",
            error.line()
        ),
        false => format!(
            "line {}, column {} is no JSON; export it again",
            error.line(),
            error.column()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_know_their_lines() {
        let text = "{\n \"a\": [\n  {\"b\": 1},\n  {\"b\": 2}],\n \"c\": null}";
        let json = Json::read(text).unwrap();
        let places = Places::default();
        let lines: Vec<(u64, Option<i64>)> = json
            .list("a")
            .into_iter()
            .map(|part| (places.line(part), part.record().unwrap().part("b").number()))
            .collect();
        assert_eq!(lines, [(3, Some(1)), (4, Some(2))]);
        assert_eq!(places.line(json), 1);
        assert!(json.list("c").is_empty() && json.list("d").is_empty());
        assert!(json.needed("a").is_ok() && json.needed("c").is_err());
    }

    #[test]
    fn what_is_no_json_is_said_with_its_place() {
        #[track_caller]
        fn check(text: &str, why: &str) {
            assert_eq!(Json::read(text).map(|_| ()), Err(why.to_owned()), "{text}");
        }
        check(
            "{\"a\":\n[1,",
            "it ends in the middle, in line 2; export it again",
        );
        check(
            "{\"a\":\n tru }",
            "line 2, column 5 is no JSON; export it again",
        );
        check("{} {}", "line 1, column 4 is no JSON; export it again");
    }

    #[test]
    fn nesting_without_end_is_no_record_and_does_no_harm() {
        let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
        let text = format!("{{\"a\":[{},{{\"b\":1}}]}}", deep("[", "]"));
        let json = Json::read(&text).unwrap();
        let items = json.list("a");
        assert!(items[0].record().is_err());
        assert!(items[0].members().is_empty());
        assert_eq!(items[0].items().len(), 1);
        assert_eq!(items[1].record().unwrap().part("b").number(), Some(1));
        assert!(Json::read(&"[".repeat(100_000)).is_err());
        let deep = deep("{\"a\":", "}").replace(":}", ":1}");
        assert!(Json::read(&deep).unwrap().record().is_err());
    }

    #[test]
    fn what_a_record_lacks_is_empty() {
        let record =
            Record::of(r#"{"a":" ","b":1,"c":"2025-01-02T23:59:59-08:00","d":0}"#).unwrap();
        assert_eq!(record.part("a").text(), None);
        assert_eq!(record.part("b").text().as_deref(), Some("1"));
        assert!(record.part("b").is_true() && record.part("d").is_false());
        assert!(!record.part("x").is_true() && !record.part("x").is_false());
        assert_eq!(record.part("c").day(), NaiveDate::from_ymd_opt(2025, 1, 2));
        assert_eq!(record.part("x").part("y").items().count(), 0);
        assert_eq!(
            record.part("b").day_of_seconds(),
            NaiveDate::from_ymd_opt(1970, 1, 1)
        );
    }
}
