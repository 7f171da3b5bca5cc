//! Several machines that share one network.

mod laws;
mod versions;

use ties::domain::card::MethodKind;
use ties::domain::change::{Change, Edit, NotesEdit};
use ties::domain::contact::Contact;
use ties::domain::id::{CatchUpId, ContactId};
use ties::domain::merge::Choices;
use ties::domain::rules::Rules;
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;
use ties::store::{Error, Finding, Store, WayIn};
use ties::sync::chain::Fault;
use ties::sync::testing::{Shared, Trouble};
use ties::sync::{Failure, run};

use super::laws::notes_agree;
use super::{add, apply, catch_up, contact, person, today};

/// One person's machines, which share one history.
struct Machines {
    shared: Shared,
    stores: Vec<Store>,
}

impl Machines {
    /// So many machines; the first begins the history with whatever `first` does there.
    fn begin(n: usize, first: impl FnOnce(&mut Store)) -> Machines {
        let shared = Shared::default();
        let mut stores: Vec<Store> = (0..n).map(|_| super::store()).collect();
        first(&mut stores[0]);
        for (at, store) in stores.iter_mut().enumerate() {
            let way_in = if at == 0 { WayIn::Begin } else { WayIn::Join };
            store.share("a place", way_in, false).unwrap();
            run(store, &mut shared.clone()).unwrap();
        }
        Machines { shared, stores }
    }

    #[track_caller]
    fn sync(&mut self, at: usize) {
        run(&mut self.stores[at], &mut self.shared.clone()).unwrap();
    }

    #[track_caller]
    fn sync_all(&mut self) {
        for _ in 0..3 {
            (0..self.stores.len()).for_each(|at| self.sync(at));
        }
    }

    /// Syncs until nobody has anything new; all must be the same then.
    #[track_caller]
    fn settle(&mut self) {
        self.sync_all();
        let first = self.stores[0].export().unwrap();
        for (at, store) in self.stores.iter().enumerate() {
            let export = store.export().unwrap();
            let mut lines = first.lines().zip(export.lines());
            assert_eq!(lines.find(|(a, b)| a != b), None, "machine {at}");
            assert_eq!(export.len(), first.len(), "machine {at}");
            // A later ties has triggers that this one does not know.
            let mut wrong = store.check().unwrap();
            wrong.retain(|found| !matches!(found, Finding::Trigger(_)));
            assert_eq!(wrong, [], "machine {at}");
            assert_eq!(store.sharing().unwrap().unwrap().pending, 0, "machine {at}");
        }
    }

    /// What was changed on two machines at once, which all of them know.
    #[track_caller]
    fn clashes(&self) -> Vec<String> {
        let all = |store: &Store| -> Vec<String> {
            let clashes = store.clashes().unwrap();
            clashes.into_iter().map(|(_, clash)| clash.what).collect()
        };
        let first = all(&self.stores[0]);
        for (at, store) in self.stores.iter().enumerate() {
            assert_eq!(all(store), first, "machine {at}");
        }
        first
    }
}

fn note(store: &mut Store, id: ContactId, text: &str) {
    let before = store.card(id, today()).unwrap().unwrap().note;
    let edit = NotesEdit {
        before,
        text: Some(text.to_owned()),
    };
    apply(store, Change::EditNotes(id, Box::new(edit)));
}

fn edit(store: &mut Store, id: ContactId, edit: Edit) {
    apply(store, Change::Edit(id, Box::new(edit)));
}

fn org(name: &str) -> Edit {
    Edit {
        org: Some(Some(name.to_owned())),
        ..Edit::default()
    }
}

fn log(store: &mut Store, with: &[ContactId], on: &str) -> CatchUpId {
    let new = Box::new(catch_up(with, on));
    CatchUpId(apply(store, Change::Log(new)).made.unwrap())
}

#[test]
fn what_one_machine_does_comes_to_the_others_and_back() {
    let mut all = Machines::begin(3, |store| {
        add(store, "Bea Lindqvist");
    });
    let bea = ContactId(1);
    assert_eq!(contact(&all.stores[1], bea).name(), "Bea Lindqvist");
    log(&mut all.stores[1], &[bea], "2026-11-20");
    let omar = add(&mut all.stores[2], "Omar Haddad");
    apply(&mut all.stores[2], Change::Mind(vec![bea]));
    all.settle();
    let network = all.stores[0].network(&Rules::default(), today()).unwrap();
    let bea = network.contact(bea).unwrap();
    assert_eq!(
        bea.last.map(|day| day.to_string()).as_deref(),
        Some("2026-11-20")
    );
    assert_eq!(contact(&all.stores[1], omar).name(), "Omar Haddad");
    assert_eq!(all.clashes(), [""; 0]);
}

