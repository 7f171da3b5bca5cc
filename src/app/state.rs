//! The state.

use std::sync::Arc;

use chrono::NaiveDate;

use super::draft::SavedDraft;
use crate::domain::network::Network;
use crate::domain::rules::Rules;
use crate::keys::Keymap;

/// Whether colours may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    #[default]
    Colours,
    /// NO_COLOR, or the theme `none`: marks and bold only.
    Plain,
}

/// How many rows the panes had when last drawn, for moving by pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sizes {
    pub due: usize,
    pub people: usize,
    pub card: usize,
    pub layer: usize,
}

/// What the interface starts from.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    pub network: Arc<Network>,
    pub rules: Arc<Rules>,
    pub keymap: Arc<Keymap>,
    pub today: NaiveDate,
    pub look: Look,
    /// True for made-up people.
    pub demo: bool,
    pub drafts: Vec<SavedDraft>,
}

/// Everything the terminal interface knows.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub network: Arc<Network>,
    pub rules: Arc<Rules>,
    pub keymap: Arc<Keymap>,
    pub today: NaiveDate,
    pub look: Look,
    pub demo: bool,
    pub drafts: Vec<SavedDraft>,
    /// Set by whoever draws, after drawing.
    pub sizes: Sizes,
}

impl State {
    /// The first state, with what is to be done first.
    pub fn new(start: Start) -> (State, Vec<super::Effect>) {
        let state = State {
            network: start.network,
            rules: start.rules,
            keymap: start.keymap,
            today: start.today,
            look: start.look,
            demo: start.demo,
            drafts: start.drafts,
            sizes: Sizes::default(),
        };
        (state, Vec::new())
    }

    /// Whether [`Msg::Tick`](super::Msg::Tick) is wanted, about once a second.
    pub fn wants_tick(&self) -> bool {
        false
    }
}
