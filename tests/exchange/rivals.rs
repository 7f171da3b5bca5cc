//! Files of other programs of this kind: Monica, knotter, Nametag and frm, with what they know
//! beside people.

use ties::domain::cadence::OwnCadence;
use ties::domain::card::{Card, Related};
use ties::domain::change::Change;
use ties::domain::draft::{Draft, DraftCatchUp, DraftStep, Parsed, SourceKind, Whom};
use ties::domain::import::{Becomes, Plan};
use ties::domain::relation::on_card;
use ties::domain::standing::Standing;
use ties::exchange::ReadError;
use ties::store::Store;

use crate::imports::{card, change, import, people, planned, store, today};
use crate::{check, outline, parsed, read_bytes};

/// Whom something is about, as it is found in its file.
fn with(parsed: &Parsed, with: &[Whom]) -> String {
    let name = |whom: &Whom| match whom {
        Whom::Record(at) => parsed.drafts[*at].name.clone(),
        Whom::Page { url, name } => format!("{name} at {url}"),
        Whom::Named(name) => name.clone(),
    };
    with.iter().map(name).collect::<Vec<_>>().join(" + ")
}

fn happened(parsed: &Parsed) -> Vec<String> {
    let told = |told: &DraftCatchUp| {
        format!(
            "{} {} by {}{}, with {}{}",
            told.on,
            told.channel,
            told.started.word(),
            if told.answered { "" } else { ", no answer" },
            with(parsed, &told.with),
            match &told.note {
                Some(note) => format!(": {}", note.replace('\n', " / ")),
                None => String::new(),
            }
        )
    };
    let mut told: Vec<String> = parsed.catch_ups.iter().map(told).collect();
    told.sort();
    told
}

fn to_do(parsed: &Parsed) -> Vec<String> {
    let step = |step: &DraftStep| {
        let on = step.on.map_or("next time".to_owned(), |on| on.to_string());
        format!("{on}: {}, with {}", step.text, with(parsed, &step.with))
    };
    parsed.next_steps.iter().map(step).collect()
}

fn said(of: &[ties::domain::draft::Skipped]) -> Vec<&str> {
    of.iter().map(|skipped| skipped.why.as_str()).collect()
}

fn standings(parsed: &Parsed) -> Vec<Option<Standing>> {
    let standing = |draft: &Draft| draft.standing;
    parsed.drafts.iter().map(standing).collect()
}

#[test]
fn monicas_export_brings_cadence_last_talk_note_and_a_relation() {
    let parsed = parsed("monica-v4.json");
    assert_eq!((parsed.kind, parsed.read), (SourceKind::Monica, 1));
    assert_eq!(
        (said(&parsed.skipped), said(&parsed.warnings)),
        (vec![], vec![])
    );
    check(
        &parsed.drafts[0],
        &[
            "Ines Okafor",
            "given: Ines",
            "family: Okafor",
            "org: Northwind",
            "title: Rigger",
            "note: 2025-02-03: Has a *boat*",
            "every: 30",
            "nickname: Nes",
            "tag: sailing",
            "tag: starred",
            "email -: ines@example.com",
            "birthday = --02-29",
            "child → Kid",
            "food → no nuts",
        ],
    );
    assert_eq!(parsed.drafts[0].external_id.as_deref(), Some("c-1"));
    // The day they last talked is that of the lunch.
    assert_eq!(
        happened(&parsed),
        ["2025-12-24 other by both, with Ines Okafor: Lunch"]
    );
}

