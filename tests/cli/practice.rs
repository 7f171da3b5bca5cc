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
            ("gather --book 1 --on yesterday", 2, ""),
            (
                "gather --book 1 --on 2w",
                0,
                "next step with Ana, Ben and Fay",
            ),
            ("show fay", 0, "dinner"),
            ("undo", 0, "next step with Ana, Ben and Fay"),
        ],
    );
    let fay = home.json("show fay --json");
    assert_eq!(fay["next_steps"], json!([]));
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
            ("review --apply no-answer", 0, "nothing to change"),
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
            ("review --apply no-answer", 0, "nothing to change"),
            ("log ana --unanswered --on 3w", 0, ""),
            ("review", 0, "ties review --apply no-answer"),
            ("review --apply no-answer", 0, "no answer for now"),
            ("undo", 0, ""),
            ("log ana --on 1w", 0, ""),
            ("review --apply no-answer", 0, "nothing to change"),
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
            (
                "review --year",
                0,
                "Met again after more than a year\n  Ana\nNew\n  Ben through Ana\nWrote first\n  Ben",
            ),
        ],
    );
    assert_eq!(
        home.json("review --year --json"),
        json!({
            "schema": 1, "from": "2026-01-01", "to": "2026-11-22", "met_again": [1],
            "new_through": [{"contact": 2, "introduced_by": 1}], "wrote_first": [2]
        })
    );
}
