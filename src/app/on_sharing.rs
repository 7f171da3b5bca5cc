//! Choosing a link for somebody, sharing it, and what is to be sent then.

use super::forms::Asked;
use super::input::Typed;
use super::layer::Layer;
use super::list::Step;
use super::msg::{After, Effect};
use super::shelf::{Sent, Sharing};
use super::state::State;
use super::{hints, home, on_card, on_shelf, say};
use crate::command::{Action, Reach, Scope};
use crate::domain::change::Change;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::shelf::{self, Link};
use crate::keys::Chord;

/// Opens the choice of a link for these people, or the form of the first one.
pub(super) fn share_with(state: &mut State, with: Vec<ContactId>) -> Vec<Effect> {
    if state.shelf.links.is_empty() {
        return on_shelf::add(state, with, None);
    }
    open(state, with)
}

/// Shows the links, those that fit these people first once that is known.
pub(super) fn open(state: &mut State, with: Vec<ContactId>) -> Vec<Effect> {
    state.layers.push(Layer::Sharing(Sharing::of(with.clone())));
    vec![Effect::FindLinks(with)]
}

/// The same with these words typed already.
pub(super) fn open_at(state: &mut State, with: Vec<ContactId>, words: &str) -> Vec<Effect> {
    let effects = open(state, with);
    if let Some(Layer::Sharing(sharing)) = state.layers.last_mut() {
        sharing.input.insert(words);
    }
    effects
}

/// Takes over which links fit, unless other people are asked about by now.
pub(super) fn fitting(state: &mut State, with: &[ContactId], fitting: &[(LinkId, Vec<String>)]) {
    let links = &state.shelf.links;
    for layer in &mut state.layers {
        if let Layer::Sharing(sharing) = layer
            && sharing.with == with
        {
            sharing.choices = Some(shelf::choices(links, fitting, with));
            sharing.narrow(links);
        }
    }
}

/// Offers the links that there are by now, the cursor on the row where it was.
pub(super) fn relist(state: &mut State) {
    let links = &state.shelf.links;
    for layer in &mut state.layers {
        if let Layer::Sharing(sharing) = layer
            && let Some(choices) = sharing.choices.take()
        {
            let fitting = choices
                .into_iter()
                .map(|choice| (choice.link, choice.words));
            let fitting: Vec<_> = fitting.collect();
            let at = sharing.at;
            sharing.choices = Some(shelf::choices(links, &fitting, &sharing.with));
            sharing.narrow(links);
            sharing.go_to(at);
        }
    }
}

/// Types a key into the line, if the key types or edits.
pub(super) fn key(state: &mut State, chord: Chord) -> Option<Vec<Effect>> {
    let Some(Layer::Sharing(sharing)) = state.layers.last_mut() else {
        return None;
    };
    match sharing.input.key(chord) {
        Typed::Changed => sharing.narrow(&state.shelf.links),
        Typed::Moved => {}
        Typed::NotMine => return None,
    }
    Some(Vec::new())
}

/// Puts pasted text into the line; a link is one to be shared.
pub(super) fn paste(state: &mut State, text: &str) -> Vec<Effect> {
    let Some(Layer::Sharing(sharing)) = state.layers.last_mut() else {
        return Vec::new();
    };
    if !shelf::is_link(text) {
        sharing.input.insert(text);
        sharing.narrow(&state.shelf.links);
        return Vec::new();
    }
    let with = sharing.with.clone();
    state.layers.pop();
    on_shelf::add(state, with, Some(text.trim()))
}

