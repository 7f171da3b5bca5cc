//! Carrying a query out, fast enough for every keystroke.
//!
//! Everything that words are looked for in stands folded, in display order, in one text:
//! a word is found in it by one sweep, whatever the number of contacts, and what it finds
//! comes out in display order. Ties and standings stand beside it, so that the commonest
//! filters touch no contact at all. The text is made when a word is first looked for: who
//! only browses neither waits for it nor gives it room.

mod arena;
mod fuzzy;
mod letters;
mod run;
mod texts;
mod words;

use std::sync::OnceLock;

use super::contact::Contact;
use super::id::ContactId;
use super::naming;
use super::network::Network;
use super::rules::{NameOrder, Rules};
use super::standing::Standing;
use super::tie::Tie;
use crate::text::push_name_key;
use arena::{Arena, push_fields};
pub use run::Hits;
use texts::Texts;

/// Everyone's place in display order, and their words once they are looked for.
///
/// It is made from a network and holds for that network: after a write it is
/// [patched](Index::patch). A stale one finds fewer people, and nobody wrong.
#[derive(Debug, Clone, Default)]
pub struct Index {
    order: NameOrder,
    /// In display order.
    rows: Vec<Hit>,
    words: OnceLock<Arena>,
}

/// Whether the words have been looked for yet makes no difference.
impl PartialEq for Index {
    fn eq(&self, other: &Index) -> bool {
        self.order == other.order && self.rows == other.rows
    }
}

/// What lists and the commonest filters need of a contact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub contact: ContactId,
    /// Where in the network's contacts it is.
    pub at: u32,
    pub tie: Tie,
    pub standing: Standing,
}

/// What [`Index::patch`] changed of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patched {
    /// Everyone's place, tie and standing are as they were.
    Nothing,
    Rows,
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
        let mut keys = Texts::default();
        for contact in &network.contacts {
            keys.push(|text| push_key(text, contact, rules.name_order));
        }
        let rows = keys
            .in_order()
            .filter_map(|at| Some(row(network.contacts.get(at as usize)?, at)))
            .collect();
        Index {
            order: rules.name_order,
            rows,
            words: OnceLock::new(),
        }
    }

    /// Makes ready for words, so that the first keystroke need not.
    pub fn get_ready_for_words(&self, network: &Network) {
        self.words(network);
    }

    /// Everyone's words.
    fn words(&self, network: &Network) -> &Arena {
        self.words
            .get_or_init(|| Arena::of(network, self.rows.iter().map(|row| row.at)))
    }

    /// Takes over what a write changed about the `touched` contacts of `network`; what
    /// changes nobody's words or place costs next to nothing.
    pub fn patch(&mut self, network: &Network, rules: &Rules, touched: &[ContactId]) -> Patched {
        if let Some(patched) = self.patched(network, rules, touched) {
            return patched;
        }
        let had_words = self.words.get().is_some();
        *self = Index::new(network, rules);
        if had_words {
            self.get_ready_for_words(network);
        }
        Patched::Rows
    }

    /// Everyone in display order, of every standing.
    pub fn contacts(&self) -> impl Iterator<Item = ContactId> {
        self.rows.iter().map(|row| row.contact)
    }

    /// What became of taking over the `touched` contacts; `None` where that is not possible
    /// without moving anybody.
    fn patched(
        &mut self,
        network: &Network,
        rules: &Rules,
        touched: &[ContactId],
    ) -> Option<Patched> {
        /// From here on, making it anew costs no more than looking for each.
        const MANY: usize = 64;
        if touched.len() > MANY
            || self.order != rules.name_order
            || self.rows.len() != network.contacts.len()
        {
            return None;
        }
        let mut fields = String::new();
        let mut patched = Patched::Nothing;
        for id in touched {
            let row = self.row_of(network, *id)?;
            let contact = self.contact(network, row)?;
            fields.clear();
            push_fields(&mut fields, network, contact);
            let as_before = |words: &Arena| words.bytes(row) == fields.as_bytes();
            if !self.words.get().is_none_or(as_before) || !self.stays(network, row) {
                return None;
            }
            let hit = self::row(contact, self.rows[row].at);
            if self.rows[row] != hit {
                self.rows[row] = hit;
                patched = Patched::Rows;
            }
        }
        Some(patched)
    }

    /// The row of a contact who is still called as they were; of others maybe none.
    fn row_of(&self, network: &Network, id: ContactId) -> Option<usize> {
        let at = network.index_of(id)?;
        let (mut sought, mut key) = (String::new(), String::new());
        push_key(&mut sought, &network.contacts[at], self.order);
        let row = self.rows.binary_search_by(|row| {
            key.clear();
            if let Some(contact) = network.contacts.get(row.at as usize) {
                push_key(&mut key, contact, self.order);
            }
            (key.as_str(), row.at as usize).cmp(&(sought.as_str(), at))
        });
        row.ok().filter(|row| self.rows[*row].contact == id)
    }

    /// Whether a row still stands between its neighbours.
    fn stays(&self, network: &Network, row: usize) -> bool {
        let key = |row: usize| {
            let mut key = String::new();
            let contact = self.contact(network, row)?;
            push_key(&mut key, contact, self.order);
            // Of the same name, the one who was here first comes first.
            Some((key, self.rows[row].at))
        };
        (row.saturating_sub(1)..row + 1)
            .filter(|at| at + 1 < self.rows.len())
            .all(|at| key(at) <= key(at + 1))
    }

    /// The contact of a row, unless the network has changed under the index.
    fn contact<'n>(&self, network: &'n Network, row: usize) -> Option<&'n Contact> {
        let Hit { contact, at, .. } = self.rows[row];
        network
            .contacts
            .get(at as usize)
            .filter(|found| found.id == contact)
    }
}

fn row(contact: &Contact, at: u32) -> Hit {
    Hit {
        contact: contact.id,
        at,
        tie: contact.tie,
        standing: contact.standing,
    }
}

/// What a contact is ordered by.
fn push_key(keys: &mut String, contact: &Contact, order: NameOrder) {
    if order == NameOrder::Family {
        push_name_key(keys, naming::family(contact));
        keys.push(' ');
    }
    push_name_key(keys, contact.name());
}

#[cfg(test)]
mod tests;
