//! Cards that were read of late, or before anybody asked for them.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::card::Card;
use crate::domain::id::ContactId;
use crate::store::{Error, Store};

/// So many are kept: the one that is shown, those of both neighbours, and one more.
const KEPT: usize = 4;

/// The cards read last, so that a key that goes to a neighbour or back waits for no file.
///
/// They hold for the day, and for the version of the file, that they were read at: what
/// another program writes changes the version. What we write does not, and whoever writes has
/// those whom it concerned [forgotten](Cards::forget_these).
#[derive(Default)]
pub(super) struct Cards {
    as_of: Option<(NaiveDate, i64)>,
    /// The latest last; `None` for whom there is none.
    read: Vec<(ContactId, Option<Arc<Card>>)>,
}

impl Cards {
    /// Everything known about a contact, as it is now.
    pub(super) fn get(
        &mut self,
        store: &Store,
        id: ContactId,
        today: NaiveDate,
    ) -> Result<Option<Arc<Card>>, Error> {
        let as_of = Some((today, store.version()?));
        if self.as_of != as_of {
            self.forget();
            self.as_of = as_of;
        }
        if let Some((_, card)) = self.read.iter().find(|(known, _)| *known == id) {
            return Ok(card.clone());
        }
        let card = store.card(id, today)?.map(Arc::new);
        if self.read.len() == KEPT {
            self.read.remove(0);
        }
        self.read.push((id, card.clone()));
        Ok(card)
    }

    /// Reads those of them that are not here. An error is told when a card is asked for.
    pub(super) fn read_ahead(&mut self, store: &Store, ids: &[ContactId], today: NaiveDate) {
        let is_known = |id: &&ContactId| self.read.iter().any(|(known, _)| known == *id);
        let missing: Vec<ContactId> = ids.iter().filter(|id| !is_known(id)).copied().collect();
        for id in missing {
            let _ = self.get(store, id, today);
        }
    }

    /// Something was written that may have changed any of them.
    pub(super) fn forget(&mut self) {
        self.read.clear();
    }

    /// Something was written that concerned these contacts and nobody else.
    pub(super) fn forget_these(&mut self, touched: &[ContactId]) {
        self.read.retain(|(known, _)| !touched.contains(known));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::domain::change::{Change, NotesEdit};
    use crate::domain::demo;
    use crate::domain::rules::Rules;

    /// Writes a note anew.
    fn write(store: &mut Store, id: ContactId, note: &str, today: NaiveDate) {
        let before = store.card(id, today).unwrap().unwrap().note;
        let notes = NotesEdit {
            before,
            text: Some(note.to_owned()),
        };
        let change = Change::EditNotes(id, Box::new(notes));
        store.apply(&change, &Rules::default(), today).unwrap();
    }

    #[test]
    fn a_card_that_was_read_holds_until_something_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ties.db");
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let clock = Clock::fixed(today);
        let rules = Rules::default();
        let mut store = Store::open(&path, clock).unwrap();
        store
            .make_up(&demo::look_round(today).changes, &rules)
            .unwrap();
        let id = store.network(&rules, today).unwrap().contacts[0].id;
        let mut cards = Cards::default();
        let note = |cards: &mut Cards, store: &Store| {
            let card = cards.get(store, id, today).unwrap().unwrap();
            card.note.clone().unwrap_or_default()
        };
        cards.read_ahead(&store, &[id], today);
        let read = cards.get(&store, id, today).unwrap().unwrap();
        assert!(Arc::ptr_eq(
            &read,
            &cards.get(&store, id, today).unwrap().unwrap()
        ));

        write(
            &mut Store::open(&path, clock).unwrap(),
            id,
            "elsewhere",
            today,
        );
        assert_eq!(note(&mut cards, &store), "elsewhere");

        write(&mut store, id, "here", today);
        cards.forget_these(&[ContactId(id.0 + 1)]);
        assert_eq!(note(&mut cards, &store), "elsewhere");
        cards.forget_these(&[id]);
        assert_eq!(note(&mut cards, &store), "here");

        let yesterday = today.pred_opt().unwrap();
        let read = cards.get(&store, id, today).unwrap().unwrap();
        let then = cards.get(&store, id, yesterday).unwrap().unwrap();
        assert!(!Arc::ptr_eq(&read, &then));
    }

    #[test]
    fn few_are_kept() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let store = Store::in_memory(Clock::fixed(today)).unwrap();
        let mut cards = Cards::default();
        let ids: Vec<ContactId> = (1..20).map(ContactId).collect();
        cards.read_ahead(&store, &ids, today);
        let kept: Vec<ContactId> = cards.read.iter().map(|(id, _)| *id).collect();
        assert_eq!(kept, ids[ids.len() - KEPT..]);
    }
}
