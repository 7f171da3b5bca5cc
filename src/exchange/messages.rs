//! LinkedIn's messages.csv: when you and somebody last wrote to each other. Only talks of two
//! count; drafts, advertisements and what was written in a group say nothing of anybody.
//!
//! The file does not say which of those who wrote is you. LinkedIn's invitations do; without
//! them it is whoever is in every conversation.

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDateTime, NaiveTime};
use csv::StringRecord;

use super::invitations::HIDDEN;
use super::linkedin::day;
use super::table::Table;
use super::talks::{self, By};
use super::{ReadError, Tally, detect, tidy};
use crate::domain::draft::{Parsed, Skipped, SourceKind, Whom};
use crate::domain::matching;
use crate::text;

/// What the rows of `text` say, where these are the pages of whose file it is, as far as known.
/// What is read are the people one wrote with, and the conversations that say nothing.
pub(super) fn read(
    text: &str,
    own_pages: &[String],
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let Some(table) = Table::find(text, detect::is_messages) else {
        return Err(damaged(
            "no row with Conversation ID, From, Sender profile URL, To and Date was found"
                .to_owned(),
        ));
    };
    let columns = Columns {
        conversation: table.column("conversation id"),
        from: table.column("from"),
        from_page: table.column("sender profile url"),
        to: table.column("to"),
        to_pages: table.column("recipient profile urls"),
        date: table.column("date"),
        is_draft: table.column("is message draft"),
    };
    let records = table.records(tally, |line, cells, _| columns.row(line, cells))?;
    let conversations = Conversation::all(records.taken);
    let mut parsed = Parsed {
        skipped: records.skipped,
        warnings: records.warnings,
        ..Parsed::of(SourceKind::LinkedinMessages)
    };
    match own_page(&conversations, own_pages) {
        Some(me) => tell(&conversations, &me, &mut parsed),
        None if conversations.is_empty() => {}
        None => parsed.remarks.push(
            "which of those who wrote is you cannot be told, so nothing was taken; import \
             LinkedIn's Invitations.csv with it, or the whole zip"
                .to_owned(),
        ),
    }
    parsed.skipped.sort_by_key(|skipped| skipped.line);
    parsed.read = parsed.catch_ups.len() + parsed.skipped.len();
    Ok(parsed)
}

/// Where the columns are; there are 9 to 13, by the year.
struct Columns {
    conversation: Option<usize>,
    from: Option<usize>,
    from_page: Option<usize>,
    to: Option<usize>,
    to_pages: Option<usize>,
    date: Option<usize>,
    is_draft: Option<usize>,
}

/// A message as its row tells it; pages are keys of addresses.
struct Row {
    line: u64,
    conversation: String,
    from: String,
    from_page: Option<String>,
    /// Whom it is to, all in one: names have commas in them.
    to: String,
    to_pages: Vec<String>,
    at: NaiveDateTime,
    is_draft: bool,
}

impl Columns {
    fn row(&self, line: u64, cells: &StringRecord) -> Result<Row, String> {
        let cell = |column: Option<usize>| -> &str {
            column.and_then(|at| cells.get(at)).unwrap_or("").trim()
        };
        let date = cell(self.date);
        let Some(at) = moment(date) else {
            return Err(format!("no day: “{}”", tidy::excerpt(date)));
        };
        let page = |url: &str| (!url.is_empty()).then(|| matching::url_key(url));
        let draft = cell(self.is_draft);
        Ok(Row {
            line,
            conversation: cell(self.conversation).to_owned(),
            from: text::one_line(cell(self.from)),
            from_page: page(cell(self.from_page)),
            to: text::one_line(cell(self.to)),
            to_pages: cell(self.to_pages)
                .split(',')
                .filter_map(|url| page(url.trim()))
                .collect(),
            at,
            is_draft: draft.eq_ignore_ascii_case("yes") || draft.eq_ignore_ascii_case("true"),
        })
    }
}

/// The moment that `2026-02-10 14:03:22 UTC` says, or the day in one of LinkedIn's other forms.
/// It stays in the zone of the file, so that the same file says the same days everywhere.
fn moment(text: &str) -> Option<NaiveDateTime> {
    let exact = text.get(..19).unwrap_or_default();
    NaiveDateTime::parse_from_str(exact, "%Y-%m-%d %H:%M:%S")
        .ok()
        .or_else(|| {
            let first = text.split(' ').next().unwrap_or_default();
            let day = day(text).or_else(|| day(first))?;
            Some(day.and_time(NaiveTime::MIN))
        })
}

/// What was written under one id.
struct Conversation {
    rows: Vec<Row>,
    /// Who wrote in it or was written to.
    pages: BTreeSet<String>,
    /// How many more took part whom LinkedIn hides.
    hidden: usize,
}

