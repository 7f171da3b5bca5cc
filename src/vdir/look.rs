//! What a sync would do: everything is read, nothing is written.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;

use super::{Error, Gone, Looked, Settings, Trust};
use crate::config::NewCards;
use crate::domain::draft::{Draft, Original, Parsed, SourceKind};
use crate::domain::folder::{self, Found, Remembered, Ways, shared};
use crate::domain::id::ContactId;
use crate::domain::import::{self, Known, MADE_UP, Outcome, Policy};
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::exchange::vcard::One;
use crate::exchange::vdir::{self, Item, Remark};
use crate::store::{PurgedCards, Store};

/// So much is read of one folder at once, in bytes; the rest comes with the next sync.
const AT_ONCE: usize = 200_000_000;

/// How the id of a card starts that has no UID: it goes by the name of its file.
const BY_FILE: &str = "file:";

/// Looks at the folder and at what is here.
///
/// # Errors
/// Where the folder is not there, cannot be listed, or has lost most of its cards.
pub fn look(store: &Store, settings: &Settings) -> Result<Looked, Error> {
    let folder = &settings.folder;
    let listing = vdir::list(folder).map_err(|source| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Error::Missing(folder.clone()),
        _ => Error::Folder {
            path: folder.clone(),
            source,
        },
    })?;
    let remembered = store.remembered()?;
    let known = store.known()?;
    let mut first = HashMap::new();
    for (at, one) in remembered
        .iter()
        .enumerate()
        .filter(|(_, one)| !one.is_gone)
    {
        first.entry(one.contact).or_insert(at);
    }
    let mut look = Look {
        settings,
        first,
        by_id: known.iter().map(|known| (known.card.id, known)).collect(),
        remembered: &remembered,
        claimed: HashMap::new(),
        found: Vec::new(),
        new: Vec::new(),
        budget: AT_ONCE,
        is_whole: true,
        purged: store.purged_cards()?,
        looked: Looked {
            noted: store.noted(&settings.name())?,
            remarks: listing.remarks,
            ..Looked::default()
        },
    };
    look.files(&listing.items)?;
    look.gone()?;
    look.steps();
    look.newcomers(&known);
    look.unwritten(&known);
    Ok(look.looked)
}

struct Look<'l> {
    settings: &'l Settings,
    by_id: HashMap<ContactId, &'l Known>,
    remembered: &'l [Remembered],
    /// The place among those of everybody's first card.
    first: HashMap<ContactId, usize>,
    /// Which file each card that is remembered is in, by its place among those.
    claimed: HashMap<usize, String>,
    /// Cards that are remembered and were read, with their bytes.
    found: Vec<(usize, Found, Vec<u8>)>,
    /// Cards that are not.
    new: Vec<Found>,
    /// How many bytes may still be read.
    budget: usize,
    /// Whether every file was looked at.
    is_whole: bool,
    /// Cards that stay in the folder, of people who do not come back by them.
    purged: PurgedCards,
    looked: Looked,
}

impl<'l> Look<'l> {
    fn files(&mut self, items: &[Item]) -> Result<(), Error> {
        let by_file: HashMap<&str, usize> = (0..)
            .zip(self.remembered)
            .filter(|(_, one)| !one.is_gone)
            .map(|(at, one)| (one.file.as_str(), at))
            .collect();
        // What cannot be looked into is there all the same.
        for remark in &self.looked.remarks {
            if let Some(at) = by_file.get(remark.file.as_str()) {
                self.claimed.insert(*at, remark.file.clone());
            }
        }
        // Files that are not known first: of these are the groups, which tell of others.
        let mut read: Vec<(&Item, Draft, Vec<u8>)> = Vec::new();
        for item in items
            .iter()
            .filter(|item| !by_file.contains_key(item.name.as_str()))
        {
            self.read(item, &mut read);
        }
        for item in items {
            let Some(at) = by_file.get(item.name.as_str()).copied() else {
                continue;
            };
            if self.is_deleted_here(at) || self.is_as_it_was(at, item) {
                self.claim(at, item);
            } else if !self.read(item, &mut read) {
                // It is there, whatever is in it; that is said every time.
                self.claimed.insert(at, item.name.clone());
            }
        }
        let by_uid: HashMap<&str, usize> = (0..)
            .zip(self.remembered)
            .map(|(at, one)| (one.uid.as_str(), at))
            .collect();
        // A card in its own file goes before a copy of it, whatever they are called.
        let is_at_home = |item: &Item, draft: &Draft| {
            let id = draft.external_id.as_deref().unwrap_or_default();
            by_uid
                .get(id)
                .is_some_and(|at| self.remembered[*at].file == item.name)
        };
        read.sort_by_key(|(item, draft, _)| (!is_at_home(item, draft), item.name.clone()));
        let mut new_files: HashMap<String, String> = HashMap::new();
        for (item, mut draft, bytes) in read {
            if let Some(before) = self.renamed(&draft, &by_uid) {
                draft.external_id = Some(before);
            }
            let uid = draft.external_id.clone().unwrap_or_default();
            let file = item.name.clone();
            let other = match by_uid.get(uid.as_str()) {
                Some(at) => self.claimed.get(at),
                None => new_files.get(&uid),
            };
            if let Some(other) = other {
                let why = format!("has the UID of {other}; give it one of its own, or remove it");
                self.looked.remarks.push(Remark { file, why });
                continue;
            }
            self.looked.stats.insert(file.clone(), item.stat.clone());
            let found = Found { file, draft };
            match by_uid.get(uid.as_str()).copied() {
                Some(at) if self.is_deleted_here(at) => self.claim(at, item),
                Some(at) => {
                    self.claim(at, item);
                    self.found.push((at, found, bytes));
                }
                None if self.is_purged(&uid, &found.draft) => {}
                None => {
                    new_files.insert(uid, found.file.clone());
                    self.new.push(found);
                }
            }
        }
        self.name_related();
        Ok(())
    }

