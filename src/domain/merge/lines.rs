//! What two contacts say of one field each, side by side, for a person.

use super::sides::{Field, Side, Two};
use crate::domain::cadence::OwnCadence;
use crate::domain::card::Card;
use crate::domain::id::ContactId;
use crate::domain::import::fields::Fields;
use crate::domain::import::merge::{WORK, get, work_in_words};
use crate::domain::import::read_occasion;
use crate::domain::naming;
use crate::domain::standing::Standing;

/// What both say of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub field: Field,
    pub keep: Option<String>,
    pub other: Option<String>,
    /// What stays of it.
    pub becomes: String,
    /// Whose value that is.
    pub stays: Side,
    /// Whether there is something to choose: both say something, and not the same.
    pub is_choice: bool,
    /// Where the value that does not stay is kept; `None` where it is not needed.
    pub beside: Option<&'static str>,
}

impl Line {
    /// The value that does not stay.
    pub fn gone(&self) -> Option<&str> {
        self.stays.opposite().of(&self.keep, &self.other).as_deref()
    }
}

/// What both say of a field; `None` where neither says anything of note.
pub(super) fn line(
    two: &Two<'_>,
    field: Field,
    stays: Side,
    merged: &Fields,
    name_of: &dyn Fn(ContactId) -> String,
) -> Option<Line> {
    let say = |side: Side| said(two, field, side, name_of);
    let (keep, other) = (say(Side::Keep), say(Side::Other));
    let is_choice = two.differs(field);
    let stated = match field {
        Field::Work => Some(work_in_words(
            &WORK.map(|part| get(merged, part).map(str::to_owned)),
        )),
        Field::Met => met(merged),
        _ => stays
            .of(keep.clone(), other.clone())
            .or(stays.opposite().of(keep.clone(), other.clone())),
    };
    let becomes = stated.filter(|said| !said.is_empty())?;
    // What is so of nearly everybody is no line of its own.
    let is_usual = match field {
        Field::CountingFrom => true,
        Field::Standing => two.keep.card.standing == Standing::Active,
        _ => false,
    };
    if is_usual && !is_choice {
        return None;
    }
    let gone = stays.opposite().of(&keep, &other);
    let beside = gone.as_ref().filter(|_| is_choice).map(|gone| match field {
        Field::Name => match has_beside(merged, "nickname", gone) {
            true => "kept as a nickname",
            false => "kept in the name",
        },
        Field::Phonetic | Field::Work | Field::City | Field::Met | Field::Birthday => {
            "kept as a detail"
        }
        Field::IntroducedBy => "kept as a relation",
        Field::Kind | Field::Tie | Field::Cadence | Field::CountingFrom | Field::Standing => {
            "dropped"
        }
    });
    Some(Line {
        field,
        keep,
        other,
        becomes,
        stays,
        is_choice,
        beside,
    })
}

fn has_beside(merged: &Fields, field: &str, value: &str) -> bool {
    merged
        .iter()
        .any(|(known, held)| known == field && held == value)
}

/// What a side says of a field, for a person.
fn said(
    two: &Two<'_>,
    field: Field,
    side: Side,
    name_of: &dyn Fn(ContactId) -> String,
) -> Option<String> {
    let card: &Card = &side.of(two.keep, two.other).card;
    let fields = side.of(&two.mine, &two.theirs);
    let own = |part: &str| get(fields, part).map(str::to_owned);
    match field {
        Field::Name => Some(naming::in_full(card).unwrap_or_else(|| card.name.clone())),
        // Nearly everybody is a person.
        Field::Kind => {
            (two.keep.card.kind != two.other.card.kind).then(|| card.kind.word().to_owned())
        }
        Field::Phonetic => own("phonetic"),
        Field::Work => Some(work_in_words(&WORK.map(own))).filter(|work| !work.is_empty()),
        Field::City => own("city"),
        Field::Met => met(fields),
        Field::IntroducedBy => two.introducer(side).map(name_of),
        Field::Birthday => own("birthday").map(|day| read_occasion(&day).0.to_owned()),
        Field::Tie => Some(card.tie.word().to_owned()),
        Field::Cadence => card.own_cadence.map(|own| match own {
            OwnCadence::Every(cadence) => cadence.to_string(),
            OwnCadence::Never => "never".to_owned(),
        }),
        Field::CountingFrom => card.counting_from.map(|day| day.to_string()),
        Field::Standing => Some(card.standing.label().to_owned()),
    }
}

fn met(fields: &Fields) -> Option<String> {
    match (get(fields, "met"), get(fields, "met on")) {
        (Some(met), Some(day)) => Some(format!("{met}, {day}")),
        (one, other) => one.or(other).map(str::to_owned),
    }
}
