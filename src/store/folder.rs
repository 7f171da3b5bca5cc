//! A folder of cards that is kept in step: what is remembered of each card, what a sync takes
//! from them, and what waits for an answer.
//!
//! What comes in is part of an action and can be taken back, with what was remembered of those
//! cards; the next sync then finds them changed again. What a sync notes about the folder
//! itself is not: a card that was written is written.

mod conflicts;
mod history;

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, named_params};

use super::card::{Span, cards};
use super::rows::{iso, odd, uid};
use super::{Error, Store, flags, import, import_change, said, undo};
use crate::domain::draft::{Draft, Original, SourceKind};
use crate::domain::folder::{self, Also, Fields, Noted, Remembered, Settled, Step, Taken};
use crate::domain::id::{ContactId, SourceId};
use crate::domain::import::of_card;
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;

use conflicts::set_conflicts;
pub(super) use conflicts::{answer, answer_label};
use history::Past;

/// How the table of readings names this source.
const FOLDER: &str = SourceKind::VDIR;

impl Store {
    /// The cards that were in the folder, in the order in which they came.
    pub fn remembered(&self) -> Result<Vec<Remembered>, Error> {
        self.read(|conn| Ok(remembered(conn)?))
    }

    /// What was noted of the files of this folder when they were last read, by their names.
    pub fn noted(&self, folder: &str) -> Result<HashMap<String, String>, Error> {
        self.read(|conn| {
            let start = format!("{folder}/");
            let mut statement = conn.prepare_cached(
                "SELECT path, position FROM reading
                 WHERE source = :source AND substr(path, 1, length(:start)) = :start",
            )?;
            let mut rows = statement.query(named_params! {":source": FOLDER, ":start": start})?;
            let mut noted = HashMap::new();
            while let Some(row) = rows.next()? {
                let path: String = row.get("path")?;
                noted.insert(path[start.len()..].to_owned(), row.get("position")?);
            }
            Ok(noted)
        })
    }

    /// Remembers on what cards and people agree by now. It is no action: nobody did it, and the
    /// folder is as it is.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn settle(&mut self, settled: &Settled, today: NaiveDate) -> Result<(), Error> {
        self.still_there()?;
        let now = self.clock.now_ms();
        let write = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            undo::unrecorded(&tx, now, |tx| settle(tx, settled, today))?;
            Ok(tx.commit()?)
        };
        write(&mut self.conn).map_err(|error| self.place(error))
    }

    /// Notes how the files of a folder are, so that those that stay so need not be read.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_files(&mut self, folder: &str, files: &Noted) -> Result<(), Error> {
        self.still_there()?;
        let write = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for name in &files.gone {
                tx.prepare_cached("DELETE FROM reading WHERE source = :source AND path = :path")?
                    .execute(named_params! {
                        ":source": FOLDER, ":path": format!("{folder}/{name}"),
                    })?;
            }
            for (name, position) in &files.read {
                tx.prepare_cached(
                    "INSERT INTO reading (source, path, position)
                     VALUES (:source, :path, :position)
                     ON CONFLICT (source, path) DO UPDATE SET position = excluded.position",
                )?
                .execute(named_params! {
                    ":source": FOLDER,
                    ":path": format!("{folder}/{name}"),
                    ":position": position,
                })?;
            }
            Ok(tx.commit()?)
        };
        write(&mut self.conn).map_err(|error| self.place(error))
    }
}

fn remembered(conn: &Connection) -> rusqlite::Result<Vec<Remembered>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, contact_id, external_id, fields, file, ours, gone_on IS NOT NULL AS is_gone
         FROM source
         WHERE kind = :kind
         ORDER BY id",
    )?;
    let mut rows = statement.query(named_params! {":kind": FOLDER})?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let fields = row.get_ref("fields")?.as_str()?;
        let ours = row.get_ref("ours")?.as_str_or_null()?.unwrap_or("[]");
        let mut hasher = DefaultHasher::new();
        (fields, ours).hash(&mut hasher);
        all.push(Remembered {
            source: SourceId(row.get("id")?),
            contact: ContactId(row.get("contact_id")?),
            uid: row.get("external_id")?,
            file: row.get::<_, Option<String>>("file")?.unwrap_or_default(),
            ours: pairs(ours)?,
            is_gone: row.get("is_gone")?,
            mark: hasher.finish(),
        });
    }
    Ok(all)
}

/// Takes in what a sync has found to be new in the folder.
pub(super) fn take(
    tx: &Transaction<'_>,
    taken: &Taken,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    for step in &taken.steps {
        let mut is_whole = true;
        for change in &step.inward {
            is_whole &= import_change::apply(tx, step.contact, change, &step.draft)?;
        }
        // What has changed since it was looked at is settled by the next sync.
        if is_whole {
            remember(tx, step, &taken.also, today)?;
        }
    }
    if taken.plan.changes_anything() {
        import::apply(tx, &taken.plan, rules, today)?;
    }
    for (_, contact) in &taken.gone {
        flags::stand(tx, *contact, Standing::Archived, today)?;
    }
    Ok(())
}

