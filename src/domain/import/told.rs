//! What files tell beside people: catch-ups and next steps, whom they are about, and which of
//! them come in.
//!
//! They make nobody and bring nobody back. Whom they are about is a record of the same file, or
//! somebody found by page or name, who may be here or come with the same plan.

mod find;
mod left;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::people::People;
use super::{Known, Outcome, Person, Plan, Seen};
use crate::domain::draft::{DraftCatchUp, DraftStep, SourceKind};
use crate::domain::id::ContactId;
use crate::domain::request::Request;
use find::Finder;

/// Something that a file tells, with whom it is about and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<T> {
    /// Which of the plan's files it is from.
    pub file: usize,
    pub what: T,
    /// Those who were found, in the order told; whoever stands for a row of the plan may be
    /// decided about, see [`Plan::whom`].
    pub with: Vec<Person>,
    pub becomes: Becomes,
}

/// What becomes of something told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    /// It comes in, unless everybody whom it is about is left out.
    New,
    /// It came in before, or another file of the plan tells it.
    Seen,
    /// It came in before and nobody has changed it here since, but its file says something else
    /// of it by now, which is taken over.
    Changed,
    /// Its day has not come.
    Ahead,
    /// Nobody here is who it is about.
    Nobody,
    /// Several here have the name of whom it is about.
    Several,
}

/// What came from files before, so that nothing comes twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameBefore {
    /// What happened after it is no history yet.
    pub today: NaiveDate,
    pub requests: Vec<Seen>,
    /// The open requests that a hand put in.
    pub by_hand: Vec<Request>,
    /// The sources of catch-ups with their ids, those of removed ones too, and what the file said
    /// of those that nobody has changed since.
    pub catch_ups: HashMap<(SourceKind, String), Option<i64>>,
    /// Next steps, open or not, those removed too, each with its day and, as "next time" may have
    /// been given one since, without.
    pub next_steps: HashSet<(ContactId, String, Option<NaiveDate>)>,
}

impl CameBefore {
    /// Nothing, as of this day.
    pub fn nothing(today: NaiveDate) -> CameBefore {
        CameBefore {
            today,
            requests: Vec::new(),
            by_hand: Vec::new(),
            catch_ups: HashMap::new(),
            next_steps: HashSet::new(),
        }
    }
}

/// How much of what a file tells beside people comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Brought {
    pub catch_ups: usize,
    /// Catch-ups that came in before and say something else by now.
    pub changed: usize,
    /// The day of the latest of them.
    pub last: Option<NaiveDate>,
    pub next_steps: usize,
}

impl Brought {
    pub fn is_nothing(&self) -> bool {
        self.catch_ups == 0 && self.changed == 0 && self.next_steps == 0
    }

    /// How much it is, in words: "214 catch-ups", "one next step"; none of what there is none of.
    pub fn words(&self) -> Vec<String> {
        let kinds = [
            (self.catch_ups, "catch-up"),
            (self.changed, "changed catch-up"),
            (self.next_steps, "next step"),
        ];
        let some = kinds.into_iter().filter(|(count, _)| *count > 0);
        some.map(|(count, what)| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        })
        .collect()
    }
}

/// What the files tell, each with the place of its file in the plan.
pub(super) type OfFiles<T> = Vec<(usize, Vec<T>)>;

/// Finds whom all this is about among these people, and puts it into the plan.
pub(super) fn put(
    plan: &mut Plan,
    (catch_ups, mut next_steps): (OfFiles<DraftCatchUp>, OfFiles<DraftStep>),
    known: &[Known],
    people: &People<'_>,
) {
    for (_, steps) in &mut next_steps {
        steps
            .iter_mut()
            .for_each(|step| step.text = step.text.trim().to_owned());
        steps.retain(|step| !step.text.is_empty());
    }
    let tells_nothing = catch_ups.iter().all(|(_, all)| all.is_empty())
        && next_steps.iter().all(|(_, all)| all.is_empty());
    if tells_nothing {
        return;
    }
    let finder = Finder::of(plan, known, people);
    let catch_ups = finder.all(catch_ups, |catch_up| &catch_up.with);
    let next_steps = finder.all(next_steps, |step| &step.with);
    (plan.catch_ups, plan.next_steps) = (catch_ups, next_steps);
}

