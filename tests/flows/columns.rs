//! Saying what the columns of a table are, on the way to an import.

use std::path::PathBuf;

use ties::app::layer::Layer;
use ties::app::{Asks, Effect, Found, Msg, Said};
use ties::domain::columns::{Column, Field};
use ties::domain::rules::DateOrder;

use crate::session::Session;

const TABLE: &str = "/d/people.csv";

/// A table, as the job finds it while it reads.
fn asks(columns: &[(&str, &str, Option<Field>)]) -> Msg {
    let column = |(name, sample, field): &(&str, &str, Option<Field>)| Column {
        name: (*name).to_owned(),
        sample: (*sample).to_owned(),
        field: *field,
    };
    Msg::ImportAsks(Box::new(Asks {
        table: TABLE.into(),
        columns: columns.iter().map(column).collect(),
    }))
}

/// The screen that asks about a table met on the way.
fn asked() -> Session {
    asked_about(&[
        ("Nombre completo", "Ana Sousa", Some(Field::Name)),
        ("Correo", "ana@example.com", Some(Field::Email)),
        ("Fono", "+351 21 555 0100", None),
        ("Nacimiento", "3/4/1975", None),
        ("出身地", "北京市朝阳区建国门外大街一号", None),
        ("Color\u{1b}[31m favorito", "", None),
    ])
}

fn asked_about(columns: &[(&str, &str, Option<Field>)]) -> Session {
    let mut s = Session::demo();
    s.keys("I");
    let path = PathBuf::from(TABLE);
    let what = "a table".to_owned();
    s.send(Msg::ImportFound(vec![Found { path, what }]));
    s.keys("enter");
    s.send(asks(columns));
    s
}

/// What is read next, and with what was said.
fn read(s: &mut Session) -> Option<(Vec<PathBuf>, Said)> {
    match s.asked.pop() {
        Some(Effect::PlanImport(files, said)) => Some((files, said)),
        _ => None,
    }
}

#[test]
fn columns_at_every_size() {
    let many: Vec<(String, String)> = (1..60)
        .map(|n| (format!("Spalte {n}"), format!("Wert {n}")))
        .collect();
    let many: Vec<(&str, &str, Option<Field>)> = many
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str(), None))
        .collect();
    for (columns, rows) in [(100, 30), (80, 24), (40, 12), (30, 8)] {
        let size = format!("{columns}x{rows}");
        let draw = |mut s: Session, keys: &str| s.at(columns, rows).keys(keys).screen();
        insta::assert_snapshot!(format!("columns_{size}"), draw(asked(), "down down right"));
        insta::assert_snapshot!(
            format!("columns_typed_{size}"),
            draw(asked(), "down down down bi")
        );
        insta::assert_snapshot!(
            format!("columns_many_{size}"),
            draw(asked_about(&many), "pgdn pgdn pgdn enter")
        );
    }
}

#[test]
fn what_is_sure_is_preset_and_the_rest_is_said() {
    let mut s = asked();
    s.at(100, 30)
        .expects("What are the columns of people.csv?")
        .expects("‹the whole name›")
        .expects("left out");
    s.keys("down down phone down bir").expects("‹birthday›");
    s.keys("enter");
    let (files, said) = read(&mut s).unwrap();
    assert_eq!(files, [PathBuf::from(TABLE)]);
    let [(table, mapping)] = said.as_slice() else {
        panic!("{said:?}");
    };
    assert_eq!(table, &PathBuf::from(TABLE));
    assert_eq!(
        mapping.fields,
        [
            Some(Field::Name),
            Some(Field::Email),
            Some(Field::Phone("")),
            Some(Field::Day("birthday")),
            None,
            None
        ]
    );
    assert_eq!(mapping.order, DateOrder::DayFirst);
    // Stopped, or back from the preview, what was said is still there.
    s.keys("esc").expects("‹birthday›");
    s.keys("esc").expects("Import");
    assert!(matches!(s.state.layers.last(), Some(Layer::Files(_))));
}

#[test]
fn esc_forgets_letters_first_and_what_is_missing_is_said() {
    let mut s = asked_about(&[("a", "x", None), ("b", "y", None)]);
    s.keys("enter")
        .expects("no column is a name, an address or a number yet");
    s.keys("zzz").expects("no field is called “zzz”");
    s.keys("esc").expects_no("zzz");
    assert!(matches!(s.state.layers.last(), Some(Layer::Columns(_))));
    s.keys("name down name").expects("‹the whole name›");
    s.keys("left").expects("‹left out›");
    s.keys("name enter");
    let (_, said) = read(&mut s).unwrap();
    assert_eq!(said[0].1.fields, [None, Some(Field::Name)]);
}

#[test]
fn a_second_table_is_asked_about_after_the_first() {
    let mut s = asked();
    s.keys("enter");
    s.send(asks(&[("x", "1", Some(Field::Name))]));
    s.keys("enter");
    let (_, said) = read(&mut s).unwrap();
    assert_eq!(said.len(), 2);
    // Who has stopped the reading is not asked any more.
    s.keys("esc esc esc esc");
    s.send(asks(&[("x", "1", None)]));
    s.expects_no("What are the columns");
}
