//! Connection requests that files tell of: which of them come in, and whom they are from.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::people::People;
use super::told::CameBefore;
use super::{Known, MADE_UP, Person, Plan, Row};
use crate::domain::draft::{Invitation, SourceKind};
use crate::domain::matching::{self, Page};
use crate::domain::request::{Askers, Request};
use crate::text;

/// A request of a file with what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// Which of the plan's files it is from.
    pub file: usize,
    pub invitation: Invitation,
    /// Whom it is from, where they are here or come in with the same plan.
    pub from: Option<Person>,
    pub fate: Fate,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It comes into the inbox.
    New,
    /// It waits in the inbox, where a hand put it: what else the file tells is added to it.
    Joins,
    /// It came in before, whatever was decided since.
    Seen,
    /// Both are connected already, so it was accepted.
    Connected,
}

impl Fate {
    /// Whether anything is written of it.
    pub fn comes_in(self) -> bool {
        matches!(self, Fate::New | Fate::Joins)
    }
}

/// A request that came in before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub external_id: String,
    pub name: String,
    pub on: Option<NaiveDate>,
}

/// What becomes of the requests of each file, when these rows come in beside the people.
pub(super) fn asking(
    invitations: Vec<(usize, Vec<Invitation>)>,
    plan: &Plan,
    known: &[Known],
    people: &People<'_>,
) -> Vec<Asking> {
    if invitations.iter().all(|(_, all)| all.is_empty()) {
        return Vec::new();
    }
    let connected = connected(plan, known);
    let asking = |file: usize, invitation: Invitation| {
        let page = invitation.asked.url.as_deref().and_then(matching::page);
        let profile = match page {
            Some(Page::Profile(key)) => Some(key),
            Some(Page::Account(_)) | None => None,
        };
        let is_connected = profile
            .as_deref()
            .is_some_and(|key| connected.contains(key));
        Asking {
            file,
            from: profile.and_then(|key| people.with_profile(&key)),
            fate: match is_connected {
                true => Fate::Connected,
                false => Fate::New,
            },
            invitation,
        }
    };
    invitations
        .into_iter()
        .flat_map(|(file, all)| all.into_iter().map(move |invitation| (file, invitation)))
        .map(|(file, invitation)| asking(file, invitation))
        .collect()
}

/// The profiles of everyone with whom LinkedIn says one is connected.
fn connected<'p>(plan: &'p Plan, known: &'p [Known]) -> HashSet<&'p str> {
    let linkedin = SourceKind::LinkedinConnections;
    let sources = known.iter().flat_map(|known| &known.sources);
    let sources = sources.filter(|source| source.kind == linkedin);
    let is_linkedin = |row: &&Row| plan.files.get(row.file).is_some_and(|f| f.kind == linkedin);
    let rows = plan.rows.iter().filter(is_linkedin);
    sources
        .map(|source| source.external_id.as_str())
        .chain(rows.filter_map(|row| row.draft.external_id.as_deref()))
        .collect()
}

impl Plan {
    /// Leaves out what came in before, and what the plan tells twice.
    pub fn leave_out(&mut self, before: &CameBefore) {
        self.leave_out_requests(&before.requests);
        self.join_requests(&before.by_hand);
        self.leave_out_told(before);
    }

    fn leave_out_requests(&mut self, seen: &[Seen]) {
        let name_and_day = |name: &str, on| (text::fold(name), on);
        let mut ids: HashSet<String> = seen.iter().map(|s| s.external_id.clone()).collect();
        let made_up = |id: &str| id.starts_with(MADE_UP);
        // Without the page of who asks, name and day have to tell.
        let mut named: HashSet<_> = seen.iter().map(|s| name_and_day(&s.name, s.on)).collect();
        let mut made_up_ones: HashSet<_> = seen
            .iter()
            .filter(|seen| made_up(&seen.external_id))
            .map(|seen| name_and_day(&seen.name, seen.on))
            .collect();
        for row in self.requests.iter_mut().filter(|row| row.fate == Fate::New) {
            let id = &row.invitation.external_id;
            let name = name_and_day(&row.invitation.asked.name, row.invitation.asked.on);
            let is_named = match made_up(id) {
                true => named.contains(&name),
                false => made_up_ones.contains(&name),
            };
            if is_named || ids.contains(id) {
                row.fate = Fate::Seen;
                continue;
            }
            ids.insert(id.clone());
            if made_up(id) {
                made_up_ones.insert(name.clone());
            }
            named.insert(name);
        }
    }

    /// Tells which of these open requests, put in by hand, are told now, each once.
    fn join_requests(&mut self, by_hand: &[Request]) {
        let by_hand = Askers::of(by_hand.iter().cloned());
        let mut joined = HashSet::new();
        for row in self.requests.iter_mut().filter(|row| row.fate == Fate::New) {
            let same = by_hand.same(&row.invitation.asked);
            if same.is_some_and(|same| joined.insert(same.id)) {
                row.fate = Fate::Joins;
            }
        }
    }

    /// How many requests of the files wait in the inbox then.
    pub fn requests_in(&self) -> usize {
        let comes = |row: &&Asking| row.fate.comes_in();
        self.requests.iter().filter(comes).count()
    }
}
