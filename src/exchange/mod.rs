//! Files of people: bytes to drafts and cards to text, one file per format.
//!
//! ```text
//! bytes ─ file ─► bytes ─ decode ─► text ─ detect ─► kind ─ vcard, linkedin, google ─► drafts
//!                                                          └ invitations ─► requests
//! cards ─ vcard::write, csv_out::write ─► text
//! ```

mod content_line;
pub mod csv_out;
mod day;
mod decode;
mod detect;
mod file;
mod formula;
mod google;
pub mod ics;
mod invitations;
mod lines;
mod linkedin;
pub mod markdown;
mod table;
mod tidy;
pub mod vcard;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::draft::{Parsed, SourceKind};
use crate::text::machine_words;

/// What a reader does next, as its progress callback says: go on, or stop because the
/// person cancelled.
pub type Flow = std::ops::ControlFlow<()>;

/// Why a file was not read. Each variant is something the person can do about it.
#[derive(Debug)]
pub enum ReadError {
    /// The operating system said no.
    Io { path: PathBuf, source: io::Error },
    /// A folder.
    Folder { path: PathBuf },
    /// A pipe or a device.
    NotAFile { path: PathBuf },
    /// Nothing is in it.
    Empty { path: PathBuf },
    /// More bytes than `limit`.
    TooBig { path: PathBuf, limit: u64 },
    /// Nothing that ties reads, with what it seems to be where that is plain.
    Unknown {
        path: PathBuf,
        looks_like: Option<&'static str>,
    },
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
            ReadError::Folder { path } => write!(
                f,
                "{}: a folder; name the files in it, as {}/*.vcf does",
                path.display(),
                path.display().to_string().trim_end_matches('/')
            ),
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
                "{}: bigger than {} MB, which is the most ties reads in one file; split it",
                path.display(),
                limit / 1_000_000
            ),
            ReadError::Unknown { path, looks_like } => {
                write!(f, "{}: ", path.display())?;
                match looks_like {
                    Some(what) => write!(f, "looks like {what}, which ties cannot read yet")?,
                    None => f.write_str("not a kind of file that ties knows")?,
                }
                f.write_str(
                    "; it reads vCard (.vcf), LinkedIn's Connections.csv and Invitations.csv or the \
                     zip they come in, Google Contacts CSV, and its own JSON",
                )
            }
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

/// A file as text, with the kind that its content shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    pub kind: SourceKind,
    pub text: String,
}

/// The file at `path` as text, of the kind its content shows, or of the kind `from`; `-` is
/// standard input. Of LinkedIn's zip it is the first of what [`load_all`] gives.
///
/// # Errors
/// See [`ReadError`].
pub fn load(path: &Path, from: Option<SourceKind>) -> Result<Loaded, ReadError> {
    let mut all = load_all(path, from)?;
    Ok(all.swap_remove(0))
}

/// The same, and all of LinkedIn's zip that ties reads: the connections, and the invitations.
/// Never nothing.
///
/// # Errors
/// See [`ReadError`].
pub fn load_all(path: &Path, from: Option<SourceKind>) -> Result<Vec<Loaded>, ReadError> {
    let mut texts: Vec<String> = file::bytes(path)?.into_iter().map(decode::decode).collect();
    texts.retain(|text| !text.trim_ascii().is_empty());
    if texts.is_empty() {
        return Err(ReadError::Empty {
            path: path.to_owned(),
        });
    }
    if let (Some(kind), [_]) = (from, texts.as_slice()) {
        let loaded = |text| Loaded { kind, text };
        return Ok(texts.into_iter().map(loaded).collect());
    }
    let mut all = Vec::new();
    for text in texts {
        let kind = detect::kind(&text).map_err(|looks_like| ReadError::Unknown {
            path: path.to_owned(),
            looks_like,
        })?;
        if from.is_none_or(|from| from == kind) {
            all.push(Loaded { kind, text });
        }
    }
    if all.is_empty() {
        return Err(ReadError::Unknown {
            path: path.to_owned(),
            looks_like: Some("a zip of something else"),
        });
    }
    Ok(all)
}

impl Loaded {
    /// What the text says. ties' own document is no list of drafts: it is given to the
    /// store as it is, and gives nothing here.
    ///
    /// # Errors
    /// [`ReadError::Damaged`] where it is not of its kind at all, [`ReadError::Cancelled`].
    pub fn parse(
        &self,
        path: &Path,
        progress: &mut dyn FnMut(usize) -> Flow,
    ) -> Result<Parsed, ReadError> {
        let mut tally = Tally { count: 0, progress };
        let damaged = |why: String| ReadError::Damaged {
            path: path.to_owned(),
            why,
        };
        match self.kind {
            SourceKind::Vcard | SourceKind::Vdir => vcard::read(&self.text, &mut tally, &damaged),
            SourceKind::LinkedinConnections => linkedin::read(&self.text, &mut tally, &damaged),
            SourceKind::LinkedinInvitations => invitations::read(&self.text, &mut tally, &damaged),
            SourceKind::GoogleCsv => google::read(&self.text, &mut tally, &damaged),
            SourceKind::Ties => Ok(Parsed::of(SourceKind::Ties)),
        }
    }
}

/// What the file at `path` says, of whatever kind its content shows it to be, or of the
/// kind `from`; `-` is standard input. `progress` is told how many records were read so
/// far, every few hundred of them.
///
/// # Errors
/// See [`ReadError`]. A bad record is no error: it is skipped and listed.
pub fn read(
    path: &Path,
    from: Option<SourceKind>,
    progress: &mut dyn FnMut(usize) -> Flow,
) -> Result<Parsed, ReadError> {
    load(path, from)?.parse(path, progress)
}

/// After how many records `progress` is told.
const TELL_EVERY: usize = 256;

/// Counts records, tells how many, and stops a reader whose person cancelled.
struct Tally<'a> {
    count: usize,
    progress: &'a mut dyn FnMut(usize) -> Flow,
}

impl Tally<'_> {
    fn record(&mut self) -> Result<(), ReadError> {
        self.count += 1;
        if self.count.is_multiple_of(TELL_EVERY) && (self.progress)(self.count) == Flow::Break(()) {
            return Err(ReadError::Cancelled);
        }
        Ok(())
    }
}
