//! A path to bytes, within limits.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use super::detect::Foreign;
use super::whole::{TOP, Whole};
use super::{ReadError, decode, detect};
use crate::domain::draft::SourceKind;
use crate::long::Long;

/// How much is read at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Of one file, or of all files in a folder or a zip together, in bytes.
    pub(super) file: u64,
    /// The same of ties' own JSON, which grows with what is written for years.
    pub(super) own: u64,
    /// Of this more is not held of cards and JSON, but read piece by piece.
    pub(super) held: u64,
    /// Of a table, or a list of another kind than cards and JSON.
    pub(super) table: u64,
    /// Of one line of what is held, in bytes: a photo fits.
    pub(super) line: usize,
}

impl Limits {
    /// Of one file of this kind, in bytes.
    pub(super) fn of(&self, kind: SourceKind) -> u64 {
        match kind {
            SourceKind::Ties => self.own,
            _ => self.file,
        }
    }
}

/// Some 200,000 cards without photos.
pub(super) const LIMITS: Limits = Limits {
    file: 200_000_000,
    own: 2_000_000_000,
    held: 16_000_000,
    table: 64_000_000,
    line: 50_000_000,
};

/// What a path is.
pub(super) enum Opened {
    /// Standard input, read.
    Input(Vec<u8>),
    /// A file of so many bytes; long standard input has been laid down in one.
    File(File, u64),
    /// A folder or a zip, with files in it.
    Whole(Whole),
}

/// What is at `path`, or standard input for `-`.
pub(super) fn open(path: &Path, limits: Limits) -> Result<Opened, ReadError> {
    let io_error = |source: io::Error| failed(path, source);
    if path.as_os_str() == "-" {
        return piped(&mut io::stdin().lock(), limits, path);
    }
    // Asked before opening: opening a pipe nobody writes to would wait for ever.
    let found = std::fs::metadata(path).map_err(io_error)?;
    if found.is_dir() {
        return Whole::folder(path).map(Opened::Whole);
    }
    if !found.is_file() {
        return Err(ReadError::NotAFile {
            path: path.to_owned(),
        });
    }
    let mut file = File::open(path).map_err(io_error)?;
    let mut first = Vec::with_capacity(4);
    file.by_ref()
        .take(4)
        .read_to_end(&mut first)
        .and_then(|_| file.rewind())
        .map_err(io_error)?;
    match is_zip(&first) {
        // However big the zip is, only what is wanted of it is read.
        true => Whole::zip(path, Box::new(file)).map(Opened::Whole),
        false => Ok(Opened::File(file, found.len())),
    }
}

/// What comes through a pipe: held, if it is short or of a kind that is held, else laid down.
fn piped(pipe: &mut dyn Read, limits: Limits, path: &Path) -> Result<Opened, ReadError> {
    let io_error = |source| failed(path, source);
    let mut bytes = Vec::new();
    let mut first = pipe.take(limits.held + 1);
    first.read_to_end(&mut bytes).map_err(io_error)?;
    let is_short = bytes.len() as u64 <= limits.held;
    let is_zip = is_zip(&bytes);
    if is_short && is_zip {
        return Whole::zip(path, Box::new(Cursor::new(bytes))).map(Opened::Whole);
    }
    if is_short || !(is_zip || is_json(&bytes) || is_cards(&bytes)) {
        let bytes = at_most(&mut bytes.chain(pipe), 0, limits, path)?;
        return Ok(Opened::Input(bytes));
    }
    let long = Long::empty(path).map_err(aside)?;
    let top = &bytes[..bytes.len().min(usize::try_from(TOP).unwrap_or(usize::MAX))];
    let kind = kind_of_long(top, None).ok().flatten();
    let most = kind.map_or(limits.file, |kind| limits.of(kind));
    lay_down(&mut bytes.chain(pipe), &long, most, path)?;
    let length = long.length();
    let file = long.into_file().map_err(io_error)?;
    match is_zip {
        true => Whole::zip(path, Box::new(file)).map(Opened::Whole),
        false => Ok(Opened::File(file, length)),
    }
}

/// Adds all that can be read to a text that is not held, unless it is more than this.
pub(super) fn lay_down(
    from: &mut dyn Read,
    long: &Long,
    most: u64,
    path: &Path,
) -> Result<(), ReadError> {
    let mut piece = vec![0; 256_000];
    let mut all = 0;
    loop {
        let read = match from.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(|source| failed(path, source))?,
        };
        if read == 0 {
            return Ok(());
        }
        all += read as u64;
        if all > most {
            return Err(too_big(path, most));
        }
        long.append(&piece[..read]).map_err(aside)?;
    }
}

/// The first bytes of a file, which tell what it is.
pub(super) fn top(file: &mut dyn Read, path: &Path) -> Result<Vec<u8>, ReadError> {
    let mut top = Vec::new();
    let read = file.take(TOP).read_to_end(&mut top);
    read.map_err(|source| failed(path, source))?;
    Ok(top)
}

/// The kind of a long file, told from its first bytes or by who imports it, if it is one that is
/// read piece by piece.
///
/// # Errors
/// What it looks like, where it is of no kind that is read.
pub(super) fn kind_of_long(
    top: &[u8],
    from: Option<SourceKind>,
) -> Result<Option<SourceKind>, Option<Foreign>> {
    // Two bytes a letter are decoded as one.
    let is_wide = memchr::memchr(0, top).is_some() || top.starts_with(b"\xFF\xFE");
    if is_wide {
        return Ok(None);
    }
    let text = decode::decode(top.to_vec());
    let kind = from.map_or_else(|| detect::kind(&text), Ok)?;
    let is_in_pieces = match kind {
        SourceKind::Vcard => true,
        SourceKind::Monica
        | SourceKind::Knotter
        | SourceKind::Nametag
        | SourceKind::Facebook
        | SourceKind::X
        | SourceKind::Ties => is_json(top),
        _ => false,
    };
    Ok(is_in_pieces.then_some(kind))
}

