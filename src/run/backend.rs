//! Drawing for terminals that measure some letters otherwise than we do.
//!
//! Terminals disagree about how many columns a letter with spacing marks (Tamil, Thai …),
//! or an emoji, takes. Whoever relies on the cursor being where it should be after one of
//! those shifts the rest of the line, and leaves bits of it behind on the next screen. So a
//! line that holds such a letter, or held one until now, is drawn whole, blanks too, and
//! after every such letter the cursor is put where the next cell is.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use unicode_width::UnicodeWidthStr;

/// A crossterm backend that trusts no terminal with the width of more than plain letters.
pub(super) struct Careful<W: Write> {
    terminal: CrosstermBackend<W>,
    /// What is on the screen, as far as it has been drawn, by row.
    lines: Vec<Line>,
}

/// A row of the screen.
#[derive(Default, Clone)]
struct Line {
    cells: Vec<Cell>,
    /// Whether some cell's width depends on the terminal.
    is_uncertain: bool,
}

impl<W: Write> Careful<W> {
    pub(super) fn new(out: W) -> Careful<W> {
        Careful {
            terminal: CrosstermBackend::new(out),
            lines: Vec::new(),
        }
    }

    /// Takes over the cells of one row that change; whether the row has to be drawn whole.
    fn take_over(&mut self, row: &[(u16, u16, &Cell)]) -> bool {
        let [(_, y, _), ..] = row else { return false };
        let y = usize::from(*y);
        if self.lines.len() <= y {
            self.lines.resize(y + 1, Line::default());
        }
        let line = &mut self.lines[y];
        for (x, _, cell) in row {
            let x = usize::from(*x);
            if line.cells.len() <= x {
                line.cells.resize(x + 1, Cell::EMPTY);
            }
            line.cells[x] = (*cell).clone();
            // What a wide letter covers is not drawn, and is blank once the letter goes.
            let end = x + cell.symbol().width().max(1);
            if line.cells.len() < end {
                line.cells.resize(end, Cell::EMPTY);
            }
            line.cells[x + 1..end].fill(Cell::EMPTY);
        }
        let was_uncertain = line.is_uncertain;
        line.is_uncertain = line
            .cells
            .iter()
            .any(|cell| !is_measured_alike(cell.symbol()));
        was_uncertain || line.is_uncertain
    }

    /// Draws a whole row, as wide as any row is known to be.
    fn draw_whole(&mut self, y: u16) -> io::Result<()> {
        let width = self.lines.iter().map(|line| line.cells.len()).max();
        let Some(line) = self.lines.get_mut(usize::from(y)) else {
            return Ok(());
        };
        line.cells.resize(width.unwrap_or(0), Cell::EMPTY);
        let mut free = 0;
        let cells: Vec<(u16, u16, &Cell)> = (0u16..)
            .zip(&line.cells)
            .filter(|(x, cell)| {
                let is_shown = *x >= free;
                if is_shown {
                    free = x + u16::try_from(cell.symbol().width()).unwrap_or(1).max(1);
                }
                is_shown
            })
            .map(|(x, cell)| (x, y, cell))
            .collect();
        // Each draw begins by moving the cursor, so cells drawn apart stand where they should.
        for stretch in cells.chunk_by(|(_, _, before), _| is_measured_alike(before.symbol())) {
            self.terminal.draw(stretch.iter().copied())?;
        }
        Ok(())
    }
}

impl<W: Write> Backend for Careful<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let cells: Vec<(u16, u16, &Cell)> = content.collect();
        let mut plain: Vec<(u16, u16, &Cell)> = Vec::with_capacity(cells.len());
        let mut whole = Vec::new();
        for row in cells.chunk_by(|(_, above, _), (_, below, _)| above == below) {
            if self.take_over(row) {
                whole.extend(row.first().map(|(_, y, _)| *y));
            } else {
                plain.extend(row);
            }
        }
        self.terminal.draw(plain.into_iter())?;
        for y in whole {
            self.draw_whole(y)?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.terminal.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.terminal.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.terminal.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.terminal.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.lines.clear();
        self.terminal.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.lines.clear();
        self.terminal.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.terminal.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.terminal.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.terminal)
    }
}

/// Whether every terminal gives this cell's text the same width: one character, up to the
/// end of the scripts whose letters are simply narrow or simply wide.
fn is_measured_alike(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let (Some(first), None) = (chars.next(), chars.next()) else {
        return false;
    };
    matches!(u32::from(first),
        0x20..=0x02FF | 0x0370..=0x058F | 0x05D0..=0x05EA | 0x1E00..=0x1FFF
        | 0x2010..=0x2027 | 0x2030..=0x205E | 0x2500..=0x259F | 0x3041..=0x30FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    #[derive(Default, Clone)]
    struct Shared(Rc<RefCell<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is sent to draw the last of `texts` on a line of 20 columns, after the others.
    fn sent(texts: &[&str]) -> String {
        let bytes = Shared::default();
        let mut careful = Careful::new(bytes.clone());
        let mut old = Buffer::empty(Rect::new(0, 0, 20, 1));
        for text in texts {
            let mut new = Buffer::empty(old.area);
            new.set_string(0, 0, text, Style::new());
            bytes.0.borrow_mut().clear();
            careful.draw(old.diff(&new).into_iter()).unwrap();
            old = new;
        }
        String::from_utf8(bytes.0.take()).unwrap()
    }

    #[track_caller]
    fn check(text: &str, moves: usize) {
        let sent = sent(&[text]);
        assert_eq!(sent.matches('H').count(), moves, "{sent:?}");
    }

    #[test]
    fn the_cursor_is_put_right_after_letters_that_terminals_measure_differently() {
        check("plain", 1);
        check("Søren", 1);
        check("யாab", 2);
        check("😀ab", 2);
    }

    #[test]
    fn a_line_that_held_such_a_letter_is_drawn_whole_blanks_too() {
        assert!(sent(&["யாab", ""]).contains("   "));
        assert!(sent(&["plain", "plant"]).contains('t'));
        assert!(!sent(&["plain", "plant"]).contains("pla"));
    }
    #[test]
    fn what_a_wide_letter_covered_does_not_come_back() {
        assert!(!sent(&["qqqqqq", "யா李雷", "யா", ""]).contains('q'));
        assert!(!sent(&["qqqqqq", "யா李雷", "யாab"]).contains('q'));
    }
}
