//! What mail and calendars tell: read where the settings say, offered, accepted and dismissed.

use std::fs;

use crate::check;
use crate::home::Home;

const MAIL: &str = "[mail]\nmbox = \"~/mail.mbox\"\nmine = [\"me@example.com\"]\n";
const MAILDIR: &str = "[mail]\nmaildir = \"~/Maildir\"\nmine = [\"me@example.com\"]\n";
const CALENDAR: &str = "[calendar]\nfiles = [\"~/calendar.ics\"]\nmine = [\"me@example.com\"]\n";

/// Those of whom the samples tell, with these settings.
fn home(config: &str) -> Home {
    let home = Home::new();
    fs::create_dir_all(home.path(".config/ties")).unwrap();
    fs::write(home.path(".config/ties/config.toml"), config).unwrap();
    home.sample("mail.mbox");
    home.sample("calendar.ics");
    // Its names have what some systems do not allow in a file's.
    for (part, name, text) in [
        (
            "cur",
            "1780000000.M1P1.host:2,S",
            "Message-ID: <m1@example.com>\nDate: Mon, 1 Jun 2026 10:00:00 +0000\nFrom: \
             me@example.com\nTo: Ines <ines@example.com>\nBcc: tomas@example.com\n\nsent by me\n",
        ),
        (
            "new",
            "1780000001.M1P1.host",
            "From: ines@example.com\nTo: me@example.com\nSubject: no date, no id\n\nx\n",
        ),
        ("tmp", "half", "From: torn"),
    ] {
        let folder = home.path("Maildir").join(part);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
    }
    for (name, address) in [
        ("'Ines Okafor'", "ines@example.com"),
        ("'Tomás Reyes'", "tomas@example.com"),
        ("'Ben Ito'", "ben@example.com"),
        ("'O Neil'", "ben2@example.com"),
        ("News", "news@example.org"),
    ] {
        home.ok(&format!("add {name} --tie weak --email {address}"));
    }
    home
}

/// What waits: whom of, when, how, who started it, and what the calendar calls it.
fn waiting(home: &Home) -> Vec<String> {
    let heard = home.json("heard --json");
    let said = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    let heard = heard["heard"].as_array().unwrap().iter();
    heard
        .map(|one| {
            let day = match one["kind"].as_str() {
                Some("birthday") => &one["birthday"],
                _ => &one["on"],
            };
            let name = &one["contact"]["name"];
            let parts = [name, day, &one["channel"], &one["by"], &one["title"]];
            parts.map(said).join(" ")
        })
        .collect()
}

#[test]
fn the_samples_tell_what_they_are_to_tell() {
    // A letter that came twice is one, and what a list sent or lies ahead says nothing.
    assert_eq!(waiting(&home(MAIL)), ["Ines Okafor 2026-06-01 mail them -"]);
    // What is still being written is not read; without a date the file's name tells it.
    let day = "2026-05-28";
    let maildir = home(MAILDIR);
    assert_eq!(
        waiting(&maildir),
        [
            "Ines Okafor 2026-06-01 mail me -",
            "Tomás Reyes 2026-06-01 mail me -"
        ]
    );
    fs::remove_file(maildir.path("Maildir/cur/1780000000.M1P1.host:2,S")).unwrap();
    let alone = home(MAILDIR);
    fs::remove_file(alone.path("Maildir/cur/1780000000.M1P1.host:2,S")).unwrap();
    assert_eq!(waiting(&alone), [format!("Ines Okafor {day} mail them -")]);
    // Who declined was not there; a birthday is no meeting.
    assert_eq!(
        waiting(&home(CALENDAR)),
        [
            "Ines Okafor 2026-02-10 meal both Lunch, boat",
            "Ines Okafor --02-29 - - -"
        ]
    );
}

