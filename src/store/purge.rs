//! Removing a contact for good.
//!
//! What is deleted is overwritten (`secure_delete`), what moved about in the file meanwhile is
//! not; so the file is written anew once they are gone, and its log emptied. That this is still
//! to be done stands in the file from the moment that they are gone, so that the next start does
//! it where the purge was cut off. Backups are not touched: they go as newer ones come.
//!
//! Their card in a folder that is kept in step is the phone's, and stays. So that the next sync
//! does not bring them back, a number made of the card's UID is kept, from which nobody reads it.

use std::collections::HashSet;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, Transaction, named_params};

use super::backup::{self, Backup};
use super::rows::name_of;
use super::{Error, header, open, undo};
use crate::domain::draft::SourceKind;
use crate::domain::id::ContactId;
use crate::domain::sync::RowId;

/// What `meta` calls the number of a card that was purged.
const CARD: &str = "purged card ";

/// What became of somebody who was purged, and what of them is where.
#[derive(Debug)]
pub struct Purged {
    /// By which they were known, and those who were merged into them.
    pub uids: Vec<String>,
    /// The files of their cards in the folder that is kept in step.
    pub cards: Vec<String>,
    /// The backups that hold them, or may, newest first.
    pub backups: Vec<Backup>,
    /// Files that a restore has set aside because they could not be read.
    pub set_aside: Vec<PathBuf>,
    /// Why the file was not written anew: bytes of them may be left where nothing is kept.
    pub unswept: Option<Error>,
}

/// What somebody was known by.
pub(super) struct Traces {
    pub(super) uids: Vec<String>,
    pub(super) cards: Vec<String>,
}

/// Tells one id or card from another; the same for ever, since it is kept in files.
#[allow(deprecated)] // of all that std hashes with, this alone is promised to stay as it is
fn mark(text: &str) -> String {
    let mut hasher = std::hash::SipHasher::new_with_keys(0, 0);
    hasher.write(text.as_bytes());
    format!("{:016x}", hasher.finish())
}

/// The cards of those who were purged, as a sync asks for them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PurgedCards(HashSet<String>);

impl PurgedCards {
    /// Those of a file, without those who have come in again by a hand's doing.
    pub(super) fn of(conn: &Connection) -> rusqlite::Result<PurgedCards> {
        let mut marks: HashSet<String> = conn
            .prepare_cached("SELECT substr(key, 13) FROM meta WHERE key GLOB 'purged card *'")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if !marks.is_empty() {
            let mut here = conn.prepare(
                "SELECT external_id FROM source
                 UNION ALL SELECT card FROM source WHERE card IS NOT NULL
                 UNION ALL SELECT uid FROM contact
                 UNION ALL SELECT former FROM former_uid",
            )?;
            let mut here = here.query([])?;
            while let Some(row) = here.next()? {
                marks.remove(&mark(row.get_ref(0)?.as_str()?));
            }
        }
        Ok(PurgedCards(marks))
    }

    /// Whether a card was somebody's who was purged, by its UID or its text.
    pub fn has(&self, known_by: &str) -> bool {
        !self.0.is_empty() && self.0.contains(&mark(known_by))
    }
}

/// What is known of them by what; to be asked before they go.
pub(super) fn traces(conn: &Connection, id: ContactId) -> rusqlite::Result<Traces> {
    let with = named_params! {":contact": id.0};
    let texts = |sql: &str| -> rusqlite::Result<Vec<String>> {
        conn.prepare(sql)?
            .query_map(with, |row| row.get(0))?
            .collect()
    };
    Ok(Traces {
        uids: texts(
            "SELECT uid FROM contact WHERE id = :contact
             UNION ALL SELECT former FROM former_uid WHERE contact_id = :contact",
        )?,
        cards: texts(
            "SELECT file FROM source
             WHERE contact_id = :contact AND file IS NOT NULL AND gone_on IS NULL",
        )?,
    })
}

/// Remembers the numbers of their cards, and forgets the names of their files.
fn remember_cards(tx: &Transaction<'_>, id: ContactId) -> rusqlite::Result<()> {
    let mut ids: Vec<String> = tx
        .prepare(
            "SELECT external_id FROM source
             WHERE contact_id = :contact AND (kind = :folder OR kind = :card)
             UNION
             SELECT card FROM source
             WHERE contact_id = :contact AND kind = :folder AND card IS NOT NULL",
        )?
        .query_map(
            named_params! {
                ":contact": id.0,
                ":folder": SourceKind::VDIR,
                ":card": SourceKind::Vcard.word(),
            },
            |row| row.get(0),
        )?
        .collect::<rusqlite::Result<_>>()?;
    ids.extend(traces(tx, id)?.uids);
    for id in ids {
        tx.prepare_cached("INSERT OR IGNORE INTO meta (key, value) VALUES (:key, '')")?
            .execute(named_params! {":key": format!("{CARD}{}", mark(&id))})?;
    }
    tx.execute(
        "DELETE FROM reading
         WHERE source = :folder AND EXISTS (
             SELECT 1 FROM source AS s
             WHERE s.contact_id = :contact AND s.kind = :folder
               AND substr(path, -length(s.file) - 1) = '/' || s.file)",
        named_params! {":contact": id.0, ":folder": SourceKind::VDIR},
    )?;
    Ok(())
}

