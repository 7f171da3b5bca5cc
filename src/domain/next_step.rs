//! What becomes of a next step as time goes by.

use chrono::{Days, NaiveDate};

use super::discreet::Sight;
use super::id::ContactId;
use super::network::{Network, NextStep, StepKind};
use super::week::{self, Pick, Upcoming, Why};

/// Days after its own for which a step comes up by itself; then it is on the card only.
const KEEPS: i64 = 30;

/// Said of a step whose day has come.
pub const GOOD_MOMENT: &str = "now might be a good moment";

/// How a step stands on some day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// It waits for the next answered catch-up.
    NextTime,
    /// Its day is still to come.
    Ahead(NaiveDate),
    /// Its day has come, and that is not long ago.
    Now(NaiveDate),
    /// Its day came a while ago, so nothing reminds of it any more.
    Quiet(NaiveDate),
}

/// How a step stands on `today`.
pub fn moment(step: &NextStep, today: NaiveDate) -> Moment {
    match step.on {
        None => Moment::NextTime,
        Some(on) => match (today - on).num_days() {
            ..0 => Moment::Ahead(on),
            0..=KEEPS => Moment::Now(on),
            _ => Moment::Quiet(on),
        },
    }
}

/// The open steps for which a catch-up with these people on `on` was the "next time": they
/// have that day now, and so are worth a word.
pub fn come_up<'s>(
    steps: impl IntoIterator<Item = &'s NextStep>,
    with: &[ContactId],
    on: NaiveDate,
    today: NaiveDate,
) -> Vec<&'s NextStep> {
    let is_about = |step: &&NextStep| step.with.iter().any(|who| with.contains(who));
    let steps = steps.into_iter().filter(is_about);
    steps
        .filter(|step| moment(step, today) == Moment::Now(on))
        .collect()
}

/// What is said of steps that have come up: "now might be a good moment: ask about the
/// harbour". Words that a person wrote are in it, where they may be seen. `None` of no step.
pub fn good_moment(steps: &[&NextStep], sight: Sight) -> Option<String> {
    let words: Vec<&str> = steps.iter().map(|step| sight.words(&step.text)).collect();
    (!words.is_empty()).then(|| format!("{GOOD_MOMENT}: {}", words.join(" · ")))
}

/// What stands among the days, by date: these occasions, and dinners that were noted.
pub fn among_days(
    mut occasions: Vec<Upcoming>,
    network: &Network,
    picks: &[Pick],
    today: NaiveDate,
) -> Vec<Upcoming> {
    occasions.extend(dinners(network, picks, today));
    occasions.sort_by_key(|upcoming| upcoming.on);
    occasions
}

/// The dinners that are near: from six days before until the evening is logged, or a month has
/// gone. Who was invited is expected anyway, so this takes no place of the week's; those that
/// `picks` stand for are there already.
fn dinners(network: &Network, picks: &[Pick], today: NaiveDate) -> Vec<Upcoming> {
    let end = today.checked_add_days(Days::new(week::AHEAD - 1));
    let is_up = |step: &&NextStep| {
        let is_soon = match moment(step, today) {
            Moment::Ahead(on) => end.is_some_and(|end| on <= end),
            Moment::Now(_) => true,
            Moment::NextTime | Moment::Quiet(_) => false,
        };
        is_soon && picks.iter().all(|pick| pick.why != Why::Next(step.id))
    };
    let is_there = |id: &ContactId| {
        let contact = network.contact(*id);
        contact.is_some_and(|contact| contact.standing.may_be_picked())
    };
    let dinners = network
        .next_steps
        .iter()
        .filter(|step| step.kind == StepKind::Dinner);
    dinners
        .filter(is_up)
        .filter_map(|step| {
            Some(Upcoming {
                contact: step.with.iter().copied().find(is_there)?,
                on: step.on?,
                label: step.words(network),
                dinner: Some(step.id),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::NextStepId;
    use crate::domain::testing::{TODAY, day};

    fn step(on: Option<&str>) -> NextStep {
        NextStep {
            id: NextStepId(1),
            kind: StepKind::Step,
            text: "ask about the harbour".into(),
            on: on.map(day),
            with: vec![ContactId(1), ContactId(2)],
        }
    }

    #[test]
    fn a_step_comes_up_on_its_day_and_falls_quiet_after_a_month() {
        #[track_caller]
        fn check(on: Option<&str>, expected: fn(NaiveDate) -> Moment) {
            let on = step(on);
            let then = on.on.unwrap_or_default();
            assert_eq!(moment(&on, day(TODAY)), expected(then));
        }
        check(None, |_| Moment::NextTime);
        check(Some("2026-11-23"), Moment::Ahead);
        check(Some(TODAY), Moment::Now);
        check(Some("2026-10-23"), Moment::Now);
        check(Some("2026-10-22"), Moment::Quiet);
    }

    #[test]
    fn what_waited_for_next_time_is_said_after_it() {
        let today = day(TODAY);
        let said = |on, who, then| {
            let step = step(on);
            good_moment(
                &come_up([&step], &[ContactId(who)], then, today),
                Sight::Open,
            )
        };
        assert_eq!(
            said(Some(TODAY), 2, today).as_deref(),
            Some("now might be a good moment: ask about the harbour")
        );
        assert_eq!(said(Some(TODAY), 3, today), None);
        assert_eq!(said(Some("2026-11-20"), 1, today), None);
        assert_eq!(said(None, 1, today), None);
        // A catch-up of long ago that is written down now brings nothing up.
        assert_eq!(said(Some("2026-09-01"), 1, day("2026-09-01")), None);
    }
}
