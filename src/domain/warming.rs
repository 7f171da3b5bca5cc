//! Asking comes after warming: somebody out of touch is greeted first, and asked later.

use chrono::NaiveDate;

use super::contact::Contact;
use super::when;

/// Days without a catch-up after which a hello comes first.
const COOLED: i64 = 365;

/// A kind word before something is asked of somebody untouched for a year; `None` where
/// there is nothing to say. It advises, and hinders nothing.
pub fn word(contact: &Contact, today: NaiveDate) -> Option<String> {
    const FIRST: &str = "a hello first, and the asking after it";
    let since = contact.last.or(contact.counting_from);
    let days = since.map(|day| (today - day).num_days());
    if days.is_some_and(|days| days < COOLED) {
        return None;
    }
    Some(match (contact.last, days) {
        (Some(_), Some(days)) => format!("it's been {}: {FIRST}", when::ago_long(days)),
        _ => format!("no catch-up yet: {FIRST}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{TODAY, contact, day};

    #[test]
    fn somebody_out_of_touch_for_a_year_is_greeted_first() {
        #[track_caller]
        fn check(last: Option<&str>, counting_from: Option<&str>, expected: Option<&str>) {
            let who = Contact {
                last: last.map(day),
                counting_from: counting_from.map(day),
                ..contact(1)
            };
            let expected =
                expected.map(|since| format!("{since}: a hello first, and the asking after it"));
            assert_eq!(word(&who, day(TODAY)), expected);
        }
        check(Some("2026-10-01"), None, None);
        check(Some("2025-11-23"), None, None);
        check(Some("2024-11-20"), None, Some("it's been 2 years"));
        check(Some("2024-11-20"), Some(TODAY), Some("it's been 2 years"));
        check(None, Some(TODAY), None);
        check(None, Some("2024-11-20"), Some("no catch-up yet"));
        check(None, None, Some("no catch-up yet"));
    }
}
