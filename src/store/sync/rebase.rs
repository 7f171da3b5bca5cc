//! Taking back what is pending, doing what others did, and doing one's own again.

mod aside;
mod purged;

use std::collections::{HashMap, HashSet};

use rusqlite::{Transaction, named_params};
use serde_json::Value as Json;
use uuid::Uuid;

use super::capture::{self, Pending};
use super::facts::{self, DEVICE, EPOCH, FoundBy, KEEPS_BUDGET, VERSION, fact, set_fact};
use super::history::{self, Moves};
use super::mine::Again;
use super::theirs::{self, Theirs};
use super::{TakenIn, Whole, later, pending, shape};
use crate::domain::sync::{Cells, RowId, Segment, Stamp, uid};
use crate::store::undo::{self, Tables};
use crate::store::{Error, document};
use aside::Aside;
use purged::about_purged;

pub(super) fn take_in(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    (whole, mut segments): (Option<&Whole>, &[(Uuid, Segment)]),
    now_ms: i64,
) -> Result<TakenIn, Error> {
    // A segment of one's own, sent before it could be told that it has arrived.
    if let (None, Some((version, first))) = (whole, segments.first())
        && facts::acknowledge(tx, &first.batch, *version)?
    {
        segments = &segments[1..];
    }
    let is_updated = later::is_due(tx)?;
    if whole.is_none() && segments.is_empty() && !is_updated {
        return Ok(TakenIn::default());
    }
    facts::see(tx, segments)?;
    let since = match whole {
        None => undo::latest(tx)?,
        Some(_) => 0,
    };
    let mut waiting = pending::all(tx)?;
    let aside;
    let by_uid = match whole {
        None => {
            aside = Aside::of(tx, tables, &waiting)?;
            pending::take_back(tx, tables, &waiting)?;
            None
        }
        // All that is here is done again on top of what they have, as if it had just been made.
        Some(whole) => {
            waiting.retain(|one| one.before.is_some() || one.after.is_none());
            waiting.splice(..0, everything(tx)?);
            aside = Aside::of(tx, tables, &waiting)?;
            tx.execute_batch("DELETE FROM action; DELETE FROM change_log")?;
            let unknown = document::become_shared(tx, &whole.document)?;
            later::keep_unknown(tx, unknown)?;
            Some(uids(tx)?)
        }
    };
    let with_budget = fact(tx, KEEPS_BUDGET)?.is_none();
    let purged_here: HashSet<RowId> = (waiting.iter())
        .filter(|one| one.before.is_none() && one.after.is_none())
        .map(|one| one.of.clone())
        .collect();
    let mut theirs = Theirs::default();
    if whole.is_some() {
        let people = tx.query_row("SELECT count(*) FROM contact", [], |row| {
            row.get::<_, i64>(0)
        })?;
        theirs.rows += usize::try_from(people).unwrap_or(0);
    }
    if is_updated {
        later::take(tx, tables, (&mut theirs, &purged_here))?;
    }
    // What clashed before this machine came is no news to it; nor may its words bring back
    // somebody who was purged here.
    let is_told = fact(tx, VERSION)?.is_some() && purged_here.is_empty();
    let mut clashes = Vec::new();
    for (_, segment) in segments {
        let on = (&mut theirs, &purged_here);
        theirs::take(tx, tables, segment, on, with_budget)?;
        if segment.purges() {
            clashes.clear();
        }
        if is_told {
            facts::keep_clashes(tx, &segment.clashes, FoundBy::Others, now_ms)?;
            clashes.extend(segment.clashes.iter().cloned());
        }
    }
    let rows = theirs.rows;
    let found = match waiting.is_empty() {
        true => Vec::new(),
        false => {
            let stamp = capture::stamp(tx, now_ms)?;
            waiting.extend(about_purged(tx, tables, &purged_here, stamp)?);
            again(tx, tables, (&waiting, aside, by_uid), &theirs, since)?
        }
    };
    settle(tx, tables, since, (&waiting, &theirs))?;
    if let Some(version) = segments
        .last()
        .map(|(version, _)| *version)
        .or(whole.map(|whole| whole.version))
    {
        set_fact(tx, VERSION, &version.to_string())?;
    }
    facts::keep_clashes(tx, &found, FoundBy::Us, now_ms)?;
    clashes.extend(found);
    Ok(TakenIn { rows, clashes })
}

