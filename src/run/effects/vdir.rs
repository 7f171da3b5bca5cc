//! What was looked at in the folder of cards, carried out.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Keeper;
use crate::app::{Msg, Synced};
use crate::domain::network::Network;
use crate::vdir::{self, Looked, Settings};

impl Keeper {
    /// Carries out what was looked at in the folder of cards.
    pub fn sync_cards(
        &mut self,
        looked: Looked,
        settings: &Settings,
        network: &mut Arc<Network>,
        today: NaiveDate,
    ) -> Vec<Msg> {
        let rules = &self.config.rules;
        let done = vdir::carry_out(&mut self.store, looked, settings, rules, today);
        self.cards.forget();
        let (report, applied) = match done {
            Ok(done) => done,
            Err(error) => return vec![Msg::Said(error.to_string())],
        };
        let applied = applied.filter(|applied| applied.action.is_some());
        let mut complaint = None;
        if let Some(applied) = &applied {
            self.wrote = true;
            (_, complaint) = self.refresh(network, &applied.touched, today);
        }
        let synced = Msg::CardsSynced(Synced {
            text: report.in_short(),
            network: applied.map(|_| Arc::clone(network)),
            asks: !report.conflicts.is_empty(),
        });
        // What was left alone names files, and has to be read.
        let left = report.remarks.first().map(|remark| {
            Msg::Said(format!(
                "{} · {}: {}",
                report.in_short(),
                remark.file,
                remark.why
            ))
        });
        [Some(synced), left, complaint]
            .into_iter()
            .flatten()
            .collect()
    }
}
