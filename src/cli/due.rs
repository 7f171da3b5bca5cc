//! `ties due` and `ties status`: who it is a good time to say hi to.

use std::collections::HashMap;
use std::mem::ManuallyDrop;

use serde::Serialize;

use super::args::Due;
use super::failure::Failure;
use super::json::{ContactJson, Day, SCHEMA, Text, WeekJson};
use super::list;
use super::print::{Out, Table};
use super::session::Session;
use crate::domain::contact::Contact;
use crate::domain::discreet::Sight;
use crate::domain::due;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::next_step;
use crate::domain::reason::reason;
use crate::domain::week::{self, Pick, Upcoming, Week, Why};
use crate::domain::when;
use crate::store::Store;

/// Prints this week's picks and days, or everyone who is due.
pub(super) fn run(args: &Due, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    // Never taken apart: the process ends with it.
    let network = ManuallyDrop::new(session.network(&store)?);
    let (rules, today) = (session.rules(), session.today);
    let picks = if args.all {
        due::order(&network, rules, today)
            .into_iter()
            .map(|due| Pick {
                contact: due.contact,
                why: Why::Due,
                due: Some(due),
            })
            .collect()
    } else {
        week::picks(&network, rules, today)
    };
    let pane = Pane {
        week: week::this_week(&network, rules, today),
        reasons: reasons(&store, &network, &picks, session)?,
        days: next_step::among_days(week::occasions(&network, today), &network, &picks, today),
        picks,
        network: &network,
    };
    session.hint_at_beginning(&network);
    if args.json.json {
        print_json(&pane, &store, session, out)
    } else {
        print_plain(&pane, session, out)
    }
}

/// Prints `hi` when there is somebody to greet and room to do it, else nothing.
pub(super) fn status(session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    if store.greets_anybody(session.rules(), session.today)? {
        out.line("hi")?;
    }
    Ok(())
}

struct Pane<'n> {
    network: &'n Network,
    week: Week,
    picks: Vec<Pick>,
    /// One for each pick.
    reasons: Vec<String>,
    /// Birthdays, other days and dinners.
    days: Vec<Upcoming>,
}

impl<'n> Pane<'n> {
    fn rows(&self) -> impl Iterator<Item = (&Pick, &'n Contact, &String)> {
        let network = self.network;
        self.picks
            .iter()
            .zip(&self.reasons)
            .filter_map(move |(pick, reason)| Some((pick, network.contact(pick.contact)?, reason)))
    }
}

fn reasons(
    store: &Store,
    network: &Network,
    picks: &[Pick],
    session: &Session,
) -> Result<Vec<String>, Failure> {
    let ids: Vec<ContactId> = picks.iter().map(|pick| pick.contact).collect();
    let notes: HashMap<ContactId, String> = match session.sight {
        Sight::Open => store.last_notes(&ids, session.today)?.into_iter().collect(),
        Sight::Discreet => HashMap::new(),
    };
    Ok(picks
        .iter()
        .map(|pick| {
            let note = notes.get(&pick.contact).map(String::as_str);
            reason(network, pick, note, session.today)
        })
        .collect())
}

fn print_plain(pane: &Pane<'_>, session: &Session, out: &mut Out) -> Result<(), Failure> {
    out.line(&room(&pane.week))?;
    let mut people = Table::default();
    for (_, contact, reason) in pane.rows() {
        people.row([
            format!("  {}", contact.id).as_str(),
            contact.name(),
            session.tie_label(contact.tie),
            &list::ago(contact, session.today),
            reason,
        ]);
    }
    if !people.is_empty() {
        out.line("")?;
        out.line("Good time to say hi")?;
        out.table(&people)?;
    } else if pane.week.left > 0 {
        out.line("")?;
        out.line("all quiet")?;
    }
    let mut days = Table::default();
    for upcoming in &pane.days {
        if let Some(contact) = pane.network.contact(upcoming.contact) {
            days.row([
                format!("  {}", contact.id).as_str(),
                contact.name(),
                &when::day_short(upcoming.on),
                &upcoming.label,
            ]);
        }
    }
    if !days.is_empty() {
        out.line("")?;
        out.line("Birthdays and other days")?;
        out.table(&days)?;
    }
    Ok(())
}

fn room(week: &Week) -> String {
    match (week.budget, week.left) {
        (0, _) => "Resting week.".to_owned(),
        (_, 0) => "Enough for this week.".to_owned(),
        (_, 1) => "Room for one this week.".to_owned(),
        (_, left) => format!("Room for {left} this week, any order."),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u8,
    today: Day,
    week: WeekJson,
    due: Vec<DueJson<'a>>,
    occasions: Vec<OccasionJson<'a>>,
}

#[derive(Serialize)]
struct DueJson<'a> {
    contact: ContactJson<'a>,
    why: &'static str,
    ratio: Option<f64>,
    bridge: Option<f64>,
    reason: &'a str,
}

#[derive(Serialize)]
struct OccasionJson<'a> {
    contact: ContactJson<'a>,
    on: Day,
    label: &'a str,
}

fn print_json(
    pane: &Pane<'_>,
    store: &Store,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let (rules, today) = (session.rules(), session.today);
    let ids: Vec<ContactId> = pane
        .picks
        .iter()
        .map(|pick| pick.contact)
        .chain(pane.days.iter().map(|upcoming| upcoming.contact))
        .collect();
    let reaches = list::reaches(store, pane.network, &ids)?;
    let contact = |contact| ContactJson::new(contact, reaches.of(contact.id), rules, today);
    out.json(&Document {
        schema: SCHEMA,
        today: Text(today),
        week: WeekJson::new(&pane.week),
        due: pane
            .rows()
            .map(|(pick, person, reason)| DueJson {
                contact: contact(person),
                why: pick.why.word(),
                ratio: pick.due.as_ref().map(|due| due.ratio),
                bridge: pick.due.as_ref().and_then(|due| due.bridge),
                reason,
            })
            .collect(),
        occasions: pane
            .days
            .iter()
            .filter_map(|upcoming| {
                Some(OccasionJson {
                    contact: contact(pane.network.contact(upcoming.contact)?),
                    on: Text(upcoming.on),
                    label: &upcoming.label,
                })
            })
            .collect(),
    })
}
