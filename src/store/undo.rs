//! Undo and redo: what every action changed, row by row, kept in the file itself.
//!
//! Permanent triggers, generated from the schema for every table with a `uid` column, write
//! into `change_log` which rows were made, and what those that were changed or removed were
//! before. They live in the file and not in a connection, so that undo survives restarts and
//! covers what any process did. What a row holds now is not written a second time: the row
//! itself is there until its action is taken back, which is when it is kept.
//!
//! An action is a run of entries. Undoing walks them backwards, each only where the rows still
//! are as the action left them; the walk itself is not recorded. What changes rows without an
//! action, another program that is, is written down too: by that undo sees it.

mod elsewhere;
mod entry;
mod recording;
mod tables;
mod touched;

use std::collections::{BTreeSet, HashSet};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

pub(super) use entry::value;
pub(super) use recording::{made, made_all, unrecorded, unseen};
pub(super) use tables::{Reference, Table, Tables, WITH_PEOPLE, install, references, tables};

use super::rows::{day, iso};
use super::{Action, Error, sync};
use crate::domain::id::{ActionId, ContactId};
use elsewhere::Elsewhere;
use entry::Entry;
use touched::touched;

/// How many actions are kept; older ones can no longer be taken back.
const KEPT: i64 = 500;

/// What names this process in the history.
pub(super) fn process() -> &'static str {
    static PROCESS: OnceLock<String> = OnceLock::new();
    PROCESS.get_or_init(|| format!("{}-{}", std::process::id(), uuid::Uuid::now_v7().simple()))
}

/// How far the history has come: a number that grows with every entry of the transaction.
pub(super) fn latest(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("SELECT coalesce(max(seq), 0) FROM change_log")?
        .query_row([], |row| row.get(0))
}

/// Whether anything has become another than it was when the history had come to `since`.
pub(super) fn has_changed(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    since: i64,
) -> rusqlite::Result<bool> {
    Ok(latest(tx)? > since && rows(tx, tables, since)?.changed)
}

/// Makes one action of all that was written down behind `since`; drops what could have been
/// redone and what is too old to be taken back.
pub(super) fn end(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    since: i64,
    (label, at, day): (&str, i64, NaiveDate),
) -> rusqlite::Result<Ended> {
    drop_unchanged(tx, tables, since)?;
    let last = latest(tx)?;
    if last == since {
        return Ok(Ended::Nothing);
    }
    drop_undone(tx)?;
    sync::keep(tx, tables, at)?;
    let entries = since + 1..=last;
    tx.prepare_cached(
        "INSERT INTO action (label, at, day, process, first_seq, last_seq)
         VALUES (:label, :at, :day, :process, :first, :last)",
    )?
    .execute(named_params! {
        ":label": label, ":at": at, ":day": iso(day), ":process": process(),
        ":first": entries.start(), ":last": entries.end(),
    })?;
    let id = tx.last_insert_rowid();
    drop_oldest(tx, id)?;
    Ok(Ended::Changed(ActionId(id), touched(tx, tables, &entries)?))
}

/// Drops the entries of rows that are again as they were at `since`.
fn drop_unchanged(tx: &Transaction<'_>, tables: &mut Tables, since: i64) -> rusqlite::Result<()> {
    for (table, id) in rows(tx, tables, since)?.as_before {
        tx.prepare_cached(
            "DELETE FROM change_log WHERE seq > :since AND tbl = :table AND row_id = :id",
        )?
        .execute(named_params! {":since": since, ":table": table, ":id": id})?;
    }
    Ok(())
}

/// What became of the rows that have entries.
#[derive(Default)]
struct Rows {
    /// Those that were there and are again as they were.
    as_before: Vec<(String, i64)>,
    /// Whether there are others.
    changed: bool,
}

