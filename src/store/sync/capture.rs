//! What an action changed, kept until it has been shared.
//!
//! Whoever writes rows need not know of it: what the undo triggers wrote down says which rows
//! they were and what those held before.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rusqlite::{Transaction, named_params};
use serde_json::Value as Json;

use super::facts::{CLOCK, SEEN, is_on, number, set_fact};
use super::shape::{self, column_travels, travels};
use crate::domain::sync::{Cells, RowId, Stamp, uid};
use crate::store::undo::{self, Table, Tables};

/// A change that no other machine knows yet.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) struct Pending {
    pub(super) stamp: Stamp,
    pub(super) of: RowId,
    /// What the columns that changed held before; `None` where the row was made.
    pub(super) before: Option<Cells>,
    /// What they hold now; `None` where it has gone. Neither is there where it was purged.
    pub(super) after: Option<Cells>,
    /// The entry of the history that made the row.
    pub(super) entry: Option<i64>,
}

/// The stamp of what is done now.
pub(super) fn stamp(tx: &Transaction<'_>, now_ms: i64) -> rusqlite::Result<Stamp> {
    let stamp = Stamp::after(Stamp(number(tx, CLOCK)?), now_ms);
    set_fact(tx, CLOCK, &stamp.0.to_string())?;
    Ok(stamp)
}

/// Keeps what changed since this was last asked, to be shared; nothing where nothing travels.
pub(in crate::store) fn keep(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    now_ms: i64,
) -> rusqlite::Result<()> {
    if !is_on(tx)? {
        return Ok(());
    }
    let changes = changes(tx, tables, number(tx, SEEN)?)?;
    if !changes.is_empty() {
        let stamp = stamp(tx, now_ms)?;
        for change in changes {
            save(tx, &Pending { stamp, ..change })?;
        }
    }
    seen(tx)
}

/// Notes that all of the history has been looked through.
pub(in crate::store) fn seen(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    set_fact(tx, SEEN, &undo::latest(tx)?.to_string())
}

pub(super) fn save(tx: &Transaction<'_>, pending: &Pending) -> rusqlite::Result<()> {
    let text = |cells: &Option<Cells>| {
        cells
            .as_ref()
            .map(|cells| Json::Object(cells.clone()).to_string())
    };
    tx.prepare_cached(
        "INSERT INTO sync_pending (stamp, tbl, row, row_uid, before, after, entry)
         VALUES (:stamp, :table, :row, :uid, :before, :after, :entry)",
    )?
    .execute(named_params! {
        ":stamp": pending.stamp.0, ":table": pending.of.table, ":row": pending.of.row,
        ":uid": pending.of.uid, ":before": text(&pending.before),
        ":after": text(&pending.after), ":entry": pending.entry,
    })?;
    Ok(())
}

/// What the history says of a row: what it held first, and which entries tell what became of it.
struct Trail {
    table: Arc<Table>,
    row: i64,
    before: Option<Cells>,
    first: i64,
    /// The last entry about the row that was there first: where that has gone, this removed it.
    went: i64,
    /// The last entry that made a row of this number.
    made: i64,
}

/// What became of every row since the history had come to `since`, in the order in which it was
/// done; but first those that went and had nothing to them, since another may have become what
/// they were.
pub(super) fn changes(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    since: i64,
) -> rusqlite::Result<Vec<Pending>> {
    let mut trails: Vec<Trail> = Vec::new();
    let mut known: HashMap<(String, i64), usize> = HashMap::new();
    let mut entries = tx.prepare_cached(
        "SELECT seq, tbl, row_id, row_id + rows - 1 AS last_id, before FROM change_log
         WHERE seq > :since
         ORDER BY seq",
    )?;
    let mut entries = entries.query(named_params! {":since": since})?;
    while let Some(entry) = entries.next()? {
        let name: String = entry.get("tbl")?;
        if !travels(&name) {
            continue;
        }
        let Some(table) = tables.named(tx, &name)? else {
            continue;
        };
        let seq = entry.get("seq")?;
        let before = entry.get_ref("before")?.as_str_or_null()?;
        let before = before.map(|before| cells(&table, before));
        for row in entry.get::<_, i64>("row_id")?..=entry.get("last_id")? {
            match known.entry((name.clone(), row)) {
                Entry::Vacant(place) => {
                    place.insert(trails.len());
                    trails.push(Trail {
                        table: Arc::clone(&table),
                        row,
                        before: before.clone(),
                        first: seq,
                        went: seq,
                        made: seq,
                    });
                }
                Entry::Occupied(place) => trails[*place.get()].goes_on(before.as_ref(), seq),
            }
        }
    }
    let references = tables.references(tx)?;
    let mut changes: Vec<(i64, Pending)> = Vec::new();
    for trail in trails {
        let now = shape::row(tx, &trail.table, trail.row)?;
        trail.ends(now, &mut changes);
    }
    let is_parent = |table: &str| references.iter().any(|to| to.parent == table);
    changes.sort_by_key(|(at, one)| (one.after.is_some() || is_parent(&one.of.table), *at));
    Ok(changes.into_iter().map(|(_, one)| one).collect())
}

/// A row of the history by the names of its columns.
pub(super) fn cells(table: &Table, array: &str) -> Cells {
    let values: Vec<Json> = serde_json::from_str(array).unwrap_or_default();
    table.columns.iter().cloned().zip(values).collect()
}

impl Trail {
    fn goes_on(&mut self, before: Option<&Cells>, seq: i64) {
        match (before, &self.before) {
            (None, _) => self.made = seq,
            (Some(before), Some(first)) if uid(before) == uid(first) => self.went = seq,
            _ => {}
        }
    }

    /// What the row became, and by which entry; a row whose number another has taken is two.
    fn ends(self, now: Option<Cells>, changes: &mut Vec<(i64, Pending)>) {
        let of = |cells: &Cells| RowId::of(&self.table.name, self.row, cells);
        let mut add = |at: i64, of: RowId, before: Option<Cells>, after: Option<Cells>| {
            let is_made = before.is_none();
            let one = Pending {
                stamp: Stamp::default(),
                of,
                before,
                after,
                entry: is_made.then_some(at),
            };
            changes.push((at, one));
        };
        match (self.before, now) {
            (Some(before), Some(now)) if uid(&before) == uid(&now) => {
                let differs = |column: &String| {
                    column_travels(&self.table.name, column)
                        && before.get(column) != now.get(column)
                };
                let columns: Vec<&String> = now.keys().filter(|column| differs(column)).collect();
                if !columns.is_empty() {
                    let of_these = |cells: &Cells| -> Cells {
                        let value = |column: &&String| {
                            let value = cells.get(*column).cloned().unwrap_or_default();
                            ((*column).clone(), value)
                        };
                        columns.iter().map(value).collect()
                    };
                    let (was, is) = (of_these(&before), of_these(&now));
                    add(self.first, of(&now), Some(was), Some(is));
                }
            }
            (before, now) => {
                if let Some(before) = before {
                    add(self.went, of(&before), Some(before), None);
                }
                if let Some(mut now) = now {
                    let of = of(&now);
                    now.retain(|column, _| column_travels(&self.table.name, column));
                    add(self.made, of, None, Some(now));
                }
            }
        }
    }
}
