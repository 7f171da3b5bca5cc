//! A look at how it goes: the weeks that were, how warm the ties are, what is ahead.

use std::collections::{HashMap, HashSet};

use chrono::{Days, NaiveDate};

use super::catch_up::Started;
use super::due;
use super::fit::{PastWeek, WEEKS};
use super::id::ContactId;
use super::network::Network;
use super::rules::Rules;
use super::standing::Standing;
use super::week::{self, Upcoming};

/// Days that are looked ahead, today included.
const AHEAD: u64 = 14;
/// Complete weeks without a catch-up after which somebody has been away.
const AWAY: usize = 2;
/// From this ratio on, and after so many days, a tie may rest as dormant.
const DORMANT_RATIO: f64 = 3.0;
const DORMANT_DAYS: i64 = 730;

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
    /// "birthday", another day's label, or the words of a next step.
    pub what: String,
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
/// them, and next steps; by day, then by contact.
pub fn ahead(network: &Network, today: NaiveDate) -> Vec<Ahead> {
    let end = today
        .checked_add_days(Days::new(AHEAD - 1))
        .unwrap_or(NaiveDate::MAX);
    let days = week::occasions_until(network, today, end).into_iter().map(
        |Upcoming { contact, on, label }| Ahead {
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
            what: step.text.to_string(),
        })
    });
    let mut ahead: Vec<Ahead> = days.chain(steps).collect();
    ahead.sort_by(|a, b| (a.on, a.contact, &a.what).cmp(&(b.on, b.contact, &b.what)));
    ahead
}

/// Whether this is the first look after weeks away: nothing this week and in the last
/// complete ones, but something before.
pub fn is_back(weeks: &[PastWeek], reached_this_week: usize) -> bool {
    let quiet = weeks.iter().rev().take_while(|week| !week.any).count();
    reached_this_week == 0 && quiet >= AWAY && quiet < weeks.len()
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

/// A catch-up of somebody's whole past, for looking back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub contact: ContactId,
    pub on: NaiveDate,
    pub started: Started,
    pub in_person: bool,
}

/// A year in names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Year {
    /// Met face to face after more than a year without anything, by day.
    pub met_again: Vec<ContactId>,
    /// New in that year, with who introduced them.
    pub new_through: Vec<(ContactId, ContactId)>,
    /// Whose catch-ups of that year they began themselves first, by day.
    pub wrote_first: Vec<ContactId>,
}

/// What the days from `from` to `to` brought. `moments` are the answered catch-ups of
/// everyone up to `to`, by day.
pub fn look_back(network: &Network, moments: &[Moment], from: NaiveDate, to: NaiveDate) -> Year {
    let mut last: HashMap<ContactId, NaiveDate> = HashMap::new();
    let mut begun: HashSet<ContactId> = HashSet::new();
    let mut year = Year::default();
    for moment in moments.iter().filter(|moment| moment.on <= to) {
        let before = last.insert(moment.contact, moment.on);
        if moment.on < from {
            continue;
        }
        let long = before.is_some_and(|before| (moment.on - before).num_days() > 365);
        if long && moment.in_person && !year.met_again.contains(&moment.contact) {
            year.met_again.push(moment.contact);
        }
        let is_first = begun.insert(moment.contact);
        if is_first && moment.started == Started::Them {
            year.wrote_first.push(moment.contact);
        }
    }
    let new = network.contacts.iter().filter(|contact| {
        contact.standing != Standing::Deleted && (from..=to).contains(&contact.added)
    });
    year.new_through = new
        .filter_map(|contact| Some((contact.id, contact.introduced_by()?)))
        .collect();
    year
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Contact;
    use crate::domain::id::NextStepId;
    use crate::domain::network::NextStep;
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
    }

    #[test]
    fn who_comes_back_after_weeks_is_greeted() {
        let check = |weeks: &[bool], now: usize, wanted: bool| {
            let week = |any: &bool| PastWeek {
                from: day(TODAY),
                reached: 0,
                pairs: 0,
                any: *any,
            };
            let weeks: Vec<PastWeek> = weeks.iter().map(week).collect();
            assert_eq!(is_back(&weeks, now), wanted, "{weeks:?} {now}");
        };
        check(&[true, true, false, false], 0, true);
        check(&[true, true, false, false], 1, false);
        check(&[true, true, true, false], 0, false);
        check(&[false, false, false, false], 0, false);
        check(&[], 0, false);
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

    #[test]
    fn a_year_is_looked_back_on_in_names() {
        let moment = |id, on: &str, started, in_person| Moment {
            contact: ContactId(id),
            on: day(on),
            started,
            in_person,
        };
        use Started::{Both, Me, Them};
        let mut people = network((1..=4).map(contact).collect());
        people.contacts[3].added = day("2026-02-01");
        people.contacts[3].rare = rare(|rare| rare.introduced_by = Some(ContactId(1)));
        let moments = [
            moment(1, "2024-11-01", Me, true),
            moment(2, "2025-06-01", Me, true),
            moment(3, "2026-01-02", Them, false),
            moment(3, "2026-01-03", Them, false),
            moment(2, "2026-02-01", Both, true),
            moment(1, "2026-03-01", Me, true),
            moment(1, "2026-03-02", Them, false),
            moment(4, "2027-01-01", Them, false),
        ];
        let (from, to) = (day("2026-01-01"), day("2026-12-31"));
        let year = look_back(&people, &moments, from, to);
        let ids = |all: &[ContactId]| all.iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(ids(&year.met_again), [1]);
        assert_eq!(ids(&year.wrote_first), [3]);
        assert_eq!(year.new_through, [(ContactId(4), ContactId(1))]);
    }
}
