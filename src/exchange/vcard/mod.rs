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
mod labels;
mod record;
mod split;
mod value;
mod write;

use super::{ReadError, Tally};
use crate::domain::draft::{Draft, Parsed, Skipped, SourceKind};

pub use record::{Entry, Record, records};
pub use write::write;

/// The longest card that is read, in bytes: a photo fits, a file that is one card does not.
const CARD_LIMIT: usize = 16_000_000;

/// What the cards in `text` say.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let mut parsed = Parsed {
        kind: SourceKind::Vcard,
        read: 0,
        drafts: Vec::new(),
        skipped: Vec::new(),
        warnings: Vec::new(),
    };
    let mut groups = groups::Groups::default();
    let mut cards = split::Cards::of(text).peekable();
    if cards.peek().is_none() {
        return Err(damaged("no BEGIN:VCARD was found".to_owned()));
    }
    for card in cards {
        if card.text.len() > CARD_LIMIT {
            parsed.read += 1;
            parsed.skipped.push(Skipped {
                line: card.line,
                why: format!("a card of more than {} MB", CARD_LIMIT / 1_000_000),
            });
        } else {
            match draft::read(card, &mut parsed.warnings) {
                draft::Card::Group(group) => groups.add(group),
                draft::Card::Contact(draft) => {
                    parsed.read += 1;
                    parsed.drafts.push(*draft);
                }
                draft::Card::Nobody(why) => {
                    parsed.read += 1;
                    parsed.skipped.push(Skipped {
                        line: card.line,
                        why,
                    });
                }
            }
        }
        tally.record()?;
    }
    groups.tag(&mut parsed.drafts);
    name_relations(&mut parsed.drafts);
    Ok(parsed)
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
