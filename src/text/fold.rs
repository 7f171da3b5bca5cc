//! Text without case and accents: what is compared, searched and put in order, never shown.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::is_invisible;

/// `text` without case and accents, for comparing and searching; apostrophes and hyphens are
/// the ones that keyboards have. What is left keeps its order: "Søren Müller" gives
/// "soren muller".
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    fold_into(&mut folded, text);
    folded
}

/// Adds what [`fold`] makes of `text`, without taking memory for each text of a crowd.
pub fn fold_into(folded: &mut String, text: &str) {
    if text.is_ascii() {
        let start = folded.len();
        folded.push_str(text);
        folded[start..].make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        match u32::from(c) {
            ..0x80 => folded.push(c.to_ascii_lowercase()),
            latin @ 0x80..LATIN_END => folded.push_str(&FOLDED_LATIN[latin as usize - 0x80]),
            0x4E00..=0x9FFF => folded.push(c),
            _ => fold_char(folded, c),
        }
    }
}

/// Those words of `text` that are more than ASCII, as an index takes them beside the text
/// itself; `None` where there are none.
pub fn words(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut words = String::new();
    for word in ascii_words(text).filter(|word| !word.is_ascii()) {
        for part in folded_word(word).split_whitespace() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(part);
        }
    }
    (!words.is_empty()).then_some(words)
}

/// The parts of a text between whatever of ASCII is neither letter nor digit, which is where an
/// index parts it.
pub fn ascii_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

/// One of the [`ascii_words`] folded, with blanks in place of whatever is neither letter nor
/// digit, and around every letter of a script that puts none between words.
pub fn folded_word(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in fold(word).chars() {
        match c {
            c if !c.is_alphanumeric() => folded.push(' '),
            c if is_written_without_blanks(c) => folded.extend([' ', c, ' ']),
            c => folded.push(c),
        }
    }
    folded
}

/// Whether a letter is of a script whose words stand together without blanks: Thai, Lao,
/// Burmese, Khmer, kana, Chinese characters.
const fn is_written_without_blanks(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3005}'..='\u{30FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// What a name is found and ordered by: without case, accents and further blanks.
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    push_name_key(&mut key, name);
    key
}

/// Adds what [`name_key`] makes of `name`.
pub fn push_name_key(key: &mut String, name: &str) {
    let start = key.len();
    fold_into(key, name);
    if !is_evenly_spaced(&key[start..]) {
        let words: Vec<&str> = key[start..].split_whitespace().collect();
        let spaced = words.join(" ");
        key.truncate(start);
        key.push_str(&spaced);
    }
}

/// Whether there is one plain blank between words and none at the ends.
fn is_evenly_spaced(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        if c.is_whitespace() && (c != ' ' || before == ' ') {
            return false;
        }
        before = c;
    }
    text.is_empty() || before != ' '
}

/// Latin letters with marks, which nearly all names need beside ASCII, are folded once.
const LATIN_END: u32 = 0x250;
static FOLDED_LATIN: LazyLock<Vec<Box<str>>> = LazyLock::new(|| {
    ('\u{80}'..='\u{24F}')
        .map(|c| {
            let mut folded = String::new();
            fold_char(&mut folded, c);
            folded.into_boxed_str()
        })
        .collect()
});

/// Whether nothing is left of a letter where accents do not count.
pub fn folds_away(c: char) -> bool {
    is_combining_mark(c) || is_invisible(c)
}

fn fold_char(folded: &mut String, c: char) {
    for c in std::iter::once(c).nfkd() {
        if folds_away(c) {
            continue;
        }
        for lower in c.to_lowercase() {
            match lower {
                'ø' => folded.push('o'),
                'ł' => folded.push('l'),
                'đ' | 'ð' => folded.push('d'),
                'ı' => folded.push('i'),
                'æ' => folded.push_str("ae"),
                'œ' => folded.push_str("oe"),
                'ß' => folded.push_str("ss"),
                'þ' => folded.push_str("th"),
                // At a word's end it is written so.
                'ς' => folded.push('σ'),
                '‘' | '’' | 'ʼ' => folded.push('\''),
                '‐' => folded.push('-'),
                mark if is_combining_mark(mark) => {}
                plain => folded.push(plain),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_whatever_its_case_accents_and_blanks() {
        for (name, key) in [
            ("Zoë  Müller", "zoe muller"),
            (" Ana\tSousa ", "ana sousa"),
            ("Ana\u{a0}Sousa", "ana sousa"),
            ("李雷", "李雷"),
            ("", ""),
            ("  ", ""),
        ] {
            assert_eq!(name_key(name), key, "{name:?}");
        }
    }

    #[test]
    fn the_words_of_a_text_beyond_ascii_are_without_case_and_accents_and_apart() {
        for (text, words_of_it) in [
            ("Moved to Porto", None),
            ("Søren, and Straße", Some("soren strasse")),
            ("会议讨论 2026", Some("会 议 讨 论")),
            ("“Zoë and l’été”…", Some("zoe l ete")),
            ("yes 🎉…", None),
        ] {
            assert_eq!(words(text).as_deref(), words_of_it, "{text}");
        }
    }

    #[test]
    fn case_and_accents_never_matter() {
        for (text, folded) in [
            ("Søren Müller", "soren muller"),
            ("ŁÓDŹ", "lodz"),
            ("Straße", "strasse"),
            ("ＡＢＣ", "abc"),
            ("İstanbul", "istanbul"),
            ("佐藤", "佐藤"),
            ("Νίκος ΝΊΚΟΣ", "νικοσ νικοσ"),
            ("O’Brien Oʼbrien", "o'brien o'brien"),
            ("Ann\u{2010}Marie Ann\u{2011}Marie", "ann-marie ann-marie"),
        ] {
            assert_eq!(fold(text), folded);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_folded_is_folded_letter_by_letter(text in ".*|[À-ɏ一-龥ß é]*") {
            let mut slowly = String::new();
            for c in text.nfkd() {
                fold_char(&mut slowly, c);
            }
            proptest::prop_assert_eq!(fold(&text), slowly);
        }
    }
}
