//! The forms of a link: a new one, one on the shelf, and whom one is for.

use super::{Asked, Problem, catch_up, difference, parts, problem, some};
use crate::app::draft::FormFor;
use crate::app::form::{Field, FieldName, Form, NO_LINK, Sense};
use crate::app::msg::After;
use crate::app::state::State;
use crate::app::{on_sharing, on_shelf};
use crate::domain::change::{Change, LinkEdit, NewLink};
use crate::domain::id::{ContactId, LinkId};
use crate::domain::shelf::{self, Link};
use crate::text::Shown;

/// A link for the shelf, to be shared with these at once.
pub fn add_link(with: Vec<ContactId>) -> Form {
    let mut fields = vec![Field::holding(FieldName::Link, "", Sense::Link)];
    fields.extend(said("", "", ""));
    Form::new(FormFor::AddLink(with), fields, FieldName::Link)
}

/// What is said about a link.
pub fn edit_link(link: &Link) -> Form {
    let note = link.note.as_deref().unwrap_or("");
    let fields = said(&link.title, &link.topics.join(", "), note).into();
    Form::new(FormFor::EditLink(link.id), fields, FieldName::LinkTitle)
}

/// Whoever comes to mind for a link.
pub fn share_link(id: LinkId) -> Form {
    let fields = vec![Field::people(FieldName::Who, Vec::new())];
    Form::new(FormFor::ShareLink(id), fields, FieldName::Who)
}

/// What a link is called, for a form's title.
pub(super) fn called(state: &State, id: LinkId) -> String {
    let link = state.shelf.links.iter().find(|link| link.id == id);
    link.map_or_else(|| "a link".to_owned(), |link| link.title.clone())
}

fn said(title: &str, topics: &str, note: &str) -> [Field; 3] {
    [
        Field::holding(FieldName::LinkTitle, title, Sense::LinkTitle),
        Field::holding(FieldName::Topics, topics, Sense::List),
        Field::holding(FieldName::Note, note, Sense::Lines),
    ]
}

/// Puts a pasted address into the form of a new link; what stood there before is said.
pub(in crate::app) fn fill_in(form: &mut Form, url: &str) {
    let before = form.text(FieldName::Link);
    form.go_to(FieldName::Link);
    form.replace(url);
    if !before.is_empty() && before != url {
        let before = Shown::line(&before).fit(60);
        form.problem = Some(format!("before, you had typed {before}"));
    }
    form.go_to(FieldName::Topics);
}

/// The address in the form of a new link.
fn url(form: &Form) -> Result<String, Problem> {
    let url = form.text(FieldName::Link);
    match url.as_str() {
        "" => Err(problem(FieldName::Link, "a link, please")),
        text if !shelf::is_link(text) => Err(problem(FieldName::Link, NO_LINK)),
        _ => Ok(url),
    }
}

fn new_link(form: &Form) -> Result<NewLink, Problem> {
    Ok(NewLink {
        url: url(form)?,
        title: some(form.text(FieldName::LinkTitle)),
        topics: parts::<&str>(&form.text(FieldName::Topics), &[]),
        note: some(form.text(FieldName::Note)),
    })
}

/// The new link.
pub(super) fn add_change(form: &Form, with: &[ContactId]) -> Result<Asked, Problem> {
    let new = new_link(form)?;
    let after = match with {
        [] => After::Say(format!(
            "on the shelf: {}",
            Shown::line(&shelf::called(&new)).fit(40)
        )),
        with => After::ThenShare(with.to_vec()),
    };
    Ok((Change::AddLink(Box::new(new)), after))
}

/// The link that a form would put on the shelf, if it is there, and the form of it with what
/// was typed besides the address.
pub(in crate::app) fn there_already<'s>(
    state: &'s State,
    form: &Form,
) -> Option<(&'s Link, Option<Form>)> {
    let new = new_link(form).ok()?;
    let link = state.shelf.with_url(&new.url)?;
    if new.title.is_none() && new.topics.is_empty() && new.note.is_none() {
        return Some((link, None));
    }
    let mut known = edit_link(link);
    let mut add = |name: FieldName, text: String| {
        known.go_to(name);
        known.replace(&text);
    };
    if let Some(title) = new.title {
        add(FieldName::LinkTitle, title);
    }
    let mut topics = link.topics.clone();
    topics.extend(
        new.topics
            .into_iter()
            .filter(|topic| !link.topics.contains(topic)),
    );
    add(FieldName::Topics, topics.join(", "));
    if let Some(note) = new.note {
        let before = link.note.iter().map(String::as_str);
        let lines: Vec<&str> = before.chain([note.as_str()]).collect();
        add(FieldName::Note, lines.join("\n"));
    }
    Some((link, Some(known)))
}

/// What is to be changed of a link; `None` if nothing.
pub(super) fn edit_change(state: &State, form: &Form, id: LinkId) -> Option<Asked> {
    let link = state.shelf.links.iter().find(|link| link.id == id);
    let topics = link.map_or(&[][..], |link| &link.topics);
    let (add_topics, remove_topics) = difference(form, FieldName::Topics, topics);
    let edit = LinkEdit {
        title: form.changed(FieldName::LinkTitle).map(some),
        add_topics,
        remove_topics,
        note: form.changed(FieldName::Note).map(some),
    };
    if edit == LinkEdit::default() {
        return None;
    }
    let title = match (&edit.title, link) {
        (Some(Some(title)), _) => Shown::line(title).fit(40),
        (_, Some(link)) => on_shelf::title(link),
        _ => String::new(),
    };
    let after = After::Say(format!("changed: {title}"));
    Some((Change::EditLink(id, Box::new(edit)), after))
}

/// The link, shared with those chosen.
pub(super) fn share_change(state: &State, form: &Form, id: LinkId) -> Result<Asked, Problem> {
    let with = catch_up::with(state, form)?;
    let gone = || problem(FieldName::Who, "this link is no more on the shelf");
    let link = state.shelf.links.iter().find(|link| link.id == id);
    on_sharing::asked(state, link.ok_or_else(gone)?, &with)
        .map_err(|why| problem(FieldName::Who, why))
}
