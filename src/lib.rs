//! ties keeps a person's network warm from the terminal, a few people a week.
//!
//! The map of the rooms is in ARCHITECTURE.md; `tests/floors.rs` holds the code to it.

pub mod app;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod domain;
pub mod exchange;
pub mod exit;
pub mod json;
pub mod keys;
pub mod long;
pub mod paths;
pub mod private;
pub mod run;
pub mod secret;
pub mod store;
pub mod sync;
pub mod text;
pub mod threads;
pub mod ui;
pub mod vdir;
