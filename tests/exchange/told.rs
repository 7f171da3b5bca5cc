//! What files tell beside people: catch-ups and next steps, each once, with whoever is here.

use chrono::NaiveDate;
use ties::domain::catch_up::Started;
use ties::domain::change::{CatchUpEdit, Change};
use ties::domain::channel::Channel;
use ties::domain::draft::{DraftCatchUp, DraftStep, Parsed, SourceKind, Whom};
use ties::domain::id::{CatchUpId, ContactId, NextStepId};
use ties::domain::import::{Becomes, Brought, Decision, Plan, decide};
use ties::domain::standing::Standing;
use ties::store::Store;

use crate::imports::{apply, card, cards, change, import, people, planned, store, today};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn named(name: &str) -> Whom {
    Whom::Named(name.to_owned())
}

fn page(url: &str, name: &str) -> Whom {
    Whom::Page {
        url: format!("https://www.linkedin.com/in/{url}"),
        name: name.to_owned(),
    }
}

fn met(id: &str, on: &str, with: Vec<Whom>) -> DraftCatchUp {
    DraftCatchUp {
        line: 7,
        external_id: id.to_owned(),
        on: day(on),
        channel: Channel::named("mail"),
        started: Started::Them,
        answered: true,
        note: Some(format!("about {id}")),
        with,
    }
}

fn step(text: &str, on: Option<&str>, with: Vec<Whom>) -> DraftStep {
    DraftStep {
        line: 8,
        text: text.to_owned(),
        on: on.map(day),
        with,
    }
}

/// These people, and what else their file tells.
fn file(lines: &[&str], catch_ups: Vec<DraftCatchUp>, next_steps: Vec<DraftStep>) -> Parsed {
    let people = match lines {
        [] => Parsed::of(SourceKind::Vcard),
        lines => people(lines),
    };
    Parsed {
        catch_ups,
        next_steps,
        ..people
    }
}

fn plan(store: &Store, files: Vec<Parsed>) -> Plan {
    planned(store, files, &Default::default())
}

const ANA: &str = "UID:a | FN:Ana Sousa | N:Sousa;Ana;;; | NICKNAME:Nini";
const BO: &str = "UID:b | FN:Bo Berg | N:Berg;Bo;;; | URL:https://www.linkedin.com/in/bo";

/// With whom `name` is known to have been in touch, as days and notes.
fn history(store: &Store, name: &str) -> Vec<String> {
    let id = card(store, name).id;
    let card = store.card(id, today()).unwrap().unwrap();
    let told = |c: &ties::domain::catch_up::CatchUp| {
        format!("{} {}", c.on, c.note.as_deref().unwrap_or_default())
    };
    card.catch_ups.iter().map(told).collect()
}

fn steps(store: &Store, name: &str) -> Vec<(NextStepId, String)> {
    let id = card(store, name).id;
    let steps = store.next_steps(&[id]).unwrap();
    steps
        .into_iter()
        .map(|step| (step.id, step.text.into()))
        .collect()
}

#[test]
fn whom_it_is_about_is_a_record_or_who_alone_has_page_or_name() {
    let mut store = store();
    let twins = ["UID:c | FN:Cy Day", "UID:d | FN:Cy Day | NICKNAME:Nini"];
    import(&mut store, vec![people(&[BO, twins[0], twins[1]])]);
    let gone = card(&store, "Bo Berg").id;
    let check = |with: Vec<Whom>, names: &[&str], becomes: Becomes| {
        let told = file(
            &[ANA],
            vec![met("1", "2026-01-02", with.clone())],
            Vec::new(),
        );
        let plan = plan(&store, vec![told]);
        let told = &plan.catch_ups[0];
        let found: Vec<String> = plan
            .whom(told)
            .into_iter()
            .map(|person| match person {
                ties::domain::import::Person::Known(id) => {
                    store.card(id, today()).unwrap().unwrap().name
                }
                ties::domain::import::Person::Row(row) => plan.rows[row].draft.name.clone(),
            })
            .collect();
        assert_eq!(
            (found, told.becomes),
            (names.iter().map(|n| (*n).to_owned()).collect(), becomes),
            "{with:?}"
        );
    };
    use Becomes::{New, Nobody, Several};
    check(vec![Whom::Record(0)], &["Ana Sousa"], New);
    check(vec![Whom::Record(1)], &[], Nobody);
    check(vec![named("berg, BO")], &["Bo Berg"], New);
    check(
        vec![named("Ana  Sousa"), Whom::Record(0)],
        &["Ana Sousa"],
        New,
    );
    check(vec![named("Bo Berg"), named("Zoe")], &["Bo Berg"], New);
    check(vec![named("Bo")], &[], Nobody);
    check(vec![named("Cy Day")], &[], Several);
    check(vec![named("")], &[], Nobody);
    check(vec![page("bo", "Robert")], &["Bo Berg"], New);
    check(vec![page("other", "Bo Berg")], &[], Nobody);
    check(vec![page("ana", "Ana Sousa")], &["Ana Sousa"], New);
    // A nickname that two have is nobody's.
    check(vec![named("nini")], &[], Several);
    change(&mut store, Change::Stand(vec![gone], Standing::Deleted));
    check_gone(&store);
}

