//! The people pane: who the filter lets through, parted by tie.

use chrono::NaiveDate;

use super::list::Cursor;
use crate::app::input::Input;
use crate::config::Config;
use crate::domain::contact::Contact;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::query::{Query, QueryError};
use crate::domain::search::Index;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;

/// A place on the tie strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Strip {
    #[default]
    All,
    Tie(Tie),
    Dormant,
}

impl Strip {
    /// From left to right.
    pub const ALL: [Strip; 7] = [
        Strip::All,
        Strip::Tie(Tie::Inner),
        Strip::Tie(Tie::Strong),
        Strip::Tie(Tie::Moderate),
        Strip::Tie(Tie::Weak),
        Strip::Tie(Tie::Latent),
        Strip::Dormant,
    ];

    /// Where it is in [`Strip::ALL`].
    fn at(self) -> usize {
        match self {
            Strip::All => 0,
            Strip::Tie(tie) => 1 + tie as usize,
            Strip::Dormant => Strip::ALL.len() - 1,
        }
    }

    /// The next place to the right, the last one staying.
    pub fn next(self) -> Strip {
        Strip::ALL[(self.at() + 1).min(Strip::ALL.len() - 1)]
    }

    /// The next place to the left, the first one staying.
    pub fn previous(self) -> Strip {
        Strip::ALL[self.at().saturating_sub(1)]
    }
}

/// The line that filters, and what about it was not understood.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Filter {
    pub input: Input,
    pub problem: Option<QueryError>,
    /// What the notes were searched for, with who has it.
    pub noted: Vec<(String, Vec<ContactId>)>,
}

impl Filter {
    /// Who has these words in a note, once that was looked up.
    fn in_notes(&self, words: &str) -> Option<&[ContactId]> {
        let found = self.noted.iter().find(|(of, _)| of == words);
        found.map(|(_, who)| who.as_slice())
    }
}

/// Who is listed, as indices into the network's contacts, so that drawing a row looks
/// nobody up.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct People {
    pub strip: Strip,
    pub cursor: Cursor<ContactId>,
    pub filter: Filter,
    /// For every place on the strip, in the order of the list.
    rows: [Vec<u32>; 7],
}

impl People {
    /// How many are listed at a place of the strip.
    pub fn count(&self, strip: Strip) -> usize {
        self.rows[strip.at()].len()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.count(self.strip)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The contact of a row.
    pub fn contact<'n>(&self, network: &'n Network, row: usize) -> Option<&'n Contact> {
        let index = *self.rows[self.strip.at()].get(row)?;
        network.contacts.get(index as usize)
    }

    /// The id of a row below [`People::len`].
    pub fn id(&self, network: &Network, row: usize) -> ContactId {
        self.contact(network, row)
            .map_or(ContactId(0), |contact| contact.id)
    }

    /// The row of somebody, if they are listed; no contact is looked at for it.
    pub fn row_of(&self, network: &Network, id: ContactId) -> Option<usize> {
        let at = u32::try_from(network.index_of(id)?).ok()?;
        self.rows[self.strip.at()].iter().position(|row| *row == at)
    }

    /// Who of these, which are sorted, are listed, in the order of the list.
    pub fn those_of(&self, network: &Network, ids: &[ContactId]) -> Vec<ContactId> {
        let at = |id: &ContactId| u32::try_from(network.index_of(*id)?).ok();
        let sought: Vec<u32> = ids.iter().filter_map(at).collect();
        let rows = self.rows[self.strip.at()].iter();
        rows.filter(|row| sought.binary_search(row).is_ok())
            .filter_map(|row| Some(network.contacts.get(*row as usize)?.id))
            .collect()
    }

    /// What has to be looked up in the notes before the filter can be carried out.
    pub fn unknown_note_words(&self, config: &Config, today: NaiveDate) -> Vec<String> {
        let Ok(query) = self.query(config, today) else {
            return Vec::new();
        };
        let unknown = query
            .note_words()
            .iter()
            .filter(|words| self.filter.in_notes(words).is_none());
        unknown.cloned().collect()
    }

    fn query(&self, config: &Config, today: NaiveDate) -> Result<Query, QueryError> {
        Query::parse_labelled(self.filter.input.text(), &config.labels, today)
    }

    /// Runs the filter over everyone. What is not understood leaves the list as it was.
    pub fn list(&mut self, network: &Network, index: &Index, config: &Config, today: NaiveDate) {
        let query = match self.query(config, today) {
            Ok(query) => query,
            Err(problem) => {
                self.filter.problem = Some(problem);
                return;
            }
        };
        self.filter.problem = None;
        for rows in &mut self.rows {
            rows.clear();
        }
        // The notes are asked before the next frame, and everyone looked through only then.
        if query
            .note_words()
            .iter()
            .any(|words| self.filter.in_notes(words).is_none())
        {
            return;
        }
        let noted = |words: &str| self.filter.in_notes(words).unwrap_or_default().to_vec();
        let hits = query.hits(network, index, &config.rules, today, &noted);
        self.rows[Strip::All.at()].extend(hits.iter().map(|hit| hit.at));
        for hit in hits.iter() {
            let strip = match hit.standing {
                Standing::Dormant => Strip::Dormant,
                _ => Strip::Tie(hit.tie),
            };
            self.rows[strip.at()].push(hit.at);
        }
    }

    /// Finds the cursor's row again after a write: it stays with its person.
    pub fn settle(&mut self, network: &Network) {
        let mut cursor = std::mem::take(&mut self.cursor);
        let row_of = |id| self.row_of(network, id);
        cursor.settle_by(self.len(), |row| self.id(network, row), row_of);
        self.cursor = cursor;
    }

    /// Finds the cursor's row again after another filter or tie was chosen: it stays with
    /// its person if they are still there, and goes to the first row otherwise.
    pub fn settle_on_somebody(&mut self, network: &Network) {
        self.settle(network);
        if self
            .cursor
            .row(self.len(), |row| self.id(network, row))
            .is_none()
        {
            self.cursor = Cursor::default();
            self.settle(network);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_the_strip_knows_where_it_is() {
        for (at, strip) in Strip::ALL.into_iter().enumerate() {
            assert_eq!(strip.at(), at, "{strip:?}");
        }
    }
}
