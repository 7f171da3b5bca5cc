//! Columns of a row that is there.

use std::sync::Arc;

use serde_json::Value as Json;

use super::people::deletes;
use super::{Again, Found, words_for};
use crate::domain::sync::{Cells, Clash, RowId, both};
use crate::store::Error;
use crate::store::sync::theirs::{When, is_taken};
use crate::store::sync::{put, shape};
use crate::store::undo::Table;
use crate::text::words;

impl Again<'_, '_> {
    /// A row that was made here is one with one that is there: what was said later stays, and
    /// what the other does not say is added.
    pub(super) fn join(
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

    pub(super) fn change(
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
                "{who} was deleted on one machine and changed on another: they stay"
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
}
