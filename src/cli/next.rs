//! `ties next`: something to ask or send.

use super::args::Next;
use super::failure::Failure;
use super::print;
use super::session::Session;
use super::who::Finder;
use crate::domain::change::Change;
use crate::domain::contact::Contact;
use crate::domain::id::NextStepId;
use crate::domain::warming;

/// Notes a next step, for a day or for next time, or ticks one off, or removes it.
pub(super) fn run(args: &Next, session: &Session) -> Result<(), Failure> {
    let mut store = session.open()?;
    let change = match (args.done, args.delete) {
        (Some(id), _) => Change::NextStepDone(NextStepId(id)),
        (None, Some(id)) => Change::DeleteNextStep(NextStepId(id)),
        (None, None) => {
            let Some((text, who)) = args.words.split_last() else {
                return Err(Failure::usage(
                    "say who it is about, and what to ask or send",
                ));
            };
            Change::NextStep {
                with: Finder::new(session, &store).several(who)?,
                text: text.clone(),
                on: match &args.on {
                    Some(day) => Some(session.future_day(day)?),
                    None => None,
                },
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
