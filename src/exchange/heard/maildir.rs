//! Maildir: a folder of folders, a file per message; the heads of those in `cur` and `new`, and
//! never what is still being written to `tmp`.
//!
//! A folder that has not been written to since it was read is not looked into again; of one
//! that has, only the files that came into it since then (the change of their entry, which
//! moving a file is, too) are read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{Reader, Stopped, head};

/// How much of a message is read at once, in bytes: nearly every head.
const AT_ONCE: usize = 8 * 1024;

/// How long ago a folder's time may be that still is not over, in nanoseconds.
const JUST_NOW: i128 = 2_000_000_000;

/// Folders further down than this are not looked for.
const DEPTH: usize = 8;

/// Folders of what was never sent, is unwanted, or was thrown away. Some programs write letters
/// beyond ASCII as IMAP does.
const UNREAD: [&str; 33] = [
    "drafts",
    "entwurfe",
    "entw&apw-rfe",
    "brouillons",
    "borradores",
    "bozze",
    "concepten",
    "rascunhos",
    "utkast",
    "kladder",
    "outbox",
    "templates",
    "junk",
    "junk e-mail",
    "spam",
    "bulk mail",
    "spamverdacht",
    "indesirables",
    "ind&aok-sirables",
    "courrier indesirable",
    "courrier ind&aok-sirable",
    "correo no deseado",
    "posta indesiderata",
    "ongewenst",
    "trash",
    "bin",
    "papierkorb",
    "corbeille",
    "papelera",
    "cestino",
    "prullenbak",
    "deleted items",
    "deleted messages",
];

/// Reads the Maildir at `path`, or those in it.
///
/// # Errors
/// When somebody stopped it. What cannot be read is a complaint.
pub(super) fn read(path: &Path, reader: &mut Reader<'_>) -> Result<(), Stopped> {
    match fs::metadata(path) {
        Err(error) => reader.complain(path, &error, "mend maildir under [mail]"),
        Ok(found) if !found.is_dir() => reader.complain_of(
            path,
            "this is a file, and a Maildir is a folder; an mbox goes under mbox",
        ),
        Ok(_) => {
            let complaints = reader.reading.complaints.len();
            let folders = folders(path, 0, reader);
            // A folder that may not be looked into is said by now.
            if folders.is_empty() && complaints == reader.reading.complaints.len() {
                reader.complain_of(
                    path,
                    "no Maildir is in it: one has the folders cur and new; mend maildir under \
                     [mail]",
                );
            }
            for folder in folders {
                for part in ["cur", "new"] {
                    read_folder(&folder.join(part), reader)?;
                }
            }
        }
    }
    Ok(())
}

/// The Maildirs at and below a folder, by name.
fn folders(path: &Path, depth: usize, reader: &mut Reader<'_>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if path.join("cur").is_dir() {
        found.push(path.to_owned());
    }
    if depth == DEPTH {
        return found;
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) => {
            reader.complain(path, &error, "let ties read it");
            return found;
        }
    };
    let mut inside: Vec<PathBuf> = entries
        .flatten()
        // Links are not followed: a folder would be read twice, or for ever.
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter(|entry| {
            let name = entry.file_name();
            let is_part = ["cur", "new", "tmp"].iter().any(|part| name == **part);
            !is_part && is_read(&name.to_string_lossy())
        })
        .map(|entry| entry.path())
        .collect();
    inside.sort_unstable();
    for folder in inside {
        found.extend(folders(&folder, depth + 1, reader));
    }
    found
}

/// Whether a folder of this name is read: `.Drafts`, `[Gmail].Spam` and the like are not.
fn is_read(name: &str) -> bool {
    let name = crate::text::fold(name);
    let last = name.rsplit(['.', '/']).next().unwrap_or_default();
    !UNREAD.contains(&last.trim())
}

