//! `ties import`: several files as one plan, one transaction, one undo.

use std::ops::ControlFlow;
use std::path::PathBuf;

use serde::Serialize;

use super::args::{Import, Unsure};
use super::failure::{Exit, Failure};
use super::json::SCHEMA;
use super::print::{self, Out, Table};
use super::session::Session;
use crate::domain::change::Change;
use crate::domain::draft::{Parsed, Skipped, SourceKind};
use crate::domain::id::ContactId;
use crate::domain::import::{self, Outcome, Person, Plan, Policy, Row, UnsureAs};
use crate::exchange::{self, Loaded, ReadError};
use crate::store::Store;

/// Imports files, or shows what importing them would do.
pub(super) fn run(args: &Import, session: &Session, out: &mut Out) -> Result<(), Failure> {
    if args.list {
        return kinds(out);
    }
    let tie = match &args.tie {
        Some(word) => Some(session.tie(word)?),
        None => None,
    };
    let loaded = args
        .files
        .iter()
        .map(|path| Ok((path.clone(), exchange::load(path, args.from)?)))
        .collect::<Result<Vec<(PathBuf, Loaded)>, ReadError>>()
        .map_err(refused)?;
    if loaded
        .iter()
        .any(|(_, loaded)| loaded.kind == SourceKind::Ties)
    {
        return document(&loaded, args, session, out);
    }
    let parsed = loaded
        .into_iter()
        .map(|(path, loaded)| Ok((path.clone(), parse(&path, &loaded)?)))
        .collect::<Result<Vec<(PathBuf, Parsed)>, ReadError>>();
    if print::is_watched() {
        print::progress("");
    }
    let policy = Policy {
        unsure: match args.unsure {
            Unsure::New => UnsureAs::New,
            Unsure::Skip => UnsureAs::Skip,
            Unsure::Merge => UnsureAs::Merge,
        },
        tie,
    };
    let mut store = match args.dry_run {
        true => session.look_ahead()?,
        false => session.open()?,
    };
    let plan = import::plan(&store.known()?, parsed.map_err(refused)?, &policy);
    report(&plan, &store, args, session, out)?;
    // What was read is shown even if what follows fails.
    out.finish()?;
    if args.dry_run {
        print::say("nothing was written: this was a dry run");
        return Ok(());
    }
    if !plan.changes_anything() {
        print::say("nothing to change");
        return Ok(());
    }
    let arrived = plan.rows.iter().any(|row| row.outcome == Outcome::New);
    session.change(&mut store, &Change::Import(Box::new(plan)))?;
    if arrived {
        print::say("Who have you been thinking about? ties mind NAME");
    }
    Ok(())
}

/// Reads one file, telling how far it is where somebody watches.
fn parse(path: &std::path::Path, loaded: &Loaded) -> Result<Parsed, ReadError> {
    let watched = print::is_watched();
    loaded.parse(path, &mut |count| {
        if watched {
            print::progress(&format!("reading {}: {count}", path.display()));
        }
        ControlFlow::Continue(())
    })
}

fn refused(error: ReadError) -> Failure {
    let exit = match &error {
        ReadError::NotAFile { .. } => Exit::Usage,
        ReadError::Io { source, .. } => match source.kind() {
            std::io::ErrorKind::NotFound => Exit::NotFound,
            std::io::ErrorKind::PermissionDenied => Exit::Permission,
            _ => Exit::Refused,
        },
        ReadError::Cancelled => Exit::Failed,
        ReadError::TooBig { .. } | ReadError::Unknown { .. } | ReadError::Damaged { .. } => {
            Exit::Refused
        }
    };
    Failure::new(exit, format_args!("{error}; nothing was imported"))
}

/// Brings in ties' own complete document, which is the only file then.
fn document(
    loaded: &[(PathBuf, Loaded)],
    args: &Import,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let [(path, file)] = loaded else {
        return Err(Failure::usage(
            "ties' own JSON holds a whole network; import it alone",
        ));
    };
    if args.dry_run {
        return Err(Failure::usage(
            "ties' own JSON has no dry run; import it into another file with --db",
        ));
    }
    let mut store = session.open()?;
    let applied = store
        .import_document(&file.text, session.today)
        .map_err(|error| {
            Failure::new(Exit::Refused, format_args!("{}: {error}", path.display()))
        })?;
    if args.json.json {
        out.json(&Document {
            schema: SCHEMA,
            files: vec![FileJson {
                file: path.display().to_string(),
                kind: SourceKind::Ties.word(),
                read: applied.touched.len(),
                new: applied.touched.len(),
                merged: 0,
                unchanged: 0,
                unsure: 0,
                skipped: Vec::new(),
                notes: Vec::new(),
                look_alikes: Vec::new(),
            }],
        })?;
    }
    print::say(&format!("{} · ties undo", applied.label));
    session.back_up_daily(&store);
    Ok(())
}

