//! What the columns of a table of people can be, and what somebody says that they are.
//!
//! Programs that are known say it by the names of their columns. Of any other table ties
//! guesses nothing: a person says it, with `--map` or on the screen that asks.

use super::rules::DateOrder;
use crate::text;

/// A part of a postal address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Street,
    City,
    Region,
    Postcode,
    Country,
    /// All of it, for where the parts are not told.
    Whole,
}

/// What one column says of somebody. Labels are as they are kept; an empty one is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Name,
    Prefix,
    Given,
    Middle,
    Family,
    Suffix,
    Nickname,
    /// How the name is said.
    Phonetic,
    Org,
    Unit,
    Title,
    City,
    Email,
    Phone(&'static str),
    Url(&'static str),
    Handle,
    Address(&'static str, Part),
    Day(&'static str),
    Relation(&'static str),
    Detail(&'static str),
    Tag,
    Interest,
    Met,
    Note,
}

/// A field that a person can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    pub field: Field,
    /// The word after `--map`.
    pub word: &'static str,
    /// For a person: "first name".
    pub what: &'static str,
}

const fn choice(word: &'static str, field: Field, what: &'static str) -> Choice {
    Choice { field, word, what }
}

/// The fields that a person can choose, in the order they are offered.
pub const CHOICES: [Choice; 36] = [
    choice("name", Field::Name, "the whole name"),
    choice("first-name", Field::Given, "first name"),
    choice("middle-name", Field::Middle, "middle name"),
    choice("last-name", Field::Family, "last name"),
    choice("prefix", Field::Prefix, "before the name: Dr."),
    choice("suffix", Field::Suffix, "after the name: Jr."),
    choice("nickname", Field::Nickname, "nickname"),
    choice("phonetic", Field::Phonetic, "how the name is said"),
    choice("org", Field::Org, "organisation"),
    choice("unit", Field::Unit, "department"),
    choice("title", Field::Title, "job title"),
    choice("email", Field::Email, "e-mail"),
    choice("phone", Field::Phone(""), "phone"),
    choice("mobile", Field::Phone("mobile"), "mobile phone"),
    choice("home-phone", Field::Phone("home"), "phone at home"),
    choice("work-phone", Field::Phone("work"), "phone at work"),
    choice("fax", Field::Phone("fax"), "fax"),
    choice("url", Field::Url(""), "web page"),
    choice("linkedin", Field::Url("LinkedIn"), "LinkedIn page"),
    choice("handle", Field::Handle, "name in a messenger"),
    choice("street", Field::Address("", Part::Street), "street"),
    choice("postcode", Field::Address("", Part::Postcode), "postcode"),
    choice("city", Field::Address("", Part::City), "city"),
    choice(
        "region",
        Field::Address("", Part::Region),
        "state or region",
    ),
    choice("country", Field::Address("", Part::Country), "country"),
    choice(
        "work-street",
        Field::Address("work", Part::Street),
        "street at work",
    ),
    choice(
        "work-postcode",
        Field::Address("work", Part::Postcode),
        "postcode at work",
    ),
    choice(
        "work-city",
        Field::Address("work", Part::City),
        "city at work",
    ),
    choice("birthday", Field::Day("birthday"), "birthday"),
    choice("anniversary", Field::Day("anniversary"), "anniversary"),
    choice("spouse", Field::Relation("spouse"), "spouse"),
    choice("children", Field::Relation("child"), "children"),
    choice("tags", Field::Tag, "tags"),
    choice("interests", Field::Interest, "interests"),
    choice("met", Field::Met, "how you met"),
    choice("note", Field::Note, "note"),
];

impl Field {
    /// The field that `word` names after `--map`.
    pub fn from_word(word: &str) -> Option<Field> {
        let choice = CHOICES.iter().find(|choice| choice.word == word)?;
        Some(choice.field)
    }

    /// The choice that this is, where a person can choose it.
    pub fn choice(self) -> Option<&'static Choice> {
        CHOICES.iter().find(|choice| choice.field == self)
    }

    /// Whether one column says all of it, so that a second one would say something else.
    pub fn is_single(self) -> bool {
        match self {
            Field::Email
            | Field::Phone(_)
            | Field::Url(_)
            | Field::Handle
            | Field::Nickname
            | Field::Phonetic
            | Field::Relation(_)
            | Field::Detail(_)
            | Field::Tag
            | Field::Interest
            | Field::Note
            | Field::Address(_, Part::Street) => false,
            Field::Name
            | Field::Prefix
            | Field::Given
            | Field::Middle
            | Field::Family
            | Field::Suffix
            | Field::Org
            | Field::Unit
            | Field::Title
            | Field::City
            | Field::Met
            | Field::Day(_)
            | Field::Address(..) => true,
        }
    }

    /// Whether it can tell who somebody is.
    fn names(self) -> bool {
        matches!(
            self,
            Field::Name
                | Field::Given
                | Field::Middle
                | Field::Family
                | Field::Nickname
                | Field::Org
                | Field::Email
                | Field::Phone(_)
                | Field::Url(_)
                | Field::Handle
        )
    }
}

/// A column of a table that nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name; "column 3" where the table names none.
    pub name: String,
    /// The first thing that stands in it; empty if nothing does.
    pub sample: String,
    /// What it surely is, as its name is one of those that are known.
    pub field: Option<Field>,
}

/// What the columns of a table are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// By column; `None` is left out.
    pub fields: Vec<Option<Field>>,
    /// How days in numbers are written, unless the table itself shows it.
    pub order: DateOrder,
}

impl Mapping {
    /// Whether it says enough, and nothing twice.
    ///
    /// # Errors
    /// What is wrong, in words for a person.
    pub fn check(&self, columns: &[Column]) -> Result<(), String> {
        if !self.fields.iter().flatten().any(|field| field.names()) {
            return Err("no column is a name, an address or a number yet".to_owned());
        }
        for (at, field) in self.fields.iter().enumerate() {
            let Some(field) = field.filter(|field| field.is_single()) else {
                continue;
            };
            let before = self.fields[..at].iter().position(|f| *f == Some(field));
            if let Some(before) = before {
                let name = |at: usize| columns.get(at).map_or("", |column| &column.name);
                let what = field.choice().map_or("this", |choice| choice.what);
                return Err(format!(
                    "two columns are the {}, “{}” and “{}”; leave one out",
                    what.trim_start_matches("the "),
                    name(before),
                    name(at)
                ));
            }
        }
        Ok(())
    }

    /// The columns that are left out though something stands in them.
    pub fn left_out<'c>(&self, columns: &'c [Column]) -> Vec<&'c str> {
        let fields = self.fields.iter().chain(std::iter::repeat(&None));
        columns
            .iter()
            .zip(fields)
            .filter(|(column, field)| field.is_none() && !column.sample.is_empty())
            .map(|(column, _)| column.name.as_str())
            .collect()
    }
}