#[test]
fn all_that_monica_keeps_of_somebody_is_taken_or_named() {
    let parsed = parsed("monica-full.json");
    assert_eq!((parsed.read, parsed.drafts.len()), (4, 3));
    check(
        &parsed.drafts[0],
        &[
            "Ines Marie Okafor",
            "given: Ines",
            "middle: Marie",
            "family: Okafor",
            "org: Northwind",
            "title: Rigger",
            "city: Bristol",
            "note: Met at sea\n\n2025-02-03: Has a *boat*\n\n2025-02-03: Sold it",
            "met: through Tom Okafor",
            "met on: 2015-06-20",
            "every: 7",
            "nickname: Nes",
            "tag: sailing",
            "email -: ines@example.com",
            "phone -: +44 117 496 0000",
            "url LinkedIn: https://linkedin.com/in/ines",
            "handle Telegram: @ines",
            "address home | 1 Quay Street | Bristol | Avon | BS1 | GB",
            "birthday = “about 1985”",
            "Moved to Bristol = 2019-05-01",
            "new job = 2020-05-01",
            "Name day = 2020-03-19",
            "child → Kid",
            "ex husband → Tom Okafor",
            "food → no nuts",
            "pet → Rex (dog)",
        ],
    );
    assert_eq!(
        outline(&parsed.drafts[2]),
        [
            "Old Captain",
            "given: Old",
            "family: Captain",
            "died = 2021-03-04"
        ]
    );
    assert_eq!(
        standings(&parsed),
        [None, Some(Standing::Archived), Some(Standing::InMemory)]
    );
    assert_eq!(
        happened(&parsed),
        [
            "2025-11-05 call by them, with Ines Marie Okafor: about the mast",
            "2025-11-07 message by me, with Ines Marie Okafor: me: Coming? / them: Yes",
            "2025-11-08 message by me, no answer, with Ines Marie Okafor: me: Still?",
            "2025-12-24 meal by both, with Ines Marie Okafor + Tom Okafor: Lunch /  / by the quay",
            "2026-01-02 other by both, with Ines Marie Okafor: Walk",
        ]
    );
    assert_eq!(
        to_do(&parsed),
        [
            "next time: Send the map, with Ines Marie Okafor",
            "2026-12-01: Ask about the race, with Ines Marie Okafor",
        ]
    );
    assert_eq!(
        said(&parsed.skipped),
        ["nobody: no name, address or number in it"]
    );
    assert_eq!(
        said(&parsed.warnings),
        [
            "every 3 days becomes every 7, the nearest that ties keeps",
            "1 finished task: ties has no place for it",
            "1 repeated reminder: ties has no place for it",
            "2 gifts: ties has no place for them",
            "1 debt: ties has no place for it",
            "1 unattended activity: ties has no place for it",
            "1 photo: ties has no place for it",
            "1 document: ties has no place for it",
            "1 journal entry: ties has no place for it",
        ]
    );
}

#[test]
fn monicas_table_is_the_same_people() {
    let parsed = parsed("monica-contacts.csv");
    assert_eq!((parsed.kind, parsed.read), (SourceKind::Monica, 3));
    check(
        &parsed.drafts[0],
        &[
            "Ines Okafor",
            "given: Ines",
            "family: Okafor",
            "org: Northwind",
            "title: Rigger",
            "met: at the regatta",
            "every: 30",
            "nickname: Nes",
            "tag: starred",
            "food → no nuts",
        ],
    );
    assert_eq!(standings(&parsed), [None, Some(Standing::Archived)]);
    assert_eq!(
        happened(&parsed),
        ["2025-12-24 other by both, with Ines Okafor"]
    );
    assert_eq!(said(&parsed.skipped), ["only a relation of somebody"]);
    assert_eq!(said(&parsed.warnings), ["no day: “0000-00-00”"]);
    assert_eq!(parsed.drafts[0].external_id.as_deref(), Some("c-1"));
}

