//! `ties log`: catch-ups, made, mended and removed.

use super::args::Log;
use super::failure::Failure;
use super::session::{Session, text_or_input};
use super::who::Finder;
use crate::config::nearest;
use crate::domain::catch_up::Started;
use crate::domain::change::{CatchUpEdit, Change, NewCatchUp};
use crate::domain::channel::Channel;
use crate::domain::id::CatchUpId;
use crate::domain::rules::Rules;

/// Logs a catch-up, or mends or removes one.
pub(super) fn run(args: &Log, session: &Session) -> Result<(), Failure> {
    let mut store = session.open()?;
    let change = {
        let finder = Finder::new(session, &store);
        match (args.delete, args.edit) {
            (Some(id), _) => Change::DeleteCatchUp(CatchUpId(id)),
            (None, Some(id)) => {
                Change::EditCatchUp(CatchUpId(id), Box::new(edit(args, session, &finder)?))
            }
            (None, None) => Change::Log(Box::new(new(args, session, &finder)?)),
        }
    };
    session.change(&mut store, &change)?;
    Ok(())
}

fn new(args: &Log, session: &Session, finder: &Finder<'_>) -> Result<NewCatchUp, Failure> {
    let defaults = &session.config.log;
    let started = args.by.unwrap_or(defaults.started);
    if args.unanswered && started == Started::Them {
        return Err(Failure::usage(
            "only what you or both started can be unanswered; leave out --unanswered or --by",
        ));
    }
    let on = match &args.on {
        Some(text) => session.past_day(text)?,
        None => session.today,
    };
    let channel = match &args.via {
        Some(name) => channel(name, session.rules())?,
        None => defaults.channel.clone(),
    };
    let next = match (&args.next, &args.next_on) {
        (Some(text), Some(day)) => Some((text.clone(), Some(session.future_day(day)?))),
        (Some(text), None) => Some((text.clone(), None)),
        (None, _) => None,
    };
    Ok(NewCatchUp {
        with: finder.several(&args.who)?,
        on,
        channel,
        started,
        answered: !args.unanswered,
        note: note(args)?.flatten(),
        next,
    })
}

fn edit(args: &Log, session: &Session, finder: &Finder<'_>) -> Result<CatchUpEdit, Failure> {
    let edit = CatchUpEdit {
        with: match args.who.as_slice() {
            [] => None,
            who => Some(finder.several(who)?),
        },
        on: match &args.on {
            Some(text) => Some(session.past_day(text)?),
            None => None,
        },
        channel: match &args.via {
            Some(name) => Some(channel(name, session.rules())?),
            None => None,
        },
        started: args.by,
        answered: match (args.answered, args.unanswered) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        },
        note: note(args)?,
    };
    if edit == CatchUpEdit::default() {
        return Err(Failure::usage(
            "say what to change, such as --on yesterday or --via coffee",
        ));
    }
    Ok(edit)
}

/// The note asked for; an empty one clears.
fn note(args: &Log) -> Result<Option<Option<String>>, Failure> {
    let Some(text) = &args.note else {
        return Ok(None);
    };
    let text = text_or_input(text)?;
    Ok(Some((!text.trim().is_empty()).then_some(text)))
}

/// The channel called `name`, if it is one that is known.
fn channel(name: &str, rules: &Rules) -> Result<Channel, Failure> {
    let channel = Channel::named(name);
    if rules
        .channels
        .iter()
        .any(|choice| choice.channel == channel)
    {
        return Ok(channel);
    }
    let known: Vec<&str> = rules
        .channels
        .iter()
        .map(|choice| choice.channel.as_str())
        .collect();
    let meant = nearest(name, known.iter().copied())
        .map_or_else(String::new, |near| format!("did you mean {near}? "));
    Err(Failure::usage(format_args!(
        "there is no channel “{name}”; {meant}known are {}; others go under [channels] in the \
         config file",
        known.join(", ")
    )))
}
