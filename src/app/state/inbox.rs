//! Who waits in the inbox, and who is under its cursor.

use super::{Pane, State};
use crate::app::inbox::Inbox;
use crate::app::layer::Layer;
use crate::command::Screen;
use crate::domain::card::Card;
use crate::domain::id::ContactId;
use crate::domain::import;
use crate::domain::inbox::{self, Waiting};
use crate::domain::request::Request;

impl State {
    /// Who is under the cursor of the inbox, while it is shown.
    pub fn waiting_at(&self) -> Option<Waiting> {
        match self.screen {
            Screen::Inbox => self.inbox.cursor.on(),
            _ => None,
        }
    }

    /// The request under the cursor of the inbox, while it is shown.
    pub fn request_at(&self) -> Option<&Request> {
        match self.waiting_at()? {
            Waiting::Request(id) => self.inbox.request(id),
            Waiting::Heard(_) | Waiting::Newcomer(_) => None,
        }
    }

    /// Whom in the inbox a verb is about: the marked, or who is under the cursor.
    pub fn waiting(&self) -> Vec<Waiting> {
        if self.screen != Screen::Inbox {
            return Vec::new();
        }
        let people = self.marks.iter().copied().map(Waiting::Newcomer);
        let marked: Vec<Waiting> = self.inbox.marks.iter().copied().chain(people).collect();
        if !marked.is_empty() {
            return marked;
        }
        let is_there = |waiting: &Waiting| match waiting {
            Waiting::Request(id) => self.inbox.request(*id).is_some(),
            Waiting::Heard(_) => self.selected().is_some(),
            Waiting::Newcomer(id) => self.is_here(*id),
        };
        self.waiting_at().filter(is_there).into_iter().collect()
    }

    /// Whose card is to be there: of the person selected, else of whom the request under the
    /// cursor may be from, or is to be folded into.
    pub fn beheld(&self) -> Option<ContactId> {
        if let Some(Layer::Fold(fold)) = self.below_palette() {
            return fold.chosen();
        }
        let alike = || self.inbox.alike.first().map(|alike| alike.id);
        match self.request_at() {
            Some(_) => alike(),
            None => self.selected(),
        }
    }

    /// The card of this contact, if it is the one that was loaded.
    pub fn card_of(&self, id: ContactId) -> Option<&Card> {
        self.card.as_deref().filter(|card| card.id == id)
    }

    /// Whether nothing is shown beside the list.
    pub(in crate::app) fn has_nothing_beside(&self) -> bool {
        self.selected().is_none() && self.request_at().is_none()
    }

    /// Lists the inbox again. Who has left it leaves the cursor to who came after them, unless
    /// they were just caught up with or are being read about.
    pub(in crate::app) fn list_inbox(&mut self) {
        let Inbox {
            requests,
            heard,
            arrivals,
            ..
        } = &self.inbox;
        let rows = inbox::waiting(&self.network, requests, heard, arrivals, self.today);
        let is_read = self.screen == Screen::Inbox && self.focus == Pane::Card;
        let inbox = &mut self.inbox;
        inbox.rows = rows;
        inbox.alike_of = None;
        let rows = &inbox.rows;
        inbox.marks.retain(|marked| rows.contains(marked));
        let stays = match inbox.cursor.on() {
            Some(Waiting::Newcomer(_)) => is_read || inbox.lingers,
            Some(Waiting::Request(_) | Waiting::Heard(_)) | None => false,
        };
        if !stays && inbox.cursor.on().is_some_and(|on| !rows.contains(&on)) {
            inbox.cursor.let_go();
        }
        inbox.cursor.settle(rows.len(), |row| rows[row]);
    }

    /// Finds whom the request under the cursor may be from, once it is another.
    pub(in crate::app) fn find_alike(&mut self) {
        let request = self.request_at();
        let of = request.map(|request| request.id);
        if of == self.inbox.alike_of {
            return;
        }
        let (network, index, rules) = (&self.network, &self.index, self.rules());
        let alike = |request| import::look_alikes(network, index, rules, self.today, request);
        let alike = request.map_or_else(Vec::new, alike);
        self.inbox.alike = alike;
        self.inbox.alike_of = of;
    }
}
