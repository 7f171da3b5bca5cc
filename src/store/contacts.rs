//! Contacts: added, edited, given a tie or a cadence.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::flags::touched_by_hand;
use super::rows::{iso, maybe_day, name_of, some_line, some_text, uid, word};
use super::{Error, methods, occasions, tags, undo};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::NameParts;
use crate::domain::change::{Edit, LastSpoke, NewContact};
use crate::domain::due;
use crate::domain::id::ContactId;
use crate::domain::naming;
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
use crate::text::{name_key, words};

/// Adds a contact by hand; the clock starts today, or on the day given.
pub(super) fn add(
    tx: &Transaction<'_>,
    new: &NewContact,
    rules: &Rules,
    today: NaiveDate,
) -> Result<ContactId, Error> {
    let Some(name) = some_line(&new.name) else {
        return Err(Error::Unsaid(
            "a contact needs a name; say what to call them".into(),
        ));
    };
    let counting_from = new
        .counting_from
        .or(new.edit.counting_from)
        .unwrap_or(today);
    not_ahead(counting_from, today)?;
    tx.prepare_cached(
        "INSERT INTO contact (uid, kind, name, match_key, tie, counting_from, added_on)
         VALUES (:uid, :kind, :name, :match_key, :tie, :counting_from, :today)",
    )?
    .execute(named_params! {
        ":uid": uid(),
        ":kind": new.kind.word(),
        ":name": name,
        ":match_key": name_key(&name),
        ":tie": new.tie.word(),
        ":counting_from": iso(counting_from),
        ":today": iso(today),
    })?;
    let id = ContactId(tx.last_insert_rowid());
    let others = Edit {
        counting_from: None,
        ..new.edit.clone()
    };
    set(tx, id, &others, rules, today)?;
    Ok(id)
}

/// That one has not last spoken on a day that is yet to come.
fn not_ahead(day: NaiveDate, today: NaiveDate) -> Result<(), Error> {
    if day > today {
        return Err(Error::Refused(format!(
            "{day} has not come yet; you last spoke on or before today ({today})"
        )));
    }
    Ok(())
}

/// Sets what the edit names and leaves the rest alone.
pub(super) fn edit(
    tx: &Transaction<'_>,
    id: ContactId,
    edit: &Edit,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    name_of(tx, id)?;
    let before = undo::latest(tx)?;
    set(tx, id, edit, rules, today)?;
    // What changes nothing was not touched either.
    if undo::has_changed(tx, &mut undo::Tables::default(), before)? {
        touched_by_hand(tx, id)?;
    }
    Ok(())
}

fn set(
    tx: &Transaction<'_>,
    id: ContactId,
    edit: &Edit,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    if let Some(name) = &edit.name {
        let Some(name) = some_line(name) else {
            return Err(Error::Unsaid(
                "a contact needs a name; say what to call them".into(),
            ));
        };
        rename_by_hand(tx, id, &name)?;
    }
    for (column, value) in [
        (Column::Org, &edit.org),
        (Column::Title, &edit.title),
        (Column::City, &edit.city),
        (Column::Met, &edit.met),
    ] {
        if let Some(value) = value {
            let value = value.as_deref().and_then(some_line);
            set_text(tx, id, column, value.as_deref())?;
        }
    }
    if let Some(note) = &edit.note {
        set_note(tx, id, note.as_deref().and_then(some_text))?;
    }
    if let Some(notes) = &edit.notes {
        let text = notes.over(note_of(tx, id)?.as_deref());
        set_note(tx, id, text.as_deref().and_then(some_text))?;
    }
    if let Some(nickname) = &edit.nickname {
        let nickname = nickname.as_deref().and_then(some_line);
        set_nickname(tx, id, nickname.as_deref())?;
    }
    if let Some(by) = edit.introduced_by {
        set_introduced_by(tx, id, by)?;
    }
    if let Some(birthday) = &edit.birthday {
        occasions::set_birthday(tx, id, birthday.as_ref())?;
    }
    if let Some(kind) = edit.kind {
        tx.prepare_cached("UPDATE contact SET kind = :kind WHERE id = :id")?
            .execute(named_params! {":id": id.0, ":kind": kind.word()})?;
    }
    if let Some(day) = edit.counting_from {
        not_ahead(day, today)?;
        tx.prepare_cached("UPDATE contact SET counting_from = :day WHERE id = :id")?
            .execute(named_params! {":id": id.0, ":day": iso(day)})?;
    }
    if let Some(to) = edit.tie {
        tie(tx, id, to, LastSpoke::Unknown, rules, today)?;
    }
    if let Some(own) = edit.own_cadence {
        cadence(tx, id, own, rules, today)?;
    }
    for tag in &edit.remove_tags {
        tags::remove(tx, id, tag)?;
    }
    for tag in &edit.add_tags {
        tags::add(tx, id, tag)?;
    }
    for interest in &edit.remove_interests {
        tags::remove_interest(tx, id, interest)?;
    }
    for interest in &edit.add_interests {
        tags::add_interest(tx, id, interest)?;
    }
    for (kind, value) in &edit.remove_methods {
        methods::remove(tx, id, *kind, value)?;
    }
    for (kind, label, value) in &edit.add_methods {
        methods::add(tx, id, *kind, label.as_deref(), value)?;
    }
    Ok(())
}

