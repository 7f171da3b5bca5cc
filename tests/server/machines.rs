//! ties itself on several machines, through a server.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use taskchampion_sync_server_core::ServerConfig;
use uuid::Uuid;

use crate::home::Home;
use crate::served::{ADD, CHILD, KEEP, Served, TAKE, Trouble};

const SECRET: &str = "a long secret of ours";

fn machine() -> Home {
    let home = Home::new();
    secret(&home, SECRET);
    home
}

fn secret(home: &Home, secret: &str) {
    fs::create_dir_all(home.path(".config/ties")).unwrap();
    let text = format!("[sync]\nsecret_command = [\"/bin/echo\", {secret:?}]\n");
    fs::write(home.path(".config/ties/config.toml"), text).unwrap();
}

/// A server, and two machines with the same secret.
struct Two {
    served: Served,
    laptop: Home,
    desktop: Home,
}

impl Two {
    fn new() -> Two {
        Two {
            served: Served::new(),
            laptop: machine(),
            desktop: machine(),
        }
    }

    /// Two machines that share, with Ana on both.
    fn sharing() -> Two {
        let two = Two::new();
        two.laptop.ok("add Ana Sousa --tie strong");
        let join = two.begin();
        two.desktop.ok(&join);
        two
    }

    /// Begins on the laptop, and gives what joins on another machine.
    fn begin(&self) -> String {
        let said = self
            .laptop
            .ok(&format!("sync init server {}", self.served.url()));
        let join = said.trim().strip_prefix("ties ").unwrap();
        let start = format!("sync join server {} --client ", self.served.url());
        assert!(join.starts_with(&start), "{join}");
        join.to_owned()
    }

    /// Brings both in step, and makes sure that they hold the same.
    #[track_caller]
    fn are_one(&self) {
        for home in [&self.laptop, &self.desktop, &self.laptop] {
            home.ok("sync");
        }
        let export = |home: &Home| home.ok("export --to json");
        assert_eq!(export(&self.laptop), export(&self.desktop));
    }
}

/// Runs a line that ends with this exit code, and says this.
#[track_caller]
fn check(home: &Home, line: &str, code: i32, part: &str) {
    let ended = home.run(line);
    let said = format!("{}{}", ended.text(), ended.err);
    assert!(
        ended.code == Some(code) && said.contains(part),
        "ties {line}\n  ended {:?}, not {code}, or lacks “{part}”:\n{said}",
        ended.code
    );
    assert!(said.lines().count() <= 3, "it is no one line: {said}");
}

#[test]
fn what_is_written_on_one_machine_is_on_the_other() {
    let two = Two::sharing();
    let (laptop, desktop) = (&two.laptop, &two.desktop);
    assert!(desktop.ok("list").contains("Ana Sousa"));
    desktop.ok("add Bea Lindqvist --tag choir");
    laptop.ok("log ana --note 'talked about trams'");
    laptop.ok("note ana 'likes trams'");
    desktop.ok("note ana 'likes ferries'");
    two.are_one();
    assert!(laptop.ok("list").contains("Bea Lindqvist"));
    let card = desktop.ok("show ana");
    for text in ["talked about trams", "likes trams", "likes ferries"] {
        assert!(card.contains(text), "{card}");
    }
    laptop.ok("add Omar Haddad");
    two.are_one();
    assert!(desktop.ok("list").contains("Omar Haddad"));
    laptop.ok("undo");
    two.are_one();
    assert!(!desktop.ok("list").contains("Omar Haddad"));
    check(laptop, "sync", 0, "nothing was new");
    assert!(laptop.ok("sync status").contains(&two.served.url()));
    // Whoever leaves may come again.
    let place = laptop.json("sync status --json")["place"].clone();
    let join = format!("sync join {}", place.as_str().unwrap());
    check(desktop, "sync leave", 0, "not shared any more");
    check(desktop, &join, 0, "in step");
    two.are_one();
}

