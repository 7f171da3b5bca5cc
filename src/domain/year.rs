//! A year in names: looking back.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};

use super::catch_up::Started;
use super::id::{ContactId, LinkId};
use super::network::Network;
use super::standing::Standing;

/// A catch-up of somebody's whole past, for looking back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub contact: ContactId,
    pub on: NaiveDate,
    pub started: Started,
    pub in_person: bool,
}

/// A link that somebody got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    pub link: LinkId,
    pub title: String,
    /// In the order in which they got it.
    pub with: Vec<ContactId>,
}

/// A year in names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Met face to face after more than a year without anything, by day.
    pub met_again: Vec<ContactId>,
    /// New in that year, with who introduced them.
    pub new_through: Vec<(ContactId, ContactId)>,
    /// Whose catch-ups of that year they began themselves first, by day.
    pub wrote_first: Vec<ContactId>,
    /// The links that found somebody, by the day on which they first did.
    pub shared: Vec<Shared>,
}

impl Year {
    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.met_again.is_empty()
            && self.new_through.is_empty()
            && self.wrote_first.is_empty()
            && self.shared.is_empty()
    }
}

/// The first day of the year that is looked back on.
pub fn first_day(today: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today)
}

/// What the days from `from` to `to` brought. `moments` are the answered catch-ups of
/// everyone up to `to`, by day, `shared` the links that somebody got in those days.
pub fn look_back(
    network: &Network,
    moments: &[Moment],
    shared: Vec<Shared>,
    from: NaiveDate,
    to: NaiveDate,
) -> Year {
    let mut last: HashMap<ContactId, NaiveDate> = HashMap::new();
    let mut begun: HashSet<ContactId> = HashSet::new();
    let mut year = Year {
        from,
        to,
        met_again: Vec::new(),
        new_through: Vec::new(),
        wrote_first: Vec::new(),
        shared,
    };
    for moment in moments.iter().filter(|moment| moment.on <= to) {
        let before = last.insert(moment.contact, moment.on);
        if moment.on < from {
            continue;
        }
        let long = before.is_some_and(|before| (moment.on - before).num_days() > 365);
        if long && moment.in_person && !year.met_again.contains(&moment.contact) {
            year.met_again.push(moment.contact);
        }
        let is_first = begun.insert(moment.contact);
        if is_first && moment.started == Started::Them {
            year.wrote_first.push(moment.contact);
        }
    }
    let new = network.contacts.iter().filter(|contact| {
        contact.standing != Standing::Deleted && (from..=to).contains(&contact.added)
    });
    year.new_through = new
        .filter_map(|contact| Some((contact.id, contact.introduced_by()?)))
        .collect();
    year
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::testing::{contact, day, network, rare};

    #[test]
    fn a_year_is_looked_back_on_in_names() {
        let moment = |id, on: &str, started, in_person| Moment {
            contact: ContactId(id),
            on: day(on),
            started,
            in_person,
        };
        use Started::{Both, Me, Them};
        let mut people = network((1..=4).map(contact).collect());
        people.contacts[3].added = day("2026-02-01");
        people.contacts[3].rare = rare(|rare| rare.introduced_by = Some(ContactId(1)));
        let moments = [
            moment(1, "2024-11-01", Me, true),
            moment(2, "2025-06-01", Me, true),
            moment(3, "2026-01-02", Them, false),
            moment(3, "2026-01-03", Them, false),
            moment(2, "2026-02-01", Both, true),
            moment(1, "2026-03-01", Me, true),
            moment(1, "2026-03-02", Them, false),
            moment(4, "2027-01-01", Them, false),
        ];
        let (from, to) = (day("2026-01-01"), day("2026-12-31"));
        let year = look_back(&people, &moments, Vec::new(), from, to);
        let ids = |all: &[ContactId]| all.iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(ids(&year.met_again), [1]);
        assert_eq!(ids(&year.wrote_first), [3]);
        assert_eq!(year.new_through, [(ContactId(4), ContactId(1))]);
    }
}
