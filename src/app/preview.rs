//! What an import would do, as it is looked through and decided about.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::msg::Planned;
use crate::domain::import::{self, Decision, Fate, Known, Outcome, Person, Plan, Row};

/// What an import would do, with a cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub plan: Plan,
    /// Everybody who was here when the plan was made.
    known: Vec<Known>,
    pub items: Vec<Item>,
    pub at: usize,
    pub top: usize,
    /// What was decided otherwise than it is preset, by the row.
    choices: BTreeMap<usize, Decision>,
    /// With whom the files tell of catch-ups, most first.
    pub catch_ups: Vec<CatchUps>,
    /// The rows that join the person whom an earlier row makes, by that row.
    joined: BTreeMap<usize, Vec<usize>>,
}

/// A line of the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A heading with how many follow.
    Heading(Heading, usize),
    /// A row of the plan.
    Row(usize),
    /// A request of the plan.
    Request(usize),
    /// With whom there were catch-ups, of [`Preview::catch_ups`].
    CatchUps(usize),
    /// A next step of the plan.
    NextStep(usize),
    /// What was left out: the file and which of what it left out.
    Unread { file: usize, skipped: usize },
    /// What was read but for a part: the file and which of its warnings.
    Noted { file: usize, warning: usize },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    LookAlike,
    Changes,
    New,
    /// New, and in two of the files.
    Twice,
    Unread,
    /// Read, but for a part.
    Noted,
    Same,
    /// What happened, as files tell; it counts catch-ups, and lists with whom they were.
    CatchUps,
    NextSteps,
    /// Requests for the inbox.
    Requests,
}

/// The catch-ups with somebody of which the files tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatchUps {
    pub with: Person,
    pub count: usize,
    pub last: NaiveDate,
}

/// With whom the plan tells of catch-ups that come in, most first.
fn catch_ups(plan: &Plan) -> Vec<CatchUps> {
    let mut of: BTreeMap<Person, CatchUps> = BTreeMap::new();
    for told in plan.catch_ups.iter().filter(|told| plan.comes_in(told)) {
        for with in plan.whom(told) {
            let last = told.what.on;
            let none = CatchUps {
                with,
                count: 0,
                last,
            };
            let of = of.entry(with).or_insert(none);
            of.count += 1;
            of.last = of.last.max(last);
        }
    }
    let mut all: Vec<CatchUps> = of.into_values().collect();
    all.sort_by_key(|of| std::cmp::Reverse(of.count));
    all
}

impl Preview {
    /// A preview of this plan, look-alikes first, since they want to be looked at.
    pub fn of(Planned { plan, known }: Planned) -> Preview {
        let mut parts: [(Heading, Vec<Item>); 10] = [
            (Heading::LookAlike, Vec::new()),
            (Heading::Unread, Vec::new()),
            (Heading::Noted, Vec::new()),
            (Heading::Changes, Vec::new()),
            (Heading::New, Vec::new()),
            (Heading::Twice, Vec::new()),
            (Heading::CatchUps, Vec::new()),
            (Heading::NextSteps, Vec::new()),
            (Heading::Requests, Vec::new()),
            (Heading::Same, Vec::new()),
        ];
        let mut joined: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (index, row) in plan.rows.iter().enumerate() {
            if let Outcome::SameAs { row: first, .. } = row.outcome {
                joined.entry(first).or_default().push(index);
            }
        }
        let in_another = |index: usize, row: &Row| {
            let others = joined.get(&index).into_iter().flatten();
            others
                .filter_map(|at| plan.rows.get(*at))
                .any(|other| other.file != row.file)
        };
        for (index, row) in plan.rows.iter().enumerate() {
            let part = match &row.outcome {
                Outcome::Unsure { .. } => 0,
                Outcome::Merge { .. } => 3,
                Outcome::New if in_another(index, row) => 5,
                Outcome::New => 4,
                // Listed once, where the first record of theirs is.
                Outcome::SameAs { .. } => continue,
                Outcome::Unchanged { .. } | Outcome::Skip => 9,
            };
            parts[part].1.push(Item::Row(index));
        }
        for (index, asking) in plan.requests.iter().enumerate() {
            let part = match asking.fate {
                Fate::New | Fate::Joins => 8,
                Fate::Seen | Fate::Connected => 9,
            };
            parts[part].1.push(Item::Request(index));
        }
        let catch_ups = catch_ups(&plan);
        parts[6].1.extend((0..catch_ups.len()).map(Item::CatchUps));
        for (index, told) in plan.next_steps.iter().enumerate() {
            if plan.comes_in(told) {
                parts[7].1.push(Item::NextStep(index));
            }
        }
        for (file, read) in plan.files.iter().enumerate() {
            let all = 0..read.left_out().count();
            parts[1]
                .1
                .extend(all.map(|skipped| Item::Unread { file, skipped }));
            let all = 0..read.warnings.len();
            parts[2]
                .1
                .extend(all.map(|warning| Item::Noted { file, warning }));
        }
        let mut items = Vec::new();
        for (heading, part) in parts {
            if !part.is_empty() {
                let count = match heading {
                    Heading::CatchUps => plan.brought().catch_ups,
                    _ => part.len(),
                };
                items.push(Item::Heading(heading, count));
                items.extend(part);
            }
        }
        Preview {
            plan,
            known,
            items,
            at: 1,
            top: 0,
            choices: BTreeMap::new(),
            catch_ups,
            joined,
        }
    }

