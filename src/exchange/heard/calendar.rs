//! iCalendar (RFC 5545): of its events those that were, with whom, and birthdays.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::recurrence::{Rule, last_before};
use super::{Reader, Stopped};
use crate::clock::Clock;
use crate::domain::day::PartialDay;
use crate::domain::heard::Event;
use crate::domain::matching::email_key;
use crate::exchange::decode;
use crate::exchange::vcard::{Entry, Record, records};

/// The biggest file that is read, in bytes.
const LARGEST: u64 = 50_000_000;

/// Folders further down than this are not looked for.
const DEPTH: usize = 3;

/// A file, and what tells whether it was written to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CalendarFile {
    pub(super) path: PathBuf,
    length: u64,
    written: (i64, i64),
}

/// The file at `path`, or those below the folder there, by name.
pub(super) fn files(path: &Path, reader: &mut Reader<'_>) -> Vec<CalendarFile> {
    let mut found = Vec::new();
    match fs::metadata(path) {
        Err(error) => reader.complain(path, &error, "mend files under [calendar]"),
        Ok(about) if about.is_dir() => {
            below(path, DEPTH, &mut found);
            if found.is_empty() {
                reader.complain_of(
                    path,
                    "no file in it ends in .ics; mend files under [calendar]",
                );
            }
        }
        Ok(about) => found.extend(calendar_file(path, &about)),
    }
    found.sort_unstable();
    found
}

fn below(folder: &Path, depth: usize, found: &mut Vec<CalendarFile>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let Ok(about) = fs::metadata(&path) else {
            continue;
        };
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let is_ics = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("ics"));
        if is_ics && !is_hidden {
            found.extend(calendar_file(&path, &about));
        } else if about.is_dir() && depth > 0 && !is_hidden {
            below(&path, depth - 1, found);
        }
    }
}

fn calendar_file(path: &Path, about: &fs::Metadata) -> Option<CalendarFile> {
    about.is_file().then(|| CalendarFile {
        path: path.to_owned(),
        length: about.len(),
        written: (about.mtime(), about.mtime_nsec()),
    })
}

/// Reads what was in a calendar.
///
/// # Errors
/// When somebody stopped it. What cannot be read is a complaint.
pub(super) fn read(path: &Path, reader: &mut Reader<'_>) -> Result<(), Stopped> {
    reader.goes_on()?;
    let read = fs::metadata(path).and_then(|about| match about.len() > LARGEST {
        true => Err(std::io::Error::other("this is larger than 50 MB")),
        false => fs::read(path),
    });
    let text = match read {
        Ok(bytes) => decode::decode(bytes),
        Err(error) => {
            reader.complain(path, &error, "mend files under [calendar]");
            return Ok(());
        }
    };
    if !text.trim_start().is_empty() && !is_calendar(&text) {
        reader.complain_of(path, "this is no calendar; mend files under [calendar]");
        return Ok(());
    }
    for event in events(&text, reader.clock, reader.ear.today()) {
        reader.goes_on()?;
        reader.reading.events += 1;
        reader.ear.event(&event);
    }
    Ok(())
}

fn is_calendar(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    first.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR")
}

/// The events of a calendar as they were last before today.
fn events(text: &str, clock: Clock, today: NaiveDate) -> Vec<Event> {
    let parts = parts(text, clock);
    // A time that was moved or called off is not where the rule has it.
    let mut moved: HashMap<&str, Vec<NaiveDate>> = HashMap::new();
    for part in &parts {
        if let Some(day) = part.instead_of {
            moved.entry(&part.uid).or_default().push(day);
        }
    }
    let none = Vec::new();
    parts
        .iter()
        .filter(|part| !part.is_off)
        .map(|part| {
            let without = match part.instead_of {
                Some(_) => &none,
                None => moved.get(part.uid.as_str()).unwrap_or(&none),
            };
            let on = part
                .start
                .and_then(|start| part.last_before(start, today, without));
            Event {
                id: match on {
                    Some(on) => format!("{} {on}", part.uid),
                    None => part.uid.clone(),
                },
                on,
                title: part.title.clone(),
                people: part.people(),
                declined: part.declined.clone(),
                birthday: part.birthday(),
            }
        })
        .collect()
}

/// An event as it stands in the file.
#[derive(Debug, Clone, Default)]
struct Part {
    uid: String,
    title: String,
    start: Option<NaiveDate>,
    is_whole_day: bool,
    rule: Option<Rule>,
    without: Vec<NaiveDate>,
    also: Vec<NaiveDate>,
    /// The day of the rule that this takes the place of.
    instead_of: Option<NaiveDate>,
    /// Called off.
    is_off: bool,
    organizer: Option<String>,
    coming: Vec<String>,
    declined: Vec<String>,
}

