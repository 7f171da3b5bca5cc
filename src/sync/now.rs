//! A sync of one data file, from its place and secret to the end; for the command line and the
//! screen alike.

use std::fmt;
use std::path::{Path, PathBuf};

use uuid::Uuid;
use zeroize::Zeroizing;

use super::chain::{Chain, Fault};
use super::engine::{self, Engine};
use super::exchange::{self, Failure, Outcome};
use super::place::Place;
use crate::secret::{self, Asking, prompt};
use crate::store::{self, Store, WayIn};

/// The shortest secret that is taken for a new history, in bytes: what is shared lies with
/// others, who may try as many as they like.
const SHORTEST: usize = 12;

/// Why a file was not brought in step.
#[derive(Debug)]
pub enum Why {
    /// It is not shared, or it is already, where that was to begin.
    NotShared,
    SharedAlready(String),
    /// Where it is shared cannot be understood.
    Place(String),
    NoSecret(NoSecret),
    Failed(Failure),
}

/// Why there is no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoSecret {
    /// There is no command, and nobody to ask.
    NobodyToAsk,
    NoAnswer,
    /// A new one was not the same the second time.
    Differs,
    Short,
    /// The command gave none, for this reason.
    Command(String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::NotShared => f.write_str(
                "this file is not shared yet; `ties sync init git URL` begins a history that \
                 other machines can join, `ties sync join git URL` joins one",
            ),
            Why::SharedAlready(place) => write!(
                f,
                "this file is shared through {place} already; `ties sync leave` ends that"
            ),
            Why::Place(what) => f.write_str(what),
            Why::NoSecret(why) => why.fmt(f),
            Why::Failed(failure) => failure.fmt(f),
        }
    }
}

impl fmt::Display for NoSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoSecret::NobodyToAsk => f.write_str(
                "sync needs a secret, and there is no terminal to ask for it; set secret_command \
                 under [sync] in the config",
            ),
            NoSecret::NoAnswer => f.write_str(
                "no secret was given; try again, or set secret_command under [sync] in the config",
            ),
            NoSecret::Differs => f.write_str("the two secrets differ; try again"),
            NoSecret::Short => write!(
                f,
                "a secret of fewer than {SHORTEST} characters can be guessed; take a longer one, \
                 such as what `openssl rand -base64 24` prints"
            ),
            NoSecret::Command(what) => write!(
                f,
                "secret_command {what}; mend the command, or unlock what it reads from"
            ),
        }
    }
}

impl std::error::Error for Why {}

impl From<store::Error> for Why {
    fn from(error: store::Error) -> Why {
        Why::Failed(Failure::Store(error))
    }
}

impl From<Fault> for Why {
    fn from(fault: Fault) -> Why {
        Why::Failed(Failure::Chain(fault))
    }
}

impl From<NoSecret> for Why {
    fn from(why: NoSecret) -> Why {
        Why::NoSecret(why)
    }
}

/// What is kept on this machine of the history that the data file at `db` is shared through.
pub fn folder(db: &Path) -> PathBuf {
    let name = db.file_name().unwrap_or_default();
    db.with_file_name("sync").join(name)
}

/// Brings the file and its shared history in step.
///
/// # Errors
/// [`Why`]; nothing is lost by it.
pub fn now(store: &mut Store, command: &[String], asking: Asking) -> Result<Outcome, Why> {
    let sharing = store.sharing()?.ok_or(Why::NotShared)?;
    let place: Place = sharing.remote.parse().map_err(Why::Place)?;
    let secret = known_secret(command, asking)?;
    let mut engine = open(store, &place, &secret)?;
    exchange::run(store, &mut engine).map_err(Why::Failed)
}

/// Has the file be shared through `place` from now on, and brings both in step. The file is as
/// it was where there is nothing to join, or a history where one was to be begun.
///
/// # Errors
/// [`Why`]. Once it is shared, the next sync goes on from there.
pub fn begin(
    store: &mut Store,
    place: &Place,
    way_in: WayIn,
    keeps_budget: bool,
    command: &[String],
) -> Result<Outcome, Why> {
    if let Some(sharing) = store.sharing()? {
        return Err(Why::SharedAlready(sharing.remote));
    }
    let secret = match way_in {
        WayIn::Begin => new_secret(command)?,
        WayIn::Join => known_secret(command, Asking::OnTerminal)?,
    };
    let mut engine = open(store, place, &secret)?;
    let is_begun = match engine.after(Uuid::nil()) {
        Ok(first) => first.is_some(),
        Err(Fault::Gone) => true,
        Err(fault) => return Err(fault.into()),
    };
    match (way_in, is_begun) {
        (WayIn::Begin, true) => return Err(Why::Failed(Failure::BegunAlready)),
        (WayIn::Join, false) => return Err(Why::Failed(Failure::NothingToJoin)),
        (WayIn::Begin, false) | (WayIn::Join, true) => {}
    }
    store.share(&place.to_string(), way_in, keeps_budget)?;
    exchange::run(store, &mut engine).map_err(Why::Failed)
}

/// What a sync came to, in a line.
pub fn words(outcome: &Outcome) -> String {
    match (outcome.took, outcome.sent) {
        (0, 0) => "in step; nothing was new".to_owned(),
        (came, 0) => format!("in step: {came} came"),
        (0, went) => format!("in step: {went} went"),
        (came, went) => format!("in step: {came} came, {went} went"),
    }
}

/// Ends that the file is shared; what is shared stays where it is.
///
/// # Errors
/// [`Why`].
pub fn leave(store: &mut Store) -> Result<(), Why> {
    if store.sharing()?.is_none() {
        return Err(Why::NotShared);
    }
    store.stop_sharing()?;
    match store.path() {
        Some(path) => Ok(engine::forget(&folder(path))?),
        None => Ok(()),
    }
}

fn open(store: &Store, place: &Place, secret: &[u8]) -> Result<Engine, Why> {
    let path = store.path().ok_or(Why::NotShared)?;
    Ok(engine::open(place, &folder(path), secret)?)
}

fn known_secret(command: &[String], asking: Asking) -> Result<Zeroizing<Vec<u8>>, NoSecret> {
    if !command.is_empty() {
        return secret::printed_by(command).map_err(NoSecret::Command);
    }
    if asking == Asking::Never || !prompt::is_possible() {
        return Err(NoSecret::NobodyToAsk);
    }
    prompt::read("The secret that your machines share:").ok_or(NoSecret::NoAnswer)
}

/// The secret of a history that begins: of the command, else typed twice.
fn new_secret(command: &[String]) -> Result<Zeroizing<Vec<u8>>, NoSecret> {
    let secret = known_secret(command, Asking::OnTerminal)?;
    if secret.len() < SHORTEST {
        return Err(NoSecret::Short);
    }
    if command.is_empty() {
        let again = prompt::read("The same again:").ok_or(NoSecret::NoAnswer)?;
        if *again != *secret {
            return Err(NoSecret::Differs);
        }
    }
    Ok(secret)
}
