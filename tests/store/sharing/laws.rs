//! After all have synced, all are the same: whatever was done, in whatever order.

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use ties::clock::Clock;
use ties::domain::change::Change;
use ties::domain::id::ContactId;
use ties::domain::rules::Rules;
use ties::domain::tie::Tie;
use ties::store::{Error, Store, WayIn};
use ties::sync::run;
use ties::sync::testing::Shared;

use super::super::laws::{change, notes_agree};
use super::super::{add, apply, catch_up, today};
use super::versions::{LATER, Write};
use super::{Machines, note};

/// What happens on one of three machines.
#[derive(Debug, Clone)]
enum Step {
    Do(usize, Box<Change>),
    Undo(usize),
    Redo(usize),
    Purge(usize, ContactId),
    Sync(usize),
    /// It gets a later ties, unless it has one.
    Update(usize),
    /// Something is written that only a later ties knows; nothing where there is none.
    Write(usize, Write),
}

fn step() -> impl Strategy<Value = Step> {
    let at = 0usize..3;
    prop_oneof![
        16 => (at.clone(), change()).prop_map(|(at, change)| Step::Do(at, Box::new(change))),
        2 => at.clone().prop_map(Step::Undo),
        1 => at.clone().prop_map(Step::Redo),
        1 => (at.clone(), 1i64..6).prop_map(|(at, id)| Step::Purge(at, ContactId(id))),
        4 => at.prop_map(Step::Sync),
    ]
}

fn step_of_versions() -> impl Strategy<Value = Step> {
    let at = 0usize..3;
    prop_oneof![
        24 => step(),
        1 => at.clone().prop_map(Step::Update),
        8 => (at, Write::any()).prop_map(|(at, write)| Step::Write(at, write)),
    ]
}

/// Three machines, whose clocks are a day apart.
fn machines() -> Machines {
    let day = TimeDelta::days(1).num_milliseconds();
    let clock = |off| Clock::fixed(today()).off_by(off);
    let stores = [0, day, -day].map(|off| Store::in_memory(clock(off)).unwrap());
    Machines {
        shared: Shared::with_snapshots_every(4),
        stores: stores.into(),
    }
}

/// The first machine begins a history, and the others join it.
fn begin(all: &mut Machines) {
    for (at, store) in all.stores.iter_mut().enumerate() {
        let way_in = if at == 0 { WayIn::Begin } else { WayIn::Join };
        store.share("a place", way_in, false).unwrap();
        run(store, &mut all.shared.clone()).unwrap();
    }
}

/// Three machines go through all this, sync, and are the same.
/// The first begins the history, and the third has people of its own when it joins.
fn go_through(first: &[Change], own: &[Change], steps: &[Step], mut is_later: [bool; 3]) {
    let mut all = machines();
    let has_versions = is_later.contains(&true);
    for (store, _) in all.stores.iter_mut().zip(is_later).filter(|(_, is)| *is) {
        store.become_later(LATER).unwrap();
    }
    let rules = Rules::default();
    let attempt = |store: &mut Store, change: &Change| match store.apply(change, &rules, today()) {
        Ok(_) | Err(Error::Refused(_) | Error::NotFound(_) | Error::Unsaid(_)) => {}
        Err(other) => panic!("{change:?}: {other:?}"),
    };
    first
        .iter()
        .for_each(|change| attempt(&mut all.stores[0], change));
    own.iter()
        .for_each(|change| attempt(&mut all.stores[2], change));
    begin(&mut all);
    let mut update = |store: &mut Store, at: usize| {
        if !std::mem::replace(&mut is_later[at], true) {
            store.become_later(LATER).unwrap();
        }
    };
    for step in steps {
        match step {
            Step::Do(at, change) => attempt(&mut all.stores[*at], change),
            Step::Undo(at) => drop(all.stores[*at].undo()),
            Step::Redo(at) => drop(all.stores[*at].redo()),
            Step::Purge(at, id) => drop(all.stores[*at].purge(*id)),
            Step::Sync(at) => all.sync(*at),
            Step::Update(at) => update(&mut all.stores[*at], *at),
            Step::Write(at, write) => write.write(&mut all.stores[*at]),
        }
    }
    if has_versions {
        for (at, store) in all.stores.iter_mut().enumerate() {
            update(store, at);
        }
    }
    all.settle();
    all.stores.iter().for_each(notes_agree);
}

/// So many runs, or as many as `PROPTEST_CASES` says.
fn config(by_itself: u32) -> Config {
    let said = std::env::var("PROPTEST_CASES").ok();
    Config {
        cases: said.and_then(|said| said.parse().ok()).unwrap_or(by_itself),
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(6),
        max_shrink_iters: 4_000,
        ..Config::default()
    }
}

