//! A shared history in a branch of a git repository.
//!
//! TaskChampion's own code writes and reads the files of a clone, and encrypts them; it is told
//! that there is no repository but this clone. What goes to and from the other one is done here,
//! since TaskChampion does not tell a push that came too late from one that never arrived, and
//! leaves in the clone what was not taken, where it would be read as if it were shared.
//!
//! The clone is a cache. Before it is asked for anything it is made to be what the repository
//! holds, and one that is damaged is made anew: so what a sync left that was cut off is gone with
//! the next.

mod call;
mod fault;
mod mirror;

use std::collections::HashSet;
use std::path::Path;

use taskchampion::server::{AddVersionResult, GetVersionResult, SnapshotUrgency};
use taskchampion::{Server, ServerConfig};
use uuid::Uuid;
use zeroize::Zeroizing;

use self::mirror::{Content, Mirror};
use super::chain::{Added, Chain, Fault, Segment};
use super::engine::wait;
use crate::clock::Clock;

/// How often something is tried again because somebody else was faster.
const TRIES: usize = 4;

/// How long segments are kept once a snapshot holds them, in seconds.
const KEPT: i64 = 180 * 24 * 60 * 60;

/// A branch of a git repository as a shared history.
pub(super) struct Git {
    mirror: Mirror,
    secret: Zeroizing<Vec<u8>>,
    content: Content,
    /// What reads and writes the files of the clone.
    server: Box<dyn Server>,
    /// Whether the clone holds what the repository may not.
    is_ahead: bool,
}

impl Git {
    /// The history in this branch as it is now, with a clone of it in `folder`, which is there.
    pub(super) fn open(
        folder: &Path,
        url: &str,
        branch: &str,
        secret: &[u8],
    ) -> Result<Git, Fault> {
        let name = folder.display().to_string();
        if name.contains(['[', ']', '*', '?']) {
            // TaskChampion would take it for a pattern, and find nothing.
            return Err(Fault::Other(format!(
                "{name} has a letter in its name ([, ], * or ?) that TaskChampion cannot handle; \
                 rename the folder"
            )));
        }
        let mut mirror = Mirror::new(folder, url, branch)?;
        mirror.settle()?;
        mirror.content()?;
        let server = serve(&mirror, secret)?;
        let content = mirror.content()?;
        let mut git = Git {
            mirror,
            secret: Zeroizing::new(secret.to_vec()),
            content,
            server,
            is_ahead: false,
        };
        git.prove()?;
        Ok(git)
    }

    /// Makes the clone what the repository holds, where it may not be.
    fn settled(&mut self) -> Result<(), Fault> {
        if !self.is_ahead {
            return Ok(());
        }
        self.mirror.settle()?;
        let content = self.mirror.content()?;
        let is_same = content.salt == self.content.salt;
        self.content = content;
        if !is_same {
            // It was empty, and another machine has begun it meanwhile.
            self.server = serve(&self.mirror, &self.secret)?;
            self.content = self.mirror.content()?;
            self.prove()?;
        }
        self.is_ahead = false;
        Ok(())
    }

    /// Finds out whether the secret is that of whoever added the latest segment: what another
    /// one added would be closed to everybody else.
    fn prove(&mut self) -> Result<(), Fault> {
        let latest = self.content.latest;
        match self.content.parent_of(latest) {
            _ if latest.is_nil() => Ok(()),
            Some(parent) => self.segment(parent).map(drop),
            None if self.content.snapshot.is_some() => self.taken().map(drop),
            None => Err(damaged("its latest segment is missing")),
        }
    }

    /// The segment after `parent`, of which a file is there.
    fn segment(&mut self, parent: Uuid) -> Result<Segment, Fault> {
        match wait(self.server.get_child_version(parent)) {
            Ok(GetVersionResult::Version {
                version_id,
                history_segment,
                ..
            }) => Ok(Segment {
                version: version_id,
                bytes: history_segment,
            }),
            Ok(GetVersionResult::NoSuchVersion) => Err(damaged("a segment is missing")),
            Err(error) => Err(self.unread(&error, Some(parent))),
        }
    }

