//! Encrypted files: how one is told without its key, what opens it, and why one stays shut.
//!
//! An encrypted file of ties is one of SQLCipher, whose first sixteen bytes are the salt of its
//! key and otherwise random. ties begins the salt with a mark of its own and leaves the rest to
//! chance: so the file itself says what it is, and no second file has to be written, synchronised
//! or lost along with it.

#[cfg(feature = "encryption")]
mod ask;
mod cover;
#[cfg(feature = "encryption")]
mod held;
#[cfg(feature = "encryption")]
mod why;
#[cfg(not(feature = "encryption"))]
mod without;

#[cfg(feature = "encryption")]
pub use ask::keys_from;
#[cfg(feature = "encryption")]
pub(super) use ask::quietly;
pub use cover::Cover;
#[cfg(feature = "encryption")]
pub(super) use held::{Held, Key, another, held, hold, new, read_salt, unlocked};
#[cfg(feature = "encryption")]
pub use held::{cover, forget_keys};
#[cfg(feature = "encryption")]
pub use why::{Given, NoKey};
#[cfg(not(feature = "encryption"))]
pub use without::{BUILD, NoKey, cover};
#[cfg(not(feature = "encryption"))]
pub(super) use without::{quietly, read_salt, unlocked};

/// How the salt of an encrypted file begins; the 88 bits after it are random.
pub(super) const MARK: [u8; 5] = *b"ties\xe5";

/// The first bytes of an encrypted file.
pub(super) type Salt = [u8; 16];

/// Whether a file that begins so is an encrypted one of ties.
pub(super) fn is_encrypted(head: &[u8]) -> bool {
    head.starts_with(&MARK)
}
