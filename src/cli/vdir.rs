//! `ties vdir`: the folder of cards that is kept in step with a phone.

use serde::Serialize;

use super::args::{Conflicts, SyncCards, VdirVerb};
use super::failure::{Exit, Failure};
use super::json::SCHEMA;
use super::print::{self, Out, Table};
use super::session::Session;
use crate::domain::change::Change;
use crate::domain::discreet::Sight;
use crate::domain::folder::{Answer, Clash, Conflict, asked};
use crate::domain::id::{ConflictId, ContactId};
use crate::vdir::{self, Report, Settings, Told, Trust};

/// Syncs, or says and answers what was changed on both sides.
pub(super) fn run(verb: &VdirVerb, session: &Session, out: &mut Out) -> Result<(), Failure> {
    match verb {
        VdirVerb::Sync(args) => sync(args, session, out),
        VdirVerb::Conflicts(args) => conflicts(args, session, out),
    }
}

impl From<vdir::Error> for Failure {
    fn from(error: vdir::Error) -> Failure {
        let exit = match &error {
            vdir::Error::Missing(_) => Exit::NotFound,
            vdir::Error::Folder { source, .. } => match source.kind() {
                std::io::ErrorKind::PermissionDenied => Exit::Permission,
                _ => Exit::Failed,
            },
            vdir::Error::TooMuchGone { .. } => Exit::Refused,
            vdir::Error::Store(_) => Exit::Failed,
        };
        match error {
            vdir::Error::Store(error) => error.into(),
            error => Failure::new(exit, error),
        }
    }
}

fn settings(session: &Session) -> Result<Settings, Failure> {
    Settings::of(&session.config.vdir, session.paths.home.clone()).ok_or_else(|| {
        Failure::usage(format_args!(
            "no folder is set; write path = \"~/contacts\" under [vdir] in {}",
            session.paths.config.path().display()
        ))
    })
}

fn sync(args: &SyncCards, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let mut settings = settings(session)?;
    if args.really {
        settings.trust = Trust::Really;
    }
    if args.dry_run {
        let report = vdir::look(&session.look_ahead()?, &settings)?.report();
        tell(&report, args, session, out)?;
        print::say("nothing was written: this was a dry run");
        return Ok(());
    }
    if !settings.folder.is_dir() {
        // Before there is a data file for it.
        return Err(vdir::Error::Missing(settings.folder).into());
    }
    let mut store = session.open()?;
    let looked = vdir::look(&store, &settings)?;
    let (report, applied) = vdir::carry_out(
        &mut store,
        looked,
        &settings,
        session.rules(),
        session.today,
    )?;
    let told = tell(&report, args, session, out);
    let ties = session.command();
    if let Some(applied) = applied.filter(|applied| applied.action.is_some()) {
        print::say(&format!("{} · {ties} undo", applied.label));
        session.back_up_daily(&store);
    }
    if !report.conflicts.is_empty() {
        print::say(&format!(
            "what was changed on both sides waits: {ties} vdir conflicts"
        ));
    }
    told?;
    match report.is_refused {
        true => Err(Failure::new(
            Exit::Permission,
            format_args!(
                "{}: not every card could be written; the next sync tries again",
                settings.folder.display()
            ),
        )),
        false => Ok(()),
    }
}

fn tell(
    report: &Report,
    args: &SyncCards,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    if args.json.json {
        out.json(&ReportJson::of(report, session.sight))?;
        return out.finish();
    }
    let mut table = Table::default();
    for name in &report.new {
        table.row(["new", name, ""]);
    }
    for (name, why) in &report.unsure {
        table.row(["looks alike", name, why]);
    }
    for told in &report.changed {
        table.row(["changed", &told.name, &told.fields.join(", ")]);
    }
    for name in &report.put_away {
        table.row(["put away", name, "the card is gone"]);
    }
    for Told { name, fields } in &report.written {
        match fields.is_empty() {
            true => table.row(["written", name, "a card of their own"]),
            false => table.row(["written", name, &fields.join(", ")]),
        }
    }
    for (name, clash) in &report.conflicts {
        table.row(["both changed", name, &sides(clash, session.sight)]);
    }
    for remark in &report.remarks {
        table.row(["left alone", &remark.file, &remark.why]);
    }
    out.table(&table)?;
    out.finish()
}

/// A property with both its values.
fn sides(clash: &Clash, sight: Sight) -> String {
    let [ours, theirs] = values(clash, sight);
    let said = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
    format!(
        "{}: here {}, in the card {}",
        clash.called(),
        said(ours),
        said(theirs)
    )
}

/// Ours and theirs, as far as they may be seen.
fn values(clash: &Clash, sight: Sight) -> [Option<String>; 2] {
    [&clash.ours, &clash.theirs].map(|value| {
        let value = value.as_deref()?;
        Some(match clash.is_written_about_them() {
            true => sight.words(value).to_owned(),
            false => value.to_owned(),
        })
    })
}

