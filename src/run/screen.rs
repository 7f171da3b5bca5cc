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

/// Up to so many cells that stay are written again rather than stepped over, which would take
/// as many bytes.
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
        let changes = Changes::between(line, shown);
        let Some(first) = changes.next(0, width) else {
            return;
        };
        let reach = match self.next.is_unsure(y) {
            true => reach(names, line),
            false => 0,
        };
        let before = std::mem::replace(&mut self.reaches[y], reach);
        let changes = changes.anew_up_to(reach.max(before));

        let end = line.iter().rposition(|mark| !mark.is_blank());
        let erased = changes
            .next(end.map_or(0, |end| end + 1), width)
            .filter(|first| width - first >= ERASED);
        let until = erased.unwrap_or(width);
        let mut from = if changes.anew > 0 { 0 } else { first };
        while let Some(x) = changes.next(from, until) {
            from = changes.end(x, until);
            write(pen, names, &line[x..from], (x, y));
            if from == width {
                pen.lose_place();
            }
        }
        if let Some(first) = erased {
            pen.go(first, y);
            pen.erase();
        }
        shown.copy_from_slice(line);
    }
}

/// What of a row has to be sent.
struct Changes<'r> {
    line: &'r [Mark],
    shown: &'r [Mark],
    /// How far the row is drawn anew, whether it has changed or not.
    anew: usize,
}

impl<'r> Changes<'r> {
    /// What makes a `line` of what is `shown`.
    fn between(line: &'r [Mark], shown: &'r [Mark]) -> Changes<'r> {
        Changes {
            line,
            shown,
            anew: 0,
        }
    }

    /// The same where the row is drawn anew up to a cell, if anything before that changes.
    fn anew_up_to(self, reach: usize) -> Changes<'r> {
        let anew = self.next(0, reach).map_or(0, |_| reach);
        Changes { anew, ..self }
    }

    #[inline]
    fn is_sent(&self, x: usize) -> bool {
        let (new, old) = (self.line[x], self.shown[x]);
        x < self.anew || new != old && !(new.is_blank() && old.is_blank())
    }

    /// The first cell to be sent from one on, up to another.
    fn next(&self, mut from: usize, until: usize) -> Option<usize> {
        while from < until {
            if from.is_multiple_of(Mark::TOGETHER) && from >= self.anew {
                let (new, old) = (&self.line[from..until], &self.shown[from..until]);
                from += Mark::same_at_first(new, old);
            }
            if from < until && self.is_sent(from) {
                return Some(from);
            }
            from += 1;
        }
        None
    }

    /// Where what is sent from a cell on ends, at the latest at another: a few cells that stay
    /// do not end it.
    fn end(&self, from: usize, until: usize) -> usize {
        let mut end = from + 1;
        for x in from + 1..until {
            if self.is_sent(x) {
                end = x + 1;
            } else if x - end >= STEP {
                break;
            }
        }
        end
    }
}

/// How far into a row those of its letters reach that terminals measure differently, at the
/// widest that their characters could be measured.
fn reach(names: &Names, line: &[Mark]) -> usize {
    let mut reach = 0;
    for (x, mark) in line.iter().enumerate().filter(|(_, mark)| mark.is_unsure()) {
        let mut room = [0; 4];
        let letter = names.letter_of(*mark, &mut room);
        reach = reach.max(x + mark.columns().max(2 * letter.chars().count()));
    }
    reach.min(line.len())
}

/// Writes marks that follow one another from column `x` of row `y` on.
fn write(pen: &mut Pen<'_>, names: &Names, marks: &[Mark], (x, y): (usize, usize)) {
    let mut at = 0;
    while let Some(mark) = marks.get(at) {
        if *mark != Mark::COVERED {
            pen.go(x + at, y);
            if !pen.writes(*mark) {
                pen.dip(mark.look(), names.look_of(*mark));
            }
            if mark.as_ascii().is_some() {
                at += pen.write_ascii(&marks[at..]);
                continue;
            }
            write_letter(pen, names, *mark, (x + at, y));
        }
        at += 1;
    }
}

/// Writes the letter of a mark where the pen is, which is column `x` of row `y`.
fn write_letter(pen: &mut Pen<'_>, names: &Names, mark: Mark, (x, y): (usize, usize)) {
    let mut room = [0; 4];
    let letter = names.letter_of(mark, &mut room);
    if !mark.is_unsure() {
        pen.write(letter, mark.columns());
        return;
    }
    if mark.columns() > 1 {
        // Where it is taken for a narrow one, nothing old shows beside it.
        pen.write(&" ".repeat(mark.columns()), mark.columns());
        pen.go(x, y);
    }
    pen.write(letter, mark.columns());
    pen.lose_place();
}

#[cfg(test)]
mod tests;
