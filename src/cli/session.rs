//! What every verb starts from: the files, the settings, today, and the way to change things.

use std::io::Read;

use chrono::NaiveDate;

use super::Screen;
use super::args::{Color, Globals};
use super::failure::{Exit, Failure};
use super::print;
use crate::clock::Clock;
use crate::config::{self, Config, ConfigError};
use crate::domain::change::Change;
use crate::domain::day::within_years;
use crate::domain::discreet::Sight;
use crate::domain::network::Network;
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
use crate::domain::when::{self, Direction};
use crate::paths::{self, Paths};
#[cfg(feature = "encryption")]
use crate::secret::Asking;
use crate::store::{self, Applied, Store};
use crate::text::{fold, machine_words};

/// What every verb starts from.
#[derive(Debug)]
pub(super) struct Session {
    pub paths: Paths,
    pub config: Config,
    pub clock: Clock,
    pub today: NaiveDate,
    pub sight: Sight,
    color: Color,
    /// Whether somebody named the data file, who then means one that is there.
    is_named: bool,
}

impl Session {
    /// Finds the files and reads the settings; opens nothing yet.
    pub(super) fn new(globals: &Globals) -> Result<Session, Failure> {
        match Session::whatever_the_settings(globals)? {
            (_, Some(wrong)) => Err(wrong.into()),
            (session, None) => Ok(session),
        }
    }

    /// The same with the usual settings where they cannot be read, and why they cannot.
    pub(super) fn whatever_the_settings(
        globals: &Globals,
    ) -> Result<(Session, Option<ConfigError>), Failure> {
        let lookup = |name: &str| std::env::var_os(name);
        let paths = paths::find(&lookup, globals.db.as_deref(), globals.config.as_deref())?;
        let (config, wrong) = match config::load(&paths.config) {
            Ok(config) => (config, None),
            Err(wrong) => (Config::default(), Some(wrong)),
        };
        let clock = clock(globals.today.as_deref(), &config.rules)?;
        let session = Session {
            today: clock.today(),
            paths,
            config,
            clock,
            sight: match globals.discreet {
                true => Sight::Discreet,
                false => Sight::Open,
            },
            color: globals.color,
            is_named: globals.db.is_some() || lookup("TIES_DB").is_some_and(|db| !db.is_empty()),
        };
        #[cfg(feature = "encryption")]
        store::keys_from(&session.config.passphrase_command, Asking::OnTerminal);
        Ok((session, wrong))
    }

    /// Has nobody asked for a passphrase.
    #[cfg(feature = "encryption")]
    pub(super) fn ask_nobody(&self) {
        store::keys_from(&self.config.passphrase_command, Asking::Never);
    }

    pub(super) fn into_screen(self) -> Box<Screen> {
        Box::new(Screen {
            paths: self.paths,
            config: self.config,
            clock: self.clock,
            color: self.color,
            sight: self.sight,
            demo: false,
        })
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.config.rules
    }

    /// The file, made if it is not there yet.
    pub(super) fn open(&self) -> Result<Store, Failure> {
        let store = Store::open(&self.paths.db, self.clock)?;
        let missing = store.missing_actions()?;
        if missing > 0 {
            print::say(&store::missing_words(&self.paths.db, missing));
        }
        Ok(store)
    }

    /// The file, to read from; nobody's network if it is not there yet.
    ///
    /// # Errors
    /// Not found where somebody named the file: a slip of the finger is no empty network.
    pub(super) fn look(&self) -> Result<Store, Failure> {
        let store = self.look_ahead()?;
        if self.is_named && store.path().is_none() && !self.is_there() {
            return Err(Failure::not_found(format_args!(
                "{} is not there; a data file is begun by adding to it: {} add NAME",
                self.paths.db.display(),
                self.command()
            )));
        }
        Ok(store)
    }

    /// The same for what would be written: into a file that is yet to be made, too. One of an
    /// earlier ties is brought up to date first.
    pub(super) fn look_ahead(&self) -> Result<Store, Failure> {
        match Store::open_read_only(&self.paths.db, self.clock) {
            Err(store::Error::Missing(_)) if !self.is_there() => Ok(Store::in_memory(self.clock)?),
            Err(error @ store::Error::Older(_)) => {
                match Store::open(&self.paths.db, self.clock) {
                    Err(store::Error::Permission { .. } | store::Error::ReadOnly(_)) => {
                        return Err(error.into());
                    }
                    updated => drop(updated?),
                }
                Ok(Store::open_read_only(&self.paths.db, self.clock)?)
            }
            opened => Ok(opened?),
        }
    }

    /// How ties is called for this data file, in what is said about it.
    pub(super) fn command(&self) -> String {
        paths::command(&self.paths.db)
    }

    pub(super) fn is_there(&self) -> bool {
        self.paths.db.symlink_metadata().is_ok()
    }

