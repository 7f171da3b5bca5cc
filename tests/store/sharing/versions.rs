//! Machines of which one has a later ties than the others.

use proptest::prelude::*;
use ties::domain::change::Change;
use ties::domain::id::ContactId;
use ties::domain::standing::Standing;
use ties::store::{Store, WayIn};
use ties::sync::run;
use ties::sync::testing::Shared;

use super::super::{add, apply, contact, store, today};
use super::{Machines, edit, org};

/// What the schema of the later ties has besides: a column, and a table of rows that belong to
/// people.
pub(super) const LATER: &str = "
    ALTER TABLE contact ADD COLUMN shoe INTEGER;
    CREATE TABLE pet (
        id         INTEGER PRIMARY KEY,
        uid        TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))),
        contact_id INTEGER NOT NULL REFERENCES contact (id) ON DELETE CASCADE
                   DEFERRABLE INITIALLY DEFERRED,
        name       TEXT NOT NULL
    ) STRICT;
    CREATE INDEX pet_contact ON pet (contact_id);";

/// Something that only the later ties knows of is written, about the contact or pet of a number.
#[derive(Debug, Clone)]
pub(super) enum Write {
    Shoe(i64, i64),
    Pet(i64),
    Rename(i64, String),
    Rehome(i64, i64),
    Drop(i64),
}

impl Write {
    pub(super) fn any() -> impl Strategy<Value = Write> {
        let id = 1i64..6;
        prop_oneof![
            2 => (id.clone(), 30i64..50).prop_map(|(id, size)| Write::Shoe(id, size)),
            2 => id.clone().prop_map(Write::Pet),
            1 => (id.clone(), "[a-c]").prop_map(|(id, name)| Write::Rename(id, name)),
            1 => (id.clone(), id.clone()).prop_map(|(id, of)| Write::Rehome(id, of)),
            1 => id.prop_map(Write::Drop),
        ]
    }

    /// Nothing where there is no such row, or the schema is the earlier one.
    pub(super) fn write(&self, store: &mut Store) {
        let sql = match self {
            Write::Shoe(id, size) => format!("UPDATE contact SET shoe = {size} WHERE id = {id}"),
            Write::Pet(of) => format!(
                "INSERT INTO pet (contact_id, name) SELECT id, 'Rex' FROM contact WHERE id = {of}"
            ),
            Write::Rename(id, name) => format!("UPDATE pet SET name = '{name}' WHERE id = {id}"),
            Write::Rehome(id, of) => format!(
                "UPDATE pet SET contact_id = {of}
                 WHERE id = {id} AND EXISTS (SELECT 1 FROM contact WHERE id = {of})"
            ),
            Write::Drop(id) => format!("DELETE FROM pet WHERE id = {id}"),
        };
        let _ = store.write_beside(&sql);
    }
}

/// Two machines of an earlier ties and, last, one of a later; Bea is on all of them.
fn machines(shared: Shared) -> Machines {
    let mut stores: Vec<Store> = (0..3).map(|_| store()).collect();
    stores[2].become_later(LATER).unwrap();
    add(&mut stores[0], "Bea");
    let mut all = Machines { shared, stores };
    for at in 0..3 {
        let way_in = if at == 0 { WayIn::Begin } else { WayIn::Join };
        all.stores[at].share("a place", way_in, false).unwrap();
        all.sync(at);
    }
    all
}

const BEA: ContactId = ContactId(1);

impl Machines {
    /// All get the later ties, and sync.
    #[track_caller]
    fn update(&mut self) {
        for store in &mut self.stores[..2] {
            store.become_later(LATER).unwrap();
        }
        self.settle();
    }

    /// How often each of these stands in what all have.
    #[track_caller]
    fn hold(&self, expected: &[(&str, usize)]) {
        let export = self.stores[0].export().unwrap();
        for (text, times) in expected {
            assert_eq!(export.matches(text).count(), *times, "{text} in {export}");
        }
    }
}

