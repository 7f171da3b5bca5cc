//! How little of their circles you already reach.
