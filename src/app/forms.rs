//! Every form: which fields it opens with, and which change it asks for when saved. Both ends
//! of a form are in one place; the larger ones have a file.

mod catch_up;
mod contact;
mod day;
mod link;
mod relation;
mod request;
mod step;
mod tags;

pub(super) use catch_up::say_whether_it_counts;
pub use catch_up::{edit_catch_up, log, log_dinner};
pub use contact::{TIE, add, edit, just_named};
pub use day::{add_day, edit_day};
pub use link::{add_link, edit_link, share_link};
pub(super) use link::{fill_in, there_already};
pub use relation::{old_job, relate};
pub use request::add_request;
pub use step::{edit_next_step, next_step};
pub use tags::tags;

use chrono::NaiveDate;

use super::draft::FormFor;
use super::form::{self, Field, FieldName, Form, Sense};
use super::msg::After;
use super::state::State;
use super::{on_inbox, say};
use crate::domain::cadence::OwnCadence;
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::when::{self, Direction};
use crate::text::Shown;

/// Their cadence, empty for the tie's own.
pub fn cadence(state: &State, ids: Vec<ContactId>) -> Form {
    let own = match ids.as_slice() {
        [one] => state.contact(*one).and_then(|c| c.own_cadence),
        _ => None,
    };
    let text = own.map_or_else(String::new, |own| own.stored().to_string());
    let field = Field::offering(FieldName::Every, &text, Sense::Days);
    Form::new(FormFor::Cadence(ids), vec![field], FieldName::Every)
}

/// The day until which they are hidden.
pub fn later(ids: Vec<ContactId>) -> Form {
    let field = Field::holding(FieldName::Until, "", Sense::Day(Direction::Future));
    Form::new(FormFor::Later(ids), vec![field], FieldName::Until)
}

/// The day of a dinner with these.
pub fn dinner(guests: Vec<ContactId>) -> Form {
    let field = Field::holding(FieldName::When, "", Sense::Day(Direction::Coming));
    Form::new(FormFor::Dinner(guests), vec![field], FieldName::When)
}

/// A paragraph to be added to their notes.
pub fn note(ids: Vec<ContactId>) -> Form {
    let field = Field::holding(FieldName::Note, "", Sense::Lines);
    Form::new(FormFor::Note(ids), vec![field], FieldName::Note)
}

/// What a form's title says.
pub fn title(state: &State, form: &Form) -> String {
    match &form.what {
        FormFor::Log(_) => "Caught up with".to_owned(),
        FormFor::EditCatchUp(_) => "That catch-up".to_owned(),
        FormFor::AddContact => "New contact".to_owned(),
        FormFor::EditContact(id) => say::whom(state, &[*id]),
        FormFor::Cadence(ids) => format!("How often {}", say::whom(state, ids)),
        FormFor::Tags(ids) => format!("Tags of {}", say::whom(state, ids)),
        FormFor::Later(ids) => format!("{} later", say::whom(state, ids)),
        FormFor::AddRequest => "A request".to_owned(),
        FormFor::DecideLater(all) => match all.as_slice() {
            [one] => format!("{} later", on_inbox::called(state, *one)),
            several => format!("{} people later", several.len()),
        },
        FormFor::Dinner(ids) => format!("Dinner with {}", say::whom(state, ids)),
        FormFor::Note(ids) => format!("A note about {}", say::whom(state, ids)),
        FormFor::NextStep(_) => "Something to ask or send".to_owned(),
        FormFor::EditNextStep(_) => "That next step".to_owned(),
        FormFor::Relate(id) => relation::title(state, form, *id),
        FormFor::AddDay(id) => format!("A day of {}", say::whom(state, &[*id])),
        FormFor::EditDay(id, _) => {
            let label = day::label(state, form);
            let what = Shown::line(&label).fit(30);
            format!("{what} of {}", say::whom(state, &[*id]))
        }
        FormFor::OldJob => "Which organisation did you leave?".to_owned(),
        FormFor::EditNotes(id) => format!("The notes about {}", say::whom(state, &[*id])),
        FormFor::AddLink(with) if with.is_empty() => "A link for the shelf".to_owned(),
        FormFor::AddLink(with) => format!("A link for {}", say::whom(state, with)),
        FormFor::EditLink(id) => link::called(state, *id),
        FormFor::ShareLink(id) => format!("Who came to mind? {}", link::called(state, *id)),
    }
}

/// A change, and what to do once it has been carried out.
pub type Asked = (Change, After);

/// Why a form cannot be saved, and in which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: FieldName,
    pub why: String,
}

/// What saving a form would do; `None` if nothing.
pub fn change(state: &State, form: &Form) -> Result<Option<Asked>, Problem> {
    match &form.what {
        FormFor::Log(_) => catch_up::log_change(state, form).map(Some),
        FormFor::EditCatchUp(id) => catch_up::edit_change(state, form, *id),
        FormFor::AddContact => contact::add_change(state, form).map(Some),
        FormFor::EditContact(id) => contact::edit_change(state, form, *id),
        FormFor::Tags(ids) => Ok(tags::change(state, form, ids)),
        FormFor::Cadence(ids) => cadence_change(state, form, ids).map(Some),
        FormFor::AddRequest => request::change(state, form).map(Some),
        FormFor::DecideLater(all) => {
            let until = day(form, FieldName::Until, Direction::Future, state)?;
            Ok(Some(on_inbox::later_change(state, all, until)))
        }
        FormFor::Later(ids) => later_change(state, form, ids).map(Some),
        FormFor::Dinner(ids) => dinner_change(state, form, ids).map(Some),
        FormFor::Note(ids) => Ok(note_change(state, form, ids)),
        FormFor::NextStep(_) => step::change(state, form).map(Some),
        FormFor::EditNextStep(id) => step::edit_change(state, form, *id),
        FormFor::Relate(id) => relation::change(state, form, *id).map(Some),
        FormFor::AddDay(id) => day::change(state, form, *id).map(Some),
        FormFor::EditDay(id, _) => day::change(state, form, *id).map(Some),
        FormFor::EditNotes(_) | FormFor::OldJob => Ok(None),
        FormFor::AddLink(with) => link::add_change(form, with).map(Some),
        FormFor::EditLink(id) => Ok(link::edit_change(state, form, *id)),
        FormFor::ShareLink(id) => link::share_change(state, form, *id).map(Some),
    }
}

