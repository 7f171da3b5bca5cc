//! Bytes from a terminal to keys and pastes.
//!
//! crossterm could do this too, but only together with its own reading, which spins for
//! ever once the terminal is gone and blocks in the middle of a sequence that never ends
//! (`Alt+[`), deaf to signals. Here reading is the loop's business; this only understands.

use crate::keys::{Chord, Key};
use crate::text::plain_lines;

/// What a person did at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Key(Chord),
    /// A bracketed paste, its line ends as `\n`.
    Paste(String),
    FocusGained,
    FocusLost,
}

/// Turns bytes into input, keeping what is not complete yet.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
}

const PASTE_END: &[u8] = b"\x1b[201~";

impl Decoder {
    /// Adds to `inputs` everything that is complete with these bytes.
    pub fn feed(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        self.pending.extend_from_slice(bytes);
        self.advance(inputs, Rest::MayCome);
    }

    /// Whether a sequence has begun that a slow line may still complete.
    pub fn is_waiting(&self) -> bool {
        self.paste.is_none() && !self.pending.is_empty()
    }

    /// Takes what is there for all that will come: a lone escape is the Esc key.
    pub fn settle(&mut self, inputs: &mut Vec<Input>) {
        self.advance(inputs, Rest::WillNotCome);
    }

    fn advance(&mut self, inputs: &mut Vec<Input>, rest: Rest) {
        let bytes = std::mem::take(&mut self.pending);
        let mut left = bytes.as_slice();
        while !left.is_empty() {
            if let Some(paste) = &mut self.paste {
                let end = memchr::memmem::find(left, PASTE_END);
                // The end may be cut in two: leave what could be its beginning.
                let keep = if end.is_none() {
                    PASTE_END.len() - 1
                } else {
                    0
                };
                let until = end.unwrap_or(left.len().saturating_sub(keep));
                paste.extend_from_slice(&left[..until]);
                if end.is_none() {
                    left = &left[until..];
                    break;
                }
                left = &left[until + PASTE_END.len()..];
                inputs.push(Input::Paste(pasted(paste)));
                self.paste = None;
                continue;
            }
            match next(left) {
                Next::Input(length, input) => {
                    inputs.push(input);
                    left = &left[length..];
                }
                Next::Paste(length) => {
                    self.paste = Some(Vec::new());
                    left = &left[length..];
                }
                Next::Nothing(length) => left = &left[length..],
                Next::Incomplete if rest == Rest::MayCome => break,
                Next::Incomplete => {
                    let (length, key) = cut_short(left);
                    inputs.extend(key.map(Input::Key));
                    left = &left[length..];
                }
            }
        }
        self.pending = left.to_vec();
    }
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Rest {
    MayCome,
    WillNotCome,
}

/// What the first bytes are, with how many of them.
enum Next {
    Input(usize, Input),
    /// The beginning of a paste.
    Paste(usize),
    /// Something that means nothing to us, such as a report nobody asked for.
    Nothing(usize),
    Incomplete,
}

impl Next {
    fn key(length: usize, chord: Chord) -> Next {
        Next::Input(length, Input::Key(chord))
    }
}

fn next(bytes: &[u8]) -> Next {
    match bytes {
        [] => Next::Incomplete,
        [0x1b, rest @ ..] => match rest {
            [] => Next::Incomplete,
            [b'[', ..] => control_sequence(bytes),
            [b'O'] => Next::Incomplete,
            [b'O', letter, ..] => {
                letter_key(*letter).map_or(Next::Nothing(3), |key| Next::key(3, Chord::plain(key)))
            }
            [b']' | b'P' | b'X' | b'^' | b'_', ..] => string_sequence(bytes),
            [0x1b, ..] => Next::key(1, Chord::plain(Key::Esc)),
            rest => match next(rest) {
                Next::Input(length, Input::Key(chord)) => {
                    Next::key(length + 1, Chord { alt: true, ..chord })
                }
                Next::Nothing(length) => Next::Nothing(length + 1),
                other => other,
            },
        },
        [byte, ..] if *byte < 0x80 => Next::key(1, control(*byte)),
        bytes => character(bytes),
    }
}

/// A lone escape is Esc, `ESC [` and `ESC O` are Alt with that letter; of anything else a
/// beginning without an end is dropped.
fn cut_short(bytes: &[u8]) -> (usize, Option<Chord>) {
    match bytes {
        [0x1b] => (1, Some(Chord::plain(Key::Esc))),
        [0x1b, letter] if letter.is_ascii() => (
            2,
            Some(Chord {
                alt: true,
                ..Chord::plain(Key::Char((*letter).into()))
            }),
        ),
        bytes => (bytes.len(), None),
    }
}

/// A single byte below 0x80.
fn control(byte: u8) -> Chord {
    let ctrl = |letter: u8| Chord::ctrl(Key::Char(letter.into()));
    match byte {
        b'\r' | b'\n' => Chord::plain(Key::Enter),
        b'\t' => Chord::plain(Key::Tab),
        0x7f | 0x08 => Chord::plain(Key::Backspace),
        0x1b => Chord::plain(Key::Esc),
        0 => ctrl(b' '),
        1..=26 => ctrl(byte - 1 + b'a'),
        0x1c..=0x1f => ctrl(byte - 0x1c + b'4'),
        byte => Chord::plain(Key::Char(byte.into())),
    }
}

/// A character of several bytes; what is not UTF-8 is skipped byte by byte.
fn character(bytes: &[u8]) -> Next {
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Next::Nothing(1),
    };
    let there = &bytes[..bytes.len().min(length)];
    match std::str::from_utf8(there) {
        Ok(text) => text.chars().next().map_or(Next::Nothing(length), |c| {
            Next::key(length, Chord::plain(Key::Char(c)))
        }),
        Err(error) if error.error_len().is_none() => Next::Incomplete,
        Err(_) => Next::Nothing(1),
    }
}

