//! Values as written to values as meant: quoted-printable, charsets, escapes, components.

use std::borrow::Cow;

use super::super::decode;
use super::record::Record;
use crate::domain::matching::hex_decoded;
use crate::text::plain_lines;

/// Which version of vCard a card says it is; what escapes mean depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// 2.1, where a backslash only keeps a separator from separating.
    V2,
    /// 3.0, or not said.
    V3,
    V4,
}

/// The text of a record's value.
pub(super) fn text(record: &Record<'_>, version: Version) -> String {
    let value = unencoded(record);
    tidy(&unescaped(&value, version))
}

/// The components of a record's value: `;` separates them.
pub(super) fn components(record: &Record<'_>, version: Version) -> Vec<String> {
    list(record, version, ';')
}

/// The values of a record that holds a list: `,` separates them.
pub(super) fn values(record: &Record<'_>, version: Version) -> Vec<String> {
    let mut values = list(record, version, ',');
    values.retain(|value| !value.is_empty());
    values
}

/// The components as they stand, for values in which `;` is never escaped.
pub(super) fn raw_components(record: &Record<'_>) -> Vec<String> {
    unencoded(record)
        .split(';')
        .map(|part| part.trim().to_owned())
        .collect()
}

/// The value without its transfer encoding, escapes still in it.
pub(super) fn unencoded<'r>(record: &'r Record<'_>) -> Cow<'r, str> {
    if !record.is_quoted_printable() {
        return Cow::Borrowed(record.value.as_ref());
    }
    let bytes = quoted_printable(&record.value);
    let text = match record.param("CHARSET").map(decode::charset) {
        Some(encoding) if encoding != encoding_rs::UTF_8 => {
            encoding.decode_without_bom_handling(&bytes).0.into_owned()
        }
        _ => decode::decode(bytes),
    };
    Cow::Owned(text)
}

/// The bytes that quoted-printable text stands for.
pub(super) fn quoted_printable(text: &str) -> Vec<u8> {
    hex_decoded(text, b'=')
}

fn list(record: &Record<'_>, version: Version, separator: char) -> Vec<String> {
    let value = unencoded(record);
    if !value.contains('\\') {
        return value.split(separator).map(tidy).collect();
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut escaped = false;
    for (at, c) in value.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == separator {
            parts.push(tidy(&unescaped(&value[start..at], version)));
            start = at + separator.len_utf8();
        }
    }
    parts.push(tidy(&unescaped(&value[start..], version)));
    parts
}

/// What a part of a value means that stands between separators.
pub(super) fn meant(part: &str, version: Version) -> String {
    tidy(&unescaped(part, version))
}

fn unescaped(value: &str, version: Version) -> Cow<'_, str> {
    if !value.contains('\\') {
        return Cow::Borrowed(value);
    }
    let mut text = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        let meant = match (c, chars.peek()) {
            ('\\', Some(next @ (';' | ',' | ':'))) => Some(*next),
            ('\\', Some('n' | 'N')) if version != Version::V2 => Some('\n'),
            ('\\', Some(next @ ('\\' | '"'))) if version != Version::V2 => Some(*next),
            _ => None,
        };
        match meant {
            Some(meant) => {
                text.push(meant);
                chars.next();
            }
            None => text.push(c),
        }
    }
    Cow::Owned(text)
}

/// Without blanks around it and with `\n` for whatever ended its lines.
fn tidy(text: &str) -> String {
    plain_lines(text.trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::record::{Entry, records};
    use super::*;

    #[track_caller]
    fn record(line: &str) -> Record<'_> {
        match records(line, 1).next() {
            Some(Entry::Record(record)) => record,
            other => panic!("{other:?}"),
        }
    }

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(text(&record(line), Version::V3), expected, "{line}");
    }

    #[test]
    fn escapes_mean_what_the_version_says() {
        check("NOTE:a\\, b\\; c\\: d\\nE\\Nf\\\\n", "a, b; c: d\nE\nf\\n");
        check("URL:https\\://example.com", "https://example.com");
        check("NOTE:ends with \\", "ends with \\");
        assert_eq!(text(&record("NOTE:C:\\new\\;x"), Version::V2), "C:\\new;x");
    }

    #[test]
    fn quoted_printable_is_decoded_in_its_charset() {
        check(
            "N;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:S=C3=B8ren",
            "Søren",
        );
        check("N;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:S=F8ren", "Søren");
        check(
            "N;ENCODING=quoted-printable:S=F8ren =3D =ZZ=",
            "Søren = =ZZ=",
        );
        check("N;ENCODING=QUOTED-PRINTABLE;CHARSET=nonsense:=80", "€");
        check("A;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab", "a\nb");
    }

    #[test]
    fn an_escaped_separator_does_not_separate() {
        assert_eq!(
            components(
                &record("ORG:Northwind Boats\\; Sails;Rigging;"),
                Version::V3
            ),
            ["Northwind Boats; Sails", "Rigging", ""]
        );
        assert_eq!(
            values(&record("CATEGORIES:a\\,b, c,,d"), Version::V3),
            ["a,b", "c", "d"]
        );
    }
}
