//! A history that machines share through a git repository, with everything that can go wrong.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;
use ties::sync::chain::{Added, Chain, Fault, Segment};
use ties::sync::engine::{self, Engine};
use ties::sync::place::Place;
use uuid::Uuid;

/// What is done to a folder, and its name.
type Case<'c> = (&'static str, &'c dyn Fn(&Path));

const SECRET: &[u8] = b"a long secret of ours";

/// A repository, and a folder for each machine that uses it.
struct Rig {
    dir: TempDir,
}

impl Rig {
    /// `None` where there is no git to test with.
    fn new() -> Option<Rig> {
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("not tested: there is no git here");
            return None;
        }
        let rig = Rig {
            dir: tempfile::tempdir().unwrap(),
        };
        rig.git(rig.dir.path(), "init -q --bare -b main people.git");
        Some(rig)
    }

    fn remote(&self) -> PathBuf {
        self.dir.path().join("people.git")
    }

    fn place(&self) -> Place {
        Place::git(self.remote().to_str().unwrap(), "main").unwrap()
    }

    fn folder(&self, machine: &str) -> PathBuf {
        self.dir.path().join(machine).join("sync")
    }

    fn try_open(&self, machine: &str) -> Result<Engine, Fault> {
        engine::open(&self.place(), &self.folder(machine), SECRET)
    }

    #[track_caller]
    fn open(&self, machine: &str) -> Engine {
        self.try_open(machine).unwrap()
    }

    /// git by hand, as its owner may do it to the repository.
    #[track_caller]
    fn git(&self, folder: &Path, words: &str) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=x", "-c", "user.email=x@localhost"])
            .args(words.split(' '))
            .current_dir(folder)
            .env("HOME", self.dir.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {words}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Changes the branch by hand.
    #[track_caller]
    fn by_hand(&self, change: impl FnOnce(&Path)) {
        let work = self.dir.path().join("by-hand");
        let _ = fs::remove_dir_all(&work);
        self.git(self.dir.path(), "clone -q people.git by-hand");
        change(&work);
        self.git(&work, "add -A");
        self.git(&work, "commit -q --allow-empty -m change");
        self.git(&work, "push -q origin HEAD:refs/heads/main");
    }

    fn hook(&self, name: &str, script: &str) {
        let file = self.remote().join("hooks").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o755)).unwrap();
    }

    fn no_hook(&self, name: &str) {
        fs::remove_file(self.remote().join("hooks").join(name)).unwrap();
    }
}

#[track_caller]
fn add(chain: &mut impl Chain, parent: Uuid, bytes: &[u8]) -> Uuid {
    match chain.add(parent, bytes.to_vec()).unwrap() {
        Added::As { version, .. } => version,
        Added::Behind => panic!("behind"),
    }
}

/// Everything after `parent`.
#[track_caller]
fn pull(chain: &mut impl Chain, mut parent: Uuid) -> (Uuid, Vec<Vec<u8>>) {
    let mut all = Vec::new();
    while let Some(Segment { version, bytes }) = chain.after(parent).unwrap() {
        all.push(bytes);
        parent = version;
    }
    (parent, all)
}

#[test]
fn what_one_machine_adds_another_finds() {
    let Some(rig) = Rig::new() else { return };
    let mut laptop = rig.open("laptop");
    assert_eq!(laptop.after(Uuid::nil()), Ok(None));
    assert_eq!(laptop.snapshot(), Ok(None));
    let first = add(&mut laptop, Uuid::nil(), b"one");
    let second = add(&mut laptop, first, b"two");
    let mut desktop = rig.open("desktop");
    let found = pull(&mut desktop, Uuid::nil());
    assert_eq!(found, (second, vec![b"one".to_vec(), b"two".to_vec()]));
    let third = add(&mut desktop, second, b"three");
    // Who has looked already is behind, and looks again.
    assert_eq!(laptop.add(second, b"mine".to_vec()), Ok(Added::Behind));
    assert_eq!(pull(&mut laptop, second), (third, vec![b"three".to_vec()]));
    add(&mut laptop, third, b"mine");
}

#[test]
fn two_machines_that_begin_at_once_share_one_history() {
    let Some(rig) = Rig::new() else { return };
    let (mut laptop, mut desktop) = (rig.open("laptop"), rig.open("desktop"));
    let first = add(&mut laptop, Uuid::nil(), b"laptop");
    let late = desktop.add(Uuid::nil(), b"desktop".to_vec());
    assert_eq!(late, Ok(Added::Behind));
    assert_eq!(
        pull(&mut desktop, Uuid::nil()),
        (first, vec![b"laptop".to_vec()])
    );
    add(&mut desktop, first, b"desktop");
}

