//! What the text typed into a field would mean: a day, a cadence, something to do.

use chrono::NaiveDate;

use super::{Field, FieldName, Form, Value};
use crate::app::say;
use crate::domain::cadence::OwnCadence;
use crate::domain::rules::Rules;
use crate::domain::shelf;
use crate::domain::tie::Tie;
use crate::domain::when::{self, Comes, Direction};

/// What sense is made of a field's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// None: it is kept as it is.
    Words,
    /// None either, and its line ends are kept.
    Lines,
    /// Several, with commas between.
    List,
    Day(Direction),
    PartialDay,
    /// A day that comes every year or once, as the form says.
    Occasion,
    /// Something to do, with its day at the end ("send tram book in 3 weeks").
    Step,
    /// The day of something to do, which may be one that has come; nothing is next time.
    StepDay,
    /// A cadence; nothing is the tie's own.
    Days,
    /// The address of a page.
    Link,
    /// What a link is called; nothing is what its address proposes.
    LinkTitle,
}

/// What a next step may be, where none is typed yet.
const SOME_STEP: &str = "“send the book in 3 weeks”, or without a day";

/// Why a text is no link.
pub const NO_LINK: &str = "a link begins with https:// and has no blanks";

/// What a field's text would mean, shown beside it while typing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Echo {
    Means(String),
    /// Why it means nothing yet.
    Puzzles(String),
}

impl Form {
    /// What the text of a field would mean on `today`; `None` where there is nothing to say.
    pub fn echo(&self, field: &Field, rules: &Rules, today: NaiveDate) -> Option<Echo> {
        let Value::Text(input, sense) = &field.value else {
            return None;
        };
        let text = input.text().trim();
        match sense {
            Sense::Day(direction) => Some(echo_day(text, *direction, rules, today)),
            Sense::Days => Some(self.echo_cadence(text, rules)),
            Sense::PartialDay if !text.is_empty() => {
                match when::parse_partial(text, rules.date_order) {
                    Ok(day) if day.to_string() == text => None,
                    Ok(day) => Some(Echo::Means(when::partial_short(day))),
                    Err(why) => Some(Echo::Puzzles(why.to_string())),
                }
            }
            Sense::Occasion if !text.is_empty() => {
                let comes = self.comes();
                match when::parse_occasion(text, comes, today, rules.date_order) {
                    Ok(day) if day.to_string() == text => None,
                    Ok(day) => Some(Echo::Means(when::partial_short(day))),
                    Err(why) => Some(Echo::Puzzles(why.to_string())),
                }
            }
            Sense::Step if !text.is_empty() => {
                let (_, day) = step_and_day(text, rules, today);
                let day = day.map_or_else(|| "next time".to_owned(), |day| say::day(today, day));
                Some(Echo::Means(day))
            }
            Sense::Step => Some(Echo::Puzzles(SOME_STEP.to_owned())),
            Sense::StepDay => Some(self.echo_step_day(field, rules, today)),
            Sense::Link if !text.is_empty() && !shelf::is_link(text) => {
                // While its beginning is typed there is nothing to say.
                let typed = text.to_lowercase();
                let has_begun = ["https://", "http://"]
                    .iter()
                    .any(|s| s.starts_with(&typed));
                (!has_begun).then(|| Echo::Puzzles(NO_LINK.to_owned()))
            }
            Sense::LinkTitle if text.is_empty() => {
                let url = self.text(FieldName::Link);
                shelf::is_link(&url).then(|| Echo::Means(shelf::title_of(&url)))
            }
            Sense::Words
            | Sense::Lines
            | Sense::List
            | Sense::Link
            | Sense::LinkTitle
            | Sense::PartialDay
            | Sense::Occasion => None,
        }
    }