#[test]
fn knotters_backup_brings_cadence_days_and_what_happened() {
    let parsed = parsed("knotter.json");
    assert_eq!((parsed.kind, parsed.read), (SourceKind::Knotter, 2));
    assert_eq!(
        (said(&parsed.skipped), said(&parsed.warnings)),
        (vec![], vec![])
    );
    check(
        &parsed.drafts[0],
        &[
            "Ines Okafor",
            "every: 30",
            "tag: sailing",
            "email -: ines@example.com",
            "email -: ines@example.org",
            "phone -: +44 117 496 0000",
            "birthday = --02-29",
            "wedding = 2011-09-18",
            "timezone → Europe/London",
        ],
    );
    check(&parsed.drafts[1], &["Old Friend", "handle -: @old"]);
    assert_eq!(standings(&parsed), [None, Some(Standing::Archived)]);
    assert_eq!(
        happened(&parsed),
        [
            "2025-10-10 regatta by both, with Ines Okafor",
            "2025-12-24 other by both, with Ines Okafor: mulled wine",
        ]
    );
    // With a cadence, the next day follows from the last.
    assert_eq!(to_do(&parsed), Vec::<String>::new());
    let newer = br#"{"metadata":{"format_version":2},"contacts":[]}"#;
    assert_refused(newer, "it is of knotter's format 2; ties reads format 1");
}

#[test]
fn what_knotter_has_planned_becomes_a_next_step() {
    let text = r#"{"metadata":{"format_version":1,"exported_at":1795376206},"contacts":[
        {"id":"a","display_name":"Ana","next_touchpoint_at":1796083200,"interactions":[
          {"id":"i","occurred_at":1795000000,"kind":"email","note":"her move\nto Porto","follow_up_at":1797000000},
          {"id":"j","occurred_at":1795000000,"kind":"other: ","note":"","follow_up_at":1790000000},
          {"id":"k","kind":"call"}]}]}"#;
    let parsed = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(
        to_do(&parsed),
        [
            "2026-12-01: get in touch, with Ana",
            "2026-12-11: follow up: her move, with Ana",
        ]
    );
    assert_eq!(
        happened(&parsed),
        [
            "2026-11-18 mail by both, with Ana: her move / to Porto",
            "2026-11-18 other by both, with Ana",
        ]
    );
    assert_eq!(
        said(&parsed.warnings),
        ["something that happened without a time or an id"]
    );
}

#[test]
fn nametags_export_brings_groups_relations_reminders_and_the_journal() {
    let parsed = parsed("nametag.json");
    assert_eq!((parsed.kind, parsed.read), (SourceKind::Nametag, 3));
    check(
        &parsed.drafts[0],
        &[
            "Ines Marie Okafor",
            "prefix: Dr.",
            "given: Ines",
            "middle: Marie",
            "family: Okafor",
            "org: Northwind",
            "title: Rigger",
            "city: Bristol",
            "note: Has a **boat**",
            "every: 42",
            "nickname: Nes",
            "tag: Sailing",
            "email home: ines@example.com",
            "phone mobile: +44 117 496 0000",
            "url blog: https://example.org/ines",
            "handle signal: ines.01",
            "address home | 1 Quay Street\nFlat 2 | Bristol | - | BS1 4XX | GB",
            "birthday = --02-29",
            "Moved in = 2019-05-01",
            "anniversary = 2011-09-18",
            "spouse → Tom Okafor",
            "to you → Friend",
            "Boat → Vega",
        ],
    );
    // Of whom it is not said that one was in touch that day, it is a note.
    check(
        &parsed.drafts[1],
        &[
            "Tom Okafor",
            "given: Tom",
            "family: Okafor",
            "note: 2025-12-24: Mulled wine\nBy the quay.",
        ],
    );
    assert_eq!(
        happened(&parsed),
        ["2025-12-24 other by both, with Ines Marie Okafor: Mulled wine / By the quay."]
    );
    assert_eq!(
        said(&parsed.skipped),
        ["nobody: no name, address or number in it"]
    );
    assert_eq!(
        said(&parsed.warnings),
        ["an entry of the journal about nobody: “Thinking of the sea”"]
    );
}

