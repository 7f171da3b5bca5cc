//! The last twelve months as a strip of marks, by kind of catch-up.

use chrono::{Datelike, Months, NaiveDate};

use super::Line;
use crate::app::State;
use crate::domain::card::Card;
use crate::domain::catch_up::CatchUp;
use crate::domain::channel::ChannelKind;
use crate::domain::when;
use crate::ui::theme::Role;

/// What a mark stands for, the most telling last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Unanswered,
    Wrote,
    Called,
    Met,
}

impl Mark {
    const ALL: [Mark; 4] = [Mark::Met, Mark::Called, Mark::Wrote, Mark::Unanswered];

    fn of(state: &State, entry: &CatchUp) -> Mark {
        if !entry.answered {
            return Mark::Unanswered;
        }
        match state.rules().kind(&entry.channel) {
            ChannelKind::InPerson => Mark::Met,
            ChannelKind::Voice => Mark::Called,
            ChannelKind::Text => Mark::Wrote,
        }
    }

    const fn glyph(self) -> &'static str {
        match self {
            Mark::Met => "●",
            Mark::Called => "◆",
            Mark::Wrote => "▪",
            Mark::Unanswered => "○",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Mark::Met => "met",
            Mark::Called => "called",
            Mark::Wrote => "wrote",
            Mark::Unanswered => "no answer",
        }
    }
}

/// Adds the strip: the months' letters, a cell for every ten days or more, and what the
/// marks mean.
pub(super) fn year(state: &State, card: &Card, width: u16, lines: &mut Vec<Line>) {
    let cells = usize::from(width / 12).min(3);
    if cells == 0 {
        return;
    }
    let Some(first) = first_month(state.today) else {
        return;
    };
    let mut marks: Vec<Option<Mark>> = vec![None; 12 * cells];
    for entry in &card.catch_ups {
        let months = (entry.on.year() - first.year()) * 12 + entry.on.month0() as i32
            - first.month0() as i32;
        let Ok(month @ 0..12) = usize::try_from(months) else {
            continue;
        };
        let cell = (entry.on.day0() as usize * cells / 31).min(cells - 1);
        let mark = &mut marks[month * cells + cell];
        *mark = (*mark).max(Some(Mark::of(state, entry)));
    }
    let letters: String = (0..12)
        .filter_map(|n| first.checked_add_months(Months::new(n)))
        .map(|month| {
            let letter = when::month_name(month).get(..1).unwrap_or_default();
            match cells {
                1 => letter.to_string(),
                2 => format!("{letter} "),
                _ => format!(" {letter} "),
            }
        })
        .collect();
    lines.push(Line::plain(letters, Role::Muted));
    let mut spans: Vec<(String, Role)> = Vec::new();
    for mark in &marks {
        let (glyph, role) = match mark {
            None => ("·", Role::Muted),
            Some(mark) => (mark.glyph(), Role::Accent),
        };
        match spans.last_mut() {
            Some((text, last)) if *last == role => text.push_str(glyph),
            _ => spans.push((glyph.to_owned(), role)),
        }
    }
    lines.push(Line {
        spans,
        ..Line::plain("", Role::Plain)
    });
    let legend: Vec<String> = Mark::ALL
        .into_iter()
        .filter(|mark| marks.contains(&Some(*mark)))
        .map(|mark| format!("{} {}", mark.glyph(), mark.word()))
        .collect();
    if !legend.is_empty() {
        lines.push(Line::plain(legend.join("  "), Role::Muted));
    }
}

/// The first day of the month eleven months before today's.
fn first_month(today: NaiveDate) -> Option<NaiveDate> {
    today.with_day(1)?.checked_sub_months(Months::new(11))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_apart_without_colour() {
        for (at, mark) in Mark::ALL.into_iter().enumerate() {
            assert_ne!(mark.glyph(), "·");
            for other in &Mark::ALL[..at] {
                assert_ne!(mark.glyph(), other.glyph());
                assert_ne!(mark.word(), other.word());
            }
        }
    }
}