fn report(
    plan: &Plan,
    store: &Store,
    args: &Import,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let known = Known::of(plan, store, session)?;
    if args.json.json {
        let files = (0..plan.files.len()).map(|at| file_json(plan, at, &known));
        return out.json(&Document {
            schema: SCHEMA,
            files: files.collect(),
        });
    }
    for (at, file) in plan.files.iter().enumerate() {
        let counts = plan.counts(at);
        out.line(&format!(
            "{} ({}): {} read, {} new, {} merged, {} unchanged, {} unsure, {} skipped",
            file.path.display(),
            file.kind.word(),
            counts.read,
            counts.new,
            counts.merged,
            counts.unchanged,
            counts.unsure,
            counts.skipped
        ))?;
        for (row, like) in unsure(plan, at) {
            out.line(&format!(
                "  line {}: {} looks like {}",
                row.draft.line,
                row.draft.name,
                like.iter()
                    .map(|(person, why)| format!("{} ({why})", known.name(person)))
                    .collect::<Vec<_>>()
                    .join(" and ")
            ))?;
        }
        for (what, lines) in [("skipped", &file.skipped), ("note", &file.warnings)] {
            for Skipped { line, why } in lines {
                out.line(&format!("  line {line}, {what}: {why}"))?;
            }
        }
    }
    Ok(())
}

/// The rows of one file that only look like somebody, with whom.
fn unsure(plan: &Plan, file: usize) -> impl Iterator<Item = (&Row, &Vec<(Person, String)>)> {
    plan.rows
        .iter()
        .filter(move |row| row.file == file)
        .filter_map(|row| match &row.outcome {
            Outcome::Unsure { like, .. } => Some((row, like)),
            _ => None,
        })
}

/// What those who are here are called, read only if somebody looks like them.
struct Known<'p> {
    plan: &'p Plan,
    names: Vec<(ContactId, String)>,
}

impl<'p> Known<'p> {
    fn of(plan: &'p Plan, store: &Store, session: &Session) -> Result<Known<'p>, Failure> {
        let any = plan
            .rows
            .iter()
            .any(|row| matches!(row.outcome, Outcome::Unsure { .. }));
        let names = match any {
            false => Vec::new(),
            true => session
                .network(store)?
                .contacts
                .iter()
                .map(|contact| (contact.id, contact.name().to_owned()))
                .collect(),
        };
        Ok(Known { plan, names })
    }

    fn name(&self, person: &Person) -> String {
        match person {
            Person::Known(id) => self
                .names
                .binary_search_by_key(id, |(known, _)| *known)
                .map_or_else(
                    |_| format!("id {id}"),
                    |at| format!("{}, id {id}", self.names[at].1),
                ),
            Person::Row(row) => self.plan.rows.get(*row).map_or_else(String::new, |row| {
                format!("{} in line {}", row.draft.name, row.draft.line)
            }),
        }
    }
}

#[derive(Serialize)]
struct Document {
    schema: u8,
    files: Vec<FileJson>,
}

#[derive(Serialize)]
struct FileJson {
    file: String,
    kind: &'static str,
    read: usize,
    new: usize,
    merged: usize,
    unchanged: usize,
    unsure: usize,
    skipped: Vec<SkippedJson>,
    /// What was not understood of records that were taken.
    notes: Vec<SkippedJson>,
    look_alikes: Vec<LookAlikeJson>,
}

#[derive(Serialize)]
struct SkippedJson {
    line: u64,
    why: String,
}

#[derive(Serialize)]
struct LookAlikeJson {
    line: u64,
    name: String,
    like: Vec<LikeJson>,
}

#[derive(Serialize)]
struct LikeJson {
    id: Option<ContactId>,
    name: String,
    why: String,
}

fn file_json(plan: &Plan, at: usize, known: &Known<'_>) -> FileJson {
    let file = &plan.files[at];
    let counts = plan.counts(at);
    let skipped = |skipped: &Skipped| SkippedJson {
        line: skipped.line,
        why: skipped.why.clone(),
    };
    FileJson {
        file: file.path.display().to_string(),
        kind: file.kind.word(),
        read: counts.read,
        new: counts.new,
        merged: counts.merged,
        unchanged: counts.unchanged,
        unsure: counts.unsure,
        skipped: file.skipped.iter().map(skipped).collect(),
        notes: file.warnings.iter().map(skipped).collect(),
        look_alikes: unsure(plan, at)
            .map(|(row, like)| LookAlikeJson {
                line: row.draft.line,
                name: row.draft.name.clone(),
                like: like
                    .iter()
                    .map(|(person, why)| LikeJson {
                        id: match person {
                            Person::Known(id) => Some(*id),
                            Person::Row(_) => None,
                        },
                        name: known.name(person),
                        why: why.clone(),
                    })
                    .collect(),
            })
            .collect(),
    }
}

/// What can be imported, and where it comes from.
fn kinds(out: &mut Out) -> Result<(), Failure> {
    let mut table = Table::default();
    for kind in SourceKind::ALL {
        table.row([
            kind.word(),
            match kind {
                SourceKind::Vcard => {
                    "vCard 2.1, 3.0 and 4.0 (.vcf): phones, iCloud, Google, Nextcloud"
                }
                SourceKind::LinkedinConnections => {
                    "LinkedIn's Connections.csv, or the zip it comes in: Settings, Data privacy, \
                 Get a copy of your data"
                }
                SourceKind::GoogleCsv => {
                    "Google Contacts CSV, old and new: contacts.google.com, Export"
                }
                SourceKind::Ties => "ties' own JSON: ties export --to json",
            },
        ]);
    }
    out.table(&table)
}
