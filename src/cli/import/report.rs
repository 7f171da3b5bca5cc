//! What an import says about each of its files.

use std::collections::HashMap;
use std::path::Path;

use serde::Serialize;

use crate::cli::args::Json;
use crate::cli::failure::Failure;
use crate::cli::json::SCHEMA;
use crate::cli::print::Out;
use crate::cli::session::Session;
use crate::domain::draft::{Skipped, SourceKind};
use crate::domain::id::ContactId;
use crate::domain::import::{Brought, Outcome, Person, Plan, Row};
use crate::domain::standing::Standing;
use crate::store::{Joining, Store};

/// How many look-alikes of one file are told as text; `--json` tells all.
const LOOK_ALIKES_SHOWN: usize = 20;

/// So many lines of one reason are told one by one, or named where there are more; `--json` tells
/// all.
const FEW: usize = 5;

/// What is known of each file before anything is written, so that it can be told after.
#[derive(Serialize)]
pub(super) struct Report {
    schema: u8,
    files: Vec<FileReport>,
}

#[derive(Serialize)]
struct FileReport {
    file: String,
    kind: &'static str,
    read: usize,
    new: usize,
    merged: usize,
    unchanged: usize,
    unsure: usize,
    /// What happened, where the file tells of it.
    #[serde(skip_serializing_if = "Told::is_nothing")]
    told: Told,
    skipped: Vec<Remark>,
    /// What was not understood of records that were taken.
    notes: Vec<Remark>,
    /// What is to be said of the file as a whole.
    remarks: Vec<String>,
    /// Records that only look like somebody, whatever became of them.
    look_alikes: Vec<LookAlike>,
}

/// What of a file comes in beside people.
#[derive(Serialize, Default)]
struct Told {
    catch_ups: usize,
    /// Catch-ups that came in before and say something else by now.
    changed: usize,
    /// The day of the latest of them.
    last: Option<String>,
    next_steps: usize,
}

impl Told {
    fn is_nothing(&self) -> bool {
        self.catch_ups == 0 && self.changed == 0 && self.next_steps == 0
    }
}

impl From<Brought> for Told {
    fn from(brought: Brought) -> Told {
        Told {
            catch_ups: brought.catch_ups,
            changed: brought.changed,
            last: brought.last.map(|day| day.to_string()),
            next_steps: brought.next_steps,
        }
    }
}

#[derive(Serialize)]
struct Remark {
    line: u64,
    why: String,
}

#[derive(Serialize)]
struct LookAlike {
    line: u64,
    name: String,
    became: Became,
    /// Likeliest first; who is merged is merged into the first.
    like: Vec<Like>,
}

/// What became of a look-alike.
#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Became {
    New,
    Merged,
    Skipped,
}

#[derive(Serialize)]
struct Like {
    id: Option<ContactId>,
    name: String,
    why: String,
}

impl Report {
    /// What importing this plan would do.
    pub(super) fn of(plan: &Plan, store: &Store, session: &Session) -> Result<Report, Failure> {
        let known = Known::of(plan, store, session)?;
        Ok(Report {
            schema: SCHEMA,
            files: (0..plan.files.len())
                .map(|at| FileReport::of(plan, at, &known))
                .collect(),
        })
    }

    /// What a complete document brings.
    pub(super) fn of_document(path: &Path, joining: Joining) -> Report {
        Report {
            schema: SCHEMA,
            files: vec![FileReport {
                file: path.display().to_string(),
                kind: SourceKind::Ties.word(),
                read: joining.read,
                new: joining.new,
                merged: joining.merged,
                unchanged: joining.unchanged(),
                unsure: 0,
                told: Told::default(),
                skipped: Vec::new(),
                notes: Vec::new(),
                remarks: Vec::new(),
                look_alikes: Vec::new(),
            }],
        }
    }

    pub(super) fn print(&self, as_what: Json, out: &mut Out) -> Result<(), Failure> {
        if as_what.json {
            return out.json(self);
        }
        self.files.iter().try_for_each(|file| file.print(out))
    }
}

impl FileReport {
    fn of(plan: &Plan, at: usize, known: &Known<'_>) -> FileReport {
        let file = &plan.files[at];
        let counts = plan.counts(at);
        let remark = |Skipped { line, why }: &Skipped| Remark {
            line: *line,
            why: why.clone(),
        };
        FileReport {
            file: file.path.display().to_string(),
            kind: file.kind.word(),
            read: counts.read,
            new: counts.new,
            merged: counts.merged,
            unchanged: counts.unchanged,
            unsure: counts.unsure,
            told: plan.brought_by(at).into(),
            skipped: file.left_out().map(remark).collect(),
            notes: file.warnings.iter().map(remark).collect(),
            remarks: file.remarks.clone(),
            look_alikes: plan
                .rows
                .iter()
                .filter(|row| row.file == at && !row.like.is_empty())
                .map(|row| LookAlike::of(row, known))
                .collect(),
        }
    }

