//! Connection requests, and who came in small batches: what the inbox holds.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use super::rows::{iso, maybe_day, name_of, some_text, uid};
use super::{Error, Store, contacts, flags};
use crate::domain::card::MethodKind;
use crate::domain::change::{Edit, LastSpoke, NewContact};
use crate::domain::contact::Kind;
use crate::domain::id::{ContactId, RequestId};
use crate::domain::request::{Asked, Request, Suggestion};
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;

/// So many newcomers of one import, and no more, are a small batch.
const SMALL: u32 = 25;

/// Takes a request in.
pub(super) fn add(tx: &Transaction<'_>, asked: &Asked) -> Result<RequestId, Error> {
    let Some(name) = some_text(&asked.name) else {
        return Err(Error::Unsaid("a request needs a name".into()));
    };
    if let Some(by) = asked.introduced_by {
        name_of(tx, by)?;
    }
    tx.prepare_cached(
        "INSERT INTO request (uid, name, org, url, day, note, mutuals, met, introduced_by)
         VALUES (:uid, :name, :org, :url, :day, :note, :mutuals, :met, :by)",
    )?
    .execute(named_params! {
        ":uid": uid(),
        ":name": name,
        ":org": asked.org.as_deref().and_then(some_text),
        ":url": asked.url.as_deref().and_then(some_text),
        ":day": asked.on.map(iso),
        ":note": asked.note.as_deref().and_then(some_text),
        ":mutuals": asked.mutuals,
        ":met": asked.met,
        ":by": asked.introduced_by.map(|by| by.0),
    })?;
    Ok(RequestId(tx.last_insert_rowid()))
}

/// Does with a request what was decided: keeping makes a weak tie of it and accepting a
/// latent one, of a new contact unless the request is somebody's who is here; leaving it
/// changes nobody.
pub(super) fn decide(
    tx: &Transaction<'_>,
    id: RequestId,
    to: Suggestion,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let request = open(tx, id)?;
    let tie = match to {
        Suggestion::Keep => Tie::Weak,
        Suggestion::Latent => Tie::Latent,
        Suggestion::Leave => return close(tx, id, to, request.contact, today),
    };
    let contact = match request.contact {
        Some(contact) => {
            // A tie that is there is not loosened by a request.
            if is_latent(tx, contact)? && tie != Tie::Latent {
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
            contacts::add(tx, &new, rules, today)?
        }
    };
    tell(tx, contact, &request.asked, rules, today)?;
    close(tx, id, to, Some(contact), today)
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
pub(super) fn later(tx: &Transaction<'_>, id: RequestId, until: NaiveDate) -> Result<(), Error> {
    open(tx, id)?;
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
    let missing = |has: bool, says: &Option<String>| says.clone().filter(|_| !has).map(Some);
    let url = asked
        .url
        .iter()
        .map(|url| (MethodKind::Url, None, url.clone()));
    let edit = Edit {
        org: missing(org.is_some(), &asked.org),
        introduced_by: asked
            .introduced_by
            .filter(|introducer| by.is_none() && *introducer != id)
            .map(Some),
        add_methods: url.collect(),
        ..Edit::default()
    };
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

fn is_latent(conn: &Connection, id: ContactId) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT tie = 'latent' FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| row.get(0))
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
    found.ok_or_else(|| Error::NotFound(format!("open request {id}")))
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
                     ORDER BY id",
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
                .prepare_cached(
                    "SELECT c.id
                     FROM contact AS c JOIN arrival AS a ON a.id = c.arrival_id
                     WHERE c.is_new = 1 AND a.newcomers <= :small
                       AND c.standing IN ('active', 'paused', 'dormant')
                     ORDER BY c.id",
                )?
                .query_map(named_params! {":small": SMALL}, |row| {
                    row.get(0).map(ContactId)
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(ids)
        })
    }
}
