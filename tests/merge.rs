//! Somebody who is here twice: two side by side, and a walk through all who look alike.

#![allow(clippy::unwrap_used)] // tests

#[path = "support/session.rs"]
mod session;

use session::{Session, add};
use ties::app::{Look, Msg, update};
use ties::command::Screen;
use ties::domain::card::MethodKind;
use ties::domain::change::{Change, Edit};
use ties::domain::draft::{Draft, SourceKind};
use ties::domain::id::ContactId;
use ties::domain::import::{File, Outcome, Plan, Row};
use ties::domain::tie::Tie;

const SIZES: [(u16, u16); 4] = [(100, 30), (80, 24), (40, 12), (30, 8)];

fn some(text: &str) -> Option<Option<String>> {
    Some(Some(text.to_owned()))
}

fn told(org: &str, city: &str, email: &str) -> Edit {
    Edit {
        org: some(org),
        city: some(city),
        add_methods: vec![(MethodKind::Email, None, email.to_owned())],
        ..Edit::default()
    }
}

/// Two pairs who look alike, and somebody who looks like nobody.
fn twice() -> Session {
    let mut s = Session::empty();
    for change in [
        add("Ana Sousa", told("Acme", "Lisbon", "ana@example.com")),
        add("A. Sousa", told("Acme", "Porto", "ana@example.com")),
        add("李雷 Li Lei", told("Genelab", "Oslo", "li@example.com")),
        add("李雷 Lei", told("Genelab", "Oslo", "lei@example.com")),
        add("Omar Berg", told("Northwind", "Oslo", "omar@example.com")),
        Change::Tie(vec![ContactId(2)], Tie::Strong, None),
        Change::Note(vec![ContactId(1)], "likes trams".into()),
        Change::Note(vec![ContactId(2)], "moved to Porto".into()),
    ] {
        s.meanwhile(change);
    }
    s
}

fn names(s: &Session) -> Vec<String> {
    let all = s.state.network.contacts.iter();
    all.map(|contact| contact.name().to_owned()).collect()
}

#[test]
fn a_walk_goes_through_all_who_look_alike_and_undo_comes_back() {
    let mut s = twice();
    s.keys("? look-alikes enter")
        .expects("Here twice? 1 of 2")
        .expects("same e-mail ana@example.com · similar names at Acme")
        .expects("‹Ana Sousa›")
        .expects("‹strong›")
        .expects("+ likes trams");
    s.keys("n")
        .expects("Here twice? 2 of 2")
        .expects("similar names at Genelab");
    s.keys("n").expects("Here twice? 1 of 2");
    s.keys("enter")
        .expects("merged A. Sousa into Ana Sousa · u undo")
        .expects("Here twice? 1 of 1");
    assert_eq!(names(&s).len(), 4);
    s.keys("u")
        .expects("Here twice? 1 of 2")
        .expects("‹Ana Sousa›");
    assert_eq!(names(&s).len(), 5);
    s.keys("x")
        .expects("are two people")
        .expects("Here twice? 1 of 1");
    s.keys("x").expects("are two people · u undo");
    s.keys("esc").expects_no("Here twice");
    s.keys("? look-alikes enter")
        .expects("Nobody looks like somebody else.")
        .expects_no("⏎ merge")
        .expects_no("n next");
    assert_eq!(names(&s).len(), 5);
}

#[test]
fn left_and_right_choose_whose_value_stays() {
    let mut s = twice();
    s.keys("? look-alikes enter").expects("‹Ana Sousa›");
    s.keys("left").expects("‹A. Sousa›");
    s.keys("right").expects("‹Ana Sousa›");
    s.keys("j j")
        .expects("‹Porto›")
        .expects("Lisbon: kept as a detail");
    s.keys("right")
        .expects("‹Lisbon›")
        .expects("Porto: kept as a detail");
    s.keys("left").expects("‹Porto›");
    s.keys("right j j G").expects("all of both stays");
    s.keys("right").expects("all of both stays").keys("enter");
    let kept = s.state.network.contact(ContactId(2)).unwrap();
    assert_eq!((kept.name(), kept.city()), ("Ana Sousa", Some("Lisbon")));
    assert_eq!(kept.tie, Tie::Strong);
}

