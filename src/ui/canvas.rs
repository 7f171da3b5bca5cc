//! The only hand that puts text on the screen: through the text boundary, cut to its place.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::grid::Grid;
use super::mark::Look;
use super::theme::{Role, Theme};
use crate::app::input::Input;
use crate::text::{self, Cut, Shown};

/// A piece of a line with its role.
pub(super) type Span<'a> = (&'a str, Role);

/// What is drawn on.
pub(super) struct Canvas<'g> {
    grid: &'g mut Grid,
    theme: Theme,
    /// Where the terminal's cursor goes, if something is typed into.
    pub(super) cursor: Option<(u16, u16)>,
}

impl<'g> Canvas<'g> {
    pub(super) fn new(grid: &'g mut Grid, theme: Theme) -> Canvas<'g> {
        Canvas {
            grid,
            theme,
            cursor: None,
        }
    }

    /// Writes `text` at a column of an area's row, cut to `width` columns and to the area;
    /// returns the columns it took.
    pub(super) fn text(
        &mut self,
        area: Rect,
        (x, y): (u16, u16),
        width: u16,
        (text, role): Span<'_>,
    ) -> u16 {
        if y >= area.height || x >= area.width {
            return 0;
        }
        let room = width.min(area.width - x);
        let look = self.theme.look(role);
        let (x, y) = (area.x + x, area.y + y);
        let taken = match text::cut(Shown::line(text).as_str(), room.into()) {
            Cut::Whole(all) => self.grid.put((x, y), all, look),
            Cut::Part(_) if room == 0 => 0,
            Cut::Part(kept) => {
                let taken = self.grid.put((x, y), kept, look);
                taken + self.grid.put((x + columns(taken), y), "…", look)
            }
        };
        columns(taken)
    }

    /// Writes spans one after another from a column on; returns the column after them.
    pub(super) fn spans(&mut self, area: Rect, (mut x, y): (u16, u16), spans: &[Span<'_>]) -> u16 {
        for span in spans {
            x += self.text(area, (x, y), area.width.saturating_sub(x), *span);
        }
        x
    }

    /// A rule along the top of an area with its title's spans in it: `─ People 212 ───`.
    pub(super) fn rule(&mut self, area: Rect, title: &[Span<'_>]) {
        let line = Rect {
            height: area.height.min(1),
            ..area
        };
        self.grid.fill(line, "─", self.theme.look(Role::Muted));
        if title.iter().all(|(text, _)| text.is_empty()) || area.width < 6 {
            return;
        }
        let inner = Rect {
            width: area.width.saturating_sub(2),
            ..area
        };
        let start = self.text(inner, (1, 0), 1, (" ", Role::Plain)) + 1;
        let end = self.spans(inner, (start, 0), title);
        self.text(area, (end, 0), 1, (" ", Role::Plain));
    }

    /// A vertical rule.
    pub(super) fn divide(&mut self, area: Rect) {
        let line = Rect {
            width: area.width.min(1),
            ..area
        };
        self.grid.fill(line, "│", self.theme.look(Role::Muted));
    }

    /// Empties an area.
    pub(super) fn clear(&mut self, area: Rect) {
        self.grid.fill(area, " ", self.theme.look(Role::Plain));
    }

    /// Marks a row as the selected one: the mark, and bold over its whole width.
    pub(super) fn select(&mut self, area: Rect, y: u16) {
        if y >= area.height {
            return;
        }
        let row = Rect {
            y: area.y + y,
            height: 1,
            ..area
        };
        self.text(area, (0, y), 1, ("▌", Role::Accent));
        self.grid.restyle(row, |look| Look {
            modifiers: (look.modifiers - Modifier::DIM) | Modifier::BOLD,
            ..look
        });
    }

    /// An input's text in `width` columns, the part around its cursor; puts the terminal's
    /// cursor there if it has the `focus`. Returns the columns taken.
    pub(super) fn input(
        &mut self,
        area: Rect,
        (x, y): (u16, u16),
        width: u16,
        input: &Input,
        focus: Focus,
    ) -> u16 {
        let on_one_line = |text: &str| Shown::line(&text.replace('\n', "↵")).into_owned();
        let before = on_one_line(input.before_cursor());
        let all = on_one_line(input.text());
        let width = width.min(area.width.saturating_sub(x));
        let at = text::width(&before);
        let room = usize::from(width.saturating_sub(1));
        if focus == Focus::Elsewhere || at <= room {
            let used = self.text(area, (x, y), width, (&all, Role::Plain));
            if focus == Focus::Here {
                self.set_cursor(area, x + columns(at), y);
            }
            return used;
        }
        // Too long: what stands before the cursor, from its end.
        let tail = tail(&before, room);
        let used = self.text(area, (x, y), width, (tail, Role::Plain));
        self.set_cursor(area, x + used, y);
        used
    }

    fn set_cursor(&mut self, area: Rect, x: u16, y: u16) {
        if x < area.width && y < area.height {
            self.cursor = Some((area.x + x, area.y + y));
        }
    }
}

/// Whether an input has the terminal's cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Focus {
    Here,
    Elsewhere,
}

/// Columns as the screen counts them.
pub(super) fn columns(width: usize) -> u16 {
    u16::try_from(width).unwrap_or(u16::MAX)
}

/// The end of a text, at most so many columns.
fn tail(shown: &str, room: usize) -> &str {
    let mut over = text::width(shown).saturating_sub(room);
    let mut start = 0;
    for (letter, wide) in text::letters(shown) {
        if over == 0 {
            break;
        }
        over = over.saturating_sub(wide);
        start += letter.len();
    }
    &shown[start..]
}

/// `text` in lines of at most `width` columns, broken at blanks where there are any.
pub(super) fn wrap(text: &str, width: u16) -> Vec<String> {
    let width = usize::from(width.max(1));
    let shown = Shown::line(text);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in shown.as_str().split_whitespace() {
        let joint = usize::from(!line.is_empty());
        let wide = text::width(word);
        if used + joint + wide <= width {
            if joint == 1 {
                line.push(' ');
            }
            line.push_str(word);
            used += joint + wide;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        (line, used) = break_word(word, width, &mut lines);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Puts the full lines of a word that is too long for one into `lines`, and returns the rest
/// with its columns.
fn break_word(word: &str, width: usize, lines: &mut Vec<String>) -> (String, usize) {
    let mut line = String::new();
    let mut used = 0;
    for (letter, wide) in text::letters(word) {
        if used + wide > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        line.push_str(letter);
        used += wide;
    }
    (line, used)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_inside_what_has_none() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("李雷李雷李雷", 4), ["李雷", "李雷", "李雷"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert!(wrap("   ", 5).is_empty());
    }
}
