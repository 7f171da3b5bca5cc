//! With which status a command ends. The numbers are promised to scripts.

use std::process::ExitCode;

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    NotFound = 3,
    Busy = 4,
    Damaged = 5,
    Newer = 6,
    Permission = 7,
    /// An import was refused.
    Refused = 8,
    /// An encrypted file, or a shared history, stays shut.
    Key = 9,
}

impl Exit {
    pub const ALL: [Exit; 10] = [
        Exit::Done,
        Exit::Failed,
        Exit::Usage,
        Exit::NotFound,
        Exit::Busy,
        Exit::Damaged,
        Exit::Newer,
        Exit::Permission,
        Exit::Refused,
        Exit::Key,
    ];

    /// The number that a script sees.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// What it says of the command.
    pub const fn words(self) -> &'static str {
        match self {
            Exit::Done => "done",
            Exit::Failed => "not done",
            Exit::Usage => "not understood: the command line or the config file",
            Exit::NotFound => "not found, or more than one",
            Exit::Busy => "the file is busy",
            Exit::Damaged => "the file is damaged, or another program's",
            Exit::Newer => "the file is of a newer version",
            Exit::Permission => "no permission",
            Exit::Refused => "an import was refused",
            Exit::Key => "a key or secret is wrong or missing",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_by_its_own_number() {
        let codes = Exit::ALL.map(Exit::code);
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
}
