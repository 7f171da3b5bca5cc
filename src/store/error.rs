//! What can go wrong with the file, by what a person can do about it.

mod cause;

pub(super) use cause::BROKEN_PAGES;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::holder::{self, Holder};
use super::key::NoKey;
use crate::exit::Exit;
use crate::paths::{self, quoted};
use crate::text::machine_words;
use cause::{OPEN, is_out_of_handles, sqlite_words};

/// Why the store did not do what it was asked to. Nothing was changed unless said otherwise.
#[derive(Debug)]
pub enum Error {
    /// There is no such contact, catch-up, tag …
    NotFound(String),
    /// What was asked for goes against a rule; the text is the sentence to show.
    Refused(String),
    /// Something that has to be said was left empty; the text is the sentence to show.
    Unsaid(String),
    /// An undo or redo would overwrite something that changed since.
    Conflict { label: String, changed: String },
    /// There is nothing (more) to undo or redo.
    NothingTo(&'static str),
    /// The file is not there.
    Missing(PathBuf),
    /// The folder to write a new file into is not there.
    NoFolder(PathBuf),
    /// What should take the place of the file at `path` is no backup, or not there.
    NoBackup { path: PathBuf, from: PathBuf },
    /// It was called off before it was written.
    Stopped,
    /// Another program, or another ties, holds the file; who, where the machine tells.
    Busy { path: PathBuf, by: Option<Holder> },
    /// The file is not what ties wrote, or no longer; `backup` is the newest good copy.
    Damaged {
        path: PathBuf,
        detail: String,
        backup: Option<PathBuf>,
    },
    /// The file is empty although there are backups of it.
    Emptied { path: PathBuf, backup: PathBuf },
    /// The file is gone although there are backups of it.
    Lost { path: PathBuf, backup: PathBuf },
    /// The file, or the folder it lies in, was made read-only by whoever owns it.
    ReadOnly(PathBuf),
    /// The file belongs to another program.
    Foreign(PathBuf),
    /// A backup cannot take the place of this file, which ties did not write.
    NotOurs(PathBuf),
    /// The backup `from` holds a trigger or view that another program made.
    Altered {
        path: PathBuf,
        from: PathBuf,
        made: String,
    },
    /// The file is encrypted and stays shut.
    Key { path: PathBuf, why: NoKey },
    /// The file was written by a newer ties.
    Newer { path: PathBuf, found: i64 },
    /// The file is of an older ties and could not be brought up to date read-only.
    Older(PathBuf),
    /// The machine does not let ties read or write there.
    Permission { path: PathBuf, doing: &'static str },
    /// The disk is full.
    Full(PathBuf),
    /// The file was deleted or replaced while ties had it open.
    Replaced(PathBuf),
    /// The machine could not read or write.
    Io {
        path: PathBuf,
        doing: &'static str,
        source: io::Error,
    },
    /// SQLite said something that no other variant covers.
    Sql {
        path: PathBuf,
        source: rusqlite::Error,
    },
}

impl Error {
    /// How a command ends that fails so.
    pub fn exit(&self) -> Exit {
        match self {
            Error::Unsaid(_) => Exit::Usage,
            Error::NotFound(_)
            | Error::Missing(_)
            | Error::NoFolder(_)
            | Error::NoBackup { .. } => Exit::NotFound,
            Error::Busy { .. } => Exit::Busy,
            Error::Damaged { .. }
            | Error::Emptied { .. }
            | Error::Lost { .. }
            | Error::Foreign(_)
            | Error::NotOurs(_)
            | Error::Altered { .. } => Exit::Damaged,
            Error::Newer { .. } => Exit::Newer,
            Error::Key { .. } => Exit::Key,
            Error::Permission { .. } | Error::ReadOnly(_) => Exit::Permission,
            Error::Refused(_)
            | Error::Stopped
            | Error::Conflict { .. }
            | Error::NothingTo(_)
            | Error::Older(_)
            | Error::Full(_)
            | Error::Replaced(_)
            | Error::Io { .. }
            | Error::Sql { .. } => Exit::Failed,
        }
    }

    /// The error of a file at `path` that others hold.
    pub(crate) fn busy(path: &Path) -> Error {
        Error::Busy {
            path: path.to_owned(),
            by: holder::of(path),
        }
    }

    /// The same error, naming the file it happened to.
    pub(super) fn at(self, file: &Path) -> Error {
        let file = file.to_owned();
        match self {
            Error::Busy { .. } => Error::busy(&file),
            Error::Full(_) => Error::Full(file),
            Error::Damaged { detail, backup, .. } => Error::Damaged {
                backup: backup.or_else(|| super::backup::newest(&file)),
                path: file,
                detail,
            },
            Error::Permission { path, doing } if path.as_os_str().is_empty() => {
                match doing == OPEN && matches!(file.try_exists(), Ok(false)) {
                    true => Error::Missing(file),
                    false => Error::Permission { path: file, doing },
                }
            }
            Error::Io {
                path,
                doing,
                source,
            } if path.as_os_str().is_empty() => Error::Io {
                path: file,
                doing,
                source,
            },
            Error::Sql { source, .. } => Error::Sql { path: file, source },
            other => other,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotFound(what) => write!(f, "there is no {what}"),
            Error::Refused(sentence) | Error::Unsaid(sentence) => f.write_str(sentence),
            Error::Conflict { label, changed } => write!(
                f,
                "“{label}” was left as it is: {changed} has changed since; mend it by hand"
            ),
            Error::NothingTo(what) => write!(f, "nothing to {what}"),
            Error::Missing(path) => write!(
                f,
                "{} is not there; check the path, or add somebody to begin a new file",
                path.display()
            ),
            Error::Stopped => f.write_str("stopped; nothing was changed"),
            Error::NoFolder(path) => write!(
                f,
                "the folder {} is not there; make it first, or choose another",
                path.display()
            ),
            Error::NoBackup { path, from } => write!(
                f,
                "{} is not there, or empty; `{} restore` lists the backups",
                from.display(),
                paths::command(path)
            ),
            Error::Busy { path, by } => {
                write!(f, "{} is in use by another program", path.display())?;
                if let Some(holder) = by {
                    write!(f, " ({holder})")?;
                }
                write!(f, "; close it, or try again in a moment")
            }
            Error::Damaged {
                path,
                detail,
                backup,
            } => {
                write!(
                    f,
                    "{} is damaged or not a ties file ({detail}); it was left as it is; ",
                    path.display()
                )?;
                match backup {
                    Some(backup) => write!(
                        f,
                        "`{} restore {}` brings back the newest backup",
                        paths::command(path),
                        quoted(backup)
                    ),
                    None => write!(
                        f,
                        "`{} restore` lists the backups there are",
                        paths::command(path)
                    ),
                }
            }
            Error::Emptied { path, backup } => write!(
                f,
                "{} is empty although there are backups of it; \
                 `{} restore {}` brings back the newest one",
                path.display(),
                paths::command(path),
                quoted(backup)
            ),
            Error::Lost { path, backup } => write!(
                f,
                "{} is gone although there are backups of it; `{} restore {}` brings back the \
                 newest one",
                path.display(),
                paths::command(path),
                quoted(backup)
            ),
            Error::ReadOnly(path) => write!(
                f,
                "{} is read-only and was left so; `chmod u+w {}` lets ties write there",
                path.display(),
                quoted(path)
            ),
            Error::Foreign(path) => write!(
                f,
                "{} belongs to another program and was left as it is; choose another file with \
                 --db",
                path.display()
            ),
            Error::NotOurs(path) => write!(
                f,
                "{} does not look like a file of ties and was left as it is; move it away \
                 first, or choose another file with --db",
                path.display()
            ),
            Error::Altered { path, from, made } => write!(
                f,
                "{} holds “{made}”, which another program made and which would change what \
                 you do; nothing was restored; `{} restore` lists the backups",
                from.display(),
                paths::command(path)
            ),
            Error::Newer { path, found } => write!(
                f,
                "{} was written by a newer ties (format {found}) and was left as it is; \
                 upgrade ties to open it",
                path.display()
            ),
            Error::Key { path, why } => f.write_str(&why.words(path)),
            Error::Older(path) => write!(
                f,
                "{} is of an older ties and can only be read here; open it once where it can \
                 be written",
                path.display()
            ),
            Error::Permission { path, doing } => write!(
                f,
                "no permission to {doing} {}; check who owns the file and its folder",
                path.display()
            ),
            Error::Full(path) => write!(
                f,
                "the disk is full; nothing was changed in {}; free some room and try again",
                path.display()
            ),
            Error::Replaced(path) => write!(
                f,
                "{} was deleted or replaced while it was open; nothing was written; start ties \
                 again to open what is there now",
                path.display()
            ),
            Error::Io {
                path,
                doing,
                source,
            } => write!(
                f,
                "could not {doing} {}: {}; {}",
                path.display(),
                machine_words(source),
                match is_out_of_handles(source) {
                    true => "close some programs, or let this one open more (ulimit -n)",
                    false => "check the disk and try again",
                }
            ),
            Error::Sql { path, source } => {
                if !path.as_os_str().is_empty() {
                    write!(f, "{}: ", path.display())?;
                }
                let doctor = match path.as_os_str().is_empty() {
                    true => "ties".to_owned(),
                    false => paths::command(path),
                };
                write!(
                    f,
                    "{}; `{doctor} doctor` looks closer",
                    sqlite_words(source)
                )
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            Error::Sql { source, .. } => Some(source),
            _ => None,
        }
    }
}
