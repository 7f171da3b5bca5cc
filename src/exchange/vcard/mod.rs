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
mod pieces;
mod programs;
mod record;
mod split;
mod value;
mod write;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::{ReadError, Tally};
use crate::domain::draft::{Draft, End, Original, Parsed, Place, Skipped, SourceKind};
use crate::domain::import::CardMark;
use crate::long::Long;
use crate::threads::{self, Pending};
use pieces::{Piece, Pieces};

pub use patch::{Unpatched, patch};
pub use record::{Entry, Record, records};
pub use write::{Edition, write, write_shared, write_whole};

/// From so many bytes on a card is told by where it lies: a photo is in it. To read a shorter one
/// again takes longer than it is worth.
const LONG: usize = 4_000;

/// The longest card that is read, in bytes: a photo fits, a file that is one card does not.
const CARD_LIMIT: usize = 16_000_000;

/// What the cards in `text` say.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let held = |card: &str| card.to_owned().into();
    let all = Part::of(text, 1, &held, tally)?;
    all.finish(damaged)
}

/// What the cards in a file say that is too long to be held: it is read piece by piece, and of
/// long cards is told where they lie.
pub(super) fn read_file(
    file: &Arc<Long>,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    // Too many are refused before any is kept.
    let begin = Pieces::count(file, tally.most)?;
    tally.check(begin)?;
    let mut all = Part::default();
    let mut pieces = Pieces::of(file);
    while let Some(piece) = pieces.next()? {
        match piece {
            Piece::Cards { at, line, bytes } => {
                let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
                let at = at + (bytes.len() - bare.len()) as u64;
                let after = match std::str::from_utf8(bare) {
                    Ok(text) if memchr::memchr(0, bare).is_none() => {
                        let lies = |card: &str| {
                            if card.len() < LONG {
                                return Original::Held(card.to_owned());
                            }
                            let start = card.as_ptr() as usize - text.as_ptr() as usize;
                            Original::Lies(Place {
                                of: file.clone(),
                                at: at + start as u64,
                                length: card.len(),
                                mark: CardMark::of(card.as_bytes()),
                            })
                        };
                        Part::of(text, line, &lies, tally)?
                    }
                    // Of another encoding, so that it does not lie there as it is read.
                    _ => {
                        let text = super::decode::decode(bytes);
                        Part::of(&text, line, &|card| card.to_owned().into(), tally)?
                    }
                };
                all.add(after);
            }
            Piece::TooLong { line } => {
                all.pass(line, too_long());
                tally.record()?;
            }
        }
    }
    all.finish(damaged)
}

fn too_long() -> String {
    format!("a card of more than {} MB", CARD_LIMIT / 1_000_000)
}

/// How the text of a card is kept.
type Keep<'k> = &'k (dyn Fn(&str) -> Original + Sync);

/// What some cards of a file say, before they are seen together with the others.
struct Part {
    parsed: Parsed,
    groups: groups::Groups,
    /// Groups and whatever else was met.
    cards: usize,
}

impl Default for Part {
    fn default() -> Part {
        Part {
            parsed: Parsed::of(SourceKind::Vcard),
            groups: groups::Groups::default(),
            cards: 0,
        }
    }
}

impl Part {
    /// What the cards in `text` say, whose first line has this number. A long text is read by two
    /// threads at once.
    fn of(text: &str, line: u64, keep: Keep<'_>, tally: &mut Tally<'_>) -> Result<Part, ReadError> {
        let (head, tail) = split::halves(text);
        let is_stopped = AtomicBool::new(false);
        let (first, second) = thread::scope(|scope| {
            let is_stopped = &is_stopped;
            let second = tail.map(|(text, after)| {
                threads::begin(scope, move || {
                    let cards = split::Cards::numbered(text, line - 1 + after);
                    Part::read(cards, keep, || match is_stopped.load(Ordering::Relaxed) {
                        true => Err(ReadError::Cancelled),
                        false => Ok(()),
                    })
                })
            });
            let cards = split::Cards::numbered(head, line);
            let first = Part::read(cards, keep, || tally.record());
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
        Ok(part)
    }

    /// Reads these cards, telling `tally` of each.
    fn read(
        cards: split::Cards<'_>,
        keep: Keep<'_>,
        mut tally: impl FnMut() -> Result<(), ReadError>,
    ) -> Result<Part, ReadError> {
        let mut part = Part::default();
        for card in cards {
            part.take(card, keep);
            tally()?;
        }
        Ok(part)
    }

    fn take(&mut self, card: split::RawCard<'_>, keep: Keep<'_>) {
        let line = card.line;
        if card.text.len() > CARD_LIMIT {
            return self.pass(line, too_long());
        }
        self.cards += 1;
        let parsed = &mut self.parsed;
        match draft::read(card, &mut parsed.warnings) {
            draft::Card::Group(group) => self.groups.add(group),
            draft::Card::Contact(mut draft) => {
                draft.card = Some(keep(card.text));
                parsed.read += 1;
                parsed.drafts.push(*draft);
            }
            draft::Card::Nobody(why) => {
                parsed.read += 1;
                parsed.skipped.push(Skipped { line, why });
            }
        }
    }

    /// Passes over a card that is nobody's, for this reason.
    fn pass(&mut self, line: u64, why: String) {
        self.cards += 1;
        self.parsed.read += 1;
        self.parsed.skipped.push(Skipped { line, why });
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

    /// What they say together, now that they are all.
    fn finish(self, damaged: &dyn Fn(String) -> ReadError) -> Result<Parsed, ReadError> {
        if self.cards == 0 {
            return Err(damaged("no BEGIN:VCARD was found".to_owned()));
        }
        let mut parsed = self.parsed;
        self.groups.tag(&mut parsed.drafts);
        name_relations(&mut parsed.drafts);
        Ok(parsed)
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
        draft::Card::Contact(mut draft) => {
            draft.card = Some(card.text.to_owned().into());
            Ok(One::Contact(draft))
        }
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
    for Draft {
        relations, ends, ..
    } in drafts
    {
        let named = |(kind, name): (String, String)| {
            let Some(uid) = name.strip_prefix("urn:uuid:") else {
                return Some((kind, name));
            };
            let name = names.get(uid)?.clone();
            ends.push(End {
                kind: kind.clone(),
                name: name.clone(),
                external_id: uid.to_owned(),
            });
            Some((kind, name))
        };
        *relations = std::mem::take(relations)
            .into_iter()
            .filter_map(named)
            .collect();
    }
}

/// Whether a line starts a card.
pub(super) fn is_begin(line: &str) -> bool {
    split::is_begin(line)
}