fn cadence_change(state: &State, form: &Form, ids: &[ContactId]) -> Result<Asked, Problem> {
    let own = own_cadence(form)?;
    let how = match own {
        None => "as the tie says".to_owned(),
        Some(OwnCadence::Never) => "never".to_owned(),
        Some(OwnCadence::Every(cadence)) => format!("every {cadence}"),
    };
    let text = format!("{}: {how}", say::whom(state, ids));
    Ok((Change::Cadence(ids.into(), own), After::Say(text)))
}

fn later_change(state: &State, form: &Form, ids: &[ContactId]) -> Result<Asked, Problem> {
    let until = day(form, FieldName::Until, Direction::Future, state)?;
    let text = say::later(state, ids, until);
    Ok((Change::Later(ids.into(), Some(until)), After::Say(text)))
}

fn dinner_change(state: &State, form: &Form, guests: &[ContactId]) -> Result<Asked, Problem> {
    let on = day(form, FieldName::When, Direction::Coming, state)?;
    let text = format!(
        "dinner with {}, {}",
        say::whom(state, guests),
        say::day(state.today, on)
    );
    let with = guests.into();
    Ok((Change::Dinner { with, on }, After::Say(text)))
}

fn note_change(state: &State, form: &Form, ids: &[ContactId]) -> Option<Asked> {
    let note = some(form.text(FieldName::Note))?;
    let text = format!("noted about {}", say::whom(state, ids));
    Some((Change::Note(ids.into(), note), After::Say(text)))
}

/// What a list gained and lost since the form was opened; the values `known` before may have
/// commas in them.
fn difference<S: AsRef<str>>(
    form: &Form,
    name: FieldName,
    known: &[S],
) -> (Vec<String>, Vec<String>) {
    let now = parts(&form.text(name), known);
    let then = parts(form.initial(name), known);
    let gained = now.iter().filter(|v| !then.contains(v)).cloned().collect();
    let lost = then.iter().filter(|v| !now.contains(v)).cloned().collect();
    (gained, lost)
}

/// The values of a list with commas between. A comma parts nothing inside a value that is
/// `known`, nor inside a link unless a blank or another link follows it.
fn parts<S: AsRef<str>>(text: &str, known: &[S]) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',' || c == '#');
        if rest.is_empty() {
            return parts;
        }
        let is_whole = |value: &&str| {
            let after = rest.strip_prefix(value).map(str::trim_start);
            after.is_some_and(|after| after.is_empty() || after.starts_with(','))
        };
        let known = known.iter().map(AsRef::as_ref).filter(|v| !v.is_empty());
        let end = match known.filter(is_whole).max_by_key(|value| value.len()) {
            Some(value) => value.len(),
            None => end_of_part(rest),
        };
        let (part, after) = rest.split_at(end);
        parts.push(part.trim_end().to_owned());
        rest = after;
    }
}

/// Where the first value of a list ends.
fn end_of_part(list: &str) -> usize {
    let begins_link = |text: &str| {
        let starts = ["http://", "https://", "www."];
        starts.iter().any(|start| text.starts_with(start))
    };
    let is_link = begins_link(list);
    let mut commas = list.match_indices(',').map(|(at, _)| at);
    let end = commas.find(|at| {
        let after = &list[at + 1..];
        !is_link
            || after.is_empty()
            || after.starts_with(|c: char| c.is_whitespace() || c == ',')
            || begins_link(after)
    });
    end.unwrap_or(list.len())
}

/// The day in a field; an empty one of the past is today.
fn day(
    form: &Form,
    name: FieldName,
    direction: Direction,
    state: &State,
) -> Result<NaiveDate, Problem> {
    let text = form.text(name);
    if text.is_empty() && direction == Direction::Past {
        return Ok(state.today);
    }
    when::parse(&text, direction, state.today, state.rules().date_order)
        .map_err(|why| problem(name, why))
}

fn own_cadence(form: &Form) -> Result<Option<OwnCadence>, Problem> {
    form::own_cadence(&form.text(FieldName::Every)).map_err(|why| problem(FieldName::Every, why))
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

fn problem(field: FieldName, why: impl ToString) -> Problem {
    Problem {
        field,
        why: why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_parted_at_commas_but_not_inside_a_link_or_what_is_known() {
        #[track_caller]
        fn check(text: &str, known: &[&str], expected: &[&str]) {
            assert_eq!(parts(text, known), expected, "{text}");
        }
        check("music, #rust,,  sea ", &[], &["music", "rust", "sea"]);
        check("", &[], &[]);
        check(" , ", &[], &[]);
        check("a, b, c", &["a, b"], &["a, b", "c"]);
        check("a, b, c", &["a", "a, b", "b"], &["a, b", "c"]);
        check("a, bc", &["a, b"], &["a", "bc"]);
        check("https://x.org/a,b", &[], &["https://x.org/a,b"]);
        check(
            "https://x.org/a,b, me.org,www.y.org,https://z.org/1,2",
            &[],
            &[
                "https://x.org/a,b",
                "me.org",
                "www.y.org",
                "https://z.org/1,2",
            ],
        );
    }
}
