//! When a mail was sent: the `Date` of its head (RFC 5322 with the obsolete forms that old
//! programs write), and the date of the line that parts an mbox.

use chrono::{NaiveDate, NaiveTime};

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Zones with a name, in hours from UTC.
const ZONES: [(&str, i64); 12] = [
    ("est", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("cet", 1),
    ("cest", 2),
    ("bst", 1),
    ("jst", 9),
];

/// The instant that a date says, in milliseconds since 1970, UTC; `None` where it says none.
///
/// Day, month, year and time may stand in either order of use, `Mon, 1 Jun 2026 10:00:00 +0200`
/// and `Mon Jun  1 10:00:00 2026`; a year of two digits is one of 1950 to 2049.
pub(super) fn instant(text: &str) -> Option<i64> {
    let text = without_comments(text);
    let (mut day, mut month, mut year, mut time) = (None, None, None, None);
    let mut zone = 0;
    for word in text.split([' ', '\t', ',', '\r', '\n']) {
        if word.is_empty() {
            continue;
        }
        if word.contains(':') && time.is_none() {
            time = Some(time_of(word)?);
        } else if let Some(minutes) = offset(word).filter(|_| time.is_some()) {
            zone = minutes;
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) {
            let number: i32 = word.parse().ok()?;
            match (day, year) {
                (None, _) if word.len() <= 2 => day = u32::try_from(number).ok(),
                (_, None) => year = Some(with_century(number, word.len())),
                _ => return None,
            }
        } else if month.is_none() {
            // A weekday, else.
            month = month_of(word);
        }
    }
    let date = NaiveDate::from_ymd_opt(year?, month?, day?)?;
    let moment = date.and_time(time?).and_utc().timestamp_millis();
    Some(moment - zone * 60_000)
}

fn month_of(word: &str) -> Option<u32> {
    let word = word.get(..3)?.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == word)?;
    u32::try_from(at + 1).ok()
}

fn with_century(year: i32, digits: usize) -> i32 {
    match digits {
        2 if year < 50 => year + 2000,
        2 | 3 => year + 1900,
        _ => year,
    }
}

fn time_of(word: &str) -> Option<NaiveTime> {
    let mut parts = word.split(':').map(|part| part.parse().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second: u32 = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    // A leap second is the one before.
    NaiveTime::from_hms_opt(hour, minute, second.min(59))
}

/// Minutes from UTC, where the word is a zone.
fn offset(word: &str) -> Option<i64> {
    let sign = match word.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => {
            let name = word.to_ascii_lowercase();
            let zone = ZONES.iter().find(|(zone, _)| *zone == name);
            return zone.map(|(_, hours)| hours * 60);
        }
    };
    let digits = word.get(1..).filter(|digits| digits.len() == 4)?;
    let number: i64 = digits.parse().ok()?;
    Some(sign * (number / 100 * 60 + number % 100))
}

fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|c| {
            match c {
                '(' => depth += 1,
                ')' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let said = instant(text).and_then(DateTime::from_timestamp_millis);
        let said = said.map_or("none".to_owned(), |said| {
            said.format("%Y-%m-%d %H:%M:%S").to_string()
        });
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn a_date_is_the_instant_it_says() {
        check("Mon, 1 Jun 2026 10:00:00 +0200", "2026-06-01 08:00:00");
        check("1 Jun 2026 10:00 -0130 (some zone)", "2026-06-01 11:30:00");
        check("Tue, 2 Jun 26 11:00:00 EST", "2026-06-02 16:00:00");
        check("Sat, 01 Jan 99 00:00:00 GMT", "1999-01-01 00:00:00");
        check("1 Jan 102 00:00:00 UT", "2002-01-01 00:00:00");
        check("Mon Jun  1 10:00:00 2026", "2026-06-01 10:00:00");
        check("Mon Jun 01 10:00:00 +0000 2026", "2026-06-01 10:00:00");
        check("Mon Jun  1 10:00:00 CEST 2026", "2026-06-01 08:00:00");
        check("Fri, 31 Dec 2027 23:59:60 +0000", "2027-12-31 23:59:59");
        check("Mon, 1 June 2026 10:00:00 Z", "2026-06-01 10:00:00");
        check("Mon, 31 Feb 2026 10:00:00 +0000", "none");
        check("here on this is still body?", "none");
        check("Mon, 1 Jun 2026", "none");
        check("10:00", "none");
        check("", "none");
        check("1 Jun 2026 99:00", "none");
        check("99999999999999 Jun 2026 10:00", "none");
    }

    proptest::proptest! {
        #[test]
        fn no_date_is_too_strange(text in "\\PC*|[-+0-9: a-zA-Z(),]*") {
            let _ = instant(&text);
        }
    }
}
