//! What the machine and SQLite say, as an error of ours and in words.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};
use rustix::io::Errno;

use super::Error;

impl Error {
    /// The error of the machine while `doing` something with `path`.
    pub(in crate::store) fn io(path: &Path, doing: &'static str, source: io::Error) -> Error {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Error::Permission { path, doing }
            }
            io::ErrorKind::NotFound => Error::Missing(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full(path),
            _ => Error::Io {
                path,
                doing,
                source,
            },
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Error {
        let path = PathBuf::new();
        // What was to be written could not be had, which says why in words.
        if let rusqlite::Error::ToSqlConversionFailure(why) = &source {
            return Error::Refused(why.to_string());
        }
        let Some(failure) = source.sqlite_error() else {
            return Error::Sql { path, source };
        };
        match failure.code {
            _ if may_be_a_page(failure) => Error::Damaged {
                path,
                detail: BROKEN_PAGES.to_owned(),
                backup: None,
            },
            ErrorCode::OperationInterrupted => Error::Stopped,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Busy { path, by: None },
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Error::Damaged {
                path,
                detail: sqlite_words(&source),
                backup: None,
            },
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Error::Permission {
                path,
                doing: "write to",
            },
            // SQLite does not say why, so the machine is asked.
            ErrorCode::CannotOpen => match File::open("/") {
                Err(source) if is_out_of_handles(&source) => Error::Io {
                    path,
                    doing: OPEN,
                    source,
                },
                _ => Error::Permission { path, doing: OPEN },
            },
            ErrorCode::DiskFull => Error::Full(path),
            ErrorCode::SystemIoFailure if failure.extended_code == NO_SHARED_MEMORY => {
                Error::Full(path)
            }
            ErrorCode::SystemIoFailure if READ_FAILURES.contains(&failure.extended_code) => {
                Error::Damaged {
                    path,
                    detail: sqlite_words(&source),
                    backup: None,
                }
            }
            _ => Error::Sql { path, source },
        }
    }
}

/// Whether this may be SQLCipher's word for a page that is not as it was written: it has none of its
/// own, and takes that for a mistake in a statement, of which there is none, or for want of memory.
fn may_be_a_page(failure: &ffi::Error) -> bool {
    cfg!(feature = "encryption")
        && [ffi::SQLITE_ERROR, ffi::SQLITE_NOMEM].contains(&failure.extended_code)
}

/// What is being done where a file cannot be opened.
pub(super) const OPEN: &str = "open";

/// Whether this program, or the machine, has as many files open as it may.
pub(super) fn is_out_of_handles(error: &io::Error) -> bool {
    let code = error.raw_os_error();
    [Errno::MFILE, Errno::NFILE]
        .map(|errno| Some(errno.raw_os_error()))
        .contains(&code)
}

/// SQLITE_IOERR_READ and SQLITE_IOERR_SHORT_READ: the disk no longer gives back a page.
const READ_FAILURES: [i32; 2] = [266, 522];

/// SQLITE_IOERR_SHMSIZE: there is no room for the memory that a log is shared by.
const NO_SHARED_MEMORY: i32 = 4874;

/// What SQLite would not do, in words. Its own sentences speak of tables and disk images;
/// they stay with the error, as its source.
pub(super) fn sqlite_words(error: &rusqlite::Error) -> String {
    let Some(failure) = error.sqlite_error() else {
        return "a row is not as ties writes it".to_owned();
    };
    let words = match failure.code {
        ErrorCode::DatabaseCorrupt => BROKEN_PAGES,
        ErrorCode::NotADatabase => "it holds no database",
        ErrorCode::SystemIoFailure => "the disk could not be read or written",
        ErrorCode::OutOfMemory => "there is not enough memory",
        ErrorCode::TooBig => "a text is longer than the file can hold",
        ErrorCode::ConstraintViolation => "a row would go against the rules of the file",
        ErrorCode::SchemaChanged => "another program has changed the file's form",
        // A number, so that whoever mends ties knows what this was.
        _ => {
            return format!("the file would not take this ({})", failure.extended_code);
        }
    };
    words.to_owned()
}

/// What is said of pages that SQLite finds out of order.
pub(in crate::store) const BROKEN_PAGES: &str = "its pages do not fit together";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_machine_and_sqlite_said_is_put_in_words() {
        let path = Path::new("ties.db");
        let codes = (1..=28).chain([101, 266, 522, 778, 1299, 2067, 3082]);
        // Whoever stopped it knows which file it was.
        let codes = codes.filter(|code| *code != ffi::SQLITE_INTERRUPT);
        let from_sqlite = codes.map(|code| {
            let said = Some("no such table: contact".to_owned());
            rusqlite::Error::SqliteFailure(ffi::Error::new(code), said)
        });
        let from_rusqlite = [
            rusqlite::Error::QueryReturnedNoRows,
            rusqlite::Error::InvalidColumnName("tie".to_owned()),
            rusqlite::Error::InvalidColumnType(3, "tie".to_owned(), rusqlite::types::Type::Null),
            rusqlite::Error::InvalidParameterCount(1, 2),
        ];
        let sqlite = from_sqlite
            .chain(from_rusqlite)
            .map(|error| (error.to_string(), Error::from(error).at(path)));
        let machine = (1..=40).map(|code| {
            let error = io::Error::from_raw_os_error(code);
            (error.to_string(), Error::io(path, "write to", error))
        });
        for (raw, error) in sqlite.chain(machine) {
            let said = error.to_string();
            assert!(said.contains("ties.db"), "{said}");
            for part in [raw.as_str(), "os error", "table", "column", "disk image"] {
                assert!(!said.contains(part), "{said}");
            }
        }
    }
}
