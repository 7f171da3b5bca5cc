//! What the program has to do with the world outside: the day, the clipboard, the desktop,
//! files to import.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use chrono::{DateTime, Days, Duration, NaiveDate, Timelike};
use ties::clock::Clock;
use ties::domain::card::{MethodKind, OccasionDay};
use ties::domain::change::Edit;
use ties::store::{Store, WayIn};

use crate::home::Home;
use crate::pty::Start;
use crate::up;

/// A time zone in which it is now so many seconds before midnight, and its day.
fn shortly_before_midnight(seconds: i64) -> (String, NaiveDate) {
    let now = DateTime::from_timestamp_millis(Clock::machine().now_ms()).unwrap();
    let since_midnight = i64::from(now.num_seconds_from_midnight());
    let mut east = 86_400 - seconds - since_midnight;
    if east > 43_200 {
        east -= 86_400;
    }
    let (sign, off) = if east < 0 { ('+', -east) } else { ('-', east) };
    let zone = format!(
        "HERE{sign}{}:{:02}:{:02}",
        off / 3600,
        off / 60 % 60,
        off % 60
    );
    (zone, (now + Duration::seconds(east)).date_naive())
}

#[test]
fn midnight_turns_the_day_over_under_an_open_screen() {
    // Where the machine is so slow that midnight is over before the first frame, there is
    // one more chance, with more time.
    for seconds in [3, 12, 48] {
        let (zone, today) = shortly_before_midnight(seconds);
        let tomorrow = today + Days::new(1);
        let birthday = tomorrow.format("--%m-%d").to_string().parse().unwrap();
        let home = Home::knowing(Edit {
            birthday: Some(Some(OccasionDay::Day(birthday))),
            ..Edit::default()
        });
        let db = home.db();
        let ties = Start::ties(&["--db", db.to_str().unwrap()]);
        let mut pty = up(home.at_home(ties).with("TZ", zone));
        if pty.text().contains("tomorrow") {
            pty.sees("today");
            pty.sees_no_more("tomorrow");
            // What is done now is done today.
            pty.types(" ");
            pty.sees("caught up today");
            pty.types("q");
            assert_eq!(pty.ends(), 0);
            return;
        }
    }
    panic!("it was never the day before");
}

