//! iCalendar (RFC 5545): of its events those that were, with whom, and birthdays.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::recurrence::{Rule, last_before};
use super::zone::Zones;
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
            let complaints = reader.reading.complaints.len();
            below(path, DEPTH, &mut found, reader);
            if found.is_empty() && complaints == reader.reading.complaints.len() {
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

fn below(folder: &Path, depth: usize, found: &mut Vec<CalendarFile>, reader: &mut Reader<'_>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return reader.complain(folder, &error, "let ties read it"),
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
            below(&path, depth - 1, found, reader);
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
    let calendar = Calendar::of(&text, reader.clock);
    for part in calendar.parts.iter().filter(|part| !part.is_off) {
        reader.goes_on()?;
        reader.reading.events += 1;
        let event = calendar.event(part, reader.ear.today());
        reader.ear.event(&event);
    }
    Ok(())
}

fn is_calendar(text: &str) -> bool {
    let first = text.trim_start().lines().next().unwrap_or_default();
    first.trim().eq_ignore_ascii_case("BEGIN:VCALENDAR")
}

/// A calendar's events, as they stand there.
struct Calendar {
    parts: Vec<Part>,
    zones: Zones,
    clock: Clock,
    /// By the event, the days on which it was moved or called off, in order.
    moved: HashMap<String, Vec<NaiveDate>>,
}

impl Calendar {
    fn of(text: &str, clock: Clock) -> Calendar {
        let (parts, zones) = parts(text, clock);
        let mut calendar = Calendar {
            parts,
            zones,
            clock,
            moved: HashMap::new(),
        };
        let mut moved: HashMap<String, Vec<NaiveDate>> = HashMap::new();
        for part in &calendar.parts {
            if let Some(moment) = &part.instead_of {
                let day = calendar.day_of(moment, moment.day);
                moved.entry(part.uid.clone()).or_default().push(day);
            }
        }
        moved.values_mut().for_each(|days| days.sort_unstable());
        calendar.moved = moved;
        calendar
    }

    /// An event as it was last before today.
    fn event(&self, part: &Part, today: NaiveDate) -> Event {
        let on = part.start.as_ref();
        let on = on.and_then(|start| self.last_before(part, start, today));
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
    }

    fn last_before(&self, part: &Part, start: &Moment, today: NaiveDate) -> Option<NaiveDate> {
        let days_of = |moments: &[Moment]| -> Vec<NaiveDate> {
            let days = moments.iter().map(|moment| self.day_of(moment, moment.day));
            let mut days: Vec<NaiveDate> = days.collect();
            days.sort_unstable();
            days
        };
        // A time that was moved or called off is not where the rule has it.
        let moved = self
            .moved
            .get(&part.uid)
            .filter(|_| part.instead_of.is_none());
        let moved = moved.map_or(&[][..], Vec::as_slice);
        let without = days_of(&part.without);
        let is_on = |day: NaiveDate| {
            without.binary_search(&day).is_err() && moved.binary_search(&day).is_err()
        };
        let here = |day: NaiveDate| self.day_of(start, day);
        let last = last_before(start.day, part.rule.as_ref(), &[], today, (&here, &is_on));
        let also = days_of(&part.also).into_iter();
        last.max(also.filter(|day| *day < today && is_on(*day)).max())
    }

    fn day_of(&self, moment: &Moment, day: NaiveDate) -> NaiveDate {
        day_of(moment, day, &self.zones, self.clock)
    }
}

/// The day here on which the time of this moment is where that is, on `day` there. Where the
/// zones do not tell of its own it is that day.
fn day_of(moment: &Moment, day: NaiveDate, zones: &Zones, clock: Clock) -> NaiveDate {
    let Some(time) = moment.time else {
        return day;
    };
    let there = day.and_time(time);
    let instant = match &moment.place {
        Place::Here => None,
        Place::Utc => Some(there.and_utc().timestamp_millis()),
        Place::Zone(zone) => zones.instant(zone, there),
    };
    let here = instant.and_then(|instant| clock.day_of(instant));
    here.unwrap_or(day)
}

/// A day, the time that is said with it, and where that is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Moment {
    day: NaiveDate,
    time: Option<NaiveTime>,
    place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// Wherever one is.
    Here,
    Utc,
    /// In the zone of this name.
    Zone(String),
}

