//! `ties inbox` and `ties request`: who nobody has looked at yet.

use serde::Serialize;

use super::args::{Ask, Inbox, RequestVerb};
use super::failure::Failure;
use super::json::{ContactJson, Day, SCHEMA, Text};
use super::list;
use super::print::{Out, Table, say};
use super::session::Session;
use super::who::Finder;
use crate::domain::bridge::Reach;
use crate::domain::change::Change;
use crate::domain::contact::Contact;
use crate::domain::discreet::Sight;
use crate::domain::id::{ContactId, RequestId};
use crate::domain::network::Network;
use crate::domain::request::{self, Advice, Asked, Request, Suggestion};
use crate::store::Store;

/// Takes a request in, or does what was decided about one.
pub(super) fn request(verb: &RequestVerb, session: &Session) -> Result<(), Failure> {
    let mut store = session.open()?;
    let change = match verb {
        RequestVerb::Add(ask) => Change::AddRequest(Box::new(asked(ask, session, &store)?)),
        RequestVerb::Keep { id } => Change::Decide(RequestId(*id), Suggestion::Keep),
        RequestVerb::Latent { id } => Change::Decide(RequestId(*id), Suggestion::Latent),
        RequestVerb::Leave { id } => Change::Decide(RequestId(*id), Suggestion::Leave),
        RequestVerb::Fold { id, who } => {
            let into = Finder::new(session, &store).here(&who.join(" "))?;
            Change::FoldRequest(RequestId(*id), into)
        }
        RequestVerb::Later { id, when } => {
            Change::RequestLater(RequestId(*id), session.future_day(&when.join(" "))?)
        }
    };
    session.change(&mut store, &change)?;
    Ok(())
}

/// What is asked, as a pasted line where no option says more.
fn asked(ask: &Ask, session: &Session, store: &Store) -> Result<Asked, Failure> {
    let Some(line) = request::parse_line(&ask.name.join(" ")) else {
        return Err(Failure::usage("say whose request it is"));
    };
    let introducer = ask.introduced_by.as_ref().or(line.introducer.as_ref());
    let introduced_by = match introducer {
        Some(who) => Some(Finder::new(session, store).here(who)?),
        None => None,
    };
    let said = line.asked;
    Ok(Asked {
        name: said.name,
        org: ask.org.clone().or(said.org),
        url: ask.url.clone().or(said.url),
        on: Some(session.today),
        note: ask.note.clone().or(said.note),
        mutuals: ask.mutuals.or(said.mutuals),
        met: ask.met || said.met,
        introduced_by,
    })
}

/// Somebody in the inbox.
struct Entry<'n> {
    request: Option<(Request, Advice)>,
    contact: Option<&'n Contact>,
}

/// Prints who nobody has looked at yet.
pub(super) fn run(args: Inbox, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    let network = session.network(&store)?;
    let reach = Reach::of(&network);
    let requests = store
        .requests(session.today)?
        .into_iter()
        .map(|mut request| {
            let advice = request::advice(&network, &reach, &request, &session.config.topics);
            session.sight.request(&mut request);
            Entry {
                contact: request.contact.and_then(|id| network.contact(id)),
                request: Some((request, advice)),
            }
        });
    let mut entries: Vec<Entry<'_>> = requests.collect();
    let asking: Vec<ContactId> = entries.iter().filter_map(|e| Some(e.contact?.id)).collect();
    let arrived = store.small_arrivals()?;
    entries.extend(
        arrived
            .iter()
            .filter(|id| !asking.contains(id))
            .filter_map(|id| network.contact(*id))
            .map(|contact| Entry {
                request: None,
                contact: Some(contact),
            }),
    );
    if args.json.json {
        return print_json(&entries, &network, &store, session, out);
    }
    if entries.is_empty() {
        say("nobody is waiting to be looked at");
    }
    let mut newcomers = Table::default();
    for entry in &entries {
        match (&entry.request, entry.contact) {
            (Some((request, advice)), _) => print_request(request, advice, session, out)?,
            (None, Some(contact)) => newcomers.row([
                format!("  {}", contact.id).as_str(),
                contact.name(),
                &list::place(contact),
            ]),
            (None, None) => {}
        }
    }
    if !newcomers.is_empty() {
        out.line("New, and nobody's tie yet")?;
        out.table(&newcomers)?;
    }
    Ok(())
}

fn print_request(
    request: &Request,
    advice: &Advice,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let asked = &request.asked;
    let org = asked.org.as_ref().map(|org| format!(", {org}"));
    out.line(&format!(
        "{}  {}{}",
        request.id,
        asked.name,
        org.unwrap_or_default()
    ))?;
    if let Some(note) = &asked.note {
        out.block(note, 3)?;
    }
    out.line(&format!("   {}", advice.reasons.join(" · ")))?;
    let command = session.command();
    match session.sight {
        Sight::Open => out.line(&format!(
            "   {}  ({command} request {} {})",
            advice.suggestion.sentence(),
            advice.suggestion.word(),
            request.id
        )),
        // It names a tie.
        Sight::Discreet => Ok(()),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u8,
    inbox: Vec<EntryJson<'a>>,
}

#[derive(Serialize)]
struct EntryJson<'a> {
    contact: ContactJson<'a>,
    request: Option<RequestJson<'a>>,
    suggestion: Option<&'static str>,
    reasons: &'a [String],
}

#[derive(Serialize)]
struct RequestJson<'a> {
    id: RequestId,
    on: Option<Day>,
    note: Option<&'a str>,
    mutuals: Option<u32>,
    met: bool,
}

fn print_json(
    entries: &[Entry<'_>],
    network: &Network,
    store: &Store,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let mut ids: Vec<ContactId> = entries.iter().filter_map(|e| Some(e.contact?.id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let reaches = list::reaches(store, network, &ids)?;
    let (rules, today) = (session.rules(), session.today);
    out.json(&Document {
        schema: SCHEMA,
        inbox: entries
            .iter()
            .filter_map(|entry| {
                let contact = match (entry.contact, &entry.request) {
                    (Some(contact), _) => {
                        ContactJson::new(contact, reaches.of(contact.id), rules, today)
                    }
                    (None, Some((request, _))) => ContactJson::nobody_yet(&request.asked),
                    (None, None) => return None,
                };
                let request = entry.request.as_ref();
                Some(EntryJson {
                    contact,
                    request: request.map(|(request, _)| RequestJson {
                        id: request.id,
                        on: request.asked.on.map(Text),
                        note: request.asked.note.as_deref(),
                        mutuals: request.asked.mutuals,
                        met: request.asked.met,
                    }),
                    suggestion: request.map(|(_, advice)| advice.suggestion.word()),
                    reasons: request.map_or(&[], |(_, advice)| &advice.reasons),
                })
            })
            .collect(),
    })
}
