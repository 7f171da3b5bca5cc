//! Requests that are typed or pasted: from the words to the change that takes them in.

use super::msg::{After, Effect};
use super::state::State;
use crate::domain::change::Change;
use crate::domain::id::ContactId;
use crate::domain::request::{self, Asked};
use crate::domain::who::{self, Who};
use crate::text::Shown;

/// Takes in the requests that pasted lines say.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let all = pasted(state, text);
    match all.as_slice() {
        [] => {
            state.say("no request in that; a line is one: Pat Lim, Flux, 6 mutual, a note");
            Vec::new()
        }
        _ => add(state, all),
    }
}

/// What the pasted lines ask.
pub(super) fn pasted(state: &State, text: &str) -> Vec<Asked> {
    let lines = request::parse_lines(text).into_iter();
    lines.map(|line| today(state, line)).collect()
}

/// What a line asks, of today.
pub(super) fn today(state: &State, line: request::Line) -> Asked {
    Asked {
        on: Some(state.today),
        ..line.asked(&|name| introducer(state, name))
    }
}

/// Who is meant by an introducer's name, where that is one person.
fn introducer(state: &State, name: &str) -> Option<ContactId> {
    match who::find(&state.network, name, &|_| Vec::new()) {
        Who::One(id) => Some(id).filter(|id| state.is_here(*id)),
        Who::Several(_) | Who::Nobody => None,
    }
}

/// Asks for these requests to be taken in.
pub(super) fn add(state: &State, all: Vec<Asked>) -> Vec<Effect> {
    let (change, after) = add_change(state, all);
    vec![Effect::Apply(Box::new(change), after)]
}

/// The change that takes these requests in, and what is said then.
pub(super) fn add_change(state: &State, all: Vec<Asked>) -> (Change, After) {
    let again = request::again(&all, &state.inbox.requests).len();
    let text = match (all.as_slice(), again) {
        ([one], 0) => format!("{} waits in the inbox", Shown::line(&one.name).fit(30)),
        ([one], _) => {
            let name = Shown::line(&one.name).fit(30);
            format!("{name} waited in the inbox already; what is new is added")
        }
        (several, 0) => format!("{} requests wait in the inbox", several.len()),
        (several, again) => {
            let new = several.len() - again;
            format!("{new} requests wait in the inbox, {again} more did already")
        }
    };
    (Change::AddRequests(all), After::Say(text))
}
