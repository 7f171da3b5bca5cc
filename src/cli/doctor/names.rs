//! What a report calls files and folders: where they lie may say who somebody is, so only
//! whoever asks for it is told.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cli::session::Session;
use crate::paths::quoted;
use crate::store::{Finding, Naming, Quotes};
use crate::vdir::Settings;

const DATA_FILE: &str = "DATA-FILE";
const CONFIG_FILE: &str = "CONFIG-FILE";
const BACKUPS: &str = "BACKUPS";

/// Nothing shorter stands for anything: as a part of other words it would spoil them.
const LEAST: usize = 4;

/// What stands for the paths of this install; nothing does, where all may be named.
pub(super) struct Names {
    /// Paths with what stands for them, the longer before what they begin with.
    pairs: Vec<(String, &'static str)>,
    is_full: bool,
    ties: String,
}

impl Names {
    pub(super) fn of(session: &Session, is_full: bool) -> Names {
        let mut names = Names {
            pairs: match is_full {
                true => Vec::new(),
                false => pairs(session),
            },
            is_full,
            ties: String::new(),
        };
        names.ties = names.mask(&session.command());
        names
    }

    pub(super) fn is_full(&self) -> bool {
        self.is_full
    }

    /// A text with what stands for paths in their place.
    pub(super) fn mask(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (path, name) in &self.pairs {
            text = text.replace(path, name);
        }
        text
    }

    /// What stands for a path.
    pub(super) fn path(&self, path: &Path) -> PathBuf {
        let masked = self.mask(&path.display().to_string());
        // What a file is called may name somebody, too; backups are called by days.
        match masked.split_once('/') {
            _ if self.is_full => path.to_owned(),
            Some((folder, _)) if folder != BACKUPS => PathBuf::from(folder).join("…"),
            _ => PathBuf::from(masked),
        }
    }

    /// What is wrong, and what to do about it.
    pub(super) fn words(&self, finding: &Finding) -> String {
        finding.words(Naming {
            ties: &self.ties,
            path: &|path| self.path(path),
            quotes: match self.is_full {
                true => Quotes::Given,
                false => Quotes::LeftOut,
            },
        })
    }

    /// Which data file it is.
    pub(super) fn data_file(&self, session: &Session) -> String {
        match session.command() == "ties" {
            _ if self.is_full => session.paths.db.display().to_string(),
            true => "in its usual place".to_owned(),
            false => format!("{DATA_FILE}, as --db or TIES_DB names it"),
        }
    }

    /// Which config file it is.
    pub(super) fn config_file(&self, session: &Session) -> String {
        use crate::paths::Config;
        match &session.paths.config {
            config if self.is_full => config.path().display().to_string(),
            Config::Usual(_) => "in its usual place".to_owned(),
            Config::Named(_) => format!("{CONFIG_FILE}, as --config or TIES_CONFIG names it"),
        }
    }
}

fn pairs(session: &Session) -> Vec<(String, &'static str)> {
    let mut pairs: Vec<(String, &'static str)> = Vec::new();
    let mut stand = |path: String, name: &'static str| {
        if path.len() >= LEAST {
            pairs.push((quoted(Path::new(&path)), name));
            pairs.push((path, name));
        }
    };
    let db = &session.paths.db;
    let real = fs::canonicalize(db).or_else(|_| std::path::absolute(db));
    for db in real.iter().chain([db]) {
        if let (Some(folder), Some(name)) = (db.parent(), db.file_name()) {
            let backups = folder.join("backups");
            let one = format!("{}/{}.", backups.display(), name.to_string_lossy());
            stand(one, "BACKUPS/");
            stand(backups.display().to_string(), BACKUPS);
            stand(db.display().to_string(), DATA_FILE);
            stand(folder.display().to_string(), "DATA-FOLDER");
        }
    }
    stand(
        session.paths.config.path().display().to_string(),
        CONFIG_FILE,
    );
    let home = session.paths.home.clone();
    if let Some(vdir) = Settings::of(&session.config.vdir, home.clone()) {
        stand(vdir.folder.display().to_string(), "CARD-FOLDER");
    }
    if let Some(home) = home {
        stand(home.display().to_string(), "~");
    }
    pairs.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
    pairs
}
