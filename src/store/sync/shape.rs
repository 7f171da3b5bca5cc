//! Which rows travel, what of them, and what makes two of them one.

use rusqlite::{Connection, OptionalExtension, params_from_iter};
use serde_json::Value as Json;

use crate::domain::sync::Cells;
use crate::store::undo::{Table, value};
use crate::text::fold;

/// Tables whose rows are of one machine: what its mailboxes tell, and what waits for an answer
/// between it and its folder of cards.
const OF_ONE_MACHINE: [&str; 2] = ["suggestion", "conflict"];

/// Columns of the folder of cards of one machine.
const SOURCE_OF_ONE_MACHINE: [&str; 3] = ["file", "ours", "gone_on"];

/// The table of weeks' budgets, which a machine may keep to itself.
pub(super) const BUDGET: &str = "budget";

/// Whether rows of this table travel at all.
pub(in crate::store) fn travels(table: &str) -> bool {
    !OF_ONE_MACHINE.contains(&table)
}

/// Whether a column does.
pub(in crate::store) fn column_travels(table: &str, column: &str) -> bool {
    column != "id"
        && column != "uid"
        && !(table == "source" && SOURCE_OF_ONE_MACHINE.contains(&column))
}

/// Whether it is text that a person writes at length, both versions of which are kept.
pub(super) fn is_note(table: &str, column: &str) -> bool {
    column == "note" && matches!(table, "contact" | "catch_up" | "link")
}

/// The columns by which two rows of a table are one, whatever their uids: a tag of that name,
/// somebody's part in a catch-up, the birthday that they have.
fn key(table: &str, cells: &Cells) -> &'static [&'static str] {
    let text = |column: &str| cells.get(column).and_then(Json::as_str);
    match table {
        "tag" => &["name"],
        "contact_tag" => &["contact_id", "tag_id"],
        "interest" => &["contact_id", "name"],
        "occasion" if text("label") == Some("birthday") => &["contact_id", "label"],
        "occasion" => &["contact_id", "label", "day"],
        "contact_name" => &["contact_id", "kind", "value"],
        "former_uid" => &["former"],
        "two_people" => &["contact_id", "other_id"],
        "method" => &["contact_id", "kind", "match_key"],
        "address" => &[
            "contact_id",
            "street",
            "city",
            "region",
            "postcode",
            "country",
        ],
        "detail" => &["contact_id", "label", "value"],
        "relation" => &["contact_id", "kind", "other_id", "other_name"],
        "catch_up" | "request" if text("source").is_some() => &["source", "external_id"],
        "catch_up_contact" => &["catch_up_id", "contact_id"],
        "next_step_contact" => &["next_step_id", "contact_id"],
        "flag" if matches!(text("kind"), Some("mind" | "paused")) => {
            &["contact_id", "kind", "ended_on"]
        }
        "declined_offer" => &["contact_id", "offer"],
        "news" => &["contact_id", "day", "text"],
        "link_topic" => &["link_id", "topic"],
        "source" => &["kind", "external_id"],
        BUDGET => &["week_from"],
        _ => &[],
    }
}

/// The number of a row that is the same as one of these columns would be, but for `but`.
pub(super) fn same(
    conn: &Connection,
    table: &str,
    cells: &Cells,
    but: Option<i64>,
) -> rusqlite::Result<Option<i64>> {
    let columns = key(table, cells);
    if columns.is_empty()
        || (table == "flag" && cells.get("ended_on").is_some_and(|on| !on.is_null()))
    {
        return Ok(None);
    }
    let found = find(conn, table, columns, cells, but)?;
    if found.is_some() || table != "two_people" {
        return Ok(found);
    }
    let turned = |column: &str| cells.get(column).cloned().unwrap_or_default();
    let mut other = cells.clone();
    other.insert("contact_id".to_owned(), turned("other_id"));
    other.insert("other_id".to_owned(), turned("contact_id"));
    find(conn, table, columns, &other, but)
}