#[test]
fn reading_again_tells_nothing_new_whatever_was_answered() {
    for config in [MAIL, MAILDIR, CALENDAR] {
        let home = home(config);
        let first = waiting(&home);
        let document = home.ok("export --to json");
        assert_eq!(waiting(&home), first);
        assert_eq!(home.ok("export --to json"), document);
        // Read from the beginning, too: somebody was added who may have written.
        home.ok("add 'Somebody Else' --email else@example.com");
        assert_eq!(waiting(&home), first);
        home.ok("undo");
        home.ok("heard --dismiss all");
        assert_eq!(waiting(&home), [""; 0]);
        home.ok("add 'Somebody Else' --email else@example.com");
        assert_eq!(waiting(&home), [""; 0]);
        home.ok("undo");
        home.ok("undo");
        assert_eq!(waiting(&home), first);
        home.ok("heard --accept all");
        home.ok("add 'Somebody Else' --email else@example.com");
        assert_eq!(waiting(&home), [""; 0]);
    }
}

#[test]
fn what_is_accepted_is_a_catch_up_like_one_that_is_logged_and_one_undo_takes_it_back() {
    let home = home(&format!("{MAIL}{CALENDAR}"));
    home.ok("mind ines");
    home.ok("stand ines dormant");
    let before = (home.ok("show ines --json"), waiting(&home));
    check(
        &home,
        &[
            ("heard", 0, "mail, they wrote"),
            ("heard", 0, "Lunch, boat"),
            ("heard", 0, "ties heard --accept ID… counts them"),
            ("inbox", 0, "3 from mail and calendar: ties heard"),
            ("heard --accept all", 0, "caught up with Ines"),
            ("show ines", 0, "29 February"),
            ("show ines", 0, "Lunch, boat"),
            ("heard", 0, "nothing new was heard"),
            ("heard --accept 1", 3, "1 among what was heard"),
            ("heard --accept none", 2, "or all"),
        ],
    );
    let ines = home.json("show ines --json");
    assert_eq!(ines["contact"]["last"], "2026-06-01");
    // Later than that day it was put on the mind and set to rest.
    assert_eq!(ines["contact"]["on_my_mind"], true);
    assert_eq!(ines["contact"]["standing"], "dormant");
    home.ok("undo");
    assert_eq!((home.ok("show ines --json"), waiting(&home)), before);
    home.ok("redo");
    assert_eq!(home.json("show ines --json"), ines);
}

/// A letter as a Maildir has it.
fn deliver(home: &Home, name: &str, date: &str, from: &str, to: &str, more: &str) {
    let text = format!("Date: {date}\nFrom: {from}\nTo: {to}\nMessage-ID: <{name}>\n{more}\nhi\n");
    fs::write(home.path("Maildir/new").join(name), text).unwrap();
}

const ME: &str = "me@example.com";
const INES: &str = "Ines <ines@example.com>";

#[test]
fn what_comes_in_later_is_told_and_of_a_day_once() {
    let home = home(MAILDIR);
    home.ok("heard --dismiss all");
    deliver(&home, "1", "Thu, 19 Nov 2026 10:00:00 +0000", INES, ME, "");
    assert_eq!(waiting(&home), ["Ines Okafor 2026-11-19 mail them -"]);
    deliver(&home, "2", "Thu, 19 Nov 2026 12:00:00 +0000", ME, INES, "");
    assert_eq!(waiting(&home), ["Ines Okafor 2026-11-19 mail both -"]);
    // What came before that in time says no more.
    deliver(&home, "3", "Wed, 18 Nov 2026 12:00:00 +0000", ME, INES, "");
    assert_eq!(waiting(&home), ["Ines Okafor 2026-11-19 mail both -"]);
    deliver(&home, "4", "Fri, 20 Nov 2026 12:00:00 +0000", INES, ME, "");
    assert_eq!(waiting(&home), ["Ines Okafor 2026-11-20 mail them -"]);
    // Answered elsewhere: it is known already.
    home.ok("log ines --on 2026-11-20 --unanswered");
    assert_eq!(waiting(&home), [""; 0]);
    home.ok("undo");
    home.ok("log ines --on yesterday");
    assert_eq!(waiting(&home), [""; 0]);
}

