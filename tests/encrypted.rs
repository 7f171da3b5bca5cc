//! Encrypted data files from the outside: they open with their key and with nothing else, hold
//! the same as before, and leave nothing that can be read beside them.

#![allow(clippy::unwrap_used)] // tests, and helpers that should fail loudly

#[allow(dead_code)]
#[path = "support/home.rs"]
mod home;
#[allow(dead_code)]
#[path = "support/pty.rs"]
mod pty;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use home::{Ended, Home};
use pty::{Pty, Start};
use rusqlite::Connection;
use rustix::process::Signal;

const PASSPHRASE: &str = "four words of mine";
const CANARY: &str = "canaryquince";

/// A home with people whose every field has a canary in it, and a key to be had from a command.
fn plain(key: &str) -> Home {
    let home = Home::new();
    let config = home.path(".config/ties");
    fs::create_dir_all(&config).unwrap();
    let command = format!(
        "passphrase_command = [\"/bin/cat\", {:?}]\n",
        home.path("key")
    );
    fs::write(config.join("config.toml"), command).unwrap();
    give(&home, key);
    home.ok(&format!(
        "add 'Ana {CANARY}' --tie strong --org {CANARY} --email {CANARY}@example.org --tag rust"
    ));
    home.ok(&format!("log ana --note 'spoke of {CANARY} and trams'"));
    home.ok("add Ben --tie weak");
    home.ok(&format!("note ben likes {CANARY}"));
    home.ok("later ben 2w");
    home
}

/// The same, encrypted, without the backups that are not.
fn encrypted(key: &str) -> Home {
    let home = plain(key);
    home.ok("encrypt --remove-plain-backups");
    home
}

/// What the command is to print.
fn give(home: &Home, key: &str) {
    fs::write(home.path("key"), key).unwrap();
}

/// A key without the work of making one.
fn raw(digit: char) -> String {
    String::from(digit).repeat(64)
}

fn db(home: &Home) -> PathBuf {
    home.path(".local/share/ties/ties.db")
}

/// Every file below a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => drop(found.insert(path.clone(), fs::read(&path).unwrap())),
        }
    }
    found
}

/// The files below this home in which the canary can be read.
fn betrayed(home: &Home) -> Vec<PathBuf> {
    let has = |bytes: &[u8]| {
        bytes
            .windows(CANARY.len())
            .any(|part| part == CANARY.as_bytes())
    };
    files(&home.path(""))
        .into_iter()
        .filter_map(|(path, bytes)| has(&bytes).then_some(path))
        .collect()
}

#[track_caller]
fn nothing_can_be_read(home: &Home) {
    let betrayed = betrayed(home);
    assert!(betrayed.is_empty(), "{betrayed:?}");
}

/// Everything in the file: the complete document, and the history.
fn holds(home: &Home) -> (String, String) {
    (home.ok("export --to json"), home.ok("history --json"))
}

#[track_caller]
fn is_refused(ended: &Ended, part: &str) {
    assert_eq!(ended.code, Some(9), "{}", ended.err);
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
    for part in [part, "ties.db", "left as it is", ";"] {
        let said = ended.err.replace("left as it was", "left as it is");
        assert!(said.contains(part), "no “{part}”: {}", ended.err);
    }
    assert!(ended.out.is_empty(), "{}", ended.text());
}

#[test]
fn what_is_encrypted_and_made_plain_again_is_the_same() {
    let home = plain(PASSPHRASE);
    let (before, was) = (holds(&home), fs::read(db(&home)).unwrap());
    assert!(was.starts_with(b"SQLite format 3\0"));
    let said = home.run("encrypt").err;
    assert!(said.contains("keep that safe"), "{said}");
    let sealed = fs::read(db(&home)).unwrap();
    assert!(sealed.starts_with(b"ties\xe5"));
    assert!(!betrayed(&home).contains(&db(&home)));
    assert_eq!(holds(&home), before);
    // What is encrypted can be undone and done again like everything else.
    home.ok("undo");
    home.ok("redo");
    assert_eq!(holds(&home).0, before.0);
    assert_eq!(home.ok(&format!("list note:{CANARY}")).lines().count(), 2);
    home.ok("decrypt");
    assert!(
        fs::read(db(&home))
            .unwrap()
            .starts_with(b"SQLite format 3\0")
    );
    assert_eq!(holds(&home).0, before.0);
    assert_eq!(home.ok("doctor").lines().last(), Some("all is well"));
    for name in ["-wal", "-shm", "-journal", ".part", "-lock"] {
        let beside = home.path(&format!(".local/share/ties/ties.db{name}"));
        assert!(!beside.exists(), "{name}");
    }
}

