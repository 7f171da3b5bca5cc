//! The text boundary: nothing from outside reaches a terminal but through here.
//!
//! What people and files wrote is stored as it was given. To be shown, ours or piped, it
//! becomes a [`Shown`], in which no control, bidirectional or zero-width character is
//! left: what could be meant is drawn as `⟨202E⟩`, what a script or an emoji needs
//! invisibly (joiners, variation selectors) is left out, and no letter carries more than
//! four marks.

mod fold;

use std::borrow::Cow;
use std::fmt;
use std::io;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use fold::{
    ascii_words, fold, fold_into, folded_word, folds_away, name_key, push_name_key, words,
};

/// Marks that one letter may carry; more are a prank that climbs over other lines.
const MARKS_DRAWN: usize = 4;

/// Text that is fit to reach a terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<'a>(Cow<'a, str>);

impl<'a> Shown<'a> {
    /// `text` on one line: line ends and tabs become blanks.
    pub fn line(text: &'a str) -> Shown<'a> {
        if is_plain(text) {
            Shown(Cow::Borrowed(text))
        } else {
            Shown(Cow::Owned(clean(text, Breaks::Blank)))
        }
    }

    /// `text` with its line ends kept, as `\n`; tabs become blanks.
    pub fn block(text: &'a str) -> Shown<'a> {
        if is_plain(text) {
            Shown(Cow::Borrowed(text))
        } else {
            Shown(Cow::Owned(clean(text, Breaks::Kept)))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_owned(self) -> String {
        self.0.into_owned()
    }

    /// Columns on a terminal.
    pub fn width(&self) -> usize {
        width(&self.0)
    }

    /// At most `columns` columns of this text, with `…` where something was cut.
    pub fn fit(&self, columns: usize) -> String {
        fit(&self.0, columns)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The letters of `shown` text, each with the columns it takes: whole graphemes, by which
/// the cells of a terminal are filled.
pub fn letters(shown: &str) -> Letters<'_> {
    Letters(shown)
}

/// An iterator over letters; see [`letters`].
#[derive(Debug, Clone)]
pub struct Letters<'a>(&'a str);

impl<'a> Iterator for Letters<'a> {
    type Item = (&'a str, usize);

    fn next(&mut self) -> Option<(&'a str, usize)> {
        const PLAIN: std::ops::RangeInclusive<u8> = b' '..=b'~';
        if let [first, rest @ ..] = self.0.as_bytes()
            && PLAIN.contains(first)
            && rest.first().is_none_or(|next| PLAIN.contains(next))
        {
            let (letter, rest) = self.0.split_at(1);
            self.0 = rest;
            return Some((letter, 1));
        }
        let mut chars = self.0.chars();
        let first = chars.next()?;
        let stands_alone = chars.next().is_none_or(|c| columns_alone(c).is_some());
        let (letter, columns) = match columns_alone(first) {
            Some(columns) if stands_alone => (&self.0[..first.len_utf8()], columns),
            _ => {
                let letter = self.0.graphemes(true).next()?;
                (letter, columns_of(letter))
            }
        };
        self.0 = &self.0[letter.len()..];
        Some((letter, columns))
    }
}

/// Columns of a character that is a letter of its own between any two others of this kind:
/// nearly all that names are written with. `None` asks for a closer look.
const fn columns_alone(c: char) -> Option<usize> {
    match c {
        ' '..='~'
        | '\u{A1}'..='\u{AC}'
        | '\u{AE}'..='\u{2FF}'
        | 'Α'..='Ρ'
        | 'Σ'..='ω'
        | 'Ѐ'..='ҁ'
        | 'Ҋ'..='ԯ'
        | '‐'..='‧'
        | '‹'..='›'
        | '←'..='↓'
        | '─'..='▟'
        | '◆'..='◉'
        | '○'..='●'
        | '▪'
        | '◦'
        | '∙'
        | '✓' => Some(1),
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9FFF}' | '가'..='힣' => Some(2),
        _ => None,
    }
}

/// Columns of one letter.
pub fn columns_of(letter: &str) -> usize {
    let mut chars = letter.chars();
    if let (Some(first), None) = (chars.next(), chars.next())
        && let Some(columns) = columns_alone(first)
    {
        return columns;
    }
    UnicodeWidthStr::width(letter)
}

/// Columns that `shown` text takes on a terminal.
pub fn width(shown: &str) -> usize {
    if shown.is_ascii() {
        return shown.len();
    }
    letters(shown).map(|(_, columns)| columns).sum()
}

/// What of `shown` text has room in `columns` columns: all of it, or a part that leaves the
/// last of them to the `…` which says that something was cut.
pub fn cut(shown: &str, columns: usize) -> Cut<'_> {
    // No letter takes more columns than bytes.
    if shown.len() <= columns {
        return Cut::Whole(shown);
    }
    if shown.is_ascii() {
        return Cut::Part(&shown[..columns.saturating_sub(1)]);
    }
    let (mut used, mut end, mut kept) = (0, 0, 0);
    for (letter, wide) in letters(shown) {
        used += wide;
        if used > columns {
            return Cut::Part(&shown[..kept]);
        }
        end += letter.len();
        if used < columns {
            kept = end;
        }
    }
    Cut::Whole(shown)
}

/// What has room; see [`cut`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut<'a> {
    Whole(&'a str),
    /// To be followed by `…`, unless there is no room at all.
    Part(&'a str),
}

/// At most `columns` columns of `shown` text, with `…` in place of what was cut.
pub fn fit(shown: &str, columns: usize) -> String {
    match cut(shown, columns) {
        Cut::Whole(all) => all.to_owned(),
        Cut::Part(_) if columns == 0 => String::new(),
        Cut::Part(kept) => format!("{kept}…"),
    }
}

/// `shown` text cut or padded with blanks to exactly `columns` columns.
pub fn pad(shown: &str, columns: usize) -> String {
    let mut fitted = fit(shown, columns);
    let missing = columns.saturating_sub(width(&fitted));
    fitted.extend(std::iter::repeat_n(' ', missing));
    fitted
}

/// Why the machine refused, in words and without its number for it.
pub fn machine_words(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound {
        return "there is no such file or folder".to_owned();
    }
    let said = error.to_string();
    match said.rsplit_once(" (os error ") {
        Some((words, _)) => words.to_lowercase(),
        None => said,
    }
}

/// `text` on one line, trimmed at both ends: a name has no lines.
pub fn one_line(text: &str) -> String {
    let text = text.trim();
    if text.contains(['\n', '\r', '\t']) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    text.to_owned()
}

/// `text` with `\n` for whatever ends its lines.
pub fn plain_lines(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Whether a terminal would act on this character, or show nothing for it.
pub fn is_unseen(c: char) -> bool {
    c.is_control() || is_invisible(c)
}

enum Breaks {
    Kept,
    Blank,
}

/// Whether nothing in `text` needs a second look: every character is a letter of its own.
fn is_plain(text: &str) -> bool {
    text.chars()
        .all(|c| matches!(c, ' '..='~') || columns_alone(c).is_some())
}

fn clean(text: &str, breaks: Breaks) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    let mut chars = text.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => match breaks {
                Breaks::Kept => out.push('\n'),
                Breaks::Blank => out.push(' '),
            },
            '\t' => out.push(' '),
            '\u{200C}' | '\u{200D}' if joins(before, chars.peek().copied()) => continue,
            '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' => continue,
            c if is_combining_mark(c) && !is_invisible(c) => {
                marks += 1;
                if marks > MARKS_DRAWN {
                    continue;
                }
                if out.is_empty() || out.ends_with('\n') {
                    out.push('\u{25CC}'); // a mark needs something to stand on
                }
                out.push(c);
                continue;
            }
            c if is_unseen(c) => {
                out.push_str(&format!("⟨{:04X}⟩", u32::from(c)));
            }
            c => out.push(c),
        }
        marks = 0;
        before = Some(c);
    }
    out
}

/// Whether a joiner between these two has work to do: Arabic and Indic letters, or the
/// parts of an emoji. Between others it could only hide something.
fn joins(before: Option<char>, after: Option<char>) -> bool {
    let needs = |c: char| {
        matches!(u32::from(c),
            0x0600..=0x08FF | 0x0900..=0x0DFF | 0x0F00..=0x109F | 0x1780..=0x18AF
            | 0x2190..=0x2BFF | 0xFE0F | 0x1F000..=0x1FAFF)
    };
    before.is_some_and(needs) && after.is_some_and(needs)
}

/// Characters that take no room and show nothing, or that turn the direction of others.
fn is_invisible(c: char) -> bool {
    matches!(u32::from(c),
        0x00AD | 0x034F | 0x061C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF
        | 0xFFA0 | 0xFFF0..=0xFFFB | 0x1BCA0..=0x1BCA3 | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Shown::line(text).as_str(), expected);
    }

    #[test]
    fn what_could_deceive_is_made_visible() {
        check("plain", "plain");
        check("a\u{202E}b", "a⟨202E⟩b");
        check("a\u{2066}b\u{2069}", "a⟨2066⟩b⟨2069⟩");
        check("a\u{1b}[31mb", "a⟨001B⟩[31mb");
        check("a\u{9b}b\u{7f}\0", "a⟨009B⟩b⟨007F⟩⟨0000⟩");
        check("a\u{200B}b\u{FEFF}c\u{00AD}d", "a⟨200B⟩b⟨FEFF⟩c⟨00AD⟩d");
        check("a\u{E0041}", "a⟨E0041⟩");
        check("admin\u{200D}x", "admin⟨200D⟩x");
        check(
            "one\ttwo\nthree\r\nfour\u{2028}five",
            "one two three four five",
        );
    }

    #[test]
    fn what_a_script_or_an_emoji_needs_is_left_out_quietly() {
        check("علی\u{200C}رضا", "علیرضا");
        check("👩\u{200D}👧", "👩👧");
        check("❤\u{FE0F}", "❤");
        check("李雷 العربية", "李雷 العربية");
    }

    #[test]
    fn no_letter_carries_more_than_four_marks() {
        let prank = format!("Z{}a", "\u{0301}".repeat(50));
        check(&prank, &format!("Z{}a", "\u{0301}".repeat(4)));
        check("\u{0301}x", "\u{25CC}\u{0301}x");
        check("a\u{180F}", "a⟨180F⟩"); // a mark, and invisible
    }

    #[test]
    fn blocks_keep_their_lines() {
        assert_eq!(Shown::block("a\r\nb\rc\n\nd").as_str(), "a\nb\nc\n\nd");
    }

    #[test]
    fn cutting_and_padding_count_columns() {
        assert_eq!(fit("李雷李雷", 5), "李雷…");
        assert_eq!(fit("李雷李雷", 4), "李…");
        assert_eq!(width(&pad("李雷李雷", 4)), 4);
        assert_eq!(fit("Ana", 3), "Ana");
        assert_eq!(fit("Anna", 0), "");
        assert_eq!(pad("Ana", 5), "Ana  ");
    }

    #[test]
    fn what_stands_alone_has_the_columns_of_any_letter() {
        for c in '\0'..=char::MAX {
            if let Some(columns) = columns_alone(c) {
                let letter = c.to_string();
                assert_eq!(UnicodeWidthStr::width(&*letter), columns, "{c}");
                assert_eq!(columns_of(&letter), columns, "{c}");
            }
            assert!(
                columns_of(c.encode_utf8(&mut [0; 4])) <= c.len_utf8(),
                "{c}"
            );
        }
    }

    #[test]
    fn what_stands_alone_is_shown_as_it_is() {
        for c in ('\0'..=char::MAX).filter(|c| columns_alone(*c).is_some()) {
            let letter = c.to_string();
            assert_eq!(clean(&letter, Breaks::Blank), letter);
        }
    }

    #[test]
    fn the_machine_speaks_without_numbers() {
        for (number, words) in [
            (2, "there is no such file or folder"),
            (20, "not a directory"),
        ] {
            let error = io::Error::from_raw_os_error(number);
            assert_eq!(machine_words(&error), words);
        }
        assert_eq!(machine_words(&io::Error::other("Odd")), "Odd");
    }

    /// Of letters of every kind, next to each other.
    const MIXED: &str = "[a-z é李雷가각ǅﾞｶ\u{301}\u{200D}\u{1F1E6}\u{1F1E7}👩❤️யா\u{11A8}क्षि]*|.*";

    /// A grapheme with its columns, without any short cut.
    fn measured(letter: &str) -> (&str, usize) {
        (letter, UnicodeWidthStr::width(letter))
    }

    proptest::proptest! {
        #[test]
        fn nothing_shown_controls_a_terminal(text in "\\PC*|.*|[\\x00-\\x{10FFFF}]*") {
            for shown in [Shown::line(&text), Shown::block(&text)] {
                for c in shown.as_str().chars() {
                    proptest::prop_assert!(c == '\n' || !c.is_control());
                    proptest::prop_assert!(!is_invisible(c), "{:04X}", u32::from(c));
                }
            }
            proptest::prop_assert!(!Shown::line(&text).as_str().contains('\n'));
        }

        #[test]
        fn letters_are_graphemes(text in MIXED) {
            let slowly: Vec<(&str, usize)> = text.graphemes(true).map(measured).collect();
            let quickly: Vec<(&str, usize)> = letters(&text).collect();
            proptest::prop_assert_eq!(quickly, slowly);
        }

        #[test]
        fn a_text_is_cut_letter_by_letter(text in MIXED, columns in 0usize..12) {
            let text = Shown::line(&text).into_owned();
            let all: Vec<(&str, usize)> = text.graphemes(true).map(measured).collect();
            let columns_of = |letters: &[(&str, usize)]| letters.iter().map(|l| l.1).sum::<usize>();
            proptest::prop_assert_eq!(width(&text), columns_of(&all));
            let slowly = if columns_of(&all) <= columns {
                Cut::Whole(text.as_str())
            } else {
                let kept = (0..all.len())
                    .take_while(|kept| columns_of(&all[..=*kept]) < columns)
                    .map(|kept| all[kept].0.len());
                Cut::Part(&text[..kept.sum()])
            };
            proptest::prop_assert_eq!(cut(&text, columns), slowly);
        }

        #[test]
        fn a_fitted_text_fits(text in ".*", columns in 0usize..40) {
            let shown = Shown::line(&text);
            proptest::prop_assert!(width(&shown.fit(columns)) <= columns);
            proptest::prop_assert_eq!(width(&pad(shown.as_str(), columns)), columns);
        }
    }
}
