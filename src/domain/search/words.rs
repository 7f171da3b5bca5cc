//! Who has the words themselves, and how well: at the start of the name, at the start of a
//! word, or elsewhere.

use memchr::memmem::Finder;

use super::arena::Arena;
use super::letters;
use crate::domain::query::Words;

/// Words of a query, any of which will do, ready to be looked for.
pub(super) struct Sought<'q> {
    pub(super) words: &'q [Words],
    finders: Vec<Finder<'q>>,
}

impl<'q> Sought<'q> {
    pub(super) fn new(words: &'q [Words]) -> Sought<'q> {
        Sought {
            words,
            finders: words.iter().map(|w| Finder::new(&w.text)).collect(),
        }
    }

    /// Whether something similar may do.
    pub(super) fn loosely(&self) -> bool {
        self.words.iter().all(|words| words.loosely)
    }

    /// How well a row's text has one of the words, 0 the best.
    pub(super) fn rank(&self, text: &[u8]) -> Option<usize> {
        self.finders
            .iter()
            .filter_map(|finder| rank(text, finder))
            .min()
    }
}

/// The rows that have all of the words, the best first.
pub(super) fn plainly(
    everyones: &Arena,
    words: &[Sought<'_>],
    holds: impl Fn(usize) -> bool,
) -> Vec<u32> {
    let everyone = 0..everyones.len();
    // One sweep for the longest word, which the fewest have, leaves little to look through.
    let swept = (0..words.len())
        .filter(|at| words[*at].finders.len() == 1)
        .max_by_key(|at| words[*at].finders[0].needle().len());
    let Some(swept) = swept else {
        return ranked(
            words,
            everyone
                .filter(|row| holds(*row))
                .filter_map(|row| Some((rank_all(everyones, row, words)?, row))),
        );
    };
    let others: Vec<&Sought<'_>> = (0..words.len())
        .filter(|at| *at != swept)
        .map(|at| &words[at])
        .collect();
    let with_others = |(rank, row): (usize, usize)| {
        let ranks = others.iter().map(|word| word.rank(everyones.bytes(row)));
        let rest: usize = ranks.sum::<Option<_>>()?;
        Some((rank + rest, row))
    };
    let finder = &words[swept].finders[0];
    match *finder.needle() {
        [letter] if let Some(set) = letters::own_bit(letter) => {
            let hits =
                everyone.filter_map(|row| Some((letter_rank(everyones, row, letter, set)?, row)));
            ranked(
                words,
                hits.filter(|(_, row)| holds(*row)).filter_map(with_others),
            )
        }
        _ => {
            let hits = Sweep::new(everyones, finder);
            ranked(
                words,
                hits.filter(|(_, row)| holds(*row)).filter_map(with_others),
            )
        }
    }
}

/// How well a row has a single letter, which its sets of letters tell without a look at
/// its text: nearly everyone has it somewhere.
fn letter_rank(everyones: &Arena, row: usize, letter: u8, set: u64) -> Option<usize> {
    let letters = everyones.letters[row];
    // Counted rather than asked: which it is changes from row to row, and a wrong guess of
    // the machine's takes longer than all of this.
    let starts_word = usize::from(letters.starting & set != 0);
    let starts_name = usize::from(everyones.firsts[row] == letter);
    (letters.all & set != 0).then_some(ELSEWHERE - starts_word - starts_name)
}

fn rank_all(everyones: &Arena, row: usize, words: &[Sought<'_>]) -> Option<usize> {
    words
        .iter()
        .map(|word| word.rank(everyones.bytes(row)))
        .sum()
}

/// The rows by rank, keeping the order of equals.
fn ranked(words: &[Sought<'_>], rows: impl Iterator<Item = (usize, usize)>) -> Vec<u32> {
    let mut by_rank: Vec<Vec<u32>> = vec![Vec::new(); ELSEWHERE * words.len() + 1];
    rows.for_each(|(rank, row)| by_rank[rank].push(row as u32));
    by_rank.concat()
}

/// The ranks of a match.
const NAME_START: usize = 0;
const WORD_START: usize = 1;
const ELSEWHERE: usize = 2;

/// How well `text`, which starts with the name, has what `finder` looks for.
fn rank(text: &[u8], finder: &Finder<'_>) -> Option<usize> {
    let mut rank = None;
    for at in finder.find_iter(text) {
        match at {
            0 => return Some(NAME_START),
            at if starts_word(text, at) => return Some(WORD_START),
            _ => rank = Some(ELSEWHERE),
        }
    }
    rank
}

/// Whether no letter or digit stands right before `at`, which is after the start.
fn starts_word(text: &[u8], at: usize) -> bool {
    match text[at - 1] {
        ascii @ 0..=0x7f => !ascii.is_ascii_alphanumeric(),
        _ => {
            let from = (at.saturating_sub(4)..at)
                .rev()
                .find(|from| text[*from] & 0xc0 != 0x80)
                .unwrap_or(at);
            let before = std::str::from_utf8(&text[from..at]).unwrap_or_default();
            !before.ends_with(char::is_alphanumeric)
        }
    }
}

/// The rows whose text has a word, with its rank, in one sweep over everyone's text.
struct Sweep<'a> {
    everyones: &'a Arena,
    finder: &'a Finder<'a>,
    row: usize,
}

impl<'a> Sweep<'a> {
    fn new(everyones: &'a Arena, finder: &'a Finder<'a>) -> Sweep<'a> {
        Sweep {
            everyones,
            finder,
            row: 0,
        }
    }
}

impl Iterator for Sweep<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let texts = &self.everyones.texts;
        if self.row >= self.everyones.len() {
            return None;
        }
        let from = texts.start(self.row);
        let hit = from + self.finder.find(&texts.all()[from..])?;
        while texts.start(self.row + 1) <= hit {
            self.row += 1;
        }
        let row = self.row;
        self.row += 1;
        let bytes = self.everyones.bytes(row);
        let first = hit - texts.start(row);
        let rank = match first {
            0 => NAME_START,
            first if starts_word(bytes, first) => WORD_START,
            first => rest_rank(bytes, first, self.finder),
        };
        Some((rank, row))
    }
}

/// The rank of a text whose first match, at `first`, starts no word.
fn rest_rank(text: &[u8], first: usize, finder: &Finder<'_>) -> usize {
    let rest = &text[first + 1..];
    if finder
        .find_iter(rest)
        .any(|at| starts_word(text, first + 1 + at))
    {
        WORD_START
    } else {
        ELSEWHERE
    }
}

/// Whether what `finder` looks for starts a word of `text`.
pub(super) fn begins_a_word(text: &[u8], finder: &Finder<'_>) -> bool {
    finder
        .find_iter(text)
        .any(|at| at == 0 || starts_word(text, at))
}
