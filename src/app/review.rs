//! The review: how it goes, what is ahead, what could be loosened; and the year in names.

use std::sync::Arc;

use chrono::NaiveDate;

use super::list::Cursor;
use crate::domain::id::{ContactId, LinkId};
use crate::domain::offer::{Offer, OfferKind};
use crate::domain::review::Page;
use crate::domain::year::Year;

/// What the review shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review {
    /// `None` while it is worked out for the first time.
    pub page: Option<Arc<Page>>,
    /// `None` until it was asked for and read.
    pub year: Option<Arc<Year>>,
    pub view: View,
    pub part: Part,
    pub cursor: Cursor<Row>,
    pub preview: Cursor<Line>,
    /// Lines that the overview is scrolled on.
    pub scroll: usize,
    /// Whether the page has to be read anew before it is shown.
    pub(super) stale: bool,
    /// Whether the year has.
    pub(super) year_stale: bool,
    /// Whether what comes next comes of taking something back: what is there again is gone to.
    pub(super) comes_back: bool,
}

/// Which of the two looks back is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    #[default]
    Weeks,
    Year,
}

/// A part of the review that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// The weeks, the sentence and the table.
    Overview,
    /// What is offered and what is ahead, or who is in the year.
    #[default]
    List,
    /// What the offer under the cursor would change.
    Preview,
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Offer(OfferKind),
    Ahead(NaiveDate, ContactId),
    MetAgain(ContactId),
    New(ContactId),
    WroteFirst(ContactId),
    Shared(LinkId, ContactId),
}

/// A row of a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The offer itself.
    Offer,
    Person(ContactId),
}

impl Row {
    /// Who it is about, if about somebody.
    pub fn person(self) -> Option<ContactId> {
        match self {
            Row::Offer(_) => None,
            Row::Ahead(_, id)
            | Row::MetAgain(id)
            | Row::New(id)
            | Row::WroteFirst(id)
            | Row::Shared(_, id) => Some(id),
        }
    }
}

impl Review {
    /// The rows of the list, from the top.
    pub fn rows(&self) -> Vec<Row> {
        match self.view {
            View::Weeks => self.page.as_deref().map_or_else(Vec::new, rows_of_page),
            View::Year => self.year.as_deref().map_or_else(Vec::new, rows_of_year),
        }
    }

    /// The row under the cursor, where the list holds it.
    pub fn row(&self) -> Option<Row> {
        let on = self.cursor.on()?;
        self.rows().contains(&on).then_some(on)
    }

    /// The offer under the list's cursor.
    pub fn offer(&self) -> Option<&Offer> {
        match self.row()? {
            Row::Offer(kind) => self.offer_of(kind),
            _ => None,
        }
    }

    /// The offer that Enter would take: under the cursor of the part that has the focus.
    pub fn offer_in_hand(&self) -> Option<&Offer> {
        match self.part {
            Part::Overview => None,
            Part::List => self.offer(),
            Part::Preview => self.offer().filter(|_| self.line() == Some(Line::Offer)),
        }
    }

    /// The rows of the preview of the offer under the cursor.
    pub fn lines(&self) -> Vec<Line> {
        let Some(offer) = self.offer() else {
            return Vec::new();
        };
        let people = offer.people().into_iter().map(Line::Person);
        std::iter::once(Line::Offer).chain(people).collect()
    }

    /// The row of the preview under its cursor; the offer itself to begin with.
    pub fn line(&self) -> Option<Line> {
        self.preview.on().or(Some(Line::Offer))
    }

    /// Who is under the cursor of the part that has the focus.
    pub(super) fn selected(&self) -> Option<ContactId> {
        match self.part {
            Part::Overview => None,
            Part::List => self.cursor.on()?.person(),
            Part::Preview => match self.line()? {
                Line::Offer => None,
                Line::Person(id) => Some(id),
            },
        }
    }

    fn offer_of(&self, kind: OfferKind) -> Option<&Offer> {
        let offers = self.page.as_deref().map_or(&[][..], |page| &page.offers);
        offers.iter().find(|offer| offer.kind == kind)
    }

    /// Takes over what was worked out anew.
    pub(super) fn take_page(&mut self, page: Page) {
        self.take(View::Weeks, |review| review.page = Some(Arc::new(page)));
    }

    /// Takes over the year that was read.
    pub(super) fn take_year(&mut self, year: Year) {
        self.take(View::Year, |review| review.year = Some(Arc::new(year)));
    }

    fn take(&mut self, view: View, put: impl FnOnce(&mut Review)) {
        let before = self.rows();
        put(self);
        if self.view != view {
            return;
        }
        let rows = self.rows();
        let is_back = |row: &Row| rows.contains(row) && !before.contains(row);
        if std::mem::take(&mut self.comes_back)
            && !self.cursor.on().as_ref().is_some_and(is_back)
            && let Some(back) = rows.iter().find(|row| !before.contains(row))
        {
            self.cursor.put(*back);
            self.part = Part::List;
        }
        self.settle();
    }

    /// Finds the cursors' rows again. Where the list's row has left, its cursor stays between
    /// the rows, so that the same key again is about nobody.
    pub(super) fn settle(&mut self) {
        let rows = self.rows();
        self.cursor.settle(rows.len(), |row| rows[row]);
        if self.part == Part::Preview && self.offer().is_none() {
            self.part = Part::List;
        }
        let lines = self.lines();
        if self.preview.on().is_some_and(|on| !lines.contains(&on)) {
            self.preview.let_go();
        }
        self.preview.settle(lines.len(), |row| lines[row]);
    }
}

fn rows_of_page(page: &Page) -> Vec<Row> {
    let offers = page.offers.iter().map(|offer| Row::Offer(offer.kind));
    let ahead = page.ahead.iter();
    let ahead = ahead.map(|ahead| Row::Ahead(ahead.on, ahead.contact));
    offers.chain(ahead).collect()
}

fn rows_of_year(year: &Year) -> Vec<Row> {
    let met_again = year.met_again.iter().map(|id| Row::MetAgain(*id));
    let new = year.new_through.iter().map(|(id, _)| Row::New(*id));
    let wrote_first = year.wrote_first.iter().map(|id| Row::WroteFirst(*id));
    let shared = year.shared.iter().flat_map(|shared| {
        let with = shared.with.iter();
        with.map(|id| Row::Shared(shared.link, *id))
    });
    met_again
        .chain(new)
        .chain(wrote_first)
        .chain(shared)
        .collect()
}