#[test]
fn by_itself_counts_what_i_sent_and_what_answers_me_and_changes_nothing_else() {
    let home = home(&format!("{MAILDIR}accept = \"by itself\"\n"));
    for who in ["ines", "tomás"] {
        home.ok(&format!("mind {who}"));
    }
    home.ok("--today 2026-05-01 stand tomás dormant");
    check(
        &home,
        &[("heard", 0, "heard from Ines and Tomás · ties undo")],
    );
    let last = |who: &str| home.json(&format!("show {who} --json"))["contact"]["last"].clone();
    assert_eq!(
        (last("ines"), last("tomás")),
        ("2026-06-01".into(), "2026-06-01".into())
    );
    // One letter to both is one catch-up.
    let ines = home.json("show ines --json");
    assert_eq!(ines["catch_ups"][0]["with"].as_array().unwrap().len(), 2);
    assert_eq!(
        home.json("show tomás --json")["contact"]["standing"],
        "dormant"
    );
    assert_eq!(ines["contact"]["on_my_mind"], true);
    // What is no answer waits.
    deliver(&home, "1", "Thu, 19 Nov 2026 10:00:00 +0000", INES, ME, "");
    assert_eq!(waiting(&home), ["Ines Okafor 2026-11-19 mail them -"]);
    let answer = "In-Reply-To: <m1@example.com>\n";
    deliver(
        &home,
        "2",
        "Fri, 20 Nov 2026 10:00:00 +0000",
        INES,
        ME,
        answer,
    );
    assert_eq!(waiting(&home), [""; 0]);
    assert_eq!(last("ines"), "2026-11-20");
    // Once taken back it waits, and is not accepted again.
    home.ok("undo");
    assert_eq!(waiting(&home), ["Ines Okafor 2026-11-20 mail them -"]);
}

#[test]
fn an_mbox_is_read_on_from_where_it_ended() {
    use std::io::Write;
    let home = home(MAIL);
    home.ok("heard --dismiss all");
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(home.path("mail.mbox"))
        .unwrap();
    write!(
        file,
        "\nFrom me@example.com Fri Nov 20 10:00:00 2026\nFrom: me@example.com\nTo: \
         tomas@example.com\n\nhi\n"
    )
    .unwrap();
    assert_eq!(waiting(&home), ["Tomás Reyes 2026-11-20 mail me -"]);
    // Written anew, and shorter.
    fs::write(
        home.path("mail.mbox"),
        "From ben@example.com Fri Nov 20 10:00:00 2026\nFrom: ben@example.com\nTo: \
         me@example.com\n\nhi\n",
    )
    .unwrap();
    assert_eq!(
        waiting(&home),
        [
            "Tomás Reyes 2026-11-20 mail me -",
            "Ben Ito 2026-11-20 mail them -"
        ]
    );
}

#[test]
fn what_cannot_be_read_is_said_and_loses_nothing_else() {
    let config = "[mail]\nmaildir = [\"~/nowhere\", \"~/Maildir\", \"~/mail.mbox\", \"~/.config\"]\n\
                  mbox = [\"~/Maildir\", \"~/calendar.ics\"]\nmine = \"me@example.com\"\n\
                  [calendar]\nfiles = [\"~/mail.mbox\", \"~/Maildir\", \"~/calendar.ics\"]\n";
    let home = home(config);
    let ended = home.run("heard");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    for part in [
        "nowhere: there is no such file or folder; mend maildir under [mail]",
        "mail.mbox: this is a file, and a Maildir is a folder; an mbox goes under mbox",
        ".config: no Maildir is in it",
        "Maildir: this is no file; a Maildir goes under maildir",
        "calendar.ics: this is no mbox",
        "mail.mbox: this is no calendar",
        "Maildir: no file in it ends in .ics",
    ] {
        assert!(
            ended.err.to_lowercase().contains(&part.to_lowercase()),
            "{part} is not in\n{}",
            ended.err
        );
    }
    let text = ended.text();
    assert!(
        text.contains("Tomás Reyes") && text.contains("Lunch, boat"),
        "{text}"
    );
}

