//! What is known of contacts in words, in little space.

use std::sync::Arc;

use super::{Contact, Profile};
use crate::domain::network::CircleId;

/// A [`Profile`] and the circles of one contact in a piece of memory that many may share: how
/// many letters the circles take, the circles, which are asked of everyone after every write,
/// then the lengths of the fields, and the fields.
///
/// Numbers are written six bits to a letter, lowest first, a further letter following where
/// the seventh bit is set.
#[derive(Clone)]
pub struct Packed {
    all: Arc<Box<str>>,
    start: u32,
    length: u32,
}

/// How many fields a profile has.
const FIELDS: usize = 9;

impl Packed {
    /// One contact's, in a piece of memory of its own.
    pub fn new(profile: &Profile<'_>, circles: &[CircleId]) -> Packed {
        let mut text = String::new();
        pack(profile, circles, &mut text);
        Packed {
            length: offset(text.len()),
            start: 0,
            all: Arc::new(text.into()),
        }
    }

    /// A field by its place in [`Profile`].
    pub(super) fn field(&self, wanted: usize) -> &str {
        let (_, text) = self.parts();
        let mut letters = text.bytes();
        let (mut start, mut end) = (0, 0);
        for field in 0..FIELDS {
            let length = number(&mut letters);
            if field < wanted {
                start += length;
            }
            if field <= wanted {
                end += length;
            }
        }
        let fields = text.len() - letters.len();
        text.get(fields + start..fields + end).unwrap_or_default()
    }

    /// The same; `None` where there is nothing in it.
    pub(super) fn filled(&self, wanted: usize) -> Option<&str> {
        filled(self.field(wanted))
    }

    /// All fields.
    pub(super) fn fields(&self) -> [&str; FIELDS] {
        let (_, text) = self.parts();
        let mut letters = text.bytes();
        let lengths: [usize; FIELDS] = std::array::from_fn(|_| number(&mut letters));
        let mut rest = text.get(text.len() - letters.len()..).unwrap_or_default();
        lengths.map(|length| {
            let (field, after) = rest.split_at_checked(length).unwrap_or_default();
            rest = after;
            field
        })
    }

    pub(super) fn circles(&self) -> impl Iterator<Item = CircleId> {
        let (circles, _) = self.parts();
        let mut letters = circles.bytes();
        std::iter::from_fn(move || {
            (letters.len() > 0).then(|| CircleId(offset(number(&mut letters))))
        })
    }

    /// The circles, and the fields with their lengths before them.
    fn parts(&self) -> (&str, &str) {
        let text = self.text();
        let mut letters = text.bytes();
        let circles = number(&mut letters);
        let rest = text.get(text.len() - letters.len()..);
        let parts = rest.and_then(|rest| rest.split_at_checked(circles));
        parts.unwrap_or_default()
    }

    fn text(&self) -> &str {
        let (start, length) = (self.start as usize, self.length as usize);
        self.all.get(start..start + length).unwrap_or_default()
    }
}

/// A field, unless there is nothing in it.
pub(super) fn filled(field: &str) -> Option<&str> {
    Some(field).filter(|field| !field.is_empty())
}

impl PartialEq for Packed {
    fn eq(&self, other: &Packed) -> bool {
        self.text() == other.text()
    }
}

impl std::fmt::Debug for Packed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.text().fmt(f)
    }
}

/// Puts what is known of many into one piece of memory.
#[derive(Default)]
pub struct Packer {
    text: String,
    nothing: Arc<Box<str>>,
}

impl Packer {
    /// Takes in one contact's. What it returns is to be put into that contact, and says
    /// nothing before [`Packer::finish`].
    pub fn take(&mut self, profile: &Profile<'_>, circles: &[CircleId]) -> Packed {
        let start = self.text.len();
        pack(profile, circles, &mut self.text);
        Packed {
            all: Arc::clone(&self.nothing),
            start: offset(start),
            length: offset(self.text.len() - start),
        }
    }

