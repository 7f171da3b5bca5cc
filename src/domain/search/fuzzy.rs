//! What is similar, for when nobody has the words themselves.
//!
//! A word is similar to a field that has its letters in its order, the closer together and
//! the nearer to starts of words the better (nucleo's score, which is fzf's). Asking that
//! of everyone would take longer than a keystroke may, so that rows which lack one of the
//! letters are passed over by a mask.

use std::cmp::Reverse;

use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::arena::{Arena, NAME};
use super::letters;
use crate::domain::query::Words;

/// What a name is worth over another field.
const NAME_BONUS: u32 = 8;

/// The rows that have something similar for each of the `terms`, the most similar first;
/// where a term has several words, any will do. `holds` says whether all else that is asked
/// of a row holds.
pub(super) fn similar(
    everyones: &Arena,
    terms: &[&[Words]],
    holds: impl Fn(usize) -> bool,
) -> Vec<u32> {
    let mut config = Config::DEFAULT;
    // Both sides are folded already.
    config.normalize = false;
    config.ignore_case = false;
    let mut matcher = Matcher::new(config);
    let mut scored: Vec<(u32, usize)> = (0..everyones.len())
        .filter(|row| may_match(everyones.letters[*row].all, terms) && holds(*row))
        .filter_map(|row| Some((score(everyones, row, terms, &mut matcher)?, row)))
        .collect();
    scored.sort_by_key(|(score, _)| Reverse(*score));
    scored.into_iter().map(|(_, row)| row as u32).collect()
}

fn may_match(row: u64, terms: &[&[Words]]) -> bool {
    terms.iter().all(|any| {
        any.iter().any(|words| {
            let asked = letters::set_of(words.text.as_bytes());
            row & asked == asked
        })
    })
}

/// How similar a row is to all of the terms, each in the field that is most similar.
fn score(everyones: &Arena, row: usize, terms: &[&[Words]], matcher: &mut Matcher) -> Option<u32> {
    terms
        .iter()
        .map(|any| {
            any.iter()
                .filter_map(|words| word_score(everyones, row, &words.text, matcher))
                .max()
        })
        .sum()
}

fn word_score(everyones: &Arena, row: usize, word: &str, matcher: &mut Matcher) -> Option<u32> {
    let (mut of_field, mut of_word) = (Vec::new(), Vec::new());
    let word = Utf32Str::new(word, &mut of_word);
    everyones
        .fields(row)
        .enumerate()
        .filter_map(|(at, field)| {
            let score = matcher.fuzzy_match(Utf32Str::new(field, &mut of_field), word)?;
            let bonus = if at == NAME { NAME_BONUS } else { 0 };
            Some(u32::from(score) + bonus)
        })
        .max()
}
