//! The form of a next step: something to ask or send.

use super::catch_up::with;
use super::{Asked, Problem, problem};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense, step_and_day};
use crate::app::msg::After;
use crate::app::say;
use crate::app::state::State;
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::warming;

/// Something to ask or send, about these people.
pub fn next_step(who: Vec<ContactId>) -> Form {
    let fields = vec![
        Field::people(FieldName::Who, who.clone()),
        Field::holding(FieldName::Next, "", Sense::Step),
    ];
    Form::new(FormFor::NextStep(who), fields, FieldName::Next)
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
    let when = match on {
        None => "next time".to_owned(),
        Some(day) => say::day(state.today, day),
    };
    let mut said = format!("{when}, with {}", say::whom(state, &who));
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
