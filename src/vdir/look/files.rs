//! Reading the folder: which file holds whose card, and which cards have come.

use std::collections::HashMap;

use super::{Look, position};
use crate::domain::draft::{Draft, Original};
use crate::domain::folder::{Found, Remembered, Ways, shared};
use crate::domain::import::{self, MADE_UP};
use crate::domain::standing::Standing;
use crate::exchange::vcard::One;
use crate::exchange::vdir::{self, Item, Remark};
use crate::vdir::Error;

/// How the id of a card starts that has no UID: it goes by the name of its file.
const BY_FILE: &str = "file:";

impl Look<'_> {
    pub(super) fn files(&mut self, items: &[Item]) -> Result<(), Error> {
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

    pub(super) fn is_deleted_here(&self, at: usize) -> bool {
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
    pub(super) fn ways(&self, at: usize) -> Ways {
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
}
