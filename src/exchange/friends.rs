//! friends.md, the journal of the program friends: who they are, what was done with whom on
//! which day, and notes about them, in sections that come in any order. Who is meant in a
//! line stands between double asterisks, a place between underscores.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::lines::{Line, Lines};
use super::{ReadError, Tally, day, tidy, warn};
use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::draft::{Draft, DraftCatchUp, Parsed, Skipped, SourceKind, Whom};
use crate::text;

/// The headings of the sections.
const ACTIVITIES: &str = "### Activities:";
const NOTES: &str = "### Notes:";
const FRIENDS: &str = "### Friends:";

/// Whether this line is the heading of a section that only this program writes.
pub(super) fn is_heading(line: &str) -> bool {
    [ACTIVITIES, NOTES, FRIENDS].contains(&line.trim())
}

/// Who is in the journal, and what happened.
pub(super) fn read(text: &str, tally: &mut Tally<'_>) -> Result<Parsed, ReadError> {
    let mut parsed = Parsed::of(SourceKind::Friends);
    let mut notes: Vec<Vec<String>> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for line in section(text, FRIENDS) {
        parsed.read += 1;
        tally.record()?;
        match friend(line.number, item(line.text)) {
            Ok(draft) => {
                at.entry(text::fold(&draft.name))
                    .or_insert(parsed.drafts.len());
                parsed.drafts.push(draft);
                notes.push(Vec::new());
            }
            Err(why) => parsed.skipped.push(Skipped {
                line: line.number,
                why,
            }),
        }
    }
    let mut told: HashMap<String, usize> = HashMap::new();
    for line in section(text, ACTIVITIES) {
        tally.record()?;
        let Some(entry) = entry(line.text) else {
            let why = "no day and words: “- 2026-01-04: lunch with **Ana**”".to_owned();
            warn(&mut parsed.warnings, line.number, || why);
            continue;
        };
        if entry.names.is_empty() {
            let why = format!("with nobody: “{}”", tidy::excerpt(&entry.words));
            warn(&mut parsed.warnings, line.number, || why);
            continue;
        }
        let mut with: Vec<Whom> = Vec::new();
        for name in &entry.names {
            let whom = match at.get(&text::fold(name)) {
                Some(at) => Whom::Record(*at),
                None => Whom::Named(name.clone()),
            };
            if !with.contains(&whom) {
                with.push(whom);
            }
        }
        parsed.catch_ups.push(DraftCatchUp {
            line: line.number,
            external_id: identity(&entry, &mut told),
            on: entry.on,
            channel: Channel::named("other"),
            started: Started::Both,
            answered: true,
            note: Some(entry.words),
            with,
        });
    }
    for line in section(text, NOTES) {
        tally.record()?;
        let Some(entry) = entry(line.text) else {
            let why = "no day and words: “- 2026-01-04: **Ana** moved”".to_owned();
            warn(&mut parsed.warnings, line.number, || why);
            continue;
        };
        let known = entry
            .names
            .iter()
            .filter_map(|name| at.get(&text::fold(name)));
        let mut about: Vec<usize> = known.copied().collect();
        about.sort_unstable();
        about.dedup();
        if about.is_empty() {
            let why = format!("about nobody: “{}”", tidy::excerpt(&entry.words));
            warn(&mut parsed.warnings, line.number, || why);
        }
        for at in about {
            notes[at].push(format!("{}: {}", entry.on, entry.words));
        }
    }
    for (draft, notes) in parsed.drafts.iter_mut().zip(notes) {
        draft.note = (!notes.is_empty()).then(|| notes.join("\n\n"));
    }
    Ok(parsed)
}

/// The lines of a section that are items of its list.
fn section<'a>(text: &'a str, heading: &'static str) -> impl Iterator<Item = Line<'a>> {
    let mut is_in = false;
    Lines::numbered(text, 1).filter(move |line| {
        let text = line.text.trim_end();
        if text.starts_with('#') {
            is_in = text == heading;
            return false;
        }
        is_in && text.starts_with("- ") && !item(text).is_empty()
    })
}

fn item(line: &str) -> &str {
    line.strip_prefix("- ").unwrap_or(line).trim()
}

