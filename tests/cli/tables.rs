//! Tables whose columns a person says, from the command line.

use rusqlite::Connection;

use super::check;
use super::home::Home;

const TABLE: &str = "Nombre completo;Correo;Fono;Nacimiento\n\
                     Ana Sousa;ana@example.com;+351 1;3/4/1975\nRui Sá;;+351 2;\n";

#[test]
fn a_table_comes_in_once_somebody_says_what_its_columns_are() {
    let home = Home::new();
    std::fs::write(home.path("people.csv"), TABLE).unwrap();
    check(
        &home,
        &[
            (
                "import people.csv",
                8,
                "does not know: Nombre completo, Correo, Fono, Nacimiento; say what they are, as \
                 in ties import people.csv --map name='Nombre completo' --map email=Correo",
            ),
            (
                "import people.csv --map pigeon=Fono",
                2,
                "there are name, first-name",
            ),
            (
                "import people.csv --map name=Nome",
                2,
                "there is no column “Nome”; there are Nombre completo, Correo, Fono, Nacimiento",
            ),
            (
                "import people.csv --map phone",
                2,
                "write a field, = and a column",
            ),
            (
                "import people.csv --map note=Fono",
                2,
                "no column is a name",
            ),
            (
                "import people.csv --map name=1 --map email=correo --map phone=3 \
                 --map birthday=Nacimiento",
                0,
                "people.csv (csv): 2 read, 2 new",
            ),
            ("show ana", 0, "+351 1"),
            (
                "import people.csv --map name=1 --map email=2 --map phone=3 --map birthday=4",
                0,
                "nothing to change",
            ),
            ("undo", 0, "imported people.csv"),
            ("list", 0, ""),
        ],
    );
    assert_eq!(home.ok("list"), "");
}

#[test]
fn what_is_said_of_columns_is_refused_where_nothing_is_to_be_said() {
    let home = Home::new();
    std::fs::write(home.path("people.csv"), TABLE).unwrap();
    std::fs::write(home.path("ana.vcf"), "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n").unwrap();
    std::fs::write(
        home.path("google.csv"),
        "Name,Given Name,Additional Name,Family Name\nAna Sousa,Ana,,Sousa\n",
    )
    .unwrap();
    check(
        &home,
        &[
            ("import ana.vcf --map name=FN", 2, "leave --map out"),
            (
                "import people.csv ana.vcf --map name=1",
                2,
                "import that table alone",
            ),
            ("import google.csv --map nickname=name", 2, "add --from csv"),
            (
                "import google.csv --from csv --map first-name=2 --map last-name=4",
                0,
                "1 new",
            ),
            ("import --list", 0, "with --map"),
            ("import --help", 0, "The fields are name, first-name"),
        ],
    );
}

#[test]
fn what_a_journal_tells_comes_once_and_one_undo_takes_it_back() {
    let home = Home::new();
    let file = home.sample("friends.md");
    check(
        &home,
        &[
            (&format!("import {file}"), 0, "2 read, 2 new"),
            ("show grace", 0, "12:30: the plan"),
            ("show ben", 0, "Got lunch with Grace Holm and Ben O'Neil"),
            (&format!("import {file}"), 0, "nothing to change"),
            ("undo", 0, "imported friends.md"),
        ],
    );
    assert_eq!(home.ok("list"), "");
}

#[test]
fn a_database_comes_in_and_others_are_refused_by_name() {
    let home = Home::new();
    let make = |name: &str, sql: &str| {
        let made = Connection::open(home.path(name)).unwrap();
        made.execute_batch(sql).unwrap();
    };
    make(
        "contacts.db",
        "CREATE TABLE contacts (id INTEGER PRIMARY KEY, name, relationship_type, contacted_at);
         CREATE TABLE contact_interactions
            (id INTEGER PRIMARY KEY, contact_id, interaction_type, interaction_date, notes);
         INSERT INTO contacts VALUES (1, 'Ana Sousa', 'family', '2025-06-01 10:00:00');
         INSERT INTO contact_interactions VALUES (1, 1, 'coffee', '2025-06-01', 'the harbour');",
    );
    make("other.db", "CREATE TABLE bookmarks (id, title)");
    check(
        &home,
        &[
            (
                "import contacts.db",
                0,
                "contacts.db (contacts-tui): 1 read, 1 new",
            ),
            ("show ana", 0, "the harbour"),
            ("import contacts.db", 0, "nothing to change"),
            ("import other.db", 8, "a database of another program"),
            (
                "import contacts.db --from abook",
                8,
                "a database, and no such file",
            ),
            ("undo", 0, "imported contacts.db"),
        ],
    );
    assert_eq!(home.ok("list"), "");
}
