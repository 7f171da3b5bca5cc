//! The repository layer against real SQLite: what a change does, what undo restores, and
//! what happens to files.

#![allow(clippy::unwrap_used, clippy::panic)] // helpers of tests, which clippy takes for plain code

mod changes;
mod contacts_tui;
mod files;
mod joining;
mod laws;
mod many;
mod merging;
mod restoring;
mod schema;
mod sharing;

use chrono::NaiveDate;
use ties::clock::Clock;
use ties::domain::catch_up::Started;
use ties::domain::change::{Change, Edit, NewCatchUp, NewContact};
use ties::domain::channel::Channel;
use ties::domain::contact::{Contact, Kind};
use ties::domain::id::ContactId;
use ties::domain::rules::Rules;
use ties::domain::tie::Tie;
use ties::store::{Applied, Error, Store};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Sunday 22 November 2026.
fn today() -> NaiveDate {
    day("2026-11-22")
}

fn clock() -> Clock {
    Clock::fixed(today())
}

fn store() -> Store {
    Store::in_memory(clock()).unwrap()
}

fn try_apply(store: &mut Store, change: Change) -> Result<Applied, Error> {
    store.apply(&change, &Rules::default(), today())
}

#[track_caller]
fn apply(store: &mut Store, change: Change) -> Applied {
    try_apply(store, change).unwrap()
}

fn contact(store: &Store, id: ContactId) -> Contact {
    let network = store.network(&Rules::default(), today()).unwrap();
    network.contact(id).unwrap().clone()
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
    ContactId(apply(store, person(name, Tie::Weak)).made.unwrap())
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

fn log(new: NewCatchUp) -> Change {
    Change::Log(Box::new(new))
}
