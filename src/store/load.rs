//! Everyone in one pass per table, and patches of what was read after a write.
//!
//! Every query takes a span of contact ids, so that one text serves both the whole network
//! and one contact. Columns are read by position here, and only here: ten thousand rows
//! stand between the start and the first frame.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, Row, named_params};

use super::rows::{odd, read_day};
use crate::domain::cadence::OwnCadence;
use crate::domain::catch_up::{CatchUp, Started};
use crate::domain::channel::Channel;
use crate::domain::contact::{Contact, Has, Kind, Pause};
use crate::domain::day::PartialDay;
use crate::domain::id::{CatchUpId, ContactId, NextStepId, OccasionId};
use crate::domain::network::{Budgets, CircleId, CircleKind, Circles, Network, NextStep, Occasion};
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;

/// Complete weeks of catch-ups that are kept besides the one that goes on.
const WEEKS: u64 = 8;

/// From how many contacts on reading everyone again is the quicker way.
const FEW: usize = 64;

/// Everyone and everything the rules need, as of `today`.
pub(super) fn network(
    conn: &Connection,
    rules: &Rules,
    today: NaiveDate,
) -> rusqlite::Result<Network> {
    let mut circles = Circles::default();
    let mut occasions = Vec::new();
    let mut contacts = contacts(conn, Span::ALL, &mut circles, &mut occasions, today)?;
    occasions.sort_by_key(|occasion: &Occasion| occasion.id);
    let recent = catch_ups(conn, window(rules, today))?;
    let everyone = 0..contacts.len();
    wait_for_answers(&mut contacts, everyone, &recent);
    Ok(Network {
        today,
        contacts,
        circles,
        recent,
        next_steps: next_steps(conn)?,
        occasions,
        budgets: budgets(conn)?,
    })
}

/// Brings `network` up to date after a write that concerned `touched`. The result equals a
/// fresh one but for circles that nobody belongs to any more, and their numbers.
pub(super) fn refresh(
    conn: &Connection,
    network: &mut Network,
    rules: &Rules,
    touched: &[ContactId],
    today: NaiveDate,
) -> rusqlite::Result<()> {
    if network.today != today || touched.len() > FEW {
        *network = self::network(conn, rules, today)?;
        return Ok(());
    }
    let is_touched = |id: &ContactId| touched.contains(id);
    network.occasions.retain(|o| !is_touched(&o.contact));
    network.recent.retain(|c| !c.with.iter().any(is_touched));
    network
        .next_steps
        .retain(|s| !s.with.iter().any(is_touched));
    let days = window(rules, today);
    for id in touched {
        add_catch_ups_with(conn, *id, days, &mut network.recent)?;
        add_next_steps_with(conn, *id, &mut network.next_steps)?;
    }
    network.recent.sort_by_key(|c| (c.on, c.id));
    network.recent.dedup_by_key(|c| c.id);
    network.next_steps.sort_by_key(|s| s.id);
    network.next_steps.dedup_by_key(|s| s.id);
    for id in touched {
        let read = contacts(
            conn,
            Span::one(*id),
            &mut network.circles,
            &mut network.occasions,
            today,
        )?
        .pop();
        match (network.contacts.binary_search_by_key(id, |c| c.id), read) {
            (Ok(at), Some(contact)) => network.contacts[at] = contact,
            (Err(at), Some(contact)) => network.contacts.insert(at, contact),
            (Ok(at), None) => drop(network.contacts.remove(at)),
            (Err(_), None) => {}
        }
        if let Some(at) = network.index_of(*id) {
            wait_for_answers(&mut network.contacts, at..at + 1, &network.recent);
        }
    }
    network.occasions.sort_by_key(|o| o.id);
    network.budgets = budgets(conn)?;
    Ok(())
}

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

/// The days whose catch-ups the read model holds.
fn window(rules: &Rules, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let week = rules.week_of(today);
    let from = week
        .checked_sub_days(Days::new(7 * WEEKS))
        .unwrap_or(NaiveDate::MIN);
    (from, today)
}

fn contacts(
    conn: &Connection,
    span: Span,
    circles: &mut Circles,
    occasions: &mut Vec<Occasion>,
    today: NaiveDate,
) -> rusqlite::Result<Vec<Contact>> {
    let mut reading = Reading::people(conn, span, circles)?;
    reading.last(conn, span, today)?;
    reading.flags(conn, span, today)?;
    reading.names(conn, span)?;
    reading.methods(conn, span)?;
    reading.occasions(conn, span, occasions)?;
    reading.news(conn, span, today)?;
    reading.tags(conn, span, circles)?;
    Ok(reading.finish(circles))
}

