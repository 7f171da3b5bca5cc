//! The same files again, changed files, and what a hand did in between.

use proptest::prelude::*;
use ties::domain::card::{Card, MethodKind, OccasionDay};
use ties::domain::change::{Change, Edit, NewContact};
use ties::domain::contact::Kind;
use ties::domain::draft::{Draft, Parsed, SourceKind};
use ties::domain::import::Policy;
use ties::domain::rules::Rules;
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;
use ties::store::Store;

use super::imports::{
    apply, card, cards, change, drafts, file_of, import, outcomes, people, planned, store, today,
    vcards,
};

/// What is said in a field of a card, values between bars.
fn told(card: &Card, field: &str) -> String {
    let some = |value: &Option<String>| value.clone().into_iter().collect::<Vec<_>>();
    let values: Vec<String> = match field {
        "org" => some(&card.org),
        "title" => some(&card.title),
        "city" => some(&card.city),
        "note" => some(&card.note),
        "phonetic" => some(&card.phonetic),
        "birthday" => card.birthday().iter().map(ToString::to_string).collect(),
        "tag" => card.tags.clone(),
        "detail" => card
            .details
            .iter()
            .map(|(label, value)| format!("{label}: {value}"))
            .collect(),
        "email" => card.values(MethodKind::Email).map(str::to_owned).collect(),
        "phone" => card.values(MethodKind::Phone).map(str::to_owned).collect(),
        _ => unreachable!("{field}"),
    };
    values.join(" | ")
}

/// Imports these files again, whole, turned round and one by one: nothing changes.
#[track_caller]
fn settled(store: &mut Store, files: &[Parsed]) {
    let before = store.export().unwrap();
    let mut turned = files.to_vec();
    turned.reverse();
    let alone = files.iter().map(|file| vec![file.clone()]);
    for files in [files.to_vec(), turned].into_iter().chain(alone) {
        let plan = planned(store, files, &Policy::default());
        assert!(!plan.changes_anything(), "{:?}", plan.rows);
        assert_eq!(apply(store, plan).action, None);
    }
    assert_eq!(store.export().unwrap(), before);
}

#[test]
fn the_same_import_again_changes_nothing_however_often_an_id_occurs() {
    #[track_caller]
    fn check(files: &[Parsed], people: usize, told_by_all: &[(&str, &str)]) {
        let mut store = store();
        import(&mut store, files.to_vec());
        let all = cards(&store);
        assert_eq!(all.len(), people);
        for (field, expected) in told_by_all {
            assert_eq!(told(&all[0], field), *expected);
        }
        settled(&mut store, files);
    }
    let google = |phone: &str| {
        vcards(&format!(
            "First Name,Last Name,Labels,E-mail 1 - Value,Phone 1 - Value\n\
             Ana,Sousa,,ana@example.com,{phone}\n"
        ))
    };
    check(
        &[
            people(&["FN:Ana Sousa | UID:1 | EMAIL:i@example.com"]),
            people(&["FN:Ana Sousa | UID:1 | EMAIL:j@example.com"]),
        ],
        1,
        &[("email", "i@example.com | j@example.com")],
    );
    check(
        &[google("+351 21 000 0001"), google("+351 21 000 0002")],
        1,
        &[("phone", "+351 21 000 0001 | +351 21 000 0002")],
    );
    let one = "FN:Ana Sousa | UID:1 | EMAIL:i@example.com";
    let other = "FN:Ana Sousa | UID:1 | EMAIL:j@example.com";
    check(&[people(&[one, other, other])], 1, &[]);
    let formal = "FN:Dr. Ana Sousa | N:Sousa;Ana;;Dr.; | UID:1";
    check(
        &[
            people(&[&format!("{formal} | EMAIL:i@example.com")]),
            people(&[&format!("{formal} | EMAIL:j@example.com")]),
        ],
        1,
        &[],
    );
    check(&[people(&[other, one, other]), people(&[one])], 1, &[]);
    // The same but for what ties does not read.
    check(
        &[people(&[
            "FN:Ana Sousa | UID:1 | X-PETS:two",
            "FN:Ana Sousa | UID:1 | X-PETS:three",
        ])],
        1,
        &[],
    );
}

#[test]
fn of_several_records_with_one_id_the_likest_follows_its_source() {
    let mut store = store();
    let file = |phone: &str| {
        people(&[&format!(
            "FN:Ana Sousa | UID:1 | EMAIL:j@example.com | CATEGORIES:choir | TEL:{phone}"
        )])
    };
    let first = people(&["FN:Ana Sousa | UID:1 | EMAIL:i@example.com"]);
    import(&mut store, vec![first.clone(), file("+351210000001")]);
    import(&mut store, vec![file("+351210000002")]);
    let ana = card(&store, "Ana Sousa");
    assert_eq!(told(&ana, "email"), "i@example.com | j@example.com");
    assert_eq!(told(&ana, "phone"), "+351210000002");
    settled(&mut store, &[first, file("+351210000002")]);
}

