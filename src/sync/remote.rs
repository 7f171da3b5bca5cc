//! A shared history on a server or in a bucket, over TaskChampion's own ways there.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use taskchampion::server::{AddVersionResult, GetVersionResult, SnapshotUrgency};
use taskchampion::{Error, Server, ServerConfig};
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use uuid::Uuid;

use super::chain::{Added, Chain, Fault, Segment};
use super::engine::feature;
#[cfg(any(feature = "sync-s3", feature = "sync-gcs"))]
use super::keys;
use super::place::Place;
use super::said;
use crate::private::{self, Existing};

/// How long a bucket may take to show that it is there; whoever is there already is given as long
/// by TaskChampion, but a bucket three times over.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server or bucket as a shared history.
pub(super) struct Remote {
    runtime: Runtime,
    server: Box<dyn Server>,
    /// What it is called where something is said of it.
    name: String,
    /// Holds the parent of a version that this machine saw there: it shows whether the secret is
    /// the right one, and whether the history is still the same.
    seen: PathBuf,
    /// Whether something of it has opened with this secret.
    opens: bool,
    /// Whether what was there may have become part of a snapshot, or be gone.
    is_cut: bool,
}

impl Remote {
    /// The history at `place`.
    pub(super) fn open(place: &Place, folder: &Path, secret: &[u8]) -> Result<Remote, Fault> {
        let config = config(place, secret)?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Fault::Other(error.to_string()))?;
        let name = name(place);
        let server = runtime
            .block_on(async { timeout(PATIENCE, config.into_server()).await })
            .map_err(|_| Fault::Unreachable(format!("{name}: no answer for a minute")))?
            .map_err(|error| fault(&name, &error))?;
        let mut remote = Remote {
            runtime,
            server,
            name,
            seen: folder.join("seen"),
            opens: false,
            is_cut: false,
        };
        remote.prove()?;
        Ok(remote)
    }

    /// Finds out whether the history is the one that was seen, and opens with this secret.
    fn prove(&mut self) -> Result<(), Fault> {
        let seen = fs::read_to_string(&self.seen).ok();
        let seen = seen.and_then(|text| Uuid::try_parse(text.trim()).ok());
        match self.child(seen.unwrap_or_default()) {
            Ok(found) => {
                self.is_cut = found.is_none();
                Ok(())
            }
            Err(Fault::Gone) => self.snapshot().map(drop),
            Err(Fault::WrongSecret) => Err(self.unread()),
            Err(fault) => Err(fault),
        }
    }

    /// Why a segment does not open: where something else does, that is its own fault, else the
    /// secret's.
    fn unread(&mut self) -> Fault {
        let opens = self.opens
            || matches!(self.child(Uuid::nil()), Ok(Some(_)))
            || matches!(self.snapshot(), Ok(Some(_)));
        match opens {
            true => Fault::Damaged(format!(
                "{}: a part of it was changed by somebody without the secret",
                self.name
            )),
            false => Fault::WrongSecret,
        }
    }

    fn child(&mut self, parent: Uuid) -> Result<Option<Segment>, Fault> {
        let found = self.runtime.block_on(self.server.get_child_version(parent));
        match found.map_err(|error| fault(&self.name, &error))? {
            GetVersionResult::NoSuchVersion => Ok(None),
            GetVersionResult::Version {
                version_id,
                parent_version_id,
                history_segment,
            } if parent_version_id == parent => {
                self.opens = true;
                Ok(Some(Segment {
                    version: version_id,
                    bytes: history_segment,
                }))
            }
            GetVersionResult::Version { .. } => Err(Fault::Damaged(format!(
                "{}: it answered with another segment than the one asked for",
                self.name
            ))),
        }
    }

    /// Makes sure of a version that nothing follows that it is the latest. A bucket tells one
    /// whose followers are in the snapshot only from the latest by nothing, nor does an empty
    /// server one that it never had.
    fn is_latest(&mut self, version: Uuid) -> Result<(), Fault> {
        let Some(snapshot) = self.snapshot()? else {
            return match version.is_nil() {
                true => Ok(()),
                false => Err(Fault::Rewritten),
            };
        };
        if version.is_nil() {
            return Err(Fault::Gone);
        }
        let mut at = snapshot.version;
        while at != version {
            at = self.child(at)?.ok_or(Fault::Gone)?.version;
        }
        Ok(())
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
        match self.child(parent) {
            Ok(Some(found)) => {
                self.note(parent);
                // From here on nothing is missing.
                self.is_cut = false;
                Ok(Some(found))
            }
            Ok(None) if self.is_cut => self.is_latest(parent).map(|()| None),
            Err(Fault::WrongSecret) => Err(self.unread()),
            other => other,
        }
    }

    fn add(&mut self, parent: Uuid, bytes: Vec<u8>) -> Result<Added, Fault> {
        let added = self
            .runtime
            .block_on(self.server.add_version(parent, bytes));
        match added.map_err(|error| fault(&self.name, &error))? {
            (AddVersionResult::Ok(version), urgency) => {
                self.note(parent);
                self.is_cut = false;
                Ok(Added::As {
                    version,
                    wants_snapshot: urgency == SnapshotUrgency::High,
                })
            }
            (AddVersionResult::ExpectedParentVersion(_), _) => {
                // Another came first, or `parent` has long been no version any more.
                self.is_cut = true;
                Ok(Added::Behind)
            }
        }
    }

    fn snapshot(&mut self) -> Result<Option<Segment>, Fault> {
        let taken = self.runtime.block_on(self.server.get_snapshot());
        match taken.map_err(|error| fault(&self.name, &error)) {
            Ok(taken) => Ok(taken.map(|(version, bytes)| {
                self.opens = true;
                Segment { version, bytes }
            })),
            Err(Fault::WrongSecret) if self.opens => Err(self.unread()),
            Err(fault) => Err(fault),
        }
    }

    fn keep_snapshot(&mut self, at: Uuid, bytes: Vec<u8>) -> Result<(), Fault> {
        self.runtime
            .block_on(self.server.add_snapshot(at, bytes))
            .map_err(|error| fault(&self.name, &error))
    }
}

