//! Dated facts about contacts: on my mind, later, someone else this week, paused.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::Error;
use super::rows::{iso, uid, word};
use crate::domain::id::ContactId;
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;

/// Puts somebody on my mind, unless they are there already.
pub(super) fn mind(tx: &Transaction<'_>, id: ContactId, today: NaiveDate) -> Result<(), Error> {
    let standing = standing(tx, id)?;
    if !standing.may_be_picked() {
        return Err(Error::Refused(format!(
            "{} stands as “{}”; bring them back first",
            super::rows::name_of(tx, id)?,
            standing.label()
        )));
    }
    touched_by_hand(tx, id)?;
    open(tx, id, "mind", today)
}

/// Takes somebody off my mind.
pub(super) fn clear_mind(
    tx: &Transaction<'_>,
    id: ContactId,
    today: NaiveDate,
) -> Result<(), Error> {
    standing(tx, id)?;
    close(tx, id, "mind", today)
}

/// Refuses a day until which nothing can be hidden.
pub(super) fn ahead(until: NaiveDate, today: NaiveDate) -> Result<(), Error> {
    if until <= today {
        return Err(Error::Refused(format!(
            "{until} is not ahead; later means a day after today ({today})"
        )));
    }
    Ok(())
}

/// Hides somebody until a day.
pub(super) fn later(
    tx: &Transaction<'_>,
    id: ContactId,
    until: NaiveDate,
    today: NaiveDate,
) -> Result<(), Error> {
    ahead(until, today)?;
    // Whoever is new is so still when that day comes: nobody has looked at them.
    standing(tx, id)?;
    let same: bool = tx
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1 FROM flag
                 WHERE contact_id = :contact AND kind = 'later' AND ended_on IS NULL
                   AND until_day = :until)",
        )?
        .query_row(
            named_params! {":contact": id.0, ":until": iso(until)},
            |row| row.get(0),
        )?;
    if same {
        return Ok(());
    }
    bring_back_now(tx, id, today)?;
    tx.prepare_cached(
        "INSERT INTO flag (uid, contact_id, kind, from_day, until_day)
         VALUES (:uid, :contact, 'later', :today, :until)",
    )?
    .execute(named_params! {
        ":uid": uid(), ":contact": id.0, ":today": iso(today), ":until": iso(until),
    })?;
    Ok(())
}

/// Shows somebody again who was hidden until a later day.
pub(super) fn bring_back_now(
    tx: &Transaction<'_>,
    id: ContactId,
    today: NaiveDate,
) -> Result<(), Error> {
    standing(tx, id)?;
    tx.prepare_cached(
        "UPDATE flag SET ended_on = :today
         WHERE contact_id = :contact AND kind = 'later' AND ended_on IS NULL
           AND until_day > :today",
    )?
    .execute(named_params! {":contact": id.0, ":today": iso(today)})?;
    Ok(())
}

/// Hides somebody for the rest of this week.
pub(super) fn someone_else(
    tx: &Transaction<'_>,
    id: ContactId,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    standing(tx, id)?;
    touched_by_hand(tx, id)?;
    let said: bool = tx
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1 FROM flag
                 WHERE contact_id = :contact AND kind = 'someone_else' AND ended_on IS NULL
                   AND from_day BETWEEN :from AND :to)",
        )?
        .query_row(
            named_params! {
                ":contact": id.0,
                ":from": iso(rules.week_of(today)),
                ":to": iso(rules.week_end(today)),
            },
            |row| row.get(0),
        )?;
    if said {
        return Ok(());
    }
    insert(tx, id, "someone_else", today)
}

/// Takes back "someone else" of this week.
pub(super) fn clear_someone_else(
    tx: &Transaction<'_>,
    id: ContactId,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    standing(tx, id)?;
    tx.prepare_cached(
        "UPDATE flag SET ended_on = :today
         WHERE contact_id = :contact AND kind = 'someone_else' AND ended_on IS NULL
           AND from_day BETWEEN :from AND :to",
    )?
    .execute(named_params! {
        ":contact": id.0,
        ":today": iso(today),
        ":from": iso(rules.week_of(today)),
        ":to": iso(rules.week_end(today)),
    })?;
    Ok(())
}

