//! `ties import`: several files as one plan, one transaction, one undo.

mod report;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde::Serialize;

use super::Outside;
use super::args::{Import, Unsure};
use super::failure::{Exit, Failure};
use super::json::SCHEMA;
use super::print::{self, Out, Table};
use super::session::Session;
use crate::domain::change::Change;
use crate::domain::columns;
use crate::domain::draft::{Parsed, SourceKind};
use crate::domain::import::{self, CameBefore, Outcome, Policy, UnsureAs};
use crate::exchange::{self, Loaded, Owner, ReadError};
use crate::store::{self, Document, Joining, Store};
use crate::text::machine_words;
use crate::threads;
use report::Report;

/// Imports files, or shows what importing them would do.
pub(super) fn run(
    args: &Import,
    session: &Session,
    outside: Outside<'_>,
    out: &mut Out,
) -> Result<(), Failure> {
    if args.list {
        return kinds(args, out);
    }
    let tie = match &args.tie {
        Some(word) => Some(session.tie(word)?),
        None => None,
    };
    let mut loaded: Vec<Loaded> = Vec::new();
    for path in &args.files {
        loaded.extend(exchange::load_all(path, args.from).map_err(refused)?);
    }
    if !args.map.is_empty() {
        map(&mut loaded, args, session)?;
    }
    if loaded.iter().any(|loaded| loaded.kind == SourceKind::Ties) {
        return document(&loaded, args, session, out);
    }
    // From here on it may take a while, and whoever ends it wants to know what has become of it.
    let stop = (outside.interruption)().map_err(|error| {
        Failure::new(
            Exit::Failed,
            format_args!("could not listen for ^C: {}", machine_words(&error)),
        )
    })?;
    let owner = Owner::of(loaded.iter());
    let parsed = loaded
        .into_iter()
        .map(|loaded| {
            let parsed = parse(&loaded, &owner, &stop)?;
            Ok((loaded.path, parsed))
        })
        .collect::<Result<Vec<(PathBuf, Parsed)>, Failure>>();
    if print::is_watched() {
        print::progress("");
    }
    let policy = Policy {
        unsure: match args.unsure {
            None | Some(Unsure::New) => UnsureAs::New,
            Some(Unsure::Skip) => UnsureAs::Skip,
            Some(Unsure::Merge) => UnsureAs::Merge,
        },
        tie,
    };
    // Only a file that is read makes a data file where there is none.
    let parsed = parsed?;
    let open = || match args.dry_run {
        true => session.look_ahead(),
        false => session.open(),
    };
    let (mut store, plan) = if session.is_there() {
        let store = open()?;
        let mut plan = import::plan(&store.known()?, parsed, &policy);
        plan.leave_out(&store.came_before(session.today)?);
        (store, plan)
    } else {
        // Nobody is known yet, and the data file is made meanwhile.
        thread::scope(|scope| {
            let store = threads::begin(scope, open);
            let mut plan = import::plan(&[], parsed, &policy);
            plan.leave_out(&CameBefore::nothing(session.today));
            let store = store.done();
            store.map(|store| (store, plan))
        })?
    };
    let report = Report::of(&plan, &store, session)?;
    if args.dry_run || !plan.changes_anything() {
        report.print(args.json, out)?;
        out.finish()?;
        print::say(match args.dry_run {
            true => "nothing was written: this was a dry run",
            false => "nothing to change",
        });
        return Ok(());
    }
    let asking = plan.requests_in();
    // Whoever only looks like somebody who is here comes in beside them.
    let arrived = plan
        .rows
        .iter()
        .any(|row| matches!(row.outcome, Outcome::New | Outcome::Unsure { .. }));
    let change = Change::Import(Box::new(plan));
    let applied = match store.apply_unless(&stop, &change, session.rules(), session.today) {
        Err(store::Error::Stopped) => return Err(refused(ReadError::Cancelled)),
        applied => applied?,
    };
    // Said only now that it is done; a reader that has gone away ends what is printed, and
    // nothing else.
    let printed = report.print(args.json, out).and_then(|()| out.finish());
    session.answer(&change, &applied);
    // Given back with all else in a moment: piece by piece takes longer than to read the file.
    std::mem::forget(change);
    session.back_up_daily(&store);
    if asking > 0 {
        let ties = session.command();
        print::say(&match asking {
            1 => format!("one request waits; {ties} inbox shows it"),
            many => format!("{many} requests wait; {ties} inbox shows them"),
        });
    }
    if arrived {
        print::say("Who have you been thinking about? ties mind NAME");
    }
    printed
}

