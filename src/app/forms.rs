//! Every form: which fields it opens with, and which change it asks for when saved.

use super::draft::FormFor;
use super::form::{self, Field, FieldName, Form, Value, Who};
use super::input::Input;
use super::msg::After;
use super::say;
use super::state::State;
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, MethodKind, OccasionDay};
use crate::domain::catch_up::{CatchUp, Started};
use crate::domain::change::{CatchUpEdit, Change, Edit, NewCatchUp, NewContact};
use crate::domain::channel::Channel;
use crate::domain::contact::Kind;
use crate::domain::id::{CatchUpId, ContactId};
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
use crate::domain::when::{self, Direction};

const ANSWERS: [&str; 2] = ["yes", "not yet"];
/// Who started, in the order of [`Started::ALL`].
const STARTERS: [&str; 3] = ["me", "they", "both"];

/// A catch-up with these people, the cursor on the first thing not known yet.
pub fn log(state: &State, who: Vec<ContactId>) -> Form {
    let focus = if who.is_empty() {
        FieldName::Who
    } else {
        FieldName::When
    };
    let what = FormFor::Log(who.clone());
    let log = &state.config.log;
    let mut fields = catch_up_fields(state, who, "", &log.channel, log.started, true, "");
    fields.push(Field::new(FieldName::Next, Value::Step(Input::default())));
    Form::new(what, fields, focus)
}

/// A catch-up of the past, to be changed.
pub fn edit_catch_up(state: &State, entry: &CatchUp) -> Form {
    let fields = catch_up_fields(
        state,
        entry.with.clone(),
        &entry.on.to_string(),
        &entry.channel,
        entry.started,
        entry.answered,
        entry.note.as_deref().unwrap_or(""),
    );
    Form::new(FormFor::EditCatchUp(entry.id), fields, FieldName::When)
}

fn catch_up_fields(
    state: &State,
    who: Vec<ContactId>,
    day: &str,
    channel: &Channel,
    started: Started,
    answered: bool,
    note: &str,
) -> Vec<Field> {
    let channels = state.rules().channels.iter();
    let mut channels: Vec<String> = channels.map(|c| c.channel.to_string()).collect();
    if !channels.iter().any(|c| c == channel.as_str()) {
        channels.push(channel.to_string());
    }
    let who = Who {
        chosen: who,
        ..Who::default()
    };
    vec![
        Field::new(FieldName::Who, Value::People(who)),
        Field::new(
            FieldName::When,
            Value::Day(Input::holding(day), Direction::Past),
        ),
        Field::new(FieldName::How, choice(channels, channel.as_str())),
        Field::new(
            FieldName::Started,
            choice(
                STARTERS.map(str::to_owned).into(),
                STARTERS[started as usize],
            ),
        ),
        Field::new(
            FieldName::Answered,
            choice(
                ANSWERS.map(str::to_owned).into(),
                ANSWERS[usize::from(!answered)],
            ),
        ),
        line(FieldName::Note, note),
    ]
}

/// Somebody new, called `name`.
pub fn add(state: &State, name: &str) -> Form {
    let mut fields = vec![line(FieldName::Name, name), tie_field(state, Tie::Weak)];
    fields.push(Field::new(FieldName::Every, Value::Days(Input::default())));
    fields.extend(more_fields(None));
    Form::new(FormFor::AddContact, fields, FieldName::Name)
}

/// Somebody known.
pub fn edit(state: &State, card: &Card) -> Form {
    let every = match card.own_cadence {
        None => String::new(),
        Some(OwnCadence::Never) => "never".to_owned(),
        Some(OwnCadence::Every(cadence)) => cadence.days().to_string(),
    };
    let mut fields = vec![
        line(FieldName::Name, &card.name),
        tie_field(state, card.tie),
    ];
    fields.push(Field::new(
        FieldName::Every,
        Value::Days(Input::holding(&every)),
    ));
    fields.extend(more_fields(Some(card)));
    Form::new(FormFor::EditContact(card.id), fields, FieldName::Name)
}

