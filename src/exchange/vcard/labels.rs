//! What a line is called: by the label that stands beside it, as Apple and Google write
//! `item1.TEL` and `item1.X-ABLabel`, or by its types.

use super::record::Record;
use super::value::{self, Version};

/// The labels of one card that stand beside their line, by group.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    by_group: Vec<(String, String)>,
}

/// Who chose a label's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// The program: `_$!<Home>!$_`.
    BuiltIn,
    Person,
}

impl Labels {
    /// Takes note of a record that is a label.
    pub(super) fn take(&mut self, record: &Record<'_>) {
        if let Some(group) = record.group.as_deref().filter(|_| record.is("X-ABLABEL")) {
            let label = value::text(record, Version::V3);
            self.by_group.push((group.to_owned(), label));
        }
    }

    /// The label that stands beside a record, and who chose its words.
    pub(super) fn beside(&self, record: &Record<'_>) -> Option<(&str, Origin)> {
        let group = record.group.as_deref()?;
        let (_, text) = self
            .by_group
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(group))?;
        let own = text
            .strip_prefix("_$!<")
            .and_then(|rest| rest.strip_suffix(">!$_"));
        let (label, origin) = match own {
            Some(own) => (own, Origin::BuiltIn),
            None => (text.as_str(), Origin::Person),
        };
        (!label.is_empty()).then_some((label, origin))
    }

    /// The label beside a date or a relation: the program's own in lower case, as ties
    /// writes "anniversary" and "spouse"; a person's as they wrote it.
    pub(super) fn own(&self, record: &Record<'_>) -> Option<String> {
        self.beside(record).map(|(label, origin)| match origin {
            Origin::BuiltIn => label.to_lowercase(),
            Origin::Person => label.to_owned(),
        })
    }

    /// The label of a way to reach somebody: the one beside it, else its types.
    pub(super) fn of(&self, record: &Record<'_>) -> Option<String> {
        if let Some((label, _)) = self.beside(record) {
            return Some(label.to_owned());
        }
        let mut label = String::new();
        for word in record.types().filter(|word| !is_noise(word)) {
            if !label.is_empty() {
                label.push(' ');
            }
            push_type(&mut label, word);
        }
        (!label.is_empty()).then_some(label)
    }
}

/// Types that say nothing about whose or where something is.
pub(super) fn is_noise(word: &str) -> bool {
    [
        "internet", "pref", "voice", "msg", "text", "dom", "intl", "postal", "parcel", "x400",
    ]
    .iter()
    .any(|noise| word.eq_ignore_ascii_case(noise))
}

/// Adds what a type is called.
fn push_type(label: &mut String, word: &str) {
    let own = word
        .strip_prefix("X-custom(")
        .and_then(|rest| rest.strip_suffix(')'));
    if let Some(own) = own {
        // Android: X-custom(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,S=C3=B8)
        let text = own.rsplit(',').next().unwrap_or(own);
        match String::from_utf8(value::quoted_printable(text)) {
            Ok(text) => label.push_str(&text),
            Err(_) => label.push_str(text),
        }
    } else if let Some(own) = word.strip_prefix("X-").or_else(|| word.strip_prefix("x-")) {
        label.push_str(own);
    } else if word.eq_ignore_ascii_case("cell") {
        label.push_str("mobile");
    } else {
        label.extend(word.chars().map(|c| c.to_ascii_lowercase()));
    }
}
