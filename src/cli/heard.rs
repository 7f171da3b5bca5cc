//! `ties heard`: what mail and calendars tell of those who are here.

use serde::Serialize;

use super::args::{Heard as Args, HeardIds};
use super::failure::Failure;
use super::json::{ContactJson, Day, SCHEMA, Text};
use super::list;
use super::print::{Out, Table, say};
use super::session::Session;
use crate::domain::catch_up::Started;
use crate::domain::change::Change;
use crate::domain::channel::Channel;
use crate::domain::contact::Contact;
use crate::domain::day::PartialDay;
use crate::domain::heard::{self, AcceptedBy, Ear, Heard, What};
use crate::domain::id::HeardId;
use crate::domain::inbox::{Decision, Waiting};
use crate::domain::network::Network;
use crate::domain::when;
use crate::exchange::{self, Flow};
use crate::store::Store;

/// Reads what is new, then answers what was named, or prints what waits for an answer.
pub(super) fn run(args: &Args, session: &Session, out: &mut Out) -> Result<(), Failure> {
    if !session.is_there() {
        // Nobody is here, and nothing is begun by asking.
        let store = session.look()?;
        session.hint_at_beginning(&session.network(&store)?);
        return match args.json.json {
            true => out.json(&Document::default()),
            false => Ok(()),
        };
    }
    let mut store = session.open()?;
    listen(&mut store, session)?;
    let network = session.network(&store)?;
    let all = store.heard()?;
    let waiting = heard::waiting(&network, &all);
    let ids = |named: &[HeardIds]| -> Vec<HeardId> {
        let mut ids = Vec::new();
        for named in named {
            match named {
                HeardIds::One(id) => ids.push(HeardId(*id)),
                HeardIds::All => ids.extend(waiting.iter().map(|one| one.id)),
            }
        }
        let mut seen = std::collections::HashSet::new();
        ids.retain(|id| seen.insert(*id));
        ids
    };
    let change = match (args.accept.as_slice(), args.dismiss.as_slice()) {
        ([], []) => None,
        (accept, []) => Some(Change::AcceptHeard(ids(accept), AcceptedBy::Hand)),
        (_, dismiss) => {
            let all = ids(dismiss).into_iter().map(Waiting::Heard).collect();
            Some(Change::Decide(all, Decision::Leave))
        }
    };
    let is_nothing = |change: &Change| match change {
        Change::AcceptHeard(ids, _) => ids.is_empty(),
        Change::Decide(all, _) => all.is_empty(),
        _ => false,
    };
    match change {
        Some(change) if is_nothing(&change) => say("nothing new was heard"),
        Some(change) => drop(session.change(&mut store, &change)?),
        None if args.json.json => return print_json(&waiting, &network, &store, session, out),
        None => return print_plain(&waiting, &network, session, out),
    }
    match args.json.json {
        true => {
            let (network, all) = (session.network(&store)?, store.heard()?);
            let waiting = heard::waiting(&network, &all);
            print_json(&waiting, &network, &store, session, out)
        }
        false => Ok(()),
    }
}

/// Reads the mail and the calendars that the settings name, as far as they are new.
fn listen(store: &mut Store, session: &Session) -> Result<(), Failure> {
    let places = session.config.heard.at_home(session.paths.home.as_deref());
    if places.is_empty() {
        let ties = session.command();
        say(&format!(
            "the settings name no mail and no calendar: [mail] and [calendar] in {}; {ties} \
             config shows how",
            session.paths.config.path().display()
        ));
        return Ok(());
    }
    let ear = {
        let network = store.network(session.rules(), session.today)?;
        Ear::new(&network, &places, &session.rules().channels, session.today)
    };
    let positions = store.positions()?;
    let mut goes_on = || Flow::Continue(());
    let read = exchange::heard::read(ear, &places, &positions, session.clock, &mut goes_on);
    let Some(reading) = read else {
        return Ok(());
    };
    reading.complaints.iter().for_each(|one| say(one));
    let by_itself = store.take_heard(&reading)?;
    if !by_itself.is_empty() {
        session.change(store, &Change::AcceptHeard(by_itself, AcceptedBy::Itself))?;
    }
    Ok(())
}

fn print_plain(
    waiting: &[&Heard],
    network: &Network,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    if waiting.is_empty() {
        say("nothing new was heard; who is closest may write elsewhere");
        return Ok(());
    }
    let mut table = Table::default();
    for one in waiting {
        let title = one.title().map(|title| session.sight.words(title));
        table.row([
            one.id.to_string().as_str(),
            network.contact(one.contact).map_or("", Contact::name),
            &day(one),
            &one.words(),
            title.unwrap_or_default(),
        ]);
    }
    out.table(&table)?;
    let ties = session.command();
    say(&format!(
        "{ties} heard --accept ID… counts them, --dismiss ID… does not; all means all of them"
    ));
    Ok(())
}

fn day(heard: &Heard) -> String {
    match &heard.what {
        What::CatchUp { on, .. } => when::day_long(*on),
        What::Birthday(day) => when::partial_short(*day),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u8,
    heard: Vec<HeardJson<'a>>,
}

impl Default for Document<'_> {
    fn default() -> Self {
        Document {
            schema: SCHEMA,
            heard: Vec::new(),
        }
    }
}

#[derive(Serialize)]
struct HeardJson<'a> {
    id: HeardId,
    contact: ContactJson<'a>,
    source: &'static str,
    kind: &'static str,
    /// Of a catch-up.
    on: Option<Day>,
    channel: Option<&'a str>,
    by: Option<&'static str>,
    title: Option<&'a str>,
    birthday: Option<Text<PartialDay>>,
}

fn print_json(
    waiting: &[&Heard],
    network: &Network,
    store: &Store,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let mut ids: Vec<_> = waiting.iter().map(|one| one.contact).collect();
    ids.sort_unstable();
    ids.dedup();
    let reaches = list::reaches(store, network, &ids)?;
    let heard = waiting.iter().filter_map(|one| {
        let contact = network.contact(one.contact)?;
        let (kind, on, channel, by, birthday) = parts(&one.what);
        Some(HeardJson {
            id: one.id,
            contact: ContactJson::new(
                contact,
                reaches.of(contact.id),
                session.rules(),
                session.today,
            ),
            source: one.source.word(),
            kind,
            on,
            channel: channel.map(Channel::as_str),
            by: by.map(Started::word),
            title: one.title().map(|title| session.sight.words(title)),
            birthday,
        })
    });
    out.json(&Document {
        schema: SCHEMA,
        heard: heard.collect(),
    })
}

type Parts<'a> = (
    &'static str,
    Option<Day>,
    Option<&'a Channel>,
    Option<Started>,
    Option<Text<PartialDay>>,
);

fn parts(what: &What) -> Parts<'_> {
    match what {
        What::CatchUp {
            on,
            channel,
            started,
            ..
        } => (
            "catch-up",
            Some(Text(*on)),
            Some(channel),
            Some(*started),
            None,
        ),
        What::Birthday(day) => ("birthday", None, None, None, Some(Text(*day))),
    }
}
