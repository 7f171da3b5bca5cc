//! The date language, and how spans of time are said.
