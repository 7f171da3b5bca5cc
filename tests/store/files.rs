//! What happens to files: made, opened, refused, backed up, restored.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use ties::domain::change::Change;
use ties::domain::contact::Contact;
use ties::domain::rules::Rules;
use ties::domain::tie::Tie;
use ties::store::{self, Document, Error, Finding, Store, Why};

use super::{add, apply, catch_up, clock, log, person, today};

fn open(path: &Path) -> Store {
    Store::open(path, clock()).unwrap()
}

/// A folder with a file in it that holds Ana, closed.
fn with_ana() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ties.db");
    let mut store = open(&path);
    let ana = add(&mut store, "Ana Sousa");
    apply(&mut store, log(catch_up(&[ana], "2026-11-20")));
    (folder, path)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn patch(path: &Path, at: usize, bytes: &[u8]) {
    let mut all = fs::read(path).unwrap();
    all[at..at + bytes.len()].copy_from_slice(bytes);
    fs::write(path, all).unwrap();
}

#[test]
fn what_was_written_is_there_after_reopening_and_one_file_is_left_at_rest() {
    let (folder, path) = with_ana();
    assert_eq!(names(folder.path()), ["ties.db"]);
    let mut store = open(&path);
    let network = store.network(&Rules::default(), today()).unwrap();
    assert_eq!(network.contacts[0].name(), "Ana Sousa");
    let latest = store.next_undo().unwrap().unwrap();
    assert_eq!(latest.label, "caught up with Ana");
    store.undo().unwrap();
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn two_that_are_open_see_each_others_writes_and_undo_them() {
    let (_folder, path) = with_ana();
    let mut first = open(&path);
    let mut second = open(&path);
    assert!(!first.changed_elsewhere().unwrap());
    apply(&mut first, person("Ben", Tie::Weak));
    assert!(!first.changed_elsewhere().unwrap(), "one's own is no news");
    assert!(second.changed_elsewhere().unwrap());
    assert!(!second.changed_elsewhere().unwrap());
    assert_eq!(second.undo().unwrap().action.label, "added Ben");
    assert!(first.changed_elsewhere().unwrap());
}

#[track_caller]
fn check_refused(spoil: impl FnOnce(&Path), exit_code: u8, says: &str) {
    let (folder, path) = with_ana();
    spoil(&path);
    let (bytes, beside) = (fs::read(&path).unwrap(), names(folder.path()));
    for result in [
        Store::open(&path, clock()),
        Store::open_read_only(&path, clock()),
    ] {
        let error = result.unwrap_err();
        let line = error.to_string();
        assert_eq!(error.exit().code(), exit_code, "{line}");
        assert!(line.contains(says), "{line}");
        assert!(line.contains("ties.db"), "{line}");
        assert!(!line.contains('\n'), "{line}");
    }
    assert_eq!(fs::read(&path).unwrap(), bytes, "the file was touched");
    assert_eq!(names(folder.path()), beside, "something was left behind");
}

#[test]
fn files_that_are_not_ours_to_open_stay_as_they_are() {
    check_refused(|path| patch(path, 60, &[0, 0, 0, 99]), 6, "newer ties");
    check_refused(|path| patch(path, 68, b"nope"), 5, "another program");
    check_refused(|path| patch(path, 68, &[0; 4]), 5, "another program");
    check_refused(|path| patch(path, 0, &[7; 64]), 5, "not a ties file");
    check_refused(
        |path| fs::write(path, "BEGIN:VCARD\n").unwrap(),
        5,
        "not a ties file",
    );
    check_refused(
        |path| {
            let all = fs::read(path).unwrap();
            fs::write(path, &all[..all.len() / 2]).unwrap();
        },
        5,
        "shorter",
    );
    #[cfg(not(feature = "encryption"))]
    check_refused(
        |path| patch(path, 0, b"ties\xe5 and chance"),
        9,
        "built without encryption",
    );
}

#[test]
fn an_emptied_file_is_refused_if_there_are_backups_and_begun_anew_if_not() {
    let (folder, path) = with_ana();
    fs::write(&path, "").unwrap();
    let nobody = Store::open_read_only(&path, clock()).unwrap();
    assert!(!nobody.export().unwrap().contains("Ana"));
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
    drop(open(&path));
    let backup = open(&path).backup_to(None).unwrap();
    fs::write(&path, "").unwrap();
    let error = Store::open(&path, clock()).unwrap_err();
    assert!(matches!(&error, Error::Emptied { backup: found, .. } if *found == backup));
    assert_eq!(error.exit().code(), 5);
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
    drop(folder);
}

#[test]
fn a_file_whose_first_transaction_was_cut_off_holds_nobody() {
    let (_folder, path) = with_ana();
    patch(&path, 18, &[1, 1]); // a file that never had a log
    // A journal that says: before this there was no page.
    let mut journal = vec![0; 512];
    journal[..8].copy_from_slice(&[0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7]);
    journal[20..24].copy_from_slice(&512_u32.to_be_bytes());
    journal[24..28].copy_from_slice(&4096_u32.to_be_bytes());
    fs::write(path.with_extension("db-journal"), journal).unwrap();
    let looked = Store::open_read_only(&path, clock()).unwrap();
    let network = looked.network(&Rules::default(), today()).unwrap();
    assert!(network.contacts.is_empty());
    drop(looked);
    add(&mut open(&path), "Bea");
}

#[test]
fn a_folder_or_a_missing_file_is_named() {
    let folder = TempDir::new().unwrap();
    let error = Store::open(folder.path(), clock()).unwrap_err();
    assert_eq!(error.exit().code(), 5);
    let error = Store::open_read_only(&folder.path().join("none.db"), clock()).unwrap_err();
    assert_eq!(error.exit().code(), 3);
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_damaged_page_is_found_after_a_run_that_did_not_end_well() {
    let (folder, path) = with_ana();
    let crashed = folder.path().join("crashed");
    fs::create_dir(&crashed).unwrap();
    let copy = crashed.join("ties.db");
    let mut store = open(&path);
    add(&mut store, "Ben");
    for ending in ["", "-wal"] {
        let name = format!("ties.db{ending}");
        fs::copy(folder.path().join(&name), crashed.join(&name)).unwrap();
    }
    let whole = open(&copy);
    let network = whole.network(&Rules::default(), today()).unwrap();
    assert_eq!(network.contacts.len(), 2, "the log was read");
    drop(whole);

    for ending in ["", "-wal"] {
        let name = format!("ties.db{ending}");
        fs::copy(folder.path().join(&name), crashed.join(&name)).unwrap();
    }
    let len = fs::metadata(&copy).unwrap().len() as usize;
    for page in 2..len / 4096 {
        patch(&copy, page * 4096, &[0xff; 512]);
    }
    let error = Store::open(&copy, clock()).unwrap_err();
    assert_eq!(error.exit().code(), 5, "{error}");
}

#[test]
fn a_file_that_was_deleted_or_replaced_is_not_written_to() {
    let (_folder, path) = with_ana();
    let mut store = open(&path);
    fs::remove_file(&path).unwrap();
    let change = person("Ben", Tie::Weak);
    let error = store
        .apply(&change, &Rules::default(), today())
        .unwrap_err();
    assert!(matches!(error, Error::Replaced(_)), "{error}");
    assert!(matches!(store.changed_elsewhere(), Err(Error::Replaced(_))));
}

#[test]
fn undo_leaves_alone_what_something_else_changed_since() {
    let (_folder, path) = with_ana();
    let mut store = open(&path);
    let export = store.export().unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    let behind_our_back = |sql: &str| other.execute_batch(sql).unwrap();
    behind_our_back("UPDATE catch_up SET note = 'x'");
    let error = store.undo().unwrap_err();
    assert_eq!(
        error.to_string(),
        "“caught up with Ana” was left as it is: the catch-up “2026-11-20” has changed since; \
         mend it by hand"
    );
    behind_our_back("UPDATE catch_up SET note = NULL");
    store.undo().unwrap();
    behind_our_back("INSERT INTO interest (uid, contact_id, name) VALUES ('u', 1, 'trams')");
    let error = store.undo().unwrap_err();
    assert!(matches!(error, Error::Conflict { .. }), "{error}");
    behind_our_back("DELETE FROM interest");
    store.undo().unwrap();
    store.redo().unwrap();
    behind_our_back(
        "INSERT INTO catch_up (id, uid, day, channel, started)
         VALUES (1, 'v', '2026-01-01', 'x', 'me')",
    );
    assert!(matches!(store.redo(), Err(Error::Conflict { .. })));
    behind_our_back("DELETE FROM catch_up");
    store.redo().unwrap();
    assert_eq!(store.export().unwrap(), export);
}

#[test]
fn what_something_else_does_to_people_who_came_together_is_seen() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ties.db");
    let mut store = open(&path);
    let document = r#"{"schema":1,"ties":{
        "contact":[{"id":1,"uid":"a","name":"Ana","added_on":"2026-11-22"},
                   {"id":2,"uid":"b","name":"Ben","added_on":"2026-11-22"},
                   {"id":3,"uid":"c","name":"Cy","added_on":"2026-11-22"}]}}"#;
    store
        .import_document(&Document::parse(document).unwrap(), today())
        .unwrap();
    let all = store.export().unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    let behind_our_back = |sql: &str| other.execute_batch(sql).unwrap();
    for (change, mend, named) in [
        (
            "UPDATE contact SET city = 'Turku' WHERE id = 2",
            "UPDATE contact SET city = NULL WHERE id = 2",
            "the contact “Ben”",
        ),
        (
            "DELETE FROM contact WHERE id = 3",
            "INSERT INTO contact (id, uid, name, match_key, added_on)
             VALUES (3, 'c', 'Cy', 'cy', '2026-11-22')",
            "the contact “Cy”",
        ),
        (
            "INSERT INTO detail (uid, contact_id, label, value) VALUES ('d', 1, 'x', 'y')",
            "DELETE FROM detail",
            "the contact “Ana”",
        ),
    ] {
        behind_our_back(change);
        let Err(Error::Conflict { changed, .. }) = store.undo() else {
            panic!("{change} was not seen");
        };
        assert_eq!(changed, named);
        behind_our_back(mend);
    }
    store.undo().unwrap();
    behind_our_back(
        "INSERT INTO contact (id, uid, name, match_key, added_on)
         VALUES (2, 'x', 'Xu', 'xu', '2026-11-22')",
    );
    let Err(Error::Conflict { changed, .. }) = store.redo() else {
        panic!("somebody else under the same number was not seen");
    };
    assert_eq!(changed, "the contact “Xu”");
    behind_our_back("DELETE FROM contact");
    store.redo().unwrap();
    assert_eq!(store.export().unwrap(), all);
    store.undo().unwrap();
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn a_link_is_followed_once_and_stays_a_link() {
    let (folder, path) = with_ana();
    let link = folder.path().join("link.db");
    symlink(&path, &link).unwrap();
    let mut store = open(&link);
    assert_eq!(store.path().unwrap(), fs::canonicalize(&path).unwrap());
    add(&mut store, "Ben");
    drop(store);
    assert!(link.is_symlink());
    assert_eq!(names(folder.path()), ["link.db", "ties.db"]);
}

