//! Keys in a form.

use super::draft::{FormFor, who_of};
use super::form::{FieldName, Form, Value};
use super::input::Typed;
use super::layer::Layer;
use super::msg::{After, Editing, Effect};
use super::state::State;
use super::{forms, home, on_shelf, relating, say};
use crate::command::Action;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::network::Network;
use crate::domain::query::Query;
use crate::domain::standing::Standing;
use crate::keys::Chord;
use crate::text::{Shown, fold};

/// People offered while a name is typed.
const OFFERED: usize = 5;
/// Seconds from the first key typed until a draft is kept.
const KEEP_AFTER: u8 = 2;

/// Opens a form, with what was typed into it before and not saved.
pub(super) fn open(state: &mut State, mut form: Form) {
    if let Some(draft) = state.take_draft(&form.what) {
        form.restore(&draft);
        form.keep_people(|id| state.is_here(id));
        state.say("what you typed before is back");
    }
    state.layers.push(Layer::Form(form));
    typed(state);
}

/// Types a key into the form on top, if the key types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    let Some(Layer::Form(form)) = state.layers.last_mut() else {
        return None;
    };
    match form.key(chord) {
        Typed::Changed => {
            typed(state);
            Some(Vec::new())
        }
        Typed::Moved => Some(Vec::new()),
        Typed::NotMine => None,
    }
}

/// Works out what depends on the text typed: who a name could mean, who is similar.
pub(super) fn typed(state: &mut State) {
    let Some(Layer::Form(form)) = state.layers.last() else {
        return;
    };
    let touched = form.is_touched();
    let similar = match form.what {
        FormFor::AddContact => similar(&state.network, &form.text(FieldName::Name)),
        _ => Vec::new(),
    };
    let matches = match form.focused().map(|field| &field.value) {
        Some(Value::People(who)) => {
            let mut found = anybody_named(state, who.input.text());
            found.retain(|id| !who.chosen.contains(id));
            found.truncate(OFFERED);
            Some(found)
        }
        _ => None,
    };
    if touched && state.keep_in.is_none() {
        state.keep_in = Some(KEEP_AFTER);
    }
    if let Some(Layer::Form(form)) = state.layers.last_mut() {
        form.similar = similar;
        forms::say_whether_it_counts(form);
        if let (Some(matches), Some(field)) = (matches, form.focused_mut())
            && let Value::People(who) = &mut field.value
            && who.matches != matches
        {
            who.matches = matches;
            who.at = 0;
        }
    }
}

/// Who of those who are listed the letters typed could mean, best first; nobody for no
/// letters.
pub(super) fn named(state: &State, letters: &str) -> Vec<ContactId> {
    found(state, letters, "")
}

/// The same of everybody but the deleted: whoever was put away or gave no answer is known all
/// the same, and a catch-up is with them, not with somebody new of the same name. Those who
/// are listed come first.
pub(super) fn anybody_named(state: &State, letters: &str) -> Vec<ContactId> {
    let standings = Standing::ALL.into_iter();
    let standings: Vec<&str> = standings
        .filter(|standing| *standing != Standing::Deleted)
        .map(Standing::word)
        .collect();
    let mut all = found(state, letters, &format!("is:{} ", standings.join(",")));
    let is_listed = |id: &ContactId| state.contact(*id).is_some_and(|c| c.standing.is_listed());
    all.sort_by_key(|id| !is_listed(id));
    all
}

/// Who has these letters in a name, best first, of those whom this filter is `among`.
fn found(state: &State, letters: &str, among: &str) -> Vec<ContactId> {
    let letters = letters.trim();
    if letters.is_empty() {
        return Vec::new();
    }
    // In quotes, so that nothing in a name is taken for a filter.
    let quoted: Vec<String> = letters
        .split_whitespace()
        .map(|word| format!("\"{}\"", word.replace('"', "")))
        .collect();
    let Ok(query) = Query::parse(&format!("{among}{}", quoted.join(" ")), state.today) else {
        return Vec::new();
    };
    query.run(
        &state.network,
        &state.index,
        state.rules(),
        state.today,
        &|_| Vec::new(),
    )
}

/// Who has a name much like this one: every word begins one of theirs or the other way
/// round, or the family names are the same; at most two.
fn similar(network: &Network, name: &str) -> Vec<ContactId> {
    let typed = fold(name);
    let typed: Vec<&str> = typed.split_whitespace().collect();
    let Some(last) = typed.last() else {
        return Vec::new();
    };
    if typed.iter().all(|word| word.chars().count() < 3) {
        return Vec::new();
    }
    let alike = |a: &str, b: &str| a.starts_with(b) || b.starts_with(a);
    let is_similar = |name: &str| {
        let name = fold(name);
        let words: Vec<&str> = name.split_whitespace().collect();
        let all = typed
            .iter()
            .all(|t| words.iter().any(|word| alike(word, t)));
        let family = typed.len() > 1 && words.len() > 1 && words.last() == Some(last);
        all || (family && words[0].chars().next() == typed[0].chars().next())
    };
    network
        .contacts
        .iter()
        .filter(|contact| contact.standing != Standing::Deleted)
        .filter(|contact| is_similar(contact.name()))
        .map(|contact| contact.id)
        .take(2)
        .collect()
}