#[test]
fn rows_made_at_once_get_numbers_of_their_own_and_undo_follows_them() {
    let mut all = Machines::begin(2, |_| {});
    add(&mut all.stores[0], "Ana");
    let omar = add(&mut all.stores[1], "Omar");
    log(&mut all.stores[1], &[omar], "2026-11-20");
    all.settle();
    let names = |store: &Store| -> Vec<String> {
        let network = store.network(&Rules::default(), today()).unwrap();
        network
            .contacts
            .iter()
            .map(|contact| contact.name().to_owned())
            .collect()
    };
    assert_eq!(names(&all.stores[0]).len(), 2);
    // The one who did it takes back what they did, under the numbers it has now.
    all.stores[1].undo().unwrap();
    all.stores[1].undo().unwrap();
    assert_eq!(names(&all.stores[1]), ["Ana"]);
    all.settle();
    assert_eq!(names(&all.stores[0]), ["Ana"]);
    all.stores[1].redo().unwrap();
    all.settle();
    assert_eq!(names(&all.stores[0]).len(), 2);
}

#[test]
fn of_one_column_the_later_change_stays_whoever_syncs_first() {
    for (first, second) in [(0, 1), (1, 0)] {
        let mut all = Machines::begin(2, |store| {
            add(store, "Bea");
        });
        edit(&mut all.stores[0], ContactId(1), org("earlier"));
        let city = Edit {
            city: Some(Some("Turku".to_owned())),
            ..Edit::default()
        };
        edit(&mut all.stores[0], ContactId(1), city);
        std::thread::sleep(std::time::Duration::from_millis(2));
        edit(&mut all.stores[1], ContactId(1), org("later"));
        all.sync(first);
        all.sync(second);
        all.settle();
        let bea = all.stores[0].card(ContactId(1), today()).unwrap().unwrap();
        assert_eq!(bea.org.as_deref(), Some("later"), "{first} first");
        assert_eq!(bea.city.as_deref(), Some("Turku"), "{first} first");
    }
}

#[test]
fn a_note_written_on_both_sides_keeps_both_texts_and_says_so() {
    let mut all = Machines::begin(3, |store| {
        let bea = add(store, "Bea");
        note(store, bea, "likes tram maps");
    });
    note(
        &mut all.stores[0],
        ContactId(1),
        "likes tram maps\n\nrows at dawn",
    );
    note(&mut all.stores[1], ContactId(1), "likes tram maps\n\nsails");
    all.settle();
    let bea = all.stores[2].card(ContactId(1), today()).unwrap().unwrap();
    assert_eq!(
        bea.note.as_deref(),
        Some("likes tram maps\n\nrows at dawn\n\nsails")
    );
    assert_eq!(
        all.clashes(),
        ["the note of Bea was written on two machines: both texts are kept"]
    );
    for (at, store) in all.stores.iter().enumerate() {
        notes_agree(store);
        assert_eq!(store.search_notes("sails").unwrap(), [ContactId(1)]);
        let clash = &store.clashes().unwrap()[0].1;
        let had = |text: &Option<String>, word: &str| text.as_ref().unwrap().contains(word);
        let (is_first, is_second) = (had(&clash.ours, "dawn"), had(&clash.ours, "sails"));
        // To a third machine both are others: it has whichever.
        assert!(is_first != is_second && (at != 0 || is_first) && (at != 1 || is_second));
        assert_ne!(is_first, had(&clash.theirs, "dawn"), "machine {at}");
    }
    // Once somebody has looked, that machine has nothing more to say of it.
    all.stores[1].forget_clashes().unwrap();
    all.sync_all();
    let kept: Vec<usize> = (all.stores.iter())
        .map(|store| store.clashes().unwrap().len())
        .collect();
    assert_eq!(kept, [1, 0, 1]);
}

