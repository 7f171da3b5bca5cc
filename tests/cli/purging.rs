//! Who is purged goes to the last byte, and nobody else loses anything.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate};
use rusqlite::Connection;

use crate::check;
use crate::home::Home;

/// What ends every word about whoever is purged, so that no index of words can hide it by
/// keeping only how a word goes on.
const CANARY: &str = "zyxq";

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:uid1zyxq\r\nFN:Name1zyxq Other2zyxq\r\n\
                    N:Other2zyxq;Name1zyxq;;;\r\nEMAIL:mail3zyxq@example.org\r\nNOTE:note4zyxq\r\n\
                    X-PETS:cat5zyxq\r\nCATEGORIES:card6zyxq\r\nEND:VCARD\r\n";

/// Where the canary is in the files below `folder`, backups left out.
fn with_canary(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().unwrap() != "backups" {
                found.extend(with_canary(&path));
            }
            continue;
        }
        let held = fs::read(&path).unwrap().to_ascii_lowercase();
        let is_it = |at: &usize| held[*at..].starts_with(CANARY.as_bytes());
        found.extend((0..held.len()).filter(is_it).take(9).map(|at| {
            let around = &held[at.saturating_sub(20)..held.len().min(at + 8)];
            format!("{} at {at}: {}", path.display(), around.escape_ascii())
        }));
    }
    found
}

/// A home with Ana, Omar and, in a folder that is kept in step, whoever is to be purged, about
/// whom everything is known that can be.
fn home() -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path(".config/ties")).unwrap();
    let settings = "[vdir]\npath = \"~/cards\"\n";
    fs::write(home.path(".config/ties/config.toml"), settings).unwrap();
    fs::create_dir(home.path("cards")).unwrap();
    let ana = "BEGIN:VCARD\nVERSION:3.0\nUID:ana\nFN:Ana Sousa\nEND:VCARD\n";
    fs::write(home.path("cards/ana.vcf"), ana).unwrap();
    fs::write(home.path("cards/file7zyxq.vcf"), CARD).unwrap();
    for line in [
        "vdir sync",
        "add Omar --tag boats",
        "edit uid1zyxq --tie strong --org org8zyxq --title job9zyxq --city city10zyxq \
         --phone '+351 21 555 0100' --url https://example.org/url11zyxq --tag tag12zyxq --tag boats \
         --interest like13zyxq --nickname nick14zyxq --birthday '3 may' --met met15zyxq",
        "edit uid1zyxq --untag tag12zyxq --tag tag16zyxq --city city17zyxq",
        "note uid1zyxq later18zyxq",
        "note uid1zyxq größe19zyxq",
        "log uid1zyxq --note alone20zyxq --next step21zyxq",
        "log uid1zyxq --note removed22zyxq",
        "log --delete 2",
        "log omar --note 'about boats'",
        "log uid1zyxq omar --note together",
        "next uid1zyxq text23zyxq",
        "next --delete 2",
        "relate omar knows uid1zyxq",
        "occasion uid1zyxq day24zyxq '1 jun'",
        "shelf add https://example.org/boats --title 'About boats' --topic boats",
        "edit omar --introduced-by uid1zyxq",
        "share 1 uid1zyxq",
        "shelf add https://example.org/other --title 'Other things' --topic sails",
        "mind uid1zyxq",
        "later uid1zyxq 2w",
        "request add Rita --note hello --introduced-by uid1zyxq",
        "add Twin27zyxq --email twin28zyxq@example.org",
        "note twin27zyxq twin29zyxq",
        "merge uid1zyxq twin28zyxq@example.org",
        "backup",
        "backup mine.db",
    ] {
        // Whoever is meant may be found by a part of the name here.
        let line = line.replace("uid1zyxq", "mail3zyxq@example.org");
        let ended = home.run(&line);
        assert_eq!(ended.code, Some(0), "ties {line}: {}", ended.err);
    }
    home
}

#[test]
fn a_purge_leaves_no_byte_and_says_what_is_elsewhere() {
    let home = home();
    let data = home.path(".local/share/ties");
    assert!(!with_canary(&data).is_empty());
    let state = home.path(".local/state/ties");
    fs::create_dir_all(&state).unwrap();
    let uid = home.json("show mail3zyxq@example.org --json")["contact"]["uid"].clone();
    let draft = format!(
        "[{{\"data\":\"x\",\"drafts\":[{{\"draft\":{{\"form\":{{\"Log\":[1]}},\"fields\":[{{\
         \"name\":\"Note\",\"text\":\"typed30zyxq\",\"was\":\"\"}}]}},\"people\":[[1,{uid}]]}}]}}]"
    );
    fs::write(state.join("drafts.json"), draft).unwrap();
    let ended = home.run("purge Name1zyxq Other2zyxq --yes");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for part in [
        "purged Name1zyxq Other2zyxq; undo does not bring them back",
        "until newer ones take their place",
        "still in ",
        ".asked, which stays until you remove it",
        "cards/file7zyxq.vcf; a sync takes no notice of it",
        "written about others",
    ] {
        assert!(ended.err.contains(part), "no “{part}” in {}", ended.err);
    }
    assert_eq!(with_canary(&data), Vec::<String>::new());
    assert_eq!(with_canary(&state), Vec::<String>::new(), "drafts");
    check(
        &home,
        &[
            ("doctor", 0, "all is well"),
            ("show Omar", 0, "together"),
            ("show Omar", 0, "about boats"),
            ("list tag:boats", 0, "Omar"),
            ("shelf", 0, "Other things"),
        ],
    );
    assert!(
        !home.ok("history").contains("1zyxq"),
        "{}",
        home.ok("history")
    );
    // Whatever can still be taken back brings nobody back.
    while home.run("undo").code == Some(0) {
        assert!(!home.ok("list --tsv").contains("1zyxq"));
    }
    home.ok("doctor");
}

