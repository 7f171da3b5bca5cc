//! What a sync remembers of a card is no action, and outlives that actions are taken back: of a
//! merge that is undone the card was told all the same, and has to be told otherwise.

use std::collections::HashMap;

use rusqlite::{Transaction, named_params};
use serde_json::Value as Json;

use super::super::Error;
use crate::domain::id::SourceId;

/// What is remembered of a card, as its row holds it.
const REMEMBERED: [&str; 6] = ["card", "fields", "imported_on", "file", "ours", "gone_on"];

/// The place of `ours` among those.
const OURS: usize = 4;

/// What is remembered of cards, by their rows.
pub(super) struct Past(HashMap<i64, Vec<Json>>);

impl Past {
    /// What is remembered of these now.
    pub(super) fn of(
        tx: &Transaction<'_>,
        sources: impl Iterator<Item = SourceId>,
    ) -> Result<Past, Error> {
        let mut past = HashMap::new();
        for source in sources {
            past.extend(remembered(tx, source.0)?.map(|row| (source.0, row)));
        }
        Ok(Past(past))
    }

    /// Has actions that did not change what was agreed on, a merge say, leave what is
    /// remembered by now as it is when they are taken back or done again.
    pub(super) fn give_way(self, tx: &Transaction<'_>) -> Result<(), Error> {
        let mut changed = HashMap::new();
        for (source, was) in self.0 {
            let now = remembered(tx, source)?.filter(|now| *now != was);
            changed.extend(now.map(|now| (source, (was, now))));
        }
        if changed.is_empty() {
            return Ok(());
        }
        let mut columns = Vec::with_capacity(REMEMBERED.len());
        for name in REMEMBERED {
            columns.push(
                tx.prepare_cached(
                    "SELECT cid FROM pragma_table_info('source') WHERE name = :name",
                )?
                .query_row(named_params! {":name": name}, |row| {
                    row.get::<_, u16>(0).map(usize::from)
                })?,
            );
        }
        let mut entries = tx.prepare(
            "SELECT seq, row_id, before, after FROM change_log
             WHERE tbl = 'source' AND before IS NOT NULL",
        )?;
        let mut entries = entries.query([])?;
        while let Some(entry) = entries.next()? {
            let Some((was, now)) = changed.get(&entry.get::<_, i64>("row_id")?) else {
                continue;
            };
            let kept_up = |row: Option<String>| {
                let mut row: Vec<Json> = serde_json::from_str(&row?).ok()?;
                if row.get(columns[OURS]) != Some(&was[OURS]) {
                    return None;
                }
                for (at, value) in columns.iter().zip(now) {
                    row[*at].clone_from(value);
                }
                serde_json::to_string(&row).ok()
            };
            tx.prepare_cached(
                "UPDATE change_log
                 SET before = coalesce(:before, before), after = coalesce(:after, after)
                 WHERE seq = :seq",
            )?
            .execute(named_params! {
                ":seq": entry.get::<_, i64>("seq")?,
                ":before": kept_up(entry.get("before")?),
                ":after": kept_up(entry.get("after")?),
            })?;
        }
        Ok(())
    }
}

fn remembered(tx: &Transaction<'_>, source: i64) -> Result<Option<Vec<Json>>, Error> {
    let row: Option<String> = tx
        .prepare_cached(
            "SELECT max(json_array(card, fields, imported_on, file, ours, gone_on))
             FROM source WHERE id = :id",
        )?
        .query_row(named_params! {":id": source}, |row| row.get(0))?;
    Ok(row.and_then(|row| serde_json::from_str(&row).ok()))
}
