//! From text to what it means, before today is known.

use chrono::{NaiveDate, Weekday};

use super::{Span, Unit, WhenError, repeated};
use crate::domain::rules::DateOrder;
use crate::text;

/// What a text means, on whatever day it is said.
pub(super) enum Meaning {
    Today,
    Yesterday,
    Tomorrow,
    Weekday(Weekday, Side),
    Span(Span, Side),
    /// A day of the calendar, with the weekday that was said before it.
    Calendar(Calendar, Option<Weekday>),
}

/// On which side of today, where the text itself says so.
#[derive(Clone, Copy)]
pub(super) enum Side {
    Back,
    Ahead,
    Either,
}

/// A day and month, perhaps with a year, that may not exist.
#[derive(Clone, Copy)]
pub(super) struct Calendar {
    pub(super) year: Option<i32>,
    pub(super) month: u32,
    pub(super) day: u32,
    /// Whether day and month are what they are because of a [`DateOrder`].
    pub(super) in_order: bool,
}

impl Calendar {
    /// This day in `year`, if that year has it.
    pub(super) fn in_year(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }
}

/// What people type for birthdays beyond the four forms of `PartialDay`.
pub(super) enum Partial {
    Calendar(Calendar),
    YearMonth { year: u16, month: u8 },
}

/// What `text` means, `None` if it is not in the language.
pub(super) fn meaning(text: &str, order: DateOrder) -> Result<Option<Meaning>, WhenError> {
    let folded = text::fold(text);
    let Some(tokens) = tokens(&folded) else {
        return Ok(None);
    };
    let weekday_on = |name, side| weekday(name).map(|weekday| Meaning::Weekday(weekday, side));
    let span_on = |tokens, side| span_of(tokens).map(|span| Meaning::Span(span, side));
    Ok(match tokens.as_slice() {
        [Word("today")] => Some(Meaning::Today),
        [Word("yesterday")] => Some(Meaning::Yesterday),
        [Word("tomorrow")] => Some(Meaning::Tomorrow),
        [Word("last"), Word(name)] => weekday_on(name, Side::Back),
        [Word("next"), Word(name)] => weekday_on(name, Side::Ahead),
        [Word(name)] => weekday_on(name, Side::Either),
        [Word("in"), rest @ ..] => span_on(rest, Side::Ahead),
        [rest @ .., Word("ago")] => span_on(rest, Side::Back),
        [Word(name), rest @ ..] if weekday(name).is_some() => {
            calendar(rest, order, text)?.map(|calendar| Meaning::Calendar(calendar, weekday(name)))
        }
        all => match span_on(all, Side::Either) {
            Some(span) => Some(span),
            None => calendar(all, order, text)?.map(|calendar| Meaning::Calendar(calendar, None)),
        },
    })
}

/// What `text` means as a birthday or occasion, `None` if it is not in the language.
pub(super) fn partial(text: &str, order: DateOrder) -> Result<Option<Partial>, WhenError> {
    let folded = text::fold(text);
    let Some(tokens) = tokens(&folded) else {
        return Ok(None);
    };
    if let [Word(name), Number(digits)] | [Number(digits), Word(name)] = tokens.as_slice()
        && let (Some(month), Some(year)) = (month(name), year(digits))
    {
        let [year, month] = [u32::from(year), month].map(u16::try_from);
        return Ok(year.ok().zip(month.ok()).and_then(|(year, month)| {
            Some(Partial::YearMonth {
                year,
                month: u8::try_from(month).ok()?,
            })
        }));
    }
    Ok(calendar(&tokens, order, text)?.map(Partial::Calendar))
}

/// The span that all of `text` says.
pub(super) fn span(text: &str) -> Option<Span> {
    span_of(&tokens(&text::fold(text))?)
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    Number(&'a str),
    Word(&'a str),
    Mark(u8),
}
use Token::{Mark, Number, Word};

/// More tokens than anything in the language has.
const MOST_TOKENS: usize = 10;

/// The numbers, words and marks of `folded`, or `None` if there is anything else. Blanks,
/// commas, the dots of abbreviations and the letters of "14th" say nothing.
fn tokens(folded: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = folded;
    while let Some(first) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let (token, taken) = match first {
            c if c.is_ascii_digit() => {
                let end = run(|c| c.is_ascii_digit());
                (Some(Number(&rest[..end])), end)
            }
            c if c.is_ascii_alphabetic() => {
                let end = run(|c| c.is_ascii_alphabetic());
                match (&rest[..end], tokens.last()) {
                    ("st" | "nd" | "rd" | "th", Some(Number(_))) => (None, end),
                    (word, _) => (Some(Word(word)), end),
                }
            }
            c if c.is_whitespace() || c == ',' => (None, c.len_utf8()),
            c @ ('.' | '/' | '-') => (Some(Mark(c as u8)), 1),
            _ => return None,
        };
        tokens.extend(token);
        if tokens.len() > MOST_TOKENS {
            return None;
        }
        rest = &rest[taken..];
    }
    Some(without_idle_dots(&tokens))
}

/// "14. jun." as "14 jun": a dot beside a word only ends an abbreviation or a number.
fn without_idle_dots<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let is_word = |at: Option<usize>| {
        at.and_then(|at| tokens.get(at))
            .is_some_and(|token| matches!(token, Word(_)))
    };
    (0..tokens.len())
        .filter(|at| {
            tokens[*at] != Mark(b'.')
                || *at == 0
                || !(is_word(at.checked_sub(1)) || is_word(at.checked_add(1)))
        })
        .map(|at| tokens[at])
        .collect()
}