/// Reads what came into a folder since it was read.
fn read_folder(folder: &Path, reader: &mut Reader<'_>) -> Result<(), Stopped> {
    let Ok(about) = fs::metadata(folder) else {
        return Ok(()); // `new` may be missing
    };
    let written = nanos(about.mtime(), about.mtime_nsec());
    let known = reader.position(folder).and_then(Position::parse);
    if let Some(known) = known.filter(|known| known.written == written) {
        reader.keep(folder, known.said());
        return Ok(());
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            reader.complain(folder, &error, "let ties read it");
            return Ok(());
        }
    };
    let mut latest = known.map_or(i128::MIN, |known| known.latest);
    let mut buffer = Vec::with_capacity(AT_ONCE);
    for entry in entries.flatten() {
        reader.goes_on()?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with('.') || is_draft(&name) {
            continue;
        }
        // Where a file came into the folder after it was read.
        let changed = match entry.metadata() {
            Ok(about) if about.is_file() => nanos(about.ctime(), about.ctime_nsec()),
            _ => continue,
        };
        latest = latest.max(changed);
        if known.is_some_and(|known| changed < known.latest) {
            continue;
        }
        // One that has gone meanwhile was moved, and is read where it is next time.
        if read_head(&entry.path(), &mut buffer).is_ok() {
            reader.letter(&buffer, time_of(&name));
        }
    }
    // What comes into it in the same moment would not be seen later, so that one that was written
    // to just now is looked into once more.
    let just_now = i128::from(reader.clock.now_ms()) * 1_000_000 - JUST_NOW;
    let written = written - i128::from(written > just_now);
    reader.keep(folder, Position { written, latest }.said());
    Ok(())
}

/// The head of a message.
fn read_head(path: &Path, head: &mut Vec<u8>) -> io::Result<()> {
    let mut file = File::open(path)?;
    head.clear();
    while head.len() < head::LONGEST {
        let from = head.len();
        head.resize(from + AT_ONCE, 0);
        let mut read = 0;
        while read < AT_ONCE {
            match file.read(&mut head[from + read..]) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        head.truncate(from + read);
        // The end may lie between what was read before and now.
        if let Some(end) = head::end(&head[from.saturating_sub(4)..]) {
            head.truncate(from.saturating_sub(4) + end);
            return Ok(());
        }
        if read < AT_ONCE {
            return Ok(());
        }
    }
    Ok(())
}

/// When a message came, as its file's name begins with, in milliseconds since 1970.
fn time_of(name: &str) -> Option<i64> {
    let seconds = name.split(['.', '_', ':']).next()?;
    let seconds: i64 = seconds.parse().ok().filter(|_| seconds.len() >= 9)?;
    seconds.checked_mul(1000)
}

/// Whether the flags in a file's name say that it is a draft.
fn is_draft(name: &str) -> bool {
    name.rsplit_once(":2,")
        .is_some_and(|(_, flags)| flags.contains('D'))
}

fn nanos(seconds: i64, nanos: i64) -> i128 {
    i128::from(seconds) * 1_000_000_000 + i128::from(nanos)
}

/// When a folder was last written to as it was read, and when the last entry came into it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Position {
    written: i128,
    latest: i128,
}

impl Position {
    fn parse(text: &str) -> Option<Position> {
        let (written, latest) = text.split_once(' ')?;
        Some(Position {
            written: written.parse().ok()?,
            latest: latest.parse().ok()?,
        })
    }

    fn said(self) -> String {
        format!("{} {}", self.written, self.latest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_sent_or_is_unwanted_is_left_out() {
        for (name, read) in [
            (".Drafts", false),
            ("[Gmail].Spam", false),
            ("Trash", false),
            ("Entwürfe", false),
            (".Entw&APw-rfe", false),
            ("[Gmail].Brouillons", false),
            (".Sent", true),
            ("INBOX", true),
            ("Binder", true),
        ] {
            assert_eq!(is_read(name), read, "{name}");
        }
        assert!(is_draft("1780000000.M1P1.host:2,DS"));
        assert!(!is_draft("1780000000.D.host:2,S"));
    }

    #[test]
    fn a_files_name_begins_with_its_time() {
        for (name, time) in [
            ("1780000001.M1P1.host", Some(1_780_000_001_000)),
            ("1780000001_0.12.host,U=1:2,S", Some(1_780_000_001_000)),
            ("15f0c.host", None),
            ("99999999999999999999.x", None),
        ] {
            assert_eq!(time_of(name), time, "{name}");
        }
    }
}
