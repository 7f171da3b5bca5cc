use proptest::prelude::*;

use super::*;

const DAY_FIRST: DateOrder = DateOrder::DayFirst;
const MONTH_FIRST: DateOrder = DateOrder::MonthFirst;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What `text` means on Sunday 22 November 2026.
#[track_caller]
fn check(text: &str, direction: Direction, order: DateOrder, expected: &str) {
    let said = match parse(text, direction, date("2026-11-22"), order) {
        Ok(day) => day.to_string(),
        Err(error) => error.to_string(),
    };
    assert_eq!(said, expected, "“{text}” {direction:?} {order:?}");
}

#[track_caller]
fn past(text: &str, expected: &str) {
    check(text, Direction::Past, DAY_FIRST, expected);
}

#[track_caller]
fn future(text: &str, expected: &str) {
    check(text, Direction::Future, DAY_FIRST, expected);
}

#[test]
fn the_same_word_can_mean_two_days() {
    past("fri", "2026-11-20");
    future("fri", "2026-11-27");
    past("last fri", "2026-11-20");
    future("next monday", "2026-11-23");
    past("14 jun", "2026-06-14");
    future("14 jun", "2027-06-14");
    past("jun 14", "2026-06-14");
    future("jun 14", "2027-06-14");
    past("3d", "2026-11-19");
    future("3d", "2026-11-25");
    past("2w", "2026-11-08");
    future("2w", "2026-12-06");
    past("5mo", "2026-06-22");
    future("5mo", "2027-04-22");
    past("1y", "2025-11-22");
    future("1y", "2027-11-22");
    past("14.6.", "2026-06-14");
    future("14.6.", "2027-06-14");
}

#[test]
fn words_and_written_dates_mean_one_day() {
    past("today", "2026-11-22");
    past("yesterday", "2026-11-21");
    future("tomorrow", "2026-11-23");
    past("3d ago", "2026-11-19");
    future("in 2 weeks", "2026-12-06");
    past("two weeks ago", "2026-11-08");
    past("14/6/2025", "2025-06-14");
    past("14-6-2025", "2025-06-14");
    past("2026-06-14", "2026-06-14");
    future("2027-06-14", "2027-06-14");
    past("14 jun 2025", "2025-06-14");
    past("2024 Nov 14", "2024-11-14");
    past("June 14th, 2025", "2025-06-14");
    past(
        "14. Juni 2025",
        "“14. Juni 2025” is no day; say today, yesterday, tomorrow, fri, last fri, next fri, 3d, 2w, 5mo, 1y, 2 weeks ago, in 3 days, 14 jun, 14.6., 14/6/2025 or 2026-06-14",
    );
    past("14. jun. 2025", "2025-06-14");
    past("14-jun-2025", "2025-06-14");
    past("  FRIDAY ", "2026-11-20");
    past("Ｆri", "2026-11-20");
}

#[test]
fn today_is_past_and_never_future() {
    past("sun", "2026-11-22");
    future("sun", "2026-11-29");
    past("last sun", "2026-11-15");
    future("next sun", "2026-11-29");
    past("22 nov", "2026-11-22");
    future("22 nov", "2027-11-22");
    past("0d", "2026-11-22");
    future("today", "Sun 22 Nov 2026 is today; say a day after it");
    future("0d", "Sun 22 Nov 2026 is today; say a day after it");
}

#[test]
fn an_evening_may_be_this_one() {
    let coming = |text, expected| check(text, Direction::Coming, DAY_FIRST, expected);
    coming("today", "2026-11-22");
    coming("22 nov", "2026-11-22");
    coming("2026-11-22", "2026-11-22");
    coming("sun", "2026-11-29");
    coming("fri", "2026-11-27");
    coming("3d", "2026-11-25");
    coming("yesterday", "Sat 21 Nov 2026 has been; say a day to come");
}

