//! The event loop.
//!
//! One thread waits for keys, signals and jobs together and sleeps in between. What came
//! in together becomes one frame; nothing is drawn without a reason.

mod answering;
mod front;
mod later;
mod sharing;
mod waiting;

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::NaiveDate;

use super::drafts::Drafts;
use super::effects::Keeper;
use super::input::Input;
use super::jobs::Job;
use super::signals::Signals;
use super::terminal::{self, Terminal};
use crate::app::{Look, Msg, Start, State};
use crate::cli::Screen;
use crate::cli::args::Color;
use crate::clock::Clock;
use crate::keys::Keymap;
use crate::store::{self, Error, Store};
use crate::vdir::{Looked, Settings};
use front::Front;
use later::{Later, Wanted};
use sharing::Sharing;

/// How often the world outside is looked at: writes of other processes, midnight.
const TICK: Duration = Duration::from_secs(1);

/// The number of SIGHUP, which is how a terminal's end is told.
const HANGUP: u8 = 1;

/// Why the loop ended.
pub(super) enum End {
    Quit,
    Signal(u8),
    Failed(io::Error),
    /// A job has panicked.
    Panicked,
    /// Everyone could not be read.
    Unreadable(Error),
}

/// A screen that is open: what it shows, what it works on and whom it listens to.
pub(super) struct Session {
    front: Front,
    keeper: Keeper,
    clock: Clock,
    today: NaiveDate,
    drafts: Drafts,
    home: Option<PathBuf>,
    wanted: Wanted,
    later: Later,
    /// Whether only the first page of the list has been read.
    arriving: bool,
    import: Option<Job>,
    search: Option<Job>,
    /// Looks for what a path could go on as.
    paths: Option<Job>,
    /// Works out what the review shows, and the year.
    review: Option<Job>,
    year: Option<Job>,
    /// Finds who may be here twice.
    alike: Option<Job>,
    /// Reads mail and calendars.
    listening: Option<Job>,
    /// Whether they are to be read, once nothing else has to be.
    listens: bool,
    /// Looks at the folder of cards.
    cards: Option<Job>,
    /// What it has found there.
    looked: Arc<Mutex<Option<(Settings, Looked)>>>,
    /// Syncs with other machines.
    sharing: Sharing,
    quits: bool,
    ticked: Instant,
    /// What was last complained about.
    complaint: Option<String>,
}

impl Session {
    /// Takes the terminal and reads what the first frame shows.
    pub(super) fn open(
        store: Store,
        keymap: Keymap,
        screen: Screen,
    ) -> color_eyre::Result<Session> {
        let signals = Signals::listen()?;
        let today = screen.clock.today();
        let kept = screen.paths.state.filter(|_| !screen.demo);
        let config = Arc::new(screen.config);
        let keeper = Keeper::new(store, Arc::clone(&config));
        let drafts = match (&kept, keeper.path()) {
            (Some(folder), Some(data)) => Drafts::load(folder, data, &|id| keeper.uid(id)),
            _ => Drafts::nowhere(),
        };
        let first_page = keeper.first_page(terminal::rows(), today)?;
        let (network, arriving) = match first_page {
            Some(page) => (page, true),
            None => (keeper.network(today)?, false),
        };
        let (mut state, first) = State::new(Start {
            network,
            arriving,
            config,
            keymap: Arc::new(keymap),
            today,
            look: look(screen.color),
            demo: screen.demo,
            drafts: drafts.kept().to_vec(),
        });
        state.sight = screen.sight;
        state.encrypted = keeper.path().is_some_and(store::is_encrypted);
        let mut session = Session {
            front: Front::new(Terminal::take()?, signals, state),
            keeper,
            clock: screen.clock,
            today,
            drafts,
            home: screen.paths.home,
            wanted: Wanted::default(),
            later: Later::default(),
            arriving,
            import: None,
            search: None,
            paths: None,
            review: None,
            year: None,
            alike: None,
            listening: None,
            listens: !screen.demo,
            cards: None,
            looked: Arc::default(),
            sharing: Sharing::default(),
            quits: false,
            ticked: Instant::now(),
            complaint: None,
        };
        session.begin_sharing();
        session.carry_out(first);
        Ok(session)
    }

    /// Draws and answers until something ends it.
    pub(super) fn run(&mut self) -> End {
        if let Some(missing) = self.keeper.missing() {
            self.complain(missing);
        }
        loop {
            let ended = self.turn();
            if terminal::is_over() {
                return End::Panicked;
            }
            match ended {
                Ok(None) => {}
                Ok(Some(end)) => return end,
                // Nothing can be written any more: the terminal has gone.
                Err(error) if is_gone(&error) => return End::Signal(HANGUP),
                Err(error) => return End::Failed(error),
            }
        }
    }

