//! One record into one person, field by field, three ways.
//!
//! The base is what the same source last said. What it still says changes nothing. What it
//! says anew takes the place of what it said before, unless a person changed that by hand.
//! A source that meets somebody for the first time only adds: it fills what is empty, and
//! what differs is kept beside it, so that no value of either is lost.

mod lists;

use super::FieldChange;
use super::fields::{Fields, same};
use super::paragraphs::{joined, paragraphs_at};
use crate::domain::day::PartialDay;
use crate::domain::matching::{name_words, share_a_word};
use crate::text;

/// Fields with one value that stand by themselves; names and work stand together.
const ALONE: [&str; 5] = ["phonetic", "city", "met", "met on", "birthday"];
pub(in crate::domain) const NAME_PARTS: [&str; 5] =
    ["prefix", "given", "middle", "family", "suffix"];
pub(in crate::domain) const WORK: [&str; 3] = ["org", "unit", "title"];

/// What a source says of somebody.
#[derive(Debug, Clone, Copy)]
pub(in crate::domain) struct Said<'f> {
    pub(in crate::domain) fields: &'f Fields,
    /// Those of them that are not the source's to take away, see [`kept`](super::kept).
    pub(in crate::domain) kept: &'f Fields,
}

/// What other sources last said of the same person.
#[derive(Debug, Default)]
pub(in crate::domain) struct Others<'f> {
    /// All of them: what one of these says is not removed.
    pub(in crate::domain) all: Vec<Said<'f>>,
    /// Those that name people less well than the source that is merged.
    pub(in crate::domain) lesser: Vec<&'f Fields>,
}

/// Changes `mine` to hold what `theirs` says and gives the changes. `base` is what the same
/// source said before.
pub(in crate::domain) fn merge(
    mine: &mut Fields,
    theirs: &Fields,
    base: Option<Said<'_>>,
    others: &Others<'_>,
) -> Vec<FieldChange> {
    if base.is_some_and(|base| base.fields == theirs) {
        return Vec::new();
    }
    let mut merger = Merger {
        mine,
        theirs,
        base: base.map(|base| base.fields),
        kept: base.map(|base| base.kept),
        changes: Vec::new(),
    };
    merger.names(&others.lesser);
    merger.work();
    for field in ALONE {
        merger.alone(field);
    }
    merger.note();
    // A tie and a kind are always there: only what the source itself gave may follow it.
    for field in ["kind", "tie", "every"] {
        if base.is_some() || (field == "every" && get(merger.mine, field).is_none()) {
            merger.follow(field);
        }
    }
    merger.labels();
    merger.lists(&others.all);
    merger.changes
}

struct Merger<'a> {
    mine: &'a mut Fields,
    theirs: &'a Fields,
    base: Option<&'a Fields>,
    /// Those of `base` that stay.
    kept: Option<&'a Fields>,
    changes: Vec<FieldChange>,
}

