//! Taking back what is pending, doing what others did, and doing one's own again.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Transaction, named_params};
use serde_json::Value as Json;
use uuid::Uuid;

use super::capture::{self, DEVICE, Pending, fact, set_fact};
use super::history::{self, Moves};
use super::mine::Again;
use super::theirs::{self, Theirs};
use super::{EPOCH, KEEPS_BUDGET, TakenIn, VERSION, Whole, pending, put, shape};
use crate::domain::sync::{Cells, RowId, Segment, Stamp};
use crate::store::undo::{self, Tables};
use crate::store::{Error, document};

pub(super) fn take_in(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    (whole, mut segments): (Option<&Whole>, &[(Uuid, Segment)]),
    now_ms: i64,
) -> Result<TakenIn, Error> {
    // A segment of one's own, sent before it could be told that it has arrived.
    if let (None, Some((version, first))) = (whole, segments.first())
        && super::acknowledge(tx, &first.batch, *version)?
    {
        segments = &segments[1..];
    }
    if whole.is_none() && segments.is_empty() {
        return Ok(TakenIn::default());
    }
    super::see(tx, segments)?;
    let since = match whole {
        None => super::latest_in(tx)?,
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
            theirs::keep_unknown(tx, unknown)?;
            Some(uids(tx)?)
        }
    };
    let with_budget = fact(tx, KEEPS_BUDGET)?.is_none();
    let purged_here: HashSet<RowId> = (waiting.iter())
        .filter(|one| one.before.is_none() && one.after.is_none())
        .map(|one| one.of.clone())
        .collect();
    let mut theirs = Theirs::default();
    for (_, segment) in segments {
        let on = (&mut theirs, &purged_here);
        theirs::take(tx, tables, segment, on, with_budget)?;
        super::keep_clashes(tx, &segment.clashes, now_ms)?;
    }
    let rows = theirs.rows;
    let clashes = match waiting.is_empty() {
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
    super::keep_clashes(tx, &clashes, now_ms)?;
    Ok(TakenIn { rows, clashes })
}

