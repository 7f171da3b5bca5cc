//! The real binary from the outside: what it prints, what it says and how it ends.

#![allow(clippy::unwrap_used)] // helpers, too, should fail loudly

mod support {
    pub(crate) mod home;
}

use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::home::Home;

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

#[test]
fn every_verb_does_what_it_says() {
    let home = some_people();
    check(
        &home,
        &[
            ("list", 0, "Ana Sousa"),
            ("list tie:strong", 0, "Acme, Lisbon"),
            ("list --tsv", 0, "id\tname\tnickname"),
            ("list -- -tie:strong sort:name", 0, "Omar"),
            ("list not:tie:strong sort:name", 0, "Omar"),
            ("show aninha", 0, "Birthday   3 May"),
            ("show ana@example.org", 0, "RustFest 2024"),
            ("show Bea Lindqvist", 0, "every 90 days by choice"),
            (
                "edit omar --city Tangier --email o@example.org --every never",
                0,
                "edited Omar",
            ),
            ("show 3", 0, "never by choice"),
            (
                "edit omar --every '' --no-email o@example.org --name 'Omar Haddad jr'",
                0,
                "edited",
            ),
            ("edit omar --city Tangier", 0, "nothing to change"),
            ("list northwind", 0, "company"),
            ("edit 5 --person --tag boats", 0, "edited Northwind"),
            ("tie omar 4 weak", 0, "weak tie with Omar"),
            (
                "log ana omar --on yesterday --via coffee --by both --note 'azulejos' --next 'send book' --next-on 3w",
                0,
                "caught up with Ana and Omar, Sat 21 Nov 2026, id 1",
            ),
            (
                "show ana",
                0,
                "Sat 21 Nov 2026  coffee, both started, with Omar Haddad jr (entry 1)",
            ),
            ("log --edit 1 --via meal --on fri --answered", 0, "catch-up"),
            ("show ana", 0, "Fri 20 Nov 2026  meal"),
            ("log 'bea berg' --unanswered", 0, "reached out to Bea"),
            ("log --delete 2", 0, "catch-up"),
            ("note ana likes maps", 0, "noted something"),
            ("list note:maps", 0, "Ana Sousa"),
            ("mind 'bea lindqvist'", 0, "on my mind"),
            ("mind", 0, "since Sun 22 Nov"),
            ("status", 0, "hi"),
            ("due", 0, "Good time to say hi"),
            ("due --all", 0, "Bea Lindqvist"),
            ("mind bea lindqvist --clear", 0, "off my mind"),
            ("later 2 next monday", 0, "later, from Mon 23 Nov 2026"),
            ("list is:later", 0, "Bea Lindqvist"),
            ("later 2 --clear", 0, "back into view"),
            ("skip 2", 0, "someone else"),
            ("show 2", 0, "This week  someone else"),
            ("skip 2 --clear", 0, "back into view"),
            ("pause 2", 0, "paused"),
            ("show 2", 0, "paused since Sun 22 Nov 2026"),
            ("list lindqvist", 0, "Bea Lindqvist  paused"),
            ("resume 2", 0, "resumed"),
            ("stand 2 no-answer", 0, "no answer for now"),
            ("stand 2 dormant", 0, "dormant"),
            ("stand 2 active", 0, "active again"),
            ("archive 4 --in-memory", 0, "in memory"),
            ("list", 0, "Omar"),
            ("bring-back 4", 0, "active again"),
            ("delete 'Bea Berg'", 0, "deleted Bea"),
            ("list is:deleted", 0, "Bea Berg"),
            (
                "next ana omar 'ask about the boat' --on 'next friday'",
                0,
                "next step with Ana and Omar",
            ),
            ("show ana", 0, "ask about the boat"),
            ("next --done 2", 0, "ticked off"),
            ("next --delete 1", 0, "removed"),
            ("relate ana knows 2", 0, "Ana knows Bea"),
            ("show 2", 0, "knows Ana Sousa"),
            ("relate ana knows 2 --remove", 0, "Ana"),
            ("relate ana parent 2", 0, "Bea is Ana's parent"),
            ("show ana", 0, "parent: Bea Lindqvist"),
            ("show 2", 0, "child: Ana Sousa"),
            ("relate ana parent 2 --remove", 0, "no longer"),
            ("occasion ana wedding --02-29", 0, "wedding of Ana"),
            ("show ana", 0, "29 February"),
            ("occasion ana wedding ''", 0, "removed a day"),
            ("occasion ana birthday 26 nov", 0, "birthday of Ana"),
            ("due", 0, "Thu 26 Nov"),
            ("tag rename rust Ferris", 0, "renamed tag"),
            ("list tag:ferris", 0, "Ana"),
            ("tag delete choir", 0, "deleted tag"),
            ("channel rename meal coffee", 0, "renamed channel"),
            ("budget", 0, "3 a week"),
            ("budget 3", 0, "nothing to change"),
            ("budget 0", 0, "budget 0 this week"),
            ("budget", 0, "0 this week, 3 in others; reached"),
            ("due", 0, "Resting week."),
            ("budget 5 --always", 0, "budget 5 every week"),
            (
                "query ana",
                0,
                "ties: 1 address\nana@example.org\tAna Sousa\tAcme, Lisbon",
            ),
            ("query ana --format aerc", 0, "ana@example.org\tAna Sousa\n"),
            ("history", 0, "budget 5 every week"),
            ("undo", 0, "taken back: budget 5 every week"),
            ("history", 0, "taken back"),
            ("redo", 0, "done again: budget 5 every week"),
            ("backup", 0, "ties"),
            ("restore", 0, "contacts"),
            ("doctor", 0, "all is well"),
            ("demo --save demo.db", 0, "ties --db demo.db"),
            ("--db demo.db list", 0, "Aiko Tanaka"),
            ("config", 0, "budget = 3"),
            ("completions bash", 0, "_ties"),
            ("completions zsh", 0, "#compdef ties"),
            ("completions fish", 0, "complete -c ties"),
            ("man", 0, ".TH ties 1"),
            ("import --list", 0, "linkedin"),
            ("--version", 0, "ties 0."),
            ("log --help", 0, "--unanswered"),
            ("help tie", 0, "share private news"),
        ],
    );
}

