//! The complete network as one JSON document, out and in.
//!
//! `{"schema":1,"ties":{"contact":[{…},…],…}}`: every table a person writes into, in the
//! order of the schema, every row by id with all its columns. Nothing in it depends on when
//! or where it was written, so the same network gives the same text.

use std::fmt::Write as _;

use rusqlite::{Connection, Transaction, params_from_iter};
use serde_json::{Map, Value as Json};

use super::Error;
use super::batch::{as_a_crowd, index_notes};
use super::undo::{self, Table};
use crate::text::name_key;

/// The document's own version.
const SCHEMA: i64 = 1;

/// Writes the network's document.
pub(super) fn write(conn: &Connection) -> rusqlite::Result<String> {
    let mut out = format!("{{\"schema\":{SCHEMA},\"ties\":{{");
    for (at, table) in undo::tables(conn)?.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Writing into a String cannot fail.
        let _ = write!(out, "{comma}\n\"{}\":[", table.name);
        let mut rows = conn.prepare(&format!(
            "SELECT {} AS row FROM \"{}\" ORDER BY id",
            table.json(""),
            table.name
        ))?;
        let mut rows = rows.query([])?;
        let mut comma = "";
        while let Some(row) = rows.next()? {
            out.push_str(comma);
            out.push('\n');
            out.push_str(row.get_ref("row")?.as_str()?);
            comma = ",";
        }
        out.push(']');
    }
    out.push_str("\n}}\n");
    Ok(out)
}

/// The rows of every table of a document.
///
/// # Errors
/// [`Error::Refused`] where the text is no such document, or one of a newer ties.
pub(super) fn parse(json: &str) -> Result<Map<String, Json>, Error> {
    let mut document: Json = serde_json::from_str(json)
        .map_err(|e| Error::Refused(format!("this is no complete network in JSON: {e}")))?;
    match document.get("schema").and_then(Json::as_i64) {
        Some(SCHEMA) => {}
        Some(newer) => {
            return Err(Error::Refused(format!(
                "the document is of format {newer}, which only a newer ties can read"
            )));
        }
        None => return Err(no_document()),
    }
    match document.get_mut("ties").map(Json::take) {
        Some(Json::Object(tables)) => Ok(tables),
        _ => Err(no_document()),
    }
}

/// Fills an empty network with these rows, as they are.
pub(super) fn fill(tx: &Transaction<'_>, document: &Map<String, Json>) -> Result<(), Error> {
    let tables = undo::tables(tx)?;
    if let Some(unknown) = document
        .keys()
        .find(|name| !tables.iter().any(|table| table.name == **name))
    {
        return Err(Error::Refused(format!(
            "the document has a part called {unknown}, which only a newer ties can read"
        )));
    }
    for table in &tables {
        let rows: i64 = tx.query_row(
            &format!("SELECT count(*) FROM \"{}\"", table.name),
            [],
            |row| row.get(0),
        )?;
        if rows > 0 {
            return Err(Error::Refused(
                "a complete network can only be taken into an empty one; choose a new file \
                 with --db"
                    .into(),
            ));
        }
    }
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    for table in &tables {
        let rows = document.get(&table.name).and_then(Json::as_array);
        as_a_crowd(tx, || {
            let mut rows = rows.into_iter().flatten();
            rows.try_for_each(|row| insert(tx, table, row))
        })?;
        undo::made(tx, &table.name, i64::MIN)?;
    }
    index_notes(tx, i64::MIN..=i64::MAX)?;
    let dangling: bool = tx.query_row(
        "SELECT EXISTS (SELECT 1 FROM pragma_foreign_key_check)",
        [],
        |row| row.get(0),
    )?;
    if dangling {
        return Err(Error::Refused(
            "the document is not whole: some of its rows point at others that are not in it".into(),
        ));
    }
    Ok(())
}

fn insert(tx: &Transaction<'_>, table: &Table, row: &Json) -> Result<(), Error> {
    let refused = |why: String| Error::Refused(format!("a row of {}: {why}", table.name));
    let Json::Object(row) = row else {
        return Err(refused("is no object".into()));
    };
    if let Some(unknown) = row.keys().find(|key| !table.columns.contains(key)) {
        return Err(refused(format!("has an unknown field “{unknown}”")));
    }
    let mut row = row.clone();
    // What names are found by follows from them, and is not asked of a document.
    let named = match table.name.as_str() {
        "contact" => row.get("name"),
        "contact_name" => row.get("value"),
        _ => None,
    };
    if let Some(key) = named.and_then(Json::as_str).map(name_key) {
        row.insert("match_key".to_owned(), key.into());
    }
    let columns: Vec<String> = row.keys().map(|column| format!("\"{column}\"")).collect();
    let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    tx.prepare_cached(&format!(
        "INSERT INTO \"{}\" ({}) VALUES ({})",
        table.name,
        columns.join(", "),
        marks.join(", ")
    ))?
    .execute(params_from_iter(row.values().map(undo::value)))
    .map_err(|e| match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation | rusqlite::ErrorCode::TypeMismatch) => {
            refused(e.to_string())
        }
        _ => e.into(),
    })?;
    Ok(())
}

fn no_document() -> Error {
    Error::Refused(
        "this is no complete network; `ties export --to json` without a query writes one".into(),
    )
}
