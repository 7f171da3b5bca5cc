//! What each change does, beyond the row it writes.

use ties::domain::cadence::Cadence;
use ties::domain::cadence::OwnCadence;
use ties::domain::card::{MethodKind, OccasionDay};
use ties::domain::catch_up::Started;
use ties::domain::change::{
    CatchUpEdit, Change, Edit, LastSpoke, NewCatchUp, NewContact, NextStepEdit, NotesEdit,
};
use ties::domain::channel::Channel;
use ties::domain::contact::Kind;
use ties::domain::due;
use ties::domain::id::{CatchUpId, ContactId, NextStepId};
use ties::domain::rules::Rules;
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;
use ties::store::{Document, Error};

use super::{add, apply, catch_up, contact, day, log, person, store, today, try_apply};

#[track_caller]
fn refused(result: Result<ties::store::Applied, Error>) -> String {
    match result {
        Err(Error::Refused(sentence) | Error::Unsaid(sentence)) => sentence,
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn a_catch_up_clears_the_mind_and_brings_the_dormant_back_in_one_undo_step() {
    let mut store = store();
    let rules = Rules::default();
    let ana = add(&mut store, "Ana Sousa");
    apply(&mut store, Change::Mind(vec![ana]));
    apply(&mut store, Change::Stand(vec![ana], Standing::Dormant));
    let before = store.network(&rules, today()).unwrap();
    let applied = apply(&mut store, log(catch_up(&[ana], "2026-11-22")));
    assert_eq!(applied.label, "caught up with Ana");
    assert_eq!(applied.touched, [ana]);
    let after = store.network(&rules, today()).unwrap();
    let now = after.contact(ana).unwrap();
    assert_eq!(now.mind(), None);
    assert_eq!(now.standing, Standing::Active);
    assert_eq!(now.last, Some(today()));
    assert_eq!(store.undo().unwrap().action.label, "caught up with Ana");
    assert_eq!(store.network(&rules, today()).unwrap(), before);
    store.redo().unwrap();
    assert_eq!(store.network(&rules, today()).unwrap(), after);
}

#[test]
fn a_catch_up_dated_before_the_flag_leaves_it() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    apply(&mut store, Change::Mind(vec![ana]));
    apply(&mut store, log(catch_up(&[ana], "2026-11-21")));
    assert_eq!(contact(&store, ana).mind(), Some(today()));
}

#[test]
fn who_is_added_to_a_catch_up_gets_what_logging_does() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let ben = add(&mut store, "Ben");
    let id = CatchUpId(
        apply(&mut store, log(catch_up(&[ana], "2026-11-22")))
            .made
            .unwrap(),
    );
    apply(&mut store, Change::Mind(vec![ben]));
    apply(&mut store, Change::Stand(vec![ben], Standing::Dormant));
    for (text, on) in [("due", Some(today())), ("next time", None)] {
        apply(
            &mut store,
            Change::NextStep {
                with: vec![ben],
                text: text.into(),
                on,
            },
        );
    }
    apply(&mut store, Change::Mind(vec![ana]));
    let with_ben = CatchUpEdit {
        with: Some(vec![ana, ben]),
        ..CatchUpEdit::default()
    };
    apply(&mut store, Change::EditCatchUp(id, Box::new(with_ben)));
    let now = contact(&store, ben);
    assert_eq!((now.mind(), now.standing), (None, Standing::Active));
    assert_eq!(contact(&store, ana).mind(), Some(today()), "who was there");
    let network = store.network(&Rules::default(), today()).unwrap();
    let open: Vec<_> = network
        .next_steps
        .iter()
        .map(|s| (&*s.text, s.on))
        .collect();
    assert_eq!(open, [("next time", Some(today()))]);
}