#[test]
fn every_weekday_month_unit_and_number_has_its_names() {
    for (names, day) in [
        ("mon monday", "2026-11-16"),
        ("tue tues tuesday", "2026-11-17"),
        ("wed wednesday", "2026-11-18"),
        ("thu thur thurs thursday", "2026-11-19"),
        ("fri friday", "2026-11-20"),
        ("sat saturday", "2026-11-21"),
        ("sun sunday", "2026-11-22"),
    ] {
        for name in names.split(' ') {
            past(name, day);
        }
    }
    let months = "jan january feb february mar march apr april may may jun june jul july aug \
                  august sep september oct october nov november";
    for (at, name) in months.split_whitespace().enumerate() {
        past(&format!("3 {name}"), &format!("2026-{:02}-03", at / 2 + 1));
    }
    past("3 dec", "2025-12-03");
    past("december 3", "2025-12-03");
    past("3 sept", "2026-09-03");
    for text in ["2 d ago", "2day", "two days", "2 days ago"] {
        past(text, "2026-11-20");
    }
    for text in ["in 1 w", "1wk", "one week", "in a week"] {
        future(text, "2026-11-29");
    }
    for text in ["in 1 mo", "1month", "one month", "in 1 months"] {
        future(text, "2026-12-22");
    }
    for text in ["in 2 y", "2 yr", "two years", "in 2 yrs"] {
        future(text, "2028-11-22");
    }
    let numbers = "one two three four five six seven eight nine ten eleven twelve";
    for (at, word) in numbers.split(' ').enumerate() {
        past(
            &format!("{word} days ago"),
            &(date("2026-11-21") - Days::new(at as u64)).to_string(),
        );
    }
}

#[test]
fn numbers_are_read_in_the_configured_order() {
    check("6/14/2025", Direction::Past, MONTH_FIRST, "2025-06-14");
    check("6.14.", Direction::Past, MONTH_FIRST, "2026-06-14");
    check("3/4", Direction::Past, DAY_FIRST, "2026-04-03");
    check("3/4", Direction::Past, MONTH_FIRST, "2026-03-04");
    check("2026-03-04", Direction::Past, MONTH_FIRST, "2026-03-04");
    past(
        "6/14/2025",
        "there is no day “6/14/2025”, read day before month",
    );
    check(
        "14.6.",
        Direction::Past,
        MONTH_FIRST,
        "there is no day “14.6.”, read month before day",
    );
    past(
        "14/6/25",
        "“14/6/25”: say the year with four digits, as in 14/6/2025",
    );
}

#[test]
fn months_end_at_their_end() {
    for (today, text, direction, expected) in [
        ("2026-03-31", "1mo", Direction::Past, "2026-02-28"),
        ("2028-03-31", "1mo", Direction::Past, "2028-02-29"),
        ("2026-01-31", "1mo", Direction::Future, "2026-02-28"),
        ("2028-02-29", "1y", Direction::Past, "2027-02-28"),
        ("2028-02-29", "in 4 years", Direction::Future, "2032-02-29"),
        ("2026-03-01", "29 feb", Direction::Past, "2024-02-29"),
        ("1903-03-01", "29 feb", Direction::Past, "1896-02-29"),
        ("1896-02-29", "29 feb", Direction::Future, "1904-02-29"),
    ] {
        let day = parse(text, direction, date(today), DAY_FIRST);
        assert_eq!(day, Ok(date(expected)), "{text} on {today}");
    }
}

#[test]
fn a_day_on_the_wrong_side_is_refused_in_words() {
    past(
        "tomorrow",
        "Mon 23 Nov 2026 is still to come; say today or a day before",
    );
    past(
        "in 2 weeks",
        "Sun 6 Dec 2026 is still to come; say today or a day before",
    );
    past(
        "next fri",
        "Fri 27 Nov 2026 is still to come; say today or a day before",
    );
    past(
        "1.1.2027",
        "Fri 1 Jan 2027 is still to come; say today or a day before",
    );
    future("yesterday", "Sat 21 Nov 2026 has been; say a day to come");
    future("3d ago", "Thu 19 Nov 2026 has been; say a day to come");
    future("last fri", "Fri 20 Nov 2026 has been; say a day to come");
    future("2026-06-14", "Sun 14 Jun 2026 has been; say a day to come");
}