/// Writes down what a card and somebody agree on.
fn remember(
    tx: &Transaction<'_>,
    step: &Step,
    also: &[Also],
    today: NaiveDate,
) -> Result<(), Error> {
    let card = step.draft.card.as_ref().map_or("", Original::held);
    let ours = folder::agreed(&now(tx, step.contact)?, &step.held, also);
    tx.prepare_cached(
        "UPDATE source
         SET card = :card, fields = :fields, ours = :ours, file = :file, gone_on = NULL,
             imported_on = :today
         WHERE id = :id
           AND (card IS NOT :card OR fields IS NOT :fields OR ours IS NOT :ours
                OR file IS NOT :file OR gone_on IS NOT NULL)",
    )?
    .execute(named_params! {
        ":id": step.source.0,
        ":card": card,
        ":fields": said::text(&step.theirs, &step.kept, card),
        ":ours": json(&ours),
        ":file": step.file,
        ":today": iso(today),
    })?;
    Ok(())
}

/// What is known of somebody now, as fields.
fn now(conn: &Connection, id: ContactId) -> rusqlite::Result<Fields> {
    let card = cards(conn, Span::one(id))?.pop();
    Ok(card.as_ref().map(of_card).unwrap_or_default())
}

fn settle(tx: &Transaction<'_>, settled: &Settled, today: NaiveDate) -> Result<(), Error> {
    let past = Past::of(tx, settled.steps.iter().map(|step| step.source))?;
    for step in &settled.steps {
        remember(tx, step, &settled.also, today)?;
    }
    past.give_way(tx)?;
    for (source, clashes) in &settled.clashes {
        set_conflicts(tx, *source, clashes, today)?;
    }
    for source in &settled.gone {
        tx.prepare_cached("UPDATE source SET gone_on = :today WHERE id = :id")?
            .execute(named_params! {":id": source.0, ":today": iso(today)})?;
        set_conflicts(tx, *source, &[], today)?;
    }
    for new in &settled.written {
        let card = new.draft.card.as_ref().map_or("", Original::held);
        tx.prepare_cached(
            "INSERT INTO source (uid, contact_id, kind, external_id, card, fields, imported_on)
             VALUES (:uid, :contact, :kind, :external_id, :card, :fields, :today)
             ON CONFLICT (kind, external_id) DO NOTHING",
        )?
        .execute(named_params! {
            ":uid": uid(),
            ":contact": new.contact.0,
            ":kind": FOLDER,
            ":external_id": new.draft.external_id,
            ":card": card,
            ":fields": said::text(&crate::domain::import::fields(&new.draft), &Fields::new(), card),
            ":today": iso(today),
        })?;
    }
    let met = settled.met.iter().map(|met| (&met.file, &met.draft));
    let written = settled.written.iter().map(|new| (&new.file, &new.draft));
    for (file, draft) in met.chain(written) {
        first_met(tx, file, draft, &settled.also)?;
    }
    Ok(())
}

/// Remembers where a card is that somebody was met by, and what was said here then.
fn first_met(
    tx: &Transaction<'_>,
    file: &str,
    draft: &Draft,
    also: &[Also],
) -> rusqlite::Result<()> {
    let key = named_params! {":kind": FOLDER, ":external_id": draft.external_id};
    let contact = tx
        .prepare_cached(
            "SELECT contact_id FROM source
             WHERE kind = :kind AND external_id = :external_id AND ours IS NULL",
        )?
        .query_row(key, |row| row.get("contact_id").map(ContactId))
        .optional()?;
    let Some(contact) = contact else {
        return Ok(());
    };
    let theirs = crate::domain::import::fields(draft);
    let ours = folder::at_first(&now(tx, contact)?, &theirs, also);
    tx.prepare_cached(
        "UPDATE source SET file = :file, ours = :ours
         WHERE kind = :kind AND external_id = :external_id",
    )?
    .execute(named_params! {
        ":kind": FOLDER,
        ":external_id": draft.external_id,
        ":file": file,
        ":ours": json(&ours),
    })?;
    Ok(())
}

/// What a sync is called in the history.
pub(super) fn label(taken: &Taken) -> String {
    let plan = &taken.plan;
    let new: usize = (0..plan.files.len())
        .map(|file| plan.counts(file))
        .map(|counts| counts.new + counts.unsure)
        .sum();
    let joined: usize = (0..plan.files.len())
        .map(|file| plan.counts(file).merged)
        .sum();
    let parts: Vec<String> = [
        (new, "new"),
        (taken.steps.len() + joined, "changed"),
        (taken.gone.len(), "put away"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    format!("synced cards: {}", parts.join(", "))
}

fn json(fields: &Fields) -> String {
    // Pairs of texts always are JSON.
    serde_json::to_string(fields).unwrap_or_default()
}

fn pairs(text: &str) -> rusqlite::Result<Fields> {
    serde_json::from_str(text).map_err(|_| odd("ours", text))
}
