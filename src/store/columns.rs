//! Columns by position, for the queries that stand between the start and the first frame.

use chrono::NaiveDate;
use rusqlite::Row;

use super::rows::{odd, read_day};
use crate::domain::catch_up::Started;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;

pub(super) fn text<'r>(row: &'r Row<'_>, at: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(at)?.as_str()?)
}

pub(super) fn maybe_text(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Box<str>>> {
    Ok(row.get_ref(at)?.as_str_or_null()?.map(Box::from))
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
