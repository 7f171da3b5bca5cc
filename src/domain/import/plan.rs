//! Which record is whom, and what it would change.
//!
//! Rows are taken in order; each is looked for among those who are here and those whom
//! earlier rows bring, whichever file those are from. All look-ups are by key, so that a
//! hundred thousand records take ten times as long as ten thousand.

use std::collections::HashMap;
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

use super::facts::Facts;
use super::fields::{self, Fields, fields};
use super::merge::{Others, merge};
use super::naming;
use super::people::{Found, People, Record};
use super::{
    CardMark, Decision, File, Known, KnownSource, Outcome, Person, Plan, Policy, Row, UnsureAs,
};
use crate::domain::draft::{Draft, Parsed, Skipped, SourceKind};
use crate::domain::id::ContactId;
use crate::domain::standing::Standing;

/// How many records with one id are compared with each other.
const REPEATS: usize = 8;

/// Fewer records than this are not worth a second thread.
const ALONE: usize = 1_000;

/// What an import of these files would do to the people who are known.
pub fn plan(known: &[Known], files: Vec<(PathBuf, Parsed)>, policy: &Policy) -> Plan {
    let mut planner = Planner::knowing(known, policy.unsure);
    let mut plan = Plan {
        tie: policy.tie,
        ..Plan::default()
    };
    let mut drafts = Vec::with_capacity(files.len());
    for (file, (path, parsed)) in files.into_iter().enumerate() {
        plan.files.push(File {
            path,
            kind: parsed.kind,
            read: parsed.read,
            skipped: parsed.skipped,
            warnings: parsed.warnings,
        });
        drafts.push((file, parsed.kind, parsed.drafts));
    }
    // Files keep their order, rows do not: who comes first gives the name.
    drafts.sort_by_key(|(_, kind, _)| naming::rank(*kind));
    for (file, kind, mut drafts) in drafts {
        for draft in &mut drafts {
            if let Some(name) = naming::plain(draft) {
                draft.name = name;
            }
        }
        let facts = by_two(&drafts, Facts::of_draft);
        let mut names: HashMap<String, usize> = HashMap::with_capacity(facts.len());
        for name in facts.iter().filter_map(|facts| facts.full_name.clone()) {
            *names.entry(name).or_default() += 1;
        }
        let mut repeats = Repeats::default();
        plan.rows.reserve(facts.len());
        for (mut draft, facts) in drafts.into_iter().zip(facts) {
            let id = draft.external_id.clone().unwrap_or_default();
            repeats.tell_apart(&mut draft, &plan.rows);
            let is_unique = facts
                .full_name
                .as_ref()
                .is_none_or(|name| names.get(name).is_none_or(|count| *count < 2));
            let record = Record {
                kind,
                id,
                facts,
                is_unique,
            };
            let row = planner.row(file, record, draft, &plan.rows);
            if row.outcome == Outcome::Skip {
                plan.files[file].skipped.push(left_out(row.draft.line));
            }
            plan.rows.push(row);
        }
    }
    plan
}

/// What `f` makes of each item, in order; two threads share the work.
fn by_two<T: Sync, U: Send>(items: &[T], f: fn(&T) -> U) -> Vec<U> {
    let all = |items: &[T]| items.iter().map(f).collect::<Vec<U>>();
    if items.len() < ALONE {
        return all(items);
    }
    let (first, second) = items.split_at(items.len() / 2);
    thread::scope(|scope| {
        let second = scope.spawn(|| all(second));
        let mut first = all(first);
        first.extend(second.join().unwrap_or_else(|panic| resume_unwind(panic)));
        first
    })
}

