//! The review: weeks, offers, what is ahead, and the year in names.

use chrono::NaiveDate;
use ties::domain::catch_up::Started;
use ties::domain::change::{Change, Edit, NewCatchUp, NewContact};
use ties::domain::channel::Channel;
use ties::domain::contact::Kind;
use ties::domain::id::ContactId;
use ties::domain::tie::Tie;

use crate::session::{Session, TODAY};

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

fn ago(days: u64) -> NaiveDate {
    today() - chrono::Days::new(days)
}

fn add(name: &str, tie: Tie, edit: Edit) -> (NaiveDate, Change) {
    let new = NewContact {
        name: name.to_owned(),
        kind: Kind::Person,
        tie,
        counting_from: Some(ago(1300)),
        edit,
    };
    (ago(1300), Change::Add(Box::new(new)))
}

fn log(who: i64, on: NaiveDate, answered: bool) -> (NaiveDate, Change) {
    let log = NewCatchUp {
        with: vec![ContactId(who)],
        on,
        channel: Channel::named("message"),
        started: Started::Me,
        answered,
        note: None,
        next: None,
    };
    (on, Change::Log(Box::new(log)))
}

/// More than fits: twelve at two weeks, Zoe long ago, Nia who does not answer, and six weeks
/// with a message to the first.
fn too_many() -> Session {
    let every = |days: u16| Edit {
        own_cadence: Some(ties::domain::cadence::OwnCadence::from_days(days)),
        birthday: Some(Some(ties::domain::card::OccasionDay::Day(
            "--12-01".parse().unwrap(),
        ))),
        ..Edit::default()
    };
    let mut changes: Vec<_> = [
        "Ana", "Ben", "Cy", "Dee", "Eli", "Fay", "Gus", "Hal", "Ida", "Jo", "Kim", "李雷",
    ]
    .map(|name| add(name, Tie::Moderate, every(14)))
    .into();
    changes.push(add("Zoe", Tie::Weak, Edit::default()));
    changes.push(add("Nia", Tie::Weak, Edit::default()));
    changes.push(log(13, ago(1200), true));
    changes.extend([60, 40, 20].map(|days| log(14, ago(days), false)));
    changes.extend((1..=6).map(|week| log(1, ago(7 * week), true)));
    changes.sort_by_key(|(day, change)| (!matches!(change, Change::Add(_)), *day));
    Session::made_up(&changes)
}

/// Ana before weeks of nothing.
fn away() -> Session {
    let mut changes = vec![add("Ana", Tie::Weak, Edit::default())];
    changes.extend((4..=8).map(|week| log(1, ago(7 * week), true)));
    changes.sort_by_key(|(day, change)| (!matches!(change, Change::Add(_)), *day));
    Session::made_up(&changes)
}

/// Somebody alone.
fn alone() -> Session {
    Session::made_up(&[add("Ana", Tie::Latent, Edit::default())])
}

#[test]
fn the_review_at_every_size() {
    for (name, start, keys) in [
        ("offers", too_many as fn() -> Session, "4"),
        ("list", too_many, "4 g G"),
        ("preview", too_many, "4 tab tab j"),
        ("demo", Session::demo, "4"),
        ("year", Session::demo, "4 Y"),
        ("away", away, "4"),
        ("alone", alone, "4"),
    ] {
        for (columns, rows) in [(100, 30), (80, 24), (40, 12), (30, 8)] {
            let screen = start().at(columns, rows).keys(keys).screen();
            insta::assert_snapshot!(format!("review_{name}_{columns}x{rows}"), screen);
        }
    }
}

#[test]
fn without_colours_the_review_is_marked_and_bold() {
    let mut s = too_many();
    s.state.look = ties::app::Look::Plain;
    let buffer = s.keys("4").draw();
    let screen = s.screen();
    let row = screen
        .lines()
        .position(|line| line.starts_with('▌'))
        .unwrap();
    let row = u16::try_from(row).unwrap();
    for x in 0..57 {
        let is_bold = buffer[(x, row)]
            .modifier
            .contains(ratatui::style::Modifier::BOLD);
        assert!(is_bold, "column {x}");
    }
    assert!(
        buffer
            .content()
            .iter()
            .all(|cell| cell.fg == ratatui::style::Color::Reset)
    );
}

#[test]
fn every_offer_is_taken_with_one_key_and_taken_back_with_one() {
    for (down, said, changes) in [
        ("", "a longer cadence for 14 people", "Stretch"),
        ("j", "a longer cadence for 10 people", "Loosen"),
        ("j j", "dormant", "Let these ties rest"),
        ("j j j", "Nia: no answer for now", "Ask no more"),
    ] {
        let mut s = too_many();
        let before = s.store.export().unwrap();
        s.keys("4").keys(down);
        let on = s.state.review.cursor.on();
        s.expects(&format!("▌{changes}")).keys("enter");
        s.expects(said).expects("u undo");
        // The most frequent can be loosened by another step.
        assert_eq!(s.state.review.row(), on.filter(|_| changes == "Loosen"));
        assert_ne!(s.store.export().unwrap(), before, "{said}");
        s.keys("u").expects(&format!("▌{changes}"));
        assert_eq!(s.store.export().unwrap(), before, "{said}");
        assert_eq!(s.state.review.cursor.on(), on);
    }
}

#[test]
fn the_same_key_again_takes_no_second_offer() {
    let mut s = too_many();
    s.keys("4 j j j enter enter enter enter");
    s.expects("Let these ties rest").expects_no("Ask no more");
    s.keys("u").expects("▌Ask no more");
    assert!(s.store.next_undo().unwrap().is_none_or(|past| !past.mine));
}

