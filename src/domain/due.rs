//! Who is due, and how warm a tie is.
//!
//! The ratio r = e / c (days since the last catch-up over the cadence) is greedy "bamboo
//! garden trimming": always cutting the bamboo that has grown furthest over its height is
//! never worse than four times demand over capacity, whereas going by days alone lets
//! close ties slide for months behind the many whose cadence is a year.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::bridge;
use super::cadence::Cadence;
use super::change::LastSpoke;
use super::contact::{Contact, Pause};
use super::day::{days_after, days_before};
use super::id::ContactId;
use super::network::Network;
use super::rules::Rules;
use super::standing::Standing;
use super::tie::Tie;

/// Days for which somebody who did not answer is left alone.
const RETRY_AFTER: u64 = 21;
/// How much room bridging gets beside the ratio.
const BRIDGE_SHARE: f64 = 0.15;

/// How warm a tie is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Warmth {
    /// Within the cadence.
    Warm,
    /// Up to twice the cadence.
    Cooling,
    /// Twice the cadence and more.
    Quiet,
}

impl Warmth {
    pub const ALL: [Warmth; 3] = [Warmth::Warm, Warmth::Cooling, Warmth::Quiet];

    /// The word on screen, in JSON and after `warmth:`.
    pub const fn word(self) -> &'static str {
        match self {
            Warmth::Warm => "warm",
            Warmth::Cooling => "cooling",
            Warmth::Quiet => "quiet",
        }
    }

    pub fn from_word(word: &str) -> Option<Warmth> {
        Warmth::ALL.into_iter().find(|warmth| warmth.word() == word)
    }
}

/// A contact's clock, read on some day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clockwork {
    /// Days since the last catch-up in which the clock ran, e ≥ 0.
    pub elapsed: i64,
    pub cadence: Cadence,
    /// e / c.
    pub ratio: f64,
}

/// Somebody who is due, with what the order goes by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Due {
    pub contact: ContactId,
    /// e / c as of the last day of this week, at least 1.
    pub ratio: f64,
    /// B, 0 to 1; `None` where it is unknown.
    pub bridge: Option<f64>,
    /// w = r × (1 + 0.15 × B), rounded to nine places.
    pub weight: f64,
    /// e in days.
    pub elapsed: i64,
}

/// The contact's clock as it will read on `on`, if nothing happens until then; `None` without
/// a cadence or a day to count from.
pub fn clockwork(contact: &Contact, rules: &Rules, on: NaiveDate) -> Option<Clockwork> {
    let cadence = rules.cadence(contact.tie, contact.own_cadence)?;
    let last = contact.last.or(contact.counting_from)?;
    let elapsed = ((on - last).num_days() - days_paused(contact.pauses(), last, on)).max(0);
    Some(Clockwork {
        elapsed,
        cadence,
        ratio: elapsed as f64 / f64::from(cadence.days()),
    })
}

/// How warm the tie to a contact is today; `None` without a cadence.
pub fn warmth(contact: &Contact, rules: &Rules, today: NaiveDate) -> Option<Warmth> {
    let ratio = clockwork(contact, rules, today)?.ratio;
    Some(if ratio < 1.0 {
        Warmth::Warm
    } else if ratio < 2.0 {
        Warmth::Cooling
    } else {
        Warmth::Quiet
    })
}

/// Everyone who is due this week, in the order in which they come up: w descending, then
/// e descending, then id.
pub fn order(network: &Network, rules: &Rules, today: NaiveDate) -> Vec<Due> {
    order_by(&bridge::Reach::of(network), network, rules, today)
}

/// The same by what the network is known to reach.
pub fn order_by(
    reach: &bridge::Reach,
    network: &Network,
    rules: &Rules,
    today: NaiveDate,
) -> Vec<Due> {
    let week_end = rules.week_end(today);
    let due = |contact| {
        let clock = due_clockwork(contact, rules, today, week_end)?;
        Some(weigh(contact, clock, reach))
    };
    let mut due: Vec<Due> = network.contacts.iter().filter_map(due).collect();
    due.sort_unstable_by(compare);
    due
}

/// How somebody stands in the order, if they are due this week.
pub fn of(
    contact: &Contact,
    reach: &bridge::Reach,
    rules: &Rules,
    today: NaiveDate,
) -> Option<Due> {
    let clock = due_clockwork(contact, rules, today, rules.week_end(today))?;
    Some(weigh(contact, clock, reach))
}

