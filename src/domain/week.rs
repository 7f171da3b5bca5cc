//! The week's budget and its picks.
