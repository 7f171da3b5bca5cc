//! A document into a network that somebody is in: rows that are not here come in, the others
//! stay.
//!
//! Rows are the same by their uid. A document has no word on what was changed since it was
//! written, so a row that is here is never written over, and what was removed here stays
//! removed, as far back as the history goes.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, Transaction};
use serde_json::{Map, Value as Json};

use super::{Document, insert};
use crate::store::Error;
use crate::store::undo::{Table, tables};

/// What taking a document into a network would do, or did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Joining {
    /// Contacts in the document.
    pub read: usize,
    /// Contacts that are not here yet.
    pub new: usize,
    /// Contacts who are here, to whom something is added.
    pub merged: usize,
    /// Rows of every table that come in.
    pub rows: usize,
    /// Rows that are here, but say something else; they stay.
    pub kept: usize,
}

impl Joining {
    /// Contacts who are here and to whom nothing happens.
    pub fn unchanged(&self) -> usize {
        self.read - self.new - self.merged
    }
}

/// The rows that are to come in, with the ids they get here, table by table.
pub(super) struct Newcomers {
    tables: Vec<(Table, Vec<Json>)>,
    pub(super) counts: Joining,
}

impl Newcomers {
    pub(super) fn insert(&self, tx: &Transaction<'_>) -> Result<(), Error> {
        tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        for (table, rows) in &self.tables {
            for row in rows {
                insert(tx, table, row, "ON CONFLICT DO NOTHING")?;
            }
        }
        Ok(())
    }
}

/// What of a document is not here.
pub(super) fn newcomers(conn: &Connection, document: &Document) -> Result<Newcomers, Error> {
    let tables = tables(conn)?;
    let removed = removed(conn)?;
    let mut places = HashMap::new();
    for table in &tables {
        places.insert(
            table.name.clone(),
            places_of(conn, table, document, &removed)?,
        );
    }
    let mut counts = Joining {
        read: document.rows("contact").len(),
        ..Joining::default()
    };
    let mut met = BTreeSet::new();
    let mut joining = Vec::new();
    for table in tables {
        let references = references(conn, &table)?;
        let mut rows = Vec::new();
        for row in document.rows(&table.name) {
            let Some(row) = row.as_object() else {
                continue; // told when it was parsed
            };
            let Some(here) = place(&places, &table.name, row.get("id")) else {
                continue;
            };
            let Some(row) = moved(row, here, &references, &places) else {
                continue;
            };
            match here {
                Place::Here(_, now) if is_same(&row, now) => {}
                Place::Here(..) => counts.kept += 1,
                Place::New(_) => {
                    if table.name == "contact" {
                        counts.new += 1;
                    }
                    let contacts = table.contact_columns().filter_map(|column| row.get(column));
                    met.extend(contacts.filter_map(Json::as_i64));
                    counts.rows += 1;
                    rows.push(Json::Object(row));
                }
            }
        }
        joining.push((table, rows));
    }
    for (table, of, column) in [
        ("catch_up", "catch_up_contact", "catch_up_id"),
        ("next_step", "next_step_contact", "next_step_id"),
    ] {
        counts.rows -= drop_without_people(&mut joining, table, of, column);
    }
    let contacts = places.get("contact");
    let known: HashSet<i64> = contacts
        .into_iter()
        .flat_map(HashMap::values)
        .filter_map(|place| match place {
            Place::Here(id, _) => Some(*id),
            Place::New(_) => None,
        })
        .collect();
    counts.merged = met.iter().filter(|id| known.contains(id)).count();
    Ok(Newcomers {
        tables: joining,
        counts,
    })
}

/// Leaves out the rows of a table with which nobody is to come in, since all their people were
/// removed here; how many.
fn drop_without_people(
    joining: &mut [(Table, Vec<Json>)],
    table: &str,
    of: &str,
    column: &str,
) -> usize {
    let id = |row: &Json, column: &str| row.get(column).and_then(Json::as_i64);
    let with: HashSet<i64> = joining
        .iter()
        .filter(|(table, _)| table.name == of)
        .flat_map(|(_, rows)| rows)
        .filter_map(|row| id(row, column))
        .collect();
    let mut dropped = 0;
    for (_, rows) in joining.iter_mut().filter(|(known, _)| known.name == table) {
        let before = rows.len();
        rows.retain(|row| id(row, "id").is_some_and(|id| with.contains(&id)));
        dropped += before - rows.len();
    }
    dropped
}

/// Where a row of the document is, or will be, in this network.
enum Place {
    /// It is here, with this id and these values.
    Here(i64, Map<String, Json>),
    New(i64),
}

