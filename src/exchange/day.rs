//! Days as files write them.

use chrono::NaiveDate;

use crate::domain::card::OccasionDay;
use crate::domain::day::PartialDay;

/// The year that Apple writes for "no year".
const NO_YEAR: u32 = 1604;

/// The day that `text` says, or its words where it says no day; `None` if it is empty.
///
/// Read are `1985-04-12`, `19850412`, either with a time after it, `--04-12`, `--0412`,
/// `1985-04`, `1985`, and a year of 1604 or 0000 as no year, as Apple and Google write it.
pub(super) fn occasion_day(text: &str) -> Option<OccasionDay> {
    let text = text.trim();
    (!text.is_empty()).then(|| match partial_day(text) {
        Some(day) => OccasionDay::Day(day),
        None => OccasionDay::Words(text.to_owned()),
    })
}

/// The day that `text` says in one of the forms that [`occasion_day`] lists.
pub(super) fn partial_day(text: &str) -> Option<PartialDay> {
    let text = text.trim();
    let date = match text.find(['T', 't', ' ']) {
        Some(at) if at >= 6 => &text[..at],
        _ => text,
    };
    if let Some(rest) = date.strip_prefix("--") {
        let (month, day) = match rest.split_once('-') {
            Some(parts) => parts,
            None if rest.len() == 4 && rest.is_ascii() => rest.split_at(2),
            None => return None,
        };
        return PartialDay::yearless(number(month, 2)?, number(day, 2)?);
    }
    let mut parts = date.split('-');
    match (parts.next()?, parts.next(), parts.next(), parts.next()) {
        (year, Some(month), Some(day), None) if year.len() == 4 => {
            with_year(number(year, 4)?, number(month, 2)?, number(day, 2)?)
        }
        (year, Some(month), None, None) if year.len() == 4 => {
            format!("{year}-{:02}", number(month, 2)?).parse().ok()
        }
        (whole, None, None, None) if whole.len() == 8 && whole.is_ascii() => with_year(
            number(&whole[..4], 4)?,
            number(&whole[4..6], 2)?,
            number(&whole[6..], 2)?,
        ),
        (year, None, None, None) if year.len() == 4 => year.parse().ok(),
        _ => None,
    }
}

/// The day with its year, where the text says both.
pub(super) fn full_day(text: &str) -> Option<NaiveDate> {
    match partial_day(text)? {
        PartialDay::Full(date) => Some(date),
        PartialDay::Yearless { .. } | PartialDay::YearMonth { .. } | PartialDay::Year(_) => None,
    }
}

fn with_year(year: u32, month: u32, day: u32) -> Option<PartialDay> {
    if year == NO_YEAR || year == 0 {
        return PartialDay::yearless(month, day);
    }
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).map(PartialDay::Full)
}

/// A number of one to `digits` digits.
fn number(text: &str, digits: usize) -> Option<u32> {
    let fits = (1..=digits).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let day = match occasion_day(text) {
            None => "nothing".to_owned(),
            Some(OccasionDay::Day(day)) => day.to_string(),
            Some(OccasionDay::Words(words)) => format!("words {words}"),
        };
        assert_eq!(day, expected, "{text}");
    }

    #[test]
    fn every_spelling_gives_its_day() {
        check("1985-04-12", "1985-04-12");
        check("19850412", "1985-04-12");
        check("1985-04-12T00:00:00Z", "1985-04-12");
        check("19850412T000000", "1985-04-12");
        check("1985-4-2", "1985-04-02");
        check("--0412", "--04-12");
        check("--04-12", "--04-12");
        check(" --02-29", "--02-29");
        check("--4-12", "--04-12");
        check("1604-02-29", "--02-29");
        check("0000-04-12", "--04-12");
        check("1985", "1985");
        check("1985-04", "1985-04");
        check("", "nothing");
        check("circa 1985", "words circa 1985");
        check("1985-02-30", "words 1985-02-30");
        check("--04", "words --04");
        check("---12", "words ---12");
        check("19850412é", "words 19850412é");
        check("0/0/00", "words 0/0/00");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "\\PC*|[-0-9T: ]*") {
            let _ = occasion_day(&text);
        }
    }
}
