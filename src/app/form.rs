//! The one engine of all forms: fields, their editing, and what they would mean.

use chrono::NaiveDate;

use super::draft::{FormFor, SavedDraft};
use super::input::{Input, Typed};
use crate::domain::cadence::OwnCadence;
use crate::domain::id::ContactId;
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
use crate::domain::when::{self, Direction};
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
}

impl FieldName {
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
            FieldName::Title => "Title",
            FieldName::Email => "E-mail",
            FieldName::Phone => "Phone",
            FieldName::Web => "Web",
            FieldName::Tags => "Tags",
            FieldName::Interests => "Likes",
            FieldName::Met => "Met",
            FieldName::Birthday => "Birthday",
            FieldName::Nickname => "Nickname",
            FieldName::Until => "Until",
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
        )
    }
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Line(Input),
    /// Several, with commas between.
    List(Input),
    Day(Input, Direction),
    PartialDay(Input),
    /// Something to do, with its day at the end ("send tram book in 3 weeks").
    Step(Input),
    /// Days, or nothing for the tie's own.
    Days(Input),
    Choice {
        options: Vec<String>,
        chosen: usize,
        /// The letters typed so far of an option.
        typed: String,
    },
    People(Who),
}

/// People chosen by typing their names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Who {
    pub chosen: Vec<ContactId>,
    pub input: Input,
    /// Who the typed letters could mean, best first.
    pub matches: Vec<ContactId>,
    pub at: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub name: FieldName,
    pub value: Value,
}

impl Field {
    pub fn new(name: FieldName, value: Value) -> Field {
        Field { name, value }
    }

    /// The line that this field is typed into; a choice has none.
    pub fn input(&self) -> Option<&Input> {
        match &self.value {
            Value::Line(input)
            | Value::List(input)
            | Value::Day(input, _)
            | Value::PartialDay(input)
            | Value::Step(input)
            | Value::Days(input) => Some(input),
            Value::People(who) => Some(&who.input),
            Value::Choice { .. } => None,
        }
    }

    fn input_mut(&mut self) -> Option<&mut Input> {
        match &mut self.value {
            Value::Line(input)
            | Value::List(input)
            | Value::Day(input, _)
            | Value::PartialDay(input)
            | Value::Step(input)
            | Value::Days(input) => Some(input),
            Value::People(who) => Some(&mut who.input),
            Value::Choice { .. } => None,
        }
    }

    /// What the field holds, as one line that `Field::fill` reads back.
    pub fn text(&self) -> String {
        match &self.value {
            Value::Choice {
                options, chosen, ..
            } => options.get(*chosen).cloned().unwrap_or_default(),
            Value::People(who) => {
                let ids: Vec<String> = who.chosen.iter().map(ToString::to_string).collect();
                ids.join(",")
            }
            _ => self.input().map_or("", Input::text).trim().to_owned(),
        }
    }

    fn fill(&mut self, text: &str) {
        match &mut self.value {
            Value::Choice {
                options, chosen, ..
            } => {
                if let Some(at) = options.iter().position(|option| option == text) {
                    *chosen = at;
                }
            }
            Value::People(who) => {
                who.chosen = text
                    .split(',')
                    .filter_map(|id| id.parse().ok())
                    .map(ContactId)
                    .collect();
            }
            _ => {
                if let Some(input) = self.input_mut() {
                    *input = Input::holding(text);
                }
            }
        }
    }
}

/// A form with the cursor in one of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    pub what: FormFor,
    pub fields: Vec<Field>,
    pub focus: usize,
    /// Why it could not be saved.
    pub problem: Option<String>,
    /// Who looks like the name typed.
    pub similar: Vec<ContactId>,
    /// What the fields held when the form was opened.
    initial: Vec<String>,
}

/// What a field's text would mean, shown beside it while typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Echo {
    Means(String),
    /// Why it means nothing yet.
    Puzzles(String),
}

impl Form {
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

    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    pub fn focused_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    /// Who has been chosen in the form's field of people.
    pub fn who(&self) -> &[ContactId] {
        let who = self.fields.iter().find_map(|field| match &field.value {
            Value::People(who) => Some(who),
            _ => None,
        });
        who.map_or(&[], |who| &who.chosen)
    }

    /// Which option of a choice is chosen.
    pub fn chosen(&self, name: FieldName) -> Option<usize> {
        match self.field(name)?.value {
            Value::Choice { chosen, .. } => Some(chosen),
            _ => None,
        }
    }

    /// Puts the cursor into a field.
    pub fn go_to(&mut self, name: FieldName) {
        if let Some(at) = self.fields.iter().position(|field| field.name == name) {
            self.focus = at;
        }
    }

    pub fn next_field(&mut self) {
        self.focus = (self.focus + 1) % self.fields.len().max(1);
    }

    pub fn previous_field(&mut self) {
        let len = self.fields.len().max(1);
        self.focus = (self.focus + len - 1) % len;
    }

