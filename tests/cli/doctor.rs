//! What the doctor says, and that it can be shown to others.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;

use rusqlite::Connection;

use crate::home::Home;

/// In names, notes, tags, and what folders and files are called.
const CANARY: &str = "zyxq";

/// A home in which whatever can be named has the canary in it.
fn home() -> (Home, String) {
    let home = Home::new();
    let folder = home.path("of Zyxq");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    fs::write(
        folder.join("zyxq.toml"),
        "[mail]\nmaildir = [\"~/Mail/zyxq\"]\nmbox = [\"~/zyxq.mbox\"]\nmine = \
         [\"zyxq@example.org\"]\n[calendar]\nfiles = [\"~/zyxq.ics\"]\nmine = \
         [\"zyxq@example.org\"]\n[vdir]\npath = \"~/cards of zyxq\"\n",
    )
    .unwrap();
    let ties = "--db 'of Zyxq/zyxq.db' --config 'of Zyxq/zyxq.toml'".to_owned();
    home.ok(&format!("{ties} add Zyxq --tag zyxq --note zyxq"));
    home.ok(&format!("{ties} log zyxq --note zyxq"));
    home.ok(&format!("{ties} backup"));
    (home, ties)
}

/// That nothing that is said has the canary in it; what was said.
#[track_caller]
fn names_nobody(home: &Home, line: &str, code: i32) -> String {
    let said = home.run(line);
    let text = format!("{}{}", said.text(), said.err);
    assert_eq!(said.code, Some(code), "ties {line}: {text}");
    assert!(!text.to_lowercase().contains(CANARY), "ties {line}: {text}");
    text
}

#[test]
fn a_report_names_nobody_and_says_what_to_do_unless_it_is_to_name_the_files() {
    let (home, ties) = home();
    let db = home.path("of Zyxq/zyxq.db");
    let said = names_nobody(&home, &format!("{ties} doctor"), 1);
    for part in [
        "what maildir under [mail] names is not there",
        "what mbox under [mail] names is not there",
        "what files under [calendar] names is not there",
        "what path under [vdir] names is not there; correct it in CONFIG-FILE",
        "DATA-FILE, as --db or TIES_DB names it",
        "format 2, journal wal, on ",
        "`ties --db DATA-FILE doctor --full` names the files",
    ] {
        assert!(said.contains(part), "no “{part}” in {said}");
    }
    let full = home.run(&format!("{ties} doctor --full")).text();
    assert!(full.contains("of Zyxq/zyxq.db"), "{full}");
    assert!(full.contains("/Mail/zyxq) is not there"), "{full}");

    // Everything else that can be wrong.
    fs::create_dir(home.path("cards of zyxq")).unwrap();
    let cut_off = ".zyxq.vcf.0192d3a0000070008000000000000000.part";
    fs::write(home.path("cards of zyxq").join(cut_off), "half").unwrap();
    let beside = |name: &str| home.path("of Zyxq").join(name);
    fs::write(beside("zyxq (Zyxq's conflicted copy).db"), "").unwrap();
    fs::write(beside("backups/zyxq.db.2026-11-01.1.asked"), "torn").unwrap();
    fs::write(beside("backups/zyxq.db.2026-11-01.2.daily.part"), "torn").unwrap();
    fs::set_permissions(&db, Permissions::from_mode(0o644)).unwrap();
    fs::set_permissions(beside(""), Permissions::from_mode(0o777)).unwrap();
    let conn = Connection::open(&db).unwrap();
    conn.execute_batch(
        "UPDATE contact SET met_on = 'zyxq', match_key = 'other';
         INSERT INTO tag (uid, name) VALUES ('t', 'ZYXQ');",
    )
    .unwrap();
    drop(conn);
    let said = names_nobody(&home, &format!("{ties} doctor"), 5);
    for part in [
        "CARD-FOLDER/… is left of a write that was cut off",
        "DATA-FOLDER/… looks like a copy made because two machines wrote",
        "BACKUPS/2026-11-01.1.asked cannot be read",
        "BACKUPS/2026-11-01.2.daily.part is left of a write",
        "DATA-FILE can be read by others (mode 644); `chmod go= DATA-FILE`",
        "others can replace what lies in DATA-FOLDER",
        "has something as met_on, which is no day",
        "two tags are one",
    ] {
        assert!(said.contains(part), "no “{part}” in {said}");
    }
    let json = names_nobody(&home, &format!("{ties} doctor --json"), 5);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut kinds: Vec<_> = json["findings"].as_array().unwrap().iter().collect();
    kinds.retain(|finding| finding["damage"] == false);
    let mut kinds: Vec<_> = kinds.iter().map(|f| f["kind"].as_str().unwrap()).collect();
    kinds.dedup();
    for kind in [
        "permissions",
        "conflict-copy",
        "backup",
        "left-over",
        "config",
    ] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert_eq!(json["data"]["journal"], "wal");
    assert_eq!(json["backups"].as_array().unwrap().len(), 3);
    let full = home.run(&format!("{ties} doctor --full")).text();
    for part in ["conflicted copy).db", cut_off, "#ZYXQ"] {
        assert!(full.contains(part), "no “{part}” in {full}");
    }

    // Settings that are not understood, and a file that is past reading.
    fs::write(beside("zyxq.toml"), "zyxq = 3\n").unwrap();
    let said = names_nobody(&home, &format!("{ties} doctor"), 5);
    assert!(said.contains("CONFIG-FILE:1:1: the settings"), "{said}");
    let full = home.run(&format!("{ties} doctor --full")).text();
    assert!(full.contains("zyxq.toml:1:1"), "{full}");
    fs::write(&db, "garbage").unwrap();
    let said = names_nobody(&home, &format!("{ties} doctor"), 5);
    assert!(said.contains("DATA-FILE is damaged"), "{said}");
    assert!(said.contains("restore 'BACKUPS/"), "{said}");
    let json = names_nobody(&home, &format!("{ties} doctor --json"), 5);
    assert!(json.contains("\"kind\":\"file\""), "{json}");
    let full = home.run(&format!("{ties} doctor --full")).err;
    assert!(full.contains("of Zyxq/zyxq.db"), "{full}");
}

#[test]
fn what_a_write_has_left_goes_with_a_later_one() {
    let home = crate::some_people();
    let old = ".b.db.0192d3a0000070008000000000000000.part";
    fs::write(home.path(old), "half").unwrap();
    home.ok("backup b.db");
    assert!(!home.path(old).exists());
    fs::write(home.path(old), "half").unwrap();
    home.ok("export --to csv --out a.csv");
    assert!(!home.path(old).exists());
    fs::create_dir_all(home.path(".config/ties")).unwrap();
    fs::create_dir(home.path("cards")).unwrap();
    let settings = "[vdir]\npath = \"~/cards\"\n";
    fs::write(home.path(".config/ties/config.toml"), settings).unwrap();
    let left = home.path("cards").join(old);
    fs::write(&left, "half").unwrap();
    assert_eq!(home.run("doctor").code, Some(1));
    home.ok("vdir sync");
    assert!(!left.exists());
    home.ok("doctor");
}