#[test]
fn what_cannot_be_done_says_why_and_ends_with_its_code() {
    let home = some_people();
    check(
        &home,
        &[
            // Not understood.
            ("dance", 2, "there is no command “dance”"),
            ("show", 2, "ties show needs WHO…"),
            ("list colour:red", 2, "colour"),
            ("--today someday list", 2, "--today: “someday” is no day"),
            ("tie ana close", 2, "“close” is no tie; say inner, strong"),
            ("edit ana --every 3", 2, "7 to 3650"),
            ("edit ana --birthday '30 feb'", 2, "30 feb"),
            ("edit ana --name ''", 2, "needs a name"),
            ("add ' '", 2, "needs a name"),
            ("log ana --on tomorrow", 2, "still to come"),
            (
                "log ana --via telepathy",
                2,
                "there is no channel “telepathy”",
            ),
            ("log ana --via cofee", 2, "did you mean coffee?"),
            ("log ana --by them --unanswered", 2, "only what you"),
            ("log --edit 1", 2, "say what to change"),
            ("log", 2, "ties log needs WHO…"),
            ("later ana yesterday", 2, "Sat 21 Nov 2026"),
            ("later ana", 2, "ties later needs WHEN…"),
            ("note ana ''", 2, "nothing to note"),
            ("next ana", 2, "ties next needs WHO… TEXT"),
            ("relate ana knows 1", 2, "two people"),
            ("relate ana '' 2", 2, "needs a kind"),
            ("edit ana --tag ''", 2, "needs a name"),
            ("edit ana --email ''", 2, "says nothing"),
            ("next ana ''", 2, "needs words"),
            ("log ana --next ''", 2, "needs words"),
            ("show ''", 2, "say who"),
            ("list due:x", 2, "due stands by itself"),
            ("edit ana --birthday 0000-05-03", 2, "there is no year 0"),
            ("occasion ana '' 3.5.", 2, "needs a label"),
            ("budget 100", 2, "100"),
            ("export --to pdf", 2, "say json, vcard, csv"),
            (
                "config --config gone.toml",
                2,
                "gone.toml: there is no such file",
            ),
            // Not found, or more than one.
            ("show nobody", 3, "nobody is called “nobody”"),
            ("show 99", 3, "no contact with the id 99"),
            ("show bea", 3, "Bea Lindqvist"),
            ("mind bea", 3, "  4  Bea Berg"),
            ("delete ana", 3, "Ana Sousa"),
            ("archive aninh", 3, "Ana Sousa"),
            ("log --edit 99 --on fri", 3, "99"),
            ("log --delete 99", 3, "99"),
            ("next --done 99", 3, "99"),
            ("next --delete 99", 3, "99"),
            ("tag rename nothing something", 3, "nothing"),
            ("channel rename nothing mail", 3, "nothing"),
            (
                "channel rename meal supper",
                2,
                "put supper = \"in person\" under [channels]",
            ),
            ("channel rename meal mail", 2, "“in person”"),
            ("edit ana", 2, "--city"),
            ("edit ana --untag nope", 3, "Ana Sousa has no tag “nope”"),
            ("edit ana --no-interest nope", 3, "has no interest"),
            ("edit ana --no-email nope", 3, "has no e-mail"),
            ("backup gone/b.db", 3, "the folder gone is not there"),
            ("restore --yes", 2, "needs FILE"),
            ("occasion ana wedding ''", 3, "no wedding to remove"),
            ("restore gone.db", 3, "gone.db"),
            // Failed.
            ("redo", 1, "nothing to redo"),
            ("query zzz", 1, "ties: no addresses"),
            ("demo --save .local/share/ties/ties.db", 1, "already there"),
        ],
    );
    let ended = home.run("query zzz --format aerc");
    assert_eq!((ended.code, ended.out.as_slice()), (Some(1), &b""[..]));
}

