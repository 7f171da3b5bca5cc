//! Comma-separated tables: a header found by its names, and what the rows under it say.

mod rows;

use csv::StringRecord;

use self::rows::{Row, Rows};
use super::{ReadError, Tally};
use crate::domain::draft::{Draft, Parsed, Skipped, SourceKind};

/// More columns than this are no table of people.
const COLUMN_LIMIT: usize = 5_000;
/// A preamble is shorter, in rows.
const TOP: usize = 30;

/// What stands between two cells, the likeliest first: spreadsheets take the semicolon where
/// a comma stands in numbers.
const BETWEEN: [u8; 3] = [b',', b';', b'\t'];

/// A table whose header row was found.
#[derive(Debug)]
pub(super) struct Table<'a> {
    /// The columns' names in lower case, trimmed.
    pub(super) columns: Vec<String>,
    rows: Rows<'a>,
}

/// The rows among which a header is looked for, as each character that may stand between two
/// cells parts them: lower case, trimmed.
pub(super) fn headers(text: &str) -> Vec<Vec<String>> {
    BETWEEN
        .into_iter()
        .flat_map(|between| Rows::of(text, between).take(TOP).filter_map(names))
        .collect()
}

/// A row as the names of columns, if it can be one; see [`headers`].
fn names(row: Row) -> Option<Vec<String>> {
    match row {
        Row::Cells(_, cells) if cells.len() <= COLUMN_LIMIT => Some(
            cells
                .iter()
                .map(|cell| cell.trim().to_lowercase())
                .collect(),
        ),
        Row::Cells(..) | Row::Unreadable(..) => None,
    }
}

/// Whether a line of this text has more columns than a table of people has.
pub(super) fn is_too_wide(text: &str) -> bool {
    let columns = |line: &str| {
        line.bytes()
            .filter(|b| matches!(b, b',' | b';' | b'\t'))
            .count()
    };
    text.split(['\n', '\r'])
        .any(|line| columns(line) > COLUMN_LIMIT)
}

impl<'a> Table<'a> {
    /// The table in `text` that starts at the row which `is_header` accepts. Looked for
    /// among the first rows, since some programs write a preamble.
    pub(super) fn find(text: &'a str, is_header: impl Fn(&[String]) -> bool) -> Option<Table<'a>> {
        BETWEEN
            .into_iter()
            .find_map(|between| Table::find_between(text, between, &is_header))
    }

    fn find_between(
        text: &'a str,
        between: u8,
        is_header: &impl Fn(&[String]) -> bool,
    ) -> Option<Table<'a>> {
        let mut rows = Rows::of(text, between);
        let is_header = |columns: &Vec<String>| is_header(columns);
        let columns = rows.by_ref().take(TOP).filter_map(names).find(is_header)?;
        rows.set_width(columns.len());
        Some(Table { columns, rows })
    }

    /// The table in `text` whatever its columns are called, with their names as they are
    /// written: from the first row on in which several cells hold something, if the next has
    /// as many cells. Where that first row is somebody already, the columns have numbers for
    /// names.
    pub(super) fn any(text: &'a str) -> Option<(Table<'a>, Vec<String>)> {
        let tables = BETWEEN.into_iter().filter_map(|between| {
            let mut rows = Rows::of(text, between);
            let first = rows.by_ref().take(10).find_map(|row| match row {
                Row::Cells(line, cells) if is_filled(&cells) => Some((line, cells)),
                Row::Cells(..) | Row::Unreadable(..) => None,
            })?;
            let next = rows.next()?;
            let (line, cells) = first;
            matches!(next, Row::Cells(_, next) if next.len() == cells.len())
                .then_some((between, line, cells))
        });
        let (between, line, cells) = tables.max_by_key(|(_, _, cells)| cells.len())?;
        let is_somebody = cells.iter().any(is_value);
        let mut rows = Rows::of(text, between);
        rows.set_width(cells.len());
        // Up to the first row, and past it where it names the columns.
        loop {
            let before = rows.place();
            match rows.next()? {
                Row::Cells(at, _) if at == line => {
                    if is_somebody {
                        rows.go_back(before);
                    }
                    break;
                }
                Row::Cells(..) | Row::Unreadable(..) => {}
            }
        }
        let named = |(at, cell): (usize, &str)| match cell.trim() {
            name if !is_somebody && !name.is_empty() => name.to_owned(),
            _ => format!("column {}", at + 1),
        };
        let names: Vec<String> = cells.iter().enumerate().map(named).collect();
        let columns = names.iter().map(|name| name.to_lowercase()).collect();
        Some((Table { columns, rows }, names))
    }