fn rows(tx: &Transaction<'_>, tables: &mut Tables, since: i64) -> rusqlite::Result<Rows> {
    let mut rows = Rows::default();
    let mut seen: HashSet<(String, i64)> = HashSet::new();
    let mut made: Vec<(String, RangeInclusive<i64>)> = Vec::new();
    let mut entries = tx.prepare_cached(
        "SELECT tbl, row_id, row_id + rows - 1 AS last_id, before FROM change_log
         WHERE seq > :since
         ORDER BY seq",
    )?;
    let mut entries = entries.query(named_params! {":since": since})?;
    while let Some(entry) = entries.next()? {
        let (name, id): (String, i64) = (entry.get("tbl")?, entry.get("row_id")?);
        let Some(was) = entry.get_ref("before")?.as_str_or_null()? else {
            rows.changed = true;
            match entry.get("last_id")? {
                last if last == id => drop(seen.insert((name, id))),
                last => made.push((name, id..=last)),
            }
            continue;
        };
        let row = (name, id);
        let is_made =
            |(table, ids): &(String, RangeInclusive<i64>)| *table == row.0 && ids.contains(&row.1);
        if seen.contains(&row) || made.iter().any(is_made) {
            continue;
        }
        match tables.named(tx, &row.0)? {
            Some(table) if entry::row(tx, &table, id)?.as_deref() == Some(was) => {
                rows.as_before.push(row.clone());
            }
            _ => rows.changed = true,
        }
        seen.insert(row);
    }
    Ok(rows)
}

/// Drops what could be done again; it is what was done last.
pub(super) fn drop_undone(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    let is_some: Option<bool> = tx
        .prepare_cached("SELECT undone FROM action ORDER BY id DESC LIMIT 1")?
        .query_row([], |row| row.get("undone"))
        .optional()?;
    if is_some != Some(true) {
        return Ok(());
    }
    tx.prepare_cached(
        "DELETE FROM change_log
         WHERE EXISTS (SELECT 1 FROM action
                       WHERE undone = 1 AND change_log.seq BETWEEN first_seq AND last_seq)
           AND seq >= (SELECT min(first_seq) FROM action WHERE undone = 1)",
    )?
    .execute([])?;
    tx.prepare_cached("DELETE FROM action WHERE undone = 1")?
        .execute([])?;
    Ok(())
}

/// Drops the actions that are too old to be taken back, and what something else did before
/// those that are left.
fn drop_oldest(tx: &Transaction<'_>, latest: i64) -> rusqlite::Result<()> {
    let oldest: i64 = tx
        .prepare_cached("SELECT min(id) FROM action")?
        .query_row([], |row| row.get(0))?;
    if latest - oldest < KEPT {
        return Ok(());
    }
    let dropped = tx
        .prepare_cached(
            "DELETE FROM action
             WHERE id <= (SELECT id FROM action ORDER BY id DESC LIMIT 1 OFFSET :kept)",
        )?
        .execute(named_params! {":kept": KEPT})?;
    if dropped > 0 {
        tx.prepare_cached(
            "DELETE FROM change_log WHERE seq < (SELECT min(first_seq) FROM action)",
        )?
        .execute([])?;
    }
    Ok(())
}

/// What an action came to.
pub(super) enum Ended {
    Nothing,
    /// This action; the contacts it concerned, by id.
    Changed(ActionId, Vec<ContactId>),
}

/// Which way through the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Undo,
    Redo,
}

impl Way {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Way::Undo => "undo",
            Way::Redo => "redo",
        }
    }
}

/// The action that goes next this way, if there is one.
pub(super) fn next(conn: &Connection, way: Way) -> rusqlite::Result<Option<Action>> {
    let sql = match way {
        Way::Undo => {
            "SELECT id, label, at, day, process, undone FROM action
             WHERE undone = 0
             ORDER BY id DESC
             LIMIT 1"
        }
        Way::Redo => {
            "SELECT id, label, at, day, process, undone FROM action
             WHERE undone = 1
             ORDER BY id
             LIMIT 1"
        }
    };
    conn.prepare_cached(sql)?
        .query_row([], |row| Ok(action(row)))
        .optional()?
        .transpose()
}

