//! `ties backup` and `restore`: copies of the file.

use std::path::Path;

use serde::Serialize;

use super::args::{Backup, Restore};
use super::failure::{Exit, Failure};
use super::json::SCHEMA;
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
        None if args.json => list_json(session, out),
        None => list(session, out),
    }
}

#[derive(Serialize)]
struct ListJson {
    schema: u8,
    backups: Vec<BackupJson>,
}

/// A backup; without numbers where it cannot be read.
#[derive(Serialize)]
struct BackupJson {
    file: String,
    at: Option<String>,
    day: String,
    kind: &'static str,
    bytes: u64,
    contacts: Option<u64>,
    catch_ups: Option<u64>,
}

fn list_json(session: &Session, out: &mut Out) -> Result<(), Failure> {
    let backups = store::backups(&session.paths.db).into_iter();
    out.json(&ListJson {
        schema: SCHEMA,
        backups: backups
            .map(|backup| BackupJson {
                file: backup.path.display().to_string(),
                at: print::instant(backup.at),
                day: backup.day.to_string(),
                kind: backup.why.word(),
                bytes: backup.bytes,
                contacts: backup.contacts,
                catch_ups: backup.catch_ups,
            })
            .collect(),
    })
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
    #[cfg(feature = "encryption")]
    let (encrypted, had_its_key) = (
        [
            store::is_encrypted(&session.paths.db),
            store::is_encrypted(from),
        ],
        store::have_one_key(&session.paths.db, from),
    );
    let restored = store::restore(&session.paths.db, from, session.clock)?;
    print::say(&match restored.before {
        Some(before) => format!(
            "restored {}; what was there is kept as {}",
            from.display(),
            before.display()
        ),
        None => format!("restored {}", from.display()),
    });
    #[cfg(feature = "encryption")]
    match encrypted {
        [true, false] => print::say("the backup is not encrypted; the data file stays encrypted"),
        [false, true] => print::say(
            "the data file is encrypted now, as the backup is, and opens with its passphrase",
        ),
        [true, true] if had_its_key => {}
        [true, true] if store::have_one_key(&session.paths.db, from) => {
            print::say("the data file opens with the passphrase of the backup now");
        }
        [true, true] => {
            print::say("the backup has another passphrase; the data file keeps its own");
        }
        _ => {}
    }
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
            &match (backup.contacts, backup.catch_ups) {
                (Some(contacts), Some(catch_ups)) => format!(
                    "{}, {}",
                    counted(contacts, "contact"),
                    counted(catch_ups, "catch-up")
                ),
                _ if backup.encrypted => "encrypted".to_owned(),
                _ => "cannot be read".to_owned(),
            },
            &print::size(backup.bytes),
            &backup.path.display().to_string(),
        ]);
    }
    out.table(&table)
}

fn counted(many: u64, what: &str) -> String {
    match many {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    }
}
