//! `ties merge`: it never guesses, says what became what, and is taken back.

use serde_json::json;

use crate::check;
use crate::home::Home;

/// Somebody who is here twice, and two who only look like it.
fn twice() -> Home {
    let home = Home::new();
    check(
        &home,
        &[
            (
                "add Ana Sousa --org Acme --title Designer --city Lisbon --email ana@example.com \
                 --tie weak --note 'likes trams'",
                0,
                "id 1",
            ),
            (
                "add 'A. Sousa' --org Acme --city Porto --email ANA@example.com \
                 --email home@example.com --tie strong --tag choir",
                0,
                "id 2",
            ),
            ("add Omar Haddad --org Genelab", 0, "id 3"),
            ("add Omar Hadad --org genelab", 0, "id 4"),
            ("add Bea Berg", 0, "id 5"),
            ("log 2 --on 3d --note 'new flat'", 0, ""),
        ],
    );
    home
}

#[test]
fn who_may_be_here_twice_is_listed_with_reasons() {
    let home = twice();
    check(
        &home,
        &[
            (
                "merge --scan",
                0,
                "same e-mail ana@example.com · similar names at Acme",
            ),
            ("merge --scan", 0, "(ties merge 2 1)"),
            ("merge --scan omar haddad", 0, "similar names at Genelab"),
            ("merge --scan bea", 0, "nobody looks like somebody else"),
            ("merge --scan nobody", 3, "nobody is called"),
        ],
    );
    assert!(!home.ok("merge --scan 3").contains("Acme"));
    let pairs = home.json("merge --scan --json");
    let told: Vec<_> = pairs["pairs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| {
            (
                pair["keep"]["id"].clone(),
                pair["other"]["id"].clone(),
                pair["reasons"][0].clone(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (json!(2), json!(1), json!("same e-mail ana@example.com")),
            (json!(3), json!(4), json!("similar names at Genelab")),
        ]
    );
    check(
        &home,
        &[
            (
                "merge --two 'Omar Haddad' 'Omar Hadad'",
                0,
                "two people: Omar Haddad and Omar Hadad",
            ),
            ("merge --two 4 3", 0, "nothing to change"),
            ("merge --scan 3", 0, "nobody looks like somebody else"),
            ("undo", 0, "two people"),
            ("merge --scan 3", 0, "similar names"),
        ],
    );
}

#[test]
fn two_become_one_and_are_found_by_either_uid() {
    let home = twice();
    let uid = home.json("show 2 --json")["contact"]["uid"]
        .as_str()
        .unwrap()
        .to_owned();
    let before = home.ok("export --to json");
    let shown = home.ok("merge 1 2 --dry-run");
    assert!(
        shown.contains("Lisbon") && shown.contains("Porto: kept as a detail"),
        "{shown}"
    );
    assert_eq!(home.ok("export --to json"), before);
    check(
        &home,
        &[
            ("merge 1 2", 0, "merged A. Sousa into Ana Sousa · ties undo"),
            (&format!("show {uid}"), 0, "Ana Sousa"),
            ("show 1", 0, "new flat"),
            ("show 1", 0, "home@example.com"),
            ("show 1", 0, "strong"),
            ("show 2", 3, "no contact with the id 2"),
            ("list tag:choir", 0, "Ana Sousa"),
        ],
    );
    let after = home.ok("export --to json");
    home.ok("undo");
    assert_eq!(home.ok("export --to json"), before);
    home.ok("redo");
    assert_eq!(home.ok("export --to json"), after);
    home.ok("undo");
    check(
        &home,
        &[
            (
                "merge 1 2 --second city --first tie",
                0,
                "Lisbon: kept as a detail",
            ),
            ("list city:porto", 0, "weak"),
        ],
    );
}

#[test]
fn nobody_is_merged_by_a_guess() {
    let home = twice();
    check(
        &home,
        &[
            ("merge ana 2", 3, "only a part of a name"),
            ("merge omar 2", 3, "Omar Hadad"),
            ("merge 1", 2, "ties merge WHO WHO"),
            ("merge", 2, "merge --scan"),
            ("merge 1 2 3", 2, "ties merge WHO WHO"),
            ("merge 1 'Ana Sousa'", 2, "one contact already"),
            ("merge 1 99", 3, "99"),
            (
                "merge 1 2 --first city --second city",
                2,
                "city cannot stay of both",
            ),
            ("merge 1 2 --first shoes", 2, "will not do"),
            ("merge --scan --two 1 2", 2, ""),
            ("delete 4", 0, ""),
            ("merge 3 4", 1, "bring-back 4"),
        ],
    );
    assert_eq!(
        home.json("list --json")["contacts"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

#[test]
fn what_became_what_is_told_to_programs() {
    let home = twice();
    let told = home.json("merge 1 2 --json");
    assert_eq!(
        (told["keep"].clone(), told["other"].clone()),
        (json!(1), json!(2))
    );
    let city = told["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["field"] == "city");
    assert_eq!(
        city.unwrap(),
        &json!({
            "field": "city", "first": "Lisbon", "second": "Porto", "becomes": "Lisbon",
            "differs": true, "beside": "kept as a detail",
        })
    );
    let home = twice();
    let shown = home.ok("merge 1 2 --discreet");
    assert!(
        !shown.contains("strong") && !shown.contains("trams"),
        "{shown}"
    );
    assert!(!home.ok("--discreet merge 3 4 --json").contains("\"tie\""));
}
