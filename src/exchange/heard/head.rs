//! The head of a mail: from where its first line begins to the first empty one, and of that
//! only what tells who wrote to whom and when.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;

use super::addresses::addresses;
use super::date;
use crate::clock::Clock;
use crate::domain::heard::Letter;

/// No more of a head is read, in bytes.
pub(super) const LONGEST: usize = 64 * 1024;

/// Ids longer than this are cut: they only have to tell letters apart.
const ID: usize = 200;

/// What a head says of who wrote to whom; `sent` is its time where it says none itself, in
/// milliseconds since 1970. `None` where nobody wrote it or no time is known.
pub(super) fn letter(head: &[u8], sent: Option<i64>, clock: Clock) -> Option<Letter> {
    let mut letter = Letter {
        id: String::new(),
        on: NaiveDate::default(),
        from: Vec::new(),
        to: Vec::new(),
        is_reply: false,
        is_bulk: false,
    };
    let mut dated = None;
    let (mut date, mut from, mut subject) = (String::new(), String::new(), String::new());
    for (name, value) in fields(head) {
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted.as_bytes());
        let text = || String::from_utf8_lossy(value);
        // By the first letter, since most lines of a head are others.
        match name.first().map(u8::to_ascii_lowercase) {
            Some(b'f') if is("From") => {
                from = text().into_owned();
                letter.from.extend(addresses(&from));
            }
            Some(b't') if is("To") => letter.to.extend(addresses(&text())),
            Some(b'c') if is("Cc") => letter.to.extend(addresses(&text())),
            Some(b'b') if is("Bcc") => letter.to.extend(addresses(&text())),
            Some(b'd') if is("Date") => {
                date = text().into_owned();
                dated = date::instant(&date);
            }
            Some(b'm') if is("Message-ID") => letter.id = id(&text()),
            Some(b's') if is("Subject") => subject = text().into_owned(),
            Some(b'i') if is("In-Reply-To") => letter.is_reply |= !value.trim_ascii().is_empty(),
            Some(b'r') if is("References") => letter.is_reply |= !value.trim_ascii().is_empty(),
            Some(b'l') if is("List-Id") || is("List-Unsubscribe") || is("List-Post") => {
                letter.is_bulk = true;
            }
            Some(b'p') if is("Precedence") => {
                let said = text().trim().to_ascii_lowercase();
                letter.is_bulk |= matches!(said.as_str(), "bulk" | "list" | "junk");
            }
            Some(b'a') if is("Auto-Submitted") => {
                letter.is_bulk |= !text().trim().to_ascii_lowercase().starts_with("no");
            }
            _ => {}
        }
    }
    if letter.from.is_empty() {
        return None;
    }
    if letter.id.is_empty() {
        let mut hasher = DefaultHasher::new();
        (&date, &from, &subject).hash(&mut hasher);
        letter.id = format!("without an id: {:016x}", hasher.finish());
    }
    letter.on = clock.day_of(dated.or(sent)?)?;
    Some(letter)
}

fn id(text: &str) -> String {
    text.trim().chars().take(ID).collect()
}

/// The fields of a head: name and value, which may go on over several lines.
fn fields(head: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = head;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let mut end = line_end(rest);
            while matches!(rest.get(end), Some(b' ' | b'\t')) {
                end += line_end(&rest[end..]);
            }
            let (field, after) = rest.split_at(end);
            rest = after;
            if field.trim_ascii().is_empty() {
                return None;
            }
            if let Some(colon) = memchr::memchr(b':', field) {
                return Some((field[..colon].trim_ascii(), &field[colon + 1..]));
            }
        }
    })
}

/// Where the first line ends, its line end with it.
fn line_end(text: &[u8]) -> usize {
    memchr::memchr(b'\n', text).map_or(text.len(), |at| at + 1)
}

/// Where a head ends in what was read of a mail so far, if it does.
pub(super) fn end(read: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\n', &read[from..]) {
        let next = from + at + 1;
        match &read[next..] {
            [b'\n', ..] | [b'\r', b'\n', ..] => return Some(next),
            _ => from = next,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(head: &str) -> Option<Letter> {
        letter(head.as_bytes(), Some(0), Clock::machine())
    }

    #[test]
    fn a_head_tells_who_wrote_to_whom() {
        let said = read(
            "Received: from x\n\tby y; Mon, 1 Jun 2026 10:00:00 +0000\nfrom : Ana <Ana@X.example>\n\
             TO: me@x.example,\n ben@x.example\nCC: cy@x.example\nDate: Mon, 1 Jun 2026 12:00:00 \
             +0000\nMessage-Id:\n <1@x.example>\nIn-Reply-To: <0@x.example>\n\nFrom: nobody@x.example",
        );
        let said = said.unwrap();
        assert_eq!(said.id, "<1@x.example>");
        assert_eq!(said.on.to_string(), "2026-06-01");
        assert_eq!(said.from, ["ana@x.example"]);
        assert_eq!(said.to, ["me@x.example", "ben@x.example", "cy@x.example"]);
        assert!(said.is_reply);
        assert!(!said.is_bulk);
    }

    #[test]
    fn lists_and_machines_are_told() {
        for (line, is_bulk) in [
            ("List-Id: <a.example>", true),
            ("list-unsubscribe: <mailto:a>", true),
            ("Precedence: Bulk", true),
            ("Precedence: first-class", false),
            ("Auto-Submitted: auto-replied", true),
            ("Auto-Submitted: no", false),
            ("X-List-Id: a", false),
        ] {
            let said = read(&format!("From: a@x.example\n{line}\n"));
            assert_eq!(said.unwrap().is_bulk, is_bulk, "{line}");
        }
    }

    #[test]
    fn a_head_ends_at_the_first_empty_line() {
        for (text, at) in [
            ("a: b\n\nbody", Some(5)),
            ("a: b\r\n\r\nbody", Some(6)),
            ("a: b\nc: d", None),
            ("", None),
        ] {
            assert_eq!(end(text.as_bytes()), at, "{text}");
        }
    }

    #[test]
    fn without_an_id_the_same_head_has_the_same_one() {
        let one = read("From: a@x.example\nSubject: hi\n").unwrap();
        assert_eq!(read("From: a@x.example\nSubject: hi\n").unwrap().id, one.id);
        assert_ne!(read("From: a@x.example\nSubject: ho\n").unwrap().id, one.id);
        assert_eq!(read("To: a@x.example\n"), None);
        assert_eq!(letter(b"From: a@x.example\n", None, Clock::machine()), None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes: Vec<u8>, text in "(From|To|Date):\\PC*\n\\PC*") {
            let _ = letter(&bytes, Some(0), Clock::machine());
            let _ = letter(text.as_bytes(), Some(0), Clock::machine());
            let _ = end(&bytes);
        }
    }
}
