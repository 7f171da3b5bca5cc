//! `ties sync`: the same people on several machines.

use serde::Serialize;
use uuid::Uuid;

use super::args::{PlaceArgs, Sync, SyncConflicts, SyncVerb};
use super::failure::{Exit, Failure};
use super::json::SCHEMA;
use super::print::{self, Out, Table};
use super::session::Session;
use crate::config::Budgets;
use crate::domain::discreet::Sight;
use crate::domain::sync::Unread;
use crate::secret::Asking;
use crate::store::WayIn;
use crate::sync::chain::Fault;
use crate::sync::now::{self, Why};
use crate::sync::place::Place;
use crate::sync::{Failure as Failed, Outcome, words};

/// Syncs, or does what the verb says about that.
pub(super) fn run(args: &Sync, session: &Session, out: &mut Out) -> Result<(), Failure> {
    match &args.verb {
        None => sync(session),
        Some(SyncVerb::Init(place)) => begin(place, WayIn::Begin, session, out),
        Some(SyncVerb::Join(place)) => begin(place, WayIn::Join, session, out),
        Some(SyncVerb::Status(json)) => status(json.json, session, out),
        Some(SyncVerb::Conflicts(args)) => conflicts(*args, session, out),
        Some(SyncVerb::Leave) => {
            now::leave(&mut session.open()?)?;
            print::say("this file is not shared any more; what was shared stays where it is");
            Ok(())
        }
    }
}

impl From<Why> for Failure {
    fn from(why: Why) -> Failure {
        let exit = match &why {
            Why::NotShared => Exit::NotFound,
            Why::SharedAlready(_) | Why::Place(_) => Exit::Usage,
            Why::NoSecret(_) => Exit::Key,
            Why::Failed(failure) => match failure {
                Failed::Chain(fault) => exit(fault),
                Failed::Unread(Unread::Newer(_)) => Exit::Newer,
                Failed::Unread(Unread::Foreign) => Exit::Damaged,
                Failed::Store(error) => error.exit(),
                Failed::NothingToJoin => Exit::NotFound,
                Failed::BegunAlready => Exit::Usage,
            },
        };
        Failure::new(exit, why)
    }
}

fn exit(fault: &Fault) -> Exit {
    match fault {
        Fault::Missing(_) | Fault::NoProgram(_) => Exit::NotFound,
        Fault::Denied(_) => Exit::Permission,
        Fault::WrongSecret => Exit::Key,
        Fault::Damaged(_) | Fault::Rewritten | Fault::Gone => Exit::Damaged,
        Fault::Busy => Exit::Busy,
        Fault::Unreachable(_)
        | Fault::Rejected(_)
        | Fault::NoRoom
        | Fault::NotBuilt(_)
        | Fault::Other(_) => Exit::Failed,
    }
}

fn sync(session: &Session) -> Result<(), Failure> {
    if !session.is_there() {
        return Err(Why::NotShared.into());
    }
    let mut store = session.open()?;
    let command = &session.config.sync.secret_command;
    let outcome = now::now(&mut store, command, Asking::OnTerminal)?;
    tell(&outcome, session);
    session.back_up_daily(&store);
    Ok(())
}

fn begin(
    place: &PlaceArgs,
    way_in: WayIn,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    let place = self::place(place, way_in).map_err(Failure::usage)?;
    let mut store = session.open()?;
    let sync = &session.config.sync;
    let keeps_budget = sync.budgets == Budgets::Stay;
    let outcome = now::begin(
        &mut store,
        &place,
        way_in,
        keeps_budget,
        &sync.secret_command,
    )?;
    if way_in == WayIn::Join {
        tell(&outcome, session);
        return Ok(());
    }
    print::say("whoever is here is shared now; on another machine:");
    out.line(&format!("ties sync join {place}"))?;
    out.finish()
}

/// The place that was said.
fn place(place: &PlaceArgs, way_in: WayIn) -> Result<Place, String> {
    match place {
        PlaceArgs::Git { url, branch } => Place::git(url, branch),
        PlaceArgs::Server { url, client } => match (client, way_in) {
            (Some(client), _) => Place::server(url, *client),
            (None, WayIn::Begin) => Place::server(url, Uuid::now_v7()),
            (None, WayIn::Join) => Err(
                "say --client ID too: `ties sync status` on the other machine prints it".to_owned(),
            ),
        },
        PlaceArgs::S3 {
            bucket,
            region,
            endpoint,
            profile,
        } => Ok(Place::S3 {
            bucket: bucket.clone(),
            region: region.clone(),
            endpoint: endpoint.clone(),
            profile: profile.clone(),
        }),
        PlaceArgs::Gcs { bucket, key } => Ok(Place::Gcs {
            bucket: bucket.clone(),
            // The next sync may be begun in another folder.
            key: key
                .as_ref()
                .map(|key| std::path::absolute(key).unwrap_or_else(|_| key.clone())),
        }),
    }
}

