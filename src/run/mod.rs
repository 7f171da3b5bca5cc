//! The terminal interface at work: owns the store, the state and the terminal.
//!
//! `session` is the loop, its `answering` carries out what the state asks for; the rest are
//! the things outside that a session deals with.

mod complete;
pub mod desktop;
pub mod drafts;
pub mod editor;
pub mod effects;
pub mod input;
pub mod jobs;
mod panics;
mod pen;
mod screen;
mod session;
pub mod signals;
pub mod terminal;

use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::app::Msg;
use crate::cli::{self, Screen};
use crate::clock::Clock;
use crate::config::{Config, When};
use crate::exit::Exit;
use crate::keys::Keymap;
use crate::store::{Error, Store};
use effects::made_up_people;
use jobs::Job;
use session::{End, Session};

/// Opens the screen on the network that the command line named, and runs it until the
/// person ends it, or a signal or the terminal's end does; the exit code is then 128 and the
/// signal's number. After a panic, which has been reported by then, it is 101. The terminal
/// is as it was before in every case. What keeps the screen from opening is said on stderr.
pub fn screen(screen: Screen) -> color_eyre::Result<ExitCode> {
    if !terminal::is_there() {
        cli::complain("the screens need a terminal; try `ties list`");
        return Ok(Exit::Usage.into());
    }
    let keymap = match Keymap::new(&screen.config.keys) {
        Ok(keymap) => keymap,
        Err(error) => {
            cli::complain(&format!("[keys] in the config: {error}"));
            return Ok(Exit::Usage.into());
        }
    };
    let opened = if screen.demo {
        made_up_people(screen.clock, &screen.config.rules)
    } else {
        Store::open(&screen.paths.db, screen.clock)
    };
    match opened {
        Ok(store) => tui(store, keymap, screen),
        Err(error) => Ok(refused(&error)),
    }
}

/// Says why the network cannot be opened; the exit code for it.
fn refused(error: &Error) -> ExitCode {
    cli::complain(&error.to_string());
    error.exit().into()
}

fn tui(store: Store, keymap: Keymap, screen: Screen) -> color_eyre::Result<ExitCode> {
    terminal::give_back_before_panic_reports();
    panics::count_reports();
    let parting = Parting::of(&store, &screen);
    let mut session = match Session::open(store, keymap, screen) {
        Ok(session) => session,
        Err(report) => {
            return match report.downcast_ref::<Error>() {
                Some(error) => Ok(refused(error)),
                None => Err(report),
            };
        }
    };
    let ended = panic::catch_unwind(AssertUnwindSafe(|| session.run()));
    // Whatever ended it, what was typed is not lost.
    session.keep_unsaved();
    let sync = session.take_sync();
    drop(session);
    if let (Some(parting), Ok(End::Quit)) = (parting, &ended) {
        parting.sync(sync);
    }
    match ended {
        Ok(End::Quit) => Ok(ExitCode::SUCCESS),
        Ok(End::Signal(number)) => Ok(ExitCode::from(128 + number)),
        Ok(End::Failed(error)) => Err(error.into()),
        Ok(End::Unreadable(error)) => Ok(refused(&error)),
        Ok(End::Panicked) | Err(_) => {
            panics::wait_for_reports();
            Ok(ExitCode::from(PANICKED))
        }
    }
}

/// The last sync of a screen that syncs by itself.
struct Parting {
    path: PathBuf,
    clock: Clock,
    config: Config,
}

impl Parting {
    /// `None` where nothing syncs by itself.
    fn of(store: &Store, screen: &Screen) -> Option<Parting> {
        let path = store.path().filter(|_| !screen.demo)?;
        let is_shared = store.sharing().is_ok_and(|sharing| sharing.is_some());
        (is_shared && screen.config.sync.when == When::ByItself).then(|| Parting {
            path: path.to_owned(),
            clock: screen.clock,
            config: screen.config.clone(),
        })
    }

    /// Syncs once more, after the sync that goes on. The terminal is the shell's again, where
    /// `^C` ends it: what is not sent then goes with the next one.
    fn sync(self, going_on: Option<Job>) {
        if signals::let_go().is_err() {
            return; // nobody could end it
        }
        cli::progress("syncing with the other machines · ^C leaves it for the next time");
        let going_on = going_on.map(|job| job.end()).unwrap_or_default();
        // What kept that one from its end would keep the next, and whoever waits for the shell.
        let failed = going_on.into_iter().find_map(|msg| match msg {
            Msg::InStep(came) if came.quietly.is_some() => Some(came),
            _ => None,
        });
        let came =
            failed.unwrap_or_else(|| effects::sharing::sync(&self.path, self.clock, &self.config));
        cli::progress("");
        if came.quietly.is_some() || came.has_clashes {
            cli::complain(&came.said);
        }
    }
}

/// The exit code of a panic, as Rust has it.
const PANICKED: u8 = 101;
