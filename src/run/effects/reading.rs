//! What the state asks to be read, answered; what takes long is read in a job.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Keeper;
use crate::app::Msg;
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::review;
use crate::domain::shelf::Link;
use crate::run::jobs::Here;
use crate::store::{Error, Store};

impl Keeper {
    /// The answer to who a contact is.
    pub fn card(&mut self, id: ContactId, today: NaiveDate) -> Msg {
        match self.cards.get(&self.store, id, today) {
            Ok(card) => Msg::Card(id, card),
            Err(error) => said(&error),
        }
    }

    /// Reads the cards that may be asked for next, while nobody waits.
    pub fn read_ahead(&mut self, ids: &[ContactId], today: NaiveDate) {
        self.cards.read_ahead(&self.store, ids, today);
    }

    /// The answer to what was last noted about these contacts.
    pub fn last_notes(&self, ids: &[ContactId], today: NaiveDate) -> Msg {
        match self.store.last_notes(ids, today) {
            Ok(notes) => Msg::LastNotes(notes),
            Err(error) => said(&error),
        }
    }

    /// The answer to who nobody has looked at.
    pub fn inbox(&self, today: NaiveDate) -> Msg {
        let read = || Ok((self.store.requests(today)?, self.store.small_arrivals()?));
        match read() {
            Ok((requests, arrivals)) => Msg::Inbox(requests, arrivals),
            Err(error) => said(&error),
        }
    }

    /// The answer to what is on the shelf.
    pub fn shelf(&self) -> Msg {
        match self.store.links() {
            Ok(links) => Msg::Shelf(links),
            Err(error) => said(&error),
        }
    }

    /// The answer to about whom something of a link's words is known.
    pub fn matches(&self, link: &Link) -> Msg {
        match self.store.link_matches(link) {
            Ok(matches) => Msg::Matches(link.id, matches),
            Err(error) => said(&error),
        }
    }

    /// The answer to which links have words in them that are known of one of these people.
    pub fn links_for(&self, with: Vec<ContactId>) -> Msg {
        let links = self.store.links();
        match links.and_then(|links| self.store.links_fitting(&links, &with)) {
            Ok(fitting) => Msg::LinksFor { with, fitting },
            Err(error) => said(&error),
        }
    }

    /// The answer to who has what to do with whom.
    pub fn acquaintance(&self) -> Msg {
        match self.store.acquaintance() {
            Ok(about) => Msg::Acquaintance(Box::new(about)),
            Err(error) => said(&error),
        }
    }

    /// The answer to who has these words in a note.
    pub fn notes_with(&self, words: String) -> Msg {
        match self.store.search_notes(&words) {
            Ok(hits) => Msg::NoteHits { words, hits },
            Err(error) => said(&error),
        }
    }

    /// Everyone, as an import needs to know them, and what came in before, to be read in a job:
    /// from the file by a reader of its own, or at once where there is no file.
    ///
    /// # Errors
    /// When the network in memory cannot be read.
    pub fn known(
        &self,
        today: NaiveDate,
    ) -> Result<impl FnOnce() -> Result<Here, String> + Send + use<>, Error> {
        self.beside(move |store| Ok((store.known()?, store.came_before(today)?)))
    }

    /// How it goes, to be worked out in a job.
    ///
    /// # Errors
    /// When the network in memory cannot be read.
    pub fn review(
        &self,
        network: Arc<Network>,
        today: NaiveDate,
    ) -> Result<impl FnOnce() -> Result<Msg, String> + Send + use<>, Error> {
        let config = Arc::clone(&self.config);
        self.beside(move |store| {
            let past = store.past(&network, &config.rules, today)?;
            let page = review::page(&network, &config.rules, &past, today);
            Ok(Msg::Review(Box::new(page)))
        })
    }

    /// The year in names, to be read in a job.
    ///
    /// # Errors
    /// When the network in memory cannot be read.
    pub fn year(
        &self,
        network: Arc<Network>,
        today: NaiveDate,
    ) -> Result<impl FnOnce() -> Result<Msg, String> + Send + use<>, Error> {
        let config = Arc::clone(&self.config);
        self.beside(move |store| {
            let year = store.year(&network, &config.rules, today)?;
            Ok(Msg::Year(Box::new(year)))
        })
    }

    /// What `read` reads, to be read in a job: from the file by a reader of its own, or at once
    /// where there is no file.
    fn beside<T: Send, R: FnOnce(&Store) -> Result<T, Error> + Send>(
        &self,
        read: R,
    ) -> Result<impl FnOnce() -> Result<T, String> + Send + use<T, R>, Error> {
        let place = match self.store.path() {
            Some(path) => Ok((path.to_owned(), read)),
            None => Err(read(&self.store)?),
        };
        let clock = self.store.clock();
        Ok(move || match place {
            Ok((path, read)) => Store::open_read_only(&path, clock)
                .and_then(|store| read(&store))
                .map_err(|error| error.to_string()),
            Err(found) => Ok(found),
        })
    }
}

/// What is said of something that could not be read.
fn said(error: &Error) -> Msg {
    Msg::Said(error.to_string())
}
