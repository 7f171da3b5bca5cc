//! What holds after any run of changes.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::Config;
use ties::domain::bridge::Reach;
use ties::domain::cadence::OwnCadence;
use ties::domain::card::{MethodKind, OccasionDay};
use ties::domain::catch_up::Started;
use ties::domain::change::{
    CatchUpEdit, Change, Edit, LastSpoke, NewCatchUp, NewContact, NotesEdit,
};
use ties::domain::change::{LinkEdit, NewLink, NextStepEdit};
use ties::domain::channel::Channel;
use ties::domain::contact::{Kind, Packed};
use ties::domain::draft::{Draft, DraftCatchUp, DraftMethod, DraftStep, Invitation, SourceKind};
use ties::domain::id::{
    CatchUpId, ContactId, LinkId, NextStepId, OccasionId, RelationId, RequestId,
};
use ties::domain::import::{
    Asking, Becomes, Fate, FieldChange, File, Outcome, Person, Plan, Row, Told,
};
use ties::domain::inbox::{Decision, Waiting};
use ties::domain::merge::{Choices, Field, Side};
use ties::domain::network::Network;
use ties::domain::offer::OfferKind;
use ties::domain::request::Asked;
use ties::domain::rules::Rules;
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;
use ties::domain::week::{self, Upcoming};
use ties::long::Long;
use ties::store::{Applied, Document, Error, Store};
use ties::text::fold;

use super::{store, today};

fn id() -> impl Strategy<Value = ContactId> {
    (1i64..6).prop_map(ContactId)
}

fn ids() -> impl Strategy<Value = Vec<ContactId>> {
    prop::collection::vec(id(), 1..4)
}

fn date() -> impl Strategy<Value = chrono::NaiveDate> {
    (-2i64..90).prop_map(|back| today() - chrono::TimeDelta::days(back))
}

fn word() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Rust",
        "rüst",
        "choir",
        "Café",
        "cafe\u{301}",
        "a\0b\"'",
        "Søren and Straße",
        "会议讨论, ok",
    ])
    .prop_map(str::to_owned)
}

fn edit() -> impl Strategy<Value = Edit> {
    (
        prop::option::of(word()),
        prop::option::of(prop::option::of(word())),
        prop::option::of(prop::option::of(word())),
        prop::option::of(prop::option::of(id())),
        prop::option::of(prop::option::of(word())),
        prop::option::of(prop::option::of(word())),
        prop::collection::vec(word(), 0..3),
        prop::option::of(prop::option::of(7u16..400)),
    )
        .prop_map(
            |(name, nickname, org, introduced_by, birthday, note, words, own)| Edit {
                name,
                nickname,
                city: org.clone(),
                org,
                introduced_by,
                birthday: birthday.map(|day| day.map(OccasionDay::Words)),
                note,
                own_cadence: own.map(|own| own.and_then(OwnCadence::from_days)),
                add_interests: words.clone(),
                add_methods: words
                    .iter()
                    .map(|value| (MethodKind::Email, None, value.clone()))
                    .collect(),
                add_tags: words,
                ..Edit::default()
            },
        )
}

fn new_catch_up() -> impl Strategy<Value = NewCatchUp> {
    (
        ids(),
        date(),
        prop::sample::select(Started::ALL.to_vec()),
        any::<bool>(),
        prop::option::of(word()),
        prop::option::of((word(), prop::option::of(date()))),
    )
        .prop_map(|(with, on, started, answered, note, next)| NewCatchUp {
            with,
            on,
            channel: Channel::named("coffee"),
            started,
            answered,
            note,
            next,
        })
}

/// Somebody who comes in from a file, of whom it may have told before.
fn draft() -> impl Strategy<Value = Draft> {
    (
        word(),
        prop::option::of(word()),
        prop::collection::vec(word(), 0..3),
        prop::option::of(any::<bool>()),
        0u8..3,
    )
        .prop_map(|(name, note, words, weak, id)| Draft {
            name,
            note,
            nicknames: words.clone(),
            methods: words
                .iter()
                .map(|value| DraftMethod {
                    kind: MethodKind::Email,
                    label: None,
                    value: value.clone(),
                })
                .collect(),
            interests: words.clone(),
            tags: words,
            tie: weak.map(|weak| if weak { Tie::Weak } else { Tie::Strong }),
            external_id: Some(id.to_string()),
            ..Draft::default()
        })
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(word(), 0..2)
}