/// Every row that is here, as if it had just been made.
fn everything(tx: &Transaction<'_>) -> rusqlite::Result<Vec<Pending>> {
    let mut all = Vec::new();
    for table in undo::tables(tx)?
        .iter()
        .filter(|table| shape::travels(&table.name))
    {
        let mut rows = tx.prepare(&format!(
            "SELECT {} AS row FROM \"{}\" ORDER BY id",
            table.object(),
            table.name
        ))?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let mut cells: Cells =
                serde_json::from_str(row.get_ref("row")?.as_str()?).unwrap_or_default();
            let row = cells.get("id").and_then(Json::as_i64);
            let of = RowId::of(&table.name, row.unwrap_or_default(), &cells);
            cells.retain(|column, _| shape::column_travels(&table.name, column));
            let stamp = Stamp::default();
            all.push(Pending {
                stamp,
                of,
                before: None,
                after: Some(cells),
                entry: None,
            });
        }
    }
    Ok(all)
}

/// The numbers of all rows, by table and uid.
fn uids(tx: &Transaction<'_>) -> rusqlite::Result<HashMap<(String, String), i64>> {
    let mut uids = HashMap::new();
    for table in undo::tables(tx)? {
        let mut rows = tx.prepare(&format!("SELECT uid, id FROM \"{}\"", table.name))?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            uids.insert((table.name.clone(), row.get("uid")?), row.get("id")?);
        }
    }
    Ok(uids)
}

type ByUid = HashMap<(String, String), i64>;

/// Does again what was pending, on top of what others did; what clashed.
fn again(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    (waiting, aside, by_uid): (&[Pending], Aside, Option<ByUid>),
    theirs: &Theirs,
    since: i64,
) -> Result<Vec<crate::domain::sync::Clash>, Error> {
    tx.execute("DELETE FROM sync_pending", [])?;
    let references = tables.references(tx)?;
    let device = fact(tx, DEVICE)?.unwrap_or_default();
    let shift = shifts(tx, waiting)?;
    let entries: HashMap<(String, i64), i64> = waiting
        .iter()
        .filter_map(|one| Some(((one.of.table.clone(), one.of.row), one.entry?)))
        .collect();
    let mut again = Again {
        tx,
        tables,
        references: references.clone(),
        theirs,
        device: &device,
        moved: HashMap::new(),
        joined: HashSet::new(),
        shift,
        by_uid,
        aside: aside.columns,
        clashes: Vec::new(),
    };
    let mut kept: Vec<Pending> = Vec::new();
    for deed in pending::deeds(waiting.iter().cloned()) {
        let before = undo::latest(tx)?;
        again.deed(&deed)?;
        let purged = deed
            .changes
            .iter()
            .filter(|one| one.what == crate::domain::sync::What::Purged);
        let is_purged: HashSet<&RowId> = purged.map(|one| &one.of).collect();
        kept.extend(is_purged.iter().map(|of| Pending {
            stamp: deed.stamp,
            of: (*of).clone(),
            before: None,
            after: None,
            entry: None,
        }));
        let changes = capture::changes(tx, again.tables, before)?;
        kept.extend(
            changes
                .into_iter()
                .filter(|one| !is_purged.contains(&one.of))
                .map(|one| Pending {
                    stamp: deed.stamp,
                    ..one
                }),
        );
    }
    let Again {
        moved,
        joined,
        clashes,
        ..
    } = again;
    // Under the numbers they have now, rows were made by the entries that made them first.
    let mut made: HashMap<(String, i64), i64> = HashMap::new();
    for (place, entry) in &entries {
        if let Some(now) = moved.get(place).filter(|_| !joined.contains(place)) {
            made.insert((place.0.clone(), *now), *entry);
        }
    }
    for mut one in kept {
        let is_made = one.before.is_none() && one.after.is_some();
        one.entry = made
            .get(&(one.of.table.clone(), one.of.row))
            .copied()
            .filter(|_| is_made);
        capture::save(tx, &one)?;
    }
    Aside::put_back(aside.rows, tx, &references, &moved)?;
    let moves = Moves {
        now: &moved,
        joined: &joined,
    };
    history::renumber(tx, tables, &references, waiting, &moves, since)?;
    let has_moved = |place: &(String, i64), now: &i64| place.0 == "contact" && place.1 != *now;
    if moved.iter().any(|(place, now)| has_moved(place, now)) {
        set_fact(tx, EPOCH, &(facts::epoch(tx)? + 1).to_string())?;
    }
    Ok(clashes)
}

