//! Everyone as lists and rules see them, in one pass per table.
//!
//! Every query is there for everyone, for a few and for one: everyone is quickest in the
//! order of the table, a few by an index, and one without a list of ids to be read. What stands beside the contacts is read first
//! and waits by contact, so that each contact is put together once and for all. Columns
//! are read by position, since a hundred thousand rows may stand between the start and
//! the first frame.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, Row, named_params};

use super::columns::{day, kind, maybe_day, some_text, standing, text, tie};
use super::sides::Sides;
use crate::domain::cadence::OwnCadence;
use crate::domain::contact::{Contact, Has, Packer, Profile, Rare};
use crate::domain::id::ContactId;
use crate::domain::network::{CircleId, CircleKind, Circles, Occasion};

/// Who is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whom<'i> {
    Everyone,
    One(ContactId),
    These(&'i [ContactId]),
    /// Of these, no more than what stands in a row of the list.
    AsListed(&'i [ContactId]),
}

/// The text of a query for everyone, the one for a contact, and the one for a few.
macro_rules! for_whom {
    ($whom:expr, $select:literal, these: $these:literal, order: $order:literal) => {
        match $whom {
            Whom::Everyone => concat!($select, " ORDER BY ", $order),
            Whom::One(_) => concat!($select, " WHERE ", $these, " = :contact ORDER BY ", $order),
            Whom::These(_) | Whom::AsListed(_) => concat!(
                $select,
                " WHERE ",
                $these,
                " IN (SELECT value FROM json_each(:contacts)) ORDER BY ",
                $order
            ),
        }
    };
}
pub(super) use for_whom;

/// Contacts by id, their occasions but birthdays added to `occasions`.
pub(super) fn contacts(
    conn: &Connection,
    whom: Whom<'_>,
    circles: &mut Circles,
    occasions: &mut Vec<Occasion>,
    today: NaiveDate,
) -> rusqlite::Result<Vec<Contact>> {
    let mut sides = Sides::read(conn, whom, circles, occasions, today)?;
    let query = for_whom!(
        whom,
        "SELECT id, kind, name, family, org, title, city, met, introduced_by, tie, standing,
                own_cadence, counting_from, note IS NOT NULL, is_new, added_on,
                CASE WHEN coalesce(prefix, middle, suffix) IS NOT NULL
                     THEN concat_ws(' ', prefix, given, middle, family)
                          || coalesce(', ' || suffix, '') END
         FROM contact",
        these: "id",
        order: "id"
    );
    let mut contacts = Vec::with_capacity(match whom {
        Whom::Everyone => room(conn)?,
        Whom::One(_) => 1,
        Whom::These(ids) | Whom::AsListed(ids) => ids.len(),
    });
    let mut desk = Desk::default();
    each(conn, whom, query, |row| {
        contacts.push(desk.contact(row, circles, &mut sides)?);
        Ok(())
    })?;
    contacts.shrink_to_fit();
    desk.packer.finish(&mut contacts);
    Ok(contacts)
}

/// Where contacts are put together, with what serves from one to the next.
#[derive(Default)]
struct Desk {
    orgs: Spellings,
    cities: Spellings,
    mine: Vec<CircleId>,
    packer: Packer,
}

impl Desk {
    fn contact(
        &mut self,
        row: &Row<'_>,
        circles: &mut Circles,
        sides: &mut Sides,
    ) -> rusqlite::Result<Contact> {
        let id = ContactId(row.get(0)?);
        let org = some_text(row, 4)?;
        let city = some_text(row, 6)?;
        let introduced_by = row.get::<_, Option<i64>>(8)?.map(ContactId);
        self.mine.clear();
        if let Some(org) = org {
            self.mine
                .push(self.orgs.intern(circles, CircleKind::Org, org));
        }
        if let Some(city) = city {
            self.mine
                .push(self.cities.intern(circles, CircleKind::City, city));
        }
        self.mine.extend(sides.tags.take(id));
        if let Some(by) = introduced_by {
            self.mine.push(circles.intern(CircleKind::Via(by), ""));
        }
        let reach = sides.reach.take(id).next();
        let flags = sides.flags.take(id).next();
        let name = text(row, 2)?;
        let mut nicknames = sides.nicknames.take(id).map(|range| &sides.words[range]);
        let first = nicknames.next();
        let others = nicknames.fold(String::new(), |others, name| others + "\n" + name);
        let several = first
            .filter(|_| !others.is_empty())
            .map(|first| format!("{first}{others}"));
        let profile = Profile {
            name,
            family: some_text(row, 3)?,
            nicknames: several.as_deref().or(first),
            org,
            title: some_text(row, 5)?,
            city,
            met: some_text(row, 7)?,
            emails: reach
                .as_ref()
                .map_or("", |reach| &sides.words[reach.emails.clone()]),
            full: some_text(row, 16)?.filter(|full| *full != name),
        };
        let flags = flags.unwrap_or_default();
        Ok(Contact {
            id,
            kind: kind(text(row, 1)?)?,
            profile: self.packer.take(&profile, &self.mine),
            tie: tie(text(row, 9)?)?,
            standing: standing(text(row, 10)?)?,
            own_cadence: row
                .get::<_, Option<u16>>(11)?
                .and_then(OwnCadence::from_days),
            birthday: sides.birthdays.take(id).next(),
            counting_from: maybe_day(row, 12)?,
            last: sides.last.take(id).next(),
            rare: Rare {
                unanswered: None,
                mind: flags.mind,
                later: flags.later,
                someone_else: flags.someone_else,
                introduced_by,
                pauses: flags.pauses,
                news: sides.news.take(id).next(),
            }
            .boxed(),
            has: Has {
                note: row.get(13)?,
                ..reach.map(|reach| reach.has).unwrap_or_default()
            },
            is_new: row.get(14)?,
            added: day(row, 15)?,
        })
    }
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

/// How many contacts there are at most, for a vector that need not grow.
fn room(conn: &Connection) -> rusqlite::Result<usize> {
    let last: Option<i64> = conn
        .prepare_cached("SELECT max(id) FROM contact")?
        .query_row([], |row| row.get(0))?;
    Ok(usize::try_from(last.unwrap_or(0)).map_or(0, |last| last.min(1 << 17)))
}

/// Runs a query made by `for_whom!`, and hands each row to `take`.
pub(super) fn each(
    conn: &Connection,
    whom: Whom<'_>,
    query: &str,
    mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(query)?;
    let mut rows = match whom {
        Whom::Everyone => statement.query([])?,
        Whom::One(id) => statement.query(named_params! {":contact": id.0})?,
        Whom::These(ids) | Whom::AsListed(ids) => {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            statement.query(named_params! {":contacts": format!("[{}]", ids.join(","))})?
        }
    };
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}