#[test]
fn many_machines_at_once_make_one_line() {
    const MACHINES: u8 = 3;
    const EACH: u8 = 4;
    let Some(rig) = Rig::new() else { return };
    std::thread::scope(|scope| {
        for machine in 0..MACHINES {
            let rig = &rig;
            scope.spawn(move || {
                let mut chain = rig.open(&format!("machine{machine}"));
                let mut at = Uuid::nil();
                for number in 0..EACH {
                    loop {
                        at = pull(&mut chain, at).0;
                        match chain.add(at, vec![machine, number]) {
                            Ok(Added::As { version, .. }) => {
                                at = version;
                                break;
                            }
                            Ok(Added::Behind) | Err(Fault::Busy) => {}
                            Err(fault) => panic!("{fault}"),
                        }
                    }
                }
            });
        }
    });
    let (_, all) = pull(&mut rig.open("another"), Uuid::nil());
    let mut sorted = all.clone();
    sorted.sort();
    let every = (0..MACHINES).flat_map(|machine| (0..EACH).map(move |n| vec![machine, n]));
    assert_eq!(sorted, every.collect::<Vec<_>>());
}

#[test]
fn a_snapshot_stands_for_what_came_before_it() {
    let Some(rig) = Rig::new() else { return };
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    let second = add(&mut laptop, first, b"two");
    laptop
        .keep_snapshot(second, b"all of two".to_vec())
        .unwrap();
    // One who is slow has an older one.
    let mut desktop = rig.open("desktop");
    desktop
        .keep_snapshot(first, b"all of one".to_vec())
        .unwrap();
    let taken = desktop.snapshot().unwrap().unwrap();
    assert_eq!(
        (taken.version, taken.bytes),
        (second, b"all of two".to_vec())
    );
    let third = add(&mut laptop, second, b"three");
    // Once it is old, what it stands for may go.
    rig.by_hand(|work| {
        for version in [first, second] {
            let ending = version.simple().to_string();
            let of = |entry: &fs::DirEntry| entry.path().display().to_string().ends_with(&ending);
            let entries = fs::read_dir(work).unwrap().flatten();
            entries
                .filter(of)
                .for_each(|entry| fs::remove_file(entry.path()).unwrap());
        }
    });
    let mut tablet = rig.open("tablet");
    assert_eq!(tablet.after(Uuid::nil()), Err(Fault::Gone));
    assert_eq!(tablet.after(first), Err(Fault::Gone));
    assert_eq!(tablet.snapshot().unwrap().unwrap().version, second);
    assert_eq!(pull(&mut tablet, second), (third, vec![b"three".to_vec()]));
    assert_eq!(tablet.after(Uuid::now_v7()), Err(Fault::Rewritten));
    add(&mut tablet, third, b"four");
}

#[test]
fn a_repository_that_takes_nothing_says_why_and_takes_it_later() {
    let Some(rig) = Rig::new() else { return };
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    rig.hook("pre-receive", "echo 'only on working days' >&2; exit 1");
    let said = laptop.add(first, b"two".to_vec()).unwrap_err();
    let reason = "pre-receive hook declined: only on working days";
    assert_eq!(said, Fault::Rejected(reason.to_owned()));
    assert_eq!(
        laptop.after(first),
        Ok(None),
        "what was not taken is not shared"
    );
    let kept = laptop.keep_snapshot(first, b"all".to_vec());
    assert_eq!(kept, Err(Fault::Rejected(reason.to_owned())));
    rig.no_hook("pre-receive");
    let second = add(&mut laptop, first, b"two");
    assert_eq!(
        pull(&mut rig.open("desktop"), first),
        (second, vec![b"two".to_vec()])
    );
}

#[test]
fn a_repository_that_nobody_is_at_and_that_takes_nothing_is_told_from_a_busy_one() {
    let Some(rig) = Rig::new() else { return };
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    // What a git that was killed leaves there.
    let lock = rig.remote().join("refs/heads/main.lock");
    fs::write(&lock, "").unwrap();
    match laptop.add(first, b"two".to_vec()) {
        Err(Fault::Rejected(why)) => assert!(why.contains("main.lock"), "{why}"),
        other => panic!("{other:?}"),
    }
    fs::remove_file(lock).unwrap();
    add(&mut laptop, first, b"two");
}

