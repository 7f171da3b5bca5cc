//! The whole network at once, and patches of what was read after a write.

use chrono::{Days, NaiveDate};
use rusqlite::{Connection, Rows, named_params};

use super::columns::{day, maybe_day, started, text};
use super::people::{Whom, contacts};
use super::rows::{iso, odd, read_day};
use crate::domain::catch_up::{CatchUp, With};
use crate::domain::channel::Channel;
use crate::domain::contact::Contact;
use crate::domain::id::{CatchUpId, ContactId, NextStepId};
use crate::domain::network::{Budgets, Circles, Network, NextStep, Occasion, StepKind};
use crate::domain::ripples::Ripples;
use crate::domain::rules::Rules;

/// Complete weeks of catch-ups that are kept besides the one that goes on: as long as an
/// answer is waited for.
const WEEKS: u64 = 3;

/// From how many contacts on reading everyone again is the quicker way.
const FEW: usize = 64;

/// Room for the pages of tables that are read through, in the KiB that SQLite writes as a
/// negative number.
const PASSING: i64 = -256;

/// Everyone and everything the rules need, as of `today`.
pub(super) fn network(
    conn: &Connection,
    rules: &Rules,
    today: NaiveDate,
) -> rusqlite::Result<Network> {
    // Whole tables are read once from start to end: keeping their pages would only take room.
    let cache_size: i64 = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
    conn.pragma_update(None, "cache_size", PASSING)?;
    let read = everyone(conn, rules, today);
    conn.pragma_update(None, "cache_size", cache_size)?;
    read
}

fn everyone(conn: &Connection, rules: &Rules, today: NaiveDate) -> rusqlite::Result<Network> {
    let mut circles = Circles::default();
    let mut occasions = Vec::new();
    let mut contacts = contacts(conn, Whom::Everyone, &mut circles, &mut occasions, today)?;
    occasions.sort_unstable_by_key(|occasion: &Occasion| occasion.id);
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

/// The first `rows` people of the list with nothing else about the network but its budgets,
/// for a screen that is there before everyone has been read.
pub(super) fn first_page(
    conn: &Connection,
    rows: u16,
    today: NaiveDate,
) -> rusqlite::Result<Network> {
    let ids: Vec<ContactId> = conn
        .prepare_cached(
            "SELECT id FROM contact
             WHERE standing IN ('active', 'paused', 'dormant')
             ORDER BY match_key, id
             LIMIT :rows",
        )?
        .query_map(named_params! {":rows": rows}, |row| {
            row.get(0).map(ContactId)
        })?
        .collect::<rusqlite::Result<_>>()?;
    let mut circles = Circles::default();
    let mut occasions = Vec::new();
    let contacts = contacts(
        conn,
        Whom::AsListed(&ids),
        &mut circles,
        &mut occasions,
        today,
    )?;
    Ok(Network {
        today,
        contacts,
        circles,
        budgets: budgets(conn)?,
        ..Network::default()
    })
}

/// What the rules need to know of a week, with nobody in it yet.
pub(super) fn nobody(
    conn: &Connection,
    rules: &Rules,
    today: NaiveDate,
) -> rusqlite::Result<Network> {
    Ok(Network {
        today,
        recent: catch_ups(conn, window(rules, today))?,
        next_steps: next_steps(conn)?,
        budgets: budgets(conn)?,
        ..Network::default()
    })
}

/// Puts these people, and nobody else, into a network without circles.
pub(super) fn fill(
    conn: &Connection,
    network: &mut Network,
    ids: &[ContactId],
    today: NaiveDate,
) -> rusqlite::Result<()> {
    network.contacts = people(conn, ids, today)?;
    let all = 0..network.contacts.len();
    wait_for_answers(&mut network.contacts, all, &network.recent);
    Ok(())
}

/// These contacts by id.
pub(super) fn people(
    conn: &Connection,
    ids: &[ContactId],
    today: NaiveDate,
) -> rusqlite::Result<Vec<Contact>> {
    let whom = match ids {
        [one] => Whom::One(*one),
        ids => Whom::These(ids),
    };
    contacts(conn, whom, &mut Circles::default(), &mut Vec::new(), today)
}

/// Brings `network` up to date after a write that concerned `touched`. The result equals a
/// fresh one but for circles that nobody belongs to any more, and their numbers. Says what has
/// become another for everyone.
pub(super) fn refresh(
    conn: &Connection,
    network: &mut Network,
    rules: &Rules,
    touched: &[ContactId],
    today: NaiveDate,
) -> rusqlite::Result<Ripples> {
    if network.today != today || touched.len() > FEW {
        *network = self::network(conn, rules, today)?;
        return Ok(Ripples::ALL);
    }
    let mut ripples = Ripples::default();
    let circles = network.circles.len();
    let is_touched = |id: &ContactId| touched.contains(id);
    let occasions = network.occasions.len();
    network.occasions.retain(|o| !is_touched(&o.contact));
    let others = network.occasions.len();
    ripples.days |= others < occasions;
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
            Whom::One(*id),
            &mut network.circles,
            &mut network.occasions,
            today,
        )?
        .pop();
        ripples = ripples.and(Ripples::of(network.contact(*id), read.as_ref()));
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
    ripples.days |= network.occasions.len() > others;
    ripples.reach |= network.circles.len() > circles;
    network.occasions.sort_by_key(|o| o.id);
    network.budgets = budgets(conn)?;
    Ok(ripples)
}

