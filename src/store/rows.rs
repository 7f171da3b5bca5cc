//! Between SQL's words and the domain's types.

use chrono::NaiveDate;
use rusqlite::types::{ToSql, ToSqlOutput, Type, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::Error;
use crate::domain::day::within_years;
use crate::domain::id::ContactId;
use crate::text::one_line;

/// A day as the file keeps it, which has room for the years 1 to 9999: whatever a clock may
/// say, no row is written that could not be read again.
pub(super) fn iso(day: NaiveDate) -> String {
    within_years(day).to_string() // as ISO 8601 has it; a format would be read anew each time
}

/// The day in `column`.
pub(super) fn day(row: &Row<'_>, column: &str) -> rusqlite::Result<NaiveDate> {
    let text: String = row.get(column)?;
    read_day(&text).ok_or_else(|| odd(column, &text))
}

/// The day in `column`, if there is one.
pub(super) fn maybe_day(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<NaiveDate>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| read_day(&text).ok_or_else(|| odd(column, &text)))
        .transpose()
}

/// A day written `YYYY-MM-DD`, read without chrono's format machinery: a start reads
/// tens of thousands of them.
pub(super) fn read_day(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |digits: &[u8]| -> Option<u32> {
        digits.iter().try_fold(0, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + u32::from(digit - b'0'))
        })
    };
    NaiveDate::from_ymd_opt(
        i32::try_from(number(&bytes[..4])?).ok()?,
        number(&bytes[5..7])?,
        number(&bytes[8..])?,
    )
}

/// The value of `column` that `read` makes of its word.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: &str,
    read: impl FnOnce(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    read(&text).ok_or_else(|| odd(column, &text))
}

/// The error for a value that this ties does not know.
pub(super) fn odd(column: &str, text: &str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(
        0,
        Type::Text,
        format!("“{text}” in {column} is not understood").into(),
    )
}

/// A fresh uid for a new row.
pub(super) fn uid() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// A uid as text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Uid([u8; 36]);

impl Uid {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl ToSql for Uid {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(&self.0)))
    }
}

/// Fresh uids for many rows at once: the first is made, the others are counted up from it
/// (RFC 9562, 6.2), so that the machine is asked for chance once and not for every row.
pub(super) struct Uids(Uid);

impl Uids {
    /// Where the last group begins, in which is counted: it is nothing but chance.
    const LAST_GROUP: usize = 24;

    pub(super) fn begin() -> Uids {
        let mut text = [0; 36];
        uuid::Uuid::now_v7().hyphenated().encode_lower(&mut text);
        Uids(Uid(text))
    }

    pub(super) fn next(&mut self) -> Uid {
        let digits = &mut self.0.0[Uids::LAST_GROUP..];
        match digits.iter().rposition(|digit| *digit != b'f') {
            Some(at) => {
                digits[at] = match digits[at] {
                    b'9' => b'a',
                    digit => digit + 1,
                };
                digits[at + 1..].fill(b'0');
            }
            None => *self = Uids::begin(),
        }
        self.0
    }
}

/// The name of a contact, or that there is none.
pub(super) fn name_of(conn: &Connection, id: ContactId) -> Result<String, Error> {
    conn.prepare_cached("SELECT name FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| row.get("name"))
        .optional()?
        .ok_or_else(|| Error::NotFound(format!("contact {id}")))
}

/// Text trimmed at both ends, unless nothing is left.
pub(super) fn some_text(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty()).then_some(text)
}

/// The same on one line, as what somebody is called or belongs to.
pub(super) fn some_line(text: &str) -> Option<String> {
    some_text(text).map(one_line)
}
