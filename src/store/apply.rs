//! Carrying out a change: what it is called in the history, and what it does to the file.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension, Transaction, named_params};

use super::rows::{iso, uid};
use super::{
    Error, catch_ups, contacts, flags, folder, heard, import, merge, next_steps, occasions, offers,
    relations, requests, shelf, tags,
};
use crate::domain::change::{Change, Edit, LastSpoke, NotesEdit};
use crate::domain::heard::AcceptedBy;
use crate::domain::id::{ContactId, HeardId, NextStepId, OccasionId, RelationId};
use crate::domain::inbox::{Decision, Waiting};
use crate::domain::naming::a_few;
use crate::domain::network::StepKind;
use crate::domain::relation;
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::when;

/// Carries out `change` inside the transaction; the id of the contact, catch-up, step,
/// relation or occasion it made, if it made one.
pub(super) fn carry_out(
    tx: &Transaction<'_>,
    change: &Change,
    rules: &Rules,
    today: NaiveDate,
) -> Result<Option<i64>, Error> {
    match change {
        Change::Add(new) => return Ok(Some(contacts::add(tx, new, rules, today)?.0)),
        Change::Edit(id, edit) => contacts::edit(tx, *id, edit, rules, today)?,
        Change::Tie(ids, tie, spoke) => {
            let spoke = match (ids.as_slice(), spoke) {
                ([_], Some(spoke)) => *spoke,
                _ => LastSpoke::Unknown,
            };
            each(ids, |id| contacts::tie(tx, id, *tie, spoke, rules, today))?;
        }
        Change::Cadence(ids, own) => {
            each(ids, |id| contacts::cadence(tx, id, *own, rules, today))?;
        }
        Change::Cadences(all) => {
            all.iter()
                .try_for_each(|(id, own)| contacts::cadence(tx, *id, Some(*own), rules, today))?;
        }
        Change::Decline(kind, ids) => each(ids, |id| offers::decline(tx, id, *kind, today))?,
        Change::Log(new) => return Ok(Some(catch_ups::log(tx, new, today)?.0)),
        Change::EditCatchUp(id, edit) => catch_ups::edit(tx, *id, edit, today)?,
        Change::DeleteCatchUp(id) => catch_ups::delete(tx, *id)?,
        Change::Note(ids, text) => each(ids, |id| contacts::note(tx, id, text))?,
        Change::EditNotes(id, notes) => {
            let edit = Edit {
                notes: Some(NotesEdit::clone(notes)),
                ..Edit::default()
            };
            contacts::edit(tx, *id, &edit, rules, today)?;
        }
        Change::Later(ids, Some(until)) => each(ids, |id| flags::later(tx, id, *until, today))?,
        Change::Later(ids, None) => each(ids, |id| flags::bring_back_now(tx, id, today))?,
        Change::SomeoneElse(ids) => each(ids, |id| flags::someone_else(tx, id, rules, today))?,
        Change::ClearSomeoneElse(ids) => {
            each(ids, |id| flags::clear_someone_else(tx, id, rules, today))?;
        }
        Change::BackNow(ids) => each(ids, |id| {
            flags::bring_back_now(tx, id, today)?;
            flags::clear_someone_else(tx, id, rules, today)
        })?,
        Change::Mind(ids) => each(ids, |id| flags::mind(tx, id, today))?,
        Change::ClearMind(ids) => each(ids, |id| flags::clear_mind(tx, id, today))?,
        Change::Pause(ids) => each(ids, |id| flags::pause(tx, id, today))?,
        Change::Resume(ids) => each(ids, |id| flags::resume(tx, id, today))?,
        Change::Stand(ids, to) => each(ids, |id| flags::stand(tx, id, *to, today))?,
        Change::Tags { of, add, remove } => each(of, |id| {
            super::rows::name_of(tx, id)?;
            flags::touched_by_hand(tx, id)?;
            remove
                .iter()
                .try_for_each(|tag| tags::remove(tx, id, tag))?;
            add.iter().try_for_each(|tag| tags::add(tx, id, tag))
        })?,
        Change::RenameTag { from, to } => tags::rename(tx, from, to)?,
        Change::DeleteTag(name) => tags::delete(tx, name)?,
        Change::RenameChannel { from, to } => {
            let renamed = tx
                .prepare_cached("UPDATE catch_up SET channel = :to WHERE channel = :from")?
                .execute(named_params! {":from": from.as_str(), ":to": to.as_str()})?;
            if renamed == 0 {
                return Err(Error::NotFound(format!("catch-up by {from}")));
            }
        }
        Change::NextStep { with, text, on } => {
            each(with, |id| Ok(flags::touched_by_hand(tx, id)?))?;
            let kind = StepKind::Step;
            return Ok(Some(next_steps::add(tx, kind, with, text, *on, today)?.0));
        }
        Change::Dinner { with, on } => {
            each(with, |id| Ok(flags::touched_by_hand(tx, id)?))?;
            let kind = StepKind::Dinner;
            return Ok(Some(
                next_steps::add(tx, kind, with, kind.word(), Some(*on), today)?.0,
            ));
        }
        Change::AddRequests(all) => return Ok(requests::add_all(tx, all)?.map(|id| id.0)),
        Change::Decide(all, to) => requests::decide(tx, all, *to, rules, today)?,
        Change::AcceptHeard(all, by) => heard::accept_all(tx, all, *by, today)?,
        Change::FoldRequest(id, into) => requests::fold(tx, *id, *into, rules, today)?,
        Change::AddLink(new) => return Ok(Some(shelf::add(tx, new, today)?.0)),
        Change::EditLink(id, edit) => shelf::edit(tx, *id, edit)?,
        Change::DropLink(id) => shelf::put_away(tx, *id, today)?,
        Change::Share(id, with) => shelf::share(tx, *id, with, today)?,
        Change::EditNextStep(id, edit) => next_steps::edit(tx, *id, edit)?,
        Change::NextStepDone(id) => next_steps::done(tx, *id, today)?,
        Change::DeleteNextStep(id) => next_steps::delete(tx, *id)?,
        Change::Relate { from, kind, to } => {
            return Ok(relations::relate(tx, *from, kind, *to)?.map(|id| id.0));
        }
        Change::Unrelate { from, kind, to } => relations::unrelate(tx, *from, kind, *to)?,
        Change::DeleteRelation(id) => relations::delete(tx, *id)?,
        Change::Occasion {
            contact,
            label,
            day,
            yearly,
        } => {
            return Ok(Some(occasions::set(tx, *contact, label, day, *yearly)?.0));
        }
        Change::DeleteOccasion(id) => occasions::delete(tx, *id)?,
        Change::WeekBudget(day, times) => budget(tx, &iso(rules.week_of(*day)), *times, rules)?,
        Change::Budget(times) => {
            // What this week was given by itself would stand against it.
            tx.prepare_cached("DELETE FROM budget WHERE week_from = :week")?
                .execute(named_params! {":week": iso(rules.week_of(today))})?;
            budget(tx, "", *times, rules)?;
        }
        Change::Merge {
            keep,
            other,
            choices,
        } => merge::merge(tx, (*keep, *other), choices, rules, today)?,
        Change::TwoPeople(a, b) => merge::two_people(tx, *a, *b, today)?,
        Change::Import(plan) => import::apply(tx, plan, rules, today)?,
        Change::TakeCards(taken) => folder::take(tx, taken, rules, today)?,
        Change::Answer(ids, answer) => folder::answer(tx, ids, *answer)?,
    }
    Ok(None)
}

