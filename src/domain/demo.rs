//! People to look round with: invented ones to try everything on, and crowds to measure by.
//!
//! Both are the same on every machine for the same today. [`look_round`] is told in
//! [`Change`]s and the days they were made on, so that it comes into being as a real
//! network does.

mod crowd;
mod people;

use chrono::{Datelike, Days, NaiveDate};

use super::card::{MethodKind, OccasionDay};
use super::catch_up::Started;
use super::change::{Change, Edit, NewCatchUp, NewContact, NewLink};
use super::channel::Channel;
use super::day::PartialDay;
use super::id::{ContactId, LinkId};
use super::request::Asked;
use super::standing::Standing;
pub use crowd::{Member, Met, scaled};
use people::{Asking, PEOPLE, Person, RELATIONS, REQUESTS, SHELF, Seen, Shelved, TOGETHER, Who};

/// The changes that make a network out of an empty one, each with the day it is made on,
/// in order.
///
/// The contacts and links they name are those which an empty store gives the ids 1, 2, 3 … in
/// the order they are added.
#[derive(Debug, Clone, PartialEq)]
pub struct Demo {
    pub changes: Vec<(NaiveDate, Change)>,
}

/// Forty invented people from many cultures and two years of catch-ups with them, up to
/// `today`. Whatever the weekday, three of them are picks: one on the mind, one with a next
/// step, one due; and a birthday comes within the week. Links wait on the shelf, and two who would
/// like to be connected in the inbox.
pub fn look_round(today: NaiveDate) -> Demo {
    let told = Told { today };
    let mut changes: Vec<(NaiveDate, Change)> =
        PEOPLE.iter().map(|person| told.addition(person)).collect();
    changes.extend(RELATIONS.iter().map(|relation| told.relation(relation)));
    changes.extend(PEOPLE.iter().flat_map(|person| told.catch_ups(person)));
    changes.extend(TOGETHER.iter().map(|together| told.together(together)));
    changes.extend(told.deeds());
    changes.extend(SHELF.iter().map(|link| told.shelved(link)));
    changes.extend(
        (1..)
            .zip(SHELF)
            .flat_map(|(id, link)| told.shared(LinkId(id), link)),
    );
    changes.extend(REQUESTS.iter().map(|asking| told.asking(asking)));
    // Stable, so that people are added in their order before anything happens to them.
    changes.sort_by_key(|(on, _)| *on);
    Demo { changes }
}

/// What turns days ago into days.
struct Told {
    today: NaiveDate,
}

impl Told {
    fn ago(&self, days: u16) -> NaiveDate {
        self.today
            .checked_sub_days(Days::new(days.into()))
            .unwrap_or(NaiveDate::MIN)
    }

    /// Up to the last day that a file can hold.
    fn ahead(&self, days: u16) -> NaiveDate {
        self.today
            .checked_add_days(Days::new(days.into()))
            .filter(|day| day.year() <= 9999)
            .unwrap_or(self.today)
    }

    fn addition(&self, person: &Person) -> (NaiveDate, Change) {
        let methods = [
            (MethodKind::Email, person.email, "@example.org"),
            (MethodKind::Phone, person.phone, ""),
        ];
        let edit = Edit {
            nickname: told(person.nickname),
            org: told(person.org),
            title: told(person.title),
            city: told(person.city),
            met: told(person.met),
            introduced_by: named(person.via).map(Some),
            birthday: person
                .birthday
                .and_then(|(days, year)| born(self.ahead(days), year))
                .map(|day| Some(OccasionDay::Day(day))),
            note: told(person.note),
            add_tags: owned(person.tags),
            add_interests: owned(person.interests),
            add_methods: methods
                .into_iter()
                .filter(|(_, value, _)| !value.is_empty())
                .map(|(kind, value, rest)| (kind, None, format!("{value}{rest}")))
                .collect(),
            ..Edit::default()
        };
        let new = NewContact {
            name: person.name.to_owned(),
            kind: person.kind,
            tie: person.tie,
            counting_from: None,
            edit,
        };
        (self.ago(person.added), Change::Add(Box::new(new)))
    }

