//! What a person decides about a row of a plan, and what follows from it for others.

use std::collections::HashSet;

use super::join::Joined;
use super::plan::{Planner, left_out};
use super::{Decision, Known, Outcome, Person, Plan, Row, UnsureAs};
use crate::domain::draft::SourceKind;

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
    let Joined {
        outcome,
        trace,
        renews,
    } = match (decision, same) {
        (_, Some((person, reason))) => {
            let mut planner = Planner::empty(known, UnsureAs::Merge);
            planner.ids = ids_of(plan);
            planner.replay(plan, row);
            let kind = plan.files[decided.file].kind;
            planner.join(*person, kind, &decided.draft, reason.clone(), &plan.rows)
        }
        (Decision::Skip, _) => Outcome::Skip.into(),
        _ if decided.like.is_empty() => Outcome::New.into(),
        _ => {
            let like = decided.like.clone();
            Outcome::Unsure { like }.into()
        }
    };
    let skipped = left_out(decided.draft.line);
    let file = &mut plan.files[decided.file];
    file.skipped.retain(|earlier| *earlier != skipped);
    if outcome == Outcome::Skip {
        file.skipped.push(skipped);
    }
    let decided = &mut plan.rows[row];
    (decided.outcome, decided.trace, decided.renews) = (outcome, trace, renews);
    follow(plan, row);
}

fn ids_of(plan: &Plan) -> HashSet<(SourceKind, String)> {
    let id = |row: &Row| Some((plan.files[row.file].kind, row.draft.external_id.clone()?));
    plan.rows.iter().filter_map(id).collect()
}

impl Planner<'_> {
    /// Brings to mind what the rows before this one made of those they joined.
    fn replay(&mut self, plan: &Plan, before: usize) {
        for row in &plan.rows[..before] {
            let person = match row.outcome {
                Outcome::SameAs { row, .. } => Person::Row(row),
                Outcome::Merge { into, .. } => Person::Known(into),
                _ => continue,
            };
            let kind = plan.files[row.file].kind;
            let _ = self.join(person, kind, &row.draft, String::new(), &plan.rows);
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
