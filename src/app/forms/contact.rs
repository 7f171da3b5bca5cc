//! The forms of a contact: somebody new, and somebody known.

use super::{Asked, Problem, difference, own_cadence, problem, some};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, Sense};
use crate::app::msg::After;
use crate::app::say;
use crate::app::state::State;
use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, MethodKind, OccasionDay};
use crate::domain::change::{Change, Edit, NewContact};
use crate::domain::contact::Kind;
use crate::domain::id::ContactId;
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
use crate::domain::when;
use crate::text::Shown;

/// The tie of somebody added by hand.
pub const TIE: Tie = Tie::Weak;

/// The fields that hold ways to reach somebody.
const REACHES: [(FieldName, MethodKind); 3] = [
    (FieldName::Email, MethodKind::Email),
    (FieldName::Phone, MethodKind::Phone),
    (FieldName::Web, MethodKind::Url),
];

/// The fields after name, tie and cadence, in their order.
const MORE: [(FieldName, Sense); 11] = [
    (FieldName::Org, Sense::Words),
    (FieldName::City, Sense::Words),
    (FieldName::Email, Sense::List),
    (FieldName::Tags, Sense::List),
    (FieldName::Met, Sense::Words),
    (FieldName::Birthday, Sense::PartialDay),
    (FieldName::Title, Sense::Words),
    (FieldName::Phone, Sense::List),
    (FieldName::Nickname, Sense::Words),
    (FieldName::Interests, Sense::List),
    (FieldName::Web, Sense::List),
];

/// Somebody new.
pub fn add(state: &State) -> Form {
    let fields = fields(state, TIE, |_| String::new());
    Form::new(FormFor::AddContact, fields, FieldName::Name)
}

/// Somebody known.
pub fn edit(state: &State, card: &Card) -> Form {
    let fields = fields(state, card.tie, |name| known(card, name));
    Form::new(FormFor::EditContact(card.id), fields, FieldName::Name)
}

fn fields(state: &State, tie: Tie, text: impl Fn(FieldName) -> String) -> Vec<Field> {
    let holding = |(name, sense)| Field::holding(name, &text(name), sense);
    let ties = Tie::ALL
        .map(|tie| state.config.label(tie).to_owned())
        .into();
    let mut fields = vec![
        holding((FieldName::Name, Sense::Words)),
        Field::choice(FieldName::Tie, ties, tie as usize),
        holding((FieldName::Every, Sense::Days)),
    ];
    fields.extend(MORE.map(holding));
    fields
}

/// What a field holds of somebody known.
fn known(card: &Card, name: FieldName) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    if let Some((_, kind)) = REACHES.iter().find(|(field, _)| *field == name) {
        return card.values(*kind).collect::<Vec<_>>().join(", ");
    }
    match name {
        FieldName::Name => card.name.clone(),
        FieldName::Every => match card.own_cadence {
            None => String::new(),
            Some(OwnCadence::Never) => "never".to_owned(),
            Some(OwnCadence::Every(cadence)) => cadence.days().to_string(),
        },
        FieldName::Org => text(&card.org),
        FieldName::City => text(&card.city),
        FieldName::Title => text(&card.title),
        FieldName::Met => text(&card.met),
        FieldName::Nickname => card.nicknames.first().cloned().unwrap_or_default(),
        FieldName::Birthday => card
            .birthday()
            .map_or_else(String::new, |day| day.to_string()),
        FieldName::Tags => card.tags.join(", "),
        FieldName::Interests => card.interests.join(", "),
        _ => String::new(),
    }
}

/// The new contact.
pub(super) fn add_change(state: &State, form: &Form) -> Result<Asked, Problem> {
    let name = name(form)?;
    let tie = tie(form);
    let text = format!(
        "{} is here, {}",
        Shown::line(&name).fit(40),
        state.tie_label(tie)
    );
    let edit = details(form, None, state.rules())?;
    let new = NewContact {
        name,
        kind: Kind::Person,
        tie,
        counting_from: None,
        edit,
    };
    Ok((Change::Add(Box::new(new)), After::SelectMade(text)))
}

/// Somebody of whom nothing is known but the name.
pub fn just_named(name: &str) -> Change {
    Change::Add(Box::new(NewContact {
        name: name.trim().to_owned(),
        kind: Kind::Person,
        tie: TIE,
        counting_from: None,
        edit: Edit::default(),
    }))
}

/// What is to be changed of a contact; `None` if nothing.
pub(super) fn edit_change(
    state: &State,
    form: &Form,
    id: ContactId,
) -> Result<Option<Asked>, Problem> {
    let name = name(form)?;
    let card = state.card.as_deref().filter(|card| card.id == id);
    let mut edit = details(form, card, state.rules())?;
    edit.name = form.changed(FieldName::Name).is_some().then_some(name);
    edit.tie = form.changed(FieldName::Tie).is_some().then(|| tie(form));
    if edit == Edit::default() {
        return Ok(None);
    }
    let text = format!("{} is changed", say::whom(state, &[id]));
    Ok(Some((Change::Edit(id, Box::new(edit)), After::Say(text))))
}

/// What was typed into the fields other than name and tie; `card` is of whom they are about,
/// where that is known.
fn details(form: &Form, card: Option<&Card>, rules: &Rules) -> Result<Edit, Problem> {
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
    let tags = card.map_or(&[][..], |card| &card.tags);
    let (add_tags, remove_tags) = difference(form, FieldName::Tags, tags);
    let interests = card.map_or(&[][..], |card| &card.interests);
    let (add_interests, remove_interests) = difference(form, FieldName::Interests, interests);
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
    for (name, kind) in REACHES {
        let values: Vec<&str> = card.map_or_else(Vec::new, |card| card.values(kind).collect());
        let (add, remove) = difference(form, name, &values);
        edit.add_methods
            .extend(add.into_iter().map(|value| (kind, None, value)));
        edit.remove_methods
            .extend(remove.into_iter().map(|value| (kind, value)));
    }
    Ok(edit)
}

fn name(form: &Form) -> Result<String, Problem> {
    let name = form.text(FieldName::Name);
    if name.is_empty() {
        return Err(problem(FieldName::Name, "a name, please"));
    }
    Ok(name)
}

fn tie(form: &Form) -> Tie {
    let at = form.chosen(FieldName::Tie);
    at.and_then(|at| Tie::ALL.get(at)).copied().unwrap_or(TIE)
}
