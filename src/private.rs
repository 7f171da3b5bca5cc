//! Files that nobody but their owner may read, under any umask, and folders for them.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use uuid::Uuid;

/// What becomes of a file that is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Kept,
    Replaced,
}

/// A new file, empty; an error where the name is taken.
pub fn create(file: &Path) -> io::Result<File> {
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?;
    made.set_permissions(Permissions::from_mode(0o600))?;
    Ok(made)
}

/// Makes a folder, and those above it, unless they are there.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Writes a file whole or not at all; an error where the name is taken and what has it is to
/// be kept.
pub fn write(file: &Path, bytes: &[u8], existing: Existing) -> io::Result<()> {
    let new = beside(file);
    let written = create(&new)
        .and_then(|mut to| {
            to.write_all(bytes)?;
            to.sync_all()
        })
        .and_then(|()| match existing {
            Existing::Replaced => fs::rename(&new, file),
            Existing::Kept => name(&new, file),
        });
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}

/// Writes files with these names into a folder: a new one with all of them or none, as it gets
/// its name at the end; in one that is there each file of the same name is replaced whole, where
/// that is wished, and others stay.
pub fn write_folder(
    folder: &Path,
    files: &[(String, String)],
    existing: Existing,
) -> io::Result<()> {
    if existing == Existing::Replaced && folder.is_dir() {
        return files
            .iter()
            .try_for_each(|(name, text)| write(&folder.join(name), text.as_bytes(), existing));
    }
    let new = beside(folder);
    DirBuilder::new().mode(0o700).create(&new)?;
    let written = files
        .iter()
        .try_for_each(|(name, text)| create(&new.join(name))?.write_all(text.as_bytes()))
        .and_then(|()| File::open(&new)?.sync_all())
        .and_then(|()| fs::rename(&new, folder));
    if written.is_err() {
        let _ = fs::remove_dir_all(&new);
    }
    written
}

/// Writes a file over the one that is there, whole or not at all, with these permissions;
/// `unchanged` is asked last, and its error leaves what is there. Gives what the file is like as
/// it was written, whatever another program makes of it since.
pub fn replace(
    file: &Path,
    bytes: &[u8],
    permissions: Permissions,
    unchanged: impl FnOnce() -> io::Result<()>,
) -> io::Result<Metadata> {
    let new = beside(file);
    let written = create(&new)
        .and_then(|mut to| {
            to.write_all(bytes)?;
            to.set_permissions(permissions)?;
            to.sync_all()?;
            to.metadata()
        })
        .and_then(|about| {
            unchanged()?;
            fs::rename(&new, file)?;
            Ok(about)
        });
    match (&written, file.parent()) {
        (Err(_), _) => drop(fs::remove_file(&new)),
        // Without this the name may still be the old file's after a power cut, which is no loss.
        (Ok(_), Some(folder)) => drop(File::open(folder).and_then(|folder| folder.sync_all())),
        (Ok(_), None) => {}
    }
    written
}

/// Gives a finished file its name; an error where that is taken, even if it was just now.
pub fn name(new: &Path, file: &Path) -> io::Result<()> {
    match fs::hard_link(new, file) {
        Ok(()) => fs::remove_file(new),
        Err(taken) if taken.kind() == io::ErrorKind::AlreadyExists => Err(taken),
        // FAT, exFAT and some network drives know no links.
        Err(_) => name_without_link(new, file),
    }
}

/// The same where there are no links: an empty file takes the name, and gives way.
fn name_without_link(new: &Path, file: &Path) -> io::Result<()> {
    create(file)?;
    fs::rename(new, file).inspect_err(|_| {
        let _ = fs::remove_file(file); // still empty, and ours
    })
}

/// A name in the same folder that nobody else uses.
pub fn beside(file: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(format!(".{}{ENDING}", Uuid::now_v7().simple()));
    file.with_file_name(name)
}

/// How a name ends that [`beside`] makes.
const ENDING: &str = ".part";

/// What writes that were cut off have left in a folder: files and folders with a name that
/// [`beside`] made.
pub fn left(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut left: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    left.retain(|path| begun(path).is_some());
    left.sort();
    left
}

/// Removes from the folder of `file` what writes have left there that were cut off an hour ago
/// or earlier. One that is going on has begun since.
pub fn sweep(file: &Path) {
    const HOUR: u64 = 60 * 60;
    let seconds = |uuid: Uuid| uuid.get_timestamp().map_or(0, |time| time.to_unix().0);
    let now = seconds(Uuid::now_v7());
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    for path in left(folder) {
        if begun(&path).is_some_and(|then| seconds(then) + HOUR < now) {
            let is_folder = path.symlink_metadata().is_ok_and(|meta| meta.is_dir());
            let _ = match is_folder {
                true => fs::remove_dir_all(&path),
                false => fs::remove_file(&path), // the next one tries again
            };
        }
    }
}

/// What tells when the write of this name began; `None` for a name that is not of ours.
fn begun(path: &Path) -> Option<Uuid> {
    let name = path.file_name()?.to_str()?;
    // Of a backup, SQLite's journal may be left, too.
    let name = name.strip_suffix("-journal").unwrap_or(name);
    let (of, uuid) = name.strip_suffix(ENDING)?.rsplit_once('.')?;
    let uuid = Uuid::try_parse(uuid).ok()?;
    (of.starts_with('.') && uuid.get_version_num() == 7).then_some(uuid)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_its_owners_and_written_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        write(&file, b"1", Existing::Kept).unwrap();
        let taken = write(&file, b"2", Existing::Kept).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&file).unwrap(), b"1");
        write(&file, b"3", Existing::Replaced).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"3");
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_was_cut_off_an_hour_ago_goes_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let cut_off = ".ana.vcf.0192d3a0000070008000000000000000.part";
        let cut_off_folder = ".pages.0192d3a0000070008000000000000001.part";
        let now = beside(&path("bea.vcf"));
        // A name with a random number in it, one without, and one that is not hidden.
        let others = [
            ".ana.vcf.0192d3a0000040008000000000000000.part",
            ".ana.vcf.part",
            "ana.0192d3a0000070008000000000000000.part",
        ];
        let journal = format!("{cut_off}-journal");
        for name in others.iter().chain([&cut_off, &journal.as_str()]) {
            fs::write(path(name), b"half").unwrap();
        }
        fs::write(&now, b"half").unwrap();
        fs::create_dir(path(cut_off_folder)).unwrap();
        fs::write(path(cut_off_folder).join("ana.md"), b"half").unwrap();
        assert_eq!(left(dir.path()).len(), 4);
        sweep(&path("omar.vcf"));
        assert_eq!(left(dir.path()), [now]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 4);
    }

    #[test]
    fn without_links_a_name_that_is_taken_stays_taken() {
        let dir = tempfile::tempdir().unwrap();
        let (new, file) = (dir.path().join("new"), dir.path().join("file"));
        fs::write(&new, b"1").unwrap();
        name_without_link(&new, &file).unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"1");
        fs::write(&new, b"2").unwrap();
        let taken = name_without_link(&new, &file).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&file).unwrap(), b"1");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2);
    }
}