#[test]
fn messages_go_to_standard_error_and_data_to_standard_output() {
    let home = some_people();
    let added = home.run("add Cy");
    assert_eq!(
        (added.text().as_str(), added.err.as_str()),
        ("", "added Cy, id 6 · ties undo\n")
    );
    let listed = home.run("list cy");
    assert_eq!(listed.text(), "6  Cy  warm  weak\n");
    assert_eq!(listed.err, "");
}

#[test]
fn nothing_is_made_by_looking() {
    let home = Home::new();
    check(
        &home,
        &[
            ("list", 0, ""),
            ("due", 0, "all quiet"),
            ("status", 0, ""),
            ("history --json", 0, "{\"schema\":1,\"actions\":[]}"),
            ("import --list --json", 0, "{\"kind\":\"vcard\",\"what\":"),
            ("export --to json --out -", 0, "{\"schema\":1,"),
            ("query x", 1, ""),
            ("doctor", 0, ""),
            ("restore", 0, "no backups yet"),
            ("backup", 3, "nothing to back up"),
            ("config", 0, ""),
        ],
    );
    assert!(!home.path(".local").exists());
}

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
fn without_a_filter_the_order_is_the_filters() {
    let home = Home::new();
    home.ok("demo --save demo.db");
    for order in ["given", "family"] {
        std::fs::write(home.path("c.toml"), format!("name_order = \"{order}\"\n")).unwrap();
        let list = |filter: &str| home.ok(&format!("--db demo.db --config c.toml list {filter}"));
        assert_eq!(list(""), list("is:active,paused,dormant"));
    }
}

/// Lines that change something, each on the people of `some_people`.
const CHANGES: &[&str] = &[
    "add Cy --tag new --interest tea --email cy@example.org --note hello",
    "edit ana --org '' --untag rust --no-email ana@example.org --phone 1234567 --birthday ''",
    "tie omar 4 inner",
    "log ana 2 --on yesterday --via coffee --note 'so far' --next 'send book'",
    "note ana 'and more'",
    "later 2 2w",
    "skip 2",
    "mind 4",
    "pause ana",
    "stand omar dormant",
    "archive 4",
    "delete 2",
    "next ana 2 'ask her' --on 3w",
    "relate ana partner 2",
    "occasion ana anniversary 2015-06-20",
    "tag rename rust ferris",
    "tag delete choir",
    "budget 1",
    "budget 7 --always",
];

