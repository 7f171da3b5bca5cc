//! One linear history that several machines share, whatever it is kept in. What a segment holds
//! is no matter of the chain.

use std::fmt;

use uuid::Uuid;

/// One linear history that several machines share. Its first segment has the nil version for a
/// parent.
pub trait Chain {
    /// The segment whose parent is `parent`; `None` where `parent` is the latest version, or
    /// where there is none yet.
    ///
    /// [`Fault::Gone`] where `parent` is so old that what came after it is in the snapshot only,
    /// [`Fault::Rewritten`] where this history never had such a version.
    fn after(&mut self, parent: Uuid) -> Result<Option<Segment>, Fault>;

    /// Adds a segment; [`Added::Behind`] where another came first.
    ///
    /// After a fault it may have come in all the same, since an answer can be lost on its way: it
    /// then is what follows `parent`.
    fn add(&mut self, parent: Uuid, bytes: Vec<u8>) -> Result<Added, Fault>;

    /// The latest snapshot, and the version that it was taken at.
    fn snapshot(&mut self) -> Result<Option<Segment>, Fault>;

    /// Keeps a snapshot of everything up to the version `at`, in place of the one before.
    fn keep_snapshot(&mut self, at: Uuid, bytes: Vec<u8>) -> Result<(), Fault>;
}

/// What one machine added, or a snapshot, and the version that it made or was taken at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    pub version: Uuid,
    pub bytes: Vec<u8>,
}

/// What became of a segment that was to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is the latest version now.
    As { version: Uuid, wants_snapshot: bool },
    /// Another came first, and nothing was added.
    Behind,
}

/// Why the shared history cannot be used now. It is one line that says what to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing answers there; with what was said about it.
    Unreachable(String),
    /// It answers, and lets this machine not in.
    Denied(String),
    /// There is no such repository, server or bucket.
    Missing(String),
    /// It takes nothing, for a reason of its own.
    Rejected(String),
    /// What is there does not open with this secret.
    WrongSecret,
    /// What is there cannot be read.
    Damaged(String),
    /// The history is another than the one that this machine knows.
    Rewritten,
    /// What came after the version that was asked for is in the snapshot only.
    Gone,
    /// A disk is full: this machine's or the other one's.
    NoRoom,
    /// Another sync of this machine is at it.
    Busy,
    /// A program that is needed is not here.
    NoProgram(&'static str),
    /// This ties was built without what the place needs: the cargo feature that builds it in.
    NotBuilt(&'static str),
    Other(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Unreachable(what) => write!(
                f,
                "where the history is shared nothing answers ({what}); what is new here goes with \
                 the next sync"
            ),
            Fault::Denied(what) => write!(
                f,
                "this machine is not let in where the history is shared ({what}); give it a key or \
                 a credential helper that works without asking, then `ties sync`"
            ),
            Fault::Missing(what) => write!(
                f,
                "there is nothing to share the history through ({what}); make it first, or mend \
                 the address with `ties sync leave` and `ties sync join`"
            ),
            Fault::Rejected(what) => write!(
                f,
                "what is new here is not taken where the history is shared ({what}); mend that, \
                 then `ties sync`"
            ),
            Fault::WrongSecret => f.write_str(
                "what is shared does not open with this secret; give the one of the other \
                 machines, then `ties sync`",
            ),
            Fault::Damaged(what) => write!(
                f,
                "what is shared cannot be read ({what}); nothing here was changed; bring back an \
                 older state of it, or begin anew with `ties sync leave` and `ties sync init`"
            ),
            Fault::Rewritten => f.write_str(
                "what is shared is another history than the one this machine knows; nothing here \
                 was changed; bring back the old one, or `ties sync leave` and `ties sync join`",
            ),
            Fault::Gone => f.write_str(
                "this machine was away for so long that what happened since is kept in one piece \
                 only, and that piece is not there; `ties sync leave` and `ties sync join`",
            ),
            Fault::NoRoom => {
                f.write_str("the disk is full, here or where the history is shared; make room, then `ties sync`")
            }
            Fault::Busy => f.write_str("another sync is at it; wait for its end, then `ties sync`"),
            Fault::NoProgram(name) => write!(f, "there is no {name} here; install it, then `ties sync`"),
            Fault::NotBuilt(feature) => write!(
                f,
                "this ties was built without that; one built with `--features {feature}` has it"
            ),
            Fault::Other(what) => write!(f, "{what}; what is new here goes with the next sync"),
        }
    }
}

impl std::error::Error for Fault {}
