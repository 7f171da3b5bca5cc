//! From a query to the people it finds.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use memchr::memmem::Finder;

use super::words::{self, Sought, begins_a_word};
use super::{Hit, Index, fuzzy};
use crate::domain::bridge;
use crate::domain::contact::{Contact, Kind};
use crate::domain::due;
use crate::domain::id::ContactId;
use crate::domain::naming;
use crate::domain::network::{CircleId, CircleKind, Network};
use crate::domain::query::{Field, Having, Is, LastIs, Query, Sort, Term, Test, Words};
use crate::domain::rules::Rules;
use crate::domain::tie::Tie;
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
        self.hits(network, index, rules, today, noted)
            .iter()
            .map(|hit| hit.contact)
            .collect()
    }

    /// The same as hits, which tell what lists need without a look at each contact.
    pub fn hits<'i>(
        &self,
        network: &Network,
        index: &'i Index,
        rules: &Rules,
        today: NaiveDate,
        noted: &dyn Fn(&str) -> Vec<ContactId>,
    ) -> Hits<'i> {
        Hits {
            index,
            rows: self.rows(network, index, rules, today, noted),
        }
    }

    /// The rows of the index that the query finds.
    fn rows(
        &self,
        network: &Network,
        index: &Index,
        rules: &Rules,
        today: NaiveDate,
        noted: &dyn Fn(&str) -> Vec<ContactId>,
    ) -> Vec<u32> {
        let seen = Seen {
            network,
            index,
            rules,
            today,
            due: OnceCell::new(),
            next: OnceCell::new(),
        };
        let admitted = Standings::of(self);
        let (mut words, mut checks, mut tests) = (Vec::new(), Vec::new(), Vec::new());
        for Term { negated, test } in &self.terms {
            match (test, seen.check(test, noted)) {
                (Test::Text(any), _) if !negated => words.push(Sought::new(any)),
                (_, Some(check)) => checks.push((*negated, check)),
                (test, None) => tests.push((*negated, test)),
            }
        }
        let passes = |contact: &Contact| {
            tests
                .iter()
                .all(|(negated, test)| seen.is_so(test, contact) != *negated)
        };
        // Where words do not leave few to look at, everyone is looked at by id, as contacts
        // lie in memory.
        let passed: Option<Vec<bool>> = (words.is_empty() && !tests.is_empty())
            .then(|| network.contacts.iter().map(passes).collect());
        let is_simple = checks.is_empty() && tests.is_empty();
        let holds_all = |row: usize| {
            checks
                .iter()
                .all(|(negated, check)| seen.holds(check, row) != *negated)
                && match &passed {
                    Some(passed) => passed.get(index.rows[row].at as usize) == Some(&true),
                    None => tests.is_empty() || index.contact(network, row).is_some_and(passes),
                }
        };
        let holds = |row: usize| admitted.has(index, row) && (is_simple || holds_all(row));
        let mut rows = if words.is_empty() {
            let mut rows = Vec::with_capacity(index.rows.len());
            for row in 0..index.rows.len() {
                if holds(row) {
                    rows.push(row as u32);
                }
            }
            rows
        } else {
            words::plainly(index.words(network), &words, holds)
        };
        if rows.is_empty() && !words.is_empty() && words.iter().all(Sought::loosely) {
            let any: Vec<&[Words]> = words.iter().map(|sought| sought.words).collect();
            rows = fuzzy::similar(index.words(network), &any, holds);
        }
        for by in self.sort.iter().rev() {
            seen.sort(&mut rows, *by);
        }
        rows
    }
}

/// What a query found.
pub struct Hits<'i> {
    index: &'i Index,
    rows: Vec<u32>,
}

impl Hits<'_> {
    /// In the order that the query asks for.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Hit> {
        self.rows.iter().map(|row| self.index.rows[*row as usize])
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

