//! Monica 4: its JSON export, which knows how often one wants to be in touch and when one last
//! was; and a table of its contacts, as comes out of its database.
//!
//! The JSON names kinds, activities and other people by ids that are told elsewhere in it, so
//! those are gathered first.

mod account;
mod contact;
mod happened;
mod table;

use std::collections::HashMap;

use super::json::{self, Places, Record};
use super::{ReadError, Tally};
use crate::domain::draft::{Parsed, Skipped, SourceKind, Whom};
use crate::json::Text;
use account::Account;

pub(super) use table::is_header;

/// What `text` says, be it JSON or a table.
pub(super) fn read(
    text: Text<'_>,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    if let Text::Held(table) = text
        && !table.trim_start().starts_with('{')
    {
        return table::read(table, tally, damaged);
    }
    let json = json::read(text).map_err(damaged)?;
    let Some(account) = json.member("account") else {
        return Err(damaged(
            "there is no account in it; export it again".to_owned(),
        ));
    };
    let [data, properties, instance] = account.members(["data", "properties", "instance"]);
    let data = json::needed(data, "data").map_err(damaged)?;
    let account = Account::gathered(data, properties, instance);
    let places = Places::of(text);
    let mut reading = Reading {
        parsed: Parsed::of(SourceKind::Monica),
        left: Left::default(),
        with: HashMap::new(),
    };
    for contact in account.all("contact") {
        let line = places.line(contact);
        tally.record()?;
        match Record::of(contact) {
            Ok(record) if contact::is_partial(&record) => {}
            Ok(record) => {
                reading.parsed.read += 1;
                contact::take(line, &record, &account, &mut reading);
            }
            Err(why) => {
                reading.parsed.read += 1;
                reading.parsed.skipped.push(Skipped { line, why });
            }
        }
    }
    for activity in account.all("activity") {
        let line = places.line(activity);
        tally.record()?;
        match Record::of(activity) {
            Ok(record) => happened::activity(line, &record, &account, &mut reading),
            Err(why) => reading.parsed.skipped.push(Skipped { line, why }),
        }
    }
    happened::last_talked(&mut reading.parsed);
    for what in ["photo", "document", "journal entry"] {
        for part in account.all(what) {
            reading.left.add(what, places.line(part));
        }
    }
    let Reading {
        mut parsed, left, ..
    } = reading;
    parsed.warnings.extend(left.said());
    Ok(parsed)
}

/// What has been read so far.
struct Reading {
    parsed: Parsed,
    left: Left,
    /// Who took part in which activity.
    with: HashMap<String, Vec<Whom>>,
}

/// What Monica keeps and ties does not, by its kind: the line of the first, and how many.
#[derive(Default)]
struct Left(Vec<(&'static str, u64, usize)>);

impl Left {
    fn add(&mut self, what: &'static str, line: u64) {
        match self.0.iter_mut().find(|(known, ..)| *known == what) {
            Some((_, _, count)) => *count += 1,
            None => self.0.push((what, line, 1)),
        }
    }

    fn said(self) -> impl Iterator<Item = Skipped> {
        self.0.into_iter().map(|(what, line, count)| {
            let many = match what.strip_suffix('y') {
                Some(stem) => format!("{stem}ies"),
                None => format!("{what}s"),
            };
            let (what, one) = match count {
                1 => (what.to_owned(), "it"),
                _ => (many, "them"),
            };
            Skipped {
                line,
                why: format!("{count} {what}: ties has no place for {one}"),
            }
        })
    }
}
