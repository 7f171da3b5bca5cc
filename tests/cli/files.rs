//! The data file itself: whether it is there, may be written, is well, and its backups.

use crate::home::Home;
use crate::{check, some_people};

#[test]
fn nothing_is_made_by_looking() {
    let home = Home::new();
    check(
        &home,
        &[
            ("list", 0, ""),
            ("due", 0, "all quiet"),
            ("status", 0, ""),
            ("history --json", 0, "{\"schema\":1,\"actions\":[]}"),
            ("import --list --json", 0, "{\"kind\":\"vcard\",\"what\":"),
            ("export --to json --out -", 0, "{\"schema\":1,"),
            ("query x", 1, ""),
            ("doctor", 0, ""),
            ("restore", 0, "no backups yet"),
            ("backup", 3, "nothing to back up"),
            ("config", 0, ""),
        ],
    );
    assert!(!home.path(".local").exists());
}

#[test]
fn a_backup_may_have_a_bare_name() {
    let home = some_people();
    assert_eq!(home.ok("backup b1.db"), "b1.db\n");
    check(&home, &[("--db b1.db list", 0, "Ana Sousa")]);
}

#[test]
fn a_data_file_that_was_named_has_to_be_there_to_be_read() {
    let home = Home::new();
    for verb in [
        "list",
        "due",
        "show x",
        "export --to json",
        "history",
        "query x",
        "doctor --full",
    ] {
        let line = format!("--db gone.db {verb}");
        check(&home, &[(&line, 3, "gone.db is not there")]);
    }
    let ended = home.run("list");
    assert_eq!((ended.code, ended.text().as_str()), (Some(0), ""));
    assert!(ended.err.contains("ties add NAME"), "{}", ended.err);
    home.ok("add Eve");
    let said = |line: &str, part: &str| {
        let ended = home.run(line);
        assert_eq!((ended.code, ended.text().as_str()), (Some(0), ""), "{line}");
        assert!(ended.err.contains(part), "{line}: {}", ended.err);
    };
    said("list zzz", "nobody is found by zzz");
    home.ok("delete Eve");
    said("list", "nobody is listed; `ties list is:unreachable,");
    home.ok("undo");
    home.ok("undo");
    said("list", "nobody is here yet; begin with ties add NAME");
    check(
        &home,
        &[
            ("--db gone.db add Ana", 0, "added Ana"),
            ("--db gone.db list", 0, "Ana"),
        ],
    );
}

#[test]
fn a_restore_has_to_be_meant() {
    let home = some_people();
    home.ok("backup b1.db");
    home.ok("add Cy");
    check(
        &home,
        &[
            ("restore b1.db", 2, "say --yes"),
            ("list cy", 0, "Cy"),
            ("restore gone.db", 3, "gone.db"),
            ("restore b1.db --yes", 0, "what was there is kept as"),
        ],
    );
    assert_eq!(home.ok("list cy"), "");
}

#[test]
fn a_damaged_file_comes_back_from_the_newest_backup_that_is_whole() {
    let home = some_people();
    let file = home.path(".local/share/ties/ties.db");
    home.ok("log 1 --note boats");
    home.ok("backup");
    home.ok("add Cy");
    home.ok("backup");
    let damage = |path: &std::path::Path, from: usize| {
        let mut held = std::fs::read(path).unwrap();
        let end = held.len() - 100;
        held[from..end].fill(0x5A);
        std::fs::write(path, held).unwrap();
    };
    // The newest backup begins as one should, and is torn further on.
    let listed = home.json("restore --json");
    let backups = listed["backups"].as_array().unwrap();
    let path = |at: usize| backups[at]["file"].as_str().unwrap();
    damage(path(0).as_ref(), 8192);
    damage(&file, 0);
    let torn = std::fs::read(&file).unwrap();
    let said = home.run("list").err;
    assert!(said.contains(&format!("restore {}", path(1))), "{said}");
    let named = said.split("restore ").nth(1).unwrap().split('`').next();
    let restored = home.run(&format!("restore {} --yes", named.unwrap()));
    assert_eq!(restored.code, Some(0), "{}", restored.err);
    check(
        &home,
        &[
            ("show 1", 0, "boats"),
            ("list Cy", 0, "nobody is found"),
            ("add Cy", 0, "added Cy"),
        ],
    );
    let kept = restored.err.split("kept as ").nth(1).unwrap().trim_end();
    assert_eq!(std::fs::read(kept).unwrap(), torn);
    let said = home.run("doctor").text();
    assert!(said.contains(".asked cannot be read, or a page"), "{said}");
}