#[test]
fn nothing_that_can_be_read_is_left() {
    let home = plain(&raw('a'));
    home.ok("backup");
    let said = home.run("encrypt").err;
    let plain = betrayed(&home);
    assert!(!plain.is_empty() && !plain.contains(&db(&home)));
    for backup in &plain {
        assert!(
            said.contains(&backup.display().to_string()),
            "named: {said}"
        );
    }
    assert!(said.contains("--remove-plain-backups"), "{said}");
    let doctor = home.run("doctor");
    assert_eq!(doctor.code, Some(1));
    assert!(doctor.text().contains("--remove-plain-backups"));
    home.ok("encrypt --remove-plain-backups");
    nothing_can_be_read(&home);
    // Nor is anything written later: by a change, a backup, an import, an index of its own.
    home.ok(&format!("note ana {CANARY} once more"));
    home.ok("backup");
    let card = format!("BEGIN:VCARD\nVERSION:3.0\nFN:Eve {CANARY}\nEND:VCARD\n");
    fs::write(home.path("eve.vcf"), card).unwrap();
    home.ok("import eve.vcf");
    fs::remove_file(home.path("eve.vcf")).unwrap();
    nothing_can_be_read(&home);
    assert_eq!(home.run("encrypt").code, Some(1), "it is encrypted already");
    assert!(
        home.ok("doctor").contains("encrypted    yes"),
        "{}",
        home.ok("doctor")
    );
    assert_eq!(home.ok("doctor").lines().last(), Some("all is well"));
}

#[test]
fn an_encrypted_file_can_be_the_first() {
    let home = Home::new();
    let config = home.path("ties.toml");
    fs::write(
        &config,
        "passphrase_command = [\"/bin/echo\", \"open sesame\"]",
    )
    .unwrap();
    home.ok("--config ties.toml encrypt");
    assert!(fs::read(db(&home)).unwrap().starts_with(b"ties\xe5"));
    assert!(
        home.ok("--config ties.toml restore").is_empty(),
        "nothing to back up yet"
    );
    let config = config.display().to_string();
    let mut pty = Start::ties(&["--config", &config])
        .with("HOME", home.path(""))
        .go();
    pty.sees("stays in one encrypted file");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    home.ok(&format!("--config ties.toml add {CANARY}"));
    nothing_can_be_read(&home);
}

#[test]
fn without_the_right_key_nothing_happens_to_the_file() {
    let home = encrypted(PASSPHRASE);
    let config = home.path(".config/ties/config.toml");
    let config_was = fs::read(&config).unwrap();
    let before = files(&home.path(".local"));
    let is_untouched = |what: &str| assert!(files(&home.path(".local")) == before, "{what}");
    for (key, part) in [
        ("wrong", "does not open with what passphrase_command prints"),
        (
            &raw('b'),
            "does not open with what passphrase_command prints",
        ),
        ("", "printed nothing"),
        ("\r\n", "printed nothing"),
        ("\n", "printed nothing"),
        ("\nfour words of mine\n", "printed nothing"),
        (&"x".repeat(5000), "more than 4096"),
    ] {
        give(&home, key);
        for line in [
            "list",
            "add Eve",
            "status",
            "undo",
            "backup",
            "rekey",
            "decrypt",
            "export --to json",
        ] {
            is_refused(&home.run(line), part);
            is_untouched(line);
        }
        assert_eq!(home.run("doctor").code, Some(9));
    }
    for (command, part) in [
        ("[\"/bin/false\"]", "ended with status 1"),
        (
            "[\"/bin/sh\", \"-c\", \"kill -9 $$\"]",
            "was ended by a signal",
        ),
        ("[\"/nowhere/at/all\"]", "could not be started"),
        ("[]", "no terminal to ask"),
    ] {
        fs::write(&config, format!("passphrase_command = {command}")).unwrap();
        is_refused(&home.run("list"), part);
        is_untouched(command);
    }
    fs::write(&config, config_was).unwrap();
    for key in [
        format!("{PASSPHRASE}\n"),
        format!("{PASSPHRASE}\r\nuser: me\n"),
    ] {
        give(&home, &key);
        assert!(home.ok("list").contains("Ana"));
    }
}

