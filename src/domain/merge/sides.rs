//! Which of two contacts each value of one kind comes from.

use std::cmp::Ordering;

use crate::domain::cadence::OwnCadence;
use crate::domain::card::{Card, NameParts};
use crate::domain::import::fields::{Fields, same};
use crate::domain::import::merge::{NAME_PARTS, WORK, get, is_address, says_more};
use crate::domain::import::{Known, fields};
use crate::domain::matching::name_words;
use crate::domain::naming;
use crate::domain::standing::Standing;

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The contact that the other becomes part of.
    Keep,
    Other,
}

impl Side {
    pub const fn opposite(self) -> Side {
        match self {
            Side::Keep => Side::Other,
            Side::Other => Side::Keep,
        }
    }

    /// This side's of the two.
    pub fn of<T>(self, keep: T, other: T) -> T {
        match self {
            Side::Keep => keep,
            Side::Other => other,
        }
    }
}

/// What somebody has one of, so that of two one has to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Name,
    Kind,
    Phonetic,
    /// Organisation, unit and title: those of two employers are never mixed.
    Work,
    City,
    Met,
    IntroducedBy,
    Birthday,
    Tie,
    Cadence,
    CountingFrom,
    Standing,
}

impl Field {
    pub const ALL: [Field; 12] = [
        Field::Name,
        Field::Kind,
        Field::Phonetic,
        Field::Work,
        Field::City,
        Field::Met,
        Field::IntroducedBy,
        Field::Birthday,
        Field::Tie,
        Field::Cadence,
        Field::CountingFrom,
        Field::Standing,
    ];

    /// What stands before its value.
    pub const fn label(self) -> &'static str {
        match self {
            Field::Name => "Name",
            Field::Kind => "Kind",
            Field::Phonetic => "Said as",
            Field::Work => "Work",
            Field::City => "City",
            Field::Met => "Met",
            Field::IntroducedBy => "Introduced by",
            Field::Birthday => "Birthday",
            Field::Tie => "Tie",
            Field::Cadence => "Every",
            Field::CountingFrom => "Counting from",
            Field::Standing => "Standing",
        }
    }

    /// The word for it on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Kind => "kind",
            Field::Phonetic => "said-as",
            Field::Work => "work",
            Field::City => "city",
            Field::Met => "met",
            Field::IntroducedBy => "introduced-by",
            Field::Birthday => "birthday",
            Field::Tie => "tie",
            Field::Cadence => "every",
            Field::CountingFrom => "counting-from",
            Field::Standing => "standing",
        }
    }

    /// The field with this word.
    pub fn from_word(word: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.word() == word)
    }

    /// The names of what it consists of, as an import knows them; those of which an import
    /// knows nothing have none.
    pub(super) fn parts(self) -> Vec<&'static str> {
        match self {
            Field::Name => ["name"].into_iter().chain(NAME_PARTS).collect(),
            Field::Kind => vec!["kind"],
            Field::Phonetic => vec!["phonetic"],
            Field::Work => WORK.to_vec(),
            Field::City => vec!["city"],
            Field::Met => vec!["met", "met on"],
            Field::Birthday => vec!["birthday"],
            Field::Tie => vec!["tie"],
            Field::Cadence => vec!["every"],
            Field::IntroducedBy | Field::CountingFrom | Field::Standing => Vec::new(),
        }
    }
}

/// What a person chose, where it is another than what is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choices(Vec<(Field, Side)>);

impl Choices {
    /// Has the value of this side stay.
    pub fn choose(&mut self, field: Field, side: Side) {
        self.0.retain(|(known, _)| *known != field);
        self.0.push((field, side));
    }

    pub(super) fn of(&self, field: Field) -> Option<Side> {
        let chosen = self.0.iter().find(|(known, _)| *known == field);
        chosen.map(|(_, side)| *side)
    }
}

/// The two, with what each says as an import would know it.
pub(super) struct Two<'k> {
    pub(super) keep: &'k Known,
    pub(super) other: &'k Known,
    pub(super) mine: Fields,
    pub(super) theirs: Fields,
}

