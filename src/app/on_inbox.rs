//! The inbox: moving about in it, deciding about who waits there, and where the cursor goes
//! then.

use chrono::NaiveDate;

use super::draft::FormFor;
use super::form::{Field, FieldName, Form, Sense};
use super::layer::{Fold, Layer};
use super::list::Step;
use super::msg::{After, Effect};
use super::state::{Pane, State};
use super::{forms, home, on_merging, say, selection, verbs};
use crate::command::{Action, Screen};
use crate::domain::change::Change;
use crate::domain::heard::{AcceptedBy, Heard, Reading, What};
use crate::domain::id::{ContactId, HeardId};
use crate::domain::inbox::{Decision, Waiting};
use crate::domain::naming::a_few;
use crate::domain::request::Request;
use crate::domain::tie::Tie;
use crate::domain::when::Direction;
use crate::text::Shown;

/// Moves the cursor of the list.
pub(super) fn step(state: &mut State, step: Step) {
    state.card_scroll = 0;
    let height = state.sizes.inbox;
    let inbox = &mut state.inbox;
    inbox.lingers = false;
    let rows = &inbox.rows;
    inbox.cursor.go(step, rows.len(), height, |row| rows[row]);
}

/// Does what the action says where the inbox answers for it.
pub(super) fn act(state: &mut State, action: Action) -> Option<Vec<Effect>> {
    if action == Action::AddRequest {
        let form = forms::add_request();
        return Some(verbs::open(state, form));
    }
    if state.screen != Screen::Inbox {
        return None;
    }
    let is_read = state.focus == Pane::Card;
    match action {
        Action::OpenCard => look(state),
        Action::NextPane | Action::PreviousPane if is_read => leave_card(state),
        Action::NextPane | Action::PreviousPane => look(state),
        Action::Back | Action::Leave if is_read => leave_card(state),
        Action::Back if !state.marks.is_empty() || !state.inbox.marks.is_empty() => {
            state.marks.clear();
            state.inbox.marks.clear();
        }
        Action::Mark => mark(state),
        Action::MarkAll => mark_all(state),
        Action::Fold => return Some(fold(state)),
        Action::AcceptHeard => return Some(accept(state)),
        Action::LeaveIt => return Some(decide(state, Decision::Leave)),
        Action::Tie(tie) if is_for_all(state) => return Some(decide(state, Decision::Tie(tie))),
        Action::Later(span) if is_for_all(state) => {
            let until = verbs::after(state.today, span)?;
            return Some(decide(state, Decision::Later(until)));
        }
        Action::LaterDay if is_for_all(state) => {
            let form = later_form(state.waiting());
            return Some(verbs::open(state, form));
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Whether a verb is about requests, or about several, and not about one person as it would be
/// at Home.
fn is_for_all(state: &State) -> bool {
    !matches!(
        state.waiting().as_slice(),
        [] | [Waiting::Heard(_) | Waiting::Newcomer(_)]
    )
}

/// Goes to what stands beside the list: the whole of a request, or somebody's card.
fn look(state: &mut State) {
    if !state.has_nothing_beside() {
        state.focus = Pane::Card;
        home::settle_card(state, true);
    }
}

fn leave_card(state: &mut State) {
    state.focus = state.list;
    state.card_scroll = 0;
    state.list_inbox();
}

fn mark(state: &mut State) {
    match state.waiting_at() {
        Some(waiting @ (Waiting::Request(_) | Waiting::Heard(_))) => {
            toggle(&mut state.inbox.marks, waiting);
        }
        Some(Waiting::Newcomer(id)) => toggle(&mut state.marks, id),
        None => return,
    }
    if state.focus != Pane::Card {
        step(state, Step::Down);
    }
}

/// Marks all rows of the kind that the cursor is on, or none of them where all are marked.
fn mark_all(state: &mut State) {
    let Some(on) = state.waiting_at() else {
        return;
    };
    let kind = std::mem::discriminant(&on);
    let rows = state.inbox.rows.iter().copied();
    let alike: Vec<Waiting> = rows
        .filter(|row| std::mem::discriminant(row) == kind)
        .collect();
    let is_marked = |row: &Waiting| state.inbox.is_marked(*row, &state.marks);
    let are_marked = alike.iter().all(is_marked);
    for row in &alike {
        match *row {
            Waiting::Newcomer(id) => state.marks.retain(|mark| *mark != id),
            row => state.inbox.marks.retain(|mark| *mark != row),
        }
    }
    if are_marked {
        state.say("none of these is marked any more");
        return;
    }
    state.say(format!("{} marked", alike.len()));
    for row in alike {
        match row {
            Waiting::Newcomer(id) => state.marks.push(id),
            row => state.inbox.marks.push(row),
        }
    }
}

fn toggle<T: Copy + PartialEq>(marks: &mut Vec<T>, id: T) {
    match marks.iter().position(|mark| *mark == id) {
        Some(at) => {
            marks.remove(at);
        }
        None => marks.push(id),
    }
}

/// Does this with those whom a verb is about.
fn decide(state: &State, to: Decision) -> Vec<Effect> {
    let all = state.waiting();
    let text = decided(state, &all, to);
    verbs::apply(Change::Decide(all, to), text)
}

/// Says of what was heard among those whom a verb is about that it is so.
fn accept(state: &State) -> Vec<Effect> {
    let heard: Vec<&Heard> = state
        .waiting()
        .into_iter()
        .filter_map(|one| match one {
            Waiting::Heard(id) => state.inbox.heard(id),
            Waiting::Request(_) | Waiting::Newcomer(_) => None,
        })
        .collect();
    let mut people: Vec<ContactId> = Vec::new();
    for one in &heard {
        if !people.contains(&one.contact) {
            people.push(one.contact);
        }
    }
    let text = match heard.as_slice() {
        [
            Heard {
                what: What::CatchUp { on, .. },
                ..
            },
        ] => say::caught_up(state, &people, *on),
        all if all.iter().all(|one| one.on().is_none()) => {
            format!("birthday of {}", say::whom(state, &people))
        }
        _ => format!("caught up with {}", say::whom(state, &people)),
    };
    let ids = heard.iter().map(|one| one.id).collect();
    verbs::apply(Change::AcceptHeard(ids, AcceptedBy::Hand), text)
}

/// What is said once it is decided.
fn decided(state: &State, all: &[Waiting], to: Decision) -> String {
    let names: Vec<String> = all.iter().take(3).map(|one| called(state, *one)).collect();
    let who = a_few(&names, all.len());
    let are = if all.len() == 1 { "is" } else { "are" };
    match to {
        Decision::Tie(Tie::Latent) => format!("{who} {are} accepted"),
        Decision::Tie(tie) => format!("{who} {are} {} now", state.tie_label(tie)),
        Decision::Leave => match all {
            [Waiting::Newcomer(_)] => format!("{who} stays in People"),
            [Waiting::Heard(_)] => format!("not counted: {who}"),
            _ => format!("left: {who}"),
        },
        Decision::Later(until) => format!("{who} later, from {}", say::day(state.today, until)),
    }
}

/// What somebody who waits is called in a sentence. Fit to be shown.
pub(super) fn called(state: &State, waiting: Waiting) -> String {
    let name = match waiting {
        Waiting::Request(id) => state.inbox.request(id).map(|r| r.asked.name.as_str()),
        Waiting::Heard(_) | Waiting::Newcomer(_) => {
            let person = state.inbox.person(waiting);
            return say::whom(state, person.as_slice());
        }
    };
    Shown::line(name.unwrap_or("somebody")).fit(24)
}

/// The day until which they are put off.
fn later_form(all: Vec<Waiting>) -> Form {
    let field = Field::holding(FieldName::Until, "", Sense::Day(Direction::Future));
    Form::new(FormFor::DecideLater(all), vec![field], FieldName::Until)
}

/// What saving that form asks for.
pub(super) fn later_change(state: &State, all: &[Waiting], until: NaiveDate) -> (Change, After) {
    let to = Decision::Later(until);
    let text = decided(state, all, to);
    (Change::Decide(all.to_vec(), to), After::Say(text))
}

/// Asks whom the one request is from that a verb is about, or who the newcomer is the same as.
fn fold(state: &mut State) -> Vec<Effect> {
    let request = match state.waiting().as_slice() {
        [Waiting::Request(id)] => state.inbox.request(*id).cloned(),
        [Waiting::Newcomer(id)] => return on_merging::open(state, &[*id]),
        _ => None,
    };
    let Some(request) = request else {
        state.say("folding is for one at a time");
        return Vec::new();
    };
    let alike = match state.inbox.alike_of {
        Some(of) if of == request.id => state.inbox.alike.clone(),
        _ => look_alikes(state, &request),
    };
    state.layers.push(Layer::Fold(Fold::of(request.id, alike)));
    Vec::new()
}

fn look_alikes(state: &State, request: &Request) -> Vec<crate::domain::import::Alike> {
    let (network, index) = (&state.network, &state.index);
    crate::domain::import::look_alikes(network, index, state.rules(), state.today, request)
}

/// Has what mail and calendars told kept, and says what could not be read.
pub(super) fn listened(state: &mut State, reading: Box<Reading>) -> Vec<Effect> {
    match reading.complaints.as_slice() {
        [] => {}
        [one] => state.say_whole(say::without_code(one)),
        [one, rest @ ..] => {
            let more = rest.len();
            state.say_whole(format!("{} · and {more} more", say::without_code(one)));
        }
    }
    vec![Effect::KeepHeard(reading)]
}

/// Shows what was heard, and accepts what is to be accepted by itself.
pub(super) fn heard(state: &mut State, by_itself: Vec<HeardId>) -> Vec<Effect> {
    state.inbox.stale = true;
    if by_itself.is_empty() {
        return Vec::new();
    }
    let text = match by_itself.len() {
        1 => "heard from one person".to_owned(),
        several => format!("heard from {several} people"),
    };
    verbs::apply(Change::AcceptHeard(by_itself, AcceptedBy::Itself), text)
}

/// Takes over what the store holds.
pub(super) fn arrived(
    state: &mut State,
    requests: Vec<Request>,
    heard: Vec<Heard>,
    arrivals: Vec<ContactId>,
) {
    state.inbox.requests = requests;
    state.inbox.heard = heard;
    state.inbox.arrivals = arrivals;
    state.inbox.comes = false;
    state.list_inbox();
    let before = state.inbox.before.take();
    let has_come = before.and_then(|before| {
        let mut rows = state.inbox.rows.iter().copied();
        rows.find(|row| !before.contains(row))
    });
    if let Some(row) = has_come {
        if std::mem::take(&mut state.inbox.emptied) {
            state.go(Screen::Inbox);
        }
        state.inbox.cursor.put(row);
        state.list_inbox();
    }
    leave_if_empty(state);
}

/// Prepares for the network after a change that was carried out.
pub(super) fn before_change(state: &mut State, change: &Change) {
    let inbox = &mut state.inbox;
    inbox.emptied = false;
    match change {
        Change::Decide(all, to) => {
            let is_over = |one: Waiting| all.contains(&one);
            inbox.requests.retain(|r| !is_over(Waiting::Request(r.id)));
            if *to == Decision::Leave {
                inbox.heard.retain(|h| !is_over(Waiting::Heard(h.id)));
            }
            inbox.marks.clear();
            state.marks.clear();
        }
        Change::AcceptHeard(all, by) => {
            let is_over = |id: HeardId| all.contains(&id);
            inbox.heard.retain(|heard| !is_over(heard.id));
            if *by == AcceptedBy::Hand {
                inbox.marks.clear();
                state.marks.clear();
            }
        }
        Change::FoldRequest(id, _) => inbox.requests.retain(|request| request.id != *id),
        Change::AddRequests(_) | Change::Import(_) => inbox.before = Some(inbox.rows.clone()),
        _ => {}
    }
    if matches!(change, Change::Log(_)) {
        state.inbox.lingers = state.screen == Screen::Inbox;
    } else if selection::parts_with(change) || matches!(change, Change::Decide(..)) {
        state.inbox.lingers = false;
    }
}

/// Goes Home where nobody waits any more; whether it did.
pub(super) fn leave_if_empty(state: &mut State) -> bool {
    if state.screen != Screen::Inbox || !state.inbox.is_empty() {
        return false;
    }
    let on = state.selected().filter(|_| state.inbox.lingers);
    state.inbox.emptied = true;
    state.inbox.lingers = false;
    leave_card(state);
    match on {
        // What was said is about them.
        Some(id) => home::show_person(state, id),
        None => state.go(Screen::Home),
    }
    true
}

/// Goes to the row that took the place of whoever lingers, once nothing said stands any more.
pub(super) fn land(state: &mut State) {
    if std::mem::take(&mut state.inbox.lingers) {
        state.list_inbox();
    }
}
