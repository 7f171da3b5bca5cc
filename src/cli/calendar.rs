//! Days for a calendar: whom it is a good time to say hi to this week, and occasions.

use std::collections::HashSet;

use super::args::Export;
use super::failure::Failure;
use super::list;
use super::session::Session;
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::week;
use crate::exchange::ics::{self, Event, When};
use crate::store::{Reaches, Store};

/// The calendar of everybody, or of those whom a filter finds.
///
/// What it says changes when they do and with the week, and not because it is written again.
pub(super) fn text(args: &Export, store: &Store, session: &Session) -> Result<String, Failure> {
    let network = session.network(store)?;
    let among = match args.query.as_slice() {
        [] => None,
        query => Some(list::found(query, store, &network, session)?),
    };
    let among: Option<HashSet<ContactId>> = among.map(|ids| ids.into_iter().collect());
    let is_wanted = |id: ContactId| among.as_ref().is_none_or(|ids| ids.contains(&id));
    let names = match args.private {
        true => Names::Hidden,
        false => Names::Said,
    };
    let calendar = Calendar {
        reaches: store.reaches(None)?,
        network: &network,
        names,
    };
    let greetings = calendar.greetings(session);
    let mut events: Vec<(ContactId, Event)> = greetings.chain(calendar.days(session)).collect();
    events.retain(|(id, _)| is_wanted(*id));
    let events: Vec<Event> = events.into_iter().map(|(_, event)| event).collect();
    Ok(ics::write(&events))
}

/// Whether a calendar says whom its events are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Said,
    Hidden,
}

struct Calendar<'n> {
    network: &'n Network,
    reaches: Reaches,
    names: Names,
}

impl Calendar<'_> {
    /// The week's picks, each on all days of the week, so that they stay put in it.
    fn greetings(&self, session: &Session) -> impl Iterator<Item = (ContactId, Event)> {
        let (rules, today) = (session.rules(), session.today);
        let picks = week::picks(self.network, rules, today);
        let from = rules.week_of(today);
        picks.into_iter().filter_map(move |pick| {
            let contact = self.network.contact(pick.contact)?;
            let event = Event {
                uid: format!("{}-hi-{from}@ties", self.reaches.of(contact.id).uid),
                stamp: from,
                when: When::Days(from, 7),
                summary: match self.names {
                    Names::Said => format!("Good time to say hi to {}", contact.name()),
                    Names::Hidden => "Good time to say hi".to_owned(),
                },
            };
            Some((contact.id, event))
        })
    }

    /// Birthdays and other days, those that come once as long as they are still to come.
    fn days(&self, session: &Session) -> impl Iterator<Item = (ContactId, Event)> {
        let today = session.today;
        let days = week::days(self.network);
        days.filter_map(move |day| {
            let contact = self.network.contact(day.contact)?;
            let when = match day.once() {
                Some(on) if on < today => return None,
                Some(on) => When::Days(on, 1),
                None => When::Yearly(day.day),
            };
            let what = match day.id {
                None => "birthday".to_owned(),
                Some(id) => format!("day-{id}"),
            };
            let event = Event {
                uid: format!("{}-{what}@ties", self.reaches.of(contact.id).uid),
                stamp: contact.added,
                when,
                summary: self.summary(day.label, contact),
            };
            Some((contact.id, event))
        })
    }

    fn summary(&self, label: &str, contact: &Contact) -> String {
        match (self.names, label) {
            (Names::Said, label) => format!("{}: {label}", contact.name()),
            (Names::Hidden, week::BIRTHDAY) => "a birthday".to_owned(),
            (Names::Hidden, _) => "a day to remember".to_owned(),
        }
    }
}
