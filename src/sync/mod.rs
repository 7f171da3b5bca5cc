//! Keeps several machines in step through one history that they share.

pub mod chain;
mod exchange;
pub mod testing;

pub use exchange::{Failure, Outcome, run};
