//! This week, the weeks before as bars, ties by warmth, and whether the list fits a week.

use ratatui::layout::Rect;

use super::below_rule;
use crate::app::review::Part;
use crate::app::{Sizes, State, say};
use crate::domain::due::Warmth;
use crate::domain::fit::PastWeek;
use crate::domain::review::Page;
use crate::domain::tie::Tie;
use crate::text;
use crate::ui::canvas::{Canvas, columns, wrap};
use crate::ui::header;
use crate::ui::theme::{self, Role};

/// Columns of a week's bar with the gap before it.
const BAR: usize = 3;
/// Columns of the longest word for a tie that are shown.
const LABEL: usize = 12;
/// From so many rows on there is room for blank lines and high bars.
const ROOMY: u16 = 16;
/// What of a row is filled, in eighths.
const BLOCKS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// A piece of a line, from a column on.
struct Piece {
    x: u16,
    text: String,
    role: Role,
}

type Line = Vec<Piece>;

fn piece(x: usize, text: impl Into<String>, role: Role) -> Piece {
    Piece {
        x: columns(x),
        text: text.into(),
        role,
    }
}

/// How generous with lines it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    Much,
    Little,
}

impl Room {
    /// The room in an area that it has to itself or shares with the list.
    pub(super) fn of(area: Rect) -> Room {
        match area.height {
            ROOMY.. => Room::Much,
            _ => Room::Little,
        }
    }
}

/// How many lines there are to show in so many columns, without the rule.
pub(super) fn len(state: &State, width: u16, room: Room) -> usize {
    lines(state, width, room).len()
}

pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    area: Rect,
    room: Room,
    state: &State,
    sizes: &mut Sizes,
) {
    let has_focus = state.review.part == Part::Overview;
    let role = match has_focus {
        true => Role::Focused,
        false => Role::Heading,
    };
    canvas.rule(area, &[("Review", role)]);
    let body = below_rule(area);
    let lines = lines(state, area.width, room);
    let beyond = lines.len().saturating_sub(body.height.into());
    let top = match has_focus {
        true => state.review.scroll.min(beyond),
        false => 0,
    };
    for (y, line) in (0..body.height).zip(lines.iter().skip(top)) {
        for piece in line {
            let room = body.width.saturating_sub(piece.x);
            canvas.text(body, (piece.x, y), room, (&piece.text, piece.role));
        }
    }
    if has_focus {
        sizes.review = body.height.into();
    }
    sizes.review_below = beyond - top;
    if sizes.review_below > 0 {
        let corner = (body.width.saturating_sub(1), body.height.saturating_sub(1));
        canvas.text(body, corner, 1, ("⋮", Role::Muted));
    }
}

fn lines(state: &State, width: u16, room: Room) -> Vec<Line> {
    let Some(page) = state.review.page.as_deref() else {
        return vec![vec![piece(1, "working it out…", Role::Muted)]];
    };
    let table = table(state, page);
    let mut lines: Vec<Line> = Vec::new();
    let gap = |lines: &mut Vec<Line>| {
        if room == Room::Much {
            lines.push(Vec::new());
        }
    };
    if page.is_back {
        lines.push(vec![piece(1, "Good to see you.", Role::Heading)]);
        gap(&mut lines);
        lines.extend(table);
        return lines;
    }
    lines.push(this_week(state, width));
    gap(&mut lines);
    let bars = bars(page, room, width);
    let wide = |lines: &[Line]| lines.iter().map(end).max().unwrap_or(0);
    let beside = wide(&bars) + 2;
    if !table.is_empty() && beside + wide(&table) <= width.into() {
        lines.extend(side_by_side(bars, table, beside));
    } else {
        lines.extend(bars);
        if !table.is_empty() {
            gap(&mut lines);
        }
        lines.extend(table);
    }
    if let Some(sentence) = &page.sentence {
        gap(&mut lines);
        let wrapped = wrap(sentence, width.saturating_sub(2));
        lines.extend(wrapped.into_iter().map(|l| vec![piece(1, l, Role::Plain)]));
    }
    lines
}

/// The column after the last that a line takes.
fn end(line: &Line) -> usize {
    let end = |piece: &Piece| usize::from(piece.x) + text::width(&piece.text);
    line.iter().map(end).max().unwrap_or(0)
}

