//! Comma-separated tables: a header found by its names, rows with their line numbers.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::{ReadError, Tally, lines};
use crate::domain::draft::{Draft, Parsed, Skipped, SourceKind};

/// More columns than this are no table of people.
const COLUMN_LIMIT: usize = 5_000;
/// A row longer than this, in bytes, is a quotation mark that was never closed.
const ROW_LIMIT: usize = 2_000_000;

/// A table whose header row was found.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// The columns' names in lower case, trimmed.
    pub(super) columns: Vec<String>,
    rows: Rows<'a>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Row {
    Cells(u64, StringRecord),
    /// The line where it starts, and why it cannot be read.
    Unreadable(u64, String),
}

/// The names of the first row among the top ones that `is_header` accepts: lower case,
/// trimmed.
pub(super) fn header(text: &str, is_header: impl Fn(&[String]) -> bool) -> Option<Vec<String>> {
    Table::find(text, is_header).map(|table| table.columns)
}

impl<'a> Table<'a> {
    /// The table in `text` that starts at the row which `is_header` accepts. Looked for
    /// among the first rows, since some programs write a preamble.
    pub(super) fn find(text: &'a str, is_header: impl Fn(&[String]) -> bool) -> Option<Table<'a>> {
        let mut rows = Rows::of(text);
        for _ in 0..30 {
            match rows.next()? {
                Row::Cells(_, cells) if cells.len() <= COLUMN_LIMIT => {
                    let columns: Vec<String> = cells
                        .iter()
                        .map(|cell| cell.trim().to_lowercase())
                        .collect();
                    if is_header(&columns) {
                        return Some(Table { columns, rows });
                    }
                }
                Row::Cells(..) | Row::Unreadable(..) => {}
            }
        }
        None
    }

    /// Where the column of this name is.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// What the rows say, each as `draft` reads it from its line and cells; what it does not
    /// understand of one that it takes, it adds to the warnings.
    pub(super) fn parsed(
        self,
        kind: SourceKind,
        tally: &mut Tally<'_>,
        draft: impl Fn(u64, &StringRecord, &mut Vec<Skipped>) -> Result<Draft, String>,
    ) -> Result<Parsed, ReadError> {
        let mut parsed = Parsed {
            kind,
            read: 0,
            drafts: Vec::new(),
            skipped: Vec::new(),
            warnings: Vec::new(),
        };
        for row in self.rows {
            parsed.read += 1;
            match row {
                Row::Cells(line, cells) => match draft(line, &cells, &mut parsed.warnings) {
                    Ok(draft) => parsed.drafts.push(draft),
                    Err(why) => parsed.skipped.push(Skipped { line, why }),
                },
                Row::Unreadable(line, why) => parsed.skipped.push(Skipped { line, why }),
            }
            tally.record()?;
        }
        Ok(parsed)
    }
}

/// The rows of a text, empty lines left out.
#[derive(Debug)]
struct Rows<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    /// How far lines are counted, and the line there.
    at: usize,
    line: u64,
}

impl<'a> Rows<'a> {
    fn of(text: &'a str) -> Rows<'a> {
        Rows {
            text,
            reader: ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .trim(Trim::None)
                .from_reader(text.as_bytes()),
            at: 0,
            line: 1,
        }
    }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let mut cells = StringRecord::new();
        // The reader's own line numbers count only LF; ours count every line end.
        let mut start = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let passed = self.text.get(self.at..start).unwrap_or_default();
        self.line += lines::count_ends(passed);
        self.at = start.min(self.text.len());
        match self.reader.read_record(&mut cells) {
            Ok(false) => None,
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
        let rows: Vec<(u64, usize)> = Rows::of(text)
            .map(|row| match row {
                Row::Cells(line, cells) => (line, cells.len()),
                Row::Unreadable(line, _) => (line, 0),
            })
            .collect();
        assert_eq!(rows, [(1, 2), (3, 2), (5, 1)]);
        let old_mac: Vec<u64> = Rows::of("a\rb\r\r\nc")
            .map(|row| match row {
                Row::Cells(line, _) | Row::Unreadable(line, _) => line,
            })
            .collect();
        assert_eq!(old_mac, [1, 2, 3]);
    }
}