#[test]
fn lax_permissions_are_tightened_but_a_shared_folder_is_left_alone() {
    let (folder, path) = with_ana();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o666)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    drop(open(&path));
    assert_eq!((mode(&path), mode(folder.path())), (0o600, 0o700));
    fs::write(folder.path().join("something else"), "").unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    drop(open(&path));
    assert_eq!(mode(folder.path()), 0o755);
}

#[test]
fn nothing_is_open_to_others_under_any_umask() {
    let folder = TempDir::new().unwrap();
    child(
        "files::child_makes_a_file_under_an_open_umask",
        folder.path(),
    )
    .status()
    .map(|status| assert!(status.success()))
    .unwrap();
    let home = folder.path().join("new");
    let backups = home.join("backups");
    assert_eq!((mode(&home), mode(&backups)), (0o700, 0o700));
    for name in names(&home).iter().filter(|name| *name != "backups") {
        assert_eq!(mode(&home.join(name)), 0o600, "{name}");
    }
    assert!(
        home.join("ties.db-wal").exists(),
        "the side files were seen"
    );
    for name in names(&backups) {
        assert_eq!(mode(&backups.join(&name)), 0o600, "{name}");
    }
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child_makes_a_file_under_an_open_umask() {
    rustix::process::umask(rustix::fs::Mode::empty());
    let folder = PathBuf::from(std::env::var_os("TIES_TEST_FOLDER").unwrap());
    let mut store = open(&folder.join("new/ties.db"));
    add(&mut store, "Ana");
    store.daily_backup().unwrap().unwrap();
    std::mem::forget(store); // as if killed, so that the side files stay
}

#[test]
fn a_folder_that_cannot_be_written_can_be_read() {
    let (folder, path) = with_ana();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let mut child = child("files::child_reads_what_it_may_not_write", folder.path());
    if rustix::process::getuid().is_root() {
        child.uid(65_534).gid(65_534); // root may write everywhere
    }
    let output = child.output();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
    match output {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied),
    }
}

