//! Undo and redo: what every action changed, row by row, kept in the file itself.
//!
//! Permanent triggers, generated from the schema for every table with a `uid` column,
//! write each row's JSON before and after into `change_log` while `recording` names an
//! action. They live in the file and not in a connection, so that undo survives restarts
//! and covers what any process did. Undoing walks an action's changes backwards, each only
//! where the row still is as the action left it; the walk itself is not recorded.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::NaiveDate;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Transaction, named_params, params_from_iter};
use serde_json::Value as Json;

use super::rows::{day, iso};
use super::{Action, Error};
use crate::domain::id::{ActionId, ContactId};

/// How many actions are kept; older ones can no longer be taken back.
const KEPT: i64 = 500;

/// A table whose rows people make.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// Tables and columns that refer to this table's id.
    children: Vec<(String, String)>,
}

impl Table {
    /// An SQL expression for a whole row as JSON; `prefix` is `NEW.`, `OLD.` or empty.
    pub(super) fn json(&self, prefix: &str) -> String {
        let pairs: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("'{column}', {prefix}\"{column}\""))
            .collect();
        format!("json_object({})", pairs.join(", "))
    }
}

/// Every table with a `uid` column, in the order in which the schema makes them.
pub(super) fn tables(conn: &Connection) -> rusqlite::Result<Vec<Table>> {
    let mut columns = conn.prepare_cached(
        "SELECT s.name AS tbl, c.name AS name
         FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c
         WHERE s.type = 'table' AND s.sql LIKE 'CREATE TABLE%'
         ORDER BY s.rowid, c.cid",
    )?;
    let mut columns = columns.query([])?;
    let mut tables: Vec<Table> = Vec::new();
    while let Some(row) = columns.next()? {
        let (table, column): (String, String) = (row.get("tbl")?, row.get("name")?);
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table {
                name: table,
                columns: vec![column],
                children: Vec::new(),
            }),
        }
    }
    tables.retain(|table| table.columns.iter().any(|column| column == "uid"));
    let mut refers = conn.prepare_cached(
        "SELECT s.name AS child, f.\"from\" AS col, f.\"table\" AS parent
         FROM sqlite_schema AS s JOIN pragma_foreign_key_list(s.name) AS f
         WHERE s.type = 'table' AND s.sql LIKE 'CREATE TABLE%'
         ORDER BY s.rowid, f.id",
    )?;
    let mut refers = refers.query([])?;
    while let Some(row) = refers.next()? {
        let (child, parent): (String, String) = (row.get("child")?, row.get("parent")?);
        // What is derived, such as the last catch-up, may go with the row it is about.
        if tables.iter().any(|table| table.name == child)
            && let Some(table) = tables.iter_mut().find(|table| table.name == parent)
        {
            table.children.push((child, row.get("col")?));
        }
    }
    Ok(tables)
}

/// Makes the recording triggers anew from the schema as it is now. Every start reads their
/// text, so they say each column once.
pub(super) fn install(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    for table in tables(tx)? {
        let name = &table.name;
        let (old, new) = (table.json("OLD."), table.json("NEW."));
        for (event, row, before, after) in [
            ("INSERT", "NEW", "NULL", new.as_str()),
            ("UPDATE", "OLD", &old, &new),
            ("DELETE", "OLD", &old, "NULL"),
        ] {
            let trigger = format!("undo_{}_{name}", event.to_lowercase());
            tx.execute_batch(&format!(
                "DROP TRIGGER IF EXISTS {trigger};
                 CREATE TRIGGER {trigger} AFTER {event} ON \"{name}\"
                 WHEN (SELECT action_id FROM recording) IS NOT NULL
                 BEGIN
                     INSERT INTO change_log (action_id, tbl, row_id, before, after)
                         SELECT action_id, '{name}', {row}.id, b, a
                         FROM recording, (SELECT {before} AS b, {after} AS a)
                         WHERE b IS NOT a;
                 END;"
            ))?;
        }
    }
    Ok(())
}

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
    tx.prepare_cached(
        "DELETE FROM action
         WHERE id <= (SELECT id FROM action ORDER BY id DESC LIMIT 1 OFFSET :kept)",
    )?
    .execute(named_params! {":kept": KEPT})?;
    Ok(Ended::Changed(touched(tx, id)?))
}

/// What an action came to.
pub(super) enum Ended {
    Nothing,
    /// The contacts it concerned, by id.
    Changed(Vec<ContactId>),
}

