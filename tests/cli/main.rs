//! The real binary from the outside: what it prints, what it says and how it ends.

#![allow(clippy::unwrap_used)] // helpers, too, should fail loudly

#[path = "../support/home.rs"]
mod home;

mod calendar;
mod config;
mod discreet;
mod doctor;
mod exchange;
mod files;
mod heard;
mod merging;
mod practice;
mod purging;
mod shapes;
mod sync;
mod tables;
mod undo;
mod vdir;
mod verbs;
mod who;

use home::Home;

/// Runs lines one after another in one home: the line, its exit code, and a part of what it
/// prints or says.
#[track_caller]
fn check(home: &Home, lines: &[(&str, i32, &str)]) {
    let mut wrong = String::new();
    for (line, code, part) in lines {
        let ended = home.run(line);
        let said = format!("{}{}", ended.text(), ended.err);
        if ended.code != Some(*code) || !said.contains(part) {
            let ended = ended.code;
            wrong +=
                &format!("ties {line}\n  ended {ended:?}, not {code}, or lacks “{part}”:\n{said}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A few people to do things with.
fn some_people() -> Home {
    let home = Home::new();
    check(
        &home,
        &[
            (
                "add Ana Sousa --tie strong --org Acme --city Lisbon --email ana@example.org \
                 --phone '+351 21 555 0100' --url https://example.org/ana --tag rust \
                 --interest azulejos --nickname Aninha --birthday '3 may' \
                 --met 'RustFest 2024' --last 5mo",
                0,
                "added Ana Sousa, id 1",
            ),
            (
                "add Bea Lindqvist --every 90 --tag choir --last 1y",
                0,
                "added Bea Lindqvist, id 2",
            ),
            (
                "add 'Omar Haddad' --tie moderate --introduced-by ana --last 2y",
                0,
                "id 3",
            ),
            ("add Bea Berg --tie latent", 0, "id 4"),
            ("add Northwind Boats --company --tie l", 0, "id 5"),
        ],
    );
    home
}
