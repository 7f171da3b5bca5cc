//! Addresses as mail programs write them: `Ana Sousa <a@b>`, `"Sousa, Ana" <a@b>`, `a@b (Ana)`.

use crate::domain::card::MethodKind;
use crate::domain::draft::{Draft, DraftMethod};
use crate::text;

/// An entry of a list of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// Somebody, whose name may be empty.
    Address { name: String, email: String },
    /// Something without an address: the name of an alias.
    Word(String),
}

/// The entries of a list, between commas.
pub(super) fn entries(list: &str) -> Vec<Entry> {
    let parts = parted(list, ',').into_iter();
    parts.filter(|part| !part.is_empty()).map(entry).collect()
}

/// The parts of `text` between a mark, where that stands neither in quotes nor in brackets.
fn parted(text: &str, mark: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in outside(text) {
        if c == mark {
            parts.push(text[start..at].trim());
            start = at + c.len_utf8();
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// The characters that stand neither in quotes nor in brackets, with their places.
pub(super) fn outside(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut is_quoted, mut depth, mut is_escaped) = (false, 0_u32, false);
    text.char_indices().filter(move |(_, c)| {
        if std::mem::take(&mut is_escaped) {
            return false;
        }
        match c {
            '\\' => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '(' | '<' if !is_quoted => depth += 1,
            ')' | '>' if !is_quoted => depth = depth.saturating_sub(1),
            _ => return !is_quoted && depth == 0,
        }
        false
    })
}

fn entry(text: &str) -> Entry {
    if let Some((name, rest)) = text.rsplit_once('<') {
        let email = rest.trim_end().trim_end_matches('>').trim();
        return address(unquoted(name), email);
    }
    if let Some((email, comment)) = text.split_once('(') {
        let name = comment.trim_end().trim_end_matches(')');
        return address(unquoted(name), email.trim());
    }
    address(String::new(), text)
}

fn address(name: String, email: &str) -> Entry {
    match email.contains('@') {
        true => Entry::Address {
            name,
            email: email.to_owned(),
        },
        false if name.is_empty() => Entry::Word(email.to_owned()),
        false => Entry::Word(format!("{name} <{email}>")),
    }
}

/// A name without the quotes around it and the backslashes in it.
fn unquoted(name: &str) -> String {
    let name = name.trim();
    let bare = name.strip_prefix('"').and_then(|n| n.strip_suffix('"'));
    let mut letters = bare.unwrap_or(name).chars();
    let mut plain = String::new();
    while let Some(c) = letters.next() {
        match c {
            '\\' => plain.extend(letters.next()),
            c => plain.push(c),
        }
    }
    plain.trim().to_owned()
}

/// A draft of somebody of whom a mail program knows the name, which may be empty, and the
/// address. "Sousa, Ana" is Ana Sousa, but "Okafor, PhD" and "Flux, Inc." stay as they are.
pub(super) fn draft(line: u64, name: &str, email: &str) -> Draft {
    const NO_NAMES: [&str; 14] = [
        "phd", "md", "jr", "sr", "ii", "iii", "esq", "mba", "inc", "ltd", "llc", "gmbh", "co", "ag",
    ];
    let mut draft = Draft {
        line,
        name: name.to_owned(),
        methods: vec![DraftMethod {
            kind: MethodKind::Email,
            label: None,
            value: email.to_owned(),
        }],
        ..Draft::default()
    };
    if let Some((family, given)) = name.split_once(',') {
        let (family, given) = (family.trim(), given.trim());
        let bare = text::fold(given).replace(['.', ' '], "");
        let is_name = !given.contains(',') && !NO_NAMES.contains(&bare.as_str());
        if is_name && !family.is_empty() && !given.is_empty() {
            draft.name = format!("{given} {family}");
            draft.parts.given = Some(given.to_owned());
            draft.parts.family = Some(family.to_owned());
        }
    }
    draft
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_in_every_form() {
        let check = |list: &str, expected: &[(&str, &str)]| {
            let found: Vec<(String, String)> = entries(list)
                .into_iter()
                .map(|entry| match entry {
                    Entry::Address { name, email } => (name, email),
                    Entry::Word(word) => ("?".to_owned(), word),
                })
                .collect();
            let found: Vec<(&str, &str)> = found.iter().map(|(n, e)| (&**n, &**e)).collect();
            assert_eq!(found, expected, "{list}");
        };
        check("Ana Sousa <a@b>", &[("Ana Sousa", "a@b")]);
        check(
            r#""Sousa, \"Ani\" Ana" <a@b>, r@b (Rui, Sá)"#,
            &[("Sousa, \"Ani\" Ana", "a@b"), ("Rui, Sá", "r@b")],
        );
        check("a@b, <r@b>,,", &[("", "a@b"), ("", "r@b")]);
        check("nes, tom", &[("?", "nes"), ("?", "tom")]);
        check("root <root>", &[("?", "root <root>")]);
        check("\"open <a@b>", &[("\"open", "a@b")]);
        check("", &[]);
    }

    #[test]
    fn a_name_that_is_turned_round_is_turned_back() {
        for (name, expected) in [
            ("Reyes, Tomás", "Tomás Reyes"),
            ("Okafor, PhD", "Okafor, PhD"),
            ("Flux, Inc.", "Flux, Inc."),
            ("a, b, c", "a, b, c"),
            ("Ana Sousa", "Ana Sousa"),
            (",", ","),
        ] {
            assert_eq!(draft(1, name, "a@b").name, expected);
        }
    }
}
