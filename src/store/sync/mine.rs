//! What was done here, done again on top of what others did meanwhile.
//!
//! Of a column that was changed on both sides the later change stays, of a note both texts.
//! Rows that are one by what they say become one. What was removed on one side and used on the
//! other stays, and what is about a contact who was merged into another is about that one.

mod cells;
mod gone;
mod people;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{OptionalExtension, Transaction, named_params};
use serde_json::Value as Json;

use super::theirs::{Theirs, When, is_taken};
use super::{put, shape};
use crate::domain::sync::{Cells, Clash, Deed, RowChange, RowId, What, uid};
use crate::store::Error;
use crate::store::undo::{Reference, Table, Tables};

/// Where the rows that were here are by now.
pub(super) struct Again<'a, 't> {
    pub(super) tx: &'a Transaction<'t>,
    pub(super) tables: &'a mut Tables,
    pub(super) references: Arc<[Reference]>,
    pub(super) theirs: &'a Theirs,
    /// This machine.
    pub(super) device: &'a str,
    /// Numbers that rows made here have now, or of the rows that they have become one with.
    pub(super) moved: HashMap<(String, i64), i64>,
    /// Of those, the ones that have become one with a row of others.
    pub(super) joined: HashSet<(String, i64)>,
    /// How much the numbers of rows made here grow, by table.
    pub(super) shift: HashMap<String, i64>,
    /// Rows by uid, where uids alone tell that they are the same.
    pub(super) by_uid: Option<HashMap<(String, String), i64>>,
    /// What of one machine alone stood in rows that were taken back.
    pub(super) aside: HashMap<(String, i64), Cells>,
    pub(super) clashes: Vec<Clash>,
}

/// Where what a column names is by now.
enum Found {
    Row(i64),
    /// It was removed for good.
    Purged,
}

impl Again<'_, '_> {
    pub(super) fn deed(&mut self, deed: &Deed) -> Result<(), Error> {
        let when = (deed.stamp, self.device.to_owned());
        let stays = self.stays(deed)?;
        for RowChange { of, what } in &deed.changes {
            let Some(table) = self.tables.named(self.tx, &of.table)? else {
                continue;
            };
            match what {
                What::Made(cells) => self.make(&table, of, cells, &when)?,
                What::Changed(cells) => self.change(&table, of, cells, &when)?,
                What::Gone if stays.contains(of) => {}
                What::Gone => self.remove(deed, &table, of, &when)?,
                What::Purged => {
                    put::remove(self.tx, of)?;
                }
            }
        }
        self.drop_without_people(deed)?;
        self.wake(deed)
    }

    /// Where a row is by now: the same, or the one it became one with, or the one that it was
    /// merged into; one that others removed is made again, since it is used here.
    fn find(&mut self, table: &str, row: i64) -> Result<Found, Error> {
        let place = (table.to_owned(), row);
        if let Some(now) = self.moved.get(&place) {
            return Ok(Found::Row(*now));
        }
        if self.theirs.purged.contains(&place) {
            return Ok(Found::Purged);
        }
        let Some(was) = self.theirs.gone.get(&place).cloned() else {
            return Ok(Found::Row(row));
        };
        let merged = match table {
            "contact" => self.merged_into(uid(&was))?,
            _ => None,
        };
        if let Some(into) = merged {
            self.moved.insert(place, into);
            return Ok(Found::Row(into));
        }
        let Some(table) = self.tables.named(self.tx, table)? else {
            return Ok(Found::Purged);
        };
        let of = RowId::of(&table.name, row, &was);
        if !table.name.contains("_contact") {
            self.clash(format!(
                "{} was removed on another machine and changed here: it is kept",
                words_for(&table.name, &was)
            ));
        }
        let Some(was) = self.pointed(&table, &was)? else {
            return Ok(Found::Purged);
        };
        let Some(now) = self.put_new(&table, &of, &was)? else {
            return Ok(Found::Purged);
        };
        // With it comes what belonged to it.
        let references = Arc::clone(&self.references);
        for to in references
            .iter()
            .filter(|to| to.parent == table.name && !to.is_set_null)
        {
            let belongs = |(place, cells): (&(String, i64), &Cells)| {
                let is_of = cells.get(&to.column).and_then(Json::as_i64) == Some(row);
                (place.0 == to.child && is_of).then_some(place.1)
            };
            let mut parts: Vec<i64> = self.theirs.gone.iter().filter_map(belongs).collect();
            parts.sort_unstable();
            for part in parts {
                self.find(&to.child, part)?;
            }
        }
        Ok(Found::Row(now))
    }

    fn merged_into(&self, uid: &str) -> rusqlite::Result<Option<i64>> {
        self.tx
            .prepare_cached("SELECT contact_id FROM former_uid WHERE former = :uid")?
            .query_row(named_params! {":uid": uid}, |row| row.get(0))
            .optional()
    }

