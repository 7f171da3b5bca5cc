//! Every sample parses to exactly what its README says, and nothing a file may hold breaks
//! a reader.

use std::fs;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use ties::domain::card::MethodKind;
use ties::domain::columns::CHOICES;
use ties::domain::draft::{Skipped, SourceKind, Whom};
use ties::domain::rules::DateOrder;
use ties::exchange::{self, Owner, ReadError, vcard};

use super::{check, outline, parsed, read, read_bytes, sample};

#[test]
fn apple() {
    let parsed = parsed("apple-icloud.vcf");
    assert_eq!(parsed.kind, SourceKind::Vcard);
    assert_eq!(
        (parsed.read, parsed.skipped.len(), parsed.warnings.len()),
        (2, 0, 0)
    );
    check(
        &parsed.drafts[0],
        &[
            "Dr. Ines Marie Okafor, PhD",
            "prefix: Dr.",
            "given: Ines",
            "middle: Marie",
            "family: Okafor",
            "suffix: PhD",
            "org: Northwind Boats; Sails",
            "unit: Rigging",
            "city: Bristol",
            "note: Allergic to nuts, likes opera; ask about the boat.\nSecond line. This line is \
             folded and the fold keeps one of the two spaces.",
            "tag: Sailing",
            "email HomePage: ines@example.com",
            "phone Boat club: +44 20 7946 0000",
            "url mastodon: https://example.org/@ines",
            "address home | 1 Quay Street\nFlat 2 | Bristol | - | BS1 4XX | United Kingdom",
            "birthday = --02-29",
            "anniversary = 2011-09-18",
            "Moved in = --12-05",
            "spouse → Tom Okafor",
        ],
    );
    check(
        &parsed.drafts[1],
        &[
            "Harbour Office",
            "kind: company",
            "org: Harbour Office",
            "phone work: 0117 496 0000",
        ],
    );
    assert_eq!(
        parsed.drafts[0].external_id.as_deref(),
        Some("11111111-AAAA-4AAA-8AAA-000000000001")
    );
    // The cards are kept byte for byte.
    let text = fs::read_to_string(sample("apple-icloud.vcf")).unwrap();
    let cards: String = parsed
        .drafts
        .iter()
        .filter_map(|d| Some(d.card.as_ref()?.held()))
        .collect();
    assert!(text.starts_with(&cards));
    assert!(cards.ends_with("END:VCARD\r\n"));
}

#[test]
fn google_vcard() {
    let parsed = parsed("google.vcf");
    assert_eq!(
        (parsed.read, parsed.skipped.len(), parsed.warnings.len()),
        (1, 0, 0)
    );
    check(
        &parsed.drafts[0],
        &[
            "Tomás Reyes",
            "given: Tomás",
            "family: Reyes",
            "phonetic: Toh-mahs",
            "note: Line one\nLine two",
            "nickname: Tommy",
            "nickname: TR",
            "tag: Climbing",
            "email home: tomas@example.com",
            "email Freelance: t.reyes@example.org",
            "phone mobile: +34 600 000 001",
            "url PROFILE: https://www.google.com/profiles/1000000",
            "birthday = --04-15",
            "Wedding = 2015-06-20",
        ],
    );
}

#[test]
fn android() {
    let parsed = parsed("vcard21-android-qp.vcf");
    assert_eq!(
        (parsed.read, parsed.skipped.len(), parsed.warnings.len()),
        (1, 0, 0)
    );
    check(
        &parsed.drafts[0],
        &[
            "Søren Müller",
            "given: Søren",
            "family: Müller",
            "city: Århus",
            "note: long note that goes over the edge = equals sign and a soft break",
            "nickname: Søs",
            "phone mobile: +45-20-00-00-01",
            "phone Sø: +4520000002",
            "email home: soren@example.com",
            "address home | Lange Gade 1\n2. sal | Århus | - | 8000 | DK",
            "birthday = 1980-05-06",
            "anniversary = 2012-08-04",
        ],
    );
    let card = parsed.drafts[0].card.as_ref().unwrap().held();
    assert!(
        card.contains("X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Søs;1;;;;;;;;;;;;;\r\n")
    );
}