#[test]
#[ignore = "run by the test above, in a process of its own"]
fn child_reads_what_it_may_not_write() {
    let folder = PathBuf::from(std::env::var_os("TIES_TEST_FOLDER").unwrap());
    let path = folder.join("ties.db");
    let store = Store::open_read_only(&path, clock()).unwrap();
    let network = store.network(&Rules::default(), today()).unwrap();
    assert_eq!(network.contacts.len(), 1);
    drop(store);
    let error = Store::open(&path, clock()).unwrap_err();
    assert_eq!(error.exit().code(), 7, "{error:?}");
}

/// A run of one test of this binary in another process, which is told the folder.
fn child(test: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "--ignored", test])
        .env("TIES_TEST_FOLDER", folder);
    command
}

#[test]
fn one_backup_a_day_is_made_and_it_can_be_restored() {
    let (folder, path) = with_ana();
    let mut store = open(&path);
    let backup = store.daily_backup().unwrap().unwrap();
    assert_eq!(store.daily_backup().unwrap(), None);
    let before = store.export().unwrap();
    add(&mut store, "Ben");
    let with_ben = store.export().unwrap();
    let busy = store::restore(&path, &backup, clock()).unwrap_err();
    assert_eq!(busy.exit().code(), 4);
    drop(store);

    let restored = store::restore(&path, &backup, clock()).unwrap();
    assert_eq!(open(&path).export().unwrap(), before);
    let listed = store::backups(&path);
    let seen: Vec<_> = listed.iter().map(|b| (b.why, b.contacts)).collect();
    assert_eq!(seen, [(Why::Restore, Some(2)), (Why::Daily, Some(1))]);
    store::restore(&path, &restored.before.unwrap(), clock()).unwrap();
    let store = open(&path);
    assert_eq!(store.export().unwrap(), with_ben);
    assert_eq!(store.check().unwrap(), []);
    drop(store);
    assert_eq!(names(folder.path()), ["backups", "ties.db"]);
}

