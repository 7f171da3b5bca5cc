use proptest::prelude::*;

use super::*;
use crate::domain::testing::{TODAY, day};

#[track_caller]
fn terms(text: &str) -> Vec<Term> {
    match Query::parse(text, day(TODAY)) {
        Ok(query) => query.terms,
        Err(error) => panic!("“{text}”: {error}"),
    }
}

fn is(test: Test) -> Term {
    Term {
        negated: false,
        test,
    }
}

fn not(test: Test) -> Term {
    Term {
        negated: true,
        test,
    }
}

fn words(text: &str) -> Test {
    Test::Text(vec![Words {
        text: text.to_owned(),
        loosely: true,
    }])
}

fn quoted(text: &str) -> Test {
    Test::Text(vec![Words {
        text: text.to_owned(),
        loosely: false,
    }])
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

#[test]
fn terms_are_words_and_keys_with_values() {
    for (text, expected) in [
        ("", vec![]),
        ("  \t ", vec![]),
        ("Ana SOUSA", vec![is(words("ana")), is(words("sousa"))]),
        ("Müller", vec![is(words("muller"))]),
        (r#""two words""#, vec![is(quoted("two words"))]),
        (r#""two  words"#, vec![is(quoted("two words"))]),
        (r#""due""#, vec![is(quoted("due"))]),
        ("due", vec![is(Test::Due)]),
        ("DUE -due", vec![is(Test::Due), not(Test::Due)]),
        ("-ana", vec![not(words("ana"))]),
        (r#"-"a b""#, vec![not(quoted("a b"))]),
        ("not:tie:weak", vec![not(Test::Tie(vec![Tie::Weak]))]),
        ("NOT:ana", vec![not(words("ana"))]),
        (
            "tie:weak,latent",
            vec![is(Test::Tie(vec![Tie::Weak, Tie::Latent]))],
        ),
        (
            r#"tag:music,"Folk Dance" x"#,
            vec![
                is(Test::Tag(owned(&["music", "folk dance"]))),
                is(words("x")),
            ],
        ),
        (
            "org:Acme title:lead city:Łódź",
            vec![
                is(Test::Field(Field::Org, owned(&["acme"]))),
                is(Test::Field(Field::Title, owned(&["lead"]))),
                is(Test::Field(Field::City, owned(&["lodz"]))),
            ],
        ),
        (
            "-warmth:quiet,cooling",
            vec![not(Test::Warmth(vec![Warmth::Quiet, Warmth::Cooling]))],
        ),
        (
            "is:new,archived,memory",
            vec![is(Test::Is(vec![
                Is::New,
                Is::Standing(Standing::Archived),
                Is::Standing(Standing::InMemory),
            ]))],
        ),
        (
            "last:>90d,never",
            vec![is(Test::Last(vec![
                LastIs::On(Around::Before(day("2026-08-24"))),
                LastIs::Never,
            ]))],
        ),
        (
            "last:<2w",
            vec![is(Test::Last(vec![LastIs::On(Around::After(day(
                "2026-11-08",
            )))]))],
        ),
        (
            "bday:<30d",
            vec![is(Test::Birthday(vec![Around::Before(day("2026-12-22"))]))],
        ),
        ("12:30", vec![is(words("12:30"))]),
        ("-", vec![]),
        ("tie:weak -", vec![is(Test::Tie(vec![Tie::Weak]))]),
        ("c++ a,,b", {
            let either = ["a", "b"].map(|text| Words {
                text: text.to_owned(),
                loosely: true,
            });
            vec![is(words("c++")), is(Test::Text(either.into()))]
        }),
    ] {
        assert_eq!(terms(text), expected, "“{text}”");
    }
}

#[test]
fn notes_are_looked_up_as_they_were_typed() {
    let query = Query::parse(r#"note:Porto -note:"new Job" ana"#, day(TODAY)).unwrap();
    assert_eq!(query.note_words(), ["Porto", "new Job"]);
    assert_eq!(query.terms[0], is(Test::Note(owned(&["Porto"]))));
}

#[test]
fn the_last_order_named_holds() {
    let query = Query::parse("sort:name ana sort:tie,last", day(TODAY)).unwrap();
    assert_eq!(query.sort, [Sort::Tie, Sort::Last]);
    assert!(!query.is_empty());
    assert!(Query::default().is_empty());
}

#[test]
fn what_is_not_understood_is_named_with_its_place() {
    for (text, place, says) in [
        (
            "ana tie:close",
            8..13,
            "“close”: a tie is inner, strong, moderate, weak or latent",
        ),
        (
            "Fu\u{308}ß:x",
            0..6,
            "“Fu\u{308}ß” is no key; the keys are tie:, tag:, org:, title:, city:, is:, warmth:, \
             has:, last:, bday:, note:, sort: and due, and words in quotation marks are meant as \
             they are",
        ),
        (
            "Füß:x",
            0..5,
            "“Füß” is no key; the keys are tie:, tag:, org:, title:, city:, is:, warmth:, has:, \
             last:, bday:, note:, sort: and due, and words in quotation marks are meant as they \
             are",
        ),
        (
            "tie:",
            0..4,
            "a tie is inner, strong, moderate, weak or latent",
        ),
        ("x tag:", 2..6, "say which tag, as in tag:music"),
        ("tag:\"\"", 0..4, "say which tag, as in tag:music"),
        (
            "last:90d",
            5..8,
            "“90d”: say how long ago, as in last:>90d, last:<2w or last:never",
        ),
        ("bday:soon", 5..9, "“soon”: say how soon, as in bday:<30d"),
        (
            "tie:weak,x",
            9..10,
            "“x”: a tie is inner, strong, moderate, weak or latent",
        ),
        (
            "sort:age",
            5..8,
            "“age”: sort by name, family, last, due, tie, added or bridge",
        ),
        (
            "-sort:tie",
            1..5,
            "an order cannot be left out; sort by name, family, last, due, tie, added or bridge",
        ),
        (
            "warmth:cold",
            7..11,
            "“cold”: warmth is warm, cooling or quiet",
        ),
    ] {
        let error = Query::parse(text, day(TODAY)).unwrap_err();
        assert_eq!(
            (error.at, error.message.as_str()),
            (place, says),
            "“{text}”"
        );
    }
}

#[test]
fn only_who_is_listed_is_found_unless_is_asks_for_others() {
    let admitted = |text: &str| {
        let query = Query::parse(text, day(TODAY)).unwrap();
        Standing::ALL.map(|standing| query.admits(standing))
    };
    let listed = Standing::ALL.map(Standing::is_listed);
    assert_eq!(admitted(""), listed);
    assert_eq!(admitted("is:new -is:archived"), listed);
    let mut with_archived = listed;
    with_archived[Standing::Archived as usize] = true;
    assert_eq!(admitted("is:archived,new"), with_archived);
}

/// Texts that are nearly queries, and texts that are anything.
pub(in crate::domain) fn any_query() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "ana",
        "sou",
        "tie:",
        "weak",
        "tag:",
        "music",
        "\"",
        "-",
        "not:",
        ",",
        " ",
        " ",
        "is:",
        "archived",
        "last:",
        ">90d",
        "<2w",
        "never",
        "bday:",
        "<30d",
        "due",
        "sort:",
        "bridge",
        "name",
        "note:",
        "porto",
        "has:",
        "next",
        "é",
        "李",
        "org:",
        "a",
        "title:",
        "x:",
        "\u{1f}",
        "\u{301}",
        "last",
        "family",
        "warmth:quiet",
    ]);
    prop_oneof![
        ".*",
        prop::collection::vec(parts, 0..10).prop_map(|parts| parts.concat()),
    ]
}

proptest! {
    #[test]
    fn whatever_is_typed_is_a_query_or_a_sentence_about_a_place_in_it(text in any_query()) {
        if let Err(error) = Query::parse(&text, day(TODAY)) {
            prop_assert!(!error.to_string().is_empty());
            prop_assert!(text.get(error.at.clone()).is_some_and(|place| !place.is_empty()));
        }
    }
}

#[test]
fn a_tie_has_its_label_beside_its_word() {
    let labels = ["family", "very close", "strong", "loose", "latent"].map(str::to_owned);
    for (text, tie) in [
        ("tie:Loose", Tie::Weak),
        ("tie:w", Tie::Weak),
        ("tie:\"very close\"", Tie::Strong),
        // A label that is another tie's word is that tie's word first.
        ("tie:strong", Tie::Strong),
        ("tie:moderate", Tie::Moderate),
    ] {
        let query = Query::parse_labelled(text, &labels, day(TODAY)).unwrap();
        assert_eq!(query.terms, [is(Test::Tie(vec![tie]))], "{text}");
    }
    assert!(Query::parse("tie:loose", day(TODAY)).is_err());
}
