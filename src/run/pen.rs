//! Writing on the terminal: where the cursor is, how letters look, and short sequences that
//! change either.

use ratatui::style::{Color, Modifier};

use crate::ui::{Look, Mark, Names};

/// A hand that writes on a terminal: it finds letters plain and leaves them plain.
pub(super) struct Pen<'b> {
    bytes: &'b mut Vec<u8>,
    /// Where the cursor is, if that is certain.
    at: Option<(usize, usize)>,
    look: Look,
    /// The number of that look.
    number: u16,
}

impl<'b> Pen<'b> {
    pub(super) fn new(bytes: &'b mut Vec<u8>) -> Pen<'b> {
        Pen {
            bytes,
            at: None,
            look: Look::PLAIN,
            number: Pen::PLAIN,
        }
    }

    /// The number of the plain look.
    const PLAIN: u16 = 0;

    /// Empties the terminal.
    pub(super) fn clear(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[m\x1b[2J");
    }

    /// Puts the cursor at a column and row.
    pub(super) fn go(&mut self, x: usize, y: usize) {
        match self.at {
            Some(at) if at == (x, y) => return,
            Some((before, row)) if row == y && before < x => {
                self.sequence();
                if x - before > 1 {
                    self.number(x - before);
                }
                self.bytes.push(b'C');
            }
            _ => {
                self.sequence();
                self.number(y + 1);
                if x > 0 {
                    self.number(x + 1);
                }
                self.bytes.push(b'H');
            }
        }
        self.at = Some((x, y));
    }

    /// No longer trusts the cursor to be where it should.
    pub(super) fn lose_place(&mut self) {
        self.at = None;
    }

    /// Writes a letter of so many columns as letters look now.
    pub(super) fn write(&mut self, letter: &str, columns: usize) {
        self.bytes.extend_from_slice(letter.as_bytes());
        self.advance(columns);
    }

    /// Writes the first of these marks, as far as they are ASCII letters that look as letters
    /// do now; returns how many.
    pub(super) fn write_ascii(&mut self, marks: &[Mark]) -> usize {
        let before = self.bytes.len();
        for mark in marks {
            match mark.as_ascii() {
                Some(letter) if self.writes(*mark) => self.bytes.push(letter),
                _ => break,
            }
        }
        let written = self.bytes.len() - before;
        self.advance(written);
        written
    }

    /// Whether a mark can be written as letters look now: also a blank on which no difference
    /// is seen.
    #[inline]
    pub(super) fn writes(&self, mark: Mark) -> bool {
        mark.look() == self.number || mark.is_blank() && Names::is_plain_on_blanks(self.number)
    }

    fn advance(&mut self, columns: usize) {
        if let Some((x, _)) = &mut self.at {
            *x += columns;
        }
    }

    /// Blanks the row from the cursor on.
    pub(super) fn erase(&mut self) {
        self.dip(Pen::PLAIN, Look::PLAIN);
        self.bytes.extend_from_slice(b"\x1b[K");
    }

    pub(super) fn show_cursor(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[?25h");
    }

    pub(super) fn hide_cursor(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[?25l");
    }

    /// Leaves letters plain.
    pub(super) fn lay_down(mut self) {
        self.dip(Pen::PLAIN, Look::PLAIN);
    }

    /// Has letters look so from here on; `number` is the look's.
    pub(super) fn dip(&mut self, number: u16, look: Look) {
        if self.number == number {
            return;
        }
        let mut from = std::mem::replace(&mut self.look, look);
        self.number = number;
        self.sequence();
        if look == Look::PLAIN {
            self.bytes.push(b'm');
            return;
        }
        // Bold and dim end together, so that it is simpler to begin anew.
        if !look.modifiers.contains(from.modifiers) {
            self.number(0);
            from = Look::PLAIN;
        }
        for (mark, code) in CODES {
            if (look.modifiers - from.modifiers).contains(mark) {
                self.number(code);
            }
        }
        if look.ink != from.ink {
            self.colour(look.ink, 30);
        }
        if look.paper != from.paper {
            self.colour(look.paper, 40);
        }
        self.bytes.push(b'm');
    }

    /// The codes of a colour, of letters from 30 on, of what is behind them from 40 on.
    fn colour(&mut self, colour: Color, from: usize) {
        let bright = from + 60;
        let code = match colour {
            Color::Black => from,
            Color::Red => from + 1,
            Color::Green => from + 2,
            Color::Yellow => from + 3,
            Color::Blue => from + 4,
            Color::Magenta => from + 5,
            Color::Cyan => from + 6,
            Color::Gray => from + 7,
            Color::DarkGray => bright,
            Color::LightRed => bright + 1,
            Color::LightGreen => bright + 2,
            Color::LightYellow => bright + 3,
            Color::LightBlue => bright + 4,
            Color::LightMagenta => bright + 5,
            Color::LightCyan => bright + 6,
            Color::White => bright + 7,
            Color::Reset => from + 9,
            Color::Indexed(_) | Color::Rgb(..) => from + 8,
        };
        self.number(code);
        let more: &[u8] = match colour {
            Color::Indexed(index) => &[5, index],
            Color::Rgb(red, green, blue) => &[2, red, green, blue],
            _ => &[],
        };
        for number in more {
            self.number((*number).into());
        }
    }

    fn sequence(&mut self) {
        self.bytes.extend_from_slice(b"\x1b[");
    }

    /// A number of the sequence begun.
    fn number(&mut self, number: usize) {
        if self.bytes.last() != Some(&b'[') {
            self.bytes.push(b';');
        }
        self.digits(number);
    }

    fn digits(&mut self, number: usize) {
        if number >= 10 {
            self.digits(number / 10);
        }
        self.bytes.push(b'0' + (number % 10) as u8);
    }
}

/// What each modifier is called in a sequence.
const CODES: [(Modifier, usize); 9] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::SLOW_BLINK, 5),
    (Modifier::RAPID_BLINK, 6),
    (Modifier::REVERSED, 7),
    (Modifier::HIDDEN, 8),
    (Modifier::CROSSED_OUT, 9),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn look(ink: Color, modifiers: Modifier) -> Look {
        Look {
            ink,
            modifiers,
            ..Look::PLAIN
        }
    }

    /// What is sent for letters that look so, one after another.
    #[track_caller]
    fn check(looks: &[Look], expected: &str) {
        let mut bytes = Vec::new();
        let mut pen = Pen::new(&mut bytes);
        let mut names = Names::default();
        for look in looks {
            let number = names.look(*look);
            pen.dip(number, *look);
            pen.write_ascii(&[names.mark("x", 1, number)]);
        }
        pen.lay_down();
        let sent = String::from_utf8(bytes).unwrap().replace('\x1b', "^");
        assert_eq!(sent, expected);
    }

    #[test]
    fn a_look_is_said_in_one_sequence() {
        let bold = look(Color::Reset, Modifier::BOLD);
        let cyan = look(Color::Cyan, Modifier::empty());
        let both = look(Color::Cyan, Modifier::BOLD);
        let dim = look(Color::Reset, Modifier::DIM);
        check(&[], "");
        check(&[Look::PLAIN], "x");
        check(&[bold, bold], "^[1mxx^[m");
        check(&[cyan, both], "^[36mx^[1mx^[m");
        check(&[both, cyan], "^[1;36mx^[0;36mx^[m");
        check(&[bold, dim, Look::PLAIN], "^[1mx^[0;2mx^[mx");
        check(&[both, bold], "^[1;36mx^[39mx^[m");
        check(&[look(Color::LightRed, Modifier::empty())], "^[91mx^[m");
        check(
            &[look(Color::Indexed(200), Modifier::empty())],
            "^[38;5;200mx^[m",
        );
        check(
            &[look(Color::Rgb(0, 10, 255), Modifier::empty())],
            "^[38;2;0;10;255mx^[m",
        );
        let paper = Look {
            paper: Color::White,
            ..Look::PLAIN
        };
        check(&[paper], "^[107mx^[m");
    }

    #[test]
    fn the_cursor_takes_the_short_way() {
        let mut bytes = Vec::new();
        let mut pen = Pen::new(&mut bytes);
        for (x, y) in [(4, 2), (4, 2), (5, 2), (15, 2), (3, 2), (0, 11)] {
            pen.go(x, y);
        }
        pen.lose_place();
        pen.go(0, 11);
        assert_eq!(
            String::from_utf8(bytes).unwrap().replace('\x1b', "^"),
            "^[3;5H^[C^[10C^[3;4H^[12H^[12H"
        );
    }
}