/// What `change` is called: a short line in the past tense, as after "u undo".
pub(super) fn label(conn: &Connection, change: &Change) -> rusqlite::Result<String> {
    Ok(match change {
        Change::Add(new) => format!("added {}", new.name.trim()),
        Change::Edit(id, _) => format!("edited {}", who(conn, &[*id])?),
        Change::Tie(ids, tie, _) => format!("{} tie with {}", tie.word(), who(conn, ids)?),
        Change::Cadence(ids, _) => format!("changed the cadence of {}", who(conn, ids)?),
        Change::Cadences(all) => {
            let ids: Vec<ContactId> = all.iter().map(|(id, _)| *id).collect();
            format!("loosened the cadence of {}", who(conn, &ids)?)
        }
        Change::Decline(kind, _) => format!("not now: {}", kind.title()),
        Change::Log(new) if new.answered => format!("caught up with {}", who(conn, &new.with)?),
        Change::Log(new) => format!("reached out to {}", who(conn, &new.with)?),
        Change::EditCatchUp(id, _) => {
            format!(
                "changed a catch-up with {}",
                who(conn, &catch_ups::with(conn, *id)?)?
            )
        }
        Change::DeleteCatchUp(id) => {
            format!(
                "removed a catch-up with {}",
                who(conn, &catch_ups::with(conn, *id)?)?
            )
        }
        Change::Note(ids, _) => format!("noted something about {}", who(conn, ids)?),
        Change::EditNotes(id, _) => format!("wrote the notes about {}", who(conn, &[*id])?),
        Change::Later(ids, Some(until)) => {
            format!("{} later, from {}", who(conn, ids)?, when::day_long(*until))
        }
        Change::Later(ids, None) | Change::ClearSomeoneElse(ids) | Change::BackNow(ids) => {
            format!("brought {} back into view", who(conn, ids)?)
        }
        Change::SomeoneElse(ids) => format!("someone else than {} this week", who(conn, ids)?),
        Change::Mind(ids) => format!("{} on my mind", who(conn, ids)?),
        Change::ClearMind(ids) => format!("{} off my mind", who(conn, ids)?),
        Change::Pause(ids) | Change::Stand(ids, Standing::Paused) => {
            format!("paused {}", who(conn, ids)?)
        }
        Change::Resume(ids) => format!("resumed {}", who(conn, ids)?),
        Change::Stand(ids, to) => {
            let who = who(conn, ids)?;
            match to {
                Standing::Active => format!("{who} active again"),
                Standing::Archived => format!("put {who} away"),
                Standing::Deleted => format!("deleted {who}"),
                other => format!("{who}: {}", other.label()),
            }
        }
        Change::Tags { of, add, remove } if remove.is_empty() => {
            format!("tagged {} {}", who(conn, of)?, hashes(add))
        }
        Change::Tags { of, add, remove } if add.is_empty() => {
            format!("took {} off {}", hashes(remove), who(conn, of)?)
        }
        Change::Tags { of, add, remove } => {
            let who = who(conn, of)?;
            format!("tagged {who} {}, no more {}", hashes(add), hashes(remove))
        }
        Change::RenameTag { from, to } => format!("renamed tag {from} to {to}"),
        Change::DeleteTag(name) => format!("deleted tag {name}"),
        Change::RenameChannel { from, to } => format!("renamed channel {from} to {to}"),
        Change::Dinner { with, .. } => format!("dinner with {}", who(conn, with)?),
        Change::NextStep { with, .. } => format!("next step with {}", who(conn, with)?),
        Change::AddRequests(all) => match all.as_slice() {
            [one] => format!("request of {}", one.name.trim()),
            several => format!("{} requests", several.len()),
        },
        Change::Decide(all, to) => decided(conn, all, *to)?,
        Change::AcceptHeard(all, by) => accepted(conn, all, *by)?,
        Change::FoldRequest(id, into) => {
            let name = requests::name(conn, *id)?;
            format!("folded the request of {name} into {}", who(conn, &[*into])?)
        }
        Change::AddLink(new) => format!("shelved {}", crate::domain::shelf::called(new)),
        Change::EditLink(id, _) => format!("changed {} on the shelf", shelf::title(conn, *id)?),
        Change::DropLink(id) => format!("took {} off the shelf", shelf::title(conn, *id)?),
        Change::Share(id, with) => {
            format!(
                "shared {} with {}",
                shelf::title(conn, *id)?,
                who(conn, with)?
            )
        }
        Change::EditNextStep(id, _) => format!("changed “{}”", step(conn, *id)?),
        Change::NextStepDone(id) => format!("ticked off “{}”", step(conn, *id)?),
        Change::DeleteNextStep(id) => format!("removed “{}”", step(conn, *id)?),
        Change::Relate { from, kind, to } => related(conn, *from, kind, *to)?,
        Change::Unrelate { from, kind, to } => {
            format!("no longer: {}", related(conn, *from, kind, *to)?)
        }
        Change::DeleteRelation(id) => {
            format!(
                "removed a relation of {}",
                who(conn, &of_relation(conn, *id)?)?
            )
        }
        Change::Occasion { contact, label, .. } => {
            format!("{} of {}", label.trim(), who(conn, &[*contact])?)
        }
        Change::DeleteOccasion(id) => {
            format!("removed a day of {}", who(conn, &of_occasion(conn, *id)?)?)
        }
        Change::WeekBudget(_, times) => format!("budget {times} this week"),
        Change::Budget(times) => format!("budget {times} every week"),
        Change::Merge { keep, other, .. } => {
            let (kept, other) = (called(conn, *keep)?, called(conn, *other)?);
            format!("merged {other} into {kept}")
        }
        Change::TwoPeople(a, b) => {
            let (a, b) = (called(conn, *a)?, called(conn, *b)?);
            format!("two people: {a} and {b}")
        }
        Change::Import(plan) => import::label(plan),
        Change::TakeCards(taken) => folder::label(taken),
        Change::Answer(ids, answer) => folder::answer_label(conn, ids, *answer)?,
    })
}

