//! The form of an occasion: an anniversary or another day, yearly or once.

use super::{Asked, Problem, problem};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense};
use crate::app::msg::After;
use crate::app::say;
use crate::app::state::State;
use crate::domain::card::{CardOccasion, OccasionDay};
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::when::{self, Comes};
use crate::text::Shown;

/// How often a day may come, in the order of the choice.
const COMES: [&str; 2] = ["every year", "once"];

/// A day to be added.
pub fn add_day(contact: ContactId) -> Form {
    let mut fields = vec![Field::holding(FieldName::What, "", Sense::Words)];
    fields.extend(day_and_how_often("", Comes::EveryYear));
    Form::new(FormFor::AddDay(contact), fields, FieldName::What)
}

/// A day that is there, to be changed; what it is called stays.
pub fn edit_day(contact: ContactId, known: &CardOccasion) -> Form {
    let day = match &known.day {
        OccasionDay::Day(day) => day.to_string(),
        OccasionDay::Words(words) => words.clone(),
    };
    let comes = match known.yearly {
        true => Comes::EveryYear,
        false => Comes::Once,
    };
    let fields = day_and_how_often(&day, comes);
    let what = FormFor::EditDay(contact, known.id);
    Form::new(what, fields.into(), FieldName::Day)
}

fn day_and_how_often(day: &str, comes: Comes) -> [Field; 2] {
    let options = COMES.map(str::to_owned).into();
    [
        Field::holding(FieldName::Day, day, Sense::Occasion),
        Field::choice(FieldName::Comes, options, comes as usize),
    ]
}

/// The day as it is to be kept.
pub(super) fn change(state: &State, form: &Form, contact: ContactId) -> Result<Asked, Problem> {
    let label = label(state, form);
    if label.is_empty() {
        return Err(problem(
            FieldName::What,
            "what day is it? anniversary, name day, moving in …",
        ));
    }
    let comes = form.comes();
    let order = state.rules().date_order;
    let day = when::parse_occasion(&form.text(FieldName::Day), comes, state.today, order)
        .map_err(|why| problem(FieldName::Day, why))?;
    let text = format!(
        "{} of {}: {}",
        Shown::line(&label).fit(30),
        say::whom(state, &[contact]),
        when::partial_short(day)
    );
    let change = Change::Occasion {
        contact,
        label,
        day: OccasionDay::Day(day),
        yearly: comes == Comes::EveryYear,
    };
    Ok((change, After::Say(text)))
}

/// What the day is called: as typed, or as it was.
pub(super) fn label(state: &State, form: &Form) -> String {
    match &form.what {
        FormFor::EditDay(contact, id) => {
            let card = state.card.as_deref().filter(|card| card.id == *contact);
            let days = card.into_iter().flat_map(|card| &card.occasions);
            let known = days.into_iter().find(|day| day.id == *id);
            known.map_or_else(String::new, |day| day.label.clone())
        }
        _ => form.text(FieldName::What),
    }
}
