//! A path to bytes, within limits.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use zip::result::ZipError;

use super::ReadError;

/// The biggest file that is read, in bytes: some 200,000 cards without photos.
pub(super) const FILE_LIMIT: u64 = 200_000_000;

/// What LinkedIn puts into its zip and ties reads, in the order in which it is read.
const IN_ZIP: [&str; 2] = ["Connections.csv", "Invitations.csv"];

/// The bytes of the file at `path`, or of standard input for `-`; of a zip, those of the
/// connections that LinkedIn put into it, and of the invitations. Never nothing.
pub(super) fn bytes(path: &Path) -> Result<Vec<Vec<u8>>, ReadError> {
    let io_error = |source: io::Error| ReadError::Io {
        path: path.to_owned(),
        source,
    };
    let bytes = if path.as_os_str() == "-" {
        at_most(io::stdin().lock(), 0, path)?
    } else {
        // Asked before opening: opening a pipe nobody writes to would wait for ever.
        let found = std::fs::metadata(path).map_err(io_error)?;
        if found.is_dir() {
            return Err(ReadError::Folder {
                path: path.to_owned(),
            });
        }
        if !found.is_file() {
            return Err(ReadError::NotAFile {
                path: path.to_owned(),
            });
        }
        if found.len() > FILE_LIMIT {
            return Err(too_big(path));
        }
        at_most(File::open(path).map_err(io_error)?, found.len(), path)?
    };
    if bytes.starts_with(b"PK\x03\x04") {
        return in_zip(bytes, path);
    }
    Ok(vec![bytes])
}

/// All of `reader`, which is likely to hold so many bytes, unless it is more than the limit.
fn at_most(reader: impl Read, likely: u64, path: &Path) -> Result<Vec<u8>, ReadError> {
    // One more than there are, so that the end is met without growing.
    let room = usize::try_from(likely.min(FILE_LIMIT) + 1).unwrap_or_default();
    let mut bytes = Vec::with_capacity(room);
    reader
        .take(FILE_LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| ReadError::Io {
            path: path.to_owned(),
            source,
        })?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(too_big(path));
    }
    Ok(bytes)
}

fn too_big(path: &Path) -> ReadError {
    ReadError::TooBig {
        path: path.to_owned(),
        limit: FILE_LIMIT,
    }
}

/// The files out of a zip that ties reads. However far the zip would swell, no more than the
/// limit is unpacked of each.
fn in_zip(bytes: Vec<u8>, path: &Path) -> Result<Vec<Vec<u8>>, ReadError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged(path))?;
    let mut files = Vec::new();
    for wanted in IN_ZIP {
        let is_wanted = |index: usize| {
            archive.name_for_index(index).is_some_and(|name| {
                name.is_ok_and(|name| {
                    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
                    file.eq_ignore_ascii_case(wanted)
                })
            })
        };
        if let Some(index) = (0..archive.len()).find(|index| is_wanted(*index)) {
            files.push(unpacked(&mut archive, index, path)?);
        }
    }
    if files.is_empty() {
        return Err(ReadError::Unknown {
            path: path.to_owned(),
            looks_like: Some("a zip without Connections.csv or Invitations.csv"),
        });
    }
    Ok(files)
}

fn unpacked(
    archive: &mut zip::ZipArchive<Cursor<Vec<u8>>>,
    index: usize,
    path: &Path,
) -> Result<Vec<u8>, ReadError> {
    let entry = archive.by_index(index).map_err(|error| match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadError::Damaged {
            path: path.to_owned(),
            why: "the zip is locked with a password; unpack it and import Connections.csv"
                .to_owned(),
        },
        _ => damaged(path),
    })?;
    if entry.size() > FILE_LIMIT {
        return Err(too_big(path));
    }
    match at_most(entry, 0, path) {
        Err(ReadError::Io { .. }) => Err(damaged(path)),
        other => other,
    }
}

fn damaged(path: &Path) -> ReadError {
    ReadError::Damaged {
        path: path.to_owned(),
        why: "the zip is damaged or not whole; fetch it again, or unpack it and import \
              Connections.csv"
            .to_owned(),
    }
}