#[test]
fn what_clashed_is_told_where_nothing_else_is_to_be_said() {
    let mut all = Machines::begin(2, |store| {
        add(store, "Bea");
    });
    apply(
        &mut all.stores[0],
        Change::Stand(vec![ContactId(1)], Standing::Deleted),
    );
    log(&mut all.stores[1], &[ContactId(1)], "2026-11-20");
    all.sync(1);
    // Of what was done here nothing is left but that it clashed.
    all.sync(0);
    assert_eq!(all.stores[0].sharing().unwrap().unwrap().pending, 0);
    all.sync(1);
    assert_eq!(
        all.clashes(),
        ["Bea was deleted on one machine and changed on another: they stay"]
    );
    // Who comes later is not told of what was before.
    let mut late = super::store();
    late.share("a place", WayIn::Join, false).unwrap();
    run(&mut late, &mut all.shared.clone()).unwrap();
    assert_eq!(late.clashes().unwrap(), []);
}

/// Three machines, of which the first two have written a note about the same person; the second
/// knows it.
fn with_two_notes() -> Machines {
    let mut all = Machines::begin(3, |store| {
        add(store, "Bea");
    });
    note(&mut all.stores[0], ContactId(1), "rows at dawn");
    note(&mut all.stores[1], ContactId(1), "sails");
    all.sync(0);
    all.sync(1);
    all
}

#[test]
fn of_who_is_purged_no_machine_keeps_what_was_changed_on_two_at_once() {
    for (purger, before) in [(0, false), (0, true), (1, false), (2, true)] {
        let mut all = with_two_notes();
        if before {
            // Not everybody has heard of it yet.
            all.stores[purger].purge(ContactId(1)).unwrap();
        }
        all.sync_all();
        if !before {
            assert_eq!(all.clashes().len(), 1);
            all.stores[purger].purge(ContactId(1)).unwrap();
        }
        all.settle();
        assert_eq!(all.clashes(), [""; 0], "{purger} {before}");
    }
}

#[test]
fn who_is_deleted_here_and_changed_there_stays() {
    for (deleter, first) in [(0, 0), (0, 1)] {
        let mut all = Machines::begin(3, |store| {
            add(store, "Bea");
        });
        apply(
            &mut all.stores[deleter],
            Change::Stand(vec![ContactId(1)], Standing::Deleted),
        );
        log(&mut all.stores[1 - deleter], &[ContactId(1)], "2026-11-20");
        all.sync(first);
        all.settle();
        let bea = contact(&all.stores[2], ContactId(1));
        assert_eq!(bea.standing, Standing::Active, "{first} first");
        assert_eq!(all.clashes().len(), 1, "{:?}", all.clashes());
    }
}

#[test]
fn a_catch_up_removed_here_and_changed_there_stays_with_its_people() {
    for first in [0, 1] {
        let mut all = Machines::begin(3, |store| {
            let bea = add(store, "Bea");
            log(store, &[bea], "2026-11-20");
        });
        apply(&mut all.stores[0], Change::DeleteCatchUp(CatchUpId(1)));
        let edit = ties::domain::change::CatchUpEdit {
            note: Some(Some("the harbour".to_owned())),
            ..Default::default()
        };
        apply(
            &mut all.stores[1],
            Change::EditCatchUp(CatchUpId(1), Box::new(edit)),
        );
        all.sync(first);
        all.settle();
        let bea = all.stores[2].card(ContactId(1), today()).unwrap().unwrap();
        assert_eq!(bea.catch_ups.len(), 1, "{first} first");
        assert_eq!(
            bea.catch_ups[0].note.as_deref(),
            Some("the harbour"),
            "{first} first"
        );
        assert_eq!(all.clashes().len(), 1, "{:?}", all.clashes());
    }
}

#[test]
fn the_same_tag_made_twice_is_one() {
    let mut all = Machines::begin(2, |store| {
        add(store, "Bea");
        add(store, "Omar");
    });
    for (at, who) in [(0, ContactId(1)), (1, ContactId(2)), (1, ContactId(1))] {
        let tags = Change::Tags {
            of: vec![who],
            add: vec!["chess".to_owned()],
            remove: vec![],
        };
        apply(&mut all.stores[at], tags);
    }
    all.settle();
    for id in [1, 2] {
        let card = all.stores[0].card(ContactId(id), today()).unwrap().unwrap();
        assert_eq!(card.tags, ["chess"]);
    }
    assert_eq!(
        all.stores[0]
            .export()
            .unwrap()
            .matches("\"name\":\"chess\"")
            .count(),
        1
    );
    assert_eq!(all.clashes(), [""; 0]);
}

