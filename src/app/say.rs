//! The short lines that answer what was done.

use chrono::{Datelike, NaiveDate};

use super::hints;
use super::state::State;
use crate::command::{Action, Scope};
use crate::domain::change::Change;
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::naming::{self, in_a_row};
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::when;
use crate::text::Shown;

/// What a contact is called in a sentence: the first word of a person's name, a company's
/// whole name. Fit to be shown.
pub fn called(contact: &Contact) -> String {
    Shown::line(naming::called(contact)).fit(24)
}

/// Who is meant by these, in a sentence: "Ana", "Ana and Omar", "Ana, Omar and Bea", "5
/// people".
pub fn whom(state: &State, ids: &[ContactId]) -> String {
    let names: Vec<String> = ids
        .iter()
        .take(3)
        .filter_map(|id| state.contact(*id))
        .map(called)
        .collect();
    match (ids.len(), names.as_slice()) {
        (0..=3, []) => "nobody".to_owned(),
        (0..=3, names) => in_a_row(names, "and"),
        (many, _) => format!("{many} people"),
    }
}

pub fn caught_up(state: &State, ids: &[ContactId], on: NaiveDate) -> String {
    let who = whom(state, ids);
    let when = match (state.today - on).num_days() {
        0 => String::new(),
        1 => " yesterday".to_owned(),
        _ => format!(" on {}", day(state.today, on)),
    };
    let mut text = format!("caught up with {who}{when}");
    if let [one] = ids
        && state
            .contact(*one)
            .is_some_and(|contact| contact.tie == Tie::Latent)
    {
        let key = hints::prefix(state, Action::Tie(Tie::Weak));
        text.push_str(&format!(" · {key} to stay in touch"));
    }
    text
}

pub fn tie(state: &State, ids: &[ContactId], tie: Tie) -> String {
    let who = whom(state, ids);
    let verb = if ids.len() == 1 { "is" } else { "are" };
    let every = match state.rules().cadence(tie, None) {
        Some(cadence) => format!(", every {cadence}"),
        None => String::new(),
    };
    format!("{who} {verb} {} now{every}", state.tie_label(tie))
}

pub fn later(state: &State, ids: &[ContactId], until: NaiveDate) -> String {
    let day = day(state.today, until);
    format!("{} later, from {day}", whom(state, ids))
}

/// "Ana has it already".
pub fn has_already(state: &State, got: &[ContactId]) -> String {
    let has = if got.len() == 1 { "has" } else { "have" };
    format!("{} {has} it already", whom(state, got))
}

/// Why nothing was written down: what was asked for is how it is.
pub fn already(state: &State, change: &Change) -> String {
    let is = |ids: &[ContactId]| if ids.len() == 1 { "is" } else { "are" };
    match change {
        Change::Tie(ids, tie, _) => {
            let label = state.tie_label(*tie);
            format!("{} {} {label} already", whom(state, ids), is(ids))
        }
        Change::Stand(ids, Standing::Active) => {
            format!("{} {} here already", whom(state, ids), is(ids))
        }
        Change::Stand(ids, standing) => {
            let label = standing.label();
            format!("{} {} {label} already", whom(state, ids), is(ids))
        }
        Change::Later(ids, None) | Change::ClearSomeoneElse(ids) | Change::BackNow(ids) => {
            format!("{} {} not put off", whom(state, ids), is(ids))
        }
        Change::Later(ids, Some(until)) => {
            let day = day(state.today, *until);
            format!("{}: later, from {day}, as it was", whom(state, ids))
        }
        Change::AddRequests(_) => "in the inbox already, just so".to_owned(),
        Change::Cadences(_) => "all cadences are as they were".to_owned(),
        Change::Cadence(ids, _) => format!("{}: the cadence is the same", whom(state, ids)),
        Change::WeekBudget(_, _) | Change::Budget(_) => match state.week.budget {
            0 => "this is a resting week already".to_owned(),
            times => format!("the budget is {} already", number(times.into())),
        },
        _ => "as it was; nothing to change".to_owned(),
    }
}

/// That an action called so was taken back. What it took away is back: "taken back: removed
/// …" would say two things.
pub fn taken_back(label: &str) -> String {
    let gone = ["removed ", "deleted "];
    match gone.iter().find_map(|gone| label.strip_prefix(gone)) {
        Some(what) => format!("back again: {what}"),
        None => format!("taken back: {label}"),
    }
}

/// A day as it is said on `today`: with its year unless that is this one.
pub fn day(today: NaiveDate, day: NaiveDate) -> String {
    if day.year() == today.year() {
        when::day_short(day)
    } else {
        when::day_long(day)
    }
}

/// A day that is near: "today", "tomorrow", or the day of the week with its date.
pub fn soon(today: NaiveDate, day: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ => when::day_short(day),
    }
}

/// An address on the web as one reads it: without what all of them begin with, and with its
/// letters instead of their numbers.
pub fn page(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    percent_decoded(rest).unwrap_or_else(|| rest.to_owned())
}

/// Text in which `%20` and its like stand for bytes; `None` where that gives no text.
pub(super) fn percent_decoded(text: &str) -> Option<String> {
    let mut pieces = text.split('%');
    let mut bytes = pieces.next()?.as_bytes().to_vec();
    for piece in pieces {
        let code = piece.get(..2).map(|code| u8::from_str_radix(code, 16));
        match code {
            Some(Ok(byte)) => {
                bytes.push(byte);
                bytes.extend(&piece.as_bytes()[2..]);
            }
            _ => {
                bytes.push(b'%');
                bytes.extend(piece.as_bytes());
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// What went wrong, without the number that the system has for it.
pub fn without_code(why: &str) -> String {
    match why.find(" (os error ") {
        Some(at) => {
            let after = why[at..].find(')').map_or(why.len(), |end| at + end + 1);
            format!("{}{}", &why[..at], &why[after..])
        }
        None => why.to_owned(),
    }
}

pub fn someone_else(state: &State, ids: &[ContactId]) -> String {
    let mut text = format!("someone else this week, not {}", whom(state, ids));
    if let ([one], Some(card)) = (ids, state.shown_card())
        && card.id == *one
        && card.someone_else_run >= 2
    {
        let key = hints::key(state, Scope::Home, Action::Cadence);
        text.push_str(&format!(" · {key} for a longer cadence"));
    }
    text
}

/// Day of the week that the next week starts with.
pub fn next_week_starts(state: &State) -> String {
    let next = state.week.to.succ_opt().unwrap_or(state.week.to);
    next.format("%A").to_string()
}

/// "no", "one" … "nine", then figures.
pub fn number(n: usize) -> String {
    const WORDS: [&str; 10] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    WORDS
        .get(n)
        .map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// How much room this week has, for the header.
pub fn room(state: &State) -> String {
    match (state.week.budget, state.week.left) {
        (0, _) => "resting week".to_owned(),
        (_, 0) => "enough for this week".to_owned(),
        (_, 1) => "room for one".to_owned(),
        (_, left) => format!("room for {}, any order", number(left)),
    }
}

/// "1 person", "2 people".
pub fn people(count: usize) -> String {
    match count {
        1 => "1 person".to_owned(),
        many => format!("{many} people"),
    }
}
