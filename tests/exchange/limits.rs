//! Whatever a file holds, reading it ends in bounds of time and memory.

use std::fs;

use ties::clock::Clock;
use ties::domain::change::Change;
use ties::domain::draft::Parsed;
use ties::domain::import::{Policy, plan};
use ties::domain::rules::Rules;
use ties::store::Store;

use super::{counts, read, read_bytes};

#[test]
fn hostile_sizes_end_in_bounds() {
    let nested = read_bytes("BEGIN:VCARD\n".repeat(100_000).as_bytes()).unwrap();
    assert_eq!((nested.read, nested.skipped.len()), (100_000, 100_000));
    let folded = format!(
        "BEGIN:VCARD\nFN:A\nNOTE:{}\nEND:VCARD\n",
        "a\n ".repeat(1_000_000)
    );
    let folded = read_bytes(folded.as_bytes()).unwrap();
    assert_eq!(folded.drafts[0].note.as_ref().unwrap().len(), 1_000_000);
    let huge = format!(
        "BEGIN:VCARD\nFN:A\nNOTE:{}\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n",
        "a".repeat(17_000_000)
    );
    let huge = read_bytes(huge.as_bytes()).unwrap();
    assert_eq!(huge.skipped[0].why, "a card of more than 16 MB");
    assert_eq!(huge.drafts[0].name, "B");
    let wide = format!(
        "First Name,Last Name,Connected On{}\n",
        ",x".repeat(100_000)
    );
    let wide = read_bytes(wide.as_bytes()).unwrap_err().to_string();
    assert!(wide.contains("a table of thousands of columns"), "{wide}");
    let never_closed = format!(
        "First Name,Last Name,Connected On\nA,B,\"01 Jan 2020\n{}",
        "x,y,z\n".repeat(100_000)
    );
    let never_closed = read_bytes(never_closed.as_bytes()).unwrap();
    assert!(never_closed.skipped[0].why.contains("never closed"));
}

/// That a file is refused for so many records.
#[track_caller]
fn check_refused(text: &str) {
    let why = read_bytes(text.as_bytes()).unwrap_err().to_string();
    let said = "more than 200000 records, which is the most ties reads at once; split it";
    assert!(why.ends_with(said), "{why}");
}

#[test]
fn more_people_than_anybody_knows_are_refused_by_number() {
    check_refused(&"BEGIN:VCARD\n".repeat(200_001));
    check_refused(&("Name,Given Name,Family Name\n".to_owned() + &"a,b,c\n".repeat(200_001)));
    let numbers = "1,".repeat(200_000);
    check_refused(&format!(
        "{{\"metadata\":{{\"format_version\":1}},\"contacts\":[{numbers}1]}}"
    ));
}

#[test]
fn rows_in_which_nothing_is_are_no_records() {
    let rows = ",,\n".repeat(300_000);
    let text = format!("Name,Given Name,Family Name\n{rows}Ana Sousa,,\n , ,\n");
    let parsed = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(
        (counts(&parsed), parsed.drafts[0].line),
        ((1, 0, 0), 300_002)
    );
}

#[test]
fn what_is_not_understood_is_said_as_far_as_anybody_reads() {
    let junk = "x\n".repeat(30_000);
    for text in [
        format!("BEGIN:VCARD\nFN:A\n{junk}END:VCARD\n"),
        format!("[format]\nprogram=abook\n\n[0]\nname=A\n{junk}"),
        format!("### Friends:\n- A\n### Notes:\n{}", "- x\n".repeat(30_000)),
    ] {
        let Parsed {
            drafts, warnings, ..
        } = read_bytes(text.as_bytes()).unwrap();
        let last = warnings.last().map(|last| last.why.as_str());
        assert_eq!((drafts.len(), warnings.len()), (1, 10_001));
        assert_eq!(
            last,
            Some("from here on more is not understood than is said")
        );
    }
}

