//! What is done with people: each verb works on the marked ones, or on the one selected.

use chrono::{Days, Months, NaiveDate};

use super::draft::FormFor;
use super::form::Form;
use super::layer::Layer;
use super::msg::{After, Editing, Effect};
use super::state::{State, Stop};
use super::{forms, hints, home, on_form, on_thinking, say};
use crate::command::{Action, Reach, Scope, Span};
use crate::domain::card::{Card, MethodKind};
use crate::domain::catch_up::CatchUp;
use crate::domain::change::{CatchUpEdit, Change, LastSpoke, NewCatchUp};
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::when;
use crate::keys::{Chord, Key};
use crate::text::Shown;

/// Does what the action says to the people it is about.
pub(super) fn act(state: &mut State, action: Action, pressed: &[Chord]) -> Vec<Effect> {
    let ids = state.targets();
    match action {
        Action::CatchUp => catch_up(state, ids),
        Action::Log => open(state, forms::log(state, ids)),
        Action::LogNew => open(state, forms::log(state, Vec::new())),
        Action::Mark => mark(state),
        Action::Tie(tie) => ask_tie(state, ids, tie),
        Action::Stand(standing) => stand(state, ids, standing),
        Action::Cadence => open(state, forms::cadence(state, ids)),
        Action::Later(span) => later(state, ids, span),
        Action::LaterDay => open(state, forms::later(ids)),
        Action::LaterNot => back_now(state, ids),
        Action::SomeoneElse => someone_else(state, ids),
        Action::Mind => mind(state, ids),
        Action::Budget => budget(state, pressed),
        Action::Add => open(state, forms::add(state, "")),
        Action::Edit => edit(state),
        Action::EditNotes => edit_notes(state),
        Action::Note => match state.selected() {
            Some(id) => open(state, forms::note(id)),
            None => Vec::new(),
        },
        Action::Tags => open(state, forms::tags(state, ids)),
        Action::Open(reach) => reach_out(state, reach, Effect::Open),
        Action::Copy(reach) => copy(state, reach),
        Action::Pause => pause(state, ids),
        Action::Delete => {
            state.layers.push(Layer::DeleteQuestion(ids));
            Vec::new()
        }
        Action::Thinking => {
            on_thinking::open(state);
            Vec::new()
        }
        Action::EditEntry => match entry(state).cloned() {
            Some(entry) => open(state, forms::edit_catch_up(state, &entry)),
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
        Action::StepDone => step(state, "done", Change::NextStepDone),
        Action::RemoveStep => step(state, "removed", Change::DeleteNextStep),
        _ => Vec::new(),
    }
}

fn apply(change: Change, text: impl Into<String>) -> Vec<Effect> {
    vec![Effect::Apply(Box::new(change), After::Say(text.into()))]
}

fn open(state: &mut State, form: Form) -> Vec<Effect> {
    on_form::open(state, form);
    Vec::new()
}

fn catch_up(state: &mut State, ids: Vec<ContactId>) -> Vec<Effect> {
    let today = state.today;
    if ids.iter().all(|id| caught_up_today(state, *id)) {
        let key = hints::key(state, Scope::Home, Action::Log);
        let who = say::whom(state, &ids);
        state.say(format!("{who}: already today · {key} adds another"));
        return Vec::new();
    }
    let text = say::caught_up(state, &ids, today);
    let log = &state.config.log;
    let change = Change::Log(Box::new(NewCatchUp {
        with: ids,
        on: today,
        channel: log.channel.clone(),
        started: log.started,
        answered: true,
        note: None,
        next: None,
    }));
    apply(change, text)
}

/// Whether a catch-up of today is written down with somebody.
pub(super) fn caught_up_today(state: &State, id: ContactId) -> bool {
    let latest_first = state.network.recent.iter().rev();
    latest_first
        .take_while(|catch_up| catch_up.on >= state.today)
        .any(|catch_up| catch_up.on == state.today && catch_up.with.contains(&id))
}

fn mark(state: &mut State) -> Vec<Effect> {
    let Some(id) = state.selected() else {
        return Vec::new();
    };
    match state.marks.iter().position(|mark| *mark == id) {
        Some(at) => {
            state.marks.remove(at);
        }
        None => state.marks.push(id),
    }
    if state.focus != super::state::Pane::Card {
        home::step(state, Action::Down);
    }
    Vec::new()
}

/// Gives a tie; first asks when they last spoke, where nothing else says from which day to
/// count.
fn ask_tie(state: &mut State, ids: Vec<ContactId>, tie: Tie) -> Vec<Effect> {
    if let [who] = ids[..]
        && let Some(contact) = state.contact(who)
        && contact.last.is_none()
        && contact.counting_from.is_none()
        && state.rules().cadence(tie, contact.own_cadence).is_some()
    {
        state.layers.push(Layer::LastSpoke { who, tie });
        return Vec::new();
    }
    give_tie(state, ids, tie, None)
}

pub(super) fn give_tie(
    state: &mut State,
    ids: Vec<ContactId>,
    tie: Tie,
    spoke: Option<LastSpoke>,
) -> Vec<Effect> {
    let text = say::tie(state, &ids, tie);
    apply(Change::Tie(ids, tie, spoke), text)
}

fn stand(state: &mut State, ids: Vec<ContactId>, standing: Standing) -> Vec<Effect> {
    let who = say::whom(state, &ids);
    let text = match standing {
        Standing::Active => format!("{who}: here again"),
        Standing::Dormant => format!("{who}: dormant, the tie stays"),
        Standing::Unreachable => format!("{who}: no answer for now"),
        Standing::Archived => format!("{who}: put away"),
        Standing::InMemory => format!("{who}: in memory"),
        Standing::Parted => format!("{who}: parted"),
        Standing::Paused | Standing::Deleted => who,
    };
    apply(Change::Stand(ids, standing), text)
}

pub(super) fn delete(state: &mut State, ids: Vec<ContactId>) -> Vec<Effect> {
    let text = format!("deleted: {}", say::whom(state, &ids));
    apply(Change::Stand(ids, Standing::Deleted), text)
}

fn later(state: &mut State, ids: Vec<ContactId>, span: Span) -> Vec<Effect> {
    let until: Option<NaiveDate> = match span {
        Span::Week => state.today.checked_add_days(Days::new(7)),
        Span::TwoWeeks => state.today.checked_add_days(Days::new(14)),
        Span::Month => state.today.checked_add_months(Months::new(1)),
        Span::ThreeMonths => state.today.checked_add_months(Months::new(3)),
    };
    let Some(until) = until else {
        return Vec::new();
    };
    let text = say::later(state, &ids, until);
    apply(Change::Later(ids, Some(until)), text)
}

/// Brings back whoever "later" or "someone else" hides.
fn back_now(state: &mut State, ids: Vec<ContactId>) -> Vec<Effect> {
    let is_hidden = |id: &ContactId| {
        let contact = state.contact(*id);
        contact.is_some_and(|c| c.later.is_some_and(|day| day > state.today))
    };
    let text = format!("{}: back now", say::whom(state, &ids));
    if !ids.iter().any(is_hidden) && ids.iter().any(|id| said_someone_else(state, *id)) {
        return apply(Change::ClearSomeoneElse(ids), text);
    }
    apply(Change::Later(ids, None), text)
}

fn said_someone_else(state: &State, id: ContactId) -> bool {
    let said = state.contact(id).and_then(|contact| contact.someone_else);
    said.is_some_and(|day| state.rules().week_of(day) == state.week.from)
}

fn someone_else(state: &mut State, ids: Vec<ContactId>) -> Vec<Effect> {
    if ids.iter().all(|id| said_someone_else(state, *id)) {
        let text = format!("{}: this week after all", say::whom(state, &ids));
        return apply(Change::ClearSomeoneElse(ids), text);
    }
    let text = say::someone_else(state, &ids);
    apply(Change::SomeoneElse(ids), text)
}

fn mind(state: &mut State, ids: Vec<ContactId>) -> Vec<Effect> {
    let who = say::whom(state, &ids);
    let is_minded = |id: &ContactId| state.contact(*id).is_some_and(|c| c.mind.is_some());
    if ids.iter().all(is_minded) {
        return apply(
            Change::ClearMind(ids),
            format!("{who}: no more on your mind"),
        );
    }
    apply(Change::Mind(ids), format!("{who}: on your mind"))
}

fn pause(state: &mut State, ids: Vec<ContactId>) -> Vec<Effect> {
    let who = say::whom(state, &ids);
    let is_paused = |id: &ContactId| {
        let contact = state.contact(*id);
        contact.is_some_and(|c| c.standing == Standing::Paused)
    };
    if ids.iter().all(is_paused) {
        return apply(Change::Resume(ids), format!("{who}: the clock goes on"));
    }
    apply(
        Change::Pause(ids),
        format!("{who}: paused, the clock rests"),
    )
}

/// This week's budget, by the digit that was pressed; from the palette the digits are
/// shown first.
fn budget(state: &mut State, pressed: &[Chord]) -> Vec<Effect> {
    let digit = match pressed.last().map(|chord| chord.key) {
        Some(Key::Char(c)) => c.to_digit(10),
        _ => None,
    };
    let Some(times) = digit.and_then(|digit| u8::try_from(digit).ok()) else {
        let prefix = crate::command::named("budget")
            .and_then(|command| state.keymap.keys_of(command).next())
            .map(|chords| chords[..chords.len() - 1].to_vec());
        state
            .layers
            .extend(prefix.filter(|p| !p.is_empty()).map(Layer::Prefix));
        return Vec::new();
    };
    let text = match times {
        0 => format!("Resting week. See you {}.", say::next_week_starts(state)),
        1 => "room for one this week".to_owned(),
        times => format!("room for {} this week", say::number(times.into())),
    };
    apply(Change::WeekBudget(state.week.from, times), text)
}

fn edit(state: &mut State) -> Vec<Effect> {
    let Some(card) = state.shown_card() else {
        return Vec::new();
    };
    let form = forms::edit(state, card);
    open(state, form)
}

fn edit_notes(state: &mut State) -> Vec<Effect> {
    let Some(card) = state.shown_card() else {
        return Vec::new();
    };
    vec![Effect::Edit {
        what: Editing::Notes {
            contact: card.id,
            before: card.note.clone(),
        },
        text: card.note.clone().unwrap_or_default(),
    }]
}

/// The catch-up under the card's cursor.
pub(super) fn entry(state: &State) -> Option<&CatchUp> {
    let Some(Stop::Entry(id)) = state.stop() else {
        return None;
    };
    state
        .shown_card()?
        .catch_ups
        .iter()
        .find(|entry| entry.id == id)
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

fn step(
    state: &State,
    word: &str,
    change: fn(crate::domain::id::NextStepId) -> Change,
) -> Vec<Effect> {
    let Some(Stop::Next(id)) = state.stop() else {
        return Vec::new();
    };
    let steps = state.shown_card().map_or(&[][..], |card| &card.next_steps);
    let text = steps
        .iter()
        .find(|step| step.id == id)
        .map(|step| Shown::line(&step.text).fit(40));
    apply(change(id), format!("{word}: {}", text.unwrap_or_default()))
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
            .map(|email| (format!("mailto:{email}"), email.to_owned())),
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

fn reach_out(state: &mut State, reach: Reach, effect: fn(String) -> Effect) -> Vec<Effect> {
    match state.shown_card().map(|card| address(card, reach)) {
        Some(Some((to_open, _))) => vec![effect(to_open)],
        Some(None) => {
            say_unknown(state, reach);
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn copy(state: &mut State, reach: Reach) -> Vec<Effect> {
    match state.shown_card().map(|card| address(card, reach)) {
        Some(Some((_, to_copy))) => {
            state.say(format!("copied: {}", Shown::line(&to_copy).fit(50)));
            vec![Effect::Copy(to_copy)]
        }
        Some(None) => {
            say_unknown(state, reach);
            Vec::new()
        }
        None => Vec::new(),
    }
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

/// Whether a form is about somebody who could be gone by now.
pub(super) fn about(what: &FormFor) -> &[ContactId] {
    match what {
        FormFor::Log(ids) | FormFor::Cadence(ids) | FormFor::Tags(ids) | FormFor::Later(ids) => ids,
        FormFor::EditContact(id) | FormFor::Note(id) => std::slice::from_ref(id),
        FormFor::AddContact | FormFor::EditCatchUp(_) => &[],
    }
}

/// Whether somebody may come to mind.
pub(super) fn may_come_to_mind(contact: &Contact) -> bool {
    contact.standing.may_be_picked()
}