/// Somebody: `Name (a.k.a. X a.k.a. Y) [Place] @tag @tag`.
fn friend(line: u64, item: &str) -> Result<Draft, String> {
    let mut draft = Draft {
        line,
        ..Draft::default()
    };
    let mut rest = item;
    while let Some((before, tag)) = rest.rsplit_once(char::is_whitespace) {
        let Some(tag) = tag.strip_prefix('@') else {
            break;
        };
        draft.tags.push(tag.to_owned());
        rest = before.trim_end();
    }
    if let Some(tag) = rest.strip_prefix('@') {
        draft.tags.push(tag.to_owned());
        rest = "";
    }
    draft.tags.reverse();
    if let Some((before, place)) = rest.strip_suffix(']').and_then(|r| r.rsplit_once('[')) {
        draft.city = Some(place.trim().to_owned());
        rest = before.trim_end();
    }
    if let Some((before, names)) = rest
        .strip_suffix(')')
        .and_then(|r| r.rsplit_once("(a.k.a."))
    {
        let names = names.split("a.k.a.").map(|name| name.trim().to_owned());
        draft.nicknames.extend(names);
        rest = before.trim_end();
    }
    draft.name = rest.to_owned();
    tidy::finish(draft)
}

/// A dated line: the day, its words as they are read aloud, and who is named in it.
struct Entry {
    on: NaiveDate,
    words: String,
    names: Vec<String>,
}

fn entry(line: &str) -> Option<Entry> {
    let (on, words) = item(line).split_once(": ")?;
    let on = day::full_day(on)?;
    let names = words.split("**").skip(1).step_by(2);
    let mut names: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
    names.retain(|name| !name.is_empty());
    Some(Entry {
        on,
        words: aloud(words),
        names,
    })
}

/// The words without the marks around names and places.
fn aloud(words: &str) -> String {
    let words = words.replace("**", "");
    let mut aloud = String::with_capacity(words.len());
    let letters: Vec<char> = words.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let is_letter = |at: Option<usize>| {
            at.and_then(|at| letters.get(at))
                .is_some_and(|c| c.is_alphanumeric())
        };
        // An underscore inside of a word belongs to it.
        let is_mark = *letter == '_' && !(is_letter(at.checked_sub(1)) && is_letter(Some(at + 1)));
        if !is_mark {
            aloud.push(*letter);
        }
    }
    aloud.trim().to_owned()
}

/// What tells an activity from others: its day, who was there, and which of that day's it is.
/// Its words may be written better later, and it is the same still.
fn identity(entry: &Entry, told: &mut HashMap<String, usize>) -> String {
    let mut names: Vec<String> = entry.names.iter().map(|name| text::fold(name)).collect();
    names.sort_unstable();
    names.dedup();
    let of = format!("{}|{}", entry.on, names.join("|"));
    let nth = told.entry(of.clone()).or_default();
    *nth += 1;
    match *nth {
        1 => of,
        nth => format!("{of}|{nth}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_friend_is_read_from_the_end_of_the_line() {
        let check = |item: &str, expected: (&str, &[&str], Option<&str>, &[&str])| {
            let draft = friend(1, item).unwrap();
            let (name, nicknames, city, tags) = expected;
            assert_eq!(draft.name, name);
            assert_eq!(draft.nicknames, nicknames, "{item}");
            assert_eq!(draft.city.as_deref(), city, "{item}");
            assert_eq!(draft.tags, tags, "{item}");
        };
        check("Ben O'Neil", ("Ben O'Neil", &[], None, &[]));
        check(
            "Grace Holm (a.k.a. The Admiral a.k.a. Amazing Grace) [Paris] @navy @science",
            (
                "Grace Holm",
                &["The Admiral", "Amazing Grace"],
                Some("Paris"),
                &["navy", "science"],
            ),
        );
        check("Ana (Porto) @x", ("Ana (Porto)", &[], None, &["x"]));
    }

    #[test]
    fn words_are_read_aloud() {
        assert_eq!(
            aloud("**Ana** in _Marie's Diner_, see snake_case"),
            "Ana in Marie's Diner, see snake_case"
        );
    }
}
