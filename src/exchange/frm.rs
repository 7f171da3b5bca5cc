//! frm's log.jsonl: one line for each time that somebody was in touch with somebody, who is
//! known by name. The people themselves are in its address book, as vCards.

use std::collections::HashMap;

use super::json::Record;
use super::lines::Lines;
use super::{ReadError, Tally};
use crate::domain::catch_up::Started;
use crate::domain::channel::Channel;
use crate::domain::draft::{DraftCatchUp, Parsed, Skipped, SourceKind, Whom};
use crate::json::Json;

/// What the lines of `text` say.
pub(super) fn read(
    text: &str,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let mut parsed = Parsed::of(SourceKind::Frm);
    // A card's path stays when its name changes: the last name is the one it has now.
    let mut names: HashMap<String, String> = HashMap::new();
    let mut paths = Vec::new();
    for line in Lines::numbered(text, 1) {
        if line.text.trim().is_empty() {
            continue;
        }
        parsed.read += 1;
        tally.record()?;
        match entry(line.number, line.text) {
            Ok((path, name, catch_up)) => {
                if let Some(path) = &path {
                    names.insert(path.clone(), name);
                }
                paths.push(path);
                parsed.catch_ups.push(catch_up);
            }
            Err(why) => parsed.skipped.push(Skipped {
                line: line.number,
                why,
            }),
        }
    }
    if parsed.catch_ups.is_empty() {
        return Err(damaged(
            "no line of it says with whom somebody was in touch, and when".to_owned(),
        ));
    }
    for (catch_up, path) in parsed.catch_ups.iter_mut().zip(paths) {
        if let Some(name) = path.and_then(|path| names.get(&path)) {
            catch_up.with = vec![Whom::Named(name.clone())];
        }
    }
    Ok(parsed)
}

/// The path of a card, the name on it, and what happened.
fn entry(line: u64, text: &str) -> Result<(Option<String>, String, DraftCatchUp), String> {
    let record = Json::read(text).ok().and_then(|line| Record::of(line).ok());
    let record = record.ok_or("no JSON")?;
    let name = record.part("contact").text().ok_or("nobody is named")?;
    let path = record.part("path").text();
    let time = record.part("time").text().unwrap_or_default();
    let on = record.part("time").day().ok_or("no day")?;
    let catch_up = DraftCatchUp {
        line,
        external_id: format!("{time}|{}", path.as_ref().unwrap_or(&name)),
        on,
        channel: Channel::named("other"),
        started: Started::Both,
        answered: true,
        note: record.part("note").text(),
        with: vec![Whom::Named(name.clone())],
    };
    Ok((path, name, catch_up))
}
