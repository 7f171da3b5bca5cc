//! What `ties doctor` looks at.

mod around;
mod inside;

use std::path::{Path, PathBuf};

pub use around::Facts;
pub(super) use around::facts;
pub(super) use inside::foreign;
use rusqlite::Connection;

use super::{Error, seen};
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
    /// Somebody was purged, and the file was not written anew since.
    Unswept,
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
    /// A backup that cannot be read, or of which a page is damaged.
    Backup(PathBuf),
    /// What a write that was cut off has left.
    Left(PathBuf),
    /// A copy of an encrypted file that anybody can read who gets hold of it.
    PlainBackup(PathBuf),
}

/// How findings call what they are about.
#[derive(Clone, Copy)]
pub struct Naming<'n> {
    /// How ties is called for this file.
    pub ties: &'n str,
    /// What stands for a file or a folder; itself, where it may be named.
    pub path: &'n dyn Fn(&Path) -> PathBuf,
    /// Whether what somebody wrote may be quoted.
    pub quotes: Quotes,
}

/// Whether what somebody wrote may be quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    Given,
    LeftOut,
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

    /// One word for its kind, for scripts.
    pub fn kind(&self) -> &'static str {
        match self {
            Finding::Missing { .. } => "missing",
            Finding::Permissions { .. } | Finding::Folder { .. } => "permissions",
            Finding::Synced(_) | Finding::Remote(_) => "place",
            Finding::ConflictCopy(_) => "conflict-copy",
            Finding::Backup(_) => "backup",
            Finding::PlainBackup(_) => "plain-backup",
            Finding::Left(_) | Finding::Unswept => "left-over",
            _ => "damage",
        }
    }

    /// What is wrong and what to do about it.
    pub fn words(&self, naming: Naming<'_>) -> String {
        let ties = naming.ties;
        let at = |path: &Path| (naming.path)(path).display().to_string();
        let quoted = |path: &Path| quoted(&(naming.path)(path));
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
            Finding::Tags(one, other) if naming.quotes == Quotes::Given => format!(
                "#{one} and #{other} are one tag; `{ties} tag rename {} {}` makes them one",
                paths::quoted(Path::new(one)),
                paths::quoted(Path::new(other))
            ),
            Finding::Tags(..) => format!(
                "two tags are one but for case and accents; `{ties} tag rename` makes them one"
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
            } => {
                let text = match naming.quotes {
                    Quotes::Given => format!("“{text}”"),
                    Quotes::LeftOut => "something".to_owned(),
                };
                format!(
                    "row {row} of {table} has {text} as {column}, which is no day; `{ties} \
                     restore` lists the backups"
                )
            }
            Finding::Unswept => {
                "somebody was purged, and bytes of them may be left in the file; the \
                                 next change writes it anew"
                    .to_owned()
            }
            Finding::Missing { path, actions } => lacks(&at(path), *actions, ties),
            Finding::Permissions { path, mode } => format!(
                "{} can be read by others (mode {mode:03o}); `chmod go= {}`",
                at(path),
                quoted(path)
            ),
            Finding::Folder { path, mode } => format!(
                "others can replace what lies in {} (mode {mode:03o}); `chmod go-w {}`",
                at(path),
                quoted(path)
            ),
            Finding::Synced(path) => format!(
                "{} lies in a folder that is copied while it is open; keep it elsewhere and \
                 copy backups instead",
                at(path)
            ),
            Finding::Remote(path) => format!(
                "{} lies on a network drive, or one that another program provides, where two \
                 programs may not see each other's locks; keep it on a disk of this machine \
                 and copy backups instead",
                at(path)
            ),
            Finding::ConflictCopy(path) => format!(
                "{} looks like a copy made because two machines wrote at once; compare it, \
                 then remove it",
                at(path)
            ),
            Finding::PlainBackup(path) => format!(
                "{} is from before the file was encrypted, and is not; `{ties} encrypt \
                 --remove-plain-backups` removes all such",
                at(path)
            ),
            Finding::Backup(path) => format!(
                "the backup {} cannot be read, or a page of it is damaged; `{ties} backup` makes \
                 a new one, then remove it",
                at(path)
            ),
            Finding::Left(path) => format!(
                "{} is left of a write that was cut off, unless one is going on; remove it, or \
                 let the next one do that later",
                at(path)
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
        around::all(path, &mut findings);
    }
    Ok(findings)
}

/// What is said of a file that lacks what was written to it last.
pub fn missing_words(path: &Path, actions: u64) -> String {
    lacks(&path.display().to_string(), actions, &paths::command(path))
}

fn lacks(file: &str, actions: u64, ties: &str) -> String {
    let what = match actions {
        1 => "the last change that was".to_owned(),
        many => format!("the last {many} changes that were"),
    };
    format!(
        "{file} lacks {what} written to it; was it copied without its -wal file? `{ties} restore` \
         lists the backups"
    )
}
