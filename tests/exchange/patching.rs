//! A card is changed where its meaning changed, and nowhere else: not a byte.

use std::fs;

use proptest::prelude::*;
use ties::domain::card::Address;
use ties::domain::draft::{Draft, DraftMethod};
use ties::domain::folder;
use ties::domain::import::{self, FieldChange, same};
use ties::exchange::vcard::{self, Unpatched};

use super::{read_bytes, sample};

type Fields = Vec<(String, String)>;

/// The cards of all samples, each by itself as it would lie in a folder.
fn sample_cards() -> Vec<(String, Vec<u8>)> {
    let mut cards = Vec::new();
    for name in [
        "apple-icloud.vcf",
        "google.vcf",
        "vcard21-android-qp.vcf",
        "vcard21-outlook-cp1252.vcf",
        "vcard40-nextcloud.vcf",
        "bday-variants.vcf",
        "broken.vcf",
        "vdir/ines.vcf",
    ] {
        let bytes = fs::read(sample(name)).unwrap();
        let begins: Vec<usize> = (0..bytes.len())
            .filter(|at| {
                let starts_line = *at == 0 || matches!(bytes[at - 1], b'\n' | b'\r' | 0xBF);
                starts_line && bytes[*at..].starts_with(b"BEGIN:VCARD")
            })
            .collect();
        for (at, begin) in begins.iter().enumerate() {
            // A byte order mark goes with the first.
            let start = if at == 0 { 0 } else { *begin };
            let end = begins.get(at + 1).copied().unwrap_or(bytes.len());
            cards.push((format!("{name} #{}", at + 1), bytes[start..end].to_vec()));
        }
    }
    assert!(cards.len() > 15);
    cards
}

/// What the one person in a card is, if there is one.
fn person(card: &[u8]) -> Option<Draft> {
    let mut parsed = read_bytes(card).ok()?;
    (parsed.drafts.len() == 1).then(|| parsed.drafts.swap_remove(0))
}

fn lines(card: &[u8]) -> Vec<&[u8]> {
    card.split_inclusive(|byte| *byte == b'\n').collect()
}

/// That the card reads back with the change and everything else as it was, and that what is
/// left of its lines stands there in order, byte for byte.
#[track_caller]
fn check(what: &str, card: &[u8], changes: &[FieldChange], ours: &Draft) {
    let before = person(card).unwrap();
    let patched = vcard::patch(card, changes, ours);
    assert!(patched.is_ok(), "{what}: {changes:?}: {patched:?}");
    let patched = patched.unwrap();
    let mut wanted = import::fields(&before);
    folder::carry_out(&mut wanted, changes);
    let after = import::fields(&person(&patched).unwrap());
    let lacking = |from: &Fields, of: &Fields| -> Fields {
        let is_there = |(field, value): &(String, String)| {
            from.iter().any(|(f, v)| f == field && same(f, v, value))
        };
        let is_renamed = changes.iter().any(|change| change.field == "name");
        // A card without a name of its own is called by something else.
        let follows = |field: &str| match field {
            "labels" | "city" | "kind" => true,
            "name" => !is_renamed,
            _ => false,
        };
        let of = of
            .iter()
            .filter(|pair| !follows(&pair.0) && !is_there(pair));
        of.cloned().collect()
    };
    let told = String::from_utf8_lossy(&patched);
    assert_eq!(lacking(&after, &wanted), [], "{what}: {changes:?}\n{told}");
    assert_eq!(lacking(&wanted, &after), [], "{what}: {changes:?}\n{told}");
    let (old, new) = (lines(card), lines(&patched));
    let stay: Vec<_> = old.iter().filter(|line| new.contains(line)).collect();
    let stood: Vec<_> = new.iter().filter(|line| old.contains(line)).collect();
    assert_eq!(stay, stood, "{what}: {changes:?}");
}

fn change(field: &str, from: Option<&str>, to: Option<&str>) -> FieldChange {
    FieldChange {
        field: field.to_owned(),
        from: from.map(str::to_owned),
        to: to.map(str::to_owned),
    }
}

