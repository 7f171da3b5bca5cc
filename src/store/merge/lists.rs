//! The lists of two cards become one, each value once. Which two values are the same the domain
//! knows; the rows move as they are.

use rusqlite::{Transaction, named_params};

use crate::domain::card::MethodKind;
use crate::domain::id::ContactId;
use crate::domain::merge::{Side, Twice, listed_twice};

/// A list of a card as the file holds it.
struct Listed {
    /// Its rows of both contacts: `id`, `contact_id`, and the `field` and `value` by which two
    /// are told to be one.
    rows: &'static str,
    drop: &'static str,
    take: &'static str,
}

macro_rules! listed {
    ($table:literal, $field:literal, $value:literal) => {
        Listed {
            rows: concat!(
                "SELECT id, contact_id, ",
                $field,
                " AS field, ",
                $value,
                " AS value
                 FROM ",
                $table,
                "
                 WHERE contact_id = :keep OR contact_id = :other
                 ORDER BY id"
            ),
            drop: concat!("DELETE FROM ", $table, " WHERE id = :id"),
            take: concat!(
                "UPDATE ",
                $table,
                " SET contact_id = :keep WHERE contact_id = :other"
            ),
        }
    };
}

const LISTS: [Listed; 7] = [
    listed!("method", "kind", "value"),
    listed!("contact_name", "kind", "value"),
    listed!("interest", "'interest'", "name"),
    listed!("detail", "'detail:' || label", "value"),
    listed!("news", "day", "text"),
    listed!(
        "address",
        "'address'",
        "concat_ws(', ', street, postcode, city, region, country)"
    ),
    listed!(
        "occasion",
        "'day:' || label",
        "day || iif(label = 'birthday' OR yearly, '', ' once')"
    ),
];

/// Moves what is in the other's lists and not in those of `keep`; of both birthdays that of
/// `birthday` stays.
pub(super) fn take_over(
    tx: &Transaction<'_>,
    keep: ContactId,
    other: ContactId,
    birthday: Side,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "DELETE FROM occasion
         WHERE contact_id = :gone AND label = 'birthday'
           AND EXISTS (SELECT 1 FROM occasion WHERE contact_id = :stays AND label = 'birthday')",
    )?
    .execute(named_params! {
        ":gone": birthday.opposite().of(keep, other).0, ":stays": birthday.of(keep, other).0,
    })?;
    // One way to say it stays; another stands beside it as a detail.
    tx.prepare_cached("DELETE FROM contact_name WHERE contact_id = :other AND kind = 'phonetic'")?
        .execute(named_params! {":other": other.0})?;
    for list in &LISTS {
        let (mine, theirs) = rows(tx, list, keep, other)?;
        let pairs = |rows: &[Row]| -> Vec<(String, String)> {
            rows.iter()
                .map(|row| (row.field.clone(), row.value.clone()))
                .collect()
        };
        let mut drop = tx.prepare_cached(list.drop)?;
        let twice = listed_twice(&pairs(&mine), &pairs(&theirs));
        for (row, twice) in theirs.iter().zip(twice) {
            match twice {
                None => {}
                Some(Twice::Known(at)) => {
                    keep_label(tx, mine[at].id, row)?;
                    drop.execute(named_params! {":id": row.id})?;
                }
                Some(Twice::Fuller(at)) => {
                    keep_label(tx, row.id, &mine[at])?;
                    drop.execute(named_params! {":id": mine[at].id})?;
                }
            }
        }
        tx.prepare_cached(list.take)?
            .execute(named_params! {":keep": keep.0, ":other": other.0})?;
    }
    Ok(())
}

struct Row {
    id: i64,
    field: String,
    value: String,
}

fn rows(
    tx: &Transaction<'_>,
    list: &Listed,
    keep: ContactId,
    other: ContactId,
) -> rusqlite::Result<(Vec<Row>, Vec<Row>)> {
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    let mut rows = tx.prepare_cached(list.rows)?;
    let mut rows = rows.query(named_params! {":keep": keep.0, ":other": other.0})?;
    while let Some(row) = rows.next()? {
        let read = Row {
            id: row.get("id")?,
            field: row.get("field")?,
            value: row.get("value")?,
        };
        match row.get::<_, i64>("contact_id")? == keep.0 {
            true => mine.push(read),
            false => theirs.push(read),
        }
    }
    Ok((mine, theirs))
}

/// Has a way to reach somebody that stays, and is called nothing, be called as the one that
/// goes.
fn keep_label(tx: &Transaction<'_>, stays: i64, goes: &Row) -> rusqlite::Result<()> {
    if MethodKind::from_word(&goes.field).is_some() {
        tx.prepare_cached(
            "UPDATE method SET label = (SELECT label FROM method WHERE id = :goes)
             WHERE id = :stays AND label IS NULL
               AND EXISTS (SELECT 1 FROM method WHERE id = :goes AND label IS NOT NULL)",
        )?
        .execute(named_params! {":stays": stays, ":goes": goes.id})?;
    }
    Ok(())
}
