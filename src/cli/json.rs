//! The shapes that `--json` prints. They are promised to scripts: fields are added, never
//! renamed or removed, without a new `schema`.

use chrono::{Datelike, NaiveDate};
use serde::{Serialize, Serializer};

use crate::domain::cadence::{Cadence, OwnCadence};
use crate::domain::contact::{Contact, Kind};
use crate::domain::day::PartialDay;
use crate::domain::due;
use crate::domain::id::ContactId;
use crate::domain::request::Asked;
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::week::Week;
use crate::store::Reach;

/// The version of every shape here.
pub(super) const SCHEMA: u8 = 1;

/// A contact as JSON gives it.
#[derive(Debug, Serialize)]
pub(super) struct ContactJson<'a> {
    /// `None` for a request that is nobody's contact yet.
    id: Option<ContactId>,
    uid: Option<&'a str>,
    name: &'a str,
    nickname: Option<&'a str>,
    org: Option<&'a str>,
    title: Option<&'a str>,
    city: Option<&'a str>,
    tie: &'static str,
    standing: &'static str,
    cadence: Option<u16>,
    own_cadence: Option<Own>,
    birthday: Option<Text<PartialDay>>,
    tags: &'a [String],
    interests: &'a [String],
    emails: &'a [String],
    phones: &'a [String],
    urls: &'a [String],
    met: Option<&'a str>,
    introduced_by: Option<ContactId>,
    last: Option<Day>,
    days_since: Option<i64>,
    warmth: Option<&'static str>,
    on_my_mind: bool,
    later_until: Option<Day>,
    retry_on: Option<Day>,
    counting_from: Option<Day>,
    is_new: bool,
    company: bool,
}

impl<'a> ContactJson<'a> {
    /// What lists know of a contact, with the ways to reach them.
    pub(super) fn new(
        contact: &'a Contact,
        reach: &'a Reach,
        rules: &Rules,
        today: NaiveDate,
    ) -> ContactJson<'a> {
        ContactJson {
            id: Some(contact.id),
            uid: Some(&reach.uid),
            name: contact.name(),
            nickname: contact.nickname(),
            org: contact.org(),
            title: contact.title(),
            city: contact.city(),
            tie: contact.tie.word(),
            standing: contact.standing.word(),
            cadence: rules
                .cadence(contact.tie, contact.own_cadence)
                .map(Cadence::days),
            own_cadence: contact.own_cadence.map(Own),
            birthday: contact.birthday.map(Text),
            tags: &reach.tags,
            interests: &reach.interests,
            emails: &reach.emails,
            phones: &reach.phones,
            urls: &reach.urls,
            met: contact.met(),
            introduced_by: contact.introduced_by(),
            last: contact.last.map(Text),
            days_since: contact.last.map(|last| (today - last).num_days().max(0)),
            warmth: due::warmth(contact, rules, today).map(due::Warmth::word),
            on_my_mind: contact.mind().is_some(),
            later_until: contact.later().filter(|until| today < *until).map(Text),
            retry_on: due::retry_on(contact).filter(|day| today < *day).map(Text),
            counting_from: contact.counting_from.map(Text),
            is_new: contact.is_new,
            company: contact.kind == Kind::Company,
        }
    }
}

impl<'a> ContactJson<'a> {
    /// Whom a request is from, who is nobody's contact yet.
    pub(super) fn nobody_yet(asked: &'a Asked) -> ContactJson<'a> {
        ContactJson {
            id: None,
            uid: None,
            name: &asked.name,
            nickname: None,
            org: asked.org.as_deref(),
            title: None,
            city: None,
            tie: Tie::Latent.word(),
            standing: Standing::Active.word(),
            cadence: None,
            own_cadence: None,
            birthday: None,
            tags: &[],
            interests: &[],
            emails: &[],
            phones: &[],
            urls: asked.url.as_slice(),
            met: None,
            introduced_by: asked.introduced_by,
            last: None,
            days_since: None,
            warmth: None,
            on_my_mind: false,
            later_until: None,
            retry_on: None,
            counting_from: None,
            is_new: true,
            company: false,
        }
    }
}

/// A week and what is left of its budget.
#[derive(Debug, Serialize)]
pub(super) struct WeekJson {
    from: Day,
    to: Day,
    budget: u8,
    reached: usize,
    left: usize,
}

impl WeekJson {
    pub(super) fn new(week: &Week) -> WeekJson {
        WeekJson {
            from: Text(week.from),
            to: Text(week.to),
            budget: week.budget,
            reached: week.reached,
            left: week.left,
        }
    }
}

/// A day as `2026-11-22`.
pub(super) type Day = Text<NaiveDate>;

/// Something that JSON gives as the text it prints as.
#[derive(Debug)]
pub(super) struct Text<T>(pub T);

impl Serialize for Text<PartialDay> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            PartialDay::Full(day) => Text(day).serialize(to),
            part => to.collect_str(&part),
        }
    }
}

impl Serialize for Text<NaiveDate> {
    /// Digit by digit: a long list holds tens of thousands of days.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Some(year) = u32::try_from(self.0.year())
            .ok()
            .filter(|year| *year <= 9999)
        else {
            return to.collect_str(&self.0);
        };
        let mut text = *b"0000-00-00";
        let mut put = |at: usize, digits: usize, mut number: u32| {
            for place in (at..at + digits).rev() {
                text[place] += (number % 10) as u8;
                number /= 10;
            }
        };
        put(0, 4, year);
        put(5, 2, self.0.month());
        put(8, 2, self.0.day());
        to.serialize_str(str::from_utf8(&text).unwrap_or_default())
    }
}

/// An own cadence: days, or the word "never".
#[derive(Debug)]
struct Own(OwnCadence);

impl Serialize for Own {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            OwnCadence::Every(cadence) => to.serialize_u16(cadence.days()),
            OwnCadence::Never => to.serialize_str("never"),
        }
    }
}

/// A list that is written as it is made, without being held.
pub(super) struct Streamed<F>(pub F);

impl<F, I> Serialize for Streamed<F>
where
    F: Fn() -> I,
    I: IntoIterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq((self.0)())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_they_read() {
        for day in ["0001-01-01", "2026-11-22", "9999-12-31", "1582-10-05"] {
            let date: NaiveDate = day.parse().unwrap();
            assert_eq!(
                serde_json::to_string(&Text(date)).unwrap(),
                format!("\"{day}\"")
            );
        }
        for part in ["--02-29", "1985", "1985-04", "1985-04-12"] {
            let day: PartialDay = part.parse().unwrap();
            assert_eq!(
                serde_json::to_string(&Text(day)).unwrap(),
                format!("\"{part}\"")
            );
        }
    }
}