/// What a source changes about somebody: any field, from what is there or is not.
fn field_change() -> impl Strategy<Value = FieldChange> {
    let field = prop::sample::select(vec![
        "name",
        "given",
        "family",
        "org",
        "unit",
        "city",
        "note",
        "met",
        "phonetic",
        "nickname",
        "email",
        "tag",
        "interest",
        "detail:at",
        "relation:friend",
        "occasion:name day",
        "birthday",
        "kind",
        "tie",
        "every",
        "met on",
        "label:email:choir",
    ]);
    (field, prop::option::of(word()), prop::option::of(word())).prop_map(|(field, from, to)| {
        let only = |word: &str| Some(word.to_owned());
        let (from, to) = match field {
            "name" => (from, to.or(only("Ana"))),
            "kind" => (only("person"), only("company")),
            "tie" => (only("latent"), only("weak")),
            "every" => (None, only("30")),
            "met on" => (None, only("2026-02-08")),
            _ => (from, to),
        };
        FieldChange {
            field: field.to_owned(),
            from,
            to,
        }
    })
}

fn person() -> impl Strategy<Value = Person> {
    prop_oneof![
        id().prop_map(Person::Known),
        (0usize..5).prop_map(Person::Row),
    ]
}

/// Something that happened, as a file tells, which it may have told before.
fn told_catch_up() -> impl Strategy<Value = Told<DraftCatchUp>> {
    let who = prop::collection::vec(person(), 1..4);
    (0u8..6, new_catch_up(), who).prop_map(|(id, new, with)| Told {
        file: 0,
        what: DraftCatchUp {
            line: 9,
            external_id: id.to_string(),
            on: new.on,
            channel: new.channel,
            started: new.started,
            answered: new.answered,
            note: new.note,
            with: Vec::new(),
        },
        with,
        becomes: Becomes::New,
    })
}

/// An import of new people and of some who are taken for one of them or for whoever is here.
fn import() -> impl Strategy<Value = Change> {
    let outcome = prop_oneof![
        3 => Just(Outcome::New),
        2 => (id(), prop::collection::vec(field_change(), 1..4)).prop_map(|(into, changes)| {
            Outcome::Merge {
                into,
                reason: String::new(),
                changes,
            }
        }),
        1 => id().prop_map(|into| Outcome::Unchanged { into }),
    ];
    let rows = prop::collection::vec((draft(), outcome), 1..5);
    let told = (
        prop::collection::vec(told_catch_up(), 0..3),
        word(),
        person(),
        date(),
    );
    (rows, told).prop_map(|(rows, (catch_ups, text, with, on))| {
        let row = |(draft, outcome)| Row {
            file: 0,
            draft,
            outcome,
            household: None,
            related: Vec::new(),
            like: Vec::new(),
            renews: false,
            trace: Default::default(),
        };
        let file = File {
            path: "file".into(),
            kind: SourceKind::Vcard,
            read: rows.len(),
            skipped: Vec::new(),
            untold: Vec::new(),
            warnings: Vec::new(),
            remarks: Vec::new(),
        };
        Change::Import(Box::new(Plan {
            files: vec![file],
            rows: rows.into_iter().map(row).collect(),
            requests: vec![Asking {
                file: 0,
                invitation: Invitation {
                    line: 9,
                    external_id: "pat|1".to_owned(),
                    asked: Asked {
                        name: "Pat".to_owned(),
                        ..Asked::default()
                    },
                },
                from: Some(Person::Row(0)),
                fate: Fate::New,
            }],
            catch_ups,
            next_steps: vec![Told {
                file: 0,
                what: DraftStep {
                    line: 9,
                    text,
                    on: Some(on),
                    with: Vec::new(),
                },
                with: vec![with],
                becomes: Becomes::New,
            }],
            tie: None,
            newest: Some(ContactId(i64::MAX)),
        }))
    })
}

fn waiting() -> impl Strategy<Value = Waiting> {
    prop_oneof![
        2 => (1i64..4).prop_map(|id| Waiting::Request(RequestId(id))),
        1 => id().prop_map(Waiting::Newcomer),
    ]
}

fn decision() -> impl Strategy<Value = Decision> {
    prop_oneof![
        prop::sample::select(Tie::ALL.to_vec()).prop_map(Decision::Tie),
        Just(Decision::Leave),
        any::<u8>().prop_map(|ahead| Decision::Later(today() + chrono::Days::new(ahead.into()))),
    ]
}