#[test]
fn backups_are_listed_with_what_they_hold() {
    let home = some_people();
    home.ok("log 1");
    home.ok("backup");
    check(
        &home,
        &[
            ("restore", 0, "asked"),
            ("restore", 0, "5 contacts, 1 catch-up  "),
        ],
    );
    let listed = home.json("restore --json");
    let newest = &listed["backups"][0];
    assert_eq!(
        (&newest["contacts"], &newest["catch_ups"]),
        (&5.into(), &1.into())
    );
    assert_eq!(newest["kind"], "asked");
    assert_eq!(newest["day"].as_str().unwrap().len(), "2026-11-22".len());
    let bytes = std::fs::metadata(newest["file"].as_str().unwrap())
        .unwrap()
        .len();
    assert_eq!(newest["bytes"], bytes);
    check(&home, &[("restore b.db --json", 2, "--json")]);
}

#[test]
fn the_machines_refusals_are_said_in_words() {
    let home = some_people();
    for line in [
        "import gone.csv",
        "export --to csv --out no/such/folder.csv",
        "backup no/such/b.db",
        "demo --save /dev/null/x.db",
    ] {
        let ended = home.run(line);
        assert!(
            ended.code != Some(0) && !ended.err.contains("os error"),
            "{}",
            ended.err
        );
    }
}

#[test]
fn a_data_file_that_is_gone_from_beside_its_backups_is_not_begun_anew() {
    let home = some_people();
    let file = home.path(".local/share/ties/ties.db");
    home.ok("backup");
    std::fs::remove_file(&file).unwrap();
    check(
        &home,
        &[
            (
                "list",
                5,
                "is gone although there are backups of it; `ties restore /",
            ),
            ("add Eve", 5, "is gone although"),
            ("backup", 5, "is gone although"),
            ("undo", 5, "is gone although"),
        ],
    );
    assert!(!file.exists());
    let said = home.run("list").err;
    let backup = said.split("restore ").nth(1).unwrap();
    home.ok(&format!("restore {}", backup.split('`').next().unwrap()));
    assert!(home.ok("list").contains("Ana Sousa"));
}

#[test]
fn commands_in_messages_name_the_file_as_a_shell_takes_it() {
    let home = Home::new();
    let file = "two words.db";
    home.ok("--db 'two words.db' add Ana");
    home.ok("--db 'two words.db' backup");
    check(
        &home,
        &[
            (
                "--db 'two words.db' add Bea",
                0,
                "· ties --db 'two words.db' undo",
            ),
            (
                "--db 'two words.db' undo",
                0,
                "· ties --db 'two words.db' redo",
            ),
            ("add Cid", 0, "· ties undo"),
        ],
    );
    std::fs::write(home.path(file), "").unwrap();
    let said = home.run("--db 'two words.db' list").err;
    let folder = home.path("").canonicalize().unwrap();
    let folder = folder.display();
    assert!(
        said.contains(&format!(
            "`ties --db '{folder}/two words.db' restore '{folder}/backups/"
        )),
        "{said}"
    );
}

#[test]
fn what_its_owner_made_read_only_is_read_and_left_so() {
    use std::fs::{Permissions, metadata, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let home = some_people();
    let folder = home.path(".local/share/ties");
    for (place, mode) in [(folder.join("ties.db"), 0o444), (folder, 0o555)] {
        let before = metadata(&place).unwrap().permissions();
        set_permissions(&place, Permissions::from_mode(mode)).unwrap();
        check(
            &home,
            &[
                ("list", 0, "Ana Sousa"),
                ("add Eve", 7, "is read-only and was left so; `chmod u+w "),
            ],
        );
        let after = metadata(&place).unwrap().permissions().mode() & 0o777;
        set_permissions(&place, before).unwrap();
        assert_eq!(after, mode, "{}", place.display());
    }
}

#[test]
fn doctor_names_a_folder_that_others_can_write_in() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let home = some_people();
    let folder = home.path(".local/share/ties");
    set_permissions(&folder, Permissions::from_mode(0o777)).unwrap();
    let ended = home.run("doctor --full");
    let said = ended.text();
    assert_eq!(ended.code, Some(1), "{said}");
    assert!(said.contains("others can replace what lies in"), "{said}");
    assert!(said.contains("chmod go-w "), "{said}");
    set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    std::fs::write(home.path("c.toml"), "colour = 3\n").unwrap();
    check(
        &home,
        &[
            ("doctor", 0, "all is well"),
            ("--config c.toml doctor --full", 1, "c.toml:1:1"),
            ("--config c.toml doctor", 1, "backups"),
            ("--config c.toml list", 2, "c.toml:1:1"),
        ],
    );
    let file = folder.join("ties.db");
    set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
    let said = home.run("doctor").text();
    assert_eq!(said.matches("can be read by others").count(), 1, "{said}");
}

#[test]
fn a_link_to_the_data_file_is_followed_everywhere() {
    let home = some_people();
    std::fs::create_dir(home.path("away")).unwrap();
    std::os::unix::fs::symlink("../.local/share/ties/ties.db", home.path("away/l.db")).unwrap();
    home.ok("backup");
    check(
        &home,
        &[
            ("--db away/l.db restore", 0, "asked"),
            ("--db away/l.db doctor", 0, "all is well"),
        ],
    );
    let said = home.ok("--db away/l.db doctor");
    let backups = said.lines().find(|line| line.starts_with("backups"));
    assert_eq!(
        backups.and_then(|line| line.split_whitespace().nth(1)),
        Some("2"),
        "the one asked for, and the day's"
    );
}