fn find(
    conn: &Connection,
    table: &str,
    columns: &[&str],
    cells: &Cells,
    but: Option<i64>,
) -> rusqlite::Result<Option<i64>> {
    let mut values = vec![Json::from(but.unwrap_or(-1))];
    let mut is = Vec::new();
    let word = word(table);
    for column in columns.iter().filter(|column| Some(**column) != word) {
        match cells.get(*column).filter(|value| !value.is_null()) {
            None => is.push(format!("\"{column}\" IS NULL")),
            Some(value) => {
                values.push(value.clone());
                is.push(format!("\"{column}\" = ?{}", values.len()));
            }
        }
    }
    let said = word.and_then(|word| cells.get(word)?.as_str()).map(fold);
    let mut rows = conn.prepare_cached(&format!(
        "SELECT id, {} AS word FROM \"{table}\" WHERE {} id <> ?1 ORDER BY id",
        word.unwrap_or("NULL"),
        is.iter().map(|is| format!("{is} AND ")).collect::<String>()
    ))?;
    let mut rows = rows.query(params_from_iter(values.iter().map(value)))?;
    while let Some(row) = rows.next()? {
        let is_it = match &said {
            None => true,
            Some(said) => fold(row.get_ref("word")?.as_str()?) == *said,
        };
        if is_it {
            return row.get("id").map(Some);
        }
    }
    Ok(None)
}

/// The column of a key in which case and accents are no difference.
fn word(table: &str) -> Option<&'static str> {
    match table {
        "tag" | "interest" => Some("name"),
        "link_topic" => Some("topic"),
        "occasion" => Some("label"),
        "contact_name" => Some("value"),
        _ => None,
    }
}

/// Whether changing these columns may make a row the same as another.
pub(super) fn is_of_key(table: &str, cells: &Cells, changed: &Cells) -> bool {
    key(table, cells)
        .iter()
        .any(|column| changed.contains_key(*column))
}

/// A whole row, uid and number included.
pub(in crate::store) fn row(
    conn: &Connection,
    table: &Table,
    id: i64,
) -> rusqlite::Result<Option<Cells>> {
    let row: Option<String> = conn
        .prepare_cached(&format!(
            "SELECT {} FROM \"{}\" WHERE id = ?1",
            table.object(),
            table.name
        ))?
        .query_row([id], |row| row.get(0))
        .optional()?;
    Ok(row.map(|row| serde_json::from_str(&row).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::store::{Store, undo};

    #[test]
    fn what_the_schema_has_once_is_one_here_too() {
        let today = "2026-11-22".parse().unwrap();
        let store = Store::in_memory(Clock::fixed(today)).unwrap();
        let mut indices = store
            .conn
            .prepare(
                "SELECT t.name AS tbl, group_concat(c.name, ' ' ORDER BY c.seqno) AS columns
                 FROM sqlite_schema AS t
                 JOIN pragma_index_list(t.name) AS i ON i.\"unique\"
                 JOIN pragma_index_info(i.name) AS c
                 WHERE t.type = 'table' AND t.sql LIKE 'CREATE TABLE%'
                 GROUP BY t.name, i.name
                 HAVING min(c.cid) >= 0 AND min(c.name) NOT IN ('uid', 'id')",
            )
            .unwrap();
        let mut indices = indices.query([]).unwrap();
        let mut count = 0;
        while let Some(index) = indices.next().unwrap() {
            let (table, columns): (String, String) =
                (index.get("tbl").unwrap(), index.get("columns").unwrap());
            if !travels(&table)
                || !undo::tables(&store.conn)
                    .unwrap()
                    .iter()
                    .any(|t| t.name == table)
            {
                continue;
            }
            let cells = columns
                .split(' ')
                .map(|column| (column.to_owned(), Json::from("x")))
                .collect();
            assert_eq!(key(&table, &cells).join(" "), columns, "{table}");
            count += 1;
        }
        assert!(count > 8, "{count}");
    }
}
