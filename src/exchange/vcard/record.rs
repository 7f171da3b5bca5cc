//! A card to records: one property each, unfolded, with the bytes it was read from.
//!
//! The raw text of a record is the unit in which a card can be patched later: records that
//! are not changed go out as the original bytes.

use std::borrow::Cow;
use std::iter::Peekable;

use super::super::lines::{Line, Lines};
use super::split::{is_begin, is_end};

/// One property of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// The line where it starts, from 1.
    pub line: u64,
    /// The text it was read from, folds and line ends included.
    pub raw: &'a str,
    /// Where that stands in the card, in bytes.
    pub at: std::ops::Range<usize>,
    /// The part before the dot in `item1.EMAIL`.
    pub group: Option<Cow<'a, str>>,
    /// As written; compare without case.
    pub name: Cow<'a, str>,
    /// Name and value as written, quotes taken off. A bare parameter as vCard 2.1 has them
    /// stands under `TYPE`, or `ENCODING` if it is one.
    pub params: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Unfolded, soft breaks joined, otherwise as written.
    pub value: Cow<'a, str>,
}

impl Record<'_> {
    /// Whether this is the property called `name`, which is given in upper case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The first value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_ref())
    }

    /// What the `TYPE` parameters say, each word by itself.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.params
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case("TYPE"))
            .flat_map(|(_, value)| {
                // `X-custom(a,b)`, as Android writes it, is one word.
                let whole = value.contains('(');
                value.split(move |c| c == ',' && !whole)
            })
            .map(str::trim)
            .filter(|word| !word.is_empty())
    }

    pub(super) fn is_quoted_printable(&self) -> bool {
        self.param("ENCODING")
            .is_some_and(|encoding| encoding.eq_ignore_ascii_case("QUOTED-PRINTABLE"))
    }
}

/// What stands on one logical line of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry<'a> {
    Record(Record<'a>),
    /// No property: the line where it starts and its text.
    NotUnderstood(u64, &'a str),
}

/// The records of a card in order, without its BEGIN and END and without the cards inside
/// it. Bounded by the text: no recursion, no look-ahead beyond a line.
#[derive(Debug)]
pub struct Records<'a> {
    text: &'a str,
    lines: Peekable<Lines<'a>>,
    inside: usize,
}

/// The records of a card whose BEGIN is on this line.
pub fn records(card: &str, line: u64) -> Records<'_> {
    let mut lines = Lines::numbered(card, line).peekable();
    lines.next_if(|line| is_begin(line.text));
    Records {
        text: card,
        lines,
        inside: 0,
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        loop {
            let line = self.lines.next()?;
            if is_begin(line.text) {
                self.inside += 1;
            } else if is_end(line.text) {
                self.inside = self.inside.saturating_sub(1);
            } else if self.inside == 0 && !line.text.trim().is_empty() {
                return Some(self.entry(line));
            }
        }
    }
}

impl<'a> Records<'a> {
    fn entry(&mut self, first: Line<'a>) -> Entry<'a> {
        let mut logical = Logical::start(first.text);
        let mut end = first.end;
        while let Some(next) = self.lines.peek() {
            // A soft break before the card's end joins nothing.
            if is_end(next.text) || is_begin(next.text) || !logical.takes(next.text) {
                break;
            }
            end = next.end;
            self.lines.next();
        }
        let at = first.start..end;
        let raw = &self.text[at.clone()];
        // A quotation mark that is never closed hides the colon.
        let colon = logical
            .colon
            .or_else(|| memchr::memchr(b':', logical.text.as_bytes()));
        match colon {
            Some(colon) => Entry::Record(record(first.number, raw, at, logical.text, colon)),
            None => Entry::NotUnderstood(first.number, raw),
        }
    }
}

/// A logical line while it is put together.
struct Logical<'a> {
    text: Cow<'a, str>,
    /// Where name and parameters end.
    colon: Option<usize>,
    scanned: usize,
    in_quotes: bool,
    joins: Joins,
}

