//! From a query to the people it finds.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use memchr::memmem::Finder;

use super::{Index, fuzzy};
use crate::domain::bridge;
use crate::domain::contact::{Contact, Kind};
use crate::domain::due;
use crate::domain::id::ContactId;
use crate::domain::network::{CircleId, CircleKind, Network};
use crate::domain::query::{Field, Having, Is, LastIs, Query, Sort, Test, Words};
use crate::domain::rules::Rules;
use crate::text;

impl Query {
    /// Everyone the query finds, each once: in the order it asks for, else the best match
    /// first, and equals in display order.
    ///
    /// `index` is this network's. `noted` says who has a word in their notes; it is asked
    /// once for each of [`Query::note_words`].
    pub fn run(
        &self,
        network: &Network,
        index: &Index,
        rules: &Rules,
        today: NaiveDate,
        noted: &dyn Fn(&str) -> Vec<ContactId>,
    ) -> Vec<ContactId> {
        let seen = Seen {
            network,
            index,
            rules,
            today,
            due: OnceCell::new(),
            next: OnceCell::new(),
        };
        let admitted = Standings::of(self);
        let (mut words, mut checks) = (Vec::new(), Vec::new());
        for term in &self.terms {
            match (&term.test, term.negated) {
                (Test::Text(any), false) => words.push(Sought::new(any)),
                (test, negated) => checks.push((negated, seen.check(test, noted))),
            }
        }
        let holds = |row: usize| {
            admitted.has(index, row)
                && checks
                    .iter()
                    .all(|(negated, check)| seen.holds(check, row) != *negated)
        };
        let mut rows = plainly(index, &words, holds);
        if rows.is_empty() && !words.is_empty() && words.iter().all(Sought::loosely) {
            let any: Vec<&[Words]> = words.iter().map(|sought| sought.words).collect();
            rows = fuzzy::similar(index, &any, holds);
        }
        for by in self.sort.iter().rev() {
            seen.sort(&mut rows, *by);
        }
        rows.into_iter()
            .map(|row| index.rows[row].contact)
            .collect()
    }
}

/// The standings that a query finds, as bits.
struct Standings(u8);

impl Standings {
    fn of(query: &Query) -> Standings {
        use crate::domain::standing::Standing;
        Standings(
            Standing::ALL
                .into_iter()
                .filter(|standing| query.admits(*standing))
                .fold(0, |bits, standing| bits | 1 << standing as u8),
        )
    }

    fn has(&self, index: &Index, row: usize) -> bool {
        self.0 & 1 << index.rows[row].standing as u8 != 0
    }
}

/// Words of a query, any of which will do, ready to be looked for.
struct Sought<'q> {
    words: &'q [Words],
    finders: Vec<Finder<'q>>,
}

