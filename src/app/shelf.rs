//! The shelf: links waiting for somebody who may like them.

use super::input::Input;
use super::list::Cursor;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::shelf::{Choice, Fit, Link, Match};
use crate::text::fold;

/// What the shelf shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shelf {
    /// The latest first.
    pub links: Vec<Link>,
    pub cursor: Cursor<LinkId>,
    pub focus: Part,
    pub fit_cursor: Cursor<ContactId>,
    pub(super) found: Found,
    /// Whose fits were asked for.
    pub(super) asked_for: Option<LinkId>,
    /// The link made a moment ago, to which the cursor goes once it is here.
    pub(super) goes_to: Option<LinkId>,
    /// What was shared last, which a mail opened after it is about.
    pub(super) sent: Option<Sent>,
    /// What was here before something was taken back, until what came back is known.
    pub(super) before_undo: Option<BeforeUndo>,
    /// Whether its screen was left because the last link had gone.
    pub(super) was_left: bool,
    /// Whether it has to be read anew.
    pub(super) stale: bool,
}

/// A part of the shelf that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    Links,
    /// Those who may like the link under the cursor.
    Fits,
}

/// Who may like a link.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Found {
    /// Which link; `None` where nobody was looked for.
    pub(super) link: Option<LinkId>,
    pub(super) matches: Vec<Match>,
    /// Those of the matches who may like it, best first.
    pub(super) fits: Vec<Fit>,
}

/// A link with whom it was shared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) link: Link,
    pub(super) with: Vec<ContactId>,
}

/// What was here before something was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BeforeUndo {
    pub(super) links: Vec<LinkId>,
    pub(super) fits: Vec<ContactId>,
    /// Whose rows changed.
    pub(super) touched: Vec<ContactId>,
}

impl Shelf {
    /// The link under the cursor.
    pub fn link(&self) -> Option<&Link> {
        let id = self.cursor.on()?;
        self.links.iter().find(|link| link.id == id)
    }

    /// A link by its address.
    pub fn with_url(&self, url: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.url == url.trim())
    }

    /// Who may like the link under the cursor, best first; `None` while that is looked for.
    pub fn fits(&self) -> Option<&[Fit]> {
        let is_of_this = self.found.link.is_some() && self.found.link == self.cursor.on();
        is_of_this.then_some(self.found.fits.as_slice())
    }

    /// Who is listed where the focus is.
    pub(super) fn listed(&self) -> impl Iterator<Item = ContactId> {
        let is_among = self.focus == Part::Fits;
        let fits = self.fits().filter(|_| is_among).unwrap_or(&[]);
        fits.iter().map(|fit| fit.contact)
    }
}

/// A link being chosen for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sharing {
    pub with: Vec<ContactId>,
    /// What a link has to have in it to be offered.
    pub input: Input,
    /// All links; `None` while it is looked for which fit.
    pub(super) choices: Option<Vec<Choice>>,
    /// The places of the choices that are offered.
    rows: Vec<usize>,
    pub at: usize,
}

impl Sharing {
    /// A choice for these people.
    pub(super) fn of(with: Vec<ContactId>) -> Sharing {
        Sharing {
            with,
            ..Sharing::default()
        }
    }

    /// The links offered; `None` while it is looked for which fit.
    pub fn rows(&self) -> Option<impl ExactSizeIterator<Item = &Choice>> {
        let choices = self.choices.as_ref()?;
        Some(self.rows.iter().map(|at| &choices[*at]))
    }

    /// The link under the cursor.
    pub(super) fn chosen(&self) -> Option<&Choice> {
        self.rows()?.nth(self.at)
    }

    /// Works out again which of the links have the words typed in them.
    pub(super) fn narrow(&mut self, links: &[Link]) {
        let typed = fold(self.input.text());
        let words: Vec<&str> = typed.split_whitespace().collect();
        let has_them = |choice: &Choice| {
            let link = links.iter().find(|link| link.id == choice.link);
            link.is_some_and(|link| {
                let topics = link.topics.join(" ");
                let note = link.note.as_deref().unwrap_or("");
                let text = fold(&format!("{} {topics} {note} {}", link.title, link.url));
                words.iter().all(|word| text.contains(word))
            })
        };
        let choices = self.choices.as_deref().unwrap_or(&[]);
        let rows = (0..choices.len()).filter(|at| words.is_empty() || has_them(&choices[*at]));
        self.rows = rows.collect();
        self.at = 0;
    }

    /// Moves the cursor by as many rows, as far as there are any.
    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at.min(self.rows.len().saturating_sub(1));
    }

    /// The last row.
    pub(super) fn last(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }
}
