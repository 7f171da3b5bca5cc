//! Everything known about one contact, or about many without their catch-ups.

mod lists;

use chrono::NaiveDate;
use rusqlite::{Connection, named_params};

use super::rows::{iso, odd};
use super::{columns, load, said};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, NameParts};
use crate::domain::catch_up::CatchUp;
use crate::domain::draft::SourceKind;
use crate::domain::id::ContactId;
use crate::domain::import::{CardMark, Known, KnownSource};

/// A run of contact ids, both ends included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) first: i64,
    pub(super) last: i64,
}

impl Span {
    pub(super) const ALL: Span = Span {
        first: i64::MIN,
        last: i64::MAX,
    };

    pub(super) fn one(id: ContactId) -> Span {
        Span {
            first: id.0,
            last: id.0,
        }
    }
}

/// Everything known about one contact, catch-ups up to `today`.
pub(super) fn card(
    conn: &Connection,
    id: ContactId,
    today: NaiveDate,
) -> rusqlite::Result<Option<Card>> {
    let Some(mut card) = cards(conn, Span::one(id))?.pop() else {
        return Ok(None);
    };
    load::add_next_steps_with(conn, id, &mut card.next_steps)?;
    card.catch_ups = catch_ups(conn, id, today)?;
    card.unanswered_run = card
        .catch_ups
        .iter()
        .take_while(|c| !c.answered && c.started.is_mine())
        .count();
    let since = card.catch_ups.first().map_or(NaiveDate::MIN, |c| c.on);
    card.someone_else_run = conn
        .prepare_cached(
            "SELECT count(*) FROM flag
             WHERE contact_id = :contact AND kind = 'someone_else' AND ended_on IS NULL
               AND from_day > :since",
        )?
        .query_row(
            named_params! {":contact": id.0, ":since": iso(since)},
            |row| row.get::<_, u32>(0),
        )? as usize;
    Ok(Some(card))
}

/// The cards of a run of contacts, by id, without catch-ups, next steps and what follows
/// from them.
pub(super) fn cards(conn: &Connection, span: Span) -> rusqlite::Result<Vec<Card>> {
    let mut cards = people(conn, span)?;
    lists::add(conn, span, &mut cards)?;
    Ok(cards)
}

/// A run of contacts, of every standing, with what each source last said about them.
pub(super) fn known(conn: &Connection, span: Span) -> rusqlite::Result<Vec<Known>> {
    let mut known: Vec<Known> = cards(conn, span)?
        .into_iter()
        .map(|card| Known {
            card,
            sources: Vec::new(),
            former: Vec::new(),
        })
        .collect();
    let within = named_params! {":first": span.first, ":last": span.last};
    let mut former = conn.prepare_cached(
        "SELECT contact_id, former FROM former_uid
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
    )?;
    let mut former = former.query(within)?;
    while let Some(row) = former.next()? {
        let contact = ContactId(row.get("contact_id")?);
        if let Ok(at) = known.binary_search_by_key(&contact, |k| k.card.id) {
            known[at].former.push(row.get("former")?);
        }
    }
    let mut statement = conn.prepare_cached(
        "SELECT contact_id, kind, external_id, fields, card FROM source
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
    )?;
    let mut rows = statement.query(within)?;
    while let Some(row) = rows.next()? {
        let contact = ContactId(row.get("contact_id")?);
        let kind: String = row.get("kind")?;
        let fields: String = row.get("fields")?;
        let card = row.get_ref("card")?.as_str_or_null()?;
        if let (Ok(at), Some(kind)) = (
            known.binary_search_by_key(&contact, |k| k.card.id),
            SourceKind::from_word(&kind),
        ) {
            let said = said::fields(&fields, card).ok_or_else(|| odd("fields", &fields))?;
            known[at].sources.push(KnownSource {
                kind,
                external_id: row.get("external_id")?,
                fields: said.fields,
                kept: said.kept,
                card: card.map(|card| CardMark::of(card.as_bytes())),
            });
        }
    }
    Ok(known)
}

/// Every catch-up of a contact up to `today`, latest first.
fn catch_ups(conn: &Connection, id: ContactId, today: NaiveDate) -> rusqlite::Result<Vec<CatchUp>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.day, c.channel, c.started, c.answered, c.note, p.contact_id, p.id
         FROM catch_up_contact AS mine
         JOIN catch_up AS c ON c.id = mine.catch_up_id
         JOIN catch_up_contact AS p ON p.catch_up_id = c.id
         WHERE mine.contact_id = :contact AND c.day <= :today
         ORDER BY c.day DESC, c.id DESC",
    )?;
    load::gather(statement.query(named_params! {":contact": id.0, ":today": iso(today)})?)
}

/// Columns are read by position: looking for each of so many by its name takes longer than
/// reading it.
fn people(conn: &Connection, span: Span) -> rusqlite::Result<Vec<Card>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, uid, kind, name, prefix, given, middle, family, suffix, org, unit, title,
                city, met, met_on, introduced_by, tie, standing, own_cadence, counting_from,
                note, is_new, added_on
         FROM contact
         WHERE id BETWEEN :first AND :last
         ORDER BY id",
    )?;
    statement
        .query_map(
            named_params! {":first": span.first, ":last": span.last},
            |row| {
                Ok(Card {
                    id: ContactId(row.get(0)?),
                    uid: row.get(1)?,
                    kind: columns::kind(columns::text(row, 2)?)?,
                    name: row.get(3)?,
                    parts: NameParts {
                        prefix: row.get(4)?,
                        given: row.get(5)?,
                        middle: row.get(6)?,
                        family: row.get(7)?,
                        suffix: row.get(8)?,
                    },
                    nicknames: Vec::new(),
                    phonetic: None,
                    org: row.get(9)?,
                    unit: row.get(10)?,
                    title: row.get(11)?,
                    city: row.get(12)?,
                    met: row.get(13)?,
                    met_on: columns::maybe_day(row, 14)?,
                    introduced_by: row.get::<_, Option<i64>>(15)?.map(ContactId),
                    tie: columns::tie(columns::text(row, 16)?)?,
                    standing: columns::standing(columns::text(row, 17)?)?,
                    own_cadence: row
                        .get::<_, Option<u16>>(18)?
                        .and_then(OwnCadence::from_days),
                    counting_from: columns::maybe_day(row, 19)?,
                    note: row.get(20)?,
                    is_new: row.get(21)?,
                    added: columns::day(row, 22)?,
                    tags: Vec::new(),
                    interests: Vec::new(),
                    methods: Vec::new(),
                    addresses: Vec::new(),
                    occasions: Vec::new(),
                    details: Vec::new(),
                    relations: Vec::new(),
                    next_steps: Vec::new(),
                    catch_ups: Vec::new(),
                    unanswered_run: 0,
                    someone_else_run: 0,
                    sources: Vec::new(),
                })
            },
        )?
        .collect()
}