#[test]
fn an_answer_that_is_lost_is_no_loss() {
    let Some(rig) = Rig::new() else { return };
    if !Path::new("/proc/self/stat").exists() {
        eprintln!("not tested: who pushes cannot be found without /proc");
        return;
    }
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    // Ends whoever pushes: the hook's parent is what receives, and its parent the one that sends.
    let end = "kill -9 $(cut -d' ' -f4 /proc/$PPID/stat)";
    rig.hook("post-receive", end);
    let second = add(&mut laptop, first, b"two");
    rig.no_hook("post-receive");
    rig.hook("pre-receive", &format!("{end}; exit 1"));
    laptop.add(second, b"three".to_vec()).unwrap_err();
    rig.no_hook("pre-receive");
    assert_eq!(laptop.after(second), Ok(None));
    let third = add(&mut laptop, second, b"three");
    assert_eq!(
        pull(&mut rig.open("desktop"), second),
        (third, vec![b"three".to_vec()])
    );
}

#[test]
fn a_place_that_is_not_there_is_told_from_one_that_does_not_answer() {
    let Some(rig) = Rig::new() else { return };
    let open = |url: &str| {
        let place = Place::git(url, "main").unwrap();
        engine::open(&place, &rig.folder("laptop"), SECRET).err()
    };
    let nothing = rig.dir.path().join("nothing.git");
    let missing = open(nothing.to_str().unwrap());
    assert!(matches!(missing, Some(Fault::Missing(_))), "{missing:?}");
    // Nobody listens on this port.
    let unreachable = open("git://127.0.0.1:1/people.git");
    assert!(
        matches!(unreachable, Some(Fault::Unreachable(_))),
        "{unreachable:?}"
    );
}

#[test]
fn a_network_that_goes_in_the_middle_leaves_what_was_there() {
    let Some(rig) = Rig::new() else { return };
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    let away = rig.dir.path().join("away.git");
    fs::rename(rig.remote(), &away).unwrap();
    let said = laptop.add(first, b"two".to_vec()).unwrap_err();
    assert!(matches!(said, Fault::Missing(_)), "{said:?}");
    laptop.add(first, b"two".to_vec()).unwrap_err();
    fs::rename(&away, rig.remote()).unwrap();
    assert_eq!(
        laptop.after(first),
        Ok(None),
        "what did not arrive is not shared"
    );
    add(&mut laptop, first, b"two");
}

#[test]
fn another_secret_opens_nothing_and_adds_nothing() {
    let Some(rig) = Rig::new() else { return };
    let first = add(&mut rig.open("laptop"), Uuid::nil(), b"one");
    let other = engine::open(&rig.place(), &rig.folder("desktop"), b"another");
    assert_eq!(other.err(), Some(Fault::WrongSecret));
    assert_eq!(pull(&mut rig.open("desktop"), Uuid::nil()).0, first);
}

#[test]
fn what_is_damaged_is_told_from_a_wrong_secret() {
    let Some(rig) = Rig::new() else { return };
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    let second = add(&mut laptop, first, b"two");
    drop(laptop);
    let before = rig.git(&rig.remote(), "rev-parse main");
    let file = |work: &Path, parent: Uuid, version: Uuid| {
        work.join(format!("v-{}-{}", parent.simple(), version.simple()))
    };
    let changes: [Case<'_>; 7] = [
        ("a byte is another", &|work| {
            let file = file(work, first, second);
            let mut bytes = fs::read(&file).unwrap();
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
            fs::write(&file, bytes).unwrap();
        }),
        ("a segment is cut off", &|work| {
            fs::write(file(work, first, second), b"\x01").unwrap();
        }),
        ("a segment is foreign", &|work| {
            fs::write(
                file(work, first, second),
                b"this is a letter to Bea, not a segment",
            )
            .unwrap();
        }),
        ("a segment is gone", &|work| {
            fs::remove_file(file(work, first, second)).unwrap();
        }),
        ("meta is gone", &|work| {
            fs::remove_file(work.join("meta")).unwrap();
        }),
        ("meta is foreign", &|work| {
            fs::write(work.join("meta"), b"{}").unwrap();
        }),
        ("two follow one", &|work| {
            let twin = file(work, first, Uuid::now_v7());
            fs::copy(file(work, first, second), twin).unwrap();
        }),
    ];
    for (what, change) in changes {
        rig.by_hand(change);
        let found = rig
            .try_open("laptop")
            .and_then(|mut laptop| laptop.after(first));
        assert!(matches!(found, Err(Fault::Damaged(_))), "{what}: {found:?}");
        rig.git(
            &rig.remote(),
            &format!("update-ref refs/heads/main {}", before.trim()),
        );
        assert_eq!(
            pull(&mut rig.open("laptop"), Uuid::nil()).0,
            second,
            "{what}"
        );
    }
}

