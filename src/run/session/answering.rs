//! Carrying out what the state asks for, and telling it what came of that.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use super::Session;
use crate::app::{self, Effect, Msg};
use crate::domain::change::Change;
use crate::run::drafts::Drafts;
use crate::run::jobs::{self, Job};
use crate::run::{complete, desktop, editor, signals};
use crate::store::Error;
use crate::text::machine_words;
use crate::vdir::Settings;

impl Session {
    /// Gives the state a message and carries out what it asks for, and what comes of that.
    pub(super) fn tell(&mut self, msg: Msg) {
        let effects = app::update(&mut self.front.state, msg, self.today);
        self.front.stale = true;
        self.carry_out(effects);
    }

    pub(super) fn carry_out(&mut self, effects: Vec<Effect>) {
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
                Effect::LoadInbox => {
                    self.wanted.inbox = true;
                    Vec::new()
                }
                Effect::LoadShelf => {
                    self.wanted.shelf = true;
                    Vec::new()
                }
                Effect::FindFits(link) => {
                    self.later.fits_of.ask(link);
                    Vec::new()
                }
                Effect::FindLinks(with) => {
                    self.later.links_for.ask(with);
                    Vec::new()
                }
                Effect::SearchNotes(words) => {
                    self.wanted.notes_with.push(words);
                    Vec::new()
                }
                effect => self.answers_to(effect),
            };
            for answer in answers {
                effects.extend(app::update(&mut self.front.state, answer, self.today));
                self.front.stale = true;
            }
        }
    }

    /// Reads what the state wanted to know of late, as often as that makes it want more.
    pub(super) fn read_what_is_wanted(&mut self) {
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
            answers.extend(wanted.inbox.then(|| self.keeper.inbox(self.today)));
            answers.extend(wanted.shelf.then(|| self.keeper.shelf()));
            let unknown = |words: &String| {
                let people = &self.front.state.people;
                let unknown = people.unknown_note_words(&self.front.state.config, self.today);
                unknown.contains(words)
            };
            let words = wanted.notes_with.into_iter().filter(unknown);
            answers.extend(words.map(|words| self.keeper.notes_with(words)));
            if answers.is_empty() {
                break;
            }
            for answer in answers {
                self.tell(answer);
            }
        }
    }

    /// Begins to look for what may wait until the screen is drawn.
    pub(super) fn look_for_what_may_wait(&mut self) {
        if let Some(link) = self.later.fits_of.waiting().cloned() {
            let read = self.keeper.matches_beside(link);
            self.later.fits_of.job = self.begin(read);
        }
        if let Some(with) = self.later.links_for.waiting().cloned() {
            let read = self.keeper.links_for_beside(with);
            self.later.links_for.job = self.begin(read);
        }
        // Where there is no job to be had, nobody else looks for it.
        if self.later.waits() {
            self.look_at_once();
        }
    }

    /// Looks for it here: a key waits, which may be about it.
    pub(super) fn look_at_once(&mut self) {
        let later = std::mem::take(&mut self.later);
        let fits = later.fits_of.question;
        let links = later.links_for.question;
        let fits = fits.map(|link| self.keeper.matches(&link));
        let links = links.map(|with| self.keeper.links_for(with));
        for answer in fits.into_iter().chain(links) {
            self.tell(answer);
        }
    }

    fn answers_to(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::Apply(change, after) => match self.wait_for_others() {
                Ok(()) => {
                    // Whoever came in may have written before.
                    self.listens |= matches!(*change, Change::Import(_));
                    self.write(*change, after)
                }
                Err(why) => vec![Msg::Refused { change, why }],
            },
            Effect::Undo(direction, consent) => match self.wait_for_others() {
                Ok(()) => self.keeper.undo(
                    direction,
                    consent,
                    &mut self.front.state.network,
                    self.today,
                ),
                Err(why) => vec![Msg::UndoRefused(why)],
            },
            Effect::ExportContacts(ids) => vec![self.keeper.export(&ids)],
            Effect::Demo => {
                let answer = self.keeper.turn_into_demo(self.clock, self.today);
                if matches!(answer, Msg::Demo(_)) {
                    self.drafts = Drafts::nowhere();
                    self.listening = None;
                    self.listens = false;
                    self.cards = None;
                }
                vec![answer]
            }
            Effect::Open(address) => match desktop::open(&address) {
                Ok(()) => vec![Msg::Said(format!("opened {}", without_letter(&address)))],
                Err(error) => vec![Msg::NotOpened(error.to_string())],
            },
            Effect::Copy(text) => said("not copied", self.front.terminal.copy(&text)),
            Effect::KeepDrafts(drafts) => {
                let kept = self.drafts.keep(drafts, &|id| self.keeper.uid(id));
                said("drafts cannot be kept", kept)
            }
            Effect::Edit { what, text } => self.edit(what, &text),
            Effect::FindImportable => {
                self.search = self.start(jobs::find_importable(self.home.clone()));
                Vec::new()
            }
            Effect::CompletePath(typed) => {
                self.paths = self.start(complete::job(self.home.clone(), typed));
                Vec::new()
            }
            Effect::PlanImport(paths, said) => match self.keeper.known(self.front.state.today) {
                Ok(known) => {
                    let home = self.home.as_deref();
                    let paths = paths.iter().map(|path| complete::expand(home, path));
                    let paths = paths.collect();
                    self.import = self.start(jobs::plan_import(paths, said, known));
                    Vec::new()
                }
                Err(error) => vec![Msg::ImportFailed(error.to_string())],
            },
            Effect::KeepHeard(reading) => match self.wait_for_others() {
                Ok(()) => vec![self.keeper.keep_heard(&reading)],
                Err(why) => vec![Msg::Said(why)],
            },
            Effect::LoadAcquaintance => vec![self.keeper.acquaintance()],
            Effect::FindLookAlikes => {
                let read = self.keeper.look_alikes();
                self.anew(|session| &mut session.alike, read)
            }
            Effect::LoadTwo(keep, other) => vec![self.keeper.two(keep, other, self.today)],
            Effect::LoadReview => {
                let network = Arc::clone(&self.front.state.network);
                let read = self.keeper.review(network, self.today);
                self.anew(|session| &mut session.review, read)
            }
            Effect::LoadYear => {
                let network = Arc::clone(&self.front.state.network);
                let read = self.keeper.year(network, self.today);
                self.anew(|session| &mut session.year, read)
            }
            Effect::LoadConflicts => vec![self.keeper.conflicts()],
            Effect::LookAtCards => self.look_at_cards(),
            Effect::SyncCards => match self.wait_for_others() {
                Ok(()) => self.sync_cards(),
                Err(why) => vec![Msg::Said(why)],
            },
            Effect::Sync => {
                self.sync();
                Vec::new()
            }
            Effect::CancelJob => {
                self.import = None;
                Vec::new()
            }
            Effect::Suspend if !signals::can_stop() => {
                vec![Msg::Said("there is no shell to go back to".to_owned())]
            }
            Effect::Suspend => said("not suspended", self.front.suspend()),
            Effect::Quit => {
                self.quits = true;
                Vec::new()
            }
            // Collected before this, see `carry_out`.
            Effect::LoadCard(_)
            | Effect::LoadLastNotes(_)
            | Effect::LoadInbox
            | Effect::LoadShelf
            | Effect::FindFits(_)
            | Effect::FindLinks(_)
            | Effect::SearchNotes(_) => Vec::new(),
        }
    }

    /// Begins to look at the folder of cards.
    fn look_at_cards(&mut self) -> Vec<Msg> {
        let vdir = &self.front.state.config.vdir;
        let Some(settings) = Settings::of(vdir, self.home.clone()) else {
            return vec![Msg::Said(
                "no folder of cards is set; see [vdir] in ties config".into(),
            )];
        };
        let look = match self.keeper.look_at_cards(settings.clone()) {
            Ok(look) => look,
            Err(error) => return vec![Msg::Said(error.to_string())],
        };
        let found = Arc::clone(&self.looked);
        self.cards = self.start(jobs::tell(move || {
            let looked = look()?;
            if let Ok(mut found) = found.lock() {
                *found = Some((settings, looked));
            }
            Ok(Msg::CardsLooked)
        }));
        Vec::new()
    }

    /// Carries out what was found in the folder of cards.
    fn sync_cards(&mut self) -> Vec<Msg> {
        let found = self.looked.lock().ok().and_then(|mut found| found.take());
        let Some((settings, looked)) = found else {
            return Vec::new();
        };
        let network = &mut self.front.state.network;
        self.keeper
            .sync_cards(looked, &settings, network, self.today)
    }

    /// Begins to read something, in place of what was begun of it before.
    fn anew(
        &mut self,
        job: impl FnOnce(&mut Session) -> &mut Option<Job>,
        read: Result<impl FnOnce() -> Result<Msg, String> + Send + 'static, Error>,
    ) -> Vec<Msg> {
        match read {
            Ok(read) => {
                *job(self) = self.start(jobs::tell(read));
                Vec::new()
            }
            Err(error) => vec![Msg::Said(error.to_string())],
        }
    }

    /// Begins to read something; `None` where that cannot be begun.
    fn begin(
        &mut self,
        read: Result<impl FnOnce() -> Result<Msg, String> + Send + 'static, Error>,
    ) -> Option<Job> {
        read.ok().and_then(|read| self.start(jobs::tell(read)))
    }

    pub(super) fn start(&mut self, work: impl FnOnce(&jobs::Desk) + Send + 'static) -> Option<Job> {
        // Without a file descriptor left there is no job, and the person sees nothing come.
        self.front
            .signals
            .waker()
            .ok()
            .map(|waker| Job::start(waker, work))
    }

    fn edit(&mut self, what: app::Editing, text: &str) -> Vec<Msg> {
        let command = editor::command();
        let folder = self.keeper.folder();
        let edited = self
            .front
            .terminal
            .lend(|| editor::edit(&command, &folder, text));
        self.front.signals.forget_the_keyboards();
        self.front.stale = true;
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
    pub(in crate::run) fn keep_unsaved(&mut self) {
        let drafts = app::all_drafts(&self.front.state);
        if let Err(error) = self.drafts.keep(drafts, &|id| self.keeper.uid(id)) {
            self.complain(format!("drafts cannot be kept: {}", machine_words(&error)));
        }
    }

    /// Says what is wrong, once for as long as it stays the same.
    pub(super) fn complain(&mut self, what: String) {
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
    pub(super) fn panic_if_a_test_asks(&mut self) {
        match std::env::var("TIES_TEST_PANIC").as_deref() {
            Ok("ui") => panic!("a test asked for this"),
            Ok("job") => self.import = self.start(|_| panic!("a test asked for this")),
            _ => {}
        }
    }

    #[cfg(not(debug_assertions))]
    pub(super) fn panic_if_a_test_asks(&mut self) {}
}

/// An address to be opened without the letter that a mail begins with.
fn without_letter(address: &str) -> &str {
    match address.split_once('?') {
        Some((to, _)) if to.starts_with("mailto:") => to,
        _ => address,
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
