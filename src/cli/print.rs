//! The only place that prints: data on standard output, messages on standard error, both
//! through the text boundary.

use std::borrow::Cow;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

use chrono::{DateTime, SecondsFormat};
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use serde_json::{Serializer, Value};

use super::failure::Failure;
use crate::clock::Clock;
use crate::domain::discreet::{self, Sight};
use crate::text::{self, Shown};

/// Standard output, locked and buffered until [`Out::finish`].
pub(super) struct Out {
    to: BufWriter<StdoutLock<'static>>,
    is_terminal: bool,
    /// What may be seen of a document.
    pub sight: Sight,
}

impl Out {
    pub(super) fn new() -> Out {
        let stdout = io::stdout().lock();
        Out {
            is_terminal: stdout.is_terminal(),
            sight: Sight::Open,
            to: BufWriter::with_capacity(1 << 16, stdout),
        }
    }

    /// One line of text; line ends in it become blanks, blanks at its end are left out.
    pub(super) fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.to
            .write_all(Shown::line(text).as_str().trim_end().as_bytes())?;
        Ok(self.to.write_all(b"\n")?)
    }

    /// Text of several lines, each after `indent` blanks.
    pub(super) fn block(&mut self, text: &str, indent: usize) -> Result<(), Failure> {
        for line in Shown::block(text).as_str().lines() {
            let line = line.trim_end();
            let blanks = if line.is_empty() { 0 } else { indent };
            writeln!(self.to, "{:blanks$}{line}", "")?;
        }
        Ok(())
    }

    /// Cells separated by tabs, on one line.
    pub(super) fn tabbed<'c>(
        &mut self,
        cells: impl IntoIterator<Item = &'c str>,
    ) -> Result<(), Failure> {
        for (column, cell) in cells.into_iter().enumerate() {
            if column > 0 {
                self.to.write_all(b"\t")?;
            }
            self.to.write_all(Shown::line(cell).as_str().as_bytes())?;
        }
        Ok(self.to.write_all(b"\n")?)
    }

    /// Rows whose columns are aligned, two blanks apart.
    pub(super) fn table(&mut self, rows: &Table) -> Result<(), Failure> {
        for row in 0..rows.len() {
            let line = rows.line(row);
            self.to.write_all(line.trim_end().as_bytes())?;
            self.to.write_all(b"\n")?;
        }
        Ok(())
    }

    /// One JSON document in which no character is left that a terminal would act on.
    pub(super) fn json(&mut self, document: &impl Serialize) -> Result<(), Failure> {
        match self.sight {
            Sight::Open => {
                document.serialize(&mut Serializer::with_formatter(&mut self.to, Escaping))?;
            }
            Sight::Discreet => {
                let mut document = serde_json::to_value(document)?;
                hide(&mut document);
                document.serialize(&mut Serializer::with_formatter(&mut self.to, Escaping))?;
            }
        }
        Ok(self.to.write_all(b"\n")?)
    }

    /// Text for another program, byte for byte; a terminal gets it through the boundary.
    pub(super) fn raw(&mut self, text: &str) -> Result<(), Failure> {
        if self.is_terminal {
            let shown = Shown::block(text);
            self.to.write_all(shown.as_str().as_bytes())?;
        } else {
            self.to.write_all(text.as_bytes())?;
        }
        Ok(())
    }

    /// Hands over what is still buffered.
    ///
    /// # Errors
    /// If it cannot be written; a closed pipe is a quiet success.
    pub(super) fn finish(&mut self) -> Result<(), Failure> {
        Ok(self.to.flush()?)
    }
}

/// Takes out of a document what is hidden by its name.
fn hide(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match discreet::FIELDS.contains(&name.as_str()) {
                    true => *value = Value::Null,
                    false => hide(value),
                }
            }
        }
        Value::Array(all) => all.iter_mut().for_each(hide),
        _ => {}
    }
}

/// A JSON text with every character escaped that a terminal might act on; they stand in its
/// strings alone, but for the line ends between values.
pub(super) fn escaped(json: &str) -> Cow<'_, str> {
    let is_unseen = |c: char| c != '\n' && text::is_unseen(c);
    if json.is_ascii() && !json.chars().any(is_unseen) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if is_unseen(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// One JSON document as text, escaped as for standard output, ending in a line end.
pub(super) fn json_text(document: &impl Serialize) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    document.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping))?;
    bytes.push(b'\n');
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Says something on standard error, on one line whatever names it holds.
pub(super) fn say(message: &str) {
    say_lines(Shown::line(message).as_str());
}

