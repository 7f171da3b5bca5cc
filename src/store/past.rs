//! What the practice asks of the whole past: weeks, gaps, moments, who knows whom.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::{Connection, named_params};

use super::columns::{day, started, text};
use super::rows::iso;
use super::{Error, Store};
use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::fit;
use crate::domain::gather::Acquaintance;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::network::Network;
use crate::domain::offer::{Declined, OfferKind};
use crate::domain::review::{self, Past, Seen};
use crate::domain::rules::Rules;
use crate::domain::shelf;
use crate::domain::year::{self, Moment, Shared, Year};

/// Times in a row without an answer after which to ask no more is offered.
const SILENT: u32 = 3;

/// A catch-up without who took part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    pub on: NaiveDate,
    pub channel: Channel,
    pub started: Started,
    pub answered: bool,
    /// How many took part.
    pub people: u32,
}

/// An answered catch-up of one contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    pub contact: ContactId,
    pub on: NaiveDate,
    pub channel: Channel,
    pub started: Started,
}

impl Store {
    /// What a review of this network on `today` needs to know of the past.
    pub fn past(&self, network: &Network, rules: &Rules, today: NaiveDate) -> Result<Past, Error> {
        let seen = self
            .happened(review::looked_back_from(today), today)?
            .into_iter()
            .map(|happened| Seen {
                on: happened.on,
                started: happened.started,
                in_person: rules.is_in_person(&happened.channel),
                answered: happened.answered,
                people: happened.people as usize,
            });
        let asked = review::asked_for_gaps(network, rules);
        Ok(Past {
            seen: seen.collect(),
            gaps: self.gaps(&asked, today)?.into_iter().collect(),
            silent: self.unanswered_runs(SILENT, today)?,
            declined: self.declined()?,
        })
    }

    /// The year up to `today` in names.
    pub fn year(&self, network: &Network, rules: &Rules, today: NaiveDate) -> Result<Year, Error> {
        let from = year::first_day(today);
        let moments: Vec<Moment> = self
            .met(today)?
            .into_iter()
            .map(|met| Moment {
                contact: met.contact,
                on: met.on,
                started: met.started,
                in_person: rules.is_in_person(&met.channel),
            })
            .collect();
        let shared = self.shared(from, today)?;
        Ok(year::look_back(network, &moments, shared, from, today))
    }

