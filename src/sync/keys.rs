//! Keys to buckets, as they lie in files.
//!
//! TaskChampion 3.1 cannot read that of a profile of Amazon's tools: it ends in a panic for want
//! of a way to the network, which a key in a file does not need. Of a file with a key of Google's
//! it does not say which file it could not read.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::chain::Fault;
use crate::text::machine_words;

/// What a request is signed with.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) secret: String,
}

/// The key of the profile `name` of Amazon's tools.
///
/// # Errors
/// [`Fault::Denied`] where it has none in the file, or one that is more than two words.
pub(super) fn of_profile(name: &str) -> Result<Key, Fault> {
    let path = file(&|name| env::var_os(name));
    let text = path.as_deref().map(fs::read_to_string);
    let text = text.and_then(Result::ok).unwrap_or_default();
    read(&text, name).ok_or_else(|| {
        Fault::Denied(format!(
            "profile {name} has no lasting key in {}; for any other kind leave --profile out, \
             and set AWS_PROFILE instead",
            path.unwrap_or_else(|| "~/.aws/credentials".into())
                .display()
        ))
    })
}

/// Makes sure that a key of Google's lies in this file.
///
/// # Errors
/// [`Fault::Denied`] where it does not.
pub(super) fn lies_in(file: &Path) -> Result<(), Fault> {
    let denied = |why: &str| Err(Fault::Denied(format!("{}: {why}", file.display())));
    match fs::read_to_string(file) {
        Ok(text) if is_key(&text) => Ok(()),
        Err(error) if error.kind() != io::ErrorKind::InvalidData => denied(&machine_words(&error)),
        Ok(_) | Err(_) => denied("it is no key of a service account"),
    }
}

/// Whether a text is JSON and says of what type it is; who it is for is looked at there.
fn is_key(text: &str) -> bool {
    let value = serde_json::from_str::<serde_json::Value>(text);
    value.is_ok_and(|value| value["type"].is_string())
}

/// Where Amazon's tools keep keys.
fn file(lookup: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| lookup(name).filter(|value| !value.is_empty());
    match set("AWS_SHARED_CREDENTIALS_FILE") {
        Some(path) => Some(path.into()),
        None => Some(PathBuf::from(set("HOME")?).join(".aws/credentials")),
    }
}

/// The key that stands under `[name]`; `None` where there is none, or one that ends.
fn read(text: &str, name: &str) -> Option<Key> {
    let is_head = |line: &str| line.starts_with('[');
    let is_ours = |line: &str| {
        let head = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        head.is_some_and(|(head, _)| head.trim() == name)
    };
    let lines = || {
        text.lines()
            .skip_while(|line| !is_ours(line.trim()))
            .skip(1)
            .take_while(|line| !is_head(line.trim()))
    };
    let value = |name: &str| {
        let mut pairs = lines().filter_map(|line| line.split_once('='));
        let found = pairs.find(|(key, _)| key.trim() == name);
        found.map(|(_, value)| value.trim().to_owned())
    };
    if value("aws_session_token").is_some() {
        return None;
    }
    Some(Key {
        id: value("aws_access_key_id")?,
        secret: value("aws_secret_access_key")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "
# mine
[default]
aws_access_key_id = A
aws_secret_access_key = a+b/c==

[ ties ]
region = eu-central-1
aws_secret_access_key=t=
aws_access_key_id=T
[short]
aws_access_key_id = S
aws_secret_access_key = s
aws_session_token = for an hour
[half]
aws_access_key_id = H
";

    #[test]
    fn a_key_stands_under_the_name_of_its_profile() {
        #[track_caller]
        fn check(name: &str, expected: Option<(&str, &str)>) {
            let expected = expected.map(|(id, secret)| Key {
                id: id.to_owned(),
                secret: secret.to_owned(),
            });
            assert_eq!(read(FILE, name), expected, "{name}");
        }
        check("default", Some(("A", "a+b/c==")));
        check("ties", Some(("T", "t=")));
        for name in ["short", "half", "none", "mine", ""] {
            check(name, None);
        }
    }

    #[test]
    fn a_key_of_google_s_is_json_of_a_type() {
        assert!(is_key(r#"{"type": "service_account", "private_key": "…"}"#));
        for text in ["", "{}", "[]", "null", "-----BEGIN PRIVATE KEY-----"] {
            assert!(!is_key(text), "{text}");
        }
        let found = lies_in(Path::new("/nowhere/key.json"));
        assert!(
            matches!(&found, Err(Fault::Denied(why)) if why.contains("/nowhere/key.json")),
            "{found:?}"
        );
    }

    #[test]
    fn it_lies_where_amazon_s_tools_keep_it() {
        let named = file(&|name| (name == "AWS_SHARED_CREDENTIALS_FILE").then(|| "/k".into()));
        assert_eq!(named, Some("/k".into()));
        let usual = file(&|name| (name == "HOME").then(|| "/home/ana".into()));
        assert_eq!(usual, Some("/home/ana/.aws/credentials".into()));
        assert_eq!(file(&|_| None), None);
    }
}
