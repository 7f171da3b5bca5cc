//! What was done here, done again on top of what others did meanwhile.
//!
//! Of a column that was changed on both sides the later change stays, of a note both texts.
//! Rows that are one by what they say become one. What was removed on one side and used on the
//! other stays, and what is about a contact who was merged into another is about that one.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::{OptionalExtension, Transaction, named_params};
use serde_json::Value as Json;

use super::theirs::{Theirs, When, is_taken};
use super::{put, shape};
use crate::domain::sync::{Cells, Clash, Deed, RowChange, RowId, What, both};
use crate::store::Error;
use crate::store::undo::{Reference, Table, Tables};
use crate::text::words;

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

    /// What was made for people who were removed for good is nothing without them.
    fn drop_without_people(&self, deed: &Deed) -> rusqlite::Result<()> {
        for RowChange { of, what } in &deed.changes {
            let of_several = shape::OF_SEVERAL
                .iter()
                .find(|(table, ..)| *table == of.table);
            let (What::Made(_), Some((table, whose, column))) = (what, of_several) else {
                continue;
            };
            let row = self
                .moved
                .get(&(of.table.clone(), of.row))
                .copied()
                .unwrap_or(of.row);
            self.tx
                .prepare_cached(&format!(
                    "DELETE FROM {table} WHERE id = :row AND uid = :uid
                       AND NOT EXISTS (SELECT 1 FROM {whose} WHERE {column} = :row)"
                ))?
                .execute(named_params! {":row": row, ":uid": of.uid})?;
        }
        Ok(())
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
        let uid = was
            .get("uid")
            .and_then(Json::as_str)
            .unwrap_or_default()
            .to_owned();
        let merged = match table {
            "contact" => self.merged_into(&uid)?,
            _ => None,
        };
        if let Some(into) = merged {
            self.moved.insert(place, into);
            return Ok(Found::Row(into));
        }
        let Some(table) = self.tables.named(self.tx, table)? else {
            return Ok(Found::Purged);
        };
        let of = RowId {
            table: table.name.clone(),
            row,
            uid,
        };
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
                let is_same = |now: &Cells| now.get("uid").and_then(Json::as_str) == Some(&of.uid);
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

    /// A row that was made here is one with one that is there: what was said later stays, and
    /// what the other does not say is added.
    fn join(
        &mut self,
        table: &Table,
        (of, row): (&RowId, i64),
        mut cells: Cells,
        when: &When,
    ) -> Result<(), Error> {
        let Some(now) = shape::row(self.tx, table, row)? else {
            return Ok(());
        };
        let is_first = self.by_uid.is_some();
        let is_said = |column: &String| now.get(column).is_some_and(|value| !value.is_null());
        let references = Arc::clone(&self.references);
        let names = |column: &str| {
            references
                .iter()
                .any(|to| to.child == table.name && to.column == column)
        };
        cells.retain(|column, _| match () {
            () if names(column) => !is_said(column),
            () if shape::is_note(&table.name, column) => true,
            () if is_first => !is_said(column),
            () => !self.theirs.is_later((&table.name, row), column, when),
        });
        let aside = self
            .aside
            .get(&(of.table.clone(), of.row))
            .cloned()
            .unwrap_or_default();
        cells.extend(aside.into_iter().filter(|(column, _)| !is_said(column)));
        self.write(table, (row, &now), (&Cells::new(), cells))
    }

    fn change(
        &mut self,
        table: &Table,
        of: &RowId,
        cells: &Cells,
        when: &When,
    ) -> Result<(), Error> {
        let Found::Row(row) = self.find(&of.table, of.row)? else {
            return Ok(());
        };
        let Some(now) = shape::row(self.tx, table, row)? else {
            return Ok(());
        };
        let Some(mut cells) = self.pointed(table, cells)? else {
            return Ok(());
        };
        let mut before = Cells::new();
        for column in cells.keys() {
            let at = (of.table.clone(), of.row, column.clone());
            if let Some(prior) = self.theirs.prior.get(&at) {
                before.insert(column.clone(), prior.clone());
            }
        }
        let is_note = |column: &str| shape::is_note(&table.name, column);
        cells.retain(|column, _| {
            is_note(column) || !self.theirs.is_later((&table.name, row), column, when)
        });
        if table.name == "contact" && self.theirs.about.contains(&row) && deletes(&cells) {
            cells.retain(|column, _| !column.starts_with("standing"));
            let who = words_for(&table.name, &now);
            self.clash(format!(
                "{who} was deleted here and changed on another machine: they stay"
            ));
        }
        self.write(table, (row, &now), (&before, cells))
    }

    /// Writes columns over a row. Of a note that others changed as well both texts stay; `before`
    /// is what it was before that.
    fn write(
        &mut self,
        table: &Table,
        (row, now): (i64, &Cells),
        (before, mut cells): (&Cells, Cells),
    ) -> Result<(), Error> {
        let text = |cells: &Cells, column: &str| {
            cells
                .get(column)
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let notes: Vec<String> = cells
            .keys()
            .filter(|column| shape::is_note(&table.name, column))
            .cloned()
            .collect();
        for column in notes {
            let is_touched = self
                .theirs
                .is_later((&table.name, row), &column, &Default::default());
            let (mine, theirs) = (text(&cells, &column), text(now, &column));
            if mine != theirs && (is_touched || self.by_uid.is_some()) {
                let text = both(&text(before, &column), &mine, &theirs);
                if !mine.is_empty() && !theirs.is_empty() {
                    self.clashes.push(Clash {
                        what: format!(
                            "the note of {} was written on two machines: both texts are kept",
                            words_for(&table.name, now)
                        ),
                        ours: Some(mine),
                        theirs: Some(theirs),
                    });
                }
                if table.has("note_words") {
                    cells.insert("note_words".to_owned(), words(&text).into());
                }
                let text = if text.is_empty() {
                    Json::Null
                } else {
                    text.into()
                };
                cells.insert(column, text);
            } else if table.has("note_words") {
                cells.insert("note_words".to_owned(), words(&mine).into());
            }
        }
        cells.retain(|column, value| now.get(column) != Some(value) && table.has(column));
        let uid = text(now, "uid");
        let of = RowId {
            table: table.name.clone(),
            row,
            uid,
        };
        let mut whole = now.clone();
        whole.extend(cells.clone());
        if shape::is_of_key(&table.name, &whole, &cells)
            && let Some(same) = shape::same(self.tx, &table.name, &whole, Some(row))?
        {
            // They have become one by what they say: what names the one names the other.
            self.merge_rows(table, &of, same)?;
            self.moved.insert((table.name.clone(), row), same);
            return Ok(());
        }
        match put::change(self.tx, &of, &cells) {
            // Columns that cannot be as they are beside those that others changed.
            Err(error) if is_taken(&error) => self.clashes.push(Clash {
                what: format!(
                    "{} was changed on two machines in ways that do not go together: the other \
                     one stays",
                    words_for(&table.name, now)
                ),
                ours: Some(Json::Object(cells).to_string()),
                theirs: None,
            }),
            other => drop(other?),
        }
        Ok(())
    }

    /// Has everything that names a row name another, and removes the row.
    fn merge_rows(&mut self, table: &Table, of: &RowId, into: i64) -> Result<(), Error> {
        let references = Arc::clone(&self.references);
        for to in references.iter().filter(|to| to.parent == table.name) {
            self.tx
                .prepare_cached(&format!(
                    "UPDATE OR IGNORE \"{}\" SET \"{1}\" = :into WHERE \"{1}\" = :row",
                    to.child, to.column
                ))?
                .execute(named_params! {":into": into, ":row": of.row})?;
        }
        put::remove(self.tx, of)?;
        Ok(())
    }

    /// Those rows that were removed here and stay all the same, since others changed them
    /// meanwhile, or something that belongs to them.
    fn stays(&mut self, deed: &Deed) -> Result<HashSet<RowId>, Error> {
        let gone: Vec<&RowId> = (deed.changes.iter())
            .filter(|change| change.what == What::Gone)
            .map(|change| &change.of)
            .collect();
        let mut stays: HashSet<RowId> = HashSet::new();
        let mut rows: HashMap<&RowId, Cells> = HashMap::new();
        for of in &gone {
            if self.is_merged_away(deed, of) {
                continue;
            }
            let Some(table) = self.tables.named(self.tx, &of.table)? else {
                continue;
            };
            let Found::Row(row) = self.find_quietly(&of.table, of.row) else {
                continue;
            };
            if let Some(now) = shape::row(self.tx, &table, row)? {
                rows.insert(of, now);
                if self.theirs.touched_row(&of.table, row) || self.has_new_parts(of, row)? {
                    stays.insert((*of).clone());
                }
            }
        }
        let references = Arc::clone(&self.references);
        // What stays keeps what it belongs to, and that keeps all that belonged to it.
        loop {
            let before = stays.len();
            for (of, row) in &rows {
                for to in references.iter().filter(|to| to.child == of.table) {
                    let Some(parent) = row.get(&to.column).and_then(Json::as_i64) else {
                        continue;
                    };
                    let Some(parent) = gone
                        .iter()
                        .find(|g| g.table == to.parent && g.row == parent)
                    else {
                        continue;
                    };
                    if stays.contains(*of) || stays.contains(*parent) {
                        stays.insert((*of).clone());
                        stays.insert((*parent).clone());
                    }
                }
            }
            if stays.len() == before {
                break;
            }
        }
        for of in &stays {
            if let Some(row) = rows.get(of).filter(|_| !of.table.contains("_contact")) {
                let what = words_for(&of.table, row);
                self.clash(format!(
                    "{what} was removed here and changed on another machine: it is kept"
                ));
            }
        }
        Ok(stays)
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

    /// Whether others have made something that belongs to a row.
    fn has_new_parts(&self, of: &RowId, row: i64) -> rusqlite::Result<bool> {
        for to in self.references.iter().filter(|to| to.parent == of.table) {
            if to.is_set_null || !self.theirs.made.iter().any(|(table, _)| *table == to.child) {
                continue;
            }
            let mut parts = self.tx.prepare_cached(&format!(
                "SELECT id FROM \"{}\" WHERE \"{}\" = :row",
                to.child, to.column
            ))?;
            let mut parts = parts.query(named_params! {":row": row})?;
            while let Some(part) = parts.next()? {
                if self
                    .theirs
                    .made
                    .contains(&(to.child.clone(), part.get("id")?))
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a deed merges this contact into another.
    fn is_merged_away(&self, deed: &Deed, of: &RowId) -> bool {
        of.table == "contact" && merged_into(deed, of).is_some()
    }

    /// Removes a row. Of a contact who was merged into another what others did meanwhile goes
    /// with them: what is about them, and what they changed of them.
    fn remove(&mut self, deed: &Deed, table: &Table, of: &RowId, when: &When) -> Result<(), Error> {
        let Found::Row(row) = self.find_quietly(&of.table, of.row) else {
            return Ok(());
        };
        let of = RowId { row, ..of.clone() };
        let into = match of.table.as_str() {
            "contact" => merged_into(deed, &of),
            _ => None,
        };
        let Some(into) = into else {
            put::remove(self.tx, &of)?;
            return Ok(());
        };
        let Found::Row(into) = self.find("contact", into)? else {
            return Ok(());
        };
        if let (Some(now), Some(kept)) = (
            shape::row(self.tx, table, of.row)?,
            shape::row(self.tx, table, into)?,
        ) {
            let touched = self
                .theirs
                .touched
                .get(&(of.table.clone(), of.row))
                .cloned()
                .unwrap_or_default();
            let mut follow = Cells::new();
            for (column, theirs) in touched {
                let is_empty = kept.get(&column).is_none_or(Json::is_null);
                if (is_empty || theirs >= *when || shape::is_note("contact", &column))
                    && let Some(value) = now.get(&column)
                {
                    follow.insert(column, value.clone());
                }
            }
            if let Some(mine) = follow.get("note").and_then(Json::as_str) {
                let theirs = kept.get("note").and_then(Json::as_str).unwrap_or_default();
                let prior = self
                    .theirs
                    .prior
                    .get(&(of.table.clone(), of.row, "note".to_owned()));
                let base = prior.and_then(Json::as_str).unwrap_or_default();
                let text = match theirs.contains(mine) {
                    true => theirs.to_owned(),
                    false => both(base, mine, theirs),
                };
                follow.insert("note_words".to_owned(), words(&text).into());
                follow.insert("note".to_owned(), text.into());
            }
            let uid = kept
                .get("uid")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned();
            let kept = RowId {
                table: of.table.clone(),
                row: into,
                uid,
            };
            match put::change(self.tx, &kept, &follow) {
                Err(error) if !is_taken(&error) => return Err(error.into()),
                _ => {}
            }
        }
        self.moved.insert((of.table.clone(), of.row), into);
        self.merge_rows(table, &of, into)
    }

    /// Who was deleted by others and is used here is as they were before.
    fn wake(&mut self, deed: &Deed) -> Result<(), Error> {
        let Some(table) = self.tables.named(self.tx, "contact")? else {
            return Ok(());
        };
        let mut about: Vec<i64> = Vec::new();
        for RowChange { of, what } in &deed.changes {
            match what {
                What::Changed(cells) if of.table == "contact" && !deletes(cells) => {
                    about.push(of.row);
                }
                What::Made(cells) => {
                    let Some(of) = self.tables.named(self.tx, &of.table)? else {
                        continue;
                    };
                    about.extend(
                        of.contact_columns()
                            .filter_map(|column| cells.get(column)?.as_i64()),
                    );
                }
                _ => {}
            }
        }
        for row in about {
            let Found::Row(row) = self.find_quietly("contact", row) else {
                continue;
            };
            let prior = |column: &str| {
                self.theirs
                    .prior
                    .get(&("contact".to_owned(), row, column.to_owned()))
                    .cloned()
            };
            let (Some(standing), Some(now)) =
                (prior("standing"), shape::row(self.tx, &table, row)?)
            else {
                continue;
            };
            let is = |value: &Json| value.as_str() == Some("deleted");
            if !now.get("standing").is_some_and(is) || is(&standing) {
                continue;
            }
            let mut cells = Cells::new();
            cells.insert("standing".to_owned(), standing);
            cells.insert(
                "standing_on".to_owned(),
                prior("standing_on").unwrap_or_default(),
            );
            let uid = now
                .get("uid")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned();
            put::change(
                self.tx,
                &RowId {
                    table: "contact".to_owned(),
                    row,
                    uid,
                },
                &cells,
            )?;
            let who = words_for("contact", &now);
            self.clash(format!(
                "{who} was deleted on another machine and changed here: they stay"
            ));
        }
        Ok(())
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

/// Whether these columns delete a contact.
fn deletes(cells: &Cells) -> bool {
    cells.get("standing").and_then(Json::as_str) == Some("deleted")
}

/// Whom a deed merges this contact into.
fn merged_into(deed: &Deed, of: &RowId) -> Option<i64> {
    deed.changes.iter().find_map(|change| match &change.what {
        What::Made(cells) if change.of.table == "former_uid" => {
            let is_it = cells.get("former")?.as_str() == Some(&of.uid);
            is_it.then(|| cells.get("contact_id")?.as_i64()).flatten()
        }
        _ => None,
    })
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