#[test]
fn undo_takes_back_each_change_to_the_byte() {
    let home = some_people();
    check(
        &home,
        &[
            ("log 3 --via mail", 0, ""),
            ("skip 3", 0, ""),
            ("mind 3", 0, ""),
            ("pause 3", 0, ""),
            ("later 3 1w", 0, ""),
            ("next 3 call", 0, ""),
            ("archive 5", 0, ""),
        ],
    );
    let further = [
        "log --edit 1 --on 3w --note changed",
        "log --delete 1",
        "skip 3 --clear",
        "mind 3 --clear",
        "resume 3",
        "later 3 --clear",
        "next --done 1",
        "bring-back 5",
        "channel rename mail message",
    ];
    for line in CHANGES.iter().chain(&further) {
        let before = home.ok("export --to json");
        home.ok(line);
        let after = home.ok("export --to json");
        assert_ne!(before, after, "ties {line}");
        home.ok("undo");
        assert_eq!(home.ok("export --to json"), before, "ties {line}, undo");
        home.ok("redo");
        assert_eq!(
            home.ok("export --to json"),
            after,
            "ties {line}, undo, redo"
        );
        home.ok("undo");
    }
}

#[test]
fn the_complete_document_is_the_same_after_a_round_trip() {
    let home = some_people();
    for line in CHANGES {
        // Some find nothing left to change after those before them.
        home.run(line);
    }
    let document = home.ok("export --to json");
    home.ok("export --to json --out all.json");
    assert_eq!(
        std::fs::read_to_string(home.path("all.json")).unwrap(),
        document
    );
    check(
        &home,
        &[
            ("--db other.db import all.json", 0, "imported"),
            ("import all.json --dry-run", 0, "0 new, 0 merged"),
            ("import all.json", 0, "nothing to change"),
            ("--db yet.db import all.json --dry-run", 0, "a dry run"),
            (
                "--db other.db import all.json all.json",
                2,
                "import it alone",
            ),
        ],
    );
    assert_eq!(home.ok("--db other.db export --to json"), document);
    home.ok("--db other.db undo");
    assert_eq!(home.ok("--db other.db list is:active"), "");
}

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
            (
                "--db no.db import cards",
                2,
                "a folder; name the files in it",
            ),
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
            ("export --to csv --out no/such/folder.csv", 1, "folder.csv"),
            ("export --to csv --out ana.vcf --force", 0, "written"),
            ("export --to csv", 0, "Ana,,Sousa,"),
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
            (&format!("import {good} folder"), 2, "folder"),
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
fn notes_are_read_from_standard_input() {
    let home = some_people();
    assert_eq!(
        home.run_with_input("note ana -", "two\nlines\n").code,
        Some(0)
    );
    assert_eq!(
        home.run_with_input("log ana --note -", "at length\n").code,
        Some(0)
    );
    let shown = home.json("show ana --json");
    assert_eq!(shown["notes"], "two\nlines");
    assert_eq!(shown["catch_ups"][0]["note"], "at length");
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
fn arguments_that_are_not_text_and_homes_that_are_not_there_are_refused() {
    use std::os::unix::ffi::OsStringExt;
    let home = Home::new();
    let odd = std::ffi::OsString::from_vec(vec![b'a', 0xff]);
    let ended = home.run_words([&std::ffi::OsString::from("show"), &odd], "");
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("UTF-8"), "{}", ended.err);
    // A path may be anything.
    let ended = home.run_words([&std::ffi::OsString::from("import"), &odd], "");
    assert_eq!(ended.code, Some(3), "{}", ended.err);

    for line in ["list", "status"] {
        let ended = home
            .command()
            .env_remove("HOME")
            .arg(line)
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(2));
        assert!(
            String::from_utf8(ended.stderr)
                .unwrap()
                .contains("HOME is not set")
        );
    }
    for line in ["man", "--help"] {
        let ended = home
            .command()
            .env_remove("HOME")
            .arg(line)
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(0), "{line} needs no home");
    }
}