/// The one that comes second takes in what came first, and adds its own again.
#[test]
fn of_two_machines_that_add_at_once_neither_loses_anything() {
    let Two {
        served,
        laptop,
        desktop,
    } = Two::sharing();
    let desktop = Arc::new(desktop);
    desktop.ok("add Bea Lindqvist");
    laptop.ok("add Omar Haddad");
    let other = Arc::clone(&desktop);
    let first = move || drop(other.ok("sync"));
    served.trouble(ADD, Trouble::After(Box::new(first)));
    check(&laptop, "sync", 0, "in step");
    assert!(served.is_through());
    desktop.ok("sync");
    let export = |home: &Home| home.ok("export --to json");
    assert_eq!(export(&laptop), export(&desktop));
    for name in ["Ana Sousa", "Bea Lindqvist", "Omar Haddad"] {
        assert_eq!(laptop.ok("list").matches(name).count(), 1, "{name}");
    }
}

/// The server asks for one with the first segment, and again after so many.
#[test]
fn a_machine_that_comes_later_begins_with_the_snapshot() {
    let mut two = Two::new();
    two.served = Served::with(|| ServerConfig {
        snapshot_days: 14,
        snapshot_versions: 2,
    });
    two.laptop.ok("add Ana Sousa");
    let join = two.begin();
    assert_eq!(two.served.asked(KEEP), 1);
    for nth in 1..=4 {
        two.laptop.ok(&format!("add 'Person {nth}'"));
        two.laptop.ok("sync");
    }
    assert_eq!(two.served.asked(KEEP), 2);
    let (taken, asked) = (two.served.asked(TAKE), two.served.asked(CHILD));
    two.desktop.ok(&join);
    assert_eq!(two.served.asked(TAKE), taken + 1);
    // That there is a history, that it opens, and what came after the snapshot: not all five.
    assert!(two.served.asked(CHILD) - asked <= 4);
    two.are_one();
}

/// As of a bucket that was shared for years.
#[test]
fn a_machine_begins_with_the_snapshot_where_nothing_else_is_left() {
    let two = Two::new();
    two.laptop.ok("add Ana Sousa");
    let join = two.begin();
    two.served.drop_after(&[Uuid::nil()]);
    check(
        &two.desktop,
        &join.replace("join", "init"),
        2,
        "ties sync join",
    );
    check(&two.desktop, &join, 0, "in step");
    two.desktop.ok("add Bea Lindqvist");
    two.are_one();
    // One that was away for all that time.
    let late = machine();
    late.ok(&join);
    late.ok("add Omar Haddad");
    two.are_one();
    two.served.drop_after(&[Uuid::nil()]);
    late.ok("sync");
    two.are_one();
    let list = two.laptop.ok("list");
    for name in ["Ana Sousa", "Bea Lindqvist", "Omar Haddad"] {
        assert_eq!(list.matches(name).count(), 1, "{list}");
    }
}

