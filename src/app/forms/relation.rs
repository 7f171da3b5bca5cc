//! The form of a relation, and the one that asks which organisation was left.

use super::catch_up::with;
use super::{Asked, Problem, problem};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense};
use crate::app::msg::After;
use crate::app::say;
use crate::app::state::State;
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::relation;

/// How somebody and another one, if they are known already, know each other.
pub fn relate(contact: ContactId, other: Option<ContactId>) -> Form {
    let kinds = relation::OFFERED.map(str::to_owned).into();
    let focus = match other {
        Some(_) => FieldName::Is,
        None => FieldName::Who,
    };
    let fields = vec![
        Field::people(FieldName::Who, other.into_iter().collect()),
        Field::choice(FieldName::Is, kinds, 0),
    ];
    Form::new(FormFor::Relate(contact), fields, focus)
}

/// The organisation that was left, this one unless another is typed.
pub fn old_job(org: &str) -> Form {
    let field = Field::offering(FieldName::Org, org, Sense::Words);
    Form::new(FormFor::OldJob, vec![field], FieldName::Org)
}

/// What the form would say, as far as it is filled in: "Ben is Ana's parent".
pub(super) fn title(state: &State, form: &Form, contact: ContactId) -> String {
    let other = match form.who() {
        [] => "…".to_owned(),
        who => say::whom(state, who),
    };
    let kind = form.text(FieldName::Is);
    relation::sentence(&say::whom(state, &[contact]), &kind, &other)
}

/// The relation.
pub(super) fn change(state: &State, form: &Form, contact: ContactId) -> Result<Asked, Problem> {
    let other = match with(state, form)?[..] {
        [other] if other != contact => other,
        [_] => return Err(problem(FieldName::Who, "a relation needs two people")),
        _ => return Err(problem(FieldName::Who, "one at a time, please")),
    };
    let change = Change::Relate {
        from: contact,
        kind: form.text(FieldName::Is),
        to: other,
    };
    Ok((change, After::Say(title(state, form, contact))))
}
