//! What a timer asks for: a word on the desktop, a calendar, a prompt's “hi”.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use crate::home::Home;
use crate::{check, some_people};

/// The people of `some_people`, with somebody due and some days.
fn some_days() -> Home {
    let home = some_people();
    check(
        &home,
        &[
            ("mind 2", 0, ""),
            ("occasion omar 'moving in' 2026-11-22 --once", 0, ""),
            ("occasion ana wedding --02-29", 0, ""),
            ("occasion ana 'school; long, ago' 1999-09-01 --once", 0, ""),
            ("edit 4 --birthday 5.6.", 0, ""), // latent: nobody's day
        ],
    );
    home
}

/// The lines of a calendar, unfolded.
fn lines(text: &str) -> Vec<String> {
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    let unfolded = text.replace("\r\n ", "");
    unfolded.split("\r\n").map(str::to_owned).collect()
}

fn values<'l>(lines: &'l [String], name: &str) -> Vec<&'l str> {
    let value = |line: &'l String| line.strip_prefix(name)?.strip_prefix(':');
    lines.iter().filter_map(value).collect()
}

#[test]
fn a_calendar_has_the_weeks_picks_and_everybodys_days() {
    let home = some_days();
    let text = home.ok("export --to ics");
    let lines = lines(&text);
    assert_eq!(lines[0], "BEGIN:VCALENDAR");
    assert_eq!(
        values(&lines, "SUMMARY"),
        [
            "Good time to say hi to Bea Lindqvist",
            "Good time to say hi to Omar Haddad",
            "Good time to say hi to Ana Sousa",
            "Ana Sousa: birthday",
            "Omar Haddad: moving in",
            "Ana Sousa: wedding",
        ]
    );
    let starts = values(&lines, "DTSTART;VALUE=DATE");
    assert_eq!(starts[0], "20261116"); // Monday of this week
    assert_eq!(starts[3..], ["20000503", "20261122", "20000229"]);
    let ends = values(&lines, "DTEND;VALUE=DATE");
    assert_eq!(ends[0], "20261123");
    assert_eq!(ends[3..], ["20000504", "20261123", "20000301"]);
    assert_eq!(
        values(&lines, "RRULE"),
        ["FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"]
    );
    let mut uids = values(&lines, "UID");
    uids.sort_unstable();
    uids.dedup();
    assert_eq!(uids.len(), 6);
    // Asked again, on another day of the week too, it is the same to the byte.
    assert_eq!(home.ok("--today 2026-11-21 export --to ics"), text);
    assert_eq!(home.ok("export --to ics"), text);
    // A filter narrows it, and who was put away is in none.
    assert!(!home.ok("export tie:weak --to ics").contains("Omar"));
    home.ok("archive 'Ana Sousa' --in-memory");
    assert!(!home.ok("export --to ics").contains("Ana"));
}

#[test]
fn a_private_calendar_names_nobody() {
    let home = some_days();
    let text = home.ok("export --to ics --private");
    for word in ["Ana", "Bea", "Omar", "wedding", "moving"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
    let lines = lines(&text);
    assert_eq!(values(&lines, "SUMMARY")[3], "a birthday");
    check(
        &home,
        &[(
            "export --to csv --private",
            2,
            "--private is for a calendar",
        )],
    );
}

#[test]
fn a_calendar_of_our_own_is_written_anew_and_no_other_file() {
    let home = some_days();
    check(
        &home,
        &[
            ("export --to ics --out ties.ics", 0, "written"),
            ("export --to ics --out ties.ics", 0, "written"),
        ],
    );
    fs::write(home.path("other.ics"), "BEGIN:VCALENDAR\r\nPRODID:x\r\n").unwrap();
    check(
        &home,
        &[
            ("export --to ics --out other.ics", 1, "add --force"),
            ("export --to csv --out ties.ics", 1, "add --force"),
        ],
    );
    let left: Vec<_> = fs::read_dir(home.path(".")).unwrap().collect();
    let is_rest = |name: &str| name.contains("ties.ics.") || name.ends_with(".tmp");
    let names = left.into_iter().map(|entry| entry.unwrap().file_name());
    assert!(
        !names
            .into_iter()
            .any(|name| is_rest(&name.to_string_lossy()))
    );
}

#[test]
fn a_timer_says_it_once_a_day_and_nothing_where_there_is_nothing() {
    let home = Home::new();
    check(&home, &[("notify", 0, "")]);
    assert!(!home.path(".local").exists());
    home.ok("add Ana --tie latent");
    assert_eq!(home.run("notify").err, "");
    let home = some_days();
    let before = home.ok("export --to json");
    assert_eq!(
        home.ok("notify"),
        "Good time to say hi to Bea Lindqvist, Omar Haddad or Ana Sousa\n\
         Omar Haddad: moving in today\n"
    );
    let again = home.run("notify");
    assert_eq!((again.text().as_str(), again.err.as_str()), ("", ""));
    assert!(home.ok("notify --again").starts_with("Good time"));
    assert!(
        home.ok("--today 2026-11-23 notify")
            .starts_with("Good time")
    );
    // Nobody did anything: there is nothing to take back.
    assert_eq!(home.ok("export --to json"), before);
    home.ok("budget 0");
    assert_eq!(
        home.ok("--today 2026-11-21 notify --again"),
        "",
        "a resting week has no picks, and the day is not today"
    );
}

#[test]
fn where_there_is_a_desktop_it_says_it() {
    let home = some_days();
    home.ok("edit 2 --name 'Bea <b> & Co'");
    let program = home.path("notify-send");
    fs::write(&program, "#!/bin/sh\nprintf '%s\\n' \"$@\" > shown\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:/usr/bin:/bin", home.path(".").display());
    let run = |exit: &str| {
        if exit != "0" {
            fs::write(&program, format!("#!/bin/sh\nexit {exit}\n")).unwrap();
        }
        let ended = home
            .command()
            .env("PATH", &path)
            .env("DISPLAY", ":0")
            .args(["notify", "--again"])
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        String::from_utf8(ended.stdout).unwrap()
    };
    assert_eq!(run("0"), "");
    let shown = fs::read_to_string(home.path("shown")).unwrap();
    assert!(
        shown.contains("--app-name=ties\n--\nGood time to say hi\n"),
        "{shown}"
    );
    assert!(shown.contains("Bea &lt;b> &amp; Co"), "{shown}");
    // One that shows nothing leaves it to standard output.
    assert!(run("1").contains("Bea <b> & Co"));
}

#[test]
fn a_prompt_says_hi_while_there_is_room_and_somebody() {
    let home = some_people();
    for (line, says) in [
        ("budget 3", "hi\n"), // three are due
        ("budget 0", ""),
        ("budget 1", "hi\n"),
        ("log 4", ""), // enough for this week
        ("budget 2", "hi\n"),
        ("later ana 2w", "hi\n"),
        ("later omar 2w", "hi\n"),
        ("skip 2", ""),
        ("mind ana", ""), // later all the same
        ("mind 4", "hi\n"),
    ] {
        home.run(line);
        assert_eq!(home.ok("status"), says, "ties {line}");
    }
}
