//! The tables people write into, as the schema has them, and the triggers that watch them.

use std::sync::Arc;

use rusqlite::{Connection, Transaction, named_params};

/// A table whose rows people make.
#[derive(Debug)]
pub(in crate::store) struct Table {
    pub(in crate::store) name: String,
    pub(in crate::store) columns: Vec<String>,
}

impl Table {
    /// An SQL expression for a whole row as a JSON object.
    pub(in crate::store) fn object(&self) -> String {
        let pairs: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("'{column}', \"{column}\""))
            .collect();
        format!("json_object({})", pairs.join(", "))
    }

    /// An SQL expression for a whole row as the JSON array of its columns, which is how the
    /// history keeps it; `prefix` is `OLD.` or empty.
    pub(super) fn array(&self, prefix: &str) -> String {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("{prefix}{column}"))
            .collect();
        format!("json_array({})", columns.join(", "))
    }

    pub(in crate::store) fn has(&self, column: &str) -> bool {
        self.place(column).is_some()
    }

    /// Which of the columns this is, counted from 0: where it is in the history's arrays.
    pub(in crate::store) fn place(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known == column)
    }

    /// Those columns of a row that name a contact it is of.
    pub(in crate::store) fn contact_columns(&self) -> impl Iterator<Item = &str> {
        let all = self.columns.iter().map(String::as_str);
        all.filter(|column| matches!(*column, "contact_id" | "other_id"))
    }
}

/// Tables whose rows are with people and nothing without anybody, each with the table that says
/// with whom, and its column.
pub(in crate::store) const WITH_PEOPLE: [(&str, &str, &str); 2] = [
    ("catch_up", "catch_up_contact", "catch_up_id"),
    ("next_step", "next_step_contact", "next_step_id"),
];

/// A column that refers to the id of a row of another table.
#[derive(Debug)]
pub(in crate::store) struct Reference {
    pub(in crate::store) child: String,
    pub(in crate::store) column: String,
    pub(in crate::store) parent: String,
    /// Whether it is unset where what it names goes, and its row stays.
    pub(in crate::store) is_set_null: bool,
}

/// What has been asked of the schema, which tells it at some length: once is enough for an
/// open file.
#[derive(Debug, Default)]
pub(in crate::store) struct Tables {
    known: Vec<Arc<Table>>,
    references: Option<Arc<[Reference]>>,
}

impl Tables {
    /// The table of this name, if there is one whose rows people make.
    pub(in crate::store) fn named(
        &mut self,
        conn: &Connection,
        name: &str,
    ) -> rusqlite::Result<Option<Arc<Table>>> {
        if let Some(known) = self.known.iter().find(|known| known.name == name) {
            return Ok(Some(Arc::clone(known)));
        }
        let columns = conn
            .prepare_cached("SELECT name FROM pragma_table_info(:table) ORDER BY cid")?
            .query_map(named_params! {":table": name}, |row| row.get("name"))?
            .collect::<rusqlite::Result<_>>()?;
        let name = name.to_owned();
        let table = Arc::new(Table { name, columns });
        if !table.has("uid") {
            return Ok(None);
        }
        self.known.push(Arc::clone(&table));
        Ok(Some(table))
    }

    /// What refers to what.
    pub(in crate::store) fn references(
        &mut self,
        conn: &Connection,
    ) -> rusqlite::Result<Arc<[Reference]>> {
        match &self.references {
            Some(known) => Ok(Arc::clone(known)),
            None => {
                let all = Arc::from(references(conn)?);
                Ok(Arc::clone(self.references.insert(all)))
            }
        }
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
            }),
        }
    }
    tables.retain(|table| table.has("uid"));
    Ok(tables)
}

/// Every reference from a table with a `uid` column: what is derived, such as the last
/// catch-up, may go with the row it is about.
pub(in crate::store) fn references(conn: &Connection) -> rusqlite::Result<Vec<Reference>> {
    conn.prepare_cached(
        "SELECT s.name AS child, f.\"from\" AS col, f.\"table\" AS parent,
                f.on_delete = 'SET NULL' AS is_set_null
         FROM sqlite_schema AS s JOIN pragma_foreign_key_list(s.name) AS f
         WHERE s.type = 'table' AND s.sql LIKE 'CREATE TABLE%'
           AND EXISTS (SELECT 1 FROM pragma_table_info(s.name) WHERE name = 'uid')
         ORDER BY s.rowid, f.id",
    )?
    .query_map([], |row| {
        Ok(Reference {
            child: row.get("child")?,
            column: row.get("col")?,
            parent: row.get("parent")?,
            is_set_null: row.get("is_set_null")?,
        })
    })?
    .collect()
}

/// Makes the recording triggers anew from the schema as it is now. Every start reads their
/// text, so they say as little as can be: that a row was made, and what it was before it was
/// changed or removed.
///
/// For rows that come by the hundred no trigger fires, see `store::batch`.
pub(in crate::store) fn install(tx: &Transaction<'_>) -> rusqlite::Result<()> {
    for table in tables(tx)? {
        let name = &table.name;
        let was = format!(
            "(tbl, row_id, before) VALUES ('{name}', OLD.id, {})",
            table.array("OLD.")
        );
        let made = format!("(tbl, row_id) VALUES ('{name}', NEW.id)");
        for (event, entry) in [("INSERT", &made), ("UPDATE", &was), ("DELETE", &was)] {
            let trigger = format!("undo_{}_{name}", event.to_lowercase());
            tx.execute_batch(&format!(
                "DROP TRIGGER IF EXISTS {trigger};
                 CREATE TRIGGER {trigger} AFTER {event} ON {name} BEGIN \
                 INSERT INTO change_log {entry}; END;"
            ))?;
        }
    }
    Ok(())
}
