//! Opening the file so that nothing it holds can be lost, or read by others.
//!
//! The order matters: the first bytes are looked at before SQLite opens anything, so that a
//! file ties must leave alone stays byte for byte as it was; the file is made with mode
//! 0600 before SQLite, whose side files inherit it; until every check has passed a closing
//! connection may not even checkpoint.

use std::cell::Cell;
use std::fs::{self, File, Permissions, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::backup::{self, Why};
use super::error::BROKEN_PAGES;
use super::header::{self, Found, identity};
use super::migrate::{self, APPLICATION_ID, LATEST};
use super::presence::{self, Presence};
use super::{Error, Store, ground, key, purge, undo};
use crate::clock::Clock;
use crate::private;

/// How long to wait for another process to finish its write.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Where an open file lies, and which file it was when it was opened.
#[derive(Debug)]
pub(super) struct Home {
    path: PathBuf,
    identity: (u64, u64),
    /// By which a later start knows that somebody is here.
    _presence: Option<Presence>,
}

impl Home {
    fn at(path: &Path, presence: Option<Presence>) -> Result<Home, Error> {
        let identity = identity(path).map_err(|e| Error::io(path, "open", e))?;
        let salt = header::salt(path);
        header::open_here().push((identity, salt));
        Ok(Home {
            path: path.to_owned(),
            identity,
            _presence: presence,
        })
    }

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

impl Drop for Home {
    fn drop(&mut self) {
        let mut open = header::open_here();
        if let Some(at) = open.iter().position(|(open, _)| *open == self.identity) {
            open.swap_remove(at);
        }
    }
}

pub(super) fn in_memory(clock: Clock) -> Result<Store, Error> {
    anew(Connection::open_in_memory()?, clock)
}

pub(super) fn aside(clock: Clock) -> Result<Store, Error> {
    // Without a name it is a file that SQLite makes once it no longer has room for it.
    anew(Connection::open("")?, clock)
}

fn anew(mut conn: Connection, clock: Clock) -> Result<Store, Error> {
    guard(&conn)?;
    migrate::to_latest(&mut conn)?;
    finish(conn, clock, None)
}

pub(super) fn read_write(path: &Path, clock: Clock) -> Result<Store, Error> {
    let path = &resolved(path)?;
    if header::look(path)? == Found::Nothing {
        make(path)?;
    }
    may_write(path)?;
    tighten(path);
    let (presence, alone) = presence::announce(path)?;
    let unclean = alone && header::wal_len(path) > 0;
    let home = Home::at(path, presence)?;
    let connected = connect(path, unclean, clock);
    let (mut store, is_updated) = connected
        .and_then(|(conn, is_updated)| Ok((finish(conn, clock, Some(home))?, is_updated)))
        .map_err(|e| e.at(path))?;
    if is_updated {
        // Where that fails, it waits for the next sync.
        let _ = store.understand_more();
    }
    Ok(store)
}

pub(super) fn read_only(path: &Path, clock: Clock) -> Result<Store, Error> {
    let path = &resolved(path)?;
    match header::look(path)? {
        Found::Nothing => return Err(Error::Missing(path.clone())),
        Found::Empty => return in_memory(clock), // nobody is in it, and nobody gets in
        Found::Ours => {}
    }
    let (presence, _) = presence::announce(path)?;
    let home = Home::at(path, presence)?;
    let conn = peek(path).map_err(|e| e.at(path))?;
    match migrate::version(&conn)? {
        0 => return in_memory(clock), // its first transaction was cut off, and has been taken back
        version if version < LATEST => return Err(Error::Older(path.clone())),
        _ => {}
    }
    conn.pragma_update(None, "query_only", true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    finish(conn, clock, Some(home)).map_err(|e| e.at(path))
}

/// A number that changes when another process commits.
pub(super) fn data_version(conn: &Connection) -> rusqlite::Result<i64> {
    conn.prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))
}

/// Whether every page is as it should be; otherwise what is wrong.
pub(super) fn quick_check(conn: &Connection) -> Result<(), Error> {
    let said: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" {
        return Ok(());
    }
    Err(Error::Damaged {
        path: PathBuf::new(),
        detail: BROKEN_PAGES.to_owned(),
        backup: None,
    })
}

