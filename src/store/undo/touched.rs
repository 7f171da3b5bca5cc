//! Whom an action concerned.

use rusqlite::{Connection, named_params};

use crate::domain::id::{ActionId, ContactId};

/// Every contact whose card or list row an action may have changed, by id, as far as its
/// rows are there now.
pub(super) fn touched(conn: &Connection, action: ActionId) -> rusqlite::Result<Vec<ContactId>> {
    let mut ids = by_changes(conn, action)?;
    by_made(conn, action, &mut ids)?;
    ids.sort_unstable();
    ids.dedup();
    Ok(ids.into_iter().map(ContactId).collect())
}

/// By the rows that were changed or removed, and what they were and are part of.
fn by_changes(conn: &Connection, action: ActionId) -> rusqlite::Result<Vec<i64>> {
    let mut statement = conn.prepare_cached(
        "WITH changes AS (
             SELECT tbl, row_id, before, after FROM change_log
             WHERE action_id = :action AND before IS NOT NULL
         )
         SELECT row_id AS contact_id FROM changes WHERE tbl = 'contact'
         UNION SELECT json_extract(before, '$.contact_id') FROM changes WHERE tbl <> 'contact'
         UNION SELECT json_extract(after, '$.contact_id') FROM changes WHERE tbl <> 'contact'
         UNION SELECT json_extract(before, '$.other_id') FROM changes WHERE tbl = 'relation'
         UNION SELECT json_extract(after, '$.other_id') FROM changes WHERE tbl = 'relation'
         UNION SELECT p.contact_id
               FROM changes JOIN catch_up_contact AS p ON p.catch_up_id = changes.row_id
               WHERE changes.tbl = 'catch_up'
         UNION SELECT p.contact_id
               FROM changes JOIN next_step_contact AS p ON p.next_step_id = changes.row_id
               WHERE changes.tbl = 'next_step'
         UNION SELECT p.contact_id
               FROM changes JOIN contact_tag AS p ON p.tag_id = changes.row_id
               WHERE changes.tbl = 'tag'",
    )?;
    statement
        .query_map(named_params! {":action": action.0}, |row| {
            row.get::<_, Option<i64>>("contact_id")
        })?
        .filter_map(Result::transpose)
        .collect()
}

/// By the rows that were made, which are of the contacts they name themselves.
fn by_made(conn: &Connection, action: ActionId, ids: &mut Vec<i64>) -> rusqlite::Result<()> {
    let mut columns = conn.prepare_cached(
        "SELECT name FROM pragma_table_info(:tbl) WHERE name IN ('contact_id', 'other_id')",
    )?;
    let mut contacts = conn.prepare_cached(
        "SELECT row_id, row_id + rows - 1 AS last_id FROM change_log
         WHERE action_id = :action AND before IS NULL AND tbl = 'contact'",
    )?;
    let mut contacts = contacts.query(named_params! {":action": action.0})?;
    let changed = ids.len();
    while let Some(row) = contacts.next()? {
        ids.extend(row.get::<_, i64>("row_id")?..=row.get("last_id")?);
    }
    if is_everybody(conn, ids.len() - changed)? {
        return Ok(()); // whoever else its rows are about is among them
    }
    let mut made = conn.prepare_cached(
        "SELECT tbl, row_id, row_id + rows - 1 AS last_id FROM change_log
         WHERE action_id = :action AND before IS NULL AND tbl <> 'contact'",
    )?;
    let mut made = made.query(named_params! {":action": action.0})?;
    while let Some(row) = made.next()? {
        let table: String = row.get("tbl")?;
        let (first, last): (i64, i64) = (row.get("row_id")?, row.get("last_id")?);
        let columns: Vec<String> = columns
            .query_map(named_params! {":tbl": table}, |row| row.get("name"))?
            .collect::<rusqlite::Result<_>>()?;
        for column in columns {
            let mut of = conn.prepare_cached(&format!(
                "SELECT \"{column}\" FROM \"{table}\"
                 WHERE id BETWEEN :first AND :last AND \"{column}\" IS NOT NULL"
            ))?;
            let mut of = of.query(named_params! {":first": first, ":last": last})?;
            while let Some(row) = of.next()? {
                let id = row.get(0)?;
                if ids.last() != Some(&id) {
                    ids.push(id);
                }
            }
        }
    }
    Ok(())
}

/// Whether these are so many that they are all there are, as after a first import.
fn is_everybody(conn: &Connection, contacts: usize) -> rusqlite::Result<bool> {
    const MANY: usize = 1_000;
    if contacts < MANY {
        return Ok(false);
    }
    let all: i64 = conn.query_row("SELECT count(*) FROM contact", [], |row| row.get(0))?;
    Ok(usize::try_from(all).is_ok_and(|all| all <= contacts))
}
