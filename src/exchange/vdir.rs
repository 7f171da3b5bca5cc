//! A folder with a card per file, as vdirsyncer and pimsync keep it: listed, read, and written
//! one file at a time, whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::vcard::{self, One};
use crate::private::{self, Existing};
use crate::text::machine_words;

/// The largest card that is read, in bytes: a photo fits.
const CARD_LIMIT: u64 = 16_000_000;

/// A file of a folder that may be a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub name: String,
    /// Tells the file as it is from what it was or will be: its length, time and inode.
    pub stat: String,
}

/// What a folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// By name.
    pub items: Vec<Item>,
    /// Files that are left alone, and why.
    pub remarks: Vec<Remark>,
}

/// What is to be said about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub file: String,
    pub why: String,
}

/// A card file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub bytes: Vec<u8>,
    pub says: One,
}

/// Why a card was not written.
#[derive(Debug)]
pub enum Unwritten {
    /// It is another than the one that was read.
    Changed,
    /// The operating system said no.
    Io(io::Error),
}

impl From<io::Error> for Unwritten {
    fn from(error: io::Error) -> Unwritten {
        Unwritten::Io(error)
    }
}

/// What `folder` holds. Names that begin with a dot or end otherwise than in `.vcf` are no
/// cards: programs write there before a card has its name.
///
/// # Errors
/// When the folder cannot be listed to its end.
pub fn list(folder: &Path) -> io::Result<Listing> {
    let mut listing = Listing::default();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_card = |name: &str| {
            let ending = name.len().checked_sub(4).and_then(|at| name.get(at..));
            !name.starts_with('.') && ending.is_some_and(|it| it.eq_ignore_ascii_case(".vcf"))
        };
        let Some(name) = name.to_str() else {
            let file = name.to_string_lossy().into_owned();
            if is_card(&file) {
                let why = "its name is not UTF-8; rename it".to_owned();
                listing.remarks.push(Remark { file, why });
            }
            continue;
        };
        if !is_card(name) {
            continue;
        }
        let remark = |why: String| Remark {
            file: name.to_owned(),
            why,
        };
        match fs::metadata(entry.path()) {
            Ok(about) if !about.is_file() => {
                listing
                    .remarks
                    .push(remark("not a regular file".to_owned()));
            }
            Ok(about) if about.len() > CARD_LIMIT => listing.remarks.push(remark(format!(
                "more than {} MB, so not one card",
                CARD_LIMIT / 1_000_000
            ))),
            Ok(about) => listing.items.push(Item {
                name: name.to_owned(),
                stat: stat_of(&about),
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Else it has gone since it was listed.
                if entry.path().is_symlink() {
                    listing
                        .remarks
                        .push(remark("what it links to is not there".to_owned()));
                }
            }
            Err(error) => listing.remarks.push(remark(machine_words(&error))),
        }
    }
    listing.items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(listing)
}

fn stat_of(about: &Metadata) -> String {
    format!(
        "{} {}.{:09} {}",
        about.len(),
        about.mtime(),
        about.mtime_nsec(),
        about.ino()
    )
}

