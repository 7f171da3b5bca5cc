//! Catch-ups, and what follows from logging one by hand.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::rows::{iso, name_of, some_text, uid};
use super::{Error, flags, next_steps};
use crate::domain::catch_up::Started;
use crate::domain::change::{CatchUpEdit, NewCatchUp};
use crate::domain::channel::Channel;
use crate::domain::id::{CatchUpId, ContactId};
use crate::domain::network::StepKind;
use crate::text::words;

/// Keeps a catch-up and everything that follows from it, see [`follow`].
pub(super) fn log(
    tx: &Transaction<'_>,
    new: &NewCatchUp,
    today: NaiveDate,
) -> Result<CatchUpId, Error> {
    let with = distinct(&new.with);
    if with.is_empty() {
        return Err(Error::Unsaid(
            "a catch-up needs somebody; say with whom".into(),
        ));
    }
    check(new.on, new.started, new.answered, today)?;
    for id in &with {
        name_of(tx, *id)?;
    }
    let note = new.note.as_deref().and_then(some_text);
    tx.prepare_cached(
        "INSERT INTO catch_up (uid, day, channel, started, answered, note, note_words)
         VALUES (:uid, :day, :channel, :started, :answered, :note, :note_words)",
    )?
    .execute(named_params! {
        ":uid": uid(),
        ":day": iso(new.on),
        ":channel": new.channel.as_str(),
        ":started": new.started.word(),
        ":answered": new.answered,
        ":note": note,
        ":note_words": note.and_then(words),
    })?;
    let id = CatchUpId(tx.last_insert_rowid());
    for contact in &with {
        join(tx, id, *contact)?;
    }
    follow(tx, &with, new.on, new.answered.then_some(today))?;
    if let Some((text, day)) = &new.next {
        next_steps::add(tx, StepKind::Step, &with, text, *day, today)?;
    }
    Ok(id)
}

/// Changes a catch-up. For whom it is new all follows as for one that is logged. Marking one
/// answered counts as the answer coming in, for everyone in it.
pub(super) fn edit(
    tx: &Transaction<'_>,
    id: CatchUpId,
    edit: &CatchUpEdit,
    today: NaiveDate,
) -> Result<(), Error> {
    let before = find(tx, id)?;
    let on = edit.on.unwrap_or(before.on);
    let started = edit.started.unwrap_or(before.started);
    let answered = edit.answered.unwrap_or(before.answered);
    check(on, started, answered, today)?;
    let mut newcomers = Vec::new();
    if let Some(with) = &edit.with {
        let with = distinct(with);
        if with.is_empty() {
            return Err(Error::Refused(
                "a catch-up needs somebody; remove the whole catch-up instead".into(),
            ));
        }
        for gone in before.with.iter().filter(|old| !with.contains(old)) {
            tx.prepare_cached(
                "DELETE FROM catch_up_contact
                 WHERE catch_up_id = :id AND contact_id = :contact",
            )?
            .execute(named_params! {":id": id.0, ":contact": gone.0})?;
        }
        for new in with.iter().filter(|new| !before.with.contains(new)) {
            name_of(tx, *new)?;
            join(tx, id, *new)?;
            newcomers.push(*new);
        }
    }
    let note = edit.note.as_ref().and_then(Option::as_deref);
    let note = note.and_then(some_text);
    tx.prepare_cached(
        "UPDATE catch_up
         SET day = :day,
             channel = coalesce(:channel, channel),
             started = :started,
             answered = :answered,
             note = CASE WHEN :sets_note THEN :note ELSE note END,
             note_words = CASE WHEN :sets_note THEN :note_words ELSE note_words END
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":day": iso(on),
        ":channel": edit.channel.as_ref().map(Channel::as_str),
        ":started": started.word(),
        ":answered": answered,
        ":sets_note": edit.note.is_some(),
        ":note": note,
        ":note_words": note.and_then(words),
    })?;
    follow(
        tx,
        &newcomers,
        on,
        (answered && before.answered).then_some(today),
    )?;
    if answered && !before.answered {
        follow_answer(tx, &find(tx, id)?.with, on, today)?;
    }
    Ok(())
}

/// What follows for these people from a catch-up on this day: it clears "on my mind" and ticks
/// off next steps whose day has come, nobody of them just came in from a file any more, and
/// from one that was `answered`, told on that day, follows what [`follow_answer`] says.
pub(super) fn follow(
    tx: &Transaction<'_>,
    with: &[ContactId],
    on: NaiveDate,
    answered: Option<NaiveDate>,
) -> rusqlite::Result<()> {
    let mut all = Vec::with_capacity(with.len());
    for contact in with {
        all.push((contact, Open::of(tx, *contact)?));
    }
    for (contact, open) in &all {
        if open.on_mind {
            tx.prepare_cached(
                "UPDATE flag SET ended_on = :day
                 WHERE contact_id = :contact AND kind = 'mind' AND ended_on IS NULL
                   AND from_day <= :day",
            )?
            .execute(named_params! {":contact": contact.0, ":day": iso(on)})?;
        }
        if open.is_new {
            flags::touched_by_hand(tx, **contact)?;
        }
        if open.steps {
            next_steps::tick_off(tx, **contact, on)?;
        }
    }
    // What this one dates is not ticked off by it.
    if let Some(today) = answered {
        for (contact, open) in &all {
            open.follow_answer(tx, **contact, on, today)?;
        }
    }
    Ok(())
}

