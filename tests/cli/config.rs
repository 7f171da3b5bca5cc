//! What the config file changes.

use crate::home::Home;
use crate::{check, some_people};

#[test]
fn without_a_filter_the_order_is_the_filters() {
    let home = Home::new();
    home.ok("demo --save demo.db");
    for order in ["given", "family"] {
        std::fs::write(home.path("c.toml"), format!("name_order = \"{order}\"\n")).unwrap();
        let list = |filter: &str| home.ok(&format!("--db demo.db --config c.toml list {filter}"));
        assert_eq!(list(""), list("is:active,paused,dormant"));
    }
}

#[test]
fn the_config_in_force_reads_back_as_itself() {
    let home = some_people();
    std::fs::create_dir_all(home.path(".config/ties")).unwrap();
    let file = home.path(".config/ties/config.toml");
    std::fs::write(
        &file,
        "budget = 1\ndate_order = \"month-first\"\n[cadence]\nstrong = 30\n[log]\nchannel = \"call\"\nby = \"them\"\n[labels]\nweak = \"far\"\n",
    )
    .unwrap();
    check(
        &home,
        &[
            ("budget", 0, "1 a week"),
            ("log ana", 0, ""),
            ("show ana", 0, "call, they started"),
            ("show ana", 0, "strong, every 30 days"),
            ("show bea lindqvist", 0, "far, every 90 days"),
            ("occasion ana wedding 3/4", 0, ""),
            ("show ana", 0, "4 March"),
        ],
    );
    let printed = home.ok("config");
    std::fs::write(&file, &printed).unwrap();
    let said = home.ok("config");
    let settings = |text: &str| text.lines().skip(2).collect::<Vec<_>>().join("\n");
    assert_eq!(settings(&said), settings(&printed));
    std::fs::write(&file, "budget = 3\nbugdet = 4\n").unwrap();
    check(
        &home,
        &[(
            "list",
            2,
            "config.toml:2:1: there is no setting “bugdet”; did you mean budget?",
        )],
    );
}

#[test]
fn keys_that_two_actions_would_share_are_refused_with_both_and_the_line() {
    let home = Home::new();
    let refused = |config: &str, expected: &str| {
        std::fs::write(home.path("c.toml"), config).unwrap();
        check(&home, &[("--config c.toml list", 2, expected)]);
    };
    refused(
        "budget = 2\n[keys]\nundo = \"p\"\n",
        "c.toml:3:8: undo: “p” already stands for pause",
    );
    refused(
        "[keys]\nlog = \"l\"\n",
        "c.toml:2:7: log: “l” already stands for tie-next",
    );
}

#[test]
fn a_renamed_meal_is_still_face_to_face() {
    let home = some_people();
    let config = "[channels]\nmessage = \"text\"\nmeal = \"in person\"\nsupper = \"in person\"\n";
    std::fs::write(home.path("c.toml"), config).unwrap();
    check(
        &home,
        &[
            ("log ana --via meal --by them", 0, ""),
            ("--config c.toml channel rename meal supper", 0, "renamed"),
            ("--config c.toml log 2 --via supper", 0, ""),
        ],
    );
    let week = &home.json("--config c.toml due --json")["week"];
    assert_eq!(week["reached"], 2, "face to face counts whoever started it");
}

#[test]
fn a_label_from_the_config_is_understood_for_its_tie() {
    let home = some_people();
    std::fs::write(home.path("c.toml"), "[labels]\nweak = \"Loose\"\n").unwrap();
    check(
        &home,
        &[
            ("--config c.toml tie 3 loose", 0, "Omar"),
            ("--config c.toml list tie:loose", 0, "Omar Haddad"),
            ("--config c.toml list tie:inner,loose omar", 0, "Loose"),
            ("--config c.toml add Cy --tie loose", 0, "added Cy"),
            ("--config c.toml tie 3 close", 2, "strong, moderate, Loose"),
            ("--config c.toml list tie:w", 0, "Cy"),
            ("list tie:loose", 2, "loose"),
        ],
    );
    assert!(
        !home
            .ok("--config c.toml list not:tie:loose")
            .contains("Omar")
    );
}
