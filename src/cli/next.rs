//! `ties next`: something to ask or send.

use chrono::NaiveDate;

use super::args::Next;
use super::failure::Failure;
use super::print;
use super::session::Session;
use super::who::Finder;
use crate::domain::change::{Change, NextStepEdit};
use crate::domain::contact::Contact;
use crate::domain::id::NextStepId;
use crate::domain::warming;

const WHO_AND_WHAT: &str =
    "say who it is about, and what to ask or send: ties next bea \"ask how Porto is\"";

/// Notes a next step, for a day or for next time, or changes one, ticks one off, or removes it.
pub(super) fn run(args: &Next, session: &Session) -> Result<(), Failure> {
    let mut store = session.open()?;
    let change = match (args.edit, args.done, args.delete) {
        (Some(id), ..) => {
            let edit = edit(args, session, &Finder::new(session, &store))?;
            Change::EditNextStep(NextStepId(id), Box::new(edit))
        }
        (None, Some(id), _) => Change::NextStepDone(NextStepId(id)),
        (None, None, Some(id)) => Change::DeleteNextStep(NextStepId(id)),
        (None, None, None) => {
            let [who @ .., text] = args.words.as_slice() else {
                return Err(Failure::usage(WHO_AND_WHAT));
            };
            if who.is_empty() {
                return Err(Failure::usage(WHO_AND_WHAT));
            }
            Change::NextStep {
                with: Finder::new(session, &store).several(who)?,
                text: text.clone(),
                on: day(args, session)?,
            }
        }
    };
    session.change(&mut store, &change)?;
    if let Change::NextStep { with, .. } = &change {
        let people = store.people(with, session.today)?;
        let cooled =
            |who: &Contact| Some((who.name().to_owned(), warming::word(who, session.today)?));
        for (name, word) in people.iter().filter_map(cooled) {
            print::say(&format!("{name}: {word}"));
        }
    }
    Ok(())
}

/// What is to be changed of a next step.
fn edit(args: &Next, session: &Session, finder: &Finder<'_>) -> Result<NextStepEdit, Failure> {
    let text = args.words.join(" ");
    let day = day(args, session)?;
    let edit = NextStepEdit {
        with: match args.with.as_slice() {
            [] => None,
            who => Some(finder.several(who)?),
        },
        text: (!args.words.is_empty()).then_some(text),
        on: match args.next_time {
            true => Some(None),
            false => day.map(Some),
        },
    };
    if edit == NextStepEdit::default() {
        return Err(Failure::usage(
            "say what to change: other words, --on DATE, --next-time or --with WHO",
        ));
    }
    Ok(edit)
}

fn day(args: &Next, session: &Session) -> Result<Option<NaiveDate>, Failure> {
    match &args.on {
        Some(day) => session.future_day(day).map(Some),
        None => Ok(None),
    }
}
