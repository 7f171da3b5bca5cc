//! The review: how it goes, and whether the list fits a week.

/// What the review shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Review {
    /// Whether it has to be read anew before it is shown.
    pub(super) stale: bool,
}
