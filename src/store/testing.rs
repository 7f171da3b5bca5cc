//! What only tests do with a file: to be ahead of its time.

use super::{Error, Store, undo};

impl Store {
    /// Has this file be of a later ties, whose schema has these statements, too.
    ///
    /// # Errors
    /// Where the schema cannot have them.
    pub fn become_later(&mut self, schema: &str) -> Result<(), Error> {
        let tx = self.conn.transaction()?;
        tx.execute_batch(schema)?;
        undo::install(&tx)?;
        // No version of the schema is called so.
        tx.execute(
            "UPDATE meta SET value = 'earlier' WHERE key = 'sync schema'",
            [],
        )?;
        tx.commit()?;
        self.tables = undo::Tables::default();
        self.understand_more()
    }

    /// Writes as somebody does who does not know ties.
    ///
    /// # Errors
    /// Where the file does not take these statements.
    pub fn write_beside(&mut self, statements: &str) -> Result<(), Error> {
        Ok(self.conn.execute_batch(statements)?)
    }
}
