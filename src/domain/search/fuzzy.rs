//! What is similar, for when nobody has the words themselves.
//!
//! A word is similar to a field that has its letters in its order, the closer together and
//! the nearer to starts of words the better (nucleo's score, which is fzf's). Asking that
//! of everyone would take longer than a keystroke may, so that rows which lack one of the
//! letters are passed over by a mask.

use std::cmp::Reverse;

use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::{Index, NAME};
use crate::domain::query::Words;

/// What a name is worth over another field.
const NAME_BONUS: u32 = 8;

/// The letters of `folded` text as bits, one each for the Latin letters and digits, the
/// other bytes sharing what is left.
pub(super) fn letters(folded: &[u8]) -> u64 {
    folded
        .iter()
        .fold(0, |letters, byte| letters | BITS[usize::from(*byte)])
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

/// The rows that have something similar for each of the `terms`, the most similar first;
/// where a term has several words, any will do. `holds` says whether all else that is asked
/// of a row holds.
pub(super) fn similar(
    index: &Index,
    terms: &[&[Words]],
    holds: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let mut config = Config::DEFAULT;
    // Both sides are folded already.
    config.normalize = false;
    config.ignore_case = false;
    let mut matcher = Matcher::new(config);
    let mut scored: Vec<(u32, usize)> = (0..index.rows.len())
        .filter(|row| may_match(index.letters[*row], terms) && holds(*row))
        .filter_map(|row| Some((score(index, row, terms, &mut matcher)?, row)))
        .collect();
    scored.sort_by_key(|(score, _)| Reverse(*score));
    scored.into_iter().map(|(_, row)| row).collect()
}

fn may_match(row: u64, terms: &[&[Words]]) -> bool {
    terms.iter().all(|any| {
        any.iter().any(|words| {
            let asked = letters(words.text.as_bytes());
            row & asked == asked
        })
    })
}

/// How similar a row is to all of the terms, each in the field that is most similar.
fn score(index: &Index, row: usize, terms: &[&[Words]], matcher: &mut Matcher) -> Option<u32> {
    terms
        .iter()
        .map(|any| {
            any.iter()
                .filter_map(|words| word_score(index, row, &words.text, matcher))
                .max()
        })
        .sum()
}

fn word_score(index: &Index, row: usize, word: &str, matcher: &mut Matcher) -> Option<u32> {
    let (mut of_field, mut of_word) = (Vec::new(), Vec::new());
    let word = Utf32Str::new(word, &mut of_word);
    index
        .fields(row)
        .enumerate()
        .filter_map(|(at, field)| {
            let score = matcher.fuzzy_match(Utf32Str::new(field, &mut of_field), word)?;
            let bonus = if at == NAME { NAME_BONUS } else { 0 };
            Some(u32::from(score) + bonus)
        })
        .max()
}