proptest! {
    #![proptest_config(config(250))]

    /// Weeks without a sync, and clocks that are wrong by a day, are among these.
    #[test]
    fn after_all_have_synced_all_are_the_same(
        first in prop::collection::vec(change(), 0..6),
        own in prop::collection::vec(change(), 0..4),
        steps in prop::collection::vec(step(), 1..40),
    ) {
        go_through(&first, &own, &steps, [false; 3]);
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn after_all_have_been_updated_and_synced_all_are_the_same(
        first in prop::collection::vec(change(), 0..6),
        own in prop::collection::vec(change(), 0..4),
        steps in prop::collection::vec(step_of_versions(), 1..40),
        later in 0usize..3,
    ) {
        let mut is_later = [false; 3];
        is_later[later] = true;
        go_through(&first, &own, &steps, is_later);
    }
}

/// Something said on one of three machines about the person of a number there; nothing of it is
/// taken back or written over by hand, so that all of it must be on every machine in the end.
#[derive(Debug, Clone)]
enum Said {
    Person(usize),
    CatchUp(usize, Vec<i64>),
    Note(usize, i64),
    Tag(usize, i64),
    Tie(usize, i64, Tie),
    Sync(usize),
}

fn said() -> impl Strategy<Value = Said> {
    let (at, id) = (0usize..3, 1i64..8);
    let ids = prop::collection::btree_set(id.clone(), 1..3);
    prop_oneof![
        3 => at.clone().prop_map(Said::Person),
        4 => (at.clone(), ids).prop_map(|(at, ids)| Said::CatchUp(at, ids.into_iter().collect())),
        4 => (at.clone(), id.clone()).prop_map(|(at, id)| Said::Note(at, id)),
        2 => (at.clone(), id.clone()).prop_map(|(at, id)| Said::Tag(at, id)),
        1 => (at.clone(), id).prop_map(|(at, id)| Said::Tie(at, id, Tie::Strong)),
        4 => at.prop_map(Said::Sync),
    ]
}

/// A word that is said once, about these people, by name.
type Word = (String, Vec<String>);

/// Says it, in a word of its own; what was said where there is somebody to say it about.
fn say(store: &mut Store, said: &Said, word: &str) -> Option<Word> {
    let network = store.network(&Rules::default(), today()).unwrap();
    let name = |id: i64| Some(network.contact(ContactId(id))?.name().to_owned());
    let word = word.to_owned();
    match said {
        Said::Person(_) => {
            add(store, &word);
            Some((word.clone(), vec![word]))
        }
        Said::CatchUp(_, ids) => {
            let names = ids.iter().map(|id| name(*id)).collect::<Option<_>>()?;
            let with: Vec<ContactId> = ids.iter().copied().map(ContactId).collect();
            let mut new = catch_up(&with, "2026-11-20");
            new.note = Some(word.clone());
            apply(store, Change::Log(Box::new(new)));
            Some((word, names))
        }
        Said::Note(_, id) => {
            let name = name(*id)?;
            let before = store.card(ContactId(*id), today()).unwrap().unwrap().note;
            let text = [before.as_deref().unwrap_or_default(), &word].join("\n\n");
            note(store, ContactId(*id), text.trim());
            Some((word, vec![name]))
        }
        Said::Tag(_, id) => {
            let name = name(*id)?;
            let tags = Change::Tags {
                of: vec![ContactId(*id)],
                add: vec![word.clone()],
                remove: Vec::new(),
            };
            apply(store, tags);
            Some((word, vec![name]))
        }
        Said::Tie(_, id, tie) => {
            name(*id)?;
            apply(store, Change::Tie(vec![ContactId(*id)], *tie, None));
            None
        }
        Said::Sync(_) => None,
    }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn nothing_that_was_said_is_lost(said in prop::collection::vec(said(), 1..50)) {
        let mut all = machines();
        begin(&mut all);
        let mut words: Vec<Word> = Vec::new();
        for (n, said) in said.iter().enumerate() {
            let (Said::Person(at) | Said::CatchUp(at, _) | Said::Note(at, _) | Said::Tag(at, _)
                | Said::Tie(at, ..) | Said::Sync(at)) = said;
            words.extend(say(&mut all.stores[*at], said, &format!("word{n:02}")));
            if matches!(said, Said::Sync(_)) {
                all.sync(*at);
            }
        }
        all.settle();
        let store = &all.stores[0];
        let network = store.network(&Rules::default(), today()).unwrap();
        for (word, about) in &words {
            for name in about {
                let contact = network.contacts.iter().find(|contact| contact.name() == name);
                let id = contact.unwrap_or_else(|| panic!("{name} is lost")).id;
                let card = store.card(id, today()).unwrap().unwrap();
                assert!(format!("{card:?}").contains(word), "{word} of {name} is lost: {card:?}");
            }
        }
    }
}