/// The days whose catch-ups the read model holds.
fn window(rules: &Rules, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let week = rules.week_of(today);
    let from = week
        .checked_sub_days(Days::new(7 * WEEKS))
        .unwrap_or(NaiveDate::MIN);
    (from, today)
}

/// Sets the day since which an answer is waited for. Only what lies in the read model's
/// weeks matters: three weeks on, somebody may come up again anyway.
fn wait_for_answers(contacts: &mut [Contact], which: std::ops::Range<usize>, recent: &[CatchUp]) {
    let (first, end) = (which.start, which.end);
    for catch_up in recent {
        if catch_up.answered || !catch_up.started.is_mine() {
            continue;
        }
        for id in &*catch_up.with {
            let Ok(at) = contacts.binary_search_by_key(id, |c| c.id) else {
                continue;
            };
            if at < first || at >= end {
                continue;
            }
            let contact = &mut contacts[at];
            if contact.last.is_none_or(|last| last < catch_up.on) {
                let rare = contact.rare.get_or_insert_default();
                rare.unanswered = rare.unanswered.max(Some(catch_up.on));
            }
        }
    }
}

/// The catch-ups of these days, by day, then id; without their notes, so that an index
/// has all of it.
fn catch_ups(
    conn: &Connection,
    (from, to): (NaiveDate, NaiveDate),
) -> rusqlite::Result<Vec<CatchUp>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.day, c.channel, c.started, c.answered, NULL, p.contact_id, p.id
         FROM catch_up AS c CROSS JOIN catch_up_contact AS p ON p.catch_up_id = c.id
         WHERE c.day BETWEEN :from AND :to",
    )?;
    let mut recent = gather(statement.query(named_params! {
        ":from": iso(from), ":to": iso(to),
    })?)?;
    recent.sort_by_key(|c| (c.on, c.id));
    Ok(recent)
}

/// Adds the catch-ups of these days that a contact took part in, everyone else in them too.
fn add_catch_ups_with(
    conn: &Connection,
    id: ContactId,
    (from, to): (NaiveDate, NaiveDate),
    recent: &mut Vec<CatchUp>,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.day, c.channel, c.started, c.answered, NULL, p.contact_id, p.id
         FROM catch_up_contact AS mine
         CROSS JOIN catch_up AS c ON c.id = mine.catch_up_id
         CROSS JOIN catch_up_contact AS p ON p.catch_up_id = c.id
         WHERE mine.contact_id = :contact AND c.day BETWEEN :from AND :to",
    )?;
    let rows = statement.query(named_params! {
        ":contact": id.0, ":from": iso(from), ":to": iso(to),
    })?;
    recent.extend(gather(rows)?);
    Ok(())
}

/// Catch-ups from rows of one participant each, a catch-up's rows following one another.
pub(super) fn gather(mut rows: Rows<'_>) -> rusqlite::Result<Vec<CatchUp>> {
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
                with: With::from_iter([]),
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
        "SELECT s.id, s.text, s.day, p.contact_id, s.kind
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
        "SELECT s.id, s.text, s.day, p.contact_id, s.kind
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

fn gather_steps(mut rows: Rows<'_>) -> rusqlite::Result<Vec<NextStep>> {
    let mut steps: Vec<NextStep> = Vec::new();
    while let Some(row) = rows.next()? {
        let id = NextStepId(row.get(0)?);
        let with = ContactId(row.get(3)?);
        match steps.last_mut() {
            Some(step) if step.id == id => step.with.push(with),
            _ => steps.push(NextStep {
                id,
                kind: step_kind(text(row, 4)?)?,
                text: text(row, 1)?.into(),
                on: maybe_day(row, 2)?,
                with: vec![with],
            }),
        }
    }
    Ok(steps)
}

fn step_kind(word: &str) -> rusqlite::Result<StepKind> {
    StepKind::from_word(word).ok_or_else(|| odd("kind", word))
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
