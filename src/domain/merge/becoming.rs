//! What two contacts would become.

use super::lines::{Line, line};
use super::lists::{List, lists, paragraphs};
use super::sides::{Choices, Field, Side, Two};
use crate::domain::card::MethodKind;
use crate::domain::id::ContactId;
use crate::domain::import::fields::{Fields, is_list};
use crate::domain::import::kept::typed;
use crate::domain::import::merge::{NAME_PARTS, Others, Said, get, is_address, merge};
use crate::domain::import::paragraphs::paragraphs_at;
use crate::domain::import::{FieldChange, Known};
use crate::domain::naming;
use crate::text;

/// Two contacts side by side, and what they would become.
#[derive(Debug, Clone, PartialEq)]
pub struct Merging {
    pub keep: ContactId,
    pub other: ContactId,
    /// What the two are called.
    pub names: [String; 2],
    /// What somebody has one of, in a card's order; nothing of what neither says.
    pub lines: Vec<Line>,
    /// What somebody may have several of: all of it stays.
    pub lists: Vec<List>,
    pub becomes: Becomes,
}

impl Merging {
    /// What the two are called that become one: as it will be called, and as it will not.
    pub fn called(&self) -> [&str; 2] {
        let name = self.lines.iter().find(|line| line.field == Field::Name);
        let [keep, other] = &self.names;
        match name.map_or(Side::Keep, |line| line.stays) {
            Side::Keep => [keep, other],
            Side::Other => [other, keep],
        }
    }
}

/// What is to be written about the contact that is kept, beside all that moves over to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Becomes {
    /// Fields with one value, and what stands beside them as nickname or detail.
    pub changes: Vec<FieldChange>,
    pub birthday: Side,
    pub standing: Side,
    pub counting_from: Side,
    pub introduced_by: Option<ContactId>,
    /// Another one who introduced them, kept as a relation.
    pub introduced_also_by: Option<ContactId>,
    /// Those values of each source that stay though it drops them, since a hand had typed
    /// them on the other card; by the source's kind and id.
    pub kept: Vec<(String, String, Fields)>,
}

/// What `keep` and `other` would become as one, where nothing is chosen otherwise. `name_of`
/// says what others are called.
pub fn merging(
    keep: &Known,
    other: &Known,
    choices: &Choices,
    name_of: &dyn Fn(ContactId) -> String,
) -> Merging {
    let two = Two::of(keep, other);
    let stays = |field: Field| match (two.differs(field), choices.of(field)) {
        (true, Some(side)) => side,
        _ => two.proposed(field),
    };
    let (before, merged) = merged(&two, &stays);
    let introduced_by = stays(Field::IntroducedBy);
    let becomes = Becomes {
        changes: changes(&before, &merged),
        birthday: stays(Field::Birthday),
        standing: stays(Field::Standing),
        counting_from: stays(Field::CountingFrom),
        introduced_by: two
            .introducer(introduced_by)
            .or(two.introducer(introduced_by.opposite())),
        introduced_also_by: two
            .differs(Field::IntroducedBy)
            .then(|| two.introducer(introduced_by.opposite()))
            .flatten(),
        kept: kept(keep, other, &two),
    };
    let line = |field| line(&two, field, stays(field), &merged, name_of);
    Merging {
        keep: keep.card.id,
        other: other.card.id,
        names: [keep.card.name.clone(), other.card.name.clone()],
        lines: Field::ALL.into_iter().filter_map(line).collect(),
        lists: lists(&keep.card, &other.card, name_of),
        becomes,
    }
}

/// What the contact that is kept says now, and what it will: its own values and those chosen of
/// the other, the rest kept beside them as an import keeps it.
fn merged(two: &Two<'_>, stays: &dyn Fn(Field) -> Side) -> (Fields, Fields) {
    let before: Fields = two
        .mine
        .iter()
        .filter(|(field, _)| is_single(field))
        .cloned()
        .collect();
    let mut mine = before.clone();
    let mut theirs: Fields = two
        .theirs
        .iter()
        .filter(|(field, _)| is_single(field))
        .cloned()
        .collect();
    for field in Field::ALL
        .into_iter()
        .filter(|field| stays(*field) == Side::Other)
    {
        for part in field.parts() {
            swap(&mut mine, &mut theirs, part);
        }
    }
    without_repeats(&mut theirs, get(&mine, "note").unwrap_or_default());
    // What both are called besides, and what is known besides, all moves over.
    let beside = two.mine.iter().chain(&two.theirs);
    let beside: Fields = beside
        .filter(|(field, _)| stands_beside(field))
        .cloned()
        .collect();
    mine.extend(beside.iter().cloned());
    let full = name_in_full(two, stays(Field::Name).opposite());
    merge(&mut mine, &theirs, None, &Others::default());
    if !is_told(&full, &mine, two) {
        mine.push(("detail:name".to_owned(), full));
    }
    // The birthday moves as a row.
    mine.retain(|(field, _)| field != "birthday");
    let mut before = before;
    before.retain(|(field, _)| field != "birthday");
    before.extend(beside);
    (before, mine)
}

