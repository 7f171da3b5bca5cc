//! The form of a connection request.

use super::{Asked, Problem, problem, some};
use crate::app::asking;
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense};
use crate::app::state::State;
use crate::domain::request;

/// Whether you have met.
const MET: [&str; 2] = ["not yet", "yes"];

/// A request of somebody.
pub fn add_request() -> Form {
    let words = |name| Field::holding(name, "", Sense::Words);
    let fields = vec![
        words(FieldName::Name),
        words(FieldName::Org),
        words(FieldName::Mutuals),
        Field::holding(FieldName::Note, "", Sense::Lines),
        Field::choice(FieldName::HaveMet, MET.map(str::to_owned).into(), 0),
        Field::people(FieldName::IntroducedBy, Vec::new()),
        words(FieldName::Web),
    ];
    Form::new(FormFor::AddRequest, fields, FieldName::Name)
}

/// The new request. The name may be a whole line, which the other fields say more than.
pub(super) fn change(state: &State, form: &Form) -> Result<Asked, Problem> {
    let Some(line) = request::parse_line(&form.text(FieldName::Name)) else {
        return Err(problem(FieldName::Name, "a name, please"));
    };
    let mutuals = match some(form.text(FieldName::Mutuals)) {
        None => None,
        Some(text) => Some(
            text.parse()
                .map_err(|_| problem(FieldName::Mutuals, "how many contacts, as a number"))?,
        ),
    };
    let said = asking::today(state, line);
    let text = |name| some(form.text(name));
    let asked = request::Asked {
        org: text(FieldName::Org).or(said.org),
        url: text(FieldName::Web).or(said.url),
        note: text(FieldName::Note).or(said.note),
        mutuals: mutuals.or(said.mutuals),
        met: form.chosen(FieldName::HaveMet) == Some(1) || said.met,
        introduced_by: form.who().first().copied().or(said.introduced_by),
        ..said
    };
    Ok(asking::add_change(state, vec![asked]))
}
