//! What the panes hold, who is selected in them, and which has the focus.

use super::{Pane, State, Stop};
use crate::app::layer::Layer;
use crate::app::list::Cursor;
use crate::app::shelf::Part;
use crate::command::Screen;
use crate::domain::card::{Card, CardOccasion, Related, Relation};
use crate::domain::id::ContactId;
use crate::domain::standing::Standing;

impl State {
    /// The person whose card is shown: the one under the cursor of the list, or of the
    /// screen that is shown.
    pub fn selected(&self) -> Option<ContactId> {
        match self.screen {
            Screen::Home => self.cursor(self.list).on(),
            Screen::Inbox => {
                let on = self.inbox.cursor.on();
                on.and_then(|on| self.inbox.person(on))
                    .filter(|id| self.is_here(*id))
            }
            Screen::Shelf if self.shelf.focus == Part::Fits => self.shelf.fit_cursor.on(),
            Screen::Review => self.review.selected(),
            Screen::Shelf => None,
        }
    }

    /// The cursor of a list; the card goes with People.
    pub(in crate::app) fn cursor(&self, list: Pane) -> &Cursor<ContactId> {
        match list {
            Pane::Due => &self.due_cursor,
            Pane::Birthdays => &self.birthday_cursor,
            Pane::People | Pane::Card => &self.people.cursor,
        }
    }

    /// How many rows a list has.
    pub(in crate::app) fn len(&self, list: Pane) -> usize {
        match list {
            Pane::Due => self.picks.len(),
            Pane::Birthdays => self.upcoming.len(),
            Pane::People | Pane::Card => self.people.len(),
        }
    }

    /// Who is in a row below [`State::len`].
    pub(in crate::app) fn id(&self, list: Pane, row: usize) -> ContactId {
        match list {
            Pane::Due => self.picks[row].contact,
            Pane::Birthdays => self.upcoming[row].contact,
            Pane::People | Pane::Card => self.people.id(&self.network, row),
        }
    }

    /// Puts the cursor of a list on somebody, or on the row where it is.
    pub(in crate::app) fn put_cursor(&mut self, list: Pane, on: Option<ContactId>) {
        let mut cursor = self.cursor(list).clone();
        match on {
            Some(id) => cursor.put(id),
            None => cursor.let_go(),
        }
        match list {
            Pane::Due => {
                cursor.settle(self.picks.len(), |row| self.picks[row].contact);
                self.due_cursor = cursor;
            }
            Pane::Birthdays => {
                cursor.settle(self.upcoming.len(), |row| self.upcoming[row].contact);
                self.birthday_cursor = cursor;
            }
            Pane::People | Pane::Card => {
                self.people.cursor = cursor;
                self.people.settle(&self.network);
            }
        }
    }

    /// Whether somebody is in the network, and not deleted.
    pub(in crate::app) fn is_here(&self, id: ContactId) -> bool {
        let contact = self.network.contact(id);
        contact.is_some_and(|contact| contact.standing != Standing::Deleted)
    }

    /// Whom a verb is about: the marked, or the one selected.
    pub fn targets(&self) -> Vec<ContactId> {
        let in_inbox = self.screen == Screen::Inbox && !self.inbox.marks.is_empty();
        if self.marks.is_empty() && !in_inbox {
            return self.selected().into_iter().collect();
        }
        let mut marked = self.marks.clone();
        if in_inbox {
            let heard = self.inbox.marks.iter();
            let heard = heard.filter_map(|waiting| self.inbox.person(*waiting));
            for id in heard.filter(|id| self.is_here(*id)) {
                if !marked.contains(&id) {
                    marked.push(id);
                }
            }
        }
        marked
    }

    /// The card of the person selected, once it is loaded.
    pub fn shown_card(&self) -> Option<&Card> {
        let card = self.card.as_deref()?;
        (self.selected() == Some(card.id)).then_some(card)
    }

    /// Makes ready, while nobody waits, for what is likely to be typed next: the filter's words,
    /// by which those are found, too, who look like a request.
    pub fn get_ready(&self) {
        let filters = matches!(self.layers.last(), Some(Layer::FilterLine));
        if filters || !self.inbox.requests.is_empty() {
            self.index.get_ready_for_words(&self.network);
        }
    }