impl Place {
    fn id(&self) -> i64 {
        match self {
            Place::Here(id, _) | Place::New(id) => *id,
        }
    }
}

/// The places of a document's rows by the id they have there; those removed here have none.
type Places = HashMap<i64, Place>;

fn places_of(
    conn: &Connection,
    table: &Table,
    document: &Document,
    removed: &HashSet<String>,
) -> Result<Places, Error> {
    let rows = document.rows(&table.name);
    if rows.is_empty() {
        return Ok(Places::new());
    }
    let mut here: HashMap<String, (i64, Map<String, Json>)> = HashMap::new();
    let mut last = 0;
    let mut all = conn.prepare(&format!(
        "SELECT id, {} AS row FROM \"{}\"",
        table.object(),
        table.name
    ))?;
    let mut all = all.query([])?;
    while let Some(row) = all.next()? {
        let id = row.get("id")?;
        let values: String = row.get("row")?;
        let values: Map<String, Json> = serde_json::from_str(&values).unwrap_or_default();
        last = last.max(id);
        // A tag is one by its name, whoever made it first.
        for key in [Some("uid"), (table.name == "tag").then_some("name")] {
            if let Some(Json::String(key)) = key.and_then(|key| values.get(key)) {
                here.insert(key.clone(), (id, values.clone()));
            }
        }
    }
    let mut places = Places::new();
    for row in rows {
        let text = |key: &str| row.get(key).and_then(Json::as_str);
        let (Some(id), Some(uid)) = (row.get("id").and_then(Json::as_i64), text("uid")) else {
            return Err(Error::Refused(format!(
                "a row of {} has no id or uid",
                table.name
            )));
        };
        let name = text("name").filter(|_| table.name == "tag");
        let found = here
            .get(uid)
            .or_else(|| name.and_then(|name| here.get(name)));
        if let Some((at, values)) = found {
            places.insert(id, Place::Here(*at, values.clone()));
        } else if !removed.contains(uid) {
            last += 1;
            places.insert(id, Place::New(last));
        }
    }
    Ok(places)
}

/// The uids of rows that were removed here, as far as the history tells, and of some that were
/// changed and are here. A row's uid is its second column.
fn removed(conn: &Connection) -> rusqlite::Result<HashSet<String>> {
    conn.prepare_cached(
        "SELECT json_extract(before, '$[1]') FROM change_log
         WHERE before IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM action
                           WHERE undone = 1 AND change_log.seq BETWEEN first_seq AND last_seq)",
    )?
    .query_map([], |row| row.get::<_, Option<String>>(0))?
    .filter_map(Result::transpose)
    .collect()
}

/// A column that names a row of another table, and what becomes of it where there is none.
struct Reference {
    column: String,
    parent: String,
    is_set_null: bool,
}

fn references(conn: &Connection, table: &Table) -> rusqlite::Result<Vec<Reference>> {
    conn.prepare_cached(
        "SELECT \"from\" AS col, \"table\" AS parent, on_delete = 'SET NULL' AS is_set_null
         FROM pragma_foreign_key_list(:table)",
    )?
    .query_map([&table.name], |row| {
        Ok(Reference {
            column: row.get("col")?,
            parent: row.get("parent")?,
            is_set_null: row.get("is_set_null")?,
        })
    })?
    .collect()
}

/// The row as it stands here; `None` if what it belongs to was removed.
fn moved(
    row: &Map<String, Json>,
    here: &Place,
    references: &[Reference],
    places: &HashMap<String, Places>,
) -> Option<Map<String, Json>> {
    let mut row = row.clone();
    row.insert("id".to_owned(), here.id().into());
    for reference in references {
        let Some(value) = row.get_mut(&reference.column) else {
            continue;
        };
        if value.is_null() {
            continue;
        }
        *value = match place(places, &reference.parent, Some(value)) {
            Some(parent) => parent.id().into(),
            None if reference.is_set_null => Json::Null,
            None => return None,
        };
    }
    Some(row)
}

fn place<'p>(
    places: &'p HashMap<String, Places>,
    table: &str,
    id: Option<&Json>,
) -> Option<&'p Place> {
    places.get(table)?.get(&id?.as_i64()?)
}

/// Whether a row is here as the document has it. A tag found by its name has a uid of its own.
fn is_same(row: &Map<String, Json>, now: &Map<String, Json>) -> bool {
    row.iter()
        .filter(|(column, _)| !matches!(column.as_str(), "uid" | "match_key" | "note_words"))
        .all(|(column, value)| now.get(column) == Some(value))
}
