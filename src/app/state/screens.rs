//! Which screens there are, and when what they show is read anew.

use super::{Pane, State};
use crate::app::msg::Effect;
use crate::app::on_review;
use crate::app::review::View;
use crate::command::Screen;
use crate::domain::change::Change;

impl State {
    /// Whether there is something on a screen.
    pub fn has(&self, screen: Screen) -> bool {
        match screen {
            Screen::Home => true,
            Screen::Inbox => !self.inbox.is_empty(),
            Screen::Shelf => !self.shelf.links.is_empty(),
            Screen::Review => !self.is_first_run(),
        }
    }

    /// The screens that there are, in the order of the tabs.
    pub fn screens(&self) -> impl Iterator<Item = Screen> {
        Screen::ALL.into_iter().filter(|screen| self.has(*screen))
    }

    /// Goes to a screen, if there is something on it.
    pub(in crate::app) fn go(&mut self, screen: Screen) {
        if self.has(screen) {
            if self.screen != screen && self.focus == Pane::Card {
                self.focus = self.list;
            }
            self.screen = screen;
            if screen == Screen::Review {
                on_review::open(self);
            }
        }
    }

    /// Nobody knows what changed.
    pub(in crate::app) fn all_stale(&mut self) {
        self.inbox.stale = true;
        self.shelf.stale = true;
    }

    /// This was done; what shows it is read anew.
    pub(in crate::app) fn stale_after(&mut self, change: &Change) {
        match change {
            // What is decided is known here at once.
            Change::AddRequests(_)
            | Change::AcceptHeard(..)
            | Change::Import(_)
            | Change::Merge { .. } => {
                self.inbox.stale = true;
            }
            Change::AddLink(_) | Change::EditLink(..) | Change::DropLink(_) | Change::Share(..) => {
                self.shelf.stale = true;
            }
            _ => {}
        }
    }

    /// Asks for what the screens show and the state does not hold.
    pub(in crate::app) fn read_screens(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.arriving {
            return effects;
        }
        if std::mem::take(&mut self.inbox.stale) {
            self.inbox.comes = true;
            effects.push(Effect::LoadInbox);
        }
        if std::mem::take(&mut self.shelf.stale) {
            effects.push(Effect::LoadShelf);
        }
        let link = self.shelf.link();
        let on = link.map(|link| link.id);
        if self.screen == Screen::Shelf && self.shelf.asked_for != on {
            effects.extend(link.cloned().map(Box::new).map(Effect::FindFits));
            self.shelf.asked_for = on;
        }
        // It reads much of the past, so only while somebody looks at it.
        if self.screen == Screen::Review {
            let (stale, load) = match self.review.view {
                View::Weeks => (&mut self.review.stale, Effect::LoadReview),
                View::Year => (&mut self.review.year_stale, Effect::LoadYear),
            };
            if std::mem::take(stale) {
                effects.push(load);
            }
        }
        effects
    }

    /// Goes Home from a screen on which nothing is left.
    pub(in crate::app) fn leave_if_bare(&mut self) {
        if !self.has(self.screen) {
            self.screen = Screen::Home;
        }
    }
}
