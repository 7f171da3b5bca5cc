//! What happens to the data file while its screen is open.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use rusqlite::Connection;

use crate::home::Home;
use crate::up;

/// The data file and what SQLite puts beside it.
fn files(db: &Path) -> Vec<std::path::PathBuf> {
    ["", "-wal", "-shm"]
        .into_iter()
        .map(|ending| format!("{}{ending}", db.display()).into())
        .collect()
}

#[test]
fn a_data_file_that_vanishes_is_missed_and_not_made_anew() {
    let home = Home::with_ana();
    let kept = home.path().join("kept");
    fs::copy(home.db(), &kept).unwrap();
    let mut pty = up(home.ties());
    for file in files(&home.db()) {
        let _ = fs::remove_file(file);
    }
    pty.reads("was deleted or replaced while it was open; nothing was written; start ties again");
    pty.types("a");
    pty.sees("New contact");
    pty.types("Beatrix\r");
    pty.reads("nothing was written");
    pty.sees("Beatrix");
    pty.types("\x03");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
    for file in files(&home.db()) {
        assert!(!file.exists(), "{}", file.display());
    }

    // What was typed is there once the file is.
    fs::copy(&kept, home.db()).unwrap();
    let mut pty = up(home.ties());
    pty.types("a");
    pty.sees("Beatrix");
    pty.types("\x03");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn a_data_file_in_place_of_another_is_not_written_to() {
    let home = Home::with_ana();
    let other = Home::with_ana();
    other.add("Omar Haddad");
    let mut pty = up(home.ties());
    fs::rename(other.db(), home.db()).unwrap();
    let before = fs::read(home.db()).unwrap();
    pty.types(" ");
    pty.reads("nothing was written");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    assert_eq!(fs::read(home.db()).unwrap(), before);
    assert_eq!(home.names(), ["Ana Sousa", "Omar Haddad"]);
}

#[test]
fn a_writer_that_is_stuck_is_named_and_the_screen_goes_on() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    let stuck = Connection::open(home.db()).unwrap();
    stuck.execute_batch("BEGIN IMMEDIATE").unwrap();
    let waiting = Command::new(env!("CARGO_BIN_EXE_ties"))
        .args(home.arguments())
        .args(["log", "ana"])
        .env("HOME", home.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    pty.types(" ");
    pty.reads("is in use by another program");
    let ended = waiting.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(4), "{said}");
    assert!(said.contains("is in use by another program"), "{said}");
    if cfg!(target_os = "linux") {
        let who = format!("process {})", std::process::id());
        assert!(said.contains(&who), "{said}");
    }
    stuck.execute_batch("ROLLBACK").unwrap();
    pty.types(" ");
    pty.sees("caught up with Ana");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn while_another_program_writes_the_screen_lives_and_keys_wait_in_turn() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    let other = Connection::open(home.db()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    pty.types(" ");
    pty.sees("waiting for it … · esc gives up");
    pty.resizes(70, 20);
    pty.until("a frame of seventy columns", |pty| {
        pty.text().contains("any order") && pty.text().contains("esc gives up")
    });
    pty.types("\x1b");
    pty.sees("nothing was written");
    pty.types(" ");
    pty.sees("waiting for it … · esc gives up");
    pty.types("nsaid hello\r");
    other.execute_batch("ROLLBACK").unwrap();
    pty.sees("noted about Ana");
    pty.types("u");
    pty.sees("redo");
    pty.sees("caught up today");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn a_data_file_copied_without_its_log_says_that_something_is_missing() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    pty.types(" ");
    pty.sees("caught up with Ana");
    let seen = home.db().with_file_name("backups/ties.db.seen");
    pty.waits_for("first backup", || {
        fs::read(&seen).is_ok_and(|number| number.ends_with(b"\n"))
    });
    // As a program does that copies the one file and knows nothing of the other.
    let copy = home.path().join("copy");
    fs::copy(home.db(), &copy).unwrap();
    pty.signal(rustix::process::Signal::KILL);
    assert_eq!(pty.ends(), 128 + 9);
    for file in files(&home.db()) {
        let _ = fs::remove_file(file);
    }
    fs::copy(&copy, home.db()).unwrap();

    let mut pty = up(home.ties());
    pty.reads("lacks the last change that was written to it");
    pty.reads("lists the backups");
    // It is said until something is written anew.
    pty.types(" ");
    pty.sees("caught up with Ana");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    let mut pty = up(home.ties());
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    assert!(!pty.text().contains("lacks"));
}

#[test]
fn who_is_to_be_deleted_can_be_exported_first_with_all_that_their_card_says() {
    let home = Home::with_ana();
    let text = "BEGIN:VCARD\nVERSION:3.0\nFN:Bo Lind\nX-PETS:two cats\nEND:VCARD\n";
    fs::write(home.path().join("bo.vcf"), text).unwrap();
    let mut pty =
        up(home.shell("cd \"$HOME\" && \"$@\" import bo.vcf >/dev/null 2>&1 && exec \"$@\""));
    pty.types("/bo\rDe");
    pty.reads("exported to");
    pty.types("\x03");
    assert_eq!(pty.ends(), 0);
    let exported = fs::read_dir(home.path()).unwrap();
    let exported = exported
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap_or_default())
        .filter(|text| text.contains("FN:Bo Lind") && text.contains("X-PETS:two cats"));
    assert_eq!(exported.count(), 2);
}