#[test]
fn only_an_answer_from_the_day_of_the_standing_on_makes_active_again() {
    for (standing, on, answered, now) in [
        (Standing::Dormant, "2026-11-22", true, Standing::Active),
        (Standing::Unreachable, "2026-11-22", true, Standing::Active),
        (Standing::Dormant, "2026-11-21", true, Standing::Dormant),
        (
            Standing::Unreachable,
            "2025-02-01",
            true,
            Standing::Unreachable,
        ),
        (
            Standing::Unreachable,
            "2026-11-22",
            false,
            Standing::Unreachable,
        ),
        (Standing::Paused, "2026-11-22", true, Standing::Paused),
        (Standing::Archived, "2026-11-22", true, Standing::Archived),
    ] {
        let mut store = store();
        let ana = add(&mut store, "Ana");
        apply(&mut store, Change::Stand(vec![ana], standing));
        let one = NewCatchUp {
            answered,
            ..catch_up(&[ana], on)
        };
        let id = apply(&mut store, log(one)).made.unwrap();
        let case = format!("{standing} {on} {answered}");
        assert_eq!(contact(&store, ana).standing, now, "{case}");
        if !answered {
            let edit = CatchUpEdit {
                answered: Some(true),
                ..CatchUpEdit::default()
            };
            apply(
                &mut store,
                Change::EditCatchUp(CatchUpId(id), Box::new(edit)),
            );
            assert_eq!(contact(&store, ana).standing, Standing::Active, "{case}");
        }
    }
}

#[test]
fn a_catch_up_after_today_or_waiting_for_ones_own_answer_is_refused() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let sentence = refused(try_apply(&mut store, log(catch_up(&[ana], "2026-11-23"))));
    assert!(sentence.contains("2026-11-23"), "{sentence}");
    refused(try_apply(
        &mut store,
        log(NewCatchUp {
            started: Started::Them,
            answered: false,
            ..catch_up(&[ana], "2026-11-22")
        }),
    ));
    refused(try_apply(&mut store, log(catch_up(&[], "2026-11-22"))));
    assert!(matches!(
        try_apply(&mut store, log(catch_up(&[ContactId(99)], "2026-11-22"))),
        Err(Error::NotFound(_))
    ));
    assert_eq!(contact(&store, ana).last, None);
}

#[test]
fn an_unanswered_one_clears_the_mind_and_waits_until_it_is_answered() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    apply(&mut store, Change::Mind(vec![ana]));
    let applied = apply(
        &mut store,
        log(NewCatchUp {
            answered: false,
            ..catch_up(&[ana], "2026-11-22")
        }),
    );
    let waiting = contact(&store, ana);
    assert_eq!(
        (waiting.mind(), waiting.last, waiting.unanswered()),
        (None, None, Some(today()))
    );
    let answered = CatchUpEdit {
        answered: Some(true),
        ..CatchUpEdit::default()
    };
    apply(
        &mut store,
        Change::EditCatchUp(CatchUpId(applied.made.unwrap()), Box::new(answered)),
    );
    let now = contact(&store, ana);
    assert_eq!((now.last, now.unanswered()), (Some(today()), None));
}

#[test]
fn a_catch_up_ticks_off_what_was_due_and_dates_what_was_for_next_time() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let ben = add(&mut store, "Ben");
    let step = |text: &str, on: Option<&str>, with: &[ContactId]| Change::NextStep {
        with: with.to_vec(),
        text: text.into(),
        on: on.map(day),
    };
    for change in [
        step("due", Some("2026-11-20"), &[ana, ben]),
        step("ahead", Some("2026-11-30"), &[ana]),
        step("next time", None, &[ana]),
        step("ben's", None, &[ben]),
    ] {
        apply(&mut store, change);
    }
    apply(
        &mut store,
        log(NewCatchUp {
            next: Some(("after".into(), None)),
            ..catch_up(&[ana], "2026-11-22")
        }),
    );
    let network = store.network(&Rules::default(), today()).unwrap();
    let open: Vec<_> = network
        .next_steps
        .iter()
        .map(|s| (&*s.text, s.on))
        .collect();
    assert_eq!(
        open,
        [
            ("ahead", Some(day("2026-11-30"))),
            ("next time", Some(today())),
            ("ben's", None),
            ("after", None),
        ]
    );
}