/// What a query asks of a row, made ready for being asked of everyone.
enum Check<'q> {
    Text(Sought<'q>),
    /// At the start of a word of this field.
    Field(Field, Vec<Finder<'q>>),
    /// One of the tags, whose names all have one of the words.
    Tags(Vec<CircleId>, Vec<Finder<'q>>),
    /// Those of the network's contacts for whom it is true.
    Among(Vec<bool>),
    Tie(&'q [Tie]),
    Due,
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
    /// The check of a test that goes by the index; `None` where only the contact tells.
    fn check<'q>(
        &self,
        test: &'q Test,
        noted: &dyn Fn(&str) -> Vec<ContactId>,
    ) -> Option<Check<'q>> {
        let finders = |any: &'q [String]| any.iter().map(Finder::new).collect();
        Some(match test {
            Test::Text(any) => Check::Text(Sought::new(any)),
            Test::Field(field, any) => Check::Field(*field, finders(any)),
            Test::Tag(any) => Check::Tags(
                any.iter().flat_map(|tag| self.tags(tag)).collect(),
                finders(any),
            ),
            Test::Note(any) => Check::Among(self.among(any.iter().map(|word| noted(word)))),
            Test::Tie(any) => Check::Tie(any),
            Test::Due => Check::Due,
            Test::Is(_) | Test::Warmth(_) | Test::Has(_) | Test::Last(_) | Test::Birthday(_) => {
                return None;
            }
        })
    }

    /// Which of the network's contacts are in one of these lists. Half of everyone may be, so
    /// that looking each up in a set would take longer than finding them did.
    fn among(&self, lists: impl Iterator<Item = Vec<ContactId>>) -> Vec<bool> {
        let contacts = &self.network.contacts;
        let mut among = vec![false; contacts.len()];
        for mut list in lists {
            list.sort_unstable(); // they come by id
            let mut everyone = contacts.iter().zip(&mut among);
            let mut next = everyone.next();
            for id in list {
                while next.as_ref().is_some_and(|(contact, _)| contact.id < id) {
                    next = everyone.next();
                }
                if let Some((contact, is_in)) = &mut next {
                    **is_in |= contact.id == id;
                }
            }
        }
        among
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
        let words = || self.index.words(self.network);
        let text = || words().bytes(row);
        match check {
            Check::Text(sought) => sought.rank(text()).is_some(),
            Check::Field(field, any) => any.iter().any(|finder| {
                finder.find(text()).is_some()
                    && begins_a_word(words().field(row, *field).as_bytes(), finder)
            }),
            Check::Tags(tags, any) => {
                any.iter().any(|finder| finder.find(text()).is_some())
                    && self
                        .contact(row)
                        .is_some_and(|c| c.circles().any(|circle| tags.contains(&circle)))
            }
            Check::Among(all) => all.get(self.index.rows[row].at as usize) == Some(&true),
            Check::Tie(any) => any.contains(&self.index.rows[row].tie),
            Check::Due => self.due().contains_key(&self.index.rows[row].contact),
        }
    }

    /// Whether what only the contact tells is so.
    fn is_so(&self, test: &Test, contact: &Contact) -> bool {
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
            // The index tells these; see `check`.
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
            Is::Later => contact.later().is_some_and(|until| until > self.today),
            Is::Mind => contact.mind().is_some(),
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
    fn sort(&self, rows: &mut [u32], by: Sort) {
        let hit = |row: u32| self.index.rows[row as usize];
        let of = |row: u32| self.contact(row as usize);
        match by {
            Sort::Name => rows.sort_by_cached_key(|row| of(*row).map(|c| text::name_key(c.name()))),
            Sort::Family => {
                rows.sort_by_cached_key(|row| of(*row).map(|c| text::name_key(naming::family(c))));
            }
            Sort::Last => rows.sort_by_cached_key(|row| Reverse(of(*row).and_then(|c| c.last))),
            Sort::Tie => rows.sort_by_key(|row| hit(*row).tie),
            Sort::Added => rows.sort_by_cached_key(|row| Reverse(of(*row).map(|c| c.added))),
            Sort::Due => {
                let place = |row: &u32| self.due().get(&hit(*row).contact);
                rows.sort_by_cached_key(|row| place(row).copied().unwrap_or(usize::MAX));
            }
            Sort::Bridge => {
                let all = bridge::all(self.network);
                let bridge = |row: &u32| {
                    let at = hit(*row).at as usize;
                    all.get(at).copied().flatten().unwrap_or(-1.0)
                };
                rows.sort_by(|a, b| bridge(b).total_cmp(&bridge(a)));
            }
        }
    }
}
