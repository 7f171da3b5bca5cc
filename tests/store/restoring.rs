//! What a backup may take the place of, and which backup may.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tempfile::TempDir;
use ties::store::{self, Store};

use super::{add, clock};

/// A folder with a backup of Ana in it.
fn backup() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let mut store = Store::open(&folder.path().join("ana.db"), clock()).unwrap();
    add(&mut store, "Ana");
    let backup = folder.path().join("backup.db");
    store.backup_to(Some(&backup)).unwrap();
    (folder, backup)
}

/// That restoring is refused so, and leaves what was there.
#[track_caller]
fn check_refused(path: &Path, backup: &Path, exit_code: u8, says: &str) {
    let before = fs::read(path).ok();
    let error = store::restore(path, backup, clock()).unwrap_err();
    assert!(error.to_string().contains(says), "{error}");
    assert_eq!(error.exit().code(), exit_code, "{error}");
    assert_eq!(fs::read(path).ok(), before);
    assert!(!path.with_file_name("backups").exists());
}

#[test]
fn a_file_that_ties_did_not_write_never_gives_way() {
    let (folder, backup) = backup();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("notes.txt"), "to do\n").unwrap();
    check_refused(&path("notes.txt"), &backup, 5, "move it away first");
    let other = Connection::open(path("other.db")).unwrap();
    other.execute_batch("CREATE TABLE t (a)").unwrap();
    drop(other);
    check_refused(&path("other.db"), &backup, 5, "another program");
    fs::create_dir(path("folder.db")).unwrap();
    check_refused(&path("folder.db"), &backup, 5, "move it away first");
    // What has become of one of ties' own may.
    let whole = fs::read(path("ana.db")).unwrap();
    fs::write(path("torn.db"), &whole[..whole.len() / 2]).unwrap();
    store::restore(&path("torn.db"), &backup, clock()).unwrap();
    assert!(Store::open(&path("torn.db"), clock()).is_ok());
}

#[test]
fn a_backup_with_a_trigger_of_another_program_is_not_restored() {
    for sql in [
        "CREATE TRIGGER t AFTER INSERT ON catch_up BEGIN DELETE FROM contact; END",
        "CREATE VIEW t AS SELECT 1",
        "DROP TRIGGER undo_insert_tag;
         CREATE TRIGGER undo_insert_tag AFTER INSERT ON tag BEGIN DELETE FROM contact; END",
    ] {
        let (folder, backup) = backup();
        let conn = Connection::open(&backup).unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        check_refused(
            &folder.path().join("ana.db"),
            &backup,
            5,
            "another program made",
        );
    }
    // One that is gone does nothing by itself; the doctor has a word for it.
    let (folder, backup) = backup();
    let conn = Connection::open(&backup).unwrap();
    conn.execute_batch("DROP TRIGGER undo_insert_tag").unwrap();
    store::restore(&folder.path().join("ana.db"), &backup, clock()).unwrap();
}

#[cfg(not(feature = "encryption"))]
#[test]
fn an_encrypted_file_gives_way_to_nothing_and_takes_no_place() {
    let (folder, backup) = backup();
    let (file, sealed) = (
        folder.path().join("ana.db"),
        folder.path().join("sealed.db"),
    );
    let mut bytes = fs::read(&file).unwrap();
    bytes[..5].copy_from_slice(b"ties\xe5");
    fs::write(&sealed, &bytes).unwrap();
    check_refused(&sealed, &backup, 9, "built without encryption");
    check_refused(&file, &sealed, 9, "built without encryption");
    let kept = Store::open(&file, clock())
        .unwrap()
        .backup_to(None)
        .unwrap();
    fs::write(kept, &bytes).unwrap();
    let listed = store::backups(&file).swap_remove(0);
    assert!(listed.encrypted && listed.contacts.is_none());
    let found = Store::open(&file, clock()).unwrap().check().unwrap();
    assert_eq!(found, [], "it is not for this ties to judge");
}

#[test]
fn a_file_beside_one_that_is_open_can_be_restored() {
    let (folder, backup) = backup();
    let open = Store::open(&folder.path().join("ana.db"), clock()).unwrap();
    store::restore(&folder.path().join("other.db"), &backup, clock()).unwrap();
    assert!(store::restore(&folder.path().join("ana.db"), &backup, clock()).is_err());
    drop(open);
}

#[test]
fn a_file_that_is_named_by_a_link_has_its_backups_where_it_is() {
    let (folder, _) = backup();
    let link = folder.path().join("elsewhere/link.db");
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    symlink("../ana.db", &link).unwrap();
    let made = Store::open(&link, clock())
        .unwrap()
        .backup_to(None)
        .unwrap();
    let found: Vec<PathBuf> = store::backups(&link).into_iter().map(|b| b.path).collect();
    assert_eq!(found, std::slice::from_ref(&made));
    store::restore(&link, &made, clock()).unwrap();
    assert!(link.is_symlink());
    assert_eq!(store::backups(&link).len(), 2);
}

#[test]
fn a_link_to_a_file_that_is_yet_to_be_made_makes_it_there() {
    let folder = TempDir::new().unwrap();
    let link = folder.path().join("link.db");
    symlink("new/ties.db", &link).unwrap();
    let mut store = Store::open(&link, clock()).unwrap();
    add(&mut store, "Ana");
    drop(store);
    assert!(link.is_symlink());
    assert!(folder.path().join("new/ties.db").is_file());
    symlink("circle.db", folder.path().join("circle.db")).unwrap();
    assert!(Store::open(&folder.path().join("circle.db"), clock()).is_err());
}
