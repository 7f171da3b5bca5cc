//! What is fuzzed: functions that hand bytes to one reader of ties each and ask of what comes
//! out what must be so, whatever came in. libFuzzer calls them, and an ordinary test does with
//! every input of the corpus.

mod cards;
pub mod corpus;
mod files;
mod heard;
mod kept;
mod said;
mod shared;

use std::fs;
use std::path::{Path, PathBuf};

use ties::clock::Clock;
use ties::domain::rules::Rules;

/// One reader, by a name.
pub struct Target {
    /// Its word for `fuzz/run`, its file in `fuzz/corpus` and in `fuzz/words`.
    pub name: &'static str,
    pub run: fn(&[u8], &Room),
}

const fn target(name: &'static str, run: fn(&[u8], &Room)) -> Target {
    Target { name, run }
}

/// Every target; CONTRIBUTING.md says what each reaches.
pub const ALL: [Target; 14] = [
    target("vcard", files::vcard),
    target("tables", files::tables),
    target("json", files::json),
    target("lines", files::lines),
    target("whole", files::whole),
    target("patch", cards::patch),
    target("heard", heard::heard),
    target("date", said::date),
    target("filter", said::filter),
    target("boundary", said::boundary),
    target("config", said::config),
    target("document", kept::document),
    target("segment", shared::segment),
    target("again", kept::again),
];

impl Target {
    pub fn named(name: &str) -> Option<&'static Target> {
        ALL.iter().find(|target| target.name == name)
    }
}

/// A folder for what has to lie in a file to be read.
pub struct Room {
    folder: PathBuf,
}

impl Room {
    pub fn at(folder: &Path) -> Room {
        fs::create_dir_all(folder).unwrap();
        Room {
            folder: folder.to_owned(),
        }
    }

    /// A file with these bytes.
    fn file(&self, bytes: &[u8]) -> PathBuf {
        self.named("file", bytes)
    }

    /// A file of this name with these bytes.
    fn named(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }
}

/// The day it is in all of this.
const TODAY: &str = "2026-11-22";

fn clock() -> Clock {
    Clock::fixed(TODAY.parse().unwrap())
}

fn rules() -> Rules {
    Rules::default()
}

/// The part of the input that is text.
fn text(input: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(input)
}
