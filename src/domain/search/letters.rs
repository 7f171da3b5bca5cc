//! Which letters a text has, in a few bits: what lacks a letter need not be read.

/// Sets of letters: one bit for each Latin letter and digit, the other bytes sharing what
/// is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters {
    pub(super) all: u64,
    /// Those that stand first, or after something that is no letter.
    pub(super) starting: u64,
}

impl Letters {
    /// The letters of a folded text.
    pub(super) fn of(text: &str) -> Letters {
        let mut letters = Letters {
            all: 0,
            starting: 0,
        };
        if text.is_ascii() {
            let mut in_word = 0;
            for byte in text.bytes().map(usize::from) {
                letters.all |= BITS[byte];
                letters.starting |= BITS[byte] & !in_word;
                in_word = IN_WORD[byte];
            }
            return letters;
        }
        let mut in_word = false;
        let mut bytes = [0; 4];
        for c in text.chars() {
            let set = set_of(c.encode_utf8(&mut bytes).as_bytes());
            letters.all |= set;
            if !in_word {
                letters.starting |= set;
            }
            in_word = c.is_alphanumeric();
        }
        letters
    }
}

/// The set of all bytes of `text`.
pub(super) fn set_of(text: &[u8]) -> u64 {
    text.iter()
        .fold(0, |set, byte| set | BITS[usize::from(*byte)])
}

/// The bit of a letter that shares it with no other, which is every Latin letter and digit.
pub(super) fn own_bit(letter: u8) -> Option<u64> {
    letter
        .is_ascii_alphanumeric()
        .then(|| BITS[usize::from(letter)])
}

const BITS: [u64; 256] = {
    let mut bits = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        bits[byte] = 1
            << match byte as u8 {
                letter @ b'a'..=b'z' => letter - b'a',
                digit @ b'0'..=b'9' => 26 + digit - b'0',
                other => 36 + other % 28,
            };
        byte += 1;
    }
    bits
};

/// All bits for the bytes after which no word starts.
const IN_WORD: [u64; 128] = {
    let mut bits = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        if (byte as u8).is_ascii_alphanumeric() {
            bits[byte] = u64::MAX;
        }
        byte += 1;
    }
    bits
};