    fn shelved(&self, link: &Shelved) -> (NaiveDate, Change) {
        let new = NewLink {
            url: link.url.to_owned(),
            title: Some(link.title.to_owned()),
            topics: owned(link.topics),
            note: told(link.note).flatten(),
        };
        (self.ago(link.ago), Change::AddLink(Box::new(new)))
    }

    fn shared(
        &self,
        id: LinkId,
        link: &'static Shelved,
    ) -> impl Iterator<Item = (NaiveDate, Change)> {
        let share =
            move |(ago, name): &(u16, &str)| (self.ago(*ago), Change::Share(id, vec![id_of(name)]));
        link.shared.iter().map(share)
    }

    fn asking(&self, asking: &Asking) -> (NaiveDate, Change) {
        let on = self.ago(asking.ago);
        let asked = Asked {
            name: asking.name.to_owned(),
            org: told(asking.org).flatten(),
            on: Some(on),
            note: told(asking.note).flatten(),
            mutuals: (asking.mutuals > 0).then_some(asking.mutuals),
            introduced_by: named(asking.via),
            ..Asked::default()
        };
        (on, Change::AddRequests(vec![asked]))
    }

    fn relation(&self, (from, kind, to): &(&str, &str, &str)) -> (NaiveDate, Change) {
        let change = Change::Relate {
            from: id_of(from),
            kind: (*kind).to_owned(),
            to: id_of(to),
        };
        (self.ago(30), change)
    }

    fn catch_ups(&self, person: &Person) -> impl Iterator<Item = (NaiveDate, Change)> {
        let with = id_of(person.name);
        person
            .seen
            .iter()
            .map(move |seen| self.log(vec![with], seen))
    }

    fn together(
        &self,
        (ago, how, who, note): &(u16, &'static str, &[&str], &'static str),
    ) -> (NaiveDate, Change) {
        let seen = Seen {
            ago: *ago,
            how,
            started: Who::Both,
            answered: true,
            note,
        };
        self.log(who.iter().map(|name| id_of(name)).collect(), &seen)
    }

    fn log(&self, with: Vec<ContactId>, seen: &Seen) -> (NaiveDate, Change) {
        let on = self.ago(seen.ago);
        let catch_up = NewCatchUp {
            with,
            on,
            channel: Channel::named(seen.how),
            started: match seen.started {
                Who::Me => Started::Me,
                Who::They => Started::Them,
                Who::Both => Started::Both,
            },
            answered: seen.answered,
            note: (!seen.note.is_empty()).then(|| seen.note.to_owned()),
            next: None,
        };
        (on, Change::Log(Box::new(catch_up)))
    }

    /// What you did beside catching up.
    fn deeds(&self) -> Vec<(NaiveDate, Change)> {
        let step = |ago, with: &[&str], text: &str, on| {
            let change = Change::NextStep {
                with: with.iter().map(|name| id_of(name)).collect(),
                text: text.to_owned(),
                on,
            };
            (self.ago(ago), change)
        };
        let one = |name| vec![id_of(name)];
        vec![
            (
                self.ago(550),
                Change::Stand(one("Pat Lim"), Standing::Archived),
            ),
            (
                self.ago(420),
                Change::Stand(one("Henrik Solberg"), Standing::InMemory),
            ),
            (
                self.ago(200),
                Change::Stand(one("Noor van Dijk"), Standing::Dormant),
            ),
            (self.ago(57), Change::Pause(one("Sofía Herrera"))),
            (
                self.ago(12),
                Change::Later(one("Leilani Kahale"), Some(self.ahead(45))),
            ),
            step(
                213,
                &["Omar Haddad"],
                "Ask what the harbour looks like now that it is dredged",
                Some(self.ago(1)),
            ),
            step(
                22,
                &["Kwame Mensah"],
                "Watch the river film, answer honestly",
                Some(self.ahead(12)),
            ),
            step(
                17,
                &["Ana Sousa", "Yusuf Demir"],
                "Dinner again, with the big table",
                None,
            ),
            step(
                24,
                &["Carlos Ruiz"],
                "Ask how the chapter on errors is going",
                None,
            ),
            (
                self.ago(40),
                Change::Occasion {
                    contact: id_of("Hana Kovač"),
                    label: "anniversary".to_owned(),
                    day: OccasionDay::Day(PartialDay::Full(self.ago(365 - 82))),
                    yearly: true,
                },
            ),
            (self.ago(3), Change::Mind(one("Mateo Quispe"))),
        ]
    }
}

