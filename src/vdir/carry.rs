//! Carries out what was looked at: the folder first, then what came from it, then what both
//! sides agree on by now.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use chrono::NaiveDate;

use super::look::position;
use super::{Looked, Report, Settings};
use crate::domain::card::Card;
use crate::domain::change::Change;
use crate::domain::folder::{Also, Met, Noted, Settled, Step, Taken, labelled, shared};
use crate::domain::id::ContactId;
use crate::domain::import::of_card;
use crate::domain::rules::Rules;
use crate::exchange::vcard::{self, One, Unpatched};
use crate::exchange::vdir::{self, Remark, Unwritten};
use crate::store::{Applied, Error, Store};
use crate::text::machine_words;

/// Carries out what was looked at; what it did, and what came in as an action, if anything.
///
/// # Errors
/// Where the file cannot be written; cards may have been by then, which the next sync sees.
pub fn carry_out(
    store: &mut Store,
    mut looked: Looked,
    settings: &Settings,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(Report, Option<Applied>), Error> {
    let mut report = Report::default();
    let mut steps = Vec::with_capacity(looked.steps.len());
    let whose = looked.steps.iter().map(|(step, _)| step.contact);
    let whose = whose.chain(looked.unwritten.iter().map(|card| card.id));
    let now: HashMap<ContactId, Card> = store
        .cards(Some(&whose.collect::<Vec<_>>()))?
        .into_iter()
        .map(|card| (card.id, card))
        .collect();
    for (mut step, bytes) in std::mem::take(&mut looked.steps) {
        // Whom a hand has changed since, the next sync looks at again.
        let card = now.get(&step.contact);
        if card.is_none_or(|card| shared(&of_card(card), &settings.also) != step.here) {
            looked.stats.remove(&step.file);
            continue;
        }
        match write(&mut step, &bytes, settings, &mut report) {
            Written::AsIs => steps.push((step, Vec::new())),
            Written::Told(stat) => {
                looked.stats.insert(step.file.clone(), stat);
                steps.push((step, Vec::new()));
            }
            Written::Left => drop(looked.stats.remove(&step.file)),
        }
    }
    let mut written = Vec::new();
    for card in std::mem::take(&mut looked.unwritten) {
        let Some(card) = now.get(&card.id) else {
            continue;
        };
        if let Some((met, stat)) = write_new(card, settings, &mut report) {
            looked.stats.insert(met.file.clone(), stat);
            written.push(met);
        }
    }
    // Told as it was planned, but for what could not be written.
    looked.steps = steps;
    let planned = looked.report();
    report = Report {
        written: planned.written.into_iter().chain(report.written).collect(),
        remarks: planned.remarks.into_iter().chain(report.remarks).collect(),
        is_refused: report.is_refused,
        ..planned
    };
    let steps = std::mem::take(&mut looked.steps);
    let (inward, others): (Vec<Step>, Vec<Step>) = steps
        .into_iter()
        .map(|(step, _)| step)
        .partition(|step| !step.inward.is_empty());
    let clashes = inward.iter().chain(&others);
    let settled = Settled {
        clashes: clashes
            .map(|step| (step.source, step.clashes.clone()))
            .collect(),
        steps: others,
        gone: looked.gone.iter().map(|gone| gone.source).collect(),
        met: std::mem::take(&mut looked.met),
        written,
        also: settings.also.clone(),
    };
    let gone = looked.gone.iter().filter(|gone| gone.is_here);
    let taken = Taken {
        steps: inward,
        gone: gone.map(|gone| (gone.source, gone.contact)).collect(),
        plan: std::mem::take(&mut looked.plan),
        also: settings.also.clone(),
    };
    let applied = match taken.is_something() {
        true => Some(store.apply(&Change::TakeCards(Box::new(taken)), rules, today)?),
        false => None,
    };
    if settled != Settled::nothing(&settings.also) {
        store.settle(&settled, today)?;
    }
    note(store, &looked, settings)?;
    vdir::sweep(&settings.folder);
    Ok((report, applied))
}

/// What became of a card that was to be told something.
enum Written {
    AsIs,
    /// It says by now what changes outward; how its file is since.
    Told(String),
    /// It changed meanwhile: the next sync looks again.
    Left,
}

fn write(step: &mut Step, bytes: &[u8], settings: &Settings, report: &mut Report) -> Written {
    if step.outward.is_empty() {
        return Written::AsIs;
    }
    let mut remark = |why: String| {
        let file = step.file.clone();
        report.remarks.push(Remark { file, why });
    };
    let mut patched = bytes.to_vec();
    let mut told = Vec::new();
    match vcard::patch(bytes, &step.outward, &step.ours) {
        Ok(new) => (patched, told) = (new, std::mem::take(&mut step.outward)),
        Err(_) => {
            // What can be said is said all the same.
            for change in std::mem::take(&mut step.outward) {
                match vcard::patch(&patched, std::slice::from_ref(&change), &step.ours) {
                    Ok(new) => {
                        patched = new;
                        told.push(change);
                    }
                    Err(why) => {
                        remark(unsaid(&why));
                        step.held.push(change);
                    }
                }
            }
        }
    }
    if told.is_empty() {
        return Written::AsIs;
    }
    match vdir::replace(&settings.folder, &step.file, bytes, &patched) {
        Ok(stat) => {
            step.outward = told;
            if let Ok(One::Contact(draft)) = vcard::one(&patched) {
                step.told(*draft);
            }
            Written::Told(stat)
        }
        Err(Unwritten::Changed) => {
            remark("changed while it was synced; sync again".to_owned());
            Written::Left
        }
        Err(Unwritten::Io(error)) => {
            remark(format!("could not be written: {}", machine_words(&error)));
            report.is_refused |= is_refused(&error);
            step.outward = told;
            step.hold();
            Written::AsIs
        }
    }
}

fn is_refused(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
    )
}

