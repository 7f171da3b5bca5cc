//! Reads the command line and carries out its command, or opens the screen.

use std::process::ExitCode;

use ties::cli::{self, Start};

fn main() -> ExitCode {
    if let Err(error) = color_eyre::install() {
        cli::complain(&format!("reports of crashes cannot be set up: {error}"));
    }
    let editor = |_: &std::path::Path, _: &str| Ok(None);
    match cli::start(std::env::args_os(), &editor) {
        Start::Done(exit) => exit,
        Start::Screen(_) => ExitCode::SUCCESS,
    }
}
