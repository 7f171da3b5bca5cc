//! What comes round (RRULE, RFC 5545 §3.3.10), day by day: of all of its days only the last one
//! before today is asked for.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// So many weeks, months or days of a rule are gone through at most: daily for a century.
const MOST: usize = 40_000;

/// How something comes round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    every: Every,
    interval: u32,
    count: Option<usize>,
    until: Option<NaiveDate>,
    /// Weekdays, with which of a month: 2 is its second, -1 its last, 0 each.
    weekdays: Vec<(i32, Weekday)>,
    month_days: Vec<i32>,
    months: Vec<u32>,
    positions: Vec<i32>,
    week_start: Weekday,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Day,
    Week,
    Month,
    Year,
}

impl Rule {
    /// The rule that this text says, if any; `day` reads its days.
    pub(super) fn parse(text: &str, day: impl Fn(&str) -> Option<NaiveDate>) -> Option<Rule> {
        let mut rule = Rule {
            every: Every::Day,
            interval: 1,
            count: None,
            until: None,
            weekdays: Vec::new(),
            month_days: Vec::new(),
            months: Vec::new(),
            positions: Vec::new(),
            week_start: Weekday::Mon,
        };
        let mut every = None;
        for part in text.trim().split(';') {
            let Some((name, value)) = part.split_once('=') else {
                continue;
            };
            let list = || value.split(',').map(str::trim);
            match name.trim().to_ascii_uppercase().as_str() {
                "FREQ" => {
                    every = Some(match value.trim().to_ascii_uppercase().as_str() {
                        "WEEKLY" => Every::Week,
                        "MONTHLY" => Every::Month,
                        "YEARLY" => Every::Year,
                        _ => Every::Day,
                    });
                }
                "INTERVAL" => rule.interval = value.trim().parse().unwrap_or(1).max(1),
                "COUNT" => rule.count = value.trim().parse().ok(),
                "UNTIL" => rule.until = day(value.trim()),
                "BYDAY" => rule.weekdays = list().filter_map(weekday).collect(),
                "BYMONTHDAY" => rule.month_days = numbers(list()),
                "BYMONTH" => {
                    rule.months = list().filter_map(|text| text.parse().ok()).collect();
                }
                "BYSETPOS" => rule.positions = numbers(list()),
                "WKST" => {
                    rule.week_start = weekday(value.trim()).map_or(Weekday::Mon, |(_, day)| day);
                }
                _ => {}
            }
        }
        rule.every = every?;
        Some(rule)
    }

    pub(super) fn is_yearly(&self) -> bool {
        self.every == Every::Year && self.interval == 1 && self.count.is_none()
    }

    /// The days of the period with this number from the start's on, in order; `None` once there
    /// are none any more.
    fn period(&self, start: NaiveDate, number: u32) -> Option<Vec<NaiveDate>> {
        let steps = number.checked_mul(self.interval)?;
        let mut days = match self.every {
            Every::Day => vec![start.checked_add_days(Days::new(steps.into()))?],
            Every::Week => {
                let first = start.week(self.week_start).checked_first_day()?;
                let first = first.checked_add_days(Days::new(u64::from(steps) * 7))?;
                let wanted = |day: &NaiveDate| match self.weekdays.is_empty() {
                    true => day.weekday() == start.weekday(),
                    false => self.is_wanted_weekday(*day),
                };
                first.iter_days().take(7).filter(wanted).collect()
            }
            Every::Month => {
                let first = start.with_day(1)?.checked_add_months(Months::new(steps))?;
                self.in_month(first, start.day())
            }
            Every::Year => {
                let year = start.year().checked_add(i32::try_from(steps).ok()?)?;
                let months = match self.months.is_empty() {
                    true => vec![start.month()],
                    false => self.months.clone(),
                };
                // A year beyond those that can be written.
                NaiveDate::from_ymd_opt(year, 1, 1)?;
                let months = months.into_iter();
                let firsts = months.filter_map(|month| NaiveDate::from_ymd_opt(year, month, 1));
                firsts
                    .flat_map(|first| self.in_month(first, start.day()))
                    .collect()
            }
        };
        let is_in_month = |day: &NaiveDate| {
            self.every == Every::Year
                || self.months.is_empty()
                || self.months.contains(&day.month())
        };
        let is_on_weekday = |day: &NaiveDate| {
            self.every != Every::Day || self.weekdays.is_empty() || self.is_wanted_weekday(*day)
        };
        days.retain(|day| is_in_month(day) && is_on_weekday(day));
        days.sort_unstable();
        days.dedup();
        if !self.positions.is_empty() {
            let positions = self.positions.iter();
            let mut picked: Vec<NaiveDate> = positions
                .filter_map(|position| at(&days, *position).copied())
                .collect();
            picked.sort_unstable();
            days = picked;
        }
        Some(days)
    }

    fn is_wanted_weekday(&self, day: NaiveDate) -> bool {
        self.weekdays
            .iter()
            .any(|(_, wanted)| *wanted == day.weekday())
    }