/// Decides about one row by hand, as the preview lets a person do: a look-alike merges into
/// one of those it looks like, comes in as new, or is left out.
pub fn decide(plan: &mut Plan, known: &[Known], row: usize, decision: Decision) {
    let Some(decided) = plan.rows.get(row) else {
        return;
    };
    let same = match decision {
        Decision::SameAs(nth) => decided.like.get(nth),
        Decision::New | Decision::Skip => None,
    };
    let outcome = match (decision, same) {
        (_, Some((person, reason))) => {
            let mut planner = Planner::empty(known, UnsureAs::Merge);
            planner.replay(plan, row);
            let kind = plan.files[decided.file].kind;
            planner.join(*person, kind, &decided.draft, reason.clone(), &plan.rows)
        }
        (Decision::Skip, _) => Outcome::Skip,
        _ if decided.like.is_empty() => Outcome::New,
        _ => Outcome::Unsure {
            like: decided.like.clone(),
        },
    };
    let skipped = left_out(decided.draft.line);
    let file = &mut plan.files[decided.file];
    file.skipped.retain(|earlier| *earlier != skipped);
    if outcome == Outcome::Skip {
        file.skipped.push(skipped);
    }
    plan.rows[row].outcome = outcome;
    plan.rows[row].renews = false; // a look-alike's source is not here yet
    follow(plan, row);
}

fn left_out(line: u64) -> Skipped {
    Skipped {
        line,
        why: "looks like somebody who is here".to_owned(),
    }
}

/// The records of one file by their id: the second with the same one is the same person,
/// and a source of its own, so that importing the file again finds both.
#[derive(Default)]
struct Repeats(HashMap<String, (usize, Vec<usize>)>);

impl Repeats {
    fn tell_apart(&mut self, draft: &mut Draft, rows: &[Row]) {
        let id = draft.external_id.clone().unwrap_or_default();
        let (count, some) = self.0.entry(id.clone()).or_default();
        let is_exact = some
            .iter()
            .any(|at| fields(&rows[*at].draft) == fields(draft));
        if !is_exact {
            *count += 1;
            if *count > 1 {
                draft.external_id = Some(format!("{id}#{count}"));
            }
            if some.len() < REPEATS {
                some.push(rows.len());
            }
        }
    }
}

struct Planner<'k> {
    known: &'k [Known],
    by_id: HashMap<ContactId, usize>,
    people: People,
    /// What people whom this plan changes are like by now.
    now: HashMap<Person, Fields>,
    unsure: UnsureAs,
}

