//! The clone of a branch, which is made to be what the repository holds.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use uuid::Uuid;

use super::super::chain::Fault;
use super::call::Calls;
use super::{damaged, fault};

/// Files that no program converts, whatever somebody told git.
const ATTRIBUTES: &str = "* -text -filter -ident -working-tree-encoding -diff -merge\n";

/// The clone of one branch.
#[derive(Debug)]
pub(super) struct Mirror {
    calls: Calls,
    url: String,
    branch: String,
}

/// What the clone holds, by the names of its files.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) latest: Uuid,
    /// What the key was made with; empty where nothing is shared yet.
    pub(super) salt: String,
    /// The version that the snapshot was taken at.
    pub(super) snapshot: Option<Uuid>,
    /// The versions by their parents.
    pub(super) after: HashMap<Uuid, Vec<Uuid>>,
    /// The version before each, and its file.
    pub(super) files: HashMap<Uuid, (Uuid, String)>,
}

impl Content {
    pub(super) fn parent_of(&self, version: Uuid) -> Option<Uuid> {
        self.files.get(&version).map(|(parent, _)| *parent)
    }

    /// The version and those before it, as far back as they are kept.
    pub(super) fn back_from(&self, version: Uuid) -> Vec<Uuid> {
        let mut held = vec![version];
        let mut at = version;
        while let Some(parent) = self.parent_of(at) {
            if held.len() > self.files.len() {
                break; // they go in a circle
            }
            held.push(parent);
            at = parent;
        }
        held
    }
}

impl Mirror {
    /// A clone below `folder`, which is ours and is there.
    pub(super) fn new(folder: &Path, url: &str, branch: &str) -> Result<Mirror, Fault> {
        Ok(Mirror {
            calls: Calls::new(folder)?,
            url: url.to_owned(),
            branch: branch.to_owned(),
        })
    }

    pub(super) fn calls(&self) -> &Calls {
        &self.calls
    }

    pub(super) fn branch(&self) -> &str {
        &self.branch
    }

    /// Makes the clone what the repository holds; nothing of its own stays in it.
    pub(super) fn settle(&mut self) -> Result<(), Fault> {
        let tip = self.tip()?;
        if let Some(tip) = &tip {
            self.calls.set_objects(tip);
        }
        match self.follow(tip.as_deref()) {
            Err(
                fault @ (Fault::NoRoom
                | Fault::NoProgram(_)
                | Fault::Unreachable(_)
                | Fault::Denied(_)),
            ) => Err(fault),
            Err(_) => {
                // It is only a cache, and damaged.
                self.begin_anew()?;
                self.follow(tip.as_deref())
            }
            Ok(()) => Ok(()),
        }
    }

    /// The latest commit of the branch, by the repository's word.
    pub(super) fn tip(&self) -> Result<Option<String>, Fault> {
        let name = self.name();
        let said = self.calls.far(&["ls-remote", "--", &self.url, &name])?;
        Ok(said.lines().find_map(|line| {
            let (id, of) = line.split_once('\t')?;
            (of == name).then(|| id.to_owned())
        }))
    }

    fn name(&self) -> String {
        format!("refs/heads/{}", self.branch)
    }

    fn follow(&self, tip: Option<&str>) -> Result<(), Fault> {
        self.prepare()?;
        let head = self.head().ok();
        let Some(tip) = tip else {
            if head.is_some() || self.names()?.iter().any(|name| name != ".git") {
                self.begin_anew()?;
                self.prepare()?;
            }
            return Ok(());
        };
        if head.as_deref() == Some(tip) {
            self.calls.near(&["reset", "-q", "--hard"])?;
        } else {
            let name = self.name();
            self.calls.far(&[
                "fetch",
                "-q",
                "--no-tags",
                "--force",
                "--",
                &self.url,
                &name,
            ])?;
            self.calls.near(&["reset", "-q", "--hard", "FETCH_HEAD"])?;
        }
        self.calls.near(&["clean", "-ffdxq"]).map(drop)
    }

    /// Makes the clone, where there is none, and takes away what a git left that was cut off.
    fn prepare(&self) -> Result<(), Fault> {
        let git = self.folder().join(".git");
        let io = |error: io::Error| self.calls.io_fault(&error);
        remove_locks(&git).map_err(io)?;
        let head = format!("ref: {}\n", self.name());
        if fs::read_to_string(git.join("HEAD")).is_ok_and(|there| there == head) {
            return Ok(());
        }
        self.calls.near(&["init", "-q", "--template="])?;
        self.calls.near(&["symbolic-ref", "HEAD", &self.name()])?;
        fs::create_dir_all(git.join("info")).map_err(io)?;
        fs::write(git.join("info/attributes"), ATTRIBUTES).map_err(io)
    }

