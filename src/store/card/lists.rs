//! The lists of cards, each read for all of them at once.

use rusqlite::{Connection, Row, named_params};

use super::super::rows::word;
use super::Span;
use crate::domain::card::{
    Address, Card, CardOccasion, Method, MethodKind, OccasionDay, Related, Relation,
};
use crate::domain::id::{ContactId, MethodId, OccasionId, RelationId};

/// Adds them, in their order; the cards are in that of their ids.
pub(super) fn add(conn: &Connection, span: Span, cards: &mut [Card]) -> rusqlite::Result<()> {
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
        add(conn, span, cards)?;
    }
    // Those that lead from somebody come before those that lead to them.
    relations_from(conn, span, cards)?;
    relations_to(conn, span, cards)?;
    sources(conn, span, cards)
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