#[test]
fn moving_and_removing_a_catch_up_moves_the_last_day() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let ben = add(&mut store, "Ben");
    apply(&mut store, log(catch_up(&[ana], "2026-11-01")));
    let shared = CatchUpId(
        apply(&mut store, log(catch_up(&[ana, ben], "2026-11-10")))
            .made
            .unwrap(),
    );
    let moved = CatchUpEdit {
        on: Some(day("2026-10-05")),
        ..CatchUpEdit::default()
    };
    apply(&mut store, Change::EditCatchUp(shared, Box::new(moved)));
    assert_eq!(contact(&store, ana).last, Some(day("2026-11-01")));
    assert_eq!(contact(&store, ben).last, Some(day("2026-10-05")));
    let without_ben = CatchUpEdit {
        with: Some(vec![ana]),
        ..CatchUpEdit::default()
    };
    apply(
        &mut store,
        Change::EditCatchUp(shared, Box::new(without_ben)),
    );
    assert_eq!(contact(&store, ben).last, None);
    apply(&mut store, Change::DeleteCatchUp(shared));
    assert_eq!(contact(&store, ana).last, Some(day("2026-11-01")));
}

#[test]
fn a_deleted_contact_is_kept_and_what_was_shared_stays_with_the_others() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let ben = add(&mut store, "Ben");
    apply(&mut store, log(catch_up(&[ana, ben], "2026-11-10")));
    apply(&mut store, Change::Stand(vec![ana], Standing::Deleted));
    assert_eq!(contact(&store, ben).last, Some(day("2026-11-10")));
    apply(&mut store, Change::Stand(vec![ana], Standing::Active));
    assert_eq!(contact(&store, ana).last, Some(day("2026-11-10")));
    store.purge(ana).unwrap();
    assert_eq!(store.card(ana, today()).unwrap(), None);
    assert_eq!(contact(&store, ben).last, Some(day("2026-11-10")));
    assert!(!store.export().unwrap().contains("Ana"));
    assert!(
        store
            .history(100)
            .unwrap()
            .iter()
            .all(|action| !action.label.contains("Ana"))
    );
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn counting_starts_once() {
    let mut store = store();
    let cadence = Cadence::new(365).unwrap();
    let added = add(&mut store, "Ana");
    assert_eq!(contact(&store, added).counting_from, Some(today()));
    apply(
        &mut store,
        Change::Tie(vec![added], Tie::Strong, Some(LastSpoke::LongAgo)),
    );
    assert_eq!(contact(&store, added).counting_from, Some(today()));

    let given = apply(
        &mut store,
        Change::Add(Box::new(NewContact {
            name: "Ben".into(),
            kind: Kind::Person,
            tie: Tie::Weak,
            counting_from: Some(day("2026-06-01")),
            edit: Edit::default(),
        })),
    );
    let given = ContactId(given.made.unwrap());
    assert_eq!(
        contact(&store, given).counting_from,
        Some(day("2026-06-01"))
    );
    assert_eq!(
        due::counting_from(LastSpoke::LongAgo, given, cadence, today()),
        day("2025-11-22")
    );
}

#[test]
fn a_pause_is_a_span_of_days() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    apply(&mut store, Change::Pause(vec![ana]));
    let paused = contact(&store, ana);
    assert_eq!(paused.standing, Standing::Paused);
    assert_eq!(paused.pauses().len(), 1);
    assert_eq!(paused.pauses()[0].until, None);
    apply(&mut store, Change::Resume(vec![ana]));
    let resumed = contact(&store, ana);
    assert_eq!(resumed.standing, Standing::Active);
    assert_eq!(resumed.pauses()[0].until, Some(today()));
}

#[test]
fn names_are_of_one_line_whoever_gives_them() {
    let mut store = store();
    let new = NewContact {
        name: " Ana\nSousa ".into(),
        kind: Kind::Person,
        tie: Tie::Weak,
        counting_from: None,
        edit: Edit {
            nickname: Some(Some("Ni\nck".into())),
            org: Some(Some("Acme\r\nBoats".into())),
            ..Edit::default()
        },
    };
    let ana = ContactId(apply(&mut store, Change::Add(Box::new(new))).made.unwrap());
    let known = contact(&store, ana);
    assert_eq!(known.name(), "Ana Sousa");
    assert_eq!(known.nicknames().collect::<Vec<_>>(), ["Ni ck"]);
    assert_eq!(known.org(), Some("Acme Boats"));
    let edit = Edit {
        name: Some("Ana\tLima".into()),
        ..Edit::default()
    };
    apply(&mut store, Change::Edit(ana, Box::new(edit)));
    assert_eq!(contact(&store, ana).name(), "Ana Lima");
    assert_eq!(store.check().unwrap(), []);
}

