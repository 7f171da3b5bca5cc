//! A field of a form: its name, what it holds, and how that is typed.

use super::Sense;
use crate::app::draft::{who_of, who_text};
use crate::app::input::{Input, Typed};
use crate::domain::id::ContactId;
use crate::keys::{Chord, Key};

/// What a field is called, on screen and in kept drafts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldName {
    Who,
    When,
    How,
    Started,
    Answered,
    Note,
    Next,
    Name,
    Tie,
    Every,
    Org,
    City,
    Title,
    Email,
    Phone,
    Web,
    Tags,
    Interests,
    Met,
    Birthday,
    Nickname,
    Until,
    Is,
    What,
    Day,
    Comes,
    Mutuals,
    HaveMet,
    IntroducedBy,
    Link,
    LinkTitle,
    Topics,
}

impl FieldName {
    /// Its word on screen; drafts that are kept know it by the same.
    pub const fn label(self) -> &'static str {
        match self {
            FieldName::Who => "Who",
            FieldName::When => "When",
            FieldName::How => "How",
            FieldName::Started => "Started",
            FieldName::Answered => "Answer",
            FieldName::Note => "Note",
            FieldName::Next => "Next",
            FieldName::Name => "Name",
            FieldName::Tie => "Tie",
            FieldName::Every => "Every",
            FieldName::Org => "Org",
            FieldName::City => "City",
            FieldName::Title | FieldName::LinkTitle => "Title",
            FieldName::Email => "E-mail",
            FieldName::Phone => "Phone",
            FieldName::Web => "Web",
            FieldName::Tags => "Tags",
            FieldName::Interests => "Likes",
            FieldName::Met => "Met",
            FieldName::Birthday => "Birthday",
            FieldName::Nickname => "Nickname",
            FieldName::Until => "Until",
            FieldName::Is => "Is",
            FieldName::What => "What",
            FieldName::Day => "Day",
            FieldName::Comes => "Comes",
            FieldName::Mutuals => "Mutual",
            FieldName::HaveMet => "Have met",
            FieldName::IntroducedBy => "Intro by",
            FieldName::Link => "Link",
            FieldName::Topics => "Topics",
        }
    }

    /// Whether two such fields share a line where there is room.
    pub const fn is_half(self) -> bool {
        matches!(
            self,
            FieldName::Org
                | FieldName::City
                | FieldName::Title
                | FieldName::Email
                | FieldName::Phone
                | FieldName::Web
                | FieldName::Tags
                | FieldName::Interests
                | FieldName::Met
                | FieldName::Birthday
                | FieldName::Nickname
                | FieldName::Mutuals
        )
    }
}

/// A field by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: FieldName,
    pub value: Value,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A line of text, and what sense is made of it.
    Text(Input, Sense),
    Choice(Choice),
    People(Who),
}

/// One of some options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub options: Vec<String>,
    /// Which of the options, from 0.
    pub chosen: usize,
    /// The letters typed so far of an option.
    typed: String,
}

/// People chosen by typing their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Who {
    pub chosen: Vec<ContactId>,
    pub input: Input,
    /// Who the typed letters could mean, best first.
    pub matches: Vec<ContactId>,
    /// The match that the cursor is on.
    pub at: usize,
}

impl Field {
    /// A line that holds `text`, of which this sense is made.
    pub fn holding(name: FieldName, text: &str, sense: Sense) -> Field {
        let input = match sense {
            Sense::Lines => Input::lines(text),
            _ => Input::holding(text),
        };
        let value = Value::Text(input, sense);
        Field { name, value }
    }

    /// A line that holds `text` until something is typed, which then takes its place.
    pub fn offering(name: FieldName, text: &str, sense: Sense) -> Field {
        let value = Value::Text(Input::offering(text), sense);
        Field { name, value }
    }

    /// One of these options, the one at `chosen` to begin with.
    pub fn choice(name: FieldName, options: Vec<String>, chosen: usize) -> Field {
        let value = Value::Choice(Choice {
            options,
            chosen,
            typed: String::new(),
        });
        Field { name, value }
    }

    /// People, these to begin with.
    pub fn people(name: FieldName, chosen: Vec<ContactId>) -> Field {
        let value = Value::People(Who {
            chosen,
            ..Who::default()
        });
        Field { name, value }
    }