    /// What becomes of a row: a look-alike is somebody else, and who is surely here is the
    /// same, unless decided otherwise.
    pub fn choice(&self, row: usize) -> Decision {
        let preset = match self.like(row) {
            [] => Decision::SameAs(0),
            _ => Decision::New,
        };
        self.choices.get(&row).copied().unwrap_or(preset)
    }

    /// Decides about a row that can be decided about.
    pub fn decide(&mut self, row: usize, decision: Decision) {
        self.choices.insert(row, decision);
    }

    /// Decides that a row is who it surely is or looks like: of several the likeliest first,
    /// then each time the next, and round again.
    pub fn decide_same(&mut self, row: usize) {
        if self.like(row).is_empty() {
            self.choices.remove(&row);
            return;
        }
        let count = self.like(row).len().max(1);
        let nth = match self.choice(row) {
            Decision::SameAs(nth) => (nth + 1) % count,
            Decision::New | Decision::Skip => 0,
        };
        self.decide(row, Decision::SameAs(nth));
    }

    /// Whom a row looks like and why, the likeliest first.
    pub fn like(&self, row: usize) -> &[(Person, String)] {
        self.plan.rows.get(row).map_or(&[], |row| &row.like)
    }

    /// The plan with what was decided.
    pub fn decided(&self) -> Plan {
        let mut plan = self.plan.clone();
        for (row, decision) in &self.choices {
            let at = std::slice::from_ref(row);
            // Of somebody in two files it is decided about what the second says.
            let rows = self.joining(*row).unwrap_or(at);
            for row in rows {
                import::decide(&mut plan, &self.known, *row, *decision);
            }
        }
        plan
    }

    /// The rows that join the person whom this one makes.
    pub fn joining(&self, row: usize) -> Option<&[usize]> {
        match self.plan.rows.get(row)?.outcome {
            Outcome::New => self.joined.get(&row).map(Vec::as_slice),
            _ => None,
        }
    }

    /// Whether the person whom this row makes is in another file, too.
    pub fn is_twice(&self, row: usize) -> bool {
        let file = self.plan.rows.get(row).map(|row| row.file);
        let others = self.joining(row).unwrap_or(&[]).iter();
        others
            .filter_map(|at| self.plan.rows.get(*at))
            .any(|other| Some(other.file) != file)
    }

    /// The row under the cursor, if it looks like somebody or surely is somebody, whatever
    /// was decided about it.
    pub fn decidable(&self) -> Option<usize> {
        let before = self.items.get(..self.at)?;
        let heading = before.iter().rev().find_map(|item| match item {
            Item::Heading(heading, _) => Some(*heading),
            _ => None,
        });
        match self.items.get(self.at) {
            Some(Item::Row(row)) => match heading {
                Some(Heading::LookAlike | Heading::Changes | Heading::Twice) => Some(*row),
                _ => None,
            },
            _ => None,
        }
    }

    /// How many records the headings count.
    pub fn count(&self, heading: Heading) -> usize {
        self.items
            .iter()
            .find_map(|item| match item {
                Item::Heading(h, count) if *h == heading => Some(*count),
                _ => None,
            })
            .unwrap_or(0)
    }
}
