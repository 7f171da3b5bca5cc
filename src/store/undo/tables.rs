//! The tables people write into, as the schema has them, and the triggers that watch them.

use rusqlite::{Connection, Transaction};

/// A table whose rows people make.
#[derive(Debug)]
pub(in crate::store) struct Table {
    pub(in crate::store) name: String,
    pub(in crate::store) columns: Vec<String>,
    /// Tables and columns that refer to this table's id.
    pub(super) children: Vec<(String, String)>,
}

impl Table {
    /// An SQL expression for a whole row as JSON; `prefix` is `NEW.`, `OLD.` or empty.
    pub(in crate::store) fn json(&self, prefix: &str) -> String {
        let pairs: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("'{column}', {prefix}\"{column}\""))
            .collect();
        format!("json_object({})", pairs.join(", "))
    }

    pub(in crate::store) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known == column)
    }

    /// Those columns of a row that name a contact.
    pub(in crate::store) fn contact_columns(&self) -> impl Iterator<Item = &str> {
        let all = self.columns.iter().map(String::as_str);
        all.filter(|column| matches!(*column, "contact_id" | "other_id"))
    }
}

/// Every table with a `uid` column, in the order in which the schema makes them.
pub(in crate::store) fn tables(conn: &Connection) -> rusqlite::Result<Vec<Table>> {
    let mut columns = conn.prepare_cached(
        "SELECT s.name AS tbl, c.name AS name
         FROM sqlite_schema AS s JOIN pragma_table_info(s.name) AS c
         WHERE s.type = 'table' AND s.sql LIKE 'CREATE TABLE%'
         ORDER BY s.rowid, c.cid",
    )?;
    let mut columns = columns.query([])?;
    let mut tables: Vec<Table> = Vec::new();
    while let Some(row) = columns.next()? {
        let (table, column): (String, String) = (row.get("tbl")?, row.get("name")?);
        match tables.last_mut() {
            Some(last) if last.name == table => last.columns.push(column),
            _ => tables.push(Table {
                name: table,
                columns: vec![column],
                children: Vec::new(),
            }),
        }
    }
    tables.retain(|table| table.has("uid"));
    let mut refers = conn.prepare_cached(
        "SELECT s.name AS child, f.\"from\" AS col, f.\"table\" AS parent
         FROM sqlite_schema AS s JOIN pragma_foreign_key_list(s.name) AS f
         WHERE s.type = 'table' AND s.sql LIKE 'CREATE TABLE%'
         ORDER BY s.rowid, f.id",
    )?;
    let mut refers = refers.query([])?;
    while let Some(row) = refers.next()? {
        let (child, parent): (String, String) = (row.get("child")?, row.get("parent")?);
        // What is derived, such as the last catch-up, may go with the row it is about.
        if tables.iter().any(|table| table.name == child)
            && let Some(table) = tables.iter_mut().find(|table| table.name == parent)
        {
            table.children.push((child, row.get("col")?));
        }
    }
    Ok(tables)
}

/// Makes the recording triggers anew from the schema as it is now. Every start reads their
/// text, so they say each column once.
///
/// A row that is made costs little: what it holds is not written down. For rows that come by the
/// hundred no trigger fires, see `store::batch`.
pub(in crate::store) fn install(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    for table in tables(tx)? {
        let name = &table.name;
        let (old, new) = (table.json("OLD."), table.json("NEW."));
        let changed = |before: &str, after: &str| {
            format!(
                "INSERT INTO change_log (action_id, tbl, row_id, before, after)
                     SELECT action_id, '{name}', OLD.id, b, a
                     FROM recording, (SELECT {before} AS b, {after} AS a)
                     WHERE b IS NOT a;"
            )
        };
        let made = format!(
            "INSERT INTO change_log (action_id, tbl, row_id)
                     SELECT action_id, '{name}', NEW.id FROM recording;"
        );
        for (event, body) in [
            ("INSERT", made),
            ("UPDATE", changed(&old, &new)),
            ("DELETE", changed(&old, "NULL")),
        ] {
            let trigger = format!("undo_{}_{name}", event.to_lowercase());
            tx.execute_batch(&format!(
                "DROP TRIGGER IF EXISTS {trigger};
                 CREATE TRIGGER {trigger} AFTER {event} ON \"{name}\"
                 WHEN NOT (SELECT is_off FROM recording)
                 BEGIN
                     {body}
                 END;"
            ))?;
        }
    }
    Ok(())
}