/// Imports a card, changes its person by hand, imports another; what they are like then.
#[track_caller]
fn check(before: &str, hand: Edit, after: &str, expected: &[(&str, &str)]) {
    let mut store = store();
    import(&mut store, vec![people(&[before])]);
    by_hand(&mut store, hand);
    finds(&mut store, after, expected);
}

/// The same of somebody whom a hand added before any source told of them.
#[track_caller]
fn check_found(hand: Edit, before: &str, after: &str, expected: &[(&str, &str)]) {
    let mut store = store();
    let new = NewContact {
        name: "Ana Sousa".to_owned(),
        kind: Kind::Person,
        tie: Tie::Weak,
        counting_from: None,
        edit: hand,
    };
    change(&mut store, Change::Add(Box::new(new)));
    import(&mut store, vec![people(&[before])]);
    finds(&mut store, after, expected);
}

#[track_caller]
fn finds(store: &mut Store, after: &str, expected: &[(&str, &str)]) {
    import(store, vec![people(&[after])]);
    let all = cards(store);
    assert_eq!(all.len(), 1);
    for (field, expected) in expected {
        assert_eq!(told(&all[0], field), *expected, "{field}");
    }
    settled(store, &[people(&[after])]);
}

fn by_hand(store: &mut Store, edit: Edit) {
    let id = cards(store)[0].id;
    change(store, Change::Edit(id, Box::new(edit)));
}

fn some(text: &str) -> Option<Option<String>> {
    Some(Some(text.to_owned()))
}

#[test]
fn a_sources_note_gives_way_by_whole_paragraphs() {
    let note = |text: &str| Edit {
        note: some(text),
        ..Edit::default()
    };
    let says = |text: &str| format!("FN:Ana Sousa | UID:1 | NOTE:{text}");
    #[rustfmt::skip]
    let cases = [
        ("art", "Started a party with her.", "sculpture", "Started a party with her."),
        ("art", "art\n\nmine", "sculpture", "sculpture\n\nmine"),
        ("art", "mine\n\nart", "sculpture", "mine\n\nsculpture"),
        ("art", "one\n\nart\n\ntwo", "", "one\n\ntwo"),
        ("art", "modern art", "sculpture", "modern art"),
        ("one\\n\\ntwo", "one\n\ntwo\n\nmine", "three", "three\n\nmine"),
        ("", "mine", "theirs", "mine\n\ntheirs"),
        ("", "a party", "art", "a party\n\nart"),
    ];
    for (before, hand, after, expected) in cases {
        check(
            &says(before),
            note(hand),
            &says(after),
            &[("note", expected)],
        );
    }
    check_found(
        note("art"),
        &says("art"),
        &says("sculpture"),
        &[("note", "art\n\nsculpture")],
    );
}

#[test]
fn what_a_hand_typed_stays_when_a_source_that_had_it_too_drops_it() {
    check_found(
        Edit {
            add_methods: vec![
                (MethodKind::Email, None, "a@example.com".to_owned()),
                (MethodKind::Phone, None, "+351210000001".to_owned()),
            ],
            add_tags: vec!["choir".to_owned()],
            note: some("art"),
            ..Edit::default()
        },
        "FN:Ana Sousa | UID:1 | EMAIL:A@example.com | TEL:210000001 | CATEGORIES:choir,tennis | \
         NOTE:art | TITLE:Cook",
        "FN:Ana Sousa | UID:1",
        &[
            ("email", "a@example.com"),
            ("phone", "+351210000001"),
            ("tag", "choir"),
            ("note", "art"),
            ("title", ""),
        ],
    );
    // What it brought itself goes with it, though another source says it, too.
    let mut store = store();
    let says = |id: &str, tags: &str| people(&[&format!("FN:Ana Sousa | UID:{id}{tags}")]);
    import(&mut store, vec![says("1", " | CATEGORIES:choir")]);
    import(&mut store, vec![says("2", " | CATEGORIES:choir")]);
    import(&mut store, vec![says("1", "")]);
    assert_eq!(told(&cards(&store)[0], "tag"), "choir");
    import(&mut store, vec![says("2", "")]);
    assert_eq!(told(&cards(&store)[0], "tag"), "");
}

