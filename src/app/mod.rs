//! The state of the terminal interface and how it answers what happens.
//!
//! [`update`] does no I/O and knows no clock: it changes the [`State`] and returns the
//! [`Effect`]s to be carried out, whose results come back as [`Msg`]s.

mod draft;
mod msg;
mod state;

pub use draft::{FormFor, SavedDraft};
pub use msg::{After, Applied, Consent, Direction, Editing, Effect, Found, Msg, Past, Undone};
pub use state::{Look, Sizes, Start, State};

use chrono::NaiveDate;

/// Changes the state as the message says, and returns what is to be done outside of it.
pub fn update(state: &mut State, msg: Msg, today: NaiveDate) -> Vec<Effect> {
    state.today = today;
    match msg {
        Msg::Loaded(network) | Msg::Demo(network) => {
            state.network = network;
            Vec::new()
        }
        Msg::Key(_) => vec![Effect::Quit],
        _ => Vec::new(),
    }
}
