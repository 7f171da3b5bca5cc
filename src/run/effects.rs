//! What the state asks of the store, carried out and answered.
//!
//! Errors become answers too: the screen stays, and says what is wrong.

mod cards;
mod new_file;
mod reading;
pub mod sharing;
mod vdir;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;

use super::jobs::Backup;
use crate::app::{After, Applied, Consent, Direction, InStep, Msg, Past, Undone};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::change::Change;
use crate::domain::demo;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::ripples::Ripples;
use crate::domain::rules::{NameOrder, Rules};
use crate::exchange::vcard;
use crate::store::{Error, Store, missing_words};
use crate::text::machine_words;
use cards::Cards;
use new_file::{file_name, write_new};

/// Of so many people the words are read within a frame.
const WORDS_AT_ONCE: usize = 2_000;

/// Above so many people touched, reading everyone anew is quicker than one by one.
const MANY: usize = 500;

/// Made-up people to look round with, in memory.
///
/// # Errors
/// When there is not enough memory for them.
pub fn made_up_people(clock: Clock, rules: &Rules) -> Result<Store, Error> {
    let today = clock.today();
    let mut store = Store::in_memory(clock)?;
    let demo = demo::look_round(today);
    store.make_up(&demo.changes, rules)?;
    Ok(store)
}

/// The store, and what has to be done about it later.
pub struct Keeper {
    store: Store,
    config: Arc<Config>,
    cards: Cards,
    /// Whether something was written since the last backup check.
    wrote: bool,
    /// The day's backup, while it is made.
    backup: Option<Backup>,
}

impl Keeper {
    pub fn new(store: Store, config: Arc<Config>) -> Keeper {
        Keeper {
            store,
            config,
            cards: Cards::default(),
            wrote: false,
            backup: None,
        }
    }

