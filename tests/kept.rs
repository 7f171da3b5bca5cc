//! Nothing that was typed is lost, and nothing is done to anybody but whom it is about: keys
//! as text, through the real update and store.

#![allow(clippy::unwrap_used)] // tests

#[path = "support/session.rs"]
mod session;

use session::Session;
use ties::app::{Effect, FormFor, Msg};
use ties::domain::cadence::OwnCadence;
use ties::domain::card::Card;
use ties::domain::change::{Change, Edit, NotesEdit};
use ties::domain::id::ContactId;
use ties::domain::standing::Standing;

const ANA: ContactId = ContactId(1);
const BEA: ContactId = ContactId(2);
const OMAR: ContactId = ContactId(3);

/// Ana, Bea and Omar, of whom this is known.
fn three_knowing(edit: Edit) -> Session {
    let today = session::TODAY.parse().unwrap();
    let add = |name| (today, session::add(name, edit.clone()));
    Session::made_up(&["Ana Sousa", "Bea Lindqvist", "Omar Haddad"].map(add))
}

fn three() -> Session {
    three_knowing(Edit::default())
}

fn card(s: &Session, id: ContactId) -> Card {
    s.store.card(id, s.today).unwrap().unwrap()
}

#[test]
fn a_draft_brings_back_what_was_typed_and_nothing_older() {
    let text = |text: &str| Some(Some(text.to_owned()));
    let mut s = three_knowing(Edit {
        org: text("OLD"),
        add_tags: vec!["aaa".to_owned()],
        ..Edit::default()
    });
    s.keys("e tab tab 90 esc");
    assert_eq!(s.drafts[0].fields.len(), 1);
    let newer = Edit {
        org: text("NEW"),
        city: text("Lisbon"),
        ..Edit::default()
    };
    s.meanwhile(Change::Edit(ANA, Box::new(newer)));
    s.keys("e").expects("what you typed before is back");
    s.keys("^s").expects("Ana is changed");
    let ana = card(&s, ANA);
    assert_eq!(ana.own_cadence.map(OwnCadence::stored), Some(90));
    assert_eq!(
        (ana.org.as_deref(), ana.city.as_deref()),
        (Some("NEW"), Some("Lisbon"))
    );

    // What both have changed is said, and what they did to a list is done to the list.
    s.keys("e tab tab tab ^u MINE tab tab tab ,_bbb esc");
    let newer = Edit {
        org: text("NEWER"),
        add_tags: vec!["ccc".to_owned()],
        ..Edit::default()
    };
    s.meanwhile(Change::Edit(ANA, Box::new(newer)));
    s.keys("e")
        .expects("Org is “NEWER” by now; saving puts what you typed in its place");
    s.keys("^s");
    let ana = card(&s, ANA);
    assert_eq!(ana.org.as_deref(), Some("MINE"));
    assert_eq!(ana.tags, ["aaa", "ccc", "bbb"]);
}

#[test]
fn the_letters_of_a_name_that_is_being_typed_are_kept() {
    let mut s = three();
    s.keys("c backtab bea enter zo esc")
        .expects("what you typed is kept for next time");
    s.keys("c").expects("Who      Ana Sousa, Bea Lindqvist");
    s.keys("backtab")
        .expects("Who      Ana Sousa, Bea Lindqvist, zo");
}

#[test]
fn a_form_is_not_saved_without_the_name_that_is_being_typed() {
    for name in ["omar", "zoë"] {
        let mut s = three();
        s.keys("c backtab").keys(name);
        s.keys("^s")
            .expects(&format!("“{name}” is nobody yet; ⏎ takes the name"));
        assert!(s.state.network.recent.is_empty());
        s.keys("enter ^s").expects("caught up with Ana and");
    }
}