/// What keys do in a form besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let Some(Layer::Form(form)) = state.layers.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::NextField => {
            let only = form.only_match();
            form.next_field();
            if let Some(id) = only {
                take_person(state, id);
            }
        }
        Action::PreviousField => form.previous_field(),
        Action::Down | Action::Up => down_or_up(form, action),
        Action::StripNext => form.next_option(),
        Action::StripPrevious => form.previous_option(),
        Action::Accept => return accept(state),
        Action::Save => return save(state),
        Action::Editor => {
            let text = form
                .focused()
                .map(super::form::Field::text)
                .unwrap_or_default();
            return vec![Effect::Edit {
                what: Editing::Field,
                text,
            }];
        }
        Action::OpenSimilar => {
            if let Some(id) = form.similar.first().copied() {
                let draft = form.draft();
                state.layers.pop();
                draft.put_among(&mut state.drafts);
                home::show_person(state, id);
                return vec![Effect::KeepDrafts(state.drafts.clone())];
            }
        }
        _ => {}
    }
    typed(state);
    Vec::new()
}

/// In a list of names offered the cursor moves there, else between the fields.
fn down_or_up(form: &mut Form, action: Action) {
    if let Some(field) = form.focused_mut()
        && let Value::People(who) = &mut field.value
        && !who.matches.is_empty()
    {
        let last = who.matches.len() - 1;
        who.at = match action {
            Action::Down => (who.at + 1).min(last),
            _ => who.at.saturating_sub(1),
        };
        return;
    }
    match action {
        Action::Down => form.next_field(),
        _ => form.previous_field(),
    }
}

/// Takes the name typed, if the cursor is in such a field; saves otherwise.
fn accept(state: &mut State) -> Vec<Effect> {
    let Some(Layer::Form(form)) = state.layers.last_mut() else {
        return Vec::new();
    };
    let typed_name = match form.focused().map(|field| &field.value) {
        Some(Value::People(who)) if !who.input.text().trim().is_empty() => Some(who.clone()),
        _ => None,
    };
    let Some(who) = typed_name else {
        return save(state);
    };
    match who.matches.get(who.at) {
        Some(id) => {
            take_person(state, *id);
            Vec::new()
        }
        None if form.what == FormFor::AddRequest => {
            form.problem = Some("nobody here has that name".to_owned());
            Vec::new()
        }
        None => {
            let name = who.input.text().trim().to_owned();
            let tie = state.tie_label(forms::TIE);
            let text = format!("{} is here, {tie}", Shown::line(&name).fit(40));
            vec![Effect::Apply(
                Box::new(forms::just_named(&name)),
                After::IntoLog(text),
            )]
        }
    }
}

/// Puts somebody into the field of people of the form on top.
pub(super) fn take_person(state: &mut State, id: ContactId) {
    if let Some(Layer::Form(form)) = state.layers.last_mut() {
        form.problem = None;
        for field in &mut form.fields {
            if let Value::People(who) = &mut field.value {
                if !who.chosen.contains(&id) {
                    who.chosen.push(id);
                }
                who.input.clear();
                who.matches.clear();
            }
        }
    }
}

fn save(state: &mut State) -> Vec<Effect> {
    let Some(Layer::Form(form)) = state.layers.last() else {
        return Vec::new();
    };
    if form.what == FormFor::OldJob {
        let org = form.text(FieldName::Org);
        state.layers.pop();
        relating::list_colleagues(state, &org);
        return Vec::new();
    }
    if let FormFor::AddLink(with) = &form.what
        && let Some((link, known)) = forms::there_already(state, form)
    {
        let (id, with) = (link.id, with.clone());
        return there_already(state, id, with, known);
    }
    let gone = gone(state, form);
    let outcome = forms::change(state, form);
    let Some(Layer::Form(form)) = state.layers.last_mut() else {
        return Vec::new();
    };
    if let Some(who) = gone {
        form.go_to(FieldName::Who);
        form.problem = Some(format!("{who} is not here any more"));
        return Vec::new();
    }
    match outcome {
        Ok(Some((change, after))) => vec![Effect::Apply(Box::new(change), after)],
        Ok(None) => {
            state.layers.pop();
            Vec::new()
        }
        Err(problem) => {
            form.go_to(problem.field);
            form.problem = Some(problem.why);
            Vec::new()
        }
    }
}

/// Goes to a link that is on the shelf already, with what was typed about it in its own form.
fn there_already(
    state: &mut State,
    id: LinkId,
    with: Vec<ContactId>,
    known: Option<Form>,
) -> Vec<Effect> {
    state.layers.pop();
    let mut effects = match state.take_draft(&FormFor::AddLink(with.clone())) {
        Some(_) => vec![Effect::KeepDrafts(state.drafts.clone())],
        None => Vec::new(),
    };
    let Some(mut known) = known else {
        effects.extend(on_shelf::there_already(state, id, with));
        return effects;
    };
    effects.extend(on_shelf::there_already(state, id, Vec::new()));
    known.problem = Some("on the shelf already; what you typed is added to it here".to_owned());
    state.layers.push(Layer::Form(known));
    typed(state);
    effects
}

/// What the first of those is called whom saving would be about and who has gone meanwhile.
fn gone(state: &State, form: &Form) -> Option<String> {
    let about: Vec<ContactId> = match &form.what {
        FormFor::Log(_) | FormFor::NextStep(_) | FormFor::AddRequest | FormFor::ShareLink(_) => {
            form.who().to_vec()
        }
        FormFor::Relate(id) => {
            let others = form.who().iter().copied();
            others.chain([*id]).collect()
        }
        // Whoever was there stays in what is past.
        FormFor::EditCatchUp(_) | FormFor::EditNextStep(_) => {
            let were_there = who_of(form.initial(FieldName::Who)).0;
            let who = form.who().iter().copied();
            who.filter(|id| !were_there.contains(id)).collect()
        }
        what => what.people().to_vec(),
    };
    let gone = about.into_iter().find(|id| !state.is_here(*id))?;
    let called = state.contact(gone).map(say::called);
    Some(called.unwrap_or_else(|| "somebody".to_owned()))
}
