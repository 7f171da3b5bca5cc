//! What comes in from files and goes out to them.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::home::Home;
use crate::{check, some_people};

#[test]
fn a_document_adds_what_is_not_here_and_leaves_the_rest() {
    let home = some_people();
    home.ok("export --to json --out all.json");
    home.ok("edit ana --city Turku");
    check(&home, &[("import all.json", 0, "stays as it is here")]);
    home.ok("--db other.db add Zoe");
    check(
        &home,
        &[
            ("--db other.db import all.json", 0, "0 unchanged"),
            ("--db other.db import all.json", 0, "nothing to change"),
            ("--db other.db list", 0, "Zoe"),
            ("--db other.db list", 0, "Ana Sousa"),
            ("--db other.db undo", 0, "imported a complete network"),
            ("--db other.db list", 0, "Zoe"),
        ],
    );
}

#[test]
fn a_file_that_is_refused_says_why_and_makes_no_data_file() {
    let home = Home::new();
    for (name, content) in [
        ("empty.vcf", ""),
        ("newer.json", "{\"schema\":99,\"ties\":{}}"),
        (
            "torn.json",
            "{\"schema\":1,\n\"ties\":{\"contact\":[{\"id\":1,\"uid\":\"a",
        ),
        (
            "odd.json",
            "{\"schema\":1,\n\"ties\":{\"contact\":[{\"id\":1,\"uid\":\"a\"}]}}",
        ),
        ("wrong.json", "{\"schema\":1,\n\"ties\"!{}}"),
        ("some.txt", "some words"),
    ] {
        std::fs::write(home.path(name), content).unwrap();
    }
    std::fs::create_dir(home.path("cards")).unwrap();
    check(
        &home,
        &[
            ("--db no.db import empty.vcf", 8, "the file is empty"),
            ("--db no.db import newer.json", 8, "a newer ties"),
            (
                "--db no.db import torn.json",
                8,
                "ends in the middle, in line 2",
            ),
            ("--db no.db import odd.json", 8, "a row of contact"),
            (
                "--db no.db import wrong.json",
                8,
                "line 2, column 7 is no JSON",
            ),
            ("--db no.db import some.txt", 8, "not a kind of file"),
            ("--db no.db import cards", 8, "there are no files in it"),
        ],
    );
    assert!(!home.path("no.db").exists());
}