#[test]
fn whoever_was_put_away_is_found_by_name_and_not_made_anew() {
    for (standing, said) in [
        (Standing::Unreachable, "Omar Haddad · no answer for now"),
        (Standing::Archived, "Omar Haddad · archived"),
        (Standing::Parted, "Omar Haddad · parted"),
        (Standing::InMemory, "Omar Haddad · in memory"),
    ] {
        let mut s = three();
        s.meanwhile(Change::Stand(vec![OMAR], standing));
        s.keys("C omar").expects(said);
        s.keys("enter enter").expects("caught up with Omar");
        assert_eq!(s.state.network.contacts.len(), 3, "{standing}");
        let now = s.state.contact(OMAR).unwrap().standing;
        assert_eq!(
            now == Standing::Active,
            standing == Standing::Unreachable,
            "{now}"
        );
    }
    let mut s = three();
    s.meanwhile(Change::Stand(vec![OMAR], Standing::Deleted));
    s.keys("C omar").expects("omar is somebody new");
}

#[test]
fn what_was_written_in_an_editor_and_refused_is_kept_and_tried_again() {
    let mut s = three_knowing(Edit {
        note: Some(Some("old".to_owned())),
        ..Edit::default()
    });
    s.send(Msg::Refused {
        change: Box::new(Change::EditNotes(
            ANA,
            Box::new(NotesEdit {
                before: Some("old".to_owned()),
                text: Some("an evening's work".to_owned()),
            }),
        )),
        why: "the file is in use by another program".to_owned(),
    });
    s.expects("in use by another program · what you wrote is kept; E tries again");
    assert_eq!(s.drafts[0].form, FormFor::EditNotes(ANA));
    s.keys("E").expects("notes kept");
    assert_eq!(card(&s, ANA).note.as_deref(), Some("an evening's work"));
    assert!(s.drafts.is_empty() && s.asked.is_empty());
}

#[test]
fn nobody_is_said_to_be_on_the_mind_before_it_is_written() {
    let refused = |s: &mut Session| {
        s.send(Msg::Refused {
            change: Box::new(Change::Mind(vec![BEA])),
            why: "the file is in use by another program".to_owned(),
        });
        s.expects("in use by another program");
        s.expects_no("On your mind:");
    };
    let mut s = three();
    s.keys("? comes_to_mind enter bea");
    // Nobody writes meanwhile.
    let today = s.today;
    let asked = ties::app::update(&mut s.state, Msg::Key("enter".parse().unwrap()), today);
    assert!(matches!(&asked[..], [Effect::Apply(..)]), "{asked:?}");
    s.expects("Bea Lindqvist").expects_no("On your mind:");
    refused(&mut s);
    s.keys("enter").expects("On your mind: Bea");
}

#[test]
fn every_verb_is_about_the_marked() {
    let mut s = three();
    s.keys("v v n hello enter")
        .expects("noted about Ana and Bea");
    for (id, note) in [(ANA, Some("hello")), (BEA, Some("hello")), (OMAR, None)] {
        assert_eq!(card(&s, id).note.as_deref(), note);
    }
    // What is for one says so.
    for keys in ["e", "E", "o e", "y e"] {
        s.keys(keys)
            .expects("2 people are marked, and this is for one");
        assert!(s.state.layers.is_empty() && s.asked.is_empty(), "{keys}");
        s.keys("v v G");
    }
}

#[test]
fn what_is_for_one_is_about_the_only_one_marked() {
    let mut s = three();
    s.keys("v e");
    let form = s.state.layers.last();
    let is_ana = |what: &FormFor| *what == FormFor::EditContact(ANA);
    assert!(
        matches!(form, Some(ties::app::layer::Layer::Form(form)) if is_ana(&form.what)),
        "{form:?}"
    );
    s.keys("esc G E");
    let asked = s.asked.pop();
    assert!(
        matches!(&asked, Some(Effect::Edit { what: ties::app::Editing::Notes { contact, .. }, .. }) if *contact == ANA),
        "{asked:?}"
    );
    s.keys("G y e")
        .expects("Ana: no e-mail address yet · e adds one");
}

