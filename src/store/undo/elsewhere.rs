//! What something else than ties did to rows since an action.

use std::ops::RangeInclusive;

use rusqlite::{Transaction, named_params};

use super::entry::{self, Entry};
use super::tables::Table;
use crate::domain::id::ActionId;

/// The entries that belong to no action and come after this one's, oldest first.
#[derive(Debug)]
pub(super) struct Elsewhere(Vec<Change>);

#[derive(Debug)]
struct Change {
    seq: i64,
    table: String,
    row: i64,
}

impl Elsewhere {
    /// Those that come after the entries of `action`.
    pub(super) fn since(
        tx: &Transaction<'_>,
        action: ActionId,
        entries: &RangeInclusive<i64>,
    ) -> rusqlite::Result<Elsewhere> {
        let mut changes = Vec::new();
        let mut between = tx.prepare_cached(
            "SELECT seq, tbl, row_id FROM change_log
             WHERE seq > :after AND seq < :before
             ORDER BY seq",
        )?;
        let mut add = |after: i64, before: i64| -> rusqlite::Result<()> {
            let mut rows = between.query(named_params! {":after": after, ":before": before})?;
            while let Some(row) = rows.next()? {
                changes.push(Change {
                    seq: row.get("seq")?,
                    table: row.get("tbl")?,
                    row: row.get("row_id")?,
                });
            }
            Ok(())
        };
        let mut later = tx.prepare_cached(
            "SELECT first_seq, last_seq FROM action WHERE id > :action ORDER BY id",
        )?;
        let mut later = later.query(named_params! {":action": action.0})?;
        let mut after = *entries.end();
        while let Some(action) = later.next()? {
            add(after, action.get("first_seq")?)?;
            after = action.get("last_seq")?;
        }
        add(after, i64::MAX)?;
        Ok(Elsewhere(changes))
    }

    /// The first of an entry's rows that is another now than before something else got at it:
    /// as it was, or where it was not there, as it is; `None` where all are the same.
    pub(super) fn changed(
        &self,
        tx: &Transaction<'_>,
        table: &Table,
        entry: &Entry,
    ) -> rusqlite::Result<Option<Option<String>>> {
        let mut seen = Vec::new();
        for change in self.0.iter().filter(|change| is_of(change, entry)) {
            if seen.contains(&change.row) {
                continue;
            }
            seen.push(change.row);
            let was: Option<String> = tx
                .prepare_cached("SELECT before FROM change_log WHERE seq = :seq")?
                .query_row(named_params! {":seq": change.seq}, |row| row.get("before"))?;
            let now = entry::row(tx, table, change.row)?;
            if !entry::same(now.as_deref(), was.as_deref()) {
                return Ok(Some(was.or(now)));
            }
        }
        Ok(None)
    }

    /// Drops what was done to the rows of an entry, once it proved to have come to nothing.
    pub(super) fn forget(&mut self, tx: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<()> {
        for change in self.0.extract_if(.., |change| is_of(change, entry)) {
            tx.prepare_cached("DELETE FROM change_log WHERE seq = :seq")?
                .execute(named_params! {":seq": change.seq})?;
        }
        Ok(())
    }
}

fn is_of(change: &Change, entry: &Entry) -> bool {
    change.table == entry.table && (entry.first..=entry.last()).contains(&change.row)
}
