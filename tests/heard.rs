//! What mail and calendars tell, in the inbox: accepted with one key, left with another, and
//! taken back.

#![allow(clippy::unwrap_used)] // tests

#[path = "support/session.rs"]
mod session;

use session::Session;
use ties::app::{Effect, Msg};
use ties::command::Screen;
use ties::domain::catch_up::Started;
use ties::domain::channel::Channel;
use ties::domain::contact::Contact;
use ties::domain::day::PartialDay;
use ties::domain::heard::{Accept, Reading, Source, Told, What};
use ties::domain::request::Asked;

const SIZES: [(u16, u16); 4] = [(100, 30), (80, 24), (40, 12), (30, 8)];

#[track_caller]
fn contact(s: &Session, name: &str) -> Contact {
    let found = s.state.network.contacts.iter().find(|c| c.name() == name);
    found.unwrap().clone()
}

fn told(s: &Session, name: &str, id: &str, what: What) -> Told {
    let source = match &what {
        What::CatchUp { title: None, .. } => Source::Mail,
        _ => Source::Calendar,
    };
    Told {
        contact: contact(s, name).id,
        source,
        external_id: id.to_owned(),
        what,
        accept: Accept::Ask,
    }
}

fn mail(on: &str, started: Started) -> What {
    What::CatchUp {
        on: on.parse().unwrap(),
        channel: Channel::named("mail"),
        started,
        title: None,
    }
}

fn meal(on: &str, title: &str) -> What {
    What::CatchUp {
        on: on.parse().unwrap(),
        channel: Channel::named("meal"),
        started: Started::Both,
        title: Some(title.to_owned()),
    }
}

/// Mail and calendars were read, and told this.
fn listen(s: &mut Session, told: Vec<Told>) {
    let reading = Reading {
        told,
        ..Reading::default()
    };
    s.send(Msg::Listened(Box::new(reading)));
}

/// Mail with three, a meal with one of them, and the birthday of somebody.
fn heard() -> Session {
    let mut s = Session::demo();
    let all = vec![
        told(
            &s,
            "Bea Lindqvist",
            "<1>",
            mail("2026-11-19", Started::Them),
        ),
        told(&s, "Omar Haddad", "<2>", mail("2026-11-17", Started::Me)),
        told(&s, "Ana Sousa", "<2>", mail("2026-11-17", Started::Me)),
        told(
            &s,
            "Omar Haddad",
            "e1 2026-11-10",
            meal("2026-11-10", "Lunch by the harbour"),
        ),
        told(
            &s,
            "Inês Almeida",
            "e2",
            What::Birthday(PartialDay::yearless(2, 29).unwrap()),
        ),
    ];
    listen(&mut s, all);
    s
}

fn last(s: &Session, name: &str) -> Option<String> {
    contact(s, name).last.map(|last| last.to_string())
}

#[test]
fn what_was_heard_waits_with_the_card_of_the_person_beside_it() {
    let mut s = heard();
    s.expects("2 Inbox 5").keys("2");
    s.expects("─ Inbox ─ 5 heard ─")
        .expects("▌Bea Lindqvist")
        .expects("mail, they wrote")
        .expects("Thu 19 Nov")
        .expects("meal, Lunch by the harb")
        .expects("29 Feb")
        .expects("─ Bea Lindqvist ─")
        .expects("space accept")
        .expects("⌫ leave it");
    // Every verb is about the person.
    s.keys("m").expects("Bea").expects("on your mind");
}

#[test]
fn one_key_accepts_and_undo_brings_it_back_under_the_cursor() {
    let mut s = heard();
    let before = last(&s, "Bea Lindqvist");
    s.keys("2 space")
        .expects("caught up with Bea on Thu 19 Nov")
        .expects("2 Inbox 4")
        .expects("▌Ana Sousa");
    assert_eq!(last(&s, "Bea Lindqvist").as_deref(), Some("2026-11-19"));
    s.keys("u").expects("▌Bea Lindqvist").expects("2 Inbox 5");
    assert_eq!(last(&s, "Bea Lindqvist"), before);
    s.keys("U").expects("▌Ana Sousa");
    // Typed ahead, each is about the next one.
    s.keys_at_once("space space space space");
    s.expects("that was everybody");
    assert_eq!(s.state.screen, Screen::Home);
    assert_eq!(last(&s, "Omar Haddad").as_deref(), Some("2026-11-17"));
    let birthday = contact(&s, "Inês Almeida").birthday;
    assert_eq!(birthday, PartialDay::yearless(2, 29));
    s.keys("u").expects("2 Inbox 1").expects("▌Inês Almeida");
}

