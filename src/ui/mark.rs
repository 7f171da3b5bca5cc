//! What a cell shows, as a number.

use std::collections::HashMap;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

/// How a letter looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub ink: Color,
    pub paper: Color,
    pub modifiers: Modifier,
}

impl Look {
    /// The terminal's own.
    pub const PLAIN: Look = Look {
        ink: Color::Reset,
        paper: Color::Reset,
        modifiers: Modifier::empty(),
    };

    /// Whether a blank that looks so cannot be told from a plain one.
    fn is_plain_on_blanks(&self) -> bool {
        self.paper == Color::Reset && !self.modifiers.intersects(SEEN_ON_BLANKS)
    }
}

/// What is seen where there is no letter.
const SEEN_ON_BLANKS: Modifier = Modifier::UNDERLINED
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::REVERSED)
    .union(Modifier::CROSSED_OUT);

/// What a cell shows: from low to high four bytes for its letter, or for the number of its
/// name if it is longer, two for the number of its look, one for its columns, one for
/// whether it is a name and whether terminals measure it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(u64);

impl Mark {
    /// A blank that looks plain.
    pub const BLANK: Mark = Mark::ascii(b' ', 0);
    /// What is under a wide letter that begins further left.
    pub const COVERED: Mark = Mark(0);

    const LOOK: u32 = 32;
    const COLUMNS: u32 = 48;
    const NAMED: u64 = 1 << 56;
    const UNSURE: u64 = 1 << 57;

    pub(super) const fn ascii(letter: u8, look: u16) -> Mark {
        Mark::new(letter as u32, 1, look)
    }

    const fn new(code: u32, columns: u8, look: u16) -> Mark {
        Mark(code as u64 | (look as u64) << Mark::LOOK | (columns as u64) << Mark::COLUMNS)
    }

    /// The same letter with another look.
    pub(super) const fn looking(self, look: u16) -> Mark {
        if self.0 == Mark::COVERED.0 {
            return self;
        }
        Mark(self.0 & !((u16::MAX as u64) << Mark::LOOK) | (look as u64) << Mark::LOOK)
    }

    /// The columns that its letter takes; none where it is covered.
    #[inline]
    pub const fn columns(self) -> usize {
        (self.0 >> Mark::COLUMNS) as u8 as usize
    }

    /// The letter, if it is ASCII.
    #[inline]
    pub const fn as_ascii(self) -> Option<u8> {
        match self.0 & (Mark::NAMED | u32::MAX as u64) {
            letter @ 1..0x80 => Some(letter as u8),
            _ => None,
        }
    }

    /// Whether it is a blank that cannot be told from a plain one, whatever its look.
    #[inline]
    pub const fn is_blank(self) -> bool {
        const SEEN: u64 = (Names::SEEN as u64) << Mark::LOOK;
        self.0 & (Mark::NAMED | SEEN | u32::MAX as u64) == b' ' as u64
    }

    /// Whether terminals may disagree about the columns of its letter.
    #[inline]
    pub const fn is_unsure(self) -> bool {
        self.0 & Mark::UNSURE != 0
    }

    /// So many are compared at once.
    pub const TOGETHER: usize = 4;

    /// How many of the first marks are the same one by one, as a multiple of
    /// [`Mark::TOGETHER`].
    pub fn same_at_first(some: &[Mark], others: &[Mark]) -> usize {
        type Four = [Mark; Mark::TOGETHER];
        let are_same = |(some, others): &(&Four, &Four)| {
            let ([a, b, c, d], [e, f, g, h]) = (some, others);
            (a.0 ^ e.0) | (b.0 ^ f.0) | (c.0 ^ g.0) | (d.0 ^ h.0) == 0
        };
        let (some, others) = (some.as_chunks().0, others.as_chunks().0);
        let pairs = some.iter().zip(others);
        Mark::TOGETHER * pairs.take_while(are_same).count()
    }

    /// The number of its look.
    #[inline]
    pub const fn look(self) -> u16 {
        (self.0 >> Mark::LOOK) as u16
    }

    const fn code(self) -> u32 {
        self.0 as u32
    }
}

