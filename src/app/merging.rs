//! Who may be here twice, and two of them side by side, as somebody looks at them.

use super::input::Input;
use crate::domain::id::ContactId;
use crate::domain::import::Known;
use crate::domain::merge::{Choices, Merging, Pair};

/// Who is here twice: those of everybody one after the other, or somebody's.
#[derive(Debug, Clone, PartialEq)]
pub struct Twice {
    /// Whose look-alikes are meant; everybody's where it is nobody.
    pub of: Option<ContactId>,
    /// A name that is typed, and who that may be.
    pub input: Input,
    pub matches: Vec<ContactId>,
    /// Who look alike; `None` until they are found.
    pub pairs: Option<Vec<Pair>>,
    /// Which of the pairs, or of the [`Twice::rows`], the cursor is on.
    pub at: usize,
    /// Two side by side, once they are read.
    pub two: Option<Box<Two>>,
}

/// Two side by side, and what they would become.
#[derive(Debug, Clone, PartialEq)]
pub struct Two {
    pub keep: Known,
    pub other: Known,
    pub choices: Choices,
    pub merging: Merging,
    /// Which of the lines and lists the cursor is on.
    pub at: usize,
}

impl Twice {
    /// Nobody found yet.
    pub fn of(of: Option<ContactId>) -> Twice {
        Twice {
            of,
            input: Input::default(),
            matches: Vec::new(),
            pairs: None,
            at: 0,
            two: None,
        }
    }

    /// Whether it goes through everybody's look-alikes, one pair after the other.
    pub fn is_walk(&self) -> bool {
        self.of.is_none() && self.pairs.is_some()
    }

    /// Whether the walk comes to others than those who are shown.
    pub fn has_others(&self) -> bool {
        self.is_walk() && self.pairs.as_ref().is_some_and(|pairs| pairs.len() > 1)
    }

    /// Whether somebody is still to be chosen.
    pub fn chooses(&self) -> bool {
        self.of.is_some() && self.two.is_none()
    }

    /// The pair that is looked at, or that the cursor is on.
    pub fn pair(&self) -> Option<&Pair> {
        match (self.of, &self.two) {
            (_, Some(two)) => {
                let (keep, other) = (two.merging.keep, two.merging.other);
                let mut pairs = self.pairs.iter().flatten();
                pairs.find(|pair| pair.has(keep) && pair.has(other))
            }
            (_, None) => self.pairs.as_ref()?.get(self.at),
        }
    }

    /// Who may be chosen: look-alikes while nothing is typed, else who that may be.
    pub fn rows(&self) -> Vec<ContactId> {
        let Some(of) = self.of.filter(|_| self.input.is_empty()) else {
            return self.matches.clone();
        };
        let pairs = self.pairs.iter().flatten();
        pairs.filter_map(|pair| pair.beside(of)).collect()
    }

    /// Why this one looks like the one who is meant.
    pub fn why(&self, id: ContactId) -> Option<String> {
        let of = self.of?;
        let mut pairs = self.pairs.iter().flatten();
        pairs
            .find(|pair| pair.has(of) && pair.has(id))
            .map(Pair::why)
    }
}

impl Two {
    /// How many lines there are, and lists after them.
    pub fn len(&self) -> usize {
        self.merging.lines.len() + self.merging.lists.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
