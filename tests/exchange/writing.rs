//! What ties writes reads back as what it was.

use std::collections::HashMap;
use std::path::PathBuf;

use ties::clock::Clock;
use ties::domain::card::Card;
use ties::domain::change::Change;
use ties::domain::draft::Parsed;
use ties::domain::folder::Also;
use ties::domain::import::{Policy, plan};
use ties::domain::rules::Rules;
use ties::exchange::vcard::Edition;
use ties::exchange::{csv_out, vcard};
use ties::store::Store;

use super::{parsed, read_bytes};

fn cards_of(files: Vec<Parsed>) -> Vec<Card> {
    let today = "2026-11-22".parse().unwrap();
    let mut store = Store::in_memory(Clock::fixed(today)).unwrap();
    let files = files
        .into_iter()
        .map(|parsed| (PathBuf::from("file"), parsed))
        .collect();
    let plan = plan(&[], files, &Policy::default());
    store
        .apply(&Change::Import(Box::new(plan)), &Rules::default(), today)
        .unwrap();
    store.cards(None).unwrap()
}

/// What a person would call the same: everything but ids and where it came from.
fn same(mut card: Card) -> Card {
    card.uid = String::new();
    card.sources.clear();
    // A table holds each kind in columns of its own; within a kind the order stays.
    card.methods.sort_by_key(|method| method.kind);
    for (at, method) in (1..).zip(&mut card.methods) {
        method.id = ties::domain::id::MethodId(at);
    }
    for (at, occasion) in (1..).zip(&mut card.occasions) {
        occasion.id = ties::domain::id::OccasionId(at);
    }
    for (at, relation) in (1..).zip(&mut card.relations) {
        relation.id = ties::domain::id::RelationId(at);
    }
    card
}

fn everybody() -> Vec<Card> {
    let odd = "BEGIN:VCARD\nVERSION:3.0\nFN:Odd\\, \\; Name\\\\ \nN:Name;Odd;;;\n\
               NOTE:=1+1\\n\\nline; two\\, three\\\\n\nCATEGORIES:a\\,b,@c,d ::: e,\\\\:::\n\
               CATEGORIES:* f,\\\\* g,* Other Contacts,other contacts\nTITLE:-x\n\
               X-TIES-TIE:weak\nX-TIES-CADENCE:never\nX-TIES-MET:RustFest\nX-TIES-MET-ON:2024-05-06\n\
               X-TIES-CITY:Oslo\nX-TIES-INTEREST:rust\nitem1.X-TIES-DETAIL:the boat fair\n\
               item1.X-ABLabel:Met at\nitem3.X-TIES-DETAIL:of it\nitem3.X-ABLabel:* first\n\
               BDAY;VALUE=text:circa 1985\nitem2.X-ABDATE;X-TIES-ONCE=TRUE:2027-05-01\nitem2.X-ABLabel:wedding\n\
               item4.X-ABDATE;X-TIES-ONCE=TRUE:2027-05-02\nitem4.X-ABLabel:Other Contacts\n\
               X-SOCIALPROFILE;TYPE=matrix:@odd:example.org\n\
               X-SOCIALPROFILE;TYPE=x:xmpp:odd\nORG:;Research\n\
               X-PHONETIC-FIRST-NAME:Odo\nX-PHONETIC-LAST-NAME:Neim\nTEL:+44 20 7946 0009\nTEL:'0\nEND:VCARD\n";
    cards_of(vec![
        parsed("apple-icloud.vcf"),
        parsed("vcard40-nextcloud.vcf"),
        parsed("vcard21-android-qp.vcf"),
        parsed("bday-variants.vcf"),
        parsed("google-new.csv"),
        parsed("linkedin/Connections.csv"),
        read_bytes(odd.as_bytes()).unwrap(),
    ])
}

#[track_caller]
fn check(written: &str, cards: Vec<Card>) {
    let read = read_bytes(written.as_bytes()).unwrap();
    assert_eq!((read.skipped, read.warnings), (Vec::new(), Vec::new()));
    let mut again = Vec::new();
    // One at a time, so that nobody is taken for somebody else.
    for draft in read.drafts {
        again.extend(cards_of(vec![Parsed {
            read: 1,
            drafts: vec![draft],
            ..Parsed::of(read.kind)
        }]));
    }
    assert_eq!(again.len(), cards.len());
    for (again, card) in again.into_iter().zip(cards) {
        let again = Card {
            id: card.id,
            ..again
        };
        assert_eq!(same(again), same(card));
    }
}

#[test]
fn a_written_vcard_reads_back() {
    let cards = everybody();
    let written = vcard::write(&cards);
    for line in written.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
        assert!(!line.contains(['\r', '\n']));
    }
    assert!(written.contains("X-ABDATE;X-TIES-ONCE=TRUE:2027-05-01"));
    check(&written, cards);
}

#[test]
fn a_written_vcard_of_either_edition_reads_back() {
    let cards = everybody();
    let written = vcard::write_whole(&cards, &HashMap::new(), Edition::V4);
    for line in written.split("\r\n") {
        assert!(line.len() <= 75, "{line}");
    }
    for says in [
        "VERSION:4.0",
        "BDAY:--0412",
        "BDAY:19850412",
        "BDAY;VALUE=text:circa 1985",
        "\r\nEMAIL;TYPE=",
    ] {
        assert!(written.contains(says), "{says}\n{written}");
    }
    for word in ["X-APPLE-OMIT-YEAR", "TYPE=INTERNET", "TYPE=CELL"] {
        assert!(!written.contains(word), "{word}");
    }
    check(&written, cards);
}