/// What keys do besides typing.
pub(super) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let half = (state.sizes.layer / 2).max(1);
    let Some(Layer::Sharing(sharing)) = state.layers.last_mut() else {
        return Vec::new();
    };
    if let Some(step) = home::step_of(action) {
        let at = sharing.at;
        sharing.go_to(match step {
            Step::Down => at + 1,
            Step::Up => at.saturating_sub(1),
            Step::PageDown => at + half,
            Step::PageUp => at.saturating_sub(half),
            Step::First => 0,
            Step::Last => sharing.last(),
        });
        return Vec::new();
    }
    match action {
        Action::AddLink => {
            let with = sharing.with.clone();
            state.layers.pop();
            on_shelf::add(state, with, None)
        }
        Action::Accept => {
            let with = sharing.with.clone();
            let chosen = sharing.chosen().map(|choice| choice.link);
            let link = state
                .shelf
                .links
                .iter()
                .find(|link| Some(link.id) == chosen);
            match link.cloned() {
                Some(link) => share(state, &link, &with),
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// Shares a link with these people, but for those who have it already.
pub(super) fn share(state: &mut State, link: &Link, with: &[ContactId]) -> Vec<Effect> {
    match asked(state, link, with) {
        Ok((change, after)) => vec![Effect::Apply(Box::new(change), after)],
        Err(why) => {
            state.say(why);
            Vec::new()
        }
    }
}

/// The change that shares a link with these people, but for those who have it already; where
/// all have it, that.
pub(super) fn asked(state: &State, link: &Link, with: &[ContactId]) -> Result<Asked, String> {
    let has_it = |id: &ContactId| link.shared_with.contains(id);
    let (got, new): (Vec<ContactId>, Vec<ContactId>) = with.iter().partition(|id| has_it(id));
    if new.is_empty() {
        return Err(say::has_already(state, &got));
    }
    let mut text = format!("shared with {}; the text is copied", say::whom(state, &new));
    if !got.is_empty() {
        text.push_str(&format!(" · {}", say::has_already(state, &got)));
    }
    let link_shared = Box::new(link.clone());
    Ok((
        Change::Share(link.id, new),
        After::Shared(link_shared, text),
    ))
}

/// How the one who was just shared with is reached with it, for the line that answers: the
/// way that is known, if the keys are about them now.
pub(super) fn reach(state: &State, with: &[ContactId]) -> Option<String> {
    let [one] = with else { return None };
    if state.selected() != Some(*one) || !state.marks.is_empty() {
        return None;
    }
    let known = match state.shown_card() {
        Some(card) => on_card::best_reach(card),
        None => {
            let has = state.contact(*one)?.has;
            // Which pages they have is on the card only; the choices show it.
            if !has.email && has.url {
                let key = hints::prefix(state, Action::Open(Reach::Linkedin));
                return Some(format!("{key} profile"));
            }
            has.email.then_some((Reach::Email, "mail"))
        }
    };
    known.map(|(reach, word)| {
        let key = hints::key(state, Scope::Home, Action::Open(reach));
        format!("{key} {word}")
    })
}

/// Shares a link that has just been put on the shelf for somebody, who stays selected.
pub(super) fn then_share(
    state: &mut State,
    change: &Change,
    made: Option<i64>,
    with: &[ContactId],
) -> Vec<Effect> {
    state.shelf.goes_to = None;
    let (Change::AddLink(new), Some(made)) = (change, made) else {
        return Vec::new();
    };
    let link = Link::of(new, LinkId(made), state.today);
    share(state, &link, with)
}

/// Remembers what was shared, which a mail opened after it is about, and copies what to send.
pub(super) fn copy_shared(state: &mut State, link: Link, change: &Change) -> Option<Effect> {
    let Change::Share(_, with) = change else {
        return None;
    };
    let copy = Effect::Copy(message(state, &link, with));
    let with = with.clone();
    state.shelf.sent = Some(Sent { link, with });
    Some(copy)
}

/// A mail to somebody about what was shared with them last.
pub(super) fn mail_about(state: &State, to: ContactId) -> Option<(&str, String)> {
    let sent = state.shelf.sent.as_ref()?;
    let contact = state.contact(to)?;
    let is_theirs = sent.with.contains(&to);
    is_theirs.then(|| {
        (
            sent.link.title.as_str(),
            shelf::message(contact.name(), &sent.link),
        )
    })
}

/// What is copied for these people to get with a link.
fn message(state: &State, link: &Link, with: &[ContactId]) -> String {
    let contact = match with {
        [one] => state.contact(*one),
        _ => None,
    };
    match contact {
        Some(contact) => shelf::message(contact.name(), link),
        None => shelf::message_to_all(link),
    }
}