/// Who comes first in the order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct First {
    /// As many as were asked for, or all there are.
    pub best: Vec<Due>,
    /// The first who is something that was asked about too.
    pub special: Option<Due>,
}

/// The first `places` of [`order_by`] but for those left out, and the first of them who
/// `is_special`, be it among these or further down. Only who may be among them is weighed, and
/// nobody else is put in order.
pub fn first_by(
    reach: &bridge::Reach,
    (network, rules, today): (&Network, &Rules, NaiveDate),
    places: usize,
    is_left_out: impl Fn(ContactId) -> bool,
    is_special: impl Fn(&Contact) -> bool,
) -> First {
    let week_end = rules.week_end(today);
    let mut first = First::default();
    let latest = Tie::ALL.map(|tie| {
        let cadence = rules.cadence(tie, None)?;
        Some(days_before(week_end, cadence.days().into()))
    });
    // Tells most of those who are not due without reckoning in days.
    let may_be_due = |contact: &&Contact| {
        let from = contact.last.or(contact.counting_from);
        contact.own_cadence.is_some() || from.is_some() && from <= latest[contact.tie as usize]
    };
    for contact in network.contacts.iter().filter(may_be_due) {
        let Some(clock) = due_clockwork(contact, rules, today, week_end) else {
            continue;
        };
        let special = is_special(contact);
        // However much of a bridge they are, they weigh no more than this.
        let most = clock.ratio * (1.0 + BRIDGE_SHARE) + 1e-9;
        let is_beyond = |other: Option<&Due>| other.is_some_and(|other| most < other.weight);
        let is_out = first.best.len() == places && is_beyond(first.best.last());
        if is_out && (!special || is_beyond(first.special.as_ref())) || is_left_out(contact.id) {
            continue;
        }
        let due = weigh(contact, clock, reach);
        let is_before = |other: &Due| compare(&due, other).is_lt();
        if special && first.special.as_ref().is_none_or(is_before) {
            first.special = Some(due);
        }
        let at = first.best.partition_point(|other| !is_before(other));
        first.best.insert(at, due);
        first.best.truncate(places);
    }
    first
}

/// The clock of somebody who is due, as it will read when this week ends.
fn due_clockwork(
    contact: &Contact,
    rules: &Rules,
    today: NaiveDate,
    week_end: NaiveDate,
) -> Option<Clockwork> {
    let may_come_up = contact.standing == Standing::Active && !is_hidden(contact, rules, today);
    let clock = may_come_up.then(|| clockwork(contact, rules, week_end))?;
    clock.filter(|clock| clock.ratio >= 1.0)
}

/// How somebody would stand in the order on `week_end`, due or not; `None` without a
/// cadence or a day to count from.
pub fn weighed(
    contact: &Contact,
    rules: &Rules,
    week_end: NaiveDate,
    reach: &bridge::Reach,
) -> Option<Due> {
    Some(weigh(contact, clockwork(contact, rules, week_end)?, reach))
}

/// Whether a contact is hidden today: put off until later, "someone else" this week, or
/// left alone after no answer. Hiding does not stop the clock.
pub fn is_hidden(contact: &Contact, rules: &Rules, today: NaiveDate) -> bool {
    contact.later().is_some_and(|until| today < until)
        || retry_on(contact).is_some_and(|day| today < day)
        || is_someone_elses_week(contact, rules, today)
}

/// Whether "someone else" was said this week.
pub fn is_someone_elses_week(contact: &Contact, rules: &Rules, today: NaiveDate) -> bool {
    contact
        .someone_else()
        .is_some_and(|day| rules.week_of(day) == rules.week_of(today))
}

/// The day from which somebody who did not answer may come up again.
pub fn retry_on(contact: &Contact) -> Option<NaiveDate> {
    Some(days_after(contact.unanswered()?, RETRY_AFTER))
}

/// The day a clock starts from so that a crowd never comes due together: the golden-ratio
/// sequence spreads any run of ids evenly over the cadence `c`.
///
/// `phase = ceil(c × frac(id × 0.6180339887))`; the answer is `day + phase − c`, so that
/// the contact first comes due `phase` days after `day`.
pub fn spread(id: ContactId, cadence: Cadence, day: NaiveDate) -> NaiveDate {
    let cadence = f64::from(cadence.days());
    let phase = (cadence * (id.0 as f64 * 0.618_033_988_7).fract()).ceil();
    days_before(day, (cadence - phase) as u64)
}

