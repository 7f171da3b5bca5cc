//! A shared history on a server or in a bucket, over TaskChampion's own ways there.

use std::fs;
use std::path::{Path, PathBuf};

use taskchampion::server::{AddVersionResult, GetVersionResult, SnapshotUrgency};
use taskchampion::{Error, Server, ServerConfig};
use tokio::runtime::{Builder, Runtime};
use uuid::Uuid;

use super::chain::{Added, Chain, Fault, Segment};
use super::engine::feature;
use super::place::Place;
use crate::private::{self, Existing};

/// A server or bucket as a shared history.
pub(super) struct Remote {
    runtime: Runtime,
    server: Box<dyn Server>,
    /// Holds the parent of a version that this machine saw there: it shows whether the secret is
    /// the right one, and whether the history is still the same.
    seen: PathBuf,
}

impl Remote {
    /// The history at `place`.
    pub(super) fn open(place: &Place, folder: &Path, secret: &[u8]) -> Result<Remote, Fault> {
        let config = config(place, secret).ok_or(Fault::NotBuilt(feature(place)))?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::Other(error.to_string()))?;
        let server = runtime.block_on(config.into_server()).map_err(fault)?;
        let mut remote = Remote {
            runtime,
            server,
            seen: folder.join("seen"),
        };
        remote.prove()?;
        Ok(remote)
    }

    /// Finds out whether the history is the one that was seen, and opens with this secret.
    fn prove(&mut self) -> Result<(), Fault> {
        let seen = fs::read_to_string(&self.seen).ok();
        let seen = seen.and_then(|text| Uuid::try_parse(text.trim()).ok());
        match (self.child(seen.unwrap_or_default()), seen) {
            (Ok(None), Some(_)) => Err(Fault::Rewritten),
            (Err(Fault::Gone), _) => self.snapshot().map(drop),
            (found, _) => found.map(drop),
        }
    }

    fn child(&mut self, parent: Uuid) -> Result<Option<Segment>, Fault> {
        let found = self.runtime.block_on(self.server.get_child_version(parent));
        match found.map_err(fault)? {
            GetVersionResult::NoSuchVersion => Ok(None),
            GetVersionResult::Version {
                version_id,
                parent_version_id,
                history_segment,
            } if parent_version_id == parent => Ok(Some(Segment {
                version: version_id,
                bytes: history_segment,
            })),
            GetVersionResult::Version { .. } => Err(Fault::Damaged(
                "it answered with another segment than the one asked for".to_owned(),
            )),
        }
    }

    /// Remembers that something follows `parent`.
    fn note(&self, parent: Uuid) {
        let text = parent.to_string();
        // Without it the next sync asks for the beginning instead.
        let _ = private::write(&self.seen, text.as_bytes(), Existing::Replaced);
    }
}

impl Chain for Remote {
    fn after(&mut self, parent: Uuid) -> Result<Option<Segment>, Fault> {
        let found = self.child(parent)?;
        if found.is_some() {
            self.note(parent);
        }
        Ok(found)
    }

    fn add(&mut self, parent: Uuid, bytes: Vec<u8>) -> Result<Added, Fault> {
        let added = self
            .runtime
            .block_on(self.server.add_version(parent, bytes));
        match added.map_err(fault)? {
            (AddVersionResult::Ok(version), urgency) => {
                self.note(parent);
                Ok(Added::As {
                    version,
                    wants_snapshot: urgency == SnapshotUrgency::High,
                })
            }
            (AddVersionResult::ExpectedParentVersion(_), _) => Ok(Added::Behind),
        }
    }

    fn snapshot(&mut self) -> Result<Option<Segment>, Fault> {
        let taken = self.runtime.block_on(self.server.get_snapshot());
        let taken = taken.map_err(fault)?;
        Ok(taken.map(|(version, bytes)| Segment { version, bytes }))
    }

    fn keep_snapshot(&mut self, at: Uuid, bytes: Vec<u8>) -> Result<(), Fault> {
        self.runtime
            .block_on(self.server.add_snapshot(at, bytes))
            .map_err(fault)
    }
}

/// What TaskChampion needs for a place; `None` where it was built without.
fn config(place: &Place, secret: &[u8]) -> Option<ServerConfig> {
    match place {
        #[cfg(feature = "sync-server")]
        Place::Server { url, client } => Some(ServerConfig::Remote {
            url: url.clone(),
            client_id: *client,
            encryption_secret: secret.to_vec(),
        }),
        #[cfg(feature = "sync-s3")]
        Place::S3 {
            bucket,
            region,
            endpoint,
            profile,
        } => {
            use taskchampion::server::AwsCredentials;
            Some(ServerConfig::Aws {
                region: region.clone(),
                bucket: bucket.clone(),
                endpoint_url: endpoint.clone(),
                // Whoever is not Amazon rarely has a name for every bucket.
                force_path_style: endpoint.is_some(),
                credentials: match profile {
                    Some(name) => AwsCredentials::Profile {
                        profile_name: name.clone(),
                    },
                    None => AwsCredentials::Default,
                },
                encryption_secret: secret.to_vec(),
            })
        }
        #[cfg(feature = "sync-gcs")]
        Place::Gcs { bucket, key } => Some(ServerConfig::Gcp {
            bucket: bucket.clone(),
            credential_path: key.as_ref().map(|key| key.display().to_string()),
            encryption_secret: secret.to_vec(),
        }),
        #[allow(unreachable_patterns)] // where all are built
        _ => None,
    }
}

/// What went wrong, by TaskChampion's words: it keeps no kinds of its own.
fn fault(error: Error) -> Fault {
    let words = all_words(&error);
    let small = words.to_lowercase();
    let has = |signs: &[&str]| signs.iter().any(|sign| small.contains(sign));
    if has(&["unsealing"]) {
        return Fault::WrongSecret;
    }
    if has(&["envelope", "content-type", "header", "invalid json"]) {
        return Fault::Damaged(words);
    }
    if has(&["410 gone"]) {
        return Fault::Gone;
    }
    if has(&["507 insufficient storage", "quotaexceeded"]) {
        return Fault::NoRoom;
    }
    if has(&[
        "responded with 401",
        "responded with 403",
        "accessdenied",
        "credential",
    ]) {
        return Fault::Denied(words);
    }
    if has(&["responded with 404", "nosuchbucket", "could not parse"]) {
        return Fault::Missing(words);
    }
    if has(&["responded with 4"]) {
        return Fault::Rejected(words);
    }
    if has(&[
        "responded with 5",
        "error sending request",
        "connect",
        "timed out",
        "timeout",
        "dispatch failure",
        "error decoding response body",
        "dns",
    ]) {
        return Fault::Unreachable(words);
    }
    Fault::Other(words)
}

/// An error with what it came from, in one line.
fn all_words(error: &Error) -> String {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(deeper) = source {
        let more = deeper.to_string();
        if !words.contains(&more) {
            words = format!("{words}: {more}");
        }
        source = deeper.source();
    }
    words.trim_start_matches("Server Error: ").to_owned()
}
