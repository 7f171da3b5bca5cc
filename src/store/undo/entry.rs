//! One entry of the log, taken back or done again, where nothing else got at its rows.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params, params_from_iter};
use serde_json::Value as Json;

use super::Way;
use super::elsewhere::Elsewhere;
use super::tables::{Reference, Table};
use crate::store::Error;
use crate::store::batch::{Batch, Cell, derive, renew_fits};

/// Rows that were made, or one that was changed or removed.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) table: String,
    pub(super) first: i64,
    rows: i64,
    before: Option<String>,
    after: Option<String>,
}

impl Entry {
    /// From a row of `change_log`.
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
        Ok(Entry {
            seq: row.get("seq")?,
            table: row.get("tbl")?,
            first: row.get("row_id")?,
            rows: row.get("rows")?,
            before: row.get("before")?,
            after: row.get("after")?,
        })
    }

    pub(super) fn last(&self) -> i64 {
        self.first + self.rows - 1
    }

    /// Words for what the entry is about, as far as it says.
    pub(super) fn in_words(&self) -> String {
        noun(&self.table)
    }
}

/// Goes through one entry this way. Where rows are no longer as the entry left them, or
/// others have come to depend on them, gives words for what has changed; what was done by
/// then is for the caller to roll back.
pub(super) fn step(
    tx: &Transaction<'_>,
    (table, references): (&Table, &[Reference]),
    entry: &Entry,
    elsewhere: &mut Elsewhere,
    way: Way,
) -> Result<Option<String>, Error> {
    if let Way::Undo = way
        && let Some(row) = elsewhere.changed(tx, table, entry)?
    {
        return Ok(Some(in_words(table, row.as_deref())));
    }
    let changed = match (way, &entry.before) {
        (Way::Undo, None) => unmake(tx, table, references, entry)?,
        (Way::Undo, Some(before)) => change_back(tx, table, entry, before)?,
        (Way::Redo, None) => make_again(tx, table, entry)?,
        (Way::Redo, Some(before)) => change_again(tx, table, references, entry, before)?,
    };
    if changed.is_none() {
        elsewhere.forget(tx, entry)?;
    }
    Ok(changed)
}

