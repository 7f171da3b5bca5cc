//! What an import brings beside people: catch-ups, which are history and so clear no flag and
//! make nobody active, and next steps.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};
use serde_json::Value as Json;

use super::batch::{Batch, derive, last_id};
use super::rows::{Uids, day, iso, maybe_day, read_day};
use super::{Error, next_steps, requests, undo};
use crate::domain::draft::{DraftCatchUp, SourceKind, told};
use crate::domain::id::ContactId;
use crate::domain::import::{Becomes, CameBefore, Person, Plan, Told};
use crate::domain::network::StepKind;
use crate::text;

/// Takes in what the plan tells, whose rows are about these; what came in before stays.
pub(super) fn take_in(
    tx: &Transaction<'_>,
    plan: &Plan,
    whom: &[Option<ContactId>],
    today: NaiveDate,
) -> Result<(), Error> {
    if plan.catch_ups.is_empty() && plan.next_steps.is_empty() {
        return Ok(());
    }
    let mut here = Here::default();
    let catch_ups = catch_ups(tx, plan, whom, today, &mut here)?;
    write(tx, &catch_ups)?;
    follow(tx, plan, today)?;
    for told in plan.next_steps.iter().filter(|told| plan.comes_in(told)) {
        let with = here.those_of(tx, told, whom)?;
        let step = &told.what;
        if !with.is_empty() && !step.text.is_empty() && !stands(tx, &with, &step.text, step.on)? {
            next_steps::add(tx, StepKind::Step, &with, &step.text, step.on, today)?;
        }
    }
    Ok(())
}

/// A catch-up that comes in: from which source, and with whom.
type Coming<'p> = (SourceKind, &'p DraftCatchUp, Vec<ContactId>);

/// The catch-ups that come in: whatever was decided or done since the plan was made, each once
/// and none ahead of its day.
fn catch_ups<'p>(
    tx: &Transaction<'_>,
    plan: &'p Plan,
    whom: &[Option<ContactId>],
    today: NaiveDate,
    here: &mut Here,
) -> rusqlite::Result<Vec<Coming<'p>>> {
    let mut is_there = tx.prepare_cached(
        "SELECT 1 FROM catch_up WHERE source = :source AND external_id = :external_id",
    )?;
    let mut ids = HashSet::new();
    let mut coming = Vec::new();
    for told in plan.catch_ups.iter().filter(|told| plan.comes_in(told)) {
        let (catch_up, Some(file)) = (&told.what, plan.files.get(told.file)) else {
            continue;
        };
        let (source, id) = (file.kind.word(), catch_up.external_id.as_str());
        if catch_up.on > today
            || !ids.insert((source, id))
            || is_there.exists(named_params! {":source": source, ":external_id": id})?
        {
            continue;
        }
        let with = here.those_of(tx, told, whom)?;
        if !with.is_empty() {
            coming.push((file.kind, catch_up, with));
        }
    }
    Ok(coming)
}

/// Writes these catch-ups down, table by table, with what follows from them for the days and
/// words of everyone in them.
fn write(tx: &Transaction<'_>, catch_ups: &[Coming<'_>]) -> rusqlite::Result<()> {
    if catch_ups.is_empty() {
        return Ok(());
    }
    let mut uids = Uids::begin();
    let ids = last_id(tx, "catch_up")? + 1..;
    let columns = [
        "id",
        "uid",
        "day",
        "channel",
        "started",
        "answered",
        "note",
        "note_words",
        "source",
        "external_id",
        "told",
    ];
    let mut batch = Batch::new(tx, "catch_up", &columns, "")?;
    for (id, (source, catch_up, _)) in ids.clone().zip(catch_ups) {
        let note = catch_up.words();
        batch.push([
            id.into(),
            uids.next().into(),
            iso(catch_up.on).into(),
            catch_up.channel.as_str().into(),
            catch_up.started.word().into(),
            i64::from(catch_up.is_answered()).into(),
            note.into(),
            note.and_then(text::words).into(),
            source.word().into(),
            (&catch_up.external_id).into(),
            catch_up.told().into(),
        ])?;
    }
    batch.finish()?;
    let columns = ["uid", "catch_up_id", "contact_id"];
    let mut batch = Batch::new(tx, "catch_up_contact", &columns, "")?;
    for (id, (_, _, with)) in ids.zip(catch_ups) {
        for contact in with {
            batch.push([uids.next().into(), id.into(), contact.0.into()])?;
        }
    }
    let joined = batch.close()?;
    undo::made(tx, "catch_up_contact", joined.clone())?;
    derive(tx, "catch_up_contact", joined)
}

