//! A folder or a zip, taken whole: an export as it comes, or a folder with a card a file.
//!
//! What is in it tells which files are taken, and their names only which are looked into.
//! Hidden files, those that are being written (`*.tmp`) and what a folder of cards says of
//! itself (`displayname`) are passed over without a word.

mod taking;

use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use zip::ZipArchive;
use zip::result::ZipError;

use super::file::{Limits, at_most, too_big};
use super::{Loaded, ReadError, decode, detect};
use crate::domain::draft::SourceKind;

pub(super) use taking::Part;

/// How the names of files end that are looked into.
const LOOKED_INTO: [&str; 6] = ["vcf", "vcard", "csv", "json", "jsonl", "js"];

/// So much of a file tells what it is, in bytes.
pub(super) const TOP: u64 = 64_000;

/// More files than this are no export, and no folder of cards.
const MOST: usize = 100_000;

/// Exports have folders in folders, but not many.
const DEEPEST: usize = 6;

/// What holds files.
pub(super) struct Whole {
    path: PathBuf,
    holds: Holds,
    files: Vec<Inside>,
    /// Files that are passed over because of their names.
    others: usize,
}

enum Holds {
    Folder,
    Zip(ZipArchive<Box<dyn Source>>),
}

/// Bytes that can be gone back and forth in.
pub(super) trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// A file in it.
struct Inside {
    /// From the folder or the zip on.
    name: String,
    at: At,
}

enum At {
    Path(PathBuf),
    /// The place in a zip.
    Nth(usize),
}

impl Whole {
    /// The files in a folder and in those below it. Folders that are only pointed at are not
    /// gone into, so that there is no way round in a circle.
    pub(super) fn folder(path: &Path) -> Result<Whole, ReadError> {
        let mut whole = Whole {
            path: path.to_owned(),
            holds: Holds::Folder,
            files: Vec::new(),
            others: 0,
        };
        let mut folders = vec![(path.to_owned(), 0)];
        while let Some((folder, depth)) = folders.pop() {
            let io_error = |source| ReadError::Io {
                path: folder.clone(),
                source,
            };
            for entry in fs::read_dir(&folder).map_err(io_error)? {
                let entry = entry.map_err(io_error)?;
                let (at, kind) = (entry.path(), entry.file_type().map_err(io_error)?);
                if kind.is_dir() {
                    if depth < DEEPEST && !is_hidden(&entry.file_name().to_string_lossy()) {
                        folders.push((at, depth + 1));
                    }
                    continue;
                }
                // What is pointed at may be a file, and a pipe is none.
                if kind.is_file() || fs::metadata(&at).is_ok_and(|found| found.is_file()) {
                    let name = at.strip_prefix(path).unwrap_or(&at);
                    let name = name.to_string_lossy().into_owned();
                    whole.add(name, At::Path(at))?;
                }
            }
        }
        whole.files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(whole)
    }

    /// The files in a zip.
    pub(super) fn zip(path: &Path, zip: Box<dyn Source>) -> Result<Whole, ReadError> {
        let archive = ZipArchive::new(zip).map_err(|_| damaged(path))?;
        let names: Vec<(usize, String)> = (0..archive.len())
            .filter_map(|nth| Some((nth, archive.name_for_index(nth)?.ok()?.replace('\\', "/"))))
            .filter(|(_, name)| !name.ends_with('/'))
            .collect();
        let mut whole = Whole {
            path: path.to_owned(),
            holds: Holds::Zip(archive),
            files: Vec::new(),
            others: 0,
        };
        for (nth, name) in names {
            whole.add(name, At::Nth(nth))?;
        }
        whole.files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(whole)
    }