fn each(ids: &[ContactId], act: impl FnMut(ContactId) -> Result<(), Error>) -> Result<(), Error> {
    ids.iter().copied().try_for_each(act)
}

/// Sets the budget of the week that begins on `week`, or with an empty text of every week,
/// unless it is that already.
fn budget(tx: &Transaction<'_>, week: &str, times: u8, rules: &Rules) -> Result<(), Error> {
    if times > 99 {
        return Err(Error::Refused("a budget is 0 to 99 times a week".into()));
    }
    let is: Option<u8> = tx
        .prepare_cached(
            "SELECT times FROM budget
             WHERE week_from IN (:week, '')
             ORDER BY week_from DESC
             LIMIT 1",
        )?
        .query_row(named_params! {":week": week}, |row| row.get("times"))
        .optional()?;
    if is.unwrap_or(rules.budget) == times {
        return Ok(());
    }
    tx.prepare_cached(
        "INSERT INTO budget (uid, week_from, times) VALUES (:uid, :week, :times)
         ON CONFLICT (week_from) DO UPDATE SET times = excluded.times",
    )?
    .execute(named_params! {":uid": uid(), ":week": week, ":times": times})?;
    Ok(())
}

/// Who is what to whom.
fn related(
    conn: &Connection,
    from: ContactId,
    kind: &str,
    to: ContactId,
) -> rusqlite::Result<String> {
    let kind = kind.trim().to_lowercase();
    let (from, to) = (short_name(conn, from)?, short_name(conn, to)?);
    Ok(relation::sentence(&from, &kind, &to))
}

