//! What is done with people: each verb works on the marked ones, or on the one selected.

use chrono::{Days, Months, NaiveDate};

use super::form::Form;
use super::layer::Layer;
use super::msg::{After, Effect};
use super::state::{Pane, State, Stop};
use super::{
    forms, hints, home, on_card, on_conflicts, on_form, on_gather, on_merging, on_sharing,
    on_shelf, on_thinking, relating, say,
};
use crate::command::{Action, Scope, Screen, Span};
use crate::domain::catch_up::Started;
use crate::domain::change::{Change, LastSpoke, NewCatchUp};
use crate::domain::channel::Channel;
use crate::domain::contact::Contact;
use crate::domain::discreet::Sight;
use crate::domain::due;
use crate::domain::id::{ContactId, NextStepId};
use crate::domain::network::StepKind;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::week::Why;
use crate::keys::Chord;

/// Does what the action says to the people it is about.
pub(super) fn act(state: &mut State, action: Action, pressed: &[Chord]) -> Vec<Effect> {
    let ids = state.targets();
    match action {
        Action::CatchUp => match evening(state) {
            Some(dinner) => log_dinner(state, dinner),
            None => catch_up(state, ids),
        },
        Action::Log => {
            let form = match evening(state) {
                Some(dinner) => forms::log_dinner(state, &dinner),
                None => forms::log(state, ids),
            };
            open(state, form)
        }
        Action::Gather => on_gather::open(state),
        Action::LookAlikes => on_merging::walk(state),
        Action::MergeWith => on_merging::open(state, &ids),
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
        Action::Add => open(state, forms::add(state)),
        Action::Edit | Action::EditNotes | Action::Open(_) | Action::Copy(_) => {
            with_card(state, action)
        }
        Action::Note => open(state, forms::note(ids)),
        Action::Tags => open(state, forms::tags(state, ids)),
        Action::Discreet => {
            discreet(state);
            Vec::new()
        }
        Action::AddStep => open(state, forms::next_step(ids)),
        Action::MarkAll
        | Action::MarkHousehold
        | Action::Relate
        | Action::AddDay
        | Action::ChangedJobs => relating::act(state, action),
        Action::Pause => pause(state, ids),
        Action::Delete => {
            state.layers.push(Layer::DeleteQuestion(ids));
            Vec::new()
        }
        Action::Share => on_sharing::share_with(state, ids),
        Action::AddLink => on_shelf::add(state, Vec::new(), None),
        Action::SyncCards => {
            state.say("syncing with the folder of cards …");
            vec![Effect::LookAtCards]
        }
        Action::Sync => {
            state.sharing.is_asked = true;
            state.say("syncing with the other machines …");
            vec![Effect::Sync]
        }
        Action::Conflicts => on_conflicts::open(state),
        Action::Thinking => {
            on_thinking::open(state);
            Vec::new()
        }
        _ => on_card::act(state, action),
    }
}

/// Hides what nobody else needs to read, or shows it again.
fn discreet(state: &mut State) {
    state.sight = state.sight.other();
    let key = hints::key(state, Scope::Home, Action::Discreet);
    state.say(match state.sight {
        Sight::Discreet => format!("discreet: notes and ties are hidden · {key} shows them"),
        Sight::Open => "notes and ties are shown again".to_owned(),
    });
}

/// Asks for a change, and for this to be said once it is made.
pub(super) fn apply(change: Change, text: impl Into<String>) -> Vec<Effect> {
    vec![Effect::Apply(Box::new(change), After::Say(text.into()))]
}

