//! An archive of X: numbers in place of names. Nobody is made of a number; whoever here has the
//! page of that number is known by it, and the days on which you wrote to each other are theirs.
//!
//! Each part of an archive is a list in JSON behind `window.YTD.following.part0 = `; several
//! parts are one text.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDateTime;

use super::items::Items;
use super::json::{Places, Record};
use super::talks::{self, By};
use super::{ReadError, Tally, tidy};
use crate::domain::draft::{Parsed, Skipped, SourceKind, Whom};
use crate::json::{Json, Text};

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
    text: Text<'_>,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let mut archive = Archive::default();
    let mut parsed = Parsed::of(SourceKind::X);
    let places = Places::of(text);
    let Some(mut part) = begins(text, 0) else {
        return Err(damaged(format!(
            "no part that begins with {BEGINS} was found"
        )));
    };
    loop {
        let next = begins(text, part + 1);
        tally.record()?;
        for (line, item) in Items::of((text, &places), part, next.unwrap_or(text.length())) {
            match item.and_then(|item| archive.take(line, item)) {
                Ok(()) => {}
                Err(why) => parsed.skipped.push(Skipped { line, why }),
            }
            tally.record()?;
        }
        match next {
            Some(next) => part = next,
            None => break,
        }
    }
    archive.tell(&mut parsed);
    parsed.skipped.sort_by_key(|skipped| skipped.line);
    parsed.read = parsed.catch_ups.len() + parsed.skipped.len();
    Ok(parsed)
}

/// Where the first part from there on begins, which is where a line does.
fn begins(text: Text<'_>, mut from: u64) -> Option<u64> {
    loop {
        let at = text.find(BEGINS, from, text.length())?;
        let before = text.bytes(at.saturating_sub(100), at);
        let before = before.iter().rfind(|byte| !matches!(byte, b' ' | b'\t'));
        if matches!(before, None | Some(b'\n' | b'\r')) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// A conversation of two.
struct Talk {
    line: u64,
    messages: Vec<Message>,
    /// What is written where a moment should be.
    no_day: Vec<String>,
}

struct Message {
    from: i64,
    to: i64,
    at: NaiveDateTime,
}

/// What was read of an archive.
#[derive(Default)]
struct Archive {
    /// The number of whose archive it is.
    own: Option<i64>,
    /// Whoever is followed or follows.
    accounts: HashSet<i64>,
    talks: Vec<Talk>,
    /// The lines of conversations of several.
    of_several: Vec<u64>,
}

impl Archive {
    fn take(&mut self, line: u64, item: Json<'_>) -> Result<(), String> {
        const NOT_OURS: &str = "not what X writes";
        let names = ["account", "follower", "following", "dmConversation"];
        let [account, follower, following, talk] = item.members(names);
        let number = |of: Json<'_>| {
            let number = Record::of(of)?.part("accountId").number();
            number.ok_or_else(|| NOT_OURS.to_owned())
        };
        if !item.is_object() {
            return Err(NOT_OURS.to_owned());
        }
        let own = account.map(number).transpose()?;
        self.own = self.own.or(own);
        for account in [follower, following].into_iter().flatten() {
            self.accounts.insert(number(account)?);
        }
        let Some(messages) = talk.map(|talk| talk.member("messages")) else {
            return Ok(());
        };
        let mut talk = Talk {
            line,
            messages: Vec::new(),
            no_day: Vec::new(),
        };
        let mut is_of_two = true;
        for event in messages.into_iter().flat_map(Json::items) {
            let Some(message) = event.member("messageCreate") else {
                continue;
            };
            let message = Record::of(message)?;
            let from = message.part("senderId").number().ok_or(NOT_OURS)?;
            let at = message.part("createdAt").text().unwrap_or_default();
            // In a group it is to nobody.
            is_of_two &= message.part("recipientId").text().is_some();
            let to = message.part("recipientId").number().unwrap_or_default();
            match moment(&at) {
                Some(at) => talk.messages.push(Message { from, to, at }),
                None => talk.no_day.push(tidy::excerpt(&at)),
            }
        }
        match is_of_two {
            true => self.talks.push(talk),
            false => self.of_several.push(line),
        }
        Ok(())
    }

    /// Tells of everyone with whom the owner alone wrote.
    fn tell(self, parsed: &mut Parsed) {
        let own = self.own.or_else(|| self.in_every_talk());
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
            if !(self.talks.is_empty() && self.of_several.is_empty()) {
                parsed.remarks.push(
                    "which of those who wrote is you cannot be told, so no messages were taken; \
                     import account.js with it, or the whole archive"
                        .to_owned(),
                );
            }
            return;
        };
        let skipped = |line, why| Skipped { line, why };
        let several = self.of_several.into_iter();
        let several = several.map(|line| skipped(line, "a conversation of several".to_owned()));
        parsed.skipped.extend(several);
        let mut people: BTreeMap<i64, Vec<talks::Message>> = BTreeMap::new();
        for talk in self.talks {
            let line = talk.line;
            let no_day = talk.no_day.into_iter();
            let no_day = no_day.map(|at| skipped(line, format!("no day: “{at}”")));
            parsed.skipped.extend(no_day);
            for Message { from, to, at } in talk.messages {
                let (by, other) = match from == own {
                    true => (By::Me, to),
                    false => (By::Them, from),
                };
                let messages = people.entry(other).or_default();
                messages.push(talks::Message { line, at, by });
            }
        }
        for (number, messages) in people.into_iter().filter(|(number, _)| *number > 0) {
            let with = Whom::Page {
                url: format!("https://x.com/i/user/{number}"),
                name: String::new(),
            };
            let told = talks::told(&with, &format!("x.com/i/user/{number}"), messages);
            parsed.catch_ups.extend(told);
        }
    }

    /// The only number that has a part in every talk of two.
    fn in_every_talk(&self) -> Option<i64> {
        let mut common: Option<Vec<i64>> = None;
        for talk in &self.talks {
            let has = |number: i64| {
                let mut messages = talk.messages.iter();
                messages.any(|message| message.from == number || message.to == number)
            };
            match &mut common {
                Some(common) => common.retain(|number| has(*number)),
                None => {
                    let first = talk.messages.first()?;
                    let mut both = vec![first.from, first.to];
                    both.dedup();
                    common = Some(both);
                }
            }
        }
        match common?.as_slice() {
            [own] => Some(*own),
            _ => None,
        }
    }
}

/// The moment that `2025-12-24T12:00:00.000Z` says, in the zone of the file.
fn moment(text: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(text.get(..19)?, "%Y-%m-%dT%H:%M:%S").ok()
}