#[test]
fn outlook_vcard_in_a_windows_codepage() {
    let parsed = parsed("vcard21-outlook-cp1252.vcf");
    assert_eq!(
        (parsed.read, parsed.skipped.len(), parsed.warnings.len()),
        (1, 0, 0)
    );
    check(
        &parsed.drafts[0],
        &[
            "Käthe Groß",
            "given: Käthe",
            "family: Groß",
            "org: Café – Zürich",
            "email -: kaethe@example.com",
            "anniversary = 2010-08-17",
        ],
    );
}

#[test]
fn nextcloud() {
    let parsed = parsed("vcard40-nextcloud.vcf");
    assert_eq!(
        (parsed.read, parsed.skipped.len(), parsed.warnings.len()),
        (1, 0, 0)
    );
    check(
        &parsed.drafts[0],
        &[
            "佐藤 花子",
            "given: 花子",
            "family: 佐藤",
            "city: Tokyo",
            "tag: Friends",
            "tag: Book club",
            "phone mobile: +81-3-0000-0001",
            "email -: hanako@example.com",
            "handle signal: hanako.01",
            "address - | 1-1 Example | Tokyo | - | 100-0001 | Japan",
            "birthday = --02-03",
            "anniversary = 2009-08-08",
            "spouse → Ken",
        ],
    );
    let card = parsed.drafts[0].card.as_ref().unwrap().held();
    assert!(
        card.contains("X-PETS;X-WEIRD=\"a:b;c\":two cats\\, one dog; and a semicolon kept raw\n")
    );
}

#[test]
fn every_spelling_of_a_birthday() {
    let parsed = parsed("bday-variants.vcf");
    assert_eq!(parsed.read, 12);
    let birthdays: Vec<String> = parsed
        .drafts
        .iter()
        .map(|draft| outline(draft)[1..].join(" "))
        .collect();
    assert_eq!(
        birthdays,
        [
            "birthday = 1985-04-12",
            "birthday = 1985-04-12",
            "birthday = 1985-04-12",
            "birthday = --04-12",
            "birthday = --04-12",
            "birthday = --04-12",
            "birthday = “circa 1985”",
            "birthday = 1985",
            "birthday = 1985-04",
            "birthday = --04-12",
            "",
            "birthday = --02-29",
        ]
    );
}

#[test]
fn broken_cards_come_in_and_say_what_is_wrong() {
    let parsed = parsed("broken.vcf");
    let found: Vec<(u64, String)> = parsed
        .drafts
        .iter()
        .map(|draft| (draft.line, outline(draft).join(", ")))
        .collect();
    assert_eq!(
        found,
        [
            (1, "Bom Person, email home: bom@example.com".to_owned()),
            (9, "Old Mac Line Ends".to_owned()),
            (13, "Never Ends, phone -: 1".to_owned()),
        ]
    );
    let warnings: Vec<(u64, &str)> = parsed
        .warnings
        .iter()
        .map(|warning| (warning.line, warning.why.as_str()))
        .collect();
    assert_eq!(
        warnings,
        [
            (4, "no property: “this line has no colon”"),
            (13, "a card without END"),
        ]
    );
    assert_eq!((parsed.read, parsed.skipped.len()), (3, 0));
}

#[test]
fn google_csv_as_it_is_now() {
    let parsed = parsed("google-new.csv");
    assert_eq!(parsed.kind, SourceKind::GoogleCsv);
    assert_eq!(
        (parsed.read, parsed.skipped.len(), parsed.warnings.len()),
        (2, 0, 0)
    );
    check(
        &parsed.drafts[0],
        &[
            "Tomás Reyes",
            "given: Tomás",
            "family: Reyes",
            "note: a \"quoted\" note",
            "tag: Climbing",
            "email work: tomas@example.com",
            "phone mobile: 600 000 001",
            "birthday = 1980-05-06",
            "anniversary = 2015-06-20",
            "spouse → Ana",
            "Met at → the boat fair",
        ],
    );
    check(
        &parsed.drafts[1],
        &[
            "Harbour Office",
            "kind: company",
            "org: Harbour Office",
            "phone -: +441174960000",
        ],
    );
}

