//! Connection requests, and who came in small batches: what the inbox holds.

mod taking_in;

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use super::rows::{iso, maybe_day, name_of, word};
use super::{Error, Store, contacts, flags, heard};
use crate::domain::change::{Edit, LastSpoke, NewContact};
use crate::domain::contact::Kind;
use crate::domain::due;
use crate::domain::id::{ContactId, RequestId};
use crate::domain::import::Seen;
use crate::domain::inbox::{Decision, SMALL, Waiting};
use crate::domain::request::{Asked, Held, Request, Suggestion};
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;

pub(super) use taking_in::{add_all, by_hand, take_in};

/// From the arrivals on, by their index: a crowd has none, so that this costs the same however
/// many came in at once otherwise.
const SMALL_ARRIVALS: &str = "SELECT c.id
     FROM arrival AS a CROSS JOIN contact AS c ON c.arrival_id = a.id
     WHERE a.newcomers <= :small AND c.is_new = 1
     ORDER BY c.id";

/// Does with those in the inbox what was decided.
pub(super) fn decide(
    tx: &Transaction<'_>,
    all: &[Waiting],
    to: Decision,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    for one in all {
        match (*one, to) {
            (Waiting::Request(id), Decision::Tie(tie)) => {
                let from = match all {
                    [_] => Counting::Today,
                    _ => Counting::Spread,
                };
                accept(tx, id, (tie, from), rules, today)?;
            }
            (Waiting::Request(id), Decision::Leave) => {
                let request = open(tx, id)?;
                close(tx, id, Suggestion::Leave, request.contact, today)?;
            }
            (Waiting::Request(id), Decision::Later(until)) => later(tx, id, until, today)?,
            (Waiting::Heard(id), to) => heard::decide(tx, id, to, rules, today)?,
            (Waiting::Newcomer(id), Decision::Tie(tie)) => {
                contacts::tie(tx, id, tie, LastSpoke::Unknown, rules, today)?;
            }
            (Waiting::Newcomer(id), Decision::Leave) => {
                name_of(tx, id)?;
                flags::touched_by_hand(tx, id)?;
            }
            (Waiting::Newcomer(id), Decision::Later(until)) => flags::later(tx, id, until, today)?,
        }
    }
    Ok(())
}

/// From when the clock of somebody runs who comes in by a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counting {
    Today,
    /// From a day of their own, so that a crowd never comes due together.
    Spread,
}

/// Makes a contact with this tie of a request, unless it is from somebody who is here.
fn accept(
    tx: &Transaction<'_>,
    id: RequestId,
    (tie, from): (Tie, Counting),
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let request = open(tx, id)?;
    let contact = match request.contact {
        Some(contact) => {
            // A tie that is there is not loosened by a request.
            if tie < tie_of(tx, contact)? {
                contacts::tie(tx, contact, tie, LastSpoke::Unknown, rules, today)?;
            }
            contact
        }
        None => {
            let new = NewContact {
                name: request.asked.name.clone(),
                kind: Kind::Person,
                tie,
                counting_from: None,
                edit: Edit::default(),
            };
            let contact = contacts::add(tx, &new, rules, today)?;
            if let (Counting::Spread, Some(cadence)) = (from, rules.cadence(tie, None)) {
                let day = due::counting_from(LastSpoke::Unknown, contact, cadence, today);
                let edit = Edit {
                    counting_from: Some(day),
                    ..Edit::default()
                };
                contacts::edit(tx, contact, &edit, rules, today)?;
            }
            contact
        }
    };
    tell(tx, contact, &request.asked, rules, today)?;
    let decision = match tie {
        Tie::Latent => Suggestion::Latent,
        _ => Suggestion::Keep,
    };
    close(tx, id, decision, Some(contact), today)
}

/// Says that a request is from somebody who is here; what it tells is added to them, and
/// their tie stays as it is.
pub(super) fn fold(
    tx: &Transaction<'_>,
    id: RequestId,
    into: ContactId,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let request = open(tx, id)?;
    name_of(tx, into)?;
    tell(tx, into, &request.asked, rules, today)?;
    close(tx, id, Suggestion::Latent, Some(into), today)
}

/// Hides a request until a day.
fn later(
    tx: &Transaction<'_>,
    id: RequestId,
    until: NaiveDate,
    today: NaiveDate,
) -> Result<(), Error> {
    open(tx, id)?;
    flags::ahead(until, today)?;
    tx.prepare_cached("UPDATE request SET later_until = :until WHERE id = :id")?
        .execute(named_params! {":id": id.0, ":until": iso(until)})?;
    Ok(())
}

