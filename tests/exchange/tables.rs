//! Outlook's tables in many languages, and tables whose columns a person says.

use std::ops::ControlFlow;

use ties::domain::columns::{self, Field, Pick};
use ties::domain::draft::{Parsed, SourceKind};
use ties::domain::rules::DateOrder;
use ties::exchange::{self, ReadError};

use super::{check, counts, outline, parsed, read_bytes};

#[test]
fn outlook_on_the_web() {
    let parsed = parsed("outlook-live.csv");
    assert_eq!(parsed.kind, SourceKind::OutlookCsv);
    assert_eq!(counts(&parsed), (1, 0, 0));
    check(
        &parsed.drafts[0],
        &[
            "Linh Tran",
            "given: Linh",
            "family: Tran",
            "org: Contoso",
            "note: x",
            "email -: linh@example.com",
            "phone mobile: +1 555 0100",
            "birthday = 1979-12-28",
        ],
    );
    let made_up = "name:linh tran|linh@example.com";
    assert_eq!(parsed.drafts[0].external_id.as_deref(), Some(made_up));
}

#[test]
fn outlook_on_a_german_desktop() {
    let parsed = parsed("outlook-classic-de-cp1252.csv");
    assert_eq!(parsed.kind, SourceKind::OutlookCsv);
    assert_eq!(counts(&parsed), (1, 0, 0));
    check(
        &parsed.drafts[0],
        &[
            "Käthe Groß",
            "prefix: Frau",
            "given: Käthe",
            "family: Groß",
            "org: Café Zürich",
            "note: eins\nzwei",
            "tag: Freunde",
            "tag: Verein",
            "phone mobile: +49 30 000001",
            "email -: kaethe@example.com",
            "birthday = 1975-04-03",
        ],
    );
}

#[test]
fn googles_outlook_layout_has_everything_about_somebody() {
    let text = "First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,\
                Anniversary,Location,Notes,E-mail Address,E-mail 2 Address,Primary Phone,\
                Home Phone,Home Phone 2,Mobile Phone,Home Fax,Home Address,Home Street,\
                Home Street 2,Home City,Home State,Home Postal Code,Home Country,Spouse,Children,\
                Business Phone,Company,Job Title,Department,Business Address,User 1,Hobby,\
                Categories\r\n\
                Ana,,Sousa,Dr.,,A.S.,https://ana.example.org,,1979-12-28,6/20/2015,Porto,likes \
                opera,ana@example.com ::: a.s@example.org,,,+351 1,+351 2,+351 9,+351 7,\
                \"Rua 1, Porto\",Rua 1,2.º,Porto,Norte,4000,Portugal,Rui Sousa,\"Eva, Tom\",+351 5,\
                Flux,Designer,Maps,\"Cais 3, Porto\",shoe 39,\"choir; rust\",Friends;Choir\r\n";
    let parsed = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(counts(&parsed), (1, 0, 0));
    check(
        &parsed.drafts[0],
        &[
            "Ana Sousa",
            "prefix: Dr.",
            "given: Ana",
            "family: Sousa",
            "org: Flux",
            "unit: Maps",
            "title: Designer",
            "city: Porto",
            "note: likes opera",
            "tag: Friends",
            "tag: Choir",
            "interest: choir",
            "interest: rust",
            "url -: https://ana.example.org",
            "email -: ana@example.com",
            "email -: a.s@example.org",
            "phone home: +351 1",
            "phone home: +351 2",
            "phone mobile: +351 9",
            "phone home fax: +351 7",
            "phone work: +351 5",
            "address home | Rua 1\n2.º | Porto | Norte | 4000 | Portugal",
            "address work | Cais 3, Porto | - | - | - | -",
            "birthday = 1979-12-28",
            "anniversary = 2015-06-20",
            "spouse → Rui Sousa",
            "child → Eva",
            "child → Tom",
            "user 1 → shoe 39",
        ],
    );
}

/// Checks what Outlook's columns in one language say, of one line of cells.
#[track_caller]
fn in_language(header: &str, cells: &str, expected: &[&str]) {
    let parsed = read_bytes(format!("{header}\r\n{cells}\r\n").as_bytes()).unwrap();
    assert_eq!(parsed.kind, SourceKind::OutlookCsv, "{header}");
    assert_eq!(counts(&parsed), (1, 0, 0), "{header}");
    let outline = outline(&parsed.drafts[0]);
    for line in expected {
        assert!(outline.iter().any(|l| l == line), "{line} of {outline:?}");
    }
}

