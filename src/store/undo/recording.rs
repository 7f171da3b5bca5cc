//! What is written down where no trigger fires, and what is not to be.

use std::ops::RangeInclusive;

use rusqlite::{Connection, Transaction, named_params};

use super::{Tables, latest};
use crate::store::{Error, sync};

/// How many rows one entry of the history is about at most.
const AT_ONCE: i64 = 1_000;

/// Writes down that these rows of a table were made, one after the other, for which no
/// trigger has fired. Each entry is of no more rows than are well taken back at once.
pub(in crate::store) fn made(
    conn: &Connection,
    table: &str,
    ids: RangeInclusive<i64>,
) -> rusqlite::Result<()> {
    let mut entry = conn.prepare_cached(
        "INSERT INTO change_log (tbl, row_id, rows)
         SELECT :table, :first, :rows FROM recording WHERE NOT is_off",
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
pub(in crate::store) fn made_all(conn: &Connection, table: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(&format!(
        "INSERT INTO change_log (tbl, row_id, rows)
         SELECT :table, min(id), 1 + max(id) - min(id)
         FROM recording CROSS JOIN \"{table}\"
         WHERE NOT is_off
         GROUP BY id / :at_once"
    ))?
    .execute(named_params! {":table": table, ":at_once": AT_ONCE})?;
    Ok(())
}

/// Writes what is no action and no other program's doing either: nothing of it stays in the
/// history. Where changes travel to other machines, these do, too.
pub(in crate::store) fn unrecorded<T>(
    tx: &Transaction<'_>,
    now_ms: i64,
    write: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    if !sync::is_on(tx)? {
        return unseen(tx, write);
    }
    let mut tables = Tables::default();
    sync::keep(tx, &mut tables, now_ms)?;
    let since = latest(tx)?;
    let written = write(tx)?;
    sync::keep(tx, &mut tables, now_ms)?;
    tx.execute(
        "DELETE FROM change_log WHERE seq > :since",
        named_params! {":since": since},
    )?;
    sync::seen(tx)?;
    Ok(written)
}

/// The same, and it travels nowhere either.
pub(in crate::store) fn unseen<T>(
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