impl Merger<'_> {
    /// The name stays; another spelling becomes a nickname, to be found by. Parts are filled
    /// in where given and family name agree. A name that is still as a lesser source gave it
    /// gives way, so that it does not matter which of them came first.
    fn names(&mut self, lesser: &[&Fields]) {
        if self.base.is_some() {
            for field in ["name"].into_iter().chain(NAME_PARTS) {
                self.follow(field);
            }
            return;
        }
        let mine = get(self.mine, "name").unwrap_or_default().to_owned();
        let theirs = get(self.theirs, "name").unwrap_or_default().to_owned();
        let gave = |source: &&&Fields| get(source, "name") == Some(mine.as_str());
        if let Some(source) = lesser.iter().find(gave)
            && theirs != mine
            && !theirs.is_empty()
            && !is_address(&theirs)
        {
            self.rename(source, &mine, &theirs);
            return;
        }
        let known = name_words(&mine);
        let is_told = name_words(&theirs).iter().all(|word| known.contains(word));
        if !is_told && !has(self.mine, "nickname", &theirs) && !is_address(&theirs) {
            self.add("nickname", &theirs);
        }
        let agrees = |field: &str| match (get(self.mine, field), get(self.theirs, field)) {
            (Some(mine), Some(theirs)) => share_a_word(&name_words(mine), &name_words(theirs)),
            _ => is_told,
        };
        if agrees("given") && agrees("family") {
            for field in NAME_PARTS {
                if get(self.mine, field).is_none() {
                    self.follow(field);
                }
            }
        }
    }

    /// Takes the better name `to` in place of `from`, which `source` gave, with its parts
    /// where no hand has changed them; the former one stays as a nickname where it says more.
    fn rename(&mut self, source: &Fields, from: &str, to: &str) {
        let agrees = |field: &str| match (get(self.mine, field), get(self.theirs, field)) {
            (Some(mine), Some(theirs)) => share_a_word(&name_words(mine), &name_words(theirs)),
            _ => true,
        };
        let is_same_person = agrees("given") && agrees("family");
        self.set("name", Some(to.to_owned()));
        for field in NAME_PARTS {
            let theirs = get(self.theirs, field).map(str::to_owned);
            let is_theirs = get(self.mine, field) == get(source, field);
            if is_theirs && (theirs.is_some() || !is_same_person) {
                self.set(field, theirs);
            }
        }
        let told = name_words(to);
        let is_told = name_words(from).iter().all(|word| told.contains(word));
        if !is_told && !has(self.mine, "nickname", from) {
            self.add("nickname", from);
        }
    }

    /// Organisation, unit and title follow their source field by field, as long as they are
    /// about one employer: a title of one beside the name of another would be a lie.
    fn work(&mut self) {
        let work = |fields: &Fields| WORK.map(|field| get(fields, field).map(str::to_owned));
        let (mine, theirs) = (work(self.mine), work(self.theirs));
        let base = self.base.map(work);
        if base.as_ref() == Some(&theirs) || mine == theirs {
            return;
        }
        let told = work_in_words;
        let is_one = |a: &Option<String>, b: &Option<String>| match (a, b) {
            (Some(a), Some(b)) => text::fold(a) == text::fold(b),
            (None, None) => true,
            _ => false,
        };
        let fits = mine
            .iter()
            .zip(&theirs)
            .all(|(mine, theirs)| mine.is_none() || theirs.is_none() || is_one(mine, theirs));
        let Some(base) = base else {
            if fits {
                for field in WORK {
                    if get(self.mine, field).is_none() {
                        self.follow(field);
                    }
                }
            } else {
                self.beside("work", "", &told(&theirs));
            }
            return;
        };
        let before = told(&base);
        if !before.is_empty() && has(self.mine, "detail:work", &before) {
            self.beside("work", &before, &told(&theirs));
        } else if is_one(&mine[0], &base[0]) || is_one(&mine[0], &theirs[0]) {
            for field in WORK {
                self.follow(field);
            }
        } else if theirs[0].is_some() && !is_one(&theirs[0], &base[0]) {
            // By hand they work elsewhere; where the source says they are now stands beside.
            self.beside("work", "", &told(&theirs));
        }
    }

    fn alone(&mut self, field: &str) {
        let mine = get(self.mine, field).map(str::to_owned);
        let base = self
            .base
            .and_then(|base| get(base, field))
            .map(str::to_owned);
        let theirs = get(self.theirs, field).map(str::to_owned);
        let detail = format!("detail:{field}");
        if let Some(base) = &base
            && has(self.mine, &detail, base)
        {
            // It stands beside, and so does what follows it; the field is somebody else's.
            if theirs.as_ref() != Some(base) {
                let theirs = theirs.filter(|theirs| mine.as_ref() != Some(theirs));
                self.beside(field, base, theirs.as_deref().unwrap_or_default());
            }
            return;
        }
        let Some(theirs) = theirs else {
            self.follow(field);
            return;
        };
        match mine {
            Some(mine) if mine == theirs || base.as_ref() == Some(&theirs) => {}
            Some(mine) if base.as_ref() != Some(&mine) => {
                let is_day = field == "birthday";
                if is_day && base.is_none() && says_more(&theirs, &mine) {
                    self.set(field, Some(theirs));
                } else if !is_day || !says_more(&mine, &theirs) {
                    self.beside(field, base.as_deref().unwrap_or_default(), &theirs);
                }
            }
            // Emptied by hand since the source gave it.
            None if base.is_some() => {}
            _ => self.set(field, Some(theirs)),
        }
    }

    /// Notes are joined, paragraph by paragraph: what the source said before gives way to what
    /// it says now, as long as it stands there whole. Else a hand has rewritten it, and wins.
    fn note(&mut self) {
        let said = |fields: &Fields| get(fields, "note").unwrap_or_default().trim().to_owned();
        let (mine, theirs) = (said(self.mine), said(self.theirs));
        let base = self.base.map(said).unwrap_or_default();
        if base == theirs {
            return;
        }
        let is_kept = self.kept.is_some_and(|kept| get(kept, "note").is_some());
        let note = match paragraphs_at(&mine, &base) {
            Some(at) if !is_kept => {
                let (before, after) = (&mine[..at], &mine[at + base.len()..]);
                joined([before, &theirs, after])
            }
            Some(_) | None if theirs.is_empty() => return,
            // Emptied or rewritten by hand.
            None if !base.is_empty() => return,
            _ if paragraphs_at(&mine, &theirs).is_some() => return,
            _ => joined([&mine, &theirs, ""]),
        };
        self.set("note", (!note.is_empty()).then_some(note));
    }

    /// Three ways: what the source changed, where nobody else did.
    fn follow(&mut self, field: &str) {
        let theirs = get(self.theirs, field).map(str::to_owned);
        let base = self
            .base
            .and_then(|base| get(base, field))
            .map(str::to_owned);
        let mine = get(self.mine, field).map(str::to_owned);
        let stays = matches!(field, "name" | "kind" | "tie")
            || mine
                .as_deref()
                .is_some_and(|mine| self.is_kept(field, mine));
        let is_needed = theirs.is_none() && stays;
        if theirs != base && mine == base && !is_needed {
            self.set(field, theirs);
        }
    }

    /// Whether this value stays when the source no longer says it.
    fn is_kept(&self, field: &str, value: &str) -> bool {
        self.kept.is_some_and(|kept| has(kept, field, value))
    }

    /// Keeps a value that has no room in its field as a detail of that name.
    fn beside(&mut self, field: &str, before: &str, value: &str) {
        let detail = format!("detail:{field}");
        if !before.is_empty() {
            // Only what stands beside already follows the source; else a hand chose.
            if self.remove(&detail, before) && !value.is_empty() {
                self.add(&detail, value);
            }
        } else if !value.is_empty() && !has(self.mine, &detail, value) {
            self.add(&detail, value);
        }
    }

    fn set(&mut self, field: &str, to: Option<String>) {
        let from = get(self.mine, field).map(str::to_owned);
        if from == to {
            return;
        }
        self.mine.retain(|(name, _)| name != field);
        self.mine
            .extend(to.iter().map(|to| (field.to_owned(), to.clone())));
        self.changes.push(FieldChange {
            field: field.to_owned(),
            from,
            to,
        });
    }

    fn add(&mut self, field: &str, value: &str) {
        self.mine.push((field.to_owned(), value.to_owned()));
        self.changes.push(FieldChange {
            field: field.to_owned(),
            from: None,
            to: Some(value.to_owned()),
        });
    }

    /// Whether it was there.
    fn remove(&mut self, field: &str, value: &str) -> bool {
        let found = self
            .mine
            .iter()
            .position(|(name, mine)| name == field && same(field, mine, value));
        let Some(at) = found else {
            return false;
        };
        let (field, from) = self.mine.remove(at);
        self.changes.push(FieldChange {
            field,
            from: Some(from),
            to: None,
        });
        true
    }
}

