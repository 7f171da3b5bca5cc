//! What was changed here and in a card alike: it waits for an answer.

use std::collections::HashSet;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use super::super::rows::{iso, odd, uid};
use super::super::{Error, Store, import_change, said};
use super::{json, pairs};
use crate::domain::card::MethodKind;
use crate::domain::draft::{Draft, DraftMethod};
use crate::domain::folder::{Answer, Clash, Conflict, Fields, carry_out};
use crate::domain::id::{ConflictId, ContactId, SourceId};
use crate::domain::import::FieldChange;

impl Store {
    /// The properties that were changed on both sides and wait for an answer, in the order in
    /// which they were found.
    pub fn conflicts(&self) -> Result<Vec<Conflict>, Error> {
        self.read(|conn| Ok(conflicts(conn)?))
    }
}

/// Answers what waits: what the card says counts as seen, and here is what was answered. Where
/// that is not what the card says, the next sync tells it.
pub(in crate::store) fn answer(
    tx: &Transaction<'_>,
    ids: &[ConflictId],
    answer: Answer,
) -> Result<(), Error> {
    for id in ids {
        answer_one(tx, *id, answer)?;
    }
    Ok(())
}

/// What an answer is called in the history.
pub(in crate::store) fn answer_label(
    conn: &Connection,
    ids: &[ConflictId],
    answer: Answer,
) -> rusqlite::Result<String> {
    let Some(first) = ids.first() else {
        return Ok("answered nothing".to_owned());
    };
    let found = conflicts(conn)?;
    Ok(match found.iter().find(|conflict| conflict.id == *first) {
        Some(Conflict { name, clash, .. }) => {
            let what = clash.called();
            match answer {
                Answer::Ours => format!("kept the {what} of {name} as it is here"),
                Answer::Theirs => format!("took the {what} of {name} from the card"),
                Answer::Both => format!("kept both, {what} of {name}"),
            }
        }
        None => format!("answered conflict {first}"),
    })
}

