//! What was typed into a form and not saved.

use serde::{Deserialize, Serialize};

use super::form::FieldName;
use crate::domain::id::{CatchUpId, ContactId, LinkId, NextStepId, OccasionId};
use crate::domain::inbox::Waiting;

/// What a form is for. Data, never a callback, so that states can be compared and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormFor {
    /// A catch-up that was opened with these people.
    Log(Vec<ContactId>),
    EditCatchUp(CatchUpId),
    AddContact,
    AddRequest,
    /// Until when those in the inbox are put off.
    DecideLater(Vec<Waiting>),
    EditContact(ContactId),
    Cadence(Vec<ContactId>),
    Tags(Vec<ContactId>),
    Later(Vec<ContactId>),
    Note(Vec<ContactId>),
    /// Something to ask or send, opened with these people.
    NextStep(Vec<ContactId>),
    EditNextStep(NextStepId),
    /// How somebody and another one know each other.
    Relate(ContactId),
    AddDay(ContactId),
    /// A day of somebody, other than the birthday.
    EditDay(ContactId, OccasionId),
    /// The organisation that was left for another.
    OldJob,
    /// The day of a dinner with these.
    Dinner(Vec<ContactId>),
    /// All notes of a contact, as they were written in an editor; it has no form on screen.
    EditNotes(ContactId),
    /// A link for the shelf, to be shared with these at once.
    AddLink(Vec<ContactId>),
    EditLink(LinkId),
    /// A link, to be shared with whoever comes to mind.
    ShareLink(LinkId),
}

impl FormFor {
    /// Whom the form is about, all of whom must be here for it to be saved.
    pub fn people(&self) -> &[ContactId] {
        match self {
            FormFor::Log(ids)
            | FormFor::NextStep(ids)
            | FormFor::Cadence(ids)
            | FormFor::Tags(ids)
            | FormFor::Later(ids)
            | FormFor::Note(ids)
            | FormFor::Dinner(ids)
            | FormFor::AddLink(ids) => ids,
            FormFor::EditContact(id)
            | FormFor::Relate(id)
            | FormFor::AddDay(id)
            | FormFor::EditDay(id, _)
            | FormFor::EditNotes(id) => std::slice::from_ref(id),
            FormFor::AddContact
            | FormFor::AddRequest
            | FormFor::DecideLater(_)
            | FormFor::EditCatchUp(_)
            | FormFor::EditNextStep(_)
            | FormFor::OldJob
            | FormFor::EditLink(_)
            | FormFor::ShareLink(_) => &[],
        }
    }
}

/// What was typed into a form that was left without saving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedDraft {
    pub form: FormFor,
    /// The fields that were typed into. The others are not kept: what they hold may be
    /// something newer by the time the form is opened again.
    pub fields: Vec<SavedField>,
}

/// What was typed into a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedField {
    /// Its word on screen.
    pub name: String,
    pub text: String,
    /// What it held when the form was opened.
    pub was: String,
}

impl SavedDraft {
    /// Everybody it is about.
    pub fn people(&self) -> Vec<ContactId> {
        let mut people = self.form.people().to_vec();
        let names = [FieldName::Who, FieldName::IntroducedBy].map(FieldName::label);
        let who = self
            .fields
            .iter()
            .filter(|f| names.contains(&f.name.as_str()));
        people.extend(who.flat_map(|field| who_of(&field.text).0));
        people.sort_unstable();
        people.dedup();
        people
    }

    /// Puts it among the drafts that are kept, in place of an earlier one of the same form.
    pub(super) fn put_among(self, drafts: &mut Vec<SavedDraft>) {
        drafts.retain(|kept| kept.form != self.form);
        drafts.push(self);
    }
}

/// A field of people as a text: who is chosen, and the letters of a name that is being typed.
pub(super) fn who_text(chosen: &[ContactId], letters: &str) -> String {
    let ids: Vec<String> = chosen.iter().map(ToString::to_string).collect();
    match letters {
        "" => ids.join(","),
        letters => format!("{};{letters}", ids.join(",")),
    }
}

/// What [`who_text`] made a text of.
pub(super) fn who_of(text: &str) -> (Vec<ContactId>, &str) {
    let (ids, letters) = text.split_once(';').unwrap_or((text, ""));
    let ids = ids.split(',').filter_map(|id| id.trim().parse().ok());
    (ids.map(ContactId).collect(), letters)
}
