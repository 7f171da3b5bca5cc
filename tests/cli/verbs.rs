//! What each verb does, and what is said where it cannot.

use crate::home::Home;
use crate::{check, some_people};

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
            ("edit 2 --every '6 weeks'", 0, ""),
            ("show Bea Lindqvist", 0, "every 42 days by choice"),
            ("edit 2 --every '90 x'", 2, "as in 90, 6w, 2mo or 1y"),
            ("edit 2 --every 90", 0, ""),
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
                "Sat 21 Nov 2026  coffee, both, with Omar Haddad jr (catch-up 1)",
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
            (
                "next --edit 2 ask about the sails --on 3d --with omar",
                0,
                "changed “ask about the boat”",
            ),
            ("show omar", 0, "ask about the sails, Wed 25 Nov 2026"),
            (
                "next --edit 2 --next-time --with ana --with omar",
                0,
                "changed",
            ),
            ("show ana", 0, "ask about the sails, next time"),
            ("next --done 2", 0, "ticked off"),
            ("next --delete 1", 0, "removed"),
            ("relate ana knows 2", 0, "Ana knows Bea"),
            ("show 2", 0, "knows Ana Sousa"),
            ("relate ana knows 2 --remove", 0, "Ana"),
            ("show 3", 0, "Introduced by  Ana Sousa"),
            ("edit ana --introduced-by 2", 0, "edited Ana"),
            (
                "show 3",
                0,
                "Introduced by  Ana Sousa, who you met through Bea Lindqvist",
            ),
            ("edit ana --introduced-by ''", 0, "edited Ana"),
            ("relate omar partner 2", 0, "Bea is Omar's partner"),
            ("relate 2 friend ana", 0, "Ana is Bea's friend"),
            (
                "log omar --household --via meal",
                0,
                "caught up with Omar and Bea",
            ),
            ("undo", 0, "taken back: caught up with Omar and Bea"),
            ("next ana 'ask about Genelab'", 0, "next step with Ana"),
            ("show ana", 0, "ask about Genelab, next time"),
            (
                "log ana",
                0,
                "now might be a good moment: ask about Genelab",
            ),
            (
                "show ana",
                0,
                "ask about Genelab, Sun 22 Nov 2026, now might be a good moment",
            ),
            ("undo", 0, "taken back: caught up with Ana"),
            ("undo", 0, "taken back: next step with Ana"),
            (
                "next 2 'ask for a job'",
                0,
                "no catch-up yet: a hello first, and the asking after it",
            ),
            ("undo", 0, "taken back: next step with Bea"),
            ("undo", 0, "taken back"),
            ("undo", 0, "taken back"),
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
            ("budget", 0, "5 a week"),
            ("undo", 0, "taken back: budget 5 every week"),
            ("budget", 0, "0 this week, 3 in others"),
            ("redo", 0, "done again: budget 5 every week"),
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
            (
                "purge 'Bea Berg' --yes",
                0,
                "purged Bea Berg; undo does not",
            ),
            ("demo --save demo.db", 0, "ties --db demo.db"),
            ("demo --save 'my demo.db'", 0, "ties --db 'my demo.db'"),
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
            ("next", 2, "ties next needs WHO… TEXT"),
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
            ("export --to pdf", 2, "say json, vcard, vcard4, csv"),
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
            ("purge aninh", 3, "Ana Sousa"),
            ("purge aninha", 2, "say --yes"),
            ("log --edit 99 --on fri", 3, "99"),
            ("log --delete 99", 3, "99"),
            (
                "next --done 99",
                3,
                "there is no next step 99; `ties show WHO` has their numbers",
            ),
            ("next --delete 99", 3, "99"),
            ("next --edit 99 --on 3d", 3, "there is no next step 99"),
            ("next --edit 1", 2, "other words, --on DATE"),
            ("next --edit 1 --on yesterday", 2, ""),
            (
                "next ana",
                2,
                "say who it is about, and what to ask or send",
            ),
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