/// Whom a name is of, if one is told.
fn named(name: &str) -> Option<ContactId> {
    (!name.is_empty()).then(|| id_of(name))
}

/// The id that an empty store gives to somebody of this name.
fn id_of(name: &str) -> ContactId {
    let added = |person: &&Person| std::cmp::Reverse(person.added);
    let mut order: Vec<&Person> = PEOPLE.iter().collect();
    order.sort_by_key(added);
    (1..)
        .zip(order)
        .find(|(_, person)| person.name == name)
        .map_or(ContactId(0), |(id, _)| ContactId(id))
}

fn told(text: &str) -> Option<Option<String>> {
    (!text.is_empty()).then(|| Some(text.to_owned()))
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// A birthday on this day of the year, in the year of birth if that is known and has it.
fn born(on: NaiveDate, year: i32) -> Option<PartialDay> {
    on.with_year(year)
        .filter(|_| year > 0)
        .map(PartialDay::Full)
        .or_else(|| PartialDay::yearless(on.month(), on.day()))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::testing::{TODAY, day};

    #[test]
    fn forty_people_have_forty_names() {
        let names: HashSet<&str> = PEOPLE.iter().map(|person| person.name).collect();
        assert_eq!((PEOPLE.len(), names.len()), (40, 40));
    }

    #[test]
    fn everybody_who_is_named_is_there_by_then() {
        let Demo { changes } = look_round(day(TODAY));
        let mut there = 0;
        for (on, change) in &changes {
            let named: Vec<ContactId> = match change {
                Change::Add(new) => {
                    there += 1;
                    new.edit.introduced_by.flatten().into_iter().collect()
                }
                Change::Log(catch_up) => {
                    assert_eq!(catch_up.on, *on);
                    catch_up.with.clone()
                }
                Change::Stand(who, _)
                | Change::Mind(who)
                | Change::Pause(who)
                | Change::Later(who, _) => who.clone(),
                Change::NextStep { with, .. } => with.clone(),
                Change::Relate { from, to, .. } => vec![*from, *to],
                Change::Occasion { contact, .. } => vec![*contact],
                Change::AddRequests(all) => all.iter().filter_map(|a| a.introduced_by).collect(),
                Change::Share(_, with) => with.clone(),
                Change::AddLink(_) => Vec::new(),
                other => panic!("{other:?}"),
            };
            for id in named {
                assert!((1..=there).contains(&id.0), "{id} in {change:?}");
            }
        }
        assert_eq!(there, 40);
    }

    #[test]
    fn links_are_numbered_as_they_come_and_shared_once_they_are_there() {
        assert!(SHELF.is_sorted_by_key(|link| std::cmp::Reverse(link.ago)));
        for link in SHELF {
            assert!(
                link.shared.iter().all(|(ago, _)| *ago < link.ago),
                "{}",
                link.url
            );
        }
    }

    #[test]
    fn changes_come_in_the_order_of_their_days_and_not_after_today() {
        for today in ["1900-01-01", "2024-02-29", TODAY, "9999-12-31"] {
            let Demo { changes } = look_round(day(today));
            assert!(changes.is_sorted_by_key(|(on, _)| *on));
            assert!(changes.iter().all(|(on, _)| *on <= day(today)));
        }
    }

    #[test]
    fn notes_are_sentences() {
        let notes = PEOPLE
            .iter()
            .flat_map(|person| person.seen)
            .map(|seen| seen.note);
        for note in notes.chain(TOGETHER.iter().map(|(.., note)| *note)) {
            assert!(note.is_empty() || note.ends_with('.'), "{note}");
        }
    }
}