#[test]
fn what_cannot_be_done_says_why_and_what_to_do() {
    let mut two = Two::new();
    two.laptop.ok("add Ana Sousa");
    let join = two.begin();
    let (laptop, desktop) = (&two.laptop, &two.desktop);
    let url = two.served.url();
    check(desktop, &format!("sync join server {url}"), 2, "--client");
    let unknown = format!("sync join server {url} --client 00000000-0000-0000-0000-000000000007");
    check(desktop, &unknown, 3, "ties sync init");
    let begun = join.replace("sync join", "sync init");
    check(desktop, &begun, 2, "ties sync join");
    secret(desktop, "another secret than ours");
    check(desktop, &join, 9, "does not open with this secret");
    secret(desktop, SECRET);
    two.served.only(Some(
        "00000000-0000-0000-0000-000000000007".parse().unwrap(),
    ));
    check(desktop, &join, 7, "403");
    two.served.only(None);
    check(desktop, "sync", 3, "not shared yet");
    check(desktop, &join, 0, "in step");
    // Where it is shared already.
    secret(laptop, "another secret than ours");
    check(laptop, "sync", 9, "does not open with this secret");
    secret(laptop, SECRET);
    laptop.ok("add Bea Berg");
    two.served.trouble(ADD, Trouble::Says(413));
    check(laptop, "sync", 1, "is not taken");
    two.served.trouble(CHILD, Trouble::Says(507));
    check(laptop, "sync", 1, "disk is full");
    two.served.go();
    check(laptop, "sync", 1, "nothing answers");
    assert_ne!(laptop.json("sync status --json")["waiting"], 0);
    two.served.come();
    two.are_one();
    assert!(two.desktop.ok("list").contains("Bea Berg"));
    // Nothing listens there, or another program.
    let address = "http://127.0.0.1:1";
    let far = machine();
    check(
        &far,
        &format!("sync init server {address}"),
        1,
        "nothing answers",
    );
    check(
        &far,
        &format!("sync init server {}/none", two.served.url()),
        3,
        "404",
    );
    check(&far, "sync leave", 0, "");
    check(&far, "sync init server 'http://a b'", 3, "address");
    // It was made anew.
    two.served.forget();
    two.laptop.ok("add Omar Haddad");
    check(&two.laptop, "sync", 5, "another history");
    check(&two.desktop, "sync", 5, "another history");
    check(&two.laptop, "sync leave", 0, "");
    let join = two.begin();
    check(&two.desktop, "sync leave", 0, "");
    check(&two.desktop, &join, 0, "in step");
    two.are_one();
    assert!(two.desktop.ok("list").contains("Omar Haddad"));
}

/// An older state of the server's disk was brought back, and somebody has added to it.
#[test]
fn a_server_that_forgot_the_latest_gets_it_again() {
    let two = Two::sharing();
    let place = two.laptop.json("sync status --json")["place"].clone();
    let place = place.as_str().unwrap();
    for name in ["Bea", "Omar"] {
        two.laptop.ok(&format!("add {name}"));
        two.laptop.ok("sync");
    }
    // Another machine that has Ana only begins it again under the same number.
    two.served.forget();
    two.desktop.ok("sync leave");
    two.desktop.ok("add Clara");
    two.desktop.ok(&format!("sync init {place}"));
    check(&two.laptop, "sync", 0, "in step");
    two.are_one();
    for name in ["Ana Sousa", "Bea", "Omar", "Clara"] {
        assert_eq!(two.laptop.ok("list").matches(name).count(), 1, "{name}");
    }
}

