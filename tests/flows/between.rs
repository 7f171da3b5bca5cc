//! What is between you and people: next steps, days, relations, households, marking many.

use ties::app::{Pane, Stop};
use ties::domain::change::{Change, Edit, NewCatchUp, NewContact};
use ties::domain::contact::Kind;
use ties::domain::id::ContactId;
use ties::domain::tie::Tie;

use crate::session::{Session, TODAY};
use crate::{contact, three, three_imported};

/// Ana Sousa's card has the focus.
fn on_anas_card() -> Session {
    let mut s = three();
    s.keys("enter");
    assert_eq!(s.state.focus, Pane::Card);
    s
}

#[test]
fn a_next_step_waits_for_next_time_and_is_said_after_it() {
    let mut s = three();
    s.keys("N").expects("Something to ask or send");
    s.keys("ask_about_Genelab").expects("‹next time›");
    s.keys("enter").expects("next time, with Ana · u undo");
    s.expects("ask about Genelab · next time");
    s.keys("space")
        .expects("now might be a good moment: ask about Genelab · u undo")
        .expects("│ now might be a good moment");
    // The step now has its day, so it is why she is in the pane.
    s.expects("◦ latent   today  ask about Genelab");
    s.keys("c enter").expects_no("now might be");
    s.keys("u u")
        .expects("ask about Genelab · next time")
        .expects_no("now might be");
}

#[test]
fn a_next_step_has_its_day_and_all_who_are_marked() {
    let mut s = three();
    s.keys("v v N send_the_book_in_3_weeks")
        .expects("‹Sun 13 Dec›")
        .expects("Ana Sousa, Bea Lindqvist");
    s.keys("enter")
        .expects("Sun 13 Dec, with Ana and Bea · u undo");
    s.keys("esc esc g")
        .expects("send the book · Sun 13 Dec, with Bea");
    s.keys("N enter")
        .expects("what to ask or send?")
        .keys("esc u")
        .expects_no("send the book · ");
}

#[test]
fn asking_somebody_out_of_touch_says_that_a_hello_comes_first() {
    let mut s = three_imported();
    s.keys("N ask_for_a_job enter")
        .expects("no catch-up yet: a hello first, and the asking after it · u undo");
    assert_eq!(s.state.network.next_steps.len(), 1);
}

#[test]
fn a_step_of_long_ago_is_quietly_on_the_card() {
    let mut s = three();
    s.keys("N call_in_2_days enter");
    for (today, is_said, is_picked) in [
        ("2026-11-23", "call · Tue 24 Nov", false),
        ("2026-12-24", "call · now might be a good moment", true),
        ("2026-12-25", "call · Tue 24 Nov", false),
    ] {
        s.today = today.parse().unwrap();
        s.send(ties::app::Msg::DayTurned);
        s.expects(is_said);
        assert_eq!(!s.state.picks.is_empty(), is_picked, "{today}");
    }
}

#[test]
fn a_day_is_added_changed_and_removed_on_the_card() {
    let mut s = on_anas_card();
    s.keys("t w O").expects("A day of Ana");
    s.keys("name_day tab 3_may").expects("‹3 May›");
    s.keys("enter")
        .expects("name day of Ana: 3 May · u undo")
        .expects("─ Days ─")
        .expects("name day · 3 May");
    s.keys("j").expects("▌name day · 3 May");
    s.keys("enter").expects("name day of Ana");
    s.keys("^u 26_nov tab once").expects("‹once›");
    s.keys("enter")
        .expects("▌name day · 26 Nov 2026, once")
        .expects("Birthdays and days")
        .expects("Thu 26 Nov  name day");
    s.keys("D")
        .expects("removed: name day · u undo")
        .expects_no("─ Days ─");
    s.keys("u").expects("▌name day · 26 Nov 2026, once");
    s.keys("u").expects("▌name day · 3 May").keys("u");
    s.expects_no("─ Days ─");
    for (typed, why) in [
        ("tab 3_may enter", "what day is it?"),
        ("walk tab soon enter", "“soon” is no day"),
        ("walk tab tab once enter", "say a day"),
    ] {
        on_anas_card().keys("O").keys(typed).expects(why);
    }
}

#[test]
fn a_birthday_is_told_with_the_person() {
    let mut s = on_anas_card();
    s.keys("O Birthday tab 3_may enter")
        .expects("birthday 3 May")
        .expects_no("─ Days ─");
}

