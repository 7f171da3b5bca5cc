//! `ties note`.

use super::args::Note;
use super::failure::Failure;
use super::session::{Session, text_or_input};
use super::who::Finder;
use crate::domain::change::Change;

/// Adds a paragraph to a contact's notes.
pub(super) fn run(args: &Note, session: &Session) -> Result<(), Failure> {
    let text = text_or_input(&args.text.join(" "))?;
    if text.trim().is_empty() {
        return Err(Failure::usage("there is nothing to note; say some words"));
    }
    let mut store = session.open()?;
    let who = Finder::new(session, &store).here(&args.who)?;
    session.change(&mut store, &Change::Note(vec![who], text))?;
    Ok(())
}
