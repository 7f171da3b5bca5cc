//! The repository layer: one SQLite file; whatever somebody does is one transaction and one
//! labelled action, which can be undone.
//!
//! Reading goes through `Store::read` (`asked` has what can be asked), writing through
//! `Store::write`; the modules of the nouns are functions over the transaction. Two things are
//! no action: made-up people ([`Store::make_up`], [`Store::fill`]), whom nobody wrote, and
//! [`Store::purge`], which leaves nothing to take back. SQLite in memory is the fake for tests,
//! with real constraints.

mod action;
mod apply;
mod asked;
mod backup;
mod batch;
mod beside;
mod card;
mod catch_ups;
mod check;
mod columns;
mod contacts;
mod contacts_tui;
mod crowd;
mod days;
mod document;
#[cfg(feature = "encryption")]
mod encrypt;
mod error;
mod flags;
mod folder;
mod greet;
mod ground;
mod header;
mod heard;
mod holder;
mod import;
mod import_change;
mod import_new;
mod import_sources;
mod import_tags;
mod import_told;
mod key;
mod label;
mod load;
mod merge;
mod methods;
mod migrate;
mod next_steps;
mod occasions;
mod offers;
mod once;
mod open;
mod past;
mod patience;
mod people;
mod presence;
mod purge;
mod reach;
mod relations;
mod requests;
mod rows;
mod said;
mod seen;
mod shelf;
mod sides;
mod sync;
mod tags;
pub mod testing;
mod transact;
mod undo;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, TransactionBehavior};

pub use action::{Action, Applied, Undone};
pub use backup::{Backup, DailyBackup, Restored, Why, backups, restore};
pub use check::{Facts, Finding, Naming, Quotes, missing_words};
pub use contacts_tui::read_contacts_tui;
pub use document::{Document, Joining};
#[cfg(feature = "encryption")]
pub use encrypt::{decrypt, encrypt, have_one_key, plain_backups, rekey, remove_plain_backups};
pub use error::Error;
pub use header::{belongs_to, is_encrypted};
pub use holder::Holder;
#[cfg(not(feature = "encryption"))]
pub use key::BUILD;
pub use key::{Cover, NoKey, cover};
#[cfg(feature = "encryption")]
pub use key::{Given, forget_keys, keys_from};
pub use purge::{Purged, PurgedCards};
pub use reach::{Reach, Reaches};
pub use sync::{Sharing, TakenIn, WayIn, Whole, not_shared};

use crate::clock::Clock;
use crate::domain::change::Change;
use crate::domain::demo::Member;
use crate::domain::id::ContactId;
use crate::domain::rules::Rules;
use undo::Way;

/// One open file, or a network in memory.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    clock: Clock,
    home: Option<open::Home>,
    data_version: i64,
    tables: undo::Tables,
    epoch: Cell<Option<i64>>,
}

impl Store {
    /// Opens the file at `path`, making it if it is not there and bringing it up to date.
    ///
    /// # Errors
    /// One variant of [`Error`] per thing a person can do about it; the file is then
    /// as it was.
    pub fn open(path: &Path, clock: Clock) -> Result<Store, Error> {
        open::read_write(path, clock)
    }

    /// Opens the file at `path` for reading only, wherever it lies.
    pub fn open_read_only(path: &Path, clock: Clock) -> Result<Store, Error> {
        open::read_only(path, clock)
    }

    /// An empty network that lives in memory and goes with the store.
    pub fn in_memory(clock: Clock) -> Result<Store, Error> {
        open::in_memory(clock)
    }

    /// An empty store to try something in, which SQLite keeps in memory as far as it is small,
    /// and goes with whoever holds it.
    ///
    /// # Errors
    /// When the schema cannot be made.
    pub fn aside(clock: Clock) -> Result<Store, Error> {
        open::aside(clock)
    }

    /// Where the file is; `None` in memory.
    pub fn path(&self) -> Option<&Path> {
        self.home.as_ref().map(open::Home::path)
    }

    /// The clock the store was opened with.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// Carries out `change` as one action.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Refused`] where the change cannot be; nothing has
    /// changed then.
    pub fn apply(
        &mut self,
        change: &Change,
        rules: &Rules,
        today: NaiveDate,
    ) -> Result<Applied, Error> {
        self.apply_unless(&Arc::default(), change, rules, today)
    }

