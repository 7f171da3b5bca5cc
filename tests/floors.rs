//! Imports run downwards only: the floors of ARCHITECTURE.md, held by reading the sources.

#![allow(clippy::unwrap_used)] // a test that cannot read the sources should fail loudly

use std::fs;
use std::path::{Path, PathBuf};

/// Every room of `src` with its floor. A new room has to be given one.
const FLOORS: &[(&str, u8)] = &[
    ("domain", 0),
    ("command", 0),
    ("keys", 0),
    ("json", 0),
    ("long", 0),
    ("text", 0),
    ("clock", 0),
    ("private", 0),
    ("threads", 0),
    ("secret", 0),
    ("exit", 0),
    ("store", 1),
    ("exchange", 1),
    ("config", 1),
    ("paths", 1),
    ("app", 2),
    ("sync", 2),
    ("vdir", 2),
    ("ui", 3),
    ("cli", 3),
    ("run", 4),
    ("main", 4),
    ("lib", 4),
];

/// Crates that only these rooms may know.
const CRATES: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("rusqlite_migration", &["store"]),
    ("openssl", &["store"]),
    ("zeroize", &["secret", "store", "sync"]),
    ("ratatui", &["ui", "run"]),
    ("crossterm", &["run"]),
    ("clap", &["cli", "main"]),
    ("flate2", &["sync"]),
    ("taskchampion", &["sync"]),
    ("tokio", &["sync"]),
    ("color_eyre", &["cli", "run", "main"]),
];

/// Rooms that stay apart for good, on whatever floors they are.
const STRANGERS: &[(&str, &str)] = &[
    ("ui", "cli"),
    ("cli", "ui"),
    ("exchange", "store"),
    ("domain", "command"),
    ("domain", "keys"),
    ("domain", "clock"),
    ("domain", "private"),
    ("domain", "secret"),
    ("app", "store"),
    ("app", "exchange"),
    ("app", "private"),
    ("app", "secret"),
    ("app", "vdir"),
    ("app", "sync"),
    ("vdir", "sync"),
    ("vdir", "app"),
    ("ui", "vdir"),
    ("ui", "sync"),
    ("ui", "store"),
    ("ui", "exchange"),
    ("ui", "private"),
    ("ui", "secret"),
];

#[test]
fn every_room_imports_downwards_only() {
    for file in sources() {
        let room = room_of(&file);
        let floor = floor_of(&room);
        assert!(
            floor.is_some(),
            "{} is a room without a floor",
            file.display()
        );
        for named in rooms_named(&code_of(&file)) {
            assert!(
                floor_of(&named) <= floor,
                "{}: {room} uses {named}, which is above it",
                file.display()
            );
        }
    }
}

#[test]
fn some_rooms_do_not_know_each_other() {
    for (room, stranger) in STRANGERS {
        for file in sources().iter().filter(|file| room_of(file) == *room) {
            assert!(
                !rooms_named(&code_of(file)).iter().any(|r| r == stranger),
                "{} uses {stranger}",
                file.display()
            );
        }
    }
}

#[test]
fn a_crate_is_known_only_in_its_rooms() {
    for file in sources() {
        let room = room_of(&file);
        let code = code_of(&file);
        for (name, rooms) in CRATES {
            let used = code.contains(&format!("use {name}")) || code.contains(&format!("{name}::"));
            assert!(
                !used || rooms.contains(&room.as_str()),
                "{} uses {name}, which is for {rooms:?}",
                file.display()
            );
        }
    }
}

#[test]
fn the_domain_knows_no_clock_and_does_no_input_or_output() {
    let forbidden = [
        "std::fs",
        "std::io",
        "std::env",
        "std::net",
        "std::process",
        "std::time",
        "Local::",
        "Utc::",
    ];
    for file in sources().iter().filter(|file| room_of(file) == "domain") {
        let code = code_of(file);
        for word in forbidden {
            assert!(!code.contains(word), "{} uses {word}", file.display());
        }
    }
}

/// The rooms that `code` names as `crate::room` or `ties::room`, groups included.
fn rooms_named(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (start, prefix) in code
        .match_indices("crate::")
        .chain(code.match_indices("ties::"))
    {
        let rest = &code[start + prefix.len()..];
        let end = match rest.starts_with('{') {
            true => rest.find(';').unwrap_or(rest.len()),
            false => rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_'))
                .unwrap_or(rest.len()),
        };
        rooms.extend(
            rest[..end]
                .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .filter(|word| floor_of(word).is_some())
                .map(str::to_owned),
        );
    }
    rooms
}

/// A file without its comments and without its unit tests.
fn code_of(file: &Path) -> String {
    let text = fs::read_to_string(file).unwrap();
    let before_tests = text.split("\n#[cfg(test)]\nmod tests {").next();
    before_tests
        .unwrap_or("")
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn room_of(file: &Path) -> String {
    let inside = file.strip_prefix(root()).unwrap();
    let first = inside.components().next().unwrap();
    let stem = Path::new(first.as_os_str()).file_stem().unwrap();
    stem.to_string_lossy().into_owned()
}

fn floor_of(room: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, floor)| *floor)
}

fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(files.len() > 20, "the sources are not where they should be");
    files
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
