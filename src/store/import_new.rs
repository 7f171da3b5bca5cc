//! Everyone new of an import, table by table: their rows go in by the hundred, and the
//! history needs one line for a thousand of them.

mod lists;

use chrono::NaiveDate;
use rusqlite::{Transaction, named_params};

use super::batch::{Batch, Sure, derive, last_id, renew_fits};
use super::import_tags::Tags;
use super::rows::{Uids, iso};
use super::{Error, import};
use crate::domain::cadence::OwnCadence;
use crate::domain::change::LastSpoke;
use crate::domain::contact::Kind;
use crate::domain::draft::Draft;
use crate::domain::due;
use crate::domain::id::ContactId;
use crate::domain::import::{Outcome, Plan, Row};
use crate::domain::inbox::SMALL;
use crate::domain::rules::Rules;
use crate::domain::standing::Standing;
use crate::domain::tie::Tie;
use crate::text::{self, name_key};

/// That nobody whom the plan takes for new has come in since it was made, as where the same
/// file is imported twice at once: they would be here twice.
///
/// # Errors
/// [`Error::Refused`], naming one who has.
pub(super) fn still_new(tx: &Transaction<'_>, plan: &Plan) -> Result<(), Error> {
    let newest = plan.newest.map_or(0, |id| id.0);
    if last_id(tx, "contact")? <= newest {
        return Ok(());
    }
    let mut is_here = tx.prepare(
        "SELECT EXISTS (SELECT 1 FROM source
                        WHERE kind = :kind AND external_id = :external_id
                          AND contact_id > :newest)
             OR :kind = 'vcard'
                AND EXISTS (SELECT 1 FROM contact WHERE uid = :external_id AND id > :newest)",
    )?;
    for row in plan.rows.iter().filter(|row| is_new(row)) {
        let kind = plan.files.get(row.file).map(|file| file.kind.word());
        let external_id = &row.draft.external_id;
        let key = named_params! {":kind": kind, ":external_id": external_id, ":newest": newest};
        if is_here.query_row(key, |row| row.get::<_, bool>(0))? {
            return Err(Error::Refused(format!(
                "{} has come in since this was read; nothing was imported; import it again to \
                 see who is new by now",
                row.draft.name
            )));
        }
    }
    Ok(())
}

/// Whom each row of the plan makes that is somebody new: ids are counted up.
pub(super) fn whom(tx: &Transaction<'_>, plan: &Plan) -> rusqlite::Result<Vec<Option<ContactId>>> {
    let mut ids = (1 + last_id(tx, "contact")?..).map(ContactId);
    let made = |row| is_new(row).then(|| ids.next()).flatten();
    Ok(plan.rows.iter().map(made).collect())
}

/// The id of everyone new, and what the file says about them.
pub(super) fn newcomers<'p>(
    made: &[Option<ContactId>],
    plan: &'p Plan,
) -> impl Iterator<Item = Newcomer<'p>> + Clone {
    made.iter()
        .zip(&plan.rows)
        .filter_map(|(id, row)| Some((*id.as_ref()?, &row.draft)))
}

/// Makes everyone new, whose ids are told row by row.
pub(super) fn make(
    tx: &Transaction<'_>,
    plan: &Plan,
    made: &[Option<ContactId>],
    tags: &mut Tags,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let people: Vec<Newcomer<'_>> = newcomers(made, plan).collect();
    let sure = Sure::begin(tx)?;
    let mut uids = Uids::begin();
    contacts(tx, plan, &people, &mut uids, rules, today)?;
    lists::names(tx, &people, &mut uids)?;
    lists::methods(tx, &people, &mut uids)?;
    lists::addresses(tx, &people, &mut uids)?;
    lists::contact_tags(tx, &people, tags, &mut uids)?;
    lists::interests(tx, &people, &mut uids)?;
    lists::occasions(tx, &people, &mut uids)?;
    lists::details(tx, &people, &mut uids)?;
    let related = plan.rows.iter().zip(made).filter_map(|(row, id)| {
        let related = import::related(plan, made, row).into_iter();
        let id = (*id)?;
        Some(related.map(move |(kind, name, _)| (id, kind, name)))
    });
    lists::relations(tx, &people, &related.flatten().collect(), &mut uids)?;
    lists::flags(tx, &people, &mut uids, today)?;
    drop(sure);
    if let (Some((first, _)), Some((last, _))) = (people.first(), people.last()) {
        renew_fits(tx, "contact", first.0..=last.0)?;
    }
    Ok(())
}

