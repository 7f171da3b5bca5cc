//! What the terminal shows, and the few bytes that make it show the next frame.
//!
//! A frame is drawn on a grid and compared with what is on the terminal; what differs is
//! sent.
//!
//! Terminals disagree about how many columns a letter with spacing marks (Tamil, Thai …),
//! or an emoji, takes. Whoever relies on the cursor being where it should be after one of
//! those shifts the rest of the line, and leaves bits of it behind on the next screen. So
//! after every such letter the cursor is put where the next cell is, and a row is drawn
//! anew, blanks too, as far as such letters reach that it holds, or held until now.

use super::pen::Pen;
use crate::ui::{Grid, Mark, Names};

/// Above so many looks and long letters all are forgotten, with what is on the terminal.
const MANY: usize = 4096;

/// So many blanks and more at the end of a row are erased at once.
const ERASED: usize = 4;

/// Up to so many letters that stay are written again rather than stepped over, which would
/// take as many bytes.
const STEP: usize = 3;

/// What the terminal shows, and what is drawn on for the next frame.
pub(super) struct Screen {
    next: Grid,
    /// What is on the terminal, row after row; nothing where nobody knows.
    shown: Vec<Mark>,
    /// How far into each row the letters reach that terminals measure differently.
    reaches: Vec<usize>,
    cursor: Option<(u16, u16)>,
}

impl Screen {
    /// A screen of this size, whose first frame is drawn in full.
    pub(super) fn new(columns: u16, rows: u16) -> Screen {
        Screen {
            next: Grid::new(columns, rows),
            shown: Vec::new(),
            reaches: vec![0; rows.into()],
            cursor: None,
        }
    }

    /// Has `view` draw on an empty grid and say where the cursor is seen, if it is; adds to
    /// `bytes` what makes the terminal show that: nothing if it does already.
    pub(super) fn frame(
        &mut self,
        bytes: &mut Vec<u8>,
        view: impl FnOnce(&mut Grid) -> Option<(u16, u16)>,
    ) {
        let before = bytes.len();
        let mut pen = Pen::new(bytes);
        if self.shown.is_empty() || self.next.names().count() > MANY {
            self.begin_anew(&mut pen);
        }
        self.next.clear();
        let cursor = view(&mut self.next);
        for y in 0..self.next.rows() {
            self.row(&mut pen, y);
        }
        pen.lay_down();
        let is_drawn = bytes.len() > before;
        let mut pen = Pen::new(bytes);
        match (self.cursor, cursor) {
            (Some(_), None) => pen.hide_cursor(),
            (was, Some((x, y))) if is_drawn || was != cursor => {
                pen.go(x.into(), y.into());
                if was.is_none() {
                    pen.show_cursor();
                }
            }
            _ => {}
        }
        self.cursor = cursor;
    }

    /// Empties the terminal, so that it is known what is on it.
    fn begin_anew(&mut self, pen: &mut Pen<'_>) {
        pen.hide_cursor();
        pen.clear();
        let (columns, rows) = (self.next.columns(), self.next.rows());
        *self = Screen::new(columns as u16, rows as u16);
        self.shown = vec![Mark::BLANK; columns * rows];
    }

    /// Has one row shown.
    fn row(&mut self, pen: &mut Pen<'_>, y: usize) {
        let (line, names) = (self.next.row(y), self.next.names());
        let width = line.len();
        let shown = &mut self.shown[y * width..][..width];
        if Mark::are_same(line, shown) {
            return;
        }
        let is_blank =
            |mark: Mark| mark.as_ascii() == Some(b' ') && names.look_of(mark).is_plain_on_blanks();
        let stays = |x: usize| line[x] == shown[x] || is_blank(line[x]) && is_blank(shown[x]);

        // How far the row is drawn anew.
        let reach = reach(names, line);
        let before = std::mem::replace(&mut self.reaches[y], reach);
        let anew = Some(reach.max(before)).filter(|reach| !(0..*reach).all(stays));
        let is_sent = |x: &usize| anew.is_some_and(|anew| *x < anew) || !stays(*x);

        let last = line.iter().rposition(|mark| !is_blank(*mark));
        let erased = (last.map_or(0, |last| last + 1)..width)
            .find(is_sent)
            .filter(|first| width - first >= ERASED);
        for x in (0..erased.unwrap_or(width)).filter(is_sent) {
            if line[x] != Mark::COVERED {
                step(pen, names, line, (x, y));
                write(pen, names, line[x], (x, y));
                if x + line[x].columns() >= width {
                    pen.lose_place();
                }
            }
        }
        if let Some(first) = erased {
            pen.go(first, y);
            pen.erase();
        }
        shown.copy_from_slice(line);
    }
}

/// How far into a row those of its letters reach that terminals measure differently, at the
/// widest that their characters could be measured.
fn reach(names: &Names, line: &[Mark]) -> usize {
    let mut reach = 0;
    for (x, mark) in line.iter().enumerate() {
        if mark.as_ascii().is_none() {
            let mut room = [0; 4];
            let letter = names.letter_of(*mark, &mut room);
            if !letter.is_empty() && !is_measured_alike(letter) {
                reach = reach.max(x + mark.columns().max(2 * letter.chars().count()));
            }
        }
    }
    reach.min(line.len())
}

/// Takes the pen to column `x` of row `y`.
fn step(pen: &mut Pen<'_>, names: &Names, line: &[Mark], (x, y): (usize, usize)) {
    let few = |from: &usize| (1..=STEP).contains(&x.saturating_sub(*from));
    if let Some(from) = pen.column_in(y).filter(few) {
        let stays = &line[from..x];
        let is_written = |mark: &Mark| {
            let look = names.look_of(*mark);
            mark.as_ascii()
                .is_some_and(|letter| pen.writes(letter, look))
        };
        if stays.iter().all(is_written) {
            for letter in stays.iter().filter_map(|mark| mark.as_ascii()) {
                pen.write_ascii(letter, pen.look());
            }
        }
    }
    pen.go(x, y);
}

/// Writes the letter of a mark where the pen is, which is column `x` of row `y`.
fn write(pen: &mut Pen<'_>, names: &Names, mark: Mark, (x, y): (usize, usize)) {
    let look = names.look_of(mark);
    if let Some(letter) = mark.as_ascii() {
        pen.write_ascii(letter, look);
        return;
    }
    let mut room = [0; 4];
    let letter = names.letter_of(mark, &mut room);
    if is_measured_alike(letter) {
        pen.write(letter, mark.columns(), look);
        return;
    }
    if mark.columns() > 1 {
        // Where it is taken for a narrow one, nothing old shows beside it.
        pen.write(&" ".repeat(mark.columns()), mark.columns(), look);
        pen.go(x, y);
    }
    pen.write(letter, mark.columns(), look);
    pen.lose_place();
}

/// Whether every terminal gives this cell's text the same width: one character, up to the
/// end of the scripts whose letters are simply narrow or simply wide.
fn is_measured_alike(letter: &str) -> bool {
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
mod tests;
