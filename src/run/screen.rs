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
mod tests {
    use proptest::prelude::*;
    use ratatui::style::{Color, Modifier};

    use super::*;
    use crate::text::{self, Shown};
    use crate::ui::Look;

    const COLUMNS: u16 = 20;
    const ROWS: u16 = 3;

    /// A text somewhere on the screen, in one of some looks.
    type Piece = (u16, u16, String, usize);

    const PLAIN: &str = "[a-d ]{1,20}|[a-c é─李雷]{1,9}";
    const ODD: &str = "[a-d ]{1,20}|[a-c 李雷யா😀❤ﾞक्षि●]{1,9}";

    fn pieces(text: &'static str) -> impl Strategy<Value = Vec<Vec<Piece>>> {
        let piece = (0..COLUMNS, 0..ROWS, text, 0usize..6);
        proptest::collection::vec(proptest::collection::vec(piece, 0..5), 1..5)
    }

    fn look(number: usize) -> Look {
        let (ink, paper, modifiers) = [
            (Color::Reset, Color::Reset, Modifier::empty()),
            (Color::Reset, Color::Reset, Modifier::DIM),
            (Color::Cyan, Color::Reset, Modifier::BOLD),
            (Color::Cyan, Color::Reset, Modifier::empty()),
            (Color::Reset, Color::Blue, Modifier::empty()),
            (Color::Reset, Color::Reset, Modifier::UNDERLINED),
        ][number];
        Look {
            ink,
            paper,
            modifiers,
        }
    }

    fn draw(grid: &mut Grid, pieces: &[Piece]) {
        for (x, y, text, number) in pieces {
            let look = grid.look(look(*number));
            grid.put((*x, *y), Shown::line(text).as_str(), look);
        }
    }

    fn parser() -> vt100::Parser {
        let size = |n: u16| std::num::NonZero::new(n).unwrap();
        vt100::Parser::new(size(ROWS), size(COLUMNS), 0)
    }

    /// What is sent to show these pieces next.
    fn sent(screen: &mut Screen, pieces: &[Piece], cursor: Option<(u16, u16)>) -> Vec<u8> {
        let mut bytes = Vec::new();
        screen.frame(&mut bytes, |grid| {
            draw(grid, pieces);
            cursor
        });
        bytes
    }

    /// What is sent to show the last of `texts` on the first row, after the others.
    fn sent_last(texts: &[&str]) -> String {
        let mut screen = Screen::new(COLUMNS, 1);
        let mut last = Vec::new();
        for text in texts {
            last = sent(&mut screen, &[(0, 0, (*text).to_owned(), 0)], None);
        }
        String::from_utf8(last).unwrap()
    }

    #[track_caller]
    fn check(text: &str, moves: usize) {
        let sent = sent_last(&["", text]);
        assert_eq!(sent.matches('H').count(), moves, "{sent:?}");
    }

    #[test]
    fn the_cursor_is_put_right_after_letters_that_terminals_measure_differently() {
        check("plain", 1);
        check("Søren", 1);
        check("யாab", 2);
        check("●ab", 2);
        check("😀ab", 3); // once more to blank what a narrow one would leave beside it
    }

    #[test]
    fn only_what_differs_is_sent() {
        assert_eq!(sent_last(&["plain", "plain"]), "");
        assert_eq!(sent_last(&["plain", "plant"]), "\x1b[1;4Hnt");
        assert_eq!(sent_last(&["one two", "two two"]), "\x1b[1Htwo");
        assert_eq!(sent_last(&["a b c", "x b y"]), "\x1b[1Hx b y");
        assert_eq!(
            sent_last(&["a far away b", "x far away y"]),
            "\x1b[1Hx\x1b[10Cy"
        );
        assert_eq!(sent_last(&["plain and long", "plain"]), "\x1b[1;7H\x1b[K");
        assert_eq!(sent_last(&["plain", "pla"]), "\x1b[1;4H\x1b[K");
    }