    /// The snapshot, of which a file is there.
    fn taken(&mut self) -> Result<Option<Segment>, Fault> {
        match wait(self.server.get_snapshot()) {
            Ok(taken) => Ok(taken.map(|(version, bytes)| Segment { version, bytes })),
            Err(error) => Err(self.unread(&error, None)),
        }
    }

    /// Why a file does not open: where another does, that is its own fault, else the secret's.
    fn unread(&mut self, error: &taskchampion::Error, parent: Option<Uuid>) -> Fault {
        let words = error.to_string();
        if words.contains("envelope") {
            return damaged("a file of it is none of TaskChampion's");
        }
        if !words.contains("unsealing") {
            return self.mirror.calls().local_fault(&words);
        }
        let others: Vec<Uuid> = self.content.after.keys().copied().collect();
        let mut opens = others
            .into_iter()
            .filter(|other| Some(*other) != parent)
            .take(20)
            .any(|other| wait(self.server.get_child_version(other)).is_ok());
        if parent.is_some() && self.content.snapshot.is_some() {
            opens |= wait(self.server.get_snapshot()).is_ok();
        }
        match opens {
            true => damaged("a file of it was changed by somebody without the secret"),
            false => Fault::WrongSecret,
        }
    }

    /// The version that follows `parent`, by the names of the files.
    fn follower(&self, parent: Uuid) -> Result<Option<Uuid>, Fault> {
        match self.content.after.get(&parent).map(Vec::as_slice) {
            Some([child]) => return Ok(Some(*child)),
            Some([_, _, ..]) => return Err(damaged("two segments follow the same one")),
            Some([]) | None => {}
        }
        if parent == self.content.latest {
            return Ok(None);
        }
        let was_there =
            parent.is_nil() || self.content.parent_of(parent).is_some() || self.had(parent)?;
        Err(match (was_there, self.content.snapshot) {
            (false, _) => Fault::Rewritten,
            (true, Some(_)) => Fault::Gone,
            (true, None) => damaged("a segment is missing"),
        })
    }

    /// Whether the history ever had this version.
    fn had(&self, version: Uuid) -> Result<bool, Fault> {
        let file = format!("v-*-{}", version.simple());
        let calls = self.mirror.calls();
        let said = calls.near(&["log", "--format=%H", "-n1", "--", &file])?;
        Ok(!said.is_empty())
    }

    /// Sends what was committed on top of `base`, and makes sure that it arrived.
    fn send(&mut self, base: Option<&str>) -> Result<Sent, Fault> {
        let commit = self.mirror.head()?;
        let pushed = self.mirror.push();
        if pushed.is_ok() && self.mirror.tip()?.as_deref() == Some(&*commit) {
            self.content = self.mirror.content()?;
            self.is_ahead = false;
            return Ok(Sent::Arrived);
        }
        // The answer may have been lost, and somebody may have added to ours since.
        self.settled()?;
        match pushed {
            _ if self.mirror.holds(&commit) => Ok(Sent::Arrived),
            Ok(()) => Err(Fault::Rejected(
                "it said that it took it, and does not have it".to_owned(),
            )),
            Err((fault, false)) => Err(fault),
            Err((_, true)) if self.mirror.head().ok().as_deref() != base => {
                Ok(Sent::Not(Fault::Busy))
            }
            Err((fault, true)) => Ok(Sent::Not(fault)),
        }
    }

    /// Writes a segment into the clone; `None` where `parent` is not the latest there.
    fn write(&mut self, parent: Uuid, bytes: Vec<u8>) -> Result<Option<(Uuid, bool)>, Fault> {
        // By that it reads anew which one is the latest.
        if let Ok(GetVersionResult::Version { .. }) = wait(self.server.get_child_version(parent)) {
            return Ok(None);
        }
        self.is_ahead = true;
        match wait(self.server.add_version(parent, bytes)) {
            Ok((AddVersionResult::Ok(version), urgency)) => {
                Ok(Some((version, urgency == SnapshotUrgency::High)))
            }
            Ok((AddVersionResult::ExpectedParentVersion(_), _)) => Ok(None),
            Err(error) => Err(self.mirror.calls().local_fault(&error.to_string())),
        }
    }

