//! What git's words mean.

use super::super::chain::Fault;

/// Words that tell a fault, in small letters, the surest first. git is run in English.
const SIGNS: &[(Sign, &[&str])] = &[
    (
        Sign::NoRoom,
        &[
            "no space left on device",
            "disk quota exceeded",
            "file too large",
        ],
    ),
    (
        Sign::Rejected,
        &[
            "[remote rejected]",
            "read-only",
            "archived",
            "hash algorithm",
            "mismatched algorithms",
        ],
    ),
    (
        Sign::Denied,
        &[
            "permission denied",
            "authentication fail",
            "could not read username",
            "could not read password",
            "terminal prompts disabled",
            "host key verification fail",
            "returned error: 401",
            "returned error: 403",
            "access denied",
            "not authorized",
            "dubious ownership",
            "too many authentication failures",
        ],
    ),
    (
        Sign::Missing,
        &[
            "does not appear to be a git repository",
            "repository not found",
            "could not be found",
            "returned error: 404",
            "' not found",
            "does not exist",
            "not a git repository",
            "no such file or directory",
            "no such device",
        ],
    ),
    (
        Sign::Unreachable,
        &[
            "could not resolve",
            "name resolution",
            "couldn't connect",
            "to connect to",
            "connection refused",
            "connection timed out",
            "timed out",
            "timeout",
            "too slow",
            "network is unreachable",
            "no route to host",
            "connection reset",
            "connection closed",
            "early eof",
            "rpc fail",
            "hung up",
            "broken pipe",
            "returned error: 5",
            "unable to access",
            "could not read from remote",
        ],
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    NoRoom,
    Rejected,
    Denied,
    Missing,
    Unreachable,
}

/// What was wrong as a call of the network ended with these words.
pub(super) fn of(said: &str) -> Fault {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    for (sign, words) in SIGNS {
        for word in *words {
            let Some(line) = lines().find(|line| line.to_lowercase().contains(word)) else {
                continue;
            };
            let what = bare(line);
            return match sign {
                Sign::NoRoom => Fault::NoRoom,
                Sign::Rejected => Fault::Rejected(with_reason(said, what)),
                Sign::Denied => Fault::Denied(what),
                Sign::Missing => Fault::Missing(what),
                Sign::Unreachable => Fault::Unreachable(what),
            };
        }
    }
    let told = lines()
        .find(|line| line.starts_with("fatal:") || line.starts_with("error:"))
        .or_else(|| lines().next_back());
    Fault::Other(format!("git: {}", told.map_or_else(String::new, bare)))
}

/// Whether a push may not have been taken because somebody else pushed first, or is at it.
pub(super) fn is_behind(said: &str) -> bool {
    const SIGNS: [&str; 6] = [
        "(fetch first)",
        "(non-fast-forward)",
        "(stale info)",
        "cannot lock ref",
        "to update ref",
        "incorrect old value",
    ];
    SIGNS.iter().any(|sign| said.contains(sign))
}

/// A line without the words that git begins it with.
fn bare(line: &str) -> String {
    const HEADS: [&str; 6] = ["fatal:", "error:", "remote:", "ERROR:", "ssh:", "!"];
    let mut line = line.trim();
    while let Some(rest) = HEADS.iter().find_map(|head| line.strip_prefix(head)) {
        line = rest.trim_start();
    }
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches('.');
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// How many letters of a line are repeated.
const LONGEST: usize = 160;

/// The reason in brackets of a push that was rejected, and what the other side said besides.
fn with_reason(said: &str, line: String) -> String {
    let reason = line.rsplit_once('(').map_or(line.clone(), |(_, reason)| {
        reason.trim_end_matches(')').to_owned()
    });
    let more = said
        .lines()
        .filter_map(|line| line.trim().strip_prefix("remote:"))
        .map(str::trim)
        .find(|line| line.chars().any(char::is_alphabetic));
    match more {
        Some(more) => format!("{reason}: {}", bare(more)),
        None => reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(said: &str, fault: Fault) {
        assert_eq!(of(said), fault);
    }

    #[test]
    fn what_git_says_tells_what_to_do_about_it() {
        check(
            "ssh: Could not resolve hostname nowhere.invalid: Name or service not known\n\
             fatal: Could not read from remote repository.\n",
            Fault::Unreachable(
                "Could not resolve hostname nowhere.invalid: Name or service not known".to_owned(),
            ),
        );
        check(
            "git@example.org: Permission denied (publickey).\n\
             fatal: Could not read from remote repository.\n\nPlease make sure you have the \
             correct access rights\nand the repository exists.\n",
            Fault::Denied("git@example.org: Permission denied (publickey)".to_owned()),
        );
        check(
            "fatal: could not read Username for 'https://example.org': terminal prompts disabled",
            Fault::Denied(
                "could not read Username for 'https://example.org': terminal prompts disabled"
                    .to_owned(),
            ),
        );
        check(
            "fatal: '/srv/people.git' does not appear to be a git repository\n\
             fatal: Could not read from remote repository.",
            Fault::Missing("'/srv/people.git' does not appear to be a git repository".to_owned()),
        );
        check(
            "remote: Resolving deltas\nremote: GitLab: You are not allowed to push here.\n\
             !\tHEAD:refs/heads/main\t[remote rejected] (pre-receive hook declined)\nerror: failed",
            Fault::Rejected("pre-receive hook declined: Resolving deltas".to_owned()),
        );
        check(
            "remote: fatal: write error: No space left on device",
            Fault::NoRoom,
        );
        check(
            "fatal: unable to access 'https://example.org/a.git/': The requested URL returned \
             error: 503",
            Fault::Unreachable(
                "unable to access 'https://example.org/a.git/': The requested URL returned \
                 error: 503"
                    .to_owned(),
            ),
        );
        check(
            "fatal: a new trouble",
            Fault::Other("git: a new trouble".to_owned()),
        );
    }
}