#[test]
fn what_only_a_later_ties_knows_waits_for_it() {
    let mut all = machines(Shared::default());
    Write::Shoe(1, 42).write(&mut all.stores[2]);
    Write::Pet(1).write(&mut all.stores[2]);
    Write::Pet(1).write(&mut all.stores[2]);
    Write::Rename(2, "Max".to_owned()).write(&mut all.stores[2]);
    edit(&mut all.stores[2], BEA, org("Genelab"));
    all.sync(2);
    all.sync(0);
    all.sync(1);
    let bea = all.stores[0].card(BEA, today()).unwrap().unwrap();
    assert_eq!(bea.org.as_deref(), Some("Genelab"));
    // And goes on beside what the earlier ones do meanwhile.
    edit(&mut all.stores[0], BEA, org("Elsewhere"));
    Write::Drop(1).write(&mut all.stores[2]);
    for at in [0, 2, 1] {
        all.sync(at);
    }
    all.update();
    all.hold(&[
        (r#""shoe":42"#, 1),
        ("Rex", 0),
        (r#""name":"Max""#, 1),
        ("Elsewhere", 1),
    ]);
}

#[test]
fn what_waited_is_older_than_what_is_done_once_it_is_understood() {
    let mut all = machines(Shared::default());
    Write::Shoe(1, 42).write(&mut all.stores[2]);
    all.sync(2);
    all.sync(0);
    all.stores[0].become_later(LATER).unwrap();
    Write::Shoe(1, 50).write(&mut all.stores[0]);
    all.sync(0);
    all.stores[1].become_later(LATER).unwrap();
    all.settle();
    all.hold(&[(r#""shoe":50"#, 1)]);
}

#[test]
fn who_goes_takes_what_waited_along() {
    let mut all = machines(Shared::default());
    let omar = add(&mut all.stores[0], "Omar");
    all.sync_all();
    Write::Shoe(omar.0, 42).write(&mut all.stores[2]);
    all.sync_all();
    // To be added is taken back here, which nobody has changed, and done again.
    all.stores[0].undo().unwrap();
    all.sync_all();
    all.stores[0].redo().unwrap();
    all.update();
    assert_eq!(contact(&all.stores[1], omar).name(), "Omar");
}

#[test]
fn who_is_deleted_here_while_a_later_ties_changes_them_stays_with_that() {
    let mut all = machines(Shared::default());
    apply(
        &mut all.stores[0],
        Change::Stand(vec![BEA], Standing::Deleted),
    );
    Write::Shoe(1, 42).write(&mut all.stores[2]);
    all.sync(2);
    all.update();
    assert_eq!(contact(&all.stores[1], BEA).standing, Standing::Active);
    all.hold(&[(r#""shoe":42"#, 1)]);
}

#[test]
fn who_is_purged_leaves_nothing_that_waits() {
    for purger in [0, 2] {
        let mut all = machines(Shared::default());
        Write::Shoe(1, 42).write(&mut all.stores[2]);
        Write::Pet(1).write(&mut all.stores[2]);
        all.sync_all();
        all.stores[purger].purge(BEA).unwrap();
        all.sync_all();
        all.update();
        all.hold(&[("Bea", 0), ("Rex", 0), ("42", 0)]);
    }
}

#[test]
fn who_is_purged_here_while_a_later_ties_writes_of_them_goes_with_that() {
    let mut all = machines(Shared::default());
    all.stores[0].purge(BEA).unwrap();
    Write::Pet(1).write(&mut all.stores[2]);
    all.sync(2);
    all.sync(1);
    all.update();
    all.hold(&[("Bea", 0), ("Rex", 0)]);
}

#[test]
fn a_snapshot_is_of_one_who_understands_all_of_it() {
    let mut all = machines(Shared::with_snapshots_every(2));
    Write::Shoe(1, 42).write(&mut all.stores[2]);
    Write::Pet(1).write(&mut all.stores[2]);
    all.sync(2);
    for name in ["Omar", "Ana", "Tomás", "Mei"] {
        add(&mut all.stores[0], name);
        all.sync(0);
        assert_eq!(all.stores[0].whole().unwrap(), None);
    }
    // The one who joins now gets all of it; so does one who was away while it was dropped.
    add(&mut all.stores[2], "Lea");
    all.sync(2);
    add(&mut all.stores[2], "Ida");
    all.sync(2);
    all.shared.drop_what_the_snapshot_holds();
    let mut fresh = store();
    fresh.become_later(LATER).unwrap();
    fresh.share("a place", WayIn::Join, false).unwrap();
    run(&mut fresh, &mut all.shared.clone()).unwrap();
    all.stores.push(fresh);
    all.update();
    all.hold(&[(r#""shoe":42"#, 1), ("Rex", 1)]);
}
