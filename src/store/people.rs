//! Everyone as lists and rules see them, in one pass per table.
//!
//! Every query is there twice, for everyone and for one contact: everyone is quickest in
//! the order of the table, one by an index. Columns are read by position, since a hundred
//! thousand rows may stand between the start and the first frame.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Rows, Statement, named_params};

use super::columns::{day, maybe_day, maybe_text, standing, text, tie};
use super::rows::iso;
use crate::domain::cadence::OwnCadence;
use crate::domain::contact::{Contact, Has, Kind, Pause};
use crate::domain::day::PartialDay;
use crate::domain::id::{ContactId, OccasionId};
use crate::domain::network::{CircleId, CircleKind, Circles, Occasion};

/// The text of a query for everyone and the one for a single contact.
macro_rules! for_span {
    ($span:expr, $select:literal, one: $one:literal, order: $order:literal) => {
        match $span {
            Some(_) => concat!($select, " WHERE ", $one, " = :contact ORDER BY ", $order),
            None => concat!($select, " ORDER BY ", $order),
        }
    };
}

/// The contacts of a span by id, their occasions but birthdays added to `occasions`.
pub(super) fn contacts(
    conn: &Connection,
    one: Option<ContactId>,
    circles: &mut Circles,
    occasions: &mut Vec<Occasion>,
    today: NaiveDate,
) -> rusqlite::Result<Vec<Contact>> {
    let tags = tags(conn, one, circles)?;
    let mut reading = Reading::people(conn, one, circles, &tags)?;
    reading.last(conn, one, today)?;
    reading.flags(conn, one, today)?;
    reading.names(conn, one)?;
    reading.methods(conn, one)?;
    reading.occasions(conn, one, occasions)?;
    reading.news(conn, one, today)?;
    Ok(reading.finish())
}

/// Who has which tag, by contact and tag.
fn tags(
    conn: &Connection,
    one: Option<ContactId>,
    circles: &mut Circles,
) -> rusqlite::Result<Vec<(ContactId, CircleId)>> {
    let mut known: HashMap<i64, CircleId> = HashMap::new();
    if one.is_none() {
        let mut all = conn.prepare_cached("SELECT id, name FROM tag ORDER BY id")?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            known.insert(row.get(0)?, circles.intern(CircleKind::Tag, text(row, 1)?));
        }
    }
    let sql = match one {
        None => "SELECT contact_id, tag_id FROM contact_tag ORDER BY contact_id, tag_id",
        Some(_) => {
            "SELECT c.contact_id, c.tag_id, t.name
             FROM contact_tag AS c JOIN tag AS t ON t.id = c.tag_id
             WHERE c.contact_id = :contact
             ORDER BY c.tag_id"
        }
    };
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = query(&mut statement, one)?;
    let mut tags = Vec::new();
    while let Some(row) = rows.next()? {
        let contact = ContactId(row.get(0)?);
        let tag: i64 = row.get(1)?;
        let circle = match (known.get(&tag), one) {
            (Some(circle), _) => *circle,
            (None, Some(_)) => circles.intern(CircleKind::Tag, text(row, 2)?),
            (None, None) => continue,
        };
        tags.push((contact, circle));
    }
    Ok(tags)
}

/// Circles by the very spelling, so that folding is done once for each.
#[derive(Default)]
struct Spellings(HashMap<Box<str>, CircleId>);

impl Spellings {
    fn intern(&mut self, circles: &mut Circles, kind: CircleKind, name: &str) -> CircleId {
        if let Some(circle) = self.0.get(name) {
            return *circle;
        }
        let circle = circles.intern(kind, name);
        self.0.insert(name.into(), circle);
        circle
    }
}

/// Contacts while they are being put together, by id.
struct Reading {
    contacts: Vec<Contact>,
    /// Where the last row belonged: the next one mostly belongs there too, or just after.
    cursor: usize,
    pauses: HashMap<usize, Vec<Pause>>,
}

