//! `ties demo --save`.

use std::path::Path;

use super::failure::{Exit, Failure};
use super::print;
use super::session::Session;
use crate::domain::demo;
use crate::paths;
use crate::store::Store;

/// Writes the made-up people to a new data file.
pub(super) fn save(file: &Path, session: &Session) -> Result<(), Failure> {
    if file.symlink_metadata().is_ok() {
        return Err(Failure::new(
            Exit::Failed,
            format_args!("{} is already there; name a new file", file.display()),
        ));
    }
    let demo = demo::look_round(session.today);
    let mut store = Store::open(file, session.clock)?;
    store.make_up(&demo.changes, session.rules())?;
    print::say(&format!(
        "written; look round with: {}",
        paths::command(file)
    ));
    Ok(())
}
