//! Birthdays, anniversaries and other days.

use rusqlite::{OptionalExtension, Transaction, named_params};

use super::Error;
use super::flags::touched_by_hand;
use super::rows::{name_of, some_text, uid};
use crate::domain::card::OccasionDay;
use crate::domain::id::{ContactId, OccasionId};
use crate::text::fold;

/// The label under which a birthday is kept.
const BIRTHDAY: &str = "birthday";

/// Sets a contact's day of this label; one of the same label moves.
pub(super) fn set(
    tx: &Transaction<'_>,
    contact: ContactId,
    label: &str,
    day: &OccasionDay,
    yearly: bool,
) -> Result<OccasionId, Error> {
    let Some(label) = some_text(label) else {
        return Err(Error::Unsaid(
            "an occasion needs a label; say what day it is, such as anniversary".into(),
        ));
    };
    name_of(tx, contact)?;
    touched_by_hand(tx, contact)?;
    let label = if fold(label) == BIRTHDAY {
        BIRTHDAY
    } else {
        label
    };
    if let Some(id) = find(tx, contact, label)? {
        tx.prepare_cached("UPDATE occasion SET day = :day, yearly = :yearly WHERE id = :id")?
            .execute(named_params! {":id": id, ":day": written(day), ":yearly": yearly})?;
        return Ok(OccasionId(id));
    }
    tx.prepare_cached(
        "INSERT INTO occasion (uid, contact_id, label, day, yearly)
         VALUES (:uid, :contact, :label, :day, :yearly)",
    )?
    .execute(named_params! {
        ":uid": uid(),
        ":contact": contact.0,
        ":label": label,
        ":day": written(day),
        ":yearly": yearly,
    })?;
    Ok(OccasionId(tx.last_insert_rowid()))
}

/// Sets or clears a birthday.
pub(super) fn set_birthday(
    tx: &Transaction<'_>,
    contact: ContactId,
    day: Option<&OccasionDay>,
) -> Result<(), Error> {
    match day {
        Some(day) => set(tx, contact, BIRTHDAY, day, true).map(drop),
        None => {
            tx.prepare_cached(
                "DELETE FROM occasion WHERE contact_id = :contact AND label = 'birthday'",
            )?
            .execute(named_params! {":contact": contact.0})?;
            Ok(())
        }
    }
}

/// Removes an occasion.
pub(super) fn delete(tx: &Transaction<'_>, id: OccasionId) -> Result<(), Error> {
    let removed = tx
        .prepare_cached("DELETE FROM occasion WHERE id = :id")?
        .execute(named_params! {":id": id.0})?;
    if removed == 0 {
        return Err(Error::NotFound(format!("occasion {id}")));
    }
    Ok(())
}

/// An occasion's day as the file keeps it.
pub(super) fn written(day: &OccasionDay) -> String {
    match day {
        OccasionDay::Day(day) => day.to_string(),
        OccasionDay::Words(words) => words.trim().to_owned(),
    }
}

fn find(tx: &Transaction<'_>, contact: ContactId, label: &str) -> rusqlite::Result<Option<i64>> {
    let folded = fold(label);
    let mut statement = tx
        .prepare_cached("SELECT id, label FROM occasion WHERE contact_id = :contact ORDER BY id")?;
    let mut rows = statement.query(named_params! {":contact": contact.0})?;
    while let Some(row) = rows.next()? {
        if fold(&row.get::<_, String>("label")?) == folded {
            return row.get("id").optional();
        }
    }
    Ok(None)
}
