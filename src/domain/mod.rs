//! What a network is and who is due. Pure: no I/O, no clock, `today` is a parameter.

pub mod bridge;
pub mod cadence;
pub mod card;
pub mod catch_up;
pub mod change;
pub mod channel;
pub mod columns;
pub mod contact;
pub mod day;
pub mod demo;
pub mod discreet;
pub mod draft;
pub mod due;
pub mod fit;
pub mod folder;
pub mod gather;
pub mod id;
pub mod import;
pub mod inbox;
pub mod introduced;
pub mod level;
pub mod mail;
pub mod matching;
pub mod merge;
pub mod naming;
pub mod network;
pub mod next_step;
pub mod offer;
pub mod query;
pub mod reason;
pub mod relation;
pub mod request;
pub mod review;
pub mod rules;
pub mod search;
pub mod shelf;
#[cfg(test)]
mod simulation;
pub mod standing;
#[cfg(test)]
pub(crate) mod testing;
pub mod tie;
pub mod warming;
pub mod week;
pub mod when;
pub mod who;
pub mod year;