#[test]
fn frms_log_is_about_whoever_has_the_name_that_its_card_has_now() {
    let parsed = parsed("frm-log.jsonl");
    assert_eq!((parsed.kind, parsed.read), (SourceKind::Frm, 6));
    assert_eq!(parsed.drafts, []);
    assert_eq!(
        happened(&parsed),
        [
            "2025-10-10 other by both, with Ines Okafor: regatta",
            "2025-12-24 other by both, with Ines Okafor: mulled wine",
            "2025-12-25 other by both, with Tom Okafor",
        ]
    );
    let skipped: Vec<(u64, &str)> = parsed
        .skipped
        .iter()
        .map(|s| (s.line, s.why.as_str()))
        .collect();
    assert_eq!(
        skipped,
        [(3, "no JSON"), (5, "nobody is named"), (6, "no day")]
    );
    let store = store();
    let alone = planned(&store, vec![parsed], &Default::default());
    assert!(!alone.changes_anything());
    assert_eq!(
        said(&alone.files[0].untold),
        ["3 catch-ups with “Ines Okafor” and “Tom Okafor”, who are not here"]
    );
}

#[test]
fn what_frm_and_knotter_write_into_cards_is_understood() {
    let parsed = parsed("frm.vcf");
    let every = |draft: &Draft| {
        let mut lines = outline(draft);
        lines.retain(|line| {
            ["every", "tag", "name day", "wedding"]
                .iter()
                .any(|w| line.starts_with(w))
        });
        lines.join(", ")
    };
    let every: Vec<String> = parsed.drafts.iter().map(every).collect();
    assert_eq!(
        every,
        [
            "every: 14, tag: friends",
            "every: 7",
            "every: 0",
            "every: 45, name day = --03-19, wedding = 2011-09-18",
        ]
    );
    assert_eq!(parsed.drafts[0].later_until, "2027-01-15".parse().ok());
}

#[test]
fn rivals_files_come_in_again_without_a_change_and_are_taken_back_to_the_byte() {
    for files in [
        vec!["monica-v4.json"],
        vec!["monica-full.json", "monica-contacts.csv"],
        vec!["knotter.json"],
        vec!["nametag.json"],
        vec!["frm-log.jsonl", "frm.vcf"],
        vec![
            "monica-full.json",
            "knotter.json",
            "nametag.json",
            "frm.vcf",
            "frm-log.jsonl",
        ],
    ] {
        let mut store = store();
        let empty = store.export().unwrap();
        let all = || files.iter().map(|name| parsed(name)).collect::<Vec<_>>();
        let (plan, _) = import(&mut store, all());
        assert!(plan.changes_anybody(), "{files:?}");
        assert_eq!(store.check().unwrap(), []);
        let full = store.export().unwrap();
        let (again, applied) = import(&mut store, all());
        assert!(
            !again.changes_anything(),
            "{files:?}: {:?}",
            changes(&again)
        );
        assert_eq!(applied.action, None);
        store.undo().unwrap();
        assert_eq!(store.export().unwrap(), empty, "{files:?}");
        store.redo().unwrap();
        assert_eq!(store.export().unwrap(), full, "{files:?}");
    }
}

fn changes(plan: &Plan) -> Vec<String> {
    let rows = plan.rows.iter().map(|row| format!("{:?}", row.outcome));
    let told = plan
        .catch_ups
        .iter()
        .filter(|told| told.becomes == Becomes::New);
    rows.chain(told.map(|told| format!("{:?}", told.what)))
        .collect()
}

#[test]
fn somebody_with_a_cadence_counts_from_the_last_talk() {
    let mut store = store();
    import(&mut store, vec![parsed("monica-v4.json")]);
    let ines = card(&store, "Ines Okafor");
    assert_eq!(ines.own_cadence.map(OwnCadence::stored), Some(30));
    let network = store.network(&Default::default(), today()).unwrap();
    let last = network.contact(ines.id).unwrap().last;
    assert_eq!(last, "2025-12-24".parse().ok());
}

