//! Where passphrases and secrets come from: a command that the config names, else whoever sits at
//! the terminal. Never an argument or the environment, which others can read.

pub mod prompt;

use std::io::{ErrorKind, Read};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

use signal_hook::consts::SIGPIPE;
use zeroize::Zeroizing;

use crate::text::{Shown, machine_words};

/// The longest line that a command may print or a person type, in bytes.
const LONGEST: usize = 4096;

/// Whether somebody may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Where there is a terminal.
    OnTerminal,
    /// Not for this: it runs by itself, as in a prompt.
    Never,
}

/// The first line that the command prints. It reads nothing of what was meant for ties, and says
/// on standard error what it has to say.
///
/// # Errors
/// Why it gave none, to be said after what the command is called in the config.
pub fn printed_by(command: &[String]) -> Result<Zeroizing<Vec<u8>>, String> {
    let Some((name, arguments)) = command.split_first() else {
        return Err("names no program".to_owned());
    };
    let failed = |what: String| format!("({}) {what}", Shown::line(name));
    let mut child = Command::new(name)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(format!("could not be started: {}", machine_words(&error))))?;
    let mut printed = Zeroizing::new(vec![0; LONGEST]);
    let read = child.stdout.take().map_or(Ok(0), |mut from| {
        let mut read = 0;
        while read < LONGEST {
            match from.read(&mut printed[read..]) {
                Ok(0) => break,
                Ok(more) => read += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(read)
    });
    let ended = child.wait();
    let io =
        |error: std::io::Error| failed(format!("could not be read: {}", machine_words(&error)));
    printed.truncate(read.map_err(io)?);
    let ended = ended.map_err(io)?;
    let end = printed.iter().position(|byte| *byte == b'\n');
    // Of more than the first line it may print as much as it likes, until nobody reads on.
    if !ended.success() && ended.signal() != Some(SIGPIPE) {
        return Err(failed(match ended.code() {
            Some(code) => format!("ended with status {code}"),
            None => "was ended by a signal".to_owned(),
        }));
    }
    if end.is_none() && printed.len() == LONGEST {
        return Err(failed(format!(
            "printed a line of more than {LONGEST} bytes"
        )));
    }
    if let Some(end) = end {
        printed.truncate(end);
    }
    while printed.last() == Some(&b'\r') {
        printed.pop();
    }
    match printed.is_empty() {
        true => Err(failed("printed nothing on its first line".to_owned())),
        false => Ok(printed),
    }
}