    /// Lets these contacts, who got all that this took in, say it.
    pub fn finish(self, contacts: &mut [Contact]) {
        let all = Arc::new(self.text.into_boxed_str());
        for contact in contacts {
            contact.profile.all = Arc::clone(&all);
        }
    }
}

fn pack(profile: &Profile<'_>, circles: &[CircleId], text: &mut String) {
    let fields: [&str; FIELDS] = [
        profile.name,
        profile.family.unwrap_or_default(),
        profile.nicknames.unwrap_or_default(),
        profile.org.unwrap_or_default(),
        profile.title.unwrap_or_default(),
        profile.city.unwrap_or_default(),
        profile.met.unwrap_or_default(),
        profile.emails,
        profile.full.unwrap_or_default(),
    ];
    let letters = |number: u32| match number {
        0..64 => 1,
        64.. => number.ilog2() as usize / 6 + 1,
    };
    push_number(text, circles.iter().map(|circle| letters(circle.0)).sum());
    for circle in circles {
        push_number(text, circle.0 as usize);
    }
    for field in fields {
        push_number(text, field.len());
    }
    for field in fields {
        text.push_str(field);
    }
}

fn push_number(text: &mut String, mut rest: usize) {
    while rest >= 64 {
        text.push(char::from(64 | (rest % 64) as u8));
        rest /= 64;
    }
    text.push(char::from(rest as u8));
}

/// The number that begins here.
fn number(letters: &mut impl Iterator<Item = u8>) -> usize {
    let (mut number, mut shift) = (0, 0);
    for letter in letters {
        number |= usize::from(letter % 64) << shift;
        shift += 6;
        if letter < 64 {
            break;
        }
    }
    number
}

/// What does not fit into 32 bits fits into no memory that a list of people may take.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::contact;

    #[test]
    fn a_packed_profile_gives_back_every_field() {
        let long = "ünïcode ".repeat(700);
        for text in ["", "a", "é", &"x".repeat(63), &"x".repeat(64), &long] {
            let profile = Profile {
                name: "Bea",
                family: Some(text),
                nicknames: Some("Bean\nBeatle"),
                org: Some("Acme"),
                title: Some(text),
                city: Some("Oslo"),
                met: Some(text),
                emails: text,
                full: Some(text),
            };
            let circles = [0, 63, 64, u32::MAX].map(CircleId);
            let mut packer = Packer::default();
            let mut both = [
                Packed::new(&profile, &circles),
                packer.take(&Profile::default(), &[]),
                packer.take(&profile, &circles),
            ]
            .map(|profile| Contact {
                profile,
                ..contact(1)
            });
            packer.finish(&mut both[1..]);
            let [somebody, nobody, shared] = both;
            assert_eq!((nobody.name(), nobody.circles().count()), ("", 0));
            assert_eq!(somebody, shared);
            assert_eq!(somebody.circles().collect::<Vec<_>>(), circles);
            let filled = Some(text).filter(|text| !text.is_empty());
            let as_filled = Profile {
                family: filled,
                title: filled,
                met: filled,
                full: filled,
                ..profile
            };
            assert_eq!(somebody.profile(), as_filled);
            assert_eq!(somebody.name(), "Bea");
            assert_eq!(somebody.family(), filled);
            assert_eq!(somebody.nickname(), Some("Bean"));
            assert_eq!(somebody.nicknames().collect::<Vec<_>>(), ["Bean", "Beatle"]);
            assert_eq!(nobody.nickname(), None);
            assert_eq!(somebody.org(), Some("Acme"));
            assert_eq!(somebody.title(), filled);
            assert_eq!(somebody.city(), Some("Oslo"));
            assert_eq!(somebody.met(), filled);
            assert_eq!(somebody.emails(), text);
            assert_eq!(somebody.full(), filled);
        }
    }
}