#[test]
fn a_relation_reads_right_from_both_ends_and_leads_there_and_back() {
    let mut s = on_anas_card();
    s.keys("R").expects("Ana knows …");
    s.keys("oma enter tab pare").expects("Omar is Ana's parent");
    s.keys("enter")
        .expects("Omar is Ana's parent · u undo")
        .expects("─ People ─")
        .expects("parent: Omar Haddad");
    s.keys("j").expects("▌parent: Omar Haddad");
    s.keys("enter")
        .expects("─ Omar Haddad ─")
        .expects("child: Ana Sousa");
    s.keys("j enter").expects("─ Ana Sousa ─");
    s.keys("esc").expects("▌child: Ana Sousa");
    s.keys("backspace").expects("▌parent: Omar Haddad");
    s.keys("esc");
    assert_eq!(s.state.focus, Pane::People);
    s.expects("▌Ana Sousa");
    s.keys("enter j D")
        .expects("no longer: parent: Omar · u undo")
        .expects_no("─ People ─");
    s.keys("u").expects("▌parent: Omar Haddad");
}

#[test]
fn going_to_somebody_comes_back_to_the_filter_that_was() {
    let mut s = three();
    s.keys("v j v R").expects("Ana knows Omar");
    s.keys("enter").expects("Ana knows Omar · u undo");
    s.keys("esc / ana enter enter j enter")
        .expects("─ Omar Haddad ─")
        .expects("People 3");
    s.keys("esc").expects("▌knows Omar Haddad").expects("/ ana");
    // Whoever was put away is gone to, too.
    s.keys("enter A a").expects("Omar: put away");
    let mut s = three();
    s.keys("R oma enter enter k G A a g enter j enter")
        .expects("─ Omar Haddad ─")
        .expects("/ is:archived");
}

#[test]
fn relations_need_two_people_and_are_made_one_at_a_time() {
    for (typed, why) in [
        ("enter", "with whom? type a name"),
        ("ana enter enter", "a relation needs two people"),
        ("oma enter bea enter enter", "one at a time, please"),
    ] {
        three().keys("R").keys(typed).expects(why);
    }
    let mut s = three();
    s.keys("v v v R")
        .expects("3 people are marked, and this is for one");
}

#[test]
fn a_household_is_marked_for_one_catch_up() {
    let mut s = three();
    s.keys("H")
        .expects("Ana: no household is known · R relates two");
    s.keys("R oma enter tab partn enter R bea enter tab child enter");
    s.keys("H")
        .expects("marked: Ana, Omar and Bea · space caught up with all");
    s.keys("space").expects("caught up with Ana, Omar and Bea");
    let together = s.state.network.recent.last().unwrap();
    assert_eq!(together.with.len(), 3);
    // Friends and whoever was put away are not of it.
    let mut s = three();
    s.keys("R oma enter tab friend enter R bea enter tab partn enter j A a g H")
        .expects("no household is known");
}

/// Many latent people, every other one at Acme, some with a title.
fn many(count: i64) -> Session {
    let changes: Vec<_> = (0..count)
        .map(|n| {
            let edit = Edit {
                org: Some(Some(["Acme \"A\"", "Flux"][n as usize % 2].to_owned())),
                title: (n % 3 == 0).then(|| Some("Climate lead".to_owned())),
                ..Edit::default()
            };
            let new = NewContact {
                name: format!("Person {n:04}"),
                kind: Kind::Person,
                tie: if n == 0 { Tie::Weak } else { Tie::Latent },
                counting_from: None,
                edit,
            };
            (TODAY.parse().unwrap(), Change::Add(Box::new(new)))
        })
        .collect();
    Session::made_up(&changes)
}

#[test]
fn everybody_in_the_list_is_marked_with_one_key() {
    let mut s = many(1_200);
    s.keys("/ tie:weak,latent_title:climate enter V")
        .expects("marked: 400 people");
    s.keys("m").expects("400 people: on your mind");
    let minded = s
        .state
        .network
        .contacts
        .iter()
        .filter(|c| c.mind().is_some());
    assert_eq!(minded.count(), 400);
    s.keys("V").expects("nobody of the list is marked any more");
    assert!(s.state.marks.is_empty());
    s.keys("u").expects("taken back");
    assert!(s.state.network.contacts.iter().all(|c| c.mind().is_none()));
    s.keys("esc v V").expects("marked: 1200 people");
}