impl<'k> Two<'k> {
    pub(super) fn of(keep: &'k Known, other: &'k Known) -> Two<'k> {
        Two {
            keep,
            other,
            mine: fields::of_card(&keep.card),
            theirs: fields::of_card(&other.card),
        }
    }

    /// The side whose value stays unless somebody chooses otherwise: the only one that says
    /// something; else what says more, what a hand has typed, the stronger tie, the more present
    /// standing.
    pub(super) fn proposed(&self, field: Field) -> Side {
        let (keep, other) = (&self.keep.card, &self.other.card);
        let better = match field {
            Field::Name => self.name(Side::Other).cmp(&self.name(Side::Keep)),
            Field::Kind => Ordering::Equal,
            Field::Phonetic | Field::Work | Field::City | Field::Met => self
                .said(field, Side::Other)
                .cmp(&self.said(field, Side::Keep)),
            Field::IntroducedBy => self
                .introducer(Side::Other)
                .is_some()
                .cmp(&self.introducer(Side::Keep).is_some()),
            Field::Birthday => self.birthday(Side::Other).cmp(&self.birthday(Side::Keep)),
            Field::Tie => keep.tie.cmp(&other.tie),
            Field::Cadence => {
                let own = |card: &Card| (card.own_cadence.is_some(), std::cmp::Reverse(card.tie));
                own(other).cmp(&own(keep))
            }
            Field::CountingFrom => other.counting_from.cmp(&keep.counting_from),
            Field::Standing => presence(other.standing).cmp(&presence(keep.standing)),
        };
        match better {
            Ordering::Greater => Side::Other,
            Ordering::Equal | Ordering::Less => Side::Keep,
        }
    }

    /// Whether both say something, and not the same.
    pub(super) fn differs(&self, field: Field) -> bool {
        let (keep, other) = (&self.keep.card, &self.other.card);
        match field {
            Field::IntroducedBy => {
                let (a, b) = (self.introducer(Side::Keep), self.introducer(Side::Other));
                a.is_some() && b.is_some() && a != b
            }
            Field::CountingFrom => are_two(&keep.counting_from, &other.counting_from),
            Field::Standing => keep.standing != other.standing,
            Field::Cadence => {
                let own = |card: &Card| card.own_cadence.map(OwnCadence::stored);
                are_two(&own(keep), &own(other))
            }
            Field::Birthday => {
                let (a, b) = (
                    self.get("birthday", Side::Keep),
                    self.get("birthday", Side::Other),
                );
                matches!((a, b), (Some(a), Some(b)) if a != b && !says_more(a, b) && !says_more(b, a))
            }
            Field::Name => {
                naming::in_full(keep).as_ref().unwrap_or(&keep.name)
                    != naming::in_full(other).as_ref().unwrap_or(&other.name)
            }
            field => field.parts().into_iter().any(|part| {
                let (a, b) = (self.get(part, Side::Keep), self.get(part, Side::Other));
                matches!((a, b), (Some(a), Some(b)) if !same(part, a, b))
            }),
        }
    }

    /// Who introduced this one, unless it is the other.
    pub(super) fn introducer(&self, side: Side) -> Option<crate::domain::id::ContactId> {
        let card = &side.of(self.keep, self.other).card;
        let itself = [self.keep.card.id, self.other.card.id];
        card.introduced_by.filter(|by| !itself.contains(by))
    }

    fn get(&self, part: &str, side: Side) -> Option<&str> {
        get(side.of(&self.mine, &self.theirs), part)
    }

    /// How good a name is: a name and no address, of given and family name, typed by hand,
    /// by whoever keeps the address book, with more words, accents and capitals.
    fn name(&self, side: Side) -> (bool, bool, bool, bool, usize, usize) {
        let known = side.of(self.keep, self.other);
        let name = &known.card.name;
        let words = name_words(name).len();
        let from_a_book = known.sources.iter().any(|source| {
            source.kind.named_by() == crate::domain::draft::NamedBy::Person
                && get(&source.fields, "name") == Some(name)
        });
        let NameParts {
            prefix,
            middle,
            suffix,
            ..
        } = &known.card.parts;
        let parts = [prefix, middle, suffix].into_iter().flatten().count();
        let spelled = name
            .chars()
            .filter(|c| !c.is_ascii() || c.is_uppercase())
            .count();
        let shouts = !name.chars().any(char::is_lowercase);
        (
            !is_address(name),
            words > 1,
            self.is_typed("name", side),
            from_a_book,
            words + parts,
            if shouts { 0 } else { spelled },
        )
    }

    /// How much is said of a field: anything, by hand, in how many parts and letters.
    fn said(&self, field: Field, side: Side) -> (bool, bool, usize, usize) {
        let parts = field.parts();
        let told = parts
            .iter()
            .filter_map(|part| Some((part, self.get(part, side)?)));
        let told: Vec<_> = told.collect();
        let is_typed = told.iter().any(|(part, _)| self.is_typed(part, side));
        // "Lisbon, Portugal" says what "Lisbon" does.
        let more = told.iter().filter(|(part, value)| {
            let other = self.get(part, side.opposite()).unwrap_or_default();
            value.len() > other.len()
                && crate::text::fold(value).contains(&crate::text::fold(other))
        });
        (!told.is_empty(), is_typed, told.len(), more.count())
    }

    fn birthday(&self, side: Side) -> (bool, bool, bool) {
        let mine = self.get("birthday", side);
        let theirs = self.get("birthday", side.opposite());
        let is_fuller = matches!((mine, theirs), (Some(a), Some(b)) if says_more(a, b));
        (
            mine.is_some(),
            is_fuller,
            mine.is_some() && self.is_typed("birthday", side),
        )
    }

    /// Whether no source says this value, so that a hand has typed it.
    fn is_typed(&self, part: &str, side: Side) -> bool {
        let Some(value) = self.get(part, side) else {
            return false;
        };
        let mut sources = side.of(self.keep, self.other).sources.iter();
        !sources.any(|source| get(&source.fields, part) == Some(value))
    }
}

fn are_two<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if a != b)
}

/// How much a standing counts beside another one. That somebody has died, or that you have
/// parted, is not forgotten because they are here a second time.
const fn presence(standing: Standing) -> u8 {
    match standing {
        Standing::InMemory => 7,
        Standing::Parted => 6,
        Standing::Active => 5,
        Standing::Paused => 4,
        Standing::Dormant => 3,
        Standing::Unreachable => 2,
        Standing::Archived => 1,
        Standing::Deleted => 0,
    }
}
