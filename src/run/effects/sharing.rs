//! A sync with other machines from the screen, where nobody can be asked for a secret.

use std::path::Path;

use chrono::{Datelike, NaiveDate};

use crate::app::InStep;
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::when;
use crate::secret::Asking;
use crate::store::Store;
use crate::sync::now::{self, NoSecret, Why};
use crate::sync::words;

/// Syncs the file at `path` over a connection of its own, and says what came of it.
pub fn sync(path: &Path, clock: Clock, config: &Config) -> InStep {
    let mut since = None;
    let done = Store::open(path, clock)
        .map_err(Why::from)
        .and_then(|mut store| {
            let sharing = store.sharing()?;
            since = sharing.and_then(|sharing| clock.day_of(sharing.at?));
            now::now(&mut store, &config.sync.secret_command, Asking::Never)
        });
    match done {
        Ok(outcome) => InStep {
            said: match outcome.clashes.is_empty() {
                true => words(&outcome),
                false => format!(
                    "{}; some of it was changed on two machines at once: `ties sync conflicts`",
                    words(&outcome)
                ),
            },
            has_clashes: !outcome.clashes.is_empty(),
            quietly: None,
        },
        Err(why) => InStep {
            quietly: Some(quietly(&why, since, clock.today())),
            said: why.to_string(),
            has_clashes: false,
        },
    }
}

/// A few words for a sync that could not be: since when, or what it needs.
fn quietly(why: &Why, since: Option<NaiveDate>, today: NaiveDate) -> String {
    match (why, since) {
        (Why::NoSecret(NoSecret::NobodyToAsk), _) => "sync needs a secret_command".to_owned(),
        (_, None) => "not synced yet".to_owned(),
        (_, Some(day)) => match (today - day).num_days() {
            ..=0 => "not synced just now".to_owned(),
            1..=6 => format!("not synced since {}", WEEKDAYS[weekday(day)]),
            7.. => format!("not synced since {}", when::day_short(day)),
        },
    }
}

const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

fn weekday(day: NaiveDate) -> usize {
    day.weekday().num_days_from_monday() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(since: Option<&str>, expected: &str) {
        let why = Why::NotShared;
        let since = since.map(|day| day.parse().unwrap());
        let today = "2026-11-22".parse().unwrap();
        assert_eq!(quietly(&why, since, today), expected);
    }

    #[test]
    fn a_quiet_word_says_since_when() {
        check(None, "not synced yet");
        check(Some("2026-11-22"), "not synced just now");
        check(Some("2026-11-16"), "not synced since Monday");
        check(
            Some("2026-11-03"),
            &format!(
                "not synced since {}",
                when::day_short("2026-11-03".parse().unwrap())
            ),
        );
    }
}
