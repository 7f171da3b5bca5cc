//! Applying an import plan, inside the one transaction and action of the import.
//!
//! Whoever is new comes in quietly: latent unless the plan or the record says otherwise,
//! marked as new, and without a day to count from unless a cadence comes along, which is
//! then spread, so that a crowd never comes due together. Whoever is here keeps standing
//! and flags: only a hand brings somebody back.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, named_params};

use super::batch::Batch;
use super::import_new::{self, Tags, UNKNOWN};
use super::rows::{Uids, iso, name_of, uid};
use super::{Error, contacts, import_change};
use crate::domain::draft::{Draft, SourceKind};
use crate::domain::id::ContactId;
use crate::domain::import::{FieldChange, Outcome, Person, Plan, Row, fields};
use crate::domain::rules::Rules;

/// Carries out a plan: everyone new comes in, everyone merged is changed as the plan says.
pub(super) fn apply(
    tx: &Transaction<'_>,
    plan: &Plan,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let mut tags = Tags::read(tx)?;
    let mut whom = import_new::make(tx, plan, &mut tags, rules, today)?;
    for (at, row) in plan.rows.iter().enumerate() {
        let (into, changes) = match &row.outcome {
            Outcome::SameAs { row, changes, .. } => {
                (whom.get(*row).copied().flatten(), changes.as_slice())
            }
            Outcome::Merge { into, changes, .. } => {
                name_of(tx, *into)?; // who may have gone since the plan was made
                (Some(*into), changes.as_slice())
            }
            Outcome::Unchanged { into } => (Some(*into), &[][..]),
            Outcome::New | Outcome::Unsure { .. } | Outcome::Skip => continue,
        };
        if let Some(into) = into {
            merge(tx, into, changes, &row.draft, &mut tags)?;
            let starts = |field: &str| changes.iter().any(|change| change.field == field);
            if starts("tie") || starts("every") {
                contacts::start_counting(tx, into, UNKNOWN, rules, today)?;
            }
        }
        whom[at] = into;
    }
    sources(tx, plan, &whom, &iso(today))?;
    for (row, id) in plan.rows.iter().zip(&whom) {
        let other = match row.household {
            Some(Person::Known(other)) => Some(other),
            Some(Person::Row(other)) => whom.get(other).copied().flatten(),
            None => None,
        };
        if let (Some(id), Some(other)) = (id, other)
            && *id != other
        {
            relate(tx, *id, "household", other)?;
        }
    }
    Ok(())
}

/// Room in memory for the pages of one big transaction. With the usual two megabytes they
/// are written, read again and rewritten all the way through, many times over.
pub(super) struct Room {
    cache_size: i64,
}

impl Room {
    /// Pages for some 256 MB, in the KiB that SQLite writes as a negative number.
    const BIG: i64 = -256_000;

    pub(super) fn make(conn: &Connection) -> rusqlite::Result<Room> {
        let cache_size = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
        conn.pragma_update(None, "cache_size", Room::BIG)?;
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        Ok(Room { cache_size })
    }

    pub(super) fn give_back(self, conn: &Connection) -> rusqlite::Result<()> {
        conn.pragma_update(None, "temp_store", "DEFAULT")?;
        conn.pragma_update(None, "cache_size", self.cache_size)?;
        conn.execute_batch("PRAGMA shrink_memory")
    }
}

fn merge(
    tx: &Transaction<'_>,
    id: ContactId,
    changes: &[FieldChange],
    draft: &Draft,
    tags: &mut Tags,
) -> Result<(), Error> {
    for change in changes {
        match (change.field.as_str(), &change.from, &change.to) {
            ("tag", None, Some(name)) => {
                let tag = tags.id(tx, name, &mut Uids::begin())?;
                tx.prepare_cached(
                    "INSERT INTO contact_tag (uid, contact_id, tag_id)
                     VALUES (:uid, :contact, :tag)
                     ON CONFLICT (contact_id, tag_id) DO NOTHING",
                )?
                .execute(named_params! {":uid": uid(), ":contact": id.0, ":tag": tag})?;
            }
            _ => import_change::apply(tx, id, change, draft)?,
        }
        if change.field == "tag" && change.from.is_some() {
            *tags = Tags::read(tx)?; // a tag nobody has any more has gone
        }
    }
    Ok(())
}

