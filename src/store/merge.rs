//! Two contacts become one, and two who look alike stay two.
//!
//! What the one is then like is worked out by the domain from both cards as they are now; what
//! was of the other moves over row by row, so that nothing is made anew which was there. The
//! other contact goes once nothing is left of it, and is still found by its uid.

mod lists;
mod moving;

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, named_params};

use super::rows::{iso, name_of, uid, word};
use super::{Error, Store, card, contacts, import_change};
use crate::domain::change::LastSpoke;
use crate::domain::draft::Draft;
use crate::domain::id::ContactId;
use crate::domain::import::Known;
use crate::domain::merge::{
    Becomes, Choices, Merging, Pair, Side, Somebody, TwoPeople, look_alikes, merging,
};
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;

/// Makes one contact of two: the second becomes part of the first.
pub(super) fn merge(
    tx: &Transaction<'_>,
    (keep, other): (ContactId, ContactId),
    choices: &Choices,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let becomes = plan(tx, keep, other, choices, today)?.becomes;
    tx.execute_batch("PRAGMA defer_foreign_keys = ON")?;
    keep_values(tx, &becomes)?;
    lists::take_over(tx, keep, other, becomes.birthday)?;
    moving::take_over(tx, keep, other)?;
    for change in &becomes.changes {
        import_change::apply(tx, keep, change, &Draft::default())?;
    }
    set_row(tx, keep, other, &becomes)?;
    moving::settle_pauses(tx, keep, today)?;
    moving::relate_introducer(tx, keep, becomes.introduced_also_by)?;
    tx.prepare_cached(
        "INSERT INTO former_uid (uid, contact_id, former)
         SELECT :uid, :keep, uid FROM contact WHERE id = :other",
    )?
    .execute(named_params! {":uid": uid(), ":keep": keep.0, ":other": other.0})?;
    tx.prepare_cached("DELETE FROM contact WHERE id = :other")?
        .execute(named_params! {":other": other.0})?;
    contacts::start_counting(tx, keep, LastSpoke::Unknown, rules, today)
}

/// Notes that two who look alike are two people.
pub(super) fn two_people(
    tx: &Transaction<'_>,
    a: ContactId,
    b: ContactId,
    today: NaiveDate,
) -> Result<(), Error> {
    if a == b {
        return Err(Error::Refused(
            "that is one contact; say which two people they are".into(),
        ));
    }
    name_of(tx, a)?;
    name_of(tx, b)?;
    tx.prepare_cached(
        "INSERT INTO two_people (uid, contact_id, other_id, said_on)
         VALUES (:uid, :contact, :other, :today)
         ON CONFLICT DO NOTHING",
    )?
    .execute(named_params! {
        ":uid": uid(), ":contact": a.0, ":other": b.0, ":today": iso(today),
    })?;
    Ok(())
}

/// What two contacts would become, unless one is not there or was deleted.
fn plan(
    conn: &Connection,
    keep: ContactId,
    other: ContactId,
    choices: &Choices,
    today: NaiveDate,
) -> Result<Merging, Error> {
    if keep == other {
        return Err(Error::Refused(
            "that is one contact already; a merge needs two".into(),
        ));
    }
    let (first, second) = (known(conn, keep, today)?, known(conn, other, today)?);
    let name_of = |id: ContactId| name_of(conn, id).unwrap_or_else(|_| format!("contact {id}"));
    Ok(merging(&first, &second, choices, &name_of))
}

fn known(conn: &Connection, id: ContactId, today: NaiveDate) -> Result<Known, Error> {
    name_of(conn, id)?;
    let standing = conn
        .prepare_cached("SELECT standing FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| {
            word(row, "standing", Standing::from_word)
        })?;
    if standing == Standing::Deleted {
        return Err(Error::Refused(format!(
            "{} is deleted; `ties bring-back {id}` brings them back first",
            name_of(conn, id)?
        )));
    }
    let mut all = card::known(conn, card::Span::one(id))?;
    let (Some(mut known), Some(card)) = (all.pop(), card::card(conn, id, today)?) else {
        return Err(Error::NotFound(format!("contact {id}")));
    };
    known.card = card;
    Ok(known)
}

