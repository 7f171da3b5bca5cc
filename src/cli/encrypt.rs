//! `ties encrypt`, `decrypt` and `rekey`: the key of the data file.

use super::args::{Encrypt, Rekey};
use super::failure::{Exit, Failure};
use super::session::Session;
use crate::store;

/// Encrypts the data file.
pub(super) fn encrypt(_: &Encrypt, session: &Session) -> Result<(), Failure> {
    Err(not_built(session))
}

/// Makes the encrypted data file a plain one.
pub(super) fn decrypt(session: &Session) -> Result<(), Failure> {
    Err(not_built(session))
}

/// Gives the encrypted data file another key.
pub(super) fn rekey(_: &Rekey, session: &Session) -> Result<(), Failure> {
    Err(not_built(session))
}

fn not_built(session: &Session) -> Failure {
    Failure::new(
        Exit::Key,
        format_args!(
            "this ties was built without encryption; {} was left as it is; {}",
            session.paths.db.display(),
            store::BUILD
        ),
    )
}
