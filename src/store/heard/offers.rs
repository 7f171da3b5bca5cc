//! What was told is offered once: not what is known, and not what was answered before.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::super::rows::{iso, uid};
use crate::domain::day::PartialDay;
use crate::domain::heard::{Told, What};
use crate::domain::id::HeardId;

/// Offers what was told, unless it is known or was offered; its id where it is new.
pub(super) fn offer(tx: &Transaction<'_>, told: &Told) -> rusqlite::Result<Option<HeardId>> {
    match &told.what {
        What::Birthday(day) => offer_birthday(tx, told, *day),
        What::CatchUp { on, started, .. } => match offered(tx, told, *on)? {
            Some(id) => {
                // There was more on that day.
                tx.prepare_cached(
                    "UPDATE suggestion SET started = 'both'
                     WHERE id = :id AND answer IS NULL AND started <> :started",
                )?
                .execute(named_params! {":id": id.0, ":started": started.word()})?;
                Ok(None)
            }
            None => offer_catch_up(tx, told),
        },
    }
}

/// What was offered of this day with this person, by the same source.
fn offered(tx: &Transaction<'_>, told: &Told, on: NaiveDate) -> rusqlite::Result<Option<HeardId>> {
    tx.prepare_cached(
        "SELECT id FROM suggestion
         WHERE contact_id = :contact AND source = :source AND kind = 'catch-up' AND day = :day",
    )?
    .query_row(
        named_params! {
            ":contact": told.contact.0, ":source": told.source.word(), ":day": iso(on),
        },
        |row| row.get(0).map(HeardId),
    )
    .optional()
}

/// Later than the last catch-up, and than what was answered before.
fn offer_catch_up(tx: &Transaction<'_>, told: &Told) -> rusqlite::Result<Option<HeardId>> {
    let What::CatchUp {
        on,
        channel,
        started,
        title,
    } = &told.what
    else {
        return Ok(None);
    };
    let made = tx
        .prepare_cached(
            "INSERT INTO suggestion (uid, contact_id, source, external_id, kind, day, channel,
                                     started, title)
             SELECT :uid, id, :source, :external_id, 'catch-up', :day, :channel, :started, :title
             FROM contact
             WHERE id = :contact
               AND NOT EXISTS (SELECT 1 FROM last_catch_up
                               WHERE contact_id = :contact AND day >= :day)
               AND NOT EXISTS (
                   SELECT 1
                   FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
                   WHERE p.contact_id = :contact AND c.day = :day)
               AND NOT EXISTS (
                   SELECT 1 FROM suggestion
                   WHERE contact_id = :contact AND source = :source AND kind = 'catch-up'
                     AND answer IS NOT NULL AND day > :day)
             ON CONFLICT (contact_id, source, external_id) DO NOTHING",
        )?
        .execute(named_params! {
            ":uid": uid(),
            ":contact": told.contact.0,
            ":source": told.source.word(),
            ":external_id": told.external_id,
            ":day": iso(*on),
            ":channel": channel.as_str(),
            ":started": started.word(),
            ":title": title,
        })?;
    Ok((made > 0).then(|| HeardId(tx.last_insert_rowid())))
}

fn offer_birthday(
    tx: &Transaction<'_>,
    told: &Told,
    day: PartialDay,
) -> rusqlite::Result<Option<HeardId>> {
    let made = tx
        .prepare_cached(
            "INSERT INTO suggestion (uid, contact_id, source, external_id, kind, day)
             SELECT :uid, id, :source, :external_id, 'birthday', :day
             FROM contact
             WHERE id = :contact
               AND NOT EXISTS (SELECT 1 FROM occasion
                               WHERE contact_id = :contact AND label = 'birthday')
               AND NOT EXISTS (SELECT 1 FROM suggestion
                               WHERE contact_id = :contact AND kind = 'birthday' AND day = :day)
             ON CONFLICT (contact_id, source, external_id) DO NOTHING",
        )?
        .execute(named_params! {
            ":uid": uid(),
            ":contact": told.contact.0,
            ":source": told.source.word(),
            ":external_id": told.external_id,
            ":day": day.to_string(),
        })?;
    Ok((made > 0).then(|| HeardId(tx.last_insert_rowid())))
}
