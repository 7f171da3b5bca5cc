//! Moving about on Home: panes, cursors, the tie strip, the filter, leaving.

use super::draft::SavedDraft;
use super::input::{Input, Typed};
use super::layer::{Files, Layer, Palette};
use super::list::Step;
use super::msg::{Consent, Direction, Effect};
use super::people::Strip;
use super::state::{Pane, State};
use super::{on_inbox, on_review, on_shelf, relating, selection};
use crate::command::{Action, Screen};
use crate::domain::id::ContactId;
use crate::keys::{Chord, Key};

/// Moves the cursor of the pane with the focus, if this action is a move.
pub(super) fn step(state: &mut State, action: Action) -> Option<Vec<Effect>> {
    let step = step_of(action)?;
    match state.screen {
        Screen::Home => {}
        // Each moves its own cursor.
        Screen::Inbox => {
            match state.focus {
                Pane::Card => move_on_card(state, step),
                _ => on_inbox::step(state, step),
            }
            return Some(Vec::new());
        }
        Screen::Shelf => {
            on_shelf::step(state, step);
            return Some(Vec::new());
        }
        Screen::Review => {
            on_review::step(state, step);
            return Some(Vec::new());
        }
    }
    match state.focus {
        Pane::Due => move_due(state, step),
        Pane::Birthdays => {
            let (len, height) = (state.upcoming.len(), state.sizes.birthdays);
            let key = |row: usize| state.upcoming[row].contact;
            let before = state.birthday_cursor.row(len, key);
            state.birthday_cursor.go(step, len, height, key);
            if step == Step::Down && before == state.birthday_cursor.row(len, key) {
                focus(state, Pane::People);
            } else if step == Step::Up && before == Some(0) && !state.picks.is_empty() {
                focus(state, Pane::Due);
            }
        }
        Pane::People => {
            let network = std::sync::Arc::clone(&state.network);
            let people = &mut state.people;
            let mut cursor = std::mem::take(&mut people.cursor);
            let id = |row: usize| people.id(&network, row);
            cursor.go(step, people.len(), state.sizes.people, id);
            people.cursor = cursor;
        }
        Pane::Card => move_on_card(state, step),
    }
    Some(Vec::new())
}

/// The step that an action is, if it is one.
pub(super) fn step_of(action: Action) -> Option<Step> {
    Some(match action {
        Action::Down => Step::Down,
        Action::Up => Step::Up,
        Action::PageDown => Step::PageDown,
        Action::PageUp => Step::PageUp,
        Action::First => Step::First,
        Action::Last => Step::Last,
        _ => return None,
    })
}

/// From line to line that the cursor can be on; where there is none further, the card
/// scrolls. What was scrolled to stays in sight: from there the cursor goes to the first
/// line it can be on, not to the one after where it was.
fn move_on_card(state: &mut State, step: Step) {
    let stops = state.stops();
    let at = state.stop_at(&stops);
    let last = stops.len().checked_sub(1);
    let half = (state.sizes.card / 2).max(1);
    let scroll = state.card_scroll;
    let seen = state.sizes.card_seen;
    let is_out_of_sight = scroll > 0 && state.stop().is_none();
    let further = |lines: usize| scroll + lines.min(state.sizes.card_below);
    let (to_stop, scroll) = match step {
        Step::PageDown => (None, further(half)),
        Step::PageUp if scroll >= half || at.is_none() => (None, scroll.saturating_sub(half)),
        Step::PageUp => (before_page(at, seen), 0),
        Step::Down if is_out_of_sight => match seen {
            Some((first, _)) => (Some(first), 0),
            None => (None, further(1)),
        },
        Step::Down if at == last => (None, further(1)),
        Step::Up if scroll > 0 => (None, scroll - 1),
        Step::First | Step::Up if step == Step::First || at == Some(0) => {
            state.card_cursor = Default::default();
            (None, 0)
        }
        _ => {
            let height = state.sizes.card;
            state
                .card_cursor
                .go(step, stops.len(), height, |row| stops[row]);
            (None, 0)
        }
    };
    if let Some(stop) = to_stop.and_then(|stop| stops.get(stop)) {
        state.card_cursor.put(*stop);
        state.card_cursor.settle(stops.len(), |row| stops[row]);
    }
    state.card_scroll = scroll;
}