    /// The line that this field is typed into; a choice has none.
    pub fn input(&self) -> Option<&Input> {
        match &self.value {
            Value::Text(input, _) => Some(input),
            Value::People(who) => Some(&who.input),
            Value::Choice(_) => None,
        }
    }

    pub(super) fn input_mut(&mut self) -> Option<&mut Input> {
        match &mut self.value {
            Value::Text(input, _) => Some(input),
            Value::People(who) => Some(&mut who.input),
            Value::Choice(_) => None,
        }
    }

    /// What the field holds, as a text that `Field::fill` reads back.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Text(input, _) => input.text().trim().to_owned(),
            Value::Choice(choice) => choice.text().to_owned(),
            Value::People(who) => who_text(&who.chosen, ""),
        }
    }

    /// What is kept of it in a draft: the letters of a name that is being typed, too.
    pub(super) fn kept(&self) -> String {
        match &self.value {
            Value::People(who) => who_text(&who.chosen, who.input.text().trim()),
            Value::Text(..) | Value::Choice(_) => self.text(),
        }
    }

    /// Whether it holds several of a kind, with commas between.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.value, Value::Text(_, Sense::List) | Value::People(_))
    }

    /// Puts this in place of what the field holds; an option that there is not leaves a
    /// choice as it is.
    pub(super) fn fill(&mut self, text: &str) {
        match &mut self.value {
            Value::Text(input, _) => input.refill(text),
            Value::Choice(choice) => {
                if let Some(at) = choice.options.iter().position(|option| option == text) {
                    choice.chosen = at;
                }
            }
            Value::People(who) => {
                let (chosen, letters) = who_of(text);
                who.chosen = chosen;
                who.input.refill(letters);
            }
        }
    }

    /// Whether it holds something other than `initial`, or the beginning of somebody's name.
    pub(super) fn is_touched(&self, initial: &str) -> bool {
        let begun = match &self.value {
            Value::People(who) => !who.input.is_empty(),
            Value::Text(..) | Value::Choice(_) => false,
        };
        begun || self.text() != initial
    }

    /// Types a key; a letter chooses the option it begins, backspace on an empty line takes
    /// the last one chosen out.
    pub(super) fn key(&mut self, chord: Chord) -> Typed {
        match &mut self.value {
            Value::Text(input, _) => input.key(chord),
            Value::Choice(choice) => choice.key(chord),
            Value::People(who) if who.input.is_empty() && chord == Chord::plain(Key::Backspace) => {
                who.chosen.pop();
                Typed::Changed
            }
            Value::People(who) => who.input.key(chord),
        }
    }
}

impl Choice {
    /// The option chosen.
    pub fn text(&self) -> &str {
        self.options.get(self.chosen).map_or("", String::as_str)
    }

    /// Chooses the next option, after the last the first.
    pub(super) fn go_next(&mut self) {
        self.chosen = (self.chosen + 1) % self.options.len().max(1);
    }

    /// Chooses the option before, before the first the last.
    pub(super) fn go_back(&mut self) {
        let len = self.options.len().max(1);
        self.chosen = (self.chosen + len - 1) % len;
    }

    fn key(&mut self, chord: Chord) -> Typed {
        match chord.typed() {
            Some(' ') => {
                self.go_next();
                Typed::Changed
            }
            Some(letter) => self.letter(letter),
            None => Typed::NotMine,
        }
    }

    /// Types a letter of an option: the letters before it count as long as an option begins
    /// with them all, else the letter begins anew, at the next option that begins with it.
    fn letter(&mut self, letter: char) -> Typed {
        let more = format!("{}{letter}", self.typed);
        let begins = |at: &usize, text: &str| self.options[*at].starts_with(text);
        let len = self.options.len();
        if !self.typed.is_empty()
            && let Some(at) = (0..len).find(|at| begins(at, &more))
        {
            self.chosen = at;
            self.typed = more;
            return Typed::Changed;
        }
        let anew = letter.to_string();
        let mut order = (self.chosen + 1..len).chain(0..=self.chosen);
        match order.find(|at| *at < len && begins(at, &anew)) {
            Some(at) => {
                self.chosen = at;
                self.typed = anew;
                Typed::Changed
            }
            None => {
                self.typed.clear();
                Typed::Moved
            }
        }
    }
}