#[test]
fn a_purge_that_was_cut_off_is_finished_by_the_next_change() {
    let home = home();
    let data = home.path(".local/share/ties");
    home.ok("purge Name1zyxq Other2zyxq --yes");
    // As the file is until it has been written anew.
    Connection::open(data.join("ties.db"))
        .unwrap()
        .execute_batch(
            "PRAGMA secure_delete = OFF;
             CREATE TABLE gone (note TEXT);
             INSERT INTO gone (note) VALUES ('note1zyxq');
             DROP TABLE gone;
             INSERT INTO meta (key, value) VALUES ('unswept', '');",
        )
        .unwrap();
    assert!(!with_canary(&data).is_empty());
    check(
        &home,
        &[
            ("list", 0, "Ana"),
            ("doctor", 1, "bytes of them may be left in the file"),
            ("add Rui", 0, ""),
            ("doctor", 0, "all is well"),
        ],
    );
    assert_eq!(with_canary(&data), Vec::<String>::new());
}

#[test]
fn daily_backups_that_hold_them_go_within_six_weeks_and_those_asked_for_stay() {
    let home = home();
    let backups = home.path(".local/share/ties/backups");
    home.ok("purge Name1zyxq Other2zyxq --yes");
    let mut lived = 0;
    while holding(&backups, ".daily") > 0 {
        a_day_earlier(&backups);
        home.ok("note omar another-day");
        lived += 1;
    }
    assert!((8..=42).contains(&lived), "{lived} days");
    assert_eq!(holding(&backups, ".asked"), 1);
}

/// How many backups of this kind have a byte of them.
fn holding(backups: &Path, kind: &str) -> usize {
    let holds = |path: &PathBuf| {
        let held = fs::read(path).unwrap().to_ascii_lowercase();
        path.to_str().unwrap().ends_with(kind)
            && held
                .windows(CANARY.len())
                .any(|part| part == CANARY.as_bytes())
    };
    files(backups).iter().filter(|path| holds(path)).count()
}

/// Has every backup be of the day before the one that its name says.
fn a_day_earlier(backups: &Path) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    for path in files(backups) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let [file, end, day, at, kind] = name.split('.').collect::<Vec<_>>()[..] else {
            continue; // what says how much was written to the file
        };
        let day: NaiveDate = day.parse().unwrap();
        let (day, at) = (day - Days::new(1), at.parse::<i64>().unwrap() - DAY);
        fs::rename(
            &path,
            backups.join(format!("{file}.{end}.{day}.{at}.{kind}")),
        )
        .unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn a_sync_brings_nobody_back_until_a_hand_does() {
    let home = home();
    home.ok("purge Name1zyxq Other2zyxq --yes");
    let stays_away = || {
        let before = home.ok("export --to json");
        let ended = home.run("vdir sync");
        assert_eq!((ended.code, ended.text().as_str()), (Some(0), ""));
        assert_eq!(home.ok("export --to json"), before);
    };
    stays_away();
    let file = home.path("cards/file7zyxq.vcf");
    fs::write(&file, CARD.replace("cat5", "dog5")).unwrap();
    stays_away();
    let paths = home.ok("doctor --full");
    assert!(!paths.contains(CANARY), "{paths}");
    // Nothing of the card is noted, not even how its file is called.
    assert_eq!(home.ok("vdir sync"), "");
    home.ok("import cards/file7zyxq.vcf");
    home.ok("vdir sync");
    fs::write(&file, CARD.replace("X-PETS", "TITLE:Baker\r\nX-PETS")).unwrap();
    home.ok("vdir sync");
    assert!(home.ok("show mail3zyxq@example.org").contains("Baker"));
}

#[test]
fn somebody_deleted_or_put_away_can_be_purged_and_is_never_guessed() {
    let home = crate::some_people();
    check(
        &home,
        &[
            ("purge ana --yes", 3, "only a part of a name"),
            ("purge bea --yes", 3, "not one contact"),
            ("purge Ana Sousa", 2, "say --yes"),
            ("purge 99 --yes", 3, "no contact with the id 99"),
            ("list ana", 0, "Ana Sousa"),
            ("delete Ana Sousa", 0, ""),
            ("archive 'Bea Berg'", 0, ""),
            ("purge Ana Sousa --yes", 0, "purged Ana Sousa"),
            ("purge 4 --yes", 0, "purged Bea Berg"),
            ("bring-back Ana Sousa", 3, "nobody is called"),
            ("doctor", 0, "all is well"),
        ],
    );
}

#[test]
fn what_was_deleted_with_somebody_else_can_still_be_taken_back() {
    let home = crate::some_people();
    check(
        &home,
        &[
            ("log 3 --note boats", 0, "id 1"),
            ("log --delete 1", 0, ""),
            ("log 1 --note alone7zyxq", 0, "id 1"),
            ("log --delete 1", 0, ""),
            ("log 1 3 --note both", 0, "id 1"),
            ("log --delete 1", 0, ""),
            ("purge 1 --yes", 0, "purged Ana"),
        ],
    );
    assert_eq!(
        with_canary(&home.path(".local/share/ties")),
        Vec::<String>::new()
    );
    let mut notes = Vec::new();
    while home.run("undo").code == Some(0) {
        notes.push(home.run("show 3").text());
    }
    assert!(notes.iter().any(|card| card.contains("boats")), "{notes:?}");
    home.ok("doctor");
}