#[test]
fn what_is_damaged_is_told_from_what_has_another_key() {
    let home = encrypted(&raw('a'));
    home.ok("backup");
    let whole = fs::read(db(&home)).unwrap();
    let mut bytes = whole.clone();
    bytes[..16].copy_from_slice(&[7; 16]);
    fs::write(db(&home), &bytes).unwrap();
    let ended = home.run("list");
    assert_eq!(ended.code, Some(5), "{}", ended.err);
    assert!(
        ended.err.contains("brings back the newest backup"),
        "{}",
        ended.err
    );
    let backup = home.ok("restore").lines().next().unwrap().to_owned();
    let backup = backup.split_whitespace().last().unwrap().to_owned();
    home.ok(&format!("restore {backup} --yes"));
    assert!(home.ok("list").contains("Ana"));
    assert!(fs::read(db(&home)).unwrap().starts_with(b"ties\xe5"));
    for page in (1..whole.len() / 4096).step_by(9) {
        let mut bytes = whole.clone();
        bytes[page * 4096..page * 4096 + 64].fill(7);
        fs::write(db(&home), &bytes).unwrap();
        let ended = home.run("doctor");
        assert_eq!(ended.code, Some(5), "page {page}: {}", ended.err);
    }
}

#[test]
fn backups_stay_encrypted_and_a_plain_one_makes_no_plain_file() {
    let home = plain(&raw('a'));
    home.ok("backup plain.db");
    home.ok("encrypt --remove-plain-backups");
    home.ok("backup sealed.db");
    assert!(
        fs::read(home.path("sealed.db"))
            .unwrap()
            .starts_with(b"ties\xe5")
    );
    home.ok("add Eve");
    let said = home.run("restore sealed.db --yes").err;
    assert!(said.contains("restored"), "{said}");
    assert!(!home.ok("list").contains("Eve"));
    let said = home.run("restore plain.db --yes").err;
    assert!(said.contains("stays encrypted"), "{said}");
    assert!(fs::read(db(&home)).unwrap().starts_with(b"ties\xe5"));
    assert!(home.ok("list").contains("Ana"));
    assert_eq!(betrayed(&home), [home.path("plain.db")]);
    // An encrypted one makes an encrypted file of a plain one, with its own key.
    home.ok("decrypt");
    let said = home.run("restore sealed.db --yes").err;
    assert!(said.contains("is encrypted now"), "{said}");
    assert!(fs::read(db(&home)).unwrap().starts_with(b"ties\xe5"));
    assert!(home.ok("list").contains("Ana"));
    // Nothing takes the place of a file that does not open.
    give(&home, &raw('b'));
    let before = fs::read(db(&home)).unwrap();
    assert_eq!(home.run("restore plain.db --yes").code, Some(9));
    assert_eq!(fs::read(db(&home)).unwrap(), before);
}

#[test]
fn another_key_opens_what_the_old_one_did() {
    let home = encrypted(&raw('a'));
    let before = holds(&home);
    fs::write(home.path("new"), "another\n").unwrap();
    let ended = home.run("rekey -- /bin/cat new");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    assert_eq!(home.run("list").code, Some(9), "the old key");
    give(&home, "another");
    assert_eq!(holds(&home), before);
    let listed = home.ok("restore");
    assert!(listed.contains("encrypted"), "of the old key: {listed}");
    let backup = listed.lines().next().unwrap();
    let backup = backup.split_whitespace().last().unwrap();
    let refused = home.run(&format!("restore {backup} --yes"));
    assert_eq!(refused.code, Some(9), "{}", refused.err);
    assert!(
        refused.err.contains("keeps the one it was made with"),
        "{}",
        refused.err
    );
    assert_eq!(holds(&home), before);
    assert_eq!(home.ok("doctor").lines().last(), Some("all is well"));
}

#[test]
fn a_passphrase_that_was_given_up_does_not_come_back_with_a_backup() {
    let home = encrypted("open sesame");
    let before = holds(&home);
    home.ok("backup sealed.db");
    fs::write(home.path("new"), "another\n").unwrap();
    home.ok("rekey -- /bin/cat new");
    give(&home, "another");
    home.ok("add Eve");
    let restore = format!("restore {} --yes", home.path("sealed.db").display());
    let mut pty = on_terminal(&home, &restore);
    pty.sees("Passphrase of");
    pty.forget();
    pty.types("open sesame\r");
    pty.sees("Passphrase of");
    pty.types("another\r");
    pty.sees("keeps its own");
    assert_eq!(pty.ends(), 0);
    assert_eq!(holds(&home), before);
    // Where the file that was there cannot be opened any more, there is only the backup's.
    let mut bytes = fs::read(db(&home)).unwrap();
    bytes[..16].fill(7);
    fs::write(db(&home), bytes).unwrap();
    let mut pty = on_terminal(&home, &restore);
    pty.sees("Passphrase of");
    pty.types("open sesame\r");
    pty.sees("opens with its passphrase");
    assert_eq!(pty.ends(), 0);
    give(&home, "open sesame");
    assert_eq!(holds(&home), before);
}

