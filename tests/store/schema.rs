//! What the schema itself keeps true, whoever writes: seen through a second way into the file.

use rusqlite::Connection;
use ties::domain::card::MethodKind;
use ties::domain::change::{Change, Edit};
use ties::domain::id::ContactId;
use ties::domain::standing::Standing;
use ties::store::{Document, Finding, Naming, Quotes, Store};

use super::{add, apply, catch_up, clock, contact, log, today};

/// A file with Ana and Ben in it, who caught up once each, and a way into it past ties.
fn file() -> (tempfile::TempDir, Store, Connection, [ContactId; 2]) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ties.db");
    let mut store = Store::open(&path, clock()).unwrap();
    let ana = add(&mut store, "Ana");
    let ben = add(&mut store, "Ben");
    apply(&mut store, log(catch_up(&[ana], "2026-11-10")));
    apply(&mut store, log(catch_up(&[ben], "2026-11-20")));
    let conn = Connection::open(&path).unwrap();
    (folder, store, conn, [ana, ben])
}

fn numbers(conn: &Connection, sql: &str) -> Vec<i64> {
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn a_part_that_moves_to_somebody_else_moves_the_last_day_of_both() {
    let (_folder, store, conn, [ana, ben]) = file();
    conn.execute(
        "UPDATE catch_up_contact SET contact_id = ?1 WHERE contact_id = ?2",
        [ana.0, ben.0],
    )
    .unwrap();
    assert_eq!(
        contact(&store, ana).last,
        Some("2026-11-20".parse().unwrap())
    );
    assert_eq!(contact(&store, ben).last, None);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn what_the_shelf_looks_through_follows_all_it_is_made_of_while_there_is_a_shelf() {
    let (_folder, mut store, conn, [ana, ben]) = file();
    let likes = |conn: &Connection, word: &str| {
        numbers(
            conn,
            &format!("SELECT rowid FROM fit_words('{word}') ORDER BY rowid"),
        )
    };
    let edit = Edit {
        title: Some(Some("Climber".into())),
        add_tags: vec!["choir".into()],
        add_interests: vec!["Trams".into()],
        ..Edit::default()
    };
    apply(&mut store, Change::Edit(ana, Box::new(edit)));
    assert_eq!(likes(&conn, "tram"), [0; 0], "no shelf, no index");
    conn.execute(
        "INSERT INTO link (uid, url, added_on) VALUES ('l', 'https://x.example', '2026-11-22')",
        [],
    )
    .unwrap();
    assert_eq!(likes(&conn, "tram"), [ana.0]);
    assert_eq!(likes(&conn, "climbing OR choirs"), [ana.0]);
    apply(
        &mut store,
        Change::Tags {
            of: vec![ben],
            add: vec!["choir".into()],
            remove: vec![],
        },
    );
    let (from, to) = ("choir".to_owned(), "opera".to_owned());
    apply(&mut store, Change::RenameTag { from, to });
    assert_eq!(likes(&conn, "choir"), [0; 0]);
    assert_eq!(likes(&conn, "operas"), [ana.0, ben.0]);
    apply(
        &mut store,
        Change::Note(vec![ben], "asked about harbours".into()),
    );
    assert_eq!(likes(&conn, "harbour"), [ben.0]);
    conn.execute("UPDATE interest SET contact_id = ?1", [ben.0])
        .unwrap();
    assert_eq!(likes(&conn, "tram"), [ben.0]);
    store.purge(ben).unwrap();
    assert_eq!(likes(&conn, "harbour OR opera OR tram"), [ana.0]);
    assert_eq!(store.check().unwrap(), []);
    conn.execute("DELETE FROM link", []).unwrap();
    assert_eq!(likes(&conn, "opera"), [0; 0]);
}

#[test]
fn a_document_with_a_shelf_brings_what_it_looks_through() {
    let (_folder, mut first, conn, [ana, _]) = file();
    let edit = Edit {
        add_interests: vec!["Trams".into()],
        ..Edit::default()
    };
    apply(&mut first, Change::Edit(ana, Box::new(edit)));
    conn.execute(
        "INSERT INTO link (uid, url, added_on) VALUES ('l', 'https://x.example', '2026-11-22')",
        [],
    )
    .unwrap();
    let document = first.export().unwrap();
    let document = Document::parse(&document).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ties.db");
    let mut second = Store::open(&path, clock()).unwrap();
    let conn = Connection::open(&path).unwrap();
    second.import_document(&document, today()).unwrap();
    for _ in 0..2 {
        assert_eq!(second.check().unwrap(), []);
        let likes = numbers(&conn, "SELECT rowid FROM fit_words('tram')");
        assert_eq!(likes, [ana.0]);
        second.undo().unwrap();
        assert_eq!(second.check().unwrap(), []);
        second.redo().unwrap();
    }
}

#[test]
fn a_request_comes_in_once_and_goes_with_whom_it_became() {
    let (_folder, mut store, conn, [ana, _]) = file();
    let request = "INSERT INTO request (uid, source, external_id, contact_id, name, note,
                                        decision, decided_on)
                   VALUES ('r', 'linkedin', 'ana 2026-01-29', ?1, 'Ana of Flux', 'hello',
                           'keep', '2026-11-22')";
    conn.execute(request, [ana.0]).unwrap();
    conn.execute(request, [ana.0]).unwrap_err();
    store.purge(ana).unwrap();
    assert_eq!(numbers(&conn, "SELECT id FROM request"), [0; 0]);
    assert!(!store.export().unwrap().contains("Flux"));
}

#[test]
fn whoever_was_merged_into_another_is_found_by_either_uid() {
    let (_folder, store, conn, [ana, _]) = file();
    let uid = "01900000-0000-7000-8000-00000000abcd";
    conn.execute(
        "INSERT INTO former_uid (uid, contact_id, former) VALUES ('f', ?1, ?2)",
        (ana.0, uid),
    )
    .unwrap();
    assert_eq!(store.find_by_uid_or_email(uid).unwrap(), [ana]);
}

#[test]
fn that_two_are_two_people_is_said_once_from_either_end() {
    let (_folder, _store, conn, [ana, ben]) = file();
    let say = |one: ContactId, other: ContactId| {
        conn.execute(
            "INSERT INTO two_people (uid, contact_id, other_id, said_on)
             VALUES ('t', ?1, ?2, '2026-11-22')",
            [one.0, other.0],
        )
    };
    say(ben, ana).unwrap();
    say(ana, ben).unwrap_err();
    say(ana, ana).unwrap_err();
}

#[test]
fn what_is_told_by_a_mailbox_or_a_file_is_kept_once() {
    let (_folder, _store, conn, [ana, _]) = file();
    for sql in [
        "INSERT INTO catch_up (uid, day, channel, started, source, external_id)
         VALUES ('c', '2026-11-20', 'mail', 'me', 'mail', '<1@x.example>')"
            .to_owned(),
        format!(
            "INSERT INTO suggestion (uid, contact_id, source, external_id, kind, day, channel,
                                     started)
             VALUES ('s', {}, 'mail', '<1@x.example>', 'catch-up', '2026-11-20', 'mail', 'me')",
            ana.0
        ),
        format!(
            "INSERT INTO declined_offer (uid, contact_id, offer, declined_on)
             VALUES ('d', {}, 'dormant', '2026-11-22')",
            ana.0
        ),
    ] {
        conn.execute(&sql, []).unwrap();
        conn.execute(&sql, []).unwrap_err();
    }
}

