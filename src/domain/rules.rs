//! What the config may change about the rules.

use chrono::{Days, NaiveDate, Weekday};

use super::cadence::{Cadence, OwnCadence};
use super::channel::{self, Channel, ChannelChoice, ChannelKind};
use super::day::days_after;
use super::tie::Tie;

/// The order of day and month in a date like 14/6/2025.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateOrder {
    #[default]
    DayFirst,
    MonthFirst,
}

/// How names are ordered in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NameOrder {
    /// As they are written: "Ana Sousa" under A.
    #[default]
    Given,
    /// By family name: "Ana Sousa" under S.
    Family,
}

/// The rules of one install: the defaults, as the config changed them.
#[derive(Debug, Clone, PartialEq)]
pub struct Rules {
    /// The first day of the week.
    pub week_start: Weekday,
    /// Times a week there is energy to reach out, where the file says nothing else.
    pub budget: u8,
    /// The default cadence of each tie, in the order of [`Tie::ALL`]; `None` is never.
    pub cadences: [Option<Cadence>; 5],
    pub channels: Vec<ChannelChoice>,
    pub date_order: DateOrder,
    pub name_order: NameOrder,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            week_start: Weekday::Mon,
            budget: 3,
            cadences: [
                None,
                Cadence::new(60),
                Cadence::new(180),
                Cadence::new(365),
                None,
            ],
            channels: channel::defaults(),
            date_order: DateOrder::default(),
            name_order: NameOrder::default(),
        }
    }
}

impl Rules {
    /// The cadence that holds for a contact with this tie and own cadence; `None` is never.
    pub fn cadence(&self, tie: Tie, own: Option<OwnCadence>) -> Option<Cadence> {
        match own {
            Some(OwnCadence::Every(cadence)) => Some(cadence),
            Some(OwnCadence::Never) => None,
            None => self.cadences[tie as usize],
        }
    }

    /// The first day of the week that holds `day`.
    pub fn week_of(&self, day: NaiveDate) -> NaiveDate {
        let since = day
            .weekday_number()
            .wrapping_sub(self.week_start.num_days_from_monday())
            .wrapping_add(7)
            % 7;
        day.checked_sub_days(Days::new(u64::from(since)))
            .unwrap_or(NaiveDate::MIN)
    }

    /// The last day of the week that holds `day`; the last week ends with the last day.
    pub fn week_end(&self, day: NaiveDate) -> NaiveDate {
        days_after(self.week_of(day), 6)
    }

    /// What a channel is like; an unknown one counts as text.
    pub fn kind(&self, channel: &Channel) -> ChannelKind {
        self.channels
            .iter()
            .find(|choice| choice.channel == *channel)
            .map_or(ChannelKind::Text, |choice| choice.kind)
    }

    /// Whether people meet face to face through this channel.
    pub fn is_in_person(&self, channel: &Channel) -> bool {
        self.kind(channel) == ChannelKind::InPerson
    }
}

trait WeekdayNumber {
    /// 0 for Monday to 6 for Sunday.
    fn weekday_number(&self) -> u32;
}

impl WeekdayNumber for NaiveDate {
    fn weekday_number(&self) -> u32 {
        use chrono::Datelike;
        self.weekday().num_days_from_monday()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_runs_from_its_first_day_to_the_seventh() {
        let monday = Rules::default();
        assert_eq!(monday.week_of(day("2026-11-22")), day("2026-11-16"));
        assert_eq!(monday.week_end(day("2026-11-22")), day("2026-11-22"));
        assert_eq!(monday.week_end(day("2026-11-23")), day("2026-11-29"));
        let sunday = Rules {
            week_start: Weekday::Sun,
            ..Rules::default()
        };
        assert_eq!(sunday.week_of(day("2026-11-22")), day("2026-11-22"));
        assert_eq!(sunday.week_end(day("2026-11-21")), day("2026-11-21"));
        assert_eq!(monday.week_end(day("9999-12-30")), day("9999-12-31"));
    }

    #[test]
    fn a_contacts_own_cadence_wins() {
        let rules = Rules::default();
        assert_eq!(rules.cadence(Tie::Weak, None), Cadence::new(365));
        assert_eq!(rules.cadence(Tie::Weak, Some(OwnCadence::Never)), None);
        assert_eq!(
            rules.cadence(Tie::Inner, OwnCadence::from_days(30)),
            Cadence::new(30)
        );
        assert_eq!(rules.cadence(Tie::Latent, None), None);
    }
}