impl Reading {
    fn people(
        conn: &Connection,
        one: Option<ContactId>,
        circles: &mut Circles,
        tags: &[(ContactId, CircleId)],
    ) -> rusqlite::Result<Reading> {
        let mut statement = conn.prepare_cached(for_span!(
            one,
            "SELECT id, kind, name, family, org, title, city, met, introduced_by, tie, standing,
                    own_cadence, counting_from, note IS NOT NULL, is_new, added_on
             FROM contact",
            one: "id",
            order: "id"
        ))?;
        let (mut orgs, mut cities) = (Spellings::default(), Spellings::default());
        let mut tags = tags.iter().peekable();
        let mut mine = Vec::new();
        let mut contacts = Vec::with_capacity(match one {
            Some(_) => 1,
            None => room(conn)?,
        });
        let mut rows = query(&mut statement, one)?;
        while let Some(row) = rows.next()? {
            let id = ContactId(row.get(0)?);
            let org = maybe_text(row, 4)?;
            let city = maybe_text(row, 6)?;
            let introduced_by = row.get::<_, Option<i64>>(8)?.map(ContactId);
            mine.clear();
            if let Some(org) = &org {
                mine.push(orgs.intern(circles, CircleKind::Org, org));
            }
            if let Some(city) = &city {
                mine.push(cities.intern(circles, CircleKind::City, city));
            }
            while tags.next_if(|(contact, _)| *contact < id).is_some() {}
            while let Some((_, tag)) = tags.next_if(|(contact, _)| *contact == id) {
                mine.push(*tag);
            }
            if let Some(by) = introduced_by {
                mine.push(circles.intern(CircleKind::Via(by), ""));
            }
            contacts.push(Contact {
                id,
                kind: match text(row, 1)? {
                    "company" => Kind::Company,
                    _ => Kind::Person,
                },
                name: text(row, 2)?.into(),
                family: maybe_text(row, 3)?,
                nickname: None,
                org,
                title: maybe_text(row, 5)?,
                city,
                met: maybe_text(row, 7)?,
                introduced_by,
                tie: tie(text(row, 9)?)?,
                standing: standing(text(row, 10)?)?,
                own_cadence: row
                    .get::<_, Option<u16>>(11)?
                    .and_then(OwnCadence::from_days),
                birthday: None,
                counting_from: maybe_day(row, 12)?,
                last: None,
                unanswered: None,
                mind: None,
                later: None,
                someone_else: None,
                pauses: Box::default(),
                circles: mine.as_slice().into(),
                news: None,
                emails: Box::default(),
                has: Has {
                    note: row.get(13)?,
                    ..Has::default()
                },
                is_new: row.get(14)?,
                added: day(row, 15)?,
            });
        }
        Ok(Reading {
            contacts,
            cursor: 0,
            pauses: HashMap::new(),
        })
    }

    /// Where the contact with this id is; rows of contacts that are not there are passed by.
    fn at(&mut self, id: i64) -> Option<usize> {
        let id = ContactId(id);
        let is_at = |at: usize| self.contacts.get(at).is_some_and(|c| c.id == id);
        self.cursor = if is_at(self.cursor) {
            self.cursor
        } else if is_at(self.cursor + 1) {
            self.cursor + 1
        } else {
            self.contacts.binary_search_by_key(&id, |c| c.id).ok()?
        };
        Some(self.cursor)
    }

