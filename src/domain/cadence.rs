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