impl Plan {
    /// Who this is by what becomes of their row; `None` where they are left out.
    pub fn person(&self, person: Person) -> Option<Person> {
        let Person::Row(at) = person else {
            return Some(person);
        };
        match &self.rows.get(at)?.outcome {
            Outcome::New | Outcome::Unsure { .. } => Some(person),
            Outcome::Merge { into, .. } | Outcome::Unchanged { into } => Some(Person::Known(*into)),
            // A row only ever joins one before it.
            Outcome::SameAs { row, .. } if *row < at => self.person(Person::Row(*row)),
            Outcome::SameAs { .. } | Outcome::Skip => None,
        }
    }

    /// Whom something is about by what becomes of their rows, each once.
    pub fn whom<T>(&self, told: &Told<T>) -> Vec<Person> {
        let mut with = Vec::with_capacity(told.with.len());
        for person in told.with.iter().filter_map(|person| self.person(*person)) {
            if !with.contains(&person) {
                with.push(person);
            }
        }
        with
    }

    /// Whether something that a file tells comes in.
    pub fn comes_in<T>(&self, told: &Told<T>) -> bool {
        let is_in = |person: &Person| self.person(*person).is_some();
        told.becomes == Becomes::New && told.with.iter().any(is_in)
    }

    /// How much of what the file at this index tells beside people comes in.
    pub fn brought_by(&self, file: usize) -> Brought {
        self.brought_where(|of| of == file)
    }

    /// How much of what the files tell beside people and requests comes in.
    pub fn brought(&self) -> Brought {
        self.brought_where(|_| true)
    }

    fn brought_where(&self, is_asked: impl Fn(usize) -> bool) -> Brought {
        let catch_ups = self.catch_ups.iter().filter(|told| is_asked(told.file));
        let days = catch_ups
            .filter(|told| self.comes_in(told))
            .map(|told| told.what.on);
        let steps = self.next_steps.iter().filter(|told| is_asked(told.file));
        let changed = self.catch_ups.iter().filter(|told| is_asked(told.file));
        Brought {
            catch_ups: days.clone().count(),
            changed: changed
                .filter(|told| told.becomes == Becomes::Changed)
                .count(),
            last: days.max(),
            next_steps: steps.filter(|told| self.comes_in(told)).count(),
        }
    }

    /// Leaves out what came before, what the plan tells twice, and what lies ahead; says of each
    /// file what of it is about nobody here.
    pub(super) fn leave_out_told(&mut self, before: &CameBefore) {
        if self.catch_ups.is_empty() && self.next_steps.is_empty() {
            return;
        }
        let mut ids: HashSet<(SourceKind, String)> = HashSet::new();
        for told in &mut self.catch_ups {
            let Some(file) = self.files.get(told.file) else {
                continue;
            };
            let id = (file.kind, told.what.external_id.clone());
            if let Some(said) = before.catch_ups.get(&id) {
                let is_other = said.is_some_and(|said| said != told.what.told());
                let follows = is_other && told.what.on <= before.today && ids.insert(id);
                told.becomes = match follows {
                    true => Becomes::Changed,
                    false => Becomes::Seen,
                };
            } else if told.becomes == Becomes::New && told.what.on > before.today {
                told.becomes = Becomes::Ahead;
            } else if told.becomes == Becomes::New && !ids.insert(id) {
                told.becomes = Becomes::Seen;
            }
        }
        let mut steps = HashSet::new();
        for at in 0..self.next_steps.len() {
            let told = &self.next_steps[at];
            let (step, with) = (&told.what, self.whom(told));
            let came = |person: &Person| match person {
                Person::Known(id) => {
                    let step = (*id, step.text.clone(), step.on);
                    before.next_steps.contains(&step)
                }
                Person::Row(_) => false,
            };
            let is_seen = !with.is_empty() && with.iter().all(came);
            if told.becomes == Becomes::New
                && (is_seen || !steps.insert((with, step.text.clone(), step.on)))
            {
                self.next_steps[at].becomes = Becomes::Seen;
            }
        }
        self.say_what_is_left();
    }
}
