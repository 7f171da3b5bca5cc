//! Ways to reach somebody.

use rusqlite::{Transaction, named_params};

use super::Error;
use super::rows::{some_text, uid};
use crate::domain::card::MethodKind;
use crate::domain::id::ContactId;
use crate::domain::matching::method_key;

/// Adds a way to reach a contact, unless it is there already in another spelling.
pub(super) fn add(
    tx: &Transaction<'_>,
    contact: ContactId,
    kind: MethodKind,
    label: Option<&str>,
    value: &str,
) -> Result<(), Error> {
    let Some(value) = some_text(value) else {
        return Err(Error::Unsaid(format!(
            "an empty {} says nothing",
            kind.word()
        )));
    };
    tx.prepare_cached(
        "INSERT INTO method (uid, contact_id, kind, label, value, match_key)
         SELECT :uid, :contact, :kind, :label, :value, :key
         WHERE NOT EXISTS (
             SELECT 1 FROM method
             WHERE contact_id = :contact AND kind = :kind AND match_key = :key)",
    )?
    .execute(named_params! {
        ":uid": uid(),
        ":contact": contact.0,
        ":kind": kind.word(),
        ":label": label.and_then(some_text),
        ":value": value,
        ":key": method_key(kind, value),
    })?;
    Ok(())
}

/// Removes a way to reach a contact, however it is spelled.
pub(super) fn remove(
    tx: &Transaction<'_>,
    contact: ContactId,
    kind: MethodKind,
    value: &str,
) -> Result<(), Error> {
    let removed = tx
        .prepare_cached(
            "DELETE FROM method
             WHERE contact_id = :contact AND kind = :kind
               AND (value = :value OR match_key = :key)",
        )?
        .execute(named_params! {
            ":contact": contact.0,
            ":kind": kind.word(),
            ":value": value.trim(),
            ":key": method_key(kind, value),
        })?;
    if removed == 0 {
        return Err(Error::NotFound(format!("{} {value}", kind.word())));
    }
    Ok(())
}
