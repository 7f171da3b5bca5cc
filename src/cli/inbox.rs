//! `ties inbox` and `ties request`: who nobody has looked at yet.

use serde::Serialize;

use super::args::{Ask, Inbox, RequestVerb};
use super::failure::Failure;
use super::json::{ContactJson, Day, SCHEMA, Text};
use super::list;
use super::print::{Out, Table, say};
use super::session::{Session, text_or_input};
use super::who::Finder;
use crate::domain::bridge::Reach;
use crate::domain::change::Change;
use crate::domain::contact::Contact;
use crate::domain::discreet::Sight;
use crate::domain::heard;
use crate::domain::id::{ContactId, RequestId};
use crate::domain::import::{self, Alike};
use crate::domain::inbox::{self, Decision, Waiting};
use crate::domain::naming::a_few;
use crate::domain::network::Network;
use crate::domain::request::{self, Advice, Asked, Line, Request, Suggestion};
use crate::domain::search::Index;
use crate::store::Store;

/// Takes requests in, or does what was decided about them.
pub(super) fn request(verb: &RequestVerb, session: &Session) -> Result<(), Failure> {
    let mut store = session.open()?;
    let decide = |ids: &[i64], to: Decision| {
        let mut all: Vec<Waiting> = Vec::new();
        for id in ids.iter().map(|id| Waiting::Request(RequestId(*id))) {
            if !all.contains(&id) {
                all.push(id);
            }
        }
        Change::Decide(all, to)
    };
    let change = match verb {
        RequestVerb::Add(ask) => Change::AddRequests(asked(ask, session, &store)?),
        RequestVerb::Keep { id } => decide(id, Suggestion::Keep.into()),
        RequestVerb::Latent { id } => decide(id, Suggestion::Latent.into()),
        RequestVerb::Leave { id } => decide(id, Suggestion::Leave.into()),
        RequestVerb::Fold { id, who } => {
            let into = Finder::new(session, &store).here(&who.join(" "))?;
            Change::FoldRequest(RequestId(*id), into)
        }
        RequestVerb::Later { id, when } => {
            let until = session.future_day(&when.join(" "))?;
            decide(&[*id], Decision::Later(until))
        }
    };
    let namesakes = match &change {
        Change::Decide(all, Decision::Tie(_)) => namesakes(all, session, &store)?,
        _ => Vec::new(),
    };
    let again = match &change {
        Change::AddRequests(all) => again(all, session, &store)?,
        _ => None,
    };
    session.change(&mut store, &change)?;
    if let Some(names) = again {
        say(&format!(
            "{names}: in the inbox already, so not taken in twice"
        ));
    }
    let ties = session.command();
    for (request, id, name) in namesakes {
        say(&format!(
            "there is another {name}, id {id}; if it is them: {ties} undo, then {ties} request \
             fold {request} {id}"
        ));
    }
    Ok(())
}

/// Who of these waits in the inbox already.
fn again(all: &[Asked], session: &Session, store: &Store) -> Result<Option<String>, Failure> {
    let open = store.requests(session.today)?;
    let again = request::again(all, &open);
    let names: Vec<String> = again
        .iter()
        .take(3)
        .map(|asked| asked.name.clone())
        .collect();
    Ok((!again.is_empty()).then(|| a_few(&names, again.len())))
}

/// Who is here already under the name that a request makes a contact of.
fn namesakes(
    all: &[Waiting],
    session: &Session,
    store: &Store,
) -> Result<Vec<(RequestId, ContactId, String)>, Failure> {
    let finder = Finder::new(session, store);
    let mut namesakes = Vec::new();
    for request in store.requests(session.today)? {
        if request.contact.is_none() && all.contains(&Waiting::Request(request.id)) {
            let called = finder.namesakes(&request.asked.name)?;
            namesakes.extend(called.into_iter().map(|(id, name)| (request.id, id, name)));
        }
    }
    Ok(namesakes)
}

/// What is asked: each line of standard input, or one line and what the options say over it.
fn asked(ask: &Ask, session: &Session, store: &Store) -> Result<Vec<Asked>, Failure> {
    let text = ask.name.join(" ");
    let finder = Finder::new(session, store);
    if text == "-" {
        if ask.says_more() {
            return Err(Failure::usage(
                "the lines of standard input say it all; leave the options out",
            ));
        }
        let lines = request::parse_lines(&text_or_input("-")?);
        if lines.is_empty() {
            return Err(Failure::usage(
                "nobody's request; each line is one: Pat Lim, Flux, 6 mutual, a note",
            ));
        }
        return lines
            .into_iter()
            .map(|line| whole(line, &finder, session))
            .collect();
    }
    let Some(mut line) = request::parse_line(&text) else {
        return Err(Failure::usage("say whose request it is"));
    };
    let said = line.asked;
    line.asked = Asked {
        org: ask.org.clone().or(said.org),
        url: ask.url.clone().or(said.url),
        note: ask.note.clone().or(said.note),
        mutuals: ask.mutuals.or(said.mutuals),
        met: ask.met || said.met,
        ..said
    };
    line.introducer = ask.introduced_by.clone().or(line.introducer);
    Ok(vec![whole(line, &finder, session)?])
}

/// What a line asks, of today, with its introducer, who has to be here.
fn whole(line: Line, finder: &Finder<'_>, session: &Session) -> Result<Asked, Failure> {
    let by = match &line.introducer {
        Some(who) => Some(finder.here(who)?),
        None => None,
    };
    Ok(Asked {
        on: Some(session.today),
        ..line.asked(&|_| by)
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
    let requests = store.requests(session.today)?;
    let waiting = inbox::waiting(
        &network,
        &requests,
        &[],
        &store.small_arrivals()?,
        session.today,
    );
    let entry = |waiting: Waiting| match waiting {
        Waiting::Request(id) => {
            let request = requests.iter().find(|request| request.id == id)?;
            let advice = request::advice(&network, &reach, request, &session.config.topics);
            let mut shown = request.clone();
            session.sight.request(&mut shown);
            Some(Entry {
                contact: request.contact.and_then(|id| network.contact(id)),
                request: Some((shown, advice)),
            })
        }
        // Those have a verb of their own, see below.
        Waiting::Heard(_) => None,
        Waiting::Newcomer(id) => Some(Entry {
            request: None,
            contact: network.contact(id),
        }),
    };
    let entries: Vec<Entry<'_>> = waiting.into_iter().filter_map(entry).collect();
    if args.json.json {
        return print_json(&entries, &network, &store, session, out);
    }
    let heard = heard::waiting(&network, &store.heard()?).len();
    if heard > 0 {
        let ties = session.command();
        say(&format!("{heard} from mail and calendar: {ties} heard"));
    } else if entries.is_empty() {
        say("nobody is waiting to be looked at");
    }
    let index = Index::new(&network, session.rules());
    let alike = |request: &Request| {
        let (rules, today) = (session.rules(), session.today);
        import::look_alikes(&network, &index, rules, today, request)
    };
    let mut newcomers = Table::default();
    for entry in &entries {
        match (&entry.request, entry.contact) {
            (Some((request, advice)), _) => {
                print_request(request, advice, session, out)?;
                for Alike { id, why } in alike(request) {
                    let name = network.contact(id).map_or("", Contact::name);
                    out.line(&format!("   looks like {name}, id {id}: {why}"))?;
                }
            }
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