/// What follows from an answered one besides: it dates the next steps of "next time", and makes
/// whoever was dormant, or gave no answer for now, active again, unless that was said since.
fn follow_answer(
    tx: &Transaction<'_>,
    with: &[ContactId],
    on: NaiveDate,
    today: NaiveDate,
) -> rusqlite::Result<()> {
    for contact in with {
        Open::of(tx, *contact)?.follow_answer(tx, *contact, on, today)?;
    }
    Ok(())
}

/// What is open with somebody that a catch-up may close. Mostly nothing is, and looking first
/// is cheaper than getting ready to write what triggers watch.
struct Open {
    on_mind: bool,
    is_new: bool,
    is_away: bool,
    steps: bool,
}

impl Open {
    fn of(tx: &Transaction<'_>, contact: ContactId) -> rusqlite::Result<Open> {
        tx.prepare_cached(
            "SELECT is_new,
                    standing IN ('dormant', 'unreachable') AS is_away,
                    EXISTS (SELECT 1 FROM flag
                            WHERE contact_id = :contact AND kind = 'mind'
                              AND ended_on IS NULL) AS on_mind,
                    EXISTS (SELECT 1 FROM next_step_contact
                            WHERE contact_id = :contact) AS steps
             FROM contact WHERE id = :contact",
        )?
        .query_row(named_params! {":contact": contact.0}, |row| {
            Ok(Open {
                on_mind: row.get("on_mind")?,
                is_new: row.get("is_new")?,
                is_away: row.get("is_away")?,
                steps: row.get("steps")?,
            })
        })
    }

    fn follow_answer(
        &self,
        tx: &Transaction<'_>,
        contact: ContactId,
        on: NaiveDate,
        today: NaiveDate,
    ) -> rusqlite::Result<()> {
        if self.is_away {
            tx.prepare_cached(
                "UPDATE contact SET standing = 'active', standing_on = :today
                 WHERE id = :contact AND standing IN ('dormant', 'unreachable')
                   AND (standing_on IS NULL OR standing_on <= :on)",
            )?
            .execute(named_params! {
                ":contact": contact.0, ":on": iso(on), ":today": iso(today),
            })?;
        }
        if self.steps {
            next_steps::date_next_time(tx, contact, on)?;
        }
        Ok(())
    }
}

/// Removes a catch-up for everyone who took part.
pub(super) fn delete(tx: &Transaction<'_>, id: CatchUpId) -> Result<(), Error> {
    let removed = tx
        .prepare_cached("DELETE FROM catch_up WHERE id = :id")?
        .execute(named_params! {":id": id.0})?;
    if removed == 0 {
        return Err(not_found(id));
    }
    Ok(())
}

/// Who took part in a catch-up, in the order in which they were named.
pub(super) fn with(tx: &rusqlite::Connection, id: CatchUpId) -> rusqlite::Result<Vec<ContactId>> {
    tx.prepare_cached(
        "SELECT contact_id FROM catch_up_contact WHERE catch_up_id = :id ORDER BY id",
    )?
    .query_map(named_params! {":id": id.0}, |row| {
        row.get("contact_id").map(ContactId)
    })?
    .collect()
}

struct Found {
    on: NaiveDate,
    started: Started,
    answered: bool,
    with: Vec<ContactId>,
}

fn find(tx: &Transaction<'_>, id: CatchUpId) -> Result<Found, Error> {
    let found = tx
        .prepare_cached("SELECT day, started, answered FROM catch_up WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| {
            Ok(Found {
                on: super::rows::day(row, "day")?,
                started: super::rows::word(row, "started", Started::from_word)?,
                answered: row.get("answered")?,
                with: Vec::new(),
            })
        })
        .optional()?
        .ok_or_else(|| not_found(id))?;
    Ok(Found {
        with: with(tx, id)?,
        ..found
    })
}

fn not_found(id: CatchUpId) -> Error {
    Error::NotFound(format!("catch-up {id}; `ties show WHO` has their numbers"))
}

fn check(on: NaiveDate, started: Started, answered: bool, today: NaiveDate) -> Result<(), Error> {
    if on > today {
        return Err(Error::Refused(format!(
            "{on} has not come yet; a catch-up lies on or before today ({today})"
        )));
    }
    if !answered && !started.is_mine() {
        return Err(Error::Refused(
            "what they started waits for no answer; say that you started it, or that it was \
             answered"
                .into(),
        ));
    }
    Ok(())
}

pub(super) fn join(
    tx: &Transaction<'_>,
    id: CatchUpId,
    contact: ContactId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO catch_up_contact (uid, catch_up_id, contact_id)
         VALUES (:uid, :catch_up, :contact)",
    )?
    .execute(named_params! {":uid": uid(), ":catch_up": id.0, ":contact": contact.0})?;
    Ok(())
}

fn distinct(ids: &[ContactId]) -> Vec<ContactId> {
    let mut seen = Vec::with_capacity(ids.len());
    for id in ids {
        if !seen.contains(id) {
            seen.push(*id);
        }
    }
    seen
}
