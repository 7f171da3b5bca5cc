//! A folder of cards that is kept in step with the people here: what changed on which side
//! since both last agreed, and what follows from it.
//!
//! Two pasts are remembered of each card: what it said, and what was said here. What differs
//! from its own past has changed since, so that what only one side ever knew stays where it is
//! until somebody changes it. A property that has changed on both sides waits for an answer.

mod labels;
mod weigh;

pub use labels::labelled;
pub use weigh::{Clash, Weighed, carry_out, differences, weigh};

use super::draft::Draft;
use super::id::{ConflictId, ContactId, SourceId};
use super::import::{self, FieldChange, Known, Plan};

/// Field and value pairs; a list repeats its field.
pub type Fields = Vec<(String, String)>;

/// What only ties knows, unless cards are to say it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Also {
    Notes,
    Tags,
    Interests,
    Met,
    Ties,
    Cadences,
}

impl Also {
    pub const ALL: [Also; 6] = [
        Also::Notes,
        Also::Tags,
        Also::Interests,
        Also::Met,
        Also::Ties,
        Also::Cadences,
    ];

    /// The word in the config file.
    pub const fn word(self) -> &'static str {
        match self {
            Also::Notes => "notes",
            Also::Tags => "tags",
            Also::Interests => "interests",
            Also::Met => "met",
            Also::Ties => "ties",
            Also::Cadences => "cadences",
        }
    }

    /// The one that lets this field into cards.
    fn of(field: &str) -> Option<Also> {
        Some(match field {
            "note" => Also::Notes,
            "tag" => Also::Tags,
            "interest" => Also::Interests,
            "met" | "met on" => Also::Met,
            "tie" => Also::Ties,
            "every" => Also::Cadences,
            _ => return None,
        })
    }
}

/// Whether what becomes of a field here is said in the card. How people are related is not:
/// there a name stands for what is a contact here. A city follows from an address.
fn is_shared(field: &str, also: &[Also]) -> bool {
    match field {
        "name" | "prefix" | "given" | "middle" | "family" | "suffix" | "org" | "unit" | "title"
        | "nickname" | "email" | "phone" | "url" | "handle" | "address" | "birthday" => true,
        field if field.starts_with("occasion:") => true,
        field => Also::of(field).is_some_and(|it| also.contains(&it)),
    }
}

/// Those of these fields that the card is told of, and what they are called.
pub fn shared(fields: &[(String, String)], also: &[Also]) -> Fields {
    let told = fields.iter();
    let told = told.filter(|(field, _)| is_shared(field, also) || labelled(field).is_some());
    told.cloned().chain(labels::of(fields)).collect()
}

/// What of `ours` counts as agreed on when a card and somebody here first meet: all of it, so
/// that a first sync writes nothing; but what the card is to say besides, and does not yet, is
/// still to be told.
pub fn at_first(ours: &[(String, String)], theirs: &[(String, String)], also: &[Also]) -> Fields {
    let is_theirs = |field: &str| Also::of(field).is_some();
    let mut agreed = shared(ours, also);
    agreed.retain(|(field, _)| !is_theirs(field));
    agreed.extend(
        shared(theirs, also)
            .into_iter()
            .filter(|(field, _)| is_theirs(field)),
    );
    agreed
}

/// A card as it was when it and somebody here last agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remembered {
    pub source: SourceId,
    pub contact: ContactId,
    /// The card's UID, or what stands for it.
    pub uid: String,
    /// Its name in the folder.
    pub file: String,
    /// Our fields as they were then.
    pub ours: Fields,
    /// Whether it was found to be removed there.
    pub is_gone: bool,
    /// Tells what is remembered of it from what was or will be.
    pub mark: u64,
}

/// A card that was read because it may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its name in the folder.
    pub file: String,
    pub draft: Draft,
}

/// A property that was changed on both sides and waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub id: ConflictId,
    pub contact: ContactId,
    /// Who that is.
    pub name: String,
    pub clash: Clash,
}

