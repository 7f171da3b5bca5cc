//! Records with one id: the second is the same person, and a source of its own, so that each
//! is compared with what it said itself, whatever files it comes in and in which order.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::fields::{Fields, fields};
use super::{CardMark, Known, KnownSource};
use crate::domain::draft::{Draft, Original, SourceKind};

/// How many records and sources with one id are compared field by field.
const COMPARED: usize = 8;

/// Which of several records with one id has which id of its own.
#[derive(Debug, Default)]
pub(super) struct Repeats(HashMap<(usize, usize), String>);

/// The drafts of one file with its place in the plan and its kind.
pub(super) type OfFile = (usize, SourceKind, Vec<Draft>);

impl Repeats {
    /// Tells the records of these files apart. One that says just what a source last said is
    /// that source; then the one most like a source is; the rest are counted on.
    pub(super) fn among(files: &[OfFile], known: &[Known]) -> Repeats {
        let mut count: HashMap<(SourceKind, &str), usize> = HashMap::new();
        for (_, kind, drafts) in files {
            for draft in drafts {
                *count.entry((*kind, id(draft))).or_default() += 1;
            }
        }
        let sources = || known.iter().flat_map(|known| &known.sources);
        let numbered: HashSet<(SourceKind, &str)> = sources()
            .filter_map(|source| Some((source.kind, bare(&source.external_id)?)))
            .collect();
        let is_shared = |key: &(SourceKind, &str)| {
            count
                .get(key)
                .is_some_and(|count| *count > 1 || numbered.contains(key))
        };
        let mut groups: HashMap<(SourceKind, &str), Group<'_>> = count
            .keys()
            .filter(|key| is_shared(key))
            .map(|key| (*key, Group::default()))
            .collect();
        let mut repeats = Repeats::default();
        if groups.is_empty() {
            return repeats;
        }
        for source in sources() {
            let own = source.external_id.as_str();
            for id in [Some(own), bare(own)].into_iter().flatten() {
                if let Some(group) = groups.get_mut(&(source.kind, id)) {
                    group.sources.push(source);
                }
            }
        }
        for (file, kind, drafts) in files {
            for (at, draft) in drafts.iter().enumerate() {
                if let Some(group) = groups.get_mut(&(*kind, id(draft))) {
                    group.add((*file, at), draft);
                }
            }
        }
        for ((_, id), group) in groups {
            group.tell_apart(id, &mut repeats.0);
        }
        repeats
    }

    /// The id of its own of the record at this place of that file, if it needs one.
    pub(super) fn own_id(&mut self, file: usize, at: usize) -> Option<String> {
        self.0.remove(&(file, at))
    }
}

fn id(draft: &Draft) -> &str {
    draft.external_id.as_deref().unwrap_or_default()
}

/// The id without the number that told it from another; `None` if it has none.
fn bare(id: &str) -> Option<&str> {
    let (bare, number) = id.rsplit_once('#')?;
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(bare)
}

/// The records and sources of one id.
#[derive(Default)]
struct Group<'a> {
    records: Vec<Repeated>,
    /// Which of `records` says this.
    by_mark: HashMap<Mark, usize>,
    sources: Vec<&'a KnownSource>,
}

/// Records that say the very same.
struct Repeated {
    places: Vec<(usize, usize)>,
    mark: Mark,
    fields: Fields,
}

/// What tells records apart: their fields, then the text they are from.
type Mark = (u64, Option<CardMark>);

impl Group<'_> {
    fn add(&mut self, place: (usize, usize), draft: &Draft) {
        let fields = fields(draft);
        let card = draft.card.as_ref().map(Original::mark);
        let mark = (hash(&fields), card);
        let next = self.records.len();
        let at = *self.by_mark.entry(mark).or_insert(next);
        match self.records.get_mut(at) {
            Some(record) => record.places.push(place),
            None => self.records.push(Repeated {
                places: vec![place],
                mark,
                fields,
            }),
        }
    }

    fn tell_apart(self, id: &str, ids: &mut HashMap<(usize, usize), String>) {
        let mut claimed: HashMap<&str, usize> = HashMap::new();
        let mut of_record: Vec<Option<&str>> = vec![None; self.records.len()];
        // The same in every letter first, then the same in every field.
        for is_whole in [true, false] {
            let mark = |mark: Mark| (mark.0, mark.1.filter(|_| is_whole));
            let mut free: HashMap<Mark, Vec<&str>> = HashMap::new();
            for source in self.sources.iter().rev() {
                let own = source.external_id.as_str();
                if !claimed.contains_key(own) {
                    let said = mark((hash(&source.fields), source.card));
                    free.entry(said).or_default().push(own);
                }
            }
            for (at, record) in self.records.iter().enumerate() {
                if of_record[at].is_none()
                    && let Some(own) = free.get_mut(&mark(record.mark)).and_then(Vec::pop)
                {
                    of_record[at] = Some(own);
                    claimed.insert(own, at);
                }
            }
        }
        if self.records.len() <= COMPARED && self.sources.len() <= COMPARED {
            for (at, record) in self.records.iter().enumerate() {
                let free = self.sources.iter().rev();
                let free = free.filter(|source| !claimed.contains_key(source.external_id.as_str()));
                if of_record[at].is_none()
                    && let Some(most) = free.max_by_key(|s| shared(&s.fields, &record.fields))
                {
                    of_record[at] = Some(&most.external_id);
                    claimed.insert(&most.external_id, at);
                }
            }
        }
        let mut number = 0;
        for (own, record) in of_record.into_iter().zip(&self.records) {
            let own = match own {
                Some(own) => own.to_owned(),
                None => loop {
                    number += 1;
                    let next = match number {
                        1 => id.to_owned(),
                        _ => format!("{id}#{number}"),
                    };
                    if !claimed.contains_key(next.as_str()) {
                        break next;
                    }
                },
            };
            if own != id {
                ids.extend(record.places.iter().map(|place| (*place, own.clone())));
            }
        }
    }
}

/// How many pairs two lists of fields have in common.
fn shared(a: &Fields, b: &Fields) -> usize {
    a.iter().filter(|pair| b.contains(pair)).count()
}

fn hash(fields: &Fields) -> u64 {
    let mut hasher = DefaultHasher::new();
    fields.hash(&mut hasher);
    hasher.finish()
}
