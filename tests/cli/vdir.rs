//! A folder of cards that is kept in step: both ways, and nothing lost on either side.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::json;

use crate::check;
use crate::home::Home;

const ANA: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:ana\r\nFN:Ana Sousa\r\nN:Sousa;Ana;;;\r\n\
                   item1.TEL:+351 21 555 0100\r\nitem1.X-ABLabel:Boat club\r\n\
                   EMAIL;TYPE=HOME:ana@example.org\r\nTITLE:Designer\r\nX-PETS:two; cats\r\n\
                   END:VCARD\r\n";

/// A home with a folder of cards that holds Ana and these others.
fn folder(others: &[&str]) -> Home {
    let home = Home::new();
    fs::create_dir(home.path("cards")).unwrap();
    settings(&home, "");
    write(&home, "ana", ANA);
    for name in others {
        write(&home, &name.to_lowercase(), &card(name, ""));
    }
    home
}

fn settings(home: &Home, more: &str) {
    fs::create_dir_all(home.path(".config/ties")).unwrap();
    let text = format!("[vdir]\npath = \"~/cards\"\n{more}");
    fs::write(home.path(".config/ties/config.toml"), text).unwrap();
}

fn card(name: &str, more: &str) -> String {
    let uid = name.to_lowercase();
    format!("BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:{name}\n{more}END:VCARD\n")
}

fn file(home: &Home, name: &str) -> PathBuf {
    home.path("cards").join(format!("{name}.vcf"))
}

fn write(home: &Home, name: &str, text: &str) {
    fs::write(file(home, name), text).unwrap();
}

fn read(home: &Home, name: &str) -> String {
    fs::read_to_string(file(home, name)).unwrap()
}

/// Changes a card as another program would.
#[track_caller]
fn edit(home: &Home, name: &str, from: &str, to: &str) {
    let text = read(home, name);
    assert!(text.contains(from), "{text}");
    write(home, name, &text.replace(from, to));
}

#[track_caller]
fn sync(home: &Home) -> String {
    home.ok("vdir sync")
}

/// That a sync has nothing to say and changes nothing.
#[track_caller]
fn is_quiet(home: &Home) {
    let before = home.ok("export --to json");
    let ended = home.run("vdir sync");
    assert_eq!(
        (ended.code, ended.text().as_str(), ended.err.as_str()),
        (Some(0), "", "")
    );
    assert_eq!(home.ok("export --to json"), before);
}

#[test]
fn a_first_sync_brings_everyone_quietly_and_writes_nothing() {
    let home = folder(&["Bea", "Omar"]);
    home.ok("add Bea --tie strong --email bea@example.org");
    check(
        &home,
        &[
            ("vdir sync --dry-run", 0, "nothing was written"),
            ("list --tsv", 0, "Bea"),
            ("vdir sync", 0, "synced cards: 3 new · ties undo"),
            ("show ana", 0, "latent"),
            ("due", 0, ""),
        ],
    );
    assert_eq!(read(&home, "ana"), ANA);
    is_quiet(&home);
    let shown = home.json("show ana@example.org --json");
    assert_eq!(shown["contact"]["title"], "Designer");
}

#[test]
fn what_changed_on_one_side_goes_to_the_other() {
    let home = folder(&["Bea"]);
    sync(&home);
    edit(&home, "ana", "TITLE:Designer", "TITLE:Head of design");
    check(
        &home,
        &[
            (
                "vdir sync --json",
                0,
                "\"changed\":[{\"name\":\"Ana Sousa\",\"fields\":[\"title\"]}]",
            ),
            ("show ana", 0, "Head of design"),
        ],
    );
    home.ok("edit ana --org 'Größe; Höhe' --phone '+351 21 555 0199' --birthday '3 may'");
    let before = read(&home, "ana");
    assert!(sync(&home).contains("written"));
    let after = read(&home, "ana");
    let added = "TEL:+351 21 555 0199\r\nORG:Größe\\; Höhe\r\n";
    let (head, end) = before.split_once("END:VCARD").unwrap();
    assert!(
        after.starts_with(head) && after.ends_with(&format!("END:VCARD{end}")),
        "{after}"
    );
    for line in added.lines() {
        assert!(after.contains(line), "{after}");
    }
    is_quiet(&home);
    // What only ties knows stays out of it.
    home.ok("note ana 'likes azulejos'");
    home.ok("tie ana strong");
    home.ok("log ana --note 'so far'");
    is_quiet(&home);
    assert_eq!(read(&home, "ana"), after);
}