fn unsaid(why: &Unpatched) -> String {
    match why {
        Unpatched::NotOneCard => "cannot be changed as it holds no whole card".to_owned(),
        Unpatched::Utf16 => {
            "is UTF-16, which ties reads and does not write; save it as UTF-8".to_owned()
        }
        Unpatched::Unsaid(field) => match labelled(field) {
            Some((field, _)) => format!("cannot say what the {field} is called here"),
            None => format!("cannot say what the {field} is here; change it there"),
        },
    }
}

/// Writes a card of their own; whose it is, and how its file is.
fn write_new(card: &Card, settings: &Settings, report: &mut Report) -> Option<(Met, String)> {
    let file = file_name(&card.uid);
    let text = vcard::write_shared(card, &settings.also);
    let mut remark = |why: String| {
        let file = file.clone();
        report.remarks.push(Remark { file, why });
    };
    match vdir::create(&settings.folder, &file, text.as_bytes()) {
        Ok(stat) => {
            report.written.push(super::Told {
                name: card.name.clone(),
                fields: Vec::new(),
            });
            let Ok(One::Contact(draft)) = vcard::one(text.as_bytes()) else {
                return None;
            };
            let met = Met {
                contact: card.id,
                file,
                draft: *draft,
            };
            Some((met, stat))
        }
        Err(Unwritten::Changed) => {
            remark("is there already and says it is somebody else's".to_owned());
            None
        }
        Err(Unwritten::Io(error)) => {
            remark(format!("could not be written: {}", machine_words(&error)));
            report.is_refused |= is_refused(&error);
            None
        }
    }
}

/// The name of a new card's file. An id is any text where it came in from elsewhere, and may
/// lead out of the folder.
fn file_name(uid: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if !uid.is_empty() && uid.len() <= 100 && uid.chars().all(is_plain) {
        return format!("{uid}.vcf");
    }
    let mut hasher = DefaultHasher::new();
    uid.hash(&mut hasher);
    format!("{:016x}.vcf", hasher.finish())
}

/// Notes the files that are in step as they are now.
fn note(store: &mut Store, looked: &Looked, settings: &Settings) -> Result<(), Error> {
    let mut noted = Noted::default();
    for one in store.remembered()?.iter().filter(|one| !one.is_gone) {
        let Some(stat) = looked.stats.get(&one.file) else {
            continue;
        };
        let position = position(stat, one, &looked.groups);
        if looked.noted.get(&one.file) != Some(&position) {
            noted.read.push((one.file.clone(), position));
        }
    }
    let is_there = |name: &String| looked.stats.contains_key(name);
    let gone = looked.noted.keys().filter(|name| !is_there(name));
    noted.gone = gone.cloned().collect();
    if noted != Noted::default() {
        store.note_files(&settings.name(), &noted)?;
    }
    Ok(())
}

impl Settled {
    /// What is remembered of a sync that found nothing.
    fn nothing(also: &[Also]) -> Settled {
        Settled {
            also: also.to_vec(),
            ..Settled::default()
        }
    }
}
