//! A document into a network that somebody is in: rows that are not here come in, the others
//! stay.
//!
//! Rows are the same by their uid, or where there can be only one of them: a tag of that name,
//! a birthday, a week's budget. A document has no word on what was changed since it was written,
//! so a row that is here is never written over, and what was removed here stays removed, as far
//! back as the history goes.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher};

use rusqlite::{Connection, OptionalExtension, Transaction};
use serde_json::Value;

use super::keys::{Unique, uniques};
use super::{Document, Row, insert};
use crate::store::Error;
use crate::store::undo::{Reference, Table, WITH_PEOPLE, references, tables};

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

/// Which rows are to come in, with the ids they get here, table by table. Only places are kept of
/// them: the document is read again as they do.
#[derive(Default)]
pub(super) struct Newcomers {
    tables: Vec<(Table, Vec<Reference>)>,
    places: HashMap<String, Places>,
    /// The contacts who are here.
    known: HashSet<i64>,
    /// Of what is with people, that of which somebody comes in or is here.
    with: [HashSet<i64>; WITH_PEOPLE.len()],
    pub(super) counts: Joining,
}

impl Newcomers {
    pub(super) fn insert(
        &self,
        tx: &Transaction<'_>,
        document: &Document<'_>,
    ) -> Result<(), Error> {
        tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
        for (table, references) in &self.tables {
            let at = WITH_PEOPLE
                .iter()
                .position(|(with, ..)| *with == table.name);
            let with = at.map(|at| &self.with[at]);
            document.each(
                &table.name,
                &mut |row| match self.row(table, references, &row) {
                    Some((Place::New(id), row)) if with.is_none_or(|with| with.contains(&id)) => {
                        insert(tx, table, row, "ON CONFLICT DO NOTHING")
                    }
                    _ => Ok(()),
                },
            )?;
        }
        Ok(())
    }

    /// A row of the document as it is here, with its place; `None` where it is not to be.
    fn row(&self, table: &Table, references: &[Reference], row: &Row) -> Option<(Place, Row)> {
        let place = *place(&self.places, &table.name, row.get("id"))?;
        let mut row = moved(row, references, &self.places)?;
        row.insert("id".to_owned(), place.id().into());
        let is_pause = table.name == "flag" && pauses_somebody_here(&row, &self.known);
        (!(is_pause && matches!(place, Place::New(_)))).then_some((place, row))
    }
}

/// What of a document is not here.
pub(super) fn newcomers(conn: &Connection, document: &Document<'_>) -> Result<Newcomers, Error> {
    let removed = removed(conn)?;
    let mut coming = Newcomers::default();
    let mut counts = Joining {
        read: document.contacts(),
        ..Joining::default()
    };
    let mut met = HashSet::new();
    let mut all = references(conn)?;
    for table in tables(conn)? {
        let references: Vec<Reference> = all.extract_if(.., |to| to.child == table.name).collect();
        let places = places_of(
            conn,
            &table,
            document,
            &removed,
            &references,
            &coming.places,
        )?;
        coming.places.insert(table.name.clone(), places);
        if table.name == "contact" {
            coming.known = here(coming.places.get("contact"));
        }
        let mut now = conn.prepare(&format!(
            "SELECT {} AS row FROM \"{}\" WHERE id = :id",
            table.object(),
            table.name
        ))?;
        let of = WITH_PEOPLE.iter().position(|(_, of, _)| *of == table.name);
        let mut with = HashSet::new();
        document.each(&table.name, &mut |row| {
            match coming.row(&table, &references, &row) {
                Some((Place::Here(id), row)) => {
                    let now = now.query_row([id], |row| row.get::<_, String>("row"));
                    let now = now.optional()?.unwrap_or_default();
                    let now = serde_json::from_str(&now).unwrap_or_default();
                    counts.kept += usize::from(!is_same(&row, &now));
                }
                Some((Place::Twin { is_same, .. }, _)) => counts.kept += usize::from(!is_same),
                Some((Place::New(_), row)) => {
                    counts.new += usize::from(table.name == "contact");
                    let contacts = table.contact_columns().filter_map(|column| row.get(column));
                    met.extend(contacts.filter_map(Value::as_i64));
                    counts.rows += 1;
                    let id = of.and_then(|at| row.get(WITH_PEOPLE[at].2)?.as_i64());
                    with.extend(id);
                }
                None => {}
            }
            Ok(())
        })?;
        if let Some(at) = of {
            coming.with[at] = with;
        }
        coming.tables.push((table, references));
    }
    for ((table, ..), with) in WITH_PEOPLE.iter().zip(&coming.with) {
        let places = coming.places.get(*table).into_iter();
        let places = places.flat_map(Places::values);
        let gone = |place: &&Place| matches!(place, Place::New(id) if !with.contains(id));
        counts.rows -= places.filter(gone).count();
    }
    counts.merged = met.iter().filter(|id| coming.known.contains(id)).count();
    coming.counts = counts;
    Ok(coming)
}

