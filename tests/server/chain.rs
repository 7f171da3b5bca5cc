//! A history on a server, and everything that can go wrong with it.

use std::path::PathBuf;

use tempfile::TempDir;
use ties::sync::chain::{Added, Chain, Fault};
use ties::sync::engine::{self, Engine};
use ties::sync::place::Place;
use uuid::Uuid;

use crate::served::{ADD, CHILD, KEEP, Served, TAKE, Trouble};

const SECRET: &[u8] = b"a long secret of ours";

/// What answers where no sync server is.
const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\
                    Connection: close\r\n\r\n<p>hello!";

/// A server, and a folder for each machine that uses it.
struct Rig {
    served: Served,
    client: Uuid,
    dir: TempDir,
}

impl Rig {
    fn new() -> Rig {
        Rig {
            served: Served::new(),
            client: Uuid::from_u128(7),
            dir: tempfile::tempdir().unwrap(),
        }
    }

    fn folder(&self, machine: &str) -> PathBuf {
        self.dir.path().join(machine)
    }

    fn open_with(&self, machine: &str, secret: &[u8]) -> Result<Engine, Fault> {
        let place = Place::server(&self.served.url(), self.client).unwrap();
        engine::open(&place, &self.folder(machine), secret)
    }

    fn try_open(&self, machine: &str) -> Result<Engine, Fault> {
        self.open_with(machine, SECRET)
    }

    #[track_caller]
    fn open(&self, machine: &str) -> Engine {
        self.try_open(machine).unwrap()
    }
}

#[track_caller]
fn add(chain: &mut impl Chain, parent: Uuid, bytes: &[u8]) -> Uuid {
    match chain.add(parent, bytes.to_vec()).unwrap() {
        Added::As { version, .. } => version,
        Added::Behind => panic!("behind"),
    }
}

/// The version and the bytes of what follows `parent`.
#[track_caller]
fn next(chain: &mut impl Chain, parent: Uuid) -> Option<(Uuid, Vec<u8>)> {
    let found = chain.after(parent).unwrap();
    found.map(|segment| (segment.version, segment.bytes))
}

#[test]
fn what_one_machine_adds_another_finds_and_who_is_behind_is_told() {
    let rig = Rig::new();
    let mut laptop = rig.open("laptop");
    assert_eq!(next(&mut laptop, Uuid::nil()), None);
    assert_eq!(laptop.snapshot(), Ok(None));
    let first = add(&mut laptop, Uuid::nil(), b"one");
    let second = add(&mut laptop, first, b"two");
    let mut desktop = rig.open("desktop");
    assert_eq!(
        next(&mut desktop, Uuid::nil()),
        Some((first, b"one".to_vec()))
    );
    assert_eq!(next(&mut desktop, first), Some((second, b"two".to_vec())));
    assert_eq!(next(&mut desktop, second), None);
    let third = add(&mut desktop, second, b"three");
    assert_eq!(laptop.add(second, b"mine".to_vec()), Ok(Added::Behind));
    assert_eq!(next(&mut laptop, second), Some((third, b"three".to_vec())));
    assert_eq!(next(&mut laptop, third), None);
    add(&mut laptop, third, b"mine");
    // Two who begin at once.
    let other = Rig::new();
    let (mut laptop, mut desktop) = (other.open("laptop"), other.open("desktop"));
    add(&mut laptop, Uuid::nil(), b"one");
    let added = desktop.add(Uuid::nil(), b"mine".to_vec());
    assert_eq!(added, Ok(Added::Behind));
}

#[test]
fn a_snapshot_is_asked_for_kept_and_found() {
    let rig = Rig::new();
    let mut laptop = rig.open("laptop");
    let added = laptop.add(Uuid::nil(), b"one".to_vec()).unwrap();
    let Added::As {
        version: first,
        wants_snapshot: true,
    } = added
    else {
        panic!("it has none, and asks for none: {added:?}");
    };
    laptop.keep_snapshot(first, b"all".to_vec()).unwrap();
    let added = laptop.add(first, b"two".to_vec()).unwrap();
    assert!(
        matches!(
            added,
            Added::As {
                wants_snapshot: false,
                ..
            }
        ),
        "{added:?}"
    );
    let found = rig.open("desktop").snapshot().unwrap().unwrap();
    assert_eq!((found.version, found.bytes), (first, b"all".to_vec()));
}

/// What a fault is called.
fn kind(fault: &Fault) -> String {
    let debug = format!("{fault:?}");
    debug.split('(').next().unwrap_or_default().to_owned()
}

