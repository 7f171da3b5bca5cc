//! The week's budget and its picks.
//!
//! The pane never shows more people than are left of the week's budget: first who is on
//! my mind, then next steps whose day has come, then the due; with a budget of three or
//! more there is always a place for one of the due, and for one weak tie.

use std::collections::HashSet;

use chrono::{Days, NaiveDate};

use super::bridge::Reach;
use super::catch_up::CatchUp;
use super::contact::Contact;
use super::day::PartialDay;
use super::due::{self, Due};
use super::id::{ContactId, NextStepId, OccasionId};
use super::network::{Network, NextStep};
use super::next_step::{self, Moment};
use super::rules::Rules;
use super::standing::Standing;
use super::tie::Tie;

/// From this budget on, places are kept for the due and for a weak tie.
const ROOMY: u8 = 3;
/// Days shown of what is coming up, today included.
pub(super) const AHEAD: u64 = 7;

/// A week and what is left of its budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Times there is energy to reach out.
    pub budget: u8,
    /// Catch-ups of this week that used budget; may be more than the budget.
    pub reached: usize,
    pub left: usize,
}

/// Why somebody is in the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Mind,
    Next(NextStepId),
    Due,
}

impl Why {
    /// The word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Why::Mind => "mind",
            Why::Next(_) => "next",
            Why::Due => "due",
        }
    }
}

/// Somebody to say hi to this week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pick {
    pub contact: ContactId,
    pub why: Why,
    /// How they stand in the due order, where they are due.
    pub due: Option<Due>,
}

/// A birthday or occasion that comes round within a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upcoming {
    pub contact: ContactId,
    pub on: NaiveDate,
    /// `birthday`, the occasion's own label, or that there is a dinner and with whom.
    pub label: String,
    /// The dinner that it is.
    pub dinner: Option<NextStepId>,
}

/// The week that holds `today`, with its budget and what is left of it.
pub fn this_week(network: &Network, rules: &Rules, today: NaiveDate) -> Week {
    let from = rules.week_of(today);
    let budgets = &network.budgets;
    let budget = budgets
        .weeks
        .iter()
        .find(|(week, _)| *week == from)
        .map(|(_, times)| *times)
        .or(budgets.always)
        .unwrap_or(rules.budget);
    let reached = reached(network, rules, today).count();
    Week {
        from,
        to: rules.week_end(today),
        budget,
        reached,
        left: usize::from(budget).saturating_sub(reached),
    }
}

/// Whom to say hi to this week: at most what is left of the budget, each contact once,
/// under the first kind that holds. The picks stay put all week unless something happens.
pub fn picks(network: &Network, rules: &Rules, today: NaiveDate) -> Vec<Pick> {
    picks_by(&Reach::of(network), network, rules, today)
}

/// The same by what the network is known to reach.
pub fn picks_by(reach: &Reach, network: &Network, rules: &Rules, today: NaiveDate) -> Vec<Pick> {
    let week = this_week(network, rules, today);
    if week.left == 0 {
        return Vec::new();
    }
    let asked = asked_for(network, rules, today);
    let asked_ids: HashSet<ContactId> = asked.iter().map(|(id, _)| *id).collect();
    let due = due::first_by(
        reach,
        (network, rules, today),
        week.left,
        |id| asked_ids.contains(&id),
        |contact| contact.tie == Tie::Weak,
    );

    let roomy = week.budget >= ROOMY;
    let places = if roomy && !due.best.is_empty() {
        week.left - 1
    } else {
        week.left
    };
    let stands = |id| due::of(network.contact(id)?, reach, rules, today);
    let mut picks: Vec<Pick> = asked
        .into_iter()
        .take(places)
        .map(|(contact, why)| Pick {
            contact,
            why,
            due: stands(contact),
        })
        .collect();
    let rest = week.left - picks.len();
    picks.extend(due.best.iter().take(rest).map(of_due));

    if roomy
        && !has_weak(network, rules, today, &picks)
        && let (Some(weak), Some(last)) = (&due.special, picks.last_mut())
        && last.why == Why::Due
    {
        *last = of_due(weak);
    }
    picks
}

/// Birthdays and occasions from today to six days on, by date, then contact, of people who
/// are active or dormant, and not merely latent unless they are on my mind.
pub fn occasions(network: &Network, today: NaiveDate) -> Vec<Upcoming> {
    let end = today.checked_add_days(Days::new(AHEAD - 1));
    occasions_until(network, today, end.unwrap_or(NaiveDate::MAX))
}