/// Another value for a field, awkward in every version.
fn another(field: &str) -> Option<&'static str> {
    Some(match field {
        "name" => "Zoë Ängström",
        "given" => "Zoë",
        "family" => "Ängström; the 2nd",
        "middle" | "prefix" | "suffix" => "X.",
        "org" => "Größe, Höhe; Söhne",
        "unit" => "Rigging; Sails",
        "title" => "Head of boats, and a very long title that has to be folded somewhere: éééééé",
        "nickname" => "Zo, e",
        "email" => "another.address+tag@example.org",
        "phone" => "+1 555 0100 999",
        "url" => "https://example.org/a?b=1,2;c",
        "handle" => "@zoe",
        "birthday" => "1990-02-03",
        "tag" => "Choir, alto",
        "note" => "One line; of two,\nand the second",
        field if field.starts_with("occasion:") => "--11-30",
        _ => return None,
    })
}

/// Every single change that can be made to what a card says.
fn changes_of(card: &Draft) -> Vec<FieldChange> {
    let mut all = Vec::new();
    let said = import::fields(card);
    for (field, value) in &said {
        let Some(new) = another(field) else {
            continue;
        };
        all.push(change(field, Some(value), Some(new)));
        if field != "name" {
            all.push(change(field, Some(value), None));
        }
        if import::is_list(field) {
            all.push(change(field, None, Some(new)));
        }
    }
    for field in [
        "given", "org", "unit", "title", "nickname", "email", "phone", "url", "handle",
    ]
    .into_iter()
    .chain([
        "birthday",
        "occasion:anniversary",
        "occasion:Moved in",
        "tag",
        "note",
    ]) {
        if !said.iter().any(|(name, _)| name == field) {
            all.push(change(field, None, another(field)));
        }
    }
    for day in ["--02-29", "1985", "1985-04", "circa 1985", "2001-12-31"] {
        let born = said.iter().find(|(field, _)| field == "birthday");
        all.push(change(
            "birthday",
            born.map(|(_, day)| day.as_str()),
            Some(day),
        ));
    }
    all
}

/// Whether this one may not be said: where a role would take the place of a title that goes,
/// or nothing would be left to be called by.
fn may_be_refused(change: &FieldChange) -> bool {
    matches!(change.field.as_str(), "title" | "org") && change.to.is_none()
}

fn labelled() -> Draft {
    let method = |kind: &str, label: &str| DraftMethod {
        kind: ties::domain::card::MethodKind::from_word(kind).unwrap(),
        label: Some(label.to_owned()),
        value: another(kind).unwrap().to_owned(),
    };
    Draft {
        methods: vec![method("phone", "Boat club"), method("email", "home")],
        ..Draft::default()
    }
}

#[test]
fn nothing_changed_is_not_a_byte_changed() {
    for (name, card) in sample_cards() {
        let same = vcard::patch(&card, &[], &Draft::default());
        assert_eq!(same.as_deref(), Ok(card.as_slice()), "{name}");
    }
}

#[test]
fn one_changed_value_changes_its_lines_alone_in_every_sample() {
    let mut checked = 0;
    for (name, card) in sample_cards() {
        let Some(draft) = person(&card) else {
            continue;
        };
        for change in changes_of(&draft) {
            let changes = std::slice::from_ref(&change);
            if may_be_refused(&change) && vcard::patch(&card, changes, &labelled()).is_err() {
                continue;
            }
            check(&name, &card, changes, &Draft::default());
            check(&name, &card, changes, &labelled());
            checked += 1;
        }
    }
    assert!(checked > 300, "{checked}");
}

