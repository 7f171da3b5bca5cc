//! The form of somebody's tags, or of those that several share.

use super::{Asked, difference};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense};
use crate::app::msg::After;
use crate::app::say;
use crate::app::state::State;
use crate::domain::change::{Change, Edit};
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
    let (add, remove) = difference(form, FieldName::Tags);
    let who = say::whom(state, ids);
    // One change a save: what was taken out comes back by adding it again.
    match (add.is_empty(), remove.is_empty(), ids) {
        (true, true, _) => None,
        (false, false, [one]) => {
            let edit = Edit {
                add_tags: add,
                remove_tags: remove,
                ..Edit::default()
            };
            let text = format!("{who}: tags changed");
            Some((Change::Edit(*one, Box::new(edit)), After::Say(text)))
        }
        (false, ..) => {
            let text = format!("{who}: {}", hashed(&add));
            Some((Change::AddTags(ids.into(), add), After::Say(text)))
        }
        (true, false, _) => {
            let text = format!("{who}: no more {}", hashed(&remove));
            Some((Change::RemoveTags(ids.into(), remove), After::Say(text)))
        }
    }
}

fn hashed(tags: &[String]) -> String {
    let tags: Vec<String> = tags
        .iter()
        .map(|tag| format!("#{}", Shown::line(tag).fit(20)))
        .collect();
    tags.join(" ")
}
