//! What a tie looks like from what really happens, as a hint that is never applied by itself.
//!
//! The measures are those of tie-strength research: how often, how mutual, how rich.

use chrono::NaiveDate;

use super::catch_up::{CatchUp, Started};
use super::channel::ChannelKind;
use super::fit::median;
use super::rules::Rules;
use super::tie::Tie;

/// Fewer answered catch-ups tell nothing.
const ENOUGH: usize = 3;
/// How many of the last gaps, and of the last catch-ups, are looked at.
const LAST: usize = 4;
/// Below this share of the rarer direction a tie is one-sided.
const ONE_SIDED: f64 = 0.25;

/// What a tie looks like.
#[derive(Debug, Clone, PartialEq)]
pub struct Looks {
    pub tie: Tie,
    /// What it is read off: "every 40 days, both ways, in person".
    pub words: String,
}

/// What the tie looks like whose catch-ups these are, in any order, up to `today`; `None`
/// with fewer than three answered ones.
pub fn looks(catch_ups: &[CatchUp], rules: &Rules, today: NaiveDate) -> Option<Looks> {
    let mut answered: Vec<&CatchUp> = catch_ups
        .iter()
        .filter(|catch_up| catch_up.answered && catch_up.on <= today)
        .collect();
    if answered.len() < ENOUGH {
        return None;
    }
    answered.sort_unstable_by_key(|catch_up| std::cmp::Reverse((catch_up.on, catch_up.id)));
    let gaps: Vec<i64> = answered
        .windows(2)
        .take(LAST)
        .map(|pair| (pair[0].on - pair[1].on).num_days())
        .collect();
    let gap = median(&gaps)?;
    let started = |by: Started| {
        let theirs = |c: &&&CatchUp| c.started == by || c.started == Started::Both;
        answered.iter().filter(theirs).count()
    };
    let (mine, theirs) = (started(Started::Me), started(Started::Them));
    let one_sided = (mine.min(theirs) as f64) < ONE_SIDED * mine.max(theirs) as f64;
    let kinds = || answered.iter().take(LAST).map(|c| rules.kind(&c.channel));
    let only_text = kinds().all(|kind| kind == ChannelKind::Text);

    let mut steps = match gap {
        gap if gap <= 21.0 => 0,
        gap if gap <= 60.0 => 1,
        gap if gap <= 180.0 => 2,
        _ => 3,
    };
    steps += usize::from(one_sided) + usize::from(only_text);
    let tie = [Tie::Inner, Tie::Strong, Tie::Moderate, Tie::Weak][steps.min(3)];
    let ways = match (one_sided, mine > theirs) {
        (false, _) => "both ways",
        (true, true) => "mostly from you",
        (true, false) => "mostly from them",
    };
    let richest = if kinds().any(|kind| kind == ChannelKind::InPerson) {
        "in person"
    } else if only_text {
        "in writing"
    } else {
        "by voice"
    };
    let often = match gap.round() as i64 {
        0 | 1 => "every day".to_owned(),
        days => format!("every {days} days"),
    };
    Some(Looks {
        tie,
        words: format!("{often}, {ways}, {richest}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::channel::Channel;
    use crate::domain::id::{CatchUpId, ContactId};
    use crate::domain::testing::{TODAY, day};

    /// Catch-ups so many days ago, by whom and how.
    fn past(all: &[(u64, Started, &str)]) -> Vec<CatchUp> {
        let one = |((ago, started, channel), id): (&(u64, Started, &str), i64)| CatchUp {
            id: CatchUpId(id),
            on: day(TODAY) - chrono::Days::new(*ago),
            channel: Channel::named(channel),
            started: *started,
            answered: true,
            note: None,
            with: [ContactId(1)].into_iter().collect(),
        };
        all.iter().zip(1..).map(one).collect()
    }

    #[test]
    fn a_tie_looks_as_often_as_mutual_and_as_rich_as_it_is() {
        use Started::{Both, Me, Them};
        let check = |all: &[(u64, Started, &str)], wanted: Option<&str>| {
            let looks = looks(&past(all), &Rules::default(), day(TODAY));
            let said = looks.map(|l| format!("{}: looks {}", l.words, l.tie));
            assert_eq!(said.as_deref(), wanted, "{all:?}");
        };
        check(&[(1, Me, "call"), (40, Them, "coffee")], None);
        check(
            &[(1, Me, "call"), (41, Them, "coffee"), (81, Me, "message")],
            Some("every 40 days, both ways, in person: looks strong"),
        );
        check(
            &[(0, Both, "meal"), (21, Both, "meal"), (42, Both, "meal")],
            Some("every 21 days, both ways, in person: looks inner"),
        );
        check(
            &[(0, Both, "meal"), (22, Both, "meal"), (44, Both, "meal")],
            Some("every 22 days, both ways, in person: looks strong"),
        );
        check(
            &[(0, Me, "call"), (60, Me, "call"), (120, Me, "call")],
            Some("every 60 days, mostly from you, by voice: looks moderate"),
        );
        check(
            &[(0, Them, "mail"), (60, Them, "mail"), (120, Them, "mail")],
            Some("every 60 days, mostly from them, in writing: looks weak"),
        );
        check(
            &[(0, Me, "mail"), (400, Them, "share"), (900, Me, "message")],
            Some("every 450 days, both ways, in writing: looks weak"),
        );
        // Of five gaps the newest four count, of five catch-ups the newest four.
        check(
            &[
                (0, Both, "mail"),
                (10, Both, "mail"),
                (20, Both, "mail"),
                (30, Both, "mail"),
                (40, Both, "coffee"),
                (900, Both, "coffee"),
            ],
            Some("every 10 days, both ways, in writing: looks strong"),
        );
    }

    #[test]
    fn one_in_four_of_the_other_direction_is_both_ways() {
        use Started::{Me, Them};
        let check = |mine: usize, wanted: &str| {
            let mut all = vec![(0, Them, "call")];
            all.extend((1..=mine).map(|n| (30 * n as u64, Me, "call")));
            let looks = looks(&past(&all), &Rules::default(), day(TODAY)).unwrap();
            assert!(looks.words.contains(wanted), "{mine}: {}", looks.words);
        };
        check(4, "both ways");
        check(5, "mostly from you");
    }

    #[test]
    fn what_was_not_answered_or_lies_ahead_says_nothing() {
        let mut all = past(&[
            (0, Started::Me, "call"),
            (30, Started::Them, "call"),
            (60, Started::Me, "call"),
        ]);
        all[0].answered = false;
        assert_eq!(looks(&all, &Rules::default(), day(TODAY)), None);
        all[0].answered = true;
        all[0].on = day(TODAY) + chrono::Days::new(1);
        assert_eq!(looks(&all, &Rules::default(), day(TODAY)), None);
    }
}
