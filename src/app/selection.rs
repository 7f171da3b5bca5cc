//! Where the selection goes when what was done takes somebody out of a list, or brings them
//! back.
//!
//! A verb is done with whom it takes out of the list: the selection goes on to the row that
//! took the place, so that the same key again is about the next person and never, unseen,
//! about the one who has left. Two things keep it where it was: a catch-up, after which a
//! note, a tie or another catch-up is still about the same person, and a card that is being
//! read. Whoever a catch-up took out of the list lingers while what was said about it stands:
//! their card is the one that is shown, so every key is about them. Then, or once another pane
//! is gone to or they are put off, the row that took their place is selected, for all to see.
//! What other processes do moves nothing either.

use super::state::{Pane, State};
use super::{home, on_inbox, on_shelf, verbs};
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::standing::Standing;

/// The lists of Home.
const LISTS: [Pane; 3] = [Pane::Due, Pane::Birthdays, Pane::People];

/// What is done again to more people than this, an import mostly, is about no single one.
const CROWD: usize = 25;

/// Where the selection went when a resting week emptied the due pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rest {
    /// Whom it was on in the due pane.
    from: ContactId,
    to: Pane,
    on: Option<ContactId>,
}

/// Where the cursor was before something was done.
pub(super) struct Before {
    list: Pane,
    /// Whom the cursor was on, if in a row.
    on: Option<ContactId>,
    /// The first below to whom nothing is done, so that several who leave together leave the
    /// selection on whoever came after them.
    next: Option<ContactId>,
}

impl Before {
    /// Where it is now, before something is done to the people who are `touched`.
    pub(super) fn of(state: &State, touched: &[ContactId]) -> Before {
        let list = match state.list {
            Pane::Card => Pane::People,
            list => list,
        };
        let len = state.len(list);
        let row = state.cursor(list).row(len, |row| state.id(list, row));
        let below = row.map_or(len, |row| row + 1)..len;
        let mut touched = touched.to_vec();
        touched.sort_unstable();
        Before {
            list,
            on: row.map(|row| state.id(list, row)),
            next: below
                .map(|row| state.id(list, row))
                .find(|id| touched.binary_search(id).is_err()),
        }
    }

    /// Goes on after a change that was carried out.
    pub(super) fn follow(self, state: &mut State, change: &Change) {
        if matches!(change, Change::Log(_) | Change::Share(..)) {
            let on = state.cursor(self.list).on();
            let has_left = on.filter(|id| !is_listed(state, self.list, *id));
            state.lingers = has_left.or(state.lingers);
            return;
        }
        if parts_with(change) {
            land(state);
        }
        let (from, was_due) = (self.on, state.focus == Pane::Due);
        self.go_on(state);
        if matches!(change, Change::WeekBudget(..)) {
            if was_due && state.picks.is_empty() {
                state.rest = from.map(|from| Rest {
                    from,
                    to: state.focus,
                    on: state.selected(),
                });
            }
            come_back_from_rest(state);
        }
    }

    fn go_on(self, state: &mut State) {
        let Some(on) = self.on else { return };
        let is_here = |state: &State| {
            let cursor = state.cursor(self.list);
            let row = cursor.row(state.len(self.list), |row| state.id(self.list, row));
            row.is_some() && cursor.on() == Some(on)
        };
        if is_here(state) {
            return;
        }
        let is_gone = !state.is_here(on);
        if state.focus == Pane::Card {
            if !is_gone {
                return;
            }
            state.focus = state.list;
        }
        let next = self.next.filter(|next| is_listed(state, self.list, *next));
        state.put_cursor(self.list, next);
        leave_if_empty(state);
    }
}

/// Whom the lists held before something was taken back or done again.
pub(super) struct BeforeHistory {
    before: Before,
    /// In order of id.
    touched: Vec<ContactId>,
    /// Who of the touched each list held.
    held: [Vec<ContactId>; 3],
}

impl BeforeHistory {
    pub(super) fn of(state: &State, touched: &[ContactId]) -> BeforeHistory {
        let mut sorted = touched.to_vec();
        sorted.sort_unstable();
        BeforeHistory {
            before: Before::of(state, touched),
            held: LISTS.map(|list| those_listed(state, list, &sorted)),
            touched: sorted,
        }
    }

