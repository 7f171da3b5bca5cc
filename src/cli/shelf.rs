//! `ties shelf` and `ties share`: links waiting for somebody who may like them.

use serde::Serialize;

use super::args::{Share, Shelf, ShelfVerb};
use super::failure::Failure;
use super::json::{ContactJson, SCHEMA};
use super::list;
use super::print::{Out, say};
use super::session::Session;
use super::who::Finder;
use crate::domain::change::{Change, LinkEdit, NewLink};
use crate::domain::contact::Contact;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::network::Network;
use crate::domain::shelf::{self, Fit, Link};
use crate::store::Store;

/// How many are named beside a link.
const NAMED: usize = 3;

/// Shows the shelf, puts a link on it, changes one or takes one off.
pub(super) fn run(args: &Shelf, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let change = match &args.verb {
        None => return show(args, session, out),
        Some(ShelfVerb::Add {
            url,
            title,
            topic,
            note,
        }) => Change::AddLink(Box::new(NewLink {
            url: url.clone(),
            title: title.clone(),
            topics: topic.clone(),
            note: note.clone(),
        })),
        Some(ShelfVerb::Edit {
            id,
            title,
            topic,
            untopic,
            note,
        }) => Change::EditLink(
            LinkId(*id),
            Box::new(LinkEdit {
                title: cleared(title.as_ref()),
                add_topics: topic.clone(),
                remove_topics: untopic.clone(),
                note: cleared(note.as_ref()),
            }),
        ),
        Some(ShelfVerb::Drop { id }) => Change::DropLink(LinkId(*id)),
    };
    session.change(&mut session.open()?, &change)?;
    Ok(())
}

/// An empty text clears.
fn cleared(text: Option<&String>) -> Option<Option<String>> {
    text.map(|text| Some(text.clone()).filter(|text| !text.trim().is_empty()))
}

/// Remembers who got a link, logs it, and prints what to send.
pub(super) fn share(args: &Share, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let mut store = session.open()?;
    let links = store.links()?;
    let wanted = args.link.trim();
    let link = links
        .iter()
        .find(|link| link.url == wanted || link.id.to_string() == wanted)
        .ok_or_else(|| {
            Failure::not_found(format!(
                "there is no link {wanted} on the shelf; `{} shelf` lists them",
                session.command()
            ))
        })?;
    let with = Finder::new(session, &store).several(&args.who)?;
    let network = session.network(&store)?;
    let change = Change::Share(link.id, with.clone());
    session.change(&mut store, &change)?;
    for contact in with.iter().filter_map(|id| network.contact(*id)) {
        out.block(&shelf::message(contact.name(), link), 0)?;
    }
    Ok(())
}

/// A link with who may like it.
struct Shelved {
    link: Link,
    fits: Vec<Fit>,
}

fn show(args: &Shelf, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    let network = session.network(&store)?;
    let mut shelved = Vec::new();
    for mut link in store.links()? {
        let matches = store.link_matches(&link)?;
        let fits = shelf::fits(&network, session.rules(), &link, &matches, session.today);
        session.sight.link(&mut link);
        shelved.push(Shelved { link, fits });
    }
    if args.json.json {
        return print_json(&shelved, &network, &store, session, out);
    }
    if shelved.is_empty() {
        say(&format!(
            "the shelf is empty; `{} shelf add URL` puts a link on it",
            session.command()
        ));
    }
    for Shelved { link, fits } in &shelved {
        out.line(&format!("{}  {}", link.id, link.title))?;
        out.line(&format!("   {}", link.url))?;
        if !link.topics.is_empty() {
            out.line(&format!("   topics: {}", link.topics.join(", ")))?;
        }
        if let Some(note) = &link.note {
            out.block(note, 3)?;
        }
        let name = |id: &ContactId| network.contact(*id).map(Contact::name);
        let got: Vec<&str> = link.shared_with.iter().filter_map(name).collect();
        if !got.is_empty() {
            out.line(&format!("   got it: {}", got.join(", ")))?;
        }
        for fit in fits.iter().take(NAMED) {
            if let Some(name) = name(&fit.contact) {
                let words = fit.words.join(", ");
                out.line(&format!("   fits {name}: {}", session.sight.words(&words)))?;
            }
        }
        if fits.is_empty() {
            out.line(&format!(
                "   who came to mind? {} share {} WHO",
                session.command(),
                link.id
            ))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u8,
    links: Vec<LinkJson<'a>>,
}

#[derive(Serialize)]
struct LinkJson<'a> {
    id: LinkId,
    url: &'a str,
    title: &'a str,
    topics: &'a [String],
    note: Option<&'a str>,
    fits: Vec<FitJson<'a>>,
    shared_with: &'a [ContactId],
}

#[derive(Serialize)]
struct FitJson<'a> {
    contact: ContactJson<'a>,
    words: &'a [String],
}

fn print_json(
    shelved: &[Shelved],
    network: &Network,
    store: &Store,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let mut ids: Vec<ContactId> = shelved
        .iter()
        .flat_map(|shelved| shelved.fits.iter().map(|fit| fit.contact))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let reaches = list::reaches(store, network, &ids)?;
    out.json(&Document {
        schema: SCHEMA,
        links: shelved
            .iter()
            .map(|Shelved { link, fits }| LinkJson {
                id: link.id,
                url: &link.url,
                title: &link.title,
                topics: &link.topics,
                note: link.note.as_deref(),
                fits: fits
                    .iter()
                    .filter_map(|fit| {
                        let contact = network.contact(fit.contact)?;
                        let reach = reaches.of(contact.id);
                        let (rules, today) = (session.rules(), session.today);
                        Some(FitJson {
                            contact: ContactJson::new(contact, reach, rules, today),
                            words: &fit.words,
                        })
                    })
                    .collect(),
                shared_with: &link.shared_with,
            })
            .collect(),
    })
}
