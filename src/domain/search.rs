//! Carrying a query out, fast enough for every keystroke.
//!
//! Everything that words are looked for in stands folded, in display order, in one text:
//! a word is found in it by one sweep, whatever the number of contacts, and what it finds
//! comes out in display order. Ties and standings stand beside it, so that the commonest
//! filters touch no contact at all.

mod fuzzy;
mod run;

use super::contact::Contact;
use super::id::ContactId;
use super::network::{CircleKind, Network};
use super::query::Field;
use super::rules::{NameOrder, Rules};
use super::standing::Standing;
use super::tie::Tie;
use crate::text;

/// Divides the fields of a contact; no word holds it.
const DIVIDER: u8 = 0x1f;

/// The fields before the tags, in order: name, nickname, organisation, title, city. The
/// e-mail addresses come last.
const NAME: usize = 0;
const ORG: usize = 2;
const TITLE: usize = 3;
const CITY: usize = 4;

/// Everyone's words in display order.
///
/// It is made from a network and holds for that network: after a write it is
/// [patched](Index::patch). A stale one finds fewer people, and nobody wrong.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Index {
    order: NameOrder,
    /// Contact after contact, their fields divided by [`DIVIDER`].
    text: String,
    /// In display order.
    rows: Vec<Row>,
    /// Where in `text` each row starts, and its end after the last.
    starts: Vec<u32>,
    /// The letters of each row, one bit a letter (see [`fuzzy`]).
    letters: Vec<u64>,
}

/// What the commonest filters need of a contact.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    contact: ContactId,
    /// Where in the network's contacts it is.
    at: u32,
    tie: Tie,
    standing: Standing,
}

impl Index {
    /// The index of everyone in `network`, ordered as `rules` say.
    pub fn new(network: &Network, rules: &Rules) -> Index {
        let order = display_order(network, rules.name_order);
        let mut index = Index {
            order: rules.name_order,
            text: String::with_capacity(network.contacts.len() * 64),
            rows: Vec::with_capacity(order.len()),
            starts: Vec::with_capacity(order.len() + 1),
            letters: Vec::with_capacity(order.len()),
        };
        for at in order {
            let contact = &network.contacts[at as usize];
            let start = index.text.len();
            index.starts.push(offset(start));
            push_fields(&mut index.text, network, contact);
            index
                .letters
                .push(fuzzy::letters(&index.text.as_bytes()[start..]));
            index.rows.push(row(contact, at));
        }
        index.starts.push(offset(index.text.len()));
        index
    }

    /// Takes over what a write changed about the `touched` contacts of `network`; what
    /// changes nobody's words or place costs next to nothing.
    pub fn patch(&mut self, network: &Network, rules: &Rules, touched: &[ContactId]) {
        if !self.patched(network, rules, touched) {
            *self = Index::new(network, rules);
        }
    }

    /// Everyone in display order, of every standing.
    pub fn contacts(&self) -> impl Iterator<Item = ContactId> {
        self.rows.iter().map(|row| row.contact)
    }

    /// Whether taking over the `touched` contacts was possible without moving anybody.
    fn patched(&mut self, network: &Network, rules: &Rules, touched: &[ContactId]) -> bool {
        /// From here on, making it anew costs no more than looking for each.
        const MANY: usize = 64;
        if touched.len() > MANY
            || self.order != rules.name_order
            || self.rows.len() != network.contacts.len()
        {
            return false;
        }
        let mut fields = String::new();
        touched.iter().all(|id| {
            let Some(row) = self.rows.iter().position(|row| row.contact == *id) else {
                return false;
            };
            let Some(contact) = self.contact(network, row) else {
                return false;
            };
            fields.clear();
            push_fields(&mut fields, network, contact);
            if fields.as_bytes() != self.bytes(row) || !self.stays(network, row) {
                return false;
            }
            self.rows[row].tie = contact.tie;
            self.rows[row].standing = contact.standing;
            true
        })
    }

    /// Whether a row, whose text is as it was, still stands between its neighbours.
    fn stays(&self, network: &Network, row: usize) -> bool {
        let key = |row: usize| {
            let mut key = String::new();
            let contact = self.contact(network, row)?;
            push_key(&mut key, contact, self.order);
            Some((key, self.rows[row].contact))
        };
        match self.order {
            NameOrder::Given => true,
            NameOrder::Family => (row.saturating_sub(1)..row + 1)
                .filter(|at| at + 1 < self.rows.len())
                .all(|at| key(at) <= key(at + 1)),
        }
    }