/// What goes wrong where texts are laid down.
pub(super) fn aside(source: io::Error) -> ReadError {
    failed(&std::env::temp_dir(), source)
}

pub(super) fn failed(path: &Path, source: io::Error) -> ReadError {
    ReadError::Io {
        path: path.to_owned(),
        source,
    }
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// All of `reader`, which is likely to hold so many bytes, unless it or one of its lines is
/// more than the limits; that is seen while it is read.
pub(super) fn at_most(
    reader: &mut dyn Read,
    likely: u64,
    limits: Limits,
    path: &Path,
) -> Result<Vec<u8>, ReadError> {
    const AT_ONCE: u64 = 4_000_000;
    if likely > limits.file {
        return Err(too_big(path, limits.file));
    }
    // One more than there are, so that the end is met without growing.
    let room = usize::try_from(likely.min(limits.table) + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room);
    let mut reader = reader.take(limits.file + 1);
    let (mut lines, mut line) = (1, 0);
    loop {
        let before = bytes.len();
        let read = reader.by_ref().take(AT_ONCE).read_to_end(&mut bytes);
        read.map_err(|source| failed(path, source))?;
        if bytes.len() == before {
            return Ok(bytes);
        }
        let limit = limits.file.min(limits.table);
        if bytes.len() as u64 > limit {
            return Err(too_big(path, limit));
        }
        // Most files end here: what is shorter than a line may be has no longer one.
        if bytes.len() <= limits.line {
            continue;
        }
        while let Some(end) = memchr::memchr2(b'\n', b'\r', &bytes[line..]) {
            if end > limits.line {
                break;
            }
            lines += usize::from(bytes[line + end] == b'\n');
            line += end + 1;
        }
        if bytes.len() - line > limits.line {
            return Err(ReadError::Damaged {
                path: path.to_owned(),
                why: format!(
                    "line {lines} is longer than {}, which is the most ties reads in one line; \
                     leave it out, or export the file again",
                    megabytes(limits.line as u64)
                ),
            });
        }
    }
}

/// Whether a text begins as JSON does, or as the JavaScript that X wraps round it.
fn is_json(bytes: &[u8]) -> bool {
    let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let bare = bare.trim_ascii_start();
    bare.starts_with(b"{") || bare.starts_with(b"[") || bare.starts_with(b"window.")
}

/// Whether there are cards in the first lines of a text.
fn is_cards(bytes: &[u8]) -> bool {
    let top = &bytes[..bytes.len().min(1_000)];
    let top = top.to_ascii_uppercase();
    memchr::memmem::find(&top, b"BEGIN:VCARD").is_some()
}

pub(super) fn too_big(path: &Path, limit: u64) -> ReadError {
    ReadError::TooBig {
        path: path.to_owned(),
        limit,
    }
}

/// "200 MB".
fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Limits = Limits {
        file: 12_000_000,
        own: 24_000_000,
        held: 50_000,
        table: 11_000_000,
        line: 5_000_000,
    };

    /// What becomes of what comes through a pipe: whether it is held and how long it is, or why
    /// it is not read.
    #[track_caller]
    fn check(mut pipe: impl Read, expected: Result<(&str, u64), &str>) {
        match (piped(&mut pipe, SMALL, Path::new("-")), expected) {
            (Ok(Opened::Input(bytes)), Ok(expected)) => {
                assert_eq!(("held", bytes.len() as u64), expected);
            }
            (Ok(Opened::File(mut file, length)), Ok(expected)) => {
                assert_eq!(("laid down", length), expected);
                assert_eq!(io::copy(&mut file, &mut io::sink()).unwrap(), length);
            }
            (Ok(Opened::Whole(_)), Ok(expected)) => assert_eq!(("a zip", 0), expected),
            (Err(error), Err(why)) => assert!(error.to_string().contains(why), "{error}"),
            _ => panic!("not as expected: {expected:?}"),
        }
    }

    #[test]
    fn a_line_without_an_end_is_seen_while_it_is_read() {
        let a = |count| io::repeat(b'a').take(count);
        let table = b"First Name,Last Name\r\n";
        check(table.chain(a(u64::MAX)), Err("line 2 is longer than 5 MB"));
        check(a(5_000_001), Err("line 1 is longer"));
        check(a(5_000_000), Ok(("held", 5_000_000)));
        check(
            a(5_000_000).chain(&b"\n"[..]).chain(a(5_000_000)),
            Ok(("held", 10_000_001)),
        );
    }

    #[test]
    fn a_pipe_without_an_end_is_refused() {
        let lines = "a\n".repeat(6_500_000);
        check(lines.as_bytes(), Err("bigger than 11 MB"));
        let json = || b"\xEF\xBB\xBF {".chain(io::repeat(b'a'));
        let cards = || b"BEGIN:VCARD\r\nNOTE:".chain(io::repeat(b'a'));
        check(json(), Err("bigger than 12 MB"));
        check(cards(), Err("bigger than 12 MB"));
        check(
            b"PK\x03\x04".chain(io::repeat(b'a')),
            Err("bigger than 12 MB"),
        );
        let own = || b"{\"schema\":1,\"ties\":{".chain(io::repeat(b' '));
        check(own(), Err("bigger than 24 MB"));
        check(own().take(20_000_000), Ok(("laid down", 20_000_000)));
        check(json().take(11_500_000), Ok(("laid down", 11_500_000)));
        check(cards().take(50_001), Ok(("laid down", 50_001)));
        check(cards().take(50_000), Ok(("held", 50_000)));
    }
}