/// What came in about those who were purged here goes as they did; what only named them names
/// nobody.
fn about_purged(
    tx: &Transaction<'_>,
    tables: &mut Tables,
    purged: &HashSet<RowId>,
    stamp: Stamp,
) -> rusqlite::Result<Vec<Pending>> {
    let references = tables.references(tx)?;
    let mut all: Vec<Pending> = Vec::new();
    let mut going: Vec<RowId> = purged.iter().cloned().collect();
    let mut known: HashSet<(String, i64)> = HashSet::new();
    while let Some(of) = going.pop() {
        let place = (of.table.clone(), of.row);
        let is_other = tx
            .prepare_cached(&format!(
                "SELECT 1 FROM \"{}\" WHERE id = ?1 AND uid <> ?2",
                of.table
            ))?
            .exists((of.row, &of.uid))?;
        if is_other || !known.insert(place) {
            continue;
        }
        for to in references
            .iter()
            .filter(|to| to.parent == of.table && shape::travels(&to.child))
        {
            let named: Vec<RowId> = tx
                .prepare_cached(&format!(
                    "SELECT id, uid FROM \"{}\" WHERE \"{}\" = ?1",
                    to.child, to.column
                ))?
                .query_map([of.row], |row| {
                    Ok(RowId {
                        table: to.child.clone(),
                        row: row.get("id")?,
                        uid: row.get("uid")?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            for of in named {
                let unset = || {
                    [(to.column.clone(), Json::Null)]
                        .into_iter()
                        .collect::<Cells>()
                };
                let (before, after) = match to.is_set_null {
                    true => (Some(Cells::new()), Some(unset())),
                    false => (None, None),
                };
                if !to.is_set_null {
                    going.push(of.clone());
                }
                all.push(Pending {
                    stamp,
                    of,
                    before,
                    after,
                    entry: None,
                });
            }
        }
    }
    // What belongs to something goes before it.
    all.reverse();
    all.extend(without_people(tx, &known, stamp)?);
    Ok(all)
}

/// The catch-ups and next steps of which all who took part are among those that go.
fn without_people(
    tx: &Transaction<'_>,
    going: &HashSet<(String, i64)>,
    stamp: Stamp,
) -> rusqlite::Result<Vec<Pending>> {
    let mut all = Vec::new();
    for (table, whose, column) in shape::OF_SEVERAL {
        let mut rows: BTreeMap<i64, (String, bool)> = BTreeMap::new();
        let parts = going.iter().filter(|(of, _)| of == whose);
        for (_, part) in parts {
            let mut others = tx.prepare_cached(&format!(
                "SELECT t.id AS row, t.uid AS uid, other.id AS part
                 FROM {whose} AS part
                 JOIN {table} AS t ON t.id = part.{column}
                 JOIN {whose} AS other ON other.{column} = t.id
                 WHERE part.id = ?1"
            ))?;
            let mut others = others.query([part])?;
            while let Some(row) = others.next()? {
                let goes = going.contains(&(whose.to_owned(), row.get("part")?));
                let one = rows
                    .entry(row.get("row")?)
                    .or_insert((row.get("uid")?, true));
                one.1 &= goes;
            }
        }
        let alone = rows.into_iter().filter(|(_, (_, goes))| *goes);
        all.extend(alone.map(|(row, (uid, _))| Pending {
            stamp,
            of: RowId {
                table: table.to_owned(),
                row,
                uid,
            },
            before: None,
            after: None,
            entry: None,
        }));
    }
    Ok(all)
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
            let of = RowId {
                table: table.name.clone(),
                row: cells.get("id").and_then(Json::as_i64).unwrap_or_default(),
                uid: cells
                    .get("uid")
                    .and_then(Json::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            };
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

/// What is of this machine alone and stands with rows that are taken back for a moment.
#[derive(Default)]
struct Aside {
    /// Columns of a row of its own.
    columns: HashMap<(String, i64), Cells>,
    /// Whole rows that would go with it.
    rows: Vec<(String, Cells)>,
}

impl Aside {
    fn of(
        tx: &Transaction<'_>,
        tables: &mut Tables,
        waiting: &[Pending],
    ) -> rusqlite::Result<Aside> {
        let mut aside = Aside::default();
        let references = tables.references(tx)?;
        for one in waiting
            .iter()
            .filter(|one| one.before.is_none() && one.after.is_some())
        {
            let Some(table) = tables.named(tx, &one.of.table)? else {
                continue;
            };
            if one.of.table == "source"
                && let Some(mut row) = shape::row(tx, &table, one.of.row)?
            {
                row.retain(|column, value| {
                    !value.is_null()
                        && column != "id"
                        && column != "uid"
                        && !shape::column_travels("source", column)
                });
                aside
                    .columns
                    .insert((one.of.table.clone(), one.of.row), row);
            }
            for to in references
                .iter()
                .filter(|to| to.parent == one.of.table && !shape::travels(&to.child))
            {
                let Some(child) = tables.named(tx, &to.child)? else {
                    continue;
                };
                let mut rows = tx.prepare_cached(&format!(
                    "SELECT {} FROM \"{}\" WHERE \"{}\" = ?1",
                    child.object(),
                    child.name,
                    to.column
                ))?;
                let mut rows = rows.query([one.of.row])?;
                while let Some(row) = rows.next()? {
                    let cells: Cells =
                        serde_json::from_str(row.get_ref(0)?.as_str()?).unwrap_or_default();
                    if !aside.rows.iter().any(|(table, known)| {
                        *table == child.name && known.get("id") == cells.get("id")
                    }) {
                        aside.rows.push((child.name.clone(), cells));
                    }
                }
            }
        }
        Ok(aside)
    }

    /// Puts whole rows back, beside what they belong to now.
    fn put_back(
        rows: Vec<(String, Cells)>,
        tx: &Transaction<'_>,
        references: &[undo::Reference],
        moved: &HashMap<(String, i64), i64>,
    ) -> rusqlite::Result<()> {
        for (table, mut cells) in rows {
            let mut is_whole = true;
            for to in references.iter().filter(|to| to.child == table) {
                let Some(row) = cells.get(&to.column).and_then(Json::as_i64) else {
                    continue;
                };
                let now = moved.get(&(to.parent.clone(), row)).copied().unwrap_or(row);
                cells.insert(to.column.clone(), now.into());
                is_whole &= tx
                    .prepare_cached(&format!("SELECT 1 FROM \"{}\" WHERE id = ?1", to.parent))?
                    .exists([now])?;
            }
            if is_whole {
                match put::insert(tx, &table, &cells) {
                    Err(error) if !theirs::is_taken(&error) => return Err(error),
                    _ => {}
                }
            }
        }
        Ok(())
    }
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
        let before = super::latest_in(tx)?;
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
        set_fact(tx, EPOCH, &(super::epoch(tx)? + 1).to_string())?;
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
        let uid = was.get("uid").and_then(Json::as_str).unwrap_or_default();
        if mine.contains(&(name.as_str(), row, uid)) || theirs.purged.contains(&(name.clone(), row))
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
    super::drop_empty_actions(tx)?;
    capture::seen(tx)
}
