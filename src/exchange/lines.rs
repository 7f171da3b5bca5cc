//! Lines of text with their numbers, whatever ends them: LF, CR LF, CR CR LF or CR alone.

use crate::json::Text;

/// One line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// From 1.
    pub(super) number: u64,
    /// Where it starts in the text, in bytes.
    pub(super) start: usize,
    /// Where the next line starts.
    pub(super) end: usize,
    /// Without its line end.
    pub(super) text: &'a str,
}

/// The lines of a text, in order.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    number: u64,
}

impl<'a> Lines<'a> {
    /// The lines of `text`, the first of which has this number.
    pub(super) fn numbered(text: &'a str, first: u64) -> Lines<'a> {
        Lines {
            text,
            at: 0,
            number: first,
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let (length, ending) = match memchr::memchr2(b'\r', b'\n', rest.as_bytes()) {
            None => (rest.len(), 0),
            Some(at) => (at, line_end(&rest.as_bytes()[at..])),
        };
        let line = Line {
            number: self.number,
            start: self.at,
            end: self.at + length + ending,
            text: &rest[..length],
        };
        self.at = line.end;
        self.number += 1;
        Some(line)
    }
}

/// How many lines end within `text`.
pub(super) fn count_ends(text: &(impl AsRef<[u8]> + ?Sized)) -> u64 {
    let bytes = text.as_ref();
    let mut at = 0;
    let mut ends = 0;
    while let Some(next) = memchr::memchr2(b'\r', b'\n', &bytes[at..]) {
        at += next;
        at += line_end(&bytes[at..]);
        ends += 1;
    }
    ends
}

/// How many lines end between these bytes of a text.
pub(super) fn count_ends_in(text: Text<'_>, mut from: u64, to: u64) -> u64 {
    let mut ends = 0;
    while from < to {
        let piece = text.piece(from, to);
        // A line end of several letters may go on in the next piece.
        let whole = piece
            .iter()
            .rposition(|byte| *byte != b'\r')
            .map_or(0, |at| at + 1);
        let counted = match from + (piece.len() as u64) < to && whole > 0 {
            true => &piece[..whole],
            false => &piece[..],
        };
        if counted.is_empty() {
            break;
        }
        ends += count_ends(counted);
        from += counted.len() as u64;
    }
    ends
}

/// How many bytes the line end at the start of `bytes` takes.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\r', b'\n', ..] => 3,
        [b'\r', b'\n', ..] => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_ends_one_line() {
        let text = "a\nb\r\nc\r\r\nd\re\n\nf";
        let lines: Vec<(u64, &str)> = Lines::numbered(text, 1)
            .map(|line| (line.number, line.text))
            .collect();
        assert_eq!(
            lines,
            [
                (1, "a"),
                (2, "b"),
                (3, "c"),
                (4, "d"),
                (5, "e"),
                (6, ""),
                (7, "f")
            ]
        );
        assert_eq!(count_ends(text), 6);
    }

    #[test]
    fn lines_put_together_give_the_text() {
        let text = "a\r\n\r\r\n b\r";
        let mut whole = String::new();
        for line in Lines::numbered(text, 1) {
            whole.push_str(&text[line.start..line.end]);
        }
        assert_eq!(whole, text);
    }
}
