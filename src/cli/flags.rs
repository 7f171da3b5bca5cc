//! `ties later`, `skip`, `mind`, `pause` and `resume`: dated facts about a contact.

use super::args::{Later, Mind, One, Skip};
use super::failure::Failure;
use super::list;
use super::print::{self, Out, Table};
use super::session::Session;
use super::who::Finder;
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::when;

/// Hides a contact until a day, or brings them back now.
pub(super) fn later(args: &Later, session: &Session) -> Result<(), Failure> {
    let day = match args.clear {
        true => None,
        false => Some(session.future_day(&args.when.join(" "))?),
    };
    with(&args.who, session, |ids| Change::Later(ids, day))
}

/// Someone else this week.
pub(super) fn skip(args: &Skip, session: &Session) -> Result<(), Failure> {
    with(
        &args.one.words(),
        session,
        match args.clear {
            true => Change::ClearSomeoneElse,
            false => Change::SomeoneElse,
        },
    )
}

/// Puts a contact on the mind or off it; without one, lists who is, longest first.
pub(super) fn mind(args: &Mind, session: &Session, out: &mut Out) -> Result<(), Failure> {
    if args.who.is_empty() {
        return on_my_mind(session, out);
    }
    with(
        &args.who.join(" "),
        session,
        match args.clear {
            true => Change::ClearMind,
            false => Change::Mind,
        },
    )
}

pub(super) fn pause(args: &One, session: &Session) -> Result<(), Failure> {
    with(&args.words(), session, Change::Pause)
}

pub(super) fn resume(args: &One, session: &Session) -> Result<(), Failure> {
    with(&args.words(), session, Change::Resume)
}

fn with(
    who: &str,
    session: &Session,
    change: impl FnOnce(Vec<ContactId>) -> Change,
) -> Result<(), Failure> {
    let mut store = session.open()?;
    let id = Finder::new(session, &store).here(who)?;
    session.change(&mut store, &change(vec![id]))?;
    Ok(())
}

fn on_my_mind(session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    let network = session.network(&store)?;
    let mut flagged: Vec<_> = network
        .contacts
        .iter()
        .filter_map(|contact| Some((contact.mind()?, contact)))
        .collect();
    flagged.sort_unstable_by_key(|(since, contact)| (*since, contact.id));
    if flagged.is_empty() {
        print::say("nobody is on your mind");
    }
    let mut table = Table::default();
    for (since, contact) in flagged {
        table.row([
            contact.id.to_string().as_str(),
            contact.name(),
            session.tie_label(contact.tie),
            &list::ago(contact, session.today),
            &format!("since {}", when::day_short(since)),
        ]);
    }
    out.table(&table)
}
