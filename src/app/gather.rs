//! A small dinner, as it comes together.

use std::sync::Arc;

use super::input::Input;
use crate::domain::gather::{self, Acquaintance, Place, SIZE, Table};
use crate::domain::id::ContactId;

/// A small dinner: where, how large, and the tables that come together.
#[derive(Debug, Clone, PartialEq)]
pub struct Gather {
    /// The place as it is typed.
    pub input: Input,
    /// Whether the place is being typed.
    pub typing: bool,
    /// Everywhere that a table could come together.
    pub places: Vec<Place>,
    /// Which of the [`Gather::rows`] the cursor is on.
    pub at: usize,
    /// The place that was taken; `None` is anywhere.
    pub place: Option<Place>,
    /// How many sit down, you among them.
    pub size: usize,
    /// Who keeps their seat.
    pub with: Vec<ContactId>,
    /// Whom somebody else was wished for.
    pub without: Vec<ContactId>,
    /// `None` until it is read.
    pub about: Option<Arc<Acquaintance>>,
    /// The best, best first.
    pub tables: Vec<Table>,
    /// Which of the tables the cursor is at.
    pub table: usize,
    /// Which of its seats.
    pub seat: usize,
}

impl Gather {
    /// A dinner anywhere here, the cursor where its place is typed.
    pub fn at_one_of(places: Vec<Place>) -> Gather {
        Gather {
            input: Input::default(),
            typing: true,
            places,
            at: 0,
            place: None,
            size: SIZE,
            with: Vec::new(),
            without: Vec::new(),
            about: None,
            tables: Vec::new(),
            table: 0,
            seat: 0,
        }
    }

    /// The places that the letters typed could mean, the largest first; with nothing typed
    /// anywhere comes before them.
    pub fn rows(&self) -> Vec<Option<&Place>> {
        let anywhere = self.input.text().trim().is_empty().then_some(None);
        let named = gather::named(&self.places, self.input.text());
        anywhere
            .into_iter()
            .chain(named.into_iter().map(Some))
            .collect()
    }

    /// Who sits at the table under the cursor.
    pub fn guests(&self) -> &[ContactId] {
        self.tables
            .get(self.table)
            .map_or(&[], |table| &table.guests)
    }
}
