//! `ties doctor`: whether the file, its folder and the settings are as they should be.

mod names;
mod settings;

use std::fs;

use serde::Serialize;

use self::names::Names;
use super::Outside;
use super::args::Doctor;
use super::failure::{Exit, Failure};
use super::json::SCHEMA;
use super::print::{self, Out, Table};
use super::session::Session;
use crate::config::ConfigError;
use crate::private;
use crate::store::{self, Backup, Facts};
use crate::vdir::Settings;

#[derive(Serialize)]
struct Document<'f> {
    schema: u8,
    version: &'static str,
    system: &'static str,
    data: DataJson<'f>,
    backups: Vec<BackupJson>,
    config: &'static str,
    terminal: &'f Terminal,
    findings: &'f [Finding],
}

/// The data file; nothing but where it is, where it cannot be looked at.
#[derive(Serialize)]
struct DataJson<'f> {
    file: &'f str,
    bytes: Option<u64>,
    mode: Option<String>,
    format: Option<i64>,
    journal: Option<&'f str>,
    lies_on: Option<&'static str>,
    sqlite: Option<&'static str>,
    encrypted: bool,
}

#[derive(Serialize)]
struct BackupJson {
    on: String,
    kind: &'static str,
    bytes: u64,
}

/// What the terminal is able to do, as far as it says.
#[derive(Serialize)]
struct Terminal {
    term: String,
    /// Columns and rows.
    size: Option<(u16, u16)>,
    colours: &'static str,
    utf8: bool,
}

/// Something that is not as it should be, as it is said.
#[derive(Serialize)]
struct Finding {
    kind: &'static str,
    what: String,
    damage: bool,
}

