//! How the file is read and written: each time in one transaction; what is written is one action
//! with a label, and errors say which file they are about.

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::undo::{self, Ended, Way};
use super::{Applied, Error, Store, Undone, Why, backup, import, open, seen, sync};

impl Store {
    /// The same as [`Store::write`] for all that a file brings: with room for it, and after a
    /// backup. Nothing is risked by the first import into an empty network.
    pub(super) fn write_much(
        &mut self,
        label: &str,
        day: NaiveDate,
        f: impl FnOnce(&Transaction<'_>) -> Result<Option<i64>, Error>,
    ) -> Result<Applied, Error> {
        self.still_there()?;
        let before = self.read(|conn| {
            let somebody = conn.query_row("SELECT EXISTS (SELECT 1 FROM contact)", [], |row| {
                row.get::<_, bool>(0)
            })?;
            Ok(match somebody {
                true => import::Before::Somebody,
                false => import::Before::Nobody,
            })
        })?;
        if let (Some(home), import::Before::Somebody) = (&self.home, before) {
            backup::make(&self.conn, home.path(), Why::Import, self.clock)
                .map_err(|error| self.place(error))?;
        }
        let room = import::Room::make(&self.conn, before)?;
        let applied = self.write(label, day, f);
        room.give_back(&self.conn)?;
        applied
    }

    /// Reads in one consistent view of the file.
    pub(super) fn read<T>(
        &self,
        f: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let read = || {
            let tx = self.conn.unchecked_transaction()?;
            let value = f(&tx)?;
            tx.commit()?;
            Ok(value)
        };
        read().map_err(|error| self.place(error))
    }

    /// Writes in one transaction, recorded as one action called `label`; rolled back on an
    /// error, and where nothing changed.
    pub(super) fn write(
        &mut self,
        label: &str,
        day: NaiveDate,
        f: impl FnOnce(&Transaction<'_>) -> Result<Option<i64>, Error>,
    ) -> Result<Applied, Error> {
        self.still_there()?;
        let at = self.clock.now_ms();
        let (tables, home, epoch) = (&mut self.tables, &self.home, self.epoch.get());
        let write = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if epoch.is_some_and(|epoch| sync::epoch(&tx).is_ok_and(|now| now != epoch)) {
                return Err(Error::Refused(
                    "what another machine did has just come in; look once more, and do it again"
                        .into(),
                ));
            }
            let before = undo::latest(&tx)?;
            let made = f(&tx)?;
            let mut applied = Applied {
                action: None,
                label: label.to_owned(),
                touched: Vec::new(),
                made,
            };
            match undo::end(&tx, tables, before, (label, at, day))? {
                Ended::Nothing => tx.rollback()?,
                Ended::Changed(action, touched) => {
                    applied.action = Some(action);
                    applied.touched = touched;
                    // An import takes long enough for the file to have gone since.
                    home.as_ref().map_or(Ok(()), open::Home::still_there)?;
                    tx.commit()?;
                }
            }
            Ok(applied)
        };
        let applied = write(&mut self.conn).map_err(|error| self.place(error))?;
        if let (Some(home), Some(action)) = (&self.home, applied.action) {
            seen::note(home.path(), action);
        }
        Ok(applied)
    }

    pub(super) fn step(&mut self, way: Way) -> Result<Undone, Error> {
        self.still_there()?;
        let (tables, now) = (&mut self.tables, self.clock.now_ms());
        let mut step = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let (action, touched) = undo::step(&tx, tables, way, now)?;
            tx.commit()?;
            Ok(Undone { action, touched })
        };
        step(&mut self.conn).map_err(|error| self.place(error))
    }

    /// That the file is still the one that was opened: SQLite itself goes on writing into
    /// a deleted one.
    pub(super) fn still_there(&self) -> Result<(), Error> {
        self.home.as_ref().map_or(Ok(()), open::Home::still_there)
    }

    pub(super) fn place(&self, error: Error) -> Error {
        match &self.home {
            Some(home) => error.at(home.path()),
            None => error,
        }
    }
}