#[test]
fn who_is_here_gets_the_history_of_a_rival_by_name() {
    let mut store = store();
    import(
        &mut store,
        vec![people(&["UID:a | FN:Ines Okafor | N:Okafor;Ines;;;"])],
    );
    let (plan, _) = import(&mut store, vec![parsed("frm-log.jsonl")]);
    assert_eq!(plan.brought().catch_ups, 2);
    let id = card(&store, "Ines Okafor").id;
    let card = store.card(id, today()).unwrap().unwrap();
    assert_eq!(card.catch_ups.len(), 2);
}

#[track_caller]
fn assert_refused(bytes: &[u8], why: &str) {
    let said = match read_bytes(bytes) {
        Err(ReadError::Damaged { why, .. }) => why,
        other => format!("{other:?}"),
    };
    assert_eq!(said, why);
}

#[test]
fn what_is_damaged_is_said_in_one_line_and_nested_records_are_left_out() {
    let monica = r#"{"version":"1.0-preview.1","app_version":"4","account":"#;
    let whole = |contacts: &str| {
        format!(r#"{monica}{{"data":[{{"count":1,"type":"contact","values":[{contacts}]}}]}}}}"#)
    };
    assert_refused(
        monica.as_bytes(),
        "it ends in the middle, in line 1; export it again",
    );
    assert_refused(
        format!("{monica}\nnul}}").as_bytes(),
        "line 2, column 4 is no JSON; export it again",
    );
    assert_refused(
        br#"{"version":"1.0-preview.1","app_version":"4"}"#,
        "there is no account in it; export it again",
    );
    assert_refused(
        br#"{"metadata":{"format_version":1},"contacts":null}"#,
        "there is no list of contacts in it; export it again",
    );
    assert_refused(
        br#"{"version":"1.1","exportDate":"2026-01-05"}"#,
        "there is no list of people in it; export it again",
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_refused(
        format!("{monica}{deep}}}").as_bytes(),
        "there is no list of data in it; export it again",
    );
    let ana = r#"{"uuid":"a","properties":{"first_name":"Ana"}}"#;
    let text = whole(&format!("{{\"uuid\":\"b\",\"data\":{deep}}},\n{ana}"));
    let parsed = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(said(&parsed.skipped), ["nested deeper than any record is"]);
    assert_eq!(
        (parsed.drafts[0].name.as_str(), parsed.drafts[0].line),
        ("Ana", 2)
    );
    assert_refused(
        format!("{monica}{}", "[".repeat(100_000)).as_bytes(),
        "it ends in the middle, in line 1; export it again",
    );
}

/// An account of Monica's: Ana with this note, her partner Rui, her child Kid, who is only a
/// relation; Ana is related so.
fn household(note: &str, relations: &[(&str, &str, &str)]) -> Parsed {
    let person = |id: &str, first: &str, partial: bool, note: &str| {
        format!(
            r#"{{"uuid":"{id}","properties":{{"first_name":"{first}","last_name":"Sousa","is_partial":{partial},"description":"{note}"}}}}"#
        )
    };
    let people = [
        person("a", "Ana", false, note),
        person("r", "Rui", false, "x"),
        person("k", "Kid", true, "x"),
    ];
    let relations: Vec<String> = relations
        .iter()
        .map(|(of, kind, to)| {
            format!(
                r#"{{"properties":{{"contact_is":"{of}","type":"{kind}","of_contact":"{to}"}}}}"#
            )
        })
        .collect();
    let text = format!(
        r#"{{"version":"1.0-preview.1","account":{{"data":[
            {{"type":"contact","values":[{}]}},{{"type":"relationship","values":[{}]}}]}}}}"#,
        people.join(","),
        relations.join(",")
    );
    read_bytes(text.as_bytes()).unwrap()
}

