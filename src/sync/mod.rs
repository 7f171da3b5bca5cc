//! Keeps several machines in step through one history that they share.

pub mod chain;
pub mod testing;
