//! What kind of file lies at a path, told from its first bytes before SQLite touches it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::key::{self, Salt};
use super::migrate::{APPLICATION_ID, LATEST};
use super::{Error, backup, open, presence};

/// What may be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// No file.
    Nothing,
    /// A file without a byte, or one whose first transaction was cut off.
    Empty,
    /// A file of ties, of this version or an older one.
    Ours,
}

/// Looks at the file and writes nothing.
///
/// # Errors
/// For every file that ties must leave alone.
pub(super) fn look(path: &Path) -> Result<Found, Error> {
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return lost_or_nothing(path),
        Err(e) => return Err(Error::io(path, "read", e)),
    };
    if !meta.is_file() {
        return Err(damaged(path, "not a regular file"));
    }
    let id = (meta.dev(), meta.ino());
    if open_here().iter().any(|(open, _)| *open == id) {
        return Ok(Found::Ours);
    }
    let head = head_of(path).map_err(|e| Error::io(path, "read", e))?;
    if head.is_empty() {
        return match backup::newest(path) {
            Some(backup) => Err(Error::Emptied {
                path: path.to_owned(),
                backup,
            }),
            None => Ok(Found::Empty),
        };
    }
    if key::is_encrypted(&head) {
        // The rest shows once it is unlocked.
        #[cfg(feature = "encryption")]
        return Ok(Found::Ours);
        #[cfg(not(feature = "encryption"))]
        return Err(Error::Key {
            path: path.to_owned(),
            why: key::NoKey::NotBuilt,
        });
    }
    if head.len() < 100 || !head.starts_with(b"SQLite format 3\0") {
        return if was_being_made(path) {
            Ok(Found::Empty)
        } else {
            Err(damaged(path, "it does not begin like a database"))
        };
    }
    if number(&head, 68) != APPLICATION_ID {
        return if was_being_made(path) {
            Ok(Found::Empty)
        } else {
            Err(Error::Foreign(path.to_owned()))
        };
    }
    let version = number(&head, 60);
    if version > LATEST {
        return Err(Error::Newer {
            path: path.to_owned(),
            found: version,
        });
    }
    if is_cut_short(path, &head) {
        return Err(damaged(path, "it is shorter than it says"));
    }
    Ok(Found::Ours)
}

/// Whether the file begins like a database of ties, whatever has become of the rest.
pub(super) fn is_marked(path: &Path) -> bool {
    head_of(path).is_ok_and(|head| head.len() == 100 && number(&head, 68) == APPLICATION_ID)
}

/// The header of a database; less where the file is shorter.
fn head_of(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(100);
    File::open(path)?.take(100).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether the file at `path` is an encrypted one of ties.
pub fn is_encrypted(path: &Path) -> bool {
    match open_as(path) {
        Some(salt) => salt.is_some(),
        None => {
            let mut head = [0; key::MARK.len()];
            let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
            read.is_ok() && key::is_encrypted(&head)
        }
    }
}

/// What a path without a file means: a file that is gone from beside its backups is no
/// beginning.
fn lost_or_nothing(path: &Path) -> Result<Found, Error> {
    match backup::newest(path) {
        Some(backup) => Err(Error::Lost {
            path: path.to_owned(),
            backup,
        }),
        None => Ok(Found::Nothing),
    }
}

/// Device and inode: which file a path names.
pub(super) fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let meta = fs::metadata(path)?;
    Ok((meta.dev(), meta.ino()))
}

/// The file beside `path` whose name ends so, such as `-wal`.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Whether writing `file` would write the data file at `path`, one of its side files, or one
/// of its backups, under whatever name.
pub fn belongs_to(file: &Path, path: &Path) -> bool {
    let real = |path: &Path| open::resolved(path).unwrap_or_else(|_| path.to_owned());
    let (file, path) = (real(file), real(path));
    let itself =
        ["", "-wal", "-shm", "-journal", presence::ENDING].map(|ending| beside(&path, ending));
    let backups = backup::backup_files(&path);
    let id = identity(&file).ok();
    itself.contains(&file)
        || itself
            .iter()
            .chain(&backups)
            .any(|own| id.is_some() && identity(own).ok() == id)
}

/// How many bytes the write-ahead log holds that may not be in the file yet.
pub(super) fn wal_len(path: &Path) -> u64 {
    fs::metadata(beside(path, "-wal")).map_or(0, |meta| meta.len())
}

/// Which file is open, and how it began, if it is an encrypted one.
type Open = ((u64, u64), Option<Salt>);

/// What the key of the file at `path` is made with; `None` where it needs none.
pub(super) fn salt(path: &Path) -> Option<Salt> {
    open_as(path).unwrap_or_else(|| key::read_salt(path))
}

/// How the file at `path` began when it was opened; `None` where it is not open here.
fn open_as(path: &Path) -> Option<Option<Salt>> {
    let id = identity(path).ok()?;
    let open = open_here();
    open.iter()
        .find(|(open, _)| *open == id)
        .map(|(_, salt)| *salt)
}

/// Files that this process has open through SQLite. Their bytes must not be read past it:
/// closing any other handle of theirs would drop SQLite's POSIX locks, and a second
/// process could then take the log away under us.
pub(super) fn open_here() -> MutexGuard<'static, Vec<Open>> {
    static OPEN: Mutex<Vec<Open>> = Mutex::new(Vec::new());
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The error for a file that is not, or no longer, a database of ties.
pub(super) fn damaged(path: &Path, detail: &str) -> Error {
    Error::Damaged {
        path: path.to_owned(),
        detail: detail.to_owned(),
        backup: backup::newest(path),
    }
}

/// Whether a rollback journal says that the file was empty before the transaction that was
/// cut off: SQLite will take it back to that.
fn was_being_made(path: &Path) -> bool {
    let mut head = Vec::with_capacity(20);
    let read =
        File::open(beside(path, "-journal")).and_then(|file| file.take(20).read_to_end(&mut head));
    read.is_ok()
        && head.len() == 20
        && head.starts_with(&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7])
        && number(&head, 16) == 0
}

/// Whether pages are missing at the end, by the header's own count where that is valid and
/// neither log nor journal could still bring them. Another process may write meanwhile, and make
/// the file longer or shorter: what is asked last is whether the header is still the same.
fn is_cut_short(path: &Path, head: &[u8]) -> bool {
    let page = match number(&head[..20], 16) >> 16 {
        1 => 65_536,
        size => size,
    };
    let whole = u64::try_from(page * number(head, 28)).unwrap_or(0);
    number(head, 24) == number(head, 92)
        && wal_len(path) == 0
        && !beside(path, "-journal").exists()
        && fs::metadata(path).is_ok_and(|meta| meta.len() < whole)
        && head_of(path).is_ok_and(|now| now == head)
}

/// The big-endian number in four bytes of a header.
fn number(head: &[u8], at: usize) -> i64 {
    head[at..at + 4]
        .iter()
        .fold(0, |sum, byte| sum << 8 | i64::from(*byte))
}