#[test]
fn the_config_in_force_reads_back_as_itself() {
    let home = some_people();
    std::fs::create_dir_all(home.path(".config/ties")).unwrap();
    let file = home.path(".config/ties/config.toml");
    std::fs::write(
        &file,
        "budget = 1\ndate_order = \"month-first\"\n[cadence]\nstrong = 30\n[log]\nchannel = \"call\"\nby = \"them\"\n[labels]\nweak = \"far\"\n",
    )
    .unwrap();
    check(
        &home,
        &[
            ("budget", 0, "1 a week"),
            ("log ana", 0, ""),
            ("show ana", 0, "call, they started"),
            ("show ana", 0, "strong, every 30 days"),
            ("show bea lindqvist", 0, "far, every 90 days"),
            ("occasion ana wedding 3/4", 0, ""),
            ("show ana", 0, "4 March"),
        ],
    );
    let printed = home.ok("config");
    std::fs::write(&file, &printed).unwrap();
    let said = home.ok("config");
    let settings = |text: &str| text.lines().skip(2).collect::<Vec<_>>().join("\n");
    assert_eq!(settings(&said), settings(&printed));
    std::fs::write(&file, "budget = 3\nbugdet = 4\n").unwrap();
    check(
        &home,
        &[(
            "list",
            2,
            "config.toml:2:1: there is no setting “bugdet”; did you mean budget?",
        )],
    );
}