/// Contacts while they are being put together, by id.
struct Reading {
    contacts: Vec<Contact>,
    circles: Vec<Vec<CircleId>>,
    pauses: HashMap<usize, Vec<Pause>>,
}

impl Reading {
    fn people(conn: &Connection, span: Span, circles: &mut Circles) -> rusqlite::Result<Reading> {
        let mut statement = conn.prepare_cached(
            "SELECT id, kind, name, family, org, title, city, met, introduced_by, tie, standing,
                    own_cadence, counting_from, note IS NOT NULL, is_new, added_on
             FROM contact
             WHERE id BETWEEN :first AND :last
             ORDER BY id",
        )?;
        let mut reading = Reading {
            contacts: Vec::new(),
            circles: Vec::new(),
            pauses: HashMap::new(),
        };
        let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
        while let Some(row) = rows.next()? {
            let contact = Contact {
                id: ContactId(row.get(0)?),
                kind: match text(row, 1)? {
                    "company" => Kind::Company,
                    _ => Kind::Person,
                },
                name: text(row, 2)?.into(),
                family: maybe_text(row, 3)?,
                nickname: None,
                org: maybe_text(row, 4)?,
                title: maybe_text(row, 5)?,
                city: maybe_text(row, 6)?,
                met: maybe_text(row, 7)?,
                introduced_by: row.get::<_, Option<i64>>(8)?.map(ContactId),
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
                circles: Box::default(),
                news: None,
                emails: Box::default(),
                has: Has {
                    note: row.get(13)?,
                    ..Has::default()
                },
                is_new: row.get(14)?,
                added: day(row, 15)?,
            };
            let mut mine = Vec::new();
            if let Some(org) = &contact.org {
                mine.push(circles.intern(CircleKind::Org, org));
            }
            if let Some(city) = &contact.city {
                mine.push(circles.intern(CircleKind::City, city));
            }
            reading.circles.push(mine);
            reading.contacts.push(contact);
        }
        Ok(reading)
    }

    /// Where the contact with this id is; rows of contacts that are not there are passed by.
    fn at(&self, id: i64) -> Option<usize> {
        self.contacts
            .binary_search_by_key(&ContactId(id), |c| c.id)
            .ok()
    }

    fn last(&mut self, conn: &Connection, span: Span, today: NaiveDate) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(
            "SELECT contact_id, day FROM last_catch_up
             WHERE contact_id BETWEEN :first AND :last",
        )?;
        let mut until_today = conn.prepare_cached(
            "SELECT max(c.day)
             FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
             WHERE p.contact_id = :contact AND c.answered = 1 AND c.day <= :today",
        )?;
        let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
        while let Some(row) = rows.next()? {
            let id = row.get(0)?;
            let Some(at) = self.at(id) else { continue };
            let kept = day(row, 1)?;
            self.contacts[at].last = if kept <= today {
                Some(kept)
            } else {
                until_today.query_row(
                    named_params! {":contact": id, ":today": super::rows::iso(today)},
                    |row| maybe_day(row, 0),
                )?
            };
        }
        Ok(())
    }

    fn flags(&mut self, conn: &Connection, span: Span, today: NaiveDate) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(
            "SELECT contact_id, kind, from_day, until_day, ended_on FROM flag
             WHERE contact_id BETWEEN :first AND :last
             ORDER BY contact_id, kind, id",
        )?;
        let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
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

    fn names(&mut self, conn: &Connection, span: Span) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(
            "SELECT contact_id, value FROM contact_name
             WHERE contact_id BETWEEN :first AND :last AND kind = 'nickname'
             ORDER BY contact_id, id",
        )?;
        let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
        while let Some(row) = rows.next()? {
            let Some(at) = self.at(row.get(0)?) else {
                continue;
            };
            if self.contacts[at].nickname.is_none() {
                self.contacts[at].nickname = maybe_text(row, 1)?;
            }
        }
        Ok(())
    }

    fn methods(&mut self, conn: &Connection, span: Span) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(
            "SELECT contact_id, kind, value FROM method
             WHERE contact_id BETWEEN :first AND :last
             ORDER BY contact_id, id",
        )?;
        let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
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
        span: Span,
        occasions: &mut Vec<Occasion>,
    ) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(
            "SELECT contact_id, id, label, day, yearly FROM occasion
             WHERE contact_id BETWEEN :first AND :last",
        )?;
        let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
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

    fn news(&mut self, conn: &Connection, span: Span, today: NaiveDate) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(
            "SELECT contact_id, day, text FROM news
             WHERE contact_id BETWEEN :first AND :last
             ORDER BY contact_id, id",
        )?;
        let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
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

    fn tags(
        &mut self,
        conn: &Connection,
        span: Span,
        circles: &mut Circles,
    ) -> rusqlite::Result<()> {
        let mut statement = conn.prepare_cached(
            "SELECT c.contact_id, c.tag_id, t.name
             FROM contact_tag AS c JOIN tag AS t ON t.id = c.tag_id
             WHERE c.contact_id BETWEEN :first AND :last
             ORDER BY c.contact_id, c.tag_id",
        )?;
        let mut known: HashMap<i64, CircleId> = HashMap::new();
        let mut rows = statement.query(named_params! {":first": span.first, ":last": span.last})?;
        while let Some(row) = rows.next()? {
            let Some(at) = self.at(row.get(0)?) else {
                continue;
            };
            let tag = row.get(1)?;
            let circle = match known.get(&tag) {
                Some(circle) => *circle,
                None => {
                    let circle = circles.intern(CircleKind::Tag, text(row, 2)?);
                    known.insert(tag, circle);
                    circle
                }
            };
            self.circles[at].push(circle);
        }
        Ok(())
    }

    fn finish(mut self, circles: &mut Circles) -> Vec<Contact> {
        for (at, pauses) in self.pauses {
            self.contacts[at].pauses = pauses.into();
        }
        for (contact, mut mine) in self.contacts.iter_mut().zip(self.circles) {
            if let Some(by) = contact.introduced_by {
                mine.push(circles.intern(CircleKind::Via(by), ""));
            }
            contact.circles = mine.into();
        }
        self.contacts
    }
}