#[test]
fn a_tag_that_takes_the_number_of_another_keeps_its_people() {
    let mut all = Machines::begin(2, |store| {
        add(store, "Bea");
    });
    let retag = |store: &mut Store, add: &str, remove: &str| {
        let tags = |tag: &str| match tag {
            "" => vec![],
            tag => vec![tag.to_owned()],
        };
        let tags = Change::Tags {
            of: vec![ContactId(1)],
            add: tags(add),
            remove: tags(remove),
        };
        apply(store, tags);
    };
    retag(&mut all.stores[1], "chess", "");
    retag(&mut all.stores[1], "rust", "chess");
    all.settle();
    retag(&mut all.stores[1], "tram maps", "rust");
    all.settle();
    let bea = all.stores[0].card(ContactId(1), today()).unwrap().unwrap();
    assert_eq!(bea.tags, ["tram maps"]);
}

#[test]
fn who_is_merged_here_and_changed_there_follows_the_merge() {
    for first in [0, 1] {
        let mut all = Machines::begin(3, |store| {
            add(store, "Bea Lindqvist");
            add(store, "Bea L.");
        });
        let (keep, other) = (ContactId(1), ContactId(2));
        let merge = Change::Merge {
            keep,
            other,
            choices: Choices::default(),
        };
        apply(&mut all.stores[0], merge);
        let there = &mut all.stores[1];
        log(there, &[other], "2026-11-20");
        let mail = (MethodKind::Email, None, "bea@example.org".to_owned());
        edit(
            there,
            other,
            Edit {
                add_methods: vec![mail],
                ..org("Genelab")
            },
        );
        all.sync(first);
        all.settle();
        let card = all.stores[2].card(keep, today()).unwrap().unwrap();
        assert_eq!(card.catch_ups.len(), 1, "{first} first");
        assert_eq!(card.org.as_deref(), Some("Genelab"), "{first} first");
        assert_eq!(card.methods.len(), 1, "{first} first");
        assert!(
            all.stores[2].card(other, today()).unwrap().is_none(),
            "{first} first"
        );
    }
}

#[test]
fn a_machine_with_people_of_its_own_joins_and_keeps_them() {
    let mut all = Machines::begin(1, |store| {
        let bea = add(store, "Bea");
        note(store, bea, "sails");
        log(store, &[bea], "2026-11-20");
    });
    let mut second = super::store();
    let omar = add(&mut second, "Omar");
    let tags = Change::Tags {
        of: vec![omar],
        add: vec!["chess".to_owned()],
        remove: vec![],
    };
    apply(&mut second, tags);
    log(&mut second, &[omar], "2026-11-21");
    second.share("a place", WayIn::Join, false).unwrap();
    let outcome = run(&mut second, &mut all.shared.clone()).unwrap();
    assert_eq!(outcome.took, 1);
    all.stores.push(second);
    all.settle();
    let network = all.stores[0].network(&Rules::default(), today()).unwrap();
    assert_eq!(network.contacts.len(), 2);
    assert!(
        network
            .contacts
            .iter()
            .all(|contact| contact.last.is_some())
    );
}

#[test]
fn a_copy_of_the_file_joins_as_the_same_people() {
    let mut all = Machines::begin(1, |store| {
        let bea = add(store, "Bea");
        log(store, &[bea], "2026-11-20");
    });
    let document = all.stores[0].export().unwrap();
    let mut copy = super::store();
    let document = ties::store::Document::parse(&document).unwrap();
    copy.import_document(&document, today()).unwrap();
    note(&mut copy, ContactId(1), "sails");
    copy.share("a place", WayIn::Join, false).unwrap();
    run(&mut copy, &mut all.shared.clone()).unwrap();
    all.stores.push(copy);
    all.settle();
    let network = all.stores[0].network(&Rules::default(), today()).unwrap();
    assert_eq!(network.contacts.len(), 1);
    let bea = all.stores[0].card(ContactId(1), today()).unwrap().unwrap();
    assert_eq!(
        (bea.note.as_deref(), bea.catch_ups.len()),
        (Some("sails"), 1)
    );
}

