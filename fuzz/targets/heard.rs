//! Mail and calendars.

use std::fs::{self, FileTimes};
use std::ops::ControlFlow;
use std::time::{Duration, SystemTime};

use ties::domain::heard::{Ear, Places, Reading, What};
use ties::domain::{channel, demo};
use ties::exchange;
use ties::store::Store;

use super::{Room, TODAY, clock, rules};

/// A calendar, an mbox or one letter of a Maildir, as the input begins, read for forty people;
/// then once more, which tells nothing new.
pub fn heard(input: &[u8], room: &Room) {
    let mut places = Places {
        mine: vec!["me@example.com".to_owned()],
        ..Places::default()
    };
    let begins = |word: &[u8]| input.starts_with(word);
    if begins(b"BEGIN:V") {
        places.calendars = vec![room.named("calendar.ics", input)];
    } else if begins(b"From ") {
        places.mboxes = vec![room.named("mbox", input)];
    } else {
        let folder = room.folder.join("Maildir");
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(folder.join(part)).unwrap();
        }
        fs::write(folder.join("cur/1780000000.M1P1.host:2,S"), input).unwrap();
        // One that is written to just now is looked into once more.
        let before = SystemTime::UNIX_EPOCH + Duration::from_secs(1_780_000_000);
        let times = FileTimes::new().set_modified(before);
        let cur = fs::File::open(folder.join("cur")).unwrap();
        cur.set_times(times).unwrap();
        places.maildirs = vec![folder];
    }
    thread_local! {
        static EAR: Ear = ear();
    }
    let today = TODAY.parse().unwrap();
    let listen = |known: &[_]| -> Reading {
        let goes_on = &mut || ControlFlow::Continue(());
        let ear = EAR.with(Ear::clone);
        exchange::heard::read(ear, &places, known, clock(), goes_on).unwrap()
    };
    let first = listen(&[]);
    for told in &first.told {
        if let What::CatchUp { on, .. } = &told.what {
            assert!(*on <= today, "{on} is still to come");
        }
    }
    let again = listen(&first.positions);
    assert_eq!((again.messages, again.events), (0, 0), "all was read");
    assert_eq!(again.told, [], "nothing new");
}

/// Listens for the people of the demo.
fn ear() -> Ear {
    let today = TODAY.parse().unwrap();
    let mut store = Store::in_memory(clock()).unwrap();
    let demo = demo::look_round(today).changes;
    store.make_up(&demo, &rules()).unwrap();
    let network = store.network(&rules(), today).unwrap();
    let places = Places {
        mine: vec!["me@example.com".to_owned()],
        ..Places::default()
    };
    Ear::new(&network, &places, &channel::defaults(), today)
}