/// Who is what to Ana and to Rui.
fn related(store: &Store) -> Vec<String> {
    let cards = store.cards(None).unwrap();
    let name = |id| {
        cards
            .iter()
            .find(|card| card.id == id)
            .unwrap()
            .name
            .as_str()
    };
    let of = |card: &Card| {
        let relations = card.relations.iter().map(|relation| match &relation.to {
            Related::Contact(id) => on_card(&relation.kind, relation.outgoing, name(*id)),
            Related::Name(name) => format!("{} “{name}”", relation.kind),
        });
        relations.collect::<Vec<_>>().join(", ")
    };
    cards
        .iter()
        .map(|card| format!("{}: {}", card.name, of(card)))
        .collect()
}

#[test]
fn relations_lead_to_whoever_comes_in_with_the_same_file() {
    let both = [
        ("a", "partner", "r"),
        ("r", "partner", "a"),
        ("a", "child", "k"),
    ];
    let file = |note: &str| household(note, &both);
    let mut store = store();
    let empty = store.export().unwrap();
    import(&mut store, vec![file("x")]);
    let whole = [
        "Ana Sousa: child “Kid Sousa”, partner: Rui Sousa",
        "Rui Sousa: partner: Ana Sousa",
    ];
    assert_eq!(related(&store), whole);
    assert_eq!(store.check().unwrap(), []);
    let full = store.export().unwrap();
    assert_eq!(import(&mut store, vec![file("x")]).1.action, None);
    // What else changes leaves them as they are.
    import(&mut store, vec![file("y")]);
    assert_eq!(related(&store), whole);
    // Who is told of by name in another file is the same.
    let card = b"BEGIN:VCARD\nFN:Ana Sousa\nitem1.X-ABRELATEDNAMES:Rui Sousa\nitem1.X-ABLabel:partner\nEND:VCARD\n";
    import(&mut store, vec![read_bytes(card).unwrap()]);
    assert_eq!(related(&store), whole);
    store.undo().unwrap();
    store.undo().unwrap();
    assert_eq!(store.export().unwrap(), full);
    // What a hand has taken away stays away, and what the file no longer says goes.
    let ids: Vec<_> = store
        .cards(None)
        .unwrap()
        .iter()
        .map(|card| card.id)
        .collect();
    change(
        &mut store,
        Change::Unrelate {
            from: ids[0],
            kind: "partner".to_owned(),
            to: ids[1],
        },
    );
    import(&mut store, vec![file("z")]);
    assert_eq!(related(&store)[1], "Rui Sousa: ");
    store.undo().unwrap();
    store.undo().unwrap();
    import(&mut store, vec![household("x", &both[2..])]);
    assert_eq!(
        related(&store),
        ["Ana Sousa: child “Kid Sousa”", "Rui Sousa: "]
    );
    for _ in 0..2 {
        store.undo().unwrap();
    }
    assert_eq!(store.export().unwrap(), empty);
    // Who was here before is related, too.
    import(&mut store, vec![household("x", &[])]);
    import(&mut store, vec![file("x")]);
    assert_eq!(
        related(&store),
        ["Ana Sousa: partner: Rui Sousa, child “Kid Sousa”", whole[1]]
    );
}

#[test]
fn cards_that_name_each_others_ids_are_related() {
    let cards = b"BEGIN:VCARD\nUID:a\nFN:Ana\nRELATED;TYPE=child:urn:uuid:b\nEND:VCARD\n\
                  BEGIN:VCARD\nUID:urn:uuid:b\nFN:Bo\nRELATED;TYPE=parent:urn:uuid:a\nEND:VCARD\n";
    let mut store = store();
    import(&mut store, vec![read_bytes(cards).unwrap()]);
    assert_eq!(related(&store), ["Ana: child: Bo", "Bo: parent: Ana"]);
    assert_eq!(
        import(&mut store, vec![read_bytes(cards).unwrap()])
            .1
            .action,
        None
    );
}
