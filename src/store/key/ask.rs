//! Where a passphrase or key comes from: the command that the config names, else whoever sits at
//! the terminal. Never an argument or the environment, which others can read.

use std::io::{ErrorKind, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use signal_hook::consts::SIGPIPE;
use zeroize::Zeroizing;

use super::{Given, NoKey, prompt};
use crate::text::{Shown, machine_words};

/// How often a passphrase may be mistyped.
const TRIES: u8 = 3;

/// The longest line that a command may print, in bytes.
pub(super) const LONGEST: usize = 4096;

/// Whether somebody may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asking {
    /// Where there is a terminal.
    OnTerminal,
    /// Not for this: it runs by itself, as in a prompt.
    Never,
}

/// What keys come from in this process.
struct Sources {
    command: Vec<String>,
    asking: Asking,
}

static SOURCES: Mutex<Sources> = Mutex::new(Sources {
    command: Vec::new(),
    asking: Asking::OnTerminal,
});

fn sources() -> MutexGuard<'static, Sources> {
    SOURCES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Has keys come from this command, if it has any words, else from the terminal.
pub fn keys_from(command: &[String], asking: Asking) {
    *sources() = Sources {
        command: command.to_vec(),
        asking,
    };
}

/// Has nobody asked during `work`: what the command gives, or gave, has to do.
pub(in crate::store) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    let before = std::mem::replace(&mut sources().asking, Asking::Never);
    let done = work();
    sources().asking = before;
    done
}

/// A passphrase or key as it was given.
pub(super) struct Secret {
    pub(super) words: Zeroizing<Vec<u8>>,
    pub(super) given: Given,
}

/// Asking for the passphrase of one file until it opens.
pub(super) struct Asked<'f> {
    file: &'f Path,
    wrong: Option<Given>,
    tries: u8,
}

impl<'f> Asked<'f> {
    pub(super) fn about(file: &'f Path) -> Asked<'f> {
        Asked {
            file,
            wrong: None,
            tries: 0,
        }
    }

    /// What is given next: by the command first; where that is wrong, or there is none, by hand.
    pub(super) fn next(&mut self) -> Result<Secret, NoKey> {
        let (command, asking) = {
            let sources = sources();
            (sources.command.clone(), sources.asking)
        };
        if self.wrong.is_none() && !command.is_empty() {
            let words = run(&command)?;
            self.wrong = Some(Given::ByCommand);
            return Ok(Secret {
                words,
                given: Given::ByCommand,
            });
        }
        if self.tries == TRIES || asking == Asking::Never || !prompt::is_possible() {
            return Err(self.wrong.map_or(NoKey::NobodyToAsk, NoKey::Wrong));
        }
        let file = self.file.display();
        let words = prompt::read(&match self.wrong {
            None => format!("Passphrase of {file}:"),
            Some(Given::ByCommand) => {
                format!("What passphrase_command prints does not open {file}. Its passphrase:")
            }
            Some(Given::ByHand) => "That does not open it. Passphrase:".to_owned(),
        })?;
        self.tries += 1;
        self.wrong = Some(Given::ByHand);
        Ok(Secret {
            words,
            given: Given::ByHand,
        })
    }
}

/// A new passphrase for the file: of the command, if it has any words, else typed twice.
pub(super) fn new(file: &Path, command: &[String]) -> Result<Secret, NoKey> {
    if !command.is_empty() {
        return Ok(Secret {
            words: run(command)?,
            given: Given::ByCommand,
        });
    }
    if !prompt::is_possible() {
        return Err(NoKey::NobodyToAsk);
    }
    let words = prompt::read(&format!("New passphrase for {}:", file.display()))?;
    if *prompt::read("The same again:")? != *words {
        return Err(NoKey::Differs);
    }
    Ok(Secret {
        words,
        given: Given::ByHand,
    })
}

/// The words of the config's command.
pub(super) fn command() -> Vec<String> {
    sources().command.clone()
}

/// The first line that the command prints. It reads nothing of what was meant for ties, and says
/// on standard error what it has to say.
fn run(command: &[String]) -> Result<Zeroizing<Vec<u8>>, NoKey> {
    let (name, arguments) = command.split_first().ok_or(NoKey::NobodyToAsk)?;
    let failed = |what: String| NoKey::Command(format!("({}) {what}", Shown::line(name)));
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
