//! Texts too long to be held: each lies in a file and is read piece by piece.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::domain::draft::Originals;
use crate::private;
use crate::text::machine_words;

/// A text in a file.
pub struct Long {
    path: PathBuf,
    file: File,
    /// Why it could not be read to its end.
    failure: Mutex<Option<io::Error>>,
}

impl Long {
    /// The text in this file, which a person knows by this path.
    pub fn of(path: &Path, file: File) -> Long {
        Long {
            path: path.to_owned(),
            file,
            failure: Mutex::new(None),
        }
    }

    /// An empty text, in a file that has no name any more, so that nobody else can read it and
    /// nothing of it is left behind.
    ///
    /// # Errors
    /// When there can be no such file, with the way out.
    pub fn empty(path: &Path) -> io::Result<Long> {
        let folder = std::env::temp_dir();
        let name = private::beside(&folder.join("ties"));
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true).mode(0o600);
        let made = options.open(&name).and_then(|file| {
            fs::remove_file(&name)?;
            Ok(file)
        });
        made.map(|file| Long::of(path, file)).map_err(placed)
    }

    /// Adds to its end.
    ///
    /// # Errors
    /// When there is no room for it, with the way out.
    pub fn append(&self, bytes: &[u8]) -> io::Result<()> {
        (&self.file).write_all(bytes).map_err(placed)
    }

    /// How long it is, in bytes.
    pub fn length(&self) -> u64 {
        self.file.metadata().map_or(0, |about| about.len())
    }

    /// Fills `bytes` from there on, as far as the text goes; how many they are.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(&self, at: u64, bytes: &mut [u8]) -> io::Result<usize> {
        let mut read = 0;
        while read < bytes.len() {
            match self.file.read_at(&mut bytes[read..], at + read as u64) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    }

    /// So many bytes from there on, or as many as there are. What cannot be read is not there,
    /// and [`Long::failure`] says so.
    pub fn bytes(&self, at: u64, most: usize) -> Vec<u8> {
        let mut bytes = vec![0; most];
        let read = self.read(at, &mut bytes).unwrap_or_else(|error| {
            let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
            *failure = Some(error);
            0
        });
        bytes.truncate(read);
        bytes
    }

    /// Why some of it could not be read, told once.
    pub fn failure(&self) -> Option<io::Error> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        failure.take()
    }

    /// Its file, from the beginning.
    ///
    /// # Errors
    /// When it cannot be gone back in.
    pub fn into_file(mut self) -> io::Result<File> {
        self.file.rewind()?;
        Ok(self.file)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// What is to be said where a text cannot be laid down.
fn placed(error: io::Error) -> io::Error {
    let why = machine_words(&error);
    let why = format!("{why}; a long text is laid down there: name another folder in TMPDIR");
    io::Error::other(why)
}

impl fmt::Debug for Long {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Long").field(&self.path).finish()
    }
}

impl Originals for Long {
    fn text(&self, at: u64, length: usize) -> Option<String> {
        let mut bytes = vec![0; length];
        (self.read(at, &mut bytes).ok()? == length).then_some(())?;
        String::from_utf8(bytes).ok()
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    #[test]
    fn what_is_laid_down_is_nobody_elses() {
        let long = Long::empty(Path::new("-")).unwrap();
        long.append(b"one two").unwrap();
        long.append(b" three").unwrap();
        assert_eq!(long.length(), 13);
        assert_eq!(long.bytes(4, 100), b"two three");
        assert_eq!(long.text(4, 3).as_deref(), Some("two"));
        assert_eq!(long.text(10, 4), None);
        let about = long.file.metadata().unwrap();
        assert_eq!(
            (about.nlink(), about.permissions().mode() & 0o777),
            (0, 0o600)
        );
    }

    #[test]
    fn what_cannot_be_read_is_told_once() {
        let folder = Long::of(Path::new("x"), File::open("/").unwrap());
        assert_eq!(folder.bytes(0, 10), b"");
        assert!(folder.failure().is_some() && folder.failure().is_none());
    }
}