/// Says what a sync came to.
fn tell(outcome: &Outcome, session: &Session) {
    print::say(&words(outcome));
    if !outcome.clashes.is_empty() {
        print::say(&format!(
            "{} changed on two machines at once: {} sync conflicts",
            match outcome.clashes.len() {
                1 => "one thing was".to_owned(),
                many => format!("{many} things were"),
            },
            session.command()
        ));
    }
}

fn status(as_json: bool, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let sharing = session.look()?.sharing()?;
    if as_json {
        out.json(&StatusJson {
            schema: SCHEMA,
            shared: sharing.is_some(),
            place: sharing.as_ref().map(|sharing| &*sharing.remote),
            last_in_step: sharing.as_ref().and_then(|one| print::instant(one.at?)),
            waiting: sharing.as_ref().map(|sharing| sharing.pending),
            conflicts: sharing.as_ref().map(|sharing| sharing.clashes),
        })?;
        return out.finish();
    }
    let Some(sharing) = sharing else {
        return Err(Why::NotShared.into());
    };
    let at = sharing.at.map(|at| print::moment(at, session.clock));
    let mut table = Table::default();
    table.row(["shared through", &sharing.remote]);
    table.row(["last in step", at.as_deref().unwrap_or("not yet")]);
    table.row(["waiting to go", &changes(sharing.pending)]);
    table.row(["conflicts", &sharing.clashes.to_string()]);
    out.table(&table)?;
    out.finish()
}

fn changes(count: i64) -> String {
    match count {
        0 => "nothing".to_owned(),
        1 => "1 change".to_owned(),
        many => format!("{many} changes"),
    }
}

fn conflicts(args: SyncConflicts, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let store = session.look()?;
    if store.sharing()?.is_none() {
        return Err(Why::NotShared.into());
    }
    if args.seen {
        drop(store);
        session.open()?.forget_clashes()?;
        print::say("forgotten; what is here stays as it is");
        return Ok(());
    }
    let clashes = store.clashes()?;
    let shown = |text: &Option<String>| match session.sight {
        Sight::Open => text.clone(),
        Sight::Discreet => None,
    };
    if args.json.json {
        let conflicts: Vec<ConflictJson> = clashes
            .iter()
            .map(|(at, clash)| ConflictJson {
                at: print::instant(*at),
                what: &clash.what,
                ours: shown(&clash.ours),
                theirs: shown(&clash.theirs),
            })
            .collect();
        out.json(&ConflictsJson {
            schema: SCHEMA,
            conflicts,
        })?;
        return out.finish();
    }
    for (at, clash) in &clashes {
        out.line(&format!(
            "{}  {}",
            print::moment(*at, session.clock),
            clash.what
        ))?;
        for (whose, text) in [
            ("on one", shown(&clash.ours)),
            ("on another", shown(&clash.theirs)),
        ] {
            if let Some(text) = text {
                out.line(&format!("    {whose}:"))?;
                out.block(&text, 8)?;
            }
        }
    }
    out.finish()?;
    match clashes.is_empty() {
        true => print::say("nothing was changed on two machines at once"),
        false => print::say(&format!(
            "once you have looked at them: {} sync conflicts --seen",
            session.command()
        )),
    }
    Ok(())
}

/// `ties sync status --json`.
#[derive(Debug, Serialize)]
struct StatusJson<'s> {
    schema: u8,
    shared: bool,
    place: Option<&'s str>,
    last_in_step: Option<String>,
    waiting: Option<i64>,
    conflicts: Option<i64>,
}

/// `ties sync conflicts --json`.
#[derive(Debug, Serialize)]
struct ConflictsJson<'s> {
    schema: u8,
    conflicts: Vec<ConflictJson<'s>>,
}

#[derive(Debug, Serialize)]
struct ConflictJson<'s> {
    at: Option<String>,
    what: &'s str,
    ours: Option<String>,
    theirs: Option<String>,
}