#[test]
fn both_sides_of_one_card_are_joined_property_by_property() {
    let home = folder(&[]);
    sync(&home);
    edit(&home, "ana", "TITLE:Designer", "TITLE:Head of design");
    home.ok("edit ana --org Acme --email ana@acme.example");
    let told = sync(&home);
    assert!(
        told.contains("changed") && told.contains("written"),
        "{told}"
    );
    let text = read(&home, "ana");
    assert!(
        text.contains("TITLE:Head of design") && text.contains("ORG:Acme"),
        "{text}"
    );
    assert!(text.contains("X-PETS:two; cats\r\n"), "{text}");
    let ana = home.json("show ana@example.org --json");
    assert_eq!(ana["contact"]["title"], "Head of design");
    assert_eq!(
        ana["contact"]["emails"],
        json!(["ana@example.org", "ana@acme.example"])
    );
    is_quiet(&home);
}

#[test]
fn what_both_sides_changed_waits_for_an_answer() {
    for (answer, title, writes) in [("--ours 1", "Mine", true), ("--theirs 1", "Theirs", false)] {
        let home = folder(&[]);
        sync(&home);
        edit(&home, "ana", "TITLE:Designer", "TITLE:Theirs");
        home.ok("edit ana --title Mine");
        let card = read(&home, "ana");
        check(
            &home,
            &[
                ("vdir sync", 0, "title: here Mine, in the card Theirs"),
                ("vdir sync", 0, "ties vdir conflicts"),
                (
                    "vdir conflicts --json",
                    0,
                    "\"ours\":\"Mine\",\"theirs\":\"Theirs\"",
                ),
                ("show ana", 0, "Mine"),
                ("vdir conflicts --both 1", 2, "there is one title only"),
                ("vdir conflicts --ours 9", 3, "no conflict has the number 9"),
            ],
        );
        assert_eq!(read(&home, "ana"), card);
        // An answer is taken back, and waits again.
        home.ok(&format!("vdir conflicts {answer}"));
        check(
            &home,
            &[
                ("vdir conflicts", 0, "nothing waits"),
                ("undo", 0, "title of Ana Sousa"),
                ("vdir conflicts", 0, "here Mine, in the card Theirs"),
                ("show ana", 0, "Mine"),
            ],
        );
        home.ok(&format!("vdir conflicts {answer}"));
        assert_eq!(sync(&home).contains("written"), writes);
        assert_eq!(
            read(&home, "ana"),
            card.replace("TITLE:Theirs", &format!("TITLE:{title}"))
        );
        assert_eq!(home.json("show ana --json")["contact"]["title"], title);
        is_quiet(&home);
    }
}

#[test]
fn of_a_list_both_can_stand() {
    for (answer, mails) in [
        ("--ours 1", vec!["mine@example.org"]),
        ("--theirs 1", vec!["theirs@example.org"]),
        ("--both 1", vec!["mine@example.org", "theirs@example.org"]),
    ] {
        let home = folder(&[]);
        sync(&home);
        edit(&home, "ana", "HOME:ana@", "HOME:theirs@");
        home.ok("edit ana --no-email ana@example.org --email mine@example.org");
        check(&home, &[("vdir sync", 0, "e-mail: here mine@example.org")]);
        home.ok(&format!("vdir conflicts {answer}"));
        sync(&home);
        let mut here: Vec<String> = home.json("show ana --json")["contact"]["emails"]
            .as_array()
            .unwrap()
            .iter()
            .map(|mail| mail.as_str().unwrap().to_owned())
            .collect();
        here.sort();
        assert_eq!(here, mails, "{answer}");
        let text = read(&home, "ana");
        assert_eq!(text.matches("EMAIL").count(), mails.len(), "{text}");
        assert!(mails.iter().all(|mail| text.contains(mail)), "{text}");
        is_quiet(&home);
    }
}