impl Moment {
    /// What `20260210`, `20260210T120000` or `20260210T110000Z` says, in this zone.
    fn read(text: &str, zone: Option<&str>) -> Option<Moment> {
        let day = NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok()?;
        let rest = &text[8..];
        let (time, place) = match (rest.strip_suffix(['Z', 'z']), zone) {
            (Some(time), _) => (time, Place::Utc),
            (None, Some(zone)) => (rest, Place::Zone(zone.to_owned())),
            (None, None) => (rest, Place::Here),
        };
        let time = NaiveTime::parse_from_str(time, "T%H%M%S").ok();
        Some(Moment { day, time, place })
    }
}

/// An event as it stands in the file.
#[derive(Debug, Clone, Default)]
struct Part {
    uid: String,
    title: String,
    start: Option<Moment>,
    rule: Option<Rule>,
    without: Vec<Moment>,
    also: Vec<Moment>,
    /// What of the rule this takes the place of.
    instead_of: Option<Moment>,
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
        let is_one = is_yearly && Event::is_birthday(&self.title);
        let start = self.start.as_ref().filter(|_| is_one)?;
        let day = Some(start.day).filter(|_| start.time.is_none())?;
        PartialDay::yearless(day.month(), day.day())
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
        let zone = record.param("TZID");
        let moment = || Moment::read(record.value.trim(), zone);
        let moments = || {
            let all = record.value.split(',');
            // Of a period its beginning.
            let all = all.map(|text| text.split('/').next().unwrap_or_default());
            all.filter_map(|text| Moment::read(text.trim(), zone))
        };
        if is("UID") {
            self.uid = record.value.trim().chars().take(200).collect();
        } else if is("SUMMARY") {
            self.title = unescaped(&record.value);
        } else if is("DTSTART") {
            self.start = moment();
        } else if is("RRULE") {
            self.rule = Rule::parse(&record.value, |text| {
                let until = Moment::read(text, None)?;
                Some(day_of(&until, until.day, &Zones::default(), clock))
            });
        } else if is("EXDATE") {
            self.without.extend(moments());
        } else if is("RDATE") {
            self.also.extend(moments());
        } else if is("RECURRENCE-ID") {
            self.instead_of = moment();
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

/// The events of a calendar one by one, without what is inside of them, such as alarms, and its
/// zones.
fn parts(text: &str, clock: Clock) -> (Vec<Part>, Zones) {
    let mut parts = Vec::new();
    let mut zones = Zones::default();
    let mut part: Option<Part> = None;
    let mut inside = 0_usize;
    for entry in records(text, 1) {
        let Entry::Record(record) = entry else {
            continue;
        };
        if part.is_none() {
            zones.take(&record);
        }
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
    (parts, zones)
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

    fn events(text: &str, today: NaiveDate) -> Vec<Event> {
        let calendar = Calendar::of(text, Clock::machine());
        let parts = calendar.parts.iter().filter(|part| !part.is_off);
        parts.map(|part| calendar.event(part, today)).collect()
    }

    /// What a calendar with these events tells: the day, the title and who was there.
    #[track_caller]
    fn check(events: &str, expected: &[&str]) {
        let text = format!("BEGIN:VCALENDAR\n{events}\nEND:VCALENDAR\n");
        let today = "2026-11-22".parse().unwrap();
        let told: Vec<String> = self::events(&text, today)
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
            let _ = events(&text, "2026-11-22".parse().unwrap());
        }
    }
}
