//! Files of people: bytes to drafts and cards to text, one file per format.
//!
//! ```text
//! path ─ file, whole ─► bytes ─ decode ─► text ─ detect ─► kind ─ vcard, linkedin, google … ─► drafts
//!          └► what is long stays where it lies ─ detect its top ─┤   ├ invitations ─► requests
//!                       monica, knotter, nametag, frm, messages, x ─► what happened
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
mod error;
mod facebook;
mod file;
mod formula;
mod friends;
mod frm;
mod google;
pub mod heard;
pub mod ics;
mod invitations;
mod items;
mod json;
mod knotter;
mod lines;
mod linkedin;
mod mapped;
pub mod markdown;
mod messages;
mod monica;
mod mutt;
mod nametag;
mod outlook;
mod table;
mod talks;
mod tidy;
pub mod vcard;
pub mod vdir;
mod whole;
mod x;

use std::io::Seek;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use detect::Foreign;
pub use error::ReadError;
use file::{LIMITS, Limits, Opened};

use crate::domain::columns::{Column, Mapping};
use crate::domain::draft::{Parsed, Skipped, SourceKind};
use crate::domain::rules::DateOrder;
use crate::json::Text;
use crate::long::Long;

/// What a reader does next, as its progress callback says: go on, or stop because the
/// person cancelled.
pub type Flow = std::ops::ControlFlow<()>;

/// What one source says, as text, with the kind that its content shows.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The file; of several that are one source, the folder or the zip that they are in.
    pub path: PathBuf,
    pub kind: SourceKind,
    /// Empty where it is read piece by piece.
    pub text: String,
    /// A text that is not held.
    long: Option<Arc<Long>>,
    /// What a person said that its columns are.
    pub mapping: Option<Mapping>,
    /// The files of which the text is made, where it is not one.
    parts: Vec<whole::Part>,
    /// What is to be said of it as a whole.
    remarks: Vec<String>,
}

/// All that ties reads at `path`, of the kind its content shows, or of the kind `from`: one file,
/// or what is wanted of a folder or a zip; `-` is standard input. Never nothing.
///
/// # Errors
/// See [`ReadError`].
pub fn load_all(path: &Path, from: Option<SourceKind>) -> Result<Vec<Loaded>, ReadError> {
    load(path, from, LIMITS)
}

fn load(path: &Path, from: Option<SourceKind>, limits: Limits) -> Result<Vec<Loaded>, ReadError> {
    let bytes = match file::open(path, limits)? {
        Opened::Input(bytes) => bytes,
        Opened::File(mut file, length) => {
            if length > limits.held && length <= limits.own {
                let top = file::top(&mut file, path)?;
                file.rewind().map_err(|source| file::failed(path, source))?;
                let kind = file::kind_of_long(&top, from);
                let kind = kind.map_err(|looks_like| unknown(path, looks_like))?;
                if let Some(kind) = kind.filter(|kind| length <= limits.of(*kind)) {
                    return Ok(vec![Loaded::long(path, kind, Long::of(path, file))]);
                }
            }
            file::at_most(&mut file, length, limits, path)?
        }
        Opened::Whole(whole) => return whole.load(from, limits),
    };
    if detect::is_database(&bytes) {
        return database(path, from);
    }
    let text = decode::decode(bytes);
    if text.trim_ascii().is_empty() {
        return Err(ReadError::Empty {
            path: path.to_owned(),
        });
    }
    let kind = match from {
        Some(kind) => kind,
        None => detect::kind(&text).map_err(|looks_like| unknown(path, looks_like))?,
    };
    Ok(vec![Loaded::of(path, kind, text)])
}

fn unknown(path: &Path, looks_like: Option<Foreign>) -> ReadError {
    ReadError::Unknown {
        path: path.to_owned(),
        looks_like,
    }
}

