//! A look at how it goes: the weeks that were, how warm the ties are, what is ahead.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::catch_up::Started;
use super::contact::Contact;
use super::due;
use super::fit::{self, Fit, PastWeek, WEEKS};
use super::id::ContactId;
use super::network::Network;
use super::offer::{self, Declined, Offer};
use super::rules::Rules;
use super::standing::Standing;
use super::week::{self, Upcoming, Week};

/// Days that are looked ahead, today included.
const AHEAD: u64 = 14;
/// Complete weeks without a catch-up after which somebody has been away.
const AWAY: usize = 2;
/// Said of somebody who was put off until that day.
const BACK: &str = "back in view";
/// From this ratio on, and after so many days, a tie may rest as dormant.
const DORMANT_RATIO: f64 = 3.0;
const DORMANT_DAYS: i64 = 730;

/// What a network's own people do not tell of its past, read for a review.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Past {
    /// The catch-ups of the weeks from [`looked_back_from`] on.
    pub seen: Vec<Seen>,
    /// The last gaps between somebody's answered catch-ups in days, newest first.
    pub gaps: HashMap<ContactId, Vec<i64>>,
    /// Who has not answered several times in a row.
    pub silent: Vec<ContactId>,
    pub declined: Vec<Declined>,
}

/// Everything that a review says.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub week: Week,
    /// The last complete weeks, oldest first.
    pub weeks: Vec<PastWeek>,
    /// Whether this is the first look after weeks away: then nothing is said about the weeks.
    pub is_back: bool,
    pub fit: Fit,
    /// Whether the list fits a week, in plain words, where that is known.
    pub sentence: Option<String>,
    /// As [`table`] has it.
    pub table: [[usize; 3]; 5],
    pub offers: Vec<Offer>,
    pub ahead: Vec<Ahead>,
}

/// What counts of a catch-up in a week that has been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub on: NaiveDate,
    pub started: Started,
    pub in_person: bool,
    pub answered: bool,
    /// How many took part.
    pub people: usize,
}

/// Something in the next two weeks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    pub on: NaiveDate,
    pub contact: ContactId,
    /// "birthday", another day's label, the words of a next step, or that somebody who was
    /// put off comes back.
    pub what: String,
}

/// What a review says on `today`.
pub fn page(network: &Network, rules: &Rules, past: &Past, today: NaiveDate) -> Page {
    let week = week::this_week(network, rules, today);
    let weeks = past_weeks(past.seen.iter().copied(), rules, today);
    let fit = fit::fit(network, rules, &weeks);
    let (gaps, silent, declined) = (&past.gaps, &past.silent, &past.declined);
    Page {
        is_back: is_back(network, &weeks, week.reached),
        sentence: fit.sentence(network, rules),
        table: table(network, rules, today),
        offers: offer::offers(network, rules, &fit, gaps, silent, declined, today),
        ahead: ahead(network, today),
        week,
        weeks,
        fit,
    }
}

/// A day before the first of the weeks that are looked back on.
pub fn looked_back_from(today: NaiveDate) -> NaiveDate {
    let days = Days::new(7 * (WEEKS as u64 + 1));
    today.checked_sub_days(days).unwrap_or(NaiveDate::MIN)
}

/// Whose gaps tell whether their cadence is what really happens: the active with a cadence
/// and a catch-up.
pub fn asked_for_gaps(network: &Network, rules: &Rules) -> Vec<ContactId> {
    network
        .contacts
        .iter()
        .filter(|contact| contact.standing == Standing::Active && contact.last.is_some())
        .filter(|contact| rules.cadence(contact.tie, contact.own_cadence).is_some())
        .map(|contact| contact.id)
        .collect()
}

/// The last complete weeks before today's, oldest first. What lies in no such week is
/// passed over.
pub fn past_weeks(
    seen: impl IntoIterator<Item = Seen>,
    rules: &Rules,
    today: NaiveDate,
) -> Vec<PastWeek> {
    let this = rules.week_of(today);
    let mut weeks: Vec<PastWeek> = (1..=WEEKS as u64)
        .rev()
        .filter_map(|back| this.checked_sub_days(Days::new(7 * back)))
        .map(|from| PastWeek {
            from,
            reached: 0,
            pairs: 0,
            any: false,
        })
        .collect();
    for one in seen {
        let of = rules.week_of(one.on);
        let Ok(at) = weeks.binary_search_by_key(&of, |week| week.from) else {
            continue;
        };
        let week = &mut weeks[at];
        week.any = true;
        week.reached += usize::from(one.started.is_mine() || one.in_person);
        week.pairs += if one.answered { one.people } else { 0 };
    }
    weeks
}

/// How many active contacts of each tie are how warm, in the orders of [`Tie::ALL`](super::tie::Tie::ALL) and
/// [`Warmth::ALL`](due::Warmth::ALL); who has no cadence is in no cell.
pub fn table(network: &Network, rules: &Rules, today: NaiveDate) -> [[usize; 3]; 5] {
    let mut table = [[0; 3]; 5];
    for contact in &network.contacts {
        if contact.standing == Standing::Active
            && let Some(warmth) = due::warmth(contact, rules, today)
        {
            table[contact.tie as usize][warmth as usize] += 1;
        }
    }
    table
}