/// What besides a fold carries a value on to the next line.
#[derive(PartialEq)]
enum Joins {
    Folds,
    SoftBreaks,
    /// vCard 2.1 ends base64 with an empty line and need not indent it.
    Base64,
}

impl<'a> Logical<'a> {
    fn start(first: &'a str) -> Logical<'a> {
        let mut logical = Logical {
            text: Cow::Borrowed(first),
            colon: None,
            scanned: 0,
            in_quotes: false,
            joins: Joins::Folds,
        };
        logical.scan();
        logical
    }

    /// Whether `next` belongs to this line, which then holds it.
    fn takes(&mut self, next: &str) -> bool {
        if self.joins == Joins::SoftBreaks && self.text.ends_with('=') {
            let text = self.text.to_mut();
            text.pop();
            text.push_str(next);
            return true;
        }
        if let Some(rest) = next.strip_prefix([' ', '\t']) {
            self.text.to_mut().push_str(rest);
            self.scan();
            return true;
        }
        if self.joins == Joins::Base64 && is_base64(next) {
            self.text.to_mut().push_str(next);
            return true;
        }
        false
    }

    fn scan(&mut self) {
        if self.colon.is_some() {
            return;
        }
        for (at, byte) in self.text.bytes().enumerate().skip(self.scanned) {
            match byte {
                b'"' => self.in_quotes = !self.in_quotes,
                b':' if !self.in_quotes => {
                    self.colon = Some(at);
                    break;
                }
                _ => {}
            }
        }
        self.scanned = self.text.len();
        if let Some(colon) = self.colon {
            let head = &self.text[..colon];
            let encoding = head.split(';').skip(1).map(|param| {
                param
                    .split_once('=')
                    .filter(|(name, _)| name.eq_ignore_ascii_case("ENCODING"))
                    .map_or(param, |(_, value)| value)
            });
            for word in encoding {
                if word.eq_ignore_ascii_case("QUOTED-PRINTABLE") {
                    self.joins = Joins::SoftBreaks;
                } else if word.eq_ignore_ascii_case("BASE64") || word.eq_ignore_ascii_case("B") {
                    self.joins = Joins::Base64;
                }
            }
        }
    }
}

/// Group, name and parameters of a property as they are written, unfolded.
pub(super) fn head(raw: &str) -> String {
    let mut lines = Lines::numbered(raw, 1).map(|line| line.text);
    let mut logical = Logical::start(lines.next().unwrap_or_default());
    while logical.colon.is_none()
        && let Some(next) = lines.next()
    {
        logical.takes(next);
    }
    let colon = logical.colon.or_else(|| logical.text.find(':'));
    logical.text[..colon.unwrap_or_default()].to_owned()
}

fn is_base64(line: &str) -> bool {
    !line.is_empty()
        && line
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
}

fn record<'a>(
    line: u64,
    raw: &'a str,
    at: std::ops::Range<usize>,
    logical: Cow<'a, str>,
    colon: usize,
) -> Record<'a> {
    let part = |range: std::ops::Range<usize>| -> Cow<'a, str> {
        match &logical {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
            Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
        }
    };
    let head = &logical[..colon];
    let name_end = head.find(';').unwrap_or(colon);
    let dot = head[..name_end].find('.');
    let params = match &logical {
        _ if name_end == colon => Vec::new(),
        Cow::Borrowed(text) => params_of(&text[name_end + 1..colon]).collect(),
        Cow::Owned(text) => params_of(&text[name_end + 1..colon])
            .map(|(name, value)| (name.into_owned().into(), value.into_owned().into()))
            .collect(),
    };
    let name_start = dot.map_or(0, |dot| dot + 1);
    let trimmed = |range: std::ops::Range<usize>| -> std::ops::Range<usize> {
        let text = &head[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    };
    Record {
        line,
        raw,
        at,
        group: dot.map(|dot| part(trimmed(0..dot))),
        name: part(trimmed(name_start..name_end)),
        params,
        value: part(colon + 1..logical.len()),
    }
}

