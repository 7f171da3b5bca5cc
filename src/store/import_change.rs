//! One field of somebody who is here, changed as an import plan says.

use rusqlite::{Transaction, named_params};

use super::contacts::{add_name, rename, set_note};
use super::rows::{name_of, uid};
use super::{Error, methods, tags};
use crate::domain::card::MethodKind;
use crate::domain::draft::Draft;
use crate::domain::id::ContactId;
use crate::domain::import::{FieldChange, address_text, read_occasion};
use crate::domain::matching::method_key;

/// That an address is `:value`, the text that `address_text` gives, in SQL.
macro_rules! address_is {
    () => {
        "concat_ws(', ', replace(street, char(10), ', '),
                         replace(city, char(10), ', '),
                         replace(region, char(10), ', '),
                         replace(postcode, char(10), ', '),
                         replace(country, char(10), ', ')) = :value"
    };
}

/// Carries out one change; labels and an address's parts come from the draft it is from.
/// Gives whether it was done: a field whose value has changed since the plan was made stays.
pub(super) fn apply(
    tx: &Transaction<'_>,
    id: ContactId,
    change: &FieldChange,
    draft: &Draft,
) -> Result<bool, Error> {
    let from = change.from.as_deref();
    let to = change.to.as_deref();
    if let Some(sql) = column(&change.field) {
        let changed = tx
            .prepare_cached(sql)?
            .execute(named_params! {":id": id.0, ":from": from, ":value": to})?;
        return Ok(changed > 0);
    }
    match (change.field.as_str(), change.field.split_once(':')) {
        ("name", _) => {
            let is_as_planned = from == Some(name_of(tx, id)?.as_str());
            if let (true, Some(to)) = (is_as_planned, to) {
                rename(tx, id, to)?;
            }
            return Ok(is_as_planned);
        }
        ("note", _) => return Ok(note(tx, id, from, to)?),
        ("birthday", _) => return Ok(birthday(tx, id, from, to)?),
        (_, Some(("occasion", label))) => occasion(tx, id, label, from, to)?,
        (_, Some(("label", of))) => return Ok(relabel(tx, id, of, from, to)?),
        (_, Some((list, label))) => labelled(tx, id, list, label, from, to)?,
        (kind @ ("nickname" | "phonetic"), _) => {
            if let Some(from) = from {
                tx.prepare_cached(
                    "DELETE FROM contact_name
                     WHERE contact_id = :id AND kind = :kind AND value = :value",
                )?
                .execute(named_params! {":id": id.0, ":kind": kind, ":value": from})?;
            }
            if let Some(to) = to {
                add_name(tx, id, kind, to)?;
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
        ("address", _) => address(tx, id, from, to, draft)?,
        (field, _) => {
            if let Some(kind) = MethodKind::from_word(field) {
                method(tx, id, kind, from, to, draft)?;
            }
        }
    }
    Ok(true)
}

/// The statement that sets a field with one value and a column of its own, where that is still
/// as planned.
fn column(field: &str) -> Option<&'static str> {
    macro_rules! set {
        ($column:literal) => {
            concat!(
                "UPDATE contact SET ",
                $column,
                " = :value
                 WHERE id = :id AND coalesce(",
                $column,
                ", '') = coalesce(:from, '')"
            )
        };
    }
    Some(match field {
        "kind" => set!("kind"),
        "prefix" => set!("prefix"),
        "given" => set!("given"),
        "middle" => set!("middle"),
        "family" => set!("family"),
        "suffix" => set!("suffix"),
        "org" => set!("org"),
        "unit" => set!("unit"),
        "title" => set!("title"),
        "city" => set!("city"),
        "met" => set!("met"),
        "met on" => set!("met_on"),
        "tie" => set!("tie"),
        "every" => {
            "UPDATE contact SET own_cadence = CAST(:value AS INTEGER)
             WHERE id = :id AND own_cadence IS CAST(:from AS INTEGER)"
        }
        _ => return None,
    })
}

/// Sets the notes where they are still as planned.
fn note(
    tx: &Transaction<'_>,
    id: ContactId,
    from: Option<&str>,
    to: Option<&str>,
) -> rusqlite::Result<bool> {
    let is: Option<String> = tx
        .prepare_cached("SELECT note FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| row.get("note"))?;
    let is_as_planned = is.as_deref().unwrap_or_default() == from.unwrap_or_default();
    if is_as_planned {
        set_note(tx, id, to)?;
    }
    Ok(is_as_planned)
}

/// A day other than the birthday.
fn occasion(
    tx: &Transaction<'_>,
    id: ContactId,
    label: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> rusqlite::Result<()> {
    if let Some((day, yearly)) = from.map(read_occasion) {
        tx.prepare_cached(
            "DELETE FROM occasion
             WHERE contact_id = :contact AND label = :label AND day = :day AND yearly = :yearly",
        )?
        .execute(named_params! {
            ":contact": id.0, ":label": label, ":day": day, ":yearly": yearly,
        })?;
    }
    if let Some((day, yearly)) = to.map(read_occasion) {
        tx.prepare_cached(
            "INSERT INTO occasion (uid, contact_id, label, day, yearly)
             VALUES (:uid, :contact, :label, :day, :yearly)",
        )?
        .execute(named_params! {
            ":uid": uid(), ":contact": id.0, ":label": label, ":day": day, ":yearly": yearly,
        })?;
    }
    Ok(())
}

/// Details and relations, which have a label of their own.
fn labelled(
    tx: &Transaction<'_>,
    id: ContactId,
    list: &str,
    label: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> rusqlite::Result<()> {
    let (delete, insert) = match list {
        "detail" => (
            "DELETE FROM detail
             WHERE contact_id = :contact AND label = :label AND value = :value",
            "INSERT INTO detail (uid, contact_id, label, value)
             VALUES (:uid, :contact, :label, :value)",
        ),
        "relation" => (
            "DELETE FROM relation
             WHERE contact_id = :contact AND kind = :label
               AND (other_name = :value
                    OR (SELECT name FROM contact WHERE id = other_id) = :value)",
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

/// Gives a way to reach somebody or an address another label, where it is still as planned;
/// `of` is its field and value.
fn relabel(
    tx: &Transaction<'_>,
    id: ContactId,
    of: &str,
    from: Option<&str>,
    to: Option<&str>,
) -> rusqlite::Result<bool> {
    let Some((field, value)) = of.split_once(':') else {
        return Ok(true);
    };
    let changed = match MethodKind::from_word(field) {
        Some(kind) => tx
            .prepare_cached(
                "UPDATE method SET label = :to
                 WHERE contact_id = :contact AND kind = :kind AND match_key = :key
                   AND label IS :from",
            )?
            .execute(named_params! {
                ":contact": id.0,
                ":kind": kind.word(),
                ":key": method_key(kind, value),
                ":from": from,
                ":to": to,
            })?,
        None => tx
            .prepare_cached(concat!(
                "UPDATE address SET label = :to
                 WHERE contact_id = :contact AND label IS :from AND ",
                address_is!()
            ))?
            .execute(named_params! {
                ":contact": id.0, ":value": value, ":from": from, ":to": to,
            })?,
    };
    Ok(changed > 0)
}

/// Sets or removes the birthday, where it is still as planned.
fn birthday(
    tx: &Transaction<'_>,
    id: ContactId,
    from: Option<&str>,
    to: Option<&str>,
) -> rusqlite::Result<bool> {
    let sql = match (from, to) {
        (Some(_), Some(_)) => {
            "UPDATE occasion SET day = :to
             WHERE contact_id = :contact AND label = 'birthday' AND day = :from"
        }
        (Some(_), None) => {
            "DELETE FROM occasion
             WHERE contact_id = :contact AND label = 'birthday' AND day = :from AND :to IS NULL"
        }
        (None, Some(_)) => {
            let is_there: bool = tx
                .prepare_cached(
                    "SELECT EXISTS (
                         SELECT 1 FROM occasion
                         WHERE contact_id = :contact AND label = 'birthday')",
                )?
                .query_row(named_params! {":contact": id.0}, |row| row.get(0))?;
            if !is_there {
                occasion(tx, id, "birthday", None, to)?;
            }
            return Ok(!is_there);
        }
        (None, None) => return Ok(true),
    };
    let changed = tx
        .prepare_cached(sql)?
        .execute(named_params! {":contact": id.0, ":from": from, ":to": to})?;
    Ok(changed > 0)
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
        tx.prepare_cached(concat!(
            "DELETE FROM address
             WHERE contact_id = :contact AND ",
            address_is!()
        ))?
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