/// Stops somebody's clock from today on. Only of who is active: nobody else comes up as due, and
/// resuming would make them so.
pub(super) fn pause(tx: &Transaction<'_>, id: ContactId, today: NaiveDate) -> Result<(), Error> {
    match standing(tx, id)? {
        Standing::Paused => Ok(()),
        Standing::Active => {
            set_standing(tx, id, Standing::Paused, today)?;
            open(tx, id, "paused", today)
        }
        other => Err(Error::Refused(format!(
            "{} stands as “{}” and does not come up as due, so there is nothing to pause; bring them back first",
            super::rows::name_of(tx, id)?,
            other.label()
        ))),
    }
}

/// Lets a paused clock go on from today.
pub(super) fn resume(tx: &Transaction<'_>, id: ContactId, today: NaiveDate) -> Result<(), Error> {
    if standing(tx, id)? == Standing::Paused {
        set_standing(tx, id, Standing::Active, today)?;
    }
    close(tx, id, "paused", today)
}

/// Gives a standing by hand; leaving a pause closes it.
pub(super) fn stand(
    tx: &Transaction<'_>,
    id: ContactId,
    to: Standing,
    today: NaiveDate,
) -> Result<(), Error> {
    if to == Standing::Paused {
        return pause(tx, id, today);
    }
    standing(tx, id)?;
    set_standing(tx, id, to, today)?;
    close(tx, id, "paused", today)
}

/// Somebody did something with this contact: it is no longer just imported.
pub(super) fn touched_by_hand(tx: &Transaction<'_>, id: ContactId) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE contact SET is_new = 0 WHERE id = :id AND is_new = 1")?
        .execute(named_params! {":id": id.0})?;
    Ok(())
}

fn standing(tx: &Transaction<'_>, id: ContactId) -> Result<Standing, Error> {
    tx.prepare_cached("SELECT standing FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| {
            word(row, "standing", Standing::from_word)
        })
        .optional()?
        .ok_or_else(|| Error::NotFound(format!("contact {id}")))
}

/// Gives a standing and the day it is from, which stays where the standing does.
fn set_standing(
    tx: &Transaction<'_>,
    id: ContactId,
    to: Standing,
    today: NaiveDate,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE contact
         SET standing_on = CASE WHEN standing = :standing THEN standing_on ELSE :today END,
             standing = :standing,
             is_new = 0
         WHERE id = :id",
    )?
    .execute(named_params! {":id": id.0, ":standing": to.word(), ":today": iso(today)})?;
    Ok(())
}

/// Opens a flag from today on, unless one is open.
fn open(tx: &Transaction<'_>, id: ContactId, kind: &str, today: NaiveDate) -> Result<(), Error> {
    let is_open: bool = tx
        .prepare_cached(
            "SELECT EXISTS (
                 SELECT 1 FROM flag
                 WHERE contact_id = :contact AND kind = :kind AND ended_on IS NULL)",
        )?
        .query_row(named_params! {":contact": id.0, ":kind": kind}, |row| {
            row.get(0)
        })?;
    if is_open {
        return Ok(());
    }
    insert(tx, id, kind, today)
}

fn insert(tx: &Transaction<'_>, id: ContactId, kind: &str, today: NaiveDate) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO flag (uid, contact_id, kind, from_day)
         VALUES (:uid, :contact, :kind, :today)",
    )?
    .execute(named_params! {
        ":uid": uid(), ":contact": id.0, ":kind": kind, ":today": iso(today),
    })?;
    Ok(())
}

fn close(tx: &Transaction<'_>, id: ContactId, kind: &str, today: NaiveDate) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE flag SET ended_on = :today
         WHERE contact_id = :contact AND kind = :kind AND ended_on IS NULL",
    )?
    .execute(named_params! {":contact": id.0, ":kind": kind, ":today": iso(today)})?;
    Ok(())
}
