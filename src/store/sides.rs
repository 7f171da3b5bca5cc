//! What stands beside the contacts in tables of its own, waiting to be taken by contact.

use std::collections::HashMap;
use std::ops::Range;

use chrono::NaiveDate;
use rusqlite::{Connection, named_params};

use super::columns::{day, maybe_day, text};
use super::people::{Whom, each, for_whom};
use super::rows::iso;
use crate::domain::contact::{Has, Pause};
use crate::domain::day::PartialDay;
use crate::domain::id::{ContactId, OccasionId};
use crate::domain::network::{CircleId, CircleKind, Circles, Occasion};

/// Everything beside the contacts, each kind by contact.
#[derive(Default)]
pub(super) struct Sides {
    /// What the ranges of the others are of.
    pub(super) words: String,
    pub(super) tags: Waiting<CircleId>,
    pub(super) nicknames: Waiting<Range<usize>>,
    pub(super) reach: Waiting<Reach>,
    pub(super) last: Waiting<NaiveDate>,
    pub(super) flags: Waiting<Flags>,
    pub(super) birthdays: Waiting<PartialDay>,
    pub(super) news: Waiting<(NaiveDate, Box<str>)>,
}

/// The ways to reach somebody.
#[derive(Clone)]
pub(super) struct Reach {
    /// The addresses, separated by blanks.
    pub(super) emails: Range<usize>,
    pub(super) has: Has,
}

/// The flags that matter on the day of reading.
#[derive(Clone, Default)]
pub(super) struct Flags {
    pub(super) mind: Option<NaiveDate>,
    pub(super) later: Option<NaiveDate>,
    pub(super) someone_else: Option<NaiveDate>,
    pub(super) pauses: Vec<Pause>,
}

impl Sides {
    /// Of everyone or of a few; their occasions but birthdays are added to `occasions`.
    pub(super) fn read(
        conn: &Connection,
        whom: Whom<'_>,
        circles: &mut Circles,
        occasions: &mut Vec<Occasion>,
        today: NaiveDate,
    ) -> rusqlite::Result<Sides> {
        let mut sides = Sides::default();
        sides.last(conn, whom, today)?;
        sides.flags(conn, whom, today)?;
        if matches!(whom, Whom::AsListed(_)) {
            return Ok(sides);
        }
        sides.tags(conn, whom, circles)?;
        sides.nicknames(conn, whom)?;
        sides.methods(conn, whom)?;
        sides.occasions(conn, whom, occasions)?;
        sides.news(conn, whom, today)?;
        Ok(sides)
    }

    fn tags(
        &mut self,
        conn: &Connection,
        whom: Whom<'_>,
        circles: &mut Circles,
    ) -> rusqlite::Result<()> {
        let mut known: HashMap<i64, CircleId> = HashMap::new();
        if matches!(whom, Whom::Everyone) {
            let mut all = conn.prepare_cached("SELECT id, name FROM tag ORDER BY id")?;
            let mut rows = all.query([])?;
            while let Some(row) = rows.next()? {
                known.insert(row.get(0)?, circles.intern(CircleKind::Tag, text(row, 1)?));
            }
        }
        let query = match whom {
            Whom::Everyone => {
                "SELECT contact_id, tag_id FROM contact_tag ORDER BY contact_id, tag_id"
            }
            Whom::One(_) => {
                "SELECT c.contact_id, c.tag_id, t.name
                 FROM contact_tag AS c JOIN tag AS t ON t.id = c.tag_id
                 WHERE c.contact_id = :contact
                 ORDER BY c.tag_id"
            }
            Whom::These(_) | Whom::AsListed(_) => {
                "SELECT c.contact_id, c.tag_id, t.name
                 FROM contact_tag AS c JOIN tag AS t ON t.id = c.tag_id
                 WHERE c.contact_id IN (SELECT value FROM json_each(:contacts))
                 ORDER BY c.contact_id, c.tag_id"
            }
        };
        each(conn, whom, query, |row| {
            let circle = match (known.get(&row.get(1)?), whom) {
                (Some(circle), _) => *circle,
                (None, Whom::Everyone) => return Ok(()),
                (None, _) => circles.intern(CircleKind::Tag, text(row, 2)?),
            };
            self.tags.put(ContactId(row.get(0)?), circle);
            Ok(())
        })?;
        self.tags.settle();
        Ok(())
    }

