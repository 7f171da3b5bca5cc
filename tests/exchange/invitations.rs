//! LinkedIn's invitations: requests for the inbox, each once, from whom they are.

use std::io::Write;
use std::path::PathBuf;

use ties::domain::change::{Change, Edit, NewContact};
use ties::domain::contact::Kind;
use ties::domain::draft::{Parsed, SourceKind};
use ties::domain::id::ContactId;
use ties::domain::import::{self, Fate, Plan};
use ties::domain::inbox::{Decision, Waiting};
use ties::domain::request::{self, Asked};
use ties::domain::tie::Tie;
use ties::exchange;
use ties::store::Store;

use crate::imports::{apply, change, planned, store, today};
use crate::{parsed, read_bytes, sample};

const HEADER: &str = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl";

fn invitations(rows: &[&str]) -> Parsed {
    read_bytes(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes()).unwrap()
}

/// A plan as the store's file lets it be.
fn plan(store: &Store, files: Vec<Parsed>) -> Plan {
    planned(store, files, &Default::default())
}

fn names(store: &Store) -> Vec<(String, Option<ContactId>)> {
    let requests = store.requests(today()).unwrap().into_iter();
    requests.map(|r| (r.asked.name, r.contact)).collect()
}

fn add(store: &mut Store, name: &str, url: &str) -> ContactId {
    let edit = Edit {
        add_methods: vec![(ties::domain::card::MethodKind::Url, None, url.to_owned())],
        ..Edit::default()
    };
    let new = NewContact {
        name: name.to_owned(),
        kind: Kind::Person,
        tie: Tie::Weak,
        counting_from: None,
        edit,
    };
    ContactId(change(store, Change::Add(Box::new(new))).made.unwrap())
}

#[test]
fn the_sample_says_who_asks_and_leaves_out_what_one_sent() {
    let parsed = parsed("linkedin/Invitations.csv");
    assert_eq!(
        (parsed.kind, parsed.read),
        (SourceKind::LinkedinInvitations, 2)
    );
    assert_eq!(parsed.drafts, []);
    let skipped: Vec<(u64, &str)> = parsed
        .skipped
        .iter()
        .map(|skipped| (skipped.line, skipped.why.as_str()))
        .collect();
    assert_eq!(skipped, [(2, "you sent it")]);
    let [pat] = parsed.invitations.as_slice() else {
        panic!("{:?}", parsed.invitations);
    };
    assert_eq!((pat.line, pat.asked.name.as_str()), (3, "Pat Stranger"));
    assert_eq!(pat.asked.on, Some("2025-12-03".parse().unwrap()));
    assert_eq!((&pat.asked.note, pat.asked.met), (&None, false));
    assert!(
        pat.asked
            .url
            .as_deref()
            .unwrap()
            .ends_with("/in/pat-000009")
    );
}