/// Who was deleted is found by what is surely theirs, not by name.
fn check_gone(store: &Store) {
    let by = |with: Whom| {
        let told = file(&[], vec![met("1", "2026-01-02", vec![with])], Vec::new());
        plan(store, vec![told]).catch_ups[0].becomes
    };
    assert_eq!(by(named("Bo Berg")), Becomes::Nobody);
    assert_eq!(by(page("bo", "Bo Berg")), Becomes::New);
}

#[test]
fn what_is_told_is_history_and_brings_nobody_back() {
    let mut store = store();
    import(&mut store, vec![people(&[ANA, BO, "UID:c | FN:Cy Day"])]);
    let [ana, bo, cy] = [1, 2, 3].map(ContactId);
    change(&mut store, Change::Mind(vec![ana]));
    change(&mut store, Change::Stand(vec![bo], Standing::Dormant));
    change(&mut store, Change::Stand(vec![cy], Standing::InMemory));
    let dated = step("send the map", None, vec![named("Ana Sousa")]);
    import(&mut store, vec![file(&[], Vec::new(), vec![dated])]);
    let before = cards(&store);
    let all = vec![named("Ana Sousa"), named("Bo Berg"), named("Cy Day")];
    let told = file(&[], vec![met("1", "2026-11-20", all)], Vec::new());
    let (plan, applied) = import(&mut store, vec![told]);
    assert_eq!(
        plan.brought(),
        Brought {
            catch_ups: 1,
            last: Some(day("2026-11-20")),
            ..Brought::default()
        }
    );
    assert_eq!(applied.touched, [ana, bo, cy]);
    assert_eq!(cards(&store), before);
    for name in ["Ana Sousa", "Bo Berg", "Cy Day"] {
        assert_eq!(history(&store, name), ["2026-11-20 about 1"], "{name}");
    }
    assert_eq!(store.search_notes("about").unwrap(), [ana, bo, cy]);
    assert_eq!(store.check().unwrap(), []);
    let network = store.network(&Default::default(), today()).unwrap();
    let ana = network.contact(ana).unwrap();
    assert_eq!(ana.last, Some(day("2026-11-20")));
    assert!(ana.mind().is_some());
    assert_eq!(network.next_steps[0].on, None);
}