/// Notes with each source what of it a hand had typed on the other card.
fn keep_values(tx: &Transaction<'_>, becomes: &Becomes) -> rusqlite::Result<()> {
    let mut append = tx.prepare_cached(
        "UPDATE source
         SET fields = json_insert(fields, '$[#]', json_array('kept:' || :field, :value))
         WHERE kind = :kind AND external_id = :external_id",
    )?;
    for (kind, external_id, kept) in &becomes.kept {
        for (field, value) in kept {
            append.execute(named_params! {
                ":kind": kind, ":external_id": external_id, ":field": field, ":value": value,
            })?;
        }
    }
    Ok(())
}

/// Sets what the row of the contact that is kept holds and an import never does.
fn set_row(
    tx: &Transaction<'_>,
    keep: ContactId,
    other: ContactId,
    becomes: &Becomes,
) -> rusqlite::Result<()> {
    let theirs = |side: Side| side == Side::Other;
    tx.prepare_cached(
        "UPDATE contact
         SET standing = iif(:standing, o.standing, contact.standing),
             standing_on = iif(:standing, o.standing_on, contact.standing_on),
             counting_from = iif(:counting, o.counting_from, contact.counting_from),
             introduced_by = :introduced_by,
             added_on = min(contact.added_on, o.added_on),
             is_new = 0
         FROM contact AS o
         WHERE contact.id = :keep AND o.id = :other",
    )?
    .execute(named_params! {
        ":keep": keep.0,
        ":other": other.0,
        ":standing": theirs(becomes.standing),
        ":counting": theirs(becomes.counting_from),
        ":introduced_by": becomes.introduced_by.map(|by| by.0),
    })?;
    Ok(())
}

impl Store {
    /// Those who may be here twice, the likeliest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn look_alikes(&self) -> Result<Vec<Pair>, Error> {
        self.read(|conn| Ok(look_alikes(&everybody(conn)?, &known_as_two(conn)?)))
    }

    /// What two contacts would become, where nothing is chosen but this.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Refused`] where they cannot be merged.
    pub fn merging(
        &self,
        keep: ContactId,
        other: ContactId,
        choices: &Choices,
        today: NaiveDate,
    ) -> Result<Merging, Error> {
        self.read(|conn| plan(conn, keep, other, choices, today))
    }

    /// Two of whom one may be made, with what each source last said of them.
    ///
    /// # Errors
    /// [`Error::NotFound`] and [`Error::Refused`] where they cannot be merged.
    pub fn two(
        &self,
        keep: ContactId,
        other: ContactId,
        today: NaiveDate,
    ) -> Result<[Known; 2], Error> {
        self.read(|conn| Ok([known(conn, keep, today)?, known(conn, other, today)?]))
    }

    /// Whether somebody has said that these are two people.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn are_two_people(&self, a: ContactId, b: ContactId) -> Result<bool, Error> {
        self.read(|conn| Ok(known_as_two(conn)?.has(a, b)))
    }
}

fn everybody(conn: &Connection) -> rusqlite::Result<Vec<Somebody>> {
    let mut ids: HashMap<ContactId, Vec<String>> = HashMap::new();
    let mut all = conn.prepare_cached(
        "SELECT contact_id, external_id AS id FROM source
         UNION ALL
         SELECT contact_id, former FROM former_uid",
    )?;
    let mut all = all.query([])?;
    while let Some(row) = all.next()? {
        let of = ids.entry(ContactId(row.get("contact_id")?)).or_default();
        of.push(row.get("id")?);
    }
    let everybody = card::cards(conn, card::Span::ALL)?.into_iter();
    Ok(everybody
        .map(|card| Somebody {
            ids: ids.remove(&card.id).unwrap_or_default(),
            card,
        })
        .collect())
}

fn known_as_two(conn: &Connection) -> rusqlite::Result<TwoPeople> {
    let mut two = TwoPeople::default();
    let mut all = conn.prepare_cached("SELECT contact_id, other_id FROM two_people")?;
    let mut all = all.query([])?;
    while let Some(row) = all.next()? {
        two.say(ContactId(row.get(0)?), ContactId(row.get(1)?));
    }
    Ok(two)
}