/// The ids of those that are here.
fn here(places: Option<&Places>) -> HashSet<i64> {
    let places = places.into_iter().flat_map(HashMap::values);
    places
        .filter_map(|place| match place {
            Place::Here(id) => Some(*id),
            Place::Twin { .. } | Place::New(_) => None,
        })
        .collect()
}

/// Whether this flag is a pause that goes on, of somebody who is here: they stay as they stand,
/// and a pause without that standing would stop their clock for good.
fn pauses_somebody_here(flag: &Row, known: &HashSet<i64>) -> bool {
    flag.get("kind").and_then(Value::as_str) == Some("paused")
        && flag.get("ended_on").is_none_or(Value::is_null)
        && flag
            .get("contact_id")
            .and_then(Value::as_i64)
            .is_some_and(|contact| known.contains(&contact))
}

/// Where a row of the document is, or will be, in this network.
#[derive(Clone, Copy)]
enum Place {
    /// It is here, with this id.
    Here(i64),
    /// It is another row of the document by what tells rows apart, and says the same or not.
    Twin {
        of: i64,
        is_same: bool,
    },
    New(i64),
}

impl Place {
    fn id(self) -> i64 {
        match self {
            Place::Here(id) | Place::Twin { of: id, .. } | Place::New(id) => id,
        }
    }
}

/// The places of a document's rows by the id they have there; those removed here have none.
type Places = HashMap<i64, Place>;

fn places_of(
    conn: &Connection,
    table: &Table,
    document: &Document<'_>,
    removed: &HashSet<u128>,
    references: &[Reference],
    parents: &HashMap<String, Places>,
) -> Result<Places, Error> {
    if !document.has_rows(&table.name) {
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
        let values = serde_json::from_str(&values).unwrap_or_default();
        last = last.max(id);
        here.add(id, &values);
    }
    if table.name == "contact" {
        here.merged(conn)?;
    }
    let was_last = last;
    let mut said: HashMap<u128, i64> = HashMap::new();
    let mut places = Places::new();
    document.each(&table.name, &mut |row| {
        let text = |key: &str| row.get(key).and_then(Value::as_str);
        let (Some(id), Some(uid)) = (row.get("id").and_then(Value::as_i64), text("uid")) else {
            return Err(Error::Refused(format!(
                "a row of {} has no id or uid",
                table.name
            )));
        };
        let Some(values) = moved(&row, references, parents) else {
            return Ok(());
        };
        if let Some(of) = here.find(uid, &values) {
            let is_same = || said.get(&mark_of(&values)) == Some(&of);
            let place = match of > was_last {
                true => Place::Twin {
                    of,
                    is_same: is_same(),
                },
                false => Place::Here(of),
            };
            places.insert(id, place);
        } else if !removed.contains(&mark(uid)) {
            last += 1;
            places.insert(id, Place::New(last));
            said.insert(mark_of(&values), last);
            here.add(last, &values);
        }
        Ok(())
    })?;
    Ok(places)
}

