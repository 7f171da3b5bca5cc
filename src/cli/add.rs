//! `ties add`.

use super::args::Add;
use super::failure::Failure;
use super::fields;
use super::print;
use super::session::Session;
use super::who::Finder;
use crate::domain::change::{Change, NewContact};
use crate::domain::contact::Kind;
use crate::domain::tie::Tie;

/// Adds a contact by hand: weak unless said, counting from today or from `--last`.
pub(super) fn run(args: &Add, session: &Session) -> Result<(), Failure> {
    let name = args.name.join(" ").trim().to_owned();
    if name.is_empty() {
        return Err(Failure::usage(
            "a contact needs a name: ties add \"Bea Lindqvist\"",
        ));
    }
    let mut store = session.open()?;
    let finder = Finder::new(session, &store);
    let mut edit = fields::edit(&args.fields, session, &finder)?;
    let namesakes = finder.namesakes(&name)?;
    let change = Change::Add(Box::new(NewContact {
        name,
        kind: edit.kind.take().unwrap_or(Kind::Person),
        tie: edit.tie.take().unwrap_or(Tie::Weak),
        counting_from: edit.counting_from.take(),
        edit,
    }));
    session.change(&mut store, &change)?;
    for (id, name) in namesakes {
        print::say(&format!(
            "there is another {name}, id {id} · {} undo",
            session.command()
        ));
    }
    Ok(())
}
