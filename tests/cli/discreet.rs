//! What `--discreet` hides, wherever something is printed.

use crate::home::Home;
use crate::{check, some_people};

/// Looks that print something of what is known about people.
const LOOKS: [&str; 14] = [
    "due",
    "due --all",
    "list",
    "list --tsv",
    "list note:secret",
    "show ana",
    "show 2",
    "mind",
    "review",
    "inbox",
    "shelf",
    "gather --city Lisbon",
    "history",
    "budget",
];

/// Those of them that print a document, too.
const DOCUMENTS: [&str; 8] = [
    "due --json",
    "list --json",
    "show ana --json",
    "show 2 --json",
    "review --json",
    "inbox --json",
    "shelf --json",
    "history --json",
];

/// Much that is written about people.
fn confided() -> Home {
    let home = some_people();
    check(
        &home,
        &[
            ("note ana 'a secret note'", 0, ""),
            ("log ana --on 5mo --note 'secret of then'", 0, ""),
            ("next ana 'secret to ask'", 0, ""),
            ("next 2 'secret to send' --on tomorrow", 0, ""),
            ("next omar 'secret until then' --on tomorrow", 0, ""),
            ("next --delete 3", 0, ""),
            ("mind omar", 0, ""),
            ("tie 4 weak", 0, ""),
            (
                "request add 'Pat Lim, Flux, 6 mutual, a secret wish'",
                0,
                "",
            ),
            (
                "shelf add https://example.org/azulejos --topic azulejos --note 'secret thought'",
                0,
                "",
            ),
        ],
    );
    home
}

fn is_told(text: &str) -> Option<&'static str> {
    let words = ["secret", "inner", "strong", "moderate", "weak", "latent"];
    words.into_iter().find(|word| text.contains(word))
}

#[test]
fn over_the_shoulder_nothing_written_and_no_tie_is_printed() {
    let home = confided();
    for look in LOOKS.iter().chain(&DOCUMENTS) {
        for line in [format!("--discreet {look}"), format!("{look} --discreet")] {
            let ended = home.run(&line);
            assert_eq!(ended.code, Some(0), "ties {line}: {}", ended.err);
            let all = ended.text() + &ended.err;
            assert_eq!(is_told(&all), None, "ties {line}: {all}");
        }
    }
    for line in DOCUMENTS {
        home.json(&format!("{line} --discreet"));
    }
}

#[test]
fn otherwise_each_of_these_tells_something() {
    let home = confided();
    for look in LOOKS.iter().chain(&DOCUMENTS) {
        let tells = !matches!(*look, "gather --city Lisbon" | "budget");
        assert_eq!(is_told(&home.ok(look)).is_some(), tells, "ties {look}");
    }
}

#[test]
fn what_was_done_is_said_without_it_and_nothing_is_lost() {
    let home = confided();
    let before = home.ok("export --to json");
    check(
        &home,
        &[
            ("tie ana inner --discreet", 0, "a tie with Ana · ties undo"),
            ("undo --discreet", 0, "taken back: a tie with Ana"),
            ("next --done 2 --discreet", 0, "ticked off “···”"),
            ("undo --discreet", 0, "taken back: ticked off “···”"),
            ("log ana --discreet", 0, "now might be a good moment: ···"),
            ("undo", 0, ""),
            ("show bea --discreet", 3, "Bea Lindqvist · ···"),
            ("export --to json --discreet", 2, "leave --discreet out"),
            ("export --to ics --discreet", 0, "BEGIN:VCALENDAR"),
        ],
    );
    assert_eq!(home.ok("export --to json"), before);
}
