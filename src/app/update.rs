//! How the state answers what happens.

use std::sync::Arc;

use chrono::NaiveDate;

use super::layer::{Layer, Preview};
use super::msg::{After, Applied, Consent, Direction, Editing, Effect, Msg};
use super::selection::{Before, BeforeHistory};
use super::state::{Pane, State};
use super::{hints, home, on_form, on_import, on_palette, on_thinking, say, verbs};
use crate::command::{Action, Command, Reach, Scope};
use crate::domain::change::{Change, Edit};
use crate::domain::id::ContactId;
use crate::keys::{Chord, Resolved};

/// Changes the state as the message says, and returns what is to be done outside of it.
pub fn update(state: &mut State, msg: Msg, today: NaiveDate) -> Vec<Effect> {
    if state.today != today {
        state.today = today;
        state.recompute();
    }
    let depth = state.layers.len();
    let said = state.toast.clone();
    let mut effects = react(state, msg);
    // What was said before goes when something opens: its hints are needed then.
    if state.layers.len() > depth && state.toast == said {
        state.toast = None;
    }
    effects.extend(state.after());
    effects
}

fn react(state: &mut State, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(chord) => return key(state, chord),
        Msg::Paste(text) => return paste(state, &text),
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
            state.say("made-up people; nothing you do here is kept");
        }
        Msg::Card(id, card) => {
            if state.card_for == Some(id) {
                let same = state.card.as_ref().is_some_and(|card| card.id == id);
                state.card = card.map(|card| Arc::new(*card));
                home::settle_card(state, same);
            }
        }
        Msg::LastNotes(notes) => state.last_notes = notes,
        Msg::Applied(applied) => return applied_change(state, *applied),
        Msg::Refused { why, .. } => {
            let why = say::without_code(&why);
            match state.layers.last_mut() {
                Some(Layer::Form(form)) => form.problem = Some(why),
                _ => state.say_whole(why),
            }
        }
        Msg::Undone(undone) => {
            let before = BeforeHistory::of(state, &undone.touched);
            state.reload(undone.network);
            before.follow(state);
            let key = |action, word| {
                let key = hints::key(state, Scope::Home, action);
                format!("{key} {word}")
            };
            let text = match undone.direction {
                Direction::Undo => format!(
                    "taken back: {} · {}",
                    undone.label,
                    key(Action::Redo, "redo")
                ),
                Direction::Redo => format!(
                    "done again: {} · {}",
                    undone.label,
                    key(Action::Undo, "undo")
                ),
            };
            state.say(text);
        }
        Msg::UndoAsks(past) => state.layers.push(Layer::UndoQuestion(past)),
        Msg::UndoRefused(why) | Msg::Said(why) => state.say_whole(say::without_code(&why)),
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
        Msg::ImportProgress { file, read } => {
            if let Some(Layer::Reading(reading)) = state.layers.last_mut() {
                reading.now = Some(file);
                reading.read = read;
            }
        }
        Msg::ImportPlanned(planned) => {
            if let Some(Layer::Reading(_)) = state.layers.last() {
                state.layers.pop();
                state.layers.push(Layer::Preview(Preview::of(*planned)));
            }
        }
        Msg::ImportFailed(why) => on_import::failed(state, &why),
        Msg::Edited { what, text } => return edited(state, what, text),
        Msg::DayTurned => state.recompute(),
        Msg::Tick => return tick(state),
    }
    Vec::new()
}

fn key(state: &mut State, chord: Chord) -> Vec<Effect> {
    match state.layers.last_mut() {
        Some(Layer::Prefix(pressed)) => {
            let mut pressed = std::mem::take(pressed);
            pressed.push(chord);
            state.layers.pop();
            home_key(state, &pressed)
        }
        Some(layer) => {
            let own = layer.scope();
            let typed = layer.takes_text() && chord.typed().is_some();
            if let (Some(scope), false) = (own, typed)
                && let Resolved::Command(command) =
                    state
                        .keymap
                        .resolve(&[chord], &[scope], |command| state.fits(command))
            {
                return layer_action(state, command);
            }
            if state.layers.last().is_some_and(Layer::takes_text)
                && let Some(effects) = type_key(state, chord)
            {
                return effects;
            }
            let scopes = state.scopes();
            match state
                .keymap
                .resolve(&[chord], &scopes, |command| state.fits(command))
            {
                Resolved::Command(command) => layer_action(state, command),
                Resolved::Prefix | Resolved::Nothing => Vec::new(),
            }
        }
        None => home_key(state, &[chord]),
    }
}

fn home_key(state: &mut State, pressed: &[Chord]) -> Vec<Effect> {
    let scopes = state.home_scopes();
    match state
        .keymap
        .resolve(pressed, &scopes, |command| state.fits(command))
    {
        Resolved::Command(command) => run(state, command, pressed),
        Resolved::Prefix => {
            state.layers.push(Layer::Prefix(pressed.to_vec()));
            Vec::new()
        }
        Resolved::Nothing => Vec::new(),
    }
}

/// Runs a command of Home; `pressed` are the keys that did, none from the palette.
pub(super) fn run(state: &mut State, command: &Command, pressed: &[Chord]) -> Vec<Effect> {
    home::step(state, command.action)
        .or_else(|| home::act(state, command.action))
        .unwrap_or_else(|| verbs::act(state, command.action, pressed))
}

/// Types a key into the layer on top, if the key types or edits.
fn type_key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    match state.layers.last()? {
        Layer::FilterLine => home::filter_key(state, chord),
        Layer::Palette(_) => on_palette::key(state, chord),
        Layer::Form(_) => on_form::key(state, chord),
        Layer::Files(_) => on_import::path_key(state, chord),
        Layer::Thinking(_) => on_thinking::key(state, chord),
        _ => None,
    }
}