/// What kinds of files that ties reads are at `path`, in a file, a folder or a zip, told from
/// the first lines of each.
///
/// # Errors
/// See [`ReadError`].
pub fn kinds(path: &Path) -> Result<Vec<SourceKind>, ReadError> {
    let top = match file::open(path, LIMITS)? {
        Opened::Whole(whole) => return whole.kinds(),
        Opened::Input(bytes) => bytes,
        Opened::File(mut file, _) => file::top(&mut file, path)?,
    };
    if detect::is_database(&top) {
        return Ok(vec![SourceKind::ContactsTui]);
    }
    Ok(detect::kind(&decode::decode(top)).into_iter().collect())
}

/// Whose files these are, as far as one of them tells for the others: LinkedIn's messages say
/// who wrote them, but not which of those is you.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Owner {
    /// The keys of profile pages that a file says are theirs.
    pages: Vec<String>,
}

impl Owner {
    /// What files that are read together tell of whose they are.
    pub fn of<'l>(all: impl Iterator<Item = &'l Loaded> + Clone) -> Owner {
        let is_asked = |loaded: &Loaded| loaded.kind == SourceKind::LinkedinMessages;
        let tells = |loaded: &&Loaded| loaded.kind == SourceKind::LinkedinInvitations;
        if !all.clone().any(is_asked) {
            return Owner::default();
        }
        let mut pages: Vec<String> = all
            .filter(tells)
            .flat_map(|loaded| invitations::own_pages(&loaded.text))
            .collect();
        pages.sort_unstable();
        pages.dedup();
        Owner { pages }
    }
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
    Ok(vec![Loaded::of(path, kind, String::new())])
}

impl Loaded {
    fn of(path: &Path, kind: SourceKind, text: String) -> Loaded {
        Loaded {
            path: path.to_owned(),
            kind,
            text,
            long: None,
            mapping: None,
            parts: Vec::new(),
            remarks: Vec::new(),
        }
    }

    fn long(path: &Path, kind: SourceKind, long: Long) -> Loaded {
        Loaded {
            long: Some(Arc::new(long)),
            ..Loaded::of(path, kind, String::new())
        }
    }

    /// What it says, held or not.
    pub fn source(&self) -> Text<'_> {
        match &self.long {
            Some(long) => Text::Long(long),
            None => Text::Held(&self.text),
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
        owner: &Owner,
        progress: &mut dyn FnMut(usize) -> Flow,
    ) -> Result<Parsed, ReadError> {
        let mut tally = Tally {
            count: 0,
            most: most_records(self.kind),
            path: &self.path,
            progress,
        };
        let damaged = |why: String| ReadError::Damaged {
            path: self.path.clone(),
            why,
        };
        let (text, source, tally) = (self.text.as_str(), self.source(), &mut tally);
        let parsed = match self.kind {
            SourceKind::Vcard | SourceKind::Vdir => match &self.long {
                Some(cards) => vcard::read_file(cards, tally, &damaged),
                None => vcard::read(text, tally, &damaged),
            },
            SourceKind::LinkedinConnections => linkedin::read(text, tally, &damaged),
            SourceKind::LinkedinInvitations => invitations::read(text, tally, &damaged),
            SourceKind::LinkedinMessages => messages::read(text, &owner.pages, tally, &damaged),
            SourceKind::GoogleCsv => google::read(text, tally, &damaged),
            SourceKind::OutlookCsv => outlook::read(text, self.mapping.as_ref(), tally, &damaged),
            SourceKind::Table => match &self.mapping {
                Some(mapping) => mapped::read(text, mapping, tally, &damaged),
                None => Err(match mapped::columns(text) {
                    Some(columns) => ReadError::UnknownTable {
                        path: self.path.clone(),
                        columns,
                    },
                    None => damaged("no table was found in it".to_owned()),
                }),
            },
            SourceKind::Friends => friends::read(text, tally),
            SourceKind::Abook => abook::read(text, tally),
            SourceKind::Mutt => mutt::read(text, tally),
            SourceKind::Aerc => aerc::read(text, tally),
            SourceKind::Monica => monica::read(source, tally, &damaged),
            SourceKind::Knotter => knotter::read(source, tally, &damaged),
            SourceKind::Nametag => nametag::read(source, tally, &damaged),
            SourceKind::Frm => frm::read(text, tally, &damaged),
            SourceKind::Facebook => facebook::read(source, tally, &damaged),
            SourceKind::X => x::read(source, tally, &damaged),
            // The store reads them.
            SourceKind::ContactsTui | SourceKind::Ties => Ok(Parsed::of(self.kind)),
        };
        // What could not be read to its end seems damaged.
        if let Some(source) = self.long.as_ref().and_then(|long| long.failure()) {
            return Err(file::failed(&self.path, source));
        }
        let mut parsed = parsed?;
        self.place(&mut parsed);
        parsed.remarks.extend(self.remarks.iter().cloned());
        Ok(parsed)
    }

