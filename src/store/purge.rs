//! Removing a contact for good.
//!
//! What is deleted is overwritten (`secure_delete`), what moved about in the file meanwhile is
//! not; so the file is written anew once they are gone, and its log emptied. That this is still
//! to be done stands in the file from the moment that they are gone, so that the next start does
//! it where the purge was cut off. Backups are not touched: they go as newer ones come.
//!
//! Their card in a folder that is kept in step is the phone's, and stays. So that the next sync
//! does not bring them back, a number made of the card's UID is kept, from which nobody reads it.

mod wipe;

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
use wipe::{TO_BE_PURGED, carry_out, only_theirs, rows};

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
    for of in undo::WITH_PEOPLE
        .into_iter()
        .chain([("tag", "contact_tag", "tag_id")])
    {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_told_by_the_same_number_for_ever() {
        // SipHash 2-4 with a key of zeros; another number would let people in who were purged.
        assert_eq!(mark("ana"), "6d8b539143ffba6b");
    }
}