/// A connection for looking only, wherever the file lies: one that could write but does
/// not, so that it tidies up when it goes; else a reading one; and where not even the
/// log's side file can be made, for want of permission or room, one that takes the file as it is.
pub(super) fn peek(path: &Path) -> Result<Connection, Error> {
    let as_usual = match open(path, OpenFlags::SQLITE_OPEN_READ_WRITE) {
        Err(error) if !matches!(error, Error::Key { .. }) => {
            open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        }
        other => other,
    };
    match as_usual {
        Err(Error::Permission { .. } | Error::Full(_)) if header::wal_len(path) == 0 => {
            let uri = format!("file:{}?immutable=1", percent_encoded(path));
            open_as(
                Path::new(&uri),
                path,
                OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
            )
        }
        other => other,
    }
}

/// The same for one of many backups: nobody is asked for the passphrase of each.
pub(super) fn peek_quietly(path: &Path) -> Result<Connection, Error> {
    key::quietly(|| peek(path))
}

/// `path` with every symbolic link followed, once and for all.
pub(super) fn resolved(path: &Path) -> Result<PathBuf, Error> {
    match fs::canonicalize(path) {
        Ok(real) => return Ok(real),
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::io(path, "find", e)),
        Err(_) => {}
    }
    // A link may lead to a file that is still to be made; links in a circle have ended above.
    if let Ok(to) = fs::read_link(path) {
        return resolved(&path.parent().map_or(to.clone(), |folder| folder.join(&to)));
    }
    std::path::absolute(path)
        .map(
            |path| match (path.parent().map(fs::canonicalize), path.file_name()) {
                (Some(Ok(folder)), Some(name)) => folder.join(name),
                _ => path,
            },
        )
        .map_err(|e| Error::io(path, "find", e))
}

/// Makes an empty file that only its owner can read, whatever the umask says.
pub(super) fn create_private(path: &Path) -> Result<File, Error> {
    private::create(path).map_err(|e| Error::io(path, "make", e))
}

/// Makes a folder, and those above it, that only its owner can enter.
pub(super) fn create_private_folder(folder: &Path) -> Result<(), Error> {
    if folder.is_dir() {
        return Ok(());
    }
    private::create_folder(folder).map_err(|e| Error::io(folder, "make", e))
}

/// A connection to write with, and whether the file was one of an earlier ties until now.
fn connect(path: &Path, unclean: bool, clock: Clock) -> Result<(Connection, bool), Error> {
    let mut conn = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if conn.is_readonly("main")? {
        return Err(Error::Permission {
            path: path.to_owned(),
            doing: "write to",
        });
    }
    if unclean {
        quick_check(&conn)?;
    }
    let version = migrate::version(&conn)?;
    match version {
        0 => migrate::to_latest(&mut conn)?,
        1..LATEST => bring_up_to_date(&mut conn, path, clock)?,
        _ => {}
    }
    let journal = match ground::under(path).bears_a_log() {
        true => "WAL",
        false => "DELETE",
    };
    // Where it cannot be changed, as on a disk that fails, SQLite goes on with the one it has.
    let journal: String =
        conn.pragma_update_and_check(None, "journal_mode", journal, |row| row.get(0))?;
    let synchronous = match journal == "wal" {
        true => "FULL",
        false => "EXTRA",
    };
    conn.pragma_update(None, "synchronous", synchronous)?;
    // Checkpoints belong between keystrokes, see `Store::tidy`; this is the far limit.
    conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    if purge::is_unswept(&conn)? {
        // The next start tries again, and the doctor says that it has to.
        let _ = purge::sweep(&conn, Some(path));
    }
    Ok((conn, (1..LATEST).contains(&version)))
}

