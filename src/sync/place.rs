//! Where a history is kept that several machines share.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use uuid::Uuid;

/// Where a history is kept that several machines share. No secret is in it. It is written as the
/// command line takes it after `ties sync join`, and read from that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A branch of a git repository.
    Git { url: String, branch: String },
    /// A taskchampion-sync-server, and the number that the history has there.
    Server { url: String, client: Uuid },
    /// A bucket of Amazon's or of whoever speaks like them.
    S3 {
        bucket: String,
        region: Option<String>,
        endpoint: Option<String>,
        /// A profile of `~/.aws`; else what the AWS tools take by themselves.
        profile: Option<String>,
    },
    /// A bucket of Google's, and the file with the key to it.
    Gcs {
        bucket: String,
        key: Option<PathBuf>,
    },
}

/// The branch of a git repository that is taken where none is named.
pub const BRANCH: &str = "main";

impl Place {
    /// A branch of the repository at `url`, which may be a folder of this machine.
    ///
    /// # Errors
    /// What is wrong with the address, and what to say instead.
    pub fn git(url: &str, branch: &str) -> Result<Place, String> {
        if url.is_empty() || url.starts_with('-') {
            return Err(format!("“{url}” is no address of a git repository"));
        }
        if has_password(url) {
            return Err(
                "the address has a password in it, which every program of this machine could \
                 read; give it to a credential helper of git instead"
                    .to_owned(),
            );
        }
        if !is_branch(branch) {
            return Err(format!("“{branch}” cannot be the name of a branch"));
        }
        // git is called from another folder than this one.
        let folder = Path::new(url);
        let url = match folder.is_dir() {
            true => folder
                .canonicalize()
                .ok()
                .and_then(|folder| folder.to_str().map(str::to_owned)),
            false => None,
        }
        .unwrap_or_else(|| url.to_owned());
        Ok(Place::Git {
            url,
            branch: branch.to_owned(),
        })
    }

    /// A taskchampion-sync-server.
    ///
    /// # Errors
    /// What is wrong with the address.
    pub fn server(url: &str, client: Uuid) -> Result<Place, String> {
        match url.starts_with("https://") || url.starts_with("http://") {
            _ if has_password(url) => Err("the address may hold no password".to_owned()),
            true => Ok(Place::Server {
                url: url.to_owned(),
                client,
            }),
            false => Err(format!("“{url}” does not begin with https://")),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let option = |f: &mut fmt::Formatter<'_>, name: &str, value: Option<&str>| match value {
            Some(value) => write!(f, " --{name} {}", Word(value)),
            None => Ok(()),
        };
        match self {
            Place::Git { url, branch } => {
                write!(f, "git {}", Word(url))?;
                option(f, "branch", Some(&**branch).filter(|name| *name != BRANCH))
            }
            Place::Server { url, client } => {
                write!(f, "server {} --client {client}", Word(url))
            }
            Place::S3 {
                bucket,
                region,
                endpoint,
                profile,
            } => {
                write!(f, "s3 {}", Word(bucket))?;
                option(f, "region", region.as_deref())?;
                option(f, "endpoint", endpoint.as_deref())?;
                option(f, "profile", profile.as_deref())
            }
            Place::Gcs { bucket, key } => {
                write!(f, "gcs {}", Word(bucket))?;
                option(f, "key", key.as_deref().and_then(Path::to_str))
            }
        }
    }
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Place, String> {
        let words = words(text);
        let unknown = || format!("“{text}” is no place that this ties knows; update it");
        let [kind, main, options @ ..] = words.as_slice() else {
            return Err(unknown());
        };
        let option = |name: &str| {
            let pairs = options.chunks_exact(2);
            let mut found = pairs.filter(|pair| pair[0] == format!("--{name}"));
            found.next().map(|pair| pair[1].clone())
        };
        match kind.as_str() {
            "git" => Place::git(main, &option("branch").unwrap_or_else(|| BRANCH.to_owned())),
            "server" => {
                let client = option("client").and_then(|text| Uuid::try_parse(&text).ok());
                Place::server(main, client.ok_or_else(unknown)?)
            }
            "s3" => Ok(Place::S3 {
                bucket: main.clone(),
                region: option("region"),
                endpoint: option("endpoint"),
                profile: option("profile"),
            }),
            "gcs" => Ok(Place::Gcs {
                bucket: main.clone(),
                key: option("key").map(PathBuf::from),
            }),
            _ => Err(unknown()),
        }
    }
}

/// One word, with a stroke before each blank in it.
struct Word<'w>(&'w str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if c.is_whitespace() || c == '\\' {
                f.write_str("\\")?;
            }
            write!(f, "{c}")?;
        }
        Ok(())
    }
}

/// The words that [`Word`] wrote.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let ends = c.is_whitespace();
        match (words.last_mut(), c) {
            (Some(word), '\\') => word.extend(chars.next()),
            (Some(word), c) if !ends => word.push(c),
            _ => words.push(String::new()),
        }
    }
    words
}

/// Whether an address names a user with a password (`https://ana:secret@…`).
fn has_password(url: &str) -> bool {
    let Some((_, rest)) = url.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.rsplit_once('@')
        .is_some_and(|(user, _)| user.contains(':'))
}

/// Whether git takes this for the name of a branch; it may be stricter.
fn is_branch(name: &str) -> bool {
    let parts = || name.split('/');
    !name.is_empty()
        && !name.starts_with('-')
        && name != "@"
        && name != "HEAD"
        && !name.contains("..")
        && !name.contains("@{")
        && !name.ends_with('.')
        && parts()
            .all(|part| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock"))
        && !name
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, branch: &str, is_taken: bool) {
        assert_eq!(Place::git(url, branch).is_ok(), is_taken, "{url} {branch}");
    }

    #[test]
    fn an_address_holds_no_password_and_no_option() {
        check("git@example.org:ana/people.git", "main", true);
        check("ssh://git@example.org:2222/people.git", "main", true);
        check("https://ana@example.org/people.git", "notes/ties", true);
        check("https://ana:secret@example.org/people.git", "main", false);
        check("--upload-pack=touch x", "main", false);
        check("", "main", false);
        for branch in [
            "", "-x", "a b", "a..b", "a.lock", ".a", "a/", "@", "a~1", "x:y",
        ] {
            check("/srv/people.git", branch, false);
        }
    }

    #[test]
    fn a_place_is_read_as_it_was_written() {
        for text in [
            "git git@example.org:ana/people.git",
            "git /srv/my\\ people.git --branch notes/ties",
            "server https://example.org/sync --client 00000000-0000-0000-0000-000000000007",
            "s3 people --region eu-central-1 --profile ana",
            "s3 people --endpoint https://minio.example.org",
            "gcs people --key /home/ana/my\\ key.json",
        ] {
            let place: Place = text.parse().unwrap();
            assert_eq!(place.to_string(), text);
        }
        for text in ["", "git", "floppy a", "server https://example.org"] {
            assert!(text.parse::<Place>().is_err(), "{text}");
        }
    }
}