/// Gives a contact another name, and the parts of its name what that makes of them.
fn rename_by_hand(tx: &Transaction<'_>, id: ContactId, name: &str) -> rusqlite::Result<()> {
    let (before, parts) = tx
        .prepare_cached(
            "SELECT name, prefix, given, middle, family, suffix FROM contact WHERE id = :id",
        )?
        .query_row(named_params! {":id": id.0}, |row| {
            let parts = NameParts {
                prefix: row.get("prefix")?,
                given: row.get("given")?,
                middle: row.get("middle")?,
                family: row.get("family")?,
                suffix: row.get("suffix")?,
            };
            Ok((row.get::<_, String>("name")?, parts))
        })?;
    rename(tx, id, name)?;
    let new = naming::renamed(&parts, &before, name);
    if new != parts {
        tx.prepare_cached(
            "UPDATE contact
             SET prefix = :prefix, given = :given, middle = :middle, family = :family,
                 suffix = :suffix
             WHERE id = :id",
        )?
        .execute(named_params! {
            ":id": id.0,
            ":prefix": new.prefix,
            ":given": new.given,
            ":middle": new.middle,
            ":family": new.family,
            ":suffix": new.suffix,
        })?;
    }
    Ok(())
}

/// Gives a contact another name.
pub(super) fn rename(tx: &Transaction<'_>, id: ContactId, name: &str) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE contact SET name = :name, match_key = :match_key WHERE id = :id")?
        .execute(named_params! {":id": id.0, ":name": name, ":match_key": name_key(name)})?;
    Ok(())
}

/// Adds a nickname, a phonetic spelling or another further name.
pub(super) fn add_name(
    tx: &Transaction<'_>,
    id: ContactId,
    kind: &str,
    value: &str,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO contact_name (uid, contact_id, kind, value, match_key)
         VALUES (:uid, :contact, :kind, :value, :match_key)",
    )?
    .execute(named_params! {
        ":uid": uid(), ":contact": id.0, ":kind": kind, ":value": value, ":match_key": name_key(value),
    })?;
    Ok(())
}

/// Gives a tie, and a day to count from if the contact never had one and now has a cadence.
pub(super) fn tie(
    tx: &Transaction<'_>,
    id: ContactId,
    to: Tie,
    spoke: LastSpoke,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    name_of(tx, id)?;
    touched_by_hand(tx, id)?;
    tx.prepare_cached("UPDATE contact SET tie = :tie WHERE id = :id")?
        .execute(named_params! {":id": id.0, ":tie": to.word()})?;
    start_counting(tx, id, spoke, rules, today)
}

/// Gives a cadence of their own, or with `None` the tie's again.
pub(super) fn cadence(
    tx: &Transaction<'_>,
    id: ContactId,
    own: Option<OwnCadence>,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    if let Some(OwnCadence::Every(every)) = own
        && OwnCadence::from_days(every.days()).is_none()
    {
        return Err(Error::Refused(format!(
            "{every} is too often; a cadence is 7 to 3650 days, or never"
        )));
    }
    name_of(tx, id)?;
    touched_by_hand(tx, id)?;
    tx.prepare_cached("UPDATE contact SET own_cadence = :own WHERE id = :id")?
        .execute(named_params! {":id": id.0, ":own": own.map(OwnCadence::stored)})?;
    start_counting(tx, id, LastSpoke::Unknown, rules, today)
}