/// `ESC [ parameters letter`.
fn control_sequence(bytes: &[u8]) -> Next {
    if let [_, _, b'[', rest @ ..] = bytes {
        // The Linux console's F1 to F5.
        return match rest {
            [] => Next::Incomplete,
            [letter @ b'A'..=b'E', ..] => Next::key(4, Chord::plain(Key::F(letter - b'A' + 1))),
            _ => Next::Nothing(4),
        };
    }
    let Some(end) = bytes[2..].iter().position(|b| !(0x20..=0x3f).contains(b)) else {
        return Next::Incomplete;
    };
    let (parameters, last, length) = (&bytes[2..2 + end], bytes[2 + end], end + 3);
    if !(0x40..=0x7e).contains(&last) {
        // Broken off by a control byte, which stands for itself.
        return Next::Nothing(length - 1);
    }
    let Ok(parameters) = std::str::from_utf8(parameters) else {
        return Next::Nothing(length);
    };
    let mut numbers = parameters.split(';').map(|field| {
        // After a colon kitty's protocol says more than we ask for.
        let mut parts = field.split(':').map(|part| part.parse::<u32>().ok());
        (parts.next().flatten(), parts.next().flatten())
    });
    let first = numbers.next().and_then(|(number, _)| number);
    let (modifiers, kind) = numbers.next().unwrap_or((None, None));
    if kind == Some(RELEASE) {
        return Next::Nothing(length);
    }
    let key = match (last, first) {
        (b'I', None) => return Next::Input(length, Input::FocusGained),
        (b'O', None) => return Next::Input(length, Input::FocusLost),
        (b'~', Some(200)) => return Next::Paste(length),
        (b'~', Some(27)) => numbers.next().and_then(|(code, _)| code).and_then(code_key),
        (b'~', Some(number)) => number_key(number),
        (b'u', Some(number)) => code_key(number),
        (b'Z', _) => Some(Key::BackTab),
        (letter, None | Some(1)) => letter_key(letter),
        _ => None,
    };
    key.map_or(Next::Nothing(length), |key| {
        Next::key(length, with_modifiers(key, modifiers.unwrap_or(1)))
    })
}

/// The kind of event, in kitty's protocol, that is a key let go.
const RELEASE: u32 = 3;

/// `ESC ] … BEL` and its like: a terminal's answer to something nobody asked.
fn string_sequence(bytes: &[u8]) -> Next {
    match bytes[2..].iter().position(|b| matches!(b, 0x07 | 0x1b)) {
        // Two bytes alone may also be Alt with that letter.
        None => Next::Incomplete,
        Some(end) if bytes[2 + end] == 0x07 => Next::Nothing(end + 3),
        Some(end) => match bytes.get(3 + end) {
            None => Next::Incomplete,
            Some(b'\\') => Next::Nothing(end + 4),
            Some(_) => Next::Nothing(end + 2),
        },
    }
}

fn letter_key(letter: u8) -> Option<Key> {
    Some(match letter {
        b'A' => Key::Up,
        b'B' => Key::Down,
        b'C' => Key::Right,
        b'D' => Key::Left,
        b'F' => Key::End,
        b'H' => Key::Home,
        b'M' => Key::Enter,
        b'P'..=b'S' => Key::F(letter - b'P' + 1),
        _ => return None,
    })
}