    /// The contact of a row, unless the network has changed under the index.
    fn contact<'n>(&self, network: &'n Network, row: usize) -> Option<&'n Contact> {
        let Row { contact, at, .. } = self.rows[row];
        network
            .contacts
            .get(at as usize)
            .filter(|found| found.id == contact)
    }

    /// The folded text of a row.
    fn bytes(&self, row: usize) -> &[u8] {
        &self.text.as_bytes()[self.starts[row] as usize..self.starts[row + 1] as usize]
    }

    /// The fields of a row, folded.
    fn fields(&self, row: usize) -> impl Iterator<Item = &str> {
        self.text
            .get(self.starts[row] as usize..self.starts[row + 1] as usize)
            .unwrap_or("")
            .split(char::from(DIVIDER))
    }

    fn field(&self, row: usize, field: Field) -> &str {
        let at = match field {
            Field::Org => ORG,
            Field::Title => TITLE,
            Field::City => CITY,
        };
        self.fields(row).nth(at).unwrap_or("")
    }
}

fn row(contact: &Contact, at: u32) -> Row {
    Row {
        contact: contact.id,
        at,
        tie: contact.tie,
        standing: contact.standing,
    }
}

/// Positions in a text or a list; what does not fit into 32 bits fits into no memory.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The positions of everyone in `network.contacts`, in display order: by name or family
/// name, then by id.
fn display_order(network: &Network, order: NameOrder) -> Vec<u32> {
    let mut keys = String::with_capacity(network.contacts.len() * 16);
    let mut by_key: Vec<(u64, u32, u32, u32)> = Vec::with_capacity(network.contacts.len());
    for (contact, at) in network.contacts.iter().zip(0..) {
        let start = keys.len();
        push_key(&mut keys, contact, order);
        let key = &keys.as_bytes()[start..];
        by_key.push((first_letters(key), offset(start), offset(keys.len()), at));
    }
    let rest = |start: u32, end: u32| keys.get(start as usize..end as usize);
    // The first eight bytes decide nearly always. Contacts are by id, and so are equals.
    by_key.sort_unstable_by(|(a, a_start, a_end, a_at), (b, b_start, b_end, b_at)| {
        a.cmp(b)
            .then_with(|| rest(*a_start, *a_end).cmp(&rest(*b_start, *b_end)))
            .then(a_at.cmp(b_at))
    });
    by_key.into_iter().map(|(.., at)| at).collect()
}

/// What a contact is ordered by.
fn push_key(keys: &mut String, contact: &Contact, order: NameOrder) {
    if order == NameOrder::Family
        && let Some(family) = &contact.family
    {
        push_folded(keys, family);
        keys.push(' ');
    }
    push_folded(keys, &contact.name);
}

/// The first eight bytes as a number that sorts as they do.
fn first_letters(key: &[u8]) -> u64 {
    let mut first = [0; 8];
    let length = key.len().min(8);
    first[..length].copy_from_slice(&key[..length]);
    u64::from_be_bytes(first)
}

fn push_fields(text: &mut String, network: &Network, contact: &Contact) {
    push_folded(text, &contact.name);
    for field in [
        &contact.nickname,
        &contact.org,
        &contact.title,
        &contact.city,
    ] {
        text.push(char::from(DIVIDER));
        push_folded(text, field.as_deref().unwrap_or_default());
    }
    for circle in &contact.circles {
        if let Some(circle) = network.circles.get(*circle)
            && circle.kind == CircleKind::Tag
        {
            text.push(char::from(DIVIDER));
            push_folded(text, &circle.name);
        }
    }
    text.push(char::from(DIVIDER));
    push_folded(text, &contact.emails);
}

/// Folded, with nothing in it that divides fields.
fn push_folded(text: &mut String, field: &str) {
    if field.is_ascii() {
        // By far the commonest, and worth no allocation.
        text.extend(field.bytes().map(|b| match b {
            0..=0x1f | 0x7f => ' ',
            b => char::from(b.to_ascii_lowercase()),
        }));
    } else {
        let folded = text::fold(field);
        text.extend(folded.chars().map(|c| if c.is_control() { ' ' } else { c }));
    }
}

#[cfg(test)]
mod tests;
