//! What was changed here and in a card: asked on the screen, answered by one key each.

#![allow(clippy::unwrap_used)] // tests

#[path = "support/session.rs"]
mod session;

use std::fs;
use std::sync::Arc;

use session::{Session, add};
use tempfile::TempDir;
use ties::app::{Effect, Msg, Synced};
use ties::config::{Config, Vdir};
use ties::domain::card::MethodKind;
use ties::domain::change::{Change, Edit};
use ties::domain::id::ContactId;
use ties::domain::rules::Rules;
use ties::vdir::{self, Report, Settings};

const SIZES: [(u16, u16); 4] = [(100, 30), (80, 24), (40, 12), (30, 8)];

/// People with a card each that both sides have changed since they agreed.
struct Both {
    session: Session,
    folder: TempDir,
}

impl Both {
    fn of(ours: &[(ContactId, Edit)], theirs: &[(&str, &str, &str)]) -> Both {
        let folder = tempfile::tempdir().unwrap();
        for (name, card) in [("ana", ANA), ("bea", BEA)] {
            fs::write(folder.path().join(format!("{name}.vcf")), card).unwrap();
        }
        let path = folder.path().to_str().unwrap().to_owned();
        let config = Config {
            vdir: Vdir {
                path: Some(path),
                ..Vdir::default()
            },
            ..Config::default()
        };
        let changes = [add("Omar Haddad", Edit::default())];
        let changes = changes.map(|change| (session::TODAY.parse().unwrap(), change));
        let session = Session::made_up(&changes).configured(config, &[]);
        let mut both = Both { session, folder };
        both.sync();
        let store = &mut both.session.store;
        for (id, edit) in ours {
            let change = Change::Edit(*id, Box::new(edit.clone()));
            store
                .apply(&change, &Rules::default(), both.session.today)
                .unwrap();
        }
        for (name, from, to) in theirs {
            let file = both.folder.path().join(format!("{name}.vcf"));
            let card = fs::read_to_string(&file).unwrap();
            assert!(card.contains(from));
            fs::write(file, card.replace(from, to)).unwrap();
        }
        both
    }

    /// Syncs as the loop does once it is asked to, and tells the screen.
    fn sync(&mut self) -> Report {
        let session = &mut self.session;
        let settings = Settings::of(&session.state.config.vdir, None).unwrap();
        let looked = vdir::look(&session.store, &settings).unwrap();
        let rules = Rules::default();
        let today = session.today;
        let (report, applied) =
            vdir::carry_out(&mut session.store, looked, &settings, &rules, today).unwrap();
        let network = Arc::new(session.store.network(&rules, today).unwrap());
        session.send(Msg::CardsSynced(Synced {
            text: report.in_short(),
            network: applied.map(|_| network),
            asks: !report.conflicts.is_empty(),
        }));
        report
    }
}

const ANA: &str = "BEGIN:VCARD\nVERSION:3.0\nUID:ana\nFN:Ana Sousa\nN:Sousa;Ana;;;\nTITLE:Designer\n\
                   EMAIL:ana@example.org\nEND:VCARD\n";
const BEA: &str =
    "BEGIN:VCARD\nVERSION:3.0\nUID:bea\nFN:Bea Lindqvist\nBDAY:1985-05-03\nEND:VCARD\n";
const ANA_ID: ContactId = ContactId(2);
const BEA_ID: ContactId = ContactId(3);

fn titled(title: &str) -> Edit {
    Edit {
        title: Some(Some(title.to_owned())),
        ..Edit::default()
    }
}

/// Three questions: Ana's title and address, Bea's birthday.
fn asking() -> Both {
    let day = "1985-05-13".parse().unwrap();
    let ana = Edit {
        remove_methods: vec![(MethodKind::Email, "ana@example.org".to_owned())],
        add_methods: vec![(MethodKind::Email, None, "ana@acme.example".to_owned())],
        ..titled("Head of design at the harbour office of Northwind Boats")
    };
    let bea = Edit {
        birthday: Some(Some(ties::domain::card::OccasionDay::Day(day))),
        ..Edit::default()
    };
    let mut both = Both::of(
        &[(ANA_ID, ana), (BEA_ID, bea)],
        &[
            ("ana", "TITLE:Designer", "TITLE:Art director, 李雷 studio"),
            ("ana", "ana@example.org", "ana@example.net"),
            ("bea", "BDAY:1985-05-03", "BDAY:1986-05-03"),
        ],
    );
    assert_eq!(both.sync().conflicts.len(), 3);
    both
}

#[test]
fn what_changes_here_while_a_sync_is_under_way_is_told_by_the_next() {
    let mut both = Both::of(&[(ANA_ID, titled("Sailor"))], &[]);
    let session = &mut both.session;
    let settings = Settings::of(&session.state.config.vdir, None).unwrap();
    let (rules, today) = (Rules::default(), session.today);
    let looked = vdir::look(&session.store, &settings).unwrap();
    let change = Change::Edit(ANA_ID, Box::new(titled("Rigger")));
    session.store.apply(&change, &rules, today).unwrap();
    vdir::carry_out(&mut session.store, looked, &settings, &rules, today).unwrap();
    both.sync();
    let card = fs::read_to_string(both.folder.path().join("ana.vcf")).unwrap();
    assert!(card.contains("TITLE:Rigger"), "{card}");
}

#[test]
fn the_questions_at_every_size() {
    for (columns, rows) in SIZES {
        let mut both = asking();
        let screen = both.session.at(columns, rows).screen();
        insta::assert_snapshot!(format!("conflicts_{columns}x{rows}"), screen);
    }
}

#[test]
fn one_key_answers_each_and_undo_asks_again() {
    let mut both = asking();
    let s = &mut both.session;
    s.expects("Ana Sousa")
        .expects("in the card")
        .expects("Art director");
    s.keys("c")
        .expects("as the card says")
        .expects_no("Art director");
    assert_eq!(
        s.state.contact(ANA_ID).unwrap().title(),
        Some("Art director, 李雷 studio")
    );
    s.keys("u").expects("Art director");
    s.keys("h")
        .expects("as it is here")
        .expects("ana@acme.example");
    s.keys("b").expects("both stand").expects("1986-05-03");
    s.keys("b").expects("1986-05-03"); // there is one birthday only
    s.keys("c").expects("nothing waits for an answer");
    s.keys("esc");
    let report = both.sync();
    assert_eq!((report.conflicts.len(), report.written.len()), (0, 1));
    let ana = fs::read_to_string(both.folder.path().join("ana.vcf")).unwrap();
    assert!(
        ana.contains("TITLE:Head of design") && ana.contains("ana@example.net"),
        "{ana}"
    );
    assert!(ana.contains("ana@acme.example"), "{ana}");
    assert!(both.sync().is_empty());
}

#[test]
fn it_is_found_among_all_keys_where_a_folder_is_set() {
    let mut both = asking();
    both.session
        .keys("esc : both_changed enter")
        .expects("in the card");
    both.session
        .keys("esc : sync_cards enter")
        .expects("syncing");
    assert!(both.session.asked.contains(&Effect::LookAtCards));
}

#[test]
fn over_the_shoulder_nothing_written_is_seen() {
    let mut both = asking();
    both.session
        .keys("esc . : both_changed enter")
        .expects("Art director");
}
