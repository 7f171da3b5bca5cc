//! What mail and calendars told: what is offered, and what was answered to it.

mod offers;

use chrono::NaiveDate;
use rusqlite::{
    Connection, OptionalExtension, Row, Transaction, TransactionBehavior, named_params,
};

use super::rows::{day, iso, name_of, odd, uid, word};
use super::{Error, Store, catch_ups, contacts, flags, occasions, undo};
use crate::domain::card::OccasionDay;
use crate::domain::catch_up::Started;
use crate::domain::change::LastSpoke;
use crate::domain::channel::Channel;
use crate::domain::day::PartialDay;
use crate::domain::heard::{Accept, AcceptedBy, Heard, Position, Reading, Source, What};
use crate::domain::id::{CatchUpId, ContactId, HeardId};
use crate::domain::inbox::Decision;
use crate::domain::rules::Rules;
use crate::text::words;
use offers::offer;

/// What has no answer, but for days before one that was offered of the same person and source,
/// and days on which a catch-up is kept.
const OPEN: &str =
    "SELECT s.id, s.contact_id, s.source, s.kind, s.day, s.channel, s.started, s.title
     FROM suggestion AS s
     WHERE s.answer IS NULL
       AND NOT EXISTS (
           SELECT 1 FROM suggestion AS n
           WHERE n.contact_id = s.contact_id AND n.source = s.source
             AND n.kind = 'catch-up' AND s.kind = 'catch-up' AND n.day > s.day)
       AND NOT EXISTS (
           SELECT 1
           FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
           WHERE p.contact_id = s.contact_id AND c.day = s.day)
     ORDER BY s.id";

impl Store {
    /// What was heard and waits for an answer, by id.
    pub fn heard(&self) -> Result<Vec<Heard>, Error> {
        self.read(|conn| {
            let heard = conn
                .prepare_cached(OPEN)?
                .query_map([], heard)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(heard)
        })
    }

    /// How far mail and calendars were read.
    pub fn positions(&self) -> Result<Vec<Position>, Error> {
        self.read(|conn| Ok(positions(conn)?))
    }

    /// Keeps what a reading told, and how far it came; the ids of what is to be accepted by
    /// itself, which is new. It is no action: nobody did anything yet.
    pub fn take_heard(&mut self, reading: &Reading) -> Result<Vec<HeardId>, Error> {
        let is_known = self.read(|conn| Ok(same(&positions(conn)?, &reading.positions)))?;
        if is_known && reading.told.is_empty() {
            return Ok(Vec::new());
        }
        self.still_there()?;
        let now = self.clock.now_ms();
        let write = |conn: &mut Connection| {
            let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let by_itself = undo::unrecorded(&tx, now, |tx| {
                let mut by_itself = Vec::new();
                for told in &reading.told {
                    let id = offer(tx, told)?;
                    by_itself.extend(id.filter(|_| told.accept == Accept::ByItself));
                }
                note(tx, &reading.positions)?;
                Ok(by_itself)
            })?;
            tx.commit()?;
            Ok(by_itself)
        };
        write(&mut self.conn).map_err(|error| self.place(error))
    }
}

/// Accepts these: a catch-up of each day, where one mail or meeting was with several one for
/// all of them, and birthdays.
pub(super) fn accept_all(
    tx: &Transaction<'_>,
    all: &[HeardId],
    by: AcceptedBy,
    today: NaiveDate,
) -> Result<(), Error> {
    all.iter().try_for_each(|id| accept(tx, *id, by, today))
}

fn accept(
    tx: &Transaction<'_>,
    id: HeardId,
    by: AcceptedBy,
    today: NaiveDate,
) -> Result<(), Error> {
    let (heard, external_id) = open(tx, id)?;
    name_of(tx, heard.contact)?;
    match &heard.what {
        What::Birthday(day) => {
            let day = OccasionDay::Day(*day);
            occasions::set_birthday(tx, heard.contact, Some(&day))?;
        }
        What::CatchUp {
            on,
            channel,
            started,
            title,
        } => {
            let told = (heard.source, external_id.as_str());
            let catch_up = match with_others(tx, told, (*on, channel, *started))? {
                Some(catch_up) => catch_up,
                None => insert(tx, told, &heard, (*on, channel, *started, title.as_deref()))?,
            };
            catch_ups::join(tx, catch_up, heard.contact)?;
            if by == AcceptedBy::Hand {
                catch_ups::follow(tx, &[heard.contact], *on, Some(today))?;
            }
        }
    }
    answer(tx, id, "accepted", today)
}

/// The catch-up that was kept of the same mail or meeting, with somebody else.
fn with_others(
    tx: &Transaction<'_>,
    (source, external_id): (Source, &str),
    (on, channel, started): (NaiveDate, &Channel, Started),
) -> rusqlite::Result<Option<CatchUpId>> {
    tx.prepare_cached(
        "SELECT id FROM catch_up
         WHERE source = :source AND external_id = :external_id
           AND day = :day AND channel = :channel AND started = :started",
    )?
    .query_row(
        named_params! {
            ":source": source.word(), ":external_id": external_id,
            ":day": iso(on), ":channel": channel.as_str(), ":started": started.word(),
        },
        |row| row.get(0).map(CatchUpId),
    )
    .optional()
}