    fn last(
        &mut self,
        conn: &Connection,
        whom: Whom<'_>,
        today: NaiveDate,
    ) -> rusqlite::Result<()> {
        let query = for_whom!(
            whom,
            "SELECT contact_id, day FROM last_catch_up",
            these: "contact_id",
            order: "contact_id"
        );
        each(conn, whom, query, |row| {
            let id = row.get(0)?;
            let kept = day(row, 1)?;
            let last = if kept <= today {
                Some(kept)
            } else {
                last_until(conn, id, today)?
            };
            if let Some(last) = last {
                self.last.put(ContactId(id), last);
            }
            Ok(())
        })
    }

    fn flags(
        &mut self,
        conn: &Connection,
        whom: Whom<'_>,
        today: NaiveDate,
    ) -> rusqlite::Result<()> {
        let query = for_whom!(
            whom,
            "SELECT contact_id, kind, from_day, until_day, ended_on FROM flag",
            these: "contact_id",
            order: "contact_id, id"
        );
        each(conn, whom, query, |row| {
            let flags = self.flags.of(ContactId(row.get(0)?));
            let from = day(row, 2)?;
            let ended = maybe_day(row, 4)?;
            match (text(row, 1)?, ended) {
                ("paused", until) => flags.pauses.push(Pause { from, until }),
                ("mind", None) => flags.mind = flags.mind.max(Some(from)),
                ("later", None) => {
                    let until = maybe_day(row, 3)?.filter(|until| *until > today);
                    flags.later = flags.later.max(until);
                }
                ("someone_else", None) => flags.someone_else = flags.someone_else.max(Some(from)),
                _ => {}
            }
            Ok(())
        })
    }

    fn nicknames(&mut self, conn: &Connection, whom: Whom<'_>) -> rusqlite::Result<()> {
        let query = for_whom!(
            whom,
            "SELECT contact_id, value, kind FROM contact_name",
            these: "contact_id",
            order: "id"
        );
        each(conn, whom, query, |row| {
            if text(row, 2)? == "nickname" {
                let start = self.words.len();
                self.words.push_str(text(row, 1)?);
                self.nicknames
                    .put(ContactId(row.get(0)?), start..self.words.len());
            }
            Ok(())
        })?;
        self.nicknames.settle();
        Ok(())
    }

    fn methods(&mut self, conn: &Connection, whom: Whom<'_>) -> rusqlite::Result<()> {
        let query = for_whom!(
            whom,
            "SELECT contact_id, kind, value FROM method",
            these: "contact_id",
            order: "id"
        );
        each(conn, whom, query, |row| {
            let id = ContactId(row.get(0)?);
            let words = &mut self.words;
            let nothing = words.len();
            let reach = self.reach.last_or_new(id, || Reach {
                emails: nothing..nothing,
                has: Has::default(),
            });
            match text(row, 1)? {
                "email" => {
                    reach.has.email = true;
                    if reach.emails.is_empty() {
                        reach.emails.start = words.len();
                    } else {
                        words.push(' ');
                    }
                    words.push_str(text(row, 2)?);
                    reach.emails.end = words.len();
                }
                "phone" => reach.has.phone = true,
                "url" => reach.has.url = true,
                _ => {}
            }
            Ok(())
        })?;
        self.join_reaches();
        Ok(())
    }

    /// Makes one of several reaches of a contact, whose methods did not follow one another.
    fn join_reaches(&mut self) {
        self.reach.settle();
        let words = &mut self.words;
        self.reach.join(|before, after| {
            before.has.email |= after.has.email;
            before.has.phone |= after.has.phone;
            before.has.url |= after.has.url;
            if before.emails.is_empty() {
                before.emails = after.emails.clone();
            } else if !after.emails.is_empty() {
                let start = words.len();
                words.extend_from_within(before.emails.clone());
                words.push(' ');
                words.extend_from_within(after.emails.clone());
                before.emails = start..words.len();
            }
        });
    }

