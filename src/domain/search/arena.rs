//! Everyone's words in display order, in one text, and which letters each has.

use memchr::memchr;

use super::letters::Letters;
use super::texts::Texts;
use crate::domain::contact::Contact;
use crate::domain::network::{CircleKind, Network};
use crate::domain::query::Field;
use crate::text;

/// Ends each field of a contact; no word holds it.
const DIVIDER: u8 = 0x1f;

/// The fields before the tags, in order: name, nickname, organisation, title, city. After
/// them come the full name, where it says more than the name, and the e-mail addresses.
pub(super) const NAME: usize = 0;
const ORG: usize = 2;
const TITLE: usize = 3;
const CITY: usize = 4;

/// Everyone's words in display order, folded.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Arena {
    /// The fields of each row, each ended by [`DIVIDER`].
    pub(super) texts: Texts,
    /// The letters of each row and those that start its words.
    pub(super) letters: Vec<Letters>,
    /// The first byte of each row, which is its name's; 0 where it has no words.
    pub(super) firsts: Vec<u8>,
}

impl Arena {
    /// The words of everyone in `network`; `order` says where in its contacts each row is.
    pub(super) fn of(network: &Network, order: impl ExactSizeIterator<Item = u32>) -> Arena {
        // First by id, as contacts lie in memory, and only what was made of them is put
        // into display order: jumping from contact to contact takes ten times as long.
        let mut texts = Texts::default();
        let mut letters = Vec::with_capacity(network.contacts.len());
        for (contact, at) in network.contacts.iter().zip(0..) {
            texts.push(|text| push_fields(text, network, contact));
            letters.push(Letters::of(texts.get(at)));
        }
        let mut arena = Arena {
            texts: Texts::with_room_of(&texts),
            letters: Vec::with_capacity(order.len()),
            firsts: Vec::with_capacity(order.len()),
        };
        for (row, at) in order.enumerate() {
            let at = at as usize;
            // A row of somebody who has gone meanwhile has no words.
            let of_row = letters.get(at).copied();
            arena.letters.push(of_row.unwrap_or(Letters::of("")));
            arena.texts.push(|all| {
                if of_row.is_some() {
                    all.push_str(texts.get(at));
                }
            });
            let first = arena.bytes(row).first().copied();
            arena.firsts.push(first.unwrap_or_default());
        }
        arena
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.letters.len()
    }

    /// The folded text of a row.
    pub(super) fn bytes(&self, row: usize) -> &[u8] {
        self.texts.bytes(row)
    }

    /// The fields of a row, folded.
    pub(super) fn fields(&self, row: usize) -> impl Iterator<Item = &str> {
        self.texts.get(row).split_terminator(char::from(DIVIDER))
    }

    pub(super) fn field(&self, row: usize, field: Field) -> &str {
        let at = match field {
            Field::Org => ORG,
            Field::Title => TITLE,
            Field::City => CITY,
        };
        self.fields(row).nth(at).unwrap_or("")
    }
}

/// All that words are looked for in of a contact, folded.
pub(super) fn push_fields(text: &mut String, network: &Network, contact: &Contact) {
    let profile = contact.profile();
    push_folded(text, profile.name);
    for field in [profile.nicknames, profile.org, profile.title, profile.city] {
        text.push(char::from(DIVIDER));
        push_folded(text, field.unwrap_or_default());
    }
    for circle in contact.circles() {
        if let Some(circle) = network.circles.get(circle)
            && circle.kind == CircleKind::Tag
        {
            text.push(char::from(DIVIDER));
            push_folded(text, &circle.name);
        }
    }
    if let Some(full) = profile.full {
        text.push(char::from(DIVIDER));
        push_folded(text, full);
    }
    text.push(char::from(DIVIDER));
    push_folded(text, profile.emails);
    // So that no word reaches from one contact into the next.
    text.push(char::from(DIVIDER));
}

/// Folded, with nothing in it that divides fields.
fn push_folded(text: &mut String, field: &str) {
    if memchr(DIVIDER, field.as_bytes()).is_some() {
        text::fold_into(text, &field.replace(char::from(DIVIDER), " "));
    } else {
        text::fold_into(text, field);
    }
}
