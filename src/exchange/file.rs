//! A path to bytes, within limits.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use super::whole::{TOP, Whole};
use super::{ReadError, decode, detect};
use crate::domain::draft::SourceKind;

/// How much is read at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Of one file, or of all files in a folder or a zip together, in bytes.
    pub(super) file: u64,
    /// Of a table, or a list of another kind than cards and JSON.
    pub(super) table: u64,
    /// Of one line, in bytes: a photo fits. JSON is often one line, and has no such limit.
    pub(super) line: usize,
}

/// Some 200,000 cards without photos.
pub(super) const LIMITS: Limits = Limits {
    file: 200_000_000,
    table: 64_000_000,
    line: 50_000_000,
};

/// What a path is.
pub(super) enum Opened {
    /// Standard input, read.
    Input(Vec<u8>),
    /// A file of so many bytes.
    File(File, u64),
    /// A folder or a zip, with files in it.
    Whole(Whole),
}

/// What is at `path`, or standard input for `-`.
pub(super) fn open(path: &Path, limits: Limits) -> Result<Opened, ReadError> {
    let io_error = |source: io::Error| ReadError::Io {
        path: path.to_owned(),
        source,
    };
    if path.as_os_str() == "-" {
        let bytes = at_most(io::stdin().lock(), 0, limits, path)?;
        return match is_zip(&bytes) {
            true => Whole::zip(path, Box::new(Cursor::new(bytes))).map(Opened::Whole),
            false => Ok(Opened::Input(bytes)),
        };
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

/// The file from its beginning, and whether it is one of cards too long to be held: of which the
/// first lines, or who imports it, say that.
pub(super) fn is_long_cards(
    mut file: File,
    length: u64,
    from: Option<SourceKind>,
    path: &Path,
) -> Result<(File, bool), ReadError> {
    const LONG: u64 = 16_000_000;
    if length <= LONG || length > LIMITS.file {
        return Ok((file, false));
    }
    let mut top = Vec::new();
    let read = file.by_ref().take(TOP).read_to_end(&mut top);
    read.and_then(|_| file.rewind())
        .map_err(|source| ReadError::Io {
            path: path.to_owned(),
            source,
        })?;
    // Two bytes a letter are decoded as one.
    let is_wide = memchr::memchr(0, &top).is_some() || top.starts_with(b"\xFF\xFE");
    let is_cards = match from {
        Some(from) => from == SourceKind::Vcard,
        None => detect::kind(&decode::decode(top)) == Ok(SourceKind::Vcard),
    };
    Ok((file, is_cards && !is_wide))
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// All of `reader`, which is likely to hold so many bytes, unless it or one of its lines is
/// more than the limits; that is seen while it is read.
pub(super) fn at_most(
    reader: impl Read,
    likely: u64,
    limits: Limits,
    path: &Path,
) -> Result<Vec<u8>, ReadError> {
    const AT_ONCE: u64 = 4_000_000;
    if likely > limits.file {
        return Err(too_big(path, limits.file));
    }
    // One more than there are, so that the end is met without growing.
    let room = usize::try_from(likely + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room);
    let mut reader = reader.take(limits.file + 1);
    let (mut lines, mut line) = (1, 0);
    loop {
        let before = bytes.len();
        let read = reader.by_ref().take(AT_ONCE).read_to_end(&mut bytes);
        read.map_err(|source| ReadError::Io {
            path: path.to_owned(),
            source,
        })?;
        if bytes.len() == before {
            return Ok(bytes);
        }
        let limit = match is_json(&bytes) || is_cards(&bytes) {
            true => limits.file,
            false => limits.table,
        };
        if bytes.len() as u64 > limit {
            return Err(too_big(path, limit));
        }
        // Most files end here: what is shorter than a line may be has no longer one.
        if bytes.len() <= limits.line || is_json(&bytes) {
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
        table: 11_000_000,
        line: 5_000_000,
    };

    /// What becomes of reading this: how many bytes, or why not.
    #[track_caller]
    fn check(reader: impl Read, expected: Result<usize, &str>) {
        match (at_most(reader, 0, SMALL, Path::new("x")), expected) {
            (Ok(bytes), Ok(length)) => assert_eq!(bytes.len(), length),
            (Err(error), Err(why)) => assert!(error.to_string().contains(why), "{error}"),
            (read, _) => panic!("{:?}", read.map(|bytes| bytes.len())),
        }
    }

    #[test]
    fn a_line_without_an_end_is_seen_while_it_is_read() {
        let a = |count| io::repeat(b'a').take(count);
        let cards = b"BEGIN:VCARD\r\nNOTE:";
        check(cards.chain(a(u64::MAX)), Err("line 2 is longer than 5 MB"));
        check(a(5_000_001), Err("line 1 is longer"));
        check(a(5_000_000), Ok(5_000_000));
        check(
            a(5_000_000).chain(&b"\n"[..]).chain(a(5_000_000)),
            Ok(10_000_001),
        );
    }

    #[test]
    fn a_file_without_an_end_is_refused() {
        let lines = "a\n".repeat(6_500_000);
        check(lines.as_bytes(), Err("bigger than 11 MB"));
        let json = || b"\xEF\xBB\xBF {".chain(io::repeat(b'a'));
        check(json(), Err("bigger than 12 MB"));
        check(json().take(11_000_000), Ok(11_000_000));
    }
}
