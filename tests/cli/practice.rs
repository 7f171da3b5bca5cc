//! What the practice needs beside the pane: small dinners, and a look at how it goes.

use serde_json::{Value, json};

use crate::check;
use crate::home::Home;

/// The five people of the dinner's check; their ratios are of the week's end.
fn oslo() -> Home {
    let home = Home::new();
    check(
        &home,
        &[
            (
                "add Ana --tie strong --every 100 --city Oslo --last 120d --interest rust --interest food",
                0,
                "id 1",
            ),
            (
                "add Ben --tie strong --every 100 --city Oslo --last 60d --interest cycling --interest food",
                0,
                "id 2",
            ),
            (
                "add Dee --tie weak --every 100 --city Oslo --last 134d --interest choir --interest food",
                0,
                "id 3",
            ),
            (
                "add Eli --tie moderate --every 100 --city Oslo --last 90d --interest choir --interest rust",
                0,
                "id 4",
            ),
            (
                "add Fay --tie weak --every 100 --city Oslo --last 240d --interest climate --interest cycling",
                0,
                "id 5",
            ),
            ("log dee --on 134d", 0, ""),
            ("log fay --on 240d", 0, ""),
            ("relate ana knows ben", 0, ""),
            ("relate ana knows fay", 0, ""),
            ("relate eli knows ana", 0, ""),
            ("relate dee knows eli", 0, ""),
        ],
    );
    home
}

#[test]
fn the_best_tables_come_with_their_reasons() {
    let home = oslo();
    assert_eq!(
        home.json("gather --city oslo --json"),
        json!({"schema": 1, "tables": [
            {"guests": [1, 2, 5], "reasons": [
                "Ana knows Ben and Fay",
                "Ben and Fay have not met, and both like cycling",
                "it's been 7 months with Fay",
            ]},
            {"guests": [1, 3, 4], "reasons": [
                "Ana knows Eli",
                "Dee knows Eli",
                "Ana and Dee have not met, and both like food",
                "it's been 4 months with Dee",
            ]},
            {"guests": [1, 4, 5], "reasons": [
                "Ana knows Eli and Fay",
                "it's been 7 months with Fay",
            ]},
        ]})
    );
    check(
        &home,
        &[
            ("gather", 0, "1  Ana, Ben, Fay"),
            ("gather --circle OSLO --without ben", 0, "1  Ana, Dee, Eli"),
            ("gather --city Bergen", 3, "nobody is in “Bergen”"),
            ("gather --size 3", 2, "4 to 8"),
            ("gather --size 8", 0, "no table comes together"),
            ("gather --without nobody", 3, ""),
        ],
    );
}

#[test]
fn a_table_is_booked_as_a_next_step_and_taken_back() {
    let home = oslo();
    check(
        &home,
        &[
            ("gather --book 1", 2, ""),
            ("gather --book 9 --on 2w", 3, "there is no table 9"),
            ("gather --book 0 --on 2w", 3, "there is no table 0"),
            ("gather --book 1 --on yesterday", 2, "say a day to come"),
            ("gather --book 1 --on 2w", 0, "dinner with Ana, Ben and Fay"),
            ("show fay", 0, "dinner"),
            ("undo", 0, "dinner with Ana, Ben and Fay"),
        ],
    );
    let fay = home.json("show fay --json");
    assert_eq!(fay["next_steps"], json!([]));
}

#[test]
fn a_dinner_that_is_near_stands_among_the_days_and_one_of_today_among_the_few() {
    let home = oslo();
    check(
        &home,
        &[
            ("gather --book 1 --on 3d", 0, "dinner with Ana, Ben and Fay"),
            ("due", 0, "Birthdays and other days"),
            ("due --all", 0, "dinner with Ana, Ben and Fay"),
        ],
    );
    let due = home.json("due --json");
    let dinner = &due["occasions"][0];
    assert_eq!(dinner["label"], "dinner with Ana, Ben and Fay");
    assert_eq!(
        (&dinner["on"], &dinner["contact"]["id"]),
        (&json!("2026-11-25"), &json!(1))
    );
    check(
        &home,
        &[("undo", 0, ""), ("gather --book 1 --on today", 0, "dinner")],
    );
    let due = home.json("due --json");
    assert_eq!(due["occasions"], json!([]));
    assert_eq!(due["due"][0]["reason"], "dinner with Ana, Ben and Fay");
}

