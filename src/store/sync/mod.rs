//! Sharing one network between machines: what is pending here, and taking in what others did.
//!
//! What travels and why it comes out the same everywhere is told in `domain::sync`. There are
//! three tables for it, which are empty where a file is not shared: `sync_pending` holds what no
//! other machine knows yet, `sync_later` what a later ties will understand, and `sync_clash` what
//! was changed on two machines at once.

mod capture;
mod facts;
mod history;
mod later;
mod mine;
mod pending;
mod put;
mod rebase;
mod shape;
mod theirs;

use rusqlite::{Connection, Transaction, TransactionBehavior, named_params};
use uuid::Uuid;

pub(super) use capture::{keep, seen};
pub(super) use facts::{epoch, is_on};
pub(super) use shape::{column_travels, travels};

use super::undo::{self, Tables};
use super::{Error, Store, backup, document, purge};
use crate::domain::sync::{Clash, RowId, Segment};
use capture::Pending;
use facts::{
    AT, DEVICE, KEEPS_BUDGET, REMOTE, SEEN, SENDING, SENDING_LAST, WAY_IN, acknowledge, fact,
    number, set_fact, sharing,
};

/// How a file comes to be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayIn {
    /// It is the first, and what it holds is what others get.
    Begin,
    /// There is a shared history already.
    Join,
}

/// How a file is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sharing {
    /// Where the shared history is, as it was given to [`Store::share`].
    pub remote: String,
    pub device: String,
    /// The version that this file holds; `None` before the first exchange.
    pub version: Option<Uuid>,
    pub way_in: WayIn,
    /// When it last went well, in milliseconds since 1970, UTC.
    pub at: Option<i64>,
    /// How many changes of rows wait to be sent.
    pub pending: i64,
    /// How many clashes are kept.
    pub clashes: i64,
}

/// The whole network as it is at one version of the shared history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    pub version: Uuid,
    pub document: String,
}

/// What came in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenIn {
    /// How many rows others changed; of a whole network how many people are in it.
    pub rows: usize,
    /// What was changed on two machines at once, found here or told by others.
    pub clashes: Vec<Clash>,
}

impl Store {
    /// Has this file be shared from now on; nothing travels before the first exchange.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is shared already.
    pub fn share(&mut self, remote: &str, way_in: WayIn, keeps_budget: bool) -> Result<(), Error> {
        self.still_there()?;
        if way_in == WayIn::Join
            && let Some(home) = &self.home
        {
            backup::make(&self.conn, home.path(), backup::Why::Import, self.clock)
                .map_err(|error| self.place(error))?;
        }
        self.sync_write(|tx, _| {
            if let Some(remote) = fact(tx, REMOTE)? {
                return Err(Error::Refused(format!(
                    "this file is shared by {remote} already; “ties sync leave” ends that"
                )));
            }
            set_fact(tx, DEVICE, &Uuid::now_v7().to_string())?;
            set_fact(tx, REMOTE, remote)?;
            set_fact(
                tx,
                WAY_IN,
                if way_in == WayIn::Begin {
                    "begin"
                } else {
                    "join"
                },
            )?;
            if keeps_budget {
                set_fact(tx, KEEPS_BUDGET, "yes")?;
            }
            later::understood(tx)?;
            Ok(capture::seen(tx)?)
        })
    }

    /// Ends that this file is shared; what it holds stays.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is not shared.
    pub fn stop_sharing(&mut self) -> Result<(), Error> {
        self.sync_write(|tx, _| {
            if !is_on(tx)? {
                return Err(not_shared());
            }
            Ok(tx.execute_batch(
                "DELETE FROM sync_pending; DELETE FROM sync_later; DELETE FROM sync_clash;
                 DELETE FROM meta WHERE key GLOB 'sync *';",
            )?)
        })
    }

    /// How this file is shared; `None` where it is not.
    pub fn sharing(&self) -> Result<Option<Sharing>, Error> {
        self.read(|conn| Ok(sharing(conn)?))
    }

