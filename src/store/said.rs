//! What a source last said of somebody, as one text.
//!
//! A value that stands in the card as it is, such as a note, is told by where it stands: the
//! card is kept beside it, and written twice it would be a fifth of the file.

use std::fmt::{self, Write as _};

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use crate::domain::draft::{Draft, Original};
use crate::domain::import::each_field;

/// From how many bytes on a value is worth a look into the card.
const LONG: usize = 8;

/// How the fields of those values start that are kept when their source no longer says them;
/// they come last.
const KEPT: &str = "kept:";

/// What several drafts say, one after the other in one text: taking memory for each by itself
/// costs more than putting it into words.
pub(super) struct All {
    text: String,
    ends: Vec<usize>,
}

impl All {
    /// Drafts, each with those of its values that are kept when it no longer says them.
    pub(super) fn of<'d>(drafts: impl Iterator<Item = (&'d Draft, Kept<'d>)>) -> All {
        let mut all = All {
            text: String::new(),
            ends: Vec::new(),
        };
        for (draft, kept) in drafts {
            write(&mut all.text, draft, kept);
            all.ends.push(all.text.len());
        }
        all
    }

    /// The text of each draft, as `source.fields` holds it.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let text = &self.text[start..*end];
            start = *end;
            text
        })
    }
}

/// The same of one source, of whose card this is the text.
pub(super) fn text(fields: &[(String, String)], kept: Kept<'_>, card: &str) -> String {
    let mut text = String::new();
    let mut pairs = Pairs::begin(&mut text, card);
    for (field, value) in fields {
        pairs.push("", field, value);
    }
    pairs.end(kept);
    text
}

/// Values that stay when their source no longer says them, by field.
type Kept<'d> = &'d [(String, String)];

fn write(text: &mut String, draft: &Draft, kept: Kept<'_>) {
    let mut pairs = Pairs::begin(text, draft.card.as_ref().map_or("", Original::held));
    each_field(draft, |field, value| pairs.push("", field, value));
    pairs.end(kept);
}

/// Pairs on their way into a text.
struct Pairs<'t> {
    text: &'t mut String,
    card: &'t str,
    comma: &'static str,
}

impl<'t> Pairs<'t> {
    fn begin(text: &'t mut String, card: &'t str) -> Pairs<'t> {
        text.push('[');
        Pairs {
            text,
            card,
            comma: "",
        }
    }

    fn push(&mut self, mark: &str, field: &str, value: &str) {
        let text = &mut *self.text;
        text.push_str(self.comma);
        self.comma = ",";
        text.push('[');
        quoted(text, mark, field);
        text.push(',');
        match place(self.card, value) {
            // Writing into a String cannot fail.
            Some(start) => drop(write!(text, "{start},{}", value.len())),
            None => quoted(text, "", value),
        }
        text.push(']');
    }

    fn end(mut self, kept: Kept<'_>) {
        for (field, value) in kept {
            self.push(KEPT, field, value);
        }
        self.text.push(']');
    }
}

/// Where a value stands in the card as it is. Looked for are its first bytes, at a few places:
/// getting ready to look for all of a long note takes more than everything else done for it.
fn place(card: &str, value: &str) -> Option<usize> {
    const TRIED: usize = 16;
    let (card, value) = (card.as_bytes(), value.as_bytes());
    memchr::memmem::find_iter(card, value.get(..LONG)?)
        .take(TRIED)
        .find(|at| card[*at..].starts_with(value))
}

/// What a source said, as such a text holds it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) fields: Vec<(String, String)>,
    /// Those of them that are kept when it no longer says them.
    pub(super) kept: Vec<(String, String)>,
}