/// Sets the day since which an answer is waited for. Only what lies in the read model's
/// weeks matters: three weeks on, somebody may come up again anyway.
fn wait_for_answers(contacts: &mut [Contact], which: std::ops::Range<usize>, recent: &[CatchUp]) {
    let (first, end) = (which.start, which.end);
    for catch_up in recent {
        if catch_up.answered || !catch_up.started.is_mine() {
            continue;
        }
        for id in &catch_up.with {
            let Ok(at) = contacts.binary_search_by_key(id, |c| c.id) else {
                continue;
            };
            if at < first || at >= end {
                continue;
            }
            let contact = &mut contacts[at];
            if contact.last.is_none_or(|last| last < catch_up.on) {
                contact.unanswered = contact.unanswered.max(Some(catch_up.on));
            }
        }
    }
}

/// The catch-ups of these days, by day, then id.
fn catch_ups(
    conn: &Connection,
    (from, to): (NaiveDate, NaiveDate),
) -> rusqlite::Result<Vec<CatchUp>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.day, c.channel, c.started, c.answered, c.note, p.contact_id, p.id
         FROM catch_up AS c JOIN catch_up_contact AS p ON p.catch_up_id = c.id
         WHERE c.day BETWEEN :from AND :to
         ORDER BY c.day, c.id",
    )?;
    let rows = statement.query(named_params! {
        ":from": super::rows::iso(from), ":to": super::rows::iso(to),
    })?;
    gather(rows)
}

/// Adds the catch-ups of these days that a contact took part in, everyone else in them too.
fn add_catch_ups_with(
    conn: &Connection,
    id: ContactId,
    (from, to): (NaiveDate, NaiveDate),
    recent: &mut Vec<CatchUp>,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.day, c.channel, c.started, c.answered, c.note, p.contact_id, p.id
         FROM catch_up_contact AS mine
         JOIN catch_up AS c ON c.id = mine.catch_up_id
         JOIN catch_up_contact AS p ON p.catch_up_id = c.id
         WHERE mine.contact_id = :contact AND c.day BETWEEN :from AND :to
         ORDER BY c.day, c.id",
    )?;
    let rows = statement.query(named_params! {
        ":contact": id.0, ":from": super::rows::iso(from), ":to": super::rows::iso(to),
    })?;
    recent.extend(gather(rows)?);
    Ok(())
}

