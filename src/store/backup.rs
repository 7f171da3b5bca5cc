//! Backups: complete, verified copies beside the file.
//!
//! A copy is written into a private temporary file, checked, synced and only then given
//! its name, so that no name ever stands for half a copy. Old ones go only when a new one
//! is there, by count and never by the clock alone.

mod restore;
mod rotate;

pub use restore::{Restored, restore};
#[cfg(feature = "encryption")]
pub(super) use restore::{fold_in_log, remove};

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rusqlite::{Connection, OpenFlags, params};

use super::header::{self, Found, beside};
use super::key;
use super::open::{self, create_private, create_private_folder, quick_check};
use super::{Error, ground, seen};
use crate::clock::Clock;
use crate::private;
use rotate::rotate;

/// The folder beside the file that holds its backups.
pub(super) const FOLDER: &str = "backups";

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Daily,
    /// Before the file was brought to a newer version.
    Migration,
    Import,
    /// Before another backup took the file's place.
    Restore,
    /// Before the file got another key, or lost its own.
    Key,
    /// Somebody asked for one.
    Asked,
}

impl Why {
    const ALL: [Why; 6] = [
        Why::Daily,
        Why::Migration,
        Why::Import,
        Why::Restore,
        Why::Key,
        Why::Asked,
    ];

    /// The word in the file's name.
    pub const fn word(self) -> &'static str {
        match self {
            Why::Daily => "daily",
            Why::Migration => "before-upgrade",
            Why::Import => "before-import",
            Why::Restore => "before-restore",
            Why::Key => "before-key-change",
            Why::Asked => "asked",
        }
    }
}

/// A backup as `ties restore` lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    /// The local day it was made on.
    pub day: NaiveDate,
    /// When, in milliseconds since 1970, UTC.
    pub at: i64,
    pub why: Why,
    pub bytes: u64,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// How many contacts it holds, deleted ones too; `None` where it cannot be read.
    pub contacts: Option<u64>,
    /// How many catch-ups.
    pub catch_ups: Option<u64>,
}

/// The day's backup of a file that is open, made over a connection of its own.
#[derive(Debug)]
pub struct DailyBackup {
    path: PathBuf,
    clock: Clock,
}

impl DailyBackup {
    /// That of the open file at `path`, if it has none of today; `None` too for a file
    /// without a log, as in a folder that is copied meanwhile: reading it keeps writes waiting.
    pub(super) fn due(path: &Path, clock: Clock) -> Option<DailyBackup> {
        let is_due = ground::under(path).bears_a_log() && !is_made_today(path, clock);
        is_due.then(|| DailyBackup {
            path: path.to_owned(),
            clock,
        })
    }

    /// Makes it; `None` where somebody else has meanwhile.
    ///
    /// # Errors
    /// When the file cannot be read, or the backup not be written.
    pub fn make(self) -> Result<Option<PathBuf>, Error> {
        let make = || daily(&open::peek(&self.path)?, &self.path, self.clock);
        make().map_err(|error| error.at(&self.path))
    }
}

/// The backups of the file that `path` names, newest first.
pub fn backups(path: &Path) -> Vec<Backup> {
    let path = open::resolved(path).unwrap_or_else(|_| path.to_owned());
    let mut found: Vec<Backup> = listed(&path)
        .into_iter()
        .map(|mut backup| {
            backup.encrypted = header::is_encrypted(&backup.path);
            let held = counts(&backup.path).ok();
            (backup.contacts, backup.catch_ups) = held.unzip();
            backup
        })
        .collect();
    found.reverse();
    found
}

/// How many contacts and catch-ups a backup holds.
fn counts(backup: &Path) -> Result<(u64, u64), Error> {
    let sql = "SELECT (SELECT count(*) FROM contact), (SELECT count(*) FROM catch_up)";
    let count = |row: &rusqlite::Row<'_>| {
        let (contacts, catch_ups): (u32, u32) = (row.get(0)?, row.get(1)?);
        Ok((contacts.into(), catch_ups.into()))
    };
    Ok(open::peek_quietly(backup)?.query_row(sql, [], count)?)
}

/// Makes a backup of the open file into the folder beside it, and lets the oldest go.
pub(super) fn make(
    conn: &Connection,
    path: &Path,
    why: Why,
    clock: Clock,
) -> Result<PathBuf, Error> {
    let (part, target) = names(path, why.word(), clock)?;
    copy(conn, &part)?;
    rename(&part, &target)?;
    rotate(path, why, &target);
    seen::begin(conn, path)?;
    Ok(target)
}

/// Makes today's backup, unless there is one; the day is the machine's.
pub(super) fn daily(
    conn: &Connection,
    path: &Path,
    clock: Clock,
) -> Result<Option<PathBuf>, Error> {
    if is_made_today(path, clock) {
        return Ok(None);
    }
    make(conn, path, Why::Daily, clock).map(Some)
}

/// Whether the file at `path` has its backup of today; the day is the machine's.
fn is_made_today(path: &Path, clock: Clock) -> bool {
    let today = clock.machine_day();
    listed(path)
        .iter()
        .any(|backup| backup.why == Why::Daily && backup.day == today)
}

