//! What is worked out again when people or the day change.

use std::sync::Arc;

use super::{Pane, State};
use crate::app::msg::Effect;
use crate::app::on_shelf;
use crate::domain::bridge::Reach;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::next_step;
use crate::domain::ripples::Ripples;
use crate::domain::search::{Index, Patched};
use crate::domain::week;

impl State {
    /// Takes over a network in which nobody knows what changed.
    pub(in crate::app) fn reload(&mut self, network: Arc<Network>) {
        self.index = Arc::new(Index::new(&network, &self.config.rules));
        self.network = network;
        self.shelf.asked_for = None;
        self.recompute();
        self.card_for = None;
        self.all_stale();
    }

    /// Takes over a network in which these contacts changed.
    pub(in crate::app) fn patch(
        &mut self,
        network: Arc<Network>,
        touched: &[ContactId],
        ripples: Ripples,
    ) {
        let index = Arc::make_mut(&mut self.index);
        let patched = index.patch(&network, &self.config.rules, touched);
        if ripples.reach {
            self.reach = Arc::new(Reach::of(&network));
        }
        self.network = network;
        self.shelf.asked_for = None;
        // Without a filter the list is the index's.
        if patched == Patched::Rows || !self.people.filter.input.is_empty() {
            self.list_people();
        }
        self.work_out_week(ripples);
        self.card_for = None;
    }

    /// Works out again what the panes show.
    pub(in crate::app) fn recompute(&mut self) {
        self.list_people();
        self.reach = Arc::new(Reach::of(&self.network));
        self.work_out_week(Ripples::ALL);
    }

    fn list_people(&mut self) {
        self.people
            .list(&self.network, &self.index, &self.config, self.today);
    }

    fn work_out_week(&mut self, ripples: Ripples) {
        let network = Arc::clone(&self.network);
        let rules = &self.config.rules;
        self.week = week::this_week(&network, rules, self.today);
        self.review.stale = true;
        self.review.year_stale = true;
        if self.arriving {
            return;
        }
        self.picks = week::picks_by(&self.reach, &network, rules, self.today);
        let mut occasions = std::mem::take(&mut self.upcoming);
        match ripples.days {
            true => occasions = week::occasions(&network, self.today),
            false => occasions.retain(|upcoming| upcoming.dinner.is_none()),
        }
        self.upcoming = next_step::among_days(occasions, &network, &self.picks, self.today);

        let mut marks = std::mem::take(&mut self.marks);
        marks.retain(|id| self.is_here(*id));
        self.marks = marks;
        for list in [Pane::Due, Pane::Birthdays, Pane::People] {
            let on = self.cursor(list).on().filter(|id| self.is_here(*id));
            self.put_cursor(list, on);
        }
        self.list_inbox();
        on_shelf::refit(self);
        self.notes_stale = true;
    }

    /// Asks for what the panes show and the state does not hold.
    pub(in crate::app) fn after(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.find_alike();
        let beheld = self.beheld();
        if self.card_for != beheld {
            self.card_for = beheld;
            self.card_comes = beheld.is_some();
            effects.extend(beheld.map(Effect::LoadCard));
        }
        if std::mem::take(&mut self.notes_stale) && !self.picks.is_empty() {
            let picked = self.picks.iter().map(|pick| pick.contact).collect();
            effects.push(Effect::LoadLastNotes(picked));
        }
        effects.extend(self.read_screens());
        effects
    }
}