/// Catch-ups from rows of one participant each, a catch-up's rows following one another.
pub(super) fn gather(mut rows: rusqlite::Rows<'_>) -> rusqlite::Result<Vec<CatchUp>> {
    let mut gathered: Vec<CatchUp> = Vec::new();
    let mut with: Vec<(i64, ContactId)> = Vec::new();
    while let Some(row) = rows.next()? {
        let id = CatchUpId(row.get(0)?);
        if gathered.last().is_none_or(|before| before.id != id) {
            settle(&mut gathered, &mut with);
            gathered.push(CatchUp {
                id,
                on: day(row, 1)?,
                channel: Channel::named(text(row, 2)?),
                started: started(text(row, 3)?)?,
                answered: row.get(4)?,
                note: row.get(5)?,
                with: Vec::new(),
            });
        }
        with.push((row.get(7)?, ContactId(row.get(6)?)));
    }
    settle(&mut gathered, &mut with);
    Ok(gathered)
}

/// Gives the last catch-up its people, in the order in which they were named.
fn settle(gathered: &mut [CatchUp], with: &mut Vec<(i64, ContactId)>) {
    with.sort_unstable();
    if let Some(catch_up) = gathered.last_mut() {
        catch_up.with = with.drain(..).map(|(_, contact)| contact).collect();
    }
}

fn next_steps(conn: &Connection) -> rusqlite::Result<Vec<NextStep>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.text, s.day, p.contact_id
         FROM next_step AS s JOIN next_step_contact AS p ON p.next_step_id = s.id
         WHERE s.done_on IS NULL
         ORDER BY s.id, p.position, p.id",
    )?;
    gather_steps(statement.query([])?)
}

/// Adds the open next steps that concern a contact, everyone else in them too.
pub(super) fn add_next_steps_with(
    conn: &Connection,
    id: ContactId,
    steps: &mut Vec<NextStep>,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT s.id, s.text, s.day, p.contact_id
         FROM next_step_contact AS mine
         JOIN next_step AS s ON s.id = mine.next_step_id
         JOIN next_step_contact AS p ON p.next_step_id = s.id
         WHERE mine.contact_id = :contact AND s.done_on IS NULL
         ORDER BY s.id, p.position, p.id",
    )?;
    steps.extend(gather_steps(
        statement.query(named_params! {":contact": id.0})?,
    )?);
    Ok(())
}

fn gather_steps(mut rows: rusqlite::Rows<'_>) -> rusqlite::Result<Vec<NextStep>> {
    let mut steps: Vec<NextStep> = Vec::new();
    while let Some(row) = rows.next()? {
        let id = NextStepId(row.get(0)?);
        let with = ContactId(row.get(3)?);
        match steps.last_mut() {
            Some(step) if step.id == id => step.with.push(with),
            _ => steps.push(NextStep {
                id,
                text: text(row, 1)?.into(),
                on: maybe_day(row, 2)?,
                with: vec![with],
            }),
        }
    }
    Ok(steps)
}

fn budgets(conn: &Connection) -> rusqlite::Result<Budgets> {
    let mut statement =
        conn.prepare_cached("SELECT week_from, times FROM budget ORDER BY week_from")?;
    let mut budgets = Budgets::default();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let times = row.get(1)?;
        match text(row, 0)? {
            "" => budgets.always = Some(times),
            week => budgets
                .weeks
                .push((read_day(week).ok_or_else(|| odd("week_from", week))?, times)),
        }
    }
    Ok(budgets)
}

fn text<'r>(row: &'r Row<'_>, at: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(at)?.as_str()?)
}

fn maybe_text(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Box<str>>> {
    Ok(row.get_ref(at)?.as_str_or_null()?.map(Box::from))
}

fn day(row: &Row<'_>, at: usize) -> rusqlite::Result<NaiveDate> {
    let written = text(row, at)?;
    read_day(written).ok_or_else(|| odd("a day", written))
}

fn maybe_day(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<NaiveDate>> {
    row.get_ref(at)?
        .as_str_or_null()?
        .map(|written| read_day(written).ok_or_else(|| odd("a day", written)))
        .transpose()
}

fn tie(word: &str) -> rusqlite::Result<Tie> {
    Tie::ALL
        .into_iter()
        .find(|tie| tie.word() == word)
        .ok_or_else(|| odd("tie", word))
}

fn standing(word: &str) -> rusqlite::Result<Standing> {
    Standing::from_word(word).ok_or_else(|| odd("standing", word))
}

fn started(word: &str) -> rusqlite::Result<Started> {
    Started::from_word(word).ok_or_else(|| odd("started", word))
}
