//! What people type: days, filters, settings; and the boundary that all text is shown through.

use std::collections::BTreeSet;
use std::path::Path;

use ties::config;
use ties::domain::cadence::OwnCadence;
use ties::domain::demo;
use ties::domain::id::ContactId;
use ties::domain::mail;
use ties::domain::network::Network;
use ties::domain::query::{self, Query};
use ties::domain::rules::DateOrder;
use ties::domain::search::Index;
use ties::domain::when::{self, Comes, Direction, Span};
use ties::store::Store;
use ties::text::{self, Cut, Shown};

use super::{Room, TODAY, clock, rules};

const ORDERS: [DateOrder; 2] = [DateOrder::DayFirst, DateOrder::MonthFirst];

/// Days, spans and cadences. The first byte says on which day it is said. What is understood
/// and shown means the same when it is typed.
pub fn date(input: &[u8], _: &Room) {
    const DAYS: [&str; 5] = [
        TODAY,
        "2024-02-29",
        "2027-01-01",
        "0001-01-01",
        "9999-12-31",
    ];
    let Some((first, rest)) = input.split_first() else {
        return;
    };
    let today = DAYS[usize::from(*first) % DAYS.len()].parse().unwrap();
    let text = super::text(rest);
    for order in ORDERS {
        for direction in [Direction::Past, Direction::Future] {
            let means = |text: &str| when::parse(text, direction, today, order);
            match means(&text) {
                Ok(day) => {
                    assert_eq!(direction == Direction::Past, day <= today, "{day}");
                    for shown in [day.to_string(), when::day_long(day)] {
                        assert_eq!(means(&shown), Ok(day), "{shown}");
                    }
                    let away = (day - today).num_days().abs();
                    let short = when::day_short(day);
                    if away < 365 {
                        assert_eq!(means(&short), Ok(day), "{short}");
                    }
                }
                Err(error) => seen(&error.to_string()),
            }
        }
        match when::parse_partial(&text, order) {
            Ok(day) => {
                for shown in [
                    day.to_string(),
                    when::partial_short(day),
                    when::partial_long(day),
                ] {
                    let again = when::parse_partial(&shown, order);
                    assert_eq!(again, Ok(day), "{shown}");
                }
                if let Some(next) = day.next_on_or_after(today) {
                    assert!(next >= today);
                }
            }
            Err(error) => seen(&error.to_string()),
        }
        for comes in [Comes::EveryYear, Comes::Once] {
            let _ = when::parse_occasion(&text, comes, today, order);
        }
    }
    if let Some(span) = Span::parse(&text) {
        let (before, after) = (span.before(today), span.after(today));
        assert!(before.is_none_or(|day| day <= today));
        assert!(after.is_none_or(|day| day >= today));
    }
    if let Some(own) = OwnCadence::read(&text) {
        assert_eq!(OwnCadence::from_days(own.stored()), Some(own));
        assert_eq!(OwnCadence::read(&own.stored().to_string()), Some(own));
    }
}

/// Filters, carried out on forty people. Blanks around it change nothing, nor does saying it
/// twice; what is left out is not found.
pub fn filter(input: &[u8], _: &Room) {
    thread_local! {
        static CROWD: (Network, Index) = crowd();
    }
    let text = super::text(input);
    let text = text.as_ref();
    let today = TODAY.parse().unwrap();
    let labels = ["kern", "eng", "näher", "lose", "fern"].map(str::to_owned);
    let read = |text: &str| Query::parse_labelled(text, &labels, today);
    let query = match read(text) {
        Ok(query) => query,
        Err(error) => {
            assert!(error.at.start <= error.at.end);
            assert!(text.get(error.at).is_some(), "a place within the text");
            return seen(&error.message);
        }
    };
    CROWD.with(|(network, index)| {
        let noted = |_: &str| vec![network.contacts[3].id, network.contacts[30].id];
        let found = |query: &Query| query.run(network, index, &rules(), today, &noted);
        let of = |text: &str| read(text).map(|query| found(&query));
        let all = found(&query);
        let each: BTreeSet<ContactId> = all.iter().copied().collect();
        assert_eq!(each.len(), all.len(), "everybody once");
        assert!(each.iter().all(|id| network.contact(*id).is_some()));
        if text.contains('"') {
            return;
        }
        assert_eq!(of(&format!(" {text}  ")).as_ref(), Ok(&all), "blanks");
        let twice = of(&format!("{text} {text}")).unwrap();
        let twice: BTreeSet<ContactId> = twice.into_iter().collect();
        assert_eq!(twice, each, "said twice");
        let is_letter = |c: char| c.is_alphabetic() || text::folds_away(c);
        let is_keyed = text
            .split_once(':')
            .is_some_and(|(key, _)| key.chars().all(is_letter) && query::is_key(&text::fold(key)))
            && !text.contains(char::is_whitespace);
        if let (true, Ok(others)) = (is_keyed, of(&format!("-{text}"))) {
            let both = others.iter().find(|id| each.contains(id));
            assert_eq!(both, None, "found, and left out");
        }
    });
}

