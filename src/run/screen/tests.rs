use proptest::prelude::*;
use ratatui::style::{Color, Modifier};

use super::*;
use crate::text::{self, Shown};
use crate::ui::{Look, is_measured_alike};

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