impl Part {
    /// The day that comes round, where this is a birthday. The year it begins with may be any.
    fn birthday(&self) -> Option<PartialDay> {
        let is_yearly = self.rule.as_ref().is_some_and(Rule::is_yearly);
        let is_one = is_yearly && self.is_whole_day && Event::is_birthday(&self.title);
        let start = self.start.filter(|_| is_one)?;
        PartialDay::yearless(start.month(), start.day())
    }

    fn last_before(
        &self,
        start: NaiveDate,
        today: NaiveDate,
        moved: &[NaiveDate],
    ) -> Option<NaiveDate> {
        let is_on = |day: NaiveDate| !self.without.contains(&day) && !moved.contains(&day);
        last_before(start, self.rule.as_ref(), &self.also, today, &is_on)
    }

    /// Who was to be there: whoever invited comes, unless they declined.
    fn people(&self) -> Vec<String> {
        let mut people = self.coming.clone();
        let organizer = self.organizer.iter();
        people.extend(
            organizer
                .filter(|one| !self.declined.contains(one))
                .cloned(),
        );
        people.sort_unstable();
        people.dedup();
        people
    }

    fn take(&mut self, record: &Record<'_>, clock: Clock) {
        let is = |name: &str| record.is(name);
        let day = || day(record.value.trim(), clock);
        let days = || {
            let all = record.value.split(',');
            all.filter_map(|text| self::day(text.trim(), clock))
        };
        if is("UID") {
            self.uid = record.value.trim().chars().take(200).collect();
        } else if is("SUMMARY") {
            self.title = unescaped(&record.value);
        } else if is("DTSTART") {
            self.start = day();
            self.is_whole_day = record.value.trim().len() == 8;
        } else if is("RRULE") {
            self.rule = Rule::parse(&record.value, |text| self::day(text, clock));
        } else if is("EXDATE") {
            self.without.extend(days());
        } else if is("RDATE") {
            self.also.extend(days());
        } else if is("RECURRENCE-ID") {
            self.instead_of = day();
        } else if is("STATUS") {
            self.is_off = record.value.trim().eq_ignore_ascii_case("CANCELLED");
        } else if is("ORGANIZER") {
            self.organizer = address(record);
        } else if is("ATTENDEE") {
            let said = |name: &str, word: &str| {
                let param = record.param(name);
                param.is_some_and(|param| param.trim().eq_ignore_ascii_case(word))
            };
            let is_person = record.param("CUTYPE").is_none() || said("CUTYPE", "INDIVIDUAL");
            let Some(address) = address(record).filter(|_| is_person) else {
                return;
            };
            match said("PARTSTAT", "DECLINED") {
                true => self.declined.push(address),
                false => self.coming.push(address),
            }
        }
    }
}

/// The events of a calendar one by one, without what is inside of them, such as alarms.
fn parts(text: &str, clock: Clock) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut part: Option<Part> = None;
    let mut inside = 0_usize;
    for entry in records(text, 1) {
        let Entry::Record(record) = entry else {
            continue;
        };
        let is_event = || record.value.trim().eq_ignore_ascii_case("VEVENT");
        if record.is("BEGIN") {
            match &part {
                Some(_) if !is_event() => inside += 1,
                // An event that did not end.
                _ if is_event() => {
                    parts.extend(part.replace(Part::default()));
                    inside = 0;
                }
                _ => {}
            }
        } else if record.is("END") {
            match is_event() {
                true => parts.extend(part.take()),
                false => inside = inside.saturating_sub(1),
            }
        } else if let Some(part) = part.as_mut().filter(|_| inside == 0) {
            part.take(&record, clock);
        }
    }
    parts.extend(part);
    parts
}

/// The address of somebody who was invited.
fn address(record: &Record<'_>) -> Option<String> {
    let address = email_key(&record.value);
    // Some programs keep it beside an address of their own.
    let beside = || record.param("EMAIL").map(email_key);
    Some(address)
        .filter(|address| address.contains('@'))
        .or_else(beside)
}

/// The day that `20260210`, `20260210T120000` or `20260210T110000Z` says: where it took place,
/// or of an instant in the local zone.
fn day(text: &str, clock: Clock) -> Option<NaiveDate> {
    let whole = NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok()?;
    match text.strip_suffix(['Z', 'z']) {
        Some(instant) => {
            let moment = NaiveDateTime::parse_from_str(instant, "%Y%m%dT%H%M%S").ok()?;
            clock.day_of(moment.and_utc().timestamp_millis())
        }
        None => Some(whole),
    }
}