#[test]
fn work_follows_field_by_field_what_the_hand_left_alone() {
    let title = |title: &str| Edit {
        title: some(title),
        ..Edit::default()
    };
    let org = |org: &str| Edit {
        org: some(org),
        ..Edit::default()
    };
    let acme = "FN:Ana Sousa | UID:1 | ORG:Acme | TITLE:Dev";
    let genelab = "FN:Ana Sousa | UID:1 | ORG:Genelab | TITLE:CTO";
    check(
        acme,
        title("Developer"),
        genelab,
        &[("org", "Genelab"), ("title", "Developer"), ("detail", "")],
    );
    check(
        acme,
        org("Genelab"),
        genelab,
        &[("org", "Genelab"), ("title", "CTO"), ("detail", "")],
    );
    // Two employers: the source's stands beside the one that was typed.
    check(
        acme,
        org("Sousa Ltd"),
        genelab,
        &[
            ("org", "Sousa Ltd"),
            ("title", "Dev"),
            ("detail", "work: CTO, Genelab"),
        ],
    );
}

#[test]
fn a_birthday_changed_by_hand_stays() {
    let born = |day: &str| Edit {
        birthday: Some(Some(OccasionDay::Day(day.parse().unwrap()))),
        ..Edit::default()
    };
    let says = |day: &str| format!("FN:Ana Sousa | UID:1{day}");
    #[rustfmt::skip]
    let cases = [
        (" | BDAY:1985-04-12", "--04-12", " | BDAY:1986-04-12", "--04-12"),
        ("", "--04-12", " | BDAY:1986-04-12", "1986-04-12"),
        ("", "1985-04-12", " | BDAY:--0412", "1985-04-12"),
    ];
    for (before, hand, after, expected) in cases {
        let expected = [("birthday", expected), ("detail", "")];
        check(&says(before), born(hand), &says(after), &expected);
    }
}

#[test]
fn a_phonetic_spelling_follows_its_source() {
    let says = |name: &str| format!("FN:Ana Sousa | UID:1{name}");
    let nothing = Edit::default;
    check(
        &says(" | X-PHONETIC-FIRST-NAME:Ahna"),
        nothing(),
        &says(" | X-PHONETIC-FIRST-NAME:Anna"),
        &[("phonetic", "Anna")],
    );
    check(
        &says(" | X-PHONETIC-FIRST-NAME:Ahna"),
        nothing(),
        &says(""),
        &[("phonetic", "")],
    );
    // Another source's stands beside.
    check(
        &says(" | X-PHONETIC-FIRST-NAME:Ahna"),
        nothing(),
        "FN:Ana Sousa | UID:2 | X-PHONETIC-FIRST-NAME:Anna",
        &[("phonetic", "Ahna"), ("detail", "phonetic: Anna")],
    );
}

#[test]
fn what_a_way_to_reach_somebody_is_called_follows_its_source() {
    let says = |label: &str| {
        format!(
            "FN:Ana Sousa | UID:1 | EMAIL:b@example.com | EMAIL;TYPE={label}:a@example.com | \
             ADR;TYPE={label}:;;Rua 1;Porto;;;"
        )
    };
    let labels = |store: &Store| {
        let ana = cards(store).remove(0);
        let method = |value: &str| ana.methods.iter().find(|m| m.value == value).unwrap();
        let label = |value: &str| method(value).label.clone();
        [
            label("b@example.com"),
            label("a@example.com"),
            ana.addresses[0].label.clone(),
        ]
        .map(|label| label.unwrap_or_default().to_lowercase())
    };
    let mut store = store();
    import(&mut store, vec![people(&[&says("HOME")])]);
    assert_eq!(labels(&store), ["", "home", "home"]);
    import(&mut store, vec![people(&[&says("WORK")])]);
    assert_eq!(labels(&store), ["", "work", "work"]);
    settled(&mut store, &[people(&[&says("WORK")])]);
    // Another source's word for it does not.
    let other = "FN:Ana Sousa | UID:2 | EMAIL;TYPE=HOME:a@example.com";
    import(&mut store, vec![people(&[other])]);
    assert_eq!(labels(&store), ["", "work", "work"]);
    store.undo().unwrap();
    store.undo().unwrap();
    assert_eq!(labels(&store), ["", "home", "home"]);
}

