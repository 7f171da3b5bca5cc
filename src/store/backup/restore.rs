//! Bringing a backup back, and setting aside the file whose place it takes.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Why, listed, make, names, rename};
use crate::clock::Clock;
use crate::store::check::foreign;
use crate::store::header::{self, Found, beside};
#[cfg(feature = "encryption")]
use crate::store::key::NoKey;
use crate::store::open::{self, create_private_folder, quick_check};
use crate::store::{Error, presence, seen};

/// What a restore did with the file that was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the file that was there is now; `None` if there was none.
    pub before: Option<PathBuf>,
}

/// Puts the backup `from` in the place of the file at `path`, after a backup of that.
///
/// # Errors
/// [`Error::Busy`] while ties is running on the file; the errors of opening for a `from`
/// that is no backup, [`Error::Altered`] for one that another program has put something into;
/// [`Error::Foreign`] and [`Error::NotOurs`] where it would take the place of a file that ties
/// did not write. The file then holds what it held.
pub fn restore(path: &Path, from: &Path, clock: Clock) -> Result<Restored, Error> {
    let path = &open::resolved(path)?;
    let from = &open::resolved(from)?;
    if path == from {
        return Err(Error::Refused(format!(
            "{} is the file itself; choose one of its backups",
            path.display()
        )));
    }
    if header::look(from)? != Found::Ours {
        let (path, from) = (path.clone(), from.clone());
        return Err(Error::NoBackup { path, from });
    }
    #[cfg(feature = "encryption")]
    let salt = header::salt(from);
    let source = open_backup(from).map_err(|e| e.at(from))?;
    quick_check(&source).map_err(|e| e.at(from))?;
    if let Some(made) = foreign(&source).map_err(|e| e.at(from))? {
        let (path, from) = (path.clone(), from.clone());
        return Err(Error::Altered { path, from, made });
    }
    may_give_way(path)?;
    if let Some(folder) = path.parent() {
        create_private_folder(folder)?;
    }
    let _alone = presence::alone(path)?;
    let before = set_aside(path, clock)?;
    let part = beside(path, ".part");
    remove(&part)?;
    #[cfg(feature = "encryption")]
    let copied = crate::store::encrypt::copy_for(path, &source, salt, &part);
    #[cfg(not(feature = "encryption"))]
    let copied = super::copy(&source, &part);
    copied.map_err(|e| e.at(path))?;
    drop(source);
    for ending in ["-wal", "-shm", "-journal"] {
        remove(&beside(path, ending))?;
    }
    seen::forget(path);
    rename(&part, path)?;
    Ok(Restored { before })
}

/// A connection to the backup `from`, which may be of another passphrase than the file.
fn open_backup(from: &Path) -> Result<Connection, Error> {
    let source = open::peek(from);
    #[cfg(feature = "encryption")]
    if let Err(Error::Key { path, why }) = source {
        let why = match why {
            NoKey::Wrong(_) => NoKey::OfThen,
            other => other,
        };
        return Err(Error::Key { path, why });
    }
    source
}

/// That the file may give way to a backup: it is one of ties, or what has become of one.
fn may_give_way(path: &Path) -> Result<(), Error> {
    match header::look(path) {
        Err(error @ (Error::Foreign(_) | Error::Key { .. })) => Err(error),
        Err(Error::Damaged { path, .. })
            if !header::is_marked(&path) && listed(&path).is_empty() =>
        {
            Err(Error::NotOurs(path))
        }
        _ => Ok(()),
    }
}

/// Backs up the file before another takes its place, and leaves it without need of its side
/// files, which go first; a file that SQLite cannot read any more is kept byte for byte, with
/// its log.
fn set_aside(path: &Path, clock: Clock) -> Result<Option<PathBuf>, Error> {
    if fs::metadata(path).map_or(0, |meta| meta.len()) == 0 {
        return Ok(None);
    }
    match header::look(path).and_then(|_| open::peek(path)) {
        Ok(conn) => match make(&conn, path, Why::Restore, clock) {
            Ok(saved) => {
                if header::wal_len(path) > 0 {
                    fold_in_log(&conn, path).map_err(|e| e.at(path))?;
                }
                return Ok(Some(saved));
            }
            // Nothing is wrong with the file: its copy cannot be written.
            Err(
                e @ (Error::Full(_)
                | Error::Busy { .. }
                | Error::Permission { .. }
                | Error::Io { .. }),
            ) => return Err(e.at(path)),
            Err(_) => {}
        },
        Err(e @ (Error::Full(_) | Error::Busy { .. } | Error::Key { .. })) => {
            return Err(e.at(path));
        }
        Err(_) => {}
    }
    let (part, target) = names(path, "damaged", clock)?;
    for ending in ["", "-wal"] {
        let from = beside(path, ending);
        if from.exists() {
            let to = beside(&part, ending);
            fs::copy(&from, &to)
                .and_then(|_| fs::set_permissions(&to, fs::Permissions::from_mode(0o600)))
                .and_then(|()| File::open(&to)?.sync_all())
                .map_err(|e| Error::io(&to, "write", e))?;
            rename(&to, &beside(&target, ending))?;
        }
    }
    Ok(Some(target))
}

/// Moves all that the log holds into the file itself.
pub(in crate::store) fn fold_in_log(conn: &Connection, path: &Path) -> Result<(), Error> {
    let is_busy: bool = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    match is_busy {
        true => Err(Error::busy(path)),
        false => Ok(()),
    }
}

pub(in crate::store) fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path, "remove", e)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::change::{Change, Edit, NewContact};
    use crate::domain::contact::Kind;
    use crate::domain::rules::Rules;
    use crate::domain::tie::Tie;
    use crate::store::Store;

    #[test]
    fn what_is_set_aside_needs_no_side_files() {
        let folder = tempfile::tempdir().unwrap();
        let (running, stopped) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let clock = Clock::machine();
        let mut store = Store::open(&running, clock).unwrap();
        let bea = NewContact {
            name: "Bea".into(),
            kind: Kind::Person,
            tie: Tie::Weak,
            counting_from: None,
            edit: Edit::default(),
        };
        let add = Change::Add(Box::new(bea));
        let today = clock.today();
        store.apply(&add, &Rules::default(), today).unwrap();
        for ending in ["", "-wal"] {
            fs::copy(beside(&running, ending), beside(&stopped, ending)).unwrap();
        }
        assert!(
            header::wal_len(&stopped) > 0,
            "as a run leaves it that was ended"
        );
        set_aside(&stopped, clock).unwrap().unwrap();
        for ending in ["-wal", "-shm"] {
            remove(&beside(&stopped, ending)).unwrap();
        }
        let network = Store::open(&stopped, clock)
            .and_then(|store| store.network(&Rules::default(), today))
            .unwrap();
        assert_eq!(network.contacts.len(), 1);
    }
}