#[test]
fn one_is_asked_about_by_look_alikes_and_by_name_and_two_marked_are_shown() {
    let mut s = twice();
    s.keys("/ omar enter =")
        .expects("Who is Omar the same as?")
        .expects("nobody here looks like them");
    s.keys("ana").expects("▌  Ana Sousa");
    s.keys("enter").expects("One of two").expects("‹Ana Sousa›");
    s.keys("esc").expects_no("One of two");
    s.keys("esc / sousa enter G =").expects("same e-mail");
    s.keys("enter enter")
        .expects("merged A. Sousa into Ana Sousa · u undo");
    assert_eq!(s.state.selected(), Some(ContactId(2)));
    s.keys("u").expects("taken back");
    let mut s = twice();
    s.keys("tab / sousa enter v v =").expects("One of two");
    s.keys("v esc").expects_no("One of two");
    s.keys("esc esc tab V =")
        .expects("two at a time are merged");
}

/// An import that brings somebody whom nobody here is.
fn newcomer(name: &str, org: &str, email: &str) -> Change {
    let draft = Draft {
        name: name.to_owned(),
        org: Some(org.to_owned()),
        methods: vec![ties::domain::draft::DraftMethod {
            kind: MethodKind::Email,
            label: None,
            value: email.to_owned(),
        }],
        external_id: Some(name.to_owned()),
        ..Draft::default()
    };
    Change::Import(Box::new(Plan {
        files: vec![File {
            path: "few.vcf".into(),
            kind: SourceKind::Vcard,
            read: 1,
            skipped: Vec::new(),
            untold: Vec::new(),
            warnings: Vec::new(),
            remarks: Vec::new(),
        }],
        rows: vec![Row {
            file: 0,
            draft,
            outcome: Outcome::New,
            household: None,
            related: Vec::new(),
            like: Vec::new(),
            renews: false,
            trace: Default::default(),
        }],
        ..Plan::default()
    }))
}

#[test]
fn a_newcomer_is_folded_into_who_is_here() {
    let mut s = twice();
    s.meanwhile(newcomer("Omar Bergg", "Northwind", "new@example.com"));
    s.meanwhile(newcomer("Cy Dahl", "Flux", "cy@example.com"));
    s.keys("2").expects("2 new people");
    s.keys("f")
        .expects("Who is Omar the same as?")
        .expects("similar names at Northwind");
    s.keys("enter")
        .expects("‹Omar Berg›")
        .expects("+ new@example.com");
    s.keys("enter")
        .expects("merged Omar Bergg into Omar Berg · u undo");
    assert_eq!(s.state.screen, Screen::Inbox);
    s.expects("▌Cy Dahl").expects_no("Omar Bergg  ");
    s.keys("u").expects("Omar Bergg");
}

#[test]
fn it_looks_like_this() {
    for (columns, rows) in SIZES {
        let mut s = twice();
        s.at(columns, rows).keys("? look-alikes enter j j");
        insta::assert_snapshot!(format!("walk_{columns}x{rows}"), s.screen());
        s.keys("n");
        insta::assert_snapshot!(format!("wide_{columns}x{rows}"), s.screen());
        s.keys("esc / omar enter =");
        insta::assert_snapshot!(format!("same_as_{columns}x{rows}"), s.screen());
    }
}

#[test]
fn over_the_shoulder_no_note_and_no_tie_is_seen() {
    let mut s = twice();
    s.keys(". ? look-alikes enter").expects("Here twice");
    s.expects_no("trams").expects_no("strong");
}

#[test]
fn without_colours_the_marks_say_the_same() {
    let mut s = twice();
    s.state.look = Look::Plain;
    s.keys("? look-alikes enter")
        .expects("‹Ana Sousa›")
        .expects("▌Name");
}

#[test]
fn what_is_being_chosen_stays_whatever_is_found_meanwhile() {
    let mut s = twice();
    s.keys("? look-alikes enter n right left")
        .expects("Here twice? 2 of 2");
    let chosen = s.screen();
    let found = s.store.look_alikes().unwrap();
    let effects = update(&mut s.state, Msg::LookAlikes(found.clone()), s.today);
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(s.screen(), chosen);
    // Two that were marked are the only ones that are asked about.
    s.keys("esc tab / sousa enter v v =").expects("One of two");
    let marked = s.screen();
    let effects = update(&mut s.state, Msg::LookAlikes(found), s.today);
    assert!(effects.is_empty(), "{effects:?}");
    assert_eq!(s.screen(), marked);
}