/// What the next 14 days bring, today included: birthdays and occasions as the pane shows
/// them, next steps, and who comes back that was put off; by day, then by contact.
pub fn ahead(network: &Network, today: NaiveDate) -> Vec<Ahead> {
    let end = today
        .checked_add_days(Days::new(AHEAD - 1))
        .unwrap_or(NaiveDate::MAX);
    let days = week::occasions_until(network, today, end).into_iter().map(
        |Upcoming {
             contact, on, label, ..
         }| Ahead {
            on,
            contact,
            what: label,
        },
    );
    let steps = network.next_steps.iter().filter_map(|step| {
        let on = step.on.filter(|on| (today..=end).contains(on))?;
        let contact = *step.with.first()?;
        network
            .contact(contact)
            .filter(|contact| contact.standing.may_be_picked())?;
        Some(Ahead {
            on,
            contact,
            what: step.words(network),
        })
    });
    let back = network.contacts.iter().filter_map(|contact| {
        let on = contact.later().filter(|on| (today..=end).contains(on))?;
        (on > today && contact.standing.may_be_picked()).then(|| Ahead {
            on,
            contact: contact.id,
            what: BACK.to_owned(),
        })
    });
    let mut ahead: Vec<Ahead> = days.chain(steps).chain(back).collect();
    ahead.sort_unstable_by(|a, b| (a.on, a.contact, &a.what).cmp(&(b.on, b.contact, &b.what)));
    ahead
}

/// Whether this is the first look after weeks away: nothing this week and in the last
/// complete ones, but something before: in these weeks, or with somebody who was here before
/// them. What a newcomer has imported is no time they were away.
pub fn is_back(network: &Network, weeks: &[PastWeek], reached_this_week: usize) -> bool {
    let quiet = weeks.iter().rev().take_while(|week| !week.any).count();
    let first = weeks.first().map(|week| week.from);
    let was_here = |contact: &Contact| first > Some(contact.added) && contact.last < first;
    reached_this_week == 0
        && quiet >= AWAY
        && (quiet < weeks.len()
            || network
                .contacts
                .iter()
                .any(|contact| contact.last.is_some() && was_here(contact)))
}