/// What was decided about whom in the inbox.
fn decided(conn: &Connection, all: &[Waiting], to: Decision) -> rusqlite::Result<String> {
    let mut names = Vec::new();
    for one in all.iter().take(3) {
        names.push(match one {
            Waiting::Request(id) => requests::name(conn, *id)?,
            Waiting::Heard(id) => who(conn, &heard::of(conn, &[*id])?)?,
            Waiting::Newcomer(id) => short_name(conn, *id)?,
        });
    }
    let names = a_few(&names, all.len());
    let request = match all {
        [Waiting::Request(_)] => "the request of ",
        [Waiting::Heard(_)] if to == Decision::Leave => "what was heard from ",
        _ => "",
    };
    Ok(match to {
        Decision::Tie(Tie::Latent) => format!("accepted {names}"),
        Decision::Tie(Tie::Inner) if all.len() == 1 => format!("kept {names} as an inner tie"),
        Decision::Tie(tie) if all.len() == 1 => format!("kept {names} as a {} tie", tie.word()),
        Decision::Tie(tie) => format!("kept {names} as {} ties", tie.word()),
        Decision::Leave => format!("left {request}{names}"),
        Decision::Later(until) => {
            let request = request.trim_start_matches("the ");
            format!("{request}{names} later, from {}", when::day_long(until))
        }
    })
}