#[test]
fn a_new_first_address_does_not_make_another_record() {
    let says = |email: &str| {
        format!(
            "FN:Ana Sousa | EMAIL:{email}@example.com | TEL:+351210000001 | \
             ADR:;;;Oslo;;; | CATEGORIES:choir"
        )
    };
    check(
        &says("a"),
        Edit {
            city: some("Bergen"),
            remove_methods: vec![(MethodKind::Phone, "+351210000001".into())],
            ..Edit::default()
        },
        &says("b"),
        &[
            ("city", "Bergen"),
            ("phone", ""),
            ("email", "b@example.com"),
            ("detail", ""),
        ],
    );
    // Another address book's record of the same person is one of its own.
    check(
        &says("a"),
        Edit::default(),
        "FN:Ana Sousa | EMAIL:b@example.com | TEL:+351210000002",
        &[
            ("email", "a@example.com | b@example.com"),
            ("phone", "+351210000001 | +351210000002"),
        ],
    );
}

#[test]
fn what_changed_while_a_plan_was_looked_at_stays() {
    let mut store = store();
    let says = |rest: &str| people(&[&format!("FN:Ana Sousa | UID:1 | {rest}")]);
    import(
        &mut store,
        vec![says("ADR:;;;Oslo;;; | TITLE:Cook | NOTE:old | BDAY:--0412")],
    );
    let after = says("ADR:;;;Paris;;; | TITLE:Chef | NOTE:new | BDAY:--0413");
    let plan = planned(&store, vec![after.clone()], &Policy::default());
    by_hand(
        &mut store,
        Edit {
            city: some("Berlin"),
            note: some("old\n\nmine"),
            birthday: Some(Some(OccasionDay::Day("1985-04-12".parse().unwrap()))),
            ..Edit::default()
        },
    );
    apply(&mut store, plan);
    let ana = card(&store, "Ana Sousa");
    assert_eq!(told(&ana, "city"), "Berlin");
    assert_eq!(told(&ana, "note"), "old\n\nmine");
    assert_eq!(told(&ana, "birthday"), "1985-04-12");
    assert_eq!(told(&ana, "title"), "Chef");
    // The next import settles what this one left.
    import(&mut store, vec![after.clone()]);
    let ana = card(&store, "Ana Sousa");
    assert_eq!(told(&ana, "city"), "Berlin");
    assert_eq!(told(&ana, "note"), "new\n\nmine");
    settled(&mut store, &[after]);
}

#[test]
fn who_has_come_in_since_a_plan_was_made_is_not_made_twice() {
    let file = || people(&["FN:Ana Sousa | UID:1", "FN:Ben Hall | UID:2"]);
    for others in [vec![], vec![people(&["FN:Zoe Berg | UID:9"])]] {
        let mut store = store();
        import(&mut store, others);
        let plan = || planned(&store, vec![file()], &Policy::default());
        let (first, second) = (plan(), plan());
        apply(&mut store, first);
        let before = store.export().unwrap();
        let second = Change::Import(Box::new(second));
        let refused = store.apply(&second, &Rules::default(), today());
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("Ana Sousa has come in since"), "{refused}");
        assert_eq!(store.export().unwrap(), before);
        settled(&mut store, &[file()]);
    }
    // Nor is somebody who was here before in the way of who is new.
    let mut store = store();
    let plan = planned(&store, vec![file()], &Policy::default());
    import(&mut store, vec![people(&["FN:Zoe Berg | UID:9"])]);
    apply(&mut store, plan);
    assert_eq!(cards(&store).len(), 3);
}

#[test]
fn every_nickname_is_known() {
    let mut store = store();
    import(
        &mut store,
        vec![people(&[
            "FN:Ana Sousa | UID:1 | NICKNAME:Nes,Pumpkin",
            "FN:Ben Hall | NICKNAME:Bean",
            "FN:Cy Lee",
        ])],
    );
    import(
        &mut store,
        vec![people(&["FN:Ana Sousa | UID:2 | NICKNAME:Anita"])],
    );
    let network = store.network(&Rules::default(), today()).unwrap();
    let of = |at: usize| network.contacts[at].nicknames().collect::<Vec<_>>();
    assert_eq!(of(0), ["Nes", "Pumpkin", "Anita"]);
    assert_eq!((of(1), of(2)), (vec!["Bean"], vec![]));
}

#[test]
fn ties_knows_the_vcards_it_wrote() {
    let mut store = store();
    import(
        &mut store,
        vec![people(&[
            "FN:Jo Smith | UID:1 | EMAIL:jo@example.com | BDAY:--0412",
            "FN:Jo Smith | UID:2",
            "FN:Kim | UID:3 | NOTE:art",
        ])],
    );
    let before = cards(&store);
    let written = ties::exchange::vcard::write(&before);
    let (plan, _) = import(&mut store, vec![vcards(&written)]);
    assert_eq!(outcomes(&plan), ["merge"; 3]);
    for (before, after) in before.iter().zip(cards(&store)) {
        assert_eq!(*before, after);
    }
    settled(&mut store, &[vcards(&written)]);
}

