//! What is about the other contact is about the one that is kept from then on. Where there may
//! be only one row for both, that of `keep` stays.

use chrono::NaiveDate;
use rusqlite::{Transaction, named_params};

use crate::domain::id::ContactId;
use crate::domain::relation::from_other_end;
use crate::store::Error;
use crate::store::relations;
use crate::store::rows::iso;

/// One statement after the other.
const MOVES: [&str; 31] = [
    // Both took part: one place.
    "DELETE FROM catch_up_contact
     WHERE contact_id = :other
       AND catch_up_id IN (SELECT catch_up_id FROM catch_up_contact WHERE contact_id = :keep)",
    "UPDATE catch_up_contact SET contact_id = :keep WHERE contact_id = :other",
    "UPDATE next_step_contact SET position = o.position
     FROM next_step_contact AS o
     WHERE next_step_contact.contact_id = :keep AND o.contact_id = :other
       AND o.next_step_id = next_step_contact.next_step_id
       AND o.position < next_step_contact.position",
    "DELETE FROM next_step_contact
     WHERE contact_id = :other
       AND next_step_id IN (SELECT next_step_id FROM next_step_contact WHERE contact_id = :keep)",
    "UPDATE next_step_contact SET contact_id = :keep WHERE contact_id = :other",
    "DELETE FROM contact_tag
     WHERE contact_id = :other
       AND tag_id IN (SELECT tag_id FROM contact_tag WHERE contact_id = :keep)",
    "UPDATE contact_tag SET contact_id = :keep WHERE contact_id = :other",
    // A flag that both had is one; on the mind they are since the earlier day.
    "UPDATE flag SET from_day = min(flag.from_day, o.from_day)
     FROM flag AS o
     WHERE flag.contact_id = :keep AND o.contact_id = :other
       AND flag.kind = 'mind' AND o.kind = 'mind'
       AND flag.ended_on IS NULL AND o.ended_on IS NULL
       AND o.from_day < flag.from_day",
    "DELETE FROM flag
     WHERE contact_id = :other
       AND EXISTS (
           SELECT 1 FROM flag AS mine
           WHERE mine.contact_id = :keep AND mine.kind = flag.kind
             AND mine.ended_on IS flag.ended_on
             AND (mine.kind = 'mind' AND mine.ended_on IS NULL
                  OR (mine.from_day = flag.from_day AND mine.until_day IS flag.until_day)))",
    "UPDATE flag SET contact_id = :keep WHERE contact_id = :other",
    "UPDATE declined_offer SET declined_on = o.declined_on
     FROM declined_offer AS o
     WHERE declined_offer.contact_id = :keep AND o.contact_id = :other
       AND o.offer = declined_offer.offer
       AND o.declined_on > declined_offer.declined_on",
    "DELETE FROM declined_offer
     WHERE contact_id = :other
       AND offer IN (SELECT offer FROM declined_offer WHERE contact_id = :keep)",
    "UPDATE declined_offer SET contact_id = :keep WHERE contact_id = :other",
    "DELETE FROM link_share
     WHERE contact_id = :other
       AND EXISTS (
           SELECT 1 FROM link_share AS mine
           WHERE mine.contact_id = :keep AND mine.link_id = link_share.link_id
             AND mine.day = link_share.day AND mine.catch_up_id IS link_share.catch_up_id)",
    "UPDATE link_share SET contact_id = :keep WHERE contact_id = :other",
    "UPDATE request SET contact_id = :keep WHERE contact_id = :other",
    "UPDATE request SET introduced_by = :keep WHERE introduced_by = :other",
    "UPDATE request SET introduced_by = NULL
     WHERE introduced_by = :keep AND contact_id = :keep",
    "UPDATE source SET contact_id = :keep WHERE contact_id = :other",
    "UPDATE conflict SET contact_id = :keep WHERE contact_id = :other",
    // What was answered once need not be asked again.
    "UPDATE suggestion SET answer = o.answer, answered_on = o.answered_on
     FROM suggestion AS o
     WHERE suggestion.contact_id = :keep AND o.contact_id = :other
       AND o.source = suggestion.source AND o.external_id = suggestion.external_id
       AND suggestion.answer IS NULL AND o.answer IS NOT NULL",
    "DELETE FROM suggestion
     WHERE contact_id = :other
       AND EXISTS (
           SELECT 1 FROM suggestion AS mine
           WHERE mine.contact_id = :keep AND mine.source = suggestion.source
             AND mine.external_id = suggestion.external_id)",
    "UPDATE suggestion SET contact_id = :keep WHERE contact_id = :other",
    "UPDATE contact SET introduced_by = :keep WHERE introduced_by = :other AND id <> :keep",
    "UPDATE former_uid SET contact_id = :keep WHERE contact_id = :other",
    // Nobody is two people with themselves, and with another one only once.
    "DELETE FROM two_people
     WHERE (contact_id = :keep AND other_id = :other) OR (contact_id = :other AND other_id = :keep)",
    "DELETE FROM two_people
     WHERE contact_id = :other
       AND EXISTS (
           SELECT 1 FROM two_people AS mine
           WHERE (mine.contact_id = :keep AND mine.other_id = two_people.other_id)
              OR (mine.other_id = :keep AND mine.contact_id = two_people.other_id))",
    "DELETE FROM two_people
     WHERE other_id = :other
       AND EXISTS (
           SELECT 1 FROM two_people AS mine
           WHERE (mine.contact_id = :keep AND mine.other_id = two_people.contact_id)
              OR (mine.other_id = :keep AND mine.contact_id = two_people.contact_id))",
    "UPDATE two_people SET contact_id = :keep WHERE contact_id = :other",
    "UPDATE two_people SET other_id = :keep WHERE other_id = :other",
    // Nobody is related to themselves.
    "DELETE FROM relation
     WHERE (contact_id = :keep AND other_id = :other) OR (contact_id = :other AND other_id = :keep)",
];

