//! `ties list`: everyone, or those a filter finds.

use std::collections::HashMap;

use std::mem::ManuallyDrop;

use chrono::NaiveDate;
use serde::Serialize;

use super::args::List;
use super::failure::Failure;
use super::json::{ContactJson, SCHEMA, Streamed};
use super::print::{self, Out, Table};
use super::session::Session;
use crate::domain::contact::{Contact, Kind};
use crate::domain::due;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::query::Query;
use crate::domain::search::{self, Index};
use crate::domain::standing::Standing;
use crate::domain::when;
use crate::store::{Reaches, Store};

/// Prints the contacts that a filter finds.
pub(super) fn run(args: &List, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    // Never taken apart: the process ends with it, and a tenth of the time would go there.
    let network = ManuallyDrop::new(session.network(&store)?);
    let ids = found(&args.query, &store, &network, session)?;
    if ids.is_empty() {
        say_nobody(&args.query, &network, session);
    }
    if args.json.json {
        print_json(&ids, &store, &network, session, out)
    } else if args.tsv {
        print_tabbed(&ids, &store, &network, session, out)
    } else {
        print_plain(&ids, &network, session, out)
    }
}

/// Whom the filter finds, in its order; without one, everyone listed.
pub(super) fn found(
    words: &[String],
    store: &Store,
    network: &Network,
    session: &Session,
) -> Result<Vec<ContactId>, Failure> {
    let (rules, today) = (session.rules(), session.today);
    let query = Query::parse_labelled(&words.join(" "), &session.config.labels, today)
        .map_err(Failure::usage)?;
    if query.is_empty() {
        return Ok(search::in_order(network, rules)
            .into_iter()
            .filter(|contact| contact.standing.is_listed())
            .map(|contact| contact.id)
            .collect());
    }
    let mut noted = HashMap::new();
    for word in query.note_words() {
        noted.insert(word.clone(), store.search_notes(word)?);
    }
    let index = Index::new(network, rules);
    let lookup = |word: &str| noted.get(word).cloned().unwrap_or_default();
    Ok(query.run(network, &index, rules, today, &lookup))
}

/// Says why nobody is listed.
fn say_nobody(query: &[String], network: &Network, session: &Session) {
    if network.contacts.is_empty() {
        session.hint_at_beginning(network);
    } else if query.is_empty() {
        let away: Vec<&str> = Standing::ALL
            .into_iter()
            .filter(|standing| !standing.is_listed())
            .map(Standing::word)
            .collect();
        print::say(&format!(
            "nobody is listed; `{} list is:{}` shows who was put away or deleted",
            session.command(),
            away.join(",")
        ));
    } else {
        print::say(&format!("nobody is found by {}", query.join(" ")));
    }
}

/// What lists leave out of these people: one by one if they are few, else in one go.
pub(super) fn reaches(
    store: &Store,
    network: &Network,
    ids: &[ContactId],
) -> Result<Reaches, Failure> {
    let few = ids.len() < 64 && ids.len() * 4 < network.contacts.len();
    Ok(store.reaches(few.then_some(ids))?)
}

/// How long ago the last catch-up was, as lists show it.
pub(super) fn ago(contact: &Contact, today: NaiveDate) -> String {
    contact.last.map_or_else(String::new, |last| {
        when::ago_short((today - last).num_days().max(0))
    })
}

/// Organisation and city, as far as they are known.
pub(super) fn place(contact: &Contact) -> String {
    [contact.org(), contact.city()]
        .into_iter()
        .flatten()
        .collect::<Vec<&str>>()
        .join(", ")
}

fn print_plain(
    ids: &[ContactId],
    network: &Network,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let mut table = Table::default();
    for contact in ids.iter().filter_map(|id| network.contact(*id)) {
        table.row([
            contact.id.to_string().as_str(),
            contact.name(),
            state(contact, session),
            session.tie_label(contact.tie),
            &ago(contact, session.today),
            &match (contact.kind, place(contact)) {
                (Kind::Person, place) => place,
                (Kind::Company, place) if place.is_empty() => Kind::Company.word().to_owned(),
                (Kind::Company, place) => format!("{} · {place}", Kind::Company.word()),
            },
        ]);
    }
    out.table(&table)
}

/// How warm it is with somebody, or where they stand where that is what matters.
fn state<'c>(contact: &Contact, session: &Session) -> &'c str {
    match contact.standing {
        Standing::Active => {
            due::warmth(contact, session.rules(), session.today).map_or("", due::Warmth::word)
        }
        standing => standing.label(),
    }
}

fn print_tabbed(
    ids: &[ContactId],
    store: &Store,
    network: &Network,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    out.tabbed([
        "id", "name", "nickname", "org", "title", "city", "tie", "standing", "warmth", "last",
        "tags", "emails", "phones",
    ])?;
    let reaches = reaches(store, network, ids)?;
    for contact in ids.iter().filter_map(|id| network.contact(*id)) {
        let reach = reaches.of(contact.id);
        out.tabbed([
            contact.id.to_string().as_str(),
            contact.name(),
            contact.nickname().unwrap_or_default(),
            contact.org().unwrap_or_default(),
            contact.title().unwrap_or_default(),
            contact.city().unwrap_or_default(),
            session.sight.tie(contact.tie.word()),
            contact.standing.word(),
            due::warmth(contact, session.rules(), session.today).map_or("", due::Warmth::word),
            &contact.last.map_or_else(String::new, |day| day.to_string()),
            &reach.tags.join(","),
            &reach.emails.join(","),
            &reach.phones.join(","),
        ])?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<C> {
    schema: u8,
    contacts: C,
}

/// Prints a list's document.
pub(super) fn print_json(
    ids: &[ContactId],
    store: &Store,
    network: &Network,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let reaches = ManuallyDrop::new(reaches(store, network, ids)?);
    out.json(&document(ids, network, &reaches, session))
}

/// A list's document as text.
pub(super) fn json_text(
    ids: &[ContactId],
    store: &Store,
    network: &Network,
    session: &Session,
) -> Result<String, Failure> {
    let reaches = reaches(store, network, ids)?;
    print::json_text(&document(ids, network, &reaches, session))
}

fn document<'a>(
    ids: &'a [ContactId],
    network: &'a Network,
    reaches: &'a Reaches,
    session: &'a Session,
) -> impl Serialize {
    let contacts = move || {
        ids.iter()
            .filter_map(move |id| network.contact(*id))
            .map(move |contact| {
                let reach = reaches.of(contact.id);
                ContactJson::new(contact, reach, session.rules(), session.today)
            })
    };
    Document {
        schema: SCHEMA,
        contacts: Streamed(contacts),
    }
}