/// Changes what came in before and says something else by now, if it still is as it was told.
fn follow(tx: &Transaction<'_>, plan: &Plan, today: NaiveDate) -> rusqlite::Result<()> {
    let mut came = tx.prepare_cached(
        "SELECT day, channel, started, answered, note, told FROM catch_up
         WHERE source = :source AND external_id = :external_id",
    )?;
    let mut change = tx.prepare_cached(
        "UPDATE catch_up
         SET day = :day, channel = :channel, started = :started, answered = :answered,
             note = :note, note_words = :note_words, told = :told
         WHERE source = :source AND external_id = :external_id",
    )?;
    let changed = plan.catch_ups.iter();
    for told in changed.filter(|told| told.becomes == Becomes::Changed) {
        let (catch_up, Some(file)) = (&told.what, plan.files.get(told.file)) else {
            continue;
        };
        let (source, id) = (file.kind.word(), catch_up.external_id.as_str());
        let said = came
            .query_row(
                named_params! {":source": source, ":external_id": id},
                as_told,
            )
            .optional()?;
        if said.flatten().is_none() || catch_up.on > today {
            continue;
        }
        change.execute(named_params! {
            ":source": source,
            ":external_id": id,
            ":day": iso(catch_up.on),
            ":channel": catch_up.channel.as_str(),
            ":started": catch_up.started.word(),
            ":answered": catch_up.is_answered(),
            ":note": catch_up.words(),
            ":note_words": catch_up.words().and_then(text::words),
            ":told": catch_up.told(),
        })?;
    }
    Ok(())
}

/// What a file said of a catch-up that still says just that; `None` where a hand has changed it,
/// or no file tells of it again.
fn as_told(row: &Row<'_>) -> rusqlite::Result<Option<i64>> {
    let Some(said) = row.get::<_, Option<i64>>("told")? else {
        return Ok(None);
    };
    let now = told(
        day(row, "day")?,
        row.get_ref("channel")?.as_str()?,
        row.get_ref("started")?.as_str()?,
        row.get("answered")?,
        row.get_ref("note")?.as_str_or_null()?,
    );
    Ok((now == said).then_some(said))
}

/// Who is here of those that a plan names, who may have gone since it was made.
#[derive(Default)]
struct Here(HashMap<ContactId, bool>);

impl Here {
    /// Those whom something is about, each once.
    fn those_of<T>(
        &mut self,
        tx: &Transaction<'_>,
        told: &Told<T>,
        whom: &[Option<ContactId>],
    ) -> rusqlite::Result<Vec<ContactId>> {
        let mut with = Vec::with_capacity(told.with.len());
        for person in &told.with {
            let id = match person {
                Person::Known(id) => Some(*id),
                Person::Row(row) => whom.get(*row).copied().flatten(),
            };
            if let Some(id) = id
                && !with.contains(&id)
                && self.is_here(tx, id)?
            {
                with.push(id);
            }
        }
        Ok(with)
    }

    fn is_here(&mut self, tx: &Transaction<'_>, id: ContactId) -> rusqlite::Result<bool> {
        if let Some(is_here) = self.0.get(&id) {
            return Ok(*is_here);
        }
        let is_here = tx
            .prepare_cached("SELECT 1 FROM contact WHERE id = :id")?
            .exists(named_params! {":id": id.0})?;
        self.0.insert(id, is_here);
        Ok(is_here)
    }
}