fn number_key(number: u32) -> Option<Key> {
    let function =
        |base: u32, first: u8| u8::try_from(number - base).ok().map(|n| Key::F(n + first));
    match number {
        1 | 7 => Some(Key::Home),
        2 => Some(Key::Insert),
        3 => Some(Key::Delete),
        4 | 8 => Some(Key::End),
        5 => Some(Key::PageUp),
        6 => Some(Key::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=24 => function(23, 11),
        _ => None,
    }
}

/// A key by its character's number, as xterm's and kitty's longer encodings give it.
fn code_key(number: u32) -> Option<Key> {
    Some(match number {
        9 => Key::Tab,
        13 | 57414 => Key::Enter,
        27 => Key::Esc,
        127 => Key::Backspace,
        // Kitty's private numbers for keys that are no characters.
        57344..=63743 => return None,
        number => Key::Char(char::from_u32(number)?),
    })
}

/// The key with modifiers as terminals number them: 1 plus shift 1, alt 2, control 4.
fn with_modifiers(key: Key, number: u32) -> Chord {
    let bits = number.saturating_sub(1);
    let (shift, alt, ctrl) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0);
    let key = match key {
        Key::Tab if shift => Key::BackTab,
        Key::Char(c) if shift && !ctrl => Key::Char(c.to_uppercase().next().unwrap_or(c)),
        Key::Char(c) if ctrl => Key::Char(c.to_ascii_lowercase()),
        key => key,
    };
    Chord { key, ctrl, alt }
}

/// Terminals send a carriage return for each line end of what is pasted.
fn pasted(bytes: &[u8]) -> String {
    plain_lines(&String::from_utf8_lossy(bytes)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(inputs: &[Input]) -> String {
        let words = inputs.iter().map(|input| match input {
            Input::Key(chord) => chord.to_string(),
            other => format!("{other:?}"),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// The bytes mean the same in one piece and byte by byte.
    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        for size in [bytes.len(), 1] {
            let mut decoder = Decoder::default();
            let mut inputs = Vec::new();
            for piece in bytes.chunks(size) {
                decoder.feed(piece, &mut inputs);
            }
            if decoder.is_waiting() {
                decoder.settle(&mut inputs);
            }
            assert_eq!(said(&inputs), expected, "in pieces of {size}");
            assert!(!decoder.is_waiting());
        }
    }

    #[test]
    fn keys_of_every_terminal_are_understood() {
        check(b"aZ?", "a Z ?");
        check(b"\x01\x03\x1a\x00", "^A ^C ^Z ^space");
        check(b"\r\t\x7f\x08 ", "⏎ tab ⌫ ⌫ space");
        check("é李😀".as_bytes(), "é 李 😀");
        check(b"\x1b[A\x1bOB\x1b[1;5C\x1b[1;2D", "↑ ↓ ^→ ←");
        check(
            b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~",
            "home end home end home end",
        );
        check(b"\x1b[5~\x1b[6~\x1b[3~\x1b[2~", "pgup pgdn del ins");
        check(b"\x1bOP\x1b[15~\x1b[17~\x1b[24~\x1b[[B", "F1 F5 F6 F12 F2");
        check(b"\x1b[Z\x1b[9;2u", "⇧tab ⇧tab");
        check(b"\x1b[97;5u\x1b[27;5;97~\x1b[13u\x1b[97;2u", "^A ^A ⏎ A");
        check(b"\x1bx\x1b\x7f", "alt-x alt-⌫");
    }

    #[test]
    fn a_lone_escape_is_the_esc_key() {
        check(b"\x1b", "esc");
        check(b"\x1b\x1b", "esc esc");
        check(b"\x1b[", "alt-[");
        check(b"\x1bO", "alt-O");
        check(b"j\x1b", "j esc");
    }

    #[test]
    fn what_means_nothing_is_skipped() {
        check(b"\x1b[?62;1ca", "a");
        check(b"\x1b]11;rgb:0/0/0\x07a", "a");
        check(b"\x1b]11;rgb:0/0/0\x1b\\a", "a");
        check(b"\x1bP1$r0m\x1b\\a", "a");
        check(b"\x1b[97;1:3ua", "a"); // a key let go
        check(b"\xff\xc3a\x80b", "a b");
        check(b"\x1b[1;", "");
    }

    #[test]
    fn a_paste_is_text_and_never_keys() {
        check(
            b"\x1b[200~q\x1b[Ay\rz\x1b[201~j",
            r#"Paste("q\u{1b}[Ay\nz") j"#,
        );
        check("\x1b[200~é\r\n\x1b[201~".as_bytes(), r#"Paste("é\n")"#);
        check(b"\x1b[200~\x1b[201~", r#"Paste("")"#);
    }

    #[test]
    fn the_focus_comes_and_goes() {
        check(b"\x1b[Ia\x1b[O", "FocusGained a FocusLost");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_understood_the_same_in_any_pieces(
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40),
            size in 1usize..8,
        ) {
            let understood = |size: usize| {
                let mut decoder = Decoder::default();
                let mut inputs = Vec::new();
                for piece in bytes.chunks(size) {
                    decoder.feed(piece, &mut inputs);
                }
                decoder.settle(&mut inputs);
                inputs
            };
            proptest::prop_assert_eq!(understood(size), understood(bytes.len().max(1)));
        }
    }
}
