//! Carrying out a change: what it does to the file.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Transaction, named_params};

use super::rows::{iso, uid};
use super::{
    Error, catch_ups, contacts, flags, folder, heard, import, merge, next_steps, occasions, offers,
    relations, requests, shelf, tags,
};
use crate::domain::change::{Change, Edit, LastSpoke, NotesEdit};
use crate::domain::id::ContactId;
use crate::domain::network::StepKind;
use crate::domain::rules::Rules;

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
