//! The made-up people in a real store: whatever the day, the first half minute holds three
//! picks, each with a human sentence.

#![allow(clippy::unwrap_used)] // helpers of tests, which clippy takes for plain code

use chrono::{Days, NaiveDate, Weekday};
use ties::clock::Clock;
use ties::domain::bridge::Reach;
use ties::domain::catch_up::Started;
use ties::domain::change::{Change, NewCatchUp};
use ties::domain::channel::Channel;
use ties::domain::demo;
use ties::domain::id::ContactId;
use ties::domain::network::Network;
use ties::domain::query::Query;
use ties::domain::reason;
use ties::domain::request::{self, Suggestion};
use ties::domain::rules::Rules;
use ties::domain::search::Index;
use ties::domain::shelf;
use ties::domain::standing::Standing;
use ties::domain::tie::Tie;
use ties::domain::week::{self, Why};
use ties::domain::who::{self, Who};
use ties::store::Store;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Sunday 22 November 2026.
const TODAY: &str = "2026-11-22";

fn made_up(today: NaiveDate, rules: &Rules) -> (Store, Network) {
    let mut store = Store::in_memory(Clock::fixed(today)).unwrap();
    store
        .make_up(&demo::look_round(today).changes, rules)
        .unwrap();
    let network = store.network(rules, today).unwrap();
    (store, network)
}

/// Who is picked and why it is a good time, in order.
fn picks(store: &Store, network: &Network, rules: &Rules) -> Vec<(String, String)> {
    let picks = week::picks(network, rules, network.today);
    let ids: Vec<ContactId> = picks.iter().map(|pick| pick.contact).collect();
    let notes = store.last_notes(&ids, network.today).unwrap();
    picks
        .iter()
        .map(|pick| {
            let note = notes.iter().find(|(id, _)| *id == pick.contact);
            let note = note.map(|(_, note)| note.as_str());
            (
                name(network, pick.contact),
                reason::reason(network, pick, note, network.today),
            )
        })
        .collect()
}

fn name(network: &Network, id: ContactId) -> String {
    network.contact(id).unwrap().name().to_string()
}

fn in_words(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let owned = |(name, reason): &(&str, &str)| (name.to_string(), reason.to_string());
    pairs.iter().map(owned).collect()
}

const MATEO: (&str, &str) = ("Mateo Quispe", "on your mind");
const OMAR: (&str, &str) = (
    "Omar Haddad",
    "Ask what the harbour looks like now that it is dredged",
);
const BEA: (&str, &str) = (
    "Bea Lindqvist",
    "Moving to Porto in the autumn; looking for a choir there.",
);

#[test]
fn three_picks_on_every_day_of_every_week() {
    let first = day("2026-11-16");
    let days = (0..7)
        .map(|days| first + Days::new(days))
        .chain(["1900-01-01", "2024-02-29", "2025-01-01", "9999-12-31"].map(day));
    for today in days {
        for week_start in [Weekday::Mon, Weekday::Sun, Weekday::Sat] {
            let rules = Rules {
                week_start,
                ..Rules::default()
            };
            let (store, network) = made_up(today, &rules);
            let week = week::this_week(&network, &rules, today);
            assert_eq!((week.budget, week.reached, week.left), (3, 0, 3), "{today}");
            assert_eq!(
                picks(&store, &network, &rules),
                in_words(&[MATEO, OMAR, BEA]),
                "{today}"
            );
        }
    }
}

#[test]
fn a_birthday_comes_within_the_week_of_any_day() {
    for days in 0..800 {
        let today = day("2026-11-22") + Days::new(days * 37);
        let changes = demo::look_round(today).changes;
        let lei = changes.iter().find_map(|(_, change)| match change {
            Change::Add(new) if new.name == "李雷 Li Lei" => new.edit.birthday.clone(),
            _ => None,
        });
        let ties::domain::card::OccasionDay::Day(born) = lei.flatten().unwrap() else {
            unreachable!("a birthday with a day");
        };
        assert!(
            born.next_on_or_after(today).unwrap() <= today + Days::new(6),
            "{today}"
        );
    }
    let (_, network) = made_up(day(TODAY), &Rules::default());
    let upcoming = week::occasions(&network, day(TODAY));
    assert_eq!(name(&network, upcoming[0].contact), "李雷 Li Lei");
    assert_eq!(upcoming[0].on, day("2026-11-26"));
}

#[test]
fn one_catch_up_and_the_row_leaves_one_undo_and_it_is_back() {
    let rules = Rules::default();
    let (mut store, network) = made_up(day(TODAY), &rules);
    let before = picks(&store, &network, &rules);
    let bea = week::picks(&network, &rules, day(TODAY))
        .into_iter()
        .find(|pick| pick.why == Why::Due)
        .unwrap()
        .contact;
    let caught_up = Change::Log(Box::new(NewCatchUp {
        with: vec![bea],
        on: day(TODAY),
        channel: Channel::named("message"),
        started: Started::Me,
        answered: true,
        note: None,
        next: None,
    }));
    store.apply(&caught_up, &rules, day(TODAY)).unwrap();
    let after = store.network(&rules, day(TODAY)).unwrap();
    assert_eq!(picks(&store, &after, &rules).len(), 2);
    store.undo().unwrap();
    let back = store.network(&rules, day(TODAY)).unwrap();
    assert_eq!(picks(&store, &back, &rules), before);
    assert!(
        store.undo().is_err(),
        "nobody takes the made-up people away"
    );
}

