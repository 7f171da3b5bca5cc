//! The one engine of all forms: fields with the cursor in one of them. What a field holds and
//! how it is typed into is in `field`, what the text in it would mean in `meaning`, and what of
//! a form is kept that is left without saving in `kept`.

mod field;
mod kept;
mod meaning;

pub use field::{Choice, Field, FieldName, Value, Who};
pub use meaning::{Echo, NO_LINK, Sense, own_cadence, step_and_day};

use super::draft::FormFor;
use super::input::Typed;
use crate::domain::discreet::HIDDEN;
use crate::domain::id::ContactId;
use crate::keys::Chord;

/// A form with the cursor in one of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub what: FormFor,
    pub fields: Vec<Field>,
    /// The field that the cursor is in.
    pub focus: usize,
    /// Why it could not be saved.
    pub problem: Option<String>,
    /// Who looks like the name typed.
    pub similar: Vec<ContactId>,
    /// What the fields held when the form was opened.
    initial: Vec<String>,
}

impl Form {
    /// A form with these fields, the cursor in the one called `focus`.
    pub fn new(what: FormFor, fields: Vec<Field>, focus: FieldName) -> Form {
        let initial = fields.iter().map(Field::text).collect();
        let focus = fields.iter().position(|f| f.name == focus).unwrap_or(0);
        Form {
            what,
            fields,
            focus,
            problem: None,
            similar: Vec::new(),
            initial,
        }
    }

    /// The field of this name, if the form has it.
    pub fn field(&self, name: FieldName) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// What a field holds, trimmed; empty if there is no such field.
    pub fn text(&self, name: FieldName) -> String {
        self.field(name).map(Field::text).unwrap_or_default()
    }

    /// What a field held when the form was opened.
    pub fn initial(&self, name: FieldName) -> &str {
        let at = self.fields.iter().position(|field| field.name == name);
        at.and_then(|at| self.initial.get(at))
            .map_or("", String::as_str)
    }

    /// What a field holds now, if that is something else than when the form was opened.
    pub fn changed(&self, name: FieldName) -> Option<String> {
        let text = self.text(name);
        (self.field(name).is_some() && text != self.initial(name)).then_some(text)
    }

    /// The field that the cursor is in.
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    /// The field that the cursor is in, to be changed.
    pub fn focused_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    /// Who has been chosen in the form's field of people.
    pub fn who(&self) -> &[ContactId] {
        let who = self.fields.iter().find_map(|field| match &field.value {
            Value::People(who) => Some(who),
            Value::Text(..) | Value::Choice(_) => None,
        });
        who.map_or(&[], |who| &who.chosen)
    }

    /// The only one whom the name that is being typed could mean.
    pub fn only_match(&self) -> Option<ContactId> {
        match &self.focused()?.value {
            Value::People(who) if who.matches.len() == 1 => who.matches.first().copied(),
            _ => None,
        }
    }

    /// Which option of a choice is chosen.
    pub fn chosen(&self, name: FieldName) -> Option<usize> {
        match &self.field(name)?.value {
            Value::Choice(choice) => Some(choice.chosen),
            Value::Text(..) | Value::People(_) => None,
        }
    }

    /// Puts the cursor into a field.
    pub fn go_to(&mut self, name: FieldName) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name) {
            self.focus = at;
        }
    }

    /// Puts the cursor into the next field, after the last into the first.
    pub fn next_field(&mut self) {
        self.focus = (self.focus + 1) % self.fields.len().max(1);
    }

    /// Puts the cursor into the field before, before the first into the last.
    pub fn previous_field(&mut self) {
        let len = self.fields.len().max(1);
        self.focus = (self.focus + len - 1) % len;
    }

    /// Moves the choice under the cursor to its next option, if that is a choice.
    pub fn next_option(&mut self) {
        if let Some(choice) = self.focused_choice() {
            choice.go_next();
        }
    }

    /// Moves the choice under the cursor to the option before, if that is a choice.
    pub fn previous_option(&mut self) {
        if let Some(choice) = self.focused_choice() {
            choice.go_back();
        }
    }

    fn focused_choice(&mut self) -> Option<&mut Choice> {
        match &mut self.focused_mut()?.value {
            Value::Choice(choice) => Some(choice),
            Value::Text(..) | Value::People(_) => None,
        }
    }

    /// Types a key into the focused field.
    pub fn key(&mut self, chord: Chord) -> Typed {
        self.problem = None;
        self.focused_mut()
            .map_or(Typed::NotMine, |field| field.key(chord))
    }

    /// Puts pasted text into the focused field.
    pub fn paste(&mut self, text: &str) {
        if let Some(input) = self.focused_mut().and_then(Field::input_mut) {
            input.insert(text);
        }
    }

    /// Replaces what the focused field holds.
    pub fn replace(&mut self, text: &str) {
        if let Some(field) = self.focused_mut() {
            field.fill(text.trim());
        }
    }

    /// Hides what was written about people, but for the line that is being typed, and how
    /// strong a tie is.
    pub(super) fn hide(&mut self) {
        for (at, field) in self.fields.iter_mut().enumerate() {
            match (&mut field.value, field.name) {
                (Value::Choice(choice), FieldName::Tie) => {
                    choice.options.fill(HIDDEN.to_owned());
                }
                (Value::Text(input, _), FieldName::Note | FieldName::Next)
                    if at != self.focus && !input.is_empty() =>
                {
                    input.refill(HIDDEN);
                }
                _ => {}
            }
        }
    }

    /// Leaves out whoever is not here, of all the people chosen.
    pub fn keep_people(&mut self, is_here: impl Fn(ContactId) -> bool) {
        for field in &mut self.fields {
            if let Value::People(who) = &mut field.value {
                who.chosen.retain(|id| is_here(*id));
            }
        }
    }
}