/// The stop half a page before: the first that is shown, or the one before that.
fn before_page(at: Option<usize>, seen: Option<(usize, usize)>) -> Option<usize> {
    let at = at?;
    match seen {
        Some((first, _)) if first < at => Some(first),
        _ => Some(at.saturating_sub(1)),
    }
}

fn move_due(state: &mut State, step: Step) {
    let height = state.sizes.due;
    let before = state.due_cursor.on();
    let picks = &state.picks;
    state
        .due_cursor
        .go(step, picks.len(), height, |row| picks[row].contact);
    // Walking down out of the few picks goes on in the pane below.
    if step == Step::Down && before == state.due_cursor.on() {
        let next = if state.upcoming.is_empty() {
            Pane::People
        } else {
            Pane::Birthdays
        };
        focus(state, next);
    }
}

/// Moves about or opens something, if this action does.
pub(super) fn act(state: &mut State, action: Action) -> Option<Vec<Effect>> {
    if state.screen == Screen::Review
        && let Some(effects) = on_review::act(state, action)
    {
        return Some(effects);
    }
    match action {
        Action::NextPane => cycle(state, 1),
        Action::PreviousPane => cycle(state, state.panes().len().saturating_sub(1)),
        Action::Go(Screen::Home) if state.screen == Screen::Home => focus_list(state),
        Action::Go(screen) => {
            // What was said elsewhere would stand before the hints of what is new to the eye.
            if screen != state.screen {
                state.toast = None;
            }
            state.go(screen);
        }
        Action::OpenCard => {
            focus(state, Pane::Card);
        }
        Action::StripNext => strip(state, state.people.strip.next()),
        Action::StripPrevious => strip(state, state.people.strip.previous()),
        Action::Back => return Some(back(state)),
        Action::Leave => {
            if state.screen != Screen::Home {
                state.go(Screen::Home);
            } else if state.focus == Pane::Card {
                focus_list(state);
            } else {
                return Some(quit(state));
            }
        }
        Action::Quit => return Some(quit(state)),
        Action::Suspend => return Some(vec![Effect::Suspend]),
        Action::Help => state.layers.push(Layer::Palette(Palette::default())),
        Action::Filter => {
            state.go(Screen::Home);
            if state.focus == Pane::Card {
                focus_list(state);
            }
            focus(state, Pane::People);
            state.layers.push(Layer::FilterLine);
        }
        Action::Import => {
            state.layers.push(Layer::Files(Files::default()));
            return Some(vec![Effect::FindImportable]);
        }
        Action::HowToExport => state.layers.push(Layer::HowTo { top: 0 }),
        Action::Demo => return Some(vec![Effect::Demo]),
        Action::Undo => return Some(vec![Effect::Undo(Direction::Undo, Consent::AskFirst)]),
        Action::Redo => return Some(vec![Effect::Undo(Direction::Redo, Consent::AskFirst)]),
        _ => return None,
    }
    Some(Vec::new())
}

/// Gives a pane the focus.
pub(super) fn focus(state: &mut State, pane: Pane) {
    if pane != Pane::Card && pane != state.list {
        selection::land(state);
    }
    let was = std::mem::replace(&mut state.focus, pane);
    if pane == Pane::Card {
        settle_card(state, true);
        return;
    }
    state.trail.clear();
    state.list = pane;
    if was == Pane::Card {
        selection::leave_card(state);
    }
}

fn focus_list(state: &mut State) {
    focus(state, state.list);
}

fn cycle(state: &mut State, by: usize) {
    let panes = state.panes();
    let at = panes
        .iter()
        .position(|pane| *pane == state.focus)
        .unwrap_or(0);
    if let Some(pane) = panes.get((at + by) % panes.len().max(1)) {
        focus(state, *pane);
    }
}

fn strip(state: &mut State, strip: Strip) {
    state.people.strip = strip;
    state.people.settle_on_somebody(&state.network);
}

/// Steps back, one thing at a time; never quits.
fn back(state: &mut State) -> Vec<Effect> {
    if relating::go_back(state) {
        // On the card before.
    } else if state.screen != Screen::Home {
        state.go(Screen::Home);
    } else if state.focus == Pane::Card {
        focus_list(state);
    } else if !state.people.filter.input.is_empty() {
        state.people.filter = Default::default();
        refilter(state);
    } else if !state.marks.is_empty() {
        state.marks.clear();
    } else if state.people.strip != Strip::All {
        strip(state, Strip::All);
    } else if state.toast.is_some() {
        state.toast = None;
    }
    Vec::new()
}

