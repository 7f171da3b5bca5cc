//! Made-up people to look round with.
