//! Two contacts become one: what it is then like, what is kept of both, and that undo parts
//! them again.

use std::path::PathBuf;

use ties::domain::card::{Card, MethodKind, OccasionDay};
use ties::domain::change::{Change, Edit, LastSpoke};
use ties::domain::draft::{Draft, DraftMethod, Parsed, SourceKind};
use ties::domain::id::{CatchUpId, ContactId};
use ties::domain::import::{self, Policy};
use ties::domain::merge::{Choices, Field, Side};
use ties::domain::rules::Rules;
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;
use ties::store::{Error, Store};

use super::{add, apply, catch_up, contact, day, log, store, today, try_apply};

fn merge(keep: ContactId, other: ContactId) -> Change {
    Change::Merge {
        keep,
        other,
        choices: Choices::default(),
    }
}

fn choosing(keep: ContactId, other: ContactId, all: &[(Field, Side)]) -> Change {
    let mut choices = Choices::default();
    for (field, side) in all {
        choices.choose(*field, *side);
    }
    Change::Merge {
        keep,
        other,
        choices,
    }
}

fn card(store: &Store, id: ContactId) -> Card {
    store.card(id, today()).unwrap().unwrap()
}

fn edit(store: &mut Store, id: ContactId, edit: Edit) {
    apply(store, Change::Edit(id, Box::new(edit)));
}

fn some(text: &str) -> Option<Option<String>> {
    Some(Some(text.to_owned()))
}

fn birthday(day: &str) -> Option<Option<OccasionDay>> {
    Some(Some(OccasionDay::Day(day.parse().unwrap())))
}

/// Takes a file of one record in, as a vCard or from LinkedIn.
fn import(store: &mut Store, kind: SourceKind, draft: Draft) {
    let mut parsed = Parsed::of(kind);
    parsed.read = 1;
    parsed.drafts = vec![draft];
    let known = store.known().unwrap();
    let plan = import::plan(
        &known,
        vec![(PathBuf::from("f"), parsed)],
        &Policy::default(),
    );
    apply(store, Change::Import(Box::new(plan)));
}

fn record(name: &str, id: &str, email: &str) -> Draft {
    Draft {
        name: name.to_owned(),
        external_id: Some(id.to_owned()),
        methods: vec![DraftMethod {
            kind: MethodKind::Email,
            label: None,
            value: email.to_owned(),
        }],
        ..Draft::default()
    }
}