    /// The days of the rule in the month that begins on `first`, else the one with this number.
    fn in_month(&self, first: NaiveDate, usual: u32) -> Vec<NaiveDate> {
        let all: Vec<NaiveDate> = first
            .iter_days()
            .take_while(|day| day.month() == first.month())
            .collect();
        let by_number: Vec<NaiveDate> = self
            .month_days
            .iter()
            .filter_map(|number| at(&all, *number).copied())
            .collect();
        if self.weekdays.is_empty() {
            return match self.month_days.is_empty() {
                true => all.into_iter().filter(|day| day.day() == usual).collect(),
                false => by_number,
            };
        }
        let mut days = Vec::new();
        for (which, weekday) in &self.weekdays {
            let of_these = all.iter().filter(|day| day.weekday() == *weekday);
            let of_these: Vec<NaiveDate> = of_these.copied().collect();
            match which {
                0 => days.extend(of_these),
                which => days.extend(at(&of_these, *which)),
            }
        }
        if !self.month_days.is_empty() {
            days.retain(|day| by_number.contains(day));
        }
        days
    }
}

/// The last day before `today` on which something was that began on `start`, comes round by a
/// rule, was `also` on other days, and was on only where `is_on` says so.
pub(super) fn last_before(
    start: NaiveDate,
    rule: Option<&Rule>,
    also: &[NaiveDate],
    today: NaiveDate,
    is_on: &dyn Fn(NaiveDate) -> bool,
) -> Option<NaiveDate> {
    let was = |day: &NaiveDate| *day < today && is_on(*day);
    let mut last = also.iter().copied().chain([start]).filter(was).max();
    let Some(rule) = rule else {
        return last;
    };
    // The first one counts, whether the rule has it or not.
    let mut counted = 1;
    for number in (0..).take(MOST) {
        let Some(days) = rule.period(start, number) else {
            return last;
        };
        for day in days.into_iter().filter(|day| *day > start) {
            counted += 1;
            let is_over = rule.until.is_some_and(|until| day > until)
                || rule.count.is_some_and(|count| counted > count);
            if is_over || day >= today {
                return last;
            }
            if is_on(day) {
                last = last.max(Some(day));
            }
        }
    }
    last
}

/// The one at a position from 1, or from -1 from the end on.
fn at<T>(all: &[T], position: i32) -> Option<&T> {
    let length = i64::try_from(all.len()).ok()?;
    let index = match position {
        0 => return None,
        1.. => i64::from(position) - 1,
        _ => length + i64::from(position),
    };
    all.get(usize::try_from(index).ok()?)
}

fn numbers<'t>(list: impl Iterator<Item = &'t str>) -> Vec<i32> {
    list.filter_map(|text| text.parse().ok()).collect()
}

/// `MO`, `2TU` or `-1FR`.
fn weekday(text: &str) -> Option<(i32, Weekday)> {
    let at = text.len().checked_sub(2)?;
    let (which, day) = (text.get(..at)?, text.get(at..)?);
    let day = match day.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    match which {
        "" => Some((0, day)),
        which => Some((which.parse().ok()?, day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(start: &str, rule: &str, expected: &str) {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let parsed = Rule::parse(rule, day);
        assert!(parsed.is_some(), "{rule}");
        let today = day("2026-11-22").unwrap();
        let last = last_before(day(start).unwrap(), parsed.as_ref(), &[], today, &|_| true);
        let last = last.map_or("none".to_owned(), |last| last.to_string());
        assert_eq!(last, expected, "{start} {rule}");
    }

    #[test]
    fn the_last_day_before_today_is_found() {
        check("2025-01-06", "FREQ=DAILY", "2026-11-21");
        check("2025-01-06", "FREQ=DAILY;INTERVAL=5", "2026-11-17");
        check("2025-01-06", "FREQ=DAILY;BYDAY=MO,FR", "2026-11-20");
        check("2025-01-06", "FREQ=WEEKLY;UNTIL=2025-01-27", "2025-01-27");
        check("2025-01-06", "FREQ=WEEKLY;COUNT=3", "2025-01-20");
        check(
            "2026-11-03",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
            "2026-11-19",
        );
        check("2026-01-31", "FREQ=MONTHLY", "2026-10-31");
        check("2026-01-15", "FREQ=MONTHLY;BYMONTHDAY=-1", "2026-10-31");
        check("2026-01-13", "FREQ=MONTHLY;BYDAY=2TU", "2026-11-10");
        check("2026-01-30", "FREQ=MONTHLY;BYDAY=-1FR", "2026-10-30");
        check(
            "2026-01-01",
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "2026-10-30",
        );
        check("2024-02-29", "FREQ=YEARLY", "2024-02-29");
        check("2020-11-25", "FREQ=YEARLY", "2025-11-25");
        check(
            "2020-05-10",
            "FREQ=YEARLY;BYMONTH=5;BYDAY=2SU",
            "2026-05-10",
        );
        check("2027-01-01", "FREQ=DAILY", "none");
        check("2025-01-06", "FREQ=SECONDLY;COUNT=999999999", "2026-11-21");
        check(
            "0001-01-01",
            "FREQ=YEARLY;INTERVAL=4294967295",
            "0001-01-01",
        );
        check(
            "2025-01-06",
            "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2",
            "2025-01-06",
        );
    }

    #[test]
    fn other_days_and_days_without_are_heeded() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let rule = Rule::parse("FREQ=WEEKLY", day);
        let (start, today) = (day("2026-11-02").unwrap(), day("2026-11-22").unwrap());
        let without = day("2026-11-16");
        let is_on = |one: NaiveDate| Some(one) != without;
        let last = |also: &[NaiveDate]| last_before(start, rule.as_ref(), also, today, &is_on);
        assert_eq!(last(&[]), day("2026-11-09"));
        let also = [day("2026-11-18").unwrap(), day("2026-12-01").unwrap()];
        assert_eq!(last(&also), day("2026-11-18"));
        assert_eq!(last_before(start, None, &[], start, &|_| true), None);
    }
}
