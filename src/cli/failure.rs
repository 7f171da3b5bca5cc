//! Why a command did not do what it was asked to, and with which status it ends.

use std::fmt;
use std::io;

use crate::config::ConfigError;
pub(super) use crate::exit::Exit;
use crate::paths::NoPlace;
use crate::store;
use crate::text::{Shown, machine_words};

/// An end other than success: the status, and what to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub exit: Exit,
    /// One or more lines; empty says nothing.
    pub message: String,
}

impl Failure {
    /// An end with a message of one line, whatever names it holds.
    pub(super) fn new(exit: Exit, message: impl fmt::Display) -> Failure {
        Failure {
            exit,
            message: Shown::line(&message.to_string()).into_owned(),
        }
    }

    /// The same with one more line.
    pub(super) fn and_line(mut self, line: impl fmt::Display) -> Failure {
        self.message.push('\n');
        self.message
            .push_str(Shown::line(&line.to_string()).as_str());
        self
    }

    /// Something was said that ties does not understand.
    pub(super) fn usage(message: impl fmt::Display) -> Failure {
        Failure::new(Exit::Usage, message)
    }

    pub(super) fn not_found(message: impl fmt::Display) -> Failure {
        Failure::new(Exit::NotFound, message)
    }

    /// An end with a status and without a word.
    pub(super) fn quiet(exit: Exit) -> Failure {
        Failure::new(exit, "")
    }
}

/// Standard output is the only thing whose errors come bare: a reader that has gone away
/// wants nothing more, so that is a quiet success.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::quiet(Exit::Done),
            _ => Failure::new(
                Exit::Failed,
                format_args!(
                    "could not write to standard output: {}",
                    machine_words(&error)
                ),
            ),
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        io::Error::from(error).into()
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        Failure::new(error.exit(), error)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        Failure::usage(error)
    }
}

impl From<NoPlace> for Failure {
    fn from(error: NoPlace) -> Failure {
        Failure::usage(error)
    }
}
