//! From one person to others: those they are related to, their household, everybody in the
//! list, the colleagues of an old job.

use std::collections::HashMap;

use super::input::Input;
use super::list::Cursor;
use super::msg::Effect;
use super::people::{Filter, Strip};
use super::state::{Pane, State, Stop};
use super::verbs::{apply, open, the_one};
use super::{forms, hints, home, say};
use crate::command::{Action, Scope, Screen};
use crate::domain::card::{Related, Relation};
use crate::domain::change::Change;
use crate::domain::contact::Kind;
use crate::domain::id::ContactId;
use crate::domain::relation;
use crate::domain::tie::Tie;
use crate::text::Shown;

/// Where one was before going on to somebody else's card.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Place {
    screen: Screen,
    list: Pane,
    strip: Strip,
    filter: Filter,
    on: ContactId,
    stop: Option<Stop>,
}

pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::MarkAll => mark_all(state),
        Action::MarkHousehold => return mark_household(state),
        Action::Relate => return relate(state),
        Action::AddDay => {
            if let Some(one) = the_one(state) {
                return open(state, forms::add_day(one));
            }
        }
        Action::ChangedJobs => {
            let org = largest_organisation(state).unwrap_or_default();
            return open(state, forms::old_job(&org));
        }
        _ => {}
    }
    Vec::new()
}

/// Opens the form of a relation: of the two who are marked, or of one and somebody else.
fn relate(state: &mut State) -> Vec<Effect> {
    if let [one, other] = state.marks[..] {
        return open(state, forms::relate(one, Some(other)));
    }
    match the_one(state) {
        Some(one) => open(state, forms::relate(one, None)),
        None => Vec::new(),
    }
}

/// Goes to the card of the person under the card's cursor.
pub(super) fn go_to_related(state: &mut State) -> Vec<Effect> {
    let to = match related(state).map(|relation| relation.to.clone()) {
        None => return Vec::new(),
        Some(Related::Name(name)) => {
            let key = hints::key(state, Scope::Home, Action::Add);
            let name = Shown::line(&name).fit(30);
            state.say(format!("{name} is nobody here yet · {key} adds them"));
            return Vec::new();
        }
        Some(Related::Contact(to)) => to,
    };
    let Some(on) = state.selected() else {
        return Vec::new();
    };
    let mut trail = std::mem::take(&mut state.trail);
    trail.push(Place {
        screen: state.screen,
        list: state.list,
        strip: state.people.strip,
        filter: state.people.filter.clone(),
        on,
        stop: state.card_cursor.on(),
    });
    home::show_person(state, to);
    home::focus(state, Pane::Card);
    state.trail = trail;
    Vec::new()
}

/// Goes back to the card from which this one was gone to; false where there is none.
pub(super) fn go_back(state: &mut State) -> bool {
    if state.focus != Pane::Card {
        return false;
    }
    let mut trail = std::mem::take(&mut state.trail);
    let Some(place) = trail.pop() else {
        return false;
    };
    state.people.strip = place.strip;
    state.people.filter = place.filter;
    home::refilter(state);
    state.go(place.screen);
    home::focus(state, place.list);
    state.put_cursor(place.list, Some(place.on));
    home::focus(state, Pane::Card);
    state.stop_before = place.stop;
    state.trail = trail;
    true
}

/// Removes the relation under the card's cursor.
pub(super) fn remove(state: &State) -> Vec<Effect> {
    let Some(relation) = related(state) else {
        return Vec::new();
    };
    let name = match &relation.to {
        Related::Contact(id) => say::whom(state, &[*id]),
        Related::Name(name) => Shown::line(name).fit(30),
    };
    let what = relation::on_card(&relation.kind, relation.outgoing, &name);
    apply(
        Change::DeleteRelation(relation.id),
        format!("no longer: {what}"),
    )
}

/// The relation under the card's cursor.
fn related(state: &State) -> Option<&Relation> {
    let Some(Stop::Related(id)) = state.stop() else {
        return None;
    };
    let card = state.shown_card()?;
    card.relations.iter().find(|relation| relation.id == id)
}

