//! `ties backup` and `restore`: copies of the file.

use std::path::Path;

use super::args::{Backup, Restore};
use super::failure::{Exit, Failure};
use super::print::{self, Out, Table};
use super::session::Session;
use crate::store;

/// Writes a verified copy and prints where it is.
pub(super) fn backup(args: &Backup, session: &Session, out: &mut Out) -> Result<(), Failure> {
    if !session.is_there() {
        session.look_ahead()?;
        return Err(Failure::not_found(format_args!(
            "there is nothing to back up yet: {} is not there",
            session.paths.db.display()
        )));
    }
    let made = session.open()?.backup_to(args.file.as_deref())?;
    out.line(&made.display().to_string())
}

/// Puts a backup in place of the file, or lists the backups.
pub(super) fn restore(args: &Restore, session: &Session, out: &mut Out) -> Result<(), Failure> {
    match &args.file {
        Some(from) => put_back(from, args.yes, session),
        None => list(session, out),
    }
}

/// Undo cannot take this back, so somebody has to mean it.
fn put_back(from: &Path, yes: bool, session: &Session) -> Result<(), Failure> {
    if from.metadata().is_ok() && session.paths.db.metadata().is_ok() && !yes {
        if !print::can_ask() {
            return Err(Failure::usage(
                "a restore replaces the data file, which undo does not take back; say --yes to \
                 do it",
            ));
        }
        let question = format!(
            "Put {} in place of {}? A copy of that is kept; undo does not take it back. y or n:",
            from.display(),
            session.paths.db.display()
        );
        if print::ask(&question)
            .is_none_or(|answer| !["y", "yes"].contains(&answer.to_lowercase().as_str()))
        {
            return Err(Failure::new(Exit::Failed, "nothing was restored"));
        }
    }
    let restored = store::restore(&session.paths.db, from, session.clock)?;
    print::say(&match restored.before {
        Some(before) => format!(
            "restored {}; what was there is kept as {}",
            from.display(),
            before.display()
        ),
        None => format!("restored {}", from.display()),
    });
    Ok(())
}

fn list(session: &Session, out: &mut Out) -> Result<(), Failure> {
    let backups = store::backups(&session.paths.db);
    if backups.is_empty() {
        print::say(&format!(
            "there are no backups yet; `{} backup` makes one",
            session.command()
        ));
        return Ok(());
    }
    let mut table = Table::default();
    for backup in backups {
        table.row([
            print::moment(backup.at, session.clock).as_str(),
            backup.why.word(),
            &match backup.contacts {
                Some(1) => "1 contact".to_owned(),
                Some(contacts) => format!("{contacts} contacts"),
                None if backup.encrypted => "encrypted".to_owned(),
                None => "cannot be read".to_owned(),
            },
            &backup.path.display().to_string(),
        ]);
    }
    out.table(&table)
}