#[test]
fn a_file_that_is_past_reading_is_kept_when_a_backup_takes_its_place() {
    let (folder, path) = with_ana();
    let backup = open(&path).backup_to(None).unwrap();
    fs::write(&path, "garbage").unwrap();
    let error = Store::open(&path, clock()).unwrap_err();
    assert!(
        error.to_string().contains(backup.to_str().unwrap()),
        "{error}"
    );
    let restored = store::restore(&path, &backup, clock()).unwrap();
    assert_eq!(fs::read(restored.before.unwrap()).unwrap(), b"garbage");
    assert_eq!(open(&path).check().unwrap(), []);
    for nonsense in [path.clone(), folder.path().join("none")] {
        store::restore(&path, &nonsense, clock()).unwrap_err();
    }
}

#[test]
fn a_backup_never_takes_the_place_of_another_file() {
    let (folder, path) = with_ana();
    let store = open(&path);
    let target = folder.path().join("copy.db");
    assert_eq!(store.backup_to(Some(&target)).unwrap(), target);
    assert_eq!(mode(&target), 0o600);
    assert!(matches!(
        store.backup_to(Some(&target)),
        Err(Error::Refused(_))
    ));
    let export = store.export().unwrap();
    drop(store);
    assert_eq!(open(&target).export().unwrap(), export);
}