#[test]
fn who_does_not_come_up_is_not_paused_and_so_not_made_active_by_resuming() {
    for standing in Standing::ALL {
        let mut store = store();
        let ana = add(&mut store, "Ana");
        apply(&mut store, Change::Stand(vec![ana], standing));
        let paused = try_apply(&mut store, Change::Pause(vec![ana]));
        let may_be = matches!(standing, Standing::Active | Standing::Paused);
        assert_eq!(paused.is_ok(), may_be, "{standing:?}");
        apply(&mut store, Change::Resume(vec![ana]));
        let expected = if may_be { Standing::Active } else { standing };
        assert_eq!(contact(&store, ana).standing, expected);
    }
}

#[test]
fn later_and_someone_else_are_said_and_taken_back() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    refused(try_apply(
        &mut store,
        Change::Later(vec![ana], Some(today())),
    ));
    apply(
        &mut store,
        Change::Later(vec![ana], Some(day("2026-12-01"))),
    );
    apply(
        &mut store,
        Change::Later(vec![ana], Some(day("2026-11-29"))),
    );
    assert_eq!(contact(&store, ana).later(), Some(day("2026-11-29")));
    apply(&mut store, Change::Later(vec![ana], None));
    assert_eq!(contact(&store, ana).later(), None);
    apply(&mut store, Change::SomeoneElse(vec![ana]));
    assert_eq!(contact(&store, ana).someone_else(), Some(today()));
    let again = apply(&mut store, Change::SomeoneElse(vec![ana]));
    assert_eq!(again.action, None, "said once a week is enough");
    let card = store.card(ana, today()).unwrap().unwrap();
    assert_eq!(card.someone_else_run, 1);
    apply(&mut store, Change::ClearSomeoneElse(vec![ana]));
    assert_eq!(contact(&store, ana).someone_else(), None);
}

#[test]
fn someone_else_is_taken_back_in_the_last_week_there_is() {
    let mut store = store();
    let last = day("9999-12-31");
    let rules = Rules::default();
    let ana = add(&mut store, "Ana");
    for change in [Change::SomeoneElse, Change::ClearSomeoneElse] {
        let applied = store.apply(&change(vec![ana]), &rules, last).unwrap();
        assert!(applied.action.is_some(), "{}", applied.label);
    }
}

#[test]
fn nobody_who_was_put_away_gets_on_the_mind() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    apply(&mut store, Change::Stand(vec![ana], Standing::Archived));
    let sentence = refused(try_apply(&mut store, Change::Mind(vec![ana])));
    assert!(sentence.contains("archived"), "{sentence}");
}

fn tags_of(of: &[ContactId], add: &[&str], remove: &[&str]) -> Change {
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
    Change::Tags {
        of: of.to_vec(),
        add: words(add),
        remove: words(remove),
    }
}

#[test]
fn tags_are_added_and_taken_off_in_one_action() {
    let mut store = store();
    let both = [add(&mut store, "Ana"), add(&mut store, "Ben")];
    apply(&mut store, tags_of(&both, &["aaa", "kept"], &[]));
    let changed = apply(&mut store, tags_of(&both, &["bbb"], &["aaa"]));
    assert_eq!(changed.label, "tagged Ana and Ben #bbb, no more #aaa");
    let tags = |store: &ties::store::Store, id| store.card(id, today()).unwrap().unwrap().tags;
    for id in both {
        assert_eq!(tags(&store, id), ["kept", "bbb"]);
    }
    store.undo().unwrap();
    for id in both {
        assert_eq!(tags(&store, id), ["aaa", "kept"]);
    }
}

