//! mbox: message after message in one file, of which the heads are read. One begins with a line
//! `From ` that has a date and follows an empty one; what else looks like it is text.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Reader, Stopped, date, head};

/// What of a line is looked at, in bytes.
const LINE: usize = 8 * 1024;

/// Reads the mbox at `path`, from where it ended when it was read before.
///
/// # Errors
/// When somebody stopped it. What cannot be read is a complaint.
pub(super) fn read(path: &Path, reader: &mut Reader<'_>) -> Result<(), Stopped> {
    let opened = std::fs::metadata(path).and_then(|about| match about.is_file() {
        true => Ok((about.len(), about.mtime(), File::open(path)?)),
        false => Err(io::Error::other(
            "this is no file; a Maildir goes under maildir",
        )),
    });
    let (length, written, file) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            reader.complain(path, &error, "mend mbox under [mail]");
            return Ok(());
        }
    };
    let position = format!("{length} {written}");
    let known = reader.position(path).map(str::to_owned);
    if known.as_deref() == Some(position.as_str()) {
        reader.keep(path, position);
        return Ok(());
    }
    let from = known
        .and_then(|known| known.split(' ').next()?.parse().ok())
        .filter(|from| *from < length)
        .unwrap_or(0);
    let mut file = BufReader::with_capacity(1 << 18, file);
    let read = match messages(&mut file, from, reader) {
        // It was written anew.
        Ok(Some(Begins::Elsewhere)) if from > 0 => messages(&mut file, 0, reader),
        read => read,
    };
    match read {
        Ok(Some(Begins::Elsewhere)) => reader.complain_of(
            path,
            "this is no mbox, whose first line begins with From; mend mbox under [mail]",
        ),
        Ok(Some(Begins::Here)) => reader.keep(path, position),
        Ok(None) => return Err(Stopped),
        Err(error) => reader.complain(path, &error, "mend mbox under [mail]"),
    }
    Ok(())
}

/// Whether a message begins where it was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    Here,
    Elsewhere,
}

/// Reads the messages from a place on; `None` if it was stopped.
fn messages(
    file: &mut (impl BufRead + Seek),
    from: u64,
    reader: &mut Reader<'_>,
) -> io::Result<Option<Begins>> {
    file.seek(SeekFrom::Start(from))?;
    let mut line = Vec::with_capacity(LINE);
    let mut head: Option<Vec<u8>> = None;
    let mut sent = None;
    let mut is_first = true;
    let mut after_empty = true;
    while next_line(file, &mut line)? {
        let text = line.trim_ascii_end();
        if after_empty && let Some(time) = begins(text) {
            if reader.goes_on().is_err() {
                return Ok(None);
            }
            if let Some(head) = head.take() {
                reader.letter(&head, sent);
            }
            head = Some(Vec::new());
            sent = Some(time);
        } else if is_first && !text.is_empty() {
            return Ok(Some(Begins::Elsewhere));
        } else if let Some(mut read) = head.take() {
            match text.is_empty() || read.len() > head::LONGEST {
                true => reader.letter(&read, sent),
                false => {
                    read.extend_from_slice(&line);
                    head = Some(read);
                }
            }
        }
        is_first &= text.is_empty();
        after_empty = text.is_empty();
    }
    if let Some(head) = head {
        reader.letter(&head, sent);
    }
    // An empty file is an mbox without messages.
    Ok(Some(Begins::Here))
}

/// The time of the line that begins a message.
fn begins(line: &[u8]) -> Option<i64> {
    let rest = line.strip_prefix(b"From ")?;
    let rest = String::from_utf8_lossy(rest.get(..200).unwrap_or(rest));
    // The sender before the date may be anything, also "may@x.example".
    let (_, said) = rest.trim_start().split_once(' ')?;
    date::instant(said)
}

/// The next line, as far as it is looked at; false at the end.
fn next_line(file: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let mut any = false;
    loop {
        let read = match file.fill_buf() {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if read.is_empty() {
            return Ok(any);
        }
        any = true;
        let end = memchr::memchr(b'\n', read).map(|at| at + 1);
        let part = &read[..end.unwrap_or(read.len())];
        let room = LINE.saturating_sub(line.len());
        line.extend_from_slice(&part[..part.len().min(room)]);
        let length = part.len();
        file.consume(length);
        if end.is_some() {
            // A line that is longer still ends.
            if line.last() != Some(&b'\n') {
                line.push(b'\n');
            }
            return Ok(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_begins_with_a_sender_and_a_date() {
        for (line, is_one) in [
            ("From MAILER-DAEMON Mon Jun  1 10:00:00 2026", true),
            ("From 175@xxx Mon Jun 01 10:00:00 +0000 2026", true),
            ("From me@x.example Tue Jun  2 11:00:00 2026", true),
            ("From - Tue Jun 02 11:00:00 2026", true),
            ("From here on this is still body? (a blank line)", false),
            ("From the 1st of June 2026 at 10:00", false),
            (">From me@x.example Tue Jun  2 11:00:00 2026", false),
            ("From", false),
            ("From ", false),
        ] {
            assert_eq!(begins(line.as_bytes()).is_some(), is_one, "{line}");
        }
    }

    #[test]
    fn a_line_of_any_length_is_one() {
        let text = format!("a\n{}\nb", "x".repeat(1_000_000));
        let mut file = BufReader::with_capacity(100, text.as_bytes());
        let mut line = Vec::new();
        let mut lengths = Vec::new();
        while next_line(&mut file, &mut line).unwrap() {
            lengths.push(line.len());
        }
        assert_eq!(lengths, [2, LINE + 1, 1]);
    }
}
