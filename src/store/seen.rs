//! How many actions the file has seen, kept beside it.
//!
//! A file that is copied or put back without its log (`-wal`), or finds an older log beside
//! it, opens whole, only without what was done last; nothing in the file itself can tell.
//! So every write leaves its number in a small file among the backups, where it does not
//! travel along with the data file. It is a convenience: what cannot be written or read
//! counts as nothing seen.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::backup;
use crate::domain::id::ActionId;

/// Begins to count with the first backup: before there is one, the data file lies alone.
pub(super) fn begin(conn: &Connection, path: &Path) -> rusqlite::Result<()> {
    match beside(path) {
        // Whoever writes meanwhile knows a later number, and keeps it.
        Some(file) if !file.exists() => write(&file, held(conn)?, OpenOptions::create_new),
        _ => {}
    }
    Ok(())
}

/// Remembers that the file at `path` holds this action, after it was committed.
pub(super) fn note(path: &Path, action: ActionId) {
    if let Some(file) = beside(path) {
        write(&file, action.0, OpenOptions::create);
    }
}

/// How many of the actions written to the file at `path` it does not hold.
pub(super) fn missing(conn: &Connection, path: &Path) -> rusqlite::Result<u64> {
    let seen = beside(path).and_then(|file| fs::read_to_string(file).ok());
    let Some(seen) = seen.and_then(|seen| seen.trim().parse::<i64>().ok()) else {
        return Ok(0);
    };
    Ok(u64::try_from(seen - held(conn)?).unwrap_or(0))
}

/// Forgets what was seen: an older file is put in the place of this one on purpose.
pub(super) fn forget(path: &Path) {
    if let Some(file) = beside(path) {
        let _ = fs::remove_file(file);
    }
}

/// The number of the latest action that the file ever held.
fn held(conn: &Connection) -> rusqlite::Result<i64> {
    let latest = conn
        .query_row(
            "SELECT seq FROM sqlite_sequence WHERE name = 'action'",
            [],
            |row| row.get("seq"),
        )
        .optional()?;
    Ok(latest.unwrap_or(0))
}

/// Writes the number, always as long and without emptying the file first, so that whoever
/// reads meanwhile finds one; `make` says whether the file may be there already.
fn write(file: &Path, number: i64, make: fn(&mut OpenOptions, bool) -> &mut OpenOptions) {
    let mut options = OpenOptions::new();
    options.write(true).truncate(false).mode(0o600);
    let opened = make(&mut options, true).open(file);
    if let Ok(mut file) = opened {
        let _ = file.write_all(format!("{number:020}\n").as_bytes());
    }
}

fn beside(path: &Path) -> Option<PathBuf> {
    let mut name = path.file_name()?.to_owned();
    name.push(".seen");
    Some(path.parent()?.join(backup::FOLDER).join(name))
}