#[test]
fn whatever_it_answers_is_told_for_what_it_is_and_the_next_try_goes_on() {
    let rig = Rig::new();
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    laptop.keep_snapshot(first, b"all".to_vec()).unwrap();
    let mut at = first;
    #[track_caller]
    fn check(found: Option<Fault>, expected: &str, route: &str, case: &str) {
        let found = found.unwrap_or_else(|| panic!("{route} {case}: no fault"));
        assert_eq!(kind(&found), expected, "{route} {case}: {found}");
        assert!(!found.to_string().contains("/v1/"), "{found}");
    }
    for (status, expected) in [
        (400, "Rejected"),
        (401, "Denied"),
        (403, "Denied"),
        (408, "Unreachable"),
        (413, "Rejected"),
        (429, "Unreachable"),
        (500, "Unreachable"),
        (502, "Unreachable"),
        (503, "Unreachable"),
        (507, "NoRoom"),
    ] {
        let case = &status.to_string();
        rig.served.trouble(CHILD, Trouble::Says(status));
        check(rig.try_open("laptop2").err(), expected, CHILD, case);
        rig.served.trouble(ADD, Trouble::Says(status));
        check(laptop.add(at, b"x".to_vec()).err(), expected, ADD, case);
        rig.served.trouble(KEEP, Trouble::Says(status));
        check(
            laptop.keep_snapshot(at, b"x".to_vec()).err(),
            expected,
            KEEP,
            case,
        );
        rig.served.trouble(TAKE, Trouble::Says(status));
        check(laptop.snapshot().err(), expected, TAKE, case);
    }
    rig.served.trouble(ADD, Trouble::Says(404));
    check(laptop.add(at, b"x".to_vec()).err(), "Missing", ADD, "404");
    for (bytes, expected) in [
        (PAGE, "Other"),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "Other"),
        ("SSH-2.0-OpenSSH_9.9\r\n", "Unreachable"),
        ("", "Unreachable"),
    ] {
        rig.served.trouble(CHILD, Trouble::Rubbish(bytes));
        check(rig.try_open("laptop2").err(), expected, CHILD, bytes);
        rig.served.trouble(ADD, Trouble::Rubbish(bytes));
        check(laptop.add(at, b"x".to_vec()).err(), expected, ADD, bytes);
        rig.served.trouble(TAKE, Trouble::Rubbish(bytes));
        check(laptop.snapshot().err(), expected, TAKE, bytes);
    }
    // Cut off on the way there, and on the way back, when it has come in already.
    let cut = "Unreachable";
    rig.served.trouble(ADD, Trouble::CutsRequest);
    check(laptop.add(at, b"two".to_vec()).err(), cut, ADD, "there");
    assert_eq!(next(&mut laptop, at), None);
    rig.served.trouble(ADD, Trouble::CutsAnswer);
    check(laptop.add(at, b"two".to_vec()).err(), cut, ADD, "back");
    let (second, bytes) = next(&mut laptop, at).unwrap();
    assert_eq!(bytes, b"two");
    rig.served.trouble(CHILD, Trouble::CutsAnswer);
    check(laptop.after(at).err(), cut, CHILD, "back");
    assert_eq!(laptop.add(at, b"mine".to_vec()), Ok(Added::Behind));
    at = second;
    rig.served.trouble(KEEP, Trouble::CutsAnswer);
    let kept = laptop.keep_snapshot(at, b"all of it".to_vec());
    check(kept.err(), cut, KEEP, "back");
    rig.served.trouble(TAKE, Trouble::CutsAnswer);
    check(laptop.snapshot().err(), cut, TAKE, "back");
    assert_eq!(laptop.snapshot().unwrap().unwrap().bytes, b"all of it");
    add(&mut laptop, at, b"three");
}

#[test]
fn who_is_gone_is_unreachable_until_they_come_back() {
    let mut rig = Rig::new();
    let first = add(&mut rig.open("laptop"), Uuid::nil(), b"one");
    let mut laptop = rig.open("laptop");
    rig.served.go();
    let found = laptop.add(first, b"two".to_vec()).unwrap_err();
    assert_eq!(kind(&found), "Unreachable", "{found}");
    drop(laptop);
    let found = rig.try_open("laptop").err().unwrap();
    assert_eq!(kind(&found), "Unreachable", "{found}");
    assert!(found.to_string().contains(&rig.served.url()), "{found}");
    rig.served.come();
    add(&mut rig.open("laptop"), first, b"two");
}

