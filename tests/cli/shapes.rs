//! The shapes of what is printed: JSON for programs, text for people, and nothing raw.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::home::Home;
use crate::{check, some_people};

#[test]
fn a_contact_in_json_has_every_promised_field() {
    let home = some_people();
    check(
        &home,
        &[
            (
                "log ana --on 2026-06-22 --via coffee --by them --note 'azulejos'",
                0,
                "",
            ),
            ("next ana 'send book' --on 3w", 0, ""),
            ("note ana 'likes maps'", 0, ""),
            ("later ana 1w", 0, ""),
            ("mind ana", 0, ""),
            ("relate ana knows omar", 0, ""),
        ],
    );
    let list = home.json("list ana --json");
    let uid = list["contacts"][0]["uid"].as_str().unwrap().to_owned();
    assert_eq!(uid.len(), 36);
    let ana = json!({
        "id": 1, "uid": uid, "name": "Ana Sousa", "nickname": "Aninha", "org": "Acme",
        "title": null, "city": "Lisbon", "tie": "strong", "standing": "active", "cadence": 60,
        "own_cadence": null, "birthday": "--05-03", "tags": ["rust"],
        "interests": ["azulejos"], "emails": ["ana@example.org"],
        "phones": ["+351 21 555 0100"], "urls": ["https://example.org/ana"],
        "met": "RustFest 2024", "introduced_by": null, "last": "2026-06-22",
        "days_since": 153, "warmth": "quiet", "on_my_mind": true,
        "later_until": "2026-11-29", "retry_on": null, "counting_from": "2026-06-22",
        "is_new": false, "company": false
    });
    assert_eq!(list, json!({"schema": 1, "contacts": [ana]}));
    assert_eq!(
        home.json("show ana --json"),
        json!({
            "schema": 1,
            "contact": ana,
            "catch_ups": [{
                "id": 1, "on": "2026-06-22", "channel": "coffee", "by": "them",
                "answered": true, "note": "azulejos", "with": [1]
            }],
            "notes": "likes maps",
            "next_steps": [{"id": 1, "text": "send book", "on": "2026-12-13"}],
            "occasions": [{"id": 1, "label": "birthday", "day": "--05-03", "yearly": true}],
            "relations": [{
                "id": 1, "kind": "knows", "contact": 3, "name": "Omar Haddad", "outgoing": true
            }],
            "circles": [
                {"kind": "org", "name": "Acme"},
                {"kind": "city", "name": "Lisbon"},
                {"kind": "tag", "name": "rust"}
            ],
            "bridge": 1.0
        })
    );
    assert_eq!(
        home.json("show ana --json")["contact"]
            .as_object()
            .unwrap()
            .len(),
        28
    );
    check(
        &home,
        &[
            ("edit 2 --every never", 0, ""),
            ("edit 3 --every 30", 0, ""),
            ("log 3 --on 3w --unanswered", 0, ""),
        ],
    );
    let contacts = home.json("list sort:added --json")["contacts"].take();
    let of = |id: i64| {
        let all = contacts.as_array().unwrap();
        all.iter().find(|c| c["id"] == id).unwrap().clone()
    };
    assert_eq!(
        (&of(2)["own_cadence"], &of(2)["cadence"]),
        (&json!("never"), &Value::Null)
    );
    assert_eq!(
        (&of(3)["own_cadence"], &of(3)["cadence"]),
        (&json!(30), &json!(30))
    );
    assert_eq!(
        (&of(3)["introduced_by"], &of(5)["company"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(of(3)["retry_on"], Value::Null);
}

#[test]
fn due_in_json_has_the_week_the_picks_and_the_days() {
    let home = some_people();
    check(
        &home,
        &[
            ("mind 2", 0, ""),
            ("next 4 'send tram book' --on 2026-11-23", 0, ""),
            ("occasion ana birthday '26 nov'", 0, ""),
        ],
    );
    let due = home.json("due --json");
    assert_eq!(
        due["week"],
        json!({"from": "2026-11-16", "to": "2026-11-22", "budget": 3, "reached": 0, "left": 3})
    );
    assert_eq!(due["today"], "2026-11-22");
    let picks: Vec<(&str, &str)> = due["due"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pick| {
            (
                pick["contact"]["name"].as_str().unwrap(),
                pick["why"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        picks,
        [
            ("Bea Lindqvist", "mind"),
            ("Omar Haddad", "due"),
            ("Ana Sousa", "due")
        ]
    );
    assert!(due["due"][1]["ratio"].as_f64().unwrap() > 4.0);
    assert_eq!(due["due"][0]["reason"], "on your mind");
    assert_eq!(due["occasions"][0]["on"], "2026-11-26");
    assert_eq!(due["occasions"][0]["label"], "birthday");
    assert_eq!(due["occasions"][0]["contact"]["id"], 1);
    let history = home.json("history --json");
    let latest = &history["actions"][0];
    assert_eq!(latest["label"], "birthday of Ana");
    assert_eq!(latest["undone"], false);
    assert_eq!(
        latest["at"].as_str().unwrap().len(),
        "2026-11-22T12:00:00Z".len()
    );
    assert_eq!(home.json("doctor --json")["findings"], json!([]));
}

#[test]
fn a_hostile_name_reaches_no_terminal_raw() {
    let home = Home::new();
    let name = "Mal\u{1b}[31m\u{202e}lory\u{9b}\u{7f}\u{200b}";
    let note = "note\u{1b}]52;c;x\u{7}\u{2066}";
    let words = |words: &[&str]| {
        let ended = home.run_words(words, "");
        let shown = format!("{}{}", ended.text(), ended.err);
        for c in shown.chars() {
            let is_plain = c == '\n' || c == '\t' || !c.is_control();
            let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}');
            assert!(is_plain && !turns, "ties {words:?}: {shown:?}");
        }
        shown
    };
    words(&[
        "add",
        name,
        "--tag",
        name,
        "--org",
        note,
        "--email",
        "m\u{1b}@example.org",
        "--note",
        note,
    ]);
    words(&["log", "1", "--note", note, "--next", name]);
    words(&["mind", "1"]);
    assert!(words(&["list"]).contains("Mal⟨001B⟩[31m⟨202E⟩lory⟨009B⟩⟨007F⟩⟨200B⟩"));
    for line in [
        &["due"][..],
        &["due", "--json"],
        &["list", "--json"],
        &["list", "--tsv"],
        &["show", "1"],
        &["show", "1", "--json"],
        &["history"],
        &["history", "--json"],
        &["query", "m"],
        &["query", "m", "--format", "aerc"],
        &["show", name],
        &["show", "\u{1b}nobody"],
        &["list", "\u{1b}:x"],
        &["dance\u{1b}[31m"],
        &["tag", "rename", name, "plain"],
        &["undo"],
        &["redo"],
        &["import", "\u{1b}[31m.vcf"],
        &["--db", "\u{1b}.db", "list"],
        &["log", "1", "--via", "\u{202e}"],
        &["export", "--to", "json"],
    ] {
        words(line);
    }
    let json = home.json("list --json");
    assert_eq!(
        json["contacts"][0]["name"], name,
        "JSON keeps what was written"
    );
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly_and_a_full_disk_does_not() {
    let home = Home::new();
    home.ok("demo --save demo.db");
    let mut child = home
        .command()
        .args(["--db", "demo.db", "list", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(ended.stderr, b"");

    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    for line in ["list --json", "man", "--help"] {
        let ended = home
            .command()
            .args(["--db", "demo.db"])
            .args(line.split(' '))
            .stdout(full.try_clone().unwrap())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
            .wait_with_output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(1), "ties {line}");
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(
            said.contains("could not write to standard output"),
            "{said}"
        );
    }
}

#[test]
fn shown_text_is_the_same_whoever_reads_it() {
    let home = some_people();
    check(
        &home,
        &[(
            "log ana omar --on 2026-11-20 --via coffee --note 'azulejos\nand more'",
            0,
            "",
        )],
    );
    insta::assert_snapshot!("show", home.ok("show ana"));
    insta::assert_snapshot!("due", home.ok("due"));
    insta::assert_snapshot!("list", home.ok("list"));
    insta::assert_snapshot!("help", home.ok("--help"));
    insta::assert_snapshot!("config", settings_of(&home.ok("config")));
}

/// The printed settings without the lines that name files, and without the keys, which
/// have a table and tests of their own.
fn settings_of(printed: &str) -> String {
    let (settings, rest) = printed.split_once("[keys]").unwrap();
    let (_, theme) = rest.split_once("\n\n").unwrap();
    let settings: Vec<&str> = settings.lines().skip(3).collect();
    format!("{}\n\n{theme}", settings.join("\n"))
}

#[test]
fn a_name_never_makes_a_line_of_its_own() {
    let home = Home::new();
    let forged = "Eve\nties: all is well";
    for name in [forged, "Eve Two"] {
        let ended = home.run_words(["add", name, "--city", "Oslo\nties: done"], "");
        assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
    }
    for line in [
        "show eve",
        "delete eve",
        "list",
        "undo",
        "redo",
        "history",
        "log 1",
        "tie 1 strong",
        "mind 1",
        "mind",
        "show 1",
        "relate 1 knows 2",
        "show 2",
        "delete 1",
        "add Eve --met x",
    ] {
        let ended = home.run(line);
        let said = format!("{}{}", ended.text(), ended.err);
        assert!(
            !said
                .lines()
                .any(|line| line.starts_with("ties: all") || line.starts_with("ties: done")),
            "ties {line}: {said}"
        );
    }
}
