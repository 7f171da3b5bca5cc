//! What others did about somebody who was purged here, before they could know of it.

use std::collections::{BTreeMap, HashSet};

use rusqlite::Transaction;
use serde_json::Value as Json;

use crate::domain::sync::{Cells, RowId, Stamp};
use crate::store::sync::capture::Pending;
use crate::store::sync::shape;
use crate::store::undo::{Tables, WITH_PEOPLE};

/// What came in about those who were purged here goes as they did; what only named them names
/// nobody.
pub(super) fn about_purged(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    purged: &HashSet<RowId>,
    stamp: Stamp,
) -> rusqlite::Result<Vec<Pending>> {
    let references = tables.references(tx)?;
    let mut all: Vec<Pending> = Vec::new();
    let mut going: Vec<RowId> = purged.iter().cloned().collect();
    let mut known: HashSet<(String, i64)> = HashSet::new();
    while let Some(of) = going.pop() {
        let place = (of.table.clone(), of.row);
        let is_other = tx
            .prepare_cached(&format!(
                "SELECT 1 FROM \"{}\" WHERE id = ?1 AND uid <> ?2",
                of.table
            ))?
            .exists((of.row, &of.uid))?;
        if is_other || !known.insert(place) {
            continue;
        }
        for to in references
            .iter()
            .filter(|to| to.parent == of.table && shape::travels(&to.child))
        {
            let named: Vec<RowId> = tx
                .prepare_cached(&format!(
                    "SELECT id, uid FROM \"{}\" WHERE \"{}\" = ?1",
                    to.child, to.column
                ))?
                .query_map([of.row], |row| {
                    Ok(RowId {
                        table: to.child.clone(),
                        row: row.get("id")?,
                        uid: row.get("uid")?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            for of in named {
                let unset = || {
                    [(to.column.clone(), Json::Null)]
                        .into_iter()
                        .collect::<Cells>()
                };
                let (before, after) = match to.is_set_null {
                    true => (Some(Cells::new()), Some(unset())),
                    false => (None, None),
                };
                if !to.is_set_null {
                    going.push(of.clone());
                }
                all.push(Pending {
                    stamp,
                    of,
                    before,
                    after,
                    entry: None,
                });
            }
        }
    }
    // What belongs to something goes before it.
    all.reverse();
    all.extend(without_people(tx, &known, stamp)?);
    Ok(all)
}

/// The catch-ups and next steps of which all who took part are among those that go.
fn without_people(
    tx: &Transaction<'_>,
    going: &HashSet<(String, i64)>,
    stamp: Stamp,
) -> rusqlite::Result<Vec<Pending>> {
    let mut all = Vec::new();
    for (table, whose, column) in WITH_PEOPLE {
        let mut rows: BTreeMap<i64, (String, bool)> = BTreeMap::new();
        let parts = going.iter().filter(|(of, _)| of == whose);
        for (_, part) in parts {
            let mut others = tx.prepare_cached(&format!(
                "SELECT t.id AS row, t.uid AS uid, other.id AS part
                 FROM {whose} AS part
                 JOIN {table} AS t ON t.id = part.{column}
                 JOIN {whose} AS other ON other.{column} = t.id
                 WHERE part.id = ?1"
            ))?;
            let mut others = others.query([part])?;
            while let Some(row) = others.next()? {
                let goes = going.contains(&(whose.to_owned(), row.get("part")?));
                let one = rows
                    .entry(row.get("row")?)
                    .or_insert((row.get("uid")?, true));
                one.1 &= goes;
            }
        }
        let alone = rows.into_iter().filter(|(_, (_, goes))| *goes);
        all.extend(alone.map(|(row, (uid, _))| Pending {
            stamp,
            of: RowId {
                table: table.to_owned(),
                row,
                uid,
            },
            before: None,
            after: None,
            entry: None,
        }));
    }
    Ok(all)
}
