//! How the state answers what happens.

use chrono::NaiveDate;

use super::draft::FormFor;
use super::layer::Layer;
use super::msg::{After, Applied, Direction, Editing, Effect, InStep, Msg, Undone};
use super::preview::Preview;
use super::selection::{Before, BeforeHistory};
use super::state::{Pane, State};
use super::{
    hints, home, on_card, on_columns, on_conflicts, on_form, on_gather, on_import, on_inbox,
    on_key, on_merging, on_sharing, on_shelf, on_thinking, say, selection, verbs,
};
use crate::command::{Action, Reach, Scope, Screen};
use crate::domain::change::{Change, NotesEdit};
use crate::domain::heard::AcceptedBy;
use crate::domain::id::ContactId;
use crate::domain::next_step;
use crate::text::Shown;

/// Changes the state as the message says, and returns what is to be done outside of it.
pub fn update(state: &mut State, msg: Msg, today: NaiveDate) -> Vec<Effect> {
    if state.today != today {
        state.today = today;
        state.recompute();
    }
    state.waits = None;
    let depth = state.layers.len();
    let said = state.toast.clone();
    let mut effects = react(state, msg);
    // What was said before goes when something opens: its hints are needed then.
    if state.layers.len() > depth && state.toast == said {
        state.toast = None;
    }
    // What is being done will be said.
    if effects.is_empty() {
        selection::land_when_quiet(state);
    }
    effects.extend(state.after());
    effects
}

fn react(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(chord) => return on_key::key(state, chord),
        Msg::Paste(text) => return on_key::paste(state, &text),
        Msg::Resize { .. } | Msg::FocusGained | Msg::FocusLost => {}
        Msg::Loaded(network) => {
            let first = state.is_first_run() || state.arriving;
            state.arriving = false;
            state.reload(network);
            if first && !state.is_first_run() {
                state.focus_first();
            }
        }
        Msg::Demo(network) => {
            state.demo = true;
            state.drafts.clear();
            state.layers.clear();
            state.marks.clear();
            state.reload(network);
            state.focus_first();
            state.say("made-up people: none of it is kept");
        }
        Msg::Card(id, card) => {
            if state.card_for == Some(id) {
                let same = state.card.as_ref().is_some_and(|card| card.id == id);
                state.card = card;
                state.card_comes = false;
                home::settle_card(state, same);
                say_if_both_wrote(state);
                if let Some(action) = state.owed.take() {
                    return verbs::act(state, action, &[]);
                }
            }
        }
        Msg::LastNotes(notes) => state.last_notes = notes,
        Msg::Inbox(requests, heard, arrivals) => {
            on_inbox::arrived(state, requests, heard, arrivals);
        }
        Msg::Listened(reading) => return on_inbox::listened(state, reading),
        Msg::Heard(by_itself) => return on_inbox::heard(state, by_itself),
        Msg::Shelf(links) => on_shelf::shelved(state, links),
        Msg::Matches(link, matches) => on_shelf::matched(state, link, matches),
        Msg::LinksFor { with, fitting } => on_sharing::fitting(state, &with, &fitting),
        Msg::Acquaintance(about) => on_gather::acquainted(state, *about),
        Msg::LookAlikes(pairs) => return on_merging::found(state, pairs),
        Msg::Two(two) => {
            let [keep, other] = *two;
            on_merging::read(state, keep, other);
        }
        Msg::Review(page) => state.review.take_page(*page),
        Msg::Year(year) => state.review.take_year(*year),
        Msg::Conflicts(waiting) => on_conflicts::read(state, waiting),
        Msg::CardsLooked => return vec![Effect::SyncCards],
        Msg::CardsSynced(synced) => return on_conflicts::synced(state, synced),
        Msg::InStep(came) => in_step(state, came),
        Msg::Applied(applied) => return applied_change(state, *applied),
        Msg::Refused { change, why } => return refused(state, *change, &why),
        Msg::Undone(undone) => {
            took_back(state, undone);
            let mut effects = on_merging::renewed(state);
            effects.extend(on_conflicts::again(state));
            return effects;
        }
        Msg::UndoAsks(past) => state.layers.push(Layer::UndoQuestion(past)),
        Msg::UndoRefused(why) | Msg::Said(why) => state.say_whole(say::without_code(&why)),
        Msg::Waits(why) => state.waits = Some(why),
        Msg::NotOpened(why) => {
            let key = hints::prefix(state, Action::Copy(Reach::Web));
            state.say_whole(format!("{} · {key} copies it", say::without_code(&why)));
        }
        Msg::NoteHits { words, hits } => {
            state.people.filter.noted.push((words, hits));
            match state.layers.last() {
                Some(Layer::FilterLine) => home::best_first(state),
                _ => home::refilter(state),
            }
        }
        Msg::ImportFound(found) => on_import::found(state, found),
        Msg::PathMatches { typed, matches } => on_import::completed(state, &typed, matches),
        Msg::ImportProgress { file, read } => {
            if let Some(Layer::Reading(reading)) = state.layers.last_mut() {
                reading.now = Some(file);
                reading.read = read;
            }
        }
        Msg::ImportPlanned(planned) => {
            if on_import::end_reading(state) {
                state.layers.push(Layer::Preview(Preview::of(*planned)));
            }
        }
        Msg::ImportAsks(asks) => on_columns::asked(state, *asks),
        Msg::ImportFailed(why) => on_import::failed(state, &why),
        Msg::Edited { what, text } => return edited(state, what, text),
        Msg::DayTurned => {
            state.inbox.stale = true;
            state.recompute();
        }
        Msg::Tick => return tick(state),
    }
    Vec::new()
}