impl Conversation {
    /// The conversations of these rows, in their order.
    fn all(rows: Vec<Row>) -> Vec<Conversation> {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut all: Vec<Conversation> = Vec::new();
        for row in rows {
            let at = *places.entry(row.conversation.clone()).or_insert(all.len());
            if at == all.len() {
                all.push(Conversation {
                    rows: Vec::new(),
                    pages: BTreeSet::new(),
                    hidden: 0,
                });
            }
            let one = &mut all[at];
            one.pages.extend(row.from_page.iter().cloned());
            one.pages.extend(row.to_pages.iter().cloned());
            one.hidden = one.hidden.max(row.to.matches(HIDDEN).count());
            one.rows.push(row);
        }
        all
    }

    /// The one page beside mine, if there is one, and nobody else.
    fn other<'c>(&'c self, me: &str) -> Option<&'c str> {
        let mut others = self.pages.iter().filter(|page| *page != me);
        let other = others.next()?;
        let is_alone = others.next().is_none() && self.hidden == 0;
        is_alone.then_some(other.as_str())
    }
}

/// The page of whose messages these are: the only one among `told` that is in them, or else the
/// only one that is in every conversation. `None` where it cannot be told.
fn own_page(conversations: &[Conversation], told: &[String]) -> Option<String> {
    let is_here = |page: &&String| conversations.iter().any(|one| one.pages.contains(*page));
    let mut here = told.iter().filter(is_here);
    if let (Some(page), None) = (here.next(), here.next()) {
        return Some(page.clone());
    }
    let mut named = conversations.iter().filter(|one| !one.pages.is_empty());
    let first = named.next()?.pages.clone();
    let common = named.fold(first, |common, one| &common & &one.pages);
    let mut common = common.into_iter();
    match (common.next(), common.next()) {
        (Some(page), None) => Some(page),
        _ => None,
    }
}

/// Tells of everyone with whom I alone wrote, and of what was left out.
fn tell(conversations: &[Conversation], me: &str, parsed: &mut Parsed) {
    let mut people: Vec<Correspondent> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for one in conversations {
        let (drafts, sent): (Vec<&Row>, Vec<&Row>) = one.rows.iter().partition(|row| row.is_draft);
        let of_nobody = |row: &&&Row| row.from_page.is_none();
        let nobodys = sent.iter().filter(of_nobody).count();
        let mut skip = |rows: &[&Row], why: &str| {
            let line = rows.iter().map(|row| row.line).min();
            let why = match rows.len() {
                1 => why.to_owned(),
                many => format!("{why} ({many} messages)"),
            };
            parsed
                .skipped
                .extend(line.map(|line| Skipped { line, why }));
        };
        skip(&drafts, "a draft, which was not sent");
        if nobodys == sent.len() {
            skip(
                &sent,
                "LinkedIn does not say who wrote it, as with advertisements",
            );
            continue;
        }
        let Some(other) = one.other(me) else {
            skip(
                &sent,
                match one.pages.len() + one.hidden {
                    0..=2 => "LinkedIn hides who this is with",
                    _ => "a conversation of several",
                },
            );
            continue;
        };
        let at = *places.entry(other).or_insert(people.len());
        if at == people.len() {
            people.push(Correspondent::of(other));
        }
        people[at].take(&sent);
    }
    for who in people {
        let with = Whom::Page {
            url: who.url(),
            name: who.name,
        };
        let told = talks::told(&with, who.page, who.messages);
        parsed.catch_ups.extend(told);
    }
}

/// Somebody with whom I wrote.
struct Correspondent<'c> {
    page: &'c str,
    name: String,
    messages: Vec<talks::Message>,
}

impl<'c> Correspondent<'c> {
    fn of(page: &'c str) -> Correspondent<'c> {
        Correspondent {
            page,
            name: String::new(),
            messages: Vec::new(),
        }
    }

    fn url(&self) -> String {
        format!("https://www.{}", self.page)
    }

    /// Takes messages of ours, and their name from them.
    fn take(&mut self, rows: &[&Row]) {
        for row in rows {
            let Some(from) = &row.from_page else {
                continue;
            };
            let (by, name) = match from == self.page {
                true => (By::Them, &row.from),
                false => (By::Me, &row.to),
            };
            if self.name.is_empty() && name != HIDDEN {
                self.name.clone_from(name);
            }
            self.messages.push(talks::Message {
                line: row.line,
                at: row.at,
                by,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_every_form_linkedin_wrote() {
        for (text, says) in [
            ("2026-02-10 14:03:22 UTC", Some("2026-02-10 14:03:22")),
            ("2026-02-10", Some("2026-02-10 00:00:00")),
            ("2/10/26, 2:03 PM", Some("2026-02-10 00:00:00")),
            ("10 Feb 2026", Some("2026-02-10 00:00:00")),
            ("", None),
            ("yesterday", None),
        ] {
            assert_eq!(
                moment(text).map(|at| at.to_string()).as_deref(),
                says,
                "{text}"
            );
        }
    }
}
