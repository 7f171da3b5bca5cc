//! `ties tag` and `channel`: names that many rows share.

use super::args::{Channel, Tag};
use super::failure::Failure;
use super::session::Session;
use crate::domain::change::Change;
use crate::domain::channel;

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
    change(
        session,
        Change::RenameChannel {
            from: channel::Channel::named(from),
            to: channel::Channel::named(to),
        },
    )
}

fn change(session: &Session, change: Change) -> Result<(), Failure> {
    let mut store = session.open()?;
    session.change(&mut store, &change)?;
    Ok(())
}
