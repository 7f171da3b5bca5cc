//! Tags and interests. Case and accents never make two of one.

use rusqlite::{OptionalExtension, Transaction, named_params};

use super::Error;
use super::rows::{some_text, uid};
use crate::domain::id::ContactId;
use crate::text::fold;

/// Tags a contact; a tag that is already known in another spelling is the same tag.
pub(super) fn add(tx: &Transaction<'_>, contact: ContactId, name: &str) -> Result<(), Error> {
    let name = spelled(name)?;
    let tag = match find(tx, name)? {
        Some(tag) => tag.id,
        None => {
            tx.prepare_cached("INSERT INTO tag (uid, name) VALUES (:uid, :name)")?
                .execute(named_params! {":uid": uid(), ":name": name})?;
            tx.last_insert_rowid()
        }
    };
    tx.prepare_cached(
        "INSERT INTO contact_tag (uid, contact_id, tag_id)
         VALUES (:uid, :contact, :tag)
         ON CONFLICT (contact_id, tag_id) DO NOTHING",
    )?
    .execute(named_params! {":uid": uid(), ":contact": contact.0, ":tag": tag})?;
    Ok(())
}

/// Takes a tag off a contact; a tag nobody has any more goes altogether.
pub(super) fn remove(tx: &Transaction<'_>, contact: ContactId, name: &str) -> Result<(), Error> {
    let Some(tag) = find(tx, spelled(name)?)? else {
        return Ok(());
    };
    tx.prepare_cached("DELETE FROM contact_tag WHERE contact_id = :contact AND tag_id = :tag")?
        .execute(named_params! {":contact": contact.0, ":tag": tag.id})?;
    tx.prepare_cached(
        "DELETE FROM tag
         WHERE id = :tag AND NOT EXISTS (SELECT 1 FROM contact_tag WHERE tag_id = :tag)",
    )?
    .execute(named_params! {":tag": tag.id})?;
    Ok(())
}

/// Gives a tag another name; where that is another tag's, the two become one.
pub(super) fn rename(tx: &Transaction<'_>, from: &str, to: &str) -> Result<(), Error> {
    let to = spelled(to)?;
    let from = known(tx, from)?;
    match find(tx, to)? {
        Some(other) if other.id != from.id => {
            let mut members = tx.prepare_cached(
                "SELECT contact_id FROM contact_tag WHERE tag_id = :tag ORDER BY id",
            )?;
            let members: Vec<i64> = members
                .query_map(named_params! {":tag": from.id}, |row| row.get("contact_id"))?
                .collect::<rusqlite::Result<_>>()?;
            for member in members {
                add(tx, ContactId(member), &other.name)?;
            }
            delete_row(tx, from.id)?;
        }
        _ => {
            tx.prepare_cached("UPDATE tag SET name = :name WHERE id = :tag")?
                .execute(named_params! {":tag": from.id, ":name": to})?;
        }
    }
    Ok(())
}

/// Takes a tag off everybody.
pub(super) fn delete(tx: &Transaction<'_>, name: &str) -> Result<(), Error> {
    let tag = known(tx, name)?;
    delete_row(tx, tag.id)?;
    Ok(())
}

/// Notes an interest of a contact.
pub(super) fn add_interest(
    tx: &Transaction<'_>,
    contact: ContactId,
    name: &str,
) -> Result<(), Error> {
    let Some(name) = some_text(name) else {
        return Err(Error::Unsaid(
            "an interest needs a name; say what they like".into(),
        ));
    };
    if find_interest(tx, contact, name)?.is_some() {
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT INTO interest (uid, contact_id, name) VALUES (:uid, :contact, :name)",
    )?
    .execute(named_params! {":uid": uid(), ":contact": contact.0, ":name": name})?;
    Ok(())
}

/// Drops an interest of a contact.
pub(super) fn remove_interest(
    tx: &Transaction<'_>,
    contact: ContactId,
    name: &str,
) -> Result<(), Error> {
    if let Some(interest) = find_interest(tx, contact, name)? {
        tx.prepare_cached("DELETE FROM interest WHERE id = :id")?
            .execute(named_params! {":id": interest})?;
    }
    Ok(())
}

struct Tag {
    id: i64,
    name: String,
}

fn spelled(name: &str) -> Result<&str, Error> {
    some_text(name.trim().trim_start_matches('#'))
        .ok_or_else(|| Error::Unsaid("a tag needs a name; say a word".into()))
}

fn known(tx: &Transaction<'_>, name: &str) -> Result<Tag, Error> {
    let name = spelled(name)?;
    find(tx, name)?
        .ok_or_else(|| Error::NotFound(format!("tag “{name}”; `ties show WHO` has theirs")))
}

/// The tag of this name: as spelled, else whatever its case and accents.
fn find(tx: &Transaction<'_>, name: &str) -> rusqlite::Result<Option<Tag>> {
    let tag = |row: &rusqlite::Row<'_>| {
        Ok(Tag {
            id: row.get("id")?,
            name: row.get("name")?,
        })
    };
    let exact = tx
        .prepare_cached("SELECT id, name FROM tag WHERE name = :name")?
        .query_row(named_params! {":name": name}, tag)
        .optional()?;
    if exact.is_some() {
        return Ok(exact);
    }
    let folded = fold(name);
    let mut all = tx.prepare_cached("SELECT id, name FROM tag ORDER BY id")?;
    for found in all.query_map([], tag)? {
        let found = found?;
        if fold(&found.name) == folded {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn delete_row(tx: &Transaction<'_>, tag: i64) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM tag WHERE id = :tag")?
        .execute(named_params! {":tag": tag})?;
    Ok(())
}

fn find_interest(
    tx: &Transaction<'_>,
    contact: ContactId,
    name: &str,
) -> rusqlite::Result<Option<i64>> {
    let folded = fold(name.trim());
    let mut mine =
        tx.prepare_cached("SELECT id, name FROM interest WHERE contact_id = :contact")?;
    let mut rows = mine.query(named_params! {":contact": contact.0})?;
    while let Some(row) = rows.next()? {
        if fold(&row.get::<_, String>("name")?) == folded {
            return row.get("id").map(Some);
        }
    }
    Ok(None)
}