    /// Says how to begin, where nobody is here.
    pub(super) fn hint_at_beginning(&self, network: &Network) {
        if network.contacts.is_empty() {
            let ties = self.command();
            print::say(&format!(
                "nobody is here yet; begin with {ties} add NAME, {ties} import FILE or ties demo"
            ));
        }
    }

    pub(super) fn network(&self, store: &Store) -> Result<Network, Failure> {
        let mut network = store.network(self.rules(), self.today)?;
        self.sight.network(&mut network);
        Ok(network)
    }

    /// The word for a tie, where it may be seen.
    pub(super) fn tie_label(&self, tie: Tie) -> &str {
        self.sight.tie(self.config.label(tie))
    }

    /// Carries out one change and says what was done. The day's first one is followed by
    /// the daily backup, once what was asked for is safe.
    pub(super) fn change(&self, store: &mut Store, change: &Change) -> Result<Applied, Failure> {
        let applied = store.apply(change, self.rules(), self.today)?;
        self.answer(change, &applied);
        self.back_up_daily(store);
        Ok(applied)
    }

    /// Says what a change did.
    pub(super) fn answer(&self, change: &Change, applied: &Applied) {
        let on = self.day_said(change);
        let label = self.sight.label(&applied.label);
        match (&applied.action, change, applied.made) {
            (None, _, _) => print::say("nothing to change"),
            (
                Some(_),
                Change::Add(_) | Change::Log(_) | Change::NextStep { .. } | Change::Dinner { .. },
                Some(id),
            ) => {
                print::say(&format!("{label}{on}, id {id} · {} undo", self.command()));
            }
            (Some(_), _, _) => {
                print::say(&format!("{label}{on} · {} undo", self.command()));
            }
        }
    }

    /// The day of a catch-up, where it is another than today's.
    fn day_said(&self, change: &Change) -> String {
        let on = match change {
            Change::Log(new) => Some(new.on),
            Change::EditCatchUp(_, edit) => edit.on,
            _ => None,
        };
        on.filter(|on| *on != self.today)
            .map_or_else(String::new, |on| format!(", {}", when::day_long(on)))
    }

    /// A missing backup is worth a word, and no reason to fail what was done.
    pub(super) fn back_up_daily(&self, store: &Store) {
        if let Err(error) = store.daily_backup() {
            print::say(&format!("the daily backup could not be made: {error}"));
        }
    }

    /// The tie that a word or letter means; a label from the config file is one, too.
    pub(super) fn tie(&self, word: &str) -> Result<Tie, Failure> {
        word.parse()
            .ok()
            .or_else(|| self.labelled(word))
            .ok_or_else(|| {
                let known = Tie::ALL.map(|tie| self.config.label(tie));
                Failure::usage(format_args!("“{word}” is no tie; say {}", known.join(", ")))
            })
    }

    /// The tie with this label.
    pub(super) fn labelled(&self, label: &str) -> Option<Tie> {
        let is_it = |tie: &Tie| fold(self.config.label(*tie)) == fold(label);
        Tie::ALL.into_iter().find(is_it)
    }

    /// The day that `text` means, today or earlier.
    pub(super) fn past_day(&self, text: &str) -> Result<NaiveDate, Failure> {
        self.day(text, Direction::Past)
    }

    /// The day that `text` means, later than today.
    pub(super) fn future_day(&self, text: &str) -> Result<NaiveDate, Failure> {
        self.day(text, Direction::Future)
    }

    /// The day that `text` means, today or later.
    pub(super) fn coming_day(&self, text: &str) -> Result<NaiveDate, Failure> {
        self.day(text, Direction::Coming)
    }

    fn day(&self, text: &str, direction: Direction) -> Result<NaiveDate, Failure> {
        when::parse(text, direction, self.today, self.rules().date_order).map_err(Failure::usage)
    }
}

/// `text` itself, or what standard input holds where it is `-`.
pub(super) fn text_or_input(text: &str) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|error| {
            Failure::new(
                Exit::Failed,
                format_args!("could not read standard input: {}", machine_words(&error)),
            )
        })?;
    String::from_utf8(bytes)
        .map(|text| text.trim_end().to_owned())
        .map_err(|_| Failure::usage("standard input is not UTF-8; convert it first"))
}

fn clock(today: Option<&str>, rules: &Rules) -> Result<Clock, Failure> {
    let Some(text) = today else {
        return Ok(Clock::machine());
    };
    let machine = Clock::machine().today();
    // A day that is still to come may be today, too.
    let plain = text.parse().ok();
    plain
        .filter(|day| within_years(*day) == *day)
        .map_or_else(
            || when::parse(text, Direction::Past, machine, rules.date_order),
            Ok,
        )
        .map(Clock::fixed)
        .map_err(|error| Failure::usage(format_args!("--today: {error}")))
}
