//! Keys in the review.

use super::home;
use super::list::{Cursor, Step};
use super::msg::Effect;
use super::review::{Part, Review, View};
use super::say;
use super::state::{Pane, State};
use super::verbs::apply;
use crate::command::Action;
use crate::domain::offer::{self, Offer, Offered};

/// Moves the cursor of the part that has the focus, or scrolls the overview.
pub(super) fn step(state: &mut State, step: Step) {
    let sizes = state.sizes;
    let review = &mut state.review;
    match review.part {
        Part::Overview => {
            let half = (sizes.review / 2).max(1);
            let below = sizes.review_below;
            review.scroll = match step {
                Step::Down if below == 0 => return enter_list(review),
                Step::Down => review.scroll + 1,
                Step::Up => review.scroll.saturating_sub(1),
                Step::PageDown => review.scroll + half.min(below),
                Step::PageUp => review.scroll.saturating_sub(half),
                Step::First => 0,
                Step::Last => review.scroll + below,
            };
        }
        Part::List => {
            let rows = review.rows();
            let before = review.row();
            let mut cursor = review.cursor.clone();
            cursor.go(step, rows.len(), sizes.review, |row| rows[row]);
            review.cursor = cursor;
            let is_first = before.is_none() || before == rows.first().copied();
            let has_more_above = sizes.review_below > 0 || sizes.one_pane;
            if step == Step::Up && is_first && has_more_above && review.view == View::Weeks {
                review.part = Part::Overview;
            }
            if review.row() != before {
                review.preview = Cursor::default();
            }
            review.settle();
        }
        Part::Preview => {
            let lines = review.lines();
            review
                .preview
                .go(step, lines.len(), sizes.preview, |row| lines[row]);
        }
    }
}

/// Puts the focus on the list, where there is something in it.
fn enter_list(review: &mut Review) {
    if !review.rows().is_empty() {
        review.part = Part::List;
    }
}

/// Goes to the review: to its list, or where that is a pane of its own, to its beginning; to
/// a preview that was left for somebody's card.
pub(super) fn open(state: &mut State) {
    let begins = state.sizes.one_pane && state.review.view == View::Weeks;
    let review = &mut state.review;
    review.scroll = 0;
    if review.part != Part::Preview || review.offer().is_none() {
        review.part = match begins {
            true => Part::Overview,
            false => Part::List,
        };
    }
    review.settle();
}

/// Moves about in the review or does something to an offer, if this action does.
pub(super) fn act(state: &mut State, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::NextPane => cycle(&mut state.review, 1),
        Action::PreviousPane => cycle(&mut state.review, 2),
        Action::OpenCard => {
            if let Some(id) = state.selected().filter(|id| state.is_here(*id)) {
                home::show_person(state, id);
                home::focus(state, Pane::Card);
            }
        }
        Action::LookBack => look_back(state),
        Action::Back | Action::Leave if state.review.part == Part::Preview => {
            state.review.part = Part::List;
        }
        Action::Back | Action::Leave if state.review.view == View::Year => look_back(state),
        Action::TakeOffer => return Some(take(state)),
        Action::NotNow => return Some(decline(state)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Goes so many parts on, of those that there are.
fn cycle(review: &mut Review, by: usize) {
    let has = |part: &Part| match part {
        Part::Overview => review.view == View::Weeks,
        Part::List => true,
        Part::Preview => review.offer().is_some(),
    };
    let all = [Part::Overview, Part::List, Part::Preview];
    let parts: Vec<Part> = all.into_iter().filter(has).collect();
    let at = parts.iter().position(|part| *part == review.part);
    // Two on of three is one back; of fewer it is worked out here.
    let by = if by == 1 { 1 } else { parts.len() - 1 };
    review.part = parts[(at.unwrap_or(0) + by) % parts.len()];
    review.settle();
}

fn look_back(state: &mut State) {
    let review = &mut state.review;
    review.view = match review.view {
        View::Weeks => View::Year,
        View::Year => View::Weeks,
    };
    review.cursor = Cursor::default();
    open(state);
}

/// Takes the offer in hand, once what it would change is seen.
fn take(state: &mut State) -> Vec<Effect> {
    let Some(offer) = state.review.offer_in_hand() else {
        return Vec::new();
    };
    let (change, text) = (offer.change(), taken(state, offer));
    if state.sizes.preview == 0 {
        state.review.part = Part::Preview;
        state.review.preview = Cursor::default();
        state.review.settle();
        return Vec::new();
    }
    apply(change, text)
}

fn taken(state: &State, offer: &Offer) -> String {
    let people = offer.people();
    let who = say::whom(state, &people);
    match &offer.what {
        Offered::Longer(_) => format!("a longer cadence for {who}"),
        Offered::Stand(_, to) => format!("{who}: {}", to.label()),
    }
}

fn decline(state: &mut State) -> Vec<Effect> {
    let Some(offer) = state.review.offer_in_hand() else {
        return Vec::new();
    };
    let again = say::day(state.today, offer::made_again(state.today));
    apply(
        offer.decline(),
        format!("not now; offered again from {again}"),
    )
}
