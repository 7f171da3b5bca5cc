//! What is taken back, what counts as done, and what goes out and comes in whole.

use crate::home::Home;
use crate::{check, some_people};

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
        "next --edit 1 write --on 3d --with 2",
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