#[test]
fn an_offer_that_is_declined_is_not_made_again_for_a_while() {
    let mut s = too_many();
    s.keys("4 x")
        .expects("not now; offered again from Mon 22 Feb");
    s.expects_no("Stretch everyone").expects("Loosen the ten");
    // Elsewhere and later, too.
    s.keys("1 j 4").expects_no("Stretch everyone");
    s.keys("j j x").expects_no("Let these ties rest");
    s.keys("u").expects("▌Let these ties rest");
    s.keys("u").expects("▌Stretch everyone");
}

#[test]
fn an_offer_is_taken_only_where_it_is_seen_what_it_would_change() {
    let mut s = too_many();
    s.at(40, 12)
        .keys("4")
        .expects("─ Review ─")
        .expects_no("Offers");
    s.keys("tab enter")
        .expects("─ What would change ─")
        .expects("▌Stretch");
    assert!(s.store.next_undo().unwrap().is_none_or(|past| !past.mine));
    s.keys("j").expects("▌Ana").keys("k enter");
    s.expects("a longer cadence for 14");
}

#[test]
fn who_is_ahead_in_a_preview_or_in_the_year_is_gone_to() {
    for (keys, who) in [("4 G", "李雷"), ("4 tab j j", "Ben"), ("4 j j j j", "Ana")] {
        let mut s = too_many();
        s.keys(keys).expects(&format!("▌{who}"));
        s.keys("enter")
            .expects("─ People ")
            .expects(&format!("─ {who} ─"));
        assert_eq!(s.state.focus, ties::app::Pane::Card);
        s.keys("4").expects(&format!("▌{who}"));
    }
    let mut s = Session::demo();
    s.keys("4 Y")
        .expects("▌Inês Almeida")
        .keys("enter")
        .expects("─ Inês Almeida ─");
}

#[test]
fn the_verbs_of_home_work_on_whom_the_review_shows() {
    let mut s = Session::demo();
    s.keys("4").expects("▌李雷 Li Lei").keys("space");
    s.expects("caught up with 李雷").expects("●○○");
    s.keys("u").expects("○○○").expects("▌李雷 Li Lei");
    s.keys("v v")
        .expects("✓ 2 marked")
        .keys("m")
        .expects("李雷 and Kwame: on your mind");
    // About an offer nobody is meant.
    let mut s = too_many();
    s.keys("4 space");
    assert!(s.store.next_undo().unwrap().is_none_or(|past| !past.mine));
}

#[test]
fn what_is_done_on_the_review_is_on_it_at_once() {
    let mut s = Session::demo();
    s.keys("4 j").expects("▌Kwame").keys("z 1");
    s.expects("Kwame later").expects("back in view");
    s.keys("u").expects_no("back in view").expects("▌Kwame");
    s.keys("A a").expects_no("Watch the river film, an…");
    s.keys("u").expects("▌Kwame Mensah       Fri 4 Dec");
}

#[test]
fn under_four_active_weeks_there_is_no_sentence() {
    let sentence = |weeks: u64| {
        let mut changes = vec![add("Ana", Tie::Weak, Edit::default())];
        changes.extend((1..=weeks).map(|week| log(1, ago(7 * week), true)));
        changes.sort_by_key(|(day, change)| (!matches!(change, Change::Add(_)), *day));
        let mut s = Session::made_up(&changes);
        s.keys("4").screen().contains("This list")
    };
    assert!(!sentence(3));
    assert!(sentence(4));
}

#[test]
fn after_weeks_away_nothing_is_said_about_the_weeks() {
    let mut s = away();
    s.keys("4").expects("Good to see you.");
    s.expects_no("This week ")
        .expects_no("█")
        .expects_no("This list");
    s.keys("1 space 4")
        .expects_no("Good to see you")
        .expects("█");
}

#[test]
fn the_review_is_read_when_it_is_looked_at_and_not_before() {
    let mut s = Session::demo();
    assert_eq!(s.state.review.page, None);
    s.keys("j space u");
    assert_eq!(s.state.review.page, None);
    s.keys("4");
    let page = s.state.review.page.clone().unwrap();
    s.keys("j k 1 j j 4");
    assert!(std::sync::Arc::ptr_eq(
        &page,
        s.state.review.page.as_ref().unwrap()
    ));
    s.keys("1 m");
    assert!(std::sync::Arc::ptr_eq(
        &page,
        s.state.review.page.as_ref().unwrap()
    ));
    s.keys("4");
    assert!(!std::sync::Arc::ptr_eq(
        &page,
        s.state.review.page.as_ref().unwrap()
    ));
}

#[test]
fn while_it_is_worked_out_it_says_so() {
    let mut s = Session::demo();
    s.keys("4");
    s.state.review.page = None;
    s.expects("working it out…").keys("j k g G tab enter x");
    s.keys("Y");
    s.state.review.year = None;
    s.expects("working it out…").keys("j k g G tab enter");
}

#[test]
fn esc_steps_back_and_the_overview_is_read_to_its_end() {
    let mut s = too_many();
    s.keys("4 tab")
        .expects("▌Stretch")
        .keys("Y")
        .expects("Looking back on 2026");
    s.keys("esc")
        .expects("─ Review ─")
        .keys("esc")
        .expects("─ People ");
    let mut s = too_many();
    s.at(40, 12).keys("4 j j").expects("every three months.");
    s.keys("j")
        .expects("▌Stretch")
        .keys("k")
        .expects("─ Review ─");
    s.keys("backtab")
        .expects("─ What would change ─")
        .keys("esc")
        .expects("─ Offers ─");
}

#[test]
fn a_tie_that_looks_like_another_says_so_on_the_card() {
    let mut s = too_many();
    s.keys("/ ana enter")
        .expects("─ Ana ─")
        .expects_no("looks ");
    s.keys("t s")
        .expects("every 7 days, mostly from you, in")
        .expects("looks moderate");
}
