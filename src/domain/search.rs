//! Carrying a query out, fast enough for every keystroke.
//!
//! Everything that words are looked for in stands folded, in display order, in one text:
//! a word is found in it by one sweep, whatever the number of contacts, and what it finds
//! comes out in display order. Ties and standings stand beside it, so that the commonest
//! filters touch no contact at all.

mod fuzzy;
mod letters;
mod run;
mod texts;
mod words;

use memchr::memchr;

use super::contact::Contact;
use super::id::ContactId;
use super::network::{CircleKind, Network};
use super::query::Field;
use super::rules::{NameOrder, Rules};
use super::standing::Standing;
use super::tie::Tie;
use crate::text;
use letters::Letters;
use texts::Texts;

/// Ends each field of a contact; no word holds it.
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
    /// The fields of each row, each ended by [`DIVIDER`].
    texts: Texts,
    /// In display order.
    rows: Vec<Row>,
    /// The letters of each row and those that start its words.
    letters: Vec<Letters>,
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

/// Everyone of `network` in display order, of every standing, for those who need no more of
/// an [`Index`] than that.
pub fn in_order<'n>(network: &'n Network, rules: &Rules) -> Vec<&'n Contact> {
    let mut keys = Texts::default();
    for contact in &network.contacts {
        keys.push(|text| push_key(text, contact, rules.name_order));
    }
    keys.in_order()
        .filter_map(|at| network.contacts.get(at as usize))
        .collect()
}

impl Index {
    /// The index of everyone in `network`, ordered as `rules` say.
    pub fn new(network: &Network, rules: &Rules) -> Index {
        // First by id, as contacts lie in memory, and only what was made of them is put
        // into display order: jumping from contact to contact takes ten times as long.
        let mut texts = Texts::default();
        let mut keys = Texts::default();
        let mut rows = Vec::with_capacity(network.contacts.len());
        for (contact, at) in network.contacts.iter().zip(0..) {
            texts.push(|text| push_fields(text, network, contact));
            keys.push(|text| push_key(text, contact, rules.name_order));
            rows.push((row(contact, at), Letters::of(texts.get(rows.len()))));
        }
        let mut index = Index {
            order: rules.name_order,
            texts: Texts::with_room_of(&texts),
            rows: Vec::with_capacity(rows.len()),
            letters: Vec::with_capacity(rows.len()),
        };
        for at in keys.in_order() {
            let (row, letters) = rows[at as usize];
            index.rows.push(row);
            index.letters.push(letters);
            index.texts.push(|all| all.push_str(texts.get(at as usize)));
        }
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
        self.texts.bytes(row)
    }

    /// The fields of a row, folded.
    fn fields(&self, row: usize) -> impl Iterator<Item = &str> {
        self.texts.get(row).split_terminator(char::from(DIVIDER))
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

/// What a contact is ordered by.
fn push_key(keys: &mut String, contact: &Contact, order: NameOrder) {
    if order == NameOrder::Family
        && let Some(family) = contact.family()
    {
        push_folded(keys, family);
        keys.push(' ');
    }
    push_folded(keys, contact.name());
}

fn push_fields(text: &mut String, network: &Network, contact: &Contact) {
    push_folded(text, contact.name());
    for field in [
        contact.nickname(),
        contact.org(),
        contact.title(),
        contact.city(),
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
    push_folded(text, contact.emails());
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

#[cfg(test)]
mod tests;