fn more_fields(card: Option<&Card>) -> Vec<Field> {
    let text = |of: fn(&Card) -> Option<&str>| card.and_then(of).unwrap_or("");
    let all = |kind: MethodKind| {
        card.map_or_else(String::new, |card| {
            card.values(kind).collect::<Vec<_>>().join(", ")
        })
    };
    let several = |of: fn(&Card) -> &[String]| card.map_or_else(String::new, |c| of(c).join(", "));
    let list = |name, text: String| Field::new(name, Value::List(Input::holding(&text)));
    let birthday = card.and_then(Card::birthday).map(|day| day.to_string());
    vec![
        line(FieldName::Org, text(|c| c.org.as_deref())),
        line(FieldName::City, text(|c| c.city.as_deref())),
        list(FieldName::Email, all(MethodKind::Email)),
        list(FieldName::Tags, several(|c| &c.tags)),
        line(FieldName::Met, text(|c| c.met.as_deref())),
        Field::new(
            FieldName::Birthday,
            Value::PartialDay(Input::holding(birthday.as_deref().unwrap_or(""))),
        ),
        line(FieldName::Title, text(|c| c.title.as_deref())),
        list(FieldName::Phone, all(MethodKind::Phone)),
        line(
            FieldName::Nickname,
            text(|c| c.nicknames.first().map(String::as_str)),
        ),
        list(FieldName::Interests, several(|c| &c.interests)),
        list(FieldName::Web, all(MethodKind::Url)),
    ]
}

/// Their cadence, empty for the tie's own.
pub fn cadence(state: &State, ids: Vec<ContactId>) -> Form {
    let own = match ids.as_slice() {
        [one] => state.contact(*one).and_then(|c| c.own_cadence),
        _ => None,
    };
    let text = match own {
        None => String::new(),
        Some(own) => own.stored().to_string(),
    };
    let field = Field::new(FieldName::Every, Value::Days(Input::offering(&text)));
    Form::new(FormFor::Cadence(ids), vec![field], FieldName::Every)
}

/// The tags that all of them have.
pub fn tags(state: &State, ids: Vec<ContactId>) -> Form {
    let field = Field::new(
        FieldName::Tags,
        Value::List(Input::holding(&common_tags(state, &ids).join(", "))),
    );
    Form::new(FormFor::Tags(ids), vec![field], FieldName::Tags)
}

fn common_tags(state: &State, ids: &[ContactId]) -> Vec<String> {
    use crate::domain::network::CircleKind;
    let circles_of = |id: &ContactId| state.contact(*id).map_or(&[][..], |c| &c.circles);
    let Some((first, rest)) = ids.split_first() else {
        return Vec::new();
    };
    circles_of(first)
        .iter()
        .filter(|circle| rest.iter().all(|id| circles_of(id).contains(circle)))
        .filter_map(|circle| state.network.circles.get(*circle))
        .filter(|circle| circle.kind == CircleKind::Tag)
        .map(|circle| circle.name.to_string())
        .collect()
}

/// The day until which they are hidden.
pub fn later(ids: Vec<ContactId>) -> Form {
    let field = Field::new(
        FieldName::Until,
        Value::Day(Input::default(), Direction::Future),
    );
    Form::new(FormFor::Later(ids), vec![field], FieldName::Until)
}

pub fn note(id: ContactId) -> Form {
    Form::new(
        FormFor::Note(id),
        vec![line(FieldName::Note, "")],
        FieldName::Note,
    )
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
        FormFor::Note(id) => format!("A note about {}", say::whom(state, &[*id])),
    }
}

/// Why a form cannot be saved, and in which field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub field: FieldName,
    pub why: String,
}

/// What saving a form would do; `None` if nothing.
pub fn change(state: &State, form: &Form) -> Result<Option<(Change, After)>, Problem> {
    let say = |text: String| After::Say(text);
    Ok(Some(match &form.what {
        FormFor::Log(_) => return log_change(state, form).map(Some),
        FormFor::EditCatchUp(id) => return edit_catch_up_change(state, form, *id),
        FormFor::AddContact => return add_change(state, form).map(Some),
        FormFor::EditContact(id) => return edit_change(state, form, *id),
        FormFor::Cadence(ids) => {
            let own = own_cadence(form)?;
            let how = match own {
                None => "as the tie says".to_owned(),
                Some(OwnCadence::Never) => "never".to_owned(),
                Some(OwnCadence::Every(cadence)) => format!("every {cadence}"),
            };
            let text = format!("{}: {how}", say::whom(state, ids));
            (Change::Cadence(ids.clone(), own), say(text))
        }
        FormFor::Tags(ids) => return Ok(tags_change(state, form, ids)),
        FormFor::Later(ids) => {
            let until = day(form, FieldName::Until, Direction::Future, state)?;
            let text = say::later(state, ids, until);
            (Change::Later(ids.clone(), Some(until)), say(text))
        }
        FormFor::Note(id) => {
            let text = form.text(FieldName::Note);
            if text.is_empty() {
                return Ok(None);
            }
            let said = format!("noted about {}", say::whom(state, &[*id]));
            (Change::Note(*id, text), say(said))
        }
    }))
}