/// Two blocks of lines, the second so many columns on.
fn side_by_side(left: Vec<Line>, right: Vec<Line>, beside: usize) -> Vec<Line> {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let shift = columns(beside).saturating_sub(1);
            let moved = right.next().into_iter().flatten().map(|piece| Piece {
                x: piece.x + shift,
                ..piece
            });
            left.next().into_iter().flatten().chain(moved).collect()
        })
        .collect()
}

/// "This week  ●●○  room for one, any order".
fn this_week(state: &State, width: u16) -> Line {
    let mut line = vec![piece(1, "This week", Role::Muted)];
    let dots = header::dots(state);
    if !dots.is_empty() {
        line.push(piece(12, dots, Role::Accent));
    }
    let x = end(&line) + 2;
    let room = say::room(state);
    let room = match x + text::width(&room) < width.into() {
        true => &room,
        false => room.trim_end_matches(", any order"),
    };
    line.push(piece(x, room, Role::Plain));
    line
}

/// The last complete weeks as bars with their numbers, a rest left blank.
fn bars(page: &Page, room: Room, width: u16) -> Vec<Line> {
    let height = match room {
        Room::Much => 4,
        Room::Little => 2,
    };
    if page.weeks.iter().all(|week| !week.any) {
        let words = "Each week with a catch-up will stand here as a bar.";
        let wrapped = wrap(words, width.saturating_sub(2));
        return wrapped
            .into_iter()
            .map(|line| vec![piece(1, line, Role::Muted)])
            .collect();
    }
    let most = page
        .weeks
        .iter()
        .map(|week| week.reached)
        .max()
        .unwrap_or(0);
    let eighths = |week: &PastWeek| match (week.any, week.reached) {
        (false, _) => 0,
        (true, 0) => 1,
        (true, reached) => (reached * height * 8).div_ceil(most.max(1)),
    };
    let row = |from_bottom: usize| {
        let cell = |week: &PastWeek| {
            let filled = eighths(week).saturating_sub(from_bottom * 8).min(8);
            BLOCKS[filled].repeat(BAR - 1)
        };
        let cells: Vec<String> = page.weeks.iter().map(cell).collect();
        vec![piece(1, cells.join(" "), Role::Accent)]
    };
    let mut lines: Vec<Line> = (0..height).rev().map(row).collect();
    let number = |week: &PastWeek| match week.any {
        true => format!("{:<width$}", week.reached, width = BAR),
        false => " ".repeat(BAR),
    };
    let numbers: String = page.weeks.iter().map(number).collect();
    lines.push(vec![piece(1, numbers.trim_end(), Role::Plain)]);
    if let [first, .., last] = page.weeks.as_slice() {
        let date = |week: &PastWeek| week.from.format("%-d %b").to_string();
        let (first, last) = (date(first), date(last));
        let at = (page.weeks.len() * BAR).saturating_sub(text::width(&last));
        lines.push(vec![
            piece(1, first, Role::Muted),
            piece(at, last, Role::Muted),
        ]);
    }
    lines
}

/// How many of each tie are how warm; who has no cadence is in no cell.
fn table(state: &State, page: &Page) -> Vec<Line> {
    let has_any = |tie: &Tie| page.table[*tie as usize].iter().sum::<usize>() > 0;
    let ties: Vec<Tie> = Tie::ALL.into_iter().filter(has_any).collect();
    if ties.is_empty() {
        return Vec::new();
    }
    let label = |tie: Tie| text::fit(state.tie_label(tie), LABEL);
    let labels = ties.iter().map(|tie| text::width(&label(*tie)));
    let first = 1 + labels.max().unwrap_or(0) + 1;
    let at: Vec<usize> = Warmth::ALL
        .iter()
        .scan(first, |x, warmth| {
            let here = *x;
            *x += text::width(warmth.word()) + 2;
            Some(here)
        })
        .collect();
    let header = Warmth::ALL
        .into_iter()
        .zip(&at)
        .map(|(warmth, x)| piece(*x, warmth.word(), theme::of_warmth(warmth)));
    let mut lines: Vec<Line> = vec![header.collect()];
    for tie in ties {
        let mut line = vec![piece(1, label(tie), Role::Plain)];
        let counts = page.table[tie as usize].into_iter().zip(Warmth::ALL);
        for ((count, warmth), x) in counts.zip(&at) {
            let wide = text::width(warmth.word());
            line.push(match count {
                0 => piece(*x, format!("{:>wide$}", "·"), Role::Muted),
                count => piece(*x, format!("{count:>wide$}"), Role::Plain),
            });
        }
        lines.push(line);
    }
    lines
}