#[test]
fn sqlcipher_itself_opens_the_file_with_the_passphrase() {
    let home = encrypted(PASSPHRASE);
    let conn = Connection::open(db(&home)).unwrap();
    conn.execute_batch(&format!("PRAGMA key = '{PASSPHRASE}'"))
        .unwrap();
    let people: i64 = conn
        .query_row("SELECT count(*) FROM contact", [], |row| row.get(0))
        .unwrap();
    assert_eq!(people, 2);
    let number = |name: &str| -> i64 {
        conn.pragma_query_value(None, name, |row| row.get(0))
            .unwrap()
    };
    assert_eq!(number("application_id"), 0x7469_6573);
    assert_eq!(number("user_version"), 2);
}

#[test]
fn an_encrypted_file_of_an_earlier_ties_is_brought_up_to_date_and_nothing_beside_it_can_be_read() {
    let home = encrypted(PASSPHRASE);
    let conn = Connection::open(db(&home)).unwrap();
    // As the first schema had it.
    conn.execute_batch(&format!(
        "PRAGMA key = '{PASSPHRASE}';
         DROP TABLE sync_clash; DROP TABLE sync_later; DROP TABLE sync_pending;
         PRAGMA user_version = 1;"
    ))
    .unwrap();
    drop(conn);
    assert!(home.ok("list").contains(CANARY));
    let backups = home.json("restore --json");
    let kind = &backups["backups"][0]["kind"];
    assert_eq!(kind, "before-upgrade", "{backups}");
    nothing_can_be_read(&home);
    home.ok("doctor");
}

#[test]
fn a_crowd_comes_in() {
    let home = Home::new();
    fs::write(
        home.path("ties.toml"),
        format!("passphrase_command = [\"/bin/echo\", \"{}\"]", raw('c')),
    )
    .unwrap();
    home.ok("--config ties.toml encrypt");
    let card =
        |n| format!("BEGIN:VCARD\nVERSION:3.0\nFN:Person {n}\nNOTE:{CANARY} {n}\nEND:VCARD\n");
    let cards: String = (0..700).map(card).collect();
    fs::write(home.path("crowd.vcf"), cards).unwrap();
    home.ok("--config ties.toml import crowd.vcf");
    fs::remove_file(home.path("crowd.vcf")).unwrap();
    let found = home.ok(&format!("--config ties.toml list note:{CANARY}"));
    assert_eq!(found.lines().count(), 700);
    nothing_can_be_read(&home);
    assert_eq!(
        home.ok("--config ties.toml doctor").lines().last(),
        Some("all is well")
    );
}

#[test]
fn whenever_it_is_killed_the_old_file_or_the_new_one_is_there() {
    let home = encrypted(&raw('a'));
    let before = home.ok("export --to json");
    let begun = Instant::now();
    home.ok("decrypt");
    home.ok("encrypt");
    let once = begun.elapsed() / 2;
    let mut seen = [0; 2];
    for round in 0..48_u32 {
        let is_plain = fs::read(db(&home)).unwrap().starts_with(b"SQLite");
        let mut child = home
            .command()
            .arg(if is_plain { "encrypt" } else { "decrypt" })
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From before the file is looked at until after the new one has the name.
        std::thread::sleep(once * round / 30);
        let _ = child.kill();
        child.wait().unwrap();
        seen[usize::from(is_plain)] += 1;
        assert_eq!(home.ok("export --to json"), before, "after kill {round}");
        let doctor = home.run("doctor");
        assert_ne!(doctor.code, Some(5), "{}", doctor.text());
    }
    assert!(seen[0] > 2 && seen[1] > 2, "both ways: {seen:?}");
}

/// ties in a terminal, with this home and without a command for the key.
fn on_terminal(home: &Home, line: &str) -> Pty {
    let config = home.path("bare.toml");
    fs::write(&config, "").unwrap();
    let arguments = format!("--config {} --today 2026-11-22 {line}", config.display());
    let arguments: Vec<&str> = arguments.split_whitespace().collect();
    Start::ties(&arguments).with("HOME", home.path("")).go()
}

