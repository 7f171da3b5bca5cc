//! `ties log`: catch-ups, made, mended and removed.

use std::collections::HashSet;

use super::args::Log;
use super::failure::Failure;
use super::print;
use super::session::{Session, text_or_input};
use super::who::Finder;
use crate::config::nearest;
use crate::domain::catch_up::Started;
use crate::domain::change::{CatchUpEdit, Change, NewCatchUp};
use crate::domain::channel::Channel;
use crate::domain::id::{CatchUpId, ContactId};
use crate::domain::next_step;
use crate::domain::rules::Rules;
use crate::store::Store;

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
    if let Change::Log(log) = &change
        && log.answered
    {
        say_what_comes_up(log, &store, session)?;
    }
    Ok(())
}

/// Says what has waited for this "next time".
fn say_what_comes_up(log: &NewCatchUp, store: &Store, session: &Session) -> Result<(), Failure> {
    let steps = store.next_steps(&log.with)?;
    let come_up = next_step::come_up(&steps, &log.with, log.on, session.today);
    if let Some(words) = next_step::good_moment(&come_up, session.sight) {
        print::say(&words);
    }
    Ok(())
}

/// Who was there: those named, and with `--household` whoever is of their household.
fn with(args: &Log, session: &Session, finder: &Finder<'_>) -> Result<Vec<ContactId>, Failure> {
    let mut with = finder.several(&args.who)?;
    if args.household {
        for one in with.clone() {
            with.extend(finder.household(one, session.today)?);
        }
        let mut seen = HashSet::new();
        with.retain(|id| seen.insert(*id));
    }
    Ok(with)
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
        with: with(args, session, finder)?,
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