/// Whether each of these has this step already, ticked off or not.
fn stands(
    tx: &Transaction<'_>,
    with: &[ContactId],
    text: &str,
    on: Option<NaiveDate>,
) -> rusqlite::Result<bool> {
    let mut stands = tx.prepare_cached(
        "SELECT 1
         FROM next_step_contact AS p JOIN next_step AS s ON s.id = p.next_step_id
         WHERE p.contact_id = :contact AND s.text = :text AND (:day IS NULL OR s.day = :day)",
    )?;
    for contact in with {
        let step = named_params! {":contact": contact.0, ":text": text, ":day": on.map(iso)};
        if !stands.exists(step)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What files brought before.
pub(super) fn came_before(conn: &Connection, today: NaiveDate) -> rusqlite::Result<CameBefore> {
    let mut before = CameBefore {
        requests: requests::seen(conn)?,
        by_hand: requests::by_hand(conn)?,
        ..CameBefore::nothing(today)
    };
    let mut came = conn.prepare_cached(
        "SELECT source, external_id, day, channel, started, answered, note, told FROM catch_up
         WHERE source IS NOT NULL",
    )?;
    let mut came = came.query([])?;
    while let Some(row) = came.next()? {
        if let Some(source) = SourceKind::from_word(row.get_ref("source")?.as_str()?) {
            let id = (source, row.get("external_id")?);
            before.catch_ups.insert(id, as_told(row)?);
        }
    }
    let mut steps = conn.prepare_cached(
        "SELECT p.contact_id, s.text, s.day
         FROM next_step AS s JOIN next_step_contact AS p ON p.next_step_id = s.id",
    )?;
    let mut steps = steps.query([])?;
    while let Some(row) = steps.next()? {
        let contact = ContactId(row.get("contact_id")?);
        remember(
            &mut before,
            contact,
            row.get("text")?,
            maybe_day(row, "day")?,
        );
    }
    removed(conn, &mut before)?;
    Ok(before)
}

fn remember(before: &mut CameBefore, contact: ContactId, text: String, day: Option<NaiveDate>) {
    if day.is_some() {
        before.next_steps.insert((contact, text.clone(), day));
    }
    before.next_steps.insert((contact, text, None));
}

/// What was removed since, as far back as the history goes: it is not to come again.
fn removed(conn: &Connection, before: &mut CameBefore) -> rusqlite::Result<()> {
    let mut entries = conn.prepare_cached(
        "SELECT tbl, row_id, before FROM change_log
         WHERE tbl IN ('catch_up', 'next_step', 'next_step_contact') AND before IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM action
                           WHERE undone = 1 AND change_log.seq BETWEEN first_seq AND last_seq)",
    )?;
    let mut entries = entries.query([])?;
    let tables = undo::tables(conn)?;
    let place = |table: &str, column: &str| {
        let table = tables.iter().find(|known| known.name == table)?;
        table.place(column)
    };
    let mut steps: HashMap<i64, (String, Option<NaiveDate>)> = HashMap::new();
    let mut joined: Vec<(i64, ContactId)> = Vec::new();
    while let Some(entry) = entries.next()? {
        let table = entry.get_ref("tbl")?.as_str()?;
        let row: Vec<Json> =
            serde_json::from_str(entry.get_ref("before")?.as_str()?).unwrap_or_default();
        let value = |column: &str| row.get(place(table, column)?);
        let text = |column: &str| value(column).and_then(Json::as_str);
        match table {
            "catch_up" => {
                let source = text("source").and_then(SourceKind::from_word);
                let told = source.zip(text("external_id").map(str::to_owned));
                if let Some(told) = told {
                    before.catch_ups.entry(told).or_insert(None);
                }
            }
            "next_step" => {
                let step = (
                    text("text").unwrap_or_default().to_owned(),
                    text("day").and_then(read_day),
                );
                steps.insert(entry.get("row_id")?, step);
            }
            _ => {
                let number = |column: &str| value(column).and_then(Json::as_i64);
                let step = number("next_step_id").zip(number("contact_id").map(ContactId));
                joined.extend(step);
            }
        }
    }
    for (step, contact) in joined {
        if let Some((text, day)) = steps.get(&step) {
            remember(before, contact, text.clone(), *day);
        }
    }
    Ok(())
}
