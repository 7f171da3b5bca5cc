//! The complete network as one JSON document, out and in.
//!
//! `{"schema":1,"ties":{"contact":[{…},…],…}}`: every table a person writes into, in the
//! order of the schema, every row by id with all its columns. Nothing in it depends on when
//! or where it was written, so the same network gives the same text.

mod join;
mod keys;

use std::fmt::Write as _;

use rusqlite::{Connection, Transaction, params_from_iter};
use serde_json::{Map, Value};

use super::batch::{Quiet, Sure, derive, renew_fits};
use super::undo::{self, Table};
use super::{Error, days, sync};
use crate::domain::card::MethodKind;
use crate::domain::matching::method_key;
use crate::json::{Json, Text};
use crate::text::{Shown, name_key, one_line, words};

pub use join::Joining;

/// The document's own version.
const SCHEMA: i64 = 1;

/// More tables than this have no place in a file.
const TABLES: usize = 1_000;

/// The longest row that is read, in bytes: a card with a photo and what it says fit.
const ROW_LIMIT: usize = 64_000_000;

/// Writes the network's document.
pub(super) fn write(conn: &Connection) -> rusqlite::Result<String> {
    write_these(conn, &undo::tables(conn)?)
}

/// Writes a document of what travels between machines.
pub(super) fn write_shared(conn: &Connection) -> rusqlite::Result<String> {
    let mut tables = undo::tables(conn)?;
    tables.retain(|table| sync::travels(&table.name));
    for Table { name, columns } in &mut tables {
        let is_key = |column: &str| column == "id" || column == "uid";
        columns.retain(|column| is_key(column) || sync::column_travels(name, column));
    }
    write_these(conn, &tables)
}

