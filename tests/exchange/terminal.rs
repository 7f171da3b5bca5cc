//! Address books and journals of programs for the terminal: friends, abook, mutt, aerc.

use ties::domain::draft::{Parsed, SourceKind, Whom};

use super::{check, counts, parsed, read_bytes};

/// What happened, a line each: the day, the words, the names.
fn told(parsed: &Parsed) -> Vec<String> {
    let name = |whom: &Whom| match whom {
        Whom::Record(at) => parsed.drafts[*at].name.clone(),
        Whom::Page { name, .. } | Whom::Named(name) => format!("{name}?"),
    };
    let told = parsed.catch_ups.iter().map(|catch_up| {
        let names: Vec<String> = catch_up.with.iter().map(name).collect();
        let words = catch_up.note.as_deref().unwrap_or("-");
        format!("{} {words} | {}", catch_up.on, names.join(", "))
    });
    told.collect()
}

#[test]
fn a_journal_of_friends() {
    let parsed = parsed("friends.md");
    assert_eq!(parsed.kind, SourceKind::Friends);
    assert_eq!(counts(&parsed), (2, 0, 0));
    check(&parsed.drafts[0], &["Ben O'Neil"]);
    check(
        &parsed.drafts[1],
        &[
            "Grace Holm",
            "city: Paris",
            "note: 2025-06-15: Grace Holm moved to Paris. @life",
            "nickname: The Admiral",
            "nickname: Amazing Grace",
            "tag: navy",
            "tag: science",
        ],
    );
    assert_eq!(
        told(&parsed),
        [
            "2026-01-04 Got lunch with Grace Holm and Ben O'Neil. @food | Grace Holm, Ben O'Neil",
            "2025-11-15 Talked to Grace Holm in Paris about 12:30: the plan. @phone | Grace Holm",
        ]
    );
}

#[test]
fn what_a_journal_says_unclearly_is_named_and_the_rest_comes() {
    let text = "### Friends:\n- Ana\n- @tag\n\n### Activities:\n- 2026-01-04: with **Ana**\n\
                - 2026-01-04: again with **Ana**\n- 2026-13-04: with **Ana**\n- 2026-01-05: alone\n\
                - 2026-01-06: with **Bea**\n### Notes:\n- 2026-01-07: **Bea** moved\n- nothing\n";
    let parsed = read_bytes(text.as_bytes()).unwrap();
    let lines: Vec<u64> = parsed.warnings.iter().map(|w| w.line).collect();
    assert_eq!(lines, [8, 9, 12, 13]);
    assert_eq!(parsed.skipped[0].line, 3);
    assert_eq!(
        told(&parsed),
        [
            "2026-01-04 with Ana | Ana",
            "2026-01-04 again with Ana | Ana",
            "2026-01-06 with Bea | Bea?",
        ]
    );
    let ids: Vec<&str> = parsed.catch_ups.iter().map(|c| &*c.external_id).collect();
    assert_eq!(
        ids,
        ["2026-01-04|ana", "2026-01-04|ana|2", "2026-01-06|bea"]
    );
}

#[test]
fn abooks_address_book() {
    let parsed = parsed("abook-addressbook");
    assert_eq!(parsed.kind, SourceKind::Abook);
    assert_eq!(counts(&parsed), (2, 0, 0));
    check(
        &parsed.drafts[0],
        &[
            "Ines Okafor",
            "note: has = sign; and, commas",
            "nickname: nes",
            "email -: ines@example.com",
            "email -: ines.alt@example.com",
            "phone mobile: +44 20 7946 0000",
            "anniversary = 2011-09-18",
            "custom1 → shoe 39",
        ],
    );
    check(
        &parsed.drafts[1],
        &["No Mail", "phone home: 1 2 3", "birthday = --02-29"],
    );
    let nameless = read_bytes(b"[format]\nprogram=abook\n\n[0]\nname=Ines\n=tram maps\n").unwrap();
    check(&nameless.drafts[0], &["Ines", "detail \u{2192} tram maps"]);
    // The number of a section is no identity: it is another one once somebody is deleted.
    let ids: Vec<_> = parsed
        .drafts
        .iter()
        .map(|d| d.external_id.as_deref())
        .collect();
    assert_eq!(
        ids,
        [
            Some("name:ines okafor|ines@example.com"),
            Some("name:no mail|123")
        ]
    );
}

#[test]
fn mutts_aliases() {
    let parsed = parsed("mutt-aliases");
    assert_eq!(parsed.kind, SourceKind::Mutt);
    assert_eq!(counts(&parsed), (3, 0, 0));
    check(
        &parsed.drafts[0],
        &[
            "Ines Okafor",
            "nickname: nes",
            "tag: crew",
            "email -: ines@example.com",
        ],
    );
    check(
        &parsed.drafts[1],
        &[
            "Tomás Reyes",
            "given: Tomás",
            "family: Reyes",
            "note: met in Madrid",
            "nickname: tom",
            "tag: friends",
            "tag: crew",
            "email -: tomas@example.com",
        ],
    );
    check(
        &parsed.drafts[2],
        &[
            "Ben O'Neil",
            "nickname: bare",
            "tag: crew",
            "email -: ben@example.com",
        ],
    );
}

#[test]
fn aliases_that_lead_in_a_circle_or_nowhere_cost_nothing_else() {
    let text = "alias a b, nobody\nalias b a, Ana <ana@example.com>\nset from=x@example.com\n\
                alias solo ana@example.com\nalias\nalias x\nalias root root\n";
    let parsed = read_bytes(text.as_bytes()).unwrap();
    let remarks: Vec<(u64, &str)> = parsed
        .warnings
        .iter()
        .map(|w| (w.line, w.why.as_str()))
        .collect();
    assert_eq!(
        remarks,
        [(1, "no address: “nobody”"), (7, "no address: “root”")]
    );
    let [ana] = parsed.drafts.as_slice() else {
        panic!("{:?}", parsed.drafts);
    };
    assert_eq!(ana.name, "Ana");
    assert!(ana.nicknames.contains(&"solo".to_owned()));
}

#[test]
fn a_list_that_an_address_book_prints() {
    let parsed = parsed("aerc-aliases.tsv");
    assert_eq!(parsed.kind, SourceKind::Aerc);
    assert_eq!(counts(&parsed), (2, 0, 0));
    check(
        &parsed.drafts[0],
        &["Ines Okafor", "email work: ines@example.com"],
    );
    check(
        &parsed.drafts[1],
        &[
            "Tomás Reyes",
            "given: Tomás",
            "family: Reyes",
            "email -: tomas@example.com",
        ],
    );
}
