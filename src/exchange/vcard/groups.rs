//! Groups, which are cards that name other cards. Each becomes a tag of its members.

use std::collections::HashMap;

use crate::domain::draft::Draft;

/// A group: a card that names other cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) name: String,
    /// The members' UIDs.
    pub(super) members: Vec<String>,
}

/// The groups of a file.
#[derive(Debug, Default)]
pub(super) struct Groups {
    by_member: HashMap<String, Vec<String>>,
}

impl Groups {
    pub(super) fn add(&mut self, group: Group) {
        for member in group.members {
            self.by_member
                .entry(member)
                .or_default()
                .push(group.name.clone());
        }
    }

    /// Adds the groups of the cards after these.
    pub(super) fn join(&mut self, after: Groups) {
        for (member, names) in after.by_member {
            self.by_member.entry(member).or_default().extend(names);
        }
    }

    pub(super) fn tag(&self, drafts: &mut [Draft]) {
        if self.by_member.is_empty() {
            return;
        }
        for draft in drafts {
            let uid = draft.external_id.as_deref().unwrap_or_default();
            for tag in self.by_member.get(uid).into_iter().flatten() {
                if !draft.tags.contains(tag) {
                    draft.tags.push(tag.clone());
                }
            }
        }
    }
}