#[test]
fn told_again_it_changes_nothing_and_undo_takes_it_back_to_the_byte() {
    let first = || {
        let told = vec![
            met("1", "2026-01-02", vec![Whom::Record(0), Whom::Record(1)]),
            met("2", "2026-02-03", vec![Whom::Record(0)]),
            met("2", "2026-02-03", vec![Whom::Record(0)]),
        ];
        let steps = vec![
            step("send the map", Some("2026-12-01"), vec![Whom::Record(0)]),
            step("send the map", Some("2026-12-01"), vec![Whom::Record(0)]),
            step("ask about Porto", None, vec![Whom::Record(1)]),
        ];
        file(&[ANA, BO], told, steps)
    };
    let second = || {
        file(
            &[],
            vec![met("3", "2026-03-04", vec![named("Nini")])],
            Vec::new(),
        )
    };
    for files in [vec![first(), second()], vec![second(), first()]] {
        let mut store = store();
        let empty = store.export().unwrap();
        let (plan, _) = import(&mut store, files.clone());
        let brought = plan.brought();
        assert_eq!((brought.catch_ups, brought.next_steps), (3, 2));
        let full = store.export().unwrap();
        assert_eq!(full.matches(r#""source":"vcard","external_id""#).count(), 3);
        let (again, applied) = import(&mut store, files.clone());
        assert!(!again.changes_anything());
        assert_eq!(
            (again.brought(), applied.action),
            (Brought::default(), None)
        );
        for one in files {
            assert!(!self::plan(&store, vec![one]).changes_anything());
        }
        store.undo().unwrap();
        assert_eq!(store.export().unwrap(), empty);
        store.redo().unwrap();
        assert_eq!(store.export().unwrap(), full);
        assert_eq!(store.check().unwrap(), []);
    }
}

#[test]
fn what_of_it_is_not_taken_is_said_once() {
    #[track_caller]
    fn check(catch_ups: Vec<DraftCatchUp>, said: &[&str]) {
        let mut store = store();
        import(
            &mut store,
            vec![people(&[ANA, "UID:c | FN:Cy Day", "UID:d | FN:Cy Day"])],
        );
        let plan = plan(&store, vec![file(&[], catch_ups, Vec::new())]);
        let left: Vec<(u64, &str)> = plan.files[0]
            .left_out()
            .map(|left| (left.line, left.why.as_str()))
            .collect();
        let said: Vec<(u64, &str)> = said.iter().map(|why| (7, *why)).collect();
        assert_eq!(left, said);
        assert_eq!(plan.counts(0).skipped, said.len());
        assert!(!plan.changes_anything());
    }
    let with = |names: &[&str]| -> Vec<DraftCatchUp> {
        let told =
            |(at, name): (usize, &&str)| met(&at.to_string(), "2026-01-02", vec![named(name)]);
        names.iter().enumerate().map(told).collect()
    };
    check(with(&["Zoe"]), &["a catch-up with “Zoe”, who is not here"]);
    check(
        with(&["Zoe", "Yan", "Zoe"]),
        &["3 catch-ups with “Zoe” and “Yan”, who are not here"],
    );
    check(
        with(&["Zoe", "Yan", "Xi", "Wu", "Vi"]),
        &["5 catch-ups with “Zoe”, “Yan”, “Xi” and others, who are not here"],
    );
    check(
        with(&["Cy Day"]),
        &["a catch-up with “Cy Day”, a name that several here have"],
    );
    let ahead = met("1", "2026-11-23", vec![named("Ana Sousa")]);
    check(vec![ahead], &["a catch-up on a day that has not come"]);
}

#[test]
fn who_is_left_out_takes_their_catch_ups_along() {
    let mut store = store();
    import(&mut store, vec![people(&["UID:x | FN:Ana"])]);
    let told = vec![
        met("1", "2026-01-02", vec![Whom::Record(0)]),
        met("2", "2026-01-03", vec![Whom::Record(0), Whom::Record(1)]),
    ];
    let mut plan = plan(
        &store,
        vec![file(&["UID:y | FN:Ana", BO], told, Vec::new())],
    );
    let known = store.known().unwrap();
    let check = |plan: &Plan, catch_ups: usize| assert_eq!(plan.brought().catch_ups, catch_ups);
    check(&plan, 2);
    decide(&mut plan, &known, 0, Decision::Skip);
    check(&plan, 1);
    decide(&mut plan, &known, 0, Decision::SameAs(0));
    check(&plan, 2);
    apply(&mut store, plan);
    assert_eq!(
        history(&store, "Ana"),
        ["2026-01-03 about 2", "2026-01-02 about 1"]
    );
    assert_eq!(history(&store, "Bo Berg"), ["2026-01-03 about 2"]);
}

#[test]
fn what_was_removed_or_ticked_off_does_not_come_again() {
    let mut store = store();
    let told = || {
        let steps = vec![
            step("write", None, vec![Whom::Record(0)]),
            step("call", Some("2026-11-01"), vec![Whom::Record(0)]),
            step("visit", Some("2026-12-01"), vec![Whom::Record(0)]),
        ];
        file(
            &[ANA],
            vec![met("1", "2026-01-02", vec![Whom::Record(0)])],
            steps,
        )
    };
    import(&mut store, vec![told()]);
    let ids: Vec<NextStepId> = steps(&store, "Ana Sousa")
        .into_iter()
        .map(|s| s.0)
        .collect();
    assert_eq!(ids.len(), 3);
    change(&mut store, Change::DeleteCatchUp(CatchUpId(1)));
    let with = vec![card(&store, "Ana Sousa").id];
    let new = ties::domain::change::NewCatchUp {
        with,
        on: today(),
        channel: Channel::named("call"),
        started: Started::Me,
        answered: true,
        note: None,
        next: None,
    };
    // It ticks off the call, and gives "next time" its day.
    change(&mut store, Change::Log(Box::new(new)));
    let visit = steps(&store, "Ana Sousa")
        .into_iter()
        .find(|s| s.1 == "visit");
    change(&mut store, Change::DeleteNextStep(visit.unwrap().0));
    let again = plan(&store, vec![told()]);
    assert!(!again.changes_anything(), "{again:?}");
    // Once that is taken back, it is here anyway.
    for _ in 0..3 {
        store.undo().unwrap();
    }
    assert!(!plan(&store, vec![told()]).changes_anything());
    store.undo().unwrap();
    assert!(plan(&store, vec![told()]).changes_anything());
}

#[test]
fn newcomers_stand_as_their_source_says_and_who_is_here_does_not_change() {
    let mut store = store();
    let told = |standing, later: Option<&str>| {
        let mut parsed = people(&[ANA]);
        parsed.drafts[0].standing = standing;
        parsed.drafts[0].later_until = later.map(day);
        parsed
    };
    let check = |parsed: Parsed, standing: Standing, later: Option<&str>, is_new: bool| {
        let mut store = crate::imports::store();
        let empty = store.export().unwrap();
        import(&mut store, vec![parsed.clone()]);
        let network = store.network(&Default::default(), today()).unwrap();
        let ana = &network.contacts[0];
        assert_eq!((ana.standing, ana.is_new), (standing, is_new));
        assert_eq!(ana.later(), later.map(day));
        assert!(!plan(&store, vec![parsed]).changes_anything());
        store.undo().unwrap();
        assert_eq!(store.export().unwrap(), empty);
    };
    check(told(None, None), Standing::Active, None, true);
    check(
        told(Some(Standing::Archived), None),
        Standing::Archived,
        None,
        false,
    );
    check(
        told(Some(Standing::Dormant), None),
        Standing::Dormant,
        None,
        true,
    );
    check(
        told(None, Some("2026-12-24")),
        Standing::Active,
        Some("2026-12-24"),
        true,
    );
    check(told(None, Some("2026-11-01")), Standing::Active, None, true);
    import(&mut store, vec![told(None, None)]);
    let later = told(Some(Standing::Archived), Some("2026-12-24"));
    assert!(!plan(&store, vec![later]).changes_anything());
}

#[test]
fn a_crowd_of_catch_ups_is_taken_back_to_the_byte() {
    let mut store = store();
    import(&mut store, vec![people(&[ANA, BO])]);
    let before = store.export().unwrap();
    let told = (0..2_500).map(|n| {
        let with = match n % 3 {
            0 => vec![named("Ana Sousa"), named("Bo Berg")],
            _ => vec![named("Bo Berg")],
        };
        met(
            &format!("m{n}"),
            &format!("20{:02}-03-{:02}", n % 26, n % 28 + 1),
            with,
        )
    });
    let told = file(&[], told.collect(), Vec::new());
    let (plan, _) = import(&mut store, vec![told]);
    assert_eq!(plan.brought().catch_ups, 2_500);
    assert_eq!(history(&store, "Ana Sousa").len(), 834);
    assert_eq!(store.search_notes("m2499").unwrap().len(), 2);
    let full = store.export().unwrap();
    assert_eq!(store.check().unwrap(), []);
    store.undo().unwrap();
    assert_eq!(store.export().unwrap(), before);
    assert_eq!(store.check().unwrap(), []);
    store.redo().unwrap();
    assert_eq!(store.export().unwrap(), full);
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn what_a_file_says_anew_of_something_follows_where_no_hand_has_changed_it() {
    let says = |on: &str, note: &str| {
        let told = DraftCatchUp {
            note: Some(note.to_owned()),
            ..met("1", on, vec![Whom::Record(0)])
        };
        file(&[ANA], vec![told], Vec::new())
    };
    let mut store = store();
    import(&mut store, vec![says("2026-01-02", "lunch")]);
    let first = store.export().unwrap();
    assert_eq!(
        import(&mut store, vec![says("2026-01-02", " lunch\n")])
            .1
            .action,
        None
    );
    let (changed, _) = import(&mut store, vec![says("2026-01-03", "lunch at the quay")]);
    assert_eq!(changed.brought().words(), ["1 changed catch-up"]);
    assert_eq!(
        history(&store, "Ana Sousa"),
        ["2026-01-03 lunch at the quay"]
    );
    let ana = card(&store, "Ana Sousa").id;
    assert_eq!(store.search_notes("quay").unwrap(), [ana]);
    let network = store.network(&Default::default(), today()).unwrap();
    assert_eq!(network.contact(ana).unwrap().last, Some(day("2026-01-03")));
    assert_eq!(
        import(&mut store, vec![says("2026-01-03", "lunch at the quay")])
            .1
            .action,
        None
    );
    assert_eq!(store.check().unwrap(), []);
    store.undo().unwrap();
    assert_eq!(store.export().unwrap(), first);
    // Nothing of what lies ahead, and nothing that a hand has written anew.
    assert_eq!(
        import(&mut store, vec![says("2026-12-24", "x")]).1.action,
        None
    );
    let id = store.card(ana, today()).unwrap().unwrap().catch_ups[0].id;
    let edit = CatchUpEdit {
        note: Some(Some("lunch, and a walk".to_owned())),
        ..CatchUpEdit::default()
    };
    // Also when it is changed while the plan is looked at.
    let planned = plan(&store, vec![says("2026-01-02", "dinner")]);
    assert!(planned.changes_anything());
    change(&mut store, Change::EditCatchUp(id, Box::new(edit)));
    apply(&mut store, planned);
    assert_eq!(
        import(&mut store, vec![says("2026-01-02", "dinner")])
            .1
            .action,
        None
    );
    assert_eq!(
        history(&store, "Ana Sousa"),
        ["2026-01-02 lunch, and a walk"]
    );
}