fn layer_action(state: &mut State, command: &Command) -> Vec<Effect> {
    match command.action {
        Action::Quit => return home::quit(state),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Back => return back(state),
        _ => {}
    }
    let action = command.action;
    match state.layers.last() {
        Some(Layer::FilterLine) => home::filter_action(state, action),
        Some(Layer::Palette(_)) => return on_palette::act(state, action),
        Some(Layer::Form(_)) => return on_form::act(state, action),
        Some(Layer::Files(_)) => return on_import::act_on_files(state, action),
        Some(Layer::Preview(_)) => return on_import::act_on_preview(state, action),
        Some(Layer::Thinking(_)) => return on_thinking::act(state, action),
        Some(Layer::LastSpoke { who, tie }) => {
            if let Action::Spoke(spoke) = action {
                let (who, tie) = (*who, *tie);
                state.layers.pop();
                return verbs::give_tie(state, vec![who], tie, Some(spoke));
            }
        }
        Some(Layer::UndoQuestion(past)) => {
            if action == Action::Yes {
                let direction = past.direction;
                state.layers.pop();
                return vec![Effect::Undo(direction, Consent::Given)];
            }
        }
        Some(Layer::DeleteQuestion(ids)) => {
            let ids = ids.clone();
            match action {
                Action::Yes => {
                    state.layers.pop();
                    return verbs::delete(state, ids);
                }
                Action::ExportFirst => return vec![Effect::ExportContacts(ids)],
                _ => {}
            }
        }
        Some(Layer::Prefix(_) | Layer::HowTo | Layer::Reading(_)) | None => {}
    }
    Vec::new()
}

/// Leaves the layer on top. What was typed into a form is kept.
fn back(state: &mut State) -> Vec<Effect> {
    match state.layers.pop() {
        Some(Layer::FilterLine) => {
            state.people.filter = Default::default();
            home::refilter(state);
        }
        Some(Layer::Form(form)) if form.is_touched() => {
            let draft = form.draft();
            state.drafts.retain(|kept| kept.form != draft.form);
            state.drafts.push(draft);
            state.say("what you typed is kept for next time");
            return vec![Effect::KeepDrafts(state.drafts.clone())];
        }
        Some(Layer::Reading(_)) => {
            state.say("stopped; nothing changed");
            return vec![Effect::CancelJob];
        }
        Some(Layer::Preview(_)) => state.say("nothing was imported"),
        Some(Layer::Thinking(mut thinking)) if thinking.at.is_some() => {
            thinking.at = None;
            state.layers.push(Layer::Thinking(thinking));
        }
        Some(Layer::Thinking(_)) if !state.picks.is_empty() => {
            state.focus = Pane::Due;
            state.list = Pane::Due;
        }
        Some(Layer::Files(mut files))
            if files.typing && files.found.as_ref().is_some_and(|f| !f.is_empty()) =>
        {
            files.typing = false;
            state.layers.push(Layer::Files(files));
        }
        _ => {}
    }
    Vec::new()
}

fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    match state.layers.last_mut() {
        Some(Layer::FilterLine) => {
            state.people.filter.input.insert(text);
            return home::filter_changed(state);
        }
        Some(Layer::Palette(palette)) => palette.input.insert(text),
        Some(Layer::Form(form)) => {
            form.paste(text);
            on_form::typed(state);
        }
        Some(Layer::Files(files)) => {
            files.typing = true;
            files.path.insert(text);
        }
        Some(Layer::Thinking(thinking)) => {
            thinking.at = None;
            thinking.input.insert(text);
            on_thinking::typed(state);
        }
        _ => {}
    }
    Vec::new()
}

fn applied_change(state: &mut State, applied: Applied) -> Vec<Effect> {
    let first = state.is_first_run();
    let before = Before::of(state, &applied.touched);
    match applied.change {
        Change::Import(_) => state.reload(applied.network),
        _ => state.patch(applied.network, &applied.touched),
    }
    if first {
        state.focus_first();
    } else {
        before.follow(state, &applied.change);
    }
    let mut effects = Vec::new();
    let into_log = matches!(applied.after, After::IntoLog(_));
    if let Some(Layer::Form(form)) = state.layers.last()
        && !into_log
    {
        let what = form.what.clone();
        state.layers.pop();
        if state.take_draft(&what).is_some() {
            effects.push(Effect::KeepDrafts(state.drafts.clone()));
        }
    }
    if matches!(applied.change, Change::Log(_)) {
        state.marks.clear();
    }
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
        After::AskWho(text) => {
            if let Some(Layer::Preview(_)) = state.layers.last() {
                state.layers.pop();
            }
            on_thinking::open(state);
            text
        }
    };
    if applied.changed && state.layers.is_empty() {
        let key = hints::key(state, Scope::Home, Action::Undo);
        state.say(format!("{text} · {key} undo"));
    } else if applied.changed {
        state.say(text);
    } else {
        state.say("it is so already");
    }
    effects
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
            let now = state
                .card
                .as_ref()
                .filter(|card| card.id == contact)
                .and_then(|card| card.note.clone());
            if text == before.as_deref().unwrap_or("") {
                return Vec::new();
            }
            // Somebody else wrote while the editor was open: neither text may be lost.
            let (text, said) = if now == before {
                (text, "notes kept")
            } else {
                let theirs = now.unwrap_or_default();
                (
                    format!("{text}\n\n{theirs}"),
                    "the notes had changed meanwhile: both are kept",
                )
            };
            let edit = Edit {
                note: Some((!text.is_empty()).then_some(text)),
                ..Edit::default()
            };
            vec![Effect::Apply(
                Box::new(Change::Edit(contact, Box::new(edit))),
                After::Say(said.to_owned()),
            )]
        }
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