    /// What was changed on two machines at once, latest first, each with when that was found, in
    /// milliseconds since 1970, UTC.
    pub fn clashes(&self) -> Result<Vec<(i64, Clash)>, Error> {
        self.read(|conn| {
            if !is_on(conn)? {
                return Err(not_shared());
            }
            let mut all =
                conn.prepare("SELECT at, what, ours, theirs FROM sync_clash ORDER BY id DESC")?;
            let all = all.query_map([], |row| Ok((row.get("at")?, facts::clash(row)?)))?;
            Ok(all.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Forgets the clashes here, once somebody has looked at them.
    pub fn forget_clashes(&mut self) -> Result<(), Error> {
        self.sync_write(|tx, _| Ok(facts::forget_clashes(tx)?))
    }

    /// The segment to be sent: all that is pending, or nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] where the file is not shared.
    pub fn to_send(&mut self) -> Result<Option<Segment>, Error> {
        self.sync_write(|tx, (tables, now)| {
            let Some(sharing) = sharing(tx)? else {
                return Err(not_shared());
            };
            keep(tx, tables, now)?;
            let (pending, last) = pending::count(tx)?;
            let is_first = sharing.version.is_none();
            let clashes = facts::untold_clashes(tx)?;
            if pending == 0 && clashes.is_empty() && !is_first {
                return Ok(None);
            }
            let keeps_budget = fact(tx, KEEPS_BUDGET)?.is_some();
            let (document, deeds) = match is_first {
                true => (Some(document::write_shared(tx)?), Vec::new()),
                false => {
                    let mut pending = pending::all(tx)?;
                    pending.retain(|one| !keeps_budget || one.of.table != shape::BUDGET);
                    (None, pending::deeds(pending))
                }
            };
            if deeds.is_empty() && clashes.is_empty() && !is_first {
                pending::forget(tx, last)?;
                return Ok(None);
            }
            let batch = Uuid::now_v7().to_string();
            set_fact(tx, SENDING, &batch)?;
            set_fact(tx, SENDING_LAST, &last.to_string())?;
            Ok(Some(Segment {
                device: sharing.device,
                batch,
                document,
                deeds,
                clashes,
            }))
        })
    }

    /// That the segment of this batch is in the shared history now, as `version`.
    pub fn sent(&mut self, batch: &str, version: Uuid) -> Result<(), Error> {
        self.sync_write(|tx, (_, now)| {
            acknowledge(tx, batch, version)?;
            Ok(set_fact(tx, AT, &now.to_string())?)
        })
    }

    /// Takes in the segments that follow on the version this file holds, each with the version
    /// it makes; where that version is no longer to be had, `whole` comes before them.
    ///
    /// # Errors
    /// [`Error::Refused`] where they cannot be done here; nothing has changed then.
    pub fn take_in(
        &mut self,
        whole: Option<&Whole>,
        segments: &[(Uuid, Segment)],
    ) -> Result<TakenIn, Error> {
        let is_purged = segments.iter().any(|(_, segment)| segment.purges());
        let taken = self.sync_write(|tx, (tables, now)| {
            if !is_on(tx)? {
                return Err(not_shared());
            }
            keep(tx, tables, now)?;
            rebase::take_in(tx, tables, (whole, segments), now)
        })?;
        if is_purged {
            // As with a purge of one's own; where it fails, the next change sees to it.
            let _ = purge::sweep(&self.conn, self.path());
        }
        Ok(taken)
    }

    /// Does what others did that only a later ties than the last one here understood.
    pub(super) fn understand_more(&mut self) -> Result<(), Error> {
        match self.sharing()? {
            None => Ok(()),
            Some(_) => self.take_in(None, &[]).map(drop),
        }
    }

    /// Notes that this file and the shared history are the same, as of now.
    pub fn in_step(&mut self) -> Result<(), Error> {
        self.sync_write(|tx, (_, now)| Ok(set_fact(tx, AT, &now.to_string())?))
    }

    /// The whole network at the version that this file holds, for machines that come later;
    /// `None` while something is pending, or there is more to it than this ties understands.
    pub fn whole(&self) -> Result<Option<Whole>, Error> {
        self.read(|conn| {
            let Some(sharing) = sharing(conn)? else {
                return Err(not_shared());
            };
            let is_seen = number(conn, SEEN)? == undo::latest(conn)?;
            // What this ties does not understand would be missing from it.
            let is_all = sharing.pending == 0 && is_seen && !later::is_any(conn)?;
            match sharing.version.filter(|_| is_all) {
                None => Ok(None),
                Some(version) => {
                    let document = document::write_shared(conn)?;
                    Ok(Some(Whole { version, document }))
                }
            }
        })
    }

    /// Writes what is no action of anybody's.
    fn sync_write<T>(
        &mut self,
        f: impl FnOnce(&Transaction<'_>, (&mut Tables, i64)) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.still_there()?;
        let (now, tables, home) = (self.clock.now_ms(), &mut self.tables, &self.home);
        let write = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = f(&tx, (tables, now))?;
            home.as_ref()
                .map_or(Ok(()), super::open::Home::still_there)?;
            tx.commit()?;
            Ok(value)
        };
        write(&mut self.conn).map_err(|error| self.place(error))
    }
}

/// What was purged is to go everywhere, and what was pending of it is forgotten, as are all
/// clashes: their words do not tell whom they are about.
pub(super) fn keep_purged(
    tx: &Transaction<'_>,
    gone: &[RowId],
    now_ms: i64,
) -> rusqlite::Result<()> {
    if !is_on(tx)? {
        return Ok(());
    }
    facts::forget_clashes(tx)?;
    let stamp = capture::stamp(tx, now_ms)?;
    for of in gone.iter().filter(|of| travels(&of.table)) {
        tx.prepare_cached("DELETE FROM sync_pending WHERE tbl = :table AND row_uid = :uid")?
            .execute(named_params! {":table": of.table, ":uid": of.uid})?;
        later::forget(tx, of)?;
        let of = of.clone();
        capture::save(
            tx,
            &Pending {
                stamp,
                of,
                before: None,
                after: None,
                entry: None,
            },
        )?;
    }
    capture::seen(tx)
}

/// That a file is not shared.
pub fn not_shared() -> Error {
    Error::Refused("this file is not shared; “ties sync init” or “ties sync join” begins it".into())
}
