//! The rows of a table with the lines where they start, and the quotation marks that never
//! close among them.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::super::lines;

/// A row longer than this, in bytes, is a quotation mark that was never closed.
const ROW_LIMIT: usize = 2_000_000;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Row {
    Cells(u64, StringRecord),
    /// The line where it starts, and why it cannot be read.
    Unreadable(u64, String),
}

/// The rows of a text, empty lines left out.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    /// What stands between two cells.
    between: u8,
    /// Where in the text the reader began.
    base: usize,
    /// How far lines are counted, and the line there.
    at: usize,
    line: u64,
    /// How many columns the header has, once it is found.
    width: Option<usize>,
}

/// A place between two rows.
pub(super) struct Place {
    reached: usize,
    at: usize,
    line: u64,
}

impl<'a> Rows<'a> {
    pub(super) fn of(text: &'a str, between: u8) -> Rows<'a> {
        Rows {
            text,
            reader: reader(text, between),
            between,
            base: 0,
            at: 0,
            line: 1,
            width: None,
        }
    }

    /// Takes `width` for the columns of the header under which the rows to come stand.
    pub(super) fn set_width(&mut self, width: usize) {
        self.width = Some(width);
    }

    /// Reads the row that begins at `place` again.
    pub(super) fn go_back(&mut self, place: Place) {
        self.base = place.reached;
        self.at = place.at;
        self.line = place.line;
        self.reader = reader(&self.text[self.base..], self.between);
    }

    /// Where the next row is looked for.
    pub(super) fn place(&self) -> Place {
        Place {
            reached: self.reached(),
            at: self.at,
            line: self.line,
        }
    }

    /// How far the reader has come in the text.
    fn reached(&self) -> usize {
        let read = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        self.base.saturating_add(read).min(self.text.len())
    }

    /// Goes on with the line after the one where the row just read begins, if that row is
    /// one only because a quote in its first line never closes: it swallows a line that is a
    /// row of its own, or everything to the end of the text. A row that is as the rules of
    /// such tables want it may quote what it likes.
    fn is_let_go(&mut self) -> bool {
        let Some(width) = self.width else {
            return false;
        };
        let end = self.reached();
        let row = self.text.get(self.at..end).unwrap_or_default();
        let row = row.trim_end_matches(['\r', '\n']);
        let Some(first) = row.find(['\r', '\n']) else {
            return false;
        };
        if well_made_width(row, self.between) == Some(width) {
            return false;
        }
        let is_closed = |text: &str| text.bytes().filter(|b| *b == b'"').count() % 2 == 0;
        let is_row = |line: &str| {
            line.bytes().filter(|b| *b == self.between).count() + 1 >= width
                && is_closed(line)
                && reader(line, self.between)
                    .into_records()
                    .next()
                    .is_some_and(|cells| cells.is_ok_and(|cells| cells.len() == width))
        };
        let is_swallowing = (end == self.text.len() && !is_closed(row))
            || row[first..].split(['\r', '\n']).any(is_row);
        if is_swallowing {
            self.base = self.at + first;
            self.reader = reader(&self.text[self.base..], self.between);
        }
        is_swallowing
    }
}

/// How many cells a row has, if it is as RFC 4180, 2.5 to 2.7 want it: quotation marks stand
/// around whole cells, and twice within them.
fn well_made_width(row: &str, between: u8) -> Option<usize> {
    let mut bytes = row.bytes().peekable();
    for width in 1.. {
        let mut next = bytes.next();
        if next == Some(b'"') {
            while bytes.next()? != b'"' || bytes.next_if_eq(&b'"').is_some() {}
            next = bytes.next();
        } else {
            while next.is_some_and(|byte| byte != between && byte != b'"') {
                next = bytes.next();
            }
        }
        match next {
            None => return Some(width),
            Some(byte) if byte == between => {}
            Some(_) => return None,
        }
    }
    None
}

fn reader(text: &str, between: u8) -> csv::Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .delimiter(between)
        .flexible(true)
        .trim(Trim::None)
        .from_reader(text.as_bytes())
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let mut cells = StringRecord::new();
        // The reader's own line numbers count only LF; ours count every line end.
        let mut start = self.reached();
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let passed = self.text.get(self.at..start).unwrap_or_default();
        self.line += lines::count_ends(passed);
        self.at = start;
        match self.reader.read_record(&mut cells) {
            Ok(false) => None,
            Ok(true) if self.is_let_go() => Some(Row::Unreadable(
                self.line,
                "its quotation mark is never closed".to_owned(),
            )),
            Ok(true) if cells.as_slice().len() > ROW_LIMIT => Some(Row::Unreadable(
                self.line,
                "longer than 2 MB; is a quotation mark never closed?".to_owned(),
            )),
            Ok(true) => Some(Row::Cells(self.line, cells)),
            Err(error) => Some(Row::Unreadable(self.line, error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_know_their_lines() {
        let text = "a,b\n\n\"x\ny\",z\r\nlast";
        let rows: Vec<(u64, usize)> = Rows::of(text, b',')
            .map(|row| match row {
                Row::Cells(line, cells) => (line, cells.len()),
                Row::Unreadable(line, _) => (line, 0),
            })
            .collect();
        assert_eq!(rows, [(1, 2), (3, 2), (5, 1)]);
        let old_mac: Vec<u64> = Rows::of("a\rb\r\r\nc", b',')
            .map(|row| match row {
                Row::Cells(line, _) | Row::Unreadable(line, _) => line,
            })
            .collect();
        assert_eq!(old_mac, [1, 2, 3]);
    }

    #[test]
    fn well_made_rows_have_well_made_width() {
        for (row, expected) in [
            ("", Some(1)),
            ("a,b", Some(2)),
            ("a,", Some(2)),
            (",\"\",\"b, \"\"c\"\"\nd\"", Some(3)),
            ("\"a\"b,c", None),
            ("a \"b\",c", None),
            ("a,\"b", None),
            ("\"a\" ,b", None),
        ] {
            assert_eq!(well_made_width(row, b','), expected, "{row}");
        }
        assert_eq!(well_made_width("a;\"b;c\"", b';'), Some(2));
    }
}