/// Makes a backup under a name somebody chose, which must not be taken.
pub(super) fn make_at(conn: &Connection, target: &Path) -> Result<PathBuf, Error> {
    if target.symlink_metadata().is_ok() {
        return Err(Error::Refused(format!(
            "{} is there already; choose another name",
            target.display()
        )));
    }
    if let Some(folder) = target
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        && !folder.is_dir()
    {
        return Err(Error::NoFolder(folder.to_owned()));
    }
    private::sweep(target);
    let part = private::beside(target);
    copy(conn, &part).map_err(|error| match error {
        Error::Permission { doing, .. } => Error::Permission {
            path: target.to_owned(),
            doing,
        },
        Error::Io { doing, source, .. } => Error::Io {
            path: target.to_owned(),
            doing,
            source,
        },
        other => other,
    })?;
    private::name(&part, target)
        .and_then(|()| sync_folder(target))
        .map_err(|e| Error::io(target, "write", e))
        .inspect_err(|_| {
            let _ = fs::remove_file(&part);
        })?;
    Ok(target.to_owned())
}

/// The newest backup of which every page is as it should be.
pub(super) fn newest(path: &Path) -> Option<PathBuf> {
    let backups = listed(path).into_iter().rev().map(|backup| backup.path);
    backups.into_iter().find(|backup| is_good(backup))
}

/// Whether a backup could be restored.
pub(super) fn is_good(backup: &Path) -> bool {
    matches!(header::look(backup), Ok(Found::Ours))
        && match open::peek_quietly(backup) {
            Ok(conn) => quick_check(&conn).is_ok(),
            // That it begins well is all that can be known without its key.
            #[cfg(feature = "encryption")]
            Err(Error::Key { why, .. }) => why == key::NoKey::NobodyToAsk,
            Err(_) => false,
        }
}

/// Files among the backups that a restore kept because it could not read them.
pub(super) fn set_aside(path: &Path) -> Vec<PathBuf> {
    files_named(path, |rest| rest.contains(".damaged"))
}

/// What copies that were cut off have left, among the backups and in the place of the file.
pub(super) fn left(path: &Path) -> Vec<PathBuf> {
    let mut left = files_named(path, |rest| rest.contains(".part"));
    left.extend([".part", ".part-journal"].map(|ending| beside(path, ending)));
    left.retain(|path| path.exists());
    left
}

/// Those of the files among the backups of the file at `path` whose name goes on like this.
fn files_named(path: &Path, goes_on: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let prefix = format!(
        "{}.",
        path.file_name().unwrap_or_default().to_string_lossy()
    );
    let mut files = backup_files(path);
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.strip_prefix(&prefix).is_some_and(&goes_on)
    });
    files.sort();
    files
}

/// Everything in the folder of backups, whatever it is called.
pub(super) fn backup_files(path: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder(path))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect()
}

/// Every backup of the file at `path` by the moment it was made, not looked into.
fn listed(path: &Path) -> Vec<Backup> {
    let Some(name) = path.file_name() else {
        return Vec::new();
    };
    let prefix = format!("{}.", name.to_string_lossy());
    let mut found: Vec<Backup> = fs::read_dir(folder(path))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let mut parts = name.strip_prefix(&prefix)?.split('.');
            let day = super::rows::read_day(parts.next()?)?;
            let at = parts.next()?.parse().ok()?;
            let word = parts.next()?;
            let why = Why::ALL.into_iter().find(|why| why.word() == word)?;
            if parts.next().is_some() {
                return None;
            }
            Some(Backup {
                path: entry.path(),
                day,
                at,
                why,
                bytes: entry.metadata().ok()?.len(),
                encrypted: false,
                contacts: None,
                catch_ups: None,
            })
        })
        .collect();
    found.sort_by_key(|backup| backup.at);
    found
}

/// Every copy of the file at `path` that ties made, unfinished ones and what is kept of damaged
/// files too.
#[cfg(feature = "encryption")]
pub(super) fn copies(path: &Path) -> Vec<PathBuf> {
    let is_day = |word: &str| super::rows::read_day(word).is_some();
    files_named(path, |rest| rest.split('.').next().is_some_and(is_day))
}

/// Where the backups of the file at `path` lie.
pub(super) fn folder(path: &Path) -> PathBuf {
    path.with_file_name(FOLDER)
}

/// A temporary and a final name for a new file in the folder of backups.
fn names(path: &Path, word: &str, clock: Clock) -> Result<(PathBuf, PathBuf), Error> {
    let folder = folder(path);
    create_private_folder(&folder)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    let day = clock.machine_day();
    let mut at = clock.now_ms();
    loop {
        let target = folder.join(format!("{file}.{day}.{at}.{word}"));
        if target.symlink_metadata().is_err() {
            return Ok((beside(&target, ".part"), target));
        }
        at += 1;
    }
}

/// Copies the database into a new private file, checks and syncs it; removes it again if
/// anything goes wrong.
pub(super) fn copy(conn: &Connection, part: &Path) -> Result<(), Error> {
    let copy = || {
        let file = create_private(part)?;
        let Some(text) = part.to_str() else {
            return Err(Error::Refused(format!(
                "{} is no name a backup can have; move the file to a plainer folder",
                part.display()
            )));
        };
        conn.execute("VACUUM INTO ?1", params![text])?;
        let written = key::unlocked(part, header::salt(part), || {
            Connection::open_with_flags(part, OpenFlags::SQLITE_OPEN_READ_ONLY)
        })?;
        quick_check(&written)?;
        drop(written);
        file.sync_all().map_err(|e| Error::io(part, "write", e))
    };
    copy().inspect_err(|_| {
        let _ = fs::remove_file(part); // what is reported is why the copy did not succeed
    })
}

/// Gives a finished file its name, and makes that last.
pub(super) fn rename(part: &Path, target: &Path) -> Result<(), Error> {
    fs::rename(part, target)
        .and_then(|()| sync_folder(target))
        .map_err(|e| Error::io(target, "write", e))
}

/// Makes the name of a file last.
fn sync_folder(file: &Path) -> io::Result<()> {
    // The folder of a bare name is the one we are in.
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}