/// What of two who are merged somebody chose.
fn choices() -> impl Strategy<Value = Choices> {
    let field = prop::sample::select(Field::ALL.to_vec());
    let side = prop::sample::select(vec![Side::Keep, Side::Other]);
    prop::collection::vec((field, side), 0..6).prop_map(|all| {
        let mut choices = Choices::default();
        for (field, side) in all {
            choices.choose(field, side);
        }
        choices
    })
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    let standing = prop::sample::select(Standing::ALL.to_vec());
    let tie = prop::sample::select(Tie::ALL.to_vec());
    prop_oneof![
        4 => (word(), tie.clone(), edit()).prop_map(|(name, tie, edit)| {
            Change::Add(Box::new(NewContact {
                name,
                kind: Kind::Person,
                tie,
                counting_from: None,
                edit,
            }))
        }),
        2 => (id(), edit()).prop_map(|(id, edit)| Change::Edit(id, Box::new(edit))),
        2 => import(),
        2 => (id(), id(), choices()).prop_map(|(keep, other, choices)| Change::Merge {
            keep,
            other,
            choices,
        }),
        1 => (id(), id()).prop_map(|(a, b)| Change::TwoPeople(a, b)),
        1 => (ids(), tie, any::<bool>()).prop_map(|(ids, tie, long)| {
            Change::Tie(ids, tie, long.then_some(LastSpoke::LongAgo))
        }),
        1 => (ids(), prop::option::of(7u16..99)).prop_map(|(ids, days)| {
            Change::Cadence(ids, days.and_then(OwnCadence::from_days))
        }),
        1 => (word(), prop::collection::vec(word(), 0..2)).prop_map(|(path, topics)| {
            let new = NewLink {
                url: format!("https://example.org/{}", path.replace(char::is_whitespace, "-")),
                topics,
                ..NewLink::default()
            };
            Change::AddLink(Box::new(new))
        }),
        1 => (1i64..4, word(), prop::option::of(word())).prop_map(|(id, topic, title)| {
            let edit = LinkEdit {
                title: Some(title),
                add_topics: vec![topic],
                ..LinkEdit::default()
            };
            Change::EditLink(LinkId(id), Box::new(edit))
        }),
        1 => (1i64..4).prop_map(|id| Change::DropLink(LinkId(id))),
        1 => (word(), prop::option::of(word()), any::<bool>()).prop_map(|(name, note, met)| {
            let asked = Asked { name, note, met, ..Asked::default() };
            Change::AddRequests(vec![asked.clone(), asked])
        }),
        3 => (prop::collection::vec(waiting(), 1..4), decision())
            .prop_map(|(all, to)| Change::Decide(all, to)),
        1 => (1i64..4, id()).prop_map(|(id, into)| Change::FoldRequest(RequestId(id), into)),
        1 => (1i64..4, ids()).prop_map(|(id, with)| Change::Share(LinkId(id), with)),
        1 => prop::collection::vec((id(), 7u16..99), 1..3).prop_map(|all| {
            let own = |days| OwnCadence::from_days(days).unwrap_or(OwnCadence::Never);
            Change::Cadences(all.into_iter().map(|(id, days)| (id, own(days))).collect())
        }),
        1 => ids().prop_map(|ids| Change::Decline(OfferKind::Dormant, ids)),
        6 => new_catch_up().prop_map(|new| Change::Log(Box::new(new))),
        3 => (1i64..6, prop::option::of(ids()), prop::option::of(date()), prop::option::of(any::<bool>()))
            .prop_map(|(id, with, on, answered)| {
                Change::EditCatchUp(CatchUpId(id), Box::new(CatchUpEdit {
                    with,
                    on,
                    answered,
                    ..CatchUpEdit::default()
                }))
            }),
        1 => (1i64..6).prop_map(|id| Change::DeleteCatchUp(CatchUpId(id))),
        1 => (ids(), word()).prop_map(|(ids, text)| Change::Note(ids, text)),
        1 => (id(), word(), word()).prop_map(|(id, before, text)| {
            let (before, text) = (Some(before), Some(text));
            Change::EditNotes(id, Box::new(NotesEdit { before, text }))
        }),
        1 => (ids(), prop::option::of(date())).prop_map(|(ids, day)| Change::Later(ids, day)),
        1 => ids().prop_map(Change::SomeoneElse),
        1 => ids().prop_map(Change::ClearSomeoneElse),
        1 => ids().prop_map(Change::BackNow),
        2 => ids().prop_map(Change::Mind),
        1 => ids().prop_map(Change::ClearMind),
        1 => ids().prop_map(Change::Pause),
        1 => ids().prop_map(Change::Resume),
        2 => (ids(), standing).prop_map(|(ids, to)| Change::Stand(ids, to)),
        2 => (ids(), words(), words()).prop_map(|(of, add, remove)| {
            Change::Tags { of, add, remove }
        }),
        1 => (word(), word()).prop_map(|(from, to)| Change::RenameTag { from, to }),
        1 => word().prop_map(Change::DeleteTag),
        1 => (ids(), word(), prop::option::of(date()))
            .prop_map(|(with, text, on)| Change::NextStep { with, text, on }),
        1 => (ids(), date()).prop_map(|(with, on)| Change::Dinner { with, on }),
        1 => (1i64..4, prop::option::of(word()), prop::option::of(prop::option::of(date())), ids())
            .prop_map(|(id, text, on, with)| {
                let with = Some(with).filter(|_| on.is_some());
                let edit = NextStepEdit { with, text, on };
                Change::EditNextStep(NextStepId(id), Box::new(edit))
            }),
        1 => (1i64..4).prop_map(|id| Change::NextStepDone(NextStepId(id))),
        1 => (1i64..4).prop_map(|id| Change::DeleteNextStep(NextStepId(id))),
        1 => (id(), word(), id()).prop_map(|(from, kind, to)| Change::Relate { from, kind, to }),
        1 => (1i64..3).prop_map(|id| Change::DeleteRelation(RelationId(id))),
        1 => (id(), word(), date(), any::<bool>()).prop_map(|(contact, label, day, yearly)| {
            Change::Occasion {
                contact,
                label,
                day: OccasionDay::Day(ties::domain::day::PartialDay::Full(day)),
                yearly,
            }
        }),
        1 => (1i64..3).prop_map(|id| Change::DeleteOccasion(OccasionId(id))),
        1 => (date(), 0u8..101).prop_map(|(day, times)| Change::WeekBudget(day, times)),
    ]
}

