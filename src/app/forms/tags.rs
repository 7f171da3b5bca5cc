//! The form of somebody's tags, or of those that several share.

use super::{Asked, difference};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense};
use crate::app::msg::After;
use crate::app::say;
use crate::app::state::State;
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::network::CircleKind;
use crate::text::Shown;

/// The tags that all of them have.
pub fn tags(state: &State, ids: Vec<ContactId>) -> Form {
    let common = common_tags(state, &ids).join(", ");
    let field = Field::holding(FieldName::Tags, &common, Sense::List);
    Form::new(FormFor::Tags(ids), vec![field], FieldName::Tags)
}

fn common_tags(state: &State, ids: &[ContactId]) -> Vec<String> {
    let circles_of = |id: &ContactId| {
        state
            .contact(*id)
            .map_or_else(Vec::new, |contact| contact.circles().collect())
    };
    let Some((first, rest)) = ids.split_first() else {
        return Vec::new();
    };
    circles_of(first)
        .into_iter()
        .filter(|circle| rest.iter().all(|id| circles_of(id).contains(circle)))
        .filter_map(|circle| state.network.circles.get(circle))
        .filter(|circle| circle.kind == CircleKind::Tag)
        .map(|circle| circle.name.to_string())
        .collect()
}

/// Which tags they gain or lose; `None` if none.
pub(super) fn change(state: &State, form: &Form, ids: &[ContactId]) -> Option<Asked> {
    let (add, remove) = difference(form, FieldName::Tags, &common_tags(state, ids));
    let who = say::whom(state, ids);
    let text = match (add.is_empty(), remove.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("{who}: {}", hashed(&add)),
        (true, false) => format!("{who}: no more {}", hashed(&remove)),
        (false, false) => format!("{who}: {}, no more {}", hashed(&add), hashed(&remove)),
    };
    let of = ids.into();
    Some((Change::Tags { of, add, remove }, After::Say(text)))
}

fn hashed(tags: &[String]) -> String {
    let tags: Vec<String> = tags
        .iter()
        .map(|tag| format!("#{}", Shown::line(tag).fit(20)))
        .collect();
    tags.join(" ")
}