/// The day a clock starts from as "last spoke" was answered.
pub fn counting_from(
    spoke: LastSpoke,
    id: ContactId,
    cadence: Cadence,
    today: NaiveDate,
) -> NaiveDate {
    match spoke {
        LastSpoke::Lately => today,
        LastSpoke::ThisYear => days_before(today, u64::from(cadence.days() / 2)),
        LastSpoke::LongAgo => days_before(today, cadence.days().into()),
        LastSpoke::Unknown => spread(id, cadence, today),
    }
}

fn weigh(contact: &Contact, clock: Clockwork, reach: &bridge::Reach) -> Due {
    let bridge = reach.bridge(contact);
    let counted = match contact.tie {
        Tie::Moderate | Tie::Weak => bridge.unwrap_or(0.0),
        Tie::Inner | Tie::Strong | Tie::Latent => 0.0,
    };
    Due {
        contact: contact.id,
        ratio: clock.ratio,
        bridge,
        weight: round9(clock.ratio * (1.0 + BRIDGE_SHARE * counted)),
        elapsed: clock.elapsed,
    }
}

fn compare(a: &Due, b: &Due) -> Ordering {
    b.weight
        .total_cmp(&a.weight)
        .then(b.elapsed.cmp(&a.elapsed))
        .then(a.contact.cmp(&b.contact))
}

/// Nine places are enough to tell two people apart, and few enough that the order does
/// not hang on the last bit of a sum.
fn round9(weight: f64) -> f64 {
    (weight * 1e9).round() / 1e9
}