/// Puts the words of these people's notes into an index in which nothing is.
pub(super) fn words(
    tx: &Transaction<'_>,
    made: &[Option<ContactId>],
    plan: &Plan,
) -> rusqlite::Result<()> {
    let mut insert = tx.prepare(
        "INSERT INTO contact_words (rowid, note)
         VALUES (:id, concat_ws(' ', :note, :note_words))",
    )?;
    for (id, draft) in newcomers(made, plan) {
        if let Some(note) = &draft.note {
            let words = text::words(note);
            insert.execute(named_params! {":id": id.0, ":note": note, ":note_words": words})?;
        }
    }
    Ok(())
}

/// Adds the words of these people's notes to the index of the file.
pub(super) fn derive_words(
    tx: &Transaction<'_>,
    made: &[Option<ContactId>],
) -> rusqlite::Result<()> {
    let mut ids = made.iter().flatten();
    match (ids.next(), ids.next_back()) {
        (None, _) => Ok(()),
        (Some(only), None) => derive(tx, "contact", only.0..=only.0),
        (Some(first), Some(last)) => derive(tx, "contact", first.0..=last.0),
    }
}

/// Nobody was asked when they last spoke, so the crowd is spread.
pub(super) const UNKNOWN: LastSpoke = LastSpoke::Unknown;

/// Somebody new: their id, and what the file says about them.
type Newcomer<'p> = (ContactId, &'p Draft);

fn contacts(
    tx: &Transaction<'_>,
    plan: &Plan,
    people: &[Newcomer<'_>],
    uids: &mut Uids,
    rules: &Rules,
    today: NaiveDate,
) -> Result<(), Error> {
    let today_text = iso(today);
    let arrival = arrival(tx, people.len(), &today_text, uids)?;
    let mut columns = vec![
        "id",
        "uid",
        "kind",
        "name",
        "match_key",
        "prefix",
        "given",
        "middle",
        "family",
        "suffix",
        "org",
        "unit",
        "title",
        "city",
        "met",
        "met_on",
        "tie",
        "own_cadence",
        "counting_from",
        "note",
        "note_words",
        "is_new",
        "arrival_id",
        "added_on",
    ];
    // Most sources know of no standing, and a column less is written faster.
    let knows_standings = people.iter().any(|(_, draft)| draft.standing.is_some());
    if knows_standings {
        columns.extend(["standing", "standing_on"]);
    }
    let mut batch = Batch::new(tx, "contact", &columns, "")?;
    for (id, draft) in people {
        let tie = draft.tie.or(plan.tie).unwrap_or(Tie::Latent);
        let counting_from = rules
            .cadence(tie, draft.own_cadence)
            .map(|cadence| iso(due::counting_from(UNKNOWN, *id, cadence, today)));
        let standing = draft.standing.unwrap_or(Standing::Active);
        let row = [
            id.0.into(),
            uids.next().into(),
            draft.kind.unwrap_or(Kind::Person).word().into(),
            (&draft.name).into(),
            name_key(&draft.name).into(),
            (&draft.parts.prefix).into(),
            (&draft.parts.given).into(),
            (&draft.parts.middle).into(),
            (&draft.parts.family).into(),
            (&draft.parts.suffix).into(),
            (&draft.org).into(),
            (&draft.unit).into(),
            (&draft.title).into(),
            (&draft.city).into(),
            (&draft.met).into(),
            draft.met_on.map(iso).into(),
            tie.word().into(),
            draft
                .own_cadence
                .map(OwnCadence::stored)
                .map(i64::from)
                .into(),
            counting_from.into(),
            (&draft.note).into(),
            draft.note.as_deref().and_then(text::words).into(),
            // Nobody need look at who has been put away.
            i64::from(standing.is_listed()).into(),
            arrival.into(),
            today_text.as_str().into(),
        ];
        let given = (standing != Standing::Active).then_some(today_text.as_str());
        let stands = knows_standings.then(|| [standing.word().into(), given.into()]);
        batch.push(row.into_iter().chain(stands.into_iter().flatten()))?;
    }
    Ok(batch.finish()?)
}

/// Whether a row of a plan is somebody who is to come in.
fn is_new(row: &Row) -> bool {
    matches!(row.outcome, Outcome::New | Outcome::Unsure { .. })
}

/// Writes down that so many come in at once; `None` where nobody does, and for a crowd, whom
/// no inbox shows.
fn arrival(
    tx: &Transaction<'_>,
    newcomers: usize,
    today: &str,
    uids: &mut Uids,
) -> rusqlite::Result<Option<i64>> {
    if newcomers == 0 || newcomers > SMALL {
        return Ok(None);
    }
    tx.prepare_cached("INSERT INTO arrival (uid, day, newcomers) VALUES (:uid, :day, :newcomers)")?
        .execute(named_params! {
            ":uid": uids.next(),
            ":day": today,
            ":newcomers": i64::try_from(newcomers).unwrap_or(i64::MAX),
        })?;
    Ok(Some(tx.last_insert_rowid()))
}
