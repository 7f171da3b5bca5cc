//! Bytes to text, whatever program wrote them.
//!
//! A byte order mark decides, then UTF-8, then Windows-1252. The last step is taken line by
//! line, so that one torn name does not spoil the rest of a UTF-8 file. Line ends stay as
//! they are: what reads the text counts lines with [`super::lines`].

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text that `bytes` hold, without byte order mark and NUL characters.
pub(super) fn decode(mut bytes: Vec<u8>) -> String {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    let text = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFE, 0xFF, rest @ ..] => UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        // Without a mark, two ASCII characters give UTF-16 away.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => {
            UTF_16LE.decode_without_bom_handling(&bytes).0.into_owned()
        }
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => {
            UTF_16BE.decode_without_bom_handling(&bytes).0.into_owned()
        }
        _ => utf8_or_windows(bytes),
    };
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return text.replace('\0', "");
    }
    text
}

/// The encoding that a vCard's `CHARSET` names; Windows-1252 where it names none we know.
pub(super) fn charset(label: &str) -> &'static Encoding {
    Encoding::for_label(label.trim().as_bytes()).unwrap_or(WINDOWS_1252)
}

fn utf8_or_windows(bytes: Vec<u8>) -> String {
    match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => by_line(error.as_bytes()),
    }
}

fn by_line(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = memchr::memchr2(b'\n', b'\r', rest).map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(error) => {
                let whole = &line[..error.valid_up_to()];
                match folded_letter(&line[whole.len()..], rest) {
                    // A letter that a fold cut in two is put before the fold.
                    Some((letter, line_end, taken)) => {
                        text.push_str(&String::from_utf8_lossy(whole));
                        text.push(letter);
                        text.push_str(line_end);
                        rest = &rest[taken..];
                    }
                    None => {
                        let encoding = named_charset(line).unwrap_or(WINDOWS_1252);
                        text.push_str(&encoding.decode_without_bom_handling(line).0);
                    }
                }
            }
        }
    }
    text
}

/// The charset that a vCard line names for its own bytes (`N;CHARSET=SHIFT_JIS:…`).
fn named_charset(line: &[u8]) -> Option<&'static Encoding> {
    let head = std::str::from_utf8(line.split(|b| *b == b':').next()?).ok()?;
    head.split(';')
        .filter_map(|param| param.split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("charset"))
        .and_then(|(_, label)| Encoding::for_label(label.as_bytes()))
}

/// The letter whose first bytes end a line (`tail`, line end included) and whose other
/// bytes start the continuation line after it, with what stands between them and how many
/// bytes of `rest` it took.
fn folded_letter<'a>(tail: &[u8], rest: &'a [u8]) -> Option<(char, &'a str, usize)> {
    let first: Vec<u8> = tail
        .iter()
        .copied()
        .take_while(|b| !matches!(b, b'\r' | b'\n'))
        .collect();
    if first.is_empty() || first.len() > 3 {
        return None;
    }
    let fold = rest.iter().position(|b| matches!(b, b' ' | b'\t'))?;
    if !rest[..fold].iter().all(|b| matches!(b, b'\r' | b'\n')) {
        return None;
    }
    (1..=3).find_map(|more| {
        let mut letter = first.clone();
        letter.extend(rest.get(fold + 1..fold + 1 + more)?);
        let letter = std::str::from_utf8(&letter).ok()?;
        let mut chars = letter.chars();
        let only = chars.next().filter(|_| chars.next().is_none())?;
        Some((only, "\n ", fold + 1 + more))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], text: &str) {
        assert_eq!(decode(bytes.to_vec()), text);
    }

    #[test]
    fn marks_then_utf8_then_windows() {
        check(b"\xEF\xBB\xBFa\xC3\xA9", "aé");
        check(b"\xFF\xFEa\0\xE9\0", "aé");
        check(b"\xFE\xFF\0a\0\xE9", "aé");
        check(b"B\0E\0G\0", "BEG");
        check(b"\0B\0E\0G", "BEG");
        check(b"Caf\xE9 \x96 Z\xFCrich", "Café – Zürich");
        check(b"", "");
        check(b"a\0b", "ab");
    }

    #[test]
    fn one_torn_line_does_not_spoil_the_others() {
        check(
            b"FN:S\xC3\xB8ren\nN:\xE9\r\nX:\xC3\xA9",
            "FN:Søren\nN:é\r\nX:é",
        );
    }

    #[test]
    fn a_letter_cut_by_a_fold_is_mended() {
        check(
            b"NOTE:caf\xC3\r\n \xA9 au lait\r\nX:\xE9",
            "NOTE:café\n  au lait\r\nX:é",
        );
    }

    #[test]
    fn a_line_that_names_its_charset_is_read_in_it() {
        check(
            b"N;CHARSET=ISO-8859-5:\xB8\xD2\xD0\xDD\n",
            "N;CHARSET=ISO-8859-5:Иван\n",
        );
    }
}