/// Whose request it is, as they call themselves.
pub(super) fn name(conn: &Connection, id: RequestId) -> rusqlite::Result<String> {
    let name = conn
        .prepare_cached("SELECT name FROM request WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| row.get(0))
        .optional()?;
    Ok(name.unwrap_or_else(|| format!("request {id}")))
}

/// Adds to a contact what a request says and they lack.
fn tell(
    tx: &Transaction<'_>,
    id: ContactId,
    asked: &Asked,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let (org, by) = tx
        .prepare_cached("SELECT org, introduced_by FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| {
            Ok((
                row.get::<_, Option<String>>(0)?,
                row.get::<_, Option<i64>>(1)?,
            ))
        })?;
    let pages = tx
        .prepare_cached("SELECT value FROM method WHERE contact_id = :id AND kind = 'url'")?
        .query_map(named_params! {":id": id.0}, |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    let edit = asked.adds_to(&Held {
        id,
        org: org.as_deref(),
        introduced_by: by.map(ContactId),
        pages: &pages,
    });
    contacts::edit(tx, id, &edit, rules, today)?;
    if let Some(note) = &asked.note {
        contacts::note(tx, id, note)?;
    }
    Ok(flags::touched_by_hand(tx, id)?)
}

fn close(
    tx: &Transaction<'_>,
    id: RequestId,
    decision: Suggestion,
    contact: Option<ContactId>,
    today: NaiveDate,
) -> Result<(), Error> {
    tx.prepare_cached(
        "UPDATE request SET decision = :decision, decided_on = :today, contact_id = :contact
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":decision": decision.word(),
        ":today": iso(today),
        ":contact": contact.map(|contact| contact.0),
    })?;
    Ok(())
}

fn tie_of(conn: &Connection, id: ContactId) -> rusqlite::Result<Tie> {
    conn.prepare_cached("SELECT tie FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| {
            word(row, "tie", |tie| tie.parse().ok())
        })
}

/// A request that nobody has decided about.
fn open(conn: &Connection, id: RequestId) -> Result<Request, Error> {
    let found = conn
        .prepare_cached(
            "SELECT id, contact_id, name, org, url, day, note, mutuals, met, introduced_by
             FROM request WHERE id = :id AND decision IS NULL",
        )?
        .query_row(named_params! {":id": id.0}, request)
        .optional()?;
    found.ok_or_else(|| {
        Error::NotFound(format!("open request {id}; `ties inbox` has their numbers"))
    })
}

fn request(row: &Row<'_>) -> rusqlite::Result<Request> {
    Ok(Request {
        id: RequestId(row.get("id")?),
        contact: row.get::<_, Option<i64>>("contact_id")?.map(ContactId),
        asked: Asked {
            name: row.get("name")?,
            org: row.get("org")?,
            url: row.get("url")?,
            on: maybe_day(row, "day")?,
            note: row.get("note")?,
            mutuals: row.get("mutuals")?,
            met: row.get("met")?,
            introduced_by: row.get::<_, Option<i64>>("introduced_by")?.map(ContactId),
        },
    })
}

impl Store {
    /// The requests that nobody has decided about and that are not put off, the oldest first.
    pub fn requests(&self, today: NaiveDate) -> Result<Vec<Request>, Error> {
        self.read(|conn| {
            let requests = conn
                .prepare_cached(
                    "SELECT id, contact_id, name, org, url, day, note, mutuals, met, introduced_by
                     FROM request
                     WHERE decision IS NULL AND (later_until IS NULL OR later_until <= :today)
                     ORDER BY day, id",
                )?
                .query_map(named_params! {":today": iso(today)}, request)?
                .collect::<rusqlite::Result<_>>()?;
            Ok(requests)
        })
    }

    /// Who came in a small import and was not touched since, by id.
    pub fn small_arrivals(&self) -> Result<Vec<ContactId>, Error> {
        self.read(|conn| {
            let ids = conn
                .prepare_cached(SMALL_ARRIVALS)?
                .query_map(named_params! {":small": SMALL as i64}, |row| {
                    row.get(0).map(ContactId)
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(ids)
        })
    }
}

/// The requests that files told of, whatever was decided about them.
pub(super) fn seen(conn: &Connection) -> rusqlite::Result<Vec<Seen>> {
    conn.prepare_cached(
        "SELECT external_id, name, day
         FROM request
         WHERE external_id IS NOT NULL",
    )?
    .query_map([], |row| {
        Ok(Seen {
            external_id: row.get("external_id")?,
            name: row.get("name")?,
            on: maybe_day(row, "day")?,
        })
    })?
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn small_arrivals_are_looked_up_from_the_arrivals_on() {
        let store = Store::in_memory(Clock::fixed("2026-11-22".parse().unwrap())).unwrap();
        let plan: Vec<String> = store
            .conn
            .prepare(&format!("EXPLAIN QUERY PLAN {SMALL_ARRIVALS}"))
            .unwrap()
            .query_map(named_params! {":small": 25}, |row| row.get("detail"))
            .unwrap()
            .collect::<rusqlite::Result<_>>()
            .unwrap();
        assert!(plan[0].starts_with("SCAN a"), "{plan:?}");
        assert!(plan[1].contains("USING INDEX contact_arrival"), "{plan:?}");
    }
}
