//! What programs like ties keep in cards: frm and knotter say how often one wants to be in
//! touch, and until when not to ask.

use super::super::day;
use super::super::knotter::nearest_cadence;
use crate::domain::cadence::OwnCadence;
use crate::domain::card::OccasionDay;
use crate::domain::draft::{Draft, DraftOccasion};

/// Takes a property of one of these programs, whose name is in capitals; others say nothing.
pub(super) fn take(name: &str, text: impl Fn() -> String, draft: &mut Draft) {
    match name {
        "X-FRM-FREQUENCY" => set_cadence(draft, frequency(&text())),
        "X-KNOTTER-CADENCE-DAYS" => set_cadence(draft, text().trim().parse().ok()),
        // Whom frm is not to ask about.
        "X-FRM-IGNORE" if text().trim().eq_ignore_ascii_case("true") => {
            draft.own_cadence = Some(OwnCadence::Never);
        }
        "X-FRM-GROUP" => draft.tags.push(text()),
        "X-FRM-SNOOZE-UNTIL" => draft.later_until = day::full_day(&text()),
        "X-KNOTTER-DATE" => draft.occasions.extend(occasion(&text())),
        _ => {}
    }
}

/// Sets a cadence where nothing else in the card says one.
fn set_cadence(draft: &mut Draft, days: Option<i64>) {
    if draft.own_cadence.is_none() {
        draft.own_cadence = days.and_then(nearest_cadence);
    }
}

/// Days as frm writes them: `3d`, `2w`, `1m`, whose months have 30 days.
fn frequency(text: &str) -> Option<i64> {
    let text = text.trim();
    let unit = text.chars().next_back()?;
    let count: i64 = text.strip_suffix(unit)?.parse().ok()?;
    let days = match unit {
        'd' => 1,
        'w' => 7,
        'm' => 30,
        _ => return None,
    };
    count.checked_mul(days)
}

/// A day as knotter writes it: its kind, the day and perhaps a label, with bars between them.
fn occasion(text: &str) -> Option<DraftOccasion> {
    let mut parts = text.split('|').map(str::trim);
    let (kind, on, label) = (parts.next()?, parts.next()?, parts.next());
    let label = match label.filter(|label| !label.is_empty()) {
        Some(label) => label.to_owned(),
        None => kind.replace('_', " "),
    };
    Some(DraftOccasion {
        label,
        day: OccasionDay::Day(day::partial_day(on)?),
        yearly: true,
    })
}
