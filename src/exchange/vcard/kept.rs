//! What a card holds that ties has no word for: a photo, a key, somebody's own property. It
//! is kept in the card as it came, and goes out again with the person.

use std::collections::HashSet;

use super::draft::Sayings;
use super::labels::Labels;
use super::record::{Entry, Record, records};
use super::split::is_begin;
use super::value::{self, Version};
use super::write::Edition;
use crate::domain::draft::Draft;
use crate::domain::import::fields;
use crate::exchange::content_line::escaped;

/// Properties that are written anew in every card, whatever the one that came said there.
const OURS: [&str; 23] = [
    "VERSION",
    "PRODID",
    "REV",
    "UID",
    "KIND",
    "FN",
    "N",
    "NICKNAME",
    "ORG",
    "TITLE",
    "EMAIL",
    "TEL",
    "URL",
    "ADR",
    "BDAY",
    "NOTE",
    "CATEGORIES",
    "X-ABSHOWAS",
    "X-PHONETIC-FIRST-NAME",
    "X-PHONETIC-MIDDLE-NAME",
    "X-PHONETIC-LAST-NAME",
    "MEMBER",
    "AGENT",
];

/// Properties whose value may be the bytes of a file.
const FILES: [(&str, &str); 4] = [
    ("PHOTO", "image"),
    ("LOGO", "image"),
    ("SOUND", "audio"),
    ("KEY", "application"),
];

/// The lines of these cards, unfolded, of which the reader understands nothing, each once, as
/// that edition writes them.
pub(super) fn lines(cards: &[String], edition: Edition) -> Vec<String> {
    let mut seen = HashSet::new();
    let is_card = |card: &str| is_begin(card.trim_start().lines().next().unwrap_or_default());
    // A row of a table is kept as it came, too.
    let all = cards.iter().enumerate().filter(|(_, card)| is_card(card));
    all.flat_map(|(number, card)| of_card(card, number, edition))
        .filter(|lines| seen.insert(lines.clone()))
        .flatten()
        .collect()
}

/// A property, with the line of its label where it has one.
fn of_card(card: &str, number: usize, edition: Edition) -> Vec<Vec<String>> {
    let all: Vec<Record<'_>> = records(card, 1)
        .filter_map(|entry| match entry {
            Entry::Record(record) => Some(record),
            Entry::NotUnderstood(..) => None,
        })
        .collect();
    let mut labels = Labels::default();
    let mut version = Version::V3;
    for record in &all {
        labels.take(record);
        if record.is("VERSION") && record.value.trim() == "2.1" {
            version = Version::V2;
        }
    }
    let mut sayings = Sayings::of(version, labels.clone());
    let nothing = fields(&Draft::default());
    let is_kept = |record: &&Record<'_>, sayings: &mut Sayings| {
        !record.value.trim().is_empty()
            && !record.is("X-ABLABEL")
            && !OURS.iter().any(|name| record.is(name))
            && fields(&sayings.of_record(record)) == nothing
    };
    let mut kept = Vec::new();
    for record in &all {
        if !is_kept(&record, &mut sayings) {
            continue;
        }
        // A group of its own: ours are numbered anew.
        let group = record
            .group
            .as_deref()
            .filter(|_| labels.beside(record).is_some());
        let group = group.map(|group| format!("kept{number}{group}."));
        let before = group.as_deref().unwrap_or_default();
        let mut lines = vec![format!("{before}{}", line(record, version, edition))];
        let label = all
            .iter()
            .find(|label| label.is("X-ABLABEL") && group.is_some() && label.group == record.group);
        lines.extend(label.map(|label| format!("{before}X-ABLabel:{}", label.value)));
        kept.push(lines);
    }
    kept
}

/// A property on one line.
fn line(record: &Record<'_>, version: Version, edition: Edition) -> String {
    let name = record.name.to_uppercase();
    if let Some(line) = file(&name, record, edition) {
        return line;
    }
    let value = match record.is_quoted_printable() {
        true => escaped(&value::text(record, version)),
        false => record.value.clone().into_owned(),
    };
    let is_transfer = |key: &str| {
        ["CHARSET", "ENCODING"]
            .iter()
            .any(|transfer| key.eq_ignore_ascii_case(transfer))
    };
    let params: String = record
        .params
        .iter()
        .filter(|(key, _)| !is_transfer(key) || (edition == Edition::V3 && is_base64(record)))
        .map(|(key, value)| param(key, value))
        .collect();
    format!("{}{params}:{value}", record.name)
}