/// Opens a form.
pub(super) fn open(state: &mut State, form: Form) -> Vec<Effect> {
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

/// The evening of the dinner under the cursor whose day has come, as it is to be logged.
pub(super) fn evening(state: &State) -> Option<NewCatchUp> {
    if !state.marks.is_empty() || state.screen != Screen::Home {
        return None;
    }
    let selected = state.selected()?;
    let step = match (state.stop(), state.list) {
        (Some(Stop::Next(id)), _) => id,
        (_, Pane::Due) => {
            let pick = state.picks.iter().find(|pick| pick.contact == selected)?;
            match pick.why {
                Why::Next(id) => id,
                Why::Mind | Why::Due => return None,
            }
        }
        (_, Pane::Birthdays) => {
            let key = |row| state.id(Pane::Birthdays, row);
            let row = state.birthday_cursor.row(state.upcoming.len(), key)?;
            let upcoming = &state.upcoming[row];
            upcoming.dinner.filter(|_| upcoming.contact == selected)?
        }
        (_, Pane::People | Pane::Card) => return None,
    };
    dinner(state, step)
}

/// The evening of a dinner whose day has come, as it is to be logged: with everyone who was at
/// the table, on its day.
pub(super) fn dinner(state: &State, id: NextStepId) -> Option<NewCatchUp> {
    let mut steps = state.network.next_steps.iter();
    let step = steps.find(|step| step.id == id && step.kind == StepKind::Dinner)?;
    let with: Vec<ContactId> = step
        .with
        .iter()
        .copied()
        .filter(|id| state.is_here(*id))
        .collect();
    Some(NewCatchUp {
        with,
        on: step.on.filter(|on| *on <= state.today)?,
        channel: Channel::named("meal"),
        started: Started::Both,
        answered: true,
        note: None,
        next: None,
    })
}

/// Logs an evening, which ticks its dinner off.
pub(super) fn log_dinner(state: &State, dinner: NewCatchUp) -> Vec<Effect> {
    let text = say::caught_up(state, &dinner.with, dinner.on);
    apply(Change::Log(Box::new(dinner)), text)
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
    if state.focus != Pane::Card {
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

/// Gives a tie, to be counted from when they last spoke, if that was answered.
pub(super) fn give_tie(
    state: &State,
    ids: Vec<ContactId>,
    tie: Tie,
    spoke: Option<LastSpoke>,
) -> Vec<Effect> {
    let text = say::tie(state, &ids, tie);
    apply(Change::Tie(ids, tie, spoke), text)
}

fn stand(state: &State, ids: Vec<ContactId>, standing: Standing) -> Vec<Effect> {
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

/// Deletes them, which undo brings back.
pub(super) fn delete(state: &State, ids: Vec<ContactId>) -> Vec<Effect> {
    let text = format!("deleted: {}", say::whom(state, &ids));
    apply(Change::Stand(ids, Standing::Deleted), text)
}

/// The day that "later" means; `None` past the end of all days.
pub(super) fn after(today: NaiveDate, span: Span) -> Option<NaiveDate> {
    match span {
        Span::Week => today.checked_add_days(Days::new(7)),
        Span::TwoWeeks => today.checked_add_days(Days::new(14)),
        Span::Month => today.checked_add_months(Months::new(1)),
        Span::ThreeMonths => today.checked_add_months(Months::new(3)),
    }
}

fn later(state: &State, ids: Vec<ContactId>, span: Span) -> Vec<Effect> {
    let Some(until) = after(state.today, span) else {
        return Vec::new();
    };
    let text = say::later(state, &ids, until);
    apply(Change::Later(ids, Some(until)), text)
}

/// Brings back whoever "later" or "someone else" hides, or both.
fn back_now(state: &State, ids: Vec<ContactId>) -> Vec<Effect> {
    let who = say::whom(state, &ids);
    let retry = |id: &ContactId| state.contact(*id).and_then(due::retry_on);
    let text = match ids.iter().filter_map(retry).max() {
        Some(day) if day > state.today => {
            let day = say::day(state.today, day);
            format!("{who}: not put off any more; no answer yet, again from {day}")
        }
        _ => format!("{who}: back now"),
    };
    apply(Change::BackNow(ids), text)
}

fn said_someone_else(state: &State, id: ContactId) -> bool {
    let said = state.contact(id).and_then(Contact::someone_else);
    said.is_some_and(|day| state.rules().week_of(day) == state.week.from)
}

fn someone_else(state: &State, ids: Vec<ContactId>) -> Vec<Effect> {
    if ids.iter().all(|id| said_someone_else(state, *id)) {
        let text = format!("{}: this week after all", say::whom(state, &ids));
        return apply(Change::ClearSomeoneElse(ids), text);
    }
    let text = say::someone_else(state, &ids);
    apply(Change::SomeoneElse(ids), text)
}

fn mind(state: &State, ids: Vec<ContactId>) -> Vec<Effect> {
    let who = say::whom(state, &ids);
    let is_minded = |id: &ContactId| state.contact(*id).is_some_and(|c| c.mind().is_some());
    if ids.iter().all(is_minded) {
        return apply(
            Change::ClearMind(ids),
            format!("{who}: no more on your mind"),
        );
    }
    apply(Change::Mind(ids), format!("{who}: on your mind"))
}

fn pause(state: &State, ids: Vec<ContactId>) -> Vec<Effect> {
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
    let typed = pressed.last().and_then(|chord| chord.typed());
    let digit = typed.and_then(|c| c.to_digit(10));
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
        times => format!("up to {} this week", say::number(times.into())),
    };
    apply(Change::WeekBudget(state.week.from, times), text)
}

/// Whom something is about that can be done with one person only: the only one marked, to
/// whom the selection goes, else the one selected. Says so where several are marked.
pub(super) fn the_one(state: &mut State) -> Option<ContactId> {
    match *state.marks {
        [] => {}
        [one] if state.selected() == Some(one) => {}
        [one] => home::show_person(state, one),
        [..] => {
            let many = say::people(state.marks.len());
            let key = hints::key(state, Scope::Home, Action::Back);
            state.say(format!(
                "{many} are marked, and this is for one · {key} unmarks"
            ));
            return None;
        }
    }
    state.selected()
}

/// Does what can be done with one person only, and with their card. It waits for a card that
/// has still to come.
fn with_card(state: &mut State, action: Action) -> Vec<Effect> {
    if the_one(state).is_none() {
        return Vec::new();
    }
    if !state.has_card() {
        state.owed = Some(action);
        return Vec::new();
    }
    match (action, state.shown_card()) {
        (Action::Edit, Some(card)) => {
            let form = forms::edit(state, card);
            open(state, form)
        }
        _ => on_card::act(state, action),
    }
}
