//! Which rows go with somebody, and every trace of them in the history.

use rusqlite::{Transaction, named_params};

use crate::domain::id::ContactId;
use crate::domain::sync::RowId;
use crate::store::undo;

/// The rows to be purged, and those that are gone and still in the history.
pub(super) const TO_BE_PURGED: &str = "CREATE TEMP TABLE purged (
    tbl TEXT NOT NULL, row_id INTEGER NOT NULL, uid TEXT NOT NULL,
    is_gone INTEGER NOT NULL DEFAULT 0)";

/// Removes what is to be purged, these contacts among it, and wipes it from the history.
pub(super) fn carry_out(
    tx: &Transaction<'_>,
    tables: &[undo::Table],
    contacts: &[i64],
) -> rusqlite::Result<()> {
    let former = former(tx)?;
    // What can be done again holds whole rows; it ends here as it ends with a new action.
    undo::drop_undone(tx)?;
    for table in tables {
        tx.execute(
            &format!(
                "DELETE FROM \"{name}\" WHERE id IN (
                     SELECT row_id FROM purged WHERE tbl = '{name}' AND NOT is_gone)",
                name = table.name
            ),
            [],
        )?;
    }
    tx.execute_batch(
        "CREATE TEMP TABLE wiped (seq INTEGER PRIMARY KEY, tbl, row_id, last_id, is_made, is_kept)",
    )?;
    let references = undo::references(tx)?;
    let whom = contacts
        .iter()
        .map(i64::to_string)
        .collect::<Vec<_>>()
        .join(", ");
    for table in tables {
        let names_them: Vec<String> = references
            .iter()
            .filter(|to| to.child == table.name && to.parent == "contact")
            .filter_map(|to| table.place(&to.column))
            .map(|place| format!("json_extract(before, '$[{place}]')"))
            .collect();
        let name_one: Vec<String> = names_them
            .iter()
            .map(|named| format!("{named} IN ({whom}) OR "))
            .collect();
        let names_them = names_them.join(", ");
        tx.execute(
            &format!(
                "INSERT INTO wiped (seq, tbl, row_id, last_id, is_made, is_kept)
                 SELECT seq, tbl, row_id, row_id + rows - 1, before IS NULL,
                        NOT EXISTS (SELECT 1 FROM purged AS p
                                    WHERE p.tbl = l.tbl AND NOT p.is_gone
                                      AND p.row_id BETWEEN l.row_id AND l.row_id + l.rows - 1)
                 FROM change_log AS l
                 WHERE tbl = '{name}'
                   AND ({name_one}
                        EXISTS (SELECT 1 FROM purged AS p
                                   WHERE p.tbl = l.tbl
                                     AND p.row_id BETWEEN l.row_id AND l.row_id + l.rows - 1
                                     AND (l.before IS NULL
                                          OR json_extract(l.before, '$[1]') = p.uid)))",
                name = table.name,
                name_one = name_one.concat(),
            ),
            [],
        )?;
        for (id, until) in &former {
            tx.execute(
                &format!(
                    "INSERT OR IGNORE INTO wiped (seq, tbl, row_id, last_id, is_made, is_kept)
                     SELECT seq, tbl, row_id, row_id + rows - 1, before IS NULL, 0
                     FROM change_log
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
    // An entry of made rows says nothing about them. It stays as long as it has some, and where
    // they had gone before: their number may have been somebody else's row before or since.
    for table in tables {
        tx.execute_batch(&format!(
            "DELETE FROM change_log WHERE seq IN (
                 SELECT seq FROM wiped AS w
                 WHERE tbl = '{name}'
                   AND NOT (is_made AND (is_kept OR EXISTS (
                       SELECT 1 FROM \"{name}\" WHERE id BETWEEN w.row_id AND w.last_id))))",
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
         INSERT OR IGNORE INTO meta (key, value) VALUES ('unswept', '');
         INSERT INTO contact_words (contact_words) VALUES ('optimize');
         INSERT INTO fit_words (fit_words) VALUES ('optimize');
         INSERT INTO catch_up_words (catch_up_words) VALUES ('optimize');",
    )
}

/// The rows that are here and are to go.
pub(super) fn rows(tx: &Transaction<'_>) -> rusqlite::Result<Vec<RowId>> {
    tx.prepare(
        "SELECT DISTINCT tbl, row_id, uid FROM purged WHERE NOT is_gone ORDER BY tbl <> 'contact'",
    )?
    .query_map([], |row| {
        Ok(RowId {
            table: row.get("tbl")?,
            row: row.get("row_id")?,
            uid: row.get("uid")?,
        })
    })?
    .collect()
}

/// Finds the rows that are of nobody else: those that are there, and those that the history
/// still holds.
pub(super) fn only_theirs(
    tx: &Transaction<'_>,
    id: ContactId,
    (table, whose, column): (&str, &str, &str),
    tables: &[undo::Table],
) -> rusqlite::Result<()> {
    let place = |column: &str| {
        let whose = tables.iter().find(|table| table.name == whose);
        let place = whose.and_then(|table| table.place(column));
        place.unwrap_or_default()
    };
    let (row, who) = (place(column), place("contact_id"));
    // A tag that somebody else had comes back when that is taken back.
    let had = format!(
        "SELECT 1 FROM change_log
         WHERE tbl = '{whose}' AND json_extract(before, '$[{row}]') = \"{table}\".id
           AND json_extract(before, '$[{who}]') <> :contact"
    );
    tx.execute(
        &format!(
            "INSERT INTO purged (tbl, row_id, uid)
             SELECT '{table}', id, uid FROM \"{table}\"
             WHERE id IN (SELECT {column} FROM {whose}
                          GROUP BY {column}
                          HAVING count(*) = 1 AND max(contact_id) = :contact)
               AND ('{table}' <> 'tag' OR NOT EXISTS ({had}))"
        ),
        named_params! {":contact": id.0},
    )?;
    // Of what went in one action with their part in it, where it was nobody else's.
    tx.execute(
        &format!(
            "INSERT INTO purged (tbl, row_id, uid, is_gone)
             SELECT '{table}', gone.row_id, json_extract(gone.before, '$[1]'), 1
             FROM change_log AS part
             JOIN action ON part.seq BETWEEN first_seq AND last_seq
             JOIN change_log AS gone
               ON gone.tbl = '{table}' AND gone.before IS NOT NULL
              AND gone.row_id = json_extract(part.before, '$[{row}]')
              AND gone.seq BETWEEN first_seq AND last_seq
             WHERE part.tbl = '{whose}' AND json_extract(part.before, '$[{who}]') = :contact
               AND NOT EXISTS (
                   SELECT 1 FROM \"{table}\" AS here
                   WHERE here.id = gone.row_id AND here.uid = json_extract(gone.before, '$[1]'))
               AND NOT EXISTS (
                   SELECT 1 FROM change_log AS other
                   WHERE other.tbl = '{whose}' AND other.seq BETWEEN first_seq AND last_seq
                     AND json_extract(other.before, '$[{row}]') = gone.row_id
                     AND json_extract(other.before, '$[{who}]') <> :contact)"
        ),
        named_params! {":contact": id.0},
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