#[test]
fn what_ties_has_no_word_for_goes_out_with_the_person() {
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nX-SHOE-SIZE:38\r\nREV:1\r\n\
                PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ\r\nTEL:1234567\r\nEND:VCARD\r\n";
    let today = "2026-11-22".parse().unwrap();
    let store_of = |text: &str| {
        let mut store = Store::in_memory(Clock::fixed(today)).unwrap();
        let files = vec![(PathBuf::from("file"), read_bytes(text.as_bytes()).unwrap())];
        let plan = plan(&[], files, &Policy::default());
        let import = Change::Import(Box::new(plan));
        store.apply(&import, &Rules::default(), today).unwrap();
        store
    };
    let written = |store: &Store, edition: Edition| {
        let cards = store.cards(None).unwrap();
        let originals = store.original_cards(&[cards[0].id]).unwrap();
        vcard::write_whole(&cards, &originals, edition)
    };
    let store = store_of(card);
    let first = written(&store, Edition::V3);
    for line in ["X-SHOE-SIZE:38", "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ"] {
        assert_eq!(first.matches(line).count(), 1, "{first}");
    }
    assert!(!first.contains("REV:"));
    // From edition to edition and back nothing is added and nothing lost.
    let fourth = written(&store_of(&first), Edition::V4);
    assert!(fourth.contains("PHOTO:data:image/jpeg;base64,/9j/4AAQ"));
    let again = written(&store_of(&fourth), Edition::V3);
    let without_uid = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| !line.starts_with("UID:"));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(without_uid(&again), without_uid(&first));
}

#[test]
fn a_written_table_reads_back() {
    let cards = everybody();
    let written = csv_out::write(&cards);
    assert!(written.contains("'=1+1"));
    assert!(written.contains(",+44 20 7946 0009"));
    assert!(written.contains("wedding (once),2027-05-01"));
    assert!(written.contains(",Other Contacts (once),2027-05-02"));
    check(&written, cards);
}

#[test]
fn a_written_table_reads_back_whatever_notes_quote() {
    let ana = |note: &str| {
        let note = note.replace(',', "\\,").replace('\n', "\\n");
        let card =
            format!("BEGIN:VCARD\nFN:Ana Sousa\nTEL:''''\nTEL:=+1\nNOTE:{note}\nEND:VCARD\n");
        cards_of(vec![read_bytes(card.as_bytes()).unwrap()])
    };
    let columns = csv_out::write(&ana("a note"));
    let columns = columns.lines().next().unwrap().matches(',').count();
    for quoted in [
        "see:\nBEGIN:VCARD\nEND:VCARD",
        "see:\n[format]\nprogram=abook\n\n[0]",
        "see:\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nAna,Sousa",
        "see:\n\"First Name\",\"Last Name\",\"Connected On\"\nend",
        &format!("see:\nBo{}\nend", ",".repeat(columns)),
    ] {
        let cards = ana(quoted);
        assert_eq!(cards[0].note.as_deref(), Some(quoted));
        check(&csv_out::write(&cards), cards);
    }
}

#[test]
fn whatever_ended_the_lines_of_a_table_ends_them_as_in_a_card() {
    let table = b"First Name,Last Name,E-mail Address,Home Street,Home City,Notes\r\n\
        Ana,Sousa,ana@example.com,\"Quay 1\rLoft\r\nBell 2\",Lisbon,\"one\r\ntwo\rthree\"\r\n";
    let cards = cards_of(vec![read_bytes(table).unwrap()]);
    assert_eq!(
        cards[0].addresses[0].street.as_deref(),
        Some("Quay 1\nLoft\nBell 2")
    );
    assert_eq!(cards[0].note.as_deref(), Some("one\ntwo\nthree"));
    check(&vcard::write(&cards), cards.clone());
    check(&csv_out::write(&cards), cards);
}

#[test]
fn whoever_is_called_formally_here_stays_so() {
    let card = b"BEGIN:VCARD\nFN:Ines\nN:Okafor;Ines;;Dr.;PhD\nEND:VCARD\n";
    let mut cards = cards_of(vec![read_bytes(card).unwrap()]);
    cards[0].name = "Dr. Ines Okafor".to_owned();
    check(&vcard::write(&cards), cards.clone());
    check(&csv_out::write(&cards), cards);
}

#[test]
fn what_a_note_says_of_ties_stays_in_a_card_for_others() {
    let card = b"BEGIN:VCARD\nFN:Ana\nUID:a\nNOTE:see X-TIES-TIE:latent\nEND:VCARD\n";
    let cards = cards_of(vec![read_bytes(card).unwrap()]);
    let text = vcard::write_shared(&cards[0], &[Also::Notes]);
    assert!(
        text.contains("\r\nNOTE:see X-TIES-TIE:latent\r\n"),
        "{text}"
    );
    assert!(!text.contains("\r\nX-TIES-TIE"), "{text}");
}