    fn add(&mut self, name: String, at: At) -> Result<(), ReadError> {
        if name.split('/').any(is_hidden) || is_metadata(&name) {
            return Ok(());
        }
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        if !LOOKED_INTO.iter().any(|is| ending.eq_ignore_ascii_case(is)) {
            self.others += 1;
            return Ok(());
        }
        if self.files.len() == MOST {
            return Err(ReadError::Damaged {
                path: self.path.clone(),
                why: format!("more than {MOST} files; name the folder that the export is in"),
            });
        }
        self.files.push(Inside { name, at });
        Ok(())
    }

    /// What kinds of files ties reads are in it, by their order and each once.
    pub(super) fn kinds(mut self) -> Result<Vec<SourceKind>, ReadError> {
        let mut kinds = Vec::new();
        for nth in 0..self.files.len() {
            let kind = self.kind(nth)?.map(|(kind, _)| kind);
            kinds.extend(kind.filter(|kind| !kinds.contains(kind)));
        }
        Ok(kinds)
    }

    /// All of it that ties reads, or, of that, what is of the kind `from`. Cards are one source
    /// together, however many files they are in, and so is what X tells in several.
    pub(super) fn load(
        mut self,
        from: Option<SourceKind>,
        limits: Limits,
    ) -> Result<Vec<Loaded>, ReadError> {
        let mut wanted = Vec::new();
        let (mut left, mut held) = (limits.file, 0);
        for nth in 0..self.files.len() {
            let Some((kind, top)) = self.kind(nth)? else {
                self.others += 1;
                continue;
            };
            if from.is_some_and(|from| from != kind) {
                continue;
            }
            // Seen before anything is unpacked, as far as a zip tells the truth.
            let length = match &top {
                Top::Whole(bytes) => bytes.len() as u64,
                Top::Begins => self.length(nth)?,
            };
            let rest = left.checked_sub(length);
            left = rest.ok_or_else(|| too_big(&self.path, limits.file))?;
            // Of many short files the last are read again.
            let bytes = match top {
                Top::Whole(bytes) if held + length <= limits.held => Some(bytes),
                _ => None,
            };
            held += bytes.as_ref().map_or(0, |_| length);
            wanted.push((nth, kind, bytes));
        }
        let mut all: Vec<Loaded> = Vec::new();
        let mut rest = limits;
        for (nth, kind, bytes) in wanted {
            let left = rest.file;
            self.take(nth, kind, bytes, &mut rest, &mut all)
                .map_err(|error| match error {
                    ReadError::TooBig { limit, .. } if limit == left => {
                        too_big(&self.path, limits.file)
                    }
                    other => other,
                })?;
        }
        let others = match self.others {
            0 => None,
            1 => Some("one other file there is none that ties reads".to_owned()),
            many => Some(format!("{many} other files there are none that ties reads")),
        };
        let Some(first) = all.first_mut() else {
            if ["cur", "new"]
                .iter()
                .all(|part| self.path.join(part).is_dir())
            {
                return Err(ReadError::Unknown {
                    path: self.path,
                    looks_like: Some(detect::MAILBOX),
                });
            }
            return Err(ReadError::NothingIn {
                path: self.path,
                files: self.others,
            });
        };
        first.remarks.extend(others);
        Ok(all)
    }

    /// The kind of a file, where ties reads it with others, and what was read to tell it.
    fn kind(&mut self, nth: usize) -> Result<Option<(SourceKind, Top)>, ReadError> {
        let bytes = self.top(nth)?;
        // Some of it is decoded twice, which only tells what the first lines are.
        let text = decode::decode(bytes.clone());
        let kind = detect::kind(&text).ok();
        let kind = kind.filter(|kind| is_exported(*kind));
        Ok(kind.map(|kind| match (bytes.len() as u64) < TOP {
            true => (kind, Top::Whole(bytes)),
            false => (kind, Top::Begins),
        }))
    }