fn write_these(conn: &Connection, tables: &[Table]) -> rusqlite::Result<String> {
    let mut out = format!("{{\"schema\":{SCHEMA},\"ties\":{{");
    for (at, table) in tables.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        // Writing into a String cannot fail.
        let _ = write!(out, "{comma}\n\"{}\":[", table.name);
        let mut rows = conn.prepare(&format!(
            "SELECT {} AS row FROM \"{}\" ORDER BY id",
            table.object(),
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

/// A complete network as a document has it: where the rows of every table stand in its text.
#[derive(Debug)]
pub struct Document<'t>(Vec<(String, Json<'t>)>);

/// A row as a document has it.
pub(super) type Row = Map<String, Value>;

impl<'t> Document<'t> {
    /// The document that this text is.
    ///
    /// # Errors
    /// [`Error::Refused`] where the text is no such document, or one of a newer ties.
    pub fn parse(text: impl Into<Text<'t>>) -> Result<Document<'t>, Error> {
        let document = Json::read(text.into());
        let document = document
            .map_err(|broken| Error::Refused(format!("{broken}; write or fetch it again")))?;
        let [schema, ties] = document.members(["schema", "ties"]);
        match schema.and_then(|schema| schema.word().parse().ok()) {
            Some(SCHEMA) => {}
            Some(newer) if newer > SCHEMA => {
                return Err(Error::Refused(format!(
                    "it was made by a newer ties, in format {newer}; this one reads format {SCHEMA}"
                )));
            }
            _ => return Err(no_document()),
        }
        let Some(ties) = ties.filter(|ties| ties.is_object()) else {
            return Err(no_document());
        };
        let mut tables = Vec::new();
        ties.each(&mut |name, rows| {
            if tables.len() < TABLES {
                tables.push((String::from_utf8_lossy(name).into_owned(), rows));
            }
        });
        Ok(Document(tables))
    }

    /// Hands the rows of a table to a function, one by one.
    fn each(&self, table: &str, f: &mut dyn FnMut(Row) -> Result<(), Error>) -> Result<(), Error> {
        let tables = self.0.iter().filter(|(name, _)| name == table);
        for row in tables.flat_map(|(_, rows)| rows.items()) {
            let refused = |why: String| Error::Refused(format!("a row of {table}: {why}"));
            if row.length() > ROW_LIMIT {
                let most = ROW_LIMIT / 1_000_000;
                return Err(refused(format!("is longer than {most} MB")));
            }
            let bytes = row.bytes();
            let text = std::str::from_utf8(&bytes).unwrap_or_default();
            match serde_json::from_str(text) {
                Ok(Value::Object(row)) => f(row)?,
                Ok(_) => return Err(refused("is no object".into())),
                Err(_) => return Err(refused("is no JSON as ties writes it".into())),
            }
        }
        Ok(())
    }

    fn has_rows(&self, table: &str) -> bool {
        let mut tables = self.0.iter().filter(|(name, _)| name == table);
        tables.any(|(_, rows)| rows.items().next().is_some())
    }

    /// How long the rows of all tables are, in bytes.
    pub(super) fn length(&self) -> usize {
        self.0.iter().map(|(_, rows)| rows.length()).sum()
    }

    /// How many contacts are in it.
    fn contacts(&self) -> usize {
        let tables = self.0.iter().filter(|(name, _)| name == "contact");
        tables.map(|(_, rows)| rows.items().count()).sum()
    }
}

/// What taking the document into this network would do.
pub(super) fn joining(conn: &Connection, document: &Document<'_>) -> Result<Joining, Error> {
    all_known(&undo::tables(conn)?, document)?;
    Ok(join::newcomers(conn, document)?.counts)
}

/// Takes a document into a network: into an empty one as it is, into another what is not
/// there yet.
pub(super) fn take_in(tx: &Transaction<'_>, document: &Document<'_>) -> Result<Joining, Error> {
    let tables = undo::tables(tx)?;
    all_known(&tables, document)?;
    let counts;
    if is_empty(tx, &tables)? {
        counts = Joining {
            read: document.contacts(),
            new: document.contacts(),
            ..Joining::default()
        };
        fill(tx, &tables, document, &mut |_, _| {})?;
    } else {
        let newcomers = join::newcomers(tx, document)?;
        newcomers.insert(tx, document)?;
        counts = newcomers.counts;
    }
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
    Ok(counts)
}

/// Has the network be what a shared document says, and nothing else; answers the parts of it that
/// this ties does not know, by table: whole rows, or of a row those columns with its id and uid.
pub(super) fn become_shared(tx: &Transaction<'_>, json: &str) -> Result<Vec<(String, Row)>, Error> {
    let document = Document::parse(json)?;
    let tables = undo::tables(tx)?;
    let mut unknown = Vec::new();
    let is_known = |name: &str| tables.iter().any(|table| table.name == name);
    for (name, _) in document.0.iter().filter(|(name, _)| !is_known(name)) {
        document.each(name, &mut |row| {
            unknown.push((name.clone(), row));
            Ok(())
        })?;
    }
    {
        let _quiet = Quiet::begin(tx)?;
        let _sure = Sure::begin(tx)?;
        for table in &tables {
            tx.execute(&format!("DELETE FROM \"{}\"", table.name), [])?;
        }
        tx.execute_batch(
            "DELETE FROM last_catch_up;
             INSERT INTO contact_words (contact_words) VALUES ('delete-all');
             INSERT INTO catch_up_words (catch_up_words) VALUES ('delete-all');
             INSERT INTO fit_words (fit_words) VALUES ('delete-all');",
        )?;
    }
    fill(tx, &tables, &document, &mut |table, row| {
        if row.keys().any(|column| !table.has(column)) {
            let mut part = row.clone();
            part.retain(|column, _| column == "id" || column == "uid" || !table.has(column));
            row.retain(|column, _| table.has(column));
            unknown.push((table.name.clone(), part));
        }
    })?;
    Ok(unknown)
}

/// That the document has no part that this ties does not know.
fn all_known(tables: &[Table], document: &Document<'_>) -> Result<(), Error> {
    let known = |name: &String| tables.iter().any(|table| table.name == *name);
    match document.0.iter().find(|(name, _)| !known(name)) {
        None => Ok(()),
        Some((unknown, _)) => Err(Error::Refused(format!(
            "it has a part called “{}”, which only a newer ties can read",
            Shown::line(unknown)
        ))),
    }
}

fn is_empty(tx: &Transaction<'_>, tables: &[Table]) -> rusqlite::Result<bool> {
    for table in tables {
        let somebody = tx.query_row(
            &format!("SELECT EXISTS (SELECT 1 FROM \"{}\")", table.name),
            [],
            |row| row.get(0),
        )?;
        if somebody {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Fills an empty network with the document's rows, as `look` leaves them.
fn fill(
    tx: &Transaction<'_>,
    tables: &[Table],
    document: &Document<'_>,
    look: &mut dyn FnMut(&Table, &mut Row),
) -> Result<(), Error> {
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let quiet = Quiet::begin(tx)?;
    for table in tables {
        document.each(&table.name, &mut |mut row| {
            look(table, &mut row);
            insert(tx, table, row, "")
        })?;
        undo::made_all(tx, &table.name)?;
    }
    drop(quiet);
    for table in tables {
        derive(tx, &table.name, i64::MIN..=i64::MAX)?;
    }
    Ok(renew_fits(tx, "contact", i64::MIN..=i64::MAX)?)
}

/// Inserts one row; `ends` is what comes after the values.
fn insert(tx: &Transaction<'_>, table: &Table, mut row: Row, ends: &str) -> Result<(), Error> {
    let refused = |why: String| Error::Refused(format!("a row of {}: {why}", table.name));
    if let Some(unknown) = row.keys().find(|key| !table.columns.contains(key)) {
        return Err(refused(format!(
            "has an unknown field “{}”",
            Shown::line(unknown)
        )));
    }
    for column in days::columns(&table.name) {
        let text = row.get(*column).and_then(Value::as_str).unwrap_or_default();
        if !days::is_day(text) {
            return Err(refused(format!(
                "“{}” as {column} is no day; a day is written 2026-11-22",
                Shown::line(text)
            )));
        }
    }
    // What rows are found by follows from them, and is not asked of a document.
    let text = |column: &str| row.get(column).and_then(Value::as_str);
    let key = match table.name.as_str() {
        "contact" => text("name").map(name_key),
        "contact_name" => text("value").map(name_key),
        "method" => text("kind")
            .and_then(MethodKind::from_word)
            .zip(text("value"))
            .map(|(kind, value)| method_key(kind, value)),
        _ => None,
    };
    let words = text("note").and_then(words);
    if let Some(key) = key {
        row.insert("match_key".to_owned(), key.into());
    }
    if table.has("note_words") {
        row.insert("note_words".to_owned(), words.into());
    }
    let columns: Vec<String> = row.keys().map(|column| format!("\"{column}\"")).collect();
    let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    tx.prepare_cached(&format!(
        "INSERT INTO \"{}\" ({}) VALUES ({}) {ends}",
        table.name,
        columns.join(", "),
        marks.join(", ")
    ))?
    .execute(params_from_iter(row.values().map(undo::value)))
    .map_err(|e| match e.sqlite_error_code() {
        Some(rusqlite::ErrorCode::ConstraintViolation | rusqlite::ErrorCode::TypeMismatch) => {
            refused(one_line(&e.to_string()))
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