fn log_change(state: &State, form: &Form) -> Result<(Change, After), Problem> {
    let with = with(form)?;
    let on = day(form, FieldName::When, Direction::Past, state)?;
    let next = form.text(FieldName::Next);
    let next = (!next.is_empty()).then(|| form::step_and_day(&next, state.rules(), state.today));
    let text = say::caught_up(state, &with, on);
    let log = NewCatchUp {
        with,
        on,
        channel: channel(form),
        started: started(form),
        answered: answered(form),
        note: some(form.text(FieldName::Note)),
        next,
    };
    Ok((Change::Log(Box::new(log)), After::Say(text)))
}

fn edit_catch_up_change(
    state: &State,
    form: &Form,
    id: CatchUpId,
) -> Result<Option<(Change, After)>, Problem> {
    let with = with(form)?;
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
    Ok(Some((
        Change::EditCatchUp(id, Box::new(edit)),
        After::Say(text),
    )))
}

fn add_change(state: &State, form: &Form) -> Result<(Change, After), Problem> {
    let name = name(form)?;
    let tie = tie(form);
    let text = format!(
        "{} is here, {}",
        crate::text::Shown::line(&name).fit(40),
        state.tie_label(tie)
    );
    let mut edit = details(form, state.rules())?;
    edit.name = None;
    edit.tie = None;
    let new = NewContact {
        name,
        kind: Kind::Person,
        tie,
        counting_from: None,
        edit,
    };
    Ok((Change::Add(Box::new(new)), After::SelectMade(text)))
}

/// Somebody of whom nothing is known but the name: weak, as everyone added by hand.
pub fn just_named(name: &str) -> Change {
    Change::Add(Box::new(NewContact {
        name: name.trim().to_owned(),
        kind: Kind::Person,
        tie: Tie::Weak,
        counting_from: None,
        edit: Edit::default(),
    }))
}

fn edit_change(
    state: &State,
    form: &Form,
    id: ContactId,
) -> Result<Option<(Change, After)>, Problem> {
    let name = name(form)?;
    let mut edit = details(form, state.rules())?;
    edit.name = form.changed(FieldName::Name).is_some().then_some(name);
    edit.tie = form.changed(FieldName::Tie).is_some().then(|| tie(form));
    if edit == Edit::default() {
        return Ok(None);
    }
    let text = format!("{} is changed", say::whom(state, &[id]));
    Ok(Some((Change::Edit(id, Box::new(edit)), After::Say(text))))
}

/// What was typed into the fields that new and known contacts share.
fn details(form: &Form, rules: &Rules) -> Result<Edit, Problem> {
    let text = |name| form.changed(name).map(some);
    let birthday = match form.changed(FieldName::Birthday) {
        None => None,
        Some(typed) if typed.is_empty() => Some(None),
        Some(typed) => {
            let day = when::parse_partial(&typed, rules.date_order)
                .map_err(|why| problem(FieldName::Birthday, why))?;
            Some(Some(OccasionDay::Day(day)))
        }
    };
    let own_cadence = match form.changed(FieldName::Every) {
        None => None,
        Some(_) => Some(own_cadence(form)?),
    };
    let (add_tags, remove_tags) = difference(form, FieldName::Tags);
    let (add_interests, remove_interests) = difference(form, FieldName::Interests);
    let mut edit = Edit {
        nickname: text(FieldName::Nickname),
        org: text(FieldName::Org),
        title: text(FieldName::Title),
        city: text(FieldName::City),
        met: text(FieldName::Met),
        birthday,
        own_cadence,
        add_tags,
        remove_tags,
        add_interests,
        remove_interests,
        ..Edit::default()
    };
    for (name, kind) in [
        (FieldName::Email, MethodKind::Email),
        (FieldName::Phone, MethodKind::Phone),
        (FieldName::Web, MethodKind::Url),
    ] {
        let (add, remove) = difference(form, name);
        edit.add_methods
            .extend(add.into_iter().map(|value| (kind, None, value)));
        edit.remove_methods
            .extend(remove.into_iter().map(|value| (kind, value)));
    }
    Ok(edit)
}