/// A network without what may differ between a patched and a fresh one: the numbers of
/// circles, and circles nobody belongs to.
fn plain(network: &Network) -> String {
    let mut network = network.clone();
    let mut circles = Vec::new();
    for contact in &mut network.contacts {
        let mut mine: Vec<String> = contact
            .circles()
            .map(|id| network.circles.get(id).unwrap())
            .map(|circle| format!("{:?} {}", circle.kind, fold(&circle.name)))
            .collect();
        mine.sort();
        circles.push((contact.id, mine));
        contact.profile = Packed::new(&contact.profile(), &[]);
    }
    network.circles = Default::default();
    format!("{network:#?}\n{circles:#?}")
}

/// That the words of notes are found with those in whose notes they are, and nobody else.
pub(super) fn notes_agree(store: &Store) {
    let network = store.network(&Rules::default(), today()).unwrap();
    for sought in [
        "r", "rust", "caf", "choir", "soren", "STRASSE", "讨论", "会",
    ] {
        let folded = fold(sought);
        let has_it = |note: &String| {
            fold(note)
                .split(|c: char| !c.is_alphanumeric())
                .any(|word| match sought.is_ascii() {
                    true => word.starts_with(&folded),
                    false => word.contains(&folded),
                })
        };
        let expected: Vec<ContactId> = network
            .contacts
            .iter()
            .filter_map(|contact| store.card(contact.id, today()).unwrap())
            .filter(|card| {
                let catch_ups = card.catch_ups.iter().filter_map(|c| c.note.as_ref());
                catch_ups.chain(&card.note).any(has_it)
            })
            .map(|card| card.id)
            .collect();
        assert_eq!(store.search_notes(sought).unwrap(), expected, "{sought}");
    }
}

fn attempt(store: &mut Store, change: &Change) -> Option<Applied> {
    let before = store.export().unwrap();
    match store.apply(change, &Rules::default(), today()) {
        Ok(applied) if applied.action.is_some() => Some(applied),
        Ok(_) | Err(Error::Refused(_) | Error::NotFound(_)) => {
            assert_eq!(store.export().unwrap(), before, "{change:?}");
            None
        }
        Err(other) => panic!("{change:?}: {other:?}"),
    }
}

/// How many runs of changes are tried: 64, or as many as `PROPTEST_CASES` says.
fn cases() -> u32 {
    let said = std::env::var("PROPTEST_CASES").ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(64)
}

/// What is worked out of everyone, and again only where a change says so.
fn of_everyone(network: &Network) -> (Reach, Vec<Upcoming>) {
    (Reach::of(network), week::occasions(network, today()))
}