    /// Counts lines within the file that each is of, where the text is made of several.
    fn place(&self, parsed: &mut Parsed) {
        if self.parts.is_empty() {
            return;
        }
        let part = |line: &mut u64| {
            let after = self.parts.partition_point(|part| part.line <= *line);
            let part = self.parts.get(after.checked_sub(1)?)?;
            *line = *line + 1 - part.line;
            Some(part.name.as_str())
        };
        for Skipped { line, why } in parsed.skipped.iter_mut().chain(&mut parsed.warnings) {
            if let Some(name) = part(line) {
                *why = format!("of {name}: {why}");
            }
        }
        let drafts = parsed.drafts.iter_mut().map(|draft| &mut draft.line);
        let catch_ups = parsed.catch_ups.iter_mut().map(|told| &mut told.line);
        let steps = parsed.next_steps.iter_mut().map(|step| &mut step.line);
        for line in drafts.chain(catch_ups).chain(steps) {
            part(line);
        }
    }
}

/// What the file at `path` says, of whatever kind its content shows it to be, or of the
/// kind `from`; `-` is standard input; of a folder or a zip it is what the first of its sources
/// says. `progress` is told how many records were read so far, every few hundred of them.
///
/// # Errors
/// See [`ReadError`]. A bad record is no error: it is skipped and listed.
pub fn read(
    path: &Path,
    from: Option<SourceKind>,
    progress: &mut dyn FnMut(usize) -> Flow,
) -> Result<Parsed, ReadError> {
    let all = load_all(path, from)?;
    let nothing = || Parsed::of(from.unwrap_or(SourceKind::Vcard));
    let parsed = all
        .first()
        .map(|first| first.parse(&Owner::of(all.iter()), progress));
    parsed.unwrap_or_else(|| Ok(nothing()))
}

/// So many records of a file are read at most: each takes some three kilobytes until it is
/// written, and nobody knows more people. Of letters and of who follows whom only days and a
/// count stay.
fn most_records(kind: SourceKind) -> usize {
    match kind {
        SourceKind::LinkedinMessages | SourceKind::X | SourceKind::Frm => 1_000_000,
        _ => 200_000,
    }
}

/// Of what is not understood within records so much is said of a file, line by line.
const MOST_WARNINGS: usize = 10_000;

/// Adds what was not understood to the warnings, unless they are more than anybody reads.
fn warn(warnings: &mut Vec<Skipped>, line: u64, why: impl FnOnce() -> String) {
    let why = match warnings.len() {
        ..MOST_WARNINGS => why(),
        MOST_WARNINGS => "from here on more is not understood than is said".to_owned(),
        _ => return,
    };
    warnings.push(Skipped { line, why });
}

/// After how many records `progress` is told.
const TELL_EVERY: usize = 256;

/// Counts records, tells how many, and stops a reader whose person cancelled, or that met more
/// than are read of a file.
struct Tally<'a> {
    count: usize,
    most: usize,
    path: &'a Path,
    progress: &'a mut dyn FnMut(usize) -> Flow,
}

impl Tally<'_> {
    fn record(&mut self) -> Result<(), ReadError> {
        self.count += 1;
        self.check(self.count)?;
        if self.count.is_multiple_of(TELL_EVERY) && (self.progress)(self.count) == Flow::Break(()) {
            return Err(ReadError::Cancelled);
        }
        Ok(())
    }

    /// That so many records are no more than are read of a file.
    fn check(&self, count: usize) -> Result<(), ReadError> {
        match count > self.most {
            true => Err(ReadError::TooMany {
                path: self.path.to_owned(),
                limit: self.most,
            }),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