/// The latest actions, latest first.
pub(super) fn history(conn: &Connection, limit: usize) -> rusqlite::Result<Vec<Action>> {
    conn.prepare_cached(
        "SELECT id, label, at, day, process, undone FROM action
         ORDER BY id DESC
         LIMIT :limit",
    )?
    .query_map(
        named_params! {":limit": i64::try_from(limit).unwrap_or(i64::MAX)},
        action,
    )?
    .collect()
}

fn action(row: &rusqlite::Row<'_>) -> rusqlite::Result<Action> {
    let by: String = row.get("process")?;
    Ok(Action {
        id: ActionId(row.get("id")?),
        label: row.get("label")?,
        at: row.get("at")?,
        day: day(row, "day")?,
        mine: by == process(),
        process: by,
        undone: row.get("undone")?,
    })
}

/// Takes the next action this way back, or does it again; the contacts concerned, by id.
pub(super) fn step(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    way: Way,
    now_ms: i64,
) -> Result<(Action, Vec<ContactId>), Error> {
    let Some(mut action) = next(tx, way)? else {
        return Err(Error::NothingTo(way.word()));
    };
    let entries = entries_of(tx, action.id)?;
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let mut concerned: BTreeSet<ContactId> = touched(tx, tables, &entries)?.into_iter().collect();
    unrecorded(tx, now_ms, |tx| walk(tx, tables, (&action, &entries), way))?;
    action.undone = way == Way::Undo;
    tx.prepare_cached("UPDATE action SET undone = :undone WHERE id = :id")?
        .execute(named_params! {":undone": action.undone, ":id": action.id.0})?;
    concerned.extend(touched(tx, tables, &entries)?);
    Ok((action, concerned.into_iter().collect()))
}

fn entries_of(tx: &Transaction<'_>, action: ActionId) -> rusqlite::Result<RangeInclusive<i64>> {
    tx.prepare_cached("SELECT first_seq, last_seq FROM action WHERE id = :id")?
        .query_row(named_params! {":id": action.0}, |row| {
            Ok(row.get("first_seq")?..=row.get("last_seq")?)
        })
}

/// Goes through an action's entries, the latest first to undo them.
fn walk(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    (action, entries): (&Action, &RangeInclusive<i64>),
    way: Way,
) -> Result<(), Error> {
    let mut elsewhere = Elsewhere::since(tx, action.id, entries)?;
    let (first, last) = (*entries.start(), *entries.end());
    // One bound a side: of two SQLite uses one, and walks from there to the other every time.
    let (sql, (end, mut at)) = match way {
        Way::Undo => (
            "SELECT seq, tbl, row_id, rows, before, after FROM change_log
             WHERE seq >= :end AND seq < :at
             ORDER BY seq DESC
             LIMIT 1",
            (first, last + 1),
        ),
        Way::Redo => (
            "SELECT seq, tbl, row_id, rows, before, after FROM change_log
             WHERE seq <= :end AND seq > :at
             ORDER BY seq
             LIMIT 1",
            (last, first - 1),
        ),
    };
    let mut entries = tx.prepare_cached(sql)?;
    while let Some(entry) = entries
        .query_row(named_params! {":end": end, ":at": at}, Entry::read)
        .optional()?
    {
        at = entry.seq;
        let changed = match tables.named(tx, &entry.table)? {
            Some(table) => {
                let references = tables.references(tx)?;
                entry::step(tx, (&table, &references), &entry, &mut elsewhere, way)?
            }
            None => Some(entry.in_words()),
        };
        if let Some(changed) = changed {
            return Err(Error::Conflict {
                label: action.label.clone(),
                changed,
            });
        }
    }
    Ok(())
}
