//! Keys on the shelf, and what becomes of it when links come, go or are shared.

use super::forms;
use super::layer::Layer;
use super::list::Step;
use super::msg::{Effect, Undone};
use super::shelf::{BeforeUndo, Part};
use super::state::State;
use super::{hints, on_form, on_sharing, verbs};
use crate::command::{Action, Scope, Screen};
use crate::domain::change::Change;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::shelf::{self, Link, Match};
use crate::text::Shown;

/// Does what the action says on the shelf's screen, if that is the shelf's to do.
pub(super) fn act(state: &mut State, action: Action) -> Option<Vec<Effect>> {
    match action {
        Action::NextPane | Action::PreviousPane => {
            focus(
                state,
                match state.shelf.focus {
                    Part::Links => Part::Fits,
                    Part::Fits => Part::Links,
                },
            );
            Some(Vec::new())
        }
        Action::Back if state.shelf.focus == Part::Fits => {
            focus(state, Part::Links);
            Some(Vec::new())
        }
        Action::WhoFits => Some(who_fits(state)),
        Action::ShareWho => {
            let id = state.shelf.link()?.id;
            Some(verbs::open(state, forms::share_link(id)))
        }
        Action::Share => {
            let link = state.shelf.link()?.clone();
            Some(on_sharing::share(state, &link, &state.targets()))
        }
        Action::EditLink => {
            let form = forms::edit_link(state.shelf.link()?);
            Some(verbs::open(state, form))
        }
        Action::DropLink => {
            let link = state.shelf.link()?;
            let text = format!("off the shelf: {}", title(link));
            Some(verbs::apply(Change::DropLink(link.id), text))
        }
        Action::OpenLink => Some(vec![Effect::Open(state.shelf.link()?.url.clone())]),
        Action::CopyLink => {
            let url = state.shelf.link()?.url.clone();
            state.say(format!("copied: {}", Shown::line(&url).fit(50)));
            Some(vec![Effect::Copy(url)])
        }
        _ => None,
    }
}

/// What a link is called in a sentence.
pub(super) fn title(link: &Link) -> String {
    Shown::line(&link.title).fit(40)
}

/// Moves the cursor of the part with the focus.
pub(super) fn step(state: &mut State, step: Step) {
    let shelf = &mut state.shelf;
    match shelf.focus {
        Part::Links => {
            let (links, height) = (&shelf.links, state.sizes.links);
            let before = shelf.cursor.on();
            shelf
                .cursor
                .go(step, links.len(), height, |row| links[row].id);
            if shelf.cursor.on() != before {
                shelf.fit_cursor = Default::default();
            }
        }
        Part::Fits => {
            let Some(fits) = shelf.fits() else { return };
            let mut cursor = shelf.fit_cursor.clone();
            cursor.go(step, fits.len(), state.sizes.fits, |row| fits[row].contact);
            shelf.fit_cursor = cursor;
        }
    }
}

fn focus(state: &mut State, part: Part) {
    state.shelf.focus = part;
    land(state);
}

/// Goes to those who may like the link; where it is known that nobody does, asks who came to
/// mind. Where there is room for one pane only, it is there that all of the link is read.
fn who_fits(state: &mut State) -> Vec<Effect> {
    let is_read = !state.sizes.one_pane;
    if let (true, Some([]), Some(link)) = (is_read, state.shelf.fits(), state.shelf.link()) {
        let form = forms::share_link(link.id);
        return verbs::open(state, form);
    }
    focus(state, Part::Fits);
    Vec::new()
}

/// Opens the form of a new link, to be shared with these people at once, with an address in
/// it where there is one.
pub(super) fn add(state: &mut State, with: Vec<ContactId>, url: Option<&str>) -> Vec<Effect> {
    if let Some(id) = url.and_then(|url| state.shelf.with_url(url)).map(|l| l.id) {
        return there_already(state, id, with);
    }
    on_form::open(state, forms::add_link(with));
    if let (Some(Layer::Form(form)), Some(url)) = (state.layers.last_mut(), url) {
        forms::fill_in(form, url);
        on_form::typed(state);
    }
    Vec::new()
}

/// Goes to a link that was to be put on the shelf and is there; or offers it to those it was
/// for.
pub(super) fn there_already(state: &mut State, id: LinkId, with: Vec<ContactId>) -> Vec<Effect> {
    let link = state.shelf.links.iter().find(|link| link.id == id);
    let Some(link) = link.cloned() else {
        return Vec::new();
    };
    state.say(format!("on the shelf already: {}", title(&link)));
    if with.is_empty() {
        show(state, id);
        return Vec::new();
    }
    on_sharing::open_at(state, with, &link.title)
}

/// Goes to the shelf with the cursor on a link.
fn show(state: &mut State, id: LinkId) {
    state.go(Screen::Shelf);
    if state.shelf.cursor.on() != Some(id) {
        state.shelf.fit_cursor = Default::default();
    }
    state.shelf.cursor.put(id);
    state.shelf.focus = Part::Links;
    settle(state);
}

