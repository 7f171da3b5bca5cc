//! What a file remembers of how it is shared.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use uuid::Uuid;

use super::{Sharing, WayIn, later, pending};
use crate::domain::sync::{Clash, Segment};

/// What `meta` calls this machine, where its changes travel.
pub(super) const DEVICE: &str = "sync device";
/// The latest stamp that was given or seen.
pub(super) const CLOCK: &str = "sync clock";
/// How far the history of changes has been looked through.
pub(super) const SEEN: &str = "sync seen";

/// The version of the shared history that this file holds; empty before the first.
pub(super) const VERSION: &str = "sync version";
/// Where the shared history is, as the command line writes it.
pub(super) const REMOTE: &str = "sync remote";
/// Whether this machine begins the history or joins it.
pub(super) const WAY_IN: &str = "sync begins";
/// The batch that is being sent, and the last change in it.
pub(super) const SENDING: &str = "sync sending";
pub(super) const SENDING_LAST: &str = "sync sending last";
/// When it last went well, in milliseconds since 1970, UTC.
pub(super) const AT: &str = "sync at";
/// Grows when contacts got other numbers.
pub(super) const EPOCH: &str = "sync epoch";
/// The schema of the ties that kept what a later one understands.
pub(super) const SCHEMA: &str = "sync schema";
/// Whether weeks' budgets stay here.
pub(super) const KEEPS_BUDGET: &str = "sync keeps budget";

/// How many clashes are kept for somebody to look at.
const CLASHES: i64 = 200;

pub(in crate::store) fn fact(conn: &Connection, key: &str) -> rusqlite::Result<Option<String>> {
    conn.prepare_cached("SELECT value FROM meta WHERE key = :key")?
        .query_row(named_params! {":key": key}, |row| row.get(0))
        .optional()
}

pub(super) fn set_fact(conn: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO meta (key, value) VALUES (:key, :value)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute(named_params! {":key": key, ":value": value})?;
    Ok(())
}

pub(super) fn number(conn: &Connection, key: &str) -> rusqlite::Result<i64> {
    Ok(fact(conn, key)?
        .and_then(|text| text.parse().ok())
        .unwrap_or(0))
}

/// Whether what happens here travels to other machines.
pub(in crate::store) fn is_on(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(fact(conn, DEVICE)?.is_some())
}

/// A number that grows when contacts get other numbers, for those who remember them.
pub(in crate::store) fn epoch(conn: &Connection) -> rusqlite::Result<i64> {
    number(conn, EPOCH)
}

pub(super) fn sharing(conn: &Connection) -> rusqlite::Result<Option<Sharing>> {
    let (Some(device), Some(remote)) = (fact(conn, DEVICE)?, fact(conn, REMOTE)?) else {
        return Ok(None);
    };
    let begins = fact(conn, WAY_IN)?.is_some_and(|way| way == "begin");
    Ok(Some(Sharing {
        remote,
        device,
        version: fact(conn, VERSION)?.and_then(|text| Uuid::parse_str(&text).ok()),
        way_in: if begins { WayIn::Begin } else { WayIn::Join },
        at: fact(conn, AT)?.and_then(|at| at.parse().ok()),
        pending: pending::count(conn)?.0,
        clashes: conn.query_row("SELECT count(*) FROM sync_clash", [], |row| row.get(0))?,
    }))
}

/// Where this is the batch that was being sent, forgets what was in it.
pub(super) fn acknowledge(
    tx: &Transaction<'_>,
    batch: &str,
    version: Uuid,
) -> rusqlite::Result<bool> {
    if fact(tx, SENDING)?.as_deref() != Some(batch) {
        return Ok(false);
    }
    let last = number(tx, SENDING_LAST)?;
    later::forget_gone(tx, last)?;
    pending::forget(tx, last)?;
    // What clashes from now on is found after this: it begins with what the others sent.
    tx.execute_batch("UPDATE sync_clash SET is_told = 1 WHERE NOT is_told")?;
    tx.execute(
        "DELETE FROM meta WHERE key = :key",
        named_params! {":key": SENDING},
    )?;
    set_fact(tx, VERSION, &version.to_string())?;
    Ok(true)
}

/// Which machine found that something was changed on two at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FoundBy {
    /// This one, so that the others do not know it yet.
    Us,
    Others,
}

/// Keeps what clashed for somebody to look at.
pub(super) fn keep_clashes(
    tx: &Transaction<'_>,
    clashes: &[Clash],
    by: FoundBy,
    now_ms: i64,
) -> rusqlite::Result<()> {
    for clash in clashes {
        tx.prepare_cached(
            "INSERT INTO sync_clash (at, what, ours, theirs, is_told)
             VALUES (:at, :what, :ours, :theirs, :is_told)",
        )?
        .execute(named_params! {
            ":at": now_ms, ":what": clash.what, ":ours": clash.ours, ":theirs": clash.theirs,
            ":is_told": by == FoundBy::Others,
        })?;
    }
    tx.execute(
        "DELETE FROM sync_clash
         WHERE id <= (SELECT id FROM sync_clash ORDER BY id DESC LIMIT 1 OFFSET :kept)",
        named_params! {":kept": CLASHES},
    )?;
    Ok(())
}

/// What clashed, of a row of `sync_clash`.
pub(super) fn clash(row: &Row<'_>) -> rusqlite::Result<Clash> {
    Ok(Clash {
        what: row.get("what")?,
        ours: row.get("ours")?,
        theirs: row.get("theirs")?,
    })
}

/// What clashed here and no other machine knows of yet, as seen from there.
pub(super) fn untold_clashes(tx: &Transaction<'_>) -> rusqlite::Result<Vec<Clash>> {
    tx.prepare_cached("SELECT what, ours, theirs FROM sync_clash WHERE NOT is_told ORDER BY id")?
        .query_map([], |row| {
            let Clash { what, ours, theirs } = clash(row)?;
            Ok(Clash {
                what,
                ours: theirs,
                theirs: ours,
            })
        })?
        .collect()
}

/// Forgets all that clashed.
pub(super) fn forget_clashes(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    tx.execute_batch("DELETE FROM sync_clash")
}

/// Notes a stamp that was seen: what is done here from now on is later.
pub(super) fn see(tx: &Transaction<'_>, segments: &[(Uuid, Segment)]) -> rusqlite::Result<()> {
    let stamps = segments.iter().flat_map(|(_, segment)| &segment.deeds);
    let seen = stamps.map(|deed| deed.stamp.0).max().unwrap_or(0);
    set_fact(tx, CLOCK, &seen.max(number(tx, CLOCK)?).to_string())
}