#[test]
fn back_now_ends_whatever_hides_somebody() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    apply(&mut store, Change::SomeoneElse(vec![ana]));
    let later = Change::Later(vec![ana], Some(day("2026-12-01")));
    apply(&mut store, later);
    apply(&mut store, Change::BackNow(vec![ana]));
    let hidden = |store: &ties::store::Store| {
        let ana = contact(store, ana);
        (ana.later().is_some(), ana.someone_else().is_some())
    };
    assert_eq!(hidden(&store), (false, false));
    store.undo().unwrap();
    assert_eq!(hidden(&store), (true, true));
}

#[test]
fn notes_written_anew_keep_what_another_wrote_meanwhile() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    apply(&mut store, Change::Note(vec![ana], "old".into()));
    apply(&mut store, Change::Note(vec![ana], "theirs".into()));
    let notes = NotesEdit {
        before: Some("old".into()),
        text: Some("mine".into()),
    };
    apply(&mut store, Change::EditNotes(ana, Box::new(notes)));
    let card = store.card(ana, today()).unwrap().unwrap();
    assert_eq!(card.note.as_deref(), Some("mine\n\ntheirs"));
}

#[test]
fn a_tag_in_another_case_or_accent_is_the_same_tag() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let ben = add(&mut store, "Ben");
    apply(&mut store, tags_of(&[ana], &["Café", "rust"], &[]));
    apply(&mut store, tags_of(&[ben], &["#cafe"], &[]));
    let tags = |store: &ties::store::Store, id| store.card(id, today()).unwrap().unwrap().tags;
    assert_eq!(tags(&store, ben), ["Café"]);
    assert_eq!(contact(&store, ana).circles().count(), 2);
    apply(
        &mut store,
        Change::RenameTag {
            from: "RUST".into(),
            to: "café".into(),
        },
    );
    assert_eq!(tags(&store, ana), ["Café"]);
    apply(&mut store, Change::DeleteTag("cafe".into()));
    assert_eq!(tags(&store, ben), [""; 0]);
    assert!(matches!(
        try_apply(&mut store, Change::DeleteTag("cafe".into())),
        Err(Error::NotFound(_))
    ));
}

#[test]
fn an_edit_sets_clears_adds_and_removes() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let full = Edit {
        name: Some("Ana Sousa".into()),
        nickname: Some(Some("Anita".into())),
        org: Some(Some("Acme".into())),
        city: Some(Some("Lisbon".into())),
        birthday: Some(Some(OccasionDay::Day("--05-03".parse().unwrap()))),
        note: Some(Some("Loves azulejos".into())),
        own_cadence: Some(OwnCadence::from_days(30)),
        add_tags: vec!["rust".into()],
        add_interests: vec!["trams".into()],
        add_methods: vec![
            (
                MethodKind::Email,
                Some("work".into()),
                "Ana@Acme.example".into(),
            ),
            (MethodKind::Email, None, "ana@acme.example".into()),
            (MethodKind::Phone, None, "+351 912 345 678".into()),
        ],
        ..Edit::default()
    };
    apply(&mut store, Change::Edit(ana, Box::new(full)));
    let card = store.card(ana, today()).unwrap().unwrap();
    assert_eq!(card.nicknames, ["Anita"]);
    assert_eq!(card.methods.len(), 2, "one address in two spellings is one");
    assert_eq!(card.birthday(), Some("--05-03".parse().unwrap()));
    let listed = contact(&store, ana);
    assert_eq!(listed.emails(), "Ana@Acme.example");
    assert!(listed.has.email && listed.has.phone && listed.has.note && !listed.has.url);
    assert_eq!(
        store.find_by_uid_or_email("ANA@acme.example").unwrap(),
        [ana]
    );
    assert_eq!(store.find_by_uid_or_email(&card.uid).unwrap(), [ana]);
    assert_eq!(store.search_notes("azul").unwrap(), [ana]);
    let clear = Edit {
        nickname: Some(None),
        org: Some(None),
        birthday: Some(None),
        own_cadence: Some(None),
        remove_tags: vec!["Rust".into()],
        remove_interests: vec!["Trams".into()],
        remove_methods: vec![(MethodKind::Phone, "+351912345678".into())],
        ..Edit::default()
    };
    apply(&mut store, Change::Edit(ana, Box::new(clear)));
    let card = store.card(ana, today()).unwrap().unwrap();
    assert_eq!(
        (card.nicknames.len(), card.org.clone(), card.tags.len()),
        (0, None, 0)
    );
    assert_eq!((card.birthday(), card.interests.len()), (None, 0));
    assert_eq!(card.methods.len(), 1);
    let nothing = apply(&mut store, Change::Edit(ana, Box::default()));
    assert_eq!(nothing.action, None, "what changes nothing is no action");
}