#[test]
fn the_parts_of_a_name_are_asked_about_once() {
    let home = folder(&[]);
    sync(&home);
    edit(&home, "ana", "FN:Ana Sousa", "FN:Ana Santos");
    edit(&home, "ana", "N:Sousa;Ana", "N:Santos;Ana");
    home.ok("edit ana --name 'Ana Silva'");
    sync(&home);
    let waiting = home.json("vdir conflicts --json");
    assert_eq!(
        waiting["conflicts"].as_array().unwrap().len(),
        1,
        "{waiting}"
    );
    home.ok("vdir conflicts --ours 1");
    sync(&home);
    let text = read(&home, "ana");
    assert!(
        text.contains("FN:Ana Silva") && text.contains("N:Silva;Ana;;;"),
        "{text}"
    );
    is_quiet(&home);
}

#[test]
fn whose_card_is_gone_is_put_away_and_only_a_hand_brings_them_back() {
    let home = folder(&["Bea", "Omar"]);
    sync(&home);
    fs::remove_file(file(&home, "bea")).unwrap();
    check(
        &home,
        &[
            ("vdir sync", 0, "put away"),
            ("list is:archived", 0, "Bea"),
            ("undo", 0, "synced cards: 1 put away"),
            ("list", 0, "Bea"),
        ],
    );
    is_quiet(&home); // it is known that the card is gone
    home.ok("redo");
    write(&home, "bea", &card("Bea", "TITLE:Cook\n"));
    sync(&home);
    check(
        &home,
        &[("list is:archived", 0, "Bea"), ("show bea", 0, "Cook")],
    );
    home.ok("bring-back bea");
    is_quiet(&home);
}

#[test]
fn a_folder_that_is_not_there_puts_nobody_away() {
    let home = folder(&["Bea", "Omar", "Cy", "Dee"]);
    sync(&home);
    let before = home.ok("export --to json");
    fs::rename(home.path("cards"), home.path("away")).unwrap();
    check(&home, &[("vdir sync", 3, "there is no such folder")]);
    fs::create_dir(home.path("cards")).unwrap();
    check(&home, &[("vdir sync", 8, "5 of 5 cards are gone at once")]);
    check(&home, &[("vdir sync", 8, "ties vdir sync --really")]);
    write(&home, "ana", ANA);
    write(&home, "bea", &card("Bea", ""));
    check(&home, &[("vdir sync", 8, "3 of 5 cards are gone")]);
    assert_eq!(home.ok("export --to json"), before);
    check(
        &home,
        &[
            ("vdir sync --really", 0, "put away"),
            ("list is:archived", 0, "Omar"),
            ("list", 0, "Ana"),
        ],
    );
}

#[test]
fn what_is_deleted_or_put_away_here_leaves_its_card_alone() {
    let home = folder(&["Bea", "Omar"]);
    sync(&home);
    home.ok("delete bea");
    home.ok("archive omar");
    is_quiet(&home);
    edit(&home, "bea", "END", "TITLE:Cook\nEND");
    edit(&home, "omar", "END", "TITLE:Cook\nEND");
    sync(&home);
    check(
        &home,
        &[
            ("list is:deleted", 0, "Bea"),
            ("list is:archived", 0, "Omar"),
            ("show omar", 0, "Cook"),
        ],
    );
    fs::remove_file(file(&home, "bea")).unwrap();
    is_quiet(&home);
}