    /// The rows that can be read, as cells.
    pub(super) fn cells(self) -> impl Iterator<Item = StringRecord> {
        self.rows.filter_map(|row| match row {
            Row::Cells(_, cells) => Some(cells),
            Row::Unreadable(..) => None,
        })
    }

    /// Where the column of this name is.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Hands every row that can be read to `take`, with its line.
    pub(super) fn each(self, mut take: impl FnMut(u64, &StringRecord)) {
        for row in self.rows {
            if let Row::Cells(line, cells) = row {
                take(line, &cells);
            }
        }
    }

    /// What the rows say of people, each as `draft` reads it; see [`Table::records`].
    pub(super) fn parsed(
        self,
        kind: SourceKind,
        tally: &mut Tally<'_>,
        draft: impl Fn(u64, &StringRecord, &mut Vec<Skipped>) -> Result<Draft, String>,
    ) -> Result<Parsed, ReadError> {
        let records = self.records(tally, draft)?;
        Ok(Parsed {
            read: records.read,
            drafts: records.taken,
            skipped: records.skipped,
            warnings: records.warnings,
            ..Parsed::of(kind)
        })
    }

    /// What the rows say, each as `record` reads it from its line and cells; what it does not
    /// understand of one that it takes, it adds to the warnings.
    pub(super) fn records<T>(
        self,
        tally: &mut Tally<'_>,
        record: impl Fn(u64, &StringRecord, &mut Vec<Skipped>) -> Result<T, String>,
    ) -> Result<Records<T>, ReadError> {
        let mut records = Records {
            read: 0,
            taken: Vec::new(),
            skipped: Vec::new(),
            warnings: Vec::new(),
        };
        let is_blank = |row: &Row| match row {
            Row::Cells(_, cells) => cells.iter().all(|cell| cell.trim().is_empty()),
            Row::Unreadable(..) => false,
        };
        // Spreadsheets write rows of commas down to the last that ever held something.
        for row in self.rows.filter(|row| !is_blank(row)) {
            records.read += 1;
            match row {
                Row::Cells(line, cells) => match record(line, &cells, &mut records.warnings) {
                    Ok(record) => {
                        let why = ragged(&cells, self.columns.len());
                        let note = why.map(|why| Skipped { line, why });
                        records.warnings.extend(note);
                        records.taken.push(record);
                    }
                    Err(why) => records.skipped.push(Skipped { line, why }),
                },
                Row::Unreadable(line, why) => records.skipped.push(Skipped { line, why }),
            }
            tally.record()?;
        }
        Ok(records)
    }
}

/// What the rows of a table say.
pub(super) struct Records<T> {
    /// Rows met, taken or not.
    pub(super) read: usize,
    pub(super) taken: Vec<T>,
    pub(super) skipped: Vec<Skipped>,
    pub(super) warnings: Vec<Skipped>,
}

/// Whether several cells hold something.
fn is_filled(cells: &StringRecord) -> bool {
    let held = cells.iter().filter(|cell| !cell.trim().is_empty());
    cells.len() <= COLUMN_LIMIT && held.count() > 1
}

/// Whether a cell is something about somebody rather than the name of a column: an address, a
/// number or a day.
fn is_value(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let letters = cell.chars().filter(|c| c.is_alphabetic()).count();
    cell.contains('@') || (digits > 3 && digits > letters)
}

