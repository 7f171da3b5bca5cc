//! mutt's aliases: a short name for somebody, or for several. Who has one of their own gets
//! it as a nickname; a name for several is a tag, and so is a group. All other commands of
//! mutt are passed over.

use std::collections::{HashMap, HashSet};

use super::addresses::{self, Entry};
use super::lines::Lines;
use super::{ReadError, Tally, tidy, warn};
use crate::domain::draft::{Draft, Parsed, Skipped, SourceKind};
use crate::domain::matching;
use crate::text;

/// A list that leads to more aliases than this is left out.
const LIST_LIMIT: usize = 2_000;

/// Whether this line gives somebody a short name.
pub(super) fn is_alias(line: &str) -> bool {
    let mut words = line.split_whitespace();
    // A shell's alias has an = in its name.
    let is_name = |word: &str| !word.contains('=');
    words.next() == Some("alias") && words.next().is_some_and(is_name) && words.next().is_some()
}

/// One alias.
struct Alias {
    line: u64,
    key: String,
    groups: Vec<String>,
    note: Option<String>,
    entries: Vec<Entry>,
}

/// Who has an alias.
pub(super) fn read(text: &str, tally: &mut Tally<'_>) -> Result<Parsed, ReadError> {
    let aliases: Vec<Alias> = commands(text)
        .filter_map(|(line, command)| alias(line, &command))
        .collect();
    let mut people = People {
        by_key: HashMap::new(),
        at: HashMap::new(),
        drafts: Vec::new(),
    };
    for (at, alias) in aliases.iter().enumerate() {
        people.by_key.insert(&alias.key, at); // the last one holds
    }
    let mut parsed = Parsed::of(SourceKind::Mutt);
    for alias in &aliases {
        tally.record()?;
        people.take(alias, &aliases, &mut parsed.warnings);
    }
    parsed.read = people.drafts.len();
    for draft in people.drafts {
        let line = draft.line;
        match tidy::finish(draft) {
            Ok(draft) => parsed.drafts.push(draft),
            Err(why) => parsed.skipped.push(Skipped { line, why }),
        }
    }
    Ok(parsed)
}

/// The lines with the number where each starts, those put together that a backslash joins.
fn commands(text: &str) -> impl Iterator<Item = (u64, String)> {
    let mut lines = Lines::numbered(text, 1);
    std::iter::from_fn(move || {
        let first = lines.next()?;
        let mut command = first.text.to_owned();
        while command.ends_with('\\') {
            command.pop();
            command.push(' ');
            match lines.next() {
                Some(more) => command.push_str(more.text.trim_start()),
                None => break,
            }
        }
        Some((first.number, command))
    })
}

/// What `alias [-group NAME]… KEY ADDRESSES # NOTE` says.
fn alias(line: u64, command: &str) -> Option<Alias> {
    let rest = word(command).filter(|(first, _)| *first == "alias")?.1;
    let mut before = ' ';
    let comment = addresses::outside(rest).find_map(|(at, c)| {
        let starts = c == '#' && before.is_whitespace();
        before = c;
        starts.then_some(at)
    });
    let (mut rest, note) = match comment {
        Some(at) => (&rest[..at], rest[at + 1..].trim()),
        None => (rest, ""),
    };
    let mut groups = Vec::new();
    let key = loop {
        let (first, more) = word(rest)?;
        rest = more;
        if first != "-group" {
            break first;
        }
        let (group, more) = word(rest)?;
        rest = more;
        groups.push(group.to_owned());
    };
    let entries = addresses::entries(rest);
    (!entries.is_empty()).then(|| Alias {
        line,
        key: key.to_owned(),
        groups,
        note: (!note.is_empty()).then(|| note.to_owned()),
        entries,
    })
}

/// The first word of a line, and what comes after it.
fn word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

struct People<'a> {
    by_key: HashMap<&'a str, usize>,
    /// Where somebody is among the drafts, by address.
    at: HashMap<String, usize>,
    drafts: Vec<Draft>,
}

impl People<'_> {
    fn take(&mut self, alias: &Alias, aliases: &[Alias], warnings: &mut Vec<Skipped>) {
        let mut warn = |why: String| warn(warnings, alias.line, || why);
        let Some(meant) = self.meant(alias, aliases, &mut warn) else {
            return warn(format!(
                "“{}” leads to more than {LIST_LIMIT} others; left out",
                tidy::excerpt(&alias.key)
            ));
        };
        let is_one = meant.len() == 1;
        for (line, name, email) in meant {
            let at = self.somebody(line, name, email);
            let draft = &mut self.drafts[at];
            draft.tags.extend(alias.groups.iter().cloned());
            if !is_one {
                draft.tags.push(alias.key.clone());
                continue;
            }
            let key = text::fold(&alias.key);
            let mut words = draft.name.split_whitespace();
            if !words.any(|word| text::fold(word) == key) {
                draft.nicknames.push(alias.key.clone());
            }
            draft.note = match (draft.note.take(), &alias.note) {
                (Some(before), Some(more)) if before != *more => {
                    Some(format!("{before}\n\n{more}"))
                }
                (before, more) => before.or_else(|| more.clone()),
            };
        }
    }

    /// Whom an alias means, each once, through those that it names: line, name and address;
    /// `None` where it goes too far.
    fn meant<'x>(
        &self,
        alias: &'x Alias,
        aliases: &'x [Alias],
        warn: &mut impl FnMut(String),
    ) -> Option<Vec<(u64, &'x str, &'x str)>> {
        let mut meant = Vec::new();
        let mut seen = HashSet::from([alias.key.as_str()]);
        let mut open = vec![alias];
        while let Some(next) = open.pop() {
            for entry in &next.entries {
                match entry {
                    Entry::Address { name, email } => meant.push((next.line, &**name, &**email)),
                    Entry::Word(word) => match self.by_key.get(word.as_str()) {
                        // An alias of somebody's own name on this machine.
                        Some(_) if *word == alias.key && next.line == alias.line => {
                            warn(format!("no address: “{}”", tidy::excerpt(word)));
                        }
                        Some(_) if !seen.insert(word) => {}
                        Some(at) => open.push(&aliases[*at]),
                        None if next.line == alias.line => {
                            warn(format!("no address: “{}”", tidy::excerpt(word)));
                        }
                        None => {}
                    },
                }
            }
            if seen.len() > LIST_LIMIT || meant.len() > LIST_LIMIT {
                return None;
            }
        }
        Some(meant)
    }

    /// Where whoever has this address is among the drafts.
    fn somebody(&mut self, line: u64, name: &str, email: &str) -> usize {
        let key = matching::email_key(email);
        let at = *self.at.entry(key).or_insert(self.drafts.len());
        if at == self.drafts.len() {
            self.drafts.push(addresses::draft(line, name, email));
        } else if self.drafts[at].name.is_empty() {
            let named = addresses::draft(line, name, email);
            self.drafts[at].name = named.name;
            self.drafts[at].parts = named.parts;
        }
        at
    }
}