fn applied_change(state: &mut State, applied: Applied) -> Vec<Effect> {
    let first = state.is_first_run();
    let before = Before::of(state, &applied.touched);
    on_inbox::before_change(state, &applied.change);
    match applied.change {
        Change::Import(_) => state.reload(applied.network),
        _ => state.patch(applied.network, &applied.touched, applied.ripples),
    }
    state.stale_after(&applied.change);
    let was_last = on_inbox::leave_if_empty(state);
    state.leave_if_bare();
    if first {
        state.focus_first();
    } else {
        before.follow(state, &applied.change);
    }
    let mut effects = Vec::new();
    // What is being typed was not about these.
    let goes_on = matches!(applied.after, After::IntoLog(_))
        || matches!(applied.change, Change::AcceptHeard(_, AcceptedBy::Itself));
    if let Some(Layer::Form(form)) = state.layers.last()
        && !goes_on
    {
        let what = form.what.clone();
        state.layers.pop();
        if state.take_draft(&what).is_some() {
            effects.push(Effect::KeepDrafts(state.drafts.clone()));
        }
    }
    let mut comes_up = None;
    if let Change::Log(log) = &applied.change {
        state.marks.clear();
        let steps = &state.network.next_steps;
        let steps = next_step::come_up(steps, &log.with, log.on, state.today);
        comes_up = next_step::good_moment(&steps, state.sight).filter(|_| log.answered);
    }
    if matches!(applied.change, Change::Dinner { .. })
        && matches!(state.layers.last(), Some(Layer::Gather(_)))
    {
        state.layers.pop();
    }
    if let Change::EditNotes(contact, notes) = &applied.change {
        state.notes_written = Some((*contact, notes.text.clone()));
        if state.take_draft(&FormFor::EditNotes(*contact)).is_some() {
            effects.push(Effect::KeepDrafts(state.drafts.clone()));
        }
    }
    effects.extend(on_merging::applied(state, &applied.change));
    if matches!(applied.change, Change::Answer(..)) {
        effects.extend(on_conflicts::again(state));
    }
    on_thinking::applied(state, &applied.change);
    let reach = on_shelf::applied(state, &applied.change, applied.made);
    let text = match applied.after {
        After::Say(text) => text,
        After::SelectMade(text) => {
            if let Some(id) = applied.made {
                home::show_person(state, ContactId(id));
            }
            text
        }
        After::IntoLog(text) => {
            if let Some(id) = applied.made {
                on_form::take_person(state, ContactId(id));
            }
            text
        }
        After::Shared(link, text) => {
            effects.extend(on_sharing::copy_shared(state, *link, &applied.change));
            match reach {
                Some(reach) => format!("{text} · {reach}"),
                None => text,
            }
        }
        After::ThenShare(with) => {
            effects.extend(on_sharing::then_share(
                state,
                &applied.change,
                applied.made,
                &with,
            ));
            "on the shelf".to_owned()
        }
        After::AskWho(text) => {
            if let Some(Layer::Preview(_)) = state.layers.last() {
                state.layers.pop();
            }
            on_thinking::open(state);
            text
        }
    };
    let text = match comes_up {
        Some(words) => format!("{text} · {}", Shown::line(&words).fit(80)),
        None => text,
    };
    let text = match was_last {
        true => format!("{text} · that was everybody"),
        false => text,
    };
    let takes_back = match state.layers.last() {
        None => true,
        Some(layer) => matches!(layer, Layer::Twice(twice) if twice.is_walk()),
    };
    if applied.changed && takes_back {
        let key = hints::key(state, Scope::Home, Action::Undo);
        let text = format!("{text} · {key} undo");
        match state.layers.is_empty() {
            true => state.say(text),
            // There the hints leave no room for it.
            false => state.say_whole(text),
        }
    } else if applied.changed {
        state.say(text);
    } else {
        state.say(say::already(state, &applied.change));
    }
    effects
}

