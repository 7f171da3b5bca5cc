//! What lies over Home. The top of the stack is the mode; it gets the key first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::form::Form;
use super::input::Input;
use super::msg::{Found, Past, Planned};
use crate::command::Scope;
use crate::domain::id::ContactId;
use crate::domain::import::{self, Decision, Known, Outcome, Person, Plan, Row};
use crate::domain::tie::Tie;
use crate::keys::Chord;

/// Something that lies over Home.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// Keys pressed so far, with what may follow shown.
    Prefix(Vec<Chord>),
    /// The filter is being typed.
    FilterLine,
    Palette(Palette),
    Form(Form),
    Files(Files),
    /// How to get a file out of a phone, LinkedIn or Google.
    HowTo,
    Reading(Reading),
    Preview(Preview),
    Thinking(Thinking),
    LastSpoke {
        who: ContactId,
        tie: Tie,
    },
    UndoQuestion(Past),
    DeleteQuestion(Vec<ContactId>),
}

impl Layer {
    /// The scope of the keys that are this layer's own; a prefix has none.
    pub fn scope(&self) -> Option<Scope> {
        Some(match self {
            Layer::Prefix(_) => return None,
            Layer::FilterLine => Scope::FilterLine,
            Layer::Palette(_) => Scope::Palette,
            Layer::Form(_) => Scope::Form,
            Layer::Files(_) => Scope::Files,
            Layer::HowTo | Layer::Reading(_) => Scope::HowTo,
            Layer::Preview(_) => Scope::Preview,
            Layer::Thinking(thinking) if thinking.at.is_some() => Scope::Suggestions,
            Layer::Thinking(_) => Scope::Thinking,
            Layer::LastSpoke { .. } => Scope::LastSpoke,
            Layer::UndoQuestion(_) => Scope::Question,
            Layer::DeleteQuestion(_) => Scope::DeleteQuestion,
        })
    }

    /// Whether characters are typed into it rather than looked up in the table.
    pub fn takes_text(&self) -> bool {
        match self {
            Layer::FilterLine | Layer::Palette(_) | Layer::Form(_) => true,
            Layer::Files(files) => files.typing,
            Layer::Thinking(thinking) => thinking.at.is_none(),
            _ => false,
        }
    }
}

/// All keys, searched by typing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Palette {
    pub input: Input,
    pub at: usize,
}

/// Files to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Files {
    /// `None` while they are being looked for.
    pub found: Option<Vec<Found>>,
    pub chosen: BTreeSet<usize>,
    pub at: usize,
    /// Another file's path.
    pub path: Input,
    /// Whether the path is being typed.
    pub typing: bool,
    pub problem: Option<String>,
}

/// Files being read by a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub files: Vec<PathBuf>,
    pub now: Option<PathBuf>,
    pub read: usize,
}

/// What an import would do, with a cursor.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub plan: Plan,
    /// Everybody who was here when the plan was made.
    known: Vec<Known>,
    pub items: Vec<Item>,
    pub at: usize,
    pub top: usize,
    /// What was decided about look-alikes, by their row.
    choices: BTreeMap<usize, Decision>,
}

/// A line of the preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// A heading with how many follow.
    Heading(Heading, usize),
    /// A row of the plan.
    Row(usize),
    /// What could not be read: the file and which of its skipped records.
    Unread { file: usize, skipped: usize },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heading {
    LookAlike,
    Changes,
    New,
    /// New, and in two of the files.
    Twice,
    Unread,
    Same,
}

impl Preview {
    /// A preview of this plan, look-alikes first, since they want to be looked at.
    pub fn of(Planned { plan, known }: Planned) -> Preview {
        let mut parts: [(Heading, Vec<Item>); 6] = [
            (Heading::LookAlike, Vec::new()),
            (Heading::Unread, Vec::new()),
            (Heading::Changes, Vec::new()),
            (Heading::New, Vec::new()),
            (Heading::Twice, Vec::new()),
            (Heading::Same, Vec::new()),
        ];
        let mut again: BTreeMap<usize, usize> = BTreeMap::new();
        for row in &plan.rows {
            if let Outcome::SameAs { row: first, .. } = row.outcome {
                again.insert(first, row.file);
            }
        }
        let in_another = |index: usize, row: &Row| {
            let file = again.get(&index);
            file.is_some_and(|file| *file != row.file)
        };
        for (index, row) in plan.rows.iter().enumerate() {
            let part = match &row.outcome {
                Outcome::Unsure { .. } => 0,
                Outcome::Merge { .. } => 2,
                Outcome::New if in_another(index, row) => 4,
                Outcome::New => 3,
                // Listed once, where the first record of theirs is.
                Outcome::SameAs { .. } => continue,
                Outcome::Unchanged { .. } | Outcome::Skip => 5,
            };
            parts[part].1.push(Item::Row(index));
        }
        for (file, read) in plan.files.iter().enumerate() {
            let all = 0..read.skipped.len();
            parts[1]
                .1
                .extend(all.map(|skipped| Item::Unread { file, skipped }));
        }
        let mut items = Vec::new();
        for (heading, part) in parts {
            if !part.is_empty() {
                items.push(Item::Heading(heading, part.len()));
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
        }
    }

    /// What becomes of a look-alike row: two people, unless decided otherwise.
    pub fn choice(&self, row: usize) -> Decision {
        self.choices.get(&row).copied().unwrap_or(Decision::New)
    }

    /// Decides about a look-alike row.
    pub fn decide(&mut self, row: usize, decision: Decision) {
        self.choices.insert(row, decision);
    }

    /// Decides that a look-alike is one of those it looks like: the likeliest first, then
    /// each time the next, and round again.
    pub fn decide_same(&mut self, row: usize) {
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
            import::decide(&mut plan, &self.known, *row, *decision);
        }
        plan
    }

    /// The look-alike row under the cursor, decided or not.
    pub fn look_alike(&self) -> Option<usize> {
        let before = self.items.get(..self.at)?;
        let heading = before.iter().rev().find_map(|item| match item {
            Item::Heading(heading, _) => Some(*heading),
            _ => None,
        });
        match self.items.get(self.at) {
            Some(Item::Row(row)) if heading == Some(Heading::LookAlike) => Some(*row),
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

/// "Who have you been thinking about?"
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thinking {
    pub input: Input,
    /// Who the typed letters could mean, best first.
    pub matches: Vec<ContactId>,
    /// Everyone worth suggesting, best first.
    pub suggestions: Vec<ContactId>,
    /// The first suggestion shown.
    pub from: usize,
    /// Which of the shown suggestions the cursor is on; `None` while typing.
    pub at: Option<usize>,
    /// Who was put on the mind here.
    pub flagged: Vec<ContactId>,
}

impl Thinking {
    /// Suggestions shown at a time.
    pub const SHOWN: usize = 5;

    /// The suggestions shown now.
    pub fn shown(&self) -> &[ContactId] {
        let to = (self.from + Thinking::SHOWN).min(self.suggestions.len());
        self.suggestions.get(self.from..to).unwrap_or(&[])
    }

    /// The rows under the line: matches while something is typed, else suggestions.
    pub fn rows(&self) -> &[ContactId] {
        if self.input.is_empty() {
            self.shown()
        } else {
            &self.matches
        }
    }
}