#[test]
fn notes_are_found_by_the_beginnings_of_their_words() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let ben = add(&mut store, "Ben");
    for text in ["Moving to Pórto", "in \"autumn\""] {
        apply(&mut store, Change::Note(vec![ana], text.into()));
    }
    apply(
        &mut store,
        log(NewCatchUp {
            note: Some("asked about porto".into()),
            ..catch_up(&[ben], "2026-11-20")
        }),
    );
    assert_eq!(store.search_notes("porto").unwrap(), [ana, ben]);
    assert_eq!(store.search_notes("mov autumn").unwrap(), [ana]);
    assert_eq!(store.search_notes("\"autumn\" OR ben*").unwrap(), []);
    assert_eq!(store.search_notes(" ").unwrap(), []);
    let note = "Søren and Straße; 会议讨论";
    apply(&mut store, Change::Note(vec![ben], note.into()));
    for sought in [
        "soren",
        "Straße",
        "STRASSE",
        "Straße-and",
        "讨论",
        "会议",
        "論",
    ] {
        let found = if sought == "論" { vec![] } else { vec![ben] };
        assert_eq!(store.search_notes(sought).unwrap(), found, "{sought}");
    }
    store.undo().unwrap();
    assert_eq!(store.search_notes("soren").unwrap(), []);
    assert_eq!(
        store.last_notes(&[ana, ben], today()).unwrap(),
        [(ben, "asked about porto".to_owned())]
    );
    let card = store.card(ana, today()).unwrap().unwrap();
    assert_eq!(
        card.note.as_deref(),
        Some("Moving to Pórto\n\nin \"autumn\"")
    );
}

#[test]
fn relations_occasions_budgets_and_channels_are_kept() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let ben = add(&mut store, "Ben");
    let relate = |from, kind: &str, to| Change::Relate {
        from,
        kind: kind.into(),
        to,
    };
    apply(&mut store, relate(ana, "knows", ben));
    let twice = apply(&mut store, relate(ben, "Knows", ana));
    assert_eq!(twice.action, None, "knowing goes both ways");
    refused(try_apply(&mut store, relate(ana, "knows", ana)));
    apply(&mut store, relate(ana, "parent", ben));
    for (kind, from_there) in [("parent", "child"), ("mentor", "mentor of")] {
        apply(&mut store, relate(ana, kind, ben));
        let twice = apply(&mut store, relate(ben, from_there, ana));
        assert_eq!(twice.action, None, "{kind} from the other end");
    }
    let from_there = Change::Unrelate {
        from: ben,
        kind: "mentor of".into(),
        to: ana,
    };
    apply(&mut store, from_there);
    let card = store.card(ben, today()).unwrap().unwrap();
    let seen: Vec<_> = card
        .relations
        .iter()
        .map(|r| (r.kind.as_str(), r.outgoing))
        .collect();
    assert_eq!(seen, [("knows", false), ("parent", false)]);
    for label in ["Birthday", "birthday", "name day"] {
        apply(
            &mut store,
            Change::Occasion {
                contact: ana,
                label: label.into(),
                day: OccasionDay::Day("1990-02-29".parse().unwrap_or("--02-29".parse().unwrap())),
                yearly: true,
            },
        );
    }
    let network = store.network(&Rules::default(), today()).unwrap();
    assert_eq!(network.occasions.len(), 1);
    assert!(network.contact(ana).unwrap().birthday.is_some());
    apply(&mut store, Change::WeekBudget(today(), 1));
    apply(&mut store, Change::Budget(4));
    refused(try_apply(&mut store, Change::Budget(100)));
    let budgets = store.network(&Rules::default(), today()).unwrap().budgets;
    assert_eq!(budgets.always, Some(4));
    assert_eq!(budgets.weeks, []);
    apply(&mut store, log(catch_up(&[ana], "2026-11-20")));
    apply(
        &mut store,
        Change::RenameChannel {
            from: Channel::named("message"),
            to: Channel::named("signal"),
        },
    );
    let card = store.card(ana, today()).unwrap().unwrap();
    assert_eq!(card.catch_ups[0].channel.as_str(), "signal");
}