/// What to say of a row that has not as many cells as there are columns; empty ones too many
/// are worth no word.
fn ragged(cells: &StringRecord, columns: usize) -> Option<String> {
    let has = cells.len();
    if has < columns {
        return Some(format!("only {has} of {columns} columns"));
    }
    let is_more = cells
        .iter()
        .skip(columns)
        .any(|cell| !cell.trim().is_empty());
    is_more.then(|| format!("{has} columns where the header has {columns}; the last are left out"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows under the header `a,b,c`: the line, and the first cell or "unclosed".
    #[track_caller]
    fn check(rows: &str, expected: &[(u64, &str)]) {
        let text = format!("a,b,c\n{rows}");
        let found: Vec<(u64, String)> = Table::find(&text, |_| true)
            .unwrap()
            .rows
            .map(|row| match row {
                Row::Cells(line, cells) => (line, cells[0].to_owned()),
                Row::Unreadable(line, _) => (line, "unclosed".to_owned()),
            })
            .collect();
        let found: Vec<(u64, &str)> = found.iter().map(|(l, c)| (*l, c.as_str())).collect();
        assert_eq!(found, expected, "{rows}");
    }

    #[test]
    fn a_quote_that_never_closes_costs_its_own_line_alone() {
        check(
            "x,y,z\n\"u,v,w\nk,l,m\nn,o,p\n",
            &[(2, "x"), (3, "unclosed"), (4, "k"), (5, "n")],
        );
        check("\"u,v,w\n\"k\",\"l\",\"m\"\n", &[(2, "unclosed"), (3, "k")]);
        check(
            "\"u,v,w\nk,\"l, l\",m\nn,o,p",
            &[(2, "unclosed"), (3, "k"), (4, "n")],
        );
        check("x,y,\"u", &[(2, "x")]);
        check("x,y,\"u\r\nk,l\r\n", &[(2, "unclosed"), (3, "k")]);
    }

    #[test]
    fn a_table_that_nobody_knows_has_names_or_numbers_for_columns() {
        let check = |text: &str, expected: Option<(&[&str], &[&str])>| {
            let found = Table::any(text).map(|(table, names)| {
                let firsts: Vec<String> = table.cells().map(|row| row[0].to_owned()).collect();
                (names, firsts)
            });
            let expected = expected.map(|(names, firsts)| {
                let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
                (owned(names), owned(firsts))
            });
            assert_eq!(found, expected, "{text}");
        };
        check(
            "Nombre,Fono\nAna,1\nRui,2",
            Some((&["Nombre", "Fono"], &["Ana", "Rui"])),
        );
        check(
            "sep=;\nNombre;;Fono\r\nAna;x,y;1",
            Some((&["Nombre", "column 2", "Fono"], &["Ana"])),
        );
        check(
            "\n\nAna,ana@example.com\nRui,rui@example.com\n",
            Some((&["column 1", "column 2"], &["Ana", "Rui"])),
        );
        check("a\tb\nAna\tx", Some((&["a", "b"], &["Ana"])));
        check("Nombre,Fono\n", None);
        check("Nombre,Fono\nAna\n", None);
        check("just some words", None);
        check("", None);
    }

    #[test]
    fn cells_of_several_lines_stay_whole() {
        check("x,\"one\ntwo, three\n\",z\nk,l,m", &[(2, "x"), (5, "k")]);
        check("\"one\ntwo\",y,z\nk,l,m", &[(2, "one\ntwo"), (4, "k")]);
        check("x,y,\"one\n\ntwo\"", &[(2, "x")]);
        check(
            "x,\"one\nu,v,w\n\"\"two\"\"\",z\nk,l,m",
            &[(2, "x"), (5, "k")],
        );
        check("x,y,\"one\nu,v,w\n\"\nk,l,m", &[(2, "x"), (5, "k")]);
    }
}
