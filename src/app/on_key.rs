//! Keys: which layer a press goes to, and what it does there.

use super::draft::FormFor;
use super::form::FieldName;
use super::layer::{Layer, Palette};
use super::msg::{Consent, Effect};
use super::state::{Length, Pane, State, Toast};
use super::{
    asking, home, on_columns, on_conflicts, on_fold, on_form, on_gather, on_import, on_inbox,
    on_merging, on_palette, on_sharing, on_shelf, on_thinking, verbs,
};
use crate::command::{Action, Command, Scope, Screen};
use crate::domain::shelf;
use crate::keys::{Chord, Resolved};

/// Answers a key press: the layer on top gets it first.
pub(super) fn key(state: &mut State, chord: Chord) -> Vec<Effect> {
    state.owed = None;
    if state.sizes.said > 0 && state.toast.is_some() {
        return read_on(state, chord);
    }
    let is_whole = |toast: &Toast| toast.length == Length::Whole;
    if !state.layers.is_empty() && state.toast.as_ref().is_some_and(is_whole) {
        // It hides a part of what the key is about.
        state.toast = None;
    }
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
                && let Resolved::Command(command) = resolve(state, &[chord], &[scope])
            {
                return layer_action(state, command);
            }
            if state.layers.last().is_some_and(Layer::takes_text)
                && let Some(effects) = type_key(state, chord)
            {
                return effects;
            }
            match resolve(state, &[chord], &state.scopes()) {
                Resolved::Command(command) => layer_action(state, command),
                Resolved::Prefix | Resolved::Nothing => Vec::new(),
            }
        }
        None => home_key(state, &[chord]),
    }
}

fn home_key(state: &mut State, pressed: &[Chord]) -> Vec<Effect> {
    match resolve(state, pressed, &state.home_scopes()) {
        Resolved::Command(command) => run(state, command, pressed),
        Resolved::Prefix => {
            state.layers.push(Layer::Prefix(pressed.to_vec()));
            Vec::new()
        }
        Resolved::Nothing => match pressed {
            [_, .., last] => leave_by(state, *last),
            _ => Vec::new(),
        },
    }
}

/// Goes on in what was said, which hides most of the screen, or puts it away once it was
/// shown to its end: a key that somebody presses at it is not about what lies below, unseen.
fn read_on(state: &mut State, chord: Chord) -> Vec<Effect> {
    let (shown, lines) = (state.sizes.said, state.sizes.said_lines);
    match &mut state.toast {
        Some(toast) if toast.top + shown < lines => toast.top += shown,
        _ => {
            state.toast = None;
            state.sizes.said = 0;
        }
    }
    leave_by(state, chord)
}

/// Ends or suspends if this key, which stands for nothing that is shown, does so anywhere;
/// what would move the cursor unseen does nothing.
fn leave_by(state: &mut State, chord: Chord) -> Vec<Effect> {
    match resolve(state, &[chord], &[Scope::Anywhere]) {
        Resolved::Command(command) if matches!(command.action, Action::Quit | Action::Suspend) => {
            run(state, command, &[chord])
        }
        _ => Vec::new(),
    }
}

/// What these keys stand for in these scopes, among what can be done now.
pub(super) fn resolve(state: &State, pressed: &[Chord], scopes: &[Scope]) -> Resolved {
    let fits = |command: &Command| state.fits(command);
    state.keymap.resolve(pressed, scopes, fits)
}

/// Runs a command of Home; `pressed` are the keys that did, none from the palette.
pub(super) fn run(state: &mut State, command: &Command, pressed: &[Chord]) -> Vec<Effect> {
    let own = match state.screen {
        Screen::Shelf => on_shelf::act(state, command.action),
        Screen::Home | Screen::Inbox | Screen::Review => None,
    };
    own.or_else(|| home::step(state, command.action))
        .or_else(|| on_inbox::act(state, command.action))
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
        Layer::Columns(_) => on_columns::key(state, chord),
        Layer::Thinking(_) => on_thinking::key(state, chord),
        Layer::Fold(_) => on_fold::key(state, chord),
        Layer::Sharing(_) => on_sharing::key(state, chord),
        Layer::Gather(_) => on_gather::key(state, chord),
        Layer::Twice(_) => on_merging::key(state, chord),
        _ => None,
    }
}