impl<'k> Planner<'k> {
    fn empty(known: &'k [Known], unsure: UnsureAs) -> Planner<'k> {
        Planner {
            known,
            by_id: (0..)
                .zip(known)
                .map(|(at, known)| (known.card.id, at))
                .collect(),
            people: People::default(),
            now: HashMap::new(),
            unsure,
        }
    }

    fn knowing(known: &'k [Known], unsure: UnsureAs) -> Planner<'k> {
        let mut planner = Planner::empty(known, unsure);
        for known in known {
            let person = Person::Known(known.card.id);
            let at = planner.people.add(person, Facts::of_card(&known.card));
            for source in &known.sources {
                planner
                    .people
                    .add_source(at, source.kind, source.external_id.clone());
            }
        }
        planner
    }

    /// The row of one draft, after these.
    fn row(&mut self, file: usize, record: Record, draft: Draft, rows: &[Row]) -> Row {
        let (found, household) = self.people.find(&record);
        let Record {
            kind, id, facts, ..
        } = record;
        let household = household.map(|at| self.people.person(at));
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
        let outcome = match same {
            Some((at, reason)) => {
                self.people.learn(at, facts);
                self.people.add_source(at, kind, id);
                let person = self.people.person(at);
                self.join(person, kind, &draft, reason, rows)
            }
            None if !like.is_empty() && self.unsure == UnsureAs::Skip => Outcome::Skip,
            None => {
                let at = self.people.add(Person::Row(rows.len()), facts);
                self.people.add_source(at, kind, id);
                match like.is_empty() {
                    true => Outcome::New,
                    false => Outcome::Unsure { like: like.clone() },
                }
            }
        };
        let renews = self.renews(&outcome, kind, &draft);
        Row {
            file,
            draft,
            outcome,
            household,
            like,
            renews,
        }
    }

    /// What becomes of a draft that is this person.
    fn join(
        &mut self,
        person: Person,
        kind: SourceKind,
        draft: &Draft,
        reason: String,
        rows: &[Row],
    ) -> Outcome {
        let theirs = fields(draft);
        match person {
            Person::Row(row) => {
                let mine = self
                    .now
                    .entry(person)
                    .or_insert_with(|| fields(&rows[row].draft));
                let changes = merge(mine, &theirs, None, &Others::default());
                Outcome::SameAs {
                    row,
                    reason,
                    changes,
                }
            }
            Person::Known(into) => {
                let Some(known) = self.by_id.get(&into).map(|at| &self.known[*at]) else {
                    return Outcome::New;
                };
                let id = draft.external_id.as_deref().unwrap_or_default();
                let is_source =
                    |source: &&KnownSource| source.kind == kind && source.external_id == id;
                let source = known.sources.iter().find(is_source);
                let base = source.map(|source| &source.fields);
                if known.card.standing == Standing::Deleted
                    || base.is_some_and(|base| *base == theirs)
                {
                    return Outcome::Unchanged { into };
                }
                let others = known.sources.iter().filter(|source| !is_source(source));
                let is_lesser =
                    |source: &&KnownSource| naming::rank(source.kind) > naming::rank(kind);
                let others = Others {
                    lesser: others
                        .clone()
                        .filter(is_lesser)
                        .map(|s| &s.fields)
                        .collect(),
                    all: others.map(|source| &source.fields).collect(),
                };
                let mine = self
                    .now
                    .entry(person)
                    .or_insert_with(|| fields::of_card(&known.card));
                let changes = merge(mine, &theirs, base, &others);
                if changes.is_empty() && source.is_some() {
                    return Outcome::Unchanged { into };
                }
                Outcome::Merge {
                    into,
                    reason,
                    changes,
                }
            }
        }
    }

    /// See [`Row::renews`].
    fn renews(&self, outcome: &Outcome, kind: SourceKind, draft: &Draft) -> bool {
        let Outcome::Unchanged { into } = outcome else {
            return false;
        };
        let source = self.by_id.get(into).and_then(|at| {
            let known = &self.known[*at];
            let is_here = known.card.standing != Standing::Deleted;
            known.sources.iter().find(|source| {
                is_here
                    && source.kind == kind
                    && Some(source.external_id.as_str()) == draft.external_id.as_deref()
            })
        });
        source.is_some_and(|source| {
            let card = draft.card.as_deref().map(str::as_bytes);
            source.card != card.map(CardMark::of) || source.fields != fields(draft)
        })
    }

    /// Brings to mind what the rows before this one made of those they joined.
    fn replay(&mut self, plan: &Plan, before: usize) {
        for row in &plan.rows[..before] {
            let person = match row.outcome {
                Outcome::SameAs { row, .. } => Person::Row(row),
                Outcome::Merge { into, .. } => Person::Known(into),
                _ => continue,
            };
            let kind = plan.files[row.file].kind;
            self.join(person, kind, &row.draft, String::new(), &plan.rows);
        }
    }
}

/// Sends the rows that joined the contact of row `at` where that row now goes.
fn follow(plan: &mut Plan, at: usize) {
    let into = match &plan.rows[at].outcome {
        Outcome::New | Outcome::Unsure { .. } => return,
        Outcome::Merge { into, .. } | Outcome::Unchanged { into } => Some(Person::Known(*into)),
        Outcome::SameAs { row, .. } => Some(Person::Row(*row)),
        Outcome::Skip => None,
    };
    let mut heir = into;
    for later in at + 1..plan.rows.len() {
        let row = &mut plan.rows[later];
        if let Outcome::SameAs {
            row: to,
            reason,
            changes,
        } = &mut row.outcome
            && *to == at
        {
            let (reason, changes) = (std::mem::take(reason), std::mem::take(changes));
            row.outcome = match heir {
                Some(Person::Known(into)) => Outcome::Merge {
                    into,
                    reason,
                    changes,
                },
                Some(Person::Row(row)) => Outcome::SameAs {
                    row,
                    reason,
                    changes,
                },
                None => {
                    heir = Some(Person::Row(later));
                    Outcome::New
                }
            };
        }
    }
}