#[test]
fn somebody_renamed_is_found_by_the_new_name() {
    let mut store = store();
    import(
        &mut store,
        vec![people(&["FN:Ines Okafor | N:Okafor;Ines;;; | UID:1"])],
    );
    by_hand(
        &mut store,
        Edit {
            name: Some("Ines Meyer".to_owned()),
            ..Edit::default()
        },
    );
    let written = ties::exchange::vcard::write(&cards(&store));
    assert!(written.contains("\r\nN:Meyer;Ines;;;\r\n"), "{written}");
    let connections = vcards(
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
         Ines,Meyer,https://www.linkedin.com/in/ines,,Acme,CEO,08 Feb 2026\n",
    );
    let plan = planned(&store, vec![connections], &Policy::default());
    assert_eq!(outcomes(&plan), ["merge"]);
}

#[test]
fn whoever_was_deleted_makes_no_name_less_sure() {
    #[track_caller]
    fn check(here: &[&str], deleted: usize, comes: &str, expected: &str) {
        let mut store = store();
        import(&mut store, vec![people(here)]);
        let gone = cards(&store)[deleted].id;
        change(&mut store, Change::Stand(vec![gone], Standing::Deleted));
        let plan = planned(&store, vec![people(&[comes])], &Policy::default());
        assert_eq!(outcomes(&plan), [expected], "{comes}");
    }
    let two = [
        "FN:Ana Sousa | UID:1 | EMAIL:a@example.com",
        "FN:Ana Sousa | UID:2",
    ];
    check(&two, 0, "FN:Ana Sousa | UID:3", "merge");
    check(&two, 1, "FN:Ana Sousa | UID:3", "merge");
    check(&two[..1], 0, "FN:Ana Sousa | UID:3", "unsure");
    // What says more than the name still tells who it is, and they stay deleted.
    check(
        &two[..1],
        0,
        "FN:Ana Sousa | UID:1 | TITLE:Chef",
        "unchanged",
    );
    check(
        &two[..1],
        0,
        "FN:Ana Sousa | EMAIL:a@example.com",
        "unchanged",
    );
}

/// What a hand types about somebody, from the same words as files do.
fn edits() -> impl Strategy<Value = Edit> {
    let word = |what: &'static str| {
        proptest::option::of((0u8..3).prop_map(move |n| {
            let number = ["one", "two", "three"][usize::from(n)];
            Some(format!("{what} {number}"))
        }))
    };
    let day = proptest::option::of(proptest::sample::select(vec![
        "1990-05-03",
        "1985-04-12",
        "--06-04",
    ]));
    (
        word("org"),
        word("title"),
        word("city"),
        word("note"),
        day,
        0u8..5,
        0u8..4,
    )
        .prop_map(|(org, title, city, note, day, mail, tag)| Edit {
            org,
            title,
            city,
            note,
            birthday: day.map(|day| Some(OccasionDay::Day(day.parse().unwrap()))),
            add_methods: vec![(MethodKind::Email, None, format!("mail{mail}@example.com"))],
            add_tags: vec![format!("tag {tag}")],
            ..Edit::default()
        })
}

fn of(kind: SourceKind, drafts: &[Draft]) -> Parsed {
    file_of(kind, drafts.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn files_of_one_kind_and_a_hand_between_them(
        one in drafts(), two in drafts(), three in drafts(), hand in edits()
    ) {
        let mut store = store();
        let files = [of(SourceKind::Vcard, &one), of(SourceKind::Vcard, &two)];
        import(&mut store, files.to_vec());
        settled(&mut store, &files);
        let Some(before) = cards(&store).into_iter().next() else {
            return Ok(());
        };
        by_hand(&mut store, hand);
        let typed = store.card(before.id, today()).unwrap().unwrap();
        settled(&mut store, &files);
        let changed = of(SourceKind::Vcard, &three);
        import(&mut store, vec![changed.clone()]);
        let after = store.card(before.id, today()).unwrap().unwrap();
        for field in ["org", "title", "city", "note", "birthday", "email", "tag"] {
            let values = |card: &Card| -> Vec<String> {
                let told = told(card, field).replace("\n\n", " | ");
                told.split(" | ").map(str::to_owned).collect()
            };
            let (was, now) = (values(&before), values(&after));
            for value in values(&typed).iter().filter(|value| !was.contains(value)) {
                // A source may say the year of a birthday, too.
                let still = value.trim_start_matches('-');
                prop_assert!(now.iter().any(|now| now.ends_with(still)), "{field}: {was:?} {typed:?} {now:?}");
            }
        }
        settled(&mut store, &[changed]);
    }
}
