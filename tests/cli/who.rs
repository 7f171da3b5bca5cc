//! Whom a name, a number or an address means, and who is left alone.

use crate::{check, some_people};

#[test]
fn what_is_done_by_id_address_or_name_reaches_the_same_contact() {
    let home = some_people();
    let uid = home.json("show 1 --json")["contact"]["uid"]
        .as_str()
        .unwrap()
        .to_owned();
    for who in [
        "1",
        uid.as_str(),
        "ANA@example.org",
        "ana sousa",
        "Ána Sóusa",
        "aninha",
        "sousa",
    ] {
        let shown = home.json(&format!("show '{who}' --json"));
        assert_eq!(shown["contact"]["id"], 1, "{who}");
    }
}

#[test]
fn case_and_typing_never_matter_in_any_script() {
    let home = some_people();
    check(
        &home,
        &[
            ("add 'Νίκος Παπάς'", 0, "id 6"),
            ("list ΝΙΚΟΣ", 0, "Νίκος Παπάς"),
            ("show 'ΝΙΚΟΣ ΠΑΠΑΣ'", 0, "Νίκος Παπάς"),
            ("add 'ΝΊΚΟΣ ΠΑΠΆΣ'", 0, "there is another Νίκος Παπάς, id 6"),
            ("add 'Mia O’Brien'", 0, "id 8"),
            ("list oʼbrien", 0, "Mia O’Brien"),
            ("doctor", 0, "all is well"),
        ],
    );
}

#[test]
fn where_nothing_is_guessed_the_one_found_is_named() {
    let home = some_people();
    for verb in ["archive", "delete"] {
        let ended = home.run(&format!("{verb} omar"));
        assert_eq!(ended.code, Some(3));
        assert!(ended.err.contains("only a part of a name"), "{}", ended.err);
        assert!(ended.err.contains("  3  Omar Haddad"), "{}", ended.err);
    }
}

#[test]
fn a_second_person_of_a_name_is_added_and_said() {
    let home = some_people();
    let ended = home.run("add 'ana SOUSA'");
    assert_eq!(
        (ended.code, ended.err.as_str()),
        (
            Some(0),
            "added ana SOUSA, id 6 · ties undo\nthere is another Ana Sousa, id 1 · ties undo\n"
        )
    );
}

#[test]
fn nothing_is_logged_with_somebody_who_is_deleted_or_archived() {
    let home = some_people();
    home.ok("delete 1");
    home.ok("archive 2");
    let told = "Ana Sousa is deleted; `ties bring-back 1` brings them back first";
    check(
        &home,
        &[
            ("log 1", 1, told),
            ("note 1 words", 1, told),
            ("later 1 3w", 1, told),
            ("next 1 call", 1, told),
            ("mind 1", 1, told),
            ("tie 1 weak", 1, told),
            ("relate 3 knows 1", 1, told),
            ("log 2", 1, "Bea Lindqvist is archived; `ties bring-back 2`"),
            ("show 1", 0, "deleted"),
            ("show 2", 0, "archived"),
            ("bring-back ana@example.org", 0, "Ana"),
            ("note 1 words", 0, "noted"),
        ],
    );
}