/// Ends; what is being typed is kept.
pub(super) fn quit(state: &mut State) -> Vec<Effect> {
    let drafts = all_drafts(state);
    if drafts == state.drafts {
        return vec![Effect::Quit];
    }
    vec![Effect::KeepDrafts(drafts), Effect::Quit]
}

/// What was typed and not saved, the open forms included.
pub fn all_drafts(state: &State) -> Vec<SavedDraft> {
    let mut drafts = state.drafts.clone();
    for layer in &state.layers {
        if let Layer::Form(form) = layer
            && form.is_touched()
        {
            form.draft().put_among(&mut drafts);
        }
    }
    drafts
}

/// Leaves the card's cursor where it was, or shows another card from its top.
pub(super) fn settle_card(state: &mut State, same: bool) {
    let stops = state.stops();
    if !same {
        state.card_cursor = Default::default();
        state.card_scroll = 0;
        if let Some(stop) = state.stop_before.take().filter(|stop| stops.contains(stop)) {
            state.card_cursor.put(stop);
            state.card_cursor.settle(stops.len(), |row| stops[row]);
        }
    } else if let Some(on) = state.card_cursor.on() {
        if !stops.contains(&on) {
            state.card_cursor.let_go();
        }
        state.card_cursor.settle(stops.len(), |row| stops[row]);
    }
    if let Some(before) = state.before_undo.take().filter(|_| same)
        && let Some(back) = stops.iter().find(|stop| !before.contains(stop))
    {
        state.card_cursor.put(*back);
        state.card_cursor.settle(stops.len(), |row| stops[row]);
        state.card_scroll = 0;
    }
    if state.focus == Pane::Card && state.has_nothing_beside() {
        focus_list(state);
    }
}

/// Goes to somebody in People, through whatever filter and tie would hide them.
pub(super) fn show_person(state: &mut State, id: ContactId) {
    state.go(Screen::Home);
    focus(state, Pane::People);
    state.people.cursor.put(id);
    state.people.settle(&state.network);
    let row = |state: &State| {
        let id = |row| state.people.id(&state.network, row);
        state.people.cursor.row(state.people.len(), id)
    };
    if row(state).is_none() {
        state.people.strip = Strip::All;
        state.people.filter = Default::default();
        refilter(state);
        state.people.cursor.put(id);
        state.people.settle(&state.network);
    }
    // Whoever was put away is listed where that is asked for.
    if row(state).is_none()
        && let Some(contact) = state.contact(id)
    {
        let among = format!("is:{}", contact.standing.word());
        state.people.filter.input = Input::holding(&among);
        refilter(state);
        state.people.cursor.put(id);
        state.people.settle(&state.network);
    }
}

/// Runs the filter again.
pub(super) fn refilter(state: &mut State) {
    let State {
        people,
        network,
        index,
        config,
        today,
        ..
    } = state;
    people.list(network, index, config, *today);
    people.settle_on_somebody(network);
}

/// Runs the filter again with the cursor on whom it finds first, as befits one that is
/// being typed.
pub(super) fn best_first(state: &mut State) {
    state.people.cursor = Default::default();
    refilter(state);
}

/// Runs the filter after it was typed into, and asks for what the notes say about it.
pub(super) fn filter_changed(state: &mut State) -> Vec<Effect> {
    best_first(state);
    let words = state.people.unknown_note_words(&state.config, state.today);
    words.into_iter().map(Effect::SearchNotes).collect()
}

/// Types into the filter line, if the key types.
pub(super) fn filter_key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    // Leaving an empty line by backspace is what hands do.
    if chord == Chord::plain(Key::Backspace) && state.people.filter.input.is_empty() {
        state.layers.pop();
        return Some(Vec::new());
    }
    match state.people.filter.input.key(chord) {
        Typed::Changed => Some(filter_changed(state)),
        Typed::Moved => Some(Vec::new()),
        Typed::NotMine => None,
    }
}

/// What keys do in the filter line besides typing.
pub(super) fn filter_action(state: &mut State, action: Action) {
    if action == Action::Accept {
        state.layers.pop();
    } else {
        step(state, action);
    }
}
