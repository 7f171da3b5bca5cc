//! One entry of the log, taken back or done again, where nothing else got at its rows.

use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, Transaction, named_params, params_from_iter};
use serde_json::{Map, Value as Json};

use super::Way;
use super::tables::Table;
use crate::store::Error;
use crate::store::batch::{Batch, Cell, derive, renew_fits};

/// Rows that were made, or one that was changed or removed.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) seq: i64,
    pub(super) table: String,
    first: i64,
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

    fn last(&self) -> i64 {
        self.first + self.rows - 1
    }

    /// Words for what the entry is about, as far as it says.
    pub(super) fn in_words(&self) -> String {
        let known = self.before.as_deref().or(self.after.as_deref());
        in_words(&self.table, known)
    }
}

/// Goes through one entry this way. Where rows are no longer as the entry left them, or
/// others have come to depend on them, gives words for what has changed; what was done by
/// then is for the caller to roll back.
pub(super) fn step(
    tx: &Transaction<'_>,
    table: &Table,
    entry: &Entry,
    way: Way,
) -> Result<Option<String>, Error> {
    let (present, wanted) = match (way, &entry.before) {
        (Way::Undo, None) => return unmake(tx, table, entry),
        (Way::Redo, None) => return make_again(tx, table, entry),
        (Way::Undo, before) => (&entry.after, before),
        (Way::Redo, before) => (before, &entry.after),
    };
    let now = row(tx, table, entry.first)?;
    if !same(now.as_deref(), present.as_deref()) {
        return Ok(Some(entry.in_words()));
    }
    forget_elsewhere(tx, entry)?;
    match wanted {
        Some(wanted) => put(tx, table, &object(wanted), now.is_some())?,
        None if depends(tx, table, entry)?.is_some() => return Ok(Some(entry.in_words())),
        None => remove(tx, table, entry)?,
    }
    Ok(None)
}