/// What such a text and the card beside it hold; `None` if it is no such text.
pub(super) fn fields(text: &str, card: Option<&str>) -> Option<Read> {
    let all: Vec<Said> = serde_json::from_str(text).ok()?;
    let pair = |said| match said {
        Said::Value(field, value) => Some((field, value)),
        Said::InCard(field, start, length) => {
            let value = card?.get(start..start.checked_add(length)?)?;
            Some((field, value.to_owned()))
        }
    };
    let mut fields: Vec<(String, String)> = all.into_iter().map(pair).collect::<Option<_>>()?;
    let is_kept = |(field, _): &(String, String)| field.starts_with(KEPT);
    let kept = match fields.iter().position(is_kept) {
        Some(at) => fields.split_off(at),
        None => Vec::new(),
    };
    let bare =
        |(field, value): (String, String)| Some((field.strip_prefix(KEPT)?.to_owned(), value));
    Some(Read {
        fields,
        kept: kept.into_iter().filter_map(bare).collect(),
    })
}

/// One of them: `["name","Ana"]`, or `["note",210,540]`.
enum Said {
    Value(String, String),
    InCard(String, usize, usize),
}

/// Read by hand: what serde derives for one of two shapes tries the first of them, with an error
/// in words each time it was the second, and takes four times as long.
impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Said, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = Said;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field and its value, or where that stands")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Said, A::Error> {
                let missing = |at| A::Error::invalid_length(at, &self);
                let field = parts.next_element()?.ok_or_else(|| missing(0))?;
                Ok(match parts.next_element()?.ok_or_else(|| missing(1))? {
                    Part::Text(value) => Said::Value(field, value),
                    Part::Number(start) => {
                        let length = parts.next_element()?.ok_or_else(|| missing(2))?;
                        Said::InCard(field, start, length)
                    }
                })
            }
        }
        deserializer.deserialize_seq(Pair)
    }
}

enum Part {
    Text(String),
    Number(usize),
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Part, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Part;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value, or where it starts")
            }

            fn visit_str<E: Error>(self, value: &str) -> Result<Part, E> {
                Ok(Part::Text(value.to_owned()))
            }

            fn visit_u64<E: Error>(self, start: u64) -> Result<Part, E> {
                usize::try_from(start).map(Part::Number).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// Adds `value` in quotes, after a mark that needs none.
fn quoted(text: &mut String, mark: &str, value: &str) {
    text.push('"');
    text.push_str(mark);
    let mut rest = value;
    while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
        text.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            b'\n' => text.push_str("\\n"),
            other => drop(write!(text, "\\u{other:04x}")),
        }
        rest = &rest[at + 1..];
    }
    text.push_str(rest);
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::import;

    #[track_caller]
    fn check(note: &str, card: Option<&str>, is_told_by_place: bool) {
        let draft = Draft {
            name: "Ana \"A\" Sousa\\".to_owned(),
            note: Some(note.to_owned()),
            card: card.map(|card| card.to_owned().into()),
            ..Draft::default()
        };
        let kept = [("note".to_owned(), note.to_owned())];
        let all = All::of([(&draft, &kept[..]), (&draft, &kept[..])].into_iter());
        let [text, again] = all.iter().collect::<Vec<_>>()[..] else {
            panic!("two texts");
        };
        assert_eq!(text, again);
        assert_eq!(!text.contains("[\"note\",\""), is_told_by_place, "{text}");
        let read = Read {
            fields: import::fields(&draft),
            kept: kept.to_vec(),
        };
        assert_eq!(fields(text, card), Some(read));
    }

    #[test]
    fn what_was_said_is_read_as_it_was_written() {
        let long = "a long word or two about the harbour, é and all";
        check(long, Some(&format!("NOTE:{long}\r\n")), true);
        check(long, Some("NOTE:another"), false);
        check(long, None, false);
        check(
            "a tab\there, and\nmore of it to make it long enough",
            None,
            false,
        );
        check("a word", Some("NOTE:a word"), false);
    }

    #[test]
    fn a_place_that_is_not_in_the_card_is_not_read() {
        assert_eq!(fields("[[\"note\",4,9]]", Some("é")), None);
        assert_eq!(fields("[[\"note\",1,1]]", Some("é")), None);
        assert_eq!(fields("[[\"note\",0,1]]", None), None);
        assert_eq!(fields("[]", None).map(|read| read.fields), Some(Vec::new()));
    }
}
