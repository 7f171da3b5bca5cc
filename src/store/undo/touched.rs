//! Whom an action concerned.

use std::ops::RangeInclusive;

use rusqlite::{Connection, named_params};
use serde_json::Value as Json;

use super::tables::{Table, Tables};
use crate::domain::id::ContactId;

/// Every contact whose card or list row these entries of the history may have changed, by id:
/// those the rows were of, and those they are of now, as far as they are there.
pub(super) fn touched(
    conn: &Connection,
    tables: &mut Tables,
    entries: &RangeInclusive<i64>,
) -> rusqlite::Result<Vec<ContactId>> {
    let mut ids = Vec::new();
    let made = contacts(conn, entries, &mut ids)?;
    // Of so many that they are all there are, nobody is missing.
    if !is_everybody(conn, made)? {
        by_their_rows(conn, tables, entries, &mut ids)?;
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into_iter().map(ContactId).collect())
}

/// The contacts that were made, changed or removed themselves; how many were made.
fn contacts(
    conn: &Connection,
    entries: &RangeInclusive<i64>,
    ids: &mut Vec<i64>,
) -> rusqlite::Result<usize> {
    let mut made = 0;
    let mut of = conn.prepare_cached(
        "SELECT row_id, row_id + rows - 1 AS last_id, before IS NULL AS is_made FROM change_log
         WHERE seq BETWEEN :first AND :last AND tbl = 'contact'",
    )?;
    let mut of = of.query(named_params! {":first": entries.start(), ":last": entries.end()})?;
    while let Some(row) = of.next()? {
        let before = ids.len();
        ids.extend(row.get::<_, i64>("row_id")?..=row.get("last_id")?);
        if row.get("is_made")? {
            made += ids.len() - before;
        }
    }
    Ok(made)
}

/// Those whom other rows are about.
fn by_their_rows(
    conn: &Connection,
    tables: &mut Tables,
    entries: &RangeInclusive<i64>,
    ids: &mut Vec<i64>,
) -> rusqlite::Result<()> {
    let mut of = conn.prepare_cached(
        "SELECT tbl, row_id, row_id + rows - 1 AS last_id, before FROM change_log
         WHERE seq BETWEEN :first AND :last AND tbl <> 'contact'",
    )?;
    let mut of = of.query(named_params! {":first": entries.start(), ":last": entries.end()})?;
    while let Some(entry) = of.next()? {
        let name = entry.get_ref("tbl")?.as_str()?;
        let rows = entry.get("row_id")?..=entry.get("last_id")?;
        let Some(table) = tables.named(conn, name)? else {
            continue;
        };
        named_by(conn, &table, &rows, ids)?;
        let Some(before) = entry.get_ref("before")?.as_str_or_null()? else {
            continue; // who took part in what was made was made with it
        };
        was_named_by(&table, before, ids);
        let who_takes_part = match name {
            "catch_up" => "SELECT contact_id FROM catch_up_contact WHERE catch_up_id = :id",
            "next_step" => "SELECT contact_id FROM next_step_contact WHERE next_step_id = :id",
            "tag" => "SELECT contact_id FROM contact_tag WHERE tag_id = :id",
            _ => continue,
        };
        let mut of = conn.prepare_cached(who_takes_part)?;
        let of = of.query_map(named_params! {":id": rows.start()}, |row| {
            row.get::<_, i64>("contact_id")
        })?;
        ids.extend(of.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(())
}

/// Whom these rows of a table name now.
fn named_by(
    conn: &Connection,
    table: &Table,
    rows: &RangeInclusive<i64>,
    ids: &mut Vec<i64>,
) -> rusqlite::Result<()> {
    for column in table.contact_columns() {
        let mut of = conn.prepare_cached(&format!(
            "SELECT {column} FROM \"{}\" WHERE id BETWEEN :first AND :last",
            table.name
        ))?;
        let mut of = of.query(named_params! {":first": rows.start(), ":last": rows.end()})?;
        while let Some(row) = of.next()? {
            let id: Option<i64> = row.get(0)?;
            if ids.last().copied() != id {
                ids.extend(id);
            }
        }
    }
    Ok(())
}

/// Whom a row of the table named before it was changed.
fn was_named_by(table: &Table, before: &str, ids: &mut Vec<i64>) {
    let mut places = table
        .contact_columns()
        .filter_map(|column| table.place(column))
        .peekable();
    if places.peek().is_some() {
        let row: Vec<Json> = serde_json::from_str(before).unwrap_or_default();
        ids.extend(places.filter_map(|place| row.get(place)?.as_i64()));
    }
}

/// Whether these are so many that they are all there are, as after a first import.
fn is_everybody(conn: &Connection, contacts: usize) -> rusqlite::Result<bool> {
    const MANY: usize = 1_000;
    if contacts < MANY {
        return Ok(false);
    }
    let all: i64 = conn.query_row("SELECT count(*) FROM contact", [], |row| row.get(0))?;
    Ok(usize::try_from(all).is_ok_and(|all| all <= contacts))
}