#[test]
fn a_label_goes_with_its_line_and_comes_with_a_new_one() {
    let card = fs::read(sample("apple-icloud.vcf")).unwrap();
    let end = card.windows(9).position(|at| at == b"END:VCARD").unwrap();
    let card = &card[..end + 11];
    let told = |changes: &[FieldChange], ours: &Draft| {
        String::from_utf8(vcard::patch(card, changes, ours).unwrap()).unwrap()
    };
    let gone = told(
        &[change("phone", Some("+442079460000"), None)],
        &Draft::default(),
    );
    assert!(!gone.contains("Boat club"), "{gone}");
    let moved = told(
        &[change(
            "phone",
            Some("+44 20 7946 0000"),
            Some("+44 20 7946 0009"),
        )],
        &Draft::default(),
    );
    assert!(
        moved.contains("Boat club") && moved.contains("7946 0009\r\n"),
        "{moved}"
    );
    let new = told(&[change("phone", None, another("phone"))], &labelled());
    assert!(
        new.contains(".TEL:+1 555 0100 999\r\n") && new.matches("X-ABLabel:Boat club").count() == 2,
        "{new}"
    );
}

#[test]
fn an_address_is_added_with_its_parts() {
    let address = Address {
        label: Some("home".to_owned()),
        street: Some("1 Quay; Street\nFlat 2".to_owned()),
        city: Some("Porto".to_owned()),
        postcode: Some("4000".to_owned()),
        ..Address::default()
    };
    let ours = Draft {
        addresses: vec![address.clone()],
        ..Draft::default()
    };
    let line = import::address_text(&address);
    for (name, card) in sample_cards() {
        if person(&card).is_some() {
            check(&name, &card, &[change("address", None, Some(&line))], &ours);
            let with = vcard::patch(&card, &[change("address", None, Some(&line))], &ours).unwrap();
            assert!(
                person(&with).unwrap().addresses.contains(&address),
                "{name}"
            );
            check(&name, &with, &[change("address", Some(&line), None)], &ours);
        }
    }
}

#[test]
fn what_cannot_be_changed_stays_whole() {
    let none = Draft::default();
    let title = [change("title", None, Some("x"))];
    let two = "BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n";
    let utf16: Vec<u8> = "\u{feff}BEGIN:VCARD\nFN:A\nEND:VCARD\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (card, expected) in [
        (two.as_bytes(), Unpatched::NotOneCard),
        (b"nothing", Unpatched::NotOneCard),
        (&utf16, Unpatched::Utf16),
        (
            b"BEGIN:VCARD\nFN:A\nTITLE:x\nROLE:y\nEND:VCARD\n",
            Unpatched::Unsaid("title".to_owned()),
        ),
    ] {
        let changes = match expected {
            Unpatched::Unsaid(_) => [change("title", Some("x"), None)],
            _ => title.clone(),
        };
        assert_eq!(vcard::patch(card, &changes, &none), Err(expected));
    }
}