    fn last(
        &mut self,
        conn: &Connection,
        one: Option<ContactId>,
        today: NaiveDate,
    ) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(for_span!(
            one,
            "SELECT contact_id, day FROM last_catch_up",
            one: "contact_id",
            order: "contact_id"
        ))?;
        let mut rows = query(&mut statement, one)?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let Some(at) = self.at(id) else { continue };
            let kept = day(row, 1)?;
            self.contacts[at].last = if kept <= today {
                Some(kept)
            } else {
                last_until(conn, id, today)?
            };
        }
        Ok(())
    }

    fn flags(
        &mut self,
        conn: &Connection,
        one: Option<ContactId>,
        today: NaiveDate,
    ) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(for_span!(
            one,
            "SELECT contact_id, kind, from_day, until_day, ended_on FROM flag",
            one: "contact_id",
            order: "id"
        ))?;
        let mut rows = query(&mut statement, one)?;
        while let Some(row) = rows.next()? {
            let Some(at) = self.at(row.get(0)?) else {
                continue;
            };
            let contact = &mut self.contacts[at];
            let from = day(row, 2)?;
            let ended = maybe_day(row, 4)?;
            match (text(row, 1)?, ended) {
                ("paused", until) => self
                    .pauses
                    .entry(at)
                    .or_default()
                    .push(Pause { from, until }),
                ("mind", None) => contact.mind = contact.mind.max(Some(from)),
                ("later", None) => {
                    let until = maybe_day(row, 3)?.filter(|until| *until > today);
                    contact.later = contact.later.max(until);
                }
                ("someone_else", None) => {
                    contact.someone_else = contact.someone_else.max(Some(from));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn names(&mut self, conn: &Connection, one: Option<ContactId>) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(for_span!(
            one,
            "SELECT contact_id, value, kind FROM contact_name",
            one: "contact_id",
            order: "id"
        ))?;
        let mut rows = query(&mut statement, one)?;
        while let Some(row) = rows.next()? {
            let Some(at) = self.at(row.get(0)?) else {
                continue;
            };
            if text(row, 2)? == "nickname" && self.contacts[at].nickname.is_none() {
                self.contacts[at].nickname = maybe_text(row, 1)?;
            }
        }
        Ok(())
    }

    fn methods(&mut self, conn: &Connection, one: Option<ContactId>) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(for_span!(
            one,
            "SELECT contact_id, kind, value FROM method",
            one: "contact_id",
            order: "id"
        ))?;
        let mut rows = query(&mut statement, one)?;
        while let Some(row) = rows.next()? {
            let Some(at) = self.at(row.get(0)?) else {
                continue;
            };
            let contact = &mut self.contacts[at];
            match text(row, 1)? {
                "email" => {
                    contact.has.email = true;
                    let address = text(row, 2)?;
                    contact.emails = if contact.emails.is_empty() {
                        address.into()
                    } else {
                        format!("{} {address}", contact.emails).into()
                    };
                }
                "phone" => contact.has.phone = true,
                "url" => contact.has.url = true,
                _ => {}
            }
        }
        Ok(())
    }

    fn occasions(
        &mut self,
        conn: &Connection,
        one: Option<ContactId>,
        occasions: &mut Vec<Occasion>,
    ) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(for_span!(
            one,
            "SELECT contact_id, id, label, day, yearly FROM occasion",
            one: "contact_id",
            order: "id"
        ))?;
        let mut rows = query(&mut statement, one)?;
        while let Some(row) = rows.next()? {
            let contact = row.get(0)?;
            let (Some(at), Ok(day)) = (self.at(contact), text(row, 3)?.parse::<PartialDay>())
            else {
                continue; // words such as "circa 1985" stand on the card only
            };
            match text(row, 2)? {
                "birthday" => self.contacts[at].birthday = Some(day),
                label => occasions.push(Occasion {
                    id: OccasionId(row.get(1)?),
                    contact: ContactId(contact),
                    label: label.into(),
                    day,
                    yearly: row.get(4)?,
                }),
            }
        }
        Ok(())
    }

    fn news(
        &mut self,
        conn: &Connection,
        one: Option<ContactId>,
        today: NaiveDate,
    ) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(for_span!(
            one,
            "SELECT contact_id, day, text FROM news",
            one: "contact_id",
            order: "id"
        ))?;
        let mut rows = query(&mut statement, one)?;
        while let Some(row) = rows.next()? {
            let Some(at) = self.at(row.get(0)?) else {
                continue;
            };
            let on = day(row, 1)?;
            let latest = &mut self.contacts[at].news;
            if on <= today && latest.as_ref().is_none_or(|(then, _)| *then <= on) {
                *latest = Some((on, text(row, 2)?.into()));
            }
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<Contact> {
        for (at, pauses) in self.pauses {
            self.contacts[at].pauses = pauses.into();
        }
        self.contacts
    }
}

/// How many contacts there are at most, for a vector that need not grow.
fn room(conn: &Connection) -> rusqlite::Result<usize> {
    let last: Option<i64> = conn
        .prepare_cached("SELECT max(id) FROM contact")?
        .query_row([], |row| row.get(0))?;
    Ok(usize::try_from(last.unwrap_or(0)).map_or(0, |last| last.min(1 << 17)))
}

/// The latest day up to `today` of an answered catch-up, for somebody who has one ahead.
fn last_until(conn: &Connection, id: i64, today: NaiveDate) -> rusqlite::Result<Option<NaiveDate>> {
    conn.prepare_cached(
        "SELECT max(c.day)
         FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
         WHERE p.contact_id = :contact AND c.answered = 1 AND c.day <= :today",
    )?
    .query_row(
        named_params! {":contact": id, ":today": iso(today)},
        |row| maybe_day(row, 0),
    )
}

/// Runs a query made by `for_span!`.
fn query<'s>(
    statement: &'s mut Statement<'_>,
    one: Option<ContactId>,
) -> rusqlite::Result<Rows<'s>> {
    match one {
        Some(id) => statement.query(named_params! {":contact": id.0}),
        None => statement.query([]),
    }
}
