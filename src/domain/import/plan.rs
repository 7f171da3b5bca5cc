//! Which record is whom, and what it would change.
//!
//! Rows are taken in order; each is looked for among those who are here and those whom
//! earlier rows bring, whichever file those are from. All look-ups are by key, so that a
//! hundred thousand records take ten times as long as ten thousand.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::thread;

use chrono::NaiveDate;

use super::facts::Facts;
use super::join::{Joined, Now};
use super::naming;
use super::people::{Found, Line, People, Record};
use super::repeats::{OfFile, Repeats};
use super::requests;
use super::told::{self, CameBefore};
use super::{File, Known, MADE_UP, Outcome, Person, Plan, Policy, Row, UnsureAs};
use crate::domain::draft::{Draft, Parsed, Skipped, SourceKind};
use crate::domain::id::ContactId;
use crate::domain::standing::Standing;
use crate::threads;

/// Fewer records than this are not worth a second thread.
const ALONE: usize = 1_000;

/// What an import of these files would do to the people who are known.
pub fn plan(known: &[Known], files: Vec<(PathBuf, Parsed)>, policy: &Policy) -> Plan {
    let mut plan = Plan {
        tie: policy.tie,
        newest: known.iter().map(|known| known.card.id).max(),
        ..Plan::default()
    };
    let mut drafts = Vec::with_capacity(files.len());
    let mut invitations = Vec::new();
    let mut told = (Vec::new(), Vec::new());
    for (file, (path, parsed)) in files.into_iter().enumerate() {
        plan.files.push(File {
            path,
            kind: parsed.kind,
            read: parsed.read,
            skipped: parsed.skipped,
            untold: Vec::new(),
            warnings: parsed.warnings,
            remarks: parsed.remarks,
        });
        drafts.push((file, parsed.kind, parsed.drafts));
        invitations.push((file, parsed.invitations));
        told.0.push((file, parsed.catch_ups));
        told.1.push((file, parsed.next_steps));
    }
    // Files keep their order, rows do not: who comes first gives the name.
    drafts.sort_by_key(|(_, kind, _)| kind.named_by());
    let all = drafts.iter_mut().flat_map(|(_, _, drafts)| drafts);
    // What says how strong a tie is was written by ties, with the name somebody has there.
    for draft in all.filter(|draft| draft.tie.is_none()) {
        naming::name_plainly(draft);
    }
    let mut repeats = Repeats::among(&drafts, known);
    let records: Vec<Vec<Record>> = drafts.iter().map(records).collect();
    let of_known = by_two(known, |known| Facts::of_card(&known.card));
    let brought = records.iter().map(Vec::len).sum();
    let mut planner = Planner::knowing(known, &of_known, brought, policy.unsure);
    planner.ids = made_up(&drafts);
    plan.rows.reserve(brought);
    for ((file, _, drafts), records) in drafts.into_iter().zip(&records) {
        let first = plan.rows.len();
        let by_id = match drafts.iter().any(|draft| !draft.ends.is_empty()) {
            true => by_id(records, first),
            false => HashMap::new(),
        };
        for (at, (mut draft, record)) in given_back(drafts).zip(records).enumerate() {
            if let Some(own) = repeats.own_id(file, at) {
                draft.external_id = Some(own);
            }
            let mut row = planner.row(file, record, draft, &plan.rows);
            let ends = row.draft.ends.iter();
            row.related = ends
                .filter_map(|end| {
                    let other = *by_id.get(end.external_id.as_str())?;
                    (other != first + at).then(|| (end.kind.clone(), end.name.clone(), other))
                })
                .collect();
            if row.outcome == Outcome::Skip {
                plan.files[file].skipped.push(left_out(row.draft.line));
            }
            plan.rows.push(row);
        }
    }
    plan.requests = requests::asking(invitations, &plan, known, &planner.people);
    told::put(&mut plan, told, known, &planner.people);
    plan.leave_out(&CameBefore::nothing(NaiveDate::MAX));
    for (row, line) in planner.households {
        if planner.people.is_everybodys(&line) {
            plan.rows[row].household = None;
        }
    }
    plan
}

/// The drafts in order, whose room is given back as they go: rows take as much, and there is
/// nothing of which more is held.
fn given_back(mut drafts: Vec<Draft>) -> impl Iterator<Item = Draft> {
    const AT_ONCE: usize = 4_096;
    drafts.reverse();
    std::iter::from_fn(move || {
        if drafts.len().is_multiple_of(AT_ONCE) {
            drafts.shrink_to_fit();
        }
        drafts.pop()
    })
}

/// The drafts of a file as they are looked for.
fn records((_, kind, drafts): &OfFile) -> Vec<Record> {
    let facts = by_two(drafts, Facts::of_draft);
    let is_unique = unique_names(&facts);
    let record = |((draft, facts), is_unique): ((&Draft, _), _)| Record {
        kind: *kind,
        id: draft.external_id.clone().unwrap_or_default(),
        facts,
        is_unique,
    };
    let all = drafts.iter().zip(facts).zip(is_unique);
    all.map(record).collect()
}

/// The rows of a file's records by their ids, of which the first is this.
fn by_id(records: &[Record], first: usize) -> HashMap<&str, usize> {
    let mut by_id = HashMap::with_capacity(records.len());
    for (row, record) in (first..).zip(records) {
        by_id.entry(record.id.as_str()).or_insert(row);
    }
    by_id
}

