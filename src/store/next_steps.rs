//! Next steps: something to ask or send, on a day or "next time".

use chrono::NaiveDate;
use rusqlite::{Transaction, named_params};

use super::Error;
use super::rows::{iso, name_of, some_text, uid};
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
    let Some(text) = some_text(text) else {
        return Err(Error::Unsaid("a next step needs words".into()));
    };
    if with.is_empty() {
        return Err(Error::Unsaid("a next step needs somebody".into()));
    }
    tx.prepare_cached(
        "INSERT INTO next_step (uid, kind, text, day, made_on)
         VALUES (:uid, :kind, :text, :day, :made_on)",
    )?
    .execute(named_params! {
        ":uid": uid(), ":kind": kind.word(), ":text": text, ":day": on.map(iso),
        ":made_on": iso(today),
    })?;
    let id = NextStepId(tx.last_insert_rowid());
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
    Ok(id)
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

fn found(id: NextStepId, rows: usize) -> Result<(), Error> {
    match rows {
        0 => Err(Error::NotFound(format!(
            "next step {id}; `ties show WHO` has their numbers"
        ))),
        _ => Ok(()),
    }
}
