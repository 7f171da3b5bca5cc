//! What other machines did, done here as they did it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::Transaction;
use serde_json::Value as Json;

use super::{facts, later, put, shape};
use crate::domain::sync::{Cells, RowChange, RowId, Segment, Stamp, What};
use crate::store::undo::{Table, Tables};
use crate::store::{Error, purge};

/// When something was changed, and by which machine: the later one wins.
pub(super) type When = (Stamp, String);

/// What has changed through others since this machine last looked.
#[derive(Debug, Default)]
pub(super) struct Theirs {
    /// When a column of a row was last changed.
    pub(super) touched: HashMap<(String, i64), HashMap<String, When>>,
    /// What a column of a row held before that.
    pub(super) prior: HashMap<(String, i64, String), Json>,
    /// Rows that were here and have gone, as they were.
    pub(super) gone: HashMap<(String, i64), Cells>,
    pub(super) made: HashSet<(String, i64)>,
    /// Rows that went with somebody who was purged.
    pub(super) purged: HashSet<(String, i64)>,
    /// Contacts about whom something changed.
    pub(super) about: HashSet<i64>,
    /// How many rows changed.
    pub(super) rows: usize,
}

impl Theirs {
    /// Whether a column was changed by somebody else later than at `when`.
    pub(super) fn is_later(&self, (table, row): (&str, i64), column: &str, when: &When) -> bool {
        self.touched
            .get(&(table.to_owned(), row))
            .and_then(|columns| columns.get(column))
            .is_some_and(|theirs| theirs >= when)
    }

    pub(super) fn touched_row(&self, table: &str, row: i64) -> bool {
        self.touched.contains_key(&(table.to_owned(), row))
    }
}

/// Where changes cannot be done as they were, because this file and the shared history are not
/// what they should be.
pub(super) fn apart(of: &RowId) -> Error {
    Error::Refused(format!(
        "this machine's file and the shared history are no longer the same ({} {}); \
         “ties sync leave” and then “ties sync join” put that right, nothing here is lost by it",
        of.table, of.row
    ))
}

/// Does what a segment says. What is about somebody who was purged here, of which others cannot
/// know yet, points at nothing for now.
pub(super) fn take(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    segment: &Segment,
    (theirs, purged_here): (&mut Theirs, &HashSet<RowId>),
    with_budget: bool,
) -> Result<(), Error> {
    for deed in &segment.deeds {
        let when = (deed.stamp, segment.device.clone());
        let purged: Vec<RowId> = (deed.changes.iter())
            .filter(|change| change.what == What::Purged)
            .map(|change| change.of.clone())
            .collect();
        if !purged.is_empty() {
            purge::purge_these(tx, &purged)?;
            facts::forget_clashes(tx)?;
            for of in &purged {
                later::forget(tx, of)?;
            }
            theirs
                .purged
                .extend(purged.into_iter().map(|of| (of.table, of.row)));
        }
        let mut waiting: Vec<&RowChange> = deed.changes.iter().collect();
        // A row may have to wait for another one to give up what only one of them can have.
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut again = Vec::new();
            for change in waiting {
                if change.of.table == shape::BUDGET && !with_budget {
                    continue;
                }
                let mut one = One {
                    tx,
                    tables,
                    theirs,
                    purged_here,
                };
                match one.take(change, &when) {
                    Ok(()) => {}
                    Err(Error::Sql { source, .. }) if is_taken(&source) => again.push(change),
                    Err(error) => return Err(error),
                }
            }
            if again.len() == before {
                return Err(apart(&again[0].of));
            }
            waiting = again;
        }
    }
    Ok(())
}

/// Whether an error is that another row has what only one can have.
pub(super) fn is_taken(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation)
}

struct One<'a, 't> {
    tx: &'a Transaction<'t>,
    tables: &'a mut Tables,
    theirs: &'a mut Theirs,
    purged_here: &'a HashSet<RowId>,
}