#[test]
fn the_desktop_speaks_many_languages() {
    in_language(
        "\"Titre\",\"Prénom\",\"Nom\",\"Société\",\"Titre\",\"Téléphone (bureau)\",\
         \"Adresse de messagerie\",\"Anniversaire\",\"Catégories\"",
        "M.,Luc,Petit,Quai 9,Designer,+33 1,luc@example.com,28/12/1979,Amis;Voile",
        &[
            "Luc Petit",
            "prefix: M.",
            "title: Designer",
            "org: Quai 9",
            "phone work: +33 1",
            "birthday = 1979-12-28",
            "tag: Voile",
        ],
    );
    // As Spanish Outlook writes it, partly in English.
    in_language(
        "Title,Nombre,Apellidos,Organización,Particular,E-mail Address,Birthday,Spouse",
        "Sra.,Ana,Ruiz,Faro,+34 9,ana@example.com,3/4/1975,Luis",
        &[
            "Ana Ruiz",
            "prefix: Sra.",
            "org: Faro",
            "phone home: +34 9",
            "birthday = 1975-04-03",
            "spouse → Luis",
        ],
    );
    in_language(
        "Nome;Cognome;Cellulare;Indirizzo posta elettronica;Via (ab.);Città (ab.)",
        "Ada;Neri;+39 3;ada@example.com;Via Roma 1;Bari",
        &[
            "Ada Neri",
            "phone mobile: +39 3",
            "address home | Via Roma 1 | Bari | - | - | -",
        ],
    );
    in_language(
        "Voornaam,Achternaam,E-mailadres,Verjaardag,\"Huisadres, straat\",Notities",
        "Jan,Smit,jan@example.com,28-12-1979,Gracht 1,fijn",
        &["Jan Smit", "birthday = 1979-12-28", "note: fijn"],
    );
    in_language(
        "Förnamn,Efternamn,E-postadress,Födelsedag,Hem,Make maka",
        "Åsa,Berg,asa@example.com,1979-12-28,+46 8,Lars",
        &[
            "Åsa Berg",
            "birthday = 1979-12-28",
            "phone home: +46 8",
            "spouse → Lars",
        ],
    );
    for (header, name) in [
        ("Fornavn,Efternavn,E-mail-adresse", "Søren Dal"),
        ("Fornavn,Etternavn,E-postadresse", "Kari Vik"),
        ("Primeiro nome,Sobrenome,E-mail Address", "Bia Reis"),
        (
            "Primeiro nome,Apelido,Endereço de correio electrónico",
            "Rui Sá",
        ),
        ("Imię,Nazwisko,Adres e-mail", "Ewa Żak"),
    ] {
        let cells = format!("{},x@example.com", name.replace(' ', ","));
        in_language(header, &cells, &[name, "email -: x@example.com"]);
    }
}

#[test]
fn a_polish_machine_writes_its_own_codepage() {
    let text = "Imię,Nazwisko,Adres e-mail,Dział\r\nŁucja,Żak,z@example.com,Sprzedaż\r\n";
    // Windows-1250.
    let bytes: Vec<u8> = text
        .chars()
        .map(|c| match c {
            'ę' => 0xEA,
            'ł' => 0xB3,
            'Ł' => 0xA3,
            'Ż' => 0xAF,
            'ż' => 0xBF,
            c => c as u8,
        })
        .collect();
    let parsed = read_bytes(&bytes).unwrap();
    assert_eq!(
        outline(&parsed.drafts[0])[..4],
        ["Łucja Żak", "given: Łucja", "family: Żak", "unit: Sprzedaż"]
    );
}

#[test]
fn days_show_the_order_they_are_written_in() {
    // British Outlook: the first day can be no month.
    let text = "First Name,Last Name,E-mail Address,Birthday\n\
                Ana,Sousa,a@example.com,28/12/1979\nRui,Sá,r@example.com,3/4/1975\n";
    let parsed = read_bytes(text.as_bytes()).unwrap();
    let birthdays: Vec<String> = parsed
        .drafts
        .iter()
        .filter_map(|draft| outline(draft).pop())
        .collect();
    assert_eq!(
        birthdays,
        ["birthday = 1979-12-28", "birthday = 1975-04-03"]
    );
}

