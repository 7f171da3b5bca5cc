//! The state of the terminal interface and how it answers what happens.
//!
//! [`update()`] does no I/O and knows no clock: it changes the [`State`] and returns the
//! [`Effect`]s to be carried out, whose results come back as [`Msg`]s.

pub mod form;
pub mod forms;
pub mod hints;
pub mod input;
pub mod layer;
pub mod list;
pub mod on_import;
pub mod on_palette;
pub mod people;
pub mod say;

mod draft;
mod home;
mod msg;
mod on_form;
mod on_thinking;
mod scopes;
mod selection;
mod state;
mod update;
mod verbs;

pub use draft::{FormFor, SavedDraft};
pub use home::all_drafts;
pub use msg::{
    After, Applied, Consent, Direction, Editing, Effect, Found, Msg, Past, Planned, Undone,
};
pub use state::{Length, Look, Pane, Sizes, Start, State, Stop, Toast};
pub use update::update;