/// Whatever breaks on the way, and wherever: it is said in a line, nothing is lost, and the next
/// sync goes on. These routes are looked at as one begins.
#[track_caller]
fn goes_on_after(routes: &[&'static str], trouble: fn() -> Trouble) {
    for route in routes {
        begins_and_joins_after(route, trouble);
    }
    // Any other day.
    let two = Two::sharing();
    for (nth, route) in [CHILD, ADD, CHILD, ADD].iter().enumerate() {
        let home = [&two.laptop, &two.desktop][nth % 2];
        home.ok(&format!("add 'Person {nth}'"));
        two.served.trouble(route, trouble());
        fails(home, "sync");
        assert!(two.served.is_through(), "{route}");
    }
    two.are_one();
    let list = two.desktop.ok("list");
    for nth in 0..4 {
        let person = format!("Person {nth} ");
        assert_eq!(list.matches(&person).count(), 1, "{list}");
    }
}

#[track_caller]
fn begins_and_joins_after(route: &'static str, trouble: fn() -> Trouble) {
    let two = Two::new();
    two.laptop.ok("add Ana Sousa");
    two.served.trouble(route, trouble());
    fails(
        &two.laptop,
        &format!("sync init server {}", two.served.url()),
    );
    assert!(two.served.is_through(), "{route}");
    // Either it is as it was, or shared, and goes on.
    let status = two.laptop.json("sync status --json");
    let join = match status["place"].as_str() {
        None => two.begin(),
        Some(place) => format!("sync join {place}"),
    };
    if status["shared"] == true {
        two.laptop.ok("sync");
    }
    let is_shared = || two.desktop.json("sync status --json")["shared"] == true;
    for route in [CHILD, TAKE] {
        two.served.trouble(route, trouble());
        let line = if is_shared() { "sync" } else { &join };
        fails(&two.desktop, line);
        assert!(two.served.is_through(), "{route}");
    }
    if !is_shared() {
        two.desktop.ok(&join);
    }
    two.are_one();
}

/// Runs a line that cannot be brought to its end now.
#[track_caller]
fn fails(home: &Home, line: &str) {
    let ended = home.run(line);
    assert_eq!(ended.code, Some(1), "ties {line}: {}", ended.err);
    assert_eq!(ended.err.lines().count(), 1, "{}", ended.err);
}

#[test]
fn a_sync_that_is_cut_off_on_its_way_there_goes_on_with_the_next() {
    goes_on_after(&[CHILD, ADD, KEEP], || Trouble::CutsRequest);
}

#[test]
fn a_sync_that_is_cut_off_on_its_way_back_goes_on_with_the_next() {
    goes_on_after(&[CHILD, ADD, KEEP], || Trouble::CutsAnswer);
}

#[test]
fn a_sync_that_found_a_server_in_trouble_goes_on_with_the_next() {
    goes_on_after(&[CHILD, ADD, KEEP], || Trouble::Says(500));
}

#[test]
fn a_sync_that_found_another_program_goes_on_with_the_next() {
    // Of the answer to a snapshot that was sent nothing is read.
    goes_on_after(&[CHILD, ADD], || {
        Trouble::Rubbish("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    });
}

/// A machine that is switched off while its request is on the way.
#[test]
fn a_sync_that_is_killed_loses_nothing() {
    let two = Two::sharing();
    for (nth, route) in [CHILD, ADD, ADD, CHILD].into_iter().enumerate() {
        let home = [&two.laptop, &two.desktop][nth % 2];
        home.ok(&format!("add 'Person {nth}'"));
        let sync = Arc::new(std::sync::Mutex::new(None::<Child>));
        let (said, asked) = std::sync::mpsc::channel();
        let kill = Arc::clone(&sync);
        let befalls = move || {
            // It is there: it has asked.
            let mut child = kill.lock().unwrap();
            let child = child.as_mut().unwrap();
            child.kill().unwrap();
            child.wait().unwrap();
            said.send(()).unwrap();
        };
        two.served.trouble(route, Trouble::After(Box::new(befalls)));
        {
            let mut sync = sync.lock().unwrap();
            let mut command: Command = home.command();
            *sync = Some(command.arg("sync").stderr(Stdio::null()).spawn().unwrap());
        }
        asked.recv().unwrap();
    }
    two.are_one();
    let list = two.laptop.ok("list");
    for nth in 0..4 {
        let person = format!("Person {nth} ");
        assert_eq!(list.matches(&person).count(), 1, "{list}");
    }
}

#[test]
fn nothing_that_was_sent_can_be_read() {
    let two = Two::sharing();
    two.laptop.ok("note ana 'likes quiet restaurants'");
    two.laptop.ok("sync");
    let heard = two.served.heard();
    let holds = |part: &[u8]| heard.windows(part.len()).any(|at| at == part);
    assert!(
        holds(b"POST /v1/client/add-snapshot/"),
        "it shows what is sent"
    );
    // Compressed, words cannot be read either: what is compressed begins with a mark.
    for canary in ["Ana", "Sousa", "quiet", "contact", "ties", SECRET] {
        assert!(!holds(canary.as_bytes()), "{canary}");
    }
}
