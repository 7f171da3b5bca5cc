//! What no other machine knows yet: read, taken back, forgotten once it has been shared.

use rusqlite::{Connection, Row, Transaction, named_params};

use super::capture::Pending;
use super::put;
use crate::domain::sync::{Cells, Deed, RowChange, RowId, Stamp, What};
use crate::store::undo::Tables;

fn read(row: &Row<'_>) -> rusqlite::Result<Pending> {
    let cells = |column: &str| -> rusqlite::Result<Option<Cells>> {
        let text: Option<String> = row.get(column)?;
        Ok(text.map(|text| serde_json::from_str(&text).unwrap_or_default()))
    };
    Ok(Pending {
        stamp: Stamp(row.get("stamp")?),
        of: RowId {
            table: row.get("tbl")?,
            row: row.get("row")?,
            uid: row.get("row_uid")?,
        },
        before: cells("before")?,
        after: cells("after")?,
        entry: row.get("entry")?,
    })
}

/// All that is pending, in order.
pub(super) fn all(conn: &Connection) -> rusqlite::Result<Vec<Pending>> {
    conn.prepare_cached(
        "SELECT stamp, tbl, row, row_uid, before, after, entry FROM sync_pending ORDER BY seq",
    )?
    .query_map([], read)?
    .collect()
}

/// How many changes of rows wait, and the last of them.
pub(super) fn count(conn: &Connection) -> rusqlite::Result<(i64, i64)> {
    conn.query_row(
        "SELECT count(*) AS n, coalesce(max(seq), 0) AS last FROM sync_pending",
        [],
        |row| Ok((row.get("n")?, row.get("last")?)),
    )
}

/// Forgets those up to `last`, which others know now.
pub(super) fn forget(tx: &Transaction<'_>, last: i64) -> rusqlite::Result<()> {
    tx.execute(
        "DELETE FROM sync_pending WHERE seq <= :last",
        named_params! {":last": last},
    )?;
    Ok(())
}

/// As deeds, each of what was done at one time.
pub(super) fn deeds(pending: impl IntoIterator<Item = Pending>) -> Vec<Deed> {
    let mut deeds: Vec<Deed> = Vec::new();
    for one in pending {
        let what = match (one.before, one.after) {
            (None, Some(after)) => What::Made(after),
            (Some(_), Some(after)) => What::Changed(after),
            (Some(_), None) => What::Gone,
            (None, None) => What::Purged,
        };
        let change = RowChange { of: one.of, what };
        match deeds.last_mut() {
            Some(last) if last.stamp == one.stamp => last.changes.push(change),
            _ => deeds.push(Deed {
                stamp: one.stamp,
                changes: vec![change],
            }),
        }
    }
    deeds
}

/// Takes all of it back, the latest first, so that the rows are as the shared history has them.
/// Whoever was purged stays away.
pub(super) fn take_back(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    pending: &[Pending],
) -> rusqlite::Result<()> {
    for one in pending.iter().rev() {
        let Some(table) = tables.named(tx, &one.of.table)? else {
            continue;
        };
        match (&one.before, &one.after) {
            (None, Some(_)) => put::remove(tx, &one.of)?,
            (Some(before), Some(_)) => put::change(tx, &one.of, before)?,
            (Some(before), None) => put::insert(tx, &table.name, before)?,
            (None, None) => true,
        };
    }
    Ok(())
}
