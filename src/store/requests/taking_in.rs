//! How requests come in: from a hand or from a file, and who asks a second time is one.

use std::collections::HashSet;

use rusqlite::{Connection, Transaction, named_params};

use super::{open, request};
use crate::domain::id::{ContactId, RequestId};
use crate::domain::import::{Person, Plan};
use crate::domain::matching::{self, Page};
use crate::domain::request::{Asked, Askers, Request};
use crate::store::Error;
use crate::store::rows::{iso, name_of, some_line, some_text, uid};

/// Takes requests in; the first of them, if there is any.
pub(in crate::store) fn add_all(
    tx: &Transaction<'_>,
    all: &[Asked],
) -> Result<Option<RequestId>, Error> {
    let mut open = Askers::of(open_ones(tx, Told::ByAnybody)?);
    let mut first = None;
    for asked in all {
        let id = match open.same(asked).map(|same| same.id) {
            Some(id) => {
                say_more(tx, id, asked)?;
                id
            }
            None => add(tx, asked, &mut open)?,
        };
        first = first.or(Some(id));
    }
    Ok(first)
}

/// Takes in a request of somebody who had not asked. Whose page it names is who it is from.
fn add(tx: &Transaction<'_>, asked: &Asked, open: &mut Askers) -> Result<RequestId, Error> {
    let contact = match asked.url.as_deref() {
        Some(url) => with_page(tx, url)?,
        None => None,
    };
    insert(tx, asked, contact, None)?;
    let id = RequestId(tx.last_insert_rowid());
    open.add(Request {
        id,
        contact,
        asked: asked.clone(),
    });
    Ok(id)
}

/// Takes in the requests of a plan, whose rows are about these; what came in before stays, and
/// what was typed in by hand and is open is the same request.
pub(in crate::store) fn take_in(
    tx: &Transaction<'_>,
    plan: &Plan,
    whom: &[Option<ContactId>],
) -> Result<(), Error> {
    let mut come = plan
        .requests
        .iter()
        .filter(|row| row.fate.comes_in())
        .peekable();
    let by_hand = match come.peek() {
        Some(_) => Askers::of(by_hand(tx)?),
        None => Askers::default(),
    };
    let mut folded = HashSet::new();
    for row in come {
        let contact = match row.from {
            Some(Person::Known(id)) => Some(id),
            Some(Person::Row(row)) => whom.get(row).copied().flatten(),
            None => None,
        };
        let source = plan.files.get(row.file).map(|file| file.kind.word());
        let invitation = &row.invitation;
        let told = source.map(|source| (source, invitation.external_id.as_str()));
        let same = by_hand.same(&invitation.asked).map(|same| same.id);
        match same.filter(|id| folded.insert(*id)) {
            Some(id) => be_told(tx, id, &invitation.asked, contact, told)?,
            None => insert(tx, &invitation.asked, contact, told)?,
        }
    }
    Ok(())
}

/// Writes a request down, as which source told it under which id; one that it told before
/// stays as it is.
fn insert(
    tx: &Transaction<'_>,
    asked: &Asked,
    contact: Option<ContactId>,
    told: Option<(&str, &str)>,
) -> Result<(), Error> {
    let Some(name) = some_line(&asked.name) else {
        return Err(Error::Unsaid(
            "a request needs a name; say whose it is".into(),
        ));
    };
    for id in asked.introduced_by.into_iter().chain(contact) {
        name_of(tx, id)?; // who may have gone since
    }
    tx.prepare_cached(
        "INSERT INTO request
             (uid, source, external_id, contact_id, name, org, url, day, note, mutuals, met,
              introduced_by)
         VALUES (:uid, :source, :external_id, :contact, :name, :org, :url, :day, :note, :mutuals,
                 :met, :by)
         ON CONFLICT (source, external_id) DO NOTHING",
    )?
    .execute(named_params! {
        ":uid": uid(),
        ":source": told.map(|(source, _)| source),
        ":external_id": told.map(|(_, id)| id),
        ":contact": contact.map(|contact| contact.0),
        ":name": name,
        ":org": asked.org.as_deref().and_then(some_line),
        ":url": asked.url.as_deref().and_then(some_text),
        ":day": asked.on.map(iso),
        ":note": asked.note.as_deref().and_then(some_text),
        ":mutuals": asked.mutuals,
        ":met": asked.met,
        ":by": asked.introduced_by.map(|by| by.0),
    })?;
    Ok(())
}