#[test]
fn anything_else_names_what_is_understood() {
    for text in [
        "",
        " ",
        "soon",
        "gestern",
        "next week",
        "3",
        "3 x",
        "3 4",
        "fri fri",
        "in",
        "ago",
        "in 3d ago",
        "last",
        "14 6 2025",
        "1.2.3.4",
        "1/2-2025",
        "--",
        ".",
        "2026-06",
        "14 jun jun",
        "٣d",
        "today!",
        "mon 3d",
        "jun",
        "2026",
        "in fri",
    ] {
        for direction in [Direction::Past, Direction::Future] {
            let said = parse(text, direction, date("2026-11-22"), DAY_FIRST);
            let said = said.expect_err(text).to_string();
            assert!(said.ends_with(&understood(DAY_FIRST)), "“{text}”: {said}");
        }
    }
    past("31 jun", "there is no day “31 jun”");
    past(
        "29.2.2026",
        "there is no day “29.2.2026”, read day before month",
    );
    past("2026-02-29", "there is no day “2026-02-29”");
    past(
        "0000-01-01",
        "“0000-01-01”: there is no year 0; leave the year out, as in --05-03, where it is not known",
    );
    past("fri 21 nov", "21 Nov 2026 is a Saturday");
}

#[test]
fn what_is_proposed_is_understood_in_the_order_that_holds() {
    for order in [DateOrder::DayFirst, DateOrder::MonthFirst] {
        let said = understood(order);
        for typed in said.split(", ").flat_map(|some| some.split(" or ")) {
            let read = [Direction::Past, Direction::Future]
                .map(|direction| parse(typed, direction, date("2026-11-22"), order));
            assert!(read.iter().any(Result::is_ok), "{typed}: {read:?}");
        }
    }
    let short = parse(
        "1/2/99",
        Direction::Past,
        date("2026-11-22"),
        DateOrder::MonthFirst,
    );
    assert_eq!(
        short.unwrap_err().to_string(),
        "“1/2/99”: say the year with four digits, as in 6/14/2025"
    );
}

#[test]
fn the_years_are_1_to_9999() {
    past("9999y", "that is too far; ties knows the years 1 to 9999");
    future(
        "99999999999999999999 d",
        "that is too far; ties knows the years 1 to 9999",
    );
    past("2025y ago", "0001-11-22");
    past("2026y", "that is too far; ties knows the years 1 to 9999");
    future("9999-12-31", "9999-12-31");
    assert_eq!(
        parse("tomorrow", Direction::Future, date("9999-12-31"), DAY_FIRST),
        Err(WhenError::TooFar)
    );
}

#[test]
fn birthdays_may_lack_what_nobody_knows() {
    let read = |text, order| match parse_partial(text, order) {
        Ok(day) => day.to_string(),
        Err(error) => error.to_string(),
    };
    for (text, expected) in [
        ("3 may", "--05-03"),
        ("May 3rd", "--05-03"),
        ("--05-03", "--05-03"),
        ("3.5.", "--05-03"),
        ("3/5", "--05-03"),
        ("29 feb", "--02-29"),
        ("3.5.1990", "1990-05-03"),
        ("3 may 1990", "1990-05-03"),
        ("1990-05-03", "1990-05-03"),
        ("1990-5-3", "1990-05-03"),
        ("may 1990", "1990-05"),
        ("1990 may", "1990-05"),
        ("1990-05", "1990-05"),
        (" 1990 ", "1990"),
        ("30 feb", "there is no day “30 feb”"),
        (
            "29.2.1990",
            "there is no day “29.2.1990”, read day before month",
        ),
        (
            "3.5.90",
            "“3.5.90”: say the year with four digits, as in 14/6/2025",
        ),
        (
            "circa 1985",
            "“circa 1985” is no day; say 3 may, 3.5., 3 may 1990, 1990-05-03, --05-03, may 1990 \
             or 1990",
        ),
    ] {
        assert_eq!(read(text, DAY_FIRST), expected, "“{text}”");
    }
    assert_eq!(read("5/3/1990", MONTH_FIRST), "1990-05-03");
}