/// Whether the full name of each record, if it has one, occurs once among them.
fn unique_names(facts: &[Facts]) -> Vec<bool> {
    let mut count: HashMap<&str, usize> = HashMap::with_capacity(facts.len());
    for name in facts.iter().filter_map(|facts| facts.full_name.as_deref()) {
        *count.entry(name).or_default() += 1;
    }
    let is_unique = |name: &String| count.get(name.as_str()).is_none_or(|count| *count < 2);
    facts
        .iter()
        .map(|facts| facts.full_name.as_ref().is_none_or(is_unique))
        .collect()
}

/// What `f` makes of each item, in order; two threads share the work.
fn by_two<T: Sync, U: Send>(items: &[T], f: fn(&T) -> U) -> Vec<U> {
    let all = |items: &[T]| items.iter().map(f).collect::<Vec<U>>();
    if items.len() < ALONE {
        return all(items);
    }
    let (first, second) = items.split_at(items.len() / 2);
    thread::scope(|scope| {
        let second = threads::begin(scope, || all(second));
        let mut first = all(first);
        first.extend(second.done());
        first
    })
}

/// The ids that readers made up, in these files.
fn made_up(files: &[OfFile]) -> HashSet<(SourceKind, String)> {
    let of_file = |(_, kind, drafts): &OfFile| {
        let ids = drafts.iter().filter_map(|draft| draft.external_id.as_ref());
        let ids = ids.filter(|id| id.starts_with(MADE_UP));
        ids.map(|id| (*kind, id.clone())).collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

pub(super) fn left_out(line: u64) -> Skipped {
    Skipped {
        line,
        why: "looks like somebody who is here".to_owned(),
    }
}

pub(super) struct Planner<'k> {
    pub(super) known: &'k [Known],
    pub(super) by_id: HashMap<ContactId, usize>,
    people: People<'k>,
    pub(super) now: HashMap<Person, Now>,
    /// The made-up ids of this plan's records, and of the sources that have got another.
    pub(super) ids: HashSet<(SourceKind, String)>,
    /// Rows that share this line with somebody else.
    households: Vec<(usize, Line)>,
    unsure: UnsureAs,
}

impl<'k> Planner<'k> {
    pub(super) fn empty(known: &'k [Known], unsure: UnsureAs) -> Planner<'k> {
        Planner {
            known,
            by_id: (0..)
                .zip(known)
                .map(|(at, known)| (known.card.id, at))
                .collect(),
            people: People::with_room(0),
            now: HashMap::new(),
            ids: HashSet::new(),
            households: Vec::new(),
            unsure,
        }
    }

    /// One who knows these, the facts of each of whom are told as well, with room for so many
    /// more.
    fn knowing(
        known: &'k [Known],
        facts: &'k [Facts],
        brought: usize,
        unsure: UnsureAs,
    ) -> Planner<'k> {
        let mut planner = Planner::empty(known, unsure);
        planner.people = People::with_room(known.len() + brought);
        for (known, facts) in known.iter().zip(facts) {
            let person = Person::Known(known.card.id);
            let at = match known.card.standing {
                Standing::Deleted => planner.people.add_deleted(person, facts),
                _ => planner.people.add(person, facts),
            };
            // A vCard that ties itself has written has the contact's own uid.
            planner
                .people
                .add_source(at, SourceKind::Vcard, &known.card.uid);
            for former in &known.former {
                planner.people.add_source(at, SourceKind::Vcard, former);
            }
            for source in &known.sources {
                planner
                    .people
                    .add_source(at, source.kind, &source.external_id);
            }
        }
        planner
    }

    /// The row of one draft, after these.
    fn row(&mut self, file: usize, record: &'k Record, draft: Draft, rows: &[Row]) -> Row {
        let (found, household) = self.people.find(record);
        let Record {
            kind, id, facts, ..
        } = record;
        let kind = *kind;
        let household = household.map(|(at, line)| {
            self.households.push((rows.len(), line));
            self.people.person(at)
        });
        let mut like = Vec::new();
        let same = match found {
            Found::Nobody => None,
            Found::Same(at, reason) => Some((at, reason)),
            Found::Like(found) => {
                like = found
                    .iter()
                    .map(|(at, why)| (self.people.person(*at), why.clone()))
                    .collect();
                match self.unsure {
                    UnsureAs::Merge => found.into_iter().next(),
                    UnsureAs::New | UnsureAs::Skip => None,
                }
            }
        };
        let joined: Joined = match same {
            Some((at, reason)) => {
                self.people.learn(at, facts);
                self.people.add_source(at, kind, id);
                let person = self.people.person(at);
                self.join(person, kind, &draft, reason, rows)
            }
            None if !like.is_empty() && self.unsure == UnsureAs::Skip => Outcome::Skip.into(),
            None => {
                let at = self.people.add(Person::Row(rows.len()), facts);
                self.people.add_source(at, kind, id);
                match like.is_empty() {
                    true => Outcome::New.into(),
                    false => Outcome::Unsure { like: like.clone() }.into(),
                }
            }
        };
        Row {
            file,
            draft,
            outcome: joined.outcome,
            household,
            related: Vec::new(),
            like,
            renews: joined.renews,
            trace: joined.trace,
        }
    }
}