#[test]
fn tags_of_several_come_and_go_in_one_action() {
    let mut s = three_knowing(Edit {
        add_tags: vec!["aaa".to_owned()],
        ..Edit::default()
    });
    s.keys("v v # ^u bbb enter")
        .expects("Ana and Bea: #bbb, no more #aaa");
    let tags = |s: &Session| [ANA, BEA, OMAR].map(|id| card(s, id).tags);
    assert_eq!(tags(&s), [["bbb"], ["bbb"], ["aaa"]]);
    s.keys("u");
    assert_eq!(tags(&s), [["aaa"], ["aaa"], ["aaa"]]);
}

#[test]
fn nothing_is_logged_with_somebody_deleted_meanwhile() {
    let mut s = three();
    s.keys("v v c backtab");
    s.meanwhile(Change::Stand(vec![BEA], Standing::Deleted));
    s.keys("^s").expects("Bea is not here any more");
    s.keys("backspace ^s").expects("caught up with Ana");
    // Whoever was there stays in what is past.
    let mut s = three();
    s.keys("v v space");
    s.meanwhile(Change::Stand(vec![BEA], Standing::Deleted));
    s.keys("esc g enter j e tab tab tab tab tram enter")
        .expects("changed: Sun 22 Nov");
    let with = &card(&s, ANA).catch_ups[0].with;
    assert_eq!(with[..], [ANA, BEA]);
}

#[test]
fn a_note_of_several_lines_keeps_them() {
    let mut s = three();
    let note = "first line\n\nsecond line";
    s.keys("c tab tab tab tab");
    s.send(Msg::Paste(note.to_owned()));
    s.expects("first line↵↵second line").keys("^s");
    let kept = |s: &Session| card(s, ANA).catch_ups[0].note.clone();
    assert_eq!(kept(&s).as_deref(), Some(note));
    s.keys("enter j e tab coffee ^s").expects("coffee");
    assert_eq!(kept(&s).as_deref(), Some(note));
    s.keys("e tab tab tab tab ^e");
    let text = match s.asked.pop() {
        Some(Effect::Edit { text, .. }) => text,
        other => unreachable!("{other:?}"),
    };
    assert_eq!(text, note);
    s.send(Msg::Edited {
        what: ties::app::Editing::Field,
        text: Some(format!("{text}\nthird")),
    });
    s.keys("^s");
    assert_eq!(kept(&s).unwrap(), format!("{note}\nthird"));
}

#[test]
fn deleting_promises_what_there_is() {
    let mut s = three();
    s.keys("D")
        .expects("Kept out of sight; u brings them back.")
        .expects_no("purge");
}

#[test]
fn back_now_is_said_of_somebody_who_is_back() {
    let mut s = Session::demo();
    s.keys("x / mateo enter z 1 z z")
        .expects("Mateo: back now")
        .expects_no("someone else this week")
        .expects_no("later, from");
    s.keys("u").expects("someone else this week");
    // No answer hides somebody for a while, too, and no key brings that day nearer.
    let mut s = three();
    s.keys("c tab tab tab not ^s g x / ana enter z z")
        .expects("Ana: not put off any more; no answer yet, again from Sun 13 Dec")
        .expects("no answer yet, again from");
}

#[test]
fn keys_that_come_in_together_wait_for_the_card_they_need() {
    let mut s = three_knowing(Edit {
        add_methods: vec![(
            ties::domain::card::MethodKind::Email,
            None,
            "all@example.org".to_owned(),
        )],
        ..Edit::default()
    });
    s.keys_at_once("j e tab tab 9 0 ^s")
        .expects("Bea is changed");
    assert_eq!(card(&s, BEA).own_cadence.map(OwnCadence::stored), Some(90));
    s.keys("k").keys_at_once("j y e");
    assert_eq!(s.asked, [Effect::Copy("all@example.org".to_owned())]);
    // What removes an entry on the card asks about deleting the person elsewhere.
    s.keys("space k").keys_at_once("j enter j D");
    s.expects("removed: message of");
    assert_eq!(s.state.contact(BEA).unwrap().standing, Standing::Active);
}
