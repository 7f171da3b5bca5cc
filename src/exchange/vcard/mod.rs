//! vCard 2.1, 3.0 and 4.0, read and written.
//!
//! Read by our own few hundred lines, without a vCard crate. Cards have to be split, and
//! records kept raw, by ourselves in any case: a card without END must not swallow the next
//! one, CR-only files must read, and a changed card is to be patched record by record. What
//! a crate would add on top is quoted-printable, charsets and escapes, some hundred lines
//! here. `calcard`, the best of those measured, reads `--04-12` without its day, so that
//! birthdays had to be read from the raw line as well, and brings eighteen crates.

mod android;
mod draft;
mod groups;
mod kept;
mod labels;
mod patch;
mod programs;
mod record;
mod split;
mod value;
mod write;

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{ReadError, Tally};
use crate::domain::draft::{Draft, Parsed, Skipped, SourceKind};
use crate::threads::{self, Pending};

pub use patch::{Unpatched, patch};
pub use record::{Entry, Record, records};
pub use write::{Edition, write, write_shared, write_whole};

/// The longest card that is read, in bytes: a photo fits, a file that is one card does not.
const CARD_LIMIT: usize = 16_000_000;

/// What the cards in `text` say. A long file is read by two threads at once.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let (head, tail) = split::halves(text);
    let is_stopped = AtomicBool::new(false);
    let (first, second) = thread::scope(|scope| {
        let is_stopped = &is_stopped;
        let second = tail.map(|(text, line)| {
            threads::begin(scope, move || {
                Part::read(split::Cards::numbered(text, line), || {
                    match is_stopped.load(Ordering::Relaxed) {
                        true => Err(ReadError::Cancelled),
                        false => Ok(()),
                    }
                })
            })
        });
        let first = Part::read(split::Cards::numbered(head, 1), || tally.record());
        is_stopped.store(first.is_err(), Ordering::Relaxed);
        let second = second.map(Pending::done);
        (first, second)
    });
    let mut part = first?;
    if let Some(second) = second {
        let second = second?;
        for _ in 0..second.cards {
            tally.record()?;
        }
        part.add(second);
    }
    if part.cards == 0 {
        return Err(damaged("no BEGIN:VCARD was found".to_owned()));
    }
    let mut parsed = part.parsed;
    part.groups.tag(&mut parsed.drafts);
    name_relations(&mut parsed.drafts);
    Ok(parsed)
}

/// What some cards of a file say, before they are seen together with the others.
struct Part {
    parsed: Parsed,
    groups: groups::Groups,
    /// Groups and whatever else was met.
    cards: usize,
}

impl Part {
    /// Reads these cards, telling `tally` of each.
    fn read(
        cards: split::Cards<'_>,
        mut tally: impl FnMut() -> Result<(), ReadError>,
    ) -> Result<Part, ReadError> {
        let mut part = Part {
            parsed: Parsed::of(SourceKind::Vcard),
            groups: groups::Groups::default(),
            cards: 0,
        };
        for card in cards {
            part.cards += 1;
            part.take(card);
            tally()?;
        }
        Ok(part)
    }

    fn take(&mut self, card: split::RawCard<'_>) {
        let line = card.line;
        let parsed = &mut self.parsed;
        let read = match card.text.len() > CARD_LIMIT {
            true => {
                draft::Card::Nobody(format!("a card of more than {} MB", CARD_LIMIT / 1_000_000))
            }
            false => draft::read(card, &mut parsed.warnings),
        };
        match read {
            draft::Card::Group(group) => self.groups.add(group),
            draft::Card::Contact(draft) => {
                parsed.read += 1;
                parsed.drafts.push(*draft);
            }
            draft::Card::Nobody(why) => {
                parsed.read += 1;
                parsed.skipped.push(Skipped { line, why });
            }
        }
    }

    /// Adds what the cards after these say.
    fn add(&mut self, after: Part) {
        self.parsed.read += after.parsed.read;
        self.parsed.drafts.extend(after.parsed.drafts);
        self.parsed.skipped.extend(after.parsed.skipped);
        self.parsed.warnings.extend(after.parsed.warnings);
        self.groups.join(after.groups);
        self.cards += after.cards;
    }
}

/// What the one card of a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum One {
    Contact(Box<Draft>),
    /// A card that names other cards by their UIDs.
    Group {
        name: String,
        members: Vec<String>,
    },
}

/// What the one card in these bytes says.
///
/// # Errors
/// In words, why it is not read: none or several are there, or it is nobody's.
pub fn one(bytes: &[u8]) -> Result<One, String> {
    let text = super::decode::decode(bytes.to_vec());
    let mut cards = split::Cards::numbered(&text, 1);
    let card = match (cards.next(), cards.next()) {
        (Some(card), None) => card,
        (None, _) => return Err("no BEGIN:VCARD in it".to_owned()),
        (Some(_), Some(_)) => {
            return Err("several cards in one file; `ties import` reads them".to_owned());
        }
    };
    match draft::read(card, &mut Vec::new()) {
        draft::Card::Contact(draft) => Ok(One::Contact(draft)),
        draft::Card::Group(group) => Ok(One::Group {
            name: group.name,
            members: group.members,
        }),
        draft::Card::Nobody(why) => Err(why),
    }
}

/// Gives relations that name another card's UID that card's name; what names no card of
/// this file is left out.
fn name_relations(drafts: &mut [Draft]) {
    let is_uid = |name: &str| name.starts_with("urn:uuid:");
    if !drafts
        .iter()
        .any(|draft| draft.relations.iter().any(|(_, name)| is_uid(name)))
    {
        return;
    }
    let names: std::collections::HashMap<String, String> = drafts
        .iter()
        .filter_map(|draft| Some((draft.external_id.clone()?, draft.name.clone())))
        .collect();
    for draft in drafts {
        draft.relations = std::mem::take(&mut draft.relations)
            .into_iter()
            .filter_map(|(kind, name)| match name.strip_prefix("urn:uuid:") {
                Some(uid) => Some((kind, names.get(uid)?.clone())),
                None => Some((kind, name)),
            })
            .collect();
    }
}

/// Whether a line starts a card.
pub(super) fn is_begin(line: &str) -> bool {
    split::is_begin(line)
}