/// Of whom something that was heard is taken to be so.
fn accepted(conn: &Connection, all: &[HeardId], by: AcceptedBy) -> rusqlite::Result<String> {
    let mut ids = heard::of(conn, all)?;
    ids.sort_unstable();
    ids.dedup();
    let who = who(conn, &ids)?;
    Ok(match by {
        AcceptedBy::Itself => format!("heard from {who}"),
        AcceptedBy::Hand if heard::are_birthdays(conn, all)? => format!("birthday of {who}"),
        AcceptedBy::Hand => format!("caught up with {who}"),
    })
}

/// The contacts as one calls them: "Ana", "Ana and Omar", "Ana, Omar and 3 others".
fn who(conn: &Connection, ids: &[ContactId]) -> rusqlite::Result<String> {
    let mut names = Vec::new();
    for id in ids.iter().take(3) {
        names.push(short_name(conn, *id)?);
    }
    Ok(a_few(&names, ids.len()))
}

/// A contact's whole name, which tells look-alikes apart if anything does.
fn called(conn: &Connection, id: ContactId) -> rusqlite::Result<String> {
    let name = conn
        .prepare_cached("SELECT name FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| row.get("name"))
        .optional()?;
    Ok(name.unwrap_or_else(|| format!("contact {id}")))
}

/// How one calls a contact: a person's given name, else the first word of the name.
fn short_name(conn: &Connection, id: ContactId) -> rusqlite::Result<String> {
    let found = conn
        .prepare_cached("SELECT kind, name, given FROM contact WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| {
            Ok((
                row.get::<_, String>("kind")?,
                row.get::<_, String>("name")?,
                row.get::<_, Option<String>>("given")?,
            ))
        })
        .optional()?;
    Ok(match found {
        None => format!("contact {id}"),
        Some((kind, name, _)) if kind == "company" => name,
        Some((_, name, given)) => given
            .as_deref()
            .filter(|given| name.contains(given))
            .and_then(|given| given.split_whitespace().next())
            .or_else(|| name.split_whitespace().next())
            .unwrap_or(&name)
            .to_owned(),
    })
}

fn hashes(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("#{}", name.trim().trim_start_matches('#')))
        .collect::<Vec<_>>()
        .join(" ")
}

fn step(conn: &Connection, id: NextStepId) -> rusqlite::Result<String> {
    Ok(conn
        .prepare_cached("SELECT text FROM next_step WHERE id = :id")?
        .query_row(named_params! {":id": id.0}, |row| row.get("text"))
        .optional()?
        .unwrap_or_else(|| format!("next step {id}")))
}

fn of_relation(conn: &Connection, id: RelationId) -> rusqlite::Result<Vec<ContactId>> {
    conn.prepare_cached("SELECT contact_id FROM relation WHERE id = :id")?
        .query_map(named_params! {":id": id.0}, |row| {
            row.get("contact_id").map(ContactId)
        })?
        .collect()
}

fn of_occasion(conn: &Connection, id: OccasionId) -> rusqlite::Result<Vec<ContactId>> {
    conn.prepare_cached("SELECT contact_id FROM occasion WHERE id = :id")?
        .query_map(named_params! {":id": id.0}, |row| {
            row.get("contact_id").map(ContactId)
        })?
        .collect()
}