#[test]
fn the_old_colleagues_are_listed_to_be_tied() {
    let mut s = many(9);
    s.keys(": changed_jobs enter")
        .expects("Which organisation did you leave?")
        .expects("Acme");
    s.keys("enter")
        .expects("4 people of Acme without a tie · V marks them all")
        .expects("‹latent 4›")
        .expects("Person 0002");
    s.keys("V t w").expects("are weak now");
    let mut s = many(9);
    s.keys(": changed_jobs enter nowhere enter")
        .expects("nobody of nowhere is here");
    let mut s = many(1);
    s.keys(": changed_jobs enter enter")
        .expects("everybody of Acme has a tie already");
}

#[test]
fn the_card_tells_through_whom_you_met_them() {
    let introduced = |id: i64, by: i64| {
        let edit = Edit {
            introduced_by: Some(Some(ContactId(by))),
            ..Edit::default()
        };
        Change::Edit(ContactId(id), Box::new(edit))
    };
    let mut s = three();
    for change in [introduced(1, 2), introduced(2, 3)] {
        s.meanwhile(change);
    }
    s.at(200, 30)
        .expects("met through Bea Lindqvist, who you met through Omar Haddad");
}

#[test]
fn what_is_logged_for_long_ago_brings_nothing_up() {
    let mut s = three();
    s.keys("N ask_again enter");
    let log = NewCatchUp {
        with: vec![contact(&s, "Ana Sousa").id],
        on: "2026-09-01".parse().unwrap(),
        channel: ties::domain::channel::Channel::named("call"),
        started: ties::domain::catch_up::Started::Me,
        answered: true,
        note: None,
        next: None,
    };
    s.store
        .apply(&Change::Log(Box::new(log)), &Default::default(), s.today)
        .unwrap();
    assert_eq!(s.state.network.next_steps[0].on, None);
    s.keys("enter j");
    assert!(matches!(s.state.stop(), Some(Stop::Next(_))));
}

#[test]
fn a_next_step_is_changed_where_it_stands_on_the_card() {
    let mut s = three();
    s.keys("N")
        .expects("“send the book in 3 weeks”, or without a day");
    s.keys("ask_again_in_3_weeks enter").expects("Sun 13 Dec");
    s.keys("enter j e")
        .expects("That next step")
        .expects("‹Sun 13 Dec 2026›");
    s.keys("_and_listen tab ^u").expects("‹next time›");
    s.keys("3d ^s").expects("changed: Wed 25 Nov, with");
    let step = s.state.network.next_steps[0].clone();
    assert_eq!(&*step.text, "ask again and listen");
    assert_eq!(step.on, Some("2026-11-25".parse().unwrap()));
    assert_eq!(
        s.state.stop(),
        Some(Stop::Next(step.id)),
        "the cursor stays"
    );
    s.keys("e tab ^u yesterday ^s").expects("That next step");
    s.keys("esc u").expects("taken back");
    assert_eq!(&*s.state.network.next_steps[0].text, "ask again");
}

#[test]
fn a_typed_name_that_only_one_has_is_taken_by_tab_and_others_stay_in_sight() {
    let mut s = three();
    s.keys("R bea tab").expects("Bea Lindqvist +");
    s.keys("esc R zzz tab").expects("zzz");
    s.keys("enter").expects("“zzz” is nobody yet");
    s.keys("^u bea enter").expects_no("is nobody yet");
}

#[test]
fn whom_somebody_is_the_only_one_to_bridge_to_changes_with_the_ties_of_others() {
    let at_acme = |name: &str, tie: Tie| {
        let new = NewContact {
            name: name.to_owned(),
            kind: Kind::Person,
            tie,
            counting_from: None,
            edit: Edit {
                org: Some(Some("Acme".into())),
                ..Edit::default()
            },
        };
        (TODAY.parse().unwrap(), Change::Add(Box::new(new)))
    };
    let mut s = Session::made_up(&[at_acme("Ana", Tie::Weak), at_acme("Ben", Tie::Latent)]);
    let alone = "nobody else in Acme";
    s.keys("g").expects(alone);
    s.keys("j t s").expects("Ben is strong now");
    s.keys("k").expects_no(alone);
    s.keys("u k").expects(alone);
}
