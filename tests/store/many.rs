//! What is read of many people when not everyone is needed.

use ties::domain::card::MethodKind;
use ties::domain::change::{Change, Edit};
use ties::domain::contact::Contact;
use ties::domain::demo;
use ties::domain::draft::{Draft, DraftMethod, Parsed, SourceKind};
use ties::domain::id::ContactId;
use ties::domain::import::{self, Outcome, Policy};
use ties::domain::rules::Rules;
use ties::domain::search;
use ties::domain::standing::Standing;
use ties::store::Store;

use super::{add, apply, store, today};

fn crowd(people: usize) -> Store {
    let mut store = store();
    store.fill(demo::scaled(people, 1, today())).unwrap();
    store
}

#[test]
fn the_first_page_is_the_head_of_the_list() {
    let mut store = crowd(2_100);
    for (id, name) in [
        (7, "aaron"),
        (8, "Ápolline"),
        (9, "\u{1f}Abe"),
        (10, "李雷"),
    ] {
        rename(&mut store, id, name);
    }
    apply(
        &mut store,
        Change::Stand(vec![ContactId(7)], Standing::Archived),
    );
    let rules = Rules::default();
    let everyone = store.network(&rules, today()).unwrap();
    let page = store.first_page(40, today()).unwrap().unwrap();

    let names = |contacts: Vec<&Contact>| -> Vec<String> {
        contacts
            .into_iter()
            .filter(|contact| contact.standing.is_listed())
            .map(|contact| contact.name().to_owned())
            .take(40)
            .collect()
    };
    let of_page = names(search::in_order(&page, &rules));
    assert_eq!(of_page.len(), 40);
    assert_eq!(of_page, names(search::in_order(&everyone, &rules)));
    for found in &page.contacts {
        let known = everyone.contact(found.id).unwrap();
        assert_eq!(
            (found.tie, found.last, found.org(), found.city()),
            (known.tie, known.last, known.org(), known.city()),
        );
    }
}

#[test]
fn where_everyone_is_quickly_read_there_is_no_first_page() {
    assert_eq!(store().first_page(40, today()).unwrap(), None);
    assert_eq!(crowd(1_000).first_page(40, today()).unwrap(), None);
}

#[test]
fn people_are_found_by_their_names_and_nicknames_whatever_case_and_accents() {
    let mut store = store();
    let zoe = add(&mut store, "Zoë Müller");
    let bea = add(&mut store, "Bea Lindqvist");
    let other = add(&mut store, "zoe muller");
    nickname(&mut store, bea, "Bean");
    let named = |store: &Store, name: &str| store.find_by_name(name).unwrap();
    assert_eq!(named(&store, "ZOE MULLER"), [zoe, other]);
    assert_eq!(named(&store, "béan"), [bea]);
    assert_eq!(named(&store, "Bea"), []);
    apply(&mut store, Change::Stand(vec![zoe], Standing::Deleted));
    assert_eq!(named(&store, "zoe muller"), [zoe, other]);
    rename(&mut store, bea.0, "Beatrice");
    assert_eq!(named(&store, "bea lindqvist"), []);
    store.undo().unwrap();
    assert_eq!(named(&store, "bea lindqvist"), [bea]);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn a_crowds_notes_are_found_as_anybodys_from_the_first_import_on() {
    let mut store = store();
    let found = |store: &Store, word: &str| {
        assert_eq!(store.check().unwrap(), []);
        store.search_notes(word).unwrap().len()
    };
    import(&mut store, "h", 600, "at the harbour café 会议");
    for (word, people) in [("harb", 600), ("cafe", 600), ("会议", 600), ("joined", 1)] {
        assert_eq!(found(&store, word), people, "{word}");
    }
    apply(
        &mut store,
        Change::Note(vec![ContactId(1)], "a quokka".into()),
    );
    import(&mut store, "q", 600, "a quokka");
    assert_eq!((found(&store, "quok"), found(&store, "harb")), (601, 600));
    for quokkas in [1, 0, 0] {
        store.undo().unwrap();
        assert_eq!(found(&store, "quok"), quokkas);
    }
    assert_eq!(found(&store, "harb"), 0);
    import(&mut store, "h", 600, "at the harbour café 会议");
    assert_eq!((found(&store, "quok"), found(&store, "harb")), (0, 600));
    store.undo().unwrap();
    store.redo().unwrap();
    assert_eq!((found(&store, "quok"), found(&store, "harb")), (0, 600));
}

/// Imports so many people, whose names begin so, with this note, and one of them again in
/// another record, which says that they joined.
fn import(store: &mut Store, letter: &str, people: usize, note: &str) {
    let draft = |number: usize, note: &str| Draft {
        name: format!("{letter}{number} {letter}own{number}"),
        methods: vec![DraftMethod {
            kind: MethodKind::Email,
            label: None,
            value: format!("{letter}{number}@example.org"),
        }],
        note: Some(note.to_owned()),
        external_id: Some(format!("{letter}{number}-{note}")),
        ..Draft::default()
    };
    let mut drafts: Vec<Draft> = (0..people).map(|number| draft(number, note)).collect();
    drafts.push(draft(7, "joined"));
    let parsed = Parsed {
        read: drafts.len(),
        drafts,
        ..Parsed::of(SourceKind::Vcard)
    };
    let known = store.known().unwrap();
    let plan = import::plan(&known, vec![("x.vcf".into(), parsed)], &Policy::default());
    assert!(matches!(
        plan.rows.last().unwrap().outcome,
        Outcome::SameAs { row: 7, .. }
    ));
    apply(store, Change::Import(Box::new(plan)));
}

fn rename(store: &mut Store, id: i64, name: &str) {
    let edit = Edit {
        name: Some(name.into()),
        ..Edit::default()
    };
    apply(store, Change::Edit(ContactId(id), Box::new(edit)));
}

fn nickname(store: &mut Store, id: ContactId, nickname: &str) {
    let edit = Edit {
        nickname: Some(Some(nickname.into())),
        ..Edit::default()
    };
    apply(store, Change::Edit(id, Box::new(edit)));
}

#[test]
fn what_was_done_to_a_crowd_is_taken_back_and_done_again_in_one_walk() {
    let mut store = crowd(6_000);
    let rules = Rules::default();
    let everyone: Vec<ContactId> = (1..=6_000).map(ContactId).collect();
    let minded = |store: &Store| {
        let network = store.network(&rules, today()).unwrap();
        let minded = network.contacts.iter().filter(|c| c.mind().is_some());
        minded.count()
    };
    let before = minded(&store);
    apply(&mut store, Change::Mind(everyone.clone()));
    let after = minded(&store);
    assert!(after > before + 3_000, "{before} {after}");
    // A walk that began anew for each row would go through the square of them.
    store.undo().unwrap();
    assert_eq!(minded(&store), before);
    store.redo().unwrap();
    assert_eq!(minded(&store), after);
}
