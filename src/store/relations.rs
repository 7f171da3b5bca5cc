//! Relations between contacts.

use rusqlite::{Transaction, named_params};

use super::Error;
use super::flags::touched_by_hand;
use super::rows::{name_of, some_text, uid};
use crate::domain::id::{ContactId, RelationId};
use crate::domain::relation::from_other_end;

/// Relates two contacts, unless they are so related already.
pub(super) fn relate(
    tx: &Transaction<'_>,
    from: ContactId,
    kind: &str,
    to: ContactId,
) -> Result<Option<RelationId>, Error> {
    let kind = named(kind)?;
    if from == to {
        return Err(Error::Refused(
            "a relation needs two people; name somebody else as the other".into(),
        ));
    }
    name_of(tx, from)?;
    name_of(tx, to)?;
    if find(tx, from, &kind, to)?.is_some() {
        return Ok(None);
    }
    touched_by_hand(tx, from)?;
    tx.prepare_cached(
        "INSERT INTO relation (uid, contact_id, kind, other_id)
         VALUES (:uid, :from, :kind, :to)",
    )?
    .execute(named_params! {":uid": uid(), ":from": from.0, ":kind": kind, ":to": to.0})?;
    Ok(Some(RelationId(tx.last_insert_rowid())))
}

/// Takes a relation between two contacts back.
pub(super) fn unrelate(
    tx: &Transaction<'_>,
    from: ContactId,
    kind: &str,
    to: ContactId,
) -> Result<(), Error> {
    let kind = named(kind)?;
    match find(tx, from, &kind, to)? {
        Some(id) => delete(tx, id),
        None => Err(Error::NotFound(format!(
            "relation “{kind}” between {} and {}",
            name_of(tx, from)?,
            name_of(tx, to)?
        ))),
    }
}

/// Removes a relation.
pub(super) fn delete(tx: &Transaction<'_>, id: RelationId) -> Result<(), Error> {
    let removed = tx
        .prepare_cached("DELETE FROM relation WHERE id = :id")?
        .execute(named_params! {":id": id.0})?;
    if removed == 0 {
        return Err(Error::NotFound(format!("relation {id}")));
    }
    Ok(())
}

fn named(kind: &str) -> Result<String, Error> {
    some_text(kind)
        .map(str::to_lowercase)
        .ok_or_else(|| Error::Unsaid("a relation needs a kind, such as knows".into()))
}

/// The relation from one to the other, or from the other end where that says the same.
fn find(
    tx: &Transaction<'_>,
    from: ContactId,
    kind: &str,
    to: ContactId,
) -> rusqlite::Result<Option<RelationId>> {
    let mut statement = tx.prepare_cached(
        "SELECT id FROM relation
         WHERE contact_id = :from AND other_id = :to AND lower(kind) = :kind
            OR contact_id = :to AND other_id = :from AND lower(kind) = :from_there
         ORDER BY id
         LIMIT 1",
    )?;
    let mut rows = statement.query(named_params! {
        ":kind": kind, ":from": from.0, ":to": to.0, ":from_there": from_other_end(kind),
    })?;
    rows.next()?
        .map(|row| row.get("id").map(RelationId))
        .transpose()
}
