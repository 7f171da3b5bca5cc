//! What a source last said of somebody, as one text.
//!
//! A value that stands in the card as it is, such as a note, is told by where it stands: the
//! card is kept beside it, and written twice it would be a fifth of the file.

use std::fmt::Write as _;

use serde::Deserialize;

use crate::domain::draft::Draft;
use crate::domain::import::each_field;

/// From how many bytes on a value is worth a look into the card.
const LONG: usize = 8;

/// What several drafts say, one after the other in one text: taking memory for each by itself
/// costs more than putting it into words.
pub(super) struct All {
    text: String,
    ends: Vec<usize>,
}

impl All {
    pub(super) fn of<'d>(drafts: impl Iterator<Item = &'d Draft>) -> All {
        let mut all = All {
            text: String::new(),
            ends: Vec::new(),
        };
        for draft in drafts {
            write(&mut all.text, draft);
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

fn write(text: &mut String, draft: &Draft) {
    let card = draft.card.as_deref().unwrap_or_default();
    text.push('[');
    let mut comma = "";
    each_field(draft, |field, value| {
        text.push_str(comma);
        comma = ",";
        text.push('[');
        quoted(text, field);
        text.push(',');
        let stands = (value.len() >= LONG)
            .then(|| memchr::memmem::find(card.as_bytes(), value.as_bytes()))
            .flatten();
        match stands {
            // Writing into a String cannot fail.
            Some(start) => drop(write!(text, "{start},{}", value.len())),
            None => quoted(text, value),
        }
        text.push(']');
    });
    text.push(']');
}

/// The fields that such a text and the card beside it hold; `None` if it is no such text.
pub(super) fn fields(text: &str, card: Option<&str>) -> Option<Vec<(String, String)>> {
    let all: Vec<Said> = serde_json::from_str(text).ok()?;
    all.into_iter()
        .map(|said| match said {
            Said::Value(field, value) => Some((field, value)),
            Said::InCard(field, start, length) => {
                let value = card?.get(start..start.checked_add(length)?)?;
                Some((field, value.to_owned()))
            }
        })
        .collect()
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Value(String, String),
    InCard(String, usize, usize),
}

fn quoted(text: &mut String, value: &str) {
    text.push('"');
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
            card: card.map(str::to_owned),
            ..Draft::default()
        };
        let all = All::of([&draft, &draft].into_iter());
        let [text, again] = all.iter().collect::<Vec<_>>()[..] else {
            panic!("two texts");
        };
        assert_eq!(text, again);
        assert_eq!(!text.contains("[\"note\",\""), is_told_by_place, "{text}");
        assert_eq!(fields(text, card), Some(import::fields(&draft)));
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
        assert_eq!(fields("[]", None), Some(Vec::new()));
    }
}
