//! Why a file was not read, in one line that says what to do next.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::Foreign;
use crate::domain::columns::{self, Column};
use crate::text::machine_words;

/// Why a file was not read. Each variant is something the person can do about it.
#[derive(Debug)]
pub enum ReadError {
    /// The operating system said no.
    Io { path: PathBuf, source: io::Error },
    /// A folder or a zip with nothing in it that ties reads, though with so many files.
    NothingIn { path: PathBuf, files: usize },
    /// A pipe or a device.
    NotAFile { path: PathBuf },
    /// Nothing is in it.
    Empty { path: PathBuf },
    /// More bytes than `limit`.
    TooBig { path: PathBuf, limit: u64 },
    /// More records than `limit`.
    TooMany { path: PathBuf, limit: usize },
    /// Nothing that ties reads, with what it seems to be where that is plain.
    Unknown {
        path: PathBuf,
        looks_like: Option<Foreign>,
    },
    /// A table of which nobody has said yet what its columns are.
    UnknownTable { path: PathBuf, columns: Vec<Column> },
    /// Of a kind that is read, but damaged as a whole.
    Damaged { path: PathBuf, why: String },
    /// The person stopped it.
    Cancelled,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Io { path, source } => {
                write!(f, "{}: {}", path.display(), machine_words(source))
            }
            ReadError::NothingIn { path, files } => {
                write!(f, "{}: ", path.display())?;
                match files {
                    0 => f.write_str("there are no files in it")?,
                    1 => f.write_str("the one file in it is none that ties reads")?,
                    files => write!(f, "none of the {files} files in it is one that ties reads")?,
                }
                f.write_str("; name the folder or the file that you exported")
            }
            ReadError::Empty { path } => {
                write!(f, "{}: the file is empty; export it again", path.display())
            }
            ReadError::NotAFile { path } => write!(
                f,
                "{}: not a regular file; to read from a pipe, give - as the file",
                path.display()
            ),
            ReadError::TooBig { path, limit } => write!(
                f,
                "{}: bigger than {} MB, which is the most ties reads at once; split it",
                path.display(),
                limit / 1_000_000
            ),
            ReadError::TooMany { path, limit } => write!(
                f,
                "{}: more than {limit} records, which is the most ties reads at once; split it",
                path.display()
            ),
            ReadError::Unknown { path, looks_like } => {
                write!(f, "{}: ", path.display())?;
                match looks_like {
                    Some(foreign) => foreign.fmt(f),
                    None => f.write_str(
                        "not a kind of file that ties knows; ties import --list says what it reads",
                    ),
                }
            }
            ReadError::UnknownTable { path, columns } => write!(
                f,
                "{}: a table whose columns ties does not know: {}; say what they are, as in \
                 ties import {} {} (ties import --help lists the fields)",
                path.display(),
                columns::names(columns),
                path.display(),
                columns::example(columns)
            ),
            ReadError::Damaged { path, why } => write!(f, "{}: {why}", path.display()),
            ReadError::Cancelled => f.write_str("stopped; nothing was changed"),
        }
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            ReadError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
