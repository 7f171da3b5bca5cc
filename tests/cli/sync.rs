//! The same people on several machines, through a git repository.

#![allow(clippy::print_stderr)] // what could not be tested is said

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use crate::check;
use crate::home::Home;

/// An empty repository, and two machines that have the same secret.
struct Two {
    shared: TempDir,
    laptop: Home,
    desktop: Home,
}

impl Two {
    /// `None` where there is no git to test with.
    fn new() -> Option<Two> {
        let shared = tempfile::tempdir().unwrap();
        let made = Command::new("git")
            .args(["init", "-q", "--bare", "-b", "main", "people.git"])
            .current_dir(shared.path())
            .status();
        if made.is_err() {
            eprintln!("not tested: there is no git here");
            return None;
        }
        Some(Two {
            shared,
            laptop: machine("a long secret of ours"),
            desktop: machine("a long secret of ours"),
        })
    }

    fn url(&self) -> String {
        self.shared.path().join("people.git").display().to_string()
    }

    /// Two machines that share, with Ana on both.
    fn sharing() -> Option<Two> {
        let two = Two::new()?;
        two.laptop.ok("add Ana Sousa --tie strong");
        two.laptop.ok(&format!("sync init git {}", two.url()));
        two.desktop.ok(&format!("sync join git {}", two.url()));
        Some(two)
    }
}

fn machine(secret: &str) -> Home {
    let home = Home::new();
    config(&home, secret);
    home
}

fn config(home: &Home, secret: &str) {
    fs::create_dir_all(home.path(".config/ties")).unwrap();
    let text = format!("[sync]\nsecret_command = [\"/bin/echo\", {secret:?}]\n");
    fs::write(home.path(".config/ties/config.toml"), text).unwrap();
}

fn folder(home: &Home) -> PathBuf {
    home.path(".local/share/ties/sync/ties.db")
}

#[test]
fn what_is_written_on_one_machine_is_on_the_other() {
    let Some(two) = Two::new() else { return };
    let (laptop, desktop, url) = (&two.laptop, &two.desktop, two.url());
    laptop.ok("add Ana Sousa --tie strong");
    let join = laptop.ok(&format!("sync init git {url}"));
    assert_eq!(join, format!("ties sync join git {url}\n"));
    desktop.ok("add Bea Lindqvist");
    desktop.ok(join.trim().trim_start_matches("ties "));
    assert!(desktop.ok("list").contains("Ana Sousa"));
    assert!(desktop.ok("list").contains("Bea Lindqvist"));
    desktop.ok("sync");
    laptop.ok("sync");
    assert!(laptop.ok("list").contains("Bea Lindqvist"));
    laptop.ok("log ana --via coffee --note 'talked about trams'");
    laptop.ok("sync");
    desktop.ok("sync");
    assert!(desktop.ok("show ana").contains("talked about trams"));
    // Undo travels, as any other action does.
    laptop.ok("undo");
    laptop.ok("sync");
    desktop.ok("sync");
    assert!(!desktop.ok("show ana").contains("talked about trams"));
    check(
        laptop,
        &[
            ("sync", 0, "nothing was new"),
            ("sync status", 0, "last in step"),
            ("sync conflicts", 0, "nothing was changed on two machines"),
        ],
    );
    let status = laptop.json("sync status --json");
    assert_eq!(status["shared"], true);
    assert_eq!(status["place"], format!("git {url}"));
    assert_eq!(
        (&status["waiting"], &status["conflicts"]),
        (&0.into(), &0.into())
    );
    assert!(status["last_in_step"].is_string());
}

#[test]
fn whoever_leaves_keeps_everybody_and_may_join_again() {
    let Some(two) = Two::sharing() else { return };
    assert!(folder(&two.desktop).is_dir());
    check(
        &two.desktop,
        &[
            ("sync leave", 0, "not shared any more"),
            ("list", 0, "Ana Sousa"),
            ("sync", 3, "not shared yet"),
            ("sync conflicts", 3, "not shared yet"),
            ("sync conflicts --seen", 3, "not shared yet"),
            ("sync leave", 3, "not shared yet"),
        ],
    );
    assert!(!folder(&two.desktop).exists());
    assert_eq!(two.desktop.json("sync status --json")["shared"], false);
    two.desktop.ok(&format!("sync join git {}", two.url()));
    assert_eq!(two.desktop.ok("list").matches("Ana Sousa").count(), 1);
}