#[test]
fn old_backups_go_by_count_and_week() {
    let (folder, path) = with_ana();
    let store = open(&path);
    let made = store.backup_to(None).unwrap();
    let backups = folder.path().join("backups");
    for n in 0..40u64 {
        let day = today() - chrono::Days::new(n + 1);
        let at = 1_000_000 - n;
        fs::copy(&made, backups.join(format!("ties.db.{day}.{at}.daily"))).unwrap();
        for kind in ["before-restore", "before-import"].iter().filter(|_| n < 5) {
            fs::copy(&made, backups.join(format!("ties.db.{day}.{at}.{kind}"))).unwrap();
        }
    }
    let cut_off = backups.join("ties.db.2026-11-01.999.daily.part");
    fs::write(&cut_off, "half").unwrap();
    store.daily_backup().unwrap().unwrap();
    assert!(!cut_off.exists());
    let left = store::backups(&path);
    let daily = left.iter().filter(|b| b.why == Why::Daily).count();
    assert_eq!(daily, 11, "seven days and four weeks");
    assert_eq!(left.iter().filter(|b| b.why == Why::Asked).count(), 1);
    drop(store);
    store::restore(&path, &made, clock()).unwrap();
    let count = |why: Why| {
        let left = store::backups(&path);
        left.iter().filter(|b| b.why == why).count()
    };
    assert_eq!(count(Why::Restore), 3);
    assert_eq!(count(Why::Import), 5, "they go once there is a newer one");
}

#[test]
fn the_doctor_sees_who_may_read_and_copies_of_two_machines() {
    let (folder, path) = with_ana();
    let store = open(&path);
    fs::write(folder.path().join("ties (conflicted copy).db"), "").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let found = store.check().unwrap();
    assert!(matches!(
        &found[0],
        Finding::Permissions { mode: 0o644, .. }
    ));
    assert!(matches!(&found[1], Finding::ConflictCopy(_)), "{found:?}");
    assert!(!found.iter().any(Finding::is_damage));
}

#[test]
fn the_doctor_names_the_row_that_has_no_day_where_one_belongs() {
    let (_folder, path) = with_ana();
    let id = {
        let conn = rusqlite::Connection::open(&path).unwrap();
        conn.execute("UPDATE contact SET met_on = '+12026-02-08'", [])
            .unwrap();
        conn.query_row("SELECT id FROM contact", [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    let found = open(&path).check().unwrap();
    let expected = Finding::Day {
        table: "contact".to_owned(),
        row: id,
        column: "met_on",
        text: "+12026-02-08".to_owned(),
    };
    assert_eq!(found, [expected]);
    assert!(found[0].is_damage());
}

/// The newest schema.
const LATEST: u8 = 2;

fn fixture(version: u8) -> PathBuf {
    let name = format!("tests/fixtures/schema-{version:04}.db");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn every_released_schema_opens_and_loses_nothing() {
    for version in 1..=LATEST {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("ties.db");
        fs::copy(fixture(version), &path).unwrap();
        let mut store = open(&path);
        assert_eq!(store.check().unwrap(), []);
        let upgrades: Vec<Why> = store::backups(&path).iter().map(|one| one.why).collect();
        let expected: &[Why] = match version {
            LATEST => &[],
            _ => &[Why::Migration],
        };
        assert_eq!(upgrades, expected);
        let network = store.network(&Rules::default(), today()).unwrap();
        let names: Vec<_> = network.contacts.iter().map(Contact::name).collect();
        assert_eq!(names, ["Ana Sousa", "Omar Haddad"]);
        assert_eq!(network.recent.len(), 1);
        assert_eq!(store.history(9).unwrap().len(), 4);
        for _ in 0..4 {
            store.undo().unwrap();
        }
        assert!(
            store
                .network(&Rules::default(), today())
                .unwrap()
                .contacts
                .is_empty()
        );
    }
}

#[test]
fn a_backup_of_every_released_schema_is_restored_unless_another_program_was_at_it() {
    for version in 1..=LATEST {
        let folder = TempDir::new().unwrap();
        let (path, backup) = (folder.path().join("ties.db"), folder.path().join("b.db"));
        fs::copy(fixture(version), &backup).unwrap();
        store::restore(&path, &backup, clock()).unwrap();
        assert_eq!(open(&path).check().unwrap(), []);
        let conn = rusqlite::Connection::open(&backup).unwrap();
        conn.execute_batch("CREATE TRIGGER t AFTER INSERT ON tag BEGIN DELETE FROM contact; END")
            .unwrap();
        drop(conn);
        let refused = store::restore(&path, &backup, clock());
        assert!(matches!(refused, Err(Error::Altered { .. })), "{refused:?}");
    }
}

#[test]
fn several_that_start_at_once_bring_a_file_up_to_date_after_one_backup() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ties.db");
    fs::copy(fixture(1), &path).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| open(&path));
        }
    });
    let backups = store::backups(&path);
    assert_eq!(backups.len(), 1, "{backups:?}");
    let version: i64 = rusqlite::Connection::open(&backups[0].path)
        .unwrap()
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 1);
}

