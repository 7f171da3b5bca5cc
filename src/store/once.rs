//! What is done once a day.

use chrono::NaiveDate;
use rusqlite::named_params;

use super::rows::iso;
use super::{Error, Store};

impl Store {
    /// Whether this is the first time that `what` is asked for on `day`, which is kept. It is
    /// no action: nobody did it, and there is nothing to take back.
    pub fn first_of_the_day(&self, what: &str, day: NaiveDate) -> Result<bool, Error> {
        let set = || {
            self.conn
                .prepare_cached(
                    "INSERT INTO meta (key, value) VALUES (:what, :day)
                     ON CONFLICT (key) DO UPDATE SET value = excluded.value
                     WHERE value <> excluded.value",
                )?
                .execute(named_params! {":what": what, ":day": iso(day)})
        };
        Ok(set().map_err(|error| self.place(error.into()))? > 0)
    }
}
