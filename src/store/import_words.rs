//! The words of the notes of everyone new, put into their index while the rows are written.
//!
//! Parting a crowd's notes into words takes a third as long as writing all of its rows, and only
//! one thread may write to a file. So another fills an index of the same kind in memory. What
//! FTS5 keeps an index in are ordinary tables (its documentation calls them shadow tables), and
//! where nothing is in the file's yet they are copied as they are, as a backup copies them.

use rusqlite::config::DbConfig;
use rusqlite::types::ToSqlOutput;
use rusqlite::{Connection, Transaction, named_params};

use crate::domain::id::ContactId;

/// Fewer notes than this are not worth an index of their own.
const ALONE: usize = 500;

/// The tables an index of words consists of, by what stands after its name, with how many
/// columns each has; what it is set to is no part of what is in it.
const TABLES: [(&str, usize); 3] = [("data", 2), ("idx", 3), ("docsize", 3)];

/// An index of the words of contacts' notes, in memory.
pub(super) struct Words(Connection);

impl Words {
    /// An empty one like that of this file, for so many notes; `None` where words are in the
    /// file's already, or these notes are few: they are sooner added to it.
    pub(super) fn beside(conn: &Connection, notes: usize) -> rusqlite::Result<Option<Words>> {
        let has_words = conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM contact_words_docsize)",
            [],
            |row| row.get(0),
        )?;
        if notes < ALONE || has_words {
            return Ok(None);
        }
        let like_it: String = conn.query_row(
            "SELECT sql FROM sqlite_schema WHERE name = 'contact_words'",
            [],
            |row| row.get(0),
        )?;
        let beside = Connection::open_in_memory()?;
        beside.execute_batch(&like_it)?;
        Ok(Some(Words(beside)))
    }

    /// Takes notes, by whose they are, each with those of its words that are more than ASCII.
    pub(super) fn fill<'n>(
        self,
        notes: impl Iterator<Item = (ContactId, &'n str, Option<String>)>,
    ) -> rusqlite::Result<Words> {
        let tx = self.0.unchecked_transaction()?;
        let mut insert = tx.prepare(
            "INSERT INTO contact_words (rowid, note)
             VALUES (:id, concat_ws(' ', :note, :note_words))",
        )?;
        for (id, note, words) in notes {
            insert.execute(named_params! {":id": id.0, ":note": note, ":note_words": words})?;
        }
        drop(insert);
        tx.commit()?;
        Ok(self)
    }

    /// Puts all that is in this index into the file's, in which nothing is.
    pub(super) fn write(self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        let open = Open::begin(tx)?;
        for (table, columns) in TABLES {
            let marks = vec!["?"; columns].join(", ");
            tx.execute(&format!("DELETE FROM contact_words_{table}"), [])?;
            let mut insert = tx.prepare(&format!(
                "INSERT INTO contact_words_{table} VALUES ({marks})"
            ))?;
            let mut all = self
                .0
                .prepare(&format!("SELECT * FROM contact_words_{table}"))?;
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                for at in 0..columns {
                    let value = ToSqlOutput::Borrowed(row.get_ref(at)?);
                    insert.raw_bind_parameter(at + 1, value)?;
                }
                insert.raw_execute()?;
            }
        }
        drop(open);
        // FTS5 remembers what it has read of these tables, and nobody has told it that they have
        // changed. What is taken back makes it forget.
        tx.execute_batch(
            "SAVEPOINT forget;
             INSERT INTO contact_words (rowid, note) VALUES (0, '');
             ROLLBACK TO forget;
             RELEASE forget",
        )
    }
}

/// Lets the tables of an index be written to as long as it is there; otherwise a connection of
/// ours leaves them to FTS5.
struct Open<'c>(&'c Connection);

impl<'c> Open<'c> {
    fn begin(conn: &'c Connection) -> rusqlite::Result<Open<'c>> {
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        Ok(Open(conn))
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        // Fails only on a connection that is no longer one.
        let _ = self
            .0
            .set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true);
    }
}