/// Brings a file of an earlier ties to the schema of this one, after a backup. Several that start
/// at once take turns, so that one backup is made, of the file as it was.
fn bring_up_to_date(conn: &mut Connection, path: &Path, clock: Clock) -> Result<(), Error> {
    let folder = backup::folder(path);
    create_private_folder(&folder)?;
    let turn = File::open(&folder).map_err(|e| Error::io(&folder, "open", e))?;
    let until = Instant::now() + PATIENCE;
    // Where there is no locking, one backup too many does no harm.
    while matches!(turn.try_lock(), Err(TryLockError::WouldBlock)) && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    if migrate::version(conn)? < LATEST {
        backup::make(conn, path, Why::Migration, clock)?;
        migrate::to_latest(conn)?;
    }
    Ok(())
}

/// A guarded connection to a file that proved readable and of a version ties knows.
pub(super) fn open(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    open_as(path, path, flags)
}

/// The same by the name that SQLite is to know it by.
fn open_as(name: &Path, path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let salt = header::salt(path);
    let conn = key::unlocked(path, salt, || {
        let conn = Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(conn)
    })?;
    guard(&conn)?;
    if salt.is_some() {
        // To read a page again is some ten times the work where it is encrypted.
        conn.pragma_update(None, "cache_size", -16_384)?;
    }
    let version = migrate::version(&conn)?;
    let id: i64 = conn.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if version > LATEST {
        return Err(Error::Newer {
            path: path.to_owned(),
            found: version,
        });
    }
    if version > 0 && id != APPLICATION_ID {
        return Err(Error::Foreign(path.to_owned()));
    }
    Ok(conn)
}

fn finish(conn: Connection, clock: Clock, home: Option<Home>) -> Result<Store, Error> {
    conn.set_prepared_statement_cache_capacity(128);
    let data_version = data_version(&conn)?;
    Ok(Store {
        conn,
        clock,
        home,
        data_version,
        tables: undo::Tables::default(),
        epoch: Cell::new(None),
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
         PRAGMA secure_delete = ON;
         PRAGMA mmap_size = 0;
         PRAGMA cache_size = -512;",
    )
}

fn make(path: &Path) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    match create_private(path) {
        Ok(_) => Ok(()),
        // Another ties began at the same moment; the migration waits for it.
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(e) => Err(e),
    }
}

/// That nobody took the right to write from the file or its folder: whoever did meant it,
/// and it would be theirs to give back.
pub(super) fn may_write(path: &Path) -> Result<(), Error> {
    for place in [Some(path), path.parent()].into_iter().flatten() {
        if fs::metadata(place).is_ok_and(|meta| meta.permissions().mode() & 0o200 == 0) {
            return Err(Error::ReadOnly(place.to_owned()));
        }
    }
    Ok(())
}

/// Takes from others what they have no business with: the file, its side files, and the
/// folder if it holds nothing else. Where that is not ours to do, it stays as it is.
fn tighten(path: &Path) {
    for ending in ["", "-wal", "-shm", "-journal", presence::ENDING] {
        tighten_one(&header::beside(path, ending), 0o600);
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return;
    };
    let is_lax =
        |path: &Path| fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0);
    let only_ours = || {
        fs::read_dir(folder).is_ok_and(|mut entries| {
            entries.all(|entry| {
                entry.is_ok_and(|entry| {
                    entry.file_name() == backup::FOLDER
                        || entry.file_name().as_bytes().starts_with(name.as_bytes())
                })
            })
        })
    };
    if is_lax(folder) && only_ours() {
        tighten_one(folder, 0o700);
    }
}

fn tighten_one(path: &Path, mode: u32) {
    if let Ok(meta) = fs::metadata(path)
        && meta.permissions().mode() & 0o077 != 0
    {
        // Not the owner: the file is somebody else's to guard.
        let _ = fs::set_permissions(path, Permissions::from_mode(mode));
    }
}

pub(super) fn percent_encoded(path: &Path) -> String {
    path.as_os_str()
        .as_bytes()
        .iter()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(*byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_goes_while_a_change_is_made_is_missed_before_the_commit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ties.db");
        let clock = Clock::machine();
        let mut store = Store::open(&path, clock).unwrap();
        let written = store.write("a change", clock.today(), |tx| {
            tx.execute("INSERT INTO tag (uid, name) VALUES ('t', 't')", [])?;
            fs::remove_file(&path).unwrap();
            Ok(None)
        });
        assert!(matches!(written, Err(Error::Replaced(_))), "{written:?}");
    }
}