/// Takes over what was said of the columns of the only file.
fn map(loaded: &mut [Loaded], args: &Import, session: &Session) -> Result<(), Failure> {
    let [file] = loaded else {
        return Err(Failure::usage(
            "--map is about the columns of one table; import that table alone",
        ));
    };
    let path = file.path.clone();
    let Some((columns, mut mapping)) = file.columns(session.rules().date_order) else {
        let what = file.kind.name();
        let way_out = match file.kind.is_table() {
            true => "leave --map out, or add --from csv to say all its columns yourself",
            false => "leave --map out",
        };
        return Err(Failure::usage(format_args!(
            "{}: {what}, of which ties knows what is what; {way_out}",
            path.display()
        )));
    };
    let wrong = |why: String| Failure::usage(format_args!("{}: {why}", path.display()));
    mapping.fields = columns::picked(&columns, mapping.fields, &args.map).map_err(wrong)?;
    mapping.check(&columns).map_err(wrong)?;
    file.mapping = Some(mapping);
    Ok(())
}

/// Reads one file, telling how far it is where somebody watches.
fn parse(loaded: &Loaded, owner: &Owner, stop: &AtomicBool) -> Result<Parsed, Failure> {
    let watched = print::is_watched();
    let mut progress = |count| {
        if watched {
            print::progress(&format!("reading {}: {count}", loaded.path.display()));
        }
        match stop.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    if loaded.kind == SourceKind::ContactsTui {
        return store::read_contacts_tui(&loaded.path, &mut progress).map_err(
            |error| match error {
                store::Error::Stopped => refused(ReadError::Cancelled),
                store::Error::Refused(why) => {
                    Failure::new(Exit::Refused, format_args!("{why}; nothing was imported"))
                }
                other => other.into(),
            },
        );
    }
    loaded.parse(owner, &mut progress).map_err(refused)
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
        ReadError::TooBig { .. }
        | ReadError::TooMany { .. }
        | ReadError::Unknown { .. }
        | ReadError::UnknownTable { .. }
        | ReadError::NothingIn { .. }
        | ReadError::Empty { .. }
        | ReadError::Damaged { .. } => Exit::Refused,
    };
    match error {
        ReadError::Cancelled => Failure::new(exit, "stopped; nothing was imported"),
        _ => Failure::new(exit, format_args!("{error}; nothing was imported")),
    }
}

/// Brings in ties' own complete document, which is the only file then.
fn document(
    loaded: &[Loaded],
    args: &Import,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let [file] = loaded else {
        return Err(Failure::usage(
            "ties' own JSON holds a whole network; import it alone",
        ));
    };
    let path = &file.path;
    if args.tie.is_some() || args.unsure.is_some() {
        return Err(Failure::usage(
            "ties' own JSON says of everybody who they are and how strong the tie is; leave \
             --tie and --unsure out",
        ));
    }
    let unread = |error: store::Error| match error {
        store::Error::Refused(why) => Failure::new(
            Exit::Refused,
            format_args!("{}: {why}; nothing was imported", path.display()),
        ),
        other => other.into(),
    };
    let document = Document::parse(file.source()).map_err(unread)?;
    if !session.is_there() {
        // Tried elsewhere first, so that a document that is not whole makes no data file.
        Store::aside(session.clock)?
            .import_document(&document, session.today)
            .map_err(unread)?;
    }
    let joining = session.look_ahead()?.joining(&document).map_err(unread)?;
    if args.dry_run || joining.rows == 0 {
        tell(path, joining, args, out)?;
        print::say(match args.dry_run {
            true => "nothing was written: this was a dry run",
            false => "nothing to change",
        });
        return Ok(());
    }
    let mut store = session.open()?;
    let (applied, joining) = store
        .import_document(&document, session.today)
        .map_err(unread)?;
    let told = tell(path, joining, args, out);
    print::say(&match applied.action {
        Some(_) => format!("{} · {} undo", applied.label, session.command()),
        None => "nothing to change".to_owned(),
    });
    session.back_up_daily(&store);
    told
}

/// What became, or would become, of a document.
fn tell(path: &Path, joining: Joining, args: &Import, out: &mut Out) -> Result<(), Failure> {
    Report::of_document(path, joining).print(args.json, out)?;
    out.finish()?;
    match joining.kept {
        0 => {}
        1 => print::say("one record is another by now and stays as it is here"),
        kept => print::say(&format!(
            "{kept} records are others by now and stay as they are here"
        )),
    }
    Ok(())
}

/// What can be imported, and where it comes from.
fn kinds(args: &Import, out: &mut Out) -> Result<(), Failure> {
    let kinds: Vec<Importable> = SourceKind::of_files()
        .map(|kind| Importable {
            kind: kind.word(),
            what: kind.origin(),
        })
        .collect();
    if args.json.json {
        return out.json(&Importables {
            schema: SCHEMA,
            kinds,
        });
    }
    let mut table = Table::default();
    for Importable { kind, what } in kinds {
        table.row([kind, what]);
    }
    out.table(&table)
}

#[derive(Serialize)]
struct Importables {
    schema: u8,
    kinds: Vec<Importable>,
}

#[derive(Serialize)]
struct Importable {
    kind: &'static str,
    what: &'static str,
}