/// Has these and no others wait for an answer about a card.
pub(super) fn set_conflicts(
    tx: &Transaction<'_>,
    source: SourceId,
    clashes: &[Clash],
    today: NaiveDate,
) -> rusqlite::Result<()> {
    let of_source: Vec<(i64, String, Option<String>)> = tx
        .prepare_cached("SELECT id, field, was FROM conflict WHERE source_id = :source")?
        .query_map(named_params! {":source": source.0}, |row| {
            Ok((row.get("id")?, row.get("field")?, row.get("was")?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut kept = HashSet::new();
    for Clash {
        field,
        before,
        ours,
        theirs,
    } in clashes
    {
        let held = of_source
            .iter()
            .find(|(_, of, was)| of == field && was == before);
        match held {
            Some((id, ..)) => {
                kept.insert(*id);
                tx.prepare_cached(
                    "UPDATE conflict SET ours = :ours, theirs = :theirs
                     WHERE id = :id AND (ours IS NOT :ours OR theirs IS NOT :theirs)",
                )?
                .execute(named_params! {":id": id, ":ours": ours, ":theirs": theirs})?;
            }
            None => {
                tx.prepare_cached(
                    "INSERT INTO conflict
                         (uid, contact_id, source_id, field, was, ours, theirs, found_on)
                     SELECT :uid, contact_id, id, :field, :was, :ours, :theirs, :today
                     FROM source
                     WHERE id = :source",
                )?
                .execute(named_params! {
                    ":uid": uid(),
                    ":source": source.0,
                    ":field": field,
                    ":was": before,
                    ":ours": ours,
                    ":theirs": theirs,
                    ":today": iso(today),
                })?;
            }
        }
    }
    for (id, ..) in of_source {
        if !kept.contains(&id) {
            tx.prepare_cached("DELETE FROM conflict WHERE id = :id")?
                .execute(named_params! {":id": id})?;
        }
    }
    Ok(())
}

fn conflicts(conn: &Connection) -> rusqlite::Result<Vec<Conflict>> {
    conn.prepare_cached(
        "SELECT w.id, w.contact_id, c.name, w.field, w.was, w.ours, w.theirs
         FROM conflict AS w JOIN contact AS c ON c.id = w.contact_id
         WHERE c.standing <> 'deleted'
         ORDER BY w.id",
    )?
    .query_map([], |row| {
        Ok(Conflict {
            id: ConflictId(row.get("id")?),
            contact: ContactId(row.get("contact_id")?),
            name: row.get("name")?,
            clash: clash(row)?,
        })
    })?
    .collect()
}

fn clash(row: &Row<'_>) -> rusqlite::Result<Clash> {
    Ok(Clash {
        field: row.get("field")?,
        before: row.get("was")?,
        ours: row.get("ours")?,
        theirs: row.get("theirs")?,
    })
}

fn answer_one(tx: &Transaction<'_>, id: ConflictId, answer: Answer) -> Result<(), Error> {
    let found = tx
        .prepare_cached(
            "SELECT w.contact_id, w.source_id, w.field, w.was, w.ours, w.theirs,
                    s.card, s.fields, s.ours AS agreed
             FROM conflict AS w JOIN source AS s ON s.id = w.source_id
             WHERE w.id = :id",
        )?
        .query_row(named_params! {":id": id.0}, |row| {
            let fields: String = row.get("fields")?;
            let card: Option<String> = row.get("card")?;
            let said = said::fields(&fields, card.as_deref());
            let said = said.ok_or_else(|| odd("fields", &fields))?;
            let agreed: Option<String> = row.get("agreed")?;
            Ok(Waiting {
                contact: ContactId(row.get("contact_id")?),
                source: row.get("source_id")?,
                clash: clash(row)?,
                card: card.unwrap_or_default(),
                said,
                agreed: pairs(agreed.as_deref().unwrap_or("[]"))?,
            })
        })
        .optional()?;
    let Some(mut waiting) = found else {
        return Err(Error::NotFound(format!("conflict {id}")));
    };
    let clash = &waiting.clash;
    let change = |from: &Option<String>| FieldChange {
        field: clash.field.clone(),
        from: from.clone(),
        to: clash.theirs.clone(),
    };
    let here = match answer {
        Answer::Ours => None,
        Answer::Theirs => Some(change(&clash.ours)),
        Answer::Both => Some(change(&None)),
    };
    if let Some(here) = here {
        let draft = labelled(tx, waiting.contact, clash)?;
        if !import_change::apply(tx, waiting.contact, &here, &draft)? {
            return Err(Error::Refused(format!(
                "the {} has changed here since this was found; `ties vdir sync` looks again",
                clash.field
            )));
        }
    }
    let seen = [change(&clash.before)];
    carry_out(&mut waiting.said.fields, &seen);
    carry_out(&mut waiting.agreed, &seen);
    tx.prepare_cached("UPDATE source SET fields = :fields, ours = :ours WHERE id = :id")?
        .execute(named_params! {
            ":id": waiting.source,
            ":fields": said::text(&waiting.said.fields, &waiting.said.kept, &waiting.card),
            ":ours": json(&waiting.agreed),
        })?;
    tx.prepare_cached("DELETE FROM conflict WHERE id = :id")?
        .execute(named_params! {":id": id.0})?;
    Ok(())
}

struct Waiting {
    contact: ContactId,
    source: i64,
    clash: Clash,
    card: String,
    said: said::Read,
    agreed: Fields,
}

/// Their way to reach somebody, called as ours is, whose place it takes.
fn labelled(conn: &Connection, id: ContactId, clash: &Clash) -> rusqlite::Result<Draft> {
    let (Some(kind), Some(theirs)) = (MethodKind::from_word(&clash.field), &clash.theirs) else {
        return Ok(Draft::default());
    };
    let label = conn
        .prepare_cached(
            "SELECT label FROM method
             WHERE contact_id = :contact AND kind = :kind AND value = :value",
        )?
        .query_row(
            named_params! {":contact": id.0, ":kind": kind.word(), ":value": clash.ours},
            |row| row.get("label"),
        )
        .optional()?;
    let method = DraftMethod {
        kind,
        label: label.flatten(),
        value: theirs.clone(),
    };
    Ok(Draft {
        methods: vec![method],
        ..Draft::default()
    })
}