#[test]
fn what_cannot_be_read_of_somebody_is_named_and_the_rest_comes() {
    let text = "First Name,Last Name,E-mail Address,Birthday\n\
                Ana,Sousa,/o=Exchange/cn=ana,in spring\n,,,\n\"Rui,Sá,r@example.com,\nEva,Lim,e@example.com,\n";
    let parsed = read_bytes(text.as_bytes()).unwrap();
    let names: Vec<&str> = parsed.drafts.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["Ana Sousa", "Eva Lim"]);
    let said = |all: &[ties::domain::draft::Skipped]| -> Vec<String> {
        all.iter()
            .map(|s| format!("{}: {}", s.line, s.why))
            .collect()
    };
    assert_eq!(
        said(&parsed.skipped),
        ["4: its quotation mark is never closed"]
    );
    assert_eq!(
        said(&parsed.warnings),
        [
            "2: no address: “/o=Exchange/cn=ana”",
            "2: no day for the birthday: “in spring”",
        ]
    );
}

const UNKNOWN: &str = "Nombre completo;Correo;Fono;Nacimiento;Color\n\
                       Ana Sousa;ana@example.com;+351 1;3/4/1975;azul\n\
                       Rui Sá;;+351 2;;\n";

/// What a table says once a person has said what its columns are.
fn mapped(text: &str, picks: &[&str]) -> Result<Parsed, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    std::fs::write(&path, text).unwrap();
    let mut loaded = exchange::load_all(&path, None)?.remove(0);
    if !picks.is_empty() {
        let picks: Vec<Pick> = picks
            .iter()
            .map(|pick| Pick::parse(pick).unwrap())
            .collect();
        let (columns, mut mapping) = loaded.columns(DateOrder::DayFirst).unwrap();
        mapping.fields = columns::picked(&columns, mapping.fields, &picks).unwrap();
        loaded.mapping = Some(mapping);
    }
    loaded.parse(&exchange::Owner::default(), &mut |_| {
        ControlFlow::Continue(())
    })
}

#[test]
fn a_table_that_nobody_knows_is_never_guessed_at() {
    let error = mapped(UNKNOWN, &[]).unwrap_err();
    let ReadError::UnknownTable { columns, .. } = &error else {
        panic!("{error}");
    };
    let shown: Vec<(&str, &str, Option<Field>)> = columns
        .iter()
        .map(|c| (c.name.as_str(), c.sample.as_str(), c.field))
        .collect();
    assert_eq!(
        shown,
        [
            ("Nombre completo", "Ana Sousa", Some(Field::Name)),
            ("Correo", "ana@example.com", Some(Field::Email)),
            ("Fono", "+351 1", None),
            ("Nacimiento", "3/4/1975", None),
            ("Color", "azul", None),
        ]
    );
    let said = error.to_string();
    for part in [
        "whose columns ties does not know: Nombre completo, Correo, Fono, Nacimiento, Color;",
        "people.csv --map name='Nombre completo' --map email=Correo",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_person_says_what_the_columns_are() {
    let parsed = mapped(
        UNKNOWN,
        &[
            "name=nombre completo",
            "email=2",
            "phone=Fono",
            "birthday=4",
        ],
    )
    .unwrap();
    assert_eq!(parsed.kind, SourceKind::Table);
    assert_eq!(counts(&parsed), (2, 0, 1));
    check(
        &parsed.drafts[0],
        &[
            "Ana Sousa",
            "email -: ana@example.com",
            "phone -: +351 1",
            "birthday = 1975-04-03",
        ],
    );
    let why = &parsed.warnings[0].why;
    assert!(why.contains("left out") && why.contains("Color"), "{why}");
    let ids: Vec<_> = parsed
        .drafts
        .iter()
        .map(|d| d.external_id.as_deref())
        .collect();
    assert_eq!(
        ids,
        [
            Some("name:ana sousa|ana@example.com"),
            Some("name:rui sa|3512")
        ]
    );
}

#[test]
fn a_table_without_names_for_its_columns_loses_nobody() {
    let text = "Ana,ana@example.com\nRui,rui@example.com\n";
    let parsed = mapped(text, &["name=1", "email=2"]).unwrap();
    let names: Vec<&str> = parsed.drafts.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["Ana", "Rui"]);
}

#[test]
fn what_is_said_of_outlooks_columns_goes_before_what_they_are_called() {
    let text =
        "First Name,Last Name,E-mail Address,Location\nAna,Sousa,a@example.com,likes opera\n";
    let parsed = mapped(text, &["note=location"]).unwrap();
    assert_eq!(parsed.kind, SourceKind::OutlookCsv);
    assert!(outline(&parsed.drafts[0]).contains(&"note: likes opera".to_owned()));
    assert_eq!(parsed.drafts[0].city, None);
}