#[test]
fn an_export_is_private_and_never_in_the_way_of_another_file() {
    use std::os::unix::fs::PermissionsExt;
    let home = some_people();
    std::fs::write(home.path("precious.vcf"), "precious").unwrap();
    std::os::unix::fs::symlink("precious.vcf", home.path("link.vcf")).unwrap();
    check(
        &home,
        &[
            ("export ana --to vcard --out ana.vcf", 0, "written: ana.vcf"),
            (
                "export ana --to vcard --out ana.vcf",
                1,
                "already there; add --force",
            ),
            ("export ana --to vcard --out link.vcf", 1, "already there"),
            (
                "export --to csv --out no/such/folder.csv",
                3,
                "the folder no/such is not there",
            ),
            ("export --to csv --out ana.vcf --force", 0, "written"),
            ("export --to csv", 0, "Ana,,Sousa,"),
            ("export --to markdown", 0, "# Ana Sousa\n\n"),
            ("export tie:strong --to json", 0, "\"name\":\"Ana Sousa\""),
            ("export tie:strong --to vcard", 0, "BEGIN:VCARD"),
        ],
    );
    assert_eq!(
        std::fs::read_to_string(home.path("precious.vcf")).unwrap(),
        "precious"
    );
    let mode = std::fs::metadata(home.path("ana.vcf"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let left: Vec<String> = std::fs::read_dir(home.path("."))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".part"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
    assert!(!home.ok("export tie:strong --to vcard").contains("Omar"));
}

#[test]
fn after_an_import_newcomers_who_look_like_somebody_are_asked_about_too() {
    let home = some_people();
    // A name that several have tells nobody.
    home.ok("add 'Ana Sousa'");
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Sousa\nEND:VCARD\n";
    std::fs::write(home.path("like.vcf"), card).unwrap();
    check(
        &home,
        &[("import like.vcf", 0, "Who have you been thinking about?")],
    );
}

#[test]
fn what_a_whole_network_says_of_everybody_is_not_said_again() {
    let home = some_people();
    home.ok("export --to json --out all.json");
    check(
        &home,
        &[
            ("--db new.db import all.json --tie strong", 2, "leave --tie"),
            (
                "--db new.db import all.json --unsure new",
                2,
                "--unsure out",
            ),
            ("--db new.db import all.json", 0, "imported"),
        ],
    );
}

#[test]
fn people_come_in_from_three_places_at_once() {
    let home = Home::new();
    let files = [
        home.sample("google.vcf"),
        home.sample("apple-icloud.vcf"),
        home.sample("linkedin/Connections.csv"),
    ]
    .join(" ");
    let plan = home.json(&format!("import {files} --dry-run --json"));
    assert!(!home.path(".local").exists(), "a dry run makes nothing");
    let kinds: Vec<&str> = plan["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["vcard", "vcard", "linkedin"]);
    let skipped = &plan["files"][2]["skipped"];
    assert_eq!(skipped.as_array().unwrap().len(), 1, "{plan}");
    assert!(skipped[0]["line"].as_u64().unwrap() > 3 && skipped[0]["why"].is_string());

    let done = home.run(&format!("import {files} --tie weak"));
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(
        done.text().contains("Connections.csv (linkedin): 3 read"),
        "{}",
        done.text()
    );
    assert!(
        done.err.contains("Who have you been thinking about?"),
        "{}",
        done.err
    );
    let people = home.json("list --json");
    let names: Vec<&str> = people["contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|contact| contact["name"].as_str().unwrap())
        .collect();
    assert!(
        names
            .iter()
            .any(|name| name.contains("Ines") || name.contains("Inês")),
        "{names:?}"
    );
    assert!(
        people["contacts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|c| c["is_new"] == true)
    );

    let full = "Dr. Ines Marie Okafor, PhD";
    check(
        &home,
        &[
            ("show Ines Okafor", 0, full),
            ("show Ines Marie Okafor", 0, full),
            ("show 'Dr. Ines Marie Okafor, PhD'", 0, full),
            ("list marie", 0, "Ines Okafor"),
            ("list '\"marie okafor\"'", 0, "Ines Okafor"),
            ("query marie", 0, "Ines Okafor"),
        ],
    );

    let again = home.json(&format!("import {files} --json"));
    for file in again["files"].as_array().unwrap() {
        assert_eq!(
            (&file["new"], &file["merged"]),
            (&json!(0), &json!(0)),
            "{again}"
        );
    }
    home.ok("undo");
    assert_eq!(home.ok("list"), "", "one undo takes the whole import back");
}

#[test]
fn an_import_is_refused_whole_or_not_at_all() {
    let home = some_people();
    let good = home.sample("google.vcf");
    std::fs::write(home.path("poem.txt"), "Shall I compare thee\n").unwrap();
    std::fs::create_dir(home.path("folder")).unwrap();
    let before = home.ok("export --to json");
    check(
        &home,
        &[
            (&format!("import {good} poem.txt"), 8, "poem.txt"),
            (&format!("import {good} gone.vcf"), 3, "gone.vcf"),
            (&format!("import {good} folder"), 8, "no files in it"),
            ("import", 2, "needs FILE…"),
            (
                &format!("import {good} --from pigeon"),
                2,
                "will not do for --from KIND",
            ),
        ],
    );
    assert_eq!(home.ok("export --to json"), before);
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:From Input\r\nEND:VCARD\r\n";
    assert_eq!(home.run_with_input("import -", card).code, Some(0));
    assert!(home.ok("list").contains("From Input"));
}

#[test]
fn an_export_never_replaces_the_data_file_or_a_backup() {
    let home = some_people();
    home.ok("backup");
    let db = ".local/share/ties/ties.db";
    std::os::unix::fs::symlink(home.path(db), home.path("link.db")).unwrap();
    std::fs::hard_link(home.path(db), home.path("same.db")).unwrap();
    let folder = home.path(".local/share/ties/backups");
    let backup = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let backup = backup.path().to_str().unwrap().to_owned();
    let whole = std::fs::read(home.path(db)).unwrap();
    for file in [
        db,
        "./.local/../.local/share/ties/ties.db",
        ".local/share/ties/ties.db-wal",
        ".local/share/ties/ties.db-shm",
        "link.db",
        "same.db",
        &backup,
    ] {
        for force in ["", " --force"] {
            let line = format!("export --to json --out {file}{force}");
            check(&home, &[(&line, 1, "is never replaced")]);
        }
    }
    assert_eq!(std::fs::read(home.path(db)).unwrap(), whole);
    check(
        &home,
        &[(
            "--db new.db export --to json --out new.db --force",
            1,
            "is never replaced",
        )],
    );
}

#[test]
fn what_was_not_understood_of_a_record_is_in_the_json() {
    let home = Home::new();
    let card =
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Sousa\nBDAY:whenever it is\nnonsense here\nEND:VCARD\n";
    std::fs::write(home.path("a.vcf"), card).unwrap();
    let file = home.json("import a.vcf --json")["files"][0].take();
    let notes = file["notes"].as_array().unwrap();
    assert!(!notes.is_empty(), "{file}");
    assert!(notes[0]["line"].is_u64() && notes[0]["why"].is_string());
    assert_eq!(file["unsure"], 0);
}

#[test]
fn a_card_that_says_something_new_to_itself_is_kept_anew() {
    let home = Home::new();
    let card = |pets: &str| {
        let card = format!("BEGIN:VCARD\nUID:1\nFN:Ana Sousa\nX-PETS:{pets}\nEND:VCARD\n");
        std::fs::write(home.path("a.vcf"), card).unwrap();
    };
    card("two cats");
    home.ok("import a.vcf");
    card("three cats");
    let said = home.json("import a.vcf --json");
    assert_eq!(said["files"][0]["unchanged"], 1);
    assert!(home.ok("export --to json").contains("three cats"));
    assert!(home.run("import a.vcf").err.contains("nothing to change"));
    home.ok("undo");
    assert!(home.ok("export --to json").contains("two cats"));
}

#[test]
fn a_reader_that_goes_away_ends_what_is_printed_and_not_the_import() {
    let home = Home::new();
    home.sample("google.vcf");
    home.sample("apple-icloud.vcf");
    for (file, json) in [("google.vcf", "--json"), ("apple-icloud.vcf", "--dry-run")] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let args = ["import", file, json].map(str::to_owned);
        let ended = home.command().args(args).stdout(writer).output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{file}");
    }
    let list = home.ok("list");
    assert!(list.contains("Tomás"), "imported: {list}");
    assert!(!list.contains("Ines"), "a dry run: {list}");

    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = home.command();
    let ended = command
        .args(["import", "apple-icloud.vcf"])
        .stdout(full)
        .output()
        .unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("· ties undo"), "it was done: {said}");
    assert!(home.ok("list").contains("Ines"));
}

#[test]
fn look_alikes_are_named_whatever_becomes_of_them() {
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Sousa\r\nBDAY:1980-07-01\r\nEND:VCARD\r\n";
    for (unsure, became) in [("new", "new"), ("skip", "left out"), ("merge", "merged")] {
        let home = Home::new();
        home.ok("add Ana Sousa --birthday '3 may'");
        std::fs::write(home.path("ana.vcf"), card).unwrap();
        let line = format!("import ana.vcf --unsure {unsure} --dry-run");
        let said = home.ok(&line);
        let sentence = format!(": {became}\n");
        assert!(
            said.contains("line 1: Ana Sousa looks like Ana Sousa, id 1 (")
                && said.contains(&sentence),
            "{unsure}: {said}"
        );
        let json = home.json(&format!("{line} --json"));
        assert_eq!(
            json["files"][0]["look_alikes"][0]["like"][0]["id"], 1,
            "{unsure}: {json}"
        );
    }
}

#[test]
fn an_import_that_is_stopped_says_that_nothing_came_in() {
    use rustix::process::{Pid, Signal, kill_process};

    let home = Home::new();
    let card = |n: u32| format!("BEGIN:VCARD\nVERSION:3.0\nFN:Somebody {n}\nEND:VCARD\n");
    let many: String = (0..40_000).map(card).collect();
    std::fs::write(home.path("many.vcf"), many).unwrap();
    let child = home
        .command()
        .args(["import", "many.vcf"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It listens once the system says that it catches the signal, the second in the mask.
    let deadline = Instant::now() + Duration::from_secs(60);
    let status = format!("/proc/{}/status", child.id());
    let listens = || {
        let status = std::fs::read_to_string(&status).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        u64::from_str_radix(mask.unwrap().trim(), 16).unwrap() & 2 != 0
    };
    while !listens() {
        assert!(Instant::now() < deadline, "it never listened");
    }
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(said, "ties: stopped; nothing was imported\n");
    assert_eq!((ended.status.code(), ended.stdout), (Some(1), Vec::new()));
    assert_eq!(home.ok("list"), "");
}

#[test]
fn invitations_come_into_the_inbox_and_are_taken_back_at_once() {
    let home = Home::new();
    let file = home.sample("linkedin/Invitations.csv");
    let plan = home.json(&format!("import {file} --dry-run --json"));
    assert!(!home.path(".local").exists(), "a dry run makes nothing");
    let told = &plan["files"][0];
    assert_eq!(
        (&told["kind"], &told["read"], &told["new"], &told["merged"]),
        (
            &"linkedin-invitations".into(),
            &2.into(),
            &1.into(),
            &0.into()
        )
    );
    assert_eq!(told["skipped"][0]["why"], "you sent it");
    check(
        &home,
        &[
            (&format!("import {file}"), 0, "one request waits"),
            ("inbox", 0, "Pat Stranger"),
            (&format!("import {file}"), 0, "nothing to change"),
            ("request leave 1", 0, ""),
            (&format!("import {file}"), 0, "nothing to change"),
            ("undo", 0, "left the request"),
            ("undo", 0, "imported Invitations.csv"),
            ("inbox", 0, "nobody is waiting"),
            ("import --list", 0, "Invitations.csv"),
        ],
    );
    let from = format!("import {file} --from linkedin-invitations --json");
    assert_eq!(home.json(&from)["files"][0]["new"], 1);
    let inbox = home.json("inbox --json");
    assert_eq!(inbox["inbox"][0]["request"]["on"], "2025-12-03");
}

#[test]
fn what_a_rival_tells_beside_people_is_counted_and_taken_back_at_once() {
    let home = Home::new();
    let file = home.sample("monica-full.json");
    let read = "4 read, 3 new, 0 merged, 0 unchanged, 0 unsure, 1 skipped";
    let told = format!("{read}, 5 catch-ups (last 2026-01-02), 2 next steps");
    let told = told.as_str();
    check(
        &home,
        &[
            (&format!("import {file} --dry-run"), 0, told),
            (
                &format!("import {file} --dry-run"),
                0,
                "2 gifts: ties has no place for them",
            ),
            (&format!("import {file}"), 0, told),
            ("show ines", 0, "about the mast"),
            ("list is:memory", 0, "Old Captain"),
            (&format!("import {file}"), 0, "nothing to change"),
            ("undo", 0, "imported monica-full.json"),
            ("list", 0, ""),
        ],
    );
    let log = home.sample("frm-log.jsonl");
    let people = home.sample("frm.vcf");
    let json = home.json(&format!("import {people} {log} --dry-run --json"));
    let told = &json["files"][1]["told"];
    assert_eq!(
        (&told["catch_ups"], &told["last"]),
        (&3.into(), &"2025-12-25".into())
    );
    assert!(json["files"][0].get("told").is_none());
}

#[test]
fn pages_are_a_folder_with_a_file_for_each_person() {
    let home = some_people();
    home.ok("add 'ana sousa' --org Other");
    check(
        &home,
        &[
            (
                "export --to markdown --out people",
                0,
                "written: people, 6 files",
            ),
            (
                "export --to markdown --out people",
                1,
                "add --force to replace it",
            ),
            (
                "export --to markdown --out nowhere/people",
                3,
                "the folder nowhere is not there",
            ),
            (
                "export ana --to markdown --out ana.md",
                0,
                "written: ana.md",
            ),
            ("export --to vcard4 --out all.vcf", 0, "written: all.vcf"),
            (
                "export --to markdown --out all.vcf --force",
                1,
                "choose another name",
            ),
        ],
    );
    let names = || {
        let mut names: Vec<String> = std::fs::read_dir(home.path("people"))
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    assert!(
        names().contains(&"Ana Sousa.md".to_owned()),
        "{:?}",
        names()
    );
    assert!(
        names().contains(&"ana sousa (6).md".to_owned()),
        "{:?}",
        names()
    );
    // What somebody else put there stays, and what is ties' is written anew.
    std::fs::write(home.path("people/own.md"), "mine").unwrap();
    home.ok("note ana@example.org 'likes trams'");
    home.ok("export --to markdown --out people --force");
    let read = |name: &str| std::fs::read_to_string(home.path(name)).unwrap();
    assert_eq!(read("people/own.md"), "mine");
    assert!(read("people/Ana Sousa.md").contains("likes trams"));
    assert!(read("all.vcf").contains("VERSION:4.0"));
    for (path, mode) in [("people", 0o700), ("people/Ana Sousa.md", 0o600)] {
        let is = std::fs::metadata(home.path(path))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(is & 0o777, mode, "{path}");
    }
}