#[test]
fn a_catch_up_whose_people_were_removed_here_does_not_come_in() {
    let (_folder, mut store, conn, [ana, ben]) = file();
    let mut elsewhere = super::store();
    let join = |from: &Store, to: &mut Store| {
        let document = from.export().unwrap();
        let document = Document::parse(&document).unwrap();
        to.import_document(&document, today()).unwrap();
    };
    join(&store, &mut elsewhere);
    apply(&mut elsewhere, log(catch_up(&[ana], "2026-11-21")));
    apply(&mut elsewhere, log(catch_up(&[ana, ben], "2026-11-22")));
    conn.execute("PRAGMA foreign_keys = ON", []).unwrap();
    conn.execute("DELETE FROM catch_up WHERE id = 1", [])
        .unwrap();
    conn.execute("DELETE FROM contact WHERE id = ?1", [ana.0])
        .unwrap();
    join(&elsewhere, &mut store);
    assert_eq!(store.check().unwrap(), []);
    assert_eq!(
        numbers(&conn, "SELECT contact_id FROM catch_up_contact"),
        [ben.0, ben.0]
    );
}

/// That the doctor finds this, and nothing else, after something else than ties did that.
#[track_caller]
fn check(behind_our_back: &str, expected: Finding) {
    let (_folder, mut store, conn, [ana, ben]) = file();
    apply(&mut store, Change::Note(vec![ana], "Zoë, moving".into()));
    apply(&mut store, Change::Stand(vec![ben], Standing::Paused));
    let edit = Edit {
        add_tags: vec!["choir".into()],
        add_methods: vec![(MethodKind::Email, None, "ana@acme.example".into())],
        ..Edit::default()
    };
    apply(&mut store, Change::Edit(ana, Box::new(edit)));
    assert_eq!(store.check().unwrap(), []);
    conn.execute_batch(behind_our_back).unwrap();
    let found = store.check().unwrap();
    assert_eq!(found, [expected], "{behind_our_back}");
    assert!(found[0].is_damage());
    let naming = Naming {
        ties: "ties",
        path: &|path| path.to_owned(),
        quotes: Quotes::Given,
    };
    assert!(found[0].words(naming).contains("`ties "));
}

