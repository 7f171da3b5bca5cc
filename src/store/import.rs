//! Applying an import plan, inside the one transaction and action of the import.
//!
//! Whoever is new comes in quietly: latent unless the plan or the record says otherwise,
//! marked as new, and without a day to count from unless a cadence comes along, which is
//! then spread, so that a crowd never comes due together. Whoever is here keeps standing
//! and flags: only a hand brings somebody back.

use std::thread;

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, named_params};

use super::beside::{self, Beside};
use super::import_new::{self, UNKNOWN};
use super::import_tags::Tags;
use super::rows::{Uids, iso, name_of, uid};
use super::{Error, contacts, import_change, import_sources, import_told, requests, said};
use crate::domain::draft::Original;
use crate::domain::id::ContactId;
use crate::domain::import::{FieldChange, Outcome, Person, Plan, Row};
use crate::domain::relation::from_other_end;
use crate::domain::rules::Rules;
use crate::threads;

/// Carries out a plan: everyone new comes in, everyone merged is changed as the plan says.
pub(super) fn apply(
    tx: &Transaction<'_>,
    plan: &Plan,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    import_new::still_new(tx, plan)?;
    let made = import_new::whom(tx, plan)?;
    let cards = import_new::newcomers(&made, plan).map(|(_, draft)| draft.card.as_ref());
    let bytes: usize = cards.clone().flatten().map(Original::length).sum();
    let beside = Beside::attach(tx, cards.count(), bytes)?;
    if beside.is_none() {
        Room::narrow(tx, bytes)?;
    }
    let today_text = iso(today);
    thread::scope(|scope| {
        // What follows the rows is got ready while they are written.
        let (made, today_text) = (&made, today_text.as_str());
        let follows = threads::begin(scope, move || Follows::of(plan, made, beside, today_text));
        let mut tags = Tags::read(tx)?;
        import_new::make(tx, plan, made, &mut tags, rules, today)?;
        let follows = follows.done();
        let is_written = match follows.beside? {
            Some((beside, is_written)) => {
                beside.copy(tx)?;
                is_written
            }
            None => {
                import_new::derive_words(tx, made)?;
                vec![false; made.len()]
            }
        };
        let (whom, is_stale) = merges(tx, plan, made, &mut tags, rules, today)?;
        relations(tx, plan, made)?;
        let told: Vec<Option<ContactId>> = whom
            .iter()
            .zip(is_stale.iter().zip(is_written))
            .map(|(id, (is_stale, is_written))| id.filter(|_| !is_stale && !is_written))
            .collect();
        import_sources::former(tx, plan, &told)?;
        import_sources::renew(tx, plan, &told, &follows.said, today_text)?;
        households(tx, plan, &whom)?;
        requests::take_in(tx, plan, &whom)?;
        import_told::take_in(tx, plan, &whom, today)
    })
}

/// What is written once everyone new is there, and needs nothing of the file.
struct Follows {
    /// What the sources said, row by row.
    said: said::All,
    /// What of that, and of the words of notes, is written beside already, and of which rows;
    /// nothing where it is better added to what is in the file.
    beside: rusqlite::Result<Option<(Beside, Vec<bool>)>>,
}

impl Follows {
    fn of(plan: &Plan, made: &[Option<ContactId>], beside: Option<Beside>, today: &str) -> Follows {
        let said = said::All::of(plan.rows.iter().map(Row::said));
        let fill = |beside: Beside| {
            let mut is_written = Vec::new();
            let beside = beside.fill(|tx| {
                is_written = import_sources::of_newcomers(tx, plan, made, &said, today)?;
                import_new::words(tx, made, plan)
            })?;
            Ok((beside, is_written))
        };
        Follows {
            beside: beside.map(fill).transpose(),
            said,
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
            let related = related(plan, made, row);
            is_stale[at] = !merge(tx, into, changes, row, &related, tags)?;
            let starts = |field: &str| changes.iter().any(|change| change.field == field);
            if starts("tie") || starts("every") {
                contacts::start_counting(tx, into, UNKNOWN, rules, today)?;
            }
            if let (Some(text), false) = (&row.trace.news, is_stale[at]) {
                news(tx, into, text, today)?;
            }
        }
        whom[at] = into;
    }
    Ok((whom, is_stale))
}

/// Keeps what is new about somebody, as of today; what was said of today already is not said
/// again.
fn news(tx: &Transaction<'_>, id: ContactId, text: &str, today: NaiveDate) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO news (uid, contact_id, day, text)
         SELECT :uid, :contact, :day, :text
         WHERE NOT EXISTS (
             SELECT 1 FROM news
             WHERE contact_id = :contact AND day = :day AND text = :text)",
    )?
    .execute(named_params! {
        ":uid": uid(), ":contact": id.0, ":day": iso(today), ":text": text,
    })?;
    Ok(())
}

/// A relation of a row's person to somebody here: kind, name and who it is.
pub(super) type RelatedTo<'p> = (&'p str, &'p str, ContactId);