/// How much the numbers of rows made here have to grow, so that none is one that others gave.
fn shifts(tx: &Transaction<'_>, waiting: &[Pending]) -> rusqlite::Result<HashMap<String, i64>> {
    let mut first: HashMap<&str, i64> = HashMap::new();
    for one in waiting
        .iter()
        .filter(|one| one.before.is_none() && one.after.is_some())
    {
        let least = first.entry(&one.of.table).or_insert(one.of.row);
        *least = (*least).min(one.of.row);
    }
    let mut shifts = HashMap::new();
    for (table, first) in first {
        let last: i64 = tx.query_row(
            &format!("SELECT coalesce(max(id), 0) FROM \"{table}\""),
            [],
            |row| row.get(0),
        )?;
        shifts.insert(table.to_owned(), (last + 1 - first).max(0));
    }
    Ok(shifts)
}

/// Leaves in the history what has changed through others, as what something else than ties did:
/// by that undo knows that a row is no longer as an action left it.
fn settle(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    since: i64,
    (waiting, theirs): (&[Pending], &Theirs),
) -> rusqlite::Result<()> {
    let mine: HashSet<(&str, i64, &str)> = (waiting.iter())
        .filter(|one| one.before.is_none())
        .map(|one| (one.of.table.as_str(), one.of.row, one.of.uid.as_str()))
        .collect();
    let mut first: Vec<(String, i64, String)> = Vec::new();
    {
        let mut known = HashSet::new();
        let mut entries = tx.prepare_cached(
            "SELECT tbl, row_id, before FROM change_log
             WHERE seq > :since AND before IS NOT NULL ORDER BY seq",
        )?;
        let mut entries = entries.query(named_params! {":since": since})?;
        while let Some(entry) = entries.next()? {
            let (name, row): (String, i64) = (entry.get("tbl")?, entry.get("row_id")?);
            if known.insert((name.clone(), row)) {
                first.push((name, row, entry.get("before")?));
            }
        }
    }
    tx.execute(
        "DELETE FROM change_log WHERE seq > :since",
        named_params! {":since": since},
    )?;
    for (name, row, before) in first {
        let Some(table) = tables.named(tx, &name)? else {
            continue;
        };
        let was = capture::cells(&table, &before);
        if mine.contains(&(name.as_str(), row, uid(&was)))
            || theirs.purged.contains(&(name.clone(), row))
        {
            continue;
        }
        if shape::row(tx, &table, row)?.is_none_or(|now| now != was) {
            tx.prepare_cached(
                "INSERT INTO change_log (tbl, row_id, before) VALUES (:table, :row, :before)",
            )?
            .execute(named_params! {":table": name, ":row": row, ":before": before})?;
        }
    }
    tx.execute_batch(
        "DELETE FROM action
         WHERE NOT EXISTS (SELECT 1 FROM change_log WHERE seq BETWEEN first_seq AND last_seq)",
    )?;
    capture::seen(tx)
}