#[test]
fn without_settings_or_people_it_says_how_to_begin() {
    let home = Home::new();
    check(&home, &[("heard", 0, "nobody is here yet")]);
    assert!(!home.path(".local").exists());
    assert_eq!(home.json("heard --json")["heard"], serde_json::json!([]));
    check(
        &home,
        &[
            ("add Ana", 0, ""),
            (
                "heard",
                0,
                "the settings name no mail and no calendar: [mail] and [calendar] in",
            ),
            ("heard --accept all", 0, "nothing new was heard"),
        ],
    );
}

#[test]
fn a_folder_of_cards_is_kept_in_step_beside_mail_and_calendar() {
    let home = home(&format!("{MAIL}{CALENDAR}[vdir]\npath = \"~/cards\"\n"));
    fs::create_dir(home.path("cards")).unwrap();
    let card = "BEGIN:VCARD\nVERSION:3.0\nUID:ana\nFN:Ana Sousa\nEND:VCARD\n";
    fs::write(home.path("cards/ana.vcf"), card).unwrap();
    let places = "SELECT source, path, position FROM reading WHERE source = 'vdir'";
    let noted = || {
        let conn = rusqlite::Connection::open(home.path(".local/share/ties/ties.db")).unwrap();
        let place = |row: &rusqlite::Row<'_>| row.get::<_, String>(2);
        conn.query_row(places, [], place).unwrap()
    };
    home.ok("vdir sync");
    let before = noted();
    assert_eq!(waiting(&home).len(), 3);
    assert_eq!(noted(), before);
    home.ok("vdir sync");
    assert_eq!(waiting(&home).len(), 3);
}

#[test]
fn a_time_in_a_zone_is_of_the_day_that_it_is_here() {
    let home = home(CALENDAR);
    let zone = "BEGIN:VTIMEZONE\nTZID:New York\nBEGIN:DAYLIGHT\nTZOFFSETFROM:-0500\n\
                TZOFFSETTO:-0400\nDTSTART:20070311T020000\n\
                RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nEND:DAYLIGHT\nBEGIN:STANDARD\n\
                TZOFFSETFROM:-0400\nTZOFFSETTO:-0500\nDTSTART:20071104T020000\n\
                RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nEND:STANDARD\nEND:VTIMEZONE\n";
    let event = |start: &str, more: &str| {
        format!(
            "BEGIN:VCALENDAR\n{zone}BEGIN:VEVENT\nUID:e\nDTSTART{start}\n{more}\
             ATTENDEE:mailto:ben@example.com\nEND:VEVENT\nEND:VCALENDAR\n"
        )
    };
    let weekly = "RRULE:FREQ=WEEKLY;BYDAY=MO\n";
    let less = "RRULE:FREQ=WEEKLY;BYDAY=MO\nEXDATE;TZID=New York:20261116T200000\n";
    let ended = "RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20261110T010000Z\n";
    let times = [
        (";TZID=New York:20261119T200000", "", "2026-11-20"),
        (";TZID=New York:20261119T120000", "", "2026-11-19"),
        (";TZID=Nowhere:20261119T200000", "", "2026-11-19"),
        (":20261119T233000Z", "", "2026-11-20"),
        (":20261119T200000", "", "2026-11-19"),
        (";VALUE=DATE:20261119", "", "2026-11-19"),
        // Mondays there are Tuesdays here.
        (";TZID=New York:20261005T200000", weekly, "2026-11-17"),
        (";TZID=New York:20261005T200000", less, "2026-11-10"),
        (";TZID=New York:20261005T200000", ended, "2026-11-10"),
        (":20261005T233000Z", weekly, "2026-11-17"),
    ];
    for (number, (start, more, day)) in times.into_iter().enumerate() {
        let file = format!("{number}.db");
        home.ok(&format!(
            "--db {file} add Ben --tie weak --email ben@example.com"
        ));
        fs::write(home.path("calendar.ics"), event(start, more)).unwrap();
        let mut command = home.command();
        command.env("TZ", "CET-1CEST,M3.5.0,M10.5.0/3");
        command.args(["--db", &file, "heard", "--json"]);
        let out = command.output().unwrap().stdout;
        let heard: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(heard["heard"][0]["on"], day, "{start} {more}");
    }
}