fn is_single(field: &str) -> bool {
    !is_list(field) && field != "labels"
}

fn stands_beside(field: &str) -> bool {
    field == "nickname" || field.starts_with("detail:")
}

fn swap(a: &mut Fields, b: &mut Fields, part: &str) {
    let take = |fields: &mut Fields| {
        let at = fields.iter().position(|(field, _)| field == part)?;
        Some(fields.remove(at))
    };
    let (of_a, of_b) = (take(a), take(b));
    a.extend(of_b);
    b.extend(of_a);
}

/// Leaves out the paragraphs that stand in `mine` already.
fn without_repeats(theirs: &mut Fields, mine: &str) {
    if let Some((_, note)) = theirs.iter_mut().find(|(field, _)| field == "note") {
        let all = paragraphs(note);
        let new: Vec<String> = all
            .iter()
            .filter(|paragraph| paragraphs_at(mine, paragraph).is_none())
            .cloned()
            .collect();
        if new.len() < all.len() {
            *note = new.join("\n\n");
        }
    }
    theirs.retain(|(field, value)| field != "note" || !value.is_empty());
}

/// The whole name of this side, with all its parts.
fn name_in_full(two: &Two<'_>, side: Side) -> String {
    let card = &side.of(two.keep, two.other).card;
    let parts = NAME_PARTS.map(|part| get(side.of(&two.mine, &two.theirs), part));
    let told = words(&card.name);
    let is_new = |part: &&str| words(part).iter().any(|word| !told.contains(word));
    match naming::in_full(card) {
        Some(full) => full,
        None if parts.iter().flatten().any(is_new) => {
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            parts.join(" ")
        }
        None => card.name.clone(),
    }
}

/// Whether every word of a name is in what they will be called, or an address that stands in for
/// one is among those they have.
fn is_told(name: &str, merged: &Fields, two: &Two<'_>) -> bool {
    if get(merged, "name") == Some(name) {
        return true;
    }
    if is_address(name) {
        let mut all = two.mine.iter().chain(&two.theirs);
        return all.any(|(field, value)| MethodKind::from_word(field).is_some() && value == name);
    }
    let is_name = |field: &str| {
        matches!(field, "name" | "nickname" | "detail:name") || NAME_PARTS.contains(&field)
    };
    let told = merged.iter().filter(|(field, _)| is_name(field));
    let told: Vec<String> = told.flat_map(|(_, value)| words(value)).collect();
    let is_initial = |word: &str| word.chars().nth(1).is_none();
    words(name).iter().all(|word| {
        told.contains(word) || (is_initial(word) && told.iter().any(|told| told.starts_with(word)))
    })
}

/// All words of a text, folded.
fn words(text: &str) -> Vec<String> {
    let folded = text::fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What makes one of the other: fields that have another value, and what is new beside them.
fn changes(before: &Fields, after: &Fields) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let singles = before.iter().chain(after).map(|(field, _)| field.as_str());
    let mut seen: Vec<&str> = Vec::new();
    for field in singles.filter(|field| !stands_beside(field)) {
        if seen.contains(&field) {
            continue;
        }
        seen.push(field);
        let (from, to) = (get(before, field), get(after, field));
        if from != to {
            changes.push(FieldChange {
                field: field.to_owned(),
                from: from.map(str::to_owned),
                to: to.map(str::to_owned),
            });
        }
    }
    let new = after
        .iter()
        .filter(|pair| stands_beside(&pair.0) && !before.contains(pair));
    changes.extend(new.map(|(field, value)| FieldChange {
        field: field.clone(),
        from: None,
        to: Some(value.clone()),
    }));
    changes
}

/// What a hand had typed on one card and a source says on the other stays when that source
/// drops it.
fn kept(keep: &Known, other: &Known, two: &Two<'_>) -> Vec<(String, String, Fields)> {
    let of = |known: &Known, by_hand: &Known, mine: &Fields| {
        let others = Others {
            all: by_hand
                .sources
                .iter()
                .map(|source| Said {
                    fields: &source.fields,
                    kept: &source.kept,
                })
                .collect(),
            lesser: Vec::new(),
        };
        let mut all = Vec::new();
        for source in &known.sources {
            let mut typed = typed(mine, &source.fields, None, &others);
            typed.retain(|pair| !source.kept.contains(pair));
            if !typed.is_empty() {
                all.push((
                    source.kind.word().to_owned(),
                    source.external_id.clone(),
                    typed,
                ));
            }
        }
        all
    };
    let mut all = of(other, keep, &two.mine);
    all.extend(of(keep, other, &two.theirs));
    all
}
