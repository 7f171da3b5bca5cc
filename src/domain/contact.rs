//! A person or company as lists and rules see them.

use std::sync::Arc;

use chrono::NaiveDate;

use super::cadence::OwnCadence;
use super::day::PartialDay;
use super::id::ContactId;
use super::network::CircleId;
use super::standing::Standing;
use super::tie::Tie;

/// Whether a contact is a person or a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Person,
    Company,
}

impl Kind {
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Company => "company",
        }
    }
}

/// A span of days in which the clock stood still: from the first day on, and before the
/// last one, which is open while the pause goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
}

/// What `has:` can ask for and the list model does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Has {
    pub email: bool,
    pub phone: bool,
    pub url: bool,
    pub note: bool,
}

/// What is known of a contact in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Profile<'a> {
    pub name: &'a str,
    /// The family name, to sort by.
    pub family: Option<&'a str>,
    /// The nicknames, each on a line of its own.
    pub nicknames: Option<&'a str>,
    pub org: Option<&'a str>,
    pub title: Option<&'a str>,
    pub city: Option<&'a str>,
    /// How you met.
    pub met: Option<&'a str>,
    /// The e-mail addresses, separated by blanks, for the filter's words.
    pub emails: &'a str,
    /// The name with what goes before, between and after it, where it says more than the name.
    pub full: Option<&'a str>,
}

/// What few contacts have.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rare {
    /// The latest day up to today of an unanswered catch-up that you or both started, with
    /// no answered one on or after it.
    pub unanswered: Option<NaiveDate>,
    /// On my mind since this day.
    pub mind: Option<NaiveDate>,
    /// Hidden until this day.
    pub later: Option<NaiveDate>,
    /// "Someone else" was said on this day (the latest, not taken back).
    pub someone_else: Option<NaiveDate>,
    pub introduced_by: Option<ContactId>,
    pub pauses: Vec<Pause>,
    /// The latest news with its day ("new at Genelab").
    pub news: Option<(NaiveDate, Box<str>)>,
}

impl Rare {
    /// Ready for a contact, where there is anything.
    pub fn boxed(self) -> Option<Box<Rare>> {
        (self != Rare::default()).then(|| Box::new(self))
    }
}

/// A contact in the read model: what lists, filters and the due rule need of everyone, in
/// little space, since there may be a hundred thousand of them.
/// The rest of what is known about one contact is its [`Card`](super::card::Card).
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    pub id: ContactId,
    pub kind: Kind,
    /// What is known in words, and the circles.
    pub profile: Packed,
    pub tie: Tie,
    pub standing: Standing,
    pub own_cadence: Option<OwnCadence>,
    pub birthday: Option<PartialDay>,
    pub counting_from: Option<NaiveDate>,
    /// The latest day up to today of an answered catch-up.
    pub last: Option<NaiveDate>,
    pub rare: Option<Box<Rare>>,
    pub has: Has,
    /// Imported and not yet touched.
    pub is_new: bool,
    pub added: NaiveDate,
}

impl Contact {
    /// What is known in words.
    pub fn profile(&self) -> Profile<'_> {
        let [name, family, nicknames, org, title, city, met, emails, full] = self.profile.fields();
        Profile {
            name,
            family: filled(family),
            nicknames: filled(nicknames),
            org: filled(org),
            title: filled(title),
            city: filled(city),
            met: filled(met),
            emails,
            full: filled(full),
        }
    }

    pub fn name(&self) -> &str {
        self.profile.field(0)
    }

    /// The family name, to sort by.
    pub fn family(&self) -> Option<&str> {
        self.profile.filled(1)
    }

    /// The first nickname.
    pub fn nickname(&self) -> Option<&str> {
        self.nicknames().next()
    }

    pub fn nicknames(&self) -> impl Iterator<Item = &str> {
        self.profile.field(2).lines()
    }

    pub fn org(&self) -> Option<&str> {
        self.profile.filled(3)
    }

    pub fn title(&self) -> Option<&str> {
        self.profile.filled(4)
    }

    pub fn city(&self) -> Option<&str> {
        self.profile.filled(5)
    }

    /// How you met.
    pub fn met(&self) -> Option<&str> {
        self.profile.filled(6)
    }

    /// The e-mail addresses, separated by blanks.
    pub fn emails(&self) -> &str {
        self.profile.field(7)
    }

    /// The name with what goes before, between and after it, where it says more than the name.
    pub fn full(&self) -> Option<&str> {
        self.profile.filled(8)
    }

    /// Organisation, city, tags and introducer, as circles.
    pub fn circles(&self) -> impl Iterator<Item = CircleId> {
        self.profile.circles()
    }

    /// The day their clock runs from, today or before: of the last catch-up, else the day it
    /// counts from. `None` where that is only today, so that nothing has been since.
    pub fn since(&self, today: NaiveDate) -> Option<NaiveDate> {
        self.last
            .or(self.counting_from.filter(|from| *from < today))
    }

    /// The latest day up to today of an unanswered catch-up that you or both started, with
    /// no answered one on or after it.
    pub fn unanswered(&self) -> Option<NaiveDate> {
        self.rare.as_ref()?.unanswered
    }

    /// On my mind since this day.
    pub fn mind(&self) -> Option<NaiveDate> {
        self.rare.as_ref()?.mind
    }

    /// Hidden until this day.
    pub fn later(&self) -> Option<NaiveDate> {
        self.rare.as_ref()?.later
    }

    /// "Someone else" was said on this day (the latest, not taken back).
    pub fn someone_else(&self) -> Option<NaiveDate> {
        self.rare.as_ref()?.someone_else
    }

    pub fn introduced_by(&self) -> Option<ContactId> {
        self.rare.as_ref()?.introduced_by
    }

    pub fn pauses(&self) -> &[Pause] {
        self.rare.as_ref().map_or(&[], |rare| &rare.pauses)
    }

    /// The latest news with its day.
    pub fn news(&self) -> Option<(NaiveDate, &str)> {
        let (on, news) = self.rare.as_ref()?.news.as_ref()?;
        Some((*on, news))
    }
}

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
    fn field(&self, wanted: usize) -> &str {
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
    fn filled(&self, wanted: usize) -> Option<&str> {
        filled(self.field(wanted))
    }

    /// All fields.
    fn fields(&self) -> [&str; FIELDS] {
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

    fn circles(&self) -> impl Iterator<Item = CircleId> {
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
fn filled(field: &str) -> Option<&str> {
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

    #[test]
    fn a_contact_takes_little_space() {
        assert!(size_of::<Contact>() <= 64, "{}", size_of::<Contact>());
    }
}