    #[test]
    fn a_row_is_drawn_anew_as_far_as_such_letters_reach() {
        let sent = sent_last(&["a யாab and more", "b யாab and more"]);
        assert!(sent.contains("ab"), "{sent:?}");
        assert!(!sent.contains("more"), "{sent:?}");
        // What lies beyond their reach is sent alone.
        let sent = sent_last(&["● and more", "● and less"]);
        assert!(!sent.contains('●'), "{sent:?}");
    }

    #[test]
    fn what_a_wide_letter_covered_does_not_come_back() {
        assert!(!sent_last(&["qqqqqq", "யா李雷", "யா", ""]).contains('q'));
        assert!(!sent_last(&["qqqqqq", "யா李雷", "யாab"]).contains('q'));
    }

    #[test]
    fn the_cursor_is_shown_where_it_is_and_hidden_once() {
        let mut screen = Screen::new(COLUMNS, ROWS);
        let none: &[Piece] = &[];
        let first = sent(&mut screen, none, None);
        assert!(String::from_utf8(first).unwrap().contains("\x1b[?25l"));
        assert_eq!(sent(&mut screen, none, Some((2, 1))), b"\x1b[2;3H\x1b[?25h");
        assert_eq!(sent(&mut screen, none, Some((2, 1))), b"");
        assert_eq!(sent(&mut screen, none, Some((3, 1))), b"\x1b[2;4H");
        let typed = [(0, 0, "x".to_owned(), 0)];
        assert_eq!(
            sent(&mut screen, &typed, Some((3, 1))),
            b"\x1b[1Hx\x1b[2;4H"
        );
        assert_eq!(sent(&mut screen, &typed, None), b"\x1b[?25l");
        assert_eq!(sent(&mut screen, &typed, None), b"");
    }

    proptest! {
        #[test]
        fn whatever_was_there_the_terminal_shows_the_frame(frames in pieces(PLAIN)) {
            let mut screen = Screen::new(COLUMNS, ROWS);
            let mut terminal = parser();
            for pieces in &frames {
                terminal.process(&sent(&mut screen, pieces, Some((4, 1))));
                let mut grid = Grid::new(COLUMNS, ROWS);
                draw(&mut grid, pieces);
                shows(terminal.screen(), &grid)?;
                prop_assert_eq!(terminal.screen().cursor_position(), (1, 4));
                prop_assert!(!terminal.screen().hide_cursor());
                prop_assert!(!terminal.screen().bold() && !terminal.screen().underline());
                prop_assert_eq!(terminal.screen().fgcolor(), vt100::Color::Default);
                prop_assert_eq!(sent(&mut screen, pieces, Some((4, 1))), b"");
            }
        }

        #[test]
        fn however_a_terminal_measures_what_is_beside_is_right(
            frames in pieces(ODD),
            columns in 0usize..3,
        ) {
            let mut screen = Screen::new(COLUMNS, ROWS);
            let mut terminal = Odd::new(columns);
            for pieces in &frames {
                terminal.take(&sent(&mut screen, pieces, None));
                let mut grid = Grid::new(COLUMNS, ROWS);
                draw(&mut grid, pieces);
                for y in 0..grid.rows() {
                    terminal.shows(&grid, y)?;
                }
            }
        }
    }