#[test]
fn who_is_purged_here_goes_everywhere_and_stays_away() {
    for first in [0, 1] {
        let mut all = Machines::begin(3, |store| {
            add(store, "Bea");
            add(store, "Omar");
        });
        all.stores[0].purge(ContactId(1)).unwrap();
        log(
            &mut all.stores[1],
            &[ContactId(1), ContactId(2)],
            "2026-11-20",
        );
        note(&mut all.stores[1], ContactId(1), "sails");
        all.sync(first);
        all.settle();
        let text = all.stores[2].export().unwrap();
        assert!(
            !text.contains("Bea") && !text.contains("sails"),
            "{first} first: {text}"
        );
        let omar = all.stores[2].card(ContactId(2), today()).unwrap().unwrap();
        assert_eq!(omar.catch_ups.len(), 1, "{first} first");
        for store in &all.stores {
            let history = format!("{:?}", store.history(99).unwrap());
            assert!(!history.contains("sails"), "{history}");
        }
    }
}

#[test]
fn of_who_was_purged_since_a_sync_tells_nothing() {
    let mut all = with_two_notes();
    all.sync(0);
    all.stores[0].purge(ContactId(1)).unwrap();
    all.sync(0);
    let outcome = run(&mut all.stores[2], &mut all.shared.clone()).unwrap();
    assert_eq!(outcome.clashes, []);
    assert_eq!(all.stores[2].clashes().unwrap(), []);
}

#[test]
fn an_answer_that_is_lost_is_no_second_change() {
    let mut all = Machines::begin(2, |store| {
        add(store, "Bea");
    });
    add(&mut all.stores[0], "Omar");
    let fault = Fault::Unreachable("gone".to_owned());
    all.shared
        .trouble([Trouble::None, Trouble::After(fault.clone())]);
    let failed = run(&mut all.stores[0], &mut all.shared.clone());
    assert!(matches!(failed, Err(Failure::Chain(f)) if f == fault));
    add(&mut all.stores[0], "Ana");
    add(&mut all.stores[1], "Tomás");
    all.settle();
    let network = all.stores[1].network(&Rules::default(), today()).unwrap();
    assert_eq!(network.contacts.len(), 4);
}

#[test]
fn what_cannot_be_read_is_left_alone_and_nothing_changes() {
    #[track_caller]
    fn check(bytes: Vec<u8>, expected: &str) {
        let mut all = Machines::begin(2, |store| {
            add(store, "Bea");
        });
        add(&mut all.stores[0], "Omar");
        all.sync(0);
        all.shared.change(1, |kept| *kept = bytes);
        add(&mut all.stores[1], "Ana");
        let before = all.stores[1].export().unwrap();
        let failure = run(&mut all.stores[1], &mut all.shared.clone()).unwrap_err();
        assert!(failure.to_string().contains(expected), "{failure}");
        assert_eq!(all.stores[1].export().unwrap(), before);
        assert!(all.stores[1].sharing().unwrap().unwrap().pending > 0);
    }
    check(Vec::new(), "did not write");
    check(b"ties\x01nonsense".to_vec(), "did not write");
    check(b"ties\x02".to_vec(), "newer ties");
}

#[test]
fn one_who_was_away_for_long_comes_back_by_the_snapshot_and_loses_nothing() {
    let shared = Shared::with_snapshots_every(3);
    let mut all = Machines {
        shared,
        stores: vec![super::store(), super::store()],
    };
    add(&mut all.stores[0], "Bea");
    all.stores[0].share("a place", WayIn::Begin, false).unwrap();
    all.sync(0);
    all.stores[1].share("a place", WayIn::Join, false).unwrap();
    all.sync(1);
    for name in ["Omar", "Ana", "Tomás", "Mei"] {
        add(&mut all.stores[0], name);
        all.sync(0);
    }
    edit(&mut all.stores[0], ContactId(1), org("Genelab"));
    all.sync(0);
    all.shared.drop_what_the_snapshot_holds();
    let city = Edit {
        city: Some(Some("Turku".to_owned())),
        ..Edit::default()
    };
    edit(&mut all.stores[1], ContactId(1), city);
    let lea = add(&mut all.stores[1], "Lea");
    log(&mut all.stores[1], &[lea], "2026-11-20");
    all.settle();
    let network = all.stores[0].network(&Rules::default(), today()).unwrap();
    assert_eq!(network.contacts.len(), 6);
    let bea = all.stores[0].card(ContactId(1), today()).unwrap().unwrap();
    assert_eq!(
        (bea.org.as_deref(), bea.city.as_deref()),
        (Some("Genelab"), Some("Turku"))
    );
}

