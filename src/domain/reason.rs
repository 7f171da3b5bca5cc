//! The most human thing known about why to say hi.
