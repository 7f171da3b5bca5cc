//! What is done with what the card shows: its lines, its notes, and the ways to reach somebody.

use super::draft::{FormFor, SavedDraft, SavedField};
use super::form::FieldName;
use super::msg::{Editing, Effect};
use super::state::{State, Stop};
use super::verbs::{apply, open};
use super::{forms, hints, on_sharing, relating, say, verbs};
use crate::command::{Action, Reach, Scope};
use crate::domain::card::{Card, CardOccasion, MethodKind};
use crate::domain::catch_up::CatchUp;
use crate::domain::change::{CatchUpEdit, Change, NewCatchUp, NotesEdit};
use crate::domain::id::{ContactId, NextStepId};
use crate::domain::mail;
use crate::domain::network::NextStep;
use crate::domain::when;
use crate::text::Shown;

/// Said once notes from an editor are kept.
pub(super) const NOTES_KEPT: &str = "notes kept";

/// Does what the action says to the card that is shown.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::EditNotes => edit_notes(state),
        Action::Open(reach) => open_address(state, reach),
        Action::Copy(reach) => copy(state, reach),
        Action::EditEntry => match entry(state) {
            Some(entry) => {
                let form = forms::edit_catch_up(state, entry);
                open(state, form)
            }
            None => Vec::new(),
        },
        Action::ToggleAnswered => toggle_answered(state),
        Action::RemoveEntry => match entry(state) {
            Some(entry) => {
                let text = format!("removed: {} of {}", entry.channel, when::day_long(entry.on));
                apply(Change::DeleteCatchUp(entry.id), text)
            }
            None => Vec::new(),
        },
        Action::StepDone => match evening(state) {
            Some(dinner) => verbs::log_dinner(state, dinner),
            None => close_step(state, "done", Change::NextStepDone),
        },
        Action::EditStep => match open_step(state) {
            Some(step) => {
                let form = forms::edit_next_step(step);
                open(state, form)
            }
            None => Vec::new(),
        },
        Action::RemoveStep => close_step(state, "removed", Change::DeleteNextStep),
        Action::GoToRelated => relating::go_to_related(state),
        Action::RemoveRelation => relating::remove(state),
        Action::EditDay => match day(state) {
            Some((card, day)) => {
                let form = forms::edit_day(card.id, day);
                open(state, form)
            }
            None => Vec::new(),
        },
        Action::RemoveDay => match day(state) {
            Some((_, day)) => {
                let label = Shown::line(&day.label).fit(30);
                apply(Change::DeleteOccasion(day.id), format!("removed: {label}"))
            }
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Keeps what was written in an editor and could not be kept as notes.
pub(super) fn keep_refused_notes(
    state: &mut State,
    contact: ContactId,
    notes: NotesEdit,
) -> Vec<Effect> {
    let field = SavedField {
        name: FieldName::Note.label().to_owned(),
        text: notes.text.unwrap_or_default(),
        was: notes.before.unwrap_or_default(),
    };
    let draft = SavedDraft {
        form: FormFor::EditNotes(contact),
        fields: vec![field],
    };
    draft.put_among(&mut state.drafts);
    vec![Effect::KeepDrafts(state.drafts.clone())]
}

fn edit_notes(state: &mut State) -> Vec<Effect> {
    let Some(card) = state.shown_card() else {
        return Vec::new();
    };
    // What could not be written is in nobody's editor any more.
    let what = FormFor::EditNotes(card.id);
    let refused = state.drafts.iter().find(|draft| draft.form == what);
    if let Some(kept) = refused.and_then(|draft| draft.fields.first()) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let notes = NotesEdit {
            before: some(&kept.was),
            text: some(&kept.text),
        };
        return apply(Change::EditNotes(card.id, Box::new(notes)), NOTES_KEPT);
    }
    vec![Effect::Edit {
        what: Editing::Notes {
            contact: card.id,
            before: card.note.clone(),
        },
        text: card.note.clone().unwrap_or_default(),
    }]
}

/// The catch-up under the card's cursor.
fn entry(state: &State) -> Option<&CatchUp> {
    let Some(Stop::Entry(id)) = state.stop() else {
        return None;
    };
    state
        .shown_card()?
        .catch_ups
        .iter()
        .find(|entry| entry.id == id)
}

/// The day under the card's cursor.
fn day(state: &State) -> Option<(&Card, &CardOccasion)> {
    let Some(Stop::Day(id)) = state.stop() else {
        return None;
    };
    let card = state.shown_card()?;
    let day = card.occasions.iter().find(|day| day.id == id)?;
    Some((card, day))
}

