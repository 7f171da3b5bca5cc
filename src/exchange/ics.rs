//! Days to iCalendar text (RFC 5545): all-day events that take up nobody's time.

use chrono::{Datelike, NaiveDate};

use super::content_line;
use crate::domain::day::{self, PartialDay};

/// The year of a day whose year is not known: one with a 29 February, and old enough.
const SOME_YEAR: i32 = 2000;

/// Who the text is from.
const PRODUCT: &str = "PRODID:-//ties//ties//EN";

/// An all-day event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The same whenever the same event is written.
    pub uid: String,
    /// The day that it is told of since: a day of its own, so that the same event is the same
    /// text whenever it is written.
    pub stamp: NaiveDate,
    pub when: When,
    pub summary: String,
}

/// On which days an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// On so many days from this one on.
    Days(NaiveDate, u64),
    /// Every year, where day and month are known; on the last of February where that is the
    /// 29th.
    Yearly(PartialDay),
}

/// The events as one calendar, in order. An event of which no day is known is left out.
pub fn write(events: &[Event]) -> String {
    let mut text = String::new();
    let mut line = |line: &str| content_line::push(&mut text, line);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line(PRODUCT);
    line("CALSCALE:GREGORIAN");
    line("X-WR-CALNAME:ties");
    let events: Vec<Vec<String>> = events.iter().filter_map(one).collect();
    if events.is_empty() {
        // A calendar has to hold something.
        for part in NOTHING {
            line(part);
        }
    }
    for part in events.iter().flatten() {
        line(part);
    }
    line("END:VCALENDAR");
    text
}

/// Whether a file that begins like this was written here, so that it may be written anew.
pub fn is_ours(text: &str) -> bool {
    text.starts_with("BEGIN:VCALENDAR\r\n") && text.lines().take(5).any(|line| line == PRODUCT)
}

/// A part of a calendar that says nothing.
const NOTHING: [&str; 8] = [
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
];

/// The lines of an event.
fn one(event: &Event) -> Option<Vec<String>> {
    let (from, days, rule) = match event.when {
        When::Days(from, days) => (from, days, None),
        When::Yearly(day) => {
            let (month, of_month) = day.month_day()?;
            let year = day.year().filter(|year| *year > 0).unwrap_or(SOME_YEAR);
            let from = NaiveDate::from_ymd_opt(year, month, of_month)?;
            let rule = match (month, of_month) {
                (2, 29) => "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
                _ => "RRULE:FREQ=YEARLY",
            };
            (from, 1, Some(rule.to_owned()))
        }
    };
    let to = day::days_after(from, days);
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}", escaped(&event.uid)),
        format!("DTSTAMP:{}T000000Z", basic(event.stamp)),
        format!("DTSTART;VALUE=DATE:{}", basic(from)),
        format!("DTEND;VALUE=DATE:{}", basic(to)),
    ];
    lines.extend(rule);
    lines.extend([
        format!("SUMMARY:{}", escaped(&event.summary)),
        "CLASS:PRIVATE".to_owned(),
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ]);
    Some(lines)
}

/// A text as a value, without the control characters that calendars do not know.
fn escaped(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect();
    content_line::escaped(&plain)
}

fn basic(day: NaiveDate) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    /// The events of a calendar by property, unfolded and with their values as they were
    /// meant.
    fn read(text: &str) -> Vec<HashMap<String, String>> {
        let unfolded = text.replace("\r\n ", "");
        let mut events = Vec::new();
        let mut open: Option<HashMap<String, String>> = None;
        for line in unfolded.strip_suffix("\r\n").unwrap().split("\r\n") {
            assert!(!line.contains(['\r', '\n']), "{line:?}");
            match (line, &mut open) {
                ("BEGIN:VEVENT", None) => open = Some(HashMap::new()),
                ("END:VEVENT", Some(_)) => events.extend(open.take()),
                (line, Some(event)) => {
                    let (name, value) = line.split_once(':').unwrap();
                    let again = event.insert(name.to_owned(), unescaped(value));
                    assert_eq!(again, None, "{name} twice");
                }
                _ => {}
            }
        }
        events
    }

    fn unescaped(value: &str) -> String {
        let mut out = String::new();
        let mut letters = value.chars();
        while let Some(c) = letters.next() {
            match c {
                '\\' => match letters.next() {
                    Some('n') => out.push('\n'),
                    Some(c) => out.push(c),
                    None => panic!("a lone backslash ends {value}"),
                },
                ';' | ',' => panic!("{c} is bare in {value}"),
                c => out.push(c),
            }
        }
        out
    }

    fn event(when: When, summary: &str) -> Event {
        Event {
            uid: "u@ties".to_owned(),
            stamp: "2026-11-16".parse().unwrap(),
            when,
            summary: summary.to_owned(),
        }
    }

    #[test]
    fn days_are_written_as_calendars_read_them() {
        #[track_caller]
        fn check(day: &str, from: &str, to: &str, rule: Option<&str>) {
            let when = When::Yearly(day.parse().unwrap());
            let text = write(&[event(when, "x")]);
            // A rule holds its own commas and semicolons.
            let line = |name: &str| {
                let mut lines = text.lines();
                let line = lines.find_map(|line| line.strip_prefix(name));
                line.map(str::to_owned)
            };
            assert_eq!(line("DTSTART;VALUE=DATE:").as_deref(), Some(from), "{day}");
            assert_eq!(line("DTEND;VALUE=DATE:").as_deref(), Some(to), "{day}");
            assert_eq!(line("RRULE:").as_deref(), rule, "{day}");
        }
        let last = Some("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1");
        check("--05-03", "20000503", "20000504", Some("FREQ=YEARLY"));
        check("1985-12-31", "19851231", "19860101", Some("FREQ=YEARLY"));
        check("--02-29", "20000229", "20000301", last);
        check("1996-02-29", "19960229", "19960301", last);
        for nothing in ["1985", "1985-04"] {
            let when = When::Yearly(nothing.parse().unwrap());
            assert!(!write(&[event(when, "x")]).contains("VEVENT"), "{nothing}");
        }
    }

    #[test]
    fn a_calendar_is_whole_though_nothing_is_in_it() {
        let text = write(&[]);
        assert!(is_ours(&text));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        assert_eq!(text.matches("BEGIN:").count(), text.matches("END:").count());
        assert!(!is_ours("BEGIN:VCALENDAR\r\nPRODID:-//other//EN\r\n"));
    }

    proptest! {
        #[test]
        fn whatever_is_written_reads_back(summary in "\\PC{0,120}", rest in any::<String>()) {
            let from = "2026-11-16".parse().unwrap();
            let summary = format!("{summary}, 李雷; \\n\n{rest}");
            let text = write(&[event(When::Days(from, 7), &summary)]);
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= 75, "{line}");
            }
            let events = read(&text);
            prop_assert_eq!(events.len(), 1);
            let plain: String = summary.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
            prop_assert_eq!(&events[0]["SUMMARY"], &plain);
            prop_assert_eq!(&events[0]["UID"], "u@ties");
            prop_assert_eq!(&events[0]["DTSTAMP"], "20261116T000000Z");
            prop_assert_eq!(&events[0]["DTSTART;VALUE=DATE"], "20261116");
            prop_assert_eq!(&events[0]["DTEND;VALUE=DATE"], "20261123");
        }
    }
}
