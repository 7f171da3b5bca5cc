//! What a sync did, or would do, as it is told to a person.

use super::{Looked, Remark};
use crate::domain::folder::{Clash, labelled};
use crate::domain::import::{FieldChange, Outcome};

/// What a sync did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Who came in.
    pub new: Vec<String>,
    /// Who only looks like somebody who is here, and came in beside them.
    pub unsure: Vec<(String, String)>,
    /// Who changed here, and what.
    pub changed: Vec<Told>,
    pub put_away: Vec<String>,
    /// Whose card was written, and what in it; nothing where the card is new.
    pub written: Vec<Told>,
    /// What was changed on both sides.
    pub conflicts: Vec<(String, Clash)>,
    pub remarks: Vec<Remark>,
    /// Whether a card could not be written for want of permission.
    pub is_refused: bool,
}

/// Somebody, and which of their fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub name: String,
    pub fields: Vec<String>,
}

impl Report {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        *self == Report::default()
    }

    /// The report in one line: "2 new, 1 changed here, 3 cards written, 1 wants an answer".
    pub fn in_short(&self) -> String {
        let cards = |count: usize| match count {
            1 => "card written",
            _ => "cards written",
        };
        let answers = match self.conflicts.len() {
            1 => "wants an answer",
            _ => "want an answer",
        };
        let parts: Vec<String> = [
            (self.new.len(), "new"),
            (self.changed.len(), "changed here"),
            (self.put_away.len(), "put away"),
            (self.written.len(), cards(self.written.len())),
            (self.conflicts.len(), answers),
            (self.remarks.len(), "left alone"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
        match parts.is_empty() {
            true => "both sides say the same".to_owned(),
            false => parts.join(", "),
        }
    }
}

impl Looked {
    /// What would be done.
    pub fn report(&self) -> Report {
        let fields = |changes: &[FieldChange]| -> Vec<String> {
            let mut fields: Vec<String> = Vec::new();
            for change in changes {
                let field = labelled(&change.field).map_or(&*change.field, |(field, _)| field);
                if !fields.iter().any(|known| known == field) {
                    fields.push(field.to_owned());
                }
            }
            fields
        };
        let mut report = Report {
            remarks: self.remarks.clone(),
            ..Report::default()
        };
        for row in &self.plan.rows {
            let name = row.draft.name.clone();
            match &row.outcome {
                Outcome::New => report.new.push(name),
                Outcome::Unsure { like } => {
                    let why = like.first().map(|(_, why)| why.clone());
                    report.unsure.push((name.clone(), why.unwrap_or_default()));
                    report.new.push(name);
                }
                Outcome::Merge { changes, .. } | Outcome::SameAs { changes, .. } => {
                    if !changes.is_empty() {
                        let fields = fields(changes);
                        report.changed.push(Told { name, fields });
                    }
                }
                Outcome::Unchanged { .. } | Outcome::Skip => {}
            }
        }
        for (step, _) in &self.steps {
            let name = || step.name.clone();
            let told = |changes| Told {
                name: name(),
                fields: fields(changes),
            };
            if !step.inward.is_empty() {
                report.changed.push(told(&step.inward));
            }
            if !step.outward.is_empty() {
                report.written.push(told(&step.outward));
            }
            let clashes = step.clashes.iter().map(|clash| (name(), clash.clone()));
            report.conflicts.extend(clashes);
        }
        let gone = self.gone.iter().filter(|gone| gone.is_here);
        report.put_away = gone.map(|gone| gone.name.clone()).collect();
        report
            .written
            .extend(self.unwritten.iter().map(|card| Told {
                name: card.name.clone(),
                fields: Vec::new(),
            }));
        report
    }
}
