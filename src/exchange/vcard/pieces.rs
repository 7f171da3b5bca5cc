//! A file of cards too long to be held, in pieces that each end between two cards.

use super::super::ReadError;
use super::super::lines::count_ends;
use super::CARD_LIMIT;
use super::split::{is_begin, opens_agent};
use crate::long::Long;

/// So much is read at once.
const AT_ONCE: usize = 4_000_000;

/// A line that begins a card is shorter than this, and so is the name of any property.
const SHORT: usize = 200;

/// A piece of a file.
pub(super) enum Piece {
    Cards {
        /// Where it begins in the file, in bytes, and its first line.
        at: u64,
        line: u64,
        bytes: Vec<u8>,
    },
    /// A card longer than any, which begins at this line.
    TooLong { line: u64 },
}

/// The pieces of a file, in order.
pub(super) struct Pieces<'f> {
    file: &'f Long,
    /// What is read and not given yet, where it begins and at which line.
    ahead: Vec<u8>,
    at: u64,
    line: u64,
    is_over: bool,
}

impl<'f> Pieces<'f> {
    pub(super) fn of(file: &'f Long) -> Pieces<'f> {
        Pieces {
            file,
            ahead: Vec::new(),
            at: 0,
            line: 1,
            is_over: false,
        }
    }

    /// How many cards begin in the file, counted no further than somewhat beyond `most`.
    pub(super) fn count(file: &Long, most: usize) -> Result<usize, ReadError> {
        const BEGIN: &[u8] = b"BEGIN:VCARD";
        let mut pieces = Pieces::of(file);
        let mut count = 0;
        while count <= most && pieces.read_on()? {
            count += memchr::memmem::find_iter(&pieces.ahead, BEGIN).count();
            let kept = pieces.ahead.len().min(BEGIN.len() - 1);
            pieces.drop_ahead(pieces.ahead.len() - kept);
        }
        Ok(count)
    }

    pub(super) fn next(&mut self) -> Result<Option<Piece>, ReadError> {
        loop {
            let is_more = self.read_on()?;
            let end = match is_more {
                true => last_begin(&self.ahead),
                false if self.ahead.is_empty() => return Ok(None),
                false => Some(self.ahead.len()),
            };
            match end {
                Some(end) => {
                    let rest = self.ahead.split_off(end);
                    let bytes = std::mem::replace(&mut self.ahead, rest);
                    let (at, line) = (self.at, self.line);
                    self.at += bytes.len() as u64;
                    self.line += count_ends(&bytes);
                    return Ok(Some(Piece::Cards { at, line, bytes }));
                }
                None if self.ahead.len() > CARD_LIMIT => {
                    let line = self.line;
                    self.pass_over()?;
                    return Ok(Some(Piece::TooLong { line }));
                }
                None => {}
            }
        }
    }

    /// Goes on with the next card, however far off it is, without holding what is before it.
    fn pass_over(&mut self) -> Result<(), ReadError> {
        loop {
            if let Some(begin) = first_begin(&self.ahead) {
                self.drop_ahead(begin);
                return Ok(());
            }
            // Whether a line begins a card shows in its end, and in what the one before opens.
            let mut end = self.ahead.len().saturating_sub(2 * SHORT);
            while end > 0 && matches!(self.ahead[end - 1], b'\r' | b'\n') {
                end -= 1;
            }
            self.drop_ahead(end);
            if !self.read_on()? {
                self.drop_ahead(self.ahead.len());
                return Ok(());
            }
        }
    }

    /// Reads more; whether there was any.
    fn read_on(&mut self) -> Result<bool, ReadError> {
        if self.is_over {
            return Ok(false);
        }
        let held = self.ahead.len();
        self.ahead.resize(held + AT_ONCE, 0);
        let from = self.at + held as u64;
        let read = self.file.read(from, &mut self.ahead[held..]);
        let read = read.map_err(|source| ReadError::Io {
            path: self.file.path().to_owned(),
            source,
        })?;
        self.ahead.truncate(held + read);
        self.is_over = read < AT_ONCE;
        Ok(read > 0)
    }

    fn drop_ahead(&mut self, end: usize) {
        self.at += end as u64;
        self.line += count_ends(&self.ahead[..end]);
        self.ahead.drain(..end);
    }
}

/// Where the last card begins of which the whole first line is there, if that is not at once.
fn last_begin(bytes: &[u8]) -> Option<usize> {
    let mut end = memchr::memrchr2(b'\n', b'\r', bytes)?;
    loop {
        let start = memchr::memrchr2(b'\n', b'\r', &bytes[..end])? + 1;
        if begins(bytes, start, end) {
            return Some(start);
        }
        end = start - 1;
    }
}

/// Where the first card begins of which the whole first line is there, if that is not at once.
fn first_begin(bytes: &[u8]) -> Option<usize> {
    let mut start = memchr::memchr2(b'\n', b'\r', bytes)? + 1;
    loop {
        let end = start + memchr::memchr2(b'\n', b'\r', &bytes[start..])?;
        if begins(bytes, start, end) {
            return Some(start);
        }
        start = end + 1;
    }
}

/// Whether this line begins a card that is not inside another.
fn begins(bytes: &[u8], start: usize, end: usize) -> bool {
    let line = bytes.get(start..end).filter(|line| line.len() < SHORT);
    let is_begin = line
        .and_then(|line| std::str::from_utf8(line).ok())
        .is_some_and(is_begin);
    if !is_begin {
        return false;
    }
    let before = bytes[..start].trim_ascii_end();
    let opens = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
    let head = &before[opens..before.len().min(opens + SHORT)];
    !(before.ends_with(b":") && opens_agent(&(String::from_utf8_lossy(head) + ":")))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::domain::draft::Originals as _;

    /// The pieces of a file: where each begins, its line, and the text of short ones; a card
    /// too long is "too long".
    #[track_caller]
    fn check(text: &[u8], expected: &[(u64, &str)]) {
        let file = Long::empty(Path::new("x")).unwrap();
        file.append(text).unwrap();
        let mut pieces = Pieces::of(&file);
        let mut found = Vec::new();
        while let Some(piece) = pieces.next().unwrap() {
            found.push(match piece {
                Piece::Cards { at, line, bytes } => {
                    let again = file.text(at, bytes.len()).unwrap();
                    let text = String::from_utf8(bytes).unwrap();
                    assert_eq!(again, text);
                    (line, text)
                }
                Piece::TooLong { line } => (line, "too long".to_owned()),
            });
        }
        let found: Vec<(u64, &str)> = found
            .iter()
            .map(|(line, text)| (*line, &text[..text.len().min(40)]))
            .collect();
        assert_eq!(found, expected);
    }

    const B: &str = "BEGIN:VCARD\r\nFN:B\r\nEND:VCARD\r\n";

    #[test]
    fn a_piece_ends_between_two_cards() {
        check(B.as_bytes(), &[(1, B)]);
        check(b"", &[]);
        let long = format!(
            "BEGIN:VCARD\r\nNOTE:{}\r\nEND:VCARD\r\n",
            "a".repeat(3_999_000)
        );
        let text = long.clone() + B + &long + B;
        let first = &long[..40];
        check(text.as_bytes(), &[(1, first), (7, first), (10, B)]);
    }

    #[test]
    fn a_card_in_a_card_is_not_parted_from_it() {
        let agent = "BEGIN:VCARD\nAGENT:\n\nBEGIN:VCARD\nFN:A\nEND:VCARD\nFN:B\nEND:VCARD\n";
        assert_eq!(last_begin(agent.as_bytes()), None);
        assert_eq!(
            last_begin((agent.to_owned() + agent).as_bytes()),
            Some(agent.len())
        );
        assert_eq!(
            first_begin((agent.to_owned() + agent).as_bytes()),
            Some(agent.len())
        );
        assert_eq!(last_begin(b"x\nbegin : vcard \nFN"), Some(2));
        assert_eq!(last_begin(b"x\nBEGIN:VCARD"), None);
    }

    #[test]
    fn what_is_too_long_is_passed_over_without_being_held() {
        for end in ["\n", "\r\n", "\r"] {
            let long = format!(
                "BEGIN:VCARD{end}NOTE:{}{end}END:VCARD{end}",
                "a".repeat(40_000_000)
            );
            check((long.clone() + B).as_bytes(), &[(1, "too long"), (4, B)]);
            check(
                (B.to_owned() + &long).as_bytes(),
                &[(1, B), (4, "too long")],
            );
        }
    }
}