fn toggle_answered(state: &mut State) -> Vec<Effect> {
    let Some(entry) = entry(state) else {
        return Vec::new();
    };
    if !entry.started.is_mine() {
        state.say("they started this one, so it was answered");
        return Vec::new();
    }
    let text = if entry.answered {
        "not answered yet"
    } else {
        "answered"
    };
    let edit = CatchUpEdit {
        answered: Some(!entry.answered),
        ..CatchUpEdit::default()
    };
    apply(Change::EditCatchUp(entry.id, Box::new(edit)), text)
}

/// The dinner under the card's cursor whose day has come, as it is to be logged.
fn evening(state: &State) -> Option<NewCatchUp> {
    match state.stop()? {
        Stop::Next(id) => verbs::dinner(state, id),
        _ => None,
    }
}

/// The next step under the card's cursor.
fn open_step(state: &State) -> Option<&NextStep> {
    let Some(Stop::Next(id)) = state.stop() else {
        return None;
    };
    let card = state.shown_card()?;
    card.next_steps.iter().find(|step| step.id == id)
}

/// Does this to the next step under the card's cursor, and says it with this word.
fn close_step(state: &State, word: &str, change: fn(NextStepId) -> Change) -> Vec<Effect> {
    let Some(step) = open_step(state) else {
        return Vec::new();
    };
    let text = Shown::line(state.sight.words(&step.words(&state.network))).fit(40);
    apply(change(step.id), format!("{word}: {text}"))
}

/// The way by which somebody is best written to, with its word: by mail, else by their page.
pub(super) fn best_reach(card: &Card) -> Option<(Reach, &'static str)> {
    let ways = [
        (Reach::Email, "mail"),
        (Reach::Linkedin, "LinkedIn"),
        (Reach::Web, "web page"),
    ];
    ways.into_iter()
        .find(|(reach, _)| address(card, *reach).is_some())
}

/// The address of a way to reach somebody: to be opened, and as it is to be copied.
fn address(card: &Card, reach: Reach) -> Option<(String, String)> {
    let is_linkedin = |url: &&str| url.to_lowercase().contains("linkedin.com/");
    let mut urls = card.values(MethodKind::Url);
    let web = |url: &str| {
        if url.contains("://") {
            url.to_owned()
        } else {
            format!("https://{url}")
        }
    };
    match reach {
        Reach::Email => card
            .values(MethodKind::Email)
            .next()
            .map(|email| (mail::mailto(email), email.to_owned())),
        Reach::Phone => card.values(MethodKind::Phone).next().map(|phone| {
            let digits: String = phone
                .chars()
                .filter(|c| c.is_ascii_digit() || *c == '+')
                .collect();
            (format!("tel:{digits}"), phone.to_owned())
        }),
        Reach::Linkedin => urls.find(is_linkedin).map(|url| (web(url), url.to_owned())),
        Reach::Web => urls
            .find(|url| !is_linkedin(url))
            .map(|url| (web(url), url.to_owned())),
    }
}

fn open_address(state: &mut State, reach: Reach) -> Vec<Effect> {
    let Some((to_open, to_copy)) = reached(state, reach) else {
        return Vec::new();
    };
    let about = match (reach, state.selected()) {
        (Reach::Email, Some(to)) => on_sharing::mail_about(state, to),
        _ => None,
    };
    vec![Effect::Open(match about {
        Some((subject, body)) => mail::mailto_with(&to_copy, subject, &body),
        None => to_open,
    })]
}

fn copy(state: &mut State, reach: Reach) -> Vec<Effect> {
    match reached(state, reach) {
        Some((_, to_copy)) => {
            state.say(format!("copied: {}", Shown::line(&to_copy).fit(50)));
            vec![Effect::Copy(to_copy)]
        }
        None => Vec::new(),
    }
}

/// The address of this way to reach whoever is shown; says so where none is known.
fn reached(state: &mut State, reach: Reach) -> Option<(String, String)> {
    let found = address(state.shown_card()?, reach);
    if found.is_none() {
        say_unknown(state, reach);
    }
    found
}

fn say_unknown(state: &mut State, reach: Reach) {
    let what = match reach {
        Reach::Email => "no e-mail address",
        Reach::Linkedin => "no LinkedIn page",
        Reach::Phone => "no phone number",
        Reach::Web => "no web page",
    };
    let who = state
        .selected()
        .and_then(|id| state.contact(id))
        .map(say::called);
    let key = hints::key(state, Scope::Home, Action::Edit);
    state.say(format!(
        "{}: {what} yet · {key} adds one",
        who.unwrap_or_default()
    ));
}