    /// What was offered and declined, and for whom.
    fn declined(&self) -> Result<Vec<Declined>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT offer, contact_id, declined_on FROM declined_offer ORDER BY id",
            )?;
            let mut rows = statement.query([])?;
            let mut declined = Vec::new();
            while let Some(row) = rows.next()? {
                if let Some(kind) = OfferKind::from_word(text(row, 0)?) {
                    declined.push(Declined {
                        kind,
                        contact: ContactId(row.get(1)?),
                        on: day(row, 2)?,
                    });
                }
            }
            Ok(declined)
        })
    }

    /// The links that somebody got from `from` to `to`, by the day on which they first did,
    /// those too that have left the shelf since.
    fn shared(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Shared>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT s.link_id, s.contact_id, l.title, l.url
                 FROM link_share AS s JOIN link AS l ON l.id = s.link_id
                 WHERE s.day BETWEEN :from AND :to
                 ORDER BY s.day, s.id",
            )?;
            let mut rows = statement.query(named_params! {":from": iso(from), ":to": iso(to)})?;
            let mut shared: Vec<Shared> = Vec::new();
            let mut at: HashMap<LinkId, usize> = HashMap::new();
            while let Some(row) = rows.next()? {
                let (link, contact) = (LinkId(row.get(0)?), ContactId(row.get(1)?));
                let at = match at.get(&link) {
                    Some(at) => *at,
                    None => {
                        let title: Option<String> = row.get(2)?;
                        shared.push(Shared {
                            link,
                            title: match title {
                                Some(title) => title,
                                None => shelf::title_of(text(row, 3)?),
                            },
                            with: Vec::new(),
                        });
                        at.insert(link, shared.len() - 1);
                        shared.len() - 1
                    }
                };
                if !shared[at].with.contains(&contact) {
                    shared[at].with.push(contact);
                }
            }
            Ok(shared)
        })
    }

    /// The catch-ups from `from` to `to`, by day.
    pub fn happened(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Happened>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT c.day, c.channel, c.started, c.answered, count(*)
                 FROM catch_up AS c JOIN catch_up_contact AS p ON p.catch_up_id = c.id
                 WHERE c.day BETWEEN :from AND :to
                 GROUP BY c.id
                 ORDER BY c.day, c.id",
            )?;
            let mut rows = statement.query(named_params! {":from": iso(from), ":to": iso(to)})?;
            let mut happened = Vec::new();
            while let Some(row) = rows.next()? {
                happened.push(Happened {
                    on: day(row, 0)?,
                    channel: Channel::named(text(row, 1)?),
                    started: started(text(row, 2)?)?,
                    answered: row.get(3)?,
                    people: row.get(4)?,
                });
            }
            Ok(happened)
        })
    }

    /// The last gaps between answered catch-ups up to `today` in days, newest first, of each
    /// of these contacts who has any; by contact.
    pub fn gaps(
        &self,
        ids: &[ContactId],
        today: NaiveDate,
    ) -> Result<Vec<(ContactId, Vec<i64>)>, Error> {
        self.read(|conn| {
            let mut all = Vec::new();
            for id in ids {
                let gaps = gaps(conn, *id, today)?;
                if !gaps.is_empty() {
                    all.push((*id, gaps));
                }
            }
            Ok(all)
        })
    }

    /// Every answered catch-up of each contact up to `today`, by day.
    pub fn met(&self, today: NaiveDate) -> Result<Vec<Met>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT p.contact_id, c.day, c.channel, c.started
                 FROM catch_up AS c JOIN catch_up_contact AS p ON p.catch_up_id = c.id
                 WHERE c.answered = 1 AND c.day <= :today
                 ORDER BY c.day, c.id, p.id",
            )?;
            let mut rows = statement.query(named_params! {":today": iso(today)})?;
            let mut met = Vec::new();
            while let Some(row) = rows.next()? {
                met.push(Met {
                    contact: ContactId(row.get(0)?),
                    on: day(row, 1)?,
                    channel: Channel::named(text(row, 2)?),
                    started: started(text(row, 3)?)?,
                });
            }
            Ok(met)
        })
    }

    /// Who has not answered at least so many times in a row, up to `today`.
    pub fn unanswered_runs(&self, least: u32, today: NaiveDate) -> Result<Vec<ContactId>, Error> {
        self.read(|conn| {
            let mut statement = conn.prepare_cached(
                "SELECT p.contact_id
                 FROM catch_up AS c
                 JOIN catch_up_contact AS p ON p.catch_up_id = c.id
                 LEFT JOIN last_catch_up AS l ON l.contact_id = p.contact_id
                 WHERE c.answered = 0 AND c.started <> 'them' AND c.day <= :today
                   AND (l.day IS NULL OR c.day > l.day)
                 GROUP BY p.contact_id
                 HAVING count(*) >= :least
                 ORDER BY p.contact_id",
            )?;
            let ids = statement
                .query_map(
                    named_params! {":today": iso(today), ":least": least},
                    |row| row.get(0).map(ContactId),
                )?
                .collect::<rusqlite::Result<_>>()?;
            Ok(ids)
        })
    }

    /// Everyone's interests, and who is related to whom.
    pub fn acquaintance(&self) -> Result<Acquaintance, Error> {
        self.read(|conn| {
            let mut about = Acquaintance::default();
            let mut interests =
                conn.prepare_cached("SELECT contact_id, name FROM interest ORDER BY id")?;
            let mut rows = interests.query([])?;
            while let Some(row) = rows.next()? {
                let of = about.interests.entry(ContactId(row.get(0)?)).or_default();
                of.push(text(row, 1)?.to_owned());
            }
            let mut relations = conn.prepare_cached(
                "SELECT contact_id, other_id FROM relation
                 WHERE other_id IS NOT NULL
                 ORDER BY id",
            )?;
            let mut rows = relations.query([])?;
            while let Some(row) = rows.next()? {
                let pair = (ContactId(row.get(0)?), ContactId(row.get(1)?));
                about.related.push(pair);
            }
            Ok(about)
        })
    }
}

fn gaps(conn: &Connection, id: ContactId, today: NaiveDate) -> rusqlite::Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.day
         FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
         WHERE p.contact_id = :contact AND c.answered = 1 AND c.day <= :today
         ORDER BY c.day DESC
         LIMIT :days",
    )?;
    let mut rows = statement.query(named_params! {
        ":contact": id.0, ":today": iso(today), ":days": (fit::GAPS + 1) as i64,
    })?;
    let mut days = Vec::new();
    while let Some(row) = rows.next()? {
        days.push(day(row, 0)?);
    }
    Ok(days
        .windows(2)
        .map(|pair| (pair[0] - pair[1]).num_days())
        .collect())
}