/// Takes rows back that were made, and keeps what they held for doing it again.
fn unmake(
    tx: &Transaction<'_>,
    table: &Table,
    references: &[Reference],
    entry: &Entry,
) -> rusqlite::Result<Option<String>> {
    if let Some(id) = depends(tx, table, references, entry)? {
        return Ok(Some(in_words(table, row(tx, table, id)?.as_deref())));
    }
    tx.prepare_cached(&format!(
        "UPDATE change_log SET after = (
             SELECT json_group_array({}) FROM (
                 SELECT * FROM \"{}\" WHERE id BETWEEN :first AND :last ORDER BY id))
         WHERE seq = :seq",
        table.array(""),
        table.name
    ))?
    .execute(named_params! {":first": entry.first, ":last": entry.last(), ":seq": entry.seq})?;
    remove(tx, table, entry)?;
    Ok(None)
}

/// Makes rows again as they were when they were taken back.
fn make_again(tx: &Transaction<'_>, table: &Table, entry: &Entry) -> Result<Option<String>, Error> {
    let taken: Option<i64> = tx
        .prepare_cached(&format!(
            "SELECT min(id) FROM \"{}\" WHERE id BETWEEN :first AND :last",
            table.name
        ))?
        .query_row(
            named_params! {":first": entry.first, ":last": entry.last()},
            |row| row.get(0),
        )?;
    if let Some(id) = taken {
        return Ok(Some(in_words(table, row(tx, table, id)?.as_deref())));
    }
    let rows = entry.after.as_deref().unwrap_or("[]");
    let rows: Vec<Vec<Json>> = serde_json::from_str(rows).unwrap_or_default();
    if let Some(first) = rows.first() {
        // A later schema may have added columns since; those have their defaults.
        let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
        let columns = &columns[..first.len().min(columns.len())];
        let mut batch = Batch::new(tx, &table.name, columns, "")?;
        for row in &rows {
            batch.push(row.iter().take(columns.len()).map(cell))?;
        }
        batch.finish()?;
    }
    super::made(tx, &table.name, entry.first..=entry.last())?;
    derive(tx, &table.name, entry.first..=entry.last())?;
    renew_fits(tx, &table.name, entry.first..=entry.last())?;
    set_after(tx, entry, None)?;
    Ok(None)
}

/// Gives a row back what it held before it was changed or removed, and keeps what it holds now.
fn change_back(
    tx: &Transaction<'_>,
    table: &Table,
    entry: &Entry,
    before: &str,
) -> rusqlite::Result<Option<String>> {
    let now = row(tx, table, entry.first)?;
    set_after(tx, entry, now.as_deref())?;
    put(tx, table, before, now.as_deref())?;
    Ok(None)
}

/// Changes or removes a row again.
fn change_again(
    tx: &Transaction<'_>,
    table: &Table,
    references: &[Reference],
    entry: &Entry,
    before: &str,
) -> rusqlite::Result<Option<String>> {
    let now = row(tx, table, entry.first)?;
    if !same(now.as_deref(), Some(before)) {
        return Ok(Some(in_words(table, Some(before))));
    }
    match &entry.after {
        Some(after) => put(tx, table, after, now.as_deref())?,
        None if depends(tx, table, references, entry)?.is_some() => {
            return Ok(Some(in_words(table, Some(before))));
        }
        None => remove(tx, table, entry)?,
    }
    set_after(tx, entry, None)?;
    Ok(None)
}

/// Keeps what an entry's row holds for doing it again.
fn set_after(tx: &Transaction<'_>, entry: &Entry, after: Option<&str>) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE change_log SET after = :after WHERE seq = :seq")?
        .execute(named_params! {":after": after, ":seq": entry.seq})?;
    Ok(())
}

/// The first of an entry's rows that a row outside the entry refers to.
fn depends(
    tx: &Transaction<'_>,
    table: &Table,
    references: &[Reference],
    entry: &Entry,
) -> rusqlite::Result<Option<i64>> {
    for Reference { child, column, .. } in references.iter().filter(|r| r.parent == table.name) {
        let found: Option<i64> = tx
            .prepare_cached(&format!(
                "SELECT min(\"{column}\") FROM \"{child}\"
                 WHERE \"{column}\" BETWEEN :first AND :last
                   AND NOT (:itself AND id BETWEEN :first AND :last)"
            ))?
            .query_row(
                named_params! {
                    ":first": entry.first,
                    ":last": entry.last(),
                    ":itself": *child == table.name,
                },
                |row| row.get(0),
            )?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn remove(tx: &Transaction<'_>, table: &Table, entry: &Entry) -> rusqlite::Result<()> {
    tx.prepare_cached(&format!(
        "DELETE FROM \"{}\" WHERE id BETWEEN :first AND :last",
        table.name
    ))?
    .execute(named_params! {":first": entry.first, ":last": entry.last()})?;
    Ok(())
}

/// A row as it is now, as the history keeps it.
pub(super) fn row(conn: &Connection, table: &Table, id: i64) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached(&format!(
        "SELECT {} FROM \"{}\" WHERE id = :id",
        table.array(""),
        table.name
    ))?
    .query_row(named_params! {":id": id}, |row| row.get(0))
    .optional()
}

/// Writes a row: what differs over the one that is there, or all of it anew.
fn put(tx: &Transaction<'_>, table: &Table, row: &str, now: Option<&str>) -> rusqlite::Result<()> {
    let (row, now) = (values(row), now.map(values));
    // A later schema may have added columns since; those stay, or have their defaults.
    let columns: Vec<(&String, &Json)> = table
        .columns
        .iter()
        .zip(&row)
        .enumerate()
        .filter(|(at, (_, value))| now.as_ref().is_none_or(|now| now.get(*at) != Some(value)))
        .map(|(_, column)| column)
        .collect();
    if columns.is_empty() {
        return Ok(());
    }
    let name = &table.name;
    let list = |each: &dyn Fn(usize, &str) -> String| {
        let each: Vec<String> = (1..).zip(&columns).map(|(n, (c, _))| each(n, c)).collect();
        each.join(", ")
    };
    let sql = if now.is_some() {
        let sets = list(&|n, column| format!("\"{column}\" = ?{n}"));
        format!(
            "UPDATE \"{name}\" SET {sets} WHERE id = ?{}",
            columns.len() + 1
        )
    } else {
        let names = list(&|_, column| format!("\"{column}\""));
        let marks = list(&|n, _| format!("?{n}"));
        format!("INSERT INTO \"{name}\" ({names}) VALUES ({marks})")
    };
    let id = row.first().filter(|_| now.is_some());
    let values = columns.iter().map(|(_, to)| *to).chain(id).map(value);
    tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    Ok(())
}

/// Whether two rows hold the same, as far as `then` knew the columns: a later schema may
/// have added some.
pub(super) fn same(now: Option<&str>, then: Option<&str>) -> bool {
    match (now, then) {
        (None, None) => true,
        (Some(now), Some(then)) => now == then || values(now).starts_with(&values(then)),
        _ => false,
    }
}

fn values(row: &str) -> Vec<Json> {
    serde_json::from_str(row).unwrap_or_default()
}

/// What a batch takes for this JSON.
fn cell(json: &Json) -> Cell<'_> {
    match json {
        Json::String(text) => text.into(),
        other => Cell::Value(value(other)),
    }
}

/// The SQL value that SQLite wrote as this JSON.
pub(in crate::store) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Integer((*yes).into()),
        Json::Number(number) => number.as_i64().map_or_else(
            || Value::Real(number.as_f64().unwrap_or(0.0)),
            Value::Integer,
        ),
        Json::String(text) => Value::Text(text.clone()),
        other => Value::Text(other.to_string()),
    }
}

/// Words for a row, to say what changed.
fn in_words(table: &Table, row: Option<&str>) -> String {
    let row = row.map(values).unwrap_or_default();
    let called = ["name", "text", "value", "label", "day"]
        .into_iter()
        .filter_map(|column| table.place(column))
        .find_map(|place| row.get(place)?.as_str())
        .map(|text| format!(" “{text}”"))
        .unwrap_or_default();
    noun(&table.name) + &called
}

fn noun(table: &str) -> String {
    let noun = table.replace("catch_up", "catch-up").replace('_', " ");
    format!("the {noun}")
}