proptest! {
    #![proptest_config(Config { cases: cases(), failure_persistence: None, ..Config::default() })]

    #[test]
    fn undo_takes_back_exactly_and_redo_does_again(
        changes in prop::collection::vec(change(), 1..24)
    ) {
        let mut store = store();
        let rules = Rules::default();
        let mut network = store.network(&rules, today()).unwrap();
        let mut states = vec![store.export().unwrap()];
        for change in &changes {
            if let Some(applied) = attempt(&mut store, change) {
                states.push(store.export().unwrap());
                let before = of_everyone(&network);
                let ripples =
                    store.refresh(&mut network, &rules, &applied.touched, today()).unwrap();
                let after = of_everyone(&network);
                prop_assert!(ripples.reach || after.0 == before.0, "{:?}", change);
                prop_assert!(ripples.days || after.1 == before.1, "{:?}", change);
                let fresh = store.network(&rules, today()).unwrap();
                prop_assert_eq!(plain(&network), plain(&fresh), "{:?}", change);
                let picks = !week::picks(&fresh, &rules, today()).is_empty();
                let greets = store.greets_anybody(&rules, today()).unwrap();
                prop_assert_eq!(greets, picks, "{:?}", change);
            }
        }
        prop_assert_eq!(store.check().unwrap(), []);
        notes_agree(&store);
        for state in states.iter().rev().skip(1) {
            let undone = store.undo().unwrap();
            prop_assert_eq!(&store.export().unwrap(), state, "{:?}", undone.action);
            store.refresh(&mut network, &rules, &undone.touched, today()).unwrap();
            prop_assert_eq!(plain(&network), plain(&store.network(&rules, today()).unwrap()));
        }
        prop_assert_eq!(store.check().unwrap(), []);
        notes_agree(&store);
        for state in &states[1..] {
            let redone = store.redo().unwrap();
            prop_assert_eq!(&store.export().unwrap(), state, "{:?}", redone.action);
            store.refresh(&mut network, &rules, &redone.touched, today()).unwrap();
            prop_assert_eq!(plain(&network), plain(&store.network(&rules, today()).unwrap()));
        }
        prop_assert_eq!(store.check().unwrap(), []);
    }

    #[test]
    fn a_complete_document_fills_an_empty_network_with_the_same(
        changes in prop::collection::vec(change(), 1..24)
    ) {
        let mut first = store();
        for change in &changes {
            attempt(&mut first, change);
        }
        let document = first.export().unwrap();
        let mut second = store();
        // As a long one, which is read row by row and never held.
        let long = Long::empty(Path::new("-")).unwrap();
        long.append(document.as_bytes()).unwrap();
        let parsed = Document::parse(&long).unwrap();
        second.import_document(&parsed, today()).unwrap();
        prop_assert_eq!(second.export().unwrap(), document.clone());
        prop_assert_eq!(second.check().unwrap(), []);
        let rules = Rules::default();
        prop_assert_eq!(
            plain(&first.network(&rules, today()).unwrap()),
            plain(&second.network(&rules, today()).unwrap())
        );
        if second.undo().is_ok() {
            prop_assert_eq!(second.export().unwrap(), store().export().unwrap());
            second.redo().unwrap();
            prop_assert_eq!(second.export().unwrap(), document.clone());
            prop_assert_eq!(second.check().unwrap(), []);
        }
        let (again, joining) = second.import_document(&parsed, today()).unwrap();
        if again.action.is_some() {
            prop_assert_eq!(joining.new, joining.read);
        } else {
            prop_assert_eq!((joining.rows, joining.kept), (0, 0));
        }
        prop_assert_eq!(second.export().unwrap(), document);
    }
}

#[test]
fn only_a_complete_document_is_taken() {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"schema":1}"#,
        r#"{"schema":2,"ties":{}}"#,
        r#"{"schema":1,"ties":{"orbit":[]}}"#,
        r#"{"schema":1,"ties":{"contact":[1]}}"#,
        r#"{"schema":1,"ties":{"contact":[{"id":1,"x\"":2}]}}"#,
        r#"{"schema":1,"ties":{"contact":[{"id":1}]}}"#,
        r#"{"schema":1,"ties":{"interest":[{"id":1,"uid":"u","contact_id":9,"name":"x"}]}}"#,
        r#"{"schema":1,"ties":{"contact":[{"id":1,"uid":"#,
    ] {
        let mut store = store();
        match Document::parse(text).and_then(|text| store.import_document(&text, today())) {
            Err(Error::Refused(_)) => {}
            other => panic!("{text}: {other:?}"),
        }
    }
}
