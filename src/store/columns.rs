//! Columns by position, for the queries that stand between the start and the first frame, or
//! read many columns.

use chrono::NaiveDate;
use rusqlite::Row;

use super::rows::{odd, read_day};
use crate::domain::catch_up::Started;
use crate::domain::contact::Kind;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;

pub(super) fn text<'r>(row: &'r Row<'_>, at: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(at)?.as_str()?)
}

/// Text that is there and not empty.
pub(super) fn some_text<'r>(row: &'r Row<'_>, at: usize) -> rusqlite::Result<Option<&'r str>> {
    let text = row.get_ref(at)?.as_str_or_null()?;
    Ok(text.filter(|text| !text.is_empty()))
}

pub(super) fn day(row: &Row<'_>, at: usize) -> rusqlite::Result<NaiveDate> {
    let written = text(row, at)?;
    read_day(written).ok_or_else(|| odd("a day", written))
}

pub(super) fn maybe_day(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<NaiveDate>> {
    row.get_ref(at)?
        .as_str_or_null()?
        .map(|written| read_day(written).ok_or_else(|| odd("a day", written)))
        .transpose()
}

pub(super) fn kind(word: &str) -> rusqlite::Result<Kind> {
    [Kind::Person, Kind::Company]
        .into_iter()
        .find(|kind| kind.word() == word)
        .ok_or_else(|| odd("kind", word))
}

pub(super) fn tie(word: &str) -> rusqlite::Result<Tie> {
    Tie::ALL
        .into_iter()
        .find(|tie| tie.word() == word)
        .ok_or_else(|| odd("tie", word))
}

pub(super) fn standing(word: &str) -> rusqlite::Result<Standing> {
    Standing::from_word(word).ok_or_else(|| odd("standing", word))
}

pub(super) fn started(word: &str) -> rusqlite::Result<Started> {
    Started::from_word(word).ok_or_else(|| odd("started", word))
}
