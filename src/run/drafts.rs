//! What was typed and not saved, kept in a file until it is.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::app::SavedDraft;

/// Where drafts are kept, and what is kept there now.
#[derive(Debug)]
pub struct Drafts {
    file: Option<PathBuf>,
    kept: Vec<SavedDraft>,
}

impl Drafts {
    /// The drafts kept in `folder`; without one nothing is kept. A file that cannot be read
    /// counts as none: it is only ever a convenience.
    pub fn load(folder: Option<&Path>) -> Drafts {
        let file = folder.map(|folder| folder.join("drafts.json"));
        let kept = file
            .as_ref()
            .and_then(|file| fs::read(file).ok())
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default();
        Drafts { file, kept }
    }

    /// What is kept now.
    pub fn kept(&self) -> &[SavedDraft] {
        &self.kept
    }

    /// Keeps these in place of what was kept before; with none, the file goes.
    ///
    /// # Errors
    /// When the file cannot be written; the former one is then as it was.
    pub fn keep(&mut self, drafts: Vec<SavedDraft>) -> io::Result<()> {
        if drafts == self.kept {
            return Ok(());
        }
        if let Some(file) = &self.file {
            if drafts.is_empty() {
                match fs::remove_file(file) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            } else {
                replace(file, &serde_json::to_vec(&drafts)?)?;
            }
        }
        self.kept = drafts;
        Ok(())
    }
}

/// Replaces a file in one step; the new one, and its folder if it is made, are readable by
/// nobody else.
fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        DirBuilder::new()
            .mode(0o700)
            .recursive(true)
            .create(folder)?;
    }
    let new = file.with_extension(Uuid::now_v7().simple().to_string());
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)
        .and_then(|mut open| {
            open.write_all(bytes)?;
            open.sync_all()
        })
        .and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::app::FormFor;

    fn draft(text: &str) -> SavedDraft {
        SavedDraft {
            form: FormFor::AddContact,
            fields: vec![("Name".into(), text.into())],
        }
    }

    #[test]
    fn drafts_are_there_the_next_time_and_for_nobody_else() {
        let dir = tempfile::tempdir().unwrap();
        let mut drafts = Drafts::load(Some(dir.path()));
        assert_eq!(drafts.kept(), []);
        drafts.keep(vec![draft("Ana")]).unwrap();
        drafts.keep(vec![draft("Ana Sousa")]).unwrap();
        assert_eq!(Drafts::load(Some(dir.path())).kept(), [draft("Ana Sousa")]);
        let file = dir.path().join("drafts.json");
        assert_eq!(
            fs::metadata(file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        drafts.keep(Vec::new()).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_damaged_file_counts_as_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("drafts.json"), b"{").unwrap();
        assert_eq!(Drafts::load(Some(dir.path())).kept(), []);
        assert_eq!(Drafts::load(None).kept(), []);
    }
}
