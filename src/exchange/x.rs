//! An archive of X: numbers in place of names. Nobody is made of a number; whoever here has the
//! page of that number is known by it, and the days on which you wrote to each other are theirs.
//!
//! Each part of an archive is a list in JSON behind `window.YTD.following.part0 = `; several
//! parts are one text.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDateTime;
use serde::Deserialize;

use super::items::Items;
use super::talks::{self, By};
use super::{ReadError, Tally, lines};
use crate::domain::draft::{Parsed, Skipped, SourceKind, Whom};

/// How every part begins.
const BEGINS: &str = "window.YTD.";

/// The parts that are read, as far as their names tell.
const PARTS: [&str; 5] = [
    "account.",
    "direct_messages.",
    "direct_messages_group.",
    "follower.",
    "following.",
];

/// Whether this is the beginning of a part that is read.
pub(super) fn is_part(first: &str) -> bool {
    first
        .strip_prefix(BEGINS)
        .is_some_and(|rest| PARTS.iter().any(|part| rest.starts_with(part)))
}

/// What the parts in `text` say. What is read are the conversations.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let mut archive = Archive::default();
    let mut parsed = Parsed::of(SourceKind::X);
    let begins = |(at, _): &(usize, &str)| {
        text[..*at]
            .trim_end_matches([' ', '\t'])
            .ends_with(['\n', '\r'])
            || *at == 0
    };
    let parts: Vec<usize> = text
        .match_indices(BEGINS)
        .filter(begins)
        .map(|(at, _)| at)
        .collect();
    if parts.is_empty() {
        return Err(damaged(format!(
            "no part that begins with {BEGINS} was found"
        )));
    }
    let ends = parts.iter().skip(1).copied().chain([text.len()]);
    let (mut before, mut counted) = (0, 0);
    for (start, end) in parts.iter().copied().zip(ends) {
        before += lines::count_ends(&text[counted..start]);
        counted = start;
        for (line, item) in Items::of(&text[start..end], 0) {
            let line = before + line;
            let read = item.and_then(|item| {
                serde_json::from_str(item).map_err(|_| "not what X writes".to_owned())
            });
            match read {
                Ok(item) => archive.take(line, item),
                Err(why) => parsed.skipped.push(Skipped { line, why }),
            }
            tally.record()?;
        }
    }
    archive.tell(&mut parsed);
    parsed.skipped.sort_by_key(|skipped| skipped.line);
    parsed.read = parsed.catch_ups.len() + parsed.skipped.len();
    Ok(parsed)
}

#[derive(Deserialize)]
struct Item {
    account: Option<Account>,
    follower: Option<Account>,
    following: Option<Account>,
    #[serde(rename = "dmConversation")]
    conversation: Option<Conversation>,
}

#[derive(Deserialize)]
struct Account {
    #[serde(rename = "accountId")]
    id: String,
}

#[derive(Deserialize)]
struct Conversation {
    #[serde(default)]
    messages: Vec<Event>,
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "messageCreate")]
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "senderId")]
    from: String,
    /// In a group it is to nobody.
    #[serde(rename = "recipientId")]
    to: Option<String>,
    #[serde(rename = "createdAt")]
    at: String,
}

/// What was read of an archive.
#[derive(Default)]
struct Archive {
    /// The number of whose archive it is.
    own: Option<String>,
    /// Whoever is followed or follows.
    accounts: HashSet<String>,
    talks: Vec<(u64, Vec<Message>)>,
}

impl Archive {
    fn take(&mut self, line: u64, item: Item) {
        self.own = self.own.take().or(item.account.map(|account| account.id));
        let accounts = [item.follower, item.following].into_iter().flatten();
        self.accounts.extend(accounts.map(|account| account.id));
        if let Some(talk) = item.conversation {
            let events = talk.messages.into_iter();
            let messages = events.filter_map(|event| event.message).collect();
            self.talks.push((line, messages));
        }
    }

    /// Tells of everyone with whom the owner alone wrote.
    fn tell(self, parsed: &mut Parsed) {
        let own = self.own.clone().or_else(|| self.in_every_talk());
        if let count @ 1.. = self.accounts.len() {
            let who = match count {
                1 => "one account".to_owned(),
                many => format!("{many} accounts"),
            };
            parsed.remarks.push(format!(
                "X gives {who} by number and without a name, so nobody comes in; whoever has the \
                 page x.com/i/user/NUMBER here is known by it"
            ));
        }
        let Some(own) = own else {
            if !self.talks.is_empty() {
                parsed.remarks.push(
                    "which of those who wrote is you cannot be told, so no messages were taken; \
                     import account.js with it, or the whole archive"
                        .to_owned(),
                );
            }
            return;
        };
        let mut people: BTreeMap<String, Vec<talks::Message>> = BTreeMap::new();
        for (line, messages) in self.talks {
            if messages.iter().any(|message| message.to.is_none()) {
                let why = "a conversation of several".to_owned();
                parsed.skipped.push(Skipped { line, why });
                continue;
            }
            for message in messages {
                let (by, other) = match (message.from == own, message.to) {
                    (true, Some(to)) => (By::Me, to),
                    _ => (By::Them, message.from),
                };
                let Some(at) = moment(&message.at) else {
                    let why = format!("no day: “{}”", super::tidy::excerpt(&message.at));
                    parsed.skipped.push(Skipped { line, why });
                    continue;
                };
                let messages = people.entry(other).or_default();
                messages.push(talks::Message { line, at, by });
            }
        }
        let is_number = |id: &String| !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit());
        for (number, messages) in people.into_iter().filter(|(id, _)| is_number(id)) {
            let with = Whom::Page {
                url: format!("https://x.com/i/user/{number}"),
                name: String::new(),
            };
            let told = talks::told(&with, &format!("x.com/i/user/{number}"), messages);
            parsed.catch_ups.extend(told);
        }
    }

    /// The only number that has a part in every talk of two.
    fn in_every_talk(&self) -> Option<String> {
        let of_two = |messages: &&Vec<Message>| messages.iter().all(|m| m.to.is_some());
        let talks = self.talks.iter().map(|(_, messages)| messages);
        let mut talks = talks.filter(of_two).map(|messages| {
            let two = |message: &Message| [Some(message.from.clone()), message.to.clone()];
            let all: BTreeSet<String> = messages.iter().flat_map(two).flatten().collect();
            all
        });
        let first = talks.next()?;
        let mut common = talks.fold(first, |common, two| &common & &two).into_iter();
        match (common.next(), common.next()) {
            (Some(own), None) => Some(own),
            _ => None,
        }
    }
}

/// The moment that `2025-12-24T12:00:00.000Z` says, in the zone of the file.
fn moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text.get(..19)?, "%Y-%m-%dT%H:%M:%S").ok()
}
