//! Those who have something in common, which are nearly always one.

use super::SHARED_BY;

/// Those who have something in common, up to one more than may share a line: more are not told
/// apart. Nearly always that is one, for whom no memory is taken.
#[derive(Debug)]
pub(super) struct Few<T> {
    pub(super) first: Option<T>,
    others: Vec<T>,
}

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few {
            first: None,
            others: Vec::new(),
        }
    }
}

impl<T: PartialEq> Few<T> {
    pub(super) fn push(&mut self, value: T) {
        if self.first.is_none() {
            self.first = Some(value);
        } else if self.len() <= SHARED_BY && !self.iter().any(|held| *held == value) {
            self.others.push(value);
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.first.iter().chain(&self.others)
    }

    pub(super) fn len(&self) -> usize {
        self.iter().count()
    }
}