fn params_of(text: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    split_unquoted(text, ';')
        .map(str::trim)
        .filter(|param| !param.is_empty())
        .map(|param| match param.split_once('=') {
            // `X-custom(CHARSET=…)` is a bare word, whatever it holds.
            Some((name, value)) if !name.contains('(') => {
                (name.trim().into(), without_quotes(value.trim()))
            }
            _ if is_encoding(param) => ("ENCODING".into(), param.into()),
            _ => ("TYPE".into(), param.into()),
        })
}

fn without_quotes(value: &str) -> Cow<'_, str> {
    match value.contains('"') {
        true => value.replace('"', "").into(),
        false => value.into(),
    }
}

fn is_encoding(word: &str) -> bool {
    ["QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"]
        .iter()
        .any(|encoding| word.eq_ignore_ascii_case(encoding))
}

pub(super) fn split_unquoted(text: &str, at: char) -> impl Iterator<Item = &str> {
    let mut in_quotes = false;
    text.split(move |c: char| {
        if c == '"' {
            in_quotes = !in_quotes;
        }
        c == at && !in_quotes
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn one(card: &str) -> Record<'_> {
        match records(card, 1).next() {
            Some(Entry::Record(record)) => record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_record_knows_group_name_parameters_and_value() {
        let record = one("item1.Email;type=INTERNET;type=pref:ines@example.com\r\n");
        assert_eq!(record.group.as_deref(), Some("item1"));
        assert!(record.is("EMAIL"));
        assert_eq!(record.types().collect::<Vec<_>>(), ["INTERNET", "pref"]);
        assert_eq!(record.value, "ines@example.com");
        let record = one("X-PETS;X-WEIRD=\"a:b;c\":two; cats");
        assert_eq!(record.param("x-weird"), Some("a:b;c"));
        assert_eq!(record.value, "two; cats");
        let record = one("TEL;TYPE=\"voice,cell\";VALUE=uri:tel:+81-3-0000-0001");
        assert_eq!(record.types().collect::<Vec<_>>(), ["voice", "cell"]);
        assert_eq!(record.value, "tel:+81-3-0000-0001");
    }

    #[test]
    fn bare_parameters_are_types_or_encodings() {
        let record = one("TEL;CELL;PREF:1");
        assert_eq!(record.types().collect::<Vec<_>>(), ["CELL", "PREF"]);
        let record = one("PHOTO;BASE64;PNG:aGk=\naGk\n\nFN:x");
        assert_eq!(record.param("ENCODING"), Some("BASE64"));
        assert_eq!(record.value, "aGk=aGk");
    }

    #[test]
    fn folds_and_soft_breaks_are_joined() {
        assert_eq!(one("NOTE:a\r\n b\r\n\t c\r\nFN:x").value, "ab c");
        let soft = "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\n b=3D=\r\nc\r\nFN:x";
        assert_eq!(one(soft).value, "a b=3Dc");
        assert_eq!(one("NO\n TE;TYPE=\n x:v").name, "NOTE");
        assert_eq!(one("A;X=\"never closed:v").value, "v");
    }

    #[test]
    fn raw_texts_put_together_give_the_card() {
        let body = "FN:A\r\nNOTE:b\r\n c\r\nno colon\r\nitem1.TEL:1\r\n";
        let card = format!("BEGIN:VCARD\r\n{body}END:VCARD\r\n");
        let whole: String = records(&card, 1)
            .map(|entry| match entry {
                Entry::Record(record) => record.raw,
                Entry::NotUnderstood(_, raw) => raw,
            })
            .collect();
        assert_eq!(whole, body);
    }

    #[test]
    fn a_million_folds_are_one_record() {
        let folded = format!("NOTE:{}", "a\n ".repeat(1_000_000));
        assert_eq!(one(&folded).value.len(), 1_000_000);
        let no_colon = "a\n ".repeat(200_000);
        assert_eq!(records(&no_colon, 1).count(), 1);
    }
}
