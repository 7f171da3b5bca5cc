//! What the state asks to be read, answered; what takes long is read in a job.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::Keeper;
use crate::app::Msg;
use crate::domain::heard::{Ear, Reading};
use crate::domain::id::ContactId;
use crate::domain::network::Network;
use crate::domain::review;
use crate::domain::shelf::Link;
use crate::exchange::{self, Flow};
use crate::run::jobs::{Desk, Here};
use crate::store::{Error, Store};
use crate::vdir::{self, Looked, Settings};

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
        let read = || {
            let requests = self.store.requests(today)?;
            let heard = self.store.heard()?;
            Ok(Msg::Inbox(requests, heard, self.store.small_arrivals()?))
        };
        read().unwrap_or_else(|error| said(&error))
    }

    /// Mail and calendars, to be read in a job for what they tell of everyone here; `None`
    /// where the config names none.
    ///
    /// # Errors
    /// When it cannot be read how far they were read.
    pub fn listen(
        &self,
        network: Arc<Network>,
        home: Option<&Path>,
        today: NaiveDate,
    ) -> Result<Option<impl FnOnce(&Desk) + Send + use<>>, Error> {
        if self.config.heard.is_empty() || self.store.path().is_none() {
            return Ok(None);
        }
        let places = self.config.heard.at_home(home);
        let config = Arc::clone(&self.config);
        let (positions, clock) = (self.store.positions()?, self.store.clock());
        Ok(Some(move |desk: &Desk| {
            let ear = Ear::new(&network, &places, &config.rules.channels, today);
            // Whoever writes meanwhile need not copy it.
            drop(network);
            let mut goes_on = || match desk.is_cancelled() {
                true => Flow::Break(()),
                false => Flow::Continue(()),
            };
            let reading = exchange::heard::read(ear, &places, &positions, clock, &mut goes_on);
            if let Some(reading) = reading {
                desk.say(Msg::Listened(Box::new(reading)));
            }
        }))
    }

    /// Keeps what mail and calendars told.
    pub fn keep_heard(&mut self, reading: &Reading) -> Msg {
        match self.store.take_heard(reading) {
            Ok(by_itself) => Msg::Heard(by_itself),
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
        matches(&self.store, link).unwrap_or_else(|error| said(&error))
    }

    /// The same, to be looked for in a job.
    ///
    /// # Errors
    /// When the network in memory cannot be read.
    pub fn matches_beside(
        &self,
        link: Box<Link>,
    ) -> Result<impl FnOnce() -> Result<Msg, String> + Send + use<>, Error> {
        self.beside(move |store| matches(store, &link))
    }

    /// The answer to which links have words in them that are known of one of these people.
    pub fn links_for(&self, with: Vec<ContactId>) -> Msg {
        links_for(&self.store, with).unwrap_or_else(|error| said(&error))
    }

    /// The same, to be looked for in a job.
    ///
    /// # Errors
    /// When the network in memory cannot be read.
    pub fn links_for_beside(
        &self,
        with: Vec<ContactId>,
    ) -> Result<impl FnOnce() -> Result<Msg, String> + Send + use<>, Error> {
        self.beside(move |store| links_for(store, with))
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

    /// The answer to two of whom one may be made.
    pub fn two(&self, keep: ContactId, other: ContactId, today: NaiveDate) -> Msg {
        match self.store.two(keep, other, today) {
            Ok(two) => Msg::Two(Box::new(two)),
            Err(error) => said(&error),
        }
    }

    /// Who may be here twice, to be found in a job.
    ///
    /// # Errors
    /// When the network in memory cannot be read.
    pub fn look_alikes(
        &self,
    ) -> Result<impl FnOnce() -> Result<Msg, String> + Send + use<>, Error> {
        self.beside(|store| Ok(Msg::LookAlikes(store.look_alikes()?)))
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

    /// The answer to what was changed here and in a card.
    pub fn conflicts(&self) -> Msg {
        match self.store.conflicts() {
            Ok(waiting) => Msg::Conflicts(waiting),
            Err(error) => said(&error),
        }
    }

    /// What a sync with the folder of cards would do, to be looked at in a job.
    ///
    /// # Errors
    /// When the network in memory cannot be read.
    pub fn look_at_cards(
        &self,
        settings: Settings,
    ) -> Result<impl FnOnce() -> Result<Looked, String> + Send + use<>, Error> {
        let look = self.beside(move |store| Ok(vdir::look(store, &settings)))?;
        Ok(move || look()?.map_err(|error| error.to_string()))
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

fn matches(store: &Store, link: &Link) -> Result<Msg, Error> {
    Ok(Msg::Matches(link.id, store.link_matches(link)?))
}

fn links_for(store: &Store, with: Vec<ContactId>) -> Result<Msg, Error> {
    let fitting = store.links_fitting(&store.links()?, &with)?;
    Ok(Msg::LinksFor { with, fitting })
}

/// What is said of something that could not be read.
fn said(error: &Error) -> Msg {
    Msg::Said(error.to_string())
}