    /// Everyone, read anew.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn network(&self, today: NaiveDate) -> Result<Arc<Network>, Error> {
        Ok(Arc::new(self.store.network(&self.config.rules, today)?))
    }

    /// The first `rows` people of the list, where reading everyone takes longer than a
    /// screen should wait, and where people are listed by the names that the file has in
    /// order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn first_page(&self, rows: u16, today: NaiveDate) -> Result<Option<Arc<Network>>, Error> {
        if self.config.rules.name_order != NameOrder::Given {
            return Ok(None);
        }
        Ok(self.store.first_page(rows, today)?.map(Arc::new))
    }

    /// Whether another program is writing to the file, so that a write has to wait.
    pub fn is_held_elsewhere(&self) -> bool {
        self.store.is_held_elsewhere()
    }

    /// What is said of a file that another program does not let go of.
    pub fn busy(&self) -> String {
        Error::busy(self.store.path().unwrap_or(Path::new(""))).to_string()
    }

    /// What is to be said before a write that takes long.
    pub fn takes_long(&self, change: &Change) -> Option<String> {
        match change {
            Change::Import(plan) if plan.rows.len() > MANY => Some(format!(
                "writing {} records; all of them or none …",
                grouped(plan.rows.len())
            )),
            Change::AddLink(_) => {
                let people = self.store.people_to_index().ok()?;
                (people > WORDS_AT_ONCE).then(|| {
                    let people = grouped(people);
                    format!("the first link: reading what is known of {people} people …")
                })
            }
            _ => None,
        }
    }

    /// Carries out a change; `network` is brought up to date where it lies, which copies
    /// nothing as long as nobody else holds it.
    pub fn apply(
        &mut self,
        change: Change,
        after: After,
        network: &mut Arc<Network>,
        today: NaiveDate,
    ) -> Vec<Msg> {
        self.apply_unless(&Arc::default(), change, after, network, today)
    }

    /// The same, unless `stop` is set before it is written for good.
    pub fn apply_unless(
        &mut self,
        stop: &Arc<AtomicBool>,
        change: Change,
        after: After,
        network: &mut Arc<Network>,
        today: NaiveDate,
    ) -> Vec<Msg> {
        let done = self
            .store
            .apply_unless(stop, &change, &self.config.rules, today);
        let done = match done {
            Ok(done) => done,
            Err(error) => {
                return vec![Msg::Refused {
                    change: Box::new(change),
                    why: error.to_string(),
                }];
            }
        };
        self.wrote |= done.action.is_some();
        self.cards.forget_these(&done.touched);
        let (ripples, complaint) = self.refresh(network, &done.touched, today);
        let applied = Msg::Applied(Box::new(Applied {
            change,
            after,
            changed: done.action.is_some(),
            made: done.made,
            touched: done.touched,
            network: Arc::clone(network),
            ripples,
        }));
        [Some(applied), complaint].into_iter().flatten().collect()
    }

    /// Takes the latest action back, or does it again; asks first about one of another
    /// process or an earlier day unless consent is given.
    pub fn undo(
        &mut self,
        direction: Direction,
        consent: Consent,
        network: &mut Arc<Network>,
        today: NaiveDate,
    ) -> Vec<Msg> {
        let next = match direction {
            Direction::Undo => self.store.next_undo(),
            Direction::Redo => self.store.next_redo(),
        };
        if let Ok(Some(next)) = next
            && consent == Consent::AskFirst
            && (!next.mine || next.day != today)
        {
            return vec![Msg::UndoAsks(Past {
                direction,
                label: next.label,
                day: next.day,
                elsewhere: !next.mine,
            })];
        }
        let done = match direction {
            Direction::Undo => self.store.undo(),
            Direction::Redo => self.store.redo(),
        };
        let done = match done {
            Ok(done) => done,
            Err(error) => return vec![Msg::UndoRefused(error.to_string())],
        };
        self.wrote = true;
        self.cards.forget_these(&done.touched);
        let (ripples, complaint) = self.refresh(network, &done.touched, today);
        let undone = Msg::Undone(Undone {
            direction,
            label: done.action.label,
            touched: done.touched,
            network: Arc::clone(network),
            ripples,
        });
        [Some(undone), complaint].into_iter().flatten().collect()
    }

    /// Whether other machines share the file.
    pub fn is_shared(&self) -> bool {
        self.store.sharing().is_ok_and(|sharing| sharing.is_some())
    }

    /// A sync with the other machines, to be done in a job, over a connection of its own; `None`
    /// where there is no file.
    pub fn sync(&self) -> Option<impl FnOnce() -> InStep + Send + use<>> {
        let path = self.store.path()?.to_owned();
        let (clock, config) = (self.store.clock(), Arc::clone(&self.config));
        Some(move || sharing::sync(&path, clock, &config))
    }

    /// The file that is written to, unless everything is in memory.
    pub fn path(&self) -> Option<&Path> {
        self.store.path()
    }

    /// What is to be said of a file that lacks what was written to it last.
    pub fn missing(&self) -> Option<String> {
        let path = self.store.path()?;
        let missing = self.store.missing_actions().ok().filter(|n| *n > 0)?;
        Some(missing_words(path, missing))
    }

    /// What a contact is called in every file that it is in, if it is here.
    pub fn uid(&self, id: ContactId) -> Option<String> {
        let mut cards = self.store.cards(Some(&[id])).ok()?;
        cards.pop().map(|card| card.uid)
    }

    /// Writes these contacts to a new vCard file in the current folder and says where.
    pub fn export(&self, ids: &[ContactId]) -> Msg {
        let read = || -> Result<_, Error> {
            Ok((
                self.store.cards(Some(ids))?,
                self.store.original_cards(ids)?,
            ))
        };
        let (cards, originals) = match read() {
            Ok(read) => read,
            Err(error) => return Msg::Said(error.to_string()),
        };
        let text = vcard::write_whole(&cards, &originals, vcard::Edition::V3);
        let folder = std::env::current_dir().unwrap_or_else(|_| self.folder());
        Msg::Said(match write_new(&folder, &file_name(&cards), &text) {
            Ok(path) => format!("exported to {}", path.display()),
            Err(error) => format!(
                "{}: nothing exported: {}",
                folder.display(),
                machine_words(&error)
            ),
        })
    }

    /// Puts made-up people in memory in place of the file, which stays as it is.
    pub fn turn_into_demo(&mut self, clock: Clock, today: NaiveDate) -> Msg {
        let made = made_up_people(clock, &self.config.rules).and_then(|store| {
            let network = store.network(&self.config.rules, today)?;
            Ok((store, network))
        });
        match made {
            Ok((store, network)) => {
                self.store = store;
                self.cards.forget();
                self.wrote = false;
                Msg::Demo(Arc::new(network))
            }
            Err(error) => Msg::Said(error.to_string()),
        }
    }

    /// Whether another process has written since this was last asked.
    ///
    /// # Errors
    /// When the file is no longer the one that was opened, or cannot be read.
    pub fn changed_elsewhere(&mut self) -> Result<bool, Error> {
        self.store.changed_elsewhere()
    }

    /// What follows a write once nobody is typing: the day's backup, if there is none yet,
    /// and putting the file in order. The backup takes longer than a key may wait, so it is
    /// only begun here, and the file put in order once it is made.
    ///
    /// # Errors
    /// When it cannot be done; it is not tried again before the next write.
    pub fn do_chores(&mut self) -> Result<(), Error> {
        if let Some(backup) = self.backup.take_if(|backup| backup.is_over()) {
            backup.outcome()?;
            self.store.tidy()?;
        }
        if self.backup.is_some() || !std::mem::take(&mut self.wrote) {
            return Ok(());
        }
        match self.store.daily_backup_beside() {
            Some(due) => self.backup = Some(Backup::begin(due)),
            None => {
                self.store.daily_backup()?;
                self.store.tidy()?;
            }
        }
        Ok(())
    }

    /// A folder that only this user can look into: the data's, or the system's for
    /// temporary files where nothing is kept.
    pub fn folder(&self) -> PathBuf {
        self.store
            .path()
            .and_then(Path::parent)
            .map_or_else(std::env::temp_dir, Path::to_path_buf)
    }

    /// Brings the network up to date, and says what has become another for everyone. If that
    /// fails the write is still done: it is said, and everyone is read anew with the next
    /// chance.
    fn refresh(
        &self,
        network: &mut Arc<Network>,
        touched: &[ContactId],
        today: NaiveDate,
    ) -> (Ripples, Option<Msg>) {
        let refreshed = if touched.len() > MANY {
            self.network(today).map(|fresh| {
                *network = fresh;
                Ripples::ALL
            })
        } else {
            self.store
                .refresh(Arc::make_mut(network), &self.config.rules, touched, today)
        };
        match refreshed {
            Ok(ripples) => (ripples, None),
            Err(error) => (Ripples::ALL, Some(Msg::Said(error.to_string()))),
        }
    }
}