/// What a person says of one column: which field it is, and its name or its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    pub field: Field,
    pub column: String,
}

impl Pick {
    /// What `name=COLUMN` says.
    ///
    /// # Errors
    /// In words for a person, with the fields that there are.
    pub fn parse(text: &str) -> Result<Pick, String> {
        let (word, column) = text
            .split_once('=')
            .map(|(word, column)| (word.trim(), column.trim()))
            .filter(|(_, column)| !column.is_empty())
            .ok_or("write a field, = and a column, as in name='Full name' or email=3")?;
        let field = Field::from_word(word).ok_or_else(|| {
            let words: Vec<&str> = CHOICES.iter().map(|choice| choice.word).collect();
            format!(
                "no field is called “{word}”; there are {}",
                words.join(", ")
            )
        })?;
        let column = column.to_owned();
        Ok(Pick { field, column })
    }
}

/// The fields by column once a person has said `picks` of what was taken for `known`. A field
/// of which there is one goes over to the column that was picked.
///
/// # Errors
/// Where there is no such column, in words for a person, with those that there are.
pub fn picked(
    columns: &[Column],
    known: Vec<Option<Field>>,
    picks: &[Pick],
) -> Result<Vec<Option<Field>>, String> {
    let mut fields = known;
    fields.resize(columns.len(), None);
    for pick in picks.iter().filter(|pick| pick.field.is_single()) {
        for field in fields
            .iter_mut()
            .filter(|field| **field == Some(pick.field))
        {
            *field = None;
        }
    }
    for pick in picks {
        let at = position(columns, &pick.column).ok_or_else(|| {
            format!(
                "there is no column “{}”; there are {}",
                pick.column,
                names(columns)
            )
        })?;
        fields[at] = Some(pick.field);
    }
    Ok(fields)
}

/// Where the column of this name or number is.
fn position(columns: &[Column], named: &str) -> Option<usize> {
    let folded = text::fold(named);
    let by_name = columns.iter().position(|c| text::fold(&c.name) == folded);
    by_name.or_else(|| {
        let number: usize = named.parse().ok()?;
        number.checked_sub(1).filter(|at| *at < columns.len())
    })
}