    /// Reads a file; whether there is a person's card in it, which is then among those `read`.
    fn read<'i>(&mut self, item: &'i Item, read: &mut Vec<(&'i Item, Draft, Vec<u8>)>) -> bool {
        if self.budget == 0 {
            self.is_whole = false;
            return false;
        }
        match vdir::read(&self.settings.folder, &item.name) {
            Ok(None) => self.is_whole = false, // gone since; the next sync sees how
            Ok(Some(card)) => {
                self.budget = self.budget.saturating_sub(card.bytes.len());
                match card.says {
                    One::Group { name, members } => {
                        for member in members {
                            let groups = self.looked.groups.entry(member).or_default();
                            groups.push(name.clone());
                        }
                    }
                    One::Contact(mut draft) => {
                        let id = draft.external_id.as_deref().unwrap_or_default();
                        if id.starts_with(MADE_UP) {
                            draft.external_id = Some(format!("{BY_FILE}{}", item.name));
                        }
                        read.push((item, *draft, card.bytes));
                        return true;
                    }
                }
            }
            Err(why) => self.looked.remarks.push(Remark {
                file: item.name.clone(),
                why,
            }),
        }
        false
    }

    fn claim(&mut self, at: usize, item: &Item) {
        self.claimed.insert(at, item.name.clone());
        self.looked
            .stats
            .insert(item.name.clone(), item.stat.clone());
    }

    /// Whether a card is of somebody who was purged. Without a UID it is known again by its
    /// file's name or by what it says.
    fn is_purged(&self, uid: &str, draft: &Draft) -> bool {
        let text = draft.card.as_ref().map_or("", Original::held);
        self.purged.has(uid) || uid.starts_with(BY_FILE) && self.purged.has(text)
    }

    fn is_deleted_here(&self, at: usize) -> bool {
        let whose = self.by_id.get(&self.remembered[at].contact);
        whose.is_none_or(|known| known.card.standing == Standing::Deleted)
    }

    /// Whether neither the file nor anything here has changed since both agreed.
    fn is_as_it_was(&self, at: usize, item: &Item) -> bool {
        let one = &self.remembered[at];
        let also = &self.settings.also;
        let position = position(&item.stat, one, &self.looked.groups);
        self.looked.noted.get(&item.name) == Some(&position)
            && self.by_id.get(&one.contact).is_some_and(|known| {
                self.ways(at) == Ways::Inward
                    || shared(&import::of_card(&known.card), also) == shared(&one.ours, also)
            })
    }

    /// Of several cards of one person, the first is told what changes here.
    fn ways(&self, at: usize) -> Ways {
        match self.first.get(&self.remembered[at].contact) {
            Some(first) if *first < at => Ways::Inward,
            _ => Ways::Both,
        }
    }

    /// The id by which a card without a UID was known, whose file has another name by now.
    fn renamed(&self, draft: &Draft, by_uid: &HashMap<&str, usize>) -> Option<String> {
        let id = draft.external_id.as_deref()?;
        if !id.starts_with(BY_FILE) || by_uid.contains_key(id) {
            return None;
        }
        let mark = draft.card.as_ref()?.mark();
        let is_it = |(at, one): &(usize, &Remembered)| {
            one.uid.starts_with(BY_FILE)
                && !self.claimed.contains_key(at)
                && self.by_id.get(&one.contact).is_some_and(|known| {
                    let mut sources = known.sources.iter();
                    sources.any(|s| s.is_in_step(&one.uid) && s.card == Some(mark))
                })
        };
        let (_, one) = self.remembered.iter().enumerate().find(is_it)?;
        Some(one.uid.clone())
    }