/// Adds to an open request what else a hand says of it now, and shows it again if it was put
/// off.
fn say_more(tx: &Transaction<'_>, id: RequestId, more: &Asked) -> Result<(), Error> {
    let known = open(tx, id)?;
    let contact = match (known.contact, &more.url) {
        (None, Some(url)) => with_page(tx, url)?,
        (contact, _) => contact,
    };
    write(tx, id, &known.asked.and(more), contact)?;
    tx.prepare_cached("UPDATE request SET later_until = NULL WHERE id = :id")?
        .execute(named_params! {":id": id.0})?;
    Ok(())
}

/// Says that a request that was typed in by hand is the one that a source tells: its name and
/// day are those of the source, so that it is known again.
fn be_told(
    tx: &Transaction<'_>,
    id: RequestId,
    asked: &Asked,
    contact: Option<ContactId>,
    told: Option<(&str, &str)>,
) -> Result<(), Error> {
    let known = open(tx, id)?;
    let asked = Asked {
        name: asked.name.clone(),
        on: asked.on.or(known.asked.on),
        ..known.asked.and(asked)
    };
    write(tx, id, &asked, known.contact.or(contact))?;
    tx.prepare_cached(
        "UPDATE request SET source = :source, external_id = :external_id WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":source": told.map(|(source, _)| source),
        ":external_id": told.map(|(_, id)| id),
    })?;
    Ok(())
}

/// Writes what a request says in place of what it said.
fn write(
    tx: &Transaction<'_>,
    id: RequestId,
    asked: &Asked,
    contact: Option<ContactId>,
) -> Result<(), Error> {
    for id in asked.introduced_by.into_iter().chain(contact) {
        name_of(tx, id)?; // who may have gone since
    }
    tx.prepare_cached(
        "UPDATE request
         SET contact_id = :contact, name = :name, org = :org, url = :url, day = :day,
             note = :note, mutuals = :mutuals, met = :met, introduced_by = :by
         WHERE id = :id",
    )?
    .execute(named_params! {
        ":id": id.0,
        ":contact": contact.map(|contact| contact.0),
        ":name": some_line(&asked.name),
        ":org": asked.org.as_deref().and_then(some_line),
        ":url": asked.url.as_deref().and_then(some_text),
        ":day": asked.on.map(iso),
        ":note": asked.note.as_deref().and_then(some_text),
        ":mutuals": asked.mutuals,
        ":met": asked.met,
        ":by": asked.introduced_by.map(|by| by.0),
    })?;
    Ok(())
}

/// The open requests that a hand put in.
pub(in crate::store) fn by_hand(conn: &Connection) -> rusqlite::Result<Vec<Request>> {
    open_ones(conn, Told::ByHand)
}

/// By whom a request was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    ByHand,
    ByAnybody,
}

/// The requests that nobody has decided about, those that are put off among them.
fn open_ones(conn: &Connection, told: Told) -> rusqlite::Result<Vec<Request>> {
    conn.prepare_cached(
        "SELECT id, contact_id, name, org, url, day, note, mutuals, met, introduced_by
         FROM request
         WHERE decision IS NULL AND (source IS NULL OR :anybody)
         ORDER BY id",
    )?
    .query_map(named_params! {":anybody": told == Told::ByAnybody}, request)?
    .collect()
}

/// Who has this page, where it is one that nobody shares, and was not deleted; `None` where
/// several have it.
fn with_page(conn: &Connection, url: &str) -> rusqlite::Result<Option<ContactId>> {
    let Some(Page::Profile(key)) = matching::page(url) else {
        return Ok(None);
    };
    let with = conn
        .prepare_cached(
            "SELECT DISTINCT c.id
             FROM method AS m JOIN contact AS c ON c.id = m.contact_id
             WHERE m.kind = 'url' AND m.match_key = :key AND c.standing <> 'deleted'
             LIMIT 2",
        )?
        .query_map(named_params! {":key": key}, |row| row.get(0).map(ContactId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(match with.as_slice() {
        [one] => Some(*one),
        _ => None,
    })
}
