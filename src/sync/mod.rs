//! Keeps several machines in step through one history that they share.

pub mod chain;
pub mod engine;
mod exchange;
mod git;
#[cfg(any(feature = "sync-http", test))]
// Each is for one kind of bucket.
#[cfg_attr(not(all(feature = "sync-s3", feature = "sync-gcs")), allow(dead_code))]
mod keys;
pub mod now;
pub mod place;
#[cfg(feature = "sync-http")]
mod remote;
#[cfg(any(feature = "sync-http", test))]
mod said;
pub mod testing;

pub use exchange::{Failure, Outcome, run};
pub use now::words;
