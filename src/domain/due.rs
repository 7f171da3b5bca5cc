//! Who is due, and how warm a tie is.