pub(in crate::domain) fn get<'f>(fields: &'f Fields, field: &str) -> Option<&'f str> {
    fields
        .iter()
        .find(|(name, _)| name == field)
        .map(|(_, value)| value.as_str())
}

fn has(fields: &Fields, field: &str, value: &str) -> bool {
    fields
        .iter()
        .any(|(name, held)| name == field && same(field, held, value))
}

pub(in crate::domain) fn is_address(name: &str) -> bool {
    name.contains('@') || !name.chars().any(char::is_alphabetic)
}

/// Whether day `a` says all that day `b` says and more.
pub(in crate::domain) fn says_more(a: &str, b: &str) -> bool {
    match (a.parse::<PartialDay>(), b.parse::<PartialDay>()) {
        (Ok(a), Ok(b)) => {
            let day = b.month_day().is_none() || a.month_day() == b.month_day();
            let year = b.year().is_none() || a.year() == b.year();
            let is_full = matches!(a, PartialDay::Full(_));
            is_full && day && year && a != b
        }
        _ => false,
    }
}

/// Organisation, unit and title, as they stand beside where others have their place.
pub(in crate::domain) fn work_in_words([org, unit, title]: &[Option<String>; 3]) -> String {
    let parts: Vec<&str> = [title, unit, org]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    parts.join(", ")
}