    /// Whether each cell is as on the grid; the ink of blanks is not seen.
    fn shows(screen: &vt100::Screen, grid: &Grid) -> Result<(), TestCaseError> {
        let buffer = grid.buffer();
        for y in 0..ROWS {
            for (x, mark) in (0..COLUMNS).zip(grid.row(y.into())) {
                let (cell, wanted) = (screen.cell(y, x).unwrap(), &buffer[(x, y)]);
                if *mark == Mark::COVERED {
                    prop_assert!(cell.is_wide_continuation());
                    continue;
                }
                let letter = if cell.has_contents() {
                    cell.contents()
                } else {
                    " "
                };
                prop_assert_eq!(letter, wanted.symbol());
                let has = |modifier| wanted.modifier.contains(modifier);
                prop_assert_eq!(cell.underline(), has(Modifier::UNDERLINED));
                prop_assert_eq!(cell.bgcolor(), colour(wanted.bg));
                if letter != " " {
                    prop_assert_eq!(cell.fgcolor(), colour(wanted.fg));
                    prop_assert_eq!(cell.bold(), has(Modifier::BOLD));
                    prop_assert_eq!(cell.dim(), has(Modifier::DIM));
                }
            }
        }
        Ok(())
    }

    fn colour(colour: Color) -> vt100::Color {
        match colour {
            Color::Cyan => vt100::Color::Idx(6),
            Color::Blue => vt100::Color::Idx(4),
            _ => vt100::Color::Default,
        }
    }

    /// A terminal that gives so many columns to each character about which they disagree.
    struct Odd {
        columns: usize,
        /// Letters, blanks, and what wide letters cover (`None`).
        cells: Vec<Vec<Option<char>>>,
        x: usize,
        y: usize,
    }

    impl Odd {
        fn new(columns: usize) -> Odd {
            Odd {
                columns,
                cells: vec![vec![Some(' '); COLUMNS.into()]; ROWS.into()],
                x: 0,
                y: 0,
            }
        }

        fn take(&mut self, bytes: &[u8]) {
            let mut rest = std::str::from_utf8(bytes).unwrap();
            while let Some(c) = rest.chars().next() {
                if c != '\x1b' {
                    self.write(c);
                    rest = &rest[c.len_utf8()..];
                    continue;
                }
                let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap();
                self.obey(&rest[2..end], &rest[end..=end]);
                rest = &rest[end + 1..];
            }
        }

        fn obey(&mut self, numbers: &str, what: &str) {
            let number = |at| {
                numbers
                    .split(';')
                    .nth(at)
                    .and_then(|n: &str| n.parse().ok())
            };
            let number = |at| number(at).unwrap_or(1usize);
            match what {
                "H" => (self.x, self.y) = (number(1) - 1, number(0) - 1),
                "C" => self.x += number(0),
                "K" => self.cells[self.y][self.x..].fill(Some(' ')),
                "J" => *self = Odd::new(self.columns),
                _ => {}
            }
        }

        fn write(&mut self, c: char) {
            let letter = c.to_string();
            let wide = match is_measured_alike(&letter) {
                true => text::columns_of(&letter),
                false => self.columns,
            };
            let (start, end) = (self.x, (self.x + wide).min(COLUMNS.into()));
            if wide == 0 || start == end {
                return;
            }
            let cells = &mut self.cells[self.y];
            // Half a wide letter is none.
            let first = cells[..=start].iter().rposition(Option::is_some).unwrap();
            cells[first..start].fill(Some(' '));
            let after = cells[end..]
                .iter()
                .take_while(|cell| cell.is_none())
                .count();
            cells[end..end + after].fill(Some(' '));
            cells[start..end].fill(None);
            cells[start] = Some(c);
            self.x = end;
        }

        /// Whether a row is as on the grid, but for where letters reach that it measures
        /// its own way.
        fn shows(&self, grid: &Grid, y: usize) -> Result<(), TestCaseError> {
            let mut reached = 0;
            for (x, mark) in grid.row(y).iter().enumerate() {
                let mut room = [0; 4];
                let letter = grid.names().letter_of(*mark, &mut room);
                if !letter.is_empty() && !is_measured_alike(letter) {
                    reached = reached.max(x + mark.columns().max(2 * letter.chars().count()));
                }
                if x >= reached {
                    prop_assert_eq!(self.cells[y][x], letter.chars().next(), "{} {}", x, y);
                }
            }
            Ok(())
        }
    }
}