    /// Draws if there is a reason, waits, and answers everything that has come in.
    fn turn(&mut self) -> io::Result<Option<End>> {
        self.read_what_is_wanted();
        self.front.draw()?;
        if self.quits {
            return Ok(Some(End::Quit));
        }
        // The head of the list is on the screen. What has been typed meanwhile waits for
        // everyone, since it may be about anyone.
        if std::mem::take(&mut self.arriving) {
            match self.keeper.network(self.today) {
                Ok(network) => self.tell(Msg::Loaded(network)),
                Err(error) => return Ok(Some(End::Unreadable(error))),
            }
            return Ok(None);
        }
        self.get_ready();
        self.listen();
        self.sync_when_it_is_time();
        let ready = self.front.wait(match self.later.waits() {
            true => Duration::ZERO,
            false => TICK.saturating_sub(self.ticked.elapsed()),
        })?;
        if let Some(number) = self.front.signals.ended() {
            return Ok(Some(End::Signal(number)));
        }
        if ready.gone {
            return Ok(Some(End::Signal(HANGUP)));
        }
        self.answer_signals()?;
        match self.front.typed_by_now(ready)? {
            Some(inputs) => self.front.typed.extend(inputs),
            None => return Ok(Some(End::Signal(HANGUP))),
        }
        self.answer_typed();
        self.answer_jobs();
        if !ready.keys && self.later.waits() {
            self.look_for_what_may_wait();
        }
        if self.ticked.elapsed() >= TICK {
            self.ticked = Instant::now();
            self.look_outside();
            if !ready.keys {
                self.do_chores();
            }
        }
        Ok(None)
    }

    /// What can be done before a key asks for it: it would wait for that.
    fn get_ready(&mut self) {
        self.front.state.get_ready();
        let neighbours = self.front.state.neighbours();
        self.keeper.read_ahead(&neighbours, self.today);
    }

    /// Begins to read mail and calendars, where the config names some.
    fn listen(&mut self) {
        if !std::mem::take(&mut self.listens) {
            return;
        }
        let network = Arc::clone(&self.front.state.network);
        match self
            .keeper
            .listen(network, self.home.as_deref(), self.today)
        {
            Ok(Some(work)) => self.listening = self.start(work),
            Ok(None) => {}
            Err(error) => self.complain(error.to_string()),
        }
    }

    fn answer_signals(&mut self) -> io::Result<()> {
        if self.front.signals.stopped() {
            self.front.suspend()?;
        }
        let effects = self.front.follow_terminal(self.today)?;
        self.carry_out(effects);
        Ok(())
    }

    /// Answers what was typed, in turn; while a key waits for another program, more of it
    /// may come.
    fn answer_typed(&mut self) {
        while !self.quits
            && let Some(input) = self.front.typed.pop_front()
        {
            self.panic_if_a_test_asks();
            if self.front.state.needs_card() {
                self.read_what_is_wanted();
            }
            if self.front.state.needs_fits() {
                self.look_at_once();
            }
            self.tell(match input {
                Input::Key(chord) => Msg::Key(chord),
                Input::Paste(text) => Msg::Paste(text),
                Input::FocusGained => Msg::FocusGained,
                Input::FocusLost => Msg::FocusLost,
            });
        }
    }

    fn answer_jobs(&mut self) {
        let jobs = [
            &self.import,
            &self.search,
            &self.paths,
            &self.review,
            &self.year,
            &self.alike,
            &self.listening,
            &self.cards,
        ];
        let mut answers = jobs
            .into_iter()
            .flatten()
            .flat_map(Job::answers)
            .collect::<Vec<_>>();
        answers.extend(self.sharing.answers());
        answers.extend(self.later.fits_of.answers());
        answers.extend(self.later.links_for.answers());
        for answer in answers {
            self.tell(answer);
        }
    }

    /// Whether the day has turned, whether somebody else has written.
    fn look_outside(&mut self) {
        let today = self.clock.today();
        let turned = today != self.today;
        self.today = today;
        match self.keeper.changed_elsewhere() {
            Ok(false) if !turned => {}
            Ok(_) => match self.keeper.network(today) {
                Ok(network) => self.tell(Msg::Loaded(network)),
                Err(error) => self.complain(error.to_string()),
            },
            Err(error) => self.complain(error.to_string()),
        }
        if turned {
            self.listens = true;
            self.tell(Msg::DayTurned);
        }
        if self.front.state.wants_tick() {
            self.tell(Msg::Tick);
        }
    }

    /// What can wait until nobody is typing.
    fn do_chores(&mut self) {
        if let Err(error) = self.keeper.do_chores() {
            self.tell(Msg::Said(error.to_string()));
        }
    }
}

/// Whether writing failed because there is no terminal any more.
fn is_gone(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

/// Whether colours may be used: as asked on the command line, else unless `NO_COLOR` is set.
fn look(asked: Color) -> Look {
    let no_color = || std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
    match asked {
        Color::Never => Look::Plain,
        Color::Auto if no_color() => Look::Plain,
        Color::Always | Color::Auto => Look::Colours,
    }
}
