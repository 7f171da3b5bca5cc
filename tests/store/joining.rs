//! A complete network that comes into another, in which somebody is.

use ties::domain::card::OccasionDay;
use ties::domain::change::{Change, Edit};
use ties::domain::id::ContactId;
use ties::domain::standing::Standing;
use ties::store::{Document, Joining, Store};

use super::{add, apply, contact, day, store, today};

fn document(of: &Store) -> String {
    of.export().unwrap()
}

fn join(store: &mut Store, document: &str) -> (bool, Joining) {
    let document = Document::parse(document).unwrap();
    let (applied, joining) = store.import_document(&document, today()).unwrap();
    (applied.action.is_some(), joining)
}

/// Two networks with the same two people.
fn two() -> (Store, Store, [ContactId; 2]) {
    let mut here = store();
    let people = ["Ana", "Ben"].map(|name| add(&mut here, name));
    let mut there = store();
    join(&mut there, &document(&here));
    (here, there, people)
}

fn born(on: &str) -> Edit {
    Edit {
        birthday: Some(Some(OccasionDay::Day(on.parse().unwrap()))),
        ..Edit::default()
    }
}

#[test]
fn somebody_who_is_here_stays_as_they_stand_with_a_clock_that_goes_on() {
    let (mut here, mut there, [ana, _]) = two();
    apply(&mut there, Change::Pause(vec![ana]));
    let (changed, joining) = join(&mut here, &document(&there));
    assert_eq!((changed, joining.rows, joining.kept), (false, 0, 1));
    assert_eq!(contact(&here, ana).standing, Standing::Active);
    assert!(contact(&here, ana).pauses().is_empty());
    assert_eq!(here.check().unwrap(), []);
    // Both paused them: one pause is enough.
    apply(&mut here, Change::Pause(vec![ana]));
    assert_eq!(join(&mut here, &document(&there)).1.rows, 0);
    assert_eq!(here.check().unwrap(), []);
    // A pause that is over, and somebody paused who is new here, come in.
    apply(&mut there, Change::Resume(vec![ana]));
    let eve = add(&mut there, "Eve");
    apply(&mut there, Change::Pause(vec![eve]));
    assert_eq!(join(&mut here, &document(&there)).1.new, 1);
    assert_eq!(contact(&here, eve).standing, Standing::Paused);
    assert_eq!(here.check().unwrap(), []);
}

#[test]
fn what_can_be_there_only_once_stays_and_the_next_time_nothing_comes_in() {
    let (mut here, mut there, [ana, ben]) = two();
    for (store, birthday, budget) in [(&mut here, "1990-05-03", 2), (&mut there, "1991-05-03", 4)] {
        apply(store, Change::Edit(ana, Box::new(born(birthday))));
        apply(store, Change::Edit(ben, Box::new(born("--06-04"))));
        apply(store, Change::WeekBudget(day("2026-11-16"), budget));
        apply(
            store,
            Change::Occasion {
                contact: ben,
                label: "wedding".into(),
                day: OccasionDay::Day("2010-06-05".parse().unwrap()),
                yearly: true,
            },
        );
        let edit = Edit {
            add_tags: vec!["choir".into()],
            add_interests: vec!["trams".into()],
            ..Edit::default()
        };
        apply(store, Change::Edit(ben, Box::new(edit)));
    }
    let before = here.export().unwrap();
    let (changed, joining) = join(&mut here, &document(&there));
    // The birthday and the budget are others; the rest is the same, whoever wrote it.
    // Somebody may have any number of other days, so theirs is another wedding.
    assert_eq!((changed, joining.rows, joining.kept), (true, 1, 2));
    assert_eq!(join(&mut here, &document(&there)).1.rows, 0);
    here.undo().unwrap();
    assert_eq!(here.export().unwrap(), before);
    // What is new comes to what was there only once.
    let cy = add(&mut there, "Cy");
    let edit = Edit {
        add_tags: vec!["choir".into()],
        ..Edit::default()
    };
    apply(&mut there, Change::Edit(cy, Box::new(edit)));
    assert_eq!(join(&mut here, &document(&there)).1.new, 1);
    assert_eq!(here.card(cy, today()).unwrap().unwrap().tags, ["choir"]);
    assert_eq!(join(&mut here, &document(&there)).1.rows, 0);
    assert_eq!(here.check().unwrap(), []);
}
