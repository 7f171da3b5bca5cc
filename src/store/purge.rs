//! Removing a contact for good.

use rusqlite::{Transaction, named_params};

use super::rows::name_of;
use super::{Error, undo};
use crate::domain::id::ContactId;

/// Removes a contact for good, with what only they had, and wipes them from the history.
/// What they shared stays with the others.
pub(super) fn purge(tx: &Transaction<'_>, id: ContactId) -> Result<(), Error> {
    name_of(tx, id)?;
    let with = named_params! {":contact": id.0};
    tx.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS purged (tbl TEXT NOT NULL, row_id INTEGER NOT NULL);
         DELETE FROM purged;",
    )?;
    for only_theirs in [
        "INSERT INTO purged (tbl, row_id)
         SELECT 'catch_up', catch_up_id FROM catch_up_contact
         GROUP BY catch_up_id
         HAVING count(*) = 1 AND max(contact_id) = :contact",
        "INSERT INTO purged (tbl, row_id)
         SELECT 'next_step', next_step_id FROM next_step_contact
         GROUP BY next_step_id
         HAVING count(*) = 1 AND max(contact_id) = :contact",
        "INSERT INTO purged (tbl, row_id) VALUES ('contact', :contact)",
    ] {
        tx.execute(only_theirs, with)?;
    }
    let tables = undo::tables(tx)?;
    for table in &tables {
        for column in table.contact_columns() {
            tx.execute(
                &format!(
                    "INSERT INTO purged (tbl, row_id)
                     SELECT '{name}', id FROM \"{name}\" WHERE \"{column}\" = :contact",
                    name = table.name
                ),
                with,
            )?;
        }
    }
    let former = former(tx)?;
    // What can be done again holds whole rows; it ends here as it ends with a new action.
    undo::drop_undone(tx)?;
    tx.execute_batch(
        "DELETE FROM catch_up WHERE id IN (SELECT row_id FROM purged WHERE tbl = 'catch_up');
         DELETE FROM next_step WHERE id IN (SELECT row_id FROM purged WHERE tbl = 'next_step');
         DELETE FROM request WHERE id IN (SELECT row_id FROM purged WHERE tbl = 'request');
         DELETE FROM contact WHERE id IN (SELECT row_id FROM purged WHERE tbl = 'contact');",
    )?;
    tx.execute_batch(
        "CREATE TEMP TABLE wiped (seq INTEGER PRIMARY KEY, tbl, row_id, last_id, is_made)",
    )?;
    let references = undo::references(tx)?;
    for table in &tables {
        let names_them: Vec<String> = references
            .iter()
            .filter(|to| to.child == table.name && to.parent == "contact")
            .filter_map(|to| table.place(&to.column))
            .map(|place| format!("json_extract(before, '$[{place}]')"))
            .collect();
        let names_them = names_them.join(", ");
        tx.execute(
            &format!(
                "INSERT INTO wiped (seq, tbl, row_id, last_id, is_made)
                 SELECT seq, tbl, row_id, row_id + rows - 1, before IS NULL
                 FROM change_log AS l
                 WHERE tbl = '{name}'
                   AND (:contact IN ({names_them})
                        OR EXISTS (SELECT 1 FROM purged AS p
                                   WHERE p.tbl = l.tbl
                                     AND p.row_id BETWEEN l.row_id AND l.row_id + l.rows - 1))",
                name = table.name
            ),
            with,
        )?;
        for (id, until) in &former {
            tx.execute(
                &format!(
                    "INSERT OR IGNORE INTO wiped (seq, tbl, row_id, last_id, is_made)
                     SELECT seq, tbl, row_id, row_id + rows - 1, before IS NULL FROM change_log
                     WHERE tbl = '{name}' AND seq <= :until
                       AND (:former IN ({names_them})
                            OR '{name}' = 'contact'
                               AND :former BETWEEN row_id AND row_id + rows - 1)",
                    name = table.name
                ),
                named_params! {":former": id, ":until": until},
            )?;
        }
    }
    // An entry of made rows says nothing about them, and stays as long as it has some.
    for table in &tables {
        tx.execute_batch(&format!(
            "DELETE FROM change_log WHERE seq IN (
                 SELECT seq FROM wiped AS w
                 WHERE tbl = '{name}'
                   AND NOT (is_made AND EXISTS (
                       SELECT 1 FROM \"{name}\" WHERE id BETWEEN w.row_id AND w.last_id)))",
            name = table.name
        ))?;
    }
    tx.execute_batch(
        "UPDATE action SET label = 'something with somebody purged since'
         WHERE EXISTS (SELECT 1 FROM wiped WHERE seq BETWEEN first_seq AND last_seq);
         DELETE FROM action
         WHERE NOT EXISTS (SELECT 1 FROM change_log WHERE seq BETWEEN first_seq AND last_seq);
         UPDATE action
         SET first_seq = (SELECT min(seq) FROM change_log WHERE seq BETWEEN first_seq AND last_seq),
             last_seq = (SELECT max(seq) FROM change_log WHERE seq BETWEEN first_seq AND last_seq);
         DROP TABLE wiped;
         DROP TABLE purged;
         INSERT INTO contact_words (contact_words) VALUES ('optimize');
         INSERT INTO fit_words (fit_words) VALUES ('optimize');
         INSERT INTO catch_up_words (catch_up_words) VALUES ('optimize');",
    )?;
    Ok(())
}

/// The ids that those had who were merged into whoever is being purged, each with the entry of
/// the history after which the id may be another's.
fn former(tx: &Transaction<'_>) -> rusqlite::Result<Vec<(i64, i64)>> {
    tx.prepare(
        "SELECT l.row_id, l.seq
         FROM change_log AS l
         JOIN former_uid AS f ON f.former = json_extract(l.before, '$[1]')
         WHERE l.tbl = 'contact'
           AND f.id IN (SELECT row_id FROM purged WHERE tbl = 'former_uid')",
    )?
    .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}
