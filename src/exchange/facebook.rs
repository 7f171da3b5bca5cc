//! Facebook's your_friends.json: names, and since when.

use chrono::DateTime;

use super::items::Items;
use super::json::{Places, Record};
use super::{ReadError, Tally, tidy};
use crate::domain::draft::{Draft, Parsed, Skipped, SourceKind};
use crate::domain::import::MADE_UP;
use crate::json::{Json, Text};
use crate::text;

/// What the list of friends is called.
const FRIENDS: &str = "\"friends_v2\"";

/// Whether a text without blanks begins as a list of friends.
pub(super) fn is_friends(packed: &str) -> bool {
    packed.starts_with('{') && packed.contains("\"friends_v2\":[")
}

/// What the friends in `text` are called.
pub(super) fn read(
    text: Text<'_>,
    tally: &mut Tally<'_>,
    damaged: &dyn Fn(String) -> ReadError,
) -> Result<Parsed, ReadError> {
    let Some(at) = text.find(FRIENDS, 0, text.length()) else {
        return Err(damaged("no list of friends was found in it".to_owned()));
    };
    let mut parsed = Parsed::of(SourceKind::Facebook);
    let places = Places::of(text);
    for (line, item) in Items::of((text, &places), at, text.length()) {
        parsed.read += 1;
        match item.and_then(|item| draft(line, item)) {
            Ok(draft) => parsed.drafts.push(draft),
            Err(why) => parsed.skipped.push(Skipped { line, why }),
        }
        tally.record()?;
    }
    Ok(parsed)
}

fn draft(line: u64, item: Json<'_>) -> Result<Draft, String> {
    let friend = Record::of(item)?;
    let name = friend.part("name");
    let name = name.written().ok_or("nobody: no name in it")?;
    let name = text::one_line(&repaired(name));
    let since = friend.part("timestamp").number().filter(|at| *at > 0);
    let since = since.and_then(|at| DateTime::from_timestamp(at, 0));
    let met_on = since.map(|since| since.date_naive());
    let on = met_on.map_or_else(String::new, |on| on.to_string());
    tidy::finish(Draft {
        line,
        external_id: Some(format!("{MADE_UP}{}|{on}", text::fold(&name))),
        name,
        met_on,
        ..Draft::default()
    })
}

/// A text whose UTF-8 bytes were each written as a letter, as Facebook does ("SÃ¸ren"), as it
/// was; any other as it is.
fn repaired(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    let repaired = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    repaired.unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_repaired_where_they_are_broken() {
        for (text, says) in [
            ("S\u{c3}\u{b8}ren M\u{c3}\u{bc}ller", "Søren Müller"),
            ("\u{e6}\u{9d}\u{8e}\u{e9}\u{9b}\u{b7}", "李雷"),
            ("\u{f0}\u{9f}\u{9a}\u{80}", "🚀"),
            ("Søren Müller", "Søren Müller"),
            ("李雷", "李雷"),
            ("Ana", "Ana"),
            ("", ""),
        ] {
            assert_eq!(repaired(text), says, "{text}");
        }
    }
}
