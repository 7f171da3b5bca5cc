//! One field of somebody who is here, changed as an import plan says.

use rusqlite::{Transaction, named_params};

use super::contacts::{add_name, rename};
use super::rows::uid;
use super::{Error, methods, tags};
use crate::domain::card::MethodKind;
use crate::domain::draft::Draft;
use crate::domain::id::ContactId;
use crate::domain::import::{FieldChange, address_text};

/// Carries out one change; labels and an address's parts come from the draft it is from.
pub(super) fn apply(
    tx: &Transaction<'_>,
    id: ContactId,
    change: &FieldChange,
    draft: &Draft,
) -> Result<(), Error> {
    let from = change.from.as_deref();
    let to = change.to.as_deref();
    if let Some(sql) = column(&change.field) {
        tx.prepare_cached(sql)?
            .execute(named_params! {":id": id.0, ":value": to})?;
        return Ok(());
    }
    match (change.field.as_str(), change.field.split_once(':')) {
        ("name", _) => {
            if let Some(to) = to {
                rename(tx, id, to)?;
            }
        }
        (_, Some((list, label))) => labelled(tx, id, list, label, from, to)?,
        ("phonetic", _) => {
            tx.prepare_cached(
                "DELETE FROM contact_name WHERE contact_id = :id AND kind = 'phonetic'",
            )?
            .execute(named_params! {":id": id.0})?;
            if let Some(to) = to {
                add_name(tx, id, "phonetic", to)?;
            }
        }
        ("nickname", _) => {
            if let Some(from) = from {
                tx.prepare_cached(
                    "DELETE FROM contact_name
                     WHERE contact_id = :id AND kind = 'nickname' AND value = :value",
                )?
                .execute(named_params! {":id": id.0, ":value": from})?;
            }
            if let Some(to) = to {
                add_name(tx, id, "nickname", to)?;
            }
        }
        ("tag", _) => {
            if let Some(from) = from {
                tags::remove(tx, id, from)?;
            }
            if let Some(to) = to {
                tags::add(tx, id, to)?;
            }
        }
        ("interest", _) => {
            if let Some(from) = from {
                tags::remove_interest(tx, id, from)?;
            }
            if let Some(to) = to {
                tags::add_interest(tx, id, to)?;
            }
        }
        ("birthday", _) => birthday(tx, id, to)?,
        ("address", _) => address(tx, id, from, to, draft)?,
        (field, _) => {
            if let Some(kind) = MethodKind::from_word(field) {
                method(tx, id, kind, from, to, draft)?;
            }
        }
    }
    Ok(())
}

/// The statement that sets a field with one value and a column of its own.
fn column(field: &str) -> Option<&'static str> {
    Some(match field {
        "kind" => "UPDATE contact SET kind = :value WHERE id = :id",
        "prefix" => "UPDATE contact SET prefix = :value WHERE id = :id",
        "given" => "UPDATE contact SET given = :value WHERE id = :id",
        "middle" => "UPDATE contact SET middle = :value WHERE id = :id",
        "family" => "UPDATE contact SET family = :value WHERE id = :id",
        "suffix" => "UPDATE contact SET suffix = :value WHERE id = :id",
        "org" => "UPDATE contact SET org = :value WHERE id = :id",
        "unit" => "UPDATE contact SET unit = :value WHERE id = :id",
        "title" => "UPDATE contact SET title = :value WHERE id = :id",
        "city" => "UPDATE contact SET city = :value WHERE id = :id",
        "note" => "UPDATE contact SET note = :value WHERE id = :id",
        "met" => "UPDATE contact SET met = :value WHERE id = :id",
        "met on" => "UPDATE contact SET met_on = :value WHERE id = :id",
        "tie" => "UPDATE contact SET tie = :value WHERE id = :id",
        "every" => "UPDATE contact SET own_cadence = CAST(:value AS INTEGER) WHERE id = :id",
        _ => return None,
    })
}