fn crowd() -> (Network, Index) {
    let today = TODAY.parse().unwrap();
    let mut store = Store::in_memory(clock()).unwrap();
    let demo = demo::look_round(today).changes;
    store.make_up(&demo, &rules()).unwrap();
    let network = store.network(&rules(), today).unwrap();
    let index = Index::new(&network, &rules());
    (network, index)
}

/// The text boundary: what is shown controls no terminal, hides nothing, and has the columns
/// it says.
pub fn boundary(input: &[u8], _: &Room) {
    let given = super::text(input);
    let (line, block) = (Shown::line(&given), Shown::block(&given));
    seen(line.as_str());
    block.as_str().split('\n').for_each(seen);
    let shown = line.as_str();
    let again = Shown::line(shown);
    assert_eq!(again.as_str(), shown, "what is shown stays as it is");
    let columns: usize = text::letters(shown).map(|(_, columns)| columns).sum();
    assert_eq!(columns, text::width(shown));
    let letters: String = text::letters(shown).map(|(letter, _)| letter).collect();
    assert_eq!(letters, shown, "every letter, once");
    for room in [0, 1, 2, 3, 7, input.len() % 40, columns] {
        assert!(text::width(&line.fit(room)) <= room);
        assert_eq!(text::width(&text::pad(shown, room)), room);
        match text::cut(shown, room) {
            Cut::Whole(all) => assert_eq!(all, shown),
            Cut::Part(part) => assert!(shown.starts_with(part)),
        }
    }
    let name = text::one_line(&given);
    assert!(!name.contains(['\n', '\r', '\t']), "a name has no lines");
    let mut key = String::new();
    text::push_name_key(&mut key, &given);
    let _ = (text::fold(&given), text::words(&given));
    let address = mail::mailto_with(&given, &given, &given);
    assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
    assert_eq!(address.matches('?').count(), 1, "{address}");
    assert_eq!(address.matches('&').count(), 1, "{address}");
}

/// That nothing in a line that is shown controls a terminal, turns a direction or is unseen.
/// What that is, is said here once more, and not asked of what is tried.
fn seen(line: &str) {
    let is_unseen = |c: char| {
        c.is_control()
            || matches!(u32::from(c),
                0xAD | 0x61C | 0x115F | 0x1160 | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E
                | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF9..=0xFFFB
                | 0xE0000..=0xE0FFF)
    };
    let found = line.chars().find(|c| is_unseen(*c));
    let found = found.map(|c| format!("U+{:04X}", u32::from(c)));
    assert_eq!(found, None, "in {line:?}");
}

/// The config file. What is understood is written and read again as the same.
pub fn config(input: &[u8], _: &Room) {
    let text = super::text(input);
    let file = Path::new("config.toml");
    match config::parse(&text, file) {
        Ok(settings) => {
            let written = config::write(&settings);
            let again = config::parse(&written, file);
            assert_eq!(again.as_ref(), Ok(&settings), "{written}");
        }
        Err(error) => {
            let (line, column) = error.at.unwrap();
            assert!((1..=text.matches('\n').count() + 1).contains(&line));
            let text = text.split('\n').nth(line - 1).unwrap();
            assert!((1..=text.chars().count() + 1).contains(&column));
        }
    }
}