/// The label of a birthday.
pub const BIRTHDAY: &str = "birthday";

/// A day that somebody has: a birthday, or another one with its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day<'n> {
    pub contact: ContactId,
    pub id: Option<OccasionId>,
    pub label: &'n str,
    pub day: PartialDay,
    pub yearly: bool,
}

impl Day<'_> {
    /// The only day that it is on, where it comes once.
    pub fn once(&self) -> Option<NaiveDate> {
        match self.day {
            PartialDay::Full(once) if !self.yearly => Some(once),
            _ => None,
        }
    }
}

/// Everybody's days, birthdays first, of people who are active or dormant, and not merely
/// latent unless they are on my mind.
pub fn days(network: &Network) -> impl Iterator<Item = Day<'_>> {
    let celebrated = network.contacts.iter().filter(|c| is_celebrated(c));
    let birthdays = celebrated.filter_map(|contact| {
        Some(Day {
            contact: contact.id,
            id: None,
            label: BIRTHDAY,
            day: contact.birthday?,
            yearly: true,
        })
    });
    let others = network.occasions.iter().map(|occasion| Day {
        contact: occasion.contact,
        id: Some(occasion.id),
        label: &occasion.label,
        day: occasion.day,
        yearly: occasion.yearly,
    });
    let is_celebrated = |day: &Day<'_>| network.contact(day.contact).is_some_and(is_celebrated);
    birthdays.chain(others.filter(is_celebrated))
}

/// The same up to some day.
pub fn occasions_until(network: &Network, today: NaiveDate, end: NaiveDate) -> Vec<Upcoming> {
    let soon = |on: &NaiveDate| (today..=end).contains(on);
    let comes = |day: Day<'_>| {
        let on = match day.once() {
            Some(once) => Some(once).filter(soon),
            None => day.day.next_within(today, end),
        };
        Some(Upcoming {
            contact: day.contact,
            on: on?,
            label: day.label.to_owned(),
            dinner: None,
        })
    };
    let mut upcoming: Vec<Upcoming> = days(network).filter_map(comes).collect();
    upcoming.sort_unstable_by(|a, b| (a.on, a.contact, &a.label).cmp(&(b.on, b.contact, &b.label)));
    upcoming
}

/// The catch-ups of this week up to today that use budget: what you or both started, and
/// what was face to face, whoever started it.
pub fn reached<'n>(
    network: &'n Network,
    rules: &'n Rules,
    today: NaiveDate,
) -> impl Iterator<Item = &'n CatchUp> {
    let from = rules.week_of(today);
    network
        .recent
        .iter()
        .filter(move |c| c.on >= from && c.on <= today)
        .filter(|c| c.started.is_mine() || rules.is_in_person(&c.channel))
}

/// Kinds (1) and (2): on my mind by the day of the flag, then next steps by their day.
fn asked_for(network: &Network, rules: &Rules, today: NaiveDate) -> Vec<(ContactId, Why)> {
    let may = |contact: &Contact| {
        contact.standing.may_be_picked() && !due::is_hidden(contact, rules, today)
    };
    let mut minds: Vec<(NaiveDate, ContactId)> = network
        .contacts
        .iter()
        .filter_map(|contact| Some((contact.mind().filter(|since| *since <= today)?, contact)))
        .filter(|(_, contact)| may(contact))
        .map(|(since, contact)| (since, contact.id))
        .collect();
    minds.sort_unstable();

    let mut steps: Vec<(NaiveDate, &NextStep)> = network
        .next_steps
        .iter()
        .filter_map(|step| match next_step::moment(step, today) {
            Moment::Now(on) => Some((on, step)),
            Moment::NextTime | Moment::Ahead(_) | Moment::Quiet(_) => None,
        })
        .collect();
    steps.sort_unstable_by_key(|(on, step)| (*on, step.id));

    let mut seen = HashSet::new();
    let minds = minds.into_iter().map(|(_, id)| (id, Why::Mind));
    let steps = steps.into_iter().filter_map(|(_, step)| {
        let first = network.contact(*step.with.first()?)?;
        may(first).then_some((first.id, Why::Next(step.id)))
    });
    minds
        .chain(steps)
        .filter(|(id, _)| seen.insert(*id))
        .collect()
}

