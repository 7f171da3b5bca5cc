//! A home of its own for the real binary.

#![allow(clippy::unwrap_used, unreachable_pub)] // a test that cannot begin should fail loudly

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A home that nobody else uses; it goes with the value.
pub struct Home {
    dir: TempDir,
}

/// How a command ended and what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub code: Option<i32>,
    pub out: Vec<u8>,
    pub err: String,
}

impl Home {
    pub fn new() -> Home {
        Home {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The binary in this home, on Sunday 22 November 2026.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ties"));
        command
            .env_clear()
            .env("HOME", self.dir.path())
            .current_dir(self.dir.path())
            .args(["--today", "2026-11-22"])
            .stdin(Stdio::null());
        command
    }

    /// Runs a command line, split at blanks outside 'quotes'.
    pub fn run(&self, line: &str) -> Ended {
        self.run_words(words(line), "")
    }

    pub fn run_with_input(&self, line: &str, input: &str) -> Ended {
        self.run_words(words(line), input)
    }

    pub fn run_words<S: AsRef<std::ffi::OsStr>>(
        &self,
        words: impl IntoIterator<Item = S>,
        input: &str,
    ) -> Ended {
        let mut child = self
            .command()
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads nothing may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let ended = child.wait_with_output().unwrap();
        Ended {
            code: ended.status.code(),
            out: ended.stdout,
            err: String::from_utf8(ended.stderr).unwrap(),
        }
    }

    /// Runs a command line that has to succeed, and gives what it printed.
    #[track_caller]
    pub fn ok(&self, line: &str) -> String {
        let ended = self.run(line);
        assert_eq!(ended.code, Some(0), "ties {line}: {}", ended.err);
        ended.text()
    }

    /// Runs a command line that has to succeed, and reads the JSON that it printed.
    #[track_caller]
    pub fn json(&self, line: &str) -> serde_json::Value {
        let text = self.ok(line);
        assert_eq!(text.lines().count(), 1, "one document: {text}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], 1);
        value
    }

    /// Copies one of the samples here and gives its name.
    pub fn sample(&self, name: &str) -> String {
        let from = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/samples")
            .join(name);
        let to = from.file_name().unwrap();
        std::fs::copy(&from, self.dir.path().join(to)).unwrap();
        to.to_str().unwrap().to_owned()
    }
}

impl Ended {
    pub fn text(&self) -> String {
        String::from_utf8(self.out.clone()).unwrap()
    }
}

/// Splits a line at blanks outside 'quotes'.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = None::<String>;
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
