//! Plans and what the store makes of them.

use std::path::PathBuf;

use chrono::NaiveDate;
use proptest::prelude::*;
use ties::clock::Clock;
use ties::domain::card::{Card, MethodKind, OccasionDay, Related};
use ties::domain::change::{Change, Edit};
use ties::domain::draft::{Draft, DraftMethod, DraftOccasion, Parsed, SourceKind};
use ties::domain::id::ContactId;
use ties::domain::import::{
    Counts, Decision, Outcome, Person, Plan, Policy, UnsureAs, decide, fields, plan,
};
use ties::domain::rules::Rules;
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;
use ties::store::{Applied, Store};

use super::{parsed, read_bytes};

pub(super) fn today() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

pub(super) fn store() -> Store {
    Store::in_memory(Clock::fixed(today())).unwrap()
}

pub(super) fn planned(store: &Store, files: Vec<Parsed>, policy: &Policy) -> Plan {
    let files = files
        .into_iter()
        .enumerate()
        .map(|(at, parsed)| (PathBuf::from(format!("{at}.file")), parsed))
        .collect();
    let mut plan = plan(&store.known().unwrap(), files, policy);
    plan.leave_out(&store.came_before(today()).unwrap());
    plan
}

pub(super) fn apply(store: &mut Store, plan: Plan) -> Applied {
    change(store, Change::Import(Box::new(plan)))
}

pub(super) fn change(store: &mut Store, change: Change) -> Applied {
    store.apply(&change, &Rules::default(), today()).unwrap()
}

/// Plans and applies these files; the plan, and what it came to.
pub(super) fn import(store: &mut Store, files: Vec<Parsed>) -> (Plan, Applied) {
    let plan = planned(store, files, &Policy::default());
    let applied = apply(store, plan.clone());
    (plan, applied)
}

pub(super) fn cards(store: &Store) -> Vec<Card> {
    store.cards(None).unwrap()
}

#[track_caller]
pub(super) fn card(store: &Store, name: &str) -> Card {
    let mut found = cards(store);
    found.retain(|card| card.name == name);
    assert_eq!(found.len(), 1, "{name}");
    found.remove(0)
}

pub(super) fn vcards(text: &str) -> Parsed {
    read_bytes(text.as_bytes()).unwrap()
}

/// Cards of one line each: properties between blanks and bars.
pub(super) fn people(lines: &[&str]) -> Parsed {
    let cards: Vec<String> = lines
        .iter()
        .map(|line| {
            let body = line.replace(" | ", "\n");
            format!("BEGIN:VCARD\nVERSION:3.0\n{body}\nEND:VCARD\n")
        })
        .collect();
    vcards(&cards.concat())
}

#[track_caller]
pub(super) fn outcomes(plan: &Plan) -> Vec<&'static str> {
    plan.rows
        .iter()
        .map(|row| match row.outcome {
            Outcome::New => "new",
            Outcome::SameAs { .. } => "same as",
            Outcome::Merge { .. } => "merge",
            Outcome::Unchanged { .. } => "unchanged",
            Outcome::Unsure { .. } => "unsure",
            Outcome::Skip => "skip",
        })
        .collect()
}

fn samples() -> Vec<Parsed> {
    vec![
        parsed("google.vcf"),
        parsed("apple-icloud.vcf"),
        parsed("linkedin/Connections.csv"),
    ]
}

#[test]
fn a_phone_and_linkedin_together_give_each_person_once() {
    let mut store = store();
    let (plan, applied) = import(&mut store, samples());
    assert_eq!(outcomes(&plan), ["new", "new", "new", "same as", "same as"]);
    assert_eq!(applied.touched.len(), 3);
    let names: Vec<String> = cards(&store).into_iter().map(|card| card.name).collect();
    assert_eq!(names, ["Tomás Reyes", "Ines Okafor", "Harbour Office"]);
    let ines = card(&store, "Ines Okafor");
    assert_eq!(ines.org.as_deref(), Some("Northwind Boats; Sails"));
    assert_eq!(ines.title, None);
    assert!(ines.details.contains(&(
        "work".to_owned(),
        "Director, Northwind Analytics, Inc.".to_owned()
    )));
    assert_eq!(ines.met_on, "2026-02-08".parse().ok());
    assert_eq!(ines.tags, ["Sailing"]);
    assert_eq!(ines.sources, ["vcard", "linkedin"]);
    assert_eq!(ines.birthday().unwrap().to_string(), "--02-29");
    assert!(ines.is_new);
    assert_eq!((ines.tie, ines.counting_from), (Tie::Latent, None));
    assert!(ines.catch_ups.is_empty());
    let tomas = card(&store, "Tomás Reyes");
    assert_eq!(tomas.title.as_deref(), Some("Engineer, Platform"));
    assert_eq!(tomas.org.as_deref(), Some("Contoso"));
    assert_eq!(
        plan.counts(2),
        Counts {
            read: 3,
            merged: 2,
            skipped: 1,
            ..Counts::default()
        }
    );
}

