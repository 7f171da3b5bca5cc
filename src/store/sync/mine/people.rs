//! Whom a deed is about: nothing is left of what was for people who are gone for good, and who
//! was deleted elsewhere and is used here stays.

use rusqlite::named_params;
use serde_json::Value as Json;

use super::{Again, Found, words_for};
use crate::domain::sync::{Cells, Deed, RowChange, RowId, What};
use crate::store::Error;
use crate::store::sync::{put, shape};
use crate::store::undo::WITH_PEOPLE;

impl Again<'_, '_> {
    /// What was made for people who were removed for good is nothing without them.
    pub(super) fn drop_without_people(&self, deed: &Deed) -> rusqlite::Result<()> {
        for RowChange { of, what } in &deed.changes {
            let of_several = WITH_PEOPLE.iter().find(|(table, ..)| *table == of.table);
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

    /// Who was deleted by others and is used here is as they were before.
    pub(super) fn wake(&mut self, deed: &Deed) -> Result<(), Error> {
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
                "{who} was deleted on one machine and changed on another: they stay"
            ));
        }
        Ok(())
    }
}

/// Whether these columns delete a contact.
pub(super) fn deletes(cells: &Cells) -> bool {
    cells.get("standing").and_then(Json::as_str) == Some("deleted")
}