#[test]
fn google_csv_as_it_was() {
    let parsed = parsed("google-old.csv");
    assert_eq!(parsed.kind, SourceKind::GoogleCsv);
    assert_eq!(parsed.read, 2);
    assert_eq!(parsed.drafts.len(), 1);
    check(
        &parsed.drafts[0],
        &[
            "Ines Okafor",
            "given: Ines",
            "family: Okafor",
            "org: Northwind",
            "title: Rigger",
            "note: two\nlines, with comma",
            "tag: Sailing",
            "tag: starred",
            "email home: ines@example.com",
            "email home: ines.alt@example.com",
            "phone mobile: +44 20 7946 0000",
            "phone mobile: +44 20 7946 0001",
            "birthday = --02-29",
        ],
    );
    assert_eq!(parsed.skipped.len(), 1);
    assert_eq!(parsed.skipped[0].line, 4);
    assert!(parsed.skipped[0].why.contains("Other Contacts"));
}

#[test]
fn linkedin_now() {
    let parsed = parsed("linkedin/Connections.csv");
    assert_eq!(parsed.kind, SourceKind::LinkedinConnections);
    assert_eq!((parsed.read, parsed.drafts.len()), (3, 2));
    check(
        &parsed.drafts[0],
        &[
            "Ines Okafor",
            "given: Ines",
            "family: Okafor",
            "suffix: PhD",
            "org: Northwind Analytics, Inc.",
            "title: Director",
            "met on: 2026-02-08",
            "url LinkedIn: https://www.linkedin.com/in/ines-okafor-000001",
        ],
    );
    check(
        &parsed.drafts[1],
        &[
            "Tomás 🚀 Reyes",
            "given: Tomás 🚀",
            "family: Reyes",
            "org: Contoso",
            "title: Engineer, Platform",
            "met on: 2019-11-14",
            "email -: tomas@example.com",
            "url LinkedIn: https://www.linkedin.com/in/tom%C3%A1s-reyes-000002",
        ],
    );
    assert_eq!(parsed.drafts[0].line, 5);
    assert_eq!(
        parsed.drafts[1].external_id.as_deref(),
        Some("linkedin.com/in/tomás-reyes-000002")
    );
    assert_eq!(parsed.skipped.len(), 1);
    assert_eq!(parsed.skipped[0].line, 7);
}

#[test]
fn linkedin_before_it_had_pages() {
    let parsed = parsed("linkedin/Connections-2021.csv");
    assert_eq!((parsed.read, parsed.skipped.len()), (1, 0));
    check(
        &parsed.drafts[0],
        &[
            "Ines Okafor",
            "given: Ines",
            "family: Okafor",
            "org: Northwind",
            "title: Director",
            "met on: 2020-02-08",
        ],
    );
}

#[test]
fn linkedin_in_its_zip() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Basic_LinkedInDataExport.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("Basic/Profile.csv", options).unwrap();
    zip.write_all(b"First Name,Last Name\nMe,Myself\n").unwrap();
    zip.start_file("Basic/Connections.csv", options).unwrap();
    zip.write_all(&fs::read(sample("linkedin/Connections.csv")).unwrap())
        .unwrap();
    zip.finish().unwrap();
    let from_zip = read(&path).unwrap();
    let by_itself = parsed("linkedin/Connections.csv");
    assert_eq!(from_zip.drafts, by_itself.drafts);
    assert_eq!(from_zip.skipped, by_itself.skipped);

    let mut zip = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    zip.start_file("Profile.csv", options).unwrap();
    zip.finish().unwrap();
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains("the one file in it is none"), "{error}");

    let mut torn = fs::read(&path).unwrap();
    torn.truncate(torn.len() / 2);
    fs::write(&path, torn).unwrap();
    assert!(matches!(read(&path), Err(ReadError::Damaged { .. })));
}

#[test]
fn mail_and_calendars_are_named_and_who_reads_them() {
    let maildir = tempfile::tempdir().unwrap();
    for part in ["cur", "new", "tmp"] {
        fs::create_dir(maildir.path().join(part)).unwrap();
    }
    fs::write(maildir.path().join("cur/1.host:2,S"), "Subject: hi\n\nhi\n").unwrap();
    for (path, what, table) in [
        (sample("calendar.ics"), "a calendar", "[calendar]"),
        (sample("mail.mbox"), "a mailbox", "[mail]"),
        (maildir.path().to_owned(), "a mailbox", "[mail]"),
    ] {
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains(&format!("looks like {what},")), "{error}");
        assert!(error.contains("ties heard"), "{error}");
        assert!(error.contains(table), "{error}");
    }
}