/// The days d with max(first day, last) ≤ d < last day of any of the pauses, where an open one
/// lasts until `on`. Those of somebody who was here twice may lie over one another.
fn days_paused(pauses: &[Pause], last: NaiveDate, on: NaiveDate) -> i64 {
    let mut spans: Vec<(NaiveDate, NaiveDate)> = pauses
        .iter()
        .map(|pause| (pause.from.max(last), pause.until.unwrap_or(on).min(on)))
        .collect();
    spans.sort_unstable();
    let mut counted = last;
    let mut days = 0;
    for (from, until) in spans {
        days += (until - from.max(counted)).num_days().max(0);
        counted = counted.max(until);
    }
    days
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::contact::Rare;
    use crate::domain::network::{CircleId, CircleKind};
    use crate::domain::testing::{TODAY, cadence, circled, contact, day, network, rare};

    fn weights(people: Vec<Contact>) -> Vec<(i64, f64)> {
        order(&network(people), &Rules::default(), day(TODAY))
            .iter()
            .map(|due| (due.contact.0, (due.weight * 1000.0).round() / 1000.0))
            .collect()
    }

    /// TODAY is a Sunday, so that T is today and e is the days since `last`.
    fn due_person(id: i64, tie: Tie, every: u16, elapsed: u64) -> Contact {
        Contact {
            tie,
            own_cadence: Some(cadence(every)),
            last: Some(day(TODAY) - Days::new(elapsed)),
            ..contact(id)
        }
    }

    #[test]
    fn the_order_goes_by_ratio_and_bridge() {
        // Without circles B is unknown and counts nothing.
        let people = vec![
            due_person(1, Tie::Strong, 14, 21),
            due_person(2, Tie::Strong, 45, 60),
            due_person(3, Tie::Weak, 365, 500),
            due_person(5, Tie::Moderate, 120, 110),
        ];
        assert_eq!(weights(people), [(1, 1.5), (3, 1.37), (2, 1.333)]);
    }

    #[test]
    fn a_tie_in_weight_goes_to_the_longer_wait_then_the_lower_id() {
        let people = vec![
            due_person(1, Tie::Strong, 30, 60),
            due_person(2, Tie::Strong, 60, 120),
            due_person(3, Tie::Strong, 60, 120),
        ];
        assert_eq!(weights(people), [(2, 2.0), (3, 2.0), (1, 2.0)]);
    }

    #[test]
    fn spread_phases_are_those_of_the_worked_case() {
        let c = Cadence::new(120).unwrap();
        let phases: Vec<i64> = (1..=4)
            .map(|id| (spread(ContactId(id), c, day(TODAY)) - day(TODAY)).num_days() + 120)
            .collect();
        assert_eq!(phases, [75, 29, 103, 57]);
    }

    #[test]
    fn last_spoke_sets_where_counting_starts() {
        let c = Cadence::new(365).unwrap();
        for (spoke, back) in [
            (LastSpoke::Lately, 0),
            (LastSpoke::ThisYear, 182),
            (LastSpoke::LongAgo, 365),
        ] {
            let from = counting_from(spoke, ContactId(9), c, day(TODAY));
            assert_eq!((day(TODAY) - from).num_days(), back);
        }
        assert_eq!(
            counting_from(LastSpoke::Unknown, ContactId(1), c, day(TODAY)),
            spread(ContactId(1), c, day(TODAY))
        );
    }

    #[test]
    fn the_clock_runs_to_the_weeks_end_and_warmth_to_today() {
        // Monday 16 Nov: T is the 22nd.
        let person = Contact {
            last: Some(day("2026-09-24")),
            ..due_person(1, Tie::Strong, 59, 0)
        };
        let monday = day("2026-11-16");
        let rules = Rules::default();
        assert_eq!(warmth(&person, &rules, monday), Some(Warmth::Warm));
        let due = order(&network(vec![person]), &rules, monday);
        assert_eq!(due.first().map(|due| due.elapsed), Some(59));
    }

    #[test]
    fn no_day_lies_after_the_last() {
        let waiting = Contact {
            rare: rare(|rare| rare.unanswered = Some(day("9999-12-31"))),
            ..due_person(1, Tie::Strong, 30, 0)
        };
        assert_eq!(retry_on(&waiting), Some(day("9999-12-31")));
    }

    #[test]
    fn warmth_has_its_three_words() {
        let rules = Rules::default();
        for (elapsed, word) in [
            (29, "warm"),
            (30, "cooling"),
            (59, "cooling"),
            (60, "quiet"),
        ] {
            let person = due_person(1, Tie::Strong, 30, elapsed);
            assert_eq!(
                warmth(&person, &rules, day(TODAY)).map(Warmth::word),
                Some(word)
            );
        }
        let latent = Contact {
            last: Some(day(TODAY)),
            ..contact(1)
        };
        assert_eq!(warmth(&latent, &rules, day(TODAY)), None);
    }

    fn paused(from: NaiveDate, until: Option<NaiveDate>) -> Option<Box<Rare>> {
        let pauses = vec![Pause { from, until }];
        Rare {
            pauses,
            ..Rare::default()
        }
        .boxed()
    }

    #[test]
    fn paused_spans_stop_the_clock() {
        #[track_caller]
        fn check(from: &str, until: Option<&str>, expected: i64) {
            let person = Contact {
                last: Some(day("2026-10-23")), // 30 days before TODAY
                rare: paused(day(from), until.map(day)),
                ..due_person(1, Tie::Strong, 10, 0)
            };
            let clock = clockwork(&person, &Rules::default(), day(TODAY)).unwrap();
            assert_eq!(clock.elapsed, expected, "{from} to {until:?}");
        }
        check("2026-11-01", Some("2026-11-11"), 20);
        check("2026-10-01", Some("2026-10-24"), 29); // only what lies after the last catch-up
        check("2026-10-01", Some("2026-10-20"), 30);
        check("2026-11-12", None, 20); // still paused
        check("2026-11-12", Some("2027-01-01"), 20); // until a day to come
    }

    #[test]
    fn hidden_people_are_not_due_and_their_clock_goes_on() {
        let rules = Rules::default();
        let base = due_person(1, Tie::Strong, 30, 60);
        let cases: [(&str, Contact, bool); 6] = [
            (
                "later",
                Contact {
                    rare: rare(|rare| rare.later = Some(day("2026-11-23"))),
                    ..base.clone()
                },
                true,
            ),
            (
                "later has come",
                Contact {
                    rare: rare(|rare| rare.later = Some(day(TODAY))),
                    ..base.clone()
                },
                false,
            ),
            (
                "someone else",
                Contact {
                    rare: rare(|rare| rare.someone_else = Some(day("2026-11-16"))),
                    ..base.clone()
                },
                true,
            ),
            (
                "last week",
                Contact {
                    rare: rare(|rare| rare.someone_else = Some(day("2026-11-15"))),
                    ..base.clone()
                },
                false,
            ),
            (
                "no answer",
                Contact {
                    rare: rare(|rare| rare.unanswered = Some(day("2026-11-02"))),
                    ..base.clone()
                },
                true,
            ),
            (
                "21 days on",
                Contact {
                    rare: rare(|rare| rare.unanswered = Some(day("2026-11-01"))),
                    ..base.clone()
                },
                false,
            ),
        ];
        for (claim, person, hidden) in cases {
            assert_eq!(is_hidden(&person, &rules, day(TODAY)), hidden, "{claim}");
            assert_eq!(
                warmth(&person, &rules, day(TODAY)),
                Some(Warmth::Quiet),
                "{claim}"
            );
            let due = order(&network(vec![person]), &rules, day(TODAY));
            assert_eq!(due.is_empty(), hidden, "{claim}");
        }
    }

    #[test]
    fn only_active_people_with_a_cadence_are_due() {
        for standing in Standing::ALL {
            let person = Contact {
                standing,
                ..due_person(1, Tie::Weak, 30, 60)
            };
            let due = order(&network(vec![person]), &Rules::default(), day(TODAY));
            assert_eq!(!due.is_empty(), standing == Standing::Active, "{standing}");
        }
        let latent = Contact {
            last: Some(day("2001-01-01")),
            ..contact(1)
        };
        assert!(order(&network(vec![latent]), &Rules::default(), day(TODAY)).is_empty());
    }

    proptest! {
        #[test]
        fn the_first_are_the_head_of_the_order(
            people in proptest::collection::vec((0u16..400, 0u64..2000, 0usize..5, 0u32..4), 0..60),
            places in 1usize..6,
        ) {
            let mut all = network(Vec::new());
            for name in ["acme", "choir", "oslo"] {
                all.circles.intern(CircleKind::Tag, name);
            }
            for ((every, elapsed, tie, circle), id) in people.into_iter().zip(1..) {
                let person = due_person(id, Tie::ALL[tie], every.max(7), elapsed);
                let circle = (circle < 3).then_some(CircleId(circle));
                all.contacts.push(Contact {
                    own_cadence: person.own_cadence.filter(|_| every % 2 == 0),
                    ..circled(&person, circle.as_slice())
                });
            }
            let (rules, today) = (Rules::default(), day(TODAY));
            let reach = bridge::Reach::of(&all);
            let is_left_out = |id: ContactId| id.0 % 7 == 0;
            let is_weak = |contact: &Contact| contact.tie == Tie::Weak;
            let first = first_by(&reach, (&all, &rules, today), places, is_left_out, is_weak);
            let order = order_by(&reach, &all, &rules, today);
            let order = || order.iter().copied().filter(|due| !is_left_out(due.contact));
            let weak = order().find(|due| all.contact(due.contact).is_some_and(is_weak));
            prop_assert_eq!(first.best, order().take(places).collect::<Vec<_>>());
            prop_assert_eq!(first.special, weak);
        }

        #[test]
        fn the_order_is_total_and_stable(people in proptest::collection::vec((1u16..400, 0u64..2000, 0usize..5), 0..40)) {
            let mut contacts: Vec<Contact> = people
                .iter()
                .zip(1..)
                .map(|((every, elapsed, tie), id)| due_person(id, Tie::ALL[*tie], (*every).max(7), *elapsed))
                .collect();
            let rules = Rules::default();
            let there = order(&network(contacts.clone()), &rules, day(TODAY));
            contacts.reverse();
            contacts.sort_by_key(|c| c.id);
            let again = order(&network(contacts), &rules, day(TODAY));
            prop_assert_eq!(&there, &again);
            for pair in there.windows(2) {
                prop_assert_eq!(compare(&pair[0], &pair[1]), Ordering::Less);
            }
        }

        #[test]
        fn no_date_from_1900_to_9999_is_too_much(a in 0i64..2_958_463, b in 0i64..2_958_463, c in 0i64..2_958_463, every in 7u16..=3650) {
            let on = |days: i64| day("1900-01-01") + chrono::TimeDelta::days(days);
            let person = Contact {
                last: Some(on(a)),
                rare: rare(|rare| {
                    rare.pauses = vec![Pause { from: on(b), until: Some(on(c)) }];
                    rare.later = Some(on(c));
                    rare.unanswered = Some(on(b));
                    rare.someone_else = Some(on(a));
                }),
                ..due_person(1, Tie::Weak, every, 0)
            };
            let rules = Rules::default();
            for today in [on(a), on(b), on(c)] {
                let clock = clockwork(&person, &rules, today).unwrap();
                prop_assert!(clock.elapsed >= 0);
                order(&network(vec![person.clone()]), &rules, today);
            }
        }
    }
}