/// The columns' names, not more than a line holds: "Fono, Correo and 12 more".
pub fn names(columns: &[Column]) -> String {
    const NAMED: usize = 12;
    let named: Vec<String> = columns
        .iter()
        .take(NAMED)
        .map(|column| match column.name.is_empty() {
            true => "(no name)".to_owned(),
            false => text::one_line(&column.name),
        })
        .collect();
    match columns.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// What to say of a table's columns on the command line: `--map name='Full name'`. What is
/// known of them is in it; where that names nobody, the first column stands for the name.
pub fn example(columns: &[Column]) -> String {
    let mut said = Vec::new();
    let known = columns.iter().filter_map(|c| Some((c, c.field?)));
    for (column, field) in known {
        if let Some(choice) = field.choice() {
            said.push(format!("--map {}={}", choice.word, quoted(&column.name)));
        }
    }
    let is_named = columns.iter().filter_map(|c| c.field).any(Field::names);
    if let (false, Some(first)) = (is_named, columns.first()) {
        let first = format!("--map name={}", quoted(&first.name));
        said.insert(0, first);
    }
    said.join(" ")
}

/// A column's name as a shell takes it.
fn quoted(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    match !name.is_empty() && name.chars().all(is_plain) {
        true => name.to_owned(),
        false => format!("'{}'", text::one_line(name).replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[&str]) -> Vec<Column> {
        let column = |name: &&str| Column {
            name: (*name).to_owned(),
            sample: "x".to_owned(),
            field: None,
        };
        names.iter().map(column).collect()
    }

    #[track_caller]
    fn check(picks: &[&str], expected: Result<&[&str], &str>) {
        let columns = columns(&["Nombre completo", "Correo", "Fono", "2"]);
        let picks: Result<Vec<Pick>, String> = picks.iter().map(|pick| Pick::parse(pick)).collect();
        let fields = picks.and_then(|picks| picked(&columns, Vec::new(), &picks));
        let checked = fields.and_then(|fields| {
            let order = DateOrder::DayFirst;
            let mapping = Mapping { fields, order };
            mapping.check(&columns).map(|()| mapping.fields)
        });
        match expected {
            Ok(words) => {
                let fields = checked.unwrap();
                let found: Vec<&str> = fields
                    .iter()
                    .map(|field| field.and_then(Field::choice).map_or("-", |c| c.word))
                    .collect();
                assert_eq!(found, words);
            }
            Err(part) => {
                let why = checked.unwrap_err();
                assert!(why.contains(part), "{why}");
            }
        }
    }

    #[test]
    fn a_person_says_what_columns_are_by_name_or_number() {
        check(
            &["name=Nombre completo", "email=correo", "phone=3"],
            Ok(&["name", "email", "phone", "-"]),
        );
        // A name that is a number goes before the number.
        check(&["email=2", "name=1"], Ok(&["name", "-", "-", "email"]));
        check(
            &["phone=fono", "phone=2"],
            Ok(&["-", "-", "phone", "phone"]),
        );
        check(&["pigeon=1"], Err("there are name, first-name,"));
        check(&["name"], Err("write a field, = and a column"));
        check(&["name="], Err("write a field, = and a column"));
        check(
            &["name=Nome"],
            Err("there is no column “Nome”; there are Nombre completo, Correo, Fono, 2"),
        );
        check(&["name=9"], Err("there is no column “9”"));
        check(&["note=1"], Err("no column is a name"));
        check(
            &["name=1", "name=Fono"],
            Err("two columns are the whole name, “Nombre completo” and “Fono”"),
        );
    }

    #[test]
    fn a_pick_takes_its_field_from_the_column_that_had_it() {
        let columns = columns(&["a", "b"]);
        let known = vec![Some(Field::Name), None];
        let picks = [Pick::parse("name=b").unwrap()];
        let fields = picked(&columns, known, &picks);
        assert_eq!(fields, Ok(vec![None, Some(Field::Name)]));
    }

    #[test]
    fn an_example_says_what_is_known_and_shows_the_rest() {
        let mut columns = columns(&["Full name", "E-mail", "it's"]);
        assert_eq!(example(&columns), "--map name='Full name'");
        columns[1].field = Some(Field::Email);
        assert_eq!(example(&columns), "--map email=E-mail");
        columns[2].field = Some(Field::Given);
        assert_eq!(
            example(&columns),
            r"--map email=E-mail --map first-name='it'\''s'"
        );
    }

    #[test]
    fn every_choice_has_a_word_of_its_own() {
        for choice in CHOICES {
            assert_eq!(Field::from_word(choice.word), Some(choice.field));
            assert_eq!(choice.field.choice().map(|c| c.word), Some(choice.word));
        }
    }
}