#[test]
fn who_is_new_here_gets_a_card_only_where_that_is_set() {
    let home = folder(&[]);
    sync(&home);
    home.ok("add 'Bea Lindqvist' --email bea@example.org --note secret --tag choir");
    home.ok("add Latent --tie latent");
    is_quiet(&home);
    settings(&home, "write_new = true\n");
    check(&home, &[("vdir sync --dry-run", 0, "a card of their own")]);
    check(&home, &[("vdir sync", 0, "a card of their own")]);
    let uid = home.json("show bea --json")["contact"]["uid"].clone();
    let text = read(&home, uid.as_str().unwrap());
    assert!(
        text.contains("FN:Bea Lindqvist") && text.contains("bea@example.org"),
        "{text}"
    );
    for secret in ["secret", "choir", "X-TIES-TIE", "weak"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert_eq!(fs::read_dir(home.path("cards")).unwrap().count(), 2);
    is_quiet(&home);
    home.ok("edit bea --name 'Bea Berg'");
    sync(&home);
    let text = read(&home, uid.as_str().unwrap());
    assert!(
        text.contains("FN:Bea Berg") && text.contains(":Berg;Bea;;;"),
        "{text}"
    );
    is_quiet(&home);
}

#[test]
fn what_ties_alone_knows_goes_into_cards_where_that_is_set() {
    let home = folder(&[]);
    settings(&home, "also = [\"notes\", \"tags\"]\n");
    sync(&home);
    home.ok("note ana 'likes azulejos'");
    home.ok("edit ana --tag choir --tie strong");
    sync(&home);
    let text = read(&home, "ana");
    assert!(text.contains("NOTE:likes azulejos\r\n"), "{text}");
    assert!(
        text.contains("CATEGORIES:choir\r\n") && !text.contains("strong"),
        "{text}"
    );
    is_quiet(&home);
}

#[test]
fn renamed_and_copied_files_are_told_apart_by_uid() {
    let home = folder(&["Bea"]);
    sync(&home);
    fs::rename(file(&home, "bea"), file(&home, "0")).unwrap();
    assert_eq!(sync(&home), "");
    is_quiet(&home);
    fs::copy(file(&home, "ana"), file(&home, "1")).unwrap();
    check(&home, &[("vdir sync", 0, "has the UID of ana.vcf")]);
    home.ok("edit ana --org Acme");
    check(&home, &[("vdir sync", 0, "has the UID of ana.vcf")]);
    assert_eq!(read(&home, "1"), ANA);
    assert!(read(&home, "ana").contains("ORG:Acme"));
    // A card without a UID goes by its file, and by its text where that has another name.
    write(&home, "cy", "BEGIN:VCARD\nVERSION:3.0\nFN:Cy\nEND:VCARD\n");
    fs::remove_file(file(&home, "1")).unwrap();
    sync(&home);
    fs::rename(file(&home, "cy"), file(&home, "2")).unwrap();
    assert_eq!(sync(&home), "");
    is_quiet(&home);
    edit(&home, "2", "END", "TITLE:Cook\nEND");
    sync(&home);
    check(
        &home,
        &[("show cy", 0, "Cook"), ("list is:archived", 0, "")],
    );
}

#[test]
fn taking_a_sync_back_loses_nothing_and_the_next_one_brings_it_again() {
    let home = folder(&["Bea"]);
    sync(&home);
    edit(&home, "ana", "TITLE:Designer", "TITLE:Head of design");
    home.ok("edit bea --org Acme");
    sync(&home);
    let (after, bea) = (home.ok("show ana --json"), read(&home, "bea"));
    home.ok("undo");
    check(
        &home,
        &[("show ana", 0, "Designer"), ("show bea", 0, "Acme")],
    );
    sync(&home);
    assert_eq!(home.ok("show ana --json"), after);
    assert_eq!(read(&home, "bea"), bea);
    is_quiet(&home);
    // What was changed by hand here is undone in the card, too.
    home.ok("edit bea --org Flux");
    sync(&home);
    assert!(read(&home, "bea").contains("ORG:Flux"));
    home.ok("undo");
    sync(&home);
    assert_eq!(read(&home, "bea"), bea);
    is_quiet(&home);
}

#[test]
fn a_sync_that_was_stopped_after_writing_is_finished_by_the_next() {
    let home = folder(&[]);
    sync(&home);
    let db = home.path(".local/share/ties");
    home.ok("edit ana --org Acme --email second@example.org");
    let copy = home.path("copy");
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(&db).unwrap() {
        let entry = entry.unwrap();
        if entry.path().is_file() {
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
    }
    sync(&home);
    let card = read(&home, "ana");
    // The data file as it was before, the folder as it is after.
    let ended = home.run("--db copy/ties.db vdir sync");
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let ended = home.run("--db copy/ties.db vdir sync");
    assert_eq!(
        (ended.text(), ended.code),
        (String::new(), Some(0)),
        "{}",
        ended.err
    );
    assert_eq!(read(&home, "ana"), card);
    assert_eq!(
        home.json("--db copy/ties.db show ana --json")["contact"]["emails"],
        json!(["ana@example.org", "second@example.org"])
    );
}

#[test]
fn cards_that_are_not_right_are_left_alone_and_said() {
    let home = folder(&["Bea"]);
    sync(&home);
    write(
        &home,
        "two",
        &format!("{}{}", card("Cy", ""), card("Dee", "")),
    );
    write(&home, "none", "nothing");
    write(&home, "bea", "torn");
    write(&home, ".hidden", &card("Nobody", ""));
    fs::write(home.path("cards/displayname"), "Phone").unwrap();
    check(
        &home,
        &[
            ("vdir sync", 0, "two.vcf   several cards in one file"),
            ("vdir sync", 0, "bea.vcf"),
            ("list", 0, "Bea"),
        ],
    );
    assert!(!home.ok("list").contains("Nobody"));
    assert_eq!(home.ok("list is:archived"), "");
}

#[test]
fn a_group_of_cards_is_a_tag_of_its_members() {
    let home = folder(&[]);
    let group = "BEGIN:VCARD\nVERSION:3.0\nUID:g\nFN:Sailing\nX-ADDRESSBOOKSERVER-KIND:group\n\
                 X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:ana\nEND:VCARD\n";
    sync(&home);
    write(&home, "g", group);
    sync(&home);
    assert_eq!(
        home.json("show ana --json")["contact"]["tags"],
        json!(["Sailing"])
    );
    is_quiet(&home);
    fs::remove_file(file(&home, "g")).unwrap();
    sync(&home);
    assert_eq!(home.json("show ana --json")["contact"]["tags"], json!([]));
    assert_eq!(read(&home, "ana"), ANA);
    is_quiet(&home);
}

#[test]
fn a_folder_that_may_not_be_written_to_gives_what_it_has() {
    let home = folder(&[]);
    sync(&home);
    edit(&home, "ana", "TITLE:Designer", "TITLE:Head of design");
    home.ok("edit ana --org Acme");
    let cards = home.path("cards");
    fs::set_permissions(&cards, fs::Permissions::from_mode(0o500)).unwrap();
    // Who may do everything is not refused.
    let is_refused = fs::write(cards.join("try"), "").is_err();
    if is_refused {
        let ended = home.run("vdir sync");
        assert_eq!(ended.code, Some(7), "{}", ended.err);
        check(&home, &[("show ana", 0, "Head of design")]);
    }
    fs::set_permissions(&cards, fs::Permissions::from_mode(0o700)).unwrap();
    sync(&home);
    assert!(read(&home, "ana").contains("ORG:Acme"));
}

#[test]
fn without_a_folder_it_says_how_to_set_one() {
    let home = Home::new();
    check(
        &home,
        &[
            (
                "vdir sync",
                2,
                "write path = \"~/contacts\" under [vdir] in",
            ),
            ("vdir conflicts", 0, "nothing waits"),
        ],
    );
    settings(&home, "");
    check(&home, &[("vdir sync", 3, "is it mounted")]);
    assert!(!home.path(".local/share/ties/ties.db").exists());
}

#[test]
fn a_card_that_cannot_be_looked_into_is_not_gone() {
    let home = folder(&["Bea", "Omar"]);
    sync(&home);
    fs::remove_file(file(&home, "ana")).unwrap();
    fs::create_dir(file(&home, "ana")).unwrap();
    fs::remove_file(file(&home, "bea")).unwrap();
    std::os::unix::fs::symlink("/nowhere/bea.vcf", file(&home, "bea")).unwrap();
    let told = sync(&home);
    assert!(!told.contains("put away"), "{told}");
    check(
        &home,
        &[
            ("vdir sync", 0, "left alone  ana.vcf"),
            ("vdir sync", 0, "what it links to is not there"),
            ("show ana --json", 0, "\"standing\":\"active\""),
            ("show bea --json", 0, "\"standing\":\"active\""),
        ],
    );
    // It is read on from where it was.
    fs::remove_dir(file(&home, "ana")).unwrap();
    write(&home, "ana", &ANA.replace("Designer", "Sailor"));
    assert!(sync(&home).contains("title"));
}

#[test]
fn a_new_card_stays_in_the_folder_whatever_the_id_is() {
    let here = folder(&[]);
    here.ok("add Bea --tie strong");
    let whole = here.ok("export --to json");
    let shown = here.json("show bea --json");
    let uid = shown["contact"]["uid"].as_str().unwrap();
    let home = folder(&[]);
    settings(&home, "write_new = true\n");
    fs::write(home.path("all.json"), whole.replace(uid, "../bea")).unwrap();
    home.ok("import all.json");
    assert!(sync(&home).contains("a card of their own"));
    assert!(!home.path("bea.vcf").exists());
    assert_eq!(fs::read_dir(home.path("cards")).unwrap().count(), 2);
    is_quiet(&home);
}

#[test]
fn a_merge_that_is_taken_back_is_taken_back_in_the_card() {
    let home = folder(&[]);
    sync(&home);
    home.ok(
        "add 'Anna Sousa-Lima' --email ana@example.org --phone '+351 21 555 0199' --tie strong",
    );
    home.ok("merge 1 2");
    assert!(sync(&home).contains("written"));
    assert!(read(&home, "ana").contains("TEL:+351 21 555 0199"));
    is_quiet(&home);
    home.ok("undo");
    let before = home.ok("export --to json");
    assert!(sync(&home).contains("written"));
    let card = read(&home, "ana");
    assert!(card.contains("FN:Ana Sousa\r\n"), "{card}");
    for lines in ["Lima", "0199"] {
        assert!(!card.contains(lines), "{card}");
    }
    assert_eq!(home.json("show 1 --json")["contact"]["name"], "Ana Sousa");
    is_quiet(&home);
    // Nobody here has changed by it.
    let people = |text: &str| text.split("\"source\"").next().unwrap().to_owned();
    assert_eq!(people(&home.ok("export --to json")), people(&before));
    home.ok("redo");
    sync(&home);
    assert!(read(&home, "ana").contains("TEL:+351 21 555 0199"));
    is_quiet(&home);
}

#[test]
fn what_is_called_otherwise_here_is_so_in_the_card() {
    let home = folder(&[]);
    let phone = |kind: &str| {
        format!(
            "BEGIN:VCARD\nVERSION:3.0\nUID:other\nFN:Bea\nTEL;TYPE=VOICE,{kind}:+351 21 555 0100\n\
             X-PETS:one\nEND:VCARD\n"
        )
    };
    write(&home, "bea", &phone("CELL"));
    sync(&home);
    // Another address book calls it so.
    for kind in ["CELL", "WORK"] {
        fs::write(home.path("book.vcf"), phone(kind)).unwrap();
        home.ok("import book.vcf --unsure merge");
    }
    assert!(home.ok("show bea").contains("(work)"));
    assert_eq!(sync(&home), "written  Bea  phone\n");
    assert_eq!(read(&home, "bea"), phone("WORK"));
    is_quiet(&home);
    // And the other way round it comes as it always did.
    edit(&home, "bea", "VOICE,WORK", "VOICE,HOME");
    assert_eq!(sync(&home), "changed  Bea  phone\n");
    assert!(home.ok("show bea").contains("(home)"));
    is_quiet(&home);
}