#[test]
fn spans_are_said_roughly() {
    for (days, short, long) in [
        (-5, "today", "today"),
        (0, "today", "today"),
        (1, "1 d", "a day"),
        (6, "6 d", "6 days"),
        (7, "1 wk", "7 days"),
        (29, "4 wk", "4 weeks"),
        (30, "1 mo", "4 weeks"),
        (61, "2 mo", "2 months"),
        (153, "5 mo", "5 months"),
        (364, "11 mo", "11 months"),
        (365, "1 yr", "12 months"),
        (729, "1 yr", "23 months"),
        (738, "2 yr", "2 years"),
    ] {
        assert_eq!(
            (ago_short(days).as_str(), ago_long(days).as_str()),
            (short, long)
        );
    }
    assert!(ago_short(i64::MAX).ends_with(" yr"));
    assert_eq!(ago_long(i64::MIN), "today");
}

#[test]
fn days_are_said_with_their_weekday() {
    assert_eq!(day_short(date("2026-11-26")), "Thu 26 Nov");
    assert_eq!(day_short(date("2026-11-02")), "Mon 2 Nov");
    assert_eq!(day_long(date("2026-11-26")), "Thu 26 Nov 2026");
}

#[test]
fn partial_days_are_said_with_their_month_as_a_word() {
    for (day, short, long) in [
        ("1990-09-03", "3 Sep 1990", "3 September 1990"),
        ("--05-03", "3 May", "3 May"),
        ("1990-12", "Dec 1990", "December 1990"),
        ("1990", "1990", "1990"),
    ] {
        let day: PartialDay = day.parse().unwrap();
        assert_eq!(
            (partial_short(day).as_str(), partial_long(day).as_str()),
            (short, long)
        );
    }
}

fn any_today() -> impl Strategy<Value = NaiveDate> {
    (date("1900-01-01").num_days_from_ce()..=date("9999-12-31").num_days_from_ce())
        .prop_map(|days| NaiveDate::from_num_days_from_ce_opt(days).unwrap())
}

/// Texts that are nearly days, and texts that are anything.
fn any_text() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "in",
        "ago",
        "last",
        "next",
        "fri",
        "jun",
        "feb",
        "d",
        "w",
        "mo",
        "y",
        "today",
        "two",
        "29",
        "31",
        "3",
        "2025",
        "4294967295",
        ".",
        "/",
        "-",
        " ",
        ",",
        "th",
    ]);
    prop_oneof![
        ".*",
        prop::collection::vec(parts, 0..8).prop_map(|parts| parts.join(" ")),
        "[0-9]{0,12} ?(d|w|mo|y|weeks?) ?(ago)?",
        "[0-9]{1,4}[./-][0-9]{1,4}[./-]?[0-9]{0,5}",
    ]
}

proptest! {
    #[test]
    fn whatever_is_typed_is_a_day_on_the_right_side_or_a_sentence(
        text in any_text(), today in any_today()
    ) {
        for order in [DAY_FIRST, MONTH_FIRST] {
            if let Ok(day) = parse(&text, Direction::Past, today, order) {
                prop_assert!(day <= today && (1..=9999).contains(&day.year()));
            }
            match parse(&text, Direction::Future, today, order) {
                Ok(day) => prop_assert!(day > today && day.year() <= 9999),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
            let _ = parse_partial(&text, order);
        }
    }

    #[test]
    fn every_day_reads_back_however_it_is_written(day in any_today(), today in any_today()) {
        let direction = if day <= today { Direction::Past } else { Direction::Future };
        for text in [
            day.to_string(),
            day_long(day),
            day.format("%d.%m.%Y").to_string(),
            day.format("%-d/%-m/%Y").to_string(),
            day.format("%B %-d, %Y").to_string(),
        ] {
            prop_assert_eq!(parse(&text, direction, today, DAY_FIRST), Ok(day));
            if text != day_long(day) {
                prop_assert_eq!(parse_partial(&text, DAY_FIRST), Ok(PartialDay::Full(day)));
            }
        }
    }
}