/// Moves all that is about the other contact.
pub(super) fn take_over(
    tx: &Transaction<'_>,
    keep: ContactId,
    other: ContactId,
) -> rusqlite::Result<()> {
    let all = named_params! {":keep": keep.0, ":other": other.0};
    for sql in MOVES {
        let mut statement = tx.prepare_cached(sql)?;
        // Not every statement is about both.
        let known: Vec<_> = all
            .iter()
            .filter(|(name, _)| matches!(statement.parameter_index(name), Ok(Some(_))))
            .copied()
            .collect();
        statement.execute(known.as_slice())?;
    }
    take_over_relations(tx, keep, other)
}

/// Relations of the other, each unless `keep` is so related already, from whichever end.
fn take_over_relations(
    tx: &Transaction<'_>,
    keep: ContactId,
    other: ContactId,
) -> rusqlite::Result<()> {
    struct Related {
        id: i64,
        kind: String,
        from_other: bool,
        to: Option<i64>,
        name: Option<String>,
    }
    let theirs: Vec<Related> = tx
        .prepare_cached(
            "SELECT id, kind, contact_id = :other AS from_other,
                    iif(contact_id = :other, other_id, contact_id) AS to_id, other_name
             FROM relation
             WHERE contact_id = :other OR other_id = :other
             ORDER BY id",
        )?
        .query_map(named_params! {":other": other.0}, |row| {
            Ok(Related {
                id: row.get("id")?,
                kind: row.get("kind")?,
                from_other: row.get("from_other")?,
                to: row.get("to_id")?,
                name: row.get("other_name")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    for related in theirs {
        let kind = related.kind.to_lowercase();
        let (from, to) = match related.from_other {
            true => (Some(keep.0), related.to),
            false => (related.to, Some(keep.0)),
        };
        let is_known: bool = tx
            .prepare_cached(
                "SELECT EXISTS (
                     SELECT 1 FROM relation
                     WHERE id <> :id
                       AND (contact_id = :from AND other_id = :to AND lower(kind) = :kind
                         OR contact_id = :to AND other_id = :from AND lower(kind) = :from_there
                         OR contact_id = :from AND lower(other_name) = lower(:name)
                            AND lower(kind) = :kind))",
            )?
            .query_row(
                named_params! {
                    ":id": related.id, ":from": from, ":to": to, ":kind": kind,
                    ":from_there": from_other_end(&kind), ":name": related.name,
                },
                |row| row.get(0),
            )?;
        let sql = match (is_known, related.from_other) {
            (true, _) => "DELETE FROM relation WHERE id = :id AND :keep IS NOT NULL",
            (false, true) => "UPDATE relation SET contact_id = :keep WHERE id = :id",
            (false, false) => "UPDATE relation SET other_id = :keep WHERE id = :id",
        };
        tx.prepare_cached(sql)?
            .execute(named_params! {":id": related.id, ":keep": keep.0})?;
    }
    Ok(())
}

/// Relates the contact to a second one who introduced them.
pub(super) fn relate_introducer(
    tx: &Transaction<'_>,
    keep: ContactId,
    by: Option<ContactId>,
) -> Result<(), Error> {
    match by {
        Some(by) => relations::relate(tx, keep, "introduced by", by).map(drop),
        None => Ok(()),
    }
}

/// Has one pause be open where somebody is paused, and none where they are not.
pub(super) fn settle_pauses(
    tx: &Transaction<'_>,
    keep: ContactId,
    today: NaiveDate,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE flag SET ended_on = max(from_day, :today)
         WHERE contact_id = :keep AND kind = 'paused' AND ended_on IS NULL
           AND (SELECT standing FROM contact WHERE id = :keep) <> 'paused'",
    )?
    .execute(named_params! {":keep": keep.0, ":today": iso(today)})?;
    tx.prepare_cached(
        "DELETE FROM flag
         WHERE contact_id = :keep AND kind = 'paused' AND ended_on IS NULL
           AND id <> (SELECT id FROM flag
                      WHERE contact_id = :keep AND kind = 'paused' AND ended_on IS NULL
                      ORDER BY from_day, id
                      LIMIT 1)",
    )?
    .execute(named_params! {":keep": keep.0})?;
    Ok(())
}
