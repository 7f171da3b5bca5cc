//! The whole program in a terminal: it starts, answers, survives what terminals do to
//! programs, and leaves the terminal as it was.
//!
//! Nothing sleeps: each step waits for what it expects to see, until a generous deadline.

#![allow(clippy::unwrap_used)] // tests, in functions that clippy does not know as such

#[path = "../support/pty.rs"]
mod pty;

mod data;
mod home;
mod jobs;
mod outside;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use home::{Home, TODAY};
use pty::{Pty, Start};
use rustix::process::Signal;
use ties::clock::Clock;
use ties::domain::change::Edit;
use ties::domain::demo;
use ties::store::Store;

/// It has started and shows Ana.
#[track_caller]
fn up(start: Start) -> Pty {
    let mut pty = start.go();
    pty.starts();
    pty.sees("Ana Sousa");
    pty.is_taken();
    pty
}

#[test]
fn it_starts_marks_undoes_and_quits() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    pty.types(" ");
    pty.sees("caught up with Ana");
    pty.types("u");
    pty.sees_no_more("caught up with Ana");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn with_very_many_the_first_page_is_there_at_once_and_keys_are_about_everyone() {
    let home = Home::with_ana();
    {
        let clock = Clock::fixed(TODAY.parse().unwrap());
        let mut store = Store::open(&home.db(), clock).unwrap();
        store.fill(demo::scaled(2_500, 1, clock.today())).unwrap();
    }
    home.add("Zygmunt Ostatni");
    let mut pty = home.ties().go();
    pty.starts();
    pty.types("/zygmunt");
    pty.sees("Zygmunt Ostatni");
    pty.types("\x1b");
    pty.sees("People 2502");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn ctrl_c_quits() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    pty.types("\x03");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn whatever_signal_ends_it_the_terminal_is_as_before() {
    for (signal, number) in [
        (Signal::TERM, 15),
        (Signal::HUP, 1),
        (Signal::INT, 2),
        (Signal::QUIT, 3),
    ] {
        let home = Home::with_ana();
        let mut pty = up(home.ties());
        pty.signal(signal);
        assert_eq!(pty.ends(), 128 + number, "{signal:?}");
        pty.is_as_before();
    }
}

#[test]
fn a_panic_in_any_thread_gives_the_terminal_back_before_its_report() {
    if !cfg!(debug_assertions) {
        return; // the way to ask for one is not there in release builds
    }
    for thread in ["ui", "job"] {
        let home = Home::with_ana();
        let mut pty = up(home.ties().with("TIES_TEST_PANIC", thread));
        pty.types("j");
        assert_eq!(pty.ends(), 101, "{thread}");
        pty.is_as_before();
        assert!(
            pty.text().contains("a test asked for this"),
            "the report stands on the main screen:\n{}",
            pty.text()
        );
    }
}

#[test]
fn what_was_typed_survives_a_signal_and_a_closed_window() {
    for end in ["a signal", "a closed window", "ctrl-c"] {
        let home = Home::with_ana();
        let mut pty = up(home.ties());
        pty.types("a");
        pty.sees("New contact");
        pty.types("Beatrix");
        pty.sees("Beatrix");
        match end {
            "a signal" => pty.signal(Signal::TERM),
            "ctrl-c" => pty.types("\x03"),
            _ => pty.closes(),
        }
        pty.ends();
        let state = home.path().join(".local/state/ties");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&state), 0o700);
        assert_eq!(mode(&state.join("drafts.json")), 0o600);

        let mut pty = up(home.ties());
        pty.types("a");
        pty.sees("Beatrix");
        pty.types("\x03");
        assert_eq!(pty.ends(), 0, "{end}");
    }
}