/// The card in a file of the folder; `None` where it is gone since.
///
/// # Errors
/// In words, why it is left alone.
pub fn read(folder: &Path, name: &str) -> Result<Option<Card>, String> {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = File::open(folder.join(name))?;
        file.take(CARD_LIMIT + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = match read() {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(machine_words(&error)),
    };
    let says = vcard::one(&bytes)?;
    Ok(Some(Card { bytes, says }))
}

/// Writes a card over the one whose bytes were `before`, with its permissions, whole or not at
/// all; gives how the file is then, as [`Item::stat`] says it.
///
/// # Errors
/// [`Unwritten::Changed`] where somebody else has written it meanwhile: theirs stays.
pub fn replace(
    folder: &Path,
    name: &str,
    before: &[u8],
    after: &[u8],
) -> Result<String, Unwritten> {
    // Where it is a link, what it points at is the card.
    let file = fs::canonicalize(folder.join(name)).map_err(gone)?;
    let mode = fs::metadata(&file).map_err(gone)?.permissions();
    let unchanged = || match fs::read(&file) {
        Ok(now) if now == before => Ok(()),
        Ok(_) => Err(io::Error::from(io::ErrorKind::StaleNetworkFileHandle)),
        Err(error) => Err(error),
    };
    match private::replace(&file, after, mode, unchanged) {
        Err(error) if error.kind() == io::ErrorKind::StaleNetworkFileHandle => {
            Err(Unwritten::Changed)
        }
        Err(error) => Err(gone(error)),
        Ok(about) => Ok(stat_of(&about)),
    }
}

fn gone(error: io::Error) -> Unwritten {
    match error.kind() {
        io::ErrorKind::NotFound => Unwritten::Changed,
        _ => Unwritten::Io(error),
    }
}

/// Writes a card where none may be yet; gives how the file is then.
///
/// # Errors
/// [`Unwritten::Changed`] where the name is taken.
pub fn create(folder: &Path, name: &str, bytes: &[u8]) -> Result<String, Unwritten> {
    let file = folder.join(name);
    match private::write(&file, bytes, Existing::Kept) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Unwritten::Changed),
        written => Ok(written.and_then(|()| Ok(stat_of(&fs::metadata(file)?)))?),
    }
}

/// Removes what syncs that were cut off have left in the folder.
pub fn sweep(folder: &Path) {
    private::sweep(&folder.join(".vcf"));
}

/// The folder that a setting names: `~` is the home folder.
pub fn folder(path: &str, home: Option<PathBuf>) -> PathBuf {
    match (path.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    const CARD: &str = "BEGIN:VCARD\nVERSION:3.0\nUID:a\nFN:Ana\nEND:VCARD\n";

    #[test]
    fn only_cards_are_listed() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "b.vcf",
            "a.VCF",
            ".c.vcf",
            ".c.vcf.tmp",
            "c.vcf.tmp",
            "displayname",
            "color",
        ] {
            fs::write(dir.path().join(name), CARD).unwrap();
        }
        fs::create_dir(dir.path().join("d.vcf")).unwrap();
        symlink("/nowhere/at/all", dir.path().join("e.vcf")).unwrap();
        let listing = list(dir.path()).unwrap();
        let names: Vec<_> = listing
            .items
            .iter()
            .map(|item| item.name.as_str())
            .collect();
        assert_eq!(names, ["a.VCF", "b.vcf"]);
        let mut left: Vec<_> = listing.remarks.iter().map(|left| &left.file).collect();
        left.sort_unstable();
        assert_eq!(left, ["d.vcf", "e.vcf"]);
    }

    #[test]
    fn a_card_that_changed_meanwhile_is_not_written_over() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.vcf");
        fs::write(&file, "theirs").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        let told = replace(dir.path(), "a.vcf", b"ours", b"new");
        assert!(matches!(told, Err(Unwritten::Changed)), "{told:?}");
        assert_eq!(fs::read(&file).unwrap(), b"theirs");
        replace(dir.path(), "a.vcf", b"theirs", b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o640
        );
        let gone = replace(dir.path(), "b.vcf", b"", b"new");
        assert!(matches!(gone, Err(Unwritten::Changed)), "{gone:?}");
        let taken = create(dir.path(), "a.vcf", b"other");
        assert!(matches!(taken, Err(Unwritten::Changed)), "{taken:?}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_stays_one() {
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let real = elsewhere.path().join("a.vcf");
        fs::write(&real, "before").unwrap();
        symlink(&real, dir.path().join("a.vcf")).unwrap();
        replace(dir.path(), "a.vcf", b"before", b"after").unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"after");
        assert!(dir.path().join("a.vcf").is_symlink());
    }
}