#[test]
fn another_history_is_told_from_the_one_that_was_known() {
    let Some(rig) = Rig::new() else { return };
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), b"one");
    let begun = rig.git(&rig.remote(), "rev-parse main");
    let second = add(&mut laptop, first, b"two");
    drop(laptop);
    rig.git(
        &rig.remote(),
        &format!("update-ref refs/heads/main {}", begun.trim()),
    );
    let mut laptop = rig.open("laptop");
    assert_eq!(laptop.after(second), Err(Fault::Rewritten));
    assert_eq!(laptop.add(second, b"three".to_vec()), Err(Fault::Rewritten));
    drop(laptop);
    rig.git(&rig.remote(), "update-ref -d refs/heads/main");
    let mut laptop = rig.open("laptop");
    assert_eq!(laptop.after(second), Err(Fault::Rewritten));
    assert_eq!(laptop.add(second, b"three".to_vec()), Err(Fault::Rewritten));
    assert_eq!(laptop.after(Uuid::nil()), Ok(None));
}

#[test]
fn of_two_syncs_at_once_one_waits() {
    let Some(rig) = Rig::new() else { return };
    let first = rig.open("laptop");
    assert_eq!(rig.try_open("laptop").err(), Some(Fault::Busy));
    assert_eq!(engine::forget(&rig.folder("laptop")), Err(Fault::Busy));
    drop(first);
    drop(rig.open("laptop"));
    engine::forget(&rig.folder("laptop")).unwrap();
    assert!(!rig.folder("laptop").exists());
}

#[test]
fn whatever_a_sync_left_that_was_cut_off_the_next_one_works() {
    let Some(rig) = Rig::new() else { return };
    let mut at = add(&mut rig.open("laptop"), Uuid::nil(), b"one");
    let not_shared = |clone: &Path| {
        let name = format!("v-{}-{}", Uuid::nil().simple(), Uuid::now_v7().simple());
        fs::write(clone.join(name), b"half").unwrap();
        fs::write(clone.join("meta"), b"half").unwrap();
    };
    let left: [Case<'_>; 12] = [
        ("locks", &|clone| {
            for name in [
                "index.lock",
                "HEAD.lock",
                "config.lock",
                "refs/heads/main.lock",
            ] {
                fs::write(clone.join(".git").join(name), b"").unwrap();
            }
        }),
        ("a file that is written", &not_shared),
        ("a file that is staged", &|clone| {
            not_shared(clone);
            rig.git(clone, "add -A");
        }),
        ("a commit that is not sent", &|clone| {
            not_shared(clone);
            rig.git(clone, "add -A");
            rig.git(clone, "commit -q -m half");
        }),
        ("half an index", &|clone| {
            fs::write(clone.join(".git/index"), b"DIRC").unwrap();
        }),
        ("an empty branch", &|clone| {
            fs::write(clone.join(".git/refs/heads/main"), b"").unwrap();
        }),
        ("no head", &|clone| {
            fs::remove_file(clone.join(".git/HEAD")).unwrap();
        }),
        ("no objects", &|clone| {
            fs::remove_dir_all(clone.join(".git/objects")).unwrap();
        }),
        ("empty objects", &|clone| {
            for entry in fs::read_dir(clone.join(".git/objects")).unwrap().flatten() {
                let entries = fs::read_dir(entry.path()).unwrap().flatten();
                for file in entries.filter(|file| file.path().is_file()) {
                    fs::remove_file(file.path()).unwrap();
                    fs::write(file.path(), b"").unwrap();
                }
            }
        }),
        ("half a clone", &|clone| {
            fs::remove_dir_all(clone.join(".git")).unwrap();
        }),
        ("no clone", &|clone| fs::remove_dir_all(clone).unwrap()),
        ("half a program", &|clone| {
            fs::write(clone.parent().unwrap().join("git"), b"#!/bin/sh\n").unwrap();
        }),
    ];
    for (what, leave) in left {
        leave(&rig.folder("laptop").join("clone"));
        let mut laptop = rig
            .try_open("laptop")
            .unwrap_or_else(|fault| panic!("{what}: {fault}"));
        assert_eq!(laptop.after(at), Ok(None), "{what}");
        let next = laptop.add(at, what.as_bytes().to_vec());
        let Ok(Added::As { version, .. }) = next else {
            panic!("{what}: {next:?}")
        };
        let found = rig.open("desktop").after(at).unwrap().unwrap();
        assert_eq!(found.bytes, what.as_bytes());
        at = version;
    }
}

