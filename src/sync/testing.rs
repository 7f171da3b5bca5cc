//! A shared history in memory, for tests: it is as strict as a real one, and fails when told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::chain::{Added, Chain, Fault, Segment};

/// A history that lives as long as one of its clones, each of which is one machine's way to it.
#[derive(Debug, Clone, Default)]
pub struct Shared(Arc<Mutex<History>>);

#[derive(Debug, Default)]
struct History {
    /// Parent and segment, oldest first.
    segments: Vec<(Uuid, Segment)>,
    snapshot: Option<Segment>,
    /// Versions that were dropped once a snapshot held them.
    dropped: Vec<Uuid>,
    /// A snapshot is asked for after so many segments without one; 0 is never.
    snapshot_every: usize,
    troubles: VecDeque<Trouble>,
}

/// What befalls the next call.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// Nothing: this one goes well.
    None,
    /// It fails, and nothing was done.
    Before(Fault),
    /// What it was to do is done, and the answer is lost.
    After(Fault),
}

impl Shared {
    /// A history that asks for a snapshot after so many segments without one.
    pub fn with_snapshots_every(segments: usize) -> Shared {
        let shared = Shared::default();
        shared.history().snapshot_every = segments;
        shared
    }

    /// What befalls the calls to come, one each; whichever machine makes them.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        self.history().troubles.extend(troubles);
    }

    /// All segments as they are kept, oldest first.
    pub fn segments(&self) -> Vec<Segment> {
        let history = self.history();
        history
            .segments
            .iter()
            .map(|(_, one)| one.clone())
            .collect()
    }

    /// Changes a segment as it is kept: damage, or a program that is none of ours.
    pub fn change(&self, at: usize, change: impl FnOnce(&mut Vec<u8>)) {
        change(&mut self.history().segments[at].1.bytes);
    }

    /// Drops the segments that the snapshot holds.
    pub fn drop_what_the_snapshot_holds(&self) {
        let mut history = self.history();
        let Some(at) = history.snapshot.as_ref().map(|snapshot| snapshot.version) else {
            return;
        };
        let held = history
            .segments
            .iter()
            .position(|(_, one)| one.version == at);
        let held = held.map_or(0, |index| index + 1);
        let dropped: Vec<_> = history.segments.drain(..held).collect();
        let parents = dropped.iter().map(|(parent, _)| *parent);
        history.dropped.extend(parents);
    }

    fn history(&self) -> MutexGuard<'_, History> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call<T>(&self, work: impl FnOnce(&mut History) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut history = self.history();
        match history.troubles.pop_front() {
            None | Some(Trouble::None) => work(&mut history),
            Some(Trouble::Before(fault)) => Err(fault),
            Some(Trouble::After(fault)) => work(&mut history).and(Err(fault)),
        }
    }
}

impl History {
    /// The version that the next segment has for its parent.
    fn latest(&self) -> Uuid {
        match (self.segments.last(), &self.snapshot) {
            (Some((_, segment)), _) => segment.version,
            (None, Some(snapshot)) => snapshot.version,
            (None, None) => Uuid::nil(),
        }
    }

    fn since_snapshot(&self) -> usize {
        let of = |at| self.segments.iter().position(|(_, one)| one.version == at);
        let held = self
            .snapshot
            .as_ref()
            .and_then(|snapshot| of(snapshot.version));
        self.segments.len() - held.map_or(0, |index| index + 1)
    }
}

impl Chain for Shared {
    fn after(&mut self, parent: Uuid) -> Result<Option<Segment>, Fault> {
        self.call(|history| {
            let found = history.segments.iter().find(|(of, _)| *of == parent);
            match found {
                Some((_, segment)) => Ok(Some(segment.clone())),
                None if parent == history.latest() => Ok(None),
                None if history.dropped.contains(&parent) => Err(Fault::Gone),
                None => Err(Fault::Rewritten),
            }
        })
    }

    fn add(&mut self, parent: Uuid, bytes: Vec<u8>) -> Result<Added, Fault> {
        self.call(|history| {
            if parent != history.latest() {
                return Ok(Added::Behind);
            }
            let version = Uuid::now_v7();
            history.segments.push((parent, Segment { version, bytes }));
            let every = history.snapshot_every;
            Ok(Added::As {
                version,
                wants_snapshot: every > 0 && history.since_snapshot() >= every,
            })
        })
    }

    fn snapshot(&mut self) -> Result<Option<Segment>, Fault> {
        self.call(|history| Ok(history.snapshot.clone()))
    }

    fn keep_snapshot(&mut self, at: Uuid, bytes: Vec<u8>) -> Result<(), Fault> {
        self.call(|history| {
            history.snapshot = Some(Segment { version: at, bytes });
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(added: Added) -> Uuid {
        match added {
            Added::As { version, .. } => version,
            Added::Behind => panic!("behind"),
        }
    }

    #[test]
    fn one_of_two_who_add_at_once_is_behind_and_finds_the_other() {
        let mut laptop = Shared::default();
        let mut desktop = laptop.clone();
        let first = version(laptop.add(Uuid::nil(), b"a".to_vec()).unwrap());
        assert_eq!(desktop.add(Uuid::nil(), b"b".to_vec()), Ok(Added::Behind));
        let found = desktop.after(Uuid::nil()).unwrap().unwrap();
        assert_eq!((found.version, found.bytes), (first, b"a".to_vec()));
        assert_eq!(desktop.after(first), Ok(None));
        assert_eq!(desktop.after(Uuid::now_v7()), Err(Fault::Rewritten));
    }

    #[test]
    fn an_answer_may_be_lost_and_what_a_snapshot_holds_dropped() {
        let mut shared = Shared::with_snapshots_every(1);
        let fault = Fault::Unreachable("cut off".to_owned());
        shared.trouble([Trouble::After(fault.clone())]);
        assert_eq!(shared.add(Uuid::nil(), b"a".to_vec()), Err(fault));
        let first = shared.after(Uuid::nil()).unwrap().unwrap().version;
        shared.keep_snapshot(first, b"all".to_vec()).unwrap();
        shared.drop_what_the_snapshot_holds();
        assert_eq!(shared.after(Uuid::nil()), Err(Fault::Gone));
        assert_eq!(shared.after(first), Ok(None));
        version(shared.add(first, b"b".to_vec()).unwrap());
    }
}
