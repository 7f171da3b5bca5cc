//! The way to a shared history, wherever it is kept: TaskChampion's, which encrypts everything
//! that leaves this machine with a key made of the secret.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::chain::{Added, Chain, Fault, Segment};
use super::git::Git;
use super::place::Place;
#[cfg(feature = "sync-http")]
use super::remote::Remote;
use crate::private::{self, Existing};
use crate::text::machine_words;

/// How long a folder may still look taken that is not: whatever program another thread starts
/// has all files of this one, until it becomes that program.
const SHORTLY: Duration = Duration::from_millis(400);

/// A shared history that nobody else of this machine uses meanwhile.
pub struct Engine {
    chain: Box<dyn Chain>,
    _lock: File,
}

/// The history at `place` as it is now. What is kept of it on this machine lies in `folder`,
/// which is made where there is none.
///
/// # Errors
/// [`Fault::Busy`] where another sync of this folder is at it, [`Fault::WrongSecret`] where
/// something is there that was encrypted with another secret.
pub fn open(place: &Place, folder: &Path, secret: &[u8]) -> Result<Engine, Fault> {
    // Programs are called from another folder than this one.
    let folder = &std::path::absolute(folder).map_err(|error| failed(folder, &error))?;
    let lock = claim(folder)?;
    let chain: Box<dyn Chain> = match place {
        Place::Git { url, branch } => Box::new(Git::open(folder, url, branch, secret)?),
        #[cfg(feature = "sync-http")]
        other => Box::new(Remote::open(other, folder, secret)?),
        #[cfg(not(feature = "sync-http"))]
        other => return Err(Fault::NotBuilt(feature(other))),
    };
    Ok(Engine { chain, _lock: lock })
}

/// Removes what is kept in `folder` of a shared history, which stays where it is.
///
/// # Errors
/// [`Fault::Busy`] where a sync is at it.
pub fn forget(folder: &Path) -> Result<(), Fault> {
    if !folder.exists() {
        return Ok(());
    }
    let _lock = claim(folder)?;
    fs::remove_dir_all(folder).map_err(|error| failed(folder, &error))
}

/// The cargo feature that builds in what a place needs.
pub(super) fn feature(place: &Place) -> &'static str {
    match place {
        Place::Git { .. } => "default",
        Place::Server { .. } => "sync-server",
        Place::S3 { .. } => "sync-s3",
        Place::Gcs { .. } => "sync-gcs",
    }
}

impl Chain for Engine {
    fn after(&mut self, parent: Uuid) -> Result<Option<Segment>, Fault> {
        self.chain.after(parent)
    }

    fn add(&mut self, parent: Uuid, bytes: Vec<u8>) -> Result<Added, Fault> {
        self.chain.add(parent, bytes)
    }

    fn snapshot(&mut self) -> Result<Option<Segment>, Fault> {
        self.chain.snapshot()
    }

    fn keep_snapshot(&mut self, at: Uuid, bytes: Vec<u8>) -> Result<(), Fault> {
        self.chain.keep_snapshot(at, bytes)
    }
}

/// Makes the folder, and takes it for this sync alone, until the file is closed.
fn claim(folder: &Path) -> Result<File, Fault> {
    let file = || {
        private::create_folder(folder)?;
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
        let ignored = folder.join(".gitignore");
        if !ignored.exists() {
            // The folder of the data file may be in a repository itself.
            private::write(&ignored, b"*\n", Existing::Kept)?;
        }
        OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(folder.join("lock"))
    };
    let file = file().map_err(|error: io::Error| failed(folder, &error))?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < SHORTLY => {
                thread::sleep(SHORTLY / 20);
            }
            Err(TryLockError::WouldBlock) => return Err(Fault::Busy),
            Err(TryLockError::Error(error)) => return Err(failed(folder, &error)),
        }
    }
}

fn failed(folder: &Path, error: &io::Error) -> Fault {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Fault::NoRoom,
        _ => Fault::Other(format!("{}: {}", folder.display(), machine_words(error))),
    }
}

/// What a future comes to that waits for nothing but this thread: TaskChampion's work on the
/// clone of a repository.
pub(super) fn wait<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        std::thread::yield_now();
    }
}
