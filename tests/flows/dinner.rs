//! Small dinners: a place, a table, somebody else in a seat, a day, and the evening.

use chrono::NaiveDate;
use ties::app::Pane;
use ties::domain::catch_up::Started;
use ties::domain::change::{Change, Edit, NewContact};
use ties::domain::contact::Kind;
use ties::domain::id::ContactId;
use ties::domain::network::StepKind;
use ties::domain::tie::Tie;

use crate::session::{Session, TODAY};

fn today() -> NaiveDate {
    TODAY.parse().unwrap()
}

/// The five of PRODUCT's check and Ida, all in Oslo but Ida; who knows whom.
fn oslo() -> Session {
    let add = |name: &str, tie: Tie, city: &str, days: i64, likes: [&str; 2]| {
        let new = NewContact {
            name: name.to_owned(),
            kind: Kind::Person,
            tie,
            counting_from: Some(today() - chrono::TimeDelta::days(days)),
            edit: Edit {
                city: Some(Some(city.to_owned())),
                own_cadence: Some(ties::domain::cadence::OwnCadence::from_days(100)),
                add_interests: likes.map(str::to_owned).into(),
                ..Edit::default()
            },
        };
        (
            today() - chrono::TimeDelta::days(days),
            Change::Add(Box::new(new)),
        )
    };
    let knows = |from: i64, to: i64| {
        let relate = Change::Relate {
            from: ContactId(from),
            kind: "knows".to_owned(),
            to: ContactId(to),
        };
        (today(), relate)
    };
    Session::made_up(&[
        add("Ana Sousa", Tie::Strong, "Oslo", 120, ["rust", "food"]),
        add("Ben Olsen", Tie::Strong, "Oslo", 60, ["cycling", "food"]),
        add("Dee Moe", Tie::Weak, "Oslo", 134, ["choir", "food"]),
        add("Eli Vik", Tie::Moderate, "Oslo", 90, ["choir", "rust"]),
        add("李雷 Fay", Tie::Weak, "Oslo", 240, ["climate", "cycling"]),
        add("Ida", Tie::Weak, "Bergen", 240, ["climate", "cycling"]),
        knows(1, 2),
        knows(1, 5),
        knows(1, 4),
        knows(3, 4),
    ])
}

#[test]
fn a_dinner_at_every_size() {
    for (name, start, keys) in [
        ("place", oslo as fn() -> Session, "d"),
        ("tables", oslo, "d osl enter"),
        ("seat", oslo, "d enter j l l"),
        ("none", oslo, "d enter + + +"),
        ("day", oslo, "d enter enter sat"),
    ] {
        for (columns, rows) in [(100, 30), (80, 24), (40, 12), (30, 8)] {
            let screen = start().at(columns, rows).keys(keys).screen();
            insta::assert_snapshot!(format!("dinner_{name}_{columns}x{rows}"), screen);
        }
    }
}

#[test]
fn a_table_is_found_booked_and_taken_back() {
    let mut s = oslo();
    s.at(140, 30);
    let before = s.store.export().unwrap();
    s.keys("d")
        .expects("Oslo")
        .expects("city, 5 people")
        .expects_no("Bergen");
    s.keys("osl enter")
        .expects("‹Ana Sousa› · Ben Olsen · 李雷 Fay")
        .expects("Ana Sousa knows Ben Olsen and 李雷 Fay")
        .expects("2  Ana Sousa · Dee Moe · Eli Vik");
    s.keys("enter").expects("Dinner with Ana, Ben and 李雷");
    s.keys("yesterday enter").expects("Dinner with");
    assert_eq!(s.state.network.next_steps, []);
    s.keys("^u sat").expects("‹Sat 28 Nov 2026›").keys("enter");
    s.expects("dinner with Ana, Ben and 李雷, Sat 28 Nov · u undo");
    let step = &s.state.network.next_steps[0];
    assert_eq!((step.kind, step.with.len()), (StepKind::Dinner, 3));
    s.keys("4")
        .expects("Sat 28 Nov  dinner with Ana, Ben and 李雷");
    s.keys("u");
    assert_eq!(s.store.export().unwrap(), before);
}

#[test]
fn somebody_else_takes_one_seat_and_the_others_keep_theirs() {
    let mut s = oslo();
    s.keys("d enter l")
        .expects("Ana Sousa · ‹Ben Olsen› · 李雷 Fay")
        .keys("x");
    s.expects("Ana Sousa · ‹Eli Vik› · 李雷 Fay")
        .expects_no("Ben Olsen");
    s.keys("x")
        .expects("nobody else fits the seat of Eli")
        .expects("‹Eli Vik›");
    s.keys("/ osl enter").expects("Ben Olsen");
}

#[test]
fn the_size_is_four_to_eight() {
    let mut s = oslo();
    s.keys("d enter - -")
        .expects("‹4›")
        .keys("+")
        .expects("‹5›");
    s.expects("Dee Moe · Eli Vik");
    s.keys("+ + + + +").expects("‹8›");
    s.expects("say who knows whom with R on one of them")
        .expects_no("choose the day");
}

