//! What a way to reach somebody or an address is called: the label that stands beside it, else
//! the types of its line, whose value stays as it is written.

use super::super::labels::is_noise;
use super::super::record::{Record, split_unquoted};
use super::super::value::Version;
use super::super::write::own_label;
use super::{Fate, Patcher, add, line};

impl Patcher<'_> {
    /// Has the value of a field be called so.
    pub(super) fn relabel(&mut self, (field, value): (&str, &str), to: &str) -> Option<()> {
        let mut all = self.properties.iter();
        let at = all.position(|property| property.is_there() && property.says(field, value))?;
        let property = &self.properties[at];
        let record = &property.record;
        if property.fate != Fate::Stays || record.is("X-ANDROID-CUSTOM") {
            return None;
        }
        let label = line::escaped(&own_label(to), self.version);
        if let Some(group) = &record.group
            && let Some(beside) = self.properties.iter().position(|other| {
                other.is_there()
                    && other.record.is("X-ABLABEL")
                    && other.record.group.as_ref() == Some(group)
            })
        {
            self.rewrite(beside, &label);
            return Some(());
        }
        let head = line::head(property.raw);
        let words = to.split(' ').map(add::type_word);
        let head = match words.collect::<Option<Vec<_>>>() {
            Some(words) => retyped(&head, &words, self.version),
            None => {
                let (group, head) = match &record.group {
                    Some(group) => (group.to_string(), head),
                    None => {
                        let group = format!("item{}", self.free_item());
                        let head = format!("{group}.{head}");
                        (group, head)
                    }
                };
                let label = self.encoded(&format!("{group}.X-ABLabel"), &label);
                self.added.push(label);
                head
            }
        };
        self.properties[at].fate = Fate::Becomes(self.with_head(at, &head));
        Some(())
    }

    /// A property's line with another head, its value as it is written.
    fn with_head(&self, at: usize, head: &str) -> String {
        let record: &Record<'_> = &self.properties[at].record;
        match record.is_quoted_printable() {
            true => self.encoded(&line::bare(head), &self.value_now(at)),
            false => format!("{head}:{}", record.value),
        }
    }
}

/// A head with these types in place of those that say what it is called; types that say nothing
/// stay, as do the other parameters.
fn retyped(head: &str, words: &[&'static str], version: Version) -> String {
    let mut new = Some(words);
    let mut parts = split_unquoted(head, ';');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, list) = match part.split_once('=') {
            Some((name, list)) if name.trim().eq_ignore_ascii_case("TYPE") => {
                (format!("{name}="), list)
            }
            None if !line::is_transfer(part) => (String::new(), part),
            _ => {
                out.push(';');
                out.push_str(part);
                continue;
            }
        };
        let quote = if list.starts_with('"') { "\"" } else { "" };
        let list = list.trim_matches('"');
        // `X-custom(a,b)` is one word.
        let all: Vec<&str> = match list.contains('(') {
            true => vec![list],
            false => list.split(',').collect(),
        };
        let mut kept: Vec<String> = Vec::new();
        for word in all {
            if is_noise(word.trim()) {
                kept.push(word.to_owned());
            } else if let Some(words) = new.take() {
                let is_small = !word.chars().any(char::is_uppercase);
                kept.extend(words.iter().map(|new| match is_small {
                    true => new.to_lowercase(),
                    false => (*new).to_owned(),
                }));
            }
        }
        if !kept.is_empty() {
            let between = if name.is_empty() { ";" } else { "," };
            out = format!("{out};{name}{quote}{}{quote}", kept.join(between));
        }
    }
    let name = match version {
        Version::V2 => "",
        Version::V3 | Version::V4 => "TYPE=",
    };
    for word in new.into_iter().flatten() {
        out = format!("{out};{name}{word}");
    }
    out
}
