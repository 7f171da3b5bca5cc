//! `X-ANDROID-CUSTOM`: what Android knows and vCard 2.1 has no property for.
//!
//! `vnd.android.cursor.item/contact_event;2012-08-04;1;;…`: the type, a value, the number of
//! its kind, the person's own label. Its `;` is never escaped.

use super::super::day;
use crate::domain::draft::{Draft, DraftOccasion};

/// Adds to the draft what these components say.
pub(super) fn take(parts: &[String], draft: &mut Draft) {
    let part = |at: usize| parts.get(at).map(String::as_str).unwrap_or_default();
    let value = part(1).to_owned();
    let own = Some(part(3)).filter(|label| !label.is_empty());
    match part(0).rsplit('/').next().unwrap_or_default() {
        "nickname" => draft.nicknames.push(value),
        "contact_event" => {
            let label = match part(2) {
                "1" => "anniversary",
                "3" => "birthday",
                _ => own.unwrap_or("day"),
            };
            draft
                .occasions
                .extend(day::occasion_day(&value).map(|day| DraftOccasion {
                    label: label.to_owned(),
                    day,
                    yearly: true,
                }));
        }
        "relation" => {
            let kind = own.unwrap_or_else(|| relation(part(2)));
            draft.relations.push((kind.to_owned(), value));
        }
        _ => {}
    }
}

/// Android's numbers for kinds of relation.
fn relation(number: &str) -> &'static str {
    match number {
        "1" => "assistant",
        "2" => "brother",
        "3" => "child",
        "4" | "10" => "partner",
        "5" => "father",
        "6" => "friend",
        "7" => "manager",
        "8" => "mother",
        "9" => "parent",
        "11" => "referred by",
        "12" => "relative",
        "13" => "sister",
        "14" => "spouse",
        _ => "related",
    }
}