    fn print(&self, out: &mut Out) -> Result<(), Failure> {
        let told = &self.told;
        let last = told.last.as_ref().map(|last| format!(" (last {last})"));
        let told = [
            counted(told.catch_ups, "catch-up"),
            last.unwrap_or_default(),
            counted(told.changed, "changed catch-up"),
            counted(told.next_steps, "next step"),
        ]
        .concat();
        out.line(&format!(
            "{} ({}): {} read, {} new, {} merged, {} unchanged, {} unsure, {} skipped{told}",
            self.file,
            self.kind,
            self.read,
            self.new,
            self.merged,
            self.unchanged,
            self.unsure,
            self.skipped.len()
        ))?;
        for remark in &self.remarks {
            out.line(&format!("  {remark}"))?;
        }
        for alike in self.look_alikes.iter().take(LOOK_ALIKES_SHOWN) {
            out.line(&format!("  line {}: {}", alike.line, alike.sentence()))?;
        }
        let more = self.look_alikes.len().saturating_sub(LOOK_ALIKES_SHOWN);
        if more > 0 {
            out.line(&format!(
                "  and {more} more who look like somebody; --json lists them all"
            ))?;
        }
        for (what, remarks) in [("skipped", &self.skipped), ("note", &self.notes)] {
            for (why, lines) in by_reason(remarks) {
                out.line(&format!("  {}, {what}: {why}", said(&lines)))?;
            }
        }
        Ok(())
    }
}

/// The lines of each reason, as they come; a few of one reason stand by themselves.
fn by_reason(remarks: &[Remark]) -> Vec<(&str, Vec<u64>)> {
    let mut all: Vec<(&str, Vec<u64>)> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut count: HashMap<&str, usize> = HashMap::new();
    for remark in remarks {
        *count.entry(&remark.why).or_default() += 1;
    }
    for Remark { line, why } in remarks {
        let is_many = count.get(why.as_str()).is_some_and(|count| *count > FEW);
        match places.get(why.as_str()) {
            Some(at) if is_many => all[*at].1.push(*line),
            _ => {
                places.insert(why, all.len());
                all.push((why, vec![*line]));
            }
        }
    }
    all
}

/// "line 7", "lines 7, 12, 19 and 204 more".
fn said(lines: &[u64]) -> String {
    let shown: Vec<String> = lines.iter().take(FEW).map(u64::to_string).collect();
    match lines {
        [line] => format!("line {line}"),
        _ => format!(
            "lines {} and {} more",
            shown.join(", "),
            lines.len() - shown.len()
        ),
    }
}

/// How many there are of something, after others: ", 214 catch-ups"; nothing where there are none.
fn counted(count: usize, what: &str) -> String {
    match count {
        0 => String::new(),
        1 => format!(", 1 {what}"),
        many => format!(", {many} {what}s"),
    }
}

impl LookAlike {
    fn of(row: &Row, known: &Known<'_>) -> LookAlike {
        LookAlike {
            line: row.draft.line,
            name: row.draft.name.clone(),
            became: match row.outcome {
                Outcome::New | Outcome::Unsure { .. } => Became::New,
                Outcome::Skip => Became::Skipped,
                Outcome::SameAs { .. } | Outcome::Merge { .. } | Outcome::Unchanged { .. } => {
                    Became::Merged
                }
            },
            like: row
                .like
                .iter()
                .map(|(person, why)| Like {
                    id: match person {
                        Person::Known(id) => Some(*id),
                        Person::Row(_) => None,
                    },
                    name: known.name(person),
                    why: why.clone(),
                })
                .collect(),
        }
    }

    /// Whom they look like, and what was made of it.
    fn sentence(&self) -> String {
        let like: Vec<String> = self
            .like
            .iter()
            .map(|like| format!("{} ({})", like.name, like.why))
            .collect();
        let became = match (self.became, self.like.as_slice()) {
            (Became::New, _) => "new".to_owned(),
            (Became::Skipped, _) => "left out".to_owned(),
            (Became::Merged, [first, _, ..]) => format!("merged with {}", first.name),
            (Became::Merged, _) => "merged".to_owned(),
        };
        format!("{} looks like {}: {became}", self.name, like.join(" and "))
    }
}

/// What those who are here are called, read only if somebody looks like them.
struct Known<'p> {
    plan: &'p Plan,
    names: Vec<(ContactId, String)>,
}

impl<'p> Known<'p> {
    fn of(plan: &'p Plan, store: &Store, session: &Session) -> Result<Known<'p>, Failure> {
        let names = match plan.rows.iter().any(|row| !row.like.is_empty()) {
            false => Vec::new(),
            true => session
                .network(store)?
                .contacts
                .iter()
                .map(|contact| {
                    let deleted = match contact.standing {
                        Standing::Deleted => ", deleted",
                        _ => "",
                    };
                    (
                        contact.id,
                        format!("{}, id {}{deleted}", contact.name(), contact.id),
                    )
                })
                .collect(),
        };
        Ok(Known { plan, names })
    }

    fn name(&self, person: &Person) -> String {
        match person {
            Person::Known(id) => self
                .names
                .binary_search_by_key(id, |(known, _)| *known)
                .map_or_else(|_| format!("id {id}"), |at| self.names[at].1.clone()),
            Person::Row(row) => self.plan.rows.get(*row).map_or_else(String::new, |row| {
                format!("{} in line {}", row.draft.name, row.draft.line)
            }),
        }
    }
}
