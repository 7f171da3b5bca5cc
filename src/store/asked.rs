//! What can be asked of an open file. Nothing here writes.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, named_params};

use super::rows::word;
use super::undo::{self, Way};
use super::{
    Action, Document, Error, Facts, Finding, Joining, Reaches, Store, card, check, document,
    import_told, load, open, reach, rows, seen, sync,
};
use crate::domain::card::Card;
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::import::{CameBefore, Known};
use crate::domain::matching::email_key;
use crate::domain::network::{Network, NextStep};
use crate::domain::ripples::Ripples;
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;
use crate::text::{self, name_key};

/// From how many contacts on reading them takes longer than a frame may.
const MANY: i64 = 2_000;

impl Store {
    /// How many actions that were written to the file it does not hold: those that were in
    /// its log when it was copied, or put back, without that.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn missing_actions(&self) -> Result<u64, Error> {
        match &self.home {
            Some(home) => self.read(|conn| Ok(seen::missing(conn, home.path())?)),
            None => Ok(0),
        }
    }

    /// Everyone and everything the rules need, as of `today`.
    pub fn network(&self, rules: &Rules, today: NaiveDate) -> Result<Network, Error> {
        self.read(|conn| {
            self.epoch.set(Some(sync::epoch(conn)?));
            Ok(load::network(conn, rules, today)?)
        })
    }

    /// The first `rows` people of the list where there are so many that reading everyone
    /// takes longer than a frame may, in the order of their names; what they are listed
    /// with, and nothing else about the network but its budgets. `None` where everyone is
    /// quickly read.
    pub fn first_page(&self, rows: u16, today: NaiveDate) -> Result<Option<Network>, Error> {
        self.read(|conn| {
            let last: Option<i64> = conn
                .prepare_cached("SELECT max(id) FROM contact")?
                .query_row([], |row| row.get(0))?;
            if last.unwrap_or(0) < MANY {
                return Ok(None);
            }
            Ok(Some(load::first_page(conn, rows, today)?))
        })
    }

    /// Brings a network up to date after a write that concerned `touched`; says what has
    /// become another for everyone.
    pub fn refresh(
        &self,
        network: &mut Network,
        rules: &Rules,
        touched: &[ContactId],
        today: NaiveDate,
    ) -> Result<Ripples, Error> {
        self.read(|conn| Ok(load::refresh(conn, network, rules, touched, today)?))
    }

    /// A number that changes with everything that another program writes to the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn version(&self) -> Result<i64, Error> {
        open::data_version(&self.conn).map_err(|error| self.place(error.into()))
    }

    /// Everything known about one contact, catch-ups up to `today`; `None` if there is none.
    pub fn card(&self, id: ContactId, today: NaiveDate) -> Result<Option<Card>, Error> {
        self.read(|conn| Ok(card::card(conn, id, today)?))
    }

    /// The open next steps that concern any of these contacts, each once.
    pub fn next_steps(&self, ids: &[ContactId]) -> Result<Vec<NextStep>, Error> {
        self.read(|conn| {
            let mut steps: Vec<NextStep> = Vec::new();
            for id in ids {
                let mut of_this = Vec::new();
                load::add_next_steps_with(conn, *id, &mut of_this)?;
                of_this.retain(|step| !steps.iter().any(|known| known.id == step.id));
                steps.extend(of_this);
            }
            Ok(steps)
        })
    }

    /// The cards of these contacts, in this order, or of everyone by id; without catch-ups,
    /// next steps and what follows from them.
    pub fn cards(&self, ids: Option<&[ContactId]>) -> Result<Vec<Card>, Error> {
        self.read(|conn| {
            let Some(ids) = ids else {
                return Ok(card::cards(conn, card::Span::ALL)?);
            };
            let mut cards = Vec::with_capacity(ids.len());
            for id in ids {
                cards.extend(card::cards(conn, card::Span::one(*id))?);
            }
            Ok(cards)
        })
    }

    /// The cards that these contacts came with, as they came, by contact.
    pub fn original_cards(
        &self,
        ids: &[ContactId],
    ) -> Result<HashMap<ContactId, Vec<String>>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT card FROM source
                 WHERE contact_id = :contact AND card IS NOT NULL
                 ORDER BY id",
            )?;
            let mut originals = HashMap::new();
            for id in ids {
                let cards = statement
                    .query_map(named_params! {":contact": id.0}, |row| row.get(0))?
                    .collect::<rusqlite::Result<Vec<String>>>()?;
                if !cards.is_empty() {
                    originals.insert(*id, cards);
                }
            }
            Ok(originals)
        })
    }

    /// What the list model does not hold, of these contacts or of everyone.
    pub fn reaches(&self, ids: Option<&[ContactId]>) -> Result<Reaches, Error> {
        self.read(|conn| {
            Ok(match ids {
                Some(ids) => reach::reaches_of(conn, ids)?,
                None => reach::reaches(conn, card::Span::ALL)?,
            })
        })
    }

    /// Whether there is a contact with this id, of whatever standing.
    pub fn has_contact(&self, id: ContactId) -> Result<bool, Error> {
        self.read(|conn| {
            Ok(conn
                .prepare_cached("SELECT 1 FROM contact WHERE id = :id")?
                .exists(named_params! {":id": id.0})?)
        })
    }

    /// The name and the standing of a contact, if there is one with this id.
    pub fn standing(&self, id: ContactId) -> Result<Option<(String, Standing)>, Error> {
        self.read(|conn| {
            let found = conn
                .prepare_cached("SELECT name, standing FROM contact WHERE id = :id")?
                .query_row(named_params! {":id": id.0}, |row| {
                    let standing = word(row, "standing", Standing::from_word)?;
                    Ok((row.get("name")?, standing))
                })
                .optional()?;
            Ok(found)
        })
    }

    /// The note of the latest catch-up up to `today` that has one, for each of these who
    /// has such a catch-up.
    pub fn last_notes(
        &self,
        ids: &[ContactId],
        today: NaiveDate,
    ) -> Result<Vec<(ContactId, String)>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT c.note
                 FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
                 WHERE p.contact_id = :contact AND c.day <= :today AND c.note IS NOT NULL
                 ORDER BY c.day DESC, c.id DESC
                 LIMIT 1",
            )?;
            let mut notes = Vec::new();
            for id in ids {
                let note = statement
                    .query_row(
                        named_params! {":contact": id.0, ":today": rows::iso(today)},
                        |row| row.get("note"),
                    )
                    .optional()?;
                notes.extend(note.map(|note| (*id, note)));
            }
            Ok(notes)
        })
    }

    /// Everyone who is here, of every standing, as an import needs to know them.
    pub fn known(&self) -> Result<Vec<Known>, Error> {
        self.read(|conn| Ok(card::known(conn, card::Span::ALL)?))
    }

    /// What files brought before, as of `today`.
    pub fn came_before(&self, today: NaiveDate) -> Result<CameBefore, Error> {
        self.read(|conn| Ok(import_told::came_before(conn, today)?))
    }

    /// The contacts with this uid, also from before a merge, or e-mail address, by id; deleted
    /// ones only where nobody else has it.
    pub fn find_by_uid_or_email(&self, text: &str) -> Result<Vec<ContactId>, Error> {
        self.read(|conn| {
            let found: Vec<(ContactId, bool)> = conn
                .prepare_cached(
                    "SELECT id, standing = 'deleted' AS is_deleted FROM contact
                     WHERE uid = :uid
                        OR id = (SELECT contact_id FROM former_uid WHERE former = :uid)
                     UNION
                     SELECT c.id, c.standing = 'deleted'
                     FROM method AS m JOIN contact AS c ON c.id = m.contact_id
                     WHERE m.kind = 'email' AND m.match_key = :email
                     ORDER BY 1",
                )?
                .query_map(
                    named_params! {
                        ":uid": text.trim().to_lowercase(),
                        ":email": email_key(text),
                    },
                    |row| Ok((ContactId(row.get("id")?), row.get("is_deleted")?)),
                )?
                .collect::<rusqlite::Result<_>>()?;
            let only_deleted = found.iter().all(|(_, is_deleted)| *is_deleted);
            Ok(found
                .into_iter()
                .filter(|(_, is_deleted)| only_deleted || !is_deleted)
                .map(|(id, _)| id)
                .collect())
        })
    }

    /// The contacts whose whole name or nickname this is, but for case and accents, of
    /// every standing; by id.
    pub fn find_by_name(&self, name: &str) -> Result<Vec<ContactId>, Error> {
        self.read(|conn| {
            conn.prepare_cached(
                "SELECT id FROM contact WHERE match_key = :key
                 UNION
                 SELECT contact_id FROM contact_name
                 WHERE match_key = :key AND kind = 'nickname'
                 ORDER BY 1",
            )?
            .query_map(named_params! {":key": name_key(name.trim())}, |row| {
                row.get(0).map(ContactId)
            })?
            .collect::<rusqlite::Result<_>>()
            .map_err(Error::from)
        })
    }

    /// These contacts as lists and rules see them, by id.
    pub fn people(&self, ids: &[ContactId], today: NaiveDate) -> Result<Vec<Contact>, Error> {
        self.read(|conn| Ok(load::people(conn, ids, today)?))
    }

    /// The contacts in whose notes, or catch-ups' notes, every word begins some word; by id.
    pub fn search_notes(&self, words: &str) -> Result<Vec<ContactId>, Error> {
        let quoted: Vec<String> = words
            .split_whitespace()
            .flat_map(|word| match word.is_ascii() {
                true => vec![word.replace('"', " ")],
                false => text::ascii_words(word).map(text::folded_word).collect(),
            })
            .map(|word| format!("\"{word}\"*"))
            .collect();
        if quoted.is_empty() {
            return Ok(Vec::new());
        }
        let words = quoted.join(" ");
        self.read(|conn| {
            let mut found: Vec<ContactId> = Vec::new();
            // By contact, then catch-up: whoever is found again follows at once.
            let mut in_catch_ups = conn.prepare_cached(
                "SELECT rowid >> 32 FROM catch_up_words WHERE catch_up_words MATCH :words",
            )?;
            let mut rows = in_catch_ups.query(named_params! {":words": words})?;
            while let Some(row) = rows.next()? {
                let contact = ContactId(row.get(0)?);
                if found.last() != Some(&contact) {
                    found.push(contact);
                }
            }
            let mut in_notes = conn.prepare_cached(
                "SELECT rowid FROM contact_words WHERE contact_words MATCH :words",
            )?;
            let mut rows = in_notes.query(named_params! {":words": words})?;
            while let Some(row) = rows.next()? {
                found.push(ContactId(row.get(0)?));
            }
            found.sort(); // two runs that are in order, which this joins
            found.dedup();
            Ok(found)
        })
    }

    /// What undo would take back.
    pub fn next_undo(&self) -> Result<Option<Action>, Error> {
        self.read(|conn| Ok(undo::next(conn, Way::Undo)?))
    }

    /// What redo would do again.
    pub fn next_redo(&self) -> Result<Option<Action>, Error> {
        self.read(|conn| Ok(undo::next(conn, Way::Redo)?))
    }

    /// The latest actions, latest first, those taken back too.
    pub fn history(&self, limit: usize) -> Result<Vec<Action>, Error> {
        self.read(|conn| Ok(undo::history(conn, limit)?))
    }

    /// Everything that is not as it should be with the file; empty is good.
    pub fn check(&self) -> Result<Vec<Finding>, Error> {
        self.read(|conn| check::all(conn, self.path()))
    }

    /// What the file is; `None` in memory.
    pub fn facts(&self) -> Result<Option<Facts>, Error> {
        let facts = |path| self.read(|conn| Ok(check::facts(conn, path)?));
        self.path().map(facts).transpose()
    }

    /// The complete network as one JSON document, the same text for the same network:
    /// every row a person made, of every standing, without the history of undo.
    pub fn export(&self) -> Result<String, Error> {
        self.read(|conn| Ok(document::write(conn)?))
    }

    /// What [`Store::import_document`] would do with this document.
    ///
    /// # Errors
    /// [`Error::Refused`] where the document has what only a newer ties knows.
    pub fn joining(&self, document: &Document<'_>) -> Result<Joining, Error> {
        self.read(|conn| document::joining(conn, document))
    }
}
