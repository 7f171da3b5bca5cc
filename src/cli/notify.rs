//! `ties notify`: a word from a timer, once a day, when there is somebody to greet.

use super::Outside;
use super::args::Notify;
use super::failure::Failure;
use super::print::{self, Out};
use super::session::Session;
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::naming::in_a_row;
use crate::domain::network::Network;
use crate::domain::week;
use crate::text::Shown;

/// What is said over the names.
const TITLE: &str = "Good time to say hi";

/// Says who it is a good time to say hi to and whose day it is, on the desktop where there is
/// one, else on standard output; nothing where there is nobody, and nothing a second time on
/// the same day.
pub(super) fn run(
    args: &Notify,
    session: &Session,
    outside: Outside<'_>,
    out: &mut Out,
) -> Result<(), Failure> {
    let Some(words) = words(session)? else {
        return Ok(());
    };
    if !args.again && was_said(session) {
        // For a person, who may wonder; a timer's mail stays empty.
        if print::is_watched() {
            print::say("said today already; --again says it again");
        }
        return Ok(());
    }
    let words = words.iter().map(|line| Shown::line(line).into_owned());
    let words: Vec<String> = words.collect();
    if !args.print && (outside.notifier)(TITLE, &words.join("\n")) {
        return Ok(());
    }
    words.iter().try_for_each(|line| out.line(line))
}

/// What there is to say; `None` where there is nothing.
fn words(session: &Session) -> Result<Option<Vec<String>>, Failure> {
    let store = session.look()?;
    let network = session.network(&store)?;
    let picks = week::picks(&network, session.rules(), session.today);
    let picks: Vec<ContactId> = picks.iter().map(|pick| pick.contact).collect();
    let mut words = Vec::new();
    if !picks.is_empty() {
        let whom = in_a_row(&names(&network, &picks), "or");
        words.push(format!("{TITLE} to {whom}"));
    }
    for day in week::occasions_until(&network, session.today, session.today) {
        let who = names(&network, &[day.contact]).concat();
        words.push(format!("{who}: {} today", day.label));
    }
    Ok((!words.is_empty()).then_some(words))
}

fn names<'n>(network: &'n Network, ids: &[ContactId]) -> Vec<&'n str> {
    let contacts = ids.iter().filter_map(|id| network.contact(*id));
    contacts.map(Contact::name).collect()
}

/// Whether it was said today already. Where that cannot be kept, it is said again.
fn was_said(session: &Session) -> bool {
    let first = session
        .open()
        .and_then(|store| Ok(store.first_of_the_day("notified", session.today)?));
    matches!(first, Ok(false))
}
