//! The event loop: owns the store, the state and the terminal.
//!
//! One thread waits for keys, signals and jobs together and sleeps in between. What came
//! in together becomes one frame; nothing is drawn without a reason.

pub mod desktop;
pub mod drafts;
pub mod editor;
pub mod effects;
pub mod input;
pub mod jobs;
mod panics;
mod pen;
mod screen;
pub mod signals;
pub mod terminal;

use std::collections::VecDeque;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use rustix::stdio::stdin;

use crate::app::{self, Effect, Look, Msg, Start, State};
use crate::cli::args::Color;
use crate::cli::{self, Screen};
use crate::clock::Clock;
use crate::domain::id::ContactId;
use crate::keys::Keymap;
use crate::store::{Error, Store};
use crate::text::machine_words;
use crate::ui;
use drafts::Drafts;
use effects::{Keeper, made_up_people};
use input::{Decoder, Input};
use jobs::{Arriving, Job};
use signals::Signals;
use terminal::Terminal;

/// How often the world outside is looked at: writes of other processes, midnight.
const TICK: Duration = Duration::from_secs(1);

/// How long an escape waits for the rest of a sequence on a slow line.
const ESCAPE: Duration = Duration::from_millis(30);

/// Opens the screen on the network that the command line named, and runs it until the
/// person ends it, or a signal or the terminal's end does; the exit code is then 128 and the
/// signal's number. After a panic, which has been reported by then, it is 101. The terminal
/// is as it was before in every case. What keeps the screen from opening is said on stderr.
pub fn screen(screen: Screen) -> color_eyre::Result<ExitCode> {
    if !terminal::is_there() {
        cli::complain("the screens need a terminal; try `ties list`");
        return Ok(USAGE.into());
    }
    let keymap = match Keymap::new(&screen.config.keys) {
        Ok(keymap) => keymap,
        Err(error) => {
            cli::complain(&format!("[keys] in the config: {error}"));
            return Ok(USAGE.into());
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
    error.exit_code().into()
}

/// The exit code for what the person has to say or do differently.
const USAGE: u8 = 2;

fn tui(store: Store, keymap: Keymap, screen: Screen) -> color_eyre::Result<ExitCode> {
    terminal::give_back_before_panic_reports();
    panics::count_reports();
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
    drop(session);
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

/// The exit code of a panic, as Rust has it.
const PANICKED: u8 = 101;

/// The number of SIGHUP, which is how a terminal's end is told.
const HANGUP: u8 = 1;

/// Why the loop ended.
enum End {
    Quit,
    Signal(u8),
    Failed(io::Error),
    /// A job has panicked.
    Panicked,
    /// Everyone could not be read.
    Unreadable(Error),
}

struct Session {
    terminal: Terminal,
    signals: Signals,
    decoder: Decoder,
    state: State,
    keeper: Keeper,
    clock: Clock,
    today: NaiveDate,
    drafts: Drafts,
    home: Option<PathBuf>,
    wanted: Wanted,
    /// Reads everyone while the first page of the list is already there.
    arriving: Option<Arriving>,
    import: Option<Job>,
    search: Option<Job>,
    /// Whether the screen no longer shows the state.
    stale: bool,
    quits: bool,
    ticked: Instant,
    /// What was last complained about.
    complaint: Option<String>,
}

/// What is to be read once everything that came in together has been answered: of several
/// of a kind only the last matters.
#[derive(Default)]
struct Wanted {
    card: Option<ContactId>,
    last_notes: Option<Vec<ContactId>>,
    notes_with: Option<String>,
}

impl Session {
    fn open(store: Store, keymap: Keymap, screen: Screen) -> color_eyre::Result<Session> {
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
        let (network, arriving) = match (first_page, keeper.reader()) {
            (Some(page), Some(reader)) => {
                let rules = config.rules.clone();
                let arriving = Arriving::read(reader, rules, today, signals.waker()?);
                (page, Some(arriving))
            }
            _ => (keeper.network(today)?, None),
        };
        let (state, first) = State::new(Start {
            network,
            arriving: arriving.is_some(),
            config,
            keymap: Arc::new(keymap),
            today,
            look: look(screen.color),
            demo: screen.demo,
            drafts: drafts.kept().to_vec(),
        });
        let mut session = Session {
            terminal: Terminal::take()?,
            signals,
            decoder: Decoder::default(),
            state,
            keeper,
            clock: screen.clock,
            today,
            drafts,
            home: screen.paths.home,
            wanted: Wanted::default(),
            arriving,
            import: None,
            search: None,
            stale: true,
            quits: false,
            ticked: Instant::now(),
            complaint: None,
        };
        session.carry_out(first);
        Ok(session)
    }

    fn run(&mut self) -> End {
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
        self.draw()?;
        if self.quits {
            return Ok(Some(End::Quit));
        }
        let wait = if self.decoder.is_waiting() {
            ESCAPE
        } else {
            TICK.saturating_sub(self.ticked.elapsed())
        };
        let ready = self.signals.wait(wait)?;
        if let Some(number) = self.signals.ended() {
            return Ok(Some(End::Signal(number)));
        }
        if ready.gone {
            return Ok(Some(End::Signal(HANGUP)));
        }
        self.answer_signals()?;
        // What was typed before everyone was there is about everyone all the same.
        let arrived = match self.arriving.take() {
            Some(arriving) if ready.keys => arriving.wait(),
            Some(arriving) => arriving.has_come().or_else(|| {
                self.arriving = Some(arriving);
                None
            }),
            None => None,
        };
        match arrived {
            Some(Ok(network)) => self.tell(Msg::Loaded(network)),
            Some(Err(error)) => return Ok(Some(End::Unreadable(error))),
            None => {}
        }
        if ready.keys {
            if !self.answer_keys()? {
                return Ok(Some(End::Signal(HANGUP)));
            }
        } else if self.decoder.is_waiting() {
            let mut inputs = Vec::new();
            self.decoder.settle(&mut inputs);
            self.answer_inputs(inputs);
        }
        self.answer_jobs();
        if self.ticked.elapsed() >= TICK && self.arriving.is_none() {
            self.ticked = Instant::now();
            self.look_outside();
            if !ready.keys {
                self.do_chores();
            }
        }
        Ok(None)
    }

    fn draw(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.stale) {
            let state = &self.state;
            let mut sizes = state.sizes;
            self.terminal.draw(|grid| {
                let drawn = ui::draw(grid, state);
                sizes = drawn.sizes;
                drawn.cursor
            })?;
            self.state.sizes = sizes;
        }
        Ok(())
    }

    fn answer_signals(&mut self) -> io::Result<()> {
        if self.signals.stopped() {
            self.suspend()?;
        }
        if self.signals.continued() {
            // Stopped by something that gave no warning; the shell has had the terminal.
            self.terminal.retake()?;
            self.stale = true;
        }
        if self.signals.resized() {
            let (columns, rows) = self.terminal.resize();
            self.tell(Msg::Resize { columns, rows });
        }
        Ok(())
    }

    /// Reads what was typed; false if the terminal has gone.
    fn answer_keys(&mut self) -> io::Result<bool> {
        let mut bytes = [0; 4096];
        let read = match rustix::io::read(stdin(), &mut bytes) {
            Ok(0) => return Ok(false),
            Ok(read) => read,
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => return Ok(true),
            Err(rustix::io::Errno::IO) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        let mut inputs = Vec::new();
        self.decoder.feed(&bytes[..read], &mut inputs);
        self.answer_inputs(inputs);
        Ok(true)
    }

    fn answer_inputs(&mut self, inputs: Vec<Input>) {
        for input in inputs {
            self.panic_if_a_test_asks();
            self.tell(match input {
                Input::Key(chord) => Msg::Key(chord),
                Input::Paste(text) => Msg::Paste(text),
                Input::FocusGained => Msg::FocusGained,
                Input::FocusLost => Msg::FocusLost,
            });
            if self.quits {
                break;
            }
        }
    }

    fn answer_jobs(&mut self) {
        let answers = [&self.import, &self.search]
            .into_iter()
            .flatten()
            .flat_map(Job::answers)
            .collect::<Vec<_>>();
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
            self.tell(Msg::DayTurned);
        }
        if self.state.wants_tick() {
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

/// Answering.
impl Session {
    /// Gives the state a message and carries out what it asks for, and what comes of that.
    fn tell(&mut self, msg: Msg) {
        let effects = app::update(&mut self.state, msg, self.today);
        self.stale = true;
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let answers = match effect {
                Effect::LoadCard(id) => {
                    self.wanted.card = Some(id);
                    Vec::new()
                }
                Effect::LoadLastNotes(ids) => {
                    self.wanted.last_notes = Some(ids);
                    Vec::new()
                }
                Effect::SearchNotes(words) => {
                    self.wanted.notes_with = Some(words);
                    Vec::new()
                }
                effect => self.answers_to(effect),
            };
            for answer in answers {
                effects.extend(app::update(&mut self.state, answer, self.today));
                self.stale = true;
            }
        }
    }

    /// Reads what the state wanted to know of late, as often as that makes it want more.
    fn read_what_is_wanted(&mut self) {
        // A state that asks the same again and again must not keep us from drawing.
        for _ in 0..4 {
            let wanted = std::mem::take(&mut self.wanted);
            let mut answers = Vec::new();
            answers.extend(wanted.card.map(|id| self.keeper.card(id, self.today)));
            answers.extend(
                wanted
                    .last_notes
                    .map(|ids| self.keeper.last_notes(&ids, self.today)),
            );
            answers.extend(wanted.notes_with.map(|words| self.keeper.notes_with(words)));
            if answers.is_empty() {
                break;
            }
            for answer in answers {
                self.tell(answer);
            }
        }
    }

    fn answers_to(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::Apply(change, after) => {
                self.keeper
                    .apply(*change, after, &mut self.state.network, self.today)
            }
            Effect::Undo(direction, consent) => {
                self.keeper
                    .undo(direction, consent, &mut self.state.network, self.today)
            }
            Effect::ExportContacts(ids) => vec![self.keeper.export(&ids)],
            Effect::Demo => {
                let answer = self.keeper.turn_into_demo(self.clock, self.today);
                if matches!(answer, Msg::Demo(_)) {
                    self.drafts = Drafts::nowhere();
                }
                vec![answer]
            }
            Effect::Open(address) => match desktop::open(&address) {
                Ok(()) => vec![Msg::Said(format!("opened {address}"))],
                Err(error) => vec![Msg::NotOpened(error.to_string())],
            },
            Effect::Copy(text) => said("not copied", self.terminal.copy(&text)),
            Effect::KeepDrafts(drafts) => {
                let kept = self.drafts.keep(drafts, &|id| self.keeper.uid(id));
                said("drafts cannot be kept", kept)
            }
            Effect::Edit { what, text } => self.edit(what, &text),
            Effect::FindImportable => {
                self.search = self.start(jobs::find_importable(self.home.clone()));
                Vec::new()
            }
            Effect::PlanImport(paths) => match self.keeper.known() {
                Ok(known) => {
                    self.import = self.start(jobs::plan_import(paths, known));
                    Vec::new()
                }
                Err(error) => vec![Msg::ImportFailed(error.to_string())],
            },
            Effect::CancelJob => {
                self.import = None;
                Vec::new()
            }
            Effect::Suspend if !signals::can_stop() => {
                vec![Msg::Said("there is no shell to go back to".to_owned())]
            }
            Effect::Suspend => said("not suspended", self.suspend()),
            Effect::Quit => {
                self.quits = true;
                Vec::new()
            }
            // Collected before this, see `carry_out`.
            Effect::LoadCard(_) | Effect::LoadLastNotes(_) | Effect::SearchNotes(_) => Vec::new(),
        }
    }

    fn start(&mut self, work: impl FnOnce(&jobs::Desk) + Send + 'static) -> Option<Job> {
        // Without a file descriptor left there is no job, and the person sees nothing come.
        self.signals
            .waker()
            .ok()
            .map(|waker| Job::start(waker, work))
    }

    /// Stops until the shell continues us.
    fn suspend(&mut self) -> io::Result<()> {
        if !signals::can_stop() {
            return Ok(());
        }
        self.terminal.lend(signals::stop)??;
        self.signals.continued();
        self.stale = true;
        Ok(())
    }

    fn edit(&mut self, what: app::Editing, text: &str) -> Vec<Msg> {
        let command = editor::command();
        let folder = self.keeper.folder();
        let edited = self.terminal.lend(|| editor::edit(&command, &folder, text));
        self.signals.forget_the_keyboards();
        self.stale = true;
        let (text, why) = match edited {
            Ok(Ok(text)) => (text, None),
            Ok(Err(error)) => (None, Some(error.to_string())),
            Err(error) => (None, Some(machine_words(&error))),
        };
        let mut answers = vec![Msg::Edited { what, text }];
        answers.extend(why.map(Msg::Said));
        answers
    }

    /// Keeps the drafts, with what stands unsaved in open forms.
    fn keep_unsaved(&mut self) {
        let drafts = app::all_drafts(&self.state);
        if let Err(error) = self.drafts.keep(drafts, &|id| self.keeper.uid(id)) {
            self.complain(format!("drafts cannot be kept: {}", machine_words(&error)));
        }
    }

    /// Says what is wrong, once for as long as it stays the same.
    fn complain(&mut self, what: String) {
        if self.complaint.as_ref() != Some(&what) {
            self.complaint = Some(what.clone());
            self.tell(Msg::Said(what));
        }
    }

    /// Panics at the first key where `TIES_TEST_PANIC` says so: `ui` here, `job` in a job's
    /// thread. A variable, because a key could be found by accident, and only in debug
    /// builds, because nobody else needs it.
    #[cfg(debug_assertions)]
    #[allow(clippy::panic)] // that is what it is for
    fn panic_if_a_test_asks(&mut self) {
        match std::env::var("TIES_TEST_PANIC").as_deref() {
            Ok("ui") => panic!("a test asked for this"),
            Ok("job") => self.import = self.start(|_| panic!("a test asked for this")),
            _ => {}
        }
    }

    #[cfg(not(debug_assertions))]
    fn panic_if_a_test_asks(&mut self) {}
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

/// What a person is told of something done outside of the network: nothing if it was done,
/// else what was `not_done` and why.
fn said(not_done: &str, done: io::Result<()>) -> Vec<Msg> {
    done.err()
        .map(|error| Msg::Said(format!("{not_done}: {}", machine_words(&error))))
        .into_iter()
        .collect()
}