#[test]
fn what_is_left_is_not_counted_and_not_offered_again() {
    let mut s = heard();
    let before = last(&s, "Bea Lindqvist");
    s.keys("2 backspace")
        .expects("not counted: Bea")
        .expects("2 Inbox 4");
    assert_eq!(last(&s, "Bea Lindqvist"), before);
    let again = told(
        &s,
        "Bea Lindqvist",
        "<1>",
        mail("2026-11-19", Started::Them),
    );
    listen(&mut s, vec![again]);
    s.expects("2 Inbox 4");
    s.keys("u").expects("▌Bea Lindqvist").expects("2 Inbox 5");
}

#[test]
fn several_are_accepted_at_once_and_a_letter_to_several_is_one_catch_up() {
    let mut s = heard();
    s.keys("2 j v v v space")
        .expects("caught up with Ana and Omar");
    s.expects("2 Inbox 2");
    let omar = s
        .store
        .card(contact(&s, "Omar Haddad").id, s.today)
        .unwrap()
        .unwrap();
    assert_eq!(omar.catch_ups[0].with.len(), 2);
    assert_eq!(
        omar.catch_ups[1].note.as_deref(),
        Some("Lunch by the harbour")
    );
    s.keys("u").expects("2 Inbox 5");
    s.keys("V")
        .expects("5 marked")
        .keys("V")
        .expects("none of these");
    s.keys("V space")
        .expects("that was everybody")
        .expects_no("Inbox");
    s.keys("u").expects("2 Inbox 5");
}

#[test]
fn a_catch_up_that_is_logged_later_takes_the_place_of_what_was_heard() {
    let mut s = heard();
    s.keys("2 c ^s")
        .expects("2 Inbox 4")
        .expects_no("mail, they wrote");
    s.keys("u").expects("2 Inbox 5");
}

#[test]
fn what_counts_by_itself_is_one_action_and_waits_once_it_is_taken_back() {
    let mut s = Session::demo();
    let one = Told {
        accept: Accept::ByItself,
        ..told(&s, "Bea Lindqvist", "<1>", mail("2026-11-19", Started::Me))
    };
    listen(&mut s, vec![one]);
    s.expects("heard from one person · u undo")
        .expects_no("Inbox");
    assert_eq!(last(&s, "Bea Lindqvist").as_deref(), Some("2026-11-19"));
    s.keys("u")
        .expects("2 Inbox 1")
        .keys("2")
        .expects("you wrote");
}

#[test]
fn what_counts_by_itself_leaves_what_is_being_typed() {
    let mut s = Session::demo();
    s.keys("c \"so far\"");
    let one = Told {
        accept: Accept::ByItself,
        ..told(&s, "Bea Lindqvist", "<1>", mail("2026-11-19", Started::Me))
    };
    listen(&mut s, vec![one]);
    s.expects("─ Caught up with ─");
    assert_eq!(last(&s, "Bea Lindqvist").as_deref(), Some("2026-11-19"));
}

#[test]
fn what_could_not_be_read_is_said_and_nothing_else_is() {
    let mut s = Session::demo();
    let before = s.screen();
    listen(&mut s, Vec::new());
    assert_eq!(s.screen(), before);
    s.send(Msg::Listened(Box::new(Reading {
        complaints: vec!["reading mail: /x: no such folder; mend it".to_owned()],
        ..Reading::default()
    })));
    s.expects("reading mail: /x: no such folder; mend it");
    assert!(!s.asked.iter().any(|effect| matches!(effect, Effect::Quit)));
}

#[test]
fn every_kind_of_row_has_its_heading() {
    let mut s = heard();
    s.meanwhile(ties::domain::change::Change::AddRequests(vec![Asked {
        name: "Una Bask".to_owned(),
        ..Asked::default()
    }]));
    s.keys("2")
        .expects("1 request, 5 heard")
        .expects("─ From mail and calendar ─");
    // What is marked may be of several kinds; each key is for those it fits.
    s.keys("g v v v space")
        .expects("caught up with Bea and Ana");
    s.expects("Una Bask").expects("2 Inbox 4");
    s.keys("u").keys("g v v backspace").expects("2 Inbox 4");
    s.keys("u").expects("2 Inbox 6");
}

#[test]
fn over_the_shoulder_the_calendars_words_are_hidden() {
    let mut s = heard();
    s.state.sight = ties::domain::discreet::Sight::Discreet;
    s.keys("2").expects_no("harbour").expects("Omar Haddad");
}

#[test]
fn the_inbox_with_what_was_heard_at_every_size() {
    for (name, keys) in [("rows", "2"), ("marked", "2 v v"), ("card", "2 enter")] {
        for (columns, rows) in SIZES {
            let mut s = heard();
            let screen = s.at(columns, rows).keys(keys).screen();
            insta::assert_snapshot!(format!("{name}_{columns}x{rows}"), screen);
        }
    }
    let mut s = heard();
    s.keys("2");
    for columns in [1, 29, 30, 47, 48, 59, 60, 89, 90, 300] {
        for rows in [1, 7, 8, 9, 12, 100] {
            s.at(columns, rows).draw();
        }
    }
}