#[test]
fn what_is_done_by_id_address_or_name_reaches_the_same_contact() {
    let home = some_people();
    let uid = home.json("show 1 --json")["contact"]["uid"]
        .as_str()
        .unwrap()
        .to_owned();
    for who in [
        "1",
        uid.as_str(),
        "ANA@example.org",
        "ana sousa",
        "Ána Sóusa",
        "aninha",
        "sousa",
    ] {
        let shown = home.json(&format!("show '{who}' --json"));
        assert_eq!(shown["contact"]["id"], 1, "{who}");
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
        let line = format!("export --to json --out {file} --force");
        check(&home, &[(&line, 1, "is never replaced")]);
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
fn a_backup_may_have_a_bare_name() {
    let home = some_people();
    assert_eq!(home.ok("backup b1.db"), "b1.db\n");
    check(&home, &[("--db b1.db list", 0, "Ana Sousa")]);
}

#[test]
fn options_may_follow_the_last_word() {
    let home = some_people();
    check(
        &home,
        &[
            ("occasion ana moving 2027-06-20 --once", 0, "moving of Ana"),
            ("occasion ana graduated 2015-06-20 --once", 0, "graduated"),
            ("occasion ana wedding --02-29 --config c.toml", 2, "c.toml"),
            ("edit ana --birthday --05-04 --city Porto", 0, "edited Ana"),
            ("show ana", 0, "4 May"),
            ("next ana call about the boat --on friday", 3, "nobody"),
            ("next ana 'ask about it' --on friday", 0, "next step"),
            (
                "later ana next monday --today 2026-11-22",
                0,
                "later, from Mon 23 Nov 2026",
            ),
            ("note ana likes maps --today 2026-11-22", 0, "noted"),
            ("add Cy Young --tie strong", 0, "added Cy Young"),
            ("relate ana knows 2 --remove", 3, "no relation"),
            ("tie ana 2 weak --today 2026-11-22", 0, "weak tie"),
        ],
    );
    let show = home.json("show ana --json");
    let occasions = show["occasions"].as_array().unwrap();
    let moving = occasions.iter().find(|o| o["label"] == "moving").unwrap();
    assert_eq!(moving["yearly"], false);
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

#[test]
fn a_data_file_that_was_named_has_to_be_there_to_be_read() {
    let home = Home::new();
    for verb in [
        "list",
        "due",
        "show x",
        "export --to json",
        "history",
        "query x",
        "doctor",
    ] {
        let line = format!("--db gone.db {verb}");
        check(&home, &[(&line, 3, "gone.db is not there")]);
    }
    let ended = home.run("list");
    assert_eq!((ended.code, ended.text().as_str()), (Some(0), ""));
    assert!(ended.err.contains("ties add NAME"), "{}", ended.err);
    home.ok("add Eve");
    let said = |line: &str, part: &str| {
        let ended = home.run(line);
        assert_eq!((ended.code, ended.text().as_str()), (Some(0), ""), "{line}");
        assert!(ended.err.contains(part), "{line}: {}", ended.err);
    };
    said("list zzz", "nobody is found by zzz");
    home.ok("delete Eve");
    said("list", "nobody is listed; `ties list is:unreachable,");
    home.ok("undo");
    home.ok("undo");
    said("list", "nobody is here yet; begin with ties add NAME");
    check(
        &home,
        &[
            ("--db gone.db add Ana", 0, "added Ana"),
            ("--db gone.db list", 0, "Ana"),
        ],
    );
}

#[test]
fn where_nothing_is_guessed_the_one_found_is_named() {
    let home = some_people();
    for verb in ["archive", "delete"] {
        let ended = home.run(&format!("{verb} omar"));
        assert_eq!(ended.code, Some(3));
        assert!(ended.err.contains("only a part of a name"), "{}", ended.err);
        assert!(ended.err.contains("  3  Omar Haddad"), "{}", ended.err);
    }
}

#[test]
fn a_second_person_of_a_name_is_added_and_said() {
    let home = some_people();
    let ended = home.run("add 'ana SOUSA'");
    assert_eq!(
        (ended.code, ended.err.as_str()),
        (
            Some(0),
            "added ana SOUSA, id 6 · ties undo\nthere is another Ana Sousa, id 1 · ties undo\n"
        )
    );
}

#[test]
fn a_restore_has_to_be_meant() {
    let home = some_people();
    home.ok("backup b1.db");
    home.ok("add Cy");
    check(
        &home,
        &[
            ("restore b1.db", 2, "say --yes"),
            ("list cy", 0, "Cy"),
            ("restore gone.db", 3, "gone.db"),
            ("restore b1.db --yes", 0, "what was there is kept as"),
        ],
    );
    assert_eq!(home.ok("list cy"), "");
}

#[test]
fn a_renamed_meal_is_still_face_to_face() {
    let home = some_people();
    let config = "[channels]\nmessage = \"text\"\nmeal = \"in person\"\nsupper = \"in person\"\n";
    std::fs::write(home.path("c.toml"), config).unwrap();
    check(
        &home,
        &[
            ("log ana --via meal --by them", 0, ""),
            ("--config c.toml channel rename meal supper", 0, "renamed"),
            ("--config c.toml log 2 --via supper", 0, ""),
        ],
    );
    let week = &home.json("--config c.toml due --json")["week"];
    assert_eq!(week["reached"], 2, "face to face counts whoever started it");
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
fn the_machines_refusals_are_said_in_words() {
    let home = some_people();
    for line in [
        "import gone.csv",
        "export --to csv --out no/such/folder.csv",
        "backup no/such/b.db",
        "demo --save /dev/null/x.db",
    ] {
        let ended = home.run(line);
        assert!(
            ended.code != Some(0) && !ended.err.contains("os error"),
            "{}",
            ended.err
        );
    }
}

#[test]
fn a_label_from_the_config_is_understood_for_its_tie() {
    let home = some_people();
    std::fs::write(home.path("c.toml"), "[labels]\nweak = \"Loose\"\n").unwrap();
    check(
        &home,
        &[
            ("--config c.toml tie 3 loose", 0, "Omar"),
            ("--config c.toml list tie:loose", 0, "Omar Haddad"),
            ("--config c.toml list tie:inner,loose omar", 0, "Loose"),
            ("--config c.toml add Cy --tie loose", 0, "added Cy"),
            ("--config c.toml tie 3 close", 2, "strong, moderate, Loose"),
            ("--config c.toml list tie:w", 0, "Cy"),
            ("list tie:loose", 2, "loose"),
        ],
    );
    assert!(
        !home
            .ok("--config c.toml list not:tie:loose")
            .contains("Omar")
    );
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
fn a_data_file_that_is_gone_from_beside_its_backups_is_not_begun_anew() {
    let home = some_people();
    let file = home.path(".local/share/ties/ties.db");
    home.ok("backup");
    std::fs::remove_file(&file).unwrap();
    check(
        &home,
        &[
            (
                "list",
                5,
                "is gone although there are backups of it; `ties restore /",
            ),
            ("add Eve", 5, "is gone although"),
            ("backup", 5, "is gone although"),
            ("undo", 5, "is gone although"),
        ],
    );
    assert!(!file.exists());
    let said = home.run("list").err;
    let backup = said.split("restore ").nth(1).unwrap();
    home.ok(&format!("restore {}", backup.split('`').next().unwrap()));
    assert!(home.ok("list").contains("Ana Sousa"));
}

#[test]
fn commands_in_messages_name_the_file_as_a_shell_takes_it() {
    let home = Home::new();
    let file = "two words.db";
    home.ok("--db 'two words.db' add Ana");
    home.ok("--db 'two words.db' backup");
    check(
        &home,
        &[
            (
                "--db 'two words.db' add Bea",
                0,
                "· ties --db 'two words.db' undo",
            ),
            (
                "--db 'two words.db' undo",
                0,
                "· ties --db 'two words.db' redo",
            ),
            ("add Cid", 0, "· ties undo"),
        ],
    );
    std::fs::write(home.path(file), "").unwrap();
    let said = home.run("--db 'two words.db' list").err;
    let folder = home.path("").canonicalize().unwrap();
    let folder = folder.display();
    assert!(
        said.contains(&format!(
            "`ties --db '{folder}/two words.db' restore '{folder}/backups/"
        )),
        "{said}"
    );
}

#[test]
fn what_its_owner_made_read_only_is_read_and_left_so() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let home = some_people();
    let folder = home.path(".local/share/ties");
    for (place, mode) in [(folder.join("ties.db"), 0o444), (folder, 0o555)] {
        let before = metadata(&place).unwrap().permissions();
        set_permissions(&place, Permissions::from_mode(mode)).unwrap();
        check(
            &home,
            &[
                ("list", 0, "Ana Sousa"),
                ("add Eve", 7, "is read-only and was left so; `chmod u+w "),
            ],
        );
        let after = metadata(&place).unwrap().permissions().mode() & 0o777;
        set_permissions(&place, before).unwrap();
        assert_eq!(after, mode, "{}", place.display());
    }
}

#[test]
fn nothing_is_logged_with_somebody_who_is_deleted_or_archived() {
    let home = some_people();
    home.ok("delete 1");
    home.ok("archive 2");
    let told = "Ana Sousa is deleted; `ties bring-back 1` brings them back first";
    check(
        &home,
        &[
            ("log 1", 1, told),
            ("note 1 words", 1, told),
            ("later 1 3w", 1, told),
            ("next 1 call", 1, told),
            ("mind 1", 1, told),
            ("tie 1 weak", 1, told),
            ("relate 3 knows 1", 1, told),
            ("log 2", 1, "Bea Lindqvist is archived; `ties bring-back 2`"),
            ("show 1", 0, "deleted"),
            ("show 2", 0, "archived"),
            ("bring-back 1", 0, "Ana"),
            ("note 1 words", 0, "noted"),
        ],
    );
}

#[test]
fn what_was_imported_is_new_until_something_changes() {
    let home = Home::new();
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana Sousa\r\nEND:VCARD\r\n";
    std::fs::write(home.path("a.vcf"), card).unwrap();
    check(
        &home,
        &[
            ("import a.vcf", 0, ""),
            ("edit 1 --title ''", 0, "nothing to change"),
            ("list is:new", 0, "Ana Sousa"),
            ("edit 1 --title Baker", 0, "edited Ana"),
            ("list is:new", 0, "nobody is found"),
        ],
    );
}

#[test]
fn history_tells_the_machines_day_whatever_today_is() {
    let home = Home::new();
    home.ok("--today 2001-01-01 add Ana");
    assert!(!home.ok("--today 2001-01-01 history").contains("2001"));
    assert!(home.ok("history").contains("added Ana"));
}

#[test]
fn undo_begins_no_file() {
    let home = Home::new();
    check(
        &home,
        &[
            ("undo", 1, "nothing to undo"),
            ("redo", 1, "nothing to redo"),
        ],
    );
    assert!(!home.path(".local/share/ties/ties.db").exists());
}

#[test]
fn doctor_names_a_folder_that_others_can_write_in() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let home = some_people();
    let folder = home.path(".local/share/ties");
    set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
    let ended = home.run("doctor");
    let said = ended.text();
    assert_eq!(ended.code, Some(1), "{said}");
    assert!(said.contains("others can replace what lies in"), "{said}");
    assert!(said.contains("chmod go-w "), "{said}");
    set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    std::fs::write(home.path("c.toml"), "colour = 3\n").unwrap();
    check(
        &home,
        &[
            ("doctor", 0, "all is well"),
            ("--config c.toml doctor", 1, "c.toml:1:1"),
            ("--config c.toml doctor", 1, "backups"),
            ("--config c.toml list", 2, "c.toml:1:1"),
        ],
    );
    let file = folder.join("ties.db");
    set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let said = home.run("doctor").text();
    assert_eq!(said.matches("can be read by others").count(), 1, "{said}");
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