#[test]
fn a_card_is_changed_in_its_own_style() {
    #[track_caller]
    fn check(card: &str, field: &str, from: Option<&str>, to: Option<&str>, expected: &str) {
        let told = vcard::patch(
            card.as_bytes(),
            &[change(field, from, to)],
            &Draft::default(),
        );
        assert_eq!(String::from_utf8(told.unwrap()).unwrap(), expected);
    }
    let day = |from, to, before: &str, after: &str| {
        let card = |line: &str| format!("BEGIN:VCARD\nVERSION:4.0\nFN:A\n{line}END:VCARD\n");
        check(&card(before), "birthday", from, Some(to), &card(after));
    };
    day(None, "--05-03", "", "BDAY:--0503\n");
    day(None, "1990-05-03", "", "BDAY:19900503\n");
    let year = Some("1985-04-12");
    day(year, "--05-03", "BDAY:1985-04-12\n", "BDAY:--0503\n");
    day(year, "1985-05-03", "BDAY:1985-04-12\n", "BDAY:1985-05-03\n");
    let v3 = "BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n";
    check(
        v3,
        "birthday",
        None,
        Some("--05-03"),
        "BEGIN:VCARD\nVERSION:3.0\nFN:A\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-05-03\nEND:VCARD\n",
    );
    check(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nBDAY:--0415\r\nEND:VCARD",
        "birthday",
        Some("--04-15"),
        Some("--05-03"),
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nBDAY:--0503\r\nEND:VCARD",
    );
    check(
        "BEGIN:VCARD\nVERSION:4.0\nFN:A\nBDAY;VALUE=date:19850412\nEND:VCARD\n",
        "birthday",
        Some("1985-04-12"),
        Some("1986-04-12"),
        "BEGIN:VCARD\nVERSION:4.0\nFN:A\nBDAY:19860412\nEND:VCARD\n",
    );
    check(
        "BEGIN:VCARD\nVERSION:2.1\nFN:A\nEND:VCARD\n",
        "title",
        None,
        Some("Größe"),
        "BEGIN:VCARD\nVERSION:2.1\nFN:A\n\
         TITLE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=B6=C3=9Fe\nEND:VCARD\n",
    );
    check(
        "BEGIN:VCARD\nVERSION:3.0\nFN:A\nNICKNAME:a,b\\,c,d\nEND:VCARD\n",
        "nickname",
        Some("b,c"),
        Some("e"),
        "BEGIN:VCARD\nVERSION:3.0\nFN:A\nNICKNAME:a,e,d\nEND:VCARD\n",
    );
    // The uri stays one, and the other components of a name stay as they are written.
    check(
        "BEGIN:VCARD\nVERSION:4.0\nFN:A\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+81-3-0000-0001\nEND:VCARD\n",
        "phone",
        Some("+81-3-0000-0001"),
        Some("+81 3 0000 0002"),
        "BEGIN:VCARD\nVERSION:4.0\nFN:A\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+81-3-0000-0002\nEND:VCARD\n",
    );
    check(
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Sousa\nN:Sousa;Ana;;Dr.\\, med.;\nEND:VCARD\n",
        "family",
        Some("Sousa"),
        Some("Silva"),
        "BEGIN:VCARD\nVERSION:3.0\nFN:Ana Sousa\nN:Silva;Ana;;Dr.\\, med.;\nEND:VCARD\n",
    );
}

#[test]
fn another_label_changes_the_types_of_its_line_or_what_stands_beside() {
    #[track_caller]
    fn check(version: &str, before: &str, to: &str, after: &str) {
        let card = |lines: &str| {
            format!("BEGIN:VCARD\nVERSION:{version}\nFN:A\n{lines}EMAIL:a@x.example\nEND:VCARD\n")
        };
        let change = change("label:phone:+351 1234567", Some("mobile"), Some(to));
        let told = vcard::patch(card(before).as_bytes(), &[change], &Draft::default());
        assert_eq!(String::from_utf8(told.unwrap()).unwrap(), card(after));
    }
    for (version, before, to, after) in [
        ("3.0", "TEL;TYPE=CELL:", "work", "TEL;TYPE=WORK:"),
        (
            "3.0",
            "TEL;type=CELL;type=pref:",
            "work",
            "TEL;type=WORK;type=pref:",
        ),
        (
            "3.0",
            "TEL;TYPE=CELL,VOICE;X-A=\"b;c\":",
            "work fax",
            "TEL;TYPE=WORK,FAX,VOICE;X-A=\"b;c\":",
        ),
        ("3.0", "TEL;TYPE=HOME;TYPE=FAX:", "mobile", "TEL;TYPE=CELL:"),
        ("3.0", "TEL:", "home", "TEL;TYPE=HOME:"),
        (
            "4.0",
            "TEL;TYPE=\"voice,cell\":",
            "home",
            "TEL;TYPE=\"voice,home\":",
        ),
        (
            "4.0",
            "TEL;VALUE=uri;TYPE=cell:tel:",
            "work",
            "TEL;VALUE=uri;TYPE=work:tel:",
        ),
        ("2.1", "TEL;CELL;PREF:", "work", "TEL;WORK;PREF:"),
        ("2.1", "TEL:", "work", "TEL;WORK:"),
        (
            "3.0",
            "item1.TEL;TYPE=CELL:",
            "work",
            "item1.TEL;TYPE=WORK:",
        ),
    ] {
        let number = "+351 1234567\n";
        check(
            version,
            &format!("{before}{number}"),
            to,
            &format!("{after}{number}"),
        );
    }
    let beside = |label: &str| format!("item1.TEL:+351 1234567\nitem1.X-ABLabel:{label}\n");
    check("3.0", &beside("_$!<Mobile>!$_"), "work", &beside("work"));
    check("3.0", &beside("boat"), "ship", &beside("ship"));
    let told = vcard::patch(
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nTEL;TYPE=CELL:1234567\r\nEND:VCARD\r\n",
        &[change(
            "label:phone:1234567",
            Some("mobile"),
            Some("boat club"),
        )],
        &Draft::default(),
    );
    assert_eq!(
        String::from_utf8(told.unwrap()).unwrap(),
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nitem1.TEL;TYPE=CELL:1234567\r\n\
         item1.X-ABLabel:boat club\r\nEND:VCARD\r\n"
    );
}