fn param(key: &str, value: &str) -> String {
    let is_base64 = key.eq_ignore_ascii_case("ENCODING");
    let value = if is_base64 { "b" } else { value };
    match value.contains([':', ';', ',']) {
        true => format!(";{key}=\"{}\"", value.replace('"', "'")),
        false => format!(";{key}={value}"),
    }
}

/// The bytes of a file as the edition writes them: as base64 in 3.0, and as an address in 4.0
/// that holds them. `None` of what holds none.
fn file(name: &str, record: &Record<'_>, edition: Edition) -> Option<String> {
    let (_, kind) = FILES.iter().find(|(file, _)| *file == name)?;
    let value: String = record.value.split_whitespace().collect();
    let (media, bytes) = match value.get(..5) {
        Some(data) if data.eq_ignore_ascii_case("data:") => {
            let (media, bytes) = value[5..].split_once(";base64,")?;
            (media.to_owned(), bytes.to_owned())
        }
        _ if is_base64(record) => {
            let word = record.types().next().unwrap_or("octet-stream");
            (format!("{kind}/{}", word.to_lowercase()), value)
        }
        _ => return None,
    };
    Some(match edition {
        Edition::V4 => format!("{name}:data:{media};base64,{bytes}"),
        Edition::V3 => {
            let word = media.rsplit('/').next().unwrap_or_default().to_uppercase();
            format!("{name};ENCODING=b;TYPE={word}:{bytes}")
        }
    })
}

fn is_base64(record: &Record<'_>) -> bool {
    record
        .param("ENCODING")
        .is_some_and(|way| way.eq_ignore_ascii_case("b") || way.eq_ignore_ascii_case("base64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ties_has_no_word_for_goes_out_as_it_came() {
        #[track_caller]
        fn check(card: &str, edition: Edition, expected: &[&str]) {
            let card = format!("BEGIN:VCARD\r\n{card}\r\nEND:VCARD\r\n");
            assert_eq!(lines(&[card], edition), expected, "{edition:?}");
        }
        let both = [Edition::V3, Edition::V4];
        for edition in both {
            check(
                "VERSION:3.0\r\nFN:Ana\r\nTEL:12\r\nREV:1\r\nCATEGORIES:myContacts",
                edition,
                &[],
            );
            check(
                "VERSION:3.0\r\nX-SHOE-SIZE:38",
                edition,
                &["X-SHOE-SIZE:38"],
            );
            check(
                "VERSION:4.0\r\nTZ;VALUE=text:Europe/Lis\r\n bon",
                edition,
                &["TZ;VALUE=text:Europe/Lisbon"],
            );
            check(
                "VERSION:3.0\r\nitem1.X-CUSTOM;P=\"a:b\":1\\,2\r\nitem1.X-ABLabel:Shoes",
                edition,
                &[
                    "kept0item1.X-CUSTOM;P=\"a:b\":1\\,2",
                    "kept0item1.X-ABLabel:Shoes",
                ],
            );
            check(
                "VERSION:2.1\r\nX-MOTTO;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=A9t=C3=A9; oui",
                edition,
                &["X-MOTTO:été\\; oui"],
            );
            check(
                "VERSION:4.0\r\nRELATED:https://example.org/me",
                edition,
                &["RELATED:https://example.org/me"],
            );
        }
        let photo = "VERSION:2.1\r\nPHOTO;JPEG;ENCODING=BASE64:/9j/\r\n 4AAQ\r\n";
        check(photo, Edition::V3, &["PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ"]);
        check(
            photo,
            Edition::V4,
            &["PHOTO:data:image/jpeg;base64,/9j/4AAQ"],
        );
        let data = "VERSION:4.0\r\nPHOTO:data:image/png;base64,iVBO";
        check(data, Edition::V3, &["PHOTO;ENCODING=b;TYPE=PNG:iVBO"]);
        check(data, Edition::V4, &["PHOTO:data:image/png;base64,iVBO"]);
        let elsewhere = "VERSION:4.0\r\nPHOTO:https://example.org/ana.jpg";
        check(
            elsewhere,
            Edition::V3,
            &["PHOTO:https://example.org/ana.jpg"],
        );
    }

    #[test]
    fn what_two_cards_say_alike_goes_out_once() {
        let card = "BEGIN:VCARD\nX-A:1\nEND:VCARD\n".to_owned();
        assert_eq!(lines(&[card.clone(), card], Edition::V4), ["X-A:1"]);
    }
}
