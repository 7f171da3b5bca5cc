//! `ties purge`: somebody goes for good, and what of them is elsewhere is said.

use std::path::PathBuf;

use super::Outside;
use super::args::Purge;
use super::failure::{Exit, Failure};
use super::print;
use super::session::Session;
use super::who::Finder;
use crate::domain::when;
use crate::store::{Backup, Purged, Why};
use crate::text::name_key;
use crate::vdir::Settings;

/// Removes somebody from the file, its history, its indexes and the drafts.
pub(super) fn run(args: &Purge, session: &Session, outside: Outside<'_>) -> Result<(), Failure> {
    let mut store = session.open()?;
    let id = Finder::new(session, &store).exactly(&args.one.words())?;
    let name = store.standing(id)?.map(|(name, _)| name);
    let name = name.unwrap_or_default();
    if !args.yes {
        means_it(&name)?;
    }
    let purged = store.purge(id)?;
    print::say(&format!("purged {name}; undo does not bring them back"));
    if let Some(state) = &session.paths.state
        && let Err(error) = (outside.forget_drafts)(state, &purged.uids)
    {
        print::say(&format!("what was typed and not saved stays: {error}"));
    }
    let is_shared = store.sharing()?.is_some();
    for left in left(&purged, is_shared, session) {
        print::say(&left);
    }
    session.back_up_daily(&store);
    match purged.unswept {
        None => Ok(()),
        Some(error) => Err(Failure::new(
            Exit::Failed,
            format_args!(
                "{name} is gone, but the file could not be written anew, so that bytes of them \
                 may be left in it: {error}; the next change writes it anew"
            ),
        )),
    }
}

/// Undo cannot take this back, so somebody has to mean it.
fn means_it(name: &str) -> Result<(), Failure> {
    if !print::can_ask() {
        return Err(Failure::usage(
            "a purge leaves nothing that could be brought back; say --yes to do it, or delete, \
             which keeps them",
        ));
    }
    let question = format!(
        "Nothing of {name} will be left here, and undo does not bring them back. Type their \
         name to go on:"
    );
    match print::ask(&question).is_some_and(|answer| name_key(&answer) == name_key(name)) {
        true => Ok(()),
        false => Err(Failure::new(Exit::Failed, "nobody was purged")),
    }
}

/// What of them is elsewhere, a line each.
fn left(purged: &Purged, is_shared: bool, session: &Session) -> Vec<String> {
    let mut left = Vec::new();
    let (asked, others): (Vec<&Backup>, Vec<&Backup>) = purged
        .backups
        .iter()
        .partition(|backup| backup.why == Why::Asked);
    if let (Some(newest), Some(oldest)) = (others.first(), others.last()) {
        let days = match newest.day == oldest.day {
            true => format!("of {}", when::day_long(newest.day)),
            false => format!(
                "of {} to {}",
                when::day_long(oldest.day),
                when::day_long(newest.day)
            ),
        };
        let backups = match others.len() {
            1 => "one backup".to_owned(),
            many => format!("{many} backups"),
        };
        left.push(format!(
            "still in {backups}, {days}, until newer ones take their place; `{} restore` lists \
             them",
            session.command()
        ));
    }
    let for_good = asked.iter().map(|backup| &backup.path);
    for path in for_good.chain(&purged.set_aside) {
        left.push(format!(
            "still in {}, which stays until you remove it",
            path.display()
        ));
    }
    let home = std::env::var_os("HOME").map(PathBuf::from);
    if let Some(folder) = Settings::of(&session.config.vdir, home).map(|vdir| vdir.folder) {
        let cards = purged.cards.iter().map(|card| folder.join(card));
        for card in cards.filter(|card| card.exists()) {
            left.push(format!(
                "their card stays: {}; a sync takes no notice of it. Remove it to take it off \
                 your phone, too",
                card.display()
            ));
        }
    }
    if is_shared {
        left.push(
            "they go from your other machines as those sync; what was shared of them stays in the \
             shared history, encrypted, until you begin a new one"
                .to_owned(),
        );
    }
    left.push(
        "what is written about others, and files that you imported or exported, are as they were"
            .to_owned(),
    );
    left
}