/// A card of any version, with any line ends, in any order.
fn any_card() -> impl Strategy<Value = Vec<u8>> {
    let property = prop_oneof![
        "FN:[A-Z][a-z]{1,8} [A-ZÄÖ][a-zéü]{1,8}",
        "N:[A-Z][a-z]{0,8};[A-Z][a-z]{0,8};;;",
        "ORG:[A-Za-zé\\\\;, ]{1,20}",
        "TITLE:[A-Za-zé, ]{1,90}",
        "EMAIL;TYPE=HOME:[a-z]{1,8}@example\\.com",
        "(item[1-3]\\.)?TEL(;TYPE=CELL)?:\\+[0-9]{8,12}",
        "item[1-3]\\.X-ABLabel:[A-Za-zé ]{1,12}",
        "BDAY(;VALUE=date)?:(19[0-9]{2}-0[1-9]-1[0-9]|--0[1-9]1[0-9]|circa 1985|)",
        "NICKNAME:[a-z]{1,5}(,[a-z]{1,5}){0,3}",
        "NOTE:[A-Za-z\\\\ ;,:=é]{0,200}",
        "NOTE;ENCODING=QUOTED-PRINTABLE:[a-z]{1,5}=C3=A9[a-z ]{1,5}",
        "CATEGORIES:[A-Z][a-z]{1,5}(,[A-Z][a-z]{1,5}){0,2}",
        "X-[A-Z]{2,6}(;[A-Z]{1,4}=\"[a-z;:]{0,5}\")?:[ -~]{0,40}",
        "PHOTO;ENCODING=b;TYPE=JPEG:([A-Za-z0-9+/]{60}\r\n ){0,3}[A-Za-z0-9+/]{8}",
        "no colon at all",
    ];
    let version = prop_oneof![Just("2.1"), Just("3.0"), Just("4.0")];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("\r\r\n")];
    let mark = prop_oneof![9 => Just(""), 1 => Just("\u{feff}")];
    (
        version,
        end,
        mark,
        proptest::collection::vec(property, 1..14),
    )
        .prop_map(|(version, end, mark, properties)| {
            let mut all = vec!["BEGIN:VCARD".to_owned(), format!("VERSION:{version}")];
            all.extend(properties);
            all.push("END:VCARD".to_owned());
            let text: String = all.iter().map(|line| format!("{line}{end}")).collect();
            format!("{mark}{text}").into_bytes()
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_card_says_what_it_is_told_or_stays_whole(card in any_card(), at in any::<proptest::sample::Index>()) {
        let none = Draft::default();
        prop_assert_eq!(vcard::patch(&card, &[], &none), Ok(card.clone()));
        if let Some(draft) = person(&card) {
            let changes = changes_of(&draft);
            let change = std::slice::from_ref(at.get(&changes));
            if vcard::patch(&card, change, &none).is_ok() {
                check("a card", &card, change, &none);
            }
        }
    }

    #[test]
    fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let title = [change("title", None, Some("x"))];
        let mut card = b"BEGIN:VCARD\nFN:A\n".to_vec();
        card.extend(bytes);
        card.extend(b"\nEND:VCARD\n");
        let _ = vcard::patch(&card, &title, &Draft::default());
    }
}