#[test]
fn the_git_of_a_sync_that_was_killed_is_waited_for() {
    let Some(rig) = Rig::new() else { return };
    drop(rig.open("laptop"));
    let mut earlier = Command::new(rig.folder("laptop").join("git"))
        .args(["cat-file", "--batch"])
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    earlier.wait().unwrap();
    drop(rig.open("laptop"));
    // A number that is somebody else's by now keeps nobody waiting.
    let pid = std::process::id().to_string();
    fs::write(rig.folder("laptop").join("pid"), pid).unwrap();
    drop(rig.open("laptop"));
}

#[test]
fn nothing_leaves_the_machine_as_it_was() {
    const CANARY: &[u8] = b"Bea Rossi likes quiet restaurants";
    let Some(rig) = Rig::new() else { return };
    let mut laptop = rig.open("laptop");
    let first = add(&mut laptop, Uuid::nil(), CANARY);
    laptop.keep_snapshot(first, CANARY.to_vec()).unwrap();
    assert_eq!(
        rig.open("desktop").snapshot().unwrap().unwrap().bytes,
        CANARY
    );
    drop(laptop);
    let holds = |bytes: &[u8], canary: &[u8]| bytes.windows(canary.len()).any(|at| at == canary);
    let mut files = 0;
    let mut folders = vec![rig.dir.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => folders.push(path),
                path => {
                    files += 1;
                    let bytes = fs::read(&path).unwrap();
                    for canary in [CANARY, SECRET] {
                        assert!(!holds(&bytes, canary), "{}", path.display());
                    }
                }
            }
        }
    }
    assert!(files > 20);
    // What git keeps is packed; here it is as it was given.
    for folder in [rig.remote(), rig.folder("laptop").join("clone")] {
        let all = Command::new("git")
            .args(["cat-file", "--batch-all-objects", "--batch"])
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(
            holds(&all.stdout, b"latest_version"),
            "it shows what is kept"
        );
        assert!(!holds(&all.stdout, CANARY) && !holds(&all.stdout, SECRET));
    }
}

#[test]
fn a_folder_inside_another_repository_leaves_that_alone() {
    let Some(rig) = Rig::new() else { return };
    let home = rig.dir.path().join("laptop");
    fs::create_dir(&home).unwrap();
    rig.git(&home, "init -q -b main .");
    fs::write(home.join("mine.txt"), b"mine").unwrap();
    rig.git(&home, "add -A");
    rig.git(&home, "commit -q -m mine");
    let before = rig.git(&home, "rev-parse HEAD");
    let first = add(&mut rig.open("laptop"), Uuid::nil(), b"one");
    fs::remove_dir_all(rig.folder("laptop").join("clone/.git")).unwrap();
    add(&mut rig.open("laptop"), first, b"two");
    assert_eq!(rig.git(&home, "rev-parse HEAD"), before);
    assert_eq!(rig.git(&home, "status --porcelain"), "");
    assert_eq!(fs::read(home.join("mine.txt")).unwrap(), b"mine");
}

#[test]
fn a_branch_with_other_things_is_left_alone_but_for_a_greeting() {
    let Some(rig) = Rig::new() else { return };
    rig.by_hand(|work| fs::write(work.join("README.md"), b"# people").unwrap());
    drop(rig.open("laptop"));
    rig.by_hand(|work| fs::write(work.join("main.c"), b"int main;").unwrap());
    let refused = rig.try_open("laptop").err();
    assert!(
        matches!(&refused, Some(Fault::Damaged(why)) if why.contains("--branch")),
        "{refused:?}"
    );
    let place = Place::git(rig.remote().to_str().unwrap(), "people/ties").unwrap();
    let mut laptop = engine::open(&place, &rig.folder("laptop"), SECRET).unwrap();
    add(&mut laptop, Uuid::nil(), b"one");
}