    /// Removes segments that the snapshot has held for long.
    fn tidy(&self, snapshot: Uuid) -> Result<(), Fault> {
        let calls = self.mirror.calls();
        let until = Clock::machine().now_ms() / 1000 - KEPT;
        let old = calls.near(&[
            "log",
            "--no-renames",
            "--diff-filter=A",
            "--name-only",
            "--format=",
            &format!("--until=@{until}"),
            "--",
            "v-*",
        ])?;
        let old: HashSet<&str> = old.lines().collect();
        let held = self.content.back_from(snapshot);
        let gone: Vec<&str> = held
            .iter()
            .filter_map(|version| self.content.files.get(version))
            .map(|(_, file)| file.as_str())
            .filter(|file| old.contains(file))
            .collect();
        for some in gone.chunks(500) {
            calls.near(&[&["rm", "-q", "-f", "--"], some].concat())?;
        }
        if !gone.is_empty() {
            calls.near(&["commit", "-q", "-m", "remove what the snapshot holds"])?;
        }
        Ok(())
    }
}

/// What became of what was sent.
enum Sent {
    Arrived,
    /// It did not, and may the next time: somebody else was faster ([`Fault::Busy`]), by a segment
    /// or a snapshot, and the clone is what they made of it; or nobody was, and this is why.
    Not(Fault),
}

impl Chain for Git {
    fn after(&mut self, parent: Uuid) -> Result<Option<Segment>, Fault> {
        self.settled()?;
        match self.follower(parent)? {
            Some(_) => self.segment(parent).map(Some),
            None => Ok(None),
        }
    }

    fn add(&mut self, parent: Uuid, bytes: Vec<u8>) -> Result<Added, Fault> {
        let mut why = Fault::Busy;
        for _ in 0..TRIES {
            self.settled()?;
            let base = self.mirror.head().ok();
            if self.follower(parent)?.is_some() {
                return Ok(Added::Behind);
            }
            let Some((version, wants_snapshot)) = self.write(parent, bytes.clone())? else {
                self.is_ahead = true;
                return Ok(Added::Behind);
            };
            match self.send(base.as_deref())? {
                Sent::Arrived => {
                    return Ok(Added::As {
                        version,
                        wants_snapshot,
                    });
                }
                Sent::Not(fault) => why = fault,
            }
        }
        Err(why)
    }

    fn snapshot(&mut self) -> Result<Option<Segment>, Fault> {
        self.settled()?;
        match self.content.snapshot {
            Some(_) => self.taken(),
            None => Ok(None),
        }
    }

    fn keep_snapshot(&mut self, at: Uuid, bytes: Vec<u8>) -> Result<(), Fault> {
        let mut why = Fault::Busy;
        for _ in 0..TRIES {
            self.settled()?;
            let base = self.mirror.head().ok();
            let there = self.content.snapshot;
            if there.is_some_and(|there| self.content.back_from(there).contains(&at)) {
                return Ok(()); // a later one is there
            }
            self.is_ahead = true;
            wait(self.server.add_snapshot(at, bytes.clone()))
                .map_err(|error| self.mirror.calls().local_fault(&error.to_string()))?;
            self.tidy(at)?;
            match self.send(base.as_deref())? {
                Sent::Arrived => {
                    self.mirror.pack();
                    return Ok(());
                }
                Sent::Not(fault) => why = fault,
            }
        }
        Err(why)
    }
}

fn serve(mirror: &Mirror, secret: &[u8]) -> Result<Box<dyn Server>, Fault> {
    let config = ServerConfig::Git {
        local_path: mirror.folder(),
        branch: mirror.branch().to_owned(),
        remote: None,
        local_only: true,
        encryption_secret: secret.to_vec(),
        git_path: Some(mirror.calls().script()),
    };
    wait(config.into_server()).map_err(|error| mirror.calls().local_fault(&error.to_string()))
}

fn damaged(what: &str) -> Fault {
    Fault::Damaged(what.to_owned())
}