/// Does what a command does to the layer on top.
pub(super) fn layer_action(state: &mut State, command: &Command) -> Vec<Effect> {
    match command.action {
        Action::Quit => return home::quit(state),
        Action::Suspend => return vec![Effect::Suspend],
        Action::Back => return back(state),
        Action::Help => {
            state.layers.push(Layer::Palette(Palette::default()));
            return Vec::new();
        }
        _ => {}
    }
    let action = command.action;
    match state.layers.last() {
        Some(Layer::FilterLine) => home::filter_action(state, action),
        Some(Layer::Palette(_)) => return on_palette::act(state, action),
        Some(Layer::Form(_)) => return on_form::act(state, action),
        Some(Layer::Files(_)) => return on_import::act_on_files(state, action),
        Some(Layer::Columns(_)) => return on_columns::act(state, action),
        Some(Layer::Preview(_)) => return on_import::act_on_preview(state, action),
        Some(Layer::Thinking(_)) => return on_thinking::act(state, action),
        Some(Layer::Fold(_)) => return on_fold::act(state, action),
        Some(Layer::Sharing(_)) => return on_sharing::act(state, action),
        Some(Layer::Gather(_)) => return on_gather::act(state, action),
        Some(Layer::Twice(_)) => return on_merging::act(state, action),
        Some(Layer::Conflicts(_)) => return on_conflicts::act(state, action),
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
        Some(Layer::HowTo { .. }) => on_import::act_on_how_to(state, action),
        Some(Layer::Prefix(_) | Layer::Reading(_)) | None => {}
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
            draft.put_among(&mut state.drafts);
            state.say("what you typed is kept for next time");
            return vec![Effect::KeepDrafts(state.drafts.clone())];
        }
        Some(Layer::Reading(_)) => {
            state.say("stopped; nothing changed");
            return vec![Effect::CancelJob];
        }
        Some(Layer::Columns(columns)) if !columns.typed.is_empty() => {
            let columns = on_columns::without_letters(columns);
            state.layers.push(Layer::Columns(columns));
        }
        Some(Layer::Preview(_)) => state.say("nothing was imported"),
        Some(Layer::LastSpoke { .. }) => state.say("the tie stays as it was"),
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

/// Puts pasted text into the line that is being typed; where none is, a link is one for the
/// shelf.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    match state.layers.last_mut() {
        Some(Layer::FilterLine) => {
            state.people.filter.input.insert(text);
            return home::filter_changed(state);
        }
        Some(Layer::Palette(palette)) => palette.input.insert(text),
        Some(Layer::Form(form)) => {
            let is_name = form
                .focused()
                .is_some_and(|field| field.name == FieldName::Name);
            if form.what == FormFor::AddRequest && is_name && text.trim().lines().count() > 1 {
                let all = asking::pasted(state, text);
                return asking::add(state, all);
            }
            form.paste(text);
            on_form::typed(state);
        }
        Some(Layer::Files(files)) => {
            files.typing = true;
            files.matches.clear();
            files.path.insert(text);
        }
        Some(Layer::Thinking(thinking)) => {
            thinking.at = None;
            thinking.input.insert(text);
            on_thinking::typed(state);
        }
        Some(Layer::Fold(fold)) => {
            fold.input.insert(text);
            on_fold::typed(state);
        }
        Some(Layer::Gather(_)) => on_gather::paste(state, text),
        Some(Layer::Twice(_)) => on_merging::paste(state, text),
        Some(Layer::Columns(_)) => on_columns::paste(state, text),
        Some(Layer::Sharing(_)) => return on_sharing::paste(state, text),
        None if state.screen == Screen::Inbox && !shelf::is_link(text) => {
            return asking::paste(state, text);
        }
        None => return on_shelf::pasted(state, text),
        _ => {}
    }
    Vec::new()
}