#[test]
fn the_doctor_sees_what_something_else_put_out_of_step() {
    let (ana, ben) = (ContactId(1), ContactId(2));
    let words = |index| Finding::Words(index);
    check("UPDATE method SET match_key = 'x'", Finding::Method(ana));
    check("UPDATE flag SET ended_on = from_day", Finding::Pause(ben));
    check(
        "UPDATE contact SET standing = 'active'",
        Finding::Pause(ben),
    );
    check(
        "DELETE FROM catch_up_contact WHERE catch_up_id = 2",
        Finding::Nobody {
            table: "catch_up",
            row: 2,
        },
    );
    check(
        "INSERT INTO next_step (uid, text, made_on) VALUES ('n', 'x', '2026-11-22')",
        Finding::Nobody {
            table: "next_step",
            row: 1,
        },
    );
    check(
        "INSERT INTO tag (uid, name) VALUES ('t', 'Chöir')",
        Finding::Tags("Chöir".into(), "choir".into()),
    );
    check(
        "UPDATE contact SET note = 'Søren moved' WHERE id = 1",
        Finding::NoteWords {
            table: "contact".into(),
            row: 1,
        },
    );
    check("DELETE FROM contact_words", words("contact_words"));
    check(
        "INSERT INTO contact_words (rowid, note) VALUES (2, 'x')",
        words("contact_words"),
    );
    check(
        "DELETE FROM contact_words;
         INSERT INTO contact_words (rowid, note) VALUES (1, 'zoe moved')",
        words("contact_words"),
    );
    check(
        "INSERT INTO catch_up_words (rowid, note) VALUES (1, 'x')",
        words("catch_up_words"),
    );
    check(
        "INSERT INTO fit_words (rowid, note) VALUES (1, 'x')",
        words("fit_words"),
    );
    let trigger = |name: &str| Finding::Trigger(name.into());
    check("DROP TRIGGER undo_update_tag", trigger("undo_update_tag"));
    check(
        "CREATE TRIGGER theirs AFTER INSERT ON tag BEGIN SELECT 1; END",
        trigger("theirs"),
    );
    check(
        "DROP TRIGGER last_after_move;
         CREATE TRIGGER last_after_move AFTER UPDATE ON catch_up_contact BEGIN SELECT 1; END",
        trigger("last_after_move"),
    );
}
