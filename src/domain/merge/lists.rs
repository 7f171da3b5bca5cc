//! What somebody may have any number of: all of it stays, each once.

use crate::domain::card::{Address, Card, MethodKind, Related};
use crate::domain::id::ContactId;
use crate::domain::import::day_text;
use crate::domain::import::fields::same;
use crate::domain::matching::phone_key;
use crate::domain::relation;

/// Values of one kind: those of the contact that is kept, and what the other brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    pub title: &'static str,
    pub keep: Vec<String>,
    /// Without those that the first has already.
    pub other: Vec<String>,
}

impl List {
    /// Whether it is what was written about them: not for every eye.
    pub fn is_written(&self) -> bool {
        matches!(self.title, "Notes" | "Next")
    }
}

/// A value of the other one that both have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twice {
    /// As the contact that is kept has it, at this place.
    Known(usize),
    /// The same at this place, where it says less.
    Fuller(usize),
}

/// Which of the other's values the first has, too; aligned with them. Each is the name of its
/// field, as `email` or `detail:work`, and the value; a phone is the same in every spelling, and
/// the one with more digits says more.
pub fn listed_twice(mine: &[(String, String)], theirs: &[(String, String)]) -> Vec<Option<Twice>> {
    let is_fuller = |field: &str, a: &str, b: &str| {
        field == MethodKind::Phone.word() && phone_key(a).len() > phone_key(b).len()
    };
    let twice = |(field, value): &(String, String)| {
        let is_it = |(known, held): &(String, String)| known == field && same(field, held, value);
        let at = mine.iter().position(is_it)?;
        Some(match is_fuller(field, value, &mine[at].1) {
            true => Twice::Fuller(at),
            false => Twice::Known(at),
        })
    };
    theirs.iter().map(twice).collect()
}

/// All that stays of both, kind by kind; nothing of what neither has.
pub(super) fn lists(keep: &Card, other: &Card, name_of: &dyn Fn(ContactId) -> String) -> Vec<List> {
    let itself = [keep.id, other.id];
    let of = |card: &Card| -> Vec<(&'static str, Vec<(String, String)>)> {
        let plain = |field: &str, values: &[String]| {
            let pairs = values.iter().map(|value| (field.to_owned(), value.clone()));
            pairs.collect::<Vec<_>>()
        };
        let methods = |kind: MethodKind| {
            let values = card
                .values(kind)
                .map(|value| (kind.word().to_owned(), value.to_owned()));
            values.collect::<Vec<_>>()
        };
        let days = card.occasions.iter().filter(|day| day.label != "birthday");
        let mut relations = card.relations.iter().filter_map(|relation| {
            let name = match &relation.to {
                Related::Contact(id) if itself.contains(id) => return None,
                Related::Contact(id) => name_of(*id),
                Related::Name(name) => name.clone(),
            };
            Some(relation::on_card(&relation.kind, relation.outgoing, &name))
        });
        let notes = card.note.as_deref().unwrap_or_default();
        let catch_ups = card.catch_ups.iter().map(|catch_up| {
            let channel = catch_up.channel.as_str();
            (
                catch_up.id.to_string(),
                format!("{} {channel}", catch_up.on),
            )
        });
        let named = |all: &mut dyn Iterator<Item = String>| plain("", &all.collect::<Vec<_>>());
        vec![
            ("Also called", plain("nickname", &card.nicknames)),
            ("E-mail", methods(MethodKind::Email)),
            ("Phone", methods(MethodKind::Phone)),
            ("Page", methods(MethodKind::Url)),
            ("Handle", methods(MethodKind::Handle)),
            (
                "Address",
                named(&mut card.addresses.iter().map(Address::line)),
            ),
            (
                "Tags",
                named(&mut card.tags.iter().map(|tag| format!("#{tag}"))),
            ),
            ("Interests", plain("interest", &card.interests)),
            (
                "Days",
                named(&mut days.map(|day| format!("{} {}", day.label, day_text(&day.day)))),
            ),
            (
                "Details",
                named(
                    &mut card
                        .details
                        .iter()
                        .map(|(label, value)| format!("{label}: {value}")),
                ),
            ),
            ("Relations", named(&mut relations)),
            (
                "Next",
                named(&mut card.next_steps.iter().map(|step| step.text.to_string())),
            ),
            ("Catch-ups", catch_ups.collect()),
            ("Notes", plain("note", &paragraphs(notes))),
            ("From", plain("source", &card.sources)),
        ]
    };
    let (mine, theirs) = (of(keep), of(other));
    let both = mine
        .into_iter()
        .zip(theirs)
        .map(|((title, mine), (_, theirs))| {
            let twice = listed_twice(&mine, &theirs);
            let new = theirs
                .into_iter()
                .zip(twice)
                .filter(|(_, twice)| twice.is_none());
            List {
                title,
                other: new.map(|((_, value), _)| value).collect(),
                keep: mine.into_iter().map(|(_, value)| value).collect(),
            }
        });
    both.filter(|list| !list.keep.is_empty() || !list.other.is_empty())
        .collect()
}

/// The paragraphs of a note.
pub(super) fn paragraphs(note: &str) -> Vec<String> {
    let mut all: Vec<String> = vec![String::new()];
    for line in note.lines() {
        match (line.trim().is_empty(), all.last_mut()) {
            (true, _) => all.push(String::new()),
            (false, Some(last)) if last.is_empty() => last.push_str(line),
            (false, Some(last)) => *last = format!("{last}\n{line}"),
            (false, None) => {}
        }
    }
    all.retain(|paragraph| !paragraph.is_empty());
    all
}
