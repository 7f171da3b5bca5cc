//! What Apple's address book does its own way: labels beside their line, groups as cards.

use std::collections::HashMap;

use crate::domain::draft::Draft;

/// `_$!<Home>!$_`, as Apple marks its own labels, without the marks.
pub(super) fn label(text: &str) -> (&str, Origin) {
    match text
        .strip_prefix("_$!<")
        .and_then(|rest| rest.strip_suffix(">!$_"))
    {
        Some(own) => (own, Origin::BuiltIn),
        None => (text, Origin::Person),
    }
}

/// Who chose a label's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    BuiltIn,
    Person,
}

/// A group: a card that names other cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) name: String,
    /// The members' UIDs.
    pub(super) members: Vec<String>,
}

/// The groups of a file; each becomes a tag of its members.
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
