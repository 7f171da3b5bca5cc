//! The shelf: links waiting for somebody who may like them.

use crate::domain::shelf::Link;

/// What the shelf shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shelf {
    /// The latest first.
    pub links: Vec<Link>,
    /// Whether it has to be read anew.
    pub(super) stale: bool,
}