#[test]
fn an_address_book_names_people_whatever_the_order_of_files() {
    let mut turned = samples();
    turned.reverse();
    let mut store = store();
    let (plan, _) = import(&mut store, turned.clone());
    assert_eq!(plan.files[0].kind, SourceKind::LinkedinConnections);
    assert_eq!(plan.counts(0).merged, 2);
    let tomas = card(&store, "Tomás Reyes");
    assert_eq!(tomas.parts.given.as_deref(), Some("Tomás"));
    let ines = card(&store, "Ines Okafor");
    assert_eq!(ines.parts.prefix.as_deref(), Some("Dr."));
    assert_eq!(ines.parts.middle.as_deref(), Some("Marie"));
    assert!(!ines.nicknames.iter().any(|name| name.contains("PhD")));
    let before = cards(&store);
    for files in [samples(), turned] {
        let (plan, applied) = import(&mut store, files);
        assert!(!plan.changes_anything());
        assert_eq!(applied.action, None);
    }
    assert_eq!(cards(&store), before);
}

#[test]
fn the_same_files_again_change_nothing() {
    let mut store = store();
    import(&mut store, samples());
    let before = cards(&store);
    let (plan, applied) = import(&mut store, samples());
    assert_eq!(outcomes(&plan), ["unchanged"; 5]);
    assert!(!plan.changes_anything());
    assert_eq!(applied.action, None);
    assert_eq!(cards(&store), before);
    // In another order and one by one, too.
    for file in samples().into_iter().rev() {
        let (plan, applied) = import(&mut store, vec![file]);
        assert!(!plan.changes_anything());
        assert_eq!(applied.action, None);
    }
}

