//! A home of its own for the program, with somebody in it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use ties::clock::Clock;
use ties::domain::change::{Change, Edit, NewContact};
use ties::domain::contact::Kind;
use ties::domain::rules::Rules;
use ties::domain::tie::Tie;
use ties::store::Store;

use crate::pty::Start;

pub(crate) const TODAY: &str = "2026-11-22";

/// A home with a network of its own.
pub(crate) struct Home {
    dir: TempDir,
}

impl Home {
    /// Ana, counting since long ago, so that it is a good time to say hi.
    pub(crate) fn with_ana() -> Home {
        Home::knowing(Edit::default())
    }

    pub(crate) fn db(&self) -> PathBuf {
        self.path().join("data/ties.db")
    }

    /// Ana, of whom this is known.
    pub(crate) fn knowing(edit: Edit) -> Home {
        let home = Home {
            dir: tempfile::tempdir().unwrap(),
        };
        home.add_knowing("Ana Sousa", edit);
        home
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Adds somebody as another process would.
    pub(crate) fn add(&self, name: &str) {
        self.add_knowing(name, Edit::default());
    }

    pub(crate) fn add_knowing(&self, name: &str, edit: Edit) {
        let clock = Clock::fixed(TODAY.parse().unwrap());
        let mut store = Store::open(&self.db(), clock).unwrap();
        let added = Change::Add(Box::new(NewContact {
            name: name.to_owned(),
            kind: Kind::Person,
            tie: Tie::Weak,
            counting_from: Some("2024-01-01".parse().unwrap()),
            edit,
        }));
        store
            .apply(&added, &Rules::default(), clock.today())
            .unwrap();
    }

    /// The names in the data file, as another process reads them.
    pub(crate) fn names(&self) -> Vec<String> {
        let clock = Clock::fixed(TODAY.parse().unwrap());
        let store = Store::open_read_only(&self.db(), clock).unwrap();
        let cards = store.cards(None).unwrap();
        cards.into_iter().map(|card| card.name).collect()
    }

    /// The notes about Ana, as another process reads them.
    pub(crate) fn notes(&self) -> Option<String> {
        let clock = Clock::fixed(TODAY.parse().unwrap());
        let store = Store::open_read_only(&self.db(), clock).unwrap();
        store.cards(None).unwrap().swap_remove(0).note
    }

    pub(crate) fn arguments(&self) -> [String; 4] {
        let db = self.db().to_str().unwrap().to_owned();
        ["--db".into(), db, "--today".into(), TODAY.into()]
    }

    /// ties on this home's network.
    pub(crate) fn ties(&self) -> Start {
        let arguments = self.arguments();
        self.at_home(Start::ties(&arguments.each_ref().map(String::as_str)))
    }

    /// A shell script with ties on this home's network as `"$@"`.
    pub(crate) fn shell(&self, script: &str) -> Start {
        let arguments = self.arguments();
        self.at_home(Start::shell(
            script,
            &arguments.each_ref().map(String::as_str),
        ))
    }

    pub(crate) fn at_home(&self, start: Start) -> Start {
        start.with("HOME", self.path())
    }

    /// An executable script.
    pub(crate) fn script(&self, name: &str, lines: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }
}