/// Keeps a catch-up that a source told. Its id there is with the person where another, of other
/// words, has it alone: between two a mail may have been answered the same day.
fn insert(
    tx: &Transaction<'_>,
    (source, external_id): (Source, &str),
    heard: &Heard,
    (on, channel, started, title): (NaiveDate, &Channel, Started, Option<&str>),
) -> rusqlite::Result<CatchUpId> {
    tx.prepare_cached(
        "INSERT INTO catch_up (uid, day, channel, started, note, note_words, source, external_id)
         SELECT :uid, :day, :channel, :started, :note, :note_words, :source,
                CASE WHEN EXISTS (
                         SELECT 1 FROM catch_up
                         WHERE source = :source AND external_id = :external_id)
                     THEN :external_id || ' with ' || uid
                     ELSE :external_id END
         FROM contact WHERE id = :contact",
    )?
    .execute(named_params! {
        ":uid": uid(),
        ":day": iso(on),
        ":channel": channel.as_str(),
        ":started": started.word(),
        ":note": title,
        ":note_words": title.and_then(words),
        ":source": source.word(),
        ":external_id": external_id,
        ":contact": heard.contact.0,
    })?;
    Ok(CatchUpId(tx.last_insert_rowid()))
}

/// Does what was decided in the inbox about something heard: it is left unsaid, or it is about
/// the person.
pub(super) fn decide(
    tx: &Transaction<'_>,
    id: HeardId,
    to: Decision,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let (heard, _) = open(tx, id)?;
    match to {
        Decision::Leave => answer(tx, id, "dismissed", today),
        Decision::Tie(tie) => {
            contacts::tie(tx, heard.contact, tie, LastSpoke::Unknown, rules, today)
        }
        Decision::Later(until) => flags::later(tx, heard.contact, until, today),
    }
}

fn answer(tx: &Transaction<'_>, id: HeardId, answer: &str, today: NaiveDate) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE suggestion SET answer = :answer, answered_on = :today WHERE id = :id",
    )?
    .execute(named_params! {":id": id.0, ":answer": answer, ":today": iso(today)})?;
    Ok(())
}

/// Of whom these were heard.
pub(super) fn of(conn: &Connection, all: &[HeardId]) -> rusqlite::Result<Vec<ContactId>> {
    let mut whose = conn.prepare_cached("SELECT contact_id FROM suggestion WHERE id = :id")?;
    let mut contacts = Vec::new();
    for id in all {
        let contact = whose.query_row(named_params! {":id": id.0}, |row| row.get(0));
        contacts.extend(contact.optional()?.map(ContactId));
    }
    Ok(contacts)
}

/// Whether all of these are birthdays.
pub(super) fn are_birthdays(conn: &Connection, all: &[HeardId]) -> rusqlite::Result<bool> {
    let mut is_one =
        conn.prepare_cached("SELECT 1 FROM suggestion WHERE id = :id AND kind = 'birthday'")?;
    for id in all {
        if !is_one.exists(named_params! {":id": id.0})? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Something heard that has no answer yet, and what its source calls it.
fn open(tx: &Transaction<'_>, id: HeardId) -> Result<(Heard, String), Error> {
    let found = tx
        .prepare_cached(
            "SELECT id, contact_id, source, external_id, kind, day, channel, started, title
             FROM suggestion WHERE id = :id AND answer IS NULL",
        )?
        .query_row(named_params! {":id": id.0}, |row| {
            Ok((heard(row)?, row.get("external_id")?))
        })
        .optional()?;
    found.ok_or_else(|| {
        Error::NotFound(format!(
            "{id} among what was heard and not answered; `ties heard` has the numbers"
        ))
    })
}

fn heard(row: &Row<'_>) -> rusqlite::Result<Heard> {
    let kind: String = row.get("kind")?;
    Ok(Heard {
        id: HeardId(row.get("id")?),
        contact: ContactId(row.get("contact_id")?),
        source: word(row, "source", Source::from_word)?,
        what: match kind.as_str() {
            "birthday" => {
                let text: String = row.get("day")?;
                let day = text.parse::<PartialDay>();
                What::Birthday(day.map_err(|_| odd("day", &text))?)
            }
            _ => What::CatchUp {
                on: day(row, "day")?,
                channel: Channel::named(&row.get::<_, String>("channel")?),
                started: word(row, "started", Started::from_word)?,
                title: row.get("title")?,
            },
        },
    })
}

fn positions(conn: &Connection) -> rusqlite::Result<Vec<Position>> {
    // A folder of cards has its places in the same table.
    conn.prepare_cached(
        "SELECT source, path, position FROM reading
         WHERE source IN ('mail', 'calendar')
         ORDER BY source, path",
    )?
    .query_map([], |row| {
        Ok(Position {
            source: word(row, "source", Source::from_word)?,
            path: row.get("path")?,
            position: row.get("position")?,
        })
    })?
    .collect()
}

fn same(known: &[Position], now: &[Position]) -> bool {
    known.len() == now.len() && now.iter().all(|one| known.contains(one))
}

/// Notes how far everything was read, in place of how far it was before.
fn note(tx: &Transaction<'_>, positions: &[Position]) -> rusqlite::Result<()> {
    tx.execute(
        "DELETE FROM reading WHERE source IN ('mail', 'calendar')",
        [],
    )?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO reading (source, path, position) VALUES (:source, :path, :position)
         ON CONFLICT (source, path) DO UPDATE SET position = excluded.position",
    )?;
    for one in positions {
        insert.execute(named_params! {
            ":source": one.source.word(), ":path": one.path, ":position": one.position,
        })?;
    }
    Ok(())
}