/// Days, details and relations, which have a label of their own.
fn labelled(
    tx: &Transaction<'_>,
    id: ContactId,
    list: &str,
    label: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> rusqlite::Result<()> {
    let (delete, insert) = match list {
        "occasion" => (
            "DELETE FROM occasion
             WHERE contact_id = :contact AND label = :label AND day = :value",
            "INSERT INTO occasion (uid, contact_id, label, day)
             VALUES (:uid, :contact, :label, :value)",
        ),
        "detail" => (
            "DELETE FROM detail
             WHERE contact_id = :contact AND label = :label AND value = :value",
            "INSERT INTO detail (uid, contact_id, label, value)
             VALUES (:uid, :contact, :label, :value)",
        ),
        "relation" => (
            "DELETE FROM relation
             WHERE contact_id = :contact AND kind = :label AND other_name = :value",
            "INSERT INTO relation (uid, contact_id, kind, other_name)
             VALUES (:uid, :contact, :label, :value)",
        ),
        _ => return Ok(()),
    };
    if let Some(from) = from {
        tx.prepare_cached(delete)?
            .execute(named_params! {":contact": id.0, ":label": label, ":value": from})?;
    }
    if let Some(to) = to {
        tx.prepare_cached(insert)?.execute(
            named_params! {":uid": uid(), ":contact": id.0, ":label": label, ":value": to},
        )?;
    }
    Ok(())
}

fn birthday(tx: &Transaction<'_>, id: ContactId, to: Option<&str>) -> rusqlite::Result<()> {
    match to {
        Some(to) => {
            let moved = tx
                .prepare_cached(
                    "UPDATE occasion SET day = :day
                     WHERE contact_id = :contact AND label = 'birthday'",
                )?
                .execute(named_params! {":contact": id.0, ":day": to})?;
            if moved == 0 {
                labelled(tx, id, "occasion", "birthday", None, Some(to))?;
            }
        }
        None => {
            tx.prepare_cached(
                "DELETE FROM occasion WHERE contact_id = :contact AND label = 'birthday'",
            )?
            .execute(named_params! {":contact": id.0})?;
        }
    }
    Ok(())
}

fn method(
    tx: &Transaction<'_>,
    id: ContactId,
    kind: MethodKind,
    from: Option<&str>,
    to: Option<&str>,
    draft: &Draft,
) -> Result<(), Error> {
    if let Some(from) = from {
        match methods::remove(tx, id, kind, from) {
            Ok(()) | Err(Error::NotFound(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if let Some(to) = to {
        let label = draft
            .methods
            .iter()
            .find(|method| method.kind == kind && method.value == to)
            .and_then(|method| method.label.as_deref());
        methods::add(tx, id, kind, label, to)?;
    }
    Ok(())
}

fn address(
    tx: &Transaction<'_>,
    id: ContactId,
    from: Option<&str>,
    to: Option<&str>,
    draft: &Draft,
) -> rusqlite::Result<()> {
    if let Some(from) = from {
        // The same text as `address_text` gives, in SQL.
        tx.prepare_cached(
            "DELETE FROM address
             WHERE contact_id = :contact
               AND concat_ws(', ', replace(street, char(10), ', '),
                                   replace(city, char(10), ', '),
                                   replace(region, char(10), ', '),
                                   replace(postcode, char(10), ', '),
                                   replace(country, char(10), ', ')) = :value",
        )?
        .execute(named_params! {":contact": id.0, ":value": from})?;
    }
    let added = to.and_then(|to| {
        draft
            .addresses
            .iter()
            .find(|address| address_text(address) == to)
    });
    if let Some(address) = added {
        tx.prepare_cached(
            "INSERT INTO address (uid, contact_id, label, street, city, region, postcode, country)
             VALUES (:uid, :contact, :label, :street, :city, :region, :postcode, :country)",
        )?
        .execute(named_params! {
            ":uid": uid(),
            ":contact": id.0,
            ":label": address.label,
            ":street": address.street,
            ":city": address.city,
            ":region": address.region,
            ":postcode": address.postcode,
            ":country": address.country,
        })?;
    }
    Ok(())
}