#[test]
fn what_is_copied_goes_to_the_clipboard_of_the_terminal() {
    let home = Home::knowing(Edit {
        add_methods: vec![(MethodKind::Email, None, "ana@example.org".to_owned())],
        ..Edit::default()
    });
    let mut pty = up(home.ties());
    pty.sees("ana@example.org");
    pty.types("ye");
    // "ana@example.org", as OSC 52 has it.
    let copied = "\x1b]52;c;YW5hQGV4YW1wbGUub3Jn".as_bytes();
    pty.until("OSC 52", |pty| {
        pty.bytes.windows(copied.len()).any(|bytes| bytes == copied)
    });
    pty.sees("copied: ana@example.org");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn a_pasted_link_is_shelved_and_shared_by_a_mail_that_is_begun() {
    let home = Home::knowing(Edit {
        add_methods: vec![(MethodKind::Email, None, "ana@example.org".to_owned())],
        add_interests: vec!["maps".to_owned()],
        ..Edit::default()
    });
    fs::create_dir(home.path().join("bin")).unwrap();
    let opened = home.path().join("opened");
    let script = format!(
        "printf '%s' \"$1\" > {0}.new && mv {0}.new {0}",
        opened.display()
    );
    for name in ["bin/xdg-open", "bin/open"] {
        home.script(name, &script);
    }
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", home.path().join("bin").display());
    let mut pty = up(home.ties().with("PATH", path).with("DISPLAY", ":9"));
    pty.types("\x1b[200~https://example.org/slow-maps\n\x1b[201~");
    pty.sees("‹Slow maps›");
    pty.types("\r");
    // What is looked for once the screen is drawn comes without another key.
    pty.sees("Who may like it");
    pty.sees_no_more("looking…");
    pty.sees("maps");
    pty.types("\r\r");
    pty.sees("shared with Ana; the text is copied · o e mail · u undo");
    pty.types("oe");
    pty.sees("opened mailto:ana@example.org");
    pty.waits_for("opener that was run", || opened.exists());
    let mail = fs::read_to_string(&opened).unwrap();
    assert!(
        mail.starts_with("mailto:ana@example.org?subject=Slow%20maps&body=Hi%20Ana%2C"),
        "{mail}"
    );
    pty.types("\x03");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn an_address_goes_to_the_desktop_as_one_argument_past_any_shell() {
    let url = "https://ana.example/a;touch${IFS}pwned$(touch pwned2)`touch pwned3`&x='\"";
    let url = url.replace(' ', "%20");
    let home = Home::knowing(Edit {
        add_methods: vec![(MethodKind::Url, None, url.clone())],
        ..Edit::default()
    });
    fs::create_dir(home.path().join("bin")).unwrap();
    let opened = home.path().join("opened");
    // Written aside and put in place, so that it is never seen half.
    let script = format!(
        "printf '%s\\n' \"$#\" \"$@\" > {0}.new && mv {0}.new {0}",
        opened.display()
    );
    for name in ["bin/xdg-open", "bin/open"] {
        home.script(name, &script);
    }
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", home.path().join("bin").display());
    let ties = home.shell("cd \"$HOME\" && exec \"$@\"").with("PATH", path);
    let mut pty = up(ties.with("DISPLAY", ":9"));
    pty.sees("ana.example");
    pty.types("ow");
    pty.reads("opened https://ana.example");
    pty.waits_for("opener that was run", || opened.exists());
    assert_eq!(fs::read_to_string(&opened).unwrap(), format!("1\n{url}\n"));
    for file in ["pwned", "pwned2", "pwned3"] {
        assert!(!home.path().join(file).exists(), "{file}");
    }
    pty.types("q");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn without_a_desktop_it_says_what_to_do_instead() {
    let home = Home::knowing(Edit {
        add_methods: vec![(MethodKind::Url, None, "https://ana.example".to_owned())],
        ..Edit::default()
    });
    let mut pty = up(home.ties().with("PATH", home.path()).with("DISPLAY", ":9"));
    pty.sees("ana.example");
    pty.types("ow");
    pty.reads("could not be started");
    pty.reads("y copies it");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
}

/// A file with so many people in it.
fn address_book(home: &Home, people: usize) -> PathBuf {
    let mut cards = String::new();
    for number in 0..people {
        let _ = write!(
            cards,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{number}\r\nFN:Person {number}\r\n\
             EMAIL:p{number}@example.org\r\nEND:VCARD\r\n"
        );
    }
    let path = home.path().join("book.vcf");
    fs::write(&path, cards).unwrap();
    path
}

#[test]
fn an_import_is_written_with_the_screen_alive_and_can_be_stopped() {
    let home = Home::with_ana();
    let book = address_book(&home, 30_000);
    let mut pty = up(home.ties());
    pty.types("I");
    pty.sees("Nothing in Downloads");
    pty.types(&format!("{}\r", book.display()));
    pty.sees("nothing written yet");
    pty.types("\r");
    pty.sees("writing 30,000 records; all of them or none … · esc stops");
    pty.types("\x1b");
    pty.sees("stopped; nothing was changed");
    assert_eq!(home.names(), ["Ana Sousa"]);
    // It can be begun anew, and what is typed meanwhile waits for its end.
    pty.types("\r");
    pty.sees("writing 30,000 records");
    pty.resizes(70, 20);
    pty.types("person 29999");
    pty.sees("30000 people came in");
    pty.reads("› person 29999");
    pty.types("\x03");
    assert_eq!(pty.ends(), 0);
    assert_eq!(home.names().len(), 30_001);
}

#[test]
fn an_import_that_is_stopped_brings_nobody_in() {
    for (people, sees, said) in [
        (60_000, "Reading", "stopped; nothing changed"),
        (3, "nothing written yet", "nothing was imported"),
    ] {
        let home = Home::with_ana();
        let book = address_book(&home, people);
        let mut pty = up(home.ties());
        pty.types("I");
        pty.sees("Nothing in Downloads");
        pty.types(&format!("{}\r", book.display()));
        pty.sees(sees);
        pty.types("\x1b");
        pty.sees(said);
        // It goes on as before.
        pty.types("\x1b");
        pty.sees_no_more("File");
        pty.types(" ");
        pty.sees("caught up with Ana");
        pty.types("q");
        assert_eq!(pty.ends(), 0);
        assert_eq!(home.names(), ["Ana Sousa"]);
    }
}

/// What was to say the secret says nothing, as a server may that is there and does not answer.
#[test]
fn the_last_sync_of_a_screen_ends_by_ctrl_c() {
    let home = Home::with_ana();
    let mut store = Store::open(&home.db(), Clock::machine()).unwrap();
    store
        .share("git /nowhere/people.git", WayIn::Begin, false)
        .unwrap();
    drop(store);
    let silent = home.path().join("silent");
    let made = Command::new("mkfifo").arg(&silent).status().unwrap();
    assert!(made.success());
    fs::create_dir_all(home.path().join(".config/ties")).unwrap();
    fs::write(
        home.path().join(".config/ties/config.toml"),
        format!("[sync]\nauto = true\nsecret_command = [\"cat\", {silent:?}]\n"),
    )
    .unwrap();
    let mut pty = up(home.ties());
    pty.types("q");
    pty.sees("^C leaves it for the next time");
    pty.types("\x03");
    assert_eq!(pty.ends(), 128 + 2);
    pty.is_as_before();
}