    /// The first bytes of a file.
    fn top(&mut self, nth: usize) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let read = self.open(nth)?.take(TOP).read_to_end(&mut bytes);
        read.map_err(|error| self.unreadable(nth, error))?;
        Ok(bytes)
    }

    /// How long a file is said to be, in bytes.
    fn length(&mut self, nth: usize) -> Result<u64, ReadError> {
        let length = match (&mut self.holds, &self.files[nth].at) {
            (Holds::Zip(archive), At::Nth(at)) => archive.by_index_raw(*at).ok().map(|f| f.size()),
            (_, At::Path(path)) => fs::metadata(path).ok().map(|found| found.len()),
            (Holds::Folder, At::Nth(_)) => None,
        };
        length.ok_or_else(|| self.unreadable(nth, io::ErrorKind::NotFound.into()))
    }

    /// All bytes of a file. However far a zip would swell, no more than the limit is unpacked.
    fn bytes(&mut self, nth: usize, limits: Limits) -> Result<Vec<u8>, ReadError> {
        let path = self.path.join(&self.files[nth].name);
        let read = at_most(&mut self.open(nth)?, 0, limits, &path);
        match read {
            Err(ReadError::Io { source, .. }) => Err(self.unreadable(nth, source)),
            read => read,
        }
    }

    fn open(&mut self, nth: usize) -> Result<Box<dyn Read + '_>, ReadError> {
        match (&mut self.holds, &self.files[nth].at) {
            (Holds::Zip(archive), At::Nth(nth)) => match archive.by_index(*nth) {
                Ok(file) => Ok(Box::new(file)),
                Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                    Err(ReadError::Damaged {
                        path: self.path.clone(),
                        why: "the zip is locked with a password; unpack it and import the folder"
                            .to_owned(),
                    })
                }
                Err(_) => Err(damaged(&self.path)),
            },
            (_, At::Path(path)) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(source) => Err(ReadError::Io {
                    path: path.clone(),
                    source,
                }),
            },
            (Holds::Folder, At::Nth(_)) => Ok(Box::new(io::empty())),
        }
    }

    fn unreadable(&self, nth: usize, source: io::Error) -> ReadError {
        match self.files.get(nth).map(|file| &file.at) {
            Some(At::Path(path)) => ReadError::Io {
                path: path.clone(),
                source,
            },
            _ => damaged(&self.path),
        }
    }
}

/// What was read to tell a kind.
enum Top {
    /// All there is.
    Whole(Vec<u8>),
    /// More follows.
    Begins,
}

/// Whether files of this kind are taken where they are met, and need not be named one by one.
fn is_exported(kind: SourceKind) -> bool {
    match kind {
        SourceKind::Vcard
        | SourceKind::LinkedinConnections
        | SourceKind::LinkedinInvitations
        | SourceKind::LinkedinMessages
        | SourceKind::GoogleCsv
        | SourceKind::OutlookCsv
        | SourceKind::Monica
        | SourceKind::Knotter
        | SourceKind::Nametag
        | SourceKind::Frm
        | SourceKind::Facebook
        | SourceKind::X => true,
        // Tables that nobody has explained may be of anything, lists of a mail program's lie among
        // its settings, and a whole network of ties comes alone.
        SourceKind::Table
        | SourceKind::Friends
        | SourceKind::Abook
        | SourceKind::Mutt
        | SourceKind::Aerc
        | SourceKind::ContactsTui
        | SourceKind::Vdir
        | SourceKind::Ties => false,
    }
}

/// Whether a name says that what is behind it is nobody else's business, or not whole yet.
fn is_hidden(name: &str) -> bool {
    name.starts_with('.') || name.ends_with(".tmp") || name.ends_with('~') || name == "__MACOSX"
}

/// Whether a folder of cards says something of itself in a file of this name.
fn is_metadata(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or_default();
    matches!(name, "displayname" | "color" | "description" | "order")
}

fn damaged(path: &Path) -> ReadError {
    ReadError::Damaged {
        path: path.to_owned(),
        why: "the zip is damaged or not whole; fetch it again, or unpack it and import the folder"
            .to_owned(),
    }
}
