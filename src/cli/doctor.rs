//! `ties doctor`: whether the file, its folder and the settings are as they should be.

use serde::Serialize;

use super::args::Json;
use super::failure::{Exit, Failure};
use super::json::SCHEMA;
use super::print::{Out, Table};
use super::session::Session;
use crate::config::ConfigError;
use crate::store;

#[derive(Serialize)]
struct Document<'f> {
    schema: u8,
    version: &'static str,
    findings: &'f [Finding],
}

/// Something that is not as it should be, as it is said.
#[derive(Serialize)]
struct Finding {
    what: String,
    damage: bool,
}

/// Says whether all is as it should be, and what to do where it is not. Names no person.
///
/// # Errors
/// Damaged where the file is, else failed where there is anything to mend; a file that cannot
/// be looked at ends as it does everywhere, once the rest has been said.
pub(super) fn run(
    args: Json,
    session: &Session,
    settings: Option<&ConfigError>,
    out: &mut Out,
) -> Result<(), Failure> {
    let mut findings: Vec<Finding> = settings
        .map(|wrong| Finding {
            what: wrong.to_string(),
            damage: false,
        })
        .into_iter()
        .collect();
    let looked = of_file(session).map(|found| findings.extend(found));
    if args.json {
        out.json(&Document {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            findings: &findings,
        })?;
    } else {
        print_plain(&findings, session, out)?;
        if findings.is_empty() && looked.is_ok() {
            out.line("all is well")?;
        }
    }
    looked?;
    if findings.iter().any(|finding| finding.damage) {
        return Err(Failure::quiet(Exit::Damaged));
    }
    match findings.is_empty() {
        true => Ok(()),
        false => Err(Failure::quiet(Exit::Failed)),
    }
}

fn of_file(session: &Session) -> Result<impl Iterator<Item = Finding>, Failure> {
    let ties = session.command();
    let found = session.look()?.check()?;
    Ok(found.into_iter().map(move |finding| Finding {
        what: finding.words(&ties),
        damage: finding.is_damage(),
    }))
}

fn print_plain(findings: &[Finding], session: &Session, out: &mut Out) -> Result<(), Failure> {
    let backups = store::backups(&session.paths.db).len();
    let mut table = Table::default();
    table.row(["version", env!("CARGO_PKG_VERSION")]);
    table.row(["data file", &session.paths.db.display().to_string()]);
    let config = session.paths.config.path().display().to_string();
    table.row(["config file", &config]);
    table.row(["backups", &backups.to_string()]);
    out.table(&table)?;
    for finding in findings {
        out.line(&finding.what)?;
    }
    Ok(())
}
