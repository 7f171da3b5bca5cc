//! Where the data and the config live.