    /// Who is in the rows of Home below and above the one selected: whose cards may be asked
    /// for next.
    pub fn neighbours(&self) -> Vec<ContactId> {
        match self.screen {
            Screen::Home => {}
            Screen::Inbox => return self.inbox.neighbours(),
            Screen::Shelf | Screen::Review => return Vec::new(),
        }
        let list = self.list;
        let (len, id) = (self.len(list), |row| self.id(list, row));
        let Some(row) = self.cursor(list).row(len, id) else {
            return Vec::new();
        };
        let rows = [Some(row + 1), row.checked_sub(1)].into_iter().flatten();
        rows.filter(|row| *row < len).map(id).collect()
    }

    /// Whether the card that is wanted is there as it is now.
    pub(in crate::app) fn has_card(&self) -> bool {
        self.card_for == self.beheld() && !self.card_comes
    }

    /// Whether what was asked for has to be there before the next key is pressed, which may be
    /// about it: the card, or who has come back into the inbox.
    pub fn needs_card(&self) -> bool {
        let in_inbox = self.screen == Screen::Inbox || self.inbox.emptied;
        self.owed.is_some()
            || (self.focus == Pane::Card && !self.has_card())
            || (self.inbox.comes && in_inbox)
    }

    /// Whether it has to be known who may like a link, or which link is for whom, before the
    /// next key is pressed, which may be about it.
    pub fn needs_fits(&self) -> bool {
        match self.layers.last() {
            Some(Layer::Sharing(sharing)) => sharing.rows().is_none(),
            Some(_) => false,
            None => {
                let is_among = self.screen == Screen::Shelf && self.shelf.focus == Part::Fits;
                is_among && self.shelf.fits().is_none()
            }
        }
    }

    /// The lines of the card that the cursor can be on, from the top.
    pub fn stops(&self) -> Vec<Stop> {
        let Some(card) = self.shown_card() else {
            return Vec::new();
        };
        let steps = card.next_steps.iter().map(|step| Stop::Next(step.id));
        let related = self.relations(card).map(|known| Stop::Related(known.id));
        let days = days(card).map(|day| Stop::Day(day.id));
        let entries = card.catch_ups.iter().map(|entry| Stop::Entry(entry.id));
        let notes = card.note.as_deref().map_or(0, |note| note.lines().count());
        steps
            .chain(related)
            .chain(days)
            .chain(entries)
            .chain((0..notes).map(Stop::Note))
            .collect()
    }

    /// The relations that a card shows: to whoever is here, or to a name that is nobody yet.
    pub fn relations<'c>(&self, card: &'c Card) -> impl Iterator<Item = &'c Relation> {
        let is_shown = |relation: &&Relation| match relation.to {
            Related::Contact(id) => self.is_here(id),
            Related::Name(_) => true,
        };
        card.relations.iter().filter(is_shown)
    }

    /// The line of the card under the cursor, if the card has the focus and the line was not
    /// scrolled out of sight: no key is about what is not seen.
    pub fn stop(&self) -> Option<Stop> {
        let at = self.stop_at(&self.stops())?;
        let is_seen = |(first, last): (usize, usize)| (first..=last).contains(&at);
        let is_in_sight = self.card_scroll == 0 || self.sizes.card_seen.is_some_and(is_seen);
        self.card_cursor.on().filter(|_| is_in_sight)
    }

    /// Which of these stops the card's cursor is on, in sight or not, if the card has the
    /// focus.
    pub fn stop_at(&self, stops: &[Stop]) -> Option<usize> {
        let on = self.card_cursor.on().filter(|_| self.focus == Pane::Card)?;
        stops.iter().position(|stop| *stop == on)
    }

    /// Puts the focus where there is something to see.
    pub(in crate::app) fn focus_first(&mut self) {
        self.focus = if self.picks.is_empty() {
            Pane::People
        } else {
            Pane::Due
        };
        self.list = self.focus;
        if self.picks.is_empty() {
            self.due_cursor = Cursor::default();
        }
    }

    /// The panes of Home that can have the focus now.
    pub fn panes(&self) -> Vec<Pane> {
        let mut panes = Vec::new();
        if !self.picks.is_empty() {
            panes.push(Pane::Due);
        }
        if !self.upcoming.is_empty() {
            panes.push(Pane::Birthdays);
        }
        panes.push(Pane::People);
        if self.selected().is_some() {
            panes.push(Pane::Card);
        }
        panes
    }
}

/// The days that a card lists: all but the birthday, which is told of with the person.
pub fn days(card: &Card) -> impl Iterator<Item = &CardOccasion> {
    card.occasions.iter().filter(|day| day.label != "birthday")
}
