//! `ties tag` and `channel`: names that many rows share.

use super::args::{Channel, Tag};
use super::failure::Failure;
use super::session::Session;
use crate::config::kind_word;
use crate::domain::change::Change;
use crate::domain::channel::{self, ChannelKind};

pub(super) fn tag(args: &Tag, session: &Session) -> Result<(), Failure> {
    change(
        session,
        match args {
            Tag::Rename { from, to } => Change::RenameTag {
                from: from.clone(),
                to: to.clone(),
            },
            Tag::Delete { tag } => Change::DeleteTag(tag.clone()),
        },
    )
}

pub(super) fn channel(args: &Channel, session: &Session) -> Result<(), Failure> {
    let Channel::Rename { from, to } = args;
    let (from, to) = (channel::Channel::named(from), channel::Channel::named(to));
    stays_in_kind(&from, &to, session)?;
    change(session, Change::RenameChannel { from, to })
}

/// What a channel is like is said in the config file alone. A name it does not know would
/// make a chat of every meal, and so would one of another kind.
fn stays_in_kind(
    from: &channel::Channel,
    to: &channel::Channel,
    session: &Session,
) -> Result<(), Failure> {
    let kind = |channel: &channel::Channel| {
        let all = &session.rules().channels;
        let choice = all.iter().find(|choice| choice.channel == *channel)?;
        Some(choice.kind)
    };
    let file = session.paths.config.path().display();
    match (kind(from), kind(to)) {
        (was, None) => Err(Failure::usage(format_args!(
            "the config file does not know {to} yet, so nothing was renamed; put {to} = \"{}\" \
             under [channels] in {file} first (ties config shows them all)",
            kind_word(was.unwrap_or(ChannelKind::Text))
        ))),
        (Some(was), Some(is)) if was != is => Err(Failure::usage(format_args!(
            "{from} is “{}” and {to} is “{}”, so nothing was renamed; make them alike under \
             [channels] in {file} first",
            kind_word(was),
            kind_word(is)
        ))),
        _ => Ok(()),
    }
}

fn change(session: &Session, change: Change) -> Result<(), Failure> {
    let mut store = session.open()?;
    session.change(&mut store, &change)?;
    Ok(())
}