/// Remembers what each source said; the same again writes nothing.
fn sources(
    tx: &Transaction<'_>,
    plan: &Plan,
    whom: &[Option<ContactId>],
    today: &str,
) -> Result<(), Error> {
    let mut uids = Uids::begin();
    let mut batch = Batch::new(
        tx,
        "source",
        &[
            "uid",
            "contact_id",
            "kind",
            "external_id",
            "card",
            "fields",
            "imported_on",
        ],
        "ON CONFLICT (kind, external_id) DO UPDATE
         SET contact_id = excluded.contact_id,
             card = excluded.card,
             fields = excluded.fields,
             imported_on = excluded.imported_on
         WHERE card IS NOT excluded.card
            OR fields IS NOT excluded.fields
            OR contact_id IS NOT excluded.contact_id",
    )?;
    // Somebody to whom nothing else happens never gets a new source.
    let mut again = tx.prepare(
        "UPDATE source
         SET card = :card, fields = :fields, imported_on = :today
         WHERE kind = :kind AND external_id = :external_id AND contact_id = :contact
           AND (card IS NOT :card OR fields IS NOT :fields)",
    )?;
    let told = plan.rows.iter().zip(whom).filter_map(|(row, id)| {
        let kind = plan.files.get(row.file)?.kind;
        let external_id = row.draft.external_id.as_deref().unwrap_or_default();
        Some((row, (*id)?, (kind, external_id)))
    });
    let is_again = |row: &Row| matches!(row.outcome, Outcome::Unchanged { .. });
    // Of two records with one id the later holds; a batch never touches its own rows again.
    let latest: HashMap<(SourceKind, &str), &Row> = told
        .clone()
        .filter(|(row, ..)| !is_again(row))
        .map(|(row, _, key)| (key, row))
        .collect();
    for (row, id, key) in told {
        let (kind, external_id) = key;
        let draft = &row.draft;
        let fields = || {
            serde_json::to_string(&fields(draft)).map_err(|error| Error::Refused(error.to_string()))
        };
        if is_again(row) {
            again.execute(named_params! {
                ":contact": id.0,
                ":kind": kind.word(),
                ":external_id": external_id,
                ":card": draft.card,
                ":fields": fields()?,
                ":today": today,
            })?;
        } else if latest
            .get(&key)
            .is_some_and(|latest| std::ptr::eq(*latest, row))
        {
            batch.push([
                uids.next().into(),
                id.0.into(),
                kind.word().into(),
                external_id.into(),
                (&draft.card).into(),
                fields()?.into(),
                today.into(),
            ])?;
        }
    }
    Ok(batch.finish()?)
}

/// Relates two contacts, unless they are so related already, from either end.
fn relate(
    tx: &Transaction<'_>,
    from: ContactId,
    kind: &str,
    to: ContactId,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO relation (uid, contact_id, kind, other_id)
         SELECT :uid, :from, :kind, :to
         WHERE NOT EXISTS (
             SELECT 1 FROM relation
             WHERE kind = :kind
               AND ((contact_id = :from AND other_id = :to)
                 OR (contact_id = :to AND other_id = :from)))",
    )?
    .execute(named_params! {":uid": uid(), ":from": from.0, ":kind": kind, ":to": to.0})?;
    Ok(())
}

/// What an import is called in the history.
pub(super) fn label(plan: &Plan) -> String {
    let names: Vec<String> = plan
        .files
        .iter()
        .filter_map(|file| Some(file.path.file_name()?.to_string_lossy().into_owned()))
        .collect();
    format!("imported {}", names.join(", "))
}
