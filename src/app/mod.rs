//! The state of the terminal interface and how it answers what happens.
//!
//! [`update()`] does no I/O and knows no clock: it changes the [`State`] and returns the
//! [`Effect`]s to be carried out, whose results come back as [`Msg`]s.
//!
//! `on_key` finds the layer that a key is for; `home` moves about, `verbs` does things to
//! people and `on_card` to the lines of a card, and each `on_…` answers for the layer in its
//! name. `form` is the engine that all forms share, `forms` says which fields each has and
//! which change it asks for.

pub mod columns;
pub mod form;
pub mod forms;
pub mod gather;
pub mod hints;
pub mod inbox;
pub mod input;
pub mod layer;
pub mod list;
pub mod merging;
pub mod on_import;
pub mod on_palette;
pub mod people;
pub mod preview;
pub mod review;
pub mod say;
pub mod shelf;

mod asking;
pub mod conflicts;
mod discreet;
mod draft;
mod home;
mod msg;
mod on_card;
mod on_columns;
mod on_conflicts;
mod on_fold;
mod on_form;
mod on_gather;
mod on_inbox;
mod on_key;
mod on_merging;
mod on_review;
mod on_sharing;
mod on_shelf;
mod on_thinking;
mod relating;
mod scopes;
mod selection;
mod state;
mod update;
mod verbs;

pub use draft::{FormFor, SavedDraft, SavedField};
pub use home::all_drafts;
pub use msg::{
    After, Applied, Asks, Consent, Direction, Editing, Effect, Found, InStep, Msg, Past, Planned,
    Said, Synced, Undone,
};
pub use state::{Length, Look, Pane, Shared, Sizes, Start, State, Stop, Toast, days};
pub use update::update;