/// Two cards full of everything, mostly different.
fn two_full_cards(store: &mut Store) -> (ContactId, ContactId) {
    import(
        store,
        SourceKind::Vcard,
        record("Ana Sousa", "card-1", "ana@acme.example"),
    );
    import(
        store,
        SourceKind::LinkedinConnections,
        record("A. M. Sousa-Lima", "in/ana", "ana@home.example"),
    );
    let (ana, other) = (ContactId(1), ContactId(2));
    let ben = add(store, "Ben Okafor");
    let cy = add(store, "Cy Berg");
    edit(
        store,
        ana,
        Edit {
            nickname: some("Aninha"),
            org: some("Acme"),
            title: some("Designer"),
            city: some("Lisbon"),
            met: some("RustFest 2024"),
            introduced_by: Some(Some(ben)),
            birthday: birthday("1990-05-03"),
            note: some("likes trams\n\nplays the flute"),
            tie: Some(Tie::Weak),
            add_tags: vec!["rust".into(), "choir".into()],
            add_interests: vec!["azulejos".into()],
            add_methods: vec![(MethodKind::Phone, None, "21 555 0100".into())],
            ..Edit::default()
        },
    );
    edit(
        store,
        other,
        Edit {
            nickname: some("Nana"),
            org: some("Genelab"),
            title: some("Lead"),
            city: some("Porto"),
            met: some("a boat"),
            introduced_by: Some(Some(cy)),
            birthday: birthday("1991-05-03"),
            note: some("plays the flute\n\nmoved to Porto"),
            tie: Some(Tie::Strong),
            own_cadence: Some(ties::domain::cadence::OwnCadence::from_days(30)),
            add_tags: vec!["Rust".into(), "porto".into()],
            add_interests: vec!["AZULEJOS".into(), "boats".into()],
            add_methods: vec![
                (
                    MethodKind::Phone,
                    Some("mobile".into()),
                    "+351 21 555 0100".into(),
                ),
                (MethodKind::Url, None, "https://linkedin.com/in/ana".into()),
            ],
            ..Edit::default()
        },
    );
    apply(store, log(catch_up(&[ana, other, ben], "2026-11-02")));
    apply(store, log(catch_up(&[other], "2026-11-20")));
    apply(store, log(catch_up(&[ana], "2026-10-01")));
    for with in [vec![ana, other], vec![ben, other]] {
        apply(
            store,
            Change::NextStep {
                with,
                text: "send book".into(),
                on: None,
            },
        );
    }
    for id in [ana, other] {
        apply(store, Change::Mind(vec![id]));
        apply(store, Change::Later(vec![id], Some(day("2026-12-24"))));
        apply(store, Change::SomeoneElse(vec![id]));
        apply(
            store,
            Change::Occasion {
                contact: id,
                label: "anniversary".into(),
                day: OccasionDay::Day("2015-06-20".parse().unwrap()),
                yearly: true,
            },
        );
        apply(
            store,
            Change::Relate {
                from: id,
                kind: "knows".into(),
                to: ben,
            },
        );
    }
    apply(
        store,
        Change::Relate {
            from: cy,
            kind: "partner".into(),
            to: other,
        },
    );
    apply(
        store,
        Change::Relate {
            from: ana,
            kind: "sibling".into(),
            to: other,
        },
    );
    apply(store, Change::TwoPeople(other, ben));
    apply(
        store,
        Change::Edit(
            cy,
            Box::new(Edit {
                introduced_by: Some(Some(other)),
                ..Edit::default()
            }),
        ),
    );
    (ana, other)
}