/// Says something of several lines on standard error. What it quotes has to be on one line
/// already: a line end in a name would make a line of its own.
pub(super) fn say_lines(message: &str) {
    let mut stderr = io::stderr().lock();
    for line in Shown::block(message).as_str().lines() {
        // Where even this cannot be written there is nobody left to tell.
        let _ = writeln!(stderr, "{}", line.trim_end());
    }
}

/// Says something on standard error that the next message overwrites.
pub(super) fn progress(message: &str) {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "\r{}\u{1b}[K", Shown::line(message));
    let _ = stderr.flush();
}

/// Asks on standard error and reads the answer's line from standard input.
pub(super) fn ask(question: &str) -> Option<String> {
    let mut stderr = io::stderr().lock();
    let _ = write!(stderr, "{} ", Shown::line(question));
    let _ = stderr.flush();
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).ok()?;
    Some(answer.trim().to_owned())
}

/// An instant as lists show it, `2026-11-22 18:40` in the local zone; `at` is in milliseconds
/// since 1970, UTC.
pub(super) fn moment(at: i64, clock: Clock) -> String {
    clock
        .moment_of(at)
        .map_or_else(String::new, |at| at.format("%Y-%m-%d %H:%M").to_string())
}

/// An instant as JSON has it, `2026-11-22T18:40:00Z`; `at` is in milliseconds since 1970, UTC.
pub(super) fn instant(at: i64) -> Option<String> {
    Some(DateTime::from_timestamp_millis(at)?.to_rfc3339_opts(SecondsFormat::Secs, true))
}

/// So many bytes, as a person says it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        ..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Whether there is a person to ask: both ends of the conversation are terminals.
pub(super) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Whether an editor would have a terminal to itself.
pub(super) fn can_edit() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Whether messages go to a terminal, so that progress may be shown.
pub(super) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Rows of cells, each as wide as its column's widest, up to a limit for the alignment.
#[derive(Debug, Default)]
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    widths: Vec<usize>,
}

/// A cell wider than this pushes the rest of its row instead of everybody's.
const WIDEST: usize = 32;

impl Table {
    /// Adds a row; what is in its cells becomes fit to be shown.
    pub(super) fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        let cells: Vec<String> = cells
            .into_iter()
            .map(|cell| Shown::line(cell).into_owned())
            .collect();
        for (column, cell) in cells.iter().enumerate() {
            let width = text::width(cell);
            if column == self.widths.len() {
                self.widths.push(0);
            }
            if width <= WIDEST {
                self.widths[column] = self.widths[column].max(width);
            }
        }
        self.rows.push(cells);
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn line(&self, row: usize) -> String {
        let mut line = String::new();
        for (cell, width) in self.rows[row].iter().zip(&self.widths) {
            line.push_str(cell);
            let missing = width.saturating_sub(text::width(cell)) + 2;
            line.extend(std::iter::repeat_n(' ', missing));
        }
        line
    }
}

/// JSON as small as it gets, with everything escaped that a terminal might act on.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Without an early end, so that the test runs over many bytes at once.
        if fragment
            .bytes()
            .fold(true, |plain, byte| plain & (b' '..0x7f).contains(&byte))
        {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        let mut plain = 0;
        for (at, c) in fragment.char_indices() {
            if !text::is_unseen(c) {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            plain = at + c.len_utf8();
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_strings_reach_no_terminal_raw_and_read_back_whole() {
        for text in [
            "plain",
            "李雷 \"quoted\" \\",
            "a\u{1b}[31m\u{202e}b\u{9b}c\u{7f}\0",
            "tag\u{e0041} joiner\u{200d}",
        ] {
            let mut bytes = Vec::new();
            text.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping))
                .unwrap();
            let json = String::from_utf8(bytes).unwrap();
            assert!(!json.chars().any(text::is_unseen), "{json}");
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }

    #[test]
    fn columns_line_up_by_width() {
        let mut table = Table::default();
        table.row(["1", "李雷", "weak"]);
        table.row(["20", "Ana\u{1b}", "inner"]);
        table.row(["3", "A very long name indeed, longer than most", "latent"]);
        let lines: Vec<String> = (0..table.len()).map(|row| table.line(row)).collect();
        assert_eq!(
            lines,
            [
                "1   李雷       weak    ",
                "20  Ana⟨001B⟩  inner   ",
                "3   A very long name indeed, longer than most  latent  ",
            ]
        );
    }
}