/// Takes over the links, with the cursor on what is new or has come back.
pub(super) fn shelved(state: &mut State, links: Vec<Link>) {
    let shelf = &mut state.shelf;
    shelf.links = links;
    shelf.asked_for = None;
    let is_here = |id: &LinkId| shelf.links.iter().any(|link| link.id == *id);
    let made = shelf.goes_to.take().filter(is_here);
    let back = shelf.before_undo.as_ref().and_then(|before| {
        let mut ids = shelf.links.iter().map(|link| link.id);
        ids.find(|id| !before.links.contains(id))
    });
    if shelf.links.is_empty() && state.screen == Screen::Shelf {
        shelf.was_left = true;
    }
    let returns = back.is_some() && std::mem::take(&mut state.shelf.was_left);
    match (made, back) {
        (Some(id), _) => show(state, id),
        (None, Some(id)) if returns || state.screen == Screen::Shelf => show(state, id),
        _ => settle(state),
    }
    state.shelf.before_undo = None;
    on_sharing::relist(state);
    state.leave_if_bare();
}

/// Takes over who is known to have words of a link, unless the cursor is on another by now.
pub(super) fn matched(state: &mut State, link: LinkId, matches: Vec<Match>) {
    if state.shelf.asked_for == Some(link) {
        state.shelf.found.link = Some(link);
        state.shelf.found.matches = matches;
        refit(state);
    }
}

/// Puts the cursors on rows again.
fn settle(state: &mut State) {
    let shelf = &mut state.shelf;
    let links = &shelf.links;
    let is_here = |id| links.iter().any(|link| link.id == id);
    if shelf.cursor.on().is_some_and(|id| !is_here(id)) {
        shelf.cursor.let_go();
        shelf.fit_cursor = Default::default();
        shelf.focus = Part::Links;
    }
    shelf.cursor.settle(links.len(), |row| links[row].id);
    refit(state);
}

/// Works out again who may like the link under the cursor, as far as that is known without
/// looking for words again. Whoever came back is selected.
pub(super) fn refit(state: &mut State) {
    state.shelf.found.fits = match (state.shelf.link(), state.shelf.fits()) {
        (Some(link), Some(_)) if state.screen == Screen::Shelf => shelf::fits(
            &state.network,
            state.rules(),
            link,
            &state.shelf.found.matches,
            state.today,
        ),
        _ => {
            state.shelf.found.link = None;
            state.shelf.asked_for = None;
            return;
        }
    };
    let fits = &state.shelf.found.fits;
    let back = state.shelf.before_undo.as_ref().and_then(|before| {
        let is_back = |id: &ContactId| before.touched.contains(id) && !before.fits.contains(id);
        fits.iter().map(|fit| fit.contact).find(is_back)
    });
    // Whoever was taken away again is done with.
    let is_done = |on: ContactId| {
        let before = state.shelf.before_undo.as_ref();
        let was_here = before.is_some_and(|b| b.touched.contains(&on) && b.fits.contains(&on));
        !state.is_here(on) || (was_here && fits.iter().all(|fit| fit.contact != on))
    };
    let mut cursor = state.shelf.fit_cursor.clone();
    match (back, cursor.on()) {
        (Some(back), _) => cursor.put(back),
        (None, Some(on)) if is_done(on) => cursor.let_go(),
        _ => {}
    }
    cursor.settle(fits.len(), |row| fits[row].contact);
    state.shelf.fit_cursor = cursor;
}

/// Goes to the row that took the place of somebody who left it, once nothing said about them
/// stands any more.
pub(super) fn land(state: &mut State) {
    let Some(fits) = state.shelf.fits() else {
        return;
    };
    let mut cursor = state.shelf.fit_cursor.clone();
    if cursor.row(fits.len(), |row| fits[row].contact).is_none() {
        cursor.let_go();
        cursor.settle(fits.len(), |row| fits[row].contact);
        state.shelf.fit_cursor = cursor;
    }
}

/// Follows a change that was carried out, which made something of this id, if anything. What
/// is to be added to the line that answers it.
pub(super) fn applied(state: &mut State, change: &Change, made: Option<i64>) -> Option<String> {
    state.shelf.sent = None;
    state.shelf.was_left = false;
    match change {
        Change::AddLink(_) => {
            state.shelf.goes_to = made.map(LinkId);
            None
        }
        Change::Share(_, with) => {
            state.marks.clear();
            if let Some(Layer::Sharing(_)) = state.layers.last() {
                state.layers.pop();
            }
            if let ([one], Screen::Shelf) = (with.as_slice(), state.screen) {
                // They stay selected while what was said about them stands.
                state.shelf.focus = Part::Fits;
                state.shelf.fit_cursor.put(*one);
                refit(state);
            }
            on_sharing::reach(state, with)
        }
        _ => None,
    }
}

/// Remembers what is here before something is taken back or done again.
pub(super) fn before_undo(state: &mut State, undone: &Undone) {
    let shelf = &mut state.shelf;
    shelf.sent = None;
    shelf.before_undo = Some(BeforeUndo {
        links: shelf.links.iter().map(|link| link.id).collect(),
        fits: shelf.found.fits.iter().map(|fit| fit.contact).collect(),
        touched: undone.touched.clone(),
    });
}

/// Offers to put pasted text on the shelf, if it is a link; of other text says where it may go.
pub(super) fn pasted(state: &mut State, text: &str) -> Vec<Effect> {
    if state.is_first_run() || state.arriving || text.trim().is_empty() {
        return Vec::new();
    }
    if shelf::is_link(text) {
        return add(state, Vec::new(), Some(text.trim()));
    }
    let key = hints::key(state, Scope::Home, Action::AddRequest);
    state.say(format!("a link can be pasted here; {key} takes requests"));
    Vec::new()
}