fn tags_change(state: &State, form: &Form, ids: &[ContactId]) -> Option<(Change, After)> {
    let (add, remove) = difference(form, FieldName::Tags);
    let who = say::whom(state, ids);
    // One change a save: what was taken out comes back by adding it again.
    match (add.is_empty(), remove.is_empty(), ids) {
        (true, true, _) => None,
        (false, false, [one]) => {
            let edit = Edit {
                add_tags: add,
                remove_tags: remove,
                ..Edit::default()
            };
            let text = format!("{who}: tags changed");
            Some((Change::Edit(*one, Box::new(edit)), After::Say(text)))
        }
        (false, ..) => {
            let text = format!("{who}: {}", hashed(&add));
            Some((Change::AddTags(ids.into(), add), After::Say(text)))
        }
        (true, false, _) => {
            let text = format!("{who}: no more {}", hashed(&remove));
            Some((Change::RemoveTags(ids.into(), remove), After::Say(text)))
        }
    }
}

fn hashed(tags: &[String]) -> String {
    let tags: Vec<String> = tags
        .iter()
        .map(|tag| format!("#{}", crate::text::Shown::line(tag).fit(20)))
        .collect();
    tags.join(" ")
}

/// What a list gained and lost since the form was opened.
fn difference(form: &Form, name: FieldName) -> (Vec<String>, Vec<String>) {
    let (now, then) = (words(&form.text(name)), words(form.initial(name)));
    let gained = now.iter().filter(|v| !then.contains(v)).cloned().collect();
    let lost = then.iter().filter(|v| !now.contains(v)).cloned().collect();
    (gained, lost)
}

fn words(text: &str) -> Vec<String> {
    let parts = text
        .split(',')
        .map(|part| part.trim().trim_start_matches('#'));
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn name(form: &Form) -> Result<String, Problem> {
    let name = form.text(FieldName::Name);
    if name.is_empty() {
        return Err(problem(FieldName::Name, "a name, please"));
    }
    Ok(name)
}

fn with(form: &Form) -> Result<Vec<ContactId>, Problem> {
    match form.who() {
        [] => Err(problem(FieldName::Who, "with whom? type a name")),
        who => Ok(who.to_vec()),
    }
}

fn day(
    form: &Form,
    name: FieldName,
    direction: Direction,
    state: &State,
) -> Result<chrono::NaiveDate, Problem> {
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

fn channel(form: &Form) -> Channel {
    Channel::named(&form.text(FieldName::How))
}

fn started(form: &Form) -> Started {
    let at = form.chosen(FieldName::Started).unwrap_or(0);
    Started::ALL.get(at).copied().unwrap_or(Started::Me)
}

/// Only what you started can go unanswered.
fn answered(form: &Form) -> bool {
    form.chosen(FieldName::Answered) != Some(1) || !started(form).is_mine()
}

fn tie(form: &Form) -> Tie {
    let at = form.chosen(FieldName::Tie).unwrap_or(3);
    Tie::ALL.get(at).copied().unwrap_or(Tie::Weak)
}

fn tie_field(state: &State, tie: Tie) -> Field {
    let labels: Vec<String> = Tie::ALL.map(|tie| state.tie_label(tie).to_owned()).into();
    Field::new(
        FieldName::Tie,
        Value::Choice {
            options: labels,
            chosen: tie as usize,
            typed: String::new(),
        },
    )
}

fn choice(options: Vec<String>, chosen: &str) -> Value {
    let chosen = options
        .iter()
        .position(|option| option == chosen)
        .unwrap_or(0);
    Value::Choice {
        options,
        chosen,
        typed: String::new(),
    }
}

fn line(name: FieldName, text: &str) -> Field {
    Field::new(name, Value::Line(Input::holding(text)))
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
