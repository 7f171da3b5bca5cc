//! What mail and calendars tell of those who are here: when there was something last, and
//! birthdays.
//!
//! Nobody is ever made of it, and that nothing was heard says nothing: those who are closest
//! write elsewhere. It is offered, for a hand to accept; what counts without one is only said
//! to, source by source, by the config.

mod ear;
mod event;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::catch_up::Started;
use super::channel::Channel;
use super::day::PartialDay;
use super::id::{ContactId, HeardId};
use super::network::Network;

pub use ear::{Ear, Letter};
pub use event::Event;

/// What was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    Mail,
    Calendar,
}

impl Source {
    pub const ALL: [Source; 2] = [Source::Mail, Source::Calendar];

    /// The word in the file, in JSON and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Source::Mail => "mail",
            Source::Calendar => "calendar",
        }
    }

    pub fn from_word(word: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| source.word() == word)
    }
}

/// What becomes of what is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Accept {
    /// It waits in the inbox.
    #[default]
    Ask,
    /// What tells enough is a catch-up at once, as imported history is; the rest waits.
    ByItself,
}

impl Accept {
    pub const ALL: [Accept; 2] = [Accept::Ask, Accept::ByItself];

    /// The words in the config.
    pub const fn words(self) -> &'static str {
        match self {
            Accept::Ask => "ask",
            Accept::ByItself => "by itself",
        }
    }
}

/// Who accepted what was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AcceptedBy {
    /// Somebody looked at it: all follows as from a catch-up that is logged.
    Hand,
    /// The config says so: nothing else follows, as from imported history.
    Itself,
}

/// Where mail and calendars lie, and what becomes of what they tell. Nothing is read unless
/// the config says where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// Maildirs, or folders of them.
    pub maildirs: Vec<PathBuf>,
    pub mboxes: Vec<PathBuf>,
    /// iCalendar files, or folders of them.
    pub calendars: Vec<PathBuf>,
    /// The addresses that are mine.
    pub mine: Vec<String>,
    pub accept_mail: Accept,
    pub accept_calendar: Accept,
}

impl Places {
    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        !self.has(Source::Mail) && !self.has(Source::Calendar)
    }

    /// Whether there is something to read of this kind.
    pub fn has(&self, source: Source) -> bool {
        match source {
            Source::Mail => !self.maildirs.is_empty() || !self.mboxes.is_empty(),
            Source::Calendar => !self.calendars.is_empty(),
        }
    }

    /// What becomes of what a source tells.
    pub fn accept(&self, source: Source) -> Accept {
        match source {
            Source::Mail => self.accept_mail,
            Source::Calendar => self.accept_calendar,
        }
    }

    /// The same with the home for the `~` that a path begins with.
    pub fn at_home(&self, home: Option<&Path>) -> Places {
        let at_home = |paths: &[PathBuf]| {
            let whole = |path: &PathBuf| match (path.strip_prefix("~"), home) {
                (Ok(rest), Some(home)) => home.join(rest),
                _ => path.clone(),
            };
            paths.iter().map(whole).collect()
        };
        Places {
            maildirs: at_home(&self.maildirs),
            mboxes: at_home(&self.mboxes),
            calendars: at_home(&self.calendars),
            ..self.clone()
        }
    }
}

/// What was heard of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    CatchUp {
        on: NaiveDate,
        channel: Channel,
        started: Started,
        /// What the calendar calls it.
        title: Option<String>,
    },
    Birthday(PartialDay),
}

/// What a source tells of somebody, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub contact: ContactId,
    pub source: Source,
    /// What the source calls it: a message's id, an event's.
    pub external_id: String,
    pub what: What,
    pub accept: Accept,
}

/// What was heard of somebody and waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    pub id: HeardId,
    pub contact: ContactId,
    pub source: Source,
    pub what: What,
}

impl Heard {
    /// The day of a catch-up.
    pub fn on(&self) -> Option<NaiveDate> {
        match &self.what {
            What::CatchUp { on, .. } => Some(*on),
            What::Birthday(_) => None,
        }
    }

