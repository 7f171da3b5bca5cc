//! What is of this machine alone, kept while the rows it stands with are taken back.

use std::collections::HashMap;

use rusqlite::Transaction;
use serde_json::Value as Json;

use crate::domain::sync::Cells;
use crate::store::sync::capture::Pending;
use crate::store::sync::theirs::is_taken;
use crate::store::sync::{put, shape};
use crate::store::undo::{self, Tables};

/// What is of this machine alone and stands with rows that are taken back for a moment.
#[derive(Default)]
pub(super) struct Aside {
    /// Columns of a row of its own.
    pub(super) columns: HashMap<(String, i64), Cells>,
    /// Whole rows that would go with it.
    pub(super) rows: Vec<(String, Cells)>,
}

impl Aside {
    pub(super) fn of(
        tx: &Transaction<'_>,
        tables: &mut Tables,
        waiting: &[Pending],
    ) -> rusqlite::Result<Aside> {
        let mut aside = Aside::default();
        let references = tables.references(tx)?;
        for one in waiting
            .iter()
            .filter(|one| one.before.is_none() && one.after.is_some())
        {
            let Some(table) = tables.named(tx, &one.of.table)? else {
                continue;
            };
            if one.of.table == "source"
                && let Some(mut row) = shape::row(tx, &table, one.of.row)?
            {
                row.retain(|column, value| {
                    !value.is_null()
                        && column != "id"
                        && column != "uid"
                        && !shape::column_travels("source", column)
                });
                aside
                    .columns
                    .insert((one.of.table.clone(), one.of.row), row);
            }
            for to in references
                .iter()
                .filter(|to| to.parent == one.of.table && !shape::travels(&to.child))
            {
                let Some(child) = tables.named(tx, &to.child)? else {
                    continue;
                };
                let mut rows = tx.prepare_cached(&format!(
                    "SELECT {} FROM \"{}\" WHERE \"{}\" = ?1",
                    child.object(),
                    child.name,
                    to.column
                ))?;
                let mut rows = rows.query([one.of.row])?;
                while let Some(row) = rows.next()? {
                    let cells: Cells =
                        serde_json::from_str(row.get_ref(0)?.as_str()?).unwrap_or_default();
                    if !aside.rows.iter().any(|(table, known)| {
                        *table == child.name && known.get("id") == cells.get("id")
                    }) {
                        aside.rows.push((child.name.clone(), cells));
                    }
                }
            }
        }
        Ok(aside)
    }

    /// Puts whole rows back, beside what they belong to now.
    pub(super) fn put_back(
        rows: Vec<(String, Cells)>,
        tx: &Transaction<'_>,
        references: &[undo::Reference],
        moved: &HashMap<(String, i64), i64>,
    ) -> rusqlite::Result<()> {
        for (table, mut cells) in rows {
            let mut is_whole = true;
            for to in references.iter().filter(|to| to.child == table) {
                let Some(row) = cells.get(&to.column).and_then(Json::as_i64) else {
                    continue;
                };
                let now = moved.get(&(to.parent.clone(), row)).copied().unwrap_or(row);
                cells.insert(to.column.clone(), now.into());
                is_whole &= tx
                    .prepare_cached(&format!("SELECT 1 FROM \"{}\" WHERE id = ?1", to.parent))?
                    .exists([now])?;
            }
            if is_whole {
                match put::insert(tx, &table, &cells) {
                    Err(error) if !is_taken(&error) => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}