/// Says why something was not done; what was typed stays.
fn refused(state: &mut State, change: Change, why: &str) -> Vec<Effect> {
    let why = say::without_code(why);
    if let Change::EditNotes(contact, notes) = change {
        let key = hints::key(state, Scope::Home, Action::EditNotes);
        state.say_whole(format!("{why} · what you wrote is kept; {key} tries again"));
        return on_card::keep_refused_notes(state, contact, *notes);
    }
    match state.layers.last_mut() {
        Some(Layer::Form(form)) => form.problem = Some(why),
        _ => state.say_whole(why),
    }
    Vec::new()
}

/// Shows the network after an action was taken back or done again.
fn took_back(state: &mut State, undone: Undone) {
    let before = BeforeHistory::of(state, &undone.touched);
    let is_read = state.focus == Pane::Card
        && state
            .selected()
            .is_some_and(|id| undone.touched.contains(&id));
    state.before_undo = is_read.then(|| state.stops());
    state.inbox.before = Some(state.inbox.rows.clone());
    on_shelf::before_undo(state, &undone);
    state.review.comes_back = state.screen == Screen::Review;
    state.patch(undone.network, &undone.touched, undone.ripples);
    state.all_stale();
    before.follow(state);
    let label = state.sight.label(&undone.label);
    let (done, action, word) = match undone.direction {
        Direction::Undo => (say::taken_back(&label), Action::Redo, "redo"),
        Direction::Redo => (format!("done again: {label}"), Action::Undo, "undo"),
    };
    let key = hints::key(state, Scope::Home, action);
    state.say(format!("{done} · {key} {word}"));
}

/// Says what came of a sync: all of it to whoever asked, else only what has to be looked at.
fn in_step(state: &mut State, came: InStep) {
    let is_asked = std::mem::take(&mut state.sharing.is_asked);
    if is_asked || came.has_clashes {
        state.say_whole(came.said);
    }
    state.sharing.quietly = came.quietly;
}

/// Takes over what a text editor left behind.
fn edited(state: &mut State, what: Editing, text: Option<String>) -> Vec<Effect> {
    let Some(text) = text else {
        return Vec::new();
    };
    match what {
        Editing::Field => {
            if let Some(Layer::Form(form)) = state.layers.last_mut() {
                form.replace(&text);
            }
            on_form::typed(state);
            Vec::new()
        }
        Editing::Notes { contact, before } => {
            let text = text.trim_end().to_owned();
            if text == before.as_deref().unwrap_or("").trim_end() {
                return Vec::new();
            }
            let text = (!text.is_empty()).then_some(text);
            let notes = NotesEdit { before, text };
            verbs::apply(
                Change::EditNotes(contact, Box::new(notes)),
                on_card::NOTES_KEPT,
            )
        }
    }
}

/// Says so where the notes on the card that has come are not what was written: somebody else
/// wrote while the editor was open.
fn say_if_both_wrote(state: &mut State) {
    let Some((contact, written)) = state.notes_written.take() else {
        return;
    };
    let both = state.shown_card().is_some_and(|card| {
        card.id == contact && card.note.as_deref().map(str::trim_end) != written.as_deref()
    });
    if both {
        let key = hints::key(state, Scope::Home, Action::Undo);
        state.say(format!(
            "the notes had changed meanwhile: both are kept · {key} undo"
        ));
    }
}

fn tick(state: &mut State) -> Vec<Effect> {
    if let Some(toast) = &mut state.toast {
        toast.left = toast.left.saturating_sub(1);
        if toast.left == 0 {
            state.toast = None;
        }
    }
    match state.keep_in {
        Some(0 | 1) => {
            state.keep_in = None;
            vec![Effect::KeepDrafts(home::all_drafts(state))]
        }
        Some(left) => {
            state.keep_in = Some(left - 1);
            Vec::new()
        }
        None => Vec::new(),
    }
}
