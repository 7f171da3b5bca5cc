//! What a change is called in the history.

use rusqlite::{Connection, OptionalExtension, named_params};

use super::{catch_ups, folder, heard, import, requests, shelf};
use crate::domain::change::Change;
use crate::domain::heard::AcceptedBy;
use crate::domain::id::{ContactId, HeardId, NextStepId, OccasionId, RelationId};
use crate::domain::inbox::{Decision, Waiting};
use crate::domain::naming::a_few;
use crate::domain::relation;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::domain::when;

/// What `change` is called: a short line in the past tense, as after "u undo".
pub(super) fn of(conn: &Connection, change: &Change) -> rusqlite::Result<String> {
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
