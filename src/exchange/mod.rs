//! Files of people: bytes to drafts and cards to text, one file per format.
//!
//! ```text
//! bytes ─ file ─► bytes ─ decode ─► text ─ detect ─► kind ─ vcard, linkedin, google … ─► drafts
//!                                                          └ invitations ─► requests
//! cards ─ vcard::write, csv_out::write ─► text
//! ```

mod abook;
mod addresses;
mod aerc;
mod content_line;
pub mod csv_out;
mod day;
mod decode;
mod detect;
mod file;
mod formula;
mod friends;
mod frm;
mod google;
pub mod heard;
pub mod ics;
mod invitations;
mod json;
mod knotter;
mod lines;
mod linkedin;
mod mapped;
pub mod markdown;
mod monica;
mod mutt;
mod nametag;
mod outlook;
mod table;
mod tidy;
pub mod vcard;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::domain::columns::{self, Column, Mapping};
use crate::domain::draft::{Parsed, SourceKind};
use crate::domain::rules::DateOrder;
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
    /// A table of which nobody has said yet what its columns are.
    UnknownTable { path: PathBuf, columns: Vec<Column> },
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
                f.write_str("; ties import --list says what it reads")
            }
            ReadError::UnknownTable { path, columns } => write!(
                f,
                "{}: a table whose columns ties does not know: {}; say what they are, as in \
                 ties import {} {} (ties import --help lists the fields)",
                path.display(),
                columns::names(columns),
                path.display(),
                columns::example(columns)
            ),
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
    /// What a person said that its columns are.
    pub mapping: Option<Mapping>,
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
    let files = file::bytes(path)?;
    if let [bytes] = files.as_slice()
        && detect::is_database(bytes)
    {
        return database(path, from);
    }
    let mut texts: Vec<String> = files.into_iter().map(decode::decode).collect();
    texts.retain(|text| !text.trim_ascii().is_empty());
    if texts.is_empty() {
        return Err(ReadError::Empty {
            path: path.to_owned(),
        });
    }
    if let (Some(kind), [_]) = (from, texts.as_slice()) {
        let loaded = |text| Loaded::of(kind, text);
        return Ok(texts.into_iter().map(loaded).collect());
    }
    let mut all = Vec::new();
    for text in texts {
        let kind = detect::kind(&text).map_err(|looks_like| ReadError::Unknown {
            path: path.to_owned(),
            looks_like,
        })?;
        if from.is_none_or(|from| from == kind) {
            all.push(Loaded::of(kind, text));
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

/// A database, which nothing but the store reads, and from a file alone.
fn database(path: &Path, from: Option<SourceKind>) -> Result<Vec<Loaded>, ReadError> {
    let kind = SourceKind::ContactsTui;
    if path.as_os_str() == "-" || from.is_some_and(|from| from != kind) {
        let why = match from {
            Some(_) => "a database, and no such file",
            None => "a database cannot be read from a pipe; name the file",
        };
        return Err(ReadError::Damaged {
            path: path.to_owned(),
            why: why.to_owned(),
        });
    }
    Ok(vec![Loaded::of(kind, String::new())])
}

impl Loaded {
    fn of(kind: SourceKind, text: String) -> Loaded {
        Loaded {
            kind,
            text,
            mapping: None,
        }
    }

    /// The columns of a table of which a person may say what they are, with what is known of
    /// them before anybody has said anything; days in numbers are in this order where nothing
    /// else is known. `None` for anything else.
    pub fn columns(&self, order: DateOrder) -> Option<(Vec<Column>, Mapping)> {
        match self.kind {
            SourceKind::OutlookCsv => outlook::columns(&self.text),
            SourceKind::Table => {
                let columns = mapped::columns(&self.text)?;
                let fields = vec![None; columns.len()];
                Some((columns, Mapping { fields, order }))
            }
            _ => None,
        }
    }

    /// What the text says. ties' own document is no list of drafts, and a database no text:
    /// they are given to the store as they are, and give nothing here.
    ///
    /// # Errors
    /// [`ReadError::Damaged`] where it is not of its kind at all, [`ReadError::UnknownTable`]
    /// where a person has to say first what its columns are, [`ReadError::Cancelled`].
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
            SourceKind::OutlookCsv => {
                outlook::read(&self.text, self.mapping.as_ref(), &mut tally, &damaged)
            }
            SourceKind::Table => match &self.mapping {
                Some(mapping) => mapped::read(&self.text, mapping, &mut tally, &damaged),
                None => Err(match mapped::columns(&self.text) {
                    Some(columns) => ReadError::UnknownTable {
                        path: path.to_owned(),
                        columns,
                    },
                    None => damaged("no table was found in it".to_owned()),
                }),
            },
            SourceKind::Friends => friends::read(&self.text, &mut tally),
            SourceKind::Abook => abook::read(&self.text, &mut tally),
            SourceKind::Mutt => mutt::read(&self.text, &mut tally),
            SourceKind::Aerc => aerc::read(&self.text, &mut tally),
            SourceKind::Monica => monica::read(&self.text, &mut tally, &damaged),
            SourceKind::Knotter => knotter::read(&self.text, &mut tally, &damaged),
            SourceKind::Nametag => nametag::read(&self.text, &mut tally, &damaged),
            SourceKind::Frm => frm::read(&self.text, &mut tally, &damaged),
            // The store reads them.
            SourceKind::ContactsTui | SourceKind::Ties => Ok(Parsed::of(self.kind)),
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