/// Every contact whose card or list row an action may have changed, by id.
fn touched(tx: &Connection, action: ActionId) -> rusqlite::Result<Vec<ContactId>> {
    let mut statement = tx.prepare_cached(
        "WITH changes AS (
             SELECT tbl, row_id, before, after FROM change_log WHERE action_id = :action
         )
         SELECT row_id AS contact_id FROM changes WHERE tbl = 'contact'
         UNION SELECT json_extract(before, '$.contact_id') FROM changes WHERE tbl <> 'contact'
         UNION SELECT json_extract(after, '$.contact_id') FROM changes WHERE tbl <> 'contact'
         UNION SELECT json_extract(before, '$.other_id') FROM changes WHERE tbl = 'relation'
         UNION SELECT json_extract(after, '$.other_id') FROM changes WHERE tbl = 'relation'
         UNION SELECT p.contact_id
               FROM changes JOIN catch_up_contact AS p ON p.catch_up_id = changes.row_id
               WHERE changes.tbl = 'catch_up'
         UNION SELECT p.contact_id
               FROM changes JOIN next_step_contact AS p ON p.next_step_id = changes.row_id
               WHERE changes.tbl = 'next_step'
         UNION SELECT p.contact_id
               FROM changes JOIN contact_tag AS p ON p.tag_id = changes.row_id
               WHERE changes.tbl = 'tag'",
    )?;
    let ids: BTreeSet<i64> = statement
        .query_map(named_params! {":action": action.0}, |row| {
            row.get::<_, Option<i64>>("contact_id")
        })?
        .filter_map(Result::transpose)
        .collect::<rusqlite::Result<_>>()?;
    Ok(ids.into_iter().map(ContactId).collect())
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
    let tables = tables(tx)?;
    let mut concerned: BTreeSet<ContactId> = touched(tx, action.id)?.into_iter().collect();
    let sql = match way {
        Way::Undo => {
            "SELECT tbl, row_id, after AS present, before AS wanted FROM change_log
             WHERE action_id = :action
             ORDER BY seq DESC"
        }
        Way::Redo => {
            "SELECT tbl, row_id, before AS present, after AS wanted FROM change_log
             WHERE action_id = :action
             ORDER BY seq"
        }
    };
    let mut changes = tx.prepare_cached(sql)?;
    let mut changes = changes.query(named_params! {":action": action.id.0})?;
    while let Some(row) = changes.next()? {
        let name: String = row.get("tbl")?;
        let change = RowChange {
            id: row.get("row_id")?,
            present: row.get("present")?,
            wanted: row.get("wanted")?,
        };
        let table = tables.iter().find(|table| table.name == name);
        if !table.map_or(Ok(false), |table| put(tx, table, &change))? {
            return Err(Error::Conflict {
                label: action.label,
                changed: describe(&name, &change),
            });
        }
    }
    action.undone = way == Way::Undo;
    tx.prepare_cached("UPDATE action SET undone = :undone WHERE id = :id")?
        .execute(named_params! {":undone": action.undone, ":id": action.id.0})?;
    concerned.extend(touched(tx, action.id)?);
    Ok((action, concerned.into_iter().collect()))
}

/// One row as it should be found and as it should become; `None` is no row.
struct RowChange {
    id: i64,
    present: Option<String>,
    wanted: Option<String>,
}

/// Turns a row from `present` into `wanted`; false, with nothing done, where it is no
/// longer as `present` says or others have come to depend on it.
fn put(tx: &Transaction<'_>, table: &Table, change: &RowChange) -> Result<bool, Error> {
    let name = &table.name;
    let now: Option<String> = tx
        .prepare_cached(&format!(
            "SELECT {} FROM \"{name}\" WHERE id = :id",
            table.json("")
        ))?
        .query_row(named_params! {":id": change.id}, |row| row.get(0))
        .optional()?;
    if !same(now.as_deref(), change.present.as_deref()) {
        return Ok(false);
    }
    let Some(wanted) = &change.wanted else {
        for (child, column) in &table.children {
            let depends: bool = tx
                .prepare_cached(&format!(
                    "SELECT EXISTS (SELECT 1 FROM \"{child}\" WHERE \"{column}\" = :id)"
                ))?
                .query_row(named_params! {":id": change.id}, |row| row.get(0))?;
            if depends {
                return Ok(false);
            }
        }
        tx.prepare_cached(&format!("DELETE FROM \"{name}\" WHERE id = :id"))?
            .execute(named_params! {":id": change.id})?;
        return Ok(true);
    };
    let row = object(wanted);
    let columns: Vec<&String> = table
        .columns
        .iter()
        .filter(|column| row.contains_key(*column))
        .collect();
    let quoted: Vec<String> = columns.iter().map(|c| format!("\"{c}\"")).collect();
    let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let sql = if now.is_some() {
        let sets: Vec<String> = quoted
            .iter()
            .zip(&marks)
            .map(|(column, mark)| format!("{column} = {mark}"))
            .collect();
        format!(
            "UPDATE \"{name}\" SET {} WHERE id = ?{}",
            sets.join(", "),
            columns.len() + 1
        )
    } else {
        format!(
            "INSERT INTO \"{name}\" ({}) VALUES ({})",
            quoted.join(", "),
            marks.join(", ")
        )
    };
    let values = columns
        .iter()
        .map(|column| row.get(*column).map_or(Value::Null, value));
    let id = now.is_some().then_some(Value::Integer(change.id));
    tx.prepare_cached(&sql)?
        .execute(params_from_iter(values.chain(id)))?;
    Ok(true)
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

pub(super) fn object(json: &str) -> serde_json::Map<String, Json> {
    serde_json::from_str(json).unwrap_or_default()
}

/// The SQL value that `json_object` wrote as this JSON.
pub(super) fn value(json: &Json) -> Value {
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
fn describe(table: &str, change: &RowChange) -> String {
    let row = change
        .present
        .as_deref()
        .or(change.wanted.as_deref())
        .map(object)
        .unwrap_or_default();
    let called = ["name", "text", "value", "label", "day"]
        .into_iter()
        .find_map(|column| row.get(column).and_then(Json::as_str))
        .map(|text| format!(" “{text}”"))
        .unwrap_or_default();
    let noun = table.replace("catch_up", "catch-up").replace('_', " ");
    format!("the {noun}{called}")
}