#[test]
fn nothing_of_either_card_is_lost_and_undo_parts_them_to_the_byte() {
    let mut store = store();
    let (ana, other) = two_full_cards(&mut store);
    let (one, two) = (card(&store, ana), card(&store, other));
    let before = store.export().unwrap();
    let applied = apply(&mut store, merge(ana, other));
    assert_eq!(applied.label, "merged A. M. Sousa-Lima into Ana Sousa");
    let after = store.export().unwrap();
    let merged = card(&store, ana);
    assert_eq!(store.card(other, today()).unwrap(), None);

    assert_eq!(
        (merged.name.as_str(), merged.tie),
        ("Ana Sousa", Tie::Strong)
    );
    assert_eq!(merged.own_cadence, two.own_cadence);
    assert_eq!(merged.nicknames, ["Aninha", "Nana", "A. M. Sousa-Lima"]);
    assert_eq!(merged.org.as_deref(), Some("Acme"));
    assert_eq!(merged.birthday(), one.birthday());
    assert_eq!(
        merged.note.as_deref(),
        Some("likes trams\n\nplays the flute\n\nmoved to Porto")
    );
    let mut details = merged.details.clone();
    details.sort();
    let expected = [
        ("birthday", "1991-05-03"),
        ("city", "Porto"),
        ("met", "a boat"),
        ("work", "Lead, Genelab"),
    ];
    assert_eq!(
        details,
        expected.map(|(label, value)| (label.to_owned(), value.to_owned()))
    );
    let mut tags = merged.tags.clone();
    tags.sort();
    assert_eq!(tags, ["choir", "porto", "rust"]);
    assert_eq!(merged.interests, ["azulejos", "boats"]);
    let emails: Vec<&str> = merged.values(MethodKind::Email).collect();
    assert_eq!(emails, ["ana@acme.example", "ana@home.example"]);
    let phones: Vec<&str> = merged.values(MethodKind::Phone).collect();
    assert_eq!(phones, ["+351 21 555 0100"], "the fuller spelling");
    assert_eq!(merged.introduced_by, one.introduced_by);
    assert_eq!(merged.occasions.len(), 2, "a birthday and an anniversary");
    assert_eq!(merged.sources, ["vcard", "linkedin"]);
    assert_eq!(merged.catch_ups.len(), 3);
    let together = merged
        .catch_ups
        .iter()
        .find(|c| c.id == CatchUpId(1))
        .unwrap();
    assert_eq!(
        *together.with,
        [ana, ContactId(3)],
        "both took part: one place"
    );
    let steps: Vec<_> = merged
        .next_steps
        .iter()
        .map(|step| step.with.clone())
        .collect();
    assert_eq!(steps, [vec![ana], vec![ContactId(3), ana]]);
    let mut relations: Vec<String> = merged
        .relations
        .iter()
        .map(|r| format!("{} {:?} {}", r.kind, r.to, r.outgoing))
        .collect();
    relations.sort();
    assert_eq!(
        relations,
        [
            "introduced by Contact(ContactId(4)) true",
            "knows Contact(ContactId(3)) true",
            "partner Contact(ContactId(4)) false",
        ]
    );
    let now = contact(&store, ana);
    assert_eq!(now.last, Some(day("2026-11-20")));
    assert_eq!(now.later(), Some(day("2026-12-24")));
    assert_eq!(now.mind(), Some(today()));
    assert_eq!(contact(&store, ContactId(4)).introduced_by(), Some(ana));
    assert!(store.are_two_people(ana, ContactId(3)).unwrap());
    assert_eq!(store.find_by_uid_or_email(&two.uid).unwrap(), [ana]);
    assert_eq!(store.check().unwrap(), []);

    store.undo().unwrap();
    assert_eq!(store.export().unwrap(), before);
    assert_eq!(card(&store, other), two);
    store.redo().unwrap();
    assert_eq!(store.export().unwrap(), after);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn what_somebody_chooses_stays_and_the_rest_stands_beside() {
    let mut store = store();
    let (ana, other) = two_full_cards(&mut store);
    let chosen = [
        Field::Name,
        Field::Work,
        Field::City,
        Field::Birthday,
        Field::IntroducedBy,
    ];
    let chosen = chosen.map(|field| (field, Side::Other));
    let mut all = chosen.to_vec();
    all.push((Field::Tie, Side::Keep));
    apply(&mut store, choosing(ana, other, &all));
    let merged = card(&store, ana);
    assert_eq!(merged.name, "A. M. Sousa-Lima");
    assert_eq!(
        (merged.org.as_deref(), merged.title.as_deref()),
        (Some("Genelab"), Some("Lead"))
    );
    assert_eq!(merged.city.as_deref(), Some("Porto"));
    assert_eq!(merged.birthday(), "1991-05-03".parse().ok());
    assert_eq!(merged.introduced_by, Some(ContactId(4)));
    assert_eq!(merged.tie, Tie::Weak);
    assert!(
        merged.nicknames.contains(&"Ana Sousa".to_owned()),
        "{:?}",
        merged.nicknames
    );
    let has = |label: &str, value: &str| {
        merged
            .details
            .contains(&(label.to_owned(), value.to_owned()))
    };
    assert!(
        has("work", "Designer, Acme") && has("city", "Lisbon") && has("birthday", "1990-05-03")
    );
    assert_eq!(store.check().unwrap(), []);
}

/// What is proposed of two standings, ties and days.
#[test]
fn the_stronger_the_more_present_and_the_gone_stay() {
    #[track_caller]
    fn check(keep: Standing, other: Standing, expected: Standing) {
        let mut store = store();
        let (a, b) = (add(&mut store, "Ana"), add(&mut store, "Ana Sousa"));
        for (id, standing) in [(a, keep), (b, other)] {
            apply(&mut store, Change::Stand(vec![id], standing));
        }
        apply(&mut store, merge(a, b));
        let now = contact(&store, a);
        assert_eq!(now.standing, expected);
        let open = now
            .pauses()
            .iter()
            .filter(|pause| pause.until.is_none())
            .count();
        assert_eq!(
            open,
            usize::from(expected == Standing::Paused),
            "{keep} {other}"
        );
        assert_eq!(now.name(), "Ana Sousa", "the full name");
        assert_eq!(store.check().unwrap(), []);
    }
    use Standing::*;
    check(Active, Dormant, Active);
    check(Archived, Active, Active);
    check(Active, Paused, Active);
    check(Paused, Dormant, Paused);
    check(Dormant, Paused, Paused);
    check(Paused, Paused, Paused);
    check(Active, InMemory, InMemory);
    check(Parted, Active, Parted);
}

#[test]
fn pauses_that_lie_over_one_another_count_once() {
    let mut store = store();
    let (a, b) = (add(&mut store, "Ana"), add(&mut store, "Ana S."));
    let rules = Rules::default();
    for id in [a, b] {
        store
            .apply(&Change::Pause(vec![id]), &rules, day("2026-11-01"))
            .unwrap();
        store
            .apply(&Change::Resume(vec![id]), &rules, day("2026-11-11"))
            .unwrap();
    }
    apply(&mut store, merge(a, b));
    apply(&mut store, log(catch_up(&[a], "2026-10-22")));
    let now = contact(&store, a);
    let clock = ties::domain::due::clockwork(&now, &rules, today()).unwrap();
    assert_eq!(clock.elapsed, 31 - 10);
}

#[test]
fn who_cannot_be_merged_stays_as_they_are() {
    let mut store = store();
    let (a, b) = (add(&mut store, "Ana"), add(&mut store, "Ben"));
    apply(&mut store, Change::Stand(vec![b], Standing::Deleted));
    let before = store.export().unwrap();
    for (keep, other) in [(a, a), (a, b), (b, a), (a, ContactId(9)), (ContactId(9), a)] {
        match try_apply(&mut store, merge(keep, other)) {
            Err(Error::Refused(_) | Error::NotFound(_)) => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(store.export().unwrap(), before);
    }
}

#[test]
fn the_next_import_of_either_record_finds_who_was_merged() {
    let mut store = store();
    import(
        &mut store,
        SourceKind::Vcard,
        record("Ana Sousa", "card-1", "ana@acme.example"),
    );
    import(
        &mut store,
        SourceKind::LinkedinConnections,
        record("A Sousa", "in/ana", "a@home.example"),
    );
    let uid = card(&store, ContactId(2)).uid;
    apply(&mut store, merge(ContactId(1), ContactId(2)));
    let before = store.export().unwrap();
    import(
        &mut store,
        SourceKind::Vcard,
        record("Ana Sousa", "card-1", "ana@acme.example"),
    );
    import(
        &mut store,
        SourceKind::LinkedinConnections,
        record("A Sousa", "in/ana", "a@home.example"),
    );
    assert_eq!(
        store.export().unwrap(),
        before,
        "the same again changes nothing"
    );
    // Another address for one of them is taken, and the card that ties wrote of the other is
    // known by its uid.
    import(
        &mut store,
        SourceKind::LinkedinConnections,
        record("A Sousa", "in/ana", "new@home.example"),
    );
    import(
        &mut store,
        SourceKind::Vcard,
        record("A Sousa", &uid, "card@home.example"),
    );
    let merged = card(&store, ContactId(1));
    let emails: Vec<&str> = merged.values(MethodKind::Email).collect();
    assert_eq!(
        emails,
        ["ana@acme.example", "new@home.example", "card@home.example"]
    );
    assert_eq!(store.known().unwrap().len(), 1);
}

#[test]
fn what_a_hand_typed_on_one_card_stays_when_the_others_source_drops_it() {
    let mut store = store();
    let by_hand = add(&mut store, "Ana Sousa");
    edit(
        &mut store,
        by_hand,
        Edit {
            city: some("Lisbon"),
            ..Edit::default()
        },
    );
    let told = Draft {
        city: Some("Lisbon".into()),
        ..record("Ana M. Sousa Lima", "in/ana", "ana@home.example")
    };
    import(&mut store, SourceKind::LinkedinConnections, told);
    apply(&mut store, merge(by_hand, ContactId(2)));
    let dropped = record("Ana M. Sousa Lima", "in/ana", "ana@home.example");
    import(&mut store, SourceKind::LinkedinConnections, dropped);
    assert_eq!(card(&store, by_hand).city.as_deref(), Some("Lisbon"));
}

#[test]
fn a_document_from_before_a_merge_brings_nobody_back() {
    let mut store = store();
    let (a, b) = (add(&mut store, "Ana"), add(&mut store, "Ana Sousa"));
    apply(&mut store, log(catch_up(&[b], "2026-11-20")));
    let before = store.export().unwrap();
    let before = ties::store::Document::parse(&before).unwrap();
    apply(&mut store, merge(a, b));
    store.import_document(&before, today()).unwrap();
    assert_eq!(store.known().unwrap().len(), 1);
    assert_eq!(card(&store, a).catch_ups.len(), 1);
}

#[test]
fn purging_wipes_those_too_who_were_merged_into_them() {
    let mut store = store();
    let (a, b) = (add(&mut store, "Ana"), add(&mut store, "Secretname"));
    apply(&mut store, Change::Note(vec![b], "Secretnote".into()));
    apply(&mut store, merge(a, b));
    store.purge(a).unwrap();
    let labels: Vec<String> = store
        .history(99)
        .unwrap()
        .into_iter()
        .map(|a| a.label)
        .collect();
    assert!(
        !labels.iter().any(|label| label.contains("Secret")),
        "{labels:?}"
    );
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn look_alikes_are_found_with_their_reasons_until_somebody_says_they_are_two() {
    let mut store = store();
    let mut person = |name: &str, org: &str, email: &str, phone: &str| {
        let id = add(&mut store, name);
        edit(
            &mut store,
            id,
            Edit {
                org: some(org),
                add_methods: [(MethodKind::Email, email), (MethodKind::Phone, phone)]
                    .into_iter()
                    .filter(|(_, value)| !value.is_empty())
                    .map(|(kind, value)| (kind, None, value.to_owned()))
                    .collect(),
                ..Edit::default()
            },
        );
        id
    };
    let ana = person("Ana Sousa", "Acme", "ana@example.com", "");
    let twice = person("A. Sousa", "acme", "ANA@example.com", "");
    let omar = person("Omar Haddad", "Genelab", "", "+44 20 7946 0000");
    let slip = person("Omar Hadad", "Genelab", "", "");
    let wife = person("Rui Berg", "", "", "020 7946 1111");
    let man = person("Ida Berg", "", "", "+44 20 7946 1111");
    person("Ben Okafor", "Acme", "", "020 7946 1111");
    let gone = person("Ana Sousa", "Acme", "", "");
    for number in 0..9 {
        person(&format!("Kim {number}"), "", "office@firm.example", "");
    }
    apply(&mut store, Change::Stand(vec![gone], Standing::Deleted));
    apply(
        &mut store,
        Change::Tie(vec![twice], Tie::Inner, Some(LastSpoke::Lately)),
    );
    let found = |store: &Store| -> Vec<(ContactId, ContactId, String)> {
        let pairs = store.look_alikes().unwrap().into_iter();
        pairs
            .map(|pair| (pair.keep, pair.other, pair.why()))
            .collect()
    };
    let why = "same e-mail ana@example.com · similar names at Acme";
    assert_eq!(
        found(&store),
        [
            (twice, ana, why.to_owned()),
            (omar, slip, "similar names at Genelab".to_owned()),
            (wife, man, "same phone and family name".to_owned()),
        ]
    );
    apply(&mut store, Change::TwoPeople(slip, omar));
    apply(
        &mut store,
        Change::Relate {
            from: wife,
            kind: "partner".into(),
            to: man,
        },
    );
    assert_eq!(found(&store), [(twice, ana, why.to_owned())]);
    store.undo().unwrap();
    store.undo().unwrap();
    assert_eq!(found(&store).len(), 3);
    apply(&mut store, merge(twice, ana));
    assert_eq!(found(&store).len(), 2);
}