impl Conflict {
    /// Whether both values can stand beside each other.
    pub fn is_of_a_list(&self) -> bool {
        import::is_list(&self.clash.field)
            && self.clash.ours.is_some()
            && self.clash.theirs.is_some()
    }
}

/// The conflicts that are answered together with this one, the first of them first: the parts
/// of a name with the name.
pub fn asked(waiting: &[Conflict], id: ConflictId) -> Vec<ConflictId> {
    let Some(one) = waiting.iter().find(|one| one.id == id) else {
        return Vec::new();
    };
    if one.clash.unit() == one.clash.field && one.clash.field != "name" {
        return vec![id];
    }
    let of_it =
        |other: &&Conflict| other.contact == one.contact && other.clash.unit() == one.clash.unit();
    waiting.iter().filter(of_it).map(|other| other.id).collect()
}

/// What somebody answers where both sides have changed a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Ours,
    Theirs,
    /// Both values, of a list.
    Both,
}

impl Answer {
    /// The word for it, as after `--`.
    pub const fn word(self) -> &'static str {
        match self {
            Answer::Ours => "ours",
            Answer::Theirs => "theirs",
            Answer::Both => "both",
        }
    }
}

/// What a card that is known is to be told, and what it tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub source: SourceId,
    pub contact: ContactId,
    pub name: String,
    pub uid: String,
    pub file: String,
    pub draft: Draft,
    /// What changes here.
    pub inward: Vec<FieldChange>,
    /// What changes in the card.
    pub outward: Vec<FieldChange>,
    /// What the card says, as far as it was taken.
    pub theirs: Fields,
    /// Those of its values that stay here when it no longer says them.
    pub kept: Fields,
    /// What has changed here and the card is not told yet.
    pub held: Vec<FieldChange>,
    pub clashes: Vec<Clash>,
    /// What we say of them, for what is to be added.
    pub ours: Draft,
    /// What is shared of them here, as it was looked at.
    pub here: Fields,
}

impl Step {
    /// The card is not told yet, as it could not be written.
    pub fn hold(&mut self) {
        self.held.append(&mut self.outward);
    }

    /// The card says by now what it was told, and is as this was read of it.
    pub fn told(&mut self, now: Draft) {
        let values = self.outward.iter();
        let values: Vec<FieldChange> = values
            .filter(|change| labelled(&change.field).is_none())
            .cloned()
            .collect();
        carry_out(&mut self.theirs, &values);
        import::call_alike(&mut self.theirs, &import::fields(&now));
        self.draft.card = now.card;
    }
}

/// Which ways changes go between a card and somebody here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ways {
    Both,
    /// Only from the card: it is another one of somebody who has several, of whom the first is
    /// told what changes here.
    Inward,
}

/// What becomes of a card that is known; `None` where its source is not that of anybody here.
pub fn step(
    known: &Known,
    remembered: &Remembered,
    mut found: Found,
    (ways, also): (Ways, &[Also]),
) -> Option<Step> {
    let source = known
        .sources
        .iter()
        .find(|source| source.is_in_step(&remembered.uid))?;
    let ours = import::of_card(&known.card);
    let now = shared(&ours, also);
    import::name_plainly(&mut found.draft);
    let theirs = import::fields(&found.draft);
    let before = match ways {
        Ways::Both => shared(&remembered.ours, also),
        Ways::Inward => now.clone(),
    };
    let mut weighed = weigh((&source.fields, &before), (&theirs, &now), also);
    let renamed = labels::renamed((&source.fields, &before), (&theirs, &now));
    weighed.outward.extend(renamed);
    let (mut inward, kept) = import::follow(known, source, weighed.theirs.clone());
    work_by_field(&mut inward, &source.fields, &weighed.theirs, &ours);
    Some(Step {
        source: remembered.source,
        contact: known.card.id,
        name: known.card.name.clone(),
        uid: remembered.uid.clone(),
        file: found.file,
        inward,
        outward: weighed.outward,
        theirs: weighed.theirs,
        kept,
        held: weighed.held,
        clashes: weighed.clashes,
        draft: found.draft,
        ours: import::draft_of(&known.card),
        here: now,
    })
}

