//! The forms of a catch-up: a new one, and one of the past.

use super::{Asked, Problem, day, problem, some};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense, step_and_day};
use crate::app::msg::After;
use crate::app::state::State;
use crate::app::{hints, say};
use crate::command::{Action, Scope};
use crate::domain::catch_up::{CatchUp, Started};
use crate::domain::change::{CatchUpEdit, Change, NewCatchUp};
use crate::domain::channel::Channel;
use crate::domain::id::{CatchUpId, ContactId};
use crate::domain::when::{self, Direction};
use crate::text::Shown;

/// Whether it was answered.
const ANSWERS: [&str; 2] = ["yes", "not yet"];
/// Said where somebody else started and has no answer yet.
const COUNTS: &str = "they started it, so it counts as answered";
/// Who started, in the order of [`Started::ALL`].
const STARTERS: [&str; 3] = ["me", "they", "both"];

/// What the fields of a catch-up hold to begin with.
struct Begin<'a> {
    who: Vec<ContactId>,
    day: &'a str,
    channel: &'a Channel,
    started: Started,
    answered: bool,
    note: &'a str,
}

/// A catch-up with these people, the cursor on the first thing not known yet.
pub fn log(state: &State, who: Vec<ContactId>) -> Form {
    let focus = if who.is_empty() {
        FieldName::Who
    } else {
        FieldName::When
    };
    let what = FormFor::Log(who.clone());
    let begin = Begin {
        who,
        day: "",
        channel: &state.config.log.channel,
        started: state.config.log.started,
        answered: true,
        note: "",
    };
    let mut fields = fields(state, begin);
    fields.push(Field::holding(FieldName::Next, "", Sense::Step));
    Form::new(what, fields, focus)
}

/// The evening of a dinner, with everyone who was at the table.
pub fn log_dinner(state: &State, dinner: &NewCatchUp) -> Form {
    let what = FormFor::Log(dinner.with.clone());
    let begin = Begin {
        who: dinner.with.clone(),
        day: &dinner.on.to_string(),
        channel: &dinner.channel,
        started: dinner.started,
        answered: true,
        note: "",
    };
    let mut fields = fields(state, begin);
    fields.push(Field::holding(FieldName::Next, "", Sense::Step));
    Form::new(what, fields, FieldName::Note)
}

/// A catch-up of the past, to be changed.
pub fn edit_catch_up(state: &State, entry: &CatchUp) -> Form {
    let begin = Begin {
        who: entry.with.to_vec(),
        day: &entry.on.to_string(),
        channel: &entry.channel,
        started: entry.started,
        answered: entry.answered,
        note: entry.note.as_deref().unwrap_or(""),
    };
    let what = FormFor::EditCatchUp(entry.id);
    Form::new(what, fields(state, begin), FieldName::When)
}

fn fields(state: &State, begin: Begin<'_>) -> Vec<Field> {
    let channels = state.rules().channels.iter();
    let mut channels: Vec<String> = channels.map(|c| c.channel.to_string()).collect();
    let chosen = match channels.iter().position(|c| c == begin.channel.as_str()) {
        Some(at) => at,
        None => {
            channels.push(begin.channel.to_string());
            channels.len() - 1
        }
    };
    let starters = STARTERS.map(str::to_owned).into();
    let answers = ANSWERS.map(str::to_owned).into();
    vec![
        Field::people(FieldName::Who, begin.who),
        Field::holding(FieldName::When, begin.day, Sense::Day(Direction::Past)),
        Field::choice(FieldName::How, channels, chosen),
        Field::choice(FieldName::Started, starters, begin.started as usize),
        Field::choice(FieldName::Answered, answers, (!begin.answered).into()),
        Field::holding(FieldName::Note, begin.note, Sense::Lines),
    ]
}

/// The new catch-up.
pub(super) fn log_change(state: &State, form: &Form) -> Result<Asked, Problem> {
    let with = with(state, form)?;
    let on = day(form, FieldName::When, Direction::Past, state)?;
    let next = some(form.text(FieldName::Next));
    let text = say::caught_up(state, &with, on);
    let log = NewCatchUp {
        with,
        on,
        channel: channel(form),
        started: started(form),
        answered: answered(form),
        note: some(form.text(FieldName::Note)),
        next: next.map(|next| step_and_day(&next, state.rules(), state.today)),
    };
    Ok((Change::Log(Box::new(log)), After::Say(text)))
}

/// What is to be changed of a catch-up; `None` if nothing.
pub(super) fn edit_change(
    state: &State,
    form: &Form,
    id: CatchUpId,
) -> Result<Option<Asked>, Problem> {
    let with = with(state, form)?;
    let on = day(form, FieldName::When, Direction::Past, state)?;
    let changed = |name| form.changed(name).is_some();
    let edit = CatchUpEdit {
        with: changed(FieldName::Who).then_some(with),
        on: changed(FieldName::When).then_some(on),
        channel: changed(FieldName::How).then(|| channel(form)),
        started: changed(FieldName::Started).then(|| started(form)),
        answered: changed(FieldName::Answered).then(|| answered(form)),
        note: form.changed(FieldName::Note).map(some),
    };
    if edit == CatchUpEdit::default() {
        return Ok(None);
    }
    let text = format!("changed: {}", when::day_short(on));
    let change = Change::EditCatchUp(id, Box::new(edit));
    Ok(Some((change, After::Say(text))))
}

/// Who stands in the form's field of people: somebody, and no name that is only begun.
pub(super) fn with(state: &State, form: &Form) -> Result<Vec<ContactId>, Problem> {
    let begun = form.field(FieldName::Who).and_then(Field::input);
    if let Some(name) = begun
        .map(|input| input.text().trim())
        .filter(|n| !n.is_empty())
    {
        let key = hints::key(state, Scope::Form, Action::Accept);
        let name = Shown::line(name).fit(30);
        let why = format!("“{name}” is nobody yet; {key} takes the name");
        return Err(problem(FieldName::Who, why));
    }
    match form.who() {
        [] => Err(problem(FieldName::Who, "with whom? type a name")),
        who => Ok(who.to_vec()),
    }
}

fn channel(form: &Form) -> Channel {
    Channel::named(&form.text(FieldName::How))
}

fn started(form: &Form) -> Started {
    let at = form.chosen(FieldName::Started).unwrap_or(0);
    Started::ALL.get(at).copied().unwrap_or(Started::Me)
}

/// Says that what they started counts as answered, while the form says both; takes that back
/// once it no longer does.
pub(in crate::app) fn say_whether_it_counts(form: &mut Form) {
    if form.chosen(FieldName::Answered) == Some(1) && answered(form) {
        form.problem = Some(COUNTS.to_owned());
    } else if form.problem.as_deref() == Some(COUNTS) {
        form.problem = None;
    }
}

/// Only what you started can go unanswered.
fn answered(form: &Form) -> bool {
    form.chosen(FieldName::Answered) != Some(1) || !started(form).is_mine()
}
