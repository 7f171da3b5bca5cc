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
    pub fn is_plain_on_blanks(&self) -> bool {
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
/// whether it is a name.
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
    pub const fn columns(self) -> usize {
        (self.0 >> Mark::COLUMNS) as u8 as usize
    }

    /// The letter, if it is ASCII.
    pub const fn as_ascii(self) -> Option<u8> {
        match self.0 & (Mark::NAMED | u32::MAX as u64) {
            letter @ 1..0x80 => Some(letter as u8),
            _ => None,
        }
    }

    /// Whether marks are the same, one by one.
    pub fn are_same(some: &[Mark], others: &[Mark]) -> bool {
        // Without a way out in between, many are compared at once.
        let differences = some.iter().zip(others).map(|(one, other)| one.0 ^ other.0);
        some.len() == others.len() && differences.fold(0, |all, bits| all | bits) == 0
    }

    const fn code(self) -> u32 {
        self.0 as u32
    }

    const fn look(self) -> usize {
        (self.0 >> Mark::LOOK) as u16 as usize
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
    /// How many have a number.
    pub fn count(&self) -> usize {
        self.looks.len() + self.letters.len()
    }

    /// How a mark looks.
    pub fn look_of(&self, mark: Mark) -> Look {
        self.looks.get(mark.look()).copied().unwrap_or(Look::PLAIN)
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

    /// The number of a look.
    pub(super) fn look(&mut self, look: Look) -> u16 {
        let known = self.looks.iter().position(|known| *known == look);
        let number = known.unwrap_or_else(|| {
            self.looks.push(look);
            self.looks.len() - 1
        });
        number as u16
    }

    /// The mark of a letter of so many columns.
    pub(super) fn mark(&mut self, letter: &str, columns: usize, look: u16) -> Mark {
        let columns = columns.min(u8::MAX.into()) as u8;
        if letter.len() > 4 {
            let named = Mark::new(self.number(letter), columns, look);
            return Mark(named.0 | Mark::NAMED);
        }
        let bytes = letter.bytes().rev();
        let code = bytes.fold(0, |code, byte| code << 8 | u32::from(byte));
        Mark::new(code, columns, look)
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