/// The looks and the longer letters that marks have the numbers of.
#[derive(Debug, Clone)]
pub struct Names {
    looks: Vec<Look>,
    letters: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
}

impl Default for Names {
    fn default() -> Names {
        Names {
            looks: vec![Look::PLAIN],
            letters: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl Names {
    /// Set in the number of a look that is seen where there is no letter.
    const SEEN: u16 = 1 << 15;

    /// How many have a number.
    pub fn count(&self) -> usize {
        self.looks.len() + self.letters.len()
    }

    /// How a mark looks.
    pub fn look_of(&self, mark: Mark) -> Look {
        let look = self.looks.get(usize::from(mark.look() & !Names::SEEN));
        look.copied().unwrap_or(Look::PLAIN)
    }

    /// The letter of a mark, for which there has to be `room`; nothing where it is covered.
    pub fn letter_of<'l>(&'l self, mark: Mark, room: &'l mut [u8; 4]) -> &'l str {
        if mark.0 & Mark::NAMED != 0 {
            let named = self.letters.get(mark.code() as usize);
            return named.map_or("", |letter| letter);
        }
        *room = mark.code().to_le_bytes();
        let len = room.iter().position(|byte| *byte == 0).unwrap_or(4);
        std::str::from_utf8(&room[..len]).unwrap_or_default()
    }

    /// Has a cell of ratatui's show what a mark stands for.
    pub(super) fn show(&self, mark: Mark, cell: &mut Cell) {
        cell.reset();
        if mark != Mark::COVERED {
            let look = self.look_of(mark);
            cell.set_symbol(self.letter_of(mark, &mut [0; 4]));
            (cell.fg, cell.bg, cell.modifier) = (look.ink, look.paper, look.modifiers);
        }
    }

    /// The number of a look; that of the plain one is 0.
    pub fn look(&mut self, look: Look) -> u16 {
        let known = self.looks.iter().position(|known| *known == look);
        let number = known.unwrap_or_else(|| {
            self.looks.push(look);
            self.looks.len() - 1
        });
        match look.is_plain_on_blanks() {
            true => number as u16,
            false => number as u16 | Names::SEEN,
        }
    }

    /// Whether blanks of the look with this number cannot be told from plain ones.
    pub const fn is_plain_on_blanks(look: u16) -> bool {
        look & Names::SEEN == 0
    }

    /// The mark of a letter of so many columns.
    pub fn mark(&mut self, letter: &str, columns: usize, look: u16) -> Mark {
        if let [letter] = letter.as_bytes() {
            return Mark::ascii(*letter, look);
        }
        let columns = columns.min(u8::MAX.into()) as u8;
        if letter.len() > 4 {
            let named = Mark::new(self.number(letter), columns, look);
            return Mark(named.0 | Mark::NAMED | Mark::UNSURE);
        }
        let bytes = letter.bytes().rev();
        let code = bytes.fold(0, |code, byte| code << 8 | u32::from(byte));
        let mark = Mark::new(code, columns, look);
        match is_measured_alike(letter) {
            true => mark,
            false => Mark(mark.0 | Mark::UNSURE),
        }
    }

    fn number(&mut self, letter: &str) -> u32 {
        if let Some(number) = self.numbers.get(letter) {
            return *number;
        }
        let number = self.letters.len() as u32;
        self.letters.push(letter.into());
        self.numbers.insert(letter.into(), number);
        number
    }
}

/// Whether every terminal gives this letter the same width: one character, up to the end of
/// the scripts whose letters are simply narrow or simply wide.
pub fn is_measured_alike(letter: &str) -> bool {
    let mut chars = letter.chars();
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
    use super::*;

    #[test]
    fn what_is_the_same_at_first_ends_before_what_is_not() {
        for len in [0, 7, 8, 20, 24] {
            let some = vec![Mark::BLANK; len];
            assert_eq!(Mark::same_at_first(&some, &some), len / 4 * 4);
            for at in 0..len {
                let mut others = some.clone();
                others[at] = Mark::ascii(b'x', 0);
                assert_eq!(Mark::same_at_first(&some, &others), at / 4 * 4);
            }
        }
    }
}
