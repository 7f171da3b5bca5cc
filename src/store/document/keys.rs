//! What the schema says of what tells the rows of a table apart.

use rusqlite::Connection;
use serde_json::{Map, Value as Json};

/// What no two rows of a table may have in common: an index of the schema.
pub(super) struct Unique {
    index: String,
    /// Without those that are expressions.
    columns: Vec<String>,
}

/// By it only birthdays are told apart: somebody has one.
const BIRTHDAY: &str = "occasion_contact";

impl Unique {
    /// What tells this row from others of its table; `None` where nothing has to.
    pub(super) fn key(&self, row: &Map<String, Json>) -> Option<String> {
        if self.index == BIRTHDAY && row.get("label").and_then(Json::as_str) != Some("birthday") {
            return None;
        }
        let value = |column: &str| row.get(column).filter(|value| !value.is_null());
        let mut key = vec![Json::from(self.index.as_str())];
        if self.columns.is_empty() {
            let mut pair = [value("contact_id")?.as_i64()?, value("other_id")?.as_i64()?];
            pair.sort_unstable();
            key.extend(pair.map(Json::from));
        }
        for column in &self.columns {
            key.push(value(column)?.clone());
        }
        Some(Json::from(key).to_string())
    }
}

/// What tells the rows of a table apart.
pub(super) fn uniques(conn: &Connection, table: &str) -> rusqlite::Result<Vec<Unique>> {
    let mut parts = conn.prepare_cached(
        "SELECT l.name AS idx, i.name AS col
         FROM pragma_index_list(:table) AS l JOIN pragma_index_info(l.name) AS i
         WHERE l.\"unique\" = 1
         ORDER BY l.seq, i.seqno",
    )?;
    let mut parts = parts.query([table])?;
    let mut uniques: Vec<Unique> = Vec::new();
    while let Some(part) = parts.next()? {
        let index: String = part.get("idx")?;
        if uniques.last().is_none_or(|last| last.index != index) {
            let columns = Vec::new();
            uniques.push(Unique { index, columns });
        }
        if let Some(last) = uniques.last_mut() {
            last.columns.extend(part.get::<_, Option<String>>("col")?);
        }
    }
    Ok(uniques)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::migrate;

    #[test]
    fn what_tells_rows_apart_is_columns_but_for_these() {
        let mut conn = Connection::open_in_memory().unwrap();
        migrate::to_latest(&mut conn).unwrap();
        let mut odd: Vec<String> = conn
            .prepare(
                "SELECT DISTINCT l.name
                 FROM sqlite_schema AS s
                 JOIN pragma_index_list(s.name) AS l
                 JOIN pragma_index_info(l.name) AS i
                 WHERE s.type = 'table' AND l.\"unique\" = 1 AND (l.partial OR i.name IS NULL)",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        odd.sort();
        // Without a source there is no key; a pair is one whichever comes first, and the other
        // days of somebody may be any number.
        assert_eq!(odd, ["catch_up_source", BIRTHDAY, "two_people_pair"]);
    }
}
