//! What the sources of an import said, beside whom it is about.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Transaction, named_params};

use super::batch::{Batch, Sure};
use super::rows::Uids;
use super::{Error, said};
use crate::domain::draft::{Draft, Original, SourceKind};
use crate::domain::id::ContactId;
use crate::domain::import::{Outcome, Plan};

/// Writes into an empty table, unrecorded, what was `said` of everyone new, of records with one
/// id only the first; which rows of the plan that were.
pub(super) fn of_newcomers(
    conn: &Connection,
    plan: &Plan,
    made: &[Option<ContactId>],
    said: &said::All,
    today: &str,
) -> rusqlite::Result<Vec<bool>> {
    let mut ids: HashSet<(SourceKind, &str)> = HashSet::with_capacity(plan.rows.len());
    let mut is_written = vec![false; plan.rows.len()];
    let rows = plan
        .rows
        .iter()
        .zip(made)
        .zip(said.iter())
        .zip(&mut is_written);
    let told = rows.filter_map(|(((row, id), said), is_written)| {
        let (id, kind) = ((*id)?, plan.files.get(row.file)?.kind);
        let external_id = row.draft.external_id.as_deref().unwrap_or_default();
        *is_written = ids.insert((kind, external_id));
        (*is_written).then_some((id, kind, external_id, &row.draft, said))
    });
    batch(conn, told, today)?.close()?;
    Ok(is_written)
}

/// Gives sources the ids by which their records are known from now on.
pub(super) fn former(
    tx: &Transaction<'_>,
    plan: &Plan,
    whom: &[Option<ContactId>],
) -> Result<(), Error> {
    for (row, id) in plan.rows.iter().zip(whom) {
        if let (Some(was), Some(id), Some(file)) = (&row.trace.was, id, plan.files.get(row.file)) {
            tx.prepare_cached(
                "UPDATE OR IGNORE source
                 SET external_id = :external_id
                 WHERE kind = :kind AND external_id = :was AND contact_id = :contact",
            )?
            .execute(named_params! {
                ":contact": id.0,
                ":kind": file.kind.word(),
                ":was": was,
                ":external_id": row.draft.external_id,
            })?;
        }
    }
    Ok(())
}

/// Remembers what each source `said`, of those rows that are about somebody; the same again
/// writes nothing.
pub(super) fn renew(
    tx: &Transaction<'_>,
    plan: &Plan,
    whom: &[Option<ContactId>],
    said: &said::All,
    today: &str,
) -> Result<(), Error> {
    // Somebody to whom nothing else happens never gets a new source.
    let mut again = tx.prepare(
        "UPDATE source
         SET card = :card, fields = :fields, imported_on = :today
         WHERE kind = :kind AND external_id = :external_id AND contact_id = :contact
           AND (card IS NOT :card OR fields IS NOT :fields)",
    )?;
    // Of two records with one id the later holds; a batch never touches its own rows again.
    let mut latest: HashMap<(SourceKind, &str), usize> = HashMap::with_capacity(plan.rows.len());
    let mut told = Vec::with_capacity(plan.rows.len());
    for (row, (id, said)) in plan.rows.iter().zip(whom.iter().zip(said.iter())) {
        let (Some(id), Some(file)) = (*id, plan.files.get(row.file)) else {
            continue;
        };
        let draft = &row.draft;
        let external_id = draft.external_id.as_deref().unwrap_or_default();
        if matches!(row.outcome, Outcome::Unchanged { .. }) {
            if row.renews {
                again.execute(named_params! {
                    ":contact": id.0,
                    ":kind": file.kind.word(),
                    ":external_id": external_id,
                    ":card": card(draft)?,
                    ":fields": said,
                    ":today": today,
                })?;
            }
            continue;
        }
        latest.insert((file.kind, external_id), told.len());
        told.push((id, file.kind, external_id, draft, said));
    }
    write_sources(tx, told, &latest, today)
}

/// A source with the contact it is about, its id and what it said.
pub(super) type Told<'p> = (ContactId, SourceKind, &'p str, &'p Draft, &'p str);

/// Writes the `latest` of each source over what it said before.
fn write_sources<'p>(
    tx: &Transaction<'_>,
    told: Vec<Told<'p>>,
    latest: &HashMap<(SourceKind, &'p str), usize>,
    today: &str,
) -> Result<(), Error> {
    let is_latest = |at: usize, told: &Told<'_>| latest.get(&(told.1, told.2)) == Some(&at);
    let mut is_here = tx.prepare(
        "SELECT EXISTS (SELECT 1 FROM source WHERE kind = :kind AND external_id = :external_id)",
    )?;
    let mut over = tx.prepare(
        "UPDATE source
         SET contact_id = :contact, card = :card, fields = :fields, imported_on = :today
         WHERE kind = :kind AND external_id = :external_id
           AND (card IS NOT :card OR fields IS NOT :fields OR contact_id IS NOT :contact)",
    )?;
    let is_first = !tx.query_row("SELECT EXISTS (SELECT 1 FROM source)", [], |row| {
        row.get::<_, bool>(0)
    })?;
    let mut new = Vec::with_capacity(told.len());
    for (at, told) in told.into_iter().enumerate() {
        if !is_latest(at, &told) {
            continue;
        }
        let (id, kind, external_id, draft, said) = &told;
        let key = named_params! {":kind": kind.word(), ":external_id": external_id};
        if is_first || !is_here.query_row(key, |row| row.get::<_, bool>(0))? {
            new.push(told);
        } else {
            over.execute(named_params! {
                ":contact": id.0,
                ":kind": kind.word(),
                ":external_id": external_id,
                ":card": card(draft)?,
                ":fields": said,
                ":today": today,
            })?;
        }
    }
    let _sure = Sure::begin(tx)?; // that everyone of these is here has been seen by now
    Ok(batch(tx, new.into_iter(), today)?.finish()?)
}

/// The text of the card that a draft is from, if it is of one.
fn card(draft: &Draft) -> rusqlite::Result<Option<Cow<'_, str>>> {
    let text = draft.card.as_ref().map(Original::text).transpose();
    text.map_err(|why| rusqlite::Error::ToSqlConversionFailure(why.into()))
}

/// Rows on their way into a file's table of sources, or one beside it.
fn batch<'c, 'p>(
    conn: &'c Connection,
    told: impl Iterator<Item = Told<'p>>,
    today: &'p str,
) -> rusqlite::Result<Batch<'c, 'p>> {
    const COLUMNS: [&str; 7] = [
        "uid",
        "contact_id",
        "kind",
        "external_id",
        "card",
        "fields",
        "imported_on",
    ];
    let mut uids = Uids::begin();
    let mut batch = Batch::new(conn, "source", &COLUMNS, "")?;
    for (id, kind, external_id, draft, said) in told {
        batch.push([
            uids.next().into(),
            id.0.into(),
            kind.word().into(),
            external_id.into(),
            card(draft)?.into(),
            said.into(),
            today.into(),
        ])?;
    }
    Ok(batch)
}