/// Takes organisation, unit and title one by one: in a file a title beside another employer would
/// be of somewhere else, in a card that both sides write it is what stands there.
fn work_by_field(inward: &mut Vec<FieldChange>, was: &Fields, theirs: &Fields, ours: &Fields) {
    for field in ["org", "unit", "title"] {
        let value = |fields: &Fields| {
            let mut all = fields.iter();
            all.find(|(name, _)| name == field)
                .map(|(_, value)| value.clone())
        };
        let (from, to) = (value(ours), value(theirs));
        let is_taken = inward.iter().any(|change| change.field == field);
        if value(was) == from && from != to && !is_taken {
            inward.push(FieldChange {
                field: field.to_owned(),
                from,
                to,
            });
        }
    }
}

/// What a sync takes from the folder: one action.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Taken {
    /// Of cards that are known, those that change something here.
    pub steps: Vec<Step>,
    /// Cards that are new there.
    pub plan: Plan,
    /// Whose card has gone there, who is put away.
    pub gone: Vec<(SourceId, ContactId)>,
    pub also: Vec<Also>,
}

impl Taken {
    /// Whether it changes anything here.
    pub fn is_something(&self) -> bool {
        !self.steps.is_empty() || !self.gone.is_empty() || self.plan.changes_anything()
    }
}

/// A card and whom it is about, who had not met before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    pub contact: ContactId,
    pub file: String,
    pub draft: Draft,
}

/// What is to be remembered once a sync has been carried out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Settled {
    /// Of cards that are known, those that change nothing here.
    pub steps: Vec<Step>,
    /// What waits for an answer, of every card that was looked at.
    pub clashes: Vec<(SourceId, Vec<Clash>)>,
    pub gone: Vec<SourceId>,
    /// The files of cards that were new there.
    pub met: Vec<Found>,
    /// Cards that were written for people who had none.
    pub written: Vec<Met>,
    pub also: Vec<Also>,
}

/// How files were when they were read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Noted {
    /// By name, what tells a file as it is from what it was or will be.
    pub read: Vec<(String, String)>,
    pub gone: Vec<String>,
}

/// What we say of somebody whose fields are these now, for as long as some of it is held back:
/// what was agreed on stays the past of that.
pub fn agreed(now: &[(String, String)], held: &[FieldChange], also: &[Also]) -> Fields {
    let mut agreed = shared(now, also);
    let back: Vec<FieldChange> = held.iter().rev().map(weigh::reversed).collect();
    carry_out(&mut agreed, &back);
    agreed
}

/// Fewer cards than this may all go at once without a word.
const FEW: usize = 5;

/// Whether so many cards have gone that it is more likely the folder that is not there: none
/// is left, or more than half of five or more.
pub fn is_too_much(gone: usize, of: usize, left: usize) -> bool {
    gone > 0 && (left == 0 || (of >= FEW && 2 * gone > of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_has_lost_most_of_its_cards_is_not_believed() {
        for (gone, of, left, expected) in [
            (0, 10, 10, false),
            (0, 0, 0, false),
            (1, 10, 9, false),
            (5, 10, 5, false),
            (6, 10, 4, true),
            (3, 4, 1, false),
            (3, 5, 2, true),
            (1, 1, 0, true),
            (10, 10, 0, true),
            // Others are there, but of those that were known most have gone.
            (6, 10, 40, true),
        ] {
            assert_eq!(is_too_much(gone, of, left), expected, "{gone} of {of}");
        }
    }

    #[test]
    fn what_cards_are_to_say_besides_is_still_to_be_told_when_they_meet() {
        let pair = |field: &str, value: &str| (field.to_owned(), value.to_owned());
        let ours = [
            pair("name", "Ana"),
            pair("note", "mine"),
            pair("tag", "choir"),
        ];
        let theirs = [pair("name", "Ana S"), pair("tag", "boats")];
        assert_eq!(at_first(&ours, &theirs, &[]), [pair("name", "Ana")]);
        assert_eq!(
            at_first(&ours, &theirs, &[Also::Notes, Also::Tags]),
            [pair("name", "Ana"), pair("tag", "boats")]
        );
    }
}
