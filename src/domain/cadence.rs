//! Within how many days something should happen.

use std::fmt;
use std::num::NonZeroU16;

/// Days within which something should happen, 1 to 3,650. Never zero: no cadence is
/// `Option::None`, and "never" is [`OwnCadence::Never`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cadence(NonZeroU16);

impl Cadence {
    /// The longest cadence, ten years.
    pub const LONGEST: u16 = 3_650;
    /// The shortest a person may choose for one contact.
    pub const SHORTEST_OWN: u16 = 7;

    /// A cadence of `days`, or `None` outside 1 to 3,650.
    pub const fn new(days: u16) -> Option<Cadence> {
        match NonZeroU16::new(days) {
            Some(days) if days.get() <= Cadence::LONGEST => Some(Cadence(days)),
            _ => None,
        }
    }

    pub const fn days(self) -> u16 {
        self.0.get()
    }
}

impl fmt::Display for Cadence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} days", self.days())
    }
}

/// A contact's own cadence, which wins over the tie's. `None` in an `Option` means that
/// the tie's default holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OwnCadence {
    Every(Cadence),
    Never,
}

impl OwnCadence {
    /// What was typed or written of an own cadence: "90", "90 days", "6 weeks", "2mo", "1 y",
    /// "never"; `None` where it is no cadence. A month is 30 days and a year 365, so that
    /// eighteen months are 545, as everywhere that a longer cadence is offered.
    pub fn read(text: &str) -> Option<OwnCadence> {
        let text = text.trim().to_lowercase();
        if text == "never" {
            return Some(OwnCadence::Never);
        }
        let digits = text.find(|c: char| !c.is_ascii_digit());
        let (count, unit) = text.split_at(digits.unwrap_or(text.len()));
        let count: u16 = count.parse().ok()?;
        let days = match unit.trim() {
            "" | "d" | "day" | "days" => Some(count),
            "w" | "wk" | "wks" | "week" | "weeks" => count.checked_mul(7),
            "mo" | "month" | "months" => (count / 12)
                .checked_mul(365)
                .and_then(|years| years.checked_add(count % 12 * 30)),
            "y" | "yr" | "yrs" | "year" | "years" => count.checked_mul(365),
            _ => None,
        };
        OwnCadence::from_days(days?)
    }

    /// The number kept in the file: days, or 0 for never.
    pub const fn stored(self) -> u16 {
        match self {
            OwnCadence::Every(cadence) => cadence.days(),
            OwnCadence::Never => 0,
        }
    }

    /// The own cadence for `days` as a person or a file gives them: 0 is never, else 7 to
    /// 3,650; `None` outside that.
    pub const fn from_days(days: u16) -> Option<OwnCadence> {
        if days == 0 {
            return Some(OwnCadence::Never);
        }
        if days < Cadence::SHORTEST_OWN {
            return None;
        }
        match Cadence::new(days) {
            Some(cadence) => Some(OwnCadence::Every(cadence)),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_cadences_are_read_in_days_weeks_months_and_years() {
        for (text, days) in [
            ("0", Some(0)),
            ("never", Some(0)),
            (" Never ", Some(0)),
            ("90", Some(90)),
            ("90 days", Some(90)),
            ("90d", Some(90)),
            ("6 weeks", Some(42)),
            ("2mo", Some(60)),
            ("12 months", Some(365)),
            ("18 months", Some(545)),
            ("1 year", Some(365)),
            ("10y", Some(3_650)),
            ("11y", None),
            ("9999 years", None),
            ("99999", None),
            ("3", None),
            ("1 w", Some(7)),
            ("3 fortnights", None),
            ("90 x", None),
            ("often", None),
            ("-90", None),
            ("", None),
        ] {
            assert_eq!(
                OwnCadence::read(text).map(OwnCadence::stored),
                days,
                "{text}"
            );
        }
    }

    #[test]
    fn own_cadences_are_never_or_a_week_to_ten_years() {
        assert_eq!(OwnCadence::from_days(0), Some(OwnCadence::Never));
        assert_eq!(OwnCadence::from_days(6), None);
        assert_eq!(OwnCadence::from_days(7).map(OwnCadence::stored), Some(7));
        assert_eq!(
            OwnCadence::from_days(3_650).map(OwnCadence::stored),
            Some(3_650)
        );
        assert_eq!(OwnCadence::from_days(3_651), None);
    }
}