fn of_due(due: &Due) -> Pick {
    Pick {
        contact: due.contact,
        why: Why::Due,
        due: Some(*due),
    }
}

/// Whether a weak tie was reached this week already, or is among the picks.
fn has_weak(network: &Network, rules: &Rules, today: NaiveDate, picks: &[Pick]) -> bool {
    picks.iter().any(|pick| is_weak(network, pick.contact))
        || reached(network, rules, today)
            .flat_map(|catch_up| &*catch_up.with)
            .any(|id| is_weak(network, *id))
}

fn is_weak(network: &Network, id: ContactId) -> bool {
    network.contact(id).is_some_and(|c| c.tie == Tie::Weak)
}

/// Whether the days of somebody come up: they are active or dormant, and not merely latent
/// unless they are on my mind.
pub(super) fn is_celebrated(contact: &Contact) -> bool {
    matches!(contact.standing, Standing::Active | Standing::Dormant)
        && (contact.tie != Tie::Latent || contact.mind().is_some())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::catch_up::Started;
    use crate::domain::channel::Channel;
    use crate::domain::id::CatchUpId;
    use crate::domain::network::{CircleKind, Occasion, StepKind};
    use crate::domain::testing::{TODAY, cadence, circled, contact, day, network, rare};

    const ANA: i64 = 1;
    const BEN: i64 = 2;
    const CY: i64 = 3;
    const DEE: i64 = 4;
    const ELI: i64 = 5;
    const HAL: i64 = 8;

    fn person(id: i64, tie: Tie, every: u16, elapsed: u64) -> Contact {
        Contact {
            tie,
            own_cadence: Some(cadence(every)),
            last: Some(day(TODAY) - Days::new(elapsed)),
            ..contact(id)
        }
    }

    /// A circle in which the others weigh so much that B comes out as given.
    fn with_bridge(network: &mut Network, index: usize, others: f64) {
        let id = network.contacts[index].id;
        let circle = network.circles.intern(CircleKind::Tag, &format!("of {id}"));
        network.contacts[index] = circled(&network.contacts[index], &[circle]);
        for quarter in 0..(others * 4.0) as i64 {
            network.contacts.push(Contact {
                tie: Tie::Weak,
                own_cadence: Some(crate::domain::cadence::OwnCadence::Never),
                ..circled(&contact(1000 * (index as i64 + 1) + quarter), &[circle])
            });
        }
    }

    fn ids(network: &Network) -> Vec<i64> {
        picks(network, &Rules::default(), day(TODAY))
            .iter()
            .map(|pick| pick.contact.0)
            .collect()
    }

    #[test]
    fn worked_case_1_the_due_in_order() {
        let mut people = network(vec![
            person(ANA, Tie::Strong, 14, 21),
            person(BEN, Tie::Strong, 45, 60),
            person(CY, Tie::Weak, 365, 500),
            person(DEE, Tie::Weak, 365, 490),
            person(ELI, Tie::Moderate, 120, 110),
        ]);
        with_bridge(&mut people, 2, 2.25); // B = 1 / 3.25 = .308
        with_bridge(&mut people, 3, 0.25); // B = 1 / 1.25 = .8
        with_bridge(&mut people, 4, 1.0); // B = .5
        let order = due::order(&people, &Rules::default(), day(TODAY));
        let weights: Vec<(i64, i64)> = order
            .iter()
            .map(|due| (due.contact.0, (due.weight * 1000.0).round() as i64))
            .collect();
        assert_eq!(weights, [(DEE, 1504), (ANA, 1500), (CY, 1433), (BEN, 1333)]);
        assert_eq!(ids(&people), [DEE, ANA, CY]);
    }

    #[test]
    fn worked_case_2_a_weak_tie_takes_the_last_place() {
        let mut people = network(vec![
            person(ANA, Tie::Strong, 45, 68),
            person(BEN, Tie::Strong, 45, 60),
            person(CY, Tie::Weak, 365, 400),
            person(HAL, Tie::Strong, 45, 55),
        ]);
        with_bridge(&mut people, 2, 2.25);
        assert_eq!(ids(&people), [ANA, BEN, CY]);
        // Not with a small budget, and not when a weak tie was reached this week.
        people.budgets.always = Some(2);
        assert_eq!(ids(&people), [ANA, BEN]);
        people.budgets.always = Some(4);
        people.contacts.insert(4, person(9, Tie::Weak, 365, 0));
        people.contacts.sort_by_key(|c| c.id);
        people.recent = vec![catch_up(1, TODAY, "message", Started::Me, &[9])];
        assert_eq!(ids(&people), [ANA, BEN, HAL]);
    }

    #[test]
    fn worked_case_4_a_place_is_kept_for_the_due() {
        let mut people: Vec<Contact> = (1..=4)
            .map(|id| Contact {
                rare: rare(|rare| rare.mind = Some(day("2026-11-20"))),
                ..contact(id)
            })
            .collect();
        people.push(person(9, Tie::Strong, 30, 40));
        let mut people = network(people);
        assert_eq!(ids(&people), [1, 2, 9]);
        // With little energy, what is on my mind has every place.
        people.budgets.always = Some(2);
        assert_eq!(ids(&people), [1, 2]);
        // Nobody due: no place is kept.
        people.budgets.always = Some(3);
        people.contacts.pop();
        assert_eq!(ids(&people), [1, 2, 3]);
    }

    #[test]
    fn next_steps_come_after_minds_by_day_and_keep_for_thirty_days() {
        let mut people = network((1..=6).map(contact).collect());
        people.contacts[5].rare = rare(|rare| rare.mind = Some(day("2026-11-22")));
        let step = |id, on: &str, with: &[i64]| NextStep {
            id: NextStepId(id),
            kind: StepKind::Step,
            text: "ask".into(),
            on: Some(day(on)),
            with: with.iter().copied().map(ContactId).collect(),
        };
        people.next_steps = vec![
            step(1, "2026-11-22", &[1, 2]),
            step(2, "2026-10-23", &[3]), // thirty days old
            step(3, "2026-10-22", &[4]), // thirty-one
            step(4, "2026-11-23", &[5]), // tomorrow
            NextStep {
                on: None,
                ..step(5, TODAY, &[5])
            },
            step(6, "2026-11-01", &[6]), // on my mind already
        ];
        assert_eq!(ids(&people), [6, 3, 1]);
    }

    #[test]
    fn minds_need_no_tie_and_stay_hidden_with_their_person() {
        for standing in Standing::ALL {
            let people = network(vec![Contact {
                standing,
                rare: rare(|rare| rare.mind = Some(day(TODAY))),
                ..contact(1)
            }]);
            assert_eq!(
                ids(&people).len(),
                usize::from(standing.is_listed()),
                "{standing}"
            );
        }
        let hidden = network(vec![Contact {
            rare: rare(|rare| {
                rare.mind = Some(day(TODAY));
                rare.later = Some(day("2026-12-01"));
            }),
            ..contact(1)
        }]);
        assert!(ids(&hidden).is_empty());
    }

    fn catch_up(id: i64, on: &str, channel: &str, started: Started, with: &[i64]) -> CatchUp {
        CatchUp {
            id: CatchUpId(id),
            on: day(on),
            channel: Channel::named(channel),
            started,
            answered: true,
            note: None,
            with: with.iter().copied().map(ContactId).collect(),
        }
    }

    #[test]
    fn reaching_out_and_meeting_use_budget_and_being_written_to_does_not() {
        let mut people = network((1..=6).map(contact).collect());
        people.recent = vec![
            catch_up(1, "2026-11-15", "coffee", Started::Me, &[1]), // last week
            catch_up(2, "2026-11-16", "message", Started::Them, &[1]),
            catch_up(3, "2026-11-17", "message", Started::Both, &[1]),
            catch_up(4, "2026-11-18", "meal", Started::Them, &[1, 2, 3]),
            catch_up(5, "2026-11-22", "mail", Started::Me, &[4]),
        ];
        let week = this_week(&people, &Rules::default(), day(TODAY));
        assert_eq!((week.budget, week.reached, week.left), (3, 3, 0));
        let week = this_week(&people, &Rules::default(), day("2026-11-21"));
        assert_eq!(
            (week.reached, week.left),
            (2, 1),
            "nothing after today counts"
        );
    }

    #[test]
    fn a_weeks_own_budget_wins_over_the_files_and_the_configs() {
        let mut people = network(vec![]);
        let budget = |people: &Network| this_week(people, &Rules::default(), day(TODAY)).budget;
        assert_eq!(budget(&people), 3);
        people.budgets.always = Some(5);
        assert_eq!(budget(&people), 5);
        people.budgets.weeks = vec![(day("2026-11-09"), 9), (day("2026-11-16"), 0)];
        assert_eq!(budget(&people), 0);
    }

    #[test]
    fn birthdays_come_up_for_a_week() {
        let born = |id, birthday: &str| Contact {
            tie: Tie::Weak,
            birthday: Some(birthday.parse().unwrap()),
            ..contact(id)
        };
        let mut people = network(vec![
            born(1, "--11-28"),
            born(2, "1990-11-22"),
            born(3, "--11-29"), // eight days on
            born(4, "--11-21"),
            Contact {
                tie: Tie::Latent,
                ..born(5, "--11-23")
            },
            Contact {
                tie: Tie::Latent,
                rare: rare(|rare| rare.mind = Some(day(TODAY))),
                ..born(6, "--11-24")
            },
            Contact {
                standing: Standing::InMemory,
                ..born(7, "--11-24")
            },
        ]);
        people.occasions = vec![
            Occasion {
                id: OccasionId(1),
                contact: ContactId(1),
                label: "moved in".into(),
                day: "2026-11-25".parse().unwrap(),
                yearly: false,
            },
            Occasion {
                id: OccasionId(2),
                contact: ContactId(1),
                label: "opening".into(),
                day: "2025-11-25".parse().unwrap(),
                yearly: false,
            },
        ];
        let shown: Vec<(i64, String)> = occasions(&people, day(TODAY))
            .iter()
            .map(|one| {
                (
                    one.contact.0,
                    format!("{} {}", one.on.format("%d"), one.label),
                )
            })
            .collect();
        let expected = [
            (2, "22 birthday"),
            (6, "24 birthday"),
            (1, "25 moved in"),
            (1, "28 birthday"),
        ];
        assert_eq!(shown, expected.map(|(id, words)| (id, words.to_owned())));
    }

    fn any_person() -> impl Strategy<Value = Contact> {
        (
            0usize..5,
            7u16..400,
            0u64..900,
            0usize..8,
            proptest::option::of(0u64..10),
            0u8..6,
        )
            .prop_map(|(tie, every, elapsed, standing, mind, hide)| Contact {
                standing: Standing::ALL[if standing < 5 { 0 } else { standing }],
                rare: rare(|rare| {
                    rare.mind = mind.map(|back| day(TODAY) - Days::new(back));
                    rare.later = (hide == 0).then(|| day("2026-12-24"));
                }),
                ..person(0, Tie::ALL[tie], every, elapsed)
            })
    }

    proptest! {
        #[test]
        fn picks_never_exceed_what_is_left_and_marking_removes(
            people in proptest::collection::vec(any_person(), 0..30),
            budget in 0u8..10,
        ) {
            let contacts = people
                .into_iter()
                .zip(1..)
                .map(|(c, id)| Contact { id: ContactId(id), ..c })
                .collect();
            let mut people = network(contacts);
            people.budgets.always = Some(budget);
            let rules = Rules::default();
            let today = day(TODAY);
            let first = picks(&people, &rules, today);
            prop_assert!(first.len() <= this_week(&people, &rules, today).left);
            let distinct: HashSet<ContactId> = first.iter().map(|p| p.contact).collect();
            prop_assert_eq!(distinct.len(), first.len());
            let weak_due = due::order(&people, &rules, today).iter().any(|d| {
                is_weak(&people, d.contact)
                    && people.contact(d.contact).is_some_and(|c| c.mind().is_none())
            });
            if budget >= 3 && weak_due {
                prop_assert!(first.iter().any(|p| is_weak(&people, p.contact)));
            }
            if let Some(pick) = first.first() {
                // What the store does when somebody is marked.
                let index = people.index_of(pick.contact).unwrap();
                people.contacts[index].last = Some(today);
                if let Some(rare) = &mut people.contacts[index].rare {
                    rare.mind = None;
                }
                people.recent.push(catch_up(1, TODAY, "message", Started::Me, &[pick.contact.0]));
                let after = picks(&people, &rules, today);
                prop_assert!(after.iter().all(|p| p.contact != pick.contact));
                prop_assert!(after.len() <= first.len());
            }
        }
    }
}