    /// The day to come that was typed into this field, `None` for next time; the day that it
    /// held when the form was opened is taken as it is, though it may have come.
    pub fn step_day(
        &self,
        name: FieldName,
        rules: &Rules,
        today: NaiveDate,
    ) -> Result<Option<NaiveDate>, String> {
        let text = self.text(name);
        let as_it_was = (text == self.initial(name)).then(|| text.parse().ok());
        match (text.as_str(), as_it_was.flatten()) {
            ("", _) => Ok(None),
            (_, Some(day)) => Ok(Some(day)),
            (text, None) => when::parse(text, Direction::Future, today, rules.date_order)
                .map(Some)
                .map_err(|why| why.to_string()),
        }
    }

    fn echo_step_day(&self, field: &Field, rules: &Rules, today: NaiveDate) -> Echo {
        match self.step_day(field.name, rules, today) {
            Ok(Some(day)) => Echo::Means(when::day_long(day)),
            Ok(None) => Echo::Means("next time".to_owned()),
            Err(why) => Echo::Puzzles(why),
        }
    }

    /// How often the day comes that the form is about.
    pub fn comes(&self) -> Comes {
        match self.chosen(FieldName::Comes) {
            Some(1) => Comes::Once,
            _ => Comes::EveryYear,
        }
    }

    fn echo_cadence(&self, text: &str, rules: &Rules) -> Echo {
        match own_cadence(text) {
            Ok(Some(OwnCadence::Never)) => Echo::Means("never".to_owned()),
            Ok(Some(OwnCadence::Every(cadence))) => Echo::Means(cadence.to_string()),
            Ok(None) => Echo::Means(self.cadence_of_tie(rules)),
            Err(why) => Echo::Puzzles(why),
        }
    }

    /// The cadence that the form's tie gives, and of which tie it is.
    fn cadence_of_tie(&self, rules: &Rules) -> String {
        let tie = self.chosen(FieldName::Tie).and_then(|at| Tie::ALL.get(at));
        // As the config labels it.
        let label = self.text(FieldName::Tie);
        match tie.map(|tie| rules.cadence(*tie, None)) {
            None => "as the tie says".to_owned(),
            Some(Some(cadence)) => format!("{cadence} ({label})"),
            Some(None) => format!("never ({label})"),
        }
    }
}

fn echo_day(text: &str, direction: Direction, rules: &Rules, today: NaiveDate) -> Echo {
    match direction {
        Direction::Past if text.is_empty() => {
            Echo::Means(format!("today, {}", when::day_short(today)))
        }
        Direction::Future if text.is_empty() => {
            Echo::Puzzles("2w, 5mo, fri, 14 jun, 2026-06-14".to_owned())
        }
        Direction::Coming if text.is_empty() => {
            Echo::Puzzles("today, 2w, fri, 14 jun, 2026-06-14".to_owned())
        }
        Direction::Past | Direction::Future | Direction::Coming => {
            match when::parse(text, direction, today, rules.date_order) {
                Ok(day) => Echo::Means(when::day_long(day)),
                Err(why) => Echo::Puzzles(why.to_string()),
            }
        }
    }
}

/// The own cadence that was typed, `None` for the tie's; the error is for a person.
pub fn own_cadence(text: &str) -> Result<Option<OwnCadence>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    OwnCadence::read(text).map(Some).ok_or_else(|| {
        "7 to 3650 days, or 6w, 2mo, 1y; 0 for never, or nothing for the tie's own".to_owned()
    })
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
    fn own_cadences_are_typed() {
        assert_eq!(own_cadence(""), Ok(None));
        assert_eq!(own_cadence("0"), Ok(Some(OwnCadence::Never)));
        assert_eq!(own_cadence("never"), Ok(Some(OwnCadence::Never)));
        assert_eq!(own_cadence("90"), Ok(OwnCadence::from_days(90)));
        assert_eq!(own_cadence("12 months"), Ok(OwnCadence::from_days(365)));
        assert!(own_cadence("3").is_err());
        assert!(own_cadence("often").is_err());
    }
}
