//! Applying an import plan, inside the one transaction and action of the import.
//!
//! Whoever is new comes in quietly: latent unless the plan or the record says otherwise,
//! marked as new, and without a day to count from unless a cadence comes along, which is
//! then spread, so that a crowd never comes due together. Whoever is here keeps standing
//! and flags: only a hand brings somebody back.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::thread;

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, named_params};

use super::batch::{Batch, Sure};
use super::import_new::{self, UNKNOWN};
use super::import_tags::Tags;
use super::import_words::Words;
use super::rows::{Uids, iso, name_of, uid};
use super::{Error, contacts, import_change, said};
use crate::domain::draft::{Draft, SourceKind};
use crate::domain::id::ContactId;
use crate::domain::import::{FieldChange, Outcome, Person, Plan, Row};
use crate::domain::rules::Rules;
use crate::text;

/// Carries out a plan: everyone new comes in, everyone merged is changed as the plan says.
pub(super) fn apply(
    tx: &Transaction<'_>,
    plan: &Plan,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    import_new::still_new(tx, plan)?;
    let made = import_new::whom(tx, plan)?;
    let notes = import_new::newcomers(&made, plan).filter(|(_, draft)| draft.note.is_some());
    let words = Words::beside(tx, notes.count())?;
    thread::scope(|scope| {
        // What follows the rows is got ready while they are written.
        let made = &made;
        let follows = scope.spawn(move || Follows::of(plan, made, words));
        let mut tags = Tags::read(tx)?;
        import_new::make(tx, plan, made, &mut tags, rules, today)?;
        let follows = follows.join().unwrap_or_else(|panic| resume_unwind(panic));
        match follows.words? {
            Some(words) => words.write(tx)?,
            None => import_new::derive_words(tx, made)?,
        }
        let (whom, is_stale) = merges(tx, plan, made, &mut tags, rules, today)?;
        let told: Vec<Option<ContactId>> = whom
            .iter()
            .zip(is_stale)
            .map(|(id, is_stale)| id.filter(|_| !is_stale))
            .collect();
        former(tx, plan, &told)?;
        sources(tx, plan, &told, &follows.said, &iso(today))?;
        households(tx, plan, &whom)
    })
}

/// What is written once everyone new is there, and needs nothing of the file.
struct Follows {
    /// What the sources said, row by row.
    said: said::All,
    words: rusqlite::Result<Option<Words>>,
}

impl Follows {
    fn of<'p>(plan: &'p Plan, made: &[Option<ContactId>], words: Option<Words>) -> Follows {
        let of_row = |row: &'p Row| (&row.draft, row.trace.kept.as_slice());
        let notes = import_new::newcomers(made, plan).filter_map(|(id, draft)| {
            let note = draft.note.as_deref()?;
            Some((id, note, text::words(note)))
        });
        Follows {
            said: said::All::of(plan.rows.iter().map(of_row)),
            words: words.map(|words| words.fill(notes)).transpose(),
        }
    }
}

/// Changes who is merged; whom each row is about, where these are made, and whether
/// something about them had changed since the plan was made. What their source says is left
/// unread then, so that the next import of it compares with what is here by then.
fn merges(
    tx: &Transaction<'_>,
    plan: &Plan,
    made: &[Option<ContactId>],
    tags: &mut Tags,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(Vec<Option<ContactId>>, Vec<bool>), Error> {
    let mut whom = made.to_vec();
    let mut is_stale = vec![false; whom.len()];
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
            is_stale[at] = !merge(tx, into, changes, &row.draft, tags)?;
            let starts = |field: &str| changes.iter().any(|change| change.field == field);
            if starts("tie") || starts("every") {
                contacts::start_counting(tx, into, UNKNOWN, rules, today)?;
            }
        }
        whom[at] = into;
    }
    Ok((whom, is_stale))
}

/// Relates those who share a line, as people of one household do.
fn households(tx: &Transaction<'_>, plan: &Plan, whom: &[Option<ContactId>]) -> Result<(), Error> {
    for (row, id) in plan.rows.iter().zip(whom) {
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

/// What one big transaction needs: room in memory for its pages, since with the usual two
/// megabytes they are written, read again and rewritten all the way through, many times over;
/// and, where nobody is yet, no log. What goes into the log is written twice, and in a file
/// with next to nothing in it a journal of what was there before is short.
pub(super) struct Room {
    cache_size: i64,
    is_logged: bool,
}

/// Who is in a network before it is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nobody,
    Somebody,
}

impl Room {
    /// Pages for some 256 MB, in the KiB that SQLite writes as a negative number.
    const BIG: i64 = -256_000;

    pub(super) fn make(conn: &Connection, before: Before) -> rusqlite::Result<Room> {
        let cache_size = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
        conn.pragma_update(None, "cache_size", Room::BIG)?;
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        let journal: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let is_logged = before == Before::Nobody && journal == "wal";
        if is_logged {
            // Refused while somebody else has the file open; the log does as well then.
            let _ = conn.pragma_update(None, "journal_mode", "DELETE");
            conn.pragma_update(None, "synchronous", "EXTRA")?;
        }
        Ok(Room {
            cache_size,
            is_logged,
        })
    }

    pub(super) fn give_back(self, conn: &Connection) -> rusqlite::Result<()> {
        if self.is_logged {
            conn.pragma_update(None, "synchronous", "FULL")?;
            // Where somebody else is in the way, the next start makes it a log again.
            let _ = conn.pragma_update(None, "journal_mode", "WAL");
        }
        conn.pragma_update(None, "temp_store", "DEFAULT")?;
        conn.pragma_update(None, "cache_size", self.cache_size)?;
        conn.execute_batch("PRAGMA shrink_memory")
    }
}

/// Changes somebody who is here; whether all of it could be done, as nothing of it had been
/// changed since it was planned.
fn merge(
    tx: &Transaction<'_>,
    id: ContactId,
    changes: &[FieldChange],
    draft: &Draft,
    tags: &mut Tags,
) -> Result<bool, Error> {
    let mut is_whole = true;
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
            _ => is_whole &= import_change::apply(tx, id, change, draft)?,
        }
        if let ("tag", Some(name)) = (change.field.as_str(), &change.from) {
            tags.forget_gone(tx, name)?;
        }
    }
    Ok(is_whole)
}

/// Gives sources the ids by which their records are known from now on.
fn former(tx: &Transaction<'_>, plan: &Plan, whom: &[Option<ContactId>]) -> Result<(), Error> {
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

/// Remembers what each source `said`, row by row; the same again writes nothing.
fn sources(
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
                    ":card": draft.card,
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
type Told<'p> = (ContactId, SourceKind, &'p str, &'p Draft, &'p str);

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
                ":card": draft.card,
                ":fields": said,
                ":today": today,
            })?;
        }
    }
    let _sure = Sure::begin(tx)?; // that everyone of these is here has been seen by now
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
        "",
    )?;
    for (id, kind, external_id, draft, said) in new {
        batch.push([
            uids.next().into(),
            id.0.into(),
            kind.word().into(),
            external_id.into(),
            (&draft.card).into(),
            said.into(),
            today.into(),
        ])?;
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