    /// What it was, in a few words: "mail, they wrote", "meal", "birthday".
    pub fn words(&self) -> String {
        match (&self.what, self.source) {
            (What::Birthday(_), _) => "birthday".to_owned(),
            (
                What::CatchUp {
                    channel, started, ..
                },
                Source::Mail,
            ) => {
                let who = match started {
                    Started::Me => "you wrote",
                    Started::Them => "they wrote",
                    Started::Both => "you both wrote",
                };
                format!("{channel}, {who}")
            }
            (What::CatchUp { channel, .. }, Source::Calendar) => channel.to_string(),
        }
    }

    /// What the calendar calls it.
    pub fn title(&self) -> Option<&str> {
        match &self.what {
            What::CatchUp { title, .. } => title.as_deref(),
            What::Birthday(_) => None,
        }
    }
}

/// What of all that was heard is worth an answer still, whom there was something with latest
/// first and of one person the earliest first, then birthdays: of those who are around, later
/// than their last catch-up, and of birthdays those that nobody knew.
pub fn waiting<'h>(network: &Network, heard: &'h [Heard]) -> Vec<&'h Heard> {
    let is_up = |one: &&Heard| {
        network.contact(one.contact).is_some_and(|contact| {
            contact.standing.is_around()
                && match one.on() {
                    Some(on) => contact.last.is_none_or(|last| last < on),
                    None => contact.birthday.is_none(),
                }
        })
    };
    let mut waiting: Vec<&Heard> = heard.iter().filter(is_up).collect();
    let mut latest: HashMap<ContactId, NaiveDate> = HashMap::new();
    for (contact, on) in waiting
        .iter()
        .filter_map(|one| Some((one.contact, one.on()?)))
    {
        let known = latest.entry(contact).or_insert(on);
        *known = on.max(*known);
    }
    waiting.sort_by_cached_key(|one| {
        let on = one.on();
        let latest = on.and_then(|_| latest.get(&one.contact));
        (Reverse(latest.copied()), one.contact, on, one.id)
    });
    waiting
}

/// How far a source was read: a folder or a file, and what it was like then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    pub source: Source,
    /// Empty for what holds for all of a source.
    pub path: String,
    pub position: String,
}

/// What came of reading the sources.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    pub told: Vec<Told>,
    /// How far each was read; those of before that are not among them are of nothing any more.
    pub positions: Vec<Position>,
    /// What could not be read, each as a line for a person.
    pub complaints: Vec<String>,
    /// How many messages and events were read.
    pub messages: usize,
    pub events: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::contact::Contact;
    use crate::domain::standing::Standing;
    use crate::domain::testing::{contact, day, network};

    fn heard(id: i64, contact: i64, on: &str) -> Heard {
        Heard {
            id: HeardId(id),
            contact: ContactId(contact),
            source: Source::Mail,
            what: What::CatchUp {
                on: day(on),
                channel: Channel::named("mail"),
                started: Started::Them,
                title: None,
            },
        }
    }

    #[test]
    fn what_waits_is_later_than_the_last_catch_up_and_of_those_who_are_around() {
        let birthday = |id: i64, contact: i64| Heard {
            what: What::Birthday(PartialDay::yearless(2, 29).unwrap()),
            ..heard(id, contact, "2026-01-01")
        };
        let people = network(vec![
            Contact {
                last: Some(day("2026-11-10")),
                ..contact(1)
            },
            contact(2),
            Contact {
                standing: Standing::Unreachable,
                ..contact(3)
            },
            Contact {
                standing: Standing::Archived,
                ..contact(4)
            },
            Contact {
                birthday: PartialDay::yearless(3, 1),
                ..contact(5)
            },
        ]);
        let all = [
            heard(1, 1, "2026-11-10"),
            heard(2, 1, "2026-11-11"),
            heard(3, 2, "2026-11-01"),
            heard(4, 2, "2026-11-18"),
            heard(5, 3, "2026-11-19"),
            heard(6, 4, "2026-11-19"),
            heard(7, 9, "2026-11-19"),
            birthday(8, 5),
            birthday(9, 2),
        ];
        let waiting: Vec<i64> = waiting(&people, &all).iter().map(|one| one.id.0).collect();
        assert_eq!(waiting, [5, 3, 4, 2, 9]);
    }
}
