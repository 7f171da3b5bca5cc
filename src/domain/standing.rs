//! Where a contact stands, apart from how strong the tie is.

use std::fmt;

/// Where a contact stands. A standing keeps the tie: a dormant strong tie is still strong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    Active,
    /// The clock stands still.
    Paused,
    Dormant,
    /// No answer for now.
    Unreachable,
    Archived,
    InMemory,
    Parted,
    /// Kept out of sight.
    Deleted,
}

impl Standing {
    pub const ALL: [Standing; 8] = [
        Standing::Active,
        Standing::Paused,
        Standing::Dormant,
        Standing::Unreachable,
        Standing::Archived,
        Standing::InMemory,
        Standing::Parted,
        Standing::Deleted,
    ];

    /// The word in the file, in JSON and after `is:`.
    pub const fn word(self) -> &'static str {
        match self {
            Standing::Active => "active",
            Standing::Paused => "paused",
            Standing::Dormant => "dormant",
            Standing::Unreachable => "unreachable",
            Standing::Archived => "archived",
            Standing::InMemory => "memory",
            Standing::Parted => "parted",
            Standing::Deleted => "deleted",
        }
    }

    /// The standing that `word` names, if any.
    pub fn from_word(word: &str) -> Option<Standing> {
        Standing::ALL.into_iter().find(|s| s.word() == word)
    }

    /// The word for a person to read.
    pub const fn label(self) -> &'static str {
        match self {
            Standing::InMemory => "in memory",
            Standing::Unreachable => "no answer for now",
            other => other.word(),
        }
    }

    /// Whether contacts of this standing are listed unless a filter asks for others.
    pub const fn is_listed(self) -> bool {
        matches!(
            self,
            Standing::Active | Standing::Paused | Standing::Dormant
        )
    }

    /// Whether somebody may be met: neither put away nor gone.
    pub const fn is_around(self) -> bool {
        self.is_listed() || matches!(self, Standing::Unreachable)
    }

    /// Whether "on my mind" and next steps may bring such a contact into the pane.
    pub const fn may_be_picked(self) -> bool {
        self.is_listed()
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for standing in Standing::ALL {
            assert_eq!(Standing::from_word(standing.word()), Some(standing));
        }
        assert_eq!(Standing::from_word("asleep"), None);
    }
}
