//! Opening the file so that nothing it holds can be lost or read by others.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Error, Store, migrate};
use crate::clock::Clock;

/// How long to wait for another process to finish its write.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where an open file lies, and which file it was when it was opened.
#[derive(Debug)]
pub(super) struct Home {
    path: PathBuf,
    identity: (u64, u64),
}

impl Home {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// That `path` still names the file that was opened.
    pub(super) fn still_there(&self) -> Result<(), Error> {
        match identity(&self.path) {
            Ok(found) if found == self.identity => Ok(()),
            _ => Err(Error::Replaced(self.path.clone())),
        }
    }
}

pub(super) fn in_memory(clock: Clock) -> Result<Store, Error> {
    let mut conn = Connection::open_in_memory()?;
    guard(&conn)?;
    migrate::to_latest(&mut conn)?;
    finish(conn, clock, None)
}

pub(super) fn read_write(path: &Path, clock: Clock) -> Result<Store, Error> {
    make(path)?;
    let mut conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    guard(&conn)?;
    migrate::to_latest(&mut conn).map_err(|e| e.at(path))?;
    conn.pragma_update(None, "journal_mode", "WAL")?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    let home = Home {
        path: path.to_owned(),
        identity: identity(path).map_err(|e| Error::io(path, "open", e))?,
    };
    finish(conn, clock, Some(home))
}

pub(super) fn read_only(path: &Path, clock: Clock) -> Result<Store, Error> {
    let conn = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    guard(&conn)?;
    let home = Home {
        path: path.to_owned(),
        identity: identity(path).map_err(|e| Error::io(path, "open", e))?,
    };
    finish(conn, clock, Some(home))
}

/// A number that changes when another process commits.
pub(super) fn data_version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))
}

fn finish(conn: Connection, clock: Clock, home: Option<Home>) -> Result<Store, Error> {
    conn.set_prepared_statement_cache_capacity(128);
    let data_version = data_version(&conn)?;
    Ok(Store {
        conn,
        clock,
        home,
        data_version,
    })
}

/// What holds for every connection, before it reads a single row.
fn guard(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(PATIENCE)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.execute_batch(
        "PRAGMA foreign_keys = ON;
         PRAGMA cell_size_check = ON;
         PRAGMA secure_delete = ON;",
    )
}

fn make(path: &Path) -> Result<(), Error> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|e| Error::io(folder, "make", e))?;
    }
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
    {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(Error::io(path, "make", e)),
    }
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let meta = fs::metadata(path)?;
    Ok((meta.dev(), meta.ino()))
}