#[test]
fn steps_are_ticked_off_and_removed() {
    let mut store = store();
    let ana = add(&mut store, "Ana");
    let step = |text: &str| Change::NextStep {
        with: vec![ana],
        text: text.into(),
        on: None,
    };
    let first = NextStepId(apply(&mut store, step("one")).made.unwrap());
    let second = NextStepId(apply(&mut store, step("two")).made.unwrap());
    assert_eq!(
        apply(&mut store, Change::NextStepDone(first)).label,
        "ticked off “one”"
    );
    apply(&mut store, Change::DeleteNextStep(second));
    assert_eq!(store.card(ana, today()).unwrap().unwrap().next_steps, []);
    assert!(matches!(
        try_apply(&mut store, Change::DeleteNextStep(second)),
        Err(Error::NotFound(_))
    ));
}

#[test]
fn an_open_step_is_changed_in_its_words_its_day_and_its_people() {
    let mut store = store();
    let (ana, ben) = (add(&mut store, "Ana"), add(&mut store, "Ben"));
    let new = Change::NextStep {
        with: vec![ana],
        text: "one".into(),
        on: None,
    };
    let id = NextStepId(apply(&mut store, new).made.unwrap());
    let edit = |edit: NextStepEdit| Change::EditNextStep(id, Box::new(edit));
    let is = |store: &ties::store::Store,
              text: &str,
              on: Option<chrono::NaiveDate>,
              with: &[ContactId]| {
        let network = store.network(&Rules::default(), today()).unwrap();
        let step = &network.next_steps[0];
        assert_eq!(
            (&*step.text, step.on, step.with.as_slice()),
            (text, on, with)
        );
    };
    let day = today() + chrono::Days::new(20);
    let whole = NextStepEdit {
        with: Some(vec![ben, ana]),
        text: Some(" two ".into()),
        on: Some(Some(day)),
    };
    assert_eq!(
        apply(&mut store, edit(whole.clone())).label,
        "changed “one”"
    );
    is(&store, "two", Some(day), &[ben, ana]);
    assert_eq!(apply(&mut store, edit(whole)).action, None);
    let next_time = NextStepEdit {
        on: Some(None),
        ..NextStepEdit::default()
    };
    apply(&mut store, edit(next_time.clone()));
    is(&store, "two", None, &[ben, ana]);
    store.undo().unwrap();
    store.undo().unwrap();
    is(&store, "one", None, &[ana]);
    for (with, text) in [(Some(vec![]), None), (None, Some(" ".to_owned()))] {
        let bare = NextStepEdit {
            with,
            text,
            on: None,
        };
        assert!(matches!(
            try_apply(&mut store, edit(bare)),
            Err(Error::Unsaid(_))
        ));
    }
    apply(&mut store, Change::NextStepDone(id));
    assert!(matches!(
        try_apply(&mut store, edit(next_time)),
        Err(Error::NotFound(_))
    ));
}

#[test]
fn a_new_action_clears_redo_and_the_history_names_what_was_done() {
    let mut store = store();
    add(&mut store, "Ana");
    add(&mut store, "Ben");
    store.undo().unwrap();
    assert_eq!(store.next_redo().unwrap().unwrap().label, "added Ben");
    apply(&mut store, person("Cy", Tie::Latent));
    assert_eq!(store.next_redo().unwrap(), None);
    assert!(matches!(store.redo(), Err(Error::NothingTo("redo"))));
    let labels: Vec<_> = store
        .history(10)
        .unwrap()
        .into_iter()
        .map(|a| (a.label, a.mine, a.undone))
        .collect();
    assert_eq!(
        labels,
        [
            ("added Cy".to_owned(), true, false),
            ("added Ana".to_owned(), true, false)
        ]
    );
}