#[test]
fn records_say_where_in_the_card_they_stand() {
    for name in [
        "apple-icloud.vcf",
        "google.vcf",
        "vcard21-android-qp.vcf",
        "vcard21-outlook-cp1252.vcf",
        "vcard40-nextcloud.vcf",
        "broken.vcf",
    ] {
        for draft in parsed(name).drafts {
            let card = draft.card.unwrap().held().to_owned();
            let mut rest = card.clone();
            let mut names = Vec::new();
            for entry in vcard::records(&card, 1) {
                if let vcard::Entry::Record(record) = entry {
                    assert_eq!(&card[record.at.clone()], record.raw);
                    rest = rest.replacen(record.raw, "", 1);
                    names.push(record.name.into_owned());
                }
            }
            assert!(names.contains(&"FN".to_owned()), "{name}");
            // What is no record is BEGIN, END, an empty line or what was warned about.
            let left: Vec<&str> = rest.split(['\r', '\n']).filter(|l| !l.is_empty()).collect();
            assert!(
                left.len() <= 3 && left[0] == "BEGIN:VCARD",
                "{name}: {left:?}"
            );
        }
    }
}

#[test]
fn only_regular_files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["/dev/zero", "/dev/null"] {
        assert!(matches!(
            read(Path::new(path)),
            Err(ReadError::NotAFile { .. })
        ));
    }
    let missing = read(&folder.path().join("missing")).unwrap_err();
    assert!(matches!(missing, ReadError::Io { .. }));
    let big = folder.path().join("big.vcf");
    fs::File::create(&big)
        .unwrap()
        .set_len(200_000_001)
        .unwrap();
    let error = read(&big).unwrap_err().to_string();
    assert!(error.contains("200 MB"), "{error}");
}

#[cfg(unix)]
#[test]
fn a_files_name_need_not_be_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"a\xFF\nb"));
    fs::write(&path, "BEGIN:VCARD\nFN:A\nEND:VCARD\n").unwrap();
    assert_eq!(read(&path).unwrap().drafts[0].name, "A");
}