#[test]
fn one_undo_takes_a_whole_import_back() {
    let mut store = store();
    import(&mut store, samples());
    store.undo().unwrap();
    assert_eq!(cards(&store), []);
    store.redo().unwrap();
    assert_eq!(cards(&store).len(), 3);
    let (plan, _) = import(&mut store, samples());
    assert_eq!(outcomes(&plan), ["unchanged"; 5]);
    let document = store.export().unwrap();
    assert_eq!(document.matches(r#""newcomers":3"#).count(), 1);
    assert_eq!(document.matches(r#""arrival_id":1"#).count(), 3);
}

#[test]
fn a_crowd_is_taken_back_to_the_byte_and_found_by_its_notes() {
    let cards: Vec<String> = (0..2_500)
        .map(|n| {
            format!(
                "FN:Given{n} Family{n} | UID:{n} | EMAIL:{n}@example.com | TEL:+44 20 {n:08} | \
                 CATEGORIES:choir,tag{n} | INTEREST:chess | NICKNAME:Nick{n} | NOTE:word{n} all"
            )
        })
        .collect();
    let cards: Vec<&str> = cards.iter().map(String::as_str).collect();
    let mut store = store();
    let hand = people(&["FN:Zoë Zander | UID:zoe | NOTE:all alone"]);
    import(&mut store, vec![hand]);
    let before = store.export().unwrap();
    let (_, applied) = import(&mut store, vec![people(&cards)]);
    assert_eq!(applied.touched.len(), 2_500);
    let found = |store: &Store, word: &str| store.search_notes(word).unwrap().len();
    let after = store.export().unwrap();
    for _ in 0..2 {
        assert_eq!(
            (found(&store, "all"), found(&store, "word2499")),
            (2_501, 1)
        );
        let undone = store.undo().unwrap();
        assert_eq!(undone.touched, applied.touched);
        assert_eq!(store.export().unwrap(), before);
        assert_eq!((found(&store, "all"), found(&store, "word2499")), (1, 0));
        assert_eq!(store.check().unwrap(), []);
        let redone = store.redo().unwrap();
        assert_eq!(redone.touched, applied.touched);
        assert_eq!(store.export().unwrap(), after);
        assert_eq!(store.check().unwrap(), []);
    }
    let (plan, _) = import(&mut store, vec![people(&cards)]);
    assert!(!plan.changes_anything());
}

#[test]
fn whoever_is_purged_stays_gone_when_their_import_is_taken_back() {
    let mut store = store();
    import(&mut store, samples());
    let ines = card(&store, "Ines Okafor");
    store.purge(ines.id).unwrap();
    assert!(!store.export().unwrap().contains("Okafor"));
    assert_eq!(cards(&store).len(), 2);
    store.undo().unwrap();
    assert_eq!(cards(&store), []);
    store.redo().unwrap();
    assert_eq!(cards(&store).len(), 2);
    assert!(!store.export().unwrap().contains("Okafor"));
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn a_changed_file_updates_what_nobody_changed_by_hand() {
    let mut store = store();
    let before = "FN:Ana Sousa | UID:1 | ORG:Acme | TITLE:Chef | EMAIL:a@example.com | \
                  TEL:+351 21 000 0001 | NOTE:old | BDAY:--0503 | CATEGORIES:choir,tennis";
    import(&mut store, vec![people(&[before])]);
    let id = card(&store, "Ana Sousa").id;
    let edit = Edit {
        title: Some(Some("Head chef".to_owned())),
        note: Some(Some("old\n\nmine".to_owned())),
        remove_tags: vec!["tennis".to_owned()],
        add_methods: vec![(MethodKind::Email, None, "mine@example.com".to_owned())],
        ..Edit::default()
    };
    change(&mut store, Change::Edit(id, Box::new(edit)));
    let after = "FN:Ana Sousa | UID:1 | ORG:Bakery | TITLE:Cook | EMAIL:b@example.com | \
                 TEL:00351210000001 | NOTE:new | BDAY:1990-05-03 | CATEGORIES:choir,tennis,chess";
    let (plan, _) = import(&mut store, vec![people(&[after])]);
    assert_eq!(outcomes(&plan), ["merge"]);
    let ana = card(&store, "Ana Sousa");
    assert_eq!(ana.title.as_deref(), Some("Head chef"));
    assert_eq!(ana.note.as_deref(), Some("new\n\nmine"));
    assert_eq!(ana.tags, ["choir", "chess"]);
    assert_eq!(ana.birthday().unwrap().to_string(), "1990-05-03");
    let emails: Vec<&str> = ana.values(MethodKind::Email).collect();
    assert_eq!(emails, ["mine@example.com", "b@example.com"]);
    let phones: Vec<&str> = ana.values(MethodKind::Phone).collect();
    assert_eq!(phones, ["+351 21 000 0001"]);
    let (plan, applied) = import(&mut store, vec![people(&[after])]);
    assert_eq!((outcomes(&plan), applied.action), (vec!["unchanged"], None));
}

#[test]
fn work_follows_its_source_whole() {
    let mut store = store();
    import(
        &mut store,
        vec![people(&["FN:Ana Sousa | UID:1 | ORG:Acme | TITLE:Chef"])],
    );
    import(
        &mut store,
        vec![people(&["FN:Ana Sousa | UID:1 | ORG:Bakery"])],
    );
    let ana = card(&store, "Ana Sousa");
    assert_eq!((ana.org.as_deref(), ana.title), (Some("Bakery"), None));
    // Another source's employer stands beside, and follows that source.
    import(
        &mut store,
        vec![people(&["FN:Ana Sousa | UID:2 | ORG:Flux | TITLE:CEO"])],
    );
    import(
        &mut store,
        vec![people(&["FN:Ana Sousa | UID:2 | ORG:Flux | TITLE:CTO"])],
    );
    let ana = card(&store, "Ana Sousa");
    assert_eq!(ana.org.as_deref(), Some("Bakery"));
    assert_eq!(ana.details, [("work".to_owned(), "CTO, Flux".to_owned())]);
}

#[test]
fn what_tells_a_person() {
    #[track_caller]
    fn check(here: &str, comes: &str, expected: &str) {
        let mut store = store();
        import(&mut store, vec![people(&[here])]);
        let plan = planned(&store, vec![people(&[comes])], &Policy::default());
        assert_eq!(
            outcomes(&plan),
            [expected],
            "{here} / {comes}: {:?}",
            plan.rows[0].outcome
        );
        // The same within one import, in two files and in one.
        let mut empty = store_of(vec![people(&[here]), people(&[comes])]);
        let expected = if expected == "merge" { 1 } else { 2 };
        assert_eq!(cards(&empty).len(), expected, "{here} / {comes}");
        let name = |card: &str| card.split(" | ").next().map(str::to_lowercase);
        if name(here) != name(comes) {
            empty = store_of(vec![people(&[here, comes])]);
            assert_eq!(cards(&empty).len(), expected, "{here} / {comes}");
        }
    }
    fn store_of(files: Vec<Parsed>) -> Store {
        let mut store = store();
        import(&mut store, files);
        store
    }
    let ana = "FN:Ana Sousa | EMAIL:ana@example.com | TEL:+351 21 000 0001 | \
               URL:https://www.linkedin.com/in/ana";
    check(ana, "FN:Ana S. Sousa | EMAIL:ANA@example.com", "merge");
    check(ana, "FN:A. Sousa | TEL:21 000 0001", "merge");
    check(
        ana,
        "FN:Ana Costa | URL:http://de.linkedin.com/in/ana/",
        "merge",
    );
    check(ana, "FN:ANA SOUSA", "merge");
    check(ana, "FN:Ana Sousa | BDAY:1990-01-01", "merge");
    check(ana, "EMAIL:ana@example.com", "merge");
    check(ana, "FN:Rui Costa | EMAIL:rui@example.com", "new");
    check(ana, "FN:Rui Costa | TEL:+351210000001", "new");
    check(ana, "FN:Rui Sousa | TEL:+351210000001", "unsure");
    check(
        ana,
        "FN:Ana Sousa | URL:https://linkedin.com/in/another",
        "unsure",
    );
    check(ana, "FN:Ana Sousa | KIND:org", "unsure");
    check(ana, "FN:Anabela Sousa", "unsure");
    check(ana, "FN:Rui Sousa", "new");
    check("FN:Ana", "FN:Ana | ORG:Acme", "unsure");
    check(
        ana,
        "FN:Rui Costa | URL:https://www.linkedin.com/in/ana",
        "unsure",
    );
    for page in [
        "facebook.com/acme",
        "github.com/acme",
        "x.com/acme",
        "acme.example/@us",
    ] {
        let ines = format!("FN:Ines Okafor | URL:https://{page}");
        check(&ines, &format!("FN:Tom Meyer | URL:{page}"), "new");
        check(&ines, &format!("FN:Tom Okafor | URL:{page}"), "unsure");
        check(
            &ines,
            &format!("FN:Ines Okafor | URL:{page} | ORG:Acme"),
            "merge",
        );
    }
    check(
        "FN:Ana Sousa | TEL:+1 555 123 4567 x89",
        "FN:Ana Costa | TEL:+1 555 123 4567 x91",
        "new",
    );
    check(
        "FN:Ana Sousa | BDAY:1990-01-01",
        "FN:Ana Sousa | BDAY:1991-01-01",
        "unsure",
    );
    check(
        "FN:Ana Sousa | N:Sousa;Ana;Maria",
        "FN:Ana Sousa | N:Sousa;Ana;Rita | ORG:A",
        "unsure",
    );
    check("FN:李雷", "FN:李雷 | ORG:A", "merge");
}

#[test]
fn a_name_that_several_have_decides_nothing() {
    let mut store = store();
    let two = || people(&["FN:Jo Smith | UID:1", "FN:Jo Smith | UID:2"]);
    let (plan, _) = import(&mut store, vec![two()]);
    assert_eq!(outcomes(&plan), ["new", "unsure"]);
    assert_eq!(cards(&store).len(), 2);
    let (plan, _) = import(&mut store, vec![two(), people(&["FN:Jo Smith | UID:3"])]);
    assert_eq!(outcomes(&plan), ["unchanged", "unchanged", "unsure"]);
    assert_eq!(plan.rows[2].like.len(), 2);
}

#[test]
fn two_people_with_one_line_are_a_household() {
    let mut store = store();
    let file = || {
        people(&[
            "FN:Ana Sousa | TEL:+351 21 000 0001",
            "FN:Rui Costa | TEL:21 000 0001",
            "FN:Harbour Office | KIND:org | TEL:+351 21 000 0001",
        ])
    };
    import(&mut store, vec![file()]);
    let rui = card(&store, "Rui Costa");
    let ana = card(&store, "Ana Sousa");
    assert_eq!(rui.relations.len(), 1);
    assert_eq!(rui.relations[0].kind, "household");
    assert_eq!(rui.relations[0].to, Related::Contact(ana.id));
    assert_eq!(card(&store, "Harbour Office").relations, []);
    let (_, applied) = import(&mut store, vec![file()]);
    assert_eq!(applied.action, None);
}

#[test]
fn a_household_that_the_cards_name_is_told_once() {
    let mut store = store();
    let file = || {
        people(&[
            "FN:Ana Sousa | TEL:+351 21 000 0001 | RELATED;TYPE=household;VALUE=text:Rui Costa",
            "FN:Rui Costa | TEL:21 000 0001 | RELATED;TYPE=household;VALUE=text:Ana Sousa",
        ])
    };
    import(&mut store, vec![file()]);
    let (ana, rui) = (card(&store, "Ana Sousa"), card(&store, "Rui Costa"));
    for (one, other) in [(&ana, &rui), (&rui, &ana)] {
        let to: Vec<&Related> = one.relations.iter().map(|relation| &relation.to).collect();
        assert_eq!(to, [&Related::Contact(other.id)], "{}", one.name);
    }
    let (_, applied) = import(&mut store, vec![file()]);
    assert_eq!(applied.action, None);
}

#[test]
fn an_office_line_is_no_household() {
    for (line, count) in [
        ("EMAIL:info@example.com", 300),
        ("TEL:+44 20 7946 0000", 11),
    ] {
        let mut store = store();
        let cards: Vec<String> = (0..count)
            .map(|n| format!("FN:Given{n} Family{n} | {line}"))
            .collect();
        let lines: Vec<&str> = cards.iter().map(String::as_str).collect();
        import(&mut store, vec![people(&lines)]);
        let all = super::imports::cards(&store);
        assert_eq!(all.len(), count, "{line}");
        assert!(all.iter().all(|card| card.relations.is_empty()), "{line}");
    }
}

#[test]
fn only_a_hand_brings_somebody_back() {
    for standing in [
        Standing::Archived,
        Standing::InMemory,
        Standing::Parted,
        Standing::Deleted,
        Standing::Unreachable,
        Standing::Dormant,
    ] {
        let mut store = store();
        import(&mut store, vec![people(&["FN:Ana Sousa | UID:1"])]);
        let id = card(&store, "Ana Sousa").id;
        change(&mut store, Change::Stand(vec![id], standing));
        import(
            &mut store,
            vec![people(&["FN:Ana Sousa | UID:1 | TITLE:Chef"])],
        );
        import(
            &mut store,
            vec![people(&["FN:Ana Sousa | UID:9 | EMAIL:a@example.com"])],
        );
        let ana = store.card(id, today()).unwrap().unwrap();
        assert_eq!(ana.standing, standing);
        // Of somebody who was deleted the name alone says nothing.
        let after = if standing == Standing::Deleted { 2 } else { 1 };
        assert_eq!(cards(&store).len(), after, "{standing:?}");
    }
}

#[test]
fn an_import_never_clears_a_flag() {
    let mut store = store();
    import(&mut store, vec![people(&["FN:Ana Sousa | UID:1"])]);
    let id = card(&store, "Ana Sousa").id;
    change(&mut store, Change::Mind(vec![id]));
    import(
        &mut store,
        vec![people(&["FN:Ana Sousa | UID:1 | TITLE:Chef"])],
    );
    let network = store.network(&Rules::default(), today()).unwrap();
    assert_eq!(network.contact(id).unwrap().mind(), Some(today()));
}

#[test]
fn a_cadence_that_comes_along_is_spread() {
    let mut store = store();
    let file = people(&[
        "FN:Ana Sousa | X-TIES-TIE:weak",
        "FN:Ben Hall | X-TIES-CADENCE:120",
        "FN:Cy Lee",
    ]);
    import(&mut store, vec![file]);
    let counting: Vec<bool> = cards(&store)
        .iter()
        .map(|card| card.counting_from.is_some())
        .collect();
    assert_eq!(counting, [true, true, false]);
    // PRODUCT: c = 120 and id 2 give phase 29, so counting from 91 days ago.
    assert_eq!(
        card(&store, "Ben Hall").counting_from,
        "2026-08-23".parse().ok()
    );
}

#[test]
fn a_person_decides_what_is_unsure() {
    let here = "FN:Ana Sousa | BDAY:1990-01-01 | UID:1";
    let comes = "FN:Ana Sousa | BDAY:1991-01-01 | UID:2 | TITLE:Chef";
    for (unsure, decision, outcome, people_after) in [
        (UnsureAs::New, Decision::New, "unsure", 2),
        (UnsureAs::Skip, Decision::Skip, "skip", 1),
        (UnsureAs::Merge, Decision::SameAs(0), "merge", 1),
    ] {
        let mut first = store();
        import(&mut first, vec![people(&[here])]);
        let policy = Policy {
            unsure,
            tie: Some(Tie::Weak),
        };
        let ahead = planned(&first, vec![people(&[comes])], &policy);
        assert_eq!(outcomes(&ahead), [outcome]);
        let counts = ahead.counts(0);
        assert_eq!(
            counts.read,
            counts.new + counts.merged + counts.unchanged + counts.unsure + counts.skipped
        );
        // Deciding afterwards comes to the same.
        let known = first.known().unwrap();
        let mut after = planned(
            &first,
            vec![people(&[comes])],
            &Policy {
                unsure: UnsureAs::New,
                ..policy
            },
        );
        decide(&mut after, &known, 0, Decision::Skip);
        decide(&mut after, &known, 0, decision);
        assert_eq!(after, ahead);
        apply(&mut first, ahead);
        let all = cards(&first);
        assert_eq!(all.len(), people_after);
        if unsure == UnsureAs::New {
            assert_eq!((all[0].tie, all[1].tie), (Tie::Latent, Tie::Weak));
        }
        if unsure == UnsureAs::Merge {
            assert_eq!(all[0].title.as_deref(), Some("Chef"));
            assert_eq!(
                all[0].details,
                [("birthday".to_owned(), "1991-01-01".to_owned())]
            );
        }
    }
}

#[test]
fn leaving_a_row_out_does_not_leave_out_who_joined_it() {
    let store = store();
    let files = vec![
        people(&["FN:Ana | UID:1", "FN:Ana | UID:2"]),
        people(&["FN:Ana | UID:3 | EMAIL:ana@example.com"]),
        people(&["FN:Ana | UID:4 | EMAIL:ana@example.com"]),
    ];
    let mut plan = planned(&store, files, &Policy::default());
    assert_eq!(outcomes(&plan), ["new", "unsure", "unsure", "same as"]);
    decide(&mut plan, &[], 2, Decision::Skip);
    assert_eq!(outcomes(&plan), ["new", "unsure", "skip", "new"]);
    decide(&mut plan, &[], 1, Decision::SameAs(0));
    assert!(matches!(
        plan.rows[1].outcome,
        Outcome::SameAs { row: 0, .. }
    ));
    assert_eq!(plan.rows[1].like[0].0, Person::Row(0));
}

#[test]
fn repeated_records_come_in_once() {
    let mut store = store();
    let file = || {
        people(&[
            "FN:Ana Sousa | UID:1 | EMAIL:a@example.com",
            "FN:Ana Sousa | UID:1 | EMAIL:a@example.com",
            "FN:Ana Sousa | UID:1 | EMAIL:b@example.com",
            "FN:Ben Hall",
            "FN:Ben Hall",
        ])
    };
    import(&mut store, vec![file()]);
    assert_eq!(cards(&store).len(), 2);
    let emails: Vec<String> = card(&store, "Ana Sousa")
        .values(MethodKind::Email)
        .map(str::to_owned)
        .collect();
    assert_eq!(emails, ["a@example.com", "b@example.com"]);
    let (plan, applied) = import(&mut store, vec![file()]);
    assert_eq!(outcomes(&plan), ["unchanged"; 5]);
    assert_eq!(applied.action, None);
}

#[test]
fn the_original_card_is_kept_and_renewed() {
    let mut store = store();
    let first = vcards("BEGIN:VCARD\r\nUID:1\r\nFN:Ana Sousa\r\nX-PETS:two; cats\r\nEND:VCARD\r\n");
    import(&mut store, vec![first]);
    let second =
        vcards("BEGIN:VCARD\r\nUID:1\r\nFN:Ana Sousa\r\nX-PETS:three; cats\r\nEND:VCARD\r\n");
    let (plan, applied) = import(&mut store, vec![second.clone()]);
    assert_eq!(outcomes(&plan), ["unchanged"]);
    assert!(plan.changes_anything() && !plan.changes_anybody());
    assert!(applied.action.is_some());
    let document = store.export().unwrap();
    assert!(document.contains("X-PETS:three; cats"));
    assert!(!document.contains("X-PETS:two; cats"));
    let (plan, applied) = import(&mut store, vec![second]);
    assert!(!plan.changes_anything());
    assert!(applied.action.is_none());
    store.undo().unwrap();
    assert!(store.export().unwrap().contains("X-PETS:two; cats"));
}

#[test]
fn what_a_source_says_against_a_hand_is_remembered_all_the_same() {
    let mut store = store();
    let says = |title: &str| vec![people(&[&format!("FN:Ana Sousa | UID:1 | TITLE:{title}")])];
    let is = |store: &Store| card(store, "Ana Sousa").title;
    import(&mut store, says("Cook"));
    let edit = Edit {
        title: Some(Some("Chef".to_owned())),
        ..Edit::default()
    };
    let id = card(&store, "Ana Sousa").id;
    change(&mut store, Change::Edit(id, Box::new(edit)));
    let (plan, _) = import(&mut store, says("Baker"));
    assert!(plan.changes_anything());
    assert_eq!(is(&store).as_deref(), Some("Chef"));
    let (plan, _) = import(&mut store, says("Baker"));
    assert!(!plan.changes_anything());
}

#[test]
fn an_address_book_names_people_whom_linkedin_brought_before() {
    let linkedin = |first: &str, last: &str| {
        vcards(&format!(
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
             {first},{last},https://www.linkedin.com/in/ines,ines@example.com,Acme,CEO,08 Feb 2026\n"
        ))
    };
    let book = |name: &str| people(&[&format!("{name} | UID:1 | EMAIL:ines@example.com")]);
    let rocket = || linkedin("Ines Marie", "Okafor 🚀 MBA");
    let plain = "FN:Ines Okafor | N:Okafor;Ines;;;";
    let mut store = store();
    import(&mut store, vec![rocket()]);
    import(&mut store, vec![book(plain)]);
    let ines = card(&store, "Ines Okafor");
    // The same as when both come at once.
    let mut at_once = self::store();
    import(&mut at_once, vec![rocket(), book(plain)]);
    let together = card(&at_once, "Ines Okafor");
    assert_eq!(ines.parts, together.parts);
    assert_eq!(ines.nicknames, together.nicknames);
    // Each source's next word counts against its own last one.
    let (plan, _) = import(&mut store, vec![rocket()]);
    assert!(!plan.changes_anything());
    import(&mut store, vec![linkedin("Ines", "Okafor, PhD")]);
    assert_eq!(card(&store, "Ines Okafor").id, ines.id);
    import(
        &mut store,
        vec![book("FN:Ines Okafor-Lund | N:Okafor-Lund;Ines;;;")],
    );
    assert_eq!(card(&store, "Ines Okafor-Lund").id, ines.id);

    // A name that a hand gave stays.
    let mut store = self::store();
    import(&mut store, vec![rocket()]);
    let edit = Edit {
        name: Some("Ines O. Okafor".to_owned()),
        ..Edit::default()
    };
    let id = cards(&store)[0].id;
    change(&mut store, Change::Edit(id, Box::new(edit)));
    import(&mut store, vec![book(plain)]);
    assert_eq!(cards(&store)[0].name, "Ines O. Okafor");
}

#[test]
fn a_look_alike_becomes_whichever_of_several_one_says() {
    let mut store = store();
    import(
        &mut store,
        vec![people(&[
            "FN:Ana Sousa | UID:1 | TITLE:Cook",
            "FN:Ana Sousa | UID:2 | TITLE:Judge",
        ])],
    );
    let comes = vec![people(&["FN:Ana Sousa | UID:3 | EMAIL:ana@example.com"])];
    let known = store.known().unwrap();
    let mut plan = planned(&store, comes, &Policy::default());
    assert_eq!(plan.rows[0].like.len(), 2);
    for nth in [0, 1] {
        decide(&mut plan, &known, 0, Decision::SameAs(nth));
        let Outcome::Merge { into, .. } = plan.rows[0].outcome else {
            panic!("{:?}", plan.rows[0].outcome);
        };
        assert_eq!(Person::Known(into), plan.rows[0].like[nth].0);
    }
    apply(&mut store, plan);
    let mut judge = cards(&store);
    judge.retain(|card| card.title.as_deref() == Some("Judge"));
    assert_eq!(
        judge[0].values(MethodKind::Email).collect::<Vec<_>>(),
        ["ana@example.com"]
    );
    assert_eq!(cards(&store).len(), 2);
}

pub(super) fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let name = prop_oneof![
        Just("Ana Sousa".to_owned()),
        Just("Ana Maria Sousa".to_owned()),
        Just("Rui Costa".to_owned()),
        Just("Bea".to_owned()),
        "[A-C][a-b]{1,2} [D-E][a-b]{1,2}",
    ];
    let some = |what: &'static str| {
        proptest::option::of(prop_oneof![
            Just(format!("{what} one")),
            Just(format!("{what} two")),
            Just(format!("{what} three")),
        ])
    };
    let list = |what: &'static str| {
        proptest::collection::vec((0u8..4).prop_map(move |n| format!("{what} {n}")), 0..3)
    };
    let method = prop_oneof![
        (0u8..5).prop_map(|n| (MethodKind::Email, format!("mail{n}@example.com"))),
        (0u8..5).prop_map(|n| (MethodKind::Phone, format!("+44 20 7946 000{n}"))),
        (0u8..4).prop_map(|n| (MethodKind::Url, format!("https://www.linkedin.com/in/p{n}"))),
        (0u8..4).prop_map(|n| (MethodKind::Handle, format!("handle{n}"))),
    ];
    let methods = proptest::collection::vec(method, 0..3);
    let birthday = proptest::option::of(prop_oneof![
        Just("1990-05-03"),
        Just("--05-03"),
        Just("--06-04"),
        Just("1991"),
    ]);
    let draft = (
        (
            name,
            some("org"),
            some("title"),
            some("city"),
            some("note"),
            some("met"),
        ),
        (
            list("nick"),
            list("tag"),
            list("interest"),
            methods,
            birthday,
        ),
        (proptest::option::of(0u8..6), list("detail"), list("friend")),
    )
        .prop_map(|(words, lists, rest)| {
            let (name, org, title, city, note, met) = words;
            let (nicknames, tags, interests, methods, birthday) = lists;
            let (id, details, relations) = rest;
            let mut draft = Draft {
                line: 1,
                name,
                org,
                title,
                city,
                note,
                met,
                nicknames,
                tags,
                interests,
                methods: methods
                    .into_iter()
                    .map(|(kind, value)| DraftMethod {
                        kind,
                        label: None,
                        value,
                    })
                    .collect(),
                details: details
                    .into_iter()
                    .map(|value| ("at".to_owned(), value))
                    .collect(),
                relations: relations
                    .into_iter()
                    .map(|name| ("friend".to_owned(), name))
                    .collect(),
                occasions: birthday
                    .map(|day| DraftOccasion {
                        label: "birthday".to_owned(),
                        day: OccasionDay::Day(day.parse().unwrap()),
                        yearly: true,
                    })
                    .into_iter()
                    .collect(),
                ..Draft::default()
            };
            draft.external_id = Some(match id {
                Some(id) => format!("uid-{id}"),
                None => format!("name:{}|{:?}", draft.name, draft.methods.first()),
            });
            for list in [&mut draft.nicknames, &mut draft.tags, &mut draft.interests] {
                list.sort();
                list.dedup();
            }
            draft.details.sort();
            draft.details.dedup();
            draft.relations.sort();
            draft.relations.dedup();
            draft.methods.sort_by(|a, b| a.value.cmp(&b.value));
            draft.methods.dedup();
            draft
        });
    proptest::collection::vec(draft, 0..8)
}

pub(super) fn file_of(kind: SourceKind, drafts: Vec<Draft>) -> Parsed {
    Parsed {
        read: drafts.len(),
        drafts,
        ..Parsed::of(kind)
    }
}

/// Everything that is said on a card, as one text.
fn said(card: &Card) -> String {
    let mut said = format!("{card:?}").to_lowercase();
    for occasion in &card.occasions {
        if let OccasionDay::Day(day) = &occasion.day {
            said.push_str(&day.to_string());
        }
    }
    said
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn merging_loses_no_field_and_importing_again_changes_nothing(one in drafts(), two in drafts()) {
        let mut store = store();
        let files = || vec![
            file_of(SourceKind::Vcard, one.clone()),
            file_of(SourceKind::GoogleCsv, two.clone()),
        ];
        let plan = planned(&store, files(), &Policy::default());
        apply(&mut store, plan.clone());
        let whom: Vec<ContactId> = people_of(&plan, &store);
        for (row, id) in plan.rows.iter().zip(&whom) {
            let card = store.card(*id, today()).unwrap().unwrap();
            let said = said(&card);
            for (field, value) in fields(&row.draft) {
                let is_there = match field.as_str() {
                    // The same day, perhaps with its year by now.
                    "birthday" => said.contains(&value) || said.contains(value.trim_start_matches('-')),
                    "name" => value.to_lowercase().split(' ').all(|word| said.contains(word)),
                    "phone" => true, // the same number in another spelling
                    _ => said.contains(&value.to_lowercase()),
                };
                prop_assert!(is_there, "{field} {value} of {:?} is not in {said}", row.draft);
            }
        }
        let again = planned(&store, files(), &Policy::default());
        prop_assert!(!again.changes_anything(), "{:?}", outcomes(&again));
        prop_assert_eq!(apply(&mut store, again).action, None);
        for file in 0..2 {
            let counts = plan.counts(file);
            prop_assert_eq!(
                counts.read,
                counts.new + counts.merged + counts.unchanged + counts.unsure + counts.skipped
            );
        }
    }
}

/// Whom each row became, by the order in which rows make contacts.
fn people_of(plan: &Plan, store: &Store) -> Vec<ContactId> {
    let made: Vec<ContactId> = cards(store).iter().map(|card| card.id).collect();
    let mut made = made.into_iter();
    let mut whom: Vec<ContactId> = Vec::new();
    for row in &plan.rows {
        whom.push(match &row.outcome {
            Outcome::SameAs { row, .. } => whom[*row],
            _ => made.next().unwrap(),
        });
    }
    whom
}

#[test]
fn a_day_that_comes_once_stays_so_where_a_program_forgot_that() {
    let mut store = store();
    for params in [";X-TIES-ONCE=TRUE", ""] {
        let ana = format!(
            "FN:Ana | UID:ana | item1.X-ABDATE{params}:2027-05-01 | item1.X-ABLabel:wedding"
        );
        import(&mut store, vec![people(&[&ana])]);
        let days: Vec<(String, bool)> = card(&store, "Ana")
            .occasions
            .into_iter()
            .map(|occasion| (occasion.label, occasion.yearly))
            .collect();
        assert_eq!(days, [("wedding".to_owned(), false)]);
    }
}
