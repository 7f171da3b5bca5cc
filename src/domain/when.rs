//! The days people type, and spans as they are said.
//!
//! A word can mean two days: "fri" is the last one for a catch-up and the coming one for a
//! reminder, so whoever asks says in which [`Direction`] to look. What is understood is
//! read into a small meaning first, and only then set against `today`.

mod read;

use std::fmt;

use chrono::{Datelike, Days, Month, Months, NaiveDate, Weekday};

use super::day::PartialDay;
use super::rules::DateOrder;
use crate::text::Shown;
use read::{Calendar, Meaning, Side};

/// Which side of today a day is looked for on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Today or before, for what has happened.
    Past,
    /// After today, for what is to come.
    Future,
    /// Today or after, for an evening that may be this one.
    Coming,
}

/// The day that `text` means to somebody who says it on `today`.
///
/// Numbers like `14/6/2025` are read in `order`; month arithmetic ends at the month's
/// end. The years are 1 to 9999. The error, displayed, is a sentence for the person.
pub fn parse(
    text: &str,
    direction: Direction,
    today: NaiveDate,
    order: DateOrder,
) -> Result<NaiveDate, WhenError> {
    let meaning = read::meaning(text, order)?.ok_or_else(|| unknown(text, order))?;
    let day = match meaning {
        Meaning::Today => today,
        Meaning::Yesterday => today.pred_opt().ok_or(WhenError::TooFar)?,
        Meaning::Tomorrow => today.succ_opt().ok_or(WhenError::TooFar)?,
        Meaning::Weekday(weekday, side) => {
            weekday_near(weekday, side, direction, today).ok_or(WhenError::TooFar)?
        }
        Meaning::Span(span, side) => match (side, direction) {
            (Side::Back, _) | (Side::Either, Direction::Past) => span.before(today),
            (Side::Ahead, _) | (Side::Either, Direction::Future | Direction::Coming) => {
                span.after(today)
            }
        }
        .ok_or(WhenError::TooFar)?,
        Meaning::Calendar(calendar, weekday) => {
            let day = calendar_near(calendar, direction, today)
                .ok_or_else(|| no_such_day(text, calendar, order))?;
            match weekday {
                Some(said) if said != day.weekday() => return Err(WhenError::OtherWeekday(day)),
                _ => day,
            }
        }
    };
    if !(1..=9999).contains(&day.year()) {
        return Err(WhenError::TooFar);
    }
    let fits = match direction {
        Direction::Past => day <= today,
        Direction::Future => day > today,
        Direction::Coming => day >= today,
    };
    if fits {
        Ok(day)
    } else {
        Err(WhenError::WrongSide { day, today })
    }
}

/// The birthday, anniversary or other occasion that `text` means, of which the year, or
/// the day, or day and month, may be left out: `3 may`, `--05-03`, `3.5.1990`, `may 1990`,
/// `1990`. The error, displayed, is a sentence for the person.
pub fn parse_partial(text: &str, order: DateOrder) -> Result<PartialDay, WhenError> {
    if let Ok(day) = text.trim().parse() {
        return Ok(day);
    }
    let partial = read::partial(text, order)?.ok_or_else(|| match text.trim().is_empty() {
        true => WhenError::Empty(order),
        false => WhenError::UnknownPartial(repeated(text)),
    })?;
    match partial {
        read::Partial::YearMonth { year, month } => Ok(PartialDay::YearMonth { year, month }),
        read::Partial::Calendar(calendar) => match calendar.year {
            Some(year) => calendar.in_year(year).map(PartialDay::Full),
            None => PartialDay::yearless(calendar.month, calendar.day),
        }
        .ok_or_else(|| no_such_day(text, calendar, order)),
    }
}

/// How often an occasion comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    EveryYear,
    Once,
}

/// The day of an occasion that `text` means: of a yearly one any part may do; one that comes
/// once is a whole day, still to come unless its year is said.
pub fn parse_occasion(
    text: &str,
    comes: Comes,
    today: NaiveDate,
    order: DateOrder,
) -> Result<PartialDay, WhenError> {
    match (comes, parse_partial(text, order)) {
        (Comes::EveryYear, day) | (Comes::Once, day @ Ok(PartialDay::Full(_))) => day,
        (Comes::Once, _) => parse(text, Direction::Future, today, order).map(PartialDay::Full),
    }
}

/// How long ago `days` days are, as short as the lists need it: `today`, `3 d`, `1 wk`,
/// `7 mo`, `2 yr`. Rounded down; below zero counts as today.
pub fn ago_short(days: i64) -> String {
    let (number, unit) = match days {
        ..=0 => return "today".to_owned(),
        1..=6 => (days, " d"),
        7..=29 => (days / 7, " wk"),
        30..=364 => (months(days), " mo"),
        365.. => (years(days), " yr"),
    };
    number.to_string() + unit
}

