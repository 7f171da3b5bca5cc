//! What `ties review --json` prints.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Offered, Page};
use crate::cli::json::{Day, SCHEMA, Text, WeekJson};
use crate::domain::id::ContactId;
use crate::domain::review::Year;
use crate::domain::tie::Tie;

impl Page<'_> {
    pub(super) fn document(&self) -> Document<'_> {
        Document {
            schema: SCHEMA,
            week: WeekJson::new(&self.week),
            weeks: self
                .weeks
                .iter()
                .map(|week| PastWeekJson {
                    from: Text(week.from),
                    reached: week.reached,
                })
                .collect(),
            active_weeks: self.fit.active_weeks,
            demand: self.fit.demand,
            pace: self.fit.pace,
            stretch: self.fit.stretch,
            sentence: self.sentence.as_deref(),
            table: Tie::ALL
                .into_iter()
                .map(|tie| {
                    let [warm, cooling, quiet] = self.table[tie as usize];
                    RowJson {
                        tie: tie.word(),
                        warm,
                        cooling,
                        quiet,
                    }
                })
                .collect(),
            ahead: self
                .ahead
                .iter()
                .map(|ahead| AheadJson {
                    on: Text(ahead.on),
                    contact: ahead.contact,
                    what: &ahead.what,
                })
                .collect(),
            offers: self
                .offers
                .iter()
                .map(|(kind, offered)| OfferJson {
                    kind,
                    changes: self.changes(offered),
                })
                .collect(),
        }
    }

    fn changes(&self, offered: &Offered) -> Vec<ChangeJson> {
        match offered {
            Offered::Longer(longer) => longer
                .iter()
                .map(|one| ChangeJson {
                    contact: one.contact,
                    from: Value::Days(one.from.days()),
                    to: Value::Days(one.to.days()),
                })
                .collect(),
            Offered::Stand(ids, to) => ids
                .iter()
                .filter_map(|id| self.network.contact(*id))
                .map(|contact| ChangeJson {
                    contact: contact.id,
                    from: Value::Word(contact.standing.word()),
                    to: Value::Word(to.word()),
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Document<'a> {
    schema: u8,
    week: WeekJson,
    weeks: Vec<PastWeekJson>,
    active_weeks: usize,
    demand: f64,
    pace: Option<f64>,
    stretch: Option<f64>,
    sentence: Option<&'a str>,
    table: Vec<RowJson>,
    ahead: Vec<AheadJson<'a>>,
    offers: Vec<OfferJson<'a>>,
}

#[derive(Serialize)]
struct PastWeekJson {
    from: Day,
    reached: usize,
}

#[derive(Serialize)]
struct RowJson {
    tie: &'static str,
    warm: usize,
    cooling: usize,
    quiet: usize,
}

#[derive(Serialize)]
struct AheadJson<'a> {
    on: Day,
    contact: ContactId,
    what: &'a str,
}

#[derive(Serialize)]
struct OfferJson<'a> {
    kind: &'a str,
    changes: Vec<ChangeJson>,
}

#[derive(Serialize)]
struct ChangeJson {
    contact: ContactId,
    from: Value,
    to: Value,
}

/// A cadence in days, or a standing.
#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Days(u16),
    Word(&'static str),
}

#[derive(Serialize)]
pub(super) struct YearDocument<'a> {
    schema: u8,
    from: Day,
    to: Day,
    met_again: &'a [ContactId],
    new_through: Vec<ThroughJson>,
    wrote_first: &'a [ContactId],
}

#[derive(Serialize)]
struct ThroughJson {
    contact: ContactId,
    introduced_by: ContactId,
}

impl<'a> YearDocument<'a> {
    pub(super) fn new(year: &'a Year, from: NaiveDate, to: NaiveDate) -> YearDocument<'a> {
        YearDocument {
            schema: SCHEMA,
            from: Text(from),
            to: Text(to),
            met_again: &year.met_again,
            wrote_first: &year.wrote_first,
            new_through: year
                .new_through
                .iter()
                .map(|(contact, by)| ThroughJson {
                    contact: *contact,
                    introduced_by: *by,
                })
                .collect(),
        }
    }
}