    /// Goes to whoever came back, in the list that is in use if they are there; else on from
    /// who was taken away again.
    pub(super) fn follow(self, state: &mut State) {
        let is_reading = state.focus == Pane::Card && state.selected().is_some();
        let came_back = |(list, held): (Pane, &Vec<ContactId>)| {
            let back = those_listed(state, list, &self.touched);
            let id = back.into_iter().find(|id| !held.contains(id))?;
            Some((list, id))
        };
        let lists = || LISTS.into_iter().zip(&self.held);
        let is_crowd = self.touched.len() > CROWD;
        let back = lists()
            .filter(|(list, _)| *list == self.before.list)
            .chain(lists())
            .find_map(came_back);
        match back {
            Some((list, id)) if !is_reading && !is_crowd => {
                home::focus(state, list);
                state.put_cursor(list, Some(id));
            }
            _ => self.before.go_on(state),
        }
        come_back_from_rest(state);
    }
}

/// Goes to the row that took the place of whoever lingers, once nothing said stands any more.
pub(super) fn land_when_quiet(state: &mut State) {
    if state.toast.is_none() && state.layers.is_empty() {
        land(state);
        on_inbox::land(state);
        on_shelf::land(state);
    }
}

/// Goes there, unless a card is being read.
pub(super) fn land(state: &mut State) {
    let Some(who) = state.lingers else { return };
    if state.focus == Pane::Card {
        return;
    }
    state.lingers = None;
    let list = state.list;
    if state.cursor(list).on() == Some(who) && !is_listed(state, list, who) {
        state.put_cursor(list, None);
        leave_if_empty(state);
    }
}

/// Whether this is a word for now, after which the next person is up.
pub(super) fn parts_with(change: &Change) -> bool {
    match change {
        Change::Later(_, until) => until.is_some(),
        Change::Stand(_, to) => !matches!(to, Standing::Active | Standing::Dormant),
        Change::SomeoneElse(_) | Change::Pause(_) | Change::ClearMind(_) => true,
        _ => false,
    }
}

/// Goes back to the due pane once it fills again after a resting week, if the selection is
/// still where it went then.
fn come_back_from_rest(state: &mut State) {
    if state.picks.is_empty() {
        return;
    }
    let Some(rest) = state.rest.take() else {
        return;
    };
    if state.focus == rest.to && state.selected() == rest.on {
        let from = Some(rest.from).filter(|id| is_listed(state, Pane::Due, *id));
        home::focus(state, Pane::Due);
        state.put_cursor(Pane::Due, from);
    }
}

/// Takes the row at which the cursor lies between the rows, when a card is left whose person
/// has left the list, unless they were caught up with today.
pub(super) fn leave_card(state: &mut State) {
    let list = state.list;
    let on = state.cursor(list).on();
    let is_done = on.is_some_and(|id| !is_listed(state, list, id))
        && !on.is_some_and(|id| verbs::caught_up_today(state, id));
    if is_done {
        state.put_cursor(list, None);
        leave_if_empty(state);
    }
}

/// Goes on in the next pane where everybody has left this one; from People, which is always
/// there, nowhere.
fn leave_if_empty(state: &mut State) {
    let next = match state.list {
        Pane::Due if state.picks.is_empty() && !state.upcoming.is_empty() => Pane::Birthdays,
        Pane::Due if state.picks.is_empty() => Pane::People,
        Pane::Birthdays if state.upcoming.is_empty() => Pane::People,
        _ => return,
    };
    home::focus(state, next);
}

fn is_listed(state: &State, list: Pane, id: ContactId) -> bool {
    match list {
        Pane::People | Pane::Card => state.people.row_of(&state.network, id).is_some(),
        list => (0..state.len(list)).any(|row| state.id(list, row) == id),
    }
}

/// Who of these, which are sorted, a list holds, in its order.
fn those_listed(state: &State, list: Pane, ids: &[ContactId]) -> Vec<ContactId> {
    if list == Pane::People {
        return state.people.those_of(&state.network, ids);
    }
    (0..state.len(list))
        .map(|row| state.id(list, row))
        .filter(|id| ids.binary_search(id).is_ok())
        .collect()
}
