//! One line of the file: its key, and its value as what it has to be.

use std::path::PathBuf;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::nearest;
use crate::domain::tie::{Tie, UnknownTie};

/// Where something is wrong, as a byte offset, and what to do about it.
pub(super) type Complaint = (usize, String);

/// One line of a table: a key, where it is, and its value.
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    pub(super) at: usize,
    pub(super) value: &'a Spanned<DeValue<'a>>,
}

/// The lines of a table in the order of the file.
pub(super) fn entries<'a>(table: &'a DeTable<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref(),
            at: key.span().start,
            value,
        })
        .collect();
    entries.sort_by_key(|entry| entry.at);
    entries
}

impl<'a> Entry<'a> {
    /// This line's key as one of the known ones.
    pub(super) fn known<'k>(&self, known: &[&'k str]) -> Result<&'k str, Complaint> {
        if let Some(key) = known.iter().find(|key| **key == self.key) {
            return Ok(key);
        }
        let meant = match nearest(self.key, known.iter().copied()) {
            Some(meant) => format!("did you mean {meant}?"),
            None => format!("known here are {}", known.join(", ")),
        };
        Err((
            self.at,
            format!("there is no setting “{}”; {meant}", one_line(self.key)),
        ))
    }

    pub(super) fn no_action(&self, names: &[&str]) -> Complaint {
        let meant = match nearest(self.key, names.iter().copied()) {
            Some(meant) => format!("did you mean {meant}?"),
            None => "`ties config` lists them".to_owned(),
        };
        (
            self.at,
            format!("there is no action “{}”; {meant}", one_line(self.key)),
        )
    }

    pub(super) fn tie(&self) -> Result<Tie, Complaint> {
        let word = self.known(&Tie::ALL.map(Tie::word))?;
        word.parse()
            .map_err(|unknown: UnknownTie| (self.at, unknown.to_string()))
    }

    /// The complaint that this line's value should be something else.
    pub(super) fn wants(&self, wanted: &str) -> Complaint {
        (
            self.value.span().start,
            format!("{} has to be {wanted}", one_line(self.key)),
        )
    }

    pub(super) fn table(&self) -> Result<Vec<Entry<'a>>, Complaint> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(entries(table)),
            _ => Err((
                self.value.span().start,
                format!("{0} has to be a table; write [{0}]", one_line(self.key)),
            )),
        }
    }

    pub(super) fn text(&self) -> Result<&'a str, Complaint> {
        self.value
            .get_ref()
            .as_str()
            .ok_or_else(|| self.wants("a text, in \"quotes\""))
    }

    pub(super) fn texts(&self) -> Result<Vec<String>, Complaint> {
        let wrong = || self.wants("a list of texts, like [\"one\", \"two\"]");
        let list = self.value.get_ref().as_array().ok_or_else(wrong)?;
        list.iter()
            .map(|item| item.get_ref().as_str().map(str::to_owned).ok_or_else(wrong))
            .collect()
    }

    /// A command, word by word: whoever writes it as one text expects a shell.
    pub(super) fn command(&self) -> Result<Vec<String>, Complaint> {
        match self.texts() {
            Ok(words) if words.first().is_none_or(|name| !name.is_empty()) => Ok(words),
            _ => {
                Err(self
                    .wants("a command as a list of its words, like [\"pass\", \"show\", \"ties\"]"))
            }
        }
    }

    /// One text, or a list of them.
    pub(super) fn one_or_more(&self) -> Result<Vec<String>, Complaint> {
        match self.value.get_ref().as_str() {
            Some(one) => Ok(vec![one.to_owned()]),
            None => self.texts(),
        }
    }

    /// One path or a list of them, each from the root or the home on.
    pub(super) fn paths(&self) -> Result<Vec<PathBuf>, Complaint> {
        let paths: Vec<PathBuf> = self.one_or_more()?.into_iter().map(PathBuf::from).collect();
        match paths
            .iter()
            .all(|path| path.is_absolute() || path.starts_with("~"))
        {
            true => Ok(paths),
            false => {
                Err(self.wants("a whole path, one that begins with / or ~/, or a list of such"))
            }
        }
    }

    pub(super) fn truth(&self) -> Result<bool, Complaint> {
        let value = self.value.get_ref().as_bool();
        value.ok_or_else(|| self.wants("true or false"))
    }

    pub(super) fn whole<N: TryFrom<i64> + Into<i64> + Copy>(
        &self,
        from: N,
        to: N,
    ) -> Result<N, Complaint> {
        let wrong = || {
            let (from, to): (i64, i64) = (from.into(), to.into());
            self.wants(&format!("a whole number, {from} to {to}"))
        };
        let number = self.value.get_ref().as_integer().ok_or_else(wrong)?;
        i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .filter(|n| (from.into()..=to.into()).contains(n))
            .and_then(|n| N::try_from(n).ok())
            .ok_or_else(wrong)
    }

    pub(super) fn one_of<T: Clone>(&self, choices: &[(&str, T)]) -> Result<T, Complaint> {
        let words = || {
            let quoted: Vec<String> = choices.iter().map(|(w, _)| format!("\"{w}\"")).collect();
            quoted.join(" or ")
        };
        let text = self
            .value
            .get_ref()
            .as_str()
            .ok_or_else(|| self.wants(&words()))?;
        choices
            .iter()
            .find(|(word, _)| *word == text.trim().to_lowercase())
            .map(|(_, value)| value.clone())
            .ok_or_else(|| self.wants(&words()))
    }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
