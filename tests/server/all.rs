//! The same people on several machines, through the core of the real server on loopback.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot begin should fail loudly

mod chain;
#[path = "../support/home.rs"]
#[allow(dead_code)] // ties' own tests use the rest of it
mod home;
mod machines;
mod served;