    /// The same, unless `stop` is set before it is written for good.
    ///
    /// # Errors
    /// [`Error::Stopped`] too; nothing has changed then.
    pub fn apply_unless(
        &mut self,
        stop: &Arc<AtomicBool>,
        change: &Change,
        rules: &Rules,
        today: NaiveDate,
    ) -> Result<Applied, Error> {
        let label = self.read(|conn| Ok(label::of(conn, change)?))?;
        let carry_out = |tx: &Transaction<'_>| {
            let made = apply::carry_out(tx, change, rules, today)?;
            match stop.load(Ordering::Relaxed) {
                true => Err(Error::Stopped),
                false => Ok(made),
            }
        };
        match change {
            Change::Import(plan) if !plan.changes_anything() => {
                self.write(&label, today, |_| Ok(None))
            }
            Change::TakeCards(taken) if !taken.plan.changes_anything() => {
                self.write(&label, today, carry_out)
            }
            Change::Import(_) | Change::TakeCards(_) => {
                patience::heed(&self.conn, stop)?;
                let applied = self.write_much(&label, today, carry_out);
                patience::heed_no_more(&self.conn)?;
                applied
            }
            // The first one takes long, as its words are looked for among everybody's.
            Change::AddLink(_) => {
                patience::heed(&self.conn, stop)?;
                let applied = self.write(&label, today, carry_out);
                patience::heed_no_more(&self.conn)?;
                applied
            }
            _ => self.write(&label, today, carry_out),
        }
    }

    /// Carries out changes that nobody made, each on its own day, for made-up networks:
    /// they are no action, so that `u` never takes everybody away.
    pub fn make_up(&mut self, changes: &[(NaiveDate, Change)], rules: &Rules) -> Result<(), Error> {
        self.still_there()?;
        let write = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            undo::unseen(&tx, |tx| {
                changes.iter().try_for_each(|(day, change)| {
                    apply::carry_out(tx, change, rules, *day).map(drop)
                })
            })?;
            Ok(tx.commit()?)
        };
        write(&mut self.conn).map_err(|error| self.place(error))
    }

    /// Writes a crowd into an empty file, for measuring; like other made-up people they
    /// are no action.
    pub fn fill(&mut self, crowd: impl Iterator<Item = Member>) -> Result<(), Error> {
        self.still_there()?;
        let write = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            undo::unseen(&tx, |tx| Ok(crowd::fill(tx, crowd)?))?;
            Ok(tx.commit()?)
        };
        write(&mut self.conn).map_err(|error| self.place(error))
    }

    /// Takes the latest action back.
    ///
    /// # Errors
    /// [`Error::NothingTo`] without one, [`Error::Conflict`] where a row it changed has
    /// changed since.
    pub fn undo(&mut self) -> Result<Undone, Error> {
        self.step(Way::Undo)
    }

    /// Does again what was last taken back.
    pub fn redo(&mut self) -> Result<Undone, Error> {
        self.step(Way::Redo)
    }

    /// Whether another process has written since this was last asked.
    ///
    /// # Errors
    /// [`Error::Replaced`] where the file is no longer the one that was opened.
    pub fn changed_elsewhere(&mut self) -> Result<bool, Error> {
        self.still_there()?;
        let version = open::data_version(&self.conn)?;
        Ok(std::mem::replace(&mut self.data_version, version) != version)
    }

    /// Makes today's backup unless there is one. To be called after the first write that
    /// was acknowledged, outside a keystroke; `None` where there was nothing to do.
    pub fn daily_backup(&self) -> Result<Option<PathBuf>, Error> {
        let Some(home) = &self.home else {
            return Ok(None);
        };
        backup::daily(&self.conn, home.path(), self.clock).map_err(|error| self.place(error))
    }

    /// Today's backup, to be made while the store is at work, if there is none yet; `None`
    /// too where making it would keep writes waiting, see [`Store::daily_backup`].
    pub fn daily_backup_beside(&self) -> Option<DailyBackup> {
        DailyBackup::due(self.path()?, self.clock)
    }

    /// Makes a backup at `path`, where nothing may be yet, or among the others; answers
    /// where it is.
    pub fn backup_to(&self, path: Option<&Path>) -> Result<PathBuf, Error> {
        match (path, &self.home) {
            (Some(path), _) => backup::make_at(&self.conn, path),
            (None, Some(home)) => backup::make(&self.conn, home.path(), Why::Asked, self.clock),
            (None, None) => Err(Error::Refused(
                "this network lives in memory; say where to write the backup".into(),
            )),
        }
        .map_err(|error| self.place(error))
    }

    /// Moves what the log holds into the file itself, if that is worth it. To be called
    /// when nothing else is going on.
    pub fn tidy(&self) -> Result<(), Error> {
        let Some(home) = &self.home else {
            return Ok(());
        };
        if header::wal_len(home.path()) < 1 << 20 {
            return Ok(());
        }
        self.conn
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
            .map_err(|error| self.place(error.into()))
    }

    /// Takes a document that [`Store::export`] wrote into this network as one action: into
    /// an empty one ids, uids and all; into another what is not there yet, by uid.
    ///
    /// # Errors
    /// [`Error::Refused`] where the document is not whole.
    pub fn import_document(
        &mut self,
        document: &Document<'_>,
        day: NaiveDate,
    ) -> Result<(Applied, Joining), Error> {
        let mut counts = Joining::default();
        let applied = self.write_much("imported a complete network", day, |tx| {
            import::Room::narrow(tx, document.length())?;
            counts = document::take_in(tx, document)?;
            Ok(None)
        })?;
        Ok((applied, counts))
    }

    /// Removes a contact for good, with all that only they had, and every trace in the
    /// history: this cannot be undone. What of them is left, and where, is the answer.
    ///
    /// # Errors
    /// [`Error::NotFound`] where nobody is; nobody has gone then.
    pub fn purge(&mut self, id: ContactId) -> Result<Purged, Error> {
        self.still_there()?;
        let (now, tables) = (self.clock.now_ms(), &mut self.tables);
        let mut purge = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            sync::keep(&tx, tables, now)?;
            let traces = purge::traces(&tx, id)?;
            let gone = undo::unseen(&tx, |tx| purge::purge(tx, id))?;
            sync::keep_purged(&tx, &gone, now)?;
            tx.commit()?;
            Ok(traces)
        };
        let purge::Traces { uids, cards } =
            purge(&mut self.conn).map_err(|error| self.place(error))?;
        let path = self.path();
        let swept = purge::sweep(&self.conn, path);
        Ok(Purged {
            backups: path.map_or_else(Vec::new, |path| purge::holding(path, &uids)),
            set_aside: path.map_or_else(Vec::new, backup::set_aside),
            unswept: swept.err().map(|error| self.place(error)),
            uids,
            cards,
        })
    }

    /// The cards of those who were purged, which a sync takes no notice of.
    pub fn purged_cards(&self) -> Result<PurgedCards, Error> {
        self.read(|conn| Ok(PurgedCards::of(conn)?))
    }
}