#[test]
fn another_secret_opens_nothing_and_a_changed_segment_is_not_taken_for_one() {
    let rig = Rig::new();
    let other = b"another secret than ours";
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    let second = add(&mut laptop, first, b"two");
    for machine in ["tablet", "desktop"] {
        drop(rig.open(machine));
        let found = rig.open_with(machine, other).err();
        assert_eq!(found, Some(Fault::WrongSecret), "{machine}");
    }
    laptop.keep_snapshot(second, b"all".to_vec()).unwrap();
    drop(laptop);
    let found = rig.open_with("desktop", other).err();
    assert_eq!(found, Some(Fault::WrongSecret));
    // Somebody changes what it answers.
    let mut desktop = rig.open("desktop");
    rig.served.trouble(CHILD, Trouble::Changes);
    let found = desktop.after(first).unwrap_err();
    assert_eq!(kind(&found), "Damaged", "{found}");
    rig.served.trouble(TAKE, Trouble::Changes);
    let found = desktop.snapshot().unwrap_err();
    assert_eq!(kind(&found), "Damaged", "{found}");
    drop(desktop);
    rig.served.trouble(CHILD, Trouble::Changes);
    let found = rig.try_open("desktop").err().unwrap();
    assert_eq!(kind(&found), "Damaged", "{found}");
    assert_eq!(next(&mut rig.open("desktop"), second), None);
}

#[test]
fn a_version_it_never_had_is_in_the_snapshot_only() {
    let rig = Rig::new();
    let mut laptop = rig.open("laptop");
    add(&mut laptop, Uuid::nil(), b"one");
    let unknown = Uuid::from_u128(12);
    assert_eq!(laptop.after(unknown), Err(Fault::Gone));
    assert_eq!(laptop.add(unknown, b"two".to_vec()), Ok(Added::Behind));
}

/// Half a year later: a server says that it had it, a bucket does not.
#[test]
fn what_a_bucket_dropped_is_in_the_snapshot_and_nobody_takes_it_for_the_latest() {
    let rig = Rig::new();
    // Each has seen one segment more than the one before.
    let nil = Uuid::nil();
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, nil, b"one");
    rig.open("first").after(nil).unwrap();
    let second = add(&mut laptop, first, b"two");
    rig.open("second").after(first).unwrap();
    laptop.keep_snapshot(second, b"all".to_vec()).unwrap();
    let third = add(&mut laptop, second, b"three");
    rig.open("third").after(second).unwrap();
    drop(laptop);
    rig.served.drop_after(&[nil, first]);
    for (machine, at, expected) in [
        ("new", nil, Err(Fault::Gone)),
        ("first", first, Err(Fault::Gone)),
        ("second", second, Ok(Some(third))),
        ("third", third, Ok(None)),
        ("laptop", third, Ok(None)),
    ] {
        let mut chain = rig.open(machine);
        let found = chain.after(at).map(|found| found.map(|one| one.version));
        assert_eq!(found, expected, "{machine}");
        assert_eq!(chain.snapshot().unwrap().unwrap().version, second);
    }
    // Nothing is left but the snapshot of the latest.
    let mut laptop = rig.open("laptop");
    laptop.keep_snapshot(third, b"all of it".to_vec()).unwrap();
    drop(laptop);
    rig.served.drop_after(&[nil, first, second]);
    for (machine, at, expected) in [
        ("newer", nil, Err(Fault::Gone)),
        ("second", second, Err(Fault::Gone)),
        ("third", third, Ok(None)),
    ] {
        let found = rig.open(machine).after(at);
        assert_eq!(found, expected, "{machine}");
        let other = rig.open_with(machine, b"another secret than ours");
        let found = other.and_then(|mut chain| chain.after(at));
        assert_eq!(found, Err(Fault::WrongSecret), "{machine}");
    }
    // Whoever finds out as they add is told the same.
    let mut first_again = rig.open("first");
    rig.served.drop_after(&[]);
    assert_eq!(first_again.add(first, b"x".to_vec()), Ok(Added::Behind));
    rig.served.drop_after(&[nil, first, second]);
    assert_eq!(first_again.after(first), Err(Fault::Gone));
    add(&mut rig.open("third"), third, b"four");
}

/// An empty one takes whatever comes first: to add to it would cut off everybody else.
#[test]
fn a_server_that_was_made_anew_holds_another_history() {
    let rig = Rig::new();
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    let second = add(&mut laptop, first, b"two");
    drop(laptop);
    rig.served.forget();
    let mut laptop = rig.open("laptop");
    assert_eq!(laptop.after(second), Err(Fault::Rewritten));
    drop(laptop);
    // Where nothing is kept of it here, the same.
    std::fs::remove_dir_all(rig.folder("laptop")).unwrap();
    let mut laptop = rig.open("laptop");
    assert_eq!(laptop.after(second), Err(Fault::Rewritten));
    // A new one may begin there.
    assert_eq!(laptop.after(Uuid::nil()), Ok(None));
}

/// It would take as long as a server is given to answer.
#[test]
#[ignore = "waits for a minute"]
fn who_never_answers_is_left_after_a_minute() {
    let rig = Rig::new();
    rig.served.trouble(CHILD, Trouble::Silence);
    let found = rig.try_open("laptop").err().unwrap();
    assert_eq!(kind(&found), "Unreachable", "{found}");
}