    /// Moves the choice of the focused field, round and round.
    pub fn choose(&mut self, forward: Forward) {
        if let Some(Field {
            value: Value::Choice {
                options, chosen, ..
            },
            ..
        }) = self.focused_mut()
        {
            let len = options.len().max(1);
            *chosen = match forward {
                Forward::Next => (*chosen + 1) % len,
                Forward::Previous => (*chosen + len - 1) % len,
            };
        }
    }

    /// Types a key into the focused field; a letter chooses the option it begins.
    pub fn key(&mut self, chord: Chord) -> Typed {
        self.problem = None;
        let Some(field) = self.focused_mut() else {
            return Typed::NotMine;
        };
        match &mut field.value {
            Value::Choice {
                options,
                chosen,
                typed,
            } => match chord.typed() {
                Some(' ') => {
                    *chosen = (*chosen + 1) % options.len().max(1);
                    Typed::Changed
                }
                Some(letter) => type_choice(options, chosen, typed, letter),
                None => Typed::NotMine,
            },
            Value::People(who) if who.input.is_empty() && chord == Chord::plain(Key::Backspace) => {
                who.chosen.pop();
                Typed::Changed
            }
            _ => field
                .input_mut()
                .map_or(Typed::NotMine, |input| input.key(chord)),
        }
    }

    /// Puts pasted text into the focused field.
    pub fn paste(&mut self, text: &str) {
        if let Some(input) = self.focused_mut().and_then(Field::input_mut) {
            input.insert(text);
        }
    }

    /// Replaces what the focused field holds, line ends becoming blanks.
    pub fn replace(&mut self, text: &str) {
        if let Some(field) = self.focused_mut() {
            let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
            field.fill(&line);
        }
    }

    /// Whether there is something in it that closing it would lose.
    pub fn is_touched(&self) -> bool {
        self.fields
            .iter()
            .zip(&self.initial)
            .any(|(field, initial)| {
                field.text() != *initial
                    || field
                        .input()
                        .is_some_and(|i| !i.is_empty() && matches!(field.value, Value::People(_)))
            })
    }

    /// The draft to keep of it.
    pub fn draft(&self) -> SavedDraft {
        SavedDraft {
            form: self.what.clone(),
            fields: self
                .fields
                .iter()
                .map(|field| (field.name.label().to_owned(), field.text()))
                .collect(),
        }
    }

