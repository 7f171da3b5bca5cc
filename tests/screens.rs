//! What is drawn: whole screens as pictures in text, and laws about every screen.

#![allow(clippy::unwrap_used)] // tests

#[path = "screens/discreet.rs"]
mod discreet;
#[path = "support/session.rs"]
mod session;

use std::path::Path;

use chrono::NaiveDate;
use ratatui::style::{Color, Modifier};
use session::Session;
use ties::app::{Look, Msg};
use ties::domain::change::{Change, Edit, NewCatchUp};
use ties::domain::id::ContactId;

const SIZES: [(u16, u16); 4] = [(100, 30), (80, 24), (40, 12), (200, 50)];

fn today() -> NaiveDate {
    session::TODAY.parse().unwrap()
}

fn add(name: &str, edit: Edit) -> (NaiveDate, Change) {
    (today(), session::add(name, edit))
}

/// Names and notes that are hard on a screen.
fn difficult() -> Session {
    let org = |text: &str| Edit {
        org: Some(Some(text.to_owned())),
        note: Some(Some(format!("note of {text}\nsecond line"))),
        ..Edit::default()
    };
    let long = "Wolfeschlegelsteinhausenbergerdorff ".repeat(6);
    let marks = format!("Zalgo{}", "\u{0301}".repeat(40));
    let mut changes = vec![
        add("李雷李雷李雷李雷李雷李雷", org("北京大学北京大学北京大学")),
        add("محمد بن عبد الله", org("جامعة القاهرة")),
        add("नरेन्द्र कुमार", org("दिल्ली")),
        add(long.trim(), org(&long)),
        add(&marks, org("e\u{0301}e\u{0301}")),
        add(
            "evil\u{202E}gro.elpmaxe",
            org("a\u{1b}[31mb\u{9b}c\u{2066}d"),
        ),
        add("👩\u{200D}👩\u{200D}👧 Family", org("❤\u{FE0F}")),
        add("Tab\there", org("new\nline")),
    ];
    changes.push((
        today(),
        Change::Log(Box::new(NewCatchUp {
            with: vec![ContactId(1), ContactId(6)],
            on: today(),
            channel: ties::domain::channel::Channel::named("coffee"),
            started: ties::domain::catch_up::Started::Both,
            answered: true,
            note: Some("tag\u{E0041} and \u{200B}nothing\u{2028}there".to_owned()),
            next: Some(("ask \u{202E}again".to_owned(), None)),
        })),
    ));
    Session::made_up(&changes)
}

/// Ways to every screen and layer there is.
const WAYS: [&str; 33] = [
    "",
    "enter",
    "enter j j",
    "tab tab",
    "c",
    "c tab tab",
    "C om",
    "a li",
    "e",
    "t",
    "z",
    "b",
    "z d",
    "r",
    "#",
    "n",
    "?",
    "? tie",
    "/ tie:weak",
    "D",
    "v v",
    "I",
    "N ask",
    "O",
    "R om",
    "H",
    ": jobs enter",
    "4",
    "4 tab",
    "4 tab tab",
    "4 Y",
    "d",
    "d enter",
];

#[test]
fn before_everyone_is_there_the_first_page_is_shown_and_nothing_is_claimed() {
    let mut s = Session::demo_arriving();
    let first = s.screen();
    assert!(first.contains("Good time to say hi"), "{first}");
    assert!(first.contains("Aiko"), "{first}");
    for said_too_early in ["All quiet", "this week", "room for", "Birthdays", "▌"] {
        assert!(!first.contains(said_too_early), "{said_too_early}\n{first}");
    }
    let everyone = s.state.network.clone();
    s.send(Msg::Loaded(everyone));
    assert_eq!(s.screen(), Session::demo().screen());
}

#[test]
fn home_at_every_size() {
    let mut s = Session::demo();
    for (columns, rows) in SIZES {
        let screen = s.at(columns, rows).screen();
        insta::assert_snapshot!(format!("home_{columns}x{rows}"), screen);
    }
}

#[test]
fn the_first_run_at_every_size() {
    let mut s = Session::empty();
    for (columns, rows) in SIZES {
        let screen = s.at(columns, rows).screen();
        insta::assert_snapshot!(format!("first_run_{columns}x{rows}"), screen);
    }
}

#[test]
fn difficult_names_keep_their_columns() {
    let mut s = difficult();
    for (columns, rows) in [(100, 30), (80, 24), (40, 12)] {
        let screen = s.at(columns, rows).screen();
        insta::assert_snapshot!(format!("difficult_{columns}x{rows}"), screen);
    }
}

#[test]
fn forms_and_layers() {
    for (name, keys) in [
        ("log", "c"),
        ("add", "a Bea_L"),
        ("tie", "t"),
        ("keys", "?"),
        ("delete", "D"),
        ("thinking", "? comes_to_mind enter"),
        ("card", "j enter j j"),
        ("filter", "/ tie:strong"),
    ] {
        for (columns, rows) in [(100, 30), (80, 24), (40, 12)] {
            let mut s = Session::demo();
            let screen = s.at(columns, rows).keys(keys).screen();
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), screen);
        }
    }
}

