//! Undo and redo: what every action changed, row by row, kept in the file itself.
//!
//! Permanent triggers, generated from the schema for every table with a `uid` column, write
//! into `change_log` which rows were made, and the JSON before and after of rows that were
//! changed or removed. They live in the file and not in a connection, so that undo survives
//! restarts and covers what any process did. What a made row holds is not written a second
//! time: the row itself is there until its action is taken back, which is when it is kept.
//!
//! Undoing walks an action's entries backwards, each only where the rows still are as the
//! action left them; the walk itself is not recorded. What changes rows without an action,
//! another program that is, is written down too: by that undo sees it.

mod entry;
mod tables;
mod touched;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

pub(super) use entry::value;
pub(super) use tables::{Table, install, tables};

use super::rows::{day, iso};
use super::{Action, Error};
use crate::domain::id::{ActionId, ContactId};
use entry::Entry;
use touched::touched;

/// How many actions are kept; older ones can no longer be taken back.
const KEPT: i64 = 500;

/// How many rows one entry of the history is about at most.
const AT_ONCE: i64 = 1_000;

/// What names this process in the history.
pub(super) fn process() -> &'static str {
    static PROCESS: OnceLock<String> = OnceLock::new();
    PROCESS.get_or_init(|| format!("{}-{}", std::process::id(), uuid::Uuid::now_v7().simple()))
}

/// Begins an action: from here on every change of the transaction belongs to it.
pub(super) fn begin(
    tx: &Transaction<'_>,
    label: &str,
    at: i64,
    day: NaiveDate,
) -> rusqlite::Result<ActionId> {
    tx.prepare_cached(
        "INSERT INTO action (label, at, day, process)
         VALUES (:label, :at, :day, :process)",
    )?
    .execute(named_params! {
        ":label": label, ":at": at, ":day": iso(day), ":process": process(),
    })?;
    let id = ActionId(tx.last_insert_rowid());
    tx.prepare_cached("UPDATE recording SET action_id = :id")?
        .execute(named_params! {":id": id.0})?;
    Ok(id)
}

/// A number that grows with every change of a row that is recorded.
pub(super) fn latest(tx: &Transaction<'_>) -> rusqlite::Result<Option<i64>> {
    tx.prepare_cached("SELECT max(seq) FROM change_log")?
        .query_row([], |row| row.get(0))
}

/// Ends the action: says whether it changed anything, and if so drops what could have been
/// redone and what is too old to be taken back.
pub(super) fn end(tx: &Transaction<'_>, id: ActionId) -> rusqlite::Result<Ended> {
    tx.prepare_cached("UPDATE recording SET action_id = NULL")?
        .execute([])?;
    let changed: bool = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM change_log WHERE action_id = :id)")?
        .query_row(named_params! {":id": id.0}, |row| row.get(0))?;
    if !changed {
        return Ok(Ended::Nothing);
    }
    tx.prepare_cached("DELETE FROM action WHERE undone = 1")?
        .execute([])?;
    let dropped = tx
        .prepare_cached(
            "DELETE FROM action
             WHERE id <= (SELECT id FROM action ORDER BY id DESC LIMIT 1 OFFSET :kept)",
        )?
        .execute(named_params! {":kept": KEPT})?;
    if dropped > 0 {
        tx.prepare_cached(
            "DELETE FROM change_log
             WHERE action_id IS NULL
               AND seq < (SELECT min(seq) FROM change_log WHERE action_id IS NOT NULL)",
        )?
        .execute([])?;
    }
    Ok(Ended::Changed(touched(tx, id)?))
}

/// Writes down that the action made these rows of a table, one after the other, for which no
/// trigger has fired. Each entry is of no more rows than are well taken back at once.
pub(super) fn made(
    conn: &Connection,
    table: &str,
    ids: RangeInclusive<i64>,
) -> rusqlite::Result<()> {
    let mut entry = conn.prepare_cached(
        "INSERT INTO change_log (action_id, tbl, row_id, rows)
         SELECT action_id, :table, :first, :rows FROM recording WHERE NOT is_off",
    )?;
    let (mut first, last) = ids.into_inner();
    while first <= last {
        let rows = (last - first + 1).min(AT_ONCE);
        entry.execute(named_params! {":table": table, ":first": first, ":rows": rows})?;
        first += rows;
    }
    Ok(())
}

/// The same of every row of a table, whose ids may have gaps.
pub(super) fn made_all(conn: &Connection, table: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "INSERT INTO change_log (action_id, tbl, row_id, rows)
         SELECT action_id, :table, min(id), 1 + max(id) - min(id)
         FROM recording CROSS JOIN \"{table}\"
         WHERE NOT is_off
         GROUP BY id / :at_once"
    ))?
    .execute(named_params! {":table": table, ":at_once": AT_ONCE})?;
    Ok(())
}

/// Writes what is no action and no other program's doing either: nothing is recorded.
pub(super) fn unrecorded<T>(
    tx: &Transaction<'_>,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    tx.prepare_cached("UPDATE recording SET is_off = 1")?
        .execute([])?;
    let written = write(tx)?;
    tx.prepare_cached("UPDATE recording SET is_off = 0")?
        .execute([])?;
    Ok(written)
}

/// What an action came to.
pub(super) enum Ended {
    Nothing,
    /// The contacts it concerned, by id.
    Changed(Vec<ContactId>),
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
pub(super) fn step(tx: &Transaction<'_>, way: Way) -> Result<(Action, Vec<ContactId>), Error> {
    let Some(mut action) = next(tx, way)? else {
        return Err(Error::NothingTo(way.word()));
    };
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    let mut concerned: BTreeSet<ContactId> = touched(tx, action.id)?.into_iter().collect();
    unrecorded(tx, |tx| walk(tx, &action, way))?;
    action.undone = way == Way::Undo;
    tx.prepare_cached("UPDATE action SET undone = :undone WHERE id = :id")?
        .execute(named_params! {":undone": action.undone, ":id": action.id.0})?;
    concerned.extend(touched(tx, action.id)?);
    Ok((action, concerned.into_iter().collect()))
}

/// Goes through an action's entries, the latest first to undo them.
fn walk(tx: &Transaction<'_>, action: &Action, way: Way) -> Result<(), Error> {
    let tables = tables(tx)?;
    let (sql, mut at) = match way {
        Way::Undo => (
            "SELECT seq, tbl, row_id, rows, before, after FROM change_log
             WHERE action_id = :action AND seq < :at
             ORDER BY seq DESC
             LIMIT 1",
            i64::MAX,
        ),
        Way::Redo => (
            "SELECT seq, tbl, row_id, rows, before, after FROM change_log
             WHERE action_id = :action AND seq > :at
             ORDER BY seq
             LIMIT 1",
            i64::MIN,
        ),
    };
    let mut entries = tx.prepare_cached(sql)?;
    while let Some(entry) = entries
        .query_row(
            named_params! {":action": action.id.0, ":at": at},
            Entry::read,
        )
        .optional()?
    {
        at = entry.seq;
        let changed = match tables.iter().find(|table| table.name == entry.table) {
            Some(table) => entry::step(tx, table, &entry, way)?,
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