    fn occasions(
        &mut self,
        conn: &Connection,
        whom: Whom<'_>,
        occasions: &mut Vec<Occasion>,
    ) -> rusqlite::Result<()> {
        let query = for_whom!(
            whom,
            "SELECT contact_id, id, label, day, yearly FROM occasion",
            these: "contact_id",
            order: "id"
        );
        each(conn, whom, query, |row| {
            let contact = ContactId(row.get(0)?);
            let Ok(day) = text(row, 3)?.parse::<PartialDay>() else {
                return Ok(()); // words such as "circa 1985" stand on the card only
            };
            match text(row, 2)? {
                "birthday" => self.birthdays.put(contact, day),
                label => occasions.push(Occasion {
                    id: OccasionId(row.get(1)?),
                    contact,
                    label: label.into(),
                    day,
                    yearly: row.get(4)?,
                }),
            }
            Ok(())
        })?;
        self.birthdays.settle();
        Ok(())
    }

    fn news(
        &mut self,
        conn: &Connection,
        whom: Whom<'_>,
        today: NaiveDate,
    ) -> rusqlite::Result<()> {
        let query = for_whom!(
            whom,
            "SELECT contact_id, day, text FROM news",
            these: "contact_id",
            order: "contact_id, day DESC, id DESC"
        );
        each(conn, whom, query, |row| {
            let on = day(row, 1)?;
            if on <= today {
                self.news
                    .put(ContactId(row.get(0)?), (on, text(row, 2)?.into()));
            }
            Ok(())
        })
    }
}

/// What waits for its contacts, who come by id.
pub(super) struct Waiting<T> {
    all: Vec<(ContactId, T)>,
    taken: usize,
}

impl<T> Default for Waiting<T> {
    fn default() -> Waiting<T> {
        Waiting {
            all: Vec::new(),
            taken: 0,
        }
    }
}

impl<T: Clone> Waiting<T> {
    fn put(&mut self, contact: ContactId, what: T) {
        self.all.push((contact, what));
    }

    /// What was last put, if it is this contact's, else something new for them.
    fn last_or_new(&mut self, contact: ContactId, new: impl FnOnce() -> T) -> &mut T {
        if self.all.last().is_none_or(|(last, _)| *last != contact) {
            self.all.push((contact, new()));
        }
        let last = self.all.len() - 1;
        &mut self.all[last].1
    }

    /// The same with nothing in it.
    fn of(&mut self, contact: ContactId) -> &mut T
    where
        T: Default,
    {
        self.last_or_new(contact, T::default)
    }

    /// Puts what came in another order by contact, what is of one contact as it came.
    fn settle(&mut self) {
        if !self.all.is_sorted_by_key(|(contact, _)| *contact) {
            self.all.sort_by_key(|(contact, _)| *contact);
        }
    }

    /// Joins what is of one contact into the first of it.
    fn join(&mut self, mut into: impl FnMut(&mut T, &T)) {
        self.all.dedup_by(|after, before| {
            let same = after.0 == before.0;
            if same {
                into(&mut before.1, &after.1);
            }
            same
        });
    }

    /// What waits for this contact; what waited for those before is passed by.
    pub(super) fn take(&mut self, contact: ContactId) -> impl Iterator<Item = T> {
        while self
            .all
            .get(self.taken)
            .is_some_and(|(id, _)| *id < contact)
        {
            self.taken += 1;
        }
        let from = self.taken;
        while self
            .all
            .get(self.taken)
            .is_some_and(|(id, _)| *id == contact)
        {
            self.taken += 1;
        }
        self.all[from..self.taken]
            .iter()
            .map(|(_, what)| what.clone())
    }
}

/// The latest day up to `today` of an answered catch-up, for somebody who has one ahead.
fn last_until(conn: &Connection, id: i64, today: NaiveDate) -> rusqlite::Result<Option<NaiveDate>> {
    conn.prepare_cached(
        "SELECT max(c.day)
         FROM catch_up_contact AS p JOIN catch_up AS c ON c.id = p.catch_up_id
         WHERE p.contact_id = :contact AND c.answered = 1 AND c.day <= :today",
    )?
    .query_row(
        named_params! {":contact": id, ":today": iso(today)},
        |row| maybe_day(row, 0),
    )
}
