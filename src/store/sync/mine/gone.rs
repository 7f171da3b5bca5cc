//! What was removed here, where others have changed it or made something for it, and contacts who
//! were merged into others.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rusqlite::named_params;
use serde_json::Value as Json;

use super::{Again, Found, words_for};
use crate::domain::sync::{Cells, Deed, RowId, What, both};
use crate::store::Error;
use crate::store::sync::theirs::{When, is_taken};
use crate::store::sync::{put, shape};
use crate::store::undo::Table;
use crate::text::words;

impl Again<'_, '_> {
    /// Those rows that were removed here and stay all the same, since others changed them
    /// meanwhile, or something that belongs to them.
    pub(super) fn stays(&mut self, deed: &Deed) -> Result<HashSet<RowId>, Error> {
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
                    "{what} was removed on one machine and changed on another: it is kept"
                ));
            }
        }
        Ok(stays)
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
    pub(super) fn remove(
        &mut self,
        deed: &Deed,
        table: &Table,
        of: &RowId,
        when: &When,
    ) -> Result<(), Error> {
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

    /// Has everything that names a row name another, and removes the row.
    pub(super) fn merge_rows(&mut self, table: &Table, of: &RowId, into: i64) -> Result<(), Error> {
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