/// What a place is called where something is said of it.
fn name(place: &Place) -> String {
    match place {
        Place::Git { url, .. } | Place::Server { url, .. } => url.clone(),
        Place::S3 {
            bucket, endpoint, ..
        } => match endpoint {
            Some(endpoint) => format!("{bucket} at {endpoint}"),
            None => bucket.clone(),
        },
        Place::Gcs { bucket, .. } => bucket.clone(),
    }
}

/// What TaskChampion needs for a place.
///
/// # Errors
/// [`Fault::NotBuilt`] where it was built without, [`Fault::Denied`] where there is no key.
fn config(place: &Place, secret: &[u8]) -> Result<ServerConfig, Fault> {
    match place {
        #[cfg(feature = "sync-server")]
        Place::Server { url, client } => Ok(ServerConfig::Remote {
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

            let credentials = match profile {
                Some(name) => {
                    let key = keys::of_profile(name)?;
                    AwsCredentials::AccessKey {
                        access_key_id: key.id,
                        secret_access_key: key.secret,
                    }
                }
                None => AwsCredentials::Default,
            };
            Ok(ServerConfig::Aws {
                region: region.clone(),
                bucket: bucket.clone(),
                endpoint_url: endpoint.clone(),
                // Whoever is not Amazon rarely has a name for every bucket.
                force_path_style: endpoint.is_some(),
                credentials,
                encryption_secret: secret.to_vec(),
            })
        }
        #[cfg(feature = "sync-gcs")]
        Place::Gcs { bucket, key } => {
            key.as_deref().map_or(Ok(()), keys::lies_in)?;
            Ok(ServerConfig::Gcp {
                bucket: bucket.clone(),
                credential_path: key.as_ref().map(|key| key.display().to_string()),
                encryption_secret: secret.to_vec(),
            })
        }
        #[allow(unreachable_patterns)] // where all are built
        other => Err(Fault::NotBuilt(feature(other))),
    }
}

/// What went wrong with what is called `name`.
fn fault(name: &str, error: &Error) -> Fault {
    said::fault(name, &all_words(error))
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
    words
}