/// The relations of a row of which the other one is here, or comes in with it.
pub(super) fn related<'p>(
    plan: &'p Plan,
    made: &[Option<ContactId>],
    row: &'p Row,
) -> Vec<RelatedTo<'p>> {
    let here = |row: usize| match plan.person(Person::Row(row))? {
        Person::Known(id) => Some(id),
        Person::Row(row) => made.get(row).copied().flatten(),
    };
    let related = row.related.iter();
    related
        .filter_map(|(kind, name, row)| Some((kind.as_str(), name.as_str(), here(*row)?)))
        .collect()
}

/// Relates those who are new to others, where their file says who those are.
fn relations(tx: &Transaction<'_>, plan: &Plan, made: &[Option<ContactId>]) -> Result<(), Error> {
    for (row, id) in plan.rows.iter().zip(made) {
        let Some(id) = *id else {
            continue;
        };
        for (kind, _, other) in related(plan, made, row) {
            relate(tx, id, kind, other)?;
        }
    }
    Ok(())
}

/// Relates those who share a line, as people of one household do.
fn households(tx: &Transaction<'_>, plan: &Plan, whom: &[Option<ContactId>]) -> Result<(), Error> {
    for (row, id) in plan.rows.iter().zip(whom) {
        let other = match row.household {
            Some(Person::Known(other)) => Some(other),
            Some(Person::Row(other)) => whom.get(other).copied().flatten(),
            None => None,
        };
        if let (Some(id), Some(other)) = (id, other) {
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
    /// Whether the file had a log, and has none while this is held.
    was_logged: bool,
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
    /// Pages for some 24 MB.
    const SMALL: i64 = -24_000;
    /// From so many bytes of cards on, all of which no cache should hold.
    const MUCH: usize = 32_000_000;

    pub(super) fn make(conn: &Connection, before: Before) -> rusqlite::Result<Room> {
        let cache_size = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
        conn.pragma_update(None, "cache_size", Room::BIG)?;
        conn.pragma_update(None, "temp_store", "MEMORY")?;
        let journal: String = conn.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
        let was_logged = before == Before::Nobody && journal == "wal";
        if was_logged {
            // Refused while somebody else has the file open; the log does as well then.
            let _ = conn.pragma_update(None, "journal_mode", "DELETE");
            conn.pragma_update(None, "synchronous", "EXTRA")?;
        }
        Ok(Room {
            cache_size,
            was_logged,
        })
    }

    /// Makes do with less where so many bytes are written that most of them are photos and long
    /// notes, whose pages are written once and not looked at again.
    pub(super) fn narrow(tx: &Transaction<'_>, bytes: usize) -> rusqlite::Result<()> {
        match bytes > Room::MUCH {
            true => tx.pragma_update(None, "cache_size", Room::SMALL),
            false => Ok(()),
        }
    }

    pub(super) fn give_back(self, conn: &Connection) -> rusqlite::Result<()> {
        beside::detach(conn)?;
        if self.was_logged {
            // Where somebody else is in the way, the next start makes it a log again; until
            // then a commit needs the safer way of writing.
            let journal = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| {
                row.get::<_, String>(0)
            });
            if journal.is_ok_and(|journal| journal == "wal") {
                conn.pragma_update(None, "synchronous", "FULL")?;
            }
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
    row: &Row,
    related: &[RelatedTo<'_>],
    tags: &mut Tags,
) -> Result<bool, Error> {
    let mut is_whole = true;
    for change in changes {
        let relation = change
            .field
            .strip_prefix("relation:")
            .zip(change.to.as_deref());
        let other = relation.and_then(|(kind, name)| {
            let mut related = related.iter();
            related.find(|(of, called, _)| *of == kind && *called == name)
        });
        if let Some((kind, _, other)) = other {
            relate(tx, id, kind, *other)?;
            continue;
        }
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
            _ => is_whole &= import_change::apply(tx, id, change, &row.draft)?,
        }
        if let ("tag", Some(name)) = (change.field.as_str(), &change.from) {
            tags.forget_gone(tx, name)?;
        }
    }
    Ok(is_whole)
}

/// Relates two contacts, unless they are so related already, from either end. Where a card
/// names the other one only, this takes the place of the name.
fn relate(
    tx: &Transaction<'_>,
    from: ContactId,
    kind: &str,
    to: ContactId,
) -> rusqlite::Result<()> {
    if from == to {
        return Ok(()); // two records that are one person by now
    }
    let ends = named_params! {":from": from.0, ":kind": kind, ":to": to.0};
    tx.prepare_cached(
        "DELETE FROM relation
         WHERE kind = :kind AND other_id IS NULL
           AND ((contact_id = :from AND other_name = (SELECT name FROM contact WHERE id = :to))
             OR (contact_id = :to AND other_name = (SELECT name FROM contact WHERE id = :from)))",
    )?
    .execute(ends)?;
    tx.prepare_cached(
        "INSERT INTO relation (uid, contact_id, kind, other_id)
         SELECT :uid, :from, :kind, :to
         WHERE NOT EXISTS (
             SELECT 1 FROM relation
             WHERE (kind = :kind AND contact_id = :from AND other_id = :to)
                OR (kind = :back AND contact_id = :to AND other_id = :from))",
    )?
    .execute(named_params! {
        ":uid": uid(), ":from": from.0, ":kind": kind, ":to": to.0,
        ":back": from_other_end(kind),
    })?;
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
