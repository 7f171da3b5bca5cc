//! What a first import writes beside its rows, in a database of its own.
//!
//! SQLite lets only one thread write to a file. The words of a crowd's notes and what the sources
//! said of it need nothing of the file, and take as long to write as all other rows together. So
//! another thread writes them into a database in memory, which is then attached, and its tables
//! are copied: SQLite does that without taking the rows apart, in a fraction of the time.
//!
//! That goes only where those tables are empty in the file. What FTS5 keeps an index in are
//! ordinary tables too (its documentation calls them shadow tables), and are copied as a backup
//! copies them.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, named_params};

use super::batch::{Quiet, Sure};
use super::rows::uid;
use super::undo;

/// Fewer people than this are not worth a database of their own.
const ALONE: usize = 500;

/// Cards of more bytes than this are not worth the memory.
const MOST: usize = 300_000_000;

/// Nor are many of them, where they are longer than this on average: they have photos, of which
/// copying takes as long as writing.
const LONG: usize = 4_000;
const MANY: usize = 32_000_000;

/// What is written beside: tables with their indexes, whose rows are recorded.
const RECORDED: &str = "source";

/// An index of words, and the tables it consists of.
const INDEX: &str = "contact_words";
const SHADOWS: [&str; 3] = [
    "contact_words_data",
    "contact_words_idx",
    "contact_words_docsize",
];

/// An empty database in memory with some of a file's tables.
pub(super) struct Beside(Connection);

impl Beside {
    /// One attached to the connection of `tx`, for so many newcomers with cards of so many bytes;
    /// `None` where the file's tables are not empty, or so few are sooner written there. It is
    /// detached once the transaction has ended, by [`detach`].
    pub(super) fn attach(
        tx: &Transaction<'_>,
        newcomers: usize,
        bytes: usize,
    ) -> rusqlite::Result<Option<Beside>> {
        let is_empty: bool = tx.query_row(
            "SELECT NOT EXISTS (SELECT 1 FROM source)
                AND NOT EXISTS (SELECT 1 FROM contact_words_docsize)",
            [],
            |row| row.get(0),
        )?;
        let is_much = bytes > MOST || (bytes > MANY && bytes / newcomers.max(1) > LONG);
        if newcomers < ALONE || is_much || !is_empty || is_attached(tx)? {
            return Ok(None);
        }
        // A name that begins with a slash is one database for all connections of this process.
        let name = format!("file:/ties-{}?vfs=memdb", uid());
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let beside = Connection::open_with_flags(&name, flags)?;
        // Nothing in it is worth being taken back, or outlives this process.
        beside.execute_batch("PRAGMA journal_mode = OFF; PRAGMA foreign_keys = OFF")?;
        let mut schema = tx.prepare(
            "SELECT sql FROM sqlite_schema
             WHERE sql IS NOT NULL
               AND (name = :index OR (tbl_name = :recorded AND type IN ('table', 'index')))",
        )?;
        let mut parts = schema.query(named_params! {":index": INDEX, ":recorded": RECORDED})?;
        while let Some(part) = parts.next()? {
            beside.execute_batch(&part.get::<_, String>("sql")?)?;
        }
        // Without a key of its own, which an encrypted file would give it.
        tx.execute(
            "ATTACH :name AS beside KEY ''",
            named_params! {":name": name},
        )?;
        Ok(Some(Beside(beside)))
    }

    /// Fills it.
    pub(super) fn fill(
        self,
        write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<Beside> {
        let tx = self.0.unchecked_transaction()?;
        write(&tx)?;
        tx.commit()?;
        Ok(self)
    }

    /// Copies all that is in it into the file.
    pub(super) fn copy(self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        let rows: i64 = {
            let _quiet = Quiet::begin(tx)?;
            let _sure = Sure::begin(tx)?;
            copy(tx, RECORDED)?;
            tx.query_row(&format!("SELECT count(*) FROM {RECORDED}"), [], |row| {
                row.get(0)
            })?
        };
        undo::made(tx, RECORDED, 1..=rows)?;
        let open = Open::begin(tx)?;
        for table in SHADOWS {
            copy(tx, table)?;
        }
        drop(open);
        // FTS5 remembers what it has read of these tables, and nobody has told it that they have
        // changed. What is taken back makes it forget.
        tx.execute_batch(&format!(
            "SAVEPOINT forget;
             INSERT INTO {INDEX} (rowid, note) VALUES (0, '');
             ROLLBACK TO forget;
             RELEASE forget"
        ))
    }
}

/// Copies a table, over the little that FTS5 writes into an index without words. In these very
/// words SQLite copies rows as they are.
fn copy(tx: &Transaction<'_>, table: &str) -> rusqlite::Result<()> {
    tx.execute_batch(&format!(
        "DELETE FROM main.{table};
         INSERT INTO main.{table} SELECT * FROM beside.{table}"
    ))
}

/// Lets go of the database that was attached, if one was. To be called outside a transaction.
pub(super) fn detach(conn: &Connection) -> rusqlite::Result<()> {
    match is_attached(conn)? {
        true => conn.execute_batch("DETACH beside"),
        false => Ok(()),
    }
}

fn is_attached(conn: &Connection) -> rusqlite::Result<bool> {
    let mut all = conn.prepare("SELECT 1 FROM pragma_database_list WHERE name = 'beside'")?;
    all.exists([])
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