/// How long ago `days` days are, in words, exacter than in a list: `today`, `a day`, `13
/// days`, `8 weeks`, `23 months`, `2 years`. Rounded down; below zero counts as today.
pub fn ago_long(days: i64) -> String {
    match days {
        ..=0 => "today".to_owned(),
        1 => "a day".to_owned(),
        2..=13 => format!("{days} days"),
        14..=60 => format!("{} weeks", days / 7),
        61..=729 => format!("{} months", months(days)),
        730.. => format!("{} years", years(days)),
    }
}

/// A day near today: `Thu 26 Nov`.
pub fn day_short(day: NaiveDate) -> String {
    day.format("%a %-d %b").to_string()
}

/// A day in full: `Thu 26 Nov 2026`.
pub fn day_long(day: NaiveDate) -> String {
    day.format("%a %-d %b %Y").to_string()
}

/// The name of the month that a day is in: "November".
pub fn month_name(day: NaiveDate) -> &'static str {
    Month::try_from(day.month() as u8).map_or("", |month| month.name())
}

/// A day of which part may be unknown, with three letters for the month: `3 Sep 1990`, `3
/// Sep`, `Sep 1990`, `1990`. The month is a word since people order numbers in two ways.
pub fn partial_short(day: PartialDay) -> String {
    partial(day, |month| month.get(..3).unwrap_or(month))
}

/// A day of which part may be unknown, with the whole month: `3 September 1990`, `3
/// September`, `September 1990`, `1990`.
pub fn partial_long(day: PartialDay) -> String {
    partial(day, |month| month)
}

fn partial(day: PartialDay, spell: fn(&str) -> &str) -> String {
    let named = |month: u8| Month::try_from(month).map_or("", |month| spell(month.name()));
    match day {
        PartialDay::Full(date) => {
            let month = spell(month_name(date));
            format!("{} {month} {:04}", date.day(), date.year())
        }
        PartialDay::Yearless { month, day } => format!("{day} {}", named(month)),
        PartialDay::YearMonth { year, month } => format!("{} {year:04}", named(month)),
        PartialDay::Year(year) => format!("{year:04}"),
    }
}

/// What a span is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// A length of time as it is said: `3d`, `2 weeks`, `five months`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    pub count: u32,
    pub unit: Unit,
}

impl Span {
    /// The span that all of `text` says, without "in" or "ago".
    pub fn parse(text: &str) -> Option<Span> {
        read::span(text)
    }

    /// The day this long before `day`; months end at the month's end. `None` beyond what
    /// a calendar can hold.
    pub fn before(self, day: NaiveDate) -> Option<NaiveDate> {
        match self.unit {
            Unit::Day => day.checked_sub_days(Days::new(self.count.into())),
            Unit::Week => day.checked_sub_days(Days::new(u64::from(self.count) * 7)),
            Unit::Month => day.checked_sub_months(Months::new(self.count)),
            Unit::Year => day.checked_sub_months(Months::new(self.count.checked_mul(12)?)),
        }
    }

    /// The day this long after `day`; months end at the month's end. `None` beyond what a
    /// calendar can hold.
    pub fn after(self, day: NaiveDate) -> Option<NaiveDate> {
        match self.unit {
            Unit::Day => day.checked_add_days(Days::new(self.count.into())),
            Unit::Week => day.checked_add_days(Days::new(u64::from(self.count) * 7)),
            Unit::Month => day.checked_add_months(Months::new(self.count)),
            Unit::Year => day.checked_add_months(Months::new(self.count.checked_mul(12)?)),
        }
    }
}

/// Why a text is no day, displayed as a sentence that says what to type instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhenError {
    /// Nothing was typed.
    Empty(DateOrder),
    /// Not in the language of days.
    Unknown(String, DateOrder),
    /// Not in the language of birthdays and occasions.
    UnknownPartial(String),
    /// The year has fewer than four digits.
    ShortYear(String, DateOrder),
    /// The year is 0, as where it is not known.
    YearZero(String),
    /// In the language, but no calendar has it.
    NoSuchDay(String),
    /// In the language, but no calendar has it when numbers are read in this order.
    NoSuchDayRead(String, DateOrder),
    /// The weekday said is not this day's.
    OtherWeekday(NaiveDate),
    /// A day on the other side of today than what is asked for.
    WrongSide { day: NaiveDate, today: NaiveDate },
    /// Before the year 1 or after the year 9999.
    TooFar,
}

