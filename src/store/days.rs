//! Which columns hold a day, for whoever does not read them all.

use rusqlite::Connection;

use super::rows::read_day;

/// The columns of a table that hold a day, or nothing.
pub(super) fn columns(table: &str) -> &'static [&'static str] {
    match table {
        "contact" => &["met_on", "standing_on", "counting_from", "added_on"],
        "two_people" => &["said_on"],
        "arrival" | "catch_up" | "news" | "link_share" => &["day"],
        "declined_offer" => &["declined_on"],
        "request" => &["day", "later_until", "decided_on"],
        "suggestion" => &["answered_on"],
        "conflict" => &["found_on"],
        "next_step" => &["day", "made_on", "done_on"],
        "flag" => &["from_day", "until_day", "ended_on"],
        "link" => &["added_on", "dropped_on"],
        "source" => &["imported_on", "gone_on"],
        // The standing budget is of no week.
        "budget" => &["week_from"],
        _ => &[],
    }
}

/// Whether the text in such a column is a day.
pub(super) fn is_day(text: &str) -> bool {
    text.is_empty() || read_day(text).is_some()
}

/// A row with something else where a day belongs.
pub(super) struct Odd {
    pub(super) row: i64,
    pub(super) column: &'static str,
    pub(super) text: String,
}

/// The rows of a table with something else where a day belongs, by id, twenty of each column.
pub(super) fn odd(conn: &Connection, table: &str) -> rusqlite::Result<Vec<Odd>> {
    let mut found = Vec::new();
    for column in columns(table) {
        let mut rows = conn.prepare(&format!(
            "SELECT id, \"{column}\" AS day
             FROM \"{table}\"
             WHERE \"{column}\" <> '' AND date(\"{column}\") IS NOT \"{column}\"
             ORDER BY id
             LIMIT 20"
        ))?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            found.push(Odd {
                row: row.get("id")?,
                column,
                text: row.get("day")?,
            });
        }
    }
    Ok(found)
}
