//! How strong a tie is.

use std::fmt;
use std::str::FromStr;

/// How strong the tie to a contact is, strongest first.
///
/// The order of the variants is the order on screen; the levels follow Dunbar's layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    Inner,
    Strong,
    Moderate,
    Weak,
    Latent,
}

impl Tie {
    /// Every tie, strongest first.
    pub const ALL: [Tie; 5] = [
        Tie::Inner,
        Tie::Strong,
        Tie::Moderate,
        Tie::Weak,
        Tie::Latent,
    ];

    /// The word for this tie in files, filters and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Tie::Inner => "inner",
            Tie::Strong => "strong",
            Tie::Moderate => "moderate",
            Tie::Weak => "weak",
            Tie::Latent => "latent",
        }
    }

    /// The key that sets this tie after `t`.
    pub const fn key(self) -> char {
        match self {
            Tie::Inner => 'i',
            Tie::Strong => 's',
            Tie::Moderate => 'm',
            Tie::Weak => 'w',
            Tie::Latent => 'l',
        }
    }

    /// What to ask oneself to choose this tie ("would you…").
    pub const fn question(self) -> &'static str {
        match self {
            Tie::Inner => "call them in a crisis",
            Tie::Strong => "share private news",
            Tie::Moderate => "gladly have coffee",
            Tie::Weak => "we know each other a bit",
            Tie::Latent => "connected, that's all",
        }
    }

    /// How much a contact with this tie reaches of a circle, 0 to 1 (see `bridge`).
    pub const fn weight(self) -> f64 {
        match self {
            Tie::Inner | Tie::Strong => 1.0,
            Tie::Moderate => 0.5,
            Tie::Weak => 0.25,
            Tie::Latent => 0.0,
        }
    }
}

impl fmt::Display for Tie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// The text names no tie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTie(pub String);

impl fmt::Display for UnknownTie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "“{}” is no tie; say inner, strong, moderate, weak or latent",
            self.0
        )
    }
}

impl std::error::Error for UnknownTie {}

impl FromStr for Tie {
    type Err = UnknownTie;

    /// Reads a tie's word, or its one letter, in any case.
    fn from_str(text: &str) -> Result<Tie, UnknownTie> {
        let lower = text.trim().to_lowercase();
        Tie::ALL
            .into_iter()
            .find(|tie| lower == tie.word() || lower == tie.key().to_string())
            .ok_or_else(|| UnknownTie(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_letter_reads_back() {
        for tie in Tie::ALL {
            assert_eq!(tie.word().parse(), Ok(tie));
            assert_eq!(tie.key().to_string().parse(), Ok(tie));
        }
        assert!("close".parse::<Tie>().is_err());
    }
}