/// A text without its escapes, on one line.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n' | 'N') => out.push(' '),
                Some(escaped) => out.push(escaped),
                None => {}
            },
            c => out.push(c),
        }
    }
    crate::text::one_line(&out).chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a calendar with these events tells: the day, the title and who was there.
    #[track_caller]
    fn check(events: &str, expected: &[&str]) {
        let text = format!("BEGIN:VCALENDAR\n{events}\nEND:VCALENDAR\n");
        let today = "2026-11-22".parse().unwrap();
        let told: Vec<String> = super::events(&text, Clock::machine(), today)
            .iter()
            .map(|event| {
                let on = event.on.map_or("none".to_owned(), |on| on.to_string());
                let birthday = event
                    .birthday
                    .map_or(String::new(), |day| format!(" {day}"));
                let people = event.people.join(" ");
                format!("{on} {}{birthday} {people}", event.title)
            })
            .collect();
        assert_eq!(told, expected, "{events}");
    }

    #[test]
    fn an_event_is_told_with_who_was_there() {
        check(
            "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Europe/London:20260210T120000\nSUMMARY:Lunch\\, \
             boat\nORGANIZER;CN=Me:mailto:me@x.example\nATTENDEE;CN=\"Okafor, Ines\":MAILTO:\
             Ines@x.example\nATTENDEE;PARTSTAT=DECLINED:mailto:tom@x.example\nATTENDEE;CUTYPE=ROOM\
             :mailto:room@x.example\nBEGIN:VALARM\nSUMMARY:Alarm\nEND:VALARM\nEND:VEVENT",
            &["2026-02-10 Lunch, boat ines@x.example me@x.example"],
        );
        check(
            "BEGIN:VEVENT\nDTSTART:20260210\nSTATUS:CANCELLED\nEND:VEVENT",
            &[],
        );
        check("BEGIN:VEVENT\nDTSTART:20270210\nEND:VEVENT", &["none  "]);
        check("BEGIN:VEVENT\nDTSTART:soon\nEND:VEVENT", &["none  "]);
        check(
            "BEGIN:VEVENT\nDTSTART:20260210\nBEGIN:VEVENT\nDTSTART:20260211\nEND:VEVENT",
            &["2026-02-10  ", "2026-02-11  "],
        );
    }

    #[test]
    fn what_comes_round_is_told_as_it_was_last() {
        let weekly = "BEGIN:VEVENT\nUID:1\nDTSTART:20261005T090000\nRRULE:FREQ=WEEKLY\n";
        check(&format!("{weekly}END:VEVENT"), &["2026-11-16  "]);
        check(
            &format!("{weekly}EXDATE:20261116T090000,20261109T090000\nEND:VEVENT"),
            &["2026-11-02  "],
        );
        // Moved to a Tuesday, and called off.
        for (status, expected) in [
            ("", &["2026-11-09  ", "2026-11-17  "][..]),
            ("STATUS:CANCELLED\n", &["2026-11-09  "]),
        ] {
            check(
                &format!(
                    "{weekly}END:VEVENT\nBEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20261116T090000\n\
                     DTSTART:20261117T090000\n{status}END:VEVENT"
                ),
                expected,
            );
        }
    }

    #[test]
    fn a_birthday_comes_round_each_year_for_a_whole_day() {
        let event = |start: &str, rule: &str| {
            format!("BEGIN:VEVENT\nDTSTART{start}\n{rule}SUMMARY:Ana's birthday\nEND:VEVENT")
        };
        check(
            &event(";VALUE=DATE:20240229", "RRULE:FREQ=YEARLY\n"),
            &["2024-02-29 Ana's birthday --02-29 "],
        );
        check(
            &event(":20240229T180000", "RRULE:FREQ=YEARLY\n"),
            &["2024-02-29 Ana's birthday "],
        );
        check(
            &event(";VALUE=DATE:20260228", ""),
            &["2026-02-28 Ana's birthday "],
        );
    }

    proptest::proptest! {
        #[test]
        fn no_calendar_is_too_strange(text in "(BEGIN:VEVENT\n|END:VEVENT\n|DTSTART:2026[0-9]{4}\n|RRULE:FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY|X);(BYDAY|COUNT|INTERVAL|UNTIL|BYMONTHDAY|BYSETPOS)=[-0-9A-Z,]{0,9}\n|\\PC*\n)*") {
            let _ = events(&text, Clock::machine(), "2026-11-22".parse().unwrap());
        }
    }
}