#[test]
fn a_person_can_stop_a_reader() {
    let cards = "BEGIN:VCARD\nFN:A B\nEND:VCARD\n".repeat(1_000);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    fs::write(&path, cards).unwrap();
    let mut told = Vec::new();
    let stopped = exchange::read(&path, None, &mut |count| {
        told.push(count);
        if told.len() == 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    assert!(matches!(stopped, Err(ReadError::Cancelled)));
    assert_eq!(told, [256, 512]);
}

#[test]
fn line_ends_and_encodings_change_nothing() {
    let plain = "BEGIN:VCARD\nVERSION:3.0\nFN:Søren\nNOTE:a\n b\nEND:VCARD\n";
    let names = |bytes: &[u8]| {
        let parsed = read_bytes(bytes).unwrap();
        assert!(parsed.warnings.is_empty());
        outline(&parsed.drafts[0])
    };
    let expected = names(plain.as_bytes());
    for end in ["\r\n", "\r\r\n", "\r"] {
        assert_eq!(names(plain.replace('\n', end).as_bytes()), expected);
    }
    let utf16: Vec<u16> = "\u{FEFF}"
        .chars()
        .chain(plain.chars())
        .map(|c| c as u16)
        .collect();
    let little: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    assert_eq!(names(&little), expected);
    assert_eq!(names(&big), expected);
    let windows: Vec<u8> = plain.chars().map(|c| c as u8).collect();
    assert_eq!(names(&windows), expected);
}

/// Pieces that real files are made of, in any order.
fn pieces() -> impl proptest::strategy::Strategy<Value = Vec<u8>> {
    use proptest::prelude::*;
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "BEGIN:VCARD\r\n",
            "END:VCARD\n",
            "VERSION:2.1\r",
            "VERSION:4.0\n",
            "FN:",
            "N:",
            "ORG:",
            ";",
            ",",
            ":",
            "\\",
            "\"",
            "=\r\n",
            "=C3=",
            ";ENCODING=QUOTED-PRINTABLE:",
            "item1.",
            "X-ABLabel:_$!<",
            ">!$_",
            "BDAY:",
            "--",
            "1604",
            "\r\n ",
            "AGENT:\n",
            "TYPE=",
            "(",
            "X-ANDROID-CUSTOM:",
            "First Name,Last Name,Connected On\n",
            "Given Name,Family Name,Name\n",
            "First Name,Last Name,Labels,E-mail 1 - Value\n",
            " ::: ",
            "* ",
            "Vorname;Nachname;E-Mail-Adresse;Geburtstag\n",
            "Titre,Pr\u{e9}nom,Nom,Titre,Adresse de messagerie\n",
            "### Friends:\n",
            "### Activities:\n",
            "### Notes:\n",
            "- ",
            "2026-01-04: ",
            "**",
            "_",
            "(a.k.a. ",
            "[0]\n",
            "name=",
            "email=",
            "alias ",
            "-group ",
            "a@b",
            "\t",
            "<",
            ">",
            " # ",
            "\\\n",
            "sep=;\n",
            "SQLite format 3\0",
            "{\"schema\":1",
            "{\"friends_v2\":[",
            "window.YTD.direct_messages.part0 = [",
            "{\"dmConversation\":",
            "{\"name\":\"A\"}",
            "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE\n",
            "1,A,linkedin.com/in/a,B,2026-01-01\n",
            "PK\u{3}\u{4}",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        proptest::collection::vec(any::<u8>(), 0..6),
        "\\PC{0,6}".prop_map(String::into_bytes),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest::proptest! {
    #[test]
    fn no_bytes_break_a_reader(bytes in pieces()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, &bytes).unwrap();
        let people = SourceKind::all().filter(|kind| *kind != SourceKind::LinkedinInvitations);
        for kind in people.map(Some).chain([None]) {
            let Ok(mut all) = exchange::load_all(&path, kind) else {
                continue;
            };
            let mut loaded = all.remove(0);
            if let Some((columns, mut mapping)) = loaded.columns(DateOrder::DayFirst) {
                let fields = CHOICES.iter().cycle().map(|choice| Some(choice.field));
                mapping.fields = fields.take(columns.len()).collect();
                loaded.mapping = Some(mapping);
            }
            if let Ok(parsed) = loaded.parse(&Owner::default(), &mut |_| ControlFlow::Continue(())) {
                let told = parsed.catch_ups.iter().flat_map(|told| &told.with);
                for whom in told {
                    let is_there = !matches!(whom, Whom::Record(at) if *at >= parsed.drafts.len());
                    proptest::prop_assert!(is_there);
                }
                let taken = match parsed.kind {
                    SourceKind::LinkedinMessages | SourceKind::X => parsed.catch_ups.len(),
                    _ => parsed.drafts.len(),
                };
                proptest::prop_assert_eq!(parsed.read, taken + parsed.skipped.len());
                for draft in &parsed.drafts {
                    proptest::prop_assert!(!draft.name.is_empty());
                    proptest::prop_assert!(draft.external_id.is_some());
                    proptest::prop_assert!(draft.line > 0);
                    for method in &draft.methods {
                        proptest::prop_assert!(!method.value.is_empty() && MethodKind::ALL.contains(&method.kind));
                    }
                }
            }
        }
    }
}

#[test]
fn rows_that_are_ragged_or_unclosed_are_told_by_line() {
    let parsed = read_bytes(
        b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n\
          Ben\n\
          \"Unclosed,Row,u,,,,08 Feb 2020\n\
          Ana,Sousa,,,Acme,,08 Feb 2020\n\
          Eva,Berg,,,,,08 Feb 2020,more\n",
    )
    .unwrap();
    let told = |remarks: &[Skipped]| -> Vec<String> {
        let line = |remark: &Skipped| format!("{}: {}", remark.line, remark.why);
        remarks.iter().map(line).collect()
    };
    let names: Vec<&str> = parsed.drafts.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["Ben", "Ana Sousa", "Eva Berg"]);
    assert_eq!(
        told(&parsed.skipped),
        ["3: its quotation mark is never closed"]
    );
    assert_eq!(
        told(&parsed.warnings),
        [
            "2: only 1 of 7 columns",
            "5: 8 columns where the header has 7; the last are left out"
        ]
    );
}
