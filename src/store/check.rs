//! What `ties doctor` looks at.

mod inside;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

pub(super) use inside::foreign;
use rusqlite::Connection;

use super::ground::{self, Ground};
use super::header::beside;
use super::{Error, backup, seen};
use crate::domain::id::ContactId;
use crate::paths::{self, quoted};

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A page or an index is damaged; the words are SQLite's.
    Damaged(String),
    /// Rows of the first table point at rows of the second that are not there.
    Dangling {
        table: String,
        parent: String,
        rows: usize,
    },
    /// The kept day of the last catch-up is not the one that the catch-ups give.
    LastCatchUp(ContactId),
    /// The kept spelling without case and accents is not that of the name.
    MatchKey(ContactId),
    /// The kept spelling of a way to reach somebody is not that of the way.
    Method(ContactId),
    /// The kept words of a note are not those of the note.
    NoteWords { table: String, row: i64 },
    /// An index of words holds others than the notes and whatever else it is of.
    Words(&'static str),
    /// Somebody stands as paused and no pause is open, or the other way round.
    Pause(ContactId),
    /// A catch-up, or an open next step, with nobody.
    Nobody { table: &'static str, row: i64 },
    /// Two tags that are one but for case and accents.
    Tags(String, String),
    /// A trigger that ties made is not there or another, or somebody else made one, or a view.
    Trigger(String),
    /// A row that holds something else where a day belongs, so that it cannot be read.
    Day {
        table: String,
        row: i64,
        column: &'static str,
        text: String,
    },
    /// So many actions that were written to the file are not in it.
    Missing { path: PathBuf, actions: u64 },
    /// Others may read or enter it.
    Permissions { path: PathBuf, mode: u32 },
    /// Others may put another file in this one's place.
    Folder { path: PathBuf, mode: u32 },
    /// Something that copies open files looks after the folder.
    Synced(PathBuf),
    /// It lies on a file system that is reached over the network, or through another program.
    Remote(PathBuf),
    /// A copy that a synchroniser made because two machines wrote.
    ConflictCopy(PathBuf),
    /// A backup that cannot be read.
    Backup(PathBuf),
}

impl Finding {
    /// Whether the file itself is damaged, rather than something about it unwise.
    pub fn is_damage(&self) -> bool {
        matches!(
            self,
            Finding::Damaged(_)
                | Finding::Dangling { .. }
                | Finding::LastCatchUp(_)
                | Finding::MatchKey(_)
                | Finding::Method(_)
                | Finding::NoteWords { .. }
                | Finding::Words(_)
                | Finding::Pause(_)
                | Finding::Nobody { .. }
                | Finding::Tags(..)
                | Finding::Trigger(_)
                | Finding::Day { .. }
        )
    }

    /// What is wrong and what to do about it; `ties` is how ties is called for this file.
    pub fn words(&self, ties: &str) -> String {
        match self {
            Finding::Damaged(said) => {
                format!("the file is damaged ({said}); `{ties} restore` lists the backups")
            }
            Finding::Dangling {
                table,
                parent,
                rows,
            } => format!(
                "{rows} rows of {table} point at no {parent}; `{ties} restore` lists the backups"
            ),
            Finding::LastCatchUp(id) => format!(
                "the day of the last catch-up of contact {id} does not agree with the \
                 catch-ups; `{ties} show {id}` lists them, and editing any of them sets it right"
            ),
            Finding::MatchKey(id) => format!(
                "contact {id} is not found by their name; give them their name again with \
                 `{ties} edit {id} --name NAME`"
            ),
            Finding::Method(id) => format!(
                "a way to reach contact {id} is not found by what it says; take it off and add \
                 it again with `{ties} edit {id}`"
            ),
            Finding::NoteWords { table, row } => format!(
                "the note in row {row} of {table} is not found by its words; write it again, \
                 or {}",
                anew(ties)
            ),
            Finding::Words(index) => format!(
                "the index {index} does not agree with what it is of; {}",
                anew(ties)
            ),
            Finding::Pause(id) => format!(
                "contact {id} stands as paused without a pause, or is paused and does not stand \
                 so; `{ties} resume {id}` sets it right"
            ),
            Finding::Nobody {
                table: "catch_up",
                row,
            } => format!("catch-up {row} is with nobody; `{ties} log --delete {row}` removes it"),
            Finding::Nobody { row, .. } => {
                format!("next step {row} is with nobody; `{ties} next --done {row}` ticks it off")
            }
            Finding::Tags(one, other) => format!(
                "#{one} and #{other} are one tag; `{ties} tag rename {} {}` makes them one",
                quoted(Path::new(one)),
                quoted(Path::new(other))
            ),
            Finding::Trigger(name) => format!(
                "the trigger or view {name} is not as ties makes it, so that what is done may be \
                 lost to undo; {}",
                anew(ties)
            ),
            Finding::Day {
                table,
                row,
                column,
                text,
            } => format!(
                "row {row} of {table} has “{text}” as {column}, which is no day; `{ties} restore` \
                 lists the backups"
            ),
            Finding::Missing { path, actions } => missing_words(path, *actions),
            Finding::Permissions { path, mode } => format!(
                "{} can be read by others (mode {mode:03o}); `chmod go= {}`",
                path.display(),
                quoted(path)
            ),
            Finding::Folder { path, mode } => format!(
                "others can replace what lies in {} (mode {mode:03o}); `chmod go-w {}`",
                path.display(),
                quoted(path)
            ),
            Finding::Synced(path) => format!(
                "{} lies in a folder that is copied while it is open; keep it elsewhere and \
                 copy backups instead",
                path.display()
            ),
            Finding::Remote(path) => format!(
                "{} lies on a network drive, or one that another program provides, where two \
                 programs may not see each other's locks; keep it on a disk of this machine \
                 and copy backups instead",
                path.display()
            ),
            Finding::ConflictCopy(path) => format!(
                "{} looks like a copy made because two machines wrote at once; compare it, \
                 then remove it",
                path.display()
            ),
            Finding::Backup(path) => format!(
                "the backup {} cannot be read; remove it and make a new one",
                path.display()
            ),
        }
    }
}

/// What makes a file anew from what is in it, with all that follows from that.
fn anew(ties: &str) -> String {
    format!("`{ties} export --to json --out FILE` and importing that into a new file makes it anew")
}

/// Everything that is not as it should be; empty is good.
pub(super) fn all(conn: &Connection, path: Option<&Path>) -> Result<Vec<Finding>, Error> {
    let mut findings = inside::all(conn)?;
    if let Some(path) = path {
        let actions = seen::missing(conn, path)?;
        if actions > 0 {
            let path = path.to_owned();
            findings.push(Finding::Missing { path, actions });
        }
        surroundings(path, &mut findings);
    }
    Ok(findings)
}

/// What is said of a file that lacks what was written to it last.
pub fn missing_words(path: &Path, actions: u64) -> String {
    let what = match actions {
        1 => "the last change that was".to_owned(),
        many => format!("the last {many} changes that were"),
    };
    format!(
        "{} lacks {what} written to it; was it copied without its -wal file? `{} restore` \
         lists the backups",
        path.display(),
        paths::command(path)
    )
}

fn surroundings(path: &Path, findings: &mut Vec<Finding>) {
    private(path, 0o077, findings);
    // SQLite gives them the file's mode, and looking at the file is enough to make them: what
    // others may do with the file has been said.
    let said = fs::metadata(path).map_or(0, |meta| meta.permissions().mode());
    for ending in ["-wal", "-shm"] {
        private(&beside(path, ending), 0o077 & !said, findings);
    }
    for backup in backup::backups(path) {
        private(&backup.path, 0o077, findings);
        // An encrypted one may have a key that nobody has given.
        if backup.contacts.is_none() && !backup.encrypted {
            findings.push(Finding::Backup(backup.path));
        }
    }
    findings.extend(path.parent().and_then(open_to_others));
    match ground::under(path) {
        Ground::Firm | Ground::Cramped => {}
        Ground::Synced => findings.push(Finding::Synced(path.to_owned())),
        Ground::Remote => findings.push(Finding::Remote(path.to_owned())),
    }
    let (Some(folder), Some(stem)) = (path.parent(), path.file_stem()) else {
        return;
    };
    let stem = stem.to_string_lossy().into_owned();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().to_lowercase();
        if name.starts_with(&stem.to_lowercase()) && name.contains("conflict") {
            findings.push(Finding::ConflictCopy(entry.path()));
        }
    }
}

/// A folder where others can write and remove what is not theirs.
fn open_to_others(folder: &Path) -> Option<Finding> {
    let mode = fs::metadata(folder).ok()?.permissions().mode();
    let is_open = mode & 0o022 != 0 && mode & 0o1000 == 0;
    is_open.then(|| Finding::Folder {
        path: folder.to_owned(),
        mode: mode & 0o777,
    })
}

/// Finds what lets others do any of `not`.
fn private(path: &Path, not: u32, findings: &mut Vec<Finding>) {
    if let Ok(meta) = fs::metadata(path) {
        let mode = meta.permissions().mode() & 0o777;
        if mode & not != 0 {
            findings.push(Finding::Permissions {
                path: path.to_owned(),
                mode,
            });
        }
    }
}
