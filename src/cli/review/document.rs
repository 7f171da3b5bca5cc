//! What `ties review --json` prints.

use serde::Serialize;

use crate::cli::json::{Day, SCHEMA, Text, WeekJson};
use crate::domain::id::{ContactId, LinkId};
use crate::domain::network::Network;
use crate::domain::offer::{Offer, Offered};
use crate::domain::review::Page;
use crate::domain::tie::Tie;
use crate::domain::year::{Shared, Year};

impl<'a> Document<'a> {
    pub(super) fn new(page: &'a Page, network: &Network) -> Document<'a> {
        Document {
            schema: SCHEMA,
            week: WeekJson::new(&page.week),
            weeks: page
                .weeks
                .iter()
                .map(|week| PastWeekJson {
                    from: Text(week.from),
                    reached: week.reached,
                })
                .collect(),
            active_weeks: page.fit.active_weeks,
            demand: page.fit.demand,
            pace: page.fit.pace,
            stretch: page.fit.stretch,
            sentence: page.sentence.as_deref(),
            table: Tie::ALL
                .into_iter()
                .map(|tie| {
                    let [warm, cooling, quiet] = page.table[tie as usize];
                    RowJson {
                        tie: tie.word(),
                        warm,
                        cooling,
                        quiet,
                    }
                })
                .collect(),
            ahead: page
                .ahead
                .iter()
                .map(|ahead| AheadJson {
                    on: Text(ahead.on),
                    contact: ahead.contact,
                    what: &ahead.what,
                })
                .collect(),
            offers: page
                .offers
                .iter()
                .map(|offer| OfferJson {
                    kind: offer.kind.word(),
                    changes: changes(offer, network),
                })
                .collect(),
        }
    }
}

fn changes(offer: &Offer, network: &Network) -> Vec<ChangeJson> {
    match &offer.what {
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
            .filter_map(|id| network.contact(*id))
            .map(|contact| ChangeJson {
                contact: contact.id,
                from: Value::Word(contact.standing.word()),
                to: Value::Word(to.word()),
            })
            .collect(),
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
    shared: Vec<SharedJson<'a>>,
}

#[derive(Serialize)]
struct SharedJson<'a> {
    link: LinkId,
    title: &'a str,
    with: &'a [ContactId],
}

#[derive(Serialize)]
struct ThroughJson {
    contact: ContactId,
    introduced_by: ContactId,
}

impl<'a> YearDocument<'a> {
    pub(super) fn new(year: &'a Year) -> YearDocument<'a> {
        let shared = |shared: &'a Shared| SharedJson {
            link: shared.link,
            title: &shared.title,
            with: &shared.with,
        };
        YearDocument {
            schema: SCHEMA,
            from: Text(year.from),
            to: Text(year.to),
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
            shared: year.shared.iter().map(shared).collect(),
        }
    }
}