#[test]
fn what_is_too_long_for_a_record_costs_nothing_but_itself() {
    let card = format!("BEGIN:VCARD\nFN:A\n{}END:VCARD\n", "A:\n".repeat(200_001));
    let card = read_bytes((card + "BEGIN:VCARD\nFN:B\nEND:VCARD\n").as_bytes()).unwrap();
    assert_eq!(card.skipped[0].why, "a card of more than 200000 properties");
    assert_eq!(card.drafts[0].name, "B");
    let long = format!(
        "{{\"display_name\":\"A\",\"x\":[{}1]}}",
        "1,".repeat(2_000_000)
    );
    let json = format!(
        "{{\"metadata\":{{\"format_version\":1}},\"contacts\":[{long},{{\"display_name\":\"B\"}}]}}"
    );
    let json = read_bytes(json.as_bytes()).unwrap();
    assert_eq!(json.skipped[0].why, "a record of more than 4 MB");
    assert_eq!(json.drafts[0].name, "B");
}

/// None of these is read in a time that grows with the square of its length, which would be
/// minutes.
#[test]
fn twice_as_long_takes_twice_the_time() {
    let part = |at| {
        format!("window.YTD.following.part{at} = [{{\"following\":{{\"accountId\":\"{at}\"}}}}]\n")
    };
    let x: String = (0..100_000).map(part).collect();
    assert!(read_bytes(x.as_bytes()).unwrap().remarks[0].starts_with("X gives 100000"));
    let tags = "@x ".repeat(1_000_000);
    let friends = read_bytes(format!("### Friends:\n- Ana {tags}\n").as_bytes()).unwrap();
    assert_eq!(friends.drafts[0].tags, ["x"]);
    let streets = "address=Quay 1\n".repeat(70_000);
    let abook = format!("[format]\nprogram=abook\n\n[0]\nname=A\n{streets}");
    assert_eq!(read_bytes(abook.as_bytes()).unwrap().drafts.len(), 1);
    let nobodies: String = (0..50_000)
        .map(|at| {
            format!(
                "{{\"uuid\":\"c{at}\",\"properties\":{{}},\"data\":[{{\"type\":\"activity\",\
                 \"values\":[\"a{at}\"]}}]}},"
            )
        })
        .collect();
    let monica = format!(
        "{{\"version\":\"1.0-preview.1\",\"account\":{{\"data\":[{{\"type\":\"contact\",\
         \"values\":[{nobodies}{{\"properties\":{{\"first_name\":\"Ana\"}}}}]}}]}}}}"
    );
    assert_eq!(
        counts(&read_bytes(monica.as_bytes()).unwrap()),
        (50_001, 50_000, 0)
    );
}

/// Cards with photos, more than are held.
fn with_photos() -> String {
    let photo = "A".repeat(150_000);
    let card = |at: usize| {
        format!(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u{at}\r\nFN:Né {at}\r\n\
             NOTE:Tells of number {at} at some length\r\nPHOTO;ENCODING=b:{photo}\r\nEND:VCARD\r\n"
        )
    };
    (0..130).map(card).collect()
}

#[test]
fn what_a_long_file_holds_comes_in_whole_or_not_at_all() {
    let today = "2026-11-22".parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.vcf");
    let text = with_photos();
    fs::write(&path, &text).unwrap();
    let mut store = Store::in_memory(Clock::fixed(today)).unwrap();
    let planned = |store: &Store| {
        let files = vec![(path.clone(), read(&path).unwrap())];
        plan(&store.known().unwrap(), files, &Policy::default())
    };
    let first = planned(&store);
    fs::write(&path, text.replace("length", "LENGTH")).unwrap();
    let import = Change::Import(Box::new(first));
    let why = store.apply(&import, &Rules::default(), today).unwrap_err();
    assert!(
        why.to_string()
            .ends_with("has changed since it was read; nothing was imported; import it again"),
        "{why}"
    );
    assert_eq!(store.known().unwrap().len(), 0);
    let again = Change::Import(Box::new(planned(&store)));
    store.apply(&again, &Rules::default(), today).unwrap();
    assert_eq!(store.known().unwrap().len(), 130);
    assert!(!planned(&store).changes_anything());
}