/// Whose tie may rest: active, far beyond their cadence, and nothing for two years. Longest
/// first.
pub fn could_rest(network: &Network, rules: &Rules, today: NaiveDate) -> Vec<ContactId> {
    let mut resting: Vec<(i64, ContactId)> = network
        .contacts
        .iter()
        .filter(|contact| contact.standing == Standing::Active && contact.mind().is_none())
        .filter_map(|contact| {
            let clock = due::clockwork(contact, rules, today)?;
            let long = clock.ratio >= DORMANT_RATIO && clock.elapsed >= DORMANT_DAYS;
            long.then_some((-clock.elapsed, contact.id))
        })
        .collect();
    resting.sort_unstable();
    resting.into_iter().map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::NextStepId;
    use crate::domain::network::{NextStep, StepKind};
    use crate::domain::testing::{TODAY, cadence, contact, day, network, rare};
    use crate::domain::tie::Tie;

    fn seen(on: &str, started: Started, in_person: bool, answered: bool, people: usize) -> Seen {
        Seen {
            on: day(on),
            started,
            in_person,
            answered,
            people,
        }
    }

    #[test]
    fn past_weeks_count_what_used_budget_and_who_was_in_touch() {
        use Started::{Me, Them};
        // Today is Sunday 22 November 2026; its week is not complete.
        let weeks = past_weeks(
            [
                seen("2026-11-16", Me, false, true, 1),
                seen("2026-11-15", Me, false, true, 2),
                seen("2026-11-09", Them, false, true, 1),
                seen("2026-11-09", Them, true, true, 3),
                seen("2026-11-02", Me, false, false, 1),
                seen("2026-09-21", Them, false, true, 1),
                seen("2026-09-20", Me, false, true, 1),
            ],
            &Rules::default(),
            day(TODAY),
        );
        let told: Vec<_> = weeks.iter().map(|w| (w.reached, w.pairs, w.any)).collect();
        let rest = (0, 0, false);
        assert_eq!(weeks[0].from, day("2026-09-21"));
        assert_eq!(weeks[7].from, day("2026-11-09"));
        assert_eq!(
            told,
            [
                (0, 1, true),
                rest,
                rest,
                rest,
                rest,
                rest,
                (1, 0, true),
                (2, 6, true)
            ]
        );
    }

    #[test]
    fn the_table_counts_the_active_by_tie_and_warmth() {
        let person = |id, tie, ago| Contact {
            tie,
            own_cadence: Some(cadence(100)),
            last: Some(day(TODAY) - Days::new(ago)),
            ..contact(id)
        };
        let mut people = network(vec![
            person(1, Tie::Weak, 99),
            person(2, Tie::Weak, 100),
            person(3, Tie::Weak, 200),
            person(4, Tie::Inner, 0),
            person(5, Tie::Inner, 0),
            contact(6),
        ]);
        people.contacts[4].standing = Standing::Dormant;
        let table = table(&people, &Rules::default(), day(TODAY));
        assert_eq!(table[Tie::Weak as usize], [1, 1, 1]);
        assert_eq!(table[Tie::Inner as usize], [1, 0, 0]);
        assert_eq!(table.iter().flatten().sum::<usize>(), 4);
    }

    #[test]
    fn two_weeks_ahead_hold_birthdays_and_next_steps() {
        let mut people = network(vec![
            Contact {
                tie: Tie::Weak,
                birthday: Some("--12-05".parse().unwrap()),
                ..contact(1)
            },
            Contact {
                tie: Tie::Weak,
                birthday: Some("--12-06".parse().unwrap()),
                ..contact(2)
            },
        ]);
        let step = |id, on: Option<&str>| NextStep {
            id: NextStepId(id),
            kind: StepKind::Step,
            text: format!("ask {id}").into(),
            on: on.map(day),
            with: vec![ContactId(2), ContactId(1)],
        };
        people.next_steps = vec![
            step(1, Some("2026-11-30")),
            step(2, Some(TODAY)),
            step(3, Some("2026-12-06")),
            step(4, Some("2026-11-21")),
            step(5, None),
        ];
        let told = |people: &Network| -> Vec<(String, i64, String)> {
            let ahead = ahead(people, day(TODAY)).into_iter();
            ahead
                .map(|a| (a.on.to_string(), a.contact.0, a.what))
                .collect()
        };
        let line = |on: &str, id, what: &str| (on.to_owned(), id, what.to_owned());
        assert_eq!(
            told(&people),
            [
                line(TODAY, 2, "ask 2"),
                line("2026-11-30", 2, "ask 1"),
                line("2026-12-05", 1, "birthday"),
            ]
        );
        people.contacts[1].standing = Standing::Archived;
        assert_eq!(told(&people), [line("2026-12-05", 1, "birthday")]);
        for (until, is_ahead) in [
            (TODAY, false),
            ("2026-11-23", true),
            ("2026-12-05", true),
            ("2026-12-06", false),
        ] {
            people.contacts[0].rare = rare(|rare| rare.later = Some(day(until)));
            let back = told(&people).contains(&line(until, 1, "back in view"));
            assert_eq!(back, is_ahead, "{until}");
        }
    }

    #[test]
    fn who_comes_back_after_weeks_is_greeted() {
        let nobody = network(Vec::new());
        let check = |weeks: &[bool], now: usize, wanted: bool| {
            let people = &nobody;
            let week = |any: &bool| PastWeek {
                from: day(TODAY),
                reached: 0,
                pairs: 0,
                any: *any,
            };
            let weeks: Vec<PastWeek> = weeks.iter().map(week).collect();
            assert_eq!(is_back(people, &weeks, now), wanted, "{weeks:?} {now}");
        };
        check(&[true, true, false, false], 0, true);
        check(&[true, true, false, false], 1, false);
        check(&[true, true, true, false], 0, false);
        check(&[false, false, false, false], 0, false);
        check(&[], 0, false);
        // Months away, and a newcomer who brought what happened before.
        let today = day(TODAY);
        let week = |ago: u64| PastWeek {
            from: today - Days::new(7 * ago),
            reached: 0,
            pairs: 0,
            any: false,
        };
        let weeks: Vec<PastWeek> = (1..=8).rev().map(week).collect();
        for (added, wanted) in [("2026-01-02", true), (TODAY, false)] {
            let people = network(vec![Contact {
                added: day(added),
                last: Some(day("2026-02-03")),
                ..contact(1)
            }]);
            assert_eq!(is_back(&people, &weeks, 0), wanted, "{added}");
        }
    }

    #[test]
    fn a_tie_may_rest_after_two_years_far_beyond_its_cadence() {
        let check = |ago: u64, every: u16, change: &dyn Fn(&mut Contact), wanted: bool| {
            let mut person = Contact {
                tie: Tie::Weak,
                own_cadence: Some(cadence(every)),
                last: Some(day(TODAY) - Days::new(ago)),
                ..contact(1)
            };
            change(&mut person);
            let resting = could_rest(&network(vec![person]), &Rules::default(), day(TODAY));
            assert_eq!(!resting.is_empty(), wanted, "{ago} {every}");
        };
        check(730, 180, &|_| {}, true);
        check(729, 180, &|_| {}, false);
        check(1094, 365, &|_| {}, false);
        check(1095, 365, &|_| {}, true);
        check(1095, 365, &|p| p.standing = Standing::Paused, false);
        check(
            1095,
            365,
            &|p| p.rare = rare(|r| r.mind = Some(day(TODAY))),
            false,
        );
    }
}