fn conflicts(args: &Conflicts, session: &Session, out: &mut Out) -> Result<(), Failure> {
    let answer = [
        (args.ours, Answer::Ours),
        (args.theirs, Answer::Theirs),
        (args.both, Answer::Both),
    ];
    let answer = answer
        .into_iter()
        .find_map(|(id, answer)| Some((ConflictId(id?), answer)));
    let Some((id, answer)) = answer else {
        let waiting = session.look()?.conflicts()?;
        return list(&waiting, args, session, out);
    };
    let mut store = session.open()?;
    let waiting = store.conflicts()?;
    let together = asked(&waiting, id);
    let Some(first) = waiting.iter().find(|conflict| conflict.id == id) else {
        return Err(Failure::not_found(format_args!(
            "no conflict has the number {id}; {} vdir conflicts lists them",
            session.command()
        )));
    };
    if answer == Answer::Both && !first.is_of_a_list() {
        return Err(Failure::usage(format_args!(
            "there is one {} only; say --ours {id} or --theirs {id}",
            first.clash.called()
        )));
    }
    let settles = match answer {
        Answer::Theirs => "",
        Answer::Ours | Answer::Both => "the next sync tells the card",
    };
    session.change(&mut store, &Change::Answer(together, answer))?;
    if !settles.is_empty() {
        print::say(settles);
    }
    Ok(())
}

fn list(
    waiting: &[Conflict],
    args: &Conflicts,
    session: &Session,
    out: &mut Out,
) -> Result<(), Failure> {
    // The parts of a name are answered with it.
    let asked: Vec<&Conflict> = waiting
        .iter()
        .filter(|one| asked(waiting, one.id).first() == Some(&one.id))
        .collect();
    if args.json.json {
        let conflicts = asked.into_iter().map(|one| {
            let [ours, theirs] = values(&one.clash, session.sight);
            ConflictJson {
                id: one.id,
                contact: one.contact,
                name: &one.name,
                property: one.clash.called(),
                ours,
                theirs,
            }
        });
        return out.json(&ConflictsJson {
            schema: SCHEMA,
            conflicts: conflicts.collect(),
        });
    }
    let mut table = Table::default();
    for one in asked {
        let id = one.id.to_string();
        table.row([id.as_str(), &one.name, &sides(&one.clash, session.sight)]);
    }
    if table.is_empty() {
        print::say("nothing waits for an answer");
        return Ok(());
    }
    out.table(&table)?;
    out.finish()?;
    let ties = session.command();
    print::say(&format!(
        "{ties} vdir conflicts --ours ID, --theirs ID, or --both ID where both can stand"
    ));
    Ok(())
}

#[derive(Serialize)]
struct ReportJson<'r> {
    schema: u8,
    new: &'r [String],
    look_alikes: Vec<NameJson<'r>>,
    changed: Vec<ToldJson<'r>>,
    put_away: &'r [String],
    written: Vec<ToldJson<'r>>,
    conflicts: Vec<ClashJson<'r>>,
    left_alone: Vec<RemarkJson<'r>>,
}

#[derive(Serialize)]
struct NameJson<'r> {
    name: &'r str,
    why: &'r str,
}

#[derive(Serialize)]
struct ToldJson<'r> {
    name: &'r str,
    fields: &'r [String],
}

#[derive(Serialize)]
struct ClashJson<'r> {
    name: &'r str,
    property: &'r str,
    ours: Option<String>,
    theirs: Option<String>,
}

#[derive(Serialize)]
struct RemarkJson<'r> {
    file: &'r str,
    why: &'r str,
}

#[derive(Serialize)]
struct ConflictsJson<'r> {
    schema: u8,
    conflicts: Vec<ConflictJson<'r>>,
}

#[derive(Serialize)]
struct ConflictJson<'r> {
    id: ConflictId,
    contact: ContactId,
    name: &'r str,
    property: &'r str,
    ours: Option<String>,
    theirs: Option<String>,
}

impl<'r> ReportJson<'r> {
    fn of(report: &'r Report, sight: Sight) -> ReportJson<'r> {
        let told = |all: &'r [Told]| -> Vec<ToldJson<'r>> {
            let told = |told: &'r Told| ToldJson {
                name: &told.name,
                fields: &told.fields,
            };
            all.iter().map(told).collect()
        };
        let clash = |(name, clash): &'r (String, Clash)| {
            let [ours, theirs] = values(clash, sight);
            ClashJson {
                name,
                property: clash.called(),
                ours,
                theirs,
            }
        };
        ReportJson {
            schema: SCHEMA,
            new: &report.new,
            look_alikes: report
                .unsure
                .iter()
                .map(|(name, why)| NameJson { name, why })
                .collect(),
            changed: told(&report.changed),
            put_away: &report.put_away,
            written: told(&report.written),
            conflicts: report.conflicts.iter().map(clash).collect(),
            left_alone: report
                .remarks
                .iter()
                .map(|remark| RemarkJson {
                    file: &remark.file,
                    why: &remark.why,
                })
                .collect(),
        }
    }
}
