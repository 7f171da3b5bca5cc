//! Encrypting a data file, making a plain one of it again, and giving it another key.
//!
//! All three write a second file beside the first, compare it with the first row by row, sync it,
//! and only then give it the name: kill -9 at any moment leaves the old file or the new one,
//! whole. Meanwhile nobody else may have the file open.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, named_params};

use super::backup::{self, Why};
use super::header::{self, Found, beside, is_encrypted};
use super::key::{self, Given, Held, Key, Salt};
use super::open::{self, create_private};
use super::{Error, presence};
use crate::clock::Clock;
use crate::paths;

/// Encrypts the file at `path`, after a backup that is not; a file that is not there yet is begun.
///
/// # Errors
/// [`Error::Busy`] while anybody has the file open, [`Error::Key`] where no key is given; the
/// file is then as it was, as with every other error.
pub fn encrypt(path: &Path, clock: Clock) -> Result<(), Error> {
    let path = &open::resolved(path)?;
    if header::look(path)? != Found::Ours {
        drop(open::read_write(path, clock)?);
    }
    if is_encrypted(path) {
        return Err(Error::Refused(format!(
            "{} is encrypted already; `{} rekey` gives it another passphrase",
            path.display(),
            paths::command(path)
        )));
    }
    change(path, clock, || key::new(path).map(Some))
}

/// Makes a plain file of the encrypted one at `path`, after a backup that is encrypted.
///
/// # Errors
/// As [`encrypt`].
pub fn decrypt(path: &Path, clock: Clock) -> Result<(), Error> {
    let path = &encrypted(path)?;
    change(path, clock, || Ok(None))
}

/// Gives the encrypted file at `path` another key: of what `command` prints, if it has any words,
/// else as it is asked for.
///
/// # Errors
/// As [`encrypt`].
pub fn rekey(path: &Path, command: &[OsString], clock: Clock) -> Result<(), Error> {
    let path = &encrypted(path)?;
    let command: Vec<String> = command
        .iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    // Before it is open: its bytes must not be read past SQLite then.
    let salt = header::salt(path);
    change(path, clock, || {
        match salt.and_then(|salt| key::held(&salt)) {
            Some(old) => key::another(path, &command, &old).map(Some),
            None => Err(Error::Replaced(path.clone())),
        }
    })
}

/// The copies of the file at `path` that ties made and that are not encrypted.
pub fn plain_backups(path: &Path) -> Vec<PathBuf> {
    let path = open::resolved(path).unwrap_or_else(|_| path.to_owned());
    let mut found = backup::copies(&path);
    found.retain(|copy| fs::metadata(copy).is_ok_and(|meta| meta.len() > 0) && !is_encrypted(copy));
    found
}

/// Removes the copies that are not encrypted of the encrypted file at `path`, once it has a
/// backup that is; answers which they were.
///
/// # Errors
/// When that backup cannot be made, or a copy not be removed.
pub fn remove_plain_backups(path: &Path, clock: Clock) -> Result<Vec<PathBuf>, Error> {
    let path = &encrypted(path)?;
    open::read_write(path, clock)?.backup_to(None)?;
    let plain = plain_backups(path);
    for copy in &plain {
        fs::remove_file(copy).map_err(|e| Error::io(copy, "remove", e))?;
    }
    if let Some(folder) = plain.first().and_then(|copy| copy.parent()) {
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(|e| Error::io(folder, "write", e))?;
    }
    Ok(plain)
}

/// Copies a backup with this salt that is to take the place of the file at `path`: with the key
/// of the file that is there, if that has one and opens; a passphrase that was given up stays so.
pub(super) fn copy_for(
    path: &Path,
    source: &Connection,
    salt: Option<Salt>,
    part: &Path,
) -> Result<(), Error> {
    let held = header::salt(path).and_then(|salt| key::held(&salt));
    match held.filter(|held| salt != Some(held.key.salt())) {
        Some(held) => write(source, part, Some(&held.key)),
        None => backup::copy(source, part),
    }
}

/// Whether both are encrypted files that one key opens.
pub fn have_one_key(file: &Path, other: &Path) -> bool {
    let salt = header::salt(file);
    salt.is_some() && salt == header::salt(other)
}

fn encrypted(path: &Path) -> Result<PathBuf, Error> {
    let path = open::resolved(path)?;
    match header::look(&path)? {
        Found::Nothing => Err(Error::Missing(path)),
        _ if is_encrypted(&path) => Ok(path),
        _ => Err(Error::Refused(format!(
            "{} is not encrypted; `{} encrypt` does that",
            path.display(),
            paths::command(&path)
        ))),
    }
}

