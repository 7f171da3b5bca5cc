//! What a calendar says of its zones (VTIMEZONE): since when which offset from UTC holds. A
//! zone that the file does not tell of is not looked up anywhere.

use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::recurrence::{Rule, last_before};
use crate::exchange::vcard::Record;

/// The zones of one calendar, by what it calls them.
#[derive(Debug, Clone, Default)]
pub(super) struct Zones {
    known: HashMap<String, Vec<Span>>,
    /// What the zone that is being read is called, and its offsets.
    reading: Option<(String, Vec<Span>)>,
    /// Whether a line is about the last of those.
    in_span: bool,
}

/// An offset, and when it begins to hold: once, or year by year.
#[derive(Debug, Clone, Default)]
struct Span {
    from: Option<NaiveDateTime>,
    rule: Option<Rule>,
    also: Vec<NaiveDate>,
    /// Seconds from UTC, then and before.
    offset: i64,
    before: i64,
}

impl Zones {
    /// Takes a line of a calendar that is in none of its events.
    pub(super) fn take(&mut self, record: &Record<'_>) {
        let value = record.value.trim();
        let is = |name: &str| value.eq_ignore_ascii_case(name);
        let is_span = is("STANDARD") || is("DAYLIGHT");
        if record.is("BEGIN") && is("VTIMEZONE") {
            self.reading = Some(Default::default());
            self.in_span = false;
        } else if record.is("END") && is("VTIMEZONE") {
            self.known.extend(self.reading.take());
        } else if let Some((name, spans)) = &mut self.reading {
            match spans.last_mut().filter(|_| self.in_span) {
                _ if record.is("BEGIN") && is_span => {
                    spans.push(Span::default());
                    self.in_span = true;
                }
                _ if record.is("END") => self.in_span = false,
                Some(span) => span.take(record, value),
                None if record.is("TZID") => value.clone_into(name),
                None => {}
            }
        }
    }

    /// The instant of a time in this zone, in milliseconds since 1970, UTC; `None` where the
    /// calendar does not say.
    pub(super) fn instant(&self, zone: &str, local: NaiveDateTime) -> Option<i64> {
        let spans = self.known.get(zone)?;
        let begun = spans
            .iter()
            .filter_map(|span| Some((span.begun(local)?, span)));
        let offset = match begun.max_by_key(|(begun, _)| *begun) {
            Some((_, span)) => span.offset,
            // Before all that is told.
            None => {
                let first = spans.iter().filter(|span| span.from.is_some());
                first.min_by_key(|span| span.from)?.before
            }
        };
        Some((local.and_utc().timestamp() - offset) * 1000)
    }
}

impl Span {
    fn take(&mut self, record: &Record<'_>, value: &str) {
        if record.is("DTSTART") {
            self.from = NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S").ok();
        } else if record.is("RRULE") {
            self.rule = Rule::parse(value, day);
        } else if record.is("RDATE") {
            self.also.extend(value.split(',').filter_map(day));
        } else if record.is("TZOFFSETTO") {
            self.offset = seconds(value).unwrap_or_default();
        } else if record.is("TZOFFSETFROM") {
            self.before = seconds(value).unwrap_or_default();
        }
    }

    /// When this last began to hold by a time, if it did.
    fn begun(&self, local: NaiveDateTime) -> Option<NaiveDateTime> {
        let from = self.from?;
        let end = local.date().checked_add_days(Days::new(1))?;
        let has_begun = |day: NaiveDate| day.and_time(from.time()) <= local;
        let day = last_before(
            from.date(),
            self.rule.as_ref(),
            &self.also,
            end,
            (&|day| day, &has_begun),
        )?;
        Some(day.and_time(from.time()))
    }
}

/// The day that a text begins with.
fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim().get(..8)?, "%Y%m%d").ok()
}

/// `+0200`, `-0330` or `+001500` in seconds.
fn seconds(text: &str) -> Option<i64> {
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let format = match text.len() {
        5 => "%H%M",
        _ => "%H%M%S",
    };
    let time = NaiveTime::parse_from_str(&text[1..], format).ok()?;
    Some(sign * time.signed_duration_since(NaiveTime::MIN).num_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::vcard::{Entry, records};

    const NEW_YORK: &str = "BEGIN:VTIMEZONE\nTZID:New York\nBEGIN:DAYLIGHT\nTZOFFSETFROM:-0500\n\
                            TZOFFSETTO:-0400\nDTSTART:20070311T020000\n\
                            RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nEND:DAYLIGHT\nBEGIN:STANDARD\n\
                            TZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nDTSTART:20071104T020000\n\
                            RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nEND:STANDARD\nEND:VTIMEZONE\n";

    #[test]
    fn the_offset_is_the_one_that_began_last() {
        let mut zones = Zones::default();
        for entry in records(NEW_YORK, 1) {
            if let Entry::Record(record) = entry {
                zones.take(&record);
            }
        }
        for (local, hours) in [
            ("2026-01-10 20:00", 5),
            ("2026-07-10 20:00", 4),
            ("2026-03-08 01:59", 5),
            ("2026-03-08 03:00", 4),
            ("2026-11-01 03:00", 5),
            ("2001-07-10 20:00", 5),
        ] {
            let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
            let utc = local.and_utc().timestamp_millis();
            let told = zones.instant("New York", local);
            assert_eq!(told, Some(utc + hours * 3_600_000), "{local}");
            assert_eq!(zones.instant("Boston", local), None);
        }
        for (text, told) in [
            ("+0200", Some(7200)),
            ("-0330", Some(-12600)),
            ("+001500", Some(900)),
            ("0200", None),
            ("+é", None),
            ("", None),
        ] {
            assert_eq!(seconds(text), told, "{text}");
        }
    }
}
