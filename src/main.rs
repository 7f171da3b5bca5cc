//! Reads the command line and carries out its command, or opens the screen.

use std::process::ExitCode;

use ties::cli::{self, Outside, Start};
use ties::run::{self, desktop, drafts, editor, signals, terminal};

fn main() -> color_eyre::Result<ExitCode> {
    color_eyre::install()?;
    signals::survive_the_file_size_limit()?;
    let edit = |folder: &std::path::Path, text: &str| {
        editor::edit(&editor::command(), folder, text).map_err(|error| error.to_string())
    };
    let outside = Outside {
        editor: &edit,
        notifier: &desktop::notify,
        screen_size: &terminal::window,
        forget_drafts: &drafts::forget,
        interruption: &signals::interruption,
    };
    let ended = match cli::start(std::env::args_os(), outside) {
        Start::Done(exit) => Ok(exit),
        Start::Screen(screen) => run::screen(*screen),
    };
    #[cfg(feature = "encryption")]
    ties::store::forget_keys();
    ended
}