/// Writes the file anew without what was deleted, and empties its log.
pub(super) fn sweep(conn: &Connection, path: Option<&Path>) -> Result<(), Error> {
    // The rows go through memory, not through a file of the machine's.
    conn.execute_batch("PRAGMA temp_store = MEMORY; VACUUM; PRAGMA temp_store = DEFAULT")?;
    let is_busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if let Some(path) = path
        && is_busy
        && header::wal_len(path) > 0
    {
        return Err(Error::busy(path));
    }
    conn.execute_batch("DELETE FROM meta WHERE key = 'unswept'")?;
    Ok(())
}

/// Whether somebody is gone from the file that was not written anew since.
pub(super) fn is_unswept(conn: &Connection) -> rusqlite::Result<bool> {
    conn.prepare("SELECT 1 FROM meta WHERE key = 'unswept'")?
        .exists([])
}

/// The backups of the file at `path` that hold somebody known by one of these, or may.
pub(super) fn holding(path: &Path, uids: &[String]) -> Vec<Backup> {
    let holds = |backup: &Backup| -> Result<bool, Error> {
        let conn = open::peek_quietly(&backup.path)?;
        let mut known = conn.prepare(
            "SELECT EXISTS (SELECT 1 FROM contact WHERE uid = :uid)
                 OR EXISTS (SELECT 1 FROM change_log
                            WHERE tbl = 'contact'
                              AND (instr(before, :uid) > 0 OR instr(after, :uid) > 0))",
        )?;
        for uid in uids {
            if known.query_row(named_params! {":uid": uid}, |row| row.get(0))? {
                return Ok(true);
            }
        }
        Ok(false)
    };
    let mut found = backup::backups(path);
    found.retain(|backup| holds(backup).unwrap_or(true));
    found
}

/// Removes a contact for good, with what only they had, and wipes them from the history.
/// What they shared stays with the others. The rows that have gone, the contact's own first.
pub(super) fn purge(tx: &Transaction<'_>, id: ContactId) -> Result<Vec<RowId>, Error> {
    name_of(tx, id)?;
    remember_cards(tx, id)?;
    let with = named_params! {":contact": id.0};
    tx.execute_batch(TO_BE_PURGED)?;
    tx.execute(
        "INSERT INTO purged (tbl, row_id, uid)
         SELECT 'contact', id, uid FROM contact WHERE id = :contact",
        with,
    )?;
    let tables = undo::tables(tx)?;
    for of in OF_SEVERAL {
        only_theirs(tx, id, of, &tables)?;
    }
    for table in &tables {
        for column in table.contact_columns() {
            tx.execute(
                &format!(
                    "INSERT INTO purged (tbl, row_id, uid)
                     SELECT '{name}', id, uid FROM \"{name}\" WHERE \"{column}\" = :contact",
                    name = table.name
                ),
                with,
            )?;
        }
    }
    let gone = rows(tx)?;
    carry_out(tx, &tables, &[id.0])?;
    Ok(gone)
}

/// Removes for good what another machine has purged, and wipes it from the history.
pub(super) fn purge_these(tx: &Transaction<'_>, rows: &[RowId]) -> Result<(), Error> {
    let tables = undo::tables(tx)?;
    tx.execute_batch(TO_BE_PURGED)?;
    let mut contacts = Vec::new();
    for of in rows {
        let Some(table) = tables.iter().find(|table| table.name == of.table) else {
            continue;
        };
        let is_here = tx
            .prepare_cached(&format!(
                "SELECT 1 FROM \"{}\" WHERE id = ?1 AND uid = ?2",
                table.name
            ))?
            .exists((of.row, &of.uid))?;
        if of.table == "contact" && is_here {
            remember_cards(tx, ContactId(of.row))?;
            contacts.push(of.row);
        }
        tx.prepare_cached(
            "INSERT INTO purged (tbl, row_id, uid, is_gone) VALUES (:table, :row, :uid, :is_gone)",
        )?
        .execute(named_params! {
            ":table": of.table, ":row": of.row, ":uid": of.uid, ":is_gone": !is_here,
        })?;
    }
    Ok(carry_out(tx, &tables, &contacts)?)
}

/// The rows to be purged, and those that are gone and still in the history.
const TO_BE_PURGED: &str = "CREATE TEMP TABLE purged (
    tbl TEXT NOT NULL, row_id INTEGER NOT NULL, uid TEXT NOT NULL,
    is_gone INTEGER NOT NULL DEFAULT 0)";

/// Removes what is to be purged, these contacts among it, and wipes it from the history.
fn carry_out(
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
fn rows(tx: &Transaction<'_>) -> rusqlite::Result<Vec<RowId>> {
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

/// Tables whose rows are of several people, each with the table that says whose, and its column.
const OF_SEVERAL: [(&str, &str, &str); 3] = [
    ("catch_up", "catch_up_contact", "catch_up_id"),
    ("next_step", "next_step_contact", "next_step_id"),
    ("tag", "contact_tag", "tag_id"),
];

/// Finds the rows that are of nobody else: those that are there, and those that the history
/// still holds.
fn only_theirs(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_told_by_the_same_number_for_ever() {
        // SipHash 2-4 with a key of zeros; another number would let people in who were purged.
        assert_eq!(mark("ana"), "6d8b539143ffba6b");
    }
}