#[test]
fn what_cannot_be_done_says_why_and_what_to_do() {
    let Some(two) = Two::new() else { return };
    let (laptop, url) = (&two.laptop, two.url());
    laptop.ok("add Ana Sousa");
    let init = format!("sync init git {url}");
    let join = format!("sync join git {url}");
    check(
        laptop,
        &[
            ("sync", 3, "ties sync init git URL"),
            (
                "sync init git nowhere.git",
                3,
                "nothing to share the history through",
            ),
            (
                "sync init git https://ana:secret@example.org/a.git",
                2,
                "credential helper",
            ),
            ("sync init git x.git --branch 'a b'", 2, "name of a branch"),
            ("sync init server ftp://example.org", 2, "https://"),
            (
                "sync init server https://example.org",
                1,
                "--features sync-server",
            ),
            ("sync init s3 people", 1, "--features sync-s3"),
            ("sync init gcs people", 1, "--features sync-gcs"),
            (&join, 3, "ties sync init"),
            (&init, 0, "ties sync join"),
            (&init, 2, "ties sync leave"),
        ],
    );
    // On another machine.
    check(&two.desktop, &[(&init, 2, "ties sync join")]);
    config(&two.desktop, "another secret than ours");
    check(
        &two.desktop,
        &[(&join, 9, "does not open with this secret")],
    );
    fs::write(two.desktop.path(".config/ties/config.toml"), "").unwrap();
    check(&two.desktop, &[(&join, 9, "secret_command")]);
    config(&two.desktop, "a long secret of ours");
    two.desktop.ok(&join);
    // The secret is lost, the repository is gone.
    config(laptop, "another secret than ours");
    check(laptop, &[("sync", 9, "does not open with this secret")]);
    config(laptop, "a long secret of ours");
    let away = two.shared.path().join("away.git");
    fs::rename(&url, &away).unwrap();
    check(
        laptop,
        &[("add Bea Berg", 0, ""), ("sync", 3, "people.git")],
    );
    fs::rename(&away, &url).unwrap();
    check(laptop, &[("sync", 0, "in step")]);
    two.desktop.ok("sync");
    assert!(two.desktop.ok("list").contains("Bea Berg"));
}

#[test]
fn what_a_purge_leaves_in_the_shared_history_is_said() {
    let Some(two) = Two::sharing() else { return };
    check(
        &two.laptop,
        &[(
            "purge 1 --yes",
            0,
            "stays in the shared history, encrypted, until",
        )],
    );
    two.laptop.ok("sync");
    two.desktop.ok("sync");
    assert_eq!(two.desktop.ok("list"), "");
    let alone = Home::new();
    alone.ok("add Ana");
    let said = alone.run("purge 1 --yes").err;
    assert!(
        said.contains("as they were") && !said.contains("shared"),
        "{said}"
    );
}

#[test]
fn a_short_secret_begins_nothing() {
    let Some(two) = Two::new() else { return };
    config(&two.laptop, "short");
    let init = format!("sync init git {}", two.url());
    check(&two.laptop, &[(&init, 9, "openssl rand")]);
}

#[test]
fn what_was_changed_on_both_sides_is_shown_and_stays_in_both_texts() {
    let Some(two) = Two::sharing() else { return };
    two.laptop.ok("note ana 'likes trams'");
    two.desktop.ok("note ana 'likes ferries'");
    two.laptop.ok("sync");
    check(&two.desktop, &[("sync", 0, "in step")]);
    two.laptop.ok("sync");
    for home in [&two.laptop, &two.desktop] {
        let card = home.ok("show ana");
        assert!(
            card.contains("likes trams") && card.contains("likes ferries"),
            "{card}"
        );
    }
    let had = |home: &Home| {
        let clashes = home.json("sync conflicts --json");
        let one = &clashes["conflicts"][0];
        let text = |whose: &str| one[whose].as_str().unwrap().to_owned();
        (text("ours"), text("theirs"))
    };
    let (trams, ferries) = ("likes trams".to_owned(), "likes ferries".to_owned());
    assert_eq!(had(&two.desktop), (ferries.clone(), trams.clone()));
    assert_eq!(had(&two.laptop), (trams, ferries));
    let told = two.laptop.ok("sync conflicts");
    assert!(
        told.contains("on one:\n        likes trams\n    on another:\n        likes ferries"),
        "{told}"
    );
    check(&two.desktop, &[("sync conflicts --seen", 0, "forgotten")]);
    let none = two.desktop.json("sync conflicts --json");
    assert_eq!(none["conflicts"].as_array().map(Vec::len), Some(0));
}

#[test]
fn git_that_is_asked_for_a_password_asks_nobody() {
    let Some(two) = Two::sharing() else { return };
    // Whatever stands for ssh here refuses, as a machine without a key is refused.
    let refuse = two.shared.path().join("ssh");
    fs::write(
        &refuse,
        "#!/bin/sh\necho 'ana@h: Permission denied (publickey).' >&2; exit 255\n",
    )
    .unwrap();
    Command::new("chmod")
        .arg("+x")
        .arg(&refuse)
        .status()
        .unwrap();
    let ended = two
        .laptop
        .command()
        .args([
            "--db",
            "other.db",
            "sync",
            "init",
            "git",
            "ana@h.invalid:people.git",
        ])
        .env("GIT_SSH_COMMAND", &refuse)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(7), "{said}");
    assert!(said.contains("not let in"), "{said}");
}

/// Whenever a sync is killed, nothing is lost and the next one goes on.
#[test]
fn a_sync_that_is_killed_loses_nothing() {
    const KILLS: u64 = 12;
    let Some(two) = Two::sharing() else { return };
    for kill in 0..KILLS {
        let home = if kill % 2 == 0 {
            &two.laptop
        } else {
            &two.desktop
        };
        home.ok(&format!("add 'Person {kill}'"));
        let mut sync = home
            .command()
            .arg("sync")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // There is nothing to wait for: any moment will do.
        thread::sleep(Duration::from_millis(kill * kill * 6));
        let _ = sync.kill();
        sync.wait().unwrap();
    }
    for home in [&two.laptop, &two.desktop, &two.laptop, &two.desktop] {
        home.ok("sync");
    }
    for home in [&two.laptop, &two.desktop] {
        let list = home.ok("list");
        for kill in 0..KILLS {
            let name = format!("Person {kill} ");
            assert_eq!(list.matches(&name).count(), 1, "{name}in {list}");
        }
    }
}