/// Marks everybody in the list in use, or nobody of it where all of them are marked.
fn mark_all(state: &mut State) {
    let listed: Vec<ContactId> = match state.screen {
        Screen::Home => {
            let list = state.list;
            (0..state.len(list))
                .map(|row| state.id(list, row))
                .collect()
        }
        Screen::Shelf => state.shelf.listed().collect(),
        // The inbox answers for itself.
        Screen::Inbox | Screen::Review => return,
    };
    if listed.is_empty() {
        return;
    }
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    let mut marked = state.marks.clone();
    marked.sort_unstable();
    if sorted.iter().all(|id| marked.binary_search(id).is_ok()) {
        state.marks.retain(|id| sorted.binary_search(id).is_err());
        state.say("nobody of the list is marked any more");
        return;
    }
    let is_new = |id: &ContactId| marked.binary_search(id).is_err();
    state.marks.extend(listed.into_iter().filter(is_new));
    say_marked(state, Action::MarkAll);
}

/// Marks whoever is selected and all of their household, for one catch-up with all of them.
fn mark_household(state: &mut State) -> Vec<Effect> {
    let Some(one) = state.selected() else {
        return Vec::new();
    };
    if !state.has_card() {
        state.owed = Some(Action::MarkHousehold);
        return Vec::new();
    }
    let household = state.shown_card().map(relation::household);
    let is_around = |id: &ContactId| {
        let contact = state.contact(*id);
        contact.is_some_and(|contact| contact.standing.is_around())
    };
    let others: Vec<ContactId> = household.into_iter().flatten().filter(is_around).collect();
    if others.is_empty() {
        let who = say::whom(state, &[one]);
        let key = hints::key(state, Scope::Home, Action::Relate);
        state.say(format!("{who}: no household is known · {key} relates two"));
        return Vec::new();
    }
    for id in std::iter::once(one).chain(others) {
        if !state.marks.contains(&id) {
            state.marks.push(id);
        }
    }
    say_marked(state, Action::Back);
    Vec::new()
}

/// Says who is marked now, and what takes the marks away.
fn say_marked(state: &mut State, unmarks: Action) {
    let (done, back) = (
        hints::key(state, Scope::Home, Action::CatchUp),
        hints::key(state, Scope::Home, unmarks),
    );
    let who = say::whom(state, &state.marks);
    state.say(format!(
        "marked: {who} · {done} caught up with all · {back} unmarks"
    ));
}

/// Lists who is of an organisation, those with no tie yet first; nothing of no name.
pub(super) fn list_colleagues(state: &mut State, org: &str) {
    // The filter has no way to say a quote: the longest part without one is enough.
    let parts = org.split('"').map(str::trim);
    let Some(org) = parts
        .max_by_key(|part| part.len())
        .filter(|org| !org.is_empty())
    else {
        return;
    };
    state.go(Screen::Home);
    home::focus(state, Pane::People);
    state.people.filter = Filter::default();
    state.people.filter.input = Input::holding(&format!("org:\"{org}\""));
    state.people.strip = Strip::All;
    state.people.cursor = Cursor::default();
    home::refilter(state);
    let latent = Strip::Tie(Tie::Latent);
    let count = state.people.count(latent);
    if count > 0 {
        state.people.strip = latent;
        state.people.cursor = Cursor::default();
        state.people.settle_on_somebody(&state.network);
    }
    let of = Shown::line(org).fit(30);
    let tie = hints::prefix(state, Action::Tie(Tie::Weak));
    let all = hints::key(state, Scope::Home, Action::MarkAll);
    state.say(match (count, state.people.is_empty()) {
        (_, true) => format!("nobody of {of} is here"),
        (0, false) => format!("everybody of {of} has a tie already"),
        (many, false) => format!(
            "{} of {of} without a tie · {all} marks them all · {tie} gives a tie",
            say::people(many)
        ),
    });
}

/// The organisation that most people are of.
fn largest_organisation(state: &State) -> Option<String> {
    let mut of: HashMap<&str, usize> = HashMap::new();
    for contact in &state.network.contacts {
        if contact.kind == Kind::Person
            && contact.standing.is_listed()
            && let Some(org) = contact.org()
        {
            *of.entry(org).or_default() += 1;
        }
    }
    let largest = of.into_iter().max_by(|a, b| (a.1, b.0).cmp(&(b.1, a.0)));
    largest.map(|(org, _)| org.to_owned())
}
