//! Lines as the card they go into has them: its version's escapes, its line ends, its folds.

use super::super::super::content_line;
use super::super::super::lines::Lines;
use super::super::record;
use super::super::value::Version;

/// The longest line in bytes, its end not counted.
const LINE: usize = 75;

/// How a card writes its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    end: String,
    /// What a folded line goes on with; `None` where the card folds nothing.
    fold: Option<u8>,
}

impl Style {
    /// The style of a card, by its first line's end and by how its long lines go on.
    pub(super) fn of(card: &str) -> Style {
        let end = Lines::numbered(card, 1)
            .next()
            .map(|line| card[line.start + line.text.len()..line.end].to_owned())
            .filter(|end| !end.is_empty())
            .unwrap_or_else(|| "\r\n".to_owned());
        let mut texts = Lines::numbered(card, 1).map(|line| line.text);
        let is_fold = |line: &&str| line.starts_with([' ', '\t']) && !line.trim().is_empty();
        let fold = match texts.clone().find(is_fold) {
            Some(line) => line.bytes().next(),
            None => (!texts.any(|line| line.len() > LINE)).then_some(b' '),
        };
        Style { end, fold }
    }

    /// Adds one line, folded where it is longer than a line may be. Lines that hold line ends
    /// of their own, as quoted-printable has them, are broken already.
    pub(super) fn push(&self, out: &mut Vec<u8>, line: &str) {
        let Some(fold) = self.fold.filter(|_| !line.contains('\n')) else {
            out.extend_from_slice(line.replace('\n', &self.end).as_bytes());
            self.end_line(out);
            return;
        };
        let mut room = LINE;
        let mut letter = [0; 4];
        for c in line.chars() {
            if c.len_utf8() > room {
                self.end_line(out);
                out.push(fold);
                room = LINE - 1;
            }
            out.extend_from_slice(c.encode_utf8(&mut letter).as_bytes());
            room -= c.len_utf8();
        }
        self.end_line(out);
    }

    pub(super) fn end_line(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.end.as_bytes());
    }
}

/// Name, group and parameters of a property, unfolded, as they are written.
pub(super) fn head(raw: &str) -> String {
    record::head(raw)
}

/// The same without what it says about a value's transfer encoding.
pub(super) fn bare(head: &str) -> String {
    let mut parts = record::split_unquoted(head, ';');
    let name = parts.next().unwrap_or_default().to_owned();
    parts
        .filter(|param| !is_transfer(param))
        .fold(name, |head, param| head + ";" + param)
}

/// Whether a parameter is about a value's transfer encoding.
pub(super) fn is_transfer(param: &str) -> bool {
    let name = param.split('=').next().unwrap_or_default();
    [
        "ENCODING",
        "CHARSET",
        "QUOTED-PRINTABLE",
        "8BIT",
        "7BIT",
        "BASE64",
    ]
    .iter()
    .any(|word| name.trim().eq_ignore_ascii_case(word))
}

/// A line of this head and this value, whose escapes are in it: in vCard 2.1 what is more than
/// ASCII, or has lines, is quoted-printable.
pub(super) fn encoded(head: &str, value: &str, version: Version) -> String {
    let is_plain = value.is_ascii() && !value.contains('\n');
    match version {
        Version::V2 if !is_plain => {
            let head = format!("{head};CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:");
            quoted_printable(&head, value)
        }
        _ => format!("{head}:{value}"),
    }
}

/// A value as a card of this version escapes it.
pub(super) fn escaped(value: &str, version: Version) -> String {
    match version {
        Version::V2 => value.to_owned(),
        Version::V3 | Version::V4 => content_line::escaped(value),
    }
}

/// The same where `;` would part it.
pub(super) fn component(value: &str, version: Version) -> String {
    match version {
        Version::V2 => value.replace(';', "\\;"),
        Version::V3 | Version::V4 => content_line::escaped(value),
    }
}

/// The same where `,` would part it.
pub(super) fn list_part(value: &str, version: Version) -> String {
    match version {
        Version::V2 => value.replace(',', "\\,"),
        Version::V3 | Version::V4 => content_line::escaped(value),
    }
}

/// The components of a value, as they are written.
pub(super) fn parts(value: &str) -> Vec<String> {
    split(value, ';')
}

/// What stands between separators that are not escaped.
pub(super) fn split(value: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut is_escaped = false;
    for c in value.chars() {
        if c == separator && !is_escaped {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    parts
}

/// The line with soft breaks, each of its lines at most 76 bytes long.
fn quoted_printable(head: &str, value: &str) -> String {
    const LONGEST: usize = 76;
    let mut text = head.to_owned();
    let mut room = LONGEST.saturating_sub(head.len() + 1);
    for byte in value.replace('\n', "\r\n").bytes() {
        let letter = match byte {
            b' '..=b'~' if byte != b'=' => char::from(byte).to_string(),
            other => format!("={other:02X}"),
        };
        if letter.len() > room {
            text.push_str("=\n");
            room = LONGEST - 1;
        }
        text.push_str(&letter);
        room -= letter.len();
    }
    text
}
