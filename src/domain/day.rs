//! Days of which part may be unknown, and when they come round.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, TimeDelta};

/// A day of which the year, or the day, or month and day, may be unknown.
///
/// Written `1985-04-12`, `--04-12`, `1985-04` or `1985`; a year is 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartialDay {
    Full(NaiveDate),
    /// Month 1 to 12 and day, without a year; 29 February is allowed.
    Yearless {
        month: u8,
        day: u8,
    },
    YearMonth {
        year: u16,
        month: u8,
    },
    Year(u16),
}

/// The day so many days on; the years end with 9999.
pub fn days_after(day: NaiveDate, days: u64) -> NaiveDate {
    within_years(
        day.checked_add_days(Days::new(days))
            .unwrap_or(NaiveDate::MAX),
    )
}

/// The day so many days ago; the years begin with 1.
pub fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    within_years(
        day.checked_sub_days(Days::new(days))
            .unwrap_or(NaiveDate::MIN),
    )
}

/// The day itself, or where its year is none of 1 to 9999 the nearest day that has one: more
/// than four digits can neither be typed nor kept.
pub fn within_years(day: NaiveDate) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or(day);
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(day);
    day.clamp(first, last)
}

impl PartialDay {
    /// A day without year, or `None` where no year has it.
    pub fn yearless(month: u32, day: u32) -> Option<PartialDay> {
        NaiveDate::from_ymd_opt(2024, month, day)?;
        Some(PartialDay::Yearless {
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }

    /// Month and day, where both are known.
    pub fn month_day(self) -> Option<(u32, u32)> {
        match self {
            PartialDay::Full(date) => Some((date.month(), date.day())),
            PartialDay::Yearless { month, day } => Some((month.into(), day.into())),
            PartialDay::YearMonth { .. } | PartialDay::Year(_) => None,
        }
    }

    /// The year, where it is known.
    pub fn year(self) -> Option<i32> {
        match self {
            PartialDay::Full(date) => Some(date.year()),
            PartialDay::Yearless { .. } => None,
            PartialDay::YearMonth { year, .. } | PartialDay::Year(year) => Some(year.into()),
        }
    }

    /// The first day on or after `from` on which this day comes round each year; 29
    /// February is kept on 28 February in other years. `None` without month and day.
    pub fn next_on_or_after(self, from: NaiveDate) -> Option<NaiveDate> {
        let (month, day) = self.month_day()?;
        [from.year(), from.year() + 1]
            .into_iter()
            .filter_map(|year| {
                NaiveDate::from_ymd_opt(year, month, day)
                    .or_else(|| NaiveDate::from_ymd_opt(year, month, day - 1))
            })
            .find(|date| *date >= from)
    }

    /// The same, if it is `end` at the latest. Of all birthdays few are soon, and month and day
    /// tell most of the others.
    pub fn next_within(self, from: NaiveDate, end: NaiveDate) -> Option<NaiveDate> {
        let (month, day) = self.month_day()?;
        let may_be = |(month, day): (u32, u32)| {
            let (first, last) = ((from.month(), from.day()), (end.month(), end.day()));
            match first <= last {
                true => (first..=last).contains(&(month, day)),
                false => (month, day) >= first || (month, day) <= last,
            }
        };
        // The day before a 29 February may be where that is kept.
        let is_soon = end - from >= TimeDelta::days(365)
            || may_be((month, day))
            || (month, day) == (2, 29) && may_be((2, 28));
        is_soon
            .then(|| self.next_on_or_after(from))?
            .filter(|on| *on <= end)
    }
}

impl fmt::Display for PartialDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartialDay::Full(date) => write!(f, "{date}"),
            PartialDay::Yearless { month, day } => write!(f, "--{month:02}-{day:02}"),
            PartialDay::YearMonth { year, month } => write!(f, "{year:04}-{month:02}"),
            PartialDay::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// The text is no day ties can keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoDay(pub String);

impl fmt::Display for NoDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "“{}” is no day; write 1985-04-12, --04-12, 1985-04 or 1985",
            self.0
        )
    }
}