#[test]
fn what_is_in_the_repository_changes_nothing_on_this_machine() {
    let Some(rig) = Rig::new() else { return };
    let first = add(&mut rig.open("laptop"), Uuid::nil(), b"one\r\n\0two\n");
    let mine = rig.dir.path().join("mine.txt");
    fs::write(&mine, b"mine").unwrap();
    rig.by_hand(|work| {
        fs::write(
            work.join(".gitattributes"),
            b"* text=auto eol=crlf filter=x ident\n",
        )
        .unwrap();
        fs::write(work.join(".gitignore"), b"*\n").unwrap();
    });
    let second = add(&mut rig.open("laptop"), first, b"$Id$\n\r\nthree");
    let (_, all) = pull(&mut rig.open("desktop"), Uuid::nil());
    assert_eq!(
        all,
        [b"one\r\n\0two\n".to_vec(), b"$Id$\n\r\nthree".to_vec()]
    );
    rig.by_hand(|work| {
        fs::remove_file(work.join("meta")).unwrap();
        symlink(&mine, work.join("meta")).unwrap();
    });
    rig.try_open("laptop").map(drop).unwrap_err();
    assert_eq!(fs::read(&mine).unwrap(), b"mine");
    assert_ne!(first, second);
}

#[test]
fn a_folder_may_be_called_almost_anything() {
    let Some(rig) = Rig::new() else { return };
    let mut at = Uuid::nil();
    for name in ["my laptop", "søren's", "a'b\"c$d", "-x", "a\\b"] {
        let mut chain = rig.open(name);
        at = pull(&mut chain, at).0;
        at = add(&mut chain, at, name.as_bytes());
        assert_eq!(chain.after(at), Ok(None));
    }
    let refused = rig.try_open("[laptop]").err();
    assert!(matches!(refused, Some(Fault::Other(_))), "{refused:?}");
}

#[test]
fn however_git_is_set_up_it_works_on_our_clone_and_asks_nobody() {
    let Some(rig) = Rig::new() else { return };
    let first = add(&mut rig.open("laptop"), Uuid::nil(), b"one");
    let folder = rig.folder("laptop");
    let home = rig.dir.path();
    fs::create_dir_all(home.join("hooks")).unwrap();
    for hook in ["pre-commit", "post-checkout", "pre-push"] {
        let file = home.join("hooks").join(hook);
        fs::write(&file, "#!/bin/sh\nexit 1\n").unwrap();
        fs::set_permissions(&file, Permissions::from_mode(0o755)).unwrap();
    }
    fs::write(home.join("ignored"), "*\n").unwrap();
    fs::write(home.join("attributes"), "* text eol=crlf\n").unwrap();
    let h = home.display();
    fs::write(
        home.join("gitconfig"),
        format!(
            "[core]\nhooksPath = {h}/hooks\nautocrlf = true\nexcludesFile = {h}/ignored\n\
             attributesFile = {h}/attributes\n[commit]\ngpgSign = true\n[user]\n\
             useConfigOnly = true\n[init]\ndefaultBranch = trunk\ntemplateDir = {h}/nowhere\n\
             [push]\ngpgSign = true\n[gpg]\nprogram = false\n"
        ),
    )
    .unwrap();
    let git = |words: &[&str]| {
        let output = Command::new(folder.join("git"))
            .args(words)
            .current_dir(folder.join("clone"))
            .env("GIT_CONFIG_GLOBAL", home.join("gitconfig"))
            .env("GIT_DIR", "/nowhere")
            .env("GIT_WORK_TREE", "/nowhere")
            .env("GIT_INDEX_FILE", "/nowhere")
            .env("GIT_OBJECT_DIRECTORY", "/nowhere")
            .env("GIT_TERMINAL_PROMPT", "1")
            .output()
            .unwrap();
        let said = fs::read_to_string(folder.join("said")).unwrap();
        assert!(output.status.success(), "{words:?}: {said}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let file = folder.join("clone/v-1-2");
    fs::write(&file, b"\x01one\r\ntwo\n").unwrap();
    git(&["add", file.to_str().unwrap()]);
    git(&["commit", "-m", "add version"]);
    assert_eq!(git(&["show", "HEAD:v-1-2"]), "\x01one\r\ntwo\n");
    assert_eq!(
        git(&["log", "-n1", "--format=%an %ae %G?"]),
        "ties ties@localhost N\n"
    );
    let url = rig.remote();
    git(&["push", "-q", url.to_str().unwrap(), "HEAD:refs/heads/other"]);
    assert_eq!(rig.open("laptop").after(first), Ok(None));
}
