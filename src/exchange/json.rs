//! Records of other programs in JSON, one at a time.

use std::cell::Cell;

use chrono::NaiveDate;
use serde_json::Value;

use super::{day, decode, lines};
use crate::json::{Broken, Json, Text};

/// All of a text.
///
/// # Errors
/// Why it is no JSON, with the line.
pub(super) fn read(text: Text<'_>) -> Result<Json<'_>, String> {
    Json::read(text).map_err(|broken: Broken| format!("{broken}; export it again"))
}

/// What an object holds as a list, without which it is not what it seems.
///
/// # Errors
/// That it holds no such list.
pub(super) fn needed<'t>(
    list: Option<Json<'t>>,
    name: &str,
) -> Result<impl Iterator<Item = Json<'t>>, String> {
    match list {
        Some(list) if list.is_list() => Ok(list.items()),
        _ => Err(format!("there is no list of {name} in it; export it again")),
    }
}

/// The longest record, in bytes: as values it takes many times the room.
const RECORD_LIMIT: usize = 4_000_000;

/// Counts lines up to parts of a text, which mostly follow one another.
#[derive(Debug)]
pub(super) struct Places<'t> {
    text: Text<'t>,
    last: Cell<(u64, u64)>,
}

impl<'t> Places<'t> {
    pub(super) fn of(text: Text<'t>) -> Places<'t> {
        Places {
            text,
            last: Cell::default(),
        }
    }

    /// The line where this part begins, from 1.
    pub(super) fn line(&self, part: Json<'_>) -> u64 {
        self.line_at(part.at())
    }

    /// The line of this byte, from 1.
    pub(super) fn line_at(&self, at: u64) -> u64 {
        let (from, ends) = match self.last.get() {
            last if last.0 <= at => last,
            _ => (0, 0),
        };
        let ends = ends + lines::count_ends_in(self.text, from, at);
        self.last.set((at, ends));
        ends + 1
    }
}

/// A record, or a part of one: what it does not hold is as if it were empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Record(Value);

impl Record {
    /// The record that stands there.
    ///
    /// # Errors
    /// Why it cannot be one: it is too long, or nested too deep.
    pub(super) fn of(part: Json<'_>) -> Result<Record, String> {
        if part.length() > RECORD_LIMIT {
            return Err(format!(
                "a record of more than {} MB",
                RECORD_LIMIT / 1_000_000
            ));
        }
        let value = serde_json::from_str(&decode::decode(part.bytes().into_owned()));
        value
            .map(Record)
            .map_err(|_| "nested deeper than any record is".to_owned())
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

    /// Its text as it is written; `None` of what is none.
    pub(super) fn written(self) -> Option<&'r str> {
        self.0.and_then(Value::as_str)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_know_their_lines() {
        let text = "{\n \"a\": [\n  {\"b\": 1},\r\n  {\"b\": 2}],\n \"c\": null}";
        let json = Json::read(text).unwrap();
        let places = Places::of(text.into());
        let [a, c, d] = json.members(["a", "c", "d"]);
        let lines: Vec<(u64, Option<i64>)> = a
            .unwrap()
            .items()
            .map(|part| {
                let record = Record::of(part).unwrap();
                (places.line(part), record.part("b").number())
            })
            .collect();
        assert_eq!(lines, [(3, Some(1)), (4, Some(2))]);
        assert_eq!(places.line(json), 1);
        assert!(needed(a, "a").is_ok() && needed(c, "c").is_err() && needed(d, "d").is_err());
    }

    #[test]
    fn nesting_without_end_is_no_record_and_does_no_harm() {
        let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
        let text = format!("[{},{{\"b\":1}}]", deep("[", "]"));
        let items: Vec<Json<'_>> = Json::read(&text).unwrap().items().collect();
        assert!(Record::of(items[0]).is_err());
        assert_eq!(items[0].items().count(), 1);
        let record = Record::of(items[1]).unwrap();
        assert_eq!(record.part("b").number(), Some(1));
        let deep = deep("{\"a\":", "}").replace(":}", ":1}");
        assert!(Record::of(Json::read(&deep).unwrap()).is_err());
    }

    #[test]
    fn what_a_record_lacks_is_empty() {
        let text = r#"{"a":" ","b":1,"c":"2025-01-02T23:59:59-08:00","d":0}"#;
        let record = Record::of(Json::read(text).unwrap()).unwrap();
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