/// A number as people write it: 12,000.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::forms;
    use crate::store;

    #[test]
    fn numbers_are_written_in_threes() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (12_345_678, "12,345,678"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn a_write_goes_on_while_the_days_backup_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ties.db");
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let clock = Clock::fixed(today);
        let store = Store::open(&path, clock).unwrap();
        let mut keeper = Keeper::new(store, Arc::new(Config::default()));
        let mut network = keeper.network(today).unwrap();
        let mut add = |keeper: &mut Keeper, name: &str| {
            let change = forms::just_named(name);
            let said = After::Say(String::new());
            let answers = keeper.apply(change, said, &mut network, today);
            assert!(matches!(answers[..], [Msg::Applied(_)]), "{answers:?}");
        };
        add(&mut keeper, "Ana");
        keeper.do_chores().unwrap();
        assert!(keeper.backup.is_some());
        add(&mut keeper, "Bea");
        // Whoever quits meanwhile waits for it.
        drop(keeper);
        let made = store::backups(&path);
        assert_eq!(made.len(), 1);
        assert!(made[0].contacts.is_some_and(|contacts| contacts > 0));
        let store = Store::open(&path, clock).unwrap();
        assert_eq!(store.missing_actions().unwrap(), 0);
        let mut keeper = Keeper::new(store, Arc::new(Config::default()));
        add(&mut keeper, "Cy");
        keeper.do_chores().unwrap();
        assert!(keeper.backup.is_none());
    }
}