/// Takes rows back that were made, and keeps what they held for doing it again.
fn unmake(tx: &Transaction<'_>, table: &Table, entry: &Entry) -> Result<Option<String>, Error> {
    let changed = match changed_elsewhere(tx, table, entry)? {
        Some(row) => Some(row),
        None => match depends(tx, table, entry)? {
            Some(id) => Some(row(tx, table, id)?),
            None => None,
        },
    };
    if let Some(row) = changed {
        return Ok(Some(in_words(&table.name, row.as_deref())));
    }
    forget_elsewhere(tx, entry)?;
    tx.prepare_cached(&format!(
        "UPDATE change_log SET after = (
             SELECT json_group_array({}) FROM (
                 SELECT * FROM \"{}\" WHERE id BETWEEN :first AND :last ORDER BY id))
         WHERE seq = :seq",
        table.json(""),
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
        let there = row(tx, table, id)?;
        return Ok(Some(in_words(&table.name, there.as_deref())));
    }
    let rows = entry.after.as_deref().unwrap_or("[]");
    let rows: Vec<Map<String, Json>> = serde_json::from_str(rows).unwrap_or_default();
    if let Some(first) = rows.first() {
        // A later schema may have added columns since; those have their defaults.
        let columns: Vec<&str> = first.keys().map(String::as_str).collect();
        let columns: Vec<&str> = columns.into_iter().filter(|name| table.has(name)).collect();
        let mut batch = Batch::new(tx, &table.name, &columns, "")?;
        for row in &rows {
            batch.push(
                columns
                    .iter()
                    .map(|column| row.get(*column).map_or(Cell::Null, cell)),
            )?;
        }
        batch.finish()?;
    }
    derive(tx, &table.name, entry.first..=entry.last())?;
    renew_fits(tx, &table.name, entry.first..=entry.last())?;
    forget_elsewhere(tx, entry)?;
    tx.prepare_cached("UPDATE change_log SET after = NULL WHERE seq = :seq")?
        .execute(named_params! {":seq": entry.seq})?;
    Ok(None)
}

/// The first of the rows an entry made that something else than ties has changed since, as
/// it is told best; `None` if they are all as they were.
fn changed_elsewhere(
    tx: &Transaction<'_>,
    table: &Table,
    entry: &Entry,
) -> rusqlite::Result<Option<Option<String>>> {
    let mut changes = tx.prepare_cached(
        "SELECT row_id, before FROM change_log
         WHERE action_id IS NULL AND tbl = :tbl AND seq > :seq
           AND row_id <= :last AND row_id + rows > :first
         ORDER BY seq",
    )?;
    let mut changes = changes.query(named_params! {
        ":tbl": entry.table, ":seq": entry.seq, ":first": entry.first, ":last": entry.last(),
    })?;
    let mut seen = Vec::new();
    while let Some(change) = changes.next()? {
        let id: i64 = change.get("row_id")?;
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let was: Option<String> = change.get("before")?;
        let now = row(tx, table, id)?;
        if was.is_none() || !same(now.as_deref(), was.as_deref()) {
            return Ok(Some(was.or(now)));
        }
    }
    Ok(None)
}

/// Drops what something else did to the rows of an entry since, once it proved to have come
/// to nothing.
fn forget_elsewhere(tx: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "DELETE FROM change_log
         WHERE action_id IS NULL AND tbl = :tbl AND seq > :seq
           AND row_id <= :last AND row_id + rows > :first",
    )?
    .execute(named_params! {
        ":tbl": entry.table, ":seq": entry.seq, ":first": entry.first, ":last": entry.last(),
    })?;
    Ok(())
}

/// The first of an entry's rows that a row outside the entry refers to.
fn depends(tx: &Transaction<'_>, table: &Table, entry: &Entry) -> rusqlite::Result<Option<i64>> {
    for (child, column) in &table.children {
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

/// A row as it is now.
fn row(tx: &Transaction<'_>, table: &Table, id: i64) -> rusqlite::Result<Option<String>> {
    tx.prepare_cached(&format!(
        "SELECT {} FROM \"{}\" WHERE id = :id",
        table.json(""),
        table.name
    ))?
    .query_row(named_params! {":id": id}, |row| row.get(0))
    .optional()
}

/// Writes a row: over the one that is there, or anew.
fn put(
    tx: &Transaction<'_>,
    table: &Table,
    row: &Map<String, Json>,
    is_there: bool,
) -> rusqlite::Result<()> {
    let name = &table.name;
    let columns = || {
        let known = table.columns.iter();
        known.filter(|column| row.contains_key(*column))
    };
    let list = |each: fn((usize, &String)) -> String| {
        let each: Vec<String> = columns().enumerate().map(each).collect();
        each.join(", ")
    };
    let sql = if is_there {
        format!(
            "UPDATE \"{name}\" SET {} WHERE id = ?{}",
            list(|(at, column)| format!("\"{column}\" = ?{}", at + 1)),
            columns().position(|column| column == "id").unwrap_or(0) + 1
        )
    } else {
        format!(
            "INSERT INTO \"{name}\" ({}) VALUES ({})",
            list(|(_, column)| format!("\"{column}\"")),
            list(|(at, _)| format!("?{}", at + 1))
        )
    };
    let values = columns().map(|column| row.get(column).map_or(Value::Null, value));
    tx.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    Ok(())
}

/// Whether two rows hold the same, as far as `then` knew the columns: a later schema may
/// have added some.
fn same(now: Option<&str>, then: Option<&str>) -> bool {
    match (now, then) {
        (None, None) => true,
        (Some(now), Some(then)) if now == then => true,
        (Some(now), Some(then)) => {
            let now = object(now);
            object(then)
                .iter()
                .all(|(column, value)| now.get(column) == Some(value))
        }
        _ => false,
    }
}

fn object(json: &str) -> Map<String, Json> {
    serde_json::from_str(json).unwrap_or_default()
}

/// What a batch takes for this JSON.
fn cell(json: &Json) -> Cell<'_> {
    match json {
        Json::String(text) => text.into(),
        other => Cell::Value(value(other)),
    }
}

/// The SQL value that `json_object` wrote as this JSON.
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
fn in_words(table: &str, row: Option<&str>) -> String {
    let row = row.map(object).unwrap_or_default();
    let called = ["name", "text", "value", "label", "day"]
        .into_iter()
        .find_map(|column| row.get(column).and_then(Json::as_str))
        .map(|text| format!(" “{text}”"))
        .unwrap_or_default();
    let noun = table.replace("catch_up", "catch-up").replace('_', " ");
    format!("the {noun}{called}")
}
