//! Offers that nobody wanted.

use chrono::NaiveDate;
use rusqlite::{Transaction, named_params};

use super::Error;
use super::rows::{iso, name_of, uid};
use crate::domain::id::ContactId;
use crate::domain::offer::OfferKind;

/// Remembers that what was offered for somebody was declined on `today`.
pub(super) fn decline(
    tx: &Transaction<'_>,
    id: ContactId,
    kind: OfferKind,
    today: NaiveDate,
) -> Result<(), Error> {
    name_of(tx, id)?;
    tx.prepare_cached(
        "INSERT INTO declined_offer (uid, contact_id, offer, declined_on)
         VALUES (:uid, :contact, :offer, :today)
         ON CONFLICT (contact_id, offer) DO UPDATE SET declined_on = excluded.declined_on
         WHERE declined_on <> excluded.declined_on",
    )?
    .execute(named_params! {
        ":uid": uid(), ":contact": id.0, ":offer": kind.word(), ":today": iso(today),
    })?;
    Ok(())
}
