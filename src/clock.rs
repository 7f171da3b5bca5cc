//! The only place that asks the machine what time it is.

#![allow(clippy::disallowed_methods)] // this is their one home

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, Utc};

/// What time it is, with the civil day fixed if the person fixed it (`--today`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Clock {
    fixed: Option<NaiveDate>,
    /// How far the machine's clock is put forward, in milliseconds.
    off_by: i64,
}

impl Clock {
    /// The machine's clock and local zone.
    pub fn machine() -> Clock {
        Clock::default()
    }

    /// A clock on which it is always this civil day; instants stay the machine's.
    pub fn fixed(today: NaiveDate) -> Clock {
        Clock {
            fixed: Some(today),
            off_by: 0,
        }
    }

    /// The same clock, put forward by so many milliseconds, or back.
    pub fn off_by(self, ms: i64) -> Clock {
        Clock { off_by: ms, ..self }
    }

    /// Today's civil day in the local zone.
    pub fn today(self) -> NaiveDate {
        self.fixed.unwrap_or_else(|| Local::now().date_naive())
    }

    /// The instant, in milliseconds since 1970, UTC.
    pub fn now_ms(self) -> i64 {
        Utc::now().timestamp_millis() + self.off_by
    }

    /// The machine's real day, which dates backups whatever `--today` says.
    pub fn machine_day(self) -> NaiveDate {
        Local::now().date_naive()
    }

    /// The civil day in the local zone of an instant, for showing when something was done.
    pub fn day_of(self, ms: i64) -> Option<NaiveDate> {
        Some(self.moment_of(ms)?.date())
    }

    /// The same with the time of day.
    pub fn moment_of(self, ms: i64) -> Option<NaiveDateTime> {
        Some(
            DateTime::from_timestamp_millis(ms)?
                .with_timezone(&Local)
                .naive_local(),
        )
    }
}