impl<'q> Sought<'q> {
    fn new(words: &'q [Words]) -> Sought<'q> {
        Sought {
            words,
            finders: words.iter().map(|w| Finder::new(&w.text)).collect(),
        }
    }

    /// Whether something similar may do.
    fn loosely(&self) -> bool {
        self.words.iter().all(|words| words.loosely)
    }

    /// How well a row's text has one of the words, 0 the best.
    fn rank(&self, text: &[u8]) -> Option<usize> {
        self.finders
            .iter()
            .filter_map(|finder| rank(text, finder))
            .min()
    }
}

/// The rows that have all of the words, the best first.
fn plainly(index: &Index, words: &[Sought<'_>], holds: impl Fn(usize) -> bool) -> Vec<usize> {
    let everyone = 0..index.rows.len();
    // One sweep for the longest word, which the fewest have, leaves little to look through.
    let swept = (0..words.len())
        .filter(|at| words[*at].finders.len() == 1)
        .max_by_key(|at| words[*at].finders[0].needle().len());
    let Some(swept) = swept else {
        return ranked(
            words,
            everyone
                .filter(|row| holds(*row))
                .filter_map(|row| Some((rank_all(index, row, words)?, row))),
        );
    };
    let others: Vec<&Sought<'_>> = (0..words.len())
        .filter(|at| *at != swept)
        .map(|at| &words[at])
        .collect();
    ranked(
        words,
        Sweep::new(index, &words[swept].finders[0])
            .filter(|(_, row)| holds(*row))
            .filter_map(|(rank, row)| {
                let text = index.bytes(row);
                let rest: usize = others
                    .iter()
                    .map(|word| word.rank(text))
                    .sum::<Option<_>>()?;
                Some((rank + rest, row))
            }),
    )
}

fn rank_all(index: &Index, row: usize, words: &[Sought<'_>]) -> Option<usize> {
    words.iter().map(|word| word.rank(index.bytes(row))).sum()
}

/// The rows by rank, keeping the order of equals.
fn ranked(words: &[Sought<'_>], rows: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut by_rank: Vec<Vec<usize>> = vec![Vec::new(); ELSEWHERE * words.len() + 1];
    for (rank, row) in rows {
        by_rank[rank].push(row);
    }
    let mut by_rank = by_rank.into_iter();
    let mut best = by_rank.next().unwrap_or_default();
    best.extend(by_rank.flatten());
    best
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
    index: &'a Index,
    finder: &'a Finder<'a>,
    row: usize,
}

impl<'a> Sweep<'a> {
    fn new(index: &'a Index, finder: &'a Finder<'a>) -> Sweep<'a> {
        Sweep {
            index,
            finder,
            row: 0,
        }
    }
}

impl Iterator for Sweep<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let starts = &self.index.starts;
        let text = self.index.text.as_bytes();
        let from = *starts.get(self.row)? as usize;
        let hit = from + self.finder.find(&text[from..])?;
        while starts[self.row + 1] as usize <= hit {
            self.row += 1;
        }
        let row = self.row;
        self.row += 1;
        let bytes = self.index.bytes(row);
        let first = hit - starts[row] as usize;
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

/// What a query asks of a contact, made ready for being asked of everyone.
enum Check<'q> {
    Text(Sought<'q>),
    /// At the start of a word of this field.
    Field(Field, Vec<Finder<'q>>),
    Tags(HashSet<CircleId>),
    Among(HashSet<ContactId>),
    Of(&'q Test),
}

/// What rows are looked at with.
struct Seen<'a> {
    network: &'a Network,
    index: &'a Index,
    rules: &'a Rules,
    today: NaiveDate,
    /// The place of everyone who is due.
    due: OnceCell<HashMap<ContactId, usize>>,
    /// Who has a next step.
    next: OnceCell<HashSet<ContactId>>,
}

impl Seen<'_> {
    fn check<'q>(&self, test: &'q Test, noted: &dyn Fn(&str) -> Vec<ContactId>) -> Check<'q> {
        match test {
            Test::Text(any) => Check::Text(Sought::new(any)),
            Test::Field(field, any) => Check::Field(*field, any.iter().map(Finder::new).collect()),
            Test::Tag(any) => Check::Tags(any.iter().flat_map(|tag| self.tags(tag)).collect()),
            Test::Note(any) => Check::Among(any.iter().flat_map(|word| noted(word)).collect()),
            other => Check::Of(other),
        }
    }

    /// The tag of this name; if there is none, those in which it starts a word, so that a
    /// list narrows while a tag is typed.
    fn tags(&self, name: &str) -> Vec<CircleId> {
        let circles = &self.network.circles;
        if let Some(tag) = circles.find(CircleKind::Tag, name) {
            return vec![tag];
        }
        let finder = Finder::new(name);
        circles
            .iter()
            .filter(|(_, circle)| circle.kind == CircleKind::Tag)
            .filter(|(_, circle)| begins_a_word(text::fold(&circle.name).as_bytes(), &finder))
            .map(|(id, _)| id)
            .collect()
    }

    fn holds(&self, check: &Check<'_>, row: usize) -> bool {
        match check {
            Check::Text(sought) => sought.rank(self.index.bytes(row)).is_some(),
            Check::Field(field, any) => any.iter().any(|finder| {
                finder.find(self.index.bytes(row)).is_some()
                    && begins_a_word(self.index.field(row, *field).as_bytes(), finder)
            }),
            Check::Among(contacts) => contacts.contains(&self.index.rows[row].contact),
            Check::Of(Test::Tie(any)) => any.contains(&self.index.rows[row].tie),
            Check::Of(Test::Due) => self.due().contains_key(&self.index.rows[row].contact),
            Check::Tags(tags) => self
                .contact(row)
                .is_some_and(|c| c.circles.iter().any(|circle| tags.contains(circle))),
            Check::Of(test) => self.contact(row).is_some_and(|c| self.holds_of(test, c)),
        }
    }

    fn holds_of(&self, test: &Test, contact: &Contact) -> bool {
        match test {
            Test::Is(any) => any.iter().any(|is| self.is(*is, contact)),
            Test::Warmth(any) => due::warmth(contact, self.rules, self.today)
                .is_some_and(|warmth| any.contains(&warmth)),
            Test::Has(any) => any.iter().any(|having| self.has(*having, contact)),
            Test::Last(any) => any.iter().any(|last| match last {
                LastIs::Never => contact.last.is_none(),
                LastIs::On(around) => contact.last.is_some_and(|day| around.holds(day)),
            }),
            Test::Birthday(any) => contact
                .birthday
                .and_then(|day| day.next_on_or_after(self.today))
                .is_some_and(|day| any.iter().any(|around| around.holds(day))),
            // The others have checks of their own.
            Test::Text(_)
            | Test::Note(_)
            | Test::Tie(_)
            | Test::Tag(_)
            | Test::Field(..)
            | Test::Due => false,
        }
    }

    fn is(&self, is: Is, contact: &Contact) -> bool {
        match is {
            Is::Standing(standing) => contact.standing == standing,
            Is::New => contact.is_new,
            Is::Later => contact.later.is_some_and(|until| until > self.today),
            Is::Mind => contact.mind.is_some(),
            Is::Company => contact.kind == Kind::Company,
        }
    }

    fn has(&self, having: Having, contact: &Contact) -> bool {
        match having {
            Having::Email => contact.has.email,
            Having::Phone => contact.has.phone,
            Having::Url => contact.has.url,
            Having::Note => contact.has.note,
            Having::Birthday => contact.birthday.is_some(),
            Having::Next => self.next().contains(&contact.id),
        }
    }

    fn contact(&self, row: usize) -> Option<&Contact> {
        self.index.contact(self.network, row)
    }

    fn due(&self) -> &HashMap<ContactId, usize> {
        self.due.get_or_init(|| {
            due::order(self.network, self.rules, self.today)
                .into_iter()
                .zip(0..)
                .map(|(due, place)| (due.contact, place))
                .collect()
        })
    }

    fn next(&self) -> &HashSet<ContactId> {
        self.next.get_or_init(|| {
            let steps = &self.network.next_steps;
            steps
                .iter()
                .flat_map(|step| step.with.iter().copied())
                .collect()
        })
    }

    /// Sorts rows, keeping the order of equals.
    fn sort(&self, rows: &mut [usize], by: Sort) {
        let of = |row: usize| self.contact(row);
        match by {
            Sort::Name => rows.sort_by_cached_key(|row| self.index.fields(*row).next()),
            Sort::Family => rows.sort_by_cached_key(|row| {
                of(*row).map(|c| text::fold(c.family.as_deref().unwrap_or(&c.name)))
            }),
            Sort::Last => rows.sort_by_cached_key(|row| Reverse(of(*row).and_then(|c| c.last))),
            Sort::Tie => rows.sort_by_key(|row| self.index.rows[*row].tie),
            Sort::Added => rows.sort_by_cached_key(|row| Reverse(of(*row).map(|c| c.added))),
            Sort::Due => {
                let place = |row: &usize| self.due().get(&self.index.rows[*row].contact);
                rows.sort_by_cached_key(|row| place(row).copied().unwrap_or(usize::MAX));
            }
            Sort::Bridge => {
                let all = bridge::all(self.network);
                let bridge = |row: &usize| {
                    let at = self.index.rows[*row].at as usize;
                    all.get(at).copied().flatten().unwrap_or(-1.0)
                };
                rows.sort_by(|a, b| bridge(b).total_cmp(&bridge(a)));
            }
        }
    }
}

/// Whether what `finder` looks for starts a word of `text`.
fn begins_a_word(text: &[u8], finder: &Finder<'_>) -> bool {
    finder
        .find_iter(text)
        .any(|at| at == 0 || starts_word(text, at))
}