#[test]
fn the_history_keeps_five_hundred_actions() {
    let mut store = store();
    for n in 0..505 {
        add(&mut store, &format!("Person {n}"));
    }
    assert_eq!(store.history(1_000).unwrap().len(), 500);
}

#[test]
fn an_import_is_told_where_people_came_from_and_what_was_said_then() {
    let mut store = store();
    let document = r#"{"schema":1,"ties":{
        "contact":[{"id":7,"uid":"u7","name":"Ana","added_on":"2026-11-22"}],
        "source":[{"id":1,"uid":"s1","contact_id":7,"kind":"vcard","external_id":"x",
                   "fields":"[[\"org\",\"Acme\"],[\"tag\",\"a\"]]","imported_on":"2026-11-22"}]}}"#;
    store
        .import_document(&Document::parse(document).unwrap(), today())
        .unwrap();
    let known = store.known().unwrap();
    assert_eq!(known[0].card.sources, ["vcard"]);
    let source = &known[0].sources[0];
    assert_eq!(source.external_id, "x");
    let pair = |field: &str, value: &str| (field.to_owned(), value.to_owned());
    assert_eq!(source.fields, [pair("org", "Acme"), pair("tag", "a")]);
}

#[test]
fn a_document_whose_days_are_none_is_refused() {
    #[track_caller]
    fn check(tables: &str, says: &str) {
        let mut store = store();
        let document = format!(r#"{{"schema":1,"ties":{{{tables}}}}}"#);
        let document = Document::parse(&document).unwrap();
        match store.import_document(&document, today()) {
            Err(Error::Refused(why)) => assert!(why.contains(says), "{why}"),
            other => panic!("{other:?}"),
        }
        assert_eq!(store.next_undo().unwrap(), None);
    }
    let ana = r#""contact":[{"id":7,"uid":"u7","name":"Ana","added_on":"2026-11-22"}]"#;
    let added = ana.replace("2026-11-22", "yesterday");
    check(
        &added,
        "a row of contact: “yesterday” as added_on is no day",
    );
    for (table, columns, says) in [
        (
            "catch_up",
            r#""day":"2026-13-45","channel":"call","started":"me""#,
            "“2026-13-45” as day",
        ),
        (
            "flag",
            r#""contact_id":7,"kind":"later","from_day":"2026-11-22","until_day":"+12026-02-08""#,
            "“+12026-02-08” as until_day",
        ),
        (
            "source",
            r#""contact_id":7,"kind":"vcard","external_id":"x","imported_on":"26-1-1""#,
            "“26-1-1” as imported_on",
        ),
    ] {
        check(
            &format!(r#"{ana},"{table}":[{{"id":1,"uid":"x1",{columns}}}]"#),
            says,
        );
    }
}

#[test]
fn a_new_name_sets_the_parts_of_the_name_in_the_same_action() {
    let mut store = store();
    let document = r#"{"schema":1,"ties":{"contact":[{"id":1,"uid":"u1","name":"Ines Okafor",
        "given":"Ines","family":"Okafor","prefix":"Dr.","added_on":"2026-11-22"}]}}"#;
    store
        .import_document(&Document::parse(document).unwrap(), today())
        .unwrap();
    let before = store.export().unwrap();
    let edit = Edit {
        name: Some("Ines Meyer".to_owned()),
        ..Edit::default()
    };
    apply(&mut store, Change::Edit(ContactId(1), Box::new(edit)));
    let parts = store.card(ContactId(1), today()).unwrap().unwrap().parts;
    assert_eq!(parts.given.as_deref(), Some("Ines"));
    assert_eq!(parts.family.as_deref(), Some("Meyer"));
    assert_eq!(parts.prefix.as_deref(), Some("Dr."));
    store.undo().unwrap();
    assert_eq!(store.export().unwrap(), before);
}