#[test]
fn a_file_that_was_shared_by_the_first_schema_is_shared_on() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("ties.db");
    fs::copy(fixture(1), &path).unwrap();
    // What sharing a file did then.
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch(
            "CREATE TABLE sync_pending (
                 seq INTEGER PRIMARY KEY AUTOINCREMENT, stamp INTEGER NOT NULL, tbl TEXT NOT NULL,
                 row INTEGER NOT NULL, row_uid TEXT NOT NULL, before TEXT, after TEXT,
                 entry INTEGER
             ) STRICT;
             CREATE TABLE sync_later (
                 seq INTEGER PRIMARY KEY, tbl TEXT NOT NULL, row_uid TEXT NOT NULL,
                 text TEXT NOT NULL
             ) STRICT;
             CREATE TABLE sync_clash (
                 id INTEGER PRIMARY KEY, at INTEGER NOT NULL, what TEXT NOT NULL, ours TEXT,
                 theirs TEXT
             ) STRICT;
             INSERT INTO meta (key, value) VALUES
                 ('sync device', 'd'), ('sync remote', 'a place'), ('sync schema', '1'),
                 ('sync version', '0192a000-0000-7000-8000-000000000000'), ('sync seen', '9');
             INSERT INTO sync_clash (at, what, ours, theirs) VALUES (7, 'both', 'rows', 'sails');",
        )
        .unwrap();
    let mut store = open(&path);
    assert_eq!(store.clashes().unwrap()[0].1.what, "both");
    let sent = store.to_send().unwrap().unwrap();
    let theirs = sent.clashes[0].theirs.as_deref();
    assert_eq!(theirs, Some("rows"), "as another machine sees it");
    store.stop_sharing().unwrap();
    store.share("a place", store::WayIn::Begin, false).unwrap();
    assert_eq!(store.clashes().unwrap(), []);
}

#[test]
#[ignore = "writes the fixture of a schema that is about to be released"]
fn write_the_fixture_of_this_schema() {
    let path = fixture(LATEST);
    let _ = fs::remove_file(&path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut store = open(&path);
    let ana = add(&mut store, "Ana Sousa");
    let omar = add(&mut store, "Omar Haddad");
    apply(&mut store, log(catch_up(&[ana, omar], "2026-11-20")));
    apply(&mut store, Change::Mind(vec![omar]));
}

#[test]
fn what_a_file_lacks_of_what_was_written_to_it_is_counted() {
    let (folder, path) = with_ana();
    open(&path).daily_backup().unwrap();
    let write = |name: &str| {
        add(&mut open(&path), name);
    };
    #[track_caller]
    fn lacks(path: &Path, expected: u64) {
        let store = open(path);
        assert_eq!(store.missing_actions().unwrap(), expected);
        let found = store.check().unwrap();
        let is_said = found
            .iter()
            .any(|finding| matches!(finding, Finding::Missing { .. }));
        assert_eq!(is_said, expected > 0);
    }
    let old = folder.path().join("old.db");
    fs::copy(&path, &old).unwrap();
    write("Bea Lindqvist");
    write("Omar Haddad");
    lacks(&path, 0);
    fs::copy(&old, &path).unwrap();
    lacks(&path, 2);
    open(&path).backup_to(None).unwrap();
    lacks(&path, 2);
    // Whoever writes has been told.
    write("Cy Young");
    lacks(&path, 0);
    // Undoing lacks nothing, and a restore is meant.
    open(&path).undo().unwrap();
    lacks(&path, 0);
    store::restore(&path, &old, clock()).unwrap();
    lacks(&path, 0);
    write("Eli Fox");
    assert_eq!(mode(&folder.path().join("backups/ties.db.seen")), 0o600);
}