    fn begin_anew(&self) -> Result<(), Fault> {
        match fs::remove_dir_all(self.folder()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(self.calls.io_fault(&error))
            }
            _ => Ok(()),
        }
    }

    /// The clone's folder.
    pub(super) fn folder(&self) -> PathBuf {
        self.calls.clone()
    }

    /// The clone's latest commit.
    pub(super) fn head(&self) -> Result<String, Fault> {
        let said = self.calls.near(&["rev-parse", "--verify", "-q", "HEAD"])?;
        Ok(said.trim().to_owned())
    }

    /// Whether this commit is one that the clone's branch goes back to.
    pub(super) fn holds(&self, commit: &str) -> bool {
        let asked = ["merge-base", "--is-ancestor", commit, "HEAD"];
        self.calls.near(&asked).is_ok()
    }

    /// Pushes the branch; where that fails, also whether it may be that somebody else pushed first.
    pub(super) fn push(&self) -> Result<(), (Fault, bool)> {
        let to = format!("HEAD:{}", self.name());
        self.calls
            .push(&["push", "--porcelain", "--", &self.url, &to])
            .map_err(|(fault, said)| (fault, fault::is_behind(&said)))
    }

    /// Packs the clone, now and then.
    pub(super) fn pack(&self) {
        // It is smaller by it, and nothing else.
        let _ = self
            .calls
            .near(&["-c", "gc.auto=2000", "gc", "--auto", "-q"]);
    }

    fn names(&self) -> Result<Vec<String>, Fault> {
        let io = |error: io::Error| self.calls.io_fault(&error);
        fs::read_dir(self.folder())
            .map_err(io)?
            .map(|entry| {
                Ok(entry
                    .map_err(io)?
                    .file_name()
                    .to_string_lossy()
                    .into_owned())
            })
            .collect()
    }

    /// What the clone holds.
    pub(super) fn content(&self) -> Result<Content, Fault> {
        let mut content = Content::default();
        let mut others = Vec::new();
        for name in self.names()? {
            match version(&name) {
                Some((parent, version)) => {
                    content.after.entry(parent).or_default().push(version);
                    content.files.insert(version, (parent, name));
                }
                None if !["snapshot", "meta", ".git"].contains(&&*name) => others.push(name),
                None => {}
            }
        }
        let read = |name: &str| match fs::read(self.folder().join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.calls.io_fault(&error)),
        };
        let Some(meta) = read("meta")? else {
            if !content.files.is_empty() {
                return Err(damaged("its file meta is missing"));
            }
            return match others.iter().find(|name| !is_greeting(name)) {
                Some(other) => Err(damaged(&format!(
                    "the branch {} holds other files, such as {other}: it needs one of its own, \
                     which --branch names",
                    self.branch
                ))),
                None => Ok(content),
            };
        };
        let meta: Meta =
            serde_json::from_slice(&meta).map_err(|_| damaged("its file meta cannot be read"))?;
        content.latest = meta.latest_version;
        content.salt = meta.salt;
        if let Some(snapshot) = read("snapshot")? {
            let taken: Taken = serde_json::from_slice(&snapshot)
                .map_err(|_| damaged("its file snapshot cannot be read"))?;
            content.snapshot = Some(taken.version_id);
        }
        Ok(content)
    }
}

/// The file `meta`, as TaskChampion writes it.
#[derive(Debug, Deserialize)]
struct Meta {
    latest_version: Uuid,
    salt: String,
}

/// What of the file `snapshot` is not encrypted.
#[derive(Debug, Deserialize)]
struct Taken {
    version_id: Uuid,
}

/// Parent and version of a segment's file.
fn version(name: &str) -> Option<(Uuid, Uuid)> {
    let (parent, version) = name.strip_prefix("v-")?.split_once('-')?;
    Some((
        Uuid::try_parse(parent).ok()?,
        Uuid::try_parse(version).ok()?,
    ))
}

/// What a new repository is often begun with.
fn is_greeting(name: &str) -> bool {
    let name = name.to_lowercase();
    ["readme", "license", "licence", ".git", "code_of_conduct"]
        .iter()
        .any(|known| name.starts_with(known))
}

/// Removes the locks that a git leaves which is killed; nobody else runs one here.
fn remove_locks(git: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(git) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "lock") {
            fs::remove_file(&path)?;
        } else if path.is_dir() && !path.ends_with("objects") {
            remove_locks(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_s_file_tells_its_version_and_the_one_before() {
        let (parent, child) = (Uuid::nil(), Uuid::from_u128(7));
        let name = format!("v-{}-{}", parent.simple(), child.simple());
        assert_eq!(version(&name), Some((parent, child)));
        for other in ["v-", "v-1-2", "meta", "snapshot"] {
            assert_eq!(version(other), None);
        }
    }
}