impl std::error::Error for NoDay {}

impl FromStr for PartialDay {
    type Err = NoDay;

    /// Reads exactly the four forms that [`fmt::Display`] writes. What people and files
    /// write is read elsewhere and ends here.
    fn from_str(text: &str) -> Result<PartialDay, NoDay> {
        parse(text).ok_or_else(|| NoDay(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<PartialDay> {
    let number = |digits: &str| -> Option<u32> {
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    if let Some(rest) = text.strip_prefix("--") {
        let (month, day) = rest.split_once('-')?;
        (month.len() == 2 && day.len() == 2).then_some(())?;
        return PartialDay::yearless(number(month)?, number(day)?);
    }
    let year = number(text.get(..4)?)?;
    (1..=9999).contains(&year).then_some(())?;
    let year_u16 = u16::try_from(year).ok()?;
    match text.len() {
        4 => Some(PartialDay::Year(year_u16)),
        7 if text.as_bytes()[4] == b'-' => {
            let month = number(text.get(5..)?)?;
            (1..=12).contains(&month).then_some(())?;
            Some(PartialDay::YearMonth {
                year: year_u16,
                month: u8::try_from(month).ok()?,
            })
        }
        10 if text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' => {
            let date = NaiveDate::from_ymd_opt(
                i32::from(year_u16),
                number(text.get(5..7)?)?,
                number(text.get(8..)?)?,
            )?;
            Some(PartialDay::Full(date))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_four_forms_read_back_as_written() {
        for text in [
            "1985-04-12",
            "--04-12",
            "--02-29",
            "1985-04",
            "1985",
            "0001-01-01",
        ] {
            assert_eq!(text.parse::<PartialDay>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "85",
            "--02-30",
            "--4-12",
            "1985-13",
            "0000",
            "1985-02-29",
            "circa 1985",
            "१९८५",
        ] {
            assert!(text.parse::<PartialDay>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_comes_round_by_a_day_is_what_comes_round_next_if_that_is_soon_enough() {
        for text in [
            "2024-02-29",
            "--02-29",
            "--02-28",
            "--03-01",
            "--12-31",
            "--01-01",
            "--07-04",
        ] {
            let day: PartialDay = text.parse().unwrap();
            for from in date("2023-12-20").iter_days().take(800) {
                for days in [0, 6, 40, 364, 365, 800] {
                    let end = days_after(from, days);
                    let next = day.next_on_or_after(from).filter(|on| *on <= end);
                    assert_eq!(day.next_within(from, end), next, "{text} {from} {end}");
                }
            }
        }
        let year: PartialDay = "1985".parse().unwrap();
        assert_eq!(
            year.next_within(date("2026-01-01"), date("2027-01-01")),
            None
        );
    }

    #[test]
    fn the_29th_of_february_is_kept_on_the_28th_in_other_years() {
        let leap: PartialDay = "--02-29".parse().unwrap();
        assert_eq!(
            leap.next_on_or_after(date("2026-02-01")),
            Some(date("2026-02-28"))
        );
        assert_eq!(
            leap.next_on_or_after(date("2026-03-01")),
            Some(date("2027-02-28"))
        );
        assert_eq!(
            leap.next_on_or_after(date("2028-02-28")),
            Some(date("2028-02-29"))
        );
        assert_eq!(
            leap.next_on_or_after(date("2028-02-29")),
            Some(date("2028-02-29"))
        );
    }

    #[test]
    fn a_day_comes_round_over_the_turn_of_the_year() {
        let may: PartialDay = "1990-01-02".parse().unwrap();
        assert_eq!(
            may.next_on_or_after(date("2026-12-30")),
            Some(date("2027-01-02"))
        );
        assert_eq!(
            PartialDay::Year(1985).next_on_or_after(date("2026-01-01")),
            None
        );
    }
}