impl fmt::Display for WhenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WhenError::Empty(order) => write!(f, "say a day: {}", understood(*order)),
            WhenError::Unknown(text, order) => {
                write!(f, "“{text}” is no day; say {}", understood(*order))
            }
            WhenError::UnknownPartial(text) => write!(
                f,
                "“{text}” is no day; say 3 may, 3.5., 3 may 1990, 1990-05-03, --05-03, \
                 may 1990 or 1990"
            ),
            WhenError::YearZero(text) => write!(
                f,
                "“{text}”: there is no year 0; leave the year out, as in --05-03, where it is \
                 not known"
            ),
            WhenError::ShortYear(text, order) => {
                let [_, full] = in_numbers(*order);
                write!(f, "“{text}”: say the year with four digits, as in {full}")
            }
            WhenError::NoSuchDay(text) => write!(f, "there is no day “{text}”"),
            WhenError::NoSuchDayRead(text, order) => {
                let order = match order {
                    DateOrder::DayFirst => "day before month",
                    DateOrder::MonthFirst => "month before day",
                };
                write!(f, "there is no day “{text}”, read {order}")
            }
            WhenError::OtherWeekday(day) => {
                let [day, weekday] = ["%-d %b %Y", "%A"].map(|form| day.format(form));
                write!(f, "{day} is a {weekday}")
            }
            WhenError::WrongSide { day, today } if day == today => {
                write!(f, "{} is today; say a day after it", day_long(*day))
            }
            WhenError::WrongSide { day, today } if day > today => {
                write!(
                    f,
                    "{} is still to come; say today or a day before",
                    day_long(*day)
                )
            }
            WhenError::WrongSide { day, .. } => {
                write!(f, "{} has been; say a day to come", day_long(*day))
            }
            WhenError::TooFar => write!(f, "that is too far; ties knows the years 1 to 9999"),
        }
    }
}

impl std::error::Error for WhenError {}

/// The language of days by examples.
fn understood(order: DateOrder) -> String {
    let [day, full] = in_numbers(order);
    format!(
        "today, yesterday, tomorrow, fri, last fri, next fri, 3d, 2w, 5mo, 1y, 2 weeks ago, \
         in 3 days, 14 jun, {day}, {full} or 2026-06-14"
    )
}

/// A day without and with its year, as they are typed in this order.
const fn in_numbers(order: DateOrder) -> [&'static str; 2] {
    match order {
        DateOrder::DayFirst => ["14.6.", "14/6/2025"],
        DateOrder::MonthFirst => ["6/14", "6/14/2025"],
    }
}

/// Columns of what was typed that an error repeats.
const REPEATED: usize = 40;

fn unknown(text: &str, order: DateOrder) -> WhenError {
    match text.trim().is_empty() {
        true => WhenError::Empty(order),
        false => WhenError::Unknown(repeated(text), order),
    }
}

fn no_such_day(text: &str, calendar: Calendar, order: DateOrder) -> WhenError {
    if calendar.in_order {
        WhenError::NoSuchDayRead(repeated(text), order)
    } else {
        WhenError::NoSuchDay(repeated(text))
    }
}

fn repeated(text: &str) -> String {
    Shown::line(text.trim()).fit(REPEATED)
}

/// "last" and "next" leave today out; a weekday alone is today where today may be meant.
fn weekday_near(
    weekday: Weekday,
    side: Side,
    direction: Direction,
    today: NaiveDate,
) -> Option<NaiveDate> {
    let since = u64::from(today.weekday().days_since(weekday));
    let until = u64::from(weekday.days_since(today.weekday()));
    let or_a_week = |days: u64| if days == 0 { 7 } else { days };
    match (side, direction) {
        (Side::Back, _) => today.checked_sub_days(Days::new(or_a_week(since))),
        (Side::Either, Direction::Past) => today.checked_sub_days(Days::new(since)),
        (Side::Ahead, _) | (Side::Either, Direction::Future | Direction::Coming) => {
            today.checked_add_days(Days::new(or_a_week(until)))
        }
    }
}

/// The day itself, or without a year the nearest one in this direction: 29 February may
/// be eight years away.
fn calendar_near(calendar: Calendar, direction: Direction, today: NaiveDate) -> Option<NaiveDate> {
    if let Some(year) = calendar.year {
        return calendar.in_year(year);
    }
    (0..=8).find_map(|years| match direction {
        Direction::Past => calendar
            .in_year(today.year() - years)
            .filter(|day| *day <= today),
        Direction::Future => calendar
            .in_year(today.year() + years)
            .filter(|day| *day > today),
        Direction::Coming => calendar
            .in_year(today.year() + years)
            .filter(|day| *day >= today),
    })
}

/// Whole months in `days` days, which are less than some years; a month's days are one.
fn months(days: i64) -> i64 {
    (days * 12 / 365).max(1)
}

/// Whole years in `days` days, 365.2425 to a year; a common year's days are one.
fn years(days: i64) -> i64 {
    (days / 146_097 * 400 + days % 146_097 * 400 / 146_097).max(1)
}

#[cfg(test)]
mod tests;
