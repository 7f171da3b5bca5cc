//! Between SQL's words and the domain's types.

use chrono::NaiveDate;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::Error;
use crate::domain::id::ContactId;

/// A day as the file keeps it.
pub(super) fn iso(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
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

/// Fresh uids for many rows at once: the first is made, the others are counted up from it
/// (RFC 9562, 6.2), so that the machine is asked for chance once and not for every row.
pub(super) struct Uids(u128);

impl Uids {
    /// The part of a UUIDv7 behind its moment and its variant.
    const CHANCE: u128 = (1 << 62) - 1;

    pub(super) fn begin() -> Uids {
        Uids(uuid::Uuid::now_v7().as_u128())
    }

    pub(super) fn next(&mut self) -> String {
        if self.0 & Uids::CHANCE == Uids::CHANCE {
            *self = Uids::begin();
        } else {
            self.0 += 1;
        }
        uuid::Uuid::from_u128(self.0).to_string()
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
