//! What the doctor looks at in the settings: whether they are understood, and whether what they
//! name is there and can be read.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::Finding;
use super::names::Names;
use crate::cli::session::Session;
use crate::config::ConfigError;
use crate::text::machine_words;
use crate::vdir::Settings;

/// Settings that are not understood. What stands there is not quoted in a report for others.
pub(super) fn wrong(wrong: &ConfigError, names: &Names) -> Finding {
    let what = match (names.is_full(), wrong.at) {
        (true, _) => wrong.to_string(),
        (false, Some((line, column))) => format!(
            "{}:{line}:{column}: the settings are not understood here, and the usual ones hold; \
             `ties config` says why",
            names.path(&wrong.file).display()
        ),
        (false, None) => format!(
            "{}: the settings cannot be read, and the usual ones hold; `ties config` says why",
            names.path(&wrong.file).display()
        ),
    };
    Finding {
        kind: "config",
        what,
        damage: false,
    }
}

/// Whether there are settings, in a word or two.
pub(super) fn word(session: &Session, wrong: Option<&ConfigError>) -> &'static str {
    match wrong {
        Some(_) => "not understood",
        None if session.paths.config.path().exists() => "understood",
        None => "not there, so that the usual settings hold",
    }
}

/// Finds what the settings name that is not there, or cannot be read.
pub(super) fn places(session: &Session, names: &Names, findings: &mut Vec<Finding>) {
    let home = session.paths.home.as_deref();
    let heard = session.config.heard.at_home(home);
    let mut look = |key: &str, path: &Path| {
        let Err(error) = can_be_read(path) else {
            return;
        };
        let why = match error.kind() {
            io::ErrorKind::NotFound => "is not there".to_owned(),
            _ => format!("cannot be read: {}", machine_words(&error)),
        };
        let named = match names.is_full() {
            true => format!(" ({})", path.display()),
            false => String::new(),
        };
        findings.push(Finding {
            kind: "config",
            what: format!(
                "what {key} names{named} {why}; correct it in {}, or make it so that it can be \
                 read",
                names.path(session.paths.config.path()).display()
            ),
            damage: false,
        });
    };
    for path in &heard.maildirs {
        look("maildir under [mail]", path);
    }
    for path in &heard.mboxes {
        look("mbox under [mail]", path);
    }
    for path in &heard.calendars {
        look("files under [calendar]", path);
    }
    if let Some(vdir) = Settings::of(&session.config.vdir, session.paths.home.clone()) {
        look("path under [vdir]", &vdir.folder);
    }
}

fn can_be_read(path: &Path) -> io::Result<()> {
    let meta = fs::metadata(path)?;
    if meta.is_dir() {
        return fs::read_dir(path).map(drop);
    }
    match meta.is_file() {
        true => File::open(path).map(drop),
        // To open a pipe would wait for whoever writes into it.
        false => Err(io::Error::other("it is neither a file nor a folder")),
    }
}
