//! `ties config`.

use super::failure::Failure;
use super::print::Out;
use super::session::Session;
use crate::config;
use crate::text::Shown;

/// Prints where the config file is and the settings in force, as such a file.
pub(super) fn run(session: &Session, out: &mut Out) -> Result<(), Failure> {
    let path = session.paths.config.path();
    let there = match path.exists() {
        true => "",
        false => " (not there: these are the defaults)",
    };
    let shown = path.display().to_string();
    out.line(&format!("# {}{there}", Shown::line(&shown)))?;
    out.line(&format!(
        "# The data file is {}",
        Shown::line(&session.paths.db.display().to_string())
    ))?;
    out.line("")?;
    out.block(&config::write(&session.config), 0)
}