#[test]
fn there_are_forty_with_every_tie_and_most_standings() {
    let (store, network) = made_up(day(TODAY), &Rules::default());
    assert_eq!(network.contacts.len(), 40);
    for tie in Tie::ALL {
        assert!(network.contacts.iter().any(|c| c.tie == tie), "{tie}");
    }
    for standing in [
        Standing::Active,
        Standing::Paused,
        Standing::Dormant,
        Standing::Archived,
        Standing::InMemory,
    ] {
        assert!(
            network.contacts.iter().any(|c| c.standing == standing),
            "{standing}"
        );
    }
    assert!(network.contacts.iter().any(|c| c.introduced_by().is_some()));
    assert!(network.contacts.iter().any(|c| c.unanswered().is_some()));
    assert!(network.next_steps.iter().any(|step| step.on.is_none()));
    assert!(network.recent.len() > 5, "{}", network.recent.len());
    assert!(store.check().unwrap().is_empty(), "doctor finds nothing");
}

#[test]
fn the_filter_and_names_work_on_them() {
    let rules = Rules::default();
    let (store, network) = made_up(day(TODAY), &rules);
    let index = Index::new(&network, &rules);
    let found = |text: &str| -> Vec<String> {
        Query::parse(text, day(TODAY))
            .unwrap()
            .run(&network, &index, &rules, day(TODAY), &|word| {
                store.search_notes(word).unwrap()
            })
            .into_iter()
            .map(|id| name(&network, id))
            .collect()
    };
    assert_eq!(found("note:porto"), ["Bea Lindqvist"]);
    assert_eq!(found("city:istanbul"), ["Yusuf Demir"]);
    assert_eq!(found("nguyen"), ["Nguyễn Thị Mai"]);
    assert_eq!(found("is:archived"), ["Pat Lim"]);
    assert_eq!(found("is:company"), ["Tallinn Wooden Boats"]);
    assert_eq!(found("warmth:quiet"), ["Bea Lindqvist"]);
    assert!(found("due").len() > 3, "{:?}", found("due"));
    assert_eq!(found("due sort:due")[0], "Bea Lindqvist");
    for whom in ["bea", "dima", "seun", "李雷", "lukasz@nowhere", "12"] {
        let who = who::find(&network, whom, &|text| {
            store.find_by_uid_or_email(text).unwrap()
        });
        assert_eq!(
            matches!(who, Who::One(_)),
            whom != "lukasz@nowhere",
            "{whom}"
        );
    }
}

#[test]
fn a_crowd_fills_a_file_that_doctor_likes() {
    let rules = Rules::default();
    let mut store = Store::in_memory(Clock::fixed(day(TODAY))).unwrap();
    store.fill(demo::scaled(300, 4, day(TODAY))).unwrap();
    let network = store.network(&rules, day(TODAY)).unwrap();
    assert_eq!(network.contacts.len(), 300);
    assert!(store.check().unwrap().is_empty(), "doctor finds nothing");
    let members: Vec<demo::Member> = demo::scaled(300, 4, day(TODAY)).collect();
    for (contact, member) in network.contacts.iter().zip(&members) {
        assert_eq!(contact.name(), member.name());
        let answered = member.catch_ups.iter().filter(|met| met.answered);
        assert_eq!(contact.last, answered.map(|met| met.on).max());
    }
    assert!(!store.search_notes("porto").unwrap().is_empty());
    assert!(store.undo().is_err(), "nobody takes a crowd away");
}

#[test]
fn every_screen_has_something_to_show_on_any_day() {
    for today in ["1900-01-01", "2024-02-29", TODAY, "9999-12-31"].map(day) {
        let rules = Rules::default();
        let (store, network) = made_up(today, &rules);
        let requests = store.requests(today).unwrap();
        let reach = Reach::of(&network);
        let advised: Vec<Suggestion> = requests
            .iter()
            .map(|request| request::advice(&network, &reach, request, &[]).suggestion)
            .collect();
        assert_eq!(advised, [Suggestion::Keep, Suggestion::Leave], "{today}");
        let links = store.links().unwrap();
        assert_eq!(links.len(), 3);
        assert!(links.iter().any(|link| !link.shared_with.is_empty()));
        for link in links {
            let matches = store.link_matches(&link).unwrap();
            let fits = shelf::fits(&network, &rules, &link, &matches, today);
            assert!(!fits.is_empty(), "{today}: {}", link.title);
        }
    }
}