#[test]
fn nothing_from_outside_controls_the_terminal() {
    for keys in WAYS {
        for (columns, rows) in SIZES {
            let mut s = difficult();
            let buffer = s.at(columns, rows).keys(keys).draw();
            for cell in buffer.content() {
                for c in cell.symbol().chars() {
                    let bad = c.is_control()
                        || matches!(u32::from(c), 0x200B..=0x200F | 0x2028..=0x202E | 0x2066..=0x2069 | 0xFEFF | 0xE0000..=0xE0FFF);
                    assert!(!bad, "{keys}: {:04X}", u32::from(c));
                }
            }
        }
    }
}

#[test]
fn any_size_is_survived_and_too_small_ones_say_so() {
    for keys in WAYS {
        let mut s = Session::demo();
        s.keys(keys);
        for columns in [1, 5, 29, 30, 31, 59, 60, 61, 89, 90, 91, 300] {
            for rows in [1, 2, 7, 8, 9, 12, 100] {
                s.at(columns, rows).draw();
            }
        }
    }
    Session::demo()
        .at(29, 20)
        .expects("a bit more room, please");
    Session::demo().at(60, 7).expects("a bit more room, please");
}

#[test]
fn the_selection_survives_a_resize() {
    let mut s = Session::demo();
    s.keys("tab tab j j j j").expects("▌Bea Lindqvist");
    for (columns, rows) in SIZES {
        s.at(columns, rows).expects("▌Bea Lindqvist");
    }
}

#[test]
fn only_whole_hints_are_shown_and_the_last_is_all_keys() {
    let mut s = Session::demo();
    for columns in 30..130 {
        let screen = s.at(columns, 20).screen();
        let footer = screen.lines().last().unwrap().to_owned();
        assert!(footer.ends_with("? all keys"), "{columns}: {footer}");
        assert!(footer.starts_with(" ⏎ card"), "{columns}: {footer}");
        let known =
            "⏎ card|space done|c log|t tie|z later|x someone else|/ filter|u undo|? all keys";
        for hint in footer.trim().split("  ") {
            assert!(known.split('|').any(|k| k == hint), "{columns}: “{hint}”");
        }
    }
}

#[test]
fn without_colours_the_marks_and_bold_remain() {
    let mut s = Session::demo();
    s.state.look = Look::Plain;
    for keys in WAYS {
        let buffer = s.at(100, 30).keys(keys).draw();
        for cell in buffer.content() {
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset), "{keys}");
        }
        s.keys("esc esc");
    }
    let mut s = Session::demo();
    s.state.look = Look::Plain;
    let buffer = s.draw();
    for x in 0..50 {
        assert!(
            buffer[(x, 2)].modifier.contains(Modifier::BOLD),
            "column {x}"
        );
        assert!(
            !buffer[(x, 3)].modifier.contains(Modifier::BOLD),
            "column {x}"
        );
    }
    s.expects("▌Mateo Quispe");
}

#[test]
fn the_background_is_the_users() {
    for keys in WAYS {
        let buffer = Session::demo().keys(keys).draw();
        assert!(
            buffer.content().iter().all(|cell| cell.bg == Color::Reset),
            "{keys}"
        );
    }
}

#[test]
fn ten_thousand_people_scroll() {
    let people: Vec<_> = (0..10_000)
        .map(|n| add(&format!("Person {n:05}"), Edit::default()))
        .collect();
    let mut s = Session::made_up(&people);
    s.expects("People 10000").expects("▌Person 00000");
    s.keys("G").expects("▌Person 09999");
    s.keys("k k ^u").expects_no("Person 00000");
    s.keys("g").expects("▌Person 00000");
    s.keys("/ 04242 enter")
        .expects("▌Person 04242")
        .expects("People 1 ");
}

#[test]
fn the_words_are_kind() {
    let forbidden = [
        "overdue",
        "late",
        "missed",
        "behind",
        "neglected",
        "failed",
        "streak",
        "score",
        "backlog",
    ];
    let check = |what: &str, text: &str| {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric());
        for word in words {
            assert!(!forbidden.contains(&word), "{what} says “{word}”");
        }
    };
    for command in ties::command::COMMANDS {
        check(command.name, command.help);
        check(command.name, command.title);
    }
    // Whatever of the source can put words on a screen, the errors of the lower floors too.
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                let of_program = source.split("#[cfg(test)]").next().unwrap();
                for text in strings(of_program) {
                    check(&path.display().to_string(), text);
                }
                read += 1;
            }
        }
    }
    assert!(read > 100, "{read} files were read");
    let mut s = Session::demo();
    for keys in WAYS {
        let screen = s.keys(keys).screen();
        check(keys, &screen);
        s.keys("esc esc esc");
    }
}

/// The string literals of a source, near enough.
fn strings(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
}
