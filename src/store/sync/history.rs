//! The history of what can be taken back, where rows made here have got other numbers.

use std::collections::HashMap;

use rusqlite::{Transaction, named_params};
use serde_json::Value as Json;

use super::capture::Pending;
use crate::store::undo::{Reference, Tables};

/// A row that was made here, by table and the number it had.
pub(super) type Place = (String, i64);

/// What became of the rows that were made here.
pub(super) struct Moves<'a> {
    /// The number each has now.
    pub(super) now: &'a HashMap<Place, i64>,
    /// Those that have become one with a row of others, which is not to go when they do.
    pub(super) joined: &'a std::collections::HashSet<Place>,
}

/// Has the entries up to `last` say what rows are called now.
pub(super) fn renumber(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    references: &[Reference],
    pending: &[Pending],
    moves: &Moves<'_>,
    last: i64,
) -> rusqlite::Result<()> {
    // By the entry that made them: a number may have been another row's before.
    let mut made: HashMap<Place, (i64, i64)> = HashMap::new();
    let mut entries: HashMap<i64, Vec<&Place>> = HashMap::new();
    let places: Vec<(Place, i64)> = pending
        .iter()
        .filter_map(|one| Some(((one.of.table.clone(), one.of.row), one.entry?)))
        .collect();
    for (place, entry) in &places {
        let Some(now) = moves.now.get(place) else {
            continue;
        };
        if *now != place.1 || moves.joined.contains(place) {
            made.insert(place.clone(), (*entry, *now));
        }
        entries.entry(*entry).or_default().push(place);
    }
    if made.is_empty() {
        return Ok(());
    }
    for (entry, rows) in &entries {
        let is_joined = rows.iter().all(|place| moves.joined.contains(*place));
        let numbers = rows.iter().filter(|place| !moves.joined.contains(**place));
        let first = numbers.filter_map(|place| moves.now.get(*place)).min();
        match first {
            Some(first) if !is_joined => tx
                .prepare_cached("UPDATE change_log SET row_id = :first WHERE seq = :seq")?
                .execute(named_params! {":first": first, ":seq": entry})?,
            _ => tx
                .prepare_cached("DELETE FROM change_log WHERE seq = :seq")?
                .execute(named_params! {":seq": entry})?,
        };
    }
    let oldest = entries.keys().min().copied().unwrap_or(last);
    let later: Vec<(i64, String, i64, String)> = tx
        .prepare(
            "SELECT seq, tbl, row_id, before FROM change_log
             WHERE seq > :oldest AND seq <= :last AND before IS NOT NULL",
        )?
        .query_map(named_params! {":oldest": oldest, ":last": last}, |row| {
            Ok((
                row.get("seq")?,
                row.get("tbl")?,
                row.get("row_id")?,
                row.get("before")?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (seq, name, row, before) in later {
        let Some(table) = tables.named(tx, &name)? else {
            continue;
        };
        let mut values: Vec<Json> = serde_json::from_str(&before).unwrap_or_default();
        let now = |table: &str, row: i64| match made.get(&(table.to_owned(), row)) {
            Some((entry, now)) if *entry < seq => *now,
            _ => row,
        };
        let to = now(&name, row);
        let mut is_other = to != row;
        if let Some(id) = table.place("id").and_then(|at| values.get_mut(at)) {
            *id = to.into();
        }
        for reference in references.iter().filter(|it| it.child == name) {
            let place = table.place(&reference.column);
            let Some(value) = place.and_then(|at| values.get_mut(at)) else {
                continue;
            };
            if let Some(named) = value.as_i64() {
                let to = now(&reference.parent, named);
                is_other |= to != named;
                *value = to.into();
            }
        }
        if is_other {
            tx.prepare_cached(
                "UPDATE change_log SET row_id = :row, before = :before WHERE seq = :seq",
            )?
            .execute(named_params! {
                ":row": to, ":before": Json::Array(values).to_string(), ":seq": seq,
            })?;
        }
    }
    Ok(())
}
