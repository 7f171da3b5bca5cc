//! What scripts and tables want of everyone besides the list model: uid, tags, interests and
//! the ways to reach them, in one pass per table.

use rusqlite::{Connection, Row, named_params};

use super::card::Span;
use crate::domain::id::ContactId;

/// What the list model does not hold of one contact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    pub uid: String,
    pub tags: Vec<String>,
    pub interests: Vec<String>,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    pub urls: Vec<String>,
}

/// What the list model does not hold, of many contacts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reaches {
    /// By id, ascending.
    all: Vec<(ContactId, Reach)>,
}

impl Reaches {
    /// What is known of one contact; nothing of one that was not asked for.
    pub fn of(&self, id: ContactId) -> &Reach {
        static NOTHING: Reach = Reach {
            uid: String::new(),
            tags: Vec::new(),
            interests: Vec::new(),
            emails: Vec::new(),
            phones: Vec::new(),
            urls: Vec::new(),
        };
        self.all
            .binary_search_by_key(&id, |(known, _)| *known)
            .map_or(&NOTHING, |at| &self.all[at].1)
    }
}

/// Of everyone in `span`.
pub(super) fn reaches(conn: &Connection, span: Span) -> rusqlite::Result<Reaches> {
    let mut reading = Reading {
        conn,
        span,
        all: Vec::new(),
    };
    reading.people()?;
    reading.each(
        "SELECT c.contact_id, t.name
         FROM contact_tag AS c CROSS JOIN tag AS t ON t.id = c.tag_id -- in the index's order
         WHERE c.contact_id BETWEEN :first AND :last
         ORDER BY c.contact_id, c.tag_id",
        |reach, row| {
            reach.tags.push(row.get(1)?);
            Ok(())
        },
    )?;
    reading.each(
        "SELECT contact_id, name FROM interest
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |reach, row| {
            reach.interests.push(row.get(1)?);
            Ok(())
        },
    )?;
    reading.each(
        "SELECT contact_id, value, kind FROM method
         WHERE contact_id BETWEEN :first AND :last
         ORDER BY contact_id, id",
        |reach, row| {
            let list = match row.get_ref(2)?.as_str()? {
                "email" => &mut reach.emails,
                "phone" => &mut reach.phones,
                "url" => &mut reach.urls,
                _ => return Ok(()),
            };
            list.push(row.get(1)?);
            Ok(())
        },
    )?;
    Ok(Reaches { all: reading.all })
}

/// Of these contacts.
pub(super) fn reaches_of(conn: &Connection, ids: &[ContactId]) -> rusqlite::Result<Reaches> {
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        all.extend(reaches(conn, Span::one(*id))?.all);
    }
    all.sort_by_key(|(id, _)| *id);
    all.dedup_by_key(|(id, _)| *id);
    Ok(Reaches { all })
}

struct Reading<'c> {
    conn: &'c Connection,
    span: Span,
    all: Vec<(ContactId, Reach)>,
}

impl Reading<'_> {
    fn people(&mut self) -> rusqlite::Result<()> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, uid FROM contact
             WHERE id BETWEEN :first AND :last
             ORDER BY id",
        )?;
        let mut rows =
            statement.query(named_params! {":first": self.span.first, ":last": self.span.last})?;
        while let Some(row) = rows.next()? {
            self.all.push((
                ContactId(row.get(0)?),
                Reach {
                    uid: row.get(1)?,
                    ..Reach::default()
                },
            ));
        }
        Ok(())
    }

    /// Takes the rows of a query that come by contact id, which is their first column.
    fn each(
        &mut self,
        sql: &str,
        mut take: impl FnMut(&mut Reach, &Row<'_>) -> rusqlite::Result<()>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows =
            statement.query(named_params! {":first": self.span.first, ":last": self.span.last})?;
        let mut at = 0;
        while let Some(row) = rows.next()? {
            let id = ContactId(row.get(0)?);
            while self.all.get(at).is_some_and(|(known, _)| *known < id) {
                at += 1;
            }
            if let Some((_, reach)) = self.all.get_mut(at).filter(|(known, _)| *known == id) {
                take(reach, row)?;
            }
        }
        Ok(())
    }
}