    /// These columns with the numbers that what they name has now; `None` where the row is of
    /// something that was removed for good.
    fn pointed(&mut self, table: &Table, cells: &Cells) -> Result<Option<Cells>, Error> {
        let mut cells = cells.clone();
        let references = Arc::clone(&self.references);
        for to in references.iter().filter(|to| to.child == table.name) {
            let Some(row) = cells.get(&to.column).and_then(Json::as_i64) else {
                continue;
            };
            let now = match self.find(&to.parent, row)? {
                Found::Row(now) => now.into(),
                Found::Purged if to.is_set_null => Json::Null,
                Found::Purged => return Ok(None),
            };
            cells.insert(to.column.clone(), now);
        }
        Ok(Some(cells))
    }

    fn make(&mut self, table: &Table, of: &RowId, cells: &Cells, when: &When) -> Result<(), Error> {
        let known = match &self.by_uid {
            Some(by_uid) => by_uid.get(&(of.table.clone(), of.uid.clone())).copied(),
            None => {
                let now = shape::row(self.tx, table, of.row)?;
                let is_same = |now: &Cells| uid(now) == of.uid;
                now.is_some_and(|now| is_same(&now)).then_some(of.row)
            }
        };
        if let Some(row) = known {
            self.moved.insert((of.table.clone(), of.row), row);
            return match self.pointed(table, cells)? {
                Some(cells) => self.join(table, (of, row), cells, when),
                None => Ok(()),
            };
        }
        if of.table == "contact"
            && let Some(into) = self.merged_into(&of.uid)?
        {
            self.moved.insert((of.table.clone(), of.row), into);
            self.joined.insert((of.table.clone(), of.row));
            return Ok(());
        }
        let Some(cells) = self.pointed(table, cells)? else {
            return Ok(());
        };
        if let Some(row) = shape::same(self.tx, &of.table, &cells, None)? {
            self.moved.insert((of.table.clone(), of.row), row);
            self.joined.insert((of.table.clone(), of.row));
            return self.join(table, (of, row), cells, when);
        }
        self.put_new(table, of, &cells).map(drop)
    }

    /// Makes a row, under a number that is free; which one. `None` where there is no room for it
    /// beside what is there.
    fn put_new(&mut self, table: &Table, of: &RowId, cells: &Cells) -> Result<Option<i64>, Error> {
        if let Some(same) = shape::same(self.tx, &of.table, cells, None)? {
            self.moved.insert((of.table.clone(), of.row), same);
            self.joined.insert((of.table.clone(), of.row));
            return Ok(Some(same));
        }
        let wanted = of.row + self.shift.get(&of.table).copied().unwrap_or(0);
        let row: i64 = self
            .tx
            .prepare_cached(&format!(
                "SELECT CASE WHEN EXISTS (SELECT 1 FROM \"{0}\" WHERE id = :wanted)
                        THEN (SELECT max(id) + 1 FROM \"{0}\") ELSE :wanted END",
                of.table
            ))?
            .query_row(named_params! {":wanted": wanted}, |row| row.get(0))?;
        let mut whole = Cells::new();
        whole.insert("id".to_owned(), row.into());
        whole.insert("uid".to_owned(), of.uid.as_str().into());
        if let Some(aside) = self.aside.get(&(of.table.clone(), of.row)) {
            whole.extend(aside.clone());
        }
        let is_rest = |column: &str| column != "id" && column != "uid" && table.has(column);
        let rest = cells.iter().filter(|(column, _)| is_rest(column));
        whole.extend(rest.map(|(column, value)| (column.clone(), value.clone())));
        match put::insert(self.tx, &of.table, &whole) {
            Ok(_) => {
                self.moved.insert((of.table.clone(), of.row), row);
                Ok(Some(row))
            }
            Err(error) if is_taken(&error) => {
                self.clash(format!(
                    "{} could not be kept beside what another machine has: {}",
                    words_for(&of.table, &whole),
                    Json::Object(whole)
                ));
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn find_quietly(&self, table: &str, row: i64) -> Found {
        let place = (table.to_owned(), row);
        match self.moved.get(&place) {
            Some(now) => Found::Row(*now),
            None if self.theirs.purged.contains(&place)
                || self.theirs.gone.contains_key(&place) =>
            {
                Found::Purged
            }
            None => Found::Row(row),
        }
    }

    fn clash(&mut self, what: String) {
        let clash = Clash {
            what,
            ours: None,
            theirs: None,
        };
        if !self.clashes.contains(&clash) {
            self.clashes.push(clash);
        }
    }
}

/// Words for a row, to say what became of it.
fn words_for(table: &str, cells: &Cells) -> String {
    let called = ["name", "title", "text", "value", "label", "day"]
        .into_iter()
        .find_map(|column| cells.get(column)?.as_str());
    let noun = match table {
        "contact" => return called.unwrap_or("somebody").to_owned(),
        "catch_up" => "the catch-up",
        "next_step" => "the next step",
        "method" => "the line",
        "link" => "the link",
        other => {
            return format!(
                "the {} {}",
                other.replace('_', " "),
                called.unwrap_or_default()
            );
        }
    };
    match called {
        Some(called) => format!("{noun} “{called}”"),
        None => noun.to_owned(),
    }
}
