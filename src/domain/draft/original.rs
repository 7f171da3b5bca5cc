//! The text a record was read from: held, or told by where it lies in a file too long to be held.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::domain::import::CardMark;

/// A record's original text. Two are equal where nothing tells their texts apart.
#[derive(Debug, Clone)]
pub enum Original {
    Held(String),
    Lies(Place),
}

/// Where a text lies that is not held.
#[derive(Debug, Clone)]
pub struct Place {
    pub of: Arc<dyn Originals>,
    /// Where it begins, and how long it is, in bytes.
    pub at: u64,
    pub length: usize,
    pub mark: CardMark,
}

/// What texts can be read from again.
pub trait Originals: fmt::Debug + Send + Sync {
    /// The text of so many bytes there; `None` where they cannot be read any more.
    fn text(&self, at: u64, length: usize) -> Option<String>;

    /// What they are called, for a person.
    fn name(&self) -> String;
}

impl Original {
    /// The text.
    ///
    /// # Errors
    /// In words, that it cannot be read any more, or is another by now.
    pub fn text(&self) -> Result<Cow<'_, str>, String> {
        match self {
            Original::Held(text) => Ok(text.as_str().into()),
            Original::Lies(Place {
                of,
                at,
                length,
                mark,
            }) => {
                let text = of.text(*at, *length);
                let is_same = |text: &String| CardMark::of(text.as_bytes()) == *mark;
                text.filter(is_same).map(Cow::from).ok_or_else(|| {
                    let name = of.name();
                    format!(
                        "{name} has changed since it was read; nothing was imported; import it again"
                    )
                })
            }
        }
    }

    /// The text, if it is held, else an empty one.
    pub fn held(&self) -> &str {
        match self {
            Original::Held(text) => text,
            Original::Lies(_) => "",
        }
    }

    /// How long it is, in bytes.
    pub fn length(&self) -> usize {
        match self {
            Original::Held(text) => text.len(),
            Original::Lies(place) => place.length,
        }
    }

    pub fn mark(&self) -> CardMark {
        match self {
            Original::Held(text) => CardMark::of(text.as_bytes()),
            Original::Lies(place) => place.mark,
        }
    }
}

impl PartialEq for Original {
    fn eq(&self, other: &Original) -> bool {
        self.length() == other.length() && self.mark() == other.mark()
    }
}

impl Eq for Original {}

impl From<String> for Original {
    fn from(text: String) -> Original {
        Original::Held(text)
    }
}