#[test]
fn pasted_text_is_never_taken_for_keys() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    pty.types("a");
    pty.sees("New contact");
    pty.types("\x1b[200~q\x1b[31mBeatrix\rq\x1b[201~");
    pty.sees("Beatrix");
    pty.types("\x1b");
    pty.sees_no_more("New contact");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn it_stops_and_comes_back() {
    let home = Home::with_ana();
    // A shell leads the session, as it does for everybody who can press ^Z.
    let mut pty = up(home.shell("\"$@\"; exit $?"));
    for way in ["the key", "a signal"] {
        match way {
            "the key" => pty.types("\x1a"),
            _ => pty.signal_group(Signal::TSTP),
        }
        pty.stops();
        pty.is_as_before();
        pty.forget();
        pty.signal_group(Signal::CONT);
        pty.sees("Ana Sousa");
        pty.is_taken();
    }
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn stopped_without_warning_it_takes_the_terminal_again() {
    let home = Home::with_ana();
    let mut pty = up(home.shell("\"$@\"; exit $?"));
    pty.signal_group(Signal::STOP);
    pty.stops();
    pty.make_plain(); // as a shell does
    pty.forget();
    pty.signal_group(Signal::CONT);
    pty.sees("Ana Sousa");
    pty.is_taken();
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn without_a_shell_to_go_back_to_it_does_not_stop() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    pty.types("\x1a");
    pty.sees("there is no shell to go back to");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn it_ends_when_its_window_is_closed() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    pty.closes();
    assert_eq!(pty.ends(), 129);
}

#[test]
fn it_ends_when_its_window_is_closed_though_hangups_are_ignored() {
    let home = Home::with_ana();
    let mut pty = up(home.shell("trap '' HUP; exec \"$@\""));
    pty.closes();
    assert_eq!(pty.ends(), 129);
}

#[test]
fn any_window_size_is_survived() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    for (columns, rows) in [
        (1, 1),
        (0, 0),
        (500, 500),
        (40, 12),
        (29, 7),
        (2, 60),
        (300, 1),
    ] {
        pty.forget();
        pty.resizes(columns, rows);
        pty.until("a frame for the new size", |pty| !pty.bytes.is_empty());
    }
    pty.resizes(100, 30);
    pty.sees("Ana Sousa");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn it_starts_in_a_window_of_any_size() {
    let home = Home::with_ana();
    for (columns, rows) in [(1, 1), (0, 0), (500, 500)] {
        let mut pty = home.ties().size(columns, rows).go();
        pty.until("the other screen", Pty::is_on_the_other_screen);
        pty.types("\x03");
        assert_eq!(pty.ends(), 0, "{columns}×{rows}");
        pty.is_as_before();
    }
}

#[test]
fn what_another_process_writes_appears_by_itself() {
    let home = Home::with_ana();
    let mut pty = up(home.ties());
    home.add("Bea Lindqvist");
    pty.sees("Bea Lindqvist");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    let home = Home::with_ana();
    let mut ties = Command::new(env!("CARGO_BIN_EXE_ties"));
    let output = ties
        .args(home.arguments())
        .env("HOME", home.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("need a terminal") && said.contains("ties list"),
        "{said}"
    );

    let mut pty = home.ties().with("TERM", "dumb").go();
    assert_eq!(pty.ends(), 2);
    assert!(pty.text().contains("ties list"), "{}", pty.text());
}

#[test]
fn the_editor_has_the_terminal_to_itself() {
    let home = Home::with_ana();
    let modes = home.path().join("modes");
    let editor = home.script(
        "editor",
        &format!(
            "stty -a > {0}; ls -ld $(dirname $1) $1 | cut -c1-10 >> {0}; echo 'tiled in blue' > $1",
            modes.display()
        ),
    );
    let mut pty = up(home.ties().with("EDITOR", &editor));
    pty.types("E");
    pty.sees("tiled in blue");
    pty.is_taken();
    let modes = fs::read_to_string(modes).unwrap();
    assert!(
        modes.contains(" icanon") && modes.contains(" echo "),
        "{modes}"
    );
    assert!(modes.ends_with("drwx------\n-rw-------\n"), "{modes}");
    assert_eq!(left_behind(&home.db()), Vec::<String>::new());
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    pty.is_as_before();
}

#[test]
fn what_another_process_notes_while_the_editor_is_open_is_kept() {
    let home = Home::knowing(Edit {
        note: Some(Some("old".to_owned())),
        ..Edit::default()
    });
    let ties = [
        &[env!("CARGO_BIN_EXE_ties").to_owned()],
        &home.arguments()[..],
    ];
    let ties = ties.concat().join("' '");
    let script = format!("'{ties}' note ana theirs && echo mine >> $1");
    let editor = home.script("editor", &script);
    let mut pty = up(home.ties().with("EDITOR", &editor));
    pty.types("E");
    pty.reads("the notes had changed meanwhile: both are kept");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    assert_eq!(home.notes().as_deref(), Some("old\nmine\n\ntheirs"));

    // The form of `ties edit` keeps it, too.
    let script = format!(
        "'{ties}' note ana again && sed -i '/^note = /,$d' $1 && echo 'note = \"new\"' >> $1"
    );
    let editor = home.script("editor", &script);
    let edit = home.shell("exec \"$@\" edit ana");
    let mut pty = edit.with("EDITOR", &editor).go();
    assert_eq!(pty.ends(), 0, "{}", pty.text());
    assert_eq!(home.notes().as_deref(), Some("new\n\nagain"));
}

#[test]
fn keys_typed_ahead_wait_for_the_card_they_are_about() {
    let home = Home::with_ana();
    home.add("Bea Lindqvist");
    for (keys, sees) in [
        ("jye", "Bea: no e-mail address yet"),
        ("je\t\t90\x13", "Bea is changed"),
    ] {
        let mut pty = up(home.ties());
        pty.types(keys);
        pty.sees(sees);
        pty.types("\x03");
        assert_eq!(pty.ends(), 0);
    }
}

#[test]
fn several_words_for_notes_that_come_in_together_are_all_looked_for() {
    let home = Home::knowing(Edit {
        note: Some(Some("sings in the choir in Porto".to_owned())),
        ..Edit::default()
    });
    home.add("Bea Lindqvist");
    let mut pty = up(home.ties());
    pty.types("/\x1b[200~note:porto note:choir\x1b[201~");
    pty.sees("People 1 ");
    pty.types("\x03");
    assert_eq!(pty.ends(), 0);
}

#[test]
fn edit_without_options_is_a_form_in_the_editor() {
    let home = Home::with_ana();
    let edit = |script: &str| {
        let editor = home.script("editor", script);
        let ties = home.shell("exec \"$@\" edit ana");
        let mut pty = ties.with("EDITOR", &editor).go();
        (pty.ends(), pty.text())
    };
    let (code, said) = edit("true");
    assert!(code == 0 && said.contains("nothing to change"), "{said}");
    let (code, said) = edit("sed -i 's/^city = .*/city = \"Porto\"/' $1");
    assert!(code == 0 && said.contains("edited Ana"), "{said}");
    let (code, said) = edit("exit 3");
    assert!(code == 1, "{said}");
}

#[test]
fn a_restore_asks_first() {
    let home = Home::with_ana();
    let mut backup = home.shell("cd \"$HOME\" && exec \"$@\" backup b.db").go();
    assert_eq!(backup.ends(), 0);
    for (answer, code, part) in [("n", 1, "nothing was restored"), ("y", 0, "is kept as")] {
        let mut pty = home.shell("cd \"$HOME\" && exec \"$@\" restore b.db").go();
        pty.sees("y or n:");
        pty.types(&format!("{answer}\r"));
        let ended = pty.ends();
        let said = pty.text().replace('\n', "");
        assert!(ended == code && said.contains(part), "{said}");
    }
}

#[test]
fn a_purge_asks_for_the_name() {
    let home = Home::with_ana();
    for (answer, code, part) in [
        ("y", 1, "nobody was purged"),
        ("ána sousa", 0, "purged Ana"),
    ] {
        let mut pty = home.shell("exec \"$@\" purge 'Ana Sousa'").go();
        pty.sees("Type their name to go on:");
        pty.types(&format!("{answer}\r"));
        let ended = pty.ends();
        let said = pty.text().replace('\n', "");
        assert!(ended == code && said.contains(part), "{said}");
    }
}

#[test]
fn an_editor_that_is_killed_changes_nothing() {
    let home = Home::with_ana();
    let editor = home.script("editor", "echo 'half of it' > $1; kill -9 $$");
    let mut pty = up(home.ties().with("EDITOR", &editor));
    pty.types("E");
    pty.sees("did not end well");
    pty.types("q");
    assert_eq!(pty.ends(), 0);
    assert!(!pty.text().contains("half of it"));
    assert_eq!(left_behind(&home.db()), Vec::<String>::new());
}

/// What lies beside the data and is not part of it.
fn left_behind(db: &Path) -> Vec<String> {
    let folder = fs::read_dir(db.parent().unwrap()).unwrap();
    folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with("ties.db") && name != "backups")
        .collect()
}