/// Writes all that the file at `path` holds into one with this key, which takes its place.
fn change(
    path: &Path,
    clock: Clock,
    new: impl FnOnce() -> Result<Option<Held>, Error>,
) -> Result<(), Error> {
    open::may_write(path)?;
    let _alone = presence::alone(path)?;
    let change = || {
        let conn = open::open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        open::quick_check(&conn)?;
        let new = new()?;
        if holds_anything(&conn)? {
            backup::make(&conn, path, Why::Key, clock)?;
        }
        if header::wal_len(path) > 0 {
            backup::fold_in_log(&conn, path)?;
        }
        let part = beside(path, ".part");
        let written = write(&conn, &part, new.as_ref().map(|new| &new.key));
        // Before the side files go: whoever closes last may remove them.
        drop(conn);
        let put = written.and_then(|()| {
            for ending in ["-wal", "-shm", "-journal"] {
                backup::remove(&beside(path, ending))?;
            }
            backup::rename(&part, path)
        });
        put.inspect_err(|_| {
            let _ = fs::remove_file(&part); // what is reported is why it was not put there
        })
    };
    change().map_err(|error| error.at(path))
}

/// Writes all that is open as `conn` into the new private file `part` with this key, or without
/// one; compares the two, and syncs it.
fn write(conn: &Connection, part: &Path, key: Option<&Key>) -> Result<(), Error> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        backup::remove(&beside(part, ending))?;
    }
    let file = create_private(part)?;
    let Some(name) = part.to_str() else {
        return Err(Error::Refused(format!(
            "{} is no name this can be done under; move the file to a plainer folder",
            part.display()
        )));
    };
    let text = key.map(Key::text);
    let text = text.as_ref().map_or("", |text| text.as_str());
    conn.execute(
        "ATTACH :name AS fresh KEY :key",
        named_params! {":name": name, ":key": text},
    )?;
    let exported = export(conn);
    conn.execute_batch("DETACH fresh")?;
    exported?;
    if let Some(key) = key {
        key::hold(Held {
            key: key.clone(),
            given: Given::ByHand,
        });
    }
    let salt = header::salt(part);
    let journal: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    let fresh = key::unlocked(part, salt, || {
        Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_WRITE)
    })?;
    fresh.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(()))?;
    if salt.is_some() != key.is_some() || !is_whole(&fresh)? || !are_same(conn, &fresh)? {
        return Err(Error::Refused(
            "the new file did not come out like the old one, which was left as it is; check the \
             disk and try again"
                .into(),
        ));
    }
    fresh.close().map_err(|(_, error)| error)?;
    file.sync_all().map_err(|e| Error::io(part, "write", e))
}

/// Copies everything. What SQLCipher leaves out is written after it.
fn export(conn: &Connection) -> Result<(), Error> {
    conn.execute_batch(
        "PRAGMA fresh.journal_mode = MEMORY;
         PRAGMA fresh.synchronous = OFF;
         BEGIN;
         SELECT sqlcipher_export('fresh');
         COMMIT",
    )
    .inspect_err(|_| {
        let _ = conn.execute_batch("ROLLBACK"); // fails where none has begun
    })?;
    for number in ["user_version", "application_id"] {
        let value: i64 = conn.pragma_query_value(Some("main"), number, |row| row.get(0))?;
        conn.pragma_update(Some("fresh"), number, value)?;
    }
    Ok(())
}

/// Whether anything was ever done in it.
fn holds_anything(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row(
        "SELECT EXISTS (SELECT 1 FROM contact)
             OR EXISTS (SELECT 1 FROM action)",
        [],
        |row| row.get(0),
    )
}

fn is_whole(conn: &Connection) -> rusqlite::Result<bool> {
    let said: String = conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok(said == "ok")
}

/// Whether both hold the same: the numbers in the header, the schema, and every row of every
/// table, in order.
fn are_same(one: &Connection, other: &Connection) -> rusqlite::Result<bool> {
    let schema = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";
    let mut queries = vec![
        "PRAGMA user_version".to_owned(),
        "PRAGMA application_id".to_owned(),
        schema.to_owned(),
    ];
    let mut tables =
        one.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")?;
    let mut names = tables.query([])?;
    while let Some(table) = names.next()? {
        let name: String = table.get("name")?;
        queries.push(format!("SELECT * FROM \"{}\"", name.replace('"', "\"\"")));
    }
    for query in queries {
        if !answers_same(one, other, &query)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn answers_same(one: &Connection, other: &Connection, query: &str) -> rusqlite::Result<bool> {
    let (mut one, mut other) = (one.prepare(query)?, other.prepare(query)?);
    let columns = one.column_count();
    let (mut one, mut other) = (one.query([])?, other.query([])?);
    loop {
        match (one.next()?, other.next()?) {
            (None, None) => return Ok(true),
            (Some(a), Some(b)) => {
                for column in 0..columns {
                    if a.get_ref(column)? != b.get_ref(column)? {
                        return Ok(false);
                    }
                }
            }
            _ => return Ok(false),
        }
    }
}