/// Says whether all is as it should be, and what to do where it is not. Names no person, and
/// without `--full` no file or folder either, so that it can be shown to others.
///
/// # Errors
/// Damaged where the file is, else failed where there is anything to mend; a file that cannot
/// be looked at ends as it does everywhere, once the rest has been said.
pub(super) fn run(
    args: &Doctor,
    session: &Session,
    settings: Option<&ConfigError>,
    outside: Outside<'_>,
    out: &mut Out,
) -> Result<(), Failure> {
    let names = Names::of(session, args.full);
    let mut findings = Vec::new();
    findings.extend(settings.map(|wrong| settings::wrong(wrong, &names)));
    let looked = of_file(session, &names, &mut findings).map_err(|failure| Failure {
        message: names.mask(&failure.message),
        ..failure
    });
    settings::places(session, &names, &mut findings);
    left_over(session, &names, &mut findings);
    let terminal = terminal(outside);
    let facts = looked.as_ref().ok().and_then(Option::as_ref);
    let backups = store::backups(&session.paths.db);
    let encrypted = store::is_encrypted(&session.paths.db);
    if args.json.json {
        findings.extend(looked.as_ref().err().map(|failure| Finding {
            kind: "file",
            what: failure.message.clone(),
            damage: failure.exit == Exit::Damaged,
        }));
        out.json(&Document {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION"),
            system: std::env::consts::OS,
            data: DataJson {
                file: &names.data_file(session),
                bytes: facts.map(|facts| facts.bytes),
                mode: facts.map(|facts| format!("{:03o}", facts.mode)),
                format: facts.map(|facts| facts.schema),
                journal: facts.map(|facts| facts.journal.as_str()),
                lies_on: facts.map(|facts| facts.ground),
                sqlite: facts.map(|facts| facts.sqlite),
                encrypted,
            },
            backups: backups
                .iter()
                .map(|backup| BackupJson {
                    on: backup.day.to_string(),
                    kind: backup.why.word(),
                    bytes: backup.bytes,
                })
                .collect(),
            config: settings::word(session, settings),
            terminal: &terminal,
            findings: &findings,
        })?;
    } else {
        let mut table = Table::default();
        table.row(["version", env!("CARGO_PKG_VERSION")]);
        table.row(["system", std::env::consts::OS]);
        table.row(["data file", &data_row(session, &names, facts)]);
        table.row(["encrypted", if encrypted { "yes" } else { "no" }]);
        table.row(["backups", &backups_row(&backups)]);
        let config = names.config_file(session);
        let word = settings::word(session, settings);
        table.row(["config file", &format!("{config}, {word}")]);
        table.row(["terminal", &terminal_row(&terminal)]);
        out.table(&table)?;
        for finding in &findings {
            out.line(&finding.what)?;
        }
        if findings.is_empty() && looked.is_ok() {
            out.line("all is well")?;
        } else if !args.full {
            out.line(&format!(
                "`{} doctor --full` names the files, which are left out here",
                names.mask(&session.command())
            ))?;
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

/// Looks at the file; what it is, if it is there.
fn of_file(
    session: &Session,
    names: &Names,
    findings: &mut Vec<Finding>,
) -> Result<Option<Facts>, Failure> {
    let store = session.look()?;
    let found = store.check()?;
    findings.extend(found.iter().map(|finding| said(finding, names)));
    Ok(store.facts()?)
}

fn said(finding: &store::Finding, names: &Names) -> Finding {
    Finding {
        kind: finding.kind(),
        what: names.words(finding),
        damage: finding.is_damage(),
    }
}

/// What writes that were cut off have left among the drafts and the cards.
fn left_over(session: &Session, names: &Names, findings: &mut Vec<Finding>) {
    let vdir = Settings::of(&session.config.vdir, session.paths.home.clone());
    let folders = session.paths.state.clone().into_iter();
    for folder in folders.chain(vdir.map(|vdir| vdir.folder)) {
        let left = private::left(&folder).into_iter();
        findings.extend(left.map(|path| said(&store::Finding::Left(path), names)));
    }
}

fn data_row(session: &Session, names: &Names, facts: Option<&Facts>) -> String {
    let file = names.data_file(session);
    match facts {
        Some(facts) => format!(
            "{file}, {}, mode {:03o}, format {}, journal {}, on {}, SQLite {}",
            print::size(facts.bytes),
            facts.mode,
            facts.schema,
            facts.journal,
            facts.ground,
            facts.sqlite
        ),
        None if fs::symlink_metadata(&session.paths.db).is_ok() => {
            format!("{file}, cannot be looked at")
        }
        None => format!("{file}, not there yet"),
    }
}

fn backups_row(backups: &[Backup]) -> String {
    match backups.first() {
        Some(newest) => format!(
            "{} (newest {}, {})",
            backups.len(),
            newest.day,
            newest.why.word()
        ),
        None => "none yet".to_owned(),
    }
}

fn terminal_row(terminal: &Terminal) -> String {
    let size = terminal.size.map_or_else(
        || "not here".to_owned(),
        |(columns, rows)| format!("{columns} × {rows}"),
    );
    let letters = match terminal.utf8 {
        true => "UTF-8",
        false => "no UTF-8 in the locale",
    };
    format!(
        "{}, {size}, colours: {}, {letters}",
        terminal.term, terminal.colours
    )
}

fn terminal(outside: Outside<'_>) -> Terminal {
    let set = |name: &str| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
        Some(value.to_string_lossy().into_owned())
    };
    let term = set("TERM").unwrap_or_else(|| "TERM is not set".to_owned());
    let colours = match set("COLORTERM").as_deref() {
        _ if set("NO_COLOR").is_some() => "none, as NO_COLOR is set",
        Some("truecolor" | "24bit") => "24 bits",
        _ if term.contains("256color") => "256",
        _ => "as the terminal has",
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    let locale = locale.unwrap_or_default().to_lowercase();
    Terminal {
        size: (outside.screen_size)(),
        colours,
        utf8: locale.contains("utf-8") || locale.contains("utf8"),
        term,
    }
}
