//! What was typed into a form and not saved.

use serde::{Deserialize, Serialize};

use crate::domain::id::{CatchUpId, ContactId};

/// What a form is for. Data, never a callback, so that states can be compared and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormFor {
    /// A catch-up that was opened with these people.
    Log(Vec<ContactId>),
    EditCatchUp(CatchUpId),
    AddContact,
    EditContact(ContactId),
    Cadence(Vec<ContactId>),
    Tags(Vec<ContactId>),
    Later(Vec<ContactId>),
    Note(ContactId),
}

impl FormFor {
    /// Whom the form is about, all of whom must be here for it to be saved.
    pub fn people(&self) -> &[ContactId] {
        match self {
            FormFor::Log(ids)
            | FormFor::Cadence(ids)
            | FormFor::Tags(ids)
            | FormFor::Later(ids) => ids,
            FormFor::EditContact(id) | FormFor::Note(id) => std::slice::from_ref(id),
            FormFor::AddContact | FormFor::EditCatchUp(_) => &[],
        }
    }
}

/// The fields of a form that was left without saving, by the names of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDraft {
    pub form: FormFor,
    pub fields: Vec<(String, String)>,
}

impl SavedDraft {
    /// Everybody it is about.
    pub fn people(&self) -> Vec<ContactId> {
        let mut people = self.form.people().to_vec();
        let who = self.fields.iter().filter(|(name, _)| name == "Who");
        let ids = who.flat_map(|(_, text)| text.split(','));
        people.extend(ids.filter_map(|id| id.parse().ok()).map(ContactId));
        people.sort();
        people.dedup();
        people
    }

    /// Puts it among the drafts that are kept, in place of an earlier one of the same form.
    pub(super) fn put_among(self, drafts: &mut Vec<SavedDraft>) {
        drafts.retain(|kept| kept.form != self.form);
        drafts.push(self);
    }
}
