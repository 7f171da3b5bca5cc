//! What only a later ties understands: kept as it came, and done once this one is it.

use std::collections::HashSet;

use rusqlite::{Connection, Transaction, named_params};

use super::facts::{SCHEMA, fact, set_fact};
use super::theirs::{self, Theirs};
use crate::domain::sync::{Cells, Deed, RowChange, RowId, Segment, Stamp, What};
use crate::store::undo::{Reference, Tables};
use crate::store::{Error, migrate};

/// Keeps a change that this ties does not understand, or the part of it that it does not.
pub(super) fn keep(tx: &Transaction<'_>, change: &RowChange) -> rusqlite::Result<()> {
    if matches!(change.what, What::Gone | What::Purged) {
        return forget(tx, &change.of);
    }
    let segment = Segment {
        device: String::new(),
        batch: String::new(),
        document: None,
        deeds: vec![Deed {
            stamp: Stamp::default(),
            changes: vec![change.clone()],
        }],
        clashes: Vec::new(),
    };
    tx.prepare_cached("INSERT INTO sync_later (tbl, row_uid, text) VALUES (:table, :uid, :text)")?
        .execute(named_params! {
            ":table": change.of.table, ":uid": change.of.uid, ":text": segment.write(),
        })?;
    Ok(())
}

/// Keeps the parts of a whole network that this ties does not know, in the place of all that was
/// kept before.
pub(super) fn keep_unknown(
    tx: &Transaction<'_>,
    parts: Vec<(String, Cells)>,
) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM sync_later", [])?;
    for (table, mut cells) in parts {
        let row = cells.remove("id").and_then(|id| id.as_i64());
        let of = RowId::of(&table, row.unwrap_or_default(), &cells);
        cells.remove("uid");
        let what = What::Made(cells);
        keep(tx, &RowChange { of, what })?;
    }
    Ok(())
}

/// Forgets what was kept of a row, which has gone.
pub(super) fn forget(tx: &Transaction<'_>, of: &RowId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM sync_later WHERE tbl = :table AND row_uid = :uid")?
        .execute(named_params! {":table": of.table, ":uid": of.uid})?;
    Ok(())
}

/// Forgets what was kept of the rows that went with what is pending up to `last`: now that
/// everybody knows of it, no one brings them back as they were.
pub(super) fn forget_gone(tx: &Transaction<'_>, last: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "DELETE FROM sync_later WHERE EXISTS (
             SELECT 1 FROM sync_pending AS p
             WHERE p.seq <= :last AND p.after IS NULL
               AND p.tbl = sync_later.tbl AND p.row_uid = sync_later.row_uid)",
    )?
    .execute(named_params! {":last": last})?;
    Ok(())
}

/// Whether anything is kept.
pub(super) fn is_any(conn: &Connection) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM sync_later")?.exists([])
}

/// Whether this ties may understand what is kept: it is another than the one that kept it.
pub(super) fn is_due(tx: &Transaction<'_>) -> rusqlite::Result<bool> {
    Ok(fact(tx, SCHEMA)? != Some(migrate::version(tx)?.to_string()) && is_any(tx)?)
}

/// Does what is kept as far as this ties understands it, as something that others did before
/// anything they did since.
pub(super) fn take(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    (theirs, purged_here): (&mut Theirs, &HashSet<RowId>),
) -> Result<(), Error> {
    let kept: Vec<String> = tx
        .prepare("SELECT text FROM sync_later ORDER BY seq")?
        .query_map([], |row| row.get("text"))?
        .collect::<rusqlite::Result<_>>()?;
    tx.execute("DELETE FROM sync_later", [])?;
    for segment in kept.iter().filter_map(|text| Segment::read(text).ok()) {
        match theirs::take(tx, tables, &segment, (theirs, purged_here), true) {
            // What it is about has gone meanwhile.
            Ok(()) | Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    for to in tables.references(tx)?.iter() {
        leave_out_dangling(tx, to)?;
    }
    understood(tx)
}

/// Leaves out rows that name one that has gone meanwhile, which an earlier ties could not tell.
fn leave_out_dangling(tx: &Transaction<'_>, to: &Reference) -> rusqlite::Result<()> {
    let (child, column) = (&to.child, &to.column);
    let done = match to.is_set_null {
        true => format!("UPDATE \"{child}\" SET \"{column}\" = NULL"),
        false => format!("DELETE FROM \"{child}\""),
    };
    tx.execute(
        &format!(
            "{done} WHERE \"{column}\" NOT IN (SELECT id FROM \"{}\")",
            to.parent
        ),
        [],
    )?;
    Ok(())
}

/// Notes which ties it is that keeps what it does not understand.
pub(super) fn understood(tx: &Transaction<'_>) -> Result<(), Error> {
    Ok(set_fact(tx, SCHEMA, &migrate::version(tx)?.to_string())?)
}
