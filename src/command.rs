//! The one table of all actions.
