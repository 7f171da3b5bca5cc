//! The tags of a network while an import goes in, so that none is looked up twice and none
//! is made beside one that is only spelled otherwise.

use std::collections::HashMap;

use rusqlite::{Connection, named_params};

use super::rows::Uids;
use crate::text::fold;

/// The tags there are, by folded name.
pub(super) struct Tags(HashMap<String, i64>);

impl Tags {
    pub(super) fn read(conn: &Connection) -> rusqlite::Result<Tags> {
        let mut tags = HashMap::new();
        let mut all = conn.prepare_cached("SELECT id, name FROM tag ORDER BY id")?;
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get("name")?;
            tags.entry(fold(&name)).or_insert(row.get("id")?);
        }
        Ok(Tags(tags))
    }

    /// The tag of this name, made if there is none.
    pub(super) fn id(
        &mut self,
        conn: &Connection,
        name: &str,
        uids: &mut Uids,
    ) -> rusqlite::Result<i64> {
        let key = fold(name);
        if let Some(tag) = self.0.get(&key) {
            return Ok(*tag);
        }
        conn.prepare_cached("INSERT INTO tag (uid, name) VALUES (:uid, :name)")?
            .execute(named_params! {":uid": uids.next(), ":name": name})?;
        let tag = conn.last_insert_rowid();
        self.0.insert(key, tag);
        Ok(tag)
    }

    /// Forgets a tag that nobody has any more.
    pub(super) fn forget_gone(&mut self, conn: &Connection, name: &str) -> rusqlite::Result<()> {
        let key = fold(name);
        let Some(tag) = self.0.get(&key) else {
            return Ok(());
        };
        let is_there: bool = conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM tag WHERE id = :tag)")?
            .query_row(named_params! {":tag": tag}, |row| row.get(0))?;
        if !is_there {
            self.0.remove(&key);
        }
        Ok(())
    }
}
