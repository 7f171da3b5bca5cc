//! What is hidden while somebody looks over the shoulder, on every screen.

use ties::app::Msg;
use ties::config::Config;
use ties::domain::catch_up::Started;
use ties::domain::change::{Change, Edit, NewCatchUp, NewLink};
use ties::domain::channel::Channel;
use ties::domain::discreet::{HIDDEN, Sight};
use ties::domain::id::ContactId;
use ties::domain::request::Asked;
use ties::domain::tie::Tie;

use crate::session::Session;
use crate::{WAYS, add, today};

/// Each is written somewhere else about somebody.
const WRITTEN: [&str; 6] = [
    "secret note",
    "second secret",
    "secret of then",
    "secret to ask",
    "secret to send",
    "secret wish",
];

/// In all of what is written, whatever screen shows it.
const SECRET: &str = "secret";

/// Ways beside those to every screen: to lines of the card, forms of what was, and what is
/// said after something was done.
const FURTHER: [&str; 17] = [
    "enter j j enter",
    "enter j j j",
    "enter j j j j G",
    "enter j enter",
    "enter j D",
    "t s",
    "t s u",
    "t s u U",
    "t t",
    "space",
    "c ^s",
    "E",
    "/ note:then",
    "2",
    "2 enter",
    "3",
    "4",
];

/// What the config calls the ties, so that they are told from the words of the help.
fn labels() -> [String; 5] {
    ["bond-a", "bond-b", "bond-c", "bond-d", "bond-e"].map(str::to_owned)
}

/// Two people about whom much is written, one of them due for what was said last.
fn confided() -> Session {
    let note = Edit {
        note: Some(Some("secret note\nsecond secret".to_owned())),
        ..Edit::default()
    };
    let log = NewCatchUp {
        with: vec![ContactId(1)],
        on: today() - chrono::Days::new(700),
        channel: Channel::named("coffee"),
        started: Started::Both,
        answered: true,
        note: Some("secret of then".to_owned()),
        next: Some(("secret to ask".to_owned(), None)),
    };
    let step = Change::NextStep {
        with: vec![ContactId(2)],
        text: "secret to send".to_owned(),
        on: Some(today()),
    };
    let asked = Asked {
        name: "Pat Lim".to_owned(),
        note: Some("secret wish".to_owned()),
        ..Asked::default()
    };
    let link = NewLink {
        url: "https://example.org/maps".to_owned(),
        note: Some("secret thought".to_owned()),
        ..NewLink::default()
    };
    let s = Session::made_up(&[
        add("Ana Sousa", note),
        add("Bea Lindqvist", Edit::default()),
        (log.on, Change::Log(Box::new(log))),
        (today(), step),
        (today(), Change::AddRequests(vec![asked])),
        (today(), Change::AddLink(Box::new(link))),
    ]);
    let config = Config {
        labels: labels(),
        ..Config::default()
    };
    s.configured(config, &[])
}

fn screen_after(sight: Sight, keys: &str, size: (u16, u16)) -> String {
    let mut s = confided();
    if sight == Sight::Discreet {
        s.keys(".")
            .expects("discreet: notes and ties are hidden · . shows them");
    }
    s.at(size.0, size.1).keys(keys);
    s.screen()
}

#[test]
fn over_the_shoulder_nothing_written_and_no_tie_is_seen_on_any_screen() {
    for keys in WAYS.iter().chain(&FURTHER) {
        for size in [(100, 30), (80, 24), (40, 12)] {
            let screen = screen_after(Sight::Discreet, keys, size);
            let labels = labels();
            let hidden = labels.iter().map(String::as_str).chain([SECRET]);
            for words in hidden {
                assert!(!screen.contains(words), "“{words}” after {keys}\n{screen}");
            }
        }
    }
}

#[test]
fn otherwise_all_of_it_is_seen_somewhere() {
    let screens: Vec<String> = WAYS
        .iter()
        .chain(&FURTHER)
        .map(|keys| screen_after(Sight::Open, keys, (100, 30)))
        .collect();
    let labels = labels();
    for words in labels.iter().map(String::as_str).chain(WRITTEN) {
        assert!(
            screens.iter().any(|screen| screen.contains(words)),
            "{words}"
        );
    }
}

#[test]
fn what_is_hidden_stays_as_it_was_and_comes_back() {
    let mut s = confided();
    let before = s.state.clone();
    s.keys(". j k e ^s");
    assert_eq!(s.state.network, before.network);
    s.keys(".").expects("notes and ties are shown again");
    s.expects("secret to send").expects("bond-d");
    // A form that was open meanwhile saves what it held.
    s.keys("j enter j j .").expects(HIDDEN);
    s.keys("enter")
        .expects("That catch-up")
        .expects_no("secret of then");
    s.keys("tab phon ^s .").expects("secret of then");
    let tie = s.state.network.contacts[0].tie;
    assert_eq!(tie, Tie::Weak);
}

#[test]
fn what_is_typed_is_seen_and_what_comes_meanwhile_is_hidden() {
    let mut s = confided();
    s.keys(". n a_new_word").expects("a new word");
    s.keys("enter").expects_no("a new word");
    s.keys("N ask_it_tomorrow enter").expects_no("ask it");
    let network = s.state.network.clone();
    s.send(Msg::Loaded(network));
    s.expects_no("ask it").expects_no("secret");
}
