//! Keeps several machines in step through one history that they share.

pub mod chain;
pub mod engine;
mod exchange;
mod git;
pub mod now;
pub mod place;
#[cfg(feature = "sync-http")]
mod remote;
pub mod testing;

pub use exchange::{Failure, Outcome, run};
pub use now::words;