#[test]
fn a_history_is_begun_once_and_joined_where_there_is_one() {
    let shared = Shared::default();
    let mut first = super::store();
    first.share("a place", WayIn::Join, false).unwrap();
    let nothing = run(&mut first, &mut shared.clone());
    assert!(
        matches!(nothing, Err(Failure::NothingToJoin)),
        "{nothing:?}"
    );
    first.stop_sharing().unwrap();
    first.share("a place", WayIn::Begin, false).unwrap();
    assert!(matches!(
        first.share("b", WayIn::Begin, false),
        Err(Error::Refused(_))
    ));
    run(&mut first, &mut shared.clone()).unwrap();
    let mut second = super::store();
    second.share("a place", WayIn::Begin, false).unwrap();
    let again = run(&mut second, &mut shared.clone());
    assert!(matches!(again, Err(Failure::BegunAlready)), "{again:?}");
    let mut alone = super::store();
    assert!(run(&mut alone, &mut shared.clone()).is_err());
    assert_eq!(alone.sharing().unwrap(), None);
}

#[test]
fn a_file_that_was_put_back_catches_up_and_says_nothing_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ties.db");
    let copy = folder.path().join("copy.db");
    let mut all = Machines::begin(1, |store| {
        add(store, "Bea");
    });
    let mut store = Store::open(&path, super::clock()).unwrap();
    store.share("a place", WayIn::Join, false).unwrap();
    run(&mut store, &mut all.shared.clone()).unwrap();
    add(&mut store, "Omar");
    store.backup_to(Some(&copy)).unwrap();
    run(&mut store, &mut all.shared.clone()).unwrap();
    add(&mut store, "Ana");
    run(&mut store, &mut all.shared.clone()).unwrap();
    add(&mut all.stores[0], "Tomás");
    all.sync(0);
    drop(store);
    let mut store = Store::open(&copy, super::clock()).unwrap();
    add(&mut store, "Lea");
    run(&mut store, &mut all.shared.clone()).unwrap();
    all.stores.push(store);
    all.settle();
    let network = all.stores[0].network(&Rules::default(), today()).unwrap();
    let mut names: Vec<&str> = network.contacts.iter().map(Contact::name).collect();
    names.sort_unstable();
    assert_eq!(names, ["Ana", "Bea", "Lea", "Omar", "Tomás"]);
}

#[test]
fn what_is_of_one_machine_stays_there() {
    let mut all = Machines::begin(2, |store| {
        add(store, "Bea");
    });
    let budget = Change::WeekBudget(today(), 5);
    apply(&mut all.stores[0], budget);
    all.settle();
    assert!(all.stores[1].export().unwrap().contains("\"times\":5"));
    // Unless it is to stay.
    let mut alone = super::store();
    alone.share("a place", WayIn::Join, true).unwrap();
    run(&mut alone, &mut all.shared.clone()).unwrap();
    apply(&mut alone, Change::WeekBudget(today(), 7));
    run(&mut alone, &mut all.shared.clone()).unwrap();
    all.settle();
    assert!(!all.stores[1].export().unwrap().contains("\"times\":7"));
    assert!(alone.export().unwrap().contains("\"times\":7"));
}

#[test]
fn a_list_that_was_read_before_numbers_changed_is_to_be_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ties.db");
    let mut all = Machines::begin(1, |_| {});
    let mut screen = Store::open(&path, super::clock()).unwrap();
    screen.share("a place", WayIn::Join, false).unwrap();
    run(&mut screen, &mut all.shared.clone()).unwrap();
    let omar = add(&mut screen, "Omar");
    screen.network(&Rules::default(), today()).unwrap();
    add(&mut all.stores[0], "Ana");
    all.sync(0);
    let mut beside = Store::open(&path, super::clock()).unwrap();
    run(&mut beside, &mut all.shared.clone()).unwrap();
    // Under Omar's number there is somebody else now.
    let log = Change::Log(Box::new(catch_up(&[omar], "2026-11-20")));
    let refused = screen.apply(&log, &Rules::default(), today());
    assert!(matches!(refused, Err(Error::Refused(_))), "{refused:?}");
    screen.network(&Rules::default(), today()).unwrap();
    screen.apply(&log, &Rules::default(), today()).unwrap();
}

#[test]
fn nothing_travels_where_nothing_is_shared() {
    let mut store = super::store();
    apply(&mut store, person("Bea", Tie::Weak));
    assert!(matches!(store.to_send(), Err(Error::Refused(_))));
    assert!(matches!(store.whole(), Err(Error::Refused(_))));
    assert!(matches!(store.clashes(), Err(Error::Refused(_))));
    assert!(matches!(store.take_in(None, &[]), Err(Error::Refused(_))));
}