#[test]
fn a_restore_over_somebody_elses_file_is_refused() {
    let home = some_people();
    home.ok("backup b1.db");
    std::fs::write(home.path("notes.txt"), "to do\n").unwrap();
    check(
        &home,
        &[(
            "--db notes.txt restore b1.db --yes",
            5,
            "was left as it is; move it away first",
        )],
    );
    assert_eq!(std::fs::read(home.path("notes.txt")).unwrap(), b"to do\n");
}

#[test]
fn a_day_that_could_not_be_read_again_is_never_today() {
    let home = Home::new();
    for today in ["+12026-01-01", "-0004-01-01", "0000-01-01"] {
        let ended = home.run_words(["--today", today, "add", "Bob"], "");
        assert_eq!(ended.code, Some(2), "{today}: {}", ended.err);
    }
    home.ok("--today 0005-01-01 add Bob --tie latent");
    home.ok("--today 0005-01-01 tie Bob strong");
    let card = "BEGIN:VCARD\nVERSION:3.0\nFN:Eve\nX-TIES-CADENCE:3650\nEND:VCARD\n";
    std::fs::write(home.path("eve.vcf"), card).unwrap();
    home.ok("--today 0005-01-01 import eve.vcf");
    home.ok("--today 9999-12-31 add Zoe");
    home.ok("--today 9999-12-31 log Zoe");
    check(&home, &[("list", 0, "Eve"), ("doctor", 0, "all is well")]);
}

#[cfg(not(feature = "encryption"))]
#[test]
fn a_build_without_encryption_says_which_one_has_it() {
    let home = some_people();
    let db = home.path(".local/share/ties/ties.db");
    let mut bytes = std::fs::read(&db).unwrap();
    let refused = |lines: &[&str]| {
        for line in lines {
            let before = std::fs::read(&db).unwrap();
            let ended = home.run(line);
            assert_eq!(ended.code, Some(9), "{line}: {}", ended.err);
            assert!(
                ended.err.contains("--features encryption"),
                "{line}: {}",
                ended.err
            );
            assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
            assert_eq!(std::fs::read(&db).unwrap(), before, "{line}");
        }
    };
    refused(&["encrypt", "decrypt", "rekey", "rekey -- pass show ties"]);
    bytes[..5].copy_from_slice(b"ties\xe5");
    std::fs::write(&db, bytes).unwrap();
    refused(&[
        "list",
        "add Eve",
        "status",
        "doctor",
        "undo",
        "backup",
        "encrypt",
        "export --to json",
    ]);
}

#[test]
fn a_machine_that_opens_no_more_files_is_named_as_the_reason() {
    let home = some_people();
    // What else is open is the machine's business, so the limit is moved along.
    let said: Vec<String> = (4..24)
        .map(|limit| {
            let ended = std::process::Command::new("sh")
                .args(["-c", &format!("ulimit -n {limit}; exec \"$@\""), "sh"])
                .arg(env!("CARGO_BIN_EXE_ties"))
                .arg("list")
                .env("HOME", home.path(""))
                .output()
                .unwrap();
            String::from_utf8(ended.stderr).unwrap()
        })
        .collect();
    let of_ties = |said: &&String| said.contains("ties.db");
    let reasons: Vec<&String> = said.iter().filter(of_ties).collect();
    assert!(!reasons.is_empty(), "{said:?}");
    for reason in reasons {
        assert!(
            reason.contains("too many open files; close some programs"),
            "{reason}"
        );
    }
}

#[test]
fn a_file_of_an_earlier_ties_is_brought_up_to_date_by_whatever_comes_first() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/schema-0001.db");
    for verb in [
        "list",
        "status",
        "history",
        "export --to json --out -",
        "log ana",
    ] {
        let home = Home::new();
        fs::copy(fixture, home.path("old.db")).unwrap();
        home.ok(&format!("--db old.db {verb}"));
        let backups = home.json("--db old.db restore --json");
        let mut kinds = backups["backups"].as_array().unwrap().iter();
        let is_kept = kinds.any(|backup| backup["kind"] == "before-upgrade");
        assert!(is_kept, "{verb}: {backups}");
        check(&home, &[("--db old.db list", 0, "Omar Haddad")]);
    }
    // Where nothing can be written it is left as it is.
    let home = Home::new();
    fs::create_dir(home.path("kept")).unwrap();
    fs::copy(fixture, home.path("kept/old.db")).unwrap();
    let may_write = |mode| {
        fs::set_permissions(home.path("kept"), fs::Permissions::from_mode(mode)).unwrap();
    };
    may_write(0o500);
    check(
        &home,
        &[(
            "--db kept/old.db list",
            1,
            "is of an older ties and can only be read here",
        )],
    );
    may_write(0o700);
}