/// A list that asks for far more than happens.
fn too_many() -> Home {
    let home = Home::new();
    for name in ["Ana", "Ben", "Cy", "Dee"] {
        check(
            &home,
            &[(&format!("add {name} --every 14 --last 2mo"), 0, "")],
        );
    }
    check(
        &home,
        &[("add Zoe --tie weak --every 180 --last 3y", 0, "")],
    );
    for weeks in 1..=6 {
        check(&home, &[(&format!("log ana --on {weeks}w"), 0, "")]);
    }
    home
}

#[test]
fn a_review_says_whether_the_list_fits_and_offers_to_loosen_it() {
    let home = too_many();
    let review = home.json("review --json");
    let reached: Vec<&Value> = review["weeks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|w| &w["reached"])
        .collect();
    assert_eq!(reached, [0, 0, 1, 1, 1, 1, 1, 1]);
    assert_eq!(review["active_weeks"], 6);
    assert_eq!(review["pace"], 1.0);
    let kinds: Vec<&Value> = review["offers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|o| &o["kind"])
        .collect();
    assert_eq!(kinds, ["stretch", "most-frequent", "dormant"]);
    assert_eq!(
        review["offers"][0]["changes"][0],
        json!({"contact": 1, "from": 14, "to": 30})
    );
    assert_eq!(
        review["offers"][2]["changes"],
        json!([{"contact": 5, "from": "active", "to": "dormant"}])
    );
    check(
        &home,
        &[
            ("review", 0, "Every two weeks becomes every month."),
            ("review", 0, "Before      · · 1 1 1 1 1 1"),
            ("review --apply nonsense", 2, ""),
            ("review --apply stretch", 0, "loosened the cadence of"),
            ("review --apply dormant", 0, "Zoe: dormant"),
            ("review --apply no-answer", 0, "this is not offered now"),
        ],
    );
    assert_eq!(home.json("show ben --json")["contact"]["own_cadence"], 30);
    check(
        &home,
        &[("undo", 0, "Zoe: dormant"), ("undo", 0, "loosened")],
    );
    assert_eq!(home.json("review --json"), review);
}

#[test]
fn a_review_of_little_is_short_and_kind() {
    let home = Home::new();
    check(&home, &[("review", 0, "This week   0 reached, room for 3")]);
    let review = home.json("review --json");
    assert_eq!(
        (&review["pace"], &review["stretch"], &review["sentence"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(review["offers"], json!([]));
    check(
        &home,
        &[("review --year", 0, "nothing to look back on yet")],
    );
    check(
        &home,
        &[
            ("add Ana", 0, ""),
            ("log ana --on 6w", 0, ""),
            ("review", 0, "Good to see you."),
            ("log ana", 0, ""),
            ("review", 0, "This week   1 reached"),
        ],
    );
    assert!(!home.run("review").text().contains("Good to see you"));
    check(&home, &[("undo", 0, "")]);
    let back = home.ok("review");
    for about_the_weeks in ["This week", "Before", "This list"] {
        assert!(!back.contains(about_the_weeks), "{back}");
    }
}

#[test]
fn an_offer_that_is_declined_rests_for_three_months() {
    let home = too_many();
    check(
        &home,
        &[
            ("review --not-now nonsense", 2, ""),
            ("review --not-now stretch --apply dormant", 2, ""),
            ("review --not-now no-answer", 0, "this is not offered now"),
            (
                "review --not-now stretch",
                0,
                "offered again from Mon 22 Feb 2027",
            ),
            ("review --not-now stretch", 0, "this is not offered now"),
        ],
    );
    assert!(!home.ok("review").contains("--apply stretch"));
    check(
        &home,
        &[
            ("review", 0, "--apply most-frequent"),
            ("review --apply stretch", 0, "loosened the cadence of"),
            ("undo", 0, ""),
            ("undo", 0, "not now: Stretch everyone's cadence"),
            ("review", 0, "--apply stretch"),
            ("review --not-now dormant", 0, "not now"),
            ("--today 2027-02-22 review", 0, "--apply dormant"),
        ],
    );
    let before = home.ok("--today 2027-02-21 review");
    assert!(!before.contains("--apply dormant"), "{before}");
}

#[test]
fn a_card_says_what_a_tie_looks_like() {
    let home = Home::new();
    check(
        &home,
        &[
            ("add Ana", 0, ""),
            ("log ana --on 80d --via coffee", 0, ""),
            ("log ana --on 40d --by them --via call", 0, ""),
        ],
    );
    assert!(!home.ok("show ana").contains("Looks"));
    check(
        &home,
        &[
            ("log ana", 0, ""),
            (
                "show ana",
                0,
                "Looks  strong: every 40 days, both ways, in person",
            ),
            ("tie ana strong", 0, ""),
        ],
    );
    assert!(!home.ok("show ana").contains("Looks"));
}

#[test]
fn who_does_not_answer_three_times_may_be_left_in_peace() {
    let home = Home::new();
    check(
        &home,
        &[
            ("add Ana", 0, ""),
            ("log ana --unanswered --on 9w", 0, ""),
            ("log ana --unanswered --on 6w", 0, ""),
            ("review --apply no-answer", 0, "this is not offered now"),
            ("log ana --unanswered --on 3w", 0, ""),
            ("review", 0, "ties review --apply no-answer"),
            ("review --apply no-answer", 0, "no answer for now"),
            ("undo", 0, ""),
            ("log ana --on 1w", 0, ""),
            ("review --apply no-answer", 0, "this is not offered now"),
        ],
    );
}

#[test]
fn a_year_is_told_in_names() {
    let home = Home::new();
    check(
        &home,
        &[
            ("add Ana", 0, ""),
            ("add Ben --introduced-by ana", 0, ""),
            ("log ana --on 2024-06-01 --via coffee", 0, ""),
            ("log ana --on 2026-06-01 --via meal", 0, ""),
            ("log ben --on 2026-06-02 --by them", 0, ""),
            ("shelf add https://example.org/slow-maps.html", 0, ""),
            ("share 1 ana ben", 0, ""),
            ("shelf drop 1", 0, ""),
            (
                "review --year",
                0,
                "Met again after more than a year\n  Ana\nNew\n  Ben through Ana\nWrote first\n  Ben\n\
                 Links that found somebody\n  Slow maps: Ana, Ben",
            ),
        ],
    );
    assert_eq!(
        home.json("review --year --json"),
        json!({
            "schema": 1, "from": "2026-01-01", "to": "2026-11-22", "met_again": [1],
            "new_through": [{"contact": 2, "introduced_by": 1}], "wrote_first": [2],
            "shared": [{"link": 1, "title": "Slow maps", "with": [1, 2]}]
        })
    );
}

/// Two who may like maps, and one who may not.
fn readers() -> Home {
    let home = Home::new();
    check(
        &home,
        &[
            (
                "add Ana --interest 'slow maps' --title Cartographer --last 1y",
                0,
                "id 1",
            ),
            ("add Ben --tag maps --last 2y", 0, "id 2"),
            ("add Cy --interest cycling", 0, "id 3"),
            (
                "add 'Dee Moe' --note 'Loves walking in Oslo' --last 1y",
                0,
                "id 4",
            ),
            (
                "shelf add https://example.org/slow-maps-of-oslo.html --topic walks --note 'the one with the boats'",
                0,
                "shelved Slow maps of oslo",
            ),
        ],
    );
    home
}

#[test]
fn the_shelf_names_who_may_like_a_link_and_by_which_words() {
    let home = readers();
    let shelf = home.json("shelf --json");
    let link = &shelf["links"][0];
    let fits: Vec<(i64, Value)> = link["fits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fit| (fit["contact"]["id"].as_i64().unwrap(), fit["words"].clone()))
        .collect();
    assert_eq!(
        fits,
        [
            (4, json!(["walks", "oslo"])),
            (1, json!(["slow", "maps"])),
            (2, json!(["maps"])),
        ]
    );
    assert_eq!(
        (&link["title"], &link["topics"], &link["shared_with"]),
        (&json!("Slow maps of oslo"), &json!(["walks"]), &json!([]))
    );
    check(
        &home,
        &[
            (
                "shelf",
                0,
                "1  Slow maps of oslo\n   https://example.org/slow-maps-of-oslo.html",
            ),
            ("shelf", 0, "fits Dee Moe: walks, oslo"),
            ("edit cy --interest boats", 0, ""),
            ("tag rename maps charts", 0, ""),
            ("delete ana", 0, ""),
        ],
    );
    let shelf = home.json("shelf --json");
    let fits = shelf["links"][0]["fits"].as_array().unwrap();
    let ids: Vec<&Value> = fits.iter().map(|fit| &fit["contact"]["id"]).collect();
    assert_eq!(ids, [4, 3]);
}

#[test]
fn a_share_is_printed_logged_remembered_and_taken_back() {
    let home = readers();
    check(
        &home,
        &[
            (
                "share 1 ana dee",
                0,
                "Hi Ana, this made me think of you: Slow maps of oslo\nhttps://example.org/slow-maps-of-oslo.html",
            ),
            ("show ana", 0, "shared a link (Slow maps of oslo) (catch-up"),
            ("shelf", 0, "got it: Ana, Dee Moe"),
            ("share 1 ana", 1, "Ana has got this link already"),
            ("share 7 ana", 3, "there is no link 7"),
            (
                "share https://example.org/slow-maps-of-oslo.html ben",
                0,
                "Hi Ben",
            ),
            ("undo", 0, "shared Slow maps of oslo with Ben"),
            ("undo", 0, "shared Slow maps of oslo with Ana and Dee"),
        ],
    );
    let ana = home.json("show ana --json");
    assert_eq!(ana["catch_ups"], json!([]));
    let fits = &home.json("shelf --json")["links"][0]["fits"];
    assert_eq!(fits.as_array().unwrap().len(), 3);
}

#[test]
fn links_are_added_once_changed_and_dropped() {
    let home = Home::new();
    check(
        &home,
        &[
            ("shelf", 0, "the shelf is empty"),
            ("shelf add not-a-link", 1, "is no link"),
            ("shelf add https://example.org/a", 0, "shelved example.org"),
            (
                "shelf add https://example.org/a",
                1,
                "is on the shelf already, as number 1",
            ),
            ("shelf edit 1", 2, ""),
            ("shelf edit 1 --title Boats --topic sea", 0, "changed"),
            (
                "shelf",
                0,
                "1  Boats\n   https://example.org/a\n   topics: sea\n   who came to mind?",
            ),
            (
                "shelf edit 1 --title '' --untopic sea --note 'for the trip'",
                0,
                "",
            ),
            (
                "shelf",
                0,
                "1  example.org\n   https://example.org/a\n   for the trip",
            ),
            ("shelf edit 9 --title x", 3, "link 9"),
            (
                "shelf drop 9",
                3,
                "link 9 on the shelf; `ties shelf` has their numbers",
            ),
            ("shelf drop 1", 0, "took example.org off the shelf"),
            ("shelf", 0, "the shelf is empty"),
            ("undo", 0, "took example.org off the shelf"),
            ("shelf", 0, "1  example.org"),
            // Put on again it is the same link: who got it stays known.
            ("add Bea", 0, ""),
            ("share 1 bea", 0, ""),
            ("shelf drop 1", 0, ""),
            (
                "shelf add https://example.org/a --title Ferries",
                0,
                "shelved Ferries",
            ),
            (
                "shelf",
                0,
                "1  Ferries\n   https://example.org/a\n   for the trip",
            ),
            ("share 1 bea", 1, "Bea has got this link already"),
            ("undo", 0, "taken back: shelved Ferries"),
            ("shelf", 0, "the shelf is empty"),
            (
                "shelf add https://example.org/b --title $'\\e[31mred'",
                0,
                "",
            ),
        ],
    );
    assert!(!home.run("shelf").text().contains('\u{1b}'));
}

#[test]
fn requests_come_with_a_suggestion_and_its_reasons() {
    let home = Home::new();
    check(
        &home,
        &[
            ("inbox", 0, "nobody is waiting"),
            ("add Ana --tie strong --org Flux", 0, "id 1"),
            (
                "request add Pat Lim, Glow, 6 mutual, loved your talk",
                0,
                "request of Pat Lim",
            ),
            (
                "request add Kim Vale --org Flux --mutuals 40",
                0,
                "request of Kim Vale",
            ),
            ("request add 'Lee Oz' --introduced-by ana", 0, ""),
            (
                "request add 'kim vale, FLUX, 40 mutual'",
                0,
                "kim vale: in the inbox already, so not taken in twice",
            ),
            ("request add ''", 2, ""),
            ("request add Nobody --introduced-by zzz", 3, ""),
        ],
    );
    let inbox = home.json("inbox --json");
    let told: Vec<(Value, Value, Value)> = inbox["inbox"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            (
                entry["contact"]["id"].clone(),
                entry["suggestion"].clone(),
                entry["reasons"].clone(),
            )
        })
        .collect();
    let none = Value::Null;
    assert_eq!(
        told,
        [
            (
                none.clone(),
                json!("keep"),
                json!([
                    "wrote a note",
                    "6 contacts in common",
                    "nobody at Glow you are in touch with"
                ])
            ),
            (
                none.clone(),
                json!("leave"),
                json!(["the same world as many you know"])
            ),
            (none, json!("latent"), json!(["introduced by Ana"])),
        ]
    );
    let request = &inbox["inbox"][0]["request"];
    assert_eq!(
        request,
        &json!({"id": 1, "on": "2026-11-22", "note": "loved your talk", "mutuals": 6, "met": false})
    );
    check(
        &home,
        &[
            (
                "inbox",
                0,
                "1  Pat Lim, Glow\n   loved your talk\n   wrote a note · 6 contacts in common",
            ),
            ("inbox", 0, "keep in touch, as a weak tie"),
            ("request keep 1", 0, "kept Pat Lim as a weak tie"),
            ("show pat", 0, "loved your talk"),
            ("request leave 2", 0, "left the request of Kim Vale"),
            ("request latent 3", 0, "accepted Lee Oz"),
            ("inbox", 0, "nobody is waiting"),
            ("request keep 1", 3, "open request 1"),
            ("list kim", 0, "nobody"),
        ],
    );
    let lee = home.json("show lee --json");
    assert_eq!(
        (&lee["contact"]["tie"], &lee["contact"]["introduced_by"]),
        (&json!("latent"), &json!(1))
    );
    check(
        &home,
        &[
            ("undo", 0, "accepted Lee Oz"),
            ("undo", 0, "Kim"),
            ("undo", 0, "kept Pat Lim"),
        ],
    );
    assert_eq!(home.json("inbox --json"), inbox);
}

#[test]
fn a_request_folds_into_who_is_here_or_waits() {
    let home = Home::new();
    check(
        &home,
        &[
            (
                "add Pat Lim --tie strong --org Flux --met RustFest",
                0,
                "id 1",
            ),
            (
                "request add Patricia Lim, Glow, hello again --url https://example.org/pat",
                0,
                "",
            ),
            (
                "request fold 1 pat",
                0,
                "folded the request of Patricia Lim into Pat",
            ),
            ("request add Kim", 0, ""),
            ("request later 2 2w", 0, "request of Kim later"),
            ("inbox", 0, "nobody is waiting"),
            ("--today 2026-12-06 inbox", 0, "2  Kim"),
            ("request later 2 yesterday", 2, ""),
            ("request fold 2 zzz", 3, ""),
            ("request leave 9", 3, "open request 9"),
        ],
    );
    let pat = home.json("show pat --json");
    assert_eq!(pat["notes"], "hello again");
    let contact = &pat["contact"];
    assert_eq!(
        (&contact["tie"], &contact["org"], &contact["urls"]),
        (
            &json!("strong"),
            &json!("Flux"),
            &json!(["https://example.org/pat"])
        )
    );
}

#[test]
fn who_came_in_a_small_batch_stands_in_the_inbox_until_touched() {
    let home = Home::new();
    let cards = |names: &[String]| -> String {
        let card = |name: &String| format!("BEGIN:VCARD\nVERSION:4.0\nFN:{name}\nEND:VCARD\n");
        names.iter().map(card).collect()
    };
    std::fs::write(
        home.path("few.vcf"),
        cards(&["Ana".to_owned(), "Ben".to_owned()]),
    )
    .unwrap();
    let many: Vec<String> = (0..26).map(|n| format!("Guest {n}x")).collect();
    std::fs::write(home.path("many.vcf"), cards(&many)).unwrap();
    check(
        &home,
        &[
            (
                &format!("import {}", home.path("many.vcf").display()),
                0,
                "",
            ),
            ("inbox", 0, "nobody is waiting"),
            (&format!("import {}", home.path("few.vcf").display()), 0, ""),
            ("inbox", 0, "New, and nobody's tie yet"),
            ("mind ana", 0, ""),
        ],
    );
    let inbox = home.json("inbox --json");
    let names: Vec<&Value> = inbox["inbox"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["contact"]["name"])
        .collect();
    assert_eq!(names, ["Ben"]);
    assert_eq!(inbox["inbox"][0]["request"], Value::Null);
}

#[test]
fn who_is_kept_beside_a_namesake_is_said() {
    let home = Home::new();
    check(
        &home,
        &[
            ("add 'Pat Lim'", 0, "id 1"),
            ("request add 'pat LIM, Flux'", 0, ""),
            (
                "request keep 1",
                0,
                "there is another Pat Lim, id 1; if it is them: ties undo, then ties request fold 1 1",
            ),
            ("undo", 0, ""),
            ("request fold 1 1", 0, ""),
            ("show pat", 0, "Flux"),
        ],
    );
}

#[test]
fn several_requests_come_in_and_are_decided_at_once() {
    let home = Home::new();
    check(
        &home,
        &[
            (
                "add Ana --tie strong --url https://www.linkedin.com/in/ana-s",
                0,
                "id 1",
            ),
            ("add 'Lee Ray' --org Flux", 0, "id 2"),
            ("request add - --met", 2, "leave the options out"),
        ],
    );
    let lines = "Pat Lim, Flux, 6 mutual\n\nLeah Ray, introduced by ana\nAna S, https://linkedin.com/in/ana-s/\n";
    for (lines, code, said) in [
        (lines, 0, "3 requests"),
        (" \n", 2, "nobody's request"),
        ("Bo, introduced by zzz", 3, "zzz"),
    ] {
        let ended = home.run_with_input("request add -", lines);
        assert_eq!(ended.code, Some(code), "{}", ended.err);
        assert!(ended.err.contains(said), "{}", ended.err);
    }
    let inbox = home.json("inbox --json");
    // Whose page it names is who asks.
    assert_eq!(inbox["inbox"][2]["contact"]["id"], 1);
    check(
        &home,
        &[
            ("inbox", 0, "looks like Ana, id 1: they are here already"),
            (
                "request latent 1 9",
                3,
                "open request 9; `ties inbox` has their numbers",
            ),
            (
                "request keep 1 2 2",
                0,
                "kept Pat Lim and Leah Ray as weak ties",
            ),
            ("request keep 3", 0, "kept Ana S as a weak tie"),
            ("inbox", 0, "nobody is waiting"),
        ],
    );
    // A tie that is there is not loosened, and those given to several are counted from days of
    // their own.
    assert_eq!(home.json("show 1 --json")["contact"]["tie"], "strong");
    let from =
        |who: &str| home.json(&format!("show {who} --json"))["contact"]["counting_from"].clone();
    assert_ne!(from("pat"), from("leah"));
    check(&home, &[("undo", 0, "kept Ana S"), ("undo", 0, "Leah Ray")]);
    assert_eq!(home.json("inbox --json"), inbox);
}

#[test]
fn a_newcomer_who_is_put_off_waits_again_on_that_day() {
    let home = Home::new();
    let cards = "BEGIN:VCARD\nVERSION:4.0\nFN:Ana\nEND:VCARD\n";
    std::fs::write(home.path("one.vcf"), cards).unwrap();
    check(
        &home,
        &[
            (&format!("import {}", home.path("one.vcf").display()), 0, ""),
            ("inbox", 0, "Ana"),
            ("later ana 1w", 0, ""),
            ("inbox", 0, "nobody is waiting"),
            ("--today 2026-11-29 inbox", 0, "Ana"),
        ],
    );
}