    /// Fills in what was kept of the same form.
    pub fn restore(&mut self, draft: &SavedDraft) {
        for (name, text) in &draft.fields {
            let field = self
                .fields
                .iter_mut()
                .find(|field| field.name.label() == name);
            if let Some(field) = field {
                field.fill(text);
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

    /// What the text of a field would mean on `today`.
    pub fn echo(&self, field: &Field, rules: &Rules, today: NaiveDate) -> Option<Echo> {
        let text = field.text();
        match &field.value {
            Value::Day(_, Direction::Past) if text.is_empty() => {
                Some(Echo::Means(format!("today, {}", when::day_short(today))))
            }
            Value::Day(_, Direction::Future) if text.is_empty() => {
                Some(Echo::Puzzles("2w, 5mo, fri, 14 jun, 2026-06-14".to_owned()))
            }
            Value::Day(_, direction) => Some(
                match when::parse(&text, *direction, today, rules.date_order) {
                    Ok(day) => Echo::Means(when::day_long(day)),
                    Err(why) => Echo::Puzzles(why.to_string()),
                },
            ),
            Value::PartialDay(_) if !text.is_empty() => {
                match when::parse_partial(&text, rules.date_order) {
                    Ok(day) if day.to_string() == text => None,
                    Ok(day) => Some(Echo::Means(say_partial(day))),
                    Err(why) => Some(Echo::Puzzles(why.to_string())),
                }
            }
            Value::Step(_) if !text.is_empty() => {
                Some(Echo::Means(match step_and_day(&text, rules, today).1 {
                    Some(day) => super::say::day(today, day),
                    None => "next time".to_owned(),
                }))
            }
            Value::Days(_) => Some(self.echo_days(&text, rules)),
            _ => None,
        }
    }

    fn echo_days(&self, text: &str, rules: &Rules) -> Echo {
        if !text.is_empty() {
            return match own_cadence(text) {
                Ok(Some(OwnCadence::Never)) => Echo::Means("never".to_owned()),
                Ok(Some(OwnCadence::Every(cadence))) => Echo::Means(cadence.to_string()),
                Ok(None) => Echo::Means(String::new()),
                Err(why) => Echo::Puzzles(why),
            };
        }
        let tie = self.chosen(FieldName::Tie).and_then(|at| Tie::ALL.get(at));
        // As the config labels it.
        let label = self.text(FieldName::Tie);
        Echo::Means(match tie {
            None => "as the tie says".to_owned(),
            Some(tie) => match rules.cadence(*tie, None) {
                Some(cadence) => format!("{cadence} ({label})"),
                None => format!("never ({label})"),
            },
        })
    }
}

/// Types a letter of an option: the letters before it count as long as an option begins
/// with them all, else the letter begins anew, at the next option that begins with it.
fn type_choice(options: &[String], chosen: &mut usize, typed: &mut String, letter: char) -> Typed {
    let more = format!("{typed}{letter}");
    let begins = |at: &usize, text: &str| options[*at].starts_with(text);
    if !typed.is_empty()
        && let Some(at) = (0..options.len()).find(|at| begins(at, &more))
    {
        *chosen = at;
        *typed = more;
        return Typed::Changed;
    }
    let anew = letter.to_string();
    let mut order = (*chosen + 1..options.len()).chain(0..=*chosen);
    match order.find(|at| *at < options.len() && begins(at, &anew)) {
        Some(at) => {
            *chosen = at;
            *typed = anew;
            Typed::Changed
        }
        None => {
            typed.clear();
            Typed::Moved
        }
    }
}

/// Which way a choice moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forward {
    Next,
    Previous,
}

/// The own cadence that was typed, `None` for the tie's; the error is for a person.
pub fn own_cadence(text: &str) -> Result<Option<OwnCadence>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.eq_ignore_ascii_case("never") {
        return Ok(Some(OwnCadence::Never));
    }
    let days = text.trim_end_matches(|c: char| c.is_alphabetic() || c == ' ');
    days.parse()
        .ok()
        .and_then(OwnCadence::from_days)
        .map(Some)
        .ok_or_else(|| "7 to 3650 days, 0 for never, or nothing for the tie's own".to_owned())
}

/// Parts "send tram book in 3 weeks" into the text and its day, where the end is a day to
/// come said with "in", "on" or "next", a number, or "tomorrow"; else the day is open.
pub fn step_and_day(text: &str, rules: &Rules, today: NaiveDate) -> (String, Option<NaiveDate>) {
    let text = text.trim();
    let starts = text.match_indices(' ').map(|(at, _)| at);
    for at in starts {
        let (what, end) = (text[..at].trim(), text[at..].trim());
        let said = end.strip_prefix("on ").unwrap_or(end);
        let first = end.split(' ').next().unwrap_or("");
        let is_said = matches!(first, "in" | "on" | "next" | "tomorrow")
            || end.starts_with(|c: char| c.is_ascii_digit());
        if !is_said || matches!(what, "" | "in" | "on" | "next") {
            continue;
        }
        if let Ok(day) = when::parse(said, Direction::Future, today, rules.date_order) {
            return (what.to_owned(), Some(day));
        }
    }
    (text.to_owned(), None)
}

/// A partial day in words: `3 May 1990`, `3 May`, `May 1990`, `1990`.
pub fn say_partial(day: crate::domain::day::PartialDay) -> String {
    use crate::domain::day::PartialDay;
    let month = |month: u32| {
        NaiveDate::from_ymd_opt(2024, month, 1)
            .map_or(String::new(), |d| d.format("%b").to_string())
    };
    match day {
        PartialDay::Full(date) => date.format("%-d %b %Y").to_string(),
        PartialDay::Yearless { month: m, day } => format!("{day} {}", month(m.into())),
        PartialDay::YearMonth { year, month: m } => format!("{} {year}", month(m.into())),
        PartialDay::Year(year) => year.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steps_day_is_read_off_its_end() {
        #[track_caller]
        fn check(text: &str, what: &str, day: Option<&str>) {
            let today = "2026-11-22".parse().unwrap();
            let day = day.map(|d| d.parse().unwrap());
            assert_eq!(
                step_and_day(text, &Rules::default(), today),
                (what.to_owned(), day)
            );
        }
        check(
            "send tram book in 3 weeks",
            "send tram book",
            Some("2026-12-13"),
        );
        check(
            "ask about the flat on friday",
            "ask about the flat",
            Some("2026-11-27"),
        );
        check("ask about friday", "ask about friday", None);
        check("call tomorrow", "call", Some("2026-11-23"));
        check("lunch 2026-12-24", "lunch", Some("2026-12-24"));
        check("ask what is in 3 boxes", "ask what is in 3 boxes", None);
        check("in 3 weeks", "in 3 weeks", None);
    }

    #[test]
    fn own_cadences_are_typed_in_days() {
        assert_eq!(own_cadence(""), Ok(None));
        assert_eq!(own_cadence("0"), Ok(Some(OwnCadence::Never)));
        assert_eq!(own_cadence("never"), Ok(Some(OwnCadence::Never)));
        assert_eq!(own_cadence("90"), Ok(OwnCadence::from_days(90)));
        assert_eq!(own_cadence("90 days"), Ok(OwnCadence::from_days(90)));
        assert!(own_cadence("3").is_err());
        assert!(own_cadence("often").is_err());
    }
}
