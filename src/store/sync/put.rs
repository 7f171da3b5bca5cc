//! Writing rows as they are told.

use rusqlite::{Connection, Transaction, params_from_iter};
use serde_json::Value as Json;

use crate::domain::sync::{Cells, RowId};
use crate::store::undo::value;

/// Makes a row of these columns, `id` and `uid` among them.
pub(super) fn insert(conn: &Connection, table: &str, cells: &Cells) -> rusqlite::Result<bool> {
    let columns: Vec<String> = cells.keys().map(|column| format!("\"{column}\"")).collect();
    let marks: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let rows = conn
        .prepare_cached(&format!(
            "INSERT INTO \"{table}\" ({}) VALUES ({})",
            columns.join(", "),
            marks.join(", ")
        ))?
        .execute(params_from_iter(cells.values().map(value)))?;
    Ok(rows > 0)
}

/// Changes some columns of a row; whether it is there.
pub(super) fn change(tx: &Transaction<'_>, of: &RowId, cells: &Cells) -> rusqlite::Result<bool> {
    if cells.is_empty() {
        return Ok(true);
    }
    let sets: Vec<String> = (3..)
        .zip(cells.keys())
        .map(|(n, column)| format!("\"{column}\" = ?{n}"))
        .collect();
    let which = [Json::from(of.row), Json::from(of.uid.as_str())];
    let rows = tx
        .prepare_cached(&format!(
            "UPDATE \"{}\" SET {} WHERE id = ?1 AND uid = ?2",
            of.table,
            sets.join(", ")
        ))?
        .execute(params_from_iter(
            which.iter().chain(cells.values()).map(value),
        ))?;
    Ok(rows > 0)
}

/// Removes a row; whether it was there.
pub(super) fn remove(tx: &Transaction<'_>, of: &RowId) -> rusqlite::Result<bool> {
    let rows = tx
        .prepare_cached(&format!(
            "DELETE FROM \"{}\" WHERE id = ?1 AND uid = ?2",
            of.table
        ))?
        .execute((of.row, &of.uid))?;
    Ok(rows > 0)
}
