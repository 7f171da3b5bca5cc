//! The repository layer against real SQLite: what a change does, what undo restores.

#![allow(clippy::unwrap_used)] // helpers of tests, which clippy takes for plain code

use chrono::NaiveDate;
use ties::clock::Clock;
use ties::domain::catch_up::Started;
use ties::domain::change::{Change, Edit, NewCatchUp, NewContact};
use ties::domain::channel::Channel;
use ties::domain::contact::Kind;
use ties::domain::id::ContactId;
use ties::domain::rules::Rules;
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;
use ties::store::Store;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-22")
}

fn store() -> Store {
    Store::in_memory(Clock::fixed(today())).unwrap()
}

fn person(name: &str, tie: Tie) -> Change {
    Change::Add(Box::new(NewContact {
        name: name.into(),
        kind: Kind::Person,
        tie,
        counting_from: None,
        edit: Edit::default(),
    }))
}

fn add(store: &mut Store, name: &str) -> ContactId {
    let applied = store
        .apply(&person(name, Tie::Weak), &Rules::default(), today())
        .unwrap();
    ContactId(applied.made.unwrap())
}

fn catch_up(with: &[ContactId], on: &str) -> NewCatchUp {
    NewCatchUp {
        with: with.to_vec(),
        on: day(on),
        channel: Channel::named("message"),
        started: Started::Me,
        answered: true,
        note: None,
        next: None,
    }
}

#[test]
fn a_catch_up_clears_the_mind_and_brings_the_dormant_back_in_one_undo_step() {
    let mut store = store();
    let rules = Rules::default();
    let ana = add(&mut store, "Ana Sousa");
    for change in [
        Change::Mind(vec![ana]),
        Change::Stand(vec![ana], Standing::Dormant),
    ] {
        store.apply(&change, &rules, today()).unwrap();
    }
    let before = store.network(&rules, today()).unwrap();
    let log = Change::Log(Box::new(catch_up(&[ana], "2026-11-22")));
    let applied = store.apply(&log, &rules, today()).unwrap();
    assert_eq!(applied.label, "caught up with Ana");
    assert_eq!(applied.touched, [ana]);
    let after = store.network(&rules, today()).unwrap();
    let contact = after.contact(ana).unwrap();
    assert_eq!(contact.mind, None);
    assert_eq!(contact.standing, Standing::Active);
    assert_eq!(contact.last, Some(today()));
    assert_eq!(store.undo().unwrap().action.label, "caught up with Ana");
    assert_eq!(store.network(&rules, today()).unwrap(), before);
    store.redo().unwrap();
    assert_eq!(store.network(&rules, today()).unwrap(), after);
}
