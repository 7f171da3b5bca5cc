//! Files of people: read, planned, taken in and written again.

#![allow(clippy::unwrap_used)] // helpers of tests, which clippy takes for plain code

mod again;
mod imports;
mod invitations;
mod limits;
mod patching;
mod rivals;
mod samples;
mod sites;
mod tables;
mod terminal;
mod told;
mod whole;
mod writing;

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use ties::domain::card::OccasionDay;
use ties::domain::draft::{Draft, Parsed};
use ties::exchange::{self, ReadError};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/samples")
        .join(name)
}

fn read(path: &Path) -> Result<Parsed, ReadError> {
    exchange::read(path, None, &mut |_| ControlFlow::Continue(()))
}

#[track_caller]
fn parsed(name: &str) -> Parsed {
    read(&sample(name)).unwrap()
}

/// A file with these bytes, read.
fn read_bytes(bytes: &[u8]) -> Result<Parsed, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, bytes).unwrap();
    read(&path)
}

/// Records read, skipped, and remarks.
fn counts(parsed: &Parsed) -> (usize, usize, usize) {
    (parsed.read, parsed.skipped.len(), parsed.warnings.len())
}

/// Everything a draft says but its card's text and identity, a line each.
fn outline(draft: &Draft) -> Vec<String> {
    let mut lines = vec![draft.name.clone()];
    let mut say = |what: &str, value: &Option<String>| {
        lines.extend(value.iter().map(|value| format!("{what}: {value}")));
    };
    say("kind", &draft.kind.map(|kind| kind.word().to_owned()));
    say("prefix", &draft.parts.prefix);
    say("given", &draft.parts.given);
    say("middle", &draft.parts.middle);
    say("family", &draft.parts.family);
    say("suffix", &draft.parts.suffix);
    say("phonetic", &draft.phonetic);
    say("org", &draft.org);
    say("unit", &draft.unit);
    say("title", &draft.title);
    say("city", &draft.city);
    say("note", &draft.note);
    say("met", &draft.met);
    say("met on", &draft.met_on.map(|day| day.to_string()));
    say("tie", &draft.tie.map(|tie| tie.to_string()));
    say(
        "every",
        &draft.own_cadence.map(|own| own.stored().to_string()),
    );
    for (what, list) in [
        ("nickname", &draft.nicknames),
        ("tag", &draft.tags),
        ("interest", &draft.interests),
    ] {
        lines.extend(list.iter().map(|value| format!("{what}: {value}")));
    }
    for method in &draft.methods {
        let label = method.label.as_deref().unwrap_or("-");
        lines.push(format!("{} {label}: {}", method.kind.word(), method.value));
    }
    for address in &draft.addresses {
        let parts = [
            &address.label,
            &address.street,
            &address.city,
            &address.region,
            &address.postcode,
            &address.country,
        ];
        let parts: Vec<&str> = parts
            .iter()
            .map(|part| part.as_deref().unwrap_or("-"))
            .collect();
        lines.push(format!("address {}", parts.join(" | ")));
    }
    for occasion in &draft.occasions {
        let day = match &occasion.day {
            OccasionDay::Day(day) => day.to_string(),
            OccasionDay::Words(words) => format!("“{words}”"),
        };
        lines.push(format!("{} = {day}", occasion.label));
    }
    let pairs = draft.relations.iter().chain(&draft.details);
    lines.extend(pairs.map(|(what, value)| format!("{what} → {value}")));
    lines
}

#[track_caller]
fn check(draft: &Draft, expected: &[&str]) {
    assert_eq!(outline(draft), expected);
}