    /// Tags who is in a group, and names whom a relation's UID means.
    fn name_related(&mut self) {
        let mut names: HashMap<String, String> = HashMap::new();
        for one in self.remembered {
            if let Some(known) = self.by_id.get(&one.contact) {
                names.insert(one.uid.clone(), known.card.name.clone());
            }
        }
        let drafts = self.found.iter().map(|(_, found, _)| found);
        for found in drafts.chain(&self.new) {
            let uid = found.draft.external_id.clone().unwrap_or_default();
            names.insert(uid, found.draft.name.clone());
        }
        let found = self.found.iter_mut().map(|(_, found, _)| found);
        for Found { draft, .. } in found.chain(&mut self.new) {
            let uid = draft.external_id.as_deref().unwrap_or_default();
            for tag in self.looked.groups.get(uid).into_iter().flatten() {
                if !draft.tags.contains(tag) {
                    draft.tags.push(tag.clone());
                }
            }
            draft.relations = std::mem::take(&mut draft.relations)
                .into_iter()
                .filter_map(|(kind, name)| match name.strip_prefix("urn:uuid:") {
                    Some(uid) => Some((kind, names.get(uid)?.clone())),
                    None => Some((kind, name)),
                })
                .collect();
        }
    }

    /// Which cards have gone; that there are too many is refused.
    fn gone(&mut self) -> Result<(), Error> {
        let there = self.remembered.iter().enumerate();
        let there: Vec<_> = there
            .filter(|(at, one)| !one.is_gone && !self.is_deleted_here(*at))
            .collect();
        let is_claimed = |at: usize| self.claimed.contains_key(&at);
        // Who has another card there is still there.
        let claimed = there.iter().filter(|(at, _)| is_claimed(*at));
        let still_there: HashSet<ContactId> = claimed.map(|(_, one)| one.contact).collect();
        let gone = there.iter().filter(|(at, _)| !is_claimed(*at));
        let gone: Vec<Gone> = gone
            .filter_map(|(_, one)| {
                let card = &self.by_id.get(&one.contact)?.card;
                Some(Gone {
                    source: one.source,
                    contact: one.contact,
                    name: card.name.clone(),
                    is_here: !still_there.contains(&one.contact)
                        && matches!(
                            card.standing,
                            Standing::Active
                                | Standing::Paused
                                | Standing::Dormant
                                | Standing::Unreachable
                        ),
                })
            })
            .collect();
        if !self.is_whole {
            return Ok(());
        }
        let left = self.claimed.len() + self.new.len();
        if self.settings.trust == Trust::Usual && folder::is_too_much(gone.len(), there.len(), left)
        {
            return Err(Error::TooMuchGone {
                path: self.settings.folder.clone(),
                gone: gone.len(),
                of: there.len(),
            });
        }
        self.looked.gone = gone;
        Ok(())
    }

    fn steps(&mut self) {
        for (at, found, bytes) in std::mem::take(&mut self.found) {
            let one = &self.remembered[at];
            let how = (self.ways(at), self.settings.also.as_slice());
            let known = self.by_id.get(&one.contact);
            let step = known.and_then(|known| folder::step(known, one, found, how));
            self.looked.steps.extend(step.map(|step| (step, bytes)));
        }
    }

    fn newcomers(&mut self, known: &[Known]) {
        if self.new.is_empty() {
            return;
        }
        let drafts: Vec<Draft> = self.new.iter().map(|found| found.draft.clone()).collect();
        let parsed = Parsed {
            read: drafts.len(),
            drafts,
            ..Parsed::of(SourceKind::Vdir)
        };
        let files = vec![(self.settings.folder.clone(), parsed)];
        self.looked.plan = import::plan(known, files, &Policy::default());
        self.looked.met = std::mem::take(&mut self.new);
    }

    /// Who is more than a latent tie and has no card there, where such are written.
    fn unwritten(&mut self, known: &[Known]) {
        if self.settings.new == NewCards::None {
            return;
        }
        let met: HashSet<ContactId> = self
            .looked
            .plan
            .rows
            .iter()
            .filter_map(|row| match &row.outcome {
                Outcome::Merge { into, .. } | Outcome::Unchanged { into } => Some(*into),
                _ => None,
            })
            .collect();
        let is_unwritten = |known: &&Known| {
            let card = &known.card;
            card.tie != Tie::Latent
                && matches!(
                    card.standing,
                    Standing::Active | Standing::Paused | Standing::Dormant
                )
                && !known.sources.iter().any(|s| s.kind == SourceKind::Vdir)
                && !met.contains(&card.id)
        };
        let cards = known.iter().filter(is_unwritten);
        self.looked.unwritten = cards.map(|known| known.card.clone()).collect();
    }
}

/// What tells that a file, what is remembered of its card and its groups are as they were.
pub(super) fn position(
    stat: &str,
    one: &Remembered,
    groups: &HashMap<String, Vec<String>>,
) -> String {
    let mut hasher = DefaultHasher::new();
    (one.mark, groups.get(&one.uid)).hash(&mut hasher);
    format!("{stat} {:016x}", hasher.finish())
}