impl One<'_, '_> {
    fn take(&mut self, change: &RowChange, when: &When) -> Result<(), Error> {
        let of = &change.of;
        let place = (of.table.clone(), of.row);
        let Some(table) = self
            .tables
            .named(self.tx, &of.table)?
            .filter(|_| shape::travels(&of.table))
        else {
            later::keep(self.tx, change)?;
            return Ok(());
        };
        match &change.what {
            What::Made(cells) => {
                let mut row = Cells::new();
                row.insert("id".to_owned(), of.row.into());
                row.insert("uid".to_owned(), of.uid.as_str().into());
                row.extend(self.known(&table, change, cells)?);
                match shape::row(self.tx, &table, of.row)? {
                    Some(now) if now.get("uid") == row.get("uid") => {
                        put::change(self.tx, of, &row)?;
                    }
                    Some(_) => return Err(apart(of)),
                    None => {
                        put::insert(self.tx, &table.name, &row)?;
                    }
                }
                self.theirs.made.insert(place);
                self.about(&table, of, cells);
                self.touch(of, cells, when);
            }
            What::Changed(cells) => {
                let Some(now) = shape::row(self.tx, &table, of.row)?.filter(|now| is(now, of))
                else {
                    return self.missing(of);
                };
                let cells = self.known(&table, change, cells)?;
                put::change(self.tx, of, &cells)?;
                for column in cells.keys() {
                    let prior = now.get(column).cloned().unwrap_or_default();
                    let at = (of.table.clone(), of.row, column.clone());
                    self.theirs.prior.entry(at).or_insert(prior);
                }
                self.about(&table, of, &now);
                self.about(&table, of, &cells);
                self.touch(of, &cells, when);
            }
            What::Gone => {
                later::forget(self.tx, of)?;
                let Some(now) = shape::row(self.tx, &table, of.row)?.filter(|now| is(now, of))
                else {
                    // It went with what it belonged to.
                    return Ok(());
                };
                if !self.theirs.made.remove(&place) {
                    self.theirs.gone.entry(place.clone()).or_insert(now);
                }
                self.theirs.touched.remove(&place);
                put::remove(self.tx, of)?;
            }
            // They went together, at the beginning.
            What::Purged => {}
        }
        self.theirs.rows += 1;
        Ok(())
    }

    /// A row that is not here: only what was purged here may be missing.
    fn missing(&self, of: &RowId) -> Result<(), Error> {
        match self.purged_here.contains(of)
            || self.theirs.purged.contains(&(of.table.clone(), of.row))
        {
            true => Ok(()),
            false => Err(apart(of)),
        }
    }

    /// The columns that this ties knows; the others are kept for one that does.
    fn known(&self, table: &Arc<Table>, change: &RowChange, cells: &Cells) -> Result<Cells, Error> {
        let mut known = cells.clone();
        known.retain(|column, _| table.has(column));
        if known.len() < cells.len() {
            let mut unknown = cells.clone();
            unknown.retain(|column, _| !table.has(column));
            let what = What::Changed(unknown);
            let of = change.of.clone();
            later::keep(self.tx, &RowChange { of, what })?;
        }
        Ok(known)
    }

    /// Notes about whom a row is.
    fn about(&mut self, table: &Table, of: &RowId, cells: &Cells) {
        if of.table == "contact" {
            self.theirs.about.insert(of.row);
        }
        let contacts = table
            .contact_columns()
            .filter_map(|column| cells.get(column)?.as_i64());
        self.theirs.about.extend(contacts);
    }

    fn touch(&mut self, of: &RowId, cells: &Cells, when: &When) {
        let touched = self
            .theirs
            .touched
            .entry((of.table.clone(), of.row))
            .or_default();
        for column in cells.keys() {
            touched.insert(column.clone(), when.clone());
        }
    }
}

fn is(now: &Cells, of: &RowId) -> bool {
    now.get("uid").and_then(Json::as_str) == Some(of.uid.as_str())
}
