//! What is drawn on: the cells of a screen, eight bytes each.
//!
//! A key changes few of some ten thousand cells. As numbers they are emptied, filled and
//! compared in a small part of the time that it takes with ratatui's buffer, whose cells
//! own their text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::mark::{Look, Mark, Names};
use crate::text;

/// The cells of a screen.
#[derive(Debug, Clone)]
pub struct Grid {
    columns: usize,
    /// An empty row: to copy it takes less time than to fill one.
    blank: Vec<Mark>,
    marks: Vec<Mark>,
    names: Names,
    /// Whether something was written in a row that terminals measure differently.
    unsure: Vec<bool>,
}

impl Grid {
    /// An empty grid.
    pub fn new(columns: u16, rows: u16) -> Grid {
        Grid {
            columns: columns.into(),
            blank: vec![Mark::BLANK; columns.into()],
            marks: vec![Mark::BLANK; usize::from(columns) * usize::from(rows)],
            names: Names::default(),
            unsure: vec![false; rows.into()],
        }
    }

    /// Empties every cell.
    pub fn clear(&mut self) {
        let rows = self.marks.chunks_exact_mut(self.blank.len().max(1));
        rows.for_each(|row| row.copy_from_slice(&self.blank));
        self.unsure.fill(false);
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn rows(&self) -> usize {
        self.marks.len() / self.columns.max(1)
    }

    /// The marks of a row that there is.
    pub fn row(&self, y: usize) -> &[Mark] {
        &self.marks[y * self.columns..][..self.columns]
    }

    /// Whether a row may have letters that terminals measure differently.
    pub fn is_unsure(&self, y: usize) -> bool {
        self.unsure[y]
    }

    /// What the marks stand for.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The same cells as ratatui has them, for whoever looks at the picture.
    pub fn buffer(&self) -> Buffer {
        let mut buffer = Buffer::empty(self.area());
        for (cell, mark) in buffer.content.iter_mut().zip(&self.marks) {
            self.names.show(*mark, cell);
        }
        buffer
    }

    /// All of it.
    pub(super) fn area(&self) -> Rect {
        Rect::new(0, 0, self.columns as u16, self.rows() as u16)
    }

    /// The number of a look.
    pub(crate) fn look(&mut self, look: Look) -> u16 {
        self.names.look(look)
    }

    /// Writes `shown` text from a cell on, as far as the row goes; returns the columns it
    /// took. Whatever lay there, such as a rule, leaves no trace.
    pub(crate) fn put(&mut self, (x, y): (u16, u16), shown: &str, look: u16) -> usize {
        let Some(row) = self.row_mut(y) else {
            return 0;
        };
        let start = usize::from(x).min(row.marks.len());
        let mut end = start;
        if shown.is_ascii() {
            end += shown.len().min(row.marks.len() - start);
            for (mark, letter) in row.marks[start..end].iter_mut().zip(shown.bytes()) {
                *mark = Mark::ascii(letter, look);
            }
        } else {
            for (letter, wide) in text::letters(shown).filter(|(_, wide)| *wide > 0) {
                let Some([first, covered @ ..]) = row.marks.get_mut(end..end + wide) else {
                    break;
                };
                *first = row.names.mark(letter, wide, look);
                *row.is_unsure |= first.is_unsure();
                covered.fill(Mark::COVERED);
                end += wide;
            }
        }
        heal(row.marks, start, end);
        end - start
    }

    /// Fills a row's cells from one on with the same narrow letter.
    pub(super) fn fill(&mut self, area: Rect, letter: &str, look: u16) {
        let area = area.intersection(self.area());
        let mark = self.names.mark(letter, 1, look);
        for y in area.top()..area.bottom() {
            if let Some(row) = self.row_mut(y) {
                let (left, right) = (area.left().into(), area.right().into());
                *row.is_unsure |= mark.is_unsure();
                row.marks[left..right].fill(mark);
                heal(row.marks, left, right);
            }
        }
    }

    /// Gives the cells of an area the look that `change` makes of theirs.
    pub(super) fn restyle(&mut self, area: Rect, change: impl Fn(Look) -> Look) {
        let area = area.intersection(self.area());
        for y in area.top()..area.bottom() {
            let Some(row) = self.row_mut(y) else {
                continue;
            };
            // Most cells look as the one before them.
            let mut before = None;
            for mark in &mut row.marks[area.left().into()..area.right().into()] {
                let look = match before {
                    Some((old, new)) if old == mark.look() => new,
                    _ => row.names.look(change(row.names.look_of(*mark))),
                };
                before = Some((mark.look(), look));
                *mark = mark.looking(look);
            }
        }
    }

    fn row_mut(&mut self, y: u16) -> Option<Row<'_>> {
        let start = usize::from(y) * self.columns;
        Some(Row {
            marks: self.marks.get_mut(start..start + self.columns)?,
            is_unsure: self.unsure.get_mut(usize::from(y))?,
            names: &mut self.names,
        })
    }
}