/// Sets the day a contact's clock counts from, once: when it first has a cadence.
pub(super) fn start_counting(
    tx: &Transaction<'_>,
    id: ContactId,
    spoke: LastSpoke,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let (tie, own, since) = tx
        .prepare_cached("SELECT tie, own_cadence, counting_from FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| {
            Ok((
                word(row, "tie", |tie| tie.parse::<Tie>().ok())?,
                row.get::<_, Option<u16>>("own_cadence")?
                    .and_then(OwnCadence::from_days),
                maybe_day(row, "counting_from")?,
            ))
        })?;
    if let (None, Some(cadence)) = (since, rules.cadence(tie, own)) {
        let from = due::counting_from(spoke, id, cadence, today);
        tx.prepare_cached("UPDATE contact SET counting_from = :from WHERE id = :id")?
            .execute(named_params! {":id": id.0, ":from": iso(from)})?;
    }
    Ok(())
}

/// Adds a paragraph to the notes of a contact.
pub(super) fn note(tx: &Transaction<'_>, id: ContactId, text: &str) -> Result<(), Error> {
    name_of(tx, id)?;
    let Some(text) = some_text(text) else {
        return Err(Error::Unsaid(
            "a note needs words; say what to remember".into(),
        ));
    };
    touched_by_hand(tx, id)?;
    let note = match note_of(tx, id)? {
        Some(before) if !before.is_empty() => format!("{before}\n\n{text}"),
        _ => text.to_owned(),
    };
    Ok(set_note(tx, id, Some(&note))?)
}

/// Sets the notes of a contact, and the words they are found by.
pub(super) fn set_note(
    tx: &Transaction<'_>,
    id: ContactId,
    note: Option<&str>,
) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE contact SET note = :note, note_words = :words WHERE id = :id")?
        .execute(named_params! {":id": id.0, ":note": note, ":words": note.and_then(words)})?;
    Ok(())
}

fn note_of(tx: &Transaction<'_>, id: ContactId) -> rusqlite::Result<Option<String>> {
    tx.prepare_cached("SELECT note FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| row.get("note"))
}

#[derive(Clone, Copy)]
enum Column {
    Org,
    Title,
    City,
    Met,
}

fn set_text(
    tx: &Transaction<'_>,
    id: ContactId,
    column: Column,
    value: Option<&str>,
) -> rusqlite::Result<()> {
    let sql = match column {
        Column::Org => "UPDATE contact SET org = :value WHERE id = :id",
        Column::Title => "UPDATE contact SET title = :value WHERE id = :id",
        Column::City => "UPDATE contact SET city = :value WHERE id = :id",
        Column::Met => "UPDATE contact SET met = :value WHERE id = :id",
    };
    tx.prepare_cached(sql)?
        .execute(named_params! {":id": id.0, ":value": value})?;
    Ok(())
}

/// Sets the first nickname; without one, all of them go.
fn set_nickname(
    tx: &Transaction<'_>,
    id: ContactId,
    nickname: Option<&str>,
) -> rusqlite::Result<()> {
    let first: Option<i64> = tx
        .prepare_cached(
            "SELECT id FROM contact_name
             WHERE contact_id = :contact AND kind = 'nickname'
             ORDER BY id
             LIMIT 1",
        )?
        .query_row(named_params! {":contact": id.0}, |row| row.get("id"))
        .optional()?;
    match (nickname, first) {
        (Some(nickname), Some(first)) => {
            tx.prepare_cached(
                "UPDATE contact_name SET value = :value, match_key = :match_key WHERE id = :id",
            )?
            .execute(named_params! {
                ":id": first, ":value": nickname, ":match_key": name_key(nickname),
            })?;
        }
        (Some(nickname), None) => {
            add_name(tx, id, "nickname", nickname)?;
        }
        (None, _) => {
            tx.prepare_cached(
                "DELETE FROM contact_name WHERE contact_id = :contact AND kind = 'nickname'",
            )?
            .execute(named_params! {":contact": id.0})?;
        }
    }
    Ok(())
}

fn set_introduced_by(
    tx: &Transaction<'_>,
    id: ContactId,
    by: Option<ContactId>,
) -> Result<(), Error> {
    if by == Some(id) {
        return Err(Error::Refused(
            "nobody introduces themselves; name somebody else".into(),
        ));
    }
    if let Some(by) = by {
        name_of(tx, by)?;
    }
    tx.prepare_cached("UPDATE contact SET introduced_by = :by WHERE id = :id")?
        .execute(named_params! {":id": id.0, ":by": by.map(|by| by.0)})?;
    Ok(())
}