#[test]
fn where_nobody_knows_anybody_it_says_what_would_help() {
    let mut s = Session::made_up(&[]);
    s.keys("d").expects_no("small dinner");
    let mut s = Session::demo();
    s.keys("d zzz")
        .expects("not enough people in “zzz” for a table");
    s.keys("enter ^u enter").expects("‹");
}

/// A table that was booked for the day before yesterday.
fn after_the_evening() -> Session {
    let mut s = oslo();
    s.at(140, 30).keys("d enter enter tomorrow enter");
    s.today = today() + chrono::TimeDelta::days(3);
    let network = s
        .store
        .network(&ties::domain::rules::Rules::default(), s.today)
        .unwrap();
    s.send(ties::app::Msg::Loaded(std::sync::Arc::new(network)));
    s.keys("1 tab backtab g");
    s
}

#[test]
fn one_key_logs_the_evening_for_all_on_its_day() {
    let mut s = after_the_evening();
    s.expects("dinner with Ana, Ben and 李雷");
    let before = s.store.export().unwrap();
    let at = s
        .state
        .picks
        .iter()
        .position(|pick| matches!(pick.why, ties::domain::week::Why::Next(_)));
    for _ in 0..at.unwrap() {
        s.keys("j");
    }
    s.expects("▌Ana Sousa")
        .keys("space")
        .expects("caught up with Ana, Ben and 李雷");
    let logged = s.state.network.recent.last().unwrap().clone();
    assert_eq!(logged.with.len(), 3);
    assert_eq!(logged.on, today() + chrono::TimeDelta::days(1));
    assert_eq!(
        (logged.channel.as_str(), logged.started),
        ("meal", Started::Both)
    );
    assert_eq!(s.state.network.next_steps, []);
    s.keys("u")
        .expects("▌Ana Sousa")
        .expects("dinner with Ana, Ben and 李雷");
    assert_eq!(s.store.export().unwrap(), before);
    s.keys("c")
        .expects("Ana Sousa, Ben Olsen, 李雷 Fay")
        .expects("‹meal›")
        .expects("‹both›");
    s.keys("lovely ^s").expects_no("dinner with");
    assert_eq!(s.state.network.recent.last().unwrap().with.len(), 3);
}

#[test]
fn on_the_card_the_evening_is_logged_for_all_too() {
    let mut s = after_the_evening();
    s.keys("/ ben enter enter j")
        .expects("▌dinner · Mon 23 Nov, with Ana and 李雷")
        .keys("enter");
    s.expects("caught up with Ana, Ben and 李雷");
    assert_eq!(s.state.network.recent.last().unwrap().with.len(), 3);
    // Before its day it is only ticked off.
    let mut s = oslo();
    s.keys("d enter enter tomorrow enter / ben enter enter j enter")
        .expects("done: dinner with");
    assert_eq!(s.state.network.recent, []);
}

#[test]
fn a_dinner_comes_together_among_ten_thousand() {
    // Two clubs with one in common have waited longest.
    let many: Vec<_> = (0..10_000)
        .map(|n| {
            let ago = |days| today() - chrono::TimeDelta::days(days);
            let mut tags = vec![format!("club {}", n / 12)];
            if n == 5 {
                tags.push("club 1".to_owned());
            }
            let new = NewContact {
                name: format!("Guest {n}"),
                kind: Kind::Person,
                tie: [Tie::Weak, Tie::Strong, Tie::Moderate][n % 3],
                counting_from: Some(ago(if n < 24 { 900 } else { 300 })),
                edit: Edit {
                    city: Some(Some("Oslo".to_owned())),
                    own_cadence: Some(ties::domain::cadence::OwnCadence::from_days(100)),
                    add_tags: tags,
                    ..Edit::default()
                },
            };
            (ago(200), Change::Add(Box::new(new)))
        })
        .collect();
    let mut s = Session::made_up(&many);
    s.keys("d osl")
        .expects("10000 people")
        .keys("enter")
        .expects("▌1  ‹Guest");
}

#[test]
fn a_dinner_stands_among_the_days_whatever_room_the_week_has() {
    let mut s = oslo();
    s.at(140, 30).keys("d enter enter tomorrow enter b 0 1");
    s.expects("Birthdays and days")
        .expects("tomorrow  dinner with Ana, Ben and 李雷");
    s.today = today() + chrono::TimeDelta::days(2);
    let network = s
        .store
        .network(&ties::domain::rules::Rules::default(), s.today)
        .unwrap();
    s.send(ties::app::Msg::Loaded(std::sync::Arc::new(network)));
    s.keys("b 0");
    for _ in 0..4 {
        if s.state.focus != Pane::Birthdays {
            s.keys("tab");
        }
    }
    let before = s.store.export().unwrap();
    s.keys("esc")
        .expects("▌Ana Sousa")
        .expects("Mon 23 Nov  dinner with Ana, Ben and 李雷")
        .expects("space log the evening");
    s.keys("space")
        .expects("caught up with Ana, Ben and 李雷")
        .expects_no("dinner with");
    let logged = s.state.network.recent.last().unwrap();
    assert_eq!(logged.on, today() + chrono::TimeDelta::days(1));
    s.keys("u").expects("▌Ana Sousa").expects("dinner with");
    assert_eq!(s.store.export().unwrap(), before);
}
