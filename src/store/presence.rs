//! Who has the data file open: a lock on an empty file beside it, which goes with the last of
//! them. A lock on the data file itself would be in SQLite's way, one on the folder in the way
//! of the other files in it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;

use super::Error;
use super::header::{beside, identity};
use super::open::PATIENCE;

/// How the name of the lock's file ends.
pub(super) const ENDING: &str = "-lock";

/// A lock that is held as long as this is there.
#[derive(Debug)]
pub(super) struct Presence {
    path: PathBuf,
    file: File,
}

impl Presence {
    /// The lock of the data file at `path`, not taken yet; `None` where its file cannot be made,
    /// as in a folder that can only be read.
    fn of(path: &Path) -> Option<Presence> {
        let path = beside(path, ENDING);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(&path)
            .ok()?;
        Some(Presence { path, file })
    }

    /// Whether the file that is locked is still the one of that name: whoever went last has
    /// taken it away, maybe between its being opened and its being locked.
    fn is_named(&self) -> bool {
        let own = self.file.metadata().map(|meta| (meta.dev(), meta.ino()));
        own.is_ok_and(|own| identity(&self.path).is_ok_and(|named| named == own))
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if self.file.try_lock().is_ok() && self.is_named() {
            let _ = fs::remove_file(&self.path); // one that stays does no harm
        }
    }
}

/// Shares the lock, and says whether nobody else had it: a log that lies there then is from a
/// run that did not end well. Where there is no locking, one is never alone for certain and
/// takes the careful way.
///
/// # Errors
/// [`Error::Busy`] where somebody keeps the lock alone, as a restore does.
pub(super) fn announce(path: &Path) -> Result<(Option<Presence>, bool), Error> {
    let begun = Instant::now();
    while let Some(presence) = Presence::of(path) {
        let alone = match presence.file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock) => false,
            Err(TryLockError::Error(_)) => break,
        };
        if presence.file.try_lock_shared().is_ok() && presence.is_named() {
            return Ok((Some(presence), alone));
        }
        if begun.elapsed() > PATIENCE {
            return Err(Error::busy(path));
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok((None, true))
}

/// Takes the lock alone, for work during which nobody may have the file open; `None` where
/// there is no locking.
///
/// # Errors
/// [`Error::Busy`] where somebody has it.
pub(super) fn alone(path: &Path) -> Result<Option<Presence>, Error> {
    while let Some(presence) = Presence::of(path) {
        match presence.file.try_lock() {
            Ok(()) if presence.is_named() => return Ok(Some(presence)),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Error::busy(path)),
            Err(TryLockError::Error(_)) => break,
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_alone_and_the_last_takes_the_lock_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ties.db");
        let (first, is_alone) = announce(&path).unwrap();
        assert!(is_alone);
        let (second, is_alone) = announce(&path).unwrap();
        assert!(!is_alone);
        assert!(matches!(alone(&path), Err(Error::Busy { .. })));
        let beside = announce(&folder.path().join("other.db")).unwrap();
        assert!(beside.1, "another file in the folder is nobody's business");
        drop((first, beside));
        assert!(matches!(alone(&path), Err(Error::Busy { .. })));
        drop(second);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        let restoring = alone(&path).unwrap();
        assert!(restoring.is_some());
        drop(restoring);
        assert!(announce(&path).unwrap().1);
    }

    #[test]
    fn a_lock_that_was_taken_away_meanwhile_is_not_taken_for_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ties.db");
        let stale = Presence::of(&path).unwrap();
        drop(announce(&path).unwrap());
        let (here, is_alone) = announce(&path).unwrap();
        assert!(is_alone && here.is_some());
        assert!(stale.file.try_lock().is_ok() && !stale.is_named());
        drop(stale);
        assert!(matches!(alone(&path), Err(Error::Busy { .. })));
    }
}