#[test]
fn odd_rows_are_skipped_by_line_and_nothing_else_is() {
    let parsed = invitations(&[
        "Ana,Me,\"1/2/26, 2:37 PM\",\"two\nlines, \"\"quoted\"\"\",incoming,,",
        "LinkedIn Member,Me,\"1/2/26, 2:37 PM\",,INCOMING,,",
        "Bo,Me,\"1/2/26, 2:37 PM\",,SIDEWAYS,,",
        "Cy,Me,one day,,INCOMING,https://www.linkedin.com/in/cy,",
        ",Me,\"1/2/26, 2:37 PM\",,INCOMING,https://www.linkedin.com/in/dee,",
        "short",
    ]);
    let taken: Vec<&str> = parsed
        .invitations
        .iter()
        .map(|taken| taken.asked.name.as_str())
        .collect();
    assert_eq!(taken, ["Ana", "Cy", "linkedin.com/in/dee"]);
    assert_eq!(
        parsed.invitations[0].asked.note.as_deref(),
        Some("two\nlines, \"quoted\"")
    );
    let skipped: Vec<(u64, &str)> = parsed
        .skipped
        .iter()
        .map(|skipped| (skipped.line, skipped.why.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [
            (4, "LinkedIn hides who this is"),
            (5, "neither incoming nor outgoing: “SIDEWAYS”"),
            (8, "neither incoming nor outgoing: “”"),
        ]
    );
    assert_eq!(parsed.warnings.len(), 1);
    assert_eq!(parsed.warnings[0].line, 6);
}

#[test]
fn a_request_comes_in_once_whatever_was_decided() {
    let mut store = store();
    let file = || parsed("linkedin/Invitations.csv");
    let first = plan(&store, vec![file()]);
    let counts = first.counts(0);
    assert_eq!((counts.read, counts.new, counts.skipped), (2, 1, 1));
    apply(&mut store, first);
    assert_eq!(names(&store), [("Pat Stranger".to_owned(), None)]);
    let again = plan(&store, vec![file()]);
    assert!(!again.changes_anything());
    assert_eq!((again.counts(0).unchanged, again.counts(0).new), (1, 0));

    let id = store.requests(today()).unwrap()[0].id;
    change(
        &mut store,
        Change::Decide(vec![Waiting::Request(id)], Decision::Leave),
    );
    assert!(!plan(&store, vec![file()]).changes_anything());
    store.undo().unwrap();
    store.undo().unwrap();
    assert_eq!(names(&store), []);
    assert!(plan(&store, vec![file()]).changes_anything());
    store.redo().unwrap();
    assert_eq!(names(&store).len(), 1);
}

#[test]
fn an_older_export_without_addresses_tells_of_the_same_request() {
    let without =
        "From,To,Sent At,Message,Direction\nPat Stranger,Me,\"12/3/25, 12:05 AM\",,INCOMING\n";
    let without = || read_bytes(without.as_bytes()).unwrap();
    let with = || parsed("linkedin/Invitations.csv");
    for (first, then) in [(with(), without()), (without(), with())] {
        let mut store = store();
        let both = plan(&store, vec![first.clone(), then.clone()]);
        assert_eq!(both.requests_in(), 1);
        let one = plan(&store, vec![first]);
        apply(&mut store, one);
        assert!(!plan(&store, vec![then]).changes_anything());
    }
    // Another day is another request.
    let row =
        |day: &str| format!("Ana,Me,\"{day}, 2:37 PM\",,INCOMING,https://linkedin.com/in/ana,");
    let rows = [row("1/2/26"), row("1/3/26"), row("1/2/26")];
    let store = store();
    let two = plan(
        &store,
        vec![invitations(&rows.each_ref().map(String::as_str))],
    );
    assert_eq!(two.requests_in(), 2);
}

#[test]
fn a_request_is_from_who_has_its_page() {
    let mut store = store();
    let pat = add(&mut store, "Patricia S.", "linkedin.com/in/PAT-000009/");
    let plan = plan(&store, vec![parsed("linkedin/Invitations.csv")]);
    assert_eq!((plan.counts(0).merged, plan.counts(0).new), (1, 0));
    apply(&mut store, plan);
    assert_eq!(names(&store), [("Pat Stranger".to_owned(), Some(pat))]);
}

#[test]
fn what_was_typed_in_by_hand_is_the_same_request_while_it_is_open() {
    let asked = |line: &str| {
        let asked = request::parse_line(line).unwrap().asked;
        let on = Some(today());
        vec![Asked { on, ..asked }]
    };
    let pat = "https://www.linkedin.com/in/pat-000009";
    for line in [
        "pat stranger, Flux, 6 mutual, your talk".to_owned(),
        format!("P. Stranger, Flux, 6 mutual, your talk, {pat}"),
    ] {
        let mut store = store();
        change(&mut store, Change::AddRequests(asked(&line)));
        let by_hand = store.requests(today()).unwrap();
        let file = || parsed("linkedin/Invitations.csv");
        let first = plan(&store, vec![file()]);
        apply(&mut store, first);
        let [one] = store.requests(today()).unwrap().try_into().unwrap();
        assert_eq!(one.asked.name, "Pat Stranger", "{line}");
        assert_eq!(one.asked.on, Some("2025-12-03".parse().unwrap()));
        assert_eq!(one.asked.mutuals, Some(6));
        assert_eq!(one.asked.note.as_deref(), Some("your talk"));
        assert!(one.asked.url.is_some());
        assert!(!plan(&store, vec![file()]).changes_anything());
        // What is typed in after the file is folded into it, too.
        change(
            &mut store,
            Change::AddRequests(asked("Pat Stranger, Flux, met")),
        );
        let [more] = store.requests(today()).unwrap().try_into().unwrap();
        assert!(more.asked.met);
        store.undo().unwrap();
        store.undo().unwrap();
        assert_eq!(store.requests(today()).unwrap(), by_hand);
    }
    // One that was decided about is past.
    let mut store = store();
    change(&mut store, Change::AddRequests(asked("Pat Stranger")));
    let id = store.requests(today()).unwrap()[0].id;
    let left = Change::Decide(vec![Waiting::Request(id)], Decision::Leave);
    change(&mut store, left);
    let file = plan(&store, vec![parsed("linkedin/Invitations.csv")]);
    apply(&mut store, file);
    assert_eq!(store.requests(today()).unwrap().len(), 1);
}

#[test]
fn a_request_that_a_hand_put_in_is_no_new_one() {
    let mut store = store();
    let asked = Asked {
        name: "Pat Stranger".to_owned(),
        ..Asked::default()
    };
    change(&mut store, Change::AddRequests(vec![asked]));
    let told = plan(&store, vec![parsed("linkedin/Invitations.csv")]);
    let counts = told.counts(0);
    assert_eq!((counts.new, counts.merged), (0, 1));
    assert_eq!(told.requests[0].fate, Fate::Joins);
    assert!(told.changes_anybody());
    apply(&mut store, told);
    assert_eq!(names(&store).len(), 1);
    assert!(!plan(&store, vec![parsed("linkedin/Invitations.csv")]).changes_anything());
}

#[test]
fn who_is_connected_already_waits_for_nothing() {
    let ask = |name: &str, page: &str| {
        format!("{name},Me,\"1/2/25, 2:37 PM\",,INCOMING,https://www.linkedin.com/in/{page},")
    };
    let rows = [ask("Ana S", "ana"), ask("Bo", "bo"), ask("Cy", "cy")];
    let asking = invitations(&rows.each_ref().map(String::as_str));
    let connections = read_bytes(
        b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
          Ana,Sousa,https://www.linkedin.com/in/ana,,Acme,,08 Feb 2026\n",
    )
    .unwrap();
    let card = crate::imports::vcards(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Bo Berg\nURL:https://www.linkedin.com/in/bo\nEND:VCARD\n",
    );
    let check = |plan: &Plan| {
        let fates: Vec<(Fate, bool)> = plan
            .requests
            .iter()
            .map(|asking| (asking.fate, asking.from.is_some()))
            .collect();
        assert_eq!(
            fates,
            [
                (Fate::Connected, true),
                (Fate::New, true),
                (Fate::New, false)
            ]
        );
    };
    // All at once, and one after the other.
    let mut store = store();
    let all = plan(
        &store,
        vec![asking.clone(), connections.clone(), card.clone()],
    );
    check(&all);
    apply(&mut store, all);
    let bo = names(&store)[0].1.unwrap();
    assert_eq!(store.card(bo, today()).unwrap().unwrap().name, "Bo Berg");
    let mut store = crate::imports::store();
    let people = plan(&store, vec![connections, card]);
    apply(&mut store, people);
    check(&plan(&store, vec![asking]));
}

#[test]
fn linkedins_zip_brings_connections_and_requests() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("linkedin.zip");
    let options = zip::write::SimpleFileOptions::default();
    let zip = |names: &[&str]| {
        let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
        for name in names {
            zip.start_file(format!("Basic/{name}"), options).unwrap();
            let bytes = std::fs::read(sample(&format!("linkedin/{name}"))).unwrap();
            zip.write_all(&bytes).unwrap();
        }
        zip.finish().unwrap();
    };
    let kinds = |from| -> Vec<SourceKind> {
        let all = exchange::load_all(&path, from).unwrap();
        all.into_iter().map(|loaded| loaded.kind).collect()
    };
    let (linkedin, asking) = (
        SourceKind::LinkedinConnections,
        SourceKind::LinkedinInvitations,
    );
    zip(&["Invitations.csv", "Connections.csv"]);
    assert_eq!(kinds(None), [linkedin, asking]);
    assert_eq!(kinds(Some(asking)), [asking]);
    zip(&["Invitations.csv"]);
    assert_eq!(kinds(None), [asking]);
}

#[test]
fn a_plan_from_nothing_needs_no_store() {
    let files = vec![(PathBuf::from("i.csv"), parsed("linkedin/Invitations.csv"))];
    let plan = import::plan(&[], files, &Default::default());
    assert_eq!((plan.requests_in(), plan.rows.len()), (1, 0));
    assert!(plan.changes_anybody());
}
