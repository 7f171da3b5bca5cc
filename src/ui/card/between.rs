//! What is between you and them beside what happened: next steps, the people they know, days.
//! Each is what it is and what is said beside it.

use crate::app::{self, State, say};
use crate::domain::card::{Card, OccasionDay, Related};
use crate::domain::id::ContactId;
use crate::domain::network::{NextStep, StepKind};
use crate::domain::next_step::{self, GOOD_MOMENT, Moment};
use crate::domain::{relation, when};

pub(super) fn steps(state: &State, card: &Card) -> Vec<(String, String)> {
    let said = |step: &NextStep| {
        let mut beside = match next_step::moment(step, state.today) {
            Moment::NextTime => "next time".to_owned(),
            Moment::Now(_) if step.kind == StepKind::Step => GOOD_MOMENT.to_owned(),
            Moment::Now(on) | Moment::Ahead(on) | Moment::Quiet(on) => say::day(state.today, on),
        };
        let others = step.with.iter().copied().filter(|id| *id != card.id);
        let others: Vec<ContactId> = others.collect();
        if !others.is_empty() {
            beside.push_str(&format!(", with {}", say::whom(state, &others)));
        }
        (step.text.to_string(), beside)
    };
    card.next_steps.iter().map(said).collect()
}

pub(super) fn people(state: &State, card: &Card) -> Vec<(String, String)> {
    state
        .relations(card)
        .map(|relation| {
            let name = match &relation.to {
                Related::Contact(id) => state.contact(*id).map_or("", |contact| contact.name()),
                Related::Name(name) => name,
            };
            let said = relation::on_card(&relation.kind, relation.outgoing, name);
            (said, String::new())
        })
        .collect()
}

pub(super) fn days(card: &Card) -> Vec<(String, String)> {
    app::days(card)
        .map(|day| {
            let once = if day.yearly { "" } else { ", once" };
            (day.label.clone(), format!("{}{once}", spelled(&day.day)))
        })
        .collect()
}

/// A day as the card says it.
pub(super) fn spelled(day: &OccasionDay) -> String {
    match day {
        OccasionDay::Day(day) => when::partial_short(*day),
        OccasionDay::Words(words) => words.clone(),
    }
}
