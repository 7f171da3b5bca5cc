//! Saying what the columns of a table are, on the way to an import.

use std::path::PathBuf;

use super::input::Input;
use super::msg::Said;
use crate::domain::columns::{CHOICES, Choice, Column, Field, Mapping};
use crate::domain::rules::DateOrder;
use crate::text;

/// What the columns of a table are, as it is being said.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    /// All files of the import.
    pub files: Vec<PathBuf>,
    /// What was said of the tables before this one.
    pub said: Said,
    /// The table that is asked about.
    pub table: PathBuf,
    pub columns: Vec<Column>,
    /// By column; `None` is left out.
    pub fields: Vec<Option<Field>>,
    pub order: DateOrder,
    /// The column that the cursor is on, and the first one shown.
    pub at: usize,
    pub top: usize,
    /// Letters of the field that the column is.
    pub typed: Input,
    pub problem: Option<String>,
}

impl Columns {
    /// The question about this table; what a column surely is, is said already.
    pub fn of(
        (files, said): (Vec<PathBuf>, Said),
        table: PathBuf,
        columns: Vec<Column>,
        order: DateOrder,
    ) -> Columns {
        let mut asked = Columns {
            files,
            said,
            table,
            fields: vec![None; columns.len()],
            order,
            at: 0,
            top: 0,
            typed: Input::default(),
            problem: None,
            columns,
        };
        for at in 0..asked.columns.len() {
            let known = asked.columns[at].field;
            let is_free = known.is_some_and(|field| asked.holder(field).is_none());
            asked.fields[at] = known.filter(|_| is_free);
        }
        asked
    }

    /// The column that is this field already, where only one can be.
    fn holder(&self, field: Field) -> Option<usize> {
        let mut fields = self.fields.iter();
        fields
            .position(|held| *held == Some(field))
            .filter(|_| field.is_single())
    }

    /// Says that the column under the cursor is this. A field of which there is one is taken
    /// from the column that was it.
    pub fn choose(&mut self, field: Option<Field>) {
        if let Some(holder) = field.and_then(|field| self.holder(field)) {
            self.fields[holder] = None;
        }
        if let Some(here) = self.fields.get_mut(self.at) {
            *here = field;
        }
        self.problem = None;
    }

    /// Goes on to the next field, or back to the one before; those that another column is
    /// already are passed over.
    pub fn step(&mut self, by: Step) {
        let here = self.fields.get(self.at).copied().flatten();
        let count = CHOICES.len() + 1;
        let mut at = CHOICES
            .iter()
            .position(|choice| Some(choice.field) == here)
            .map_or(0, |at| at + 1);
        for _ in 0..count {
            at = match by {
                Step::Next => (at + 1) % count,
                Step::Before => (at + count - 1) % count,
            };
            let field = at.checked_sub(1).map(|at| CHOICES[at].field);
            let is_taken = field.is_some_and(|field| self.holder(field).is_some());
            if !is_taken {
                return self.choose(field);
            }
        }
    }

    /// Takes the first field that the typed letters may mean.
    pub fn find(&mut self) {
        if self.typed.text().trim().is_empty() {
            self.problem = None;
            return;
        }
        match self.found().first() {
            Some(Found::LeftOut) => self.choose(None),
            Some(Found::Field(choice)) => self.choose(Some(choice.field)),
            None => {
                let typed = self.typed.text().trim();
                self.problem = Some(format!("no field is called “{typed}”"));
            }
        }
    }

    /// What the typed letters may mean, likeliest first: fields that are called so, then those
    /// whose name begins so, then those with a word that does.
    pub fn found(&self) -> Vec<Found> {
        let typed = text::fold(self.typed.text().trim());
        if typed.is_empty() {
            return Vec::new();
        }
        let is = |name: &str| text::fold(name) == typed;
        let begins = |name: &str| text::fold(name).starts_with(&typed);
        let has = |name: &str| {
            text::fold(name)
                .split([' ', '-', '/'])
                .any(|w| w.starts_with(&typed))
        };
        let rank = |found: &Found| match found {
            Found::LeftOut => begins(LEFT_OUT).then_some(1),
            Found::Field(choice) if is(choice.what) || is(choice.word) => Some(0),
            Found::Field(choice) if begins(choice.what) || begins(choice.word) => Some(1),
            Found::Field(choice) if has(choice.what) || has(choice.word) => Some(2),
            Found::Field(_) => None,
        };
        let fields = CHOICES.iter().map(Found::Field);
        let mut found: Vec<(u8, Found)> = fields
            .chain([Found::LeftOut])
            .filter_map(|found| Some((rank(&found)?, found)))
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, found)| found).collect()
    }

    /// What was said.
    pub fn mapping(&self) -> Mapping {
        Mapping {
            fields: self.fields.clone(),
            order: self.order,
        }
    }
}

/// What a column is called that is nothing.
pub const LEFT_OUT: &str = "left out";

/// Which way to go through the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Next,
    Before,
}

/// Something that typed letters may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    LeftOut,
    Field(&'static Choice),
}

impl Found {
    /// For a person.
    pub fn what(self) -> &'static str {
        match self {
            Found::LeftOut => LEFT_OUT,
            Found::Field(choice) => choice.what,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(names: &[(&str, Option<Field>)]) -> Columns {
        let column = |(name, field): &(&str, Option<Field>)| Column {
            name: (*name).to_owned(),
            sample: String::new(),
            field: *field,
        };
        let columns = names.iter().map(column).collect();
        let files = (Vec::new(), Vec::new());
        Columns::of(files, PathBuf::new(), columns, DateOrder::DayFirst)
    }

    #[test]
    fn only_what_is_sure_is_said_already_and_once() {
        let name = Some(Field::Name);
        let email = Some(Field::Email);
        let asked = asked(&[
            ("a", name),
            ("b", name),
            ("c", email),
            ("d", email),
            ("e", None),
        ]);
        assert_eq!(asked.fields, [name, None, email, email, None]);
    }

    #[test]
    fn a_step_passes_over_what_another_column_is() {
        let mut asked = asked(&[("a", Some(Field::Name)), ("b", None)]);
        asked.at = 1;
        asked.step(Step::Next);
        assert_eq!(asked.fields[1], Some(Field::Given));
        asked.step(Step::Before);
        assert_eq!(asked.fields[1], None);
        asked.step(Step::Before);
        assert_eq!(asked.fields[1], Some(Field::Note));
    }

    #[test]
    fn letters_find_a_field() {
        let mut asked = asked(&[("a", Some(Field::Name)), ("b", None)]);
        asked.at = 1;
        for (letters, expected) in [
            ("bir", Some(Field::Day("birthday"))),
            ("Last", Some(Field::Family)),
            ("work", Some(Field::Phone("work"))),
            ("left", None),
            ("name", Some(Field::Name)),
        ] {
            asked.typed = Input::holding(letters);
            asked.find();
            assert_eq!(asked.fields[1], expected, "{letters}");
        }
        // There is one name, which has gone over.
        assert_eq!(asked.fields[0], None);
        asked.typed = Input::holding("xyz");
        asked.find();
        assert_eq!(asked.problem.as_deref(), Some("no field is called “xyz”"));
        assert_eq!(asked.fields[1], Some(Field::Name));
    }
}
