//! Where a passphrase or key comes from: the command that the config names, else whoever sits at
//! the terminal. Never an argument or the environment, which others can read.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use super::{Given, NoKey};
use crate::secret::{self, Asking, prompt};

/// How often a passphrase may be mistyped.
const TRIES: u8 = 3;

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
        let words = asked(&match self.wrong {
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
    let words = asked(&format!("New passphrase for {}:", file.display()))?;
    if *asked("The same again:")? != *words {
        return Err(NoKey::Differs);
    }
    Ok(Secret {
        words,
        given: Given::ByHand,
    })
}

fn asked(question: &str) -> Result<Zeroizing<Vec<u8>>, NoKey> {
    prompt::read(question).ok_or(NoKey::NoAnswer)
}

/// The words of the config's command.
pub(super) fn command() -> Vec<String> {
    sources().command.clone()
}

/// What the command prints, or why it gave nothing.
fn run(command: &[String]) -> Result<Zeroizing<Vec<u8>>, NoKey> {
    match command.is_empty() {
        true => Err(NoKey::NobodyToAsk),
        false => secret::printed_by(command).map_err(NoKey::Command),
    }
}
