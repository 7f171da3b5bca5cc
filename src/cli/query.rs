//! `ties query`: addresses for a mail program.

use super::args::{Program, Query};
use super::failure::{Exit, Failure};
use super::list;
use super::print::Out;
use super::session::Session;
use crate::domain::contact::Contact;

/// Prints the addresses of those whom the words find. mutt wants a message on the first
/// line and status 1 where there are none.
pub(super) fn run(args: &Query, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    let network = session.network(&store)?;
    // Quoted, so that an address being typed is never taken for a filter.
    let words: Vec<String> = args
        .word
        .iter()
        .flat_map(|word| word.split_whitespace())
        .map(|word| format!("\"{}\"", word.replace('"', "")))
        .collect();
    let found = list::found(&words, &store, &network, session)?;
    let addresses: Vec<(&str, &Contact)> = found
        .iter()
        .filter_map(|id| network.contact(*id))
        .flat_map(|contact| {
            contact
                .emails()
                .split(' ')
                .map(move |email| (email, contact))
        })
        .filter(|(email, _)| !email.is_empty())
        .collect();
    if args.format == Program::Mutt {
        out.line(&match addresses.len() {
            0 => "ties: no addresses".to_owned(),
            1 => "ties: 1 address".to_owned(),
            more => format!("ties: {more} addresses"),
        })?;
    }
    for (email, contact) in &addresses {
        match args.format {
            Program::Mutt => out.tabbed([*email, contact.name(), &list::place(contact)])?,
            Program::Aerc => out.tabbed([*email, contact.name()])?,
        }
    }
    if addresses.is_empty() {
        return Err(Failure::quiet(Exit::Failed));
    }
    Ok(())
}
