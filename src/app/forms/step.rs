//! The forms of a next step: something new to ask or send, and one that is there.

use chrono::NaiveDate;

use super::catch_up::with;
use super::{Asked, Problem, problem, some};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense, step_and_day};
use crate::app::msg::After;
use crate::app::say;
use crate::app::state::State;
use crate::domain::change::{Change, NextStepEdit};
use crate::domain::id::{ContactId, NextStepId};
use crate::domain::network::{NextStep, StepKind};
use crate::domain::warming;

/// Something to ask or send, about these people.
pub fn next_step(who: Vec<ContactId>) -> Form {
    let fields = vec![
        Field::people(FieldName::Who, who.clone()),
        Field::holding(FieldName::Next, "", Sense::Step),
    ];
    Form::new(FormFor::NextStep(who), fields, FieldName::Next)
}

/// A next step that is there, to be changed. A dinner is told by its guests and its day.
pub fn edit_next_step(step: &NextStep) -> Form {
    let day = step.on.map_or_else(String::new, |day| day.to_string());
    let who = Field::people(FieldName::Who, step.with.clone());
    let day = Field::holding(FieldName::When, &day, Sense::StepDay);
    let what = FormFor::EditNextStep(step.id);
    match step.kind {
        StepKind::Step => {
            let text = Field::holding(FieldName::Next, &step.text, Sense::Words);
            Form::new(what, vec![who, text, day], FieldName::Next)
        }
        StepKind::Dinner => Form::new(what, vec![who, day], FieldName::When),
    }
}

/// What is to be changed of a next step; `None` if nothing.
pub(super) fn edit_change(
    state: &State,
    form: &Form,
    id: NextStepId,
) -> Result<Option<Asked>, Problem> {
    let who = with(state, form)?;
    let on = form
        .step_day(FieldName::When, state.rules(), state.today)
        .map_err(|why| problem(FieldName::When, why))?;
    let text = match form.changed(FieldName::Next).map(some) {
        Some(None) => return Err(problem(FieldName::Next, "what to ask or send?")),
        Some(text) => text,
        None => None,
    };
    let edit = NextStepEdit {
        with: form.changed(FieldName::Who).map(|_| who.clone()),
        text,
        on: form.changed(FieldName::When).map(|_| on),
    };
    if edit == NextStepEdit::default() {
        return Ok(None);
    }
    let said = format!(
        "changed: {}, with {}",
        when(state, on),
        say::whom(state, &who)
    );
    let change = Change::EditNextStep(id, Box::new(edit));
    Ok(Some((change, After::Say(said))))
}

/// The new step. With somebody who has not been in touch for a year it is said that a hello
/// comes first.
pub(super) fn change(state: &State, form: &Form) -> Result<Asked, Problem> {
    let who = with(state, form)?;
    let text = form.text(FieldName::Next);
    if text.is_empty() {
        return Err(problem(
            FieldName::Next,
            "what to ask or send? “send the book in 3 weeks”, or without a day for next time",
        ));
    }
    let (text, on) = step_and_day(&text, state.rules(), state.today);
    let mut said = format!("{}, with {}", when(state, on), say::whom(state, &who));
    let cooled = who.iter().filter_map(|id| state.contact(*id));
    if let Some(word) = cooled.filter_map(|c| warming::word(c, state.today)).next() {
        said = format!("{said} · {word}");
    }
    let change = Change::NextStep {
        with: who,
        text,
        on,
    };
    Ok((change, After::Say(said)))
}

fn when(state: &State, on: Option<NaiveDate>) -> String {
    match on {
        None => "next time".to_owned(),
        Some(day) => say::day(state.today, day),
    }
}