/// A row that is written on.
struct Row<'g> {
    marks: &'g mut [Mark],
    is_unsure: &'g mut bool,
    names: &'g mut Names,
}

/// Blanks what is left of wide letters of which cells from `start` up to `end` took a part.
fn heal(marks: &mut [Mark], start: usize, end: usize) {
    if start == end {
        return;
    }
    for mark in marks[end..].iter_mut().take_while(|m| **m == Mark::COVERED) {
        *mark = Mark::BLANK;
    }
    let before = marks[..start].iter().rposition(|m| *m != Mark::COVERED);
    if let Some(first) = before.filter(|first| first + marks[*first].columns() > start) {
        marks[first..start].fill(Mark::BLANK);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier, Style};

    use super::*;
    use crate::text::Shown;

    /// Text of all kinds, as it is shown.
    const TEXT: &str = "[a-z ]{0,9}|[a-c é─李雷யா😀\u{301}क्षि]{0,9}|.{0,9}";

    proptest! {
        #[test]
        fn a_grid_shows_what_the_buffer_would(x in 0u16..12, text in TEXT) {
            let shown = Shown::line(&text).into_owned();
            // ratatui counts the voiced marks of half-width kana twice.
            prop_assume!(!shown.contains(['\u{FF9E}', '\u{FF9F}']));
            let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 2));
            let style = Style::new().fg(Color::Cyan).add_modifier(Modifier::BOLD);
            let mut grid = Grid::new(12, 2);
            let look = grid.look(Look {
                ink: Color::Cyan,
                modifiers: Modifier::BOLD,
                ..Look::PLAIN
            });
            buffer.set_string(0, 1, "────────────", Style::new());
            buffer.set_string(x, 1, &shown, style);
            grid.fill(Rect::new(0, 1, 12, 1), "─", 0);
            let taken = grid.put((x, 1), &shown, look);
            prop_assert_eq!(grid.buffer(), buffer);
            prop_assert!(taken <= text::width(&shown));
        }

        #[test]
        fn no_half_of_a_wide_letter_stays(
            texts in proptest::collection::vec((0u16..12, TEXT), 1..6),
            blank in 0u16..10,
        ) {
            let mut grid = Grid::new(12, 1);
            for (x, text) in &texts {
                grid.put((*x, 0), Shown::line(text).as_str(), 0);
            }
            grid.fill(Rect::new(blank, 0, 2, 1), " ", 0);
            let mut free = 0;
            for (x, mark) in grid.row(0).iter().enumerate() {
                prop_assert_eq!(*mark == Mark::COVERED, x < free, "{:?}", grid.buffer());
                free = free.max(x + mark.columns());
            }
            prop_assert!(free <= 12);
        }
    }

    #[test]
    fn another_look_leaves_the_letters() {
        let mut grid = Grid::new(6, 1);
        grid.put((0, 0), "李a", 0);
        grid.restyle(Rect::new(0, 0, 6, 1), |look| Look {
            modifiers: Modifier::BOLD,
            ..look
        });
        let buffer = grid.buffer();
        assert_eq!(
            (buffer[(0, 0)].symbol(), buffer[(2, 0)].symbol()),
            ("李", "a")
        );
        assert!(buffer[(2, 0)].modifier.contains(Modifier::BOLD));
    }
}