fn span_of(tokens: &[Token<'_>]) -> Option<Span> {
    let (count, name) = match tokens {
        // More digits than a count has still are one: they end as too far.
        [Number(digits), Word(name)] => (digits.parse().unwrap_or(u32::MAX), name),
        [Word(count), Word(name)] => (counted(count)?, name),
        _ => return None,
    };
    let unit = match *name {
        "d" | "day" | "days" => Unit::Day,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Week,
        "mo" | "month" | "months" => Unit::Month,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Year,
        _ => return None,
    };
    Some(Span { count, unit })
}

fn calendar(
    tokens: &[Token<'_>],
    order: DateOrder,
    text: &str,
) -> Result<Option<Calendar>, WhenError> {
    let named = |day: &str, name: &str, year: Option<i32>| {
        Some(Calendar {
            year,
            month: month(name)?,
            day: small(day)?,
            in_order: false,
        })
    };
    let numbered = |first: &str, second: &str, year: Option<i32>| {
        let (first, second) = (small(first)?, small(second)?);
        let (day, month) = match order {
            DateOrder::DayFirst => (first, second),
            DateOrder::MonthFirst => (second, first),
        };
        Some(Calendar {
            year,
            month,
            day,
            in_order: true,
        })
    };
    let full = |digits: &str| match year(digits) {
        Some(year) => Ok(Some(i32::from(year))),
        None if tokens.iter().any(|token| matches!(token, Number("0000"))) => {
            Err(WhenError::YearZero(repeated(text)))
        }
        None => Err(WhenError::ShortYear(repeated(text), order)),
    };
    Ok(match tokens {
        [Number(day), Word(name)] | [Word(name), Number(day)] => named(day, name, None),
        [Number(y), Word(name), Number(day)] if year(y).is_some() => named(day, name, full(y)?),
        [Number(day), Word(name), Number(y)] | [Word(name), Number(day), Number(y)]
            if month(name).is_some() =>
        {
            named(day, name, full(y)?)
        }
        [Number(day), Mark(b'-'), Word(name), Mark(b'-'), Number(y)] if month(name).is_some() => {
            named(day, name, full(y)?)
        }
        [Number(y), Mark(a), Number(m), Mark(b), Number(d)] if a == b && year(y).is_some() => {
            small(m).zip(small(d)).map(|(month, day)| Calendar {
                year: year(y).map(i32::from),
                month,
                day,
                in_order: false,
            })
        }
        [Number(first), Mark(a), Number(second), Mark(b), Number(y)] if a == b => {
            numbered(first, second, full(y)?)
        }
        [Number(first), Mark(_), Number(second)]
        | [Number(first), Mark(b'.'), Number(second), Mark(b'.')] => numbered(first, second, None),
        _ => None,
    })
}

/// A day's or month's number: one or two digits.
fn small(digits: &str) -> Option<u32> {
    (digits.len() <= 2).then(|| digits.parse().ok())?
}

/// A year in full: four digits, not all zero.
fn year(digits: &str) -> Option<u16> {
    (digits.len() == 4)
        .then(|| digits.parse().ok())?
        .filter(|year| *year > 0)
}

fn counted(word: &str) -> Option<u32> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if word == "a" || word == "an" {
        return Some(1);
    }
    (1..)
        .zip(WORDS)
        .find(|(_, name)| *name == word)
        .map(|(count, _)| count)
}

fn month(word: &str) -> Option<u32> {
    Some(match word {
        "jan" | "january" => 1,
        "feb" | "february" => 2,
        "mar" | "march" => 3,
        "apr" | "april" => 4,
        "may" => 5,
        "jun" | "june" => 6,
        "jul" | "july" => 7,
        "aug" | "august" => 8,
        "sep" | "sept" | "september" => 9,
        "oct" | "october" => 10,
        "nov" | "november" => 11,
        "dec" | "december" => 12,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}
