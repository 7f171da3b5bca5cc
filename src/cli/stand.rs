//! `ties tie`, `stand`, `archive`, `delete` and `bring-back`: how strong a tie is, and where
//! somebody stands.

use super::args::{self, Archive, One, SetTie, Stand};
use super::failure::Failure;
use super::session::Session;
use super::who::Finder;
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::standing::Standing;

/// Gives a tie; who has no day to count from yet gets one, spread so that a crowd never
/// comes due together.
pub(super) fn tie(args: &SetTie, session: &Session) -> Result<(), Failure> {
    let level = session.tie(&args.level)?;
    let mut store = session.open()?;
    let who = Finder::new(session, &store).several(&args.who)?;
    session.change(&mut store, &Change::Tie(who, level, None))?;
    Ok(())
}

pub(super) fn stand(args: &Stand, session: &Session) -> Result<(), Failure> {
    let standing = match args.standing {
        args::Standing::Active => Standing::Active,
        args::Standing::Dormant => Standing::Dormant,
        args::Standing::NoAnswer => Standing::Unreachable,
    };
    put(&args.who, Guess::Offer, standing, session)
}

pub(super) fn archive(args: &Archive, session: &Session) -> Result<(), Failure> {
    let standing = match (args.in_memory, args.parted) {
        (true, _) => Standing::InMemory,
        (false, true) => Standing::Parted,
        (false, false) => Standing::Archived,
    };
    put(&args.one.words(), Guess::Never, standing, session)
}

pub(super) fn delete(args: &One, session: &Session) -> Result<(), Failure> {
    put(&args.words(), Guess::Never, Standing::Deleted, session)
}

pub(super) fn bring_back(args: &One, session: &Session) -> Result<(), Failure> {
    put(&args.words(), Guess::Offer, Standing::Active, session)
}

/// What to do with a name that is not wholly somebody's.
enum Guess {
    Offer,
    Never,
}

fn put(who: &str, guess: Guess, standing: Standing, session: &Session) -> Result<(), Failure> {
    let mut store = session.open()?;
    let finder = Finder::new(session, &store);
    let id: ContactId = match guess {
        Guess::Offer => finder.one(who)?,
        Guess::Never => finder.exactly(who)?,
    };
    session.change(&mut store, &Change::Stand(vec![id], standing))?;
    Ok(())
}