#[test]
fn a_passphrase_is_asked_for_and_not_shown() {
    let home = plain("");
    let mut pty = on_terminal(&home, "encrypt --remove-plain-backups");
    pty.sees("New passphrase for");
    pty.types("open sesame\r");
    pty.sees("The same again:");
    pty.types("open sesame\r");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
    assert!(!String::from_utf8_lossy(&pty.bytes).contains("sesame"));
    nothing_can_be_read(&home);

    let mut pty = on_terminal(&home, "list");
    pty.sees("Passphrase of");
    pty.types("close sesame\r");
    pty.sees("That does not open it.");
    pty.types("open sesame\r");
    pty.sees("Ben");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();

    let mut pty = on_terminal(&home, "list");
    for said in [
        "Passphrase of",
        "That does not open it.",
        "That does not open it.",
    ] {
        pty.sees(said);
        pty.forget();
        pty.types("close sesame\r");
    }
    pty.reads("does not open with this passphrase");
    assert_eq!(pty.ends(), 9);
    pty.is_as_before();

    // The screen: asked once, before it opens; its threads and backups need not ask again.
    let mut pty = on_terminal(&home, "");
    pty.sees("Passphrase of");
    pty.types("open sesame\r");
    pty.starts();
    pty.sees("Ana");
    let busy = home.run("decrypt");
    assert_eq!(busy.code, Some(4), "while it is open: {}", busy.err);
    pty.types("4");
    pty.sees("Ahead");
    pty.types("1");
    pty.sees("People 2");
    pty.types("nlikes to be asked\r");
    pty.sees("likes to be asked");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
    nothing_can_be_read(&home);
}

#[test]
fn who_gives_no_passphrase_is_told_so() {
    let home = plain("");
    for (types, part) in [
        (["one\r", "two\r"], "the two passphrases differ"),
        (["\r", ""], "no passphrase was given"),
        (["\u{4}", ""], "no passphrase was given"),
    ] {
        let before = fs::read(db(&home)).unwrap();
        let mut pty = on_terminal(&home, "encrypt");
        pty.sees("New passphrase");
        pty.types(types[0]);
        if !types[1].is_empty() {
            pty.sees("The same again:");
            pty.types(types[1]);
        }
        pty.reads(part);
        assert_eq!(pty.ends(), 9, "{part}");
        pty.is_as_before();
        assert_eq!(fs::read(db(&home)).unwrap(), before);
    }
}

#[test]
fn the_terminal_is_as_before_whatever_ends_the_prompt() {
    let home = encrypted(&raw('a'));
    for (signal, code) in [
        (Signal::INT, 130),
        (Signal::TERM, 143),
        (Signal::HUP, 129),
        (Signal::QUIT, 131),
    ] {
        let mut pty = on_terminal(&home, "");
        pty.sees("Passphrase of");
        pty.types("half");
        pty.signal(signal);
        assert_eq!(pty.ends(), code, "{signal:?}");
        pty.is_as_before();
    }
    let mut pty = on_terminal(&home, "list");
    pty.sees("Passphrase of");
    pty.types("\u{3}");
    assert_eq!(pty.ends(), 130);
    pty.is_as_before();
}

#[test]
fn a_draft_cannot_be_read_either() {
    let home = encrypted("open sesame");
    let mut pty = on_terminal(&home, "");
    pty.sees("Passphrase of");
    pty.types("open sesame\r");
    pty.starts();
    pty.sees("Ana");
    pty.types("a");
    pty.sees("New contact");
    pty.types(&format!("Zoe {CANARY}"));
    pty.sees("Zoe");
    pty.signal(Signal::TERM);
    assert_eq!(pty.ends(), 143);
    assert!(home.path(".local/state/ties/drafts.json").exists());
    nothing_can_be_read(&home);
    let mut pty = on_terminal(&home, "");
    pty.sees("Passphrase of");
    pty.types("open sesame\r");
    pty.starts();
    pty.types("a");
    pty.sees("Zoe");
    pty.signal(Signal::TERM);
    pty.ends();
}

#[test]
fn nobody_else_may_read_the_files() {
    let home = encrypted(&raw('a'));
    for path in files(&home.path(".local")).into_keys() {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    let status = Command::new(env!("CARGO_BIN_EXE_ties"))
        .args(["--today", "2026-11-22", "status"])
        .env_clear()
        .env("HOME", home.path(""))
        .output()
        .unwrap();
    assert_eq!(status.status.code(), Some(0));
}