/// The rows of one table that are here, or come in, by what tells them apart.
struct Here {
    by_uid: HashMap<u128, i64>,
    uniques: Vec<Unique>,
    by_key: HashMap<u128, i64>,
}

impl Here {
    fn of(uniques: Vec<Unique>) -> Here {
        Here {
            by_uid: HashMap::new(),
            uniques,
            by_key: HashMap::new(),
        }
    }

    fn add(&mut self, id: i64, values: &Row) {
        if let Some(Value::String(uid)) = values.get("uid") {
            self.by_uid.insert(mark(uid), id);
        }
        let keys = self.uniques.iter().filter_map(|unique| unique.key(values));
        self.by_key.extend(keys.map(|key| (mark(&key), id)));
    }

    /// Has those who were merged into somebody be found by the uids they had.
    fn merged(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let mut all = conn.prepare_cached(
            "SELECT f.former, c.uid
             FROM former_uid AS f JOIN contact AS c ON c.id = f.contact_id",
        )?;
        let mut all = all.query([])?;
        while let Some(row) = all.next()? {
            if let Some(id) = self
                .by_uid
                .get(&mark(row.get_ref("uid")?.as_str()?))
                .copied()
            {
                self.by_uid
                    .insert(mark(row.get_ref("former")?.as_str()?), id);
            }
        }
        Ok(())
    }

    /// The row that this one is, or that keeps it out.
    fn find(&self, uid: &str, values: &Row) -> Option<i64> {
        let mut keys = self.uniques.iter().filter_map(|unique| unique.key(values));
        let id = self
            .by_uid
            .get(&mark(uid))
            .or_else(|| keys.find_map(|key| self.by_key.get(&mark(&key))));
        id.copied()
    }
}

/// Tells one text from another without holding it: in 128 bits no two are taken for the same.
fn mark(text: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        hasher.write_u8(salt);
        hasher.write(text.as_bytes());
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// Tells what a row says from what another does.
fn mark_of(row: &Row) -> u128 {
    let mut said = row.clone();
    said.retain(|column, _| column != "id" && is_said(column));
    mark(&Value::Object(said).to_string())
}

/// The uids of rows that were removed here, as far as the history tells, and of some that were
/// changed and are here. A row's uid is its second column.
fn removed(conn: &Connection) -> rusqlite::Result<HashSet<u128>> {
    conn.prepare_cached(
        "SELECT json_extract(before, '$[1]') FROM change_log
         WHERE before IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM action
                           WHERE undone = 1 AND change_log.seq BETWEEN first_seq AND last_seq)",
    )?
    .query_map([], |row| Ok(row.get_ref(0)?.as_str_or_null()?.map(mark)))?
    .filter_map(Result::transpose)
    .collect()
}

/// The row with the ids that its references have here; `None` if what it belongs to was removed.
fn moved(row: &Row, references: &[Reference], places: &HashMap<String, Places>) -> Option<Row> {
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
            None if reference.is_set_null => Value::Null,
            None => return None,
        };
    }
    Some(row)
}

fn place<'p>(
    places: &'p HashMap<String, Places>,
    table: &str,
    id: Option<&Value>,
) -> Option<&'p Place> {
    places.get(table)?.get(&id?.as_i64()?)
}

/// Whether a row is here as the document has it. One that is there only once may have another
/// uid.
fn is_same(row: &Row, now: &Row) -> bool {
    row.iter()
        .filter(|(column, _)| is_said(column))
        .all(|(column, value)| now.get(column) == Some(value))
}

/// Whether this column says something, rather than what the row is found by.
fn is_said(column: &str) -> bool {
    !matches!(column, "uid" | "match_key" | "note_words")
}
