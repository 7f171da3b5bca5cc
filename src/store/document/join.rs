//! A document into a network that somebody is in: rows that are not here come in, the others
//! stay.
//!
//! Rows are the same by their uid, or where there can be only one of them: a tag of that name,
//! a birthday, a week's budget. A document has no word on what was changed since it was written,
//! so a row that is here is never written over, and what was removed here stays removed, as far
//! back as the history goes.

use std::collections::{BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, Transaction};
use serde_json::{Map, Value as Json};

use super::keys::{Reference, Unique, references, uniques};
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
    let removed = removed(conn)?;
    let mut places = HashMap::new();
    let mut counts = Joining {
        read: document.rows("contact").len(),
        ..Joining::default()
    };
    let mut met = BTreeSet::new();
    let mut known = HashSet::new();
    let mut joining = Vec::new();
    for table in tables(conn)? {
        let references = references(conn, &table)?;
        let of_table = places_of(conn, &table, document, &removed, &references, &places)?;
        places.insert(table.name.clone(), of_table);
        if table.name == "contact" {
            known = here(places.get("contact"));
        }
        let mut rows = Vec::new();
        for row in document.rows(&table.name) {
            let Some(row) = row.as_object() else {
                continue; // told when it was parsed
            };
            let Some(here) = place(&places, &table.name, row.get("id")) else {
                continue;
            };
            let Some(mut row) = moved(row, &references, &places) else {
                continue;
            };
            row.insert("id".to_owned(), here.id().into());
            match here {
                Place::Here(_, now) if is_same(&row, now) => {}
                Place::New(_) if table.name == "flag" && pauses_somebody_here(&row, &known) => {}
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
    counts.merged = met.iter().filter(|id| known.contains(id)).count();
    Ok(Newcomers {
        tables: joining,
        counts,
    })
}

/// The ids of those that are here.
fn here(places: Option<&Places>) -> HashSet<i64> {
    let places = places.into_iter().flat_map(HashMap::values);
    places
        .filter_map(|place| match place {
            Place::Here(id, _) => Some(*id),
            Place::New(_) => None,
        })
        .collect()
}

/// Whether this flag is a pause that goes on, of somebody who is here: they stay as they stand,
/// and a pause without that standing would stop their clock for good.
fn pauses_somebody_here(flag: &Map<String, Json>, known: &HashSet<i64>) -> bool {
    flag.get("kind").and_then(Json::as_str) == Some("paused")
        && flag.get("ended_on").is_none_or(Json::is_null)
        && flag
            .get("contact_id")
            .and_then(Json::as_i64)
            .is_some_and(|contact| known.contains(&contact))
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
    references: &[Reference],
    parents: &HashMap<String, Places>,
) -> Result<Places, Error> {
    let rows = document.rows(&table.name);
    if rows.is_empty() {
        return Ok(Places::new());
    }
    let mut here = Here::of(uniques(conn, &table.name)?);
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
        last = last.max(id);
        here.add(id, serde_json::from_str(&values).unwrap_or_default());
    }
    if table.name == "contact" {
        here.merged(conn)?;
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
        let Some(values) = row
            .as_object()
            .and_then(|row| moved(row, references, parents))
        else {
            continue;
        };
        if let Some((at, values)) = here.find(uid, &values) {
            places.insert(id, Place::Here(*at, values.clone()));
        } else if !removed.contains(uid) {
            last += 1;
            places.insert(id, Place::New(last));
            let mut values = values;
            values.insert("id".to_owned(), last.into());
            here.add(last, values);
        }
    }
    Ok(places)
}

/// The rows of one table that are here, or come in, by what tells them apart.
struct Here {
    rows: Vec<(i64, Map<String, Json>)>,
    by_uid: HashMap<String, usize>,
    uniques: Vec<Unique>,
    by_key: HashMap<String, usize>,
}

impl Here {
    fn of(uniques: Vec<Unique>) -> Here {
        Here {
            rows: Vec::new(),
            by_uid: HashMap::new(),
            uniques,
            by_key: HashMap::new(),
        }
    }

    fn add(&mut self, id: i64, values: Map<String, Json>) {
        let at = self.rows.len();
        if let Some(Json::String(uid)) = values.get("uid") {
            self.by_uid.insert(uid.clone(), at);
        }
        let keys = self.uniques.iter().filter_map(|unique| unique.key(&values));
        self.by_key.extend(keys.map(|key| (key, at)));
        self.rows.push((id, values));
    }

    /// Has those who were merged into somebody be found by the uids they had.
    fn merged(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let mut all = conn.prepare_cached(
            "SELECT f.former, c.uid
             FROM former_uid AS f JOIN contact AS c ON c.id = f.contact_id",
        )?;
        let mut all = all.query([])?;
        while let Some(row) = all.next()? {
            if let Some(at) = self.by_uid.get(&row.get::<_, String>("uid")?).copied() {
                self.by_uid.insert(row.get("former")?, at);
            }
        }
        Ok(())
    }

    /// The row that this one is, or that keeps it out.
    fn find(&self, uid: &str, values: &Map<String, Json>) -> Option<&(i64, Map<String, Json>)> {
        let mut keys = self.uniques.iter().filter_map(|unique| unique.key(values));
        let at = self
            .by_uid
            .get(uid)
            .or_else(|| keys.find_map(|key| self.by_key.get(&key)));
        at.and_then(|at| self.rows.get(*at))
    }
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

/// The row with the ids that its references have here; `None` if what it belongs to was removed.
fn moved(
    row: &Map<String, Json>,
    references: &[Reference],
    places: &HashMap<String, Places>,
) -> Option<Map<String, Json>> {
    let mut row = row.clone();
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

/// Whether a row is here as the document has it. One that is there only once may have another
/// uid.
fn is_same(row: &Map<String, Json>, now: &Map<String, Json>) -> bool {
    row.iter()
        .filter(|(column, _)| !matches!(column.as_str(), "uid" | "match_key" | "note_words"))
        .all(|(column, value)| now.get(column) == Some(value))
}
