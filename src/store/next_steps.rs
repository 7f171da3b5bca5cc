//! Next steps: something to ask or send, on a day or "next time".

use chrono::NaiveDate;
use rusqlite::{Transaction, named_params};

use super::Error;
use super::flags;
use super::rows::{iso, name_of, some_text, uid};
use crate::domain::change::NextStepEdit;
use crate::domain::id::{ContactId, NextStepId};
use crate::domain::network::StepKind;

/// Adds a step about these contacts, first first; without a day it is for next time.
pub(super) fn add(
    tx: &Transaction<'_>,
    kind: StepKind,
    with: &[ContactId],
    text: &str,
    on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<NextStepId, Error> {
    let text = words(text)?;
    tx.prepare_cached(
        "INSERT INTO next_step (uid, kind, text, day, made_on)
         VALUES (:uid, :kind, :text, :day, :made_on)",
    )?
    .execute(named_params! {
        ":uid": uid(), ":kind": kind.word(), ":text": text, ":day": on.map(iso),
        ":made_on": iso(today),
    })?;
    let id = NextStepId(tx.last_insert_rowid());
    be_about(tx, id, with)?;
    Ok(id)
}

/// Changes an open step; one that was ticked off is of the past.
pub(super) fn edit(tx: &Transaction<'_>, id: NextStepId, edit: &NextStepEdit) -> Result<(), Error> {
    let text = edit.text.as_deref().map(words).transpose()?;
    let rows = tx
        .prepare_cached(
            "UPDATE next_step
             SET text = coalesce(:text, text), day = iif(:moves, :day, day)
             WHERE id = :id AND done_on IS NULL",
        )?
        .execute(named_params! {
            ":id": id.0, ":text": text, ":moves": edit.on.is_some(),
            ":day": edit.on.flatten().map(iso),
        })?;
    found(id, rows)?;
    let about = tx
        .prepare_cached(
            "SELECT contact_id FROM next_step_contact WHERE next_step_id = :id ORDER BY position",
        )?
        .query_map(named_params! {":id": id.0}, |row| row.get(0).map(ContactId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    if let Some(with) = edit.with.as_ref().filter(|with| **with != about) {
        tx.prepare_cached("DELETE FROM next_step_contact WHERE next_step_id = :id")?
            .execute(named_params! {":id": id.0})?;
        be_about(tx, id, with)?;
        for contact in with {
            flags::touched_by_hand(tx, *contact)?;
        }
    }
    Ok(())
}

/// Ticks a step off.
pub(super) fn done(tx: &Transaction<'_>, id: NextStepId, on: NaiveDate) -> Result<(), Error> {
    found(
        id,
        tx.prepare_cached("UPDATE next_step SET done_on = coalesce(done_on, :on) WHERE id = :id")?
            .execute(named_params! {":id": id.0, ":on": iso(on)})?,
    )
}

/// Removes a step for everyone it is about.
pub(super) fn delete(tx: &Transaction<'_>, id: NextStepId) -> Result<(), Error> {
    found(
        id,
        tx.prepare_cached("DELETE FROM next_step WHERE id = :id")?
            .execute(named_params! {":id": id.0})?,
    )
}

/// Ticks off every open step with somebody whose day is `on` or before.
pub(super) fn tick_off(
    tx: &Transaction<'_>,
    with: ContactId,
    on: NaiveDate,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE next_step SET done_on = :on
         WHERE done_on IS NULL AND day <= :on
           AND id IN (SELECT next_step_id FROM next_step_contact WHERE contact_id = :contact)",
    )?
    .execute(named_params! {":on": iso(on), ":contact": with.0})?;
    Ok(())
}

/// Gives every open "next time" step with somebody, made by then, the day `on`: next time has
/// come.
pub(super) fn date_next_time(
    tx: &Transaction<'_>,
    with: ContactId,
    on: NaiveDate,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE next_step SET day = :on
         WHERE done_on IS NULL AND day IS NULL AND made_on <= :on
           AND id IN (SELECT next_step_id FROM next_step_contact WHERE contact_id = :contact)",
    )?
    .execute(named_params! {":on": iso(on), ":contact": with.0})?;
    Ok(())
}

/// Joins these contacts to a step that has nobody yet, first first.
fn be_about(tx: &Transaction<'_>, id: NextStepId, with: &[ContactId]) -> Result<(), Error> {
    if with.is_empty() {
        return Err(Error::Unsaid(
            "a next step needs somebody; say who it is about".into(),
        ));
    }
    for (position, contact) in (0_i64..).zip(with) {
        name_of(tx, *contact)?;
        tx.prepare_cached(
            "INSERT INTO next_step_contact (uid, next_step_id, contact_id, position)
             VALUES (:uid, :step, :contact, :position)
             ON CONFLICT (next_step_id, contact_id) DO NOTHING",
        )?
        .execute(named_params! {
            ":uid": uid(), ":step": id.0, ":contact": contact.0, ":position": position,
        })?;
    }
    Ok(())
}

fn words(text: &str) -> Result<&str, Error> {
    some_text(text)
        .ok_or_else(|| Error::Unsaid("a next step needs words; say what to ask or send".into()))
}

fn found(id: NextStepId, rows: usize) -> Result<(), Error> {
    match rows {
        0 => Err(Error::NotFound(format!(
            "next step {id}; `ties show WHO` has their numbers"
        ))),
        _ => Ok(()),
    }
}
