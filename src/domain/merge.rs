//! Somebody who is here twice: who may be, what the two would become, and what of that a person
//! may choose.
//!
//! Nothing is merged without a hand. [`look_alikes`] finds who may be one and says why;
//! [`merging`] works out what two would become, field by field, as a value to be shown and
//! changed before anything is written.

mod becoming;
mod lines;
mod lists;
pub(super) mod names;
mod pairs;
mod sides;

pub use becoming::{Becomes, Merging, merging};
pub use lines::Line;
pub use lists::{List, Twice, listed_twice};
pub use pairs::{Pair, Somebody, TwoPeople, look_alikes};
pub use sides::{Choices, Field, Side};
