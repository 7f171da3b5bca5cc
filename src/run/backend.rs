//! Drawing for terminals that measure some letters otherwise than we do.
//!
//! Terminals disagree about how many columns a letter with spacing marks (Tamil, Thai …),
//! or an emoji, takes. Whoever relies on the cursor being where it should be after one of
//! those shifts the rest of the line, and leaves bits of it behind. So after every such
//! letter the cursor is put where the next cell is.

use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// A crossterm backend that trusts no terminal with the width of more than plain letters.
pub(super) struct Careful<W: Write>(CrosstermBackend<W>);

impl<W: Write> Careful<W> {
    pub(super) fn new(out: W) -> Careful<W> {
        Careful(CrosstermBackend::new(out))
    }
}

impl<W: Write> Backend for Careful<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        // Each draw begins by moving the cursor, so cells drawn apart stand where they should.
        let cells: Vec<(u16, u16, &Cell)> = content.collect();
        let stretches = cells.chunk_by(|(_, _, before), _| is_measured_alike(before.symbol()));
        for stretch in stretches {
            self.0.draw(stretch.iter().copied())?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.0.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.0.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        self.0.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.0.set_cursor_position(position)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.0.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.0.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        self.0.size()
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        self.0.window_size()
    }

    fn flush(&mut self) -> io::Result<()> {
        Backend::flush(&mut self.0)
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
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    /// How often the cursor is put somewhere while `text` is drawn on one line.
    #[track_caller]
    fn check(text: &str, moves: usize) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        buffer.set_string(0, 0, text, Style::new());
        let cells: Vec<(u16, u16, &Cell)> = (0..20u16)
            .map(|x| (x, 0, &buffer[(x, 0)]))
            .filter(|(_, _, cell)| cell.symbol() != " ")
            .collect();
        let mut out = Vec::new();
        Careful::new(&mut out).draw(cells.into_iter()).unwrap();
        let sent = String::from_utf8(out).unwrap();
        assert_eq!(sent.matches('H').count(), moves, "{sent:?}");
    }

    #[test]
    fn the_cursor_is_put_right_after_letters_that_terminals_measure_differently() {
        check("plain", 1);
        check("Søren", 1);
        check("யாab", 2);
        check("😀ab", 2);
    }
}
