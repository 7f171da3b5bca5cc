//! Encrypted files: how one is told without its key, and why one does not open.
//!
//! An encrypted file of ties is one of SQLCipher, whose first sixteen bytes are the salt of its
//! key and otherwise random. ties begins the salt with a mark of its own and leaves the rest to
//! chance: so the file itself says what it is, and no second file has to be written, synchronised
//! or lost along with it.

use std::path::Path;

/// How the salt of an encrypted file begins; the 88 bits after it are random.
pub(super) const MARK: [u8; 5] = *b"ties\xe5";

/// Whether a file that begins so is an encrypted one of ties.
pub(super) fn is_encrypted(head: &[u8]) -> bool {
    head.starts_with(&MARK)
}

/// Why an encrypted file stays shut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoKey {
    /// This ties was built without encryption.
    NotBuilt,
}

impl NoKey {
    /// What keeps the file at `path` shut, and what to do about it.
    pub fn words(&self, path: &Path) -> String {
        let path = path.display();
        match self {
            NoKey::NotBuilt => format!(
                "{path} is encrypted, and this ties was built without encryption; it was left as \
                 it is; {BUILD}"
            ),
        }
    }
}

/// How one gets a ties that can encrypt.
pub const BUILD: &str = "a ties built with `--features encryption` opens it";
