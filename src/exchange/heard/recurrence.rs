//! What comes round (RRULE, RFC 5545 §3.3.10), day by day: of all of its days only the last one
//! before today is asked for.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// So many weeks, months or days of a rule are gone through at most: daily for thirty years.
const MOST: usize = 11_000;

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
                "BYWEEKNO" | "BYYEARDAY" => return None,
                _ => {}
            }
        }
        rule.every = every?;
        Some(rule).filter(Rule::is_understood)
    }

    /// Whether all that this says is understood. What is not is on its first day only, as far as
    /// is known.
    fn is_understood(&self) -> bool {
        match self.every {
            Every::Day | Every::Week => self.month_days.is_empty(),
            Every::Month => true,
            Every::Year => {
                !self.months.is_empty() || (self.weekdays.is_empty() && self.month_days.is_empty())
            }
        }
    }

    /// The number of the period that a day is in, counted as [`Rule::period`] does; `None`
    /// before the start.
    fn number_of(&self, start: NaiveDate, day: NaiveDate) -> Option<u32> {
        let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        let steps = match self.every {
            Every::Day => (day - start).num_days(),
            Every::Week => {
                let first = start.week(self.week_start).checked_first_day()?;
                (day - first).num_days() / 7
            }
            Every::Month => months(day) - months(start),
            Every::Year => i64::from(day.year()) - i64::from(start.year()),
        };
        u32::try_from(steps / i64::from(self.interval)).ok()
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
/// rule and was `also` on other days. Those are days where it was; `here` says which day that is
/// here, `is_on` whether it took place on a day of here.
pub(super) fn last_before(
    start: NaiveDate,
    rule: Option<&Rule>,
    also: &[NaiveDate],
    today: NaiveDate,
    (here, is_on): (&dyn Fn(NaiveDate) -> NaiveDate, &dyn Fn(NaiveDate) -> bool),
) -> Option<NaiveDate> {
    let was = |day: NaiveDate| Some(here(day)).filter(|here| *here < today && is_on(*here));
    let by_itself = also.iter().copied().chain([start]).filter_map(was).max();
    let Some(rule) = rule else {
        return by_itself;
    };
    let is_over = |here: NaiveDate| rule.until.is_some_and(|until| here > until);
    let by_rule = match rule.count {
        // The first one counts, whether the rule has it or not.
        Some(count) => {
            let days = (0..)
                .take(MOST)
                .map_while(|number| rule.period(start, number));
            let days = days.flatten().filter(|day| *day > start);
            let days = days.take(count.saturating_sub(1));
            let days = days.take_while(|day| here(*day) < today && !is_over(here(*day)));
            days.filter_map(was).last()
        }
        None => {
            let end = rule.until.map_or(today, |until| until.min(today));
            let end = end.checked_add_days(Days::new(1)).unwrap_or(end);
            let last = rule.number_of(start, end).into_iter();
            let periods = last.flat_map(|last| (0..=last).rev()).take(MOST);
            let days = periods.filter_map(|number| rule.period(start, number));
            let mut days = days.flat_map(|days| days.into_iter().rev());
            days.find_map(|day| was(day).filter(|here| day > start && !is_over(*here)))
        }
    };
    by_itself.max(by_rule)
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

    type Always = (
        &'static dyn Fn(NaiveDate) -> NaiveDate,
        &'static dyn Fn(NaiveDate) -> bool,
    );

    #[track_caller]
    fn check(start: &str, rule: &str, expected: &str) {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let parsed = Rule::parse(rule, day);
        assert!(parsed.is_some(), "{rule}");
        let today = day("2026-11-22").unwrap();
        let always: Always = (&|day| day, &|_| true);
        let last = last_before(day(start).unwrap(), parsed.as_ref(), &[], today, always);
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
        let same = |day: NaiveDate| day;
        let how = (&same as &dyn Fn(_) -> _, &is_on as &dyn Fn(_) -> _);
        let last = |also: &[NaiveDate]| last_before(start, rule.as_ref(), also, today, how);
        assert_eq!(last(&[]), day("2026-11-09"));
        let also = [day("2026-11-18").unwrap(), day("2026-12-01").unwrap()];
        assert_eq!(last(&also), day("2026-11-18"));
        assert_eq!(last_before(start, None, &[], start, how), None);
        // Where it was it is the day after.
        let before = |day: NaiveDate| day.pred_opt().unwrap();
        let how = (&before as &dyn Fn(_) -> _, &is_on as &dyn Fn(_) -> _);
        let tuesdays = day("2026-11-03").unwrap();
        let last = last_before(tuesdays, rule.as_ref(), &[], today, how);
        assert_eq!(last, day("2026-11-09"));
    }

    #[test]
    fn a_rule_that_is_not_understood_says_nothing_of_other_days() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        for rule in [
            "FREQ=YEARLY;BYWEEKNO=20",
            "FREQ=YEARLY;BYYEARDAY=100",
            "FREQ=YEARLY;BYDAY=20MO",
            "FREQ=DAILY;BYMONTHDAY=1",
        ] {
            assert_eq!(Rule::parse(rule, day), None, "{rule}");
        }
    }

    proptest::proptest! {
        /// What is found from the end on is what counting through finds.
        #[test]
        fn from_either_end_the_last_day_is_the_same(
            back in 0_u64..900,
            every in "(DAILY|WEEKLY|MONTHLY|YEARLY)",
            interval in 1..5,
            more in "(;BYMONTH=3,11;BYDAY=[12]?(MO|FR)|;BYSETPOS=-1|)",
            until in proptest::option::of(0_u64..900),
        ) {
            let today: NaiveDate = "2026-11-22".parse().unwrap();
            let ago = |days| today.checked_sub_days(Days::new(days)).unwrap();
            let until = until.map_or(String::new(), |days| format!(";UNTIL={}", ago(days)));
            let text = format!("FREQ={every};INTERVAL={interval}{more}{until}");
            let rule = Rule::parse(&text, |text| text.parse().ok());
            let counted = Rule::parse(&format!("{text};COUNT=9999"), |text| text.parse().ok());
            let always: Always = (&|day| day, &|_| true);
            let last = |rule: Option<Rule>| last_before(ago(back), rule.as_ref(), &[], today, always);
            proptest::prop_assert_eq!(last(rule), last(counted));
        }
    }
}
