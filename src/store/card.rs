//! Everything known about one contact, or about many without their catch-ups.

use chrono::NaiveDate;
use rusqlite::{Connection, Row, named_params};

use super::rows::{day, iso, maybe_day, odd, word};
use super::{load, said};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{
    Address, Card, CardOccasion, Method, MethodKind, NameParts, OccasionDay, Related, Relation,
};
use crate::domain::catch_up::CatchUp;
use crate::domain::contact::Kind;
use crate::domain::draft::SourceKind;
use crate::domain::id::{ContactId, MethodId, OccasionId, RelationId};
use crate::domain::import::{CardMark, Known, KnownSource};
use crate::domain::standing::Standing;

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
    let lists = [
        further_names,
        tags,
        interests,
        methods,
        addresses,
        occasions,
        details,
    ];
    for add in lists {
        add(conn, span, &mut cards)?;
    }
    // Those that lead from somebody come before those that lead to them.
    relations_from(conn, span, &mut cards)?;
    relations_to(conn, span, &mut cards)?;
    sources(conn, span, &mut cards)?;
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

/// Nicknames and phonetic spellings.
fn further_names(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT contact_id, kind, value FROM contact_name
         WHERE contact_id BETWEEN :first AND :last
           AND (kind = 'nickname' OR kind = 'phonetic')
         ORDER BY contact_id, id",
        |card, row| {
            match row.get_ref("kind")?.as_str()? {
                "nickname" => card.nicknames.push(row.get("value")?),
                _ => card.phonetic = Some(row.get("value")?),
            }
            Ok(())
        },
    )
}

/// Tags, in the order in which they came about.
fn tags(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT c.contact_id, t.name
         FROM contact_tag AS c JOIN tag AS t ON t.id = c.tag_id
         WHERE c.contact_id BETWEEN :first AND :last
         ORDER BY c.contact_id, c.tag_id",
        |card, row| {
            card.tags.push(row.get("name")?);
            Ok(())
        },
    )
}

/// What they like.
fn interests(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT contact_id, name FROM interest
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |card, row| {
            card.interests.push(row.get("name")?);
            Ok(())
        },
    )
}

/// Ways to reach them.
fn methods(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT contact_id, id, kind, label, value FROM method
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |card, row| {
            card.methods.push(Method {
                id: MethodId(row.get("id")?),
                kind: word(row, "kind", MethodKind::from_word)?,
                label: row.get("label")?,
                value: row.get("value")?,
            });
            Ok(())
        },
    )
}

/// Where they live and work.
fn addresses(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT contact_id, label, street, city, region, postcode, country FROM address
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |card, row| {
            card.addresses.push(Address {
                label: row.get("label")?,
                street: row.get("street")?,
                city: row.get("city")?,
                region: row.get("region")?,
                postcode: row.get("postcode")?,
                country: row.get("country")?,
            });
            Ok(())
        },
    )
}

/// Their days.
fn occasions(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT contact_id, id, label, day, yearly FROM occasion
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |card, row| {
            let day: String = row.get("day")?;
            card.occasions.push(CardOccasion {
                id: OccasionId(row.get("id")?),
                label: row.get("label")?,
                day: day
                    .parse()
                    .map_or_else(|_| OccasionDay::Words(day), OccasionDay::Day),
                yearly: row.get("yearly")?,
            });
            Ok(())
        },
    )
}

/// What else a source said, under its own label.
fn details(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT contact_id, label, value FROM detail
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |card, row| {
            card.details.push((row.get("label")?, row.get("value")?));
            Ok(())
        },
    )
}

/// Who they are to whom.
fn relations_from(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT contact_id, id, kind, other_id, other_name FROM relation
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |card, row| {
            let to = match row.get::<_, Option<i64>>("other_id")? {
                Some(other) => Related::Contact(ContactId(other)),
                None => Related::Name(row.get("other_name")?),
            };
            card.relations.push(Relation {
                id: RelationId(row.get("id")?),
                kind: row.get("kind")?,
                to,
                outgoing: true,
            });
            Ok(())
        },
    )
}

/// Who is what to them.
fn relations_to(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT other_id AS contact_id, id, kind, contact_id AS from_id FROM relation
         WHERE other_id BETWEEN :first AND :last
         ORDER BY other_id, id",
        |card, row| {
            card.relations.push(Relation {
                id: RelationId(row.get("id")?),
                kind: row.get("kind")?,
                to: Related::Contact(ContactId(row.get("from_id")?)),
                outgoing: false,
            });
            Ok(())
        },
    )
}

/// The kinds of source that told of them, each once.
fn sources(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
    for_each(
        conn,
        span,
        cards,
        "SELECT contact_id, kind FROM source
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |card, row| {
            let kind = row.get("kind")?;
            if !card.sources.contains(&kind) {
                card.sources.push(kind);
            }
            Ok(())
        },
    )
}

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
                    id: ContactId(row.get("id")?),
                    uid: row.get("uid")?,
                    kind: word(row, "kind", |kind| {
                        [Kind::Person, Kind::Company]
                            .into_iter()
                            .find(|known| known.word() == kind)
                    })?,
                    name: row.get("name")?,
                    parts: NameParts {
                        prefix: row.get("prefix")?,
                        given: row.get("given")?,
                        middle: row.get("middle")?,
                        family: row.get("family")?,
                        suffix: row.get("suffix")?,
                    },
                    nicknames: Vec::new(),
                    phonetic: None,
                    org: row.get("org")?,
                    unit: row.get("unit")?,
                    title: row.get("title")?,
                    city: row.get("city")?,
                    met: row.get("met")?,
                    met_on: maybe_day(row, "met_on")?,
                    introduced_by: row.get::<_, Option<i64>>("introduced_by")?.map(ContactId),
                    tie: word(row, "tie", |tie| tie.parse().ok())?,
                    standing: word(row, "standing", Standing::from_word)?,
                    own_cadence: row
                        .get::<_, Option<u16>>("own_cadence")?
                        .and_then(OwnCadence::from_days),
                    counting_from: maybe_day(row, "counting_from")?,
                    note: row.get("note")?,
                    is_new: row.get("is_new")?,
                    added: day(row, "added_on")?,
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

/// Hands every row of `sql` to the card of its `contact_id`.
fn for_each(
    conn: &Connection,
    span: Span,
    cards: &mut [Card],
    sql: &str,
    mut take: impl FnMut(&mut Card, &Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
    while let Some(row) = rows.next()? {
        let id = ContactId(row.get("contact_id")?);
        if let Ok(at) = cards.binary_search_by_key(&id, |card| card.id) {
            take(&mut cards[at], row)?;
        }
    }
    Ok(())
}
